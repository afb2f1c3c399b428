package report

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	gmtext "github.com/yuin/goldmark/text"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// hostile is everything that means something in Markdown, HTML or on a forge.
const hostile = "a|b \\| <script>alert(1)</script> `code` ``x [x](javascript:alert(1)) ![i](http://e.example/p.png) " +
	"*b* _i_ ~~s~~ #1 @user &lt; $x$ https://evil.example www.evil.example me@evil.example \\"

// gfm renders as forges do.
func gfm() goldmark.Markdown { return goldmark.New(goldmark.WithExtensions(extension.GFM)) }

func toHTML(t *testing.T, source string) string {
	t.Helper()
	var b bytes.Buffer
	if err := gfm().Convert([]byte(source), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// plainOf is the text of an HTML fragment, as a reader sees it.
func plainOf(fragment string) string {
	return html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(fragment, ""))
}

func TestEscapedTextReadsAsWritten(t *testing.T) {
	for _, s := range []string{
		hostile, "# head", "a\\", "\\", "|", "||", "***", "<b>", "&amp;", "[a]: http://x", "- [ ] x", "~~~", "```", "http://a.b/c_d", "HTTPS://X.example", "Www.x.example", "a__b__c",
	} {
		got := strings.TrimSpace(plainOf(toHTML(t, "x "+mdText(s))))
		if got != "x "+s {
			t.Errorf("%q reads as %q", s, got)
		}
		if frag := toHTML(t, "x "+mdText(s)); regexp.MustCompile(`<(a|img|em|strong|del|code|script|b)\b`).MatchString(frag) {
			t.Errorf("%q becomes %s", s, frag)
		}
	}
	if got := toHTML(t, mdText("a\nb\r\nc")); !strings.Contains(mdText("a\nb\r\nc"), "a<br>b<br>c") || strings.Contains(got, "\nb") {
		t.Errorf("line breaks: %q", got)
	}
}

func TestMarkdownCellsStayIntact(t *testing.T) {
	m := newMarkdown(Style{Units: Miles})
	rows := [][]string{{hostile, "1"}, {"", ""}, {"two\nlines", "–"}, {"跑步🇨🇭 👩‍👩‍👧", "e\u0301"}, {"trailing \\", "|"}}
	m.table(&table{cols: []column{{head: "min/mi | " + hostile}, {head: "HR avg.", right: true}}, rows: rows, foot: []string{"sum", "2"}})
	got := toHTML(t, m.b.String())
	if n := strings.Count(got, "<tr>"); n != 7 {
		t.Fatalf("%d rows, want a head, five and a foot:\n%s", n, got)
	}
	cell := regexp.MustCompile(`(?s)<t[hd](?: [^>]*)?>(.*?)</t[hd]>`).FindAllStringSubmatch(got, -1)
	if len(cell) != 14 {
		t.Fatalf("%d cells, want 14:\n%s", len(cell), got)
	}
	want := []string{"min/mi | " + hostile, "HR avg.", hostile, "1", "", "", "twolines", "–", "跑步🇨🇭 👩‍👩‍👧", "e\u0301", "trailing \\", "|", "sum", "2"}
	for i, c := range cell {
		if cellText := plainOf(c[1]); cellText != want[i] {
			t.Errorf("cell %d reads %q, want %q", i, cellText, want[i])
		}
	}
	if strings.Contains(got, "<a ") || strings.Contains(got, "<img") || strings.Contains(got, "<script") {
		t.Errorf("something became more than text:\n%s", got)
	}
}

// hostileReport is one run whose names and notes are hostile.
func hostileReport(t *testing.T) *analyze.Report {
	a := jog(12, 440)
	a.Title, a.Source = hostile, "/home/secret/runs/"+strings.ReplaceAll(hostile, "/", "")+".fit"
	rep := reportDrawn(t, strings.ReplaceAll(crampNotes, "left calf", `"left calf `+strings.ReplaceAll(hostile, `"`, "")+`"`), a)
	rep.Inputs[0].Status, rep.Inputs[0].Reason, rep.Inputs[0].Detail = parse.Warned, parse.BadPoints, "the same as "+a.Source+" "+hostile
	return rep
}

func TestHostileNamesAndNotesStayText(t *testing.T) {
	rep := hostileReport(t)
	for name, write := range map[string]Writer{"one run": RunFormats()["md"], "a folder": Formats()["md"]} {
		var b bytes.Buffer
		if err := write(&b, rep, Style{Units: Miles, Width: 80, Verbose: true}); err != nil {
			t.Fatal(err)
		}
		source := b.Bytes()
		tables := 0
		err := ast.Walk(gfm().Parser().Parse(gmtext.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering {
				return ast.WalkContinue, nil
			}
			switch n := n.(type) {
			case *ast.Link, *ast.Image, *ast.AutoLink, *ast.HTMLBlock, *extast.Strikethrough, *extast.TaskCheckBox:
				t.Errorf("%s: a %s in\n%s", name, n.Kind(), source)
			case *ast.RawHTML:
				if raw := string(n.Segments.Value(source)); raw != "<br>" {
					t.Errorf("%s: raw %q", name, raw)
				}
			case *extast.Table:
				tables++
				heads := n.FirstChild().ChildCount()
				for row := n.FirstChild(); row != nil; row = row.NextSibling() {
					if row.ChildCount() != heads {
						t.Errorf("%s: a row of %d cells under %d heads", name, row.ChildCount(), heads)
					}
				}
			}
			return ast.WalkContinue, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if tables < 2 {
			t.Errorf("%s: %d tables in\n%s", name, tables, source)
		}
		if !strings.Contains(plainOf(toHTML(t, string(source))), "a|b \\| <script>alert(1)</script> `code`") {
			t.Errorf("%s: the title does not read as written:\n%s", name, source)
		}
	}
}

func TestMarkdownIsFitToShare(t *testing.T) {
	a := jog(12, 440)
	a.LatDeg, a.LonDeg = make([]float64, a.Len()), make([]float64, a.Len())
	for i, d := range a.DistanceM {
		a.LatDeg[i], a.LonDeg[i] = 40.7+d/111195, -119.2
	}
	a.Source, a.Device = "/home/secret/runs/export.zip!activities/jog.fit", "Watch 3988123456"
	rep := reportDrawn(t, crampNotes, a)
	rep.Inputs[0].Status, rep.Inputs[0].Reason, rep.Inputs[0].Detail = parse.Duplicate, parse.DuplicateOf, "the same run as "+a.Source
	for name, write := range map[string]Writer{"one run": RunFormats()["md"], "a folder": Formats()["md"]} {
		var b bytes.Buffer
		if err := write(&b, rep, Style{Units: Miles, Width: 80, Verbose: true}); err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"/home", "secret", "activities/", "export.zip", "40.7", "119.2", "3988123456"} {
			if strings.Contains(b.String(), secret) {
				t.Errorf("%s tells %q:\n%s", name, secret, b.String())
			}
		}
		if !strings.Contains(b.String(), "jog.fit") || !strings.Contains(b.String(), "not medical advice") {
			t.Errorf("%s names no file, or no disclaimer", name)
		}
	}
}

func TestMarkdownOfARunHasItsSections(t *testing.T) {
	var b bytes.Buffer
	if err := RunFormats()["md"](&b, reportDrawn(t, crampNotes, jog(12, 440)), Style{Units: Miles, Width: 80}); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	last := -1
	for _, want := range []string{
		"# jog.fit\n", "Mile 1 was **1:40 faster** than your settled pace", "```text\n", "## What happened\n", "| ▲1 |",
		"## What may have led to it\n", "## Next time\n\n1. ", "## Splits\n", "## What it cannot say\n", "not medical advice", "## Sources\n",
	} {
		at := strings.Index(words(got), want)
		if at <= last {
			t.Fatalf("%q is missing or too early in\n%s", want, got)
		}
		last = at
	}
	if again := toHTML(t, got); strings.Count(again, "<table>") < 2 || strings.Count(again, "<ol>") != 1 || strings.Count(again, "<pre>") != 1 {
		t.Errorf("rendered:\n%s", again)
	}
	b.Reset()
	if err := RunFormats()["md"](&b, &analyze.Report{}, Style{Units: Miles}); err != nil || b.String() != "No runs found.\n" {
		t.Errorf("without a run: %q, %v", b.String(), err)
	}
}

func TestMarkdownIndexLinksThePages(t *testing.T) {
	rep := reportOf(t, "", jog(12, 440))
	rep.Runs[0].Title = hostile
	var b bytes.Buffer
	if err := Formats()["md"](&b, rep, Style{Units: Miles, Pages: map[*analyze.Result]string{rep.Runs[0]: "jog.md"}}); err != nil {
		t.Fatal(err)
	}
	if got := toHTML(t, b.String()); strings.Count(got, `<a href="jog.md">`) != 1 || strings.Count(got, "<a ") != 1 {
		t.Errorf("%s", got)
	}
}
