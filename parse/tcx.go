package parse

import (
	"bytes"
	"math"
	"slices"
	"sort"
	"strings"
)

// decodeTCX reads a Training Center document: every <Activity> with its laps,
// track points and notes. Courses and workouts are plans and are left out. A
// document that lost its root element is read like any other.
func decodeTCX(data []byte, buf *Buffers) (*File, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, &Error{Code: Empty, Msg: "the file is empty"}
	}
	t, err := scanTCX(data, buf)
	if err != nil {
		return nil, err
	}
	return t.file()
}

// tcxReader is what one pass over a TCX document finds.
type tcxReader struct {
	doc xmlDocument
	s   xmlScanner
	buf *Buffers

	roots      int // <TrainingCenterDatabase> start tags
	activities []*tcxActivity
	plans      int // courses and workouts
	points     int // in all activities
	laps       int // in all activities
	noZone     int // times without a zone

	pattern  pattern // of the point read last
	matched  int     // points that were read by it
	tagByTag bool    // no use is made of it: the slow twin
}

// tcxActivity is one <Activity>.
type tcxActivity struct {
	raw      raw
	sport    string
	device   string
	title    string
	workout  bool
	notes    []string
	laps     []tcxLap
	offsetS  float64 // s east of UTC, the first one written that is not 0
	bad      int     // points with half a place or one that is no number
	firstAt  int     // offset of the first of them
	timeTags int     // points that have a <Time>
}

// tcxLap is one <Lap>. NaN stands for what it does not say.
type tcxLap struct {
	startS    float64 // s since 1970, from its StartTime
	timerS    float64
	distanceM float64
	trigger   string
	intensity string
	first     int     // samples of the activity before it
	pointS    float64 // s since 1970, of its first point; its start when it has none
}

// scanTCX walks through the document once.
func scanTCX(data []byte, buf *Buffers) (*tcxReader, error) {
	t := newTCXReader(data, buf)
	if t.doc.err != nil {
		return nil, t.doc.err
	}
	return t, t.scan()
}

func newTCXReader(data []byte, buf *Buffers) *tcxReader {
	t := &tcxReader{doc: newXMLDocument(data, buf), buf: buf}
	t.s = t.doc.scanner()
	t.s.blocks = tcxBlock
	return t
}

// scan walks through the document.
func (t *tcxReader) scan() error {
	for s := &t.s; s.next(); {
		if s.kind == xmlStart {
			t.element()
		}
		switch lim := &s.limits; {
		case int64(t.points) > lim.Points:
			return tooMany(t.doc.place(s.begin), lim.Points, "samples", limitPoints)
		case int64(t.laps) > lim.Laps:
			return tooMany(t.doc.place(s.begin), lim.Laps, "laps", limitLaps)
		case int64(len(t.activities)) > lim.Sessions:
			return tooMany(t.doc.place(s.begin), lim.Sessions, "activities", limitSessions)
		}
	}
	return t.s.timeout()
}

// tcxBlock says which elements never stand inside a text.
func tcxBlock(name []byte) bool {
	switch string(name) {
	case "Activities", "Activity", "Lap", "Track", "Trackpoint", "Position", "HeartRateBpm", "Extensions",
		"Training", "Creator", "Author", "Course", "Id":
		return true
	}
	return false
}

// element reads the element begun last, anywhere but in a point.
func (t *tcxReader) element() {
	s := &t.s
	switch string(s.name) {
	case "TrainingCenterDatabase":
		t.roots++
	case "Course", "Workout", "CourseLap":
		t.plans++
		s.skip()
	case "Activity":
		s.alone()
		t.begin().sport = string(decodeXML(s.attr("Sport")))
	case "Lap":
		s.alone()
		t.beginLap()
	case "Track":
		s.alone()
	case "Trackpoint":
		s.alone()
		t.point()
	case "Plan":
		a := t.current()
		a.workout = a.workout || string(s.attr("IntervalWorkout")) == "true"
	case "Notes", "Name":
		t.word()
	case "TotalTimeSeconds", "DistanceMeters", "TriggerMethod", "Intensity":
		if s.parentIs("Lap") {
			t.lapValue()
		}
	}
}

