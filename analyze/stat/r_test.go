package stat

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// These tests compare with what R made of the same numbers. The scripts and
// their versions stand beside the files, so no test needs R.

// rFile is a CSV file made by R.
type rFile struct {
	t    *testing.T
	name string
	col  map[string]int
	rows [][]string
}

// readR reads a file of testdata/R and fails when it has fewer rows than atLeast
// or does not say which R made it.
func readR(t *testing.T, name string, atLeast int) rFile {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../../testdata/R", name))
	if err != nil {
		t.Fatal(err)
	}
	made, rest, _ := strings.Cut(string(b), "\n")
	if !strings.HasPrefix(made, "# ") || !strings.Contains(made, ": R 4.") {
		t.Fatalf("%s does not say what made it: %q", name, made)
	}
	rows, err := csv.NewReader(strings.NewReader(rest)).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if len(rows)-1 < atLeast {
		t.Fatalf("%s has %d rows, want at least %d", name, len(rows)-1, atLeast)
	}
	f := rFile{t, name, map[string]int{}, rows[1:]}
	for i, c := range rows[0] {
		f.col[c] = i
	}
	return f
}

// text returns a field.
func (f rFile) text(row int, column string) string {
	i, ok := f.col[column]
	if !ok {
		f.t.Fatalf("%s has no column %s", f.name, column)
	}
	return f.rows[row][i]
}

// num returns a field as a number, NaN for NA.
func (f rFile) num(row int, column string) float64 {
	s := f.text(row, column)
	if s == "NA" {
		return math.NaN()
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		f.t.Fatalf("%s, row %d: %v", f.name, row, err)
	}
	return v
}

// whole returns a field as a whole number.
func (f rFile) whole(row int, column string) int { return int(f.num(row, column)) }

// same fails unless got is R's number to a relative tolerance, with NaN for NA.
// It returns how far it is off.
func (f rFile) same(row int, column string, got, tolerance float64) float64 {
	f.t.Helper()
	want := f.num(row, column)
	if got == want || math.IsNaN(got) && math.IsNaN(want) {
		return 0
	}
	off := math.Abs(got-want) / math.Abs(want)
	if !(off <= tolerance) {
		f.t.Errorf("%s, row %d, %s = %.12g, R says %s", f.name, row, column, got, f.text(row, column))
	}
	return off
}

func TestQuantilesAsInR(t *testing.T) {
	f, worst := readR(t, "quantiles.csv", 1000), 0.0
	for i := range f.rows {
		p, a, got := f.num(i, "p"), f.num(i, "a"), 0.0
		switch f.text(i, "kind") {
		case "beta":
			got = betaQuantile(p, a, f.num(i, "b"))
		case "gamma":
			got = gammaQuantile(p, a)
		}
		worst = max(worst, f.same(i, "q", got, 1e-10))
	}
	t.Logf("worst: %.1e", worst)
}

func TestRatesAsInR(t *testing.T) {
	f, count, worst := readR(t, "rates.csv", 590), map[string]int{}, 0.0
	for i := range f.rows {
		method, k, n, level := f.text(i, "method"), f.whole(i, "k"), f.num(i, "n"), f.num(i, "level")
		count[method]++
		ci := Interval{math.NaN(), math.NaN()}
		switch method {
		case "garwood":
			ci = Garwood(k, n, level)
		case "jeffreys":
			ci = Jeffreys(k, int(n), level)
		case "sign":
			ci.Lo = SignMidP(k, int(n))
		}
		worst = max(worst, f.same(i, "lo", ci.Lo, 1e-10), f.same(i, "hi", ci.Hi, 1e-10))
	}
	if count["garwood"] < 190 || count["jeffreys"] < 190 || count["sign"] < 190 {
		t.Errorf("rows per method: %v", count)
	}
	t.Logf("worst: %.1e", worst)
}

func TestBenjaminiHochbergAsInR(t *testing.T) {
	f := readR(t, "adjust.csv", 300)
	for from := 0; from < len(f.rows); {
		to := from
		var p []float64
		for ; to < len(f.rows) && f.text(to, "family") == f.text(from, "family"); to++ {
			p = append(p, f.num(to, "p"))
		}
		for i, q := range BenjaminiHochberg(p) {
			f.same(from+i, "q", q, 1e-11)
		}
		from = to
	}
}

func TestTwoByTwoAsInR(t *testing.T) {
	f, worst := readR(t, "tables.csv", 500), 0.0
	for i := range f.rows {
		tab := Table{N1: f.whole(i, "n1"), N0: f.whole(i, "n0"), D: f.whole(i, "d"), X: f.whole(i, "x")}
		level := f.num(i, "level")
		mid := MidPInterval([]Table{tab}, level)
		or, orCI := HaldaneAnscombe(tab, level)
		rr, rrCI := RelativeRisk(tab, level)
		for _, c := range []struct {
			column string
			got    float64
		}{
			{"midp", MidP([]Table{tab})},
			{"fisher", minLike([]Table{tab})},
			{"mid_lo", mid.Lo},
			{"mid_hi", mid.Hi},
			{"or", or},
			{"or_lo", orCI.Lo},
			{"or_hi", orCI.Hi},
			{"rr", rr},
			{"rr_lo", rrCI.Lo},
			{"rr_hi", rrCI.Hi},
		} {
			worst = max(worst, f.same(i, c.column, c.got, 1e-8))
		}
		if got, want := MidP([]Table{tab}), f.num(i, "epitools"); !(math.Abs(got-want) < 1e-11) {
			t.Errorf("tables.csv, row %d, mid-p = %v, epitools says %v", i, got, want)
		}
	}
	t.Logf("worst: %.1e", worst)
}

