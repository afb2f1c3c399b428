package analyze

import (
	"math"
	"slices"
	"strings"
	"testing"

	"crampcheck/parse"
)

// catFastCramp is ten miles whose first one took 440 s and the others 480, which
// is 4760 s, with a cramp at a share of that.
func catFastCramp(share float64) catInput {
	return catOne(catFirst(440)).and(catCramp(math.Round(4760*share*1e6) / 1e6))
}

// catSlope is 10 km of which all from the fifth on falls or rises by grade, with
// a cramp at a distance.
func catSlope(grade, m float64) catInput {
	in := catOne([]catLeg{{10_000, 3000}}).and(catCramp(m * 0.3))
	in.runs[0].tweak = func(a *parse.Activity) {
		for _, d := range a.DistanceM {
			a.ElevationM = append(a.ElevationM, 500+math.Round(grade*max(d-5000, 0)/0.2)*0.2)
		}
	}
	return in
}

// catHard is a race of 10 km in which the pace is faster by frac than 5:00 /km
// up to a cramp at 40 min, after a race at 5:00 /km.
func catHard(frac float64) catInput {
	first := 2400 / (300 * (1 - frac)) * 1000
	in := catOne([]catLeg{{first, 2400}, {10_000 - first, (10_000 - first) * 0.3}}, ",race").and(catCramp(2400))
	in.opt.Runner.Races = []Race{{catStart.AddDate(0, 0, -30), 10_000, 3000}}
	return in
}

// catHot is an hour whose first s seconds were run at 95 % of the highest heart
// rate and the rest at 70 %, with a cramp at 50 min.
func catHot(s float64) catInput {
	in := catOne(catSteady(3600)).and(catCramp(3000))
	in.opt.Runner.MaxHeartRateBPM = 200
	in.runs[0].tweak = func(a *parse.Activity) {
		for _, at := range a.TimeS {
			hr := 140.0
			if at <= s {
				hr = 190
			}
			a.HeartRateBPM = append(a.HeartRateBPM, hr)
		}
	}
	return in
}

// catDry is two and a half hours on water with a cramp at s seconds.
func catDry(s float64) catInput {
	return catOne(catSteady(9000)).and(catDrink(parse.AtElapsed, 1800, 500), catCramp(s))
}

func catCrampCases() []catCase {
	salted := catDry(7200)
	salted.runs[0].notes = "1h,sodium,200 mg"
	return []catCase{
		{
			rule: "cramp/late-after-fast-start", name: "at 80 %", in: catFastCramp(0.8), want: Fired, severity: Notice,
			evidence: []Measure{{"share", 0.8, Frac}, {"at", 3808, Second}, {"silent", 0.6, Frac}},
		},
		{rule: "cramp/late-after-fast-start", name: "after a fast first half", in: catLead(100).and(catCramp(4000)), want: Fired, severity: Notice},
		{rule: "cramp/late-after-fast-start", name: "after an even start", in: catOne(catFirst(480)).and(catCramp(4000)), want: Clear},
		{rule: "cramp/late-after-fast-start", name: "no cramp", in: catOne(catFirst(440)), want: Withheld, reason: "no cramp"},
		{
			rule: "cramp/late-long-effort-no-electrolytes", name: "at two hours on water", in: catDry(7200), want: Fired, severity: Notice,
			evidence: []Measure{{"onset", 7200, Second}, {"sodium", 0, MG}, {"silent", 5400, Second}},
		},
		{rule: "cramp/late-long-effort-no-electrolytes", name: "sodium before it", in: salted, want: Clear},
		{rule: "cramp/late-long-effort-no-electrolytes", name: "no drinks noted", in: catOne(catSteady(9000)).and(catCramp(7200)), want: Withheld, reason: "no drinks"},
		{rule: "cramp/on-descent", name: "500 m into a fall of 6 %", in: catSlope(-0.06, 5500), want: Fired, severity: Info, evidence: []Measure{{"share", 25. / 30, Frac}, {"stretch", 600, Meter}, {"silent", 0.6, Frac}}},
		{rule: "cramp/on-descent", name: "1 km into a climb of 8 %", in: catSlope(0.08, 6000), want: Fired, severity: Info, evidence: []Measure{{"share", 1, Frac}}},
		{rule: "cramp/on-descent", name: "1 km into a climb of 4 % is no hill", in: catSlope(0.04, 6000), want: Clear},
		{rule: "cramp/on-descent", name: "on the level", in: catSlope(-0.06, 4000), want: Clear},
		{rule: "cramp/on-descent", name: "no elevation", in: catOne(catSteady(3600)).and(catCramp(1800)), want: Withheld, reason: "no elevation"},
		{rule: "cramp/hard-relative-pace", name: "6 % faster than predicted", in: catHard(0.06), want: Fired, severity: Notice, evidence: []Measure{{"faster", 0.06, Frac}, {"silent", 0.03, Frac}}},
		{rule: "cramp/hard-relative-pace", name: "25 min near the highest heart rate", in: catHot(1500), want: Fired, severity: Notice, limit: "min_time", evidence: []Measure{{"above", 1500, Second}, {"silent", 1200, Second}}},
		{rule: "cramp/hard-relative-pace", name: "at the predicted pace", in: catHard(0), want: Clear},
		{rule: "cramp/hard-relative-pace", name: "nothing to compare with", in: catOne(catSteady(3600)).and(catCramp(1800)), want: Withheld, reason: "neither a recent race nor"},
		{rule: "cramp/midrun-response", name: "a cramp", in: catOne(catSteady(3600)).and(catCramp(1800)), want: Fired, severity: Tip, evidence: []Measure{{"cramps", 1, Count}, {"at", 1800, Second}}},
		{rule: "cramp/midrun-response", name: "none", in: catOne(catSteady(3600)), want: Withheld, reason: "no cramp"},
	}
}

