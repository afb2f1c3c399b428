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

// githubShown is how many annotations of one kind are written: GitHub takes ten
// a kind and step, and the tenth says how many there are besides (docs.github.com,
// "Usage limits": 10 warning and 10 error annotations each).
const githubShown = 9

// annotation is one workflow command.
type annotation struct {
	kind  string // error, warning or notice
	rank  int    // the most severe first
	file  string // "": of no file
	line  int    // 0: not known
	title string
	text  string
}

// checkGitHub writes a check as workflow commands of GitHub: what fails the
// check as errors, other findings from notice up as warnings and notices, the
// most severe first, and one line that sums it up.
func checkGitHub(w io.Writer, r *analyze.Report, c *analyze.Checked, s Style) error {
	var b strings.Builder
	all := s.Units.annotations(r, c)
	for _, kind := range githubKinds() {
		n := 0
		for _, a := range all {
			if a.kind != kind {
				continue
			}
			if n++; n <= githubShown {
				b.WriteString(a.command())
			}
		}
		if n > githubShown {
			where := ", which --format json lists"
			if s.Summary {
				where = " in the summary"
			}
			b.WriteString(annotation{kind: kind, title: "crampcheck", text: fmt.Sprintf("and %d more%s", n-githubShown, where)}.command())
		}
	}
	b.WriteString(verdict(r, c) + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// annotations lists what GitHub is told: errors, then warnings, then notices, the
// most severe of each first.
func (u Units) annotations(r *analyze.Report, c *analyze.Checked) []annotation {
	var out []annotation
	for _, h := range c.Hits {
		out = append(out, u.annotate(h, "error"))
	}
	for _, i := range c.Items {
		if !i.OK {
			out = append(out, annotation{
				kind: "error", rank: analyze.Warn.Rank(), file: expectFile(c), line: i.Pos.Line, title: "expected: " + itemName(i),
				text: runPlace(i.File, i.Index) + ": " + u.itemWords(i),
			})
		}
	}
	for _, e := range r.NotesErrors {
		kind := "error"
		if e.Warning {
			kind = "warning"
		}
		out = append(out, annotation{kind: kind, rank: analyze.Warn.Rank(), file: e.File, line: e.Pos.Line, title: "notes", text: e.Text})
	}
	for _, in := range r.Inputs {
		kind := map[parse.Status]string{parse.Warned: "notice", parse.Partial: "warning"}[in.Status]
		if c.BadFiles[in.File] {
			kind = "error"
		}
		if kind == "" {
			continue
		}
		file, _ := onDisk(in.File)
		out = append(out, annotation{
			kind: kind, rank: analyze.Notice.Rank(), file: file, title: string(in.Status) + ": " + string(in.Reason), text: in.Detail + within(in.File),
		})
	}
	for _, a := range alarmsBeside(r, c) {
		if a.Run == nil {
			out = append(out, u.annotate(analyze.Hit{Day: a.Day, Finding: &a.Finding}, "warning"))
		}
	}
	hits := c.HitsByFinding()
	for _, run := range r.Runs {
		for i := range run.Findings {
			f := &run.Findings[i]
			if _, hit := hits[f]; hit || f.State != analyze.Fired || f.Told().Within != "" || f.Severity.Rank() < analyze.Notice.Rank() {
				continue
			}
			kind := "notice"
			if f.Severity.Rank() >= analyze.Warn.Rank() {
				kind = "warning"
			}
			out = append(out, u.annotate(analyze.Hit{Run: run, Finding: f}, kind))
		}
	}
	slices.SortStableFunc(out, func(a, b annotation) int {
		return cmp.Or(
			slices.Index(githubKinds(), a.kind)-slices.Index(githubKinds(), b.kind),
			b.rank-a.rank,
		)
	})
	return out
}

// githubKinds are the kinds of annotations, the most severe first.
func githubKinds() []string { return []string{"error", "warning", "notice"} }

// annotate makes an annotation of a finding. What stands in an archive has no
// line that GitHub could show, and a FIT file has no lines at all.
func (u Units) annotate(h analyze.Hit, kind string) annotation {
	a := annotation{kind: kind, rank: h.Finding.Severity.Rank(), title: ruleAndSeverity(h.Finding), text: u.fill(h.Finding.Told().Say, h.Finding)}
	if h.Run == nil {
		a.text += " (notes of " + h.Day + ")"
		return a
	}
	file, whole := onDisk(h.Run.File)
	a.file = file
	switch at := h.Finding.Told().Place; {
	case at.N == 0:
	case h.Run.Format == "fit" || !whole:
		a.text += " (" + placeWords(h) + ")"
	default:
		a.line = int(at.N)
	}
	a.text += within(h.Run.File)
	return a
}

// onDisk returns the file of a disk in which a recording stands, "" for
// standard input, and whether its lines are those of the recording.
func onDisk(file string) (name string, whole bool) {
	if strings.TrimSpace(file) == "-" {
		return "", false
	}
	outer, _, member := strings.Cut(file, "!")
	return outer, !member && strings.ToLower(path.Ext(outer)) != ".gz"
}

// within names the member of an archive, "" for a file of its own.
func within(file string) string {
	if _, member, ok := strings.Cut(file, "!"); ok {
		return " (in the archive: " + member + ")"
	}
	return ""
}

// command writes an annotation as GitHub reads it.
func (a annotation) command() string {
	var props []string
	if a.file != "" {
		props = append(props, "file="+githubProperty(a.file))
	}
	if a.line > 0 {
		props = append(props, fmt.Sprintf("line=%d", a.line))
	}
	props = append(props, "title="+githubProperty(a.title))
	return "::" + a.kind + " " + strings.Join(props, ",") + "::" + githubData(plain(a.text)) + "\n"
}

// githubData escapes the message of a workflow command.
func githubData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(strings.ToValidUTF8(s, "\ufffd"))
}

// githubProperty escapes a property of a workflow command.
func githubProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(githubData(s))
}
