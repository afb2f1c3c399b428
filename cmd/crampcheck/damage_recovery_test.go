package main

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// judgedBytes reads and judges one recording as the command does, from bytes
// alone, and returns what would be told of it. It is far quicker than a call.
func judgedBytes(data []byte) outcome {
	b := &batch{jobs: 1, stdin: bytes.NewReader(data), index: analyze.IndexNotes(nil)}
	return b.one(parse.Source{Path: "-"}, &analyze.Desk{})
}

// records counts what stands in the file and could be read.
func (o outcome) records() (n int) {
	for _, a := range o.acts {
		n += a.result.Records
	}
	return n
}

// doubted says whether anything was told about the file.
func (o outcome) doubted() bool { return o.input.Status != parse.OK }

// short is a small run, for tests that damage every byte.
func short(n int) outing {
	p := newOuting(0)
	p.n = n
	return p
}

// A GPX and a TCX cut at every 97th byte keep all points that are complete
// before the cut, and say that they are cut.
func TestXMLCutAnywhereKeepsCompletePoints(t *testing.T) {
	if raceDetector {
		t.Skip("thousands of cuts take too long under the race detector")
	}
	for _, tc := range []struct {
		name, endTag string
		data         string
	}{
		{"gpx", "</trkpt>", newGPX(newOuting(0)).String()},
		{"gpx in one line", "</trkpt>", strings.ReplaceAll(newGPX(newOuting(0)).String(), "\n", "")},
		{"tcx", "</Trackpoint>", newTCX(newOuting(0)).String()},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			cuts, kept := 0, 0
			for at := 97; at < len(tc.data); at += 97 {
				cuts++
				wanted := completePoints([]byte(tc.data[:at]), tc.endTag)
				o := judgedBytes([]byte(tc.data[:at]))
				whole := at > strings.LastIndex(tc.data, "</")
				switch {
				case !whole && !o.doubted():
					t.Errorf("cut at %d: nothing is told", at)
				case o.records() != wanted:
					t.Errorf("cut at %d: %d records, want %d", at, o.records(), wanted)
				default:
					kept++
				}
			}
			if cuts < 500 || kept*100 < cuts*99 {
				t.Errorf("%d of %d cuts keep all complete points", kept, cuts)
			}
			t.Logf("%d of %d cuts keep all complete points", kept, cuts)
		})
	}
}

// A FIT cut at every byte keeps all records that are complete before the cut, and
// says that it is cut.
func TestFITCutAtEveryByteKeepsCompleteRecords(t *testing.T) {
	d := newFIT(short(200))
	data := d.bytes()
	for at := range len(data) {
		wanted := 0
		for wanted < len(d.after) && d.after[wanted] <= at {
			wanted++
		}
		o := judgedBytes(data[:at])
		if !o.doubted() {
			t.Fatalf("cut at %d of %d: nothing is told", at, len(data))
		}
		if o.records() != wanted {
			t.Errorf("cut at %d: %d records, want %d", at, o.records(), wanted)
		}
	}
	t.Logf("%d cuts", len(data))
}

// A gzip of a GPX cut at every 97th byte keeps the points that can be unpacked,
// and says that it is cut.
func TestGzipCutAnywhereKeepsWhatCameBefore(t *testing.T) {
	if raceDetector {
		t.Skip("thousands of cuts take too long under the race detector")
	}
	text := newGPX(newOuting(0)).String()
	stored := gzipAt([]byte(text), 0) // without compression it is plain what came before
	for at := 97; at < len(stored); at += 97 {
		o := judgedBytes(stored[:at])
		if !o.doubted() {
			t.Fatalf("cut at %d: nothing is told", at)
		}
		// A block of 65,535 bytes at most has a head of five bytes.
		got, most := o.records(), completePoints([]byte(text[:min(len(text), at-10)]), "</trkpt>")
		least := completePoints([]byte(text[:max(0, min(len(text), at-10-5*(1+at/65535)-8))]), "</trkpt>")
		if got < least || got > most {
			t.Errorf("cut at %d: %d records, want %d to %d", at, got, least, most)
		}
	}
}

