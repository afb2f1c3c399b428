package analyze

import (
	"math"
	"slices"

	"crampcheck/parse"
)

const (
	sayHeat      = "The wet-bulb globe temperature was {wbgt} ({how})."
	sayHeatAbout = "The wet-bulb globe temperature was about {wbgt} ({how})."
	sayHeatGoal  = "It was {temperature} in a run with a goal: expect to be slower in warmth, slower runners more so. Top men lost about 3 to 5 % against the course record at {studied_from} to {studied_to} of wet-bulb globe temperature."
	sayWarmLess  = "Only {warmup} of easy running are known before this hard run."
	sayWarmNone  = "No warm-up is noted or found before this hard run."
	sayPreStatic = "You held stretches for {held} a muscle before the run. From a minute on, static stretching cost strength and speed in studies, and stretching ahead has not been seen to prevent cramps."
	sayPostNone2 = "No stretching after the run is noted."
	sayPostShort = "You held stretches for {held} after the run."
	sayDescent   = "You ran down {rate}, {how}. Much downhill running damages muscle, which is one of the things seen with cramps."

	doHeat       = "In such heat run more slowly, and start slower than planned."
	doHeatWarn   = "In such heat run less and more slowly, and start slower than planned."
	doHeatSevere = "In such heat run hard only if you are used to it, start slower than planned, and cut the run short."
	doHeatUrgent = "In such heat do not race or train hard."
)

