package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"crampcheck/analyze"
)

// chartMD is the width in cells of a picture in Markdown.
const chartMD = 80

// mdEscapes take every meaning off the signs of Markdown and its dialects, off
// mentions and off addresses that would become links.
var mdEscapes = strings.NewReplacer(
	"![", `\!\[`, `\`, `\\`, "|", `\|`, "<", `\<`, ">", `\>`, "&", `\&`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`,
	"~", `\~`, "@", `\@`, "#", `\#`, "$", `\$`, "://", `\://`, "www.", `www\.`, "WWW.", `WWW\.`, "\r\n", "<br>", "\n", "<br>", "\r", "<br>",
)

// mdText escapes a text for a line of Markdown behind its first word, or for a
// cell of a table.
func mdText(s string) string { return mdEscapes.Replace(s) }

// markdown writes a report in Markdown. It names files and no folders, and holds
// no places.
type markdown struct {
	printer // for its tables and words alone
	b       strings.Builder
}

func newMarkdown(s Style) *markdown {
	s.Width, s.Color, s.ASCII, s.Plain = textMax, false, false, false
	return &markdown{printer: printer{Style: s}}
}

// writeRunMarkdown tells one run at length.
func writeRunMarkdown(w io.Writer, r *analyze.Report, s Style) error {
	m := newMarkdown(s)
	for _, run := range r.Runs {
		m.run(r, run)
	}
	if len(r.Runs) == 0 {
		m.para("No runs found.")
	}
	_, err := io.WriteString(w, m.b.String())
	return err
}

// writeMarkdown writes a report on any number of runs.
func writeMarkdown(w io.Writer, r *analyze.Report, s Style) error {
	m := newMarkdown(s)
	m.folder(r)
	_, err := io.WriteString(w, m.b.String())
	return err
}

// para writes a block behind an empty line. Its text is Markdown already.
func (m *markdown) para(text string) {
	if m.b.Len() > 0 {
		m.b.WriteString("\n")
	}
	m.b.WriteString(text + "\n")
}

func (m *markdown) heading(level int, text string) {
	m.para(strings.Repeat("#", level) + " " + mdText(text))
}

// list writes items, whose texts are Markdown already.
func (m *markdown) list(items []string) {
	if len(items) > 0 {
		m.para("- " + strings.Join(items, "\n- "))
	}
}

// table writes t through the table library, which escapes nothing.
func (m *markdown) table(t *table) {
	var b strings.Builder
	tt := tablewriter.NewTable(&b, tablewriter.WithRenderer(renderer.NewMarkdown()), tablewriter.WithEastAsian(tw.Off))
	align := make([]tw.Align, len(t.cols))
	heads := make([]string, len(t.cols))
	for i, c := range t.cols {
		align[i], heads[i] = tw.AlignLeft, mdText(c.head)
		if c.right {
			align[i] = tw.AlignRight
		}
	}
	tt.Configure(func(c *tablewriter.Config) {
		for _, s := range []*tw.CellConfig{&c.Header, &c.Row, &c.Footer} {
			s.Formatting.AutoFormat, s.Formatting.AutoWrap = tw.Off, tw.WrapNone
			s.Alignment = tw.CellAlignment{Global: tw.AlignLeft, PerColumn: align}
		}
		c.Behavior.TrimSpace, c.Behavior.TrimLine, c.Behavior.TrimTab = tw.Off, tw.Off, tw.Off
	})
	tt.Header(heads)
	rows := t.rows
	if t.foot != nil {
		rows = append(slices.Clone(rows), t.foot)
	}
	for _, row := range rows {
		if err := tt.Append(t.md(row)); err != nil {
			panic("a table cell cannot be appended: " + err.Error())
		}
	}
	if err := tt.Render(); err != nil {
		panic("a table cannot be rendered: " + err.Error()) // it writes into memory
	}
	m.para(strings.TrimSuffix(b.String(), "\n"))
}

// md escapes the cells of a row, but for those that are Markdown already.
func (t *table) md(row []string) []string {
	out := make([]string, len(row))
	for i, c := range row {
		out[i] = c
		if !t.cols[i].markdown {
			out[i] = mdText(c)
		}
	}
	return out
}

