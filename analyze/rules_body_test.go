package analyze

import (
	"fmt"
	"math"
	"testing"

	"crampcheck/parse"
)

func catTemp(k parse.Kind, c float64) parse.Entry {
	return catEntry(k, parse.Unsaid, func(e *parse.Entry) { e.TemperatureC = c })
}

func catDuration(k parse.Kind, at parse.MomentKind, s float64) parse.Entry {
	return catEntry(k, at, func(e *parse.Entry) { e.DurationS = s })
}

// catCrampRuns is n runs of an hour with a cramp each, a week apart, the judged
// one last, with notes on days.
func catCrampRuns(n int, days string) catInput {
	in := catInput{days: days}
	for i := range n {
		in.runs = append(in.runs, catRun{daysAgo: float64(7 * i), legs: catSteady(3600), notes: "30m,cramp,,,left calf"})
	}
	return in
}

// catSore is a run without a cramp after which the legs were sore.
func catSore(level float64) catInput {
	return catOne(catSteady(3600)).and(catEntry(parse.Soreness, parse.AtAfter, func(e *parse.Entry) { e.Level = level }))
}

// catDown is an hour at 3 m/s down a grade that loses mPerH metres, as a
// barometer writes it.
func catDown(mPerH float64) catRun {
	return catRun{legs: catSteady(3600), tweak: func(a *parse.Activity) {
		for _, s := range a.TimeS {
			a.ElevationM = append(a.ElevationM, 1000-math.Round(mPerH*s/3600/0.2)*0.2)
		}
	}}
}

// catDowns is a run of mPerH after n runs of usual metres an hour.
func catDowns(mPerH float64, n int, usual float64) catInput {
	in := catInput{runs: []catRun{catDown(mPerH)}}
	for i := range n {
		r := catDown(usual)
		r.daysAgo = float64(i + 1)
		in.runs = append(in.runs, r)
	}
	return in
}

