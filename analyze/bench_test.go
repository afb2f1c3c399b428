package analyze

import (
	"fmt"
	"math"
	"os"
	"testing"

	"crampcheck/parse"
)

// The benchmarks of judging, by stage: BenchmarkClean derives the columns,
// BenchmarkSplit cuts the run, and BenchmarkJudge does everything from cleaning to
// the rules. Each tells ns per point.

// sampleMarathon returns the marathon of the samples as a recording of each
// format holds it, with the notes about it.
func sampleMarathon(tb testing.TB) (acts map[string]*parse.Activity, notes []parse.Entry) {
	tb.Helper()
	const name = "2026-04-26-marathon.fit.gz"
	found := parse.Find(os.DirFS("../testdata/samples"), name, name, parse.DefaultLimits())
	read := func() *parse.Activity {
		data, _, err := found.Sources[0].Read(parse.DefaultLimits())
		if err != nil {
			tb.Fatal(err)
		}
		f, err := parse.Read(data)
		if err != nil {
			tb.Fatal(err)
		}
		f.Activities[0].Source = name
		return f.Activities[0]
	}
	acts = map[string]*parse.Activity{"FIT": read(), "GPX": read(), "TCX": read()}
	for format, a := range acts {
		a.Format = map[string]string{"FIT": "fit", "GPX": "gpx", "TCX": "tcx"}[format]
	}
	gpx := acts["GPX"]
	gpx.DistanceM, gpx.SpeedMPS, gpx.Laps = nil, nil, nil
	gpx.Totals = parse.NoTotals()
	acts["TCX"].TimerEvents, acts["TCX"].TemperatureC = false, nil
	data, err := os.ReadFile("../testdata/samples/notes.csv")
	if err != nil {
		tb.Fatal(err)
	}
	for _, e := range parse.ReadNotesCSV(data, "notes.csv").Entries {
		if e.File == name {
			notes = append(notes, e)
		}
	}
	return acts, notes
}

// benchmark runs work on each of the three recordings, at a desk whose memory is
// used again.
func benchmark(b *testing.B, work func(d *Desk, a *parse.Activity, notes []parse.Entry) func()) {
	acts, notes := sampleMarathon(b)
	for _, format := range []string{"FIT", "GPX", "TCX"} {
		b.Run(format, func(b *testing.B) {
			desk := &Desk{Buffers: &parse.Buffers{}}
			do := work(desk, acts[format], notes)
			b.ReportAllocs()
			for b.Loop() {
				do()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(acts[format].Len()), "ns/point")
		})
	}
}

// clean prepares an activity that was read elsewhere in the memory of the desk,
// taken back first.
func clean(d *Desk, a *parse.Activity) *Prepared {
	_, _ = d.Buffers.Read(nil)
	return d.Prepare(a, Options{})
}

func BenchmarkClean(b *testing.B) {
	benchmark(b, func(d *Desk, a *parse.Activity, _ []parse.Entry) func() {
		return func() { clean(d, a) }
	})
}

func BenchmarkSplit(b *testing.B) {
	benchmark(b, func(_ *Desk, a *parse.Activity, _ []parse.Entry) func() {
		t := Prepare(a, Options{}).track
		return func() {
			t.splits(t.TimerS, mile)
			t.splits(t.TimerS, km)
			t.lapSplits(t.TimerS, a.Laps)
		}
	})
}

func BenchmarkJudge(b *testing.B) {
	benchmark(b, func(d *Desk, a *parse.Activity, notes []parse.Entry) func() {
		return func() { clean(d, a).Judge(notes) }
	})
}

// What is measured must be the whole work: a run that is judged, in each format
// by its own way.
func TestTheBenchmarksJudgeTheMarathon(t *testing.T) {
	acts, notes := sampleMarathon(t)
	if len(notes) != 18 {
		t.Errorf("%d notes about the marathon, the file has 18", len(notes))
	}
	for format, want := range map[string]string{"FIT": "device, 26 miles, 27 laps", "GPX": "positions, 26 miles, 0 laps", "TCX": "device, 26 miles, 27 laps"} {
		res, errs := Run(acts[format], notes, Options{})
		got := fmt.Sprintf("%s, %d miles, %d laps", res.Distance, len(res.SplitsMile)-1, len(res.Laps))
		if got != want || len(res.Cramps) != 3 || !res.Run || len(errs) > 0 {
			t.Errorf("%s: %s with %d cramps, want %s with 3; errors %v", format, got, len(res.Cramps), want, errs)
		}
	}
}

// A longer run costs more time and longer columns, not more of them.
func TestCleaningAllocatesNothingForFurtherPoints(t *testing.T) {
	const slack = 30                          // about one for each column
	run := func(points int) *parse.Activity { // at 3 m/s, over waves of 20 m
		a := record(runs(3*float64(points), 1.0/3))
		return onMap(hilly(a, func(m float64) float64 { return 20 * math.Sin(m/500) }))
	}
	short, long := run(2_000), run(20_000)
	count := func(a *parse.Activity) float64 {
		d := &Desk{Buffers: &parse.Buffers{}}
		return testing.AllocsPerRun(3, func() { clean(d, a) })
	}
	a, b := count(short), count(long)
	t.Logf("%v allocations for %d points, %v for %d", a, short.Len(), b, long.Len())
	if b-a > slack {
		t.Errorf("%v allocations for %d points and %v for %d: more than %d apart", a, short.Len(), b, long.Len(), slack)
	}
}
