package analyze

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"crampcheck/parse"
)

// Gate says what a check fails on. The zero value fails on nothing but files
// that could not be read.
type Gate struct {
	FailOn     []string // ids of rules, and severities, which mean at or above
	Expect     []parse.Expectation
	ExpectFile string // as messages name it; "": nothing is expected
	Strict     bool   // doubtful files count as not read
}

// Checked is what a check found out.
type Checked struct {
	Conditions []Condition
	Hits       []Hit  // findings that fail the check, the most severe first
	Items      []Item // every comparison with what was expected, in the order of the file
	Unlisted   []string
	Left       int             // files that could not be used, and were not expected so
	Doubtful   int             // warned or partial files that were not expected so; counted under Strict alone
	BadFiles   map[string]bool // those of them that fail the check, by name
	OK         bool
}

// ConditionKind says what a condition is about.
type ConditionKind string

// The kinds of conditions.
const (
	OnFindings ConditionKind = "findings"
	OnExpected ConditionKind = "expected"
	OnFiles    ConditionKind = "files"
	OnNotes    ConditionKind = "notes"
)

// Condition is one thing that a check demands.
type Condition struct {
	Kind ConditionKind
	Name string // rule or severity, file of expectations; "" for files and notes
	OK   bool
	Bad  int // findings, comparisons, files or notes that break it
	Of   int // comparisons or files looked at; 0: not counted
	Runs int // in which the findings are
}

// Hit is a finding that fails a check.
type Hit struct {
	Run     *Result // nil: of notes on a day without a run
	Day     string  // of a finding without a run
	Finding *Finding
}

// Item is one comparison of what was expected with what was found.
type Item struct {
	Pos       parse.Pos // in the file of expectations
	File      string    // as found, or as expected where it was not found
	Index     int       // place among the activities of its file
	What      string    // file, activity, status, distance, timer, "mile 3", "km 3", cramps, must, must_not
	Wanted    *Measure  // a number, or
	WantedIs  string    // a word
	Got       *Measure  // nil, with an empty GotIs: nothing was found
	GotIs     string
	Tolerance *Measure // nil: exactly
	Finding   *Finding // the finding that was found instead; nil: none
	OK        bool
}

// What an item says of an activity that its file holds and the report does not
// count.
const (
	InAnotherFile = "in another file"
	OutsideSpan   = "outside the span"
)

// Check holds a report against a gate. Everything that fails is told, not the
// first alone.
func Check(rep *Report, g Gate) *Checked {
	c := &Checked{}
	for _, name := range g.FailOn {
		c.findings(rep, name)
	}
	slices.SortStableFunc(c.Hits, func(a, b Hit) int {
		return cmp.Compare(b.Finding.Severity.Rank(), a.Finding.Severity.Rank())
	})
	names := namesOf(rep.Inputs)
	if g.ExpectFile != "" {
		c.expected(rep, g, names)
	}
	c.files(rep, g, names)
	wrong := 0
	for _, e := range rep.NotesErrors {
		if !e.Warning {
			wrong++
		}
	}
	if wrong > 0 {
		c.Conditions = append(c.Conditions, Condition{Kind: OnNotes, Bad: wrong})
	}
	c.OK = !slices.ContainsFunc(c.Conditions, func(k Condition) bool { return !k.OK })
	return c
}

// HitsByFinding returns the hits by the finding of the report that each is.
func (c *Checked) HitsByFinding() map[*Finding]Hit {
	out := make(map[*Finding]Hit, len(c.Hits))
	for _, h := range c.Hits {
		out[h.Finding] = h
	}
	return out
}

// named says whether a finding fired and is one of those that name, a rule or a
// severity, means. The disclaimer under every report is no finding of the run.
func (f *Finding) named(name string) bool {
	if f.State != Fired {
		return false
	}
	if least := Severity(name).Rank(); least >= 0 {
		return f.Severity.Rank() >= least && f.Rule != disclaimerID
	}
	return f.Rule == name
}

