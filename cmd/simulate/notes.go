package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"time"
)

// encodeCSV writes the notes of a season, a row each, in order.
func encodeCSV(runs []*Run) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	row := func(cells ...string) { _ = w.Write(cells) } // a buffer never fails
	row("date", "file", "at", "what", "where", "severity", "amount", "note")
	for _, run := range runs {
		p := &run.Plan
		if p.OwnNotes {
			continue
		}
		for _, n := range p.Notes {
			row(p.Start.Format(time.DateOnly), p.files()[0], n.moment(run), n.What, n.Where, n.Severity, n.Amount, n.Text)
		}
	}
	w.Flush()
	return b.Bytes()
}

// encodeYAML writes the notes of one run for the file beside its recording.
// Every value is quoted, so that none can be taken for something else.
func encodeYAML(run *Run) []byte {
	var facts, events bytes.Buffer
	for _, n := range run.Plan.Notes {
		at := n.moment(run)
		if at == "" {
			printf(&facts, "%s: %s\n", n.What, yamlValue(n.Amount))
			continue
		}
		printf(&events, "  - at: %q\n    what: %s\n", at, n.What)
		for _, f := range [][2]string{{"where", n.Where}, {"severity", n.Severity}, {"amount", n.Amount}, {"note", n.Text}} {
			if f[1] != "" {
				printf(&events, "    %s: %s\n", f[0], yamlValue(f[1]))
			}
		}
	}
	if events.Len() > 0 {
		facts.WriteString("events:\n")
		facts.Write(events.Bytes())
	}
	return facts.Bytes()
}

// yamlValue quotes a value that is not a plain truth value.
func yamlValue(s string) string {
	if s == "true" || s == "false" {
		return s
	}
	return fmt.Sprintf("%q", s)
}

// moment returns when it was, as the runner writes it; "" for a fact of the
// whole run.
func (n *Note) moment(run *Run) string {
	if n.At != "" || n.Form == "" {
		return n.At
	}
	if n.Form == "mile" {
		return fmt.Sprintf("mi %.1f", n.AtM/mileM)
	}
	atS := math.Round(run.clock.elapsedS(n.AtM))
	if n.Form == "clock" {
		return run.Plan.Start.Add(time.Duration(atS) * time.Second).Format("15:04")
	}
	return clockText(atS)
}

// clockText writes a time in s as h:mm:ss.
func clockText(timeS float64) string {
	s := int(math.Round(timeS))
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}
