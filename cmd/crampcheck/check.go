package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"crampcheck/analyze"
	"crampcheck/parse"
	"crampcheck/report"
)

// checkFlags are the flags that check has beside those of every command that
// reads recordings.
type checkFlags struct {
	failOn      []string
	expect      string
	writeExpect string
}

// failsOnByDefault is what check fails on where the call says neither what to
// fail on nor what to expect: our own choice, as compilers do with warnings
// taken seriously.
const failsOnByDefault = string(analyze.Warn)

func newCheck(w world) *cobra.Command {
	var s settings
	var c checkFlags
	cmd := &cobra.Command{
		Use:   "check PATH…",
		Short: "Fail a script or CI on findings, or on what is not as expected",
		Long: `Reads recordings as analyze does and exits 1 when a finding is there that
--fail-on names, or when something differs from the file of --expect. Without
both it fails on findings of severity warn and above.

A file of expectations lists files with their distance, timer, splits, cramps
and the findings that must and must not fire; --write-expect makes one from what
is there now. All that differs is told at once. A file whose status is expected
(skipped, partial …) does not count as one that could not be used.

In GitHub Actions, a summary is appended to $GITHUB_STEP_SUMMARY in any format.`,
		Example: `  crampcheck check runs/
  crampcheck check runs/ --fail-on pace/fast-first-mile --fail-on urgent
  crampcheck check runs/ --write-expect expect.yaml
  crampcheck check runs/ --expect expect.yaml --format github
  crampcheck check runs/ --format junit -o crampcheck.xml`,
	}
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		s.given(cmd)
		return check(w, s, c, args)
	}
	f := cmd.Flags()
	s.add(f, append([]string{"text"}, without(report.CheckFormatNames(), "text")...)...)
	f.StringArrayVar(&c.failOn, "fail-on", nil, "exit 1 when this `RULE` fires, or anything at this severity or above (repeatable; default warn, none with --expect)")
	f.StringVar(&c.expect, "expect", "", "exit 1 when something differs from this `FILE` of expectations")
	f.StringVar(&c.writeExpect, "write-expect", "", "write a new `FILE` of expectations from what is there")
	return cmd
}

// check reads, judges, compares and prints.
func check(w world, s settings, c checkFlags, paths []string) error {
	gate, err := c.gate(w, s)
	if err != nil {
		return err
	}
	format, b, rep, err := s.read(w, "check", paths)
	if err != nil {
		return err
	}
	for _, file := range []string{s.config, c.expect} {
		if file != "" {
			b.files = append(b.files, file)
		}
	}
	checked := analyze.Check(rep, gate)
	st, summary := s.reportStyle(w, false), w.getenv("GITHUB_STEP_SUMMARY")
	st.Summary = summary != ""
	status := checkStatus(rep, checked, s.strict)
	if c.writeExpect != "" {
		if err := b.writeExpect(w, s, c.writeExpect, rep, status, st.Units); err != nil {
			return err
		}
	}
	write := func(out io.Writer) error { return report.CheckFormats()[format](out, rep, checked, st) }
	if err := b.write(w.out, s.output, write); err != nil {
		return statusError{exitUsage, err.Error()}
	}
	if st.Summary {
		if err := b.appendSummary(w, s, summary, rep, checked, st.Units); err != nil {
			return statusError{exitUsage, err.Error()}
		}
	}
	switch {
	case status == exitNothing && !s.quiet:
		return statusError{status, nothing(rep)}
	case status != exitOK:
		return statusError{status: status}
	}
	return nil
}

// gate reads what the check is to fail on.
func (c checkFlags) gate(w world, s settings) (analyze.Gate, error) {
	g := analyze.Gate{Strict: s.strict}
	if c.expect != "" && c.writeExpect != "" {
		return g, usageError{"--expect and --write-expect do not go together: write first, then expect"}
	}
	if isStdin(c.writeExpect) {
		return g, usageError{"--write-expect takes a file: standard output is for the check"}
	}
	words := []string{string(analyze.Info), string(analyze.Tip), string(analyze.Notice), string(analyze.Warn), string(analyze.Urgent)}
	known := slices.Concat(words, ruleIDs())
	for _, name := range c.failOn {
		if !slices.Contains(known, name) {
			return g, usageError{"--fail-on: " + unknown("rule or severity", name, known) +
				"; severities are " + strings.Join(words, ", ") + ", and crampcheck rules lists the rules"}
		}
		if !slices.Contains(g.FailOn, name) {
			g.FailOn = append(g.FailOn, name)
		}
	}
	if len(c.failOn) == 0 && c.expect == "" && c.writeExpect == "" {
		g.FailOn = []string{failsOnByDefault}
	}
	if c.expect == "" {
		return g, nil
	}
	var err error
	g.ExpectFile = shown(c.expect)
	g.Expect, err = readExpect(w, c.expect, s.reading)
	return g, err
}

