package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"crampcheck/analyze"
)

// The picture of a run: panels one below the other over the elapsed clock.
// Inside a panel x is seconds and y is pixels down; the browser stretches x.
const (
	paceHigh   = 250.0 // px
	otherHigh  = 84.0  // px of the panels of heart rate and elevation
	panelTop   = 20.0  // px kept free for the labels on top of a panel
	panelFoot  = 6.0   // px kept free below
	slowMost   = 1.75  // of the reference pace: slower is drawn at the foot
	slowLeast  = 1.15  // of it: the panel reaches at least that far
	fastLeast  = 0.92  // of it: and at least that far up
	fastMost   = 0.5   // of it: faster is drawn at the top
	trimFast   = 0.01  // of the steps that do not stretch the panel of pace upwards
	trimFlat   = 0.05  // of them that grade-adjusted pace may leave at the top
	trimSlow   = 0.03  // of them that stops and walks may leave at the foot
	drawnWide  = 970.0 // px that a panel is wide on a desk
	printWide  = 770.0 // px that it is wide on paper
	phoneWide  = 236.0 // px that it is wide on the narrowest phone
	letterWide = 7.3   // px of a letter of a label
	pinWide    = 18.0  // px of a pin
	pinRow     = 19.0  // px between two rows of pins
)

// scale maps values of a panel to pixels: lo to the foot, hi to the top. For
// pace lo is the slower one, so that faster is up.
type scale struct{ lo, hi, top, foot float64 }

// at returns the pixel of v, kept inside the panel.
func (s scale) at(v float64) float64 {
	y := s.foot + (v-s.lo)/(s.hi-s.lo)*(s.top-s.foot)
	return min(max(y, min(s.top, s.foot)), max(s.top, s.foot))
}

// coordinate writes a coordinate with one decimal at most, as SVG reads it.
func coordinate(v float64) string {
	s := strconv.FormatFloat(v, 'f', 1, 64)
	s = strings.TrimSuffix(s, ".0")
	if s == "-0" {
		return "0"
	}
	return s
}

// point is a place in a panel.
type point struct{ x, y float64 }

// polyline writes the data of a path through points.
func polyline(points []point) string {
	var b strings.Builder
	for i, p := range points {
		b.WriteByte("ML"[min(i, 1)])
		b.WriteString(coordinate(p.x) + " " + coordinate(p.y))
	}
	return b.String()
}

// band writes the closed path between a line and a level.
func band(points []point, y float64) string {
	if len(points) < 2 {
		return ""
	}
	return polyline(points) + "L" + coordinate(points[len(points)-1].x) + " " + coordinate(y) +
		"L" + coordinate(points[0].x) + " " + coordinate(y) + "Z"
}

// linesOf returns the runs of neighbouring steps of which a value is known, as
// points.
func linesOf(steps []analyze.Step, value func(analyze.Step) analyze.Maybe, s scale) [][]point {
	var out [][]point
	var line []point
	for _, st := range steps {
		v := value(st)
		if !v.Known {
			if len(line) > 0 {
				out = append(out, line)
			}
			line = nil
			continue
		}
		line = append(line, point{st.TimeS, s.at(v.Value)})
	}
	if len(line) > 0 {
		out = append(out, line)
	}
	return out
}

// tick is a mark on an axis: at a share of the width or a pixel of the height.
type tick struct {
	AtS   string // s, for the script
	X     string // percent of the width
	Y     string // px
	TextY string // px of the label's foot
	Label string
	Left  bool // the label stands on its left
	Wide  bool // a phone has no room for it
}

// mark is something that happened at a moment.
type mark struct {
	tick
	Kind  string // cramp, drink, sodium, food
	N     int
	Title string
	Short bool // there is no room for its label
	Desk  bool // there is room on a desk alone
	Small bool // there is no room for its number
	at    float64
	row   int
}

// panel is one curve over time.
type panel struct {
	Name, Title, Desc string
	High              string
	Lines             []string // path data
	Ticks             []tick
}

