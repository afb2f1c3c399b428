package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// oddFiles are what no bytes alone can be: pipes, links, holes (row 47).
func (b *trials) oddFiles() {
	odd := func(name string, make func(t *testing.T, dir string), inputs ...told) {
		p := b.plan()
		c := trial{name: name, row: 47, outing: p, blobs: []blob{{"run.gpx", []byte(newGPX(p).String())}}, make: make}
		c.inputs = append(inputs, told{"run.gpx", "ok", ""})
		c.runs = []ran{planned("run.gpx", p)}
		b.add(c)
	}
	must := func(t *testing.T, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	link := func(to, name string) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) { must(t, os.Symlink(to, filepath.Join(dir, name))) }
	}
	odd("a pipe is named and not opened", func(t *testing.T, dir string) {
		must(t, syscall.Mkfifo(filepath.Join(dir, "pipe.fit"), 0o600))
	}, told{"pipe.fit", "skipped", "not-regular"})
	odd("a pipe without an extension is not opened", func(t *testing.T, dir string) {
		must(t, syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600))
	})
	odd("a link to a pipe is named and not opened", func(t *testing.T, dir string) {
		must(t, syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600))
		link("pipe", "linked.gpx")(t, dir)
	}, told{"linked.gpx", "skipped", "not-regular"})
	odd("a link to an endless device is named and not opened", link("/dev/zero", "zero.fit"), told{"zero.fit", "skipped", "not-regular"})
	odd("a link that leads nowhere is named", link("nowhere.fit", "dangling.fit"), told{"dangling.fit", "skipped", "unreadable"})
	odd("a link to itself is named", link("loop.gpx", "loop.gpx"), told{"loop.gpx", "skipped", "unreadable"})
	odd("a link to its own folder leads in no circle", link(".", "again"))
	odd("a link to a folder above leads in no circle", link("..", "up.gpx"))
	odd("a link to a run is read", func(t *testing.T, dir string) {
		must(t, os.Symlink("run.gpx", filepath.Join(dir, "zlink.gpx")))
	}, told{"zlink.gpx", "duplicate", "duplicate-of"})
	odd("a folder called like a run is looked into", func(t *testing.T, dir string) {
		must(t, os.MkdirAll(filepath.Join(dir, "old.gpx"), 0o700))
		must(t, os.WriteFile(filepath.Join(dir, "old.gpx", "a.fit"), nil, 0o600))
	}, told{"old.gpx/a.fit", "skipped", "empty"})
	odd("eight gigabytes of nothing are too large and take no memory", func(t *testing.T, dir string) {
		f, err := os.Create(filepath.Join(dir, "sparse.fit"))
		must(t, err)
		must(t, f.Truncate(8<<30))
		must(t, f.Close())
	}, told{"sparse.fit", "skipped", "too-large"})
	odd("a name that is no UTF-8 is named", func(t *testing.T, dir string) {
		must(t, os.WriteFile(filepath.Join(dir, "L\xe4ufer.gpx"), []byte("<gpx/>"), 0o600))
	}, told{"Lufer.gpx", "skipped", "unreadable"})
	odd("notes and pictures are not counted", func(t *testing.T, dir string) {
		must(t, os.WriteFile(filepath.Join(dir, "readme.txt"), []byte("hello"), 0o600))
		must(t, os.WriteFile(filepath.Join(dir, "photo.jpg"), []byte("\xff\xd8\xff"), 0o600))
		must(t, os.MkdirAll(filepath.Join(dir, ".hidden"), 0o700))
		must(t, os.WriteFile(filepath.Join(dir, ".hidden", "x.gpx"), []byte("<gpx/>"), 0o600))
	})
	odd("every kind of unusable file leaves the sound one alone", func(t *testing.T, dir string) {
		for name, data := range map[string]string{"a.fit": "", "b.gpx": "no", "c.zip": "PK\x03\x04", "d.tcx": "<TrainingCenterDatabase/>", "e.gz": "\x1f\x8b"} {
			must(t, os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600))
		}
	}, told{"a.fit", "skipped", "empty"}, told{"b.gpx", "skipped", "unsupported"}, told{"c.zip", "skipped", "malformed"},
		told{"d.tcx", "skipped", "not-activity"}, told{"e.gz", "skipped", "malformed"})
}
