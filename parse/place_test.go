package parse

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// numbers returns the places' lines or records.
func numbers(places []Place) (out []int32) {
	for _, p := range places {
		out = append(out, p.N)
	}
	return out
}

const placedGPX = `<?xml version="1.0"?>
<gpx version="1.1" creator="hand">
<trk><type>running</type><trkseg>
<trkpt lat="40.8" lon="-119.2"><time>2026-05-01T15:00:00Z</time></trkpt>
<trkpt lat="40.801" lon="-119.2">
<time>2026-05-01T15:00:20Z</time></trkpt>
<trkpt lat="40.802" lon="-119.2"><time>2026-05-01T15:00:10Z</time></trkpt>
<trkpt lat="40.803" lon="-119.2"></trkpt> <trkpt lat="40.804" lon="-119.2"><time>2026-05-01T15:00:30Z</time></trkpt>
<trkpt lat="40.804" lon="-119.2"><time>2026-05-01T15:00:30Z</time><extensions><hr>150</hr></extensions></trkpt>
</trkseg></trk>
<trk><type>running</type><trkseg>
<trkpt lat="40.805" lon="-119.2"><time>2026-05-01T15:00:40Z</time></trkpt>
</trkseg></trk></gpx>`

const placedTCX = `<TrainingCenterDatabase><Activities><Activity Sport="Running"><Lap StartTime="2026-05-01T15:00:00Z"><Track>
<Trackpoint><Time>2026-05-01T15:00:00Z</Time><DistanceMeters>0</DistanceMeters></Trackpoint>

<Trackpoint>
<Time>2026-05-01T15:00:10Z</Time><DistanceMeters>30</DistanceMeters></Trackpoint>
<Trackpoint><Time>2026-05-01T15:00:20Z</Time><DistanceMeters>60</DistanceMeters></Trackpoint>
</Track></Lap></Activity></Activities></TrainingCenterDatabase>`

func TestSamplesKnowTheirLine(t *testing.T) {
	wide := func(s string) []byte {
		b := []byte{0xff, 0xfe}
		for _, u := range utf16.Encode([]rune(s)) {
			b = append(b, byte(u), byte(u>>8))
		}
		return b
	}
	for _, c := range []struct {
		name string
		data []byte
		want []int32
	}{
		{"a GPX, its back-step put in order, a point without time left out, one that completes another merged", []byte(placedGPX), []int32{4, 7, 5, 8, 12}},
		{"lines that end as Windows writes them", []byte(strings.ReplaceAll(placedGPX, "\n", "\r\n")), []int32{4, 7, 5, 8, 12}},
		{"two bytes a character", wide(placedGPX), []int32{4, 7, 5, 8, 12}},
		{"a TCX", []byte(placedTCX), []int32{2, 4, 6}},
	} {
		f, err := Read(c.data)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if got := numbers(f.Activities[0].Places); !slices.Equal(got, c.want) {
			t.Errorf("%s: lines %v, want %v", c.name, got, c.want)
		}
	}
}

func TestSamplesKnowTheirByte(t *testing.T) {
	f, err := Read([]byte(placedGPX))
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range f.Activities[0].Places {
		if !strings.HasPrefix(placedGPX[p.Offset:], "<trkpt") {
			t.Errorf("sample %d: at byte %d stands %.12q", i, p.Offset, placedGPX[p.Offset:])
		}
	}
}

func TestRecordsOfAFITKnowTheirNumberAndByte(t *testing.T) {
	const header = 14 // bytes
	w := (&fitWriter{}).id(4).define(0, 20, fitF{253, fUint32, 4}, fitF{5, fUint32, 4})
	var want []Place
	for i, second := range []int{0, 2, 1, 3} {
		want = append(want, Place{N: int32(i + 1), Offset: int32(header + len(w.b))})
		w.put(0, fitT0+second, 100*i)
	}
	want[1], want[2] = want[2], want[1] // they are put in order
	f, err := Read(w.file())
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Activities[0].Places; !slices.Equal(got, want) {
		t.Errorf("places %v, want %v", got, want)
	}
}

func TestPlaceAtIsThatOfTheNearestSample(t *testing.T) {
	a := &Activity{TimeS: []float64{0, 10, 20}, Places: []Place{{3, 0}, {4, 50}, {9, 90}}}
	for atS, want := range map[float64]Place{
		0: {3, 0}, 4.9: {3, 0}, 5: {3, 0}, 5.1: {4, 50}, 10: {4, 50}, 19: {9, 90}, 20: {9, 90}, -1: {}, 20.1: {},
	} {
		if got := a.PlaceAt(atS); got != want {
			t.Errorf("at %v s: %v, want %v", atS, got, want)
		}
	}
	if got := (&Activity{TimeS: []float64{0, 10}}).PlaceAt(5); got != (Place{}) {
		t.Errorf("without places: %v", got)
	}
}
