package main

import (
	"bytes"
	"math"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"crampcheck/analyze"
	"crampcheck/parse"
	"crampcheck/report"
)

// TestSuggestionsOnTheSamplesTellTheTruth wants a suggestion for each planted
// cramp and each pause, where it begins, and no other.
func TestSuggestionsOnTheSamplesTellTheTruth(t *testing.T) {
	rep := readAll(t, analyze.Options{Slowings: true}, samplesDir)
	suggested := 0
	for i, want := range readTruth(t) {
		r := rep.Runs[i]
		if want.Name == "2026-03-10-intervals" {
			if r.SlowPlanned == "" || len(r.Slowings) > 0 {
				t.Errorf("intervals: planned %q, slowings %+v", r.SlowPlanned, r.Slowings)
			}
			continue
		}
		var at []float64
		for _, c := range want.Cramps {
			at = append(at, c.AtS)
		}
		for _, p := range want.Pauses {
			at = append(at, p.StartS)
		}
		if len(r.Slowings) != len(at) {
			t.Errorf("%s: %d slowings, want %d: %+v", want.Name, len(r.Slowings), len(at), r.Slowings)
			continue
		}
		for k, x := range r.Slowings {
			suggested++
			if math.Abs(x.AtS-at[k]) > 5 { // the runs with stops are recorded every 5 s
				t.Errorf("%s: slowing at %.1f s, the truth is %.1f", want.Name, x.AtS, at[k])
			}
		}
	}
	if suggested != 4+6+1 {
		t.Errorf("%d slowings, want 4 cramps, 6 lights and 1 pause", suggested)
	}
}

// initIn runs init over a folder.
func initIn(t *testing.T, dir string) (status int, messages string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(world{args: []string{"init", dir}, out: &out, err: &errs, getenv: func(string) string { return "" }})
	if out.Len() > 0 {
		t.Errorf("on standard output: %s", &out)
	}
	return status, errs.String()
}

