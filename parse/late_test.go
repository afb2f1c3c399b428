package parse

import (
	"strings"
	"testing"
)

// TestDecodersLookAtTheClock decodes what lies in memory on a clock that has run
// out: each loop that a long file keeps busy has to see it.
func TestDecodersLookAtTheClock(t *testing.T) {
	points := strings.Repeat(`<trkpt lat="46" lon="7"><time>2024-05-05T10:00:00Z</time></trkpt>`, 9000)
	apart := strings.Repeat(`<trkpt lat="46" lon="7"><time>2024-05-05T10:00:00Z</time><a/></trkpt><b/>`, 3000)
	laps := strings.Repeat(`<Trackpoint><Time>2024-05-05T10:00:00Z</Time><AltitudeMeters>1</AltitudeMeters></Trackpoint>`, 9000)
	whole := fitRun().records(0, 9000).b
	damaged := append(fitRun().records(0, 60).b, strings.Repeat("\x0f", 20_000)...)
	for _, c := range []struct{ name, data string }{
		{"points alike", gpxDoc(gpxTrk(points))},
		{"points that differ", gpxDoc(gpxTrk(apart))},
		{"points of a TCX", tcxDoc("<Activity><Lap><Track>" + laps + "</Track></Lap></Activity>")},
		{"records", string((&fitWriter{b: whole}).file())},
		{"damage in which the next record is looked for", string((&fitWriter{b: damaged}).file())},
	} {
		if _, err := (&Buffers{Late: func() bool { return false }}).Read([]byte(c.data)); err != nil {
			t.Errorf("%s in time: %v", c.name, err)
		}
		_, err := (&Buffers{Late: func() bool { return true }}).Read([]byte(c.data))
		if e, _ := err.(*Error); e == nil || e.Code != Timeout {
			t.Errorf("%s: error %v, want %s", c.name, err, Timeout)
		}
	}
}
