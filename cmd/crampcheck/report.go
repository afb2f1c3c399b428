package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"crampcheck/analyze"
	"crampcheck/parse"
	"crampcheck/report"
)

// homeM is the radius around start and end that a page leaves out of the
// route; our own choice, between a garden and a village.
const homeM = 200.0 // m

// newReport tells one run at length, or several, one after the other.
func newReport(w world) *cobra.Command {
	s := settings{listsNone: true}
	var with []string
	cmd := &cobra.Command{
		Use:   "report FILE…",
		Short: "Tell one run at length, in the terminal or on a page",
		Long: `Tells one run: its facts, a picture of pace, heart rate, hills, drinks and
cramps, what happened, what may have led to it and how sure research is of that,
what to do next time, and what could not be said. The extension of -o names the
format: .html (a page that needs no network), .md, .csv, .json or .txt. Several
runs go into a folder, -o DIR/, with an index.html over all of them.`,
		Example: `  crampcheck report marathon.fit
  crampcheck report marathon.fit --with runs/ -o marathon.html
  crampcheck report marathon.fit --goal 3:50:00 --units km -o marathon.md
  crampcheck report runs/*.fit -o pages/`,
	}
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		s.given(cmd)
		return reportRuns(w, s, args, with)
	}
	f := cmd.Flags()
	s.add(f, append([]string{"text"}, without(reportFormats(), "text")...)...)
	f.StringVar(&s.goal, "goal", "", "goal time of the run, as 3:50:00")
	f.StringArrayVar(&with, "with", nil, "a folder of your other runs, to compare with (repeatable)")
	f.Float64Var(&s.hideM, "trim-home", homeM, "metres around start and end that the route of a page leaves out; 0 shows all")
	return cmd
}

// reportFormats names the formats that a report is written in.
func reportFormats() []string {
	all := report.Formats()
	maps.Copy(all, report.RunFormats())
	return slices.Sorted(maps.Keys(all))
}

// reportRuns reads, judges and prints the runs of paths.
func reportRuns(w world, s settings, paths, with []string) error {
	if !(s.hideM >= 0 && s.hideM <= 50_000) {
		return usageError{fmt.Sprintf("--trim-home %v: write metres from 0, which shows the whole route, to 50000", s.hideM)}
	}
	folder := isFolder(s.output)
	if folder && !s.formatGiven {
		s.format.value = "html"
	}
	format, err := s.formatName()
	if err != nil {
		return err
	}
	b, err := s.prepare(w, "report", paths)
	if err != nil {
		return err
	}
	b.opt.Trace, b.opt.HideM = true, s.hideM
	if format == "text" {
		b.opt.HideM = 0 // it shows no places, and its hills are for your own eyes
	}
	rep, asked, err := b.readWith(paths, with)
	if err != nil {
		return err
	}
	s.complain(w, b, rep)
	all := len(asked)
	asked = slices.DeleteFunc(asked, func(r *analyze.Result) bool { return !r.Run })
	others := all - len(asked)
	if len(asked) == 0 {
		var st statusError
		if err := s.status(w, rep); errors.As(err, &st) && st.status == exitUsage {
			return err
		}
		return statusError{exitNothing, "no run found: " + b.noRun(rep, others)}
	}
	files, err := s.pages(w, b, rep, asked, format, folder)
	if err != nil {
		return err
	}
	if err := s.writePages(w, b, files, folder); err != nil {
		return statusError{exitUsage, err.Error()}
	}
	if others > 0 && !s.quiet {
		say(w.err, fmt.Sprintf("left out: %d of another sport; crampcheck analyze --sport all lists what was read", others))
	}
	return s.status(w, rep)
}

// writePages writes the outputs: all of them or none. A folder that this made
// is gone again where they could not be written.
func (s settings) writePages(w world, b *batch, files []page, folder bool) error {
	if !folder {
		return b.writeAll(w.out, files)
	}
	_, missing := os.Stat(s.output)
	if err := os.MkdirAll(s.output, 0o755); err != nil {
		return fmt.Errorf("cannot make the folder %s: %w", s.output, cause(err))
	}
	err := b.writeAll(w.out, files)
	if err != nil && missing != nil {
		_ = os.Remove(s.output) // which only an empty one lets happen
	}
	return err
}

