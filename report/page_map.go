package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"crampcheck/analyze"
)

// The sketch of the route.
const (
	mapWide = 460.0 // px
	mapHigh = 420.0 // px
	mapEdge = 34.0  // px around it
)

// paceClasses are the limits of pace against the reference between the colours
// of the route, as a share of the reference pace; our own choice. Negative is
// faster.
var paceClasses = [4]float64{-0.06, -0.02, 0.03, 0.10}

// classNames words the classes for the legend.
func classNames(ref analyze.Reference) [5]string {
	return [5]string{
		"6" + nbsp + "% and more faster than " + lineName(ref), "2–6" + nbsp + "% faster", "within", "3–10" + nbsp + "% slower", "10" + nbsp + "% and more slower",
	}
}

// mapView is the sketch as the template draws it.
type mapView struct {
	Wide, High string
	Lines      []classLine
	Dots       []dot
	Pins       []pin
	Start      *dot
	Finish     *dot
	BarWidth   string
	BarY       string
	BarLabel   string
	Desc       string
	Legend     []legendItem
	Hidden     string // what is left out, in words; "" for nothing
}

type classLine struct {
	Class int
	Path  string
}

type dot struct {
	X, Y, Label  string
	TextX, TextY string
	Anchor       string
}

// pin is one cramp or several that happened in one place.
type pin struct {
	X, Y, Wide, High, Round string // px, of the sign's box
	TextX, TextY            string
	Label, Title            string
}

// box is a part of the sketch that holds a sign or a label.
type box struct{ x0, y0, x1, y1 float64 }

func (b box) meets(c box) bool { return b.x0 < c.x1 && c.x0 < b.x1 && b.y0 < c.y1 && c.y0 < b.y1 }

func (b box) inside(wide, high float64) bool {
	return b.x0 >= 0 && b.y0 >= 0 && b.x1 <= wide && b.y1 <= high
}

type legendItem struct {
	Class int
	Text  string
}

// frame maps metres to pixels.
type frame struct{ perM float64 }

func (f frame) at(s analyze.Step) point {
	return point{mapWide/2 + s.EastM.Value*f.perM, mapHigh/2 - s.NorthM.Value*f.perM}
}

// newFrame fits the known places of a trace into the sketch, ok false where
// there is no route to speak of.
func newFrame(tr *analyze.Trace) (f frame, ok bool) {
	wide, high, n := 0.0, 0.0, 0
	for _, s := range tr.Steps {
		if s.EastM.Known {
			n++
			wide, high = max(wide, 2*math.Abs(s.EastM.Value)), max(high, 2*math.Abs(s.NorthM.Value))
		}
	}
	const least = 50.0 // m: less is a receiver that trembles on the spot
	if n < 2 || max(wide, high) < least {
		return frame{}, false
	}
	return frame{min((mapWide-2*mapEdge)/max(wide, 1), (mapHigh-2*mapEdge)/max(high, 1))}, true
}

// route sketches where a run went; nil where no place was recorded.
func (u Units) route(r *analyze.Result) *mapView {
	tr := r.Trace
	if tr == nil {
		return nil
	}
	if tr.NoRoute {
		return &mapView{Hidden: fmt.Sprintf("The whole route lies within about %s of start and end, which this page leaves out.", u.measure(meters(tr.HiddenM)))}
	}
	f, ok := newFrame(tr)
	if !ok {
		return nil
	}
	v := &mapView{Wide: coordinate(mapWide), High: coordinate(mapHigh)}
	v.lines(tr, f)
	taken, hidden := v.pins(r, f, u)
	v.places(tr, f, u, taken)
	v.bar(f, u)
	v.Desc = "Route sketch without a map, coloured by pace against " + lineName(tr.Reference)
	if tr.HiddenM > 0 {
		v.Hidden = fmt.Sprintf("Left out: what lies within about %s of start and end.", u.measure(meters(tr.HiddenM)))
	}
	if len(hidden) > 0 {
		v.Hidden = strings.TrimSpace(v.Hidden + " Not on the sketch: " + crampNumbers(hidden) + ".")
	}
	names := classNames(tr.Reference)
	used := map[int]bool{}
	for _, l := range v.Lines {
		used[l.Class] = true
	}
	for c, name := range names {
		if used[c] {
			v.Legend = append(v.Legend, legendItem{c, name})
		}
	}
	return v
}

