package analyze

import (
	"math"
	"strings"
	"testing"
	"time"

	"crampcheck/parse"
)

// catGoal is a goal of s seconds.
func catGoal(s float64) parse.Entry {
	return catEntry(parse.Goal, parse.Unsaid, func(e *parse.Entry) { e.DurationS = s })
}

// catCorral is a corral for a pace in seconds a mile.
func catCorral(secPerMile float64) parse.Entry {
	return catEntry(parse.Corral, parse.Unsaid, func(e *parse.Entry) { e.PaceSPerM = secPerMile / mile })
}

// catFirst is a run of ten miles at 8:00 whose first mile takes s seconds.
func catFirst(s float64) []catLeg { return catMiles(append([]float64{s}, catSame(9, 480)...)...) }

// catLead is a run of ten miles in 1:20:00 whose first half is s seconds short
// of 40 minutes.
func catLead(s float64) catInput {
	return catOne([]catLeg{{5 * mile, 2400 - s}, {5 * mile, 2400 + s}}).and(catGoal(4800))
}

// catLast is a run of six miles at 8:00 whose last one is s seconds slower.
func catLast(s float64) catInput { return catOne(catMiles(480, 480, 480, 480, 480, 480+s)) }

// catWall is a run of 32 km at 5:00 /km whose last six are slower by frac.
func catWall(frac float64) catInput {
	return catOne([]catLeg{{26_000, 7800}, {6000, 1800 * (1 + frac)}})
}

// catFade is a run of ten miles at 8:00 whose second half is slower by frac.
func catFade(frac float64) catInput {
	return catOne([]catLeg{{5 * mile, 2400}, {5 * mile, 2400 * (1 + frac)}})
}

// catRace10 is a race of 10 km in 50 min, after one 30 days before.
func catRace10(extra ...parse.Entry) catInput {
	in := catOne([]catLeg{{10_000, 3000}}, ",race").and(extra...)
	in.opt.Runner.Races = []Race{{catStart.AddDate(0, 0, -30), 10_000, 3000}}
	return in
}

// catHearts is a run of 70 min at 3 m/s with a heart rate of 140 up to the
// middle of its steady part, which is 40 min, and of late after it.
func catHearts(late float64) catInput {
	in := catOne(catSteady(4200))
	in.runs[0].tweak = func(a *parse.Activity) {
		for _, s := range a.TimeS {
			hr := 140.0
			if s > 2400 {
				hr = late
			}
			a.HeartRateBPM = append(a.HeartRateBPM, hr)
		}
	}
	return in
}

