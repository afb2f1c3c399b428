package parse

import (
	"bytes"
	"encoding/xml"
	"math"
	"slices"
	"strings"

	"github.com/tkrajina/gpxgo/gpx"
)

// What is kept of one GPX or TCX file beside its samples; all our own choice.
const (
	maxMarks     = 10_000    // waypoints or notes
	maxRemainder = 256 << 10 // bytes of a GPX without its points
)

// decodeGPX reads a GPX document of version 1.0 or 1.1. One pass takes track
// points and waypoints straight into columns; all that is left of the document
// goes to gpxgo, which says what it is: creator, names, types, tracks.
func decodeGPX(data []byte, buf *Buffers) (*File, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, &Error{Code: Empty, Msg: "the file is empty"}
	}
	g, err := scanGPX(data, buf)
	if err != nil {
		return nil, err
	}
	if err := g.usable(); err != nil {
		return nil, err
	}
	g.askLibrary()
	return g.file()
}

// gpxReader is what one pass over a GPX document finds.
type gpxReader struct {
	doc xmlDocument
	s   xmlScanner
	buf *Buffers

	documents int // <gpx> start tags
	creator   string
	name      string // of the document
	tracks    []*gpxTrack
	elements  int // <trk> start tags
	routes    int // <rte> and <rtept> start tags
	points    int // in all tracks
	noZone    int // times without a zone
	timeTags  int // points that have a <time>
	waypoints []gpxWaypoint
	unmarked  int // waypoints beyond the limit
	unknown   []string
	unknownN  int
	rest      remainder
	pattern   pattern // of the point read last
	matched   int     // points that were read by it
	tagByTag  bool    // no use is made of it: the slow twin
}

// gpxTrack is one <trk>.
type gpxTrack struct {
	raw     raw
	name    string
	desc    string
	kind    string  // what <type> says
	offsetS float64 // s east of UTC, the first one written that is not 0
	bad     int     // points without a readable place
	firstAt int     // offset of the first of them
}

type gpxWaypoint struct {
	unixS  float64 // NaN: no time
	latDeg float64
	lonDeg float64
	text   string
}

// scanGPX walks through the document once.
func scanGPX(data []byte, buf *Buffers) (*gpxReader, error) {
	g := newGPXReader(data, buf)
	if g.doc.err != nil {
		return nil, g.doc.err
	}
	return g, g.scan()
}

func newGPXReader(data []byte, buf *Buffers) *gpxReader {
	g := &gpxReader{doc: newXMLDocument(data, buf), buf: buf}
	g.s = g.doc.scanner()
	g.s.blocks = gpxBlock
	return g
}

// scan walks through the document.
func (g *gpxReader) scan() error {
	s := &g.s
	for s.next() {
		switch s.kind {
		case xmlChars:
			g.rest.chars(s)
			continue
		case xmlEnd:
			g.rest.closeTo(s.depth)
			continue
		}
		switch string(s.name) {
		case "trkpt":
			s.alone()
			g.point()
		case "wpt":
			s.alone()
			g.waypoint()
		case "rtept":
			g.routes++
			s.alone()
			s.skip()
		case "gpx":
			g.document()
		case "trk":
			s.alone()
			g.track()
			g.elements++
			g.rest.start(s)
		case "trkseg":
			s.alone()
			g.rest.start(s)
		case "name", "desc", "type":
			g.word()
		case "rte":
			g.routes++
			g.rest.start(s)
		default:
			g.rest.start(s)
		}
		if int64(g.points) > s.limits.Points {
			return tooMany(g.doc.place(s.begin), s.limits.Points, "samples", limitPoints)
		}
		if int64(len(g.tracks)) > s.limits.Sessions {
			return tooMany(g.doc.place(s.begin), s.limits.Sessions, "tracks", limitSessions)
		}
	}
	return s.timeout()
}

// gpxBlock says which elements never stand inside a text.
func gpxBlock(name []byte) bool {
	switch string(name) {
	case "gpx", "metadata", "trk", "trkseg", "trkpt", "wpt", "rte", "rtept", "extensions", "ele", "time":
		return true
	}
	return false
}

