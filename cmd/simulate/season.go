package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// plans returns the runs of a season: "samples", or one of n runs drawn with
// the seed, "clean" without a planted fault or "mixed" with one in every
// fourth run.
func plans(season string, seed uint64, n int) ([]Plan, error) {
	switch season {
	case "samples":
		return samplePlans(), nil
	case "clean":
		return drawPlans(seed, n, cleanKinds), nil
	case "mixed":
		return drawPlans(seed, n, slices.Concat(cleanKinds, faultKinds)), nil
	}
	return nil, fmt.Errorf("no season %q: there are samples, clean and mixed", season)
}

// kind is a sort of run, drawn by changing an easy one.
type kind struct {
	name string
	edit func(*Plan, *rand.Rand)
}

// cleanKinds are runs in which crampcheck has nothing to find.
var cleanKinds = []kind{
	{"even", func(*Plan, *rand.Rand) {}},
	{"negative", func(p *Plan, r *rand.Rand) { p.SecondHalfFrac = 0.02 + 0.04*r.Float64() }},
	{"intervals", func(p *Plan, r *rand.Rand) {
		n := 5 + r.IntN(4)
		p.Steps = repeats(2400, n, 800, 400, 2400)
		p.DistanceM, p.LapM = 4800+1200*float64(n), 0
	}},
	{"runwalk", func(p *Plan, _ *rand.Rand) { p.RunWalk = RunWalk{RunM: 650, WalkM: 90, SlowFrac: 0.7} }},
	{"hills", func(p *Plan, r *rand.Rand) {
		for m := 0.0; m < p.DistanceM; m += 800 {
			p.Heights = append(p.Heights, Height{m, 30 + 24*r.Float64()})
		}
		p.Heights = append(p.Heights, Height{p.DistanceM, 40})
	}},
	{"watch", func(p *Plan, _ *rand.Rand) { p.WatchFrac, p.GPSSigmaM = 0.01, 3 }},
	{"treadmill", func(p *Plan, _ *rand.Rand) { p.NoGPS, p.SubSport = true, "treadmill" }},
	{"lights", func(p *Plan, r *rand.Rand) {
		for m := 900.0; m < p.DistanceM-500; m += 900 + 1500*r.Float64() {
			p.Pauses = append(p.Pauses, Pause{AtM: m, DurationS: 15 + r.IntN(60)})
		}
	}},
	{"plain", func(p *Plan, _ *rand.Rand) { p.Smart, p.HeartRateBPM = true, 0 }},
}

// faultKinds are runs with one fault, of a size drawn.
var faultKinds = []kind{
	{"fast", func(p *Plan, r *rand.Rand) { p.LooseStart, p.FirstMileFrac = false, 0.08+0.08*r.Float64() }},
	{"spikes", func(p *Plan, r *rand.Rand) {
		for m := mileM; m < p.DistanceM; m += mileM * (0.5 + r.Float64()) {
			p.Spikes = append(p.Spikes, Spike{AtM: m, OffM: 80 + 150*r.Float64()})
		}
	}},
	{"cramp", func(p *Plan, r *rand.Rand) {
		atM := p.DistanceM * (0.65 + 0.25*r.Float64())
		p.Cramps = []Cramp{{AtM: atM, StopS: 30 + r.IntN(90), SlowFrac: 0.12, SlowForM: 800}}
		p.Notes = []Note{cramp(atM, "elapsed", "left calf", "5", "", "")}
	}},
}

// drawPlans draws n runs, a day and a half apart, their kinds in turn and
// their formats mostly FIT.
func drawPlans(seed uint64, n int, kinds []kind) []Plan {
	first := time.Date(2018, time.January, 1, 7, 0, 0, 0, time.FixedZone("CET", 3600))
	out := make([]Plan, n)
	for i := range out {
		start := first.Add(time.Duration(i) * 36 * time.Hour)
		k := kinds[i%len(kinds)]
		name := fmt.Sprintf("%s-%s", start.Format(time.DateOnly), k.name)
		r := stream(seed, name, "plan")
		p := easy(name, k.name, start, 4+6*r.Float64())
		p.PaceSPerM = perMile(8+2*r.Float64(), 0)
		p.EveryS, p.LooseStart, p.FirstMileFrac, p.WanderFrac = 4, true, 0, 0.015
		k.edit(&p, r)
		p.Files = []string{name + drawFormat(r, p.NoGPS)}
		out[i] = p
	}
	return out
}

// drawFormat returns an extension; a run without positions is never GPX.
func drawFormat(r *rand.Rand, noGPS bool) string {
	ext := []string{".fit", ".fit", ".fit.gz", ".gpx", ".gpx.gz", ".tcx.gz"}[r.IntN(6)]
	if noGPS {
		return ".fit"
	}
	return ext
}
