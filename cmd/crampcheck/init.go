package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"crampcheck/analyze"
	"crampcheck/parse"
	"crampcheck/report"
)

// newInit writes suggestions into notes.csv.
func newInit(w world) *cobra.Command {
	var s settings
	dry := false
	cmd := &cobra.Command{
		Use:   "init PATH…",
		Short: "Begin notes.csv with the stops that may have been a cramp",
		Long: `Looks through the runs over an hour and adds each stop and each sudden drop of
pace to notes.csv as "cramp?" with its place and time. A suggestion is not
counted until you delete the ?. A cramp, a traffic light and a drink look the
same to a watch: put a # in front of the lines that were none, and they stay
away. A line that you delete is suggested again.

notes.csv stands in the folder given, or beside the file or archive given.
What stands in it is never changed: what is missing is added below, so you can
run init again after every run. A run of which nothing is to be suggested and
no line speaks is named in a comment. Stops in the first five minutes are left
out, and so are those that belong to intervals.`,
		Example: `  crampcheck init runs/
  crampcheck init runs/ --dry-run
  crampcheck init export.zip --units km`,
	}
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		s.unitsGiven = cmd.Flags().Changed("units")
		return initNotes(w, s, args, dry)
	}
	f := cmd.Flags()
	f.BoolVarP(&dry, "dry-run", "n", false, "print the lines instead of writing them")
	s.units = addChoice(f, "units", "", "units of distance", string(report.Miles), string(report.Km))
	f.StringVar(&s.config, "config", "", "read this `FILE` of settings instead of .crampcheck.yaml and your own")
	f.StringVar(&s.zone, "tz", "", "time `ZONE` of the runs, as Europe/Zurich")
	addJobs(f, &s.jobs)
	addNoCache(f, &s.noCache)
	addLimits(f, &s.reading)
	f.BoolVarP(&s.quiet, "quiet", "q", false, "no messages on standard error")
	return cmd
}

// initNotes adds to the notes of every path what its runs suggest.
func initNotes(w world, s settings, paths []string, dry bool) error {
	if len(paths) == 0 {
		return usageError{"name at least one folder, file or archive; see crampcheck init --help"}
	}
	if slices.ContainsFunc(paths, isStdin) {
		return usageError{"standard input stands in no folder to write notes.csv into: name a folder or a file"}
	}
	c, err := loadConfig(w, s.config, paths)
	if err != nil {
		return err
	}
	if l, ok := c.from("units"); ok && !s.unitsGiven {
		s.units.value = l.Units
	}
	opt, err := s.options(c)
	if err != nil {
		return err
	}
	if s.jobs < 1 {
		return usageError{"--jobs takes positive numbers"}
	}
	opt.Slowings = true
	b := batch{
		opt: opt, jobs: s.jobs, otherLines: true, progress: newProgress(w, s.quiet),
		cache: newCache(w, s.noCache).within(s.reading), limits: s.reading, now: w.now, litter: w.litter,
	}
	rep, err := b.read(paths)
	if err != nil {
		return err
	}
	tell := func(format string, args ...any) {
		if !s.quiet {
			say(w.err, fmt.Sprintf(format, args...))
		}
	}
	rep.NotesErrors = nil // those of the lines that this command writes below
	failed, suggested := false, false
	drafts := b.drafts(rep)
	for _, d := range drafts {
		d.limits = s.reading
		data, err := d.amended(report.Units(s.units.value), tell)
		if err == nil && data != nil {
			err = d.put(w, data, dry)
		}
		rep.NotesErrors = append(rep.NotesErrors, d.errs...)
		switch {
		case err != nil:
			say(w.err, fmt.Sprintf("%s: %v", d.shown(), err))
			failed = true
		case data == nil:
			tell("%s: nothing to add", d.shown())
		default:
			tell("%s: %s", d.shown(), d.done(dry))
			suggested = suggested || d.rows > 0
		}
	}
	if suggested {
		tell(`was it a cramp? Delete the ? of its line. Was it none? Put a # in front of it`)
	}
	for _, e := range rep.NotesErrors {
		if !s.quiet {
			_, _ = io.WriteString(w.err, report.NoteError(e))
		}
	}
	if len(drafts) == 0 && len(rep.Runs) > 0 {
		tell("no run lasted over an hour: nothing to suggest")
	}
	if file := w.getenv(variable("notes")); file != "" && len(drafts) > 0 {
		tell("$%s is set: analyze reads %s instead of notes.csv", variable("notes"), file)
	}
	if failed {
		return statusError{status: exitUsage}
	}
	return s.status(w, rep)
}

// draft is what is to be added to one notes.csv.
type draft struct {
	file string // where it stands, or is to stand
	runs []*analyze.Result
	all  []*analyze.Result // of the batch, with which a line must not be confused

	limits parse.Limits

	old      []byte // as it stands; nil: there is none yet
	added    []byte
	rows     int // suggestions added
	comments int // runs named in a comment
	errs     []parse.NoteError
}

// drafts sorts the runs that init looks at by the notes.csv that is theirs, in
// order of its path.
func (b *batch) drafts(rep *analyze.Report) []*draft {
	var all []*draft
	for _, r := range rep.Runs {
		if _, ok := r.Propose(); !ok {
			continue
		}
		file := b.notesOf(b.home[r.File])
		i := slices.IndexFunc(all, func(d *draft) bool { return d.file == file })
		if i < 0 {
			i = len(all)
			all = append(all, &draft{file: file, all: rep.Runs})
		}
		all[i].runs = append(all[i].runs, r)
	}
	slices.SortFunc(all, func(a, b *draft) int { return strings.Compare(a.file, b.file) })
	return all
}

