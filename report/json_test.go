package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// jog is a run of n miles without hills, the first mile in firstS and the
// others in 540 s, a sample every second, distance by the device.
func jog(n int, firstS float64) *parse.Activity {
	a := &parse.Activity{Meta: parse.Meta{
		Source: "runs/2026-03-08-jog.fit", Format: "fit", Sport: "running", Device: "watch",
		Start: time.Date(2026, 3, 8, 15, 30, 0, 0, time.UTC), Totals: parse.NoTotals(),
	}}
	m := 0.0
	for s := 0.0; ; s++ {
		a.TimeS = append(a.TimeS, s)
		a.DistanceM = append(a.DistanceM, m)
		a.HeartRateBPM = append(a.HeartRateBPM, 150)
		if m > float64(n)*mi-1e-6 {
			break
		}
		pace := 540.0
		if m < mi-1e-6 {
			pace = firstS
		}
		m += mi / pace
	}
	a.Records = len(a.TimeS)
	return a
}

// speck is a recording of one sample that holds its time alone.
func speck() *parse.Activity {
	return &parse.Activity{
		Meta:  parse.Meta{Source: "speck.gpx", Format: "gpx", Start: time.Date(2026, 3, 8, 15, 30, 0, 0, time.UTC), Records: 1, Totals: parse.NoTotals()},
		TimeS: []float64{0},
	}
}

// reportOf judges activities with the notes of a CSV that names no file.
func reportOf(t *testing.T, csv string, acts ...*parse.Activity) *analyze.Report {
	t.Helper()
	j := parse.ReadNotesCSV([]byte(csv), "notes.csv")
	rep := &analyze.Report{NotesErrors: j.Errors}
	for _, a := range acts {
		res, errs := analyze.Run(a, j.Entries, analyze.Options{})
		rep.Runs = append(rep.Runs, res)
		rep.NotesErrors = append(rep.NotesErrors, errs...)
		rep.Inputs = append(rep.Inputs, analyze.Input{File: a.Source, Status: parse.OK, Activities: 1})
	}
	rep.Recommendations = analyze.Recommend(rep.Runs)
	return rep
}

const crampNotes = `date,at,what,where,severity,amount,note
2026-03-08,0:20:00,drink,,,150 ml,water
2026-03-08,1:31:00,cramp,left calf,6,80 s,stretched
2026-03-08,1:20:00,cramp?,right quad,,,
`

func asJSON(t *testing.T, rep *analyze.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Formats()["json"](&b, rep, Style{Units: Miles, Width: 100}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// keys returns the keys of every object of a document by the object's path, in
// order; elements of lists share the path of their list.
func keys(t *testing.T, data []byte) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	dec := json.NewDecoder(bytes.NewReader(data))
	var value func(path string)
	value = func(path string) {
		tok, err := dec.Token()
		if err != nil {
			t.Fatal(err)
		}
		switch tok {
		case json.Delim('{'):
			var names []string
			for dec.More() {
				name, err := dec.Token()
				if err != nil {
					t.Fatal(err)
				}
				names = append(names, name.(string))
				value(strings.TrimPrefix(path+"."+name.(string), "."))
			}
			if before, ok := out[path]; ok && !slices.Equal(before, names) {
				t.Errorf("objects at %q differ: %v and %v", path, before, names)
			}
			out[path] = names
		case json.Delim('['):
			for dec.More() {
				value(path)
			}
		default:
			return
		}
		if _, err := dec.Token(); err != nil { // the closing bracket
			t.Fatal(err)
		}
	}
	value("")
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		t.Errorf("behind the document stands something: %v", err)
	}
	return out
}

