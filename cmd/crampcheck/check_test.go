package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"crampcheck/analyze"
	"crampcheck/parse"
)

const (
	workflowFile = root + "/testdata/ci/workflow.yml"
	expectFile   = root + "/testdata/ci/expect.yaml"
)

// workflowSteps returns the commands of the example workflow.
func workflowSteps(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile(workflowFile)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Jobs map[string]struct {
			Steps []struct {
				Run string `yaml:"run"`
			} `yaml:"steps"`
		} `yaml:"jobs"`
	}
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range doc.Jobs["check"].Steps {
		if s.Run != "" {
			out = append(out, s.Run)
		}
	}
	if len(out) != 4 {
		t.Fatalf("%d commands in the workflow, want 4", len(out))
	}
	return out
}

// TestWorkflowPassesAsToldAndFailsWhenAnExpectationChanges runs the steps of
// the example workflow in a copy of the project.
func TestWorkflowPassesAsToldAndFailsWhenAnExpectationChanges(t *testing.T) {
	if raceDetector {
		t.Skip("the run without the race detector does it: what it starts is other programs, or one thing after the other")
	}
	if os.Getenv(nested) != "" {
		t.Skip("run by the README's own commands")
	}
	dir := t.TempDir()
	if err := copyProject(dir); err != nil {
		t.Fatal(err)
	}
	summary := filepath.Join(dir, "summary.md")
	steps := workflowSteps(t)
	for _, step := range steps {
		if out, err := inShell(t, dir, step, "GITHUB_STEP_SUMMARY="+summary); err != nil {
			t.Fatalf("%s: %v\n%s", step, err, out)
		}
	}
	if data, err := os.ReadFile(summary); err != nil || strings.Count(string(data), "### crampcheck passed") != 3 {
		t.Errorf("the summary of three passed checks: %v\n%s", err, data)
	}
	if data, err := os.ReadFile(filepath.Join(dir, "crampcheck.xml")); err != nil || !bytes.Contains(data, []byte("<testsuites ")) {
		t.Errorf("no JUnit file: %v", err)
	}
	good, err := os.ReadFile(expectFile)
	if err != nil {
		t.Fatal(err)
	}
	check := steps[1]
	for _, c := range []struct{ name, from, to, told string }{
		{"a longer marathon", "distance: 26.27 mi", "distance: 27.27 mi", "title=expected%3A distance::"},
		{"another timer", "timer: 1:51:52", "timer: 1:50:52", "title=expected%3A timer::"},
		{"another first mile", "miles: [7:42,", "miles: [7:52,", "title=expected%3A mile 1::"},
		{"another cramp", "cramps: 3", "cramps: 4", "title=expected%3A cramps::"},
		{"a finding that is not there", "must: [pace/fast-first-mile warn,", "must: [pace/wall warn,", "title=expected%3A must::"},
		{"a finding that is too much", "      - pace/wall warn\n", "", "title=expected%3A must not::"},
		{"another status", "status: partial", "status: ok", "title=expected%3A status::"},
		{"a file that is not there", "file: 2026-03-05-jog.gpx", "file: 2026-03-05-walk.gpx", "title=expected%3A file::"},
	} {
		bad := strings.Replace(string(good), c.from, c.to, 1)
		if bad == string(good) {
			t.Fatalf("%s: %q is not in the expectations", c.name, c.from)
		}
		if err := os.WriteFile(filepath.Join(dir, "testdata/ci/expect.yaml"), []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := inShell(t, dir, check, "GITHUB_STEP_SUMMARY=")
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != exitFailed {
			t.Errorf("%s: %v, want exit status %d\n%s", c.name, err, exitFailed, out)
		}
		if !strings.Contains(out, c.told) || !strings.Contains(out, "::error file=testdata/ci/expect.yaml,line=") {
			t.Errorf("%s is not told as %q:\n%s", c.name, c.told, out)
		}
	}
}

// TestExpectationsOfTheSamplesAreTheTruth compares the numbers of the example
// with what happened on the runs, free of what the watch and crampcheck made of
// it. A split on the timer leaves out its pauses, one of a race does not.
func TestExpectationsOfTheSamplesAreTheTruth(t *testing.T) {
	data, err := os.ReadFile(expectFile)
	if err != nil {
		t.Fatal(err)
	}
	expect, errs := parse.ReadExpect(data, "expect.yaml", unknownRule)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	named := func(file string) *parse.Expectation {
		i := slices.IndexFunc(expect, func(e parse.Expectation) bool { return e.File == file })
		if i < 0 {
			t.Fatalf("nothing is expected of %s", file)
		}
		return &expect[i]
	}
	files := 0
	for _, want := range readTruth(t) {
		files += len(want.Files)
		for _, twin := range want.Files[1:] {
			if e := named(twin); !e.OnlyFile() || e.Status != parse.Duplicate {
				t.Errorf("%s is expected to be more than a duplicate: %+v", twin, e)
			}
		}
		t.Run(want.Name, func(t *testing.T) { compareExpectation(t, named(want.Files[0]), want) })
	}
	if len(expect) != files {
		t.Errorf("%d files are expected, and there are %d", len(expect), files)
	}
}

func compareExpectation(t *testing.T, e *parse.Expectation, want truth) {
	t.Helper()
	if want.Name != cutRun {
		within(t, "distance in m", e.DistanceM, want.DistanceM, 0.005*mileM) // it has two decimals of a mile
		within(t, "timer in s", e.TimerS, want.TimerS, 0.5)
	} else if e.DistanceM != 0 || e.TimerS != 0 || len(e.MileS) != 4 {
		t.Errorf("more is expected of the run that was cut than its first part: %+v", e)
	}
	race := want.Name == "2026-04-05-half" || want.Name == "2026-04-26-marathon"
	from := 0.0
	for i, to := range want.MileAtS[:len(e.MileS)] {
		mileS := to - from
		for _, p := range want.Pauses {
			if !race {
				mileS -= max(0, min(to, p.EndS)-max(from, p.StartS))
			}
		}
		within(t, "a mile in s", e.MileS[i], mileS, 0.501)
		from = to
	}
	if len(e.MileS) < len(want.MileAtS)-1 && want.Name != cutRun {
		t.Errorf("%d miles are expected of %d", len(e.MileS), len(want.MileAtS))
	}
	if e.Cramps != len(want.Cramps) {
		t.Errorf("%d cramps are expected, the truth has %d", e.Cramps, len(want.Cramps))
	}
	var must []string
	for _, f := range e.Must {
		must = append(must, f.Rule+" "+f.Severity)
	}
	planted := slices.Clone(want.Expect)
	slices.Sort(must)
	slices.Sort(planted)
	if !slices.Equal(must, planted) {
		t.Errorf("expected to fire: %v, planted: %v", must, planted)
	}
	if len(e.MustNot) != 1 || e.MustNot[0].Severity != string(analyze.Notice) {
		t.Errorf("what must not fire is not everything from notice up: %v", e.MustNot)
	}
}

var pointTime = regexp.MustCompile(`<time>([^<]*)</time>`)

// TestFindingsStandAtTheirPoint reads the time of the track point at the line
// of a finding with nothing but a regular expression.
func TestFindingsStandAtTheirPoint(t *testing.T) {
	const file = samplesDir + "/2026-03-08-too-fast.gpx.gz"
	z, err := gzip.NewReader(open(t, file))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	run := readAll(t, analyze.Options{}, file).Runs[0]
	at := run.Finding("pace/fast-first-mile").Told().Place
	lines := strings.Split(string(data), "\n")
	if at.N < 1 || int(at.N) > len(lines) || !strings.Contains(lines[at.N-1], "<trkpt") {
		t.Fatalf("line %d holds no track point", at.N)
	}
	if !bytes.HasPrefix(data[at.Offset:], []byte("<trkpt")) {
		t.Errorf("at byte %d stands %.10q", at.Offset, data[at.Offset:])
	}
	m := pointTime.FindStringSubmatch(strings.Join(lines[at.N-1:], "\n"))
	moment, err := time.Parse(time.RFC3339, m[1])
	if err != nil {
		t.Fatal(err)
	}
	// The truth of the first mile, 462 s; positions err by half a percent of it
	// and smart recording leaves up to 7 s between points.
	if got := moment.Sub(run.Start).Seconds(); math.Abs(got-462) > 0.005*462+3.5 {
		t.Errorf("the point is of %v s, the first mile ended at 462 s", got)
	}
}

// TestFindingsOfAFITStandAtTheirRecord compares the records of the marathon's
// findings with when what they are about happened. Records are 5 s apart.
func TestFindingsOfAFITStandAtTheirRecord(t *testing.T) {
	rep := readAll(t, analyze.Options{}, samplesDir)
	all := readTruth(t)
	run, want := rep.Runs[len(all)-1], all[len(all)-1]
	data, _, err := new(parse.Buffers).ReadStream(open(t, samplesDir+"/"+want.Files[0]))
	if err != nil {
		t.Fatal(err)
	}
	f, err := parse.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	timeS := f.Activities[0].TimeS // nothing in it was out of order
	const half = 2.5               // s
	for _, c := range []struct {
		rule       string
		atS, withS float64
	}{
		{"pace/fast-first-mile", want.MileAtS[0], half + 1},
		{"pace/mile-marker-check", want.MileAtS[0], half + 1},
		{"cramp/late-after-fast-start", want.Cramps[0].AtS, half + 1},
		{"cramp/beyond-familiar-distance", want.Cramps[0].AtS, half + 1},
		{"pace/wall", want.MileAtS[19], 300}, // it is seen in pieces of 400 m
	} {
		at := run.Finding(c.rule).Told().Place
		if at.N < 1 || int(at.N) > len(timeS) {
			t.Fatalf("%s stands at record %d of %d", c.rule, at.N, len(timeS))
		}
		within(t, c.rule+" at s", timeS[at.N-1], c.atS, c.withS)
	}
	for _, rule := range []string{"pace/fade", "load/long-run-jump", "safety/disclaimer"} {
		if at := run.Finding(rule).Told().Place; at != (parse.Place{}) {
			t.Errorf("%s is about no moment, and stands at %v", rule, at)
		}
	}
}

func open(t *testing.T, file string) io.Reader {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// TestAMessageIsOneLine: a path with a line break in it must not begin a line of
// its own, which a log of GitHub would obey, nor steer a terminal.
func TestAMessageIsOneLine(t *testing.T) {
	var out, errs bytes.Buffer
	status := run(world{args: []string{"check", "no\n::error::\x1b[31mx"}, out: &out, err: &errs, getenv: noEnvironment})
	got := errs.String()
	if status != exitUsage || strings.Count(got, "\n") != 1 || strings.Contains(got, "\x1b") || !strings.HasPrefix(got, "crampcheck: cannot open no") {
		t.Errorf("%d %q", status, got)
	}
}
