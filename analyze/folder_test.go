package analyze

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"crampcheck/parse"
)

func TestCounts(t *testing.T) {
	var r Report
	for status, n := range map[parse.Status]int{parse.OK: 5, parse.Warned: 4, parse.Partial: 3, parse.Duplicate: 2, parse.Skipped: 1} {
		for range n {
			r.Inputs = append(r.Inputs, Input{Status: status})
		}
	}
	if got, want := r.Count(), (Counts{Found: 15, OK: 5, Warned: 4, Partial: 3, Duplicate: 2, Skipped: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestRunsAreSortedByStartThenNameThenPlace(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 5, d, 8, 0, 0, 0, time.UTC) }
	runs := []*Result{
		{Start: day(2), File: "a", Index: 0},
		{Start: day(1), File: "b", Index: 1},
		{Start: day(1), File: "b", Index: 0},
		{Start: day(1), File: "a", Index: 2},
	}
	SortRuns(runs)
	var got []string
	for _, r := range runs {
		got = append(got, fmt.Sprintf("%d%s%d", r.Start.Day(), r.File, r.Index))
	}
	if want := "1a2 1b0 1b1 2a0"; strings.Join(got, " ") != want {
		t.Errorf("%v, want %s", got, want)
	}
}

// fired is a result in which rules fired, each with advice.
func fired(file string, fs ...Finding) *Result {
	for i := range fs {
		if fs[i].State == "" {
			fs[i].State = Fired
		}
		told := fs[i].Told()
		told.Do = "do " + fs[i].Rule
		fs[i].Tell(told)
	}
	return &Result{File: file, Findings: fs}
}

func f(rule string, s Severity, g Grade) Finding { return Finding{Rule: rule, Severity: s, Grade: g} }

// within makes a finding part of the first mile's.
func within(f Finding) Finding {
	f.within(firstMileID)
	return f
}

func TestRecommendations(t *testing.T) {
	clearOne := f("a/clear", Warn, Strong)
	clearOne.State = Clear
	for _, c := range []struct {
		name string
		runs []*Result
		want string // rule×runs
	}{
		{"nothing", nil, ""},
		{"what did not fire gives none", []*Result{fired("1", clearOne)}, ""},
		{"safety, then over-drinking, then the rest", []*Result{fired("1", f("pace/a", Urgent, Strong), f("fluid/over-drinking", Tip, Opinion), f("safety/red-flags", Info, Opinion))}, "safety/red-flags×1 fluid/over-drinking×1 pace/a×1"},
		{"by severity", []*Result{fired("1", f("a/tip", Tip, Strong), f("b/warn", Warn, Opinion), f("c/notice", Notice, Strong))}, "b/warn×1 c/notice×1 a/tip×1"},
		{"then by grade", []*Result{fired("1", f("a/weak", Tip, Weak), f("b/strong", Tip, Strong), f("c/moderate", Tip, Moderate), f("d/opinion", Tip, Opinion))}, "b/strong×1 c/moderate×1 a/weak×1 d/opinion×1"},
		{"then by the number of runs", []*Result{fired("1", f("a/once", Tip, Weak), f("b/twice", Tip, Weak)), fired("2", f("b/twice", Tip, Weak))}, "b/twice×2 a/once×1"},
		{"then by name", []*Result{fired("1", f("b/b", Tip, Weak), f("a/a", Tip, Weak))}, "a/a×1 b/b×1"},
		{"the worst of its runs counts", []*Result{fired("1", f("b/b", Tip, Weak)), fired("2", f("a/a", Notice, Weak)), fired("3", f("b/b", Warn, Weak))}, "b/b×2 a/a×1"},
		{"the last mile says again what the first mile said", []*Result{fired("1", f(firstMileID, Warn, Moderate), within(f("pace/first-mile-not-slower-than-last", Tip, Opinion)))}, firstMileID + "×1"},
		{"a late cramp after a fast start says again what the first mile said", []*Result{fired("1", f(firstMileID, Warn, Moderate), f("cramp/late-after-fast-start", Notice, Weak))}, firstMileID + "×1"},
		{"a late cramp without electrolytes says again what the long effort said", []*Result{fired("1", f("fluid/long-effort-electrolytes", Notice, Weak), f("cramp/late-long-effort-no-electrolytes", Notice, Weak))}, "fluid/long-effort-electrolytes×1"},
		{"in another run it says it for the first time", []*Result{fired("1", f(firstMileID, Warn, Moderate)), fired("2", f("pace/first-mile-not-slower-than-last", Tip, Opinion))}, firstMileID + "×1 pace/first-mile-not-slower-than-last×1"},
		{"electrolytes come before under-drinking, whatever their severities", []*Result{fired("1", f("fluid/under-drinking", Notice, Moderate), f("pace/a", Tip, Strong), f("fluid/long-effort-electrolytes", Tip, Weak))}, "fluid/long-effort-electrolytes×1 pace/a×1 fluid/under-drinking×1"},
		{"a gain of weight comes right after safety", []*Result{fired("1", f("pace/a", Warn, Strong), f("fluid/weight-gain", Warn, Weak))}, "fluid/weight-gain×1 pace/a×1"},
		{"a red flag silences everything but safety", []*Result{fired("1", f("pace/a", Warn, Strong), f("safety/red-flags", Urgent, Strong))}, "safety/red-flags×1"},
	} {
		var got []string
		for _, r := range Recommend(c.runs) {
			got = append(got, fmt.Sprintf("%s×%d", r.Rule, len(r.Runs)))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %q", c.name, got, c.want)
		}
	}
}

func TestARecommendationIsWordedByItsLatestRun(t *testing.T) {
	older, newer := fired("1", f("pace/wall", Warn, Weak)), fired("2", f("pace/wall", Tip, Weak))
	got := Recommend([]*Result{older, newer})
	if len(got) != 1 || got[0].Run != newer || got[0].Finding.Severity != Tip || !slices.Equal(got[0].Runs, []*Result{older, newer}) ||
		got[0].Grade != Weak || !slices.Equal(got[0].Cite, ruleByID("pace/wall").Cite) || len(got[0].Cite) == 0 {
		t.Errorf("%+v", got)
	}
	silent := fired("1", f("a/a", Warn, Weak))
	silent.Findings[0].Tells.Do = ""
	if got := Recommend([]*Result{silent}); len(got) != 0 {
		t.Errorf("a statement without advice became %+v", got)
	}
}
