package parse

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/tkrajina/gpxgo/gpx"
)

// gpxDoc wraps tracks, waypoints and routes into a document.
func gpxDoc(body string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="Test Watch" xmlns="http://www.topografix.com/GPX/1/1">` + body + `</gpx>`
}

// gpxTrk is a track whose points are given as they are.
func gpxTrk(points string) string { return "<trk><trkseg>" + points + "</trkseg></trk>" }

// gpxPts are n points one second apart from a time of day on 2024-05-05.
func gpxPts(clock string, n int) string {
	start, err := time.Parse(time.RFC3339, "2024-05-05T"+clock+"Z")
	if err != nil {
		panic(err)
	}
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<trkpt lat="47.%04d" lon="8.5"><ele>%d</ele><time>%s</time></trkpt>`,
			i, 400+i, start.Add(time.Duration(i)*time.Second).Format(time.RFC3339))
	}
	return b.String()
}

func mustGPX(t *testing.T, doc string) *File {
	t.Helper()
	f, err := decodeGPX([]byte(doc), nil)
	if err != nil {
		t.Fatalf("decodeGPX: %v", err)
	}
	return f
}

// noteCodes lists the codes of notes, each with its count.
func noteCodes(notes []Note) string {
	var out []string
	for _, n := range notes {
		out = append(out, fmt.Sprintf("%s:%d", n.Code, n.N))
	}
	return strings.Join(out, " ")
}