func catBodyCases() []catCase {
	sore := catSore(6)
	sore.days = "3,,compression"
	return []catCase{
		{rule: "heat/wbgt", name: "23 °C", in: catOne(catSteady(3600), ",wbgt,23 C"), want: Fired, severity: Notice, evidence: []Measure{{"wbgt", 23, Celsius}, {"silent", 20.1, Celsius}}},
		{rule: "heat/wbgt", name: "28 °C", in: catOne(catSteady(3600), ",wbgt,28 C"), want: Fired, severity: Warn, limit: "warn"},
		{rule: "heat/wbgt", name: "31 °C", in: catOne(catSteady(3600), ",wbgt,31 C"), want: Fired, severity: Warn, limit: "severe"},
		{rule: "heat/wbgt", name: "33 °C", in: catOne(catSteady(3600), ",wbgt,33 C"), want: Fired, severity: Urgent, limit: "urgent"},
		{rule: "heat/wbgt", name: "15 °C", in: catOne(catSteady(3600), ",wbgt,15 C"), want: Clear},
		{rule: "heat/wbgt", name: "the temperature alone", in: catOne(catSteady(3600), ",temperature,30 C"), want: Withheld, reason: "humidity"},
		{rule: "heat/goal-adjust", name: "22 °C with a goal", in: catOne(catFirst(480), ",temperature,22 C", ",goal,1:20:00"), want: Fired, severity: Info, evidence: []Measure{{"temperature", 22, Celsius}, {"silent", 15, Celsius}}},
		{rule: "heat/goal-adjust", name: "8 °C", in: catOne(catFirst(480), ",temperature,8 C", ",goal,1:20:00"), want: Clear},
		{rule: "heat/goal-adjust", name: "no goal", in: catOne(catFirst(480), ",temperature,22 C"), want: Withheld, reason: "no goal"},
		{rule: "warmup/missing", name: "a race without one", in: catOne(catFirst(480), ",race"), want: Fired, severity: Tip, evidence: []Measure{{"wanted", 600, Second}, {"warmup", 0, Second}}},
		{rule: "warmup/missing", name: "five minutes", in: catOne(catFirst(480), ",race", "before,warmup,5 min"), want: Fired, severity: Tip, evidence: []Measure{{"warmup", 300, Second}}},
		{rule: "warmup/missing", name: "a quarter of an hour", in: catOne(catFirst(480), ",race", "before,warmup,15 min"), want: Clear, evidence: []Measure{{"warmup", 900, Second}}},
		{
			rule: "warmup/missing", name: "in a file of its own", in: catInput{runs: []catRun{
				{legs: catFirst(480), notes: ",race"}, {daysAgo: 1500. / 86400, legs: catSteady(900)},
			}}, want: Clear, evidence: []Measure{{"warmup", 900, Second}},
		},
		{rule: "warmup/missing", name: "an easy run", in: catOne(catFirst(480)), want: Withheld, reason: "neither a race nor a hard run"},
		{rule: "warmup/drills", name: "a race without", in: catOne(catFirst(480), ",race"), want: Fired, severity: Tip, evidence: []Measure{{"drills", 0, Count}}},
		{rule: "warmup/drills", name: "noted", in: catOne(catFirst(480), ",race", "before,drills,,high knees"), want: Clear},
		{rule: "warmup/drills", name: "an easy run", in: catOne(catFirst(480), "before,drills"), want: Withheld, reason: "neither a race nor a hard run"},
		{rule: "stretch/static-pre", name: "90 s a muscle", in: catOne(catSteady(3600), "before,stretch,90 s"), want: Fired, severity: Tip, evidence: []Measure{{"held", 90, Second}, {"silent", 60, Second}}},
		{rule: "stretch/static-pre", name: "45 s a muscle", in: catOne(catSteady(3600), "before,stretch,45 s"), want: Clear},
		{rule: "stretch/static-pre", name: "ten minutes are those of all muscles", in: catOne(catSteady(3600), "before,stretch,10 min"), want: Withheld, reason: "all muscles"},
		{rule: "stretch/static-post", name: "10 s", in: catOne(catSteady(3600), "after,stretch,10 s"), want: Fired, severity: Tip, evidence: []Measure{{"held", 10, Second}, {"silent", 30, Second}}},
		{rule: "stretch/static-post", name: "none among what is noted after", in: catOne(catSteady(3600), "after,soreness,2"), want: Fired, severity: Tip},
		{rule: "stretch/static-post", name: "45 s", in: catOne(catSteady(3600), "after,stretch,45 s"), want: Clear},
		{rule: "stretch/static-post", name: "nothing noted", in: catOne(catSteady(3600)), want: Withheld, reason: "nothing after the run"},
		{
			rule: "recovery/massage-roller", name: "two runs with cramps", in: catCrampRuns(2, ""), want: Fired, severity: Tip,
			evidence: []Measure{{"cramp_runs", 2, Count}, {"window", 90, Day}, {"since", 30, Day}},
		},
		{rule: "recovery/massage-roller", name: "rolled a week ago", in: catCrampRuns(2, "7,,roller"), want: Clear, evidence: []Measure{{"sessions", 1, Count}}},
		{rule: "recovery/massage-roller", name: "a swollen calf", in: catCrampRuns(2, "0,,symptom,,one calf swollen"), want: Withheld, reason: "swelling on one side"},
		{rule: "recovery/compression", name: "two runs with cramps", in: catCrampRuns(2, ""), want: Fired, severity: Tip},
		{rule: "recovery/compression", name: "sore legs", in: catSore(6), want: Fired, severity: Tip},
		{rule: "recovery/compression", name: "sore legs, tried", in: sore, want: Clear},
		{rule: "recovery/compression", name: "a swollen calf", in: catCrampRuns(2, "0,,symptom,,one calf swollen"), want: Withheld, reason: "swelling on one side"},
		{
			rule: "strength/none", name: "the last one two months ago", in: catCrampRuns(2, "60,,strength,30 min"), want: Fired, severity: Tip,
			evidence: []Measure{{"cramp_runs", 2, Count}, {"since", 28, Day}},
		},
		{rule: "strength/none", name: "a week ago", in: catCrampRuns(2, "7,,strength,30 min"), want: Clear},
		{rule: "strength/none", name: "never noted", in: catCrampRuns(2, ""), want: Withheld, reason: "never noted"},
		{rule: "terrain/descent-load", name: "400 m/h", in: catDowns(400, 0, 0), want: Fired, severity: Notice, limit: "rate", evidence: []Measure{{"silent", 300, MPerH}}},
		{rule: "terrain/descent-load", name: "200 m/h after runs of 100", in: catDowns(200, 5, 100), want: Fired, severity: Notice, limit: "factor"},
		{rule: "terrain/descent-load", name: "200 m/h after four runs of 100 have no percentile", in: catDowns(200, 4, 100), want: Clear},
		{rule: "terrain/descent-load", name: "100 m/h", in: catDowns(100, 0, 0), want: Clear},
		{rule: "terrain/descent-load", name: "no elevation", in: catOne(catSteady(3600)), want: Withheld, reason: "no elevation"},
	}
}

