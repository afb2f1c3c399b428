package parse

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"
)

// NotesHeader names the columns of a new notes.csv.
const NotesHeader = "date,file,at,what,where,severity,amount,note"

// NotesLayout is how a notes.csv is written, so that lines can be added to it in
// its own manner.
type NotesLayout struct {
	Columns      []string // of the header, in order, "" for one that is not read; nil: there is no header yet
	Separator    string   // "," ";" or a tab
	Newline      string   // what ends a line
	Unended      bool     // the last line has no end
	DecimalComma bool     // numbers are written with one: km 29,5

	encoding encoding.Encoding // nil: UTF-8
}

// decimalComma is a number such as 29,5.
var decimalComma = late(`(^|[^\d,.])\d+,\d{1,3}($|[^\d,.])`)

// ReadNotesLayout finds how the notes.csv data is written. It fails where the
// header cannot be understood, or lacks what a line needs to name its run, its
// moment and what happened.
func ReadNotesLayout(data []byte) (NotesLayout, error) { return Limits{}.ReadNotesLayout(data) }

// ReadNotesLayout is ReadNotesLayout with these limits.
func (l Limits) ReadNotesLayout(data []byte) (NotesLayout, error) { return readNotesLayout(data, l) }

func readNotesLayout(data []byte, lim Limits) (NotesLayout, error) {
	l := NotesLayout{Separator: ",", Newline: "\n"}
	raw := data
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		l.encoding = utf16.UTF16(utf16.LittleEndian, utf16.IgnoreBOM)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		l.encoding = utf16.UTF16(utf16.BigEndian, utf16.IgnoreBOM)
	case !utf8.Valid(data):
		l.encoding = charmap.Windows1252
	}
	if l.encoding != nil {
		var err error
		if raw, err = l.encoding.NewDecoder().Bytes(data); err != nil {
			return l, fmt.Errorf("cannot be decoded: %w", err)
		}
	}
	text := strings.TrimPrefix(string(raw), "\ufeff")
	switch {
	case strings.Contains(text, "\r\n"):
		l.Newline = "\r\n"
	case strings.Contains(text, "\r") && !strings.Contains(text, "\n"):
		l.Newline = "\r"
	}
	l.Unended = text != "" && !strings.HasSuffix(text, "\n") && !strings.HasSuffix(text, "\r")
	r, ok := newNoteReader("csv", "", data, lim)
	if !ok {
		return l, errors.New(r.journal.Errors[0].Text)
	}
	rows := csvRows{lines: r.lines}
	columns, ok := r.header(&rows)
	switch {
	case !ok && r.bad > 0:
		e := r.journal.Errors[len(r.journal.Errors)-1]
		return l, fmt.Errorf("line %d: %s", e.Pos.Line, e.Text)
	case !ok:
		return l, nil // nothing was noted yet
	}
	l.Columns, l.Separator = columns, string(rows.sep)
	has := func(name string) bool { return slices.Contains(columns, name) }
	if !has("at") || !has("file") && !has("date") {
		return l, fmt.Errorf("line %d: a line needs the columns at, and file or date: add them to the header, e.g. %s", rows.i, NotesHeader)
	}
	for {
		cells, pos, _ := rows.next()
		if pos.Line == 0 {
			return l, nil
		}
		for _, c := range cells {
			l.DecimalComma = l.DecimalComma || decimalComma().MatchString(c.text)
		}
	}
}

// Encode returns text, whose lines end in "\n", as it is to be added to the file.
func (l NotesLayout) Encode(text string) ([]byte, error) {
	text = strings.ReplaceAll(text, "\n", l.Newline)
	if l.Unended {
		text = l.Newline + text
	}
	if l.encoding == nil {
		return []byte(text), nil
	}
	out, err := l.encoding.NewEncoder().Bytes([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("a file name cannot be written in its encoding: save it as %q", "CSV UTF-8")
	}
	return out, nil
}

// OtherLines returns the lines of a notes.csv that note nothing and yet speak of
// a run: comments that are rows with a # before them, and rows with a mistake. All
// are of the kind OtherLine; one that speaks of anything but a cramp, or of no
// moment, has none. name is how messages call the file.
func OtherLines(data []byte, name string) []Entry { return Limits{}.OtherLines(data, name) }

// OtherLines is OtherLines with these limits.
func (l Limits) OtherLines(data []byte, name string) []Entry {
	r, ok := newNoteReader("csv", name, data, l)
	if !ok {
		return nil
	}
	rows := csvRows{lines: r.lines}
	columns, ok := r.header(&rows)
	if !ok {
		return nil
	}
	var out []Entry
	add := func(cells []noteCell, line int) {
		if e, ok := otherLine(columns, cells); ok {
			e.Source, e.Pos = name, Pos{Line: line}
			out = append(out, e)
		}
	}
	sep := rows.sep
	for i, line := range r.lines {
		commented, ok := strings.CutPrefix(strings.TrimSpace(line), "#")
		if !ok {
			continue
		}
		comment := csvRows{lines: []string{strings.TrimLeft(commented, "# ")}, sep: sep}
		if cells, _, err := comment.row(); err == nil {
			add(cells, i+1)
		}
	}
	for range r.bounds.NotesRows {
		cells, pos, err := rows.next()
		if pos.Line == 0 {
			return out
		}
		if err != nil {
			continue
		}
		bad := r.bad
		if r.csvRow(columns, cells); r.bad > bad {
			add(cells, pos.Line)
		}
	}
	return out
}

// otherLine reads as much of a row as it can; ok is false where it names no run.
func otherLine(columns []string, cells []noteCell) (e Entry, ok bool) {
	var row noteRow
	for i, c := range cells[:min(len(cells), len(columns))] {
		if to := row.cell(columns[i]); to != nil {
			*to = c
		}
	}
	e = noEntry()
	e.Origin, e.Kind, e.File = "csv", OtherLine, row.file.text
	if row.date.text != "" {
		date, err := readDate(row.date.text)
		if err != nil {
			return e, false
		}
		e.Date = date
	}
	if e.Date == "" && e.File == "" {
		return e, false
	}
	if kind, _, err := readKind(row.what.text); err != nil || kind == Cramp {
		if at, err := readMoment(row.at.text); err == nil {
			e.At = at
		}
	}
	return e, true
}
