package analyze

import (
	"fmt"
	"slices"
	"strings"

	"crampcheck/analyze/stat"
	"crampcheck/parse"
)

const (
	sayJump        = "At {distance} it was {beyond} longer than your longest run of the 30 days before. Injuries were 1.5 to 2.3 times as frequent after jumps like that; it was no study of cramps."
	sayPersist     = "{cramp_runs} runs with cramps in {window}, though you tried {methods}."
	sayMedicines   = "{cramp_runs} runs with cramps in {window}, and medicines noted in your configuration: some medicines go with cramps."
	sayPrevious    = "You cramped in {cramps} of the {runs} long runs and races before this one. In studies, having cramped before was what best told who would again."
	sayPreviousOne = "You cramped in the one long run or race before this one. In studies, having cramped before was what best told who would again."
	doReferral     = "See a healthcare professional and take your log and a list of your medicines: a lack of a vitamin or mineral, a side effect of a medicine or an underlying condition can stand behind cramps that stay."
)

func quantile90(x []float64) float64 {
	const p = 0.9
	return stat.Quantile(x, p)
}

// historyRules are the rules that need more than one run.
func historyRules() []Rule {
	return []Rule{
		{
			ID:    "load/long-run-jump",
			Title: "Much longer than recent runs",
			Doc: "The distance against the longest run of the 30 days before, as in a cohort of 5,205 runners, where single jumps of more than a tenth went with more injuries. It was no study of cramps. " +
				"It is wrong where runs of that time are missing from the folder.",
			Limits: []Limit{
				{"beyond", 0.10, Frac, "frandsen2025", "longer than the longest"},
				{"window", 30, Day, "frandsen2025", "days looked back"},
				{"min_distance", 8000, Meter, "house", "shorter runs are no jump worth the name"},
			},
			Say:   sayJump,
			Do:    "Let the longest run grow by a tenth or so at a time.",
			Cite:  []string{"frandsen2025"},
			Grade: Moderate,
			LedTo: []Outcome{Slowdown},
			Needs: "30 days of runs before it",
			Past:  checkJump,
		},
		{
			ID:    "pace/long-run-start-discipline",
			Title: "Held-back starts in long runs",
			Doc: "The article advises to practise slow starts in the weekly long run. Looks at the longest run of each of the last four weeks with one of 75 minutes or more, and whether its first three miles were no faster than its settled pace. " +
				"It is wrong for runs that begin downhill, where grade is not known.",
			Limits: []Limit{
				{"held", 2, Count, "house", "of the last four long runs held back at least"},
				{"runs", 4, Count, "house", "long runs looked at"},
				{"min_time", 75 * 60, Second, "house", "a long run"},
				{"tolerance", 0.01, Frac, "house", "faster than settled that still is held back"},
			},
			Say:   "{held} of your last {runs} long runs began held back.",
			Do:    "Use the weekly long run to practise: hold the first {early} at or below the pace that you settle into.",
			Cite:  []string{"article"},
			Grade: Opinion,
			Needs: "four weekly long runs",
			Past:  checkDiscipline,
		},
		{
			ID:    "cramp/beyond-familiar-distance",
			Title: "Cramp beyond familiar distance",
			Doc: "Whether a cramp began farther out than a tenth beyond the longest run of the 30 days before. Poor preparation was named by 42 % of the marathon runners with cramps in a questionnaire. " +
				"It is wrong where runs of that time are missing from the folder.",
			Limits: []Limit{
				{"beyond", 0.10, Frac, "house", "farther than the longest run"},
				{"window", 30, Day, "house", "days looked back"},
			},
			Say:   "Cramp{where} at {at} began {beyond} beyond the longest run of the 30 days before.",
			Do:    "Build long runs up towards the distance of the race before you race it.",
			Cite:  []string{"manjra1996", "frandsen2025"},
			Grade: Weak,
			LedTo: []Outcome{Cramped},
			Needs: "a cramp with its place, and 30 days of runs before it",
			Past:  checkBeyond,
		},
		{
			ID:    "cramp/recurrent-site",
			Title: "Always the same muscle",
			Doc: "The same muscle and side in several runs. Calf cramps went with trouble of the lower back in a study of rugby players (odds ratio 4.5). " +
				"It is wrong where the side was noted by habit.",
			Limits: []Limit{
				{"runs", 3, Count, "house", "runs with a cramp there"},
				{"window", 180, Day, "house", "days looked back"},
			},
			Say:   "The {site} cramped in {runs} runs of {window}.",
			Do:    "Have strength, shoes, back and old injuries of that side looked at.",
			Cite:  []string{"summers2014"},
			Grade: Weak,
			Needs: "cramps with muscle and side",
			Past:  checkSite,
			Extra: true,
		},
		{
			ID:    "history/previous-cramp",
			Title: "Cramped before",
			Doc: "Having cramped before is the most consistent predictor of cramps in races (in one study of calf cramps an odds ratio of 10.9). It is about groups of people: it says nothing of the next run. " +
				"It is wrong where earlier cramps were not noted.",
			Limits: []Limit{
				{"cramps", 1, Count, "house", "earlier long runs or races with a cramp"},
				{"runs", 10, Count, "house", "long runs and races looked back at"},
				{"min_time", 5400, Second, "house", "a long run"},
			},
			Say:   sayPrevious,
			Cite:  []string{"schwellnus2011", "summers2014", "hoffman2015"},
			Grade: Strong,
			Needs: "earlier long runs or races, with their notes",
			Past:  checkPrevious,
		},
		{
			ID:    "history/association",
			Title: "What goes with your cramps",
			Doc: "Whether cramps come sooner after fast starts, warmth, little fluid and the like is a question to the whole history, at equal time into the run. A single run cannot answer it, and few cramps cannot either; crampcheck history asks it of all runs, and the latest run points there. " +
				"It is wrong to read an association as a reason.",
			Limits: []Limit{
				{"cramps", 3, Count, "house", "runs with a cramp before anything can be compared"},
				{"runs", 10, Count, "house", "runs before anything can be compared"},
				{"each", 3, Count, "house", "runs with something, and without it, before the two are compared"},
				{"hint_cramps", 5, Count, "house", "cramps before anything can be called a hint"},
				{"hint_q", 0.10, Frac, "house", "share of false hints: a hint stays below, and its interval leaves out 1"},
				{"associated_cramps", 10, Count, "house", "cramps before anything can be called associated"},
				{"associated_runs", 20, Count, "house", "runs before anything can be called associated"},
				{"associated_q", 0.05, Frac, "house", "share of false associations: one stays below"},
				{"adjusted_cramps", 30, Count, "house", "cramps before exposures are adjusted for each other and compared between the halves of the runs"},
				{"adjusted_runs", 60, Count, "house", "runs before that"},
				{"adjusted_each", 10, Count, "house", "cramps for each exposure that is adjusted for"},
				{"start", 0.03, Frac, "house", "faster than the reference over the first 30 minutes that is a fast start"},
				{"warm", 20, Celsius, "house", "air temperature from which a run is warm"},
				{"beyond", 0.10, Frac, "house", "farther than the longest run that is beyond familiar distance"},
				{"window", 30, Day, "house", "days looked back for the longest run"},
			},
			Say:   "{cramps} of your {runs} runs had a cramp: enough to lay them over each other at equal times into the run. crampcheck history shows the counts, and how little or much they tell.",
			Cite:  []string{"lydersen2009"},
			Grade: Weak,
			Needs: "10 runs, 3 of them with a cramp, and 3 with and without whatever is compared",
			Past:  checkAssociation,
		},
		{
			ID:    "history/persistent",
			Title: "Cramps that stay",
			Doc: "Cramps in three runs or more of the last 90 days although two methods were tried in four runs each, or with medicines that can go with cramps. The article sends runners to a professional then. " +
				"It is wrong where methods were noted and not really tried.",
			Limits: []Limit{
				{"cramp_runs", 3, Count, "house", "runs with a cramp"},
				{"window", 90, Day, "house", "days looked back"},
				{"methods", 2, Count, "house", "methods tried"},
				{"tried", 4, Count, "house", "runs or days in which each was noted"},
			},
			Say:   sayPersist,
			Do:    doReferral,
			Cite:  []string{"article", "miller2022", "schwellnus2018"},
			Grade: Moderate,
			Needs: "notes of what you tried",
			Past:  checkPersistent,
		},
	}
}

