package main

import (
	"github.com/spf13/cobra"

	"crampcheck/report"
)

// newHistory prints what all runs together tell of the cramps.
func newHistory(w world) *cobra.Command {
	var s settings
	cmd := &cobra.Command{
		Use:   "history PATH…",
		Short: "Lay all runs over each other: what was there before the cramps",
		Long: `Reads a folder of recordings with its notes and tells how often and how far into
a run cramps came, what was there before them, and how often the same was there
in runs that lasted at least as long without one. How much it says follows the
number of cramps: counts alone for one or two, a comparison from three on.`,
		Example: `  crampcheck history runs/
  crampcheck history export.zip --format json -o history.json`,
	}
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		s.given(cmd)
		return readPaths(w, s, cmd.Name(), args, report.HistoryFormats())
	}
	s.add(cmd.Flags(), "text", "json")
	return cmd
}
