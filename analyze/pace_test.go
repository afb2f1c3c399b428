package analyze

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"crampcheck/parse"
)

// Six miles at 480 s: 3 % are 14.4 s, 6 % are 28.8 s, 10 % are 48 s. The
// thousandth of a second keeps float noise out of the boundaries.
func TestLevelsOfAFirstMile(t *testing.T) {
	const ms = 0.001
	for _, c := range []struct {
		name        string
		miles       int
		first, rest float64
		race        bool
		want        Level
	}{
		{"an even run", 6, 480, 480, false, LevelNone},
		{"a slow start", 6, 520, 480, false, LevelNone},
		{"just below 3 %", 6, 465.6 + ms, 480, false, LevelNone},
		{"3 %", 6, 465.6 - ms, 480, false, LevelNotice},
		{"just below 6 %", 6, 451.2 + ms, 480, false, LevelNotice},
		{"6 %", 6, 451.2 - ms, 480, false, LevelWarn},
		{"just below 10 %", 6, 432 + ms, 480, false, LevelWarn},
		{"10 %", 6, 432 - ms, 480, false, LevelStrong},
		{"3.3 % of 300 s stays below 10 s", 8, 290 + ms, 300, false, LevelNone},
		{"10 s of 300 s", 8, 290 - ms, 300, false, LevelNotice},
		// Four and a half miles at 460 s are less than 34:30, at 477 s and one at 450 s 35:19.
		{"up to 35 minutes there is no notice", 4, 433, 460, false, LevelNone},
		{"up to 35 minutes 6 % warns", 4, 432.4 - ms, 460, false, LevelWarn},
		{"beyond 35 minutes there is a notice", 4, 450, 477, false, LevelNotice},
		{"a long race has notices", 6, 461, 480, true, LevelNotice},
	} {
		a := fastStart(c.miles, c.first, c.rest)
		if c.miles == 4 {
			a = record(append(miles(append([]float64{c.first}, same(3, c.rest)...)...), leg{m: mile / 2, s: c.rest / 2})...)
		}
		if c.race {
			asRace(a)
		}
		f := judged(t, a).FirstMile
		if f.Withheld != nil || f.Level != c.want {
			t.Errorf("%s: level %s, withheld %+v, want %s", c.name, f.Level, f.Withheld, c.want)
			continue
		}
		excess := 1 - c.first/c.rest
		if !known(f.ExcessFrac, excess, 1e-9) || !known(f.TimeS, c.first, 1e-6) || !known(f.ReferenceS, c.rest, 1e-6) || !known(f.StoppedS, 0, 1e-6) {
			t.Errorf("%s: %+v, want %v s against %v s", c.name, f, c.first, c.rest)
		}
		if f.ExcessMinettiFrac.Known || f.ExcessAttenuatedFrac.Known || f.StartM != 0 {
			t.Errorf("%s: grade-adjusted without elevation or not from the start: %+v", c.name, f)
		}
	}
	// 5 km at 800 s a mile last 41 min, yet a race of 5 km is short.
	slow5k := func() *parse.Activity {
		return record(append(miles(760, 800, 800), leg{m: 5000 - 3*mile, s: (5000 - 3*mile) / mile * 800})...)
	}
	if f := judged(t, asRace(slow5k())).FirstMile; f.Level != LevelNone {
		t.Errorf("a race of 5 km has no notice, got %s", f.Level)
	}
	if f := judged(t, slow5k()).FirstMile; f.Level != LevelNotice {
		t.Errorf("5 km of training in 41 min have a notice, got %s", f.Level)
	}
}

func TestElevationFromSatellitesWidensTheWarning(t *testing.T) {
	flat := func(float64) float64 { return 400 }
	for _, c := range []struct {
		name  string
		first float64
		fit   func(*parse.Activity, func(float64) float64) *parse.Activity
		want  Level
		limit string
	}{
		{"8.5 % by satellites", 480 * 0.915, hillyGPS, LevelNotice, "notice"},
		{"9.5 % by satellites", 480 * 0.905, hillyGPS, LevelWarn, "gps_warn"},
		{"10.5 % by satellites", 480 * 0.895, hillyGPS, LevelStrong, "strong"},
		{"8.5 % with a barometer", 480 * 0.915, func(a *parse.Activity, _ func(float64) float64) *parse.Activity {
			return hilly(a, func(m float64) float64 { return 400 + 0.2*math.Mod(math.Floor(m/1000), 2) })
		}, LevelWarn, "warn"},
	} {
		res := judged(t, c.fit(fastStart(6, c.first, 480), flat))
		f := finding(t, res, firstMileID)
		if res.FirstMile.Level != c.want || f.Limit.Name != c.limit {
			t.Errorf("%s: %s by %s, want %s by %s", c.name, res.FirstMile.Level, f.Limit.Name, c.want, c.limit)
		}
	}
}

