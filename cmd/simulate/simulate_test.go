package main

import (
	"bytes"
	"encoding/csv"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"crampcheck/parse"
)

// plain is a run of ten miles at eight minutes that nothing disturbs.
func plain() Plan {
	return Plan{
		Name: "plain", Title: "Plain & <simple>",
		Start:     time.Date(2026, time.May, 3, 7, 30, 0, 0, time.FixedZone("PDT", -7*3600)),
		DistanceM: 10 * mileM, PaceSPerM: perMile(8, 0),
	}
}

func simulate(t *testing.T, p Plan, seed uint64) *Run {
	t.Helper()
	run, err := Simulate(p, seed)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func TestTruthByHand(t *testing.T) {
	for _, tc := range []struct {
		name string
		edit func(*Plan)
		got  func(*Truth) float64
		want float64
	}{
		{"ten miles at 8:00 take 80 min", func(*Plan) {}, func(u *Truth) float64 { return u.ElapsedS }, 4800},
		{"a mile 10 % too fast takes 432 s", func(p *Plan) { p.FirstMileFrac = 0.1 }, func(u *Truth) float64 { return u.FirstMileS }, 432},
		{"and leaves the settled pace alone", func(p *Plan) { p.FirstMileFrac = 0.1 }, func(u *Truth) float64 { return u.SettledS }, 480},
		{"the excess is what was planted", func(p *Plan) { p.FirstMileFrac = 0.1 }, func(u *Truth) float64 { return u.ExcessFrac }, 0.1},
		{"natural variation leaves the planted mile exact", func(p *Plan) { p.FirstMileFrac, p.WanderFrac = 0.1, 0.015 }, func(u *Truth) float64 { return u.FirstMileS }, 432},
		{"a watch's error is not the runner's", func(p *Plan) { p.FirstMileFrac, p.WatchFrac = 0.1, 0.02 }, func(u *Truth) float64 { return u.FirstMileS }, 432},
		{"a slow first mile", func(p *Plan) { p.FirstMileFrac = -0.05 }, func(u *Truth) float64 { return u.FirstMileS }, 504},
		{"a pause at mile 5 begins after its crossing", func(p *Plan) { p.Pauses = []Pause{{AtM: 5 * mileM, DurationS: 60}} }, func(u *Truth) float64 { return u.MileAtS[4] }, 2400},
		{"and delays the next", func(p *Plan) { p.Pauses = []Pause{{AtM: 5 * mileM, DurationS: 60}} }, func(u *Truth) float64 { return u.MileAtS[5] }, 2940},
		{"but not its moving time", func(p *Plan) { p.Pauses = []Pause{{AtM: 5 * mileM, DurationS: 60}} }, func(u *Truth) float64 { return u.MileS[5] }, 480},
		{"nor the timer", func(p *Plan) { p.Pauses = []Pause{{AtM: 5 * mileM, DurationS: 60}} }, func(u *Truth) float64 { return u.TimerS }, 4800},
		{"a cramp comes when its place is reached", func(p *Plan) { p.Cramps = []Cramp{{AtM: 8 * mileM, StopS: 90}} }, func(u *Truth) float64 { return u.Cramps[0].AtS }, 3840},
		{"and costs elapsed and timer alike", func(p *Plan) { p.Cramps = []Cramp{{AtM: 8 * mileM, StopS: 90}} }, func(u *Truth) float64 { return u.TimerS }, 4890},
		{"a mile of limping", func(p *Plan) { p.Cramps = []Cramp{{AtM: 8 * mileM, SlowFrac: 0.2, SlowForM: mileM}} }, func(u *Truth) float64 { return u.MileS[8] }, 576},
		{"a wall of 25 %", func(p *Plan) { p.Wall = Wall{AtM: 6 * mileM, SlowFrac: 0.25} }, func(u *Truth) float64 { return u.MileS[8] }, 600},
		{"a wall of 25 % over half a mile with a ramp of 400 m", func(p *Plan) { p.Wall = Wall{AtM: 8 * mileM, SlowFrac: 0.25, RampM: mileM / 4, ForM: mileM / 2} }, func(u *Truth) float64 { return u.MileS[8] }, 525},
		{"a fade of 20 % that grows over two miles: 5 % in the first", func(p *Plan) { p.Wall = Wall{AtM: 8 * mileM, SlowFrac: 0.2, RampM: 2 * mileM} }, func(u *Truth) float64 { return u.MileS[8] }, 504},
		{"a stop with the timer running delays the next mile", func(p *Plan) { p.Pauses = []Pause{{AtM: 5 * mileM, DurationS: 60, Running: true}} }, func(u *Truth) float64 { return u.MileAtS[5] }, 2940},
		{"and is timer time", func(p *Plan) { p.Pauses = []Pause{{AtM: 5 * mileM, DurationS: 60, Running: true}} }, func(u *Truth) float64 { return u.TimerS }, 4860},
		{"but no moving time", func(p *Plan) { p.Pauses = []Pause{{AtM: 5 * mileM, DurationS: 60, Running: true}} }, func(u *Truth) float64 { return u.MovingS }, 4800},
		{"a second half 2 % faster, sum", func(p *Plan) { p.SecondHalfFrac = 0.02 }, func(u *Truth) float64 { return u.ElapsedS }, 4800},
		{"a climb of 5 % costs 30.14 % (1.0852 J of 3.6)", func(p *Plan) { p.Heights = []Height{{mileM, 0}, {2 * mileM, 0.05 * mileM}} }, func(u *Truth) float64 { return u.MileS[1] }, 480 * 1.30144},
	} {
		p := plain()
		tc.edit(&p)
		run := simulate(t, p, 1)
		if got := tc.got(&run.Truth); math.Abs(got-tc.want) > 1e-4*tc.want {
			t.Errorf("%s: %v, by hand %v", tc.name, got, tc.want)
		}
	}
}

func TestSamplesFollowTheTruth(t *testing.T) {
	p := plain()
	p.FirstMileFrac, p.WanderFrac, p.Smart = 0.1, 0.015, true
	p.Pauses = []Pause{{AtM: 3 * mileM, DurationS: 40}}
	p.Cramps = []Cramp{{AtM: 7 * mileM, StopS: 30, SlowFrac: 0.1, SlowForM: 500}}
	run := simulate(t, p, 3)
	first, last := run.Samples[0], run.Samples[len(run.Samples)-1]
	if first.AtS != 0 || first.DistanceM != 0 || last.AtS != run.ElapsedS || last.DistanceM != 16093.44 {
		t.Errorf("samples from %+v to %+v, the run lasts %d s", first, last, run.ElapsedS)
	}
	gaps := 0
	for i := 1; i < len(run.Samples); i++ {
		a, b := run.Samples[i-1], run.Samples[i]
		if b.DistanceM < a.DistanceM {
			t.Errorf("distance steps back at %d s", b.AtS)
		}
		if b.AtS-a.AtS > 7 {
			gaps++
			if b.AtS-a.AtS != 40 || b.DistanceM != a.DistanceM {
				t.Errorf("a gap from %+v to %+v is not the pause", a, b)
			}
		}
	}
	if gaps != 1 {
		t.Errorf("%d gaps, one pause", gaps)
	}
	for i, want := range run.Truth.MileAtS {
		if got := crossingS(run.Samples, float64(i+1)*mileM); math.Abs(got-want) > 1 {
			t.Errorf("mile %d crossed at %.2f s by the samples, truly at %.2f s", i+1, got, want)
		}
	}
}

func TestWhatTheWatchLeavesOut(t *testing.T) {
	p := eventful()
	p.Name, p.NoElevation = "low", true
	run := simulate(t, p, 2)
	for name, data := range map[string][]byte{"GPX": encodeGPX(run), "TCX": encodeTCX(run), "FIT": encodeFIT(run)} {
		f, err := parse.Read(data)
		if err != nil {
			t.Fatal(err)
		}
		if a := f.Activities[0]; a.ElevationM != nil || a.LatDeg == nil || a.Len() != len(run.Samples) {
			t.Errorf("%s: elevation %v, positions %v, %d samples of %d", name, a.ElevationM != nil, a.LatDeg != nil, a.Len(), len(run.Samples))
		}
	}
	p = plain()
	p.Steps, p.NoStepLaps = []Step{{LengthM: 3 * mileM, FastFrac: 0.1}, {LengthM: 7 * mileM}}, true
	if run := simulate(t, p, 1); len(run.Laps) != 1 || run.Truth.MileS[0] != 432 {
		t.Errorf("%d laps, a first mile of %v s; want one lap and a step of 432 s", len(run.Laps), run.Truth.MileS[0])
	}
	p = plain()
	p.CadenceSPM, p.RunWalk = 170, RunWalk{RunM: 700, WalkM: 100, SlowFrac: 1}
	for _, s := range simulate(t, p, 1).Samples[1:] {
		in := math.Mod(s.DistanceM, 800)
		if want := map[bool]int{true: 170, false: 116}[in < 700]; in > 20 && math.Abs(in-700) > 20 && in < 780 && s.CadenceSPM != want {
			t.Fatalf("%d steps a minute at %.0f m, want %d", s.CadenceSPM, s.DistanceM, want)
		}
	}
}

func TestAltitudeOfAReceiver(t *testing.T) {
	p := plain()
	p.AltitudeSDM, p.EveryS = 5, 10
	var up []float64
	for seed := range uint64(20) {
		for _, s := range simulate(t, p, seed).Samples {
			up = append(up, s.ElevationM-groundM)
		}
	}
	if mean, sd := moments(up); math.Abs(mean) > 0.6 || math.Abs(sd-5) > 0.5 {
		t.Errorf("elevations are off by %.2f m with an SD of %.2f m, asked for 0 and 5", mean, sd)
	}
}

// crossingS returns when the samples reach atM, straight between them.
func crossingS(samples []Sample, atM float64) float64 {
	for i := 1; i < len(samples); i++ {
		a, b := samples[i-1], samples[i]
		if b.DistanceM >= atM-0.005 && b.DistanceM > a.DistanceM {
			return float64(a.AtS) + float64(b.AtS-a.AtS)*(atM-a.DistanceM)/(b.DistanceM-a.DistanceM)
		}
	}
	return math.NaN()
}

func TestVariationHasTheSizeAskedFor(t *testing.T) {
	var pace, watch []float64
	for seed := range uint64(60) {
		p := plain()
		p.WanderFrac, p.WatchFrac, p.EveryS = 0.015, 0.01, 10
		run := simulate(t, p, seed)
		fromS := run.Truth.MileAtS[0]
		fromM := distanceAt(run.Samples, fromS)
		for k := 1; k < 10; k++ {
			pace = append(pace, run.Truth.MileS[k]/480-1)
			toM := distanceAt(run.Samples, run.Truth.MileAtS[k])
			watch = append(watch, (toM-fromM)/mileM-1)
			fromM = toM
		}
	}
	for _, tc := range []struct {
		name   string
		values []float64
		want   float64
	}{{"pace", pace, 0.015}, {"watch", watch, 0.010}} {
		mean, sd := moments(tc.values)
		if math.Abs(mean) > 0.002 || math.Abs(sd-tc.want) > 0.15*tc.want {
			t.Errorf("%s: %d miles have mean %.4f and SD %.4f, asked for 0 and %.4f", tc.name, len(tc.values), mean, sd, tc.want)
		}
	}
}

func distanceAt(samples []Sample, s float64) float64 {
	for i := 1; i < len(samples); i++ {
		a, b := samples[i-1], samples[i]
		if float64(b.AtS) >= s {
			return a.DistanceM + (b.DistanceM-a.DistanceM)*(s-float64(a.AtS))/float64(b.AtS-a.AtS)
		}
	}
	return samples[len(samples)-1].DistanceM
}

func moments(values []float64) (mean, sd float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		sd += (v - mean) * (v - mean) / float64(len(values)-1)
	}
	return mean, math.Sqrt(sd)
}

