package main

import (
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"crampcheck/report"
)

// looks are the flags that change how text looks.
type looks struct {
	units   *choice
	color   *choice
	width   int
	ascii   bool
	plain   bool
	noChart bool

	unitsGiven bool // by flag or environment: the settings do not count then
}

func (l *looks) add(f *pflag.FlagSet) {
	l.units = addChoice(f, "units", "", "units of distance and pace", string(report.Miles), string(report.Km))
	l.color = addChoice(f, "color", "", "when to use colour", "auto", "always", "never")
	f.IntVar(&l.width, "width", 0, "`CELLS` of a line of text (default: the terminal's, or 100)")
	f.BoolVar(&l.ascii, "ascii", false, "plain characters alone, for terminals that know no others")
}

// addReport adds what changes the text of a report.
func (l *looks) addReport(f *pflag.FlagSet) {
	f.BoolVar(&l.plain, "plain", false, "text as one record a line, its fields between tabs: nothing wrapped, no chart")
	f.BoolVar(&l.noChart, "no-chart", false, "text without its chart")
}

// style reads the flags. Width, colour and characters follow the terminal only
// when writing to one; elsewhere a line has 100 cells, no colour and UTF-8.
func (l looks) style(w world, toFile bool) report.Style {
	const elsewhere = 100 // cells
	st := report.Style{Units: report.Units(l.units.value), Width: elsewhere, Plain: l.plain, NoChart: l.noChart}
	terminal := w.outTerminal && !toFile
	st.ASCII = l.ascii || terminal && !knowsUTF8(w.getenv)
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

// knowsUTF8 says whether a terminal of this locale shows more than ASCII. The
// first variable that is set decides, as in POSIX. Where none is, as in most
// containers and on Windows, nothing speaks against it, and CI logs always can.
func knowsUTF8(getenv func(string) string) bool {
	if getenv("CI") != "" {
		return true
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(getenv(name)); v != "" {
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return true
}