// bodyRules are the rules on heat, terrain, warming up and recovery.
func bodyRules() []Rule {
	return []Rule{
		{
			ID:    "heat/wbgt",
			Title: "Heat",
			Doc: "Wet-bulb globe temperature, as noted, or estimated from temperature and humidity without sun and wind. The watch's own thermometer sits on a warm wrist and is never used. Times suffer from about 10 °C on; consensus limits for training begin at 27.9 °C. Heat is about pace and fluid: cramps are not tied to body temperature. " +
				"It is wrong in strong sun or wind, which the estimate does not know.",
			Limits: []Limit{
				{"notice", 20.1, Celsius, "ely2007", "slow down"},
				{"warn", 27.9, Celsius, "armstrong2007", "reduce"},
				{"severe", 30.1, Celsius, "armstrong2007", "not for the unacclimatised"},
				{"urgent", 32.2, Celsius, "armstrong2007", "do not race"},
			},
			Say:   sayHeat,
			Do:    doHeat,
			Cite:  []string{"ely2007", "armstrong2007"},
			Grade: Strong,
			LedTo: []Outcome{Slowdown, Cramped},
			Needs: "temperature and humidity, or the wet-bulb globe temperature, in the notes",
			Check: checkHeat,
		},
		{
			ID:    "heat/goal-adjust",
			Title: "Warm for the goal",
			Doc: "A goal set for cool weather is too fast in warmth. No adjustment is made: how much a runner loses depends on the runner. " +
				"It is wrong for the acclimatised.",
			Limits: []Limit{{"warm", 15, Celsius, "house", "temperature from which a goal suffers"}},
			Say:    sayHeatGoal,
			Do:     "On a day like that let the first half go by a slower plan, and decide at half-way.",
			Cite:   []string{"ely2007", "elhelou2012"},
			Grade:  Strong,
			Needs:  "a goal, and the temperature in the notes",
			Check:  checkHeatGoal,
			Extra:  true,
		},
		{
			ID:    "warmup/missing",
			Title: "Warm-up",
			Doc: "The article advises ten minutes of slow jogging before hard running. Looks for a jog at the beginning of the file, an easy run that ended within 30 minutes before, and the notes. " +
				"It is wrong where the warm-up was neither recorded nor noted.",
			Limits: []Limit{
				{"jog", 600, Second, "article", "of slow jogging"},
				{"before", 1800, Second, "house", "a run that ended within this time before counts"},
			},
			Say:   sayWarmNone,
			Do:    "Before a race or a hard run jog slowly for {wanted} or so.",
			Cite:  []string{"article"},
			Grade: Opinion,
			Needs: "a race or hard run, and a warm-up in the file, in another file or in the notes",
			Past:  checkWarmup,
		},
		{
			ID:     "warmup/drills",
			Title:  "Warm-up exercises",
			Doc:    "The article adds exercises such as butt kicks, jumping jacks and high knees to the jog. No study stands behind the choice. It is wrong for whoever does others.",
			Limits: []Limit{{"drills", 1, Count, "article", "noted before the run"}},
			Say:    "No warm-up exercises are noted before this hard run.",
			Do:     "After the jog add a few lively exercises: butt kicks, jumping jacks, high knees.",
			Cite:   []string{"article"},
			Grade:  Opinion,
			Needs:  "a race or hard run with notes",
			Check:  checkDrills,
		},
		{
			ID:    "stretch/static-pre",
			Title: "Static stretching before",
			Doc: "Holding a stretch for a minute or more a muscle right before running cost 4.6 % of performance on average, less than a minute 1.1 %. The article suggests 30 to 60 seconds; nothing shows that it keeps cramps away. " +
				"It is wrong where much lively movement followed.",
			Limits: []Limit{
				{"long", 60, Second, "behm2016", "held a muscle"},
				{"total", 180, Second, "house", "a longer time noted is taken as that of all muscles"},
			},
			Say:   sayPreStatic,
			Do:    "Keep holds before a run well under a minute a muscle and move lively afterwards, or leave them for later.",
			Cite:  []string{"behm2016", "everssmith2023"},
			Grade: Strong,
			Needs: "stretching before the run with its time a muscle",
			Check: checkStretchBefore,
		},
		{
			ID:     "stretch/static-post",
			Title:  "Stretching after",
			Doc:    "The article advises to stretch for 30 to 60 seconds a muscle after the run, against tightness. No study shows an effect on cramps. It is wrong where stretching was done and not noted.",
			Limits: []Limit{{"held", 30, Second, "article", "held a muscle"}},
			Say:    sayPostNone2,
			Do:     "If your muscles feel tight after a run, hold a gentle stretch for 30 to 60 seconds a muscle.",
			Cite:   []string{"article"},
			Grade:  Opinion,
			Needs:  "notes of what came after the run",
			Check:  checkStretchAfter,
		},
		{
			ID:    "recovery/massage-roller",
			Title: "Massage or foam roller",
			Doc: "Rolling eased soreness a little in a meta-analysis; massage much the same. Neither treats what lies behind cramps. " +
				"It is wrong, and withheld, with swelling or pain on one side.",
			Limits: []Limit{
				{"cramp_runs", 2, Count, "house", "runs with a cramp within the window"},
				{"window", 90, Day, "house", "in which cramps count"},
				{"since", 30, Day, "house", "without massage or roller"},
			},
			Say:   "{cramp_runs} runs with cramps in {window}, and no massage or rolling noted in {since}.",
			Do:    "If your legs are sore between runs, a sports massage or a foam roller may ease it. Not on a leg that is swollen, warm or painful on one side.",
			Cite:  []string{"wiewelhove2019", "article"},
			Grade: Moderate,
			Needs: "cramps in several runs",
			Past:  checkMassage,
		},
		{
			ID:    "recovery/compression",
			Title: "Compression socks",
			Doc: "Compression may ease soreness after hard efforts; performance rarely changed, and cramps were not prevented. One of the studies was of ten people who hardly trained. " +
				"It is wrong, and withheld, with swelling or pain on one side.",
			Limits: []Limit{
				{"cramp_runs", 2, Count, "house", "runs with a cramp within the window"},
				{"window", 90, Day, "house", "in which cramps count"},
				{"soreness", 4, Count, "house", "of ten: or soreness at least this bad"},
			},
			Say:   "Sore legs or cramps in several runs, and compression not tried.",
			Do:    "Compression socks after long runs may ease soreness; try them if you like the feeling. They are not shown to prevent cramps.",
			Cite:  []string{"mota2020", "montoye2021", "article"},
			Grade: Weak,
			Needs: "cramps in several runs, or soreness",
			Past:  checkCompression,
		},
		{
			ID:    "strength/none",
			Title: "Strength training",
			Doc: "Strength training was about half as common among marathon runners who cramped as among the others (25 against 48 %, p = .07): a hint, no more. " +
				"It is wrong where strength was trained and not noted.",
			Limits: []Limit{
				{"cramp_runs", 2, Count, "house", "runs with a cramp within the window"},
				{"window", 90, Day, "house", "in which cramps count"},
				{"since", 28, Day, "house", "without strength training"},
			},
			Say:   "{cramp_runs} runs with cramps in {window}, and no strength training noted in {since}.",
			Do:    "Two short sessions a week for calves and thighs are worth a try.",
			Cite:  []string{"martineznavarro22", "miller2022"},
			Grade: Weak,
			Needs: "cramps in several runs, and notes of strength training",
			Past:  checkStrength,
			Extra: true,
		},
		{
			ID:    "terrain/descent-load",
			Title: "Much downhill",
			Doc: "Metres of descent an hour, against the steepest tenth of the runs of the last 90 days, or 300 m/h. In a questionnaire half of the marathon runners with cramps named hills. " +
				"It is wrong with satellite altitude, which adds descent.",
			Limits: []Limit{
				{"factor", 1.5, Ratio, "house", "of the 90th percentile of recent runs"},
				{"rate", 300, MPerH, "house", "or more than this"},
				{"least", 60, MPerH, "house", "less is a flat course, whatever the runs before"},
				{"window", 90, Day, "house", "in which runs count"},
				{"runs", 5, Count, "house", "fewer runs have no percentile"},
				{"min_time", 1800, Second, "house", "shorter runs are not judged"},
			},
			Say:   sayDescent,
			Do:    "Build up downhill running over some weeks before a course like this one.",
			Cite:  []string{"manjra1996", "lau2019"},
			Grade: Weak,
			LedTo: []Outcome{Slowdown, Cramped},
			Needs: "elevation",
			Past:  checkDescent,
			Extra: true,
		},
	}
}

