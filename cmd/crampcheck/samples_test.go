package main

import (
	"encoding/json"
	"flag"
	"math"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"crampcheck/analyze"
	"crampcheck/parse"
	"crampcheck/report"
)

// truth is what testdata/truth.json says of a run: what happened, free of every
// error of the watch.
type truth struct {
	Name       string    `json:"name"`
	Files      []string  `json:"files"`
	Start      time.Time `json:"start"`
	DistanceM  float64   `json:"distance_m"`
	ElapsedS   float64   `json:"elapsed_s"`
	TimerS     float64   `json:"timer_s"`
	MileS      []float64 `json:"mile_s"`
	MileAtS    []float64 `json:"mile_at_s"`
	FirstMileS float64   `json:"first_mile_s"`
	SettledS   float64   `json:"settled_s_per_mile"`
	ExcessFrac float64   `json:"first_mile_excess"`
	Pauses     []struct {
		AtM    float64 `json:"at_m"`
		StartS float64 `json:"start_s"`
		EndS   float64 `json:"end_s"`
	} `json:"pauses"`
	Cramps []struct {
		AtM float64 `json:"at_m"`
		AtS float64 `json:"at_s"`
	} `json:"cramps"`
	Expect []string `json:"expect"`
}

const (
	mileM      = 1609.344
	samplesDir = root + "/testdata/samples"
	cutRun     = "2026-04-12-cut"    // its file ends early
	spikyRun   = "2026-04-02-spikes" // four of its positions are wrong
)

