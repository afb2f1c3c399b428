package report

import (
	"cmp"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// seasonView is the page over several runs as its template reads it.
type seasonView struct {
	shell
	Dates      string
	Facts      []fact
	Alarms     []alarmView
	Lede       []piece
	Recs       []recView
	MoreRecs   []recView
	NextNone   string
	Trends     *trendView
	TrendNotes []string
	Cramps     *grid
	Sites      []passage
	Cannot     string
	NoCramps   string
	Suggested  string
	History    *historyView
	Runs       *grid
	RunsNote   string
	Others     string
	FileCounts string
	FilesOpen  bool
	Files      *grid
	Disclaimer string
}

// historyView is the runner's history with the words of the terminal.
type historyView struct {
	Scope    string // "" where the history is that of the runs of the page
	Counts   []passage
	NoCurve  []passage
	Curve    *curveView
	Steps    *grid
	CurveEnd []passage

	Exposures bool
	Intro     []passage
	Table     *grid
	Notes     []passage
	Parts     []historyPart
	Limits    []passage
}

// historyPart is a heading and what stands below it.
type historyPart struct {
	Head  string
	Words []passage
}

// Heads are the headings that the template sets itself.
func (historyView) Heads() map[string]string {
	return map[string]string{"counts": countsHead, "curve": curveHead, "exposures": exposuresHead}
}

// block is a paragraph of a page, or a list where it has items.
type block struct {
	Kind, Text string
	Items      []string
}

// paragraphs gathers neighbouring items of the words about history in lists.
func paragraphs(all []passage) []block {
	var out []block
	for _, p := range all {
		n := len(out)
		switch {
		case p.Kind != item:
			out = append(out, block{Kind: p.Kind, Text: p.Text})
		case n > 0 && out[n-1].Items != nil:
			out[n-1].Items = append(out[n-1].Items, p.Text)
		default:
			out = append(out, block{Items: []string{p.Text}})
		}
	}
	return out
}

// grid is a table of words. The first cell of a row names it.
type grid struct {
	Label string
	Heads []gridHead
	Rows  [][]gridCell
}

// gridHead is a column; its class is that of all its cells.
type gridHead struct{ Text, Class string }

// gridCell is a cell; Page, where not "", is the page it leads to.
type gridCell struct{ Text, Class, Page string }

// add adds a row of plain words.
func (g *grid) add(cells ...string) {
	row := make([]gridCell, len(cells))
	for i, c := range cells {
		row[i] = gridCell{Text: c, Class: g.Heads[i].Class}
	}
	g.Rows = append(g.Rows, row)
}

// dropEmpty takes out the columns in which nothing is known.
func (g *grid) dropEmpty() {
	for i := len(g.Heads) - 1; i >= 0; i-- {
		if slices.ContainsFunc(g.Rows, func(row []gridCell) bool { return row[i].Text != missing && row[i].Text != "" }) {
			continue
		}
		g.Heads = slices.Delete(g.Heads, i, i+1)
		for k := range g.Rows {
			g.Rows[k] = slices.Delete(g.Rows[k], i, i+1)
		}
	}
}

// writeSeason writes the page over all runs of a report.
func writeSeason(w io.Writer, r *analyze.Report, s Style) error {
	return pageTemplate("season.html").Execute(w, s.season(r))
}

// season fills the view.
func (s Style) season(rep *analyze.Report) seasonView {
	sum := rep.Season
	if sum == nil {
		sum = &analyze.Season{}
	}
	runs := slices.DeleteFunc(slices.Clone(rep.Runs), func(r *analyze.Result) bool { return !r.Run })
	v := seasonView{shell: newShell(seasonTitle(sum)), Dates: seasonDates(sum), Lede: seasonLede(sum)}
	for _, a := range rep.Alarms {
		v.Alarms = append(v.Alarms, s.Units.alarm(a))
	}
	if len(rep.Runs) > 0 {
		f := rep.Runs[0].Finding(disclaimerRule)
		v.Disclaimer = s.Units.fill(f.Told().Say, f)
	}
	if sum.Runs > 0 {
		v.Facts = s.Units.seasonFacts(sum)
		v.recommend(s, rep)
		v.Trends = s.Units.trends(runs, sum, s.Pages)
		v.trendNotes(sum)
		v.crampTable(s, runs, sum)
		v.History = s.Units.historyView(rep)
	}
	v.runTable(s, rep, runs)
	v.files(rep)
	return v
}

const longDate = "2 Jan 2006"

func seasonTitle(sum *analyze.Season) string {
	switch {
	case sum.Runs == 0:
		return "No runs"
	case sum.First == nil:
		return "Your runs"
	case sum.First.Day() == sum.Last.Day():
		return "Your runs, " + sum.First.Day()
	}
	return "Your runs, " + sum.First.Day() + " to " + sum.Last.Day()
}

// seasonDates are the first and the last day, "" where none is known.
func seasonDates(sum *analyze.Season) string {
	switch {
	case sum.First == nil:
		return ""
	case sum.First.Day() == sum.Last.Day():
		return sum.First.Local.Format(longDate)
	}
	return sum.First.Local.Format(longDate) + " to " + sum.Last.Local.Format(longDate)
}

// seasonLede counts the runs, the cramps and the fast starts.
func seasonLede(sum *analyze.Season) []piece {
	if sum.Runs == 0 {
		return sentence("**No runs were found.**")
	}
	when := ""
	switch {
	case sum.First == nil:
	case sum.First.Day() == sum.Last.Day():
		when = " on " + sum.First.Local.Format(longDate)
	default:
		when = " from " + seasonDates(sum)
	}
	out := sentence("**%s**%s", plural(sum.Runs, "run", "runs"), when)
	switch {
	case sum.CrampRuns > 0 && sum.Runs == 1:
		out = append(out, sentence(", **with a cramp**")...)
	case sum.CrampRuns > 0:
		out = append(out, sentence(", **%d with a cramp**", sum.CrampRuns)...)
	case sum.AfterFinish == 0:
		out = append(out, sentence(", no cramp noted")...)
	}
	switch {
	case sum.AfterFinish > 0 && sum.Runs == 1:
		out = append(out, sentence(", **with a cramp after the finish**")...)
	case sum.AfterFinish > 0:
		out = append(out, sentence(", **%d with a cramp after the finish alone**", sum.AfterFinish)...)
	}
	return append(append(out, piece{".", false}), startsSentence(sum)...)
}

// startsSentence says how many first miles were too fast.
func startsSentence(sum *analyze.Season) []piece {
	switch {
	case sum.Runs == 1 && sum.Judged == 0:
		return sentence(" Its first mile could not be judged.")
	case sum.Runs == 1 && sum.TooFast == 1:
		return sentence(" Its first mile was **too fast**.")
	case sum.Runs == 1:
		return sentence(" Its first mile was **not too fast**.")
	case sum.Judged == 0:
		return sentence(" No first mile could be judged.")
	case sum.Judged == 1 && sum.TooFast == 1:
		return sentence(" The first mile that could be judged was **too fast**.")
	case sum.Judged == 1:
		return sentence(" The first mile that could be judged was **not too fast**.")
	case sum.TooFast == 0:
		return sentence(" **None of the %d** first miles that could be judged was too fast.", sum.Judged)
	}
	return sentence(" The first mile was **too fast in %d of the %d** in which it could be judged.", sum.TooFast, sum.Judged)
}

// seasonFacts are the figures of all runs together.
func (u Units) seasonFacts(sum *analyze.Season) []fact {
	out := []fact{{"", plural(sum.Runs, "run", "runs")}}
	if sum.DistanceM.Known {
		out = append(out, fact{"", u.distanceUnit(sum.DistanceM.Value)})
	}
	return append(out, fact{"time", duration(sum.TimerS)})
}

// recommend fills what to do next time, in the order and with the counts of the
// terminal.
func (v *seasonView) recommend(s Style, rep *analyze.Report) {
	p := printer{Style: s}
	for _, rec := range rep.Recommendations {
		if strings.HasPrefix(rec.Rule, "safety/") {
			continue
		}
		view := s.Units.rec(rec)
		if rep.Season.Runs > 1 {
			view.Because = p.because(rec, rep) + "."
		}
		if len(v.Recs) < shownRecs {
			v.Recs = append(v.Recs, view)
		} else {
			v.MoreRecs = append(v.MoreRecs, view)
		}
	}
	if len(v.Recs) == 0 {
		v.NextNone = "Nothing to change was found."
		if len(v.Alarms) > 0 {
			v.NextNone = "See to the signs above first. Nothing else is suggested beside them."
		}
	}
}

// trendNotes say what the pictures leave out and how they are read.
func (v *seasonView) trendNotes(sum *analyze.Season) {
	add := func(text string) { v.TrendNotes = append(v.TrendNotes, text) }
	switch {
	case v.Trends == nil && sum.Undated > 0:
		add("Fewer than two runs have a date: there are no pictures over time.")
		return
	case v.Trends == nil:
		return
	case sum.Undated > 0:
		add(fmt.Sprintf("%s without a date: in the tables below, not in the pictures.", plural(sum.Undated, "run", "runs")))
	}
	if v.Trends.Starts != nil {
		add("The first mile is compared grade-adjusted where hills are known. Its sign is the verdict, which looks at raw pace too, so a sign may differ from where it stands.")
	}
	if v.Trends.Edge {
		add("What is more than " + percent(trendMost) + " off stands at the edge.")
	}
	add("These are pictures of what happened; they show nothing about what led to what.")
}

// crampTable lists every cramp of the runs.
func (v *seasonView) crampTable(s Style, runs []*analyze.Result, sum *analyze.Season) {
	unit := "Mile"
	if s.Units == Km {
		unit = "Km"
	}
	g := &grid{Label: "Table of cramps", Heads: []gridHead{
		{"Date", "l"},
		{"Run", "l w"},
		{"Time", ""},
		{unit, ""},
		{"Muscle", "l"},
		{"Pain", ""},
		{"Pace 5" + nbsp + "min before", ""},
		{"5" + nbsp + "min after", ""},
		{"Last drink", "wide"},
		{"Sodium so far", "wide"},
		{"Time lost", ""},
		{"Your note", "l w n"},
	}}
	for _, r := range runs {
		for i, c := range r.Cramps {
			row, _ := s.Units.crampView(i+1, c)
			note := missing
			if c.Note != "" {
				note = "“" + c.Note + "”"
			}
			g.add(day(r), name(r), row.At, row.Mark, row.Where, row.Severity, row.Before, row.Now, row.Drink, row.Na, row.Cost, note)
			g.Rows[len(g.Rows)-1][1].Page = s.Pages[r]
		}
	}
	if sum.Suggested > 0 {
		v.Suggested = fmt.Sprintf("Suggested by recordings or notes (cramp?) and not counted: %d.", sum.Suggested)
	}
	if len(g.Rows) == 0 {
		v.NoCramps = "No cramp is noted. A watch records none: note each with its moment, and it is laid over the run."
		return
	}
	g.dropEmpty()
	v.Cramps, v.Sites, v.Cannot = g, siteWords(sum.Sites), cannotShow
}

// historyView fills the history; nil without one.
func (u Units) historyView(rep *analyze.Report) *historyView {
	h := rep.History
	if h == nil {
		return nil
	}
	v := &historyView{
		Counts: countsWords(h), NoCurve: noCurveWords(h), Curve: newCurve(h), Limits: limitWords(h),
	}
	part := func(head string, words []passage) {
		if len(words) > 0 {
			v.Parts = append(v.Parts, historyPart{head, words})
		}
	}
	part("", finishWords(h))
	part(withinHead, withinWords(h))
	if h.Runs != rep.Season.Runs {
		v.Scope = fmt.Sprintf("Read from %s with a time, of which this page lists %d.", plural(h.Runs, "run", "runs"), rep.Season.Runs)
		part(sitesHead, siteWords(h.Sites))
	}
	part(habitsHead, u.habitWords(h))
	if v.Curve != nil {
		v.CurveEnd = curveWords(h)
		v.Steps = &grid{Label: "Steps of the curve", Heads: []gridHead{
			{"At", ""}, {"Under way", ""}, {"Cramps since", ""}, {"Still without", ""}, {"95" + nbsp + "% interval", "l"},
		}}
		for _, r := range curveRows(h) {
			v.Steps.add(r.At, r.UnderWay, r.Cramps, r.Free, r.Interval)
		}
	}
	if len(h.Associations) == 0 {
		return v
	}
	v.Exposures, v.Intro, v.Notes = true, exposureIntro(h), exposureNotes(h)
	if rows := exposureRows(h); len(rows) > 0 {
		v.Table = &grid{Label: "What was there before the cramps", Heads: []gridHead{
			{"What", "l w"},
			{"Cramps", ""},
			{"Others", ""},
			{"Unknown", ""},
			{"Ratio", ""},
			{"Interval", "l"},
			{"p at best", ""},
			{"q", ""},
			{"Verdict", "l w"},
		}}
		for _, r := range rows {
			v.Table.add(r.What, r.Cramps, r.Others, r.Unknown, r.Ratio, r.Interval, r.AtBest, r.Q, r.Verdict)
		}
		v.Table.dropEmpty()
	}
	return v
}

// runTable lists the runs, and other sports where they are asked for.
func (v *seasonView) runTable(s Style, rep *analyze.Report, runs []*analyze.Result) {
	listed := runs
	if s.AllRuns {
		listed = rep.Runs
	} else if n := len(rep.Runs) - len(runs); n > 0 {
		v.Others = otherSports(n)
	}
	if len(listed) == 0 {
		return
	}
	p := printer{Style: s}
	unit := "Miles"
	if s.Units == Km {
		unit = "Km"
	}
	g := &grid{Label: "Table of runs", Heads: []gridHead{
		{"Date", "l"},
		{"Run", "l w"},
		{unit, ""},
		{"Time", ""},
		{"Pace", "wide"},
		{p.firstMileHead(), ""},
		{"Findings", "l wide"},
		{"Cramps", ""},
	}}
	for _, r := range listed {
		g.add(day(r), name(r), p.total(r), duration(r.ClockS()), p.averagePace(r), p.firstMile(r), severities(r), crampCount(r))
		row := g.Rows[len(g.Rows)-1]
		row[1].Page = s.Pages[r]
		if r.FirstMile.Level != analyze.LevelNone && row[5].Text != missing {
			row[5].Class = "early"
		}
		if len(r.Cramps) > 0 {
			row[7].Class = "mk"
		}
	}
	v.Runs, v.RunsNote = g, p.legend(listed)
}

// files tells what became of the files, without the folders they stand in.
func (v *seasonView) files(rep *analyze.Report) {
	c := rep.Count()
	if c.Found == 0 {
		return
	}
	if c.Found == c.OK {
		v.FileCounts = plural(c.Found, "file", "files") + ", all read whole."
		if c.Found == 1 {
			v.FileCounts = "1 file, read whole."
		}
		return
	}
	v.FileCounts = fmt.Sprintf("%s: %d ok, %d warned, %d partial, %d duplicate, %d skipped.",
		plural(c.Found, "file", "files"), c.OK, c.Warned, c.Partial, c.Duplicate, c.Skipped)
	v.FilesOpen = len(rep.Runs) == 0 // there is nothing else to read
	v.Files = &grid{Label: "What became of the files", Heads: []gridHead{
		{"File", "l w"}, {"What became of it", "l"}, {"Reason", "l"}, {"In words", "l w"},
	}}
	short := shorten(rep.Inputs)
	for _, s := range []parse.Status{parse.Warned, parse.Partial, parse.Duplicate, parse.Skipped} {
		for _, in := range rep.Inputs {
			if in.Status == s {
				v.Files.add(fileName(in.File), string(s), string(in.Reason), short.Replace(in.Detail))
			}
		}
	}
}

// fileName is the name of a file without its folders; a member of an archive
// keeps the folders inside it.
func fileName(file string) string {
	outer, member, inside := strings.Cut(file, "!")
	outer = path.Base(outer)
	if !inside {
		return outer
	}
	return outer + "!" + member
}

// shorten takes the folders of the inputs out of a text: a page may be shown to
// others.
func shorten(inputs []analyze.Input) *strings.Replacer {
	var long []string
	for _, in := range inputs {
		if strings.Contains(in.File, "/") {
			long = append(long, in.File)
		}
		if dir, _ := path.Split(outerFile(in.File)); len(dir) > 1 && path.IsAbs(dir) {
			long = append(long, dir)
		}
	}
	slices.SortFunc(long, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	var pairs []string
	for _, l := range slices.Compact(long) {
		short := ""
		if !strings.HasSuffix(l, "/") {
			short = fileName(l)
		}
		pairs = append(pairs, l, short)
	}
	return strings.NewReplacer(pairs...)
}

// outerFile is the file in which a recording stands: itself or its archive.
func outerFile(file string) string {
	outer, _, _ := strings.Cut(file, "!")
	return outer
}
