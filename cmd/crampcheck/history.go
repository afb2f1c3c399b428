package main

import (
	"slices"

	"github.com/spf13/cobra"

	"crampcheck/report"
)

// newHistory prints what all runs together tell of the cramps.
func newHistory(w world) *cobra.Command {
	s := settings{joins: true}
	cmd := &cobra.Command{
		Use:   "history PATH…",
		Short: "Lay all runs over each other: what was there before the cramps",
		Long: `Reads a folder of recordings with its notes and tells how often and how far into
a run cramps came, what was there before them, and how often the same was there
in runs that lasted at least as long without one. How much it says follows the
number of cramps: counts alone for one or two, a comparison from three on.

--since and --until take a part, by the local date of the runs, both days
included. Earlier runs only say what distance was familiar by then, and runs
without a date are left out.

A FILE.jsonl that analyze --format jsonl wrote counts as the recordings that it
was made from: so any number of machines can read a season in parts, which are
joined here. A folder's own .jsonl files are not looked at: name them.`,
		Example: `  crampcheck history runs/
  crampcheck history export.zip --format json -o history.json
  crampcheck history 2024.jsonl 2025.jsonl runs/`,
	}
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		s.given(cmd)
		return readPaths(w, s, cmd.Name(), args, report.HistoryFormats())
	}
	s.add(cmd.Flags(), "text", "json")
	cmd.ValidArgsFunction = cobra.FixedCompletions(append(slices.Clone(recordingTypes), "jsonl"), cobra.ShellCompDirectiveFilterFileExt)
	return cmd
}
