package main

import "time"

// perMile is a pace per mile as one per metre.
func perMile(minutes, seconds float64) float64 { return (60*minutes + seconds) / mileM }

// at is a local time in the runner's zone in 2026, America/Los_Angeles, which
// changes to summer time on 8 March.
func at(month time.Month, day, hour, minute int) time.Time {
	t := time.Date(2026, month, day, hour, minute, 0, 0, time.FixedZone("PST", -8*3600))
	if t.Before(time.Date(2026, time.March, 8, 2, 0, 0, 0, t.Location())) {
		return t
	}
	return time.Date(2026, month, day, hour, minute, 0, 0, time.FixedZone("PDT", -7*3600))
}

// easy is a run without a finding: even, its first mile a little slower.
func easy(name, title string, start time.Time, miles float64) Plan {
	return Plan{
		Name: name, Title: title, Start: start,
		DistanceM: miles * mileM, PaceSPerM: perMile(9, 30), FirstMileFrac: -0.015, WanderFrac: 0.01,
		EveryS: 1, GPSSigmaM: 1.5, HeartRateBPM: 142, CadenceSPM: 168, TemperatureC: 18, LapM: mileM,
	}
}

// Moments and notes, short to write.
func drink(atM float64, form, amount, text string) Note {
	return Note{AtM: atM, Form: form, What: "drink", Amount: amount, Text: text}
}

func cramp(atM float64, form, where, severity, amount, text string) Note {
	return Note{AtM: atM, Form: form, What: "cramp", Where: where, Severity: severity, Amount: amount, Text: text}
}