// notesOf is the notes.csv of a folder: the one that was read, however its name
// is written, or one to be made.
func (b *batch) notesOf(dir string) string {
	file := filepath.Join(dir, "notes.csv")
	for _, read := range b.files {
		if filepath.Dir(read) == filepath.Clean(dir) && strings.EqualFold(filepath.Base(read), "notes.csv") {
			file = read
		}
	}
	return file
}

func (d *draft) shown() string { return shown(d.file) }

// done says what was added.
func (d *draft) done(dry bool) string {
	verb := "added "
	switch {
	case dry:
		verb = "would add "
	case d.old == nil:
		verb = "new, with "
	}
	switch {
	case d.rows == 0:
		return verb + counted(d.comments, "run") + " without a suggestion, as comments"
	case d.comments > 0:
		return verb + counted(d.rows, "suggestion") + ", and " + counted(d.comments, "run") + " without one as comments"
	}
	return verb + counted(d.rows, "suggestion")
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// amended returns the file with what is missing added, nil where nothing is.
func (d *draft) amended(u report.Units, tell func(string, ...any)) ([]byte, error) {
	if err := d.readOld(); err != nil {
		return nil, err
	}
	l, err := d.limits.ReadNotesLayout(d.old)
	if err != nil {
		return nil, fmt.Errorf("%w. Nothing was added", err)
	}
	d.errs = slices.DeleteFunc(d.limits.ReadNotesCSV(d.old, d.shown()).Errors, func(e parse.NoteError) bool { return e.Warning })
	text := ""
	for _, r := range d.runs {
		p, _ := r.Propose()
		told, why := d.tells(r, l)
		if why != "" && len(p.New) > 0 {
			tell("%s: %s. Left out: %s", r.File, why, counted(len(p.New), "suggestion"))
		}
		if why != "" {
			continue
		}
		lines := report.Suggestions(r, p, l, told, u)
		d.rows += len(p.New)
		if len(p.New) == 0 && lines != "" {
			d.comments++
		}
		if p.Found > p.Shown && lines != "" {
			tell("%s: %d stops and drops of pace; the %d that cost the most time are suggested", r.File, p.Found, p.Shown)
		}
		text += lines
	}
	if text == "" {
		return nil, nil
	}
	if l.Columns == nil {
		text = report.NotesHead + text
	}
	if d.added, err = l.Encode(text); err != nil {
		return nil, fmt.Errorf("%w. Nothing was added", err)
	}
	data := slices.Concat(d.old, d.added)
	return data, d.readsBack(data)
}

// readOld reads the file, where there is one.
func (d *draft) readOld() error {
	info, err := os.Stat(d.file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Lstat(d.file); err == nil {
			return errors.New("this is a link to a file that is not there: mend it or remove it. Nothing was added")
		}
		return nil
	case err != nil:
		return cause(err)
	case !info.Mode().IsRegular():
		return errors.New("this is no file that lines can be added to: move it away")
	case info.Mode().Perm()&0o200 == 0:
		return errors.New("this file is read-only: nothing was added; --dry-run prints the lines")
	}
	d.old, err = readAtMost(d.file, d.limits.NotesBytes)
	return cause(err)
}

// tells says how lines name r among all runs, or why they cannot.
func (d *draft) tells(r *analyze.Result, l parse.NotesLayout) (told report.Told, why string) {
	byFile := l.Columns == nil || slices.Contains(l.Columns, "file")
	byDate := (l.Columns == nil || slices.Contains(l.Columns, "date")) && r.DateKnown
	if !byFile && !byDate {
		return 0, "its watch did not know the date: add the column file to " + d.shown()
	}
	for _, other := range d.all {
		same := !byFile || strings.EqualFold(report.FileName(r), report.FileName(other))
		if other == r || !other.Run || !same {
			continue
		}
		switch {
		case !byDate:
			return 0, "another run has the same file name: add the column date to " + d.shown() + ", or rename one"
		case other.Day() == r.Day():
			told = report.ByClock
		}
	}
	return told, ""
}

// readsBack demands that the file with the added lines is read as it was, and
// they with it: it could become too long, or a fault in it could swallow them.
func (d *draft) readsBack(data []byte) error {
	was, is := d.limits.ReadNotesCSV(d.old, ""), d.limits.ReadNotesCSV(data, "")
	if len(is.Entries) != len(was.Entries)+d.rows || len(is.Errors) != len(was.Errors) {
		return errors.New("with the new lines it could not be read: split it. Nothing was added")
	}
	return nil
}

// put writes the file, or prints what would be added to it. It is the one input
// that is ever written: nothing of it is changed, and it is replaced as a whole.
func (d *draft) put(w world, data []byte, dry bool) error {
	if dry {
		_, err := w.out.Write(d.added)
		return err
	}
	target := d.file
	if followed, err := filepath.EvalSymlinks(target); err == nil {
		target = followed
	}
	if !bytes.HasPrefix(data, d.old) {
		panic("lines of the notes would be lost")
	}
	if err := w.litter.replace(target, data); err != nil {
		return fmt.Errorf("cannot be written: %w; --dry-run prints the lines", cause(err))
	}
	return nil
}