func TestStandingInTheFirstMileTakesALevel(t *testing.T) {
	run := func(first, pause float64) *parse.Activity {
		legs := append([]leg{{m: mile / 2, s: first / 2}, silence(pause, 0), {m: mile / 2, s: first / 2}}, miles(same(5, 480)...)...)
		return withPauses(record(legs...), parse.Pause{StartS: first / 2, EndS: first/2 + pause})
	}
	for _, c := range []struct {
		name         string
		first, pause float64
		want         Level
	}{
		{"12 % and a minute", 422, 60, LevelStrong},
		{"12 % and more than a minute", 422, 60.5, LevelWarn},
		{"8 % and more than a minute", 441.6, 61, LevelNotice},
		{"4 % and more than a minute", 460.8, 61, LevelNone},
		{"an even start with a break", 480, 300, LevelNone},
	} {
		f := judged(t, run(c.first, c.pause)).FirstMile
		if f.Withheld != nil || f.Level != c.want || !known(f.TimeS, c.first, 1e-6) || !known(f.StoppedS, c.pause, 1e-6) {
			t.Errorf("%s: %+v, want %s, %v s moving and %v s stopped", c.name, f, c.want, c.first, c.pause)
		}
	}
}

// Hills of the first mile only, with a barometer.
func TestHillsAndTheFirstMile(t *testing.T) {
	first := func(grade float64) func(m float64) float64 {
		return func(m float64) float64 { return 400 + grade*min(m, mile) }
	}
	for _, c := range []struct {
		name              string
		firstS, grade     float64
		want              Level
		explained, uphill bool
		say               string
	}{
		// 440 s are 8.3 % fast; on −4 % Minetti's factor is 0.805: (440/0.805)/480 is slow.
		{"a start down 4 % explains 8 %", 440, -0.04, LevelNone, true, false, strings.Replace(sayHillsExplain, "{by_hills}", "{excess_hills} faster", 1)},
		// On +4 % the factor is 1.237: 480/1.237 is 19 % fast, yet raw pace is even.
		{"a start up 4 % at even pace was hard", 480, 0.04, LevelNone, false, true, strings.Replace(sayUphillEffort, "{by_hills}", "{excess_hills} faster", 1)},
		// 422.4 s are 12 % fast; on −1 % Minetti's factor 0.9471 leaves 7.1 %, the attenuated 0.9824 10.4 %.
		{"12 % down 1 %: the lowest of strong, warn and strong", 422.4, -0.01, LevelWarn, false, false, ""},
		// 460.8 s are 4 % fast; on +2 % both factors are 1.113: 13.7 %.
		{"4 % up 2 %: the lowest of notice, strong and strong", 460.8, 0.02, LevelNotice, false, false, ""},
		{"an even start on the level says nothing", 480, 0.0002, LevelNone, false, false, "nothing"},
	} {
		res := judged(t, hilly(fastStart(6, c.firstS, 480), first(c.grade)))
		f := res.FirstMile
		if f.Level != c.want || f.HillsExplain != c.explained || f.UphillEffort != c.uphill {
			t.Errorf("%s: level %s, explained %v, uphill %v; raw %.3f Minetti %.3f attenuated %.3f", c.name, f.Level, f.HillsExplain, f.UphillEffort,
				f.ExcessFrac.Value, f.ExcessMinettiFrac.Value, f.ExcessAttenuatedFrac.Value)
		}
		if say := cmp.Or(finding(t, res, firstMileID).Told().Say, "nothing"); c.say != "" && say != c.say {
			t.Errorf("%s: %q, want %q", c.name, say, c.say)
		}
		// 1 − (first/factor)/480, within 1 % for the smoothing where the hill ends.
		if want := 1 - c.firstS/minettiFactor(c.grade)/480; !known(f.ExcessMinettiFrac, want, 0.01) {
			t.Errorf("%s: Minetti excess %+v, want %v", c.name, f.ExcessMinettiFrac, want)
		}
		if want := 1 - c.firstS/attenuatedFactor(c.grade)/480; !known(f.ExcessAttenuatedFrac, want, 0.01) {
			t.Errorf("%s: attenuated excess %+v, want %v", c.name, f.ExcessAttenuatedFrac, want)
		}
	}
}

func TestReferences(t *testing.T) {
	recent := Options{Runner: Runner{Races: []Race{{Date: time.Date(2026, 9, 20, 0, 0, 0, 0, time.UTC), DistanceM: 10_000, TimeS: 2880}}}}
	// Ten miles: the first at 450, to the fifth at 480, then 540.
	run := func() *parse.Activity { return record(miles(450, 480, 480, 480, 480, 540, 540, 540, 540, 540)...) }
	riegel := 2880 * math.Pow(10*mile/10_000, 1.06)
	for _, c := range []struct {
		name  string
		o     Options
		a     *parse.Activity
		notes []parse.Entry
		ref   Reference
		want  float64 // s a mile
	}{
		{"a goal comes before all: 5000 s over ten miles", recent, asRace(run()), []parse.Entry{goal(5000)}, RefGoal, 500},
		{"the goal given with the command comes before the noted one", Options{GoalS: 4900}, run(), []parse.Entry{goal(5000)}, RefGoal, 490},
		{"a race is compared with recent races", recent, asRace(run()), nil, RefPredict, riegel / 10},
		{"a training run is not", recent, run(), nil, RefSettled, 480},
		{"a race without recent ones settles", Options{}, asRace(run()), nil, RefSettled, 480},
		{"3.5 miles are compared with their rest", recent, record(append(miles(440, 480, 482), leg{m: mile / 2, s: 240})...), nil, RefRest, 480},
	} {
		f := judgedWith(t, c.o, c.a, c.notes...).FirstMile
		// 0.5 s: the median of 400 m bins across 480 and 482 s a mile; exact else.
		if f.Reference != c.ref || !known(f.ReferenceS, c.want, 0.5) {
			t.Errorf("%s: %s of %+v, want %s of %v; withheld %+v", c.name, f.Reference, f.ReferenceS, c.ref, c.want, f.Withheld)
		}
	}
}

