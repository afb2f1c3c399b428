package parse

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

var fitNaN = math.NaN()

// The messages of a plain run, as most tests need them: local type 0 is
// file_id, 1 a record with time, distance and heart rate.
func fitRun() *fitWriter { return (&fitWriter{}).id(4).recordType() }

func (w *fitWriter) id(kind int) *fitWriter {
	return w.define(0, fitMesgFileID, fitF{0, fEnum, 0}, fitF{1, fUint16, 0}, fitF{2, fUint16, 0}).put(0, kind, 1, 3906)
}

func (w *fitWriter) recordType() *fitWriter {
	return w.define(1, fitMesgRecord, fitF{253, fUint32, 0}, fitF{5, fUint32, 0}, fitF{3, fUint8, 0})
}

// records writes one record a second at 3 m/s, from second to second before end.
func (w *fitWriter) records(from, end int) *fitWriter {
	for s := from; s < end; s++ {
		w.put(1, fitT0+s, 300*s, 140)
	}
	return w
}

func (w *fitWriter) session(start, elapsedMS, timerMS, cm, sport, sub int) *fitWriter {
	return w.define(2, fitMesgSession, fitF{253, fUint32, 0}, fitF{2, fUint32, 0}, fitF{7, fUint32, 0},
		fitF{8, fUint32, 0}, fitF{9, fUint32, 0}, fitF{5, fEnum, 0}, fitF{6, fEnum, 0}).
		put(2, fitT0+start+elapsedMS/1000, fitT0+start, elapsedMS, timerMS, cm, sport, sub)
}

func (w *fitWriter) lap(start, elapsedMS, cm, trigger, intensity int) *fitWriter {
	return w.define(3, fitMesgLap, fitF{253, fUint32, 0}, fitF{2, fUint32, 0}, fitF{7, fUint32, 0},
		fitF{8, fUint32, 0}, fitF{9, fUint32, 0}, fitF{24, fEnum, 0}, fitF{23, fEnum, 0}).
		put(3, fitT0+start+elapsedMS/1000, fitT0+start, elapsedMS, elapsedMS, cm, trigger, intensity)
}

// timer writes a timer event: 0 start, 1 stop, 4 stop all.
func (w *fitWriter) timer(at, kind int) *fitWriter {
	return w.define(4, fitMesgEvent, fitF{253, fUint32, 0}, fitF{0, fEnum, 0}, fitF{1, fEnum, 0}).put(4, fitT0+at, 0, kind)
}

func mustFIT(t testing.TB, data []byte) *File {
	t.Helper()
	f, err := decodeFIT(data, nil)
	if err != nil {
		t.Fatalf("decodeFIT: %v", err)
	}
	for _, a := range f.Activities {
		if err := a.Check(); err != nil {
			t.Fatalf("broken activity: %v", err)
		}
	}
	return f
}

func oneFIT(t testing.TB, data []byte) *Activity {
	t.Helper()
	f := mustFIT(t, data)
	if len(f.Activities) != 1 {
		t.Fatalf("%d activities, want 1", len(f.Activities))
	}
	return f.Activities[0]
}

