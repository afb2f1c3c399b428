package analyze

import (
	"cmp"
	"math"
	"slices"

	"crampcheck/analyze/stat"
)

// adjust fills in, where there are cramps and runs enough, the ratios of the
// exposures beside each other, and each one's ratio in the earlier and in the
// later half of the runs (evidence, table C4). The exposures that are adjusted
// for each other are the first in their declared order that were compared, one
// for every ten cramps: choosing them by their figures would flatter them. A
// run of which one of them is not known is left out at that moment.
func (h *History) adjust(c *CrampHistory, s subjects) {
	row := h.opt.rule(associationID)
	if float64(c.Timed) < row.Limit("adjusted_cramps") || float64(c.Runs) < row.Limit("adjusted_runs") {
		return
	}
	most := int(float64(c.Timed) / row.Limit("adjusted_each"))
	var chosen []int
	for i := range c.Associations {
		a := &c.Associations[i]
		if !a.Ratio.Known {
			continue
		}
		if len(chosen) < most {
			chosen = append(chosen, i)
		}
		half := len(s.runs) / 2
		a.EarlierRatio = h.halfRatio(s.part(0, half), a.Exposure, row)
		a.LaterRatio = h.halfRatio(s.part(half, len(s.runs)), a.Exposure, row)
	}
	if len(chosen) < 2 {
		return
	}
	var exposed []func(int, float64) (bool, bool)
	for _, i := range chosen {
		exposed = append(exposed, h.exposure(s, c.Associations[i].Exposure, row))
	}
	fit, ok := stat.FirthCox(s.coxSets(exposed), level95)
	if !ok {
		return
	}
	for k, i := range chosen {
		c.Associations[i].AdjustedRatio = maybe(fit.Ratio[k])
		c.Associations[i].AdjustedCI = toRange(fit.Limits[k])
	}
}

// halfRatio is the hazard ratio of one exposure in some of the runs, missing
// where they cannot tell.
func (h *History) halfRatio(s subjects, e Exposure, row Rule) Maybe {
	return maybe(stat.Firth(stat.RiskSets(s.timeS, s.event, h.exposure(s, e, row)), level95).Theta)
}

// part is the subjects from one index to another, in order of time.
func (s subjects) part(from, to int) subjects {
	return subjects{s.runs[from:to], s.timeS[from:to], s.event[from:to], s.onsetS[from:to], map[Exposure]exposed{}}
}

// coxSets lays the runs over each other at the times of the cramps, with all
// exposures of those of which all are known.
func (s subjects) coxSets(exposed []func(i int, t float64) (yes, known bool)) []stat.CoxSet {
	var order []int
	for i, t := range s.timeS {
		if s.event[i] && !math.IsNaN(t) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s.timeS[a], s.timeS[b]) })
	var out []stat.CoxSet
	for _, c := range order {
		set := stat.CoxSet{Case: -1}
		for i, t := range s.timeS {
			if !(t >= s.timeS[c]) {
				continue
			}
			x := make([]float64, len(exposed))
			all := true
			for k, is := range exposed {
				yes, known := is(i, s.timeS[c])
				all = all && known
				if yes {
					x[k] = 1
				}
			}
			if !all {
				continue
			}
			if i == c {
				set.Case = len(set.X)
			}
			set.X = append(set.X, x)
		}
		if set.Case >= 0 {
			out = append(out, set)
		}
	}
	return out
}
