package analyze

import (
	"fmt"
	"math"
	"path"
	"slices"
	"strings"
	"time"

	"crampcheck/parse"
)

// Identity is what tells one activity from another: enough to find its notes
// and its duplicates without its samples.
type Identity struct {
	Sport     string
	Source    string
	Index     int
	Format    string
	Run       bool
	DateKnown bool
	Local     time.Time // start in its zone
	ElapsedS  float64
	DistanceM float64 // 0: none
	ByDevice  bool    // DistanceM comes from the device
	Columns   int     // recorded columns
	Status    parse.Status
}

// Identity returns what tells the activity from others. Status is the caller's.
func (p *Prepared) Identity() Identity {
	a, t := p.act, p.track
	id := Identity{
		Sport: a.Sport, Source: a.Source, Index: a.Index, Format: a.Format, Run: p.isRun(),
		DateKnown: !a.ClockUnset, Local: a.Start.In(p.desk.zoneOf(a, "", p.opt).loc),
		ElapsedS: a.ElapsedS(), DistanceM: t.TotalM(), ByDevice: t.DistanceSource == "device",
	}
	for c := range parse.NumChannels {
		if a.Column(c) != nil {
			id.Columns++
		}
	}
	return id
}

// day is the local date of the start, "" when the device did not know it.
func (id Identity) day() string {
	if !id.DateKnown {
		return ""
	}
	return id.Local.Format(time.DateOnly)
}

// on says whether the activity was under way on a date.
func (id Identity) on(date string) bool {
	if !id.DateKnown {
		return false
	}
	end := id.Local.Add(time.Duration(id.ElapsedS * float64(time.Second)))
	return date == id.day() || date == end.Format(time.DateOnly)
}

// base is the recording's file name.
func (id Identity) base() string {
	name := id.Source
	if i := strings.LastIndexByte(name, '!'); i >= 0 {
		name = name[i+1:]
	}
	return path.Base(name)
}

// stem is the file name without its endings.
func stem(base string) string {
	name := strings.ToLower(base)
	for {
		ext := path.Ext(name)
		switch ext {
		case ".gz", ".zip", ".fit", ".gpx", ".tcx":
			name = strings.TrimSuffix(name, ext)
			continue
		}
		return name
	}
}

// NoteIndex finds the entries that may belong to an activity without looking
// through all of them.
type NoteIndex struct {
	entries []parse.Entry
	byDate  map[string][]int // those that name no file
	byFile  map[string][]int // those that name one, by its name in small letters and by its stem
}

// IndexNotes makes an index of entries, whose order it keeps.
func IndexNotes(entries []parse.Entry) *NoteIndex {
	x := &NoteIndex{entries: entries, byDate: map[string][]int{}, byFile: map[string][]int{}}
	for i, e := range entries {
		if e.File == "" {
			x.byDate[e.Date] = append(x.byDate[e.Date], i)
			continue
		}
		want := strings.ToLower(path.Base(e.File))
		x.byFile[want] = append(x.byFile[want], i)
		if s := stem(want); s != want {
			x.byFile[s] = append(x.byFile[s], i)
		}
	}
	return x
}

// For returns the entries that name the activity's file or its date. Which of
// them do belong to it depends on the other activities (Match).
func (x *NoteIndex) For(id Identity) []parse.Entry {
	var found []int
	if day := id.day(); day != "" {
		found = append(found, x.byDate[day]...)
	}
	base := strings.ToLower(id.base())
	named := slices.Clone(x.byFile[stem(base)])
	for n := 1; n <= len(base); n++ { // an entry may give the beginning of a name
		named = append(named, x.byFile[base[:n]]...)
	}
	for _, i := range named {
		if id.named(x.entries[i]) > 0 {
			found = append(found, i)
		}
	}
	slices.Sort(found)
	var out []parse.Entry
	for _, i := range slices.Compact(found) {
		out = append(out, x.entries[i])
	}
	return out
}

// named says how well an entry's file names the activity: 3 the whole name, 2
// the name without its endings, 1 its beginning, 0 not at all. Notes beside a
// recording name that recording alone.
func (id Identity) named(e parse.Entry) int {
	base, want := strings.ToLower(id.base()), strings.ToLower(path.Base(e.File))
	if e.Date != "" && id.day() != "" && !id.on(e.Date) {
		return 0
	}
	if e.Origin == "yaml" && path.Dir(e.Source) != path.Dir(id.Source) {
		return 0
	}
	switch {
	case base == want:
		return 3
	case stem(base) == stem(want):
		return 2
	case e.Origin == "csv" && strings.HasPrefix(base, want):
		return 1
	}
	return 0
}

