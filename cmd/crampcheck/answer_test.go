package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"crampcheck/analyze"
	"crampcheck/parse"
	"crampcheck/report"
)

// answersOf are the files of the answers below base.
func answersOf(t *testing.T, base string) (names []string) {
	t.Helper()
	for _, name := range sortedNames(cacheFiles(t, base)) {
		if strings.HasSuffix(name, answerName) {
			names = append(names, name)
		}
	}
	return names
}

// answered says whether a call in a world whose cache stands in base would be
// answered by what is kept there. It asks a copy, in which each answer says so.
func answered(t *testing.T, w world, base string, args ...string) bool {
	t.Helper()
	const mark = "from what is kept\n"
	copied := t.TempDir()
	if err := os.CopyFS(copied, os.DirFS(base)); err != nil {
		t.Fatal(err)
	}
	c := newCache(cacheWorld(copied, later), false)
	p := c.take()
	for _, name := range answersOf(t, copied) {
		digits, err := hex.DecodeString(strings.ReplaceAll(strings.TrimSuffix(name, answerName), "/", ""))
		if err != nil {
			t.Fatal(err)
		}
		key := cacheKey(digits)
		a, ok := c.answer(&asking{key: key}, p)
		if !ok {
			t.Fatalf("%s is no answer", name)
		}
		a.Before = []byte(mark)
		p.draft = c.answers.encode(p.newDraft(), &a)
		c.save(name, key, answerBytes, p)
	}
	getenv := w.getenv
	w.getenv = func(name string) string {
		if name == "XDG_CACHE_HOME" {
			return copied
		}
		return getenv(name)
	}
	return strings.Contains(call(w, args...), mark)
}

// sameThrice wants three calls to say what one without a cache says, and the
// fourth to need no recording.
func sameThrice(t *testing.T, w world, base, what string, args ...string) (said string) {
	t.Helper()
	said = call(w, append(slices.Clone(args), "--no-cache")...)
	for n := range 3 {
		if got := call(w, args...); got != said {
			t.Errorf("%s, call %d:\n%s\nwithout a cache:\n%s", what, n+1, got, said)
		}
	}
	if !answered(t, w, base, args...) {
		t.Errorf("%s: the answer is not kept", what)
	}
	return said
}

// doubtfulRuns are runs of all kinds: sound, doubtful, twice there, with wrong
// notes, and a file that is none.
func doubtfulRuns(t *testing.T) string {
	t.Helper()
	dir := fewRuns(t, "runs")
	for _, file := range []string{"2026-04-12-cut.gpx", "2026-03-26-twice.fit", "2026-03-26-twice.gpx.gz"} {
		data, err := os.ReadFile(samplesDir + "/" + file)
		if err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(dir, file), string(data))
	}
	put(t, dir+"/broken.fit", "nothing")
	put(t, dir+"/empty.gpx", "")
	put(t, dir+"/letter.txt", "none")
	return dir
}

// TestAnAnswerIsGivenAgain asks in every format and with what decides the messages
// and the exit status.
func TestAnAnswerIsGivenAgain(t *testing.T) {
	dir, base := doubtfulRuns(t), t.TempDir()
	w := cacheWorld(base, later)
	t.Chdir(filepath.Dir(dir))
	seen := map[string]string{}
	for _, args := range [][]string{
		{"analyze", dir},
		{"analyze", "runs"},
		{"analyze", dir, "-v"},
		{"analyze", dir, "--strict"},
		{"analyze", dir, "-q"},
		{"analyze", dir, "--format", "json"},
		{"analyze", dir, "--format", "csv"},
		{"analyze", dir, "--format", "md"},
		{"analyze", dir, "--format", "html"},
		{"analyze", dir, "--since", "2026-04-01"},
		{"analyze", dir, "--until", "2026-04-07"},
		{"analyze", dir, "--since", "2027-01-01"},
		{"analyze", dir, "--sport", "all"},
		{"analyze", dir, "--plain"},
		{"analyze", dir, "--no-chart"},
		{"analyze", dir, "--ascii"},
		{"analyze", dir, "--units", "km"},
		{"analyze", dir, "--width", "60"},
		{"analyze", dir, "--color", "always"},
		{"analyze", dir, "--tz", "Asia/Tokyo"},
		{"analyze", dir, "--limit", "pace/fast-first-mile.warn=0.01"},
		{"analyze", dir + "/2026-04-05-half.fit"},
		{"analyze", dir + "/2026-04-05-half.fit", "--goal", "1:50:00"},
		{"analyze", dir + "/2026-04-05-half.fit", dir},
		{"history", dir},
		{"history", dir, "--format", "json"},
	} {
		what := strings.ReplaceAll(strings.Join(args, " "), dir, "runs")
		if answered(t, w, base, args...) {
			t.Errorf("%s: answered with the answer to something else", what)
		}
		said := sameThrice(t, w, base, what, args...)
		if other := seen[said]; other != "" {
			t.Logf("%s says as much as %s", what, other)
		}
		seen[said] = what
	}
	if len(seen) < 20 {
		t.Errorf("only %d different answers", len(seen))
	}
	if !answered(t, w, base, "analyze", dir, "--jobs", "7") {
		t.Error("the number of jobs decides")
	}
}

