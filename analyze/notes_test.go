package analyze

import (
	"math"
	"strings"
	"testing"
	"time"

	"crampcheck/parse"
)

// harbor is a run of 4:00:04 from 07:30 local time on, 48 km at 14404/48000
// s/m, in a zone seven hours west of Greenwich.
func harbor() *parse.Activity {
	a := record(leg{m: 48_000, s: 14_404})
	a.ZoneS, a.ZoneSource = -7*3600, "offset in the file"
	a.Laps = []parse.Lap{{StartS: 0, EndS: 7200}, {StartS: 7200, EndS: 14_404}}
	return a
}

// clock is a time of day as a runner writes it.
func clock(text string) parse.Moment {
	layout := "15:04"
	if strings.Count(text, ":") == 2 {
		layout = "15:04:05"
	}
	d, err := time.Parse(layout, text)
	if err != nil {
		panic(err)
	}
	return parse.Moment{Kind: parse.AtClock, S: float64(d.Hour()*3600 + d.Minute()*60 + d.Second()), Text: text, UncertaintyS: 30}
}

func TestMomentsArePlaced(t *testing.T) {
	pace := 14_404.0 / 48_000
	absolute := func(s string) parse.Moment {
		at, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return parse.Moment{Kind: parse.AtAbsolute, Time: at, Text: s}
	}
	dated := clock("10:11")
	dated.Date = "2026-10-11"
	for _, c := range []struct {
		name   string
		kind   parse.Kind
		at     parse.Moment
		phase  phase
		atS    float64
		unsure float64
	}{
		{"nothing said", parse.Drink, unsaid(), unplaced, nan, 0},
		{"before", parse.Drink, parse.Moment{Kind: parse.AtBefore}, before, nan, 0},
		{"an hour before", parse.Drink, parse.Moment{Kind: parse.AtBefore, S: 3600}, before, -3600, 0},
		{"after", parse.Drink, parse.Moment{Kind: parse.AtAfter}, after, nan, 0},
		{"half an hour after", parse.Drink, parse.Moment{Kind: parse.AtAfter, S: 1800}, after, 16_204, 0},
		{"start", parse.Cramp, parse.Moment{Kind: parse.AtStart}, during, 0, 0},
		{"finish", parse.Cramp, parse.Moment{Kind: parse.AtFinish}, during, 14_404, 0},
		{"elapsed", parse.Cramp, parse.Moment{Kind: parse.AtElapsed, S: 6130, UncertaintyS: 0.5}, during, 6130, 0.5},
		{"elapsed, a minute beyond the end", parse.Cramp, elapsed(14_464), during, 14_404, 0},
		{"on the timer", parse.Cramp, parse.Moment{Kind: parse.AtTimer, S: 6130}, during, 6130, 0},
		{"10:11 is 2:41:00 after 07:30", parse.Cramp, clock("10:11"), during, 9660, 30},
		{"10:11 with its date", parse.Cramp, dated, during, 9660, 30},
		{"a drink half an hour before the start", parse.Drink, clock("07:00"), before, -1800, 30},
		{"a drink two hours before the start", parse.Drink, clock("05:30"), before, -7200, 30},
		{"a cramp a quarter of an hour after the finish", parse.Cramp, clock("11:45"), after, 15_300, 30},
		{"with date and offset", parse.Cramp, absolute("2026-10-11T10:11:00-07:00"), during, 9660, 0},
		{"with date and another offset", parse.Cramp, absolute("2026-10-11T19:11:00+02:00"), during, 9660, 0},
		{"with date and offset, the evening before", parse.Massage, absolute("2026-10-10T19:30:00-07:00"), before, -43_200, 0},
		{"km 16, sure to half a kilometre", parse.Cramp, parse.Moment{Kind: parse.AtDistance, M: 16_000, UncertaintyM: 500}, during, 16_000 * pace, 500 * pace},
		{"a distance at the end is less sure on one side alone", parse.Cramp, parse.Moment{Kind: parse.AtDistance, M: 48_000, UncertaintyM: 500}, during, 14_404, 500 * pace},
		{"500 m beyond the end and unsure to 805 m: 47695 m to the end", parse.Cramp, parse.Moment{Kind: parse.AtDistance, M: 48_500, UncertaintyM: 805}, during, 14_404, 305 * pace},
		// A marker at 21097.5 of 42195 m stands half-way: 24000 m on the watch.
		{"a course marker", parse.Cramp, parse.Moment{Kind: parse.AtMarker, M: 21_097.5, UncertaintyM: 42.195}, during, 7202, 48 * pace},
		{"the end of the first lap", parse.Cramp, parse.Moment{Kind: parse.AtLap, Lap: 1}, during, 7200, 0},
	} {
		official := entry(parse.OfficialDist, unsaid())
		official.DistanceM = 42_195
		r := readied(t, Options{}, harbor(), entry(c.kind, c.at), official)
		var got *event
		for i := range r.notes.events {
			if r.notes.events[i].Kind == c.kind {
				got = &r.notes.events[i]
			}
		}
		if got == nil || got.phase != c.phase || math.IsNaN(got.atS) != math.IsNaN(c.atS) || math.Abs(got.atS-c.atS) > 1e-6 || !near(got.uncertaintyS, c.unsure, 1e-6) {
			t.Errorf("%s: %+v, want phase %d at %v ± %v s", c.name, got, c.phase, c.atS, c.unsure)
		}
	}
}

