package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"crampcheck/analyze"
)

// The words about the history, for every format. What may be said follows the
// number of cramps, and analyze decided it.

// passage is a paragraph.
type passage struct {
	Text string
	Kind string // one of those below, "" for a plain one
}

// The kinds of passage.
const (
	aside = "aside" // how to read the rest
	alarm = "alarm"
	item  = "item"
	apart = "apart" // begins something else
)

// The headings.
const (
	countsHead    = "Your history of cramps"
	curveHead     = "Runs still without a cramp, by time into the run"
	exposuresHead = "What was there before the cramp, and in comparable runs without one"
	withinHead    = "The ten minutes before the cramps against the half hour before those"
	sitesHead     = "Muscle and side"
	habitsHead    = "Your own ways"
)

// exposureWords are how the exposures read.
func exposureWords(e analyze.Exposure) string {
	switch e {
	case analyze.FastFirstMile:
		return "fast first mile"
	case analyze.FastFirstPart:
		return "fast first 30" + nbsp + "min"
	case analyze.Warm:
		return "warm air"
	case analyze.LittleFluid:
		return "less fluid so far than usual"
	case analyze.NoSodium:
		return "no sodium so far"
	case analyze.MuchDescent:
		return "more downhill so far than usual"
	case analyze.BeyondFamiliar:
		return "beyond familiar distance"
	case analyze.RaceOrHard:
		return "race or hard"
	case analyze.NoWarmup:
		return "no warm-up"
	}
	panic("no wording for exposure " + string(e))
}

// tryWords are a planned comparison: six runs this way, six as usual.
func tryWords(e analyze.Exposure) string {
	switch e {
	case analyze.FastFirstMile, analyze.FastFirstPart:
		return "with a held-back start"
	case analyze.Warm:
		return "at a cooler time of day"
	case analyze.LittleFluid:
		return "with drinks at hand, to thirst"
	case analyze.NoSodium:
		return "with some sodium on the way, if salt is nothing you were told to avoid"
	case analyze.MuchDescent:
		return "on a flatter course"
	case analyze.BeyondFamiliar:
		return "within the distance you are used to"
	case analyze.RaceOrHard:
		return "at an easy effort"
	case analyze.NoWarmup:
		return "after ten minutes of slow jogging"
	}
	panic("no wording for exposure " + string(e))
}

// sayingWords are the verdicts. Up to nine cramps none of them may sound like
// more than it is.
func sayingWords(a analyze.Association) string {
	direction := "later"
	if a.Sooner() {
		direction = "sooner"
	}
	switch a.Saying {
	case analyze.SayDescribe:
		return "counts alone"
	case analyze.SayUnassessed:
		return "too few runs with or without"
	case analyze.SayTooFew:
		return "too few to tell"
	case analyze.SayChance:
		return "not told from chance"
	case analyze.SayHint:
		return "a hint: " + direction
	case analyze.SayAssociated:
		return "associated in your data: " + direction
	}
	panic("no wording for saying " + string(a.Saying))
}

// shareRange writes an interval of shares in percent.
func shareRange(r analyze.Range) string {
	if !r.Lo.Known || !r.Hi.Known {
		return "not estimable"
	}
	return percent(r.Lo.Value) + " to " + percent(r.Hi.Value)
}

// hours writes a length of time in hours.
func hours(s float64) string { return number(s/3600, 1) + nbsp + "h" }

// countsWords say how many runs and cramps there are, and how often that is.
func countsWords(h *analyze.CrampHistory) []passage {
	var out []passage
	add := func(kind, format string, args ...any) { out = append(out, passage{fmt.Sprintf(format, args...), kind}) }
	if h.CrampRuns == 0 {
		add("", "No cramp in %s (%s): plausible rate per run up to %s.",
			plural(h.Runs, "run", "runs"), hours(h.AtRiskS), percent(h.AtMostFrac.Value))
	} else {
		text := fmt.Sprintf("%s with a cramp in %s: %s of them (95%s%% interval %s).",
			plural(h.CrampRuns, "run", "runs"), plural(h.Runs, "run", "runs"), percent(h.ShareFrac.Value), nbsp, shareRange(h.ShareFracCI))
		if h.PerHour.Known {
			text += fmt.Sprintf(" %s under way until the first cramp or the end, %s cramps an hour (%s to %s).",
				hours(h.AtRiskS), number(h.PerHour.Value, 3), number(h.PerHourCI.Lo.Value, 3), number(h.PerHourCI.Hi.Value, 3))
		}
		add("", "%s", text)
		switch untimed := h.CrampRuns - h.Timed; {
		case h.ByYesNo:
			add("", "%d of them without its moment, so runs are compared by whether they had a cramp, among runs of like duration. Note when it began: it tells more.", untimed)
		case untimed > 0:
			add("", "%s without its moment: left out of all that follows.", plural(untimed, "run", "runs"))
		}
	}
	if h.Flagged {
		add(alarm, "A red flag was noted of late: see to that first. Nothing is suggested beside it.")
	}
	return out
}

