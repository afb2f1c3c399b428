package analyze

import (
	"slices"
	"strings"
	"time"
	"unicode"

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

// symptomPhrases are plain words for each flag, in lower case. A word that ends
// in * stands for every word that begins so. A phrase that stands in the runner's
// words and is not denied raises its flag; several may be raised.
func symptomPhrases() []struct {
	flag    flag
	phrases []string
} {
	return []struct {
		flag    flag
		phrases []string
	}{
		{flagHeart, []string{
			"pain in my chest", "pain in the chest", "breathless*", "short of breath", "shortness of breath", "cannot breathe", "can't breathe",
			"hard to breathe", "trouble breathing", "fainted", "fainting", "passed out", "blacked out", "palpitation*",
			"irregular heartbeat", "coughing blood", "coughed blood",
		}},
		{flagConfusion, []string{
			"confused", "confusion", "disoriented", "disorientated", "seizure*", "convulsion*", "unconscious", "delirious", "agitated", "agitation",
			"odd behaviour", "odd behavior", "hallucinat*", "slurred", "know where i was", "staggering",
		}},
		{flagHeat, []string{"collapsed", "collapse", "heat stroke", "heatstroke", "heat exhaustion", "stopped sweating", "temperature over 40", "temperature 40", "temperature 41", "temperature 42"}},
		{flagSodium, []string{
			"nausea", "nauseous", "vomit*", "threw up", "throwing up", "puk*", "headache*", "head hurts", "dizzy", "dizziness", "lightheaded", "light headed", "bloated",
		}},
		{flagMuscle, []string{
			"cola coloured", "cola colored", "tea coloured", "tea colored", "blood in urine", "little urine", "no urine", "no pee", "not peed",
			"cannot pee", "can't pee", "could not pee", "couldn't pee", "severe muscle pain", "worsening muscle pain", "muscles swollen",
		}},
		{flagClot, []string{"one sided swelling"}},
		{flagInjury, []string{
			"foot drop", "dropped foot", "sudden pop", "felt a pop", "heard a pop", "calf popped", "cannot bear weight", "can't bear weight",
			"unable to bear weight", "cannot walk", "can't walk", "could not walk", "couldn't walk", "tight swelling",
			"cannot feel my foot", "can't feel my foot", "cannot feel my leg", "can't feel my leg",
		}},
		{flagCramp, []string{
			"numb", "numbness", "weakness", "weak legs", "legs weak", "cramps in both legs", "both legs cramp*", "cramp* all over", "whole body cramp*",
			"widespread cramps", "would not let go", "wouldn't let go", "lockjaw", "tetanus", "open wound",
		}},
		{flagSickle, []string{"sickle"}},
		{flagReferral, []string{
			"at night", "night cramps", "cramps at rest", "cramp at rest", "new medicine", "new medication", "new tablets", "weight loss", "losing weight",
			"muscle wasting", "muscle loss",
		}},
	}
}

// symptomPairs are a place and what is wrong with it, for each flag: a word of
// both within a few words of each other raises it, as in "left calf is swollen".
// Where also is given, one of its words must stand in the text too.
func symptomPairs() []struct {
	flag                flag
	places, signs, also []string
} {
	return []struct {
		flag                flag
		places, signs, also []string
	}{
		{flagHeart, []string{"chest"}, []string{"pain", "pains", "painful", "hurt", "hurts", "hurting", "tight", "tightness", "pressure", "ache", "aching", "stabbing"}, nil},
		{flagHeart, []string{"heart"}, []string{"racing", "raced", "skipping", "skips", "skipped", "pounding", "fluttering"}, nil},
		{flagMuscle, []string{"urine", "pee", "peeing", "peed", "wee"}, []string{"brown", "cola", "coke", "tea", "red", "blood", "bloody", "black"}, nil},
		{flagClot, []string{"calf", "leg", "thigh"}, []string{"swollen", "swelling", "swelled", "swells", "puffy", "bigger", "warm", "hot", "red", "redness", "throbbing", "throbs"}, nil},
		{flagClot, []string{"calf", "leg", "thigh"}, []string{"pain", "painful", "hurts", "aches"}, []string{"days", "away", "ease", "easing", "eases", "constant"}},
		{flagSodium, []string{"hands", "fingers", "ring", "rings"}, []string{"swollen", "swelled", "swelling", "puffy", "tight"}, nil},
		{flagInjury, []string{"foot", "leg"}, []string{"numb"}, nil},
		{flagCramp, []string{"foot", "feet", "leg", "legs"}, []string{"tingling", "tingle"}, nil},
	}
}

// symptoms reads the runner's words about the run and the days after it. Only
// what was noted counts; nothing is ever inferred from pace or heart rate. The
// words beside a cramp or a soreness are read too, for known signs alone.
func (r *Result) symptoms() raised {
	var out raised
	for _, e := range r.Log {
		where := strings.TrimSpace(e.Side + " " + e.Muscle)
		switch {
		case e.Kind == parse.Symptom:
			words := e.Word
			if !strings.Contains(e.Word, e.Note) {
				words = strings.TrimSpace(e.Word + "; " + e.Note)
			}
			if strings.Contains(e.Note, e.Word) {
				words = e.Note // which says it all
			}
			if where != "" && !strings.Contains(strings.ToLower(words), e.Muscle) {
				words = where + " " + words
			}
			out.read(words, r.late(e), true)
		case e.Kind == parse.Soreness, e.Kind == parse.Cramp && !e.Suggested:
			if e.Kind == parse.Cramp && e.DurationS > longCrampS {
				out.add(flagCramp, "a cramp of more than ten minutes")
			}
			if e.Note != "" {
				out.read(e.Note, r.late(e), false)
			}
		case e.Kind == parse.Urine && e.Word != "":
			out.add(flagMuscle, e.Word+" urine")
		}
	}
	return out
}

// late says whether an entry is of two days or more after the run: low sodium
// shows within a day (evidence, part E).
func (r *Result) late(e parse.Entry) bool {
	return r.DateKnown && e.Date > r.Local.AddDate(0, 0, 1).Format(time.DateOnly)
}

// read raises the flags whose phrases stand in the words. Words that raise none
// are kept under flagUnknown where keep is set, as none may be dropped. Late words raise no
// flag of low sodium.
func (r *raised) read(words string, late, keep bool) {
	clauses := clausesOf(words)
	known := false
	raise := func(f flag, said string, denied bool) {
		known = known || !denied && !(late && f == flagSodium)
		if !denied && !(late && f == flagSodium) {
			r.add(f, said)
		}
	}
	for _, row := range symptomPhrases() {
		for _, p := range row.phrases {
			if said, denied := clauses.phrase(p); said != "" {
				raise(row.flag, said, denied)
			}
		}
	}
	for _, row := range symptomPairs() {
		if len(row.also) > 0 && !clauses.any(row.also) {
			continue
		}
		if said, denied := clauses.pair(row.places, row.signs); said != "" {
			raise(row.flag, said, denied)
		}
	}
	if !known && keep && strings.TrimSpace(words) != "" {
		r.flags = append(r.flags, flagUnknown)
		r.words = append(r.words, strings.Join(strings.Fields(words), " "))
	}
}

// clauses are the words of a text by clause, in lower case.
type clauses [][]string

// clausesOf cuts a text at punctuation and at "but".
func clausesOf(text string) clauses {
	text = strings.ReplaceAll(strings.ToLower(text), "’", "'")
	text = strings.ReplaceAll(" "+text+" ", " but ", ";")
	var out clauses
	for _, c := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(",;.:!?()", c) }) {
		out = append(out, strings.FieldsFunc(c, func(r rune) bool { return r != '\'' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
	}
	return out
}

// denied says whether the words of clause k before word i deny it: "no", "never
// had", "didn't have any". A list such as "no nausea, headache or vomiting" is
// denied to its end.
func (c clauses) denied(k, i int) bool {
	if slices.ContainsFunc(c[k][:i], denies) {
		return true
	}
	return k > 0 && slices.Contains(c[k], "or") && slices.ContainsFunc(c[k-1], denies)
}

func denies(word string) bool {
	return strings.HasSuffix(word, "n't") || slices.Contains([]string{"no", "not", "without", "never", "nor", "kein", "keine", "keinen", "ohne"}, word)
}

// phrase looks for the words of a phrase, one behind the other in one clause, and
// returns how they stand there; "" where they do not. A phrase that is itself a
// denial, as "can't walk", is not denied.
func (c clauses) phrase(phrase string) (said string, denied bool) {
	want := strings.Fields(phrase)
	own := slices.ContainsFunc(want, denies) || want[0] == "cannot"
	for k, words := range c {
		for i := 0; i+len(want) <= len(words); i++ {
			match := true
			for n, w := range want {
				stem, wild := strings.CutSuffix(w, "*")
				match = match && (words[i+n] == w || wild && strings.HasPrefix(words[i+n], stem))
			}
			if !match {
				continue
			}
			said, denied = strings.Join(words[i:i+len(want)], " "), !own && c.denied(k, i)
			if !denied {
				return said, false
			}
		}
	}
	return said, denied
}

// pair looks for a place and a sign of it that stand near each other in one
// clause and returns the words between them; "" where none do.
func (c clauses) pair(places, signs []string) (said string, denied bool) {
	const within = 5 // words, our own choice
	harmless := []string{"up", "day", "weather", "sunburn", "sunburned", "sunburnt", "warming"}
	for k, words := range c {
		if slices.Contains(words, "sunburn") || slices.Contains(words, "sunburnt") {
			continue
		}
		for i, place := range words {
			if !slices.Contains(places, place) {
				continue
			}
			for j := max(i-within, 0); j <= min(i+within, len(words)-1); j++ {
				if !slices.Contains(signs, words[j]) || j+1 < len(words) && slices.Contains(harmless, words[j+1]) ||
					words[j] == "warm" && slices.Contains(words, "warming") {
					continue
				}
				from, to := min(i, j), max(i, j)
				said, denied = strings.Join(words[from:to+1], " "), c.denied(k, to)
				if !denied {
					return said, false
				}
			}
		}
	}
	return said, denied
}

// any says whether one of some words stands in the text.
func (c clauses) any(some []string) bool {
	return slices.ContainsFunc(c, func(words []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(some, w) })
	})
}

// drankMuch says whether what was noted of the run makes low sodium possible:
// weight gained, drinking beyond the guards, or a very long run on which much
// was drunk.
func (r *Result) drankMuch() bool {
	const muchML = 2000.0 // ml, our own choice
	gained := r.Intake.MassBeforeKG.Known && r.Intake.MassAfterKG.Known && r.Intake.MassAfterKG.Value > r.Intake.MassBeforeKG.Value
	return gained || r.fired("fluid/over-drinking") || r.fired("fluid/weight-gain") ||
		r.TimerS >= sodiumLongS && r.Intake.FluidAtLeastML.Value >= muchML
}