func TestTheTimerStandsInPauses(t *testing.T) {
	a := withPauses(record(runs(3000, 0.3), silence(100, 0), runs(3000, 0.3)), parse.Pause{StartS: 900, EndS: 1000})
	e := entry(parse.Cramp, parse.Moment{Kind: parse.AtTimer, S: 1200, Text: "0:20:00 timer"})
	if c := judged(t, a, e).Cramps[0]; !known(c.AtS, 1300, 1e-9) || !known(c.TimerS, 1200, 1e-9) {
		t.Errorf("1200 s on the timer stand at %+v elapsed and %+v on the timer, want 1300 and 1200", c.AtS, c.TimerS)
	}
}

func TestMomentsThatDoNotFit(t *testing.T) {
	at := func(kind parse.MomentKind, s float64, text string) parse.Moment {
		return parse.Moment{Kind: kind, S: s, Text: text}
	}
	unset := func() *parse.Activity { a := harbor(); a.ClockUnset = true; return a }
	blind := func() *parse.Activity { a := harbor(); a.DistanceM = nil; return a }
	for _, c := range []struct {
		name string
		a    *parse.Activity
		at   parse.Moment
		want string
	}{
		{
			"two parts that were meant as three", harbor(), clock("1:42"),
			"1:42 is read as the time of day, but this run lasted 07:30–11:30 (4:00:04). For 1 h 42 min after the start write 1:42:00 or 1h42m",
		},
		{
			"less than an hour", harbor(), clock("0:42"),
			"0:42 is read as the time of day, but this run lasted 07:30–11:30 (4:00:04). For 42 min after the start write 0:42:00 or 42m",
		},
		{
			"a clock with seconds", harbor(), clock("1:42:10"),
			"1:42:10 is read as the time of day, but this run lasted 07:30–11:30 (4:00:04). For 1:42:10 after the start write 1:42:10 or 1h42m10s",
		},
		{
			"a time of day that is no time since the start either", harbor(), clock("19:30"),
			"19:30 is read as the time of day, but this run lasted 07:30–11:30 (4:00:04)",
		},
		{
			"a cramp half an hour before the start", harbor(), clock("7:00"),
			"7:00 is read as the time of day, but this run lasted 07:30–11:30 (4:00:04)",
		},
		{
			"three parts that were meant as the clock", harbor(), at(parse.AtElapsed, 37_925, "10:32:05"),
			`10:32:05 is read as time since the start, but this run lasted 07:30–11:30 (4:00:04). For the time of day write "clock 10:32:05"`,
		},
		{
			"minutes, which no clock shows", harbor(), at(parse.AtElapsed, 24_000, "400m"),
			"400m is read as time since the start, but this run lasted 07:30–11:30 (4:00:04)",
		},
		{"beyond the timer", harbor(), at(parse.AtTimer, 15_000, "4:10:00 timer"), "4:10:00 timer is read as time on the watch's timer, but that ended at 4:00:04"},
		{
			"a day that is not the run's", harbor(),
			parse.Moment{Kind: parse.AtAbsolute, Time: time.Date(2026, 10, 14, 12, 0, 0, 0, time.UTC), Text: "2026-10-14T12:00:00Z"},
			"2026-10-14T12:00:00Z is not on the day of this run, which lasted 07:30–11:30 (4:00:04)",
		},
		// 48 km are 29.83 mi.
		{"beyond the distance", harbor(), parse.Moment{Kind: parse.AtDistance, M: 50_000, UncertaintyM: 500, Text: "km 50"}, "km 50 lies beyond the end: this run was 29.83 mi (48.00 km) on the watch"},
		{"a distance without distance", blind(), parse.Moment{Kind: parse.AtDistance, M: 5000, Text: "km 5"}, "this run has no distance: write a time since the start, as 1:42:10"},
		{
			"a marker without the official distance", harbor(),
			parse.Moment{Kind: parse.AtMarker, M: 5000, Text: "marker 5"},
			"a course marker needs the official distance: add official_distance, or write the distance on the watch, as mi 18.3",
		},
		{"a lap that was not", harbor(), parse.Moment{Kind: parse.AtLap, Lap: 3, Text: "lap 3"}, "lap 3: this run has 2 laps"},
		{"a clock on a watch without one", unset(), clock("10:11"), "10:11 is read as the time of day, but the watch did not know the date. Write the time since the start, as 1:42:10"},
		{"elapsed on a watch without a clock", unset(), at(parse.AtElapsed, 37_925, "10:32:05"), `10:32:05 is read as time since the start, but this run lasted 4:00:04. For the time of day write "clock 10:32:05"`},
	} {
		e := entry(parse.Cramp, c.at)
		e.Pos, e.Line = parse.Pos{Line: 6}, "the line"
		res, errs := Run(c.a, []parse.Entry{e}, Options{})
		want := parse.NoteError{File: "notes.csv", Pos: e.Pos, Line: "the line", Text: c.want}
		if len(errs) != 1 || errs[0] != want {
			t.Errorf("%s:\n%+v\nwant\n%+v", c.name, errs, want)
		}
		if len(res.Cramps) != 0 {
			t.Errorf("%s: it became a cramp all the same", c.name)
		}
	}
}