// document begins a <gpx>. A second one in the same file is read on.
func (g *gpxReader) document() {
	g.documents++
	if g.documents == 1 {
		g.creator = string(decodeXML(g.s.attr("creator")))
	}
	g.rest.root(&g.s)
}

func (g *gpxReader) track() *gpxTrack {
	t := &gpxTrack{}
	g.tracks = append(g.tracks, t)
	return t
}

// current returns the track begun last. Points outside any track belong to
// one as well.
func (g *gpxReader) current() *gpxTrack {
	if len(g.tracks) == 0 {
		return g.track()
	}
	return g.tracks[len(g.tracks)-1]
}

// word reads a name, a description or a type: of a track or of the document,
// or of something that only gpxgo looks at.
func (g *gpxReader) word() {
	s := &g.s
	name := string(s.name)
	inTrack := s.parentIs("trk") && len(g.tracks) > 0
	inHead := s.parentIs("metadata") || s.parentIs("gpx")
	raw, level := s.open[s.depth-1], s.depth
	text := s.text()
	g.rest.element(raw, level, text)
	switch {
	case inTrack && name == "name":
		setFirst(&g.current().name, text)
	case inTrack && name == "desc":
		setFirst(&g.current().desc, text)
	case inTrack && name == "type":
		setFirst(&g.current().kind, text)
	case inHead && name == "name":
		setFirst(&g.name, text)
	}
}

func setFirst(to *string, text string) {
	if *to == "" {
		*to = text
	}
}

func (g *gpxReader) newPoint() xmlPoint {
	p := newXMLPoint(g.s.begin)
	g.pattern.begins(p.at)
	p.values[Latitude], p.values[Longitude] = g.position()
	return p
}

// position reads the place of the point just begun; NaN stands for what is
// missing or no number.
func (g *gpxReader) position() (latDeg, lonDeg float64) {
	latDeg, lonDeg = math.NaN(), math.NaN()
	for rest := g.s.attrs; ; {
		name, value, after, ok := nextAttr(rest)
		switch {
		case !ok:
			return latDeg, lonDeg
		case localIs(name, "lat"):
			g.pattern.value(g.s.data, value, Latitude)
			latDeg = parseDecimal(value)
		case localIs(name, "lon"):
			g.pattern.value(g.s.data, value, Longitude)
			lonDeg = parseDecimal(value)
		}
		rest = after
	}
}

// point reads a track point whose start tag was read last, and those behind it
// that differ from it in their values alone.
func (g *gpxReader) point() {
	s := &g.s
	bad, unknown := s.bad.n, g.unknownN
	g.slowPoint()
	sound := s.kind == xmlEnd && !s.again && !s.done && s.bad.n == bad
	g.pattern.ends(s.data, s.pos, sound && !g.tagByTag)
	unknown = g.unknownN - unknown // the same elements stand in the points that match
	g.pattern.follow(s, func(p *xmlPoint) (more bool) {
		g.unknownN += unknown
		g.matched++
		g.commit(p)
		return int64(g.points) <= s.limits.Points
	})
}

// slowPoint reads a track point tag by tag. One that the end of the file
// interrupts is no point.
func (g *gpxReader) slowPoint() {
	s := &g.s
	level := s.depth
	p := g.newPoint()
	for s.depth >= level && s.next() {
		if s.kind == xmlChars {
			g.pattern.aside(s)
		}
		if s.kind != xmlStart {
			continue
		}
		c := NumChannels
		switch string(s.name) {
		case "ele":
			if s.depth == level+1 {
				c = Elevation
			}
		case "time":
			if s.depth == level+1 && !p.timed {
				text := g.pattern.read(s, patternTime)
				p.time, p.timed = parseTime(text), true
			}
		case "hr", "heartrate", "heartRate", "HeartRate", "heart_rate":
			c = HeartRate
		case "Value":
			if s.parentIs("HeartRateBpm") {
				c = HeartRate
			}
		case "cad", "cadence", "Cadence", "RunCadence":
			c = Cadence
		case "power", "Power", "PowerInWatts", "watts", "Watts":
			c = Power
		case "atemp", "temp", "temperature", "Temperature":
			c = Temperature
		case "speed", "Speed":
			c = Speed
		case "distance", "Distance":
			// OpenTracks writes the way since its last point beside the whole.
			if !s.prefixIs("opentracks") {
				c = Distance
			}
		case "trkpt":
			s.alone()
			g.commit(&p)
			level = s.depth
			p = g.newPoint()
		case "trkseg", "trk", "wpt", "rte", "gpx":
			s.giveBack(level)
			g.commit(&p)
			return
		default:
			g.notUnderstood()
		}
		if c == NumChannels {
			continue
		}
		if v := parseDecimal(g.pattern.read(s, c)); math.IsNaN(p.values[c]) { // the first reading wins
			p.values[c] = v
		}
	}
	if s.depth < level {
		g.commit(&p)
	}
}

