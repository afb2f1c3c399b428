package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tormoder/fit"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// dataDir returns the folder of real recordings that CRAMPCHECK_DATA names.
// They are real people's tracks and no part of the project.
func dataDir(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("CRAMPCHECK_DATA")
	if dir == "" {
		t.Skip("CRAMPCHECK_DATA names no folder of real recordings")
	}
	return dir
}

// dataStatuses is what must become of those recordings that are not ok, from
// what their table of origins says is wrong with them.
var dataStatuses = map[string]string{
	// Three damaged copies of one toy run of 14 records: the one with a wrong
	// checksum alone is whole; of the others a part is lost.
	"damaged-crc.fit":                        "warned checksum",
	"damaged-truncated-3bytes.fit":           "duplicate duplicate-of",
	"damaged-chained-corrupt-2nd-header.fit": "duplicate duplicate-of",
	// lon="undefined" in every point; it has times, so it is no route.
	"damaged-bad-latlon.gpx":             "skipped no-points",
	"damaged-ride-nosession-sigma.fit":   "partial truncated",
	"damaged-run-11k-strava-android.fit": "partial hole", // garbled after byte 7472, records again behind it
	"route-only-strava.gpx":              "skipped not-activity",
	"hr-only-fr70-1990.fit":              "warned clock-unset",
	"run-10k-fr70-compressed-1990.fit":   "warned clock-unset",
	"multisport-7sessions-fenix2.fit":    "warned out-of-order", // the fenix 2 steps back in time
	// A transition of 38 records ends 3.3 s before the session's own timer.
	// Its four gaps without movement last 393 s, the timer stood for 374 s.
	"run-12k-nocreator-pauses.tcx": "warned totals-disagree",
	"run-13k-strava-pauses.gpx":    "duplicate duplicate-of",
	"run-6k-strava-pair.gpx":       "duplicate duplicate-of",
	// 222 km in a second.
	"opentracks-offset-zero-timestamps.gpx": "warned bad-points",
	"run-6k-nike-nohr.gpx":                  "warned bad-points", // 48 m in 2 s, once
	"run-nike-gps-glitch-22k.gpx":           "warned bad-points",
	"run-nike-time-glitch-24h.gpx":          "warned bad-points",
}

// dataActivities is how many activities a file holds, where that is not one.
var dataActivities = map[string]int{
	"damaged-bad-latlon.gpx": 0, "route-only-strava.gpx": 0,
	"multisport-7sessions-fenix2.fit": 7, "multisport-triathlon-fr255.fit": 5, "multisport-triathlon-fr920xt-chained.fit": 5,
	"runs-two-activities-in-one.tcx": 2,
	"run-nike-time-glitch-24h.gpx":   2, // a step of 15 h
}

func TestRealRecordingsHaveTheirStatuses(t *testing.T) {
	rep := readAll(t, analyze.Options{}, dataDir(t))
	c := rep.Count()
	if c.Found != 60 || c.OK+c.Warned+c.Partial+c.Duplicate+c.Skipped != 60 {
		t.Errorf("counts %+v, want 60 found and as many told", c)
	}
	seen := map[string]bool{}
	for _, in := range rep.Inputs {
		name := path.Base(in.File)
		seen[name] = true
		got := strings.TrimSpace(string(in.Status) + " " + string(in.Reason))
		want := dataStatuses[name]
		if want == "" {
			want = string(parse.OK)
		}
		if got != want {
			t.Errorf("%s is %q (%s), want %q", name, got, in.Detail, want)
		}
		if in.Reason == parse.Internal || in.Status != parse.OK && in.Detail == "" {
			t.Errorf("%s: reason %q, detail %q", name, in.Reason, in.Detail)
		}
		n, several := dataActivities[name]
		if !several {
			n = 1
		}
		if in.Activities != n {
			t.Errorf("%s holds %d activities, want %d", name, in.Activities, n)
		}
	}
	for name := range dataStatuses {
		if !seen[name] {
			t.Errorf("%s was not found", name)
		}
	}
}

// origin is what the table of origins says of a recording.
type origin struct{ km, timerS float64 }

// origins reads the table beside the recordings, which other libraries filled.
func origins(t *testing.T, dir string) map[string]origin {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "SOURCES.md"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]origin{}
	for line := range strings.SplitSeq(string(data), "\n") {
		cells := strings.Split(line, " | ")
		name := strings.TrimPrefix(cells[0], "| ")
		if len(cells) < 10 || !strings.Contains(name, ".") {
			continue
		}
		km, err := strconv.ParseFloat(cells[7], 64)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		timerS := 0.0
		for part := range strings.SplitSeq(cells[9], ":") {
			n, err := strconv.Atoi(part)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			timerS = timerS*60 + float64(n)
		}
		out[name] = origin{km, timerS}
	}
	if len(out) != 60 {
		t.Fatalf("%d rows in the table, want 60", len(out))
	}
	return out
}

