package main

import (
	"fmt"
	"io"
	"math"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"crampcheck/analyze"
	"crampcheck/parse"
	"crampcheck/report"
)

// settings are the flags of a command that reads recordings.
type settings struct {
	looks
	format  *choice
	sport   *choice // nil where no activities are listed
	output  string
	notes   string
	goal    string
	config  string
	limits  []string
	reading parse.Limits // of every file
	since   string
	until   string
	zone    string
	jobs    int
	strict  bool
	quiet   bool
	verbose bool
	noCache bool
	hideM   float64 // m around start and end that a route leaves out

	joins       bool // takes files of lines beside recordings
	listsNone   bool // its text lists no files that could not be read
	formatGiven bool // by flag or environment: the extension of the output does not count then
}

func newAnalyze(w world) *cobra.Command {
	var s settings
	cmd := &cobra.Command{
		Use:   "analyze PATH…",
		Short: "Judge a folder of recordings, or single ones",
		Long: `Reads FIT, GPX and TCX recordings (also .gz, .zip and a Strava export), lays the
notes over them and prints the runs, what happened on them and what to do next
time. Notes stand in notes.csv in the folder and in NAME.notes.yaml beside a
recording.

--since and --until show a part, by the local date of the runs, both days
included. Earlier runs are still compared with, later ones are as if they had
not happened yet, and runs without a date are left out. All files are read.

--format jsonl prints a line of JSON for each run as soon as it is read, judged
by itself: the runs are not compared, and --since leaves out the earlier ones.
history joins such files; crampcheck help json tells the keys.`,
		Example: `  crampcheck analyze runs/
  crampcheck analyze runs/ --since 2026-03-01 --until 2026-05-31
  crampcheck analyze marathon.fit --goal 3:50:00 --units km
  crampcheck analyze runs/ -o season.html
  crampcheck analyze export.zip --format json -o runs.json
  crampcheck analyze runs/2026/ -o 2026.jsonl
  zcat run.gpx.gz | crampcheck analyze -`,
	}
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		s.given(cmd)
		format, err := s.formatName()
		switch {
		case err != nil:
			return err
		case format == "jsonl":
			return streamPaths(w, s, cmd.Name(), args)
		}
		return readPaths(w, s, cmd.Name(), args, report.Formats())
	}
	f := cmd.Flags()
	s.add(f, "text", "csv", "html", "json", "jsonl", "md")
	s.sport = addChoice(f, "sport", "", "which activities to list", "run", "all")
	f.StringVar(&s.goal, "goal", "", "goal `TIME` of the one run given, as 3:50:00")
	return cmd
}

// add adds the flags that all commands which read recordings share.
func (s *settings) add(f *pflag.FlagSet, formats ...string) {
	s.format = addChoice(f, "format", "f", "output format", formats...)
	s.looks.add(f)
	s.looks.addReport(f)
	f.StringVarP(&s.output, "output", "o", "-", "write to this `FILE` instead of standard output")
	f.StringVar(&s.notes, "notes", "", "read this notes `FILE` instead of the folders' notes.csv")
	f.StringVar(&s.config, "config", "", "read this `FILE` of settings instead of .crampcheck.yaml and your own")
	f.StringVar(&s.zone, "tz", "", "time `ZONE` of the runs, as Europe/Zurich")
	f.StringVar(&s.since, "since", "", "leave out runs before this `DATE`, as 2026-03-01; later ones are still compared with them")
	f.StringVar(&s.until, "until", "", "leave out runs after this `DATE`, as if they had not happened yet")
	f.StringArrayVar(&s.limits, "limit", nil, "another limit for a rule, as `RULE.NAME=VALUE`, in SI units (repeatable)")
	addJobs(f, &s.jobs)
	addNoCache(f, &s.noCache)
	addLimits(f, &s.reading)
	f.BoolVar(&s.strict, "strict", false, "exit 3 for doubtful inputs and 2 for wrong notes")
	f.BoolVarP(&s.quiet, "quiet", "q", false, "no messages on standard error")
	f.BoolVarP(&s.verbose, "verbose", "v", false, "every verdict, every file, every note")
}

