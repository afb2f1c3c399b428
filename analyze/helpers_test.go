package analyze

import (
	"fmt"
	"math"
	"reflect"
	"testing"
	"time"

	"crampcheck/parse"
)

// degM is the length of one degree of a great circle in metres: π·6371008.8/180.
const degM = 111195.0797

var nan = math.NaN()

// leg is a stretch of a synthetic run: m metres in s seconds. A silent one has
// no sample between its ends.
type leg struct {
	m, s   float64
	silent bool
}

// runs is a leg at a constant pace.
func runs(m, paceSPerM float64) leg { return leg{m: m, s: m * paceSPerM} }

// stands is a leg on the spot.
func stands(s float64) leg { return leg{s: s} }

// silence is a leg of which the watch writes nothing.
func silence(s, m float64) leg { return leg{m: m, s: s, silent: true} }

// miles are legs of a mile each, in the given seconds.
func miles(secs ...float64) []leg {
	var out []leg
	for _, s := range secs {
		out = append(out, leg{m: mile, s: s})
	}
	return out
}

// same repeats a number, for miles.
func same(n int, s float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = s
	}
	return out
}

// record writes the legs as a faultless watch does: a sample each second and
// at the end of each leg, with the device's distance and nothing else.
func record(legs ...leg) *parse.Activity {
	a := &parse.Activity{Meta: parse.Meta{
		Source: "run.fit", Format: "fit", Sport: "running", Totals: parse.NoTotals(),
		Start: time.Date(2026, 10, 11, 14, 30, 0, 0, time.UTC),
	}}
	add := func(t, d float64) {
		a.TimeS, a.DistanceM = append(a.TimeS, t), append(a.DistanceM, d)
	}
	t, d := 0.0, 0.0
	add(t, d)
	for _, l := range legs {
		for s := math.Floor(t) + 1; !l.silent && s < t+l.s-1e-9; s++ {
			add(s, d+l.m*(s-t)/l.s)
		}
		t, d = t+l.s, d+l.m
		add(t, d)
	}
	a.Records = len(a.TimeS)
	return a
}

// fastStart is a run of n miles at secs each whose first one takes first.
func fastStart(n int, first, secs float64) *parse.Activity {
	return record(miles(append([]float64{first}, same(n-1, secs)...)...)...)
}

// hilly gives a the elevation f(distance), as a barometer writes it.
func hilly(a *parse.Activity, f func(m float64) float64) *parse.Activity {
	a.ElevationM = make([]float64, a.Len())
	for i, d := range a.DistanceM {
		a.ElevationM[i] = math.Round(f(d)/0.2) * 0.2
	}
	return a
}

// hillyGPS gives a the elevation f(distance), as a receiver writes it.
func hillyGPS(a *parse.Activity, f func(m float64) float64) *parse.Activity {
	a.ElevationM = make([]float64, a.Len())
	for i, d := range a.DistanceM {
		a.ElevationM[i] = f(d) + 0.05*math.Sin(float64(i))
	}
	return a
}

// onMap gives a positions due north of 47° N 8.5° E, as long as its distance.
func onMap(a *parse.Activity) *parse.Activity {
	a.LatDeg, a.LonDeg = make([]float64, a.Len()), make([]float64, a.Len())
	for i, d := range a.DistanceM {
		a.LatDeg[i], a.LonDeg[i] = 47+d/degM, 8.5
	}
	return a
}

// asGPX makes a recording of positions alone of a.
func asGPX(a *parse.Activity) *parse.Activity {
	onMap(a)
	a.DistanceM, a.Format, a.Source = nil, "gpx", "run.gpx"
	return a
}

// withPauses adds timer events.
func withPauses(a *parse.Activity, pauses ...parse.Pause) *parse.Activity {
	a.TimerEvents, a.Pauses = true, pauses
	return a
}

// asRace makes a a race by the device's word.
func asRace(a *parse.Activity) *parse.Activity {
	a.Event = "race"
	return a
}

// every keeps each n-th sample of a's times and distances, and the last one.
func every(n int, a *parse.Activity) *parse.Activity {
	pick := func(col []float64) (out []float64) {
		for i, v := range col {
			if i%n == 0 || i == len(col)-1 {
				out = append(out, v)
			}
		}
		return out
	}
	a.TimeS, a.DistanceM = pick(a.TimeS), pick(a.DistanceM)
	return a
}

