package report

import (
	"fmt"
	"math"
	"strings"
	"time"

	"crampcheck/analyze"
)

// The pictures of a season: panels one below the other over the calendar, and
// the curve of runs still without a cramp. A point stands at a share of the
// width and a pixel of the height; the browser stretches only what is between.
const (
	startHigh   = 190.0  // px of the panel of first miles
	fadeHigh    = 140.0  // px of the panel of second halves
	lengthHigh  = 120.0  // px of the panel of distances
	curveHigh   = 210.0  // px of the curve
	trendWide   = 1000.0 // units across a panel of the calendar
	trendFoot   = 12.0   // px kept free below the lowest point
	trendMost   = 0.30   // of the reference: a point further off stands at the edge; our own choice
	trendLeast  = 0.05   // of it: a panel reaches at least that far to either side
	dateTicks   = 6      // dates that fit on a phone
	dateEdge    = 0.015  // of the calendar kept free at either end
	ringShape   = "ring"
	noticeShape = "notice"
	warnShape   = "warn"
	strongShape = "strong"
	crampShape  = "cramp"
	slowShape   = "slow"
	bareShape   = "bare"
	stepShape   = "step"
)

// trendPoint is one run in a panel.
type trendPoint struct {
	X, Y         string // percent of the width, px
	Shape, Title string
	Page         string // of the run; "" for none
}

// trendLine is a level across a panel.
type trendLine struct{ Y, TextY, Label, Class string }

// trendPanel is one measure of the runs over the calendar.
type trendPanel struct {
	ID, Title, Desc, High string
	Linked                bool // some point leads to a page
	AmberHigh             string
	Ticks                 []tick
	Levels                []trendLine
	Stems                 string // path data
	StemsBox              string
	Points                []trendPoint
	Keys                  []trendKey
}

// trendKey explains a shape.
type trendKey struct{ Shape, Text string }

// trendView is the pictures over the calendar; nil panels have nothing to show.
type trendView struct {
	Starts, Fades, Lengths *trendPanel
	Dates                  []tick
	Edge                   bool // some point is further off than its panel reaches
}

// calendar maps local dates to shares of the width.
type calendar struct{ from, to time.Time }

// wall is the local start of a run as its runner's clock showed it, on one line
// of time for all zones.
func wall(r *analyze.Result) time.Time {
	y, m, d := r.Local.Date()
	return time.Date(y, m, d, r.Local.Hour(), r.Local.Minute(), r.Local.Second(), 0, time.UTC)
}

// midnight is the beginning of a day.
func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// newCalendar spans the days of the runs; ok is false where fewer than two are
// dated, which make no picture.
func newCalendar(runs []*analyze.Result) (c calendar, ok bool) {
	n := 0
	for _, r := range runs {
		if !r.DateKnown {
			continue
		}
		at := midnight(wall(r))
		if n == 0 || at.Before(c.from) {
			c.from = at
		}
		if next := at.AddDate(0, 0, 1); n == 0 || next.After(c.to) {
			c.to = next
		}
		n++
	}
	return c, n > 1
}

// at returns the share of the width at which a moment stands.
func (c calendar) at(t time.Time) float64 {
	return dateEdge + (1-2*dateEdge)*t.Sub(c.from).Seconds()/c.to.Sub(c.from).Seconds()
}

// calendarStep is a distance between dates on the axis; one field is set.
type calendarStep struct{ days, months, years int }

