package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"crampcheck/analyze"
	"crampcheck/parse"
)

func asText(t *testing.T, rep *analyze.Report, s Style) string {
	t.Helper()
	var b bytes.Buffer
	if err := Formats()["text"](&b, rep, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// styles are every way to look at a report, without colour.
func styles() []Style {
	var out []Style
	for _, u := range []Units{Miles, Km} {
		for _, width := range []int{60, 80, 120} {
			for i := range 8 {
				out = append(out, Style{Units: u, Width: width, Verbose: i&1 > 0, Single: i&2 > 0, AllRuns: i&4 > 0})
			}
		}
	}
	return out
}

// awkward is a report with everything that stretches a line.
func awkward(t *testing.T) *analyze.Report {
	a, b, ride := jog(12, 440), jog(4, 540), jog(3, 200)
	a.Title = strings.Repeat("A long title of words ", 8)
	b.Title = "跑步🇨🇭" + strings.Repeat("馬拉松", 40)
	b.Start = b.Start.AddDate(0, 0, 1)
	ride.Sport, ride.Source = "cycling", "ride.fit"
	rep := reportOf(t, crampNotes, a, b, ride, speck())
	for _, s := range []parse.Status{parse.Warned, parse.Partial, parse.Duplicate, parse.Skipped} {
		rep.Inputs = append(rep.Inputs, slices.Repeat([]analyze.Input{{
			File: "runs/" + strings.Repeat("deep/", 30) + "run.gpx", Status: s, Reason: "some-reason", Detail: strings.Repeat("a word ", 30),
		}}, 12)...)
	}
	return rep
}

func TestTextNeverExceedsTheWidth(t *testing.T) {
	for _, rep := range []*analyze.Report{awkward(t), eventfulReport(t), reportOf(t, "", speck()), {}} {
		for _, s := range styles() {
			got := asText(t, rep, s)
			if line, n := widest(got); n > s.Width {
				t.Fatalf("%+v: the line %q takes %d cells", s, line, n)
			}
			if strings.Contains(got, "NaN") || strings.Contains(got, "\x1b") || got == "" {
				t.Errorf("%+v: holds NaN, an escape or nothing:\n%s", s, got)
			}
		}
	}
	if got := asText(t, eventfulReport(t), Style{Units: Miles, Width: 200}); func() int { _, n := widest(got); return n }() > 120 {
		t.Error("text runs wider than 120 cells")
	}
}

func TestColourChangesNothingElse(t *testing.T) {
	for _, rep := range []*analyze.Report{awkward(t), eventfulReport(t), {}} {
		for _, s := range styles() {
			plain := asText(t, rep, s)
			s.Color = true
			coloured := asText(t, rep, s)
			if got := sgr.ReplaceAllString(coloured, ""); got != plain {
				t.Fatalf("%+v: coloured, without the colours:\n%s\nplain:\n%s", s, got, plain)
			}
			for _, code := range []string{bold, dim, red} {
				if len(rep.Runs) > 0 && strings.Count(coloured, "\x1b["+code+"m") < 2 {
					t.Errorf("%+v: hardly any of colour %s", s, code)
				}
			}
			for line := range strings.SplitSeq(coloured, "\n") {
				if open := strings.LastIndex(line, "\x1b["); open >= 0 && !strings.HasPrefix(line[open:], "\x1b[0m") {
					t.Fatalf("%+v: a colour runs across the end of %q", s, line)
				}
			}
		}
	}
}

func TestFolderTable(t *testing.T) {
	fast, even := jog(12, 440), jog(5, 540)
	fast.Title, even.Source, even.Start = "Fast", "runs/jog.fit", even.Start.AddDate(0, 0, 2)
	rep := reportOf(t, crampNotes, fast, even)
	got := words(asText(t, rep, Style{Units: Miles, Width: 100}))
	// 440 s and 11 miles of 540 s: 1:46:20, 8:52 a mile; 100 s before 540 s.
	for _, want := range []string{
		"2 runs\n",
		"Date        Run      Miles     Time  Pace      Mile 1  Findings  Cramps\n",
		"2026-03-08  Fast     12.00  1:46:20  8:52  −100 s !!!  ",
		"2026-03-10  jog.fit   5.00    45:00  9:00        +0 s  –              –\n",
		"Too fast: ! notice, !! warn,\n!!! strong.",
	} {
		if want = strings.Replace(want, "+0 s", " 0 s", 1); !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	got = words(asText(t, rep, Style{Units: Km, Width: 100}))
	for _, want := range []string{"Km", "1.61 km", "19.31", "5:30", "The first mile (1.61 km) took 7:20"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, " /mi") || strings.Contains(got, " mi ") {
		t.Errorf("miles in a report in km:\n%s", got)
	}
}

func TestFindingsStandInOrderOfSeverity(t *testing.T) {
	got := asText(t, eventfulReport(t), Style{Units: Miles, Width: 120})
	last, seen := 5, 0
	for line := range strings.SplitSeq(got, "\n") {
		for rank, s := range []analyze.Severity{analyze.Info, analyze.Tip, analyze.Notice, analyze.Warn, analyze.Urgent} {
			if strings.HasPrefix(line, "  "+string(s)+" ") {
				if rank > last {
					t.Errorf("%q stands below a finding that is less severe", line)
				}
				last = rank
				seen++
			}
		}
	}
	if seen < 3 {
		t.Fatalf("only %d findings in\n%s", seen, got)
	}
	for _, want := range []string{
		"▲1        cramp left calf 6/10 at 1:31:00", "cramp? at 1:20:00 right quad: a suggestion, not counted until the ? is gone", cannotShow,
		"not medical advice",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestSplitsAddUp(t *testing.T) {
	a := jog(12, 440)
	a.TimeS, a.DistanceM, a.HeartRateBPM = a.TimeS[:6001], a.DistanceM[:6001], a.HeartRateBPM[:6001]
	got := words(asText(t, reportOf(t, "", a), Style{Units: Miles, Width: 100, Single: true}))
	// 440 s, then 540 s each; 6000 s hold ten full ones and 160 s of an eleventh.
	for _, want := range []string{
		"11.29 mi · 1:40:00 · 8:51 /mi",
		"Times are on the timer clock; distance from the device.\n",
		" Mile  Pace  ",
		"    1  7:20",
		"    2  9:00",
		" 0.29  9:00",
		"11.29  8:51",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "Climb") || strings.Contains(got, "Cadence") {
		t.Errorf("columns of what was not recorded in\n%s", got)
	}
}

func TestOtherSportsAreCountedOrListed(t *testing.T) {
	ride := jog(3, 200)
	ride.Sport, ride.Title = "cycling", "To the lake"
	rep := reportOf(t, "", ride)
	got := asText(t, rep, Style{Units: Miles, Width: 100})
	if !strings.Contains(got, "No runs found.\n\n1 activity of other sports not judged (--sport all lists them).") || strings.Contains(got, "To the lake") {
		t.Errorf("without --sport all:\n%s", got)
	}
	got = asText(t, rep, Style{Units: Miles, Width: 100, AllRuns: true})
	if !strings.Contains(got, "To the lake") || strings.Contains(got, "other sports") {
		t.Errorf("with --sport all:\n%s", got)
	}
}

func TestInputsThatWereNotCleanAreNamed(t *testing.T) {
	rep := &analyze.Report{Inputs: []analyze.Input{
		{File: "a.gpx", Status: parse.OK},
		{File: "b.gpx", Status: parse.Skipped, Reason: parse.Empty, Detail: "the file is empty"},
		{File: "c.gpx", Status: parse.Partial, Reason: parse.Truncated, Detail: "line 7: it ends here"},
	}}
	got := asText(t, rep, Style{Units: Miles, Width: 100})
	const want = `
3 files: 1 ok, 0 warned, 1 partial, 0 duplicate, 1 skipped
  partial   c.gpx truncated: line 7: it ends here
  skipped   b.gpx empty: the file is empty
`
	if !strings.HasSuffix(got, want) {
		t.Errorf("%s\nwant it to end in%s", got, want)
	}
	clean := &analyze.Report{Inputs: rep.Inputs[:1]}
	if got := asText(t, clean, Style{Units: Miles, Width: 100}); strings.Contains(got, "1 file") {
		t.Errorf("a clean folder is reported:\n%s", got)
	}
}

func TestNoteErrorPointsAtTheColumn(t *testing.T) {
	for _, c := range []struct {
		name string
		e    parse.NoteError
		want string
	}{
		{"an error", parse.NoteError{
			File: "runs/notes.csv", Pos: parse.Pos{Line: 2, Column: 12}, Text: "not a time", Line: "2026-10-11,42:10,drink",
		}, `runs/notes.csv:2:12: error: not a time
  2 | 2026-10-11,42:10,drink
    |            ^
`},
		{"a line with two digits, the first column", parse.NoteError{
			File: "n.csv", Pos: parse.Pos{Line: 17, Column: 1}, Text: "bad date", Line: "10/11/2026,,",
		}, `n.csv:17:1: error: bad date
  17 | 10/11/2026,,
     | ^
`},
		{"wide characters take two cells before the caret", parse.NoteError{
			File: "n.csv", Pos: parse.Pos{Line: 3, Column: 6}, Text: "bad", Line: "跑,é,é,x",
		}, "n.csv:3:6: error: bad\n  3 | 跑,é,é,x\n    |       ^\n"},
		{"a column behind the line as it is shown", parse.NoteError{
			File: "n.csv", Pos: parse.Pos{Line: 3, Column: 9}, Text: "bad", Line: "a…",
		}, "n.csv:3:9: error: bad\n  3 | a…\n    |   ^\n"},
		{"no column", parse.NoteError{
			File: "n.yaml", Pos: parse.Pos{Line: 3}, Text: "bad", Line: "  x: {",
		}, "n.yaml:3: error: bad\n  3 |   x: {\n"},
		{"no place", parse.NoteError{File: "n.csv", Text: "cannot be read"}, "n.csv: error: cannot be read\n"},
		{"a warning shows no line", parse.NoteError{
			File: "n.csv", Warning: true, Pos: parse.Pos{Line: 1, Column: 4}, Text: "unknown column", Line: "a,b",
		}, "n.csv:1:4: warning: unknown column\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := NoteError(c.e); got != c.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
		})
	}
}

func TestCountsAreWords(t *testing.T) {
	if got := fmt.Sprint(plural(0, "run", "runs"), plural(1, "run", "runs"), plural(2, "run", "runs")); got != "0 runs1 run2 runs" {
		t.Error(got)
	}
}