func TestMidnight(t *testing.T) {
	night := func() *parse.Activity { // 22:30 to 02:30
		a := record(leg{m: 40_000, s: 14_400})
		a.Start = time.Date(2026, 6, 1, 22, 30, 0, 0, time.UTC)
		return a
	}
	for _, c := range []struct {
		name string
		at   parse.Moment
		want float64
	}{
		{"before midnight", clock("23:00"), 1800},
		{"after midnight it is the next day", clock("1:15"), 9900},
		{"at the start", clock("22:30"), 0},
	} {
		if got := judged(t, night(), entry(parse.Cramp, c.at)).Cramps; len(got) != 1 || !known(got[0].AtS, c.want, 1e-9) {
			t.Errorf("%s: %+v, want %v s", c.name, got, c.want)
		}
	}
}

// A run from 00:10 on: 23:50 is of the day before.
func TestADrinkBeforeMidnightBeforeARunAfterIt(t *testing.T) {
	a := record(runs(8000, 0.3))
	a.Start = time.Date(2026, 6, 2, 0, 10, 0, 0, time.UTC)
	in := judged(t, a, entry(parse.Drink, clock("23:50"))).Intake
	if len(in.Events) != 1 || in.Events[0].When != "before" || !known(in.Events[0].AtS, -1200, 1e-9) {
		t.Errorf("%+v, want 1200 s before", in.Events)
	}
}

