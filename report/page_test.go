package report

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// between returns what stands between the last start and the end after it.
func between(t *testing.T, page, start, end string) string {
	t.Helper()
	i := strings.LastIndex(page, start)
	if i < 0 {
		t.Fatalf("the page has no %s", start)
	}
	inside, _, ok := strings.Cut(page[i+len(start):], end)
	if !ok {
		t.Fatalf("the page has no %s after %s", end, start)
	}
	return inside
}

func TestPolicyNamesWhatStandsBetweenTheTags(t *testing.T) {
	page := asPage(t, traced(t, "", 300, winding()), Miles)
	policy := ""
	for _, m := range withClass(parsed(t, page), "meta") {
		if attr(m, "http-equiv") == "Content-Security-Policy" {
			policy = attr(m, "content")
		}
	}
	for _, c := range []struct{ directive, text string }{
		{"style-src", between(t, page, "<style>", "</style>")},
		{"script-src", between(t, page, "<script>", "</script>")},
	} {
		sum := sha256.Sum256([]byte(c.text))
		want := c.directive + " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "';"
		if len(c.text) < 1000 || !strings.Contains(policy, want) {
			t.Errorf("the policy %q lacks %q", policy, want)
		}
	}
	if !strings.HasPrefix(policy, "default-src 'none';") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") {
		t.Errorf("the policy %q lets more in than it names", policy)
	}
	if n := strings.Count(page, "<script"); n != 2 {
		t.Errorf("%d scripts: the page has its data and one script", n)
	}
}

// faults lists what on a page could load, run or betray something.
func faults(t *testing.T, page string) []string {
	t.Helper()
	var out []string
	for n := range parsed(t, page).Descendants() {
		for _, a := range n.Attr {
			switch key, val := strings.ToLower(a.Key), strings.ToLower(strings.TrimSpace(a.Val)); {
			case key == "style", strings.HasPrefix(key, "on"), key == "srcdoc", key == "srcset":
				out = append(out, "attribute "+key)
			case slices.Contains([]string{"href", "src", "xlink:href", "action", "formaction", "data", "poster", "background"}, key) && val != "data:,":
				out = append(out, key+"="+val)
			}
		}
		if n.Type == html.ElementNode && slices.Contains([]string{"iframe", "object", "embed", "img", "image", "use", "base", "form", "a", "foreignobject", "animate", "set"}, n.Data) {
			out = append(out, "element "+n.Data)
		}
	}
	low := strings.ToLower(page)
	for _, s := range []string{"http:", "https:", "//", "@import", "javascript:", "expression("} {
		if i := strings.Index(low, s); i >= 0 {
			out = append(out, fmt.Sprintf("%q in …%s…", s, low[max(0, i-30):min(len(low), i+30)]))
		}
	}
	for _, m := range regexp.MustCompile(`url\(.?`).FindAllString(low, -1) {
		if m != "url(#" {
			out = append(out, m)
		}
	}
	return out
}

func TestPageNamesNothingOutsideItself(t *testing.T) {
	rep := traced(t, crampNotes, 300, winding())
	if got := faults(t, asPage(t, rep, Miles)); len(got) > 0 {
		t.Errorf("the page holds %q", got)
	}
	for _, bad := range []string{
		`<p style="x">`, `<p onclick="x">`, `<a href="http://x">`, `<img src="x">`, `<p>see //x.org</p>`, `<style>a{background:url(x)}</style>`,
	} {
		if len(faults(t, bad)) == 0 {
			t.Errorf("%s was not seen", bad)
		}
	}
}

