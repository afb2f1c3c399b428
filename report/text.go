package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// Terminal colours, by meaning. Up, down and words carry the same meaning, so
// nothing is lost without them.
const (
	bold   = "1"
	dim    = "2"
	red    = "31"
	yellow = "33"
	cyan   = "36"
	purple = "35"
)

const (
	textMax   = 120 // cells: text never runs wider
	shownRecs = 5   // recommendations that a reader will still read
	visibleS  = 10  // s lost to a cramp: less is within the noise of pace
)

// cannotShow is the fixed line under every cramp.
const cannotShow = "The recording shows when, where and at what pace; it cannot show what brought a cramp on."

// printer writes a report as text for people.
type printer struct {
	Style
	b       strings.Builder
	section string // the heading, which begins every plain record
}

// text returns what was printed. All of it has been laid out.
func (p *printer) text() string {
	s := p.b.String()
	if p.ASCII {
		s = ascii(s)
	}
	if p.ASCII || p.Plain {
		s = plainBlanks(s)
	}
	return inert(s)
}

// command is what GitHub Actions takes for a command in a log: two colons at the
// begin of a line behind any white space, and anywhere the older form, which is
// also that of Azure Pipelines and TeamCity.
var command = late(`(?m)^[^\S\n]*::|##[A-Za-z]*\[`)

// inert writes lines so that a log of CI obeys none of them, whatever the names in
// them are.
func inert(s string) string {
	return command().ReplaceAllStringFunc(s, func(c string) string { return c[:len(c)-1] + " " + c[len(c)-1:] })
}

// writeText writes a report for a terminal or a file, without a line wider
// than the style's width where a table allows it.
func writeText(w io.Writer, r *analyze.Report, s Style) error {
	s.Width = min(s.Width, textMax)
	p := &printer{Style: s}
	runs := slices.DeleteFunc(slices.Clone(r.Runs), func(run *analyze.Result) bool { return !run.Run && !s.AllRuns })
	p.alarms(r)
	if s.Single && len(runs) == 1 {
		p.single(runs[0])
	} else {
		p.folder(runs)
	}
	if other := len(r.Runs) - len(runs); other > 0 {
		p.line("")
		p.para("", "", otherSports(other), "")
	}
	p.span(r)
	p.findings(runs)
	p.recommendations(r)
	p.inputs(r)
	if len(runs) > 0 {
		p.disclaimer(runs[0])
	}
	_, err := io.WriteString(w, p.text())
	return err
}

