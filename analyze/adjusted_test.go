package analyze

import (
	"math"
	"testing"

	"crampcheck/analyze/stat"
)

// season60 is sixty runs and more, of which half end in a cramp: every second
// one is fast, every third one a race.
func season60(runs, crampEvery int) []*Result {
	var out []*Result
	for i := range runs {
		r := assocRun(i, 60+float64(i*37%120)+float64(i)/1000, i%crampEvery == 0, i/2%2 == 0)
		r.Race = i%3 == 0
		out = append(out, r)
	}
	return out
}

func TestThirtyCrampsAreAdjustedForEachOther(t *testing.T) {
	c := Associate(season60(70, 2), Options{})
	if c.Timed != 35 {
		t.Fatalf("%d cramps with a moment", c.Timed)
	}
	fast, race := of(t, c, FastFirstMile), of(t, c, RaceOrHard)
	if !fast.AdjustedRatio.Known || !race.AdjustedRatio.Known || !fast.EarlierRatio.Known || !fast.LaterRatio.Known {
		t.Fatalf("nothing adjusted: %+v, %+v", fast, race)
	}
	// The same from the runs themselves, by hand.
	var sets []stat.CoxSet
	runs := season60(70, 2)
	at := func(r *Result) float64 {
		if len(r.Cramps) > 0 {
			return r.Cramps[0].TimerS.Value
		}
		return r.TimerS
	}
	for i, r := range runs {
		if i%2 != 0 {
			continue
		}
		var s stat.CoxSet
		for k, o := range runs {
			if at(o) < at(r) {
				continue
			}
			if k == i {
				s.Case = len(s.X)
			}
			x := []float64{0, 0}
			if k/2%2 == 0 {
				x[0] = 1
			}
			if k%3 == 0 {
				x[1] = 1
			}
			s.X = append(s.X, x)
		}
		sets = append(sets, s)
	}
	want, ok := stat.FirthCox(sets, 0.95)
	if !ok || !known(fast.AdjustedRatio, want.Ratio[0], 1e-9*want.Ratio[0]) || !known(race.AdjustedRatio, want.Ratio[1], 1e-9*want.Ratio[1]) {
		t.Errorf("adjusted %v and %v, by hand %v", fast.AdjustedRatio, race.AdjustedRatio, want.Ratio)
	}
	if bad := nonNumbers(c); bad != nil {
		t.Error(bad)
	}
}

func TestFewerCrampsOrRunsAreNotAdjusted(t *testing.T) {
	for name, runs := range map[string][]*Result{
		"29 cramps": season60(58, 2),
		"59 runs":   season60(59, 1),
	} {
		c := Associate(runs, Options{})
		for _, a := range c.Associations {
			if a.AdjustedRatio.Known || a.EarlierRatio.Known || a.LaterRatio.Known {
				t.Errorf("%s: %+v", name, a)
			}
		}
	}
}

// Ten cramps for each exposure: 39 cramps allow three, whatever can be compared.
func TestOneExposureForTenCramps(t *testing.T) {
	runs := season60(78, 2)
	for i, r := range runs {
		r.Course.AmbientC = maybe(10 + float64(i%5)*5)
		r.WarmupS = maybe(float64(i%4) * 300)
	}
	c := Associate(runs, Options{})
	n := 0
	for _, a := range c.Associations {
		if a.AdjustedRatio.Known {
			n++
		}
	}
	if c.Timed != 39 || n != 3 {
		t.Errorf("%d cramps, %d exposures adjusted for, want 39 and 3", c.Timed, n)
	}
}

// A run of which an exposure is not known is in no set, and a cramp of such a
// run has none.
func TestWhatIsNotKnownIsInNoSet(t *testing.T) {
	s := subjects{
		runs: make([]*Result, 3), timeS: []float64{10, 20, math.NaN()}, event: []bool{true, true, true}, onsetS: make([]float64, 3),
	}
	known := func(i int, _ float64) (bool, bool) { return i == 1, i != 0 }
	sets := s.coxSets([]func(int, float64) (bool, bool){known})
	if len(sets) != 1 || len(sets[0].X) != 1 || sets[0].X[0][0] != 1 || sets[0].Case != 0 {
		t.Errorf("%+v", sets)
	}
}
