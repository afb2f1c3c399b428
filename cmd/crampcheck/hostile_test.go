package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	gmhtml "github.com/yuin/goldmark/renderer/html"
	"go.yaml.in/yaml/v3"
	nethtml "golang.org/x/net/html"
)

// hostileTexts are texts that mean something to what shows an output: terminals,
// browsers, forges, spreadsheets, logs of CI and readers of data.
var hostileTexts = []string{
	// Terminals.
	"red \x1b[31m clear \x1b[2J\x1b[H", "link \x1b]8;;http://e.example\x07x\x1b]8;;\x07", "board \x1b]52;c;cm0gLXJm\x07", "title \x1b]0;owned\x1b\\",
	"c1 \u009b31m \u009d0;owned\u009c", "back good\rbad", "erase abc\b\b\bxyz", "nul a\x00b", "bell \a del \x7f tab\tvt\v",
	"bytes \xff\xfe \xc0\x9b[31m \xe2\x80 \xed\xa0\x80 \xf8", "bidi \u202egnp.exe\u202c \u2066x\u2069 \u200f\u061c", "lines a\u2028b\u2029c\u0085d\nf\r\ng",
	"zalgo Z" + strings.Repeat("\u0310\u0489", 400) + "a", "hidden a\u00ad\u200b\u2060\ufeffb\U000e0041\U000e0042", "wide " + strings.Repeat("跑步", 300),
	"long " + strings.Repeat("W", 70_000), "emoji 👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇨🇭 ❤️", "letters שלום مرحبا", "marks \u0301\u0301\ufe0f\ufe0f only",
	// Browsers.
	"<script>document.title='owned'</script>", `"><img src=x onerror="document.title='owned'">`, `"><svg onload=alert(1)>`, "</script><script>alert(1)</script>",
	"</title></style></svg><iframe src=javascript:alert(1)>", "javascript:alert(1)", `' onmouseover='alert(1)' x='`, "{{.Title}} ${1+1} #{x} <%= x %>", "&lt;b&gt; &xxe; &#60;script&#62;",
	"<!-- ]]> <![CDATA[ x ]]> -->",
	// Forges.
	"[x](javascript:alert(1)) ![i](http://e.example/p.png)", "a|b\\|c || `code` ```", "# head @octocat #12 GH-1 https://e.example www.e.example", "- [ ] *b* _i_ ~~s~~ $x$ \\",
	// Spreadsheets.
	`=HYPERLINK("http://e.example","x")`, "+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|'/C calc'!A0", "-2+3+cmd|'/C calc'!A0", "\t=1+1", "\r=1+1", "＝1+1", `"=1+1"`, `x;=1+1;"=2+2"`, `x";=1+1`, " =1+1",
	// Logs of CI.
	"::error file=a.go,line=1::owned", "::set-output name=x::y", "::set-env name=PATH::x", "::stop-commands::t", "::add-mask::e", "##[error]owned", "##vso[task.setvariable variable=x]y", "##teamcity[x]",
	"a%0A::error::b%0D", "a\n::error::b", "###[group]x #\x1b#[error]",
	// Data.
	"]]></testcase><failure>", "k: &anchor *alias !tag {a: [b]} # c", "- --- ... | >", `x"},{"run":true,"a":"`, "X-Header: a\r\nSet-Cookie: b", "../../../../etc/passwd", "%s%n%d %[1]v",
}

// acting says what in a text would act on a terminal or hide something, "" for
// nothing. It is written down apart from the code it tests.
func acting(s string) string {
	if !utf8.ValidString(s) {
		return "no UTF-8"
	}
	marks, last := 0, rune(0)
	for _, r := range s {
		tag := r >= 0xe0020 && r <= 0xe007f
		switch {
		case r < ' ' && r != '\n', r == 0x7f, r >= 0x80 && r <= 0x9f, r == 0x61c, r == 0x200e, r == 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069,
			r == 0x2028, r == 0x2029, r == 0xfeff, r == 0xad, r == 0x200b, r == 0x2060, r == 0xfffe, r == 0xffff,
			tag && last != 0x1f3f4 && !(last >= 0xe0020 && last <= 0xe007f):
			return fmt.Sprintf("%U", r)
		}
		if !unicode.In(r, unicode.Mn, unicode.Me) {
			marks = 0
		} else if marks++; marks > 8 {
			return "more than 8 marks in a row"
		}
		last = r
	}
	return ""
}

