package stat

import (
	"math"
	"math/rand/v2"
	"testing"
)

// coxSets turns single events of times, exposures fixed, into sets.
func coxSets(time []float64, event []bool, x [][]float64) []CoxSet {
	var out []CoxSet
	for i := range time {
		if !event[i] {
			continue
		}
		var s CoxSet
		for k := range time {
			if time[k] < time[i] {
				continue
			}
			if k == i {
				s.Case = len(s.X)
			}
			s.X = append(s.X, x[k])
		}
		out = append(out, s)
	}
	return out
}

// With one covariate and no ties it is the estimate of the tables, which R and
// the golden values of a published history vouch for.
func TestCoxWithOneCovariateIsTheEstimateOfTheTables(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 11))
	for n := range 25 {
		var time []float64
		var event, with []bool
		var x [][]float64
		for i := range 20 + n {
			time = append(time, 30+10*float64(i)+r.Float64())
			event = append(event, r.IntN(3) == 0)
			with = append(with, r.IntN(2) == 0)
			x = append(x, []float64{0})
			if with[i] {
				x[i][0] = 1
			}
		}
		tables := RiskSets(time, event, Fixed(with))
		want := Firth(tables, 0.95)
		got, ok := FirthCox(coxSets(time, event, x), 0.95)
		if ok == math.IsNaN(want.Theta) {
			t.Fatalf("history %d: ok %v, the tables say %v", n, ok, want.Theta)
		}
		if !ok {
			continue
		}
		for _, c := range []struct {
			what      string
			got, want float64
		}{{"ratio", got.Ratio[0], want.Theta}, {"low", got.Limits[0].Lo, want.Lo}, {"high", got.Limits[0].Hi, want.Hi}} {
			if math.Abs(c.got-c.want) > 1e-8*c.want {
				t.Errorf("history %d: %s %v, the tables say %v", n, c.what, c.got, c.want)
			}
		}
	}
}

// The script in R takes the slope by differences, so it is good to eight digits
// or so.
func TestCoxAgainstR(t *testing.T) {
	const digits, limits = 1e-8, 1e-7
	runs, fits := readR(t, "cox_runs.csv", 4000), readR(t, "cox.csv", 100)
	worst, checked := 0.0, 0
	for row := range fits.rows {
		p := 3
		if math.IsNaN(fits.num(row, "r3")) {
			p = 2
		}
		var time []float64
		var event []bool
		var x [][]float64
		for k := range runs.rows {
			if runs.whole(k, "history") != fits.whole(row, "history") {
				continue
			}
			time = append(time, runs.num(k, "time"))
			event = append(event, runs.whole(k, "event") == 1)
			x = append(x, []float64{runs.num(k, "x1"), runs.num(k, "x2"), runs.num(k, "x3")}[:p])
		}
		got, ok := FirthCox(coxSets(time, event, x), 0.95)
		if !ok || len(got.Ratio) != p {
			t.Fatalf("history %s: ok %v, %d ratios", fits.text(row, "history"), ok, len(got.Ratio))
		}
		for j, column := range []string{"r1", "r2", "r3"}[:p] {
			worst = max(worst, fits.same(row, column, got.Ratio[j], digits))
		}
		if !math.IsNaN(fits.num(row, "lo")) {
			checked++
			fits.same(row, "lo", got.Limits[0].Lo, limits)
			fits.same(row, "hi", got.Limits[0].Hi, limits)
		}
	}
	if checked < 5 {
		t.Errorf("limits of %d histories compared", checked)
	}
	t.Logf("%d fits, worst relative difference %.2g", len(fits.rows), worst)
}

func TestCoxRefusesWhatTellsNothing(t *testing.T) {
	one := []float64{1, 0}
	for name, sets := range map[string][]CoxSet{
		"no event":                         nil,
		"no covariate":                     {{X: [][]float64{{}, {}}}},
		"a case that is not at risk":       {{X: [][]float64{one, {0, 1}}, Case: 2}},
		"rows of different lengths":        {{X: [][]float64{one, {0}}}},
		"two covariates that are the same": {{X: [][]float64{{1, 1}, {0, 0}, {0, 0}}}, {X: [][]float64{{0, 0}, {1, 1}, {1, 1}}}},
		"a covariate that never varies":    {{X: [][]float64{{1, 1}, {0, 1}}}},
		"alone at risk":                    {{X: [][]float64{{1, 0}}}},
	} {
		if fit, ok := FirthCox(sets, 0.95); ok {
			t.Errorf("%s: %v", name, fit)
		}
	}
}

// A covariate that parts the cases from all others has a finite ratio and an
// open limit at most.
func TestCoxIsFiniteWhereACovariatePartsTheCases(t *testing.T) {
	sets := []CoxSet{
		{X: [][]float64{{1, 0}, {0, 1}, {0, 0}, {0, 1}}},
		{X: [][]float64{{1, 1}, {0, 1}, {0, 0}}},
		{X: [][]float64{{1, 0}, {0, 1}, {0, 0}}},
	}
	fit, ok := FirthCox(sets, 0.95)
	if !ok || !(fit.Ratio[0] > 1) || math.IsInf(fit.Ratio[0], 0) || !(fit.Limits[0].Lo < fit.Ratio[0] && fit.Ratio[0] < fit.Limits[0].Hi) {
		t.Errorf("%+v, ok %v", fit, ok)
	}
}