func TestGPXConversions(t *testing.T) {
	nan := math.NaN()
	at := func(c Channel) func(*Activity) float64 {
		return func(a *Activity) float64 {
			if a.Column(c) == nil {
				return nan
			}
			return a.Column(c)[0]
		}
	}
	const tp = "<extensions><x:TrackPointExtension>%s</x:TrackPointExtension></extensions>"
	cases := []struct {
		name  string
		point string // inside the first point, beside its time
		get   func(*Activity) float64
		want  float64
	}{
		{"elevation", "<ele>500.5</ele>", at(Elevation), 500.5},
		{"elevation below the sea", "<ele>-3</ele>", at(Elevation), -3},
		{"elevation with line breaks around it", "<ele>\n500\n</ele>", at(Elevation), 500},
		{"elevation with a decimal comma", "<ele>47,1</ele>", at(Elevation), 47.1},
		{"elevation in CDATA", "<ele><![CDATA[12]]></ele>", at(Elevation), 12},
		{"dashes are no elevation", "<ele>--</ele>", at(Elevation), nan},
		{"an elevation with elements inside is none", "<ele><b>1</b></ele>", at(Elevation), nan},
		{"an elevation split by an element is none", "<ele>5<b/>1</ele>", at(Elevation), nan},
		{"an elevation inside an extension is not the point's", "<extensions><ele>9</ele></extensions>", at(Elevation), nan},
		{"Garmin heart rate", fmt.Sprintf(tp, "<x:hr>151</x:hr>"), at(HeartRate), 151},
		{"heart rate under another prefix", "<extensions><gpxdata:hr>152</gpxdata:hr></extensions>", at(HeartRate), 152},
		{"bare heart rate", "<extensions><heartrate>153</heartrate></extensions>", at(HeartRate), 153},
		{"TCX heart rate", "<extensions><HeartRateBpm><Value>154</Value></HeartRateBpm></extensions>", at(HeartRate), 154},
		{"the first of two heart rates wins", "<extensions><heartrate>155</heartrate>" + "<ns3:hr>99</ns3:hr></extensions>", at(HeartRate), 155},
		{"an unreadable heart rate lets the second one in", "<extensions><heartrate>--</heartrate><ns3:hr>99</ns3:hr></extensions>", at(HeartRate), 99},
		{"a value outside a heart rate is none", "<extensions><Pressure><Value>7</Value></Pressure></extensions>", at(HeartRate), nan},
		{"cadence counts both feet", fmt.Sprintf(tp, "<x:cad>84</x:cad>"), at(Cadence), 168},
		{"bare cadence counts both feet", "<extensions><cadence>84</cadence></extensions>", at(Cadence), 168},
		{"running cadence counts both feet", "<extensions><TPX><RunCadence>84</RunCadence></TPX></extensions>", at(Cadence), 168},
		{"a cadence of both feet stays", fmt.Sprintf(tp, "<x:cad>170</x:cad>"), at(Cadence), 170},
		{"bare power", "<extensions><power>250</power></extensions>", at(Power), 250},
		{"power in its own extension", "<extensions><PowerExtension><PowerInWatts>251</PowerInWatts></PowerExtension></extensions>", at(Power), 251},
		{"power in a second block", "<extensions><hr>1</hr></extensions><extensions><p:Watts>252</p:Watts></extensions>", at(Power), 252},
		{"Garmin temperature", fmt.Sprintf(tp, "<x:atemp>-5</x:atemp>"), at(Temperature), -5},
		{"gpxdata temperature", "<extensions><gpxdata:temp>21.5</gpxdata:temp></extensions>", at(Temperature), 21.5},
		{"GpxExtensions temperature", "<extensions><gpxx:Temperature>16</gpxx:Temperature></extensions>", at(Temperature), 16},
		{"GPX 1.0 speed", "<speed>2.75</speed>", at(Speed), 2.75},
		{"speed of an Apple route", "<extensions><speed>1.31</speed><course>101</course></extensions>", at(Speed), 1.31},
		{"device distance", "<extensions><gpxdata:distance>12.5</gpxdata:distance></extensions>", at(Distance), 12.5},
		{"OpenTracks' way since the last point is no distance", "<extensions><opentracks:distance>12</opentracks:distance></extensions>", at(Distance), nan},
		{"OpenTracks' whole distance is one", "<extensions><opentracks:distance>1</opentracks:distance><cluetrust:distance>13</cluetrust:distance></extensions>", at(Distance), 13},
		{"unused fields may hold anything", "<sat>7.0</sat><hdop>--</hdop><ele>4</ele>", at(Elevation), 4},
		{"an undeclared prefix", "<extensions><q:hr>141</q:hr></extensions>", at(HeartRate), 141},
	}
	for _, c := range cases {
		doc := gpxDoc("<trk><type>running</type><trkseg>" +
			`<trkpt lat="47.1" lon="8.2"><time>2024-05-05T10:00:00Z</time>` + c.point + "</trkpt>" +
			`<trkpt lat="47.2" lon="8.3"><time>2024-05-05T10:00:01Z</time></trkpt></trkseg></trk>`)
		a := mustGPX(t, doc).Activities[0]
		if got := c.get(a); !sameFloat(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
		if a.Len() != 2 || a.LatDeg[0] != 47.1 || a.LonDeg[1] != 8.3 {
			t.Errorf("%s: places %v %v", c.name, a.LatDeg, a.LonDeg)
		}
	}
}

func TestGPXTimes(t *testing.T) {
	doc := func(a, b string) string {
		return gpxDoc(gpxTrk(`<trkpt lat="1" lon="2"><time>` + a + `</time></trkpt><trkpt lat="1" lon="3"><time>` + b + `</time></trkpt>`))
	}
	for _, c := range []struct {
		name, a, b string
		start      string
		stepS      float64
		zoneS      float64
		source     string
		notes      string
	}{
		{"UTC", "2024-05-05T10:00:00Z", "2024-05-05T10:00:02Z", "2024-05-05T10:00:00Z", 2, 0, "", ""},
		{"fractions are kept", "2024-05-05T10:00:00.25Z", "2024-05-05T10:00:01.75Z", "2024-05-05T10:00:00.25Z", 1.5, 0, "", ""},
		{"an offset is subtracted and tells the zone", "2024-05-05T12:00:00+02:00", "2024-05-05T12:00:03+02:00", "2024-05-05T10:00:00Z", 3, 7200, "offset in the file", ""},
		{"an offset of zero tells no zone", "2024-05-05T10:00:00+00:00", "2024-05-05T10:00:03+00:00", "2024-05-05T10:00:00Z", 3, 0, "", ""},
		{"mixed forms are one clock", "2024-05-05T12:00:00+02:00", "2024-05-05T10:00:04.500Z", "2024-05-05T10:00:00Z", 4.5, 7200, "offset in the file", ""},
		{"no zone is UTC, said so", "2024-05-05T10:00:00", "2024-05-05T10:00:02", "2024-05-05T10:00:00Z", 2, 0, "", "time-without-zone:2"},
	} {
		f := mustGPX(t, doc(c.a, c.b))
		a := f.Activities[0]
		if got := a.Start.Format(time.RFC3339Nano); got != c.start || a.TimeS[1] != c.stepS {
			t.Errorf("%s: start %s, step %v, want %s, %v", c.name, got, a.TimeS[1], c.start, c.stepS)
		}
		if a.ZoneS != c.zoneS || a.ZoneSource != c.source || noteCodes(f.Notes) != c.notes {
			t.Errorf("%s: zone %v %q, notes %q", c.name, a.ZoneS, a.ZoneSource, noteCodes(f.Notes))
		}
	}
}

func TestGPXPlacesThatCannotBeRead(t *testing.T) {
	for _, c := range []struct {
		name, attrs string
		lat         float64
		bad         int
	}{
		{"a decimal comma", `lat="47,1" lon="8,2"`, 47.1, 0},
		{"single quotes and other order", `lon='8.2' lat='47.1'`, 47.1, 0},
		{"out of range is judged elsewhere", `lat="95.5" lon="8"`, 95.5, 0},
		{"empty", `lat="" lon="8"`, math.NaN(), 1},
		{"missing", `lon="8"`, math.NaN(), 1},
		{"NaN", `lat="NaN" lon="8"`, math.NaN(), 1},
		{"infinite", `lat="Inf" lon="8"`, math.NaN(), 1},
		{"hexadecimal", `lat="0x2F" lon="8"`, math.NaN(), 1},
		{"undefined", `lat="47" lon="undefined"`, math.NaN(), 1},
		{"too large", `lat="1e400" lon="8"`, math.NaN(), 1},
	} {
		f := mustGPX(t, gpxDoc(gpxTrk(
			`<trkpt `+c.attrs+`><ele>5</ele><time>2024-05-05T10:00:00Z</time></trkpt>`+gpxPts("10:00:01", 2))))
		a := f.Activities[0]
		want := ""
		if c.bad > 0 {
			want = "bad-points:1"
		}
		if a.Len() != 3 || !sameFloat(a.LatDeg[0], c.lat) || a.ElevationM[0] != 5 || noteCodes(a.Notes) != want {
			t.Errorf("%s: %d samples, latitude %v, notes %q", c.name, a.Len(), a.LatDeg[0], noteCodes(a.Notes))
		}
	}
}

func TestGPXSaysWhichEffort(t *testing.T) {
	f := mustGPX(t, `<gpx version="1.1" creator="gpx.py -- https://github.com/x/y"><metadata><name>From the head</name></metadata>
<trk><name><![CDATA[Tom & Jerry]]>&#27;[31m</name><desc>hot &amp; hilly</desc><type>trail_running</type><trkseg>`+gpxPts("10:00:00", 2)+`</trkseg></trk></gpx>`)
	got := f.Activities[0].Meta
	want := Meta{
		Format: "gpx", Device: "gpx.py", Sport: "running", SubSport: "trail", Title: "Tom & Jerry[31m", Description: "hot & hilly",
		Start: time.Date(2024, 5, 5, 10, 0, 0, 0, time.UTC), Records: 2, Answers: NoAnswers(),
	}
	totals := got.Totals
	got.Totals = Totals{}
	if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) { // holes are equal to holes
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if !math.IsNaN(totals.TimerS) || !math.IsNaN(totals.DistanceM) || !math.IsNaN(totals.ElapsedS) {
		t.Errorf("totals %+v, want none", totals)
	}
	if f.Format != "gpx" || len(f.Notes) != 0 {
		t.Errorf("format %q, notes %v", f.Format, f.Notes)
	}
	f = mustGPX(t, `<gpx version="1.0" creator="x"><name>Head</name><trk><trkseg>`+gpxPts("10:00:00", 2)+`</trkseg></trk></gpx>`)
	if a := f.Activities[0]; a.Title != "Head" || a.Sport != "" {
		t.Errorf("GPX 1.0: title %q, sport %q, want Head and none", a.Title, a.Sport)
	}
}

func TestGPXDeviceDropsTheAddress(t *testing.T) {
	for in, want := range map[string]string{
		"gpx.py -- https://github.com/tkrajina/gpxpy": "gpx.py",
		"Garmin Connect":                                "Garmin Connect",
		"Runkeeper - http://www.runkeeper.com":          "Runkeeper",
		"https://www.komoot.de":                         "komoot.de",
		"GPSBabel (http://gpsbabel.org, https://x.org)": "GPSBabel",
		"": "",
	} {
		if got := deviceOf(in); got != want {
			t.Errorf("deviceOf(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestGPXTracksThatAreOneRecordingAndThoseThatAreNot(t *testing.T) {
	trk := func(name, kind, clock string) string {
		return "<trk><name>" + name + "</name><type>" + kind + "</type><trkseg>" + gpxPts(clock, 3) + "</trkseg></trk>"
	}
	for _, c := range []struct {
		name, body string
		want       []int // samples of each activity
	}{
		{"a pause split the recording", trk("A", "run", "08:00:00") + trk("A", "run", "08:10:00"), []int{6}},
		{"the second track has no name", trk("A", "run", "08:00:00") + trk("", "", "08:10:00"), []int{6}},
		{"another name is another effort", trk("A", "run", "08:00:00") + trk("B", "run", "08:10:00"), []int{3, 3}},
		{"another type is another effort", trk("A", "run", "08:00:00") + trk("A", "ride", "08:10:00"), []int{3, 3}},
		{"the name of the first counts through a nameless one", trk("A", "", "08:00:00") + trk("", "", "08:10:00") + trk("B", "", "08:20:00"), []int{6, 3}},
		{"tracks that overlap are two efforts", trk("A", "run", "08:00:00") + trk("A", "run", "08:00:01"), []int{3, 3}},
		{"a track before the other is another effort", trk("A", "run", "08:10:00") + trk("A", "run", "08:00:00"), []int{3, 3}},
		{"more than 12 hours apart", trk("A", "run", "08:00:00") + trk("A", "run", "20:00:03"), []int{3, 3}},
		{"just 12 hours apart", trk("A", "run", "08:00:00") + trk("A", "run", "20:00:02"), []int{6}},
		{"a track without times is left out", "<trk><trkseg><trkpt lat='1' lon='2'/></trkseg></trk>" + trk("A", "run", "08:00:00"), []int{3}},
		{"segments are one recording", "<trk><trkseg>" + gpxPts("08:00:00", 3) + "</trkseg><trkseg>" + gpxPts("08:01:00", 2) + "</trkseg></trk>", []int{5}},
		{"swapped segments are put in order", "<trk><trkseg>" + gpxPts("08:01:00", 3) + "</trkseg><trkseg>" + gpxPts("08:00:00", 2) + "</trkseg></trk>", []int{5}},
		{"a doubled segment counts once", "<trk><trkseg>" + gpxPts("08:00:00", 3) + "</trkseg><trkseg>" + gpxPts("08:00:00", 3) + "</trkseg></trk>", []int{3}},
		{"an empty segment and one of a single point", "<trk><trkseg/><trkseg>" + gpxPts("08:00:00", 1) + "</trkseg><trkseg>" + gpxPts("08:00:09", 2) + "</trkseg></trk>", []int{3}},
		{"a step of more than 12 hours inside a track", gpxTrk(gpxPts("08:00:00", 3) + gpxPts("20:00:03", 2)), []int{3, 2}},
		{"a second document in the file", trk("A", "run", "08:00:00") + `</gpx><?xml version="1.0"?><gpx version="1.1">` + trk("B", "run", "09:00:00"), []int{3, 3}},
		{"a document in the document", trk("A", "run", "08:00:00") + `<gpx version="1.1">` + trk("B", "run", "09:00:00") + "</gpx>", []int{3, 3}},
	} {
		f := mustGPX(t, gpxDoc(c.body))
		var got []int
		for i, a := range f.Activities {
			got = append(got, a.Len())
			if a.Index != i {
				t.Errorf("%s: activity %d has index %d", c.name, i, a.Index)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: samples %v, want %v", c.name, got, c.want)
		}
	}
}

func TestGPXTracksMoreThanTwelveHoursApartShareNothing(t *testing.T) {
	hr := strings.ReplaceAll(gpxPts("08:00:00", 3), "</trkpt>", "<extensions><hr>120</hr></extensions></trkpt>")
	f := mustGPX(t, gpxDoc("<trk><name>A</name><trkseg>"+hr+"</trkseg></trk>"+gpxTrk(gpxPts("20:00:03", 3))))
	if a, b := f.Activities[0], f.Activities[1]; a.Title != "A" || b.Title != "" {
		t.Errorf("titles %q and %q, want A and none", a.Title, b.Title)
	}
	f = mustGPX(t, gpxDoc(gpxTrk(hr+gpxPts("20:00:03", 3))))
	if a, b := f.Activities[0], f.Activities[1]; len(a.HeartRateBPM) != 3 || b.HeartRateBPM != nil {
		t.Errorf("heart rates %v and %v: what an activity never recorded is nil", a.HeartRateBPM, b.HeartRateBPM)
	}
}

func TestGPXNamesOfASecondDocumentAreItsOwn(t *testing.T) {
	f := mustGPX(t, gpxDoc("<trk><name>One</name><trkseg>"+gpxPts("08:00:00", 2)+"</trkseg></trk></gpx><gpx version='1.1'>"+
		"<trk><name>Two</name><trkseg>"+gpxPts("09:00:00", 2)+"</trkseg></trk>"))
	if f.Activities[0].Title != "One" || f.Activities[1].Title != "Two" || noteCodes(f.Notes) != "fields-skipped:2" {
		t.Errorf("titles %q and %q, notes %q", f.Activities[0].Title, f.Activities[1].Title, noteCodes(f.Notes))
	}
}

func TestGPXWaypointsBecomeMarks(t *testing.T) {
	f := mustGPX(t, gpxDoc(
		`<wpt lat="1" lon="2"><time>2024-05-05T10:00:04Z</time><name><![CDATA[Calf]]></name><desc>cramp, left</desc></wpt>`+
			`<wpt lat="3" lon="4"><name>Home</name><cmt>Home</cmt></wpt>`+
			`<wpt lat="x" lon="4"><time>2023-05-05T10:00:04Z</time><name>last year</name></wpt>`+
			`<wpt lat="x" lon="y"></wpt>`+
			gpxTrk(gpxPts("10:00:00", 9))))
	nan := math.NaN()
	want := []Mark{
		{4, 1, 2, "waypoint", "Calf: cramp, left"},
		{nan, 3, 4, "waypoint", "Home"},
		{nan, nan, nan, "waypoint", "last year"},
	}
	if got := f.Activities[0].Marks; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("marks %v, want %v", got, want)
	}
	two := mustGPX(t, gpxDoc(
		`<wpt lat="1" lon="2"><time>2024-05-05T12:00:01Z</time><name>B</name></wpt>`+
			"<trk><name>a</name><trkseg>"+gpxPts("10:00:00", 3)+"</trkseg></trk><trk><name>b</name><trkseg>"+gpxPts("12:00:00", 3)+"</trkseg></trk>"))
	if len(two.Activities[0].Marks) != 0 || len(two.Activities[1].Marks) != 1 || two.Activities[1].Marks[0].AtS != 1 {
		t.Errorf("the waypoint is not in the second activity: %v, %v", two.Activities[0].Marks, two.Activities[1].Marks)
	}
	many := mustGPX(t, gpxDoc(strings.Repeat(`<wpt lat="1" lon="2"/>`, 10_002)+gpxTrk(gpxPts("10:00:00", 2))))
	if n := len(many.Activities[0].Marks); n != 10_000 || noteCodes(many.Notes) != "fields-skipped:2" {
		t.Errorf("%d marks, notes %q, want 10000 and fields-skipped:2", n, noteCodes(many.Notes))
	}
}

func TestGPXThatIsNoRecording(t *testing.T) {
	for _, c := range []struct {
		name, doc string
		want      Code
	}{
		{"nothing", "", Empty},
		{"blanks", " \n\t", Empty},
		{"noise", "\x01\x02 hello", Malformed},
		{"a page", "<html><body>Sign in</body></html>", Malformed},
		{"a track without times", gpxDoc(gpxTrk(`<trkpt lat="1" lon="2"><ele>3</ele></trkpt>`)), NotActivity},
		{"a route", gpxDoc(`<rte><rtept lat="1" lon="2"><time>2024-05-05T10:00:00Z</time></rtept></rte>`), NotActivity},
		{"waypoints", gpxDoc(`<wpt lat="1" lon="2"><time>2024-05-05T10:00:00Z</time></wpt>`), NotActivity},
		{"an empty track", gpxDoc("<trk><trkseg/></trk>"), NoPoints},
		{"an empty document", gpxDoc(""), NoPoints},
		{"cut before the first point", `<gpx version="1.1"><trk><trkseg><trkpt lat="1" lon="2"><time>2024`, NoPoints},
		{"times that nobody can read", gpxDoc(gpxTrk(`<trkpt lat="1" lon="2"><time>yesterday</time></trkpt>`)), Malformed},
		{"points that hold nothing", gpxDoc(gpxTrk(`<trkpt lat="x" lon="y"><time>2024-05-05T10:00:00Z</time></trkpt>`)), NoPoints},
		{"nested without end", "<gpx>" + strings.Repeat("<a>", 100), Malformed},
	} {
		_, err := decodeGPX([]byte(c.doc), nil)
		var e *Error
		if !errors.As(err, &e) || e.Code != c.want {
			t.Errorf("%s: error %v, want code %s", c.name, err, c.want)
		}
	}
}

func TestGPXDamageCostsOnlyItself(t *testing.T) {
	pts := gpxPts("10:00:00", 4)
	third := strings.Index(pts, `<trkpt lat="47.0002"`)
	for _, c := range []struct {
		name, doc string
		n         int
		notes     string
	}{
		{"a cut between points", gpxDoc(gpxTrk(pts))[:len(gpxDoc(""))-len("</gpx>")+len("<trk><trkseg>")+third], 2, "truncated:0"},
		{"a cut without end tags", strings.TrimSuffix(gpxDoc(gpxTrk(pts)), "</trkseg></trk></gpx>"), 4, "truncated:0"},
		{"a bare ampersand in a name", gpxDoc("<trk><name>Tom & Jerry</name><trkseg>" + pts + "</trkseg></trk>"), 4, ""},
		{"an HTML entity in a name", gpxDoc("<trk><name>a&nbsp;b</name><trkseg>" + pts + "</trkseg></trk>"), 4, ""},
		{"a Latin-1 byte in a name", gpxDoc("<trk><name>Z\xfcrich</name><trkseg>" + pts + "</trkseg></trk>"), 4, "encoding:0"},
		{"an end tag of a point is missing", gpxDoc(gpxTrk(strings.Replace(pts, "</trkpt>", "", 1))), 4, "malformed:1"},
		{"the end tags of all points are missing", gpxDoc(gpxTrk(strings.ReplaceAll(pts, "</trkpt>", ""))), 4, "malformed:4"},
		{"the end tag of a name is missing", gpxDoc("<trk><name>N<trkseg>" + pts + "</trkseg></trk>"), 4, "malformed:1"},
		{"the end tag of an elevation is missing", gpxDoc(gpxTrk(strings.Replace(pts, "</ele>", "", 1))), 4, "malformed:1"},
		{"the end tag of a waypoint is missing", gpxDoc("<wpt lat='1' lon='2'><name>w</name>" + gpxTrk(pts)), 4, "malformed:1"},
		{"the end of a point and of its segment are missing", gpxDoc(gpxTrk(pts[:third-len("</trkpt>")] + "<trkseg>" + pts[third:])), 4, "malformed:2"},
		{"comments with a bracket and a quote in the document type", "<!DOCTYPE gpx [<!-- one [ --><!-- don't --><!ENTITY a '>'>]>" + gpxDoc(gpxTrk(pts)), 4, ""},
		{"a NUL block over a point", gpxDoc(gpxTrk(pts[:third+5] + strings.Repeat("\x00", 70) + pts[third+75:])), 3, "hole:70 malformed"},
		{"a NUL tail", gpxDoc(gpxTrk(pts)) + strings.Repeat("\x00", 512), 4, "encoding:512"},
		{"words behind the document", gpxDoc(gpxTrk(pts)) + "saved by x", 4, "malformed:1"},
		{"no root", gpxTrk(pts), 4, ""},
		{"an entity bomb is not resolved", `<!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>` + gpxDoc("<trk><name>&b;</name><trkseg>"+pts+"</trkseg></trk>"), 4, ""},
		{"an outer entity is not fetched", `<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + gpxDoc("<trk><name>&x;</name><trkseg>"+pts+"</trkseg></trk>"), 4, ""},
		{"a number of a track that gpxgo refuses", gpxDoc("<trk><name>N</name><number>one</number><extensions><a:b:c/></extensions><trkseg>" + pts + "</trkseg></trk>"), 4, "library-error:0"},
		{"65 levels in the middle", gpxDoc(gpxTrk(pts[:third] + strings.Repeat("<a>", 65))), 2, "malformed:0"},
	} {
		f, err := decodeGPX([]byte(c.doc), nil)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if n := f.Activities[0].Len(); n != c.n || !strings.HasPrefix(noteCodes(f.Notes), c.notes) || c.notes == "" && len(f.Notes) > 0 {
			t.Errorf("%s: %d samples, notes %v, want %d and %q", c.name, n, f.Notes, c.n, c.notes)
		}
	}
}

func TestGPXDamageHasItsPlace(t *testing.T) {
	doc := "<gpx version=\"1.1\">\n<trk><trkseg>\n" + strings.ReplaceAll(gpxPts("10:00:00", 2), "</trkpt>", "</trkpt>\n")
	cut := len(doc)
	f := mustGPX(t, doc+`<trkpt lat="4`)
	if want := (Pos{Line: 5, Offset: int64(cut)}); len(f.Notes) != 1 || f.Notes[0].Pos != want {
		t.Errorf("notes %+v, want one at %+v", f.Notes, want)
	}
	f = mustGPX(t, strings.Replace(doc, `lat="47.0001"`, `lat="x"`, 1)+"</trkseg></trk></gpx>")
	if n := f.Activities[0].Notes; len(n) != 1 || n[0].Pos.Line != 4 {
		t.Errorf("notes %+v, want one in line 4", n)
	}
}

// Where gpxgo fails, what the scanner saw on its way stands.
func TestGPXKeepsNamesWhenTheLibraryFails(t *testing.T) {
	head := "<metadata><name>M</name><bounds minlat='x'/><copyright author='a'><year>x</year></copyright></metadata>"
	doc := gpxDoc(head + "<trk><name>N</name><desc>D</desc><type>9</type><number>one</number><trkseg>" + gpxPts("10:00:00", 2) + "</trkseg></trk>")
	f := mustGPX(t, doc)
	a := f.Activities[0]
	if noteCodes(f.Notes) != "library-error:0" || a.Title != "N" || a.Description != "D" || a.Sport != "running" || a.Device != "Test Watch" {
		t.Errorf("notes %v, meta %+v", f.Notes, a.Meta)
	}
	long := gpxDoc("<trk><name>N</name><extensions>" + strings.Repeat("<a/>", 100_000) + "</extensions><trkseg>" + gpxPts("10:00:00", 2) + "</trkseg></trk>")
	if f := mustGPX(t, long); noteCodes(f.Notes) != "library-error:0" || f.Activities[0].Title != "N" {
		t.Errorf("a flood of elements: notes %v, title %q", f.Notes, f.Activities[0].Title)
	}
}

// What gpxgo receives holds no point and says the same as the scanner.
func TestGPXRemainderIsWhatGpxgoUnderstands(t *testing.T) {
	for _, doc := range []string{
		gpxDoc(`<metadata><name>M &amp; m</name><link href="a?b&amp;c"/></metadata><wpt lat="1" lon="2"/><trk><name>N &lt;</name><type>run</type><extensions><g:x y="1">z</g:x></extensions><trkseg>` + gpxPts("10:00:00", 3) + "</trkseg></trk>"),
		`<gpx creator="x" version="1.0"><name>M &amp; m</name><trk><name>N &lt;</name><type>run</type><trkseg>` + gpxPts("10:00:00", 3) + "</trkseg></trk></gpx>",
		`<g:gpx xmlns:g="u" creator="x" version="1.1"><g:metadata><g:name>M &amp; m</g:name></g:metadata><g:trk><g:name>N &lt;</g:name><g:type>run</g:type></g:trk></g:gpx>`,
	} {
		g, err := scanGPX([]byte(doc), nil)
		if err != nil {
			t.Fatal(err)
		}
		rest := string(g.rest.document())
		lib, err := gpx.ParseString(rest)
		if err != nil {
			t.Errorf("gpxgo refuses %s: %v", rest, err)
			continue
		}
		if strings.Contains(rest, "trkpt") || strings.Contains(rest, "wpt") {
			t.Errorf("points in %s", rest)
		}
		if len(lib.Tracks) != 1 || lib.Tracks[0].Name != "N <" || lib.Tracks[0].Type != "run" || lib.Name != "M & m" {
			t.Errorf("gpxgo reads %+v from %s", lib, rest)
		}
		if g.tracks[0].name != "N <" || g.tracks[0].kind != "run" || g.name != "M & m" {
			t.Errorf("the scanner reads %q, %q, %q", g.tracks[0].name, g.tracks[0].kind, g.name)
		}
	}
}

func TestGPXCutAtEveryByteKeepsAllCompletePoints(t *testing.T) {
	doc := gpxDoc("<trk><name>x</name><trkseg>\n" + gpxPts("10:00:00", 12) + "</trkseg></trk>")
	for cut := range len(doc) {
		head := doc[:cut]
		want := strings.Count(head, "</trkpt>")
		f, err := decodeGPX([]byte(head), nil)
		var e *Error
		switch {
		case want == 0 && !errors.As(err, &e):
			t.Fatalf("cut at %d: error %v, want an *Error", cut, err)
		case want > 0 && err != nil:
			t.Fatalf("cut at %d: %v, want %d points", cut, err, want)
		case want > 0 && (f.Activities[0].Len() != want || noteCodes(f.Notes) != "truncated:0"):
			t.Fatalf("cut at %d: %d points, notes %v, want %d and truncated", cut, f.Activities[0].Len(), f.Notes, want)
		}
	}
}

func TestGPXSkippedValuesAreNamed(t *testing.T) {
	f := mustGPX(t, gpxDoc(gpxTrk(`<trkpt lat="1" lon="2"><time>2024-05-05T10:00:00Z</time><extensions><course>9</course><hAcc>1</hAcc></extensions></trkpt>`+gpxPts("10:00:01", 1))))
	if len(f.Notes) != 1 || f.Notes[0].Code != FieldsSkipped || f.Notes[0].N != 2 || !strings.HasSuffix(f.Notes[0].Text, ": course, hAcc") {
		t.Errorf("notes %+v", f.Notes)
	}
}

func FuzzGPX(f *testing.F) {
	f.Add(gpxDoc(gpxTrk(gpxPts("10:00:00", 3))))
	f.Add(gpxDoc(`<wpt lat="1" lon="2"><time>2024-05-05T10:00:00Z</time><name>w</name></wpt><rte><rtept lat="1" lon="2"/></rte>` + gpxTrk(gpxPts("10:00:00", 2))))
	f.Add(gpxDoc("<trk><name><![CDATA[a]]>&amp;</name><type>9</type><trkseg>" + gpxPts("10:00:00", 1) + gpxPts("09:00:00", 2) + gpxPts("10:00:00", 2) + gpxPts("23:30:00", 2)))
	f.Add(`<gpx version="1.0"><trk><trkpt lat="x" lon="2"><extensions><hr>5</hr><cad>90</cad><distance>1e3</distance></extensions><time>2024-05-05T10:00:00.5+01:00</time></trkpt>`)
	f.Add("<!DOCTYPE a [<!ENTITY b '>'>]><gpx><trk/>\x00<!-- --><trkpt")
	f.Fuzz(func(t *testing.T, doc string) {
		file, err := decodeGPX([]byte(doc), nil)
		fuzzVerdict(t, file, err)
	})
}

// fuzzVerdict fails on an error that is no *Error and on activities that break
// a promise.
func fuzzVerdict(t *testing.T, f *File, err error) {
	t.Helper()
	if err != nil {
		var e *Error
		if !errors.As(err, &e) || e.Code == Internal || e.Code == "" {
			t.Fatalf("error %v is no *Error with a code", err)
		}
		return
	}
	if len(f.Activities) == 0 {
		t.Fatal("no activity and no error")
	}
	for _, a := range f.Activities {
		if err := a.Check(); err != nil {
			t.Fatal(err)
		}
	}
}
