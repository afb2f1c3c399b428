package analyze

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"crampcheck/parse"
)

// catLong is a run of km kilometres at 5:00, so many days before catStart.
func catLong(daysAgo, km float64, notes ...string) catRun {
	return catRun{daysAgo: daysAgo, legs: []catLeg{{km * 1000, km * 300}}, notes: strings.Join(notes, "\n")}
}

// catTorn is a run of which the end is lost.
func catTorn(r catRun) catRun {
	r.tweak = func(a *parse.Activity) { a.Notes = append(a.Notes, parse.Note{Code: parse.Truncated, Text: "cut"}) }
	return r
}

// catPast is a run among others.
func catPast(runs ...catRun) catInput { return catInput{runs: runs} }

// catStarts is long runs of 20 km a week apart, the judged one first; the first
// three miles of the fast ones are run at 4:30 /km and the rest at 5:00.
func catStarts(fast ...bool) catInput {
	var in catInput
	for i, f := range fast {
		pace := 0.300
		if f {
			pace = 0.270
		}
		in.runs = append(in.runs, catRun{daysAgo: float64(7 * i), legs: []catLeg{{3 * mile, 3 * mile * pace}, {20_000 - 3*mile, (20_000 - 3*mile) * 0.300}}})
	}
	return in
}

// catAt returns n starts of which the first fast ones were fast.
func catAt(n, fast int) []bool {
	out := make([]bool, n)
	for i := range fast {
		out[i] = true
	}
	return out
}

// catSites is n runs with a cramp of the left calf, three weeks apart.
func catSites(n int) catInput {
	in := catCrampRuns(n, "")
	for i := range in.runs {
		in.runs[i].daysAgo *= 3
	}
	return in
}

// catTried is three runs with cramps and so many days of stretching and massage.
func catTried(cramps, stretched, massaged int) catInput {
	var days []string
	for i := range stretched {
		days = append(days, fmt.Sprintf("%d,,stretch,60 s", 2+i))
	}
	for i := range massaged {
		days = append(days, fmt.Sprintf("%d,,massage,30 min", 20+i))
	}
	return catCrampRuns(cramps, strings.Join(days, "\n"))
}

// catLaid is n runs of 20 km a day apart, every other with a fast first mile; the
// latest ones had a cramp after an hour.
func catLaid(n, cramps int) catInput {
	var in catInput
	for i := range n {
		pace := 0.300
		if i%2 == 0 {
			pace = 0.250
		}
		r := catRun{daysAgo: float64(i), legs: []catLeg{{mile, mile * pace}, {20_000 - mile, (20_000 - mile) * 0.300}}}
		if i < cramps {
			r.notes = "1h,cramp,,,left calf"
		}
		in.runs = append(in.runs, r)
	}
	return in
}

// catBefore10 is a long run after n earlier ones, the latest of which with
// cramps.
func catBefore10(n, cramps int) catInput {
	in := catPast(catLong(0, 20))
	for i := range n {
		r := catLong(float64(i+1), 20)
		if i < cramps {
			r.notes = "1h,cramp,,,left calf"
		}
		in.runs = append(in.runs, r)
	}
	return in
}