// addJobs adds how many recordings are read at once.
func addJobs(f *pflag.FlagSet, jobs *int) {
	f.IntVar(jobs, "jobs", runtime.NumCPU(), "read `N` recordings at once (default: one for each processor)")
	f.Lookup("jobs").DefValue = "0" // which help does not show: it is the machine's own
}

// addNoCache adds the switch that leaves the cache alone.
func addNoCache(f *pflag.FlagSet, noCache *bool) {
	f.BoolVar(noCache, "no-cache", false, "judge every recording anew, and keep no results; see crampcheck cache")
}

func without(words []string, word string) []string {
	var out []string
	for _, w := range words {
		if w != word {
			out = append(out, w)
		}
	}
	return out
}

// given notes which flags the call or the environment sets, and so wins over
// what would be guessed.
func (s *settings) given(cmd *cobra.Command) {
	s.unitsGiven = cmd.Flags().Changed("units")
	s.formatGiven = cmd.Flags().Changed("format")
}

// extensions are the formats that the name of an output asks for.
var extensions = map[string]string{
	".jsonl": "jsonl", ".html": "html", ".htm": "html", ".md": "md", ".csv": "csv", ".json": "json", ".txt": "text",
}

// formatName is the format to write: as the flag says, else as the extension of
// the output asks.
func (s settings) formatName() (string, error) {
	ext := strings.ToLower(filepath.Ext(s.output))
	wanted, known := extensions[ext]
	switch {
	case s.formatGiven || !known:
		return s.format.value, nil
	case !slices.Contains(s.format.words, wanted):
		return "", usageError{fmt.Sprintf("-o %s: this command writes no %s; it writes %s", s.output, ext, strings.Join(s.format.words, ", "))}
	}
	return wanted, nil
}

// prepare reads the settings for a command of that name on paths.
func (s *settings) prepare(w world, command string, paths []string) (*batch, error) {
	if len(paths) == 0 {
		return nil, usageError{fmt.Sprintf("name at least one folder or file, or - for standard input; see crampcheck %s --help", command)}
	}
	c, err := loadConfig(w, s.config, paths)
	if err != nil {
		return nil, err
	}
	if l, ok := c.from("units"); ok && !s.unitsGiven {
		s.units.value = l.Units
	}
	opt, err := s.options(c)
	if err != nil {
		return nil, err
	}
	if s.width < 0 || s.jobs < 1 {
		return nil, usageError{"--width and --jobs take positive numbers"}
	}
	span, err := s.span()
	if err != nil {
		return nil, err
	}
	return &batch{
		opt: opt, span: span, joins: s.joins, jobs: s.jobs, notesFile: s.notes, stdin: w.in, stdinTerminal: w.inTerminal, progress: newProgress(w, s.quiet),
		cache: newCache(w, s.noCache).within(s.reading), limits: s.reading, now: w.now, litter: w.litter, files: c.files(),
	}, nil
}

// complain tells the notes that could not be used and, when asked, the files
// that are no recordings.
func (s settings) complain(w world, b *batch, rep *analyze.Report) {
	if s.quiet {
		return
	}
	for _, e := range append(slices.Clone(b.damage), rep.NotesErrors...) {
		_, _ = io.WriteString(w.err, report.NoteError(e))
	}
	if s.verbose {
		for _, other := range b.other {
			say(w.err, "not a recording: "+other)
		}
	}
}

// find prepares a command of that name and finds what its paths hold. The format
// is that of the output.
func (s *settings) find(w world, command string, paths []string) (format string, b *batch, err error) {
	if format, err = s.formatName(); err != nil {
		return "", nil, err
	}
	if b, err = s.prepare(w, command, paths); err != nil {
		return "", nil, err
	}
	return format, b, b.find(paths)
}

