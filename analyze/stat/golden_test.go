package stat

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// The history of 20 runs that the evidence base works through: minutes, whether
// the run ended in a cramp, whether it began fast. Its numbers come from R's
// survival package (survfit, coxph), from mantelhaen.test and from scripts
// written apart from this package.
var (
	d1Min = []float64{62, 75, 95, 118, 120, 135, 142, 150, 155, 160, 168, 175, 181, 190, 195, 201, 210, 222, 235, 250}
	d1Ev  = flags("0001001001001010010 0")
	d1X   = flags("0011001001000010110 0")
)

// flags reads a string of 0 and 1.
func flags(s string) (b []bool) {
	for _, c := range strings.ReplaceAll(s, " ", "") {
		b = append(b, c == '1')
	}
	return b
}

// digits fails unless got is want when written with as many decimals as want
// has. A want of 0 is exact.
func digits(t *testing.T, what string, got float64, want string) {
	t.Helper()
	if want == "0" && got != 0 {
		t.Errorf("%s = %g, want 0", what, got)
	}
	_, frac, _ := strings.Cut(want, ".")
	if s := fmt.Sprintf("%.*f", len(frac), got); strings.TrimPrefix(s, "0") != strings.TrimPrefix(want, "0") {
		t.Errorf("%s = %.10g, want %s", what, got, want)
	}
}

func d1Tables() []Table { return RiskSets(d1Min, d1Ev, Fixed(d1X)) }

func TestGoldenKaplanMeier(t *testing.T) {
	curve := KaplanMeier(d1Min, d1Ev, 0.95)
	want := [][]string{
		{"118", "17", ".9412", ".05707", ".65018", ".9915"},
		{"142", "14", ".8739", ".08369", ".58123", ".9671"},
		{"160", "11", ".7945", ".10737", ".48311", ".9298"},
		{"181", "8", ".6952", ".13212", ".36319", ".8776"},
		{"195", "6", ".5793", ".15267", ".24508", ".8090"},
		{"222", "3", ".3862", ".18767", ".07511", ".7050"},
	}
	if len(curve) != len(want) {
		t.Fatalf("%d steps, want %d", len(curve), len(want))
	}
	for i, p := range curve {
		if p.Events != 1 {
			t.Errorf("%d events at %v, want 1", p.Events, p.Time)
		}
		for k, got := range []float64{p.Time, float64(p.AtRisk), p.S, p.SE, p.Lo, p.Hi} {
			digits(t, fmt.Sprintf("step %d, column %d", i, k), got, want[i][k])
		}
	}
	median, ci := MedianTime(curve)
	if median != 222 || ci.Lo != 160 || !math.IsNaN(ci.Hi) {
		t.Errorf("median = %v %v, want 222 (160, NaN)", median, ci)
	}
}

func TestGoldenRates(t *testing.T) {
	hours, k := 0.0, 0
	for i, m := range d1Min {
		hours += m / 60
		if d1Ev[i] {
			k++
		}
	}
	digits(t, "hours", hours, "53.983")
	digits(t, "rate", float64(k)/hours, ".1111")
	ci := Garwood(k, hours, 0.95)
	digits(t, "Garwood below", ci.Lo, ".0408")
	digits(t, "Garwood above", ci.Hi, ".2419")
	for _, c := range []struct {
		k, n   int
		lo, hi string
	}{{6, 20, ".1361", ".5172"}, {0, 20, "0", ".1166"}, {1, 20, ".00545", ".2108"}} {
		ci := Jeffreys(c.k, c.n, 0.95)
		digits(t, fmt.Sprintf("Jeffreys(%d, %d) below", c.k, c.n), ci.Lo, c.lo)
		digits(t, fmt.Sprintf("Jeffreys(%d, %d) above", c.k, c.n), ci.Hi, c.hi)
	}
}

func TestGoldenRiskSets(t *testing.T) {
	ts := d1Tables()
	want := []Table{{6, 11, 1, 1}, {5, 9, 1, 1}, {4, 7, 1, 1}, {3, 5, 1, 0}, {3, 3, 1, 1}, {1, 2, 1, 1}}
	if !slices.Equal(ts, want) {
		t.Fatalf("risk sets %v, want %v", ts, want)
	}
	p := Distribution(ts, 1)
	if len(p) != 7 {
		t.Fatalf("distribution of %d values, want 7", len(p))
	}
	below, above := p[0]+p[1]+p[2]+p[3]+p[4]+p[5], p[5]+p[6]
	digits(t, "P(X≤5)", below, ".997135218")
	digits(t, "P(X≥5)", above, ".031655844")
	digits(t, "P(5)", p[5], ".028791062")
	digits(t, "doubled exact p", 2*min(below, above), ".0633117")
	digits(t, "mid-p", MidP(ts), ".0345206")

	exact, mid := ExactInterval(ts, 0.95), MidPInterval(ts, 0.95)
	digits(t, "exact limit below", exact.Lo, ".92084")
	digits(t, "exact limit above", exact.Hi, "396.09")
	digits(t, "mid-p limit below", mid.Lo, "1.14146")
	digits(t, "mid-p limit above", mid.Hi, "199.22")
	digits(t, "median-unbiased", MedianUnbiased(ts), "7.4975")

	theta, se := Likeliest(ts)
	digits(t, "Cox", theta, "8.3219837")
	w := math.Exp(normalQuantile(0.95) * se)
	digits(t, "Wald below", theta/w, ".966")
	digits(t, "Wald above", theta*w, "71.66")

	fit := Firth(ts, 0.95)
	digits(t, "Firth β", math.Log(fit.Theta), "1.8105112")
	digits(t, "Firth", fit.Theta, "6.1135721")
	digits(t, "Firth χ²", fit.ChiSq, "4.8616814")
	digits(t, "Firth p", fit.P, ".0274596")
	digits(t, "Firth below", fit.Lo, "1.2097")
	digits(t, "Firth above", fit.Hi, "59.863")

	// The log-rank test is made of the same tables.
	f, _ := newFamily(ts)
	e, v, _ := f.cumulants(0)
	digits(t, "log-rank E", e, "2.2820537")
	digits(t, "log-rank V", v, "1.3959677")
	digits(t, "log-rank χ²", (5-e)*(5-e)/v, "5.2918358")
	digits(t, "Peto", math.Exp((5-e)/v), "7.0076")
}

