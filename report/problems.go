package report

import (
	"fmt"
	"slices"
	"strings"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// How much of a list of problems is shown; all are our own choice.
const (
	problemsShown = 10  // lines of the list
	problemsAlike = 3   // files with the same problem share a line from here on
	problemNames  = 3   // files that such a line names
	problemWidth  = 100 // cells of a line where no terminal tells
	problemLabel  = 40  // cells: a longer name, or one beyond a third of the line, stands on a line of its own
)

// problem is one line of the list: a file, or several with the same trouble.
type problem struct {
	files  []string
	reason parse.Code
	detail string
}

// Problems lists inputs with what is wrong with them, for messages. Files with
// the same trouble share a line, the list is cut where nobody would read on, and
// a mistake of our own, which matters most, stands last. Width is in cells; 0: of
// no terminal.
func Problems(inputs []analyze.Input, width int) string {
	if width <= 0 {
		width = problemWidth
	}
	p := &printer{Style: Style{Width: min(width, textMax)}}
	list := alike(inputs)
	slices.SortStableFunc(list, func(a, b problem) int { return ours(a) - ours(b) })
	more := 0
	if cut := len(list) - problemsShown; cut > 0 { // the last ones matter most
		for _, l := range list[problemsShown/2 : problemsShown/2+cut] {
			more += len(l.files)
		}
		list = slices.Delete(list, problemsShown/2, problemsShown/2+cut)
	}
	widest := 0
	longest := min(problemLabel, width/3)
	for _, l := range list {
		if n := cells(l.label()); n <= longest {
			widest = max(widest, n)
		}
	}
	for i, l := range list {
		if i == problemsShown/2 && more > 0 {
			p.line(fmt.Sprintf("  and %s; --format json lists them all", plural(more, "other", "others")))
		}
		label := "  " + l.label()
		if pad := widest + 4 - cells(label); pad >= 2 {
			p.para(label+strings.Repeat(" ", pad), "", l.text(), "")
			continue
		}
		p.line(label)
		p.para("    ", "", l.text(), "")
	}
	return p.text()
}

// alike puts inputs with the same detail together where they are enough, at the
// place of the first.
func alike(inputs []analyze.Input) []problem {
	count := map[string]int{}
	for _, in := range inputs {
		count[in.Detail]++
	}
	var list []problem
	at := map[string]int{}
	for _, in := range inputs {
		i, known := at[in.Detail]
		if known && count[in.Detail] >= problemsAlike {
			list[i].files = append(list[i].files, in.File)
			continue
		}
		at[in.Detail] = len(list)
		list = append(list, problem{[]string{in.File}, in.Reason, in.Detail})
	}
	return list
}

// ours is 1 for a mistake of the tool itself.
func ours(l problem) int {
	if l.reason == parse.Internal {
		return 1
	}
	return 0
}

func (l problem) label() string {
	if len(l.files) == 1 {
		return l.files[0]
	}
	return plural(len(l.files), "file", "files")
}

func (l problem) text() string {
	if len(l.files) == 1 {
		return l.detail
	}
	names := strings.Join(l.files[:min(problemNames, len(l.files))], ", ")
	if n := len(l.files) - problemNames; n > 0 {
		names += fmt.Sprintf(" and %d more", n)
	}
	return l.detail + ": " + names
}