// commit adds a complete point to its track.
func (g *gpxReader) commit(p *xmlPoint) {
	t := g.current()
	if g.points == 0 {
		room := len(g.s.data) / max(1, g.s.pos-p.at)
		t.raw.room(int(min(int64(room), g.s.limits.Points))+1, g.buf)
	}
	g.points++
	t.raw.add(p.time.unixS, g.doc.sampleAt(p.at))
	for c, v := range p.values {
		t.raw.set(Channel(c), v)
	}
	if math.IsNaN(p.values[Latitude]) || math.IsNaN(p.values[Longitude]) {
		if t.bad == 0 {
			t.firstAt = p.at
		}
		t.bad++
	}
	if p.timed {
		g.timeTags++
	}
	if math.IsNaN(p.time.unixS) {
		return
	}
	if !p.time.zoned {
		g.noZone++
	}
	if t.offsetS == 0 {
		t.offsetS = p.time.offsetS
	}
}

// notUnderstood remembers an element of a point that holds a value which
// nobody reads.
func (g *gpxReader) notUnderstood() {
	const shown = 8
	s := &g.s
	switch string(s.name) {
	case "extensions", "TrackPointExtension", "PowerExtension", "HeartRateBpm", "Extensions", "TPX",
		"magvar", "geoidheight", "name", "cmt", "desc", "src", "link", "text", "type", "sym", "url", "urlname",
		"fix", "sat", "hdop", "vdop", "pdop", "ageofdgpsdata", "dgpsid":
		return
	}
	g.unknownN++
	if len(g.unknown) == shown {
		return
	}
	if name := Clean(string(s.name)); !slices.Contains(g.unknown, name) {
		g.unknown = append(g.unknown, name)
	}
}

// waypoint reads a <wpt>: where it is, when, and what the runner wrote.
func (g *gpxReader) waypoint() {
	s := &g.s
	level := s.depth
	w := gpxWaypoint{unixS: math.NaN()}
	w.latDeg, w.lonDeg = g.position()
	var name, desc, comment string
	complete := false
	for s.depth >= level && !complete && s.next() {
		if s.kind != xmlStart || s.depth != level+1 {
			continue
		}
		switch string(s.name) {
		case "wpt", "trk", "trkseg", "trkpt", "rte", "gpx":
			s.giveBack(level)
			complete = true
		case "time":
			text, _ := s.value()
			w.unixS = parseTime(text).unixS
		case "name":
			name = s.text()
		case "desc":
			desc = s.text()
		case "cmt":
			comment = s.text()
		}
	}
	if !complete && s.depth >= level { // cut
		return
	}
	if math.IsNaN(w.latDeg) || math.IsNaN(w.lonDeg) {
		w.latDeg, w.lonDeg = math.NaN(), math.NaN()
	}
	if strings.TrimSpace(desc) == "" {
		desc = comment
	}
	w.text = joinWords(name, desc)
	switch {
	case w.text == "" && math.IsNaN(w.unixS) && math.IsNaN(w.latDeg):
	case len(g.waypoints) == maxMarks:
		g.unmarked++
	default:
		g.waypoints = append(g.waypoints, w)
	}
}

// joinWords joins a name and a description that says more than the name.
func joinWords(name, desc string) string {
	name, desc = Clean(name), Clean(desc)
	switch {
	case desc == "" || desc == name:
		return name
	case name == "":
		return desc
	}
	return Clean(name + ": " + desc)
}

