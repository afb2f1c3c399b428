package report

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"math"
	"strings"

	"crampcheck/analyze"
)

//go:embed page
var pageFiles embed.FS

// asset returns one of the page's own files. A missing one is a mistake of the
// build.
func asset(name string) string {
	data, err := pageFiles.ReadFile("page/" + name)
	if err != nil {
		panic("the page has no " + name)
	}
	return string(data)
}

// shell is what every page shares: its looks, its script and the policy that
// lets it run nothing else and load nothing at all.
type shell struct {
	Title  string
	CSS    template.CSS
	JS     template.JS
	Policy string
}

func newShell(title string) shell {
	css, js := asset("page.css"), asset("page.js")
	return shell{
		Title: title, CSS: template.CSS(css), JS: template.JS(js),
		Policy: fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; img-src data:; base-uri 'none'; form-action 'none'", hash(css), hash(js)),
	}
}

// hash names a text in a content security policy.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// pageTemplate parses the page of that name with the parts that pages share.
func pageTemplate(name string) *template.Template {
	funcs := template.FuncMap{"add": func(a, b int) int { return a + b }, "paragraphs": paragraphs}
	return template.Must(template.New(name).Funcs(funcs).ParseFS(pageFiles, "page/"+name, "page/parts.html"))
}

// pageView is the page on one run as its template reads it.
type pageView struct {
	shell
	Moment     string
	Facts      []fact
	Alarms     []alarmView
	Lede       []piece
	Happened   []string
	LedTitle   string
	Led        []ledView
	LedNone    string
	Next       []string
	NextNone   string
	Chart      *chartView
	ChartTitle string
	Map        *mapView
	Cramps     []crampView
	Columns    crampColumns
	CrampNotes []string
	Cannot     string
	Suggested  []string
	Splits     *splitsView
	Compared   []string
	Scatter    *scatterView
	Recs       []recView
	MoreRecs   []recView
	Withheld   []withheldView
	Method     []string
	Disclaimer string
	Data       *pageData
}

type fact struct{ Name, Value string }

type alarmView struct{ Label, Text, Class string }

type ledView struct {
	Text  string
	Rule  string
	Grade analyze.Grade
}

type recView struct {
	Action, Because, Unless string
	Rule                    string
	Grade                   analyze.Grade
	Sources                 []string
}

type withheldView struct {
	Reason, Needs string
	Rules         []string
}

// crampView is one cramp of the table; a cell that is not known is a dash.
type crampView struct {
	N                                                       int
	At, Mark, Where, Severity, Before, Now, Drink, Na, Cost string
}

// crampColumns says which columns hold anything.
type crampColumns struct{ Mark, Severity, Before, Drink, Na, Cost bool }

// or joins two.
func (c crampColumns) or(d crampColumns) crampColumns {
	return crampColumns{c.Mark || d.Mark, c.Severity || d.Severity, c.Before || d.Before, c.Drink || d.Drink, c.Na || d.Na, c.Cost || d.Cost}
}

// pageData is what the page's script reads. Everything is worded already.
type pageData struct {
	StepS float64   `json:"step"`
	Total float64   `json:"total"`
	At    []string  `json:"at"`   // the read-out of each step
	X     []float64 `json:"x"`    // px on the sketch; −1 where unknown
	Y     []float64 `json:"y"`    // px on the sketch
	Note  []string  `json:"note"` // what happened near a step, "" for nothing
}

// writePage writes the report on one run as a page that needs nothing else.
func writePage(w io.Writer, r *analyze.Report, s Style) error {
	if len(r.Runs) != 1 {
		return fmt.Errorf("a page tells one run, and there are %d", len(r.Runs))
	}
	return pageTemplate("run.html").Execute(w, s.Units.page(r, r.Runs[0]))
}