func TestSettledWindow(t *testing.T) {
	for _, c := range []struct {
		name     string
		miles    int
		from, to float64 // miles
	}{
		{"six miles: the second and third", 6, 1, 3},
		{"ten miles: to half of it", 10, 1, 5},
		{"thirty miles: from a tenth of it", 30, 3, 15},
		{"three miles: all but the first", 3, 1, 3},
	} {
		a := record(append(miles(same(c.miles, 480)...), runs(0.1, 0.3))...)
		r := readied(t, Options{}, a)
		// 0.1 m make the length safe and move shares of it.
		if p := r.pacing; !near(p.settledFromM, c.from*mile, 0.11) || !near(p.settledToM, c.to*mile, 0.11) {
			t.Errorf("%s: %v to %v miles, want %v to %v", c.name, p.settledFromM/mile, p.settledToM/mile, c.from, c.to)
		}
	}
	// A third of the bins at a stop, a wall in the second half: the median stays.
	a := record(append(append(miles(470, 480, 480), leg{m: 500, s: 600}), miles(480, 480, 700, 700, 700, 700, 700)...)...)
	if f := judged(t, a).FirstMile; !known(f.ReferenceS, 480, 1e-6) {
		t.Errorf("settled pace %+v, want 480", f.ReferenceS)
	}
}

func TestRiegel(t *testing.T) {
	ten := Race{DistanceM: 10_000, TimeS: 3000}
	for _, c := range []struct {
		name         string
		distM, wantS float64
	}{
		{"10 km in 50:00 predict a half marathon in 1:50:19", 21_097.5, 6619},
		{"10 km in 50:00 predict a marathon in 3:50:01", 42_195, 13_801},
	} {
		if got := riegelS(ten, c.distM, 1.06); !near(got, c.wantS, 0.5) {
			t.Errorf("%s: %v s", c.name, got)
		}
	}
}

func TestPredictions(t *testing.T) {
	start := time.Date(2026, 10, 11, 14, 30, 0, 0, time.UTC)
	ago := func(days int, distM, timeS float64) Race { return Race{start.AddDate(0, 0, -days), distM, timeS} }
	marathon := 26.2 * mile // 42164.8 m
	for _, c := range []struct {
		name  string
		distM float64
		races []Race
		want  float64
		ok    bool
	}{
		{"120 days ago counts", 10_000, []Race{ago(120, 10_000, 3000)}, 3000, true},
		{"121 days ago does not", 10_000, []Race{ago(121, 10_000, 3000)}, 0, false},
		{"a race on the day after does not", 10_000, []Race{ago(-1, 10_000, 3000)}, 0, false},
		{"the latest counts", 10_000, []Race{ago(90, 10_000, 2900), ago(20, 10_000, 3000), ago(60, 10_000, 2800)}, 3000, true},
		{"races without a time do not count", 10_000, []Race{ago(20, 10_000, 0), ago(30, 10_000, 3000)}, 3000, true},
		// 3000·4.21648^1.06 = 13790.1, and 5 % more
		{"beyond a half marathon 5 % are added", marathon, []Race{ago(20, 10_000, 3000)}, 3000 * math.Pow(4.216481, 1.06) * 1.05, true},
		// Twice the distance in 2.2 times the time: exponent log 2.2 / log 2 = 1.1375
		{"beyond it two races tell the runner's own exponent", marathon, []Race{ago(20, 10_000, 3000), ago(40, 20_000, 6600)}, 3000 * math.Pow(4.216481, math.Log2(2.2)), true},
		{"two races of like length tell none", marathon, []Race{ago(20, 10_000, 3000), ago(40, 12_000, 3600)}, 3000 * math.Pow(4.216481, 1.06) * 1.05, true},
		{"up to a half marathon it stays 1.06", 20_000, []Race{ago(20, 10_000, 3000), ago(40, 5_000, 1350)}, 3000 * math.Pow(2, 1.06), true},
	} {
		r := readied(t, Options{Runner: Runner{Races: c.races}}, asRace(record(runs(c.distM, 0.3))))
		if got, ok := r.predictedS(); ok != c.ok || !near(got, c.want, 0.05) {
			t.Errorf("%s: %v s, %v, want %v, %v", c.name, got, ok, c.want, c.ok)
		}
	}
	a := record(runs(10_000, 0.3))
	if _, ok := readied(t, Options{Runner: Runner{Races: []Race{ago(20, 10_000, 3000)}}}, a).predictedS(); ok {
		t.Error("a training run has no prediction")
	}
	a.Event, a.ClockUnset = "race", true
	if _, ok := readied(t, Options{Runner: Runner{Races: []Race{ago(20, 10_000, 3000)}}}, a).predictedS(); ok {
		t.Error("a run on no known day has no prediction")
	}
}

// fartlek alternates n times fast and slow stretches, with laps.
func fartlek(n int, fast, slow leg) *parse.Activity {
	legs := []leg{runs(1000, 0.36)}
	for range n {
		legs = append(legs, fast, slow)
	}
	legs = append(legs, runs(1000, 0.36))
	a := record(legs...)
	t := 0.0
	for _, l := range legs {
		a.Laps = append(a.Laps, parse.Lap{StartS: t, EndS: t + l.s, Trigger: "manual"})
		t += l.s
	}
	return a
}

