package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// chromium returns the browser that looks at the pages, "" where there is none.
func chromium() string {
	if p := os.Getenv("CRAMPCHECK_CHROMIUM"); p != "" {
		return p
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	return ""
}

// htmlOf writes the page on one run into a folder and returns its path.
func htmlOf(t *testing.T, name string, args ...string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), name)
	var errs bytes.Buffer
	w := world{args: append(append([]string{"report"}, args...), "-o", out), out: io.Discard, err: &errs, getenv: func(string) string { return "" }}
	if status := run(w); status != 0 {
		t.Fatalf("report %v: status %d, %s", args, status, errs.String())
	}
	return out
}

// crowded are the notes of a marathon with many cramps and drinks, some at once.
func crowded(t *testing.T, file string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("date,file,at,what,where,severity,amount,note\n")
	add := func(at, what, where, amount, note string) {
		fmt.Fprintf(&b, "2026-04-26,%s,%s,%s,%s,,%s,%s\n", file, at, what, where, amount, note)
	}
	add("", "goal", "", "4:00:00", "")
	for _, at := range []string{"0:02:00", "0:20:00", "1:31:00", "2:10:00", "2:11:00", "2:12:00", "2:12:02", "2:13:00", "3:00:00", "3:50:00", "4:05:00", "4:06:00", "4:20:00"} {
		add(at, "cramp", "right hamstring", "", "walked")
	}
	for m := 1; m < 260; m += 9 {
		add(fmt.Sprintf("%d:%02d:00", m/60, m%60), "drink", "", "150 ml", `"sports drink, 90 mg Na"`)
	}
	add("4:20:20", "drink", "", "150 ml", "water")
	name := filepath.Join(t.TempDir(), "crowded.csv")
	if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// tab is one page in the browser, with what it did since it was opened.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	requests []string
	messages []string
}

// look says how to open a page. The zero value is a desk in the light.
type look struct {
	width    int64
	media    string // "print", or "" for the screen
	dark     bool
	noScript bool
}

func (l look) String() string {
	return fmt.Sprintf("%d px %s dark=%v", l.width, l.media, l.dark)
}

// openTab opens a page in a tab of its own.
func openTab(t *testing.T, browser context.Context, file string, l look) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(func() { stop(); cancel() })
	b := &tab{t: t, ctx: ctx}
	note := func(list *[]string, text string) {
		b.mu.Lock()
		defer b.mu.Unlock()
		*list = append(*list, text)
	}
	b.check(chromedp.Listen(ctx, func(ev any) {
		switch e := ev.(type) {
		case *network.EventRequestWillBeSent:
			note(&b.requests, e.Request.URL)
		case *log.EventEntryAdded:
			note(&b.messages, e.Entry.Text)
		case *runtime.EventConsoleAPICalled:
			note(&b.messages, "console: "+string(e.Type))
		case *runtime.EventExceptionThrown:
			note(&b.messages, "exception: "+e.ExceptionDetails.Text)
		}
	}))
	b.as(l)
	if l.noScript {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		b.check(err)
	}
	b.do(chromedp.Navigate("file://" + file))
	return b
}

// as makes the tab look otherwise, without opening the page anew.
func (b *tab) as(l look) {
	b.t.Helper()
	if l.width == 0 {
		l.width = 1100
	}
	scheme := "light"
	if l.dark {
		scheme = "dark"
	}
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: l.media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	b.check(err)
	b.do(chromedp.EmulateViewport(l.width, 900))
}

func (b *tab) check(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.check(chromedp.Do(b.ctx, steps...))
}

// eval runs a script in the page, past its policy, as its own script would see
// it; a promise is awaited.
func eval[T any](b *tab, script string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%v in\n%s", err, script)
	}
	return v
}