func catEffortCases() []catCase {
	marathonRide := catOne(catSteady(7200))
	marathonRide.runs[0].tweak = func(a *parse.Activity) { a.Sport = "cycling" }
	return []catCase{
		{
			rule: "pace/fast-first-mile", name: "7:20 before miles of 8:00 is 40 s or 8.3 % fast", in: catOne(catFirst(440)), want: Fired, severity: Warn,
			evidence: []Measure{{"excess", 40. / 480, Frac}, {"mile_time", 440, Second}, {"reference_time", 480, Second}, {"ahead", 40, Second}, {"silent", 465.6, Second}},
		},
		{rule: "pace/fast-first-mile", name: "4 % is a notice", in: catOne(catFirst(460.8)), want: Fired, severity: Notice, limit: "notice"},
		{rule: "pace/fast-first-mile", name: "12 % is said strongly", in: catOne(catFirst(422.4)), want: Fired, severity: Warn, limit: "strong"},
		{rule: "pace/fast-first-mile", name: "an even run", in: catOne(catFirst(480)), want: Clear},
		{rule: "pace/fast-first-mile", name: "two miles are too short", in: catOne(catMiles(400, 480)), want: Withheld, reason: "shorter than 3 miles"},
		{
			rule: "pace/fast-first-half", name: "100 s ahead at half-way, 100 s given back", in: catLead(100), want: Fired, severity: Warn, limit: "warn",
			evidence: []Measure{{"banked", 100, Second}, {"given", 100, Second}, {"reference_half", 2400, Second}, {"double", 200, Second}, {"ratio", 1, Ratio}, {"silent", 30, Second}},
		},
		{rule: "pace/fast-first-half", name: "40 s is 1.7 % and a notice", in: catLead(40), want: Fired, severity: Notice},
		{rule: "pace/fast-first-half", name: "even halves", in: catLead(0), want: Clear, evidence: []Measure{{"banked", 0, Second}}},
		{rule: "pace/fast-first-half", name: "five miles in 40 min are too short", in: catOne(catMiles(catSame(5, 480)...)), want: Withheld, reason: "too short to look at its halves"},
		{
			rule: "pace/first-mile-not-slower-than-last", name: "the last mile took 20 s more", in: catLast(20), want: Fired, severity: Tip,
			evidence: []Measure{{"difference", 20, SPerMile}, {"first", 480, Second}, {"last", 500, Second}},
		},
		{rule: "pace/first-mile-not-slower-than-last", name: "the last mile took 60 s less", in: catLast(-60), want: Clear},
		{rule: "pace/first-mile-not-slower-than-last", name: "two miles", in: catOne(catMiles(400, 480)), want: Withheld, reason: "shorter than 3 miles"},
		{
			rule: "pace/mile-marker-check", name: "7:40 with a goal of 8:00 a mile", in: catOne(catFirst(460)).and(catGoal(4800)), want: Fired, severity: Notice,
			evidence: []Measure{{"ahead", 20, Second}, {"ahead_frac", 20. / 480, Frac}, {"mile_time", 460, Second}, {"reference_time", 480, Second}},
		},
		{rule: "pace/mile-marker-check", name: "on time", in: catOne(catFirst(480)).and(catGoal(4800)), want: Clear},
		{rule: "pace/mile-marker-check", name: "no goal", in: catOne(catFirst(440)), want: Withheld, reason: "no goal"},
		{
			rule: "pace/wall", name: "30 % slower from km 26 to km 32", in: catWall(0.30), want: Fired, severity: Warn,
			evidence: []Measure{{"slower", 0.30, Frac}, {"from", 26_000, Meter}, {"length", 6000, Meter}, {"silent", 0.15, Frac}},
		},
		{
			rule: "pace/wall", name: "20 % slower is a slowdown and no wall", in: catWall(0.20), want: Fired, severity: Notice, limit: "slowed",
			evidence: []Measure{{"slower", 0.20, Frac}, {"from", 26_000, Meter}, {"length", 6000, Meter}},
		},
		{rule: "pace/wall", name: "5 % slower", in: catWall(0.05), want: Clear},
		{rule: "pace/wall", name: "10 km are too short", in: catOne([]catLeg{{10_000, 3000}}), want: Withheld, reason: "too short for a wall"},
		{rule: "pace/fade", name: "20 % slower", in: catFade(0.20), want: Fired, severity: Notice, evidence: []Measure{{"fade", 0.20, Frac}, {"silent", 0.10, Frac}}},
		{rule: "pace/fade", name: "32 % slower is marked slowing", in: catFade(0.32), want: Fired, severity: Warn, limit: "warn", evidence: []Measure{{"fade", 0.32, Frac}, {"silent", 0.10, Frac}}},
		{rule: "pace/fade", name: "even halves", in: catFade(0), want: Clear},
		{rule: "pace/fade", name: "5 km are too short", in: catOne([]catLeg{{5000, 1500}}), want: Withheld, reason: "too short to compare its halves"},
		{
			rule: "pace/corral", name: "7:30 for a goal of 8:00", in: catOne(catFirst(480), ",race").and(catGoal(4800), catCorral(450)), want: Fired, severity: Tip,
			evidence: []Measure{{"faster", 30. / 480, Frac}, {"own", 480 / mile, SPerM}, {"corral", 450 / mile, SPerM}},
		},
		{rule: "pace/corral", name: "a fast start from an unknown corral", in: catOne(catFirst(440), ",race"), want: Fired, severity: Tip},
		{rule: "pace/corral", name: "the runner's own", in: catOne(catFirst(480), ",race").and(catGoal(4800), catCorral(480)), want: Clear},
		{rule: "pace/corral", name: "no race", in: catOne(catFirst(480)).and(catCorral(450)), want: Withheld, reason: "not a race"},
		{
			rule: "pace/unrealistic-goal", name: "45:00 after a race in 50:00", in: catRace10(catGoal(2700)), want: Fired, severity: Notice,
			evidence: []Measure{{"faster", 0.10, Frac}, {"goal", 2700, Second}, {"predicted", 3000, Second}, {"silent", 2850, Second}},
		},
		{rule: "pace/unrealistic-goal", name: "50:00 again", in: catRace10(catGoal(3000)), want: Clear},
		{rule: "pace/unrealistic-goal", name: "no race known", in: catOne([]catLeg{{10_000, 3000}}, ",race").and(catGoal(2700)), want: Withheld, reason: "no race in the 120 days"},
		{
			// Speed is the same and heart rate 8 % up: 1 − 1/1.08.
			rule: "effort/decoupling", name: "heart rate 8 % up", in: catHearts(140 * 1.08), want: Fired, severity: Info,
			evidence: []Measure{{"drift", 1 - 1/1.08, Frac}, {"onset", 2400, Second}, {"silent", 0.05, Frac}},
		},
		{rule: "effort/decoupling", name: "heart rate 15 % up is a notice", in: catHearts(161), want: Fired, severity: Notice, limit: "notice", evidence: []Measure{{"drift", 1 - 1/1.15, Frac}}},
		{rule: "effort/decoupling", name: "an even heart", in: catHearts(140), want: Clear, evidence: []Measure{{"drift", 0, Frac}}},
		{rule: "effort/decoupling", name: "no heart rate", in: catOne(catSteady(4200)), want: Withheld, reason: "no heart rate"},
		{rule: "pace/wall", name: "a ride", in: marathonRide, want: Withheld, reason: "not a run"},
	}
}

