package analyze

import (
	"math"
	"slices"
	"testing"

	"crampcheck/parse"
)

// traceOf draws a run, with hideM metres around its ends left out.
func traceOf(t *testing.T, a *parse.Activity, hideM float64) *Trace {
	t.Helper()
	res, errs := Run(a, nil, Options{Trace: true, HideM: hideM})
	if len(errs) > 0 || res.Trace == nil {
		t.Fatalf("no trace, errors %v", errs)
	}
	return res.Trace
}

// knows wants a known value within tolerance.
func knows(t *testing.T, what string, got Maybe, want, tolerance float64) {
	t.Helper()
	if !got.Known || !(math.Abs(got.Value-want) <= tolerance) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func TestTraceOfAConstantPace(t *testing.T) {
	// Two miles of 600 s: 2.68224 m/s; 1000 m take 372.823 s.
	tr := traceOf(t, record(miles(600, 600)...), 0)
	if tr.StepS != 5 || len(tr.Steps) != 241 {
		t.Fatalf("%d steps of %v s, want 241 of 5", len(tr.Steps), tr.StepS)
	}
	for i, s := range tr.Steps {
		if s.TimeS != 5*float64(i) {
			t.Fatalf("step %d is at %v s", i, s.TimeS)
		}
		knows(t, "speed", s.SpeedMPS, 2.68224, 1e-6)
		knows(t, "distance", s.DistanceM, 2.68224*s.TimeS, 1e-6)
		if s.HeartRateBPM.Known || s.ElevationM.Known || s.FlatMPS.Known || s.EastM.Known || s.NorthM.Known {
			t.Fatalf("step %d knows what was not recorded: %+v", i, s)
		}
	}
	if len(tr.MilesAtS) != 2 || math.Abs(tr.MilesAtS[0]-600) > 1e-6 || math.Abs(tr.MilesAtS[1]-1200) > 1e-6 {
		t.Errorf("miles at %v, want 600 and 1200", tr.MilesAtS)
	}
	if want := []float64{372.823, 745.645, 1118.468}; len(tr.KmAtS) != 3 || slices.MaxFunc(
		[]float64{tr.KmAtS[0] - want[0], tr.KmAtS[1] - want[1], tr.KmAtS[2] - want[2]},
		func(a, b float64) int { return int(1e4 * (math.Abs(a) - math.Abs(b))) }) > 0.001 {
		t.Errorf("kilometres at %v, want %v", tr.KmAtS, want)
	}
	// Too short for a verdict: the line is the run's own average and is called nothing.
	if tr.Reference != "" || tr.LongAtS.Known || tr.FirstFromS.Known {
		t.Errorf("reference %q, ninety minutes %v, first mile from %v", tr.Reference, tr.LongAtS, tr.FirstFromS)
	}
	knows(t, "average", tr.RefSPerM, 600/mile, 1e-9)
}

func TestTraceOfALongRunHasLongerSteps(t *testing.T) {
	tr := traceOf(t, record(miles(same(24, 600)...)...), 0) // 14400 s: 720 steps of 20 s
	if tr.StepS != 20 || len(tr.Steps) != 721 {
		t.Errorf("%d steps of %v s, want 721 of 20", len(tr.Steps), tr.StepS)
	}
	knows(t, "ninety minutes", tr.LongAtS, 5400, 1)
	knows(t, "begin of the first mile", tr.FirstFromS, 0, 1e-9)
	knows(t, "end of the first mile", tr.FirstToS, 600, 1e-6)
	if tr.Reference != RefSettled {
		t.Errorf("reference %q, want the settled pace", tr.Reference)
	}
	knows(t, "settled pace", tr.RefSPerM, 600/mile, 1e-6)
}

func TestTraceOfAPause(t *testing.T) {
	// 3000 s running, 600 s paused, 3000 s running, at 2.5 m/s.
	a := withPauses(record(runs(7500, 0.4), stands(600), runs(7500, 0.4)), parse.Pause{StartS: 3000, EndS: 3600})
	tr := traceOf(t, a, 0) // 6600 s: steps of 10 s
	for _, s := range tr.Steps {
		switch {
		case s.TimeS < 2980 || s.TimeS > 3620:
			knows(t, "speed", s.SpeedMPS, 2.5, 0.01)
		case s.TimeS > 3020 && s.TimeS < 3580:
			if s.SpeedMPS.Known {
				t.Errorf("speed %v at %v s, in the pause", s.SpeedMPS.Value, s.TimeS)
			}
		}
	}
	knows(t, "ninety minutes of the timer", tr.LongAtS, 6000, 1)
	paused := 0
	for _, s := range tr.Bins(66) { // of 100 s: those from 3000 to 3600 s
		if !s.SpeedMPS.Known {
			paused++
		}
	}
	if paused < 4 || paused > 6 {
		t.Errorf("%d of 6 cells of the pause are blank", paused)
	}
}

// On a long run a step's window is longer than a short pause, which stays a gap
// all the same.
func TestTraceOfAPauseShorterThanTheWindow(t *testing.T) {
	a := withPauses(record(runs(20000, 0.4), stands(40), runs(20000, 0.4)), parse.Pause{StartS: 8000, EndS: 8040})
	tr := traceOf(t, a, 0) // 16040 s: steps of 25 s, windows of 50 s
	gaps := 0
	for _, s := range tr.Steps {
		if s.TimeS > 8000 && s.TimeS < 8040 {
			gaps++
			if s.SpeedMPS.Known || s.FlatMPS.Known {
				t.Errorf("speed %v at %v s, in the pause", s.SpeedMPS.Value, s.TimeS)
			}
			continue
		}
		knows(t, "speed", s.SpeedMPS, 2.5, 0.01)
	}
	if gaps != 1 {
		t.Errorf("%d steps in the pause, want that at 8025 s", gaps)
	}
}

func TestTraceOfAHoleInThePositions(t *testing.T) {
	a := onMap(record(runs(6000, 0.3))) // due north, 1800 s
	for i, s := range a.TimeS {
		if s > 500 && s < 530 || s > 900 && s < 1000 {
			a.LatDeg[i], a.LonDeg[i] = nan, nan
		}
	}
	tr := traceOf(t, a, 0)
	for _, s := range tr.Steps {
		if in := s.TimeS > 900 && s.TimeS < 1000; in == s.NorthM.Known || in == s.EastM.Known {
			t.Fatalf("at %v s the place is %v, %v", s.TimeS, s.EastM, s.NorthM)
		}
		if s.NorthM.Known { // of 6000 m the middle is at 3000 m
			knows(t, "metres north", s.NorthM, s.TimeS/0.3-3000, 0.01)
			knows(t, "metres east", s.EastM, 0, 1e-6)
		}
	}
	if tr.NoRoute {
		t.Error("no route")
	}
}

func TestTraceAcrossTheDateLine(t *testing.T) {
	a := record(runs(6000, 0.3))
	a.LatDeg, a.LonDeg = make([]float64, a.Len()), make([]float64, a.Len())
	for i, d := range a.DistanceM { // due east along the equator, the line at 3000 m
		a.LonDeg[i] = math.Remainder(180+(d-3000)/degM, 360)
	}
	for _, s := range traceOf(t, a, 0).Steps {
		knows(t, "metres east", s.EastM, s.TimeS/0.3-3000, 0.01)
		knows(t, "metres north", s.NorthM, 0, 1e-6)
	}
}

func TestTraceHidesStartAndEnd(t *testing.T) {
	const hideM = 400
	a := hilly(onMap(record(runs(6000, 0.3))), func(m float64) float64 { return 100 + m/100 })
	first, last, hidden := math.NaN(), math.NaN(), 0
	tr := traceOf(t, a, hideM)
	for _, s := range tr.Steps {
		if s.NorthM.Known != s.EastM.Known || s.NorthM.Known != s.ElevationM.Known || s.NorthM.Known != s.FlatMPS.Known {
			t.Fatalf("at %v s place and hills are hidden apart: %+v", s.TimeS, s)
		}
		if !s.NorthM.Known {
			hidden++
			continue
		}
		if math.IsNaN(first) {
			first = s.DistanceM.Value
		}
		last = s.DistanceM.Value
	}
	// Nothing within 400 m of the true ends; the circle's middle lies off them
	// by at most 200 m and reaches 600 m, so that at most 800 m are hidden.
	if first < hideM || first > 2*hideM+2*5/0.3 || last > 6000-hideM || last < 6000-2*hideM-2*5/0.3 {
		t.Errorf("the route shows %v m to %v m", first, last)
	}
	if math.Abs(first-1.5*hideM) < 5/0.3 && math.Abs(6000-last-1.5*hideM) < 5/0.3 {
		t.Error("the hidden circles have their middles at the true places")
	}
	if hidden == 0 || tr.NoRoute || tr.HiddenM != hideM {
		t.Errorf("%d steps hidden, no route %v, radius %v", hidden, tr.NoRoute, tr.HiddenM)
	}
	// What is left is centred anew, so that its middle gives nothing away.
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, s := range tr.Steps {
		if s.NorthM.Known {
			lo, hi = min(lo, s.NorthM.Value), max(hi, s.NorthM.Value)
		}
	}
	if math.Abs(lo+hi) > 1e-6 {
		t.Errorf("the route reaches from %v to %v m", lo, hi)
	}
}

func TestTraceHidesTheHillsOfUnknownPlaces(t *testing.T) {
	a := hilly(onMap(record(runs(6000, 0.3))), func(m float64) float64 { return 100 + m/100 })
	for i, s := range a.TimeS {
		if s < 200 { // the first fix comes late, 667 m from home
			a.LatDeg[i], a.LonDeg[i] = nan, nan
		}
	}
	for _, s := range traceOf(t, a, 300).Steps {
		if s.TimeS < 200 && (s.ElevationM.Known || s.FlatMPS.Known) {
			t.Fatalf("the hills at %v s are shown, before the first fix", s.TimeS)
		}
	}
}

func TestTraceOfAShortLoopIsAllHidden(t *testing.T) {
	tr := traceOf(t, onMap(record(runs(500, 0.3))), 1000)
	if !tr.NoRoute {
		t.Error("a route of 500 m is shown with 1000 m hidden")
	}
}

func TestTheHiddenCircleLiesOffTheTruePlace(t *testing.T) {
	far := map[bool]int{}
	for i := range 200 {
		x, y := homeOffset(47+float64(i)*0.01, 8.5, 300, "")
		off := math.Hypot(x, y)
		if off > 150 {
			t.Fatalf("the middle lies %v m off, more than half of the radius", off)
		}
		far[off > 50]++
	}
	// Places spread evenly over the disc: a ninth of them within a third of its radius.
	if far[false] < 5 || far[false] > 60 {
		t.Errorf("%d of 200 middles lie within 50 m of the true place", far[false])
	}
	ax, ay := homeOffset(47.001, 8.501, 300, "")
	bx, by := homeOffset(47.009, 8.509, 300, "")
	if ax != bx || ay != by {
		t.Error("two starts in one neighbourhood hide by different offsets, which average out over many runs")
	}
	for _, secret := range []string{"plum", "plums"} {
		x, y := homeOffset(47.001, 8.501, 300, secret)
		if math.Hypot(x-ax, y-ay) < 1 {
			t.Errorf("with the secret %q the middle lies where it lies without one", secret)
		}
		if again, _ := homeOffset(47.009, 8.509, 300, secret); again != x {
			t.Error("a secret gives two starts in one neighbourhood different offsets")
		}
		ax, ay = x, y
	}
}

// speeds makes steps of 5 s with the given speeds; NaN is missing.
func speeds(mps ...float64) []Step {
	var out []Step
	for i, v := range mps {
		out = append(out, Step{TimeS: 5 * float64(i), SpeedMPS: maybe(v), DistanceM: maybe(10 * float64(i))})
	}
	return out
}

func TestBinsAverage(t *testing.T) {
	for _, c := range []struct {
		name   string
		speeds []float64
		n      int
		want   []float64
	}{
		{"two halves", []float64{1, 2, 3, 4}, 2, []float64{1.5, 3.5}},
		{"one for all", []float64{1, 2, 3, 4}, 1, []float64{2.5}},
		{"what is unknown does not count", []float64{1, nan, 3, nan}, 2, []float64{1, 3}},
		{"nothing known is unknown", []float64{nan, nan, 3, 4}, 2, []float64{nan, 3.5}},
		{"more cells than steps repeat the one before", []float64{1, 3}, 4, []float64{1, 1, 1, 3}},
		{"no cells", []float64{1, 2}, 0, nil},
		{"no steps", nil, 3, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			bins := (&Trace{Steps: speeds(c.speeds...)}).Bins(c.n)
			if len(bins) != len(c.want) {
				t.Fatalf("%d bins, want %d", len(bins), len(c.want))
			}
			for i, b := range bins {
				if want := maybe(c.want[i]); b.SpeedMPS != want {
					t.Errorf("bin %d is %v, want %v", i, b.SpeedMPS, want)
				}
			}
		})
	}
}

func TestTraceAt(t *testing.T) {
	tr := &Trace{Steps: speeds(1, 3, nan)}
	s, ok := tr.At(2)
	if !ok || s.TimeS != 2 || s.SpeedMPS != maybe(1.8) || s.DistanceM != maybe(4) {
		t.Errorf("at 2 s: %+v, %v", s, ok)
	}
	if s, ok := tr.At(7); !ok || s.SpeedMPS.Known || s.DistanceM != maybe(14) {
		t.Errorf("at 7 s, towards an unknown speed: %+v, %v", s, ok)
	}
	for _, at := range []float64{-1, 10.5, nan} {
		if s, ok := tr.At(at); ok {
			t.Errorf("at %v s, outside the run: %+v", at, s)
		}
	}
}

func TestTraceOfAlmostNothing(t *testing.T) {
	a := &parse.Activity{Meta: parse.Meta{Sport: "running", Totals: parse.NoTotals()}, TimeS: []float64{0}}
	tr := traceOf(t, a, 300)
	if len(tr.Steps) != 1 || tr.RefSPerM.Known || len(tr.Bins(10)) != 10 {
		t.Errorf("%+v", tr)
	}
}
