package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// hostileName is a text that would break every format that took it as it is.
const hostileName = "a,b:c%0A100%\r\n::error::<x>&\"'|`*_@me\x1b[31m\x01\u0085"

// failing is a run of a file with one fired finding of a severity and others
// that are clear and withheld.
func failing(file, format string, s analyze.Severity, line int32) *analyze.Result {
	return &analyze.Result{
		File: file, Format: format, Run: true,
		Findings: []analyze.Finding{
			{Rule: "pace/wall", State: analyze.Fired, Severity: s, Tells: &analyze.Told{Say: "You slowed, by 10 %.", Place: parse.Place{N: line, Offset: 400}}},
			{Rule: "pace/corral", State: analyze.Clear},
			{Rule: "pace/fade", State: analyze.Withheld, Withheld: &analyze.WithheldBecause{Reason: "too short", Needed: "a longer run"}},
		},
	}
}

func inputsOf(runs ...*analyze.Result) *analyze.Report {
	rep := &analyze.Report{Runs: runs}
	for _, r := range runs {
		rep.Inputs = append(rep.Inputs, analyze.Input{File: r.File, Status: parse.OK, Activities: 1})
	}
	return rep
}

// eventfulCheck fails in every way there is.
func eventfulCheck() (*analyze.Report, *analyze.Checked) {
	rep := inputsOf(
		failing("runs/a.gpx", "gpx", analyze.Warn, 118),
		failing("runs/b.fit", "fit", analyze.Notice, 97),
		failing("runs/c.gpx.gz", "gpx", analyze.Urgent, 40),
		failing("x.zip!in/d.gpx", "gpx", analyze.Warn, 40),
		failing(hostileName, "gpx", analyze.Warn, 0),
	)
	rep.Runs[1].Index = 1
	rep.Runs[4].Findings[0].Tells.Say = hostileName
	rep.Inputs = append(rep.Inputs,
		analyze.Input{File: "noise.fit", Status: parse.Skipped, Reason: parse.Unsupported, Detail: "this looks like plain text"},
		analyze.Input{File: "route.gpx", Status: parse.Skipped, Reason: parse.NotActivity, Detail: "a route"},
		analyze.Input{File: "cut.gpx", Status: parse.Partial, Reason: parse.Truncated, Detail: "cut"},
		analyze.Input{File: "twice.gpx", Status: parse.Duplicate, Reason: parse.DuplicateOf, Detail: "the same run as runs/a.gpx"},
	)
	rep.NotesErrors = []parse.NoteError{{File: "notes.csv", Pos: parse.Pos{Line: 2, Column: 5}, Text: "no, 10 %"}}
	rep.Alarms = []analyze.Alarm{{Day: "2026-05-01", Finding: analyze.Finding{
		Rule: "safety/red-flags", State: analyze.Fired, Severity: analyze.Urgent, Tells: &analyze.Told{Say: "You noted chest pain."},
	}}}
	must := []parse.ExpectedFinding{{Pos: parse.Pos{Line: 8, Column: 3}, Rule: "pace/fade"}}
	none := []parse.ExpectedFinding{{Pos: parse.Pos{Line: 9, Column: 3}, Severity: "notice"}}
	return rep, analyze.Check(rep, analyze.Gate{
		FailOn: []string{"warn"}, ExpectFile: "ci/expect.yaml", Expect: []parse.Expectation{
			{Pos: parse.Pos{Line: 3, Column: 5}, File: "a.gpx", Activity: 1, Status: parse.OK, DistanceM: 5000, TimerS: 600.5, Cramps: 1, Must: must, MustNot: none},
			{Pos: parse.Pos{Line: 12, Column: 5}, File: "gone.gpx", Activity: 1, Cramps: -1},
		},
	})
}

