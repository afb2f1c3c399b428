package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// seasonPage writes the page over a report's runs.
func seasonPage(t *testing.T, rep *analyze.Report, s Style) string {
	t.Helper()
	if rep.Season == nil {
		rep.Season = analyze.NewSeason(rep.Runs, analyze.Options{})
	}
	if s.Units == "" {
		s.Units = Miles
	}
	var b bytes.Buffer
	if err := Formats()["html"](&b, rep, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// parsed reads a page as a browser does.
func parsed(t *testing.T, page string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// elements returns every element of a name, of all names for "".
func elements(n *html.Node, name string) []*html.Node {
	var out []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && (name == "" || d.Data == name) {
			out = append(out, d)
		}
	}
	return out
}

// attr returns an attribute, "" where there is none.
func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// textOf is what a reader reads below a node, on one line.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.Data != "script" && d.Parent.Data != "style" {
			b.WriteString(d.Data + " ")
		}
	}
	return flat(b.String())
}

// region is the table of a name.
func region(t *testing.T, doc *html.Node, label string) *html.Node {
	t.Helper()
	for _, d := range elements(doc, "div") {
		if attr(d, "aria-label") == label {
			return d
		}
	}
	t.Fatalf("no table %q", label)
	return nil
}

// rowsOf are the rows of a table's body.
func rowsOf(table *html.Node) []*html.Node { return elements(elements(table, "tbody")[0], "tr") }

// historyOnPage is what the page says of the history.
func historyOnPage(t *testing.T, rep *analyze.Report) string {
	t.Helper()
	for _, s := range elements(parsed(t, seasonPage(t, rep, Style{})), "section") {
		if text := textOf(s); strings.HasPrefix(text, countsHead) {
			return text
		}
	}
	t.Fatal("the page has no history")
	return ""
}

func TestSeasonBeginsWithItsCounts(t *testing.T) {
	day := func(d int) *analyze.Result {
		at := time.Date(2026, 2, d, 8, 0, 0, 0, time.UTC)
		return &analyze.Result{Local: at, DateKnown: true}
	}
	a, b := day(3), day(28)
	for _, c := range []struct {
		name   string
		season analyze.Season
		want   string
	}{
		{"nothing", analyze.Season{}, "No runs were found."},
		{"one run", analyze.Season{Runs: 1, First: a, Last: a, Judged: 1}, "1 run on 3 Feb 2026, no cramp noted. Its first mile was not too fast."},
		{"one run with all", analyze.Season{Runs: 1, First: a, Last: a, Judged: 1, TooFast: 1, CrampRuns: 1}, "1 run on 3 Feb 2026, with a cramp. Its first mile was too fast."},
		{"one run that tells little", analyze.Season{Runs: 1, AfterFinish: 1}, "1 run, with a cramp after the finish. Its first mile could not be judged."},
		{"several without a date", analyze.Season{Runs: 3}, "3 runs, no cramp noted. No first mile could be judged."},
		{
			"several",
			analyze.Season{Runs: 17, First: a, Last: b, Judged: 14, TooFast: 3, CrampRuns: 2, AfterFinish: 1},
			"17 runs from 3 Feb 2026 to 28 Feb 2026, 2 with a cramp, 1 with a cramp after the finish alone. The first mile was too fast in 3 of the 14 in which it could be judged.",
		},
		{"several on a day", analyze.Season{Runs: 2, First: a, Last: a, Judged: 2}, "2 runs on 3 Feb 2026, no cramp noted. None of the 2 first miles that could be judged was too fast."},
		{"one judged", analyze.Season{Runs: 2, First: a, Last: a, Judged: 1, TooFast: 1}, "2 runs on 3 Feb 2026, no cramp noted. The first mile that could be judged was too fast."},
		{"one judged and even", analyze.Season{Runs: 2, First: a, Last: a, Judged: 1}, "2 runs on 3 Feb 2026, no cramp noted. The first mile that could be judged was not too fast."},
	} {
		if got := plainText(seasonLede(&c.season)); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.name, got, c.want)
		}
	}
}

