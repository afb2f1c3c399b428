package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// cacheDay0 is when the tests begin, as new files are dated by the computer's
// clock.
var cacheDay0 = time.Now()

// cacheWorld is a world whose cache stands in a folder, on a day.
func cacheWorld(base string, now time.Time) world {
	return world{
		now: func() time.Time { return now },
		getenv: func(name string) string {
			if name == "XDG_CACHE_HOME" {
				return base
			}
			return ""
		},
	}
}

// call runs the command in a world and returns all that it says.
func call(w world, args ...string) string {
	var out, errs bytes.Buffer
	w.args, w.out, w.err = args, &out, &errs
	status := run(w)
	return fmt.Sprintf("%s\n%s\nexit status %d", &out, &errs, status)
}

// fewRuns copies three samples with notes into a new folder of that name.
func fewRuns(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), name)
	for _, file := range []string{"2026-03-05-jog.gpx", "2026-04-05-half.fit", "2026-04-09-easy.tcx.gz"} {
		data, err := os.ReadFile(samplesDir + "/" + file)
		if err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(dir, file), string(data))
	}
	put(t, filepath.Join(dir, "notes.csv"), "date,file,at,what,where,severity,amount,note\n"+
		"2026-04-05,,42m,cramp,left calf,4,,twinge\n2026-04-05,2026-04-05-half,mi 99,drink,,,120 ml,\n2026-03-05,,,massage,,,20 min,\n2026-03-05,,after,symptom,,,,dizzy\n")
	return dir
}

