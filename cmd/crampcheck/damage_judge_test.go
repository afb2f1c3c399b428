package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// trial is a damaged or hostile input and what must become of it.
type trial struct {
	name   string // a sentence
	row    int    // of the table of faults
	big    bool   // takes long: not under the race detector
	file   string // name of the input, unless there are several
	data   []byte
	outing outing // of the run in it
	want   want
	blobs  []blob                         // further files, or all of them
	make   func(t *testing.T, dir string) // makes what bytes alone cannot
	inputs []told                         // what becomes of every input, where it is not data alone
	runs   []ran                          // the runs, where it is not one as planned
	errs   []string                       // each stands in an error or warning about notes; nil: there is none
	noted  func(t *testing.T, doc judged) // more to look at
	never  []string                       // stands in no output
	markup []string                       // stands in no page and no Markdown, where it would act
}

// blob is a file.
type blob struct {
	name string
	data []byte
}

// want is what becomes of the one file of a trial. What is zero is as planned.
type want struct {
	status, reason string // "": ok
	records        int
	points         int
	distM          float64 // -1: none
	elapsedS       float64 // -1: 0
	timerS         float64
	movingS        float64
	laterS         float64 // how much later it starts
	undated        bool    // no date is claimed
	acts           int     // activities in it
	codes          []string
	fires, quiet   []string // rules
}

// told is what becomes of an input.
type told struct{ file, status, reason string }

// ran is a run as it must be found.
type ran struct {
	file     string
	startS   float64 // s since 1970; -1: no date
	records  int
	points   int
	distM    float64 // -1: none
	elapsedS float64
	timerS   float64
	movingS  float64 // 0: not looked at
	codes    []string
	fires    []string
	quiet    []string
}

// expected returns inputs and runs of a trial.
func (c *trial) expected() ([]told, []ran) {
	inputs, runs := c.inputs, c.runs
	w := c.want
	if c.file != "" && inputs == nil {
		status := w.status
		if status == "" {
			status = "ok"
		}
		inputs = []told{{c.file, status, w.reason}}
	}
	if c.file == "" || runs != nil || w.status == "skipped" {
		return inputs, runs
	}
	r := ran{
		file: c.file, startS: c.outing.startS() + w.laterS, records: orInt(w.records, c.outing.n), distM: orFloat(w.distM, c.outing.distanceM()),
		elapsedS: max(orFloat(w.elapsedS, c.outing.elapsedS()), 0), movingS: w.movingS, codes: w.codes, fires: w.fires, quiet: w.quiet,
	}
	r.points = orInt(w.points, r.records)
	r.timerS = orFloat(w.timerS, r.elapsedS)
	if w.undated {
		r.startS = -1
	}
	return inputs, []ran{r}
}

func orInt(v, other int) int {
	if v != 0 {
		return v
	}
	return other
}

func orFloat(v, other float64) float64 {
	if v != 0 {
		return v
	}
	return other
}

