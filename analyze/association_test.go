package analyze

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"crampcheck/parse"
)

// The history of 20 runs that the evidence works through (C5): minutes, whether
// the run ended in a cramp, whether it began fast.
var (
	d1Minutes = []float64{62, 75, 95, 118, 120, 135, 142, 150, 155, 160, 168, 175, 181, 190, 195, 201, 210, 222, 235, 250}
	d1Cramp   = "00010010010010100100"
	d1Fast    = "00110010010000101100"
)

// assocRun is a run of so many minutes, a day after another; a cramp ends it,
// and the watch runs on for half an hour.
func assocRun(i int, minutes float64, cramp, fast bool) *Result {
	r := &Result{
		File: fmt.Sprintf("run-%02d.fit", i), Run: true, DateKnown: true, TimerS: minutes * 60,
		Start:     time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC).AddDate(0, 0, i),
		FirstMile: FirstMile{Level: LevelNone, ExcessFrac: maybe(0)},
		Course:    Course{StartKnownS: maybe(1800)},
	}
	r.Local = r.Start
	if fast {
		r.FirstMile.Level, r.FirstMile.ExcessFrac = LevelWarn, maybe(0.08)
	}
	if cramp {
		r.Cramps = []Cramp{{TimerS: maybe(minutes * 60), AtS: maybe(minutes * 60), Muscle: "calf", Side: "left"}}
		r.TimerS += 1800
	}
	return r
}

func d1() []*Result {
	var out []*Result
	for i, m := range d1Minutes {
		out = append(out, assocRun(i, m, d1Cramp[i] == '1', d1Fast[i] == '1'))
	}
	return out
}

func of(t *testing.T, c *CrampHistory, e Exposure) Association {
	t.Helper()
	for _, a := range c.Associations {
		if a.Exposure == e {
			return a
		}
	}
	t.Fatalf("nothing on %s", e)
	return Association{}
}

// The golden values of evidence C5, from R and from scripts of their own.
func TestHistoryOfTheEvidence(t *testing.T) {
	c := Associate(d1(), Options{})
	if c.Runs != 20 || c.CrampRuns != 6 || c.Timed != 6 || c.ByYesNo || c.WithFinish != nil || c.Comparable != 11 {
		t.Errorf("%+v", c)
	}
	a := of(t, c, FastFirstMile)
	for _, v := range []struct {
		what      string
		got       Maybe
		want, tol float64
	}{
		{"hazard ratio", a.Ratio, 6.1135721, 5e-8},
		{"mid-p", a.P, 0.0345206, 5e-8},
		{"lower limit", a.RatioCI.Lo, 1.14146, 5e-6},
		{"upper limit", a.RatioCI.Hi, 199.22, 5e-3},
		{"q of two", a.Q, 0.0345206, 5e-8}, // race or hard is never exposed, so it is not assessed
		{"share", c.ShareFrac, 0.3, 1e-12},
		{"Jeffreys, lower", c.ShareFracCI.Lo, 0.1361, 5e-5},
		{"Jeffreys, upper", c.ShareFracCI.Hi, 0.5172, 5e-5},
		{"hours", maybe(c.AtRiskS / 3600), 53.983, 5e-4},
		{"rate", c.PerHour, 0.1111, 5e-5},
		{"Garwood, lower", c.PerHourCI.Lo, 0.0408, 5e-5},
		{"Garwood, upper", c.PerHourCI.Hi, 0.2419, 5e-5},
		{"median", c.MedianS, 222 * 60, 0},
		{"median, lower", c.MedianCIS.Lo, 160 * 60, 0},
	} {
		if !known(v.got, v.want, v.tol) {
			t.Errorf("%s = %v, want %v", v.what, v.got, v.want)
		}
	}
	if c.MedianCIS.Hi.Known {
		t.Errorf("the median has an upper limit, %v", c.MedianCIS.Hi)
	}
	if a.CrampsExposed != 5 || a.CrampsKnown != 6 || a.FreeExposed != 1 || a.FreeKnown != 11 || a.Unknown != 0 || a.Tables != 6 {
		t.Errorf("counts %+v, want 5 of 6 and 1 of 11 in 6 comparisons", a)
	}
	if a.Saying != SayHint || !a.Sooner() {
		t.Errorf("6 cramps, q %.3f: %s, want a hint", a.Q.Value, a.Saying)
	}
	if last := c.Curve[len(c.Curve)-1]; len(c.Curve) != 6 || last.AtRisk != 3 || !near(last.FreeFrac, 0.3862, 5e-5) || !known(last.FreeCI.Lo, 0.07511, 5e-6) || !known(last.FreeCI.Hi, 0.7050, 5e-5) {
		t.Errorf("the curve ends with %+v", last)
	}
	if !known(c.CurveEndS, 222*60, 0) {
		t.Errorf("three runs are under way until %v", c.CurveEndS)
	}
	if !slices.Equal(c.Sites, []Site{{"calf", "left", 6}}) {
		t.Errorf("sites %v", c.Sites)
	}
	if bad := nonNumbers(c); bad != nil {
		t.Error(bad)
	}
}

