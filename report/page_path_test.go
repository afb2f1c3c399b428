package report

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// winding is a run of 14 miles with hills, a heart rate, a route that winds, a
// pause, two stretches without heart rate and one without positions.
func winding() *parse.Activity {
	a := &parse.Activity{Meta: parse.Meta{
		Source: "runs/2026-03-08-winding.fit", Format: "fit", Sport: "running", Start: time.Date(2026, 3, 8, 15, 30, 0, 0, time.UTC),
		Totals: parse.NoTotals(), TimerEvents: true,
	}}
	a.Pauses = []parse.Pause{{StartS: 3000, EndS: 3200}}
	m := 0.0
	for s := 0.0; m < 14*mi; s++ {
		if s > 3000 && s < 3200 {
			continue
		}
		if s != 3200 {
			m += mi / (540 + 60*math.Sin(s/400) - 30*math.Sin(s/90))
		}
		a.TimeS, a.DistanceM = append(a.TimeS, s), append(a.DistanceM, m)
		hr, lat := 150+12*math.Sin(s/300), -33.9
		if s > 1000 && s < 1200 || s > 5000 && s < 5100 {
			hr = math.NaN()
		}
		if s > 6000 && s < 6400 {
			lat = math.NaN()
		}
		a.HeartRateBPM = append(a.HeartRateBPM, hr)
		a.ElevationM = append(a.ElevationM, 200+40*math.Sin(m/900))
		a.LatDeg = append(a.LatDeg, lat+m/111195+0.002*math.Sin(m/500))
		a.LonDeg = append(a.LonDeg, 151.2+0.02*math.Sin(m/3000))
	}
	a.Records = len(a.TimeS)
	return a
}

// traced judges an activity as the report on one run does.
func traced(t *testing.T, csv string, hideM float64, a *parse.Activity) *analyze.Report {
	t.Helper()
	j := parse.ReadNotesCSV([]byte(csv), "notes.csv")
	if len(j.Errors) > 0 {
		t.Fatalf("the notes are wrong: %v", j.Errors)
	}
	res, errs := analyze.Run(a, j.Entries, analyze.Options{Trace: true, HideM: hideM})
	if len(errs) > 0 {
		t.Fatalf("the notes do not fit: %v", errs)
	}
	rep := &analyze.Report{Runs: []*analyze.Result{res}}
	rep.Recommendations = analyze.Recommend(rep.Runs)
	return rep
}

