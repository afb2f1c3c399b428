package report

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// filler sets every exported field it meets to a value of its own.
type filler struct {
	t *testing.T
	n int
}

// zones are those of the times, in turn.
func (f *filler) zone() *time.Location {
	f.t.Helper()
	named, err := time.LoadLocation("America/New_York")
	if err != nil {
		f.t.Fatal(err)
	}
	return []*time.Location{time.UTC, named, time.FixedZone("+05:45", 5*3600+45*60), time.FixedZone("", -3600)}[f.n%4]
}

// fill sets v and all below it. The second element of a list is full of holes
// where full is set, so that both are seen at every place.
func (f *filler) fill(v reflect.Value, full bool) {
	f.n++
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = time.Date(2026, time.March, 1, 7, 0, f.n%60, f.n*1000, time.UTC).In(f.zone())
		return
	case *analyze.Maybe:
		if full {
			*x = analyze.Maybe{Value: float64(f.n) + 1.0/3, Known: true}
		}
		return
	}
	switch v.Kind() {
	case reflect.String:
		if full {
			v.SetString(fmt.Sprintf("text %d <&> × ä", f.n))
		}
	case reflect.Bool:
		v.SetBool(full)
	case reflect.Int, reflect.Int32, reflect.Int64:
		if full {
			v.SetInt(int64(f.n))
		}
	case reflect.Float64:
		v.SetFloat(-float64(f.n) / 7)
	case reflect.Pointer:
		if full {
			v.Set(reflect.New(v.Type().Elem()))
			f.fill(v.Elem(), full)
		}
	case reflect.Slice:
		if !full {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.fill(v.Index(0), true)
		f.fill(v.Index(1), v.Type().Elem().Kind() == reflect.String)
	case reflect.Struct:
		for i := range v.NumField() {
			if !v.Type().Field(i).IsExported() {
				f.t.Errorf("%v.%s is not exported: no line can tell it", v.Type(), v.Type().Field(i).Name)
				continue
			}
			f.fill(v.Field(i), full)
		}
		if e, ok := v.Addr().Interface().(*parse.Entry); ok && !full {
			f.holes(reflect.ValueOf(e).Elem())
		}
	default:
		f.t.Fatalf("no value for a %v", v.Type())
	}
}

// holes makes every float of an entry NaN, as one that gives no number.
func (f *filler) holes(v reflect.Value) {
	for i := range v.NumField() {
		if v.Field(i).Kind() == reflect.Float64 {
			v.Field(i).SetFloat(math.NaN())
		}
	}
}

// different names the first place where two values differ, "" for none. NaN is
// NaN, times are equal when moment, offset and zone are, and a list without
// elements is none.
func different(path string, a, b reflect.Value) string {
	if x, ok := a.Interface().(time.Time); ok {
		y := b.Interface().(time.Time)
		xName, xEast := x.Zone()
		yName, yEast := y.Zone()
		if !x.Equal(y) || xName != yName || xEast != yEast || x.Location().String() != y.Location().String() {
			return fmt.Sprintf("%s: %v and %v", path, x, y)
		}
		return ""
	}
	switch a.Kind() {
	case reflect.Float64:
		if x, y := a.Float(), b.Float(); math.Float64bits(x) != math.Float64bits(y) && !(math.IsNaN(x) && math.IsNaN(y)) {
			return fmt.Sprintf("%s: %v and %v", path, x, y)
		}
		return ""
	case reflect.Pointer:
		if a.IsNil() || b.IsNil() {
			if a.IsNil() != b.IsNil() {
				return path + ": one is nil"
			}
			return ""
		}
		return different(path, a.Elem(), b.Elem())
	case reflect.Slice:
		if a.Len() != b.Len() {
			return fmt.Sprintf("%s: %d and %d elements", path, a.Len(), b.Len())
		}
		for i := range a.Len() {
			if d := different(fmt.Sprintf("%s[%d]", path, i), a.Index(i), b.Index(i)); d != "" {
				return d
			}
		}
		return ""
	case reflect.Struct:
		for i := range a.NumField() {
			if d := different(path+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i)); d != "" {
				return d
			}
		}
		return ""
	}
	if a.Interface() != b.Interface() {
		return fmt.Sprintf("%s: %v and %v", path, a, b)
	}
	return ""
}