func TestPlansThatAreNoRunAreRefused(t *testing.T) {
	for _, tc := range []struct {
		name string
		edit func(*Plan)
	}{
		{"no name", func(p *Plan) { p.Name = "" }},
		{"no start", func(p *Plan) { p.Start = time.Time{} }},
		{"no distance", func(p *Plan) { p.DistanceM = 0 }},
		{"no pace", func(p *Plan) { p.PaceSPerM = 0 }},
		{"a distance that is no number", func(p *Plan) { p.DistanceM = math.NaN() }},
		{"a negative rhythm", func(p *Plan) { p.EveryS = -1 }},
		{"steps of another length", func(p *Plan) { p.Steps = []Step{{LengthM: 400}} }},
	} {
		p := plain()
		tc.edit(&p)
		if run, err := Simulate(p, 1); err == nil || run != nil {
			t.Errorf("%s: accepted", tc.name)
		}
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	ps, err := plans("mixed", 5, 24)
	if err != nil {
		t.Fatal(err)
	}
	same := true
	for _, p := range ps {
		a, b, c := allBytes(t, p, 5), allBytes(t, p, 5), allBytes(t, p, 6)
		if !bytes.Equal(a, b) {
			t.Errorf("%s: two runs of one seed differ", p.Name)
		}
		same = same && bytes.Equal(a, c)
	}
	if same {
		t.Error("the seed changes nothing")
	}
}

func allBytes(t *testing.T, p Plan, seed uint64) []byte {
	t.Helper()
	files, err := encode(simulate(t, p, seed))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %d files, %v", p.Name, len(files), err)
	}
	var all []byte
	for _, f := range files {
		all = append(all, f.data...)
	}
	return all
}

