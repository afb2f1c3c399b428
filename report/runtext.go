package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"crampcheck/analyze"
)

const (
	indentFrom = 50  // cells: in narrower text, tables have no room to be indented
	ruleFrom   = 100 // cells: in narrower text, rules have no column of their own
)

// writeRunText tells one run at length, for a terminal or a file.
func writeRunText(w io.Writer, r *analyze.Report, s Style) error {
	s.Width = min(s.Width, textMax)
	p := &printer{Style: s}
	for _, run := range r.Runs {
		p.run(r, run)
	}
	if len(r.Runs) == 0 {
		p.line("No runs found.")
	}
	_, err := io.WriteString(w, strings.TrimPrefix(p.text(), "\n"))
	return err
}

// run tells one run in the order in which a reader asks: what it was, what
// happened, what may have led to it, what to do, and only then the figures.
func (p *printer) run(rep *analyze.Report, r *analyze.Result) {
	story := r.Story()
	if len(rep.Alarms) > 0 {
		p.alarms(rep)
		p.line("")
	}
	p.section = "Run"
	p.runHead(r)
	p.line("")
	p.section = "In short"
	p.para("  ", "", plainText(p.Units.headline(r, story)), bold)
	p.chart(r)
	p.happened(r, story)
	p.ledTo(r, story)
	p.nextTime(rep)
	p.compared(rep)
	p.runSplits(r)
	p.notAssessed(r)
	p.readAs(rep)
	p.section = "About"
	if len(r.Cramps) > 0 {
		p.line("")
		p.para("", "", cannotShow, dim)
	}
	p.disclaimer(r)
}

// sides prints two texts at the two ends of a line, or one below the other where
// they do not fit. It returns no line without text.
func (p *printer) sides(left, leftColor, right, rightColor string) {
	left, right = p.words(left), p.words(right)
	if gap := p.Width - cells(left) - cells(right); !p.Plain && right != "" && gap >= 2 {
		p.line(p.color(leftColor, left) + strings.Repeat(" ", gap) + p.color(rightColor, right))
		return
	}
	for _, t := range [][2]string{{left, leftColor}, {right, rightColor}} {
		if t[0] != "" {
			p.para("", "", t[0], t[1])
		}
	}
}

// runHead prints name and date, the facts, and the goal with the gap to it, where
// it is for what was run.
func (p *printer) runHead(r *analyze.Result) {
	p.sides(name(r), bold, moment(r), dim)
	goal, color := "", ""
	if r.GoalS.Known {
		goal = "goal " + duration(r.GoalS.Value)
		if gapS := r.ClockS() - r.GoalS.Value; !r.GoalApart {
			goal += "  " + signedDuration(gapS)
			if gapS > 0 {
				color = red
			}
		}
	}
	p.sides(strings.Join(p.facts(r), " · "), "", goal, color)
	p.answers(r)
}

// facts are the figures of a run.
func (p *printer) facts(r *analyze.Result) []string {
	var out []string
	if r.DistanceM.Known {
		out = append(out, p.Units.distanceUnit(r.DistanceM.Value))
	}
	out = append(out, duration(r.ClockS()))
	if a := p.averagePace(r); a != missing {
		out = append(out, a+nbsp+"/"+string(p.Units))
	}
	if r.ClimbM.Known {
		out = append(out, "+"+number(r.ClimbM.Value, 0)+nbsp+"m")
	}
	if r.HeartRateBPM.Known {
		out = append(out, "HR"+nbsp+number(r.HeartRateBPM.Value, 0))
	}
	if r.Course.AmbientC.Known {
		out = append(out, p.Units.measure(analyze.Measure{Value: r.Course.AmbientC.Value, Unit: analyze.Celsius}))
	}
	return out
}

// signedDuration writes a difference of times with its sign.
func signedDuration(s float64) string {
	d := duration(s)
	if strings.HasPrefix(d, "−") || strings.Trim(d, "0:") == "" {
		return d
	}
	return "+" + d
}

