package analyze

import (
	"math"
	"slices"

	"crampcheck/parse"
)

const (
	sayPreLess    = "In the hour window before the start you logged {fluid}; the article's target is {low} to {high}. More is not better: stay below 10 ml per kg of body weight."
	sayPreMore    = "In the hour window before the start you logged {fluid}, more than {high}. More is not better: stay below 10 ml per kg of body weight."
	sayPreLessOwn = "In the hour window before the start you logged {fluid}; the article's target begins at {low}. More is not better: the upper line is for you {high}, 10 ml per kg."
	sayPreMoreOwn = "In the hour window before the start you logged {fluid}. More is not better: the upper line is for you {high}, 10 ml per kg."
	sayPreLate    = "You went on drinking after that window: {late} between 45 and 10 min before the start. Expect a toilet stop."
	sayStartLess  = "Right before the start you logged {fluid}; the article suggests {low} to {high}."
	sayStartMore  = "Right before the start you logged {fluid}, more than the {low} to {high} that the article suggests."

	sayUnderLoss = "You lost {loss} of your body weight. Up to 2 % is usual; a little more is a reason for thought, beyond 4 % for another plan."
	sayUnderRate = "You drank {rate} in warm weather and noted thirst."

	sayGain       = "You gained {gain} over the run: you drank more than you lost."
	sayGainUrgent = "You gained {gain} and noted signs that can mean low sodium. Call the emergency services now. Do not drink water or sports drink; say how much you drank."

	sayUrineDark  = "Urine of colour {colour} can mean that you are short of fluid. After a run, vitamins and some food darken it too."
	sayUrineLight = "Urine of colour {colour}: no sign of lacking fluid."

	sayCarbLess = "You took {rate} of carbohydrate. Up to about 60 g/h is advised for two to three hours and up to about 90 g/h for much longer."
	sayCarbSome = "You took {rate} of carbohydrate, less than the {wanted} from which we speak of little on a run of this length (our own line)."
	sayCarbMore = "You took {rate} of carbohydrate, more than most stomachs take in."

	doPreOwn = "If you like to drink ahead, do it an hour or more before the start, for you at most {high}, 10 ml per kg, then stop so that you can pass it."

	doCarbSome = "On a run or race of this length practise taking some carbohydrate from early on, in small portions."

	sayPostNone = "You lost {lost} and no drink after the run is noted."
	sayPostLess = "You lost {lost} and drank {fluid} within two hours after."

	saySaltShot     = "You took salt before the start. No trial shows that it keeps cramps away."
	saySaltShotNoNo = "You took salt before the start and noted a condition or medicines with which that can be harmful."

	doSaltAsk = "Ask a healthcare professional before you take salt."
)

