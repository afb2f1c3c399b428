package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"crampcheck/analyze"
	"crampcheck/parse"
	"crampcheck/report"
)

// maxLine is how long a line of a file of lines may be, in bytes; our own choice.
// A run of 100 h with a thousand notes has a fifth of it.
const maxLine = 16 << 20

// isLines says whether a path is a file of lines by its name.
func isLines(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir() && strings.EqualFold(filepath.Ext(path), ".jsonl")
}

// shard is a file of lines while it is read.
type shard struct {
	batch  *batch
	file   string
	reader report.LineReader
	rows   []analyze.Rule

	line   int // from 1
	begun  bool
	usable int // lines that were used
	bad    []parse.NoteError

	inputs  []analyze.Input
	runs    []*report.RunLine
	notes   []report.NoteLine
	counted int // lines of runs since the head
	files   int // lines of files since the head
}

// readShards reads the files of lines, gathers the notes that stand in them and
// returns what they tell of recordings. A bad line costs only itself.
func (b *batch) readShards() []outcome {
	var out []outcome
	reader, rows := report.NewLineReader(), b.opt.Rules()
	for _, file := range b.shards {
		s := &shard{batch: b, file: shown(file), reader: reader, rows: rows}
		s.read(file)
		out = append(out, s.outcomes()...)
		b.damage = append(b.damage, s.bad...)
	}
	if len(b.shards) > 0 {
		b.entries, b.errs = sameNotes(b.entries), sameErrors(b.errs)
	}
	return out
}

// read reads all lines of the file.
func (s *shard) read(file string) {
	f, err := os.Open(file)
	if err != nil {
		s.spoil("cannot be read: %v", cause(err))
		return
	}
	defer func() { _ = f.Close() }() // only read
	r := bufio.NewReaderSize(f, 1<<16)
	for {
		data, err := readLine(r)
		if err == io.EOF {
			break
		}
		s.line++
		switch {
		case errors.Is(err, errLong):
			s.spoil("a line of more than %d MB is left out", maxLine>>20)
		case errors.Is(err, errCut):
			s.spoil("the file ends in the middle of a line: analyze its recordings again")
			s.begun = false
			return
		case err != nil:
			s.spoil("cannot be read any further: %v", cause(err))
			return
		case !s.take(data):
			return
		}
	}
	s.ended()
	if s.line == 0 {
		s.spoil("the file is empty: analyze its recordings again")
	}
}

// spoil notes what is wrong with the line at hand.
func (s *shard) spoil(format string, args ...any) {
	s.bad = append(s.bad, parse.NoteError{File: s.file, Pos: parse.Pos{Line: s.line}, Text: fmt.Sprintf(format, args...)})
}

// ended notes where lines are missing since the head.
func (s *shard) ended() {
	if s.begun {
		s.spoil("the file ends too early, as analyze was stopped: analyze its recordings again")
	}
	s.begun = false
}

// take takes one line, and says whether there is use in reading on.
func (s *shard) take(data []byte) bool {
	line, err := s.reader.Read(data)
	switch {
	case s.line == 1 && (err != nil || line.Kind != report.LineHead):
		s.spoil("not what crampcheck analyze --format jsonl writes, which begins with a line on crampcheck%s", because(err))
		return false
	case err != nil && !s.begun:
		s.spoil("this line %v; all up to the next head is left out", err)
		return true
	case err != nil:
		s.spoil("this line %v: it is left out; analyze its recordings again", err)
		return true
	case line.Kind == report.LineHead:
		s.ended()
		s.begun, s.counted, s.files = true, 0, 0
		own := report.Head{Version: moduleVersion(buildInfo()), Settings: fingerprint(s.batch.opt)}
		if line.Head.Version == own.Version && line.Head.Settings != own.Settings {
			s.spoil("these runs were judged with other settings (limits, runner or zone) than they are compared with here; --config names a file of settings for both")
			s.bad[len(s.bad)-1].Warning = true
		}
		return true
	case !s.begun:
		return true
	}
	s.usable++
	switch line.Kind {
	case report.LineRun:
		s.counted++
		line.Run.Result.Align(s.rows)
		s.runs = append(s.runs, line.Run)
		s.batch.entries = append(s.batch.entries, line.Run.Result.Log...)
	case report.LineInput:
		s.files++
		s.inputs = append(s.inputs, line.Input)
	case report.LineDay:
		s.batch.entries = append(s.batch.entries, line.Day)
	case report.LineNotesError:
		switch n := line.Note; {
		case n.Run != "":
			s.notes = append(s.notes, n)
		case n.Entry != nil: // asked again among all
			s.batch.entries = append(s.batch.entries, *n.Entry)
		default:
			s.batch.errs = append(s.batch.errs, n.Error)
		}
	case report.LineEnd:
		s.begun = false
		if s.counted != line.Runs || s.files != line.Inputs {
			s.spoil("%d of %d runs and %d of %d files stand above: analyze the recordings again", s.counted, line.Runs, s.files, line.Inputs)
		}
	}
	return true
}