// happened prints the first mile and the cramps as a table, then what else was
// found of the run and stands nowhere else.
func (p *printer) happened(r *analyze.Result, s analyze.Story) {
	t := p.happenedTable(r)
	others := p.told(r, s)
	if len(t.rows) == 0 && len(others) == 0 {
		return
	}
	p.heading("", "What happened")
	if len(t.rows) > 0 {
		p.indented(t, func(row []string) string {
			return strings.Join(slices.DeleteFunc(slices.Clone(row), func(c string) bool { return c == "" || c == missing }), "  ")
		})
		if note := happenedNote(r); note != "" {
			p.note(note)
		}
	}
	for _, f := range others {
		p.finding(r, f)
	}
	if p.Verbose {
		for i, c := range r.Cramps {
			p.cramp(r, i, c)
		}
		p.placed(r)
	}
}

// happenedNote explains the figures of what happened, "" where there are none.
func happenedNote(r *analyze.Result) string {
	pace, cost := false, false
	for _, c := range r.Cramps {
		pace = pace || c.Before5To0 != nil && c.Before5To0.PaceSPerM.Known
		cost = cost || c.LostS.Value >= visibleS
	}
	mile := r.FirstMile.Withheld == nil && r.FirstMile.TimeS.Known && r.FirstMile.ReferenceS.Known
	var parts []string
	if pace {
		parts = append(parts, "Pace of a cramp: over the five minutes before it.")
	}
	switch {
	case cost:
		parts = append(parts, "Cost: time lost against the pace before; −"+nbsp+"is gained.")
	case mile:
		parts = append(parts, "Cost: against that pace; −"+nbsp+"is gained.")
	}
	return strings.Join(parts, " ")
}

// note prints a remark to a table.
func (p *printer) note(text string) {
	indent := "  "
	if p.Width < indentFrom {
		indent = ""
	}
	p.para(indent, "", text, dim)
}

// happenedTable holds the first mile, where it was judged, and the cramps.
func (p *printer) happenedTable(r *analyze.Result) *table {
	unit := "Mile"
	if p.Units == Km {
		unit = "Km"
	}
	t := &table{cols: []column{
		{head: ""},
		{head: "Time", right: true},
		{head: unit, right: true, prio: 3},
		{head: "What", flex: true, min: 14},
		{head: "Pace", right: true, prio: 2},
		{head: "Last drink", right: true, prio: 4},
		{head: "Na so far", right: true, prio: 5},
		{head: "Cost", right: true, prio: 1},
	}}
	var colors []string
	add := func(color string, row ...string) {
		colors = append(colors, color)
		t.rows = append(t.rows, row)
	}
	if f := r.FirstMile; f.Withheld == nil && f.TimeS.Known && f.ReferenceS.Known {
		mark, color := "", ""
		if f.Level != analyze.LevelNone {
			mark, color = "◂", yellow
		}
		at := missing
		if r.Trace != nil && r.Trace.FirstToS.Known {
			at = clock(r.Trace.FirstToS.Value)
		}
		what := lowerFirst(p.Units.firstMileName()) + ", " + referenceName(f.Reference) + " " + p.Units.pace(f.ReferenceS.Value/mileM)
		if f.Level != analyze.LevelNone && f.ExcessFrac.Known {
			what += ", " + percent(f.ExcessFrac.Value) + " too fast"
		}
		add(color, mark, at, p.Units.place(f.StartM+mileM), what,
			p.Units.pace(f.TimeS.Value/mileM), "", "", signedDuration(f.TimeS.Value-f.ReferenceS.Value))
	}
	for i, c := range r.Cramps {
		add(red, p.crampRow(i, c)...)
	}
	for _, c := range r.Suggestions {
		at, where := missing, ""
		if c.AtS.Known {
			at = clock(c.AtS.Value)
		}
		if c.DistanceM.Known {
			where = p.Units.place(c.DistanceM.Value)
		}
		way := " (in the recording: note it to count it)"
		if c.Source == "csv" || c.Source == "yaml" {
			way = " (not counted until the ? is gone)"
		}
		add(dim, "?", at, where, "cramp?"+site(c)+way, "", "", "", "")
	}
	t.paint = func(row, _ int, line string) string { return p.color(colors[row], line) }
	if !p.Plain {
		t.dropEmpty()
	}
	return t
}