// wbgtC estimates the wet-bulb globe temperature in °C from air temperature in
// °C and relative humidity as a ratio, in shade and without wind, by the
// approximation of the Australian Bureau of Meteorology.
func wbgtC(tempC, humidityFrac float64) float64 {
	vapourHPa := humidityFrac * 6.105 * math.Exp(17.27*tempC/(237.7+tempC))
	return 0.567*tempC + 0.393*vapourHPa + 3.94
}

// wbgt returns the noted or estimated wet-bulb globe temperature and how it is
// known.
func (n *notes) wbgt() (c Maybe, how string) {
	switch {
	case n.WBGTC.Known:
		return n.WBGTC, "as noted"
	case n.TempC.Known && n.HumidFrac.Known:
		return maybe(wbgtC(n.TempC.Value, n.HumidFrac.Value)), "estimated from temperature and humidity, no sun and wind"
	case n.TempC.Known && n.DewC.Known:
		// The dew point is where the same vapour would be all the air can hold.
		sat := func(t float64) float64 { return math.Exp(17.27 * t / (237.7 + t)) }
		return maybe(wbgtC(n.TempC.Value, min(sat(n.DewC.Value)/sat(n.TempC.Value), 1))), "estimated from temperature and dew point, no sun and wind"
	}
	return Maybe{}, ""
}

func checkHeat(p *Pass, r Rule) Verdict {
	wbgt, how := p.run.notes.wbgt()
	if !wbgt.Known {
		return withhold("no ambient temperature with humidity noted; the watch's own is that of the wrist", "temperature and humidity, or the wet-bulb globe temperature")
	}
	m := Measure{"wbgt", wbgt.Value, Celsius}
	fired := func(s Severity, limit, do string) Verdict {
		v := fire(s, m, Measure{"silent", r.Limit("notice"), Celsius})
		v.Limit, v.Do, v.Unless = limit, do, "the wet-bulb globe temperature had been below {silent}"
		if limit != "notice" {
			v.Evidence = append(v.Evidence, Measure{"milder", r.Limit(limit), Celsius})
			v.Unless += ", and milder below {milder}"
		}
		if !p.run.notes.WBGTC.Known {
			v.Say = sayHeatAbout
		}
		v.Words = []Word{{"how", how}}
		return v
	}
	switch w := wbgt.Value; {
	case w > r.Limit("urgent"):
		return fired(Urgent, "urgent", doHeatUrgent)
	case w >= r.Limit("severe"):
		return fired(Warn, "severe", doHeatSevere)
	case w >= r.Limit("warn"):
		return fired(Warn, "warn", doHeatWarn)
	case w >= r.Limit("notice"):
		return fired(Notice, "notice", doHeat)
	}
	return clear(m)
}