func put(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// cacheFiles are the files of a cache below base with their paths in it.
func cacheFiles(t *testing.T, base string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	root := filepath.Join(base, "crampcheck")
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(root, p)
		out[filepath.ToSlash(rel)], err = os.ReadFile(p)
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return out
}

// marked changes the title in every judgement that is kept, so that a report
// tells whether it was read or made anew.
func marked(t *testing.T, base string) (changed int) {
	t.Helper()
	c := newCache(cacheWorld(base, cacheDay0), false)
	d := c.take()
	for name := range cacheFiles(t, base) {
		if strings.HasSuffix(name, answerName) { // which would be told instead
			if err := c.root().Remove(name); err != nil {
				t.Fatal(err)
			}
			continue
		}
		var key cacheKey
		if _, err := fmt.Sscanf(strings.ReplaceAll(name, "/", ""), "%x", (*hexKey)(&key)); err != nil {
			continue
		}
		r, ok := c.load(key, d)
		if !ok {
			t.Fatalf("%s is no record", name)
		}
		for i := range r.Judged {
			var j judgement
			if !c.judgements.decode(r.Judged[i].Judgement, &j, nil) {
				t.Fatalf("%s holds no judgement", name)
			}
			j.Result.Title = "kept " + j.Result.Title
			r.Judged[i].Judgement = c.judgements.encode(nil, &j)
			changed++
		}
		c.saveRecord(key, &r, d)
	}
	return changed
}

// hexKey reads a key from hexadecimal digits.
type hexKey cacheKey

func (k *hexKey) Scan(s fmt.ScanState, _ rune) error {
	text, err := s.Token(true, nil)
	if err != nil || len(text) != 2*len(k) {
		return fmt.Errorf("no key")
	}
	for i := range k {
		if _, err := fmt.Sscanf(string(text[2*i:2*i+2]), "%02x", &k[i]); err != nil {
			return err
		}
	}
	return nil
}

// TestWhatIsKeptIsRead wants a second call to read no recording, and each call
// that is about something else to read all of them.
func TestWhatIsKeptIsRead(t *testing.T) {
	dir, base := fewRuns(t, "runs"), t.TempDir()
	w := cacheWorld(base, cacheDay0)
	fresh := call(w, "analyze", dir, "--format", "json", "--no-cache")
	if len(cacheFiles(t, base)) > 0 {
		t.Error("--no-cache keeps something")
	}
	if first := call(w, "analyze", dir, "--format", "json"); first != fresh {
		t.Errorf("the call that keeps says something else:\n%s\n%s", first, fresh)
	}
	if n := marked(t, base); n != 3 {
		t.Errorf("%d judgements kept of 3 runs", n)
	}
	kept := func(args ...string) int { return strings.Count(call(w, args...), `"title": "kept `) }
	for _, c := range []struct {
		name string
		args []string
		want int
	}{
		{"the same call", []string{"analyze", dir, "--format", "json"}, 3},
		{"another output and another command", []string{"check", dir, "--format", "json", "--units", "km"}, 3},
		{"the run that a report draws", []string{"report", dir + "/2026-04-05-half.fit", "--with", dir, "--format", "json"}, 0},
		{"--no-cache", []string{"analyze", dir, "--format", "json", "--no-cache"}, 0},
		{"a limit", []string{"analyze", dir, "--format", "json", "--limit", "pace/fast-first-mile.warn=0.07"}, 0},
		{"a zone", []string{"analyze", dir, "--format", "json", "--tz", "Asia/Tokyo"}, 0},
		{"one run of the folder, with its notes", []string{"analyze", dir + "/2026-04-05-half.fit", "--format", "json"}, 1},
		{"the same with a goal", []string{"analyze", dir + "/2026-04-05-half.fit", "--format", "json", "--goal", "1:50:00"}, 0},
	} {
		if got := kept(c.args...); got != c.want {
			t.Errorf("%s: %d results read, want %d", c.name, got, c.want)
		}
	}
}

// TestAPictureIsNotKept wants nothing to be kept of what a report draws, nor of
// standard input.
func TestAPictureIsNotKept(t *testing.T) {
	dir, base := fewRuns(t, "runs"), t.TempDir()
	w := cacheWorld(base, cacheDay0)
	call(w, "report", dir+"/2026-04-05-half.fit")
	data, err := os.ReadFile(dir + "/2026-03-05-jog.gpx")
	if err != nil {
		t.Fatal(err)
	}
	w.in = bytes.NewReader(data)
	if out := call(w, "analyze", "-"); !strings.Contains(out, "exit status 0") {
		t.Error(out)
	}
	put(t, dir+"/broken.fit", "nothing")
	call(w, "analyze", dir+"/broken.fit")
	if files := cacheFiles(t, base); len(files) > 0 {
		t.Errorf("%d files kept", len(files))
	}
	call(w, "report", dir+"/2026-04-05-half.fit", "--with", dir)
	if files := cacheFiles(t, base); len(files) != 2+1 { // the two others, and the total
		t.Errorf("%d files kept of the two runs that a third is compared with", len(files))
	}
}

// TestWhatIsJudgedAgainIsKept looks at a run whose notes only the others decide,
// and at one whose twin names the sport.
func TestWhatIsJudgedAgainIsKept(t *testing.T) {
	dir, base := t.TempDir(), t.TempDir()
	w := cacheWorld(base, cacheDay0)
	const run = `<gpx version="1.1" creator="hand"><trk>%s<trkseg>
<trkpt lat="40.8" lon="-119.2"><time>2026-05-01T%s:00:00Z</time></trkpt>
<trkpt lat="40.801" lon="-119.2"><time>2026-05-01T%s:00:40Z</time></trkpt>
<trkpt lat="40.802" lon="-119.2"><time>2026-05-01T%s:01:20Z</time></trkpt>
</trkseg></trk></gpx>`
	sport := "<type>running</type>"
	put(t, dir+"/morning.gpx", fmt.Sprintf(run, sport, "15", "15", "15"))
	put(t, dir+"/evening.gpx", fmt.Sprintf(run, sport, "20", "20", "20"))
	put(t, dir+"/night.gpx", fmt.Sprintf(run, "", "02", "02", "02"))
	put(t, dir+"/twin.gpx", fmt.Sprintf(run, sport, "02", "02", "02")+" ")
	put(t, dir+"/notes.csv", "date,file,at,what,where,severity,amount,note\n"+
		"2026-05-01,,08:00:30,cramp,left calf,4,,\n2026-05-01,,13:00:30,cramp,right calf,5,,\n2026-05-01,evening.gpx,,race,,,yes,\n")
	fresh := call(w, "analyze", dir, "--format", "json", "--no-cache")
	for n := range 3 {
		if out := call(w, "analyze", dir, "--format", "json"); out != fresh {
			t.Fatalf("call %d:\n%s\nwithout a cache:\n%s", n, out, fresh)
		}
	}
	marked(t, base)
	out := call(w, "analyze", dir, "--format", "json")
	if n := strings.Count(out, `"title": "kept `); n != 3 {
		t.Errorf("%d results read of 3 runs:\n%s", n, out)
	}
}

// TestNoPathIsKept looks for the name of the folder in all that is kept.
func TestNoPathIsKept(t *testing.T) {
	const name = "quite-a-folder"
	dir, base := fewRuns(t, name), t.TempDir()
	out := call(cacheWorld(base, cacheDay0), "analyze", dir, "-v")
	if !strings.Contains(out, name) {
		t.Fatalf("the report names no folder:\n%s", out)
	}
	files := cacheFiles(t, base)
	if len(files) != 4 {
		t.Errorf("%d files kept", len(files))
	}
	for file, data := range files {
		for _, word := range []string{name, "notes.csv", "2026-04-05-half.fit"} {
			if bytes.Contains(data, []byte(word)) {
				t.Errorf("%s holds %q", file, word)
			}
		}
	}
}

// TestEveryOptionDecides changes each field of what decides, one after the other.
func TestEveryOptionDecides(t *testing.T) {
	c := newCache(cacheWorld(t.TempDir(), cacheDay0), false)
	dir := fewRuns(t, "runs")
	found := parse.Find(os.DirFS(dir), "2026-04-05-half.fit", "half.fit", parse.DefaultLimits())
	p := contentSum{1}
	zones := someZones(t)
	seen := map[cacheKey]string{c.keyOf(p, found.Sources[0], analyze.Options{}): "nothing"}
	add := func(what string, s parse.Source, o analyze.Options) {
		key := c.keyOf(p, s, o)
		if other := seen[key]; other != "" {
			t.Errorf("%s does as much as %s", what, other)
		}
		seen[key] = what
	}
	var walk func(path string, v reflect.Value, o *analyze.Options)
	walk = func(path string, v reflect.Value, o *analyze.Options) {
		if v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]() {
			for i := range v.NumField() {
				walk(path+"."+v.Type().Field(i).Name, v.Field(i), o)
			}
			return
		}
		f := filler{zones: zones, n: len(seen)}
		f.fill(v)
		add(path, found.Sources[0], *o)
		v.SetZero()
	}
	var o analyze.Options
	walk("Options", reflect.ValueOf(&o).Elem(), &o)
	if len(seen) < 12 {
		t.Errorf("only %d options looked at", len(seen)-1)
	}
	for i, set := range []func(*parse.Source){
		func(s *parse.Source) { s.Title = "x" },
		func(s *parse.Source) { s.Sport = "x" },
		func(s *parse.Source) { s.Description = "x" },
	} {
		s := found.Sources[0]
		set(&s)
		add(fmt.Sprintf("Strava's word %d", i), s, analyze.Options{})
	}
	program := c.program
	c.program = func() [32]byte { sum := program(); sum[31]++; return sum }
	add("another program", found.Sources[0], analyze.Options{})
	if program() == ([32]byte{}) {
		t.Error("the program has no hash")
	}
	lim := parse.DefaultLimits()
	for _, r := range lim.Rows() {
		*r.Value++
		c.within(lim)
		add(r.Name, found.Sources[0], analyze.Options{})
	}
}