// drinkRules are the rules on fluid, salt and fuel beside the two that every
// runner meets.
func drinkRules() []Rule {
	return []Rule{
		{
			ID:    "fluid/pre-hour",
			Title: "Drinking in the hour before",
			Doc: "The article advises 16 to 24 oz of water or another drink without caffeine an hour before, and then to stop. The position stand of the ACSM puts 5 to 7 ml per kg four hours before instead. Caffeine in moderation is asked for, not scolded. " +
				"It is wrong for light runners, for whom the article's amount is too much.",
			Limits: []Limit{
				{"low", 473, ML, "article", "less than this in the window: tip"},
				{"high", 710, ML, "article", "more than this: notice"},
				{"per_kg", 10, MLPerKG, "house", "more than this for the runner's weight: notice"},
				{"window_from", 90 * 60, Second, "house", "before the start: the window begins"},
				{"window_to", 45 * 60, Second, "house", "before the start: the window ends"},
				{"late", 60, ML, "house", "more than this after the window: tip"},
				{"late_to", 10 * 60, Second, "house", "before the start: what comes later is the last drink"},
			},
			Say:   sayPreLess,
			Do:    "If you like to drink ahead, do it an hour or more before the start, within {low} to {high} and 10 ml per kg, then stop so that you can pass it.",
			Cite:  []string{"article", "sawka2007"},
			Grade: Opinion,
			Needs: "drinks before the start with their moments",
			Check: checkPreHour,
		},
		{
			ID:    "fluid/pre-start",
			Title: "Drinking right before the start",
			Doc:   "The article suggests 4 to 8 oz right before the start. No study stands behind it. It is wrong for anyone who is not thirsty.",
			Limits: []Limit{
				{"low", 118, ML, "article", "less than this: tip"},
				{"high", 237, ML, "article", "more than this: tip"},
				{"window", 600, Second, "house", "before the start"},
				{"noted", 45 * 60, Second, "house", "before the start: without a drink noted since then it is not judged"},
			},
			Say:   sayStartLess,
			Do:    "Right before the start a few sips are enough; drink them if you are thirsty.",
			Cite:  []string{"article"},
			Grade: Opinion,
			Needs: "a drink shortly before the start with its moment",
			Check: checkPreStart,
		},
		{
			ID:    "fluid/during-rate",
			Title: "Drinking rate",
			Doc: "What you drank per hour beside the article's 6 to 8 oz every 20 minutes, which is 532 to 710 ml/h. That rate exceeds what about one runner in ten to one in five sweats, so thirst and your own sweat rate come first. " +
				"It is wrong as a target.",
			Limits: []Limit{
				{"min_time", 1800, Second, "house", "shorter runs have no rate worth the name"},
				{"low", 532, MLPerH, "article", "the article's lower rate"},
				{"high", 710, MLPerH, "article", "the article's upper rate"},
			},
			Say:   "You drank {rate}. The article speaks of {low} to {high}, which is more than some runners sweat: thirst and your own sweat rate come first.",
			Cite:  []string{"article", "baker2016"},
			Grade: Opinion,
			Needs: "drinks with their volumes",
			Check: checkDuringRate,
		},
		{
			ID:    "fluid/under-drinking",
			Title: "Lost much fluid",
			Doc: "A measured loss of more than 2 % of body weight, or little drunk on a long warm run with thirst noted. Up to 4 % did not slow time trials when drinking to thirst, so 2 % is a caution and no alarm. " +
				"It is wrong where the scales, wet clothes or food between weighings mislead.",
			Limits: []Limit{
				{"loss", 0.02, Frac, "sawka2007", "loss of body weight"},
				{"rate", 400, MLPerH, "house", "lower rate on a long warm run with thirst"},
				{"min_time", 5400, Second, "house", "a long run"},
				{"warm", 20, Celsius, "house", "a warm run"},
			},
			Say:   sayUnderLoss,
			Do:    "Take drinks where you can reach them and drink when you are thirsty, not more.",
			Cite:  []string{"sawka2007", "goulet2011", "immda2006"},
			Grade: Moderate,
			LedTo: []Outcome{Slowdown},
			Needs: "the weight before and after, or drinks, temperature and thirst",
			Check: checkUnderDrinking,
		},
		{
			ID:    "fluid/weight-gain",
			Title: "Gained weight over the run",
			Doc: "Gaining weight over a run means drinking more than was lost; among marathon runners it went with low blood sodium (odds ratio 4.2). With nausea, headache, vomiting or confusion it is an emergency. " +
				"It is wrong within the error of the scales, or with wet clothes.",
			Limits: []Limit{{"gain", 0.2, KG, "house", "the error of bathroom scales"}},
			Say:    sayGain,
			Do:     "Do not drink again until you have passed urine. If a headache, nausea, vomiting or confusion comes, call the emergency services. Next time drink less: to thirst only.",
			Cite:   []string{"almond2005", "hewbutler2015"},
			Grade:  Strong,
			Needs:  "the weight before and after",
			Check:  checkWeightGain,
		},
		{
			ID:    "fluid/plain-water-only",
			Title: "Only plain water on a long run",
			Doc: "Two hours or more with a litre or more of plain water and no sodium. In the laboratory muscles cramped more easily after plain water and less after a drink with electrolytes (ten men each time). " +
				"It is wrong where food brought the salt.",
			Limits: []Limit{
				{"min_time", 7200, Second, "house", "a long run"},
				{"water", 1000, ML, "house", "plain water drunk"},
			},
			Say:   "You drank {water} of plain water over {effort}, and no sodium is noted. Laboratory work favours a drink with electrolytes.",
			Do:    "Put a drink with sodium in place of part of the water, not on top of it. With high blood pressure, kidney or heart disease, ask first.",
			Cite:  []string{"lau2019", "lau2021"},
			Grade: Weak,
			Needs: "drinks with kind and volume",
			Check: checkPlainWater,
			Extra: true,
		},
		{
			ID:    "fuel/carbohydrate",
			Title: "Carbohydrate",
			Doc: "Carbohydrate per hour against advice for endurance: up to about 60 g/h for two to three hours, up to about 90 g/h for ultras, from several kinds of sugar. It is about performance, not cramps. " +
				"It is wrong on easy runs, which need none.",
			Limits: []Limit{
				{"low", 30, GPerH, "house", "less on a run of min_time"},
				{"long", 60, GPerH, "jeukendrup2014", "less on a run of long_time"},
				{"high", 90, GPerH, "jeukendrup2014", "more: information"},
				{"min_time", 75 * 60, Second, "house", "shorter runs need none"},
				{"long_time", 150 * 60, Second, "house", "a long run"},
			},
			Say:   sayCarbLess,
			Do:    "On a long run or race of this length practise taking {wanted} of carbohydrate from early on, in small portions.",
			Cite:  []string{"jeukendrup2014"},
			Grade: Moderate,
			Needs: "food or drinks with their carbohydrate",
			Check: checkCarb,
		},
		{
			ID:    "fluid/post-rehydrate",
			Title: "Drinking after the run",
			Doc: "After a loss of weight, about a litre for each kilogram with food over the next hours brings the fluid back; one and a half where the next session is within a day. " +
				"It is wrong after a gain of weight: then nothing should be drunk until urine has passed.",
			Limits: []Limit{
				{"per_kg", 1000, MLPerKG, "house", "drunk after, for each kg lost"},
				{"per_kg_fast", 1500, MLPerKG, "sawka2007", "for each kg lost where recovery must be fast"},
				{"min_loss", 0.2, KG, "house", "the error of bathroom scales"},
				{"window", 7200, Second, "house", "after the finish"},
			},
			Say:   sayPostNone,
			Do:    "After a run that costs you about {lost}, drink about {about} with food over the next hours, to thirst; up to {most} where you run again within a day. If you gained weight instead, do not drink until you have passed urine.",
			Cite:  []string{"sawka2007", "article"},
			Grade: Moderate,
			Needs: "the weight before and after",
			Check: checkPostRehydrate,
		},
		{
			ID:    "fluid/urine-colour",
			Title: "Urine colour",
			Doc: "On a chart of eight colours, 5 or darker went with a loss of 2 % of weight or more in 22 men after exercise in heat. It is wrong after drinking too much, and with vitamins and some foods. " +
				"Brown, cola-coloured or red urine is no matter of drinking: see the red flags.",
			Limits: []Limit{
				{"dark", 5, Count, "mckenzie2015", "of the chart of eight: tip"},
				{"light", 3, Count, "house", "of the chart of eight: information"},
			},
			Say:   sayUrineDark,
			Do:    "Drink to thirst over the next hours and look again; clear urine is no aim.",
			Cite:  []string{"mckenzie2015", "article"},
			Grade: Moderate,
			Needs: "the colour of the urine",
			Check: checkUrine,
		},
		{
			ID:    "fluid/salt-shot",
			Title: "Salt before the start",
			Doc: "The article mentions a salt shot before long runs and says itself that it is not for everyone. There is no trial. It is never recommended here; whoever takes one should know what it is not for. " +
				"It is wrong with high blood pressure, kidney or heart disease, or on a diet low in salt.",
			Limits: []Limit{{"sodium", 1, MG, "house", "taken before the start"}},
			Say:    saySaltShot,
			Do:     "Leave it out, or try with and without on similar runs and note both. Not with high blood pressure, kidney or heart disease or a diet low in salt.",
			Cite:   []string{"article"},
			Grade:  Opinion,
			Needs:  "salt noted before the start",
			Check:  checkSaltShot,
		},
	}
}

