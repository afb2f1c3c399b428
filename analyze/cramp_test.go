package analyze

import (
	"strings"
	"testing"

	"crampcheck/parse"
)

func sure(e parse.Entry, uncertaintyS float64) parse.Entry {
	e.At.UncertaintyS = uncertaintyS
	return e
}

func TestTimeLostToACramp(t *testing.T) {
	before := runs(4000, 0.3) // 1200 s, then the cramp
	for _, c := range []struct {
		name string
		a    *parse.Activity
		note parse.Entry
		want Maybe
	}{
		{"a minute on the spot", record(before, stands(60), runs(6000, 0.3)), cramp(1200), is(60)},
		{"a minute of pause", withPauses(record(before, silence(60, 0), runs(6000, 0.3)), parse.Pause{StartS: 1200, EndS: 1260}), cramp(1200), is(60)},
		// 300 m at 0.6 s/m take 180 s instead of 90.
		{"300 m at half the speed", record(before, runs(300, 0.6), runs(6000, 0.3)), cramp(1200), is(90)},
		// In 600 s at 0.45 s/m 1333.3 m are run, which take 400 s at 0.3 s/m.
		{"never back: ten minutes at two thirds of the speed", record(before, runs(6000, 0.45)), cramp(1200), is(200)},
		{"never back in the 300 s that are left: 300 − 200", record(before, leg{m: 300 / 0.45, s: 300}), cramp(1200), is(100)},
		{"4 % slower is within 5 %: nothing lost", record(before, runs(6000, 0.312)), cramp(1200), is(0)},
		{"faster: nothing lost", record(before, runs(6000, 0.28)), cramp(1200), is(0)},
		{"known to a minute", record(before, stands(60), runs(6000, 0.3)), sure(cramp(1200), 60), is(60)},
		{"known to more than a minute", record(before, stands(60), runs(6000, 0.3)), sure(cramp(1200), 60.5), Maybe{}},
		{"in the first ten minutes", record(runs(1900, 0.3), stands(60), runs(6000, 0.3)), cramp(570), Maybe{}},
		{"without distance", func() *parse.Activity { a := record(before, runs(6000, 0.3)); a.DistanceM = nil; return a }(), cramp(1200), Maybe{}},
	} {
		res := judged(t, c.a, c.note)
		if len(res.Cramps) != 1 {
			t.Fatalf("%s: %d cramps", c.name, len(res.Cramps))
		}
		// 0.5 s: half of the step in which the return is looked for, at 5 % off pace.
		if got := res.Cramps[0].LostS; got.Known != c.want.Known || !near(got.Value, c.want.Value, 0.5) {
			t.Errorf("%s: lost %+v, want %+v", c.name, got, c.want)
		}
	}
}

// A pause of 100 s from 900 s on; 0.3 s/m before it, 0.36 after. A cramp at
// 1500 s stands at 1400 s of the timer, so 10–5 min before are timer 800 to
// 1100 s, elapsed 800 to 900 and 1000 to 1200 s: 100/0.3 + 200/0.36 = 888.9 m
// in 300 s. The pause has no reading that counts.
func TestWindowsRunOnTheTimer(t *testing.T) {
	a := withPauses(record(runs(3000, 0.3), silence(100, 0), runs(5000, 0.36)), parse.Pause{StartS: 900, EndS: 1000})
	a.HeartRateBPM, a.CadenceSPM = make([]float64, a.Len()), make([]float64, a.Len())
	for i, s := range a.TimeS {
		a.HeartRateBPM[i], a.CadenceSPM[i] = 140, 170
		if s > 900 {
			a.HeartRateBPM[i] = 155
		}
	}
	res := judged(t, a, cramp(1500))
	c := res.Cramps[0]
	if !known(c.AtS, 1500, 1e-9) || !known(c.TimerS, 1400, 1e-9) || !known(c.ShareOfTimer, 1400.0/2700, 1e-9) || !known(c.DistanceM, 3000+500/0.36, 1e-6) {
		t.Errorf("at %+v, timer %+v, share %+v, distance %+v", c.AtS, c.TimerS, c.ShareOfTimer, c.DistanceM)
	}
	for _, w := range []struct {
		name     string
		got      *Window
		pace, hr float64
	}{
		{"10 to 5 min before", c.Before10To5, 300 / (100/0.3 + 200/0.36), (100*140 + 200*155) / 300.0},
		{"5 to 0 min before", c.Before5To0, 0.36, 155},
		{"5 min after", c.After5, 0.36, 155},
	} {
		if w.got == nil || !known(w.got.PaceSPerM, w.pace, 1e-6) || !known(w.got.HeartRateBPM, w.hr, 1e-6) || !known(w.got.CadenceSPM, 170, 1e-6) ||
			w.got.GAPSPerM.Known || w.got.GradeFrac.Known {
			t.Errorf("%s: %+v, want %v s/m and %v bpm", w.name, w.got, w.pace, w.hr)
		}
	}
}