// page fills the view.
func (u Units) page(rep *analyze.Report, r *analyze.Result) pageView {
	story := r.Story()
	v := pageView{
		shell: newShell(pageTitle(r)), Moment: moment(r), Facts: u.facts(r), Lede: u.headline(r, story),
		Chart: u.picture(r), Map: u.route(r), Cannot: cannotShow,
		Disclaimer: u.fill(r.Finding(disclaimerRule).Told().Say, r.Finding(disclaimerRule)),
	}
	v.ChartTitle = "The run, minute by minute"
	if r.Race {
		v.ChartTitle = "The race, minute by minute"
	}
	for _, a := range rep.Alarms {
		v.Alarms = append(v.Alarms, u.alarm(a))
	}
	v.Happened = u.happened(r)
	v.led(u, r, story)
	v.recommend(u, rep)
	v.crampTable(u, r)
	v.Splits = u.splitsView(r)
	if c := rep.Compared; c != nil {
		v.Compared = u.comparedLines(c)
		v.Scatter = u.scatter(rep, r)
	}
	v.Withheld = u.withheldLines(r)
	v.Method = u.method(r)
	v.Data = u.data(r)
	return v
}

// pageTitle is the name of a run without what only a folder needs.
func pageTitle(r *analyze.Result) string {
	title := name(r)
	if r.Title != "" {
		return title
	}
	for _, ext := range []string{".gz", ".fit", ".gpx", ".tcx"} {
		if n := len(title) - len(ext); n > 0 && strings.EqualFold(title[n:], ext) {
			title = title[:n]
		}
	}
	return title
}

const disclaimerRule = "safety/disclaimer"

// facts are the figures of a run.
func (u Units) facts(r *analyze.Result) []fact {
	var out []fact
	add := func(name, value string) { out = append(out, fact{name, value}) }
	if r.DistanceM.Known {
		add("", u.distanceUnit(r.DistanceM.Value))
	}
	if r.Race {
		add("finish", duration(r.ClockS()))
	} else {
		add("time", duration(r.ClockS()))
	}
	if r.DistanceM.Value > 0 {
		if p := u.paceUnit(r.ClockS() / r.DistanceM.Value); p != missing {
			add("average", p)
		}
	}
	if r.GoalS.Known {
		add("goal", duration(r.GoalS.Value))
	}
	if r.ClimbM.Known {
		add("climb", "+"+number(r.ClimbM.Value, 0)+nbsp+"m")
	}
	if r.HeartRateBPM.Known {
		add("average HR", number(r.HeartRateBPM.Value, 0))
	}
	if r.Course.AmbientC.Known {
		add("air", u.measure(analyze.Measure{Value: r.Course.AmbientC.Value, Unit: analyze.Celsius}))
	}
	return out
}

// alarm words a sign that needs medical help.
func (u Units) alarm(a analyze.Alarm) alarmView {
	v := alarmView{"Note", u.fill(a.Finding.Told().Say, &a.Finding), "note"}
	switch a.Finding.Severity {
	case analyze.Urgent:
		v.Label, v.Class = "Urgent", "urgent"
	case analyze.Warn:
		v.Label, v.Class = "Warning", "urgent"
	}
	if a.Day != "" {
		v.Text += " (" + a.Day + ")"
	}
	return v
}

// happened tells the facts of a run in short: its start, its halves, its
// slowdown, its cramps, and what was drunk where that was too much or too little.
func (u Units) happened(r *analyze.Result) []string {
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	first := r.Finding("pace/fast-first-mile")
	switch f := r.FirstMile; {
	case f.Withheld != nil:
		add("Pace was not judged: %s.", f.Withheld.Reason)
	case !f.TimeS.Known:
	case first.State == analyze.Clear && first.Told().Say != "":
		add("%s", u.fill(first.Told().Say, first))
	default:
		add("%s in %s; %s: %s.", u.firstMileName(), duration(f.TimeS.Value), owned(f.Reference), duration(f.ReferenceS.Value))
	}
	if h := r.Halves; h != nil && fired(r, "pace/fast-first-half") != nil {
		back := "gave nothing back"
		if h.GivenS >= 1 {
			back = "gave back " + span(h.GivenS)
		}
		add("At half-way %s ahead of %s; the second half %s.", span(h.BankedS), owned(r.FirstMile.Reference), back)
	}
	if f := fired(r, "pace/wall"); f != nil {
		add("From %s on %s slower, for %s.", u.mark(evidenceOf(f, "from").Value), percent(evidenceOf(f, "slower").Value), u.distanceUnit(evidenceOf(f, "length").Value))
	} else if f := fired(r, "pace/fade"); f != nil {
		add("Second half %s slower than the first.", percent(evidenceOf(f, "fade").Value))
	}
	if text := crampList(r); text != "" {
		add("%s", text)
	}
	for _, rule := range []string{"fluid/over-drinking", "fluid/weight-gain", "fluid/long-effort-electrolytes", "effort/decoupling"} {
		if f := fired(r, rule); f != nil && f.Told().Within == "" {
			add("%s", u.fill(f.Told().Say, f))
		}
	}
	return out
}