func TestRealFITFilesKeepDistanceAndTimer(t *testing.T) {
	dir := dataDir(t)
	want := origins(t, dir)
	got := map[string]origin{}
	for _, r := range readAll(t, analyze.Options{}, dir).Runs {
		if r.Format == "fit" {
			o := got[path.Base(r.File)]
			got[path.Base(r.File)] = origin{o.km + r.DistanceM.Value/1000, o.timerS + r.TimerS}
		}
	}
	if len(got) < 28 {
		t.Fatalf("only %d FIT files", len(got))
	}
	for name, g := range got {
		w := want[name]
		if math.Abs(g.km-w.km) > max(0.01*w.km, 0.01) {
			t.Errorf("%s: %.3f km, the table says %.2f", name, g.km, w.km)
		}
		if name == "damaged-ride-nosession-sigma.fit" {
			continue // without a session the table has no timer
		}
		if math.Abs(g.timerS-w.timerS) > max(3, 0.003*w.timerS) {
			t.Errorf("%s: %.1f s on the timer, the table says %.0f", name, g.timerS, w.timerS)
		}
	}
}

// runKeys are keys that every run has in JSON.
var runKeys = strings.Fields(`file index format sport device title start_utc date_local zone zone_source records points
	distance_m distance_source elapsed_s timer_s moving_s clock pauses splits_mile splits_km laps first_mile cramps intake findings notes`)

func TestRealRecordingsFollowTheSchema(t *testing.T) {
	dir := dataDir(t)
	var out, errs bytes.Buffer
	status := run(world{args: []string{"analyze", dir, "--format", "json"}, out: &out, err: &errs, getenv: func(string) string { return "" }})
	if status != exitInput || !strings.HasPrefix(errs.String(), "crampcheck: 1 of 60 files could not be read (skipped)\n") ||
		!strings.Contains(errs.String(), "damaged-bad-latlon.gpx") {
		t.Errorf("exit status %d, want %d; %s", status, exitInput, &errs)
	}
	var doc struct {
		Version int            `json:"schema_version"`
		Files   map[string]int `json:"files"`
		Inputs  []struct {
			Status     string
			Activities int
		}
		Runs []map[string]any
	}
	if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Version != 1 || doc.Files["found"] != 60 || len(doc.Inputs) != 60 || len(doc.Runs) < 60 {
		t.Fatalf("version %d, files %v, %d inputs, %d runs", doc.Version, doc.Files, len(doc.Inputs), len(doc.Runs))
	}
	activities := 0
	for _, in := range doc.Inputs {
		if in.Status != string(parse.Duplicate) {
			activities += in.Activities
		}
	}
	if activities != len(doc.Runs) {
		t.Errorf("%d activities are not duplicates, %d are listed", activities, len(doc.Runs))
	}
	last := ""
	for _, r := range doc.Runs {
		name := path.Base(r["file"].(string))
		for _, key := range runKeys {
			if _, ok := r[key]; !ok {
				t.Errorf("%s has no %s", name, key)
			}
		}
		for _, key := range []string{"pauses", "splits_mile", "splits_km", "laps", "cramps", "findings", "notes"} {
			if _, ok := r[key].([]any); !ok {
				t.Errorf("%s: %s is %v, no list", name, key, r[key])
			}
		}
		if (r["start_utc"] == nil) != strings.HasSuffix(name, "-1990.fit") {
			t.Errorf("%s begins at %v", name, r["start_utc"])
		}
		if start, ok := r["start_utc"].(string); ok {
			if start < last {
				t.Errorf("%s stands behind a later run", name)
			}
			last = start
		}
		splitsAddUp(t, name, r)
		for _, f := range r["findings"].([]any) {
			f := f.(map[string]any)
			state, ok := f["state"].(string)
			if !ok || !slices.Contains([]string{"fired", "clear", "withheld"}, state) ||
				(state == "withheld") != (f["withheld"] != nil) || (state == "fired") != (f["severity"] != nil) {
				t.Errorf("%s: finding %v", name, f)
			}
			if r["sport"] == "cycling" && state == "fired" && f["rule"] != "safety/disclaimer" {
				t.Errorf("%s: %v fires on a ride", name, f["rule"])
			}
		}
	}
}

