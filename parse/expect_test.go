package parse

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
)

const expectText = `
tolerance: {distance: 50 m, split: 1 %}
files:
  - file: a/run 1.fit
    activity: 2
    status: Warned
    distance: 10 km
    timer: 0:52:00.5
    miles: [8:42, ~, 1:02:03.5]
    kms: [5:20]
    cramps: 0
    must: [pace/wall, pace/fast-first-mile warn, notice]
    must_not: urgent
    tolerance: {timer: 5 s, distance: 0.1 mi}
  - {file: b.gpx}
`

// wrongRule knows every rule that has a group.
func wrongRule(rule string) string {
	if strings.Contains(rule, "/") {
		return ""
	}
	return "unknown rule " + rule
}

func TestExpectationsAreRead(t *testing.T) {
	got, errs := ReadExpect([]byte(expectText), "e.yaml", wrongRule)
	if len(errs) > 0 || len(got) != 2 {
		t.Fatalf("%d expectations, %v", len(got), errs)
	}
	e := got[0]
	if len(e.MileS) != 3 || !math.IsNaN(e.MileS[1]) {
		t.Fatalf("miles %v", e.MileS)
	}
	e.MileS[1] = 0
	want := Expectation{
		Pos: Pos{Line: 4, Column: 5}, File: "a/run 1.fit", Activity: 2, Status: Warned, DistanceM: 10_000, TimerS: 3120.5,
		MileS: []float64{522, 0, 3723.5}, KmS: []float64{320}, Cramps: 0,
		Must: []ExpectedFinding{
			{Pos{Line: 12, Column: 12}, "pace/wall", ""},
			{Pos{Line: 12, Column: 23}, "pace/fast-first-mile", "warn"},
			{Pos{Line: 12, Column: 50}, "", "notice"},
		},
		MustNot:   []ExpectedFinding{{Pos{Line: 13, Column: 15}, "", "urgent"}},
		Tolerance: Tolerance{DistanceM: 160.9344, TimerS: 5, SplitFrac: 0.01},
	}
	if !reflect.DeepEqual(e, want) {
		t.Errorf("%+v\nwant %+v", e, want)
	}
	if e.OnlyFile() {
		t.Error("more than a file is expected")
	}
	want = Expectation{
		Pos: Pos{Line: 15, Column: 5}, File: "b.gpx", Activity: 1, Cramps: -1,
		Tolerance: Tolerance{DistanceM: 50, TimerS: 2, SplitFrac: 0.01},
	}
	if !reflect.DeepEqual(got[1], want) || !got[1].OnlyFile() {
		t.Errorf("%+v\nwant %+v", got[1], want)
	}
}

