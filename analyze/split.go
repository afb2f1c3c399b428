package analyze

import (
	"math"

	"crampcheck/parse"
)

// The rules of splits (conventions: "Splits").
const (
	grainM       = 0.01 // m, what devices store
	minLeftoverM = 10.0 // m: a shorter leftover belongs to the split before
)

// Split is one row of a table of splits. Its time is on the run's clock.
type Split struct {
	N            int // from 1
	StartM       float64
	DistanceM    float64
	TimeS        float64
	MovingS      float64
	GAPSPerM     Maybe // grade-adjusted pace by the attenuated curve
	HeartRateBPM Maybe
	CadenceSPM   Maybe
	ClimbM       Maybe
	Partial      bool // shorter than its unit
	Paused       bool // the timer stood still in it
}

// PaceSPerM returns the split's pace in s/m on the run's clock.
func (s Split) PaceSPerM() float64 { return s.TimeS / s.DistanceM }

// splits cuts the run every unitM metres of its distance. Crossings are
// interpolated in distance on clock, so the times add up to its last value. A
// leftover of at least ten metres is a partial split of its own.
func (t *Track) splits(clock []float64, unitM float64) []Split {
	total := t.TotalM()
	if !(total >= minLeftoverM) {
		return nil
	}
	edges := []float64{0}
	for d := unitM; d <= total; d += unitM {
		edges = append(edges, d)
	}
	if last := edges[len(edges)-1]; total-last >= minLeftoverM || len(edges) == 1 {
		edges = append(edges, total)
	}
	out := make([]Split, 0, len(edges)-1)
	for i := 1; i < len(edges); i++ {
		from, to := edges[i-1], edges[i]
		end := i == len(edges)-1
		if end {
			to = total
		}
		s := t.split(clock, from, to, i == 1, end)
		s.N = i
		s.Partial = s.DistanceM < unitM-grainM
		out = append(out, s)
	}
	return out
}

// split describes the stretch between two distances. The first one begins at
// time 0 and the last one ends at the last sample, whatever stood there.
func (t *Track) split(clock []float64, fromM, toM float64, first, last bool) Split {
	fromS, toS := t.when(t.TimeS, fromM), t.when(t.TimeS, toM)
	if first {
		fromS = 0
	}
	if last {
		toS = TotalS(t.TimeS)
	}
	return t.stretch(clock, fromM, toM, fromS, toS)
}

// stretch describes the run between two elapsed times that stand at two
// distances.
func (t *Track) stretch(clock []float64, fromM, toM, fromS, toS float64) Split {
	s := Split{
		StartM:       fromM,
		DistanceM:    toM - fromM,
		TimeS:        t.at(clock, toS) - t.at(clock, fromS),
		MovingS:      t.at(t.MovingS, toS) - t.at(t.MovingS, fromS),
		HeartRateBPM: maybe(t.mean(t.heartRate, fromS, toS)),
		CadenceSPM:   maybe(t.mean(t.cadence, fromS, toS)),
	}
	for _, p := range t.Pauses {
		s.Paused = s.Paused || p.StartS < toS && p.EndS > fromS
	}
	if t.FlatM != nil {
		s.GAPSPerM = maybe(s.TimeS / (t.when(t.FlatM, toM) - t.when(t.FlatM, fromM)))
		up, _ := t.climbBetween(fromM, toM)
		s.ClimbM = maybe(up)
	}
	return s
}

// lapSplits describes the device's own laps on clock. A lap outside the
// recording or of no length is left out.
func (t *Track) lapSplits(clock []float64, laps []parse.Lap) []Split {
	if t.DistM == nil {
		return nil
	}
	var out []Split
	for _, l := range laps {
		fromS, toS := max(l.StartS, 0), min(l.EndS, TotalS(t.TimeS))
		if !(toS > fromS) {
			continue
		}
		fromM, toM := t.at(t.DistM, fromS), t.at(t.DistM, toS)
		s := t.stretch(clock, fromM, toM, fromS, toS)
		s.N = len(out) + 1
		if math.IsNaN(s.DistanceM) {
			continue
		}
		out = append(out, s)
	}
	return out
}
