package report

import (
	"io"

	"crampcheck/analyze"
)

// The types below are what a check adds to the document of schema 1.
type (
	jsonCheckReport struct {
		jsonReport
		Check jsonCheck `json:"check"`
	}
	jsonCheck struct {
		OK         bool            `json:"ok"`
		Conditions []jsonCondition `json:"conditions"`
		Failures   []jsonFailure   `json:"failures"`
		Unlisted   []string        `json:"unlisted"` // files of which nothing is expected
	}
	jsonCondition struct {
		Kind string  `json:"kind"` // findings, expected, files or notes
		Name *string `json:"name"` // rule or severity; file of expectations
		OK   bool    `json:"ok"`
		Bad  int     `json:"bad"` // findings, entries, files or mistakes that break it
	}
	// jsonFailure is a finding that fails the check, or a value that is not as
	// expected.
	jsonFailure struct {
		Kind      string       `json:"kind"` // finding or expected
		File      *string      `json:"file"` // null for notes of a day without a run
		Index     int          `json:"index"`
		What      string       `json:"what"`     // the rule, or what was compared
		Severity  *string      `json:"severity"` // of the finding, also of one that was not expected
		Line      *int         `json:"line"`     // of a GPX or TCX file, unpacked
		Record    *int         `json:"record"`   // of a FIT file
		Offset    *int         `json:"offset"`   // bytes, unpacked
		Place     *string      `json:"place"`    // in the file of expectations
		Wanted    *jsonMeasure `json:"wanted"`
		WantedIs  *string      `json:"wanted_is"` // where it is a word
		Got       *jsonMeasure `json:"got"`
		GotIs     *string      `json:"got_is"`
		Tolerance *jsonMeasure `json:"tolerance"`
		Text      string       `json:"text"`
	}
)

// checkJSON writes a report as schema 1 with the check at its end.
func checkJSON(w io.Writer, r *analyze.Report, c *analyze.Checked, s Style) error {
	doc := jsonCheckReport{s.toReport(r), jsonCheck{
		OK:         c.OK,
		Conditions: each(c.Conditions, toCondition),
		Failures:   each(c.Hits, s.Units.hitFailure),
		Unlisted:   each(c.Unlisted, func(s string) string { return s }),
	}}
	for _, i := range c.Items {
		if !i.OK {
			doc.Check.Failures = append(doc.Check.Failures, s.Units.itemFailure(c, i))
		}
	}
	return s.writeDocument(w, r, doc)
}

func toCondition(k analyze.Condition) jsonCondition {
	return jsonCondition{string(k.Kind), text(k.Name), k.OK, k.Bad}
}

func (u Units) hitFailure(h analyze.Hit) jsonFailure {
	out := jsonFailure{
		Kind: "finding", What: h.Finding.Rule, Severity: text(string(h.Finding.Severity)), Text: plain(u.fill(h.Finding.Told().Say, h.Finding)),
	}
	if h.Run == nil {
		return out
	}
	out.File, out.Index = text(h.Run.File), h.Run.Index
	n, offset := int(h.Finding.Told().Place.N), int(h.Finding.Told().Place.Offset)
	switch {
	case n == 0:
		return out
	case h.Run.Format == "fit":
		out.Record = &n
	default:
		out.Line = &n
	}
	if offset > 0 {
		out.Offset = &offset
	}
	return out
}

func (u Units) itemFailure(c *analyze.Checked, i analyze.Item) jsonFailure {
	measure := func(m *analyze.Measure) *jsonMeasure {
		if m == nil {
			return nil
		}
		out := toMeasure(*m)
		return &out
	}
	out := jsonFailure{
		Kind: "expected", File: text(i.File), Index: i.Index, What: i.What, Place: text(itemPlace(c, i)),
		Wanted: measure(i.Wanted), WantedIs: text(i.WantedIs), Got: measure(i.Got), GotIs: text(i.GotIs),
		Tolerance: measure(i.Tolerance), Text: plain(u.itemWords(i)),
	}
	if f := i.Finding; f != nil {
		if f.State == analyze.Fired {
			out.Severity = text(string(f.Severity))
		}
		out.GotIs = text(plain(findingState(f)))
	}
	return out
}