func catEffortEdges() []catEdge {
	return []catEdge{
		{
			rule: "pace/fast-first-mile", name: "3 % of 480 s is 14.4 s", at: func(x float64) catInput { return catOne(catFirst(x)) },
			edge: 465.6, eps: 0.01, says: "silent", limit: "notice", to: 0.05,
		},
		{
			rule: "pace/fast-first-mile", name: "at 4:30 a mile the floor of 10 s is 3.7 %", at: func(x float64) catInput {
				return catOne(catMiles(append([]float64{x}, catSame(9, 270)...)...))
			}, edge: 260, eps: 0.01, says: "silent", limit: "floor", to: 20,
		},
		{
			rule: "pace/fast-first-half", name: "30 s are more than 1 % of 40 min", at: catLead,
			edge: 30, eps: 0.01, above: true, says: "silent", limit: "floor", to: 60,
		},
		{
			rule: "pace/fast-first-half", name: "1 % of 80 min is 48 s", at: func(x float64) catInput {
				return catOne([]catLeg{{10 * mile, 4800 - x}, {10 * mile, 4800 + x}}).and(catGoal(9600))
			}, edge: 48, eps: 0.01, above: true, says: "silent", limit: "banked", to: 0.02,
		},
		{
			rule: "pace/first-mile-not-slower-than-last", name: "10 s", at: catLast,
			edge: 10, eps: 0.01, above: true, says: "silent", limit: "difference", to: 30,
		},
		{
			rule: "pace/mile-marker-check", name: "3 % of 480 s", at: func(x float64) catInput { return catOne(catFirst(x)).and(catGoal(4800)) },
			edge: 465.6, eps: 0.01, says: "silent", limit: "ahead", to: 0.05,
		},
		{rule: "pace/wall", name: "15 % slower for 6 km", at: catWall, edge: 0.15, eps: 1e-4, above: true, says: "silent", limit: "slowed", to: 0.2},
		{
			rule: "pace/wall", name: "two miles of it, in bins of 400 m of which one may be cut", at: func(x float64) catInput {
				return catOne([]catLeg{{32_000 - x, (32_000 - x) * 0.3}, {x, x * 0.36}})
			}, edge: 3000, eps: 200, above: true, limit: "slowed_length", to: 5000,
		},
		{rule: "pace/fade", name: "10 %", at: catFade, edge: 0.10, eps: 1e-4, above: true, says: "silent", limit: "notice", to: 0.2},
		{
			rule: "pace/corral", name: "3 % faster than 480 s", at: func(x float64) catInput {
				return catOne(catFirst(480), ",race").and(catGoal(4800), catCorral(x*mile))
			}, edge: 465.6 / mile, eps: 1e-5, says: "silent", limit: "faster", to: 0.1,
		},
		{
			rule: "pace/unrealistic-goal", name: "5 % faster than 50 min", at: func(x float64) catInput { return catRace10(catGoal(x)) },
			edge: 2850, eps: 0.1, onEdge: Clear, says: "silent", limit: "faster", to: 0.2,
		},
		{
			rule: "effort/decoupling", name: "5 %", at: func(x float64) catInput { return catHearts(140 / (1 - x)) },
			edge: 0.05, eps: 1e-4, above: true, says: "silent", limit: "info", to: 0.09,
		},
	}
}