// filled is a Result in which every field but the Trace has a value of its own.
func filled(t *testing.T) *analyze.Result {
	t.Helper()
	f := &filler{t: t}
	r := &analyze.Result{}
	v := reflect.ValueOf(r).Elem()
	for i := range v.NumField() {
		if v.Type().Field(i).Name == "Trace" {
			continue
		}
		f.fill(v.Field(i), true)
	}
	if f.n < 500 {
		t.Fatalf("only %d values", f.n)
	}
	return r
}

// backAndForth writes a run and reads it.
func backAndForth(t *testing.T, in RunLine) RunLine {
	t.Helper()
	data := NewLines(Style{Units: Miles}).Run(in)
	if n := strings.Count(string(data), "\n"); n != 1 {
		t.Fatalf("%d ends of line in a line", n)
	}
	line, err := NewLineReader().Read(data[:len(data)-1])
	if err != nil {
		t.Fatal(err)
	}
	if line.Kind != LineRun || line.Run == nil {
		t.Fatalf("read a %q", line.Kind)
	}
	return *line.Run
}

// TestARunLineHoldsTheWholeResult fills every field of a Result, writes it, reads
// it and compares all: a field that no line tells makes it red.
func TestARunLineHoldsTheWholeResult(t *testing.T) {
	r := filled(t)
	got := backAndForth(t, RunLine{Result: r})
	if d := different("Result", reflect.ValueOf(*r), reflect.ValueOf(*got.Result)); d != "" {
		t.Error(d)
	}
	var empty analyze.Result
	got = backAndForth(t, RunLine{Result: &empty})
	if d := different("empty Result", reflect.ValueOf(empty), reflect.ValueOf(*got.Result)); d != "" {
		t.Error(d)
	}
}

// TestARunLineHoldsTheIdentity does the same with what tells a run from others.
func TestARunLineHoldsTheIdentity(t *testing.T) {
	r := filled(t)
	var id analyze.Identity
	(&filler{t: t, n: 1000}).fill(reflect.ValueOf(&id).Elem(), true)
	id.Source, id.Index, id.Format, id.DateKnown, id.ElapsedS = r.File, r.Index, r.Format, r.DateKnown, r.ElapsedS // those of its run
	own := analyze.Input{File: r.File, Status: id.Status, Reason: parse.Truncated, Detail: "line 7: ends early"}
	got := backAndForth(t, RunLine{Result: r, Identity: id, Own: own})
	if d := different("Identity", reflect.ValueOf(id), reflect.ValueOf(got.Identity)); d != "" {
		t.Error(d)
	}
	if got.Own != own {
		t.Errorf("%+v, want %+v", got.Own, own)
	}
}