// On 2026-10-25 clocks in Zurich go from 03:00 back to 02:00.
func TestTheHourThatComesTwice(t *testing.T) {
	zone := entry(parse.ZoneName, unsaid())
	zone.Word = "Europe/Zurich"
	run := func() *parse.Activity { // 01:00 to 04:00 by a watch, four hours
		a := record(leg{m: 40_000, s: 14_400})
		a.Start = time.Date(2026, 10, 24, 23, 0, 0, 0, time.UTC)
		return a
	}
	if got := judged(t, run(), zone, entry(parse.Cramp, clock("1:30"))).Cramps; len(got) != 1 || !known(got[0].AtS, 1800, 1e-9) {
		t.Errorf("01:30 came once: %+v", got)
	}
	// 03:30 is two hours of summer time, one repeated hour and half an hour from 01:00.
	if got := judged(t, run(), zone, entry(parse.Cramp, clock("3:30"))).Cramps; len(got) != 1 || !known(got[0].AtS, 3.5*3600, 1e-9) {
		t.Errorf("03:30 came once: %+v", got)
	}
	_, errs := Run(run(), []parse.Entry{zone, entry(parse.Cramp, clock("2:30"))}, Options{})
	if len(errs) != 1 || !strings.HasPrefix(errs[0].Text, "2:30 came twice that night, as the clocks were set back. Write it with its offset, as 2026-10-25T02:30:00+0") {
		t.Errorf("02:30 came twice: %+v", errs)
	}
}

func TestAnUnknownZoneIsAnError(t *testing.T) {
	zone := entry(parse.ZoneName, unsaid())
	zone.Word = "Europe/Zurrich"
	_, errs := Run(harbor(), []parse.Entry{zone}, Options{})
	if len(errs) != 1 || errs[0].Text != `unknown time zone "Europe/Zurrich": write a name such as Europe/Zurich` {
		t.Errorf("%+v", errs)
	}
}

func TestOneEventFromTwoSources(t *testing.T) {
	from := func(origin string, atS float64, muscle, side string) parse.Entry {
		e := cramp(atS)
		e.Origin, e.Muscle, e.Side = origin, muscle, side
		return e
	}
	for _, c := range []struct {
		name  string
		notes []parse.Entry
		want  string // source and second of each
	}{
		{"CSV before YAML, 90 s apart", []parse.Entry{from("csv", 1000, "calf", "left"), from("yaml", 1090, "calf", "left")}, "csv 0:16:40"},
		{"CSV before YAML that comes first", []parse.Entry{from("yaml", 1000, "calf", "left"), from("csv", 1090, "calf", "left")}, "csv 0:18:10"},
		{"91 s apart are two", []parse.Entry{from("csv", 1000, "calf", "left"), from("yaml", 1091, "calf", "left")}, "csv 0:16:40 yaml 0:18:11"},
		{"another muscle is another cramp", []parse.Entry{from("csv", 1000, "calf", "left"), from("yaml", 1000, "quad", "left")}, "csv 0:16:40 yaml 0:16:40"},
		{"another side is another cramp", []parse.Entry{from("csv", 1000, "calf", "left"), from("yaml", 1000, "calf", "right")}, "csv 0:16:40 yaml 0:16:40"},
		{"a muscle that one does not say may be the same", []parse.Entry{from("csv", 1000, "", ""), from("yaml", 1000, "calf", "left")}, "csv 0:16:40"},
		{"one source may say two", []parse.Entry{from("csv", 1000, "calf", "left"), from("csv", 1010, "calf", "left")}, "csv 0:16:40 csv 0:16:50"},
	} {
		var got []string
		for _, cr := range judged(t, harbor(), c.notes...).Cramps {
			got = append(got, cr.Source, hms(cr.AtS.Value))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %q", c.name, got, c.want)
		}
	}
	a, b := drink(1000, 100, nan), drink(1060, 100, nan)
	b.Origin = "yaml"
	if in := judged(t, harbor(), a, b).Intake; in.FluidML != is(100) {
		t.Errorf("a drink in two files: %+v ml, want 100", in.FluidML)
	}
}