// same fails unless an expression has a value.
func same[T comparable](b *tab, what, script string, want T) {
	b.t.Helper()
	if got := eval[T](b, script); got != want {
		b.t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// quiet fails when the page asked for anything but itself, or complained.
func (b *tab) quiet(file string) {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if !slices.Contains(b.requests, "file://"+file) {
		b.t.Errorf("the page itself is not among the requests %q", b.requests)
	}
	for _, r := range b.requests {
		if r != "file://"+file && r != "data:," {
			b.t.Errorf("the page asked for %s", r)
		}
	}
	for _, m := range b.messages {
		b.t.Errorf("the browser says: %s", m)
	}
}

const openAll = `document.querySelectorAll("details").forEach(d => d.open = true)`

// overlaps lists the texts of one picture that stand on one another. A text's box
// holds the room of its line; two pixels of that are no ink.
const overlaps = `(() => {
  const out = [];
  for (const panel of document.querySelectorAll("svg.p, svg.map, svg.scatter")) {
    const boxes = [];
    for (const e of panel.querySelectorAll("text")) {
      if (!e.getClientRects().length || getComputedStyle(e).display === "none" || !e.textContent.trim()) continue;
      const r = e.getBoundingClientRect();
      if (r.width > 0) boxes.push({l: r.left + .5, r: r.right - .5, t: r.top + 2, b: r.bottom - 2, s: e.textContent});
    }
    for (let i = 0; i < boxes.length; i++) for (let k = 0; k < i; k++) {
      const a = boxes[i], b = boxes[k];
      if (a.l < b.r && b.l < a.r && a.t < b.b && b.t < a.b) out.push(b.s + " | " + a.s);
    }
  }
  return out;
})()`

// openBrowser starts a browser that ends with the test, and skips where there is none.
func openBrowser(t *testing.T) context.Context {
	t.Helper()
	path := chromium()
	if path == "" {
		t.Skip("no chromium, chromium-browser or google-chrome on the path, and none in CRAMPCHECK_CHROMIUM")
	}
	opts := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()))
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox)
	}
	alloc, stop := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(stop)
	browser, quit := chromedp.NewContext(alloc)
	t.Cleanup(quit)
	if err := chromedp.Do(browser, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("%s does not start: %v", path, err)
	}
	return browser
}

// TestPagesInABrowser looks at pages as a reader does. One browser serves all.
func TestPagesInABrowser(t *testing.T) {
	if raceDetector {
		t.Skip("the run without the race detector does it: what it starts is other programs, or one thing after the other")
	}
	browser := openBrowser(t)
	samples, err := filepath.Abs(root + "/testdata/samples")
	if err != nil {
		t.Fatal(err)
	}
	const race = "2026-04-26-marathon.fit.gz"
	marathon := htmlOf(t, "marathon.html", filepath.Join(samples, race), "--with", samples)
	hard := htmlOf(t, "hard.html", filepath.Join(samples, race), "--notes", crowded(t, race))
	hills := htmlOf(t, "hills.html", filepath.Join(samples, "2026-02-28-hills.fit.gz"), "--trim-home", "0", "--units", "km")

	t.Run("axe-core finds no fault", func(t *testing.T) { accessible(t, browser, marathon) })
	t.Run("the page keeps to itself", func(t *testing.T) { keepsToItself(t, browser, marathon, hard, hills) })
	t.Run("what is slipped in is refused", func(t *testing.T) { refuses(t, browser, marathon) })
	t.Run("without script all stands there", func(t *testing.T) { withoutScript(t, browser, marathon) })
	t.Run("the keyboard reaches everything", func(t *testing.T) { keyboard(t, browser, marathon) })
	t.Run("zoom moves curves and marks", func(t *testing.T) { zooms(t, browser, marathon) })
	t.Run("no text stands on another and nothing is wider than the page", func(t *testing.T) { fits(t, browser, marathon, hard, hills) })
	t.Run("the print has all of it on few sheets", func(t *testing.T) { prints(t, browser, marathon) })
	t.Run("the chart is drawn", func(t *testing.T) { drawn(t, browser, marathon) })
}

func accessible(t *testing.T, browser context.Context, file string) {
	axe := os.Getenv("CRAMPCHECK_AXE")
	if axe == "" {
		t.Skip("CRAMPCHECK_AXE does not name axe-core's axe.min.js")
	}
	source, err := os.ReadFile(axe)
	if err != nil {
		t.Fatal(err)
	}
	faults := func(b *tab) []string {
		return eval[[]string](b, `axe.run(document, {preload: false}).then(r => {
			if (r.passes.length < 10) return ["only " + r.passes.length + " checks passed"];
			return r.violations.map(v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 120)).join(" , "));
		})`)
	}
	b := openTab(t, browser, file, look{})
	eval[chromedp.Void](b, string(source))
	for _, f := range faults(b) {
		t.Errorf("as it opens: %s", f)
	}
	eval[chromedp.Void](b, openAll)
	for _, l := range []look{{}, {dark: true}, {media: "print"}, {width: 390}} {
		b.as(l)
		for _, f := range faults(b) {
			t.Errorf("%v, all details open: %s", l, f)
		}
	}
	eval[chromedp.Void](b, `document.querySelector("svg.p").removeAttribute("aria-labelledby"); document.querySelectorAll("svg.p title").forEach(e => e.remove()); document.querySelector(".sub").style.color = "#bbb"`)
	if len(faults(b)) < 2 {
		t.Error("axe-core does not see an unnamed picture and pale text")
	}
}