// hasCurve says whether there is a curve to draw.
func hasCurve(h *analyze.CrampHistory) bool {
	return len(h.Curve) > 0 && h.CurveEndS.Known && h.CurveEndS.Value > 0
}

// noCurveWords say what a curve would need, where there is none.
func noCurveWords(h *analyze.CrampHistory) []passage {
	if len(h.Curve) > 0 || h.Timed == 0 || h.ByYesNo {
		return nil
	}
	return []passage{{"Fewer than three runs were under way at the cramps: no curve.", ""}}
}

// curveRow is a step of the curve.
type curveRow struct{ At, UnderWay, Cramps, Free, Interval string }

// curveRows lists the steps of the curve, thinned to those that a reader will
// still read; the last one is always among them.
func curveRows(h *analyze.CrampHistory) []curveRow {
	const shown = 12
	var out []curveRow
	every, cramps := (len(h.Curve)+shown-1)/shown, 0
	for i, c := range h.Curve {
		cramps += c.Cramps
		if (len(h.Curve)-1-i)%every != 0 {
			continue
		}
		out = append(out, curveRow{clock(c.TimerS), fmt.Sprint(c.AtRisk), fmt.Sprint(cramps), percent(c.FreeFrac), shareRange(c.FreeCI)})
		cramps = 0
	}
	return out
}

// curveWords explain the curve.
func curveWords(h *analyze.CrampHistory) []passage {
	var out []passage
	if h.MedianS.Known {
		from, to := missing, missing
		if h.MedianCIS.Lo.Known {
			from = clock(h.MedianCIS.Lo.Value)
		}
		if h.MedianCIS.Hi.Known {
			to = clock(h.MedianCIS.Hi.Value)
		}
		out = append(out, passage{fmt.Sprintf("Half of the runs that long had one by %s (95%s%% interval %s to %s; – is not reached).",
			clock(h.MedianS.Value), nbsp, from, to), ""})
	}
	return append(out, passage{"Drawn as far as three runs were under way.", aside})
}

// exposureIntro says what is compared with what.
func exposureIntro(h *analyze.CrampHistory) []passage {
	intro := "Comparable: still under way when the cramp began. Only what came before that moment counts."
	if h.ByYesNo {
		intro = "Only what is fixed before a run counts, as the moments of the cramps are not known."
	}
	out := []passage{{intro, aside}}
	if h.Comparable == 0 {
		out = append(out, passage{"No run without a cramp lasted as long, so there is nothing to compare with yet.", ""})
	}
	return out
}

// exposureRow is one exposure; what may not be said of it is a dash.
type exposureRow struct{ What, Cramps, Others, Unknown, Ratio, Interval, AtBest, Q, Verdict string }

// countsAlone says whether the cramps are too few for more than their counts.
func countsAlone(h *analyze.CrampHistory) bool {
	return !slices.ContainsFunc(h.Associations, func(a analyze.Association) bool { return a.Saying != analyze.SayDescribe })
}

// exposureRows lists the exposures that are known at some cramp; none where
// counts alone may be told.
func exposureRows(h *analyze.CrampHistory) []exposureRow {
	if countsAlone(h) {
		return nil
	}
	var out []exposureRow
	for _, a := range h.Associations {
		if a.CrampsKnown == 0 {
			continue
		}
		row := exposureRow{
			What: exposureWords(a.Exposure), Cramps: ofKnown(a.CrampsExposed, a.CrampsKnown), Others: ofKnown(a.FreeExposed, a.FreeKnown),
			Unknown: fmt.Sprint(a.Unknown), Ratio: missing, Interval: missing, AtBest: missing, Q: missing, Verdict: sayingWords(a),
		}
		if a.Ratio.Known {
			row.Ratio = ratio(a.Ratio.Value)
		}
		if a.SmallestP.Known {
			row.Interval = ratioRange(a.RatioCI)
			if a.Saying == analyze.SayTooFew {
				row.AtBest = probability(a.SmallestP.Value)
			}
		}
		if a.Q.Known {
			row.Q = probability(a.Q.Value)
		}
		out = append(out, row)
	}
	return out
}

