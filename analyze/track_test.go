package analyze

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"crampcheck/parse"
)

func TestDeviceDistance(t *testing.T) {
	for _, c := range []struct {
		name      string
		timeS     []float64
		col, want []float64
	}{
		{"leading holes are 0", []float64{0, 1, 2, 3}, []float64{nan, nan, 10, 20}, []float64{0, 0, 10, 20}},
		// Between 0 m at 0 s and 12 m at 4 s the sample at 1 s stands at 3 m.
		{"an inner hole lies on the line over time, not over samples", []float64{0, 1, 4, 5}, []float64{0, nan, 12, 15}, []float64{0, 3, 12, 15}},
		{"trailing holes hold", []float64{0, 1, 2, 3}, []float64{0, 10, nan, nan}, []float64{0, 10, 10, 10}},
		{"a back-step below 1 % is clamped", []float64{0, 1, 2, 3}, []float64{0, 500, 490.1, 1000}, []float64{0, 500, 500, 1000}},
		{"a back-step of 1 % is no distance", []float64{0, 1, 2, 3}, []float64{0, 500, 490, 1000}, nil},
		{"back-steps that together come to 1 % are no distance", []float64{0, 1, 2, 3, 4, 5}, []float64{0, 500, 495, 600, 595, 1000}, nil},
		{"a value below 0 is a back-step to 0", []float64{0, 1, 2}, []float64{-1, 500, 1000}, []float64{0, 500, 1000}},
		{"holes alone are no distance", []float64{0, 1}, []float64{nan, nan}, nil},
		{"zeros alone are no distance", []float64{0, 1}, []float64{0, 0}, nil},
		{"a device without the column has none", []float64{0, 1}, nil, nil},
	} {
		in := slices.Clone(c.col)
		if got := new(Track).deviceDistance(c.col, c.timeS); !equalNaN(got, c.want) {
			t.Errorf("%s: %v gives %v, want %v", c.name, c.col, got, c.want)
		}
		if !equalNaN(c.col, in) {
			t.Errorf("%s: the argument was changed", c.name)
		}
	}
}

func TestDistanceSource(t *testing.T) {
	steady := func() *parse.Activity { return onMap(record(runs(3000, 0.3))) }
	for _, c := range []struct {
		name   string
		change func(a *parse.Activity)
		source string
		total  float64
	}{
		{"the device's distance comes first", func(a *parse.Activity) {
			for i := range a.LatDeg {
				a.LatDeg[i] = 47 + (a.LatDeg[i]-47)*1.03
			}
		}, "device", 3000},
		{"a device that goes back by 1 % leaves it to the positions", func(a *parse.Activity) {
			a.DistanceM[500] = a.DistanceM[499] - 40
		}, "positions", 3000},
		{"a distance that no effort covers leaves it to the positions", func(a *parse.Activity) {
			a.DistanceM[a.Len()-1] = 2e6 + 1
		}, "positions", 3000},
		{"holes in the positions lie on the line between their neighbours", func(a *parse.Activity) {
			a.DistanceM = nil
			for i := 100; i < 200; i++ {
				a.LatDeg[i], a.LonDeg[i] = nan, nan
			}
		}, "positions", 3000},
		{"trailing holes hold", func(a *parse.Activity) {
			a.DistanceM = nil
			for i := 451; i < a.Len(); i++ { // 450 s at 0.3 s/m are 1500 m
				a.LatDeg[i], a.LonDeg[i] = nan, nan
			}
		}, "positions", 1500},
		{"neither gives none", func(a *parse.Activity) { a.DistanceM, a.LatDeg, a.LonDeg = nil, nil, nil }, "", 0},
	} {
		a := steady()
		c.change(a)
		tr := newTrack(a, nil)
		if tr.DistanceSource != c.source || !near(tr.TotalM(), c.total, 0.01) { // m: degM has ten digits
			t.Errorf("%s: %v m from %q, want %v from %q", c.name, tr.TotalM(), tr.DistanceSource, c.total, c.source)
		}
		if !slices.IsSorted(tr.DistM) {
			t.Errorf("%s: the distance decreases", c.name)
		}
	}
}

func TestGreatCircles(t *testing.T) {
	const half = 20_015_114.44 // m, π·6371008.8
	for _, c := range []struct {
		name                   string
		lat1, lon1, lat2, lon2 float64
		want                   float64
	}{
		{"a place and itself", 47, 8, 47, 8, 0},
		{"a degree of latitude", 10, 20, 11, 20, degM},
		{"a degree along the equator", 0, 20, 0, 21, degM},
		// 2·R·asin(cos 60°·sin 0.5°) = 12742017.6·asin(0.5·0.0087265355) = 12742017.6·0.0043632816
		{"a degree of longitude at 60° north", 60, 20, 60, 21, 55_597.01},
		{"across the antimeridian: 0.002 degrees", 0, 179.999, 0, -179.999, 0.002 * degM},
		{"from pole to pole", 90, 0, -90, 123, half},
		{"opposite points on the equator", 0, 0, 0, 180, half},
	} {
		if got := haversineM(c.lat1, c.lon1, c.lat2, c.lon2); !near(got, c.want, 0.02) { // m
			t.Errorf("%s: %v m, want %v", c.name, got, c.want)
		}
	}
}