func catHistoryCases() []catCase {
	medicines := catTried(3, 0, 0)
	medicines.opt.Runner.Conditions = []string{"medicines"}
	return []catCase{
		{
			rule: "load/long-run-jump", name: "30 km after 20", in: catPast(catLong(0, 30), catLong(10, 20), catLong(40, 25)), want: Fired, severity: Notice,
			evidence: []Measure{{"beyond", 0.5, Frac}, {"distance", 30_000, Meter}, {"longest", 20_000, Meter}, {"silent", 22_000, Meter}},
		},
		{rule: "load/long-run-jump", name: "21 km after 20", in: catPast(catLong(0, 21), catLong(10, 20), catLong(40, 25)), want: Clear, evidence: []Measure{{"beyond", 0.05, Frac}}},
		{
			rule: "load/long-run-jump", name: "after a long run whose end is lost", in: catPast(catLong(0, 30), catTorn(catLong(10, 20)), catLong(12, 15), catLong(40, 25)),
			want: Withheld, reason: "a part of the recording is lost",
		},
		{
			rule: "load/long-run-jump", name: "after a short run whose end is lost", in: catPast(catLong(0, 30), catLong(10, 20), catTorn(catLong(12, 15)), catLong(40, 25)),
			want: Fired, severity: Notice, evidence: []Measure{{"beyond", 0.5, Frac}},
		},
		{rule: "load/long-run-jump", name: "a folder of two weeks", in: catPast(catLong(0, 30), catLong(14, 20)), want: Withheld, reason: "does not reach back 30 days"},
		{rule: "load/long-run-jump", name: "after five weeks without a run", in: catPast(catLong(0, 30), catLong(36, 20)), want: Withheld, reason: "no run with a distance in the 30 days before"},
		{
			rule: "pace/long-run-start-discipline", name: "three of four began fast", in: catStarts(catAt(4, 3)...), want: Fired, severity: Tip,
			evidence: []Measure{{"held", 1, Count}, {"runs", 4, Count}, {"silent", 2, Count}},
		},
		{rule: "pace/long-run-start-discipline", name: "all held back", in: catStarts(catAt(4, 0)...), want: Clear, evidence: []Measure{{"held", 4, Count}}},
		{rule: "pace/long-run-start-discipline", name: "three long runs are too few", in: catStarts(catAt(3, 3)...), want: Withheld, reason: "too few long runs"},
		{
			rule: "cramp/beyond-familiar-distance", name: "at km 24 after runs of 20", in: catPast(catLong(0, 30, "2h,cramp,,,left calf"), catLong(10, 20), catLong(40, 25)), want: Fired, severity: Notice,
			evidence: []Measure{{"beyond", 0.2, Frac}, {"longest", 20_000, Meter}, {"silent", 22_000, Meter}, {"at", 7200, Second}},
		},
		{rule: "cramp/beyond-familiar-distance", name: "at km 12", in: catPast(catLong(0, 30, "1h,cramp,,,left calf"), catLong(10, 20), catLong(40, 25)), want: Clear},
		{rule: "cramp/beyond-familiar-distance", name: "no cramp", in: catPast(catLong(0, 30), catLong(10, 20), catLong(40, 25)), want: Withheld, reason: "no cramp"},
		{rule: "cramp/beyond-familiar-distance", name: "after five weeks without a run", in: catPast(catLong(0, 30, "2h,cramp"), catLong(36, 20)), want: Withheld, reason: "no run with a distance in the 30 days before"},
		{
			rule: "cramp/recurrent-site", name: "the left calf in four runs", in: catSites(4), want: Fired, severity: Notice,
			evidence: []Measure{{"runs", 4, Count}, {"window", 180, Day}, {"silent", 3, Count}},
		},
		{rule: "cramp/recurrent-site", name: "in two", in: catSites(2), want: Clear, evidence: []Measure{{"runs", 2, Count}}},
		{rule: "cramp/recurrent-site", name: "no cramp", in: catOne(catSteady(3600)), want: Withheld, reason: "no cramp"},
		{rule: "history/previous-cramp", name: "two of five", in: catBefore10(5, 2), want: Fired, severity: Info, evidence: []Measure{{"cramps", 2, Count}, {"runs", 5, Count}}},
		{rule: "history/previous-cramp", name: "none of five", in: catBefore10(5, 0), want: Clear},
		{rule: "history/previous-cramp", name: "a first long run", in: catBefore10(0, 0), want: Withheld, reason: "no earlier race or long run"},
		{
			rule: "history/association", name: "three cramps in twelve runs, half of them begun fast", in: catLaid(12, 3), want: Fired, severity: Info,
			evidence: []Measure{{"cramps", 3, Count}, {"runs", 12, Count}, {"silent", 3, Count}},
		},
		{rule: "history/association", name: "one run", in: catOne(catSteady(3600)), want: Withheld, reason: "too few runs with cramps to compare"},
		{
			rule: "history/persistent", name: "three runs, stretching and massage tried", in: catTried(3, 4, 4), want: Fired, severity: Warn,
			evidence: []Measure{{"cramp_runs", 3, Count}, {"window", 90, Day}, {"silent", 3, Count}},
		},
		{rule: "history/persistent", name: "three runs and medicines", in: medicines, want: Fired, severity: Warn},
		{rule: "history/persistent", name: "two runs", in: catTried(2, 4, 4), want: Clear},
		{rule: "history/persistent", name: "one method tried", in: catTried(3, 4, 0), want: Withheld, reason: "fewer than two methods"},
	}
}

