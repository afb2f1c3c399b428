package analyze

import (
	"math"

	"crampcheck/parse"
)

// Intake is what the runner noted of drinks, sodium and carbohydrate.
type Intake struct {
	DrinksNoted    bool  // any drink during the run
	FluidML        Maybe // during the run; not known without a note, or with one that has no volume
	FluidAtLeastML Maybe // during the run: what is known of it
	SodiumMG       Maybe // during the run; not known without a note on drinks or sodium
	CarbG          Maybe // during the run
	SodiumUnknown  bool  // a drink that carries sodium was noted without its amount
	BeforeML       Maybe
	AfterML        Maybe
	SweatMLPerH    Maybe // from the weights before and after, what was drunk and the urine
	MassBeforeKG   Maybe
	MassAfterKG    Maybe
	FluidMLPerHour Maybe // over the timer
	Events         []IntakeEvent
}

// IntakeEvent is one drink, sodium or food.
type IntakeEvent struct {
	AtS      Maybe // s since Start on the elapsed clock; negative before it
	When     string
	Kind     string
	FluidML  Maybe
	SodiumMG Maybe
	CarbG    Maybe
	Drink    string
}

// intake sums what was noted. Only what is known is summed: a drink without a
// volume makes the sum unknown rather than small.
func (r *run) intake() Intake {
	in := Intake{MassBeforeKG: r.notes.WeightKG[0], MassAfterKG: r.notes.WeightKG[1]}
	fluid, sodium, carb, pre, post := tally{}, tally{}, tally{}, tally{}, tally{}
	for _, e := range r.notes.events {
		if e.Kind != parse.Drink && e.Kind != parse.Sodium && e.Kind != parse.Food {
			continue
		}
		in.Events = append(in.Events, IntakeEvent{
			AtS: maybe(e.atS), When: e.phase.String(), Kind: string(e.Kind),
			FluidML: maybe(e.VolumeML), SodiumMG: maybe(e.SodiumMG), CarbG: maybe(e.CarbG), Drink: e.Drink,
		})
		switch e.phase {
		case before:
			pre.add(e.VolumeML, e.Kind == parse.Drink)
		case after:
			post.add(e.VolumeML, e.Kind == parse.Drink)
		case during:
			in.DrinksNoted = in.DrinksNoted || e.Kind == parse.Drink
			fluid.add(e.VolumeML, e.Kind == parse.Drink)
			sodium.add(e.SodiumMG, e.Kind == parse.Sodium)
			carb.add(e.CarbG, e.Kind == parse.Food)
			if e.Kind == parse.Drink && e.Electrolyte && math.IsNaN(e.SodiumMG) {
				in.SodiumUnknown = true
			}
		}
	}
	in.FluidML, in.BeforeML, in.AfterML, in.CarbG = fluid.sum(false), pre.sum(false), post.sum(false), carb.sum(false)
	in.SodiumMG = sodium.sum(in.DrinksNoted)
	in.SodiumUnknown = in.SodiumUnknown || sodium.missing
	if sodium.missing && sodium.total > 0 {
		in.SodiumMG = maybe(sodium.total) // at least this much
	}
	if in.SodiumUnknown && in.SodiumMG.Value == 0 {
		in.SodiumMG = Maybe{}
	}
	if in.DrinksNoted {
		in.FluidAtLeastML = maybe(fluid.total)
	}
	if r.timerS > 0 && in.FluidML.Known {
		in.FluidMLPerHour = maybe(in.FluidML.Value / r.timerS * 3600)
	}
	in.SweatMLPerH = r.sweatRate(in)
	return in
}

// tally is a sum that knows whether a part of it is missing.
type tally struct {
	total   float64
	any     bool
	missing bool
}

// add counts v. An entry that is about this very quantity and does not give it
// leaves the sum unknown.
func (t *tally) add(v float64, about bool) {
	switch {
	case !math.IsNaN(v):
		t.total += v
		t.any = true
	case about:
		t.missing = true
	}
}

// sum returns the total. Nothing noted is unknown, or 0 where the runner kept
// a log that would hold it.
func (t *tally) sum(logged bool) Maybe {
	if t.missing || !t.any && !logged {
		return Maybe{}
	}
	return maybe(t.total)
}

// sweatRateMLPerH returns the sweat rate of a run in ml/h from the masses before
// and after in kg, what was drunk and the urine passed in ml and the time in s:
// mass lost plus fluid minus urine, over time. A kilogram counts as a litre.
func sweatRateMLPerH(beforeKG, afterKG, drunkML, urineML, timeS float64) float64 {
	return ((beforeKG-afterKG)*1000 + drunkML - urineML) / timeS * 3600
}

// sweatRate returns the run's sweat rate; it needs an hour of running, both
// weights and the fluid drunk.
func (r *run) sweatRate(in Intake) Maybe {
	const (
		minS   = 3600.0 // s, evidence B2: only from an hour on
		mostML = 5730.0 // ml/h, the highest of 506 athletes (Baker et al. 2016)
	)
	if r.timerS < minS || !in.MassBeforeKG.Known || !in.MassAfterKG.Known || !in.FluidML.Known {
		return Maybe{}
	}
	rate := sweatRateMLPerH(in.MassBeforeKG.Value, in.MassAfterKG.Value, in.FluidML.Value, r.notes.UrineML.Or(0), r.timerS)
	if rate > mostML {
		return Maybe{}
	}
	return maybe(max(rate, 0)) // a gain of weight is a rate of 0, not an unknown one
}

// intakeBefore sums the fluid and sodium noted during the run before an elapsed
// time, and returns the time since the last drink, in s.
func (r *run) intakeBefore(atS float64) (fluidML, sodiumMG, sinceS Maybe) {
	fluid, sodium := tally{}, tally{}
	last, unknown := math.NaN(), false
	for _, e := range r.notes.events {
		if e.phase == before && !math.IsNaN(e.SodiumMG) {
			sodium.add(e.SodiumMG, true) // salt taken before the start is in the body too
		}
		if e.phase != during || e.atS > atS {
			continue
		}
		switch e.Kind {
		case parse.Drink:
			last = e.atS
			unknown = unknown || e.Electrolyte && math.IsNaN(e.SodiumMG)
		case parse.Sodium, parse.Food:
		default:
			continue
		}
		fluid.add(e.VolumeML, e.Kind == parse.Drink)
		sodium.add(e.SodiumMG, e.Kind == parse.Sodium)
	}
	fluidML = fluid.sum(r.notes.drinksSaid)
	sodiumMG = sodium.sum(r.notes.drinksSaid)
	if sodium.missing && sodium.total > 0 {
		sodiumMG = maybe(sodium.total)
	}
	if unknown && sodiumMG.Value == 0 {
		sodiumMG = Maybe{}
	}
	return fluidML, sodiumMG, maybe(atS - last)
}