// sameFITColumn compares columns; holes are equal to holes.
func sameFITColumn(t testing.TB, what string, got, want []float64) {
	t.Helper()
	eq := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
	if (got == nil) != (want == nil) || !slices.EqualFunc(got, want, eq) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

// fitNoted returns the first note with the code, nil where there is none.
func fitNoted(notes []Note, c Code) *Note {
	for i := range notes {
		if notes[i].Code == c {
			return &notes[i]
		}
	}
	return nil
}

// fullRun is a run of three records with everything that is read.
func fullRun(w *fitWriter, summaryFirst bool) []byte {
	summary := func() {
		w.timer(0, 0).timer(2, 4)
		w.lap(0, 2000, 700, 2, 0)
		w.session(0, 2000, 2000, 700, 1, 3)
		w.define(5, fitMesgActivity, fitF{253, fUint32, 0}, fitF{5, fUint32, 0}).put(5, fitT0+2, fitT0+2+3600)
	}
	w.define(0, fitMesgFileID, fitF{3, 0x8c, 4}, fitF{0, fEnum, 0}, fitF{1, fUint16, 0}, fitF{2, fUint16, 0}).
		put(0, 123456789, 4, 1, 3906)
	if summaryFirst {
		summary()
	}
	w.define(1, fitMesgRecord, fitF{253, fUint32, 0}, fitF{0, fSint32, 0}, fitF{1, fSint32, 0}, fitF{2, fUint16, 0},
		fitF{3, fUint8, 0}, fitF{4, fUint8, 0}, fitF{53, fUint8, 0}, fitF{5, fUint32, 0}, fitF{6, fUint16, 0},
		fitF{7, fUint16, 0}, fitF{13, fSint8, 0})
	w.put(1, fitT0, 1<<29, -(1 << 30), 2750, 140, 80, 64, 0, 3500, 250, 21)
	w.put(1, fitT0+1, 1<<29, -(1 << 30), 2500, 255, 80, 255, 350, 65535, 65535, 127)
	w.put(1, fitT0+2, 0x7fffffff, 0x7fffffff, 65535, 142, 255, 0, 700, 3250, 0, -3)
	if !summaryFirst {
		summary()
	}
	return w.file()
}

func TestFITRecordsBecomeColumnsInEveryShapeOfFile(t *testing.T) {
	badHeaderCRC := fullRun(&fitWriter{}, false)
	badHeaderCRC[12], badHeaderCRC[13] = 0, 0
	binary.LittleEndian.PutUint16(badHeaderCRC[len(badHeaderCRC)-2:], slowFITCRC(badHeaderCRC[:len(badHeaderCRC)-2]))
	version3 := fullRun(&fitWriter{}, false)
	version3[1], version3[12], version3[13] = 0x30, 0, 0
	binary.LittleEndian.PutUint16(version3[len(version3)-2:], slowFITCRC(version3[:len(version3)-2]))
	for name, data := range map[string][]byte{
		"little-endian":                 fullRun(&fitWriter{}, false),
		"big-endian":                    fullRun(&fitWriter{big: true}, false),
		"a header of 12 bytes":          fullRun(&fitWriter{short: true}, false),
		"a header checksum of 0":        badHeaderCRC,
		"protocol 3":                    version3,
		"developer fields":              fullRun(&fitWriter{developer: 7}, false),
		"developer fields, big-endian":  fullRun(&fitWriter{developer: 7, big: true}, false),
		"the summary before the record": fullRun(&fitWriter{}, true),
	} {
		t.Run(name, func(t *testing.T) {
			f := mustFIT(t, data)
			if f.Format != "fit" || len(f.Notes) != 0 || len(f.Activities) != 1 {
				t.Fatalf("format %q, notes %v, %d activities", f.Format, f.Notes, len(f.Activities))
			}
			a := f.Activities[0]
			sameFITColumn(t, "time", a.TimeS, []float64{0, 1, 2})
			sameFITColumn(t, "latitude", a.LatDeg, []float64{45, 45, fitNaN})
			sameFITColumn(t, "longitude", a.LonDeg, []float64{-90, -90, fitNaN})
			sameFITColumn(t, "elevation", a.ElevationM, []float64{50, 0, fitNaN}) // 2750/5 − 500
			sameFITColumn(t, "distance", a.DistanceM, []float64{0, 3.5, 7})
			sameFITColumn(t, "speed", a.SpeedMPS, []float64{3.5, fitNaN, 3.25})
			sameFITColumn(t, "heart rate", a.HeartRateBPM, []float64{140, fitNaN, 142})
			sameFITColumn(t, "cadence", a.CadenceSPM, []float64{161, 160, fitNaN}) // (80 + 64/128)·2
			sameFITColumn(t, "power", a.PowerW, []float64{250, fitNaN, 0})
			sameFITColumn(t, "temperature", a.TemperatureC, []float64{21, fitNaN, -3})
			want := Meta{
				Format: "fit", Device: "garmin fenix7", Sport: "running", SubSport: "trail",
				Start: fromUnix(1_710_057_600), ZoneS: 3600, ZoneSource: "FIT local_timestamp",
				Records: 3, TimerEvents: true, Totals: Totals{2, 2, 7}, Answers: NoAnswers(),
			}
			if fmt.Sprintf("%+v", a.Meta) != fmt.Sprintf("%+v", want) { // holes are equal to holes
				t.Errorf("meta %+v\nwant %+v", a.Meta, want)
			}
			if got, want := fmt.Sprint(a.Laps), "[{0 2 2 7 distance active}]"; got != want {
				t.Errorf("laps %s, want %s", got, want)
			}
			if len(a.Pauses)+len(a.Marks) != 0 || len(a.Notes) != 1 || a.Notes[0].Code != CadenceDoubled {
				t.Errorf("pauses %v, marks %v, notes %v", a.Pauses, a.Marks, a.Notes)
			}
		})
	}
}

func TestFITEnhancedFieldsWinWhereTheyHoldAValue(t *testing.T) {
	w := (&fitWriter{}).id(4)
	w.define(1, fitMesgRecord, fitF{253, fUint32, 0}, fitF{78, fUint32, 0}, fitF{73, fUint32, 0}, fitF{2, fUint16, 0}, fitF{6, fUint16, 0})
	w.put(1, fitT0, 3000, 2000, 2750, 3500)     // 3000/5 − 500
	w.put(1, fitT0+1, -1, -1, 2750, 3500)       // enhanced ones empty
	w.put(1, fitT0+2, 3005, 70_000, 65535, -1)  // plain ones empty, 70 m/s is beyond 16 bits
	w.put(1, fitT0+3, -1, -1, 65535, 65535)     // neither
	w.put(1, fitT0+4, 350_000, 0, 65535, 65535) // 69,500 m is for others to judge
	a := oneFIT(t, w.file())
	sameFITColumn(t, "time", a.TimeS, []float64{0, 1, 2, 4}) // a record without a value is dropped
	sameFITColumn(t, "elevation", a.ElevationM, []float64{100, 50, 101, 69_500})
	sameFITColumn(t, "speed", a.SpeedMPS, []float64{2, 3.5, 70, 0})
}

func TestFITEmptyAndErasedValuesAreHoles(t *testing.T) {
	w := (&fitWriter{}).id(4)
	w.define(1, fitMesgRecord, fitF{253, fUint32, 0}, fitF{0, fSint32, 0}, fitF{1, fSint32, 0}, fitF{3, 0x0a, 0}, fitF{5, fUint32, 0})
	w.put(1, fitT0, -1, -1, 0, 0) // 0xffffffff is an erased block, not 1 cm from 0,0; uint8z is empty at 0
	w.put(1, fitT0+1, 0, 0, 255, 100)
	w.put(1, fitT0+2, -2, 2, 120, -1)
	a := oneFIT(t, w.file())
	sameFITColumn(t, "latitude", a.LatDeg, []float64{fitNaN, 0, -2 * 180.0 / 2147483648})
	sameFITColumn(t, "heart rate", a.HeartRateBPM, []float64{fitNaN, 255, 120})
	sameFITColumn(t, "distance", a.DistanceM, []float64{0, 1, fitNaN})
	if a.PowerW != nil || a.CadenceSPM != nil {
		t.Errorf("power %v and cadence %v were never recorded", a.PowerW, a.CadenceSPM)
	}
}

func TestFITTimesPackedIntoTheHeaderRollOver(t *testing.T) {
	w := (&fitWriter{}).id(4).recordType()
	w.define(3, fitMesgRecord, fitF{5, fUint32, 0}, fitF{3, fUint8, 0})
	w.putPacked(3, 7, 0, 120) // no time before it: none
	w.records(0, 1)           // fitT0 ends in 00000
	w.putPacked(3, 1, 300, 120).putPacked(3, 31, 600, 121).putPacked(3, 2, 900, 122).putPacked(3, 2, 900, 123)
	w.putPacked(3, 1, 1200, 124)
	if fitT0%32 != 0 {
		t.Fatal("the start was chosen to end in five zeros")
	}
	a := oneFIT(t, w.file())
	sameFITColumn(t, "time", a.TimeS, []float64{0, 1, 31, 34, 34.5, 65})
	sameFITColumn(t, "heart rate", a.HeartRateBPM, []float64{140, 120, 121, 122, 123, 124})
	if n := fitNoted(a.Notes, BadTimes); n == nil || n.N != 1 {
		t.Errorf("notes %v, want one sample without a time", a.Notes)
	}
}

func TestFITSpeedAndDistancePackedIntoThreeBytesAddUp(t *testing.T) {
	w := (&fitWriter{}).id(4)
	w.define(1, fitMesgRecord, fitF{253, fUint32, 0}, fitF{8, fByte, 3})
	// 12 bits of speed in cm/s, 12 bits of distance in 1/16 m, lowest first.
	packed := func(cmps, sixteenths int) []int {
		return []int{cmps & 0xff, cmps>>8 | sixteenths&0xf<<4, sixteenths >> 4}
	}
	w.put(1, fitT0, packed(350, 160))          // 10 m
	w.put(1, fitT0+1, packed(0xfff, 4000))     // 250 m, no speed
	w.put(1, fitT0+2, []int{0xff, 0xff, 0xff}) // nothing
	w.put(1, fitT0+3, packed(401, 100))        // 4000 → 4196: 262.25 m
	w.put(1, fitT0+4, packed(401, 99))         // once round but a sixteenth: 518.1875 m
	for range 3 {
		a := oneFIT(t, w.file())
		sameFITColumn(t, "time", a.TimeS, []float64{0, 1, 3, 4})
		sameFITColumn(t, "distance", a.DistanceM, []float64{10, 250, 262.25, 518.1875})
		sameFITColumn(t, "speed", a.SpeedMPS, []float64{3.5, fitNaN, 4.01, 4.01})
	}
}

func TestFITThatHoldsNoActivitySaysWhy(t *testing.T) {
	messages := func(n int, f func(w *fitWriter)) []byte {
		w := (&fitWriter{}).id(4)
		for range n {
			f(w)
		}
		return w.file()
	}
	timeless := (&fitWriter{}).id(4).define(1, fitMesgRecord, fitF{3, fUint8, 0}).put(1, 120).put(1, 121).file()
	valueless := (&fitWriter{}).id(4).define(1, fitMesgRecord, fitF{253, fUint32, 0}).put(1, fitT0).put(1, fitT0+1).file()
	strap := (&fitWriter{}).define(0, fitMesgHR, fitF{6, fUint8, 0}).put(0, 120).file()
	for _, c := range []struct {
		name string
		data []byte
		want Code
		word string
	}{
		{"an empty file", nil, Empty, "empty"},
		{"a text", []byte("Date,Distance\n2024-03-10,42.2\n"), Malformed, "no FIT file"},
		{"half a header", []byte{14, 16, 0, 0, 0, 0, 0, 0, '.', 'F', 'I', 'T'}, Malformed, "no FIT file"},
		{"a header that claims to be longer than the file", append([]byte{200}, fitRun().file()[1:]...), Malformed, "no FIT file"},
		{"a course with records but without a session", (&fitWriter{}).id(6).recordType().records(0, 9).file(), NotActivity, "course"},
		{"a workout", (&fitWriter{}).id(5).file(), NotActivity, "workout"},
		{"empty parts", bytes.Repeat((&fitWriter{}).file(), 3), NoPoints, "no samples"},
		{"settings", (&fitWriter{}).id(2).file(), NotActivity, "settings"},
		{"monitoring", (&fitWriter{}).id(32).file(), NotActivity, "monitoring_b"},
		{"a strap's memory", strap, NotActivity, "strap"},
		{"an activity without a record", (&fitWriter{}).id(4).session(0, 1000, 1000, 0, 1, 0).file(), NoPoints, "no samples"},
		{"nothing but a header", (&fitWriter{}).file(), NoPoints, "no samples"},
		{"records without a time", timeless, NoTime, "time"},
		{"records without a value", valueless, NoPoints, "value"},
		{"four million empty messages", messages(1, func(w *fitWriter) {
			w.define(1, 9999)
			w.b = append(w.b, bytes.Repeat([]byte{1}, 4_000_000)...)
		}), TooMany, "messages"},
		{"two million samples of one byte", messages(1, func(w *fitWriter) {
			w.define(1, fitMesgRecord, fitF{3, fUint8, 0})
			w.b = append(w.b, bytes.Repeat([]byte{1, 120}, 2_000_001)...)
		}), TooMany, "samples"},
		{"ten thousand sessions of one byte", messages(1, func(w *fitWriter) {
			w.define(1, fitMesgSession, fitF{5, fEnum, 0})
			w.b = append(w.b, bytes.Repeat([]byte{1, 1}, 10_001)...)
		}), TooMany, "sessions"},
		{"a thousand parts", bytes.Repeat((&fitWriter{}).id(2).file(), fitMaxParts+1), TooMany, "parts"},
		{"a hundred thousand laps of one byte", messages(1, func(w *fitWriter) {
			w.define(1, fitMesgLap, fitF{24, fEnum, 0})
			w.b = append(w.b, bytes.Repeat([]byte{1, 0}, 100_001)...)
		}), TooMany, "laps"},
		{"a hundred thousand timer events", messages(1, func(w *fitWriter) {
			w.define(1, fitMesgEvent, fitF{0, fEnum, 0})
			w.b = append(w.b, bytes.Repeat([]byte{1, 0}, 100_001)...)
		}), TooMany, "timer events"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := decodeFIT(c.data, nil)
			var e *Error
			if f != nil || !errors.As(err, &e) || e.Code != c.want || !strings.Contains(e.Msg, c.word) {
				t.Errorf("got %v, %v; want code %s with %q", f, err, c.want, c.word)
			}
		})
	}
}