// chartView is the picture of a run as the page's template draws it.
type chartView struct {
	TotalS     string
	Pace       *panel
	Adjusted   []string // path data of grade-adjusted pace
	Bands      []string // between pace and reference
	RefY       string   // px
	refY       float64
	RefLabelY  string
	RefLabel   string
	FasterKey  string
	SlowerKey  string
	First      *stretchView
	FirstLabel string
	FirstMore  string // the rest of the label, where there is room
	FirstY     string // px
	Pauses     []stretchView
	Heart      *panel
	Hills      *panel
	HillAreas  []string
	Long       *tick
	Cramps     []mark
	Intake     []mark
	Kinds      map[string]bool // what Intake holds
	Times      []tick
	Marks      []tick
	MarkName   string
	Zooms      []zoom
	Missing    []string // what was not recorded, in words
}

type stretchView struct{ FromS, ToS, X, Width string }

type zoom struct {
	Label    string
	From, To string // s
}

// picture draws a run; nil without a trace.
func (u Units) picture(r *analyze.Result) *chartView {
	tr := r.Trace
	if tr == nil || len(tr.Steps) < 2 {
		return nil
	}
	total := tr.Steps[len(tr.Steps)-1].TimeS
	c := &chartView{TotalS: coordinate(total)}
	x := func(s float64) string { return share(s / total) }
	u.pacePanel(c, r, total)
	c.heartPanel(tr)
	c.hillPanel(tr, r, u)
	c.noRoute(tr)
	for _, p := range r.Pauses {
		c.Pauses = append(c.Pauses, stretchView{coordinate(p.StartS), coordinate(p.EndS), x(p.StartS), x(p.EndS - p.StartS)})
	}
	if tr.LongAtS.Known {
		c.Long = &tick{AtS: coordinate(tr.LongAtS.Value), X: x(tr.LongAtS.Value), Left: tr.LongAtS.Value > 0.78*total}
	}
	c.cramps(r, total, x)
	if tr.FirstFromS.Known && tr.FirstToS.Known {
		c.firstMile(r, u, total, x)
	}
	c.intake(r, x)
	c.axis(tr, u, total, x)
	c.zooms(r, total)
	return c
}

// firstMile marks the first mile. Its label makes room for the pins.
func (c *chartView) firstMile(r *analyze.Result, u Units, total float64, x func(float64) string) {
	from, to := r.Trace.FirstFromS.Value, r.Trace.FirstToS.Value
	c.First = &stretchView{coordinate(from), coordinate(to), x(from), x(to - from)}
	f := r.FirstMile
	c.FirstLabel = strings.ToLower(u.firstMileShort()) + " " + duration(f.TimeS.Value)
	if d := f.ReferenceS.Value - f.TimeS.Value; f.Level != analyze.LevelNone {
		c.FirstMore = ", " + span(d) + " fast"
	}
	const top, foot, reach = 12.0, 222.0, 120.0 // px, px, px that a pin's own label may reach to its left
	wide := max(float64(cells(c.FirstLabel))*letterWide/phoneWide, (float64(cells(c.FirstLabel+c.FirstMore))*letterWide+reach)/drawnWide)
	c.FirstY = coordinate(top)
	for _, cr := range r.Cramps {
		if at := cr.AtS.Value; cr.AtS.Known && at > from-0.1*total && at < from+(wide+0.05)*total {
			c.FirstY = coordinate(foot)
		}
	}
}

// firstMileShort is what the first mile is called where room is scarce.
func (u Units) firstMileShort() string {
	if u == Km {
		return "First 1.61" + nbsp + "km"
	}
	return "Mile" + nbsp + "1"
}

// share writes a part of the width in percent.
func share(frac float64) string { return strconv.FormatFloat(frac*100, 'f', 2, 64) + "%" }

