package analyze

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"crampcheck/parse"
)

// led is a finding that may have led to some outcomes.
func led(rule string, s State, g Grade, to ...Outcome) Finding {
	f := Finding{Rule: rule, State: s, Severity: Notice, Grade: g, LedTo: to}
	if s == Withheld {
		f.Withheld = &WithheldBecause{Reason: "unknown", Needed: "a note"}
	}
	return f
}

func rulesOf(fs []*Finding) string {
	var out []string
	for _, f := range fs {
		out = append(out, f.Rule)
	}
	return strings.Join(out, " ")
}

func TestStory(t *testing.T) {
	within := led("c/within", Fired, Strong, Cramped)
	within.within("c/weak")
	silenced := led("c/silenced", Fired, Weak, Cramped)
	silenced.withholdFor("you drank more than is safe")
	all := []Finding{
		led("c/opinion", Fired, Opinion, Cramped),
		led("c/weak", Fired, Weak, Cramped, Slowdown),
		led("c/strong", Fired, Strong, Cramped),
		led("c/clear", Clear, Strong, Cramped),
		led("c/unknown", Withheld, Strong, Cramped),
		within,
		led("s/moderate", Fired, Moderate, Slowdown),
		led("s/unknown", Withheld, Moderate, Slowdown),
		led("nothing", Fired, Strong),
	}
	fade, wall := Finding{Rule: "pace/fade", State: Fired}, Finding{Rule: "pace/wall", State: Fired}
	for _, c := range []struct {
		name         string
		findings     []Finding
		cramps       []Cramp
		outcome      Outcome
		led, unknown string
		lost         Maybe
		n            int
	}{
		{"an even run has nothing to explain", all, nil, Even, "", "", Maybe{}, 0},
		{"a fade is a slowdown, the surest evidence first", append(slices.Clone(all), fade), nil, Slowdown, "s/moderate c/weak", "s/unknown", Maybe{}, 0},
		{"the wall is one too", append(slices.Clone(all), wall), nil, Slowdown, "s/moderate c/weak", "s/unknown", Maybe{}, 0},
		{"a fade that was looked for and not found is none", append(slices.Clone(all), Finding{Rule: "pace/fade", State: Clear}), nil, Even, "", "", Maybe{}, 0},
		{"a cramp comes before a slowdown", append(slices.Clone(all), fade), []Cramp{{LostS: maybe(60)}}, Cramped, "c/strong c/weak c/opinion", "c/unknown", maybe(60), 1},
		{"what a danger silences is nothing to note next time", []Finding{silenced}, []Cramp{{}}, Cramped, "", "", Maybe{}, 0},
		{"a cramp after the finish is one", nil, []Cramp{{AfterFinish: true}}, Cramped, "", "", Maybe{}, 0},
		{"a cramp before the start is none of the run", nil, []Cramp{{BeforeStart: true}}, Even, "", "", Maybe{}, 0},
		{"what is known of the cost is summed", nil, []Cramp{{LostS: maybe(60)}, {}, {LostS: maybe(30)}}, Cramped, "", "", maybe(90), 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := (&Result{Findings: c.findings, Cramps: c.cramps}).Story()
			if s.Outcome != c.outcome || rulesOf(s.Led) != c.led || rulesOf(s.Unknown) != c.unknown || s.CrampLostS != c.lost || s.CrampsLost != c.n {
				t.Errorf("outcome %s, led %q, unknown %q, lost %v of %d", s.Outcome, rulesOf(s.Led), rulesOf(s.Unknown), s.CrampLostS, s.CrampsLost)
			}
		})
	}
}

func TestStoryKeepsWhatADangerSilences(t *testing.T) {
	f := led("c/silenced", Fired, Weak, Cramped)
	f.withholdFor("you drank more than is safe")
	if s := (&Result{Findings: []Finding{f}, Cramps: []Cramp{{}}}).Story(); rulesOf(s.Silenced) != "c/silenced" {
		t.Errorf("silenced: %q", rulesOf(s.Silenced))
	}
}