// asPage renders the page on one run.
func asPage(t *testing.T, rep *analyze.Report, u Units) string {
	t.Helper()
	var b strings.Builder
	if err := RunFormats()["html"](&b, rep, Style{Units: u, Width: 100}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// textBelow is all text below a node.
func textBelow(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// withClass returns the elements below n that have a tag and all classes.
func withClass(n *html.Node, tag string, classes ...string) []*html.Node {
	var out []*html.Node
	for c := range n.Descendants() {
		if c.Type != html.ElementNode || c.Data != tag {
			continue
		}
		have := strings.Fields(attr(c, "class"))
		if !slices.ContainsFunc(classes, func(want string) bool { return !slices.Contains(have, want) }) {
			out = append(out, c)
		}
	}
	return out
}

func pixels(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatalf("%q is no coordinate", s)
	}
	return v
}

// decoded reads the data of a path of M, L and Z, as SVG defines it.
func decoded(t *testing.T, d string) (points []point, closed bool) {
	t.Helper()
	d, closed = strings.CutSuffix(d, "Z")
	for i, part := range strings.FieldsFunc(d, func(r rune) bool { return r == 'M' || r == 'L' }) {
		x, y, ok := strings.Cut(part, " ")
		if !ok || strings.IndexByte(d, 'M') != 0 || strings.Count(d, "M") != 1 {
			t.Fatalf("point %d of the path %.40q… is broken", i, d)
		}
		points = append(points, point{pixels(t, x), pixels(t, y)})
	}
	return points, closed
}

// affine is the line v → a·v + b that lies closest to pairs.
func affine(vs, ys []float64) (a, b float64) {
	n, sv, sy, svv, svy := float64(len(vs)), 0.0, 0.0, 0.0, 0.0
	for i, v := range vs {
		sv, sy, svv, svy = sv+v, sy+ys[i], svv+v*v, svy+v*ys[i]
	}
	a = (n*svy - sv*sy) / (n*svv - sv*sv)
	return a, (sy - a*sv) / n
}

// ticksOf reads a panel's axis: the value of each label and its pixel.
func ticksOf(t *testing.T, panel *html.Node, value func(string) float64) (vs, ys []float64) {
	t.Helper()
	for c := range panel.ChildNodes() {
		if c.Data == "text" && attr(c, "x") == "-6" {
			vs, ys = append(vs, value(textBelow(c))), append(ys, pixels(t, attr(c, "y"))-4)
		}
	}
	if len(vs) < 2 {
		t.Fatalf("only %d labels on an axis", len(vs))
	}
	return vs, ys
}

const nearPX = 0.1 // px, and s along the clock

// sameCurve checks that paths, one after the other, pass through the known
// values of the trace and no others, with a gap wherever the trace has one, on
// the scale that the labels of the axis give.
func sameCurve(t *testing.T, what string, lines [][]point, steps []analyze.Step, value func(analyze.Step) analyze.Maybe, tickV, tickY []float64, top, foot float64) {
	t.Helper()
	var want []analyze.Step
	gaps, open := 0, false
	for _, s := range steps {
		known := value(s).Known
		if known {
			want = append(want, s)
		}
		if known && !open {
			gaps++
		}
		open = known
	}
	got := slices.Concat(lines...)
	if len(got) != len(want) || len(lines) != gaps || len(got) < 100 {
		t.Fatalf("%s: %d lines of %d points, the trace has %d of %d", what, len(lines), len(got), gaps, len(want))
	}
	roughA, roughB := affine(tickV, tickY)
	var vs, ys []float64
	for i, p := range got {
		v := value(want[i]).Value
		if y := roughA*v + roughB; y > top+1 && y < foot-1 && math.Abs(y-p.y) < 1 {
			vs, ys = append(vs, v), append(ys, p.y)
		}
	}
	if len(vs) < len(got)/2 {
		t.Fatalf("%s: only %d of %d points lie where the labels of the axis say", what, len(vs), len(got))
	}
	a, b := affine(vs, ys)
	for i, v := range tickV {
		if math.Abs(a*v+b-tickY[i]) > nearPX {
			t.Errorf("%s: the label of %g stands at %g px, the curve has it at %.2f", what, v, tickY[i], a*v+b)
		}
	}
	wrong := 0
	for i, p := range got {
		y := min(max(a*value(want[i]).Value+b, top), foot)
		if math.Abs(p.x-want[i].TimeS) > nearPX || math.Abs(p.y-y) > nearPX {
			if wrong++; wrong < 4 {
				t.Errorf("%s: point %d is drawn at %g s, %g px; the trace says %g s, %.2f px", what, i, p.x, p.y, want[i].TimeS, y)
			}
		}
	}
	if wrong > 0 {
		t.Errorf("%s: %d of %d points are wrong", what, wrong, len(got))
	}
}

func TestPathsDecodeBackToTheTrace(t *testing.T) {
	notes := "date,at,what,amount\n2026-03-08,,goal,2:06:00\n"
	rep := traced(t, notes, 300, winding())
	tr := rep.Runs[0].Trace
	page := parsed(t, asPage(t, rep, Miles))
	panels := map[string]*html.Node{}
	for _, p := range withClass(page, "svg", "p") {
		if title := withClass(p, "title"); len(title) > 0 {
			panels[textBelow(title[0])] = p
		}
	}
	pathsOf := func(panel, class string) (lines [][]point) {
		if panels[panel] == nil {
			t.Fatalf("no panel %q", panel)
		}
		for _, p := range withClass(panels[panel], "path", class) {
			line, _ := decoded(t, attr(p, "d"))
			lines = append(lines, line)
		}
		return lines
	}
	pacePerMile := func(s string) float64 { // m:ss a mile, in s/m
		m, sec, _ := strings.Cut(s, ":")
		return (60*pixels(t, m) + pixels(t, sec)) / 1609.344
	}
	plain := func(s string) float64 { return pixels(t, s) }
	pace := func(v func(analyze.Step) analyze.Maybe) func(analyze.Step) analyze.Maybe {
		return func(s analyze.Step) analyze.Maybe {
			m := v(s)
			m.Value = 1 / max(m.Value, 0.01)
			return m
		}
	}
	speed := pace(func(s analyze.Step) analyze.Maybe { return s.SpeedMPS })
	flat := pace(func(s analyze.Step) analyze.Maybe { return s.FlatMPS })
	heart := func(s analyze.Step) analyze.Maybe { return s.HeartRateBPM }
	hills := func(s analyze.Step) analyze.Maybe { return s.ElevationM }

	vs, ys := ticksOf(t, panels["Pace over time"], pacePerMile)
	sameCurve(t, "pace", pathsOf("Pace over time", "pace"), tr.Steps, speed, vs, ys, 20, 244)
	sameCurve(t, "grade-adjusted pace", pathsOf("Pace over time", "gap"), tr.Steps, flat, vs, ys, 20, 244)
	vs, ys = ticksOf(t, panels["Heart rate over time"], plain)
	sameCurve(t, "heart rate", pathsOf("Heart rate over time", "hr"), tr.Steps, heart, vs, ys, 20, 78)
	vs, ys = ticksOf(t, panels["Elevation over time"], plain)
	sameCurve(t, "elevation", pathsOf("Elevation over time", "ele"), tr.Steps, hills, vs, ys, 20, 78)

	refY := pixels(t, attr(withClass(page, "line", "goal")[0], "y1"))
	vs, ys = ticksOf(t, panels["Pace over time"], pacePerMile)
	if a, b := affine(vs, ys); math.Abs(a*(7560/rep.Runs[0].DistanceM.Value)+b-refY) > 2*nearPX {
		t.Errorf("the goal of 2:06:00 is drawn at %g px, the labels say %.2f", refY, a*(7560/rep.Runs[0].DistanceM.Value)+b)
	}
	sameBands(t, "faster", pathsOf("Pace over time", "pace"), pathsOf("Pace over time", "af"), refY)
	sameBands(t, "slower", pathsOf("Pace over time", "pace"), pathsOf("Pace over time", "as"), refY)
	sameBands(t, "hills", pathsOf("Elevation over time", "ele"), pathsOf("Elevation over time", "elef"), 84)
	sameRoute(t, page, rep.Runs[0])
}

// sameBands checks that the areas are the lines, closed along a level.
func sameBands(t *testing.T, what string, lines, areas [][]point, level float64) {
	t.Helper()
	if len(lines) != len(areas) {
		t.Fatalf("%s: %d lines, %d areas", what, len(lines), len(areas))
	}
	for i, line := range lines {
		want := append(slices.Clone(line), point{line[len(line)-1].x, level}, point{line[0].x, level})
		if !slices.Equal(areas[i], want) {
			t.Errorf("%s: area %d is not its line closed along %g", what, i, level)
		}
	}
}

// sameRoute checks that the sketch passes through the places of the trace, each
// once and in order, on the scale of its bar, and that the script knows them.
func sameRoute(t *testing.T, page *html.Node, r *analyze.Result) {
	t.Helper()
	sketch := withClass(page, "svg", "map")
	if len(sketch) != 1 {
		t.Fatalf("%d sketches", len(sketch))
	}
	var got []point
	for _, p := range withClass(sketch[0], "path") {
		if attr(p, "class") == "rule" {
			continue
		}
		line, closed := decoded(t, attr(p, "d"))
		if closed || len(line) < 2 {
			t.Errorf("a stretch of the route is closed or of %d points", len(line))
		}
		if len(got) > 0 && got[len(got)-1] == line[0] {
			line = line[1:]
		}
		got = append(got, line...)
	}
	var want []analyze.Step
	for _, s := range r.Trace.Steps {
		if s.EastM.Known {
			want = append(want, s)
		}
	}
	if len(got) != len(want) || len(got) < 100 {
		t.Fatalf("the route has %d points, the trace %d", len(got), len(want))
	}
	var es, xs, ns, ys []float64
	for i, s := range want {
		es, xs = append(es, s.EastM.Value), append(xs, got[i].x)
		ns, ys = append(ns, s.NorthM.Value), append(ys, got[i].y)
	}
	a, b := affine(es, xs)
	c, d := affine(ns, ys)
	if math.Abs(a+c) > 0.001*a {
		t.Errorf("a metre is %g px to the east and %g px to the north", a, -c)
	}
	for i := range got {
		if math.Abs(a*es[i]+b-xs[i]) > nearPX || math.Abs(c*ns[i]+d-ys[i]) > nearPX {
			t.Errorf("place %d is drawn at %v, the trace says %.2f, %.2f", i, got[i], a*es[i]+b, c*ns[i]+d)
			break
		}
	}
	bar := attr(withClass(sketch[0], "path", "rule")[0], "d")
	_, after, _ := strings.Cut(bar, "H")
	wide, _, _ := strings.Cut(after, "V")
	var label string
	for _, n := range withClass(sketch[0], "text") {
		if text := strings.ReplaceAll(textBelow(n), nbsp, " "); strings.HasSuffix(text, " mi") {
			label = strings.TrimSuffix(text, " mi")
		}
	}
	if m := pixels(t, label) * 1609.344; math.Abs(pixels(t, wide)-a*m) > nearPX {
		t.Errorf("the bar of %s mi is %s px wide, the route says %.2f", label, wide, a*m)
	}
	data := Miles.data(r)
	k := 0
	for i, s := range r.Trace.Steps {
		if !s.EastM.Known {
			if data.X[i] >= 0 {
				t.Errorf("step %d has no place, and the script is told %g", i, data.X[i])
			}
			continue
		}
		if math.Abs(data.X[i]-got[k].x) > nearPX || math.Abs(data.Y[i]-got[k].y) > nearPX {
			t.Errorf("step %d: the script is told %g, %g, the route has %v", i, data.X[i], data.Y[i], got[k])
		}
		k++
	}
}

func TestCoordinatesKeepTheirDigits(t *testing.T) {
	for _, c := range []struct {
		v    float64
		want string
	}{
		{10.5, "10.5"}, {1.5, "1.5"}, {0.5, "0.5"}, {-0.5, "-0.5"}, {10, "10"}, {100, "100"}, {0, "0"}, {-0.04, "0"}, {20.04, "20"}, {1205.96, "1206"},
	} {
		if got := coordinate(c.v); got != c.want {
			t.Errorf("coordinate(%g) = %s, want %s", c.v, got, c.want)
		}
	}
}