func TestVerdictsOnPaceAreWithheld(t *testing.T) {
	fast := func() *parse.Activity { return fastStart(6, 420, 480) }
	without := func(a *parse.Activity) *parse.Activity { a.Laps = nil; return a }
	// Uneven stretches of running at 3 m/s and walks of a minute at 1.5 m/s.
	var runWalk []leg
	for _, s := range []float64{200, 420, 120, 640, 260, 150, 500, 180} {
		runWalk = append(runWalk, leg{m: 3 * s, s: s}, leg{m: 90, s: 60})
	}
	for _, c := range []struct {
		name   string
		a      *parse.Activity
		notes  []parse.Entry
		reason string // its beginning; "" for a verdict
	}{
		{"a fast start", fast(), nil, ""},
		{"no distance", func() *parse.Activity { a := fast(); a.DistanceM = nil; return a }(), nil, "no distance was recorded"},
		{"a treadmill", func() *parse.Activity { a := fast(); a.SubSport = "treadmill"; return a }(), nil, "a treadmill"},
		{"another sport", func() *parse.Activity { a := fast(); a.Sport = "walking"; return a }(), nil, "not a run"},
		{"2.9 miles", record(append(miles(420, 480), leg{m: 0.9 * mile, s: 432})...), nil, "run shorter than 3 miles"},
		{"3 miles", record(append(miles(420, 480, 480), runs(0.01, 0.3))...), nil, ""},
		{"faster than any runner: 7.6 m/s", record(runs(20_000, 1/7.6)), nil, "faster than any runner"},
		{"as fast as a runner: 7.4 m/s", record(runs(20_000, 1/7.4)), nil, ""},
		{"a mountain trail of ±12 %", hilly(record(append(miles(420), runs(8000, 0.3))...), func(m float64) float64 {
			return 1000 + 0.12*math.Abs(math.Mod(m, 2000)-1000)
		}), nil, "a mountain trail"},
		{"a hill of 8 % up and down is no trail", hilly(record(runs(9000, 0.3)), func(m float64) float64 {
			return 1000 + 0.08*min(m, 3000) - 0.08*max(m-4000, 0)
		}), nil, ""},
		{"intervals noted", fast(), []parse.Entry{workout("intervals")}, "intervals, as noted"},
		{"intervals by the laps, uneven in length", func() *parse.Activity {
			return fartlekOf([]leg{runs(400, 0.24), runs(1200, 0.25), runs(800, 0.24), runs(200, 0.22)}, runs(400, 0.4))
		}(), nil, "intervals, by the laps"},
		{"intervals by the laps, with rests on the spot", fartlek(6, runs(1000, 0.24), stands(90)), nil, "intervals, by the laps"},
		{"laps 11 % faster than their neighbours are none", fartlek(4, runs(1000, 0.267), runs(400, 0.30)), nil, ""},
		{"two fast laps are none", fartlek(2, runs(1000, 0.25), runs(1000, 0.36)), nil, ""},
		{"laps of eleven minutes are none", fartlek(3, runs(2600, 0.26), runs(1000, 0.36)), nil, ""},
		{"intervals by the pace alone", without(fartlek(6, runs(600, 0.24), runs(400, 0.4))), nil, "intervals, by the pace"},
		{"a run by feel with uneven stretches is none", without(fartlekOf([]leg{runs(300, 0.24), runs(1200, 0.25), runs(500, 0.24), runs(2000, 0.25), runs(800, 0.24)}, runs(500, 0.36))), nil, ""},
		{"stretches of 600 and 840 m in turn are none", without(fartlekOf([]leg{runs(600, 0.24), runs(840, 0.24), runs(600, 0.24), runs(840, 0.24), runs(600, 0.24), runs(840, 0.24)}, runs(500, 0.36))), nil, ""},
		{"tempo without a goal", fast(), []parse.Entry{workout("tempo")}, "a tempo run is meant to change pace"},
		{"progression without a goal", fast(), []parse.Entry{workout("progression")}, "a progression run is meant to change pace"},
		{"tempo with a goal", fast(), []parse.Entry{workout("tempo"), goal(2880)}, ""},
		{"an easy run", fast(), []parse.Entry{workout("easy")}, ""},
		{"running and walking", record(runWalk...), nil, "running and walking in turn"},
		{"a sample each 20 s: 21 in the mile", every(20, fast()), nil, "start of recording unreliable: few points"},
		{"a sample each 12 s: 35 in the mile", every(12, fast()), nil, ""},
		{"a hole of 61 s in the first mile", record(append([]leg{{m: 500, s: 140}, silence(61, 210), {m: mile - 710, s: 219}}, miles(same(5, 480)...)...)...), nil, "start of recording unreliable: gaps"},
		{"a hole of 59 s is 14 % of 420 s", record(append([]leg{{m: 500, s: 140}, silence(59, 210), {m: mile - 710, s: 221}}, miles(same(5, 480)...)...)...), nil, ""},
		{"a hole of 50 s is 16 % of 300 s", record(append([]leg{{m: 500, s: 90}, silence(50, 270), {m: mile - 770, s: 160}}, miles(same(8, 300)...)...)...), nil, "start of recording unreliable: gaps"},
		{"device 5 % longer than the positions", scaled(onMap(fast()), 1/1.05), nil, "start of recording unreliable: device and positions disagree"},
		{"device 3 % longer than the positions", scaled(onMap(fast()), 1/1.03), nil, ""},
		{"a jump of 300 m in the first mile", jumps(asGPX(fast()), 100, 300), nil, "start of recording unreliable: the positions jump"},
		{"a jump of 300 m after a hole in the first mile", jumps(holes(asGPX(fast()), 90, 100), 100, 300), nil, "start of recording unreliable: the positions jump"},
		{"a jump of 60 m in the first mile", jumps(asGPX(fast()), 100, 60), nil, ""},
		{"a jump of 300 m in the third mile", jumps(asGPX(fast()), 1200, 300), nil, ""},
	} {
		res := judged(t, c.a, c.notes...)
		f := finding(t, res, firstMileID)
		switch {
		case c.reason == "" && f.State == Withheld:
			t.Errorf("%s: withheld, %q", c.name, f.Withheld.Reason)
		case c.reason != "" && (f.State != Withheld || !strings.HasPrefix(f.Withheld.Reason, c.reason)):
			t.Errorf("%s: %s %+v, want %q", c.name, f.State, f.Withheld, c.reason)
		case f.State == Withheld && f.Withheld.Needed == "":
			t.Errorf("%s: nothing says what is needed", c.name)
		}
	}
}

