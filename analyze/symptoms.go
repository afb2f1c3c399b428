package analyze

import (
	"math"
	"slices"
	"strings"
	"time"

	"crampcheck/parse"
)

// flag is a kind of red flag that a runner's words can raise (evidence, part E).
type flag string

// The flags. Every one but referral is urgent.
const (
	flagSodium    flag = "low sodium"
	flagHeat      flag = "heat stroke"
	flagMuscle    flag = "muscle breakdown"
	flagClot      flag = "clot"
	flagHeart     flag = "heart or lungs"
	flagInjury    flag = "injury"
	flagCramp     flag = "unusual cramp"
	flagSickle    flag = "sickle cell"
	flagConfusion flag = "confusion"
	flagReferral  flag = "referral"
	flagUnknown   flag = "unknown"
)

const (
	longCrampS  = 600.0     // s: a cramp that lasts longer is no ordinary one (evidence, part E)
	sodiumLongS = 4 * 3600. // s: a run on which low sodium is a thing to think of (Almond 2005)
)

// raised are the flags of a run with the words that raised them.
type raised struct {
	flags []flag
	words []string
}

func (r raised) has(f flag) bool {
	for _, g := range r.flags {
		if g == f {
			return true
		}
	}
	return false
}

func (r *raised) add(f flag, words string) {
	if r.has(f) {
		return
	}
	r.flags = append(r.flags, f)
	r.words = append(r.words, words)
}

// symptomPhrases are plain words for each flag, in lower case. The first flag
// whose phrase stands in the runner's words, not denied by "no" or "without",
// is raised; several may be.
func symptomPhrases() []struct {
	flag    flag
	phrases []string
} {
	return []struct {
		flag    flag
		phrases []string
	}{
		{flagHeart, []string{
			"chest pain", "chest tightness", "tight chest", "pain in my chest", "pain in the chest", "breathless at rest", "short of breath",
			"shortness of breath", "cannot breathe", "can't breathe", "fainted", "fainting", "passed out", "blacked out", "palpitations",
			"irregular heartbeat", "heart racing at rest", "coughing blood", "coughed blood",
		}},
		{flagConfusion, []string{"confused", "confusion", "disoriented", "seizure", "convulsion", "unconscious", "delirious", "agitated", "agitation", "odd behaviour", "odd behavior"}},
		{flagHeat, []string{"collapsed", "collapse", "heat stroke", "heatstroke", "stopped sweating", "body temperature over 40", "temperature over 40"}},
		{flagSodium, []string{
			"nausea", "nauseous", "vomiting", "vomited", "threw up", "headache", "puffy hands", "puffy fingers", "swollen hands",
			"swollen fingers", "tight ring", "tight rings", "rings tight", "bloated",
		}},
		{flagMuscle, []string{
			"urine like tea", "pee like tea", "brown urine", "dark brown urine", "cola urine", "cola-coloured", "cola-colored", "cola coloured", "cola colored", "coke urine",
			"tea-coloured", "tea-colored", "tea coloured", "tea colored", "red urine", "blood in urine", "bloody urine", "little urine", "no urine",
			"cannot pee", "can't pee", "severe muscle pain", "worsening muscle pain", "muscles swollen",
		}},
		{flagClot, []string{
			"one leg swollen", "swollen leg", "leg swollen", "one calf swollen", "swollen calf", "calf swollen", "calf swelling", "swelling in one leg", "swelling of one leg",
			"one-sided swelling", "warm calf", "red calf", "calf is warm", "calf is red", "hot calf", "calf warm", "calf red", "throbbing calf", "calf throbbing",
		}},
		{flagInjury, []string{
			"numb foot", "foot numb", "foot drop", "dropped foot", "sudden pop", "felt a pop", "heard a pop", "cannot bear weight", "can't bear weight",
			"unable to bear weight", "cannot walk", "can't walk", "tight swelling",
		}},
		{flagCramp, []string{"numb", "numbness", "weakness", "both legs cramped", "cramps all over", "cramping all over", "widespread cramps", "lockjaw", "tetanus", "open wound"}},
		{flagSickle, []string{"sickle"}},
		{flagReferral, []string{
			"at night", "night cramps", "cramps at rest", "cramp at rest", "new medicine", "new medication", "new tablets", "weight loss", "losing weight",
			"muscle wasting", "muscle loss",
		}},
	}
}