func TestFITTypeOfFileIsDecidedByWhatItHolds(t *testing.T) {
	body := func(w *fitWriter) *fitWriter { return w.recordType().records(0, 5).session(0, 5000, 5000, 1200, 1, 0) }
	late := body(&fitWriter{}).id(4)
	for name, data := range map[string][]byte{
		"no file_id":                         body(&fitWriter{}).file(),
		"a late file_id":                     late.file(),
		"a second file_id of another type":   (&fitWriter{}).id(4).recordType().records(0, 5).id(2).file(),
		"a wrong type, records, a session":   body((&fitWriter{}).id(6)).file(),
		"an empty type":                      body((&fitWriter{}).id(255)).file(),
		"a type of the maker's own":          body((&fitWriter{}).id(0xf8)).file(),
		"a type nobody has a name for":       body((&fitWriter{}).id(99)).file(),
		"records but no session, type empty": (&fitWriter{}).id(255).recordType().records(0, 5).file(),
	} {
		if a := oneFIT(t, data); a.Len() != 5 || a.Records != 5 {
			t.Errorf("%s: %d samples of %d records, want 5", name, a.Len(), a.Records)
		}
	}
}

func TestFITEmptyMessagesCostNoMemory(t *testing.T) {
	for _, c := range []struct {
		name    string
		header  byte
		records int
	}{
		{"without a time they are nothing", 2, 3},
		{"with a time they are counted", 0x80 | 2<<5, 100_003},
	} {
		w := fitRun().records(0, 3)
		w.define(2, fitMesgRecord)
		w.b = append(w.b, bytes.Repeat([]byte{c.header}, 100_000)...)
		a := oneFIT(t, w.file())
		if a.Records != c.records || a.Len() != 3 {
			t.Errorf("%s: %d records and %d samples, want %d and 3", c.name, a.Records, a.Len(), c.records)
		}
		if cap(a.HeartRateBPM) > 100_000 {
			t.Errorf("%s: a column for %d samples", c.name, cap(a.HeartRateBPM))
		}
	}
}