// usable says why the document is no recording, or nil.
func (g *gpxReader) usable() error {
	timed := slices.ContainsFunc(g.tracks, func(t *gpxTrack) bool { return t.timed() })
	switch {
	case timed:
		return nil
	case g.points > 0 && g.timeTags > 0:
		return g.doc.refuse(&g.s, Malformed, "none of the times in it can be read: export the run again")
	case g.points > 0:
		return g.doc.refuse(&g.s, NotActivity, "a route or course without times, not a recording")
	case g.routes > 0:
		return g.doc.refuse(&g.s, NotActivity, "a route, not a recording: it has no track points")
	case len(g.waypoints) > 0:
		return g.doc.refuse(&g.s, NotActivity, "waypoints only, not a recording")
	case g.documents == 0 && len(g.tracks) == 0:
		return g.doc.refuse(&g.s, Malformed, "no GPX document in it")
	case g.s.stop.code == Truncated:
		return g.doc.refuse(&g.s, NoPoints, "cut off before the first complete track point: export the run again")
	}
	return g.doc.refuse(&g.s, NoPoints, "no track points in it")
}

func (t *gpxTrack) timed() bool {
	return slices.ContainsFunc(t.raw.unixS, func(v float64) bool { return !math.IsNaN(v) })
}

// askLibrary lets gpxgo read what is left of the document. Where it cannot,
// what the scanner saw on its way stands.
func (g *gpxReader) askLibrary() {
	if g.rest.full {
		g.doc.note(LibraryError, noPlace, 0, "what the file holds beside its points is too long for gpxgo")
		return
	}
	doc, err := gpx.ParseBytes(g.rest.document())
	if err != nil {
		g.doc.note(LibraryError, noPlace, 0, "gpxgo could not read names and types: %s", Clean(err.Error()))
		return
	}
	prefer(&g.creator, doc.Creator)
	prefer(&g.name, doc.Name)
	if len(doc.Tracks) != g.elements || len(g.tracks) != g.elements {
		return // tracks that are not where gpxgo looks for them
	}
	for i, t := range doc.Tracks {
		prefer(&g.tracks[i].name, t.Name)
		prefer(&g.tracks[i].desc, t.Description)
		prefer(&g.tracks[i].kind, t.Type)
	}
}

// prefer takes text where there is one.
func prefer(to *string, text string) {
	if text != "" {
		*to = text
	}
}

// file makes Activities of the tracks.
func (g *gpxReader) file() (*File, error) {
	f := &File{Format: "gpx"}
	untimed := 0
	var group []*gpxTrack
	for _, t := range g.tracks {
		switch {
		case len(t.raw.unixS) == 0:
		case !t.timed():
			untimed++
		case len(group) == 0 || sameRecording(group, t):
			group = append(group, t)
		default:
			f.Activities = append(f.Activities, g.recording(group)...)
			group = []*gpxTrack{t}
		}
	}
	f.Activities = append(f.Activities, g.recording(group)...)
	if len(f.Activities) == 0 {
		return nil, g.doc.refuse(&g.s, NoPoints, "no track point has a readable place or any other value")
	}
	g.mark(f.Activities)
	g.doc.damages(&g.s)
	if untimed > 0 {
		g.doc.note(FieldsSkipped, noPlace, untimed, "tracks without any time were left out")
	}
	g.remarks()
	f.Notes = g.doc.notes
	return f.finish(g.s.limits.Sessions)
}

// remarks notes what is worth telling about the document.
func (g *gpxReader) remarks() {
	if g.noZone > 0 {
		g.doc.note(TimeNoZone, noPlace, g.noZone, "times without a zone were read as UTC")
	}
	if g.documents > 1 {
		g.doc.note(FieldsSkipped, noPlace, g.documents, "several GPX documents in one file: all were read")
	}
	if g.unknownN > 0 {
		g.doc.note(FieldsSkipped, noPlace, g.unknownN, "values of points that nobody reads: %s", strings.Join(g.unknown, ", "))
	}
	if g.unmarked > 0 {
		g.doc.note(FieldsSkipped, noPlace, g.unmarked, "waypoints beyond the first %d were left out", maxMarks)
	}
}