// symptomPairs are a place and what is wrong with it, for each flag: a word of
// both within a few words of each other raises it, as in "left calf is swollen".
func symptomPairs() []struct {
	flag          flag
	places, signs []string
} {
	return []struct {
		flag          flag
		places, signs []string
	}{
		{flagHeart, []string{"chest"}, []string{"pain", "pains", "painful", "hurt", "hurts", "hurting", "tight", "tightness", "pressure", "ache", "aching", "stabbing"}},
		{flagMuscle, []string{"urine", "pee", "peeing", "peed", "wee"}, []string{"brown", "cola", "coke", "red", "blood", "bloody", "black"}},
		{flagClot, []string{"calf", "leg", "thigh"}, []string{"swollen", "swelling", "swelled", "swells", "warm", "hot", "red", "redness", "throbbing", "throbs"}},
		{flagSodium, []string{"hands", "fingers", "ring", "rings"}, []string{"swollen", "swelling", "puffy", "tight"}},
	}
}

// symptoms reads the runner's words about the run and the days after it. Only
// what was noted counts; nothing is ever inferred from pace or heart rate.
func (r *Result) symptoms() raised {
	var out raised
	for _, e := range r.log {
		switch {
		case e.Kind == parse.Symptom:
			words := e.Word
			if !strings.Contains(e.Word, e.Note) {
				words = strings.TrimSpace(e.Word + "; " + e.Note)
			}
			if strings.Contains(e.Note, e.Word) {
				words = e.Note // which says it all
			}
			out.read(words, r.late(e))
		case e.Kind == parse.Urine && e.Word != "":
			out.add(flagMuscle, e.Word+" urine")
		case e.Kind == parse.Cramp && !e.Suggested && e.DurationS > longCrampS:
			out.add(flagCramp, "a cramp of more than ten minutes")
		}
	}
	return out
}

// late says whether an entry is of two days or more after the run: low sodium
// shows within a day (evidence, part E).
func (r *Result) late(e parse.Entry) bool {
	return r.DateKnown && e.Date > r.Local.AddDate(0, 0, 1).Format(time.DateOnly)
}

// read raises the flags whose phrases stand in the words; words that raise
// none are kept under flagUnknown. Late words raise no flag of low sodium.
func (r *raised) read(words string, late bool) {
	text := " " + strings.Join(strings.Fields(strings.ToLower(words)), " ") + " "
	known := false
	for _, row := range symptomPhrases() {
		for _, p := range row.phrases {
			if saysPhrase(text, p) && !(late && row.flag == flagSodium) {
				r.add(row.flag, p)
				known = true
				break
			}
		}
	}
	for _, row := range symptomPairs() {
		if said := together(text, row.places, row.signs); said != "" {
			r.add(row.flag, said)
			known = true
		}
	}
	if !known && strings.TrimSpace(text) != "" {
		r.flags = append(r.flags, flagUnknown)
		r.words = append(r.words, strings.TrimSpace(text))
	}
}

// saysPhrase says whether a phrase stands in a text as whole words and is not
// denied right before.
func saysPhrase(text, phrase string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], phrase)
		if i < 0 {
			return false
		}
		i += from
		from = i + len(phrase)
		if letter(text, i-1) || letter(text, from) {
			continue
		}
		before := strings.Fields(text[:i])
		if n := len(before); n > 0 && denies(before[n-1]) && !strings.HasPrefix(phrase, "no ") {
			continue
		}
		return true
	}
}

func denies(word string) bool {
	return slices.Contains([]string{"no", "not", "without", "never", "kein", "keine"}, word)
}

// together returns the words from a place to a sign of it that stand near each
// other in one clause, neither of them denied right before; "" where none do.
func together(text string, places, signs []string) string {
	const within = 5 // words, our own choice
	weather := []string{"up", "day", "weather"}
	for _, clause := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(",;.:!?()", c) }) {
		words := strings.Fields(clause)
		for i, place := range words {
			if !slices.Contains(places, place) {
				continue
			}
			for j := max(i-within, 0); j <= min(i+within, len(words)-1); j++ {
				from, to := min(i, j), max(i, j)
				switch {
				case !slices.Contains(signs, words[j]),
					j+1 < len(words) && slices.Contains(weather, words[j+1]),
					from > 0 && denies(words[from-1]),
					j > 0 && denies(words[j-1]):
				default:
					return strings.Join(words[from:to+1], " ")
				}
			}
		}
	}
	return ""
}

func letter(s string, i int) bool {
	return i >= 0 && i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || s[i] >= 0x80)
}

// drankMuch says whether what was noted of the run makes low sodium possible:
// weight gained, drinking beyond the guards, or a very long run on which much
// was drunk.
func (r *Result) drankMuch() bool {
	const muchML = 2000.0 // ml, our own choice
	gained := r.Intake.MassBeforeKG.Known && r.Intake.MassAfterKG.Known && r.Intake.MassAfterKG.Value > r.Intake.MassBeforeKG.Value
	return gained || r.fired("fluid/over-drinking") || r.fired("fluid/weight-gain") ||
		r.TimerS >= sodiumLongS && !math.IsNaN(r.Intake.FluidML.Value) && r.Intake.FluidML.Value >= muchML
}