// A wall is said with the grade that its length and depth earn.
func TestAWallIsFiveKilometresAQuarterSlower(t *testing.T) {
	for _, c := range []struct {
		name     string
		frac, m  float64
		severity Severity
	}{
		{"25 % over 6 km", 0.2501, 6000, Warn},
		{"24.9 % over 6 km is a slowdown", 0.249, 6000, Notice},
		{"30 % over 5.2 km", 0.30, 5200, Warn},
		{"30 % over 4.4 km is a slowdown", 0.30, 4400, Notice},
	} {
		f := catOne([]catLeg{{32_000 - c.m, (32_000 - c.m) * 0.3}, {c.m, c.m * 0.3 * (1 + c.frac)}}).finding(t, "pace/wall")
		if f.State != Fired || f.Severity != c.severity {
			t.Errorf("%s: %s %s, want fired %s", c.name, f.State, f.Severity, c.severity)
		}
	}
}

// Seven slow bins of thirteen have a slow median; they are no five kilometres.
func TestAWalkOfAFewKilometresIsNoWall(t *testing.T) {
	for _, c := range []struct {
		m    float64
		want State
	}{{2800, Clear}, {4000, Fired}} { // a slowdown of two miles, and no wall
		f := catOne([]catLeg{{18_000, 5400}, {c.m, c.m * 0.39}, {14_000 - c.m, (14_000 - c.m) * 0.3}}).finding(t, "pace/wall")
		if f.State != c.want || f.Severity == Warn {
			t.Errorf("%v m slower by 30 %% in the middle: %s %s %v, want %s and no wall", c.m, f.State, f.Severity, f.Evidence, c.want)
		}
	}
}

// Riegel (1981) with the general exponent: computed with R (evidence, B3).
func TestRiegelPredictsFromTenKilometres(t *testing.T) {
	race := Race{DistanceM: 10_000, TimeS: 3000}
	for _, c := range []struct{ m, want float64 }{{21_097.5, 1*3600 + 50*60 + 19}, {42_195, 3*3600 + 50*60 + 1}, {10_000, 3000}} {
		if got := riegelS(race, c.m, 1.06); math.Abs(got-c.want) > 0.5 {
			t.Errorf("riegelS(10 km in 50:00, %v m) = %v, want %v", c.m, got, c.want)
		}
	}
}

