package parse

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/tkrajina/gpxgo/gpx"
	"github.com/tormoder/fit"
)

// The benchmarks of reading, by stage: BenchmarkScan takes a recording apart
// (messages of FIT into columns, tokens of XML), BenchmarkDecode reads it whole,
// and BenchmarkLibrary has gpxgo or tormoder/fit read the same bytes. Each
// tells MB/s of the unpacked file and ns per point. cmd/speed reads their names.

// benchFormats are the formats in the order of the benchmarks.
var benchFormats = []string{"FIT", "GPX", "TCX"}

// otherFIT names another FIT file, plain or with .gz, for the benchmarks to read
// instead of the marathon. It is read as FIT alone.
const otherFIT = "CRAMPCHECK_BENCH_FIT"

// benchFile returns what the benchmarks read in a format.
func benchFile(b *testing.B, format string) (data []byte, points int) {
	b.Helper()
	path := os.Getenv(otherFIT)
	if path == "" {
		data, points := sampleMarathon(b)
		return data[format], points
	}
	if format != "FIT" {
		b.Skipf("%s is read as FIT alone", path)
	}
	data = unpackedFile(b, path)
	return data, oneFIT(b, data).Records
}

// unpackedFile returns the content of a file, out of its gzip where it is packed.
func unpackedFile(tb testing.TB, path string) []byte {
	tb.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	if !bytes.HasPrefix(data, []byte("\x1f\x8b")) {
		return data
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		tb.Fatal(err)
	}
	if data, err = io.ReadAll(z); err != nil {
		tb.Fatal(err)
	}
	return data
}

// sampleMarathon returns the marathon of the samples in each format: FIT as it
// is, GPX and TCX with the same points.
func sampleMarathon(tb testing.TB) (data map[string][]byte, points int) {
	tb.Helper()
	raw := unpackedFile(tb, "../testdata/samples/2026-04-26-marathon.fit.gz")
	a := oneFIT(tb, raw)
	return map[string][]byte{"FIT": raw, "GPX": garminGPX(a), "TCX": garminTCX(a)}, a.Len()
}

// longRun is a run of any number of points, one a second, with all that a watch
// records.
func longRun(points int) *Activity {
	a := &Activity{Meta: Meta{Start: time.Date(2024, 5, 5, 8, 0, 0, 0, time.UTC)}}
	column := func(f func(i float64) float64) []float64 {
		out := make([]float64, points)
		for i := range out {
			out[i] = f(float64(i))
		}
		return out
	}
	a.TimeS = column(func(i float64) float64 { return i })
	a.LatDeg = column(func(i float64) float64 { return 47 + 0.1*math.Sin(i/4000) })
	a.LonDeg = column(func(i float64) float64 { return 8.5 + 0.15*math.Cos(i/4000) })
	a.ElevationM = column(func(i float64) float64 { return 400 + 50*math.Sin(i/900) })
	a.DistanceM = column(func(i float64) float64 { return 3 * i })
	a.SpeedMPS = column(func(float64) float64 { return 3 })
	a.HeartRateBPM = column(func(i float64) float64 { return 140 + math.Mod(i, 30) })
	a.CadenceSPM = column(func(i float64) float64 { return 2 * (82 + math.Mod(i, 7)) })
	a.TemperatureC = column(func(i float64) float64 { return 18 + math.Mod(i, 5) })
	return a
}

// inFormat writes a recording in one of benchFormats.
func inFormat(format string, a *Activity) []byte {
	switch format {
	case "FIT":
		return watchFIT(a)
	case "GPX":
		return garminGPX(a)
	}
	return garminTCX(a)
}

// garminGPX writes a recording in the style of Garmin Connect, whose numbers have
// 20 digits and more.
func garminGPX(a *Activity) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<gpx creator="Garmin Connect" version="1.1" xmlns="http://www.topografix.com/GPX/1/1" xmlns:ns3="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">
  <metadata>
    <time>2024-05-05T08:00:00.000Z</time>
  </metadata>
  <trk>
    <name>Sunday</name>
    <type>running</type>
    <trkseg>
`)
	for i, t := range a.TimeS {
		fmt.Fprintf(&b, `      <trkpt lat="%.27f" lon="%.27f">
        <ele>%.20f</ele>
        <time>%s</time>
        <extensions>
          <ns3:TrackPointExtension>
            <ns3:atemp>%.1f</ns3:atemp>
            <ns3:hr>%.0f</ns3:hr>
            <ns3:cad>%.0f</ns3:cad>
          </ns3:TrackPointExtension>
        </extensions>
      </trkpt>
