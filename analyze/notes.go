package analyze

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"crampcheck/analyze/stat"
	"crampcheck/parse"
)

const (
	endSlackS    = 60.0 // s that an elapsed time or a distance may lie beyond the end
	aroundS      = 7200 // s before the start and after the finish in which a clock time may lie
	sameEventS   = 90.0 // s within which one kind of event from two sources is one event
	beforeFloorS = 24 * 3600
)

// phase says on which side of the run an event lies.
type phase int

const (
	unplaced phase = iota // the entry has no moment
	before
	during
	after
)

func (p phase) String() string { return [...]string{"", "before", "during", "after"}[p] }

// event is an entry placed on its run.
type event struct {
	parse.Entry
	phase        phase
	atS          float64 // s since Start on the elapsed clock; before the start negative; NaN where the phase alone is known
	uncertaintyS float64
}

// notes are the entries of one run, facts apart and events placed and in order.
type notes struct {
	any         bool
	GoalS       Maybe
	Race        struct{ known, yes bool }
	Workout     string
	OfficialM   Maybe
	TempC       Maybe
	HumidFrac   Maybe
	DewC        Maybe
	WBGTC       Maybe
	CorralSPerM Maybe
	WeightKG    [2]Maybe // before, after
	UrineML     Maybe
	drinksSaid  bool // any drink during the run was noted
	events      []event
}

// resolve places the entries on the run. Entries that cannot be placed are
// returned as errors and left out.
func (r *run) resolve(entries []parse.Entry) (notes, []parse.NoteError) {
	var n notes
	var errs []parse.NoteError
	entries = withoutCopies(entries)
	zoneName := ""
	for _, e := range entries {
		if e.Kind == parse.ZoneName {
			zoneName = e.Word
		}
	}
	r.zone = r.desk.zoneOf(r.act, zoneName, r.opt)
	if zoneName != "" && r.zone.source != "notes" {
		for _, e := range entries {
			if e.Kind == parse.ZoneName {
				errs = append(errs, noteError(e, "unknown time zone %q: write a name such as Europe/Zurich", zoneName))
			}
		}
	}
	if r.opt.GoalS > 0 {
		n.GoalS = maybe(r.opt.GoalS)
	}
	n.any = len(entries) > 0
	for _, e := range entries {
		n.fact(e)
	}
	for _, e := range entries {
		ev, err := r.place(e, n.OfficialM)
		if err != "" {
			errs = append(errs, noteError(e, "%s", err))
			continue
		}
		n.add(ev)
	}
	r.notes = n // placing what the file says needs the official distance
	n.events = append(n.events, r.suggestions()...)
	slices.SortStableFunc(n.events, func(a, b event) int {
		switch {
		case a.phase != b.phase:
			return int(a.phase) - int(b.phase)
		case a.atS < b.atS:
			return -1
		case a.atS > b.atS:
			return 1
		}
		return 0
	})
	n.dedupe()
	errs = append(errs, n.checkWeights()...)
	for _, e := range n.events {
		n.drinksSaid = n.drinksSaid || e.Kind == parse.Drink && e.phase == during
	}
	return n, errs
}

// withoutCopies drops an entry that another notes file holds in the same words: a
// recording copied beside its notes is told once.
func withoutCopies(entries []parse.Entry) []parse.Entry {
	var out []parse.Entry
	for _, e := range entries {
		copied := slices.ContainsFunc(out, func(o parse.Entry) bool {
			return o.Source != e.Source && o.Line != "" && o.Line == e.Line && o.Kind == e.Kind && o.At.Text == e.At.Text
		})
		if !copied {
			out = append(out, e)
		}
	}
	return out
}

func noteError(e parse.Entry, format string, args ...any) parse.NoteError {
	return parse.NoteError{File: e.Source, Pos: e.Pos, Line: e.Line, Text: fmt.Sprintf(format, args...)}
}

