package report

import (
	"io"
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
	p.span(r)
	p.inputs(r)
	for _, run := range r.Runs {
		if run.Run {
			p.disclaimer(run)
			break
		}
	}
	_, err := io.WriteString(w, p.text())
	return err
}

// passages prints the words of the history.
func (p *printer) passages(all []passage) {
	for _, s := range all {
		switch s.Kind {
		case aside:
			p.para("", "", s.Text, dim)
		case alarm:
			p.para("", red, s.Text, red)
		case item:
			p.para("  ", "", s.Text, "")
		case apart:
			p.line("")
			p.para("", "", s.Text, "")
		default:
			p.para("", "", s.Text, "")
		}
	}
}

// historyCounts says how many runs and cramps there are, and how often that is.
func (p *printer) historyCounts(h *analyze.CrampHistory) {
	p.heading("", countsHead)
	p.passages(countsWords(h))
}

// historyCurve draws how many runs were still without a cramp, and lists the
// steps.
func (p *printer) historyCurve(h *analyze.CrampHistory) {
	if !hasCurve(h) {
		p.passages(noCurveWords(h))
		return
	}
	p.heading("", curveHead)
	if !p.NoChart && !p.Plain {
		p.blocks(h)
	}
	t := &table{cols: []column{
		{head: "At", right: true},
		{head: "Under way", right: true},
		{head: "Cramps since", right: true},
		{head: "Still without", right: true},
		{head: "95" + nbsp + "% interval"},
	}}
	for _, r := range curveRows(h) {
		t.rows = append(t.rows, []string{r.At, r.UnderWay, r.Cramps, r.Free, r.Interval})
	}
	p.table(t, func(row []string) string { return strings.Join(row, "  ") })
	p.passages(curveWords(h))
}

// blocks draws the curve in eighths of a cell.
func (p *printer) blocks(h *analyze.CrampHistory) {
	const rows, most, label = 5, 60, 6 // cells

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
	p.heading("", exposuresHead)
	p.passages(exposureIntro(h))
	if rows := exposureRows(h); len(rows) > 0 {
		p.exposureTable(rows)
	}
	p.passages(exposureNotes(h))
}

// exposureTable prints the exposures with what may be said of each.
func (p *printer) exposureTable(rows []exposureRow) {
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
	for _, r := range rows {
		t.rows = append(t.rows, []string{r.What, r.Cramps, r.Others, r.Unknown, r.Ratio, r.Interval, r.AtBest, r.Q, r.Verdict})
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
}

// historyFinish tells what changes with the cramps after the finish.
func (p *printer) historyFinish(h *analyze.CrampHistory) { p.passages(finishWords(h)) }

// historyWithin tells the comparison within the runs with cramps.
func (p *printer) historyWithin(h *analyze.CrampHistory) {
	if words := withinWords(h); len(words) > 0 {
		p.heading("", withinHead)
		p.passages(words)
	}
}

// historySites tells which muscles cramped.
func (p *printer) historySites(h *analyze.CrampHistory) {
	if words := siteWords(h.Sites); len(words) > 0 {
		p.heading("", sitesHead)
		p.passages(words)
	}
}

// historyHabits tells the runner's own ways and the verdicts over several runs.
func (p *printer) historyHabits(h *analyze.CrampHistory) {
	if words := p.Units.habitWords(h); len(words) > 0 {
		p.heading("", habitsHead)
		p.passages(words)
	}
}

// historyLimits says what no history of one runner can show, and what could.
func (p *printer) historyLimits(h *analyze.CrampHistory) { p.passages(limitWords(h)) }
