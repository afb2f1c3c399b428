package analyze

import (
	"math"

	"crampcheck/analyze/stat"
	"crampcheck/parse"
)

// How elevation becomes grade (definitions: "Pace verdicts"; evidence, B5).
const (
	gridM           = 20.0  // m between the points on which elevation is smoothed
	smoothBaroM     = 100.0 // m, full width for a barometer
	smoothGPSM      = 200.0 // m, full width for satellite altitude
	gradeOverM      = 60.0  // m over which a grade is taken
	maxGrade        = 0.45  // the range of Minetti's measurements
	maxEleStep      = 0.5   // m of elevation per m of distance: steeper is an error
	eleGraceM       = 5.0   // m that neighbouring elevations may differ by at any distance, our own choice
	medianPoints    = 5     // grid points of the running median
	minEleShare     = 0.5   // of the samples that must know their elevation
	climbBaroM      = 2.0   // m, hysteresis of climb and descent with a barometer, our own choice
	climbGPSM       = 5.0   // m, the same for satellite altitude, our own choice
	attenuation     = 1. / 3
	attenuatedFloor = 0.88
)

// minettiCost returns the energy cost of running on grade i (rise over run) in
// J per kg and m: the polynomial of Minetti et al. (2002), clamped to ±0.45.
func minettiCost(i float64) float64 {
	i = min(max(i, -maxGrade), maxGrade)
	return ((((155.4*i-30.4)*i-43.3)*i+46.3)*i+19.5)*i + 3.6
}

// minettiFactor returns the cost on grade i relative to level running, by the
// polynomial's own constant.
func minettiFactor(i float64) float64 { return minettiCost(i) / minettiCost(0) }

// attenuatedFactor is minettiFactor with one third of its downhill credit and
// never below 0.88: in races runners gain much less downhill than their energy
// cost falls (Robb 2017; the third and the floor are our own choice).
func attenuatedFactor(i float64) float64 {
	f := minettiFactor(i)
	if i >= 0 || f >= 1 {
		return f
	}
	return max(1-(1-f)*attenuation, attenuatedFloor)
}

// hills smooths the elevation over distance and accumulates the level distance
// of equal cost.
func (t *Track) hills(a *parse.Activity) {
	if t.DistM == nil {
		return
	}
	grid := t.elevationGrid(a)
	if grid == nil {
		return
	}
	n := len(t.DistM)
	t.ElevationM, t.FlatMinettiM, t.FlatM = t.buf.Column(n), t.buf.Column(n), t.buf.Column(n)
	xs, full, att := t.buf.Column(len(grid)), t.buf.Column(len(grid)), t.buf.Column(len(grid))
	full[0], att[0] = 0, 0
	for k := range grid {
		xs[k] = float64(k) * gridM
		if k > 0 {
			g := gradeAt(grid, (float64(k)-0.5)*gridM)
			full[k] = full[k-1] + gridM*minettiFactor(g)
			att[k] = att[k-1] + gridM*attenuatedFactor(g)
		}
	}
	w := stat.NewWalker(xs)
	for i, d := range t.DistM {
		at := w.Place(d)
		t.ElevationM[i] = at.In(grid)
		t.FlatMinettiM[i] = at.In(full)
		t.FlatM[i] = at.In(att)
	}
}

// elevationGrid returns the smoothed elevation every gridM metres from the
// start, one point beyond the end; nil when too little elevation is known.
func (t *Track) elevationGrid(a *parse.Activity) []float64 {
	xs, ys := t.knownElevation(a)
	if len(xs) < 2 || t.TotalM() < gradeOverM {
		return nil
	}
	t.Barometric = barometric(a)
	points := int(math.Ceil(t.TotalM()/gridM)) + 1
	grid := t.buf.Column(points)
	w := stat.NewWalker(xs)
	for k := range grid {
		grid[k] = w.At(ys, float64(k)*gridM)
	}
	width := smoothGPSM
	if t.Barometric {
		width = smoothBaroM
	}
	grid = stat.RunningMedian(grid, medianPoints)
	return stat.Triangle(grid, int(width/gridM/2))
}

// knownElevation returns distance and elevation of the samples whose elevation
// is possible and no steeper from the one before than a wall. Where the readings
// beyond a wall agree with each other, the altimeter set itself right: that step
// is no climb, and what stood before is moved to meet it.
func (t *Track) knownElevation(a *parse.Activity) (xs, ys []float64) {
	if a.ElevationM == nil {
		return nil, nil
	}
	info := parse.Elevation.Info()
	xs, ys = t.buf.Column(len(a.ElevationM))[:0], t.buf.Column(len(a.ElevationM))[:0]
	known, flat := 0, true
	moved := 0.0 // m by which the readings from here on are above those before
	for i, v := range a.ElevationM {
		if math.IsNaN(v) {
			continue
		}
		known++
		if !(v >= info.Min && v <= info.Max) {
			t.Dropped.Elevations++
			continue
		}
		v -= moved
		if n := len(xs); n > 0 {
			ds := t.DistM[i] - xs[n-1]
			if wall(ds, v-ys[n-1]) {
				t.Dropped.Elevations++
				if !t.altimeterMoved(a, i, ys[n-1]+moved) {
					continue
				}
				moved += v - ys[n-1]
				v = ys[n-1]
			}
			flat = flat && v == ys[n-1]
			if ds == 0 { // standing: the latest reading counts
				ys[n-1] = v
				continue
			}
		}
		xs, ys = append(xs, t.DistM[i]), append(ys, v)
	}
	if float64(known) < minEleShare*float64(len(a.ElevationM)) || flat {
		return nil, nil // a constant is a device without altitude
	}
	for k := range ys {
		ys[k] += moved
	}
	return xs, ys
}

