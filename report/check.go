package report

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// CheckWriter writes what a check found in one format.
type CheckWriter func(io.Writer, *analyze.Report, *analyze.Checked, Style) error

// CheckFormats returns the writers of checks by name of format.
func CheckFormats() map[string]CheckWriter {
	return map[string]CheckWriter{
		"text":   checkText,
		"github": checkGitHub,
		"junit":  checkJUnit,
		"json":   checkJSON,
	}
}

// CheckFormatNames returns the names of the formats of a check, sorted.
func CheckFormatNames() []string { return slices.Sorted(maps.Keys(CheckFormats())) }

// checkText writes a check for people: what needs medical help first, whatever the
// check is to fail on, then every condition, then what failed
// with its place, then one line that sums it up.
func checkText(w io.Writer, r *analyze.Report, c *analyze.Checked, s Style) error {
	s.Width = min(s.Width, textMax)
	p := &printer{Style: s}
	p.checkAlarms(r, c)
	for _, k := range c.Conditions {
		sign, color := "✓ ", ""
		if !k.OK {
			sign, color = "✗ ", red
		}
		p.para(sign, color, conditionWords(r, c, k), color)
	}
	p.checkHits(c)
	p.checkItems(c)
	p.checkFiles(r, c)
	p.line("")
	p.para("", "", verdict(r, c), bold)
	_, err := io.WriteString(w, p.text())
	return err
}

// checkAlarms prints the alarms that are none of the findings below.
func (p *printer) checkAlarms(r *analyze.Report, c *analyze.Checked) {
	unsaid := alarmsBeside(r, c)
	p.alarms(&analyze.Report{Alarms: unsaid})
	p.section = ""
	if len(unsaid) > 0 && !p.Plain {
		text := strings.TrimPrefix(p.b.String(), "\n")
		p.b.Reset()
		p.b.WriteString(text + "\n")
	}
}

// alarmsBeside returns the alarms that do not fail the check.
func alarmsBeside(r *analyze.Report, c *analyze.Checked) []analyze.Alarm {
	return slices.DeleteFunc(slices.Clone(r.Alarms), func(a analyze.Alarm) bool {
		return slices.ContainsFunc(c.Hits, func(h analyze.Hit) bool {
			return h.Run == a.Run && h.Finding.Rule == a.Finding.Rule && (a.Run != nil || h.Day == a.Day)
		})
	})
}

// conditionWords says what a condition demands and how far it holds.
func conditionWords(r *analyze.Report, c *analyze.Checked, k analyze.Condition) string {
	switch k.Kind {
	case analyze.OnFindings:
		what := k.Name
		if analyze.Severity(k.Name).Rank() >= 0 {
			what = atOrAbove(k.Name)
		}
		if k.OK {
			return what + ": none"
		}
		s := what + ": " + plural(k.Bad, "finding", "findings")
		if k.Runs > 0 {
			s += " in " + plural(k.Runs, "run", "runs")
		}
		return s
	case analyze.OnExpected:
		if k.OK {
			return fmt.Sprintf("%s: %s as expected", printable(k.Name), plural(k.Of, "entry", "entries"))
		}
		return fmt.Sprintf("%s: %d of %s not as expected", printable(k.Name), k.Bad, plural(k.Of, "entry", "entries"))
	case analyze.OnNotes:
		return "notes: " + plural(k.Bad, "mistake", "mistakes")
	}
	n := r.Count()
	s := fmt.Sprintf("files: %d found, %d ok, %d warned, %d partial, %d duplicate, %d skipped",
		n.Found, n.OK, n.Warned, n.Partial, n.Duplicate, n.Skipped)
	switch {
	case len(r.Runs) == 0:
		s += "; none holds a usable activity"
	case !k.OK:
		s += "; " + strings.Join(badFiles(c, k), ", ")
	}
	if out := LeftOut(r); out != "" {
		s += "; left out: " + out
	}
	return s
}

// badFiles counts the files that break the condition on files.
func badFiles(c *analyze.Checked, k analyze.Condition) (out []string) {
	if c.Left > 0 {
		out = append(out, plural(c.Left, "file", "files")+" could not be used")
	}
	if doubtful := k.Bad - c.Left; doubtful > 0 {
		out = append(out, plural(doubtful, "doubtful file", "doubtful files")+" (--strict)")
	}
	return out
}

