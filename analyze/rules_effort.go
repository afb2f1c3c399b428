package analyze

import "math"

const (
	sayDrift      = "Speed per heartbeat fell by {drift} between the halves of the steady part. Heat, fluid, fuel or pace can do that; the recording cannot tell which."
	sayDriftOnset = "Speed per heartbeat fell by {drift} between the halves of the steady part, first seen about {onset} into the run. Heat, fluid, fuel or pace can do that; the recording cannot tell which."
	sayWall       = "From {from} on you ran {slower} slower than in the settled part, for {length}: what runners call the wall."
	saySlowed     = "From {from} on you ran {slower} slower than in the settled part, for {length}."
	sayFade       = "The second half was {fade} slower than the first, grade-adjusted where hills are known. Most marathon runners slow by 12 to 16 %."
	sayMarker     = "{Mile1} took {mile_time}, the goal allows {reference_time}: {ahead} ahead at the first mile marker."
	sayCorral     = "The corral was for {corral}; the pace you can expect to hold is {own}."
	sayCorralTip  = "The race began too fast, and which corral you started from is not noted."
	sayGoal       = "The goal of {goal} is {faster} faster than the {predicted} that your recent races predict."
)

// effortRules are the pace rules that look at the whole run or at the race.
func effortRules() []Rule {
	return []Rule{
		{
			ID:    "pace/mile-marker-check",
			Title: "Ahead of the goal at mile 1",
			Doc: "With a goal, the first mile marker is the first chance to see that the start was too fast and to correct it. Compares the first mile with what the goal allows, raw and grade-adjusted. " +
				"It is wrong where the goal was set too modestly.",
			Limits: []Limit{
				{"ahead", 0.03, Frac, "house", "faster than the goal allows"},
				{"floor", 10, SPerMile, "house", "a smaller difference never fires"},
			},
			Say:   sayMarker,
			Do:    "Look at the watch at the first marker; if it shows less than {reference_time}, ease off at once and let the time come back slowly.",
			Cite:  []string{"article"},
			Grade: Opinion,
			Needs: "a goal",
			Check: checkMarker,
		},
		{
			ID:    "pace/wall",
			Title: "Hit the wall",
			Doc: "A long stretch after half-way much slower than the settled part, raw and grade-adjusted. In a study of marathons 28 % of men and 17 % of women had one. Shorter slowdowns are told as such. " +
				"It is wrong for a planned walk, and says nothing of the reason.",
			Limits: []Limit{
				{"slower", 0.25, Frac, "house", "slower than the base: a wall"},
				{"length", 5000, Meter, "house", "and for at least this long"},
				{"min_distance", 30_000, Meter, "house", "shorter runs have no wall"},
				{"slowed", 0.15, Frac, "house", "slower than the base: slowed"},
				{"slowed_length", 2 * mile, Meter, "house", "and for at least this long"},
				{"slowed_min", 10 * mile, Meter, "house", "shorter runs are not looked at"},
			},
			Say:   sayWall,
			Do:    "Start the next one more slowly than feels right, and practise its last part in long runs.",
			Cite:  []string{"smyth2021", "doherty2020"},
			Grade: Moderate,
			Needs: "30 km, or 10 miles for a slowdown",
			Check: checkWall,
		},
		{
			ID:    "pace/fade",
			Title: "Second half slower",
			Doc: "The pace of the second half against the first, on the moving clock and grade-adjusted where hills are known. Less than 10 % counts as holding pace, 30 % as marked slowing. " +
				"It is wrong where the course or the weather changed in ways the recording does not show.",
			Limits: []Limit{
				{"notice", 0.10, Frac, "deaner2015", "slower: no longer holding pace"},
				{"warn", 0.30, Frac, "deaner2015", "slower: marked slowing"},
				{"min_distance", 10_000, Meter, "house", "shorter runs are not judged"},
			},
			Say:   sayFade,
			Do:    "Aim for halves within a tenth of each other: a more careful first half is the simplest way there.",
			Cite:  []string{"deaner2015", "doherty2020", "delcoso2013"},
			Grade: Strong,
			Needs: "10 km at a steady effort",
			Check: checkFade,
		},
		{
			ID:    "pace/corral",
			Title: "Corral",
			Doc: "Starting among faster runners pulls the first mile. Compares the noted corral with the pace of the goal or of recent races, and asks for the corral where a race began too fast. " +
				"It is wrong where the corral's pace is not what its runners ran.",
			Limits: []Limit{{"faster", 0.03, Frac, "house", "corral faster than your own pace"}},
			Say:    sayCorral,
			Do:     "Line up with runners of your own pace and let others pass in the first mile: you will pass some of them later.",
			Cite:   []string{"article"},
			Grade:  Opinion,
			Needs:  "a race, with its corral",
			Check:  checkCorral,
		},
		{
			ID:    "pace/unrealistic-goal",
			Title: "Goal beyond recent races",
			Doc: "Compares the goal with what races of the last 120 days predict. Riegel's formula is good up to the half marathon; for the marathon it was at least ten minutes too fast for half of all runners. " +
				"It is wrong after a leap in fitness.",
			Limits: []Limit{{"faster", 0.05, Frac, "house", "goal faster than the prediction"}},
			Say:    sayGoal,
			Do:     "Start at the pace that your races predict, and speed up after half-way if there is more.",
			Cite:   []string{"vickers2016"},
			Grade:  Moderate,
			LedTo:  []Outcome{Slowdown},
			Needs:  "a goal, and a race in the last 120 days",
			Check:  checkGoal,
			Extra:  true,
		},
		{
			ID:    "effort/decoupling",
			Title: "Heart rate drifted from pace",
			Doc: "Speed per heartbeat in the second half of the steady part against the first, after ten minutes. More than 2.5 % marked the onset in a study of 82,303 marathons; 5 % is a coaching convention. " +
				"It is wrong on uneven, short or very hard runs, where it is withheld, and after coffee or on a hot day it says little of fitness.",
			Limits: []Limit{
				{"info", 0.05, Frac, "house", "loss of speed per heartbeat: information"},
				{"notice", 0.10, Frac, "house", "loss of speed per heartbeat: notice"},
				{"onset", 0.025, Frac, "smyth2022", "loss that marks the onset"},
				{"min_time", 2400, Second, "house", "of steady running after the first ten minutes"},
				{"max_cv", 0.10, Frac, "house", "variation of grade-adjusted speed that still is steady"},
				{"min_coverage", 0.90, Frac, "house", "of each half with heart rate"},
				{"max_intensity", 0.90, Frac, "house", "of the known maximum heart rate, above which it cannot drift"},
			},
			Say:   sayDrift,
			Do:    "Run the first half of a long run a little easier and see whether the drift comes later.",
			Cite:  []string{"smyth2022"},
			Grade: Moderate,
			Needs: "heart rate in nine tenths of a steady run of 50 minutes",
			Check: checkDrift,
			Extra: true,
		},
	}
}

