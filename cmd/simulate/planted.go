package main

import (
	"fmt"
	"math/rand/v2"
)

// A setting is a way in which a watch records a run.
type setting struct {
	name  string
	title string
	edit  func(*Plan, *rand.Rand)
}

// settings are those in which fast first miles are planted. The first mile is
// exactly as planted, the rest varies by 1.75 % from mile to mile, and where
// nothing else is said the watch's distance is exact.
func settings() []setting {
	fit := func(p *Plan) { p.Files = []string{p.Name + ".fit"} }
	gpx := func(p *Plan) { p.Files = []string{p.Name + ".gpx"} }
	return []setting{
		{"flat", "flat, barometer", func(p *Plan, _ *rand.Rand) { fit(p) }},
		{"hills", "hills, barometer", func(p *Plan, r *rand.Rand) { rolling(p, r); fit(p) }},
		{"satellite", "hills, elevation from satellites", func(p *Plan, r *rand.Rand) {
			rolling(p, r)
			p.AltitudeSDM = 4
			gpx(p)
		}},
		{"level", "no elevation", func(p *Plan, _ *rand.Rand) { p.NoElevation = true; fit(p) }},
		{"smart", "smart recording", func(p *Plan, _ *rand.Rand) { p.Smart = true; fit(p) }},
		{"watch", "watch errs by 1 % a mile", func(p *Plan, _ *rand.Rand) { p.WatchFrac = 0.01; fit(p) }},
		{"drift", "GPX, positions drift by 3 m", func(p *Plan, _ *rand.Rand) { p.GPSSigmaM = 3; gpx(p) }},
		{"goal", "goal noted", func(p *Plan, r *rand.Rand) { toGoal(p, r); fit(p) }},
	}
}

// firstMileFracs are the sizes of planted first miles.
func firstMileFracs() []float64 {
	return []float64{0, 0.02, 0.03, 0.04, 0.06, 0.08, 0.09, 0.12, 0.15, 0.18, 0.20}
}

// fastStart is a run of which the first mile takes frac less time than a
// settled one.
func fastStart(s setting, frac float64) kind {
	return kind{fmt.Sprintf("start-%02.0f-%s", 100*frac, s.name), func(p *Plan, r *rand.Rand) {
		p.LooseStart, p.FirstMileFrac, p.WatchFrac = false, frac, 0
		s.edit(p, r)
	}}
}

// wallFracs and wallLengthsM are the sizes of planted walls.
func wallFracs() []float64 { return []float64{0.15, 0.20, 0.25, 0.30, 0.40, 0.50} }

func wallLengthsM() []float64 { return []float64{3000, 5000, 8000, 12_000} }

// rampM is how long a planted slowdown takes to be complete, in front of the
// length that it is said to have.
const rampM = 500

// wall is a long run of which the last lengthM take frac more time a metre.
func wall(frac, lengthM float64) kind {
	return kind{fmt.Sprintf("wall-%02.0f-%.0fm", 100*frac, lengthM), func(p *Plan, r *rand.Rand) {
		longRun(p, 32_000+10_000*r.Float64())
		p.Wall = Wall{AtM: p.DistanceM - lengthM - rampM, SlowFrac: frac, RampM: rampM}
	}}
}

// slowdownFracs and slowdownMiles are the sizes of planted slowdowns.
func slowdownFracs() []float64 { return []float64{0.05, 0.10, 0.15, 0.20, 0.30} }

func slowdownMiles() []float64 { return []float64{1, 2, 3, 4} }

// slowed is a run of 14 to 18 miles with a slower stretch in its second half,
// over before the end.
func slowed(frac, miles float64) kind {
	return kind{fmt.Sprintf("slowed-%02.0f-%.0fmi", 100*frac, miles), func(p *Plan, r *rand.Rand) {
		longRun(p, (14+4*r.Float64())*mileM)
		p.Wall = Wall{AtM: 0.55 * p.DistanceM, SlowFrac: frac, RampM: rampM, ForM: rampM + miles*mileM}
	}}
}

// fadeFracs are the sizes of planted fades.
func fadeFracs() []float64 { return []float64{0, 0.05, 0.08, 0.10, 0.12, 0.15, 0.20, 0.30, 0.40, 0.60} }

// fade is a run of 10 to 14 miles of which the second half takes frac more
// time than the first, a little more with every metre.
func fade(frac float64) kind {
	return kind{fmt.Sprintf("fade-%02.0f", 100*frac), func(p *Plan, r *rand.Rand) {
		longRun(p, (10+4*r.Float64())*mileM)
		p.Wall = Wall{AtM: p.DistanceM / 2, SlowFrac: 2 * frac, RampM: p.DistanceM / 2}
	}}
}

// longRun makes a long run with its first mile like the others.
func longRun(p *Plan, distanceM float64) {
	p.DistanceM, p.EveryS = distanceM, 5
	p.LooseStart, p.FirstMileFrac = false, 0
	p.Files = []string{p.Name + ".fit"}
}

// plantedKinds are all of them, the sizes in turn.
func plantedKinds() []kind {
	var out []kind
	for _, frac := range firstMileFracs() {
		for _, s := range settings() {
			out = append(out, fastStart(s, frac))
		}
	}
	for _, frac := range wallFracs() {
		for _, m := range wallLengthsM() {
			out = append(out, wall(frac, m))
		}
	}
	for _, frac := range slowdownFracs() {
		for _, miles := range slowdownMiles() {
			out = append(out, slowed(frac, miles))
		}
	}
	for _, frac := range fadeFracs() {
		out = append(out, fade(frac))
	}
	return out
}