// schema lists the keys of schema 1 as its two documents have them, in their
// order. More keys may stand between them.
var schema = map[string]string{
	"":                        "schema_version files inputs runs history recommendations notes_errors alarms",
	"files":                   "found ok warned partial duplicate skipped",
	"inputs":                  "file status reason detail activities",
	"runs":                    "file index format sport device title start_utc date_local zone zone_source records points distance_m distance_source elapsed_s timer_s moving_s clock pauses splits_mile splits_km laps first_mile cramps intake findings notes",
	"runs.pauses":             "start_s end_s source",
	"runs.splits_mile":        "n distance_m time_s gap_s_per_m heart_rate_bpm cadence_spm climb_m partial paused",
	"runs.splits_km":          "n distance_m time_s gap_s_per_m heart_rate_bpm cadence_spm climb_m partial paused",
	"runs.laps":               "n distance_m time_s gap_s_per_m heart_rate_bpm cadence_spm climb_m partial paused",
	"runs.first_mile":         "time_s reference reference_s excess_frac excess_minetti_frac excess_attenuated_frac level withheld",
	"runs.cramps":             "at_s uncertainty_s distance_m muscle side severity source before_10_5 before_5_0 after_5 stopped_s lost_s context",
	"runs.cramps.before_10_5": "pace_s_per_m gap_s_per_m heart_rate_bpm cadence_spm grade_frac",
	"runs.cramps.before_5_0":  "pace_s_per_m gap_s_per_m heart_rate_bpm cadence_spm grade_frac",
	"runs.cramps.after_5":     "pace_s_per_m gap_s_per_m heart_rate_bpm cadence_spm grade_frac",
	"runs.cramps.context":     "name value unit",
	"runs.intake":             "fluid_ml sodium_mg carbohydrate_g events",
	"runs.findings":           "rule state severity title evidence limit advice would_change_if source grade withheld",
	"runs.findings.evidence":  "name value unit",
	"runs.findings.limit":     "name value unit",
	"runs.findings.withheld":  "reason measured needed",
	"runs.notes":              "code place text",
	"recommendations":         "rule action because grade source runs",
	"notes_errors":            "place text",
	"alarms":                  "rule severity day file text",
}

// eventfulReport has something at every place of the schema.
func eventfulReport(t *testing.T) *analyze.Report {
	a := jog(12, 440)
	a.Pauses = []parse.Pause{{StartS: 3000, EndS: 3010}}
	a.TimerEvents = true
	a.Laps = []parse.Lap{{StartS: 0, EndS: 3000, TimerS: 3000, DistanceM: math.NaN()}, {StartS: 3000, EndS: 6000, TimerS: 2990, DistanceM: math.NaN()}}
	a.Notes = []parse.Note{{Code: parse.SamplesMerged, N: 3, Text: "samples of one second were merged"}}
	r := reportOf(t, crampNotes+"2026-03-08,never,drink,,,1 l,\n", a, speck())
	r.Alarms = analyze.LooseAlarms([]parse.Entry{{Kind: parse.Symptom, Word: "chest pain", Date: "2026-03-09"}}, analyze.Options{})
	return r
}

func TestJSONHasTheKeysOfTheSchemaInOrder(t *testing.T) {
	got := keys(t, asJSON(t, eventfulReport(t)))
	if len(schema) < 22 {
		t.Fatalf("only %d objects in the schema", len(schema))
	}
	for path, want := range schema {
		have := got[path]
		if have == nil {
			t.Errorf("no object at %q", path)
			continue
		}
		at := 0
		for _, key := range strings.Fields(want) {
			switch i := slices.Index(have, key); {
			case i < 0:
				t.Errorf("%s has no key %q: %v", path, key, have)
			case i < at:
				t.Errorf("%s: %q stands before its place: %v", path, key, have)
			default:
				at = i
			}
		}
	}
}

// at returns the value at a path of names and, for lists, indices.
func at(t *testing.T, data []byte, path ...any) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	for _, p := range path {
		switch p := p.(type) {
		case string:
			obj, ok := v.(map[string]any)
			if !ok {
				t.Fatalf("%v: no object at %v", path, p)
			}
			if v, ok = obj[p]; !ok {
				t.Fatalf("%v: no key %q", path, p)
			}
		case int:
			list, ok := v.([]any)
			if !ok || p >= len(list) {
				t.Fatalf("%v: no element %d", path, p)
			}
			v = list[p]
		}
	}
	return v
}

