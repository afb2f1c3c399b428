package parse

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// What FIT says beside the samples: sessions, laps, pauses, zone, device, names.

// leg is a session with its records, one a second at 3 m/s; from is the
// distance with which it begins.
func (w *fitWriter) leg(start, end, fromM, sport, sub int) *fitWriter {
	for s := start; s < end; s++ {
		w.put(1, fitT0+s, 100*fromM+300*(s-start), 140)
	}
	n := end - start
	return w.session(start, 1000*n, 1000*n, 300*n, sport, sub)
}

func TestFITEachSessionBecomesAnActivity(t *testing.T) {
	for _, c := range []struct {
		name  string
		write func(w *fitWriter)
		want  string // sport, records, start, first and last distance of each
		notes string
	}{
		{"distances begin anew in each session", func(w *fitWriter) {
			w.leg(0, 100, 0, 5, 18).leg(100, 160, 0, 3, 0).leg(160, 400, 0, 1, 0)
		}, "swimming 100 0 0…297, transition 60 100 0…177, running 240 160 0…717", ""},
		{"distances run on from session to session", func(w *fitWriter) {
			w.leg(0, 100, 0, 5, 18).leg(100, 160, 300, 3, 0).leg(160, 400, 480, 1, 0)
		}, "swimming 100 0 0…297, transition 60 100 3…180, running 240 160 3…720", ""},
		{"a lap of the whole event around the sessions gets nothing", func(w *fitWriter) {
			w.session(0, 400_000, 400_000, 120_000, 18, 0).leg(0, 100, 0, 5, 18).leg(100, 400, 0, 1, 0)
		}, "swimming 100 0 0…297, running 300 100 0…897", "a session without samples was left out: multisport"},
		{"a session without records is left out and told", func(w *fitWriter) {
			w.leg(0, 100, 0, 5, 18).session(5000, 60_000, 60_000, 0, 2, 0).leg(10_000, 10_100, 0, 1, 0)
		}, "swimming 100 0 0…297, running 100 10000 0…297", "a session without samples was left out: cycling"},
		{"records between two sessions go to the nearer one", func(w *fitWriter) {
			w.records(0, 300).session(0, 100_000, 100_000, 0, 2, 0).session(250, 50_000, 50_000, 0, 1, 0)
		}, "cycling 176 0 0…525, running 124 176 3…372", ""},
		{"records before the first session are not lost", func(w *fitWriter) {
			w.records(0, 300).session(100, 100_000, 100_000, 0, 2, 0).session(200, 100_000, 100_000, 0, 1, 0)
		}, "cycling 200 0 0…597, running 100 200 3…300", ""},
		{"a single session takes all records whatever it claims", func(w *fitWriter) {
			w.records(0, 300).session(100_000, 5000, 5000, 0, 1, 0)
		}, "running 300 0 0…897", ""},
		{"without a session there is one activity", func(w *fitWriter) { w.records(0, 300) }, " 300 0 0…897", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := fitRun()
			c.write(w)
			f := mustFIT(t, w.file())
			var got []string
			for i, a := range f.Activities {
				if a.Index != i {
					t.Errorf("activity %d has index %d", i, a.Index)
				}
				got = append(got, fmt.Sprintf("%s %d %d %v…%v", a.Sport, a.Records, a.Start.Unix()-fitEpochS-fitT0, a.DistanceM[0], a.DistanceM[a.Len()-1]))
			}
			if s := strings.Join(got, ", "); s != c.want {
				t.Errorf("got  %s\nwant %s", s, c.want)
			}
			if n := fitNoted(f.Notes, FieldsSkipped); n == nil && c.notes != "" || n != nil && n.Text != c.notes {
				t.Errorf("notes %v, want %q", f.Notes, c.notes)
			}
		})
	}
}