// Holes of zeros and of 0xff anywhere in a FIT are stepped over: what the hole
// does not touch is kept on both sides, and it is told.
func TestFITHolesKeepBothSides(t *testing.T) {
	p := newOuting(0)
	d := newFIT(p)
	sound := d.bytes()
	tried := 0
	for _, fill := range []byte{0, 0xff} {
		for _, n := range []int{33, 64, 100, 512, 513, 777, 1024, 4096} {
			for from := d.at[20]; from < d.at[560]-n; from += 1117 {
				data := bytes.Clone(sound)
				copy(data[from:], bytes.Repeat([]byte{fill}, n))
				untouched, begun := 0, 0
				for i := range d.at {
					switch {
					case d.after[i] <= from || d.at[i] >= from+n:
						untouched++
					case d.at[i] < from:
						begun++ // it has a time perhaps
					}
				}
				o := judgedBytes(data)
				tried++
				if got := o.records(); got < untouched || got > untouched+begun+1 {
					t.Errorf("%d bytes of %#02x at %d: %d records, want %d", n, fill, from, got, untouched)
				}
				if !o.doubted() {
					t.Errorf("%d bytes of %#02x at %d: nothing is told", n, fill, from)
				}
				if r := o.acts[0].result; len(o.acts) != 1 || r.ElapsedS != p.elapsedS() || !r.DistanceM.Known ||
					r.DistanceM.Value < 0.99*p.distanceM() || r.DistanceM.Value > 1.01*p.distanceM() {
					t.Errorf("%d bytes of %#02x at %d: %d activities, %.1f m in %.1f s", n, fill, from, len(o.acts), r.DistanceM.Value, r.ElapsedS)
				}
			}
		}
	}
	if tried < 100 {
		t.Fatalf("only %d holes", tried)
	}
}

// reported is all that the outputs can say of a recording but the places of
// damage: the document, with every finding and the curves of the page.
func (o outcome) reported(t *testing.T) string {
	t.Helper()
	if len(o.acts) == 0 {
		return fmt.Sprintf("%s %s %s", o.input.Status, o.input.Reason, o.input.Detail)
	}
	return string(everything(t, o))
}

// flips tries every single bit of data. Each flip must be told, or change nothing
// that is reported. It returns how many were harmless.
func flips(t *testing.T, data []byte) (harmless int) {
	t.Helper()
	want := judgedBytes(data)
	if want.doubted() {
		t.Fatalf("the sound file is doubted: %+v", want.input)
	}
	wanted := want.reported(t)
	silent := 0
	for i := range data {
		for bit := range 8 {
			flipped := bytes.Clone(data)
			flipped[i] ^= 1 << bit
			o := judgedBytes(flipped)
			switch {
			case o.doubted():
			case o.reported(t) == wanted:
				harmless++
			default:
				if silent++; silent < 20 {
					t.Errorf("bit %d of byte %d of %d flipped (%#02x): nothing is told, and the result is another", bit, i, len(data), data[i])
				}
			}
		}
	}
	if silent > 0 {
		t.Errorf("%d of %d flips are silent", silent, 8*len(data))
	}
	t.Logf("%d flips: %d harmless, %d silent", 8*len(data), harmless, silent)
	return harmless
}

func TestNoFlippedBitOfAFITIsSilent(t *testing.T) {
	t.Parallel()
	flips(t, newFIT(short(60)).bytes())
}

func TestNoFlippedBitOfAGzipIsSilent(t *testing.T) {
	t.Parallel()
	flips(t, gzipOf([]byte(newGPX(short(60)).String())))
}

// A flipped bit of a FIT costs few records: at least nine of ten flips keep all
// but two of them.
func TestFlippedBitsOfAFITCostLittle(t *testing.T) {
	const n = 60
	data := newFIT(short(n)).bytes()
	good := 0
	for i := range data {
		for bit := range 8 {
			flipped := bytes.Clone(data)
			flipped[i] ^= 1 << bit
			if judgedBytes(flipped).records() >= n-2 {
				good++
			}
		}
	}
	t.Logf("%d of %d flips keep all but two records", good, 8*len(data))
	if good*10 < 8*len(data)*9 {
		t.Errorf("%d of %d flips keep all but two records", good, 8*len(data))
	}
}
