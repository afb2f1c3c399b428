package analyze

import (
	"slices"
	"strings"
)

const (
	sayNoDrinkBefore = "Cramp{where} at {at}; no drink and no sodium are noted before it. Electrolytes may help, which is not proven."

	sayResponseNone = "Cramp{where}{when}; what you did about it is not noted."
	sayResponse     = "Cramp{where}{when}; stretching is not among what you did about it."
	sayStretched    = "Cramp{where}{when}; you stretched, which is what works."
)

const midrunID = "cramp/midrun-response"

func crampRules() []Rule {
	return []Rule{
		{
			ID:    "cramp/late-after-fast-start",
			Title: "Late cramp after a fast start",
			Doc: "A cramp that begins in the last two fifths of a run which started too fast is consistent with early pacing; it is no proof. In a questionnaire four of five crampers among marathon runners cramped after 30 km. " +
				"In the one marathon study with pacing data, runners who cramped differed in relative speed only from 25 km on, not at the start. It is wrong whenever something else brought the cramp on, which the data cannot show.",
			Limits: []Limit{{"late", 0.60, Frac, "house", "share of the timer after which an onset is late"}},
			Say:    "Cramp{where} at {at}, {share} into a run that started too fast: consistent with early pacing, no proof of it. In a study of marathons, runners who cramped differed in pace only after 25 km.",
			Do:     "Run the next one like it with a held-back start and note whether the cramp stays away: one comparison proves nothing, several may tell.",
			Cite:   []string{"article", "manjra1996", "martineznavarro22"},
			Grade:  Weak,
			LedTo:  []Outcome{Cramped},
			Needs:  "a cramp noted with its moment, and a verdict on the start",
			Check:  checkLateAfterFast,
		},
		{
			ID:    "cramp/late-long-effort-no-electrolytes",
			Title: "Late cramp without electrolytes",
			Doc: "A cramp after 90 minutes or more before which the log holds no sodium. Electrolytes may help and are not proven: small laboratory studies favour them, four prospective studies of races found no difference in sodium between runners with and without cramps. " +
				"It is wrong where the log is incomplete.",
			Limits: []Limit{{"onset", 5400, Second, "article", "timer time from which an onset counts"}},
			Say:    "Cramp{where} at {at}; the drinks noted before it held no sodium. Electrolytes may help, which is not proven.",
			Do:     "On runs of this length try a drink with sodium from the start, within what thirst asks for, and note the outcome. With high blood pressure, kidney or heart disease, ask first.",
			Cite:   []string{"lau2019", "lau2021", "jung2005", "schwellnus2009", "schwellnus2011"},
			Grade:  Weak,
			LedTo:  []Outcome{Cramped},
			Needs:  "a cramp with its moment, and drinks with theirs",
			Check:  checkLateNoElectrolytes,
		},
		{
			ID:    "cramp/on-descent",
			Title: "Cramp on a hill",
			Doc: "Whether the last 600 m before a cramp went down or up for the most part. Half of the marathon runners with cramps named hills in a questionnaire. " +
				"It is wrong with satellite altitude on gentle ground.",
			Limits: []Limit{
				{"share", 0.60, Frac, "house", "of the stretch before the onset"},
				{"stretch", 600, Meter, "house", "before the onset"},
				{"down", 0.03, Frac, "house", "fall from which ground counts as descent"},
				{"up", 0.05, Frac, "house", "rise from which ground counts as climb"},
			},
			Say:   "Cramp{where} at {at} began on a {hill}: {share} of the last {stretch} before it.",
			Cite:  []string{"manjra1996"},
			Grade: Weak,
			LedTo: []Outcome{Cramped},
			Needs: "a cramp with its moment, and elevation",
			Check: checkOnDescent,
		},
		{
			ID:    "cramp/hard-relative-pace",
			Title: "Harder than recent fitness",
			Doc: "Cramps were more common in runners who raced faster than they had prepared for. Compares the pace from ten to five minutes before the cramp with what recent races predict, or heart rate with its maximum. " +
				"It is wrong where the races are old or the maximum is a guess.",
			Limits: []Limit{
				{"faster", 0.03, Frac, "house", "than recent races predict for the distance"},
				{"share", 0.90, Frac, "house", "of the maximum heart rate"},
				{"min_time", 1200, Second, "house", "above that share before the onset"},
			},
			Say:   "Before the cramp{where} at {at} you ran harder than your recent races or heart rate speak for.",
			Do:    "Race at the pace that training and recent races support; the last step of speed can come after half-way.",
			Cite:  []string{"schwellnus2011"},
			Grade: Moderate,
			LedTo: []Outcome{Cramped},
			Needs: "a cramp with its moment, and a recent race or the maximum heart rate in the configuration",
			Check: checkHardPace,
		},
		{
			ID:    midrunID,
			Title: "What to do when it cramps",
			Doc: "Gentle static stretching until the cramp lets go is the one treatment with strong support. Light massage and rest are reasonable. Dehydration is often blamed, but studies of runners found no difference in hydration between those who cramped and the others: drink to thirst. A cramp that lasts more than ten minutes, does not ease with stretching, or comes with numbness or weakness is no ordinary one: get medical help. " +
				"It is wrong for pain that is no cramp, which the tool cannot tell.",
			Limits: []Limit{{"cramps", 1, Count, "house", "cramps noted in the run"}},
			Say:    sayResponseNone,
			Do:     "When it cramps, stop or walk, hold a gentle stretch of that muscle until it lets go, massage it lightly and start again slowly. A sip of pickle juice or vinegar (under 100 ml) is an option. No quinine or tonic water and no medicines for it.",
			Cite:   []string{"miller2022", "miller2010", "article"},
			Grade:  Strong,
			Needs:  "a cramp noted",
			Check:  checkResponse,
		},
	}
}