// samplePlans is a small season of one runner who does not exist: what a
// first look at crampcheck and its tests need, each run planted with the
// findings in Expect and no others of severity notice or above.
func samplePlans() []Plan {
	var out []Plan
	add := func(p Plan, edit func(*Plan)) {
		if edit != nil {
			edit(&p)
		}
		out = append(out, p)
	}

	// The first mile falls 40 m: fast on the watch, even in effort.
	add(easy("2026-02-28-hills", "Down into the basin", at(time.February, 28, 8, 0), 7), func(p *Plan) {
		p.FirstMileFrac = 0
		p.Heights = []Height{
			{0, 60},
			{mileM, 20},
			{2 * mileM, 24},
			{2.5 * mileM, 19},
			{3.5 * mileM, 26},
			{4.5 * mileM, 18},
			{5.5 * mileM, 25},
			{7 * mileM, 17},
		}
		p.EveryS = 2
		p.Files = []string{"2026-02-28-hills.fit.gz"}
	})
	add(easy("2026-03-03-easy", "Easy five", at(time.March, 3, 6, 45), 5), func(p *Plan) {
		p.Files = []string{"2026-03-03-easy.fit.gz"}
	})
	add(easy("2026-03-05-jog", "Shake out", at(time.March, 5, 18, 10), 2), func(p *Plan) {
		p.Strava, p.Smart, p.HeartRateBPM, p.CadenceSPM, p.TemperatureC = true, true, 0, 0, 0
		p.Files = []string{"2026-03-05-jog.gpx"}
	})
	add(easy("2026-03-08-too-fast", "Ten miles with friends", at(time.March, 8, 8, 30), 10), func(p *Plan) {
		p.PaceSPerM, p.FirstMileFrac, p.Smart = perMile(8, 45), 0.12, true
		p.Files = []string{"2026-03-08-too-fast.gpx.gz"}
		p.Expect = []string{"pace/fast-first-mile warn", "pace/fast-first-half notice"}
	})
	add(easy("2026-03-10-intervals", "6 x 800 m", at(time.March, 10, 17, 30), 0), func(p *Plan) {
		p.Steps = repeats(2400, 6, 800, 400, 2400)
		p.DistanceM, p.FirstMileFrac, p.EveryS, p.LapM = 2400+6*1200+2400, 0, 1, 0
	})
	add(easy("2026-03-12-treadmill", "Treadmill", at(time.March, 12, 19, 0), 5), func(p *Plan) {
		p.SubSport, p.NoGPS, p.EveryS = "treadmill", true, 1
	})
	add(easy("2026-03-15-plain-watch", "Eight miles, old watch", at(time.March, 15, 9, 0), 8), func(p *Plan) {
		p.Smart, p.HeartRateBPM, p.TemperatureC = true, 0, 0
	})
	add(easy("2026-03-17-lights", "Through town", at(time.March, 17, 6, 40), 6), func(p *Plan) {
		for i, s := range []int{35, 50, 22, 64, 41, 75} {
			p.Pauses = append(p.Pauses, Pause{AtM: (0.62 + 0.87*float64(i)) * mileM, DurationS: s})
		}
		p.Files = []string{"2026-03-17-lights.fit.gz"}
	})
	add(easy("2026-03-22-long", "Long run", at(time.March, 22, 7, 0), 18), planLong)
	add(easy("2026-03-26-twice", "Easy six", at(time.March, 26, 6, 45), 6), func(p *Plan) {
		p.Smart = true
		p.Files = []string{"2026-03-26-twice.fit", "2026-03-26-twice.gpx.gz"}
	})
	add(easy("2026-03-29-bit-fast", "Eight miles", at(time.March, 29, 8, 0), 8), func(p *Plan) {
		p.PaceSPerM, p.FirstMileFrac, p.EveryS = perMile(9, 40), 0.07, 2
		p.Files = []string{"2026-03-29-bit-fast.fit.gz"}
		p.Expect = []string{"pace/fast-first-mile warn", "pace/fast-first-half notice"}
	})
	add(easy("2026-04-02-spikes", "Five under trees", at(time.April, 2, 6, 50), 5), func(p *Plan) {
		p.Smart = true
		p.Spikes = []Spike{{1.7 * mileM, 150}, {2.6 * mileM, 220}, {3.5 * mileM, -180}, {4.3 * mileM, 130}}
		p.Files = []string{"2026-04-02-spikes.gpx.gz"}
	})
	add(easy("2026-04-05-half", "Half marathon", at(time.April, 5, 9, 0), 0), planHalf)
	add(easy("2026-04-09-easy", "Easy six", at(time.April, 9, 6, 45), 6), func(p *Plan) {
		p.EveryS = 4
		p.Pauses = []Pause{{AtM: 3.3 * mileM, DurationS: 55}}
		p.Files = []string{"2026-04-09-easy.tcx.gz"}
	})
	add(easy("2026-04-12-cut", "Battery died", at(time.April, 12, 8, 20), 6), func(p *Plan) {
		p.Strava, p.EveryS, p.HeartRateBPM, p.CadenceSPM, p.TemperatureC = true, 5, 0, 0, 0
		p.CutFrac = 0.7
		p.Files = []string{"2026-04-12-cut.gpx"}
	})
	add(easy("2026-04-16-easy", "Easy eight", at(time.April, 16, 6, 30), 8), func(p *Plan) {
		p.EveryS, p.SecondHalfFrac = 4, 0.01
	})
	add(easy("2026-04-26-marathon", "Marathon", at(time.April, 26, 7, 30), 0), planMarathon)
	return out
}

// repeats is a workout: easy, then n times fast and slow, then easy.
func repeats(beforeM float64, n int, fastM, slowM, afterM float64) []Step {
	out := []Step{{LengthM: beforeM, FastFrac: -0.02, Intensity: "warmup"}}
	for range n {
		out = append(out,
			Step{LengthM: fastM, FastFrac: 0.25, Intensity: "active"},
			Step{LengthM: slowM, FastFrac: -0.12, Intensity: "rest"})
	}
	return append(out, Step{LengthM: afterM, FastFrac: -0.02, Intensity: "cooldown"})
}

// planLong is an even long run on plain water with a cramp near its end.
func planLong(p *Plan) {
	crampM := 16.4 * mileM
	p.PaceSPerM, p.EveryS = perMile(9, 21), 5
	p.Cramps = []Cramp{{AtM: crampM, StopS: 80, SlowFrac: 0.10, SlowForM: 1200}}
	p.Files = []string{"2026-03-22-long.fit.gz"}
	p.Notes = []Note{
		drink(4*mileM, "elapsed", "180 ml", "water"),
		drink(8*mileM, "elapsed", "180 ml", "water"),
		drink(12*mileM, "mile", "180 ml", "water"),
		drink(15*mileM, "elapsed", "150 ml", "water"),
		cramp(crampM, "elapsed", "left calf", "6", "80 s", "stopped and stretched"),
	}
	p.Expect = []string{"fluid/long-effort-electrolytes notice", "cramp/late-long-effort-no-electrolytes notice"}
}