// pins marks the cramps, those that stand on one another with one sign. It
// returns where the signs are and the numbers of the cramps whose place is not
// known.
func (v *mapView) pins(r *analyze.Result, f frame, u Units) (taken []box, hidden []int) {
	type spot struct {
		at      point
		numbers []int
		title   string
	}
	const high, letter = 22.0, 7.5 // px, px
	boxOf := func(s spot) box {
		half := (high + letter*float64(cells(shortNumbers(s.numbers))-1)) / 2
		x := min(max(s.at.x, half), mapWide-half)
		return box{x - half, s.at.y - high/2, x + half, s.at.y + high/2}
	}
	var spots []spot
	for i, c := range r.Cramps {
		if !c.AtS.Known || c.BeforeStart || c.AfterFinish {
			continue
		}
		step, ok := r.Trace.At(c.AtS.Value)
		if !ok || !step.EastM.Known {
			hidden = append(hidden, i+1)
			continue
		}
		now := spot{f.at(step), []int{i + 1}, ""}
		if c.DistanceM.Known {
			now.title = ", " + u.mark(c.DistanceM.Value)
		}
		for k := 0; k < len(spots); k++ { // a sign that grows may meet another one
			if boxOf(now).meets(boxOf(spots[k])) {
				now = spot{spots[k].at, append(spots[k].numbers, now.numbers...), ""}
				slices.Sort(now.numbers)
				spots = slices.Delete(spots, k, k+1)
				k = -1
			}
		}
		spots = append(spots, now)
	}
	for _, s := range spots {
		b := boxOf(s)
		taken = append(taken, b)
		v.Pins = append(v.Pins, pin{
			X: coordinate(b.x0), Y: coordinate(b.y0), Wide: coordinate(b.x1 - b.x0), High: coordinate(high), Round: coordinate(high / 2),
			TextX: coordinate((b.x0 + b.x1) / 2), TextY: coordinate(s.at.y + 4.3),
			Label: shortNumbers(s.numbers), Title: upperFirst(crampNumbers(s.numbers)) + s.title,
		})
	}
	return taken, hidden
}

// crampNumbers names cramps by their numbers, which rise: "cramps 1–3, 7".
func crampNumbers(numbers []int) string {
	if len(numbers) == 1 {
		return fmt.Sprintf("cramp %d", numbers[0])
	}
	var parts []string
	for i := 0; i < len(numbers); {
		k := i
		for k+1 < len(numbers) && numbers[k+1] == numbers[k]+1 {
			k++
		}
		switch k - i {
		case 0:
			parts = append(parts, fmt.Sprint(numbers[i]))
		case 1:
			parts = append(parts, fmt.Sprint(numbers[i]), fmt.Sprint(numbers[k]))
		default:
			parts = append(parts, fmt.Sprintf("%d–%d", numbers[i], numbers[k]))
		}
		i = k + 1
	}
	return "cramps " + strings.Join(parts, ", ")
}

// shortNumbers is what a sign for some cramps bears.
func shortNumbers(numbers []int) string {
	const most = 8 // cells
	_, text, _ := strings.Cut(crampNumbers(numbers), " ")
	if cells(text) <= most {
		return text
	}
	return fmt.Sprintf("%d +%d", numbers[0], len(numbers)-1)
}

func meters(m float64) analyze.Measure { return analyze.Measure{Value: m, Unit: analyze.Meter} }

// paceClass is the colour of a step: 0 much faster than the reference … 4 much
// slower; a pause is drawn as slow.
func paceClass(s analyze.Step, ref analyze.Maybe) int {
	p := paceOf(s.SpeedMPS)
	if !ref.Known || !p.Known {
		return 2
	}
	off := p.Value/ref.Value - 1
	for c, limit := range paceClasses {
		if off <= limit {
			return c
		}
	}
	return len(paceClasses)
}

// lines cuts the route into stretches of one colour; a place that is not known
// leaves a gap.
func (v *mapView) lines(tr *analyze.Trace, f frame) {
	var line []point
	class := -1
	flush := func() {
		if len(line) > 1 {
			v.Lines = append(v.Lines, classLine{class, polyline(line)})
		}
	}
	for _, s := range tr.Steps {
		if !s.EastM.Known {
			flush()
			line, class = nil, -1
			continue
		}
		p, c := f.at(s), paceClass(s, tr.RefSPerM)
		if c != class && len(line) > 0 {
			line = append(line, p)
			flush()
			line = nil
		}
		class = c
		line = append(line, p)
	}
	flush()
}

