package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// TestEveryLimitHasAFlag wants a row, a flag and a line of help for each field.
func TestEveryLimitHasAFlag(t *testing.T) {
	var lim parse.Limits
	rows := lim.Rows()
	fields := map[any]bool{}
	for _, r := range rows {
		fields[r.Value] = true
	}
	v := reflect.ValueOf(&lim).Elem()
	for i := range v.NumField() {
		if !fields[v.Field(i).Addr().Interface()] {
			t.Errorf("%s stands in no row", v.Type().Field(i).Name)
		}
	}
	if len(rows) != v.NumField() {
		t.Errorf("%d rows for %d fields", len(rows), v.NumField())
	}
	help := pageOf(t, "limits", 0)
	readers := 0
	for _, cmd := range commands(t) {
		if cmd.Flags().Lookup("jobs") == nil {
			continue
		}
		readers++
		for _, r := range rows {
			f := cmd.Flags().Lookup(r.Name)
			if f == nil || !f.Hidden {
				t.Fatalf("%s has no hidden flag --%s", cmd.Name(), r.Name)
			}
			if f.DefValue != (&limitValue{r}).words(r.Default) || !strings.Contains(help, "--"+r.Name+" ") || !strings.Contains(help, " "+f.DefValue) {
				t.Errorf("--%s: %s is not what help says", r.Name, f.DefValue)
			}
		}
		if strings.Contains(pageOf(t, cmd.Name(), 0), "--max-points") {
			t.Errorf("help %s lists the limits", cmd.Name())
		}
	}
	if readers != 5 {
		t.Errorf("%d commands read recordings, want 5", readers)
	}
}

func TestLimitsAreReadAsTheyAreWritten(t *testing.T) {
	for _, c := range []struct {
		flag, text string
		want       int64  // 0: refused
		shown      string // or the message
	}{
		{"max-size", "300MB", 300 << 20, "300MB"},
		{"max-size", "300 mb", 300 << 20, "300MB"},
		{"max-size", "64kB", 64 << 10, "64kB"},
		{"max-size", "1000", 1000, "1000B"},
		{"max-size", "1000B", 1000, "1000B"},
		{"max-archive", "8GB", 8 << 30, "8GB"},
		{"max-points", "5000000", 5_000_000, "5000000"},
		{"max-time", "90s", 90, "90s"},
		{"max-time", "2m", 120, "120s"},
		{"max-time", "7", 7, "7s"},
		{"max-size", "2GB", 0, `"2GB" is too much: write at most 2147483647B`},
		{"max-size", "much", 0, `"much" is no limit: write a whole number, as 256MB`},
		{"max-size", "1.5GB", 0, `"1.5GB" is no limit: write a whole number, as 256MB`},
		{"max-size", "9999999999999GB", 0, `"9999999999999GB" is no limit: write a whole number, as 256MB`},
		{"max-size", "0", 0, "a limit is at least 1: 0 would read nothing"},
		{"max-points", "-1", 0, "a limit is at least 1: 0 would read nothing"},
		{"max-points", "5MB", 0, `"5MB" is no limit: write a whole number, as 2000000`},
		{"max-time", "500ms", 0, `"500ms" is no limit: write a whole number, as 20s`},
	} {
		var lim parse.Limits
		f := pflag.NewFlagSet("", pflag.ContinueOnError)
		addLimits(f, &lim)
		flag := f.Lookup(c.flag)
		err := flag.Value.Set(c.text)
		at := slices.IndexFunc(lim.Rows(), func(r parse.LimitRow) bool { return r.Name == c.flag })
		got := *lim.Rows()[at].Value
		switch {
		case c.want == 0 && (err == nil || err.Error() != c.shown || got != lim.Rows()[at].Default):
			t.Errorf("--%s %s: %v, want %s", c.flag, c.text, err, c.shown)
		case c.want > 0 && (err != nil || got != c.want || flag.Value.String() != c.shown):
			t.Errorf("--%s %s: %d, %s, %v, want %d, %s", c.flag, c.text, got, flag.Value, err, c.want, c.shown)
		}
	}
}

// clockOf is a clock that goes on by a step each time somebody looks.
func clockOf(step time.Duration) func() time.Time {
	at := cacheDay0
	return func() time.Time {
		at = at.Add(step)
		return at
	}
}