// Duplicates finds the activities that stand elsewhere in a richer file. The
// result names for each index the one that is kept, or -1. Two activities are
// the same when they start within 5 s and agree in elapsed time and distance
// within 2 %, or 6 % where one distance comes from positions and the other
// from the device.
func Duplicates(ids []Identity) []int {
	const (
		startS    = 5.0  // s
		same      = 0.02 // of elapsed time, and of distances of the same source
		different = 0.06 // of distances of different sources
	)
	near := func(a, b, frac float64) bool { return math.Abs(a-b) <= frac*max(a, b) }
	twin := func(a, b Identity) bool {
		if a.Source == b.Source || a.DateKnown != b.DateKnown {
			return false
		}
		frac := same
		if a.ByDevice != b.ByDevice {
			frac = different
		}
		return math.Abs(a.Local.Sub(b.Local).Seconds()) <= startS && near(a.ElapsedS, b.ElapsedS, same) &&
			near(a.DistanceM, b.DistanceM, frac)
	}
	order := make([]int, len(ids))
	kept := make([]int, len(ids))
	for i := range order {
		order[i], kept[i] = i, -1
	}
	slices.SortStableFunc(order, func(i, j int) int { return ids[i].Local.Compare(ids[j].Local) })
	for k, i := range order {
		for _, j := range order[k+1:] {
			if ids[j].Local.Sub(ids[i].Local).Seconds() > startS {
				break
			}
			if kept[i] >= 0 || kept[j] >= 0 || !twin(ids[i], ids[j]) {
				continue
			}
			if richer(ids[j], ids[i]) {
				kept[i] = j
			} else {
				kept[j] = i
			}
		}
	}
	for i := range kept { // a kept one may itself have lost to a third
		for kept[i] >= 0 && kept[kept[i]] >= 0 {
			kept[i] = kept[kept[i]]
		}
	}
	return kept
}

// richer says whether a is kept before b: ok before warned before partial,
// then more columns, then FIT before TCX before GPX, then by name.
func richer(a, b Identity) bool {
	status := []parse.Status{parse.OK, parse.Warned, parse.Partial}
	format := []string{"fit", "tcx", "gpx"}
	if x, y := slices.Index(status, a.Status), slices.Index(status, b.Status); x != y {
		return x < y
	}
	if a.Columns != b.Columns {
		return a.Columns > b.Columns
	}
	if x, y := slices.Index(format, a.Format), slices.Index(format, b.Format); x != y {
		return x < y
	}
	return a.Source < b.Source
}

// Match gives every entry to the run it belongs to. alias[i] is the index of
// the run that stands for run i, -1 where i stands for itself; an entry that
// names a duplicate goes to the run that is kept. The entries that belong to
// no run, or could belong to several, come back as errors, but for those that
// make sense without one: they are notes about their day. What partial notes say of other
// recordings than were given is left out in silence.
func Match(entries []parse.Entry, ids []Identity, alias []int, partial map[string]bool) (perRun [][]parse.Entry, days []parse.Entry, errs []parse.NoteError) {
	perRun = make([][]parse.Entry, len(ids))
	x := indexOf(ids)
	for _, e := range entries {
		found := x.candidates(e)
		for k, i := range found {
			if j := alias[i]; j >= 0 {
				found[k] = j
				e = inPlaceOf(e, ids[i].DistanceM, ids[j].DistanceM)
			}
		}
		slices.Sort(found)
		found = slices.Compact(found)
		found = narrow(e, found, ids)
		switch {
		case len(found) == 1:
			perRun[found[0]] = append(perRun[found[0]], e)
		case len(found) != 1 && e.File == "" && (e.At.Kind == parse.Unsaid && aboutTheDay(e.Kind) || isSign(e.Kind)):
			days = append(days, e)
		case len(found) == 0 && partial[e.Source]:
		case len(found) == 0 && e.File != "":
			errs = append(errs, noteError(e, "no recording here begins with %q%s", e.File, onDate(e.Date)))
		case len(found) == 0:
			errs = append(errs, noteError(e, "no run on %s", e.Date))
		default:
			way := "add a file column with one of " + names(found, ids)
			if e.File != "" {
				way = "add the date of the one you mean, or the whole file name"
			}
			errs = append(errs, noteError(e, "%s: %s", severalRuns(e, len(found)), way))
		}
	}
	return perRun, days, errs
}

