package report

import (
	"strings"
	"testing"

	"crampcheck/analyze"
)

func TestAdjustedRatiosReadAsWhatTheyAre(t *testing.T) {
	some := func(v float64) analyze.Maybe { return analyze.Maybe{Value: v, Known: true} }
	h := &analyze.CrampHistory{Associations: []analyze.Association{
		{
			Exposure: analyze.FastFirstMile, AdjustedRatio: some(3.21), AdjustedCI: analyze.Range{Lo: some(1.204), Hi: some(9.96)},
			EarlierRatio: some(2), LaterRatio: some(3.5),
		},
		{Exposure: analyze.Warm, AdjustedRatio: some(1.1), AdjustedCI: analyze.Range{Lo: some(0.5)}, EarlierRatio: some(0.8), LaterRatio: some(1.9)},
		{Exposure: analyze.NoWarmup, EarlierRatio: some(1.4)},
	}}
	got := strings.ReplaceAll(strings.Join(adjustedLines(h), "\n"), nbsp, " ")
	want := "Ratios beside each other, in runs of which all of these are known: fast first mile 3.2 (1.20 to 10); warm air 1.1 (≥ 0.50). " +
		"They are the first in the table that could be compared, one for every ten cramps.\n" +
		"The earlier half of your runs and the later one: fast first mile 2.0 then 3.5; warm air 0.8 then 1.9, which do not point the same way."
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if lines := adjustedLines(&analyze.CrampHistory{Associations: []analyze.Association{{Exposure: analyze.Warm}}}); lines != nil {
		t.Errorf("nothing adjusted reads %q", lines)
	}
}
