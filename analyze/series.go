package analyze

import (
	"math"

	"crampcheck/analyze/stat"
)

// Sample is one point of a run as charts draw it.
type Sample struct {
	AtS          float64 // s since Start, elapsed
	DistanceM    Maybe
	PaceSPerM    Maybe // over half a minute around it
	GAPSPerM     Maybe // the same, grade-adjusted by the attenuated curve
	HeartRateBPM Maybe
	ElevationM   Maybe // smoothed
}

// series samples the run at n+1 equally spaced elapsed times, from start to
// end. Pace is over a window of thirty seconds, or of one step where steps are
// longer; standing has none.
func (r *run) series(n int) []Sample {
	const windowS = 30.0 // s, our own choice: GPS pace is unreadable over less
	t := r.track
	end := r.act.ElapsedS()
	if end <= 0 || n < 1 {
		return nil
	}
	step := end / float64(n)
	half := max(windowS, step) / 2
	at := func(col []float64, s float64) float64 { return stat.Interp(t.TimeS, col, min(max(s, 0), end)) }
	out := make([]Sample, 0, n+1)
	for i := range n + 1 {
		s := step * float64(i)
		p := Sample{AtS: s}
		from, to := max(s-half, 0), min(s+half, end)
		if t.DistM != nil {
			p.DistanceM = maybe(at(t.DistM, s))
			moving := at(t.MovingS, to) - at(t.MovingS, from)
			p.PaceSPerM = maybe(ratio(moving, at(t.DistM, to)-at(t.DistM, from)))
			if t.FlatM != nil {
				p.GAPSPerM = maybe(ratio(moving, at(t.FlatM, to)-at(t.FlatM, from)))
				p.ElevationM = maybe(at(t.ElevationM, s))
			}
		}
		p.HeartRateBPM = maybe(t.mean(t.heartRate, from, to))
		out = append(out, p)
	}
	return out
}

// ratio is a over b, NaN where either is not positive.
func ratio(a, b float64) float64 {
	if !(a > 0) || !(b > 0) {
		return math.NaN()
	}
	return a / b
}
