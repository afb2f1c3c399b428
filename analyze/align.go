package analyze

// Align makes the findings of a result that another version of the program may
// have judged those of this catalogue, in its order: what is not in it is left
// out, and what was not asked then is withheld. rows is the catalogue.
func (r *Result) Align(rows []Rule) {
	findings := make([]Finding, 0, len(rows))
	for _, row := range rows {
		if f := r.Finding(row.ID); f != nil {
			findings = append(findings, *f)
			continue
		}
		findings = append(findings, row.finding(withhold("not asked by the version that read the recording", "the recording itself")))
	}
	r.Findings = findings
}