func TestJSONOfARunWithNothing(t *testing.T) {
	data := asJSON(t, reportOf(t, "", speck()))
	for _, key := range []string{
		"sport", "sub_sport", "device", "title", "workout", "goal_s", "distance_m", "distance_source", "climb_m", "descent_m",
		"elevation_source", "heart_rate_bpm", "cadence_spm", "halves", "settled",
	} {
		if v := at(t, data, "runs", 0, key); v != nil {
			t.Errorf("%s = %v, want null", key, v)
		}
	}
	for _, key := range []string{"time_s", "reference", "reference_s", "excess_frac", "excess_minetti_frac", "excess_attenuated_frac", "level"} {
		if v := at(t, data, "runs", 0, "first_mile", key); v != nil {
			t.Errorf("first_mile.%s = %v, want null", key, v)
		}
	}
	for _, key := range []string{"fluid_ml", "sodium_mg", "carbohydrate_g", "sweat_ml_per_h"} {
		if v := at(t, data, "runs", 0, "intake", key); v != nil {
			t.Errorf("intake.%s = %v, want null", key, v)
		}
	}
	for _, key := range []string{"pauses", "splits_mile", "splits_km", "laps", "cramps", "suggestions", "notes"} {
		if v, ok := at(t, data, "runs", 0, key).([]any); !ok || len(v) != 0 {
			t.Errorf("%s = %v, want []", key, v)
		}
	}
	if v := at(t, data, "runs", 0, "first_mile", "withheld"); v == nil {
		t.Error("the first mile of one sample is not withheld")
	}
	if v := at(t, data, "runs", 0, "elapsed_s"); v != 0.0 {
		t.Errorf("elapsed_s = %v", v)
	}
	for i, f := range at(t, data, "runs", 0, "findings").([]any) {
		f := f.(map[string]any)
		if f["rule"] == "safety/disclaimer" || f["rule"] == "data/quality" {
			continue
		}
		if f["state"] == "fired" || f["severity"] != nil || f["text"] != nil || f["advice"] != nil {
			t.Errorf("finding %d: %v", i, f)
		}
		if (f["state"] == "withheld") != (f["withheld"] != nil) {
			t.Errorf("finding %d is %v and withheld because of %v", i, f["state"], f["withheld"])
		}
	}
	empty := asJSON(t, &analyze.Report{})
	for _, key := range []string{"inputs", "runs", "recommendations", "notes_errors", "alarms"} {
		if v, ok := at(t, empty, key).([]any); !ok || len(v) != 0 {
			t.Errorf("an empty report has %s = %v, want []", key, v)
		}
	}
}

// TestJSONOfHolesNeverHoldsNaN writes recordings whose columns are holes.
func TestJSONOfHolesNeverHoldsNaN(t *testing.T) {
	holes := func(n int) []float64 { return slices.Repeat([]float64{math.NaN()}, n) }
	n := 0
	for _, length := range []int{1, 2, 3000} {
		for c := range parse.NumChannels {
			for _, other := range []bool{false, true} {
				a := jog(7, 540)
				if length < a.Len() {
					a.TimeS, a.DistanceM, a.HeartRateBPM = a.TimeS[:length], a.DistanceM[:length], a.HeartRateBPM[:length]
				}
				if !other {
					a.DistanceM, a.HeartRateBPM = nil, nil
				}
				hole := holes(a.Len())
				switch c {
				case parse.Distance:
					a.DistanceM = hole
				case parse.Latitude, parse.Longitude:
					a.LatDeg, a.LonDeg = hole, hole
				case parse.Elevation:
					a.ElevationM = hole
				case parse.Speed:
					a.SpeedMPS = hole
				case parse.HeartRate:
					a.HeartRateBPM = hole
				case parse.Cadence:
					a.CadenceSPM = hole
				case parse.Power:
					a.PowerW = hole
				case parse.Temperature:
					a.TemperatureC = hole
				}
				data := asJSON(t, reportOf(t, crampNotes, a)) // Encode refuses NaN
				if !json.Valid(data) || bytes.Contains(data, []byte("NaN")) {
					t.Fatalf("%d samples with holes in %s: %s", length, c, data)
				}
				n++
			}
		}
	}
	if n < 50 {
		t.Fatalf("only %d reports looked at", n)
	}
}