func checkHeatGoal(p *Pass, r Rule) Verdict {
	n := &p.run.notes
	if !p.GoalS.Known || !n.TempC.Known {
		return withhold("no goal, or no temperature noted", "a goal, and the temperature")
	}
	m := Measure{"temperature", n.TempC.Value, Celsius}
	if n.TempC.Value < r.Limit("warm") {
		return clear(m)
	}
	v := fire(Info, m, Measure{"silent", r.Limit("warm"), Celsius},
		Measure{"studied_from", 15, Celsius}, Measure{"studied_to", 25, Celsius})
	v.Unless = "the temperature had been below {silent}"
	return v
}

// warmupS returns how long the runner warmed up before a run: in its file, as
// noted, or in a run of its own shortly before.
func (h *History) warmupS(res *Result, r Rule) Maybe {
	const secondsADay = 86400
	warm := res.WarmupS
	line := h.timeline() // whose longest run says how far back one may have begun that ended just before
	if len(line) == 0 {
		return warm
	}
	days := int((r.Limit("before")+h.longestS)/secondsADay) + 1
	for _, o := range h.within(res, days) {
		gap := res.Start.Sub(o.Start).Seconds() - o.ElapsedS
		if gap >= 0 && gap <= r.Limit("before") {
			warm = maybe(warm.Value + o.TimerS)
		}
	}
	return warm
}

func checkWarmup(h *History, res *Result, r Rule) Verdict {
	if !res.hard() {
		return withhold("neither a race nor a hard run", "a race or a hard run")
	}
	warm := h.warmupS(res, r)
	wanted := Measure{"wanted", r.Limit("jog"), Second}
	switch {
	case !warm.Known && len(res.Log) == 0:
		return withhold("no warm-up recorded, and no notes", "a warm-up in the file, in another file or in the notes")
	case !warm.Known:
		v := fire(Tip, wanted, Measure{"warmup", 0, Second})
		v.Unless = "{wanted} of easy running had been recorded or noted before"
		return v
	case warm.Value < r.Limit("jog"):
		v := fire(Tip, wanted, Measure{"warmup", warm.Value, Second})
		v.Say, v.Unless = sayWarmLess, "{wanted} of easy running had been recorded or noted before"
		return v
	}
	return clear(Measure{"warmup", warm.Value, Second})
}

func checkDrills(p *Pass, r Rule) Verdict {
	if !p.hard() {
		return withhold("neither a race nor a hard run", "a race or a hard run")
	}
	if !p.run.notes.any {
		return withhold("no notes", "notes on the run")
	}
	n := float64(len(p.run.notes.ofKind(parse.Drills)))
	if n >= r.Limit("drills") {
		return clear(Measure{"drills", n, Count})
	}
	v := fire(Tip, Measure{"drills", n, Count})
	v.Unless = "any warm-up drills were noted"
	return v
}

func checkStretchBefore(p *Pass, r Rule) Verdict {
	held := math.NaN()
	for _, e := range p.run.notes.ofKind(parse.Stretch) {
		if e.phase == before && !math.IsNaN(e.DurationS) {
			held = e.DurationS
		}
	}
	switch {
	case math.IsNaN(held):
		return withhold("no stretching before the run is noted with its time", "stretching before the run with its time a muscle")
	case held > r.Limit("total"):
		v := withhold("the time noted is that of all muscles", "the time a muscle")
		v.Withheld.Measured = &Measure{"held", held, Second}
		return v
	case held < r.Limit("long"):
		return clear(Measure{"held", held, Second})
	}
	v := fire(Tip, Measure{"held", held, Second}, Measure{"silent", r.Limit("long"), Second})
	v.Unless = "you had held them for less than {silent}"
	return v
}

func checkStretchAfter(p *Pass, r Rule) Verdict {
	known := false
	held := math.NaN()
	for _, e := range p.run.notes.events {
		if e.phase != after {
			continue
		}
		known = true
		if e.Kind == parse.Stretch {
			held = math.Inf(1)
			if !math.IsNaN(e.DurationS) {
				held = e.DurationS
			}
		}
	}
	switch {
	case !known:
		return withhold("nothing after the run is noted", "notes of what came after the run")
	case math.IsNaN(held):
		v := fire(Tip)
		v.Unless = "any stretching after the run were noted"
		return v
	case held < r.Limit("held"):
		v := fire(Tip, Measure{"held", held, Second}, Measure{"silent", r.Limit("held"), Second})
		v.Say, v.Unless = sayPostShort, "you had held them for {silent} or more"
		return v
	}
	return clear()
}