// TestAFindingIsToldOnce wants of a finding that is as its row has it nothing
// beyond the keys of findings[], and of another the difference.
func TestAFindingIsToldOnce(t *testing.T) {
	l := NewLines(Style{Units: Miles})
	var row analyze.Rule
	for _, r := range analyze.Rules() { // one whose sentence needs no number
		if !strings.Contains(r.Say+r.Do, "{") && r.Do != "" && len(r.Limits) > 0 && len(r.Cite) > 0 {
			row = r
		}
	}
	if row.ID == "" {
		t.Fatal("no such rule")
	}
	for _, c := range []struct {
		name   string
		change func(f *analyze.Finding)
		lines  int
	}{
		{"a finding as its row makes it", func(*analyze.Finding) {}, 0},
		{"a sentence of its own", func(f *analyze.Finding) { f.Tells.Say = "mine" }, 1},
		{"no advice where the row has some", func(f *analyze.Finding) { f.Tells.Do = "" }, 1},
		{"a limit of the runner", func(f *analyze.Finding) {
			own := *f.Limit
			own.Source, f.Limit = "yours", &own
		}, 1},
		{"another thing it may have led to", func(f *analyze.Finding) { f.LedTo = []analyze.Outcome{analyze.Even} }, 1},
		{"a place in the file", func(f *analyze.Finding) { f.Tells.Place.N = 3 }, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := row.Bare(analyze.Fired)
			c.change(&f)
			if n := len(l.findMore([]analyze.Finding{f})); n != c.lines {
				t.Errorf("%d findings are told twice, want %d", n, c.lines)
			}
			got := backAndForth(t, RunLine{Result: &analyze.Result{Findings: []analyze.Finding{f}}})
			if d := different("Finding", reflect.ValueOf(f), reflect.ValueOf(got.Result.Findings[0])); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestOtherLinesAreReadAsTheyWereWritten does it with lines that are no runs.
func TestOtherLinesAreReadAsTheyWereWritten(t *testing.T) {
	l, r, f := NewLines(Style{Units: Miles}), NewLineReader(), &filler{t: t}
	want := Line{Head: Head{"v1.2.3", "abc"}, Inputs: 18, Runs: 17}
	f.fill(reflect.ValueOf(&want.Input).Elem(), true)
	f.fill(reflect.ValueOf(&want.Note).Elem(), true)
	f.fill(reflect.ValueOf(&want.Day).Elem(), false)
	want.Note.Error.Warning = true
	var got Line
	for _, data := range [][]byte{l.Head(want.Head), l.Input(want.Input), l.Note(want.Note), l.Day(want.Day), l.End(18, 17)} {
		line, err := r.Read(data[:len(data)-1])
		if err != nil {
			t.Fatal(err)
		}
		switch line.Kind {
		case LineHead:
			got.Head = line.Head
		case LineInput:
			got.Input = line.Input
		case LineNotesError:
			got.Note = line.Note
		case LineDay:
			got.Day = line.Day
		case LineEnd:
			got.Inputs, got.Runs = line.Inputs, line.Runs
		}
	}
	if d := different("Line", reflect.ValueOf(want), reflect.ValueOf(got)); d != "" {
		t.Error(d)
	}
}

// TestOddLines wants a word for each line that cannot be used.
func TestOddLines(t *testing.T) {
	run := string(NewLines(Style{Units: Miles}).Run(RunLine{Result: filled(t)}))
	for _, c := range []struct{ name, line, want string }{
		{"nothing", ``, "no whole JSON object"},
		{"half a line", run[:len(run)/2], "no whole JSON object"},
		{"not UTF-8", "{\"line\":\"run\",\"file\":\"\xff\"}", "not UTF-8"},
		{"JSON of another program", `{"level":"info"}`, "none that crampcheck"},
		{"a list", `[1,2]`, "none that crampcheck"},
		{"a number for the kind", `{"line":7}`, "none that crampcheck"},
		{"another schema", `{"line":"crampcheck","schema_version":2}`, "schema 2"},
		{"a text for a number", `{"line":"end","inputs":"many"}`, "cannot be understood"},
		{"a run without anything", `{"line":"run"}`, "cannot be understood"},
		{"splits without their places", strings.Replace(run, `"splits_mile_start_m":[`, `"x":[`, 1), "does not fit"},
		{"a finding too many", strings.Replace(run, `"findings":[{"n":0`, `"findings":[{"n":99`, 1), "do not fit"},
		{"a date that is none", strings.Replace(run, `"at":"2026-`, `"at":"MMXXVI-`, 1), "cannot be understood"},
	} {
		t.Run(c.name, func(t *testing.T) {
			line, err := NewLineReader().Read([]byte(strings.TrimSuffix(c.line, "\n")))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%+v, error %v, want %q", line.Kind, err, c.want)
			}
		})
	}
	if line, err := NewLineReader().Read([]byte(`{"line":"weather","of":1}`)); err != nil || line.Kind != "weather" {
		t.Errorf("a kind of a later version: %+v, %v", line, err)
	}
}