func checkJump(h *History, res *Result, r Rule) Verdict {
	days := int(r.Limit("window"))
	if !res.DistanceM.Known {
		return withhold("no distance was recorded", "a distance")
	}
	longest, why := h.longestM(res, days)
	if !longest.Known {
		return withhold(why, "30 days of runs before it")
	}
	beyond := res.DistanceM.Value/longest.Value - 1
	evidence := []Measure{{"beyond", beyond, Frac}, {"distance", res.DistanceM.Value, Meter}, {"longest", longest.Value, Meter}}
	if !above(beyond, r.Limit("beyond")) || res.DistanceM.Value < r.Limit("min_distance") {
		return clear(evidence...)
	}
	v := fire(Notice, append(evidence, Measure{"silent", longest.Value * (1 + r.Limit("beyond")), Meter})...)
	v.Unless = "the run had been {silent} or shorter"
	return v
}

// longRuns returns the longest run of each week up to a run, that run included,
// of at least minS and with a known start, latest last; none where the run
// itself is not such a one.
func (h *History) longRuns(res *Result, minS float64) []*Result {
	var out []*Result
	if res.TimerS < minS || !res.Early.ExcessFrac.Known {
		return nil // no list that ends with it
	}
	for o := range h.upTo(res, allDays) {
		if o.TimerS < minS || !o.Early.ExcessFrac.Known {
			continue
		}
		y, w := o.Local.ISOWeek()
		if n := len(out); n > 0 {
			if ly, lw := out[n-1].Local.ISOWeek(); ly == y && lw == w {
				if o.DistanceM.Value > out[n-1].DistanceM.Value {
					out[n-1] = o
				}
				continue
			}
		}
		out = append(out, o)
	}
	return out
}