// massKG is the runner's weight: as noted before the run, else as configured.
func (p *Pass) massKG() Maybe {
	if p.Intake.MassBeforeKG.Known {
		return p.Intake.MassBeforeKG
	}
	if m := p.run.opt.Runner.MassKG; m > 0 {
		return maybe(m)
	}
	return Maybe{}
}

func checkPreHour(p *Pass, r Rule) Verdict {
	n := &p.run.notes
	fluid, timed := n.drunk(-r.Limit("window_from"), -r.Limit("window_to"))
	if !timed {
		return withhold("no drink before the start is noted with its moment", "drinks before the start, as -60m")
	}
	late, _ := n.drunk(-r.Limit("window_to")+1, -r.Limit("late_to"))
	high, which := r.Limit("high"), "high"
	if m := p.massKG(); m.Known && r.Limit("per_kg")*m.Value < high {
		high, which = r.Limit("per_kg")*m.Value, "per_kg"
	}
	low := r.Limit("low")
	light := high < low // the article's amount is too much for this runner: no word on too little
	less, more, do := sayPreLess, sayPreMore, ""
	if which == "per_kg" {
		less, more, do = sayPreLessOwn, sayPreMoreOwn, doPreOwn
	}
	evidence := []Measure{{"fluid", fluid, ML}, {"high", high, ML}, {"late", late, ML}}
	if !light {
		evidence = slices.Insert(evidence, 1, Measure{"low", low, ML})
	}
	fired := func(s Severity, say, limit, unless string) Verdict {
		v := fire(s, evidence...)
		v.Say, v.Do, v.Limit, v.Unless = say, do, limit, unless
		return v
	}
	switch {
	case fluid > high:
		return fired(Notice, more, which, "the amount in that window had been {high} or less")
	case late > r.Limit("late"):
		return fired(Tip, sayPreLate, "late", "")
	case fluid < low && !light:
		return fired(Tip, less, "low", "the amount in that window had been {low} or more")
	}
	return clear(evidence...)
}