// exposureNotes tell the exposures by their counts where nothing more may be
// said; else they explain the table of them and what it may be used for.
func exposureNotes(h *analyze.CrampHistory) []passage {
	var out []passage
	add := func(kind, text string) { out = append(out, passage{text, kind}) }
	if countsAlone(h) {
		for _, a := range h.Associations {
			if a.CrampsKnown > 0 {
				add(item, described(a, h.Comparable))
			}
		}
		return append(out, unknownWords(h)...)
	}
	out = unknownWords(h)
	for _, line := range adjustedLines(h) {
		add("", line)
	}
	any := func(s analyze.Saying) bool {
		return slices.ContainsFunc(h.Associations, func(a analyze.Association) bool { return a.Saying == s })
	}
	figures := slices.ContainsFunc(h.Associations, func(a analyze.Association) bool { return a.Ratio.Known })
	switch {
	case figures:
		what := "how much more often cramps began with it, at equal times into the run"
		if h.ByYesNo {
			what = "the odds of a cramp with it against those without, among runs of like duration"
		}
		add(aside, "Ratio: "+what+"; a 95"+nbsp+"% interval that holds 1 is no difference. q: share of false ones among those with as small a q, over all that could be looked at.")
	case any(analyze.SayTooFew):
		add(aside, "Interval: 95"+nbsp+"%, of the ratio of cramps with it to those without, at equal times into the run. p at best: what the most extreme pattern possible with your mix of runs would give.")
	}
	if any(analyze.SayTooFew) {
		add("", "With so few cramps nothing here can be told apart from chance.")
	}
	var reach []string
	for _, a := range h.Associations {
		if a.CrampsKnown > 0 && a.OutOfReach {
			reach = append(reach, exposureWords(a.Exposure))
		}
	}
	if len(reach) > 0 {
		add("", "Even the most extreme pattern could not reach 5"+nbsp+"% yet: "+strings.Join(reach, ", ")+".")
	}
	for _, a := range h.Associations {
		if a.Saying == analyze.SayHint || a.Saying == analyze.SayAssociated {
			add(apart, associatedWords(a, h.Flagged))
		}
	}
	return out
}

// associatedWords say of an exposure that it went together with the cramps.
func associatedWords(a analyze.Association, flagged bool) string {
	sooner := "sooner"
	if !a.Sooner() {
		sooner = "later"
	}
	text := fmt.Sprintf("Cramps came %s with it (%s): %s of the cramps, and %s of comparable runs without one. Ratio %s, interval %s, q%s%s.",
		sooner, exposureWords(a.Exposure), ofKnown(a.CrampsExposed, a.CrampsKnown), ofKnown(a.FreeExposed, a.FreeKnown),
		ratio(a.Ratio.Value), ratioRange(a.RatioCI), nbsp, probability(a.Q.Value))
	if a.Saying == analyze.SayHint {
		text += " That is a hint and no more."
	}
	if a.Sooner() && !flagged {
		text += fmt.Sprintf(" To find out: six runs %s and six as usual, in turn.", tryWords(a.Exposure))
	}
	return text
}