// first returns the first date of the step that is not before a day.
func (s calendarStep) first(day time.Time) time.Time {
	at := day
	switch {
	case s.days == 7 || s.days == 14: // Mondays
		at = day.AddDate(0, 0, (8-int(day.Weekday()))%7)
	case s.months > 0:
		at = time.Date(day.Year(), day.Month()-time.Month((int(day.Month())-1)%s.months), 1, 0, 0, 0, 0, time.UTC)
	case s.years > 0:
		at = time.Date(day.Year()-day.Year()%s.years, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	for at.Before(day) {
		at = at.AddDate(s.years, s.months, s.days)
	}
	return at
}

// label writes a date of the step; the year stands with the first one and
// wherever it is a new one.
func (s calendarStep) label(at time.Time, withYear bool) string {
	layout := "2" + nbsp + "Jan"
	switch {
	case s.years > 0:
		return at.Format("2006")
	case s.months > 0:
		layout = "Jan"
	}
	if withYear {
		layout += nbsp + "2006"
	}
	return at.Format(layout)
}

// ticks are round dates, of the finest step that gives few enough of them.
func (c calendar) ticks() []tick {
	for _, s := range []calendarStep{
		{1, 0, 0},
		{2, 0, 0},
		{7, 0, 0},
		{14, 0, 0},
		{0, 1, 0},
		{0, 2, 0},
		{0, 3, 0},
		{0, 6, 0},
		{0, 0, 1},
		{0, 0, 2},
		{0, 0, 5},
		{0, 0, 10},
		{0, 0, 50},
	} {
		var out []tick
		year := 0
		for at := s.first(c.from); at.Before(c.to) && len(out) <= dateTicks; at = at.AddDate(s.years, s.months, s.days) {
			out = append(out, tick{X: share(c.at(at)), Label: s.label(at, at.Year() != year)})
			year = at.Year()
		}
		if len(out) <= dateTicks {
			return out
		}
	}
	return nil
}

// trends draws the dated runs over the calendar; nil for fewer than two.
func (u Units) trends(runs []*analyze.Result, season *analyze.Season, pages map[*analyze.Result]string) *trendView {
	c, ok := newCalendar(runs)
	if !ok {
		return nil
	}
	v := &trendView{Dates: c.ticks()}
	dot := func(r *analyze.Result, y float64, shape, said string) trendPoint {
		return trendPoint{
			X: share(c.at(wall(r))), Y: coordinate(y), Shape: shape, Page: pages[r],
			Title: fmt.Sprintf("%s %s: %s", day(r), name(r), said),
		}
	}
	v.starts(u, runs, season, dot)
	v.fades(runs, dot)
	v.lengths(u, c, runs, dot)
	for _, p := range []*trendPanel{v.Starts, v.Fades, v.Lengths} {
		if p == nil {
			continue
		}
		for _, at := range p.Points {
			p.Linked = p.Linked || at.Page != ""
		}
	}
	return v
}

// dotter makes the point of a run at a pixel.
type dotter func(r *analyze.Result, y float64, shape, said string) trendPoint

// levelShape is the shape of a verdict on a first mile.
func levelShape(l analyze.Level) string {
	switch l {
	case analyze.LevelNotice:
		return noticeShape
	case analyze.LevelWarn:
		return warnShape
	case analyze.LevelStrong:
		return strongShape
	}
	return ringShape
}

// starts draws the first miles against their references.
func (v *trendView) starts(u Units, runs []*analyze.Result, season *analyze.Season, dot dotter) {
	lo, hi, n := -trendLeast, season.StrongFrac*1.1, 0
	for _, r := range runs {
		if f := r.StartFrac(); f.Known && r.DateKnown {
			lo, hi, n = min(lo, f.Value), max(hi, f.Value), n+1
		}
	}
	if n == 0 {
		return
	}
	s := v.scale(&lo, &hi, startHigh)
	p := &trendPanel{
		ID: "start", Title: u.firstMileShort() + " against its reference", High: coordinate(startHigh),
		AmberHigh: coordinate(s.at(season.NoticeFrac)),
		Desc:      fmt.Sprintf("%s, each first mile against its reference: up is faster. %d of the %d judged were too fast.", plural(n, "run", "runs"), season.TooFast, season.Judged),
		Keys: []trendKey{
			{ringShape, "not too fast"},
			{noticeShape, "notice, from " + percent(season.NoticeFrac)},
			{warnShape, "warn, from " + percent(season.WarnFrac)},
			{strongShape, "strong, from " + percent(season.StrongFrac)},
		},
	}
	p.both(s, lo, hi)
	for _, l := range []struct {
		frac float64
		name string
	}{{season.NoticeFrac, "notice"}, {season.WarnFrac, "warn"}} {
		y := s.at(l.frac)
		p.Levels = append(p.Levels, trendLine{coordinate(y), coordinate(y - 3), l.name, "limit"})
	}
	y := s.at(0)
	p.Levels = append(p.Levels, trendLine{coordinate(y), coordinate(y - 3), "reference", "goal"})
	for _, r := range runs {
		if f := r.StartFrac(); f.Known && r.DateKnown {
			p.Points = append(p.Points, dot(r, s.at(f.Value), levelShape(r.FirstMile.Level), startWords(f.Value)))
		}
	}
	v.Starts = p
}

// scale is that of a panel of shares around zero; it keeps lo and hi within
// what a panel shows.
func (v *trendView) scale(lo, hi *float64, high float64) scale {
	v.Edge = v.Edge || *lo < -trendMost || *hi > trendMost
	*lo, *hi = max(*lo, -trendMost), min(*hi, trendMost)
	return scale{*lo, *hi, panelTop, high - trendFoot}
}

// both labels a panel of shares to either side of zero.
func (p *trendPanel) both(s scale, lo, hi float64) {
	for _, f := range ticksBetween(lo*100, hi*100, []float64{2, 5, 10, 20, 50}, 6) {
		y := s.at(f / 100)
		p.Ticks = append(p.Ticks, tick{Y: coordinate(y), TextY: coordinate(y + 4), Label: number(max(f, -f), 0) + nbsp + "%"})
	}
}

// fades draws the second halves against the first: up is faster here too.
func (v *trendView) fades(runs []*analyze.Result, dot dotter) {
	lo, hi := -trendLeast, trendLeast
	count := map[string]int{}
	for _, r := range runs {
		if r.Halves != nil && r.DateKnown {
			lo, hi = min(lo, -r.Halves.FadeFrac), max(hi, -r.Halves.FadeFrac)
			count[fadeShape(r)]++
		}
	}
	n := count[ringShape] + count[slowShape] + count[bareShape]
	if n == 0 {
		return
	}
	s := v.scale(&lo, &hi, fadeHigh)
	p := &trendPanel{
		ID: "fade", Title: "Second half against the first", High: coordinate(fadeHigh),
		Desc: fmt.Sprintf("%s, each second half against its first: up is faster, down is slower. A slowdown was found in %d of them.",
			plural(n, "run", "runs"), count[slowShape]),
	}
	for _, k := range []trendKey{{ringShape, "held up"}, {slowShape, "a slowdown was found"}, {bareShape, "no verdict"}} {
		if count[k.Shape] > 0 {
			p.Keys = append(p.Keys, k)
		}
	}
	p.both(s, lo, hi)
	y := s.at(0)
	p.Levels = append(p.Levels, trendLine{coordinate(y), coordinate(y - 3), "even", "goal"})
	for _, r := range runs {
		if r.Halves != nil && r.DateKnown {
			p.Points = append(p.Points, dot(r, s.at(-r.Halves.FadeFrac), fadeShape(r), halfWords(r.Halves.FadeFrac)))
		}
	}
	v.Fades = p
}

// halfWords word the second half of a run against its first.
func halfWords(fadeFrac float64) string {
	if math.Abs(fadeFrac) < 0.0005 {
		return "second half as fast as the first"
	}
	return "second half " + slowerWords(fadeFrac) + " than the first"
}

// fadeShape is the shape of a verdict on the second half.
func fadeShape(r *analyze.Result) string {
	state := func(rule string) analyze.State {
		if f := r.Finding(rule); f != nil {
			return f.State
		}
		return analyze.Withheld
	}
	switch fade := state("pace/fade"); {
	case fade == analyze.Fired || state("pace/wall") == analyze.Fired:
		return slowShape
	case fade == analyze.Clear:
		return ringShape
	}
	return bareShape
}

// lengths draws the distances, with the runs that had a cramp.
func (v *trendView) lengths(u Units, c calendar, runs []*analyze.Result, dot dotter) {
	longest, n := 0.0, 0
	for _, r := range runs {
		if r.DistanceM.Known && r.DateKnown {
			longest, n = max(longest, r.DistanceM.Value), n+1
		}
	}
	if n == 0 || longest <= 0 {
		return
	}
	s := scale{0, longest, panelTop, lengthHigh - 1}
	p := &trendPanel{
		ID: "length", Title: "Distance (" + string(u) + ")", High: coordinate(lengthHigh),
		StemsBox: "0 0 " + coordinate(trendWide) + " " + coordinate(lengthHigh),
		Keys:     []trendKey{{ringShape, "no cramp noted"}},
	}
	var stems strings.Builder
	var above []trendPoint // cramps are drawn over the others
	for _, r := range runs {
		if !r.DistanceM.Known || !r.DateKnown {
			continue
		}
		y, said := s.at(r.DistanceM.Value), u.distanceUnit(r.DistanceM.Value)
		stems.WriteString("M" + coordinate(c.at(wall(r))*trendWide) + " " + coordinate(lengthHigh) + "V" + coordinate(y))
		if text := crampList(r); text != "" {
			above = append(above, dot(r, y, crampShape, said+". "+strings.TrimSuffix(text, ".")))
		} else {
			p.Points = append(p.Points, dot(r, y, ringShape, said))
		}
	}
	p.Points = append(p.Points, above...)
	p.Stems = stems.String()
	if len(above) > 0 {
		p.Keys = append(p.Keys, trendKey{crampShape, "cramp noted"})
	}
	p.Desc = fmt.Sprintf("%s by distance, the longest %s. A cramp was noted in %d of them.", plural(n, "run", "runs"), u.distanceUnit(longest), len(above))
	for _, d := range ticksBetween(0, longest/u.lengthM(), []float64{1, 2, 5, 10, 20, 50, 100}, 4) {
		y := s.at(d * u.lengthM())
		p.Ticks = append(p.Ticks, tick{Y: coordinate(y), TextY: coordinate(y + 4), Label: number(d, 0)})
	}
	v.Lengths = p
}

// curveView is the share of runs still without a cramp, by time into the run.
type curveView struct {
	Desc, High, Box string
	Line            string   // path data: steps
	Bands           []string // of the interval, where it is known
	Ticks, Times    []tick
	Points          []trendPoint
}

// newCurve draws the curve as far as three runs were under way; nil without it.
func newCurve(h *analyze.CrampHistory) *curveView {
	if !hasCurve(h) {
		return nil
	}
	end := h.CurveEndS.Value
	s := scale{0, 1, panelTop, curveHigh - panelFoot}
	v := &curveView{High: coordinate(curveHigh), Box: "0 0 " + coordinate(end) + " " + coordinate(curveHigh)}
	line := []point{{0, s.at(1)}}
	var upper, lower []point // of the band being drawn
	flush := func() {
		if len(upper) > 1 {
			for i := len(lower) - 1; i >= 0; i-- {
				upper = append(upper, lower[i])
			}
			v.Bands = append(v.Bands, polyline(upper)+"Z")
		}
		upper, lower = nil, nil
	}
	last := 1.0
	for i, c := range h.Curve {
		if c.TimerS > end {
			break
		}
		until := end
		if i+1 < len(h.Curve) {
			until = min(h.Curve[i+1].TimerS, end)
		}
		line = append(line, point{c.TimerS, s.at(last)}, point{c.TimerS, s.at(c.FreeFrac)})
		last = c.FreeFrac
		if c.FreeCI.Lo.Known && c.FreeCI.Hi.Known {
			upper = append(upper, point{c.TimerS, s.at(c.FreeCI.Hi.Value)}, point{until, s.at(c.FreeCI.Hi.Value)})
			lower = append(lower, point{c.TimerS, s.at(c.FreeCI.Lo.Value)}, point{until, s.at(c.FreeCI.Lo.Value)})
		} else {
			flush()
		}
		v.Points = append(v.Points, trendPoint{
			X: share(c.TimerS / end), Y: coordinate(s.at(c.FreeFrac)), Shape: stepShape,
			Title: fmt.Sprintf("%s into the run: %s under way, %s; %s still without one (95%s%% interval %s)", clock(c.TimerS),
				plural(c.AtRisk, "run", "runs"), plural(c.Cramps, "cramp", "cramps"), percent(c.FreeFrac), nbsp, shareRange(c.FreeCI)),
		})
	}
	flush()
	v.Line = polyline(append(line, point{end, s.at(last)}))
	v.Desc = fmt.Sprintf("The share of runs still without a cramp falls in %s to %s at %s.", plural(len(v.Points), "step", "steps"), percent(last), clock(end))
	for _, f := range []float64{0, 0.25, 0.5, 0.75, 1} {
		y := s.at(f)
		v.Ticks = append(v.Ticks, tick{Y: coordinate(y), TextY: coordinate(y + 4), Label: number(f*100, 0) + nbsp + "%"})
	}
	for _, at := range ticksBetween(0, end, []float64{300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400}, 8) {
		v.Times = append(v.Times, tick{X: share(at / end), Label: hourMinute(at)})
	}
	return v
}
