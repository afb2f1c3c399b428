package main

import (
	"bytes"
	"fmt"

	"github.com/spf13/cobra"

	"crampcheck/analyze"
	"crampcheck/report"
)

// newRules prints the catalogue.
func newRules(w world) *cobra.Command {
	var s looks
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List every rule with its evidence and main limit",
		Example: `  crampcheck rules
  crampcheck rules --format md`,
		Args: noArguments,
	}
	format := addChoice(cmd.Flags(), "format", "f", "output format", "text", "md")
	s.add(cmd.Flags())
	cmd.RunE = func(*cobra.Command, []string) error {
		var b bytes.Buffer
		if err := report.Rules(&b, analyze.Rules(), s.style(w, false), format.value == "md"); err != nil {
			return err
		}
		_, err := w.out.Write(b.Bytes())
		return err
	}
	return cmd
}

// newExplain prints one rule.
func newExplain(w world) *cobra.Command {
	var s looks
	cmd := &cobra.Command{
		Use:               "explain RULE",
		Short:             "Tell what one rule means, when it errs, and where it comes from",
		Example:           "  crampcheck explain pace/fast-first-mile",
		ValidArgsFunction: ruleValues,
	}
	s.add(cmd.Flags())
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usageError{"explain takes one rule; crampcheck rules lists them"}
		}
		for _, r := range analyze.Rules() {
			if r.ID == args[0] {
				var b bytes.Buffer
				if err := report.Explain(&b, r, s.style(w, false)); err != nil {
					return err
				}
				_, err := w.out.Write(b.Bytes())
				return err
			}
		}
		return usageError{unknown("rule", args[0], ruleIDs()) + "; crampcheck rules lists them"}
	}
	return cmd
}

func ruleIDs() []string {
	var ids []string
	for _, r := range analyze.Rules() {
		ids = append(ids, r.ID)
	}
	return ids
}

// noArguments refuses arguments in our own words.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Sprintf("%s takes no arguments, and got %q", cmd.Name(), args[0])}
	}
	return nil
}
