package parse

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"github.com/tormoder/fit"
)

// How the samples of a part and what the library says about it become
// Activities.

// fitEffort is one session with the samples that belong to it.
type fitEffort struct {
	startS  float64 // s since 1970; NaN: not said
	endS    float64 // s since 1970; NaN: not said
	sport   string
	sub     string
	totals  Totals
	answers Answers
	samples raw
	laps    []fitLap
}

// fitLap is a lap whose times are s since 1970.
type fitLap struct {
	Lap
	step bool // of a structured workout
}

// activities makes the Activities of p; an error says why there is none.
func (p *fitPart) activities() ([]*Activity, *Error) {
	if err := p.usable(); err != nil {
		return nil, err
	}
	s, err := fitSummarise(fitLibraryFile(p.maker, p.product, p.fed))
	if err != nil {
		p.note(LibraryError, 0, 0, "the summary could not be read whole (%s); the recording stands", Clean(err.Error()))
	}
	base := p.meta(&s)
	laps := fitLaps(s.laps)
	pauses, timer := fitPauses(s.events)
	base.TimerEvents = timer
	var out []*Activity
	for _, e := range p.efforts(&s, laps) {
		m := base
		powered := e.develop()
		m.Sport, m.SubSport, m.Totals, m.Answers = e.sport, e.sub, e.totals, e.answers
		m.Title = p.workoutName // a sport's name, "Run", is no title
		m.Workout = p.workoutSteps || slices.ContainsFunc(e.laps, func(l fitLap) bool { return l.step })
		pieces := e.samples.settle(true)
		for i := range pieces {
			a := pieces[i].fitActivity(m, e.laps, pauses)
			if powered {
				a.note(DeveloperField, fitValues(a.PowerW), "the power is that of the developer field %s", p.powerFrom)
			}
			out = append(out, a)
		}
		if len(pieces) == 0 {
			p.note(FieldsSkipped, 1, 0, "a session without samples was left out: %s", fitOrText(e.sport, "sport unknown"))
		}
	}
	if len(out) == 0 {
		return nil, p.nothing()
	}
	if p.bare > 0 {
		out[0].Records += p.bare
		out[0].note(SamplesMerged, p.bare, "records without any field were left out")
	}
	return out, nil
}

// usable says why p holds no activity, as far as that shows before the library
// has read it. A file of another type with records and a session is believed
// to be an activity.
func (p *fitPart) usable() *Error {
	kind := ""
	if p.fileType >= 0 && p.fileType < int(fit.FileTypeMfgRangeMin) && p.fileType != int(fit.FileTypeActivity) {
		kind = fitWord(fit.FileType(p.fileType).String())
	}
	records := len(p.raw.unixS)
	switch {
	case kind != "" && (records == 0 || p.sessionCount == 0):
		return &Error{Code: NotActivity, Msg: "this FIT file holds no activity but: " + kind}
	case records == 0 && p.strap > 0:
		return &Error{Code: NotActivity, Msg: "only heart rates downloaded from a strap; they belong to a recording beside this one"}
	case records == 0:
		return &Error{Code: NoPoints, Msg: "the file holds no samples; export the recording once more from the watch or its app"}
	}
	return nil
}

// nothing says why no sample of p could be used.
func (p *fitPart) nothing() *Error {
	for _, t := range p.raw.unixS {
		if !math.IsNaN(t) {
			return &Error{Code: NoPoints, Msg: "no sample in the file holds a value; export the recording once more"}
		}
	}
	return &Error{Code: NoTime, Msg: "no sample in the file has a time; export the recording once more, or as TCX"}
}

// meta is what all efforts of p have in common.
func (p *fitPart) meta(s *fitSummary) Meta {
	m := Meta{Format: "fit", Device: s.device(p.productName)}
	if p.haveZone {
		m.ZoneS, m.ZoneSource = p.zoneS, "FIT local_timestamp"
	}
	return m
}