func (t *tcxReader) begin() *tcxActivity {
	a := &tcxActivity{}
	t.activities = append(t.activities, a)
	return a
}

// current returns the activity begun last. Laps and points outside any
// activity belong to one as well.
func (t *tcxReader) current() *tcxActivity {
	if len(t.activities) == 0 {
		return t.begin()
	}
	return t.activities[len(t.activities)-1]
}

func (t *tcxReader) beginLap() {
	a := t.current()
	a.laps = append(a.laps, tcxLap{
		startS:    parseTime(t.s.attr("StartTime")).unixS,
		timerS:    math.NaN(),
		distanceM: math.NaN(),
		first:     len(a.raw.unixS),
	})
	t.laps++
}

// word reads an element that holds words, or skips it where it stands for
// something else: the name of the exporting program, a note of a course.
func (t *tcxReader) word() {
	s := &t.s
	switch {
	case string(s.name) == "Notes" && (s.parentIs("Activity") || s.parentIs("Lap")):
		a := t.current()
		if text := Clean(s.text()); text != "" && len(a.notes) < maxMarks {
			a.notes = append(a.notes, text)
		}
	case string(s.name) == "Name" && s.parentIs("Creator"):
		setFirst(&t.current().device, s.text())
	case string(s.name) == "Name" && s.parentIs("Plan"):
		setFirst(&t.current().title, s.text())
	}
}

// lapValue reads what a lap says of itself.
func (t *tcxReader) lapValue() {
	s := &t.s
	a := t.current()
	if len(a.laps) == 0 {
		return
	}
	lap := &a.laps[len(a.laps)-1]
	switch string(s.name) {
	case "TotalTimeSeconds":
		lap.timerS = s.number()
	case "DistanceMeters":
		lap.distanceM = s.number()
	case "TriggerMethod":
		lap.trigger = strings.ToLower(Clean(s.text()))
		if lap.trigger == "location" {
			lap.trigger = "position"
		}
	case "Intensity":
		lap.intensity = strings.ToLower(Clean(s.text()))
		if lap.intensity == "resting" {
			lap.intensity = "rest"
		}
	}
}

// point reads a track point whose start tag was read last, and those behind it
// that differ from it in their values alone.
func (t *tcxReader) point() {
	s := &t.s
	bad := s.bad.n
	t.slowPoint()
	sound := s.kind == xmlEnd && !s.again && !s.done && s.bad.n == bad
	t.pattern.ends(s.data, s.pos, sound && !t.tagByTag)
	t.pattern.follow(s, func(p *xmlPoint) (more bool) {
		t.matched++
		t.commit(p)
		return int64(t.points) <= s.limits.Points
	})
}

// slowPoint reads a track point tag by tag. One that the end of the file
// interrupts is no point.
func (t *tcxReader) slowPoint() {
	s := &t.s
	level := s.depth
	p := t.newPoint()
	for s.depth >= level && s.next() {
		if s.kind == xmlChars {
			t.pattern.aside(s)
		}
		if s.kind != xmlStart {
			continue
		}
		c := NumChannels
		switch string(s.name) {
		case "Time":
			if !p.timed {
				p.time, p.timed = parseTime(t.pattern.read(s, patternTime)), true
			}
		case "LatitudeDegrees":
			c, p.placed = Latitude, true
		case "LongitudeDegrees":
			c, p.placed = Longitude, true
		case "AltitudeMeters":
			c = Elevation
		case "DistanceMeters":
			c = Distance
		case "Value":
			if s.parentIs("HeartRateBpm") {
				c = HeartRate
			}
		case "Cadence", "RunCadence":
			c = Cadence
		case "Speed":
			c = Speed
		case "Watts":
			c = Power
		case "Temperature":
			c = Temperature
		case "Trackpoint":
			s.alone()
			t.commit(&p)
			level = s.depth
			p = t.newPoint()
		case "Lap", "Track", "Activity":
			s.giveBack(level)
			t.commit(&p)
			return
		}
		if c == NumChannels {
			continue
		}
		if v := parseDecimal(t.pattern.read(s, c)); math.IsNaN(p.values[c]) { // the first reading wins
			p.values[c] = v
		}
	}
	if s.depth < level {
		t.commit(&p)
	}
}

