package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"slices"

	"github.com/klauspost/compress/zstd"

	"crampcheck/analyze"
	"crampcheck/parse"
	"crampcheck/report"
)

// What is kept of an answer. All our own choice.
const (
	answerBytes  = 32 << 20  // bytes of one as it is kept; a larger one is not
	outputBytes  = 256 << 20 // bytes of its output before it is packed, likewise
	answerWindow = 1 << 20   // bytes that packing looks back
	answerName   = ".answer" // how its file ends
)

// answer is all that a call printed, kept for the same call over the same files.
//
// It is asked for once the recordings and notes are found, and before any
// recording is read. So it holds what comes after: settings are read, and mistakes
// in them told, by every call.
type answer struct {
	Before []byte // messages before the output
	Output []byte // packed
	After  []byte // messages after the output
	Failed bool   // it ended with
	Status int    // and
	Msg    string // which is told last
}

// question is all that decides the answer of a call, beside the program itself.
// What is left out, and the reason, stands in the test of it.
type question struct {
	Command     string
	Format      string // of the output
	AsksText    bool   // the flag of the format says text, whatever the output is
	ListsNone   bool
	ToStdout    bool
	Strict      bool
	Quiet       bool
	Verbose     bool
	OutTerminal bool
	ErrTerminal bool
	ErrColumns  int
	Style       askedStyle

	Options analyze.Options
	Span    analyze.Span
	Joins   bool
	Limits  parse.Limits

	NotesFile  string
	Sources    []askedSource // in the order in which they are told
	Other      []string
	Entries    []parse.Entry
	Errs       []parse.NoteError
	Partial    map[string]bool
	Home       map[string]string
	OtherLines bool
}

// askedStyle is report.Style without its Pages, which no answer has, and without
// its Spread, which changes no byte.
type askedStyle struct {
	Units   report.Units
	Width   int // cells
	Color   bool
	Verbose bool
	Single  bool
	AllRuns bool
	ASCII   bool
	Plain   bool
	NoChart bool
	Summary bool
}

// askedSource is what is known of a source that is not read. Its stamp stands
// for its bytes.
type askedSource struct {
	Path        string
	Name        string
	Size        int64 // bytes
	Title       string
	Sport       string
	Description string
	Code        parse.Code // of what keeps it from being read, "" for nothing
	Text        string     // likewise
	Stamp       []byte     // nil where it is not to be read
}

// asking is a question that may be answered from the cache. Nil is one that may
// not.
type asking struct {
	key    cacheKey
	stamps []stamp // of the sources, before any was read
}

// ask puts the question of a call for whose paths everything is found. There is
// none where the system does not say of every source that it is what it was: of
// standard input, members of archives, and files that were just written. Nor is
// there one for lines that other calls wrote.
func (s settings) ask(w world, b *batch, command, format string, st report.Style) *asking {
	if len(b.sources) == 0 || len(b.shards) > 0 || b.asked != nil || st.Pages != nil || !b.cache.usable() {
		return nil
	}
	stamps, ok := b.stamped()
	if !ok {
		return nil
	}
	q := question{
		Command: command, Format: format, AsksText: s.format.value == "text", ListsNone: s.listsNone, ToStdout: s.output == "-",
		Strict: s.strict, Quiet: s.quiet, Verbose: s.verbose,
		OutTerminal: w.outTerminal, ErrTerminal: w.errTerminal, ErrColumns: w.errColumns,
		Style: askedStyle{
			Units: st.Units, Width: st.Width, Color: st.Color, Verbose: st.Verbose, Single: st.Single, AllRuns: st.AllRuns,
			ASCII: st.ASCII, Plain: st.Plain, NoChart: st.NoChart, Summary: st.Summary,
		},
		Options: b.opt, Span: b.span, Joins: b.joins, Limits: b.limits,
		NotesFile: b.notesFile, Other: b.other, Entries: b.entries, Errs: b.errs, Partial: b.partial, Home: b.home, OtherLines: b.otherLines,
	}
	for i, src := range b.sources {
		a := askedSource{Path: src.Path, Name: src.Name, Size: src.Size, Title: src.Title, Sport: src.Sport, Description: src.Description}
		if src.Err != nil {
			a.Code, a.Text = src.Err.Code, src.Err.Error()
		} else {
			a.Stamp = stamps[i][:]
		}
		q.Sources = append(q.Sources, a)
	}
	return &asking{key: b.cache.keyOfAnswer(&q), stamps: stamps}
}

// stamped returns the stamps of all sources as they stand now, zero for those that
// are not to be read, and says whether all others have one.
func (b *batch) stamped() (stamps []stamp, ok bool) {
	stamps = make([]stamp, len(b.sources))
	for i, s := range b.sources {
		if s.Err != nil {
			continue
		}
		if stamps[i] = b.cache.stamps.of(b.fileOf(s)); stamps[i] == (stamp{}) {
			return nil, false
		}
	}
	return stamps, true
}