// Rounding takes the haversine of some of these beyond 1.
func TestOppositePoints(t *testing.T) {
	lon := -179.9
	for lat := -89.9; lat < 90; lat += 0.1 {
		if got := haversineM(lat, lon, -lat, lon+180); !near(got, math.Pi*earthRadiusM, 1) { // m: the arc sine is flat there
			t.Errorf("from %v°: %v m", lat, got)
		}
	}
}

// The twin is the angle between two unit vectors.
func TestGreatCirclesEqualAnglesBetweenVectors(t *testing.T) {
	unit := func(lat, lon float64) [3]float64 {
		sa, ca := math.Sincos(lat * math.Pi / 180)
		so, co := math.Sincos(lon * math.Pi / 180)
		return [3]float64{ca * co, ca * so, sa}
	}
	rng := rand.New(rand.NewPCG(3, 1))
	for range 2000 {
		lat1, lon1 := rng.Float64()*180-90, rng.Float64()*360-180
		lat2, lon2 := rng.Float64()*180-90, rng.Float64()*360-180
		if rng.IntN(2) == 0 { // near
			lat2, lon2 = lat1*0.9999, lon1+0.001
		}
		a, b := unit(lat1, lon1), unit(lat2, lon2)
		cross := math.Hypot(math.Hypot(a[1]*b[2]-a[2]*b[1], a[2]*b[0]-a[0]*b[2]), a[0]*b[1]-a[1]*b[0])
		want := earthRadiusM * math.Atan2(cross, a[0]*b[0]+a[1]*b[1]+a[2]*b[2])
		if got := haversineM(lat1, lon1, lat2, lon2); !near(got, want, 1) { // m: near opposite points the arc sine is flat
			t.Fatalf("(%v, %v) to (%v, %v) = %v m, vectors say %v", lat1, lon1, lat2, lon2, got, want)
		}
	}
}

// Between neighbours the sines are series; the twin asks the library for them.
func TestStepsBetweenNeighboursEqualTheFullFormula(t *testing.T) {
	const rad = math.Pi / 180
	rng := rand.New(rand.NewPCG(5, 6))
	for range 20_000 {
		lat1, lon1 := rng.Float64()*178-89, rng.Float64()*360-180
		reach := math.Pow(10, -1-6*rng.Float64()) // from a tenth of a degree to a centimetre
		lat2, lon2 := lat1+reach*(2*rng.Float64()-1), lon1+reach*(2*rng.Float64()-1)
		sLat, sLon := math.Sin((lat2-lat1)*rad/2), math.Sin((lon2-lon1)*rad/2)
		want := 2 * earthRadiusM * math.Asin(math.Sqrt(sLat*sLat+math.Cos(lat1*rad)*math.Cos(lat2*rad)*sLon*sLon))
		if got := haversineM(lat1, lon1, lat2, lon2); !(math.Abs(got-want) <= 4e-15*want) {
			t.Fatalf("(%v, %v) to (%v, %v): %v m, want %v", lat1, lon1, lat2, lon2, got, want)
		}
	}
}

