package stat

import (
	"math"
	"slices"
)

// Table is a 2×2 table whose margins are given: a risk set at the time of an
// event, or a stratum of subjects of which the event is known but not its time.
type Table struct {
	N1, N0 int // exposed and unexposed subjects at risk
	D      int // how many of them have the event
	X      int // how many of those D are exposed
}

// support returns the least and the largest X that the margins allow.
func (t Table) support() (lo, hi int) { return max(0, t.D-t.N0), min(t.D, t.N1) }

// Informative reports whether the margins leave X a choice. A table in which
// everyone or nobody is exposed, or everyone or nobody has the event, says
// nothing about the exposure; the functions below pass it over.
func (t Table) Informative() bool {
	lo, hi := t.support()
	return lo < hi
}

// dist returns the probabilities of X = lo … hi for the odds ratio e^beta:
// weights C(N1,x)·C(N0,D−x)·e^(x·beta), summing to 1.
func (t Table) dist(beta float64) []float64 {
	lo, hi := t.support()
	w := make([]float64, hi-lo+1) // logarithms first, so that nothing overflows
	for x := lo + 1; x <= hi; x++ {
		ratio := float64(t.N1-x+1) * float64(t.D-x+1) / (float64(x) * float64(t.N0-t.D+x))
		w[x-lo] = w[x-lo-1] + math.Log(ratio) + beta
	}
	top, sum := slices.Max(w), 0.0
	for i := range w {
		w[i] = math.Exp(w[i] - top)
		sum += w[i]
	}
	for i := range w {
		w[i] /= sum
	}
	return w
}

// RiskSets returns one table for every distinct time with an event, in order:
// those who were followed until then or longer, time[i] ≥ t, split by their
// exposure at t. The subject whose event it is is among them. exposed(i, t)
// tells whether subject i is exposed at time t, so the answer may change with
// t, and whether that is known; who is not known at t is left out of that
// table, and a table left without an event is dropped. Subjects with a NaN time
// are left out. Tables that are not Informative are kept.
//
// Source: the risk sets of Cox's partial likelihood (1972), with his discrete
// treatment of ties: one table with D > 1.
func RiskSets(time []float64, event []bool, exposed func(i int, t float64) (yes, known bool)) []Table {
	var at []float64
	for i, t := range time {
		if event[i] {
			at = append(at, t)
		}
	}
	slices.Sort(at)
	var tables []Table
	for _, t := range slices.Compact(at) {
		var r Table
		for i := range time {
			if !(time[i] >= t) { // NaN, too
				continue
			}
			yes, known := exposed(i, t)
			if !known {
				continue
			}
			r.count(yes, event[i] && time[i] == t)
		}
		if r.D > 0 {
			tables = append(tables, r)
		}
	}
	return tables
}

// count adds one subject to the table.
func (t *Table) count(exposed, event bool) {
	if exposed {
		t.N1++
	} else {
		t.N0++
	}
	if event {
		t.D++
		if exposed {
			t.X++
		}
	}
}

// Fixed returns the exposure of subjects for RiskSets that does not change with
// time and is always known: x[i] for subject i.
func Fixed(x []bool) func(i int, t float64) (yes, known bool) {
	return func(i int, _ float64) (bool, bool) { return x[i], true }
}

// maxBeta bounds the logarithms of odds and hazard ratios that are looked for:
// what lies beyond e^20, about 5·10⁸, counts as infinite.
const maxBeta = 20

// family is the sum X of the tables that carry information, an exponential
// family with one parameter beta, the logarithm of the common ratio.
type family struct {
	tables []Table
	lo, hi int // least and largest sum
	x      int // the sum observed
}

// newFamily returns the family of the tables, and false when one of them cannot
// be.
func newFamily(ts []Table) (f family, ok bool) {
	for _, t := range ts {
		lo, hi := t.support()
		if t.X < lo || t.X > hi { // so it is for counts below 0
			return family{}, false
		}
		if lo == hi {
			continue
		}
		f.tables = append(f.tables, t)
		f.lo, f.hi, f.x = f.lo+lo, f.hi+hi, f.x+t.X
	}
	return f, true
}

// dist returns the probabilities of the sums lo … hi, by convolution.
func (f family) dist(beta float64) []float64 {
	p, top := make([]float64, f.hi-f.lo+1), 0
	p[0] = 1
	for _, t := range f.tables {
		w := t.dist(beta)
		top += len(w) - 1
		for s := top; s >= 0; s-- {
			sum := 0.0
			for u := 0; u < len(w) && u <= s; u++ {
				sum += p[s-u] * w[u]
			}
			p[s] = sum
		}
	}
	return p
}

// tails returns the probabilities of a sum beyond x on either side, each with
// the given share of the probability of x itself.
func (f family) tails(x int, share, beta float64) (below, above float64) {
	for i, p := range f.dist(beta) {
		switch {
		case i+f.lo < x:
			below += p
		case i+f.lo > x:
			above += p
		default:
			below += share * p
			above += share * p
		}
	}
	return below, above
}