// fartlekOf alternates the fast stretches with a slow one, with laps.
func fartlekOf(fast []leg, slow leg) *parse.Activity {
	legs := []leg{runs(1000, 0.36)}
	for _, f := range fast {
		legs = append(legs, f, slow)
	}
	a := record(append(legs, runs(1000, 0.36))...)
	t := 0.0
	for _, l := range append(legs, runs(1000, 0.36)) {
		a.Laps = append(a.Laps, parse.Lap{StartS: t, EndS: t + l.s, Trigger: "manual"})
		t += l.s
	}
	return a
}

// scaled stretches the positions' way from the start.
func scaled(a *parse.Activity, by float64) *parse.Activity {
	for i := range a.LatDeg {
		a.LatDeg[i] = 47 + (a.LatDeg[i]-47)*by
	}
	return a
}

// jumps moves all positions from a sample on by some metres to the east.
func jumps(a *parse.Activity, from int, m float64) *parse.Activity {
	for i := from; i < a.Len(); i++ {
		a.LonDeg[i] += m / degM / math.Cos(47*math.Pi/180)
	}
	return a
}

// holes takes out the positions between two samples.
func holes(a *parse.Activity, from, to int) *parse.Activity {
	for i := from; i < to; i++ {
		a.LatDeg[i], a.LonDeg[i] = nan, nan
	}
	return a
}

// Devices cut a lap each mile; that is no workout, however fast the first is.
func TestMileLapsAreNoIntervals(t *testing.T) {
	a := fastStart(8, 420, 480)
	for i, s := 0, 0.0; i < 8; i++ {
		e := 420 + 480*float64(i)
		a.Laps = append(a.Laps, parse.Lap{StartS: s, EndS: e, Trigger: "distance"})
		s = e
	}
	if f := judged(t, a).FirstMile; f.Withheld != nil || f.Level != LevelStrong {
		t.Errorf("%+v, want strong", f)
	}
	// Miles of 420 and 490 s in turn, each fast one 14 % faster than its neighbours.
	a = record(miles(490, 420, 490, 420, 490, 420, 490, 420, 490)...)
	for i, s := range []float64{0, 490, 910, 1400, 1820, 2310, 2730, 3220, 3640} {
		a.Laps = append(a.Laps, parse.Lap{StartS: s, EndS: s + []float64{490, 420}[i%2], Trigger: "distance"})
	}
	if f := judged(t, a).FirstMile; f.Withheld != nil {
		t.Errorf("by the mile laps of a watch: %q", f.Withheld.Reason)
	}
}

func TestWarmUps(t *testing.T) {
	// A jog of 1200 m at 0.40 s/m, a mile at 435 s, then 480 s (0.298 s/m).
	jog := func(first float64) *parse.Activity {
		return record(append([]leg{runs(1200, 0.40)}, miles(append([]float64{first}, same(6, 480)...)...)...)...)
	}
	lap := func(a *parse.Activity, intensity string) *parse.Activity {
		a.Laps = []parse.Lap{{StartS: 0, EndS: 200, Intensity: intensity}, {StartS: 200, EndS: a.ElapsedS()}}
		return a
	}
	for _, c := range []struct {
		name   string
		a      *parse.Activity
		notes  []parse.Entry
		startM float64
		want   Level
	}{
		{"after a jog the first mile begins with the run", jog(435), nil, 1200, LevelWarn},
		{"a jog before an even run", jog(480), nil, 1200, LevelNone},
		{"a race has no warm-up", asRace(jog(435)), nil, 0, LevelNone},
		{"a run with a goal has none", jog(435), []parse.Entry{goal(3800)}, 0, LevelNone},
		// 800 m at 0.37 s/m are 296 s: no five minutes.
		{"less than five minutes are no warm-up", record(append([]leg{runs(800, 0.37)}, miles(same(6, 480)...)...)...), nil, 0, LevelNone},
		// 0.32 s/m are 7 % slower than 0.298.
		{"a start less than 10 % slower is no warm-up", record(append([]leg{runs(1600, 0.32)}, miles(same(6, 480)...)...)...), nil, 0, LevelNone},
		// 200 s at 0.40 s/m
		{"the device's warm-up lap counts, however short", lap(jog(480), "warmup"), nil, 500, LevelNone},
		{"another first lap does not", lap(jog(435), "active"), nil, 1200, LevelWarn},
	} {
		f := judged(t, c.a, c.notes...).FirstMile
		if f.Withheld != nil || !near(f.StartM, c.startM, 1e-6) || f.Level != c.want {
			t.Errorf("%s: from %v m, %s, %+v; want from %v m, %s", c.name, f.StartM, f.Level, f.Withheld, c.startM, c.want)
		}
	}
}