func TestNext(t *testing.T) {
	for _, c := range []struct{ name, all, want string }{
		{"nothing", "", ""},
		{"safety stands in the alarms", "safety/red-flags pace/a", "pace/a"},
		{"three at most", "a/1 b/1 c/1 d/1", "a/1 b/1 c/1"},
		{"one of each family first", "a/1 a/2 b/1 a/3", "a/1 b/1 a/2"},
		{"what helps during a cramp is always among them", "a/1 b/1 c/1 d/1 cramp/midrun-response", "a/1 b/1 cramp/midrun-response"},
		{"and stays where it stands if it is", "a/1 cramp/midrun-response b/1 c/1", "a/1 cramp/midrun-response b/1"},
		{"behind another of its family too", "cramp/x a/1 b/1 cramp/midrun-response", "cramp/x a/1 cramp/midrun-response"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rep := &Report{}
			for _, rule := range strings.Fields(c.all) {
				rep.Recommendations = append(rep.Recommendations, Recommendation{Rule: rule})
			}
			var got []string
			for _, rec := range rep.Next() {
				got = append(got, rec.Rule)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%v, want %s", got, c.want)
			}
		})
	}
}

func TestStoryUnderARedFlag(t *testing.T) {
	if !fired("a.fit", Finding{Rule: "safety/red-flags", Severity: Urgent}).Story().Flagged {
		t.Error("a red flag is not told")
	}
	if fired("a.fit", Finding{Rule: "safety/red-flags", Severity: Notice}).Story().Flagged || fired("a.fit").Story().Flagged {
		t.Error("a red flag where none is")
	}
}

// datedRun is a run of a day in May 2026 with findings.
func datedRun(file string, day int, fs ...Finding) *Result {
	r := fired(file, fs...)
	r.Run, r.DateKnown = true, true
	r.Start = time.Date(2026, 5, day, 8, 0, 0, 0, time.UTC)
	r.Local = r.Start
	return r
}

func recommended(rep *Report) string {
	var out []string
	for _, rec := range rep.Recommendations {
		out = append(out, rec.Rule)
	}
	return strings.Join(out, " ")
}

func TestFocus(t *testing.T) {
	fast := Finding{Rule: "pace/fast-first-mile", Severity: Warn, Grade: Moderate}
	wall := Finding{Rule: "pace/wall", Severity: Warn, Grade: Moderate}
	flag := Finding{Rule: "safety/red-flags", Severity: Urgent, Grade: Strong}
	one, two, sick := datedRun("one.fit", 1, fast), datedRun("two.fit", 8, wall), datedRun("sick.fit", 9, flag)
	whole := func(runs ...*Result) *Report {
		rep := &Report{Runs: runs, Alarms: Alarms(runs), NotesErrors: []parse.NoteError{{Text: "x"}}}
		for _, r := range runs {
			rep.Inputs = append(rep.Inputs, Input{File: r.File})
		}
		return rep
	}
	got := whole(one, two).Focus([]*Result{two}, Options{})
	if len(got.Runs) != 1 || got.Runs[0] != two || len(got.With) != 2 || len(got.Inputs) != 1 || got.Inputs[0].File != "two.fit" || len(got.NotesErrors) != 1 {
		t.Errorf("runs %v, with %v, inputs %v", got.Runs, got.With, got.Inputs)
	}
	if recommended(got) != "pace/wall" || len(got.Alarms) != 0 {
		t.Errorf("recommended %q, alarms %v", recommended(got), got.Alarms)
	}
	// A red flag on another run of late stands above the report and silences it.
	got = whole(one, two, sick).Focus([]*Result{two}, Options{})
	if recommended(got) != "" || len(got.Alarms) != 1 || got.Alarms[0].Run != sick {
		t.Errorf("recommended %q, alarms %v", recommended(got), got.Alarms)
	}
	// One of months ago has been seen to; on the run asked for it is told all the same.
	old := datedRun("old.fit", 1, flag)
	old.Start = old.Start.AddDate(0, -3, 0)
	got = whole(old, two).Focus([]*Result{two}, Options{})
	if recommended(got) != "pace/wall" || len(got.Alarms) != 0 {
		t.Errorf("recommended %q, alarms %v", recommended(got), got.Alarms)
	}
	if got = whole(old, two).Focus([]*Result{old}, Options{}); len(got.Alarms) != 1 || got.Alarms[0].Run != old {
		t.Errorf("alarms on the run asked for: %v", got.Alarms)
	}
	// Who drank too much on another run of late is not told to drink more.
	thirsty := datedRun("thirsty.fit", 8, Finding{Rule: "fluid/under-drinking", Severity: Notice, Tells: &Told{Do: "Drink."}}, wall)
	over := datedRun("over.fit", 9, Finding{Rule: "fluid/over-drinking", Severity: Warn})
	if got = whole(thirsty, over).Focus([]*Result{thirsty}, Options{}); recommended(got) != "pace/wall" {
		t.Errorf("recommended %q beside a run on which too much was drunk", recommended(got))
	}
	over.Start = over.Start.AddDate(0, -3, 0)
	if got = whole(over, thirsty).Focus([]*Result{thirsty}, Options{}); !strings.Contains(recommended(got), "fluid/under-drinking") {
		t.Errorf("recommended %q months after", recommended(got))
	}
	// An alarm is told once, the gravest first.
	clot := Finding{Rule: "safety/dvt", Severity: Warn, Grade: Strong}
	ill := datedRun("ill.fit", 8, clot, flag)
	got = whole(one, ill).Focus([]*Result{ill}, Options{})
	if len(got.Alarms) != 2 || got.Alarms[0].Finding.Rule != "safety/red-flags" {
		t.Errorf("alarms %v", got.Alarms)
	}
}

