package main

import "math/rand/v2"

// cleanKinds are runs in which crampcheck has nothing to find, or of which it
// has to keep quiet. Like all that is drawn, they vary by 1.75 % from mile to
// mile, the first mile too, and the watch errs by 1 % a mile.
func cleanKinds() []kind {
	return []kind{
		{"even", func(*Plan, *rand.Rand) {}},
		{"negative", func(p *Plan, r *rand.Rand) { p.SecondHalfFrac = 0.02 + 0.04*r.Float64() }},
		{"late-negative", func(p *Plan, r *rand.Rand) {
			p.Wall = Wall{AtM: p.DistanceM * (0.6 + 0.25*r.Float64()), SlowFrac: -0.03 - 0.05*r.Float64()}
		}},
		{"progression", func(p *Plan, r *rand.Rand) { p.SecondHalfFrac = 0.08 + 0.06*r.Float64() }},
		{"intervals-pressed", intervals},
		{"intervals-unmarked", func(p *Plan, r *rand.Rand) {
			intervals(p, r)
			p.NoStepLaps, p.LapM = true, mileM
		}},
		{"runwalk", func(p *Plan, r *rand.Rand) {
			const walkMPS = 1.6
			w := &p.RunWalk
			w.RunM, w.WalkM = 500+700*r.Float64(), 100+80*r.Float64()
			w.SlowFrac = 1/(p.PaceSPerM*walkMPS) - 1
		}},
		{"treadmill", func(p *Plan, _ *rand.Rand) { p.NoGPS, p.SubSport = true, "treadmill" }},
		{"hills", rolling},
		{"hills-satellite", func(p *Plan, r *rand.Rand) {
			rolling(p, r)
			p.AltitudeSDM = 4
			p.Files = []string{p.Name + ".gpx"}
		}},
		{"first-mile-up", func(p *Plan, r *rand.Rand) { firstMileRises(p, 20+25*r.Float64(), r) }},
		{"first-mile-down", func(p *Plan, r *rand.Rand) { firstMileRises(p, -20-25*r.Float64(), r) }},
		{"positions-only", func(p *Plan, _ *rand.Rand) {
			p.GPSSigmaM = 3
			p.Files = []string{p.Name + ".gpx"}
		}},
		{"plain-watch", func(p *Plan, _ *rand.Rand) { p.Smart, p.HeartRateBPM, p.NoElevation = true, 0, true }},
		{"lights", func(p *Plan, r *rand.Rand) { lights(p, r, false) }},
		{"lights-timer-running", func(p *Plan, r *rand.Rand) { lights(p, r, true) }},
		{"jog-first", func(p *Plan, r *rand.Rand) {
			jogM := 1300 + 1500*r.Float64()
			p.Steps = []Step{{jogM, -0.15 - 0.15*r.Float64(), "warmup"}, {p.DistanceM, 0, "active"}}
			p.DistanceM += jogM
			p.NoStepLaps = r.IntN(2) == 0
		}},
		{"cool-down", func(p *Plan, r *rand.Rand) {
			coolM := 1000 + 800*r.Float64()
			p.Steps = []Step{{p.DistanceM, 0, "active"}, {coolM, -0.3 - 0.2*r.Float64(), "cooldown"}}
			p.DistanceM += coolM
			p.NoStepLaps = r.IntN(2) == 0
		}},
		{"goal", toGoal},
		{"long", func(p *Plan, r *rand.Rand) { p.DistanceM, p.EveryS = 30_000+12_000*r.Float64(), 5 }},
	}
}

// intervals is a workout of five to eight fast stretches between easy running.
func intervals(p *Plan, r *rand.Rand) {
	n, fastM, slowM := 5+r.IntN(4), 400+200*float64(r.IntN(5)), 200+100*float64(r.IntN(3))
	p.Steps = repeats(2400, n, fastM, slowM, 2400)
	p.DistanceM, p.LapM = 4800+float64(n)*(fastM+slowM), 0
}

// rolling makes hills of up to 24 m, a top or a dip every half mile.
func rolling(p *Plan, r *rand.Rand) { p.Heights = hillsFrom(nil, p.DistanceM, r) }

// hillsFrom adds rolling hills to what there is of a course.
func hillsFrom(h []Height, endM float64, r *rand.Rand) []Height {
	atM, baseM := 0.0, 30.0
	if n := len(h); n > 0 {
		atM, baseM = h[n-1].AtM+800, h[n-1].ElevationM-12
	}
	for ; atM < endM; atM += 800 {
		h = append(h, Height{atM, baseM + 24*r.Float64()})
	}
	return append(h, Height{endM, baseM + 12})
}

// firstMileRises makes a first mile that rises, or with a negative riseM
// falls, in front of rolling hills.
func firstMileRises(p *Plan, riseM float64, r *rand.Rand) {
	p.Heights = hillsFrom([]Height{{0, 50}, {mileM, 50 + riseM}}, p.DistanceM, r)
}

// lights are stops of a quarter of a minute to a minute and a quarter.
func lights(p *Plan, r *rand.Rand, running bool) {
	for m := 900.0; m < p.DistanceM-500; m += 900 + 1500*r.Float64() {
		p.Pauses = append(p.Pauses, Pause{AtM: m, DurationS: 15 + r.IntN(60), Running: running})
	}
}

// toGoal notes the time as goal that the settled pace comes to.
func toGoal(p *Plan, _ *rand.Rand) {
	p.OwnNotes = true
	p.Notes = []Note{{What: "goal", Amount: clockText(p.PaceSPerM * p.DistanceM)}}
}
