package main

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// The inputs of the damage tests are made from plans: what a runner did, second
// by second, worked out here by arithmetic alone. What the tool should find in a
// damaged file follows from its plan and from what was damaged, never from what
// the tool says.

const (
	planRadiusM  = 6_371_008.8                 // mean radius of the earth (IUGG)
	planDegreeM  = planRadiusM * math.Pi / 180 // m of a degree along a meridian
	planEpochS   = 1_614_585_600               // 2021-03-01T08:00:00Z in s since 1970
	planFITEpoch = 631_065_600                 // FIT's second 0 in s since 1970
	planDayS     = 86_400                      // s
	planPoints   = 600                         // of a case that says nothing else
	planFITUnits = float64(1<<31) / 180        // FIT's semicircles in a degree
	planISO      = "2006-01-02T15:04:05Z"      // how times are written
	planISOMilli = "2006-01-02T15:04:05.000Z"  // with thousandths
)

// outing is a steady run due north. Every case runs on a day of its own, so that
// no case is taken for the duplicate of another.
type outing struct {
	day      int // after 2021-03-01
	n        int // points
	stepS    float64
	speedMPS float64
	latDeg   float64
	lonDeg   float64
	heartBPM int
}

// fix is one point of a outing.
type fix struct {
	unixS    float64 // s since 1970, UTC
	distM    float64 // since the start
	latDeg   float64
	lonDeg   float64
	eleM     float64
	heartBPM int
}

func newOuting(day int) outing {
	return outing{day: day, n: planPoints, stepS: 1, speedMPS: 3, latDeg: 47, lonDeg: 8, heartBPM: 150}
}

func (p outing) startS() float64    { return planEpochS + float64(p.day)*planDayS }
func (p outing) elapsedS() float64  { return float64(p.n-1) * p.stepS }
func (p outing) distanceM() float64 { return p.elapsedS() * p.speedMPS }

// fix returns point i, counted from 0.
func (p outing) fix(i int) fix {
	atS := float64(i) * p.stepS
	distM := atS * p.speedMPS
	return fix{p.startS() + atS, distM, p.latDeg + distM/planDegreeM, p.lonDeg, 400, p.heartBPM}
}

// fixes returns all points.
func (p outing) fixes() []fix {
	out := make([]fix, p.n)
	for i := range out {
		out[i] = p.fix(i)
	}
	return out
}

// iso writes a moment, with thousandths where it has some.
func iso(unixS float64) string {
	ms := int64(math.Round(unixS * 1000))
	layout := planISO
	if ms%1000 != 0 {
		layout = planISOMilli
	}
	return time.UnixMilli(ms).UTC().Format(layout)
}

// isoIn writes a moment on the clock of a place so many seconds east of UTC,
// without a zone.
func isoIn(unixS float64, eastS int) string {
	return strings.TrimSuffix(iso(unixS+float64(eastS)), "Z")
}

// gpxDoc is a GPX document in pieces, for a case to change.
type gpxDoc struct {
	outing outing
	head   string // up to the first track
	title  string // as it stands in the file
	kind   string // content of <type>
	points []string
	tail   string
}

func newGPX(p outing) *gpxDoc {
	g := &gpxDoc{
		outing: p,
		head: `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<gpx version="1.1" creator="planner" ` +
			`xmlns="http://www.topografix.com/GPX/1/1" xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">` + "\n",
		title: "Planned run", kind: "running",
		tail: "</trkseg></trk>\n</gpx>\n",
	}
	for _, f := range p.fixes() {
		g.points = append(g.points, gpxPoint(f))
	}
	return g
}

// gpxPoint writes a track point as most programs do.
func gpxPoint(f fix) string {
	return gpxPointAt(f, iso(f.unixS), fmt.Sprintf("<ele>%.1f</ele>", f.eleM))
}

// gpxPointAt writes a track point with this time and elevation.
func gpxPointAt(f fix, at, ele string) string {
	return fmt.Sprintf(`<trkpt lat="%.7f" lon="%.7f">%s<time>%s</time><extensions><gpxtpx:TrackPointExtension>`+
		`<gpxtpx:hr>%d</gpxtpx:hr></gpxtpx:TrackPointExtension></extensions></trkpt>`+"\n", f.latDeg, f.lonDeg, ele, at, f.heartBPM)
}

