package analyze

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"crampcheck/parse"
)

// checkRun is a run with findings given as fired ones of rule and severity.
func checkRun(file string, fired ...Finding) *Result {
	return &Result{
		File: file, Run: true, Format: "gpx", DistanceM: maybe(10_000), TimerS: 3000,
		SplitsMile: []Split{{N: 1, TimeS: 480, DistanceM: mile}, {N: 2, TimeS: 490, DistanceM: 800, Partial: true}},
		SplitsKm:   []Split{{N: 1, TimeS: 300, DistanceM: km}},
		Cramps:     []Cramp{{}, {}},
		Findings: append(fired,
			Finding{Rule: disclaimerID, State: Fired, Severity: Info},
			Finding{Rule: "pace/corral", State: Clear},
			Finding{Rule: "pace/fade", State: Withheld, Withheld: &WithheldBecause{Reason: "too short"}},
		),
	}
}

func hit(rule string, s Severity) Finding { return Finding{Rule: rule, State: Fired, Severity: s} }

func reportWith(runs ...*Result) *Report {
	rep := &Report{Runs: runs}
	for _, r := range runs {
		rep.Inputs = append(rep.Inputs, Input{File: r.File, Status: parse.OK, Activities: 1})
	}
	return rep
}

func TestCheckFailsOnWhatItIsTold(t *testing.T) {
	within := hit("pace/mile-marker-check", Notice)
	within.within(firstMileID)
	rep := reportWith(
		checkRun("a.gpx", hit(firstMileID, Warn), within, hit("warmup/missing", Tip)),
		checkRun("b.gpx", hit("safety/red-flags", Urgent), hit("pace/wall", Warn)),
		checkRun("c.gpx"),
	)
	for _, c := range []struct {
		name   string
		failOn []string
		hits   string
		bad    []int // of each condition on findings
		runs   []int
	}{
		{"nothing to fail on", nil, "[]", nil, nil},
		{"urgent alone", []string{"urgent"}, "[b.gpx safety/red-flags]", []int{1}, []int{1}},
		{"warn means at or above, the most severe first", []string{"warn"}, "[b.gpx safety/red-flags a.gpx pace/fast-first-mile b.gpx pace/wall]", []int{3}, []int{2}},
		{"a part of another finding is counted with it", []string{"notice"}, "[b.gpx safety/red-flags a.gpx pace/fast-first-mile b.gpx pace/wall]", []int{3}, []int{2}},
		{"tips, and never the disclaimer", []string{"info"}, "[b.gpx safety/red-flags a.gpx pace/fast-first-mile b.gpx pace/wall a.gpx warmup/missing]", []int{4}, []int{2}},
		{"a rule", []string{"pace/wall"}, "[b.gpx pace/wall]", []int{1}, []int{1}},
		{"a rule that is part of another", []string{"pace/mile-marker-check"}, "[a.gpx pace/mile-marker-check]", []int{1}, []int{1}},
		{"a rule that is clear", []string{"pace/corral"}, "[]", []int{0}, []int{0}},
		{"a rule that is withheld", []string{"pace/fade"}, "[]", []int{0}, []int{0}},
		{"two that name the same finding list it once", []string{"urgent", "safety/red-flags"}, "[b.gpx safety/red-flags]", []int{1, 1}, []int{1, 1}},
	} {
		got := Check(rep, Gate{FailOn: c.failOn})
		var hits []string
		for _, h := range got.Hits {
			hits = append(hits, h.Run.File+" "+h.Finding.Rule)
		}
		if fmt.Sprint(hits) != c.hits {
			t.Errorf("%s: hits %v, want %v", c.name, hits, c.hits)
		}
		ok := true
		for i, bad := range c.bad {
			k := got.Conditions[i]
			if k.Kind != OnFindings || k.Name != c.failOn[i] || k.Bad != bad || k.Runs != c.runs[i] || k.OK != (bad == 0) {
				t.Errorf("%s: condition %+v, want %d findings in %d runs", c.name, k, bad, c.runs[i])
			}
			ok = ok && bad == 0
		}
		if len(got.Conditions) != len(c.bad)+1 || got.OK != ok {
			t.Errorf("%s: %d conditions, ok %v, want %d, %v", c.name, len(got.Conditions), got.OK, len(c.bad)+1, ok)
		}
	}
}

func TestCheckSeesSignsOnDaysWithoutARun(t *testing.T) {
	rep := reportWith(checkRun("a.gpx"))
	rep.Alarms = []Alarm{{Finding: hit("safety/red-flags", Urgent), Day: "2026-05-01"}}
	got := Check(rep, Gate{FailOn: []string{"warn"}})
	if len(got.Hits) != 1 || got.Hits[0].Run != nil || got.Hits[0].Day != "2026-05-01" || got.OK {
		t.Errorf("%+v", got)
	}
}

