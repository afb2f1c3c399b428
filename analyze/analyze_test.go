package analyze

import (
	"encoding/binary"
	"math"
	"testing"
	"time"

	"crampcheck/parse"
)

// everyNote is a journal with every kind of entry, at moments that a run of an
// hour has.
func everyNote(s float64) []parse.Entry {
	official := entry(parse.OfficialDist, unsaid())
	official.DistanceM = 10_000
	marker := entry(parse.Cramp, parse.Moment{Kind: parse.AtMarker, M: 5000, UncertaintyM: 500, Text: "marker 5"})
	distance := entry(parse.Cramp, parse.Moment{Kind: parse.AtDistance, M: 3000, UncertaintyM: 500, Text: "km 3"})
	lap := entry(parse.Cramp, parse.Moment{Kind: parse.AtLap, Lap: 1, Text: "lap 1"})
	urine := entry(parse.UrineVolume, unsaid())
	urine.VolumeML = 100
	return []parse.Entry{
		drink(s, 300, nan), sport(s, 200), sodium(s, 100), food(s, 30), cramp(s), cramp(0), marker, distance, lap, official, urine,
		entry(parse.Cramp, clock("15:00")), entry(parse.Cramp, parse.Moment{Kind: parse.AtTimer, S: s, Text: "timer"}),
		entry(parse.Cramp, parse.Moment{Kind: parse.AtFinish}), entry(parse.Cramp, parse.Moment{Kind: parse.AtAfter}),
		weight(parse.AtBefore, 70), weight(parse.AtAfter, 69), temperature(5),
	}
}

// sound judges a in every way and reports what is no number in its results.
func sound(t *testing.T, name string, a *parse.Activity) {
	t.Helper()
	if err := a.Check(); err != nil {
		t.Fatalf("%s: the test's own activity: %v", name, err)
	}
	for _, o := range []Options{{}, {GoalS: 3600, Runner: Runner{Races: []Race{{a.Start.AddDate(0, 0, -10), 5000, 1200}}}}} {
		for _, notes := range [][]parse.Entry{nil, everyNote(a.ElapsedS() / 2)} {
			p := Prepare(a, o)
			res, errs := p.Judge(notes)
			shown := *res
			shown.Log = nil // the notes as they were given, in which NaN is what is not said
			for _, v := range []any{&shown, errs, p.Doubts(), p.Identity()} {
				for _, why := range nonNumbers(v) {
					t.Fatalf("%s: %s", name, why) // the first tells enough
				}
			}
			for _, r := range Rules() {
				checkFinding(t, r, name, finding(t, res, r.ID))
			}
			Recommend([]*Result{res})
			Duplicates([]Identity{p.Identity(), p.Identity()})
		}
	}
}

func TestRunIsTotal(t *testing.T) {
	fill := func(n int, v float64) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = v
		}
		return out
	}
	seconds := func(n int, step float64) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = float64(i) * step
		}
		return out
	}
	// with has every column full of v.
	with := func(timeS []float64, v float64) *parse.Activity {
		n := len(timeS)
		return &parse.Activity{
			TimeS: timeS, DistanceM: fill(n, v), LatDeg: fill(n, v), LonDeg: fill(n, v), ElevationM: fill(n, v), SpeedMPS: fill(n, v),
			HeartRateBPM: fill(n, v), CadenceSPM: fill(n, v), PowerW: fill(n, v), TemperatureC: fill(n, v),
			Laps: []parse.Lap{{StartS: 0, EndS: 0, TimerS: v, DistanceM: v}, {StartS: 0, EndS: 1}, {StartS: 0, EndS: math.MaxFloat64}},
		}
	}
	huge := fill(600, 0)
	for i := range huge {
		huge[i] = float64(i) * 1e300
	}
	spike := record(runs(6000, 0.3))
	spike.DistanceM[spike.Len()-1] = 1e300
	for _, c := range []struct {
		name string
		a    *parse.Activity
	}{
		{"one sample", with(seconds(1, 1), 1)},
		{"one time and nothing else", &parse.Activity{TimeS: []float64{0}}},
		{"two samples", with(seconds(2, 1), 1)},
		{"two samples a billionth of a second apart", with(seconds(2, 1e-9), 1)},
		{"two samples a century apart", with(seconds(2, 3e9), 1)},
		{"holes alone", with(seconds(600, 1), nan)},
		{"times alone", &parse.Activity{TimeS: seconds(600, 1)}},
		{"zeros", with(seconds(600, 1), 0)},
		{"the largest numbers", with(seconds(600, 1), math.MaxFloat64)},
		{"the smallest numbers", with(seconds(600, 1), -math.MaxFloat64)},
		{"a distance without end", &parse.Activity{TimeS: seconds(600, 1), DistanceM: huge, ElevationM: huge}},
		{"a distance that ends without end", hilly(spike, func(float64) float64 { return 1 })},
		{"a distance of a hair", record(leg{m: 1e-9, s: 600})},
		{"as far as an effort goes, in a day", every(60, record(silence(40_000, 1e6), leg{m: 1e6, s: 40_000}))},
		{"one step of a marathon", record(silence(14_000, 42_195))},
		{"a long way in no time", record(leg{m: 20_000, s: 0.5})},
		{"a pause without end", withPauses(record(runs(6000, 0.3)), parse.Pause{StartS: -1e9, EndS: 1e9})},
		{"pauses outside the run", withPauses(record(runs(6000, 0.3)), parse.Pause{StartS: -100, EndS: -50}, parse.Pause{StartS: 1e6, EndS: 1e7})},
		{"standing alone", record(stands(4000))},
		{"all positions jump", jumping(record(runs(6000, 0.3)))},
	} {
		if c.a.Format == "" {
			c.a.Format, c.a.Sport, c.a.Start = "fit", "running", time.Date(2026, 10, 11, 14, 30, 0, 0, time.UTC)
		}
		for _, timer := range []float64{nan, -1, 0, 1e-300, math.MaxFloat64, c.a.ElapsedS()} {
			c.a.Totals = parse.Totals{ElapsedS: timer, TimerS: timer, DistanceM: timer}
			sound(t, c.name, c.a)
		}
	}
}