// obeyed is what a log of CI takes for a command.
var obeyed = regexp.MustCompile(`(?m)^[^\S\n]*::.*|##[a-zA-Z]*\[.*`)

// inertText fails where an output could act on a terminal or on a log.
func inertText(t *testing.T, what, s string) {
	t.Helper()
	for i, line := range strings.Split(s, "\n") {
		if bad := acting(line); bad != "" {
			t.Errorf("%s, line %d holds %s: %.120q", what, i+1, bad, line)
			return
		}
	}
	if c := obeyed.FindString(s); c != "" {
		t.Errorf("%s holds a command: %.80q", what, c)
	}
}

// hostileFolder writes recordings, notes and archives that hold the texts wherever
// the tool reads one, and returns the folder and how many recordings it holds.
func hostileFolder(t testing.TB, texts []string) (dir string, recordings int) {
	t.Helper()
	dir = t.TempDir()
	put := func(data []byte, path ...string) {
		name := filepath.Join(append([]string{dir}, path...)...)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	fileName := func(s string) string { // what a disk takes
		s = strings.NewReplacer("/", "∕", "\x00", "0").Replace(s)
		for len(s) > 180 {
			_, n := utf8.DecodeLastRuneInString(s)
			s = s[:len(s)-n]
		}
		return strings.ToValidUTF8(s, "?")
	}
	day := 0
	start := func() time.Time {
		day++
		return time.Date(2024, 1, 1, 7, 0, 0, 0, time.UTC).AddDate(0, 0, day)
	}
	var packed bytes.Buffer
	zw := zip.NewWriter(&packed)
	strava := [][]string{{"Activity ID", "Activity Date", "Activity Name", "Activity Type", "Activity Description", "Filename"}}
	notes := [][]string{{"date", "file", "at", "what", "where", "severity", "amount", "note", "\x1b]0;x\a<b>"}}
	for i, s := range texts {
		a := start()
		folder, name := "f"+fileName(s), fileName(s)+".gpx"
		put(hostileGPX(s, a), folder, name)
		put([]byte("workout: "+yamlQuoted(s)+"\nevents:\n  - {at: 9m, what: cramp, where: "+yamlQuoted(s)+", note: "+yamlQuoted(s)+"}\n"+yamlQuoted(s)+": 1\n"), folder, fileName(s)+".notes.yaml")
		notes = append(notes, []string{a.Format(time.DateOnly), "", "0:05:00", "cramp", s, "4", "", s, s})
		put(hostileTCX(s, start()), "tcx", strconv.Itoa(i)+".tcx")
		put(hostileFIT(s, start()), "fit", strconv.Itoa(i)+".fit")
		put(hostileGPX("", start()), "strava", "activities", strconv.Itoa(i)+".gpx")
		strava = append(strava, []string{strconv.Itoa(i), "x", s, s, s, "activities/" + strconv.Itoa(i) + ".gpx"})
		w, err := zw.Create(strings.TrimRight(s[:min(len(s), 60_000)], "/") + ".gpx")
		if err == nil {
			_, err = w.Write(hostileGPX(s, start()))
		}
		if err != nil {
			t.Fatal(err)
		}
		put([]byte("<?xml version=\"1.0\" encoding=\""+s+"\"?><gpx><"+s+"></gpx>"), "broken", strconv.Itoa(i)+".gpx")
		notes = append(notes, []string{s, s, s, s, s, s, s, s, s}, []string{a.Format(time.DateOnly), s, s, "drink", "", "", s, ""})
		recordings += 5
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	put(packed.Bytes(), "packed.zip")
	put(csvOf(t, strava), "strava", "activities.csv")
	put(csvOf(t, notes), "notes.csv")
	return dir, recordings
}

func csvOf(t testing.TB, rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// yamlQuoted writes any bytes as a text of YAML, control characters escaped.
func yamlQuoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s[:min(len(s), 900)], "\ufffd") {
		switch {
		case r == '"' || r == '\\':
			b.WriteString("\\" + string(r))
		case r < ' ' || r >= 0x7f && r < 0xa0 || r > 0x2000:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// xmlQuoted writes a text into XML as it is, but for what would end it.
func xmlQuoted(s string) string { return html.EscapeString(s) }

// hostileGPX is a run of 75 minutes with a stop in it.
func hostileGPX(s string, start time.Time) []byte {
	q := xmlQuoted(s)
	var b strings.Builder
	fmt.Fprintf(&b, `<gpx version="1.1" creator="%s"><wpt lat="47.05" lon="8.5"><time>%s</time><name>cramp %s</name><desc>%s</desc></wpt>`, q[:min(len(q), 60_000)], start.Add(10*time.Minute).Format(time.RFC3339), q, q)
	fmt.Fprintf(&b, `<trk><name>%s</name><desc>%s cramped at mile 3</desc><type>running</type><trkseg>`, q, q)
	at := 0.0
	for i := 0; i <= 75*6; i++ {
		if i < 300 || i > 318 {
			at += 30
		}
		fmt.Fprintf(&b, `<trkpt lat="%.6f" lon="8.5"><ele>400</ele><time>%s</time><extensions><x:u%d%s>1</x:u%d%s></extensions></trkpt>`,
			47+at/111195, start.Add(time.Duration(i)*10*time.Second).Format(time.RFC3339), i, "\u202e", i, "\u202e")
	}
	b.WriteString(`</trkseg></trk></gpx>`)
	return []byte(b.String())
}

func hostileTCX(s string, start time.Time) []byte {
	q := xmlQuoted(s)
	var b strings.Builder
	fmt.Fprintf(&b, `<TrainingCenterDatabase><Activities><Activity Sport="Running"><Id>%s</Id><Lap StartTime="%s"><TotalTimeSeconds>600</TotalTimeSeconds><TriggerMethod>%s</TriggerMethod><Intensity>%s</Intensity><Track>`,
		start.Format(time.RFC3339), start.Format(time.RFC3339), q, q)
	for i := range 61 {
		fmt.Fprintf(&b, `<Trackpoint><Time>%s</Time><DistanceMeters>%d</DistanceMeters></Trackpoint>`, start.Add(time.Duration(i)*10*time.Second).Format(time.RFC3339), i*30)
	}
	fmt.Fprintf(&b, `</Track><Notes>cramp %s</Notes></Lap><Notes>%s</Notes><Training><Plan IntervalWorkout="true"><Name>%s</Name></Plan></Training><Creator><Name>%s</Name></Creator></Activity></Activities></TrainingCenterDatabase>`, q, q, q, q)
	return []byte(b.String())
}

// hostileFIT is a run whose product, workout and developer field bear the text.
func hostileFIT(s string, start time.Time) []byte {
	t0 := uint32(start.Unix() - 631065600)
	text := append([]byte(s[:min(len(s), 200)]), 0)
	var b []byte
	define := func(local byte, global uint16, apps bool, fields ...[3]byte) {
		head := 0x40 | local
		if apps {
			head |= 0x20
		}
		b = append(b, head, 0, 0, byte(global), byte(global>>8), byte(len(fields)))
		for _, f := range fields {
			b = append(b, f[:]...)
		}
		if apps {
			b = append(b, 1, 0, 2, 0)
		}
	}
	u32 := func(v uint32) []byte { return []byte{byte(v), byte(v >> 8), byte(v >> 16), byte(v >> 24)} }
	n := byte(len(text))
	define(0, 0, false, [3]byte{0, 1, 0}, [3]byte{8, n, 7})
	b = append(append(b, 0, 4), text...)
	define(1, 26, false, [3]byte{8, n, 7})
	b = append(append(b, 1), text...)
	define(2, 206, false, [3]byte{0, 1, 2}, [3]byte{1, 1, 2}, [3]byte{2, 1, 2}, [3]byte{3, n, 7}, [3]byte{14, 2, 0x84}, [3]byte{15, 1, 2})
	b = append(append(append(b, 2, 0, 0, 0x84), text...), 20, 0, 7)
	define(3, 20, true, [3]byte{253, 4, 0x86}, [3]byte{5, 4, 0x86})
	for i := range uint32(61) {
		b = append(append(append(b, 3), u32(t0+i*10)...), u32(i*3000)...)
		b = append(b, 250, 0)
	}
	define(4, 18, false, [3]byte{253, 4, 0x86}, [3]byte{2, 4, 0x86}, [3]byte{5, 1, 0}, [3]byte{7, 4, 0x86}, [3]byte{8, 4, 0x86}, [3]byte{9, 4, 0x86})
	b = append(append(append(append(b, 4), u32(t0+600)...), u32(t0)...), 1)
	b = append(append(append(b, u32(600_000)...), u32(600_000)...), u32(180_000)...)
	out := append([]byte{14, 0x20, 0, 0}, u32(uint32(len(b)))...)
	out = append(out, ".FIT\x00\x00"...)
	out = append(out, b...)
	crc := uint16(0)
	for _, c := range out {
		for i := range 8 {
			bit := (crc ^ uint16(c>>i)) & 1
			if crc >>= 1; bit == 1 {
				crc ^= 0xa001
			}
		}
	}
	return append(out, byte(crc), byte(crc>>8))
}

// spoken runs the command as the world would.
func spoken(args ...string) (out, errs string, status int) {
	var o, e bytes.Buffer
	status = run(world{args: args, in: strings.NewReader(""), out: &o, err: &e, getenv: noEnvironment})
	return o.String(), e.String(), status
}

// jsonTexts calls do for every text in a JSON value.
func jsonTexts(v any, do func(key, s string)) {
	var walk func(key string, v any)
	walk = func(key string, v any) {
		switch v := v.(type) {
		case string:
			do(key, v)
		case []any:
			for _, x := range v {
				walk(key, x)
			}
		case map[string]any:
			for k, x := range v {
				walk(k, x)
			}
		}
	}
	walk("", v)
}

func TestNoOutputActsOnWhatShowsIt(t *testing.T) {
	if raceDetector {
		t.Skip("the run without the race detector does it: one thing after the other")
	}
	if len(hostileTexts) < 30 {
		t.Fatalf("only %d hostile texts", len(hostileTexts))
	}
	dir, recordings := hostileFolder(t, hostileTexts)
	some := []string{"report", "--no-cache"} // runs that get a page each, which costs the disk time
	eachOutput(t, dir, ".gpx", func(name, _ string) {
		if len(name)%5 == 0 && !strings.Contains(name, "broken") {
			some = append(some, name)
		}
	})
	output := func(t *testing.T, args ...string) string {
		t.Helper()
		out, errs, status := spoken(append(args, "--no-cache")...)
		inertText(t, "standard error of "+args[0], errs)
		if status == exitUsage && args[0] != "check" {
			t.Fatalf("%v: status 2, %.300s", args, errs)
		}
		if len(out) < 1000 {
			t.Fatalf("%v: only %q", args, out)
		}
		return out
	}
	t.Run("text", func(t *testing.T) {
		for _, more := range [][]string{{"--color", "never"}, {"--ascii"}, {"--plain"}, {"--width", "40"}, {"--units", "km", "-v"}} {
			out := output(t, append([]string{"analyze", dir}, more...)...)
			if more[0] == "--plain" {
				out = strings.ReplaceAll(out, "\t", " ")
			}
			inertText(t, strings.Join(more, " "), out)
			if i := strings.IndexFunc(out, func(r rune) bool { return r > '~' || r < ' ' && r != '\n' }); more[0] == "--ascii" && i >= 0 {
				t.Errorf("--ascii writes %q", out[i:min(i+10, len(out))])
			}
		}
		colours := regexp.MustCompile("\x1b\\[[0-9;]*m")
		if got, want := colours.ReplaceAllString(output(t, "analyze", dir, "--color", "always"), ""), output(t, "analyze", dir, "--color", "never"); got != want {
			t.Error("colours change the text")
		}
		inertText(t, "history", output(t, "history", dir))
		inertText(t, "check", output(t, "check", dir))
	})
	t.Run("JSON", func(t *testing.T) {
		out := output(t, "analyze", dir, "--format", "json")
		inertText(t, "JSON", out)
		var v struct {
			Runs   []map[string]any
			Inputs []map[string]any
		}
		if err := json.Unmarshal([]byte(out), &v); err != nil {
			t.Fatal(err)
		}
		if len(v.Runs) != recordings {
			t.Errorf("%d runs, want %d", len(v.Runs), recordings)
		}
		titles := map[string]int{}
		for _, r := range v.Runs {
			title, _ := r["title"].(string)
			titles[title]++
		}
		for _, s := range []string{"<script>document.title='owned'</script>", "{{.Title}} ${1+1} #{x} <%= x %>", `=HYPERLINK("http://e.example","x")`, "]]></testcase><failure>", "emoji 👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇨🇭 ❤️"} {
			if titles[s] < 3 { // GPX, archive, Strava
				t.Errorf("the title %q stands there %d times", s, titles[s])
			}
		}
		for _, part := range []any{anyOf(v.Runs), anyOf(v.Inputs)} {
			jsonTexts(part, func(key, s string) {
				if bad := acting(s); bad != "" {
					t.Errorf("%s holds %s: %.80q", key, bad, s)
				}
				one := slices.Contains([]string{"title", "device", "note", "muscle", "where"}, key)
				if n := displaywidth.String(s); one && n > 200 {
					t.Errorf("%s takes %d cells", key, n)
				}
			})
		}
	})
	t.Run("jsonl, and what reads it", func(t *testing.T) {
		out := output(t, "analyze", dir, "--format", "jsonl")
		inertText(t, "jsonl", out)
		for line := range strings.Lines(out) {
			if !json.Valid([]byte(line)) {
				t.Errorf("no JSON: %.100q", line)
			}
		}
		for i, bad := range append([]string{strings.Join(hostileTexts, " ")}, hostileTexts...) {
			if len(bad) > 4000 || i > 0 && i%6 != 0 {
				continue
			}
			lines := hostileLines(t, out, strings.ToValidUTF8(bad, "\ufffd"))
			for _, format := range []string{"text", "json"} {
				out, errs, status := spoken("history", lines, "--format", format)
				if len(out) < 500 || status == exitUsage {
					t.Fatalf("status %d, %.200q, %.500q", status, out, errs)
				}
				inertText(t, "history "+format, strings.ReplaceAll(out, "\t", " ")+errs)
			}
		}
	})
	t.Run("CSV", func(t *testing.T) {
		out := output(t, "analyze", dir, "--format", "csv")
		inertText(t, "CSV", strings.ReplaceAll(out, "\r\n", "\n"))
		cellsAreNoFormulas(t, out, 34, recordings)
	})
	t.Run("HTML", func(t *testing.T) {
		season := output(t, "analyze", dir, "--format", "html")
		pageIsSound(t, "season", season, 1)
		pages := t.TempDir()
		if _, errs, status := spoken(append(some, "-o", pages+"/")...); status == exitUsage || status == exitNothing {
			t.Fatal(status, errs)
		}
		n := 0
		eachOutput(t, pages, ".html", func(name, page string) {
			n++
			scripts := 2
			if filepath.Base(name) == "index.html" {
				scripts = 1
			}
			pageIsSound(t, name, page, scripts)
		})
		if n < 14 {
			t.Errorf("only %d pages", n)
		}
	})
	t.Run("Markdown", func(t *testing.T) {
		markdownIsInert(t, "season", output(t, "analyze", dir, "--format", "md"))
		pages := t.TempDir()
		if _, errs, status := spoken(append(some, "--format", "md", "-o", pages+"/")...); status == exitUsage || status == exitNothing {
			t.Fatal(status, errs)
		}
		n := 0
		eachOutput(t, pages, ".md", func(name, text string) {
			n++
			markdownIsInert(t, name, text)
		})
		if n < 14 {
			t.Errorf("only %d pages", n)
		}
	})
	t.Run("JUnit", func(t *testing.T) {
		out := output(t, "check", dir, "--format", "junit")
		inertText(t, "JUnit", out)
		known := []string{"testsuites", "testsuite", "testcase", "failure", "error", "skipped"}
		dec := xml.NewDecoder(strings.NewReader(out))
		for {
			tok, err := dec.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if e, ok := tok.(xml.StartElement); ok && !slices.Contains(known, e.Name.Local) {
				t.Errorf("an element %s", e.Name.Local)
			}
		}
	})
	t.Run("GitHub", func(t *testing.T) {
		summary := filepath.Join(t.TempDir(), "summary.md")
		var o, e bytes.Buffer
		run(world{args: []string{"check", dir, "--format", "github", "--no-cache"}, out: &o, err: &e, getenv: func(name string) string {
			if name == "GITHUB_STEP_SUMMARY" {
				return summary
			}
			return ""
		}})
		own := regexp.MustCompile(`^::(error|warning|notice) (file=[^:,]*,)?(line=\d+,)?title=[^:,]*::[^\r\n]*$`)
		lines := strings.Split(strings.TrimSuffix(o.String(), "\n"), "\n")
		for i, line := range lines {
			if i == len(lines)-1 {
				inertText(t, "the verdict", line)
				break
			}
			if bad := acting(line); bad != "" || !own.MatchString(line) || strings.Contains(line, "##[") {
				t.Errorf("%s %.200q is no command of ours", bad, line)
			}
		}
		if len(lines) < 10 {
			t.Errorf("only %q", lines)
		}
		inertText(t, "standard error", e.String())
		text, err := os.ReadFile(summary)
		if err != nil {
			t.Fatal(err)
		}
		markdownIsInert(t, "summary", string(text))
	})
	t.Run("expectations", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "expect.yaml")
		clean, _ := hostileFolder(t, hostileTexts)
		if err := os.Remove(filepath.Join(clean, "notes.csv")); err != nil { // wrong notes end a check
			t.Fatal(err)
		}
		eachOutput(t, clean, ".yaml", func(name, _ string) {
			if err := os.Remove(name); err != nil {
				t.Fatal(err)
			}
		})
		if _, errs, status := spoken("check", clean, "--write-expect", file, "--no-cache"); status == exitUsage {
			t.Fatal(errs)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		inertText(t, "expectations", string(data))
		var v struct {
			Tolerance map[string]string
			Files     []map[string]any
		}
		if err := yaml.Unmarshal(data, &v); err != nil {
			t.Fatal(err)
		}
		for _, f := range v.Files {
			for k := range f {
				if !slices.Contains([]string{"file", "activity", "status", "distance", "timer", "miles", "cramps", "must", "must_not"}, k) {
					t.Errorf("a key %q", k)
				}
			}
		}
		out, errs, status := spoken("check", clean, "--expect", file, "--no-cache")
		if status != exitOK {
			t.Errorf("what was written is not met: status %d\n%.2000s%.600s", status, out, errs)
		}
	})
	t.Run("notes that init begins", func(t *testing.T) {
		target, _ := hostileFolder(t, hostileTexts)
		if err := os.Remove(filepath.Join(target, "notes.csv")); err != nil {
			t.Fatal(err)
		}
		dry, errs, _ := spoken("init", target, "--dry-run", "--no-cache")
		inertText(t, "init", dry+errs)
		_, errs, status := spoken("init", target, "--no-cache")
		data, err := os.ReadFile(filepath.Join(target, "notes.csv"))
		if err != nil {
			t.Fatal(status, err, errs)
		}
		r := csv.NewReader(bytes.NewReader(data))
		r.Comment = '#'
		rows, err := r.ReadAll()
		if err != nil || len(rows) < 2*len(hostileTexts) {
			t.Fatal(len(rows), err)
		}
		for _, row := range rows {
			for _, c := range row {
				if formula(c) {
					t.Errorf("a formula %q", c)
				}
			}
		}
	})
	t.Run("arguments, settings and names in messages", func(t *testing.T) {
		one := filepath.Join(dir, "fit", "1.fit")
		for _, s := range hostileTexts {
			arg := strings.ReplaceAll(s, "\x00", "0")
			for _, args := range [][]string{
				{arg},
				{"analyze", arg},
				{"analyze", one, "--" + arg},
				{"analyze", one, "--format", arg},
				{"analyze", one, "--limit", arg},
				{"analyze", one, "--limit", arg + "=1"},
				{"analyze", one, "--tz", arg},
				{"analyze", one, "--since", arg},
				{"analyze", one, "--notes", arg},
				{"analyze", one, "--config", arg},
				{"analyze", one, "--goal", arg},
				{"check", one, "--expect", arg},
				{"check", one, "--fail-on", arg},
				{"explain", arg},
				{"help", arg},
				{"completion", arg},
				{"cache", arg},
				{"report", one, "-o", filepath.Join(dir, "packed.zip", arg)},
			} {
				out, errs, _ := spoken(args...)
				inertText(t, fmt.Sprintf("%.20q %.40q", args[0], s), out+errs)
			}
			file := filepath.Join(t.TempDir(), strings.NewReplacer("/", "∕").Replace(arg[:min(len(arg), 60)])+".yaml")
			if os.WriteFile(file, []byte("tz: "+yamlQuoted(s)+"\nsex: "+yamlQuoted(s)+"\nlimits: {"+yamlQuoted(s)+": 1}\nconditions: ["+yamlQuoted(s)+"]\n"+yamlQuoted(s)+": 2\nraces: [{date: "+yamlQuoted(s)+"}]\n"), 0o600) == nil {
				out, errs, _ := spoken("config", "--config", file)
				inertText(t, "settings", out+errs)
				out, errs, _ = spoken("check", one, "--expect", file, "--no-cache")
				inertText(t, "expectations", out+errs)
			}
			expect := filepath.Join(t.TempDir(), "e.yaml")
			if err := os.WriteFile(expect, []byte("files:\n  - {file: "+yamlQuoted(s)+", must_not: [warn]}\n  - {file: x.fit, must: ["+yamlQuoted(s)+"]}\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			out, errs, _ := spoken("check", one, "--expect", expect, "--no-cache")
			inertText(t, "expectations", out+errs)
			if err := os.WriteFile(expect, []byte("files:\n  - {file: "+yamlQuoted(s)+", must_not: [warn]}\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, format := range []string{"text", "json", "junit"} {
				out, errs, _ = spoken("check", one, "--expect", expect, "--format", format, "--no-cache")
				inertText(t, "expected "+format, out+errs)
			}
		}
	})
}

// hostileLines writes a file of lines like those of jsonl, whose free texts are bad.
func hostileLines(t *testing.T, jsonl, bad string) string {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	n := 0
	var spoil func(v any)
	spoil = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				spoil(x)
			}
		case map[string]any:
			for k, x := range v {
				_, text := x.(string)
				if text && slices.Contains([]string{"title", "device", "detail", "note", "muscle", "text", "written", "zone_source", "say", "do", "reason", "needed", "word", "distance_source"}, k) {
					v[k] = bad
					n++
					continue
				}
				spoil(x)
			}
		}
	}
	for line := range strings.Lines(jsonl) {
		var v map[string]any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatal(err)
		}
		spoil(v)
		if err := enc.Encode(v); err != nil {
			t.Fatal(err)
		}
	}
	if n < 1000 {
		t.Fatalf("only %d texts replaced", n)
	}
	name := filepath.Join(t.TempDir(), "bad.jsonl")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func anyOf(list []map[string]any) []any {
	var out []any
	for _, v := range list {
		out = append(out, v)
	}
	return out
}

// eachOutput calls do for every file of a folder and those in it with that ending.
func eachOutput(t *testing.T, dir, ext string, do func(name, text string)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ext {
			return err
		}
		data, err := os.ReadFile(name)
		do(name, string(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// formula says whether a spreadsheet would compute a cell.
func formula(cell string) bool {
	cell = strings.TrimLeft(cell, " \u00a0\u3000")
	if _, err := strconv.ParseFloat(cell, 64); err == nil || cell == "" {
		return false
	}
	first, _ := utf8.DecodeRuneInString(cell)
	return strings.ContainsRune("=+-@\t\r\n＝＋－＠", first)
}

// cellsAreNoFormulas reads a table as programs do, and as a spreadsheet does whose
// separator is another one.
func cellsAreNoFormulas(t *testing.T, table string, columns, rows int) {
	t.Helper()
	got, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != rows+1 {
		t.Errorf("%d rows, want %d and a head", len(got), rows)
	}
	for _, row := range got {
		if len(row) != columns {
			t.Errorf("%d cells, want %d: %q", len(row), columns, row)
		}
		for _, c := range row {
			if formula(c) {
				t.Errorf("a formula: %q", c)
			}
		}
	}
	for line := range strings.Lines(table) {
		for _, c := range regexp.MustCompile(`[;|\t]`).Split(line, -1)[1:] {
			if formula(strings.Trim(c, " \r\n\"")) {
				t.Errorf("behind another separator a formula: %q in %.200q", c, line)
			}
		}
	}
}

// pageIsSound parses a page and fails on anything that runs, loads or leads away.
func pageIsSound(t *testing.T, name, page string, scripts int) {
	t.Helper()
	inertText(t, name, strings.ReplaceAll(page, "\t", " "))
	root, err := nethtml.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	var walk func(*nethtml.Node)
	walk = func(e *nethtml.Node) {
		if e.Type == nethtml.ElementNode {
			switch e.Data {
			case "script":
				n++
			case "iframe", "object", "embed", "base", "form", "img", "image", "video", "audio", "foreignobject":
				t.Errorf("%s: an element %s", name, e.Data)
			}
			for _, a := range e.Attr {
				key, value := strings.ToLower(a.Key), strings.ToLower(strings.TrimSpace(a.Val))
				if strings.HasPrefix(key, "on") || key == "src" || key == "srcdoc" || key == "style" || strings.Contains(value, "javascript:") && key != "aria-label" {
					t.Errorf("%s: %s has %s=%q", name, e.Data, a.Key, a.Val)
				}
				if key == "href" && !regexp.MustCompile(`^[A-Za-z0-9._-]+\.html(#[a-z0-9-]*)?$|^#|^data:,$`).MatchString(a.Val) {
					t.Errorf("%s: a link to %q", name, a.Val)
				}
			}
		}
		for c := e.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	if n != scripts {
		t.Errorf("%s: %d scripts, want %d", name, n, scripts)
	}
}

// markdownIsInert renders a text as forges do and fails on what a text of a file
// must not become.
func markdownIsInert(t *testing.T, name, text string) {
	t.Helper()
	inertText(t, name, text)
	bars := 0 // of the row above; a forge drops the cells that are too many
	for line := range strings.Lines(text) {
		n := strings.Count(regexp.MustCompile(`\\.`).ReplaceAllString(line, ""), "|")
		if !strings.HasPrefix(line, "|") {
			n = 0
		} else if bars != 0 && n != bars {
			t.Errorf("%s: %d bars below a row of %d: %.200q", name, n, bars, line)
		}
		bars = n
	}
	var b bytes.Buffer
	if err := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(gmhtml.WithUnsafe())).Convert([]byte(text), &b); err != nil {
		t.Fatal(err)
	}
	root, err := nethtml.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	var walk func(*nethtml.Node)
	cells := 0
	walk = func(e *nethtml.Node) {
		switch {
		case e.Type != nethtml.ElementNode:
		case slices.Contains([]string{"script", "img", "iframe", "input", "del", "svg", "h4", "h5", "h6", "hr"}, e.Data):
			t.Errorf("%s: an element %s", name, e.Data)
		case e.Data == "a":
			for _, a := range e.Attr {
				if a.Key == "href" && !regexp.MustCompile(`^[A-Za-z0-9._-]+\.md$`).MatchString(a.Val) {
					t.Errorf("%s: a link to %q", name, a.Val)
				}
			}
		case e.Data == "table":
			cells = 0
		case e.Data == "tr":
			n := 0
			for c := e.FirstChild; c != nil; c = c.NextSibling {
				if c.Type == nethtml.ElementNode {
					n++
				}
			}
			if cells != 0 && n != cells {
				t.Errorf("%s: a row of %d cells in a table of %d", name, n, cells)
			}
			cells = n
		}
		for c := e.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
}

// A name that holds what parts an archive from its members, or what is not shown,
// is that of an input all the same.
func TestAnInputOfAnyNameIsNotWrittenOver(t *testing.T) {
	for _, name := range []string{"a!b.fit", "a\x1b[2J.fit", " b .fit", "c\u202e.fit", "a!b.zip"} {
		dir := t.TempDir()
		file := filepath.Join(dir, name)
		data := hostileFIT("x", time.Date(2025, 5, 4, 7, 0, 0, 0, time.UTC))
		if strings.HasSuffix(name, ".zip") {
			var b bytes.Buffer
			zw := zip.NewWriter(&b)
			w, err := zw.Create("in!side.fit")
			if err == nil {
				_, err = w.Write(data)
			}
			if err != nil || zw.Close() != nil {
				t.Fatal(err)
			}
			data = b.Bytes()
		}
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{dir, file} {
			_, errs, status := spoken("analyze", path, "-o", file, "--format", "json", "--no-cache")
			now, err := os.ReadFile(file)
			if status != exitUsage || !strings.Contains(errs, "one of the inputs") || err != nil || !bytes.Equal(now, data) {
				t.Errorf("%q given as %q: status %d, %s", name, path, status, errs)
			}
		}
	}
}

// Two members of one name are two recordings.
func TestMembersOfOneNameAreAllRead(t *testing.T) {
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for i, name := range []string{"run.fit", "run.fit", "run.fit ", "\x1brun.fit"} {
		w, err := zw.Create(name)
		if err == nil {
			_, err = w.Write(hostileFIT("x", time.Date(2025, 5, 4+i, 7, 0, 0, 0, time.UTC)))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "runs.zip")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, errs, status := spoken("analyze", file, "--format", "csv", "--no-cache")
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if status != exitOK || err != nil || len(rows) != 5 {
		t.Fatalf("status %d, %d rows, %v\n%s", status, len(rows), err, errs)
	}
	var got []string
	for _, row := range rows[1:] {
		got = append(got, filepath.Base(strings.ReplaceAll(row[0], "!", "/")))
	}
	slices.Sort(got)
	if want := []string{"run.fit", "run.fit (2)", "run.fit (3)", "run.fit (4)"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
