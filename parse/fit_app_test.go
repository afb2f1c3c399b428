package parse

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// Fields of apps, and what the runner answered.

// describe writes the description of field num of app index: its base type,
// name and unit, and the message and field that it stands for, -1 for none.
func (w *fitWriter) describe(num, index int, base byte, name, unit string, mesg, native int) *fitWriter {
	apps := w.apps
	w.apps = nil
	w.define(13, fitMesgDescription, fitF{0, fUint8, 0}, fitF{1, fUint8, 0}, fitF{2, fUint8, 0},
		fitF{3, fString, 16}, fitF{8, fString, 8}, fitF{14, fUint16, 0}, fitF{15, fUint8, 0}).
		put(13, index, num, int(base), name, unit, mesg, native)
	w.apps = apps
	return w
}

// powered writes a record type with heart rate, and native power where that is
// set, followed by the fields of apps, and a record for each row of values.
func (w *fitWriter) powered(native bool, rows ...[]any) *fitWriter {
	fields := []fitF{{253, fUint32, 0}, {3, fUint8, 0}}
	if native {
		fields = append(fields, fitF{7, fUint16, 0})
	}
	w.define(1, fitMesgRecord, fields...)
	for i, row := range rows {
		w.put(1, append([]any{fitT0 + i, 140}, row...)...)
	}
	return w
}

func float32Bits(v float32) int { return int(math.Float32bits(v)) }