// history is one runner's runs.
type history struct {
	time  []float64
	event []bool
	from  []float64 // since when the run is exposed
}

// histories reads the histories that R drew, by number.
func histories(t *testing.T) map[string]*history {
	f := readR(t, "histories.csv", 10000)
	all := map[string]*history{}
	for i := range f.rows {
		id := f.text(i, "history")
		if all[id] == nil {
			all[id] = &history{}
		}
		h := all[id]
		h.time = append(h.time, f.num(i, "time"))
		h.event = append(h.event, f.whole(i, "event") == 1)
		h.from = append(h.from, f.num(i, "from"))
	}
	if len(all) < 500 {
		t.Fatalf("%d histories, want at least 500", len(all))
	}
	return all
}

func TestHistoriesAsInR(t *testing.T) {
	all := histories(t)
	steps := readR(t, "curves.csv", 2000)
	f := readR(t, "estimates.csv", 500)
	worst, compared, tied := map[string]float64{}, map[string]int{}, 0
	same := func(f rFile, row int, column string, got, tolerance float64) {
		t.Helper()
		worst[column] = max(worst[column], f.same(row, column, got, tolerance))
		if v := f.num(row, column); !math.IsNaN(v) && !math.IsInf(v, 0) {
			compared[column]++
		}
	}
	step := 0
	for i := range f.rows {
		id, level := f.text(i, "history"), f.num(i, "level")
		h := all[id]
		if h == nil {
			t.Fatalf("no history %s", id)
		}
		curve := KaplanMeier(h.time, h.event, level)
		for _, p := range curve {
			if step >= len(steps.rows) || steps.text(step, "history") != id {
				t.Fatalf("history %s: R has no step at %v", id, p.Time)
			}
			same(steps, step, "time", p.Time, 0)
			same(steps, step, "risk", float64(p.AtRisk), 0)
			same(steps, step, "events", float64(p.Events), 0)
			same(steps, step, "s", p.S, 1e-8)
			same(steps, step, "se", p.SE, 1e-8)
			same(steps, step, "lo", p.Lo, 1e-8)
			same(steps, step, "hi", p.Hi, 1e-8)
			step++
		}
		median, ci := MedianTime(curve)
		same(f, i, "median", median, 1e-12)
		same(f, i, "median_lo", ci.Lo, 1e-12)
		same(f, i, "median_hi", ci.Hi, 1e-12)

		var ts []Table
		x := 0
		for _, tab := range RiskSets(h.time, h.event, func(i int, t float64) (bool, bool) { return t > h.from[i], true }) {
			if tab.Informative() {
				ts = append(ts, tab)
				x += tab.X
				if tab.D > 1 {
					tied++
				}
			}
		}
		same(f, i, "tables", float64(len(ts)), 0)
		same(f, i, "x", float64(x), 0)
		if theta, se := Likeliest(ts); !math.IsNaN(se) {
			same(f, i, "cox", theta, 1e-8)
			same(f, i, "cox_se", se, 1e-8)
			if !math.IsNaN(f.num(i, "mh")) { // whose search stops early
				same(f, i, "mh", theta, 1e-3)
			}
		} else {
			same(f, i, "cox", math.NaN(), 0)
		}
		if len(ts) > 1 { // what mantelhaen.test demands
			same(f, i, "mh_p", minLike(ts), 1e-8)
			same(f, i, "mh_midp", MidP(ts), 1e-8)
		}
		same(f, i, "midp", MidP(ts), 1e-8)
		same(f, i, "smallest", SmallestMidP(ts), 1e-8)
		mid, exact, fit := MidPInterval(ts, level), ExactInterval(ts, level), Firth(ts, level)
		same(f, i, "mid_lo", mid.Lo, 1e-8)
		same(f, i, "mid_hi", mid.Hi, 1e-8)
		same(f, i, "exact_lo", exact.Lo, 1e-8)
		same(f, i, "exact_hi", exact.Hi, 1e-8)
		same(f, i, "mue", MedianUnbiased(ts), 1e-8)
		same(f, i, "firth", fit.Theta, 1e-8)
		same(f, i, "firth_lo", fit.Lo, 1e-8)
		same(f, i, "firth_hi", fit.Hi, 1e-8)
		// A statistic near 0 is a difference of likelihoods near each other, and
		// its p value goes with the root of it.
		if r := f.num(i, "firth_chisq"); r > 1e-4 || math.IsNaN(r) {
			same(f, i, "firth_chisq", fit.ChiSq, 1e-8)
		}
		same(f, i, "firth_p", fit.P, 1e-7)
	}
	if step != len(steps.rows) {
		t.Errorf("R has %d steps, %d were found", len(steps.rows), step)
	}
	for column, n := range map[string]int{
		"s": 2000, "lo": 2000, "median": 150, "median_lo": 150, "median_hi": 30, "cox": 250, "mh": 200, "mh_p": 250,
		"mid_lo": 250, "mid_hi": 250, "exact_lo": 250, "exact_hi": 250, "mue": 250, "firth": 400, "firth_lo": 400, "firth_hi": 400,
	} {
		if compared[column] < n {
			t.Errorf("column %s: %d numbers compared, want at least %d", column, compared[column], n)
		}
	}
	if tied < 200 {
		t.Errorf("only %d tables with ties", tied)
	}
	t.Logf("compared: %v", compared)
	t.Logf("worst: %v", worst)
}