func keepsToItself(t *testing.T, browser context.Context, files ...string) {
	for _, file := range files {
		b := openTab(t, browser, file, look{})
		eval[chromedp.Void](b, openAll)
		eval[chromedp.Void](b, `document.querySelectorAll("button").forEach(k => k.click())`)
		eval[chromedp.Void](b, `new Promise(done => setTimeout(done, 200))`)
		b.quiet(file)
	}
}

func refuses(t *testing.T, browser context.Context, file string) {
	b := openTab(t, browser, file, look{})
	eval[chromedp.Void](b, `window.seen = []; document.addEventListener("securitypolicyviolation", e => seen.push(e.effectiveDirective))`)
	same(b, "an inline script", `(() => { const s = document.createElement("script"); s.textContent = "window.hacked = 1"; document.body.append(s); return typeof window.hacked })()`, "undefined")
	same(b, "a handler", `(() => { const p = document.createElement("p"); p.setAttribute("onclick", "window.hacked = 1"); document.body.append(p); p.click(); return typeof window.hacked })()`, "undefined")
	same(b, "a request", `fetch("https://example.invalid/").then(() => "sent", () => "refused")`, "refused")
	same(b, "an image", `new Promise(done => { const i = new Image(); i.onload = () => done("shown"); i.onerror = () => done("refused"); i.src = "https://example.invalid/x.png"; })`, "refused")
	same(b, "a style", `(() => { const s = document.createElement("style"); s.textContent = "h1{display:none}"; document.head.append(s); return getComputedStyle(document.querySelector("h1")).display })()`, "block")
	same(b, "a frame", `(() => { const f = document.createElement("iframe"); f.src = "https://example.invalid/"; document.body.append(f); return 1 })()`, 1)
	same(b, "an eval", `(() => { const s = document.createElement("script"); s.src = "https://example.invalid/x.js"; document.body.append(s); return 1 })()`, 1)
	eval[chromedp.Void](b, `new Promise(done => setTimeout(done, 200))`)
	got := eval[[]string](b, `seen`)
	for _, want := range []string{"script-src-elem", "script-src-attr", "connect-src", "img-src", "style-src-elem", "frame-src"} {
		if !slices.Contains(got, want) {
			t.Errorf("the policy refused %q, not %s", got, want)
		}
	}
}

