package analyze

import (
	"math"
	"math/rand/v2"
	"testing"

	"crampcheck/parse"
)

// The ratios were computed with R from the published polynomial (evidence B5).
func TestMinettiFactorMatchesThePublishedPolynomial(t *testing.T) {
	for _, c := range []struct{ grade, want, tol float64 }{
		{-0.45, 1.120, 5e-4},
		{-0.30, 0.684, 5e-4},
		{-0.20, 0.500, 5e-4},
		{-0.18, 0.4948, 5e-5},
		{-0.10, 0.5977, 5e-5},
		{-0.05, 0.7628, 5e-5},
		{-0.03, 0.8494, 5e-5},
		{-0.02, 0.8969, 5e-5},
		{-0.01, 0.9471, 5e-5},
		{0, 1, 0},
		{0.01, 1.0554, 5e-5}, // by hand: (3.6 + 0.195 + 0.00463 − 0.0000433) / 3.6
		{0.02, 1.113, 5e-4},
		{0.03, 1.174, 5e-4},
		{0.05, 1.301, 5e-4},
		{0.10, 1.658, 5e-4},
		{0.20, 2.502, 5e-4},
		{0.45, 5.396, 5e-4},
		{0.90, 5.396, 5e-4}, // clamped
		{-0.1814, 0.4948, 5e-5},
	} {
		if got := minettiFactor(c.grade); math.Abs(got-c.want) > c.tol {
			t.Errorf("minettiFactor(%v) = %v, want %v", c.grade, got, c.want)
		}
	}
}

func TestAttenuatedFactorKeepsAThirdOfTheDownhillCredit(t *testing.T) {
	for _, c := range []struct {
		name        string
		grade, want float64
	}{
		{"uphill it is Minetti's", 0.05, minettiFactor(0.05)},
		{"a gentle descent keeps a third: 1 − (1 − 0.8969)/3", -0.02, 0.9656},
		{"a steep descent stops at the floor", -0.15, 0.88},
		{"the steepest descent costs more than the level", -0.45, minettiFactor(-0.45)},
	} {
		if got := attenuatedFactor(c.grade); math.Abs(got-c.want) > 5e-5 {
			t.Errorf("%s: attenuatedFactor(%v) = %v, want %v", c.name, c.grade, got, c.want)
		}
	}
}

// slope is a constant grade from 400 m above the sea.
func slope(grade float64) func(m float64) float64 {
	return func(m float64) float64 { return 400 + grade*m }
}

func TestAConstantSlope(t *testing.T) {
	for _, c := range []struct {
		name  string
		grade float64
		fit   func(*parse.Activity, func(float64) float64) *parse.Activity
		baro  bool
	}{
		{"3 % uphill with a barometer", 0.03, hilly, true},
		{"3 % uphill with a receiver", 0.03, hillyGPS, false},
		{"3 % downhill with a barometer", -0.03, hilly, true},
		{"10 % uphill with a receiver", 0.10, hillyGPS, false},
	} {
		tr := newTrack(c.fit(record(runs(8000, 0.3)), slope(c.grade)), nil)
		if tr.Barometric != c.baro {
			t.Errorf("%s: barometric %v", c.name, tr.Barometric)
		}
		// Inside, away from the cut kernels of the ends; the barometer's steps of
		// 0.2 m and the receiver's noise leave a tenth of a percent over 60 m.
		for d := 300.0; d < 7600; d += 100 {
			if g := tr.gradeBetween(d, d+60); !near(g, c.grade, 0.001) {
				t.Errorf("%s: grade %v at %v m", c.name, g, d)
			}
		}
		whole, want := tr.FlatMinettiM[len(tr.FlatMinettiM)-1], 8000*minettiFactor(c.grade)
		if !near(whole, want, 0.005*want) {
			t.Errorf("%s: %v level metres, Minetti says %v ± 0.5 %%", c.name, whole, want)
		}
		// A row inside the run: 300 s over 1000 m by the attenuated factor.
		row, wantPace := tr.splits(tr.TimeS, km)[3], 0.3/attenuatedFactor(c.grade)
		if !known(row.GAPSPerM, wantPace, 0.005*wantPace) {
			t.Errorf("%s: grade-adjusted pace %+v s/m, want %v ± 0.5 %%", c.name, row.GAPSPerM, wantPace)
		}
	}
}