// TestNoAnswerIsStale changes what an answer is made of, one after the other.
func TestNoAnswerIsStale(t *testing.T) {
	if raceDetector {
		t.Skip("the run without the race detector does it: what it starts is other programs, or one thing after the other")
	}
	dir, base := doubtfulRuns(t), t.TempDir()
	w := cacheWorld(base, later)
	env := map[string]string{"XDG_CACHE_HOME": base}
	w.getenv = func(name string) string { return env[name] }
	edit := func(name, old, new string) {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !bytes.Contains(data, []byte(old)) {
			t.Fatalf("%s holds no %q (%v)", name, old, err)
		}
		put(t, filepath.Join(dir, name), strings.Replace(string(data), old, new, 1))
	}
	var was []string
	for _, c := range []struct {
		name   string
		change func()
		same   bool // the answer is what it was
	}{
		{"at first", func() {}, false},
		{"a byte of notes.csv", func() { edit("notes.csv", "calf,4", "calf,5") }, false},
		{"a byte of a recording, its date restored", func() {
			file := dir + "/2026-03-05-jog.gpx"
			info, err := os.Stat(file)
			if err != nil {
				t.Fatal(err)
			}
			edit("2026-03-05-jog.gpx", "Shake out", "Shape out")
			if err := os.Chtimes(file, info.ModTime(), info.ModTime()); err != nil {
				t.Fatal(err)
			}
		}, false},
		{"notes beside a run", func() { put(t, dir+"/2026-04-09-easy.notes.yaml", "events:\n  - at: 10m\n    what: cramp\n") }, false},
		{"settings of the folder", func() { put(t, dir+"/.crampcheck.yaml", "units: km\n") }, false},
		{"settings that decide what is judged", func() { put(t, dir+"/.crampcheck.yaml", "units: km\nlimits:\n  pace/fast-first-mile.warn: 0.01\n") }, false},
		{"what Strava says of a run", func() {
			put(t, dir+"/activities.csv", "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Filename\n1,x,Jogging along,Run,,2026-03-05-jog.gpx\n")
		}, false},
		{"one more file", func() {
			data, err := os.ReadFile(samplesDir + "/2026-04-26-marathon.fit.gz")
			if err != nil {
				t.Fatal(err)
			}
			put(t, dir+"/2026-04-26-marathon.fit.gz", string(data))
		}, false},
		{"one file less", func() {
			if err := os.Remove(dir + "/2026-03-26-twice.fit"); err != nil {
				t.Fatal(err)
			}
		}, false},
		{"a file that is no recording", func() { put(t, dir+"/another.txt", "none") }, false},
		{"a broken file that is mended", func() {
			data, err := os.ReadFile(samplesDir + "/2026-03-05-jog.gpx")
			if err != nil {
				t.Fatal(err)
			}
			put(t, dir+"/empty.gpx", string(data))
		}, false},
		{"a file under another name", func() {
			if err := os.Rename(dir+"/2026-04-12-cut.gpx", dir+"/short.gpx"); err != nil {
				t.Fatal(err)
			}
		}, false},
		{"colour", func() { env["FORCE_COLOR"] = "1" }, false},
		{"a terminal", func() { w.outTerminal, w.columns = true, 100 }, true},
		{"a narrower one", func() { w.columns = 70 }, false},
		{"COLUMNS", func() { env["COLUMNS"] = "60" }, false},
		{"no colour", func() { env["NO_COLOR"] = "1" }, false},
		{"a terminal that knows ASCII alone", func() { env["LANG"] = "C" }, false},
		{"messages on the same terminal, which has just listed the files", func() { w.errTerminal, env["CI"] = true, "true" }, false},
		{"settings of one's own", func() {
			home := t.TempDir()
			put(t, home+"/crampcheck/config.yaml", "mass: 71 kg\nlap_cramp: true\n")
			env["XDG_CONFIG_HOME"] = home
		}, true},
	} {
		time.Sleep(20 * time.Millisecond) // a tick of the file system's clock
		c.change()
		said := []string{
			sameThrice(t, w, base, c.name, "analyze", dir, "-v"),
			sameThrice(t, w, base, c.name, "analyze", dir, "--format", "json"),
			sameThrice(t, w, base, c.name, "history", dir),
		}
		if !c.same && slices.Equal(said, was) {
			t.Errorf("%s changes nothing", c.name)
		}
		was = said
	}
}