// failures lists the items that are not as expected.
func failures(c *Checked) (out []string) {
	number := func(m *Measure) string {
		if m == nil {
			return "-"
		}
		return fmt.Sprint(m.Value)
	}
	for _, i := range c.Items {
		if !i.OK {
			out = append(out, fmt.Sprint(i.File, " ", i.What, " ", i.WantedIs, number(i.Wanted), " ", i.GotIs, number(i.Got)))
		}
	}
	return out
}

// nothingBut is an expectation of a.gpx that says what set sets.
func nothingBut(set func(*parse.Expectation)) parse.Expectation {
	e := parse.Expectation{Pos: parse.Pos{Line: 3}, File: "a.gpx", Activity: 1, Cramps: -1, Tolerance: parse.Tolerance{DistanceM: 10, TimerS: 2, SplitFrac: 0.01}}
	set(&e)
	return e
}

func TestExpectationsAreComparedWithinTheirTolerance(t *testing.T) {
	rule := func(r, s string) []parse.ExpectedFinding {
		return []parse.ExpectedFinding{{Pos: parse.Pos{Line: 9}, Rule: r, Severity: s}}
	}
	for _, c := range []struct {
		name string
		set  func(*parse.Expectation)
		want []string
	}{
		{"the same distance", func(e *parse.Expectation) { e.DistanceM = 10_000 }, nil},
		{"a distance at its tolerance", func(e *parse.Expectation) { e.DistanceM = 10_010 }, nil},
		{"a distance beyond it", func(e *parse.Expectation) { e.DistanceM = 10_011 }, []string{"runs/a.gpx distance 10011 10000"}},
		{"a shorter one beyond it", func(e *parse.Expectation) { e.DistanceM = 9_989 }, []string{"runs/a.gpx distance 9989 10000"}},
		{"a timer at its tolerance", func(e *parse.Expectation) { e.TimerS = 2998 }, nil},
		{"a timer beyond it", func(e *parse.Expectation) { e.TimerS = 3002.5 }, []string{"runs/a.gpx timer 3002.5 3000"}},
		{"no tolerance at all", func(e *parse.Expectation) { e.TimerS, e.Tolerance.TimerS = 3000, 0 }, nil},
		{"a mile within a share", func(e *parse.Expectation) { e.MileS = []float64{484} }, nil},
		{"a mile beyond a share", func(e *parse.Expectation) { e.MileS = []float64{486} }, []string{"runs/a.gpx mile 1 486 480"}},
		{"a mile that is not compared", func(e *parse.Expectation) { e.MileS = []float64{math.NaN()} }, nil},
		{"a mile that was not run in full", func(e *parse.Expectation) { e.MileS = []float64{480, 490} }, []string{"runs/a.gpx mile 2 490 -"}},
		{"a kilometre that was not run", func(e *parse.Expectation) { e.KmS = []float64{300, 300} }, []string{"runs/a.gpx km 2 300 -"}},
		{"as many cramps", func(e *parse.Expectation) { e.Cramps = 2 }, nil},
		{"no cramps", func(e *parse.Expectation) { e.Cramps = 0 }, []string{"runs/a.gpx cramps 0 2"}},
		{"the same status", func(e *parse.Expectation) { e.Status = parse.OK }, nil},
		{"another status", func(e *parse.Expectation) { e.Status = parse.Warned }, []string{"runs/a.gpx status warned- ok-"}},
		{"another activity", func(e *parse.Expectation) { e.Activity, e.TimerS = 2, 3000 }, []string{"runs/a.gpx activity 2 1"}},
		{"another file", func(e *parse.Expectation) { e.File = "gone.gpx" }, []string{"gone.gpx file 1 0"}},
		{"the end of a name is no name", func(e *parse.Expectation) { e.File = "gpx" }, []string{"gpx file 1 0"}},
		{"more of the path", func(e *parse.Expectation) { e.File = "runs/a.gpx" }, nil},
		{"a name that two files have", func(e *parse.Expectation) { e.File = "b.gpx" }, []string{"b.gpx file 1 2"}},
		{"a member of an archive", func(e *parse.Expectation) { e.File = "in/c.gpx" }, nil},
		{"everything at once", func(e *parse.Expectation) { e.DistanceM, e.TimerS, e.Cramps = 1, 1, 1 }, []string{
			"runs/a.gpx distance 1 10000", "runs/a.gpx timer 1 3000", "runs/a.gpx cramps 1 2",
		}},
		{"a rule that fired", func(e *parse.Expectation) { e.Must = rule("pace/wall", "") }, nil},
		{"a rule that fired so", func(e *parse.Expectation) { e.Must = rule("pace/wall", "warn") }, nil},
		{"a rule that fired otherwise", func(e *parse.Expectation) { e.Must = rule("pace/wall", "notice") }, []string{"runs/a.gpx must pace/wall notice- -"}},
		{"a rule that is clear", func(e *parse.Expectation) { e.Must = rule("pace/corral", "") }, []string{"runs/a.gpx must pace/corral- -"}},
		{"a rule that is withheld", func(e *parse.Expectation) { e.Must = rule("pace/fade", "") }, []string{"runs/a.gpx must pace/fade- -"}},
		{"some finding at or above", func(e *parse.Expectation) { e.Must = rule("", "notice") }, nil},
		{"none at or above", func(e *parse.Expectation) { e.Must = rule("", "urgent") }, []string{"runs/a.gpx must urgent- -"}},
		{"a rule that must not", func(e *parse.Expectation) { e.MustNot = rule("pace/wall", "") }, []string{"runs/a.gpx must_not pace/wall- -"}},
		{"a rule that must not fire otherwise", func(e *parse.Expectation) { e.MustNot = rule("pace/wall", "notice") }, nil},
		{"a clear rule that must not", func(e *parse.Expectation) { e.MustNot = rule("pace/corral", "") }, nil},
		{"nothing at or above", func(e *parse.Expectation) { e.MustNot = rule("", "tip") }, []string{
			"runs/a.gpx must_not tip- -", "runs/a.gpx must_not tip- -",
		}},
		{"nothing but what must", func(e *parse.Expectation) {
			e.MustNot, e.Must = rule("", "tip"), append(rule("pace/wall", "warn"), rule("warmup/missing", "")...)
		}, nil},
		{"what must at another severity is no excuse", func(e *parse.Expectation) { e.MustNot, e.Must = rule("", "warn"), rule("pace/wall", "notice") }, []string{
			"runs/a.gpx must pace/wall notice- -", "runs/a.gpx must_not warn- -",
		}},
		{"some finding that must is no excuse for all", func(e *parse.Expectation) { e.MustNot, e.Must = rule("", "warn"), rule("", "warn") }, []string{
			"runs/a.gpx must_not warn- -",
		}},
		{"the disclaimer is no finding", func(e *parse.Expectation) { e.File, e.MustNot = "in/c.gpx", rule("", "info") }, nil},
	} {
		rep := reportWith(
			checkRun("runs/a.gpx", hit("pace/wall", Warn), hit("warmup/missing", Tip)),
			checkRun("x/b.gpx"), checkRun("y/b.gpx"), checkRun("z.zip!in/c.gpx"),
		)
		got := Check(rep, Gate{ExpectFile: "e.yaml", Expect: []parse.Expectation{nothingBut(c.set)}})
		if f := failures(got); !slices.Equal(f, c.want) {
			t.Errorf("%s: %q, want %q", c.name, f, c.want)
		}
		if k := got.Conditions[0]; k.Kind != OnExpected || k.OK != (c.want == nil) || k.Of != 1 || got.OK != k.OK {
			t.Errorf("%s: condition %+v", c.name, k)
		}
		for _, i := range got.Items {
			if want := map[bool]int{true: 9, false: 3}[i.What == "must" || i.What == "must_not"]; i.Pos.Line != want {
				t.Errorf("%s: %s stands at line %d, want %d", c.name, i.What, i.Pos.Line, want)
			}
		}
	}
}