// inRun returns the cramps with a moment during the run.
func inRun(cramps []Cramp) []Cramp {
	return slices.DeleteFunc(slices.Clone(cramps), func(c Cramp) bool { return !c.AtS.Known })
}

// where words muscle and side behind "Cramp".
func (c Cramp) where() Word {
	words := ""
	if c.Side != "" {
		words += " " + c.Side
	}
	if c.Muscle != "" {
		words += " " + c.Muscle
	}
	if words == "" {
		return Word{"where", ""}
	}
	if c.Side == "both" {
		return Word{"where", " in " + Plural(strings.TrimSpace(words))}
	}
	return Word{"where", " in the" + words}
}

// Plural is the word for two of a muscle.
func Plural(muscle string) string {
	switch {
	case strings.HasSuffix(muscle, "calf"):
		return strings.TrimSuffix(muscle, "calf") + "calves"
	case strings.HasSuffix(muscle, "foot"):
		return strings.TrimSuffix(muscle, "foot") + "feet"
	case strings.HasSuffix(muscle, "s"):
		return muscle
	}
	return muscle + "s"
}

func checkLateAfterFast(p *Pass, r Rule) Verdict {
	cramps := inRun(p.Cramps)
	if len(cramps) == 0 {
		return withhold("no cramp noted with its moment", "a cramp with its moment")
	}
	half := p.run.pacing.blocked == nil && checkFirstHalf(p, p.run.opt.rule("pace/fast-first-half")).State == Fired
	mile := p.FirstMile.Level.rank() >= LevelWarn.rank()
	if p.FirstMile.Withheld != nil && !half {
		return Verdict{State: Withheld, Withheld: p.FirstMile.Withheld}
	}
	for _, c := range cramps {
		if share := c.ShareOfTimer.Value; (mile || half) && share >= r.Limit("late") {
			v := fire(Notice, Measure{"share", share, Frac}, Measure{"at", c.AtS.Value, Second}, Measure{"silent", r.Limit("late"), Frac})
			v.Unless = "it had begun before {silent} of the run"
			v.Words = []Word{c.where()}
			return v
		}
	}
	return clear(Measure{"share", cramps[len(cramps)-1].ShareOfTimer.Value, Frac})
}

func checkLateNoElectrolytes(p *Pass, r Rule) Verdict {
	cramps := inRun(p.Cramps)
	if len(cramps) == 0 {
		return withhold("no cramp noted with its moment", "a cramp with its moment")
	}
	if !p.Intake.DrinksNoted {
		return withhold("no drinks noted", "drinks with their moments")
	}
	for _, c := range cramps {
		if c.TimerS.Value < r.Limit("onset") {
			continue
		}
		if !c.SodiumMG.Known {
			return withhold("a drink that carries sodium was noted without its amount", "the sodium of each drink")
		}
		if c.SodiumMG.Value == 0 {
			v := fire(Notice, Measure{"onset", c.TimerS.Value, Second}, Measure{"at", c.AtS.Value, Second}, Measure{"sodium", 0, MG}, Measure{"silent", r.Limit("onset"), Second})
			v.Unless = "it had begun before {silent}, or any sodium were noted before it"
			if !c.SinceDrinkS.Known {
				v.Say = sayNoDrinkBefore
			}
			if p.run.opt.Runner.asksFirst() {
				v.Do = askFirst
			}
			v.Words = []Word{c.where()}
			return v
		}
	}
	return clear(Measure{"onset", cramps[0].TimerS.Value, Second})
}