// TestAnAnswerIsWrittenAsAnyOutput wants the same file, and no input to be
// written over.
func TestAnAnswerIsWrittenAsAnyOutput(t *testing.T) {
	dir, base, to := fewRuns(t, "runs"), t.TempDir(), t.TempDir()
	w := cacheWorld(base, later)
	want := call(w, "analyze", dir, "--format", "json", "-o", to+"/want", "--no-cache")
	call(w, "analyze", dir, "--format", "json", "-o", to+"/first")
	if !answered(t, w, base, "analyze", dir, "--format", "json", "-o", to+"/copy") {
		t.Fatal("the answer is not kept")
	}
	if got := call(w, "analyze", dir, "--format", "json", "-o", to+"/second"); got != want {
		t.Errorf("said %s, want %s", got, want)
	}
	whole, err := os.ReadFile(to + "/want")
	if err != nil || len(whole) < 1000 {
		t.Fatal(len(whole), err)
	}
	for _, name := range []string{"first", "second"} {
		if got, err := os.ReadFile(filepath.Join(to, name)); err != nil || !bytes.Equal(got, whole) {
			t.Errorf("%s has %d bytes, want %d; %v", name, len(got), len(whole), err)
		}
	}
	if err := os.Symlink(dir+"/notes.csv", to+"/link"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{dir + "/notes.csv", dir + "/2026-04-05-half.fit", to + "/link", to, to + "/none/x"} {
		args := []string{"analyze", dir, "--format", "json", "-o", name}
		said := call(w, args...)
		if fresh := call(w, append(args, "--no-cache")...); said != fresh || !strings.HasSuffix(said, "exit status 2") {
			t.Errorf("%s:\n%s\nwithout a cache:\n%s", name, said, fresh)
		}
	}
}

// TestWhatHasNoAnswer makes calls after which none is kept.
func TestWhatHasNoAnswer(t *testing.T) {
	dir, base, to := fewRuns(t, "runs"), t.TempDir(), t.TempDir()
	half := dir + "/2026-04-05-half.fit"
	data, err := os.ReadFile(half)
	if err != nil {
		t.Fatal(err)
	}
	w := cacheWorld(base, later)
	if out := call(w, "analyze", dir, "-o", to+"/runs.jsonl"); !strings.HasSuffix(out, "exit status 0") {
		t.Fatal(out)
	}
	for _, args := range [][]string{
		{"analyze", dir, "--no-cache"},
		{"analyze", dir, "-o", to + "/none/x"},
		{"analyze", dir, "--goal", "1:50:00"},
		{"analyze", "-"},
		{"analyze", dir, "-"},
		{"check", dir},
		{"report", half},
		{"init", dir, "--dry-run"},
		{"history", to + "/runs.jsonl"},
		{"history", to + "/runs.jsonl", dir},
	} {
		w.in = bytes.NewReader(data)
		call(w, args...)
		if n := len(answersOf(t, base)); n > 0 {
			t.Fatalf("%v: %d answers kept", args, n)
		}
	}
	call(cacheWorld(base, cacheDay0), "analyze", dir)
	if n := len(answersOf(t, base)); n > 0 {
		t.Errorf("%d answers kept of files that were just written", n)
	}
	if call(w, "analyze", dir); len(answersOf(t, base)) != 1 {
		t.Error("and none of these files later")
	}
}

// TestWhatMayPassIsNotKept keeps the answer of one call in different
// circumstances.
func TestWhatMayPassIsNotKept(t *testing.T) {
	dir := fewRuns(t, "runs")
	skipped := func(why parse.Code) func(*analyze.Report, *listener) {
		return func(rep *analyze.Report, _ *listener) {
			rep.Inputs[1].Status, rep.Inputs[1].Reason = parse.Skipped, why
		}
	}
	for _, c := range []struct {
		name   string
		during func(*analyze.Report, *listener)
		end    error
		kept   int
	}{
		{"nothing happened", func(*analyze.Report, *listener) {}, nil, 1},
		{"a file that will always be broken", skipped(parse.Malformed), statusError{status: exitInput}, 1},
		{"a file that could not be read this time", skipped(parse.Unreadable), statusError{status: exitInput}, 0},
		{"a file that took too long this time", skipped(parse.Timeout), statusError{status: exitInput}, 0},
		{"a mistake of our own", skipped(parse.Internal), statusError{status: exitInput}, 0},
		{"an end that is no exit status", func(*analyze.Report, *listener) {}, io.ErrUnexpectedEOF, 0},
		{"too much output", func(_ *analyze.Report, l *listener) { l.lost = true }, nil, 0},
		{"a recording was touched meanwhile", func(*analyze.Report, *listener) {
			time.Sleep(20 * time.Millisecond)
			at := cacheDay0.Add(-time.Minute)
			if err := os.Chtimes(dir+"/2026-03-05-jog.gpx", at, at); err != nil {
				t.Fatal(err)
			}
		}, nil, 0},
		{"a recording went meanwhile", func(*analyze.Report, *listener) {
			if err := os.Remove(dir + "/2026-03-05-jog.gpx"); err != nil {
				t.Fatal(err)
			}
		}, nil, 0},
	} {
		base := t.TempDir()
		w := cacheWorld(base, later)
		b := &batch{jobs: 1, cache: newCache(w, false)}
		if err := b.find([]string{dir}); err != nil {
			t.Fatal(err)
		}
		s := settings{format: &choice{value: "text"}, output: "-"}
		q := s.ask(w, b, "analyze", "text", report.Style{})
		rep, _, err := b.judgeAll()
		if err != nil || q == nil {
			t.Fatal(q, err)
		}
		l := q.listen()
		if err := l.output(func(w io.Writer) error { _, err := io.WriteString(w, "output"); return err })(io.Discard); err != nil {
			t.Fatal(err)
		}
		c.during(rep, l)
		b.keepAnswer(q, l, rep, c.end)
		if n := len(answersOf(t, base)); n != c.kept {
			t.Errorf("%s: %d answers kept, want %d", c.name, n, c.kept)
		}
	}
}

// TestADamagedAnswerIsNone flips bytes of an answer and cuts it.
func TestADamagedAnswerIsNone(t *testing.T) {
	dir, base := fewRuns(t, "runs"), t.TempDir()
	w := cacheWorld(base, later)
	want := sameThrice(t, w, base, "at first", "analyze", dir)
	names := answersOf(t, base)
	if len(names) != 1 {
		t.Fatalf("answers %v", names)
	}
	file := filepath.Join(base, "crampcheck", filepath.FromSlash(names[0]))
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := newCache(w, false)
	digits, err := hex.DecodeString(strings.ReplaceAll(strings.TrimSuffix(names[0], answerName), "/", ""))
	if err != nil {
		t.Fatal(err)
	}
	p := c.take()
	reads := func() bool {
		_, ok := c.answer(&asking{key: cacheKey(digits)}, p)
		return ok
	}
	if !reads() {
		t.Fatal("a sound answer is none")
	}
	for i := range whole {
		damaged := slices.Clone(whole)
		damaged[i] ^= 1 << (i % 8)
		if put(t, file, string(damaged)); reads() {
			t.Fatalf("byte %d of %d damaged, and read", i, len(whole))
		}
		if put(t, file, string(whole[:i])); i%7 == 0 && reads() {
			t.Fatalf("%d bytes of %d, and read", i, len(whole))
		}
	}
	if got := call(w, "analyze", dir); got != want {
		t.Errorf("with a damaged answer:\n%s\nwant:\n%s", got, want)
	}
	if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, whole) {
		t.Errorf("it is not mended: %d bytes, want %d; %v", len(got), len(whole), err)
	}
}

