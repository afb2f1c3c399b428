package parse

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Expectation is what a file of expectations says of one activity. Zero values
// were not given.
type Expectation struct {
	Pos       Pos
	File      string // the end of its path
	Activity  int    // place among the activities of its file, from 1
	Status    Status
	DistanceM float64
	TimerS    float64
	MileS     []float64 // time of each mile on the run's clock; NaN: not said
	KmS       []float64 // the same for each kilometre
	Cramps    int       // -1: not said
	Must      []ExpectedFinding
	MustNot   []ExpectedFinding
	Tolerance Tolerance
}

// OnlyFile says whether nothing but the file and its status is expected.
func (e Expectation) OnlyFile() bool {
	return e.Activity <= 1 && e.DistanceM == 0 && e.TimerS == 0 && e.MileS == nil && e.KmS == nil && e.Cramps < 0 && e.Must == nil && e.MustNot == nil
}

// ExpectedFinding names findings: those of a rule, those of a rule at exactly
// one severity, or all at a severity or above.
type ExpectedFinding struct {
	Pos      Pos
	Rule     string // "": any
	Severity string // "": any
}

// Tolerance says how far from what was expected a value may lie. Of each pair
// one is 0.
type Tolerance struct {
	DistanceM, DistanceFrac float64
	TimerS, TimerFrac       float64
	SplitS, SplitFrac       float64
}

// DefaultTolerance holds where a file of expectations names none. It is our own
// choice: what two versions of one watch's export differ by at most.
func DefaultTolerance() Tolerance {
	return Tolerance{DistanceFrac: 0.005, TimerS: 2, SplitS: 3}
}

var (
	expectKeys    = [...]string{"tolerance", "files"}
	expectedKeys  = [...]string{"file", "activity", "status", "distance", "timer", "miles", "kms", "cramps", "must", "must_not", "tolerance"}
	toleranceKeys = [...]string{"distance", "timer", "split"}
	statusWords   = [...]string{string(OK), string(Warned), string(Partial), string(Duplicate), string(Skipped)}
	severityWords = [...]string{"info", "tip", "notice", "warn", "urgent"}
)

const expectExample = "{file: run.fit, distance: 10 km, must_not: [warn]}"

// ReadExpect reads a file of expectations. Every error is told with its place;
// with one that is no warning, what was read is not to be used. wrong words what
// is wrong with the name of a rule, "" for nothing.
func ReadExpect(data []byte, name string, wrong func(rule string) string) ([]Expectation, []NoteError) {
	return Limits{}.ReadExpect(data, name, wrong)
}

// ReadExpect is ReadExpect with these limits.
func (l Limits) ReadExpect(data []byte, name string, wrong func(rule string) string) ([]Expectation, []NoteError) {
	r, ok := newNoteReader("expect", name, data, l)
	if !ok {
		return nil, r.alone().Errors
	}
	root, ok := r.document()
	if !ok {
		return nil, r.alone().Errors
	}
	if root == nil {
		r.fail(Pos{}, "nothing is expected in it. Write files: and below it - %s", expectExample)
		return nil, r.done().Errors
	}
	tolerance := DefaultTolerance()
	var files *yaml.Node
	r.pairs(root, expectKeys[:], nil, func(key string, _, value *yaml.Node) {
		switch key {
		case "tolerance":
			r.tolerance(&tolerance, value)
		case "files":
			files = value
		}
	})
	var out []Expectation
	switch {
	case files == nil || isNull(files):
		r.fail(posOf(root), "nothing is expected in it. Write files: and below it - %s", expectExample)
	case files.Kind != yaml.SequenceNode:
		r.fail(posOf(files), "files is a list: write - %s", expectExample)
	default:
		seen := map[string]bool{}
		for _, n := range files.Content {
			e, ok := r.expectation(n, tolerance, wrong)
			id := fmt.Sprint(e.File, "\x00", e.Activity)
			switch {
			case !ok:
			case seen[id]:
				r.fail(e.Pos, "%s stands there twice. Remove one, or name another activity of it", quoted(e.File))
			default:
				seen[id] = true
				out = append(out, e)
			}
		}
	}
	return out, r.done().Errors
}

// expectation reads what is expected of one activity; t holds where it names no
// tolerance of its own.
func (r *noteReader) expectation(n *yaml.Node, t Tolerance, wrong func(rule string) string) (e Expectation, ok bool) {
	e = Expectation{Pos: posOf(n), Activity: 1, Cramps: -1, Tolerance: t}
	if n.Kind != yaml.MappingNode {
		r.fail(posOf(n), "an expectation has keys: write - %s", expectExample)
		return e, false
	}
	before := r.bad
	r.pairs(n, expectedKeys[:], nil, func(key string, _, value *yaml.Node) { r.expected(&e, key, value) })
	for _, f := range slices.Concat(e.Must, e.MustNot) {
		if f.Rule != "" && wrong(f.Rule) != "" {
			r.fail(f.Pos, "%s", wrong(f.Rule))
		}
	}
	if e.File == "" && r.bad == before {
		r.fail(posOf(n), "an expectation without a file: write - %s", expectExample)
	}
	return e, r.bad == before
}

