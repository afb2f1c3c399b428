package analyze

import (
	"math"

	"crampcheck/analyze/stat"
	"crampcheck/parse"
)

// soFarEveryS is the step on the timer in which a run is kept for comparison
// with other runs at equal times into them; our own choice.
const soFarEveryS = 300.0 // s

// soFarMost is how many steps are kept at most: three days and a half. What a
// wrong clock makes longer is not kept.
const soFarMost = 1008

// firstPartS is how much of a run's beginning is judged beside its first mile.
const firstPartS = 1800.0 // s, moving

// Course is what is kept of a run's samples so that it can be compared with
// other runs at equal times on the timer, by what came before.
type Course struct {
	Steps         []SoFar // every five minutes of the timer, from 0 on
	AmbientC      Maybe   // air temperature as noted; never the watch's own
	StartKnownS   Maybe   // timer when the verdict on the first mile stood; what comes later cannot change it
	StartOutside  bool    // that verdict rests on no pace of this run: on a goal or on races
	FirstPartFrac Maybe   // first half hour of moving: faster than the reference; positive is faster
	FirstPartS    Maybe   // timer when that was known, the reference included
}

// SoFar is what had gone into a run and been covered up to a moment.
type SoFar struct {
	TimerS      float64
	DistanceM   Maybe
	DescentM    Maybe
	FluidML     Maybe // not known without a log of drinks, or with a drink that has no volume
	SodiumMG    Maybe // salt taken before the start included
	SodiumTaken bool  // any sodium, its amount noted or not
	HardS       Maybe // with heart rate at 85 % of the known maximum or above
}

// course keeps what the history needs.
func (r *run) course() Course {
	c := Course{AmbientC: r.notes.TempC}
	r.courseStart(&c)
	t := r.track
	total := TotalS(t.TimerS)
	if !(total >= 0) {
		return c
	}
	clock := stat.NewWalker(t.TimerS)
	var placesM []float64
	lastS := 0.0
	hard := r.secondsAbove(hardShare, 0, 0)
	for s := 0.0; s <= total && len(c.Steps) < soFarMost; s += soFarEveryS {
		atS := clock.At(t.TimeS, s)
		step := SoFar{TimerS: s, SodiumTaken: r.sodiumTaken(atS)}
		step.FluidML, step.SodiumMG, _ = r.intakeBefore(atS)
		if hard.Known {
			hard.Value += r.secondsAbove(hardShare, lastS, atS).Value
			step.HardS = hard
		}
		if t.DistM != nil {
			placesM = append(placesM, t.at(t.DistM, atS))
			step.DistanceM = maybe(placesM[len(placesM)-1])
		}
		c.Steps = append(c.Steps, step)
		lastS = atS
	}
	for i, m := range t.descentsUpTo(placesM) {
		c.Steps[i].DescentM = maybe(m)
	}
	return c
}

// courseStart says when the verdict on the first mile was complete, and judges
// the first half hour of moving of the main set.
func (r *run) courseStart(c *Course) {
	p, x := &r.pacing, r.axis
	if p.blocked != nil || r.axis == nil {
		return
	}
	timerAt := func(distM float64) float64 { return x.at(r.track.TimerS, distM) }
	c.StartOutside = p.ref == RefGoal || p.ref == RefPredict
	known := p.startM + mile
	if !c.StartOutside {
		known = max(known, p.settledToM)
	}
	c.StartKnownS = maybe(timerAt(known))
	fromS := x.at(x.timeS, p.startM)
	if p.ref == RefRest || fromS+firstPartS > x.totalS() {
		return
	}
	toM := stat.Interp(x.timeS, x.distM, fromS+firstPartS)
	curve := x.effortCurve()
	c.FirstPartFrac = maybe(1 - x.pace(curve, p.startM, toM)/p.refPace[curve])
	c.FirstPartS = maybe(timerAt(max(known, toM)))
}

// sodiumTaken says whether sodium was noted before an elapsed time, its amount
// known or not.
func (r *run) sodiumTaken(atS float64) bool {
	for _, e := range r.notes.events {
		if e.phase != before && (e.phase != during || e.atS > atS) {
			continue
		}
		some := e.SodiumMG > 0 || math.IsNaN(e.SodiumMG) && (e.Kind == parse.Sodium || e.Kind == parse.Drink && e.Electrolyte)
		if some {
			return true
		}
	}
	return false
}

// at returns the last step before a moment on the timer, strictly; false at the
// start and for a run without steps.
func (c *Course) at(timerS float64) (step *SoFar, ok bool) {
	if !(timerS > 0) || len(c.Steps) == 0 {
		return &SoFar{}, false
	}
	i := int(min(timerS/soFarEveryS, float64(len(c.Steps)-1)))
	if i > 0 && c.Steps[i].TimerS >= timerS {
		i--
	}
	return &c.Steps[i], true
}
