package analyze

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"crampcheck/parse"
)

// History is what the runs and rest days of one runner tell beyond one run.
type History struct {
	Runs []*Result     // every activity, in order of time
	Days []parse.Entry // notes about days, not about runs, by date
	opt  Options

	earlier []*Result // before Runs: looked back on, but not compared

	// Made when they are first asked for; Runs and earlier stay as they are then.
	line     []*Result // the runs of both with a date, in order of time
	cramped  []int     // how many of the first i of line had a cramp
	longestS float64   // s that the longest of line took
	kinds    map[parse.Kind]bool
}

// NewHistory orders what a folder holds and gives the signs noted on rest days to
// the runs before them. Rest-day notes keep their own order within a day.
func NewHistory(runs []*Result, days []parse.Entry, o Options) *History {
	h := &History{Runs: slices.Clone(runs), Days: slices.Clone(days), opt: o}
	SortRuns(h.Runs)
	slices.SortStableFunc(h.Days, func(a, b parse.Entry) int { return strings.Compare(a.Date, b.Date) })
	h.adopt()
	return h
}

// within returns the runs that began in the days before a run, that run
// excluded, in order. Runs without a date are none of them.
func (h *History) within(r *Result, days int) []*Result {
	if !r.DateKnown {
		return nil
	}
	line := h.timeline()
	begin := func(o *Result, t time.Time) int { return o.Start.Compare(t) }
	first, _ := slices.BinarySearchFunc(line, r.Start.AddDate(0, 0, -days), begin)
	end, _ := slices.BinarySearchFunc(line, r.Start, begin)
	return slices.Clip(line[first:end]) // what is appended to it goes elsewhere
}

// timeline returns all runs with a date in order of time.
func (h *History) timeline() []*Result {
	if h.line != nil {
		return h.line
	}
	h.line = []*Result{}
	for _, runs := range [][]*Result{h.earlier, h.Runs} {
		for _, o := range runs {
			if o.Run && o.DateKnown {
				h.line = append(h.line, o)
			}
		}
	}
	slices.SortStableFunc(h.line, func(a, b *Result) int { return a.Start.Compare(b.Start) })
	h.cramped = make([]int, 1, len(h.line)+1)
	for i, o := range h.line {
		n := h.cramped[i]
		if len(o.Cramps) > 0 {
			n++
		}
		h.cramped = append(h.cramped, n)
		h.longestS = max(h.longestS, o.ElapsedS)
	}
	return h.line
}

// upTo goes through the runs of within and the run itself, in order.
func (h *History) upTo(r *Result, days int) iter.Seq[*Result] {
	return func(yield func(*Result) bool) {
		for _, o := range h.within(r, days) {
			if !yield(o) {
				return
			}
		}
		yield(r)
	}
}

// newest returns the last run of which the date is known, nil without one.
func (h *History) newest() *Result {
	for _, r := range slices.Backward(h.Runs) {
		if r.Run && r.DateKnown {
			return r
		}
	}
	return nil
}

// before returns every earlier run.
func (h *History) before(r *Result) []*Result { return h.within(r, allDays) }

// allDays is longer than any history: a century.
const allDays = 100 * 366

// covers says whether the folder reaches back at least some days before a run.
func (h *History) covers(r *Result, days int) bool {
	earlier := h.before(r)
	return len(earlier) > 0 && !earlier[0].Start.After(r.Start.AddDate(0, 0, -days))
}

// longestM returns the longest distance in metres of the days before a run;
// unknown, and why, where the folder does not reach back that far, holds no
// distance of those days, or the longest is that of a recording of which a part is
// lost: it was longer.
func (h *History) longestM(r *Result, days int) (m Maybe, why string) {
	if !h.covers(r, days) {
		return Maybe{}, fmt.Sprintf("the folder does not reach back %d days", days)
	}
	longest, torn := 0.0, false
	for _, o := range h.within(r, days) {
		if d := o.DistanceM.Value; d > longest {
			longest, torn = d, o.torn()
		}
	}
	switch {
	case longest == 0:
		return Maybe{}, fmt.Sprintf("there is no run with a distance in the %d days before", days)
	case torn:
		return Maybe{}, fmt.Sprintf("of the longest run in the %d days before a part of the recording is lost", days)
	}
	return maybe(longest), ""
}

// torn says whether a part of the recording is lost.
func (r *Result) torn() bool {
	return slices.ContainsFunc(r.Notes, func(n parse.Note) bool { return n.Code.NoteStatus() == parse.Partial })
}

// crampRuns returns the runs with a cramp among those of the days up to a run,
// that run included, in order.
func (h *History) crampRuns(r *Result, days int) []*Result {
	var out []*Result
	for o := range h.upTo(r, days) {
		if len(o.Cramps) > 0 {
			out = append(out, o)
		}
	}
	return out
}

// logged counts the runs and the rest days on which one of the kinds was noted,
// in the days up to the end of a run's date.
func (h *History) logged(r *Result, days int, kinds ...parse.Kind) int {
	if !r.DateKnown {
		return 0
	}
	n := 0
	for o := range h.upTo(r, days) {
		if slices.ContainsFunc(o.Log, func(e parse.Entry) bool { return slices.Contains(kinds, e.Kind) }) {
			n++
		}
	}
	from, last := r.Local.AddDate(0, 0, -days).Format(time.DateOnly), ""
	for _, e := range h.Days { // in order of their dates
		if slices.Contains(kinds, e.Kind) && e.Date >= from && e.Date <= r.Day() && e.Date != last {
			n++
			last = e.Date
		}
	}
	return n
}