// efforts splits the samples and laps of p by session. Without a session, or
// with one, whatever it claims, everything is one effort.
func (p *fitPart) efforts(s *fitSummary, laps []fitLap) []fitEffort {
	all := p.sessions(s)
	switch len(all) {
	case 0:
		e := fitEffort{totals: NoTotals(), answers: NoAnswers()}
		if s.activity != nil {
			e.totals.TimerS = s.activity.GetTotalTimerTimeScaled()
		}
		if p.sport >= 0 {
			e.sport, e.sub = fitSport(fit.Sport(p.sport), fit.SubSport(p.subSport))
		}
		e.samples, e.laps = p.raw, laps
		return []fitEffort{e}
	case 1:
		all[0].samples, all[0].laps = p.raw, laps
		return all
	}
	slices.SortStableFunc(all, func(a, b fitEffort) int {
		return cmp.Or(cmp.Compare(a.startS, b.startS), cmp.Compare(b.endS, a.endS))
	})
	p.share(all)
	for _, l := range laps {
		i := fitSession(all, (l.StartS+l.EndS)/2)
		all[i].laps = append(all[i].laps, l)
	}
	return all
}

// sessions returns what the library read of the sessions. One of several that
// does not say when it was cannot be told from the others and is left out.
func (p *fitPart) sessions(s *fitSummary) []fitEffort {
	all := make([]fitEffort, 0, len(s.sessions))
	for i, m := range s.sessions {
		e := fitEffort{
			startS:  fitUnix(m.StartTime),
			answers: p.answers[i],
			totals: Totals{
				ElapsedS:  m.GetTotalElapsedTimeScaled(),
				TimerS:    m.GetTotalTimerTimeScaled(),
				DistanceM: m.GetTotalDistanceScaled(),
			},
		}
		e.endS = e.startS + fitOrNumber(e.totals.ElapsedS, 0)
		e.sport, e.sub = fitSport(m.Sport, m.SubSport)
		if math.IsNaN(e.startS) && len(s.sessions) > 1 {
			p.note(FieldsSkipped, 1, 0, "a session without a start time was left out: %s", fitOrText(e.sport, "sport unknown"))
			continue
		}
		all = append(all, e)
	}
	return all
}

// fitSport returns the words for sport and sub sport. A session that calls
// itself generic is some sport that nobody named, and no run.
func fitSport(sport fit.Sport, sub fit.SubSport) (string, string) {
	word := fitSpecific(sport.String())
	if sport == fit.SportGeneric {
		word = "generic"
	}
	return word, fitSpecific(sub.String())
}

// share gives every sample of p to a session of all, which are in order.
// Distances that run on from one session to the next begin at 0 in each.
func (p *fitPart) share(all []fitEffort) {
	index := make([][]int, len(all))
	at := 0
	for i, t := range p.raw.unixS {
		if !math.IsNaN(t) {
			at = fitSession(all, t)
		}
		index[at] = append(index[at], i)
	}
	before := 0.0 // m, the last distance seen
	for k := range all {
		r := p.raw.pick(index[k])
		for c, col := range r.col {
			if !slices.ContainsFunc(col, func(v float64) bool { return !math.IsNaN(v) }) {
				r.col[c] = nil // recorded in another session only
			}
		}
		all[k].samples = r
		from := before
		for i, d := range r.col[Distance] {
			if math.IsNaN(d) {
				continue
			}
			if d < from {
				from = 0 // it began anew
			}
			before = d
			r.col[Distance][i] = d - from
		}
	}
}

// fitSession returns which session of all holds the moment t: the last one
// begun, or the nearer one between two.
func fitSession(all []fitEffort, t float64) int {
	next := sort.Search(len(all), func(i int) bool { return all[i].startS > t })
	switch {
	case next == 0 || math.IsNaN(t):
		return 0
	case next == len(all):
		return next - 1
	}
	if e := all[next-1]; t > e.endS && all[next].startS-t < t-e.endS {
		return next
	}
	return next - 1
}