// season is a report on five runs and a ride: two began fast, one of which
// ended in a cramp.
func season(t *testing.T) *analyze.Report {
	t.Helper()
	var acts []*parse.Activity
	for i, firstS := range []float64{540, 440, 545, 480, 538} {
		a := jog(6+2*i, firstS)
		a.Source = fmt.Sprintf("/home/me/runs/%d.fit", i)
		a.Start = a.Start.AddDate(0, 0, -21+7*i) // the fourth is that of the notes
		acts = append(acts, a)
	}
	ride := jog(3, 200)
	ride.Sport, ride.Source, ride.Start = "cycling", "/home/me/runs/ride.fit", ride.Start.AddDate(0, 1, 0)
	rep := &analyze.Report{}
	for i, a := range append(acts, ride) {
		var entries []parse.Entry
		if i == 3 {
			entries = parse.ReadNotesCSV([]byte(crampNotes), "notes.csv").Entries
		}
		res, errs := analyze.Run(a, entries, analyze.Options{})
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		rep.Runs = append(rep.Runs, res)
		rep.Inputs = append(rep.Inputs, analyze.Input{File: a.Source, Status: parse.OK, Activities: 1})
	}
	rep.History = analyze.Associate(rep.Runs, analyze.Options{})
	rep.Recommendations = analyze.Recommend(rep.Runs)
	rep.Season = analyze.NewSeason(rep.Runs, analyze.Options{})
	return rep
}

func TestSeasonCountsAsTheJSONDoes(t *testing.T) {
	rep := season(t)
	var doc struct {
		Files map[string]int
		Runs  []struct {
			Sport     string
			FirstMile *struct {
				Level string
			} `json:"first_mile"`
			Cramps []any
		}
		History struct {
			Runs      int
			CrampRuns int `json:"cramp_runs"`
		}
	}
	if err := json.Unmarshal(asJSON(t, rep), &doc); err != nil {
		t.Fatal(err)
	}
	runs, fast, cramps := 0, 0, 0
	for _, r := range doc.Runs {
		if r.Sport != "running" {
			continue
		}
		runs++
		cramps += len(r.Cramps)
		if r.FirstMile != nil && r.FirstMile.Level != "none" {
			fast++
		}
	}
	if runs != 5 || fast != 2 || cramps != 1 {
		t.Fatalf("%d runs, %d fast, %d cramps in JSON: the test is about others", runs, fast, cramps)
	}
	page := parsed(t, seasonPage(t, rep, Style{}))
	text := textOf(page)
	for _, want := range []string{
		fmt.Sprintf("%d runs from 15 Feb 2026 to 15 Mar 2026, %d with a cramp", runs, doc.History.CrampRuns),
		fmt.Sprintf("too fast in %d of the", fast),
		fmt.Sprintf("%d run with a cramp in %d runs", doc.History.CrampRuns, doc.History.Runs),
		fmt.Sprintf("%d files, all read whole.", doc.Files["found"]),
		"1 activity of other sports not judged (--sport all lists them).",
		"Suggested by recordings or notes (cramp?) and not counted: 1.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if n := len(rowsOf(region(t, page, "Table of runs"))); n != runs {
		t.Errorf("%d rows of runs, JSON has %d", n, runs)
	}
	if n := len(rowsOf(region(t, page, "Table of cramps"))); n != cramps {
		t.Errorf("%d rows of cramps, JSON has %d", n, cramps)
	}
	all := parsed(t, seasonPage(t, rep, Style{AllRuns: true}))
	if n := len(rowsOf(region(t, all, "Table of runs"))); n != len(doc.Runs) || strings.Contains(textOf(all), "--sport all") {
		t.Errorf("%d rows with other sports, JSON has %d", n, len(doc.Runs))
	}
}

// decode reads the data of a path of M, L, H, V and Z as points.
func decode(t *testing.T, d string) []point {
	t.Helper()
	var out []point
	for _, m := range regexp.MustCompile(`([MLHVZ])([^MLHVZ]*)`).FindAllStringSubmatch(d, -1) {
		var v []float64
		for _, f := range strings.Fields(m[2]) {
			x, err := strconv.ParseFloat(f, 64)
			if err != nil {
				t.Fatalf("path %q: %v", d, err)
			}
			v = append(v, x)
		}
		switch {
		case m[1] == "Z":
		case m[1] == "V" && len(v) == 1:
			out = append(out, point{out[len(out)-1].x, v[0]})
		case len(v) == 2:
			out = append(out, point{v[0], v[1]})
		default:
			t.Fatalf("path %q: %q", d, m[0])
		}
	}
	return out
}

