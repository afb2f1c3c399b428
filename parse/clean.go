package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

const (
	cleanCells = 200 // visible cells that a text from a file may take
	cleanMarks = 8   // combining marks in a row
)

// Clean is the border that every text from a file crosses once, names
// included. The result is valid UTF-8 of at most 200 terminal cells on one
// line: white space is folded, control characters (C0, C1, DEL), the
// bidirectional controls and the line and paragraph separators are gone, and
// no more than eight combining marks stand in a row.
func Clean(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	cells, marks, space := 0, 0, false
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch {
		case unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f':
			space = true
			continue
		case unicode.IsControl(r), isBidi(r), r == '\ufeff', r == utf8.RuneError && n == 1:
			continue
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
			if marks++; marks > cleanMarks {
				continue
			}
		default:
			marks = 0
		}
		w := runeCells(r)
		if space && b.Len() > 0 {
			w++
		}
		if cells+w > cleanCells-1 {
			b.WriteRune('…')
			break
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		cells += w
		b.WriteRune(r)
	}
	return b.String()
}

// plain says that s is short printable ASCII without anything to fold.
func plain(s string) bool {
	if len(s) >= cleanCells {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' {
			return false
		}
		if c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

// isBidi says whether r is a control that turns the reading direction, which
// can make a text look like another one.
func isBidi(r rune) bool {
	return r == '\u061c' || r == '\u200e' || r == '\u200f' ||
		r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

func runeCells(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