// write puts the files of a trial into dir.
func (c *trial) write(t *testing.T, dir string) {
	t.Helper()
	blobs := c.blobs
	if c.data != nil {
		blobs = append(slices.Clone(blobs), blob{c.file, c.data})
	}
	for _, b := range blobs {
		path := filepath.Join(dir, filepath.FromSlash(b.name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b.data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if c.make != nil {
		c.make(t, dir)
	}
}

// judged is what the judge reads of the JSON.
type judged struct {
	Files struct {
		Found, OK, Warned, Partial, Duplicate, Skipped int
	}
	Inputs []struct {
		File, Status   string
		Reason, Detail *string
		Activities     int
	}
	Runs []struct {
		File      string
		Index     int
		Title     *string
		StartUTC  *string  `json:"start_utc"`
		DateLocal *string  `json:"date_local"`
		Zone      string   `json:"zone"`
		Records   int      `json:"records"`
		Points    int      `json:"points"`
		DistanceM *float64 `json:"distance_m"`
		ElapsedS  float64  `json:"elapsed_s"`
		TimerS    float64  `json:"timer_s"`
		MovingS   float64  `json:"moving_s"`
		ClimbM    *float64 `json:"climb_m"`
		HeartRate *float64 `json:"heart_rate_bpm"`
		Device    *string
		Sport     *string
		Cramps    []struct {
			AtS    *float64 `json:"at_s"`
			Muscle *string
			Note   *string
		}
		Suggestions []struct{ Note *string }
		Findings    []struct{ Rule, State string }
		Notes       []struct{ Code, Text string }
	}
	NotesErrors []struct {
		Place, Text string
		Warning     bool
	} `json:"notes_errors"`
}

// said is what one call printed.
type said struct {
	out, err []byte
	status   int
}

// callMain runs the command as main does.
func callMain(args ...string) said {
	var out, errs bytes.Buffer
	status := run(world{args: args, out: &out, err: &errs, getenv: noEnvironment})
	return said{out.Bytes(), errs.Bytes(), status}
}

// judge analyses a trial in a folder of its own and compares.
func (c *trial) judge(t *testing.T) {
	dir := t.TempDir()
	c.write(t, dir)
	got := callMain("analyze", dir, "--format", "json", "--no-cache")
	var doc judged
	if err := json.Unmarshal(got.out, &doc); err != nil {
		t.Fatalf("no JSON: %v\n%s\n%s", err, got.out, got.err)
	}
	inputs, runs := c.expected()
	c.compareInputs(t, doc, dir, inputs)
	c.compareRuns(t, doc, dir, runs)
	c.compareNotes(t, doc)
	if wanted := statusFor(inputs, runs); got.status != wanted {
		t.Errorf("exit status %d, want %d", got.status, wanted)
	}
	if c.noted != nil {
		c.noted(t, doc)
	}
	never := append(slices.Clone(c.never), dirSecrets()...)
	lookThrough(t, "json", got.out, never)
	lookThroughStrings(t, got.out, never)
	lookThrough(t, "messages", got.err, never)
}

// dirSecrets are what hostile inputs try to fetch.
func dirSecrets() []string { return []string{"root:x:", "root:*:"} }

// statusFor is the exit status that definitions.md demands: 4 where nothing
// usable was found, 3 where something is skipped for another reason than that
// it is no activity.
func statusFor(inputs []told, runs []ran) int {
	if len(runs) == 0 {
		return exitNothing
	}
	for _, in := range inputs {
		if in.status == "skipped" && in.reason != "not-activity" {
			return exitInput
		}
	}
	return exitOK
}

// unescaped returns where s stands in out without a backslash before it, -1 for
// nowhere.
func unescaped(out []byte, s string) int {
	for at := 0; ; at++ {
		i := bytes.Index(out[at:], []byte(s))
		if i < 0 {
			return -1
		}
		at += i
		if at == 0 || out[at-1] != '\\' {
			return at
		}
	}
}

// parseISO returns a moment in s since 1970.
func parseISO(text string) float64 {
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return math.NaN()
	}
	return float64(at.UnixMicro()) / 1e6
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func (c *trial) compareInputs(t *testing.T, doc judged, dir string, inputs []told) {
	t.Helper()
	var got, wanted []string
	for _, in := range doc.Inputs {
		file := strings.TrimPrefix(in.File, filepath.ToSlash(dir)+"/")
		got = append(got, fmt.Sprintf("%s %s %s", file, in.Status, deref(in.Reason)))
		if in.Status != "ok" && (in.Reason == nil || deref(in.Detail) == "") {
			t.Errorf("%s is %s without a reason in words", file, in.Status)
		}
	}
	for _, in := range inputs {
		wanted = append(wanted, fmt.Sprintf("%s %s %s", in.file, in.status, in.reason))
	}
	slices.Sort(wanted)
	slices.Sort(got)
	if !slices.Equal(got, wanted) {
		t.Errorf("inputs:\n got  %s\n want %s\n%s", strings.Join(got, "\n      "), strings.Join(wanted, "\n      "), details(doc))
	}
	f := doc.Files
	if f.Found != len(doc.Inputs) || f.OK+f.Warned+f.Partial+f.Duplicate+f.Skipped != f.Found {
		t.Errorf("the counts do not add up: %+v for %d inputs", f, len(doc.Inputs))
	}
	if c.file != "" && c.inputs == nil && c.runs == nil && c.want.status != "skipped" && len(doc.Inputs) == 1 {
		if got, wanted := doc.Inputs[0].Activities, max(c.want.acts, 1); got != wanted {
			t.Errorf("%d activities, want %d", got, wanted)
		}
	}
}

func details(doc judged) string {
	var b strings.Builder
	for _, in := range doc.Inputs {
		fmt.Fprintf(&b, "%s: %s %s\n", in.File, deref(in.Reason), deref(in.Detail))
	}
	return b.String()
}

func (c *trial) compareRuns(t *testing.T, doc judged, dir string, runs []ran) {
	t.Helper()
	if len(doc.Runs) != len(runs) {
		t.Errorf("%d runs, want %d\n%s", len(doc.Runs), len(runs), details(doc))
		return
	}
	for i, w := range runs {
		g := doc.Runs[i]
		file := strings.TrimPrefix(g.File, filepath.ToSlash(dir)+"/")
		if file != w.file {
			t.Errorf("run %d is that of %s, want %s", i, file, w.file)
			continue
		}
		if g.Records != w.records || g.Points != w.points {
			t.Errorf("%s: %d records, %d points; want %d, %d\n%s", file, g.Records, g.Points, w.records, w.points, details(doc))
		}
		distM := math.NaN()
		if g.DistanceM != nil {
			distM = *g.DistanceM
		}
		switch {
		case w.distM < 0 && g.DistanceM != nil:
			t.Errorf("%s: %.1f m, want no distance", file, distM)
		case w.distM >= 0 && !(math.Abs(distM-w.distM) <= 0.01*w.distM):
			t.Errorf("%s: %.1f m, want %.1f\n%s", file, distM, w.distM, details(doc))
		}
		for _, clock := range []struct {
			name        string
			got, wanted float64
		}{{"elapsed", g.ElapsedS, w.elapsedS}, {"timer", g.TimerS, w.timerS}, {"moving", g.MovingS, w.movingS}} {
			tolerance := 0.5
			if clock.name == "moving" {
				if w.movingS == 0 {
					continue
				}
				tolerance = max(10, 0.01*w.movingS) // s: its edges lie within a window of 10 s
			}
			if !(math.Abs(clock.got-clock.wanted) <= tolerance) {
				t.Errorf("%s: %s %.1f s, want %.1f", file, clock.name, clock.got, clock.wanted)
			}
		}
		startS := -1.0
		if g.StartUTC != nil {
			startS = parseISO(*g.StartUTC)
		}
		if math.Abs(startS-w.startS) > 0.001 {
			t.Errorf("%s: starts at %q, want %q", file, deref(g.StartUTC), iso(w.startS))
		}
		for _, code := range w.codes {
			if !slices.ContainsFunc(g.Notes, func(n struct{ Code, Text string }) bool { return n.Code == code }) {
				t.Errorf("%s: no note %s among %v", file, code, g.Notes)
			}
		}
		for _, f := range g.Findings {
			if f.State == "fired" && slices.Contains(w.quiet, f.Rule) {
				t.Errorf("%s: %s must not fire", file, f.Rule)
			}
		}
		for _, rule := range w.fires {
			if !slices.ContainsFunc(g.Findings, func(f struct{ Rule, State string }) bool { return f.Rule == rule && f.State == "fired" }) {
				t.Errorf("%s: %s must fire", file, rule)
			}
		}
	}
}

// compareNotes wants every message about notes, and no other.
func (c *trial) compareNotes(t *testing.T, doc judged) {
	t.Helper()
	for _, wanted := range c.errs {
		found := false
		for _, e := range doc.NotesErrors {
			found = found || strings.Contains(e.Place+": "+e.Text, wanted)
		}
		if !found {
			t.Errorf("no message about the notes says %q: %v", wanted, doc.NotesErrors)
		}
	}
	if len(doc.NotesErrors) != len(c.errs) {
		t.Errorf("%d messages about the notes, want %d: %v", len(doc.NotesErrors), len(c.errs), doc.NotesErrors)
	}
}

// notNumbers finds what is no number where a number should be.
var notNumbers = regexp.MustCompile(`(^|[^A-Za-z0-9_.])[-+]?(NaN|[Ii]nf)([^A-Za-z0-9_]|$)`)

// lookThrough wants none of the byte strings in an output, and nothing that acts
// on a terminal: valid UTF-8, no control character but the end of a line, no mark
// that turns the reading direction, no line or paragraph separator, no NaN.
func lookThrough(t *testing.T, what string, out []byte, never []string) {
	t.Helper()
	if !utf8.Valid(out) {
		t.Errorf("%s: not UTF-8", what)
	}
	for i, r := range string(out) {
		if acts(r) && r != '\n' && !(r == '\r' && what == "csv") {
			t.Errorf("%s: %U at byte %d: %q", what, r, i, excerpt(out, i))
			break
		}
	}
	if m := notNumbers.FindIndex(out); m != nil {
		t.Errorf("%s: %q is no number", what, excerpt(out, m[0]))
	}
	for _, s := range never {
		if i := bytes.Index(out, []byte(s)); i >= 0 {
			t.Errorf("%s holds %q: %q", what, s, excerpt(out, i))
		}
	}
}

// acts says whether a character acts on what shows it.
func acts(r rune) bool {
	return r < ' ' || r >= 0x7f && r <= 0x9f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 ||
		r == 0x2028 || r == 0x2029 || r == 0x200e || r == 0x200f || r == 0x061c
}

func excerpt(out []byte, at int) string { return string(out[max(0, at-40):min(len(out), at+40)]) }

// lookThroughStrings looks at the texts of a JSON judged as a program reads
// them.
func lookThroughStrings(t *testing.T, out []byte, never []string) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(out))
	for {
		token, err := dec.Token()
		if err != nil {
			return
		}
		if s, ok := token.(string); ok {
			for _, r := range s {
				if acts(r) {
					t.Errorf("a text in the JSON holds %U: %q", r, s)
					break
				}
			}
			for _, n := range never {
				if strings.Contains(s, n) {
					t.Errorf("a text in the JSON holds %q: %q", n, s)
				}
			}
		}
	}
}

// lookThroughCells wants no cell that a spreadsheet takes for a formula, and as
// many in every row.
func lookThroughCells(t *testing.T, out []byte) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(out)).ReadAll()
	if err != nil {
		t.Errorf("csv: %v", err)
	}
	number := regexp.MustCompile(`^[-+]?[0-9.]+$`)
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") && !number.MatchString(cell) {
				t.Errorf("csv: the cell %q is a formula", cell)
			}
		}
	}
}