// TestAnswersAreBounded wants no answer of an output that is too large, and answers to
// count among what the cache holds.
func TestAnswersAreBounded(t *testing.T) {
	l := &listener{}
	piece := make([]byte, 1<<20)
	err := l.output(func(w io.Writer) error {
		for range outputBytes / len(piece) {
			if _, err := w.Write(piece); err != nil {
				return err
			}
		}
		return nil
	})(io.Discard)
	if err != nil || l.lost {
		t.Errorf("as much as may be is lost: %v, %v", l.lost, err)
	}
	err = l.output(func(w io.Writer) error {
		for range outputBytes/len(piece) + 1 {
			if _, err := w.Write(piece); err != nil {
				return err
			}
		}
		return nil
	})(io.Discard)
	if err != nil || !l.lost {
		t.Errorf("more than may be is kept, %v", err)
	}

	dir, base := fewRuns(t, "runs"), t.TempDir()
	w := cacheWorld(base, later)
	call(w, "analyze", dir)
	if out := call(w, "cache", "info"); !strings.Contains(out, "results  3\nanswers  1\n") {
		t.Error(out)
	}
	var second, total, has int64
	files := cacheFiles(t, base)
	for name, data := range files {
		if name != totalName && name != stampsName {
			has += int64(len(data))
		}
	}
	if _, err := fmt.Sscan(string(files[totalName]), &second, &total); err != nil || total != has {
		t.Errorf("counted %d bytes, and there are %d; %v", total, has, err)
	}
	if out := call(w, "cache", "clear"); !strings.Contains(out, "removed 3 results and 1 answer (") || len(cacheFiles(t, base)) > 0 {
		t.Error(out)
	}
}

