package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// batch reads and judges everything that one call names. One bad file never
// costs the others anything.
//
//  1. Find the sources and the notes of every path.
//  2. Read, clean and judge each source with the notes that name its file or its
//     date, several at once. Results land by index, so
//     nothing depends on timing, and of a recording only its Result is kept.
//     What other calls read comes from their lines (join.go).
//  3. Find duplicates, give each note to its run, and judge the few runs again
//     that other notes belong to than they were judged with.
//  4. Sum up what became of each input, compare the runs with each other, leave
//     out those outside the span and draw the recommendations.
type batch struct {
	opt           analyze.Options
	span          analyze.Span
	jobs          int
	notesFile     string
	stdin         io.Reader
	stdinTerminal bool
	progress      *progress
	cache         *cache           // nil: none
	limits        parse.Limits     // of reading
	now           func() time.Time // nil: no file takes too long
	litter        *litter          // nil: none

	sources []parse.Source
	keys    map[string]string // path of each source by the place where it stands
	asked   map[string]bool   // sources that the call is about, by path; nil: all
	files   []string          // real paths of the inputs, which no output may replace
	other   []string          // not counted
	entries []parse.Entry
	index   *analyze.NoteIndex // of entries
	days    []parse.Entry      // notes about days without a run
	errs    []parse.NoteError
	partial map[string]bool // notes beside a single file: they speak of other files too

	joins  bool              // take files of lines, as analyze --format jsonl writes them
	shards []string          // those files
	damage []parse.NoteError // of those files

	otherLines bool              // take lines of notes.csv that note nothing as entries too
	home       map[string]string // the folder of the notes.csv that belongs to a source, by its path
}

// outcome is what became of one source.
type outcome struct {
	input analyze.Input
	notes []parse.Note // about the file as a whole
	acts  []activity
}

// activity is one effort on its way to a Result.
type activity struct {
	id      analyze.Identity
	asked   bool              // the call is about it: others are read as its history
	held    *analyze.Prepared // of standard input, which cannot be read again
	key     cacheKey          // of its source in the cache; zero: none
	entries []parse.Entry
	result  *analyze.Result // judged with entries
	errs    []parse.NoteError
	mistake string          // of our own, while judging it
	double  bool            // stands elsewhere, richer
	afar    bool            // judged by another call, from a recording that is not here
	packed  []byte          // its line, while that has to wait
	leftOut analyze.LeftOut // by the span, of a line for itself
}

// read does the whole list for paths.
func (b *batch) read(paths []string) (*analyze.Report, error) {
	if err := b.find(paths); err != nil {
		return nil, err
	}
	rep, _, err := b.judgeAll()
	return rep, err
}

// readWith does the whole list for paths and for the folders of with, and
// returns the activities of paths apart: the others are their history.
func (b *batch) readWith(paths, with []string) (rep *analyze.Report, asked []*analyze.Result, err error) {
	if err := b.find(append(slices.Clone(with), paths...)); err != nil {
		return nil, nil, err
	}
	if b.asked, err = b.sourcesOf(paths); err != nil {
		return nil, nil, err
	}
	return b.judgeAll()
}

// judgeAll reads and judges the sources that were found.
func (b *batch) judgeAll() (rep *analyze.Report, asked []*analyze.Result, err error) {
	defer b.progress.wipe()
	defer b.cache.finish()
	b.progress.expect(len(b.sources))
	afar := b.readShards()
	outcomes := make([]outcome, len(b.sources))
	b.index = analyze.IndexNotes(b.entries)
	b.each(func(i int, desk *analyze.Desk) { outcomes[i] = b.one(b.sources[i], desk) })
	outcomes = join(outcomes, afar)
	if b.opt.GoalS > 0 {
		if n := runs(outcomes); n != 1 {
			return nil, nil, severalGoals(n)
		}
	}
	b.settle(outcomes)
	rep = &analyze.Report{NotesErrors: b.errs, Span: b.span}
	about := map[*analyze.Result]bool{}
	for _, o := range outcomes {
		rep.Inputs = append(rep.Inputs, o.told())
		for _, a := range o.acts {
			if a.result != nil {
				a.result.Notes = append(slices.Clone(o.notes), a.result.Notes...)
				rep.Runs = append(rep.Runs, a.result)
				about[a.result] = a.asked
			}
		}
	}
	analyze.SortRuns(rep.Runs)
	rep.Runs, b.days, rep.LeftOut = b.span.UpTo(rep.Runs, b.days)
	b.relate(rep)
	earlier, runs := b.span.From(rep.Runs)
	rep.Runs, rep.Earlier, rep.LeftOut.Before = runs, earlier, len(earlier)
	rep.History = history(runs, b.opt, earlier)
	rep.Recommendations = analyze.Recommend(runs, earlier...)
	rep.Season = analyze.NewSeason(runs, b.opt)
	for _, r := range rep.Runs {
		if about[r] {
			asked = append(asked, r)
		}
	}
	return rep, asked, nil
}

