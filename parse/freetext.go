package parse

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// What free words say of cramps: titles, descriptions and remarks that follow
// no grammar. All of it is a suggestion and never counted by itself.

// maxFreeText is how much of a text is looked at, in bytes.
const maxFreeText = 16 << 10

// crampWords are the words for a cramp and for having one: English, German,
// French, Spanish, Italian, Dutch and Portuguese. Compounds are listed, for
// "Wettkampf" and "krampfhaft" are none.
var crampWords = [...]string{
	"cramp", "cramps", "cramped", "cramping", "crampy",
	"krampf", "krampfs", "krampfes", "krämpfe", "krämpfen", "kraempfe", "kraempfen", "krampfte", "krampften", "krampft", "krampfen",
	"wadenkrampf", "wadenkrämpfe", "wadenkrämpfen", "wadenkraempfe", "muskelkrampf", "muskelkrämpfe", "muskelkrämpfen",
	"muskelkraempfe", "beinkrampf", "beinkrämpfe", "beinkrämpfen", "oberschenkelkrampf", "oberschenkelkrämpfe", "fußkrampf", "fußkrämpfe",
	"crampe", "crampes",
	"calambre", "calambres", "acalambrado", "acalambrada", "acalambré", "acalambró",
	"crampo", "crampi",
	"kramp", "krampen", "kuitkramp", "kuitkrampen", "spierkramp", "spierkrampen", "beenkramp",
	"cãibra", "cãibras", "caibra", "caibras", "cãimbra", "cãimbras", "caimbra", "caimbras",
}

// crampDenials deny a cramp up to three words before it, beside negations.
var crampDenials = [...]string{
	"none", "any",
	"kein", "keine", "keinen", "keiner", "keinerlei", "ohne", "nicht", "nie", "niemals",
	"pas", "sans", "aucune", "aucun", "jamais", "ni",
	"sin", "ninguna", "ningún", "ningun", "nunca", "nada", "senza", "nessun", "nessuno", "nessuna",
	"geen", "zonder", "nooit", "niet", "sem", "nenhuma", "nenhum", "não", "nao",
}

// crampEnds are words behind which a denial no longer counts, beside clauses.
var crampEnds = [...]string{"because", "due", "wegen", "weil", "aber", "parce", "mais", "pero", "porque", "perché", "maar", "mas"}

// crampGuards make of a cramp one that was feared: they stand right before it,
// or before an article.
var (
	crampGuards = [...]string{
		"anti", "against", "avoid", "avoiding", "prevent", "preventing", "prevents", "gegen", "vermeiden", "contre", "éviter",
		"contra", "evitar", "contro", "evitare", "tegen", "voorkomen",
	}
	articles = [...]string{"the", "a", "die", "der", "den", "das", "les", "le", "la", "los", "las", "el", "il", "i", "de", "het", "os", "as", "leg", "muscle"}
)

// crampAnswers deny a cramp behind it when nothing follows them: "cramps: none".
var crampAnswers = [...]string{
	"none", "no", "nope", "zero", "0", "nein", "keine", "kein", "keiner", "aucune", "aucun", "non", "ninguno", "ninguna", "nada",
	"nessuno", "geen", "nee", "nenhuma", "não", "nao",
}

// CrampWords says whether a text speaks of a cramp that was had, in one of
// seven languages. "No cramps" and "ohne Krämpfe" do not.
func CrampWords(text string) bool {
	words := wordsIn(strings.ToLower(freeText(text)))
	for at, w := range words {
		if slices.Contains(crampWords[:], w) && !crampDenied(words, at) {
			return true
		}
	}
	return false
}

// crampDenied says whether the word for a cramp at a place is denied there.
func crampDenied(words []string, at int) bool {
	word := func(i int) string {
		if i < 0 || i >= len(words) {
			return ","
		}
		return words[i]
	}
	before := word(at - 1)
	if slices.Contains(articles[:], before) {
		before = word(at - 2)
	}
	if slices.Contains(crampGuards[:], before) || word(at+1) == "free" {
		return true
	}
	next := at + 1
	if word(next) == "," {
		next++
	}
	if slices.Contains(crampAnswers[:], word(next)) && word(next+1) == "," {
		return true
	}
	return deniedBefore(words, at,
		func(w string) bool { return isNegation(w) || slices.Contains(crampDenials[:], w) },
		func(w string) bool { return slices.Contains(clauses[:], w) || slices.Contains(crampEnds[:], w) })
}

// freeText returns what is looked at of a text: valid, letters and their marks
// joined, and a full stop for the end of a line.
func freeText(s string) string {
	if len(s) > maxFreeText {
		cut := maxFreeText
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut]
	}
	s = norm.NFC.String(strings.ToValidUTF8(s, " "))
	return strings.NewReplacer("\r", "\n", "\n", " . ", "\u00a0", " ", "\u202f", " ").Replace(s)
}

// textToken is one word or number of a free text.
type textToken struct {
	text string
	low  string // in lower case
	ends bool   // a clause ends behind it
	at   bool   // an @ stands before it
}

const momentTokens = 6 // "1 h 42 m 10 s" is the longest moment

var (
	dottedHalf = late(`(?i)^[\d:]*[ap]\.m\.$`)
	fromTo     = late(`^(\d[\d:.,]*)[-–—]\d[\d:.,]*$`)
	metres     = late(`^\d{3,} ?m$`)
)