func checkMarker(p *Pass, r Rule) Verdict {
	f := p.FirstMile
	if !p.GoalS.Known {
		return withhold("no goal noted", "a goal time")
	}
	if f.Withheld != nil {
		return Verdict{State: Withheld, Withheld: f.Withheld}
	}
	excess := f.ExcessFrac.Value
	if f.ExcessAttenuatedFrac.Known {
		excess = min(excess, f.ExcessAttenuatedFrac.Value, f.ExcessMinettiFrac.Value)
	}
	ref := f.ReferenceS.Value
	evidence := []Measure{
		{"ahead_frac", excess, Frac},
		{"ahead", ref - f.TimeS.Value, Second},
		{"mile_time", f.TimeS.Value, Second},
		{"reference_time", ref, Second},
	}
	if excess < r.Limit("ahead") || excess*ref < r.Limit("floor") {
		return clear(evidence...)
	}
	silent := scaledS(f.TimeS.Value, excess, max(r.Limit("ahead"), r.Limit("floor")/ref))
	v := fire(Notice, append(evidence, Measure{"silent", silent, Second})...)
	v.Unless = "{mile1} had taken more than {silent}"
	return v
}

func checkWall(p *Pass, r Rule) Verdict {
	run := p.run
	if run.pacing.blocked != nil {
		return Verdict{State: Withheld, Withheld: run.pacing.blocked}
	}
	length := run.pacing.endM - run.pacing.startM
	if length < r.Limit("slowed_min") {
		v := withhold("too short for a wall", "a longer run")
		v.Withheld.Measured = &Measure{"distance", length, Meter}
		return v
	}
	verdict := func(s slowdown, sev Severity, say, limit string) Verdict {
		v := fire(sev,
			Measure{"slower", s.frac, Frac}, Measure{"length", s.toM - s.fromM, Meter},
			Measure{"from", run.trackM(s.fromM), Meter}, Measure{"silent", r.Limit("slowed"), Frac})
		v.Say, v.Limit, v.Unless = say, limit, "the pace had been less than {silent} slower"
		return v
	}
	if length >= r.Limit("min_distance") {
		if s, ok := run.slowdown(r.Limit("slower"), r.Limit("length")); ok {
			return verdict(s, Warn, sayWall, "slower")
		}
	}
	if s, ok := run.slowdown(r.Limit("slowed"), r.Limit("slowed_length")); ok {
		return verdict(s, Notice, saySlowed, "slowed")
	}
	return clear()
}

