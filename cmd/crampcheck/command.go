package main

import (
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Exit statuses.
const (
	exitOK          = 0
	exitFailed      = 1 // check alone
	exitUsage       = 2
	exitInput       = 3
	exitNothing     = 4
	exitInterrupted = 130
)

// world is all that the command knows of its surroundings.
type world struct {
	args        []string
	in          io.Reader
	out, err    io.Writer
	getenv      func(string) string
	inTerminal  bool
	outTerminal bool
	columns     int // of the terminal; 0: none
}

// usageError is a mistake in the call itself.
type usageError struct{ msg string }

func (e usageError) Error() string { return e.msg }

// statusError ends the command with a status and, where it has one, a message.
type statusError struct {
	status int
	msg    string
}

func (e statusError) Error() string { return e.msg }

// run carries out the call and returns its exit status.
func run(w world) int {
	root := newRoot(w)
	root.SetArgs(w.args)
	root.SetIn(w.in)
	root.SetOut(w.out)
	root.SetErr(w.err)
	err := root.Execute()
	var status statusError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &status):
		if status.msg != "" {
			say(w.err, status.msg)
		}
		return status.status
	default:
		say(w.err, err.Error())
		return exitUsage
	}
}

// say writes a message for people. A closed standard error is nobody's loss.
func say(w io.Writer, msg string) { _, _ = fmt.Fprintf(w, "crampcheck: %s\n", msg) }

func newRoot(w world) *cobra.Command {
	cobra.MousetrapHelpText = ""
	root := &cobra.Command{
		Use:           "crampcheck",
		Short:         "What happened on a run, what may have led to a cramp, and what to do next time",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{unknown("command", args[0], commandNames(cmd)) + "; see crampcheck --help"}
			}
			return cmd.Help()
		},
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usageError{flagMessage(cmd, err)} })
	root.AddCommand(newAnalyze(w), newReport(w), newHistory(w), newCheck(w), newRules(w), newExplain(w), newConfig(w), newVersion())
	for _, cmd := range root.Commands() {
		withEnvironment(cmd, w.getenv)
	}
	return root
}

// withEnvironment gives every flag that the call did not set the value of
// CRAMPCHECK_NAME, where that is set.
func withEnvironment(cmd *cobra.Command, getenv func(string) string) {
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) (err error) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			name := "CRAMPCHECK_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
			if v := getenv(name); v != "" && !f.Changed && f.Name != "help" && err == nil {
				if bad := cmd.Flags().Set(f.Name, v); bad != nil {
					err = usageError{fmt.Sprintf("%s: %v", name, bad)}
				}
			}
		})
		return err
	}
}

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), "crampcheck "+version())
			return err
		},
	}
}

// version returns the version from the build's own information.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

// choice is a flag that takes one of a few words.
type choice struct {
	value string
	words []string
}

func (c *choice) String() string { return c.value }
func (c *choice) Type() string   { return strings.Join(c.words, "|") }

func (c *choice) Set(s string) error {
	if !slices.Contains(c.words, s) {
		return fmt.Errorf("%q is none of %s", s, strings.Join(c.words, ", "))
	}
	c.value = s
	return nil
}

// addChoice adds a flag that takes one of words, the first by default.
func addChoice(f *pflag.FlagSet, name, short, usage string, words ...string) *choice {
	c := &choice{words[0], words}
	f.VarP(c, name, short, usage)
	return c
}

func commandNames(cmd *cobra.Command) []string {
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	return names
}

// flagMessage words a wrong flag, with the nearest known one.
func flagMessage(cmd *cobra.Command, err error) string {
	var missing *pflag.NotExistError
	if !errors.As(err, &missing) {
		return err.Error()
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	return unknown("flag", "--"+missing.GetSpecifiedName(), names) + "; see " + cmd.CommandPath() + " --help"
}

// unknown words a name that does not exist, with the nearest one that does.
func unknown(what, name string, known []string) string {
	msg := fmt.Sprintf("unknown %s %q", what, name)
	if near := nearest(name, known); near != "" {
		msg += fmt.Sprintf(", did you mean %q?", near)
	}
	return msg
}

// nearest returns the known name with the fewest edits from name, "" where
// none is near.
func nearest(name string, known []string) string {
	best, edits := "", max(2, len(name)/3)+1
	for _, k := range known {
		if n := distance(name, k); n < edits {
			best, edits = k, n
		}
	}
	return best
}

// distance returns Levenshtein's edit distance in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
