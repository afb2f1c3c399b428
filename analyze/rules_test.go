package analyze

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"crampcheck/parse"
)

// scenario is a run on which a rule gives one verdict.
type scenario struct {
	name  string
	a     func() *parse.Activity
	notes []parse.Entry
}

func walk() *parse.Activity {
	a := record(runs(10_000, 0.3))
	a.Sport = "walking"
	return a
}

func long() *parse.Activity { return record(runs(20_000, 0.3)) } // 6000 s

// scenarios holds one or more runs for each state of each rule.
func scenarios() map[string]map[State][]scenario {
	fast := func() *parse.Activity { return fastStart(8, 420, 480) }
	even := func() *parse.Activity { return fastStart(8, 480, 480) }
	short := func() *parse.Activity { return record(runs(3000, 0.3)) }
	down := func() *parse.Activity {
		return hilly(fastStart(8, 440, 480), func(m float64) float64 { return 400 - 0.04*min(m, mile) })
	}
	up := func() *parse.Activity {
		return hilly(even(), func(m float64) float64 { return 400 + 0.04*min(m, mile) })
	}
	faded := func() *parse.Activity { return record(miles(440, 480, 480, 480, 480, 480, 540, 540)...) }
	slower := func() *parse.Activity { return record(miles(440, 480, 480, 480, 480, 480, 500, 500)...) }
	whole := []parse.Entry{goal(3840)}
	water := drink(600, 200, nan)
	stretched := cramp(5500)
	stretched.Response = []string{"stretch"}
	walked := cramp(5500)
	walked.Response = []string{"walk"}
	finish := entry(parse.Cramp, parse.Moment{Kind: parse.AtAfter})
	return map[string]map[State][]scenario{
		firstMileID: {
			Fired: {
				{"strong", fast, nil},
				{"against a goal", fast, whole},
				{"a notice", func() *parse.Activity { return fastStart(8, 460, 480) }, nil},
				{"followed by a fade", faded, nil},
				{"slower later", slower, nil},
				{"on a level course by satellites", func() *parse.Activity { return hillyGPS(fast(), func(float64) float64 { return 400 }) }, nil},
			},
			Clear: {{"even", even, nil}, {"the hills explain it", down, nil}, {"a climb", up, nil}},
			Withheld: {
				{"short", short, nil},
				{"a walk", walk, nil},
				{"faster than any runner", func() *parse.Activity { return record(runs(20_000, 0.125)) }, nil},
				{"few points", func() *parse.Activity { return every(20, fast()) }, nil},
			},
		},
		"pace/fast-first-half": {
			Fired: {
				{"and paid for", func() *parse.Activity { return record(leg{m: 12_000, s: 3500}, leg{m: 12_000, s: 3800}) }, []parse.Entry{goal(7200)}},
				{"and not paid for", func() *parse.Activity { return record(leg{m: 12_000, s: 3500}, leg{m: 12_000, s: 3500}) }, []parse.Entry{goal(7200)}},
			},
			Clear:    {{"even", even, nil}},
			Withheld: {{"short", short, nil}, {"a walk", walk, nil}},
		},
		"pace/first-mile-not-slower-than-last": {
			Fired:    {{"a slow end", func() *parse.Activity { return record(miles(480, 480, 480, 480, 480, 500)...) }, nil}, {"a fade", faded, nil}},
			Clear:    {{"even", even, nil}},
			Withheld: {{"short", short, nil}, {"a walk", walk, nil}},
		},
		"fluid/long-effort-electrolytes": {
			Fired: {
				{"on water", long, []parse.Entry{water}},
				{"nothing noted", long, nil},
				{"a sports drink", long, []parse.Entry{sport(600, 200)}},
			},
			Clear:    {{"short", short, nil}, {"sodium", long, []parse.Entry{drink(600, 200, 90)}}},
			Withheld: {{"a walk", walk, nil}},
		},
		"fluid/over-drinking": {
			Fired: {
				{"a high rate", long, []parse.Entry{drink(600, 2000, nan)}},
				{"more than was sweated", long, []parse.Entry{drink(600, 1000, nan), weight(parse.AtBefore, 70), weight(parse.AtAfter, 70.3)}},
				{"a large amount", func() *parse.Activity { return record(leg{m: 40_000, s: 20_000}) }, []parse.Entry{drink(600, 3200, nan)}},
				{"in the cold", long, []parse.Entry{drink(600, 1000, nan), temperature(5)}},
			},
			Clear:    {{"a little", long, []parse.Entry{water}}},
			Withheld: {{"nothing noted", long, nil}, {"a walk", walk, []parse.Entry{water}}},
		},
		"cramp/late-after-fast-start": {
			Fired:    {{"late", fast, []parse.Entry{cramp(3000)}}},
			Clear:    {{"early", fast, []parse.Entry{cramp(600)}}, {"late after an even start", even, []parse.Entry{cramp(3000)}}},
			Withheld: {{"no cramp", fast, nil}, {"a walk", walk, []parse.Entry{cramp(2500)}}},
		},
		"cramp/late-long-effort-no-electrolytes": {
			Fired:    {{"on water", long, []parse.Entry{water, cramp(5500)}}},
			Clear:    {{"early", long, []parse.Entry{water, cramp(1000)}}},
			Withheld: {{"no drinks noted", long, []parse.Entry{cramp(5500)}}, {"no cramp", long, []parse.Entry{water}}},
		},
		"cramp/midrun-response": {
			Fired: {
				{"nothing noted of it", long, []parse.Entry{cramp(5500)}},
				{"stretched", long, []parse.Entry{stretched}},
				{"walked", long, []parse.Entry{walked}},
				{"after the finish", long, []parse.Entry{finish}},
			},
			Withheld: {{"no cramp", long, nil}, {"a walk", walk, []parse.Entry{cramp(2500)}}},
		},
		disclaimerID: {Fired: {{"always", short, nil}, {"even on a walk", walk, nil}}},
	}
}