func TestMistakesInExpectationsAreToldWithTheirPlace(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", "0:0 nothing is expected in it. Write files: and below it - " + expectExample},
		{"no files", "tolerance: {split: 3 s}", "1:1 nothing is expected in it. Write files: and below it - " + expectExample},
		{"files that are no list", "files: {a: b}", "1:8 files is a list: write - " + expectExample},
		{"a text", "hello", "1:1 write lines of the form key: value, e.g. files: [" + expectExample + "]"},
		{"a file without keys", "files: [a.fit]", "1:9 an expectation has keys: write - " + expectExample},
		{"an entry without a file", "files: [{timer: 0:10:00}]", "1:9 an expectation without a file: write - " + expectExample},
		{"an unknown key", "files: [{flie: a}]", `1:10 unknown key "flie", did you mean "file"?`},
		{"a file twice", "files: [{file: a}, {file: a}]", `1:20 "a" stands there twice. Remove one, or name another activity of it`},
		{"a key twice", "files: [{file: a, cramps: 1, cramps: 2}]", `1:30 key "cramps" stands there twice. Remove one`},
		{"a time of two parts", "files: [{file: a, timer: 1:52}]", `1:26 timer "1:52": two parts could be hours or minutes. Write 1:52:00 or 0:1:52`},
		{"a time that is none", "files: [{file: a, timer: soon}]", `1:26 timer "soon": write hours, minutes and seconds, e.g. 1:52:00`},
		{"a split that is none", "files: [{file: a, miles: [8:42, 8.7]}]", `1:33 miles "8.7": write minutes and seconds, e.g. 8:42 or 8:42.5`},
		{"sixty minutes", "files: [{file: a, miles: [1:60:00]}]", `1:27 miles "1:60:00": an hour has 60 minutes`},
		{"splits that are no list", "files: [{file: a, kms: 5:20}]", "1:24 kms is a list of times: write kms: [8:42, 8:50]"},
		{"a status that is none", "files: [{file: a, status: skiped}]", `1:27 status "skiped": unknown status, did you mean "skipped"?`},
		{"a number of cramps that is none", "files: [{file: a, cramps: some}]", `1:27 cramps "some": write a whole number from 0 on`},
		{"an activity before the first", "files: [{file: a, activity: 0}]", `1:29 activity "0": write a whole number from 1 on`},
		{"a finding of three words", "files: [{file: a, must: [a b c]}]", `1:26 must "a b c": write a rule, a severity or both, as pace/fast-first-mile warn`},
		{"a rule that there is none of", "files: [{file: a, must: [pace/wall, wall warn]}]", `1:37 unknown rule wall`},
		{"one that must not fire", "files: [{file: a, must_not: wall}]", `1:29 unknown rule wall`},
		{"a distance without unit", "files: [{file: a, distance: 10}]", `1:29 distance "10": no unit. Write 10 km or 10 mi (or write marathon, half marathon, 10k, 5k)`},
		{"a tolerance in the wrong unit", "tolerance: {distance: 3 s}\nfiles: [{file: a}]", `1:23 distance "3 s": write a distance or percent, e.g. 100 m or 0.5 %`},
		{"a tolerance of time in metres", "tolerance: {split: 3 m}\nfiles: [{file: a}]", `1:20 split "3 m": write seconds or percent, e.g. 3 s or 0.5 %`},
		{"a negative tolerance", "tolerance: {timer: -3 s}\nfiles: [{file: a}]", `1:20 timer "-3 s": write seconds or percent, e.g. 3 s or 0.5 %`},
		{"an alias", "files: [&a {file: a}, *a]", "1:9 & and * (anchors and aliases) are not read. Write the value out, or put quotes around the text"},
		{"a second document", "files: [{file: a}]\n---\nfiles: []", "2:1 a second document begins here: only one is read. Remove the --- or split the file"},
		{"too deep", "files: " + strings.Repeat("[", 30) + strings.Repeat("]", 30), "1:27 more than 20 levels inside each other"},
	} {
		_, errs := ReadExpect([]byte(c.text), "e.yaml", wrongRule)
		var got []string
		for _, e := range errs {
			got = append(got, fmt.Sprintf("%d:%d %s", e.Pos.Line, e.Pos.Column, e.Text))
			if e.File != "e.yaml" || e.Warning {
				t.Errorf("%s: %+v", c.name, e)
			}
		}
		if !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: %q\nwant %q", c.name, got, c.want)
		}
	}
	_, errs := ReadExpect(make([]byte, 10<<20+1), "e.yaml", wrongRule)
	if len(errs) != 1 || errs[0].Text != "expectations of more than 10 MB are not read. Split the file; --max-notes raises this limit" {
		t.Errorf("too large: %v", errs)
	}
}

func FuzzReadExpect(f *testing.F) {
	f.Add([]byte(expectText))
	f.Add([]byte("files: [{file: a, miles: [~, 1:60:00], must: [warn, a b c]}]"))
	f.Add([]byte("tolerance: {distance: 0.5 %}\nfiles:\n- &x {file: *x}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		expect, _ := ReadExpect(data, "e.yaml", wrongRule)
		for _, e := range expect {
			if e.File == "" || e.Activity < 1 || e.Cramps < -1 || e.DistanceM < 0 || e.TimerS < 0 {
				t.Errorf("%+v", e)
			}
		}
	})
}
