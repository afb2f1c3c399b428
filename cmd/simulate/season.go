package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// plans returns the runs of a season: "samples", or one of n runs drawn with
// the seed, "clean" without a planted fault, "mixed" with one in some,
// "planted" with one in each, or "export" in the formats and lengths of what a
// service hands out.
func plans(season string, seed uint64, n int) ([]Plan, error) {
	switch season {
	case "samples":
		return samplePlans(), nil
	case "clean":
		return drawPlans(seed, n, cleanKinds()), nil
	case "mixed":
		return drawPlans(seed, n, slices.Concat(cleanKinds(), faultKinds())), nil
	case "planted":
		return drawPlans(seed, n, plantedKinds()), nil
	case "export":
		return exportPlans(seed, n), nil
	}
	return nil, fmt.Errorf("no season %q: there are samples, clean, mixed, planted and export", season)
}

// kind is a sort of run, drawn by changing an easy one.
type kind struct {
	name string
	edit func(*Plan, *rand.Rand)
}

// faultKinds are runs with one fault, of a size drawn.
func faultKinds() []kind {
	return []kind{
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
		p.EveryS, p.LooseStart, p.FirstMileFrac, p.WanderFrac, p.WatchFrac = 4, true, 0, 0.0175, 0.01
		k.edit(&p, r)
		if ext := drawFormat(r, p.NoGPS); p.Files == nil {
			p.Files = []string{name + ext}
		}
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