func catBodyEdges() []catEdge {
	wbgt := func(x float64) catInput { return catOne(catSteady(3600)).and(catTemp(parse.WBGT, x)) }
	return []catEdge{
		{rule: "heat/wbgt", name: "20.1 °C", at: wbgt, edge: 20.1, eps: 0.01, above: true, onEdge: Fired, says: "silent", limit: "notice", to: 25},
		{
			rule: "heat/goal-adjust", name: "15 °C", at: func(x float64) catInput {
				return catOne(catFirst(480)).and(catGoal(4800), catTemp(parse.Ambient, x))
			}, edge: 15, eps: 0.01, above: true, onEdge: Fired, says: "silent", limit: "warm", to: 20,
		},
		{
			rule: "warmup/missing", name: "ten minutes", at: func(x float64) catInput {
				return catOne(catFirst(480), ",race").and(catDuration(parse.Warmup, parse.AtBefore, x))
			}, edge: 600, eps: 1, onEdge: Clear, says: "wanted", limit: "jog", to: 300,
		},
		{
			rule: "warmup/missing", name: "a jog that ended half an hour before", at: func(x float64) catInput {
				return catInput{runs: []catRun{{legs: catFirst(480), notes: ",race"}, {daysAgo: (900 + x) / 86400, legs: catSteady(900)}}}
			}, edge: 1800, eps: 1, above: true, limit: "before", to: 3600,
		},
		{
			rule: "warmup/drills", name: "one", at: func(x float64) catInput {
				in := catOne(catFirst(480), ",race")
				for range int(x) {
					in = in.and(catEntry(parse.Drills, parse.AtBefore, func(*parse.Entry) {}))
				}
				return in
			}, edge: 0.5, eps: 0.5, limit: "drills", to: -1,
		},
		{
			rule: "stretch/static-pre", name: "a minute", at: func(x float64) catInput {
				return catOne(catSteady(3600)).and(catDuration(parse.Stretch, parse.AtBefore, x))
			}, edge: 60, eps: 0.1, above: true, onEdge: Fired, says: "silent", limit: "long", to: 120,
		},
		{
			rule: "stretch/static-pre", name: "three minutes are those of all muscles", at: func(x float64) catInput {
				return catOne(catSteady(3600)).and(catDuration(parse.Stretch, parse.AtBefore, x))
			}, edge: 180, eps: 0.1, onEdge: Fired, quiet: Withheld, limit: "total", to: 90,
		},
		{
			rule: "stretch/static-post", name: "half a minute", at: func(x float64) catInput {
				return catOne(catSteady(3600)).and(catDuration(parse.Stretch, parse.AtAfter, x))
			}, edge: 30, eps: 0.1, onEdge: Clear, says: "silent", limit: "held", to: 10,
		},
		{rule: "recovery/massage-roller", name: "two runs", at: func(x float64) catInput { return catCrampRuns(int(x), "") }, edge: 1.5, eps: 0.5, above: true, limit: "cramp_runs", to: 3},
		{
			rule: "recovery/massage-roller", name: "30 days without", at: func(x float64) catInput {
				return catCrampRuns(2, fmt.Sprintf("%.0f,,massage,30 min", x))
			}, edge: 30.5, eps: 0.5, above: true, limit: "since", to: 40,
		},
		{rule: "recovery/compression", name: "soreness of 4", at: catSore, edge: 3.5, eps: 0.5, above: true, limit: "soreness", to: 5},
		{rule: "recovery/compression", name: "two runs", at: func(x float64) catInput { return catCrampRuns(int(x), "") }, edge: 1.5, eps: 0.5, above: true, limit: "cramp_runs", to: 3},
		{
			rule: "strength/none", name: "28 days without", at: func(x float64) catInput {
				return catCrampRuns(2, fmt.Sprintf("%.0f,,strength,30 min", x))
			}, edge: 28.5, eps: 0.5, above: true, limit: "since", to: 40,
		},
		// Smoothing at the ends and the last two metres of hysteresis hide a little of the descent.
		{rule: "terrain/descent-load", name: "300 m/h", at: func(x float64) catInput { return catDowns(x, 0, 0) }, edge: 302, eps: 4, above: true, says: "silent", saysValue: 300, limit: "rate", to: 400},
		{rule: "terrain/descent-load", name: "half an hour", at: func(x float64) catInput {
			in := catDowns(400, 0, 0)
			in.runs[0].legs = catSteady(x)
			return in
		}, edge: 1800, eps: 1, above: true, onEdge: Fired, quiet: Withheld, limit: "min_time", to: 3600},
	}
}