// atOrAbove words a severity that also means all above it.
func atOrAbove(severity string) string {
	if severity == string(analyze.Urgent) {
		return severity
	}
	return severity + " or above"
}

// checkHits prints the findings that fail the check, by file.
func (p *printer) checkHits(c *analyze.Checked) {
	for i, h := range c.Hits {
		if i == 0 || hitPlace(h) != hitPlace(c.Hits[i-1]) {
			p.line("")
			p.para("", "", hitPlace(h), bold)
		}
		p.item(string(h.Finding.Severity), severityColor(h.Finding.Severity), p.Units.hitWords(h), "")
	}
}

// hitPlace names the file of a finding, or the day of one without a run.
func hitPlace(h analyze.Hit) string {
	if h.Run == nil {
		return "notes of " + h.Day
	}
	return runPlace(h.Run.File, h.Run.Index)
}

func runPlace(file string, index int) string {
	s := printable(file)
	if index > 0 {
		s += fmt.Sprintf(" (activity %d)", index+1)
	}
	return s
}

// hitWords says what was found, where in the file, and by which rule.
func (u Units) hitWords(h analyze.Hit) string {
	s := u.fill(h.Finding.Told().Say, h.Finding)
	if at := placeWords(h); at != "" {
		s = at + ": " + s
	}
	return printable(s) + " (" + h.Finding.Rule + ")"
}

// placeWords says where in its file a finding's moment stands, "" where it has
// none.
func placeWords(h analyze.Hit) string {
	at := h.Finding.Told().Place
	switch {
	case h.Run == nil || at.N == 0:
		return ""
	case h.Run.Format == "fit":
		return fmt.Sprintf("record %d, byte %d", at.N, at.Offset)
	}
	if _, whole := onDisk(h.Run.File); !whole {
		return fmt.Sprintf("line %d, unpacked", at.N)
	}
	return fmt.Sprintf("line %d", at.N)
}

// checkItems prints what is not as expected, by file.
func (p *printer) checkItems(c *analyze.Checked) {
	last := ""
	for _, i := range c.Items {
		if i.OK {
			continue
		}
		if at := runPlace(i.File, i.Index); at != last {
			p.line("")
			p.para("", "", at, bold)
			last = at
		}
		p.item(itemName(i), red, fmt.Sprintf("%s (%s)", printable(p.Units.itemWords(i)), itemPlace(c, i)), "")
	}
	if len(c.Unlisted) > 0 {
		p.line("")
		p.para("", "", fmt.Sprintf("Nothing is expected of %s: %s", plural(len(c.Unlisted), "file", "files"), few(c.Unlisted)), dim)
	}
}

// itemPlace says where in the file of expectations an item stands.
func itemPlace(c *analyze.Checked, i analyze.Item) string {
	return place(parse.NoteError{File: printable(expectFile(c)), Pos: i.Pos})
}

// expectFile is the file of expectations, "" for none.
func expectFile(c *analyze.Checked) string {
	for _, k := range c.Conditions {
		if k.Kind == analyze.OnExpected {
			return k.Name
		}
	}
	return ""
}

func itemName(i analyze.Item) string { return strings.Replace(i.What, "_", " ", 1) }

// itemWords says what was wanted, how near, and what was found.
func (u Units) itemWords(i analyze.Item) string {
	switch i.What {
	case "must":
		return fmt.Sprintf("wanted %s, got %s", i.WantedIs, findingState(i.Finding))
	case "must_not":
		return fmt.Sprintf("wanted no %s, got %s: %s", i.WantedIs, ruleAndSeverity(i.Finding), u.fill(i.Finding.Told().Say, i.Finding))
	case "file":
		if i.Got.Value == 0 {
			return "expected, and not among the files that were read"
		}
		return number(i.Got.Value, 0) + " files have this name: write more of the path"
	case "activity":
		if i.Got.Value < i.Wanted.Value {
			return fmt.Sprintf("wanted activity %s, the file holds %s", number(i.Wanted.Value, 0), number(i.Got.Value, 0))
		}
		if i.GotIs == analyze.OutsideSpan {
			return "wanted, but left out by --since or --until"
		}
		return "wanted, but not counted here: another file holds the same activity"
	}
	wanted, got, margin := i.WantedIs, i.GotIs, ""
	if i.Wanted != nil {
		wanted = u.exact(*i.Wanted)
	}
	if i.Tolerance != nil {
		margin = " ± " + u.margin(*i.Tolerance)
	}
	switch {
	case i.Got != nil:
		got = u.exact(*i.Got)
	case got == "":
		got = "none"
	}
	if i.Wanted != nil && i.Got != nil && got == wanted { // nearer than words tell apart
		wanted, got = hundredths(*i.Wanted), hundredths(*i.Got)
	}
	return "wanted " + wanted + margin + ", got " + got
}

