package analyze

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"crampcheck/parse"
)

// Report is everything one call of the tool found out.
type Report struct {
	Inputs          []Input
	Runs            []*Result // every activity in the span counted once, by start, then name
	Span            Span
	LeftOut         LeftOut   // by the span
	Earlier         []*Result // before the span: the runs in it are compared with them
	NotesErrors     []parse.NoteError
	Alarms          []Alarm       // signs that need medical help, before everything else
	History         *CrampHistory // nil without a run
	Season          *Season       // what Runs add up to
	Recommendations []Recommendation
	With            []*Result // of a report on one run: all runs it was read with, itself included
	Compared        *Compared // of a report on one run: beside its own earlier ones; nil for none
}

// Input is one file found and what became of it.
type Input struct {
	File       string
	Status     parse.Status
	Reason     parse.Code // "" for ok
	Detail     string
	Activities int
}

// Counts are the numbers of inputs by status.
type Counts struct{ Found, OK, Warned, Partial, Duplicate, Skipped int }

// Count sums the inputs by status. The last five add up to Found.
func (r *Report) Count() Counts {
	c := Counts{Found: len(r.Inputs)}
	for _, in := range r.Inputs {
		switch in.Status {
		case parse.OK:
			c.OK++
		case parse.Warned:
			c.Warned++
		case parse.Partial:
			c.Partial++
		case parse.Duplicate:
			c.Duplicate++
		case parse.Skipped:
			c.Skipped++
		}
	}
	return c
}

// Recommendation is one thing to do next time, with what speaks for it.
type Recommendation struct {
	Rule    string
	Grade   Grade
	Cite    []string
	Finding Finding   // the latest one, which words it
	Run     *Result   // its run
	Runs    []*Result // every run in which the rule fired, in order
	Judged  int       // runs in which the rule gave a verdict
	worst   Severity
	own     bool // in some run no other finding states the same fact
}

// SortRuns orders runs by start, then file, then place in the file.
func SortRuns(runs []*Result) {
	slices.SortFunc(runs, func(a, b *Result) int {
		return cmp.Or(a.Start.Compare(b.Start), strings.Compare(a.File, b.File), cmp.Compare(a.Index, b.Index))
	})
}

// Recommend draws the recommendations from the findings of all runs, the most
// important first: safety, then what guards against drinking too much, then by
// severity, grade and the number of runs. A fact that another finding of the
// same run already states gives none of its own. Under a red flag of the last
// month there is nothing but safety. Earlier runs, which the span leaves out,
// recommend nothing, but their red flags count.
func Recommend(runs []*Result, earlier ...*Result) []Recommendation {
	var out []Recommendation
	judged := map[string]int{}
	for _, run := range runs {
		for _, f := range run.Findings {
			if f.State == Clear || f.State == Fired {
				judged[f.Rule]++
			}
			if f.State != Fired || f.Told().Do == "" {
				continue
			}
			i := slices.IndexFunc(out, func(r Recommendation) bool { return r.Rule == f.Rule })
			if i < 0 {
				out = append(out, Recommendation{Rule: f.Rule, Grade: f.Grade, Cite: f.Row().Cite, worst: f.Severity})
				i = len(out) - 1
			}
			r := &out[i]
			r.Runs = append(r.Runs, run)
			r.own = r.own || !run.said(f.Rule)
			if precedence(f.Rule) > 0 || r.Run == nil || f.Severity.Rank() >= r.Finding.Severity.Rank() {
				r.Finding, r.Run = f, run // of safety the gravest, of all else the latest
			}
			if f.Severity.Rank() > r.worst.Rank() {
				r.worst = f.Severity
			}
		}
	}
	all := slices.Concat(earlier, runs)
	since := monthBeforeLast(all)
	late := func(r *Result) bool { return !r.lastSign().Before(since) }
	flagged, over := flaggedOfLate(all), overOfLate(all)
	out = slices.DeleteFunc(out, func(r Recommendation) bool {
		safety := precedence(r.Rule) == 0
		return !r.own || flagged && !safety || safety && !slices.ContainsFunc(r.Runs, late) || over && slices.Contains(drinkMore, r.Rule)
	})
	for i := range out {
		out[i].Judged = judged[out[i].Rule]
	}
	slices.SortStableFunc(out, func(a, b Recommendation) int {
		return cmp.Or(
			cmp.Compare(precedence(a.Rule), precedence(b.Rule)),
			-cmp.Compare(a.worst.Rank(), b.worst.Rank()),
			-cmp.Compare(a.Grade.Rank(), b.Grade.Rank()),
			-cmp.Compare(len(a.Runs), len(b.Runs)),
			strings.Compare(a.Rule, b.Rule),
		)
	})
	orderFluid(out)
	return out
}

