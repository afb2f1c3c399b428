package main

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/tormoder/fit"

	"crampcheck/parse"
)

// TestMain lets the test binary be called as the command calls itself.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == childWord {
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

func TestMedianOfPairsByHand(t *testing.T) {
	for _, c := range []struct {
		name        string
		over, under []float64
		want        float64
	}{
		{"one pair", []float64{6}, []float64{4}, 1.5},
		{"the middle ratio, not the ratio of the middles, which is 2", []float64{10, 30, 20}, []float64{10, 10, 40}, 1},
		{"of two, the mean", []float64{2, 8}, []float64{2, 2}, 2.5},
		{"a slow round weighs on both", []float64{10, 100, 11}, []float64{5, 50, 5.5}, 2},
		{"no rounds", nil, nil, math.NaN()},
		{"a round without its pair", []float64{1, 2}, []float64{1}, math.NaN()},
	} {
		if got := medianRatio(c.over, c.under); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	values := []float64{3, 1, 2}
	if median(values) != 2 || !reflect.DeepEqual(values, []float64{3, 1, 2}) {
		t.Errorf("the median of 3, 1, 2 is %v, and they are %v now", median(values), values)
	}
}

func TestGrowthIsAgainstTheCheapestBefore(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{8, 4, 4}, 1},
		{[]float64{8, 4, 6}, 1.5},
		{[]float64{2, 6, 3}, 3},
		{[]float64{2, 3, 4}, 2},
		{[]float64{8, 4}, 0.5},
	} {
		if got := growth(c.values); got != c.want {
			t.Errorf("%v grow by %v, want %v", c.values, got, c.want)
		}
	}
	if !math.IsNaN(growth([]float64{1})) {
		t.Error("one value grows")
	}
}

func TestATargetIsMetUpToItsLimit(t *testing.T) {
	for _, c := range []struct {
		name string
		line target
		met  bool
		text string
	}{
		{"a maximum itself", atMost("", 1.8, 1.8), true, "1.80, ≤ 1.80"},
		{"more than a maximum", atMost("", 1.81, 1.8), false, "1.81, ≤ 1.80"},
		{"a minimum itself", atLeast("", 10, 10), true, "10.0, ≥ 10.0"},
		{"less than a minimum", atLeast("", 9.99, 10), false, "9.99, ≥ 10.0"},
		{"words beside it", atMost("", 151, 150).with("for two"), false, "151 (for two), ≤ 150"},
		{"what is no number, of a maximum", atMost("", math.NaN(), 1), false, "NaN, ≤ 1.00"},
		{"what is no number, of a minimum", atLeast("", math.NaN(), 1), false, "NaN, ≥ 1.00"},
	} {
		if got := c.line.measured() + ", " + c.line.limit(); got != c.text || c.line.met() != c.met {
			t.Errorf("%s: %q, met %v; want %q, %v", c.name, got, c.line.met(), c.text, c.met)
		}
	}
}

// twoRounds are results made up by hand.
func twoRounds() results {
	r := results{
		what: "12 files",
		rows: []row{
			{rowUnpack, []cost{{2, 2, 10}, {4, 4, 12}}},
			{rowRead, []cost{{3, 3, 30}, {8, 8, 40}}},
			{rowOneJob, []cost{{5, 6, 80}, {10, 12, 90}}},
			{rowTwoJobs, []cost{{5, 3, 100}, {10, 9, 95}}},
			{rowLibraries, []cost{{50, 49, 70}, {120, 119, 60}}},
		},
		counts: map[string]counts{rowRead: {Files: 11, Failed: 1}},
	}
	r.seasonTargets(partOf{3, cost{1, 1, 55}})
	return r
}