// crampList names the cramps of a run in one sentence, "" without one.
func crampList(r *analyze.Result) string {
	var parts []string
	for _, c := range r.Cramps {
		when := "at an unknown moment"
		switch {
		case c.BeforeStart:
			continue
		case c.AfterFinish:
			when = "after the finish"
		case c.AtS.Known:
			when = "at " + clock(c.AtS.Value)
		}
		if where := strings.TrimSpace(site(c)); where != "" {
			when += " (" + where + ")"
		}
		parts = append(parts, when)
	}
	const most = 4 // the table holds all
	switch n := len(parts); {
	case n == 0:
		return ""
	case n == 1:
		return "Cramp " + parts[0] + "."
	case n > most:
		return fmt.Sprintf("Cramps %s and %d more.", strings.Join(parts[:most-1], ", "), n-most+1)
	default:
		return "Cramps " + strings.Join(parts[:n-1], ", ") + " and " + parts[n-1] + "."
	}
}

// led fills the card on what may have led to the outcome.
func (v *pageView) led(u Units, r *analyze.Result, s analyze.Story) {
	switch s.Outcome {
	case analyze.Even:
		v.LedNone = nothingToExplain(r)
	case analyze.Slowdown:
		v.LedTitle = "the slowdown"
	case analyze.Cramped:
		v.LedTitle = "the cramps"
		if len(r.Cramps) == 1 {
			v.LedTitle = "the cramp"
		}
	}
	for _, f := range s.Led {
		v.Led = append(v.Led, ledView{u.fill(f.Told().Say, f), f.Rule, f.Grade})
	}
	switch {
	case len(v.Led) > 0 || s.Outcome == analyze.Even:
	case s.Flagged:
		v.LedNone = "See to the signs above first."
	default:
		v.LedNone = strings.Join(nothingFound(r, s), " ")
	}
}

// nothingToExplain words that a run shows neither cramp nor slowdown, or that
// this cannot be known.
func nothingToExplain(r *analyze.Result) string {
	cramp := "No cramp is noted."
	if n := len(r.Suggestions); n > 0 {
		cramp = fmt.Sprintf("No cramp is noted for sure: %s below.", plural(n, "suggestion stands", "suggestions stand"))
	}
	if f := r.Finding("pace/fade"); f != nil && f.State == analyze.Withheld {
		return fmt.Sprintf("%s Whether you slowed down could not be judged: %s.", cramp, f.Withheld.Reason)
	}
	if len(r.Suggestions) > 0 {
		return cramp + " No slowdown is in the data."
	}
	return "Neither a cramp nor a slowdown is in the data, so there is nothing to look for."
}

// recommend fills what to do next time.
func (v *pageView) recommend(u Units, rep *analyze.Report) {
	next := rep.Next()
	shown := map[string]bool{}
	for _, rec := range next {
		shown[rec.Rule] = true
		v.Next = append(v.Next, u.fill(rec.Finding.Told().Do, &rec.Finding))
		v.Recs = append(v.Recs, u.rec(rec))
	}
	for _, rec := range rep.Recommendations {
		if !shown[rec.Rule] && !strings.HasPrefix(rec.Rule, "safety/") {
			v.MoreRecs = append(v.MoreRecs, u.rec(rec))
		}
	}
	if len(next) == 0 {
		v.NextNone = "Nothing to change was found."
		if len(v.Alarms) > 0 {
			v.NextNone = "See to the signs above first. Nothing else is suggested beside them."
		}
	}
}

func (u Units) rec(rec analyze.Recommendation) recView {
	out := recView{
		Action: u.fill(rec.Finding.Told().Do, &rec.Finding), Because: u.fill(rec.Finding.Told().Say, &rec.Finding),
		Rule: rec.Rule, Grade: rec.Grade, Sources: cite(rec.Cite),
	}
	if rec.Finding.Told().Unless != "" {
		out.Unless = u.fill(rec.Finding.Told().Unless, &rec.Finding)
	}
	return out
}