func TestPageHoldsNoPlaceNoSerialAndNoFolder(t *testing.T) {
	a := winding()
	a.Source, a.Device = "home-of-jane/secret-town/2026-03-08-winding.fit", "Garmin fenix 7 serial 3912345678"
	a.Notes = append(a.Notes, parse.Note{Code: "checksum", Text: "the checksum is wrong"})
	for _, hideM := range []float64{0, 300} {
		page := asPage(t, traced(t, crampNotes, hideM, a), Miles)
		for _, secret := range []string{"jane", "secret", "3912345678", "serial", "fenix"} {
			if strings.Contains(strings.ToLower(page), secret) {
				t.Errorf("the page says %q", secret)
			}
		}
		numbers := regexp.MustCompile(`\d+\.\d{3,}`).FindAllString(page, -1)
		for _, n := range numbers {
			v, _ := strconv.ParseFloat(n, 64)
			if math.Abs(v-33.7) < 0.5 || math.Abs(v-151.2) < 0.5 {
				t.Errorf("the page holds the coordinate %s", n)
			}
		}
	}
}

// hostileTexts are texts that try to leave their place.
var hostileTexts = []string{
	`</script><script>alert(1)</script>`, `</SCRIPT ><script>alert(1)//`, `<script>alert(1)</script>`, `<!--<script>`, `-->`, `<![CDATA[x]]>`,
	`<svg onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`, `"><img src=x onerror=alert(1)>`, `'><img src=x onerror=alert(1)>`,
	`" onmouseover="alert(1)`, `' onfocus='alert(1)' autofocus='`, "` onclick=alert(1) `", `javascript:alert(1)`, `data:text/html,<script>alert(1)</script>`,
	`</title><script>alert(1)</script>`, `</style><script>alert(1)</script>`, `</desc></svg><img src=x>`, `</textarea><b>`, `<iframe srcdoc="x">`,
	`{{.}}`, `{{template "head" .}}`, `${alert(1)}`, `%3Cscript%3E`, `&lt;script&gt;alert(1)&lt;/script&gt;`, `&#60;b&#62;`,
	"\u202egnp.exe\u202c", "a\x00b\x07c\x1b[31m", "\u2028alert(1)\u2029", strings.Repeat("W", 5000), strings.Repeat("e\u0301\u0302\u0303", 80), "\xff\xfe\xc0",
}

// shape is the structure of a page: its elements with the names of their
// attributes, but for the labels of cramps, which depend on how long a text is.
func shape(t *testing.T, page string) []string {
	t.Helper()
	var out []string
	for n := range parsed(t, page).Descendants() {
		if n.Type == html.CommentNode {
			out = append(out, "comment")
		}
		if n.Type != html.ElementNode || strings.Contains(attr(n, "class"), "cl") && n.Data == "text" {
			continue
		}
		e := n.Data
		for _, a := range n.Attr {
			e += " " + a.Key
		}
		out = append(out, e)
	}
	return out
}

func TestHostileTextStaysText(t *testing.T) {
	// The template is given each text as it is, past the border that cleans it.
	build := func(text string) *analyze.Report {
		a := winding()
		a.Source = "runs/" + strings.ReplaceAll(text, "/", "∕") + ".fit"
		a.Device = text
		a.Notes = append(a.Notes, parse.Note{Code: "checksum", Text: text})
		rep := traced(t, crampNotes, 300, a)
		r := rep.Runs[0]
		r.Title = text
		r.Zone, r.ZoneSource = text, text
		r.Cramps[0].Muscle, r.Cramps[0].Side, r.Cramps[0].Note = text, text, text
		r.Suggestions[0].Muscle = text
		return rep
	}
	want := shape(t, asPage(t, build("plain"), Miles))
	if len(want) < 300 {
		t.Fatalf("only %d elements", len(want))
	}
	if len(hostileTexts) < 30 {
		t.Fatalf("only %d hostile texts", len(hostileTexts))
	}
	for _, text := range hostileTexts {
		page := asPage(t, build(text), Miles)
		if got := shape(t, page); !slices.Equal(got, want) {
			i := 0
			for i < min(len(got), len(want)) && got[i] == want[i] {
				i++
			}
			t.Errorf("%.40q changes the page: %d elements instead of %d, from %q on", text, len(got), len(want), got[i:min(i+3, len(got))])
		}
		if strings.Contains(page, "\x00") {
			t.Errorf("%.40q brings a NUL onto the page", text)
		}
		if strings.Contains(text, "{{") && !strings.Contains(page, text) && !strings.Contains(page, html.EscapeString(text)) {
			t.Errorf("%q was not shown as it is", text)
		}
	}
	// Without a title the name of the file is the title.
	for _, text := range hostileTexts {
		rep := build(text)
		rep.Runs[0].Title = ""
		if got := shape(t, asPage(t, rep, Km)); len(got) < 300 || got[0] != "html lang" {
			t.Errorf("the file name %.40q changes the page", text)
		}
	}
}