// TestEveryNoteDecides changes each field of a note.
func TestEveryNoteDecides(t *testing.T) {
	c := newCache(cacheWorld(t.TempDir(), cacheDay0), false)
	two := func() []parse.Entry { return []parse.Entry{{Source: "runs/notes.csv"}, {Source: "runs/b.yaml"}} }
	sum, files := c.asked(0, "", two())
	if !slices.Equal(files, []string{"runs/notes.csv", "runs/b.yaml"}) {
		t.Errorf("files %v", files)
	}
	moved, _ := c.asked(0, "", []parse.Entry{{Source: "x/notes.csv"}, {Source: "x/b.yaml"}})
	if moved != sum {
		t.Error("the folder of the notes decides")
	}
	seen := map[[32]byte]string{sum: "nothing"}
	add := func(what string, index int, sport string, entries []parse.Entry) {
		sum, _ := c.asked(index, sport, entries)
		if other := seen[sum]; other != "" {
			t.Errorf("%s does as much as %s", what, other)
		}
		seen[sum] = what
	}
	add("the index", 1, "", two())
	add("the sport", 0, "running", two())
	add("one note less", 0, "", two()[:1])
	add("no notes", 0, "", nil)
	one := two()
	one[1].Source = one[0].Source
	add("both in one file", 0, "", one)
	typ := reflect.TypeFor[parse.Entry]()
	for i := range typ.NumField() {
		if typ.Field(i).Name == "Source" {
			continue
		}
		entries := two()
		f := filler{zones: someZones(t), n: i + 1}
		f.fill(reflect.ValueOf(&entries[1]).Elem().Field(i))
		add(typ.Field(i).Name, 0, "", entries)
	}
	if len(seen) < 25 {
		t.Errorf("only %d differences looked at", len(seen))
	}
}