// orderFluid puts the recommendations on drinking, in the places that they have
// among the others, in the order in which they outrank each other (evidence,
// "Overlap precedence").
func orderFluid(recs []Recommendation) {
	order := []string{"fluid/long-effort-electrolytes", "fluid/under-drinking", "fluid/during-rate", "fluid/pre-hour", "fluid/pre-start"}
	var places []int
	var fluid []Recommendation
	for i, r := range recs {
		if slices.Contains(order, r.Rule) {
			places, fluid = append(places, i), append(fluid, r)
		}
	}
	slices.SortStableFunc(fluid, func(a, b Recommendation) int {
		return slices.Index(order, a.Rule) - slices.Index(order, b.Rule)
	})
	for k, i := range places {
		recs[i] = fluid[k]
	}
}

// flaggedOfLate says whether a sign beside which no other advice may stand was
// noted in the month before the last run or note.
func flaggedOfLate(runs []*Result) bool {
	since := monthBeforeLast(runs)
	return slices.ContainsFunc(runs, func(r *Result) bool { return r.flagged() && !r.lastSign().Before(since) })
}

// overOfLate says whether on a run since then more was drunk than is safe.
func overOfLate(runs []*Result) bool {
	since := monthBeforeLast(runs)
	return slices.ContainsFunc(runs, func(r *Result) bool { return r.DrankTooMuch() && !r.lastSign().Before(since) })
}

// DrankTooMuch says whether more was drunk than is safe.
func (r *Result) DrankTooMuch() bool {
	return r.fired("fluid/over-drinking") || r.fired("fluid/weight-gain")
}

// monthBeforeLast is the moment thirty days before the last run. A red flag since
// then silences all advice but that on safety; an older one has been seen to and
// is no recommendation any more. The month is our own choice.
func monthBeforeLast(runs []*Result) time.Time {
	const days = 30
	var last time.Time
	for _, r := range runs {
		if at := r.lastSign(); at.After(last) {
			last = at
		}
	}
	return last.AddDate(0, 0, -days)
}

// said says whether another fired finding of the run states the same fact.
func (r *Result) said(rule string) bool {
	fired := r.fired
	if f := r.Finding(rule); f.Told().Within != "" {
		return true
	}
	switch rule {
	case "cramp/late-after-fast-start":
		return fired(firstMileID)
	case "cramp/late-long-effort-no-electrolytes":
		return fired("fluid/long-effort-electrolytes")
	}
	return false
}

// precedence ranks rules whose advice must come before all other.
func precedence(rule string) int {
	switch {
	case strings.HasPrefix(rule, "safety/"):
		return 0
	case rule == "fluid/weight-gain": // "do not drink" comes before "drink when thirsty"
		return 1
	case rule == "fluid/over-drinking":
		return 2
	}
	return 3
}

// Alarm is a sign that needs medical help, with the day on which it was noted.
type Alarm struct {
	Finding Finding
	Run     *Result // nil where there is no run
	Day     string  // "" where not known
}

// Alarms returns what was noted of signs in the month before the last run or
// note, the gravest first, for every report to begin with.
func Alarms(runs []*Result) []Alarm {
	var out []Alarm
	since := monthBeforeLast(runs)
	for _, r := range runs {
		for _, f := range r.Findings {
			if f.State != Fired || f.Rule == disclaimerID || !strings.HasPrefix(f.Rule, "safety/") || r.lastSign().Before(since) {
				continue
			}
			day := r.Day()
			if r.Signs.After(r.Start) {
				day = r.Signs.Format(time.DateOnly)
			}
			out = append(out, Alarm{f, r, day})
		}
	}
	slices.SortStableFunc(out, func(a, b Alarm) int { return b.Finding.Severity.Rank() - a.Finding.Severity.Rank() })
	return out
}

// LooseAlarms are the signs in notes that belong to no activity at all.
func LooseAlarms(days []parse.Entry, o Options) []Alarm {
	r := &Result{}
	for _, e := range days {
		if e.Kind == parse.Symptom || e.Kind == parse.Urine {
			r.Log = append(r.Log, e)
		}
	}
	var out []Alarm
	for _, row := range o.Rules() {
		if strings.HasPrefix(row.ID, "safety/") && row.Past != nil {
			if f := row.finding(row.Past(NewHistory(nil, nil, o), r, row)); f.State == Fired && len(r.Log) > 0 {
				out = append(out, Alarm{Finding: f, Day: r.Log[len(r.Log)-1].Date})
			}
		}
	}
	return out
}
