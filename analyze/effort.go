package analyze

import (
	"math"

	"crampcheck/analyze/stat"
	"crampcheck/parse"
)

// EarlyMiles is how the first three miles of the main set were run.
type EarlyMiles struct {
	// ExcessFrac is how much faster than the settled pace they were, by the pace
	// that best tells effort; positive is faster.
	ExcessFrac Maybe
}

// earlyMiles compares the first three miles with the settled pace.
func (r *run) earlyMiles() EarlyMiles {
	p := &r.pacing
	if p.blocked != nil || p.endM-p.startM < settledMinM {
		return EarlyMiles{}
	}
	c := r.axis.effortCurve()
	return EarlyMiles{maybe(1 - r.axis.pace(c, p.startM, p.startM+3*mile)/p.settled[c])}
}

// hardShare is the share of the maximum heart rate from which effort is hard
// (definitions: "hard").
const hardShare = 0.85

// secondsAbove returns how long the heart rate was at a share of the known
// maximum or above, in s of timer; unknown without a maximum or heart rate.
func (r *run) secondsAbove(share, fromS, toS float64) Maybe {
	top := r.opt.Runner.MaxHeartRateBPM
	t := r.track
	if top <= 0 || t.HeartRateBPM == nil {
		return Maybe{}
	}
	sum := 0.0
	for i := 1; i < len(t.TimeS); i++ {
		if t.TimeS[i] > fromS && t.TimeS[i] <= toS && t.HeartRateBPM[i] >= share*top {
			sum += min(t.TimerS[i]-t.TimerS[i-1], holdS)
		}
	}
	return maybe(sum)
}

// hardMinS is how long a run must be hard to count as hard, in s.
const hardMinS = 20 * 60

// hard says whether the effort was hard: a race, a tempo, or heart rate at 85 %
// of the known maximum for twenty minutes.
func (r *Result) hard() bool {
	return r.Race || r.Workout == "tempo" || r.HardS.Value >= hardMinS
}

// drift is how heart rate and pace came apart.
type drift struct {
	frac    float64 // loss of speed per heartbeat, second half of the steady part against the first
	onsetM  float64 // where it first exceeded the onset limit; NaN: it did not
	onsetS  float64 // the same as elapsed time
	blocked *WithheldBecause
}

// drift compares grade-adjusted speed per heartbeat in the two halves of the
// steady part, which begins ten minutes into the main set. The gates are
// strict: it withholds for short, unsteady, too intense or thinly measured runs.
func (r *run) drift(row Rule) drift {
	const dropS = 600.0 // s, evidence B6: the first ten minutes are dropped
	no := func(reason, needed string, m *Measure) drift {
		return drift{blocked: &WithheldBecause{reason, m, needed}}
	}
	p, t, x := &r.pacing, r.track, r.axis
	if p.blocked != nil {
		return drift{blocked: p.blocked}
	}
	if t.HeartRateBPM == nil {
		return no("no heart rate", "heart rate", nil)
	}
	fromT, toT := x.at(x.timeS, p.startM)+dropS, x.at(x.timeS, p.endM)
	if steady := toT - fromT; steady < row.Limit("min_time") {
		return no("the steady part is too short", "40 minutes after the first ten", &Measure{"steady", max(steady, 0), Second})
	}
	c := x.effortCurve()
	place := func(moving float64) float64 { return stat.Interp(x.timeS, x.distM, moving) }
	midT := (fromT + toT) / 2
	fromM, midM, toM := place(fromT), place(midT), place(toT)
	var speeds []float64
	for _, b := range x.bins(fromM, toM, binM) {
		speeds = append(speeds, 1/b.pace[c])
	}
	if cv := stat.CV(speeds); !(cv < row.Limit("max_cv")) {
		return no("pace too uneven", "a steady pace", &Measure{"cv", cv, Frac})
	}
	fromS, midS, toS := r.elapsedAt(fromM), r.elapsedAt(midM), r.elapsedAt(toM)
	for _, part := range [][2]float64{{fromS, midS}, {midS, toS}} {
		if share := t.coverage(t.heartRate, part[0], part[1]); share < row.Limit("min_coverage") {
			return no("heart rate has gaps", "heart rate in nine tenths of each half", &Measure{"coverage", share, Frac})
		}
	}
	hr1, hr2 := t.mean(t.heartRate, fromS, midS), t.mean(t.heartRate, midS, toS)
	if top := r.opt.Runner.MaxHeartRateBPM; top > 0 && (hr1+hr2)/2 > row.Limit("max_intensity")*top {
		return no("too intense for heart rate to drift", "an easier run", &Measure{"intensity", (hr1 + hr2) / 2 / top, Frac})
	}
	ef1, ef2 := 1/x.pace(c, fromM, midM)/hr1, 1/x.pace(c, midM, toM)/hr2
	d := drift{frac: 1 - ef2/ef1, onsetM: math.NaN(), onsetS: math.NaN()}
	const windowS = 600.0 // s of moving time over which the onset is looked for
	for at := midT; at+windowS <= toT; at += 60 {
		a, b := place(at), place(at+windowS)
		ef := 1 / x.pace(c, a, b) / t.mean(t.heartRate, r.elapsedAt(a), r.elapsedAt(b))
		if 1-ef/ef1 > row.Limit("onset") {
			d.onsetM, d.onsetS = a, r.elapsedAt(a)
			break
		}
	}
	return d
}

