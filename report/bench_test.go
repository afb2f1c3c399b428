package report

import (
	"io"
	"os"
	"testing"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// marathonReport is the report on the marathon of the samples with its notes.
func marathonReport(tb testing.TB) *analyze.Report {
	tb.Helper()
	const name = "2026-04-26-marathon.fit.gz"
	found := parse.Find(os.DirFS("../testdata/samples"), name, name, parse.DefaultLimits())
	data, _, err := found.Sources[0].Read(parse.DefaultLimits())
	if err != nil {
		tb.Fatal(err)
	}
	f, err := parse.Read(data)
	if err != nil {
		tb.Fatal(err)
	}
	written, err := os.ReadFile("../testdata/samples/notes.csv")
	if err != nil {
		tb.Fatal(err)
	}
	var notes []parse.Entry
	for _, e := range parse.ReadNotesCSV(written, "notes.csv").Entries {
		if e.File == name {
			notes = append(notes, e)
		}
	}
	f.Activities[0].Source = name
	res, _ := analyze.Run(f.Activities[0], notes, analyze.Options{Trace: true})
	rep := &analyze.Report{Runs: []*analyze.Result{res}, Inputs: []analyze.Input{{File: name, Status: parse.OK, Activities: 1}}}
	rep.Recommendations = analyze.Recommend(rep.Runs)
	rep.Season = analyze.NewSeason(rep.Runs, analyze.Options{})
	return rep
}

// BenchmarkReport writes the report on one marathon in each format. MB/s are of
// the bytes written.
func BenchmarkReport(b *testing.B) {
	rep := marathonReport(b)
	style := Style{Units: Miles, Width: 80, Single: true}
	for _, name := range FormatNames() {
		b.Run(name, func(b *testing.B) {
			var n counter
			if err := Formats()[name](&n, rep, style); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(n))
			b.ReportAllocs()
			for b.Loop() {
				if err := Formats()[name](io.Discard, rep, style); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(rep.Runs[0].Points), "ns/point")
		})
	}
}

// counter counts the bytes written to it.
type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
