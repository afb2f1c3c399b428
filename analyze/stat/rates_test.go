package stat

import (
	"fmt"
	"math"
	"testing"
)

func TestRatesAtTheirEdges(t *testing.T) {
	for _, c := range []struct {
		name string
		got  Interval
		want Interval
	}{
		{"nothing tried", Jeffreys(0, 0, .95), Interval{0, 1}},
		{"every one of one", Interval{0, Jeffreys(1, 1, .95).Hi}, Interval{0, 1}},
		{"nothing in an hour", Interval{0, Garwood(0, 1, .95).Hi}, Interval{0, -math.Log(.025)}},
	} {
		if c.got.Lo != c.want.Lo || !near(c.got.Hi, c.want.Hi, 1e-14) {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
	for i, ci := range []Interval{
		Jeffreys(3, 2, .95), Jeffreys(-1, 2, .95), Garwood(-1, 1, .95), Garwood(1, 0, .95), Garwood(1, math.NaN(), .95),
		Jeffreys(1, 2, 0), Jeffreys(1, 2, 95), Garwood(1, 2, 1), Garwood(1, 2, math.NaN()),
	} {
		if !math.IsNaN(ci.Lo) || !math.IsNaN(ci.Hi) {
			t.Errorf("interval %d = %v, want NaN", i, ci)
		}
	}
	for _, c := range []struct {
		n    int
		want float64
	}{{20, .15}, {3, 1}, {2, 1}, {0, 1}} {
		if got := RuleOfThree(c.n); got != c.want {
			t.Errorf("RuleOfThree(%d) = %v, want %v", c.n, got, c.want)
		}
	}
	if !math.IsNaN(RuleOfThree(-1)) || !math.IsNaN(SignMidP(-1, 2)) {
		t.Error("numbers below 0 have an answer")
	}
	// Five of five: 2·½·2⁻⁵. One of two: nothing.
	if a, b, c := SignMidP(5, 0), SignMidP(1, 1), SignMidP(0, 0); !near(a, 1./32, 1e-15) || b != 1 || c != 1 {
		t.Errorf("sign tests %v %v %v, want 1/32, 1, 1", a, b, c)
	}
}

func TestIncompleteFunctionsInClosedForm(t *testing.T) {
	for _, x := range []float64{1e-9, .001, .2, .5, .8, .999} {
		for _, c := range []struct {
			what      string
			got, want float64
		}{
			{"I(1, 3)", betaI(1, 3, x), -math.Expm1(3 * math.Log1p(-x))},
			{"I(4, 1)", betaI(4, 1, x), x * x * x * x},
			{"I(½, ½)", betaI(.5, .5, x), 2 / math.Pi * math.Asin(math.Sqrt(x))},
			{"P(1)", gammaP(1, 5*x), -math.Expm1(-5 * x)},
			{"P(½)", gammaP(.5, 5*x), math.Erf(math.Sqrt(5 * x))},
		} {
			if !near(c.got, c.want, 1e-13) {
				t.Errorf("%s at %v = %v, want %v", c.what, x, c.got, c.want)
			}
		}
	}
	if got := fmt.Sprint(betaI(2, 3, 0), betaI(2, 3, 1), gammaP(2, 0)); got != "0 1 0" {
		t.Errorf("at the ends: %s", got)
	}
}