// crampTable fills the table of cramps.
func (v *pageView) crampTable(u Units, r *analyze.Result) {
	for i, c := range r.Cramps {
		row, known := u.crampView(i+1, c)
		v.Cramps = append(v.Cramps, row)
		v.Columns = v.Columns.or(known)
		if c.Note != "" {
			v.CrampNotes = append(v.CrampNotes, fmt.Sprintf("%d “%s”", i+1, c.Note))
		}
	}
	for _, c := range r.Suggestions {
		when := "at no known moment"
		if c.AtS.Known {
			when = "at " + clock(c.AtS.Value)
		}
		v.Suggested = append(v.Suggested, fmt.Sprintf("cramp? %s%s", when, site(c)))
	}
}

// crampView words one cramp, the n-th of its run, and says which cells are known.
func (u Units) crampView(n int, c analyze.Cramp) (row crampView, known crampColumns) {
	row = crampView{
		N: n, At: missing, Mark: missing, Where: strings.TrimSpace(muscle(c)), Severity: missing, Before: missing, Now: missing,
		Drink: missing, Na: missing, Cost: missing,
	}
	switch {
	case c.AfterFinish:
		row.At = "after the finish"
	case c.AtS.Known:
		row.At = clock(c.AtS.Value)
	}
	if row.Where == "" {
		row.Where = "not noted"
	}
	if c.DistanceM.Known {
		row.Mark = number(c.DistanceM.Value/u.lengthM(), 1)
		known.Mark = true
	}
	if c.Severity.Known {
		row.Severity = number(c.Severity.Value, 0) + "/10"
		known.Severity = true
	}
	if w := c.Before5To0; w != nil && w.PaceSPerM.Known {
		row.Before = u.pace(w.PaceSPerM.Value)
		known.Before = true
	}
	if w := c.After5; w != nil && w.PaceSPerM.Known {
		row.Now = u.pace(w.PaceSPerM.Value)
	}
	if c.SinceDrinkS.Known {
		row.Drink = number(c.SinceDrinkS.Value/60, 0) + nbsp + "min"
		known.Drink = true
	}
	if c.SodiumMG.Known {
		row.Na = number(c.SodiumMG.Value, 0) + nbsp + "mg"
		known.Na = true
	}
	if c.LostS.Known {
		known.Cost = true
		row.Cost = "none seen"
		if c.LostS.Value >= visibleS {
			row.Cost = duration(c.LostS.Value)
		}
	}
	return row, known
}

// splitsView is the table of splits in two halves, side by side where there is
// room.
type splitsView struct {
	Unit    string
	Against string
	Note    string
	Halves  [][]splitRow
	HR      bool
	GAP     bool
	Climb   bool
}

type splitRow struct {
	Label, Pace, GAP, Off, HR, Climb, Clock string
	Cramps                                  string // the numbers of the cramps in it
	Paused                                  bool
	BarX, BarWidth                          string // percent of the bar's width
	Faster                                  bool
}

// splitsView lays out the splits against the reference of the picture.
func (u Units) splitsView(r *analyze.Result) *splitsView {
	rows, unit := r.SplitsMile, "Mile"
	if u == Km {
		rows, unit = r.SplitsKm, "Km"
	}
	if len(rows) == 0 || r.Trace == nil || !r.Trace.RefSPerM.Known {
		return nil
	}
	ref := r.Trace.RefSPerM.Value
	v := &splitsView{Unit: unit, Against: referenceName(r.Trace.Reference) + " " + u.paceUnit(ref)}
	widest := 0.05 // of the reference: smaller differences do not fill the bar
	for _, s := range rows {
		widest = max(widest, min(math.Abs(s.PaceSPerM()/ref-1), slowMost-1))
	}
	cum, shown := 0.0, int64(0)
	var all []splitRow
	for _, s := range rows {
		cum += s.TimeS
		now := int64(cum + 0.5)
		row := splitRow{Label: fmt.Sprint(s.N), Pace: duration(float64(now - shown)), Clock: duration(cum), GAP: missing, HR: missing, Climb: missing}
		if s.Partial {
			row.Label = u.distance(s.DistanceM)
		}
		if real := u.pace(s.PaceSPerM()); s.Partial || real == missing {
			row.Pace = real
		}
		shown = now
		off := s.PaceSPerM() - ref
		row.Off, row.Faster = signed(off*u.lengthM(), 0)+nbsp+"s", off < 0
		half := min(math.Abs(off/ref), widest) / widest / 2
		row.BarX, row.BarWidth = share(0.5), share(half)
		if row.Faster {
			row.BarX = share(0.5 - half)
		}
		if s.GAPSPerM.Known {
			row.GAP, v.GAP = u.pace(s.GAPSPerM.Value), true
		}
		if s.HeartRateBPM.Known {
			row.HR, v.HR = number(s.HeartRateBPM.Value, 0), true
		}
		if s.ClimbM.Known {
			row.Climb, v.Climb = number(s.ClimbM.Value, 0), true
		}
		row.Cramps, row.Paused = splitCramps(r, s), s.Paused
		all = append(all, row)
	}
	const column = 13 // rows that one column holds before there are two
	half := len(all)
	if len(all) > column {
		half = (len(all) + 1) / 2
	}
	v.Halves = [][]splitRow{all[:half]}
	if half < len(all) {
		v.Halves = append(v.Halves, all[half:])
	}
	v.Note = fmt.Sprintf("On the %s clock. Bars: left of the middle faster than %s, right of it slower.", r.Clock, referenceName(r.Trace.Reference))
	return v
}