// crampRow is one cramp with what the data show of it.
func (p *printer) crampRow(i int, c analyze.Cramp) []string {
	row := []string{fmt.Sprintf("▲%d", i+1), missing, "", "cramp" + site(c), "", "", "", ""}
	switch {
	case c.BeforeStart:
		row[3] += ", before the start"
		return row
	case c.AfterFinish:
		row[3] += ", after the finish"
		return row
	case !c.AtS.Known:
		row[3] += ", moment not noted"
		return row
	}
	row[1] = clock(c.AtS.Value)
	if c.UncertaintyS.Value >= 1 {
		row[3] += "," + nbsp + "±" + span(c.UncertaintyS.Value)
	}
	if c.StoppedS.Value >= 1 {
		row[3] += ", stopped " + span(c.StoppedS.Value)
	}
	if c.DistanceM.Known {
		row[2] = p.Units.place(c.DistanceM.Value)
	}
	if w := c.Before5To0; w != nil && w.PaceSPerM.Known {
		row[4] = p.Units.pace(w.PaceSPerM.Value)
	}
	if c.SinceDrinkS.Known {
		row[5] = number(c.SinceDrinkS.Value/60, 0) + nbsp + "min ago"
	}
	if c.SodiumMG.Known {
		row[6] = number(c.SodiumMG.Value, 0) + nbsp + "mg"
	}
	if c.LostS.Value >= visibleS {
		row[7] = signedDuration(c.LostS.Value)
	}
	return row
}

// place writes a place on the course with one decimal and no unit.
func (u Units) place(m float64) string { return fmt.Sprintf("%.1f", m/u.lengthM()) }

func lowerFirst(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return strings.ToLower(s[:n]) + s[n:]
}

// indented prints a table two cells from the left, where there is room.
func (p *printer) indented(t *table, block func(row []string) string) {
	if p.Plain || p.Width < indentFrom {
		p.table(t, block)
		return
	}
	inner := &printer{Style: p.Style}
	inner.Width -= 2
	inner.table(t, block)
	for line := range strings.Lines(inner.b.String()) {
		p.b.WriteString("  " + line)
	}
}

// told are the findings that belong to what happened and stand nowhere else: not
// in what may have led to it, and not among the tips for next time.
func (p *printer) told(r *analyze.Result, s analyze.Story) []*analyze.Finding {
	return slices.DeleteFunc(p.shown(r), func(f *analyze.Finding) bool {
		if slices.Contains(s.Led, f) || strings.HasPrefix(f.Rule, "safety/") {
			return true
		}
		tip := f.State == analyze.Fired && f.Severity == analyze.Tip && f.Told().Do != ""
		// Of a run with a cramp, headline, table and advice say it all.
		start := f.Rule == "pace/fast-first-mile" && f.State == analyze.Fired && s.Outcome == analyze.Cramped
		return (tip || start) && !p.Verbose
	})
}

// ledTo prints what may have led to a cramp or a slowdown, the surest evidence
// first. An even run has nothing to explain.
func (p *printer) ledTo(r *analyze.Result, s analyze.Story) {
	if s.Outcome == analyze.Even || s.Flagged && len(s.Led) == 0 {
		return
	}
	p.heading("", "What may have led to it")
	if len(s.Led) == 0 {
		for _, text := range nothingFound(r, s) {
			p.para("  ", "", text, "")
		}
		return
	}
	t := &table{cols: []column{{head: "Evidence"}, {head: "Found", flex: true, min: 24}, {head: "Rule"}}}
	for _, f := range s.Led {
		t.rows = append(t.rows, []string{string(f.Grade), p.Units.said(r, f), f.Rule})
	}
	if p.Width < ruleFrom && !p.Plain {
		t.cols = t.cols[:2]
		for i, row := range t.rows {
			t.rows[i] = []string{row[0], row[1] + " (" + row[2] + ")"}
		}
	}
	p.indented(t, func(row []string) string { return row[0] + ": " + row[1] })
	p.note(evidenceNote)
}