// recentCramps counts the runs with cramps in a rule's window up to a run.
func (h *History) recentCramps(res *Result, r Rule) int {
	return len(h.crampRuns(res, int(r.Limit("window"))))
}

// enoughCramps is the verdict of a rule on recovery that has nothing to say for
// want of cramps, ok false where it has.
func (h *History) enoughCramps(res *Result, r Rule) (v Verdict, ok bool) {
	if !res.DateKnown {
		return withhold("the date of the run is not known", "a dated run"), false
	}
	n := float64(h.recentCramps(res, r))
	if n < r.Limit("cramp_runs") {
		return clear(Measure{"cramp_runs", n, Count}), false
	}
	return Verdict{}, true
}

func checkMassage(h *History, res *Result, r Rule) Verdict {
	if v, ok := h.enoughCramps(res, r); !ok {
		return v
	}
	done := float64(h.logged(res, int(r.Limit("since")), parse.Massage, parse.Roller))
	if done > 0 {
		return clear(Measure{"sessions", done, Count})
	}
	v := fire(Tip, Measure{"cramp_runs", float64(h.recentCramps(res, r)), Count},
		Measure{"window", r.Limit("window"), Day}, Measure{"since", r.Limit("since"), Day})
	v.Unless = "any massage or rolling were noted in that time"
	return v
}

func checkCompression(h *History, res *Result, r Rule) Verdict {
	sore := slices.ContainsFunc(res.Log, func(e parse.Entry) bool { return e.Kind == parse.Soreness && e.Level >= r.Limit("soreness") })
	if v, ok := h.enoughCramps(res, r); !ok && !sore {
		return v
	}
	if h.everLogged(parse.Compression) {
		return clear()
	}
	v := fire(Tip, Measure{"cramp_runs", float64(h.recentCramps(res, r)), Count})
	v.Unless = "compression had been tried"
	return v
}

func checkStrength(h *History, res *Result, r Rule) Verdict {
	if v, ok := h.enoughCramps(res, r); !ok {
		return v
	}
	if !h.everLogged(parse.Strength) {
		return withhold("strength training is never noted", "notes of strength training, on rest days too")
	}
	done := float64(h.logged(res, int(r.Limit("since")), parse.Strength))
	if done > 0 {
		return clear(Measure{"sessions", done, Count})
	}
	v := fire(Tip, Measure{"cramp_runs", float64(h.recentCramps(res, r)), Count},
		Measure{"window", r.Limit("window"), Day}, Measure{"since", r.Limit("since"), Day})
	v.Unless = "any strength training were noted in that time"
	return v
}

func checkDescent(h *History, res *Result, r Rule) Verdict {
	if !res.DescentM.Known {
		return withhold("no elevation", "elevation")
	}
	if res.TimerS < r.Limit("min_time") {
		return withhold("shorter than half an hour", "a run of half an hour")
	}
	perHour := func(o *Result) float64 { return o.DescentM.Value / o.TimerS * 3600 }
	rate := perHour(res)
	limit, how := r.Limit("rate"), "which is much by any measure"
	var recent []float64
	for _, o := range h.within(res, int(r.Limit("window"))) {
		if o.DescentM.Known && o.TimerS >= r.Limit("min_time") {
			recent = append(recent, perHour(o))
		}
	}
	which := "rate"
	if float64(len(recent)) >= r.Limit("runs") {
		if own := r.Limit("factor") * quantile90(recent); own < limit && rate > own {
			limit, how, which = own, "much more than in your runs of the last 90 days", "factor"
		}
	}
	if limit = max(limit, r.Limit("least")); rate <= limit {
		return clear(Measure{"rate", rate, MPerH})
	}
	v := fire(Notice, Measure{"rate", rate, MPerH}, Measure{"silent", limit, MPerH})
	v.Limit, v.Unless = which, "the descent had been {silent} or less"
	v.Words = []Word{{"how", how}}
	return v
}