func TestFITSessionsKeepTheirOwnLapsPausesAndTotals(t *testing.T) {
	w := fitRun().timer(0, 0)
	w.leg(0, 100, 0, 5, 18).lap(0, 100_000, 30_000, 2, 0)
	w.timer(90, 4).timer(120, 0)
	w.leg(100, 400, 0, 1, 0).lap(100, 150_000, 45_000, 2, 0).lap(250, 150_000, 45_000, 7, 0).timer(400, 4)
	f := mustFIT(t, w.file())
	got := fmt.Sprint(f.Activities[0].Laps, f.Activities[0].Pauses, f.Activities[0].Totals,
		f.Activities[1].Laps, f.Activities[1].Pauses, f.Activities[1].Totals)
	want := "[{0 99 100 300 distance active}] [{90 99}] {100 100 300} " + // the last record is at 99 s
		"[{0 150 150 450 distance active} {150 299 150 450 end active}] [{0 20}] {300 300 900}"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestFITColumnOfOneSessionIsNotOneOfAnother(t *testing.T) {
	w := fitRun().leg(0, 50, 0, 5, 18)
	w.define(1, fitMesgRecord, fitF{253, fUint32, 0}, fitF{5, fUint32, 0}, fitF{7, fUint16, 0})
	for s := 50; s < 100; s++ {
		w.put(1, fitT0+s, 300*(s-50), 200)
	}
	f := mustFIT(t, w.session(50, 50_000, 50_000, 15_000, 2, 0).file())
	swim, ride := f.Activities[0], f.Activities[1]
	if swim.PowerW != nil || swim.HeartRateBPM == nil || ride.PowerW == nil || ride.HeartRateBPM != nil {
		t.Errorf("swim: power %v; ride: heart rate %v", swim.PowerW, ride.HeartRateBPM)
	}
}

func TestFITChainedFilesAreReadOneAfterTheOther(t *testing.T) {
	run := func(from int) []byte { return fitRun().records(from, from+50).file() }
	strap := (&fitWriter{}).define(0, fitMesgHR, fitF{6, fUint8, 0}).put(0, 120).file()
	data := append(append(append(run(0), strap...), run(1000)...), (&fitWriter{}).id(2).file()...)
	f := mustFIT(t, data)
	if len(f.Activities) != 2 || f.Activities[1].Index != 1 || f.Activities[1].Records != 50 {
		t.Fatalf("%d activities", len(f.Activities))
	}
	var notes []string
	for _, n := range f.Notes {
		notes = append(notes, string(n.Code)+" "+n.Text)
	}
	if s := strings.Join(notes, "; "); len(notes) != 2 || !strings.Contains(notes[0], "strap") || !strings.Contains(notes[1], "settings") {
		t.Errorf("notes %s", s)
	}
	// An empty part is no damage.
	f = mustFIT(t, append((&fitWriter{}).file(), run(0)...))
	if len(f.Activities) != 1 || len(f.Notes) != 1 || !strings.Contains(f.Notes[0].Text, "no samples") {
		t.Errorf("%d activities, notes %v", len(f.Activities), f.Notes)
	}
	// Damage in one part costs the others nothing.
	data = append(run(0), run(1000)...)
	data[100] ^= 0x40
	f = mustFIT(t, data)
	if len(f.Activities) != 2 || fitNoted(f.Notes, Checksum) == nil {
		t.Errorf("%d activities, notes %v", len(f.Activities), f.Notes)
	}
}

func TestFITTimerEventsBecomePauses(t *testing.T) {
	for _, c := range []struct {
		name   string
		events [][2]int // time, kind
		timer  bool
		want   string
	}{
		{"none", nil, false, "[]"},
		{"a start", [][2]int{{0, 0}}, true, "[]"},
		{"a last stop alone counts as having events", [][2]int{{299, 4}}, true, "[]"},
		{"stop and start", [][2]int{{0, 0}, {50, 1}, {60, 0}, {299, 4}}, true, "[{50 60}]"},
		{"stop all, and the others of its kind", [][2]int{{50, 4}, {60, 0}, {70, 8}, {80, 0}, {90, 9}, {91, 0}}, true, "[{50 60} {70 80} {90 91}]"},
		{"two stops and two starts", [][2]int{{50, 4}, {55, 4}, {60, 0}, {65, 0}}, true, "[{50 60}]"},
		{"a stop for no time", [][2]int{{50, 4}, {50, 0}}, true, "[]"},
		{"events out of order", [][2]int{{60, 0}, {50, 4}}, true, "[{50 60}]"},
		{"a pause before the first sample and one behind the last", [][2]int{{-20, 4}, {-10, 0}, {400, 4}, {500, 0}}, true, "[]"},
		{"a pause across the end", [][2]int{{290, 4}, {500, 0}}, true, "[{290 299}]"},
		{"a marker is no start", [][2]int{{50, 4}, {60, 3}, {70, 0}}, true, "[{50 70}]"},
	} {
		w := fitRun().records(0, 300)
		for _, e := range c.events {
			w.timer(e[0], e[1])
		}
		w.define(4, fitMesgEvent, fitF{253, fUint32, 0}, fitF{0, fEnum, 0}, fitF{1, fEnum, 0}).put(4, fitT0+10, 8, 4) // no timer event
		a := oneFIT(t, w.file())
		if got := fmt.Sprint(a.Pauses); got != c.want || a.TimerEvents != c.timer {
			t.Errorf("%s: %s, timer events %v; want %s, %v", c.name, got, a.TimerEvents, c.want, c.timer)
		}
	}
}

func TestFITLapsStandOnTheElapsedClock(t *testing.T) {
	w := fitRun().records(0, 300)
	w.lap(-10, 60_000, 18_000, 0, 2) // begins before the first record
	w.lap(50, 100_500, 30_000, 1, 0)
	w.lap(150, 2_400_000_000, 30_000, 2, 1) // claims 40,000 minutes
	w.lap(250, 50_000, 15_000, 6, 4)
	w.lap(5000, 50_000, 15_000, 7, 3) // behind the end
	w.lap(280, 1000, 300, 8, 6)
	a := oneFIT(t, w.file())
	want := "[{0 50 60 180 manual warmup} {50 150.5 100.5 300 time active} {150 250 2.4e+06 300 distance rest} " +
		"{250 280 50 150 position recovery} {280 281 1 3 fitness_equipment }]"
	if got := fmt.Sprint(a.Laps); got != want {
		t.Errorf("laps\n%s, want\n%s", got, want)
	}
}

func TestFITLapPressedTwiceIsAMark(t *testing.T) {
	w := fitRun().records(0, 300)
	w.lap(0, 3000, 900, 0, 0) // one press, soon after the start
	w.lap(3, 97_000, 29_100, 0, 0)
	w.lap(100, 4200, 1200, 0, 0) // pressed twice
	w.lap(104, 96_000, 28_800, 0, 0)
	w.lap(200, 5000, 1500, 0, 0) // five seconds are no double press
	w.lap(205, 2000, 600, 2, 0)  // by distance
	w.lap(207, 93_000, 27_900, 7, 0)
	a := oneFIT(t, w.file())
	if len(a.Marks) != 1 || a.Marks[0].AtS != 100 || a.Marks[0].Kind != "double lap" || !math.IsNaN(a.Marks[0].LatDeg) || len(a.Laps) != 7 {
		t.Errorf("marks %v, %d laps", a.Marks, len(a.Laps))
	}
}

func TestFITZoneComesFromTheLocalTime(t *testing.T) {
	for _, c := range []struct {
		name    string
		offsetS int
		want    float64
		source  string
	}{
		{"no difference is what watches write that do not know their zone", 0, 0, ""},
		{"Nepal", 20_700, 20_700, "FIT local_timestamp"},
		{"three seconds late", 7203, 7200, "FIT local_timestamp"},
		{"west", -12_600, -12_600, "FIT local_timestamp"},
		{"fourteen hours", 50_400, 50_400, "FIT local_timestamp"},
		{"fifteen hours", 54_000, 0, ""},
		{"rubbish", 34_560_000, 0, ""},
		{"nothing", -1 - fitT0, 0, ""},
	} {
		w := fitRun().records(0, 5).define(5, fitMesgActivity, fitF{253, fUint32, 0}, fitF{5, fUint32, 0}).put(5, fitT0, fitT0+c.offsetS)
		if a := oneFIT(t, w.file()); a.ZoneS != c.want || a.ZoneSource != c.source {
			t.Errorf("%s: %v from %q, want %v from %q", c.name, a.ZoneS, a.ZoneSource, c.want, c.source)
		}
	}
}

func TestFITDeviceIsNamedWithoutItsSerialNumber(t *testing.T) {
	id := func(maker, product int, name string) *fitWriter {
		return (&fitWriter{}).define(0, fitMesgFileID, fitF{0, fEnum, 0}, fitF{1, fUint16, 0}, fitF{2, fUint16, 0},
			fitF{3, 0x8c, 4}, fitF{8, fString, 20}).put(0, 4, maker, product, 987654321, name)
	}
	sensor := func(w *fitWriter, index, maker, product int, name string) *fitWriter {
		return w.define(6, fitMesgDeviceInfo, fitF{0, fUint8, 0}, fitF{2, fUint16, 0}, fitF{4, fUint16, 0}, fitF{3, 0x8c, 4},
			fitF{27, fString, 20}, fitF{19, fString, 20}).put(6, index, maker, product, 987654321, name, "Anna's watch")
	}
	for _, c := range []struct {
		name string
		w    *fitWriter
		want string
	}{
		{"a Garmin", id(1, 3906, ""), "garmin fenix7"},
		{"a Garmin newer than the library", id(1, 4999, ""), "garmin 4999"},
		{"another maker's number", id(23, 12, ""), "suunto 12"},
		{"a name of its own", id(294, 841, "COROS APEX Pro"), "COROS APEX Pro"},
		{"a name without the maker", id(255, 0, "Watch4,2"), "development Watch4,2"},
		{"a maker nobody knows", id(9999, 3, ""), ""},
		{"nothing", id(65535, 65535, ""), ""},
		{"the recording device of the device messages", sensor(sensor(id(65535, 65535, ""), 1, 123, 7, "HR strap"), 0, 1, 3113, ""), "garmin fr945"},
		{"its name", sensor(id(32, 28, ""), 0, 32, 28, "ELEMNT"), "wahoo_fitness ELEMNT"},
		{"controls in the name", id(1, 3906, "\x1b[31mFenix\r\n"), "garmin [31mFenix"},
	} {
		if a := oneFIT(t, c.w.recordType().records(0, 5).file()); a.Device != c.want {
			t.Errorf("%s: %q, want %q", c.name, a.Device, c.want)
		}
	}
}

func TestFITSportTitleAndWorkout(t *testing.T) {
	sport := func(w *fitWriter, sport, sub int, name string) *fitWriter {
		return w.define(7, fitMesgSport, fitF{0, fEnum, 0}, fitF{1, fEnum, 0}, fitF{3, fString, 24}).put(7, sport, sub, name)
	}
	workout := func(w *fitWriter, steps int, name string) *fitWriter {
		return w.define(8, fitMesgWorkout, fitF{6, fUint16, 0}, fitF{8, fString, 24}).put(8, steps, name)
	}
	step := func(w *fitWriter) *fitWriter {
		return w.define(3, fitMesgLap, fitF{253, fUint32, 0}, fitF{2, fUint32, 0}, fitF{7, fUint32, 0}, fitF{71, fUint16, 0}).put(3, fitT0+5, fitT0, 5000, 2)
	}
	for _, c := range []struct {
		name string
		w    *fitWriter
		want string
	}{
		{"nothing said", fitRun(), `"" "" "" false`},
		{"the sport message without a session", sport(fitRun(), 1, 1, "Treadmill"), `"running" "treadmill" "" false`},
		{"the session wins over the sport message", sport(fitRun(), 2, 1, "Bike").session(0, 5000, 5000, 1200, 17, 4), `"hiking" "track" "" false`},
		{"generic is a sport that nobody named", fitRun().session(0, 5000, 5000, 1200, 0, 0), `"generic" "" "" false`},
		{"empty says nothing", fitRun().session(0, 5000, 5000, 1200, 255, 255), `"" "" "" false`},
		{"sports that nobody has a word for", fitRun().session(0, 5000, 5000, 1200, 200, 200), `"" "" "" false`},
		{"a number too big for a sport", fitRun().define(2, fitMesgSession, fitF{2, fUint32, 0}, fitF{5, fUint16, 0}).put(2, fitT0, 257), `"" "" "" false`},
		{"words of several parts", fitRun().session(0, 5000, 5000, 1200, 4, 14), `"fitness_equipment" "indoor_rowing" "" false`},
		{"street and ultra", fitRun().session(0, 5000, 5000, 1200, 11, 2), `"walking" "street" "" false`},
		{"a workout gives the title", workout(sport(fitRun(), 1, 0, "Run"), 7, "6 × 1 km"), `"running" "" "6 × 1 km" true`},
		{"a workout without steps is only a name", workout(fitRun(), 65535, "Ride"), `"" "" "Ride" false`},
		{"laps of a workout", step(fitRun()), `"" "" "" true`},
		{"controls in the title", workout(fitRun(), 7, "a\x1b\r\nb"), `"" "" "a b" true`},
	} {
		a := oneFIT(t, c.w.records(0, 5).file())
		if got := fmt.Sprintf("%q %q %q %v", a.Sport, a.SubSport, a.Title, a.Workout); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// The definitions at which the library alone gives up, as real devices write
// them.
func TestFITFieldsThatTheLibraryRefusesAreNoObstacle(t *testing.T) {
	for _, c := range []struct {
		name  string
		write func(w *fitWriter)
	}{
		{"an array where the profile has one number, in session and lap", func(w *fitWriter) {
			w.define(2, fitMesgSession, fitF{124, fUint32, 8}, fitF{253, fUint32, 0}, fitF{2, fUint32, 0}, fitF{7, fUint32, 8}, fitF{8, fUint32, 0}, fitF{9, fUint32, 0}, fitF{5, fEnum, 0})
			w.put(2, []int{1, 2}, fitT0, fitT0, []int{5000, 77}, 5000, 1200, 1)
			w.define(3, fitMesgLap, fitF{110, fUint32, 8}, fitF{253, fUint32, 0}, fitF{2, fUint32, 0}, fitF{7, fUint32, 0}).put(3, []int{1, 2}, fitT0, fitT0, 5000)
		}},
		{"an array in the record", func(w *fitWriter) {
			w.define(1, fitMesgRecord, fitF{78, fUint32, 8}, fitF{253, fUint32, 0}, fitF{5, fUint32, 0}).put(1, []int{3000, -1}, fitT0+5, 1500)
		}},
		{"a field smaller than its type", func(w *fitWriter) {
			w.define(4, fitMesgEvent, fitF{253, fUint32, 0}, fitF{3, fUint32, 1}, fitF{0, fEnum, 0}, fitF{1, fEnum, 0}).put(4, fitT0, 0, 0, 0)
		}},
		{"numbers of the session smaller than their type", func(w *fitWriter) {
			w.define(2, fitMesgSession, fitF{2, fUint32, 0}, fitF{7, fUint32, 2}, fitF{8, fUint32, 2}, fitF{9, fUint32, 2}, fitF{5, fEnum, 0}).put(2, fitT0, 5000, 5000, 1200, 1)
		}},
		{"base types without their flag", func(w *fitWriter) {
			w.define(2, fitMesgSession, fitF{253, 0x06, 4}, fitF{2, 0x06, 4}, fitF{7, 0x06, 4}, fitF{8, 0x06, 4}, fitF{9, 0x06, 4}, fitF{5, fEnum, 0})
			w.put(2, fitT0, fitT0, 5000, 5000, 1200, 1)
			w.define(9, 207, fitF{4, 0x06, 4}, fitF{3, 0x0c, 4}).put(9, 1, 2)
		}},
		{"texts and fractions where numbers belong", func(w *fitWriter) {
			w.define(2, fitMesgSession, fitF{253, fUint32, 0}, fitF{2, fUint32, 0}, fitF{5, fString, 4}, fitF{7, fFloat, 0}).put(2, fitT0, fitT0, "run", 0)
		}},
		{"a base type that FIT does not have", func(w *fitWriter) {
			w.define(3, fitMesgLap, fitF{253, fUint32, 0}, fitF{2, fUint32, 0}, fitF{7, 0x9f, 4}).put(3, fitT0+5, fitT0, 5000)
		}},
		{"wider and signed numbers", func(w *fitWriter) {
			w.define(2, fitMesgSession, fitF{2, fSint32, 0}, fitF{7, 0x8f, 8}, fitF{8, fUint32, 0}, fitF{9, fUint32, 0}, fitF{5, fUint16, 0}).put(2, fitT0, 5000, 5000, 1200, 1)
		}},
		{"messages that nobody knows", func(w *fitWriter) {
			w.define(9, 0xff00, fitF{0, 0x99, 7}, fitF{253, fString, 3}).put(9, 0, "x")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := fitRun().records(0, 5)
			c.write(w)
			f := mustFIT(t, w.file())
			if n := fitNoted(f.Notes, LibraryError); n != nil {
				t.Errorf("library: %v", n)
			}
			if a := f.Activities[0]; a.Records < 5 || a.DistanceM[4] != 12 {
				t.Errorf("%d records, distance %v", a.Records, a.DistanceM)
			}
			if strings.Contains(c.name, "session") || strings.Contains(c.name, "flag") || strings.Contains(c.name, "wider") {
				if m := f.Activities[0].Meta; m.Sport != "running" || m.Totals != (Totals{5, 5, 12}) {
					t.Errorf("sport %q, totals %v", m.Sport, m.Totals)
				}
			}
			if strings.Contains(c.name, "texts") {
				if n := fitNoted(f.Notes, FieldsSkipped); n == nil || n.N != 2 {
					t.Errorf("notes %v, want two skipped fields", f.Notes)
				}
			}
		})
	}
}

func TestFITErrorOfTheLibraryIsANoteAndTheRecordingStands(t *testing.T) {
	w := fitRun().records(0, 60).session(0, 60_000, 60_000, 17_700, 1, 0).timer(30, 4)
	p := readOneFITPart(w.file())
	if err := p.read(); err != nil {
		t.Fatal(err)
	}
	p.fed = append(p.fed, 0x0f, 1, 2, 3) // a message of a type never defined
	acts, err := p.activities()
	if err != nil || len(acts) != 1 || acts[0].Records != 60 || acts[0].Sport != "running" || !acts[0].TimerEvents {
		t.Fatalf("activities %v, error %v", acts, err)
	}
	if n := fitNoted(p.notes, LibraryError); n == nil {
		t.Errorf("notes %v", p.notes)
	}
	p = readOneFITPart(w.file())
	if err := p.read(); err != nil {
		t.Fatal(err)
	}
	p.fed = append([]byte{0x0f}, p.fed...) // nothing can be read
	if acts, err = p.activities(); err != nil || len(acts) != 1 || acts[0].Records != 60 {
		t.Errorf("activities %v, error %v", acts, err)
	}
}

func TestFITChecksumEqualsTheOneWorkedOutBitByBit(t *testing.T) {
	if got := fitCRC(0, []byte("123456789")); got != 0xbb3d { // the published check value of CRC-16/ARC
		t.Errorf("check value %#x, want 0xbb3d", got)
	}
	b := make([]byte, 100)
	for i := range b {
		b[i] = byte(i*i*7 + 3)
		for from := range min(5, i+1) {
			if got, want := fitCRC(fitCRC(0, b[:from]), b[from:i+1]), slowFITCRC(b[:i+1]); got != want {
				t.Fatalf("%d bytes, cut at %d: %#x, want %#x", i+1, from, got, want)
			}
		}
	}
}
