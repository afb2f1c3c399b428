package report

import (
	"fmt"
	"math"
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
		"6" + nbsp + "% and more faster than " + than(ref), "2–6" + nbsp + "% faster", "within", "3–10" + nbsp + "% slower", "10" + nbsp + "% and more slower",
	}
}

// mapView is the sketch as the template draws it.
type mapView struct {
	Wide, High string
	Lines      []classLine
	Dots       []dot
	Pins       []dot
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
	X, Y, Label, Title string
	TextX, TextY       string
	Anchor             string
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
	var hidden []string
	var taken []point
	for i, c := range r.Cramps {
		if !c.AtS.Known {
			continue
		}
		s, ok := tr.At(c.AtS.Value)
		if !ok || !s.EastM.Known {
			hidden = append(hidden, fmt.Sprint(i+1))
			continue
		}
		p := f.at(s)
		pin := dot{X: coordinate(p.x), Y: coordinate(p.y), TextY: coordinate(p.y + 4.3), Label: fmt.Sprint(i + 1), Title: fmt.Sprintf("Cramp %d", i+1)}
		if c.DistanceM.Known {
			pin.Title += ", " + u.mark(c.DistanceM.Value)
		}
		v.Pins = append(v.Pins, pin)
		taken = append(taken, p)
	}
	v.places(tr, f, u, taken)
	v.bar(f, u)
	v.Desc = "Route sketch without a map, coloured by pace against " + than(tr.Reference)
	if tr.HiddenM > 0 {
		v.Hidden = fmt.Sprintf("Left out: what lies within about %s of start and end.", u.measure(meters(tr.HiddenM)))
	}
	if len(hidden) > 0 {
		v.Hidden = strings.TrimSpace(v.Hidden + " Not on the sketch: cramp " + strings.Join(hidden, ", ") + ".")
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

// places marks start, finish and some full miles or kilometres, those that do
// not stand on what is taken.
func (v *mapView) places(tr *analyze.Trace, f frame, u Units, taken []point) {
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
	const apart = 34.0 // px
	free := func(p point) bool {
		for _, q := range taken {
			if math.Hypot(p.x-q.x, p.y-q.y) < apart {
				return false
			}
		}
		taken = append(taken, p)
		return true
	}
	steps := tr.Steps
	if tr.HiddenM == 0 {
		a, b := steps[0], steps[len(steps)-1]
		if a.EastM.Known {
			p := f.at(a)
			free(p)
			v.Start = placed(p, "start")
			if b.EastM.Known {
				if q := f.at(b); math.Hypot(p.x-q.x, p.y-q.y) < 20 {
					v.Start.Label = "start, finish"
				} else {
					free(q)
					v.Finish = placed(q, "finish")
				}
			}
		}
	}
	for i := every; i <= len(at); i += every {
		if s, ok := tr.At(at[i-1]); ok && s.EastM.Known {
			if p := f.at(s); free(p) {
				v.Dots = append(v.Dots, *placed(p, fmt.Sprintf("%s%s%d", name, nbsp, i)))
			}
		}
	}
}

// placed puts a label beside a place, on the side where there is room.
func placed(p point, label string) *dot {
	d := &dot{X: coordinate(p.x), Y: coordinate(p.y), Label: label, TextX: coordinate(p.x + 10), TextY: coordinate(p.y + 4), Anchor: "start"}
	if p.x > mapWide-90 {
		d.TextX, d.Anchor = coordinate(p.x-10), "end"
	}
	return d
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