func TestCheckNamesFilesOfWhichNothingIsExpected(t *testing.T) {
	rep := reportWith(checkRun("a.gpx"), checkRun("b.gpx"))
	got := Check(rep, Gate{ExpectFile: "e.yaml", Expect: []parse.Expectation{nothingBut(func(*parse.Expectation) {})}})
	if !reflect.DeepEqual(got.Unlisted, []string{"b.gpx"}) || !got.OK {
		t.Errorf("unlisted %v, ok %v", got.Unlisted, got.OK)
	}
}

func TestCheckCountsFilesThatAreNotAsTheyShouldBe(t *testing.T) {
	rep := reportWith(checkRun("a.gpx"))
	rep.Inputs = append(rep.Inputs,
		Input{File: "noise.fit", Status: parse.Skipped, Reason: parse.Malformed},
		Input{File: "route.gpx", Status: parse.Skipped, Reason: parse.NotActivity},
		Input{File: "cut.gpx", Status: parse.Partial, Reason: parse.Truncated},
		Input{File: "twice.gpx", Status: parse.Duplicate, Reason: parse.DuplicateOf},
	)
	expected := []parse.Expectation{
		{File: "noise.fit", Status: parse.Skipped, Activity: 1, Cramps: -1},
		{File: "cut.gpx", Status: parse.Partial, Activity: 1, Cramps: -1},
	}
	for _, c := range []struct {
		name           string
		gate           Gate
		left, doubtful int
		bad            int
	}{
		{"as they are", Gate{}, 1, 1, 1},
		{"strictly", Gate{Strict: true}, 1, 1, 2},
		{"with one of them expected", Gate{Strict: true, ExpectFile: "e", Expect: expected[:1]}, 0, 1, 1},
		{"with both expected", Gate{Strict: true, ExpectFile: "e", Expect: expected}, 0, 0, 0},
	} {
		got := Check(rep, c.gate)
		k := got.Conditions[len(got.Conditions)-1]
		if len(got.BadFiles) != c.bad || !got.BadFiles["cut.gpx"] && c.bad == 2 {
			t.Errorf("%s: bad files %v, want %d", c.name, got.BadFiles, c.bad)
		}
		if got.Left != c.left || got.Doubtful != c.doubtful || k.Bad != c.bad || k.Of != 5 || k.OK != (c.bad == 0) || got.OK != k.OK {
			t.Errorf("%s: %d left, %d doubtful, %+v", c.name, got.Left, got.Doubtful, k)
		}
	}
	if got := Check(&Report{}, Gate{}); got.OK {
		t.Error("nothing at all passes")
	}
	rep = reportWith(checkRun("a.gpx"))
	rep.NotesErrors = []parse.NoteError{{Text: "bad"}, {Text: "hm", Warning: true}}
	got := Check(rep, Gate{})
	if k := got.Conditions[len(got.Conditions)-1]; k.Kind != OnNotes || k.Bad != 1 || got.OK {
		t.Errorf("wrong notes: %+v", k)
	}
}

