package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"crampcheck/analyze"
)

// recordingTypes are the endings that a shell offers for PATH; folders come with
// them.
var recordingTypes = []cobra.Completion{"fit", "gpx", "tcx", "gz", "zip", "FIT", "GPX", "TCX", "GZ", "ZIP"}

// newCompletion prints the script that lets a shell complete the command.
func newCompletion(w world) *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print the script with which a shell completes the command",
		Long: `Prints a script for a shell: bash, zsh, fish or powershell. With it the Tab key
completes commands, flags, what a flag may be, the names of rules and limits,
and recordings. To load it in every new shell, put its output where the shell
looks for it:

  bash        ~/.local/share/bash-completion/completions/crampcheck
  zsh         a file _crampcheck in a folder of your $fpath
  fish        ~/.config/fish/completions/crampcheck.fish
  powershell  at the end of the file that $PROFILE names

bash needs the package bash-completion.`,
		Example: `  source <(crampcheck completion bash)
  crampcheck completion fish | source`,
		ValidArgsFunction: cobra.FixedCompletions(shells, cobra.ShellCompDirectiveNoFileComp),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError{"completion takes one shell: " + strings.Join(shells, ", ")}
			}
			var b bytes.Buffer
			var err error
			switch args[0] {
			case "bash":
				err = cmd.Root().GenBashCompletionV2(&b, true)
			case "zsh":
				err = cmd.Root().GenZshCompletion(&b)
			case "fish":
				err = cmd.Root().GenFishCompletion(&b, true)
			case "powershell":
				err = cmd.Root().GenPowerShellCompletionWithDesc(&b)
			default:
				return usageError{unknown("shell", args[0], shells) + "; there are " + strings.Join(shells, ", ")}
			}
			if err != nil {
				return err
			}
			_, err = w.out.Write(b.Bytes())
			return err
		},
	}
}

// offer gives a command what a shell may offer for its flags and, where it has
// none of its own, its arguments.
func offer(cmd *cobra.Command) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if values := flagValues(f); values != nil {
			_ = cmd.RegisterFlagCompletionFunc(f.Name, values) // fails only for a flag that is not there, or twice
		}
	})
	switch {
	case cmd.ValidArgsFunction != nil:
	case strings.Contains(cmd.Use, "PATH"), strings.Contains(cmd.Use, "FILE"):
		cmd.ValidArgsFunction = cobra.FixedCompletions(recordingTypes, cobra.ShellCompDirectiveFilterFileExt)
	default:
		cmd.ValidArgsFunction = cobra.NoFileCompletions
	}
}

// flagValues returns what a shell may offer for the value of a flag, nil for any
// file.
func flagValues(f *pflag.Flag) cobra.CompletionFunc {
	if c, ok := f.Value.(*choice); ok {
		return cobra.FixedCompletions(c.words, cobra.ShellCompDirectiveNoFileComp)
	}
	if _, ok := f.Value.(*limitValue); ok {
		return cobra.NoFileCompletions
	}
	switch f.Name {
	case "limit":
		return limitValues
	case "fail-on":
		return failOnValues
	case "notes":
		return cobra.FixedCompletions([]cobra.Completion{"csv", "yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt)
	case "config", "expect", "write-expect":
		return cobra.FixedCompletions([]cobra.Completion{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt)
	case "with":
		return cobra.FixedCompletions(nil, cobra.ShellCompDirectiveFilterDirs)
	case "tz", "goal", "since", "until", "trim-home":
		return cobra.NoFileCompletions
	}
	if f.Value.Type() == "int" {
		return cobra.NoFileCompletions
	}
	return nil
}

// limitValues offers every limit, ready for its value.
func limitValues(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var out []cobra.Completion
	for _, r := range analyze.Rules() {
		for _, l := range r.Limits {
			out = append(out, fmt.Sprintf("%s.%s=", r.ID, l.Name))
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// ruleValues offers every rule with its title, for the first argument.
func ruleValues(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return rulesWithTitles(), cobra.ShellCompDirectiveNoFileComp
}

// failOnValues offers every severity and every rule.
func failOnValues(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	out := []cobra.Completion{
		cobra.CompletionWithDesc(string(analyze.Info), "every finding"),
		cobra.CompletionWithDesc(string(analyze.Tip), "tips and all above"),
		cobra.CompletionWithDesc(string(analyze.Notice), "notices and all above"),
		cobra.CompletionWithDesc(string(analyze.Warn), "warnings and what is urgent"),
		cobra.CompletionWithDesc(string(analyze.Urgent), "what is urgent"),
	}
	return append(out, rulesWithTitles()...), cobra.ShellCompDirectiveNoFileComp
}

func rulesWithTitles() []cobra.Completion {
	var out []cobra.Completion
	for _, r := range analyze.Rules() {
		out = append(out, cobra.CompletionWithDesc(r.ID, r.Title))
	}
	return out
}