func (t *tcxReader) newPoint() xmlPoint {
	t.pattern.begins(t.s.begin)
	return newXMLPoint(t.s.begin)
}

// commit adds a complete point to its activity.
func (t *tcxReader) commit(p *xmlPoint) {
	a := t.current()
	if t.points == 0 {
		room := len(t.s.data) / max(1, t.s.pos-p.at)
		a.raw.room(int(min(int64(room), t.s.limits.Points))+1, t.buf)
	}
	t.points++
	a.raw.add(p.time.unixS, t.doc.sampleAt(p.at))
	for c, v := range p.values {
		a.raw.set(Channel(c), v)
	}
	if p.placed && (math.IsNaN(p.values[Latitude]) || math.IsNaN(p.values[Longitude])) {
		if a.bad == 0 {
			a.firstAt = p.at
		}
		a.bad++
	}
	if p.timed {
		a.timeTags++
	}
	if math.IsNaN(p.time.unixS) {
		return
	}
	if !p.time.zoned {
		t.noZone++
	}
	if a.offsetS == 0 {
		a.offsetS = p.time.offsetS
	}
}

// file makes Activities of what was found.
func (t *tcxReader) file() (*File, error) {
	f := &File{Format: "tcx"}
	empty := 0
	for _, a := range t.activities {
		acts := t.recording(a)
		if len(acts) == 0 {
			empty++
		}
		f.Activities = append(f.Activities, acts...)
	}
	if len(f.Activities) == 0 {
		return nil, t.unusable()
	}
	t.doc.damages(&t.s)
	if t.roots == 0 {
		t.doc.note(FieldsSkipped, noPlace, 0, "the root element is missing; what stands in it was read")
	}
	if empty > 0 {
		t.doc.note(FieldsSkipped, noPlace, empty, "activities without a track point were left out")
	}
	if t.noZone > 0 {
		t.doc.note(TimeNoZone, noPlace, t.noZone, "times without a zone were read as UTC")
	}
	f.Notes = t.doc.notes
	return f.finish(t.s.limits.Sessions)
}

// unusable says why nothing in the document is a recording.
func (t *tcxReader) unusable() error {
	readable := func(a *tcxActivity) bool {
		return slices.ContainsFunc(a.raw.unixS, func(v float64) bool { return !math.IsNaN(v) })
	}
	switch {
	case t.points > 0 && !slices.ContainsFunc(t.activities, readable):
		return t.doc.refuse(&t.s, NoTime, "no track point has a readable time: export the run again")
	case t.points > 0:
		return t.doc.refuse(&t.s, NoPoints, "no track point has any value")
	case len(t.activities) > 0 && t.s.stop.code == Truncated:
		return t.doc.refuse(&t.s, NoPoints, "cut off before the first complete track point: export the run again")
	case len(t.activities) > 0:
		return t.doc.refuse(&t.s, NoPoints, "an activity without track points, entered by hand perhaps")
	case t.plans > 0:
		return t.doc.refuse(&t.s, NotActivity, "a course or workout, not a recording")
	case t.roots > 0:
		return t.doc.refuse(&t.s, NotActivity, "no activity in it")
	}
	return t.doc.refuse(&t.s, Malformed, "no TCX document in it")
}