// What may be said follows the number of cramps (evidence, C4).
func TestSayingsFollowTheNumberOfCramps(t *testing.T) {
	history := func(runs, cramps, fastCramps, fastFree int) []*Result {
		var out []*Result
		for i := range runs {
			cramp := i < cramps
			fast := cramp && i < fastCramps || !cramp && i < cramps+fastFree
			minutes := 200.0
			if cramp {
				minutes = 100 + float64(i)
			}
			out = append(out, assocRun(i, minutes, cramp, fast))
		}
		return out
	}
	for _, c := range []struct {
		runs, cramps, fastCramps, fastFree int
		want                               Saying
		figures                            string // which of ratio, interval, p, q and smallest p are there
	}{
		{12, 1, 1, 5, SayDescribe, ""},
		{40, 2, 2, 5, SayDescribe, ""},
		{18, 3, 3, 5, SayTooFew, "is"},
		{9, 3, 3, 3, SayUnassessed, ""},
		{18, 3, 2, 0, SayUnassessed, ""}, // two with it
		{18, 4, 4, 4, SayTooFew, "is"},
		{30, 5, 5, 3, SayHint, "ripqs"},
		{30, 5, 2, 12, SayChance, "ripqs"},
		{30, 6, 4, 6, SayChance, "ripqs"}, // q .06, but the interval holds 1
		{30, 9, 9, 3, SayHint, "ripqs"},
		{40, 12, 12, 6, SayAssociated, "ripqs"},
		{40, 12, 0, 20, SayAssociated, "ripqs"}, // later, not sooner
		{40, 12, 5, 12, SayChance, "ripqs"},
		{19, 10, 9, 0, SayHint, "ripqs"}, // ten cramps, but not twenty runs
	} {
		h := Associate(history(c.runs, c.cramps, c.fastCramps, c.fastFree), Options{})
		a := of(t, h, FastFirstMile)
		figures := ""
		for _, f := range []struct {
			letter string
			v      Maybe
		}{{"r", a.Ratio}, {"i", maybe(boolean(a.RatioCI.Lo.Known || a.RatioCI.Hi.Known))}, {"p", a.P}, {"q", a.Q}, {"s", a.SmallestP}} {
			if f.v.Known {
				figures += f.letter
			}
		}
		if a.Saying != c.want || figures != c.figures {
			t.Errorf("%d of %d runs, %d of the cramps and %d of the others fast: %s with %q, want %s with %q (%+v)",
				c.cramps, c.runs, c.fastCramps, c.fastFree, a.Saying, figures, c.want, c.figures, a)
		}
		if a.OutOfReach != (a.SmallestP.Known && a.SmallestP.Value > 0.05) {
			t.Errorf("out of reach: %v at a smallest p of %v", a.OutOfReach, a.SmallestP)
		}
	}
}

func boolean(yes bool) float64 {
	if yes {
		return 1
	}
	return math.NaN()
}

