package analyze

const (
	sayLongUnlogged = "The effort lasted {effort}, at least {limit}, and no drinks during it are noted: whether it had electrolytes is not known. Log what you drink."
	sayLongUnknown  = "The effort lasted {effort}, at least {limit}. Sodium, or a drink that carries it, is noted without its amount; note it to see the rate."
	sayLongNone     = "The effort lasted {effort}, at least {limit}, and the drinks noted held no sodium."

	sayOverSweat = "You drank {rate}, more than the {sweat} that you sweat. That can dilute the blood's sodium, which is dangerous."
	sayOverGain  = "You drank {fluid} and gained {gain}: more than you lost. That can dilute the blood's sodium, which is dangerous."
	sayOverRate  = "You drank {rate}, more than the 400 to 800 ml/h that race doctors advise at the most. About three athletes in ten sweat less than 800 ml/h, and your own sweat rate is not known."
	sayOverTotal = "You drank {fluid} over {effort}. Large amounts over a long, slow run go with dangerously low sodium."
	sayOverPace  = "You drank {rate}. The common advice begins at {silent} and is too much {why}."
)

func fluidRules() []Rule {
	return []Rule{
		{
			ID:    "fluid/long-effort-electrolytes",
			Title: "Long effort: electrolytes",
			Doc: "On efforts of 90 minutes or more the article advises that part of the fluid carry sodium. For cramps the support is weak: two small laboratory studies favour electrolytes over plain water, four prospective race studies found no difference. " +
				"It is wrong for runners who must restrict salt: with high blood pressure, kidney or heart disease, ask a healthcare professional first.",
			Limits: []Limit{
				{"effort", 5400, Second, "article", "timer time from which electrolytes are advised; moving time too where pauses had to be guessed"},
				{"sodium_low", 300, MGPerH, "house", "lower end of the common range"},
				{"sodium_high", 600, MGPerH, "house", "upper end of the common range"},
			},
			Say:   sayLongNone,
			Do:    "When a run will last {limit} or more, let part of what you drink be a sports drink or carry sodium, about {sodium_low} to {sodium_high} of sodium, and drink to thirst, not beyond it. With high blood pressure, kidney or heart disease, ask first.",
			Cite:  []string{"article", "lau2019", "lau2021", "schwellnus2009", "maughan2019"},
			Grade: Weak,
			Needs: "a duration; notes on drinks to say more than that",
			Check: checkLongEffort,
		},
		{
			ID:    "fluid/over-drinking",
			Title: "Drinking more than you sweat",
			Doc: "Drinking beyond sweat loss is what mostly leads to exercise-associated hyponatraemia, which can kill. Fires when the rate exceeds the sweat rate, or 800 ml/h with an unknown sweat rate, when more than 3 l were drunk over more than 4 h, " +
				"or when even the article's 532 ml/h is too much: a run of 4 h or more, a light and slow runner, or cool weather. The direction is sure, the cut-offs are our reading of the qualifiers. It is wrong for a heavy sweater who never weighed in: measure your sweat rate.",
			Limits: []Limit{
				{"rate", 800, MLPerH, "immda2006", "above it with an unknown sweat rate"},
				{"total", 3000, ML, "almond2005", "above it on a run longer than long"},
				{"long", 4 * 3600, Second, "house", "a long run"},
				{"article", 532, MLPerH, "article", "the lower end of the article's rate"},
				{"light", 60, KG, "house", "a light runner"},
				{"slow", 0.42, SPerM, "house", "a slow pace: 7:00 /km"},
				{"cool", 10, Celsius, "house", "cool weather"},
				{"gain", 0.2, KG, "house", "the error of bathroom scales: a larger gain of weight"},
				{"min_time", 1800, Second, "house", "shorter runs have no rate worth the name"},
			},
			Say:   sayOverRate,
			Do:    "Drink when you are thirsty and not by the clock. Weigh yourself before and after a run to learn your sweat rate, and never drink so much that you gain weight.",
			Cite:  []string{"almond2005", "hewbutler2015", "immda2006", "baker2016"},
			Grade: Strong,
			Needs: "drinks with their volumes",
			Check: checkOverDrinking,
		},
	}
}

// askFirst is the advice on salt for runners with a condition or medicines.
const askFirst = "Ask a healthcare professional before you take salt or electrolytes; until then drink to thirst."

// asksFirst says whether the runner gave a condition with which salt is a matter
// for a professional.
func (r Runner) asksFirst() bool { return len(r.Conditions) > 0 }

const (
	perHourS = 3600 // s in an hour
)

