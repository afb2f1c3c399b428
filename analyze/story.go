package analyze

import (
	"slices"
	"strings"
)

// Outcome is what a runner wants explained about a run.
type Outcome string

// The outcomes.
const (
	Even     Outcome = "even"     // neither cramp nor slowdown
	Slowdown Outcome = "slowdown" // a fade or the wall, and no cramp
	Cramped  Outcome = "cramp"
)

// Story is what a report on one run says first: what came of it, and which
// findings may have led to it. It claims nothing that no finding claims.
type Story struct {
	Outcome    Outcome
	Led        []*Finding // what may have led to it, the surest evidence first; none for an even run
	Unknown    []*Finding // what might have and could not be assessed
	Silenced   []*Finding // what might have and is not said beside a danger
	CrampLostS Maybe      // s lost to the cramps of which the loss is known
	CrampsLost int        // how many those are
	Flagged    bool       // a red flag was noted on the run: that comes before any explanation
}

// Story draws the story of the run from its findings.
func (r *Result) Story() Story {
	s := Story{Outcome: Even, Flagged: r.flagged()}
	if r.fired("pace/wall") || r.fired("pace/fade") {
		s.Outcome = Slowdown
	}
	if slices.ContainsFunc(r.Cramps, func(c Cramp) bool { return !c.BeforeStart }) {
		s.Outcome = Cramped
	}
	lost := 0.0
	for _, c := range r.Cramps {
		if c.LostS.Known {
			lost += c.LostS.Value
			s.CrampsLost++
		}
	}
	if s.CrampsLost > 0 {
		s.CrampLostS = maybe(lost)
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		if !slices.Contains(f.LedTo, s.Outcome) || f.Told().Within != "" {
			continue
		}
		switch f.State {
		case Fired:
			s.Led = append(s.Led, f)
		case Withheld:
			if f.Withheld.Needed == resolved {
				s.Silenced = append(s.Silenced, f)
			} else {
				s.Unknown = append(s.Unknown, f)
			}
		}
	}
	slices.SortStableFunc(s.Led, func(a, b *Finding) int { return b.Grade.Rank() - a.Grade.Rank() })
	return s
}

// Most recommendations that a report on one run shows; more would not be
// followed.
const nextMost = 3

// Next returns the few recommendations for the next run: the first of each
// family of rules in the order of importance, then others, at most three. After
// a cramp what helps during one is always among them. What concerns safety
// stands in the alarms and is none of them.
func (r *Report) Next() []Recommendation {
	var first, rest []Recommendation
	seen := map[string]bool{}
	for _, rec := range r.Recommendations {
		family, _, _ := strings.Cut(rec.Rule, "/")
		switch {
		case family == "safety":
		case seen[family]:
			rest = append(rest, rec)
		default:
			seen[family] = true
			first = append(first, rec)
		}
	}
	out := slices.Concat(first, rest)
	i := slices.IndexFunc(out, func(rec Recommendation) bool { return rec.Rule == midrunID })
	if i >= nextMost {
		out[nextMost-1] = out[i]
	}
	return out[:min(len(out), nextMost)]
}

// Focus is the report on some of the runs, for which the others are history:
// their own findings and recommendations, and the alarms and the history of
// all. A red flag of late silences other advice here too, and who drank too much of
// late is not told to drink more.
func (r *Report) Focus(runs []*Result, o Options) *Report {
	out := &Report{Runs: runs, NotesErrors: r.NotesErrors, Alarms: slices.Clone(r.Alarms), History: r.History, Span: r.Span, LeftOut: r.LeftOut, With: r.Runs}
	for _, in := range r.Inputs {
		if slices.ContainsFunc(runs, func(run *Result) bool { return run.File == in.File }) {
			out.Inputs = append(out.Inputs, in)
		}
	}
	for _, run := range runs {
		for _, a := range Alarms([]*Result{run}) {
			if !slices.ContainsFunc(out.Alarms, func(b Alarm) bool { return b.Run == run && b.Finding.Rule == a.Finding.Rule }) {
				out.Alarms = append(out.Alarms, a)
			}
		}
	}
	slices.SortStableFunc(out.Alarms, func(a, b Alarm) int { return b.Finding.Severity.Rank() - a.Finding.Severity.Rank() })
	out.Season = NewSeason(runs, o)
	out.Recommendations = Recommend(runs)
	others := slices.Concat(r.Earlier, r.Runs)
	flagged, over := flaggedOfLate(others), overOfLate(others)
	out.Recommendations = slices.DeleteFunc(out.Recommendations, func(rec Recommendation) bool {
		return flagged && precedence(rec.Rule) > 0 || over && slices.Contains(drinkMore, rec.Rule)
	})
	if len(runs) == 1 {
		out.Compared = compare(runs[0], others, o.rule("pace/long-run-start-discipline").Limit("min_time"))
	}
	return out
}