// alarms write before everything else what needs medical help.
func (m *markdown) alarms(rep *analyze.Report) {
	for _, a := range rep.Alarms {
		text := m.Units.fill(a.Finding.Told().Say, &a.Finding)
		if a.Day != "" {
			text += " (" + a.Day + ")"
		}
		m.para("> **" + strings.ToUpper(string(a.Finding.Severity)) + "** " + mdText(text))
	}
}

// run tells one run in the order of the text.
func (m *markdown) run(rep *analyze.Report, r *analyze.Result) {
	story := r.Story()
	m.heading(1, name(r))
	m.alarms(rep)
	facts := append([]string{moment(r)}, m.facts(r)...)
	if r.GoalS.Known {
		goal := "goal " + duration(r.GoalS.Value)
		if !r.GoalApart {
			goal += " (" + signedDuration(r.ClockS()-r.GoalS.Value) + ")"
		}
		facts = append(facts, goal)
	}
	m.para(mdText(strings.Join(facts, " · ")))
	m.para(mdPieces(m.Units.headline(r, story)))
	m.picture(r)
	m.happened(r, story)
	m.ledTo(r, story)
	m.nextTime(rep.Next(), rep)
	if lines := m.Units.comparedLines(rep.Compared); len(lines) > 0 {
		m.heading(2, "Compared with your own runs")
		for i := range lines {
			lines[i] = mdText(lines[i])
		}
		m.list(lines)
	}
	m.heading(2, "Splits")
	if t := m.splitTable(r); len(t.rows) > 0 {
		m.table(t)
	}
	m.para(mdText(clockWords(r)))
	m.heading(2, "What it cannot say")
	if text := m.Units.withheldWords(r); text != "" {
		m.para(mdText(text))
	}
	if len(r.Cramps) > 0 {
		m.para(mdText(cannotShow))
	}
	m.files(rep)
	m.disclaimer(r)
	m.sources(slices.Concat(story.Led, findingsOf(rep.Next())))
}

// mdPieces writes a sentence with what stands out in it.
func mdPieces(pieces []piece) string {
	var b strings.Builder
	for _, p := range pieces {
		text := mdText(p.Text)
		if p.Strong && text != "" {
			text = "**" + text + "**"
		}
		b.WriteString(text)
	}
	return b.String()
}

// picture draws the run as a block of code.
func (m *markdown) picture(r *analyze.Result) {
	lines := m.Units.chart(r, chartMD)
	if m.NoChart || lines == nil {
		return
	}
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.text() + "\n")
	}
	m.para("```text\n" + b.String() + "```")
	var legend []string
	for _, s := range m.Units.chartLegend(r, lines) {
		legend = append(legend, mdText(s))
	}
	m.para(strings.Join(legend, "<br>"))
}

func (m *markdown) happened(r *analyze.Result, s analyze.Story) {
	t, others := m.happenedTable(r), m.told(r, s)
	if len(t.rows) == 0 && len(others) == 0 {
		return
	}
	m.heading(2, "What happened")
	if len(t.rows) > 0 {
		m.table(t)
		if note := happenedNote(r); note != "" {
			m.para(mdText(note))
		}
	}
	m.list(m.findingItems(r, others))
}

// findingItems word findings as items of a list.
func (m *markdown) findingItems(r *analyze.Result, findings []*analyze.Finding) []string {
	var out []string
	for _, f := range findings {
		severity := f.Severity
		if f.State == analyze.Clear {
			severity = analyze.Info
		}
		out = append(out, fmt.Sprintf("**%s** %s (`%s`, evidence %s)", severity, mdText(m.Units.said(r, f)), f.Rule, f.Grade))
	}
	return out
}

func (m *markdown) ledTo(r *analyze.Result, s analyze.Story) {
	if s.Outcome == analyze.Even || s.Flagged && len(s.Led) == 0 {
		return
	}
	m.heading(2, "What may have led to it")
	if len(s.Led) == 0 {
		m.para(mdText(strings.Join(nothingFound(r, s), " ")))
		return
	}
	t := &table{cols: []column{{head: "Evidence"}, {head: "Found"}, {head: "Rule"}}}
	for _, f := range s.Led {
		t.rows = append(t.rows, []string{string(f.Grade), m.Units.said(r, f), f.Rule})
	}
	m.table(t)
	m.para(mdText(evidenceNote))
}