// TestAnyDamageIsSeen flips each bit and cuts at each byte of a record, and gives
// it the name of another.
func TestAnyDamageIsSeen(t *testing.T) {
	dir, base := fewRuns(t, "runs"), t.TempDir()
	w := cacheWorld(base, cacheDay0)
	call(w, "analyze", dir+"/2026-03-05-jog.gpx")
	c := newCache(w, false)
	d := c.take()
	var key cacheKey
	var whole []byte
	for name, data := range cacheFiles(t, base) {
		if name != totalName {
			whole = data
			if _, err := fmt.Sscanf(strings.ReplaceAll(name, "/", ""), "%x", (*hexKey)(&key)); err != nil {
				t.Fatal(err)
			}
		}
	}
	file := filepath.Join(base, "crampcheck", key.name())
	if _, ok := c.load(key, d); !ok || len(whole) < 1000 {
		t.Fatalf("a sound record of %d bytes is none", len(whole))
	}
	for i := range whole {
		whole[i] ^= 1 << (i % 8)
		if put(t, file, string(whole)); loads(c, key, d) {
			t.Fatalf("byte %d of %d damaged, and read", i, len(whole))
		}
		whole[i] ^= 1 << (i % 8)
		if i%7 != 0 {
			continue
		}
		if put(t, file, string(whole[:i])); loads(c, key, d) {
			t.Fatalf("%d bytes of %d, and read", i, len(whole))
		}
	}
	other := key
	other[0] ^= 1
	if put(t, filepath.Join(base, "crampcheck", other.name()), string(whole)); loads(c, other, d) {
		t.Error("a record under the name of another is read")
	}
	if put(t, file, string(whole)); !loads(c, key, d) {
		t.Error("mended, and not read")
	}
}

func loads(c *cache, key cacheKey, p *paper) bool {
	_, ok := c.load(key, p)
	return ok
}