func TestPositions(t *testing.T) {
	// 101 positions, one each second, 3 m apart: 300 m.
	walk := func() *parse.Activity {
		a := record(leg{m: 300, s: 100})
		return asGPX(a)
	}
	shift := func(a *parse.Activity, from, to int) {
		for i := from; i < to; i++ {
			a.LatDeg[i] += 0.05 // 5560 m
		}
	}
	for _, c := range []struct {
		name   string
		change func(a *parse.Activity)
		total  float64
		want   Dropped
	}{
		{"a sound track", func(*parse.Activity) {}, 300, Dropped{}},
		{"the first three positions at 0,0 are no place: 98 steps less one", func(a *parse.Activity) {
			for i := range 3 {
				a.LatDeg[i], a.LonDeg[i] = 0, 0
			}
		}, 291, Dropped{Positions: 3}},
		{"impossible degrees are no place", func(a *parse.Activity) {
			a.LatDeg[50], a.LonDeg[60] = 91, a.LonDeg[60]+360 // once around: the same place by its sines
		}, 300, Dropped{Positions: 2}},
		{"a latitude alone is no place", func(a *parse.Activity) { a.LonDeg[50] = nan }, 300, Dropped{Positions: 1}},
		{"a point 5 km away and back is left out", func(a *parse.Activity) { shift(a, 50, 51) }, 300, Dropped{Positions: 1}},
		{"two points apart are left out", func(a *parse.Activity) { shift(a, 30, 31); shift(a, 70, 71) }, 300, Dropped{Positions: 2}},
		{"four points in a row are left out", func(a *parse.Activity) { shift(a, 50, 54) }, 300, Dropped{Positions: 4}},
		// The step to the new place adds nothing: 99 of 100 steps are left.
		{"a new place for good is a jump that adds nothing", func(a *parse.Activity) { shift(a, 50, 101) }, 297, Dropped{Jumps: 1}},
		{"five points that agree are a place: two jumps", func(a *parse.Activity) { shift(a, 50, 55) }, 294, Dropped{Jumps: 2}},
		{"four points at the end cannot show that they are a place", func(a *parse.Activity) { shift(a, 97, 101) }, 288, Dropped{Positions: 4}},
	} {
		a := walk()
		c.change(a)
		lat := slices.Clone(a.LatDeg)
		tr := newTrack(a, nil)
		if !near(tr.TotalM(), c.total, 0.01) || tr.Dropped != c.want {
			t.Errorf("%s: %v m, dropped %+v, want %v m and %+v", c.name, tr.TotalM(), tr.Dropped, c.total, c.want)
		}
		if !equalNaN(a.LatDeg, lat) {
			t.Errorf("%s: the activity was changed", c.name)
		}
	}
}

// A buoy off Africa: all positions lie within ten metres of 0°,0°.
func TestATrackAtNullIslandStays(t *testing.T) {
	a := record(leg{m: 6, s: 6})
	asGPX(a)
	for i := range a.LatDeg {
		a.LatDeg[i], a.LonDeg[i] = float64(i)/degM, 0
	}
	tr := newTrack(a, nil)
	if tr.Dropped.Positions != 0 || !near(tr.TotalM(), 6, 0.01) {
		t.Errorf("%v m, %d dropped, want 6 m and none", tr.TotalM(), tr.Dropped.Positions)
	}
}

func TestSensorsKeepWhatTheyCanReport(t *testing.T) {
	a := record(leg{m: 15, s: 5})
	a.HeartRateBPM = []float64{24.9, 25, 250, 250.1, nan, 120}
	a.CadenceSPM = []float64{-1, 301, 1e9, -5, nan, 400}
	tr := newTrack(a, nil)
	if want := []float64{nan, 25, 250, nan, nan, 120}; !equalNaN(tr.HeartRateBPM, want) {
		t.Errorf("heart rates %v, want %v", tr.HeartRateBPM, want)
	}
	if tr.Dropped.HeartRates != 2 {
		t.Errorf("%d heart rates dropped, want 2", tr.Dropped.HeartRates)
	}
	if tr.CadenceSPM != nil {
		t.Errorf("cadence %v, want none as no reading is possible", tr.CadenceSPM)
	}
}

func TestMeansAreWeightedByTime(t *testing.T) {
	for _, c := range []struct {
		name       string
		timeS, col []float64
		fromS, toS float64
		pauses     []parse.Pause
		want       float64
	}{
		// (10·110 + 20·150 + 1·200) / 31
		{"steps of 10, 20 and 1 s", []float64{0, 10, 30, 31}, []float64{100, 110, 150, 200}, 0, 31, nil, 4300.0 / 31},
		// From 5 s: (5·110 + 20·150 + 1·200) / 26
		{"a stretch that begins inside a step", []float64{0, 10, 30, 31}, []float64{100, 110, 150, 200}, 5, 31, nil, 3750.0 / 26},
		// The first step counts 30 of its 100 s, together 40 of 110 s: less than half.
		{"a reading stands for 30 s at most", []float64{0, 100, 110}, []float64{100, 120, 150}, 0, 110, nil, nan},
		{"readings for exactly half of the time", []float64{0, 30, 60}, []float64{100, 120, nan}, 0, 60, nil, 120},
		{"readings for less than half of the time", []float64{0, 30, 61}, []float64{100, 120, nan}, 0, 61, nil, nan},
		// The step of the pause has no weight: (10·100 + 10·140) / 20
		{"pauses do not count", []float64{0, 10, 20, 30}, []float64{90, 100, 200, 140}, 0, 30, []parse.Pause{{StartS: 10, EndS: 20}}, 120},
	} {
		a := &parse.Activity{TimeS: c.timeS, HeartRateBPM: c.col}
		a.Totals = parse.NoTotals()
		withPauses(a, c.pauses...)
		tr := newTrack(a, nil)
		got := tr.mean(tr.heartRate, c.fromS, c.toS)
		if math.IsNaN(got) != math.IsNaN(c.want) || math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: %v bpm, want %v", c.name, got, c.want)
		}
	}
}