func checkAs(t *testing.T, format string, rep *analyze.Report, c *analyze.Checked) string {
	t.Helper()
	var b bytes.Buffer
	if err := CheckFormats()[format](&b, rep, c, Style{Units: Km, Width: 80}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func checkWith(t *testing.T, rep *analyze.Report, c *analyze.Checked, s Style) string {
	t.Helper()
	var b bytes.Buffer
	if err := checkText(&b, rep, c, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGitHubCommandsSayEverythingEscaped(t *testing.T) {
	rep, c := eventfulCheck()
	const name = "a%2Cb%3Ac%250A100%25%0D%0A%3A%3Aerror%3A%3A<x>&\"'|`*_@me\x1b[31m\x01\u0085"
	want := strings.Join([]string{
		"::error file=runs/c.gpx.gz,title=pace/wall urgent::You slowed, by 10 %25. (line 40, unpacked)",
		"::error title=safety/red-flags urgent::You noted chest pain. (notes of 2026-05-01)",
		"::error file=runs/a.gpx,line=118,title=pace/wall warn::You slowed, by 10 %25.",
		"::error file=x.zip,title=pace/wall warn::You slowed, by 10 %25. (line 40, unpacked) (in the archive: in/d.gpx)",
		"::error file=" + name + ",title=pace/wall warn::a,b:c%250A100%25%0D%0A::error::<x>&\"'|`*_@me\x1b[31m\x01\u0085",
		"::error file=ci/expect.yaml,line=3,title=expected%3A distance::runs/a.gpx: wanted 5.00 km, got none",
		"::error file=ci/expect.yaml,line=3,title=expected%3A timer::runs/a.gpx: wanted 10:00.5, got 0:00",
		"::error file=ci/expect.yaml,line=3,title=expected%3A cramps::runs/a.gpx: wanted 1, got 0",
		"::error file=ci/expect.yaml,line=8,title=expected%3A must::runs/a.gpx: wanted pace/fade, got not assessed: too short",
		"::error title=crampcheck::and 4 more, which --format json lists",
		"::warning file=cut.gpx,title=partial%3A truncated::cut",
		"::notice file=runs/b.fit,title=pace/wall notice::You slowed, by 10 %25. (record 97, byte 400)",
		"check failed: 5 findings, 6 values not as expected, 1 file could not be used, 1 mistake in the notes (9 files, 5 activities)",
		"",
	}, "\n")
	if got := checkAs(t, "github", rep, c); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestGitHubShowsAtMostTenOfAKind(t *testing.T) {
	for _, n := range []int{9, 10, 11, 40} {
		var runs []*analyze.Result
		for i := range n {
			runs = append(runs, failing(fmt.Sprintf("%02d.gpx", i), "gpx", analyze.Warn, 3))
			runs = append(runs, failing(fmt.Sprintf("%02d.tip.gpx", i), "gpx", analyze.Notice, 3))
		}
		rep := inputsOf(runs...)
		var b bytes.Buffer
		c := analyze.Check(rep, analyze.Gate{FailOn: []string{"warn"}})
		if err := checkGitHub(&b, rep, c, Style{Summary: true}); err != nil {
			t.Fatal(err)
		}
		out := b.String()
		for _, kind := range []string{"::error ", "::notice "} {
			got, more := strings.Count(out, kind), strings.Contains(out, fmt.Sprintf("%stitle=crampcheck::and %d more in the summary\n", kind, n-9))
			if got != min(n, 10) || more != (n > 9) {
				t.Errorf("%d findings give %d of %s, more: %v", n, got, kind, more)
			}
		}
	}
}

// TestJUnitIsValid holds what a check writes against the schema of Jenkins.
func TestJUnitIsValid(t *testing.T) {
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("TestJUnitIsValid needs the program xmllint (libxml2-utils)")
	}
	rep, c := eventfulCheck()
	file := filepath.Join(t.TempDir(), "junit.xml")
	valid := func(doc string) (string, error) {
		if err := os.WriteFile(file, []byte(doc), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(t.Context(), lint, "--noout", "--nonet", "--schema", "../testdata/ci/junit.xsd", file).CombinedOutput()
		return string(out), err
	}
	doc := checkAs(t, "junit", rep, c)
	if out, err := valid(doc); err != nil {
		t.Errorf("%v\n%s\n%s", err, out, doc)
	}
	if out, err := valid(checkAs(t, "junit", &analyze.Report{}, analyze.Check(&analyze.Report{}, analyze.Gate{}))); err != nil {
		t.Errorf("of nothing: %v\n%s", err, out)
	}
	for _, bad := range []string{`name="read" cla="x"`, `nam="read"`} { // the schema refuses something
		if _, err := valid(strings.Replace(doc, `name="read"`, bad, 1)); err == nil {
			t.Errorf("the schema takes %s", bad)
		}
	}
}

func TestJUnitSaysWhatBecameOfEveryCase(t *testing.T) {
	rep, c := eventfulCheck()
	doc := checkAs(t, "junit", rep, c)
	if i := strings.IndexFunc(doc, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }); i >= 0 {
		t.Errorf("a control character: %q", doc[i:i+10])
	}
	var all junitSuites
	if err := xml.Unmarshal([]byte(doc), &all); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range all.Suites {
		line := fmt.Sprintf("%s %d/%d/%d/%d:", s.Name, s.Tests, s.Failures, s.Errors, s.Skipped)
		names := map[string]bool{}
		for _, k := range s.Cases {
			if k.Class != s.Name || names[k.Name] {
				t.Errorf("case %s of class %s in %s stands there twice or elsewhere", k.Name, k.Class, s.Name)
			}
			names[k.Name] = true
			switch {
			case k.Failure != nil:
				line += " -" + k.Name
			case k.Error != nil:
				line += " !" + k.Name
			case k.Skipped != nil:
				line += " ~" + k.Name
			}
		}
		got = append(got, line)
	}
	name := printable(hostileName)
	want := []string{
		"notes 2/1/1/0: !notes.csv:2:5 -safety/red-flags 2026-05-01",
		// read, 3 rules; file, status, 3 numbers, must, must not
		"runs/a.gpx 11/6/0/1: -pace/wall ~pace/fade -expected distance -expected timer -expected cramps -expected must pace/fade -expected must not notice",
		"runs/b.fit 4/0/0/1: ~activity 2: pace/fade",
		"runs/c.gpx.gz 4/1/0/1: -pace/wall ~pace/fade",
		"x.zip!in/d.gpx 4/1/0/1: -pace/wall ~pace/fade",
		name + " 4/1/0/1: -pace/wall ~pace/fade",
		"noise.fit 1/0/1/0: !read",
		"route.gpx 1/0/0/1: ~read",
		"cut.gpx 1/0/0/0:",
		"twice.gpx 1/0/0/1: ~read",
		"gone.gpx 1/1/0/0: -expected file",
	}
	if len(got) != len(want) {
		t.Fatalf("%d suites, want %d: %q", len(got), len(want), got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%s\nwant %s", got[i], want[i])
		}
	}
	if all.Tests != 34 || all.Failures != 11 || all.Errors != 2 {
		t.Errorf("%d tests, %d failures, %d errors", all.Tests, all.Failures, all.Errors)
	}
}

func TestCheckTextNeverExceedsTheWidth(t *testing.T) {
	rep, c := eventfulCheck()
	for _, width := range []int{40, 60, 80, 120} {
		var b bytes.Buffer
		if err := checkText(&b, rep, c, Style{Units: Miles, Width: width, Verbose: true}); err != nil {
			t.Fatal(err)
		}
		if line, n := widest(b.String()); n > width {
			t.Errorf("%d cells at a width of %d: %s", n, width, line)
		}
		if strings.ContainsAny(b.String(), "\r\x1b\x01") {
			t.Error("a control character of a file's name")
		}
	}
}

func TestCheckTextBeginsWithItsConditionsAndEndsWithItsSum(t *testing.T) {
	rep, c := eventfulCheck()
	lines := strings.Split(strings.TrimSpace(words(checkAs(t, "text", rep, c))), "\n")
	want := []string{
		"✗ warn or above: 5 findings in 4 runs",
		"✗ ci/expect.yaml: 2 of 2 entries not as expected",
		"✗ files: 9 found, 5 ok, 0 warned, 1 partial, 1 duplicate, 2 skipped; 1 file",
		"  could not be used",
		"✗ notes: 1 mistake",
		"",
		"runs/c.gpx.gz",
		"  urgent    line 40, unpacked: You slowed, by 10 %. (pace/wall)",
		"",
		"notes of 2026-05-01",
		"  urgent    You noted chest pain. (safety/red-flags)",
		"",
		"runs/a.gpx",
		"  warn      line 118: You slowed, by 10 %. (pace/wall)",
	}
	if len(lines) < len(want) || !slices.Equal(lines[:len(want)], want) {
		t.Errorf("begins\n%s", strings.Join(lines, "\n"))
	}
	if last := strings.Join(lines[len(lines)-2:], " "); !strings.HasPrefix(last, "check failed: 5 findings, 6 values not as expected, 1 file could not be used,") {
		t.Errorf("ends %s", last)
	}
}

func TestSummaryIsCutAtARow(t *testing.T) {
	var runs []*analyze.Result
	for i := range 2000 {
		runs = append(runs, failing(fmt.Sprintf("runs/%04d.gpx", i), "gpx", analyze.Warn, 3))
	}
	rep := inputsOf(runs...)
	c := analyze.Check(rep, analyze.Gate{FailOn: []string{"warn"}})
	whole := CheckSummary(rep, c, Miles, 900<<10)
	if !strings.HasSuffix(whole, "\n\ncheck failed: 2000 findings (2000 files, 2000 activities)\n\n") || strings.Contains(whole, summaryCut) {
		t.Errorf("it does not end with its sum: %q", whole[len(whole)-80:])
	}
	for _, room := range []int{len(whole) - 1, 10_000, 1000, 300} {
		s := CheckSummary(rep, c, Miles, room)
		rows, ok := strings.CutSuffix(s, summaryCut)
		if !ok || len(s) > room || !strings.HasPrefix(whole, rows) || !strings.HasSuffix(rows, "\n") {
			t.Errorf("with room for %d bytes it has %d and ends %q", room, len(s), s[max(0, len(s)-150):])
		}
	}
	for _, room := range []int{len(summaryCut) - 1, 0, -5} {
		if s := CheckSummary(rep, c, Miles, room); s != "" {
			t.Errorf("without room: %q", s)
		}
	}
}

func TestSummaryHoldsAllThatGitHubHasNoRoomFor(t *testing.T) {
	rep, c := eventfulCheck()
	s := CheckSummary(rep, c, Km, 900<<10)
	n := 0
	for line := range strings.SplitSeq(s, "\n") {
		for _, kind := range githubKinds() {
			if strings.HasPrefix(line, "| "+kind+" |") {
				n++
				if strings.Count(strings.ReplaceAll(line, `\|`, ""), "|") != 5 {
					t.Errorf("not four cells: %s", line)
				}
			}
		}
	}
	if want := 13 + 1 + 1; n != want {
		t.Errorf("%d rows, want %d:\n%s", n, want, s)
	}
	if strings.Contains(strings.ReplaceAll(s, `\@`, ""), "@") || strings.Contains(s, "\x1b") || strings.Contains(s, "<x>") {
		t.Errorf("a hostile name stands there as it is:\n%s", s)
	}
}

func TestExpectFileOfWhatIsThereIsMet(t *testing.T) {
	for _, u := range []Units{Miles, Km} {
		rep := eventfulReport(t)
		rep.Inputs = append(rep.Inputs, analyze.Input{File: "x/\"odd\": name ü.gpx", Status: parse.Skipped, Reason: parse.Malformed},
			analyze.Input{File: "y/twin.gpx", Status: parse.Duplicate}, analyze.Input{File: "x/twin.gpx", Status: parse.Skipped, Reason: parse.NotActivity})
		data := ExpectFile(rep, u)
		expect, errs := parse.ReadExpect(data, "e.yaml", func(string) string { return "" })
		if len(errs) > 0 || len(expect) != len(rep.Inputs) {
			t.Fatalf("%v\n%s", errs, data)
		}
		c := analyze.Check(rep, analyze.Gate{Expect: expect, ExpectFile: "e.yaml"})
		items := 0
		for _, i := range c.Items {
			items++
			if !i.OK {
				t.Errorf("%s: %s: %s\n%s", u, i.File, u.itemWords(i), data)
			}
		}
		if items < 25 || len(c.Unlisted) > 0 {
			t.Errorf("%d things compared, not listed: %v\n%s", items, c.Unlisted, data)
		}
	}
}

func TestCheckJSONHasItsKeysInOrder(t *testing.T) {
	rep, c := eventfulCheck()
	doc := checkAs(t, "json", rep, c)
	if !json.Valid([]byte(doc)) {
		t.Fatal("no JSON")
	}
	got := keys(t, []byte(doc))
	for path, want := range map[string]string{
		"":                 "schema_version files inputs runs history recommendations notes_errors alarms span check",
		"check":            "ok conditions failures unlisted",
		"check.conditions": "kind name ok bad",
		"check.failures":   "kind file index what severity line record offset place wanted wanted_is got got_is tolerance text",
	} {
		if strings.Join(got[path], " ") != want {
			t.Errorf("%q has the keys %q, want %q", path, strings.Join(got[path], " "), want)
		}
	}
}

// TestCheckInPlainCharacters demands that a reader without UTF-8 can tell what
// passed from what failed, and meets no character beyond ASCII.
func TestCheckInPlainCharacters(t *testing.T) {
	rep, c := eventfulCheck()
	out := checkWith(t, rep, c, Style{Units: Km, Width: 80, ASCII: true})
	if i := strings.IndexFunc(out, func(r rune) bool { return r > 0x7e }); i >= 0 {
		t.Errorf("%q stands in it", out[i:min(i+10, len(out))])
	}
	if !strings.Contains(out, "FAIL warn or above: 5 findings") {
		t.Errorf("nothing says what failed:\n%s", out)
	}
	rep = inputsOf(failing("a.gpx", "gpx", analyze.Tip, 3))
	out = checkWith(t, rep, analyze.Check(rep, analyze.Gate{FailOn: []string{"warn"}}), Style{Width: 80, ASCII: true})
	if !strings.HasPrefix(out, "ok warn or above: none\n") {
		t.Errorf("nothing says what passed:\n%s", out)
	}
}

// TestNoLineOfTextIsACommandOfGitHub: a runner obeys each line of a log that
// begins with two colons behind any blanks, and the older form anywhere in it. A
// recording may bear any name.
func TestNoLineOfTextIsACommandOfGitHub(t *testing.T) {
	const name = "::add-mask::run ##[group]x.gpx"
	rep := inputsOf(failing(name, "gpx", analyze.Warn, 3))
	left := analyze.Input{File: "::stop-commands::x.fit", Status: parse.Skipped, Reason: parse.Unsupported, Detail: "::error ::this"}
	rep.Inputs = append(rep.Inputs, left)
	c := analyze.Check(rep, analyze.Gate{FailOn: []string{"warn"}})
	note := parse.NoteError{File: "::error ::/notes.csv", Pos: parse.Pos{Line: 1, Column: 1}, Text: "no", Line: "##[error]"}
	texts := map[string]string{"messages": Problems([]analyze.Input{left}, 30), "notes": NoteError(note)}
	for _, s := range []Style{{Width: 80}, {Width: 20}, {Width: 80, Plain: true}, {Width: 80, ASCII: true}, {Width: 80, Color: true}} {
		texts[fmt.Sprintf("%+v", s)] = checkWith(t, rep, c, s)
	}
	for what, text := range texts {
		for line := range strings.Lines(text) {
			if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") {
				t.Errorf("%s: %q", what, line)
			}
		}
	}
}

// TestOnlyFilesThatFailACheckAreItsErrors: a file whose status is expected fails
// nothing, in no format, and a doubtful one fails a strict check in all of them.
func TestOnlyFilesThatFailACheckAreItsErrors(t *testing.T) {
	rep := inputsOf(failing("a.gpx", "gpx", analyze.Tip, 3))
	rep.Inputs = append(rep.Inputs,
		analyze.Input{File: "noise.fit", Status: parse.Skipped, Reason: parse.Unsupported, Detail: "plain text"},
		analyze.Input{File: "cut.gpx", Status: parse.Partial, Reason: parse.Truncated, Detail: "it ends early"},
	)
	noise := parse.Expectation{File: "noise.fit", Status: parse.Skipped, Activity: 1, Cramps: -1}
	cut := parse.Expectation{File: "cut.gpx", Status: parse.Partial, Activity: 1, Cramps: -1}
	for _, c := range []struct {
		name   string
		strict bool
		expect []parse.Expectation
		bad    string
	}{
		{"as they are", false, nil, "noise.fit"},
		{"one is expected", false, []parse.Expectation{noise}, ""},
		{"strictly", true, []parse.Expectation{noise}, "cut.gpx"},
		{"strictly, and both are expected", true, []parse.Expectation{noise, cut}, ""},
	} {
		got := analyze.Check(rep, analyze.Gate{Strict: c.strict, ExpectFile: "e.yaml", Expect: c.expect})
		text := checkWith(t, rep, got, Style{Width: 80})
		junit, github := checkAs(t, "junit", rep, got), checkAs(t, "github", rep, got)
		for _, file := range []string{"noise.fit", "cut.gpx"} {
			bad := file == c.bad
			_, suite, _ := strings.Cut(junit, `<testsuite name="`+file+`"`)
			suite, _, _ = strings.Cut(suite, "</testsuite>")
			if strings.Contains(text, file+" ") != bad {
				t.Errorf("%s: %s in text: want %v\n%s", c.name, file, bad, text)
			}
			if strings.Contains(suite, "<error") != bad {
				t.Errorf("%s: %s in JUnit: want %v\n%s", c.name, file, bad, suite)
			}
			if strings.Contains(github, "::error file="+file) != bad {
				t.Errorf("%s: %s for GitHub: want %v\n%s", c.name, file, bad, github)
			}
		}
	}
}

func TestACheckSaysWhatASpanLeavesOut(t *testing.T) {
	rep := inputsOf(failing("a.gpx", "gpx", analyze.Tip, 3), failing("b.gpx", "gpx", analyze.Tip, 3))
	rep.Runs = rep.Runs[1:]
	rep.Span, rep.LeftOut = analyze.Span{Since: "2026-04-01"}, analyze.LeftOut{Before: 1}
	c := analyze.Check(rep, analyze.Gate{ExpectFile: "e.yaml", Expect: []parse.Expectation{
		{Pos: parse.Pos{Line: 2, Column: 4}, File: "a.gpx", Activity: 1, Cramps: 0},
	}})
	out := checkWith(t, rep, c, Style{Width: 120})
	for _, want := range []string{"0 skipped; left out: 1 activity before 2026-04-01\n", "wanted, but left out by --since or --until (e.yaml:2:4)\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing:\n%s", want, out)
		}
	}
}

// TestWhatWasWantedDiffersFromWhatWasGot in words too, however near they are.
func TestWhatWasWantedDiffersFromWhatWasGot(t *testing.T) {
	for _, c := range []struct {
		name                   string
		unit                   analyze.Unit
		wanted, got, tolerance float64
		want                   string
	}{
		{"metres apart", analyze.Meter, 8040, 8046.7, 5, "wanted 8040.00 m ± 5 m, got 8046.70 m"},
		{"far apart", analyze.Meter, 8040, 8100, 40.2, "wanted 8.04 km ± 40 m, got 8.10 km"},
		{"half a second", analyze.Second, 1152, 1151, 0.5, "wanted 19:12 ± 0.5 s, got 19:11"},
		{"a share of a split", analyze.Second, 580, 576, 1.16, "wanted 9:40 ± 1.2 s, got 9:36"},
		{"hundredths of a second", analyze.Second, 580, 580.02, 0.01, "wanted 580.00 s ± 0.01 s, got 580.02 s"},
		{"more than ten", analyze.Second, 580, 560, 12, "wanted 9:40 ± 12 s, got 9:20"},
	} {
		measure := func(v float64) *analyze.Measure { return &analyze.Measure{Value: v, Unit: c.unit} }
		i := analyze.Item{What: "distance", Wanted: measure(c.wanted), Got: measure(c.got), Tolerance: measure(c.tolerance)}
		if got := plain(Km.itemWords(i)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestAnAlarmIsToldWhateverACheckFailsOn, once: what needs medical help is never
// left out of a report.
func TestAnAlarmIsToldWhateverACheckFailsOn(t *testing.T) {
	rep := inputsOf(failing("a.gpx", "gpx", analyze.Urgent, 3))
	rep.Runs[0].Findings[0].Tells.Say = "You noted chest pain."
	loose := analyze.Finding{Rule: "safety/dvt", State: analyze.Fired, Severity: analyze.Urgent, Tells: &analyze.Told{Say: "You noted a swollen calf."}}
	rep.Alarms = []analyze.Alarm{
		{Run: rep.Runs[0], Day: "2026-05-01", Finding: rep.Runs[0].Findings[0]}, {Day: "2026-05-03", Finding: loose},
	}
	for _, failOn := range []string{"pace/corral", "urgent", "pace/wall"} {
		c := analyze.Check(rep, analyze.Gate{FailOn: []string{failOn}})
		for format, out := range map[string]string{
			"text": checkWith(t, rep, c, Style{Width: 80}), "plain": checkWith(t, rep, c, Style{Width: 80, Plain: true}), "github": checkAs(t, "github", rep, c),
		} {
			for _, say := range []string{"You noted chest pain.", "You noted a swollen calf."} {
				if n := strings.Count(out, say); n != 1 {
					t.Errorf("%s, --fail-on %s: %q stands there %d times\n%s", format, failOn, say, n, out)
				}
			}
			if failOn == "pace/corral" && format == "text" && (!strings.HasPrefix(out, "URGENT  You noted chest") || !strings.Contains(out, "\n\n✓ pace/corral: none\n")) {
				t.Errorf("the alarms do not stand first:\n%s", out)
			}
		}
	}
}