func TestHostileTextFromFilesIsCleanAtTheBorder(t *testing.T) {
	quoted := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
	for _, text := range hostileTexts {
		var gpx strings.Builder
		gpx.WriteString(`<gpx version="1.1" creator="x"><trk><name>` + html.EscapeString(text) + `</name><type>running</type><trkseg>`)
		for s := 0; s < 1200; s += 2 {
			fmt.Fprintf(&gpx, `<trkpt lat="%.6f" lon="8.5"><time>2026-03-08T15:%02d:%02dZ</time></trkpt>`, 47+float64(s)*3/111195, 30+s/60, s%60)
		}
		gpx.WriteString(`</trkseg></trk></gpx>`)
		file, err := parse.Read([]byte(gpx.String()))
		if err != nil {
			t.Fatalf("%.40q: %v", text, err)
		}
		j := parse.ReadNotesCSV([]byte("date,at,what,where,note\n2026-03-08,0:10:00,cramp,"+quoted(text)+","+quoted(text)+"\n"), "notes.csv")
		res, _ := analyze.Run(file.Activities[0], j.Entries, analyze.Options{Trace: true})
		page := asPage(t, &analyze.Report{Runs: []*analyze.Result{res}}, Miles)
		for i, r := range page {
			if r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x2028 || r == 0x2029 {
				t.Errorf("%.40q brings %U onto the page: …%q…", text, r, page[max(0, i-20):min(len(page), i+20)])
				break
			}
		}
		if n := len(withClass(parsed(t, page), "script")); n != 2 {
			t.Errorf("%.40q: %d scripts", text, n)
		}
	}
}

// scant is winding cut after some seconds, with samples every so many.
func scant(untilS, everyS float64) *parse.Activity {
	w, a := winding(), &parse.Activity{}
	a.Meta = w.Meta
	a.Pauses, a.TimerEvents = nil, false
	last := math.Inf(-1)
	for i, s := range w.TimeS {
		if s > untilS || s-last < everyS {
			continue
		}
		last = s
		a.TimeS, a.DistanceM = append(a.TimeS, s), append(a.DistanceM, w.DistanceM[i])
		a.HeartRateBPM, a.ElevationM = append(a.HeartRateBPM, w.HeartRateBPM[i]), append(a.ElevationM, w.ElevationM[i])
		a.LatDeg, a.LonDeg = append(a.LatDeg, w.LatDeg[i]), append(a.LonDeg, w.LonDeg[i])
	}
	a.Records = len(a.TimeS)
	return a
}

// days is a run of hours at a walk, a sample every two minutes.
func days(hours float64) *parse.Activity {
	a := jog(1, 540)
	a.TimeS, a.DistanceM, a.HeartRateBPM = nil, nil, nil
	for s := 0.0; s <= hours*3600; s += 120 {
		a.TimeS, a.DistanceM, a.HeartRateBPM = append(a.TimeS, s), append(a.DistanceM, 1.6*s), append(a.HeartRateBPM, 110)
	}
	a.Records = len(a.TimeS)
	return a
}

func without(a *parse.Activity, cut func(*parse.Activity)) *parse.Activity {
	cut(a)
	return a
}