func checkLongEffort(p *Pass, r Rule) Verdict {
	run := p.run
	effort := run.timerS
	if p.PausesFound {
		effort = min(effort, p.MovingS)
	}
	limit := r.Limit("effort")
	if effort <= 0 {
		return withhold("the recording has no duration", "a duration")
	}
	evidence := []Measure{{"effort", effort, Second}, {"limit", limit, Second}}
	if effort < limit {
		return clear(evidence...)
	}
	evidence = append(evidence,
		Measure{"sodium_low", r.Limit("sodium_low"), MGPerH}, Measure{"sodium_high", r.Limit("sodium_high"), MGPerH})
	in := p.Intake
	fired := func(s Severity, evidence []Measure) Verdict {
		v := fire(s, evidence...)
		v.Unless = "the effort had been shorter than {limit}"
		if run.opt.Runner.asksFirst() {
			v.Do = askFirst
		}
		return v
	}
	switch {
	case in.SodiumMG.Value > 0:
		return clear(append(evidence, Measure{"sodium", in.SodiumMG.Value, MG})...)
	case in.SodiumUnknown:
		v := fired(Tip, evidence)
		v.Say = sayLongUnknown
		return v
	case !in.DrinksNoted:
		v := fired(Tip, evidence)
		v.Say = sayLongUnlogged
		return v
	}
	return fired(Notice, append(evidence, Measure{"sodium", in.SodiumMG.Value, MG}))
}

func checkOverDrinking(p *Pass, r Rule) Verdict {
	in, run := p.Intake, p.run
	if !in.DrinksNoted || in.FluidAtLeastML.Value == 0 && !in.FluidML.Known {
		return withhold("no drinks with volumes noted", "drinks with their volumes")
	}
	if run.timerS < r.Limit("min_time") {
		return withhold("shorter than half an hour", "a run of half an hour")
	}
	fluid := in.FluidAtLeastML.Value // a drink without a volume can only add to it
	rate := fluid / run.timerS * perHourS
	evidence := []Measure{{"rate", rate, MLPerH}, {"fluid", fluid, ML}, {"effort", run.timerS, Second}}
	warn := func(say, limit string, silent Measure) Verdict {
		silent.Name = "silent"
		v := fire(Warn, append(evidence, silent)...)
		v.Say, v.Limit, v.Unless = say, limit, "the rate had been {silent} or less"
		return v
	}
	pace := Maybe{}
	if p.DistanceM.Value > 0 {
		pace = maybe(run.timerS / p.DistanceM.Value)
	}
	mass := p.massKG()
	light := mass.Known && mass.Value < r.Limit("light") && pace.Value > r.Limit("slow")
	cool := run.notes.TempC.Known && run.notes.TempC.Value <= r.Limit("cool")
	long := run.timerS >= r.Limit("long")
	sweat := in.SweatMLPerH
	if own := run.opt.Runner.SweatMLPerH; !sweat.Known && own > 0 {
		sweat = maybe(own)
	}
	if sweat.Known {
		evidence = append(evidence, Measure{"sweat", sweat.Value, MLPerH})
	}
	gain := in.MassAfterKG.Value - in.MassBeforeKG.Value
	most := r.Limit("rate")
	if sweat.Known {
		most = sweat.Value
	}
	if in.SweatMLPerH.Known { // weighed on this run: the scales may be wrong by that much
		most += r.Limit("gain") * 1000 / run.timerS * perHourS
	}
	article := r.Limit("article")
	guarded := (long || light || cool) && article <= most // then this is what would have left the rule silent
	byRate := func(say, limit string) Verdict {
		if !guarded {
			return warn(say, limit, Measure{"", most, MLPerH})
		}
		v := warn(say, limit, Measure{"", article, MLPerH})
		v.Unless = "the rate had been less than {silent}"
		return v
	}
	switch {
	case in.MassBeforeKG.Known && in.MassAfterKG.Known && above(gain, r.Limit("gain")) && fluid > 0:
		evidence = append(evidence, Measure{"gain", gain, KG})
		v := warn(sayOverGain, "gain", Measure{"", r.Limit("gain"), KG})
		v.Unless = "the scales had shown a gain of {silent} or less"
		if guarded && rate >= article || !sweat.Known && rate > most {
			v.Unless = "" // the rate alone is too much
		}
		return v
	case sweat.Known && above(rate, most):
		v := byRate(sayOverSweat, "rate")
		v.Own = &Limit{"sweat_rate", sweat.Value, MLPerH, "yours", "your own sweat rate"}
		return v
	case !sweat.Known && above(rate, most):
		return byRate(sayOverRate, "rate")
	case fluid > r.Limit("total") && run.timerS > r.Limit("long"):
		if guarded && article*run.timerS/perHourS <= r.Limit("total") {
			return byRate(sayOverTotal, "total")
		}
		v := warn(sayOverTotal, "total", Measure{"", r.Limit("total"), ML})
		v.Unless = "the total had been {silent} or less"
		return v
	case rate >= article && (long || light || cool):
		v := byRate(sayOverPace, "article")
		why := "in cool weather"
		switch {
		case light:
			why = "for a light and slow runner"
		case long:
			why = "on a run of four hours or more"
		}
		v.Words = []Word{{"why", why}}
		return v
	}
	if !in.FluidML.Known {
		return withhold("a drink is noted without its volume", "the volume of every drink")
	}
	return clear(evidence...)
}
