package analyze

import (
	"math"
	"slices"

	"crampcheck/analyze/stat"
	"crampcheck/parse"
)

// The limits that tell a pause from a gap and standing from running
// (definitions: "Clocks").
const (
	minGapS       = 10.0  // s: a shorter step is no gap
	gapIQRs       = 1.5   // interquartile ranges above the upper quartile: Tukey's fence
	pauseMPS      = 0.5   // m/s across a gap: slower is a pause
	slowMPS       = 0.5   // m/s: slower for slowS is standing
	fastMPS       = 0.8   // m/s: faster ends it
	slowS         = 10.0  // s
	slowWindowS   = 10.0  // s, the window over which speed is taken
	timerSlackS   = 60.0  // s by which a device's timer may exceed the elapsed time
	timerDiffFrac = 0.10  // by which a device's timer may differ from its events
	sumSlackS     = 3.0   // s by which rows and timer may differ
	sumSlackFrac  = 0.003 // of the timer by which rows and timer may differ
)

// Pause is a stretch in which the timer stood still, on the elapsed clock.
type Pause struct {
	StartS float64
	EndS   float64
	Source string // "timer" or "gap"
}

// clocks fills the pauses and the timer and moving columns.
func (t *Track) clocks(a *parse.Activity) {
	t.GapS = t.gapLimitS()
	if a.TimerEvents {
		for _, p := range a.Pauses {
			t.Pauses = append(t.Pauses, Pause{p.StartS, p.EndS, "timer"})
		}
	} else {
		t.Guessed = true
		t.Pauses = t.gaps()
		if a.Format != "gpx" && deviceTimerOK(a, math.NaN()) {
			t.Pauses = nearestSum(t.Pauses, a.ElapsedS()-a.Totals.TimerS)
		}
	}
	if t.DistanceSource == "positions" {
		t.standStill()
	}
	t.TimerS = t.without(t.TimeS, t.TimeS, t.Pauses)
	t.Slow = t.slowStretches()
	t.MovingS = t.without(t.TimerS, t.TimeS, t.Slow)
}

// gapLimitS returns the step above which a recording has a gap: the upper
// quartile of its steps plus 1.5 interquartile ranges, at least ten seconds.
func (t *Track) gapLimitS() float64 {
	steps := t.buf.Column(len(t.TimeS))[:0]
	for i := 1; i < len(t.TimeS); i++ {
		steps = append(steps, t.TimeS[i]-t.TimeS[i-1])
	}
	if len(steps) == 0 {
		return minGapS
	}
	if !stat.SortWhole(steps) { // whole seconds, nearly always
		slices.Sort(steps)
	}
	q1, q3 := stat.QuantileSorted(steps, 0.25), stat.QuantileSorted(steps, 0.75)
	return max(minGapS, q3+gapIQRs*(q3-q1))
}

// gaps returns the steps longer than GapS across which nobody moved.
func (t *Track) gaps() []Pause {
	var out []Pause
	for i := 1; i < len(t.TimeS); i++ {
		dt := t.TimeS[i] - t.TimeS[i-1]
		if dt <= t.GapS {
			continue
		}
		if t.DistM != nil && t.DistM[i]-t.DistM[i-1] >= pauseMPS*dt {
			continue
		}
		out = append(out, Pause{t.TimeS[i-1], t.TimeS[i], "gap"})
	}
	return out
}

// standStill takes the distance between the positions before and after each
// pause out of the distance: a watch whose timer stands counts none either.
func (t *Track) standStill() {
	lost, p := 0.0, 0
	before := 0.0 // distance of the sample before, as it was
	for i, d := range t.DistM {
		for p < len(t.Pauses) && t.Pauses[p].EndS < t.TimeS[i] {
			p++
		}
		if i > 0 && p < len(t.Pauses) && t.Pauses[p].StartS <= t.TimeS[i-1] && t.TimeS[i] <= t.Pauses[p].EndS {
			lost += d - before
		}
		before = d
		t.DistM[i] = d - lost
	}
}

// nearestSum takes gaps, longest first, for as long as their sum comes nearer
// to wantS, and returns them in order of time.
func nearestSum(gaps []Pause, wantS float64) []Pause {
	byLength := slices.Clone(gaps)
	slices.SortStableFunc(byLength, func(a, b Pause) int {
		la, lb := a.EndS-a.StartS, b.EndS-b.StartS
		switch {
		case la > lb:
			return -1
		case la < lb:
			return 1
		}
		return 0
	})
	sum := 0.0
	var out []Pause
	for _, p := range byLength {
		if next := sum + p.EndS - p.StartS; math.Abs(wantS-next) < math.Abs(wantS-sum) {
			out, sum = append(out, p), next
		}
	}
	slices.SortFunc(out, func(a, b Pause) int {
		if a.StartS < b.StartS {
			return -1
		}
		return 1
	})
	return out
}