// keyOfAnswer names the answer to a question.
func (c *cache) keyOfAnswer(q *question) cacheKey {
	program := c.program()
	return sha256.Sum256(c.questions.encode(program[:], q))
}

// answer returns what is kept, if anything is. Its bytes stand on the paper.
func (c *cache) answer(q *asking, p *paper) (a answer, ok bool) {
	body, ok := c.body(q.key.name()+answerName, q.key, answerBytes, p)
	if !ok || !c.answers.decode(body, &a, nil) {
		return answer{}, false
	}
	return a, true
}

// answered prints the answer that is kept, if one is, and says so.
func (b *batch) answered(w world, q *asking, output string) (given bool, err error) {
	if q == nil {
		return false, nil
	}
	p := b.cache.take()
	defer b.cache.giveBack(p)
	a, ok := b.cache.answer(q, p)
	if !ok {
		return false, nil
	}
	return true, a.give(w, b, output)
}

// give prints an answer as the call did that it is of.
func (a answer) give(w world, b *batch, output string) error {
	_, _ = w.err.Write(a.Before)
	if err := b.write(w.out, output, a.unpack); err != nil {
		return statusError{exitUsage, err.Error()}
	}
	_, _ = w.err.Write(a.After)
	if a.Failed {
		return statusError{a.Status, a.Msg}
	}
	return nil
}

// unpack writes the output.
func (a answer) unpack(out io.Writer) error {
	r, err := zstd.NewReader(bytes.NewReader(a.Output), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(out, r)
	return err
}

// listener hears all that a call prints. Nil hears nothing.
type listener struct {
	before, after bytes.Buffer
	packed        bytes.Buffer
	packer        *zstd.Encoder
	bytes         int64 // of the output, before it is packed
	lost          bool  // it is too much, or cannot be packed
}

// listen returns who hears the answer to a question; nil where nobody needs to.
func (q *asking) listen() *listener {
	if q == nil {
		return nil
	}
	return &listener{}
}

// messages returns w with its messages heard, those before the output or those
// after it.
func (l *listener) messages(w world, after bool) world {
	if l == nil {
		return w
	}
	to := &l.before
	if after {
		to = &l.after
	}
	w.err = io.MultiWriter(to, w.err)
	return w
}

// output returns write with what it writes heard.
func (l *listener) output(write func(io.Writer) error) func(io.Writer) error {
	if l == nil {
		return write
	}
	return func(out io.Writer) (err error) {
		l.packed.Reset()
		l.packer, err = zstd.NewWriter(&l.packed, zstd.WithEncoderLevel(zstd.SpeedFastest),
			zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(answerWindow))
		l.bytes, l.lost = 0, err != nil
		both := bufio.NewWriterSize(io.MultiWriter(out, l), 1<<16)
		if err := write(both); err != nil {
			return err
		}
		if err := both.Flush(); err != nil {
			return err
		}
		if !l.lost {
			l.lost = l.packer.Close() != nil
		}
		return nil
	}
}

// Write hears a part of the output. It never fails.
func (l *listener) Write(data []byte) (int, error) {
	l.bytes += int64(len(data))
	if !l.lost {
		_, err := l.packer.Write(data)
		l.lost = err != nil || l.bytes > outputBytes || l.packed.Len() > answerBytes
	}
	return len(data), nil
}

// keepAnswer keeps what a call printed and how it ended, where that will be so
// again: not where a source may have changed since the question was put, or
// could not be read for a reason that does not lie in its bytes, as a computer that
// was too slow, or met a mistake of our own.
func (b *batch) keepAnswer(q *asking, l *listener, rep *analyze.Report, end error) {
	passing := func(in analyze.Input) bool {
		return in.Reason == parse.Unreadable || in.Reason == parse.Internal || in.Reason == parse.Timeout
	}
	if q == nil || l.lost || slices.ContainsFunc(rep.Inputs, passing) {
		return
	}
	if now, ok := b.stamped(); !ok || !slices.Equal(now, q.stamps) {
		return
	}
	a := answer{Before: l.before.Bytes(), Output: l.packed.Bytes(), After: l.after.Bytes()}
	if end != nil {
		var status statusError
		if !errors.As(end, &status) {
			return
		}
		a.Failed, a.Status, a.Msg = true, status.status, status.msg
	}
	p := b.cache.take()
	defer b.cache.giveBack(p)
	p.draft = b.cache.answers.encode(p.newDraft(), &a)
	b.cache.save(q.key.name()+answerName, q.key, answerBytes, p)
	b.cache.count()
}