// TestAFileThatTakesTooLongIsSkipped reads each kind of file on a clock that runs
// away, and on one that does not.
func TestAFileThatTakesTooLongIsSkipped(t *testing.T) {
	dir := t.TempDir()
	long := bombHead + bombPoints(9000) + bombTail
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(long)); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	put(t, dir+"/a.gpx", long)
	put(t, dir+"/b.gpx.gz", packed.String())
	// Points that differ in their elements: none is read by the pattern of another.
	put(t, dir+"/c.gpx", bombHead+strings.ReplaceAll(bombPoints(3000), "<ele>3</ele>", "<ele>3</ele><hr>1</hr><a/>")+bombTail)
	put(t, dir+"/d.tcx", bombHeadTCX+strings.Repeat(`<Trackpoint><Time>2024-05-05T10:00:00Z</Time><AltitudeMeters>1</AltitudeMeters></Trackpoint>`, 9000))
	put(t, dir+"/e.fit", fitBytes(bombDefinition(20, 253, 4, 0x86, 3, 1, 2), 9000, "\x01\x00\x00\x00\x30\x50"))
	// Damage in which the next record is looked for.
	put(t, dir+"/f.fit", fitBytes(bombDefinition(20, 253, 4, 0x86, 3, 1, 2), 10, "\x01\x00\x00\x00\x30\x50")+strings.Repeat("\x0f", 20_000))
	read := func(step time.Duration, lim parse.Limits) map[string]outcome {
		b := &batch{jobs: 1, limits: lim, now: clockOf(step)}
		if err := b.find([]string{dir}); err != nil {
			t.Fatal(err)
		}
		b.index = analyze.IndexNotes(nil)
		out := map[string]outcome{}
		for _, s := range b.sources {
			out[filepath.Base(s.Path)] = b.one(s, &analyze.Desk{Buffers: &parse.Buffers{Limits: lim}})
		}
		if len(out) != 6 {
			t.Fatalf("%d files", len(out))
		}
		return out
	}
	for name, o := range read(time.Microsecond, parse.Limits{}) {
		if o.input.Status == parse.Skipped {
			t.Errorf("%s in time: %s, %s", name, o.input.Reason, o.input.Detail)
		}
	}
	const want = "it takes longer than 20 s; --max-time raises this limit"
	for name, o := range read(21*time.Second, parse.Limits{}) {
		if o.input.Status != parse.Skipped || o.input.Reason != parse.Timeout || o.input.Detail != want || len(o.acts) > 0 {
			t.Errorf("%s: %s, %s, %s, want %s", name, o.input.Status, o.input.Reason, o.input.Detail, want)
		}
	}
	for name, o := range read(21*time.Second, parse.Limits{TimeS: 3600}) {
		if o.input.Status == parse.Skipped {
			t.Errorf("%s with a longer limit: %s, %s", name, o.input.Reason, o.input.Detail)
		}
	}
}

// fitBytes is what bombFIT writes.
func fitBytes(definition []byte, n int, message string) string {
	var b bytes.Buffer
	w := newBombWriter(&b)
	bombFIT(definition, n, message)(w)
	_ = w.Flush() // memory takes what is written to it
	return b.String()
}

// TestWhatTookTooLongIsNotKept asks a slow machine and then a fast one.
func TestWhatTookTooLongIsNotKept(t *testing.T) {
	dir, base := fewRuns(t, "runs"), t.TempDir()
	slow := cacheWorld(base, later)
	at := slow.now()
	slow.now = func() time.Time { at = at.Add(time.Minute); return at }
	slow.errTerminal = false
	if out := call(slow, "analyze", dir, "--jobs", "1"); !strings.Contains(out, "timeout") && !strings.Contains(out, "longer than 20 s") {
		t.Fatalf("not slow enough:\n%s", out)
	}
	for name := range cacheFiles(t, base) {
		if name != totalName && name != stampsName {
			t.Errorf("%s is kept", name)
		}
	}
	fast := call(cacheWorld(base, later), "analyze", dir)
	if want := call(cacheWorld(t.TempDir(), later), "analyze", dir); fast != want || strings.Contains(fast, "longer than") {
		t.Errorf("after a slow call:\n%s\nwant:\n%s", fast, want)
	}
}

// TestNotesHaveLimits moves those of notes.
func TestNotesHaveLimits(t *testing.T) {
	dir := fewRuns(t, "runs")
	w := cacheWorld("", later)
	for _, c := range []struct{ name, flag, value, want string }{
		{"the rows", "--max-rows", "1", "more than 1 rows are not read. Split the file; --max-rows raises this limit"},
		{"the bytes", "--max-notes", "20B", "the file is longer than 20 bytes; --max-notes raises this limit"},
	} {
		if out := call(w, "analyze", dir, c.flag, c.value); !strings.Contains(out, c.want) {
			t.Errorf("%s:\n%s\nwant %s", c.name, out, c.want)
		}
		if out := call(w, "analyze", dir); strings.Contains(out, "raises this limit") {
			t.Errorf("%s: without the flag:\n%s", c.name, out)
		}
	}
	notes := filepath.Join(t.TempDir(), "long.csv")
	put(t, notes, "date,at,what\n"+strings.Repeat("#", 10<<20))
	if out := call(w, "analyze", dir, "--notes", notes); !strings.Contains(out, "notes of more than 10 MB are not read. Split the file; --max-notes raises this limit") {
		t.Error(out)
	}
	if err := os.Remove(notes); err != nil {
		t.Fatal(err)
	}
}
