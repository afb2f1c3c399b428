package analyze

import (
	"math"
	"strings"
)

// firstMileID is the rule whose row holds the limits of every verdict on a
// start.
const firstMileID = "pace/fast-first-mile"

// Sentences of the pace rules. {Mile1} and {mile1} are worded by report in the
// runner's unit; the other names are evidence or words of the finding.
const (
	sayFirstMile     = "{Mile1} took {mile_time}{split}: {excess}{adjusted} or {ahead} faster than {reference}, which allows {reference_time}."
	sayFadeAfter     = " The last part of the run was {late} slower than {reference}: the start was followed by a fade."
	saySlowerAfter   = " The last part of the run was {late} slower than {reference}."
	sayNoCostAfter   = " No cost is seen in this run."
	sayNoHills       = " Hills could not be considered."
	sayHillsExplain  = "{Mile1} was {excess} faster than {reference}, but grade-adjusted {by_hills}: the hills explain it."
	sayUphillEffort  = "{Mile1} was {excess} faster than {reference}, but grade-adjusted {by_hills}: the effort on the opening climb was high."
	sayHalf          = "At half-way you were {banked} ahead of {reference}. "
	sayHalfCost      = "In the second half you gave back {given}, {ratio} times as much."
	sayHalfNoCost    = "The second half gave nothing back: no cost is seen in this run."
	sayThumb         = " A coaching rule of thumb says a start like that can cost up to {double}; no research supports an exact factor."
	sayFirstLast     = "{Mile1} took {first}, the last {last}. Coaches advise a first mile no faster than the last."
	sayFirstLastFade = "{Mile1} took {first}, the last {last}: you faded."

	doFirstLast = "Plan the first mile slower than the last: begin a little slower than the pace you settle into."
)

func paceRules() []Rule {
	return []Rule{
		{
			ID:    firstMileID,
			Title: "First mile too fast",
			Doc: "Compares the moving time of the first 1609.344 m, after any warm-up, with what the goal, a recent race or the run's own settled pace allows. " +
				"It fires only where raw pace and both grade-adjusted paces agree. Starting too fast goes with slower marathons; that it brings on cramps has not been shown. " +
				"It is wrong where the settled pace is no measure of ability, as on a day that was easy by design after a brisk start. Over 5 km a start 3 to 6 % fast went with the best times, so short runs have no notice level.",
			Limits: []Limit{
				{"warn", 0.06, Frac, "house", "faster than the reference: warn; false alarms from noise 0.6 to 1.6 %"},
				{"notice", 0.03, Frac, "house", "faster than the reference: notice; not for short runs"},
				{"strong", 0.10, Frac, "house", "faster than the reference: warn, said strongly"},
				{"gps_warn", 0.09, Frac, "house", "the warn level where elevation comes from satellites only"},
				{"floor", 10, SPerMile, "house", "a smaller difference never fires"},
				{"visible", 0.01, Frac, "house", "raw and grade-adjusted differ by more: both are said"},
				{"stopped", 60, Second, "house", "stood longer in the mile: one level lower"},
				{"min_distance", 3 * mile, Meter, "house", "shorter runs are not judged"},
				{"trail_grade", 0.10, Frac, "house", "90th percentile of grade above which a course is a mountain trail"},
				{"walk_share", 0.10, Frac, "house", "a larger share of moving time walked, in six walks or more, is running and walking in turn"},
				{"goal_apart", 0.25, Frac, "house", "goal pace and settled pace differ by more: the goal is not for this run"},
				{"max_speed", maxMeanMPS, MPS, "house", "a faster moving average is no runner's"},
				{"min_points", 30, Count, "house", "fewer samples in the mile: not judged"},
				{"max_jump", 100, Meter, "house", "more metres of impossible steps in the mile: not judged"},
				{"max_gap", 60, Second, "house", "more time in gaps in the mile: not judged"},
				{"max_gap_share", 0.15, Frac, "house", "a larger share of the mile in gaps: not judged"},
				{"max_device_diff", 0.04, Frac, "house", "device and positions differ by more over the mile: not judged"},
			},
			Say:   sayFirstMile,
			Do:    "Hold {mile1} back to {target} or slower, check the watch at its end and ease off if you are ahead. In a race, let others pass you there.",
			Cite:  []string{"smyth2018", "gosztyla2006", "article"},
			Grade: Moderate,
			LedTo: []Outcome{Slowdown},
			Needs: "at least 3 miles with distance, at a steady effort",
			Check: checkFirstMile,
		},
		{
			ID:    "pace/fast-first-half",
			Title: "First half too fast",
			Doc: "Sums how far ahead of the reference the first half by distance was, grade-adjusted, and what the second half gave back. " +
				"The article says that each second may cost up to double; that is a coaching rule of thumb without a published source, and walls cost more. " +
				"It is wrong where the reference is, as with a goal that was out of reach.",
			Limits: []Limit{
				{"banked", 0.01, Frac, "house", "ahead at half-way, of the reference time of the half: notice"},
				{"floor", 30, Second, "house", "a smaller lead never fires"},
				{"warn", 0.03, Frac, "house", "ahead at half-way: warn"},
				{"min_distance", 10_000, Meter, "house", "or min_time: shorter runs are not judged"},
				{"min_time", 3600, Second, "house", "or min_distance"},
				{"thumb", 2, Ratio, "article", "the rule of thumb's upper bound: cost over lead"},
			},
			Say:   sayHalf + sayHalfCost + sayThumb,
			Do:    "Spread the effort evenly: reach half-way about {banked} later than you did, and spend what is left after it.",
			Cite:  []string{"article", "deaner2015"},
			Grade: Moderate,
			LedTo: []Outcome{Slowdown},
			Needs: "10 km or an hour, and a reference pace",
			Check: checkFirstHalf,
		},
		{
			ID:    "pace/first-mile-not-slower-than-last",
			Title: "First mile faster than the last",
			Doc: "The article advises to run the first mile slower than the final one. Compares both on the moving clock, the last one before any cool-down, and fires where raw and grade-adjusted pace agree. " +
				"It is wrong in races of up to 5 km, where it is not applied, and says nothing of why the last mile was slower.",
			Limits: []Limit{
				{"difference", 10, SPerMile, "house", "a smaller difference is noise"},
				{"fade", fadeFrac, Frac, "house", "the last part slower than the reference by more: you faded, which is information and no tip"},
			},
			Say:   sayFirstLast,
			Cite:  []string{"article", "gosztyla2006"},
			Grade: Opinion,
			Needs: "at least 3 miles with distance, at a steady effort",
			Check: checkFirstLast,
		},
	}
}

