package stat

import "math"

// Jeffreys returns the confidence interval at level (such as 0.95) for the
// share of successes after k of n: the quantiles of Beta(k+½, n−k+½), with 0
// below for k = 0 and 1 above for k = n. Method: Brown, Cai & DasGupta (2001).
// Without a trial it is 0 to 1; NaN for numbers that cannot be.
func Jeffreys(k, n int, level float64) Interval {
	if k < 0 || k > n || !sane(level) {
		return none
	}
	ci := Interval{0, 1}
	a, b := float64(k)+0.5, float64(n-k)+0.5
	if k > 0 {
		ci.Lo = betaQuantile((1-level)/2, a, b)
	}
	if k < n {
		ci.Hi = betaQuantile((1+level)/2, a, b)
	}
	return ci
}

// Garwood returns the exact confidence interval at level for the rate of events
// per unit of exposure, after k events: χ² quantiles over twice the exposure.
// Method: Garwood (1936). The lower limit is 0 for k = 0. NaN for numbers that
// cannot be, among them an exposure of 0.
func Garwood(k int, exposure, level float64) Interval {
	if k < 0 || !(exposure > 0) || !sane(level) {
		return none
	}
	ci := Interval{0, gammaQuantile((1+level)/2, float64(k)+1) / exposure}
	if k > 0 {
		ci.Lo = gammaQuantile((1-level)/2, float64(k)) / exposure
	}
	return ci
}

// RuleOfThree returns 3/n, about the upper 95 % limit of the share of successes
// after none in n trials, and never more than 1. Source: Hanley &
// Lippman-Hand (1983). NaN for n < 0.
func RuleOfThree(n int) float64 {
	if n < 0 {
		return math.NaN()
	}
	return min(1, 3/float64(n))
}

// SignMidP returns the two-sided mid-p value of the exact sign test: plus
// differences upwards and minus downwards, those of 0 left out, each direction
// as likely as the other. Method: the sign test (Dixon & Mood 1946) with the
// mid-p value of Lancaster (1961). 1 without a difference.
func SignMidP(plus, minus int) float64 {
	if plus < 0 || minus < 0 {
		return math.NaN()
	}
	pairs := make([]Table, plus+minus)
	for i := range pairs {
		pairs[i] = Table{N1: 1, N0: 1, D: 1}
		if i < plus {
			pairs[i].X = 1
		}
	}
	return MidP(pairs)
}
