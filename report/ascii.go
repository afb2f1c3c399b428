package report

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// asciiWords are our own typographic signs and some letters that do not fall
// into a plain letter and an accent, as several characters or one.
var asciiWords = strings.NewReplacer(
	"…", "...", "±", "+/-", "→", "->", "≥", ">=", "≤", "<=", "°", "", "²", "2", "·", "|", "✓", "ok", "✗", "FAIL",
	"ß", "ss", "æ", "ae", "Æ", "AE", "ø", "o", "Ø", "O", "œ", "oe", "Œ", "OE", "ł", "l", "Ł", "L", "đ", "d", "Đ", "D", "ı", "i",
)

// asciiSigns are the signs that stand for themselves, cell by cell: those of
// pictures and tables, dashes and quotes.
var asciiSigns = map[rune]rune{
	'−': '-', '–': '-', '—': '-', '‑': '-', '×': 'x', '‹': '<', '›': '>', '‘': '\'', '’': '\'', '“': '"', '”': '"', '„': '"',
	'▲': '^', '○': 'o', '◆': '*', '◂': '<', '▸': '>',
	'▁': '.', '▂': '.', '▃': '|', '▄': '|', '▅': '|', '▆': '#', '▇': '#', '█': '#', '▀': '\'',
	'─': '-', '│': '|', '┼': '+', '├': '+', '┤': '+', '┬': '+', '┴': '+', '╭': '+', '╮': '+', '╰': '+', '╯': '+',
}

// ascii writes a text without any character above 0x7E, before it is laid out:
// accents are taken off, and what has no plain form is ? in as many cells as it
// took. A no-break space stays one, for the layout; plainBlanks ends it.
func ascii(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ReplaceAll(asciiWords.Replace(s), nbsp, "\x00")) {
		switch plain, known := asciiSigns[r]; {
		case r == 0:
			b.WriteString(nbsp)
		case r < 0x7F:
			b.WriteRune(r)
		case known:
			b.WriteRune(plain)
		default: // an accent took no cell of its own
			b.WriteString(strings.Repeat("?", cells(string(r))))
		}
	}
	return b.String()
}

// plainBlanks writes no-break spaces as blanks, after the layout.
func plainBlanks(s string) string { return strings.ReplaceAll(s, nbsp, " ") }
