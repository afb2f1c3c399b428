// Package stat holds arithmetic on numbers that know no runner. No function
// changes its arguments, and each names the method it follows.
package stat

import (
	"math"
	"slices"
)

// Quantile returns the p-quantile of x, 0 ≤ p ≤ 1: type 7 in Hyndman & Fan
// (1996), the default of R's quantile. NaN values are left out; it returns NaN
// when nothing is left.
func Quantile(x []float64, p float64) float64 { return QuantileSorted(sorted(x), p) }

// sorted returns the values of x in order, without those that are NaN.
func sorted(x []float64) []float64 {
	s := make([]float64, 0, len(x))
	for _, v := range x {
		if !math.IsNaN(v) {
			s = append(s, v)
		}
	}
	slices.Sort(s)
	return s
}

// QuantileAbove is Quantile where that is above least, else NaN. Most often it
// need not put x in order to know.
func QuantileAbove(x []float64, p, least float64) float64 {
	n, above := 0, 0
	for _, v := range x {
		if !math.IsNaN(v) {
			n++
		}
		if v > least {
			above++
		}
	}
	// The quantile lies between the i-th and the next of n in order; the next one
	// at least must be above.
	if i := int(float64(n-1) * min(max(p, 0), 1)); above < n-1-i {
		return math.NaN()
	}
	if q := Quantile(x, p); q > least {
		return q
	}
	return math.NaN()
}

// Quantiles is Quantile for two p at once.
func Quantiles(x []float64, p, q float64) (atP, atQ float64) {
	s := sorted(x)
	return QuantileSorted(s, p), QuantileSorted(s, q)
}

// SortWhole puts x in order by counting, where it holds nothing but whole numbers
// from 0 to 255, and says whether it did.
func SortWhole(x []float64) bool {
	var count [256]int
	for _, v := range x {
		if !(v >= 0 && v < float64(len(count))) || v != math.Trunc(v) {
			return false
		}
		count[int(v)]++
	}
	i := 0
	for v, n := range count {
		for range n {
			x[i] = float64(v)
			i++
		}
	}
	return true
}

// QuantileSorted is Quantile of values that are in order, none of them NaN.
func QuantileSorted(s []float64, p float64) float64 {
	if len(s) == 0 || math.IsNaN(p) {
		return math.NaN()
	}
	h := float64(len(s)-1) * min(max(p, 0), 1)
	i := int(h)
	if i+1 >= len(s) {
		return s[len(s)-1]
	}
	return s[i] + (h-float64(i))*(s[i+1]-s[i])
}

// Median returns the 0.5-quantile of x.
func Median(x []float64) float64 { return Quantile(x, 0.5) }

// Interp returns the value at x of the line through the points (xs[i], ys[i]),
// whose xs do not decrease. Outside the points it holds the first or the last
// value. Where several points share x, the first one counts, so that the
// result is the earliest y at which x is reached. It returns NaN without
// points.
func Interp(xs, ys []float64, x float64) float64 {
	if len(xs) == 0 {
		return math.NaN()
	}
	return interpAt(xs, ys, x, search(xs, x))
}

// InterpIndex is Interp of the points' own indices: where x stands among them.
func InterpIndex(xs []float64, x float64) float64 {
	if len(xs) == 0 {
		return math.NaN()
	}
	i := search(xs, x)
	switch {
	case i == len(xs):
		return float64(i - 1)
	case i == 0 || xs[i] == x:
		return float64(i)
	}
	return float64(i-1) + (x-xs[i-1])/(xs[i]-xs[i-1])
}