// heightOf is where a share stands in the picture of the curve: 1 is 20 px from
// the top and 0 is 6 px from the foot of 210.
func heightOf(frac float64) float64 { return 204 - frac*184 }

func TestCurveOnThePageIsTheOneOfTheData(t *testing.T) {
	for _, rep := range []*analyze.Report{lived(18, 3, 2, 4), lived(40, 12, 11, 6), lived(40, 30, 11, 6)} {
		h := rep.History
		v := newCurve(h)
		if v == nil || len(h.Curve) < 3 {
			t.Fatalf("%d steps and the curve %v", len(h.Curve), v)
		}
		end := h.CurveEndS.Value
		want := []point{{0, heightOf(1)}}
		var band []point // forth along the upper limit
		var back []point // along the lower one
		free := 1.0
		for i, c := range h.Curve {
			next := end
			if i+1 < len(h.Curve) {
				next = h.Curve[i+1].TimerS
			}
			want = append(want, point{c.TimerS, heightOf(free)}, point{c.TimerS, heightOf(c.FreeFrac)})
			free = c.FreeFrac
			for _, s := range []float64{c.TimerS, next} {
				band = append(band, point{s, heightOf(c.FreeCI.Hi.Value)})
				back = append(back, point{s, heightOf(c.FreeCI.Lo.Value)})
			}
		}
		slices.Reverse(back)
		near(t, "curve", decode(t, v.Line), append(want, point{end, heightOf(free)}))
		if len(v.Bands) != 1 {
			t.Fatalf("%d bands", len(v.Bands))
		}
		near(t, "band", decode(t, v.Bands[0]), append(band, back...))
		if len(v.Points) != len(h.Curve) {
			t.Errorf("%d points on the curve of %d steps", len(v.Points), len(h.Curve))
		}
	}
}