// By hand with the vapour pressure e = RH·6.105·exp(17.27·T/(237.7+T)) hPa:
// 25 °C, 60 %: e = 0.6·6.105·exp(431.75/262.7) = 0.6·6.105·5.1730 = 18.949;
// 0.567·25 + 0.393·18.949 + 3.94 = 25.56.
// 30 °C, 80 %: e = 0.8·6.105·exp(518.1/267.7) = 0.8·6.105·6.9257 = 33.825;
// 17.01 + 13.293 + 3.94 = 34.24.
// 10 °C, 50 %: e = 0.5·6.105·exp(172.7/247.7) = 0.5·6.105·2.0082 = 6.130;
// 5.67 + 2.409 + 3.94 = 12.02.
func TestWBGTIsEstimatedFromTemperatureAndHumidity(t *testing.T) {
	for _, c := range []struct{ tempC, humidity, want float64 }{{25, 0.6, 25.56}, {30, 0.8, 34.24}, {10, 0.5, 12.02}} {
		if got := wbgtC(c.tempC, c.humidity); math.Abs(got-c.want) > 0.006 {
			t.Errorf("wbgtC(%v, %v) = %v, by hand %v", c.tempC, c.humidity, got, c.want)
		}
	}
}

func TestHeatTakesWhatIsNotedBeforeWhatIsEstimated(t *testing.T) {
	watch := catOne(catSteady(3600))
	watch.runs[0].tweak = func(a *parse.Activity) {
		for range a.TimeS {
			a.TemperatureC = append(a.TemperatureC, 38)
		}
	}
	for _, c := range []struct {
		name string
		in   catInput
		want float64 // 0: withheld
		how  string
	}{
		{"as noted", catOne(catSteady(3600), ",wbgt,28.5 C", ",temperature,25 C", ",humidity,60 %"), 28.5, "as noted"},
		{"by humidity", catOne(catSteady(3600), ",temperature,25 C", ",humidity,60 %"), 25.56, "estimated from temperature and humidity, no sun and wind"},
		// At the dew point of the air itself its humidity is 100 %: e = 31.58, 0.567·25 + 12.41 + 3.94.
		{"by dew point", catOne(catSteady(3600), ",temperature,25 C", ",dew_point,25 C"), 30.53, "estimated from temperature and dew point, no sun and wind"},
		{"the watch on the wrist is no thermometer", watch, 0, ""},
	} {
		f := c.in.finding(t, "heat/wbgt")
		got := 0.0
		for _, m := range f.Evidence {
			if m.Name == "wbgt" {
				got = m.Value
			}
		}
		if math.Abs(got-c.want) > 0.006 || c.want == 0 && f.State != Withheld {
			t.Errorf("%s: %v (%s), by hand %v", c.name, got, f.State, c.want)
		}
		if c.how != "" && f.Told().Words[0] != (Word{"how", c.how}) {
			t.Errorf("%s: %v, want %q", c.name, f.Told().Words, c.how)
		}
		if c.how != "" && (f.Told().Say == sayHeatAbout) != (c.how != "as noted") {
			t.Errorf("%s: %q", c.name, f.Told().Say)
		}
	}
}