// noRun words that there is no run to report on among what was asked for, of
// which so many activities are of another sport.
func (b *batch) noRun(rep *analyze.Report, others int) string {
	inputs := b.inputsOf(rep, nil)
	read := slices.ContainsFunc(inputs, func(in analyze.Input) bool { return in.Status != parse.Skipped })
	switch {
	case others > 0:
		return "what was read is of another sport; crampcheck analyze --sport all lists it"
	case len(rep.Runs) > 0 && read:
		return "no activity asked for lies between --since and --until"
	case read:
		return nothing(rep)
	}
	return nothing(&analyze.Report{Inputs: inputs})
}

// inputsOf are the inputs that the call is about, and those in which its runs
// stand.
func (b *batch) inputsOf(rep *analyze.Report, runs []*analyze.Result) []analyze.Input {
	var out []analyze.Input
	for _, in := range rep.Inputs {
		if b.asked[in.File] || slices.ContainsFunc(runs, func(r *analyze.Result) bool { return r.File == in.File }) {
			out = append(out, in)
		}
	}
	return out
}

// isFolder says whether an output names a folder: it ends in a slash, or is one.
func isFolder(output string) bool {
	if strings.HasSuffix(output, "/") || strings.HasSuffix(output, string(filepath.Separator)) {
		return true
	}
	info, err := os.Stat(output)
	return err == nil && info.IsDir()
}

// pages are the reports on the runs asked for: into a folder one page each and
// an index, else everything as one.
func (s settings) pages(w world, b *batch, rep *analyze.Report, asked []*analyze.Result, format string, folder bool) ([]page, error) {
	style := s.reportStyle(w, len(asked) == 1)
	writeRun := report.RunFormats()[format]
	whole := func(name string, st report.Style) page {
		return page{name, func(out io.Writer) error {
			focus := rep.Focus(asked, b.opt)
			focus.Inputs = b.inputsOf(rep, asked) // what could not be read is part of what was asked for
			return report.Formats()[format](out, focus, st)
		}}
	}
	if !folder && writeRun == nil {
		return []page{whole(s.output, style)}, nil
	}
	style.Single = true
	if !folder {
		if len(asked) > 1 && format == "html" {
			return nil, usageError{fmt.Sprintf("a page tells one run and there are %d: write them into a folder with -o DIR/", len(asked))}
		}
		return []page{{s.output, func(out io.Writer) error {
			for i, r := range asked {
				if i > 0 && !style.Plain {
					if _, err := io.WriteString(out, "\n"); err != nil {
						return err
					}
				}
				if err := writeRun(out, rep.Focus([]*analyze.Result{r}, b.opt), style); err != nil {
					return err
				}
			}
			return nil
		}}}, nil
	}
	if writeRun == nil {
		return nil, usageError{fmt.Sprintf("-o %s: %s is one document over all runs: name a file", s.output, format)}
	}
	names := pageNames(asked, format)
	var files []page
	for _, r := range asked {
		files = append(files, page{filepath.Join(s.output, names[r]), func(out io.Writer) error {
			return writeRun(out, rep.Focus([]*analyze.Result{r}, b.opt), style)
		}})
	}
	style.Single, style.Pages = false, names
	return append(files, whole(filepath.Join(s.output, "index"+suffix(format)), style)), nil
}

// suffix is the extension of a format's files.
func suffix(format string) string {
	if format == "text" {
		return ".txt"
	}
	return "." + format
}

// pageNames gives each run the name of a page: that of its file, of plain
// characters alone, none of them twice and none that of the index.
func pageNames(runs []*analyze.Result, format string) map[*analyze.Result]string {
	taken := map[string]bool{"index": true}
	out := map[*analyze.Result]string{}
	for _, r := range runs {
		base := filepath.Base(filepath.FromSlash(strings.ReplaceAll(r.File, "!", "/")))
		for _, ext := range []string{".gz", ".fit", ".gpx", ".tcx"} {
			if n := len(base) - len(ext); n > 0 && strings.EqualFold(base[n:], ext) {
				base = base[:n]
			}
		}
		base = strings.Trim(strings.Map(plainRune, base), "-.")
		if base == "" {
			base = "run"
		}
		name := base
		for n := 2; taken[strings.ToLower(name)]; n++ {
			name = fmt.Sprintf("%s-%d", base, n)
		}
		taken[strings.ToLower(name)] = true
		out[r] = name + suffix(format)
	}
	return out
}

// plainRune keeps letters, digits, dots and dashes of a file's name.
func plainRune(r rune) rune {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '_':
		return r
	}
	return '-'
}