// fact takes what an entry says of the run as a whole.
func (n *notes) fact(e parse.Entry) {
	switch e.Kind {
	case parse.Goal:
		if !n.GoalS.Known {
			n.GoalS = maybe(e.DurationS)
		}
	case parse.Race:
		n.Race.known, n.Race.yes = true, e.Yes
	case parse.WorkoutKind:
		n.Workout = e.Word
	case parse.OfficialDist:
		n.OfficialM = maybe(e.DistanceM)
	case parse.Ambient:
		n.TempC = maybe(e.TemperatureC)
	case parse.Humidity:
		n.HumidFrac = maybe(e.HumidityFrac)
	case parse.DewPoint:
		n.DewC = maybe(e.TemperatureC)
	case parse.WBGT:
		n.WBGTC = maybe(e.TemperatureC)
	case parse.Corral:
		n.CorralSPerM = maybe(e.PaceSPerM)
	case parse.UrineVolume:
		n.UrineML = maybe(e.VolumeML)
	}
}

// add keeps a placed event and takes the weights.
func (n *notes) add(ev event) {
	if ev.Kind == parse.Weight {
		switch ev.phase {
		case before:
			n.WeightKG[0] = maybe(ev.MassKG)
		case after:
			n.WeightKG[1] = maybe(ev.MassKG)
		}
	}
	n.events = append(n.events, ev)
}

// checkWeights drops weights that cannot both be right.
func (n *notes) checkWeights() []parse.NoteError {
	const mostFrac = 0.08 // of body weight that a run can change; our own choice
	pre, post := n.WeightKG[0], n.WeightKG[1]
	if !pre.Known || !post.Known || math.Abs(post.Value/pre.Value-1) <= mostFrac {
		return nil
	}
	n.WeightKG = [2]Maybe{}
	for _, e := range n.events {
		if e.Kind == parse.Weight && e.phase == after {
			return []parse.NoteError{noteError(e.Entry, "%.1f kg after and %.1f kg before cannot both be right: neither is used", post.Value, pre.Value)}
		}
	}
	return nil
}

// dedupe drops an event that another source tells too: same kind within ninety
// seconds and, for cramps, the same muscle and side as far as both say. The
// runner's own notes come before what the recording hints at.
func (n *notes) dedupe() {
	rank := func(e event) int {
		return slices.Index([]string{"csv", "yaml", "lap", "waypoint", "notes in the file", "description"}, e.Origin)
	}
	agree := func(a, b string) bool { return a == "" || b == "" || a == b }
	var out []event
	for _, e := range n.events {
		twin := slices.IndexFunc(out, func(o event) bool {
			return (o.Origin != e.Origin || o.Source != e.Source) && o.Kind == e.Kind && o.phase == during && e.phase == during &&
				math.Abs(o.atS-e.atS) <= sameEventS && agree(o.Muscle, e.Muscle) && agree(o.Side, e.Side)
		})
		switch {
		case twin < 0:
			out = append(out, e)
		case rank(e) < rank(out[twin]):
			out[twin] = e // what the recording hints at never counts beside a note
		}
	}
	n.events = out
}

// place finds the moment of an entry on the run; why is the text of the error
// where it has none.
func (r *run) place(e parse.Entry, official Maybe) (ev event, why string) {
	ev = event{Entry: e, atS: math.NaN(), uncertaintyS: e.At.UncertaintyS}
	end := r.act.ElapsedS()
	m := e.At
	switch m.Kind {
	case parse.Unsaid:
		return ev, ""
	case parse.AtBefore:
		ev.phase = before
		if m.S > 0 {
			ev.atS = -m.S
		}
		return ev, ""
	case parse.AtAfter:
		ev.phase = after
		if m.S > 0 {
			ev.atS = end + m.S
		}
		return ev, ""
	case parse.AtStart:
		return ev.at(0, end), ""
	case parse.AtFinish:
		return ev.at(end, end), ""
	case parse.AtElapsed:
		if m.S > end+endSlackS {
			text := fmt.Sprintf("%s is read as time since the start, but this run lasted %s", m.Text, r.lasted())
			if strings.Count(m.Text, ":") == 2 { // no other form is also a time of day
				text += fmt.Sprintf(". For the time of day write \"clock %s\"", m.Text)
			}
			return ev, text
		}
		return ev.at(m.S, end), ""
	case parse.AtTimer:
		if m.S > r.timerS+endSlackS {
			return ev, fmt.Sprintf("%s is read as time on the watch's timer, but that ended at %s", m.Text, hms(r.timerS))
		}
		return ev.at(stat.Interp(r.track.TimerS, r.track.TimeS, m.S), end), ""
	case parse.AtClock:
		return r.placeClock(ev, end)
	case parse.AtAbsolute:
		return r.placeAbsolute(ev, m.Time.Sub(r.act.Start).Seconds(), end)
	case parse.AtDistance:
		return r.placeDistance(ev, m.M, end, "this run has no distance: write a time since the start, as 1:42:10")
	case parse.AtMarker:
		if !official.Known {
			return ev, "a course marker needs the official distance: add official_distance, or write the distance on the watch, as mi 18.3"
		}
		ev.At.UncertaintyM *= r.track.TotalM() / official.Value
		return r.placeDistance(ev, m.M*r.track.TotalM()/official.Value, end, "this run has no distance: write a time since the start, as 1:42:10")
	case parse.AtLap:
		if m.Lap < 1 || m.Lap > len(r.act.Laps) {
			return ev, fmt.Sprintf("lap %d: this run has %d laps", m.Lap, len(r.act.Laps))
		}
		return ev.at(r.act.Laps[m.Lap-1].EndS, end), ""
	}
	panic("unknown kind of moment " + string(m.Kind))
}

