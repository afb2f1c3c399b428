package analyze

import "crampcheck/parse"

// locate gives every finding that fired the place in the file of the moment it
// is about.
func (r *run) locate(res *Result) {
	for i := range res.Findings {
		f := &res.Findings[i]
		if f.State != Fired {
			continue
		}
		if atS := r.aboutS(res, f); atS.Known {
			told := f.Told()
			told.Place = r.act.PlaceAt(atS.Value)
			f.Tell(told)
		}
	}
}

// aboutS returns the moment that a finding is about on the elapsed clock: a
// cramp, the end of the first mile, the onset of a wall or a drift.
func (r *run) aboutS(res *Result, f *Finding) Maybe {
	if at := f.measure("at"); at.Known {
		return at
	}
	switch f.Rule {
	case firstMileID, "pace/mile-marker-check", "pace/first-mile-not-slower-than-last", "pace/corral":
		if r.axis == nil {
			return Maybe{}
		}
		return maybe(r.elapsedAt(res.FirstMile.StartM + mile))
	case "pace/wall":
		if from := f.measure("from"); from.Known {
			return maybe(r.track.when(r.track.TimeS, from.Value))
		}
	case "effort/decoupling":
		return f.measure("onset")
	}
	return Maybe{}
}

// measure returns the value of a piece of evidence by its name.
func (f *Finding) measure(name string) Maybe {
	for _, m := range f.Evidence {
		if m.Name == name {
			return Maybe{m.Value, true}
		}
	}
	return Maybe{}
}

// crampPlace returns the place of the cramp that a finding is about, for rules
// that look beyond one run and no longer see its samples.
func (r *Result) crampPlace(f *Finding) parse.Place {
	at := f.measure("at")
	if f.State != Fired || !at.Known {
		return parse.Place{}
	}
	for _, c := range r.Cramps {
		if c.AtS == at {
			return c.Place
		}
	}
	return parse.Place{}
}
