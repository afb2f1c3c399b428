package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// document is what a call prints as JSON.
type document struct {
	Runs []map[string]any
	Span struct {
		Before int `json:"left_out_before"`
		After  int `json:"left_out_after"`
	}
}

// analyzed runs analyze on a folder.
func analyzed(t *testing.T, args ...string) document {
	t.Helper()
	var out, errs bytes.Buffer
	w := world{args: append([]string{"analyze", "--format", "json"}, args...), out: &out, err: &errs, getenv: noEnvironment}
	if status := run(w); status != exitOK {
		t.Fatalf("%v: exit status %d\n%s", args, status, &errs)
	}
	var d document
	if err := json.Unmarshal(out.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func noEnvironment(string) string { return "" }

// TestSinceShowsTheRunsAsTheyAreAmongAll wants the same verdicts with --since as
// without: the runs before it are not shown, and still compared with.
func TestSinceShowsTheRunsAsTheyAreAmongAll(t *testing.T) {
	all := analyzed(t, samplesDir)
	if len(all.Runs) != 17 {
		t.Fatalf("%d runs in the samples", len(all.Runs))
	}
	for _, i := range []int{1, 8, 16} {
		d := analyzed(t, samplesDir, "--since", all.Runs[i]["date_local"].(string))
		if d.Span.Before != i || !reflect.DeepEqual(d.Runs, all.Runs[i:]) {
			t.Errorf("since run %d: %d runs, %d left out; want those of the whole folder", i, len(d.Runs), d.Span.Before)
		}
	}
}

// TestUntilIsAsIfTheLaterRunsWereNotThere compares --until with a folder that
// holds no later run.
func TestUntilIsAsIfTheLaterRunsWereNotThere(t *testing.T) {
	const day = "2026-04-05"
	dir := t.TempDir()
	entries, err := os.ReadDir(samplesDir)
	if err != nil {
		t.Fatal(err)
	}
	kept := 0
	for _, e := range entries {
		if name := e.Name(); name != "notes.csv" && name[:len(day)] <= day {
			copyFile(t, filepath.Join(samplesDir, name), filepath.Join(dir, name))
			kept++
		}
	}
	if kept != 15 {
		t.Fatalf("%d files until %s", kept, day)
	}
	notes, err := os.ReadFile(filepath.Join(samplesDir, "notes.csv"))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.SplitSeq(string(notes), "\n") {
		if len(line) < len(day) || line[:len(day)] <= day || line[0] > '9' {
			lines = append(lines, line)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "notes.csv"), []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	got, want := analyzed(t, samplesDir, "--until", day), analyzed(t, dir)
	if len(got.Runs) != len(want.Runs) || got.Span.After != 4 {
		t.Fatalf("%d runs, want %d; %d left out", len(got.Runs), len(want.Runs), got.Span.After)
	}
	for i := range got.Runs {
		got.Runs[i]["file"] = filepath.Base(got.Runs[i]["file"].(string))
		want.Runs[i]["file"] = filepath.Base(want.Runs[i]["file"].(string))
		if !reflect.DeepEqual(got.Runs[i], want.Runs[i]) {
			t.Errorf("%s differs from what it is without the later runs", got.Runs[i]["file"])
		}
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