// A device may count some metres in a pause; a window that begins with the
// pause holds none of them.
func TestWindowsBeginAfterAPause(t *testing.T) {
	a := withPauses(record(runs(3000, 0.3), silence(100, 50), runs(5000, 0.3)), parse.Pause{StartS: 900, EndS: 1000})
	if w := judged(t, a, cramp(1600)).Cramps[0].Before10To5; w == nil || !known(w.PaceSPerM, 0.3, 1e-9) {
		t.Errorf("timer 900 to 1200 s: %+v, want 0.3 s/m", w)
	}
}

func TestWindowsEndWithTheRun(t *testing.T) {
	a := func() *parse.Activity { return hilly(record(runs(6000, 0.3)), slope(0.03)) } // 1800 s
	for _, c := range []struct {
		name              string
		atS               float64
		far, close, after bool
	}{
		{"after ten minutes all are there", 600, true, true, true},
		{"after nine minutes the first is not", 540, false, true, true},
		{"after four minutes neither is", 240, false, false, true},
		{"four minutes before the end the last is not", 1560, true, true, false},
	} {
		got := judged(t, a(), cramp(c.atS)).Cramps[0]
		if (got.Before10To5 != nil) != c.far || (got.Before5To0 != nil) != c.close || (got.After5 != nil) != c.after {
			t.Errorf("%s: %v %v %v", c.name, got.Before10To5, got.Before5To0, got.After5)
		}
	}
	w := judged(t, a(), cramp(900)).Cramps[0].Before5To0
	if want := 0.3 / attenuatedFactor(0.03); w == nil || !known(w.GradeFrac, 0.03, 0.001) || !known(w.GAPSPerM, want, 0.005*want) {
		t.Errorf("on a slope of 3 %%: %+v", w)
	}
}

func TestCrampsAndWhatStandsBesideThem(t *testing.T) {
	run := func() *parse.Activity { return record(runs(4000, 0.3), stands(60), runs(6000, 0.3)) } // cramp at 1200 s
	finish := entry(parse.Cramp, parse.Moment{Kind: parse.AtAfter})
	finish.Muscle = "foot"
	maybeOne := cramp(1500)
	maybeOne.Suggested = true
	full := cramp(1200)
	full.Severity, full.DurationS, full.Response, full.Note = 7, 90, []string{"stretch"}, "had to stop"
	res := judged(t, run(), full, finish, maybeOne, drink(600, 100, nan), drink(900, 150, 40), sodium(1000, 60), drink(1300, 500, nan))
	if len(res.Cramps) != 2 || len(res.Suggestions) != 1 || !known(res.Suggestions[0].AtS, 1500, 1e-9) {
		t.Fatalf("%d cramps and %d suggestions, want 2 and 1", len(res.Cramps), len(res.Suggestions))
	}
	c := res.Cramps[0]
	if c.Muscle != "calf" || c.Side != "left" || c.Severity != is(7) || c.DurationS != is(90) || c.Note != "had to stop" || c.Source != "csv" || c.AfterFinish {
		t.Errorf("the runner's words: %+v", c)
	}
	// Slow from 1204 to 1258 s (see TestSlowStretches).
	if !known(c.StoppedS, 54, 1e-9) {
		t.Errorf("stopped %+v, want 54 s", c.StoppedS)
	}
	if !known(c.FluidML, 250, 1e-9) || !known(c.SodiumMG, 100, 1e-9) || !known(c.SinceDrinkS, 300, 1e-9) {
		t.Errorf("so far %+v ml, %+v mg, last drink %+v s ago, want 250, 100 and 300", c.FluidML, c.SodiumMG, c.SinceDrinkS)
	}
	f := res.Cramps[1]
	if !f.AfterFinish || f.AtS.Known || f.TimerS.Known || f.LostS.Known || f.Before5To0 != nil || f.Muscle != "foot" {
		t.Errorf("after the finish: %+v", f)
	}
}