// slowdown is a long stretch slower than the base pace.
type slowdown struct {
	fromM, toM float64
	frac       float64 // slower than the base
}

// slowdown finds the first stretch after half-way whose median pace is slower
// than the base by at least frac over at least lengthM, raw and grade-adjusted.
// It begins and ends with a bin that is that slow itself: a median alone would
// take in nearly as much even running before and after. As either end lies
// somewhere in a bin, one bin less suffices. The base is the pace from 12 to
// 47 % of the distance, Smyth's 5–20 km of a marathon. ok is false where there
// is none.
func (r *run) slowdown(frac, lengthM float64) (s slowdown, ok bool) {
	const (
		baseFrom = 0.12 // of the distance
		baseTo   = 0.47
	)
	x, p := r.axis, &r.pacing
	d := p.endM - p.startM
	base := x.bins(p.startM+baseFrom*d, p.startM+baseTo*d, binM)
	curves := []curve{rawCurve}
	if x.attM != nil {
		curves = append(curves, attenuatedCurve)
	}
	after := x.bins(p.endM-binM*math.Floor(d/2/binM), p.endM, binM) // a slow end is in full bins
	slow := func(bins []bin) float64 {
		least := math.Inf(1)
		for _, c := range curves {
			least = min(least, medianPace(bins, c)/medianPace(base, c)-1)
		}
		return least
	}
	for i := range after {
		end := i // of the slow bins that hang together with i
		for j := i; j < len(after) && slow(after[i:j+1]) >= frac; j++ {
			if slow(after[j:j+1]) >= frac {
				end = j + 1
			}
		}
		if end > i && float64(end-i+1)*binM > lengthM {
			return slowdown{after[i].fromM, after[end-1].toM, slow(after[i:end])}, true
		}
	}
	return s, false
}

// hillShare returns which share of the last lengthM metres before a distance
// is steeper than each of two grades: down at most down (negative), up at least
// up. NaN without elevation.
func (r *run) hillShare(beforeM, lengthM, down, up float64) (downShare, upShare float64) {
	t := r.track
	if t.ElevationM == nil {
		return math.NaN(), math.NaN()
	}
	n, d, u := 0, 0, 0
	for m := beforeM - lengthM; m+gridM <= beforeM; m += gridM {
		if m < 0 {
			continue
		}
		g := t.gradeBetween(max(m+gridM/2-gradeOverM/2, 0), m+gridM/2+gradeOverM/2)
		n++
		if g <= down {
			d++
		}
		if g >= up {
			u++
		}
	}
	if n == 0 {
		return math.NaN(), math.NaN()
	}
	return float64(d) / float64(n), float64(u) / float64(n)
}

// jogS returns how long the runner warmed up before the run proper: a jog found
// in the file, or the warm-up noted before the start, whichever is longer.
func (r *run) jogS() Maybe {
	noted := 0.0
	said := false
	for _, e := range r.notes.events {
		if e.Kind == parse.Warmup && (e.phase == before || e.phase == unplaced) {
			said = true
			if !math.IsNaN(e.DurationS) {
				noted += e.DurationS
			}
		}
	}
	inFile := 0.0
	if r.axis != nil && r.pacing.startM > 0 {
		inFile = r.axis.at(r.axis.timeS, r.pacing.startM)
	}
	if !said && inFile == 0 {
		return Maybe{}
	}
	return maybe(max(noted, inFile))
}
