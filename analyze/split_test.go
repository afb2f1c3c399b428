package analyze

import (
	"math"
	"math/rand/v2"
	"testing"

	"crampcheck/parse"
)

// row is what a split says of distance and time.
type row struct {
	n                  int
	startM, lengthM, s float64
	partial, hasPause  bool
}

func rowsEqual(t *testing.T, name string, got []Split, want []row) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d rows, want %d: %+v", name, len(got), len(want), got)
		return
	}
	for i, w := range want {
		g := got[i]
		// 1e-6: sums of a few thousand floats.
		if g.N != w.n || !near(g.StartM, w.startM, 1e-6) || !near(g.DistanceM, w.lengthM, 1e-6) || !near(g.TimeS, w.s, 1e-6) ||
			g.Partial != w.partial || g.Paused != w.hasPause {
			t.Errorf("%s: row %d is %+v, want %+v", name, i+1, g, w)
		}
	}
}

func TestSplits(t *testing.T) {
	for _, c := range []struct {
		name  string
		legs  []leg
		unitM float64
		want  []row
	}{
		{"a mile, another and a half", append(miles(480, 500.5), leg{m: mile / 2, s: 250}), mile, []row{
			{1, 0, mile, 480, false, false},
			{2, mile, mile, 500.5, false, false},
			{3, 2 * mile, mile / 2, 250, true, false},
		}},
		// One step of 2500 m in 1000 s: 400 s a kilometre, 500 m in 200 s.
		{"crossings lie on the line over distance", []leg{silence(1000, 2500)}, km, []row{
			{1, 0, 1000, 400, false, false},
			{2, 1000, 1000, 400, false, false},
			{3, 2000, 500, 200, true, false},
		}},
		// 9 m at 0.3 s/m are 2.7 s.
		{"a leftover of 9 m belongs to the split before", []leg{runs(2009, 0.3)}, km, []row{
			{1, 0, 1000, 300, false, false},
			{2, 1000, 1009, 302.7, false, false},
		}},
		{"a leftover of 10 m is a split", []leg{runs(2010, 0.3)}, km, []row{
			{1, 0, 1000, 300, false, false},
			{2, 1000, 1000, 300, false, false},
			{3, 2000, 10, 3, true, false},
		}},
		{"a run shorter than its unit is one partial split", []leg{runs(400, 0.3)}, mile, []row{{1, 0, 400, 120, true, false}}},
		{"a run of 9 m has none", []leg{runs(9, 0.3)}, mile, nil},
		{"standing at either end counts", []leg{stands(30), runs(2000, 0.3), stands(40)}, km, []row{
			{1, 0, 1000, 330, false, false},
			{2, 1000, 1000, 340, false, false},
		}},
	} {
		a := record(c.legs...)
		tr := newTrack(a, nil)
		rowsEqual(t, c.name, tr.splits(tr.TimeS, c.unitM), c.want)
	}
}

func TestSplitsFollowTheClockOfTheRun(t *testing.T) {
	legs := []leg{runs(1500, 0.3), silence(100, 0), runs(1500, 0.3)}
	pause := parse.Pause{StartS: 450, EndS: 550}
	train := judged(t, withPauses(record(legs...), pause))
	race := judged(t, asRace(withPauses(record(legs...), pause)))
	if train.Clock != "timer" || race.Clock != "elapsed" || train.ClockS() != 900 || race.ClockS() != 1000 {
		t.Errorf("clocks %s of %v s and %s of %v s, want timer of 900 and elapsed of 1000", train.Clock, train.ClockS(), race.Clock, race.ClockS())
	}
	rowsEqual(t, "training on the timer", train.SplitsKm, []row{
		{1, 0, 1000, 300, false, false},
		{2, 1000, 1000, 300, false, true},
		{3, 2000, 1000, 300, false, false},
	})
	rowsEqual(t, "a race on the elapsed clock", race.SplitsKm, []row{
		{1, 0, 1000, 300, false, false},
		{2, 1000, 1000, 400, false, true},
		{3, 2000, 1000, 300, false, false},
	})
	if m := race.SplitsKm[1].MovingS; !near(m, 300, 1e-9) {
		t.Errorf("moving time of the row with the pause: %v s, want 300", m)
	}
}