// Noise of ±3 m that hangs together over a hundred metres, as a barometer's in
// gusts: a mile of it may seem 0.6 % steep at most, for ±3 m at its two ends
// are 6 m of 1609.
func TestNoiseIsNoHill(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 4))
	noise := make([]float64, 400)
	for i := range noise {
		noise[i] = (rng.Float64() - 0.5) * 6
	}
	each := func(m float64) float64 {
		i := int(m / 50)
		return 400 + noise[i] + (m/50-float64(i))*(noise[i+1]-noise[i])
	}
	for _, fit := range []func(*parse.Activity, func(float64) float64) *parse.Activity{hilly, hillyGPS} {
		tr := newTrack(fit(record(runs(16_000, 0.3)), each), nil)
		for d := 0.0; d+mile < 16_000; d += 400 {
			if g := tr.gradeBetween(d, d+mile); !(math.Abs(g) < 0.006) {
				t.Errorf("barometric %v: the mile at %v m seems %v steep", tr.Barometric, d, g)
			}
		}
		// The Minetti factor is nearly straight between ±3 %: level metres stay within 1 %.
		if whole := tr.FlatMinettiM[len(tr.FlatMinettiM)-1]; !near(whole, 16_000, 160) {
			t.Errorf("barometric %v: 16000 m of noise cost as much as %v", tr.Barometric, whole)
		}
		if g := tr.steepness(0.9, 0); !(g < 0.05) {
			t.Errorf("barometric %v: nine tenths seem below %v", tr.Barometric, g)
		}
	}
	// White noise of ±3 m in every sample: the median grade over 60 m stays below 0.6 %.
	white := func(float64) float64 { return 400 + (rng.Float64()-0.5)*6 }
	if g := newTrack(hillyGPS(record(runs(16_000, 0.3)), white), nil).steepness(0.5, -1); !(g < 0.006) {
		t.Errorf("white noise: the median grade seems %v", g)
	}
}

func TestNoUsableElevation(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(a *parse.Activity)
		usable bool
	}{
		{"sound", func(*parse.Activity) {}, true},
		{"no column", func(a *parse.Activity) { a.ElevationM = nil }, false},
		{"a constant is a device without altitude", func(a *parse.Activity) {
			for i := range a.ElevationM {
				a.ElevationM[i] = 12.4
			}
		}, false},
		{"half of the samples know it", func(a *parse.Activity) {
			for i := range a.Len() / 2 {
				a.ElevationM[i] = nan
			}
		}, true},
		{"less than half of the samples know it", func(a *parse.Activity) {
			for i := range a.Len()/2 + 1 {
				a.ElevationM[i] = nan
			}
		}, false},
		{"holes alone", func(a *parse.Activity) {
			for i := range a.ElevationM {
				a.ElevationM[i] = nan
			}
		}, false},
		{"no distance", func(a *parse.Activity) { a.DistanceM = nil }, false},
	} {
		a := hilly(record(leg{m: 3000, s: 999}), slope(0.02)) // 1000 samples
		c.change(a)
		tr := newTrack(a, nil)
		if got := tr.ElevationM != nil && tr.FlatM != nil && tr.FlatMinettiM != nil; got != c.usable {
			t.Errorf("%s: usable %v, want %v", c.name, got, c.usable)
		}
		if g := tr.gradeBetween(0, 100); math.IsNaN(g) == c.usable {
			t.Errorf("%s: grade %v", c.name, g)
		}
	}
	if tr := newTrack(hilly(record(runs(59, 0.3)), slope(0.02)), nil); tr.ElevationM != nil {
		t.Error("59 m are too short for a grade over 60 m")
	}
}