func TestNotesTellTheTruth(t *testing.T) {
	var runs []*Run
	for _, p := range samplePlans() {
		runs = append(runs, simulate(t, p, 1))
	}
	rows, err := csv.NewReader(bytes.NewReader(encodeCSV(runs))).ReadAll()
	if err != nil || len(rows) < 15 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	var got []string
	for _, r := range rows {
		if r[3] == "cramp" {
			got = append(got, r[1]+" "+r[2])
		}
	}
	var want []string
	for _, run := range runs {
		for _, c := range run.Truth.Cramps {
			at := time.Time{}.Add(time.Duration(math.Round(c.AtS)) * time.Second)
			want = append(want, run.Plan.files()[0]+" "+strings.TrimPrefix(at.Format("15:04:05"), "0"))
		}
	}
	if len(want) != 4 || strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("cramps noted:\n%v\ncramps planted:\n%v", got, want)
	}
	for _, run := range runs {
		if !run.Plan.OwnNotes {
			continue
		}
		var own struct {
			Goal   string
			Race   bool
			Events []map[string]string
		}
		if err := yaml.Unmarshal(encodeYAML(run), &own); err != nil {
			t.Fatal(err)
		}
		if own.Goal != "1:52:00" || !own.Race || len(own.Events) != 6 {
			t.Errorf("the YAML notes say %+v", own)
		}
	}
}

