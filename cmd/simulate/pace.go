package main

import (
	"math"
	"slices"
	"sort"
)

// cellM is the length of a cell, within which the pace is constant. A mile is
// a whole number of them, so that planted first miles are exact.
const (
	cellsPerMile = 160
	cellM        = mileM / cellsPerMile // m
	cellUM       = 10_058_400           // µm, exactly the same
)

// slownessSPerM returns the time per metre in every cell of the plan.
func slownessSPerM(p *Plan, seed uint64) []float64 {
	n := int(math.Ceil(p.DistanceM / cellM))
	out := make([]float64, n)
	wander := wanderFrac(p, n, seed)
	for i := range out {
		atM := (float64(i) + 0.5) * cellM
		f := (1 + wander[i]) * p.startFactor(i)
		f *= 1 + p.SecondHalfFrac*(1-2*atM/p.DistanceM)
		f *= p.wallFactor(atM) * p.crampFactor(atM) * p.stepFactor(atM) * p.walkFactor(atM)
		f *= costFactor(p.gradeFrac(atM))
		out[i] = quantum(p.PaceSPerM*f, 1e-9)
	}
	return out
}

// wanderFrac returns the natural variation of pace in n cells: slow, with a
// knot every half mile, and quick, with one every 80 m. Unless the start is
// loose it adds up to nothing in the first mile.
func wanderFrac(p *Plan, n int, seed uint64) []float64 {
	const meanOfThree = 0.612 // SD of (a + 2b + c)/4, the mean over a mile of three knots
	out := make([]float64, n)
	r := stream(seed, p.Name, "wander")
	slow := newKnots(r, n, cellsPerMile/2, p.WanderFrac/meanOfThree)
	quick := newKnots(r, n, 8, p.WanderFrac/2)
	for i := range out {
		out[i] = quantum(slow.at(i)+quick.at(i), 1e-9)
	}
	if p.LooseStart {
		return out
	}
	sum, weight := 0.0, 0.0
	m := min(n, cellsPerMile)
	for i := range m {
		sum += out[i] * p.startFactor(i)
		weight += p.startFactor(i)
	}
	for i := range m {
		out[i] = quantum(out[i]-sum/weight, 1e-9)
	}
	return out
}

// startFactor is the planted first mile: half as much again at its beginning,
// half as much at its end, exactly FirstMileFrac on the whole.
func (p *Plan) startFactor(cell int) float64 {
	if cell >= cellsPerMile {
		return 1
	}
	return 1 - p.FirstMileFrac*(1.5-(float64(cell)+0.5)/cellsPerMile)
}

func (p *Plan) wallFactor(atM float64) float64 {
	w := p.Wall
	if w.SlowFrac == 0 || w.ForM > 0 && atM >= w.AtM+w.ForM {
		return 1
	}
	rampM := w.RampM
	if rampM == 0 {
		rampM = 500
	}
	return 1 + w.SlowFrac*min(1, max(0, (atM-w.AtM)/rampM))
}

func (p *Plan) crampFactor(atM float64) float64 {
	f := 1.0
	for _, c := range p.Cramps {
		if atM >= c.AtM && atM < c.AtM+c.SlowForM {
			f += c.SlowFrac
		}
	}
	return f
}

func (p *Plan) stepFactor(atM float64) float64 {
	endM := 0.0
	for _, s := range p.Steps {
		if endM += s.LengthM; atM < endM {
			return 1 - s.FastFrac
		}
	}
	return 1
}

func (p *Plan) walkFactor(atM float64) float64 {
	if !p.walks(atM) {
		return 1
	}
	return 1 + p.RunWalk.SlowFrac
}

// walks says whether atM lies in a walk break.
func (p *Plan) walks(atM float64) bool {
	w := p.RunWalk
	return w.WalkM > 0 && math.Mod(atM, w.RunM+w.WalkM) >= w.RunM
}

// costFactor is the time a metre takes at grade i against the flat, for a
// runner of even effort: Minetti's cost of running uphill, half of what it
// saves downhill, since runners realise less of that than a treadmill shows.
func costFactor(i float64) float64 {
	// Minetti et al. (2002), J Appl Physiol 93:1039, over their cost at 0.
	c := ((((155.4*i-30.4)*i-43.3)*i+46.3)*i+19.5)*i/3.6 + 1
	if i < 0 {
		return 1 - (1-c)/2
	}
	return c
}

