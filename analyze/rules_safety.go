package analyze

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"crampcheck/parse"
)

const (
	disclaimerID = "safety/disclaimer" // the one rule that speaks on every activity
	qualityID    = "data/quality"      // the one that looks at the findings of all others
)

// What to say about each flag: plain words, no probability, what to do now.
const (
	sayFlagSodium   = "You noted {words} after drinking a lot or gaining weight: this can be low sodium. Call the emergency services now. Do not drink water or sports drink, and say how much you drank."
	sayFlagHead     = "You noted {words}: this is an emergency, from heat or from low sodium. Call the emergency services now, stop, and if the body is hot cool it with cold water or ice at once. Do not drink more until someone has looked at it."
	sayFlagHeat     = "You noted {words}: this can be heat stroke. Call the emergency services, stop and cool with cold water or ice now."
	sayFlagMuscle   = "You noted {words}: muscle breakdown can do that and can harm the kidneys. Go to an emergency department today and ask for a creatine kinase test. Take no anti-inflammatory painkillers, and do not try to drink it away."
	sayFlagHeart    = "You noted {words}: call the emergency services."
	sayFlagInjury   = "You noted {words}: this is no ordinary cramp. Have it looked at urgently."
	sayFlagCramp    = "You noted {words}: a cramp that lasts more than ten minutes, does not ease with stretching or comes with numbness or weakness is no ordinary one. See a doctor now."
	sayFlagSickle   = "You noted {words}: with sickle-cell trait, weakness like cramping can be an emergency. Stop and call the emergency services."
	sayFlagReferral = "You noted {words}: cramps like that are worth an appointment. See a healthcare professional and take a list of your medicines."
	sayFlagSick     = "You noted {words}. If it gets worse, comes with confusion, or you drank much or gained weight, call the emergency services and do not drink until someone has looked at it."
	sayFlagNoDrink  = "Do not drink water or sports drink until someone has looked at it."
	sayFlagUnknown  = "You noted {words}. The tool cannot judge these words: if you feel ill or it worries you, get help."
	sayClot         = "You noted {words}: swelling, warmth or a pain in one leg that does not ease can be a clot. Get medical help today, and do not massage or roll the leg. With breathlessness or chest pain call the emergency services."
)

func safetyRules() []Rule {
	return []Rule{
		{
			ID:    "safety/red-flags",
			Title: "See to this first",
			Doc: "Signs in the runner's own words that need medical help before any advice on running: low sodium, heat stroke, muscle breakdown, heart and lungs, injury, cramps out of the ordinary. Nothing is inferred from pace or heart rate. " +
				"It is wrong where a word was meant otherwise; better so than missed.",
			Say:   sayFlagHeart,
			Do:    "See to that before anything else.",
			Cite:  []string{"hewbutler2015", "roberts2021", "house"},
			Grade: Strong,
			Needs: "symptoms in your words",
			Past:  checkRedFlags,
			Any:   true,
		},
		{
			ID:    "safety/dvt",
			Title: "One leg swollen, warm or painful",
			Doc: "Swelling, warmth, redness or throbbing of one leg can be a clot in a vein. Massage and rolling are withheld then. " +
				"It is wrong for a bruise or a strain, which only an examination can tell.",
			Say:   sayClot,
			Do:    "Get medical help today. Do not massage, roll or compress the leg.",
			Cite:  []string{"nhs"},
			Grade: Strong,
			Needs: "symptoms in your words",
			Past:  checkClot,
			Any:   true,
		},
		{
			ID:    qualityID,
			Title: "What the recording could not tell",
			Doc:   "Counts what was doubtful or missing in the recording and the verdicts that were withheld for it. It is no judgement of the runner, and wrong where a sensor recorded nonsense that looks sound.",
			Say:   "{withheld} rules not assessed; missing: {missing}.",
			Cite:  []string{"house"},
			Grade: Opinion,
			Needs: "nothing",
			Past:  checkQuality,
		},
		{
			ID:    disclaimerID,
			Title: "Not medical advice",
			Doc:   "Stands under every report. The tool knows only what was recorded and noted, and cannot tell a cramp from other causes of leg pain: it is wrong wherever the two differ from what happened.",
			Say: "For healthy adult runners; not medical advice and no diagnosis. It cannot tell cramps from other causes of leg pain. " +
				"If you are pregnant, under 18, take medicines or have heart, kidney, thyroid, diabetes or blood-pressure problems, ask a healthcare professional before you change salt or fluid. In an emergency call your local emergency number.",
			Cite:  []string{"house"},
			Grade: Opinion,
			Needs: "nothing",
			Check: func(*Pass, Rule) Verdict { return fire(Info) },
			Any:   true,
		},
	}
}

