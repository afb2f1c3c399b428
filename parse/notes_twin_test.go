package parse

import (
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzNotesTwin compares our reader of notes.csv, which forgives much, with the
// strict one of the standard library: where that reads a file, both find the same
// rows and cells.
func FuzzNotesTwin(f *testing.F) {
	for _, s := range []string{
		NotesHeader + "\n2026-10-11,a.fit,38m,drink,,,120 ml,\n", "a,b\n\"x,y\",\"q \"\"z\"\"\"\n", "\"two\nlines\",b\n\nc\n", ",,\n\"\"\n", "a", "\"#x\",1\n", "ä,\u00a0b \n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\r\x00\ufeff") || strings.Count(s, "\n") >= maxQuotedLines {
			return
		}
		for line := range strings.Lines(s) { // what is ours alone: comments, sep=, lines of blanks
			cut := strings.TrimSpace(line)
			if cut == "" && line != "\n" || strings.HasPrefix(cut, "#") || strings.HasPrefix(strings.ToLower(cut), "sep=") {
				return
			}
		}
		twin := csv.NewReader(strings.NewReader(s))
		twin.FieldsPerRecord = -1
		text, _ := decodeNotes([]byte(s))
		if text != s {
			return // control characters are blanks to us
		}
		ours := csvRows{lines: strings.Split(text, "\n"), sep: ','}
		rows, err := twin.ReadAll()
		if err != nil && err != io.EOF {
			return
		}
		for i, want := range rows {
			cells, pos, err := ours.next()
			if err != nil || pos.Line == 0 {
				t.Fatalf("row %d of %q: %q, we have line %d and %v", i+1, s, want, pos.Line, err)
			}
			if len(want) > maxNoteColumns {
				return
			}
			for k := range want {
				want[k] = Clean(want[k])
			}
			var got []string
			for _, c := range cells {
				got = append(got, c.text)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("row %d of %q: %q, want %q", i+1, s, got, want)
			}
		}
		if cells, pos, err := ours.next(); pos.Line != 0 {
			t.Fatalf("%q: a row more: %v, %v", s, cells, err)
		}
	})
}