func TestCommand(t *testing.T) {
	dir := t.TempDir()
	for _, tc := range []struct {
		name   string
		args   []string
		status int
		stderr string
	}{
		{"no folder", nil, 2, "simulate: where to? Give a folder with -o\n"},
		{"unknown season", []string{"-o", dir, "-season", "spring"}, 2, "simulate: no season \"spring\": there are samples, clean, mixed, planted and export\n"},
		{"a stray word", []string{"-o", dir, "samples"}, 2, "simulate: \"samples\" is no flag\n"},
		{"a negative number", []string{"-o", dir, "-runs", "-1"}, 2, "simulate: -runs is negative\n"},
		{"two runs", []string{"-o", dir, "-season", "clean", "-runs", "2", "-truth", filepath.Join(dir, "truth.json")}, 0, ""},
	} {
		var stderr bytes.Buffer
		if got := run(tc.args, &stderr); got != tc.status || stderr.String() != tc.stderr {
			t.Errorf("%s: status %d, %q; want %d, %q", tc.name, got, stderr.String(), tc.status, tc.stderr)
		}
	}
	if run([]string{"-h"}, io.Discard) != 0 || run([]string{"-what"}, io.Discard) != 2 {
		t.Error("-h is help, an unknown flag is wrong usage")
	}
	if run([]string{"-o", filepath.Join(dir, "truth.json", "x")}, io.Discard) != 1 {
		t.Error("a folder that cannot be made is a failure")
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 4 { // two recordings, notes, truth
		t.Errorf("%d files written, %v", len(entries), err)
	}
}