func TestCoolDowns(t *testing.T) {
	// 480 s a mile are 0.298 s/m; slower than 0.373 s/m is below 80 % of its speed.
	six := miles(same(6, 480)...)
	for _, c := range []struct {
		name string
		a    *parse.Activity
		endM float64
	}{
		{"1200 m in 9 min are left out", record(append(slices.Clone(six), runs(1200, 0.45))...), 6 * mile},
		{"a race has no cool-down", asRace(record(append(slices.Clone(six), runs(1200, 0.45))...)), 6*mile + 1200},
		{"400 m in 3 min are no cool-down", record(append(slices.Clone(six), runs(400, 0.45))...), 6*mile + 400},
		{"4000 m in 30 min are a wall and no cool-down", record(append(slices.Clone(six), runs(4000, 0.45))...), 6*mile + 4000},
		{"1200 m at 0.36 s/m are not slow enough", record(append(slices.Clone(six), runs(1200, 0.36))...), 6*mile + 1200},
	} {
		r := readied(t, Options{}, c.a)
		if got := r.pacing.endM; !near(got, c.endM, 1e-6) {
			t.Errorf("%s: the main set ends at %v m, want %v", c.name, got, c.endM)
		}
	}
}

func TestFirstAndLastMile(t *testing.T) {
	six := func(first, last float64) []leg { return miles(first, 480, 480, 480, 480, last) }
	for _, c := range []struct {
		name     string
		a        *parse.Activity
		state    State
		severity Severity
	}{
		{"the last one 9.9 s slower", record(six(475, 484.9)...), Clear, ""},
		{"the last one 10.1 s slower", record(six(475, 485.1)...), Fired, Tip},
		{"the last one faster", record(six(480, 450)...), Clear, ""},
		{"before a cool-down", record(append(six(475, 484), runs(1200, 0.45))...), Clear, ""},
		// The last 30 % are 1.8 miles at 540 s against 480 s: 12.5 %.
		{"a fade is information", record(miles(480, 480, 480, 480, 540, 540)...), Fired, Info},
		{"a race of 5 km", asRace(record(append(miles(400, 430, 440), leg{m: 170, s: 46})...)), Withheld, ""},
		{"too short", record(runs(3000, 0.3)), Withheld, ""},
		// The last mile climbs 2 %: 480 s there are worth 480/1.113 on the level.
		{"a climb at the end explains 40 s", hilly(record(six(480, 520)...), func(m float64) float64 {
			return 400 + 0.02*max(m-5*mile, 0)
		}), Clear, ""},
	} {
		f := finding(t, judged(t, c.a), "pace/first-mile-not-slower-than-last")
		if f.State != c.state || f.Severity != c.severity {
			t.Errorf("%s: %s %s %v, want %s %s", c.name, f.State, f.Severity, f.Evidence, c.state, c.severity)
		}
		if tip := f.State == Fired && f.Severity == Tip; tip != (f.Told().Do == doFirstLast) || !tip && f.Told().Do != "" {
			t.Errorf("%s: %s with the advice %q", c.name, f.Severity, f.Told().Do)
		}
	}
}

// The time that would have left a rule on the first mile silent does so on the
// same hills, whichever of the three paces decides, and a shorter one does not.
func TestTheFirstMileIsSilentAtTheTimeItNames(t *testing.T) {
	// 2 % down or up in the first mile, and level.
	slope := func(grade float64) func(a *parse.Activity) *parse.Activity {
		return func(a *parse.Activity) *parse.Activity {
			return hilly(a, func(m float64) float64 { return 400 + grade*min(m, mile) })
		}
	}
	flat := func(a *parse.Activity) *parse.Activity { return a }
	for _, c := range []struct {
		name  string
		shape func(a *parse.Activity) *parse.Activity
		first float64
		notes []parse.Entry
		stood float64 // s in the middle of the first mile
	}{
		{"with a stop", flat, 420, nil, 90},
		{"without hills", flat, 420, nil, 0},
		{"level", slope(0), 420, nil, 0},
		{"downhill", slope(-0.02), 400, nil, 0},
		{"uphill", slope(0.02), 430, nil, 0},
		{"downhill against a goal", slope(-0.02), 400, []parse.Entry{goal(3840)}, 0},
	} {
		for _, rule := range []string{firstMileID, "pace/mile-marker-check"} {
			at := func(first float64) Finding {
				legs := []leg{{m: mile / 2, s: first / 2}}
				if c.stood > 0 {
					legs = append(legs, stands(c.stood))
				}
				legs = append(append(legs, leg{m: mile / 2, s: first / 2}), miles(same(7, 480)...)...)
				return finding(t, judged(t, c.shape(record(legs...)), c.notes...), rule)
			}
			f := at(c.first)
			if f.State != Fired {
				if rule == firstMileID || c.notes != nil {
					t.Errorf("%s: %s %s", c.name, rule, f.State)
				}
				continue
			}
			silent, took := 0.0, 0.0
			for _, m := range f.Evidence {
				switch m.Name {
				case "silent":
					silent = m.Value
				case "mile_time":
					took = m.Value
				}
			}
			eps := 1.0
			if c.stood > 0 {
				silent -= took - c.first // of a stop, some seconds count as moving
				eps = 2
			}
			if got := at(silent - eps); got.State != Fired {
				t.Errorf("%s: %s in %v s is %s, want fired up to %v s", c.name, rule, silent-eps, got.State, silent)
			}
			if got := at(silent + eps); got.State == Fired {
				t.Errorf("%s: %s in %v s still fires, silent from %v s on", c.name, rule, silent+eps, silent)
			}
		}
	}
}