// places marks start, finish and some full miles or kilometres, where neither
// sign nor label stands on what is taken.
func (v *mapView) places(tr *analyze.Trace, f frame, u Units, taken []box) {
	at, name := tr.MilesAtS, "mi"
	if u == Km {
		at, name = tr.KmAtS, "km"
	}
	every := 1
	for _, n := range []int{1, 2, 5, 10, 20, 50, 100} {
		if every = n; len(at)/n <= 6 {
			break
		}
	}
	var route []point
	for _, s := range tr.Steps {
		if s.EastM.Known {
			route = append(route, f.at(s))
		}
	}
	taken = append(taken, box{0, mapHigh - 36, mapWide/3 + 20, mapHigh}) // the bar of lengths
	place := func(p point, label string) *dot {
		d, boxes := placed(p, label, taken, route)
		taken = append(taken, boxes...)
		return d
	}
	end := func(p point, label string) *dot { // is marked even where its label has no room
		if d := place(p, label); d != nil {
			return d
		}
		return &dot{X: coordinate(p.x), Y: coordinate(p.y)}
	}
	steps := tr.Steps
	if tr.HiddenM == 0 {
		a, b := steps[0], steps[len(steps)-1]
		switch {
		case a.EastM.Known && b.EastM.Known:
			p, q := f.at(a), f.at(b)
			if math.Hypot(p.x-q.x, p.y-q.y) < 20 {
				v.Start = end(p, "start, finish")
			} else {
				v.Start, v.Finish = end(p, "start"), end(q, "finish")
			}
		case a.EastM.Known:
			v.Start = end(f.at(a), "start")
		case b.EastM.Known:
			v.Finish = end(f.at(b), "finish")
		}
	}
	for i := every; i <= len(at); i += every {
		if s, ok := tr.At(at[i-1]); ok && s.EastM.Known {
			if d := place(f.at(s), fmt.Sprintf("%s%s%d", name, nbsp, i)); d != nil {
				v.Dots = append(v.Dots, *d)
			}
		}
	}
}

// placed puts a label beside a place, on the side where it stands on nothing
// that is taken and hides least of the route, and returns what it takes; nil
// where there is no room.
func placed(p point, label string, taken []box, route []point) (best *dot, takes []box) {
	const letter, away, half = 7.2, 10.0, 9.0 // px, px, px
	wide := float64(cells(label)) * letter
	least := math.MaxInt
	sign := box{p.x - 5, p.y - 5, p.x + 5, p.y + 5}
	for _, side := range []struct {
		x, y   float64
		anchor string
	}{{p.x + away, p.y, "start"}, {p.x - away, p.y, "end"}, {p.x, p.y - 16, "middle"}, {p.x, p.y + 16, "middle"}} {
		x := side.x
		switch side.anchor {
		case "end":
			x -= wide
		case "middle":
			x -= wide / 2
		}
		b := box{x, side.y - half, x + wide, side.y + half}
		if !b.inside(mapWide, mapHigh) || slices.ContainsFunc(taken, func(t box) bool { return t.meets(b) || t.meets(sign) }) {
			continue
		}
		hides := 0
		for _, q := range route {
			if b.meets(box{q.x, q.y, q.x, q.y}) {
				hides++
			}
		}
		if hides >= least {
			continue
		}
		least, takes = hides, []box{sign, b}
		best = &dot{
			X: coordinate(p.x), Y: coordinate(p.y), Label: label,
			TextX: coordinate(side.x), TextY: coordinate(side.y + 4), Anchor: side.anchor,
		}
	}
	return best, takes
}

// bar draws a length for comparison: the longest round one below a third of the
// sketch.
func (v *mapView) bar(f frame, u Units) {
	for _, n := range []float64{100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05} {
		if w := n * u.lengthM() * f.perM; w <= mapWide/3 {
			v.BarWidth, v.BarLabel, v.BarY = coordinate(w), strings.TrimSuffix(fmt.Sprintf("%g", n), ".0")+nbsp+string(u), coordinate(mapHigh-12)
			return
		}
	}
}