// everLogged says whether a kind stands anywhere in the notes.
func (h *History) everLogged(k parse.Kind) bool {
	if h.kinds == nil {
		h.kinds = map[parse.Kind]bool{}
		for _, e := range h.Days {
			h.kinds[e.Kind] = true
		}
		for _, r := range h.Runs {
			for _, e := range r.Log {
				h.kinds[e.Kind] = true
			}
		}
	}
	return h.kinds[k]
}

// adopt gives the symptoms, urine and soreness of rest days to the run that
// came last before them, or to the first run where none did; without a dated run
// to any activity, so that none is ever dropped.
func (h *History) adopt() {
	for _, e := range h.Days {
		switch e.Kind {
		case parse.Symptom, parse.Urine, parse.Soreness:
		default:
			continue
		}
		var owner *Result
		for _, r := range h.Runs {
			if r.Run && r.Day() != "" && (owner == nil || r.Day() <= e.Date) {
				owner = r
			}
		}
		if owner == nil && len(h.Runs) > 0 {
			owner = h.Runs[len(h.Runs)-1]
		}
		if owner != nil {
			owner.Log = append(owner.Log, e)
			if day, err := time.ParseInLocation(time.DateOnly, e.Date, owner.Local.Location()); err == nil && day.After(owner.Signs) {
				owner.Signs = day
			}
		}
	}
}

// Relate asks the rules that look beyond one run, for every run.
func Relate(runs []*Result, days []parse.Entry, o Options) {
	h := NewHistory(runs, days, o)
	for _, res := range h.Runs {
		h.Relate(res)
	}
}

// Relate asks the rules that look beyond one run, and lets what is urgent
// silence the rest. It completes the findings of a run of the history in place.
func (h *History) Relate(res *Result) {
	for i := range res.Findings {
		f := &res.Findings[i]
		if r := h.opt.rule(f.Rule); r.Past != nil && (res.Run || r.Any) && r.ID != qualityID {
			v := r.Past(h, res, r)
			if !res.Run && v.State != Fired {
				v = withhold("not a run", "a running activity")
			}
			*f = r.finding(v)
			told := f.Told()
			told.Place = res.crampPlace(f)
			f.Tell(told)
		}
	}
	res.silence()
	if f := res.Finding(qualityID); f != nil && res.Run { // last, as it counts what the others could not say
		row := h.opt.rule(qualityID)
		*f = row.finding(checkQuality(h, res, row))
	}
	res.group()
}

// group makes one finding of those that state one fact: the start, which the
// first mile, the mile marker and the last mile all speak of, and a wall, of
// which a slower second half is a part.
func (r *Result) group() {
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.State != Fired {
			continue
		}
		switch f.Rule {
		case "pace/mile-marker-check", "pace/first-mile-not-slower-than-last":
			if r.fired(firstMileID) {
				f.within(firstMileID)
			}
		case "pace/fade":
			if r.fired("pace/wall") {
				f.within("pace/wall")
			}
		}
	}
}

// within makes the finding part of that of another rule.
func (f *Finding) within(rule string) {
	told := f.Told()
	told.Within = rule
	f.Tell(told)
}

// silence withholds what must not stand beside something more urgent: under a
// red flag every finding but those on safety and on the data, and under a
// finding of drinking too much every advice to drink more.
func (r *Result) silence() {
	urgent := r.flagged()
	swollen := r.fired("safety/dvt")
	gained := r.Intake.MassBeforeKG.Known && r.Intake.MassAfterKG.Value > r.Intake.MassBeforeKG.Value
	over := gained || r.DrankTooMuch()
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.State != Fired {
			continue
		}
		switch {
		case strings.HasPrefix(f.Rule, "safety/"), f.Rule == qualityID, f.Severity == Urgent && f.Rule == "fluid/weight-gain":
		case swollen && slices.Contains([]string{"recovery/massage-roller", "recovery/compression"}, f.Rule):
			f.withholdFor("swelling on one side was noted: no massage, rolling or compression before it is looked at")
		case urgent:
			f.withholdFor("a red flag was noted: see to that first")
		case over && slices.Contains(drinkMore, f.Rule):
			f.withholdFor("you drank more than is safe: no advice to drink more beside that")
		}
	}
}

// flagged says whether a sign was noted beside which no other advice may stand.
func (r *Result) flagged() bool {
	return r.fired("safety/dvt") || r.fired("safety/red-flags") && r.Finding("safety/red-flags").Severity.Rank() >= Warn.Rank()
}

// lastSign is when a sign of the run was noted last: on the run, or on a day
// after it.
func (r *Result) lastSign() time.Time {
	if r.Signs.After(r.Start) {
		return r.Signs
	}
	return r.Start
}

// drinkMore are the rules whose advice is, or can be read as, to drink more.
var drinkMore = []string{
	"fluid/pre-hour", "fluid/pre-start", "fluid/during-rate", "fluid/under-drinking", "fluid/urine-colour",
	"fluid/post-rehydrate", "fluid/plain-water-only", "fluid/long-effort-electrolytes", "cramp/late-long-effort-no-electrolytes",
}

// resolved is what a finding needs that a danger silences: nothing to note next
// time.
const resolved = "that it is resolved"

func (f *Finding) withholdFor(reason string) {
	told := f.Told()
	told.Say, told.Do, told.Unless = "", "", ""
	f.Tell(told)
	f.State, f.Severity = Withheld, ""
	f.Withheld = &WithheldBecause{Reason: reason, Needed: resolved}
}

// fired says whether a rule fired on the run.
func (r *Result) fired(rule string) bool {
	f := r.Finding(rule)
	return f != nil && f.State == Fired
}