// severalGoals refuses --goal where there is not one run.
func severalGoals(n int) error {
	return usageError{fmt.Sprintf("--goal needs exactly one run, and there are %d: note the goal in notes.csv instead", n)}
}

// told is what became of the source in the end.
func (o outcome) told() analyze.Input {
	for _, a := range o.acts {
		if a.mistake != "" {
			o.input.Status, o.input.Reason, o.input.Detail = parse.Skipped, parse.Internal, a.mistake
		}
	}
	return o.input
}

// isAsked says whether the call is about a source.
func (b *batch) isAsked(s parse.Source) bool { return b.asked == nil || b.asked[s.Path] }

// options are those for one activity: the goal is for what the call is about,
// and only that is drawn.
func (b *batch) options(asked bool) analyze.Options {
	o := b.opt
	if !asked {
		o.Trace, o.HideM, o.GoalS = false, 0, 0
	}
	return o
}

// relate asks the rules that look at several runs and draws the alarms. A
// mistake of our own in it costs the run it is about, not the others.
func (b *batch) relate(rep *analyze.Report) {
	h := analyze.NewHistory(rep.Runs, b.days, b.opt)
	var sound []*analyze.Result
	for _, r := range rep.Runs {
		if b.guard(rep, r.File, func() { h.Relate(r) }) {
			sound = append(sound, r)
		}
	}
	rep.Runs = sound
	rep.Alarms = analyze.Alarms(rep.Runs)
	if len(rep.Runs) == 0 {
		rep.Alarms = analyze.LooseAlarms(b.days, b.opt)
	}
}

// guard does work on one file and says whether it went well. A mistake of our
// own becomes the status of that file.
func (b *batch) guard(rep *analyze.Report, file string, work func()) (ok bool) {
	defer func() {
		if r := recover(); r != nil {
			ok = false
			for i := range rep.Inputs {
				if in := &rep.Inputs[i]; in.File == file {
					in.Status, in.Reason, in.Detail = parse.Skipped, parse.Internal, ourMistake(r)
				}
			}
		}
	}()
	work()
	return true
}

func ourMistake(r any) string { return fmt.Sprintf("a mistake of crampcheck itself: %v", r) }

// history compares the runs; nil without one.
func history(runs []*analyze.Result, o analyze.Options, earlier []*analyze.Result) *analyze.CrampHistory {
	if h := analyze.Associate(runs, o, earlier...); h.Runs > 0 {
		return h
	}
	return nil
}

// sourcesOf returns which of the sources found stand in paths, by their paths
// as they were found first.
func (b *batch) sourcesOf(paths []string) (map[string]bool, error) {
	only := batch{stdin: b.stdin, limits: b.limits}
	if err := only.find(paths); err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for key := range only.keys {
		out[b.keys[key]] = true
	}
	return out, nil
}