func withoutScript(t *testing.T, browser context.Context, file string) {
	b := openTab(t, browser, file, look{noScript: true})
	same(b, "the script ran", `document.documentElement.classList.contains("hasjs")`, false)
	for _, want := range []string{"you cramped three times", "What happened", "Next time", "right hamstring", "Mile by mile"} {
		if !strings.Contains(strings.ReplaceAll(eval[string](b, `document.body.innerText`), "\u00a0", " "), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	same(b, "curves with a size", `[...document.querySelectorAll("svg.p path.ln")].filter(p => p.getBoundingClientRect().width > 500).length >= 4`, true)
	same(b, "rows of tables", `document.querySelectorAll("table tbody tr").length > 25`, true)
	same(b, "labels of time", `[...document.querySelectorAll(".times text")].filter(e => e.getBoundingClientRect().width > 0).length >= 5`, true)
	same(b, "dead controls", `[...document.querySelectorAll("button, input, output")].filter(e => e.getClientRects().length).length`, 0)
}

// reading is what the page shows of a moment.
type reading struct {
	Out, Text, Shown string
	Line             float64 // percent
	X, Y             float64
	Step             int
}

func read(b *tab) reading {
	return eval[reading](b, `(() => {
		const s = document.getElementById("sc"), d = JSON.parse(document.getElementById("data").textContent), dot = document.querySelector(".map .dot");
		return {Out: document.getElementById("ro").textContent, Text: s.getAttribute("aria-valuetext") || "", Line: parseFloat(document.querySelector(".cx").getAttribute("x1") || "-1"),
			Shown: getComputedStyle(document.querySelector(".cx")).visibility + " " + getComputedStyle(dot).visibility,
			X: +dot.getAttribute("cx"), Y: +dot.getAttribute("cy"), Step: Math.round(s.value / d.step)};
	})()`)
}

func keyboard(t *testing.T, browser context.Context, file string) {
	b := openTab(t, browser, file, look{})
	var names []string
	for range 40 {
		b.do(chromedp.KeyEvent(kb.Tab))
		names = append(names, eval[string](b, `(e => e.tagName + " " + (e.textContent.trim().slice(0, 12) || e.id))(document.activeElement)`))
		if eval[bool](b, `document.activeElement !== document.body && getComputedStyle(document.activeElement).outlineStyle === "none"`) {
			t.Errorf("%s shows no focus", names[len(names)-1])
		}
	}
	all := strings.Join(names, "\n")
	for _, want := range []string{"BUTTON Whole run", "BUTTON Cramp 1", "INPUT sc", "DIV #", "DIV Mile", "SUMMARY Sources"} {
		if !strings.Contains(strings.ReplaceAll(all, "\u00a0", " "), want) {
			t.Errorf("Tab never reaches %s:\n%s", want, all)
		}
	}

	var d struct {
		Step, Total float64
		At          []string
		X, Y        []float64
	}
	if err := json.Unmarshal([]byte(eval[string](b, `document.getElementById("data").textContent`)), &d); err != nil {
		t.Fatal(err)
	}
	eval[chromedp.Void](b, `document.getElementById("sc").focus()`)
	before := read(b)
	if before.Shown != "hidden hidden" {
		t.Errorf("before anything is touched line and dot are %q", before.Shown)
	}
	for k := 1; k <= 40; k++ {
		b.do(chromedp.KeyEvent(kb.ArrowRight))
		if k != 1 && k != 40 {
			continue
		}
		got := read(b)
		if got.Step != k || !strings.HasPrefix(got.Text, d.At[k]) || got.Out != got.Text {
			t.Errorf("after %d arrows: step %d, aria-valuetext %q, read-out %q, the data say %q", k, got.Step, got.Text, got.Out, d.At[k])
		}
		if want := float64(k) * d.Step / d.Total * 100; math.Abs(got.Line-want) > 0.05 {
			t.Errorf("after %d arrows the line stands at %g %%, want %.2f", k, got.Line, want)
		}
		if k == 40 && (got.X != d.X[k] || got.Y != d.Y[k] || got.Shown != "visible visible" || d.X[k] < 0) {
			t.Errorf("after %d arrows the dot stands at %g, %g (%s), the data say %g, %g", k, got.X, got.Y, got.Shown, d.X[k], d.Y[k])
		}
	}
	if at := read(b).Text; !regexp.MustCompile(`^\d+:\d\d:\d\d · mile \d+\.\d · pace \d+:\d\d /mi`).MatchString(strings.ReplaceAll(at, "\u00a0", " ")) {
		t.Errorf("the read-out is %q", at)
	}
	b.do(chromedp.KeyEvent(kb.ArrowLeft))
	if got := read(b); got.Step != 39 {
		t.Errorf("an arrow to the left leads to step %d", got.Step)
	}
	b.quiet(file)
}

// zoomed is the stretch of the run that the panels show, and what hangs on it.
type zoomed struct {
	Boxes   []string
	Pin     float64 // percent
	Shown   int
	Out     string
	Pressed []string
}

func zoomState(b *tab) zoomed {
	return eval[zoomed](b, `({
		Boxes: [...new Set([...document.querySelectorAll("svg.z")].map(z => z.getAttribute("viewBox").split(" ").filter((v, i) => i % 2 === 0).join(" ")))],
		Pin: [...document.querySelectorAll("svg.p:first-of-type svg[data-t]")].filter(e => e.querySelector(".pn"))[0].getAttribute("x").replace("%", "") * 1,
		Shown: [...document.querySelectorAll("svg.p")][0].querySelectorAll("svg[data-t]:not([style*=none]) .pn").length,
		Out: document.getElementById("ro").textContent,
		Pressed: [...document.querySelectorAll("button[aria-pressed=true]")].map(k => k.textContent)
	})`)
}

func zooms(t *testing.T, browser context.Context, file string) {
	b := openTab(t, browser, file, look{})
	first := zoomState(b)
	if len(first.Boxes) != 1 || first.Shown != 3 || !slices.Equal(first.Pressed, []string{"Whole run"}) {
		t.Fatalf("at first the page shows %+v", first)
	}
	hint := first.Out
	eval[chromedp.Void](b, `document.querySelector("svg.p").scrollIntoView({block: "center"})`)
	box := eval[[]float64](b, `(r => [r.left, r.top, r.width, r.height])(document.querySelector("svg.p").getBoundingClientRect())`)
	at := func(frac float64) (x, y float64) { return box[0] + frac*box[2], box[1] + box[3]/2 }
	mouse := func(kind input.DispatchMouseEventType, frac float64, opts ...chromedp.MouseOption) {
		x, y := at(frac)
		b.do(chromedp.MouseEvent(kind, x, y, opts...))
	}
	left := []chromedp.MouseOption{chromedp.ButtonLeft, chromedp.ClickCount(1)}
	back := func(what string) {
		t.Helper()
		if got := zoomState(b); !slices.Equal(got.Boxes, first.Boxes) || math.Abs(got.Pin-first.Pin) > 0.01 || got.Shown != 3 || got.Out != hint {
			t.Errorf("after %s the page shows %+v", what, got)
		}
	}

	mouse(input.DispatchMouseEventTypeMouseMoved, 0.4)
	if got := zoomState(b); got.Out == hint {
		t.Error("the mouse reads nothing off the picture")
	}
	same(b, "a button", `[...document.querySelectorAll("button")].find(k => k.textContent === "Cramp 1").click()`, chromedp.Void{})
	// Cramp 1 at 3:09:43, seven minutes before to ten minutes after it.
	got := zoomState(b)
	if !slices.Equal(got.Boxes, []string{"10963 1020"}) || got.Shown != 1 || got.Out != hint || !slices.Equal(got.Pressed, []string{"Cramp 1"}) {
		t.Errorf("at cramp 1 the page shows %+v", got)
	}
	if math.Abs(got.Pin-420.0/1020*100) > 0.01 {
		t.Errorf("at cramp 1 its pin stands at %g %%", got.Pin)
	}
	same(b, "read-out after zoom", `getComputedStyle(document.querySelector(".cx")).visibility`, "hidden")
	b.do(chromedp.KeyEvent(kb.Escape))
	back("Esc")

	mouse(input.DispatchMouseEventTypeMousePressed, 0.5, left...)
	mouse(input.DispatchMouseEventTypeMouseMoved, 0.6, chromedp.ButtonLeft)
	same(b, "the chosen stretch", `Math.round(document.querySelector(".sel").getBoundingClientRect().width)`, int(math.Round(box[2]*0.1)))
	mouse(input.DispatchMouseEventTypeMouseMoved, 0.75, chromedp.ButtonLeft)
	mouse(input.DispatchMouseEventTypeMouseReleased, 0.75, left...)
	got = zoomState(b)
	var from, wide float64
	if _, err := fmt.Sscan(got.Boxes[0], &from, &wide); err != nil || len(got.Boxes) != 1 || math.Abs(from-15625*0.5) > 30 || math.Abs(wide-15625*0.25) > 40 || got.Out != hint {
		t.Errorf("after a drag from the middle to three quarters of 4:20:25 the page shows %+v", got)
	}
	for i := 1; i <= 2; i++ {
		o := []chromedp.MouseOption{chromedp.ButtonLeft, chromedp.ClickCount(i)}
		mouse(input.DispatchMouseEventTypeMousePressed, 0.3, o...)
		mouse(input.DispatchMouseEventTypeMouseReleased, 0.3, o...)
	}
	back("a double click")
	mouse(input.DispatchMouseEventTypeMousePressed, 0.5, left...)
	mouse(input.DispatchMouseEventTypeMouseReleased, 0.5, left...)
	if got := zoomState(b); !slices.Equal(got.Boxes, first.Boxes) {
		t.Errorf("a click alone zooms to %v", got.Boxes)
	}
	b.quiet(file)
}

func fits(t *testing.T, browser context.Context, files ...string) {
	for _, file := range files {
		b := openTab(t, browser, file, look{})
		eval[chromedp.Void](b, openAll)
		for _, l := range []look{{}, {width: 390}, {width: 320}, {width: 710, media: "print"}} {
			b.as(l)
			what := fmt.Sprintf("%s, %v: ", filepath.Base(file), l)
			if n := eval[int](b, `[...document.querySelectorAll("svg text")].filter(e => e.getClientRects().length).length`); n < 15 {
				t.Fatalf("%sonly %d texts", what, n)
			}
			for _, o := range eval[[]string](b, overlaps) {
				t.Errorf("%s%s", what, o)
			}
			if wide := eval[int](b, `document.documentElement.scrollWidth`); l.width > 0 && wide > int(l.width) {
				t.Errorf("%sthe page is %d px wide", what, wide)
			}
			if l.media == "print" { // paper does not scroll
				same(b, what+"tables that are cut", `[...document.querySelectorAll(".wrap")].filter(w => w.scrollWidth > w.clientWidth + 1).length`, 0)
			}
		}
	}
	b := openTab(t, browser, files[0], look{})
	eval[chromedp.Void](b, `document.querySelector("svg.p text.t").setAttribute("x", "-6"); document.querySelector("svg.p text.t").setAttribute("y", document.querySelector("svg.p text[x='-6']").getAttribute("y"))`)
	if len(eval[[]string](b, overlaps)) == 0 {
		t.Error("two labels in one place were not seen")
	}
}

func prints(t *testing.T, browser context.Context, file string) {
	b := openTab(t, browser, file, look{})
	eval[chromedp.Void](b, `[...document.querySelectorAll("button")].find(k => k.textContent === "Cramp 2").click()`)
	pdf, err := chromedp.Run(b.ctx, chromedp.PrintToPDF(chromedp.PDFPrintBackground(), chromedp.PDFPreferCSSPageSize()))
	b.check(err)
	if n := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(pdf, -1)); n < 2 || n > 4 {
		t.Errorf("the marathon takes %d sheets, want 2 to 4", n)
	}
	same(b, "details closed on paper", `document.querySelectorAll("details:not([open])").length`, 0)
	if got := zoomState(b); !slices.Equal(got.Pressed, []string{"Whole run"}) || !slices.Equal(got.Boxes, []string{"0 15625"}) {
		t.Errorf("the print shows %+v", got)
	}
}

// drawn looks at the pixels of the pace panel: the line of pace, the pins and many
// shades must be there.
func drawn(t *testing.T, browser context.Context, file string) {
	b := openTab(t, browser, file, look{})
	for _, c := range []struct {
		look look
		pace color.RGBA
		back color.RGBA
	}{
		{look{}, color.RGBA{0x1c, 0x4f, 0xd0, 255}, color.RGBA{255, 255, 255, 255}},
		{look{dark: true}, color.RGBA{0x7b, 0xa8, 0xff, 255}, color.RGBA{0x0f, 0x12, 0x15, 255}},
		{look{width: 390}, color.RGBA{0x1c, 0x4f, 0xd0, 255}, color.RGBA{255, 255, 255, 255}},
		{look{media: "print", dark: true}, color.RGBA{0x1c, 0x4f, 0xd0, 255}, color.RGBA{255, 255, 255, 255}},
	} {
		b.as(c.look)
		clip := eval[[]float64](b, `(r => [r.left, r.top + scrollY, r.width, r.height])(document.querySelector("svg.p").getBoundingClientRect())`)
		beyond := true
		shot, err := chromedp.Call(b.ctx, cdppage.CaptureScreenshot, cdppage.CaptureScreenshotParams{
			CaptureBeyondViewport: &beyond, Clip: &cdppage.Viewport{X: clip[0], Y: clip[1], Width: clip[2], Height: clip[3], Scale: 1},
		})
		b.check(err)
		img, err := png.Decode(bytes.NewReader(shot.Data))
		b.check(err)
		shades, pace, back := count(img, c.pace, c.back)
		all := img.Bounds().Dx() * img.Bounds().Dy()
		if shades < 40 || pace < 150 || back < all/5 {
			t.Errorf("%v: %d shades, %d pixels of the line of pace, %d of %d of the ground", c.look, shades, pace, back, all)
		}
	}
}

// count returns how many colours a picture has and how many of its pixels are
// close to line and exactly back.
func count(img image.Image, line, back color.RGBA) (shades, lines, backs int) {
	seen := map[color.RGBA]bool{}
	near := func(a, b uint8) bool { return max(a, b)-min(a, b) < 40 }
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			c := color.RGBAModel.Convert(img.At(x, y)).(color.RGBA)
			seen[c] = true
			if near(c.R, line.R) && near(c.G, line.G) && near(c.B, line.B) {
				lines++
			}
			if c == back {
				backs++
			}
		}
	}
	return len(seen), lines, backs
}