func TestWhereTheCacheStands(t *testing.T) {
	abs := func(p string) string { return filepath.FromSlash(p) }
	for _, c := range []struct {
		name, goos string
		env        map[string]string
		dir, home  string
	}{
		{"XDG_CACHE_HOME comes first", "linux", map[string]string{"XDG_CACHE_HOME": "/c", "HOME": "/h"}, "/c/crampcheck", ""},
		{"on every system", "darwin", map[string]string{"XDG_CACHE_HOME": "/c", "HOME": "/h"}, "/c/crampcheck", ""},
		{"a relative one does not count", "linux", map[string]string{"XDG_CACHE_HOME": "c", "HOME": "/h"}, "/h/.cache/crampcheck", "/h"},
		{"else it is in HOME", "freebsd", map[string]string{"HOME": "/h"}, "/h/.cache/crampcheck", "/h"},
		{"where macOS keeps such", "darwin", map[string]string{"HOME": "/h"}, "/h/Library/Caches/crampcheck", "/h"},
		{"and Windows", "windows", map[string]string{"LocalAppData": "/l", "HOME": "/h"}, "/l/crampcheck", "/l"},
		{"without a home there is none", "linux", nil, "", ""},
		{"nor in one that is no place", "linux", map[string]string{"HOME": "h"}, "", ""},
		{"nor on Windows", "windows", map[string]string{"HOME": "/h"}, "", ""},
	} {
		dir, home := cacheFolder(c.goos, func(name string) string { return c.env[name] })
		if dir != abs(c.dir) || home != abs(c.home) {
			t.Errorf("%s: %q in %q, want %q in %q", c.name, dir, home, c.dir, c.home)
		}
	}
}

// TestNobodyElseMayLook wants the folder and its files to be their owner's alone,
// also where the folder was there and open to all.
func TestNobodyElseMayLook(t *testing.T) {
	dir, base := fewRuns(t, "runs"), t.TempDir()
	open := filepath.Join(base, "crampcheck")
	if err := os.Mkdir(open, 0o755); err != nil {
		t.Fatal(err)
	}
	call(cacheWorld(base, cacheDay0), "analyze", dir)
	files := 0
	err := filepath.WalkDir(open, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		files++
		if info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
			t.Errorf("%s has mode %v", p, info.Mode())
		}
		return nil
	})
	if err != nil || files < 8 {
		t.Errorf("%d files and folders, %v", files, err)
	}
}

// TestLinksLeadNowhere plants links where the cache writes.
func TestLinksLeadNowhere(t *testing.T) {
	dir, base, outside := fewRuns(t, "runs"), t.TempDir(), t.TempDir()
	w := cacheWorld(base, cacheDay0)
	want := call(w, "analyze", dir)
	put(t, outside+"/precious", "precious")
	root := filepath.Join(base, "crampcheck")
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range cacheFiles(t, base) {
			if !yield(name) {
				return
			}
		}
	})
	if len(names) != 4 {
		t.Fatalf("files %v", names)
	}
	// One record and the total lead to a file, the folders of the others to a folder.
	for i, name := range names {
		what, target := filepath.Join(root, name), outside+"/precious"
		if i > 0 && name != totalName {
			what, target = filepath.Dir(what), outside
		}
		if err := os.RemoveAll(what); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(target, what); err != nil {
			t.Fatal(err)
		}
	}
	if got := call(w, "analyze", dir); got != want {
		t.Errorf("with links:\n%s", got)
	}
	if entries, err := os.ReadDir(outside); err != nil || len(entries) != 1 {
		t.Errorf("outside stand %v, %v", entries, err)
	}
	data, err := os.ReadFile(outside + "/precious")
	if err != nil || string(data) != "precious" {
		t.Errorf("outside stands %q, %v", data, err)
	}
	if got := cacheFiles(t, base); len(got) != 4 {
		t.Errorf("%d files: the links are still there", len(got))
	}
	if out := call(w, "cache", "clear"); !strings.Contains(out, "removed 3 results") {
		t.Error(out)
	}
	if _, err := os.Stat(outside + "/precious"); err != nil {
		t.Error(err)
	}
}

// aged is a record of so many bytes that was used so many days ago.
func aged(t *testing.T, base, name string, size int, days float64) {
	t.Helper()
	file := filepath.Join(base, "crampcheck", filepath.FromSlash(name))
	put(t, file, strings.Repeat("x", size))
	at := cacheDay0.Add(-time.Duration(days * float64(24*time.Hour)))
	if err := os.Chtimes(file, at, at); err != nil {
		t.Fatal(err)
	}
}