// tokensOf splits a free text at its spaces. Of a range the beginning counts.
func tokensOf(text string) (tokens []textToken) {
	for _, f := range strings.Fields(freeText(text)) {
		t := textToken{text: strings.TrimLeft(f, "([{<\"'“”„«»‚‘@~≈,;:!?.…*-–—#")}
		if strings.HasPrefix(f, "+") || strings.HasPrefix(f, "-") && len(f) > 1 {
			t.text = f // a sign belongs to the moment
		}
		t.at = strings.HasPrefix(f, "@")
		if !dottedHalf().MatchString(t.text) {
			t.text = strings.TrimRight(t.text, ")]}>\"'“”«»’‘,;:!?.…*-–—")
			t.ends = !strings.HasSuffix(f, t.text)
		}
		if c := fromTo().FindStringSubmatch(t.text); c != nil {
			t.text = c[1]
		}
		t.low = strings.ToLower(t.text)
		switch {
		case t.text == "" && f == "@", t.text != "":
			tokens = append(tokens, t)
		case len(tokens) > 0:
			tokens[len(tokens)-1].ends = true
		}
	}
	return tokens
}

// MomentIn returns the first moment that a free text names, in the grammar of
// the notes: "cramped at mile 18", "Krampf bei km 29,5", "cramp at 1:42:10".
// Two parts are the time of day. A number before its unit is as often a
// length, so "18 mi" and "42 min" need an "at", an "after" or the like before
// them, an "in" behind, or must be the whole text; a time after "in" or "for",
// a pace, and what is counted from the finish are no moments.
func MomentIn(text string) (Moment, bool) {
	tokens := tokensOf(text)
	for at := range tokens {
		if m, ok := momentAt(tokens, at); ok {
			return m, true
		}
	}
	return Moment{}, false
}

// momentAt reads the longest moment that begins with a token.
func momentAt(tokens []textToken, at int) (Moment, bool) {
	if !beginsMoment(tokens[at].low) {
		return Moment{}, false
	}
	n := 1
	for n < momentTokens && at+n < len(tokens) && !tokens[at+n-1].ends {
		n++
	}
	for ; n > 0; n-- {
		words := make([]string, n)
		for i := range words {
			words[i] = tokens[at+i].text
		}
		written := strings.Join(words, " ")
		if m, err := readMoment(written); err == nil {
			return m, isMoment(tokens, at, n, m)
		}
	}
	return Moment{}, false
}

// beginsMoment says whether a moment that holds a number can begin with a word.
func beginsMoment(w string) bool {
	word, _ := cutLetters(w)
	switch {
	case word == "lap", word == "marker", word == "clock", distanceUnit(word) != "":
		return true
	}
	return w != "" && (w[0] >= '0' && w[0] <= '9' || w[0] == '+' || w[0] == '.')
}

// Words around what could be a moment, in the languages of crampWords.
var (
	momentLeads = [...]string{
		"at", "@", "by", "from", "after", "near", "past", "since", "until", "bei", "beim", "ab", "nach", "seit", "à", "au", "aux",
		"après", "dès", "depuis", "al", "alla", "dal", "dopo", "desde", "tras", "op", "bij", "vanaf", "na", "aos", "ao", "após",
	}
	momentRough = [...]string{
		"about", "around", "approx", "approximately", "roughly", "circa", "ca", "etwa", "ungefähr", "rund", "environ", "vers",
		"unos", "ongeveer", "rond", "exactly", "genau",
	}
	lengthLeads = [...]string{
		"in", "for", "under", "sub", "below", "within", "lasted", "lasting", "goal", "target", "pace", "time", "of", "finished",
		"für", "unter", "ziel", "zielzeit", "pendant", "durante", "objectif", "objetivo",
	}
)

// isMoment says whether m, read from n tokens, can be meant as a moment.
func isMoment(tokens []textToken, at, n int, m Moment) bool {
	after := func(i int) string {
		if at+n+i >= len(tokens) || tokens[at+n+i-1].ends {
			return ""
		}
		return tokens[at+n+i].low
	}
	before := leadOf(tokens, at)
	first, written := tokens[at].low, strings.ToLower(m.Text)
	clock := strings.ContainsRune(written, ':') || m.Kind == AtClock
	switch m.Kind {
	case AtElapsed, AtTimer, AtClock:
		next := after(0)
		perUnit := next == "a" && distanceUnit(after(1)) != ""
		if perUnit || next == "per" || next == "pace" || strings.HasPrefix(next, "/") || strings.HasPrefix(next, "min/") {
			return false
		}
		if slices.Contains(lengthLeads[:], before) || metres().MatchString(written) {
			return false
		}
	case AtDistance:
	case AtAbsolute, AtMarker, AtLap:
		return true
	default:
		return false
	}
	leads := unicode.IsLetter([]rune(first)[0]) || first[0] == '+'
	switch {
	case clock, leads, n == len(tokens), tokens[at].at, slices.Contains(momentLeads[:], before):
		return true
	case m.Kind == AtDistance && slices.Contains(crampWords[:], before):
		return true
	}
	return after(0) == "in" || after(0) == "into"
}

// leadOf returns the word that leads to the token at a place, over articles and
// words such as "about"; "" when a clause begins there.
func leadOf(tokens []textToken, at int) string {
	for i := at - 1; i >= 0 && !tokens[i].ends; i-- {
		w := tokens[i].low
		if tokens[i].text == "" {
			return "@"
		}
		if !slices.Contains(articles[:], w) && !slices.Contains(momentRough[:], w) {
			return w
		}
	}
	return ""
}
