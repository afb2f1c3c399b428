package report

import (
	"io"
	"maps"
	"slices"

	"crampcheck/analyze"
)

// Style says how a report is to read. The zero value is not usable: Width and
// Units must be set.
type Style struct {
	Units   Units
	Width   int  // cells of a line of text
	Color   bool // paint with terminal colours
	Verbose bool // every verdict, every note, every file
	Single  bool // one file was asked for: show it in full
	AllRuns bool // list other sports too
	ASCII   bool // no character above 0x7E
	Plain   bool // one record a line, its fields between tabs, nothing wrapped, no chart
	NoChart bool
	Summary bool // a check goes into the summary of a step of GitHub Actions too

	Pages map[*analyze.Result]string // the pages that exist for single runs, by run; nil: none

	Spread Spread // nil: one after the other
}

// Spread has n pieces of an output made, several at once, and takes them in their
// order. Each worker makes one after the other, in the memory of into where that
// is enough; what take was given is used again after it.
type Spread func(n int, worker func() (work func(i int, into []byte) []byte), take func(piece []byte))

// Writer writes a report in one format.
type Writer func(io.Writer, *analyze.Report, Style) error

// Formats returns the writers by name of format.
func Formats() map[string]Writer {
	return map[string]Writer{
		"text": writeText,
		"json": writeJSON,
		"md":   writeMarkdown,
		"csv":  writeCSV,
		"html": writeSeason,
	}
}

// RunFormats returns the writers of a report on one run by name of format: those
// that take one run each. Of the others, which take any number, Formats knows.
func RunFormats() map[string]Writer {
	return map[string]Writer{
		"text": writeRunText,
		"html": writePage,
		"md":   writeRunMarkdown,
	}
}

// FormatNames returns the names of the formats, sorted.
func FormatNames() []string { return slices.Sorted(maps.Keys(Formats())) }