// margin is measure, but for tolerances below ten metres or seconds, which keep
// two digits.
func (u Units) margin(m analyze.Measure) string {
	const coarse = 10 // m or s
	if m.Value >= coarse || m.Unit != analyze.Meter && m.Unit != analyze.Second {
		return u.measure(m)
	}
	return strconv.FormatFloat(m.Value, 'g', 2, 64) + nbsp + string(m.Unit)
}

// hundredths is a measure in its own unit.
func hundredths(m analyze.Measure) string { return number(m.Value, 2) + nbsp + string(m.Unit) }

// findingState says what a rule said instead of firing as wanted.
func findingState(f *analyze.Finding) string {
	switch {
	case f == nil:
		return "none"
	case f.State == analyze.Withheld:
		return "not assessed: " + f.Withheld.Reason
	case f.State == analyze.Fired:
		return ruleAndSeverity(f)
	}
	return "clear"
}

func ruleAndSeverity(f *analyze.Finding) string { return f.Rule + " " + string(f.Severity) }

// exact is measure, but for times, which keep a tenth of a second.
func (u Units) exact(m analyze.Measure) string {
	if m.Unit != analyze.Second {
		return u.measure(m)
	}
	whole, tenth := math.Floor(math.Floor(m.Value*10+0.5)/10), int(math.Floor(m.Value*10+0.5))%10
	if tenth == 0 {
		return duration(whole)
	}
	return fmt.Sprintf("%s.%d", duration(whole), tenth)
}

// checkFiles lists the files that fail the check, verbosely all that are not ok.
func (p *printer) checkFiles(r *analyze.Report, c *analyze.Checked) {
	if len(c.BadFiles) == 0 && !p.Verbose {
		return
	}
	p.heading("", "Files")
	for _, in := range r.Inputs {
		if c.BadFiles[in.File] || p.Verbose && in.Status != parse.OK {
			p.item(string(in.Status), "", printable(fmt.Sprintf("%s  %s: %s", in.File, in.Reason, in.Detail)), "")
		}
	}
}

// verdict sums a check up in one line.
func verdict(r *analyze.Report, c *analyze.Checked) string {
	of := fmt.Sprintf("%s, %s", plural(len(r.Inputs), "file", "files"), plural(len(r.Runs), "activity", "activities"))
	if c.OK {
		return "check passed: " + of
	}
	var bad []string
	if n := len(c.Hits); n > 0 {
		bad = append(bad, plural(n, "finding", "findings"))
	}
	items := 0
	for _, i := range c.Items {
		if !i.OK {
			items++
		}
	}
	if items > 0 {
		bad = append(bad, plural(items, "value", "values")+" not as expected")
	}
	for _, k := range c.Conditions {
		switch {
		case k.OK:
		case k.Kind == analyze.OnNotes:
			bad = append(bad, plural(k.Bad, "mistake", "mistakes")+" in the notes")
		case k.Kind == analyze.OnFiles && len(r.Runs) == 0:
			bad = append(bad, "nothing to check")
		case k.Kind == analyze.OnFiles:
			bad = append(bad, badFiles(c, k)...)
		}
	}
	return "check failed: " + strings.Join(bad, ", ") + " (" + of + ")"
}

// few names the first of many files.
func few(files []string) string {
	const shown = 5
	out := make([]string, 0, shown)
	for i, f := range files {
		if i == shown {
			return strings.Join(out, ", ") + fmt.Sprintf(" and %d more", len(files)-shown)
		}
		out = append(out, printable(f))
	}
	return strings.Join(out, ", ")
}

// printable replaces what must not be printed, which no text that was cleaned
// holds.
func printable(s string) string { return parse.Line(s) }