// because gives a reason, where there is one.
func because(err error) string {
	if err == nil {
		return ""
	}
	return ": the line " + err.Error()
}

// outcomes are what the lines tell of their recordings, and of the file itself
// where something is wrong with it.
func (s *shard) outcomes() []outcome {
	byFile := map[string][]activity{}
	for _, r := range s.runs {
		a := activity{id: r.Identity, asked: true, afar: true, entries: slices.Clone(r.Result.Log), result: r.Result}
		for _, n := range s.notes {
			if n.Run == a.id.Source && n.Index == a.id.Index {
				a.errs = append(a.errs, n.Error)
			}
		}
		acts := byFile[a.id.Source]
		if i := slices.IndexFunc(acts, func(b activity) bool { return b.id.Index == a.id.Index }); i >= 0 {
			acts[i] = a // judged again since
			continue
		}
		byFile[a.id.Source] = append(acts, a)
	}
	own := map[string]analyze.Input{}
	for _, r := range s.runs {
		own[r.Own.File] = r.Own
	}
	var out []outcome
	for _, in := range s.inputs {
		o := outcome{input: in, acts: byFile[in.File]}
		if was, ok := own[in.File]; ok && in.Reason == parse.DuplicateOf {
			o.input.Status, o.input.Reason, o.input.Detail = was.Status, was.Reason, was.Detail
		}
		delete(byFile, in.File)
		out = append(out, o)
	}
	for _, r := range s.runs { // of files whose own line is lost
		if acts := byFile[r.Own.File]; acts != nil {
			in := r.Own
			in.Activities = len(acts)
			out = append(out, outcome{input: in, acts: acts})
			delete(byFile, in.File)
		}
	}
	return append(out, s.itself()...)
}

// itself is the file of lines as an input that is damaged, nothing where it is
// not.
func (s *shard) itself() []outcome {
	const most = 3 // places that are named
	var words []string
	n := 0
	for _, e := range s.bad {
		if e.Warning {
			continue
		}
		if n++; n <= most {
			words = append(words, fmt.Sprintf("line %d: %s", e.Pos.Line, e.Text))
		}
	}
	if n == 0 {
		return nil
	}
	if n > most {
		words = append(words, fmt.Sprintf("and %d more", n-most))
	}
	in := analyze.Input{File: s.file, Status: parse.Partial, Reason: parse.Malformed, Detail: strings.Join(words, "; "), Activities: len(s.runs)}
	if s.usable == 0 {
		in.Status = parse.Skipped
	}
	return []outcome{{input: in}}
}

// What can be wrong with a line before it is understood.
var (
	errLong = errors.New("too long")
	errCut  = errors.New("cut off")
)

// readLine returns the next line without its end. What is too long is skipped
// up to its end. At the end of the file the error is io.EOF.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := r.ReadSlice('\n')
		if long = long || len(line)+len(part) > maxLine; !long {
			line = append(line, part...)
		}
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF && len(line) == 0 && !long:
			return nil, io.EOF
		case err == io.EOF:
			return nil, errCut
		case err != nil:
			return nil, err
		case long:
			return nil, errLong
		}
		return line[:len(line)-1], nil
	}
}

// join puts what other calls read to what this one reads. A file that was read
// twice counts once. The order is that of the paths, however the call names the
// files of lines; without any it stays as it is.
func join(here, afar []outcome) []outcome {
	if len(afar) == 0 {
		return here
	}
	all := append(here, afar...)
	slices.SortStableFunc(all, func(a, b outcome) int { return cmp.Compare(a.input.File, b.input.File) })
	var out []outcome
	for _, o := range all {
		i := len(out) - 1
		for i >= 0 && out[i].input.File == o.input.File && !sameFile(out[i], o) {
			i--
		}
		switch {
		case i < 0 || out[i].input.File != o.input.File:
			out = append(out, o)
		case betterOf(out[i], o):
			out[i] = o
		}
	}
	return out
}

// sameFile says whether two outcomes of one path are of the same recording: a
// path may mean another file on another machine.
func sameFile(a, b outcome) bool {
	if len(a.acts) == 0 || len(b.acts) == 0 {
		return true
	}
	return slices.EqualFunc(a.acts, b.acts, func(x, y activity) bool {
		return x.id.Index == y.id.Index && x.id.Local.Equal(y.id.Local) && x.id.ElapsedS == y.id.ElapsedS
	})
}

