package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"crampcheck/analyze"
)

// How the picture of a run is drawn (interface: "The terminal chart"); the
// numbers that it does not give are our own choice.
const (
	chartGutter = 7 // cells before the picture, for labels
	chartLeast  = 20
	fastRows    = 2  // rows above the line
	slowRows    = 4  // rows below it
	fastMileS   = 40 // s/mi that a row above stands for
	slowMileS   = 60 // s/mi that a row below stands for
	fastKmS     = 25 // s/km, the same in the other unit, as round
	slowKmS     = 40 // s/km
	leastBPM    = 20 // bpm that the heart rate's row spans at least
	leastHillM  = 20 // m that the hills' row spans at least
	tickGap     = 3  // cells between two labels of the time axis
)

// eighths fill a cell from below, halves from above.
var (
	eighths = []rune(" ▁▂▃▄▅▆▇█")
	halves  = []rune(" ▀█")
)

// chartLine is one line of the picture: a label, and a row of cells.
type chartLine struct {
	label string
	joint rune // between label and row: the axis, or a blank
	row   string
	color string
}

// chart draws the run width cells wide, nil where there is nothing to draw or no
// room for it.
func (u Units) chart(r *analyze.Result, width int) []chartLine {
	n := width - chartGutter
	if r.Trace == nil || n < chartLeast || len(r.Trace.Steps) < 2 {
		return nil
	}
	bins := r.Trace.Bins(n)
	out := u.paceRows(r.Trace, bins)
	for _, s := range []chartLine{
		{label: "HR", row: spark(bins, leastBPM, func(s analyze.Step) analyze.Maybe { return s.HeartRateBPM }), color: purple},
		{label: "hills", row: spark(bins, leastHillM, func(s analyze.Step) analyze.Maybe { return s.ElevationM }), color: dim},
		{label: "drink", row: drinkRow(r, n), color: cyan},
		{label: "cramp", row: crampRow(r, n), color: red},
	} {
		if strings.TrimSpace(s.row) != "" {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return append(out, chartLine{row: timeAxis(lastS(r.Trace), n), color: dim})
}

// lastS is the elapsed time at the end of a trace, in s.
func lastS(t *analyze.Trace) float64 { return t.Steps[len(t.Steps)-1].TimeS }

// rowS returns what a row above and one below the line stand for, in seconds per
// unit.
func (u Units) rowS() (fastS, slowS int) {
	if u == Km {
		return fastKmS, slowKmS
	}
	return fastMileS, slowMileS
}

// paceRows draws pace against the reference: faster in eighths above the line,
// slower in halves below it, nothing where pace is not known or the timer stood.
func (u Units) paceRows(t *analyze.Trace, bins []analyze.Step) []chartLine {
	known := slices.ContainsFunc(bins, func(s analyze.Step) bool { return s.SpeedMPS.Known })
	if !t.RefSPerM.Known || !known {
		return nil
	}
	fastS, slowS := u.rowS()
	up, down := make([]int, len(bins)), make([]int, len(bins))
	for i, s := range bins {
		up[i], down[i] = u.levels(t.RefSPerM.Value, s.SpeedMPS)
	}
	var out []chartLine
	for row := fastRows - 1; row >= 0; row-- {
		out = append(out, chartLine{row: blockRow(up, row, eighths), color: yellow})
	}
	out[0].label = duration(-float64(fastRows * fastS))
	line := chartLine{u.pace(t.RefSPerM.Value), '┼', strings.Repeat("─", len(bins)), ""}
	out = append(out, line)
	for row := range slowRows {
		l := chartLine{row: blockRow(down, row, halves), color: cyan}
		if row%2 == 1 {
			l.label = "+" + duration(float64((row+1)*slowS))
		}
		out = append(out, l)
	}
	return out
}

// levels returns how far a speed reaches above the line, in eighths of a row,
// and below it, in halves; at most one of the two is not 0. Standing reaches as
// far down as there are rows.
func (u Units) levels(refSPerM float64, speed analyze.Maybe) (up, down int) {
	if !speed.Known {
		return 0, 0
	}
	fastS, slowS := u.rowS()
	if speed.Value <= 0 {
		return 0, slowRows * (len(halves) - 1)
	}
	slowerS := (1/speed.Value - refSPerM) * u.lengthM()
	level := func(s float64, rowS, steps, rows int) int {
		return int(min(math.Floor(s/float64(rowS)*float64(steps)+0.5), float64(rows*steps)))
	}
	if slowerS < 0 {
		return level(-slowerS, fastS, len(eighths)-1, fastRows), 0
	}
	return 0, level(slowerS, slowS, len(halves)-1, slowRows)
}

// blockRow draws one row of levels, counted from the line outwards.
func blockRow(levels []int, row int, blocks []rune) string {
	steps := len(blocks) - 1
	var b strings.Builder
	for _, l := range levels {
		b.WriteRune(blocks[min(max(l-row*steps, 0), steps)])
	}
	return b.String()
}

// spark draws one column between its lowest and highest value in a single row;
// they are at least least apart, so that a steady run looks steady.
func spark(bins []analyze.Step, least float64, of func(analyze.Step) analyze.Maybe) string {
	lo, hi, ok := reach(bins, of)
	if !ok {
		return ""
	}
	if hi-lo < least {
		middle := (lo + hi) / 2
		lo, hi = middle-least/2, middle+least/2
	}
	var b strings.Builder
	for _, s := range bins {
		v := of(s)
		if !v.Known {
			b.WriteRune(' ')
			continue
		}
		level := 1 + int((v.Value-lo)/(hi-lo)*float64(len(eighths)-1))
		b.WriteRune(eighths[min(level, len(eighths)-1)])
	}
	return b.String()
}

// reach returns the lowest and the highest known value of a column; ok is false
// without any.
func reach(bins []analyze.Step, of func(analyze.Step) analyze.Maybe) (lo, hi float64, ok bool) {
	for _, s := range bins {
		v := of(s)
		switch {
		case !v.Known:
		case !ok:
			lo, hi, ok = v.Value, v.Value, true
		default:
			lo, hi = min(lo, v.Value), max(hi, v.Value)
		}
	}
	return lo, hi, ok
}

// column returns the cell of a moment in a row of n over a run of totalS, and
// whether the moment lies in the run.
func cellOf(atS, totalS float64, n int) (int, bool) {
	if !(atS >= 0 && atS <= totalS) || totalS <= 0 {
		return 0, false
	}
	return min(int(atS/totalS*float64(n)), n-1), true
}

// drinkRow marks drinks, with another sign those with sodium.
func drinkRow(r *analyze.Result, n int) string {
	row := []rune(strings.Repeat(" ", n))
	for _, e := range r.Intake.Events {
		sign := drinkSign(e)
		at, in := cellOf(e.AtS.Value, lastS(r.Trace), n)
		if sign == 0 || !e.AtS.Known || !in || row[at] == salted {
			continue
		}
		row[at] = sign
	}
	return string(row)
}

// The signs of a drink and of one with sodium.
const (
	drunk  = '○'
	salted = '◆'
)

// drinkSign is the sign of what was taken, 0 for food.
func drinkSign(e analyze.IntakeEvent) rune {
	switch {
	case e.When != "during":
		return 0
	case e.SodiumMG.Value > 0, e.Kind == "sodium":
		return salted
	case e.Kind == "drink":
		return drunk
	}
	return 0
}

// crampRow marks the cramps with their numbers, and suggestions with a question
// mark. A mark with no room of its own moves aside; where there is no room for
// all numbers, the signs stand alone.
func crampRow(r *analyze.Result, n int) string {
	type mark struct {
		at   int
		text string
	}
	var marks []mark
	for i, c := range r.Cramps {
		if at, in := cellOf(c.AtS.Value, lastS(r.Trace), n); in && c.AtS.Known {
			marks = append(marks, mark{at, fmt.Sprintf("▲%d", i+1)})
		}
	}
	slices.SortStableFunc(marks, func(a, b mark) int { return a.at - b.at })
	row := []rune(strings.Repeat(" ", n))
	for _, c := range r.Suggestions {
		if at, in := cellOf(c.AtS.Value, lastS(r.Trace), n); in && c.AtS.Known {
			row[at] = '?'
		}
	}
	total := 0
	for _, m := range marks {
		total += cells(m.text)
	}
	if total > n {
		for _, m := range marks {
			row[m.at] = '▲'
		}
		return string(row)
	}
	free := 0
	for i := range marks { // to the right of the mark before
		marks[i].at = max(marks[i].at, free)
		free = marks[i].at + cells(marks[i].text)
	}
	free = n
	for i := len(marks) - 1; i >= 0; i-- { // and back into the picture
		marks[i].at = min(marks[i].at, free-cells(marks[i].text))
		free = marks[i].at
	}
	for _, m := range marks {
		copy(row[m.at:], []rune(m.text))
	}
	return string(row)
}

// timeAxis writes hours and minutes under the picture, as many as have room.
func timeAxis(totalS float64, n int) string {
	row := []rune(strings.Repeat(" ", n))
	label := func(s float64) string { return fmt.Sprintf("%d:%02d", int(s)/3600, int(s)/60%60) }
	wide := len(label(totalS)) + tickGap
	stepS := 60.0
	for _, s := range []float64{60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400} {
		stepS = s
		if s/totalS*float64(n) >= float64(wide) {
			break
		}
	}
	for s := 0.0; s <= totalS; s += stepS {
		text := label(s)
		at := int(s / totalS * float64(n))
		if s > 0 {
			at -= len(text) / 2
		}
		if at+len(text) <= n {
			copy(row[at:], []rune(text))
		}
	}
	return string(row)
}

// head is what stands before the row of a line.
func (l chartLine) head() string {
	joint := " "
	if l.joint != 0 {
		joint = string(l.joint)
	}
	return strings.Repeat(" ", max(chartGutter-2-cells(l.label), 0)) + l.label + " " + joint
}

// text is the line without colour.
func (l chartLine) text() string { return strings.TrimRight(l.head()+l.row, " ") }

// chart prints the picture and what its signs mean.
func (p *printer) chart(r *analyze.Result) {
	if p.NoChart || p.Plain {
		return
	}
	lines := p.Units.chart(r, p.Width)
	if lines == nil {
		return
	}
	p.line("")
	for _, l := range lines {
		row := strings.TrimRight(l.row, " ")
		head := l.head()
		if row == "" {
			head = strings.TrimRight(head, " ")
		}
		p.line(p.color(dim, head) + p.color(l.color, row))
	}
	for _, s := range p.Units.chartLegend(r, lines) {
		p.para(strings.Repeat(" ", chartGutter), "", s, dim)
	}
}

// chartLegend says what the lines of a picture mean.
func (u Units) chartLegend(r *analyze.Result, lines []chartLine) []string {
	has := func(label string) bool {
		return slices.ContainsFunc(lines, func(l chartLine) bool { return l.label == label })
	}
	row := func(label string) string {
		for _, l := range lines {
			if l.label == label {
				return l.row
			}
		}
		return ""
	}
	var out []string
	if lines[0].label != "" && lines[0].color == yellow {
		out = append(out, fmt.Sprintf("above the line: faster than %s of %s, below: slower", lineName(r.Trace.Reference), u.paceUnit(r.Trace.RefSPerM.Value)))
	}
	var signs []string
	if strings.ContainsRune(row("drink"), drunk) {
		signs = append(signs, "○"+nbsp+"drink")
	}
	if strings.ContainsRune(row("drink"), salted) {
		signs = append(signs, "◆"+nbsp+"with"+nbsp+"sodium")
	}
	if strings.ContainsRune(row("cramp"), '▲') {
		signs = append(signs, "▲"+nbsp+"cramp")
	}
	if strings.ContainsRune(row("cramp"), '?') {
		signs = append(signs, "?"+nbsp+"cramp"+nbsp+"suggested")
	}
	if lo, hi, ok := reach(r.Trace.Steps, func(s analyze.Step) analyze.Maybe { return s.HeartRateBPM }); ok && has("HR") {
		signs = append(signs, "HR"+nbsp+number(lo, 0)+nbsp+"to"+nbsp+number(hi, 0))
	}
	if lo, hi, ok := reach(r.Trace.Steps, func(s analyze.Step) analyze.Maybe { return s.ElevationM }); ok && has("hills") {
		signs = append(signs, "hills"+nbsp+"over"+nbsp+number(hi-lo, 0)+nbsp+"m")
	}
	if len(signs) > 0 {
		out = append(out, strings.Join(signs, " · "))
	}
	return out
}

// lineName is what the line of a picture stands for.
func lineName(ref analyze.Reference) string {
	if ref == analyze.RefRest {
		return "the pace of the rest of the run"
	}
	return owned(ref)
}
