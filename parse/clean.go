package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

const (
	cleanCells = 200  // visible cells that a text from a file may take
	cleanMarks = 8    // marks without a cell of their own in a row
	lineCells  = 4000 // visible cells of a message, which holds several texts; our own choice
)

// Clean is the border that every text from a file crosses once, names
// included. The result is valid UTF-8 of at most 200 terminal cells on one
// line: white space is folded, and no more than eight combining marks stand in
// a row. Gone are control characters (C0, C1, DEL), those that turn the reading
// direction, the line and paragraph separators, what is no character, and what
// nobody would see: blanks without a width, soft hyphens, tags. A joiner stays,
// for emoji and for letters that need one. "##[", by which logs of CI know a
// command anywhere in a line, loses a sign.
func Clean(s string) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	cells, marks, space, last := 0, 0, false, rune(0)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch {
		case unicode.IsSpace(r):
			space = true
			continue
		case r == utf8.RuneError && n == 1, isHostile(r), isUnseen(r) && !(isTag(r) && tagged(last)):
			continue
		}
		w := runeCells(r)
		if isMark(r, w) {
			if marks++; marks > cleanMarks {
				continue
			}
		} else {
			marks = 0
		}
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
		space, last = false, r
		cells += w
		b.WriteRune(r)
	}
	return logCommand().ReplaceAllString(b.String(), "#$1")
}

// logCommand is what a log takes for a command anywhere in a line: the older
// form of GitHub Actions, ##[error], and those of Azure Pipelines and TeamCity.
var logCommand = late(`##+([A-Za-z]*\[)`)

// plain says that s is short printable ASCII without anything to fold.
func plain(s string) bool {
	if len(s) >= cleanCells {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == '#' {
			return false
		}
		if c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

// CleanPath cleans each element of a path with slashes, and with a ! before a
// member of an archive, so that a long path keeps its end.
func CleanPath(p string) string {
	const maxPath = 4096 // bytes, the longest path of Linux
	if len(p) > maxPath {
		return Clean(p)
	}
	var b strings.Builder
	for rest := p; ; {
		end := strings.IndexAny(rest, "/!")
		element := rest
		if end >= 0 {
			element = rest[:end]
		}
		clean := Clean(element)
		if clean == "" && element != "" {
			clean = string(utf8.RuneError)
		}
		b.WriteString(clean)
		if end < 0 {
			return b.String()
		}
		b.WriteByte(rest[end])
		rest = rest[end+1:]
	}
}

// Line makes one line of a message or of a file, whatever the texts in it hold:
// what Clean would take away becomes a replacement character, but for blanks,
// which stay. It ends, with an ellipsis, at 4000 cells.
func Line(s string) string { return oneLine(s, lineCells) }

// shownLine makes a line of a file printable without moving its characters. It
// ends, with an ellipsis, at 200 cells.
func shownLine(s string) string { return oneLine(s, cleanCells) }

func oneLine(s string, most int) string {
	var b strings.Builder
	cells, marks, last := 0, 0, rune(0)
	for _, r := range s {
		switch {
		case r == '\t':
			r = ' '
		case isHostile(r), isUnseen(r) && !(isTag(r) && tagged(last)):
			r = utf8.RuneError
		}
		w := runeCells(r)
		if !isMark(r, w) {
			marks = 0
		} else if marks++; marks > cleanMarks {
			r, w = utf8.RuneError, 1
		}
		if cells += w; cells > most-1 {
			b.WriteRune('…')
			break
		}
		b.WriteRune(r)
		last = r
	}
	out := logCommand().ReplaceAllStringFunc(b.String(), func(c string) string {
		first := strings.LastIndexByte(c, '#')
		return c[:first] + string(utf8.RuneError) + c[first+1:]
	})
	return strings.TrimRight(out, " ")
}

// isHostile says whether r acts on what shows it, or is no character.
func isHostile(r rune) bool {
	return unicode.IsControl(r) || isBidi(r) || r == '\u2028' || r == '\u2029' || r == '\ufeff' ||
		r&0xfffe == 0xfffe || r >= '\ufdd0' && r <= '\ufdef'
}

// isBidi says whether r is a control that turns the reading direction, which
// can make a text look like another one.
func isBidi(r rune) bool {
	return r == '\u061c' || r == '\u200e' || r == '\u200f' ||
		r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// isUnseen says whether r takes no cell and changes no sign that does, so that
// it could only hide something.
func isUnseen(r rune) bool {
	switch {
	case r == '\u00ad', r == '\u180e', r == '\u200b', r >= '\u2060' && r <= '\u206f', r >= '\ufff9' && r <= '\ufffb':
		return true
	}
	return isTag(r) || r == '\U000e0001'
}

// isTag says whether r is a tag, of which the flags of a few countries are made.
func isTag(r rune) bool { return r >= '\U000e0020' && r <= '\U000e007f' }

// tagged says whether a tag may follow r: a black flag, or another tag.
func tagged(r rune) bool { return r == '\U0001f3f4' || isTag(r) }

// isMark says whether r, which takes w cells, belongs to the sign before it.
func isMark(r rune, w int) bool { return w == 0 || unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) }

// runeCells returns the terminal cells that r takes at most. The selector of
// emoji can make the sign before it wider by one.
func runeCells(r rune) int {
	if r == '\ufe0f' {
		return 1
	}
	return displaywidth.Rune(r)
}