// An exposure is what was there before the cramp; the whole run never is.
func TestExposuresComeBeforeTheCramp(t *testing.T) {
	course := func(fluidML, distM, descentM []float64) Course {
		c := Course{StartKnownS: maybe(1800)}
		for i := range distM {
			c.Steps = append(c.Steps, SoFar{
				TimerS: 300 * float64(i), DistanceM: maybe(distM[i]), DescentM: maybe(descentM[i]), FluidML: maybe(fluidML[i]), SodiumMG: maybe(0),
			})
		}
		return c
	}
	a, b, c := assocRun(0, 10, true, false), assocRun(1, 20, false, false), assocRun(2, 20, false, true)
	a.Course = course([]float64{0, 50, 5000}, []float64{0, 1000, 2000}, []float64{0, 40, 40})
	b.Course = course([]float64{0, 100, 100, 0, 0}, []float64{0, 1000, 2000, 3000, 4000}, []float64{0, 20, 500, 500, 500})
	c.Course = course([]float64{0, 150, 0, 0, 0}, []float64{0, 1000, 2000, 3000, 4000}, []float64{0, 0, 500, 500, 500})
	c.Course.Steps[1].SodiumTaken = true
	c.Course.AmbientC, b.Course.AmbientC = maybe(20), maybe(19.9)
	c.Course.FirstPartFrac, c.Course.FirstPartS = maybe(0.031), maybe(1800)
	a.Course.FirstPartFrac, a.Course.FirstPartS = maybe(0.031), maybe(1800) // void: its cramp came before
	b.Race = true
	c.WarmupS = maybe(600)
	runs := []*Result{a, b, c}
	h := NewHistory(runs, nil, Options{})
	row := Options{}.rule(associationID)
	s := h.subjects(false)
	for _, w := range []struct {
		e    Exposure
		want string // of the three runs: yes, no or ?
	}{
		{FastFirstMile, "?ny"}, // the mile of the first was judged by what came after its cramp
		{FastFirstPart, "??y"},
		{Warm, "?ny"},
		{LittleFluid, "ynn"}, // 50, 100 and 150 ml in five minutes; the drink of the tenth minute came with the cramp
		{NoSodium, "yyn"},
		{MuchDescent, "ynn"},
		{BeyondFamiliar, "???"}, // the folder does not reach back
		{RaceOrHard, "nyn"},
		{NoWarmup, "??n"},
	} {
		got := ""
		exposed := h.exposure(s, w.e, row)
		for i := range runs {
			switch yes, known := exposed(i, 600); {
			case !known:
				got += "?"
			case yes:
				got += "y"
			default:
				got += "n"
			}
		}
		if got != w.want {
			t.Errorf("%s: %s, want %s", w.e, got, w.want)
		}
	}
	if len(Exposures()) != 9 {
		t.Errorf("%d exposures, the evidence declares 9", len(Exposures()))
	}
}

func TestFamiliarDistanceIsThatOfTheThirtyDaysBefore(t *testing.T) {
	var runs []*Result
	for i := range 3 {
		r := assocRun(20*i, 120, i == 2, false)
		r.DistanceM = maybe(10_000)
		for s := 0.0; s <= r.TimerS; s += 300 {
			r.Course.Steps = append(r.Course.Steps, SoFar{TimerS: s, DistanceM: maybe(2 * s)})
		}
		runs = append(runs, r)
	}
	h := NewHistory(runs, nil, Options{})
	exposed := h.exposure(h.subjects(false), BeyondFamiliar, Options{}.rule(associationID))
	for _, c := range []struct {
		t          float64
		yes, known bool
	}{{5700, false, true}, {6000, true, true}} { // 10.8 and 11.4 km at the steps before, against 11
		if yes, known := exposed(2, c.t); yes != c.yes || known != c.known {
			t.Errorf("at %.0f s: %v, %v", c.t, yes, known)
		}
	}
	if _, known := exposed(0, 5700); known {
		t.Error("a first run has a familiar distance")
	}
}