func TestFITChecksumIsReportedAndNeverAGate(t *testing.T) {
	good := fitRun().records(0, 60).file()
	edit := func(f func(b []byte) []byte) []byte { return f(slices.Clone(good)) }
	size := func(b []byte, n int) []byte {
		binary.LittleEndian.PutUint32(b[4:], uint32(n))
		b[12], b[13] = 0, 0
		return b
	}
	seal := func(b []byte) []byte {
		binary.LittleEndian.PutUint16(b[len(b)-2:], slowFITCRC(b[:len(b)-2]))
		return b
	}
	data := len(good) - 16
	for _, c := range []struct {
		name string
		data []byte
		want Code // "": no note
	}{
		{"a sound file", good, ""},
		{"a wrong checksum", edit(func(b []byte) []byte { b[len(b)-1] ^= 1; return b }), Checksum},
		{"a flipped bit in the last heart rate", edit(func(b []byte) []byte { b[len(b)-3] ^= 1; return b }), Checksum},
		{"a wrong checksum of the header", edit(func(b []byte) []byte { b[12] ^= 1; return seal(b) }), Checksum},
		{"a size of 0 with the checksum right", edit(func(b []byte) []byte { return seal(size(b, 0)) }), Checksum},
		{"a size of 0 without a checksum", edit(func(b []byte) []byte { return size(b, 0)[:len(b)-2] }), Truncated},
		{"a size too big with the checksum right", edit(func(b []byte) []byte { return seal(size(b, data+1000)) }), Checksum},
		{"a size too big", edit(func(b []byte) []byte { return size(b, data+1000)[:len(b)-2] }), Truncated},
		{"a size too small with the checksum right", edit(func(b []byte) []byte { return seal(size(b, data/2)) }), Checksum},
		{"a size too small", edit(func(b []byte) []byte { return size(b, data/2) }), Checksum},
		{"no checksum", good[:len(good)-2], Truncated},
		{"half a checksum", good[:len(good)-1], Truncated},
		{"zeros behind the file", append(slices.Clone(good), make([]byte, 600)...), FieldsSkipped},
		{"rubbish behind the file", append(slices.Clone(good), "rubbish"...), Malformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := mustFIT(t, c.data)
			if n := f.Activities[0].Records; n != 60 {
				t.Errorf("%d records, want 60", n)
			}
			if c.want == "" && len(f.Notes) > 0 || c.want != "" && fitNoted(f.Notes, c.want) == nil {
				t.Errorf("notes %v, want %q", f.Notes, c.want)
			}
		})
	}
}

