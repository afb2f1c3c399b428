package stat

import (
	"math"
	"slices"
)

// Strata returns one table per distinct value of band, in its order, of
// subjects whose event is known but not its time. Comparing only within bands
// takes out what the band stands for; one band for all is the plain 2×2 table.
// The functions for risk sets take the tables as they are (Mantel & Haenszel
// 1959; exact in Gart 1970).
func Strata(band []int, exposed, event []bool) []Table {
	bands := slices.Clone(band)
	slices.Sort(bands)
	bands = slices.Compact(bands)
	tables := make([]Table, len(bands))
	for i, b := range band {
		k, _ := slices.BinarySearch(bands, b)
		tables[k].count(exposed[i], event[i])
	}
	return tables
}

// cells returns the table's exposed with and without the event and unexposed
// with and without it, each raised by ½; false for a table that cannot be or
// that lacks the exposed or the unexposed.
func (t Table) cells() (a, b, c, d float64, ok bool) {
	a, b = float64(t.X)+0.5, float64(t.N1-t.X)+0.5
	c, d = float64(t.D-t.X)+0.5, float64(t.N0-t.D+t.X)+0.5
	return a, b, c, d, min(a, b, c, d) > 0 && t.N1 > 0 && t.N0 > 0
}

// HaldaneAnscombe returns the odds ratio of the table with ½ added to each
// cell, and its Wald interval at level. It is always finite and equals Firth's
// estimate of logistic regression. Methods: Haldane (1956), Anscombe (1956);
// interval of Woolf (1955) as in Gart & Zweifel (1967). NaN for a table that
// cannot be or that lacks the exposed or the unexposed.
func HaldaneAnscombe(t Table, level float64) (oddsRatio float64, ci Interval) {
	a, b, c, d, ok := t.cells()
	if !ok {
		return math.NaN(), none
	}
	oddsRatio = a * d / (b * c)
	return oddsRatio, logWald(oddsRatio, 1/a+1/b+1/c+1/d, level)
}

// RelativeRisk returns the ratio of the risks of the exposed and the unexposed,
// with ½ added to events and subjects, and its Wald interval at level. Methods:
// Walter (1975); variance of Pettigrew, Gart & Thomas (1986). NaN for a table
// that cannot be or that lacks the exposed or the unexposed.
func RelativeRisk(t Table, level float64) (ratio float64, ci Interval) {
	a, b, c, d, ok := t.cells()
	if !ok {
		return math.NaN(), none
	}
	n1, n0 := a+b-0.5, c+d-0.5
	ratio = a / n1 / (c / n0)
	return ratio, logWald(ratio, 1/a-1/n1+1/c-1/n0, level)
}

// logWald returns the normal interval at level on the scale of logarithms.
func logWald(ratio, variance, level float64) Interval {
	if !sane(level) {
		return none
	}
	w := math.Exp(normalQuantile(level) * math.Sqrt(variance))
	return Interval{ratio / w, ratio * w}
}
