package analyze

import (
	"math"

	"crampcheck/analyze/stat"
	"crampcheck/parse"
)

const (
	windowS     = 300.0 // s of timer: the windows are 10–5 and 5–0 min before and 5 min after
	recoverS    = 60.0  // s over which pace must be back
	recoverFrac = 0.05  // of the pace before: back within it
	maxLostS    = 600.0 // s of elapsed time in which a cramp's cost is counted
	maxUncertS  = 60.0  // s: a moment less sure than this has no cost
	hillyFrac   = 0.03  // difference of grade beyond which a cost would be that of the hill; our own choice
	stopLookS   = 300.0 // s after the onset in which a stop belongs to the cramp
)

// Cramp is one cramp laid over the recording.
type Cramp struct {
	AtS          Maybe // s since Start on the elapsed clock
	TimerS       Maybe // the same moment on the timer
	UncertaintyS Maybe
	AfterFinish  bool
	BeforeStart  bool  // so that it is no cramp of the run
	ShareOfTimer Maybe // of the timer's whole time
	DistanceM    Maybe
	Muscle       string
	Side         string
	Severity     Maybe // 1 … 10
	Response     []string
	DurationS    Maybe
	Source       string // "csv" or "yaml"
	Note         string

	Before10To5 *Window
	Before5To0  *Window
	After5      *Window
	StoppedS    Maybe // stood or paused in the five minutes after
	LostS       Maybe
	FluidML     Maybe // so far
	SodiumMG    Maybe // so far
	SinceDrinkS Maybe
	Place       parse.Place // of the sample nearest to it
}

// Window is what the data show over a stretch of the run.
type Window struct {
	PaceSPerM    Maybe
	GAPSPerM     Maybe
	HeartRateBPM Maybe
	CadenceSPM   Maybe
	GradeFrac    Maybe
}

// cramps lays the noted cramps over the data, suggestions apart.
func (r *run) cramps() (noted, suggested []Cramp) {
	for _, e := range r.notes.events {
		if e.Kind != parse.Cramp {
			continue
		}
		if e.Suggested {
			suggested = append(suggested, r.cramp(e))
		} else {
			noted = append(noted, r.cramp(e))
		}
	}
	return noted, suggested
}

func (r *run) cramp(e event) Cramp {
	c := Cramp{
		Muscle: e.Muscle, Side: e.Side, Severity: maybe(e.Severity), Response: e.Response,
		DurationS: maybe(e.DurationS), Source: e.Origin, Note: e.Note, AfterFinish: e.phase == after, BeforeStart: e.phase == before,
	}
	if e.phase != during {
		return c
	}
	t := r.track
	c.AtS, c.UncertaintyS = maybe(e.atS), maybe(e.uncertaintyS)
	c.Place = r.act.PlaceAt(e.atS)
	timer := t.at(t.TimerS, e.atS)
	c.TimerS = maybe(timer)
	c.ShareOfTimer = maybe(timer / TotalS(t.TimerS))
	if t.DistM != nil {
		c.DistanceM = maybe(t.at(t.DistM, e.atS))
	}
	c.Before10To5 = r.window(timer-2*windowS, timer-windowS)
	c.Before5To0 = r.window(timer-windowS, timer)
	c.After5 = r.window(timer, timer+windowS)
	c.StoppedS = maybe(r.crampStopS(e.atS))
	c.LostS = r.crampCost(e)
	c.FluidML, c.SodiumMG, c.SinceDrinkS = r.intakeBefore(e.atS)
	return c
}

// window describes the run between two timer times, nil where they do not lie
// within it.
func (r *run) window(fromTimerS, toTimerS float64) *Window {
	t := r.track
	const slackS = 1.0 // s
	if fromTimerS < -slackS || toTimerS > TotalS(t.TimerS)+slackS {
		return nil
	}
	// The timer stands in pauses: begin after one, end before it.
	fromS := stat.InterpLast(t.TimerS, t.TimeS, max(fromTimerS, 0))
	toS := stat.Interp(t.TimerS, t.TimeS, toTimerS)
	return r.windowBetween(fromS, toS)
}

// windowBetween describes the run between two elapsed times.
func (r *run) windowBetween(fromS, toS float64) *Window {
	t := r.track
	if !(toS > fromS) {
		return nil
	}
	w := &Window{
		HeartRateBPM: maybe(t.mean(t.heartRate, fromS, toS)),
		CadenceSPM:   maybe(t.mean(t.cadence, fromS, toS)),
	}
	if t.DistM == nil {
		return w
	}
	fromM, toM := t.at(t.DistM, fromS), t.at(t.DistM, toS)
	span := t.at(t.TimerS, toS) - t.at(t.TimerS, fromS)
	if toM > fromM {
		w.PaceSPerM = maybe(span / (toM - fromM))
		if t.FlatM != nil {
			w.GAPSPerM = maybe(span / (t.at(t.FlatM, toS) - t.at(t.FlatM, fromS)))
			w.GradeFrac = maybe(t.gradeBetween(fromM, toM))
		}
	}
	return w
}

// settledWindow describes the settled part of the run, with which cramps are
// compared; nil where the run has none.
func (r *run) settledWindow() *Window {
	p := &r.pacing
	if r.axis == nil || !(p.settledToM > p.settledFromM) {
		return nil
	}
	return r.windowBetween(r.elapsedAt(p.settledFromM), r.elapsedAt(p.settledToM))
}

// crampStopS returns how long the runner stood, or the timer did, from an
// elapsed time on: all standing that begins within five minutes.
func (r *run) crampStopS(atS float64) float64 {
	to := min(atS+stopLookS, r.act.ElapsedS())
	for _, stretches := range [][]Pause{r.track.Pauses, r.track.Slow} {
		for _, p := range stretches {
			if p.StartS < to && p.EndS > to {
				to = p.EndS
			}
		}
	}
	return r.track.stoppedS(atS, to)
}

// crampCost returns the time lost to a cramp: elapsed time from the onset until
// pace over sixty seconds is back within 5 % of the pace 10–5 min before, at
// most ten minutes, minus the time which that distance would have taken at that
// pace. The sixty seconds belong to it, as they may begin inside a stop; where
// pace never left, nothing was lost. It is unknown where the moment is unsure,
// the run has no distance, the cramp struck in the first ten minutes, or the
// ground before and after differs so much that the hills would be counted.
func (r *run) crampCost(e event) Maybe {
	t := r.track
	w := r.window(t.at(t.TimerS, e.atS)-2*windowS, t.at(t.TimerS, e.atS)-windowS)
	if w == nil || !w.PaceSPerM.Known || !(e.uncertaintyS <= maxUncertS) {
		return Maybe{}
	}
	if next := r.window(t.at(t.TimerS, e.atS), t.at(t.TimerS, e.atS)+windowS); next != nil && next.GradeFrac.Known &&
		math.Abs(next.GradeFrac.Value-w.GradeFrac.Value) > hillyFrac {
		return Maybe{}
	}
	pace := w.PaceSPerM.Value
	end := min(e.atS+maxLostS, r.act.ElapsedS())
	back := end
	for s := e.atS; s+recoverS <= end; s++ {
		if recoverS <= (1+recoverFrac)*pace*(t.at(t.DistM, s+recoverS)-t.at(t.DistM, s)) {
			if s == e.atS {
				return maybe(0)
			}
			back = s + recoverS
			break
		}
	}
	lost := (back - e.atS) - pace*(t.at(t.DistM, back)-t.at(t.DistM, e.atS))
	if math.IsNaN(lost) {
		return Maybe{}
	}
	return maybe(max(lost, 0))
}