// at places the event during the run, not beyond its end.
func (e event) at(s, end float64) event {
	e.phase, e.atS = during, min(max(s, 0), end)
	return e
}

// placeClock reads a time of day in the run's zone. Across midnight it belongs
// to the next day, or the one before, where the run does. An hour that the
// clocks repeat in autumn has two meanings and is refused.
func (r *run) placeClock(ev event, end float64) (event, string) {
	m := ev.At
	if r.act.ClockUnset {
		return ev, fmt.Sprintf("%s is read as the time of day, but the watch did not know the date. Write the time since the start, as 1:42:10", m.Text)
	}
	start := r.act.Start.In(r.zone.loc)
	day := start
	if m.Date != "" {
		if d, err := time.ParseInLocation(time.DateOnly, m.Date, r.zone.loc); err == nil {
			day = d
		}
	}
	at := func(day time.Time) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, int(m.S), 0, r.zone.loc)
	}
	fits := func(t time.Time) bool {
		s := t.Sub(start).Seconds()
		early, late := endSlackS, endSlackS
		if ev.Kind != parse.Cramp {
			early = aroundS
		}
		late = max(late, aroundS)
		return s >= -early && s <= end+late
	}
	moment := at(day)
	for _, days := range []int{1, -1} {
		if m.Date == "" && !fits(moment) {
			moment = at(day.AddDate(0, 0, days))
		}
	}
	if !fits(moment) {
		text := fmt.Sprintf("%s is read as the time of day, but this run lasted %s", m.Text, r.lasted())
		if m.S < 86400 && m.S <= end+endSlackS {
			text += fmt.Sprintf(". For %s after the start write %s or %s", spoken(m.S), hms(m.S), brief(m.S))
		}
		return ev, text
	}
	if moment.Hour()*3600+moment.Minute()*60+moment.Second() != int(m.S)%86400 {
		return ev, fmt.Sprintf("%s did not exist that day, as the clocks were set forward", m.Text)
	}
	for _, shift := range []time.Duration{-time.Hour, time.Hour} {
		other := moment.Add(shift)
		if other.In(r.zone.loc).Format(time.TimeOnly) == moment.Format(time.TimeOnly) {
			return ev, fmt.Sprintf("%s came twice that night, as the clocks were set back. Write it with its offset, as %s", m.Text, moment.Format(time.RFC3339))
		}
	}
	return r.placeAbsolute(ev, moment.Sub(start).Seconds(), end)
}

// placeAbsolute places an event s seconds after the start: before it, during
// the run, or after the finish.
func (r *run) placeAbsolute(ev event, s, end float64) (event, string) {
	switch {
	case s < -beforeFloorS || s > end+beforeFloorS:
		return ev, fmt.Sprintf("%s is not on the day of this run, which lasted %s", ev.At.Text, r.lasted())
	case s < 0:
		ev.phase, ev.atS = before, s
	case s > end:
		ev.phase, ev.atS = after, s
	default:
		ev = ev.at(s, end)
	}
	return ev, ""
}

