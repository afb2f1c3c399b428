package stat

import "math"

// FirthFit is an estimate by penalised likelihood.
type FirthFit struct {
	Theta    float64 // common odds ratio, hazard ratio for risk sets
	Interval         // its profile likelihood limits
	ChiSq    float64 // penalised likelihood ratio statistic of Theta = 1
	P        float64 // its p value, χ² with one degree of freedom
}

// Firth returns the common odds ratio (hazard ratio) of the greatest
// conditional likelihood times the square root of its information, which is
// finite whenever a table is Informative, and its profile likelihood interval
// at level. All is NaN without such a table. Methods: Firth (1993); for risk
// sets Heinze & Schemper (2001).
func Firth(ts []Table, level float64) FirthFit {
	f, ok := newFamily(ts)
	if !ok || len(f.tables) == 0 || !sane(level) {
		return FirthFit{math.NaN(), none, math.NaN(), math.NaN()}
	}
	// The penalty may have several humps where risk sets differ widely, so a
	// coarse walk finds the highest before the slope's zero is looked for.
	const step = 0.25
	best, top := 0.0, f.penalised(0)
	for beta := -float64(maxBeta); beta <= maxBeta; beta += step {
		if v := f.penalised(beta); v > top {
			best, top = beta, v
		}
	}
	best = bisect(best-step, best+step, func(beta float64) bool {
		mean, variance, third := f.cumulants(beta)
		return float64(f.x)-mean+third/variance/2 > 0
	})
	top = f.penalised(best)
	z := normalQuantile(level)
	inside := func(beta float64) bool { return top-f.penalised(beta) < z*z/2 }
	lo, hi := best-1, best+1 // far out the likelihood falls by ½ per unit or more
	for inside(lo) {
		lo--
	}
	for inside(hi) {
		hi++
	}
	fit := FirthFit{Theta: math.Exp(best), ChiSq: max(0, 2*(top-f.penalised(0)))}
	fit.Lo = math.Exp(-bisect(-best, -lo, func(beta float64) bool { return inside(-beta) }))
	fit.Hi = math.Exp(bisect(best, hi, inside))
	fit.P = math.Erfc(math.Sqrt(fit.ChiSq / 2))
	return fit
}

// penalised returns the logarithm of the conditional likelihood times the
// square root of its information, up to a constant.
func (f family) penalised(beta float64) float64 {
	l := 0.0
	for _, t := range f.tables {
		lo, _ := t.support()
		l += math.Log(t.dist(beta)[t.X-lo])
	}
	_, variance, _ := f.cumulants(beta)
	return l + math.Log(variance)/2
}