// referenceWord words a reference.
func referenceWord(ref Reference) string {
	switch ref {
	case RefGoal:
		return "your goal"
	case RefPredict:
		return "your recent races"
	case RefRest:
		return "the rest of the run"
	case RefSettled:
		return "your settled pace"
	}
	return string(ref)
}

func checkFirstMile(p *Pass, r Rule) Verdict {
	f := p.FirstMile
	if f.Withheld != nil {
		return Verdict{State: Withheld, Withheld: f.Withheld}
	}
	excess, ref := f.ExcessFrac.Value, f.ReferenceS.Value
	v := Verdict{
		State: Clear,
		Evidence: []Measure{
			{"excess", excess, Frac},
			{"mile_time", f.TimeS.Value, Second},
			{"reference_time", ref, Second},
			{"ahead", ref - f.TimeS.Value, Second},
			{"target", p.run.pacing.refPace[rawCurve], SPerM},
		},
		Words: []Word{{"reference", referenceWord(f.Reference)}},
	}
	if f.StartM > 0 {
		v.Words = append(v.Words, Word{"after_warmup", "yes"})
	}
	hills := f.ExcessAttenuatedFrac.Known
	if hills {
		v.Evidence = append(v.Evidence,
			Measure{"excess_hills", f.ExcessAttenuatedFrac.Value, Frac},
			Measure{"excess_minetti", f.ExcessMinettiFrac.Value, Frac})
	}
	if f.LateSlowdownFrac.Known {
		v.Evidence = append(v.Evidence, Measure{"late", f.LateSlowdownFrac.Value, Frac})
	}
	switch f.Level {
	case LevelNone:
		if f.HillsExplain {
			v.Say = sayHillsExplain
		}
		if f.UphillEffort {
			v.Say = sayUphillEffort
		}
		v.Say = strings.Replace(v.Say, "{by_hills}", byHills(f.ExcessAttenuatedFrac.Value), 1)
		v.Evidence = append(v.Evidence, Measure{"slower_hills", -f.ExcessAttenuatedFrac.Value, Frac})
		return v
	case LevelNotice:
		v.Severity, v.Limit = Notice, "notice"
	case LevelWarn:
		v.Severity = Warn
		if hills && !p.run.track.Barometric {
			v.Limit = "gps_warn"
		}
	case LevelStrong:
		v.Severity, v.Limit = Warn, "strong"
	}
	v.State = Fired
	v.Evidence = append(v.Evidence, Measure{"silent", p.run.silentMileS(r, f), Second})
	v.Unless = "{mile1} had taken more than {silent}"
	v.Say = sayFirstMile + sayCost(f.LateSlowdownFrac)
	if hills && math.Abs(excess-f.ExcessAttenuatedFrac.Value) >= r.Limit("visible") {
		v.Say = strings.Replace(v.Say, "{adjusted}", " ({excess_hills} grade-adjusted)", 1)
	}
	if s := p.SplitsMile; f.StartM == 0 && len(s) > 0 && !s[0].Partial && math.Abs(s[0].TimeS-f.TimeS.Value) >= 1 {
		v.Say = strings.Replace(v.Say, "{split}", " of moving ({split_time} by the splits)", 1)
		v.Evidence = append(v.Evidence, Measure{"split_time", s[0].TimeS, Second})
	}
	v.Say = strings.NewReplacer("{adjusted}", "", "{split}", "").Replace(v.Say)
	if !hills {
		v.Say += sayNoHills
	}
	return v
}

