package analyze

import (
	"math"

	"crampcheck/analyze/stat"
)

// axis is the run as pace verdicts see it: moving effort, time over distance.
// Stretches too slow to be running are left out with the metres that were
// shuffled or trembled in them, and so are steps that no runner can run. Each
// column has one value per sample; distances do not decrease.
type axis struct {
	t      *Track
	distM  []float64
	timeS  []float64 // moving
	minM   []float64 // level metres of equal cost, Minetti; nil without elevation
	attM   []float64 // the same, attenuated; nil without elevation
	doubts []doubt   // what was taken out, and gaps, in order
}

// doubt is a step between two samples that weakens what is said of the stretch
// around it.
type doubt struct {
	to    int     // the sample that it leads to
	jumpM float64 // m taken out
	gapS  float64 // s, of a step above the file's gap limit that is no pause
}

// newAxis derives the axis of t, nil when t has no distance.
func newAxis(t *Track) *axis {
	if t.DistM == nil {
		return nil
	}
	n := len(t.DistM)
	x := &axis{
		t: t, distM: t.buf.Column(n), timeS: t.buf.Column(n),
	}
	if t.FlatM != nil {
		x.minM, x.attM = t.buf.Column(n), t.buf.Column(n)
	}
	for _, col := range [][]float64{x.distM, x.timeS, x.minM, x.attM} {
		if col != nil {
			col[0] = 0
		}
	}
	jumps := t.jumps
	for i := 1; i < n; i++ {
		ds, dt := t.DistM[i]-t.DistM[i-1], t.MovingS[i]-t.MovingS[i-1]
		d := doubt{to: i}
		jumped := len(jumps) > 0 && jumps[0].to == i
		if jumped {
			d.jumpM = jumps[0].m
			jumps = jumps[1:]
		}
		tooFast := ds > maxRunMPS*(t.TimerS[i]-t.TimerS[i-1]) && ds > 0
		if tooFast && !jumped {
			d.jumpM = ds
		}
		if jumped || tooFast || dt == 0 {
			ds, dt = 0, 0
		}
		x.distM[i] = x.distM[i-1] + ds
		x.timeS[i] = x.timeS[i-1] + dt
		if dt > t.GapS {
			d.gapS = dt
		}
		if d.jumpM > 0 || d.gapS > 0 {
			x.doubts = append(x.doubts, d)
		}
		if x.minM != nil {
			x.minM[i], x.attM[i] = x.minM[i-1], x.attM[i-1]
			if ds > 0 {
				x.minM[i] += t.FlatMinettiM[i] - t.FlatMinettiM[i-1]
				x.attM[i] += t.FlatM[i] - t.FlatM[i-1]
			}
		}
	}
	return x
}

func (x *axis) totalM() float64 { return x.distM[len(x.distM)-1] }
func (x *axis) totalS() float64 { return x.timeS[len(x.timeS)-1] }

// at returns the value of col where distM is first reached.
func (x *axis) at(col []float64, distM float64) float64 { return stat.Interp(x.distM, col, distM) }

// sample returns the sample at which distM is first reached, with the fraction of
// the step to it.
func (x *axis) sample(distM float64) float64 { return stat.InterpIndex(x.distM, distM) }

// doubtsBetween sums the jumps in metres and the gaps in seconds between two
// samples as sample tells them, of a step that is cut the part inside.
func (x *axis) doubtsBetween(from, to float64) (jumpM, gapS float64) {
	for _, d := range x.doubts {
		inside := min(to, float64(d.to)) - max(from, float64(d.to-1))
		if inside > 0 {
			jumpM, gapS = jumpM+inside*d.jumpM, gapS+inside*d.gapS
		}
	}
	return jumpM, gapS
}

// timeBetween returns the moving time between two distances in seconds.
func (x *axis) timeBetween(fromM, toM float64) float64 {
	return x.at(x.timeS, toM) - x.at(x.timeS, fromM)
}

// curve is one way to count distance: as run, or in level metres of equal cost.
type curve int

const (
	rawCurve curve = iota
	minettiCurve
	attenuatedCurve
)

// lengthBetween returns the length of the stretch between two distances on c,
// in metres; NaN on a grade-adjusted curve without elevation.
func (x *axis) lengthBetween(c curve, fromM, toM float64) float64 {
	var col []float64
	switch c {
	case rawCurve:
		return toM - fromM
	case minettiCurve:
		col = x.minM
	case attenuatedCurve:
		col = x.attM
	}
	if col == nil {
		return math.NaN()
	}
	return x.at(col, toM) - x.at(col, fromM)
}

// pace returns the moving pace between two distances on c, in s/m.
func (x *axis) pace(c curve, fromM, toM float64) float64 {
	length := x.lengthBetween(c, fromM, toM)
	if !(length > 0) {
		return math.NaN()
	}
	return x.timeBetween(fromM, toM) / length
}

// bin is a stretch of equal length with its pace on each curve.
type bin struct {
	fromM, toM float64
	timeS      float64    // moving
	pace       [3]float64 // s/m by curve; NaN without elevation
}

// bins cuts the stretch between two distances into full bins of binM metres.
func (x *axis) bins(fromM, toM, binM float64) []bin {
	out := make([]bin, 0, int(max(toM-fromM, 0)/binM)+1)
	walk := stat.WalkerFrom(x.distM, fromM)
	edge := func(distM float64) (timeS float64, lengthM [3]float64) {
		lengthM = [3]float64{distM, math.NaN(), math.NaN()}
		at := walk.Place(distM)
		if x.minM != nil {
			lengthM[minettiCurve], lengthM[attenuatedCurve] = at.In(x.minM), at.In(x.attM)
		}
		return at.In(x.timeS), lengthM
	}
	s, m := edge(fromM)
	for d := fromM; d+binM <= toM+binM*1e-9; d += binM {
		toS, endM := edge(d + binM)
		b := bin{fromM: d, toM: d + binM, timeS: toS - s}
		for c := range b.pace {
			b.pace[c] = math.NaN()
			if length := endM[c] - m[c]; length > 0 {
				b.pace[c] = b.timeS / length
			}
		}
		out = append(out, b)
		s, m = toS, endM
	}
	return out
}

// medianPace returns the median pace of bins on c in s/m, NaN without bins.
func medianPace(bins []bin, c curve) float64 {
	p := make([]float64, 0, len(bins))
	for _, b := range bins {
		p = append(p, b.pace[c])
	}
	return stat.Median(p)
}