// inPlaceOf turns a distance on the recording that an entry names into the same
// place on the one that is kept, which measured the run a little differently.
func inPlaceOf(e parse.Entry, wasM, isM float64) parse.Entry {
	if e.File != "" && e.At.Kind == parse.AtDistance && wasM > 0 && isM > 0 {
		e.At.M *= isM / wasM
	}
	return e
}

func severalRuns(e parse.Entry, n int) string {
	if e.File != "" {
		return fmt.Sprintf("%q fits %d activities", e.File, n)
	}
	return fmt.Sprintf("%d runs on %s", n, e.Date)
}

func onDate(date string) string {
	if date == "" {
		return ""
	}
	return " and was recorded on " + date
}

// isSign says whether a kind of entry can tell that something is wrong: it is
// never dropped, whatever its moment.
func isSign(k parse.Kind) bool {
	return k == parse.Symptom || k == parse.Urine || k == parse.Soreness
}

// aboutTheDay says whether a kind of entry makes sense without a run.
func aboutTheDay(k parse.Kind) bool {
	switch k {
	case parse.Massage, parse.Roller, parse.Strength, parse.Stretch, parse.Compression, parse.Symptom,
		parse.Soreness, parse.Urine, parse.Weight, parse.Thirst, parse.Drills:
		return true
	}
	return false
}

// idIndex finds activities by the date and the name that an entry gives.
type idIndex struct {
	ids    []Identity
	byDay  map[string][]int
	byStem map[string][]int
	bases  []string // in small letters, in order
	at     []int    // which activity has the base of the same place
}

func indexOf(ids []Identity) *idIndex {
	x := &idIndex{ids: ids, byDay: map[string][]int{}, byStem: map[string][]int{}}
	bases := make([]string, len(ids))
	for i, id := range ids {
		bases[i] = strings.ToLower(id.base())
		x.byDay[id.day()] = append(x.byDay[id.day()], i)
		x.byStem[stem(bases[i])] = append(x.byStem[stem(bases[i])], i)
		x.at = append(x.at, i)
	}
	slices.SortStableFunc(x.at, func(i, j int) int { return strings.Compare(bases[i], bases[j]) })
	for _, i := range x.at {
		x.bases = append(x.bases, bases[i])
	}
	return x
}

// candidates returns the runs that an entry may belong to: those it names
// best, or those of its date.
func (x *idIndex) candidates(e parse.Entry) []int {
	if e.File == "" {
		if e.Date == "" {
			return nil
		}
		return slices.Clone(x.byDay[e.Date])
	}
	want := strings.ToLower(path.Base(e.File))
	near := slices.Clone(x.byStem[stem(want)])
	first, _ := slices.BinarySearch(x.bases, want)
	for k := first; k < len(x.bases) && strings.HasPrefix(x.bases[k], want); k++ {
		near = append(near, x.at[k])
	}
	slices.Sort(near)
	best, out := 1, []int(nil)
	for _, i := range slices.Compact(near) {
		switch n := x.ids[i].named(e); {
		case n > best:
			best, out = n, []int{i}
		case n == best:
			out = append(out, i)
		}
	}
	return out
}

// narrow keeps of several candidates the runs, and of several runs those in
// which the entry's time of day lies.
func narrow(e parse.Entry, found []int, ids []Identity) []int {
	if len(found) > 1 {
		if runs := slices.DeleteFunc(slices.Clone(found), func(i int) bool { return !ids[i].Run }); len(runs) > 0 {
			found = runs
		}
	}
	if len(found) > 1 {
		if in := slices.DeleteFunc(slices.Clone(found), func(i int) bool { return !ids[i].covers(e.At) }); len(in) > 0 {
			found = in
		}
	}
	return found
}

// covers says whether a time of day or a dated moment lies within the run.
func (id Identity) covers(m parse.Moment) bool {
	var s float64
	switch m.Kind {
	case parse.AtClock:
		midnight := time.Date(id.Local.Year(), id.Local.Month(), id.Local.Day(), 0, 0, 0, 0, id.Local.Location())
		s = m.S - id.Local.Sub(midnight).Seconds()
		if s < -endSlackS {
			s += 86400
		}
	case parse.AtAbsolute:
		s = m.Time.Sub(id.Local).Seconds()
	default:
		return false
	}
	return s >= -endSlackS && s <= id.ElapsedS+endSlackS
}

// names lists the file names of runs.
func names(found []int, ids []Identity) string {
	var out []string
	for _, i := range found {
		out = append(out, ids[i].base())
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), ", ")
}