// sameRecording says whether t goes on where the tracks before it stopped.
// Some apps begin a new <trk> after each pause; others put several runs into
// one file. It is one recording when t begins after the end of the tracks
// before, within the longest step of a recording (12 h), and no name and no
// type says otherwise.
func sameRecording(before []*gpxTrack, t *gpxTrack) bool {
	last := before[len(before)-1]
	_, end := last.bounds()
	begin, _ := t.bounds()
	if !(begin >= end && begin-end <= maxStepS) {
		return false
	}
	agree := func(a, b string) bool { return a == "" || b == "" || a == b }
	for _, b := range before {
		if !agree(b.name, t.name) || !agree(b.kind, t.kind) {
			return false
		}
	}
	return true
}

// bounds returns the first and the last time of a track that has times. Times
// that no calendar of a device reaches count only when there are no others.
func (t *gpxTrack) bounds() (first, last float64) {
	first, last = math.Inf(1), math.Inf(-1)
	for _, v := range t.raw.unixS {
		if v >= firstUnixS && v < lastUnixS {
			first, last = min(first, v), max(last, v)
		}
	}
	if first <= last {
		return first, last
	}
	for _, v := range t.raw.unixS {
		if !math.IsNaN(v) {
			first, last = min(first, v), max(last, v)
		}
	}
	return first, last
}

// recording makes Activities of tracks that belong to one recording. The
// segments inside it, doubled or in the wrong order, are merged by time.
func (g *gpxReader) recording(group []*gpxTrack) []*Activity {
	if len(group) == 0 {
		return nil
	}
	m := Meta{Format: "gpx", Device: deviceOf(g.creator), Totals: NoTotals(), Answers: NoAnswers()}
	r := group[0].raw
	var kind string
	var offsetS float64
	bad, firstAt := 0, 0
	for i, t := range group {
		if i > 0 {
			r.extend(&t.raw)
		}
		if bad == 0 {
			firstAt = t.firstAt
		}
		bad += t.bad
		setFirst(&m.Title, Clean(t.name))
		setFirst(&m.Description, Clean(t.desc))
		setFirst(&kind, t.kind)
		if offsetS == 0 {
			offsetS = t.offsetS
		}
	}
	setFirst(&m.Title, Clean(g.name))
	m.Sport, m.SubSport = sportFromWords(kind)
	m.ZoneS, m.ZoneSource = zoneOf(offsetS)
	var notes []Note
	if m.Sport == "" && strings.HasPrefix(m.Device, "Apple Health") {
		m.AnySport = true
		notes = append(notes, Note{Code: SportUnknown, Text: "Apple Health writes the routes of walks, rides and runs alike: what this one is shows its speed alone"})
	}
	if bad > 0 {
		notes = append(notes, Note{
			Code: BadPoints, Pos: g.doc.place(firstAt), N: bad,
			Text: "points without a readable place",
		})
	}
	return xmlActivities(&r, m, notes)
}

// extend adds the samples of more behind those of r.
func (r *raw) extend(more *raw) {
	for i, t := range more.unixS {
		r.add(t, more.place[i])
		for c := range NumChannels {
			r.set(c, more.at(c, i))
		}
	}
}

// mark gives each waypoint to the Activity that runs at its time, or to the
// first when it has none. A waypoint that was made on another day keeps its
// place only.
func (g *gpxReader) mark(acts []*Activity) {
	for _, w := range g.waypoints {
		m := Mark{AtS: math.NaN(), LatDeg: w.latDeg, LonDeg: w.lonDeg, Kind: "waypoint", Text: w.text}
		a := acts[0]
		if !math.IsNaN(w.unixS) {
			a = activityAt(acts, w.unixS)
			if at := a.sinceStartS(w.unixS); at >= -maxStepS && at <= a.ElapsedS()+maxStepS {
				m.AtS = at
			}
		}
		a.Marks = append(a.Marks, m)
	}
}

// deviceOf makes a device's name of a creator, which often carries an address:
// "gpx.py -- https://…" is gpx.py.
func deviceOf(creator string) string {
	s := Clean(creator)
	i := strings.Index(s, "http://")
	if j := strings.Index(s, "https://"); i < 0 || j >= 0 && j < i {
		i = j
	}
	if i < 0 {
		return s
	}
	if name := strings.TrimRight(s[:i], " -–—:|,;/@(<["); name != "" {
		return name
	}
	_, host, _ := strings.Cut(s[i:], "://") // nothing but an address: its host
	host, _, _ = strings.Cut(host, "/")
	return strings.TrimPrefix(host, "www.")
}