// nextTime writes recommendations, with what speaks for each.
func (m *markdown) nextTime(recs []analyze.Recommendation, rep *analyze.Report) {
	if len(recs) == 0 {
		return
	}
	m.heading(2, "Next time")
	var b strings.Builder
	for i, rec := range recs {
		fmt.Fprintf(&b, "%d. %s<br>%s (`%s`, evidence %s)\n", i+1,
			mdText(m.Units.fill(rec.Finding.Told().Do, &rec.Finding)), mdText(m.because(rec, rep)), rec.Rule, rec.Grade)
	}
	m.para(strings.TrimSuffix(b.String(), "\n"))
}

func findingsOf(recs []analyze.Recommendation) []*analyze.Finding {
	var out []*analyze.Finding
	for i := range recs {
		out = append(out, &recs[i].Finding)
	}
	return out
}

// sources lists what the findings rest on, each once.
func (m *markdown) sources(findings []*analyze.Finding) {
	var items []string
	for _, f := range findings {
		for _, c := range cite(f.Row().Cite) {
			if c = mdText(c); !slices.Contains(items, c) {
				items = append(items, c)
			}
		}
	}
	if len(items) > 0 {
		m.heading(2, "Sources")
		m.list(items)
	}
}

func (m *markdown) disclaimer(r *analyze.Result) {
	f := r.Finding("safety/disclaimer")
	m.para("*" + mdText(m.Units.fill(f.Told().Say, f)) + "*")
}

// folder writes the runs, what happened on them and what to do next time.
func (m *markdown) folder(rep *analyze.Report) {
	runs := slices.DeleteFunc(slices.Clone(rep.Runs), func(run *analyze.Result) bool { return !run.Run && !m.AllRuns })
	m.heading(1, plural(len(runs), "run", "runs"))
	m.alarms(rep)
	if len(runs) > 0 {
		t := m.runTable(runs)
		const runCol = 1
		t.cols[runCol].markdown = true
		for i, r := range runs {
			text := mdText(t.rows[i][runCol])
			if page := m.Pages[r]; page != "" {
				text = "[" + text + "](" + page + ")"
			}
			t.rows[i][runCol] = text
		}
		m.table(t)
		m.para(mdText(m.legend(runs)))
	}
	if other := len(rep.Runs) - len(runs); other > 0 {
		m.para(mdText(otherSports(other)))
	}
	recs := slices.DeleteFunc(slices.Clone(rep.Recommendations), func(rec analyze.Recommendation) bool {
		return strings.HasPrefix(rec.Rule, "safety/")
	})
	if !m.Verbose {
		recs = recs[:min(len(recs), shownRecs)]
	}
	m.nextTime(recs, rep)
	for _, r := range runs {
		items := m.findingItems(r, m.shown(r))
		for i, c := range r.Cramps {
			items = append(items, fmt.Sprintf("▲%d %s", i+1, mdText(m.crampText(r, c))))
		}
		for _, c := range r.Suggestions {
			items = append(items, mdText(suggestionText(c)))
		}
		if len(items) > 0 {
			m.heading(2, day(r)+" "+name(r))
			m.list(items)
		}
	}
	m.files(rep)
	if len(runs) > 0 {
		m.disclaimer(runs[0])
	}
	m.sources(findingsOf(recs))
}

// files lists what was not read whole and clean.
func (m *markdown) files(rep *analyze.Report) {
	t := &table{cols: []column{{head: "File"}, {head: "Status"}, {head: "Reason"}, {head: "Detail"}}}
	longest := slices.SortedFunc(slices.Values(rep.Inputs), func(a, b analyze.Input) int { return cmp.Compare(len(b.File), len(a.File)) })
	for _, in := range rep.Inputs {
		if in.Reason == "" {
			continue
		}
		detail := in.Detail
		for _, other := range longest {
			detail = strings.ReplaceAll(detail, other.File, baseName(other.File))
		}
		t.rows = append(t.rows, []string{baseName(in.File), string(in.Status), string(in.Reason), detail})
	}
	if len(t.rows) > 0 {
		m.heading(2, "Files that were not read whole and clean")
		m.table(t)
	}
}

// baseName is the name of a file or of a member of an archive, without what it
// stands in.
func baseName(file string) string {
	if i := strings.LastIndexAny(file, "/\\!"); i >= 0 {
		return file[i+1:]
	}
	return file
}