`, a.LatDeg[i], a.LonDeg[i], a.ElevationM[i], a.timeOf(t), a.TemperatureC[i], a.HeartRateBPM[i], a.CadenceSPM[i]/2)
	}
	b.WriteString("    </trkseg>\n  </trk>\n</gpx>\n")
	return []byte(b.String())
}

func (a *Activity) timeOf(s float64) string {
	return a.Start.Add(time.Duration(s * float64(time.Second))).Format("2006-01-02T15:04:05.000Z")
}

// garminTCX writes a recording in the style of Garmin Connect, as one lap.
func garminTCX(a *Activity) []byte {
	var b strings.Builder
	last := len(a.TimeS) - 1
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2" xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2">
  <Activities>
    <Activity Sport="Running">
      <Id>%[1]s</Id>
      <Lap StartTime="%[1]s">
        <TotalTimeSeconds>%.1[2]f</TotalTimeSeconds>
        <DistanceMeters>%.2[3]f</DistanceMeters>
        <TriggerMethod>Manual</TriggerMethod>
        <Track>
`, a.timeOf(0), a.TimeS[last], a.DistanceM[last])
	for i, t := range a.TimeS {
		fmt.Fprintf(&b, `          <Trackpoint>
            <Time>%s</Time>
            <Position>
              <LatitudeDegrees>%.20f</LatitudeDegrees>
              <LongitudeDegrees>%.20f</LongitudeDegrees>
            </Position>
            <AltitudeMeters>%.17f</AltitudeMeters>
            <DistanceMeters>%.14f</DistanceMeters>
            <HeartRateBpm>
              <Value>%.0f</Value>
            </HeartRateBpm>
            <Extensions>
              <ns3:TPX>
                <ns3:Speed>%.17f</ns3:Speed>
                <ns3:RunCadence>%.0f</ns3:RunCadence>
              </ns3:TPX>
            </Extensions>
          </Trackpoint>
`, a.timeOf(t), a.LatDeg[i], a.LonDeg[i], a.ElevationM[i], a.DistanceM[i], a.HeartRateBPM[i], a.SpeedMPS[i], a.CadenceSPM[i]/2)
	}
	b.WriteString("        </Track>\n      </Lap>\n    </Activity>\n  </Activities>\n</TrainingCenterDatabase>\n")
	return []byte(b.String())
}

// watchFIT writes a recording as a watch does.
func watchFIT(a *Activity) []byte {
	w := (&fitWriter{}).id(4).define(1, fitMesgRecord, fitF{253, fUint32, 0}, fitF{0, fSint32, 0}, fitF{1, fSint32, 0},
		fitF{5, fUint32, 0}, fitF{78, fUint32, 0}, fitF{73, fUint32, 0}, fitF{3, fUint8, 0}, fitF{4, fUint8, 0}, fitF{13, fSint8, 0})
	semicircles := func(deg float64) int { return int(deg * (1 << 31) / 180) }
	for i, t := range a.TimeS {
		w.put(1, fitT0+int(t), semicircles(a.LatDeg[i]), semicircles(a.LonDeg[i]), int(100*a.DistanceM[i]),
			int(5*(a.ElevationM[i]+500)), int(1000*a.SpeedMPS[i]), int(a.HeartRateBPM[i]), int(a.CadenceSPM[i]/2), int(a.TemperatureC[i]))
	}
	ms := int(a.TimeS[len(a.TimeS)-1] * 1000)
	return w.session(0, ms, ms, int(100*a.DistanceM[len(a.DistanceM)-1]), 1, 0).file()
}

// benchmark runs work on data of that many points.
func benchmark(b *testing.B, data []byte, points int, work func() error) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if err := work(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(points), "ns/point")
}

func BenchmarkScan(b *testing.B) {
	for _, format := range benchFormats {
		b.Run(format, func(b *testing.B) {
			data, points := benchFile(b, format)
			buf := &Buffers{}
			benchmark(b, data, points, func() error { return scanAlone(format, data, buf) })
		})
	}
}

// scanAlone takes a recording apart in buf without making an Activity of it.
func scanAlone(format string, data []byte, buf *Buffers) error {
	if format == "FIT" {
		_, _ = buf.Read(nil) // takes the memory back
		p := readOneFITPart(data)
		p.file.buf = buf
		if err := p.read(); err != nil {
			return err
		}
		return nil
	}
	doc := newXMLDocument(data, nil)
	s := doc.scanner()
	for s.next() {
	}
	if s.stop.code != "" || s.bad.n > 0 {
		return fmt.Errorf("stopped at %+v, %d faults", s.stop, s.bad.n)
	}
	return nil
}

// readOneFITPart prepares the first part of data.
func readOneFITPart(data []byte) *fitPart {
	h, _ := fitHeaderAt(data)
	f := newFITFile(data, nil)
	return f.part(0, h)
}

