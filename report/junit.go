package report

import (
	"encoding/xml"
	"fmt"
	"io"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// The types below are the part of the JUnit format that Jenkins' schema
// (xunit-plugin, junit-10.xsd) describes and that a check fills.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		Skipped *junitOutcome `xml:"skipped"`
		Error   *junitOutcome `xml:"error"`
		Failure *junitOutcome `xml:"failure"`
	}
	junitOutcome struct {
		Type    string `xml:"type,attr,omitempty"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// checkJUnit writes a check as JUnit: a file is a suite, a rule or an
// expectation a case. A finding that fails the check is a failure, a withheld
// one is skipped, a file that fails it is an error.
func checkJUnit(w io.Writer, r *analyze.Report, c *analyze.Checked, s Style) error {
	all := junitSuites{Name: "crampcheck"}
	all.add(junitNotes(r, c, s.Units))
	hits := c.HitsByFinding()
	runs, items := map[string][]*analyze.Result{}, map[string][]analyze.Item{}
	for _, run := range r.Runs {
		runs[run.File] = append(runs[run.File], run)
	}
	for _, i := range c.Items {
		items[i.File] = append(items[i.File], i)
	}
	for _, in := range r.Inputs {
		suite := junitSuite{Name: printable(in.File)}
		suite.read(in, c.BadFiles[in.File])
		for _, run := range runs[in.File] {
			suite.run(run, hits, s.Units)
		}
		suite.expected(items[in.File], c, s.Units)
		delete(items, in.File)
		all.add(suite)
	}
	for _, i := range c.Items { // what is expected of files that are not there
		suite := junitSuite{Name: printable(i.File)}
		suite.expected(items[i.File], c, s.Units)
		delete(items, i.File)
		all.add(suite)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// add adds a suite that has cases and counts them.
func (a *junitSuites) add(s junitSuite) {
	if len(s.Cases) == 0 {
		return
	}
	for _, c := range s.Cases {
		switch {
		case c.Failure != nil:
			s.Failures++
		case c.Error != nil:
			s.Errors++
		case c.Skipped != nil:
			s.Skipped++
		}
	}
	s.Tests = len(s.Cases)
	a.Tests += s.Tests
	a.Failures += s.Failures
	a.Errors += s.Errors
	a.Suites = append(a.Suites, s)
}

func (s *junitSuite) test(name string) *junitCase {
	s.Cases = append(s.Cases, junitCase{Name: printable(name), Class: s.Name})
	return &s.Cases[len(s.Cases)-1]
}

func outcome(kind, message string) *junitOutcome {
	message = plain(printable(message))
	return &junitOutcome{Type: kind, Message: message, Text: message}
}

// read is the case of reading the file.
func (s *junitSuite) read(in analyze.Input, bad bool) {
	c := s.test("read")
	why := string(in.Reason) + ": " + in.Detail
	switch {
	case bad:
		c.Error = outcome(string(in.Reason), why)
	case in.Status == parse.Duplicate, in.Status == parse.Skipped:
		c.Skipped = outcome(string(in.Reason), why)
	}
}

// run adds a case for each rule.
func (s *junitSuite) run(r *analyze.Result, hits map[*analyze.Finding]analyze.Hit, u Units) {
	before := ""
	if r.Index > 0 {
		before = fmt.Sprintf("activity %d: ", r.Index+1)
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		t := s.test(before + f.Rule)
		if f.State == analyze.Withheld {
			t.Skipped = outcome("withheld", f.Withheld.Reason+"; needs "+f.Withheld.Needed)
		}
		if h, ok := hits[f]; ok {
			t.Failure = outcome(string(f.Severity), u.hitWords(h))
		}
	}
}

// expected adds a case for each comparison of the file with what is expected.
func (s *junitSuite) expected(items []analyze.Item, c *analyze.Checked, u Units) {
	for _, i := range items {
		name := "expected " + itemName(i)
		if i.What == "must" || i.What == "must_not" {
			name += " " + i.WantedIs
		}
		if i.Index > 0 {
			name = fmt.Sprintf("activity %d: %s", i.Index+1, name)
		}
		t := s.test(name)
		if !i.OK {
			t.Failure = outcome("expected", u.itemWords(i)+" ("+itemPlace(c, i)+")")
		}
	}
}

// junitNotes is the suite of mistakes in the notes, and of findings on days
// without a run.
func junitNotes(r *analyze.Report, c *analyze.Checked, u Units) junitSuite {
	s := junitSuite{Name: "notes"}
	for _, e := range r.NotesErrors {
		if !e.Warning {
			s.test(place(e)).Error = outcome("notes", e.Text)
		}
	}
	for _, h := range c.Hits {
		if h.Run == nil {
			s.test(h.Finding.Rule + " " + h.Day).Failure = outcome(string(h.Finding.Severity), u.hitWords(h))
		}
	}
	return s
}