func TestSoFar(t *testing.T) {
	for _, c := range []struct {
		name                 string
		notes                []parse.Entry
		fluid, sodium, since Maybe
	}{
		{"nothing noted is nothing known", nil, Maybe{}, Maybe{}, Maybe{}},
		{"drinks noted later: none so far", []parse.Entry{drink(1300, 200, 50)}, is(0), is(0), Maybe{}},
		{"at the very moment counts", []parse.Entry{drink(1200, 200, 50)}, is(200), is(50), is(0)},
		{"a sports drink without its amount", []parse.Entry{sport(900, 200)}, is(200), Maybe{}, is(300)},
		{"one without its amount later does not matter", []parse.Entry{drink(900, 200, nan), sport(1300, 200)}, is(200), is(0), is(300)},
		{"a drink without its volume", []parse.Entry{drink(900, nan, nan)}, Maybe{}, is(0), is(300)},
		{"before the start does not count", []parse.Entry{around(parse.AtBefore, 500), drink(600, 100, nan)}, is(100), is(0), is(600)},
	} {
		cr := judged(t, record(runs(8000, 0.3)), append(c.notes, cramp(1200))...).Cramps[0]
		if cr.FluidML != c.fluid || cr.SodiumMG != c.sodium || cr.SinceDrinkS != c.since {
			t.Errorf("%s: %+v ml, %+v mg, %+v s, want %+v, %+v, %+v", c.name, cr.FluidML, cr.SodiumMG, cr.SinceDrinkS, c.fluid, c.sodium, c.since)
		}
	}
}

func TestStops(t *testing.T) {
	for _, c := range []struct {
		name string
		legs []leg
		atS  float64
		want float64
	}{
		{"none", []leg{runs(8000, 0.3)}, 1200, 0},
		{"one that begins four minutes later", []leg{runs(4800, 0.3), stands(60), runs(3000, 0.3)}, 1200, 54},
		{"one that begins six minutes later is another matter", []leg{runs(5200, 0.3), stands(60), runs(3000, 0.3)}, 1200, 0},
		// 300 s on lies inside the stop, which counts whole: 1444 s to 1738 s.
		{"one that is longer than five minutes counts whole", []leg{runs(4800, 0.3), stands(300), runs(3000, 0.3)}, 1200, 294},
	} {
		if got := judged(t, record(c.legs...), cramp(c.atS)).Cramps[0].StoppedS; !known(got, c.want, 1e-9) {
			t.Errorf("%s: %+v s, want %v", c.name, got, c.want)
		}
	}
}

func TestSettledPart(t *testing.T) {
	res := judged(t, record(miles(450, 480, 480, 480, 480, 540, 540, 540, 540, 540)...))
	if w := res.Settled; w == nil || !known(w.PaceSPerM, 480/mile, 1e-9) {
		t.Errorf("settled %+v, want 480 s a mile", w)
	}
	if w := judged(t, record(runs(3000, 0.3))).Settled; w != nil {
		t.Errorf("a run of 3 km has no settled part, got %+v", w)
	}
}

// 420 s and five miles at 480 s: 2820 s, 60 % of it is 1692 s.
func TestLateCrampsAfterAFastStart(t *testing.T) {
	for _, c := range []struct {
		name  string
		a     *parse.Activity
		notes []parse.Entry
		want  State
	}{
		{"at 60 % of the timer", fastStart(6, 420, 480), []parse.Entry{cramp(1692.001)}, Fired},
		{"just before it", fastStart(6, 420, 480), []parse.Entry{cramp(1691.9)}, Clear},
		{"an early and a late one", fastStart(6, 420, 480), []parse.Entry{cramp(300), cramp(2000)}, Fired},
		{"late after an even start", fastStart(6, 480, 480), []parse.Entry{cramp(2400)}, Clear},
		{"late after a start that was worth a notice", fastStart(6, 460, 480), []parse.Entry{cramp(2400)}, Clear},
		// Goal pace 480 s; the first mile at 470 s is 2 % fast, the half 60 of 1920 s.
		{"late after a fast half", record(miles(470, 455, 465, 470, 480, 500, 500, 500)...), []parse.Entry{goal(3840), cramp(3000)}, Fired},
		{"no cramp", fastStart(6, 420, 480), nil, Withheld},
		{"after the finish", fastStart(6, 420, 480), []parse.Entry{entry(parse.Cramp, parse.Moment{Kind: parse.AtAfter})}, Withheld},
		{"no verdict on the start", record(runs(3000, 0.3)), []parse.Entry{cramp(800)}, Withheld},
	} {
		f := finding(t, judged(t, c.a, c.notes...), "cramp/late-after-fast-start")
		if f.State != c.want || f.State == Fired && f.Severity != Notice {
			t.Errorf("%s: %s %s %v, want %s", c.name, f.State, f.Severity, f.Evidence, c.want)
		}
	}
}

