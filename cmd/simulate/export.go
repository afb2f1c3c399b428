package main

import (
	"fmt"
	"slices"
	"time"
)

// exportFormats are the endings of twenty runs in a row of an export: 12 .fit.gz,
// 4 .gpx, 3 .gpx.gz and 1 .tcx.gz, the mix of a runner who changed watches.
var exportFormats = [20]string{
	".fit.gz", ".gpx", ".fit.gz", ".fit.gz", ".gpx.gz", ".fit.gz", ".fit.gz", ".gpx", ".fit.gz", ".tcx.gz",
	".fit.gz", ".fit.gz", ".gpx.gz", ".gpx", ".fit.gz", ".fit.gz", ".gpx", ".fit.gz", ".gpx.gz", ".fit.gz",
}

// exportPlans draws n runs, a day and a half apart, as a service exports them:
// every kind of run in turn, in the formats of exportFormats, two in three
// recorded every second and the third by a watch that records when something
// changes, every other with running dynamics. They are 3.1 to 8 miles long, or 18 to 26 where the kind is "long",
// which comes to 3,000 samples each.
func exportPlans(seed uint64, n int) []Plan {
	first := time.Date(2018, time.January, 1, 7, 0, 0, 0, time.FixedZone("CET", 3600))
	kinds := slices.Concat(cleanKinds(), faultKinds())
	out := make([]Plan, n)
	for i := range out {
		start := first.Add(time.Duration(i) * 36 * time.Hour)
		k := kinds[i%len(kinds)]
		name := fmt.Sprintf("%s-%s", start.Format(time.DateOnly), k.name)
		r := stream(seed, name, "plan")
		p := easy(name, k.name, start, 3.1+4.9*r.Float64())
		p.PaceSPerM = perMile(8+2*r.Float64(), 0)
		p.LooseStart, p.FirstMileFrac, p.WanderFrac, p.WatchFrac = true, 0, 0.0175, 0.01
		k.edit(&p, r)
		p.EveryS, p.Smart, p.Strava, p.Dynamics = 1, i%3 == 2, true, i%2 == 0
		ext := exportFormats[i%len(exportFormats)]
		if p.NoGPS {
			ext = ".fit.gz" // nobody exports a treadmill as a track
		}
		p.Files = []string{name + ext}
		out[i] = p
	}
	return out
}