func TestFITCutAnywhereKeepsEveryRecordBeforeTheCut(t *testing.T) {
	w := fitRun()
	begin := 14 + len(w.b) // of the first record
	const size = 10        // header, time, distance, heart rate
	data := w.records(0, 40).timer(40, 4).session(0, 40_000, 40_000, 11_700, 1, 0).file()
	for cut := 14; cut < len(data); cut++ {
		f, err := decodeFIT(data[:cut], nil)
		whole := min(max(cut-begin, 0)/size, 40)
		if whole == 0 {
			if f != nil || err == nil {
				t.Fatalf("cut at %d: a recording without a record", cut)
			}
			continue
		}
		if err != nil {
			t.Fatalf("cut at %d: %v", cut, err)
		}
		a := f.Activities[0]
		if a.Records != whole || a.Len() != whole || a.TimeS[whole-1] != float64(whole-1) {
			t.Fatalf("cut at %d: %d records to %v s, want %d", cut, a.Records, a.TimeS[a.Len()-1], whole)
		}
		n := fitNoted(f.Notes, Truncated)
		if len(f.Notes) != 1 || n == nil || n.Pos.Offset < int64(cut-60) || n.Pos.Offset > int64(cut) {
			t.Fatalf("cut at %d: note %v", cut, n)
		}
	}
}