// unable lists the states that a rule cannot have, with the reason.
var unable = map[string]map[State]string{
	"cramp/midrun-response": {Clear: "what to do when it cramps is said of every cramp"},
	disclaimerID:            {Clear: "stands under every report", Withheld: "stands under every report"},
}

func TestEveryRuleInEveryState(t *testing.T) {
	all := scenarios()
	if len(Rules()) < 9 {
		t.Fatalf("only %d rules", len(Rules()))
	}
	for id := range all {
		if !slices.ContainsFunc(Rules(), func(r Rule) bool { return r.ID == id }) {
			t.Errorf("scenarios of %s, which is no rule", id)
		}
	}
	if len(all) < 9 {
		t.Fatalf("scenarios of only %d rules", len(all))
	}
	for _, r := range Rules() {
		if all[r.ID] == nil {
			continue // its cases stand beside its family; the catalogue's test demands them
		}
		for _, state := range []State{Fired, Clear, Withheld} {
			cases := all[r.ID][state]
			if why := unable[r.ID][state]; why != "" {
				if len(cases) > 0 {
					t.Errorf("%s has a scenario for %s, which it is said to lack: %s", r.ID, state, why)
				}
				continue
			}
			if len(cases) == 0 {
				t.Errorf("%s has no scenario in which it is %s", r.ID, state)
			}
			for _, c := range cases {
				res := judged(t, c.a(), c.notes...)
				if len(res.Findings) != len(Rules()) {
					t.Fatalf("%d findings of %d rules", len(res.Findings), len(Rules()))
				}
				f := finding(t, res, r.ID)
				if f.State != state {
					t.Errorf("%s, %s: %s %+v, want %s", r.ID, c.name, f.State, f.Withheld, state)
				}
			}
		}
	}
}

// Whatever a run is about, all of its findings are whole.
func TestFindingsAreWhole(t *testing.T) {
	n := 0
	for _, states := range scenarios() {
		for _, cases := range states {
			for _, c := range cases {
				res := judged(t, c.a(), c.notes...)
				for i, r := range Rules() {
					checkFinding(t, r, c.name, res.Findings[i])
					n++
				}
			}
		}
	}
	if n < 200 {
		t.Fatalf("only %d findings", n)
	}
}

// checkFinding checks what a finding of any state must hold.
func checkFinding(t *testing.T, r Rule, name string, f Finding) {
	t.Helper()
	where := r.ID + ", " + name
	if f.Row().Title != r.Title || f.Grade != r.Grade || !slices.Equal(f.Row().Cite, r.Cite) {
		t.Errorf("%s: the finding does not speak for its row", where)
	}
	if (f.Withheld != nil) != (f.State == Withheld) {
		t.Errorf("%s: %s with %+v", where, f.State, f.Withheld)
	}
	if f.Withheld != nil && (f.Withheld.Reason == "" || f.Withheld.Needed == "") {
		t.Errorf("%s: withheld without reason or need: %+v", where, f.Withheld)
	}
	if (f.Severity.Rank() >= 0) != (f.State == Fired) {
		t.Errorf("%s: %s with severity %q", where, f.State, f.Severity)
	}
	for _, m := range f.Evidence {
		if m.Name == "" || !slices.Contains(Units(), m.Unit) {
			t.Errorf("%s: evidence %+v", where, m)
		}
	}
	if f.Limit != nil && f.Limit.Source != "yours" && !slices.Contains(r.Limits, *f.Limit) {
		t.Errorf("%s: limit %+v is not of the row", where, f.Limit)
	}
	// Only a fired finding is worded, and a clear one that says something else than its row.
	if f.State == Fired || f.State == Clear && f.Told().Say != r.Say {
		if why := unfilled(f.Told().Say, f); why != "" {
			t.Errorf("%s: %s in %q", where, why, f.Told().Say)
		}
	}
	if f.State == Fired {
		if why := unfilled(f.Told().Do, f); why != "" {
			t.Errorf("%s: %s in %q", where, why, f.Told().Do)
		}
	}
}

