package main

import "slices"

// exportFormats are the endings of twenty runs in a row of an export: 12 .fit.gz,
// 4 .gpx, 3 .gpx.gz and 1 .tcx.gz, the mix of a runner who changed watches.
var exportFormats = [20]string{
	".fit.gz", ".gpx", ".fit.gz", ".fit.gz", ".gpx.gz", ".fit.gz", ".fit.gz", ".gpx", ".fit.gz", ".tcx.gz",
	".fit.gz", ".fit.gz", ".gpx.gz", ".gpx", ".fit.gz", ".fit.gz", ".gpx", ".fit.gz", ".gpx.gz", ".fit.gz",
}

// exportPlans draws n runs as a service exports them: those of a mixed season in
// the formats of exportFormats, two in three recorded every second and the third
// by a watch that records when something changes, every other with running
// dynamics.
func exportPlans(seed uint64, n int) []Plan {
	out := drawPlans(seed, n, slices.Concat(cleanKinds(), faultKinds()))
	for i := range out {
		p := &out[i]
		p.EveryS, p.Smart, p.Strava, p.Dynamics = 1, i%3 == 2, true, i%2 == 0
		ext := exportFormats[i%len(exportFormats)]
		if p.NoGPS {
			ext = ".fit.gz" // nobody exports a treadmill as a track
		}
		p.Files = []string{p.Name + ext}
	}
	return out
}