// byHills words a grade-adjusted excess, faster or slower.
func byHills(excessFrac float64) string {
	if excessFrac < 0 {
		return "{slower_hills} slower"
	}
	return "{excess_hills} faster"
}

// sayCost words what the last part of the run shows after a fast start.
func sayCost(late Maybe) string {
	switch {
	case !late.Known:
		return ""
	case late.Value >= fadeFrac:
		return sayFadeAfter
	case late.Value >= noCostFrac:
		return saySlowerAfter
	}
	return sayNoCostAfter
}

func checkFirstHalf(p *Pass, r Rule) Verdict {
	run := p.run
	if run.pacing.blocked != nil {
		return Verdict{State: Withheld, Withheld: run.pacing.blocked}
	}
	if run.unfinished() {
		return withhold("the run ended before the course did: its half-way is not the course's", "the whole course")
	}
	length := run.pacing.endM - run.pacing.startM
	if length < r.Limit("min_distance") && run.timerS < r.Limit("min_time") {
		v := withhold("too short to look at its halves", "a longer run")
		v.Withheld.Measured = &Measure{"distance", length, Meter}
		return v
	}
	if run.isShort() {
		return withhold("a short run or race: an even split is not the aim there", "a longer run")
	}
	h, _ := run.halves()
	evidence := []Measure{
		{"banked", h.bankedS, Second},
		{"given", h.givenS, Second},
		{"reference_half", h.refS, Second},
		{"double", r.Limit("thumb") * h.bankedS, Second},
	}
	lead := min(h.bankedS, h.rawS)
	silent := max(r.Limit("banked")*h.refS, r.Limit("floor"))
	if lead < silent {
		return clear(evidence...)
	}
	v := fire(Notice, append(evidence, Measure{"ratio", h.givenS / h.bankedS, Ratio}, Measure{"silent", silent, Second})...)
	v.Unless = "the lead had been less than {silent}"
	if lead >= r.Limit("warn")*h.refS {
		v.Severity, v.Limit = Warn, "warn"
	}
	v.Words = []Word{{"reference", referenceWord(run.pacing.ref)}}
	if h.givenS <= 0 {
		v.Say = sayHalf + sayHalfNoCost
	}
	return v
}

func checkFirstLast(p *Pass, r Rule) Verdict {
	run := p.run
	if f := p.FirstMile; f.Withheld != nil {
		return Verdict{State: Withheld, Withheld: f.Withheld}
	}
	if run.isRace() && run.isShort() {
		return withhold("a short race: a brisk start serves it", "a longer race")
	}
	x, pc := run.axis, &run.pacing
	firstM, lastM := pc.startM+mile, pc.endM-mile
	first, last := x.timeBetween(pc.startM, firstM), x.timeBetween(lastM, pc.endM)
	diff := last - first
	if x.attM != nil {
		c := attenuatedCurve
		diff = min(diff, (x.pace(c, lastM, pc.endM)-x.pace(c, pc.startM, firstM))*mile)
	}
	evidence := []Measure{{"difference", diff, SPerMile}, {"first", first, Second}, {"last", last, Second}}
	if diff < r.Limit("difference") {
		return clear(evidence...)
	}
	v := fire(Tip, append(evidence, Measure{"silent", r.Limit("difference"), SPerMile})...)
	if pc.startM > 0 {
		v.Words = []Word{{"after_warmup", "yes"}}
	}
	v.Unless = "the difference had been less than {silent}"
	v.Do = doFirstLast
	if p.FirstMile.LateSlowdownFrac.Or(0) >= r.Limit("fade") { // the difference holds the fade: no advice on the start follows
		v.Severity, v.Say, v.Do = Info, sayFirstLastFade, ""
	}
	return v
}

// silentMileS returns the time of a first mile that would just not have fired,
// run over the same ground: each of the paces that must agree scales with it,
// and the first to fall below its limit decides.
func (r *run) silentMileS(row Rule, f FirstMile) float64 {
	least := row.Limit("notice")
	if r.isShort() || f.StoppedS.Value > row.Limit("stopped") {
		least = row.Limit("warn")
		if r.axis.attM != nil && !r.track.Barometric {
			least = row.Limit("gps_warn")
		}
	}
	silent := math.Inf(1)
	for c, excess := range []Maybe{f.ExcessFrac, f.ExcessMinettiFrac, f.ExcessAttenuatedFrac} {
		if excess.Known {
			limit := max(least, row.Limit("floor")/(r.pacing.refPace[c]*mile))
			silent = min(silent, scaledS(f.TimeS.Value, excess.Value, limit))
		}
	}
	return silent
}

// scaledS returns the time at which a stretch run in timeS, excess faster than
// its reference, would have been faster by limit.
func scaledS(timeS, excess, limit float64) float64 { return timeS * (1 - limit) / (1 - excess) }