// findings demands that nothing of that name fired. A finding that states the
// same fact as another one of the run is counted with it.
func (c *Checked) findings(rep *Report, name string) {
	k := Condition{Kind: OnFindings, Name: name}
	add := func(h Hit) {
		k.Bad++
		known := func(o Hit) bool { return o.Run == h.Run && o.Day == h.Day && o.Finding.Rule == h.Finding.Rule }
		if !slices.ContainsFunc(c.Hits, known) {
			c.Hits = append(c.Hits, h)
		}
	}
	for _, r := range rep.Runs {
		before := k.Bad
		for i := range r.Findings {
			f := &r.Findings[i]
			if !f.named(name) {
				continue
			}
			if f.Told().Within != "" && r.Finding(f.Told().Within).named(name) {
				continue
			}
			add(Hit{Run: r, Finding: f})
		}
		if k.Bad > before {
			k.Runs++
		}
	}
	for i := range rep.Alarms {
		if a := &rep.Alarms[i]; a.Run == nil && a.Finding.named(name) {
			add(Hit{Day: a.Day, Finding: &a.Finding})
		}
	}
	k.OK = k.Bad == 0
	c.Conditions = append(c.Conditions, k)
}

// files demands that every file could be used, but for those of which something
// else is expected.
func (c *Checked) files(rep *Report, g Gate, names inputNames) {
	expected := map[string]bool{}
	for _, e := range g.Expect {
		for _, in := range names.ending(e.File) {
			expected[in.File] = expected[in.File] || e.Status == in.Status
		}
	}
	c.BadFiles = map[string]bool{}
	for _, in := range rep.Inputs {
		switch {
		case expected[in.File]:
		case in.Left():
			c.Left++
			c.BadFiles[in.File] = true
		case in.Status == parse.Warned, in.Status == parse.Partial:
			c.Doubtful++
			if g.Strict {
				c.BadFiles[in.File] = true
			}
		}
	}
	k := Condition{Kind: OnFiles, Bad: len(c.BadFiles), Of: len(rep.Inputs)}
	k.OK = k.Bad == 0 && len(rep.Runs) > 0
	c.Conditions = append(c.Conditions, k)
}

// Left says whether a file that should hold a recording could not be used.
func (in Input) Left() bool {
	return in.Status == parse.Skipped && in.Reason != parse.NotActivity
}

// endsWith says whether path is tail, or ends with it behind a folder or an
// archive.
func endsWith(path, tail string) bool {
	head, ok := strings.CutSuffix(path, tail)
	return ok && (head == "" || strings.HasSuffix(head, "/") || strings.HasSuffix(head, "!"))
}

// inputNames finds inputs by the end of their path. Its keys are last parts.
type inputNames map[string][]Input

func namesOf(inputs []Input) inputNames {
	out := inputNames{}
	for _, in := range inputs {
		out[lastPart(in.File)] = append(out[lastPart(in.File)], in)
	}
	return out
}

func lastPart(path string) string { return path[strings.LastIndexAny(path, "/!")+1:] }

// ending returns the input that is tail, else those that end with it.
func (n inputNames) ending(tail string) (out []Input) {
	for _, in := range n[lastPart(tail)] {
		if in.File == tail {
			return []Input{in}
		}
		if endsWith(in.File, tail) {
			out = append(out, in)
		}
	}
	return out
}

// expected compares every file with what is expected of it.
func (c *Checked) expected(rep *Report, g Gate, names inputNames) {
	listed := map[string]bool{}
	failed := 0
	for _, e := range g.Expect {
		from := len(c.Items)
		c.compare(rep, e, names.ending(e.File), listed)
		if slices.ContainsFunc(c.Items[from:], func(i Item) bool { return !i.OK }) {
			failed++
		}
	}
	for _, in := range rep.Inputs {
		if !listed[in.File] {
			c.Unlisted = append(c.Unlisted, in.File)
		}
	}
	c.Conditions = append(c.Conditions, Condition{
		Kind: OnExpected, Name: g.ExpectFile, OK: failed == 0, Bad: failed, Of: len(g.Expect),
	})
}