// find gathers the sources and notes of all paths. A file that two paths name
// counts once.
func (b *batch) find(paths []string) error {
	seen := map[string]bool{}
	b.keys = map[string]string{}
	b.partial, b.home = map[string]bool{}, map[string]string{}
	var notes []parse.Source
	for _, path := range paths {
		if b.joins && isLines(path) {
			b.shards = append(b.shards, path)
			b.files = append(b.files, path)
			continue
		}
		if isStdin(path) {
			if b.stdinTerminal {
				return usageError{"standard input is a terminal: pipe a recording into it, as in zcat run.gpx.gz | crampcheck analyze -"}
			}
			b.sources = append(b.sources, parse.Source{Path: "-"})
			b.keys["-"] = "-"
			continue
		}
		fsys, root := newDisk(path), "."
		info, err := os.Stat(path)
		switch {
		case err != nil:
			return usageError{fmt.Sprintf("cannot open %s: %v", path, cause(err))}
		case !info.IsDir():
			fsys, root = newDisk(filepath.Dir(path)), filepath.Base(path)
		}
		found := parse.Find(fsys, root, filepath.ToSlash(path), b.limits)
		dir := path
		if !info.IsDir() {
			dir = filepath.Dir(path)
		}
		real := realFolder(dir)
		for _, s := range found.Sources {
			if key := place(real, s); !seen[key] {
				seen[key] = true
				b.keys[key] = s.Path
				b.sources = append(b.sources, s)
				b.files = append(b.files, realPath(dir, s))
				b.home[s.Path] = dir
			}
		}
		for _, s := range found.Notes {
			if key := place(real, s); !seen[key] {
				seen[key] = true
				b.partial[s.Path] = !info.IsDir()
				notes = append(notes, s)
				b.files = append(b.files, filepath.Join(dir, filepath.FromSlash(s.Name)))
			}
		}
		for _, name := range found.Tables {
			b.files = append(b.files, filepath.Join(dir, filepath.FromSlash(name)))
		}
		b.other = append(b.other, found.Other...)
		b.errs = append(b.errs, found.Doubts...)
	}
	single := !slices.ContainsFunc(paths, func(p string) bool {
		info, err := os.Stat(p)
		return err == nil && info.IsDir()
	})
	return b.readNotes(notes, single)
}

// realFolder names a folder, the same however the call writes it.
func realFolder(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	if followed, err := filepath.EvalSymlinks(dir); err == nil {
		dir = followed
	}
	return dir
}

// place names where a source of a folder stands, which realFolder named.
func place(dir string, s parse.Source) string {
	_, member, _ := strings.Cut(s.Path, "!")
	return filepath.Join(dir, filepath.FromSlash(s.Name)) + "!" + member
}

// onInterrupt calls stop when the program is interrupted or told to end. Outputs are
// written beside their place first, so none is left half.
func onInterrupt(stop func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-c
		stop()
	}()
}

// realPath returns the file in which a source stands. Its name there is what
// the system calls it: what people are shown was cleaned, and may hold a ! that
// parts no archive from its members.
func realPath(dir string, s parse.Source) string {
	return filepath.Join(dir, filepath.FromSlash(s.Name))
}

// readNotes reads the notes found and, instead of any notes.csv, the file of
// --notes. single says that no folder was named, so that these may speak of
// files that were not.
func (b *batch) readNotes(found []parse.Source, single bool) error {
	for _, s := range found {
		yaml := isYAML(s.Path)
		if b.notesFile != "" && !yaml {
			continue
		}
		data, _, err := s.Read(b.limits)
		if err != nil {
			b.errs = append(b.errs, parse.NoteError{File: s.Path, Text: "cannot be read: " + err.Error()})
			continue
		}
		b.note(data, s.Path)
	}
	if b.notesFile != "" {
		data, err := readAtMost(b.notesFile, b.limits.OrDefault().NotesBytes)
		if err != nil {
			return usageError{fmt.Sprintf("cannot open %s: %v", b.notesFile, cause(err))}
		}
		b.files = append(b.files, b.notesFile)
		b.partial[shown(b.notesFile)] = single
		b.note(data, shown(b.notesFile))
	}
	return nil
}

func isYAML(path string) bool {
	lower := strings.ToLower(path)
	return strings.HasSuffix(lower, ".yaml") || strings.HasSuffix(lower, ".yml")
}

func (b *batch) note(data []byte, name string) {
	read := b.limits.ReadNotesCSV
	if isYAML(name) {
		read = b.limits.ReadNotesYAML
	}
	j := read(data, name)
	b.entries = append(b.entries, j.Entries...)
	b.errs = append(b.errs, j.Errors...)
	if b.otherLines && !isYAML(name) {
		b.entries = append(b.entries, b.limits.OtherLines(data, name)...)
	}
}