// wall says whether a rise of dz metres over ds metres is too steep to be one.
func wall(ds, dz float64) bool {
	return ds > 0 && math.Abs(dz) > maxEleStep*ds && math.Abs(dz) > eleGraceM
}

// altimeterMoved says whether the next relocateSamples possible elevations from
// i on follow each other without a wall and all lie on the same side of lastM,
// the one before, by more than neighbours may.
func (t *Track) altimeterMoved(a *parse.Activity, i int, lastM float64) bool {
	info := parse.Elevation.Info()
	up := a.ElevationM[i] > lastM
	prev, n := i, 1
	for j := i + 1; j < len(a.ElevationM) && n < relocateSamples; j++ {
		v := a.ElevationM[j]
		if !(v >= info.Min && v <= info.Max) {
			continue
		}
		if wall(t.DistM[j]-t.DistM[prev], v-a.ElevationM[prev]) || !(math.Abs(v-lastM) > eleGraceM) || v > lastM != up {
			return false
		}
		prev = j
		n++
	}
	return n == relocateSamples
}

// barometric says whether the elevation can come from a barometer: watches
// write it in steps of 0.2 m, without jumps; anything else is a receiver's.
func barometric(a *parse.Activity) bool {
	const (
		stepM     = 0.2  // m, FIT's altitude scale of 5
		slackM    = 0.01 // m
		maxJumpMS = 1.5  // m/s of climb that feet can make
		share     = 0.99
	)
	steps, fine := 0.0, 0.0
	for i := 1; i < len(a.ElevationM); i++ {
		d := a.ElevationM[i] - a.ElevationM[i-1]
		if math.IsNaN(d) {
			continue
		}
		steps++
		if math.Abs(d-stepM*math.Round(d/stepM)) < slackM && math.Abs(d) <= maxJumpMS*(a.TimeS[i]-a.TimeS[i-1]) {
			fine++
		}
	}
	return steps > 0 && fine >= share*steps
}

// gradeAt returns rise over run at distM on a grid, over gradeOverM around it.
func gradeAt(grid []float64, distM float64) float64 {
	from, to := distM-gradeOverM/2, distM+gradeOverM/2
	last := float64(len(grid)-1) * gridM
	from, to = max(from, 0), min(to, last)
	if !(to > from) {
		return 0
	}
	at := func(x float64) float64 {
		k := min(int(x/gridM), len(grid)-2)
		f := x/gridM - float64(k)
		return grid[k] + f*(grid[k+1]-grid[k])
	}
	return min(max((at(to)-at(from))/(to-from), -maxGrade), maxGrade)
}

// gradeBetween returns the mean grade between two distances, NaN without
// elevation or for an empty stretch.
func (t *Track) gradeBetween(fromM, toM float64) float64 {
	if t.ElevationM == nil || !(toM > fromM) {
		return math.NaN()
	}
	return (t.when(t.ElevationM, toM) - t.when(t.ElevationM, fromM)) / (toM - fromM)
}

// steepness returns the p-quantile of |grade| along the run where it is above
// least, else NaN, as without elevation.
func (t *Track) steepness(p, least float64) float64 {
	if t.ElevationM == nil {
		return math.NaN()
	}
	g := t.buf.Column(int(t.TotalM()/gridM) + 1)[:0]
	back, front := stat.NewWalker(t.DistM), stat.NewWalker(t.DistM)
	for d := 0.0; d+gradeOverM <= t.TotalM(); d += gridM {
		rise := front.At(t.ElevationM, d+gradeOverM) - back.At(t.ElevationM, d)
		g = append(g, math.Abs(rise/gradeOverM))
	}
	return stat.QuantileAbove(g, p, least)
}

// climbBetween returns the ascent and the descent between two distances in
// metres, counting a rise or fall once it exceeds the hysteresis of its source.
// NaN without elevation.
func (t *Track) climbBetween(fromM, toM float64) (up, down float64) {
	if t.ElevationM == nil {
		return math.NaN(), math.NaN()
	}
	c := t.climberAt(fromM)
	walk := stat.WalkerFrom(t.DistM, fromM)
	for d := fromM + gridM; d < toM; d += gridM {
		c.add(walk.At(t.ElevationM, d))
	}
	c.add(walk.At(t.ElevationM, toM))
	return c.upM, c.downM
}

// descentsUpTo returns the descent from the start to each of some distances,
// which do not decrease, in metres, counted as climbBetween does but in one
// walk. NaN without elevation.
func (t *Track) descentsUpTo(marksM []float64) []float64 {
	out := make([]float64, len(marksM))
	if t.ElevationM == nil {
		for i := range out {
			out[i] = math.NaN()
		}
		return out
	}
	c, d, walk := t.climberAt(0), gridM, stat.NewWalker(t.DistM)
	for i, mark := range marksM {
		for ; d <= mark; d += gridM {
			c.add(walk.At(t.ElevationM, d))
		}
		out[i] = c.downM
	}
	return out
}

// climber adds up ascent and descent with hysteresis.
type climber struct{ baseM, stepM, upM, downM float64 }

// climberAt returns a climber that begins at a distance.
func (t *Track) climberAt(distM float64) climber {
	c := climber{baseM: t.when(t.ElevationM, distM), stepM: climbGPSM}
	if t.Barometric {
		c.stepM = climbBaroM
	}
	return c
}

// add goes on to the elevation v.
func (c *climber) add(v float64) {
	switch {
	case v-c.baseM >= c.stepM:
		c.upM += v - c.baseM
		c.baseM = v
	case c.baseM-v >= c.stepM:
		c.downM += c.baseM - v
		c.baseM = v
	}
}