func TestCompare(t *testing.T) {
	long := func(day int, timerS, startFrac, fadeFrac, km float64, cramps ...Cramp) *Result {
		r := datedRun("run.fit", day)
		r.TimerS, r.DistanceM, r.Cramps = timerS, maybe(km*1000), cramps
		r.FirstMile = FirstMile{ExcessFrac: maybe(startFrac)}
		if fadeFrac != 0 {
			r.Halves = &Halves{FadeFrac: fadeFrac}
		}
		return r
	}
	run := long(20, 9000, 0.10, 0.20, 25)
	past := []*Result{
		long(1, 6000, 0.02, 0.01, 16),
		long(5, 9500, 0.12, 0.05, 24, Cramp{}),
		long(6, 3000, 0.50, 0.50, 26), // no long one, and yet the longest in distance
		long(12, 7000, 0.04, 0, 18, Cramp{BeforeStart: true}),
	}
	noVerdict := long(14, 5500, 0.90, 0.03, 15)
	noVerdict.FirstMile.Withheld = &WithheldBecause{Reason: "intervals"}
	hilly := long(15, 5500, 0.20, 0.02, 15)
	hilly.FirstMile.ExcessAttenuatedFrac = maybe(0.01)
	later := long(25, 9000, 0.9, 0.9, 40)
	ride := long(10, 9000, 0.9, 0.9, 80)
	ride.Run = false
	all := append(slices.Clone(past), noVerdict, hilly, later, ride, run)
	got := compare(run, all, 4500)
	// Starts 0.02 0.12 0.04 0.01: the median of four is 0.03. Fades 0.01 0.05 0.03 0.02: 0.025.
	want := Compared{
		LongRuns: 5, Starts: 4, StartFrac: maybe(0.10), UsualStartFrac: maybe(0.03), FasterThan: 3,
		Fades: 4, FadeFrac: maybe(0.20), UsualFadeFrac: maybe(0.025), LongerThan: 4, LongestM: maybe(26000), CrampRuns: 1,
	}
	if got == nil {
		t.Fatal("nothing to compare with")
	}
	knows(t, "usual start", got.UsualStartFrac, 0.03, 1e-12)
	knows(t, "usual fade", got.UsualFadeFrac, 0.025, 1e-12)
	got.UsualStartFrac, got.UsualFadeFrac = want.UsualStartFrac, want.UsualFadeFrac
	if len(got.Runs) != got.LongRuns+1 || got.Runs[len(got.Runs)-1] != run {
		t.Errorf("%d runs, want the long ones and this one last", len(got.Runs))
	}
	got.Runs = nil
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("%+v\nwant %+v", *got, want)
	}
	undated := long(20, 9000, 0.1, 0.2, 25)
	undated.DateKnown = false
	for name, c := range map[string]*Compared{
		"without long ones": compare(run, []*Result{past[2], run}, 4500),
		"alone":             compare(run, []*Result{run}, 4500),
		"no date":           compare(undated, all, 4500),
		"a ride":            compare(ride, all, 4500),
	} {
		if c != nil {
			t.Errorf("%s: %+v", name, *c)
		}
	}
}
