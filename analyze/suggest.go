package analyze

import (
	"math"

	"crampcheck/parse"
)

// suggestions are cramps that the recording itself hints at: a lap button
// pressed twice, a waypoint, the activity's own notes or its description. They
// are shown and not counted, unless the runner said that two presses mean a
// cramp.
func (r *run) suggestions() []event {
	var out []event
	add := func(origin, text string, e event) {
		e.Origin, e.Kind, e.Note, e.Suggested = origin, parse.Cramp, text, true
		e.Severity, e.DurationS = math.NaN(), math.NaN()
		e.Muscle, e.Side = parse.MuscleIn(text)
		out = append(out, e)
	}
	for _, m := range r.act.Marks {
		e := event{phase: during, atS: m.AtS, uncertaintyS: math.NaN()}
		switch m.Kind {
		case "double lap":
			const pressS = 3.0 // s, how sure the press is (interface: "The runner's notes")
			e.uncertaintyS = pressS
			add("lap", "lap pressed twice", e)
			out[len(out)-1].Suggested = !r.opt.Runner.LapCramp
		case "waypoint":
			if !parse.CrampWords(m.Text) {
				continue
			}
			if math.IsNaN(e.atS) {
				e.atS, e.uncertaintyS = r.nearest(m.LatDeg, m.LonDeg)
			}
			add("waypoint", m.Text, e)
		case "notes":
			add("notes in the file", m.Text, r.momentIn(m.Text))
		}
	}
	if d := r.act.Description; parse.CrampWords(d) {
		add("description", d, r.momentIn(d))
	}
	return out
}

// momentIn places the moment that a free text names; an event without one is
// still a suggestion.
func (r *run) momentIn(text string) event {
	e := event{atS: math.NaN(), uncertaintyS: math.NaN()}
	m, ok := parse.MomentIn(text)
	if !ok {
		return e
	}
	placed, why := r.place(parse.Entry{Kind: parse.Cramp, At: m}, r.notes.OfficialM)
	if why != "" {
		return e
	}
	return placed
}

// nearest returns the elapsed time at which the runner passed a place, within
// fifty metres. A place passed twice, five minutes apart or more, is as unsure
// as the passes are apart; a place never passed has no time.
func (r *run) nearest(latDeg, lonDeg float64) (atS, uncertaintyS float64) {
	const (
		reachM = 50.0  // m, our own choice
		passS  = 300.0 // s between two passes
	)
	t := r.track
	best, bestM := math.NaN(), reachM
	first, last := math.NaN(), math.NaN()
	for i := range t.LatDeg {
		d := haversineM(latDeg, lonDeg, t.LatDeg[i], t.LonDeg[i])
		if !(d <= reachM) {
			continue
		}
		if math.IsNaN(first) {
			first = t.TimeS[i]
		}
		last = t.TimeS[i]
		if d < bestM {
			best, bestM = t.TimeS[i], d
		}
	}
	if last-first >= passS {
		return best, last - first
	}
	const fixS = 30.0 // s, a phone's tap and a receiver's error
	return best, fixS
}
