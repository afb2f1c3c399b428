package main

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"crampcheck/analyze"
	"crampcheck/parse"
	"crampcheck/report"
)

// Recordings are read one after the other in the same memory. What is kept of one
// must not change when the next is read: the twin reads each in memory of its own.
func TestOneMemoryForAllRecordingsChangesNoResult(t *testing.T) {
	paths := []string{"../../testdata/samples"}
	if dir := os.Getenv("CRAMPCHECK_DATA"); dir != "" {
		paths = append(paths, dir)
	}
	b := &batch{jobs: 1, opt: analyze.Options{Trace: true}}
	if err := b.find(paths); err != nil {
		t.Fatal(err)
	}
	b.index = analyze.IndexNotes(b.entries)
	backwards := slices.Clone(b.sources)
	slices.Reverse(backwards)
	for _, order := range [][]parse.Source{b.sources, backwards} {
		shared := &analyze.Desk{Buffers: &parse.Buffers{}}
		var together, apart []outcome
		for _, s := range order {
			together = append(together, b.one(s, shared))
			apart = append(apart, b.one(s, &analyze.Desk{}))
		}
		n := 0
		for i, s := range order {
			got, want := everything(t, together[i]), everything(t, apart[i])
			if !bytes.Equal(got, want) {
				t.Errorf("%s: read in used memory it differs", s.Path)
			}
			n += len(together[i].acts)
		}
		if n < 15 {
			t.Fatalf("only %d activities", n)
		}
	}
}

// everything writes all that is known of an outcome: the document, and the page
// with its curves.
func everything(t *testing.T, o outcome) []byte {
	t.Helper()
	rep := &analyze.Report{Inputs: []analyze.Input{o.input}}
	for _, a := range o.acts {
		rep.Runs = append(rep.Runs, a.result)
	}
	var out bytes.Buffer
	style := report.Style{Units: report.Km, Width: 100, Verbose: true}
	if err := report.Formats()["json"](&out, rep, style); err != nil {
		t.Fatal(err)
	}
	for _, r := range rep.Runs {
		if err := report.RunFormats()["html"](&out, rep.Focus([]*analyze.Result{r}, analyze.Options{}), style); err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes()
}
