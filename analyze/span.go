package analyze

import (
	"slices"

	"crampcheck/parse"
)

// Span is a span of local dates, both ends included, as 2026-03-01; an empty
// end is open. The zero value holds every run.
type Span struct{ Since, Until string }

// LeftOut counts the activities that a span leaves out.
type LeftOut struct {
	Before  int // earlier than Since: later runs are still compared with them
	After   int // later than Until
	Undated int // the device did not know the date
}

// Open says whether it holds every run.
func (s Span) Open() bool { return s == Span{} }

// UpTo takes out what came after the span, as if it had not happened yet, and
// the runs without a date, which no span can hold.
func (s Span) UpTo(runs []*Result, days []parse.Entry) (keptRuns []*Result, keptDays []parse.Entry, out LeftOut) {
	if s.Open() {
		return runs, days, out
	}
	late := func(day string) bool { return s.Until != "" && day > s.Until }
	for _, r := range runs {
		switch day := r.Day(); {
		case day == "":
			out.Undated++
		case late(day):
			out.After++
		default:
			keptRuns = append(keptRuns, r)
		}
	}
	keptDays = slices.DeleteFunc(slices.Clone(days), func(e parse.Entry) bool { return late(e.Date) })
	return keptRuns, keptDays, out
}

// From parts runs that UpTo kept into those before the span and those in it.
func (s Span) From(runs []*Result) (before, in []*Result) {
	for _, r := range runs {
		if r.Day() < s.Since {
			before = append(before, r)
		} else {
			in = append(in, r)
		}
	}
	return before, in
}