// Whatever stands in a recording, its rows add up to the clock and to the
// distance.
func TestRowsAddUp(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 2))
	for n := range 150 {
		var legs []leg
		for range 1 + rng.IntN(12) {
			switch rng.IntN(5) {
			case 0:
				legs = append(legs, stands(rng.Float64()*200))
			case 1:
				legs = append(legs, silence(5+rng.Float64()*200, rng.Float64()*50))
			default:
				legs = append(legs, runs(50+rng.Float64()*3000, 0.2+rng.Float64()*0.4))
			}
		}
		legs = append(legs, runs(20, 0.3))
		a := record(legs...)
		if rng.IntN(2) == 0 {
			asGPX(a)
		}
		if rng.IntN(3) == 0 {
			asRace(a)
		}
		res := judged(t, a)
		want := res.RowsS
		if res.Clock == "elapsed" {
			want = res.ElapsedS
		}
		for _, rows := range [][]Split{res.SplitsMile, res.SplitsKm} {
			sumS, endM := 0.0, 0.0
			for i, s := range rows {
				if s.N != i+1 || math.Abs(s.StartM-endM) > 1e-9 || s.TimeS < 0 || s.MovingS > s.TimeS+1e-9 {
					t.Fatalf("run %d: row %d is %+v after %v m", n, i+1, s, endM)
				}
				sumS, endM = sumS+s.TimeS, s.StartM+s.DistanceM
			}
			if len(rows) == 0 || math.Abs(sumS-want) > 1e-9*max(want, 1) || math.Abs(endM-res.DistanceM.Value) > 1e-9*endM {
				t.Fatalf("run %d: rows add up to %v s and %v m, want %v and %v", n, sumS, endM, want, res.DistanceM.Value)
			}
		}
	}
}

func TestLaps(t *testing.T) {
	a := record(runs(3000, 0.3)) // 900 s
	a.HeartRateBPM = make([]float64, a.Len())
	for i := range a.HeartRateBPM {
		a.HeartRateBPM[i] = 120
		if a.TimeS[i] > 300 {
			a.HeartRateBPM[i] = 150
		}
	}
	a.Laps = []parse.Lap{
		{StartS: 0, EndS: 300},
		{StartS: 300, EndS: 660},
		{StartS: 660, EndS: 660},  // of no length
		{StartS: 660, EndS: 1000}, // ends after the recording
		{StartS: 950, EndS: 980},  // lies after it
	}
	res := judged(t, a)
	rowsEqual(t, "laps", res.Laps, []row{
		{1, 0, 1000, 300, false, false},
		{2, 1000, 1200, 360, false, false},
		{3, 2200, 800, 240, false, false},
	})
	for i, want := range []float64{120, 150, 150} {
		if i < len(res.Laps) && !known(res.Laps[i].HeartRateBPM, want, 1e-9) {
			t.Errorf("lap %d: %+v, want %v bpm", i+1, res.Laps[i].HeartRateBPM, want)
		}
	}
}

// A pause between two laps belongs to neither.
func TestAPauseBetweenLaps(t *testing.T) {
	a := withPauses(record(runs(1000, 0.3), silence(100, 0), runs(2000, 0.3)), parse.Pause{StartS: 300, EndS: 400})
	a.Laps = []parse.Lap{{StartS: 0, EndS: 300}, {StartS: 400, EndS: 1000}}
	rowsEqual(t, "laps around a pause", judged(t, a).Laps, []row{
		{1, 0, 1000, 300, false, false},
		{2, 1000, 2000, 600, false, false},
	})
}

func TestPaceOfASplit(t *testing.T) {
	if got := (Split{DistanceM: 1000, TimeS: 300}).PaceSPerM(); got != 0.3 {
		t.Errorf("1000 m in 300 s: %v s/m, want 0.3", got)
	}
}
