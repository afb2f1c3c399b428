package analyze

import (
	"slices"
	"testing"
	"time"

	"crampcheck/parse"
)

func TestSpan(t *testing.T) {
	on := func(day string) *Result {
		at, err := time.Parse(time.DateOnly, day)
		return &Result{File: day, Start: at, Local: at, DateKnown: err == nil}
	}
	runs := []*Result{on(""), on("2026-03-01"), on("2026-03-02"), on("2026-03-03"), on("2026-03-04")}
	days := []parse.Entry{{Date: "2026-03-01"}, {Date: "2026-03-03"}, {Date: "2026-03-04"}}
	for _, c := range []struct {
		name           string
		span           Span
		before, in     string
		after, undated int
		days           int
	}{
		{"an open span holds all, without a date too", Span{}, "", ", 2026-03-01, 2026-03-02, 2026-03-03, 2026-03-04", 0, 0, 3},
		{"both ends are included", Span{"2026-03-02", "2026-03-03"}, "2026-03-01", "2026-03-02, 2026-03-03", 1, 1, 2},
		{"a span without an end has nothing after it", Span{Since: "2026-03-04"}, "2026-03-01, 2026-03-02, 2026-03-03", "2026-03-04", 0, 1, 3},
		{"a span without a beginning has nothing before it", Span{Until: "2026-03-01"}, "", "2026-03-01", 3, 1, 1},
	} {
		kept, keptDays, out := c.span.UpTo(slices.Clone(runs), days)
		before, in := c.span.From(kept)
		if files(before) != c.before || files(in) != c.in || out.After != c.after || out.Undated != c.undated || len(keptDays) != c.days {
			t.Errorf("%s: before %q, in %q, %+v, %d days", c.name, files(before), files(in), out, len(keptDays))
		}
	}
}

func files(runs []*Result) (names string) {
	for i, r := range runs {
		if i > 0 {
			names += ", "
		}
		names += r.File
	}
	return names
}

// TestARedFlagBeforeTheSpanSilencesAdvice hides the run with the sign and keeps
// the one with the advice.
func TestARedFlagBeforeTheSpanSilencesAdvice(t *testing.T) {
	at := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	sign := &Result{Run: true, DateKnown: true, Start: at, Local: at, Findings: []Finding{
		{Rule: "safety/red-flags", State: Fired, Severity: Urgent, Tells: &Told{Say: "sign", Do: "see a doctor"}},
	}}
	next := at.AddDate(0, 0, 7)
	fast := &Result{Run: true, DateKnown: true, Start: next, Local: next, Findings: []Finding{
		{Rule: firstMileID, State: Fired, Severity: Warn, Tells: &Told{Say: "fast", Do: "begin slower"}},
	}}
	if recs := Recommend([]*Result{fast}); len(recs) != 1 {
		t.Errorf("without the sign: %+v", recs)
	}
	if recs := Recommend([]*Result{fast}, sign); len(recs) != 0 {
		t.Errorf("with the sign before the span: %+v", recs)
	}
	if h := Associate([]*Result{fast}, Options{}, sign); !h.Flagged || h.Runs != 0 {
		t.Errorf("the history: flagged %v, %d runs", h.Flagged, h.Runs)
	}
}

// TestEarlierRunsSayWhatDistanceIsFamiliar leaves the season before a run out
// of the comparison, and looks back on it.
func TestEarlierRunsSayWhatDistanceIsFamiliar(t *testing.T) {
	last := assocRun(40, 120, true, false)
	last.DistanceM = maybe(20000)
	last.Course = Course{StartKnownS: maybe(1800), Steps: []SoFar{{TimerS: 7100, DistanceM: maybe(20000)}}}
	first, second := assocRun(5, 60, false, false), assocRun(20, 50, false, false)
	first.DistanceM, second.DistanceM = maybe(10000), maybe(10000)
	if a := of(t, Associate([]*Result{last}, Options{}), BeyondFamiliar); a.CrampsKnown != 0 {
		t.Errorf("alone: %+v", a)
	}
	a := of(t, Associate([]*Result{last}, Options{}, first, second), BeyondFamiliar)
	if a.CrampsKnown != 1 || a.CrampsExposed != 1 {
		t.Errorf("with the season before: %+v", a)
	}
}