func readTruth(t *testing.T) []truth {
	t.Helper()
	data, err := os.ReadFile(root + "/testdata/truth.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []truth
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != 17 {
		t.Fatalf("%d runs in the truth, want 17", len(all))
	}
	return all
}

// readAll runs the batch over paths.
func readAll(t *testing.T, opt analyze.Options, paths ...string) *analyze.Report {
	t.Helper()
	b := batch{opt: opt, jobs: 2}
	rep, err := b.read(paths)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// stemOf is a file's name without folder and endings.
func stemOf(file string) string {
	name, _, _ := strings.Cut(path.Base(file), ".")
	return name
}

// TestSamplesTellTheTruth compares every run with what was planted in it.
func TestSamplesTellTheTruth(t *testing.T) {
	rep := readAll(t, analyze.Options{}, samplesDir)
	all := readTruth(t)
	if len(rep.Runs) != len(all) || len(rep.NotesErrors) != 0 {
		t.Fatalf("%d runs of %d, errors in the notes: %v", len(rep.Runs), len(all), rep.NotesErrors)
	}
	for i, want := range all {
		got := rep.Runs[i]
		t.Run(want.Name, func(t *testing.T) {
			if stemOf(got.File) != want.Name || !got.Start.Equal(want.Start) || got.Day() != want.Name[:len(time.DateOnly)] {
				t.Fatalf("run %d is %s of %s", i, got.File, got.Day())
			}
			compareFindings(t, got, want)
			if want.Name == cutRun {
				compareCut(t, got, want)
				return
			}
			compareTotals(t, got, want)
			compareMiles(t, got, want)
			compareFirstMile(t, got, want)
			compareCramps(t, got, want)
		})
	}
}

// compareFindings wants exactly the planted findings of those rules that exist.
func compareFindings(t *testing.T, got *analyze.Result, want truth) {
	t.Helper()
	known := map[string]bool{}
	for _, r := range analyze.Rules() {
		known[r.ID] = true
	}
	var planted, fired []string
	for _, e := range want.Expect {
		rule, _, _ := strings.Cut(e, " ")
		if known[rule] {
			planted = append(planted, e)
		}
	}
	for _, f := range got.Findings {
		if f.State == analyze.Fired && f.Severity.Rank() >= analyze.Notice.Rank() {
			fired = append(fired, f.Rule+" "+string(f.Severity))
		}
	}
	slices.Sort(planted)
	slices.Sort(fired)
	if !slices.Equal(fired, planted) {
		t.Errorf("fired: %v, planted: %v", fired, planted)
	}
}

func within(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %.4f, the truth is %.4f (within %.4f)", what, got, want, tolerance)
	}
}

func compareTotals(t *testing.T, got *analyze.Result, want truth) {
	t.Helper()
	within(t, "distance in m", got.DistanceM.Value, want.DistanceM, 0.005*want.DistanceM)
	within(t, "elapsed in s", got.ElapsedS, want.ElapsedS, 1) // the watch stops at the next full second
	within(t, "timer in s", got.TimerS, want.TimerS, 1)
	if len(got.Pauses) != len(want.Pauses) {
		t.Fatalf("%d pauses, want %d", len(got.Pauses), len(want.Pauses))
	}
	for i, p := range want.Pauses {
		within(t, "begin of a pause in s", got.Pauses[i].StartS, p.StartS, 1)
		within(t, "end of a pause in s", got.Pauses[i].EndS, p.EndS, 1)
	}
}

// compareMiles wants the moving time of every full mile within 1 s. A pause in
// it may cost another, as the timer stops at full seconds; standing may cost
// 6 s, as speed is taken over windows of 10 s; positions wander by up to 0.5 %.
func compareMiles(t *testing.T, got *analyze.Result, want truth) {
	t.Helper()
	if want.Name == spikyRun {
		return
	}
	n := 0
	for i, s := range got.SplitsMile {
		if s.Partial {
			continue
		}
		if i >= len(want.MileS) {
			t.Fatalf("mile %d does not exist", i+1)
		}
		tolerance := 1.0
		if got.Distance == "positions" {
			tolerance += 0.005 * want.MileS[i]
		}
		in := func(atM float64) bool { return atM > float64(i)*mileM-10 && atM <= float64(i+1)*mileM }
		for _, p := range want.Pauses {
			if in(p.AtM) {
				tolerance++
			}
		}
		for _, c := range want.Cramps {
			if in(c.AtM) {
				tolerance += 6
			}
		}
		within(t, "a mile in s", s.MovingS, want.MileS[i], tolerance)
		n++
	}
	if n < len(want.MileS)-1 || n == 0 {
		t.Errorf("%d full miles, want %d", n, len(want.MileS))
	}
}

// compareFirstMile wants the excess over the settled pace within half a percentage point.
func compareFirstMile(t *testing.T, got *analyze.Result, want truth) {
	t.Helper()
	f := got.FirstMile
	switch {
	case want.Name == "2026-03-10-intervals", want.Name == "2026-03-12-treadmill", want.SettledS == 0:
		if f.Withheld == nil {
			t.Error("the first mile is judged")
		}
		return
	case f.Withheld != nil:
		t.Errorf("the first mile is withheld: %s", f.Withheld.Reason)
		return
	}
	excess := want.ExcessFrac
	if f.Reference == analyze.RefGoal { // the truth counts from the settled pace
		excess = 1 - want.FirstMileS/f.ReferenceS.Value
	}
	within(t, "excess of the first mile", f.ExcessFrac.Value, excess, 0.005)
}

func compareCramps(t *testing.T, got *analyze.Result, want truth) {
	t.Helper()
	if len(got.Cramps) != len(want.Cramps) {
		t.Fatalf("%d cramps, want %d", len(got.Cramps), len(want.Cramps))
	}
	for i, c := range want.Cramps {
		within(t, "time of a cramp in s", got.Cramps[i].AtS.Value, c.AtS, 1)
		within(t, "place of a cramp in m", got.Cramps[i].DistanceM.Value, c.AtM, 0.005*c.AtM)
	}
}

// compareCut wants of the file that ends early what stands before its end.
func compareCut(t *testing.T, got *analyze.Result, want truth) {
	t.Helper()
	share := got.DistanceM.Value / want.DistanceM
	if share < 0.6 || share > 0.75 { // it was cut at 70 % of its bytes
		t.Errorf("%.0f %% of the run is left", 100*share)
	}
	n := 0
	for i, s := range got.SplitsMile {
		if !s.Partial {
			within(t, "a mile in s", s.MovingS, want.MileS[i], 1+0.005*600)
			n++
		}
	}
	if n != 4 {
		t.Errorf("%d full miles, want 4 of 6", n)
	}
}

func TestSamplesHaveTheirStatuses(t *testing.T) {
	rep := readAll(t, analyze.Options{}, samplesDir)
	want := map[string]string{
		"2026-03-26-twice.gpx.gz":  "duplicate duplicate-of",
		"2026-04-02-spikes.gpx.gz": "warned bad-points",
		"2026-04-12-cut.gpx":       "partial truncated",
	}
	if c := rep.Count(); c != (analyze.Counts{Found: 18, OK: 15, Warned: 1, Partial: 1, Duplicate: 1}) {
		t.Errorf("counts %+v", c)
	}
	for _, in := range rep.Inputs {
		got := strings.TrimSpace(string(in.Status) + " " + string(in.Reason))
		w := want[path.Base(in.File)]
		if w == "" {
			w = string(parse.OK)
		}
		if got != w {
			t.Errorf("%s is %q, want %q", in.File, got, w)
		}
	}
}

var update = flag.Bool("update", false, "write the golden files anew; the run fails all the same")

// TestLooksOfTheSamples compares the text of the samples with golden files.
// They guard the looks alone: what is right is for the other tests to say.
func TestLooksOfTheSamples(t *testing.T) {
	rep := readAll(t, analyze.Options{}, samplesDir)
	for i := range rep.Inputs { // as seen from the project's folder
		rep.Inputs[i].File = strings.TrimPrefix(rep.Inputs[i].File, root+"/")
	}
	single := readAll(t, analyze.Options{}, samplesDir+"/2026-04-26-marathon.fit.gz")
	marathon := focused(t, "2026-04-26-marathon.fit.gz")
	folder, one := report.Formats()["text"], report.RunFormats()["text"]
	for _, c := range []struct {
		name  string
		write report.Writer
		rep   *analyze.Report
		style report.Style
	}{
		{"samples-60.txt", folder, rep, report.Style{Units: report.Miles, Width: 60}},
		{"samples-80.txt", folder, rep, report.Style{Units: report.Miles, Width: 80}},
		{"samples-120.txt", folder, rep, report.Style{Units: report.Miles, Width: 120}},
		{"marathon-100-km.txt", folder, single, report.Style{Units: report.Km, Width: 100, Single: true}},
		{"report-60.txt", one, marathon, report.Style{Units: report.Miles, Width: 60, Single: true}},
		{"report-80.txt", one, marathon, report.Style{Units: report.Miles, Width: 80, Single: true}},
		{"report-120.txt", one, marathon, report.Style{Units: report.Km, Width: 120, Single: true}},
		{"report-80-ascii.txt", one, marathon, report.Style{Units: report.Miles, Width: 80, Single: true, ASCII: true}},
		{"report-long-80.txt", one, focused(t, "2026-03-22-long.fit.gz"), report.Style{Units: report.Miles, Width: 80, Single: true}},
		{"report-intervals-80.txt", one, focused(t, "2026-03-10-intervals.fit"), report.Style{Units: report.Miles, Width: 80, Single: true}},
		{"report.md", report.RunFormats()["md"], marathon, report.Style{Units: report.Miles, Width: 80, Single: true}},
	} {
		var b strings.Builder
		if err := c.write(&b, c.rep, c.style); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(root, "testdata", "golden", c.name)
		if *update {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
				t.Fatal(err)
			}
			t.Errorf("%s is written anew: read it, then run the test without -update", file)
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if b.String() != string(want) {
			t.Errorf("%s looks different now (-update writes it anew):\n%s", file, firstDifference(b.String(), string(want)))
		}
	}
}

// focused is the report on one sample with the others as its history.
func focused(t *testing.T, name string) *analyze.Report {
	t.Helper()
	b := batch{opt: analyze.Options{Trace: true}, jobs: 2}
	rep, asked, err := b.readWith([]string{samplesDir + "/" + name}, []string{samplesDir})
	if err != nil {
		t.Fatal(err)
	}
	return rep.Focus(asked, b.opt)
}

// firstDifference shows the first lines in which two texts differ.
func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "got  " + g[i] + "\nwant " + w[i]
		}
	}
	return "one ends before the other"
}