// compare compares one activity, of the one file found, with what is expected of
// it. What is expected twice of a file is compared twice.
func (c *Checked) compare(rep *Report, e parse.Expectation, found []Input, listed map[string]bool) {
	add := func(i Item) {
		if i.File == "" {
			i.File = e.File
		}
		if i.Pos.Line == 0 {
			i.Pos = e.Pos
		}
		i.Index = e.Activity - 1
		c.Items = append(c.Items, i)
	}
	for _, in := range found {
		listed[in.File] = true
	}
	if len(found) != 1 {
		add(Item{What: "file", Wanted: &Measure{"files", 1, Count}, Got: &Measure{"files", float64(len(found)), Count}})
		return
	}
	in := found[0]
	add(Item{File: in.File, What: "file", OK: true})
	if e.Status != "" {
		add(Item{File: in.File, What: "status", WantedIs: string(e.Status), GotIs: string(in.Status), OK: e.Status == in.Status})
	}
	if e.OnlyFile() {
		return
	}
	i := slices.IndexFunc(rep.Runs, func(r *Result) bool { return r.File == in.File && r.Index == e.Activity-1 })
	if i < 0 {
		gotIs := ""
		switch {
		case in.Activities < e.Activity:
		case rep.Span.Open(), in.Status == parse.Duplicate:
			gotIs = InAnotherFile
		default:
			gotIs = OutsideSpan
		}
		add(Item{
			File: in.File, What: "activity", GotIs: gotIs,
			Wanted: &Measure{"activity", float64(e.Activity), Count}, Got: &Measure{"activities", float64(in.Activities), Count},
		})
		return
	}
	r := rep.Runs[i]
	for _, item := range r.compare(e) {
		item.File = in.File
		add(item)
	}
}

// compare compares the numbers and findings of a run with what is expected.
func (r *Result) compare(e parse.Expectation) []Item {
	var out []Item
	number := func(what string, unit Unit, wanted float64, got Maybe, absolute, frac float64) {
		item := Item{What: what, Wanted: &Measure{what, wanted, unit}}
		tolerance := absolute + frac*wanted
		if tolerance > 0 {
			item.Tolerance = &Measure{"tolerance", tolerance, unit}
		}
		if got.Known {
			item.Got = &Measure{what, got.Value, unit}
			item.OK = !above(math.Abs(got.Value-wanted), tolerance)
		}
		out = append(out, item)
	}
	t := e.Tolerance
	if e.DistanceM > 0 {
		number("distance", Meter, e.DistanceM, r.DistanceM, t.DistanceM, t.DistanceFrac)
	}
	if e.TimerS > 0 {
		number("timer", Second, e.TimerS, maybe(r.TimerS), t.TimerS, t.TimerFrac)
	}
	for _, unit := range []struct {
		word   string
		wanted []float64
		splits []Split
	}{{"mile ", e.MileS, r.SplitsMile}, {"km ", e.KmS, r.SplitsKm}} {
		for i, wanted := range unit.wanted {
			var got Maybe
			if i < len(unit.splits) && !unit.splits[i].Partial {
				got = maybe(unit.splits[i].TimeS)
			}
			if !math.IsNaN(wanted) {
				number(unit.word+strconv.Itoa(i+1), Second, wanted, got, t.SplitS, t.SplitFrac)
			}
		}
	}
	if e.Cramps >= 0 {
		number("cramps", Count, float64(e.Cramps), maybe(float64(len(r.Cramps))), 0, 0)
	}
	for _, want := range e.Must {
		out = append(out, r.must(want))
	}
	for _, want := range e.MustNot {
		out = append(out, r.mustNot(want, e.Must)...)
	}
	return out
}

// is says whether a finding fired and is one that was named: of a rule, and
// then at exactly the severity that stands with it, or of any at a severity or
// above.
func (f *Finding) is(want parse.ExpectedFinding) bool {
	if want.Rule == "" {
		return f.named(want.Severity)
	}
	return f.named(want.Rule) && (want.Severity == "" || f.Severity == Severity(want.Severity))
}

// words names a finding as the file of expectations does.
func words(want parse.ExpectedFinding) string {
	return strings.TrimSpace(want.Rule + " " + want.Severity)
}

// must demands that a finding fired.
func (r *Result) must(want parse.ExpectedFinding) Item {
	item := Item{Pos: want.Pos, What: "must", WantedIs: words(want)}
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Rule == want.Rule {
			item.Finding = f
		}
		item.OK = item.OK || f.is(want)
	}
	return item
}

// mustNot demands that no such finding fired, but for those that must: an item
// for each that did, or one that says that none did.
func (r *Result) mustNot(want parse.ExpectedFinding, must []parse.ExpectedFinding) []Item {
	var out []Item
	for i := range r.Findings {
		f := &r.Findings[i]
		if !f.is(want) {
			continue
		}
		if want.Rule == "" && slices.ContainsFunc(must, func(m parse.ExpectedFinding) bool { return m.Rule == f.Rule && f.is(m) }) {
			continue
		}
		out = append(out, Item{Pos: want.Pos, What: "must_not", WantedIs: words(want), Finding: f})
	}
	if len(out) == 0 {
		out = append(out, Item{Pos: want.Pos, What: "must_not", WantedIs: words(want), OK: true})
	}
	return out
}