// recording makes Activities of one <Activity>: one, or more where a step of
// over twelve hours parts it.
func (t *tcxReader) recording(a *tcxActivity) []*Activity {
	m := Meta{Format: "tcx", Device: Clean(a.device), Title: Clean(a.title), Workout: a.workout, Totals: NoTotals(), Answers: NoAnswers()}
	m.Sport, m.SubSport = sportFromWords(tcxSport(a.sport))
	m.ZoneS, m.ZoneSource = zoneOf(a.offsetS)
	if len(a.notes) > 0 {
		m.Description = a.notes[0]
	}
	var notes []Note
	if a.bad > 0 {
		notes = append(notes, Note{
			Code: BadPoints, Pos: t.doc.place(a.firstAt), N: a.bad,
			Text: "points without a readable place",
		})
	}
	laps := a.lapTimes() // before the samples are put in order
	acts := xmlActivities(&a.raw, m, notes)
	if len(acts) == 0 {
		return nil
	}
	for _, text := range a.notes {
		if !CrampWords(text) {
			continue
		}
		acts[0].Marks = append(acts[0].Marks, Mark{
			AtS: math.NaN(), LatDeg: math.NaN(), LonDeg: math.NaN(), Kind: "notes", Text: text,
		})
	}
	for i, lap := range laps {
		after := sort.Search(len(acts), func(k int) bool { return acts[k].startUnixS() > lap.pointS })
		act := acts[max(after-1, 0)]
		act.Laps = append(act.Laps, act.lapOf(lap, laps[i+1:]))
	}
	for _, act := range acts {
		act.sumLaps()
	}
	return acts
}

// tcxSport gives TCX's own word for a ride its common name.
func tcxSport(s string) string {
	if strings.EqualFold(s, "Biking") {
		return "cycling"
	}
	return s
}

// lapTimes gives every lap a start that can be used: its own, or that of its
// first point where it has none or one that is an hour off; and the laps in
// order of their starts. A lap that has neither is left out.
func (a *tcxActivity) lapTimes() []tcxLap {
	const trustS = 3600 // s, our own choice: more is another clock or zone
	var out []tcxLap
	for i, lap := range a.laps {
		end := len(a.raw.unixS)
		if i+1 < len(a.laps) {
			end = a.laps[i+1].first
		}
		lap.pointS = lap.startS
		for _, v := range a.raw.unixS[lap.first:end] {
			if math.IsNaN(v) {
				continue
			}
			if !(math.Abs(v-lap.startS) <= trustS) {
				lap.startS = v
			}
			lap.pointS = v
			break
		}
		if !math.IsNaN(lap.startS) {
			out = append(out, lap)
		}
	}
	slices.SortStableFunc(out, func(x, y tcxLap) int {
		switch {
		case x.startS < y.startS:
			return -1
		case x.startS > y.startS:
			return 1
		}
		return 0
	})
	return out
}

// lapOf puts a lap on the elapsed clock of a. It lasts until the next one
// begins, the last one until the recording ends: that is how a watch counts.
// A start before the first sample is 0.
func (a *Activity) lapOf(lap tcxLap, later []tcxLap) Lap {
	elapsed := a.ElapsedS()
	out := Lap{
		StartS:    min(max(a.sinceStartS(lap.startS), 0), elapsed),
		EndS:      elapsed,
		TimerS:    lap.timerS,
		DistanceM: lap.distanceM,
		Trigger:   lap.trigger,
		Intensity: lap.intensity,
	}
	if len(later) > 0 {
		out.EndS = min(max(a.sinceStartS(later[0].startS), out.StartS), elapsed)
	}
	return out
}

// sumLaps makes the device's totals of its laps. A lap that says nothing
// leaves a sum unknown.
func (a *Activity) sumLaps() {
	if len(a.Laps) == 0 {
		return
	}
	a.Totals.TimerS, a.Totals.DistanceM = 0, 0
	for _, l := range a.Laps {
		a.Totals.TimerS += l.TimerS
		a.Totals.DistanceM += l.DistanceM
	}
}