func TestFITPowerOfAnAppStandsInWhereTheDeviceHasNone(t *testing.T) {
	u16 := []fitApp{{0, 2, 0}}
	for _, c := range []struct {
		name  string
		write func(w *fitWriter)
		want  []float64
		note  string // the last one of the Activity
	}{
		{"power of Stryd", func(w *fitWriter) {
			w.describe(0, 0, fUint16, "Power", "Watts", 20, 7).apps = u16
			w.powered(false, []any{0}, []any{250}, []any{65535})
		}, []float64{0, 250, fitNaN}, `the power is that of the developer field "Power"`},
		{"a description behind the definition", func(w *fitWriter) {
			w.apps = u16
			w.powered(false).describe(0, 0, fUint16, "power", "", -1, -1)
			w.put(1, fitT0, 140, 250)
		}, []float64{250}, `the power is that of the developer field "power"`},
		{"a fraction", func(w *fitWriter) {
			w.describe(0, 0, fFloat, "POWER", "W", -1, -1).apps = []fitApp{{0, 4, 0}}
			w.powered(false, []any{float32Bits(250.5)}, []any{float32Bits(float32(math.Inf(1)))}, []any{-1})
		}, []float64{250.5, fitNaN, fitNaN}, `the power is that of the developer field "POWER"`},
		{"another name that stands for power", func(w *fitWriter) {
			w.describe(0, 0, fUint16, "Puissance", "Watts", 20, 7).apps = u16
			w.powered(false, []any{250})
		}, []float64{250}, `the power is that of the developer field "Puissance"`},
		{"the right one of several apps", func(w *fitWriter) {
			w.describe(0, 0, fUint16, "Elevation", "Meters", 20, 255).describe(0, 3, fUint16, "Power", "Watts", 20, 7)
			w.apps = []fitApp{{0, 2, 0}, {1, 3, 0}, {0, 2, 3}, {0, 2, 1}}
			w.powered(false, []any{1, 2, 250, 3})
		}, []float64{250}, `the power is that of the developer field "Power"`},
		{"the first one of two", func(w *fitWriter) {
			w.describe(0, 0, fUint16, "Power", "Watts", 20, 7).describe(0, 1, fUint16, "Power", "Watts", 20, 7)
			w.apps = []fitApp{{0, 2, 1}, {0, 2, 0}}
			w.powered(false, []any{250, 260}, []any{65535, 261})
		}, []float64{250, fitNaN}, `the power is that of the developer field "Power"`},
		{"another app's number described anew", func(w *fitWriter) {
			w.describe(0, 0, fUint16, "Power", "Watts", 20, 7).describe(0, 1, fUint16, "Form Power", "Watts", 20, 255).apps = u16
			w.powered(false, []any{250})
		}, []float64{250}, `the power is that of the developer field "Power"`},
		{"a scale and an offset", func(w *fitWriter) {
			w.define(13, fitMesgDescription, fitF{0, fUint8, 0}, fitF{1, fUint8, 0}, fitF{2, fUint8, 0},
				fitF{3, fString, 16}, fitF{6, fUint8, 0}, fitF{7, fSint8, 0}).put(13, 0, 0, fUint16, "Power", 10, -5).apps = u16
			w.powered(false, []any{2500})
		}, []float64{255}, `the power is that of the developer field "Power"`}, // 2500/10 + 5
		{"a fraction cut short", func(w *fitWriter) {
			w.describe(0, 0, fFloat, "Power", "Watts", 20, 7).apps = u16
			w.powered(false, []any{250}, []any{250})
		}, nil, ""},
		{"the device's own power wins", func(w *fitWriter) {
			w.describe(0, 0, fUint16, "Power", "Watts", 20, 7).apps = u16
			w.powered(true, []any{200, 250}, []any{65535, 251})
		}, []float64{200, fitNaN}, ""},
		{"an empty power of the device is none", func(w *fitWriter) {
			w.describe(0, 0, fUint16, "Power", "Watts", 20, 7).apps = u16
			w.powered(true, []any{65535, 250})
		}, []float64{250}, `the power is that of the developer field "Power"`},
		{"form power is none", func(w *fitWriter) {
			w.describe(0, 0, fUint16, "Form Power", "Watts", 20, 255).apps = u16
			w.powered(false, []any{60})
		}, nil, ""},
		{"power of another unit is none", func(w *fitWriter) {
			w.describe(0, 0, fUint16, "Power", "W/kg", 20, 255).apps = u16
			w.powered(false, []any{4})
		}, nil, ""},
		{"power of a session is none of the samples", func(w *fitWriter) {
			w.describe(0, 0, fUint16, "Power", "Watts", 18, 20).apps = u16
			w.powered(false, []any{250})
		}, nil, ""},
		{"a number described anew", func(w *fitWriter) {
			w.describe(0, 0, fUint16, "Power", "Watts", 20, 7).describe(0, 0, fUint16, "Form Power", "Watts", 20, 255).apps = u16
			w.powered(false, []any{60})
		}, nil, ""},
		{"a field without a description", func(w *fitWriter) {
			w.apps = u16
			w.powered(false, []any{250})
		}, nil, ""},
		{"a field without bytes", func(w *fitWriter) {
			w.describe(0, 0, fUint16, "Power", "Watts", 20, 7).apps = []fitApp{{0, 0, 0}}
			w.powered(false, []any{0})
		}, nil, ""},
		{"a text", func(w *fitWriter) {
			w.describe(0, 0, fString, "Power", "Watts", 20, 7).apps = u16
			w.powered(false, []any{250})
		}, nil, ""},
		{"more descriptions than any file has", func(w *fitWriter) {
			for i := range 200 {
				w.describe(i, 1, fUint16, "Power", "Watts", 20, 7)
			}
			w.describe(0, 0, fUint16, "Power", "Watts", 20, 7).apps = u16
			w.powered(false, []any{250})
		}, nil, ""},
	} {
		for _, big := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, big-endian %v", c.name, big), func(t *testing.T) {
				w := (&fitWriter{big: big}).id(4)
				c.write(w)
				a := oneFIT(t, w.file())
				sameFITColumn(t, "power", a.PowerW, c.want)
				note := ""
				for _, n := range a.Notes {
					if n.Code == DeveloperField {
						note = n.Text
					}
				}
				if note != c.note || DeveloperField.NoteStatus() != OK {
					t.Errorf("notes %v, want %q", a.Notes, c.note)
				}
			})
		}
	}
}

