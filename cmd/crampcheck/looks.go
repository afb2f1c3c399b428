package main

import (
	"strconv"

	"github.com/spf13/pflag"

	"crampcheck/report"
)

// looks are the flags that change how text looks.
type looks struct {
	units *choice
	color *choice
	width int

	unitsGiven bool // by flag or environment: the settings do not count then
}

func (l *looks) add(f *pflag.FlagSet) {
	l.units = addChoice(f, "units", "", "units of distance and pace", string(report.Miles), string(report.Km))
	l.color = addChoice(f, "color", "", "when to use colour", "auto", "always", "never")
	f.IntVar(&l.width, "width", 0, "`CELLS` of a line of text (default: the terminal's, or 100)")
}

// style reads the flags. Width and colour follow the terminal only when writing
// to one; elsewhere a line has 100 cells and no colour.
func (l looks) style(w world, toFile bool) report.Style {
	const elsewhere = 100 // cells
	st := report.Style{Units: report.Units(l.units.value), Width: elsewhere}
	terminal := w.outTerminal && !toFile
	switch {
	case l.width > 0:
		st.Width = l.width
	case terminal:
		if n, err := strconv.Atoi(w.getenv("COLUMNS")); err == nil && n > 0 {
			st.Width = n
		} else if w.columns > 0 {
			st.Width = w.columns
		}
	}
	forces := func(name string) bool { v := w.getenv(name); return v != "" && v != "0" && v != "false" }
	switch {
	case l.color.value == "always":
		st.Color = true
	case l.color.value == "never", w.getenv("NO_COLOR") != "", toFile:
	case forces("CLICOLOR_FORCE"), forces("FORCE_COLOR"):
		st.Color = true
	default:
		st.Color = terminal && w.getenv("TERM") != "dumb"
	}
	return st
}
