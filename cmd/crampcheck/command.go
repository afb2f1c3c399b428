package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"crampcheck/parse"
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
	errTerminal bool
	errColumns  int              // of the terminal of standard error; 0: none
	now         func() time.Time // for progress alone; nil: none
	litter      *litter          // what to take away when interrupted; nil: nothing is kept of it
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
	w.out = &patient{Writer: w.out}
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

// patient is an output whose reader may leave. One that closes the pipe, as head
// and less do, has seen what it wanted: that is no error.
type patient struct {
	io.Writer
	left atomic.Bool // the reader has
}

func (p *patient) Write(data []byte) (int, error) {
	n, err := p.Writer.Write(data)
	if errors.Is(err, syscall.EPIPE) {
		p.left.Store(true)
		return len(data), nil
	}
	return n, err
}

// say writes a message for people as one line, whatever the paths in it hold. A
// closed standard error is nobody's loss.
func say(w io.Writer, msg string) {
	_, _ = fmt.Fprintf(w, "crampcheck: %s\n", parse.Line(msg))
}

// shown is how messages and reports name a path of the call.
func shown(path string) string { return parse.CleanPath(filepath.ToSlash(path)) }

func newRoot(w world) *cobra.Command {
	cobra.MousetrapHelpText = ""
	version := false
	root := &cobra.Command{
		Use:   "crampcheck",
		Short: "What happened on a run, what may have led to a cramp, and what to do next time",
		Long: `crampcheck reads the runs that a watch exported and what you noted about them.
It says what happened, what may have led to a cramp and what to do next time.
It opens no network connection and changes none of your recordings.`,
		Example: `  crampcheck analyze runs/
  crampcheck history runs/ --since 2026-01-01
  crampcheck explain pace/fast-first-mile`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if version {
				_, err := io.WriteString(w.out, versionText(buildInfo()))
				return err
			}
			if len(args) > 0 {
				return usageError{unknown("command", args[0], commandNames(cmd)) + "; see crampcheck --help"}
			}
			return cmd.Help()
		},
	}
	root.Flags().BoolVar(&version, "version", false, "print the version")
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usageError{flagMessage(cmd, err)} })
	root.AddCommand(
		newAnalyze(w), newReport(w), newHistory(w), newCheck(w), newInit(w),
		newRules(w), newExplain(w), newConfig(w), newCacheCommand(w), newVersion(),
	)
	for _, cmd := range root.Commands() {
		withEnvironment(cmd, w.getenv)
	}
	addHelp(w, root)
	return root
}

// withEnvironment gives every flag that the call did not set the value of
// CRAMPCHECK_NAME, where that is set.
func withEnvironment(cmd *cobra.Command, getenv func(string) string) {
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) (err error) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			name := variable(f.Name)
			if v := getenv(name); v != "" && !f.Changed && f.Name != "help" && err == nil {
				if bad := cmd.Flags().Set(f.Name, v); bad != nil {
					err = usageError{name + ": " + valueMessage(bad)}
				}
			}
		})
		return err
	}
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
		msg := fmt.Sprintf("%q is none of %s", s, strings.Join(c.words, ", "))
		if near := nearest(s, c.words); near != "" {
			msg += fmt.Sprintf("; did you mean %q?", near)
		}
		return errors.New(msg)
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