// deviceTimerOK says whether the device's own timer can be believed: above 0,
// at most a minute above the elapsed time and, where eventsS is known, within
// 10 % of the time that its events leave.
func deviceTimerOK(a *parse.Activity, eventsS float64) bool {
	timer := a.Totals.TimerS
	if !(timer > 0 && timer <= a.ElapsedS()+timerSlackS) {
		return false
	}
	return math.IsNaN(eventsS) || math.Abs(timer-eventsS) < timerDiffFrac*eventsS
}

// timerTotalS returns the timer time of the whole run: the device's own where
// it can be believed, else the elapsed time without pauses.
func (t *Track) timerTotalS(a *parse.Activity) float64 {
	rows := TotalS(t.TimerS)
	events := math.NaN()
	if a.TimerEvents {
		events = rows
	}
	if a.Format != "gpx" && deviceTimerOK(a, events) {
		return a.Totals.TimerS
	}
	return rows
}

// rowsDisagree says whether the splits, which add up to rowsS, differ visibly
// from the timer.
func rowsDisagree(rowsS, timerS float64) bool {
	return math.Abs(rowsS-timerS) > max(sumSlackS, sumSlackFrac*timerS)
}

// without returns clock without the stretches, which are on the elapsed clock
// timeS, disjoint and in order. Within a stretch the result stands still.
func (t *Track) without(clock, timeS []float64, stretches []Pause) []float64 {
	out := t.buf.Column(len(clock))
	copy(out, clock)
	if len(stretches) == 0 || len(clock) == 0 {
		return out
	}
	w := stat.NewWalker(timeS)
	lost := 0.0 // on clock, in the stretches passed
	i := 0
	for _, p := range stretches {
		from, to := w.At(clock, p.StartS), w.At(clock, max(p.EndS, p.StartS))
		for ; i < len(out) && timeS[i] <= p.StartS; i++ {
			out[i] -= lost
		}
		for ; i < len(out) && timeS[i] < p.EndS; i++ {
			out[i] = from - lost
		}
		lost += to - from
	}
	for ; i < len(out); i++ {
		out[i] -= lost
	}
	return out
}

// slowStretches returns where the runner stood: slower than slowMPS for
// slowS or more, until faster than fastMPS again. Speed is distance over a
// centred window of the timer's time, never the recorded speed. Where the
// distance comes from positions, it is not more than from the first to the last
// of the window, so a receiver that trembles on the spot does not run.
func (t *Track) slowStretches() []Pause {
	n := len(t.TimeS)
	if t.DistM == nil || n < 2 {
		return nil
	}
	early, late := stat.NewWalker(t.TimerS), stat.NewWalker(t.TimerS)
	var out []Pause
	first, behind := 0, 0 // samples of the window: from first up to behind
	start := -1
	last := TotalS(t.TimerS)
	for i := range n {
		from, to := max(t.TimerS[i]-slowWindowS/2, 0), min(t.TimerS[i]+slowWindowS/2, last)
		if !(to > from) {
			continue
		}
		speed := (late.At(t.DistM, to) - early.At(t.DistM, from)) / (to - from)
		for ; t.TimerS[first] < from; first++ {
		}
		for ; behind < n && t.TimerS[behind] <= to; behind++ {
		}
		speed = min(speed, t.straightMPS(first, behind-1))
		switch {
		case start < 0 && speed < slowMPS:
			start = i
		case start >= 0 && speed > fastMPS:
			out = t.addSlow(out, start, i)
			start = -1
		}
	}
	if start >= 0 {
		out = t.addSlow(out, start, n-1)
	}
	return out
}

// straightMPS returns the speed from sample i straight to sample j in m/s, +Inf
// where it says nothing: the distance is the device's, a position is missing, or
// they are less than half a window apart.
func (t *Track) straightMPS(i, j int) float64 {
	dt := t.TimerS[j] - t.TimerS[i]
	if t.DistanceSource != "positions" || dt < slowWindowS/2 || math.IsNaN(t.LatDeg[i]) || math.IsNaN(t.LatDeg[j]) {
		return math.Inf(1)
	}
	return haversineM(t.LatDeg[i], t.LonDeg[i], t.LatDeg[j], t.LonDeg[j]) / dt
}

func (t *Track) addSlow(out []Pause, from, to int) []Pause {
	if t.TimerS[to]-t.TimerS[from] < slowS {
		return out
	}
	return append(out, Pause{t.TimeS[from], t.TimeS[to], "slow"})
}

// stoppedS returns the elapsed time between two elapsed times in which the
// runner stood or the timer did.
func (t *Track) stoppedS(fromS, toS float64) float64 {
	return (toS - fromS) - (t.at(t.MovingS, toS) - t.at(t.MovingS, fromS))
}