func catCrampEdges() []catEdge {
	return []catEdge{
		{
			rule: "cramp/late-after-fast-start", name: "60 % of the timer", at: catFastCramp,
			edge: 0.6, eps: 1e-4, above: true, onEdge: Fired, says: "silent", limit: "late", to: 0.7,
		},
		{
			rule: "cramp/late-after-fast-start", name: "a first half of 40 s", at: func(x float64) catInput { return catLead(x).and(catCramp(4000)) },
			edge: 30, eps: 0.1, above: true,
		},
		{
			rule: "cramp/late-long-effort-no-electrolytes", name: "90 min", at: catDry,
			edge: 5400, eps: 1, above: true, onEdge: Fired, says: "silent", limit: "onset", to: 6000,
		},
		{
			// On a fall of 6 % the smoothed grade is 3 % at the corner itself, so
			// each 20 m beyond it count as descent: 18 of 30 are the share of 60 %.
			rule: "cramp/on-descent", name: "18 of 30 stretches", at: func(x float64) catInput { return catSlope(-0.06, 5000+x) },
			edge: 350, eps: 10, above: true, says: "silent", saysValue: 0.6, limit: "share", to: 0.7,
		},
		{
			rule: "cramp/on-descent", name: "a fall of 3 %", at: func(x float64) catInput { return catSlope(-x, 8000) },
			edge: 0.03, eps: 0.003, above: true, limit: "down", to: 0.04,
		},
		{
			rule: "cramp/on-descent", name: "a climb of 5 %", at: func(x float64) catInput { return catSlope(x, 8000) },
			edge: 0.05, eps: 0.003, above: true, limit: "up", to: 0.06,
		},
		{rule: "cramp/hard-relative-pace", name: "3 %", at: catHard, edge: 0.03, eps: 1e-4, above: true, says: "silent", limit: "faster", to: 0.05},
		{rule: "cramp/hard-relative-pace", name: "20 min", at: catHot, edge: 1198, eps: 3, above: true, says: "silent", saysValue: 1200, limit: "min_time", to: 1800},
		{rule: "cramp/hard-relative-pace", name: "nine tenths of the highest heart rate", at: func(x float64) catInput {
			in := catHot(1500)
			in.opt.Runner.MaxHeartRateBPM = x
			return in
		}, edge: 190 / 0.9, eps: 0.01, limit: "share", to: 0.95},
	}
}

// A limit of the runner's own on the first half holds for the cramp after it.
func TestALateCrampKeepsToTheRunnersOwnLimits(t *testing.T) {
	in := catLead(100).and(catCramp(4000))
	for key, value := range map[string]float64{"pace/fast-first-half.floor": 200, "pace/fast-first-half.banked": 0.1} {
		f := in.with(map[string]float64{key: value, firstMileID + ".notice": 0.2, firstMileID + ".warn": 0.2, firstMileID + ".strong": 0.2})
		if got := f.finding(t, "pace/fast-first-half"); got.State != Clear {
			t.Errorf("%s = %v: the first half is %s", key, value, got.State)
		}
		if got := f.finding(t, "cramp/late-after-fast-start"); got.State != Clear {
			t.Errorf("%s = %v: the cramp is %s, want clear", key, value, got.State)
		}
	}
}

func TestTheResponseToACrampIsSaidAsNoted(t *testing.T) {
	for _, c := range []struct{ row, say, where string }{
		{"30m,cramp,,,left calf", "Cramp{where} at {at}; what you did about it is not noted.", " in the left calf"},
		{"30m,cramp,,,left calf,,,walk", "Cramp{where} at {at}; stretching is not among what you did about it.", " in the left calf"},
		{"30m,cramp,,,calves,,,stretch", "Cramp{where} at {at}; you stretched, which is what works.", " in the calf"},
		{"after,cramp,,,both calves", "Cramp{where} after the finish; what you did about it is not noted.", " in both calves"},
		{",cramp", "Cramp{where} at a moment not noted; what you did about it is not noted.", ""},
	} {
		f := catOne(catSteady(3600), c.row).finding(t, "cramp/midrun-response")
		if f.State != Fired || f.Told().Say != c.say {
			t.Errorf("%s: %q, want %q", c.row, f.Told().Say, c.say)
		}
		if !slices.Contains(f.Told().Words, Word{"where", c.where}) && !strings.Contains(c.row, "calves,,,stretch") {
			t.Errorf("%s: %v, want %q", c.row, f.Told().Words, c.where)
		}
	}
}