// otherSports says how many activities are no runs.
func otherSports(n int) string {
	return fmt.Sprintf("%s of other sports not judged (--sport all lists them).", plural(n, "activity", "activities"))
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// line prints a line as it is. A plain report has no empty ones.
func (p *printer) line(s string) {
	switch {
	case !p.Plain:
		p.b.WriteString(s + "\n")
	case s != "":
		p.record(s)
	}
}

// record prints a plain record behind the name of its section.
func (p *printer) record(fields ...string) {
	if p.section != "" {
		fields = append([]string{p.section}, fields...)
	}
	for i := range fields {
		fields[i] = strings.ReplaceAll(strings.TrimSpace(fields[i]), "\t", " ")
	}
	p.b.WriteString(strings.Join(fields, "\t") + "\n")
}

// words are a text as it is laid out.
func (p *printer) words(s string) string {
	if p.ASCII {
		return ascii(s)
	}
	return s
}

// heading prints a line in bold behind an empty one; label does not wrap.
func (p *printer) heading(label, s string) {
	if p.Plain {
		p.section = strings.TrimSpace(strings.TrimSpace(label) + " " + s)
		return
	}
	p.line("")
	p.para(label, bold, s, bold)
}

// color paints a text, where the style has colours.
func (p *printer) color(code, s string) string {
	if !p.Color || p.Plain || s == "" || code == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

// alarms prints before everything else what needs medical help.
func (p *printer) alarms(r *analyze.Report) {
	p.section = "Alarms"
	for _, a := range r.Alarms {
		label, color := "NOTE    ", yellow
		switch a.Finding.Severity {
		case analyze.Urgent:
			label, color = "URGENT  ", red
		case analyze.Warn:
			label, color = "WARNING ", red
		}
		text := p.Units.fill(a.Finding.Told().Say, &a.Finding)
		if a.Day != "" {
			text += " (" + a.Day + ")"
		}
		p.line("")
		p.para(label, color, text, bold)
	}
}

// severityColor is the colour of a severity, "" for none.
func severityColor(s analyze.Severity) string {
	switch s {
	case analyze.Urgent, analyze.Warn:
		return red
	case analyze.Notice:
		return yellow
	case analyze.Tip:
		return cyan
	}
	return dim
}

// folder prints the table of runs.
func (p *printer) folder(runs []*analyze.Result) {
	if len(runs) == 0 {
		p.line("No runs found.")
		return
	}
	p.heading("", plural(len(runs), "run", "runs"))
	p.section = "Runs"
	p.table(p.runTable(runs), func(row []string) string { return strings.Join(row, "  ") })
	p.para("", "", p.legend(runs), dim)
}

// runTable has one row per run.
func (p *printer) runTable(runs []*analyze.Result) *table {
	unit := "Miles"
	if p.Units == Km {
		unit = "Km"
	}
	t := &table{cols: []column{
		{head: "Date"},
		{head: "Run", flex: true, min: 14},
		{head: unit, right: true},
		{head: "Time", right: true},
		{head: "Pace", right: true, prio: 2},
		{head: p.firstMileHead(), right: true},
		{head: "Findings", prio: 1},
		{head: "Cramps", right: true},
	}}
	for _, r := range runs {
		t.rows = append(t.rows, []string{
			day(r), name(r), p.total(r), duration(r.ClockS()), p.averagePace(r),
			p.firstMile(r), severities(r), crampCount(r),
		})
	}
	t.paint = func(row, col int, line string) string {
		switch {
		case col == 5 && runs[row].FirstMile.Level == analyze.LevelStrong, col == 7 && len(runs[row].Cramps) > 0:
			return p.color(red, line)
		case col == 5 && runs[row].FirstMile.Level != analyze.LevelNone:
			return p.color(yellow, line)
		case col == 0:
			return p.color(dim, line)
		}
		return line
	}
	return t
}

func (p *printer) firstMileHead() string {
	if p.Units == Km {
		return "1.61 km"
	}
	return "Mile 1"
}

// table prints t, or one block a row where the width does not hold it.
func (p *printer) table(t *table, block func(row []string) string) {
	if p.Plain {
		p.records(t)
		return
	}
	if p.ASCII {
		t = t.with(ascii)
	}
	if s, ok := t.render(p.Width); ok {
		p.b.WriteString(s)
		return
	}
	for _, row := range t.rows {
		for _, line := range wrap(block(row), p.Width) {
			p.line(line)
		}
	}
}

// records prints the head and every row of t as a record.
func (p *printer) records(t *table) {
	heads := make([]string, len(t.cols))
	for i, c := range t.cols {
		heads[i] = c.head
	}
	p.record(heads...)
	for _, row := range t.rows {
		p.record(row...)
	}
	if t.foot != nil {
		p.record(t.foot...)
	}
}

// legend explains the signs that the table of runs uses.
func (p *printer) legend(runs []*analyze.Result) string {
	judged := slices.ContainsFunc(runs, func(r *analyze.Result) bool { return r.FirstMile.Level != analyze.LevelNone })
	text := p.firstMileHead() + ": seconds against the reference pace, − is faster; – not judged."
	if judged {
		text += " Too fast: ! notice, !! warn, !!! strong."
	}
	return text
}

func (p *printer) total(r *analyze.Result) string {
	if !r.DistanceM.Known {
		return missing
	}
	return p.Units.distance(r.DistanceM.Value)
}

func (p *printer) averagePace(r *analyze.Result) string {
	if !(r.DistanceM.Value > 0) {
		return missing
	}
	return p.Units.pace(r.ClockS() / r.DistanceM.Value)
}

// firstMile writes the first mile against its reference in seconds, with a mark
// for its level.
func (p *printer) firstMile(r *analyze.Result) string {
	f := r.FirstMile
	if f.Withheld != nil || !f.TimeS.Known {
		return missing
	}
	s := signed(f.TimeS.Value-f.ReferenceS.Value, 0) + nbsp + "s"
	switch f.Level {
	case analyze.LevelNotice:
		return s + " !"
	case analyze.LevelWarn:
		return s + " !!"
	case analyze.LevelStrong:
		return s + " !!!"
	}
	return s
}

// severities counts the fired findings of a run from notice up, and names the
// most severe.
func severities(r *analyze.Result) string {
	n, worst := 0, analyze.Notice
	for _, f := range r.Findings {
		if f.State != analyze.Fired || f.Told().Within != "" || f.Severity.Rank() < analyze.Notice.Rank() {
			continue
		}
		n++
		if f.Severity.Rank() > worst.Rank() {
			worst = f.Severity
		}
	}
	if n == 0 {
		return missing
	}
	if n == 1 {
		return string(worst)
	}
	return fmt.Sprintf("%s%s+%d", worst, nbsp, n-1)
}

func crampCount(r *analyze.Result) string {
	if len(r.Cramps) == 0 {
		return missing
	}
	return fmt.Sprint(len(r.Cramps))
}

// single prints one run in full: its facts and its splits.
func (p *printer) single(r *analyze.Result) {
	p.heading("", name(r))
	facts := append(p.facts(r), moment(r))
	p.para("", "", strings.Join(facts, " · "), "")
	p.answers(r)
	p.clocks(r)
	p.line("")
	p.splits(r)
}

// para wraps a text behind a label and paints label and lines apart, so that no
// colour runs across a line break.
func (p *printer) para(label, labelColor, text, textColor string) {
	if p.Plain && strings.TrimSpace(label) != "" {
		p.record(label, text)
		return
	}
	if p.Plain {
		p.line(text)
		return
	}
	label, text = p.words(label), p.words(text)
	pad := strings.Repeat(" ", cells(label))
	for i, line := range wrap(text, p.Width-cells(label)) {
		head := pad
		if i == 0 {
			head = p.color(labelColor, label)
		}
		p.line(head + p.color(textColor, line))
	}
}

// hang is the width of the labels under which findings hang.
const hang = 12

// item prints a text under a label of the findings' width.
func (p *printer) item(label, labelColor, text, textColor string) {
	p.para("  "+label+strings.Repeat(" ", max(hang-2-cells(label), 1)), labelColor, text, textColor)
}

// answers tells what the runner told the watch, and what the watch reckons.
func (p *printer) answers(r *analyze.Result) {
	var said []string
	if a := r.Answers.RPE; a.Known {
		said = append(said, "effort "+number(a.Value, 0)+" of 10")
	}
	if a := r.Answers.FeelFrac; a.Known {
		said = append(said, "felt "+percent(a.Value))
	}
	if a := r.Answers.FeelingOf5; a.Known {
		said = append(said, "felt "+number(a.Value, 0)+" of 5")
	}
	if len(said) > 0 {
		p.para("", "", "You told the watch: "+strings.Join(said, ", ")+".", dim)
	}
	if a := r.Answers.SweatLossML; a.Known {
		p.para("", "", "The watch estimates a sweat loss of "+p.Units.measure(analyze.Measure{Value: a.Value, Unit: analyze.ML})+
			" (unofficial: no verdict uses it).", dim)
	}
}

// clocks says which clock the times are on and shows the others where they
// differ by more than 1 %.
func (p *printer) clocks(r *analyze.Result) { p.para("", "", clockWords(r), dim) }

func clockWords(r *analyze.Result) string {
	const visible = 0.01
	text := "Times are on the " + r.Clock + " clock"
	if r.ElapsedS-r.TimerS > visible*r.ElapsedS {
		text += fmt.Sprintf(": elapsed %s, timer %s, moving %s", duration(r.ElapsedS), duration(r.TimerS), duration(r.MovingS))
	}
	if r.PausesFound && len(r.Pauses) > 0 {
		text += fmt.Sprintf("; %s found in gaps", plural(len(r.Pauses), "pause", "pauses"))
	}
	if r.Distance != "" {
		text += "; distance from the " + r.Distance
		if r.Distance == "positions" {
			text = strings.Replace(text, "the positions", "positions", 1)
		}
	}
	if r.ClimbM.Known {
		text += fmt.Sprintf("; climb by %s, counted from %s m", r.Elevation, number(r.ClimbStepM.Value, 0))
	}
	return text + "."
}

// splits prints the splits of a run in the runner's unit.
func (p *printer) splits(r *analyze.Result) {
	t := p.splitTable(r)
	if len(t.rows) == 0 {
		return
	}
	p.table(t, func(row []string) string { return strings.Join(row, " ") })
	if d := r.RowsS - r.TimerS; r.Clock == "timer" && slices.ContainsFunc(r.Notes, func(n parse.Note) bool { return n.Code == parse.TotalsDiffer }) {
		p.para("", "", fmt.Sprintf("The rows add up to %s; the device's timer says %s (%s apart).",
			duration(r.RowsS), duration(r.TimerS), span(max(d, -d))), dim)
	}
}

// splitTable holds the splits of a run in the runner's unit. The shown paces of
// full splits add up to the shown clock.
func (p *printer) splitTable(r *analyze.Result) *table {
	rows, unit := r.SplitsMile, "Mile"
	if p.Units == Km {
		rows, unit = r.SplitsKm, "Km"
	}
	t := &table{cols: []column{
		{head: unit, right: true},
		{head: "Pace", right: true},
		{head: "GAP", right: true, prio: 2},
		{head: "HR", right: true, prio: 3},
		{head: "Cadence", right: true, prio: 5},
		{head: "Climb", right: true, prio: 4},
		{head: "Clock", right: true},
		{head: "What", flex: true, min: 12},
	}}
	cum, shown := 0.0, int64(0)
	for _, s := range rows {
		cum += s.TimeS
		now := int64(cum + 0.5)
		label, pace := fmt.Sprint(s.N), duration(float64(now-shown))
		if s.Partial { // its pace is per full unit
			label = p.Units.distance(s.DistanceM)
		}
		if real := p.Units.pace(s.PaceSPerM()); s.Partial || real == missing {
			pace = real
		}
		t.rows = append(t.rows, []string{
			label, pace, p.maybePace(s.GAPSPerM),
			maybeNumber(s.HeartRateBPM, ""), maybeNumber(s.CadenceSPM, ""), maybeNumber(s.ClimbM, nbsp+"m"),
			duration(cum), p.splitEvents(r, s),
		})
		shown = now
	}
	t.foot = []string{
		p.total(r), p.averagePace(r), "", maybeNumber(r.HeartRateBPM, ""), maybeNumber(r.CadenceSPM, ""),
		maybeNumber(r.ClimbM, nbsp+"m"), duration(cum), "",
	}
	if !p.Plain {
		t.dropEmpty()
	}
	return t
}

// dropEmpty takes out columns in which nothing was recorded.
func (t *table) dropEmpty() {
	for i := len(t.cols) - 1; i >= 0; i-- {
		empty := !slices.ContainsFunc(t.rows, func(row []string) bool { return row[i] != missing && row[i] != "" })
		if !empty {
			continue
		}
		t.cols = slices.Delete(t.cols, i, i+1)
		for k := range t.rows {
			t.rows[k] = slices.Delete(t.rows[k], i, i+1)
		}
		if t.foot != nil {
			t.foot = slices.Delete(t.foot, i, i+1)
		}
	}
}

func (p *printer) maybePace(m analyze.Maybe) string {
	if !m.Known {
		return missing
	}
	return p.Units.pace(m.Value)
}

func maybeNumber(m analyze.Maybe, unit string) string {
	if !m.Known {
		return missing
	}
	return number(m.Value, 0) + unit
}

// splitEvents lists what happened in a split: pauses, cramps, drinks.
func (p *printer) splitEvents(r *analyze.Result, s analyze.Split) string {
	var parts []string
	if s.Paused {
		parts = append(parts, "pause")
	}
	in := func(m analyze.Maybe) bool {
		return m.Known && m.Value >= s.StartM && m.Value < s.StartM+s.DistanceM
	}
	for i, c := range r.Cramps {
		if in(c.DistanceM) {
			parts = append(parts, fmt.Sprintf("▲%d cramp %s%s", i+1, clock(c.AtS.Value), site(c)))
		}
	}
	return strings.Join(parts, ", ")
}

// site words where a cramp was and how bad.
func site(c analyze.Cramp) string {
	s := ""
	if c.Side != "" {
		s += " " + c.Side
	}
	if c.Muscle != "" && c.Side == "both" {
		s += " " + analyze.Plural(c.Muscle)
	} else if c.Muscle != "" {
		s += " " + c.Muscle
	}
	if c.Severity.Known {
		s += " " + number(c.Severity.Value, 0) + "/10"
	}
	return s
}

// findings prints what fired on each run that has anything, and its cramps.
func (p *printer) findings(runs []*analyze.Result) {
	for _, r := range runs {
		fired := p.shown(r)
		if len(fired) == 0 && len(r.Cramps) == 0 && len(r.Suggestions) == 0 && !p.Verbose {
			continue
		}
		if p.Single && len(runs) == 1 {
			p.heading("", "What happened")
		} else {
			p.heading(day(r)+"  ", name(r))
		}
		for _, f := range fired {
			p.finding(r, f)
		}
		for i, c := range r.Cramps {
			p.cramp(r, i, c)
		}
		for _, c := range r.Suggestions {
			p.suggestion(c)
		}
		if len(r.Cramps) > 0 {
			p.item("", "", cannotShow, dim)
		}
		if p.Verbose {
			p.placed(r)
		}
		p.withheld(r)
	}
}

// placed tells how each line of the notes was understood.
func (p *printer) placed(r *analyze.Result) {
	for _, n := range r.Placed {
		text := fmt.Sprintf("%s:%s %s, %s → %s the run", n.File, n.Pos, n.Kind, n.Written, n.When)
		if n.AtS.Known && n.When == "during" {
			text = fmt.Sprintf("%s:%s %s, %s → %s", n.File, n.Pos, n.Kind, n.Written, clock(n.AtS.Value))
		}
		if n.DistanceM.Known {
			text += ", " + p.Units.mark(n.DistanceM.Value)
		}
		if n.UncertaintyS.Value >= 1 {
			text += " ±" + span(n.UncertaintyS.Value)
		}
		p.item("note", dim, text, dim)
	}
}

// shown are the fired findings that the text shows, most severe first: tips
// and above, information too when it is asked for.
func (p *printer) shown(r *analyze.Result) []*analyze.Finding {
	var out []*analyze.Finding
	for i := range r.Findings {
		f := &r.Findings[i]
		switch {
		case f.Rule == "safety/disclaimer", f.Told().Within != "":
		case f.State == analyze.Fired && (f.Severity.Rank() >= analyze.Tip.Rank() || p.Verbose),
			f.State == analyze.Clear && f.Told().Say != "":
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b *analyze.Finding) int { return b.Severity.Rank() - a.Severity.Rank() })
	return out
}

// said words a finding, with what others of the run add to the same fact.
func (u Units) said(r *analyze.Result, f *analyze.Finding) string {
	said := u.fill(f.Told().Say, f)
	for i := range r.Findings {
		if part := &r.Findings[i]; part.Told().Within == f.Rule && part.Rule != "pace/mile-marker-check" {
			said += " " + u.fill(part.Told().Say, part)
		}
	}
	return said
}

// finding prints a finding, with what others of the run add to the same fact.
func (p *printer) finding(r *analyze.Result, f *analyze.Finding) {
	severity := f.Severity
	if f.State == analyze.Clear {
		severity = analyze.Info
	}
	body := fmt.Sprintf("%s (%s, evidence %s)", p.Units.said(r, f), f.Rule, f.Grade)
	if p.Verbose && f.Told().Unless != "" {
		body += " Silent if " + p.Units.fill(f.Told().Unless, f) + "."
	}
	p.item(string(severity), severityColor(severity), body, "")
}

// cramp prints one cramp over the data.
func (p *printer) cramp(r *analyze.Result, i int, c analyze.Cramp) {
	p.item(fmt.Sprintf("▲%d", i+1), red, p.crampText(r, c), "")
}

func (p *printer) suggestion(c analyze.Cramp) { p.item("?", dim, suggestionText(c), "") }

func suggestionText(c analyze.Cramp) string {
	when, way := "at no known moment", " from the recording ("+c.Source+"); note it as a cramp to count it"
	if c.Source == "csv" || c.Source == "yaml" {
		way = ", not counted until the ? is gone"
	}
	if c.AtS.Known {
		when = "at " + clock(c.AtS.Value)
	}
	return "cramp? " + when + site(c) + ": a suggestion" + way
}

func (p *printer) crampText(r *analyze.Result, c analyze.Cramp) string {
	if c.AfterFinish {
		return "cramp" + site(c) + " after the finish"
	}
	if !c.AtS.Known {
		return "cramp" + site(c) + ", moment not noted"
	}
	parts := []string{"cramp" + site(c) + " at " + clock(c.AtS.Value) + uncertainty(c)}
	if c.DistanceM.Known {
		parts[0] += ", " + p.Units.mark(c.DistanceM.Value)
	}
	if w := p.paceStory(c); w != "" {
		if s := r.Settled; s != nil && s.PaceSPerM.Known {
			w += " (settled " + p.Units.pace(s.PaceSPerM.Value) + ")"
		}
		parts = append(parts, w)
	}
	if h := p.heartStory(c); h != "" {
		parts = append(parts, h)
	}
	if c.StoppedS.Value >= 1 {
		parts = append(parts, "stopped "+span(c.StoppedS.Value))
	}
	if c.LostS.Value >= visibleS {
		parts = append(parts, "about "+span(c.LostS.Value)+" lost against the pace before")
	}
	if c.SinceDrinkS.Known {
		parts = append(parts, "last drink "+number(c.SinceDrinkS.Value/60, 0)+nbsp+"min before")
	}
	if c.FluidML.Known {
		so := p.Units.measure(analyze.Measure{Value: c.FluidML.Value, Unit: analyze.ML})
		if c.SodiumMG.Known {
			so += " and " + number(c.SodiumMG.Value, 0) + nbsp + "mg sodium"
		}
		parts = append(parts, so+" so far")
	}
	return strings.Join(parts, "; ")
}

func uncertainty(c analyze.Cramp) string {
	if c.UncertaintyS.Value < 1 {
		return ""
	}
	return " ±" + span(c.UncertaintyS.Value)
}

// paceStory words pace around a cramp: 10–5 and 5–0 minutes before, and after.
func (p *printer) paceStory(c analyze.Cramp) string {
	pace := func(w *analyze.Window) string {
		if w == nil || !w.PaceSPerM.Known {
			return missing
		}
		return p.Units.pace(w.PaceSPerM.Value)
	}
	a, b, after := pace(c.Before10To5), pace(c.Before5To0), pace(c.After5)
	if a == missing && b == missing && after == missing {
		return ""
	}
	s := fmt.Sprintf("pace %s then %s /%s in the 10 min before, %s after", a, b, p.Units, after)
	if w := c.Before5To0; w != nil && w.GradeFrac.Known && (w.GradeFrac.Value >= 0.02 || w.GradeFrac.Value <= -0.02) {
		s += ", on a grade of " + percent(w.GradeFrac.Value)
	}
	return s
}

func (p *printer) heartStory(c analyze.Cramp) string {
	if c.Before5To0 == nil || !c.Before5To0.HeartRateBPM.Known {
		return ""
	}
	s := "HR " + number(c.Before5To0.HeartRateBPM.Value, 0)
	if c.After5 != nil && c.After5.HeartRateBPM.Known {
		s += " then " + number(c.After5.HeartRateBPM.Value, 0)
	}
	return s
}

// withheld counts the verdicts that could not be given, and lists them with
// what each needs when asked for.
func (p *printer) withheld(r *analyze.Result) {
	n := 0
	for i := range r.Findings {
		f := &r.Findings[i]
		switch {
		case f.State == analyze.Withheld:
			n++
			if p.Verbose {
				reason := fmt.Sprintf("%s: not assessed: %s", f.Rule, f.Withheld.Reason)
				if m := f.Withheld.Measured; m != nil {
					reason += " (" + p.Units.measure(*m) + ")"
				}
				p.item(missing, dim, reason+"; needs "+f.Withheld.Needed, dim)
			}
		case f.State == analyze.Clear && f.Told().Say == "" && p.Verbose:
			p.item("ok", dim, f.Rule+": clear", dim)
		}
	}
	if n > 0 && !p.Verbose {
		p.item(missing, dim, plural(n, "rule", "rules")+" not assessed (-v says why)", dim)
	}
}

// recommendations prints the few that matter.
func (p *printer) recommendations(r *analyze.Report) {
	if len(r.Recommendations) == 0 {
		return
	}
	t := &table{boxed: true, cols: []column{
		{head: "#", right: true},
		{head: "Do this next time", flex: true, min: 24},
		{head: "Because", max: 24},
		{head: "Evidence"},
	}}
	recs := slices.DeleteFunc(slices.Clone(r.Recommendations), func(rec analyze.Recommendation) bool {
		return strings.HasPrefix(rec.Rule, "safety/") // they stand above everything else
	})
	if len(recs) == 0 {
		return
	}
	for i, rec := range recs {
		if i == shownRecs && !p.Verbose {
			break
		}
		t.rows = append(t.rows, []string{
			fmt.Sprint(i + 1), p.Units.fill(rec.Finding.Told().Do, &rec.Finding), p.because(rec, r), string(rec.Grade),
		})
	}
	p.heading("", "Next time")
	p.table(t, func(row []string) string {
		return fmt.Sprintf("%s  %s (%s; evidence %s)", row[0], row[1], row[2], row[3])
	})
	if left := len(recs) - len(t.rows); left > 0 {
		p.line(p.color(dim, fmt.Sprintf("%d more with -v.", left)))
	}
}

// because says what was found, and in how many of the runs.
func (p *printer) because(rec analyze.Recommendation, r *analyze.Report) string {
	runs := 0
	for _, run := range r.Runs {
		if run.Run {
			runs++
		}
	}
	if runs == 1 {
		return rec.Finding.Row().Title
	}
	return fmt.Sprintf("%s: %d%sof %d%sjudged, last %s", rec.Finding.Row().Title, len(rec.Runs), nbsp, rec.Judged, nbsp, day(rec.Run))
}

// inputs lists the files that were not read whole and clean, by what became of
// them.
func (p *printer) inputs(r *analyze.Report) {
	c := r.Count()
	if c.Found == c.OK && !p.Verbose {
		return
	}
	p.heading("", fmt.Sprintf("%s: %d ok, %d warned, %d partial, %d duplicate, %d skipped",
		plural(c.Found, "file", "files"), c.OK, c.Warned, c.Partial, c.Duplicate, c.Skipped))
	p.section = "Files"
	for _, s := range []parse.Status{parse.Warned, parse.Partial, parse.Duplicate, parse.Skipped} {
		for _, in := range r.Inputs {
			if in.Status == s {
				p.item(string(in.Status), "", fmt.Sprintf("%s  %s: %s", in.File, in.Reason, in.Detail), "")
			}
		}
	}
}

func (p *printer) disclaimer(r *analyze.Result) {
	f := r.Finding("safety/disclaimer")
	p.section = "About"
	p.line("")
	p.para("", "", p.Units.fill(f.Told().Say, f), dim)
}

// NoteError words a note that could not be used, with its place, its line and a
// caret under the column.
func NoteError(e parse.NoteError) string {
	kind := "error"
	if e.Warning {
		kind = "warning"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s: %s\n", place(e), kind, e.Text)
	if e.Line != "" && !e.Warning {
		no := fmt.Sprint(e.Pos.Line)
		fmt.Fprintf(&b, "  %s | %s\n", no, e.Line)
		if e.Pos.Column > 0 {
			before := []rune(e.Line)
			before = before[:min(e.Pos.Column-1, len(before))]
			fmt.Fprintf(&b, "  %s | %s^\n", strings.Repeat(" ", len(no)), strings.Repeat(" ", cells(string(before))))
		}
	}
	return inert(b.String())
}