// pacePanel draws pace against the reference.
func (u Units) pacePanel(c *chartView, r *analyze.Result, total float64) {
	tr := r.Trace
	pace := func(s analyze.Step) analyze.Maybe { return paceOf(s.SpeedMPS) }
	flat := func(s analyze.Step) analyze.Maybe { return paceOf(s.FlatMPS) }
	if !tr.RefSPerM.Known || !slices.ContainsFunc(tr.Steps, func(s analyze.Step) bool { return s.SpeedMPS.Known }) {
		c.Missing = append(c.Missing, "No distance was recorded, so there is no pace.")
		return
	}
	ref := tr.RefSPerM.Value
	fast, slow := spread(tr.Steps, pace, trimFast, trimSlow)
	if r.ClimbM.Known {
		if flatFast, _ := spread(tr.Steps, flat, trimFlat, trimFlat); flatFast > 0 {
			fast = min(fast, flatFast)
		}
	}
	sc := scale{
		lo: min(max(slow, ref*slowLeast), ref*slowMost), hi: max(min(fast, ref*fastLeast), ref*fastMost),
		top: panelTop, foot: paceHigh - panelFoot,
	}
	c.Pace = &panel{Name: "pace", Title: "Pace over time", High: coordinate(paceHigh), Desc: u.paceDesc(r)}
	for _, line := range linesOf(tr.Steps, pace, sc) {
		c.Pace.Lines = append(c.Pace.Lines, polyline(line))
		c.Bands = append(c.Bands, band(line, sc.at(ref)))
	}
	c.Bands = slices.DeleteFunc(c.Bands, func(s string) bool { return s == "" })
	if r.ClimbM.Known {
		for _, line := range linesOf(tr.Steps, flat, sc) {
			c.Adjusted = append(c.Adjusted, polyline(line))
		}
	}
	c.refY = sc.at(ref)
	c.RefY, c.RefLabelY = coordinate(c.refY), coordinate(c.refY-5)
	name := referenceName(tr.Reference)
	c.RefLabel = name + " " + u.paceUnit(ref)
	c.FasterKey, c.SlowerKey = "faster than "+lineName(tr.Reference), "slower"
	for _, v := range ticksBetween(sc.hi*u.lengthM(), sc.lo*u.lengthM(), []float64{5, 10, 15, 30, 60, 120, 300}, 6) {
		y := sc.at(v / u.lengthM())
		c.Pace.Ticks = append(c.Pace.Ticks, tick{Y: coordinate(y), TextY: coordinate(y + 4), Label: duration(v)})
	}
}

// paceOf turns speed into pace; a stop is slower than any panel shows.
func paceOf(speedMPS analyze.Maybe) analyze.Maybe {
	if !speedMPS.Known {
		return speedMPS
	}
	return analyze.Maybe{Value: 1 / max(speedMPS.Value, 0.01), Known: true}
}

// spread returns the lowest and highest value but for a share of the steps at
// either end, which a lost satellite or a stop makes; 0, 0 where none is known.
func spread(steps []analyze.Step, value func(analyze.Step) analyze.Maybe, trimLow, trimHigh float64) (lo, hi float64) {
	var all []float64
	for _, s := range steps {
		if v := value(s); v.Known {
			all = append(all, v.Value)
		}
	}
	if len(all) == 0 {
		return 0, 0
	}
	slices.Sort(all)
	last := len(all) - 1
	return all[int(trimLow*float64(last))], all[last-int(trimHigh*float64(last))]
}

// ticksBetween returns round values between lo and hi: multiples of the smallest
// of steps that gives no more than most of them.
func ticksBetween(lo, hi float64, steps []float64, most int) []float64 {
	for _, step := range steps {
		var out []float64
		for v := math.Ceil(lo/step) * step; v <= hi; v += step {
			out = append(out, v)
		}
		if len(out) <= most {
			return out
		}
	}
	return nil
}