// cause returns the reason of a file system error without the path, which the
// message names already.
func cause(err error) error {
	if p, ok := err.(*fs.PathError); ok {
		return p.Err
	}
	return err
}

// each calls work for every source on as many goroutines as there are jobs. The
// sources are taken in order, so that an archive in an archive is unpacked once.
func (b *batch) each(work func(i int, desk *analyze.Desk)) {
	var taken atomic.Int64
	var wg sync.WaitGroup
	for range min(b.jobs, len(b.sources)) {
		wg.Go(func() {
			desk := &analyze.Desk{Buffers: &parse.Buffers{Limits: b.limits}} // for one recording after the other
			for i := int(taken.Add(1)) - 1; i < len(b.sources); i = int(taken.Add(1)) - 1 {
				work(i, desk)
				b.progress.step()
			}
		})
	}
	wg.Wait()
}

// spread makes n pieces of an output on as many goroutines as there are jobs, and
// takes them in order (report.Spread).
func (b *batch) spread(n int, worker func() func(int, []byte) []byte, take func([]byte)) {
	const ahead = 4 // pieces for each worker that may be made before their turn
	type order struct {
		i    int
		made chan []byte
	}
	orders, queue := make(chan order), make(chan order, ahead*b.jobs)
	spare := make(chan []byte, ahead*b.jobs)
	go func() {
		for i := range n {
			o := order{i, make(chan []byte, 1)}
			queue <- o
			orders <- o
		}
		close(orders)
		close(queue)
	}()
	for range min(b.jobs, n) {
		go func() {
			work := worker()
			for o := range orders {
				var into []byte
				select {
				case into = <-spare:
				default:
				}
				o.made <- work(o.i, into)
			}
		}()
	}
	for o := range queue {
		piece := <-o.made
		take(piece)
		select {
		case spare <- piece:
		default:
		}
	}
}

// one reads a source and judges its activities at desk.
func (b *batch) one(s parse.Source, desk *analyze.Desk) (o outcome) {
	o.input = analyze.Input{File: s.Path, Status: parse.OK}
	defer func() {
		if r := recover(); r != nil { // our own bug: it must not cost the other files
			o.acts = nil
			o.input.Status, o.input.Reason = parse.Skipped, parse.Internal
			o.input.Detail = ourMistake(r)
		}
	}()
	if isStdin(s.Path) {
		desk = &analyze.Desk{Buffers: &parse.Buffers{Limits: b.limits}} // what is read stays
	}
	late := stopwatch(b.now, b.limits)
	if desk.Buffers != nil {
		desk.Buffers.Late = late
	}
	v := b.cache.visit(s, b.fileOf(s), b.options(b.isAsked(s)), desk.Buffers)
	defer v.leave()
	if kept, ok := v.recall(s, b.index, b.isAsked(s)); ok {
		return kept
	}
	v.read()
	file, notes, err := b.open(s, v, desk.Buffers)
	if err != nil {
		o.input.Status, o.input.Reason, o.input.Detail = parse.Skipped, err.Code, detail(*err)
		return o
	}
	o.notes = append(notes, file.Notes...)
	o.input.Activities = len(file.Activities)
	all := slices.Clone(o.notes)
	for _, a := range file.Activities {
		b.name(a, s)
		p := desk.Prepare(a, b.options(b.isAsked(s)))
		act := activity{id: p.Identity(), asked: b.isAsked(s)}
		if isStdin(s.Path) {
			act.held = p
		}
		act.judge(p, b.index.For(act.id))
		if late() {
			e := b.limits.TooLate()
			o.acts, o.input.Status, o.input.Reason, o.input.Detail = nil, parse.Skipped, e.Code, detail(*e)
			return o
		}
		all = append(all, a.Notes...)
		all = append(all, p.Doubts()...)
		o.acts = append(o.acts, act)
	}
	o.input.Status, o.input.Reason, o.input.Detail = sum(all)
	for i := range o.acts {
		o.acts[i].id.Status = o.input.Status
	}
	v.keep(s, o)
	return o
}