// unfilled says what keeps a sentence from being worded with its evidence, as
// report does; "" when nothing does.
func unfilled(sentence string, f Finding) string {
	for rest := sentence; ; {
		before, after, found := strings.Cut(rest, "{")
		if strings.Contains(before, "}") {
			return "a stray }"
		}
		if !found {
			return ""
		}
		name, tail, closed := strings.Cut(after, "}")
		if !closed {
			return "an open {"
		}
		has := name == "Mile1" || name == "mile1" ||
			slices.ContainsFunc(f.Evidence, func(m Measure) bool { return m.Name == name }) ||
			slices.ContainsFunc(f.Told().Words, func(w Word) bool { return w.Name == name })
		if !has {
			return fmt.Sprintf("no evidence for {%s}", name)
		}
		rest = tail
	}
}

func TestUnfilled(t *testing.T) {
	f := Finding{Evidence: []Measure{{"a", 1, Second}}, Tells: &Told{Words: []Word{{"b", "x"}}}}
	for sentence, want := range map[string]string{
		"{a} and {b} of {Mile1} and {mile1}": "",
		"{c}":                                "no evidence for {c}",
		"{a":                                 "an open {",
		"a}":                                 "a stray }",
	} {
		if got := unfilled(sentence, f); got != want {
			t.Errorf("%q: %q, want %q", sentence, got, want)
		}
	}
}

func TestEverySourceIsNamed(t *testing.T) {
	cited := map[string]bool{"house": true}
	for _, r := range Rules() {
		for _, key := range r.Cite {
			cited[key] = true
		}
		for _, l := range r.Limits {
			cited[l.Source] = true
		}
	}
	for key, s := range Sources() {
		if s.Text == "" || s.DOI != "" && !strings.HasPrefix(s.DOI, "10.") {
			t.Errorf("%s: %+v", key, s)
		}
	}
	if len(cited) < 10 {
		t.Errorf("only %d sources are cited", len(cited))
	}
}

func TestUnitsAreListedOnce(t *testing.T) {
	used := map[Unit]bool{}
	for _, r := range Rules() {
		for _, l := range r.Limits {
			used[l.Unit] = true
		}
	}
	if len(used) < 5 {
		t.Fatalf("the rules use %d units", len(used))
	}
	seen := map[Unit]bool{}
	for _, u := range Units() {
		if u == "" || seen[u] {
			t.Errorf("unit %q stands twice or is empty", u)
		}
		seen[u] = true
	}
	for _, u := range []Unit{Second, Meter, SPerM, SPerMile, Frac, Ratio, MPS, BPM, SPM, ML, MLPerH, MG, MGPerH, KG, Celsius, Count} {
		if !seen[u] {
			t.Errorf("unit %q is not listed", u)
		}
	}
}

func TestARuleWithoutNumbersIsABug(t *testing.T) {
	for name, f := range map[string]func(){
		"evidence that is no number": func() { Rule{ID: "x"}.finding(fire(Tip, Measure{"a", nan, Second})) },
		"a limit that is not there":  func() { Rule{ID: "x"}.Limit("a") },
		"a rule that is not there":   func() { ruleByID("x") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s does not panic", name)
				}
			}()
			f()
		}()
	}
}

func TestRanks(t *testing.T) {
	for i, s := range []Severity{Info, Tip, Notice, Warn, Urgent} {
		if s.Rank() != i {
			t.Errorf("severity %s ranks %d, want %d", s, s.Rank(), i)
		}
	}
	for i, g := range []Grade{Opinion, Weak, Moderate, Strong} {
		if g.Rank() != i {
			t.Errorf("grade %s ranks %d, want %d", g, g.Rank(), i)
		}
	}
	if Severity("").Rank() >= 0 || Grade("").Rank() >= 0 {
		t.Error("no severity and no grade rank below all")
	}
}
