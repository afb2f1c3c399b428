package analyze

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math"

	"crampcheck/analyze/stat"
)

// How a run is drawn. All our own choice.
const (
	traceMost    = 720  // steps at most, of equal length
	traceMinS    = 5.0  // s, the shortest step
	traceWindowS = 30.0 // s over which speed and heart rate are averaged, at least two steps
	fixS         = 60.0 // s between two fixes that a line may still join
	homeCellDeg  = 0.01 // degrees: starts within one such cell hide the same place
	homeShift    = 0.5  // of the radius: how far the hidden circle may lie off the true place
)

// Trace is a run as a picture draws it: equal steps of the elapsed clock. It
// holds no coordinates: places are metres from the middle of the route.
type Trace struct {
	StepS      float64 // s between neighbouring steps; the last one may be shorter
	Steps      []Step
	Reference  Reference // "" where the run gives none: then its own average
	RefSPerM   Maybe     // reference pace in s/m as run, without hills
	MilesAtS   []float64 // s elapsed at each full mile
	KmAtS      []float64 // s elapsed at each full kilometre
	LongAtS    Maybe     // s elapsed when the timer came to 90 minutes
	FirstFromS Maybe     // s elapsed at the start of the first mile that is judged
	FirstToS   Maybe     // s elapsed at its end
	HiddenM    float64   // m around start and end that the route leaves out; 0: none
	NoRoute    bool      // positions were recorded, and all of them are hidden
}

// Step is one moment of a Trace.
type Step struct {
	TimeS        float64 // elapsed
	DistanceM    Maybe
	SpeedMPS     Maybe // over the window around it; missing in a pause
	FlatMPS      Maybe // grade-adjusted by the attenuated curve
	HeartRateBPM Maybe
	ElevationM   Maybe // smoothed
	EastM        Maybe // from the middle of the route
	NorthM       Maybe
}

// trace draws the run. hideM is the radius in metres around its start and its
// end inside which neither place nor hills are kept; 0 keeps all.
func (r *run) trace(hideM float64, secret string) *Trace {
	t := r.track
	total := TotalS(t.TimeS)
	tr := &Trace{StepS: traceMinS * max(1, math.Ceil(total/traceMost/traceMinS)), HiddenM: hideM}
	for s := 0.0; s < total; s += tr.StepS {
		tr.Steps = append(tr.Steps, r.step(s, tr.StepS))
	}
	tr.Steps = append(tr.Steps, r.step(total, tr.StepS))
	r.route(tr, secret)
	tr.Reference, tr.RefSPerM = r.chartReference()
	if t.DistM != nil {
		for d := mile; d <= t.TotalM(); d += mile {
			tr.MilesAtS = append(tr.MilesAtS, t.when(t.TimeS, d))
		}
		for d := km; d <= t.TotalM(); d += km {
			tr.KmAtS = append(tr.KmAtS, t.when(t.TimeS, d))
		}
	}
	if longS := r.opt.rule("fluid/long-effort-electrolytes").Limit("effort"); TotalS(t.TimerS) >= longS {
		tr.LongAtS = maybe(stat.Interp(t.TimerS, t.TimeS, longS))
	}
	if f := r.results.FirstMile; f.TimeS.Known {
		tr.FirstFromS, tr.FirstToS = maybe(r.elapsedAt(f.StartM)), maybe(r.elapsedAt(f.StartM+mile))
	}
	return tr
}

// step describes the moment s of the elapsed clock. Hills are felt over a longer
// stretch than pace, and their grade is known less well: grade-adjusted speed is
// averaged over twice the window.
func (r *run) step(s, stepS float64) Step {
	t := r.track
	half := max(traceWindowS, 2*stepS) / 2
	around := func(half float64) (from, to float64) { return max(s-half, 0), min(s+half, TotalS(t.TimeS)) }
	from, to := around(half)
	out := Step{TimeS: s, HeartRateBPM: maybe(t.mean(t.heartRate, from, to))}
	if t.ElevationM != nil {
		out.ElevationM = maybe(t.at(t.ElevationM, s))
	}
	if t.DistM == nil {
		return out
	}
	out.DistanceM = maybe(t.at(t.DistM, s))
	for _, p := range t.Pauses {
		if s > p.StartS && s < p.EndS {
			return out
		}
	}
	speed := func(column []float64, from, to float64) Maybe {
		return maybe((t.at(column, to) - t.at(column, from)) / (t.at(t.TimerS, to) - t.at(t.TimerS, from)))
	}
	out.SpeedMPS = speed(t.DistM, from, to)
	if t.FlatM != nil {
		from, to = around(2 * half)
		out.FlatMPS = speed(t.FlatM, from, to)
	}
	return out
}