// placeDistance places an event at a distance on the watch. Its uncertainty in
// metres becomes one in seconds, by the pace there.
func (r *run) placeDistance(ev event, distM, end float64, without string) (event, string) {
	t := r.track
	if t.DistM == nil {
		return ev, without
	}
	u := ev.At.UncertaintyM
	if distM > t.TotalM()+u {
		return ev, fmt.Sprintf("%s lies beyond the end: this run was %.2f mi (%.2f km) on the watch", ev.At.Text, t.TotalM()/mile, t.TotalM()/km)
	}
	at := t.when(t.TimeS, min(distM, t.TotalM()))
	early, late := t.when(t.TimeS, max(distM-u, 0)), t.when(t.TimeS, min(distM+u, t.TotalM()))
	ev.uncertaintyS = max(at-early, late-at)
	return ev.at(at, end), ""
}

// lasted words the span of the run, as "07:30–11:30 (4:00:04)".
func (r *run) lasted() string {
	end := r.act.ElapsedS()
	if r.act.ClockUnset {
		return hms(end)
	}
	from := r.act.Start.In(r.zone.loc)
	to := from.Add(time.Duration(end * float64(time.Second)))
	return fmt.Sprintf("%s–%s (%s)", from.Format("15:04"), to.Format("15:04"), hms(end))
}

// hms writes seconds as h:mm:ss for the text of an error about notes, in the
// form in which notes are written.
func hms(s float64) string {
	n := int(math.Floor(s + 0.5))
	return fmt.Sprintf("%d:%02d:%02d", n/3600, n/60%60, n%60)
}

// spoken writes seconds as "1 h 42 min".
func spoken(s float64) string {
	n := int(s)
	switch {
	case n%60 != 0 || n < 60:
		return hms(s)
	case n < 3600:
		return fmt.Sprintf("%d min", n/60)
	}
	return fmt.Sprintf("%d h %d min", n/3600, n/60%60)
}

// brief writes seconds as "1h42m10s", the other form in which notes are written.
func brief(s float64) string {
	n := int(s)
	if n == 0 {
		return "0s"
	}
	out := ""
	for _, part := range []struct {
		n    int
		unit string
	}{{n / 3600, "h"}, {n / 60 % 60, "m"}, {n % 60, "s"}} {
		if part.n > 0 {
			out += fmt.Sprint(part.n) + part.unit
		}
	}
	return out
}

// at returns the events of a kind during the run, in order.
func (n *notes) during(k parse.Kind) []event {
	var out []event
	for _, e := range n.events {
		if e.Kind == k && e.phase == during {
			out = append(out, e)
		}
	}
	return out
}

// placed lists the runner's notes that have a moment, in order.
func (r *run) placed() []PlacedNote {
	var out []PlacedNote
	for _, e := range r.notes.events {
		if e.phase == unplaced || e.Source == "" {
			continue
		}
		n := PlacedNote{
			File: e.Source, Pos: e.Pos, Written: e.At.Text, Kind: string(e.Kind), When: e.phase.String(),
			AtS: maybe(e.atS), UncertaintyS: maybe(e.uncertaintyS),
		}
		if e.phase == during && r.track.DistM != nil {
			n.DistanceM = maybe(r.track.at(r.track.DistM, e.atS))
		}
		out = append(out, n)
	}
	return out
}

// ofKind returns the events of a kind, wherever they lie.
func (n *notes) ofKind(k parse.Kind) []event {
	var out []event
	for _, e := range n.events {
		if e.Kind == k {
			out = append(out, e)
		}
	}
	return out
}

// drunk sums the drinks between two moments, in s since the start; the end
// counts. timed says whether any drink with a moment was noted before the start.
func (n *notes) drunk(fromS, toS float64) (ml float64, timed bool) {
	for _, e := range n.ofKind(parse.Drink) {
		if e.phase == after || math.IsNaN(e.atS) || math.IsNaN(e.VolumeML) {
			continue
		}
		timed = timed || e.atS <= 0
		if e.atS >= fromS && e.atS <= toS {
			ml += e.VolumeML
		}
	}
	return ml, timed
}