// TestEveryPartOfAQuestionDecides fills in each field, one after the other.
func TestEveryPartOfAQuestionDecides(t *testing.T) {
	c := newCache(cacheWorld(t.TempDir(), later), false)
	zones := someZones(t)
	seen := map[cacheKey]string{}
	add := func(what string, q question) {
		key := c.keyOfAnswer(&q)
		if other := seen[key]; other != "" {
			t.Errorf("%s does as much as %s", what, other)
		}
		seen[key] = what
	}
	add("nothing", question{Sources: []askedSource{{}}, Entries: []parse.Entry{{}}})
	var q question
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		if v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]() {
			for i := range v.NumField() {
				walk(path+"."+v.Type().Field(i).Name, v.Field(i))
			}
			return
		}
		was := reflect.New(v.Type()).Elem()
		was.Set(v)
		f := filler{zones: zones, n: len(seen)}
		f.fill(v)
		add(path, q)
		v.Set(was)
	}
	q = question{Sources: []askedSource{{}}, Entries: []parse.Entry{{}}}
	walk("question", reflect.ValueOf(&q).Elem())
	walk("source", reflect.ValueOf(&q.Sources[0]).Elem())
	walk("entry", reflect.ValueOf(&q.Entries[0]).Elem())
	if len(seen) < 80 {
		t.Errorf("only %d parts looked at", len(seen))
	}
	program := c.program
	c.program = func() [32]byte { sum := program(); sum[31]++; return sum }
	add("another program", question{Sources: []askedSource{{}}, Entries: []parse.Entry{{}}})
}