// splitCramps names the cramps in a split.
func splitCramps(r *analyze.Result, s analyze.Split) string {
	var parts []string
	for i, c := range r.Cramps {
		if c.DistanceM.Known && c.DistanceM.Value >= s.StartM && c.DistanceM.Value < s.StartM+s.DistanceM {
			parts = append(parts, fmt.Sprintf("▲%d", i+1))
		}
	}
	return strings.Join(parts, " ")
}

// withheldLines groups what could not be assessed by the reason.
func (u Units) withheldLines(r *analyze.Result) []withheldView {
	var out []withheldView
	for _, f := range r.Findings {
		if f.State != analyze.Withheld {
			continue
		}
		at := -1
		for i := range out {
			if out[i].Reason == f.Withheld.Reason && out[i].Needs == f.Withheld.Needed {
				at = i
			}
		}
		if at < 0 {
			out = append(out, withheldView{Reason: f.Withheld.Reason, Needs: f.Withheld.Needed})
			at = len(out) - 1
		}
		out[at].Rules = append(out[at].Rules, f.Rule)
	}
	return out
}

// method tells how the numbers were made and what was doubtful about them.
func (u Units) method(r *analyze.Result) []string {
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	add("Times are on the %s clock: elapsed %s, timer %s, moving %s.", r.Clock, duration(r.ElapsedS), duration(r.TimerS), duration(r.MovingS))
	if n := len(r.Pauses); n > 0 {
		from := "told by the device"
		if r.PausesFound {
			from = "found in gaps of the recording"
		}
		add("%s, %s.", plural(n, "pause", "pauses"), from)
	}
	switch r.Distance {
	case "device":
		add("Distance as the device recorded it.")
	case "positions":
		add("Distance summed over the positions.")
	}
	if r.ClimbM.Known {
		add("Hills by %s; climb and descent are counted from %s m on. Grade-adjusted pace counts level metres of equal effort.", r.Elevation, number(r.ClimbStepM.Value, 0))
	}
	add("Time zone %s (%s). %s recorded, %s used.", r.Zone, r.ZoneSource, plural(r.Records, "sample", "samples"), plural(r.Points, "point", "points"))
	add("The curves show speed over half a minute or so; a stop is drawn at the foot of the panel.")
	if f := r.FirstMile; f.Withheld == nil && f.ReferenceS.Known {
		add("The first mile is 1609.344 m on the moving clock, whatever the unit; it is compared with %s.", owned(f.Reference))
	}
	for _, n := range r.Notes {
		text := n.Text
		if n.N > 0 {
			text += fmt.Sprintf(" (%d)", n.N)
		}
		add("%s.", upperFirst(text))
	}
	return out
}