// entry is a note that gives no number yet.
func entry(kind parse.Kind, at parse.Moment) parse.Entry {
	return parse.Entry{
		Origin: "csv", Source: "notes.csv", Kind: kind, At: at,
		Severity: nan, DurationS: nan, VolumeML: nan, SodiumMG: nan, CarbG: nan, MassKG: nan,
		TemperatureC: nan, HumidityFrac: nan, DistanceM: nan, PaceSPerM: nan, Level: nan, CaffeineMG: nan,
	}
}

func elapsed(s float64) parse.Moment { return parse.Moment{Kind: parse.AtElapsed, S: s, Text: hms(s)} }

func unsaid() parse.Moment { return parse.Moment{} }

// drink is a drink during the run; NaN volume or sodium: not said.
func drink(atS, ml, sodiumMG float64) parse.Entry {
	e := entry(parse.Drink, elapsed(atS))
	e.VolumeML, e.SodiumMG = ml, sodiumMG
	return e
}

func cramp(atS float64) parse.Entry {
	e := entry(parse.Cramp, elapsed(atS))
	e.Muscle, e.Side = "calf", "left"
	return e
}

func goal(s float64) parse.Entry {
	e := entry(parse.Goal, unsaid())
	e.DurationS = s
	return e
}

func workout(word string) parse.Entry {
	e := entry(parse.WorkoutKind, unsaid())
	e.Word = word
	return e
}

func weight(kind parse.MomentKind, kg float64) parse.Entry {
	e := entry(parse.Weight, parse.Moment{Kind: kind})
	e.MassKG = kg
	return e
}

// judged runs the whole of Run on a sound activity whose notes all fit.
func judged(t *testing.T, a *parse.Activity, notes ...parse.Entry) *Result {
	t.Helper()
	return judgedWith(t, Options{Slowings: true}, a, notes...)
}

func judgedWith(t *testing.T, o Options, a *parse.Activity, notes ...parse.Entry) *Result {
	t.Helper()
	if err := a.Check(); err != nil {
		t.Fatal("the test's own activity: ", err)
	}
	res, errs := Run(a, notes, o)
	for _, e := range errs {
		t.Fatal("note: ", e.Text)
	}
	for _, why := range nonNumbers(res) {
		t.Error(why)
	}
	return res
}

// readied takes an activity up to its pacing, to look at what Result omits.
func readied(t *testing.T, o Options, a *parse.Activity, notes ...parse.Entry) *run {
	t.Helper()
	r := &run{Prepared: Prepare(a, o)}
	r.timerS = r.track.timerTotalS(r.act)
	r.axis = newAxis(r.track)
	var errs []parse.NoteError
	if r.notes, errs = r.resolve(notes); len(errs) > 0 {
		t.Fatal("note: ", errs[0].Text)
	}
	r.pacing = r.findPacing(ruleByID(firstMileID))
	return r
}

// finding returns the finding of a rule, which every result has.
func finding(t *testing.T, res *Result, rule string) Finding {
	t.Helper()
	f := res.Finding(rule)
	if f == nil {
		t.Fatalf("no finding of %s", rule)
	}
	return *f
}

// measure returns a piece of evidence.
func measure(t *testing.T, f Finding, name string) float64 {
	t.Helper()
	for _, m := range f.Evidence {
		if m.Name == name {
			return m.Value
		}
	}
	t.Fatalf("%s has no evidence named %s: %v", f.Rule, name, f.Evidence)
	return 0
}

func near(got, want, tol float64) bool { return math.Abs(got-want) <= tol }

// known says whether m is known and within tol of want.
func known(m Maybe, want, tol float64) bool { return m.Known && near(m.Value, want, tol) }

// equalNaN says whether two columns are equal within 1e-9, holes included.
func equalNaN(a, b []float64) bool {
	if len(a) != len(b) || (a == nil) != (b == nil) {
		return false
	}
	for i := range a {
		if math.IsNaN(a[i]) != math.IsNaN(b[i]) || math.Abs(a[i]-b[i]) > 1e-9 {
			return false
		}
	}
	return true
}

// nonNumbers lists the places in v where a NaN or an infinity stands.
func nonNumbers(v any) []string {
	var out []string
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Float64:
			if f := v.Float(); math.IsNaN(f) || math.IsInf(f, 0) {
				out = append(out, fmt.Sprintf("%s is %v", path, f))
			}
		case reflect.Pointer, reflect.Interface:
			if !v.IsNil() && v.Type() != reflect.TypeFor[*time.Location]() {
				walk(path, v.Elem())
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if !v.Type().Field(i).IsExported() {
					continue // it does not leave the package
				}
				walk(path+"."+v.Type().Field(i).Name, v.Field(i))
			}
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				walk(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
			}
		}
	}
	walk("result", reflect.ValueOf(v))
	return out
}
