package stat

import (
	"math"
	"slices"
)

// BenjaminiHochberg returns for every p value its q value, the smallest false
// discovery rate at which it is called a finding: the least m·p/rank among the
// p values that are not smaller, m being their number. Method: Benjamini &
// Hochberg (1995). A NaN was not assessed: it stays NaN and does not count.
func BenjaminiHochberg(p []float64) []float64 {
	q := make([]float64, len(p))
	var order []int
	for i, v := range p {
		q[i] = v
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case p[i] > p[j]:
			return -1
		case p[i] < p[j]:
			return 1
		}
		return 0
	})
	least, m := 1.0, len(order)
	for above, i := range order {
		least = min(least, float64(m)*p[i]/float64(m-above))
		q[i] = least
	}
	return q
}
