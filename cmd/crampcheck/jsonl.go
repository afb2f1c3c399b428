package main

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"time"

	"crampcheck/analyze"
	"crampcheck/parse"
	"crampcheck/report"
)

// streamPaths reads and judges paths for a command of that name and prints a
// line for each run as soon as it stands.
func streamPaths(w world, s settings, command string, paths []string) error {
	b, err := s.prepare(w, command, paths)
	if err != nil {
		return err
	}
	if err := b.find(paths); err != nil {
		return err
	}
	out, err := b.grow(w, s.output)
	if err != nil {
		return statusError{exitUsage, err.Error()}
	}
	defer out.drop()
	st := &teller{
		batch: b, out: out, lines: report.NewLines(s.reportStyle(w, false)),
		head: report.Head{Version: moduleVersion(buildInfo()), Settings: fingerprint(b.opt)},
	}
	rep, err := st.read()
	if err != nil {
		return err
	}
	if err := out.finish(); err != nil {
		return statusError{exitUsage, err.Error()}
	}
	if out.left() {
		return nil // whoever read it has seen enough
	}
	s.complain(w, b, rep)
	return s.statusFor(w, rep, st.runs)
}

// teller is a batch that keeps no run longer than it must.
type teller struct {
	*batch
	out   *growing
	lines report.Lines
	head  report.Head
	runs  int // lines of runs so far

	packers sync.Pool // of *flate.Writer, which are large
}

// read does what judgeAll does, but that the runs are not compared. The lines of
// runs leave in the order of the sources. Where only the end shows whose a note
// is, they wait for it, packed; then follow, once more, those that turn out to be
// judged with the wrong notes. All runs have a line, duplicates too: that they
// are, the line of their file tells. It returns the report without its runs.
func (st *teller) read() (*analyze.Report, error) {
	defer st.progress.wipe()
	defer st.cache.finish()
	st.progress.expect(len(st.sources))
	st.index = analyze.IndexNotes(st.entries)
	doubtful := st.doubtfulNotes()
	all := st.opt.GoalS > 0 // which is refused for several runs
	if !all {
		st.out.put(st.lines.Head(st.head))
	}
	outcomes, own := make([]outcome, len(st.sources)), make([]analyze.Input, len(st.sources))
	ready := make([][][]byte, len(st.sources))
	tell := inOrder(len(st.sources), func(i int) {
		for _, line := range ready[i] {
			st.out.put(line)
			st.runs++
		}
		ready[i] = nil
	})
	st.each(func(i int, desk *analyze.Desk) {
		if !st.out.wanted() {
			return
		}
		outcomes[i] = st.one(st.sources[i], desk)
		own[i] = outcomes[i].input
		for k := range outcomes[i].acts {
			a := &outcomes[i].acts[k]
			line := st.line(&outcomes[i], a, own[i])
			a.result = nil
			switch {
			case line == nil:
			case all || doubtful(a.entries) || len(a.entries) > 0 && len(outcomes[i].acts) > 1:
				a.packed = st.pack(line)
			default:
				ready[i], a.held = append(ready[i], line), nil
			}
		}
		tell(i)
	})
	if all {
		if n := runs(outcomes); n != 1 {
			return nil, severalGoals(n)
		}
		st.out.put(st.lines.Head(st.head))
	}
	return st.rest(outcomes, own), nil
}

// rest writes what is known once all is read.
func (st *teller) rest(outcomes []outcome, own []analyze.Input) *analyze.Report {
	fromNotes := slices.Clone(st.errs)
	acts, _ := flatten(outcomes)
	st.settle(outcomes)
	rep := &analyze.Report{NotesErrors: st.errs, Span: st.span}
	for i := range outcomes {
		o := &outcomes[i]
		for k := range o.acts {
			a := &o.acts[k]
			var line []byte
			switch {
			case a.result != nil: // it was judged again
				line = st.line(o, a, own[i])
			case a.packed != nil && a.mistake == "":
				line = unpack(a.packed)
			}
			if line != nil {
				st.out.put(line)
				st.runs++
			}
		}
	}
	for i := range outcomes {
		rep.Inputs = append(rep.Inputs, outcomes[i].told())
		st.out.put(st.lines.Input(rep.Inputs[i]))
	}
	for _, n := range st.noteLines(fromNotes, acts) {
		st.out.put(st.lines.Note(n))
	}
	_, st.days, _ = st.span.UpTo(nil, st.days)
	for _, e := range st.days {
		st.out.put(st.lines.Day(e))
	}
	st.out.put(st.lines.End(len(rep.Inputs), st.runs))
	for _, a := range acts {
		if a.double {
			continue
		}
		rep.LeftOut.Before += a.leftOut.Before
		rep.LeftOut.After += a.leftOut.After
		rep.LeftOut.Undated += a.leftOut.Undated
	}
	return rep
}

