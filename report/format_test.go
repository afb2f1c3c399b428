package report

import (
	"math"
	"strings"
	"testing"
	"time"

	"crampcheck/analyze"
)

const mi = mileM

var (
	nan = math.NaN()
	inf = math.Inf(1)
)

// words gives a text the plain blanks in which the wanted texts are written.
func words(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }

func TestDurationRollsOverAfterRounding(t *testing.T) {
	for _, c := range []struct {
		s    float64
		want string
	}{
		{0, "0:00"},
		{0.49, "0:00"},
		{0.5, "0:01"},
		{59.4, "0:59"},
		{59.6, "1:00"},
		{299.6, "5:00"},
		{3599.4, "59:59"},
		{3599.5, "1:00:00"},
		{3600, "1:00:00"},
		{86399.7, "24:00:00"},
		{360000, "100:00:00"},
		{-0.4, "0:00"},
		{-30, "−0:30"},
		{-59.6, "−1:00"},
		{-3661, "−1:01:01"},
		{nan, "–"},
		{inf, "–"},
		{-inf, "–"},
	} {
		if got := duration(c.s); got != c.want {
			t.Errorf("duration(%v) = %q, want %q", c.s, got, c.want)
		}
	}
}

// TestNothingReadsSixty looks for a :60 in every tenth of a second.
func TestNothingReadsSixty(t *testing.T) {
	n := 0
	for i := range 80_000 {
		s := float64(i) / 10
		for _, got := range []string{
			duration(s), duration(-s), clock(s), span(s), Miles.pace(s / 4 / mi), Km.pace(s / 4 / 1000),
		} {
			n++
			if strings.Contains(got, ":60") {
				t.Fatalf("%v s is written as %q", s, got)
			}
		}
	}
	if n != 480_000 {
		t.Fatalf("%d texts looked at", n)
	}
}

func TestPace(t *testing.T) {
	for _, c := range []struct {
		name  string
		sPerM float64
		mi    string
		km    string
	}{
		{"299.6 s a mile is 5:00", 299.6 / mi, "5:00 /mi", "3:06 /km"},
		{"59.6 s a mile is 1:00", 59.6 / mi, "1:00 /mi", "0:37 /km"},
		{"479.5 s a mile is 8:00", 479.5 / mi, "8:00 /mi", "4:58 /km"},
		{"a kilometre in 299.6 s is 5:00", 0.2996, "8:02 /mi", "5:00 /km"},
		{"30:00 a mile is still a pace", 1800 / mi, "30:00 /mi", "18:38 /km"},
		{"slower than that is none", 1800.1 / mi, "–", "–"},
		{"stopped", inf, "–", "–"},
		{"no time", 0, "–", "–"},
		{"backwards", -1, "–", "–"},
		{"a hole", nan, "–", "–"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := words(Miles.paceUnit(c.sPerM)); got != c.mi {
				t.Errorf("in miles %q, want %q", got, c.mi)
			}
			if got := words(Km.paceUnit(c.sPerM)); got != c.km {
				t.Errorf("in km %q, want %q", got, c.km)
			}
		})
	}
}

func TestDistanceIsFloored(t *testing.T) {
	for _, c := range []struct {
		name string
		m    float64
		mi   string
		km   string
	}{
		{"26.215 mi is not 26.22", 26.215 * mi, "26.21", "42.18"},
		{"26.2199 mi is not 26.22", 26.2199 * mi, "26.21", "42.19"},
		{"18 mi as a watch stores them", 28968.19, "18.00", "28.96"},
		{"5 mi exactly", 5 * mi, "5.00", "8.04"},
		{"a marathon", 42195, "26.21", "42.19"},
		{"10 km exactly", 10000, "6.21", "10.00"},
		{"2 cm short of 10 km", 9999.98, "6.21", "9.99"},
		{"nothing", 0, "0.00", "0.00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Miles.distance(c.m); got != c.mi {
				t.Errorf("in miles %q, want %q", got, c.mi)
			}
			if got := Km.distance(c.m); got != c.km {
				t.Errorf("in km %q, want %q", got, c.km)
			}
		})
	}
	if got := Miles.distanceUnit(mi) + Km.distanceUnit(1000); got != "1.00\u00a0mi1.00\u00a0km" {
		t.Errorf("with units %q", got)
	}
}