// TestAnExpectationNamesOneFile by its whole path even where that ends the path
// of another, and by less where only one ends so.
func TestAnExpectationNamesOneFile(t *testing.T) {
	rep := reportWith(checkRun("run.gpx"), checkRun("sub/run.gpx"), checkRun("x.zip!a/b.gpx"), checkRun("xb.gpx"))
	for _, c := range []struct {
		file  string
		found float64
		name  string
	}{
		{"run.gpx", 1, "run.gpx"},
		{"sub/run.gpx", 1, "sub/run.gpx"},
		{"b.gpx", 1, "x.zip!a/b.gpx"},
		{"a/b.gpx", 1, "x.zip!a/b.gpx"},
		{"x.zip!a/b.gpx", 1, "x.zip!a/b.gpx"},
		{"gpx", 0, "gpx"},
		{"ub/run.gpx", 0, "ub/run.gpx"},
		{"", 0, ""},
	} {
		e := nothingBut(func(e *parse.Expectation) { e.File, e.Status = c.file, parse.Warned })
		got := Check(rep, Gate{ExpectFile: "e.yaml", Expect: []parse.Expectation{e}})
		i := got.Items[0]
		if i.What != "file" || i.OK != (c.found == 1) || i.File != c.name || !i.OK && i.Got.Value != c.found {
			t.Errorf("%q: %+v", c.file, i)
		}
	}
	rep = reportWith(checkRun("a/run.gpx"), checkRun("b/run.gpx"))
	got := Check(rep, Gate{ExpectFile: "e.yaml", Expect: []parse.Expectation{nothingBut(func(e *parse.Expectation) { e.File = "run.gpx" })}})
	if i := got.Items[0]; i.OK || i.Got.Value != 2 {
		t.Errorf("two files of one name: %+v", i)
	}
}

func TestAnActivityThatIsNotThereIsNotAsExpected(t *testing.T) {
	other := func(e *parse.Expectation) { e.Activity = 3 }
	cramps := func(e *parse.Expectation) { e.Cramps = 0 }
	for _, c := range []struct {
		name   string
		change func(*parse.Expectation)
		of     func(*Report)
		gotIs  string
	}{
		{"a third activity of which no more is expected", other, func(*Report) {}, ""},
		{"one that another file holds", cramps, func(r *Report) { r.Runs, r.Inputs[0].Status = nil, parse.Duplicate }, InAnotherFile},
		{"one that another file holds beside others", cramps, func(r *Report) { r.Runs = nil }, InAnotherFile},
		{"one before the span", cramps, func(r *Report) { r.Runs, r.Span = nil, Span{Since: "2026-04-01"} }, OutsideSpan},
	} {
		rep := reportWith(checkRun("a.gpx"))
		c.of(rep)
		got := Check(rep, Gate{ExpectFile: "e.yaml", Expect: []parse.Expectation{nothingBut(c.change)}})
		i := got.Items[len(got.Items)-1]
		if i.What != "activity" || i.OK || i.GotIs != c.gotIs || got.OK {
			t.Errorf("%s: %+v", c.name, i)
		}
	}
}
