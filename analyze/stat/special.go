package stat

import "math"

// Interval holds the limits of a confidence interval. NaN stands for a limit
// that the data do not give, ±Inf and 0 for an open side.
type Interval struct{ Lo, Hi float64 }

// none is the Interval of questions that make no sense.
var none = Interval{math.NaN(), math.NaN()}

// sane reports whether level is a confidence level, 0 < level < 1.
func sane(level float64) bool { return level > 0 && level < 1 }

// normalQuantile returns z so that a standard normal value lies between -z and
// z with probability level.
func normalQuantile(level float64) float64 { return math.Sqrt2 * math.Erfinv(level) }

// bisect returns the last x in [lo, hi], to the last bit, for which below is
// true: below is true at lo, false at hi and changes once in between. Where it
// never changes the answer is that end.
func bisect(lo, hi float64, below func(x float64) bool) float64 {
	for {
		mid := lo + (hi-lo)/2
		if !(lo < mid && mid < hi) {
			return lo
		}
		if below(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
}

// lgamma returns ln Γ(x) for x > 0.
func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

// continued returns b0 + a1/(b1 + a2/(b2 + …)), whose terms are term(1),
// term(2) …, by the modified method of Lentz (Thompson & Barnett 1986).
func continued(b0 float64, term func(i int) (a, b float64)) float64 {
	const tiny = 1e-300
	away := func(v float64) float64 { // from 0
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	f := away(b0)
	c, d := f, 0.0
	for i := 1; i < 100_000; i++ {
		a, b := term(i)
		d = 1 / away(b+a*d)
		c = away(b + a/c)
		f *= c * d
		if math.Abs(c*d-1) < 1e-16 {
			break
		}
	}
	return f
}

// gammaP returns P(a, x), the regularised incomplete gamma function below x,
// for a > 0 and x ≥ 0: its series for small x, otherwise one minus its
// continued fraction (Abramowitz & Stegun 1964, 6.5.29 and 6.5.31).
func gammaP(a, x float64) float64 {
	if x <= 0 {
		return 0
	}
	front := math.Exp(a*math.Log(x) - x - lgamma(a))
	if x < a+1 {
		sum, t := 1/a, 1/a
		for n := 1.0; t > 1e-17*sum; n++ {
			t *= x / (a + n)
			sum += t
		}
		return front * sum
	}
	return 1 - front/continued(x+1-a, func(i int) (float64, float64) {
		n := float64(i)
		return n * (a - n), x + 2*n + 1 - a
	})
}

// betaI returns I_x(a, b), the regularised incomplete beta function, for a and
// b > 0 and 0 ≤ x ≤ 1, by its continued fraction on the side where that
// converges fast (Abramowitz & Stegun 1964, 26.5.8).
func betaI(a, b, x float64) float64 {
	if x <= 0 {
		return 0
	}
	if x >= 1 {
		return 1
	}
	front := math.Exp(lgamma(a+b) - lgamma(a) - lgamma(b) + a*math.Log(x) + b*math.Log1p(-x))
	part := func(a, b, x float64) float64 {
		return front / a / continued(1, func(i int) (float64, float64) {
			m := float64(i / 2)
			if i%2 == 1 {
				return -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1)), 1
			}
			return m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m)), 1
		})
	}
	if x < (a+1)/(a+b+2) {
		return part(a, b, x)
	}
	return 1 - part(b, a, 1-x)
}

// betaQuantile returns the p-quantile of the beta distribution with a, b > 0,
// 0 < p < 1: betaI inverted by bisection.
func betaQuantile(p, a, b float64) float64 {
	return bisect(0, 1, func(x float64) bool { return betaI(a, b, x) < p })
}

// gammaQuantile returns the p-quantile of the gamma distribution with the given
// shape > 0 and scale 1, 0 < p < 1: gammaP inverted by bisection.
func gammaQuantile(p, shape float64) float64 {
	hi := shape + 1
	for gammaP(shape, hi) < p {
		hi *= 2
	}
	return bisect(0, hi, func(x float64) bool { return gammaP(shape, x) < p })
}