// planHalf is a race run to its goal, noted in a file of its own.
func planHalf(p *Plan) {
	p.DistanceM, p.PaceSPerM = 21_160, perMile(8, 31)
	p.FirstMileFrac, p.SecondHalfFrac, p.EveryS = -0.005, 0.01, 4
	p.HeartRateBPM, p.CadenceSPM = 164, 174
	p.OwnNotes = true
	p.Notes = []Note{
		{What: "goal", Amount: "1:52:00"},
		{What: "race", Amount: "true"},
		{What: "official_distance", Amount: "21.0975 km"},
		{What: "temperature", Amount: "11 C"},
		{At: "before", What: "warmup", Amount: "12 min", Text: "easy jog"},
		{At: "before", What: "drills", Amount: "5 min", Text: "high knees, butt kicks"},
		{AtM: 4 * mileM, Form: "elapsed", What: "drink", Amount: "150 ml", Text: "sports drink, 70 mg Na"},
		{AtM: 6 * mileM, Form: "elapsed", What: "sodium", Amount: "200 mg"},
		{AtM: 8 * mileM, Form: "elapsed", What: "drink", Amount: "150 ml", Text: "sports drink, 70 mg Na"},
		{At: "after", What: "stretch", Amount: "5 min"},
	}
}

// planMarathon goes out far too fast, hits the wall at mile 20 and cramps
// three times in its last miles.
func planMarathon(p *Plan) {
	const first, second, third = 20.9 * mileM, 23.1 * mileM, 25.0 * mileM
	p.DistanceM, p.PaceSPerM, p.EveryS = 42_280, perMile(9, 0), 5
	p.FirstMileFrac = 0.115
	p.Wall = Wall{AtM: 20 * mileM, SlowFrac: 0.36}
	p.HeartRateBPM, p.CadenceSPM = 158, 172
	p.Cramps = []Cramp{
		{AtM: first, StopS: 50, SlowFrac: 0.12, SlowForM: 500},
		{AtM: second, StopS: 110, SlowFrac: 0.15, SlowForM: 700},
		{AtM: third, StopS: 40, SlowFrac: 0.10, SlowForM: 400},
	}
	p.Files = []string{"2026-04-26-marathon.fit.gz"}
	p.Notes = []Note{
		{What: "goal", Amount: "4:00:00"},
		{What: "race", Amount: "true"},
		{What: "temperature", Amount: "13 C"},
		{At: "-60m", What: "drink", Amount: "500 ml", Text: "water"},
		{At: "-5m", What: "drink", Amount: "180 ml", Text: "water"},
		{At: "before", What: "warmup", Amount: "10 min", Text: "slow jog"},
		drink(5*mileM, "elapsed", "150 ml", "water"),
		drink(9*mileM, "elapsed", "180 ml", "water"),
		drink(13*mileM, "mile", "150 ml", "water"),
		{AtM: 15.5 * mileM, Form: "elapsed", What: "sodium", Amount: "250 mg", Text: "salt capsule"},
		drink(15.5*mileM, "elapsed", "180 ml", "water"),
		drink(18.5*mileM, "elapsed", "200 ml", "sports drink, 90 mg Na"),
		cramp(first, "elapsed", "left calf", "5", "50 s", "stretched"),
		{AtM: 21.5 * mileM, Form: "clock", What: "sodium", Amount: "250 mg", Text: "salt capsule"},
		cramp(second, "elapsed", "left calf", "8/10", "110 s", "stretched, massaged, walked"),
		drink(23.2*mileM, "mile", "150 ml", "cola"),
		cramp(third, "elapsed", "right hamstring", "4", "40 s", "walked"),
		{At: "after", What: "stretch", Amount: "10 min"},
	}
	p.Expect = []string{
		"pace/fast-first-mile warn", "pace/mile-marker-check notice", "pace/fast-first-half notice",
		"pace/wall warn", "pace/fade notice",
		"cramp/late-after-fast-start notice", "cramp/beyond-familiar-distance notice",
		"load/long-run-jump notice",
	}
}