// fitLaps returns the laps in order; those without any time are left out.
func fitLaps(in []*fit.LapMsg) []fitLap {
	const noStep = 0xffff
	out := make([]fitLap, 0, len(in))
	for _, m := range in {
		l := fitLap{
			Lap: Lap{
				StartS:    fitUnix(m.StartTime),
				TimerS:    m.GetTotalTimerTimeScaled(),
				DistanceM: m.GetTotalDistanceScaled(),
				Trigger:   fitTrigger(m.LapTrigger),
				Intensity: fitIntensity(m.Intensity),
			},
			step: m.WktStepIndex != noStep,
		}
		stamp, elapsed := fitUnix(m.Timestamp), m.GetTotalElapsedTimeScaled()
		l.StartS = fitOrNumber(l.StartS, stamp-fitOrNumber(elapsed, 0))
		l.EndS = l.StartS + fitOrNumber(elapsed, stamp-l.StartS)
		if l.EndS >= l.StartS {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b fitLap) int { return cmp.Compare(a.StartS, b.StartS) })
	for i := 1; i < len(out); i++ { // start times are whole seconds, so one may overlap
		if out[i-1].EndS > out[i].StartS+1 {
			out[i-1].EndS = out[i].StartS
		}
	}
	return out
}

// fitOrNumber returns a, or b where a is NaN.
func fitOrNumber(a, b float64) float64 {
	if math.IsNaN(a) {
		return b
	}
	return a
}

// fitPauses returns the stretches between a stop of the timer and its next
// start, in s since 1970, and whether there were timer events at all. A stop
// that no start follows is the end.
func fitPauses(in []*fit.EventMsg) (pauses []Pause, timer bool) {
	type event struct {
		atS  float64
		stop bool
	}
	var events []event
	for _, m := range in {
		e := event{atS: fitUnix(m.Timestamp)}
		switch m.EventType {
		case fit.EventTypeStart:
		case fit.EventTypeStop, fit.EventTypeStopAll, fit.EventTypeStopDisable, fit.EventTypeStopDisableAll:
			e.stop = true
		default:
			continue
		}
		if !math.IsNaN(e.atS) {
			events = append(events, e)
		}
	}
	slices.SortStableFunc(events, func(a, b event) int { return cmp.Compare(a.atS, b.atS) })
	since := math.NaN()
	for _, e := range events {
		switch {
		case e.stop && math.IsNaN(since):
			since = e.atS
		case !e.stop:
			if e.atS > since {
				pauses = append(pauses, Pause{since, e.atS})
			}
			since = math.NaN()
		}
	}
	return pauses, len(events) > 0
}

// fitActivity makes the Activity of p, with the laps and pauses that lie in it.
func (p *piece) fitActivity(m Meta, laps []fitLap, pauses []Pause) *Activity {
	t0 := p.unixS[0]
	a := p.activity(m)
	end := a.ElapsedS()
	for i, l := range laps {
		l.StartS, l.EndS = l.StartS-t0, l.EndS-t0
		if l.EndS < 0 || l.StartS > end {
			continue
		}
		if i > 0 && fitPressedTwice(l.Lap) {
			a.Marks = append(a.Marks, Mark{AtS: fitClamp(l.StartS, end), LatDeg: math.NaN(), LonDeg: math.NaN(), Kind: "double lap"})
		}
		l.StartS, l.EndS = fitClamp(l.StartS, end), fitClamp(l.EndS, end)
		a.Laps = append(a.Laps, l.Lap)
	}
	first := sort.Search(len(pauses), func(i int) bool { return pauses[i].EndS > t0 })
	for _, s := range pauses[first:] {
		s.StartS, s.EndS = fitClamp(s.StartS-t0, end), fitClamp(s.EndS-t0, end)
		if s.StartS >= end {
			break
		}
		if s.EndS > s.StartS {
			a.Pauses = append(a.Pauses, s)
		}
	}
	a.bothFeet()
	return a
}

// fitPressedTwice says whether l lies between two presses of the lap button that
// follow each other closely, which some runners use to mark a moment.
func fitPressedTwice(l Lap) bool {
	const twiceS = 5 // s, our own choice
	return l.Trigger == "manual" && l.EndS-l.StartS < twiceS
}

// fitClamp returns v, moved into 0…end.
func fitClamp(v, end float64) float64 { return min(max(v, 0), end) }
