package stat

import (
	"math"
	"math/rand/v2"
	"testing"
)

// season is a simulated runner: runs of 20 to 240 minutes, a hazard of cramps
// that grows with the cube of the time into a run, and an exposure of which a
// ratio of hazards is planted.
func season(rng *rand.Rand, n int, ratio float64, tied bool) (timeM []float64, event, exposed []bool) {
	for range n {
		long := rng.Float64() < 0.4
		plannedM := 20 + 70*rng.Float64()
		if long {
			plannedM = 100 + 140*rng.Float64()
		}
		share := 0.4
		if tied { // fast starts belong to long runs
			share = 0.15
			if long {
				share = 0.7
			}
		}
		x := rng.Float64() < share
		hazard := math.Pow(240, -4) * 1.1
		if x {
			hazard *= ratio
		}
		crampM := math.Pow(rng.ExpFloat64()/hazard, 0.25)
		timeM, event, exposed = append(timeM, min(crampM, plannedM)), append(event, crampM < plannedM), append(exposed, x)
	}
	return timeM, event, exposed
}

// The interval covers the planted ratio, and an exposure that goes with long
// runs, and so with cramps, is not mistaken for one that brings them sooner.
// Who compares whole runs is mistaken.
func TestSimulatedHistories(t *testing.T) {
	rng := rand.New(rand.NewPCG(20, 26))
	const histories = 1200
	for _, c := range []struct {
		ratio float64
		tied  bool
	}{{1, true}, {3, true}, {3, false}} {
		cover, below, naive, told, events := 0, 0, 0, 0, 0
		for range histories {
			timeM, event, x := season(rng, 60, c.ratio, c.tied)
			tables := RiskSets(timeM, event, Fixed(x))
			informative := 0
			for _, table := range tables {
				if table.Informative() {
					informative++
				}
			}
			events += len(tables)
			if informative == 0 {
				continue
			}
			told++
			if ci := MidPInterval(tables, 0.95); ci.Lo <= c.ratio && c.ratio <= ci.Hi {
				cover++
			}
			if MidP(tables) < 0.05 {
				below++
			}
			if MidP(Strata(make([]int, len(x)), x, event)) < 0.05 {
				naive++
			}
		}
		share := func(k int) float64 { return float64(k) / float64(told) }
		t.Logf("ratio %.0f, tied to long runs %v: %d histories of %.1f cramps; covered %.3f, p < .05 in %.3f, by whole runs in %.3f",
			c.ratio, c.tied, told, float64(events)/histories, share(cover), share(below), share(naive))
		if told < 1000 || share(cover) < 0.93 {
			t.Errorf("ratio %.0f: the interval covers it in %.3f of %d histories", c.ratio, share(cover), told)
		}
		if c.ratio == 1 && (share(below) > 0.05 || share(naive) < 0.10) {
			t.Errorf("without an effect p < .05 in %.3f, by whole runs in %.3f", share(below), share(naive))
		}
		if c.ratio == 3 && share(below) < 0.15 {
			t.Errorf("a planted ratio of 3 is seen in only %.3f", share(below))
		}
	}
}
