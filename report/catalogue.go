package report

import (
	"fmt"
	"io"
	"strings"

	"crampcheck/analyze"
)

// Rules writes the catalogue: as a table of ids, titles, grades and main limits,
// or as Markdown.
func Rules(w io.Writer, rules []analyze.Rule, s Style, markdown bool) error {
	if markdown {
		return rulesMarkdown(w, rules, s)
	}
	t := &table{cols: []column{
		{head: "Rule"},
		{head: "Says", flex: true, min: 14},
		{head: "Evidence"},
		{head: "Limit", right: true, prio: 1},
	}}
	for _, r := range rules {
		t.rows = append(t.rows, []string{r.ID, r.Title, string(r.Grade), s.Units.mainLimit(r)})
	}
	p := &printer{Style: s}
	p.table(t, func(row []string) string { return strings.Join(row, "  ") })
	p.line("")
	p.para("", "", fmt.Sprintf("%d rules. crampcheck explain RULE tells one; --limit RULE.NAME=VALUE changes a limit.", len(rules)), dim)
	_, err := io.WriteString(w, p.text())
	return err
}

// mainLimit writes the first limit of a rule with its unit.
func (u Units) mainLimit(r analyze.Rule) string {
	if len(r.Limits) == 0 {
		return missing
	}
	return u.limit(r.Limits[0])
}

// limit writes a limit. Limits of time read in minutes where they are whole.
func (u Units) limit(l analyze.Limit) string {
	if l.Unit == analyze.Second && l.Value >= 120 && int(l.Value)%60 == 0 {
		return number(l.Value/60, 0) + nbsp + "min"
	}
	return u.measure(analyze.Measure{Name: l.Name, Value: l.Value, Unit: l.Unit})
}

// Explain writes one rule in full: what it means, when it is wrong, its limits
// and how to change them, what it needs, and its sources.
func Explain(w io.Writer, r analyze.Rule, s Style) error {
	p := &printer{Style: s}
	p.line(p.color(bold, r.ID) + "  " + r.Title)
	p.line("")
	p.para("", "", r.Doc, "")
	p.line("")
	p.para("Evidence  ", bold, gradeWords(r.Grade), "")
	p.para("Needs     ", bold, r.Needs, "")
	if r.Extra {
		p.para("Set       ", bold, "beyond the core set", "")
	}
	if r.Do != "" {
		p.para("Advice    ", bold, strings.NewReplacer("{", "‹", "}", "›").Replace(r.Do), "")
	}
	p.limits(r)
	p.heading("", "Sources")
	for _, c := range cite(r.Cite) {
		p.para("  - ", "", c, "")
	}
	_, err := io.WriteString(w, p.text())
	return err
}

// limits lists the limits of a rule with the flag that overrides the first.
func (p *printer) limits(r analyze.Rule) {
	if len(r.Limits) == 0 {
		return
	}
	t := &table{cols: []column{
		{head: "Limit"},
		{head: "Value", right: true},
		{head: "SI", right: true, prio: 1},
		{head: "Meaning", flex: true, min: 20},
		{head: "From", max: 16},
	}}
	sources := analyze.Sources()
	for _, l := range r.Limits {
		from := "our own choice"
		switch {
		case l.Source == "yours":
			from = "your own"
		case l.Source != "house":
			from, _, _ = strings.Cut(sources[l.Source].Text, " ")
			from += yearOf(l.Source)
		}
		t.rows = append(t.rows, []string{l.Name, p.Units.limit(l), si(l), l.Doc, from})
	}
	p.line("")
	p.table(t, func(row []string) string { return strings.Join(row, "  ") })
	l := r.Limits[0]
	p.line("")
	p.para("", "", fmt.Sprintf("Change one with --limit %s.%s=%s, in SI units, or under limits in .crampcheck.yaml.", r.ID, l.Name, plainNumber(l.Value)), dim)
}

// yearOf writes the year that ends a key of the bibliography.
func yearOf(key string) string {
	if n := len(key); n > 4 && key[n-4] >= '1' && key[n-4] <= '2' {
		return " " + key[n-4:]
	}
	return ""
}

// si writes a limit as --limit takes it.
func si(l analyze.Limit) string {
	unit := string(l.Unit)
	if l.Unit == analyze.Frac || l.Unit == analyze.Ratio || l.Unit == analyze.Count {
		return plainNumber(l.Value)
	}
	return plainNumber(l.Value) + nbsp + unit
}

// plainNumber writes a number for scripts, with six decimals at most and never
// −0.
func plainNumber(v float64) string {
	s := strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.6f", v), "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

func gradeWords(g analyze.Grade) string {
	switch g {
	case analyze.Strong:
		return "strong: a consensus, or several prospective studies that agree"
	case analyze.Moderate:
		return "moderate: one good prospective or very large observational study"
	case analyze.Weak:
		return "weak: small laboratory studies, cross-sections or self-report"
	case analyze.Opinion:
		return "opinion: coaching lore"
	}
	return string(g)
}

// rulesMarkdown writes the catalogue as a Markdown table.
func rulesMarkdown(w io.Writer, rules []analyze.Rule, s Style) error {
	var b strings.Builder
	b.WriteString("| Rule | Says | Evidence | Limit | Needs |\n|---|---|---|---|---|\n")
	for _, r := range rules {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", r.ID, mdText(r.Title), r.Grade, mdText(s.Units.mainLimit(r)), mdText(r.Needs))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Measure writes a number with its unit, in the runner's units.
func Measure(u Units, m analyze.Measure) string { return u.measure(m) }

// Limit writes a limit with its unit, in the runner's units.
func Limit(u Units, l analyze.Limit) string { return u.limit(l) }

// Settings writes rows of key, value and origin as a table.
func Settings(rows [][3]string, s Style) string {
	t := &table{cols: []column{{head: "Setting"}, {head: "Value", max: 24}, {head: "From", flex: true, min: 8}}}
	for _, r := range rows {
		t.rows = append(t.rows, r[:])
	}
	p := &printer{Style: s}
	p.table(t, func(row []string) string { return strings.Join(row, "  ") })
	return p.text()
}