// readExpect reads a file of expectations. Every mistake in it is told, and any
// ends the call: a check that lacks one of its expectations checks nothing.
func readExpect(w world, file string, lim parse.Limits) ([]parse.Expectation, error) {
	data, err := readAtMost(file, lim.NotesBytes)
	if err != nil {
		return nil, usageError{fmt.Sprintf("cannot open %s: %v", file, cause(err))}
	}
	expect, errs := lim.ReadExpect(data, shown(file), unknownRule)
	if err := tellMistakes(w, errs, "expectations", file); err != nil {
		return nil, err
	}
	return expect, nil
}

// unknownRule words that there is no such rule, "" where there is one.
func unknownRule(rule string) string {
	if slices.Contains(ruleIDs(), rule) {
		return ""
	}
	return unknown("rule", rule, ruleIDs()) + "; crampcheck rules lists them"
}

// writeExpect writes a new file of expectations, unless the notes are wrong or
// there is nothing to expect. One that is there is never written over: somebody
// has looked through it.
func (b *batch) writeExpect(w world, s settings, file string, rep *analyze.Report, status int, u report.Units) error {
	tell := func(msg string) {
		if !s.quiet {
			say(w.err, msg)
		}
	}
	switch status {
	case exitUsage:
		tell(file + " is not written: mend the notes first")
		return nil
	case exitNothing:
		tell(file + " is not written: there is nothing to expect")
		return nil
	}
	_, err := os.Lstat(file)
	if err == nil {
		return usageError{fmt.Sprintf("%s is there already and is not written over: name another file, or remove it first", file)}
	}
	if !errors.Is(err, os.ErrNotExist) {
		return usageError{fmt.Sprintf("cannot write %s: %v", file, cause(err))}
	}
	if err := w.litter.replace(file, report.ExpectFile(rep, u)); err != nil {
		return usageError{fmt.Sprintf("cannot write %s: %v", file, cause(err))}
	}
	b.files = append(b.files, file)
	tell("wrote " + file + ": look through it, it says what was found, not what is right")
	return nil
}

// checkStatus is the exit status of a check: 2 before 4 before 3 before 1.
func checkStatus(rep *analyze.Report, c *analyze.Checked, strict bool) int {
	wrongNotes := slices.ContainsFunc(rep.NotesErrors, func(e parse.NoteError) bool { return !e.Warning })
	switch {
	case wrongNotes:
		return exitUsage
	case len(rep.Runs) == 0:
		return exitNothing
	case c.Left > 0, strict && c.Doubtful > 0:
		return exitInput
	case !c.OK:
		return exitFailed
	}
	return exitOK
}

// summaryMax is how long the summary of a step may become. GitHub refuses it
// whole above 1 MiB; the rest is left for others who write to it.
const summaryMax = 900 << 10 // bytes

// appendSummary appends the check as Markdown to the summary of a step of
// GitHub Actions.
func (b *batch) appendSummary(w world, s settings, file string, rep *analyze.Report, c *analyze.Checked, u report.Units) (err error) {
	var size int64
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return fmt.Errorf("cannot append to $GITHUB_STEP_SUMMARY: %w", err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("cannot append to $GITHUB_STEP_SUMMARY: %s is no file", file)
	case b.isInput(info):
		return fmt.Errorf("cannot append to $GITHUB_STEP_SUMMARY: %s is one of the inputs", file)
	default:
		size = info.Size()
	}
	text := report.CheckSummary(rep, c, u, int(max(summaryMax-size, 0)))
	if text == "" {
		if !s.quiet {
			say(w.err, "the summary of this step is full (900 KiB): nothing was appended to it")
		}
		return nil
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("cannot append to $GITHUB_STEP_SUMMARY: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.WriteString(text); err != nil { // half a table is worse than none
		return fmt.Errorf("cannot append to $GITHUB_STEP_SUMMARY: %w", errors.Join(cause(err), f.Truncate(size)))
	}
	return nil
}
