package report

import (
	"fmt"
	"math"
	"strings"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// NotesHead begins a new notes.csv: the header and, as comments, what to do with
// the lines below. It holds no separator, so that a spreadsheet leaves it whole.
const NotesHead = parse.NotesHeader + `
# A line with cramp? is a stop or a sudden drop of pace. It is not counted.
# Was it a cramp? Delete the ? and write where it was and how bad from 1 to 10.
# Was it none? Put a # in front of its line. A line that is deleted is suggested again.
# Your drinks and sodium and food belong here too: one line each with the amount.
`

// Told says how a line of the notes tells its run and its moment.
type Told int

// The ways to tell a run.
const (
	BySinceStart Told = iota // date and file name the run, the moment is a time since its start
	ByClock                  // they fit several runs, of which the time of day picks one
)

// Suggestions words what a run suggests as lines of a notes.csv, in the layout of
// the file and each ended by "\n". A run that suggests nothing and of which no
// line speaks gets a comment that names it.
func Suggestions(r *analyze.Result, p analyze.Proposals, l parse.NotesLayout, told Told, u Units) string {
	var b strings.Builder
	for _, x := range p.New {
		at := clock(x.AtS)
		if told == ByClock {
			at = "clock " + r.Moment(math.Floor(x.AtS+0.5)).Format("15:04:05")
		}
		b.WriteString(notesLine(r, l, "", at, "cramp?", u.slowing(r, x, l.DecimalComma)) + "\n")
	}
	if p.Unnoted && len(p.New) == 0 {
		why := "no stop and no drop of pace"
		switch {
		case p.Planned != "":
			why = "none suggested, " + p.Planned
		case !r.DistanceM.Known:
			why = "no stop"
		}
		b.WriteString(notesLine(r, l, "# ", "", "", duration(r.TimerS)+" on the timer: "+why) + "\n")
	}
	return b.String()
}

// notesLine writes one line, empty where the file has a column that it does not
// fill.
func notesLine(r *analyze.Result, l parse.NotesLayout, before, at, what, note string) string {
	columns := l.Columns
	if columns == nil {
		columns = strings.Split(parse.NotesHeader, ",")
	}
	var cells []string
	for _, c := range columns {
		text := ""
		switch c {
		case "date":
			text = r.Day()
		case "file":
			text = safeName(FileName(r))
		case "at":
			text = at
		case "what":
			text = what
		case "note":
			text = note
		}
		cells = append(cells, notesCell(text, l.Separator))
	}
	return before + strings.Join(cells, l.Separator)
}

// notesCell quotes a text that would not be read as one cell.
func notesCell(text, separator string) string {
	if !strings.ContainsAny(text, separator+`"`) {
		return text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}

// FileName is the name of the recording itself, without folder or archive.
func FileName(r *analyze.Result) string {
	return r.File[strings.LastIndexAny(r.File, "/!")+1:]
}

// safeName keeps a spreadsheet from taking a file name for a formula, us from
// taking it for a comment, and a log of CI from taking it for a command: the folder
// before it is none of the name.
func safeName(name string) string {
	if strings.HasPrefix(name, "::") || name != strings.TrimLeft(name, "=+-@#＝＋－＠") {
		return "./" + name
	}
	return name
}

// slowing words a slowing for the note of its line. It holds none of the words
// that a note has for what the runner did about a cramp.
func (u Units) slowing(r *analyze.Result, x analyze.Slowing, decimalComma bool) string {
	const half, hardly = 1.0, 3.0 // slower than the pace before: twice and four times its time; our own choice
	what := "hardly moved for a while"
	switch slower := x.SlowerFrac; {
	case x.Hint != "":
		what = x.Hint
	case x.StoodS.Known:
		what = "stood for " + standing(x.StoodS.Value)
	case slower.Known && slower.Value < half:
		what = plainSpaces(percent(slower.Value)) + " slower for a while"
	case slower.Known && slower.Value < hardly:
		what = "less than half as fast for a while"
	}
	if x.DistanceM.Known {
		place := fmt.Sprintf("%s %.1f", u, x.DistanceM.Value/u.lengthM())
		if decimalComma {
			place = strings.Replace(place, ".", ",", 1)
		}
		what = place + ": " + what
	}
	if r.DateKnown {
		what += ", clock " + r.Moment(x.AtS).Format("15:04")
	}
	return what
}

// standing writes how long the runner stood, with its unit.
func standing(s float64) string {
	switch {
	case s < 99.5:
		return plainSpaces(span(s))
	case s < 3599.5:
		return duration(s) + " min"
	}
	return duration(s) + " h"
}

// plainSpaces undoes the spaces that hold a number and its unit together, which
// spreadsheets and editors show as they like.
func plainSpaces(s string) string { return strings.ReplaceAll(s, nbsp, " ") }