func TestTargetsOfTheSeasonByHand(t *testing.T) {
	r := twoRounds()
	var got []string
	for _, l := range r.lines {
		got = append(got, fmt.Sprintf("%s: %s %s %v", l.what, l.measured(), l.limit(), l.met()))
	}
	want := []string{
		"reading, CPU against unpacking: 1.75 ≤ 1.80 true",          // of 1.5 and 2
		"analyze, CPU against unpacking: 2.50 ≤ 2.50 true",          // of 2.5 and 2.5
		"libraries' reading, CPU against analyze: 11.0 ≥ 10.0 true", // of 10 and 12
		"two jobs, wall time against one: 0.62 ≤ 0.60 false",        // of 0.5 and 0.75
		"peak memory of analyze for 12 files, MB: 100 (55 MB for every fourth file) ≤ 150 true",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") || r.missed() != 1 {
		t.Errorf("%d missed of\n%s\nwant 1 of\n%s", r.missed(), strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	r.rows = append(r.rows, row{rowFill, []cost{{4, 4, 1}, {6, 6, 1}}}, row{rowAgain, []cost{{0.2, 1, 1}, {0.6, 1, 1}}})
	r.lines = nil
	r.seasonTargets(partOf{})
	if last := r.lines[len(r.lines)-1]; len(r.lines) != len(want)+1 || math.Abs(last.value-0.075) > 1e-12 || !last.met() {
		t.Errorf("with a cache: %d lines, the last %+v; want 0.075", len(r.lines), last) // of 0.05 and 0.1
	}
}

func TestTablesByHand(t *testing.T) {
	r := twoRounds()
	r.rows, r.lines, r.notes = r.rows[:2], r.lines[3:], []string{"A note."}
	var plain, markdown bytes.Buffer
	if err := r.print(&plain, false); err != nil {
		t.Fatal(err)
	}
	if err := r.print(&markdown, true); err != nil {
		t.Fatal(err)
	}
	const head = "12 files; 2 alternating rounds.\nCPU and wall are medians, peak the largest, ratios of CPU medians of the rounds.\n\n"
	wantPlain := head + `reader                       CPU s  wall s  peak MB  × unpacking
unpack only (compress/gzip)  3.00   3.00    12       1.00
crampcheck, reading alone    5.50   5.50    40       1.75

A note.

target                                   measured  wanted  met
two jobs, wall time against one          0.62      ≤ 0.60  no
peak memory of analyze for 12 files, MB  100       ≤ 150   yes

peak memory of analyze for 12 files, MB: 55 MB for every fourth file
`
	wantMarkdown := head + `| reader | CPU s | wall s | peak MB | × unpacking |
|---|---:|---:|---:|---:|
| unpack only (compress/gzip) | 3.00 | 3.00 | 12 | 1.00 |
| crampcheck, reading alone | 5.50 | 5.50 | 40 | 1.75 |

A note.

| target | measured | wanted | met |
|---|---:|---:|---:|
| two jobs, wall time against one | 0.62 | ≤ 0.60 | no |
| peak memory of analyze for 12 files, MB | 100 (55 MB for every fourth file) | ≤ 150 | yes |
`
	if plain.String() != wantPlain {
		t.Errorf("plain:\n%swant\n%s", plain.String(), wantPlain)
	}
	if markdown.String() != wantMarkdown {
		t.Errorf("Markdown:\n%swant\n%s", markdown.String(), wantMarkdown)
	}
}

func TestBenchmarksAreReadByName(t *testing.T) {
	const output = "goos: linux\nBenchmarkScan/FIT-2         \t    1126\t    286964 ns/op\t 320.28 MB/s\nBenchmarkLibrary/FIT \t 100\t   3482843.5 ns/op\nPASS\n"
	ns, err := benchmarks(output, "BenchmarkLibrary/FIT", "BenchmarkScan/FIT")
	if err != nil || !reflect.DeepEqual(ns, []float64{3482843.5, 286964}) {
		t.Errorf("%v, %v", ns, err)
	}
	if _, err := benchmarks(output, "BenchmarkScan/GPX"); err == nil {
		t.Error("a benchmark that did not run is read")
	}
}

// smallSeason writes a season of ten files, of which one is TCX.
func smallSeason(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "season")
	if out, err := exec.Command("go", "run", "crampcheck/cmd/simulate", "-season", "export", "-runs", "10", "-o", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir
}

func TestEveryReaderFindsTheSamePoints(t *testing.T) {
	dir := smallSeason(t)
	found := map[string]counts{}
	for _, mode := range []string{"unpack", "read", "libraries", "others"} {
		var c counts
		took, err := callChild(&c, mode, dir)
		if err != nil {
			t.Fatalf("%s: %v", mode, err)
		}
		if took.cpuS <= 0 || took.wallS <= 0 || took.peakMB < 1 || took.peakMB > 500 {
			t.Errorf("%s took %+v", mode, took)
		}
		found[mode] = c
	}
	ours := found["read"]
	for _, format := range []string{"fit", "gpx", "tcx"} {
		if ours.Samples[format] < 1000 {
			t.Errorf("%d points in %s files", ours.Samples[format], format)
		}
		if n := found["others"].Samples[format]; n != ours.Samples[format] {
			t.Errorf("%s: muktihari's readers find %d points, we find %d", format, n, ours.Samples[format])
		}
		if n := found["libraries"].Samples[format]; n != ours.Samples[format] && format != "tcx" {
			t.Errorf("%s: the libraries find %d points, we find %d", format, n, ours.Samples[format])
		}
	}
	for mode, c := range found {
		files, leftOut := 10, 0
		if mode == "libraries" {
			files, leftOut = 9, 1
		}
		if c.Files != files || c.Failed != 0 || c.LeftOut != leftOut {
			t.Errorf("%s: %d files, %d failed, %d left out", mode, c.Files, c.Failed, c.LeftOut)
		}
		if c.Bytes != ours.Bytes && mode != "libraries" || c.Bytes < 2_000_000 {
			t.Errorf("%s: %d bytes, we read %d", mode, c.Bytes, ours.Bytes)
		}
	}
}

func TestDamagedFilesAreCountedNotFatal(t *testing.T) {
	dir := t.TempDir()
	for name, data := range map[string]string{
		"run.fit": "no FIT at all", "run.gpx": "<gpx><trk><trkseg><trkpt lat", "run.tcx.gz": "no gzip", "notes.txt": "",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for mode, want := range map[string][3]int{ // files, failed, left out
		"unpack": {3, 1, 0}, "libraries": {2, 2, 1}, "others": {3, 3, 0}, "read": {0, 3, 0},
	} {
		var c counts
		if _, err := callChild(&c, mode, dir); err != nil {
			t.Errorf("%s: %v", mode, err)
		}
		if got := [3]int{c.Files, c.Failed, c.LeftOut}; got != want {
			t.Errorf("%s: %v files, failed and left out, want %v", mode, got, want)
		}
	}
	var c counts
	if _, err := callChild(&c, "read-it-all", dir); err == nil || !strings.Contains(err.Error(), "no such mode") {
		t.Errorf("an unknown mode: %v", err)
	}
	if _, err := callChild(&c, "unpack", t.TempDir()); err == nil {
		t.Error("a folder without a recording is measured")
	}
}

func TestLongRecordingsAreWhatTheySay(t *testing.T) {
	const points = 5000
	for _, name := range []string{"long.fit", "long.gpx"} {
		path := filepath.Join(t.TempDir(), name)
		var f longFile
		if _, err := callChild(&f, "write", path, fmt.Sprint(points)); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil || f.Bytes != int64(len(data)) {
			t.Fatalf("%d bytes, said to be %d; %v", len(data), f.Bytes, err)
		}
		file, err := parse.Read(data)
		if err != nil {
			t.Fatal(err)
		}
		a := file.Activities[0]
		if len(file.Activities) != 1 || a.Len() != points || a.ElapsedS() != points-1 || len(file.Notes) > 0 || a.Sport != "running" {
			t.Errorf("%s: %d points in %v s of %q, notes %v", name, a.Len(), a.ElapsedS(), a.Sport, file.Notes)
		}
		if n, err := byLibrary(data, formatOf(name)); n != points || err != nil {
			t.Errorf("%s: the library reads %d points, %v", name, n, err)
		}
		if formatOf(name) == "fit" {
			if err := fit.CheckIntegrity(bytes.NewReader(data), false); err != nil {
				t.Error(err)
			}
			if got := a.DistanceM[points-1]; math.Abs(got-2.78*(points-1)) > 0.01 {
				t.Errorf("%v m", got)
			}
		}
		var p pair
		if _, err := callChild(&p, "one", path, "2"); err != nil || p.Samples != points || len(p.OursS) != 2 || len(p.LibraryS) != 2 {
			t.Errorf("%s in pairs: %+v, %v", name, p, err)
		}
	}
}

func TestAFileThatTheLibraryReadsOtherwiseIsNoYardstick(t *testing.T) {
	// A point outside any segment: crampcheck takes it, gpxgo does not.
	points := ""
	for i := range 20 {
		points += fmt.Sprintf(`<trkpt lat="47.%03d" lon="8"><time>2026-05-03T07:30:%02dZ</time></trkpt>`, i, i)
	}
	points += `</trkseg><trkpt lat="47.02" lon="8"><time>2026-05-03T07:31:00Z</time></trkpt><trkseg>`
	path := filepath.Join(t.TempDir(), "odd.gpx")
	doc := `<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>` + points + "</trkseg></trk></gpx>"
	if err := os.WriteFile(path, []byte(doc), 0o644); err != nil {
		t.Fatal(err)
	}
	var p pair
	if _, err := callChild(&p, "one", path, "1"); err == nil || !strings.Contains(err.Error(), "21 samples, the library finds 20") {
		t.Errorf("%+v, %v", p, err)
	}
	if _, _, err := largestOf(filepath.Dir(path), "gpx", 1); err == nil {
		t.Error("it is measured all the same")
	}
}

func TestAProcessThatFailsIsNotMeasured(t *testing.T) {
	for _, c := range []struct {
		name, script string
		fine         []int
		want         string // in the error; "": none
	}{
		{"all well", "exit 0", nil, ""},
		{"a status that is fine", "exit 3", []int{3}, ""},
		{"the same where it is not", "echo one >&2; echo two >&2; exit 3", nil, "exit status 3: two"},
		{"another status", "exit 2", []int{3}, "exit status 2"},
	} {
		took, err := measure(exec.Command("sh", "-c", c.script), c.fine...)
		if c.want == "" && (err != nil || took.wallS <= 0) || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %+v, %v", c.name, took, err)
		}
	}
	if _, err := measure(exec.Command("/no/such/program"), -1); err == nil {
		t.Error("a program that does not exist is measured")
	}
}

// recorder stands in for crampcheck: it notes how it was called, whether there
// was a cache, and makes one unless it is told not to.
const recorder = `#!/bin/sh
case "$*" in *--no-cache*) want=none;; *) want=cache;; esac
if [ -e "$XDG_CACHE_HOME/x" ]; then has=warm; else has=cold; fi
echo "$2 $8 $9 $want $has" >>"$XDG_CACHE_HOME.log"
if [ $want = cache ]; then mkdir -p "$XDG_CACHE_HOME" && touch "$XDG_CACHE_HOME/x"; fi
`

func TestTheCacheIsUsedWhereItIsMeasuredAlone(t *testing.T) {
	dir, folder := t.TempDir(), smallSeason(t)
	tool := tools{dir: dir, analyzer: filepath.Join(dir, "recorder"), cache: true}
	if err := os.WriteFile(tool.analyzer, []byte(recorder), 0o755); err != nil {
		t.Fatal(err)
	}
	r, err := season(tool, folder, settings{rounds: 2}, func(string, ...any) {})
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(tool.cacheDir() + ".log")
	if err != nil {
		t.Fatal(err)
	}
	calls := strings.NewReplacer(folder, "season", filepath.Join(dir, "quarter"), "quarter").Replace(string(log))
	const want = `season --jobs 1 none cold
season --jobs 2 none cold
season --jobs 1 cache cold
season --jobs 1 cache warm
season --jobs 1 cache warm
season --jobs 1 cache warm
season --jobs 1 cache warm
season --jobs 1 cache cold
season --jobs 2 none warm
season --jobs 1 none warm
quarter --jobs 2 none warm
`
	if calls != want { // two calls for a second run: one fills the cache
		t.Errorf("calls\n%swant\n%s", calls, want)
	}
	if n := len(r.of(rowAgain)); n != 2 || r.lines[len(r.lines)-1].what != "analyze again, CPU against the first time" {
		t.Errorf("%d rounds of the second run, the last target is %q", n, r.lines[len(r.lines)-1].what)
	}
}

func TestWholeMeasurementOfASmallSeason(t *testing.T) {
	var progress bytes.Buffer
	r, err := measureAll(settings{runs: 10, rounds: 1, lengths: []int{500, 1000}, longS: 3600, starts: 2}, &progress)
	if err != nil {
		t.Fatalf("%v after\n%s", err, progress.String())
	}
	for _, row := range r.rows {
		if len(row.costs) != 1 || row.costs[0].cpuS <= 0 {
			t.Errorf("%s: %+v", row.name, row.costs)
		}
	}
	for _, l := range r.lines {
		if math.IsNaN(l.value) || math.IsInf(l.value, 0) {
			t.Errorf("%s: %v", l.what, l.value)
		}
	}
	if len(r.rows) < 6 || len(r.lines) < 17 || !strings.Contains(r.what, "10 files (7 .fit.gz, 1 .gpx, 1 .gpx.gz, 1 .tcx.gz):\n0.03 million points") {
		t.Errorf("%d rows, %d targets, %s", len(r.rows), len(r.lines), r.what)
	}
	if want := []string{"gpxgo + tormoder/fit, reading: TCX (1 of the files) is left out, which it does not know: its figures hold for the others alone."}; !reflect.DeepEqual(r.notes, want) {
		t.Errorf("notes %q", r.notes)
	}
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		name   string
		args   []string
		status int
		stderr string
	}{
		{"a stray word", []string{"runs"}, 2, "speed: \"runs\" is no flag\n"},
		{"no rounds", []string{"-rounds", "0"}, 2, "speed: -rounds needs at least 1\n"},
		{"no runs", []string{"-runs", "0"}, 2, "speed: -runs needs at least 1\n"},
		{"a folder that is none", []string{"-in", "/none"}, 2, "speed: -in /none is no folder\n"},
	} {
		var stderr bytes.Buffer
		if got := run(c.args, io.Discard, &stderr); got != c.status || stderr.String() != c.stderr {
			t.Errorf("%s: status %d, %q; want %d, %q", c.name, got, stderr.String(), c.status, c.stderr)
		}
	}
	if run([]string{"-h"}, io.Discard, io.Discard) != 0 || run([]string{"-what"}, io.Discard, io.Discard) != 2 {
		t.Error("-h is help, an unknown flag is wrong usage")
	}
	t.Setenv("PWD", filepath.Dir(t.TempDir()))
	s := settings{runs: 1, rounds: 1, in: "."}
	if err := s.check(nil); err != nil || s.in != os.Getenv("PWD") {
		t.Errorf("a folder relative to the call: %s, %v", s.in, err)
	}
}
