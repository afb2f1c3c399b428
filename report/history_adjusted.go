package report

import (
	"fmt"
	"strings"

	"crampcheck/analyze"
)

// adjustedLines word the ratios of exposures beside each other and in either
// half of the runs; none below thirty cramps.
func adjustedLines(h *analyze.CrampHistory) []string {
	var beside, halves []string
	for _, a := range h.Associations {
		if a.AdjustedRatio.Known {
			beside = append(beside, fmt.Sprintf("%s %s (%s)", exposureWords(a.Exposure), ratio(a.AdjustedRatio.Value), ratioRange(a.AdjustedCI)))
		}
		if a.EarlierRatio.Known && a.LaterRatio.Known {
			text := fmt.Sprintf("%s %s then %s", exposureWords(a.Exposure), ratio(a.EarlierRatio.Value), ratio(a.LaterRatio.Value))
			if (a.EarlierRatio.Value > 1) != (a.LaterRatio.Value > 1) {
				text += ", which do not point the same way"
			}
			halves = append(halves, text)
		}
	}
	var out []string
	if len(beside) > 0 {
		out = append(out, "Ratios beside each other, in runs of which all of these are known: "+strings.Join(beside, "; ")+
			". They are the first in the table that could be compared, one for every ten cramps.")
	}
	if len(halves) > 0 {
		out = append(out, "The earlier half of your runs and the later one: "+strings.Join(halves, "; ")+".")
	}
	return out
}