func (g *gpxDoc) track() string {
	return "<trk><name>" + g.title + "</name><type>" + g.kind + "</type><trkseg>\n"
}

func (g *gpxDoc) String() string {
	return g.head + g.track() + strings.Join(g.points, "") + g.tail
}

// swap replaces a piece of point i. A piece that is not there is a mistake of the
// case.
func (g *gpxDoc) swap(i int, old, text string) { g.points[i] = swapOnce(g.points[i], old, text) }

// swapAll replaces a piece of every point.
func (g *gpxDoc) swapAll(old, text string) {
	for i := range g.points {
		g.swap(i, old, text)
	}
}

// times writes every time anew.
func (g *gpxDoc) times(write func(i int, f fix) string) {
	for i := range g.points {
		f := g.outing.fix(i)
		g.swap(i, "<time>"+iso(f.unixS)+"</time>", "<time>"+write(i, f)+"</time>")
	}
}

// attr replaces the value of an attribute of point i.
func (g *gpxDoc) attr(i int, name, value string) {
	_, rest, ok := strings.Cut(g.points[i], name+`="`)
	if !ok {
		panic("no attribute " + name)
	}
	old, _, _ := strings.Cut(rest, `"`)
	g.swap(i, name+`="`+old+`"`, name+`="`+value+`"`)
}

// upTo returns the document up to the end of n points.
func (g *gpxDoc) upTo(n int) string {
	return g.head + g.track() + strings.Join(g.points[:n], "")
}

func swapOnce(s, old, text string) string {
	if !strings.Contains(s, old) {
		panic(fmt.Sprintf("no %q in %q", old, s))
	}
	return strings.Replace(s, old, text, 1)
}

// tcxDoc is a TCX document in pieces.
type tcxDoc struct {
	outing outing
	head   string // up to the first activity
	sport  string
	id     string
	lap    string // what a lap says of itself
	points []string
	notes  string // element at the end of the activity
	tail   string
}

func newTCX(p outing) *tcxDoc {
	t := &tcxDoc{
		outing: p,
		head: `<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
			`<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities>` + "\n",
		sport: "Running", id: iso(p.startS()),
		lap:  fmt.Sprintf("<TotalTimeSeconds>%.1f</TotalTimeSeconds><DistanceMeters>%.1f</DistanceMeters>", p.elapsedS(), p.distanceM()),
		tail: "</Activities></TrainingCenterDatabase>\n",
	}
	for _, f := range p.fixes() {
		t.points = append(t.points, tcxPoint(f))
	}
	return t
}

func tcxPoint(f fix) string {
	return fmt.Sprintf("<Trackpoint><Time>%s</Time><Position><LatitudeDegrees>%.7f</LatitudeDegrees>"+
		"<LongitudeDegrees>%.7f</LongitudeDegrees></Position><AltitudeMeters>%.1f</AltitudeMeters><DistanceMeters>%.2f</DistanceMeters>"+
		"<HeartRateBpm><Value>%d</Value></HeartRateBpm></Trackpoint>\n", iso(f.unixS), f.latDeg, f.lonDeg, f.eleM, f.distM, f.heartBPM)
}

func (t *tcxDoc) begin() string {
	return t.head + `<Activity Sport="` + t.sport + `"><Id>` + t.id + `</Id><Lap StartTime="` + iso(t.outing.startS()) + `">` + t.lap + "<Track>\n"
}

func (t *tcxDoc) String() string {
	return t.begin() + strings.Join(t.points, "") + "</Track></Lap>" + t.notes + "</Activity>\n" + t.tail
}

// upTo returns the document up to the end of n points.
func (t *tcxDoc) upTo(n int) string { return t.begin() + strings.Join(t.points[:n], "") }

func (t *tcxDoc) swap(i int, old, text string) { t.points[i] = swapOnce(t.points[i], old, text) }

// swapAll replaces a piece of every point.
func (t *tcxDoc) swapAll(old, text string) {
	for i := range t.points {
		t.swap(i, old, text)
	}
}

// notesCSV writes rows of notes, each cell in quotes.
func notesCSV(rows ...[]string) string {
	var b strings.Builder
	b.WriteString("date,file,at,what,where,severity,amount,note\n")
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(`"` + strings.ReplaceAll(cell, `"`, `""`) + `"`)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