// fileOf is the file that a source is, "" where it is a member of an archive or
// standard input.
func (b *batch) fileOf(s parse.Source) string {
	dir, ok := b.home[s.Path]
	if !ok || s.IsMember() {
		return ""
	}
	return filepath.Join(dir, filepath.FromSlash(s.Name))
}

// again reads an activity a second time. key is that of the bytes it is in now.
func (b *batch) again(id analyze.Identity, asked bool) (p *analyze.Prepared, key cacheKey) {
	for _, s := range b.sources {
		if s.Path != id.Source {
			continue
		}
		buf := &parse.Buffers{Limits: b.limits, Late: stopwatch(b.now, b.limits)} // which nothing else uses
		v := b.cache.visit(s, b.fileOf(s), b.options(asked), buf)
		defer v.leave()
		v.read()
		if file, _, err := b.open(s, v, buf); err == nil && id.Index < len(file.Activities) {
			a := file.Activities[id.Index]
			b.name(a, s)
			return analyze.Prepare(a, b.options(asked)), v.name()
		}
	}
	return nil, key
}

// open unpacks and decodes a source in buf, where the cache may have read its bytes.
func (b *batch) open(s parse.Source, v *visit, buf *parse.Buffers) (*parse.File, []parse.Note, *parse.Error) {
	if s.Err != nil {
		return nil, nil, s.Err
	}
	var data []byte
	var notes []parse.Note
	var err error
	switch {
	case isStdin(s.Path):
		data, notes, err = buf.ReadStream(b.stdin)
	case v != nil && v.packed != nil:
		data, notes, err = v.packed.Unpack(b.limits)
	default:
		data, notes, err = s.ReadInto(buf, b.limits)
	}
	var file *parse.File
	if err == nil {
		file, err = buf.Read(data)
	}
	if err == nil {
		return file, notes, nil
	}
	if e, ok := err.(*parse.Error); ok {
		return nil, nil, e
	}
	return nil, nil, &parse.Error{Code: parse.Unreadable, Msg: "cannot be read", Err: err}
}

// detail words an error without the name of its file.
func detail(e parse.Error) string {
	e.File = ""
	return e.Error()
}

// name gives an activity its path and what a Strava export says of it.
func (b *batch) name(a *parse.Activity, s parse.Source) {
	a.Source = s.Path
	if s.Title != "" {
		a.Title = s.Title
	}
	if s.Description != "" {
		a.Description = s.Description
	}
	if a.Sport == "" {
		a.Sport = s.Sport
	}
}