// splitsAddUp wants the lengths of the splits to be the whole distance, but for
// a rest of less than 10 m.
func splitsAddUp(t *testing.T, name string, r map[string]any) {
	t.Helper()
	whole, _ := r["distance_m"].(float64)
	for _, key := range []string{"splits_mile", "splits_km"} {
		sum := 0.0
		for _, s := range r[key].([]any) {
			sum += s.(map[string]any)["distance_m"].(float64)
		}
		if sum > whole+1e-6 || sum < whole-10 {
			t.Errorf("%s: %s add up to %.1f m of %.1f", name, key, sum, whole)
		}
	}
}

// stream is a recording as an independent reader sees it.
type stream struct {
	start     time.Time // local
	atS, upTo []float64 // elapsed time and distance in m of each record
}

func readStream(t *testing.T, file string) stream {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	f, err := fit.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	a, err := f.Activity()
	if err != nil {
		t.Fatal(err)
	}
	first := a.Records[0].Timestamp
	_, offsetS := a.Activity.LocalTimestamp.Zone()
	if offsetS == 0 { // what COROS writes for want of a zone; the run was in Bohemia, in winter
		offsetS = 3600
	}
	s := stream{start: first.In(time.FixedZone("", offsetS))}
	for _, r := range a.Records {
		if d := r.GetDistanceScaled(); !math.IsNaN(d) {
			s.atS = append(s.atS, r.Timestamp.Sub(first).Seconds())
			s.upTo = append(s.upTo, d)
		}
	}
	if len(s.atS) < 5000 {
		t.Fatalf("only %d records in %s", len(s.atS), file)
	}
	return s
}

// lookUp returns where xs first reaches x, in ys.
func lookUp(xs, ys []float64, x float64) float64 {
	for i := 1; i < len(xs); i++ {
		if xs[i] >= x {
			return ys[i-1] + (x-xs[i-1])/(xs[i]-xs[i-1])*(ys[i]-ys[i-1])
		}
	}
	return math.NaN()
}

// TestNotedCrampsStandWhereTheRecordsSay notes cramps on three long runs by
// elapsed time, time of day and distance.
func TestNotedCrampsStandWhereTheRecordsSay(t *testing.T) {
	data := dataDir(t)
	files := []string{"run-marathon-fenix7-2025.fit", "run-trail-37k-fenix6s-24stops.fit", "run-trail-21k-coros-apexpro.fit"}
	atS, atKm := []float64{3*3600 + 20*60 + 5, 4*3600 + 7, 2*3600 + 33}, []string{"38.20", "31.75", "18.05"}
	dir := t.TempDir()
	var csv strings.Builder
	csv.WriteString("date,file,at,what,where\n")
	streams := make([]stream, len(files))
	for i, name := range files {
		streams[i] = readStream(t, filepath.Join(data, name))
		if err := os.Symlink(filepath.Join(data, name), filepath.Join(dir, name)); err != nil {
			t.Skip("no links here: ", err)
		}
		day := streams[i].start.Format(time.DateOnly)
		elapsed := time.Duration(atS[i]) * time.Second
		fmt.Fprintf(&csv, "%s,%s,%s,cramp,left calf\n", day, name, time.Time{}.Add(elapsed).Format("15:04:05"))
		fmt.Fprintf(&csv, "%s,,clock %s,cramp,right hamstring\n", day, streams[i].start.Add(elapsed).Format("15:04:05"))
		fmt.Fprintf(&csv, "%s,%s,km %s,cramp,quad\n", day, name, atKm[i])
	}
	if err := os.WriteFile(filepath.Join(dir, "notes.csv"), []byte(csv.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	rep := readAll(t, analyze.Options{}, dir)
	if len(rep.NotesErrors) != 0 || len(rep.Runs) != 3 {
		t.Fatalf("%d runs, errors %v", len(rep.Runs), rep.NotesErrors)
	}
	for _, r := range rep.Runs {
		i := slices.Index(files, path.Base(r.File))
		if len(r.Cramps) != 3 {
			t.Errorf("%s has %d cramps, want 3", r.File, len(r.Cramps))
			continue
		}
		km, err := strconv.ParseFloat(atKm[i], 64)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range r.Cramps {
			wantS, wantM := atS[i], lookUp(streams[i].atS, streams[i].upTo, atS[i])
			if c.Muscle == "quad" {
				wantS, wantM = lookUp(streams[i].upTo, streams[i].atS, 1000*km), 1000*km
			}
			if math.Abs(c.AtS.Value-wantS) > 1 || math.Abs(c.DistanceM.Value-wantM) > 5 {
				t.Errorf("%s: the cramp of the %s is at %.1f s, %.1f m; the records say %.1f s, %.1f m",
					path.Base(r.File), c.Muscle, c.AtS.Value, c.DistanceM.Value, wantS, wantM)
			}
		}
	}
}