func TestPageSaysWhatIsMissing(t *testing.T) {
	many := "date,at,what,where\n"
	for i := range 30 {
		many += fmt.Sprintf("2026-03-08,%d:%02d:00,cramp,left calf\n", i*4/60, i*4%60+1)
	}
	cramps := func(rows string) string { return "date,at,what,where,severity,amount,note\n" + rows }
	for _, c := range []struct {
		name  string
		notes string
		hideM float64
		a     *parse.Activity
		want  []string
		not   []string
	}{
		{"a run with everything says what is left out", crampNotes, 300, winding(), []string{"Left out: what lies within about 300", "Elevation and grade-adjusted pace are left out within about 300", "<h2>Where it went"}, []string{"No heart rate was recorded"}},
		{"a radius of 0 leaves nothing out and marks start and finish", "", 0, winding(), []string{">start<", ">finish<"}, []string{"eft out", "leaves out"}},
		{"a run without heart rate says so", "", 300, without(winding(), func(a *parse.Activity) { a.HeartRateBPM = nil }), []string{"No heart rate was recorded."}, []string{"Heart rate over time"}},
		{"a run without elevation says so", "", 300, without(winding(), func(a *parse.Activity) { a.ElevationM = nil }), []string{"No elevation was recorded."}, []string{"Elevation over time"}},
		{"a run without distance and places says so", "", 300, without(winding(), func(a *parse.Activity) { a.DistanceM, a.LatDeg, a.LonDeg = nil, nil, nil }), []string{"No distance was recorded, so there is no pace.", "No positions were recorded", "Whether you slowed down could not be judged"}, []string{"Pace over time", "Where it went", ">mile<", "nothing to look for"}},
		{"a run without places has pace and no sketch", "", 300, without(winding(), func(a *parse.Activity) { a.LatDeg, a.LonDeg = nil, nil }), []string{"No positions were recorded, so there is no sketch of the route.", "Pace over time"}, []string{"Where it went"}},
		{"a run on one spot has no sketch", "", 0, without(winding(), func(a *parse.Activity) {
			for i := range a.LatDeg {
				a.LatDeg[i], a.LonDeg[i] = 47+1e-5*math.Sin(float64(i)), 8.5
			}
		}), []string{"The positions stay on one spot"}, []string{"Where it went"}},
		{"a run wholly hidden says so", "", 50_000, winding(), []string{"The whole route lies within about", "All elevation lies within about"}, []string{`class="map"`, "Elevation over time"}},
		{"a run without goal is laid beside its own pace", "", 300, winding(), []string{"against settled pace"}, []string{">goal<", "for a goal of"}},
		{"a run without notes has no cramps", "", 300, winding(), []string{"What happened"}, []string{"Cramp by cramp", "you cramped", `class="fl"`, "Drinks, sodium"}},
		{"a run of three minutes is not judged", "", 0, scant(180, 1), []string{"Pace was <b>not judged</b>", "Pace was not judged:"}, []string{"held up"}},
		{"a run of one second is no picture", "", 0, scant(1, 1), []string{"What happened"}, []string{"NaN", "Inf"}},
		{"a run of a hundred hours fits its axis", "", 0, days(100), []string{">96:00<", "100:00:00"}, nil},
		{"pauses are shaded and named", "", 300, winding(), []string{`class="rest"`, ">pause<", "1 pause, told by the device."}, nil},
		{"cramps two seconds apart are two", cramps("2026-03-08,1:30:00,cramp,left calf,6,,\n2026-03-08,1:30:02,cramp,right calf,6,,\n"), 300, winding(), []string{"Cramp 1 at 1:30:00", "Cramp 2 at 1:30:02", ">1, 2<", "cramped <b>twice</b>"}, nil},
		{"thirty cramps all stand in the table", many, 300, winding(), []string{"30 times", "Cramp 30 at", " and 27 more."}, nil},
		{"a cramp after the finish stands in the table alone", cramps("2026-03-08,after,cramp,left calf,6,,\n"), 300, winding(), []string{"after the finish", "What may have led to the cramp<"}, []string{`class="cr"`, ">Cramp 1</button>"}},
		{"a suggestion alone is not counted", cramps("2026-03-08,1:30:00,cramp?,left calf,,,\n"), 300, winding(), []string{"not counted: cramp? at 1:30:00 left calf", "No cramp is noted for sure: 1 suggestion stands below."}, []string{`class="cr"`, "nothing to look for"}},
		{"one cramp is one", cramps("2026-03-08,1:30:00,cramp,left calf,,,\n"), 300, winding(), []string{"A cramp struck at", "What may have led to the cramp<"}, []string{"led to the cramps"}},
		{"food is a drink's neighbour and has its own key", cramps("2026-03-08,0:50:00,food,,,30 g,gel\n"), 300, winding(), []string{"</svg>food</li>", "30&nbsp;g carb"}, []string{"</svg>drink</li>"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, u := range []Units{Miles, Km} {
				page := asPage(t, traced(t, c.notes, c.hideM, c.a), u)
				page = strings.ReplaceAll(page, nbsp, "&nbsp;")
				for _, bad := range append([]string{"NaN", "Inf", "{{", "<nil>", "%!", "undefined"}, c.not...) {
					if strings.Contains(strings.ReplaceAll(page, "Infinity", ""), bad) && (u == Miles || bad != ">mile<") {
						t.Errorf("%s: the page says %q", u, bad)
					}
				}
				if u == Km {
					continue
				}
				for _, want := range c.want {
					if !strings.Contains(page, want) {
						t.Errorf("the page does not say %q", want)
					}
				}
			}
		})
	}
}

