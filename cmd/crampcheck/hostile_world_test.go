package main

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// seen is what a browser tells of a page that it opened.
type seen struct {
	title    string
	owned    bool     // a script of a text ran
	requests []string // beside the page itself
	dialogs  int
	refused  int // what the policy of the page complained of
}

// seenBy opens a page in a tab of its own and waits until it is loaded and what
// stands in it had time to run.
func seenBy(t *testing.T, browser context.Context, file string) seen {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	defer cancel()
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	b := &tab{t: t, ctx: ctx}
	var s seen
	b.check(chromedp.Listen(ctx, func(ev any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch e := ev.(type) {
		case *network.EventRequestWillBeSent:
			if e.Request.URL != "file://"+file && e.Request.URL != "data:," {
				s.requests = append(s.requests, e.Request.URL)
			}
		case *cdppage.EventJavascriptDialogOpening:
			s.dialogs++
		case *log.EventEntryAdded:
			s.refused++
		}
	}))
	b.do(chromedp.Navigate("file://" + file))
	b.do(chromedp.Sleep(200 * time.Millisecond))
	title, owned := eval[string](b, `document.title`), eval[bool](b, `window.owned === 1`)
	b.mu.Lock()
	defer b.mu.Unlock()
	s.title, s.owned = title, owned
	return s
}

// runningTexts run where the escaping of a page breaks.
var runningTexts = []string{
	"<script>window.owned=1;document.title='owned'</script>", `"><img src=x onerror="window.owned=1;document.title='owned'">`, `"><svg onload="window.owned=1;document.title='owned'">`,
	"</script><script>window.owned=1;document.title='owned'</script>", "</title></style><script>window.owned=1;document.title='owned'</script>",
	`<iframe srcdoc="<script>parent.owned=1;parent.document.title='owned'</script>">`, `<link rel=stylesheet href=http://e.example/x.css>`, `<img src=http://e.example/p.png>`,
}