// line returns the line of an activity, none where it has no result or lies
// outside the span. A mistake of our own in it leaves it without a line.
func (st *teller) line(o *outcome, a *activity, own analyze.Input) (line []byte) {
	if a.result == nil {
		return nil
	}
	defer func() {
		if r := recover(); r != nil {
			line, a.mistake = nil, ourMistake(r)
		}
	}()
	r := *a.result
	r.Notes = append(slices.Clone(o.notes), r.Notes...)
	in, _, out := st.span.UpTo([]*analyze.Result{&r}, nil)
	before, in := st.span.From(in)
	out.Before = len(before)
	a.leftOut = out
	if len(in) == 0 {
		return nil
	}
	return st.lines.Run(report.RunLine{Result: &r, Identity: a.id, Own: own})
}

// pack makes a line that has to wait small.
func (st *teller) pack(line []byte) []byte {
	w, ok := st.packers.Get().(*flate.Writer)
	if !ok {
		w, _ = flate.NewWriter(nil, flate.BestSpeed) // fails for a level that does not exist
	}
	defer st.packers.Put(w)
	var b bytes.Buffer
	w.Reset(&b)
	_, err := w.Write(line)
	if err = errors.Join(err, w.Close()); err != nil {
		panic(err) // memory takes what is written to it
	}
	return bytes.Clone(b.Bytes()) // without the room to grow
}

// unpack is the line that was packed.
func unpack(packed []byte) []byte {
	line, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil {
		panic(err) // it was packed here
	}
	return line
}

// doubtfulNotes returns what says of notes about an activity whether one of
// them may belong to another: those that give no file, or one that fits several.
func (b *batch) doubtfulNotes() func([]parse.Entry) bool {
	type key struct {
		source string
		pos    parse.Pos
	}
	n := map[key]int{} // sources that an entry names; none for one that gives a date alone
	for _, s := range b.sources {
		for _, e := range b.index.For(analyze.Identity{Source: s.Path}) {
			n[key{e.Source, e.Pos}]++
		}
	}
	return func(entries []parse.Entry) bool {
		return slices.ContainsFunc(entries, func(e parse.Entry) bool {
			return n[key{e.Source, e.Pos}] != 1
		})
	}
}

// noteLines adds to the errors of the notes what a joined history needs: the run
// that a note does not fit, or the note that belongs to none. fromNotes are the
// errors of reading the notes.
func (b *batch) noteLines(fromNotes []parse.NoteError, acts []*activity) []report.NoteLine {
	ofRuns := map[parse.NoteError][]*activity{}
	for _, a := range acts {
		for _, e := range a.errs {
			ofRuns[e] = append(ofRuns[e], a)
		}
	}
	var out []report.NoteLine
	for _, e := range b.errs {
		line := report.NoteLine{Error: e}
		switch runs := ofRuns[e]; {
		case slices.Contains(fromNotes, e):
		case len(runs) > 0:
			line.Run, line.Index = runs[0].id.Source, runs[0].id.Index
			ofRuns[e] = runs[1:]
		default:
			if i := slices.IndexFunc(b.entries, func(x parse.Entry) bool { return x.Source == e.File && x.Pos == e.Pos }); i >= 0 {
				line.Entry = &b.entries[i]
			}
		}
		out = append(out, line)
	}
	return out
}

// fingerprint tells options by which runs are judged from others.
func fingerprint(o analyze.Options) string {
	h := sha256.New()
	zone := func(l *time.Location) string {
		if l == nil {
			return ""
		}
		return l.String()
	}
	_, _ = fmt.Fprintf(h, "%q %q %+v\n", zone(o.Zone), zone(o.FallbackZone), o.Runner)
	for _, name := range slices.Sorted(maps.Keys(o.Limits)) {
		_, _ = fmt.Fprintf(h, "%s %v\n", name, o.Limits[name])
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// inOrder returns a function that is told in any order what is ready of n things,
// and calls do for them in their own order, for one at a time.
func inOrder(n int, do func(i int)) (ready func(i int)) {
	var mu sync.Mutex
	done, next := make([]bool, n), 0
	return func(i int) {
		mu.Lock()
		defer mu.Unlock()
		done[i] = true
		for ; next < n && done[next]; next++ {
			do(next)
		}
	}
}
