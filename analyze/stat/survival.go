package stat

import (
	"cmp"
	"math"
	"slices"
)

// KMPoint is a step of a survival curve, which holds from Time to the next
// step.
type KMPoint struct {
	Time   float64 // of the events, in the unit of the times given
	AtRisk int     // how many were still under way just before Time
	Events int     // how many of them had the event at Time
	S      float64 // share that is still without the event after Time
	SE     float64 // standard error of S; NaN where S is 0
	Interval
}

// KaplanMeier returns the survival curve of subjects that were each followed
// until time[i], when the event came (event[i]) or the following ended. It has
// one point per distinct time with an event, in order, and none without events;
// before the first point S is 1. A subject whose following ends at the time of
// an event was still at risk of it. Subjects with a NaN time are left out.
//
// Methods: Kaplan & Meier (1958); variance of Greenwood (1926); limits at level
// on the scale of ln(−ln S), Borgan & Liestøl (1990), as R's survfit with
// conf.type "log-log". Where S is 0 there are no limits, so they are NaN.
func KaplanMeier(time []float64, event []bool, level float64) []KMPoint {
	type subject struct {
		time  float64
		event bool
	}
	all := make([]subject, 0, len(time))
	for i, t := range time {
		if !math.IsNaN(t) {
			all = append(all, subject{t, event[i]})
		}
	}
	slices.SortFunc(all, func(a, b subject) int { return cmp.Compare(a.time, b.time) })
	z := math.NaN()
	if sane(level) {
		z = normalQuantile(level)
	}
	var curve []KMPoint
	s, sum := 1.0, 0.0
	for i := 0; i < len(all); {
		p := KMPoint{Time: all[i].time, AtRisk: len(all) - i}
		for ; i < len(all) && all[i].time == p.Time; i++ {
			if all[i].event {
				p.Events++
			}
		}
		if p.Events == 0 {
			continue
		}
		n, d := float64(p.AtRisk), float64(p.Events)
		s *= (n - d) / n
		sum += d / (n * (n - d))
		p.S, p.SE, p.Interval = s, math.NaN(), none
		if s > 0 {
			sigma := math.Sqrt(sum)
			p.SE = s * sigma
			w := math.Exp(z * sigma / -math.Log(s))
			p.Interval = Interval{math.Pow(s, w), math.Pow(s, 1/w)}
		}
		curve = append(curve, p)
	}
	return curve
}

// MedianTime returns the time at which a curve of KaplanMeier falls to one half
// and its confidence interval, the times at which the curve's lower and upper
// limits do (Brookmeyer & Crowley 1982). Where a curve stays at exactly one
// half until a later step, the answer is the middle between the two, as R's
// survfit has it. NaN for what is not reached.
func MedianTime(curve []KMPoint) (median float64, ci Interval) {
	return halfTime(curve, func(p KMPoint) float64 { return p.S }), Interval{
		halfTime(curve, func(p KMPoint) float64 { return p.Lo }),
		halfTime(curve, func(p KMPoint) float64 { return p.Hi }),
	}
}

// halfTime returns the time at which the value of the points reaches one half.
// Steps without a value are passed over.
func halfTime(curve []KMPoint, value func(KMPoint) float64) float64 {
	const fuzz = 1.5e-8 // for products that should be one half; R's
	first, level := math.NaN(), 0.0
	for _, p := range curve {
		v := value(p)
		switch {
		case !(v < 0.5+fuzz): // NaN, too
		case math.IsNaN(first):
			first, level = p.Time, v
			if v < 0.5-fuzz {
				return first
			}
		case v < level:
			return (first + p.Time) / 2
		}
	}
	return first
}
