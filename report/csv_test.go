package report

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"crampcheck/analyze"
)

func asCSV(t *testing.T, rep *analyze.Report, s Style) (string, [][]string) {
	t.Helper()
	var b bytes.Buffer
	if err := Formats()["csv"](&b, rep, s); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), rows
}

func TestCSVHoldsOneRowPerRun(t *testing.T) {
	ride := jog(3, 200)
	ride.Sport = "cycling"
	// 440 s and eleven miles of 540 s: 6380 s, of which 1:31:00 is mile 10.93.
	text, rows := asCSV(t, reportOf(t, crampNotes, jog(12, 440), ride), Style{Units: Km, Width: 10})
	if len(rows) != 2 {
		t.Fatalf("%d rows, want a head and one run", len(rows))
	}
	got := map[string]string{}
	for i, head := range rows[0] {
		got[head] = rows[1][i]
	}
	for head, want := range map[string]string{
		"file": "runs/2026-03-08-jog.fit", "index": "0", "title": "", "date_local": "2026-03-08", "start_utc": "2026-03-08T15:30:00Z",
		"sport": "running", "race": "false", "workout": "", "distance_m": "19312.128", "clock": "timer", "elapsed_s": "6380", "timer_s": "6380",
		"pace_s_per_m": "0.330362", "climb_m": "", "heart_rate_bpm": "150", "cadence_spm": "", "goal_s": "",
		"first_mile_s": "440", "first_mile_reference": "settled", "first_mile_reference_s": "540", "first_mile_excess_frac": "0.185185", "first_mile_level": "strong",
		"cramps": "1", "first_cramp_elapsed_s": "5460", "fluid_ml": "150", "sodium_mg": "0", "outcome": "cramp",
	} {
		if v, ok := got[head]; !ok || v != want {
			t.Errorf("%s = %q, want %q", head, v, want)
		}
	}
	if !strings.Contains(got["findings"], "pace/fast-first-mile:warn") {
		t.Errorf("findings %q", got["findings"])
	}
	if strings.Count(text, "\r\n") != 2 || strings.Count(text, "\n") != 2 {
		t.Errorf("lines do not end as RFC 4180 has them: %q", text)
	}
	if _, rows := asCSV(t, reportOf(t, "", jog(4, 540), ride), Style{AllRuns: true}); len(rows) != 3 || rows[2][5] != "cycling" {
		t.Errorf("with all sports: %v", rows)
	}
	if _, rows := asCSV(t, &analyze.Report{}, Style{}); len(rows) != 1 {
		t.Errorf("without a run: %v", rows)
	}
}

func TestCSVHeadsNameTheirUnits(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range csvColumns() {
		if seen[c.head] || c.head != strings.ToLower(c.head) || strings.ContainsAny(c.head, " ,\"") {
			t.Errorf("head %q", c.head)
		}
		seen[c.head] = true
	}
	if len(seen) < 30 {
		t.Errorf("%d columns", len(seen))
	}
}

func TestCSVCellsAreNoFormulas(t *testing.T) {
	for in, want := range map[string]string{
		`=HYPERLINK("http://x","y")`: `'=HYPERLINK("http://x","y")`,
		"+1":                         "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "  =1": "'  =1", "\u00a0=1": "'\u00a0=1",
		"\t=1": "'\t=1", "\r=1": "'\r=1", "\tx": "'\tx", "＝1": "'＝1", "−5 km": "−5 km", "plain": "plain", "a=b": "a=b", "": "", "  ": "  ",
		"'=1": "'=1", "1-2": "1-2", "x;=1": "x;'=1", `x";"=1`: `x";'"=1`, "a|@b;c": "a|'@b;c", "a; b": "a; b", "::error::x": "'::error::x", "a::b": "a::b",
	} {
		if got := csvText(in); got != want {
			t.Errorf("csvText(%q) = %q, want %q", in, got, want)
		}
	}
	a := jog(4, 540)
	a.Title, a.Source, a.Sport = `=cmd|' /C calc'!A0,"x`+"\n;", "-runs/@a.fit", "running"
	_, rows := asCSV(t, reportOf(t, "", a), Style{})
	if len(rows) != 2 || rows[1][0] != "'-runs/@a.fit" || rows[1][2] != "'"+a.Title {
		t.Errorf("%q", rows)
	}
}
