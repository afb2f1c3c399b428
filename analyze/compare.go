package analyze

import (
	"slices"

	"crampcheck/analyze/stat"
)

// Compared is one run beside the runner's own earlier ones of a like kind: long
// ones. It counts and ranks; it says nothing about what led to what.
type Compared struct {
	LongRuns       int   // earlier long runs
	Starts         int   // of those: with a verdict on the first mile
	StartFrac      Maybe // first mile of this run against its reference, positive is faster
	UsualStartFrac Maybe // the median of the earlier ones
	FasterThan     int   // of Starts: with a slower start, by the same measure
	Fades          int   // earlier long runs with two halves to compare
	FadeFrac       Maybe // second half of this run against its first, positive is slower
	UsualFadeFrac  Maybe
	LongerThan     int       // of LongRuns: shorter in time than this run
	LongestM       Maybe     // the longest earlier run of the 30 days before
	CrampRuns      int       // of LongRuns: with a cramp noted
	Runs           []*Result // the earlier long runs and this one, in order of time
}

// compare lays a run beside the long ones before it, nil where there is none
// or the run has no date to say what came before.
func compare(run *Result, runs []*Result, longS float64) *Compared {
	if !run.Run || !run.DateKnown {
		return nil
	}
	h := &History{Runs: runs}
	c := &Compared{StartFrac: run.StartFrac()}
	if run.Halves != nil {
		c.FadeFrac = maybe(run.Halves.FadeFrac)
	}
	const days = 30 // as load/long-run-jump looks back
	for _, r := range h.within(run, days) {
		if r.DistanceM.Known && r.DistanceM.Value > c.LongestM.Value {
			c.LongestM = r.DistanceM
		}
	}
	var starts, fades []float64
	for _, r := range h.before(run) {
		if r.TimerS < longS {
			continue
		}
		c.LongRuns++
		c.Runs = append(c.Runs, r)
		if r.TimerS < run.TimerS {
			c.LongerThan++
		}
		if slices.ContainsFunc(r.Cramps, func(c Cramp) bool { return !c.BeforeStart }) {
			c.CrampRuns++
		}
		if r.Halves != nil {
			fades = append(fades, r.Halves.FadeFrac)
		}
		if v := r.StartFrac(); v.Known {
			starts = append(starts, v.Value)
			if c.StartFrac.Known && c.StartFrac.Value > v.Value {
				c.FasterThan++
			}
		}
	}
	if c.LongRuns == 0 {
		return nil
	}
	c.Runs = append(c.Runs, run)
	c.Starts, c.UsualStartFrac = len(starts), maybe(stat.Median(starts))
	c.Fades, c.UsualFadeFrac = len(fades), maybe(stat.Median(fades))
	return c
}

// StartFrac is how much faster than its reference the first mile was,
// grade-adjusted where hills are known; missing without a verdict.
func (r *Result) StartFrac() Maybe {
	f := r.FirstMile
	switch {
	case f.Withheld != nil:
		return Maybe{}
	case f.ExcessAttenuatedFrac.Known:
		return f.ExcessAttenuatedFrac
	}
	return f.ExcessFrac
}