// read reads and judges paths for a command of that name, and tells what of the
// notes could not be used. The format is that of the output.
func (s *settings) read(w world, command string, paths []string) (format string, b *batch, rep *analyze.Report, err error) {
	if format, b, err = s.find(w, command, paths); err != nil {
		return "", nil, nil, err
	}
	if rep, _, err = b.judgeAll(); err != nil {
		return "", nil, nil, err
	}
	s.complain(w, b, rep)
	return format, b, rep, nil
}

// readPaths reads, judges and prints for a command of that name, or prints what
// the same call did before.
func readPaths(w world, s settings, command string, paths []string, formats map[string]report.Writer) error {
	format, b, err := s.find(w, command, paths)
	if err != nil {
		return err
	}
	style := s.reportStyle(w, len(b.sources) == 1)
	question := s.ask(w, b, command, format, style)
	if given, err := b.answered(w, question, s.output); given {
		return err
	}
	rep, _, err := b.judgeAll()
	if err != nil {
		return err
	}
	l := question.listen()
	s.complain(l.messages(w, false), b, rep)
	if b.jobs > 1 {
		style.Spread = b.spread
	}
	write := func(out io.Writer) error { return formats[format](out, rep, style) }
	if err := b.write(w.out, s.output, l.output(write)); err != nil {
		return statusError{exitUsage, err.Error()}
	}
	end := s.status(l.messages(w, true), rep)
	b.keepAnswer(question, l, rep, end)
	return end
}

// options reads the flags and settings that change what is computed.
func (s settings) options(c config) (opt analyze.Options, err error) {
	opt.Runner, opt.Limits, opt.HomeSecret = c.runner(), c.limits(), c.homeSecret()
	if opt.FallbackZone, err = c.zone(); err != nil {
		return opt, err
	}
	if s.zone != "" {
		loc, err := analyze.LoadZone(s.zone)
		if err != nil {
			return opt, usageError{fmt.Sprintf("--tz %q is no time zone: write a name such as Europe/Zurich or UTC", s.zone)}
		}
		opt.Zone = loc
	}
	for _, l := range s.limits {
		key, value, err := readLimit(l)
		if err != nil {
			return opt, err
		}
		opt.Limits[key] = value
	}
	if s.goal != "" {
		goalS, ok := goalTime(s.goal)
		if !ok {
			return opt, usageError{fmt.Sprintf("--goal %q is no time: write hours, minutes and seconds, as 3:50:00 or 0:45:00", s.goal)}
		}
		opt.GoalS = goalS
	}
	return opt, nil
}

// span reads --since and --until.
func (s settings) span() (analyze.Span, error) {
	for _, f := range []struct{ name, day string }{{"since", s.since}, {"until", s.until}} {
		if _, err := time.Parse(time.DateOnly, f.day); f.day != "" && err != nil {
			return analyze.Span{}, usageError{fmt.Sprintf("--%s %q is no date: write year-month-day, as 2026-03-01", f.name, f.day)}
		}
	}
	if s.since != "" && s.until != "" && s.since > s.until {
		return analyze.Span{}, usageError{fmt.Sprintf("--since %s is after --until %s: nothing lies between them", s.since, s.until)}
	}
	return analyze.Span{Since: s.since, Until: s.until}, nil
}

// readLimit reads RULE.NAME=VALUE, or RULE=VALUE for the rule's first limit.
func readLimit(text string) (key string, value float64, err error) {
	name, number, ok := strings.Cut(text, "=")
	if !ok {
		return "", 0, usageError{fmt.Sprintf("--limit %q: write RULE.NAME=VALUE, as pace/fast-first-mile.warn=0.07", text)}
	}
	key, ok = analyze.LimitKey(name)
	if !ok {
		return "", 0, usageError{unknown("limit", name, append(ruleIDs(), analyze.LimitNames()...)) + "; crampcheck explain RULE lists a rule's limits"}
	}
	value, err = strconv.ParseFloat(number, 64)
	if err == nil && value < 0 {
		return "", 0, usageError{fmt.Sprintf("--limit %s: %s is negative; no limit is", name, number)}
	}
	if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		return "", 0, usageError{fmt.Sprintf("--limit %s: %q is no number; limits are in SI units, and 6 %% is 0.06", name, number)}
	}
	return key, value, nil
}

