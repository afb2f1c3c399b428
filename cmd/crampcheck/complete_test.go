package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"crampcheck/analyze"
)

// anyFile are flags for whose value a shell offers any file.
var anyFile = []string{"output"}

// TestEveryFlagIsCompleted wants that somebody thought of each flag: its words,
// files of a type, nothing, or any file.
func TestEveryFlagIsCompleted(t *testing.T) {
	flags := 0
	for _, cmd := range commands(t) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Value.Type() == "bool" {
				return
			}
			flags++
			complete, ok := cmd.GetFlagCompletionFunc(f.Name)
			if !ok {
				if !slices.Contains(anyFile, f.Name) {
					t.Errorf("%s --%s: a shell would offer any file", cmd.Name(), f.Name)
				}
				return
			}
			if c, ok := f.Value.(*choice); ok {
				if got, _ := complete(cmd, nil, ""); !slices.Equal(got, c.words) {
					t.Errorf("%s --%s: offers %v, takes %v", cmd.Name(), f.Name, got, c.words)
				}
			}
		})
		if cmd.ValidArgsFunction == nil && cmd.HasParent() {
			t.Errorf("%s: a shell would offer any file as an argument", cmd.Name())
		}
	}
	if flags < 20 {
		t.Errorf("only %d flags looked at", flags)
	}
}

// TestWhatIsOfferedIsTaken gives what a shell offers to what reads it.
func TestWhatIsOfferedIsTaken(t *testing.T) {
	limits, _ := limitValues(nil, nil, "")
	if len(limits) < 50 {
		t.Errorf("only %d limits offered", len(limits))
	}
	for _, l := range limits {
		if _, _, err := readLimit(l + "1"); err != nil {
			t.Errorf("--limit %s1: %v", l, err)
		}
	}
	rules, _ := ruleValues(nil, nil, "")
	if len(rules) != len(analyze.Rules()) {
		t.Errorf("%d rules offered of %d", len(rules), len(analyze.Rules()))
	}
	if more, _ := ruleValues(nil, []string{"pace/fade"}, ""); len(more) != 0 {
		t.Error("explain takes one rule, and a second is offered")
	}
	levels, _ := failOnValues(nil, nil, "")
	if len(levels) != len(rules)+5 {
		t.Errorf("%d values offered for --fail-on, want every rule and five severities", len(levels))
	}
	for _, l := range levels[:5] {
		if word, _, _ := strings.Cut(l, "\t"); analyze.Severity(word).Rank() < 1 && word != "info" {
			t.Errorf("%q is no severity", word)
		}
	}
}