func TestGoldenTwoByTwo(t *testing.T) {
	for _, c := range []struct {
		a, b, c, d                   int // exposed with and without, unexposed with and without
		midP, lo, hi, or, orLo, orHi string
		rr, rrLo, rrHi, fisher       string
	}{
		{5, 2, 1, 12, ".0074045", "2.0900", "761.08", "18.3333", "1.9149", "175.52", "6.600", "1.374", "31.70", ".0072239"},
		{3, 2, 0, 5, ".0833333", ".7257", "+Inf", "15.4000", ".5573", "425.5", "7.000", ".4624", "106.0", ".1666667"},
		{2, 3, 1, 14, ".1491228", ".4829", "292.0", "6.90476", ".6673", "71.44", "4.697", ".7959", "27.72", ".1403509"},
		{6, 12, 12, 5, ".0352714", ".04739", ".90431", ".2288", ".0576", ".9094", ".4919", "", "", ".0437102"},
		{33, 1, 27, 7, ".0296563", "1.1886", "199.62", "6.09091", "", "", "1.218", "", "", ".0544001"},
		{1, 0, 0, 9, ".1000", ".4737", "+Inf", "57.0", "", "", "19.0", "", "", ".1000"},
	} {
		tab := Table{N1: c.a + c.b, N0: c.c + c.d, D: c.a + c.c, X: c.a}
		name := fmt.Sprintf("%d,%d/%d,%d ", c.a, c.b, c.c, c.d)
		mid := MidPInterval([]Table{tab}, 0.95)
		or, orCI := HaldaneAnscombe(tab, 0.95)
		rr, rrCI := RelativeRisk(tab, 0.95)
		for _, v := range []struct {
			what string
			got  float64
			want string
		}{
			{"mid-p", MidP([]Table{tab}), c.midP},
			{"mid-p limit below", mid.Lo, c.lo},
			{"mid-p limit above", mid.Hi, c.hi},
			{"odds ratio", or, c.or},
			{"odds ratio below", orCI.Lo, c.orLo},
			{"odds ratio above", orCI.Hi, c.orHi},
			{"risk ratio", rr, c.rr},
			{"risk ratio below", rrCI.Lo, c.rrLo},
			{"risk ratio above", rrCI.Hi, c.rrHi},
			{"Fisher's p", minLike([]Table{tab}), c.fisher},
		} {
			if v.want != "" {
				digits(t, name+v.what, v.got, v.want)
			}
		}
	}
}

// minLike returns the p value of fisher.test and mantelhaen.test: all sums that
// are no likelier than what was observed.
func minLike(ts []Table) (p float64) {
	d, x := Distribution(ts, 1), 0
	for _, t := range ts {
		x += t.X
	}
	for _, v := range d {
		if v <= d[x]*(1+1e-7) {
			p += v
		}
	}
	return p
}

func TestGoldenSmallestMidP(t *testing.T) {
	for _, c := range []struct {
		exposed, k int
		want       string
	}{{10, 1, ".50"}, {10, 2, ".24"}, {10, 3, ".105"}, {10, 4, ".043"}, {10, 5, ".016"}, {8, 3, ".049"}} {
		tab := Table{N1: c.exposed, N0: 20 - c.exposed, D: c.k}
		what := fmt.Sprintf("smallest mid-p of %d cramps, %d of 20 exposed", c.k, c.exposed)
		if c.exposed == 10 {
			digits(t, what, SmallestMidP([]Table{tab}), c.want)
		}
		tab.X = c.k
		digits(t, what+", all of them exposed", MidP([]Table{tab}), c.want)
	}
}

func TestGoldenBenjaminiHochberg(t *testing.T) {
	want := []string{".10", ".35", ".75", ".10", ".90"}
	for i, q := range BenjaminiHochberg([]float64{.0345, .21, .6, .04, .9}) {
		digits(t, fmt.Sprintf("q %d", i), q, want[i])
	}
}