// betterOf says whether the second of two outcomes of one file is the one to
// keep: one read here before one read elsewhere, one with runs, the one with
// more notes.
func betterOf(a, b outcome) bool {
	rank := func(o outcome) (here, n, notes int) {
		for _, act := range o.acts {
			if !act.afar {
				here = 1
			}
			notes += len(act.entries)
		}
		return here, len(o.acts), notes
	}
	aHere, aActs, aNotes := rank(a)
	bHere, bActs, bNotes := rank(b)
	return cmp.Or(cmp.Compare(bHere, aHere), cmp.Compare(bActs, aActs), cmp.Compare(bNotes, aNotes)) > 0
}

// keepNoted keeps, of two recordings of a run, the poorer one where it has the
// notes and the richer one can neither have them nor be judged again with them.
func keepNoted(acts []*activity, kept []int) {
	for i, k := range kept {
		if k < 0 || !acts[k].afar || len(acts[k].entries) > 0 || len(acts[i].entries) == 0 || acts[i].result == nil {
			continue
		}
		for j := range kept {
			if kept[j] == k {
				kept[j] = i
			}
		}
		kept[i], kept[k] = -1, i
	}
}

// noteKey is what makes two entries one note. A notes.csv that was copied beside
// every part of a season is one file: its folder does not count.
type noteKey struct {
	source, line, word, date string
	pos                      parse.Pos
	kind                     parse.Kind
}

func keyOf(e parse.Entry) noteKey {
	k := noteKey{e.Source, e.Line, e.Word, e.Date, e.Pos, e.Kind}
	if e.Origin == "csv" {
		k.source = path.Base(e.Source)
	}
	return k
}

// sameNotes leaves out the notes that several calls read, and orders them by
// file and place.
func sameNotes(entries []parse.Entry) []parse.Entry {
	seen := map[noteKey]bool{}
	var out []parse.Entry
	for _, e := range entries {
		if k := keyOf(e); !seen[k] {
			seen[k] = true
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b parse.Entry) int {
		return cmp.Or(strings.Compare(a.Source, b.Source), cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Column, b.Pos.Column))
	})
	return out
}

// sameErrors leaves out the errors that several calls told.
func sameErrors(errs []parse.NoteError) []parse.NoteError {
	seen := map[parse.NoteError]bool{}
	return slices.DeleteFunc(slices.Clone(errs), func(e parse.NoteError) bool {
		was := seen[e]
		seen[e] = true
		return was
	})
}

// takeNotes gives an activity that was read elsewhere the notes that are its own
// among all runs. It cannot be judged again: where that would change it, a
// warning says so.
func (b *batch) takeNotes(a *activity, sport string, entries []parse.Entry) {
	in := func(list []parse.Entry, e parse.Entry) bool {
		return slices.ContainsFunc(list, func(x parse.Entry) bool { return keyOf(x) == keyOf(e) })
	}
	warn := func(e parse.Entry, text string) {
		a.errs = append(a.errs, parse.NoteError{File: e.Source, Pos: e.Pos, Warning: true, Line: e.Line, Text: text})
	}
	var log []parse.Entry
	for _, e := range a.entries {
		if in(entries, e) {
			log = append(log, e)
			continue
		}
		refused := func(n parse.NoteError) bool { return n.File == e.Source && n.Pos == e.Pos && !n.Warning }
		switch {
		case slices.ContainsFunc(a.errs, refused): // it did not fit, so nothing came of it
			a.errs = slices.DeleteFunc(a.errs, refused)
		case e.Kind == parse.Symptom, e.Kind == parse.Soreness: // the rules that look at them are asked again
		default:
			warn(e, fmt.Sprintf("counted on %s all the same, which was read elsewhere: analyze all runs of that day in one call", a.id.Source))
		}
	}
	for _, e := range entries {
		if in(a.entries, e) {
			continue
		}
		switch e.Kind {
		case parse.Symptom, parse.Soreness:
			log = append(log, e)
		default:
			warn(e, fmt.Sprintf("not used: the run is %s, which was read elsewhere without this note: analyze both in one call", a.id.Source))
		}
	}
	a.entries, a.result.Log = log, slices.Clone(log)
	switch {
	case sport == "":
	case sport == "running" && a.result.Run:
		a.result.Sport = sport
	default:
		a.errs = append(a.errs, parse.NoteError{
			File: a.id.Source, Warning: true,
			Text: fmt.Sprintf("the same run elsewhere says it is %s, and this one was judged without: analyze both in one call", sport),
		})
	}
}