func checkPreStart(p *Pass, r Rule) Verdict {
	n := &p.run.notes
	fluid, _ := n.drunk(-r.Limit("window"), 0)
	if !slices.ContainsFunc(n.ofKind(parse.Drink), func(e event) bool {
		return e.phase != after && e.atS >= -r.Limit("noted") && e.atS <= 0 && !math.IsNaN(e.VolumeML)
	}) {
		return withhold("no drink shortly before the start is noted with its moment", "drinks right before the start, as -5m")
	}
	evidence := []Measure{{"fluid", fluid, ML}, {"low", r.Limit("low"), ML}, {"high", r.Limit("high"), ML}}
	switch {
	case fluid > r.Limit("high"):
		v := fire(Tip, evidence...)
		v.Say, v.Limit, v.Unless = sayStartMore, "high", "the amount had been {high} or less"
		return v
	case fluid < r.Limit("low"):
		v := fire(Tip, evidence...)
		v.Unless = "the amount had been {low} or more"
		return v
	}
	return clear(evidence...)
}

func checkDuringRate(p *Pass, r Rule) Verdict {
	in := p.Intake
	if !in.DrinksNoted || !in.FluidMLPerHour.Known {
		return withhold("no drinks with volumes noted", "drinks with their volumes")
	}
	if in.FluidMLPerHour.Value == 0 {
		return withhold("nothing drunk is noted", "drinks with their volumes")
	}
	if p.run.timerS < r.Limit("min_time") {
		return withhold("shorter than half an hour", "a run of half an hour")
	}
	return fire(Info,
		Measure{"rate", in.FluidMLPerHour.Value, MLPerH}, Measure{"low", r.Limit("low"), MLPerH}, Measure{"high", r.Limit("high"), MLPerH})
}