func catHistoryEdges() []catEdge {
	jump := func(x float64) catInput { return catPast(catLong(0, x), catLong(10, 20), catLong(40, 25)) }
	return []catEdge{
		{rule: "load/long-run-jump", name: "22 km after 20", at: jump, edge: 22, eps: 0.01, above: true, onEdge: Clear, says: "silent", saysValue: 22_000, limit: "beyond", to: 0.2},
		{
			rule: "load/long-run-jump", name: "8 km are worth the name", at: func(x float64) catInput {
				return catPast(catLong(0, x), catLong(10, 5), catLong(40, 5))
			}, edge: 8, eps: 0.01, above: true, onEdge: Fired, limit: "min_distance", to: 10_000,
		},
		{
			// A run of 30 days ago counts, one of a second more does not.
			rule: "load/long-run-jump", name: "30 days", at: func(x float64) catInput {
				return catPast(catLong(0, 30), catLong(x, 30), catLong(10, 20), catLong(40, 25))
			}, edge: 30, eps: 1. / 86400, above: true, onEdge: Clear, limit: "window", to: 31,
		},
		{
			rule: "load/long-run-jump", name: "a folder that begins 30 days before", at: func(x float64) catInput {
				return catPast(catLong(0, 30), catLong(10, 20), catLong(x, 20))
			}, edge: 30, eps: 1. / 86400, above: true, onEdge: Fired, quiet: Withheld, limit: "window", to: 31,
		},
		{
			rule: "pace/long-run-start-discipline", name: "two held back", at: func(x float64) catInput { return catStarts(catAt(4, 4-int(x))...) },
			edge: 1.5, eps: 0.5, says: "silent", saysValue: 2, limit: "held", to: 1,
		},
		{
			rule: "pace/long-run-start-discipline", name: "75 min", at: func(x float64) catInput {
				in := catStarts(catAt(4, 4)...)
				in.runs[3].legs = []catLeg{{3 * mile, 1200}, {3 * (x - 1200), x - 1200}}
				return in
			}, edge: 4500, eps: 1, above: true, onEdge: Fired, quiet: Withheld, limit: "min_time", to: 5400,
		},
		{
			rule: "cramp/beyond-familiar-distance", name: "22 km after 20", at: func(x float64) catInput {
				return jump(30).and(catCramp(x * 300))
			}, edge: 22, eps: 0.01, above: true, onEdge: Clear, says: "silent", saysValue: 22_000, limit: "beyond", to: 0.3,
		},
		{rule: "cramp/recurrent-site", name: "three runs", at: func(x float64) catInput { return catSites(int(x)) }, edge: 2.5, eps: 0.5, above: true, says: "silent", saysValue: 3, limit: "runs", to: 4},
		{
			rule: "cramp/recurrent-site", name: "180 days", at: func(x float64) catInput {
				in := catSites(3)
				in.runs[2].daysAgo = x
				return in
			}, edge: 180, eps: 1. / 86400, onEdge: Fired, limit: "window", to: 100,
		},
		{rule: "history/previous-cramp", name: "one", at: func(x float64) catInput { return catBefore10(5, int(x)) }, edge: 0.5, eps: 0.5, above: true, limit: "cramps", to: 2},
		{
			rule: "history/previous-cramp", name: "the last ten", at: func(x float64) catInput {
				in := catBefore10(int(x), 0)
				in.runs[int(x)].notes = "1h,cramp"
				return in
			}, edge: 10.5, eps: 0.5, limit: "runs", to: 9,
		},
		{
			rule: "history/association", name: "three cramps", at: func(x float64) catInput { return catLaid(12, int(x)) },
			edge: 2.5, eps: 0.5, above: true, quiet: Withheld, says: "silent", saysValue: 3, limit: "cramps", to: 4,
		},
		{
			rule: "history/association", name: "ten runs", at: func(x float64) catInput { return catLaid(int(x), 3) },
			edge: 9.5, eps: 0.5, above: true, quiet: Withheld, limit: "runs", to: 11,
		},
		{
			rule: "history/association", name: "three runs each way", at: func(x float64) catInput {
				in := catLaid(12, 3)
				for i := range in.runs {
					pace := 0.300
					if i < int(x) {
						pace = 0.250
					}
					in.runs[i].legs[0].s = mile * pace
				}
				return in
			}, edge: 2.5, eps: 0.5, above: true, quiet: Withheld, limit: "each", to: 4,
		},
		{rule: "history/persistent", name: "three runs", at: func(x float64) catInput { return catTried(int(x), 4, 4) }, edge: 2.5, eps: 0.5, above: true, says: "silent", saysValue: 3, limit: "cramp_runs", to: 4},
		{rule: "history/persistent", name: "tried four times", at: func(x float64) catInput { return catTried(3, 4, int(x)) }, edge: 3.5, eps: 0.5, above: true, quiet: Withheld, limit: "tried", to: 5},
		{
			rule: "history/persistent", name: "90 days", at: func(x float64) catInput {
				in := catTried(3, 4, 4)
				in.runs[2].daysAgo = x
				return in
			}, edge: 90, eps: 1. / 86400, onEdge: Fired, limit: "window", to: 80,
		},
	}
}