// unknownWords name what no note or recording tells of any cramp.
func unknownWords(h *analyze.CrampHistory) []passage {
	var names []string
	for _, a := range h.Associations {
		if a.CrampsKnown == 0 {
			names = append(names, exposureWords(a.Exposure))
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []passage{{"Not known at any cramp: " + strings.Join(names, ", ") + ".", item}}
}

// described words one exposure by its counts alone; comparable is how many runs
// there are beside those with a cramp.
func described(a analyze.Association, comparable int) string {
	name := exposureWords(a.Exposure)
	switch {
	case comparable == 0:
		return name + ": " + ofKnown(a.CrampsExposed, a.CrampsKnown)
	case a.FreeKnown == 0:
		return fmt.Sprintf("%s: %s; no comparable cramp-free run of which it is known", name, ofKnown(a.CrampsExposed, a.CrampsKnown))
	case a.FreeKnown == 1:
		return fmt.Sprintf("%s: %s; also in %d of 1 comparable cramp-free run", name, ofKnown(a.CrampsExposed, a.CrampsKnown), a.FreeExposed)
	}
	return fmt.Sprintf("%s: %s; also in %s comparable cramp-free runs", name, ofKnown(a.CrampsExposed, a.CrampsKnown), ofKnown(a.FreeExposed, a.FreeKnown))
}

func ofKnown(n, known int) string {
	if known == 0 {
		return missing
	}
	return fmt.Sprintf("%d of %d", n, known)
}

// ratio writes a ratio with two digits or so.
func ratio(v float64) string {
	if v < 9.95 {
		return number(v, 1)
	}
	return number(v, 0)
}

// ratioRange writes an interval of ratios; an open side reads as a bound.
func ratioRange(r analyze.Range) string {
	low := r.Lo.Known && r.Lo.Value > 0
	switch {
	case low && r.Hi.Known:
		return fine(r.Lo.Value) + " to " + fine(r.Hi.Value)
	case low:
		return "≥" + nbsp + fine(r.Lo.Value)
	case r.Hi.Known:
		return "≤" + nbsp + fine(r.Hi.Value)
	}
	return "open"
}

// fine writes a limit of a ratio so that one beside 1 does not read as 1.
func fine(v float64) string {
	if v < 1.95 {
		return number(v, 2)
	}
	return ratio(v)
}

// probability writes a p or q value.
func probability(v float64) string {
	if v < 0.001 {
		return "<" + nbsp + "0.001"
	}
	return number(v, 3)
}

// finishWords tell what changes with the cramps after the finish.
func finishWords(h *analyze.CrampHistory) []passage {
	w := h.WithFinish
	if w == nil {
		return nil
	}
	text := fmt.Sprintf("%s with a cramp after the finish alone: not counted above. Counted as at the end of the run, %d of %d runs had one (%s).",
		plural(h.AfterFinish, "run", "runs"), w.CrampRuns, h.Runs, shareRange(w.ShareFracCI))
	if len(w.Changed) > 0 {
		names := make([]string, len(w.Changed))
		for i, e := range w.Changed {
			names[i] = exposureWords(e)
		}
		text += " Something else would then be said of: " + strings.Join(names, ", ") + "."
	} else if len(h.Associations) > 0 {
		text += " No verdict would change."
	}
	return []passage{{text, apart}}
}

// withinWords tell the comparison within the runs with cramps.
func withinWords(h *analyze.CrampHistory) []passage {
	if len(h.Within) == 0 {
		return nil
	}
	var out []passage
	for _, w := range h.Within {
		what := "More downhill in"
		if w.What == "speed" {
			what = "Faster in"
		}
		out = append(out, passage{fmt.Sprintf("%s %d, less in %d (sign test, p%s%s).", what, w.More, w.Less, nbsp, probability(w.P.Value)), item})
	}
	return append(out, passage{"Later in a run much is different, so this describes and compares nothing.", aside})
}

// siteWords tell which muscles cramped.
func siteWords(sites []analyze.Site) []passage {
	var out []passage
	for _, s := range sites {
		out = append(out, passage{fmt.Sprintf("%s %s: in %s", s.Side, s.Muscle, plural(s.Runs, "run", "runs")), item})
	}
	return out
}

// habitWords tell the runner's own ways and the verdicts over several runs.
func (u Units) habitWords(h *analyze.CrampHistory) []passage {
	var out []passage
	add := func(format string, args ...any) { out = append(out, passage{fmt.Sprintf(format, args...), item}) }
	b := h.Habits
	if b.LongRuns > 0 {
		add("First mile of your %s: usually %s.", plural(b.LongRuns, "long run", "long runs"), startWords(b.StartFrac.Value))
	}
	if b.Before > 0 {
		add("The last one (%s): a faster start than %d of your %s before it.",
			day(b.Last), b.FasterThan, plural(b.Before, "long run", "long runs"))
	}
	if b.FadeRuns > 0 {
		slower, f := "slower", b.FadeFrac.Value
		if f < 0 {
			slower, f = "faster", -f
		}
		add("Second half of %s: usually %s %s than the first.", plural(b.FadeRuns, "long run", "long runs"), percent(f), slower)
	}
	for _, l := range h.Latest {
		text := u.fill(l.Finding.Told().Say, &l.Finding)
		switch l.Finding.Rule {
		case "pace/long-run-start-discipline":
			text = u.fill("{held} of the last {runs} weekly long runs began held back.", &l.Finding)
		case "history/previous-cramp":
			text = u.fill("A cramp in {cramps} of the {runs} long runs and races before the latest.", &l.Finding)
		}
		if text == "" || h.Flagged && l.Finding.Rule == "history/persistent" {
			continue
		}
		if l.Finding.State == analyze.Fired && l.Finding.Rule == "history/persistent" {
			text += " " + u.fill(l.Finding.Told().Do, &l.Finding)
		}
		add("%s (%s, %s)", text, l.Finding.Rule, day(l.Run))
	}
	return out
}

// startWords words a first mile against its reference.
func startWords(excessFrac float64) string {
	if math.Abs(excessFrac) < 0.0005 {
		return "as fast as the reference"
	}
	if excessFrac < 0 {
		return percent(-excessFrac) + " slower than the reference"
	}
	return percent(excessFrac) + " faster than the reference"
}

// limitWords say what no history of one runner can show, and what could.
func limitWords(h *analyze.CrampHistory) []passage {
	if len(h.Associations) == 0 {
		return []passage{{"This describes your past runs and foretells nothing.", apart}}
	}
	out := []passage{{"These are your own runs as they happened: they show what went together, never what brought a cramp on. " +
		"Runs close to each other resemble each other, and after a cramp runners change what they do; neither is taken into account.", apart}}
	if !h.Flagged {
		out = append(out, passage{"A planned comparison tells more: choose one thing, run six runs this way and six as usual, in turn, and note every cramp with its moment.", ""})
	}
	return out
}