func checkUnderDrinking(p *Pass, r Rule) Verdict {
	in, n := p.Intake, &p.run.notes
	if in.MassBeforeKG.Known && in.MassAfterKG.Known {
		loss := 1 - in.MassAfterKG.Value/in.MassBeforeKG.Value
		if !above(loss, r.Limit("loss")) {
			return clear(Measure{"loss", loss, Frac})
		}
		v := fire(Notice, Measure{"loss", loss, Frac}, Measure{"silent", r.Limit("loss"), Frac})
		v.Unless = "the loss had been {silent} or less"
		return v
	}
	thirst := n.ofKind(parse.Thirst)
	if !in.FluidMLPerHour.Known || !n.TempC.Known || len(thirst) == 0 {
		return withhold("no weights, and no drinks with temperature and thirst", "the weight before and after, or drinks, temperature and thirst")
	}
	thirsty := slices.ContainsFunc(thirst, func(e event) bool { return !(e.Level <= 0) })
	evidence := []Measure{{"rate", in.FluidMLPerHour.Value, MLPerH}, {"temperature", n.TempC.Value, Celsius}}
	if in.FluidMLPerHour.Value >= r.Limit("rate") || p.run.timerS < r.Limit("min_time") || n.TempC.Value < r.Limit("warm") || !thirsty {
		return clear(evidence...)
	}
	v := fire(Notice, append(evidence, Measure{"silent", r.Limit("rate"), MLPerH})...)
	v.Say, v.Limit, v.Unless = sayUnderRate, "rate", "the rate had been {silent} or more"
	return v
}

func checkWeightGain(p *Pass, r Rule) Verdict {
	in := p.Intake
	if !in.MassBeforeKG.Known || !in.MassAfterKG.Known {
		return withhold("no weights noted", "the weight before and after")
	}
	gain := in.MassAfterKG.Value - in.MassBeforeKG.Value
	if !above(gain, r.Limit("gain")) {
		return clear(Measure{"gain", gain, KG})
	}
	v := fire(Warn, Measure{"gain", gain, KG}, Measure{"silent", r.Limit("gain"), KG})
	v.Unless = "the scales had shown a gain of {silent} or less"
	if p.symptoms().has(flagSodium) {
		v.Severity, v.Say = Urgent, sayGainUrgent
	}
	return v
}

func checkPlainWater(p *Pass, r Rule) Verdict {
	in := p.Intake
	if !in.DrinksNoted || !in.FluidML.Known {
		return withhold("no drinks with volumes noted", "drinks with kind and volume")
	}
	if !in.SodiumMG.Known {
		return withhold("a drink that carries sodium was noted without its amount", "the sodium of each drink")
	}
	water := 0.0
	for _, e := range p.run.notes.during(parse.Drink) {
		if !e.Electrolyte && (e.Drink == "water" || e.Drink == "") && !math.IsNaN(e.VolumeML) {
			water += e.VolumeML
		}
	}
	evidence := []Measure{{"water", water, ML}, {"effort", p.run.timerS, Second}}
	if in.SodiumMG.Value > 0 || water < r.Limit("water") || p.run.timerS < r.Limit("min_time") {
		return clear(evidence...)
	}
	v := fire(Notice, append(evidence, Measure{"silent", r.Limit("water"), ML})...)
	v.Limit, v.Unless = "water", "the plain water had been less than {silent}, or any sodium were noted"
	return v
}