func BenchmarkDecode(b *testing.B) {
	for _, format := range benchFormats {
		b.Run(format, func(b *testing.B) {
			data, points := benchFile(b, format)
			buf := &Buffers{}
			benchmark(b, data, points, func() error { return decodeAll(data, points, buf) })
		})
	}
}

// decodeAll reads a recording whole in buf and wants that many records in it.
func decodeAll(data []byte, points int, buf *Buffers) error {
	f, err := buf.Read(data)
	if err != nil {
		return err
	}
	if n := f.Activities[0].Records; n != points || len(f.Activities) != 1 {
		return fmt.Errorf("%d records in the first of %d activities, want %d in one", n, len(f.Activities), points)
	}
	return nil
}

func BenchmarkLibrary(b *testing.B) {
	for _, format := range []string{"FIT", "GPX"} { // there is none for TCX
		b.Run(format, func(b *testing.B) {
			data, points := benchFile(b, format)
			benchmark(b, data, points, func() error { return byLibrary(format, data, points) })
		})
	}
}

// byLibrary has the library of a format read a recording and wants that many
// points in it.
func byLibrary(format string, data []byte, points int) error {
	n := 0
	if format == "GPX" {
		doc, err := gpx.ParseBytes(data)
		if err != nil {
			return err
		}
		n = doc.GetTrackPointsNo()
	} else {
		file, err := fit.Decode(bytes.NewReader(data))
		if err != nil {
			return err
		}
		act, err := file.Activity()
		if err != nil {
			return err
		}
		n = len(act.Records)
	}
	if n != points {
		return fmt.Errorf("%d points, want %d", n, points)
	}
	return nil
}

func TestTheBenchmarksReadTheSameRunInEachFormat(t *testing.T) {
	data, points := sampleMarathon(t)
	for _, format := range benchFormats {
		f, err := Read(data[format])
		if err != nil || len(f.Activities) != 1 {
			t.Fatalf("%s: %v", format, err)
		}
		a := f.Activities[0]
		if strings.ToUpper(f.Format) != format || a.Len() != points || a.ElapsedS() != 15_625 || len(f.Notes) > 0 {
			t.Errorf("%s: read as %s with %d points in %v s, notes %v", format, f.Format, a.Len(), a.ElapsedS(), f.Notes)
		}
		if err := scanAlone(format, data[format], &Buffers{}); err != nil {
			t.Errorf("%s alone: %v", format, err)
		}
		if err := byLibrary(format, data[format], points); format != "TCX" && err != nil {
			t.Errorf("%s by its library: %v", format, err)
		}
	}
}

// What one point more costs is time alone: ten times as many points take no more
// allocations than the columns need to grow.
func TestReadingAllocatesNothingForFurtherPoints(t *testing.T) {
	const (
		few, many = 2_000, 20_000
		slack     = 20 // less than two for each column
	)
	for _, format := range benchFormats {
		short, long := inFormat(format, longRun(few)), inFormat(format, longRun(many))
		for memory, buf := range map[string]*Buffers{"new": nil, "used": {}} {
			count := func(data []byte, points int) float64 {
				return testing.AllocsPerRun(3, func() {
					if err := decodeAll(data, points, buf); err != nil {
						t.Errorf("%s: %v", format, err)
					}
				})
			}
			a, b := count(short, few), count(long, many)
			t.Logf("%s in %s memory: %v allocations for %d points, %v for %d", format, memory, a, few, b, many)
			if b-a > slack {
				t.Errorf("%s in %s memory: %v allocations for %d points and %v for %d: more than %d apart", format, memory, a, few, b, many, slack)
			}
		}
	}
}

func TestWholeFileCostsLessThanAFifthOfTheLibraryAlone(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("measuring takes a second, and the race detector slows both differently")
	}
	for _, format := range []string{"FIT", "GPX"} {
		buf := &Buffers{}
		const points = 14_400 // four hours
		data := inFormat(format, longRun(points))
		fastest := func(read func() error, before time.Duration) time.Duration {
			runtime.GC() // nobody pays for what another left behind
			begin := time.Now()
			if err := read(); err != nil {
				t.Fatalf("%s: %v", format, err)
			}
			return min(before, time.Since(begin))
		}
		ours, library := time.Hour, time.Hour
		const enough, atMost = 5, 50 // rounds; a busy machine needs more for a fair one
		for round := 0; round < enough || round < atMost && ours > library/5; round++ {
			ours = fastest(func() error { return decodeAll(data, points, buf) }, ours)
			library = fastest(func() error { return byLibrary(format, data, points) }, library)
		}
		t.Logf("%s: whole file %v, the library %v: 1/%.1f", format, ours, library, float64(library)/float64(ours))
		if ours > library/5 {
			t.Errorf("%s: whole file %v, more than a fifth of the library's %v", format, ours, library)
		}
	}
}