func TestPageTellsOneRun(t *testing.T) {
	rep := reportOf(t, "", jog(3, 540), jog(4, 540))
	var b strings.Builder
	if err := RunFormats()["html"](&b, rep, Style{Units: Miles, Width: 100}); err == nil || b.Len() > 0 {
		t.Errorf("two runs: error %v, %d bytes written", err, b.Len())
	}
}

// colors reads the variables of a block of the style sheet.
func colors(css string) map[string]string {
	out := map[string]string{}
	for _, m := range regexp.MustCompile(`--([a-z0-9]+):(#[0-9a-f]{3,6})\b`).FindAllStringSubmatch(css, -1) {
		out[m[1]] = m[2]
	}
	return out
}

// luminance is WCAG 2.2's relative luminance of a colour, 0 … 1.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	h := strings.TrimPrefix(hex, "#")
	if len(h) == 3 {
		h = string([]byte{h[0], h[0], h[1], h[1], h[2], h[2]})
	}
	n, err := strconv.ParseUint(h, 16, 32)
	if err != nil || len(h) != 6 {
		t.Fatalf("%q is no colour", hex)
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v := float64(n>>(16-8*i)&255) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}

func TestTextStandsOutInEveryMedium(t *testing.T) {
	css := asset("page.css")
	light, rest, ok := strings.Cut(css, "@media (prefers-color-scheme:dark)")
	dark, rest2, ok2 := strings.Cut(rest, "*{")
	_, print, ok3 := strings.Cut(rest2, "@media print")
	if !ok || !ok2 || !ok3 {
		t.Fatal("the style sheet has not the three sets of colours")
	}
	contrast := func(a, b string) float64 {
		x, y := luminance(t, a), luminance(t, b)
		return (max(x, y) + 0.05) / (min(x, y) + 0.05)
	}
	if got := contrast("#fff", "#777777"); math.Abs(got-4.48) > 0.01 { // the textbook's pair that just fails
		t.Fatalf("contrast of #777 on white is %.2f, want 4.48", got)
	}
	for name, block := range map[string]string{"light": light, "dark": dark, "print": print} {
		set := colors(block)
		for _, fore := range []string{"ink", "mut", "fastt", "cramp", "na", "ok", "acc"} {
			for _, back := range []string{"bg", "card"} {
				if set[fore] == "" || set[back] == "" {
					t.Fatalf("%s: no colour %s or %s", name, fore, back)
				}
				if got := contrast(set[fore], set[back]); got < 4.5 {
					t.Errorf("%s: text in %s on %s has a contrast of %.2f, want 4.5", name, fore, back, got)
				}
			}
		}
		for _, line := range []string{"pace", "hr", "cramp", "na", "fluid", "food", "r0", "r1", "r2", "r3", "r4"} {
			if got := contrast(set[line], set["bg"]); got < 3 {
				t.Errorf("%s: the line %s has a contrast of %.2f, want 3", name, line, got)
			}
		}
	}
}