func TestHeatNamesItsSteps(t *testing.T) {
	for _, c := range []struct {
		wbgt     float64
		severity Severity
		do       string
		milder   float64 // 0: none
	}{
		{20.1, Notice, doHeat, 0},
		{27.8, Notice, doHeat, 0},
		{27.9, Warn, doHeatWarn, 27.9},
		{30.0, Warn, doHeatWarn, 27.9},
		{30.1, Warn, doHeatSevere, 30.1},
		{32.2, Warn, doHeatSevere, 30.1},
		{32.3, Urgent, doHeatUrgent, 32.2},
	} {
		f := catOne(catSteady(3600)).and(catTemp(parse.WBGT, c.wbgt)).finding(t, "heat/wbgt")
		if f.State != Fired || f.Severity != c.severity || f.Told().Do != c.do || f.Told().Say != sayHeat {
			t.Errorf("%v °C: %s %s %q %q, want %s %q", c.wbgt, f.State, f.Severity, f.Told().Say, f.Told().Do, c.severity, c.do)
		}
		if c.milder > 0 {
			catMeasure(t, f, Measure{"milder", c.milder, Celsius})
		}
		catMeasure(t, f, Measure{"silent", 20.1, Celsius})
	}
}

// 3 m/s down 400 m in an hour; smoothing takes less than two metres at each end
// and the hysteresis of a barometer up to two at the last.
func TestDescentIsCountedByTheHour(t *testing.T) {
	for _, mPerH := range []float64{120, 400, 900} {
		for _, s := range []float64{3600, 5400} {
			in := catDowns(mPerH, 0, 0)
			in.runs[0].legs = catSteady(s)
			f := in.finding(t, "terrain/descent-load")
			got := f.Evidence[0].Value
			lost := (mPerH - got) * s / 3600
			if f.Evidence[0].Name != "rate" || lost < -0.1 || lost > 2+mPerH/100 {
				t.Errorf("%v m/h over %v s: %v", mPerH, s, f.Evidence)
			}
		}
	}
}

// The 90th percentile of five equal runs is their own rate; 1.5 times of it
// decides where that is less than 300 m/h and more than a flat course has.
func TestDescentIsComparedWithTheRunsBefore(t *testing.T) {
	for _, c := range []struct {
		name         string
		mPerH, usual float64
		want         State
		silent       float64
	}{
		{"half more than usual", 140, 100, Clear, 0},
		{"well more than half more", 170, 100, Fired, 150},
		{"used to 250 m/h, 300 is the limit all the same", 330, 250, Fired, 300},
		{"used to a flat course, 60 m/h are still flat", 55, 10, Clear, 0},
		{"more than that is not", 80, 10, Fired, 60},
	} {
		f := catDowns(c.mPerH, 6, c.usual).finding(t, "terrain/descent-load")
		if f.State != c.want {
			t.Errorf("%s: %s, want %s: %v", c.name, f.State, c.want, f.Evidence)
			continue
		}
		if c.want == Fired && math.Abs(f.Evidence[1].Value-c.silent) > 0.03*c.silent {
			t.Errorf("%s: silent at %v, want about %v", c.name, f.Evidence[1].Value, c.silent)
		}
	}
}