func TestPredictionsKeepToRecentRaces(t *testing.T) {
	race := func(daysAgo int, m, s float64) Race {
		return Race{catStart.Add(-time.Duration(daysAgo) * 24 * time.Hour), m, s}
	}
	for _, c := range []struct {
		name  string
		m     float64 // of the race that is judged
		races []Race
		want  float64 // 0: no prediction
	}{
		{"a half marathon by the general exponent", 21_097.5, []Race{race(30, 10_000, 3000)}, 6619},
		{"a marathon 5 % slower than that", 42_195, []Race{race(30, 10_000, 3000)}, 13_801 * 1.05},
		// ln(6900/3000) / ln(2.10975) = 1.11570; 6900 · 2^1.11570 = 14952
		{"a marathon by the runner's own exponent", 42_195, []Race{race(20, 21_097.5, 6900), race(60, 10_000, 3000)}, 14_952},
		{"the latest race counts", 10_000, []Race{race(100, 10_000, 2800), race(10, 10_000, 3000)}, 3000},
		{"120 days ago is recent", 10_000, []Race{race(120, 10_000, 3000)}, 3000},
		{"121 days ago is not", 10_000, []Race{race(121, 10_000, 3000)}, 0},
		{"a race of the future tells nothing", 10_000, []Race{race(-1, 10_000, 3000)}, 0},
	} {
		in := catOne([]catLeg{{c.m, c.m * 0.3}}, ",race").and(catGoal(c.m * 0.3))
		in.opt.Runner.Races = c.races
		f := in.finding(t, "pace/unrealistic-goal")
		got := 0.0
		for _, m := range f.Evidence {
			if m.Name == "predicted" {
				got = m.Value
			}
		}
		if math.Abs(got-c.want) > 1.5 {
			t.Errorf("%s: %v, want %v (%s)", c.name, got, c.want, f.State)
		}
	}
}

// The drift is withheld where it would mean something else.
func TestDriftIsWithheldForUnsteadyShortHardAndThinRuns(t *testing.T) {
	hearts := func(legs []catLeg, hr func(s float64) float64) catInput {
		in := catOne(legs)
		in.runs[0].tweak = func(a *parse.Activity) {
			for _, s := range a.TimeS {
				a.HeartRateBPM = append(a.HeartRateBPM, hr(s))
			}
		}
		return in
	}
	even := func(float64) float64 { return 170 }
	hard := hearts(catSteady(4200), even)
	hard.opt.Runner.MaxHeartRateBPM = 185
	calm := hearts(catSteady(4200), even)
	calm.opt.Runner.MaxHeartRateBPM = 190 // 170 is 89.5 %
	for _, c := range []struct {
		name, reason string // "" is a verdict
		in           catInput
	}{
		{"39 min of steady running", "too short", hearts(catSteady(600+2340), even)},
		{"40 min of steady running", "", hearts(catSteady(600+2405), even)},
		{"170 of 185 is above nine tenths", "too intense", hard},
		{"170 of 190 is not", "", calm},
		{"a fifth of the second half without heart rate", "gaps", hearts(catSteady(4200), func(s float64) float64 {
			if s > 3000 && s < 3400 {
				return math.NaN()
			}
			return 170
		})},
		{"pace up and down", "uneven", hearts([]catLeg{{3000, 900}, {3000, 1100}, {3000, 800}, {3000, 1100}, {3000, 850}}, even)},
	} {
		f := c.in.finding(t, "effort/decoupling")
		reason := ""
		if f.Withheld != nil {
			reason = f.Withheld.Reason
		}
		if (c.reason == "") != (f.State != Withheld) || !strings.Contains(reason, c.reason) {
			t.Errorf("%s: %s %q, want withheld for %q", c.name, f.State, reason, c.reason)
		}
	}
}