func checkCarb(p *Pass, r Rule) Verdict {
	in := p.Intake
	if !in.CarbG.Known {
		return withhold("no carbohydrate noted", "food or drinks with their carbohydrate")
	}
	timeS := p.run.timerS
	if timeS <= 0 {
		return withhold("the run has no duration", "a duration")
	}
	rate := in.CarbG.Value / timeS * 3600
	wanted := r.Limit("low")
	if timeS >= r.Limit("long_time") {
		wanted = r.Limit("long")
	}
	evidence := []Measure{{"rate", rate, GPerH}, {"wanted", wanted, GPerH}}
	switch {
	case rate > r.Limit("high"):
		v := fire(Info, append(evidence, Measure{"silent", r.Limit("high"), GPerH})...)
		v.Say, v.Limit, v.Unless = sayCarbMore, "high", "the rate had been {silent} or less"
		return v
	case timeS >= r.Limit("min_time") && rate < wanted:
		v := fire(Tip, evidence...)
		v.Unless = "the rate had been {wanted} or more"
		if timeS >= r.Limit("long_time") {
			v.Limit = "long"
		} else {
			v.Say, v.Do = sayCarbSome, doCarbSome
		}
		return v
	}
	return clear(evidence...)
}

func checkPostRehydrate(p *Pass, r Rule) Verdict {
	in := p.Intake
	if !in.MassBeforeKG.Known || !in.MassAfterKG.Known {
		return withhold("no weights noted", "the weight before and after")
	}
	lost := in.MassBeforeKG.Value - in.MassAfterKG.Value
	if !above(lost, r.Limit("min_loss")) {
		return clear(Measure{"lost", lost, KG})
	}
	drunk, noted := 0.0, false
	end := p.ElapsedS
	for _, e := range p.run.notes.ofKind(parse.Drink) {
		if e.phase == after && !(e.atS > end+r.Limit("window")) && !math.IsNaN(e.VolumeML) {
			drunk += e.VolumeML
			noted = true
		}
	}
	about := lost * r.Limit("per_kg")
	evidence := []Measure{
		{"lost", lost, KG},
		{"fluid", drunk, ML},
		{"about", about, ML},
		{"most", lost * r.Limit("per_kg_fast"), ML},
	}
	if drunk >= about {
		return clear(evidence...)
	}
	v := fire(Tip, evidence...)
	if noted {
		v.Say = sayPostLess
	}
	v.Unless = "drinks of {about} or more had been noted within two hours after"
	return v
}

func checkUrine(p *Pass, r Rule) Verdict {
	colour := math.NaN()
	for _, e := range p.Log {
		if e.Kind != parse.Urine {
			continue
		}
		if e.Word != "" {
			return withhold("brown, cola-coloured or red urine is a red flag", "that it is looked at")
		}
		if e.At.Kind != parse.AtBefore && !math.IsNaN(e.Level) {
			colour = e.Level
		}
	}
	if math.IsNaN(colour) {
		return withhold("no urine colour noted after the run", "the colour of the urine, 1 to 8")
	}
	evidence := []Measure{{"colour", colour, Count}}
	switch {
	case colour >= r.Limit("dark"):
		v := fire(Tip, append(evidence, Measure{"silent", r.Limit("dark") - 1, Count})...)
		v.Unless = "the colour had been {silent} or lighter"
		return v
	case colour <= r.Limit("light"):
		v := fire(Info, evidence...)
		v.Say, v.Limit = sayUrineLight, "light"
		return v
	}
	return clear(evidence...)
}

func checkSaltShot(p *Pass, r Rule) Verdict {
	taken := false
	for _, e := range p.run.notes.ofKind(parse.Sodium) {
		early := e.phase == before || e.phase == during && e.atS <= 0
		taken = taken || early && !(e.SodiumMG < r.Limit("sodium"))
	}
	if !taken {
		return withhold("no salt before the start is noted", "salt noted before the start")
	}
	v := fire(Tip)
	if p.run.opt.Runner.asksFirst() {
		v.Severity, v.Say, v.Do = Notice, saySaltShotNoNo, doSaltAsk
	}
	return v
}