// evidenceNote explains the words for how sure research is.
const evidenceNote = "Evidence: how sure research is that the one can lead to the other, not how sure it is of this run."

// nothingFound says honestly that nothing was found, what was looked at and what
// was not known.
func nothingFound(r *analyze.Result, s analyze.Story) []string {
	var clear []string
	for _, f := range r.Findings {
		if f.State == analyze.Clear && slices.Contains(f.LedTo, s.Outcome) {
			clear = append(clear, lowerFirst(f.Row().Title))
		}
	}
	// each names what findings need or are silenced by, the same thing once.
	each := func(findings []*analyze.Finding, word func(analyze.WithheldBecause) string) string {
		var parts []string
		for _, f := range findings {
			if w := word(*f.Withheld); !slices.Contains(parts, w) {
				parts = append(parts, w)
			}
		}
		return strings.Join(parts, "; ")
	}
	text := "Nothing that crampcheck looks for was found before it."
	if why := each(s.Silenced, func(w analyze.WithheldBecause) string { return w.Reason }); why != "" {
		text = "Not all that crampcheck looks for is said here (" + why + ")."
	}
	if len(clear) > 0 {
		text += " Looked at and not found: " + strings.Join(clear, ", ") + "."
	}
	out := []string{text}
	if needs := each(s.Unknown, func(w analyze.WithheldBecause) string { return w.Needed }); needs != "" {
		out = append(out, "Not known, and worth having next time: "+needs+".")
	}
	return out
}

// nextTime prints the few recommendations for the next run.
func (p *printer) nextTime(rep *analyze.Report) {
	next := rep.Next()
	if p.Verbose {
		next = slices.DeleteFunc(slices.Clone(rep.Recommendations), func(rec analyze.Recommendation) bool {
			return strings.HasPrefix(rec.Rule, "safety/")
		})
	}
	if len(next) == 0 {
		return
	}
	p.heading("", "Next time")
	for i, rec := range next {
		do := p.Units.fill(rec.Finding.Told().Do, &rec.Finding)
		because := fmt.Sprintf("%s (%s, evidence %s)", rec.Finding.Row().Title, rec.Rule, rec.Grade)
		if p.Plain {
			p.record(fmt.Sprint(i+1), do, rec.Finding.Row().Title, rec.Rule, string(rec.Grade))
			continue
		}
		p.para(fmt.Sprintf("  %d  ", i+1), bold, do, "")
		p.para("     ", "", because, dim)
	}
	all := 0
	for _, rec := range rep.Recommendations {
		if !strings.HasPrefix(rec.Rule, "safety/") {
			all++
		}
	}
	if left := all - len(next); left > 0 && !p.Plain {
		p.para("     ", "", fmt.Sprintf("%d more with -v.", left), dim)
	}
}

// compared prints the run beside the runner's own earlier long ones.
func (p *printer) compared(rep *analyze.Report) {
	lines := p.Units.comparedLines(rep.Compared)
	if len(lines) == 0 {
		return
	}
	p.heading("", "Compared with your own runs")
	for _, l := range lines {
		p.para("  ", "", l, "")
	}
}