func TestNumbersCarryATrueMinus(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{number(-1.5, 1), "−1.5"},
		{number(-0.04, 1), "0.0"},
		{number(-0.5001, 0), "−1"},
		{number(-0.4, 0), "0"},
		{number(12, 0), "12"},
		{number(-100, 0), "−100"},
		{signed(9.4, 0), "+9"},
		{signed(-43.2, 0), "−43"},
		{signed(0.4, 0), "0"},
		{signed(-0.4, 0), "0"},
		{signed(0, 1), "0.0"},
		{percent(0.071), "7.1 %"},
		{percent(0.0994), "9.9 %"},
		{percent(0.0996), "10 %"},
		{percent(0.1277), "13 %"},
		{percent(-0.331), "−33 %"},
		{percent(-0.0001), "0.0 %"},
		{percent(0), "0.0 %"},
		{span(0), "0 s"},
		{span(91.2), "91 s"},
		{span(99.4), "99 s"},
		{span(99.5), "1:40"},
		{span(-50), "−50 s"},
		{span(-167), "−2:47"},
		{clock(9670.4), "2:41:10"},
		{clock(59.5), "0:01:00"},
		{clock(-5), "0:00:00"},
		{Miles.mark(16.44 * mi), "mile 16.4"},
		{Km.mark(29480), "km 29.5"},
		{utc(time.Date(2026, 10, 11, 7, 32, 5, 250e6, time.FixedZone("", -7*3600))), "2026-10-11T14:32:05.25Z"},
	} {
		if got := words(c.got); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestMeasuresInBothUnits(t *testing.T) {
	cases := []struct {
		m      analyze.Measure
		mi, km string
	}{
		{analyze.Measure{Value: 59.6, Unit: analyze.Second}, "60 s", "60 s"},
		{analyze.Measure{Value: 5400, Unit: analyze.Second}, "1:30:00", "1:30:00"},
		{analyze.Measure{Value: 310.4, Unit: analyze.Meter}, "310 m", "310 m"},
		{analyze.Measure{Value: 5 * mi, Unit: analyze.Meter}, "5.00 mi", "8.04 km"},
		{analyze.Measure{Value: 480 / mi, Unit: analyze.SPerM}, "8:00 /mi", "4:58 /km"},
		{analyze.Measure{Value: 10, Unit: analyze.SPerMile}, "10 s/mi", "6 s/km"},
		{analyze.Measure{Value: 0.06, Unit: analyze.Frac}, "6.0 %", "6.0 %"},
		{analyze.Measure{Value: 7.28, Unit: analyze.Ratio}, "7.3", "7.3"},
		{analyze.Measure{Value: 12, Unit: analyze.MPS}, "12.0 m/s", "12.0 m/s"},
		{analyze.Measure{Value: 151.5, Unit: analyze.BPM}, "152 bpm", "152 bpm"},
		{analyze.Measure{Value: 172, Unit: analyze.SPM}, "172 spm", "172 spm"},
		{analyze.Measure{Value: 690, Unit: analyze.ML}, "690 ml (23 oz)", "690 ml"},
		{analyze.Measure{Value: 400, Unit: analyze.MLPerH}, "400 ml/h (14 oz/h)", "400 ml/h"},
		{analyze.Measure{Value: 250, Unit: analyze.MG}, "250 mg", "250 mg"},
		{analyze.Measure{Value: 300, Unit: analyze.MGPerH}, "300 mg/h", "300 mg/h"},
		{analyze.Measure{Value: 71.4, Unit: analyze.KG}, "157.4 lb", "71.4 kg"},
		{analyze.Measure{Value: -5, Unit: analyze.Celsius}, "23 °F", "−5 °C"},
		{analyze.Measure{Value: 10, Unit: analyze.MLPerKG}, "10 ml/kg", "10 ml/kg"},
		{analyze.Measure{Value: 59.6, Unit: analyze.GPerH}, "60 g/h", "60 g/h"},
		{analyze.Measure{Value: 1.5, Unit: analyze.PerWeek}, "1.5 a week", "1.5 a week"},
		{analyze.Measure{Value: 300, Unit: analyze.MPerH}, "300 m/h", "300 m/h"},
		{analyze.Measure{Value: 90, Unit: analyze.Day}, "90 days", "90 days"},
		{analyze.Measure{Value: 3, Unit: analyze.Count}, "3", "3"},
	}
	seen := map[analyze.Unit]bool{}
	for _, c := range cases {
		seen[c.m.Unit] = true
		if got := words(Miles.measure(c.m)); got != c.mi {
			t.Errorf("%v %s in miles: %q, want %q", c.m.Value, c.m.Unit, got, c.mi)
		}
		if got := words(Km.measure(c.m)); got != c.km {
			t.Errorf("%v %s in km: %q, want %q", c.m.Value, c.m.Unit, got, c.km)
		}
	}
	if len(analyze.Units()) < 16 {
		t.Fatalf("only %d units", len(analyze.Units()))
	}
	for _, u := range analyze.Units() {
		if !seen[u] {
			t.Errorf("no case for unit %q", u)
		}
	}
}

// panics returns what f panics with, "" for nothing.
func panics(f func()) (msg string) {
	defer func() {
		if r := recover(); r != nil {
			msg, _ = r.(string)
		}
	}()
	f()
	return ""
}

func TestBugsOfOurOwnPanic(t *testing.T) {
	f := &analyze.Finding{Rule: "pace/x"}
	if got := panics(func() { Miles.fill("took {time}", f) }); got != "rule pace/x: no evidence named time" {
		t.Errorf("an unknown name panics with %q", got)
	}
	if got := panics(func() { Miles.measure(analyze.Measure{Unit: "furlong"}) }); got != "no wording for unit furlong" {
		t.Errorf("an unknown unit panics with %q", got)
	}
}

func TestFill(t *testing.T) {
	f := &analyze.Finding{
		Rule: "r",
		Evidence: []analyze.Measure{
			{Name: "time", Value: 478.4, Unit: analyze.Second},
			{Name: "at", Value: 9175, Unit: analyze.Second},
			{Name: "pace", Value: 548 / mi, Unit: analyze.SPerM},
		},
		Tells: &analyze.Told{Words: []analyze.Word{{Name: "where", Text: "left calf"}}},
	}
	const sentence = "{Mile1} took {time}, {mile1} at {pace}: {where} at {at}."
	if got, want := words(Miles.fill(sentence, f)), "Mile 1 took 7:58, the first mile at 9:08 /mi: left calf at 2:32:55."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := words(Km.fill(sentence, f)), "The first mile (1.61 km) took 7:58, the first mile at 5:41 /km: left calf at 2:32:55."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Miles.fill("", f) + Miles.fill("nothing to fill", f); got != "nothing to fill" {
		t.Errorf("%q", got)
	}
}

func TestRunsAreCalledByTitleOrFile(t *testing.T) {
	local := time.Date(2026, 3, 8, 8, 30, 0, 0, time.FixedZone("PDT", -7*3600))
	for _, c := range []struct {
		r    analyze.Result
		want string
	}{
		{analyze.Result{File: "a/b/run.gpx", Title: "Ten miles"}, "Ten miles"},
		{analyze.Result{File: "a/b/run.gpx"}, "run.gpx"},
		{analyze.Result{File: "a/export.zip!activities/7.fit.gz"}, "7.fit.gz"},
		{analyze.Result{File: "export.zip!7.fit.gz", Index: 2}, "7.fit.gz (3)"},
		{analyze.Result{File: "s/2026-03-08-easy.fit", DateKnown: true, Local: local}, "easy.fit"},
		{analyze.Result{File: "s/2026-03-08-easy.fit"}, "2026-03-08-easy.fit"},
		{analyze.Result{File: "2026-03-08", DateKnown: true, Local: local}, "2026-03-08"},
	} {
		if got := name(&c.r); got != c.want {
			t.Errorf("%s is called %q, want %q", c.r.File, got, c.want)
		}
	}
	known := analyze.Result{DateKnown: true, Local: local}
	if day(&known) != "2026-03-08" || moment(&known) != "Sun 8 Mar 2026, 08:30" {
		t.Errorf("a known date is %q, %q", day(&known), moment(&known))
	}
	if day(&analyze.Result{}) != "no date" || moment(&analyze.Result{}) != "the device did not know the date" {
		t.Errorf("an unknown date is %q, %q", day(&analyze.Result{}), moment(&analyze.Result{}))
	}
}