func TestCleaningUp(t *testing.T) {
	base := t.TempDir()
	c := newCache(cacheWorld(base, cacheDay0), false)
	c.bytes = 1000
	aged(t, base, "00/year", 100, 366)
	aged(t, base, "01/old", 100, 300)
	aged(t, base, "02/used", 100, 1)
	aged(t, base, "new-left", 100, 2)
	aged(t, base, "new-being-written", 100, 0.1)
	aged(t, base, "theirs", 5000, 999)
	aged(t, base, "03/new", 600, 0)
	if got := c.clean(); got != 800 {
		t.Errorf("%d bytes left, want 800", got)
	}
	want := []string{"01/old", "02/used", "03/new", "new-being-written", "theirs"}
	if got := sortedNames(cacheFiles(t, base)); !slices.Equal(got, want) {
		t.Errorf("not too much: left %v, want %v", got, want)
	}
	aged(t, base, "04/future", 150, -400) // by a clock that was wrong: nobody knows when
	aged(t, base, "05/newer", 150, 0)
	if got := c.clean(); got != 850 {
		t.Errorf("%d bytes left, want 850", got)
	}
	want = []string{"02/used", "03/new", "05/newer", "new-being-written", "theirs"}
	if got := sortedNames(cacheFiles(t, base)); !slices.Equal(got, want) {
		t.Errorf("too much: left %v, want %v", got, want)
	}
}

func sortedNames(files map[string][]byte) []string {
	var out []string
	for name := range files {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// TestCleaningUpIsRare wants it once a day, or when there is too much, after a
// call that kept something.
func TestCleaningUpIsRare(t *testing.T) {
	dir, base := fewRuns(t, "runs"), t.TempDir()
	old := func() bool {
		_, err := os.Stat(filepath.Join(base, "crampcheck", "00", "year"))
		return err == nil
	}
	day := func(days float64) world {
		return cacheWorld(base, cacheDay0.Add(time.Duration(days*float64(24*time.Hour))))
	}
	call(day(0), "analyze", dir+"/2026-03-05-jog.gpx")
	aged(t, base, "00/year", 100, 500)
	if call(day(0.9), "analyze", dir+"/2026-04-05-half.fit"); !old() {
		t.Error("cleaned up twice in a day")
	}
	if call(day(1.1), "analyze", dir+"/2026-04-05-half.fit"); !old() {
		t.Error("cleaned up after a call that kept nothing")
	}
	if call(day(1.2), "analyze", dir+"/2026-04-09-easy.tcx.gz"); old() {
		t.Error("not cleaned up after a day")
	}
	aged(t, base, "00/year", cacheBytes, 500)
	if call(day(1.3), "analyze", dir, "--tz", "UTC"); !old() {
		t.Error("cleaned up twice in a day")
	}
	put(t, filepath.Join(base, "crampcheck", totalName), fmt.Sprintf("%d %d\n", cacheDay0.Add(30*time.Hour).Unix(), cacheBytes))
	if call(day(1.4), "analyze", dir, "--tz", "Asia/Tokyo"); old() {
		t.Error("not cleaned up although there is too much")
	}
}

// TestUseIsNotedOnceADay looks at the date of a record.
func TestUseIsNotedOnceADay(t *testing.T) {
	dir, base := fewRuns(t, "runs"), t.TempDir()
	call(cacheWorld(base, cacheDay0), "analyze", dir+"/2026-03-05-jog.gpx")
	var file string
	for name := range cacheFiles(t, base) {
		if name != totalName {
			file = filepath.Join(base, "crampcheck", filepath.FromSlash(name))
		}
	}
	for _, c := range []struct {
		name   string
		before float64 // days before the call at which it was used last
		noted  bool
	}{
		{"an hour ago", 0.04, false},
		{"over a day ago", 1.04, true},
		{"by a clock that was wrong", -300, true},
	} {
		was := cacheDay0.Add(-time.Duration(c.before * float64(24*time.Hour)))
		if err := os.Chtimes(file, was, was); err != nil {
			t.Fatal(err)
		}
		call(cacheWorld(base, cacheDay0), "analyze", dir+"/2026-03-05-jog.gpx")
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if noted := info.ModTime().Equal(cacheDay0); noted != c.noted {
			t.Errorf("%s: noted %v, want %v", c.name, noted, c.noted)
		}
	}
}