// comparedLines word a comparison by its counts, none for nil.
func (u Units) comparedLines(c *analyze.Compared) []string {
	if c == nil {
		return nil
	}
	var out []string
	if c.StartFrac.Known && c.Starts > 0 {
		out = append(out, fmt.Sprintf("First mile: %s, against %s in %s before (the median). A faster start than %d%sof them.",
			startWords(c.StartFrac.Value), startWords(c.UsualStartFrac.Value), plural(c.Starts, "long run", "long runs"), c.FasterThan, nbsp))
	}
	if c.FadeFrac.Known && c.Fades > 0 {
		out = append(out, fmt.Sprintf("Second half: %s than the first, against %s in %s before (the median).",
			slowerWords(c.FadeFrac.Value), slowerWords(c.UsualFadeFrac.Value), plural(c.Fades, "long run", "long runs")))
	}
	length := fmt.Sprintf("Longer in time than %d%sof %s before.", c.LongerThan, nbsp, plural(c.LongRuns, "long run", "long runs"))
	if c.LongestM.Known {
		length += fmt.Sprintf(" The longest run of the 30%sdays before was %s.", nbsp, u.distanceUnit(c.LongestM.Value))
	}
	out = append(out, length, fmt.Sprintf("A cramp was noted in %d%sof the %s before.", c.CrampRuns, nbsp, plural(c.LongRuns, "long run", "long runs")))
	return out
}

// slowerWords words a share by which a half was slower than another.
func slowerWords(frac float64) string {
	if frac < 0 {
		return percent(-frac) + " faster"
	}
	return percent(frac) + " slower"
}

// runSplits prints the splits and how their figures came about.
func (p *printer) runSplits(r *analyze.Result) {
	if len(r.SplitsMile) > 0 {
		p.heading("", "Splits")
		p.splits(r)
	} else {
		p.section = "Splits"
		p.line("")
	}
	p.clocks(r)
}

// notAssessed says in a line or two what could not be said and what it would
// take; all of it when asked for.
func (p *printer) notAssessed(r *analyze.Result) {
	if p.Verbose {
		p.heading("", "Not assessed")
		p.withheld(r)
		return
	}
	text := p.Units.withheldWords(r)
	if text == "" {
		return
	}
	p.section = "Not assessed"
	p.line("")
	p.para("", "", text+" All with -v.", dim)
}

// withheldWords sum up what was withheld, the most frequent reasons by name; ""
// for nothing.
func (u Units) withheldWords(r *analyze.Result) string {
	const named = 2 // reasons; more than two lines would not be read
	type group struct {
		reason, needed string
		n              int
		moot           bool // about cramps, of a run without one
	}
	var groups []group
	all := 0
	for _, f := range r.Findings {
		if f.State != analyze.Withheld {
			continue
		}
		all++
		i := slices.IndexFunc(groups, func(g group) bool { return g.reason == f.Withheld.Reason })
		if i < 0 {
			moot := len(r.Cramps) == 0 && strings.HasPrefix(f.Rule, "cramp/")
			groups = append(groups, group{f.Withheld.Reason, f.Withheld.Needed, 0, moot})
			i = len(groups) - 1
		}
		groups[i].n++
	}
	if all == 0 {
		return ""
	}
	slices.SortStableFunc(groups, func(a, b group) int {
		if a.moot != b.moot {
			return boolRank(a.moot) - boolRank(b.moot)
		}
		return b.n - a.n
	})
	var parts []string
	for _, g := range groups[:min(named, len(groups))] {
		parts = append(parts, fmt.Sprintf("%s (%d; needs %s)", g.reason, g.n, g.needed))
	}
	text := fmt.Sprintf("%s not assessed: %s", plural(all, "rule", "rules"), strings.Join(parts, ", "))
	if rest := len(groups) - named; rest > 0 {
		text += fmt.Sprintf(", and %s", plural(rest, "other reason", "other reasons"))
	}
	return text + "."
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// readAs tells what was doubtful about the file and its notes.
func (p *printer) readAs(rep *analyze.Report) {
	p.section = "File"
	for _, in := range rep.Inputs {
		if in.Reason != "" {
			p.line("")
			p.para("", "", fmt.Sprintf("%s was read with doubts (%s): %s.", in.File, in.Status, in.Detail), dim)
		}
	}
}