// Cramps after the finish are no events but in a line of their own, and those
// without a moment are compared by yes or no.
func TestCrampsWithoutAMomentAndAfterTheFinish(t *testing.T) {
	runs := d1()
	runs[19].Cramps = []Cramp{{AfterFinish: true}}
	runs[18].Cramps = []Cramp{{BeforeStart: true}}
	c := Associate(runs, Options{})
	if c.CrampRuns != 6 || c.AfterFinish != 1 || c.WithFinish == nil || c.WithFinish.CrampRuns != 7 || !known(c.WithFinish.ShareFrac, 0.35, 1e-12) {
		t.Errorf("%+v %+v", c, c.WithFinish)
	}
	if !known(of(t, c, FastFirstMile).Ratio, 6.1135721, 5e-8) {
		t.Error("a cramp after the finish changed the primary comparison")
	}
	// It comes at 250 min, when no other run is under way: it tells nothing.
	if len(c.WithFinish.Changed) != 0 {
		t.Errorf("changed: %v", c.WithFinish.Changed)
	}
	for i, r := range d1() {
		if r.Cramps != nil {
			r.Cramps[0].TimerS = Maybe{}
		}
		r.Course.StartOutside = i != 0
		runs[i] = r
	}
	c = Associate(runs, Options{})
	a := of(t, c, FastFirstMile)
	if !c.ByYesNo || c.Timed != 0 || c.CrampRuns != 6 || c.Comparable != 14 || c.Curve != nil || c.PerHour.Known {
		t.Errorf("without moments: %+v", c)
	}
	if a.CrampsExposed != 5 || a.CrampsKnown != 6 || a.FreeExposed != 2 || a.FreeKnown != 13 || a.Unknown != 1 || !a.P.Known {
		t.Errorf("by yes or no: %+v", a)
	}
	if f := of(t, c, LittleFluid); f.CrampsKnown != 0 || f.FreeKnown != 0 || f.Unknown != 20 {
		t.Errorf("fluid without a moment: %+v", f)
	}
	runs[3].Cramps[0].TimerS, runs[6].Cramps[0].TimerS, runs[9].Cramps[0].TimerS = maybe(7080), maybe(8520), maybe(9600)
	if c = Associate(runs, Options{}); c.ByYesNo || c.Timed != 3 || of(t, c, FastFirstMile).CrampsKnown != 3 {
		t.Errorf("with half of the moments: %+v", c)
	}
}

func TestHistoriesOfNextToNothing(t *testing.T) {
	ride := assocRun(3, 100, true, false)
	ride.Run = false
	for _, c := range []struct {
		name string
		runs []*Result
		want int
	}{
		{"nothing", nil, 0},
		{"a ride", []*Result{ride}, 0},
		{"a run without time", []*Result{{Run: true}}, 0},
		{"a bare run", []*Result{{Run: true, TimerS: 600}}, 1},
		{"a bare run with a bare cramp", []*Result{{Run: true, TimerS: 600, Cramps: []Cramp{{}}}}, 1},
		{"a cramp at the start", []*Result{{Run: true, TimerS: 600, Cramps: []Cramp{{TimerS: maybe(0)}}}}, 1},
		{"a cramp after the finish", []*Result{{Run: true, TimerS: 600, Cramps: []Cramp{{AfterFinish: true}}}}, 1},
	} {
		h := Associate(c.runs, Options{})
		if h.Runs != c.want {
			t.Errorf("%s: %d runs, want %d", c.name, h.Runs, c.want)
		}
		if bad := nonNumbers(h); bad != nil {
			t.Errorf("%s: %v", c.name, bad)
		}
	}
	var calm []*Result
	for i := range 30 {
		calm = append(calm, assocRun(i, 60, false, false))
	}
	h := Associate(calm, Options{})
	if !known(h.AtMostFrac, 0.1, 1e-12) || h.Associations != nil || h.Curve != nil || !known(h.PerHour, 0, 0) || !known(h.PerHourCI.Lo, 0, 0) {
		t.Errorf("30 runs without a cramp: %+v", h)
	}
	undated := d1()
	for _, r := range undated {
		r.DateKnown, r.Start, r.Local = false, time.Time{}, time.Time{}
	}
	h = Associate(undated, Options{})
	if !known(of(t, h, FastFirstMile).Ratio, 6.1135721, 5e-8) || of(t, h, BeyondFamiliar).CrampsKnown != 0 {
		t.Errorf("without dates: %+v", h.Associations)
	}
	before := d1()
	Associate(before, Options{})
	if !reflect.DeepEqual(before, d1()) {
		t.Error("Associate changes the runs")
	}
}

