package report

import (
	"slices"
	"strings"
	"testing"
	"time"

	"crampcheck/analyze"
	"crampcheck/parse"
)

func known(v float64) analyze.Maybe { return analyze.Maybe{Value: v, Known: true} }

// suggesting is a run on 11 October 2026 that begins at 7:30 in California.
func suggesting(file string) *analyze.Result {
	zone := time.FixedZone("PDT", -7*3600)
	return &analyze.Result{
		File: file, Run: true, DateKnown: true, TimerS: 14403,
		Local: time.Date(2026, 10, 11, 7, 30, 0, 0, zone), DistanceM: known(42000),
	}
}

func layoutOf(t *testing.T, data string) parse.NotesLayout {
	t.Helper()
	l, err := parse.ReadNotesLayout([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestSuggestionsAreLinesOfTheFile(t *testing.T) {
	drop := analyze.Slowing{AtS: 11086.4, DistanceM: known(34279), SlowerFrac: known(0.43)} // 3:04:46, mile 21.3
	with := func(x analyze.Slowing, change func(x *analyze.Slowing)) analyze.Slowing {
		change(&x)
		return x
	}
	for _, c := range []struct {
		name, file, layout string
		x                  analyze.Slowing
		told               Told
		units              Units
		want               string
	}{
		{
			"a drop", "runs/2026-10-11-harbor-point.fit", "", drop, 0, Miles,
			`2026-10-11,2026-10-11-harbor-point.fit,3:04:46,cramp?,,,,"mi 21.3: 43 % slower for a while, clock 10:34"`,
		},
		{
			"in kilometres, with semicolons and points", "h.fit", "date;file;at;what;where;severity;amount;note", drop, 0, Km,
			`2026-10-11;h.fit;3:04:46;cramp?;;;;km 34.3: 43 % slower for a while, clock 10:34`,
		},
		{
			"with the decimal comma of the file", "h.fit", "date;file;at;what;note\n;x;km 2,5;cramp;\n", drop, 0, Km,
			`2026-10-11;h.fit;3:04:46;cramp?;km 34,3: 43 % slower for a while, clock 10:34`,
		},
		{
			"in the order of the file, its own columns empty", "h.fit", "what\tmood\tat\tfile", drop, 0, Miles,
			"cramp?\t\t3:04:46\th.fit",
		},
		{
			"by the time of day", "h.fit", "date,file,at,what", drop, ByClock, Miles,
			`2026-10-11,h.fit,clock 10:34:46,cramp?`,
		},
		{
			"a stop", "h.fit", "file,at,what,note", with(drop, func(x *analyze.Slowing) { x.StoodS = known(74.6) }), 0, Miles,
			`h.fit,3:04:46,cramp?,"mi 21.3: stood for 75 s, clock 10:34"`,
		},
		{
			"a long stop", "h.fit", "file,at,what,note", with(drop, func(x *analyze.Slowing) { x.StoodS = known(99.6) }), 0, Miles,
			`h.fit,3:04:46,cramp?,"mi 21.3: stood for 1:40 min, clock 10:34"`,
		},
		{
			"a stop of hours", "h.fit", "file,at,what,note", with(drop, func(x *analyze.Slowing) { x.StoodS = known(3599.6) }), 0, Miles,
			`h.fit,3:04:46,cramp?,"mi 21.3: stood for 1:00:00 h, clock 10:34"`,
		},
		{
			"a walk", "h.fit", "file,at,what,note", with(drop, func(x *analyze.Slowing) { x.SlowerFrac = known(1.2) }), 0, Miles,
			`h.fit,3:04:46,cramp?,"mi 21.3: less than half as fast for a while, clock 10:34"`,
		},
		{
			"hardly a walk", "h.fit", "file,at,what,note", with(drop, func(x *analyze.Slowing) { x.SlowerFrac = analyze.Maybe{} }), 0, Miles,
			`h.fit,3:04:46,cramp?,"mi 21.3: hardly moved for a while, clock 10:34"`,
		},
		{
			"what the recording says", "h.fit", "file,at,what,note", with(drop, func(x *analyze.Slowing) { x.Hint = `waypoint: "ouch"` }), 0, Miles,
			`h.fit,3:04:46,cramp?,"mi 21.3: waypoint: ""ouch"", clock 10:34"`,
		},
		{"a member of an archive", "e.zip!activities/1.fit.gz", "file,at,what", drop, 0, Miles, `1.fit.gz,3:04:46,cramp?`},
		{"a name that a spreadsheet would calculate", "r/=1+1.fit", "file,at,what", drop, 0, Miles, `./=1+1.fit,3:04:46,cramp?`},
		{"a name that would be a comment", "r/#1.fit", "file,at,what", drop, 0, Miles, `./#1.fit,3:04:46,cramp?`},
		{"a name with the separator and quotes", `r/a "b", c.fit`, "file,at,what", drop, 0, Miles, `"a ""b"", c.fit",3:04:46,cramp?`},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := analyze.Proposals{New: []analyze.Slowing{c.x}, Found: 1, Shown: 1, Unnoted: true}
			if got := Suggestions(suggesting(c.file), p, layoutOf(t, c.layout), c.told, c.units); got != c.want+"\n" {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}

	t.Run("without a date or a distance", func(t *testing.T) {
		r := suggesting("h.fit")
		r.DateKnown = false
		p := analyze.Proposals{New: []analyze.Slowing{{AtS: 600, StoodS: known(60)}}}
		if got, want := Suggestions(r, p, parse.NotesLayout{Separator: ","}, 0, Miles), ",h.fit,0:10:00,cramp?,,,,stood for 60 s\n"; got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	})
}

func TestARunWithoutSuggestionIsAComment(t *testing.T) {
	for _, c := range []struct {
		name string
		p    analyze.Proposals
		want string
	}{
		{"nothing found", analyze.Proposals{Unnoted: true}, "# 2026-10-11,h.fit,,,,,,4:00:03 on the timer: no stop and no drop of pace\n"},
		{"nothing found and something noted", analyze.Proposals{}, ""},
		{"all noted", analyze.Proposals{Found: 3, Shown: 3}, ""},
		{
			"intervals",
			analyze.Proposals{Unnoted: true, Planned: "intervals, by the laps"},
			"# 2026-10-11,h.fit,,,,,,\"4:00:03 on the timer: none suggested, intervals, by the laps\"\n",
		},
	} {
		if got := Suggestions(suggesting("h.fit"), c.p, parse.NotesLayout{Separator: ","}, 0, Miles); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.name, got, c.want)
		}
	}
}

// TestSuggestionsAreReadAsTheyAreMeant wants the lines to say nothing of what
// the runner did, whose words a note of a cramp is searched for.
func TestSuggestionsAreReadAsTheyAreMeant(t *testing.T) {
	var all []analyze.Slowing
	for _, frac := range []float64{0.3, 1.5, 9} {
		all = append(all, analyze.Slowing{AtS: 600 * frac, DistanceM: known(2000), SlowerFrac: known(frac)})
	}
	for _, s := range []float64{30, 300, 7000} {
		all = append(all, analyze.Slowing{AtS: s, DistanceM: known(2000), StoodS: known(s)})
	}
	all = append(all, analyze.Slowing{AtS: 60, Hint: "lap pressed twice"})
	text := NotesHead + Suggestions(suggesting("=h.fit"), analyze.Proposals{New: all}, parse.NotesLayout{Separator: ","}, 0, Miles)
	j := parse.ReadNotesCSV([]byte(text), "notes.csv")
	if len(j.Errors) > 0 || len(j.Entries) != len(all) {
		t.Fatalf("%d entries of %d, %v\n%s", len(j.Entries), len(all), j.Errors, text)
	}
	for i, e := range j.Entries {
		if e.Kind != parse.Cramp || !e.Suggested || len(e.Response) > 0 || e.Muscle != "" || e.At.S != float64(int(all[i].AtS+0.5)) {
			t.Errorf("%s is read as %+v", e.Line, e)
		}
	}
	if others := parse.OtherLines([]byte(text), "notes.csv"); len(others) > 0 {
		t.Errorf("the head of the file speaks of runs: %+v", others)
	}
	if slices.ContainsFunc(strings.Split(NotesHead, "\n")[1:], func(l string) bool { return strings.ContainsAny(l, ",;\t") }) {
		t.Error("a comment of the head holds a separator")
	}
}