// goalTime reads h:mm:ss in seconds.
func goalTime(text string) (goalS float64, ok bool) {
	m := regexp.MustCompile(`^(\d{1,3}):([0-5]\d):([0-5]\d)$`).FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	for _, part := range m[1:] {
		n, err := strconv.Atoi(part)
		if err != nil {
			return 0, false
		}
		goalS = goalS*60 + float64(n)
	}
	return goalS, goalS > 0
}

// reportStyle is the style of a report on recordings.
func (s settings) reportStyle(w world, single bool) report.Style {
	st := s.style(w, s.output != "-")
	st.Verbose, st.Single, st.AllRuns = s.verbose, single, s.sport != nil && s.sport.value == "all"
	return st
}

// status says on standard error what was left out and returns the exit status.
func (s settings) status(w world, rep *analyze.Report) error {
	return s.statusFor(w, rep, len(rep.Runs))
}

// statusFor is status for a report on so many activities.
func (s settings) statusFor(w world, rep *analyze.Report, activities int) error {
	wrongNotes := 0
	for _, e := range rep.NotesErrors {
		if !e.Warning {
			wrongNotes++
		}
	}
	var left, doubtful []analyze.Input
	for _, in := range rep.Inputs {
		switch {
		case in.Status == parse.Skipped && in.Reason != parse.NotActivity:
			left = append(left, in)
		case in.Status == parse.Warned, in.Status == parse.Partial:
			doubtful = append(doubtful, in)
		}
	}
	if wrongNotes > 0 && !s.quiet {
		say(w.err, fmt.Sprintf("%d of the notes could not be used", wrongNotes))
	}
	strictly := s.strict && len(doubtful) > 0
	if strictly {
		s.tell(w, rep, doubtful, "are doubtful (--strict)")
	}
	if len(left) > 0 {
		s.tell(w, rep, left, "could not be read (skipped)")
	}
	if (strictly || len(left) > 0) && !s.quiet && !s.listed(w) {
		_, _ = io.WriteString(w.err, "Quieter: -q.\n")
	}
	switch {
	case s.strict && wrongNotes > 0:
		return statusError{status: exitUsage}
	case activities == 0:
		return statusError{exitNothing, nothing(rep)}
	case len(left) > 0, strictly:
		return statusError{status: exitInput}
	}
	return nil
}

// tell says on standard error how many inputs something holds for, and lists
// them.
func (s settings) tell(w world, rep *analyze.Report, inputs []analyze.Input, what string) {
	if s.quiet {
		return
	}
	say(w.err, fmt.Sprintf("%d of %d files %s", len(inputs), len(rep.Inputs), what))
	if !s.listed(w) {
		_, _ = io.WriteString(w.err, report.Problems(inputs, w.errColumns))
	}
}

// listed says whether the report has just listed the inputs on the terminal on
// which the messages stand too. A command without formats lists none, and neither does
// a report on single runs.
func (s settings) listed(w world) bool {
	return !s.listsNone && s.format != nil && s.format.value == "text" && s.output == "-" && w.outTerminal && w.errTerminal
}

// nothing words that no activity was found, and the way out.
func nothing(rep *analyze.Report) string {
	if out := report.LeftOut(rep); out != "" {
		return "no activity lies between --since and --until; left out: " + out
	}
	if len(rep.Inputs) == 0 {
		return "no recordings found: name a folder with .fit, .gpx or .tcx files, or an export's .zip"
	}
	if len(rep.Inputs) == 1 {
		return "the file held no usable activity"
	}
	return fmt.Sprintf("none of the %d files held a usable activity", len(rep.Inputs))
}

// isStdin says whether a path stands for standard input.
func isStdin(path string) bool { return strings.TrimSpace(path) == "-" }