// The week's longest run stands for it, whatever else was run in it.
func TestStartsAreThoseOfTheLongestRunOfEachWeek(t *testing.T) {
	in := catStarts(true, true, true, true)
	// Wednesdays of the weeks before, held back and shorter: they stand for nothing.
	for _, ago := range []float64{4, 11, 18} {
		in.runs = append(in.runs, catLong(ago, 16))
	}
	if f := in.finding(t, "pace/long-run-start-discipline"); f.State != Fired || f.Evidence[0] != (Measure{"held", 0, Count}) {
		t.Errorf("beside shorter runs held back: %s %v, want fired with none held back", f.State, f.Evidence)
	}
	// The same, but longer: they stand for their weeks. The judged run's own
	// week is its own.
	for i, ago := range []float64{11, 18, 25} {
		in.runs[4+i] = catLong(ago, 22)
	}
	if f := in.finding(t, "pace/long-run-start-discipline"); f.State != Clear || f.Evidence[0] != (Measure{"held", 3, Count}) {
		t.Errorf("beside longer runs held back: %s %v, want clear with three held back", f.State, f.Evidence)
	}
}

func TestSitesAreCountedOncePerRunAndBySide(t *testing.T) {
	sites := func(rows ...string) catInput {
		in := catPast()
		for i, r := range rows {
			in.runs = append(in.runs, catRun{daysAgo: float64(7 * i), legs: catSteady(3600), notes: r})
		}
		return in
	}
	for _, c := range []struct {
		name string
		in   catInput
		site string // "" is clear
	}{
		{"three runs", sites("30m,cramp,,,left calf", "30m,cramp,,,left calf", "30m,cramp,,,left calf"), "left calf"},
		{"three cramps of one run are one", sites("10m,cramp,,,left calf\n20m,cramp,,,left calf\n30m,cramp,,,left calf"), ""},
		{"left and right are two sites", sites("30m,cramp,,,left calf", "30m,cramp,,,right calf", "30m,cramp,,,left calf"), ""},
		{"both sides are none", sites("30m,cramp,,,both calves", "30m,cramp,,,both calves", "30m,cramp,,,both calves"), ""},
		{"suggestions do not count", sites("30m,cramp,,,left calf", "30m,cramp?,,,left calf", "30m,cramp,,,left calf"), ""},
		{
			"the most frequent one is named",
			sites("10m,cramp,,,right hamstring\n30m,cramp,,,left calf", "30m,cramp,,,left calf", "30m,cramp,,,left calf", "30m,cramp,,,right hamstring", "30m,cramp,,,left calf", "30m,cramp,,,right hamstring"),
			"left calf",
		},
	} {
		f := c.in.finding(t, "cramp/recurrent-site")
		if (f.State == Fired) != (c.site != "") {
			t.Errorf("%s: %s %v", c.name, f.State, f.Evidence)
		}
		if c.site != "" && !slices.Equal(f.Told().Words, []Word{{"site", c.site}}) {
			t.Errorf("%s: %v, want the %s", c.name, f.Told().Words, c.site)
		}
	}
}