// paceDesc tells the curve in words, for those who do not see it.
func (u Units) paceDesc(r *analyze.Result) string {
	splits, unit := r.SplitsMile, "mile"
	if u == Km {
		splits, unit = r.SplitsKm, "kilometre"
	}
	if len(splits) == 0 {
		return "Pace over the run."
	}
	fast, slow := splits[0], splits[0]
	for _, s := range splits {
		if s.Partial {
			continue
		}
		if s.PaceSPerM() < fast.PaceSPerM() {
			fast = s
		}
		if s.PaceSPerM() > slow.PaceSPerM() {
			slow = s
		}
	}
	return fmt.Sprintf("The fastest %s was number %d in %s, the slowest number %d in %s, against %s of %s.",
		unit, fast.N, u.pace(fast.PaceSPerM()), slow.N, u.pace(slow.PaceSPerM()),
		referenceName(r.Trace.Reference), u.paceUnit(r.Trace.RefSPerM.Value))
}

// heartPanel draws the heart rate.
func (c *chartView) heartPanel(tr *analyze.Trace) {
	value := func(s analyze.Step) analyze.Maybe { return s.HeartRateBPM }
	lo, hi := spread(tr.Steps, value, 0, 0)
	if hi <= 0 {
		c.Missing = append(c.Missing, "No heart rate was recorded.")
		return
	}
	lo, hi = math.Floor(lo/10)*10, math.Ceil((hi+1)/10)*10
	sc := scale{lo, hi, panelTop, otherHigh - panelFoot}
	c.Heart = &panel{
		Name: "heart rate", Title: "Heart rate over time", High: coordinate(otherHigh),
		Desc: fmt.Sprintf("Heart rate between %s and %s beats per minute.", number(lo, 0), number(hi, 0)),
	}
	for _, line := range linesOf(tr.Steps, value, sc) {
		c.Heart.Lines = append(c.Heart.Lines, polyline(line))
	}
	for _, v := range ticksBetween(lo, hi, []float64{10, 20, 40, 50, 100}, 3) {
		c.Heart.Ticks = append(c.Heart.Ticks, tick{Y: coordinate(sc.at(v)), TextY: coordinate(sc.at(v) + 4), Label: number(v, 0)})
	}
}

// hillPanel draws the elevation.
func (c *chartView) hillPanel(tr *analyze.Trace, r *analyze.Result, u Units) {
	value := func(s analyze.Step) analyze.Maybe { return s.ElevationM }
	known := slices.ContainsFunc(tr.Steps, func(s analyze.Step) bool { return s.ElevationM.Known })
	radius := u.measure(meters(tr.HiddenM))
	switch {
	case !known && r.ClimbM.Known:
		c.Missing = append(c.Missing, fmt.Sprintf("All elevation lies within about %s of start and end, which this page leaves out.", radius))
		return
	case !known:
		c.Missing = append(c.Missing, "No elevation was recorded.")
		return
	case tr.HiddenM > 0:
		c.Missing = append(c.Missing, fmt.Sprintf("Elevation and grade-adjusted pace are left out within about %s of start and end and where the place is not known.", radius))
	}
	const least = 20.0 // m that the panel shows at least, so that a flat run looks flat
	lo, hi := spread(tr.Steps, value, 0, 0)
	if hi-lo < least {
		mid := (lo + hi) / 2
		lo, hi = mid-least/2, mid+least/2
	}
	sc := scale{lo, hi, panelTop, otherHigh - panelFoot}
	c.Hills = &panel{
		Name: "elevation (m)", Title: "Elevation over time", High: coordinate(otherHigh),
		Desc: fmt.Sprintf("Climb of %s m and descent of %s m.", number(r.ClimbM.Value, 0), number(r.DescentM.Value, 0)),
	}
	for _, line := range linesOf(tr.Steps, value, sc) {
		c.Hills.Lines = append(c.Hills.Lines, polyline(line))
		if b := band(line, otherHigh); b != "" {
			c.HillAreas = append(c.HillAreas, b)
		}
	}
	for _, v := range ticksBetween(lo, hi, []float64{5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000}, 3) {
		c.Hills.Ticks = append(c.Hills.Ticks, tick{Y: coordinate(sc.at(v)), TextY: coordinate(sc.at(v) + 4), Label: number(v, 0)})
	}
}