// jumping throws every second position to the other side of the earth.
func jumping(a *parse.Activity) *parse.Activity {
	asGPX(a)
	for i := range a.LatDeg {
		if i%2 == 1 {
			a.LatDeg[i], a.LonDeg[i] = -a.LatDeg[i], a.LonDeg[i]-180
		}
	}
	return a
}

// activityOf builds an activity that Check accepts from any bytes.
func activityOf(data []byte) *parse.Activity {
	next := func() byte {
		if len(data) == 0 {
			return 0
		}
		b := data[0]
		data = data[1:]
		return b
	}
	number := func() float64 { // a hole, a small one or any
		switch b := next(); {
		case b < 30:
			return nan
		case b > 250 && len(data) >= 8:
			v := math.Float64frombits(binary.LittleEndian.Uint64(data))
			data = data[8:]
			if !math.IsInf(v, 0) {
				return v
			}
			return nan
		default:
			return float64(b) - 30
		}
	}
	a := &parse.Activity{Meta: parse.Meta{
		Source: "run." + []string{"fit", "gpx", "tcx"}[next()%3], Totals: parse.Totals{ElapsedS: number(), TimerS: number(), DistanceM: number()},
		Start: time.Date(2026, 10, 11, 14, 30, 0, 0, time.UTC), Sport: []string{"running", "", "cycling"}[next()%3],
		SubSport: []string{"", "treadmill"}[next()%2], Event: []string{"", "race"}[next()%2], ClockUnset: next()%8 == 0,
	}}
	a.Format = a.Source[4:]
	flags := next()
	var t, d, lat, ele float64
	for len(data) > 0 && len(a.TimeS) < 3000 {
		a.TimeS = append(a.TimeS, t)
		b := next()
		repeat := 1 + int(next())/8
		for k := range repeat {
			if k > 0 {
				a.TimeS = append(a.TimeS, t)
			}
			step := float64(b%16)/2 + 0.5
			if b == 255 {
				step = 3600
			}
			d, lat, ele = d+float64(b/16)*step/2, lat+float64(b/16)*step/2/degM, ele+(float64(b%5)-2)*step/5
			a.DistanceM, a.LatDeg, a.LonDeg = append(a.DistanceM, d), append(a.LatDeg, 47+lat), append(a.LonDeg, 8.5)
			a.ElevationM, a.HeartRateBPM = append(a.ElevationM, ele), append(a.HeartRateBPM, 100+float64(b%64))
			t += step
		}
		if i := len(a.TimeS) - 1; flags&32 != 0 && b%7 == 0 {
			a.DistanceM[i], a.LatDeg[i], a.ElevationM[i] = number(), number(), number()
		}
		if b%11 == 0 {
			a.Laps = append(a.Laps, parse.Lap{StartS: max(t-300, 0), EndS: t + float64(b), Trigger: []string{"manual", "distance"}[b%2]})
		}
		if flags&16 != 0 && b%13 == 0 {
			if n := len(a.Pauses); n == 0 || a.Pauses[n-1].EndS <= t {
				a.Pauses = append(a.Pauses, parse.Pause{StartS: t, EndS: t + 1 + float64(b)})
			}
		}
	}
	if len(a.TimeS) == 0 {
		a.TimeS = []float64{0}
		a.DistanceM, a.LatDeg, a.LonDeg, a.ElevationM, a.HeartRateBPM = []float64{0}, []float64{0}, []float64{0}, []float64{0}, []float64{0}
	}
	a.TimerEvents = flags&16 != 0
	if flags&1 != 0 {
		a.DistanceM = nil
	}
	if flags&2 != 0 {
		a.LatDeg, a.LonDeg = nil, nil
	}
	if flags&4 != 0 {
		a.ElevationM = nil
	}
	if flags&8 != 0 {
		a.HeartRateBPM = nil
	}
	return a
}

func FuzzRun(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("one"))
	even := make([]byte, 0, 400)
	for range 180 {
		even = append(even, 97, 255)
	}
	head := func(flags byte, body ...byte) []byte {
		return append([]byte{0, 0, 0, 0, 0, 0, 0, 1, flags}, body...)
	}
	for _, flags := range []byte{0, 1, 2, 4, 16, 32, 63} {
		f.Add(head(flags, even...))
	}
	f.Fuzz(func(t *testing.T, data []byte) { sound(t, "fuzz", activityOf(data)) })
}