func TestPersistentCrampsNameWhatWasTried(t *testing.T) {
	f := catTried(3, 4, 4).finding(t, "history/persistent")
	if !slices.Equal(f.Told().Words, []Word{{"methods", "stretching and massage"}}) || f.Told().Say != sayPersist {
		t.Errorf("%v: %q", f.Told().Words, f.Told().Say)
	}
	medicines := catTried(3, 4, 0)
	medicines.opt.Runner.Conditions = []string{"diabetes", "medicines"}
	if f := medicines.finding(t, "history/persistent"); f.Told().Say != sayMedicines {
		t.Errorf("with medicines: %s %q", f.State, f.Told().Say)
	}
	other := catTried(3, 4, 0)
	other.opt.Runner.Conditions = []string{"diabetes"}
	if f := other.finding(t, "history/persistent"); f.State != Withheld {
		t.Errorf("with diabetes: %s %q", f.State, f.Told().Say)
	}
	// Two muscles stretched on one day are one day of stretching.
	twice := catCrampRuns(3, "2,,stretch,60 s,,left calf\n2,,stretch,60 s,,right calf\n3,,stretch,60 s,,left calf\n3,,stretch,60 s,,right calf\n"+
		"20,,massage\n21,,massage\n22,,massage\n23,,massage")
	if f := twice.finding(t, "history/persistent"); f.State != Withheld {
		t.Errorf("two days of stretching, noted twice each: %s, want withheld as tried on two days", f.State)
	}
}

// One run never tells an association, however many there are before it; the
// latest one points to the history, where that can compare anything.
func TestAssociationsAreNoMatterOfOneRun(t *testing.T) {
	for _, c := range []struct {
		runs, cramps int
		reason       string
	}{
		{9, 3, "too few runs to compare"},
		{10, 2, "too few runs with cramps to compare"},
		{10, 3, "one run cannot tell: it is a question to the whole history"},
	} {
		in := catCrampRuns(c.runs, "")
		for i := c.cramps; i < c.runs; i++ {
			in.runs[i].notes = ""
		}
		f := in.finding(t, "history/association")
		if f.State != Withheld || f.Withheld.Reason != c.reason {
			t.Errorf("%d cramps in %d runs: %s %+v, want %q", c.cramps, c.runs, f.State, f.Withheld, c.reason)
		}
	}
	for i, res := range catLaid(14, 5).judge(t) {
		switch f := res.Finding("history/association"); {
		case (f.State == Fired) != (i == 0):
			t.Errorf("%d runs before the latest: %s", i, f.State)
		case i == 1 && f.Withheld.Reason != "one run cannot tell: it is a question to the whole history":
			t.Errorf("the last but one: %+v", f.Withheld)
		}
	}
}

func TestOneEarlierRunIsSaidAsOne(t *testing.T) {
	if f := catBefore10(1, 1).finding(t, "history/previous-cramp"); f.Told().Say != sayPreviousOne || f.Told().Unless != "that run had no cramp" {
		t.Errorf("%q, silent if %q", f.Told().Say, f.Told().Unless)
	}
	if f := catBefore10(2, 1).finding(t, "history/previous-cramp"); f.Told().Say != sayPrevious {
		t.Errorf("%q", f.Told().Say)
	}
}

// Runs whose watch did not know the date have no past.
func TestRunsWithoutADateHaveNoHistory(t *testing.T) {
	in := catPast(catLong(0, 30, "2h,cramp,,,left calf"), catLong(10, 20), catLong(40, 25))
	for i := range in.runs {
		in.runs[i].tweak = func(a *parse.Activity) { a.ClockUnset = true }
	}
	for _, rule := range []string{"load/long-run-jump", "cramp/beyond-familiar-distance", "history/previous-cramp", "recovery/massage-roller", "strength/none"} {
		if f := in.finding(t, rule); f.State != Withheld {
			t.Errorf("%s without dates: %s, want withheld", rule, f.State)
		}
	}
}