func TestANoteInTwoFilesCountsOnce(t *testing.T) {
	// The same notes.csv beside a copy of the recording, word for word.
	here, there := drink(1000, 100, nan), drink(1000, 100, nan)
	here.Line, there.Line, there.Source = "2026-10-11,0:16:40,drink,100 ml", "2026-10-11,0:16:40,drink,100 ml", "copy/notes.csv"
	if in := judged(t, harbor(), here, there).Intake; in.FluidML != is(100) {
		t.Errorf("a drink in a copied file: %+v ml, want 100", in.FluidML)
	}
	early, copied := drink(0, 200, nan), drink(0, 200, nan)
	early.At, copied.At = parse.Moment{Kind: parse.AtBefore, Text: "before"}, parse.Moment{Kind: parse.AtBefore, Text: "before"}
	early.Line, copied.Line, copied.Source = "2026-10-11,before,drink,200 ml", "2026-10-11,before,drink,200 ml", "copy/notes.csv"
	if in := judged(t, harbor(), early, copied).Intake; in.BeforeML != is(200) {
		t.Errorf("a drink before the start in a copied file: %+v ml, want 200", in.BeforeML)
	}
	// The same line twice in one file is two drinks.
	if in := judged(t, harbor(), here, here).Intake; in.FluidML != is(200) {
		t.Errorf("a line twice: %+v ml, want 200", in.FluidML)
	}
	// Two files that tell one cramp in other words.
	a, b := cramp(1000), cramp(1010)
	b.Source = "copy/notes.csv"
	if got := judged(t, harbor(), a, b).Cramps; len(got) != 1 {
		t.Errorf("%d cramps of two files, want 1", len(got))
	}
}

func TestFactsAndOrder(t *testing.T) {
	first, second := goal(14_000), goal(15_000)
	res := judged(t, harbor(), drink(3000, 1, nan), first, drink(1000, 2, nan), second, around(parse.AtAfter, 3), around(parse.AtBefore, 4), workout("long"))
	if res.GoalS != is(14_000) || res.Workout != "long" {
		t.Errorf("goal %+v, workout %q, want the first goal and long", res.GoalS, res.Workout)
	}
	order := ""
	for _, e := range res.Intake.Events {
		order += hms(e.FluidML.Value)[6:] + " "
	}
	if order != "4 2 1 3 " {
		t.Errorf("events in order %q, want before, during by time, after", order)
	}
	if got := judgedWith(t, Options{GoalS: 13_000}, harbor(), first).GoalS; got != is(13_000) {
		t.Errorf("goal %+v, want that of the command", got)
	}
}

func TestWaysToWriteATime(t *testing.T) {
	for _, c := range []struct {
		s                  float64
		hms, spoken, brief string
	}{
		{6120, "1:42:00", "1 h 42 min", "1h42m"},
		{2520, "0:42:00", "42 min", "42m"},
		{6130, "1:42:10", "1:42:10", "1h42m10s"},
		{45, "0:00:45", "0:00:45", "45s"},
		{3605, "1:00:05", "1:00:05", "1h5s"},
		{0, "0:00:00", "0:00:00", "0s"},
	} {
		if c.hms != hms(c.s) || c.spoken != spoken(c.s) || c.brief != brief(c.s) {
			t.Errorf("%v s: %q, %q, %q, want %q, %q, %q", c.s, hms(c.s), spoken(c.s), brief(c.s), c.hms, c.spoken, c.brief)
		}
	}
	if got := hms(59.5); got != "0:01:00" {
		t.Errorf("59.5 s are %q, want half up", got)
	}
}