// remainder is a GPX document without its points and waypoints, made
// well-formed again: what gpxgo receives.
type remainder struct {
	b    bytes.Buffer
	open []remainderElement
	full bool // it grew beyond the limit
}

type remainderElement struct {
	name  []byte // with its prefix
	level int    // depth in the document
}

// root begins the document. Version and creator come first, because gpxgo
// looks for the version in the first 1,000 bytes only.
func (r *remainder) root(s *xmlScanner) {
	if len(r.open) > 0 || r.b.Len() > 0 {
		return
	}
	version := "1.1"
	if string(trimXMLSpace(s.attr("version"))) == "1.0" {
		version = "1.0"
	}
	r.b.WriteString(`<gpx version="` + version + `" creator="`)
	r.escape(decodeXML(s.attr("creator")))
	r.b.WriteString(`">`)
	r.open = append(r.open, remainderElement{[]byte("gpx"), 0})
}

// start copies the start tag read last.
func (r *remainder) start(s *xmlScanner) {
	name := s.open[s.depth-1]
	if !r.begin(name, s.depth) {
		return
	}
	for rest := s.attrs; ; {
		attr, value, after, ok := nextAttr(rest)
		if !ok {
			break
		}
		if plainXMLName(attr) {
			r.b.WriteByte(' ')
			r.b.Write(attr)
			r.b.WriteString(`="`)
			r.escape(decodeXML(value))
			r.b.WriteByte('"')
		}
		rest = after
	}
	r.b.WriteByte('>')
}

// begin writes the beginning of a start tag and says whether it did.
func (r *remainder) begin(name []byte, level int) bool {
	r.full = r.full || r.b.Len() > maxRemainder
	if r.full || !plainXMLName(name) {
		return false
	}
	if r.b.Len() == 0 { // the root is lost
		r.b.WriteString(`<gpx version="1.1">`)
		r.open = append(r.open, remainderElement{[]byte("gpx"), 0})
	}
	r.closeAbove(level)
	r.b.WriteByte('<')
	r.b.Write(name)
	r.open = append(r.open, remainderElement{name, level})
	return true
}

// element writes an element that holds nothing but text.
func (r *remainder) element(name []byte, level int, text string) {
	if !r.begin(name, level) {
		return
	}
	r.b.WriteByte('>')
	r.escape([]byte(text))
	r.closeAbove(level)
}

// chars copies the text read last.
func (r *remainder) chars(s *xmlScanner) {
	if len(r.open) == 0 || r.full {
		return
	}
	text := s.chars
	if !s.cdata {
		text = decodeXML(text)
	}
	r.escape(text)
	r.full = r.b.Len() > maxRemainder
}

// closeTo ends the elements that are deeper than depth. The root stays open: a
// second document goes on inside it.
func (r *remainder) closeTo(depth int) { r.closeAbove(depth + 1) }

// document ends the root and returns the whole.
func (r *remainder) document() []byte {
	r.closeAbove(0)
	return r.b.Bytes()
}

// closeAbove ends the elements at level and deeper.
func (r *remainder) closeAbove(level int) {
	for n := len(r.open); n > 0 && r.open[n-1].level >= level; n-- {
		r.b.WriteString("</")
		r.b.Write(r.open[n-1].name)
		r.b.WriteByte('>')
		r.open = r.open[:n-1]
	}
}

// escape writes a text. Characters that XML does not know, which gpxgo would
// turn into signs of replacement, are left out.
func (r *remainder) escape(text []byte) {
	text = bytes.Map(func(c rune) rune {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0xfffe || c == 0xffff {
			return -1
		}
		return c
	}, cleanUTF8(text))
	_ = xml.EscapeText(&r.b, text) // a buffer takes everything
}

// plainXMLName says whether a name can be copied as it is.
func plainXMLName(name []byte) bool {
	if len(name) == 0 || !startsName(name[0]) || name[0] == ':' || bytes.Count(name, []byte{':'}) > 1 {
		return false
	}
	for _, c := range name {
		if c < 0x80 && !startsName(c) && c != '-' && c != '.' && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}