// noRoute says why there is no sketch of the route.
func (c *chartView) noRoute(tr *analyze.Trace) {
	if tr.NoRoute {
		return // the place of the sketch says so
	}
	if _, ok := newFrame(tr); ok {
		return
	}
	text := "No positions were recorded, so there is no sketch of the route."
	if slices.ContainsFunc(tr.Steps, func(s analyze.Step) bool { return s.EastM.Known }) {
		text = "The positions stay on one spot, so there is no sketch of the route."
	}
	c.Missing = append(c.Missing, text)
}

// cramps marks the cramps with their numbers in the table. Pins that stand too
// close for a phone go into a second row, and where that is full too, they are
// small and bear no number.
func (c *chartView) cramps(r *analyze.Result, total float64, x func(float64) string) {
	const apart = (pinWide + 1) / phoneWide // of the width
	free := [2]float64{math.Inf(-1), math.Inf(-1)}
	for i, cr := range r.Cramps {
		if !cr.AtS.Known || cr.BeforeStart || cr.AfterFinish {
			continue
		}
		m := mark{
			tick: tick{AtS: coordinate(cr.AtS.Value), X: x(cr.AtS.Value), Label: strings.TrimSpace(muscle(cr))}, Kind: "cramp", N: i + 1,
			Title: fmt.Sprintf("Cramp %d at %s:%s", i+1, clock(cr.AtS.Value), site(cr)),
			at:    cr.AtS.Value / total,
		}
		m.Title = strings.TrimSuffix(m.Title, ":")
		m.row = slices.IndexFunc(free[:], func(last float64) bool { return m.at-last >= apart })
		if m.Small = m.row < 0; !m.Small {
			free[m.row] = m.at
		}
		y := pinWide/2 + pinRow*float64(max(m.row, 0))
		m.Y, m.TextY = coordinate(y), coordinate(y+4.2)
		if m.row > 0 && c.Pace != nil { // the label of the reference gives way
			c.RefLabelY = coordinate(c.refY + 15)
		}
		c.Cramps = append(c.Cramps, m)
	}
	labelBoth(c.Cramps, labelPins)
}

// labelBoth gives marks their labels for the desk, and says of each whether
// paper, which is narrower, has no room for it there.
func labelBoth(marks []mark, label func(marks []mark, wide float64)) {
	onPaper := slices.Clone(marks)
	label(onPaper, printWide)
	label(marks, drawnWide)
	for i, p := range onPaper {
		marks[i].Desk = p.Short || p.Left != marks[i].Left
	}
}

// labelPins gives pins their labels where those cross no line of another pin and
// no label, in a panel of a width in px.
func labelPins(pins []mark, wide float64) {
	beside := (pinWide/2 + 4) / wide // of the width
	last := [2]float64{}             // of the width: where the label before ends in a row
	for i := range pins {
		m := &pins[i]
		if m.Short = m.Small || m.Label == ""; m.Short {
			continue
		}
		before, after := 0.0, 1.0
		if i > 0 {
			before = pins[i-1].at + beside
		}
		if i+1 < len(pins) {
			after = pins[i+1].at - beside
		}
		need := float64(cells(m.Label))*letterWide/wide + beside
		switch {
		case m.at+need <= after:
			last[m.row] = m.at + need
		case m.at-need >= max(before, last[m.row]):
			m.Left = true
		default:
			m.Short = true
		}
	}
}

// muscle words where a cramp was, without how bad.
func muscle(c analyze.Cramp) string {
	c.Severity = analyze.Maybe{}
	return site(c)
}