func checkResponse(p *Pass, r Rule) Verdict {
	if len(p.Cramps) == 0 {
		return withhold("no cramp noted", "a cramp")
	}
	worst := p.Cramps[0]
	for _, c := range p.Cramps {
		if c.Severity.Value > worst.Severity.Value {
			worst = c
		}
	}
	v := fire(Tip, Measure{"cramps", float64(len(p.Cramps)), Count})
	v.Words = []Word{worst.where()}
	when := " at a moment not noted"
	switch {
	case worst.AtS.Known:
		v.Evidence = append(v.Evidence, Measure{"at", worst.AtS.Value, Second})
		when = " at {at}"
	case worst.AfterFinish:
		when = " after the finish"
	}
	v.Say = sayResponseNone
	switch {
	case slices.Contains(worst.Response, "stretch"):
		v.Say = sayStretched
	case len(worst.Response) > 0:
		v.Say = sayResponse
	}
	v.Say = strings.Replace(v.Say, "{when}", when, 1)
	return v
}

func checkOnDescent(p *Pass, r Rule) Verdict {
	cramps := inRun(p.Cramps)
	if len(cramps) == 0 {
		return withhold("no cramp noted with its moment", "a cramp with its moment")
	}
	if p.run.track.ElevationM == nil {
		return withhold("no elevation", "elevation")
	}
	best, seen := 0.0, false
	for _, c := range cramps {
		down, up := p.run.hillShare(c.DistanceM.Value, r.Limit("stretch"), -r.Limit("down"), r.Limit("up"))
		share, hill := down, "descent"
		if up > down {
			share, hill = up, "climb"
		}
		if share != share { // too near the start for any ground before it
			continue
		}
		seen = true
		if share < r.Limit("share") {
			best = max(best, share)
			continue
		}
		v := fire(Info, Measure{"share", share, Frac}, Measure{"at", c.AtS.Value, Second},
			Measure{"stretch", r.Limit("stretch"), Meter}, Measure{"silent", r.Limit("share"), Frac})
		v.Words = []Word{c.where(), {"hill", hill}}
		v.Unless = "it had been less than {silent}"
		return v
	}
	if !seen {
		return withhold("the cramp began at the start: no ground lies before it", "a cramp farther into the run")
	}
	return clear(Measure{"share", best, Frac})
}

func checkHardPace(p *Pass, r Rule) Verdict {
	cramps := inRun(p.Cramps)
	if len(cramps) == 0 {
		return withhold("no cramp noted with its moment", "a cramp with its moment")
	}
	run := p.run
	predicted, known := 0.0, false
	if run.axis != nil {
		predicted, known = run.predictedS()
	}
	if !known && run.opt.Runner.MaxHeartRateBPM <= 0 {
		return withhold("neither a recent race nor the maximum heart rate is known", "a recent race or the maximum heart rate in the configuration")
	}
	for _, c := range cramps {
		fired := func(m ...Measure) Verdict {
			v := fire(Notice, append(m, Measure{"at", c.AtS.Value, Second})...)
			v.Words = []Word{c.where()}
			return v
		}
		if w := c.Before10To5; known && w != nil && w.PaceSPerM.Known {
			pace := w.PaceSPerM.Value
			if w.GAPSPerM.Known {
				pace = max(pace, w.GAPSPerM.Value) // both must be fast
			}
			if faster := 1 - pace/(predicted/run.axis.totalM()); faster >= r.Limit("faster") {
				v := fired(Measure{"faster", faster, Frac}, Measure{"silent", r.Limit("faster"), Frac})
				v.Unless = "the pace before it had been less than {silent} faster than predicted"
				return v
			}
		}
		if s := run.secondsAbove(r.Limit("share"), 0, c.AtS.Value); s.Known && s.Value >= r.Limit("min_time") {
			v := fired(Measure{"above", s.Value, Second}, Measure{"silent", r.Limit("min_time"), Second})
			v.Limit, v.Unless = "min_time", "heart rate had been that high for less than {silent}"
			return v
		}
	}
	return clear()
}