// data words every step for the script of the page.
func (u Units) data(r *analyze.Result) *pageData {
	tr := r.Trace
	if tr == nil || len(tr.Steps) < 2 {
		return nil
	}
	d := &pageData{StepS: tr.StepS, Total: tr.Steps[len(tr.Steps)-1].TimeS}
	f, route := newFrame(tr)
	for _, s := range tr.Steps {
		parts := []string{clock(s.TimeS)}
		if s.DistanceM.Known {
			parts = append(parts, u.mark(s.DistanceM.Value))
		}
		switch p := paceOf(s.SpeedMPS); {
		case !s.DistanceM.Known:
		case !p.Known:
			parts = append(parts, "paused")
		case u.pace(p.Value) == missing:
			parts = append(parts, "standing")
		default:
			parts = append(parts, "pace "+u.paceUnit(p.Value))
			if g := paceOf(s.FlatMPS); g.Known && r.ClimbM.Known {
				parts = append(parts, "grade-adjusted "+u.pace(g.Value))
			}
		}
		if s.HeartRateBPM.Known {
			parts = append(parts, "HR "+number(s.HeartRateBPM.Value, 0))
		}
		if s.ElevationM.Known {
			parts = append(parts, number(s.ElevationM.Value, 0)+nbsp+"m")
		}
		d.At = append(d.At, strings.Join(parts, " · "))
		x, y := -1.0, -1.0
		if route && s.EastM.Known {
			p := f.at(s)
			x, y = math.Round(p.x*10)/10, math.Round(p.y*10)/10
		}
		d.X, d.Y = append(d.X, x), append(d.Y, y)
		d.Note = append(d.Note, "")
	}
	note := func(s float64, text string) {
		i := min(max(int(s/tr.StepS+0.5), 0), len(d.Note)-1)
		if d.Note[i] != "" {
			text = d.Note[i] + ", " + text
		}
		d.Note[i] = text
	}
	for i, c := range r.Cramps {
		if c.AtS.Known {
			note(c.AtS.Value, fmt.Sprintf("cramp %d%s", i+1, site(c)))
		}
	}
	for _, e := range r.Intake.Events {
		if e.AtS.Known && e.When == "during" {
			note(e.AtS.Value, e.Kind)
		}
	}
	return d
}

// scatterView lays the runner's runs out by first mile and time.
type scatterView struct {
	Points []scatterPoint
	Zero   string // percent: as fast as the reference
	Desc   string
	Ticks  []tick
	Longs  []tick
}

type scatterPoint struct {
	X, Y, Title string
	Cramp, Here bool
}

const scatterHigh = 170.0 // px

// scatter draws the runs that have a verdict on the first mile and are no
// shorter than long ones; nil for fewer than three.
func (u Units) scatter(rep *analyze.Report, r *analyze.Result) *scatterView {
	const least = 3 // runs that make a picture
	type entry struct {
		run  *analyze.Result
		frac float64
	}
	var runs []entry
	lo, hi, longest := -0.04, 0.08, 0.0
	for _, other := range rep.Compared.Runs {
		frac := other.StartFrac()
		if !frac.Known {
			continue
		}
		runs = append(runs, entry{other, frac.Value})
		lo, hi, longest = min(lo, frac.Value), max(hi, frac.Value), max(longest, other.TimerS)
	}
	if len(runs) < least {
		return nil
	}
	const edge = 0.06 // of the range, so that no sign is cut
	pad := edge * (hi - lo)
	at := func(frac float64) string { return share((frac - lo + pad) / (hi - lo + 2*pad)) }
	down := func(timerS float64) string {
		return coordinate(scatterHigh - 26 - timerS/(longest*1.1)*(scatterHigh-36))
	}
	v := &scatterView{Zero: at(0), Desc: fmt.Sprintf("%s by the start of the first mile, from slow to fast, and by time.", plural(len(runs), "run", "runs"))}
	for _, e := range runs {
		p := scatterPoint{X: at(e.frac), Y: down(e.run.TimerS), Here: e.run == r}
		for _, c := range e.run.Cramps {
			p.Cramp = p.Cramp || !c.BeforeStart
		}
		p.Title = fmt.Sprintf("%s %s: first mile %s, %s", day(e.run), name(e.run), startWords(e.frac), duration(e.run.TimerS))
		if p.Cramp {
			p.Title += ", cramp"
		}
		v.Points = append(v.Points, p)
	}
	for _, f := range ticksBetween(lo*100, hi*100, []float64{2, 4, 5, 10, 20}, 7) {
		v.Ticks = append(v.Ticks, tick{X: at(f / 100), Label: signed(f, 0) + nbsp + "%"})
	}
	for _, s := range ticksBetween(0, longest, []float64{1800, 3600, 7200, 14400}, 4) {
		if s > 0 {
			v.Longs = append(v.Longs, tick{Y: down(s), Label: hourMinute(s)})
		}
	}
	return v
}