// TestNothingIsLeftOutOfAQuestion wants each field of what a call is made of to
// stand in the question, or here with a reason why it does not.
func TestNothingIsLeftOutOfAQuestion(t *testing.T) {
	const (
		inStyle   = "Style"
		inOptions = "Options"
		inSpan    = "Span"
		alone     = "is no part of what is printed"
		found     = "is read by find: what it led to is in the question"
		none      = "a call with it puts no question"
		later     = "is made of the others when recordings are read"
	)
	for _, c := range []struct {
		typ     reflect.Type
		reasons map[string]string
	}{
		{reflect.TypeFor[settings](), map[string]string{
			"looks": inStyle, "format": "AsksText", "sport": inStyle, "output": "ToStdout; its name stands in errors alone, after which nothing is kept",
			"notes": "NotesFile", "goal": inOptions, "config": inOptions, "limits": inOptions, "since": inSpan, "until": inSpan, "zone": inOptions,
			"jobs": alone, "strict": "Strict", "quiet": "Quiet", "verbose": "Verbose", "noCache": none, "hideM": inOptions,
			"joins": "Joins", "listsNone": "ListsNone", "formatGiven": "Format", "reading": "Limits",
		}},
		{reflect.TypeFor[looks](), map[string]string{
			"units": inStyle, "color": inStyle, "width": inStyle, "ascii": inStyle, "plain": inStyle, "noChart": inStyle, "unitsGiven": inStyle,
		}},
		{reflect.TypeFor[batch](), map[string]string{
			"opt": inOptions, "span": inSpan, "jobs": alone, "notesFile": "NotesFile", "stdin": none, "stdinTerminal": none,
			"progress": "is wiped away before anything is printed", "cache": "answers are the same with it and without",
			"sources": "Sources", "keys": "leads to asked", "asked": none, "files": "are what write looks at, of every call",
			"other": "Other", "entries": "Entries", "index": later, "days": later, "errs": "Errs", "partial": "Partial",
			"joins": "Joins", "shards": none, "damage": none, "otherLines": "OtherLines", "home": "Home", "litter": alone,
			"limits": "Limits", "now": "what took too long has no answer",
		}},
		{reflect.TypeFor[world](), map[string]string{
			"args": found, "in": none, "out": alone, "err": alone, "getenv": "is asked for settings, style and progress alone", "inTerminal": none,
			"outTerminal": "OutTerminal", "columns": inStyle, "errTerminal": "ErrTerminal", "errColumns": "ErrColumns", "now": alone, "litter": alone,
		}},
		{reflect.TypeFor[parse.Source](), map[string]string{
			"Path": "Path", "Name": "Name", "Err": "Code and Text", "Size": "Size", "Title": "Title", "Sport": "Sport", "Description": "Description",
			"place": "is Name", "notes": "no recording has it", "fsys": "leads to the bytes, as Stamp", "in": none, "member": none,
		}},
	} {
		for i := range c.typ.NumField() {
			name := c.typ.Field(i).Name
			if c.reasons[name] == "" {
				t.Errorf("%v.%s: is it in the question, and why not?", c.typ, name)
			}
			delete(c.reasons, name)
		}
		for name := range c.reasons {
			t.Errorf("%v.%s is no more", c.typ, name)
		}
	}
	style, asked := reflect.TypeFor[report.Style](), reflect.TypeFor[askedStyle]()
	for i := range style.NumField() {
		f := style.Field(i)
		g, ok := asked.FieldByName(f.Name)
		if f.Name != "Pages" && f.Name != "Spread" && (!ok || g.Type != f.Type) {
			t.Errorf("the style's %s is not in the question", f.Name)
		}
	}
}