func checkDiscipline(h *History, res *Result, r Rule) Verdict {
	long := h.longRuns(res, r.Limit("min_time"))
	want := int(r.Limit("runs"))
	if len(long) == 0 || long[len(long)-1] != res {
		return withhold("not the long run of its week", "a weekly long run of 75 minutes")
	}
	if len(long) < want {
		v := withhold("too few long runs", "four weekly long runs")
		v.Withheld.Measured = &Measure{"runs", float64(len(long)), Count}
		return v
	}
	held := 0.0
	for _, o := range long[len(long)-want:] {
		if o.Early.ExcessFrac.Value <= r.Limit("tolerance") {
			held++
		}
	}
	evidence := []Measure{{"held", held, Count}, {"runs", r.Limit("runs"), Count}}
	if held >= r.Limit("held") {
		return clear(evidence...)
	}
	v := fire(Tip, append(evidence, Measure{"silent", r.Limit("held"), Count}, Measure{"early", 3 * mile, Meter})...)
	v.Unless = "{silent} or more of them had begun held back"
	return v
}

func checkBeyond(h *History, res *Result, r Rule) Verdict {
	cramps := inRun(res.Cramps)
	if len(cramps) == 0 {
		return withhold("no cramp noted with its moment", "a cramp with its moment")
	}
	longest, why := h.longestM(res, int(r.Limit("window")))
	if !longest.Known {
		return withhold(why, "30 days of runs before it")
	}
	farthest := 0.0
	for _, c := range cramps {
		if !c.DistanceM.Known {
			continue
		}
		beyond := c.DistanceM.Value/longest.Value - 1
		farthest = max(farthest, beyond)
		if above(beyond, r.Limit("beyond")) {
			v := fire(Notice, Measure{"beyond", beyond, Frac}, Measure{"at", c.AtS.Value, Second},
				Measure{"longest", longest.Value, Meter}, Measure{"silent", longest.Value * (1 + r.Limit("beyond")), Meter})
			v.Words = []Word{c.where()}
			v.Unless = "the cramp had begun within {silent}"
			return v
		}
	}
	return clear(Measure{"beyond", farthest, Frac})
}

func checkSite(h *History, res *Result, r Rule) Verdict {
	sites := map[string]int{}
	for _, o := range h.crampRuns(res, int(r.Limit("window"))) {
		var here []string
		for _, c := range o.Cramps {
			if c.Muscle == "" || c.Side == "" || c.Side == "both" {
				continue
			}
			if site := c.Side + " " + c.Muscle; !slices.Contains(here, site) {
				here = append(here, site)
				sites[site]++
			}
		}
	}
	if len(res.Cramps) == 0 {
		return withhold("no cramp noted", "a cramp with muscle and side")
	}
	best, most := "", 0
	for site, n := range sites {
		if n > most || n == most && site < best {
			best, most = site, n
		}
	}
	if float64(most) < r.Limit("runs") {
		return clear(Measure{"runs", float64(most), Count})
	}
	v := fire(Notice, Measure{"runs", float64(most), Count}, Measure{"window", r.Limit("window"), Day}, Measure{"silent", r.Limit("runs"), Count})
	v.Words = []Word{{"site", best}}
	v.Unless = "fewer than {silent} runs had a cramp there"
	return v
}

