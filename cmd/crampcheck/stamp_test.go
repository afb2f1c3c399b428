package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// later is a time by which the stamp of a file made now counts.
var later = cacheDay0.Add(time.Hour)

// visitTo looks at a recording as a call at some time does, and says whether it
// was read.
func visitTo(t *testing.T, base, file string, now time.Time) (key cacheKey, read bool) {
	t.Helper()
	c := newCache(cacheWorld(base, now), false)
	name := filepath.Base(file)
	s := parse.Find(os.DirFS(filepath.Dir(file)), name, name, parse.DefaultLimits()).Sources[0]
	v := c.visit(s, file, analyze.Options{}, nil)
	defer v.leave()
	key, read = v.key, v.packed != nil
	v.read()
	if v.key != key || v.packed == nil {
		t.Errorf("its bytes say something else than its stamp")
	}
	c.finish()
	return key, read
}

// TestAFileThatStaysIsNotRead touches a file in every way that could hide that it
// changed.
func TestAFileThatStaysIsNotRead(t *testing.T) {
	dir, base := fewRuns(t, "runs"), t.TempDir()
	file := filepath.Join(dir, "2026-03-05-jog.gpx")
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, ok := systemStamp(info); !ok {
		return // this system gives no stamps: all is read
	}
	key, read := visitTo(t, base, file, cacheDay0)
	if _, again := visitTo(t, base, file, cacheDay0); !read || !again {
		t.Error("a file that was just made is not read")
	}
	if _, read := visitTo(t, base, file, later); !read {
		t.Error("a file that was never read is not read")
	}
	if again, read := visitTo(t, base, file, later); read || again != key {
		t.Error("a file that stays is read")
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	change := func(data []byte) {
		time.Sleep(20 * time.Millisecond) // longer than any tick of a clock here
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, info.ModTime(), info.ModTime()); err != nil {
			t.Fatal(err)
		}
	}
	change(append(data[:len(data):len(data)], ' '))
	if other, read := visitTo(t, base, file, later); !read || other == key {
		t.Error("a longer file of the same date is not read")
	}
	data[len(data)/2] ^= 1
	change(data)
	changed, read := visitTo(t, base, file, later)
	if !read || changed == key {
		t.Error("another byte, the same length and date, and not read")
	}
	moved := filepath.Join(dir, "moved.gpx")
	if err := os.Rename(file, moved); err != nil {
		t.Fatal(err)
	}
	if other, read := visitTo(t, base, moved, later); !read || other != changed {
		t.Error("under another name it is not read, or something else")
	}
	if other, read := visitTo(t, base, moved, later); read || other != changed {
		t.Error("a file that stays is read")
	}
	stampsFile := filepath.Join(base, "crampcheck", stampsName)
	kept, err := os.ReadFile(stampsFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 31, 32, 40, len(kept) - 1, len(kept) - 32, len(kept) - 64} {
		put(t, stampsFile, string(kept[:n]))
		if _, read := visitTo(t, base, moved, later); !read {
			t.Errorf("%d bytes of the stamps are used", n)
		}
	}
	kept[len(kept)-1] ^= 1
	if put(t, stampsFile, string(kept)); true {
		if _, read := visitTo(t, base, moved, later); !read {
			t.Error("damaged stamps are used")
		}
	}
}

// TestStampsChangeNoAnswer changes notes and recordings whose stamps are known.
func TestStampsChangeNoAnswer(t *testing.T) {
	dir, base := fewRuns(t, "runs"), t.TempDir()
	w := cacheWorld(base, later)
	same := func(what string) {
		t.Helper()
		fresh := call(w, "analyze", dir, "--format", "json", "--no-cache")
		for range 3 {
			if got := call(w, "analyze", dir, "--format", "json"); got != fresh {
				t.Errorf("%s:\n%s\nwithout a cache:\n%s", what, got, fresh)
			}
		}
	}
	same("at first")
	put(t, dir+"/notes.csv", "date,file,at,what,where,severity,amount,note\n2026-04-05,,52m,cramp,right calf,7,,\n")
	same("other notes")
	gpx, err := os.ReadFile(dir + "/2026-03-05-jog.gpx")
	if err != nil {
		t.Fatal(err)
	}
	put(t, dir+"/2026-03-05-jog.gpx", strings.Replace(string(gpx), "<ele>1", "<ele>2", 40))
	same("another recording of the same length")
	if err := os.RemoveAll(filepath.Join(base, "crampcheck", stampsName)); err != nil {
		t.Fatal(err)
	}
	same("without stamps")
	if n := marked(t, base); n == 0 {
		t.Fatal("nothing is kept")
	}
	if n := strings.Count(call(w, "analyze", dir, "--format", "json"), `"title": "kept `); n != 3 {
		t.Errorf("%d of 3 results read", n)
	}
}

func TestStampsAreBounded(t *testing.T) {
	s := newStamps(later)
	for i := range 10 {
		s.add(stamp{byte(i + 1)}, contentSum{byte(i)})
	}
	again := newStamps(later)
	again.read(s.bytes(10))
	if again.bytes(10) != nil {
		t.Error("written again without a new one")
	}
	for _, i := range []byte{3, 7} {
		if sum, ok := again.find(stamp{i}); !ok || sum != (contentSum{i - 1}) {
			t.Errorf("stamp %d leads to %v, %v", i, sum, ok)
		}
	}
	if _, ok := again.find(stamp{}); ok {
		t.Error("no stamp leads somewhere")
	}
	again.add(stamp{99}, contentSum{99})
	third := newStamps(later)
	third.read(again.bytes(10))
	if len(third.known) != 3 {
		t.Errorf("%d stamps, want those used and the new one", len(third.known))
	}
	for i := range 20 {
		third.add(stamp{200, byte(i)}, contentSum{})
	}
	fourth := newStamps(later)
	if fourth.read(third.bytes(10)); len(fourth.known) != 10 {
		t.Errorf("%d stamps, want 10 at most", len(fourth.known))
	}
}