// elevationM returns the height of the course at atM, 0 without a profile.
func (p *Plan) elevationM(atM float64) float64 {
	h := p.Heights
	i := sort.Search(len(h), func(i int) bool { return h[i].AtM > atM })
	switch {
	case len(h) == 0:
		return 0
	case i == 0:
		return h[0].ElevationM
	case i == len(h):
		return h[i-1].ElevationM
	}
	return h[i-1].ElevationM + float64(p.gradeFrac(atM)*(atM-h[i-1].AtM))
}

// gradeFrac returns the rise per metre at atM.
func (p *Plan) gradeFrac(atM float64) float64 {
	h := p.Heights
	i := sort.Search(len(h), func(i int) bool { return h[i].AtM > atM })
	if i == 0 || i == len(h) {
		return 0
	}
	return (h[i].ElevationM - h[i-1].ElevationM) / (h[i].AtM - h[i-1].AtM)
}

// stop is a time without counted distance.
type stop struct {
	atM     float64
	arriveS float64 // s since the start, elapsed
	leaveS  float64 // a full second
	paused  int     // s at the end of the stop during which the timer stood
	movedM  float64
	cramp   bool
}

// clock tells when the runner is where, in whole microseconds and micrometres.
type clock struct {
	distanceM float64
	movingUS  []int64 // since the start, at the beginning of each cell and at the end
	stops     []stop  // in order
}

func newClock(p *Plan, slowness []float64) *clock {
	c := &clock{distanceM: p.DistanceM, movingUS: make([]int64, len(slowness)+1)}
	for i, s := range slowness {
		c.movingUS[i+1] = c.movingUS[i] + int64(math.Round(s*cellM*1e6))
	}
	for _, s := range p.Pauses {
		if s.Running {
			c.stops = append(c.stops, stop{atM: s.AtM, leaveS: float64(s.DurationS)})
			continue
		}
		c.stops = append(c.stops, stop{atM: s.AtM, paused: s.DurationS, movedM: s.MovedM})
	}
	for _, s := range p.Cramps {
		c.stops = append(c.stops, stop{atM: s.AtM, leaveS: float64(s.StopS), cramp: true})
	}
	slices.SortStableFunc(c.stops, func(a, b stop) int {
		return int(math.Copysign(1, a.atM-b.atM))
	})
	standingS := 0.0
	for i := range c.stops {
		s := &c.stops[i]
		s.arriveS = c.movingS(s.atM) + standingS
		s.leaveS += math.Ceil(s.arriveS) + float64(s.paused)
		standingS += s.leaveS - s.arriveS
	}
	return c
}

// movingS returns the time to atM without stops.
func (c *clock) movingS(atM float64) float64 {
	return float64(between(c.movingUS, atM)) / 1e6
}

// between returns what a quantity known at the borders of the cells is at atM,
// straight in between.
func between(atBorder []int64, atM float64) int64 {
	um := max(0, int64(math.Round(atM*1e6)))
	i := min(int(um/cellUM), len(atBorder)-2)
	return atBorder[i] + (um-int64(i)*cellUM)*(atBorder[i+1]-atBorder[i])/cellUM
}

// elapsedS returns the time at which the runner reaches atM.
func (c *clock) elapsedS(atM float64) float64 {
	s := c.movingS(atM)
	for _, k := range c.stops {
		if k.atM < atM {
			s += k.leaveS - k.arriveS
		}
	}
	return s
}

// finishS returns the time at which the watch is stopped: the full second at
// or after the finish.
func (c *clock) finishS() int {
	return int(math.Ceil(c.elapsedS(c.distanceM)))
}

// atM returns where the runner is at elapsed time s, and the stop if standing.
func (c *clock) atM(s float64) (float64, *stop) {
	for i := len(c.stops) - 1; i >= 0; i-- {
		k := &c.stops[i]
		if s < k.arriveS {
			continue
		}
		if s < k.leaveS {
			return k.atM, k
		}
		break
	}
	standingS := 0.0
	for _, k := range c.stops {
		if s >= k.leaveS {
			standingS += k.leaveS - k.arriveS
		}
	}
	return min(c.distanceM, c.movedM(s-standingS)), nil
}

// movedM is the inverse of movingS.
func (c *clock) movedM(movingS float64) float64 {
	us := int64(math.Round(movingS * 1e6))
	i := sort.Search(len(c.movingUS), func(i int) bool { return c.movingUS[i] > us }) - 1
	if i >= len(c.movingUS)-1 {
		return c.distanceM
	}
	um := int64(i)*cellUM + (us-c.movingUS[i])*cellUM/(c.movingUS[i+1]-c.movingUS[i])
	return float64(um) / 1e6
}