// TestAddedLinesMustBeRead wants notes refused that could not be read with the
// lines added to them.
func TestAddedLinesMustBeRead(t *testing.T) {
	const header, row = "date,at,what\n", "2026-03-22,0:10:00,cramp?\n"
	for _, c := range []struct {
		name, old, added string
		rows             int
		ok               bool
	}{
		{"a row that is read", header, row, 1, true},
		{"a row behind one with a mistake", header + "2026-03-22,0:10:00,crmp\n", row, 1, true},
		{"a row that is swallowed", header, "\"" + row, 1, false},
		{"a row with a mistake", header, row + "2026-03-22,0:99:00,cramp?\n", 1, false},
		{"a row more than are read", header + strings.Repeat("#\n2025-03-22,,race\n", 100_000), row, 1, false},
	} {
		d := draft{old: []byte(c.old), rows: c.rows}
		err := d.readsBack([]byte(c.old + c.added))
		if (err == nil) != c.ok || err != nil && !strings.HasSuffix(err.Error(), "Nothing was added") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestTellsRunsApart looks at how lines name runs that are called alike.
func TestTellsRunsApart(t *testing.T) {
	rep := readAll(t, analyze.Options{Slowings: true}, samplesDir)
	named := func(i int, file string) *analyze.Result {
		r := *rep.Runs[i]
		r.File = file
		return &r
	}
	all := parse.NotesLayout{}
	byDate, byFile := parse.NotesLayout{Columns: []string{"date", "at", "what"}}, parse.NotesLayout{Columns: []string{"file", "at", "what"}}
	undated := named(0, "b/run.fit")
	undated.DateKnown = false
	ride := named(0, "c/run.fit")
	ride.Run = false
	for _, c := range []struct {
		name  string
		r     *analyze.Result
		other *analyze.Result
		l     parse.NotesLayout
		told  report.Told
		why   string
	}{
		{"another file of that day", named(0, "a.fit"), named(0, "b.fit"), all, report.BySinceStart, ""},
		{"the same name on another day", named(0, "a/run.fit"), named(1, "b/run.fit"), all, report.BySinceStart, ""},
		{"the same name and day", named(0, "a/run.fit"), named(0, "b/RUN.fit"), all, report.ByClock, ""},
		{"a ride of that name and day", named(0, "a/run.fit"), ride, all, report.BySinceStart, ""},
		{"two of a day where only dates are noted", named(0, "a.fit"), named(0, "b.fit"), byDate, report.ByClock, ""},
		{"two of a name where only names are", named(0, "a/run.fit"), named(1, "b/run.fit"), byFile, 0, "another run has the same file name: add the column date to notes.csv, or rename one"},
		{"no date where only dates are noted", undated, named(1, "x.fit"), byDate, 0, "its watch did not know the date: add the column file to notes.csv"},
	} {
		d := draft{file: "notes.csv", all: []*analyze.Result{c.r, c.other}}
		if told, why := d.tells(c.r, c.l); told != c.told || why != c.why {
			t.Errorf("%s: told %d, %q; want %d, %q", c.name, told, why, c.told, c.why)
		}
	}
}

// dataSuggestions is how many stops and drops were suggested for some real runs
// whose stops are told by their names or were looked at.
var dataSuggestions = map[string][2]int{ // least and most
	"run-marathon-fenix7-2025.fit":          {2, 6},
	"run-trail-37k-fenix6s-24stops.fit":     {10, 12}, // the cap
	"run-16k-fr935-stryd-14stops.fit":       {10, 12},
	"run-17k-fr920xt-stryd-19stops.fit":     {10, 12},
	"run-13k-garminconnect-92min.gpx":       {0, 2},
	"run-ocr-16k-190min-sparse10s.tcx":      {0, 1}, // at one pace, but for a minute
	"run-11k-fr965-2026-rpe.fit":            {0, 0}, // intervals
	"run-13k-fr945-workout.tcx":             {0, 0}, // intervals
	"multisport-7sessions-fenix2.fit":       {1, 4},
	"runs-two-activities-in-one.tcx":        {4, 8},
	"run-trail-21k-coros-apexpro.fit":       {2, 6}, // walks up the hills
	"run-10k-fr70-compressed-1990.fit":      {6, 10},
	"run-12k-nocreator-pauses.tcx":          {5, 9},
	"run-nike-gps-glitch-22k.gpx":           {0, 4},
	"run-5k-strava-bom.gpx":                 {6, 12},
	"damaged-run-11k-strava-android.fit":    {0, 4},
	"run-treadmill-fr945-4stops.fit":        {0, 4},
	"multisport-triathlon-fr255.fit":        {0, 4},
	"run-16k-nocreator-118min.tcx":          {5, 11},
	"run-applewatch-power-3segs.gpx":        {0, 4},
	"opentracks-offset-zero-timestamps.gpx": {0, 4},
}

// TestInitOnRealRecordings makes the round trip with links to real recordings:
// every suggestion is a cramp once its ? is gone, and none is made twice.
func TestInitOnRealRecordings(t *testing.T) {
	data := dataDir(t)
	dir := t.TempDir()
	files, err := filepath.Glob(filepath.Join(data, "*.*"))
	if err != nil || len(files) < 60 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		if err := os.Symlink(f, filepath.Join(dir, filepath.Base(f))); err != nil {
			t.Skip("no links here: ", err)
		}
	}
	if status, messages := initIn(t, dir); status != exitInput {
		t.Fatalf("exit status %d, %s", status, messages)
	}
	notes := filepath.Join(dir, "notes.csv")
	text, err := os.ReadFile(notes)
	if err != nil {
		t.Fatal(err)
	}
	if _, messages := initIn(t, dir); !strings.Contains(messages, "notes.csv: nothing to add\n") {
		t.Errorf("the second time: %s", messages)
	}
	if again, err := os.ReadFile(notes); err != nil || !bytes.Equal(again, text) {
		t.Error("the second time changed the notes")
	}
	if err := os.WriteFile(notes, bytes.ReplaceAll(text, []byte(",cramp?,"), []byte(",cramp,")), 0o600); err != nil {
		t.Fatal(err)
	}
	rep := readAll(t, analyze.Options{Slowings: true}, dir)
	for _, e := range rep.NotesErrors {
		t.Errorf("%d: %s", e.Pos.Line, e.Text)
	}
	cramps, seen := 0, 0
	for _, r := range rep.Runs {
		cramps += len(r.Cramps)
		p, ok := r.Propose()
		if ok && len(p.New) > 0 {
			t.Errorf("%s suggests %d that are noted", r.File, len(p.New))
		}
		want, known := dataSuggestions[path.Base(r.File)]
		if n := len(r.Cramps); ok && known {
			seen++
			if n < want[0] || n > want[1] {
				t.Errorf("%s: %d suggestions, want %d to %d", r.File, n, want[0], want[1])
			}
		}
	}
	if rows := bytes.Count(text, []byte(",cramp?,")); cramps != rows || rows < 80 || rows > 140 || seen < 14 {
		t.Errorf("%d cramps from %d suggestions, %d runs looked at", cramps, rows, seen)
	}
}
