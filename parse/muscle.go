package parse

import (
	"slices"
	"strings"
	"unicode"
)

// phrase is a row of words and what they mean.
type phrase struct {
	words string // normal form, single spaces
	means string
}

// muscles lists what runners call the places that cramp, several words before
// the single one inside them. A side stitch is none of the legs' and keeps its
// own name.
var muscles = [...]phrase{
	{"side stitch", "side stitch"},
	{"side stitches", "side stitch"},
	{"stitch", "side stitch"},
	{"stitches", "side stitch"},
	{"diaphragm", "side stitch"},
	{"back of thigh", "hamstring"},
	{"back of the thigh", "hamstring"},
	{"back thigh", "hamstring"},
	{"thigh back", "hamstring"},
	{"rear thigh", "hamstring"},
	{"biceps femoris", "hamstring"},
	{"front of thigh", "quad"},
	{"front of the thigh", "quad"},
	{"front thigh", "quad"},
	{"thigh front", "quad"},
	{"rectus femoris", "quad"},
	{"vastus", "quad"},
	{"inner thigh", "adductor"},
	{"inside thigh", "adductor"},
	{"thigh inside", "adductor"},
	{"hip flexor", "hip"},
	{"hip flexors", "hip"},
	{"calf", "calf"},
	{"calfs", "calf"},
	{"calves", "calf"},
	{"soleus", "calf"},
	{"gastrocnemius", "calf"},
	{"gastroc", "calf"},
	{"hamstring", "hamstring"},
	{"hamstrings", "hamstring"},
	{"hammy", "hamstring"},
	{"hammies", "hamstring"},
	{"quad", "quad"},
	{"quads", "quad"},
	{"quadriceps", "quad"},
	{"adductor", "adductor"},
	{"adductors", "adductor"},
	{"groin", "adductor"},
	{"abductor", "abductor"},
	{"abductors", "abductor"},
	{"glute", "glute"},
	{"glutes", "glute"},
	{"gluteus", "glute"},
	{"buttock", "glute"},
	{"buttocks", "glute"},
	{"toe", "toe"},
	{"toes", "toe"},
	{"foot", "foot"},
	{"feet", "foot"},
	{"arch", "foot"},
	{"arches", "foot"},
	{"sole", "foot"},
	{"soles", "foot"},
	{"plantar", "foot"},
	{"hip", "hip"},
	{"hips", "hip"},
	{"shin", "shin"},
	{"shins", "shin"},
	{"tibialis", "shin"},
	{"thigh", "thigh"},
	{"thighs", "thigh"},
	{"abdomen", "abdomen"},
	{"abs", "abdomen"},
	{"stomach", "abdomen"},
	{"back", "back"},
	{"shoulder", "shoulder"},
	{"shoulders", "shoulder"},
	{"arm", "arm"},
	{"arms", "arm"},
	{"hand", "hand"},
	{"hands", "hand"},
	{"neck", "neck"},
}

var sides = [...]phrase{
	{"both", "both"},
	{"bilateral", "both"},
	{"left", "left"},
	{"l", "left"},
	{"lt", "left"},
	{"right", "right"},
	{"r", "right"},
	{"rt", "right"},
}

// silentWords add nothing to a muscle and its side.
var silentWords = [...]string{
	"the", "my", "in", "of", "and", "on", "at", "leg", "legs", "side", "sides", "muscle", "muscles",
	"upper", "lower", "inner", "outer", "cramp", "cramps",
}

// readMuscle finds a muscle and its side in free words, "" for what is not
// said. known is false when words are left over that mean neither.
func readMuscle(where string) (muscle, side string, known bool) {
	var words []string
	for _, w := range wordsOf(where) {
		i := slices.IndexFunc(sides[:], func(p phrase) bool { return p.words == w })
		switch {
		case i < 0:
			words = append(words, w)
		case side != "" && side != sides[i].means:
			side = "both"
		default:
			side = sides[i].means
		}
	}
	for _, m := range muscles {
		if at := findPhrase(words, m.words); at >= 0 {
			muscle = m.means
			words = slices.Concat(words[:at], words[at+len(strings.Fields(m.words)):])
			break
		}
	}
	known = true
	for _, w := range words {
		known = known && (w == "," || slices.Contains(silentWords[:], w))
	}
	return muscle, side, known
}

var responses = [...]phrase{
	{"stretch", "stretch"},
	{"stretched", "stretch"},
	{"stretches", "stretch"},
	{"stretching", "stretch"},
	{"massage", "massage"},
	{"massaged", "massage"},
	{"massaging", "massage"},
	{"walk", "walk"},
	{"walked", "walk"},
	{"walking", "walk"},
	{"drink", "drink"},
	{"drank", "drink"},
	{"drunk", "drink"},
	{"pickle juice", "pickle juice"},
	{"stop", "stop"},
	{"stopped", "stop"},
	{"stopping", "stop"},
}

// readResponse finds in free words what the runner did about a cramp, each
// once, in the order of the list. "Did not stop" is no stop.
func readResponse(texts ...string) (found []string) {
	for _, text := range texts {
		words := wordsOf(text)
		for _, r := range responses {
			if says(words, r.words) {
				found = append(found, r.means)
			}
		}
	}
	order := func(s string) int {
		return slices.IndexFunc(responses[:], func(p phrase) bool { return p.means == s })
	}
	slices.SortStableFunc(found, func(a, b string) int { return order(a) - order(b) })
	return slices.Compact(found)
}