func TestLateCrampsWithoutElectrolytes(t *testing.T) {
	long := func() *parse.Activity { return record(runs(20_000, 0.3)) } // 6000 s
	// A pause of 100 s: 5500 s elapsed are 5400 s on the timer.
	paused := func() *parse.Activity {
		return withPauses(record(runs(9000, 0.3), silence(100, 0), runs(11_000, 0.3)), parse.Pause{StartS: 2700, EndS: 2800})
	}
	water := drink(600, 200, nan)
	for _, c := range []struct {
		name  string
		a     *parse.Activity
		notes []parse.Entry
		want  State
	}{
		{"at 5400 s on water", long(), []parse.Entry{water, cramp(5400)}, Fired},
		{"at 5399 s on water", long(), []parse.Entry{water, cramp(5399)}, Clear},
		{"5500 s elapsed are 5400 s on the timer", paused(), []parse.Entry{water, cramp(5500)}, Fired},
		{"5499 s elapsed are 5399 s on the timer", paused(), []parse.Entry{water, cramp(5499)}, Clear},
		{"sodium before it", long(), []parse.Entry{drink(600, 200, 50), cramp(5500)}, Clear},
		{"sodium after it alone", long(), []parse.Entry{water, sodium(5600, 90), cramp(5500)}, Fired},
		{"a sports drink without its amount", long(), []parse.Entry{sport(600, 200), cramp(5500)}, Withheld},
		{"no drinks noted", long(), []parse.Entry{cramp(5500)}, Withheld},
		{"no cramp", long(), []parse.Entry{water}, Withheld},
	} {
		f := finding(t, judged(t, c.a, c.notes...), "cramp/late-long-effort-no-electrolytes")
		if f.State != c.want || f.State == Fired && f.Severity != Notice {
			t.Errorf("%s: %s %s %v, want %s", c.name, f.State, f.Severity, f.Evidence, c.want)
		}
	}
}

func TestResponses(t *testing.T) {
	did := func(severity float64, muscle string, response ...string) parse.Entry {
		e := cramp(1200 + severity)
		e.Severity, e.Muscle, e.Response = severity, muscle, response
		return e
	}
	for _, c := range []struct {
		name  string
		notes []parse.Entry
		state State
		say   string
		where string
	}{
		{"no cramp", nil, Withheld, "", ""},
		{"nothing noted of what was done", []parse.Entry{cramp(1200)}, Fired, sayResponseNone, " in the left calf"},
		{"walked", []parse.Entry{did(3, "calf", "walk")}, Fired, sayResponse, " in the left calf"},
		{"stretched and walked", []parse.Entry{did(3, "calf", "walk", "stretch")}, Fired, sayStretched, " in the left calf"},
		{"the worst of several is worded", []parse.Entry{did(3, "calf", "stretch"), did(8, "quad", "walk"), did(5, "foot")}, Fired, sayResponse, " in the left quad"},
		{"after the finish", []parse.Entry{entry(parse.Cramp, parse.Moment{Kind: parse.AtAfter})}, Fired, strings.Replace(sayResponseNone, "{when}", " after the finish", 1), ""},
		{"at no known moment", []parse.Entry{entry(parse.Cramp, parse.Moment{})}, Fired, strings.Replace(sayResponseNone, "{when}", " at a moment not noted", 1), ""},
	} {
		f := finding(t, judged(t, record(runs(8000, 0.3)), c.notes...), "cramp/midrun-response")
		c.say = strings.Replace(c.say, "{when}", " at {at}", 1)
		if f.State != c.state || f.Told().Say != c.say {
			t.Errorf("%s: %s %q, want %s %q", c.name, f.State, f.Told().Say, c.state, c.say)
		}
		if c.state == Fired && (f.Told().Words[0] != Word{"where", c.where}) {
			t.Errorf("%s: words %v, want where %q", c.name, f.Told().Words, c.where)
		}
	}
}

func TestWhereACrampWas(t *testing.T) {
	for _, c := range []struct{ muscle, side, want string }{
		{"", "", ""},
		{"calf", "", " in the calf"},
		{"calf", "left", " in the left calf"},
		{"calf", "both", " in both calves"},
		{"foot", "both", " in both feet"},
		{"hamstring", "both", " in both hamstrings"},
		{"", "left", " in the left"},
	} {
		if got := (Cramp{Muscle: c.muscle, Side: c.side}).where(); got != (Word{"where", c.want}) {
			t.Errorf("muscle %q, side %q: %q, want %q", c.muscle, c.side, got.Text, c.want)
		}
	}
}
