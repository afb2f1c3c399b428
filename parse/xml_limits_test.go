package parse

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// Floods of cheap elements end in a limit or in a quick answer.
func TestXMLFloodsAreShortWork(t *testing.T) {
	const quick = 10 * time.Second // far above what is needed: a busy machine must not fail
	bad := `<trk><name>%d</name><trkseg><trkpt lat="x" lon="y"><ele>1</ele><time>2024-05-05T10:00:00Z</time></trkpt></trkseg></trk>` + "\n"
	var tracks, steps, laps strings.Builder
	for i := range 9_999 {
		fmt.Fprintf(&tracks, bad, i)
	}
	day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 20_002 { // two points a day
		fmt.Fprintf(&steps, `<Trackpoint><Time>%s</Time><AltitudeMeters>1</AltitudeMeters></Trackpoint>`,
			day.Add(time.Duration(i/2)*24*time.Hour+time.Duration(i%2)*time.Second).Format(time.RFC3339))
	}
	for range 99_000 {
		laps.WriteString(`<Lap StartTime="2001-01-01T00:00:00Z"></Lap>`)
	}
	for _, c := range []struct {
		name, doc string
		want      Code // "" for a recording
	}{
		{"tracks with bad points", gpxDoc(tracks.String()), ""},
		{"tracks", gpxDoc(strings.Repeat("<trk></trk>", 20_000)), TooMany},
		{"points", gpxDoc(gpxTrk(strings.Repeat("<trkpt/>", 2_000_001))), TooMany},
		{"tags that are never closed", gpxDoc(gpxTrk(gpxPts("10:00:00", 2) + strings.Repeat(`<a "`, 500_000))), ""},
		{"ends without starts", gpxDoc(gpxTrk(gpxPts("10:00:00", 2) + strings.Repeat(`</a>`, 500_000))), ""},
		{"attributes", gpxDoc(gpxTrk(gpxPts("10:00:00", 2)) + "<a " + strings.Repeat(`b="" `, 12_000) + "/>"), ""},
		{"entities", gpxDoc("<trk><name>" + strings.Repeat("&amp;", 200_000) + "</name><trkseg>" + gpxPts("10:00:00", 2) + "</trkseg></trk>"), ""},
		{"laps", tcxDoc("<Activity>" + strings.Repeat("<Lap></Lap>", 100_001) + "</Activity>"), TooMany},
		{"laps and days", tcxDoc("<Activity><Lap><Track>" + steps.String() + "</Track></Lap>" + laps.String() + "</Activity>"), TooMany},
	} {
		decode := decodeGPX
		if strings.Contains(c.doc, "TrainingCenter") {
			decode = decodeTCX
		}
		begin := time.Now()
		_, err := decode([]byte(c.doc), nil)
		took := time.Since(begin)
		var e *Error
		if errors.As(err, &e) != (c.want != "") || e != nil && e.Code != c.want {
			t.Errorf("%s: error %v, want code %q", c.name, err, c.want)
		}
		if took > quick {
			t.Errorf("%s: took %v", c.name, took)
		}
		t.Logf("%s: %v", c.name, took)
	}
}