func TestLateSlowdown(t *testing.T) {
	for _, c := range []struct {
		name string
		late float64 // s of each of the last three of ten miles
		want float64
		say  string
	}{
		{"the last three tenths 10 % slower", 528.001, 0.10, sayFadeAfter},
		{"just below 10 %", 527.9, 0.09979, saySlowerAfter},
		{"just above 3 %", 494.5, 0.03021, saySlowerAfter},
		{"below 3 %", 494, 0.02917, sayNoCostAfter},
		{"faster", 470, -0.02083, sayNoCostAfter},
	} {
		res := judged(t, record(miles(440, 480, 480, 480, 480, 480, 480, c.late, c.late, c.late)...))
		if !known(res.FirstMile.LateSlowdownFrac, c.want, 1e-4) {
			t.Errorf("%s: %+v, want %v", c.name, res.FirstMile.LateSlowdownFrac, c.want)
		}
		said := strings.NewReplacer("{split}", "", "{adjusted}", "").Replace(sayFirstMile) + c.say + sayNoHills
		if say := finding(t, res, firstMileID).Told().Say; say != said {
			t.Errorf("%s: %q", c.name, say)
		}
	}
}

// A marathon with a goal of 4:00:00: half of it in 1:56:00 is 240 s ahead, the
// rule of thumb says up to 480 s; 2:08:00 for the rest gave 480 s back.
func TestHalves(t *testing.T) {
	halves := func(first, second float64) *parse.Activity {
		return record(leg{m: 21_097.5, s: first}, leg{m: 21_097.5, s: second})
	}
	res := judged(t, halves(6960, 7680), goal(14_400))
	// Pace 7680 s against 6960 s over the same distance: 10.34 % slower.
	want := Halves{BankedS: 240, GivenS: 480, FirstS: 6960, SecondS: 7680, FadeFrac: 7680.0/6960 - 1}
	if h := res.Halves; h == nil || !near(h.BankedS, want.BankedS, 1e-6) || !near(h.GivenS, want.GivenS, 1e-6) ||
		!near(h.FirstS, want.FirstS, 1e-6) || !near(h.SecondS, want.SecondS, 1e-6) || !near(h.FadeFrac, want.FadeFrac, 1e-9) {
		t.Errorf("%+v, want %+v", res.Halves, want)
	}
	f := finding(t, res, "pace/fast-first-half")
	if f.State != Fired || f.Severity != Warn || f.Limit.Name != "warn" || f.Told().Say != sayHalf+sayHalfCost+sayThumb {
		t.Errorf("%s %s by %s: %q", f.State, f.Severity, f.Limit.Name, f.Told().Say)
	}
	for name, want := range map[string]float64{"banked": 240, "given": 480, "double": 480, "reference_half": 7200, "ratio": 2} {
		if got := measure(t, f, name); !near(got, want, 1e-6) {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
	for _, c := range []struct {
		name     string
		a        *parse.Activity
		goalS    float64
		state    State
		severity Severity
	}{
		{"71.9 s of 7200 are below 1 %", halves(7128.1, 7300), 14_400, Clear, ""},
		{"72.1 s are above it", halves(7127.9, 7300), 14_400, Fired, Notice},
		{"215.9 s are below 3 %", halves(6984.1, 7300), 14_400, Fired, Notice},
		{"216.1 s are above it", halves(6983.9, 7300), 14_400, Fired, Warn},
		{"behind at half-way", halves(7300, 7100), 14_400, Clear, ""},
		// 10.5 km in 2800 s: 1 % of half of it is 14 s, so 30 s count.
		{"29.9 s of 1400 are below the floor", record(leg{m: 5250, s: 1370.1}, leg{m: 5250, s: 1430}), 2800, Clear, ""},
		{"30.1 s are above it", record(leg{m: 5250, s: 1369.9}, leg{m: 5250, s: 1430}), 2800, Fired, Notice},
		{"9.9 km in less than an hour", record(leg{m: 4950, s: 1300}, leg{m: 4950, s: 1500}), 2800, Withheld, ""},
		{"9.9 km in more than an hour", record(leg{m: 4950, s: 1700}, leg{m: 4950, s: 1950}), 3600, Fired, Warn},
	} {
		f := finding(t, judged(t, c.a, goal(c.goalS)), "pace/fast-first-half")
		if f.State != c.state || f.Severity != c.severity {
			t.Errorf("%s: %s %s %v, want %s %s", c.name, f.State, f.Severity, f.Evidence, c.state, c.severity)
		}
	}
	if f := finding(t, judged(t, halves(7000, 7000), goal(14_400)), "pace/fast-first-half"); f.Told().Say != sayHalf+sayHalfNoCost {
		t.Errorf("a run that gave nothing back says %q", f.Told().Say)
	}
	// 6 km down 2 % in 1740 s, 6 km on the level in 1860 s, goal 3600 s: 60 s ahead
	// as run. Down 2 % the attenuated factor is 0.9656, so the goal allows
	// 3600·5794/11794 = 1768.5 s: 28.5 s ahead, below the floor of 30.
	down := hilly(record(leg{m: 6000, s: 1740}, leg{m: 6000, s: 1860}), func(m float64) float64 { return 400 - 0.02*min(m, 6000) })
	if f := finding(t, judged(t, down, goal(3600)), "pace/fast-first-half"); f.State != Clear || !near(measure(t, f, "banked"), 28.5, 1) {
		t.Errorf("a first half down 2 %%: %s %v, want clear by 28.5 s", f.State, f.Evidence)
	}
	// A 5 km race in an hour.
	if f := finding(t, judged(t, asRace(record(leg{m: 2500, s: 1700}, leg{m: 2500, s: 2000})), goal(3700)), "pace/fast-first-half"); f.State != Withheld {
		t.Errorf("a race of 5 km: %s", f.State)
	}
}

// The goal is for the official distance where the run ended long before it.
func TestAGoalNotReached(t *testing.T) {
	official := entry(parse.OfficialDist, unsaid())
	official.DistanceM = 42_195
	for _, c := range []struct {
		name        string
		distM, want float64
	}{
		// 14400/42195 s/m are 549.23 s a mile; 14400/42600 are 544.01 s.
		{"30 km of a marathon", 30_000, 549.23},
		{"a watch that shows 42.6 km", 42_600, 544.01},
	} {
		f := judged(t, record(runs(c.distM, 0.33)), goal(14_400), official).FirstMile
		if !known(f.ReferenceS, c.want, 0.01) {
			t.Errorf("%s: %+v, want %v s a mile", c.name, f.ReferenceS, c.want)
		}
	}
}

func TestAGoalForAnotherDistanceThanWasRun(t *testing.T) {
	official := entry(parse.OfficialDist, unsaid())
	official.DistanceM = 42_195
	for _, c := range []struct {
		name  string
		distM float64
		notes []parse.Entry
		want  bool
	}{
		{"no goal", 16_000, nil, false},
		{"16 km at 5:30 a km with a goal of 1:20:00", 16_000, []parse.Entry{goal(4800)}, false},
		{"16 km with the goal of a marathon", 16_000, []parse.Entry{goal(14_400)}, true},
		{"a marathon ended at 30 km", 30_000, []parse.Entry{goal(14_400), official}, true},
		{"a marathon on a watch that shows 42.6 km", 42_600, []parse.Entry{goal(14_400), official}, false},
		{"a mile without a settled pace: 531 s for 480 s", 1609, []parse.Entry{goal(480)}, false},
		{"a mile with the goal of 10 km", 1609, []parse.Entry{goal(3600)}, true},
	} {
		if got := judged(t, record(runs(c.distM, 0.33)), c.notes...).GoalApart; got != c.want {
			t.Errorf("%s: apart %v", c.name, got)
		}
	}
}

func TestTitlesOfRaces(t *testing.T) {
	for _, c := range []struct {
		title string
		want  bool
	}{
		{"Harbor Point Marathon", true},
		{"Zürich-Halbmarathon 2026", true},
		{"Race day!", true},
		{"parkrun #42", true},
		{"Maratón de Sevilla", true},
		{"Marathon pace 3 x 5 km", false},
		{"Easy run, marathon week 4", false},
		{"Half-marathon training", false},
		{"Race prep", false},
		{"Morning Run", false},
		{"Embrace the rain", false},
		{"", false},
	} {
		if got := titleIsRace(c.title); got != c.want {
			t.Errorf("%q: %v, want %v", c.title, got, c.want)
		}
	}
	yes, no := entry(parse.Race, unsaid()), entry(parse.Race, unsaid())
	yes.Yes = true
	named := func() *parse.Activity { a := fastStart(4, 480, 480); a.Title = "City Marathon"; return a }
	for _, c := range []struct {
		name  string
		a     *parse.Activity
		notes []parse.Entry
		want  bool
	}{
		{"the title says so", named(), nil, true},
		{"the notes know better than the title", named(), []parse.Entry{no}, false},
		{"the notes say so", fastStart(4, 480, 480), []parse.Entry{yes}, true},
		{"the noted workout says so", fastStart(4, 480, 480), []parse.Entry{workout("race")}, true},
		{"the file says so", asRace(fastStart(4, 480, 480)), nil, true},
		{"nothing says so", fastStart(4, 480, 480), nil, false},
	} {
		if got := judged(t, c.a, c.notes...).Race; got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestSports(t *testing.T) {
	for _, c := range []struct {
		name  string
		sport string
		pace  float64
		want  bool
	}{
		{"running", "running", 0.3, true},
		{"a file without a sport", "", 0.3, true},
		{"a file without a sport at 8 m/s is a ride", "", 0.125, false},
		{"running at 8 m/s is a run with bad data", "running", 0.125, true},
		{"cycling", "cycling", 0.3, false},
	} {
		a := record(runs(10_000, c.pace))
		a.Sport = c.sport
		res := judged(t, a)
		if res.Run != c.want {
			t.Errorf("%s: judged as a run %v, want %v", c.name, res.Run, c.want)
		}
		for _, f := range res.Findings {
			if !c.want && f.Rule != disclaimerID && (f.State != Withheld || f.Withheld.Reason != "not a run") {
				t.Errorf("%s: %s is %s", c.name, f.Rule, f.State)
			}
		}
	}
}