// Distribution returns the probabilities of X summed over the tables, for a
// common odds ratio (hazard ratio) theta > 0: the value at index x is P(X = x).
// For single events it is Poisson-binomial, in general the convolution of
// noncentral hypergeometric distributions, found by dynamic programming as in
// Mehta, Patel & Gray (1985). Tables that are not Informative count with the
// only X they allow. Nil for tables that cannot be.
func Distribution(ts []Table, theta float64) []float64 {
	f, ok := newFamily(ts)
	if !ok || !(theta > 0) || math.IsInf(theta, 1) {
		return nil
	}
	least := 0
	for _, t := range ts {
		lo, _ := t.support()
		least += lo
	}
	return append(make([]float64, least), f.dist(math.Log(theta))...)
}

// MidP returns the two-sided central mid-p value of the hypothesis that the
// exposure changes nothing: twice the smaller of P(X > x) + ½P(X = x) and
// P(X < x) + ½P(X = x), at most 1. Method: Lancaster (1961); two-sided as in
// Hirji (2006), Exact Analysis of Discrete Data. 1 without an informative
// table, NaN for tables that cannot be.
func MidP(ts []Table) float64 {
	f, ok := newFamily(ts)
	if !ok {
		return math.NaN()
	}
	return f.midP(f.x)
}

func (f family) midP(x int) float64 {
	below, above := f.tails(x, 0.5, 0)
	return min(1, 2*min(below, above))
}

// SmallestMidP returns the smallest value that MidP can take with the margins
// of the tables: that of the more extreme end of X. Where it is above 0.05, no
// pattern whatsoever could have reached 5 % (Tarone 1990).
func SmallestMidP(ts []Table) float64 {
	f, ok := newFamily(ts)
	if !ok {
		return math.NaN()
	}
	return min(f.midP(f.lo), f.midP(f.hi))
}

// MidPInterval returns the confidence interval at level for the common odds
// ratio (hazard ratio): the ratios that MidP would not reject at 1−level
// (Berry & Armitage 1995). It is open, 0 or +Inf, on a side where X is as
// extreme as it can be or where the limit lies beyond e^±20; the limit on the
// other side is then e^±20 at the most.
func MidPInterval(ts []Table, level float64) Interval { return tailInterval(ts, 0.5, level) }

// ExactInterval is MidPInterval with whole probabilities of what was observed,
// so that it covers at least with probability level: the limits of Clopper &
// Pearson (1934) for the conditional distribution, as Cornfield (1956) has
// them.
func ExactInterval(ts []Table, level float64) Interval { return tailInterval(ts, 1, level) }

// tailInterval returns the ratios at which either tail, with the given share of
// the probability of what was observed, is half of 1−level.
func tailInterval(ts []Table, share, level float64) Interval {
	f, ok := newFamily(ts)
	if !ok || !sane(level) {
		return none
	}
	return Interval{f.lower(share, (1-level)/2), f.upper(share, (1-level)/2)}
}

// lower returns the ratio at which the tail above reaches p, 0 if there is
// none.
func (f family) lower(share, p float64) float64 {
	short := func(beta float64) bool {
		_, above := f.tails(f.x, share, beta)
		return above < p
	}
	if f.x == f.lo || !short(-maxBeta) {
		return 0
	}
	return math.Exp(bisect(-maxBeta, maxBeta, short))
}

// upper returns the ratio at which the tail below falls to p, +Inf if there is
// none.
func (f family) upper(share, p float64) float64 {
	long := func(beta float64) bool {
		below, _ := f.tails(f.x, share, beta)
		return below > p
	}
	if f.x == f.hi || long(maxBeta) {
		return math.Inf(1)
	}
	return math.Exp(bisect(-maxBeta, maxBeta, long))
}

// MedianUnbiased returns the common odds ratio (hazard ratio) at which either
// mid-p tail is one half, so that it lies in every MidPInterval (Hirji, Tsiatis
// & Mehta 1989). 0 or +Inf where X is as extreme as it can be, NaN without an
// informative table.
func MedianUnbiased(ts []Table) float64 {
	f, ok := newFamily(ts)
	if !ok || len(f.tables) == 0 {
		return math.NaN()
	}
	if f.x == f.hi {
		return math.Inf(1)
	}
	return f.lower(0.5, 0.5)
}

// cumulants returns the mean, the variance and the third central moment of X.
func (f family) cumulants(beta float64) (mean, variance, third float64) {
	for _, t := range f.tables {
		w, m := t.dist(beta), 0.0
		for i, p := range w {
			m += float64(i) * p
		}
		for i, p := range w {
			d := float64(i) - m
			variance += d * d * p
			third += d * d * d * p
		}
		lo, _ := t.support()
		mean += float64(lo) + m
	}
	return mean, variance, third
}

// Likeliest returns the common odds ratio (hazard ratio) of the greatest
// conditional likelihood and the standard error of its logarithm: R's coxph
// with ties "exact". 0 or +Inf, with a NaN error, where X is as extreme as it
// can be; NaN without an informative table. Method: Cox (1972).
func Likeliest(ts []Table) (theta, seLog float64) {
	f, ok := newFamily(ts)
	low := func(beta float64) bool {
		mean, _, _ := f.cumulants(beta)
		return mean < float64(f.x)
	}
	switch {
	case !ok || len(f.tables) == 0:
		return math.NaN(), math.NaN()
	case f.x == f.lo || !low(-maxBeta):
		return 0, math.NaN()
	case f.x == f.hi || low(maxBeta):
		return math.Inf(1), math.NaN()
	}
	beta := bisect(-maxBeta, maxBeta, low)
	_, variance, _ := f.cumulants(beta)
	return math.Exp(beta), 1 / math.Sqrt(variance)
}
