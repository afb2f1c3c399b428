package report

import (
	"strings"

	"crampcheck/analyze"
)

// span tells how many activities --since and --until leave out; nothing where
// they leave out none.
func (p *printer) span(r *analyze.Report) {
	if text := LeftOut(r); text != "" {
		p.line("")
		p.para("", "", "Left out: "+text+" (--since, --until).", "")
	}
}

// LeftOut words how many activities the span leaves out, "" for none.
func LeftOut(r *analyze.Report) string {
	var parts []string
	add := func(n int, where string) {
		if n > 0 {
			parts = append(parts, plural(n, "activity", "activities")+" "+where)
		}
	}
	add(r.LeftOut.Before, "before "+r.Span.Since)
	add(r.LeftOut.After, "after "+r.Span.Until)
	add(r.LeftOut.Undated, "without a date")
	return strings.Join(parts, ", ")
}

// jsonSpan is the key "span": what --since and --until hold and leave out.
type jsonSpan struct {
	Since   *string `json:"since"`
	Until   *string `json:"until"`
	Before  int     `json:"left_out_before"`
	After   int     `json:"left_out_after"`
	Undated int     `json:"left_out_undated"`
}

func toSpan(r *analyze.Report) *jsonSpan {
	if r.Span.Open() {
		return nil
	}
	return &jsonSpan{text(r.Span.Since), text(r.Span.Until), r.LeftOut.Before, r.LeftOut.After, r.LeftOut.Undated}
}