func TestFITHolesAreSteppedOverAndNothingIsInvented(t *testing.T) {
	w := fitRun()
	w.define(5, 9999, fitF{0, fByte, 20})
	begin := 14 + len(w.b)
	data := w.records(0, 600).session(0, 600_000, 600_000, 179_700, 1, 0).file()
	fill := func(at, n int, c byte) []byte {
		b := slices.Clone(data)
		copy(b[at:], bytes.Repeat([]byte{c}, n))
		return b
	}
	without := func(at, n int) []byte { return slices.Delete(slices.Clone(data), at, at+n) }
	doubled := slices.Insert(slices.Clone(data), begin+2345, data[begin+2345:begin+2348]...)
	for _, c := range []struct {
		name string
		data []byte
		lost int // records that may be lost at most
	}{
		{"512 zeros", fill(begin+3003, 512, 0), 54},
		{"512 zeros from the beginning of a record", fill(begin+3000, 512, 0), 54},
		{"512 times 0xff", fill(begin+3003, 512, 0xff), 54},
		{"512 times 0xff from the beginning of a record", fill(begin+3000, 512, 0xff), 54},
		{"a byte lost", without(begin+3003, 1), 3},
		{"three records lost but a byte", without(begin+3003, 31), 6},
		{"three bytes doubled", doubled, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := mustFIT(t, c.data)
			a := f.Activities[0]
			if a.Records < 600-c.lost || a.TimeS[a.Len()-1] != 599 {
				t.Errorf("%d records up to %v s, want at least %d up to 599 s", a.Records, a.TimeS[a.Len()-1], 600-c.lost)
			}
			wrong := 0
			for i, s := range a.TimeS {
				if a.DistanceM[i] != 3*s {
					wrong++
				}
			}
			if wrong > 1 { // the record in which the damage begins may hold a wrong value
				t.Errorf("%d samples that nobody recorded", wrong)
			}
			if n := fitNoted(a.Notes, BadTimes); n != nil {
				t.Errorf("a damaged record was taken: %v", n)
			}
			if n := fitNoted(f.Notes, Hole); n == nil || n.N != 1 || n.Pos.Offset < int64(begin+2300) || n.Pos.Offset > int64(begin+3012) {
				t.Errorf("notes %v, want one hole with its place", f.Notes)
			}
			if a.Totals.ElapsedS != 600 {
				t.Errorf("the session behind the hole is lost: %+v", a.Totals)
			}
		})
	}
}