func checkPrevious(h *History, res *Result, r Rule) Verdict {
	if !res.Race && res.TimerS < r.Limit("min_time") {
		return withhold("neither a race nor a long run", "a race, or 90 minutes")
	}
	var long []*Result
	for _, o := range slices.Backward(h.before(res)) {
		if len(long) < int(r.Limit("runs")) && (o.Race || o.TimerS >= r.Limit("min_time")) {
			long = append(long, o)
		}
	}
	if len(long) == 0 {
		return withhold("no earlier race or long run in the folder", "earlier long runs or races")
	}
	n := 0.0
	for _, o := range long {
		if len(o.Cramps) > 0 {
			n++
		}
	}
	evidence := []Measure{{"cramps", n, Count}, {"runs", float64(len(long)), Count}}
	if n < r.Limit("cramps") {
		return clear(evidence...)
	}
	v := fire(Info, evidence...)
	v.Unless = "none of those runs had a cramp"
	if len(long) == 1 {
		v.Say, v.Unless = sayPreviousOne, "that run had no cramp"
	}
	return v
}

func checkAssociation(h *History, res *Result, r Rule) Verdict {
	before := h.before(res)
	runs, cramps := float64(len(before)), 0.0
	if len(before) > 0 {
		cramps = float64(h.cramped[len(before)])
	}
	if res.Run {
		runs++
		cramps += float64(len(h.crampRuns(res, 0)))
	}
	needed := fmt.Sprintf("%.0f runs with cramps among %.0f", r.Limit("cramps"), r.Limit("runs"))
	switch {
	case cramps < r.Limit("cramps"):
		v := withhold("too few runs with cramps to compare", needed)
		v.Withheld.Measured = &Measure{"cramps", cramps, Count}
		return v
	case runs < r.Limit("runs"):
		v := withhold("too few runs to compare", needed)
		v.Withheld.Measured = &Measure{"runs", runs, Count}
		return v
	}
	if h.newest() == res {
		_, _, c := compareRuns(h.Runs, h.opt, nil)
		if slices.ContainsFunc(c.Associations, func(a Association) bool { return a.Saying.compared() }) {
			v := fire(Info, Measure{"cramps", float64(c.CrampRuns), Count}, Measure{"runs", float64(c.Runs), Count}, Measure{"silent", r.Limit("cramps"), Count})
			v.Unless = "fewer than {silent} runs had a cramp"
			return v
		}
	}
	return withhold("one run cannot tell: it is a question to the whole history", "a comparison over all runs at equal time into the run")
}

func checkPersistent(h *History, res *Result, r Rule) Verdict {
	if len(res.Cramps) == 0 {
		return withhold("no cramp noted", "a cramp")
	}
	days := int(r.Limit("window"))
	n := float64(len(h.crampRuns(res, days)))
	evidence := []Measure{{"cramp_runs", n, Count}, {"window", r.Limit("window"), Day}, {"silent", r.Limit("cramp_runs"), Count}}
	if n < r.Limit("cramp_runs") {
		return clear(evidence...)
	}
	var tried []string
	for _, m := range []struct {
		word  string
		kinds []parse.Kind
	}{
		{"electrolytes", []parse.Kind{parse.Sodium}},
		{"stretching", []parse.Kind{parse.Stretch}},
		{"massage", []parse.Kind{parse.Massage}},
		{"a roller", []parse.Kind{parse.Roller}},
		{"compression", []parse.Kind{parse.Compression}},
		{"strength training", []parse.Kind{parse.Strength}},
		{"warming up", []parse.Kind{parse.Warmup, parse.Drills}},
	} {
		if float64(h.logged(res, days, m.kinds...)) >= r.Limit("tried") {
			tried = append(tried, m.word)
		}
	}
	verdict := func(say string) Verdict {
		v := fire(Warn, evidence...)
		v.Say, v.Unless = say, "fewer than {silent} runs had a cramp"
		v.Words = []Word{{"methods", strings.Join(tried, " and ")}}
		return v
	}
	switch {
	case float64(len(tried)) >= r.Limit("methods"):
		return verdict(sayPersist)
	case slices.Contains(h.opt.Runner.Conditions, "medicines"):
		return verdict(sayMedicines)
	}
	v := withhold("fewer than two methods tried in four runs each", "notes of what you tried")
	v.Withheld.Measured = &Measure{"methods", float64(len(tried)), Count}
	return v
}