// intake marks drinks, sodium and food during the run.
func (c *chartView) intake(r *analyze.Result, x func(float64) string) {
	c.Kinds = map[string]bool{}
	for _, e := range r.Intake.Events {
		if !e.AtS.Known || e.When != "during" {
			continue
		}
		m := mark{tick: tick{AtS: coordinate(e.AtS.Value), X: x(e.AtS.Value)}, Kind: "drink"}
		var parts []string
		if e.FluidML.Known {
			parts = append(parts, number(e.FluidML.Value, 0)+nbsp+"ml")
		}
		if e.SodiumMG.Value > 0 {
			m.Kind = "sodium"
			parts = append(parts, number(e.SodiumMG.Value, 0)+nbsp+"mg Na")
		}
		if e.Kind == "sodium" {
			m.Kind = "sodium"
		}
		if e.Kind == "food" {
			m.Kind = "food"
			if e.CarbG.Known {
				parts = append(parts, number(e.CarbG.Value, 0)+nbsp+"g carb")
			}
		}
		m.Label = strings.Join(parts, ", ")
		m.Title = m.Kind + " at " + clock(e.AtS.Value)
		if m.Label != "" {
			m.Title += ": " + m.Label
		}
		m.at = e.AtS.Value / r.ElapsedS
		c.Intake = append(c.Intake, m)
		c.Kinds[m.Kind] = true
	}
	labelBoth(c.Intake, labelIntake)
}

// labelIntake gives drinks, in the order of time, their labels where those do
// not stand on the one before, in a panel of a width in px.
func labelIntake(marks []mark, wide float64) {
	last := math.Inf(-1)
	for i := range marks {
		m := &marks[i]
		half := (float64(cells(m.Label))*letterWide/2 + 4) / wide
		from, to := m.at-half, m.at+half
		if m.Left = to > 1; m.Left {
			from, to = m.at-2*half, m.at
		}
		if m.Short = m.Label == "" || from < last; !m.Short {
			last = to
		}
	}
}

// axis labels time and distance below the panels; a phone shows half of many.
func (c *chartView) axis(tr *analyze.Trace, u Units, total float64, x func(float64) string) {
	const few = 5
	for _, s := range ticksBetween(0, total, []float64{60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400}, 10) {
		c.Times = append(c.Times, tick{AtS: coordinate(s), X: x(s), Label: hourMinute(s)})
	}
	for i := range c.Times {
		c.Times[i].Wide = i%2 == 1 && len(c.Times) > few
	}
	at, name := tr.MilesAtS, "mile"
	if u == Km {
		at, name = tr.KmAtS, "km"
	}
	if len(at) > 0 {
		c.MarkName = name
	}
	every := 1
	for _, n := range []int{1, 2, 5, 10, 20, 50, 100} {
		if every = n; len(at)/n <= 14 {
			break
		}
	}
	for i := every; i <= len(at); i += every {
		wide := i/every%2 == 1 && len(at)/every > few
		c.Marks = append(c.Marks, tick{AtS: coordinate(at[i-1]), X: x(at[i-1]), Label: strconv.Itoa(i), Wide: wide})
	}
}

// hourMinute writes a moment on an axis as h:mm.
func hourMinute(s float64) string {
	n := int64(s+0.5) / 60
	return fmt.Sprintf("%d:%02d", n/60, n%60)
}

// zooms offers the stretches worth a closer look.
func (c *chartView) zooms(r *analyze.Result, total float64) {
	const first, before, after, most = 1500.0, 420.0, 600.0, 6 // s, s, s, buttons of cramps
	c.Zooms = append(c.Zooms, zoom{"Whole run", "0", coordinate(total)})
	if total > 2*first {
		c.Zooms = append(c.Zooms, zoom{"First 25" + nbsp + "min", "0", coordinate(first)})
	}
	n := 0
	for i, cr := range r.Cramps {
		if !cr.AtS.Known || cr.BeforeStart || cr.AfterFinish || n == most {
			continue
		}
		n++
		from, to := max(cr.AtS.Value-before, 0), min(cr.AtS.Value+after, total)
		c.Zooms = append(c.Zooms, zoom{fmt.Sprintf("Cramp %d", i+1), coordinate(from), coordinate(to)})
	}
}