func TestFITPowerOfAnAppBelongsToTheSessionThatHasNone(t *testing.T) {
	w := (&fitWriter{}).id(4).describe(0, 0, fUint16, "Power", "Watts", 20, 7)
	w.apps = []fitApp{{0, 2, 0}}
	w.powered(true, []any{200, 250}, []any{201, 251})
	w.define(1, fitMesgRecord, fitF{253, fUint32, 0}).put(1, fitT0+10, 300).put(1, fitT0+11, 301)
	w.apps = nil
	f := mustFIT(t, w.session(0, 2000, 2000, 500, 2, 0).session(10, 2000, 2000, 500, 1, 0).file())
	if len(f.Activities) != 2 {
		t.Fatalf("%d activities", len(f.Activities))
	}
	sameFITColumn(t, "power of the ride", f.Activities[0].PowerW, []float64{200, 201})
	sameFITColumn(t, "power of the run", f.Activities[1].PowerW, []float64{300, 301})
}

func TestFITWhatTheRunnerAnswered(t *testing.T) {
	asked := func(w *fitWriter, fields []fitF, values ...any) {
		w.define(2, fitMesgSession, append([]fitF{{253, fUint32, 0}, {2, fUint32, 0}, {7, fUint32, 0}, {5, fEnum, 0}}, fields...)...)
		w.put(2, append([]any{fitT0 + 3, fitT0, 3000, 1}, values...)...)
	}
	garmin := []fitF{{192, fUint8, 0}, {193, fUint8, 0}, {178, fUint16, 0}}
	feeling := func(w *fitWriter) {
		w.describe(1, 0, fUint8, "Feeling", "", -1, -1).apps = []fitApp{{1, 1, 0}}
	}
	for _, c := range []struct {
		name  string
		write func(w *fitWriter)
		want  string // FeelFrac, RPE, FeelingOf5, SweatLossML
	}{
		{"nothing", func(w *fitWriter) { w.session(0, 3000, 3000, 900, 1, 0) }, "{NaN NaN NaN NaN}"},
		{"no session", func(*fitWriter) {}, "{NaN NaN NaN NaN}"},
		{"all that Garmin asks", func(w *fitWriter) { asked(w, garmin, 75, 45, 1218) }, "{0.75 4.5 NaN 1218}"},
		{"the least", func(w *fitWriter) { asked(w, garmin, 0, 0, 0) }, "{0 0 NaN 0}"},
		{"the most", func(w *fitWriter) { asked(w, garmin, 100, 100, 65534) }, "{1 10 NaN 65534}"},
		{"fields without a value", func(w *fitWriter) { asked(w, garmin, 255, 255, 65535) }, "{NaN NaN NaN NaN}"},
		{"more than all", func(w *fitWriter) { asked(w, garmin, 101, 101, 500) }, "{NaN NaN NaN 500}"},
		{"field 178 in another form", func(w *fitWriter) { asked(w, []fitF{{178, fUint32, 0}}, 500) }, "{NaN NaN NaN NaN}"},
		{"Suunto's feeling", func(w *fitWriter) { feeling(w); asked(w, nil, 4) }, "{NaN NaN 4 NaN}"},
		{"a feeling of six", func(w *fitWriter) { feeling(w); asked(w, nil, 6) }, "{NaN NaN NaN NaN}"},
		{"a feeling of nothing", func(w *fitWriter) { feeling(w); asked(w, nil, 0) }, "{NaN NaN NaN NaN}"},
		{"the last feeling of the samples", func(w *fitWriter) {
			feeling(w)
			w.powered(false, []any{255}, []any{5}, []any{2}, []any{255})
		}, "{NaN NaN 2 NaN}"},
		{"the session's feeling wins", func(w *fitWriter) {
			feeling(w)
			w.powered(false, []any{5})
			asked(w, nil, 3)
		}, "{NaN NaN 3 NaN}"},
	} {
		for _, big := range []bool{false, true} {
			w := (&fitWriter{big: big}).id(4).recordType().records(0, 3)
			c.write(w)
			if got := fmt.Sprint(oneFIT(t, w.file()).Answers); got != c.want {
				t.Errorf("%s, big-endian %v: %s, want %s", c.name, big, got, c.want)
			}
		}
	}
	// Field 178 is Garmin's own.
	w := (&fitWriter{}).define(0, fitMesgFileID, fitF{0, fEnum, 0}, fitF{1, fUint16, 0}).put(0, 4, 23).recordType().records(0, 3)
	asked(w, garmin, 75, 45, 1218)
	if got := fmt.Sprint(oneFIT(t, w.file()).Answers); got != "{0.75 4.5 NaN NaN}" {
		t.Errorf("another maker: %s", got)
	}
}