func TestJSONRoundTrip(t *testing.T) {
	for _, rep := range []*analyze.Report{eventfulReport(t), reportOf(t, "", speck()), {}} {
		data := asJSON(t, rep)
		var doc jsonReport
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&doc); err != nil {
			t.Fatal(err)
		}
		var again bytes.Buffer
		enc := json.NewEncoder(&again)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(doc); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(data, again.Bytes()) {
			t.Errorf("read and written again it differs:\n%s\n%s", data, again.Bytes())
		}
	}
}

func TestJSONIsExactAndSI(t *testing.T) {
	a := jog(12, 440)
	a.Title = `Tempo <hard> & "long"`
	rep := reportOf(t, crampNotes, a)
	data := asJSON(t, rep)
	var km bytes.Buffer
	if err := writeJSON(&km, rep, Style{Units: Km, Width: 60}); err != nil {
		t.Fatal(err)
	}
	if at(t, data, "runs", 0, "distance_m") != at(t, km.Bytes(), "runs", 0, "distance_m") {
		t.Error("the display unit changes a number")
	}
	for _, c := range []struct {
		want any
		path []any
	}{
		{1.0, []any{"schema_version"}},
		{1.0, []any{"files", "found"}},
		{"ok", []any{"inputs", 0, "status"}},
		{nil, []any{"inputs", 0, "reason"}},
		{a.Title, []any{"runs", 0, "title"}},
		{"2026-03-08T15:30:00Z", []any{"runs", 0, "start_utc"}},
		{"2026-03-08", []any{"runs", 0, "date_local"}},
		{"timer", []any{"runs", 0, "clock"}},
		{float64(a.Len()), []any{"runs", 0, "records"}},
		{a.ElapsedS(), []any{"runs", 0, "elapsed_s"}},
		{5460.0, []any{"runs", 0, "cramps", 0, "at_s"}},
		{"calf", []any{"runs", 0, "cramps", 0, "muscle"}},
		{"left", []any{"runs", 0, "cramps", 0, "side"}},
		{6.0, []any{"runs", 0, "cramps", 0, "severity"}},
		{80.0, []any{"runs", 0, "cramps", 0, "duration_s"}},
		{"csv", []any{"runs", 0, "cramps", 0, "source"}},
		{"quad", []any{"runs", 0, "suggestions", 0, "muscle"}},
		{150.0, []any{"runs", 0, "intake", "fluid_ml"}},
	} {
		if got := at(t, data, c.path...); got != c.want {
			t.Errorf("%v = %v, want %v", c.path, got, c.want)
		}
	}
	if got, want := at(t, data, "runs", 0, "first_mile", "time_s").(float64), 440.0; math.Abs(got-want) > 0.01 {
		t.Errorf("the first mile takes %v s, run was %v s", got, want)
	}
	if !bytes.Contains(data, []byte(`Tempo <hard> & \"long\"`)) {
		t.Error("text is escaped for HTML")
	}
	if bytes.Contains(data, []byte("\u00a0")) {
		t.Error("a no-break space stands in JSON")
	}
	unset := speck()
	unset.ClockUnset = true
	data = asJSON(t, reportOf(t, "", unset))
	if s, d := at(t, data, "runs", 0, "start_utc"), at(t, data, "runs", 0, "date_local"); s != nil || d != nil {
		t.Errorf("a device without a date claims %v, %v", s, d)
	}
}
