package analyze

import (
	"math"
	"testing"

	"crampcheck/parse"
)

func TestTheAxisLeavesOutWhatNobodyRuns(t *testing.T) {
	if x := newAxis(newTrack(&parse.Activity{TimeS: []float64{0, 1, 2}}, nil)); x != nil {
		t.Error("a run without distance has an axis")
	}
	steady := runs(1500, 0.3) // 450 s
	for _, c := range []struct {
		name                      string
		a                         *parse.Activity
		distM, timeS, jumpM, gapS float64
	}{
		{"a steady run", record(steady), 1500, 450, 0, 0},
		{"12 m in a second are run", record(steady, leg{m: 12, s: 1}, steady), 3012, 901, 0, 0},
		{"13 m in a second are taken out with the second", record(steady, leg{m: 13, s: 1}, steady), 3000, 900, 13, 0},
		{"a pause has no time", withPauses(record(steady, silence(60, 0), steady), parse.Pause{StartS: 450, EndS: 510}), 3000, 900, 0, 0},
		{"a gap with movement counts and is a gap", record(steady, silence(60, 200), steady), 3200, 960, 0, 60},
		{"a gap of 11 s with movement is one too", record(steady, silence(11, 40), steady), 3040, 911, 0, 11},
		{"a step of 10 s is none", record(steady, silence(10, 40), steady), 3040, 910, 0, 0},
		{"a jump of the positions is taken out with its second", jumps(asGPX(record(steady, steady)), 450, 300), 3000 - 1/0.3, 899, 300, 0},
	} {
		x := newAxis(newTrack(c.a, nil))
		jumpM, gapS := x.doubtsBetween(0, float64(len(x.distM)-1))
		// 0.1 m: the jump has 3.3 m to the north too.
		if !near(x.totalM(), c.distM, 0.1) || !near(x.totalS(), c.timeS, 1e-6) || !near(jumpM, c.jumpM, 0.1) || !near(gapS, c.gapS, 1e-9) {
			t.Errorf("%s: %v m, %v s, jumps %v m, gaps %v s, want %v, %v, %v, %v", c.name,
				x.totalM(), x.totalS(), jumpM, gapS, c.distM, c.timeS, c.jumpM, c.gapS)
		}
	}
}

func TestPacesOnTheAxis(t *testing.T) {
	// 1000 m at 0.3 s/m, 1000 m at 0.4 s/m.
	x := newAxis(newTrack(record(runs(1000, 0.3), runs(1000, 0.4)), nil))
	for _, c := range []struct{ from, to, s, pace float64 }{
		{0, 1000, 300, 0.3},
		{500, 1500, 350, 0.35},
		{900, 1100, 70, 0.35},
		{1000, 2000, 400, 0.4},
	} {
		if s, p := x.timeBetween(c.from, c.to), x.pace(rawCurve, c.from, c.to); !near(s, c.s, 1e-6) || !near(p, c.pace, 1e-9) {
			t.Errorf("from %v to %v m: %v s and %v s/m, want %v and %v", c.from, c.to, s, p, c.s, c.pace)
		}
	}
	if p := x.pace(rawCurve, 500, 500); !math.IsNaN(p) {
		t.Errorf("the pace of nothing is %v", p)
	}
	if p := x.pace(minettiCurve, 0, 1000); !math.IsNaN(p) || x.effortCurve() != rawCurve {
		t.Errorf("without elevation the grade-adjusted pace is %v", p)
	}
	bins := x.bins(200, 1500, 400)
	if len(bins) != 3 {
		t.Fatalf("%d bins of 400 m from 200 to 1500 m, want 3", len(bins))
	}
	for i, want := range []float64{120, 120, 160} { // 200–600, 600–1000, 1000–1400 m
		if b := bins[i]; !near(b.timeS, want, 1e-6) || !near(b.fromM, 200+400*float64(i), 1e-9) || !near(b.toM-b.fromM, 400, 1e-9) {
			t.Errorf("bin %d: %+v, want %v s", i, b, want)
		}
	}
	if p := medianPace(bins, rawCurve); !near(p, 0.3, 1e-9) {
		t.Errorf("median pace %v, want 0.3", p)
	}
	if p := medianPace(nil, rawCurve); !math.IsNaN(p) {
		t.Errorf("median pace of nothing %v", p)
	}
	hill := newAxis(newTrack(hilly(record(runs(8000, 0.3)), slope(0.03)), nil))
	if hill.effortCurve() != attenuatedCurve {
		t.Error("with elevation effort is judged by the attenuated curve")
	}
	for c, want := range map[curve]float64{rawCurve: 0.3, minettiCurve: 0.3 / minettiFactor(0.03), attenuatedCurve: 0.3 / attenuatedFactor(0.03)} {
		if p := hill.pace(c, 2000, 6000); !near(p, want, 0.005*want) {
			t.Errorf("curve %d on 3 %%: %v s/m, want %v", c, p, want)
		}
	}
}

// The twin asks for every bin by itself.
func TestBinsAreThePacesBetweenTheirEnds(t *testing.T) {
	for _, a := range []*parse.Activity{hilly(record(runs(4000, 0.3), stands(60), runs(4000, 0.35)), func(m float64) float64 { return 400 + 20*math.Sin(m/300) }), record(runs(3000, 0.4))} {
		x := newAxis(newTrack(a, nil))
		n := 0
		for _, from := range []float64{0, 333.3, x.totalM() - 150} {
			for _, b := range x.bins(from, x.totalM(), 50) {
				n++
				if got, want := b.timeS, x.timeBetween(b.fromM, b.toM); !near(got, want, 1e-9) {
					t.Errorf("from %v m: %v s, want %v", b.fromM, got, want)
				}
				for c := range b.pace {
					want := x.pace(curve(c), b.fromM, b.toM)
					if got := b.pace[c]; !near(got, want, 1e-9) && !(math.IsNaN(got) && math.IsNaN(want)) {
						t.Errorf("from %v m on curve %d: %v s/m, want %v", b.fromM, c, got, want)
					}
				}
			}
		}
		if n < 100 {
			t.Errorf("only %d bins", n)
		}
	}
}
