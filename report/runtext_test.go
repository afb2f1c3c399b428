package report

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"crampcheck/analyze"
	"crampcheck/parse"
)

func asRunText(t *testing.T, rep *analyze.Report, s Style) string {
	t.Helper()
	var b bytes.Buffer
	if err := RunFormats()["text"](&b, rep, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// treadmill is a run of which only time and heart rate are known.
func treadmill() *parse.Activity {
	a := jog(4, 540)
	a.DistanceM, a.SubSport = nil, "treadmill"
	return a
}

// toldRuns are runs of every kind that a report may be asked for.
func toldRuns(t *testing.T) map[string]*analyze.Report {
	long, ride := jog(12, 440), jog(4, 540)
	long.Title = strings.Repeat("A long title of words ", 8)
	ride.Sport = "cycling"
	goal := crampNotes + "2026-03-08,,goal,,,1:40:00,\n2026-03-08,,race,,,true,\n"
	return map[string]*analyze.Report{
		"a run with a cramp":    reportDrawn(t, crampNotes, jog(12, 440)),
		"a race with a goal":    reportDrawn(t, goal, long),
		"an even run":           reportDrawn(t, "", jog(12, 545)),
		"a short run":           reportDrawn(t, "", jog(1, 540)),
		"a treadmill":           reportDrawn(t, "", treadmill()),
		"a red flag":            reportDrawn(t, crampNotes+"2026-03-08,after,symptom,,,,urine like cola\n", jog(12, 440)),
		"a single moment":       reportDrawn(t, "", speck()),
		"another sport":         reportDrawn(t, "", ride),
		"hostile names":         hostileReport(t),
		"nothing":               {},
		"cramps without moment": reportDrawn(t, "date,at,what,where\n2026-03-08,after,cramp,calf\n2026-03-08,before,cramp,calf\n2026-03-08,,cramp,calf\n", jog(12, 540)),
	}
}

func TestRunTextFitsEveryWidth(t *testing.T) {
	for name, rep := range toldRuns(t) {
		for i := range 16 {
			for _, width := range []int{60, 80, 120} {
				s := Style{Units: Miles, Width: width, Single: true, Verbose: i&1 > 0, ASCII: i&2 > 0, NoChart: i&4 > 0}
				if i&8 > 0 {
					s.Units = Km
				}
				got := asRunText(t, rep, s)
				if line, n := widest(got); n > s.Width {
					t.Fatalf("%s, %+v: the line %q takes %d cells", name, s, line, n)
				}
				if strings.Contains(got, "NaN") || strings.Contains(got, "\x1b") || got == "" || strings.Contains(got, "\n\n\n") || strings.HasPrefix(got, "\n") {
					t.Fatalf("%s, %+v: NaN, an escape, blank lines or nothing:\n%s", name, s, got)
				}
				s.Color = true
				if coloured := asRunText(t, rep, s); sgr.ReplaceAllString(coloured, "") != got {
					t.Fatalf("%s, %+v: colour changes more than colour", name, s)
				}
				s.Color = false
			}
		}
		for _, width := range []int{1, 20, 40, 50} {
			if got := asRunText(t, rep, Style{Units: Miles, Width: width, Single: true}); got == "" {
				t.Errorf("%s at %d cells: nothing", name, width)
			}
		}
	}
}

func TestASCIITextHoldsNoOtherCharacter(t *testing.T) {
	for name, rep := range toldRuns(t) {
		for format, write := range map[string]Writer{"report": RunFormats()["text"], "analyze": Formats()["text"], "history": HistoryFormats()["text"]} {
			var b bytes.Buffer
			if err := write(&b, rep, Style{Units: Miles, Width: 80, ASCII: true, Verbose: true, Color: true}); err != nil {
				t.Fatal(err)
			}
			for _, r := range b.String() {
				if r > 0x7E || r < ' ' && r != '\n' && r != '\x1b' {
					t.Fatalf("%s of %s holds %q in\n%s", format, name, r, b.String())
				}
			}
		}
	}
}

func TestASCII(t *testing.T) {
	for in, want := range map[string]string{
		"Zürich–Küsnacht": "Zurich-Kusnacht", "Straße ø Łódź": "Strasse o Lodz", "東京 x": "???? x", "−3 ± 2 °C": "-3 +/- 2 C", "a" + nbsp + "b": "a" + nbsp + "b",
		"▁▂▃▄▅▆▇█▀": "..|||###'", "┼─▲1 ○ ◆ ◂ ▸": "+-^1 o * < >", "plain ~": "plain ~", "…→≥": "...->>=", "e\u0301": "e", "x\u200by": "xy", "½": "1?2",
	} {
		if got := ascii(in); got != want {
			t.Errorf("ascii(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestPlainTextIsRecords(t *testing.T) {
	rep := reportDrawn(t, crampNotes, jog(12, 440))
	rep.Runs[0].Title = "a\u00a0title"
	got := asRunText(t, rep, Style{Units: Miles, Width: 20, Plain: true, Color: true})
	// 5460 s are 440 s and 9.30 miles of 540 s.
	for line := range strings.Lines(got) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) < 2 || fields[0] == "" || strings.TrimSpace(fields[0]) != fields[0] {
			t.Errorf("%q is no record", line)
		}
	}
	for _, want := range []string{
		"Run\ta title\n", "What happened\t\tTime\tMile\tWhat\tPace\tLast drink\tNa so far\tCost\n",
		"What happened\t▲1\t1:31:00\t10.3\tcramp left calf 6/10\t9:00\t71 min ago\t0 mg\t\n",
		"Splits\tMile\tPace\tGAP\tHR\tCadence\tClimb\tClock\tWhat\n", "Splits\t1\t7:20\t–\t150\t–\t–\t7:20\t\n", "Next time\t1\t",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.ContainsAny(got, "█▄┼\u00a0\x1b") {
		t.Errorf("a chart, a no-break space or colour in\n%s", got)
	}
	var b bytes.Buffer
	if err := Formats()["text"](&b, rep, Style{Units: Miles, Width: 20, Plain: true}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "Runs\t2026-03-08\ta title\t12.00\t1:46:20\t8:52\t−100 s !!!\t") {
		t.Errorf("no row of runs in\n%s", b.String())
	}
}

// sectionsOf lists the headings of a report in their order.
func sectionsOf(got string, heads ...string) string {
	var out []string
	for line := range strings.Lines(got) {
		if h := strings.TrimSuffix(line, "\n"); slices.Contains(heads, h) {
			out = append(out, h)
		}
	}
	return strings.Join(out, ", ")
}

func TestSectionsOfARun(t *testing.T) {
	heads := []string{"What happened", "What may have led to it", "Next time", "Splits", "Compared with your own runs"}
	s := Style{Units: Miles, Width: 80}
	told := toldRuns(t)
	for name, want := range map[string]string{
		"a run with a cramp": "What happened, What may have led to it, Next time, Splits",
		"a treadmill":        "",
		"a short run":        "Splits",
	} {
		if got := sectionsOf(asRunText(t, told[name], s), heads...); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	even := asRunText(t, told["an even run"], s)
	if strings.Contains(even, "What may have led to it") || !strings.Contains(even, "the second half held up") {
		t.Errorf("an even run has something to explain:\n%s", even)
	}
	flagged := asRunText(t, told["a red flag"], s)
	if !strings.HasPrefix(flagged, "URGENT") {
		t.Errorf("the alarm does not come first:\n%s", flagged)
	}
	if strings.Contains(flagged, "Next time") || strings.Contains(flagged, "may have led") {
		t.Errorf("advice or an explanation beside a red flag:\n%s", flagged)
	}
}

func TestTitleAndGoalStandAtTheEndsOfTheirLines(t *testing.T) {
	a := jog(12, 440)
	a.Title = "Harbor Point"
	got := asRunText(t, reportDrawn(t, "date,at,what,amount\n2026-03-08,,goal,1:40:00\n2026-03-08,,race,true\n", a), Style{Units: Miles, Width: 80})
	lines := strings.Split(words(got), "\n")
	// 440 s and eleven miles of 540 s are 1:46:20, 6:20 over the goal.
	for i, want := range []string{ // of the goal, 6000 s, a mile takes 500 s
		"Harbor Point                                               Sun 8 Mar 2026, 15:30",
		"12.00 mi · 1:46:20 · 8:52 /mi · HR 150                       goal 1:40:00  +6:20",
		"",
		"  Mile 1 was 60 s faster than your goal allows.",
	} {
		if i == 3 && strings.HasPrefix(lines[i], want[:len(want)-1]) {
			continue
		}
		if lines[i] != want {
			t.Errorf("line %d is %q, want %q", i, lines[i], want)
		}
	}
}

func TestNothingFoundIsSaidHonestly(t *testing.T) {
	cramped := &analyze.Result{Run: true, Cramps: []analyze.Cramp{{AtS: some(60)}}, Findings: []analyze.Finding{
		{Rule: "cramp/late-after-fast-start", State: analyze.Clear, LedTo: []analyze.Outcome{analyze.Cramped}},
		{Rule: "cramp/on-descent", State: analyze.Withheld, LedTo: []analyze.Outcome{analyze.Cramped}, Withheld: &analyze.WithheldBecause{Reason: "no elevation", Needed: "elevation"}},
		{Rule: "load/long-run-jump", State: analyze.Clear, LedTo: []analyze.Outcome{analyze.Slowdown}},
	}}
	got := strings.Join(nothingFound(cramped, cramped.Story()), " ")
	if want := "Nothing that crampcheck looks for was found before it. Looked at and not found: late cramp after a fast start. Not known, and worth having next time: elevation."; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	p := &printer{Style: Style{Units: Miles, Width: 80}}
	p.ledTo(cramped, cramped.Story())
	if got := p.text(); !strings.HasPrefix(got, "\nWhat may have led to it\n  Nothing that crampcheck looks for") {
		t.Errorf("%s", got)
	}
}

func TestWhatADangerSilencesIsNotSaidToBeMissing(t *testing.T) {
	wet := analyze.Result{Run: true, Cramps: []analyze.Cramp{{AtS: some(60)}}}
	s := analyze.Story{Outcome: analyze.Cramped, Silenced: []*analyze.Finding{
		{Rule: "a", State: analyze.Withheld, Withheld: &analyze.WithheldBecause{Reason: "you drank more than is safe", Needed: "that it is resolved"}},
	}}
	want := "Not all that crampcheck looks for is said here (you drank more than is safe)."
	if got := strings.Join(nothingFound(&wet, s), " "); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	var v pageView // the page has the words of the text, and none beside a red flag
	if v.led(Miles, &wet, s); v.LedNone != want {
		t.Errorf("on the page: %s", v.LedNone)
	}
	s.Flagged = true
	if v.led(Miles, &wet, s); v.LedNone != "See to the signs above first." {
		t.Errorf("on the page of a red flag: %s", v.LedNone)
	}
}

func TestTheNoteExplainsWhatIsShown(t *testing.T) {
	mile := firstMileOf(analyze.LevelNone, analyze.RefSettled, 540, 541)
	judged, unjudged := mile, analyze.FirstMile{Withheld: &analyze.WithheldBecause{Reason: "a trail"}}
	plain := analyze.Cramp{AtS: some(60), Before5To0: &analyze.Window{PaceSPerM: some(0.3)}}
	costly := plain
	costly.LostS = some(60)
	for _, c := range []struct {
		name   string
		mile   analyze.FirstMile
		cramps []analyze.Cramp
		want   string
	}{
		{"a first mile alone", judged, nil, "Cost: against that pace; − is gained."},
		{"a cramp that cost nothing on a run not judged", unjudged, []analyze.Cramp{plain}, "Pace of a cramp: over the five minutes before it."},
		{"a cramp with its cost", judged, []analyze.Cramp{costly}, "Pace of a cramp: over the five minutes before it. Cost: time lost against the pace before; − is gained."},
		{"a cramp without a moment", unjudged, []analyze.Cramp{{}}, ""},
	} {
		if got := words(happenedNote(&analyze.Result{FirstMile: c.mile, Cramps: c.cramps})); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestComparedLines(t *testing.T) {
	if got := Miles.comparedLines(nil); got != nil {
		t.Errorf("without other runs: %v", got)
	}
	got := Miles.comparedLines(&analyze.Compared{
		LongRuns: 5, Starts: 4, StartFrac: some(0.10), UsualStartFrac: some(-0.012), FasterThan: 3,
		Fades: 1, FadeFrac: some(0.20), UsualFadeFrac: some(-0.025), LongerThan: 4, LongestM: some(10 * mileM), CrampRuns: 1,
	})
	want := []string{
		"First mile: 10 % faster than the reference, against 1.2 % slower than the reference in 4 long runs before (the median). A faster start than 3 of them.",
		"Second half: 20 % slower than the first, against 2.5 % faster in 1 long run before (the median).",
		"Longer in time than 4 of 5 long runs before. The longest run of the 30 days before was 10.00 mi.",
		"A cramp was noted in 1 of the 5 long runs before.",
	}
	for i := range got {
		got[i] = words(got[i])
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got := Miles.comparedLines(&analyze.Compared{LongRuns: 1}); len(got) != 2 {
		t.Errorf("what is not known is left out: %q", got)
	}
}

func TestWhatWasWithheldIsSummedUp(t *testing.T) {
	because := func(rule, reason string) analyze.Finding {
		return analyze.Finding{Rule: rule, State: analyze.Withheld, Withheld: &analyze.WithheldBecause{Reason: reason, Needed: "more"}}
	}
	r := &analyze.Result{Findings: []analyze.Finding{
		because("cramp/a", "no cramp"), because("cramp/b", "no cramp"), because("cramp/c", "no cramp"),
		because("x", "no weights"), because("y", "no goal"), because("z", "no goal"),
		{Rule: "ok", State: analyze.Clear},
	}}
	if got, want := Miles.withheldWords(r), "6 rules not assessed: no goal (2; needs more), no weights (1; needs more), and 1 other reason."; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	r.Cramps = []analyze.Cramp{{}}
	if got, want := Miles.withheldWords(r), "6 rules not assessed: no cramp (3; needs more), no goal (2; needs more), and 1 other reason."; got != want {
		t.Errorf("with a cramp noted: %s\nwant %s", got, want)
	}
	if got := Miles.withheldWords(&analyze.Result{}); got != "" {
		t.Errorf("nothing withheld: %q", got)
	}
}