func TestHostileTextsInABrowser(t *testing.T) {
	if raceDetector {
		t.Skip("the run without the race detector does it: what it starts is another program")
	}
	browser := openBrowser(t)
	texts := slices.Concat(runningTexts, []string{strings.Join(runningTexts[:3], " ")})
	for _, s := range hostileTexts {
		if strings.ContainsAny(s, "<>\"'{") {
			texts = append(texts, s)
		}
	}
	dir, _ := hostileFolder(t, texts)

	// Each of the first texts runs on a page that does not escape it, so that a
	// page on which nothing runs says something.
	for i, s := range runningTexts[:6] {
		bare := filepath.Join(t.TempDir(), "bare.html")
		if err := os.WriteFile(bare, []byte("<!doctype html><title>x</title><p title=\""+strings.TrimPrefix(s, "</title></style>")+"\"></p>"+s), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := seenBy(t, browser, bare); !got.owned || got.title != "owned" {
			t.Errorf("text %d runs nowhere: %+v", i, got)
		}
	}
	// Without its policy, the escaping alone has to hold.
	check := func(name string, file string) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		loose := filepath.Join(t.TempDir(), "loose.html")
		without := bytes.Replace(data, []byte(`http-equiv="Content-Security-Policy"`), []byte(`name="none"`), 1)
		if bytes.Equal(without, data) {
			t.Errorf("%s has no policy", name)
		}
		if err := os.WriteFile(loose, without, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, f := range []string{file, loose} {
			if got := seenBy(t, browser, f); got.owned || got.title == "owned" || got.title == "" || got.dialogs > 0 || len(got.requests) > 0 || got.refused > 0 {
				t.Errorf("%s: %+v", name, got)
			}
		}
	}
	season := filepath.Join(t.TempDir(), "season.html")
	if _, errs, status := spoken("analyze", dir, "-o", season, "--no-cache"); status == exitUsage {
		t.Fatal(errs)
	}
	check("season", season)
	args := []string{"report", "--no-cache"}
	for i := range runningTexts {
		args = append(args, filepath.Join(dir, "tcx", string(rune('0'+i))+".tcx"))
	}
	eachOutput(t, dir, ".gpx", func(name, _ string) {
		if filepath.Dir(name) != filepath.Join(dir, "broken") && (strings.Contains(name, "owned") || strings.Contains(name, "alert")) {
			args = append(args, name)
		}
	})
	pages := t.TempDir()
	if _, errs, status := spoken(append(args, "-o", pages+"/")...); status == exitUsage || status == exitNothing {
		t.Fatal(errs)
	}
	n := 0
	eachOutput(t, pages, ".html", func(name, _ string) {
		n++
		check(filepath.Base(name), name)
	})
	if n < 12 {
		t.Errorf("only %d pages", n)
	}
}

// office is LibreOffice, "" where it is not installed.
func office() string {
	for _, name := range []string{"soffice", "libreoffice"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	return ""
}

// computedBy opens tables as a spreadsheet does with that separator, with formulas
// allowed as a careless user would, and returns how many cells of each it computes
// and how many hold a text.
func computedBy(t *testing.T, program, separator string, tables ...[]byte) (computed, texts []int) {
	t.Helper()
	dir := t.TempDir()
	// Separator, quote, UTF-8, first line, columns, language, quoted cells are text,
	// numbers are detected, as shown, formulas saved, spaces kept, sheet, evaluate.
	args := []string{
		"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--norestore",
		"--infilter=Text - txt - csv (StarCalc):" + separator + ",34,76,1,,0,false,true,false,false,false,0,true", "--convert-to", "ods", "--outdir", dir,
	}
	for i, data := range tables {
		name := filepath.Join(dir, strconv.Itoa(i)+".csv")
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, name)
	}
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	defer stop()
	if out, err := exec.CommandContext(ctx, program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for i := range tables {
		ods, err := os.ReadFile(filepath.Join(dir, strconv.Itoa(i)+".ods"))
		if err != nil {
			t.Fatal(err)
		}
		content := sheetOf(t, ods)
		computed = append(computed, bytes.Count(content, []byte("table:formula=")))
		texts = append(texts, bytes.Count(content, []byte("<text:p>")))
	}
	return computed, texts
}

// sheetOf is the content of a spreadsheet.
func sheetOf(t *testing.T, ods []byte) []byte {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(ods), int64(len(ods)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := zr.Open("content.xml")
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(f)
	if err != nil || len(content) == 0 {
		t.Fatal(len(content), err)
	}
	return content
}

func TestHostileTextsInASpreadsheet(t *testing.T) {
	if raceDetector {
		t.Skip("the run without the race detector does it: what it starts is another program")
	}
	program := office()
	if program == "" {
		t.Skip("no soffice or libreoffice on the path")
	}
	dir, recordings := hostileFolder(t, hostileTexts)
	table, errs, status := spoken("analyze", dir, "--format", "csv", "--no-cache")
	if status == exitUsage {
		t.Fatal(errs)
	}
	if err := os.Remove(filepath.Join(dir, "notes.csv")); err != nil {
		t.Fatal(err)
	}
	spoken("init", dir, "--no-cache")
	notes, err := os.ReadFile(filepath.Join(dir, "notes.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		code string
		bare []byte // what is computed where nothing guards it
	}{
		"comma":     {"44", []byte("a,=1+1,+2,x\r\n")},
		"semicolon": {"59", []byte("x;=1+1,y\r\n")},
	} {
		tables := [][]byte{c.bare, []byte(table)}
		if name == "comma" {
			tables = append(tables, notes)
		}
		computed, texts := computedBy(t, program, c.code, tables...)
		if computed[0] == 0 {
			t.Fatalf("%s: a formula is none to this spreadsheet: the test would show nothing", name)
		}
		for i, n := range computed[1:] {
			if n > 0 || texts[i+1] < recordings {
				t.Errorf("%s, table %d: %d cells of %d are computed", name, i+1, n, texts[i+1])
			}
		}
	}
}