// expected reads one value of an expectation.
func (r *noteReader) expected(e *Expectation, key string, value *yaml.Node) {
	switch key {
	case "must":
		e.Must = r.findings(key, value)
		return
	case "must_not":
		e.MustNot = r.findings(key, value)
		return
	case "miles":
		e.MileS = r.splitTimes(key, value)
		return
	case "kms":
		e.KmS = r.splitTimes(key, value)
		return
	case "tolerance":
		r.tolerance(&e.Tolerance, value)
		return
	}
	cell, ok := r.scalar(key, value)
	if !ok || cell.text == "" {
		return
	}
	var err error
	switch s := cell.text; key {
	case "file":
		e.File = CleanPath(value.Value) // as the paths are that it is compared with
	case "activity":
		e.Activity, err = readCount(s, 1)
	case "cramps":
		e.Cramps, err = readCount(s, 0)
	case "status":
		e.Status, err = readStatus(s)
	case "distance":
		e.DistanceM, err = readDistance(s)
	case "timer":
		e.TimerS, err = readClock(s, true)
	}
	r.check(cell.pos, label(key, cell.text, err))
}

// findings reads a list of rules, severities, or rules with a severity.
func (r *noteReader) findings(key string, list *yaml.Node) (out []ExpectedFinding) {
	for _, c := range r.list(key, list) {
		words := strings.Fields(c.text)
		f := ExpectedFinding{Pos: c.pos}
		last := words[len(words)-1]
		switch {
		case len(words) == 1 && severityWord(last):
			f.Severity = last
		case len(words) == 1:
			f.Rule = last
		case len(words) == 2 && severityWord(last):
			f.Rule, f.Severity = words[0], last
		default:
			r.fail(c.pos, "%s %s: write a rule, a severity or both, as pace/fast-first-mile warn", key, quoted(c.text))
			continue
		}
		out = append(out, f)
	}
	return out
}

func severityWord(s string) bool {
	for _, w := range severityWords {
		if s == w {
			return true
		}
	}
	return false
}

// splitTimes reads the times of miles or kilometres. An empty one (~) is not
// compared.
func (r *noteReader) splitTimes(key string, list *yaml.Node) (out []float64) {
	if list.Kind != yaml.SequenceNode {
		r.fail(posOf(list), "%s is a list of times: write %s: [8:42, 8:50]", key, key)
		return nil
	}
	for _, n := range list.Content {
		c, ok := r.scalar(key, n)
		if !ok {
			continue
		}
		if c.text == "" {
			out = append(out, math.NaN())
			continue
		}
		v, err := readClock(c.text, false)
		r.check(c.pos, label(key, c.text, err))
		out = append(out, v)
	}
	return out
}

// tolerance reads tolerances over those of t.
func (r *noteReader) tolerance(t *Tolerance, m *yaml.Node) {
	if m.Kind != yaml.MappingNode {
		r.fail(posOf(m), "tolerance has keys of its own: write tolerance: {distance: 0.5 %%, timer: 2 s, split: 3 s}")
		return
	}
	r.pairs(m, toleranceKeys[:], nil, func(key string, _, value *yaml.Node) {
		c, ok := r.scalar(key, value)
		if !ok || c.text == "" {
			return
		}
		absolute, frac, err := readMargin(c.text, key == "distance")
		r.check(c.pos, label(key, c.text, err))
		if err != nil {
			return
		}
		switch key {
		case "distance":
			t.DistanceM, t.DistanceFrac = absolute, frac
		case "timer":
			t.TimerS, t.TimerFrac = absolute, frac
		case "split":
			t.SplitS, t.SplitFrac = absolute, frac
		}
	})
}

var marginForm = late(`^(\d+(?:\.\d+)?) ?(%|s|m|km|mi)$`)

// readMargin reads a tolerance: a share in percent, or a distance in m, or a
// time in s.
func readMargin(s string, distance bool) (absolute, frac float64, err error) {
	example := "write seconds or percent, e.g. 3 s or 0.5 %"
	if distance {
		example = "write a distance or percent, e.g. 100 m or 0.5 %"
	}
	c := marginForm().FindStringSubmatch(normal(s))
	if c == nil {
		return 0, 0, errors.New(example)
	}
	v, err := strconv.ParseFloat(c[1], 64)
	switch unit := c[2]; {
	case err != nil, unit != "%" && distance == (unit == "s"):
		return 0, 0, errors.New(example)
	case unit == "%":
		return 0, v / 100, nil
	case unit == "km", unit == "mi":
		return v * unitM(unit), 0, nil
	}
	return v, 0, nil
}

var splitForm = late(`^(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d(?:\.\d{1,3})?)$`)

// readClock reads h:mm:ss in seconds, with a fraction where there is one.
// Without whole, m:ss will do: a mile takes minutes.
func readClock(s string, whole bool) (float64, error) {
	c := splitForm().FindStringSubmatch(normal(s))
	switch {
	case c == nil && whole:
		return 0, errors.New("write hours, minutes and seconds, e.g. 1:52:00")
	case c == nil:
		return 0, errors.New("write minutes and seconds, e.g. 8:42 or 8:42.5")
	case c[1] == "" && whole:
		return 0, fmt.Errorf("two parts could be hours or minutes. Write %s:%s:00 or 0:%s:%s", c[2], c[3], c[2], c[3])
	case c[1] != "" && atoi(c[2]) > 59:
		return 0, errors.New("an hour has 60 minutes")
	}
	sec, err := strconv.ParseFloat(c[3], 64)
	return float64(atoi(c[1]))*3600 + float64(atoi(c[2]))*60 + sec, err
}

// mostCounted is the largest number that can be expected of anything; our own
// choice.
const mostCounted = 10_000

// readCount reads a whole number of at least least.
func readCount(s string, least int) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > mostCounted {
		return 0, fmt.Errorf("write a whole number from %d on", least)
	}
	return n, nil
}

func readStatus(s string) (Status, error) {
	w := normal(s)
	for _, known := range statusWords {
		if w == known {
			return Status(w), nil
		}
	}
	if hint := meant(w, statusWords[:]); hint != "" {
		return "", errors.New("unknown status" + hint)
	}
	return "", fmt.Errorf("write one of %s", listing(statusWords[:]))
}