func TestWithinRunsBeforeTheCramps(t *testing.T) {
	var runs []*Result
	for i := range 6 {
		r := assocRun(i, 101, true, false)
		for s := 0.0; s <= r.TimerS; s += 300 {
			step := SoFar{TimerS: s, DistanceM: maybe(3 * s), DescentM: maybe(0)}
			if s > 5400 { // from 90 to 100 min, the last step before the cramp
				step.DescentM = maybe(20)
				step.DistanceM = maybe(3*5400 + 2*(s-5400))
			}
			r.Course.Steps = append(r.Course.Steps, step)
		}
		runs = append(runs, r)
	}
	want := []WithinRun{{"descent", 6, 0, maybe(1. / 64)}, {"speed", 0, 6, maybe(1. / 64)}} // 2·½·2^−6
	if got := Associate(runs, Options{}).Within; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := Associate(runs[:4], Options{}).Within; got != nil {
		t.Errorf("of four cramps: %+v", got)
	}
}

func TestHabitsOfLongRuns(t *testing.T) {
	var runs []*Result
	for i, excess := range []float64{0.02, 0.05, 0.01, 0.04} {
		r := assocRun(i, 90, false, false)
		r.FirstMile.ExcessFrac = maybe(excess)
		r.Halves = &Halves{FadeFrac: excess / 2}
		runs = append(runs, r)
	}
	runs = append(runs, assocRun(5, 74, false, true)) // too short
	h := Associate(runs, Options{}).Habits
	if h.LongRuns != 4 || h.Before != 3 || h.FasterThan != 2 || h.Last != runs[3] || !known(h.StartFrac, 0.03, 1e-12) ||
		h.FadeRuns != 4 || !known(h.FadeFrac, 0.015, 1e-12) || !known(h.LastStartFrac, 0.04, 0) {
		t.Errorf("%+v", h)
	}
}

// What a run keeps every five minutes is what stood in it until then.
func TestCourseOfARun(t *testing.T) {
	a := hilly(record(runs(12_000, 0.3)), func(m float64) float64 { return 1000 - m/50 }) // an hour, down 2 %
	res := judged(t, a, drink(700, 200, math.NaN()), drink(1500, 100, 90), goal(3700), func() parse.Entry {
		e := entry(parse.Ambient, unsaid())
		e.TemperatureC = 21
		return e
	}())
	c := res.Course
	if len(c.Steps) != 13 || !known(c.AmbientC, 21, 0) {
		t.Fatalf("%d steps, %v", len(c.Steps), c.AmbientC)
	}
	for i, s := range c.Steps {
		if s.TimerS != 300*float64(i) || !known(s.DistanceM, 1000*float64(i), 4) || !known(s.DescentM, 20*float64(i), 3) || s.HardS.Known {
			t.Errorf("step %d: %+v", i, s)
		}
		ml := 0.0
		if s.TimerS >= 700 {
			ml += 200
		}
		if s.TimerS >= 1500 {
			ml += 100
		}
		if !known(s.FluidML, ml, 0) || s.SodiumTaken != (s.TimerS >= 1500) {
			t.Errorf("step %d: %+v, want %.0f ml", i, s, ml)
		}
	}
	if !c.StartOutside || !known(c.StartKnownS, mile*0.3, 2) || !known(c.FirstPartS, 1800, 2) || !c.FirstPartFrac.Known {
		t.Errorf("the start against a goal: %+v", c)
	}
	if c = judged(t, a).Course; c.StartOutside || !known(c.StartKnownS, 1800, 2) || c.Steps[3].FluidML.Known || c.Steps[3].SodiumTaken {
		t.Errorf("without notes: %+v", c)
	}
	paused := withPauses(record(runs(3000, 0.3), silence(600, 0), runs(3000, 0.3)), parse.Pause{StartS: 900, EndS: 1500})
	paused.TimerEvents = true
	if c = judged(t, paused).Course; len(c.Steps) != 7 || !known(c.Steps[5].DistanceM, 5000, 4) {
		t.Errorf("with a pause: %+v", c.Steps)
	}
}