// search returns the first i with xs[i] ≥ x, len(xs) without one. It begins
// where x would stand if the xs were even, as clocks and distances nearly are,
// and goes on in doubled steps.
func search(xs []float64, x float64) int {
	last := len(xs) - 1
	if !(x > xs[0]) {
		return 0
	}
	if x > xs[last] {
		return len(xs)
	}
	// Here xs[0] < x ≤ xs[last]; below, xs[lo] < x ≤ xs[hi].
	guess := int(float64(last) * ((x - xs[0]) / (xs[last] - xs[0])))
	guess = min(max(guess, 0), last)
	lo, hi := 0, last
	if xs[guess] < x {
		lo = guess
		for step := 1; lo+step < hi; step *= 2 {
			if xs[lo+step] >= x {
				hi = lo + step
				break
			}
			lo += step
		}
	} else {
		hi = guess
		for step := 1; hi-step > lo; step *= 2 {
			if xs[hi-step] < x {
				lo = hi - step
				break
			}
			hi -= step
		}
	}
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; xs[mid] < x {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

// InterpLast is Interp with the last of several points that share x, so that
// the result is the latest y at which x still holds.
func InterpLast(xs, ys []float64, x float64) float64 {
	if len(xs) == 0 {
		return math.NaN()
	}
	i, _ := slices.BinarySearchFunc(xs, x, func(v, x float64) int {
		if v <= x {
			return -1
		}
		return 1
	})
	if i > 0 && xs[i-1] == x {
		return ys[i-1]
	}
	return interpAt(xs, ys, x, i)
}

// interpAt interpolates between points i-1 and i, where i is the first point
// with xs[i] ≥ x.
func interpAt(xs, ys []float64, x float64, i int) float64 {
	switch {
	case i == len(xs):
		return ys[len(ys)-1]
	case i == 0 || xs[i] == x:
		return ys[i]
	}
	f := (x - xs[i-1]) / (xs[i] - xs[i-1])
	return ys[i-1] + f*(ys[i]-ys[i-1])
}

// Walker interpolates as Interp does for questions that come in order: it
// remembers where it stands, so a whole pass costs one walk over the points.
type Walker struct {
	xs []float64
	i  int
}

// NewWalker returns a Walker over xs, which do not decrease.
func NewWalker(xs []float64) *Walker { return &Walker{xs: xs} }

// WalkerFrom returns a Walker over xs for questions from x on.
func WalkerFrom(xs []float64, x float64) *Walker {
	if len(xs) == 0 {
		return NewWalker(xs)
	}
	return &Walker{xs, search(xs, x)}
}

// At returns the value at x of the line through (xs[i], ys[i]). x must not be
// smaller than in the call before.
func (w *Walker) At(ys []float64, x float64) float64 {
	if len(w.xs) == 0 {
		return math.NaN()
	}
	for w.i < len(w.xs) && w.xs[w.i] < x {
		w.i++
	}
	return interpAt(w.xs, ys, x, w.i)
}

// Place is a place between two points, for several columns over the same xs.
type Place struct {
	i int     // the point from which on it lies; -1: there are none
	f float64 // how far it is towards the next one
}

// Place finds x as At does.
func (w *Walker) Place(x float64) Place {
	for w.i < len(w.xs) && w.xs[w.i] < x {
		w.i++
	}
	switch i := w.i; {
	case i == len(w.xs):
		return Place{i: i - 1}
	case i == 0 || w.xs[i] == x:
		return Place{i: i}
	default:
		return Place{i - 1, (x - w.xs[i-1]) / (w.xs[i] - w.xs[i-1])}
	}
}

// In returns the value of ys at the place, NaN without points.
func (p Place) In(ys []float64) float64 {
	switch {
	case p.i < 0:
		return math.NaN()
	case p.f == 0:
		return ys[p.i]
	}
	return ys[p.i] + p.f*(ys[p.i+1]-ys[p.i])
}

// RunningMedian returns for each i the median of the width values around x[i],
// fewer at the ends. width is odd.
func RunningMedian(x []float64, width int) []float64 {
	half := width / 2
	out := make([]float64, len(x))
	buf := make([]float64, 0, width)
	for i := range x {
		if width == 3 && i > 0 && i+1 < len(x) {
			if a, b, c := x[i-1], x[i], x[i+1]; !math.IsNaN(a + b + c) { // which sorting puts first
				out[i] = max(min(a, b), min(max(a, b), c))
				continue
			}
		}
		buf = append(buf[:0], x[max(0, i-half):min(len(x), i+half+1)]...)
		slices.Sort(buf)
		m := len(buf) / 2
		out[i] = buf[m]
		if len(buf)%2 == 0 {
			out[i] = (buf[m-1] + buf[m]) / 2
		}
	}
	return out
}

// Triangle smooths x with a triangular kernel that reaches half points to
// either side: weights 1, 2 … half+1 … 2, 1. At the ends the kernel is cut and
// its weights are scaled to what is left.
func Triangle(x []float64, half int) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		sum, weight := 0.0, 0.0
		for k := -half; k <= half; k++ {
			if i+k < 0 || i+k >= len(x) {
				continue
			}
			w := float64(half + 1 - max(k, -k))
			sum += w * x[i+k]
			weight += w
		}
		out[i] = sum / weight
	}
	return out
}

// CV returns the coefficient of variation of x: the sample's standard deviation
// over its mean. NaN for fewer than two values or a mean of 0.
func CV(x []float64) float64 {
	if len(x) < 2 {
		return math.NaN()
	}
	mean := 0.0
	for _, v := range x {
		mean += v / float64(len(x))
	}
	if mean == 0 {
		return math.NaN()
	}
	ss := 0.0
	for _, v := range x {
		ss += (v - mean) * (v - mean)
	}
	return math.Sqrt(ss/float64(len(x)-1)) / mean
}