// A slope of 1 % over 5 km ascends 50 m, whatever single readings say.
func TestBadElevations(t *testing.T) {
	for _, c := range []struct {
		name    string
		change  func(ele []float64)
		dropped int
	}{
		{"sound", func([]float64) {}, 0},
		{"one reading a kilometre up", func(ele []float64) { ele[700] = 1400 }, 1},
		{"one reading that no place on earth has", func(ele []float64) { ele[700] = 60_000 }, 1},
		{"three readings at 0 m", func(ele []float64) { ele[700], ele[701], ele[702] = 0, 0, 0 }, 3},
		{"the first reading before the altimeter knew", func(ele []float64) { ele[0] = 0 }, 1},
		{"the first ten readings before the altimeter knew", func(ele []float64) {
			for i := range 10 {
				ele[i] = -30
			}
		}, 1},
		{"the altimeter sets itself right on the way", func(ele []float64) {
			for i := 800; i < len(ele); i++ {
				ele[i] += 80
			}
		}, 1},
	} {
		a := hilly(record(runs(5000, 0.3)), slope(0.01))
		c.change(a.ElevationM)
		tr := newTrack(a, nil)
		up, down := tr.climbBetween(0, tr.TotalM())
		// ± 1 m for the cut kernels and the hysteresis of up to 2 m.
		if tr.Dropped.Elevations != c.dropped || !near(up, 49, 1.5) || down != 0 {
			t.Errorf("%s: %d dropped, %v m up, %v m down, want %d, 49 and 0", c.name, tr.Dropped.Elevations, up, down, c.dropped)
		}
		// The last readings are those of the altimeter at its best; 1 m for the cut kernel.
		if got, want := tr.ElevationM[a.Len()-1], a.ElevationM[a.Len()-1]; !near(got, want, 1) {
			t.Errorf("%s: the end lies at %v m, want %v", c.name, got, want)
		}
		if g := tr.gradeBetween(0, mile); !near(g, 0.01, 0.001) {
			t.Errorf("%s: the first mile seems %v steep, not 0.01", c.name, g)
		}
	}
}

func TestBarometer(t *testing.T) {
	for _, c := range []struct {
		name string
		ele  []float64
		want bool
	}{
		{"steps of 0.2 m", []float64{100, 100.2, 100.2, 100.6, 100.4}, true},
		{"steps of 0.1 m", []float64{100, 100.1, 100.2, 100.3, 100.4}, false},
		{"jumps of more than 1.5 m in a second", []float64{100, 102, 100, 102, 100}, false},
		{"holes tell nothing", []float64{100, nan, 100.2, 100.4, nan}, true},
		{"holes alone are no barometer", []float64{nan, nan, nan, nan, nan}, false},
	} {
		a := &parse.Activity{TimeS: []float64{0, 1, 2, 3, 4}, ElevationM: c.ele}
		if got := barometric(a); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// Waves of 3 m height on a plain: below a receiver's hysteresis of 5 m, above a
// barometer's 2 m. Each of ten waves counts 2 m at least, when they are exceeded,
// and 3 m at most.
func TestClimbCountsWhatExceedsTheHysteresis(t *testing.T) {
	wave := func(m float64) float64 { return 400 + 1.5 - 1.5*math.Cos(2*math.Pi*m/500) }
	baro := newTrack(hilly(record(runs(5000, 0.3)), wave), nil)
	if up, down := baro.climbBetween(0, 5000); !near(up, 25, 5) || !near(down, 25, 5) {
		t.Errorf("barometer: %v m up, %v m down, want 20 to 30", up, down)
	}
	gps := newTrack(hillyGPS(record(runs(5000, 0.3)), wave), nil)
	if up, down := gps.climbBetween(0, 5000); up != 0 || down != 0 {
		t.Errorf("receiver: %v m up, %v m down, want none", up, down)
	}
	if up, _ := newTrack(record(runs(5000, 0.3)), nil).climbBetween(0, 5000); !math.IsNaN(up) {
		t.Errorf("climb without elevation is %v, want NaN", up)
	}
}

func TestSteepness(t *testing.T) {
	// A quarter of the way at 12 %, the rest level: the 90th percentile is 12 %, the median 0.
	tr := newTrack(hilly(record(runs(8000, 0.4)), func(m float64) float64 { return 400 + 0.12*min(m, 2000) }), nil)
	if p90, p50 := tr.steepness(0.9, 0), tr.steepness(0.5, -1); !near(p90, 0.12, 0.002) || !near(p50, 0, 0.002) {
		t.Errorf("90th percentile %v and median %v, want 0.12 and 0", p90, p50)
	}
}