// chartReference is the pace with which a picture compares: that of the verdict
// on the first mile, else the run's own average on the timer, which says
// nothing.
func (r *run) chartReference() (Reference, Maybe) {
	if p := r.pacing; p.blocked == nil && maybe(p.refPace[rawCurve]).Known {
		return p.ref, maybe(p.refPace[rawCurve])
	}
	if m := r.track.TotalM(); m > 0 {
		return "", maybe(TotalS(r.track.TimerS) / m)
	}
	return "", Maybe{}
}

// route gives the steps their places and hides what lies near start and end.
func (r *run) route(tr *Trace, secret string) {
	t := r.track
	first, last := -1, -1
	for i := range t.LatDeg {
		if math.IsNaN(t.LatDeg[i]) {
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
	}
	if first < 0 {
		return
	}
	flat := projection{t.LatDeg[first], t.LonDeg[first]}
	prev, next := first, first
	for k := range tr.Steps {
		s := &tr.Steps[k]
		for next < last && (t.TimeS[next] < s.TimeS || math.IsNaN(t.LatDeg[next])) {
			if !math.IsNaN(t.LatDeg[next]) {
				prev = next
			}
			next++
		}
		if s.TimeS < t.TimeS[first] || s.TimeS > t.TimeS[last] {
			continue
		}
		if s.TimeS < t.TimeS[next] && t.TimeS[next]-t.TimeS[prev] > max(fixS, 2*tr.StepS) {
			continue // between two fixes too far apart, and on neither
		}
		x0, y0 := flat.place(t.LatDeg[prev], t.LonDeg[prev])
		x1, y1 := flat.place(t.LatDeg[next], t.LonDeg[next])
		f := 0.0
		if d := t.TimeS[next] - t.TimeS[prev]; d > 0 {
			f = min(max((s.TimeS-t.TimeS[prev])/d, 0), 1)
		}
		s.EastM, s.NorthM = maybe(x0+f*(x1-x0)), maybe(y0+f*(y1-y0))
	}
	if tr.HiddenM > 0 {
		for _, i := range []int{first, last} {
			x, y := flat.place(t.LatDeg[i], t.LonDeg[i])
			dx, dy := homeOffset(t.LatDeg[i], t.LonDeg[i], tr.HiddenM, secret)
			tr.hide(x+dx, y+dy)
		}
		tr.hidePlaceless()
	}
	tr.center()
}

// hide takes place, elevation and grade-adjusted pace, which beside pace gives
// the hills away, from every step around a point: within the hidden radius and as
// much more as the point may lie off the true place, so that nothing within the
// radius of that remains. A step of unknown place may lie there too and loses its
// hills.
func (tr *Trace) hide(eastM, northM float64) {
	for k := range tr.Steps {
		s := &tr.Steps[k]
		if !s.EastM.Known || math.Hypot(s.EastM.Value-eastM, s.NorthM.Value-northM) <= (1+homeShift)*tr.HiddenM {
			s.EastM, s.NorthM, s.ElevationM, s.FlatMPS = Maybe{}, Maybe{}, Maybe{}, Maybe{}
		}
	}
}

// hidePlaceless takes the hills from every step whose place is not known: it may
// lie within the hidden radius, as the minutes before the first fix do.
func (tr *Trace) hidePlaceless() {
	for k := range tr.Steps {
		if s := &tr.Steps[k]; !s.EastM.Known {
			s.ElevationM, s.FlatMPS = Maybe{}, Maybe{}
		}
	}
}

// center moves the origin to the middle of what is left of the route.
func (tr *Trace) center() {
	lo := [2]float64{math.Inf(1), math.Inf(1)}
	hi := [2]float64{math.Inf(-1), math.Inf(-1)}
	for _, s := range tr.Steps {
		if s.EastM.Known {
			lo[0], hi[0] = min(lo[0], s.EastM.Value), max(hi[0], s.EastM.Value)
			lo[1], hi[1] = min(lo[1], s.NorthM.Value), max(hi[1], s.NorthM.Value)
		}
	}
	tr.NoRoute = hi[0] < lo[0]
	for k := range tr.Steps {
		if s := &tr.Steps[k]; s.EastM.Known {
			s.EastM.Value -= (lo[0] + hi[0]) / 2
			s.NorthM.Value -= (lo[1] + hi[1]) / 2
		}
	}
}

// projection is equirectangular around a place: good to a part in ten thousand
// over the length of a run, away from the poles.
type projection struct{ latDeg, lonDeg float64 }

// place returns a place in metres east and north of the origin. Degrees on both
// sides of the date line are neighbours.
func (p projection) place(latDeg, lonDeg float64) (eastM, northM float64) {
	const rad = math.Pi / 180
	dLon := math.Remainder(lonDeg-p.lonDeg, 360)
	return earthRadiusM * dLon * rad * math.Cos(p.latDeg*rad), earthRadiusM * (latDeg - p.latDeg) * rad
}

// homeOffset returns by how much the hidden circle around a place lies off it,
// so that its middle does not give the place away. It is the same for all runs
// that begin in one neighbourhood: an offset drawn anew for every run would
// average out. Without a secret, who has many pages and this program can still
// narrow it down.
func homeOffset(latDeg, lonDeg, radiusM float64, secret string) (eastM, northM float64) {
	cell := [2]int64{int64(math.Floor(latDeg / homeCellDeg)), int64(math.Floor(lonDeg / homeCellDeg))}
	mac := hmac.New(sha256.New, []byte(secret))
	for _, c := range cell {
		_, _ = mac.Write(binary.LittleEndian.AppendUint64(nil, uint64(c))) // never fails
	}
	v := binary.LittleEndian.Uint64(mac.Sum(nil))
	angle := 2 * math.Pi * float64(v&0xFFFF) / 0x10000
	far := homeShift * radiusM * math.Sqrt(float64(v>>16&0xFFFF)/0x10000)
	return far * math.Cos(angle), far * math.Sin(angle)
}

// Bins averages the trace over n equal parts of the run, for a picture n cells
// wide. A part between two steps takes the nearer one before it.
func (tr *Trace) Bins(n int) []Step {
	if len(tr.Steps) == 0 || n < 1 {
		return nil
	}
	total := tr.Steps[len(tr.Steps)-1].TimeS
	out := make([]Step, n)
	i := 0
	for k := range out {
		to := total * float64(k+1) / float64(n)
		first := i
		for i < len(tr.Steps) && (tr.Steps[i].TimeS < to || k == n-1) {
			i++
		}
		part := tr.Steps[first:i]
		if len(part) == 0 {
			part = tr.Steps[max(first-1, 0):max(first, 1)]
		}
		out[k] = Step{
			TimeS:     total * float64(k) / float64(n),
			DistanceM: part[0].DistanceM, EastM: part[0].EastM, NorthM: part[0].NorthM,
			SpeedMPS:     meanOf(part, func(s Step) Maybe { return s.SpeedMPS }),
			FlatMPS:      meanOf(part, func(s Step) Maybe { return s.FlatMPS }),
			HeartRateBPM: meanOf(part, func(s Step) Maybe { return s.HeartRateBPM }),
			ElevationM:   meanOf(part, func(s Step) Maybe { return s.ElevationM }),
		}
	}
	return out
}

// meanOf averages what is known of one column, missing where nothing is.
func meanOf(steps []Step, of func(Step) Maybe) Maybe {
	sum, n := 0.0, 0
	for _, s := range steps {
		if v := of(s); v.Known {
			sum += v.Value
			n++
		}
	}
	if n == 0 {
		return Maybe{}
	}
	return maybe(sum / float64(n))
}

// At returns the trace at a moment of the elapsed clock, between two steps on
// the line that joins them; false outside the run.
func (tr *Trace) At(elapsedS float64) (Step, bool) {
	for i := 1; i < len(tr.Steps); i++ {
		a, b := tr.Steps[i-1], tr.Steps[i]
		if !(elapsedS >= a.TimeS && elapsedS <= b.TimeS) || b.TimeS <= a.TimeS {
			continue
		}
		f := (elapsedS - a.TimeS) / (b.TimeS - a.TimeS)
		between := func(x, y Maybe) Maybe {
			if !x.Known || !y.Known {
				return Maybe{}
			}
			return maybe(x.Value + f*(y.Value-x.Value))
		}
		return Step{
			elapsedS, between(a.DistanceM, b.DistanceM), between(a.SpeedMPS, b.SpeedMPS), between(a.FlatMPS, b.FlatMPS),
			between(a.HeartRateBPM, b.HeartRateBPM), between(a.ElevationM, b.ElevationM),
			between(a.EastM, b.EastM), between(a.NorthM, b.NorthM),
		}, true
	}
	return Step{}, false
}