// trackM returns the distance on the watch where the axis, which leaves out
// impossible steps, has a distance.
func (r *run) trackM(axisM float64) float64 {
	return r.track.at(r.track.DistM, r.elapsedAt(axisM))
}

func checkFade(p *Pass, r Rule) Verdict {
	run := p.run
	if run.pacing.blocked != nil {
		return Verdict{State: Withheld, Withheld: run.pacing.blocked}
	}
	if length := run.pacing.endM - run.pacing.startM; length < r.Limit("min_distance") {
		v := withhold("too short to compare its halves", "a longer run")
		v.Withheld.Measured = &Measure{"distance", length, Meter}
		return v
	}
	h, _ := run.halves()
	evidence := []Measure{{"fade", h.fadeFrac, Frac}}
	switch {
	case h.fadeFrac >= r.Limit("warn"):
		v := fire(Warn, append(evidence, Measure{"silent", r.Limit("notice"), Frac})...)
		v.Limit, v.Unless = "warn", "the second half had been less than {silent} slower"
		return v
	case h.fadeFrac >= r.Limit("notice"):
		v := fire(Notice, append(evidence, Measure{"silent", r.Limit("notice"), Frac})...)
		v.Unless = "the second half had been less than {silent} slower"
		return v
	}
	return clear(evidence...)
}

func checkCorral(p *Pass, r Rule) Verdict {
	run := p.run
	if !p.Race {
		return withhold("not a race", "a race")
	}
	corral := run.notes.CorralSPerM
	if !corral.Known {
		if p.FirstMile.Level.rank() >= LevelWarn.rank() {
			v := fire(Tip, Measure{"excess", p.FirstMile.ExcessFrac.Value, Frac})
			v.Say = sayCorralTip
			return v
		}
		return withhold("the corral is not noted", "the pace of the corral")
	}
	own := math.NaN()
	if run.pacing.blocked == nil && (run.pacing.ref == RefGoal || run.pacing.ref == RefPredict) {
		own = run.pacing.refPace[rawCurve]
	}
	if math.IsNaN(own) {
		return withhold("your own pace for this race is not known", "a goal, or a recent race")
	}
	faster := 1 - corral.Value/own
	evidence := []Measure{{"faster", faster, Frac}, {"corral", corral.Value, SPerM}, {"own", own, SPerM}}
	if !above(faster, r.Limit("faster")) {
		return clear(evidence...)
	}
	v := fire(Tip, append(evidence, Measure{"silent", own * (1 - r.Limit("faster")), SPerM})...)
	v.Unless = "the corral had been for {silent} or slower"
	return v
}

func checkGoal(p *Pass, r Rule) Verdict {
	run := p.run
	if !p.GoalS.Known {
		return withhold("no goal noted", "a goal time")
	}
	if run.axis == nil {
		return withhold("no distance was recorded", "a distance")
	}
	predicted, ok := run.predictedS()
	if !ok {
		return withhold("no race in the 120 days before", "a recent race in the configuration, and a run noted as race")
	}
	faster := 1 - p.GoalS.Value/predicted
	evidence := []Measure{{"faster", faster, Frac}, {"goal", p.GoalS.Value, Second}, {"predicted", predicted, Second}}
	if !above(faster, r.Limit("faster")) {
		return clear(evidence...)
	}
	v := fire(Notice, append(evidence, Measure{"silent", predicted * (1 - r.Limit("faster")), Second})...)
	v.Unless = "the goal had been {silent} or slower"
	return v
}

func checkDrift(p *Pass, r Rule) Verdict {
	d := p.run.drift(r)
	if d.blocked != nil {
		return Verdict{State: Withheld, Withheld: d.blocked}
	}
	evidence := []Measure{{"drift", d.frac, Frac}}
	if !(d.frac > r.Limit("info")) {
		return clear(evidence...)
	}
	v := fire(Info, append(evidence, Measure{"silent", r.Limit("info"), Frac})...)
	v.Unless = "speed per heartbeat had fallen by {silent} or less"
	if d.frac > r.Limit("notice") {
		v.Severity, v.Limit = Notice, "notice"
	}
	if !math.IsNaN(d.onsetS) {
		v.Say = sayDriftOnset
		v.Evidence = append(v.Evidence, Measure{"onset", d.onsetS, Second})
	}
	return v
}