// near wants two lines of points to agree within a tenth.
func near(t *testing.T, what string, got, want []point) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d points, want %d: %v", what, len(got), len(want), got)
	}
	for i := range got {
		if !(math.Abs(got[i].x-want[i].x) <= 0.1 && math.Abs(got[i].y-want[i].y) <= 0.1) {
			t.Errorf("%s: point %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

func TestABandWithAHoleIsDrawnAroundIt(t *testing.T) {
	known := analyze.Range{Lo: analyze.Maybe{Value: 0.5, Known: true}, Hi: analyze.Maybe{Value: 0.9, Known: true}}
	h := &analyze.CrampHistory{CurveEndS: analyze.Maybe{Value: 4000, Known: true}, Curve: []analyze.CurvePoint{
		{TimerS: 1000, FreeFrac: 0.9, FreeCI: known}, {TimerS: 2000, FreeFrac: 0.8}, {TimerS: 3000, FreeFrac: 0.7, FreeCI: known},
	}}
	v := newCurve(h)
	if len(v.Bands) != 2 {
		t.Fatalf("%d bands, want 2", len(v.Bands))
	}
	near(t, "after the hole", decode(t, v.Bands[1]), []point{{3000, heightOf(0.9)}, {4000, heightOf(0.9)}, {4000, heightOf(0.5)}, {3000, heightOf(0.5)}})
}

// percentOf reads a share as the page writes it.
func percentOf(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
	if err != nil {
		t.Fatal(err)
	}
	return v / 100
}

func TestPointsStandAtTheirDateAndValue(t *testing.T) {
	at := func(day, hour int, zone string, startFrac, fadeFrac, distanceM float64) *analyze.Result {
		loc := time.FixedZone(zone, 9*3600)
		local := time.Date(2026, 1, day, hour, 0, 0, 0, loc)
		return &analyze.Result{
			File: fmt.Sprintf("%d.fit", day), Run: true, DateKnown: true, Start: local.UTC(), Local: local,
			DistanceM: analyze.Maybe{Value: distanceM, Known: true}, Halves: &analyze.Halves{FadeFrac: fadeFrac},
			FirstMile: analyze.FirstMile{Level: analyze.LevelNone, TimeS: analyze.Maybe{Value: 500, Known: true}, ExcessFrac: analyze.Maybe{Value: startFrac, Known: true}},
		}
	}
	runs := []*analyze.Result{
		at(1, 12, "noon", 0.02, 0.25, 10_000), at(6, 0, "midnight", -0.06, -0.02, 20_000), at(10, 23, "late", 0.45, 0.40, 5_000),
		{File: "undated.fit", Run: true, DistanceM: analyze.Maybe{Value: 90_000, Known: true}},
	}
	runs[1].FirstMile.Level = analyze.LevelNotice
	runs[1].Cramps = []analyze.Cramp{{}}
	runs[0].Findings = []analyze.Finding{{Rule: "pace/fade", State: analyze.Fired}}
	runs[1].Findings = []analyze.Finding{{Rule: "pace/fade", State: analyze.Clear}, {Rule: "pace/wall", State: analyze.Withheld}}
	runs[2].Findings = []analyze.Finding{{Rule: "pace/fade", State: analyze.Withheld}} // under a red flag, say
	sum := analyze.NewSeason(runs, analyze.Options{})
	v := Miles.trends(runs, sum, nil)
	if !v.Edge {
		t.Error("nobody is told that 45 % stands at the edge of 30 %")
	}
	// Ten days, from the first midnight to the last, between the edges of 1.5 %.
	wantX := []float64{0.015 + 0.97*0.05, 0.015 + 0.97*0.5, 0.015 + 0.97*(9+23.0/24)/10}
	// First miles from −6 to +30 % between 20 px and 178 px, halves from 30 % slower
	// to 5 % faster between 20 and 128, distances from none to 20 km between 20 and 119.
	for _, c := range []struct {
		panel *trendPanel
		order []int
		wantY []float64
		shape []string
	}{
		{v.Starts, []int{0, 1, 2}, []float64{178 - 158*8.0/36, 178, 20}, []string{"ring", "notice", "ring"}},
		{v.Fades, []int{0, 1, 2}, []float64{128 - 108*5.0/35, 128 - 108*32.0/35, 128}, []string{"slow", "ring", "bare"}},
		{v.Lengths, []int{0, 2, 1}, []float64{119 - 99*0.5, 119 - 99*0.25, 20}, []string{"ring", "ring", "cramp"}},
	} {
		if len(c.panel.Points) != 3 {
			t.Fatalf("%s: %d points, want 3", c.panel.Title, len(c.panel.Points))
		}
		for i, p := range c.panel.Points {
			x, want := percentOf(t, p.X), wantX[c.order[i]]
			y, err := strconv.ParseFloat(p.Y, 64)
			if err != nil || math.Abs(x-want) > 0.0001 || math.Abs(y-c.wantY[i]) > 0.1 || p.Shape != c.shape[i] {
				t.Errorf("%s: point %d is %+v, want x %v, y %v, %s", c.panel.Title, i, p, want, c.wantY[i], c.shape[i])
			}
		}
	}
	stems := decode(t, v.Lengths.Stems)
	if len(stems) != 6 || math.Abs(stems[2].x-1000*wantX[1]) > 0.1 || math.Abs(stems[3].y-20) > 0.1 {
		t.Errorf("stems %v", stems)
	}
}

func TestDatesOnTheAxisAreRound(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct{ name, from, to, want string }{
		{"days of a week", "2026-03-02", "2026-03-07", "2 Mar 2026, 3 Mar, 4 Mar, 5 Mar, 6 Mar"},
		{"every other day", "2026-03-02", "2026-03-12", "2 Mar 2026, 4 Mar, 6 Mar, 8 Mar, 10 Mar"},
		{"Mondays over a new year", "2025-12-20", "2026-01-20", "22 Dec 2025, 29 Dec, 5 Jan 2026, 12 Jan, 19 Jan"},
		{"every other Monday", "2026-02-28", "2026-04-27", "2 Mar 2026, 16 Mar, 30 Mar, 13 Apr"},
		{"months", "2025-11-15", "2026-03-20", "Dec 2025, Jan 2026, Feb, Mar"},
		{"every third month", "2025-02-01", "2026-06-30", "Apr 2025, Jul, Oct, Jan 2026, Apr"},
		{"years", "2018-05-05", "2023-06-06", "2019, 2020, 2021, 2022, 2023"},
		{"every fifth year", "1998-07-04", "2026-01-01", "2000, 2005, 2010, 2015, 2020, 2025"},
		{"every fiftieth year", "1998-07-04", "2099-12-31", "2000, 2050"},
	} {
		var got []string
		for _, x := range (calendar{day(c.from), day(c.to)}).ticks() {
			got = append(got, words(x.Label))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %s, want %s", c.name, strings.Join(got, ", "), c.want)
		}
	}
}

func TestHostileNamesOnThePageStayText(t *testing.T) {
	const bad = `</title></script><script>alert(1)</script><svg onload=alert(2)><img src=x onerror=alert(3)>"'>{{.}}`
	rep := season(t)
	for _, r := range rep.Runs {
		r.Title = bad
		for i := range r.Cramps {
			r.Cramps[i].Muscle, r.Cramps[i].Note = bad, bad
		}
	}
	rep.Season = analyze.NewSeason(rep.Runs, analyze.Options{})
	rep.Inputs = append(rep.Inputs, analyze.Input{File: "/x/" + bad + ".fit", Status: parse.Skipped, Reason: parse.Malformed, Detail: bad})
	pages := map[*analyze.Result]string{rep.Runs[0]: "0.html"}
	page := seasonPage(t, rep, Style{Pages: pages, AllRuns: true})
	doc := parsed(t, page)
	scripts := elements(doc, "script")
	if len(scripts) != 1 || scripts[0].FirstChild.Data != asset("page.js") {
		t.Errorf("%d scripts on the page", len(scripts))
	}
	for _, e := range elements(doc, "") {
		if slices.Contains([]string{"img", "iframe", "object", "embed", "base", "form"}, e.Data) {
			t.Errorf("a %s stands on the page", e.Data)
		}
		for _, a := range e.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || strings.HasPrefix(strings.TrimSpace(a.Val), "javascript:") {
				t.Errorf("%s has %s=%q", e.Data, a.Key, a.Val)
			}
		}
	}
	if n := strings.Count(textOf(doc), flat(bad)); n < 12 {
		t.Errorf("the name stands %d times as text", n)
	}
}

func TestThePolicyOfThePageAllowsItsOwnFilesAlone(t *testing.T) {
	doc := parsed(t, seasonPage(t, season(t), Style{}))
	for _, m := range elements(doc, "meta") {
		if attr(m, "http-equiv") == "Content-Security-Policy" {
			want := "default-src 'none'; style-src '" + hash(elements(doc, "style")[0].FirstChild.Data) + "'; script-src '" +
				hash(elements(doc, "script")[0].FirstChild.Data) + "'; img-src data:; base-uri 'none'; form-action 'none'"
			if got := attr(m, "content"); got != want {
				t.Errorf("policy %s\nwant %s", got, want)
			}
			return
		}
	}
	t.Error("no policy")
}

func TestLinksLeadToThePagesThatExist(t *testing.T) {
	rep := season(t)
	pages := map[*analyze.Result]string{rep.Runs[1]: "one.html", rep.Runs[3]: "three.html"}
	for _, c := range []struct {
		name  string
		pages map[*analyze.Result]string
		want  map[string]int
	}{
		{"without pages there is no link", nil, map[string]int{}},
		// Both stand in the table of runs and as points of three panels, the one with
		// a cramp in the table of cramps too.
		{"with pages their runs are links", pages, map[string]int{"one.html": 4, "three.html": 5}},
	} {
		doc := parsed(t, seasonPage(t, rep, Style{Pages: c.pages}))
		got := map[string]int{}
		ids := map[string]bool{}
		for _, e := range elements(doc, "") {
			if id := attr(e, "id"); id != "" {
				if ids[id] {
					t.Errorf("two elements are called %s", id)
				}
				ids[id] = true
			}
			if e.Data == "a" {
				got[attr(e, "href")]++
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: links %v, want %v", c.name, got, c.want)
		}
		for _, e := range elements(doc, "use") {
			if !ids[strings.TrimPrefix(attr(e, "href"), "#")] {
				t.Errorf("no shape %s", attr(e, "href"))
			}
		}
	}
}

func TestThePageNamesNoFolder(t *testing.T) {
	rep := season(t)
	rep.Inputs = append(
		rep.Inputs,
		analyze.Input{File: "/home/me/runs/a.fit.gz", Status: parse.Duplicate, Reason: parse.DuplicateOf, Detail: "the same run as /home/me/runs/a.fit (truncated: byte 3)"},
		analyze.Input{File: "/home/z.fit", Status: parse.OK}, // its folder is a part of the others
		analyze.Input{File: "/home/me/runs/a.fit", Status: parse.Warned, Reason: parse.Checksum, Detail: "byte 1"},
		analyze.Input{File: "../old/export.zip!activities/1.fit.gz", Status: parse.Partial, Reason: parse.Truncated, Detail: "cut"},
		analyze.Input{File: "b.gpx", Status: parse.Duplicate, Reason: parse.DuplicateOf, Detail: "the same run as ../old/export.zip!activities/1.fit.gz"},
		analyze.Input{File: "c.gpx", Status: parse.Skipped, Reason: parse.Unreadable, Detail: "open /home/me/runs/c.gpx: permission denied"},
	)
	page := seasonPage(t, rep, Style{})
	if i := strings.Index(page, "/home"); i >= 0 {
		t.Errorf("the page says %q", page[i:i+40])
	}
	if strings.Contains(page, "../old") {
		t.Error("the page says where the archive stands")
	}
	var got []string
	for _, row := range rowsOf(region(t, parsed(t, page), "What became of the files")) {
		got = append(got, textOf(row))
	}
	want := []string{
		"a.fit warned checksum byte 1",
		"export.zip!activities/1.fit.gz partial truncated cut",
		"a.fit.gz duplicate duplicate-of the same run as a.fit (truncated: byte 3)",
		"b.gpx duplicate duplicate-of the same run as export.zip!activities/1.fit.gz",
		"c.gpx skipped unreadable open c.gpx: permission denied",
	}
	if !slices.Equal(got, want) {
		t.Errorf("files:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestThePageSaysOfTheHistoryWhatTheTerminalSays(t *testing.T) {
	reports := []*analyze.Report{lived(2, 1, 1, 0), lived(12, 0, 0, 5), lived(20, 1, 1, 5), lived(18, 3, 2, 4), lived(30, 6, 6, 4), lived(40, 12, 11, 6)}
	after := lived(20, 6, 3, 4)
	after.Runs[0].Cramps[0].AfterFinish = true
	after.Runs[1].Cramps[0].TimerS.Known = false
	after.History = analyze.Associate(after.Runs, analyze.Options{})
	for _, rep := range append(reports, after) {
		h := rep.History
		page := historyOnPage(t, rep)
		from := 0
		for _, p := range slices.Concat(
			countsWords(h), noCurveWords(h), exposureIntro(h), exposureNotes(h), finishWords(h), withinWords(h), Miles.habitWords(h), limitWords(h),
		) {
			if len(h.Associations) == 0 && (slices.Contains(exposureIntro(h), p) || slices.Contains(exposureNotes(h), p)) {
				continue
			}
			i := strings.Index(page[from:], flat(p.Text))
			if i < 0 {
				t.Errorf("%d cramps: not said, or not in its place: %q", h.CrampRuns, p.Text)
				continue
			}
			from += i
		}
		for _, r := range exposureRows(h) {
			cells := []string{r.What, r.Cramps, r.Others, r.Unknown}
			if !strings.Contains(page, flat(strings.Join(cells, " "))) || !strings.Contains(page, flat(r.Verdict)) {
				t.Errorf("%d cramps: the table lacks %+v", h.CrampRuns, r)
			}
		}
	}
}

func TestWhatNeedsHelpStandsAboveTheSeason(t *testing.T) {
	rep := season(t)
	last := rep.Runs[4]
	sign := analyze.Finding{Rule: "safety/dvt", State: analyze.Fired, Severity: analyze.Urgent, Tells: &analyze.Told{Say: "See a doctor today.", Do: "See a doctor today."}}
	last.Findings = append([]analyze.Finding{sign}, last.Findings...)
	rep.Alarms = analyze.Alarms(rep.Runs)
	rep.Recommendations = analyze.Recommend(rep.Runs)
	text := textOf(parsed(t, seasonPage(t, rep, Style{})))
	alarm, lede := strings.Index(text, "Urgent See a doctor today."), strings.Index(text, "5 runs from")
	if alarm < 0 || lede < alarm {
		t.Errorf("the alarm stands at %d, the headline at %d", alarm, lede)
	}
	if !strings.Contains(text, "See to the signs above first. Nothing else is suggested beside them.") {
		t.Error("the page does not say that it suggests nothing else")
	}
}

func TestThePageOfFewOrManyRuns(t *testing.T) {
	undated := lived(3, 0, 0, 1)
	for _, r := range undated.Runs {
		r.DateKnown = false
	}
	undated.History = analyze.Associate(undated.Runs, analyze.Options{})
	undated.Season = analyze.NewSeason(undated.Runs, analyze.Options{})
	one := reportOf(t, "", jog(5, 540))
	one.History = analyze.Associate(one.Runs, analyze.Options{})
	for _, c := range []struct {
		name string
		rep  *analyze.Report
		says []string
		not  string
	}{
		{"nothing", &analyze.Report{}, []string{"No runs were found."}, "Next time"},
		{
			"a file that is no run", &analyze.Report{Inputs: []analyze.Input{{File: "a/route.gpx", Status: parse.Skipped, Reason: parse.NotActivity, Detail: "a route"}}},
			[]string{"No runs were found.", "1 file: 0 ok, 0 warned, 0 partial, 0 duplicate, 1 skipped.", "route.gpx skipped not-activity a route"},
			"All runs",
		},
		{"a sample without anything", reportOf(t, "", speck()), nil, "Over time"},
		{"one run", one, []string{"1 run on 8 Mar 2026, no cramp noted. Its first mile was not too fast .", "No cramp in 1 run", "1 file, read whole."}, "Over time"},
		{"runs without a date", undated, []string{"3 runs , no cramp noted.", "Fewer than two runs have a date: there are no pictures over time.", "no date"}, "Over time"},
	} {
		for _, u := range []Units{Miles, Km} {
			page := seasonPage(t, c.rep, Style{Units: u})
			text := textOf(parsed(t, page))
			for _, want := range c.says {
				if !strings.Contains(text, want) {
					t.Errorf("%s in %s: no %q in\n%s", c.name, u, want, text)
				}
			}
			if strings.Contains(text, c.not) || strings.Contains(page, "NaN") || strings.Contains(page, "Inf") {
				t.Errorf("%s in %s: says %q, NaN or Inf:\n%s", c.name, u, c.not, text)
			}
		}
	}
	const most = 2_000_000 // bytes, our own choice: what a phone still opens at once
	many := lived(1500, 60, 50, 300)
	for i, r := range many.Runs {
		r.DistanceM, r.Halves = analyze.Maybe{Value: 5000 + float64(i), Known: true}, &analyze.Halves{FadeFrac: 0.01}
	}
	many.Season = analyze.NewSeason(many.Runs, analyze.Options{})
	page := seasonPage(t, many, Style{})
	doc := parsed(t, page)
	if n := len(rowsOf(region(t, doc, "Table of runs"))); n != 1500 {
		t.Errorf("%d rows of 1500 runs", n)
	}
	if n := strings.Count(page, `<use href="#`); n < 3*1500 {
		t.Errorf("%d points of 1500 runs in three panels", n)
	}
	if len(page) > most {
		t.Errorf("the page of 1500 runs has %d bytes", len(page))
	}
	t.Logf("%d bytes", len(page))
}

func TestThePageIsTheSameEveryTime(t *testing.T) {
	rep := season(t)
	first := seasonPage(t, rep, Style{})
	for range 5 {
		if seasonPage(t, rep, Style{}) != first {
			t.Fatal("two pages of one report differ")
		}
	}
}