// onlyResponses says whether a text holds nothing but words for a response.
func onlyResponses(text string) bool {
	for _, w := range wordsOf(text) {
		known := w == "," || w == "and" || slices.ContainsFunc(responses[:], func(p phrase) bool {
			return slices.Contains(strings.Fields(p.words), w)
		})
		if !known {
			return false
		}
	}
	return true
}

// drinks lists what a drink is called, what carries sodium first, so that
// "water with an electrolyte tablet" is no water.
var drinks = [...]phrase{
	{"pickle juice", "pickle juice"},
	{"electrolyte", "electrolyte drink"},
	{"electrolytes", "electrolyte drink"},
	{"nuun", "electrolyte drink"},
	{"lmnt", "electrolyte drink"},
	{"pedialyte", "electrolyte drink"},
	{"saltstick", "electrolyte drink"},
	{"liquid iv", "electrolyte drink"},
	{"salt water", "electrolyte drink"},
	{"sports drink", "sports drink"},
	{"sport drink", "sports drink"},
	{"isotonic", "sports drink"},
	{"iso", "sports drink"},
	{"gatorade", "sports drink"},
	{"powerade", "sports drink"},
	{"lucozade", "sports drink"},
	{"tailwind", "sports drink"},
	{"maurten", "sports drink"},
	{"skratch", "sports drink"},
	{"broth", "broth"},
	{"bouillon", "broth"},
	{"cola", "cola"},
	{"coke", "cola"},
	{"pepsi", "cola"},
	{"coffee", "coffee"},
	{"espresso", "coffee"},
	{"tea", "tea"},
	{"juice", "juice"},
	{"milk", "milk"},
	{"beer", "beer"},
	{"coconut water", "coconut water"},
	{"water", "water"},
}

// readDrink finds out of free words what was drunk, "" when they do not say,
// and whether a drink of that kind carries sodium.
func readDrink(note string) (drink string, electrolyte bool) {
	words := wordsOf(note)
	for _, d := range drinks {
		if says(words, d.words) {
			drink = d.means
			break
		}
	}
	return drink, carriesSodium(drink) || says(words, "salt") || says(words, "salts") || says(words, "sodium")
}

func carriesSodium(drink string) bool {
	switch drink {
	case "pickle juice", "electrolyte drink", "sports drink", "broth":
		return true
	}
	return false
}

// wordsOf splits a text into lower-case words; whatever ends a clause becomes
// the word ",".
func wordsOf(s string) (words []string) { return wordsIn(normal(s)) }

// wordsIn is wordsOf for a text in lower case.
func wordsIn(s string) (words []string) {
	begin := -1
	flush := func(end int) {
		if begin >= 0 {
			words = append(words, s[begin:end])
			begin = -1
		}
	}
	for i, r := range s {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '\'', r == '’':
			if begin < 0 {
				begin = i
			}
		case strings.ContainsRune(",;.:!?()", r):
			flush(i)
			words = append(words, ",")
		default:
			flush(i)
		}
	}
	flush(len(s))
	return words
}

// says reports whether the words of phrase stand in a row somewhere without
// being denied there.
func says(words []string, phrase string) bool {
	want := strings.Fields(phrase)
	for at := 0; at+len(want) <= len(words); at++ {
		if slices.Equal(words[at:at+len(want)], want) && !negated(words, at, len(want)) {
			return true
		}
	}
	return false
}

// findPhrase returns where the words of phrase stand in a row, or -1.
func findPhrase(words []string, phrase string) int {
	want := strings.Fields(phrase)
	for at := 0; at+len(want) <= len(words); at++ {
		if slices.Equal(words[at:at+len(want)], want) {
			return at
		}
	}
	return -1
}

var (
	negations = [...]string{"no", "not", "without", "never", "non", "zero", "low", "cannot"}
	clauses   = [...]string{",", "and", "but", "then"}
)

// negated says whether the n words from at are denied: by a "no" or "did not"
// up to three words before them in the same clause, or by "free" after them.
func negated(words []string, at, n int) bool {
	if at+n < len(words) && words[at+n] == "free" {
		return true
	}
	return deniedBefore(words, at, isNegation, func(w string) bool { return slices.Contains(clauses[:], w) })
}

func isNegation(w string) bool {
	return slices.Contains(negations[:], w) || strings.HasSuffix(w, "n't") || strings.HasSuffix(w, "n’t")
}

// deniedBefore says whether one of the three words before a place denies it,
// with no word between that ends the clause.
func deniedBefore(words []string, at int, denies, ends func(w string) bool) bool {
	for i := at - 1; i >= max(0, at-3); i-- {
		if ends(words[i]) {
			return false
		}
		if denies(words[i]) {
			return true
		}
	}
	return false
}

// MuscleIn returns the muscle and the side that a free text names, "" for what
// it does not.
func MuscleIn(text string) (muscle, side string) {
	muscle, side, _ = readMuscle(text)
	return muscle, side
}
