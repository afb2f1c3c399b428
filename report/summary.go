package report

import (
	"fmt"
	"strings"

	"crampcheck/analyze"
)

// summaryCut ends a summary that has no room for all of it. The room for it is
// kept free.
const summaryCut = "\n**Cut here:** GitHub takes 1 MiB a step. `crampcheck check --format text` tells the rest.\n"

// CheckSummary returns a check as Markdown for the summary of a step, no longer
// than room bytes; "" where room holds nothing of it. What has no room is left
// out as a whole row, with a notice.
func CheckSummary(r *analyze.Report, c *analyze.Checked, u Units, room int) string {
	var b strings.Builder
	for _, block := range u.summary(r, c) {
		if b.Len()+len(block) > room-len(summaryCut) {
			if room < len(summaryCut) {
				return ""
			}
			b.WriteString(summaryCut)
			return b.String()
		}
		b.WriteString(block)
	}
	return b.String()
}

// summary returns the Markdown in pieces that are not to be cut: the conditions,
// and all that GitHub is told, also what it has no room to show.
func (u Units) summary(r *analyze.Report, c *analyze.Checked) []string {
	title := "passed"
	if !c.OK {
		title = "failed"
	}
	out := []string{"### crampcheck " + title + "\n\n"}
	for _, k := range c.Conditions {
		sign := "✓"
		if !k.OK {
			sign = "✗"
		}
		out = append(out, "- "+sign+" "+summaryText(conditionWords(r, c, k))+"\n")
	}
	head := "\n| | File | What | Finding |\n|---|---|---|---|\n"
	for _, a := range u.annotations(r, c) {
		file := printable(a.file)
		if a.line > 0 {
			file += fmt.Sprintf(":%d", a.line)
		}
		out = append(out, head+mdRow(a.kind, file, a.title, a.text))
		head = ""
	}
	return append(out, "\n"+summaryText(verdict(r, c))+"\n\n")
}

// mdRow writes a row of a Markdown table.
func mdRow(cells ...string) string {
	for i := range cells {
		cells[i] = summaryText(cells[i])
	}
	return fmt.Sprintf("| %s |\n", strings.Join(cells, " | "))
}

// summaryText escapes a text of a summary.
func summaryText(s string) string { return mdText(plain(printable(s))) }