// TestEveryStyleIsAskedFor wants ask to hand on each field of a style.
func TestEveryStyleIsAskedFor(t *testing.T) {
	dir := fewRuns(t, "runs")
	w := cacheWorld(t.TempDir(), later)
	b := &batch{jobs: 1, cache: newCache(w, false)}
	if err := b.find([]string{dir}); err != nil {
		t.Fatal(err)
	}
	s := settings{format: &choice{value: "text"}, output: "-"}
	seen := map[cacheKey]string{}
	add := func(what string, s settings, w world, b batch, command, format string, st report.Style) {
		q := s.ask(w, &b, command, format, st)
		if q == nil {
			t.Fatalf("%s: no question", what)
		}
		if other := seen[q.key]; other != "" {
			t.Errorf("%s does as much as %s", what, other)
		}
		seen[q.key] = what
	}
	add("nothing", s, w, *b, "analyze", "text", report.Style{})
	var st report.Style
	v := reflect.ValueOf(&st).Elem()
	for i := range v.NumField() {
		if name := v.Type().Field(i).Name; name != "Pages" && name != "Spread" {
			f := filler{n: len(seen)}
			f.fill(v.Field(i))
			add(name, s, w, *b, "analyze", "text", st)
			v.Field(i).SetZero()
		}
	}
	for name, set := range map[string]func(*settings, *world, *batch){
		"strict":        func(s *settings, _ *world, _ *batch) { s.strict = true },
		"quiet":         func(s *settings, _ *world, _ *batch) { s.quiet = true },
		"verbose":       func(s *settings, _ *world, _ *batch) { s.verbose = true },
		"lists none":    func(s *settings, _ *world, _ *batch) { s.listsNone = true },
		"the output":    func(s *settings, _ *world, _ *batch) { s.output = "x" },
		"the flag":      func(s *settings, _ *world, _ *batch) { s.format = &choice{value: "md"} },
		"out":           func(_ *settings, w *world, _ *batch) { w.outTerminal = true },
		"err":           func(_ *settings, w *world, _ *batch) { w.errTerminal = true },
		"columns":       func(_ *settings, w *world, _ *batch) { w.errColumns = 9 },
		"options":       func(_ *settings, _ *world, b *batch) { b.opt.GoalS = 1 },
		"span":          func(_ *settings, _ *world, b *batch) { b.span.Since = "2026-01-01" },
		"joins":         func(_ *settings, _ *world, b *batch) { b.joins = true },
		"limits":        func(_ *settings, _ *world, b *batch) { b.limits.Points = 9 },
		"notes file":    func(_ *settings, _ *world, b *batch) { b.notesFile = "x" },
		"other":         func(_ *settings, _ *world, b *batch) { b.other = []string{"x"} },
		"entries":       func(_ *settings, _ *world, b *batch) { b.entries = nil },
		"errors":        func(_ *settings, _ *world, b *batch) { b.errs = []parse.NoteError{{}} },
		"partial":       func(_ *settings, _ *world, b *batch) { b.partial = map[string]bool{"x": true} },
		"other lines":   func(_ *settings, _ *world, b *batch) { b.otherLines = true },
		"a source less": func(_ *settings, _ *world, b *batch) { b.sources = b.sources[1:] },
		"the order":     func(_ *settings, _ *world, b *batch) { b.sources = reversed(b.sources) },
		"home": func(_ *settings, _ *world, b *batch) {
			home := map[string]string{"x": "y"}
			for k, v := range b.home {
				home[k] = v
			}
			b.home = home
		},
		"a title": func(_ *settings, _ *world, b *batch) {
			b.sources = slices.Clone(b.sources)
			b.sources[0].Title = "x"
		},
		"an error": func(_ *settings, _ *world, b *batch) {
			b.sources = slices.Clone(b.sources)
			b.sources[0].Err = &parse.Error{Code: parse.Unreadable}
		},
		"an error of another kind": func(_ *settings, _ *world, b *batch) {
			b.sources = slices.Clone(b.sources)
			b.sources[0].Err = &parse.Error{Code: parse.Malformed}
		},
		"an error elsewhere": func(_ *settings, _ *world, b *batch) {
			b.sources = slices.Clone(b.sources)
			b.sources[0].Path, b.sources[0].Err = "x", &parse.Error{Code: parse.Malformed}
		},
	} {
		s, w, b := s, w, *b
		set(&s, &w, &b)
		add(name, s, w, b, "analyze", "text", report.Style{})
	}
	add("the command", s, w, *b, "history", "text", report.Style{})
	add("the format", s, w, *b, "analyze", "json", report.Style{})
}

func reversed(list []parse.Source) []parse.Source {
	list = slices.Clone(list)
	slices.Reverse(list)
	return list
}