// checkRedFlags speaks of every urgent flag raised, the gravest first, or else of
// the gravest of the others, each with the words that raised it.
func checkRedFlags(_ *History, res *Result, _ Rule) Verdict {
	s := res.symptoms()
	if len(s.flags) == 0 {
		return withhold("no symptoms noted", "symptoms in your words")
	}
	ill := s.has(flagSodium) && res.drankMuch()
	confused := s.has(flagConfusion)
	v := Verdict{State: Fired}
	add := func(sev Severity, sentence string, flags ...flag) {
		if v.Severity != "" && sev != Urgent {
			return // a lesser one is not spoken of beside it
		}
		var words []string
		for i, f := range s.flags {
			if slices.Contains(flags, f) {
				words = append(words, s.words[i])
			}
		}
		name := "words"
		if n := len(v.Words); n > 0 {
			name = fmt.Sprintf("words%d", n+1)
		}
		v.Severity = cmp.Or(v.Severity, sev)
		v.Say = strings.TrimSpace(v.Say + " " + strings.Replace(sentence, "{words}", "{"+name+"}", 1))
		v.Words = append(v.Words, Word{name, strings.Join(words, ", ")})
	}
	if confused {
		add(Urgent, sayFlagHead, flagConfusion, flagHeat, flagSodium)
	}
	if s.has(flagHeart) {
		add(Urgent, sayFlagHeart, flagHeart)
	}
	if s.has(flagHeat) && !confused {
		add(Urgent, sayFlagHeat, flagHeat)
	}
	if ill && !confused {
		add(Urgent, sayFlagSodium, flagSodium)
	}
	for _, f := range []struct {
		flag flag
		say  string
	}{{flagMuscle, sayFlagMuscle}, {flagSickle, sayFlagSickle}, {flagInjury, sayFlagInjury}, {flagCramp, sayFlagCramp}} {
		if s.has(f.flag) {
			add(Urgent, f.say, f.flag)
		}
	}
	if s.has(flagSodium) && !ill && !confused {
		add(Warn, sayFlagSick, flagSodium)
		if v.Severity == Urgent {
			v.Say += " " + sayFlagNoDrink
		}
	}
	if s.has(flagReferral) {
		add(Notice, sayFlagReferral, flagReferral)
	}
	if s.has(flagUnknown) {
		add(Notice, sayFlagUnknown, flagUnknown)
		if v.Severity == Notice {
			v.Do = "Keep an eye on it, and get help if you feel ill."
		}
	}
	if v.Severity == "" { // a clot alone, of which the rule beside this one speaks
		return clear()
	}
	return v
}

// checkClot speaks of signs of a clot in the runner's words.
func checkClot(_ *History, res *Result, _ Rule) Verdict {
	s := res.symptoms()
	if len(s.flags) == 0 && !slices.ContainsFunc(res.Log, func(e parse.Entry) bool { return e.Kind == parse.Soreness }) {
		return withhold("no symptoms noted", "symptoms in your words")
	}
	if !s.has(flagClot) {
		return clear()
	}
	v := fire(Urgent)
	v.Words = []Word{{"words", s.words[slices.Index(s.flags, flagClot)]}}
	return v
}

// checkQuality lists what the recording lacked.
func checkQuality(_ *History, res *Result, _ Rule) Verdict {
	withheld := 0
	for _, f := range res.Findings {
		if f.State == Withheld && f.Rule != qualityID {
			withheld++
		}
	}
	var missing []string
	for _, m := range []struct {
		word string
		have bool
	}{
		{"distance", res.DistanceM.Known},
		{"heart rate", res.HeartRateBPM.Known},
		{"elevation", res.ClimbM.Known},
		{"cadence", res.CadenceSPM.Known},
		{"notes", len(res.Log) > 0},
		{"a date", res.DateKnown},
	} {
		if !m.have {
			missing = append(missing, m.word)
		}
	}
	d := res.Dropped
	evidence := []Measure{
		{"withheld", float64(withheld), Count},
		{"positions_dropped", float64(d.Positions + d.Jumps), Count},
		{"heart_rates_dropped", float64(d.HeartRates), Count},
		{"elevations_dropped", float64(d.Elevations), Count},
	}
	if withheld == 0 && len(missing) == 0 {
		return clear(evidence...)
	}
	v := fire(Info, evidence...)
	if len(missing) == 0 {
		missing = []string{"nothing of the recording"}
	}
	v.Words = []Word{{"missing", strings.Join(missing, ", ")}}
	return v
}