// sum returns the status to which notes lead, the first reason for it, and all
// reasons in words.
func sum(notes []parse.Note) (status parse.Status, reason parse.Code, detail string) {
	rank := func(s parse.Status) int {
		return slices.Index([]parse.Status{parse.OK, parse.Warned, parse.Partial}, s)
	}
	status = parse.OK
	var words []string
	for _, n := range notes {
		s := n.Code.NoteStatus()
		if s == parse.OK {
			continue
		}
		if rank(s) > rank(status) {
			status, reason = s, n.Code
		}
		if w := noteWords(n); !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return status, reason, strings.Join(words, "; ")
}

func noteWords(n parse.Note) string {
	s := n.Text
	if n.N > 0 {
		s = fmt.Sprintf("%s (%d)", s, n.N)
	}
	switch p := n.Pos; {
	case p.Line > 0:
		s = "line " + p.String() + ": " + s
	case p.Offset > 0:
		s = p.String() + ": " + s
	}
	return s
}

// runs counts the runs that the call is about, duplicates once.
func runs(outcomes []outcome) int {
	acts, ids := flatten(outcomes)
	kept := analyze.Duplicates(ids)
	about := map[int]bool{}
	for i, twin := range kept {
		if twin < 0 {
			twin = i
		}
		if acts[i].asked && ids[twin].Run {
			about[twin] = true
		}
	}
	return len(about)
}

// flatten lists the activities of all outcomes with their identities.
func flatten(outcomes []outcome) (acts []*activity, ids []analyze.Identity) {
	for i := range outcomes {
		for k := range outcomes[i].acts {
			acts = append(acts, &outcomes[i].acts[k])
			ids = append(ids, outcomes[i].acts[k].id)
		}
	}
	return acts, ids
}

// settle leaves out duplicates and gives every note to its run.
func (b *batch) settle(outcomes []outcome) {
	acts, ids := flatten(outcomes)
	kept := analyze.Duplicates(ids)
	keepNoted(acts, kept)
	perRun, days, errs := analyze.Match(b.entries, ids, kept, b.partial)
	b.days = days
	b.errs = append(b.errs, errs...)
	sports := b.sportsOfTwins(ids, kept)
	undrawn := make([]bool, len(acts)) // asked for by way of a poorer twin, and so not drawn yet
	for i, k := range kept {
		if k >= 0 && acts[i].asked && !acts[k].asked {
			acts[k].asked, undrawn[k] = true, b.opt.Trace
		}
	}
	for i, a := range acts {
		if kept[i] >= 0 {
			a.result, a.double = nil, true
			continue
		}
		if undrawn[i] || sports[i] != "" || !sameEntries(a.entries, perRun[i]) {
			b.judgeAgain(a, sports[i], perRun[i])
		}
		b.errs = append(b.errs, a.errs...)
	}
	markDuplicates(outcomes, kept, ids)
	sort.SliceStable(b.errs, func(i, k int) bool {
		if x, y := b.errs[i], b.errs[k]; x.File != y.File {
			return x.File < y.File
		} else {
			return x.Pos.Line < y.Pos.Line
		}
	})
}

// judge judges the activity with the entries that belong to it.
func (a *activity) judge(p *analyze.Prepared, entries []parse.Entry) {
	a.entries = entries
	a.result, a.errs = p.Judge(entries)
}

// judgeAgain reads and judges an activity once more, with what is known of it
// since. A mistake of our own in it leaves it without a result, which judgeAll
// tells.
func (b *batch) judgeAgain(a *activity, sport string, entries []parse.Entry) {
	defer func() {
		if r := recover(); r != nil {
			a.result, a.errs, a.mistake = nil, nil, ourMistake(r)
		}
	}()
	if a.afar {
		b.takeNotes(a, sport, entries)
		return
	}
	if !b.options(a.asked).Trace && b.cache.recallAgain(a, sport, entries) {
		return
	}
	p, key := a.held, cacheKey{}
	if p == nil {
		p, key = b.again(a.id, a.asked)
	}
	if p == nil {
		return // changed since: what was judged before stands
	}
	p.SetSport(sport)
	a.judge(p, entries)
	if key == a.key {
		b.cache.keepAgain(*a, sport)
	}
}

// sameEntries says whether two lists hold the same lines of the notes, at the
// same moments.
func sameEntries(a, b []parse.Entry) bool {
	return slices.EqualFunc(a, b, func(x, y parse.Entry) bool {
		return x.Source == y.Source && x.Pos == y.Pos && x.Kind == y.Kind && x.At == y.At
	})
}

// sportsOfTwins returns for each activity that names no sport the one that its
// duplicate names, else "".
func (b *batch) sportsOfTwins(ids []analyze.Identity, kept []int) []string {
	out := make([]string, len(ids))
	for i, k := range kept {
		if k >= 0 && ids[k].Sport == "" {
			out[k] = ids[i].Sport
		}
	}
	return out
}

// markDuplicates gives a source all of whose activities stand elsewhere the
// status duplicate; its own reason stays in the detail.
func markDuplicates(outcomes []outcome, kept []int, ids []analyze.Identity) {
	at := 0
	for i := range outcomes {
		o := &outcomes[i]
		n := len(o.acts)
		twin := -1
		all := n > 0
		for k := at; k < at+n; k++ {
			if kept[k] < 0 {
				all = false
			} else {
				twin = kept[k]
			}
		}
		at += n
		if !all {
			continue
		}
		was := o.input
		o.input.Status, o.input.Reason = parse.Duplicate, parse.DuplicateOf
		o.input.Detail = "the same run as " + ids[twin].Source
		if was.Reason != "" {
			o.input.Detail += fmt.Sprintf(" (%s: %s)", was.Reason, was.Detail)
		}
	}
}
