package report

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"crampcheck/analyze"
)

// HistoryFormats returns the writers of a history by name of format. JSON is
// the whole document, of which the history is one key.
func HistoryFormats() map[string]Writer {
	return map[string]Writer{
		"text": writeHistory,
		"json": writeJSON,
	}
}

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

// writeHistory writes the runner's own history of cramps for people.
func writeHistory(w io.Writer, r *analyze.Report, s Style) error {
	s.Width = min(s.Width, textMax)
	p := &printer{Style: s}
	p.alarms(r)
	h := r.History
	if h == nil {
		p.line("No runs found.")
	} else {
		p.historyCounts(h)
		p.historyCurve(h)
		p.historyExposures(h)
		p.historyFinish(h)
		p.historyWithin(h)
		p.historySites(h)
		p.historyHabits(h)
		p.historyLimits(h)
	}
	p.inputs(r)
	for _, run := range r.Runs {
		if run.Run {
			p.disclaimer(run)
			break
		}
	}
	_, err := io.WriteString(w, p.b.String())
	return err
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

// historyCounts says how many runs and cramps there are, and how often that is.
func (p *printer) historyCounts(h *analyze.CrampHistory) {
	p.heading("", "Your history of cramps")
	if h.CrampRuns == 0 {
		p.para("", "", fmt.Sprintf("No cramp in %s (%s): plausible rate per run up to %s.",
			plural(h.Runs, "run", "runs"), hours(h.AtRiskS), percent(h.AtMostFrac.Value)), "")
		if h.Flagged {
			p.redFlag()
		}
		return
	}
	text := fmt.Sprintf("%s with a cramp in %s: %s of them (95%s%% interval %s).",
		plural(h.CrampRuns, "run", "runs"), plural(h.Runs, "run", "runs"), percent(h.ShareFrac.Value), nbsp, shareRange(h.ShareFracCI))
	if h.PerHour.Known {
		text += fmt.Sprintf(" %s under way until the first cramp or the end, %s cramps an hour (%s to %s).",
			hours(h.AtRiskS), number(h.PerHour.Value, 3), number(h.PerHourCI.Lo.Value, 3), number(h.PerHourCI.Hi.Value, 3))
	}
	p.para("", "", text, "")
	switch untimed := h.CrampRuns - h.Timed; {
	case h.ByYesNo:
		p.para("", "", fmt.Sprintf("%d of them without its moment, so runs are compared by whether they had a cramp, among runs of like duration. Note when it began: it tells more.", untimed), "")
	case untimed > 0:
		p.para("", "", fmt.Sprintf("%s without its moment: left out of all that follows.", plural(untimed, "run", "runs")), "")
	}
	if h.Flagged {
		p.redFlag()
	}
}

func (p *printer) redFlag() {
	p.para("", red, "A red flag was noted of late: see to that first. Nothing is suggested beside it.", red)
}

// historyCurve draws how many runs were still without a cramp, and lists the
// steps.
func (p *printer) historyCurve(h *analyze.CrampHistory) {
	if len(h.Curve) == 0 && h.Timed > 0 && !h.ByYesNo {
		p.para("", "", "Fewer than three runs were under way at the cramps: no curve.", "")
	}
	if len(h.Curve) == 0 || !h.CurveEndS.Known || h.CurveEndS.Value <= 0 {
		return
	}
	p.heading("", "Runs still without a cramp, by time into the run")
	p.blocks(h)
	t := &table{cols: []column{
		{head: "At", right: true},
		{head: "Under way", right: true},
		{head: "Cramps since", right: true},
		{head: "Still without", right: true},
		{head: "95" + nbsp + "% interval"},
	}}
	const shown = 12 // steps that a reader will still read
	every, cramps := (len(h.Curve)+shown-1)/shown, 0
	for i, c := range h.Curve {
		cramps += c.Cramps
		if (len(h.Curve)-1-i)%every != 0 {
			continue
		}
		t.rows = append(t.rows, []string{clock(c.TimerS), fmt.Sprint(c.AtRisk), fmt.Sprint(cramps), percent(c.FreeFrac), shareRange(c.FreeCI)})
		cramps = 0
	}
	p.table(t, func(row []string) string { return strings.Join(row, "  ") })
	if h.MedianS.Known {
		from, to := missing, missing
		if h.MedianCIS.Lo.Known {
			from = clock(h.MedianCIS.Lo.Value)
		}
		if h.MedianCIS.Hi.Known {
			to = clock(h.MedianCIS.Hi.Value)
		}
		p.para("", "", fmt.Sprintf("Half of the runs that long had one by %s (95%s%% interval %s to %s; – is not reached).", clock(h.MedianS.Value), nbsp, from, to), "")
	}
	p.para("", "", "Drawn as far as three runs were under way.", dim)
}

// blocks draws the curve in eighths of a cell.
func (p *printer) blocks(h *analyze.CrampHistory) {
	const rows, most, label = 5, 60, 6 // cells
	eighths := []rune(" ▁▂▃▄▅▆▇█")
	width := min(most, p.Width-label)
	if width < 10 {
		return
	}
	end := h.CurveEndS.Value
	free := func(timerS float64) float64 {
		v := 1.0
		for _, c := range h.Curve {
			if c.TimerS <= timerS {
				v = c.FreeFrac
			}
		}
		return v
	}
	for row := rows - 1; row >= 0; row-- {
		head := strings.Repeat(" ", label)
		switch row {
		case rows - 1:
			head = "100" + nbsp + "% "
		case 0:
			head = "  0" + nbsp + "% "
		}
		var b strings.Builder
		for col := range width {
			at := end * (float64(col) + 1) / float64(width)
			level := int(free(at)*rows*8+0.5) - 8*row
			b.WriteRune(eighths[min(max(level, 0), 8)])
		}
		p.line(strings.TrimRight(head+b.String(), " "))
	}
	last := clock(end)
	p.line(strings.Repeat(" ", label) + "0:00" + strings.Repeat(" ", max(width-4-cells(last), 1)) + last)
}

// historyExposures prints what was there before the cramps, and how often in
// other runs that lasted at least as long.
func (p *printer) historyExposures(h *analyze.CrampHistory) {
	if len(h.Associations) == 0 {
		return
	}
	p.heading("", "What was there before the cramp, and in comparable runs without one")
	intro := "Comparable: still under way when the cramp began. Only what came before that moment counts."
	if h.ByYesNo {
		intro = "Only what is fixed before a run counts, as the moments of the cramps are not known."
	}
	p.para("", "", intro, dim)
	if h.Comparable == 0 {
		p.para("", "", "No run without a cramp lasted as long, so there is nothing to compare with yet.", "")
	}
	if !slices.ContainsFunc(h.Associations, func(a analyze.Association) bool { return a.Saying != analyze.SayDescribe }) {
		for _, a := range h.Associations {
			if a.CrampsKnown > 0 {
				p.para("  ", "", described(a, h.Comparable), "")
			}
		}
		p.unknownExposures(h)
		return
	}
	t := &table{cols: []column{
		{head: "What", flex: true, min: 16},
		{head: "Cramps", right: true},
		{head: "Others", right: true},
		{head: "Unknown", right: true, prio: 1},
		{head: "Ratio", right: true},
		{head: "Interval"},
		{head: "p at best", right: true},
		{head: "q", right: true},
		{head: "Verdict", max: 13},
	}}
	var reach []string
	for _, a := range h.Associations {
		if a.CrampsKnown == 0 {
			continue
		}
		few := a.Saying == analyze.SayTooFew
		row := []string{
			exposureWords(a.Exposure),
			ofKnown(a.CrampsExposed, a.CrampsKnown), ofKnown(a.FreeExposed, a.FreeKnown), fmt.Sprint(a.Unknown),
			missing, missing, missing, missing, sayingWords(a),
		}
		if a.Ratio.Known {
			row[4] = ratio(a.Ratio.Value)
		}
		if a.SmallestP.Known {
			row[5] = ratioRange(a.RatioCI)
			if few {
				row[6] = probability(a.SmallestP.Value)
			}
		}
		if a.Q.Known {
			row[7] = probability(a.Q.Value)
		}
		if a.OutOfReach {
			reach = append(reach, exposureWords(a.Exposure))
		}
		t.rows = append(t.rows, row)
	}
	t.dropEmpty()
	p.table(t, func(row []string) string {
		out := row[0]
		for i, cell := range row[1:] {
			if cell != missing {
				out += ", " + strings.ToLower(t.cols[i+1].head) + nbsp + cell
			}
		}
		return out + "."
	})
	p.unknownExposures(h)
	p.exposureNotes(h, reach)
}

// exposureNotes explain the table of exposures and what it may be used for.
func (p *printer) exposureNotes(h *analyze.CrampHistory, reach []string) {
	for _, line := range adjustedLines(h) {
		p.para("", "", line, "")
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
		p.para("", "", "Ratio: "+what+"; a 95"+nbsp+"% interval that holds 1 is no difference. q: share of false ones among those with as small a q, over all that could be looked at.", dim)
	case any(analyze.SayTooFew):
		p.para("", "", "Interval: 95"+nbsp+"%, of the ratio of cramps with it to those without, at equal times into the run. p at best: what the most extreme pattern possible with your mix of runs would give.", dim)
	}
	if any(analyze.SayTooFew) {
		p.para("", "", "With so few cramps nothing here can be told apart from chance.", "")
	}
	if len(reach) > 0 {
		p.para("", "", "Even the most extreme pattern could not reach 5"+nbsp+"% yet: "+strings.Join(reach, ", ")+".", "")
	}
	for _, a := range h.Associations {
		if a.Saying != analyze.SayHint && a.Saying != analyze.SayAssociated {
			continue
		}
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
		if a.Sooner() && !h.Flagged {
			text += fmt.Sprintf(" To find out: six runs %s and six as usual, in turn.", tryWords(a.Exposure))
		}
		p.line("")
		p.para("", "", text, "")
	}
}

// unknownExposures names what no note or recording tells of any cramp.
func (p *printer) unknownExposures(h *analyze.CrampHistory) {
	var names []string
	for _, a := range h.Associations {
		if a.CrampsKnown == 0 {
			names = append(names, exposureWords(a.Exposure))
		}
	}
	if len(names) > 0 {
		p.para("  ", "", "Not known at any cramp: "+strings.Join(names, ", ")+".", "")
	}
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

// historyFinish tells what changes with the cramps after the finish.
func (p *printer) historyFinish(h *analyze.CrampHistory) {
	w := h.WithFinish
	if w == nil {
		return
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
	p.line("")
	p.para("", "", text, "")
}

// historyWithin tells the comparison within the runs with cramps.
func (p *printer) historyWithin(h *analyze.CrampHistory) {
	if len(h.Within) == 0 {
		return
	}
	p.heading("", "The ten minutes before the cramps against the half hour before those")
	for _, w := range h.Within {
		what := "More downhill in"
		if w.What == "speed" {
			what = "Faster in"
		}
		p.para("  ", "", fmt.Sprintf("%s %d, less in %d (sign test, p%s%s).", what, w.More, w.Less, nbsp, probability(w.P.Value)), "")
	}
	p.para("", "", "Later in a run much is different, so this describes and compares nothing.", dim)
}

// historySites tells which muscles cramped.
func (p *printer) historySites(h *analyze.CrampHistory) {
	if len(h.Sites) == 0 {
		return
	}
	p.heading("", "Muscle and side")
	for _, s := range h.Sites {
		p.para("  ", "", fmt.Sprintf("%s %s: in %s", s.Side, s.Muscle, plural(s.Runs, "run", "runs")), "")
	}
}

// historyHabits tells the runner's own ways and the verdicts over several runs.
func (p *printer) historyHabits(h *analyze.CrampHistory) {
	var lines []string
	b := h.Habits
	if b.LongRuns > 0 {
		lines = append(lines, fmt.Sprintf("First mile of your %s: usually %s.", plural(b.LongRuns, "long run", "long runs"), startWords(b.StartFrac.Value)))
	}
	if b.Before > 0 {
		lines = append(lines, fmt.Sprintf("The last one (%s): a faster start than %d of your %s before it.",
			day(b.Last), b.FasterThan, plural(b.Before, "long run", "long runs")))
	}
	if b.FadeRuns > 0 {
		slower, f := "slower", b.FadeFrac.Value
		if f < 0 {
			slower, f = "faster", -f
		}
		lines = append(lines, fmt.Sprintf("Second half of %s: usually %s %s than the first.", plural(b.FadeRuns, "long run", "long runs"), percent(f), slower))
	}
	for _, l := range h.Latest {
		text := p.Units.fill(l.Finding.Say, &l.Finding)
		switch l.Finding.Rule {
		case "pace/long-run-start-discipline":
			text = p.Units.fill("{held} of the last {runs} weekly long runs began held back.", &l.Finding)
		case "history/previous-cramp":
			text = p.Units.fill("A cramp in {cramps} of the {runs} long runs and races before the latest.", &l.Finding)
		}
		if text == "" || h.Flagged && l.Finding.Rule == "history/persistent" {
			continue
		}
		if l.Finding.State == analyze.Fired && l.Finding.Rule == "history/persistent" {
			text += " " + p.Units.fill(l.Finding.Do, &l.Finding)
		}
		lines = append(lines, fmt.Sprintf("%s (%s, %s)", text, l.Finding.Rule, day(l.Run)))
	}
	if len(lines) == 0 {
		return
	}
	p.heading("", "Your own ways")
	for _, l := range lines {
		p.para("  ", "", l, "")
	}
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

// historyLimits says what no history of one runner can show, and what could.
func (p *printer) historyLimits(h *analyze.CrampHistory) {
	p.line("")
	text := "This describes your past runs and foretells nothing."
	if len(h.Associations) > 0 {
		text = "These are your own runs as they happened: they show what went together, never what brought a cramp on. " +
			"Runs close to each other resemble each other, and after a cramp runners change what they do; neither is taken into account."
	}
	p.para("", "", text, "")
	if len(h.Associations) > 0 && !h.Flagged {
		p.para("", "", "A planned comparison tells more: choose one thing, run six runs this way and six as usual, in turn, and note every cramp with its moment.", "")
	}
}