func TestFITAnswersStayWithTheirSession(t *testing.T) {
	w := fitRun().records(0, 20)
	w.define(2, fitMesgSession, fitF{2, fUint32, 0}, fitF{7, fUint32, 0}, fitF{5, fEnum, 0}, fitF{193, fUint8, 0})
	w.put(2, fitT0+10, 10_000, 1, 70) // the later one stands first
	w.put(2, -1, 10_000, 1, 100)      // left out, for it does not say when it was
	w.put(2, fitT0, 10_000, 2, 30)
	f := mustFIT(t, w.file())
	if len(f.Activities) != 2 || f.Activities[0].RPE != 3 || f.Activities[1].RPE != 7 {
		t.Errorf("%d activities, exertion %v and %v, want 3 and 7", len(f.Activities), f.Activities[0].RPE, f.Activities[1].RPE)
	}
}

func TestAnswersOfOtherFormatsAreUnknown(t *testing.T) {
	for name, a := range map[string]*Activity{
		"gpx": mustGPX(t, `<gpx version="1.1" creator="x"><trk><trkseg>`+gpxPts("10:00:00", 2)+`</trkseg></trk></gpx>`).Activities[0],
		"tcx": mustTCX(t, tcxDoc(`<Activity Sport="Running">`+tcxLapDoc("2024-05-05T12:00:00+02:00", "10:00:00", 2, "")+`</Activity>`)).Activities[0],
	} {
		if got := fmt.Sprint(a.Answers); got != "{NaN NaN NaN NaN}" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestFITPowerAndAnswersOfTheRealFiles(t *testing.T) {
	for _, c := range []struct {
		name, answers string
		powers        int     // values
		mostW         float64 // of them
		from          string  // the field of an app, "" for the device's own
	}{
		{"run-11k-fr965-2026-rpe.fit", "{0.5 4 NaN 1218}", 4488, 595, ""},
		{"run-marathon-fenix7-2025.fit", "{NaN NaN NaN 3658}", 17809, 493, ""},
		{"run-7k-stryd-devtypes.fit", "{NaN NaN NaN NaN}", 3424, 314, ""},
		{"run-17k-fr920xt-stryd-19stops.fit", "{NaN NaN NaN NaN}", 6874, 242, "Power"},
		{"run-16k-fr935-stryd-14stops.fit", "{NaN NaN NaN NaN}", 6180, 373, "Power"},
		{"run-5k-fenix5x-runpower-devfields.fit", "{NaN NaN NaN NaN}", 1681, 358, "Power"},
		{"indoor-rowing-ciq-devfields.fit", "{NaN NaN NaN NaN}", 1641, 467, "Power"},
	} {
		a := oneFIT(t, sharedFIT(t, c.name))
		most, from := math.Inf(-1), ""
		for _, v := range a.PowerW {
			if v > most {
				most = v
			}
		}
		for _, n := range a.Notes {
			if n.Code == DeveloperField {
				from = strings.Trim(strings.TrimPrefix(n.Text, "the power is that of the developer field "), `"`)
			}
		}
		if got := fmt.Sprint(a.Answers); got != c.answers || fitValues(a.PowerW) != c.powers || most != c.mostW || from != c.from {
			t.Errorf("%s: answers %s, %d powers up to %v W from %q; want %s, %d up to %v from %q",
				c.name, got, fitValues(a.PowerW), most, from, c.answers, c.powers, c.mostW, c.from)
		}
	}
}
