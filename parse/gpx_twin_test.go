package parse

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/tkrajina/gpxgo/gpx"
)

// gpxgoWrong names the real files on which gpxgo is no twin, and why. What is
// right there is asserted in TestGPXWhereGpxgoIsWrong.
var gpxgoWrong = map[string]string{
	"damaged-bad-latlon.gpx":                `lon="undefined": gpxgo refuses the whole file`,
	"nikeplus-offset-fractional.gpx":        "fraction and +01:00: gpxgo drops both, times are one hour off",
	"opentracks-offset-zero-timestamps.gpx": "+01:00: gpxgo gives times of the year 1",
}

// recordings lists the real recordings with this extension.
func recordings(t *testing.T, ext string) []string {
	t.Helper()
	dir := os.Getenv("CRAMPCHECK_DATA")
	if dir == "" {
		t.Skip("CRAMPCHECK_DATA names no folder with real recordings")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"+ext))
	if err != nil || len(files) == 0 {
		t.Fatalf("no %s file in CRAMPCHECK_DATA: %v", ext, err)
	}
	return files
}

func readRecording(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// extensionValue searches gpxgo's extension tree for the first node with one
// of these names and returns its number.
func extensionValue(nodes []gpx.ExtensionNode, names ...string) float64 {
	for _, n := range nodes {
		for _, name := range names {
			if n.XMLName.Local == name {
				if v, err := strconv.ParseFloat(strings.TrimSpace(n.Data), 64); err == nil {
					return v
				}
			}
		}
		if v := extensionValue(n.Nodes, names...); !math.IsNaN(v) {
			return v
		}
	}
	return math.NaN()
}

// gpxgo is the slow twin: on every file that it reads rightly our samples are
// its samples.
func TestGPXTwinGpxgo(t *testing.T) {
	compared := 0
	for _, path := range recordings(t, ".gpx") {
		name := filepath.Base(path)
		if gpxgoWrong[name] != "" {
			continue
		}
		data := readRecording(t, path)
		lib, err := gpx.ParseBytes(data)
		if err != nil {
			t.Errorf("%s: gpxgo: %v: say why in gpxgoWrong", name, err)
			continue
		}
		g, err := scanGPX(data, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		g.askLibrary()
		if len(lib.Tracks) != len(g.tracks) {
			t.Errorf("%s: %d tracks, gpxgo has %d", name, len(g.tracks), len(lib.Tracks))
			continue
		}
		if g.creator != lib.Creator {
			t.Errorf("%s: creator %q, gpxgo has %q", name, g.creator, lib.Creator)
		}
		for i, track := range lib.Tracks {
			ours := g.tracks[i]
			if ours.name != strings.TrimSpace(track.Name) || ours.kind != track.Type || ours.desc != track.Description {
				t.Errorf("%s: track %q %q %q, gpxgo has %q %q %q", name, ours.name, ours.kind, ours.desc,
					track.Name, track.Type, track.Description)
			}
			var points []gpx.GPXPoint
			for _, seg := range track.Segments {
				points = append(points, seg.Points...)
			}
			if len(points) != len(ours.raw.unixS) {
				t.Errorf("%s: %d points, gpxgo has %d", name, len(ours.raw.unixS), len(points))
				continue
			}
			for k := range points {
				compareGPXPoint(t, name, ours, k, &points[k])
				if t.Failed() {
					break
				}
				compared++
			}
		}
	}
	if compared < 20_000 {
		t.Errorf("only %d points compared", compared)
	}
}

func compareGPXPoint(t *testing.T, name string, ours *gpxTrack, k int, p *gpx.GPXPoint) {
	t.Helper()
	unixS := math.NaN()
	if !p.Timestamp.IsZero() {
		unixS = float64(p.Timestamp.Unix())
	}
	if got := math.Floor(ours.raw.unixS[k]); !sameFloat(got, unixS) { // gpxgo has whole seconds
		t.Errorf("%s: point %d at %v, gpxgo says %v", name, k, got, unixS)
	}
	ele := math.NaN()
	if p.Elevation.NotNull() {
		ele = p.Elevation.Value()
	}
	nodes := p.Extensions.Nodes
	for c, want := range map[Channel]float64{
		Latitude:    p.Latitude,
		Longitude:   p.Longitude,
		Elevation:   ele,
		HeartRate:   extensionValue(nodes, "hr", "heartrate"),
		Cadence:     extensionValue(nodes, "cad", "cadence"),
		Power:       extensionValue(nodes, "power", "PowerInWatts"),
		Temperature: extensionValue(nodes, "atemp", "temp", "Temperature"),
		Speed:       extensionValue(nodes, "speed"),
		Distance:    extensionValue(nodes, "distance"),
	} {
		if got := ours.raw.at(c, k); !sameFloat(got, want) {
			t.Errorf("%s: %s of point %d is %v, gpxgo says %v", name, c, k, got, want)
		}
	}
}

func TestGPXWhereGpxgoIsWrong(t *testing.T) {
	found := map[string]bool{}
	for _, path := range recordings(t, ".gpx") {
		name := filepath.Base(path)
		data := readRecording(t, path)
		switch name {
		case "damaged-bad-latlon.gpx":
			g, err := scanGPX(data, nil)
			if err != nil || len(g.tracks) != 1 || len(g.tracks[0].raw.unixS) != 2 || g.tracks[0].bad != 2 {
				t.Errorf("%s: %v, want two points without a place", name, err)
			}
			if _, err := decodeGPX(data, nil); err == nil {
				t.Errorf("%s: points without any value are no recording", name)
			}
		case "nikeplus-offset-fractional.gpx": // 15:43:13.000+01:00 and 15:43:13.994+01:00
			a := mustGPX(t, string(data)).Activities[0]
			if a.Start.Unix() != 1449844993 || math.Abs(a.TimeS[1]-0.994) > 1e-6 || a.ZoneS != 3600 {
				t.Errorf("%s: start %v, times %v, zone %v", name, a.Start, a.TimeS, a.ZoneS)
			}
		case "opentracks-offset-zero-timestamps.gpx": // 03:02:03 to 03:03:50, +01:00
			a := mustGPX(t, string(data)).Activities[0]
			if a.Start.Unix() != 1580608923 || a.ElapsedS() != 107 || a.Len() != 5 || len(a.Marks) != 2 {
				t.Errorf("%s: start %v, elapsed %v, %d samples, marks %v", name, a.Start, a.ElapsedS(), a.Len(), a.Marks)
			}
			if a.HeartRateBPM[1] != 69 || a.PowerW[1] != 50 || a.DistanceM[1] != 12 || a.SpeedMPS[4] != 15 {
				t.Errorf("%s: sensors %v %v %v %v", name, a.HeartRateBPM, a.PowerW, a.DistanceM, a.SpeedMPS)
			}
		default:
			continue
		}
		found[name] = true
	}
	for name, why := range gpxgoWrong {
		if !found[name] {
			t.Errorf("%s is not there (%s)", name, why)
		}
	}
}

// GPX 1.0 has no extensions in gpxgo's model: heart rate and speed vanish.
func TestGPX10IsReadLikeGPX11(t *testing.T) {
	doc := `<gpx version="1.0" creator="x"><trk><trkseg>
<trkpt lat="1" lon="2"><time>2024-05-05T10:00:00Z</time><speed>3.5</speed><extensions><gpxdata:hr>120</gpxdata:hr></extensions></trkpt>
<trkpt lat="1" lon="3"><time>2024-05-05T10:00:01Z</time></trkpt></trkseg></trk></gpx>`
	lib, err := gpx.ParseString(doc)
	if err != nil || len(lib.Tracks[0].Segments[0].Points[0].Extensions.Nodes) != 0 {
		t.Fatalf("gpxgo reads extensions of GPX 1.0 now (%v): make it the twin", err)
	}
	a := mustGPX(t, doc).Activities[0]
	if a.HeartRateBPM[0] != 120 || a.SpeedMPS[0] != 3.5 {
		t.Errorf("heart rate %v, speed %v, want 120 and 3.5", a.HeartRateBPM[0], a.SpeedMPS[0])
	}
}

// xmlRecordsExcused says why a real file has other records than its source
// list says.
var xmlRecordsExcused = map[string]Code{
	"damaged-bad-latlon.gpx": NoPoints,    // two points with neither place nor value
	"route-only-strava.gpx":  NotActivity, // a planned route without times
}

func TestXMLRecordsAreThoseOfTheSourceList(t *testing.T) {
	listed := 0
	dir := filepath.Dir(recordings(t, ".gpx")[0])
	for _, row := range strings.Split(string(readRecording(t, filepath.Join(dir, "SOURCES.md"))), "\n") {
		cell := strings.Split(row, "|")
		if len(cell) < 12 {
			continue
		}
		name := strings.TrimSpace(cell[1])
		want, err := strconv.Atoi(strings.TrimSpace(cell[11]))
		if err != nil || !strings.HasSuffix(name, ".gpx") && !strings.HasSuffix(name, ".tcx") {
			continue
		}
		listed++
		decode := decodeGPX
		if strings.HasSuffix(name, ".tcx") {
			decode = decodeTCX
		}
		f, err := decode(readRecording(t, filepath.Join(dir, name)), nil)
		if code, excused := xmlRecordsExcused[name]; excused {
			if e, ok := err.(*Error); !ok || e.Code != code {
				t.Errorf("%s: error %v, want %s", name, err, code)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := 0
		for _, a := range f.Activities {
			got += a.Records
		}
		if got != want {
			t.Errorf("%s: %d records, the source list says %d", name, got, want)
		}
	}
	if listed < 29 {
		t.Errorf("only %d files in the source list", listed)
	}
}