func TestFITSearchBehindDamageEnds(t *testing.T) {
	w := fitRun().records(0, 60)
	w.b = append(w.b, bytes.Repeat([]byte{0x0f}, fitMaxSearch+100)...) // a message never defined
	w.records(60, 120)
	data := append([]byte{12, 16, 0, 0, 0, 0, 0, 0, '.', 'F', 'I', 'T'}, w.b...)
	f := mustFIT(t, data)
	if n := f.Activities[0].Records; n != 60 || fitNoted(f.Notes, Truncated) == nil {
		t.Errorf("%d records, notes %v", n, f.Notes)
	}
}

func TestFITOneOddTimeCostsOneSample(t *testing.T) {
	w := fitRun().records(0, 100)
	w.put(1, fitT0+1_000_000_000, 30_000, 140) // 2055: inside the calendar, but not of this run
	w.put(1, 17, 30_000, 140)
	w.records(100, 200)
	a := oneFIT(t, w.file())
	if a.Records != 202 || a.Len() < 200 || a.Len() > 201 {
		t.Errorf("%d records, %d samples", a.Records, a.Len())
	}
	if fitNoted(a.Notes, BadTimes) == nil {
		t.Errorf("notes %v", a.Notes)
	}
}

func TestFITClockThatWasNeverSetIsNoCalendar(t *testing.T) {
	w := fitRun()
	for s := range 5 {
		w.put(1, 17_000_000+s, 300*s, 140)
	}
	a := oneFIT(t, w.file())
	if !a.ClockUnset || a.Len() != 5 || fitNoted(a.Notes, ClockUnset) == nil {
		t.Errorf("clock unset %v, %d samples, notes %v", a.ClockUnset, a.Len(), a.Notes)
	}
}
