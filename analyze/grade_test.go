package analyze

import (
	"math"
	"testing"
)

// The ratios were computed with R from the published polynomial (evidence B5).
func TestMinettiFactorMatchesThePublishedPolynomial(t *testing.T) {
	for _, c := range []struct{ grade, want, tol float64 }{
		{-0.45, 1.120, 5e-4},
		{-0.30, 0.684, 5e-4},
		{-0.20, 0.500, 5e-4},
		{-0.18, 0.4948, 5e-5},
		{-0.10, 0.5977, 5e-5},
		{-0.05, 0.7628, 5e-5},
		{-0.03, 0.8494, 5e-5},
		{-0.02, 0.8969, 5e-5},
		{-0.01, 0.9471, 5e-5},
		{0, 1, 0},
		{0.01, 1.0554, 5e-5}, // by hand: (3.6 + 0.195 + 0.00463 − 0.0000433) / 3.6
		{0.02, 1.113, 5e-4},
		{0.03, 1.174, 5e-4},
		{0.05, 1.301, 5e-4},
		{0.10, 1.658, 5e-4},
		{0.20, 2.502, 5e-4},
		{0.45, 5.396, 5e-4},
		{0.90, 5.396, 5e-4}, // clamped
		{-0.1814, 0.4948, 5e-5},
	} {
		if got := minettiFactor(c.grade); math.Abs(got-c.want) > c.tol {
			t.Errorf("minettiFactor(%v) = %v, want %v", c.grade, got, c.want)
		}
	}
}

func TestAttenuatedFactorKeepsAThirdOfTheDownhillCredit(t *testing.T) {
	for _, c := range []struct {
		name        string
		grade, want float64
	}{
		{"uphill it is Minetti's", 0.05, minettiFactor(0.05)},
		{"a gentle descent keeps a third: 1 − (1 − 0.8969)/3", -0.02, 0.9656},
		{"a steep descent stops at the floor", -0.15, 0.88},
		{"the steepest descent costs more than the level", -0.45, minettiFactor(-0.45)},
	} {
		if got := attenuatedFactor(c.grade); math.Abs(got-c.want) > 5e-5 {
			t.Errorf("%s: attenuatedFactor(%v) = %v, want %v", c.name, c.grade, got, c.want)
		}
	}
}
