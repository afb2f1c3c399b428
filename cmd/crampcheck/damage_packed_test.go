package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"strings"
)

// packed adds a file around a sound GPX of the next day, whose members and
// statuses it is given.
func (b *trials) packed(row int, name, ext string, pack func(run []byte) []byte, inputs func(file string) []told) *trial {
	p := b.plan()
	file := b.file(ext)
	c := trial{name: name, row: row, file: file, data: pack([]byte(newGPX(p).String())), outing: p, inputs: inputs(file)}
	for _, in := range c.inputs {
		if in.status != "skipped" {
			c.runs = append(c.runs, planned(in.file, p))
		}
	}
	if c.runs == nil {
		c.want.status = "skipped"
	}
	b.add(c)
	return &b.all[len(b.all)-1]
}

// only is the status of a file, or of its one member that counts.
func only(member, status, reason string) func(file string) []told {
	return func(file string) []told {
		if member != "" {
			file += "!" + member
		}
		return []told{{file, status, reason}}
	}
}

// zips are archives that were made to harm, or are odd (row 45).
func (b *trials) zips() {
	const run = "run.gpx"
	one := func(e zipEntry) func(run []byte) []byte {
		return func(run []byte) []byte {
			if e.data == nil {
				e.data = run
			}
			return zipOf(e)
		}
	}
	beside := func(other zipEntry) func(run []byte) []byte {
		return func(data []byte) []byte { return zipOf(other, zipEntry{name: run, data: data, deflat: true}) }
	}
	sound := only(run, "ok", "")
	zip := func(name string, pack func(run []byte) []byte, inputs func(file string) []told) *trial {
		return b.packed(45, name, "zip", pack, inputs)
	}
	both := func(member, status, reason string) func(file string) []told {
		return func(file string) []told {
			return []told{{file + "!" + member, status, reason}, {file + "!" + run, "ok", ""}}
		}
	}
	zip("a run in a zip is read", one(zipEntry{name: run, deflat: true}), sound)
	zip("a run that is stored in a zip is read", one(zipEntry{name: run}), sound)
	zip("a member called ../../run.gpx is read and written nowhere", one(zipEntry{name: "../../run.gpx", deflat: true}), only("../../run.gpx", "ok", ""))
	zip("a member with an absolute name is read and written nowhere", one(zipEntry{name: "/tmp/run.gpx", deflat: true}), only("/tmp/run.gpx", "ok", ""))
	zip("a member with the backslashes of another system is read", one(zipEntry{name: `a\b\run.gpx`, deflat: true}), only("a/b/run.gpx", "ok", ""))
	zip("a member called C:\\run.gpx is read and written nowhere", one(zipEntry{name: `C:\run.gpx`, deflat: true}), only("C:/run.gpx", "ok", ""))
	c := zip("a member whose name holds an escape reaches no terminal", one(zipEntry{name: "a\x1b[31mb\x07.gpx", deflat: true}), only("a[31mb.gpx", "ok", ""))
	c.never = []string{"\x1b", "\x07", `\u001b`}
	c = zip("a member whose name turns the reading direction does not", one(zipEntry{name: "a\u202exgp.gpx", deflat: true, flags: 0x800}), only("axgp.gpx", "ok", ""))
	c.never = []string{"\u202e"}
	zip("a member whose name holds a NUL is read", one(zipEntry{name: "a\x00b.gpx", deflat: true}), only("ab.gpx", "ok", ""))
	zip("a member that is a link is not followed", beside(zipEntry{name: "link.gpx", data: []byte("/etc/passwd"), mode: 0o120777}), sound)
	zip("a member that is a device is not opened", beside(zipEntry{name: "dev.gpx", data: []byte{}, mode: 0o020666}), sound)
	zip("a folder in a zip is no member", beside(zipEntry{name: "activities/", data: []byte{}, mode: 0o040755}), sound)
	zip("a picture beside a run is not counted", beside(zipEntry{name: "photo.jpg", data: []byte("\xff\xd8\xff\xe0 jpeg")}), sound)
	zip("what macOS puts beside a run is not counted", beside(zipEntry{name: "__MACOSX/._run.gpx", data: []byte("\x00\x05\x16\x07\x00\x02")}),
		both("__MACOSX/._run.gpx", "skipped", "not-activity"))
	zip("a hidden folder in a zip is not looked into", beside(zipEntry{name: ".git/x.gpx", data: []byte("<gpx/>")}), sound)
	zip("an encrypted member is named, and the others count", beside(zipEntry{name: "a.fit", data: []byte("secret"), flags: 1}), both("a.fit", "skipped", "encrypted"))
	zip("a member of an unknown method is named, and the others count", beside(zipEntry{name: "a.fit", data: []byte("bzip2"), method: 12}), both("a.fit", "skipped", "unsupported"))
	zip("an empty member is named, and the others count", beside(zipEntry{name: "a.fit", data: []byte{}}), both("a.fit", "skipped", "empty"))
	zip("a member that claims four gigabytes is too large, and the others count", beside(zipEntry{name: "a.fit", data: []byte("x"), deflat: true, size: 0xfffffff0}), both("a.fit", "skipped", "too-large"))
	zip("a member longer than it claims is cut there and told", one(zipEntry{name: run, deflat: true, size: 50_000}), only(run, "partial", "malformed"))
	keepsStart(&b.all[len(b.all)-1], 50_000)
	zip("a member shorter than it claims is told and loses nothing", one(zipEntry{name: run, deflat: true, size: 1 << 20}), only(run, "partial", "truncated"))
	zip("a member with a wrong checksum is told and loses nothing", one(zipEntry{name: run, deflat: true, sum: 0xdeadbeef}), only(run, "warned", "checksum"))
	zip("entries that share their bytes are a trap", func(data []byte) []byte {
		entries := []zipEntry{{name: "0.gpx", data: data, deflat: true}}
		for i := range 200 {
			entries = append(entries, zipEntry{name: fmt.Sprintf("%d.gpx", i+1), data: data, deflat: true, noData: true})
		}
		return zipOf(entries...)
	}, only("", "skipped", "malformed"))
	zip("20,000 entries that are no recordings are passed over", func(data []byte) []byte {
		entries := []zipEntry{{name: run, data: data, deflat: true}}
		for i := range 20_000 {
			entries = append(entries, zipEntry{name: fmt.Sprintf("photos/%05d.jpg", i), data: []byte("\xff\xd8\xff")})
		}
		return zipOf(entries...)
	}, sound)
	zip("a zip without an entry is empty", func([]byte) []byte { return zipOf() }, only("", "skipped", "empty"))
	zip("a zip of pictures is no activity", func([]byte) []byte { return zipOf(zipEntry{name: "a.jpg", data: []byte("\xff\xd8\xff")}) }, only("", "skipped", "not-activity"))
	zip("a zip that is cut is named", func(data []byte) []byte {
		z := zipOf(zipEntry{name: run, data: data, deflat: true})
		return z[:len(z)/2]
	}, only("", "skipped", "malformed"))
	zip("a zip of nothing but its first bytes is named", func([]byte) []byte { return []byte("PK\x03\x04") }, only("", "skipped", "malformed"))
	zip("bytes before a zip are passed over", func(data []byte) []byte {
		return append([]byte("#!/bin/sh\n"), zipOf(zipEntry{name: run, data: data, deflat: true})...)
	}, sound)
	zip("a comment behind a zip costs nothing", func(data []byte) []byte {
		z := zipOf(zipEntry{name: run, data: data, deflat: true})
		binary.LittleEndian.PutUint16(z[len(z)-2:], 7)
		return append(z, "\x1b[31mhi"...)[:len(z)+7]
	}, sound)
	zip("a zip in a zip is opened", func(data []byte) []byte {
		inner := zipOf(zipEntry{name: run, data: data, deflat: true})
		return zipOf(zipEntry{name: "DI_CONNECT/UploadedFiles_0-_Part1.zip", data: inner})
	}, only("DI_CONNECT/UploadedFiles_0-_Part1.zip!run.gpx", "ok", ""))
	zip("a packed zip in a zip is opened", func(data []byte) []byte {
		return zipOf(zipEntry{name: "a.zip", data: zipOf(zipEntry{name: run, data: data, deflat: true}), deflat: true})
	}, only("a.zip!run.gpx", "ok", ""))
	zip("a zip in a zip in a zip is named and not opened", func(data []byte) []byte {
		inner := zipOf(zipEntry{name: "b.zip", data: zipOf(zipEntry{name: run, data: data})})
		return zipOf(zipEntry{name: "a.zip", data: inner})
	}, only("a.zip!b.zip", "skipped", "unsupported"))
	zip("two members of one name are both counted", func(data []byte) []byte {
		return zipOf(zipEntry{name: run, data: data, deflat: true}, zipEntry{name: run, data: []byte("{}"), deflat: true})
	}, func(file string) []told {
		return []told{{file + "!run.gpx", "ok", ""}, {file + "!run.gpx (2)", "skipped", "unsupported"}}
	})
	zip("a run in gzip in a zip is read", func(data []byte) []byte {
		return zipOf(zipEntry{name: "activities/1.gpx.gz", data: gzipOf(data)})
	}, only("activities/1.gpx.gz", "ok", ""))
	zip("a member that is all zeros is named", beside(zipEntry{name: "a.fit", data: make([]byte, 4096), deflat: true}), both("a.fit", "skipped", "unsupported"))
}

// keepsStart expects of a trial's only run what stands in the first bytes of it.
func keepsStart(c *trial, size int) {
	n := completePoints([]byte(newGPX(c.outing).String())[:size], "</trkpt>")
	r := &c.runs[0]
	r.records, r.points, r.elapsedS, r.timerS, r.distM = n, n, float64(n-1), float64(n-1), 3*float64(n-1)
}

// completePoints counts the points that end before the end of data.
func completePoints(data []byte, endTag string) int { return bytes.Count(data, []byte(endTag)) }

// gzips are damaged gzip files (row 46).
func (b *trials) gzips() {
	gz := func(name string, pack func(run []byte) []byte, status, reason string) *trial {
		return b.packed(46, name, "gpx.gz", pack, only("", status, reason))
	}
	gz("a run in gzip is read", gzipOf, "ok", "")
	gz("a wrong checksum of gzip is told and loses nothing", func(run []byte) []byte {
		z := gzipOf(run)
		z[len(z)-8] ^= 1
		return z
	}, "warned", "checksum")
	gz("a wrong length of gzip is told and loses nothing", func(run []byte) []byte {
		z := gzipOf(run)
		z[len(z)-4] ^= 1
		return z
	}, "warned", "checksum")
	gz("gzip without its last eight bytes is told and loses nothing", func(run []byte) []byte {
		z := gzipOf(run)
		return z[:len(z)-8]
	}, "partial", "truncated")
	c := gz("gzip that is cut keeps what came before", func(run []byte) []byte {
		z := gzipAt(run, gzip.NoCompression)
		return z[:60_000]
	}, "partial", "truncated")
	stored := 60_000 - 10 - 5 // bytes of the run: without the header of gzip and of the only block before
	keepsStart(c, stored)
	gz("gzip with a tail of zeros loses nothing", func(run []byte) []byte { return append(gzipOf(run), make([]byte, 512)...) }, "ok", "")
	gz("gzip with rubbish behind it is told and loses nothing", func(run []byte) []byte { return append(gzipOf(run), "rubbish"...) }, "partial", "malformed")
	gz("two members of gzip are one run", func(run []byte) []byte {
		half := len(run) / 2
		return append(gzipOf(run[:half]), gzipOf(run[half:])...)
	}, "ok", "")
	c = gz("a second member of gzip that is cut keeps the first", func(run []byte) []byte {
		second := gzipAt(run[60_000:], gzip.NoCompression)
		return append(gzipOf(run[:60_000]), second[:15]...)
	}, "partial", "truncated")
	keepsStart(c, 60_000)
	gz("gzip in gzip is read", func(run []byte) []byte { return gzipOf(gzipOf(run)) }, "ok", "")
	gz("gzip in gzip in gzip is named", func(run []byte) []byte { return gzipOf(gzipOf(gzipOf(run))) }, "skipped", "unsupported")
	gz("gzip that is cut inside its header is named", func(run []byte) []byte { return gzipOf(run)[:6] }, "skipped", "malformed")
	gz("gzip of nothing is empty", func([]byte) []byte { return gzipOf(nil) }, "skipped", "empty")
	gz("gzip whose first block is of no type is named", func(run []byte) []byte {
		z := gzipOf(run)
		z[10] = 0x07
		return z
	}, "skipped", "malformed")
	gz("a run that is not packed under the name .gz is read", func(run []byte) []byte { return run }, "ok", "")
	gz("a name and a comment in the header of gzip are no text", func(run []byte) []byte {
		z := gzipOf(run)
		head := append([]byte{}, z[:10]...)
		head[3] = 0x18
		return append(append(head, "\x1b[31mname\x00\x1b[2Jcomment\x00"...), z[10:]...)
	}, "ok", "")
	b.all[len(b.all)-1].never = []string{"\x1b"}
	bomb := b.packed(46, "gzip that unpacks to more than the limit is refused", "gpx.gz", func([]byte) []byte {
		return gzipOf(make([]byte, 257<<20))
	}, only("", "skipped", "too-large"))
	bomb.big = true
}

// wrongNames are contents under the name of another (row 30).
func (b *trials) wrongNames() {
	named := func(name, ext string, make func(p outing) []byte, w want) {
		p := b.plan()
		b.add(trial{name: name, row: 30, file: b.file(ext), data: make(p), outing: p, want: w})
	}
	gpx := func(p outing) []byte { return []byte(newGPX(p).String()) }
	tcx := func(p outing) []byte { return []byte(newTCX(p).String()) }
	fit := func(p outing) []byte { return newFIT(p).bytes() }
	is := func(text string) func(outing) []byte { return func(outing) []byte { return []byte(text) } }
	unsupported := want{status: "skipped", reason: "unsupported"}
	named("a GPX called .fit is read", "fit", gpx, want{})
	named("a GPX called .tcx is read", "tcx", gpx, want{})
	named("a TCX called .gpx is read", "gpx", tcx, want{})
	named("a FIT called .gpx is read", "gpx", fit, want{})
	named("a FIT called .gz is read", "gz", fit, want{})
	named("a FIT called .zip is read", "zip", fit, want{})
	named("a GPX called .GPX is read", "GPX", gpx, want{})
	named("a FIT without an extension is read", "activity", fit, want{})
	named("a GPX called .xml is read", "xml", gpx, want{})
	named("a gzip of a GPX called .gpx is read", "gpx", func(p outing) []byte { return gzipOf(gpx(p)) }, want{})
	named("a gzip of a FIT called .fit is read", "fit", func(p outing) []byte { return gzipOf(fit(p)) }, want{})
	named("a zip of one FIT called .fit is read", "fit", func(p outing) []byte { return zipOf(zipEntry{name: "a.fit", data: fit(p), deflat: true}) }, want{})
	named("a page of a website called .gpx is named", "gpx", is("<!DOCTYPE html><html><body>Sign in</body></html>"), unsupported)
	named("a picture called .fit is named", "fit", is("\x89PNG\r\n\x1a\n"+strings.Repeat("x", 100)), unsupported)
	named("a PDF called .gpx is named", "gpx", is("%PDF-1.7\n"), unsupported)
	named("JSON called .gpx is named", "gpx", is(`{"error":"not logged in"}`), unsupported)
	named("plain text called .tcx is named", "tcx", is("nothing to see"), unsupported)
	named("a KML called .gpx is named", "gpx", is(`<?xml version="1.0"?><kml><Document/></kml>`), unsupported)
	named("an empty file is named", "fit", is(""), want{status: "skipped", reason: "empty"})
	named("a file of blanks is named", "gpx", is("  \n\n  "), unsupported)
	named("a file of zeros is named", "fit", is(strings.Repeat("\x00", 5000)), unsupported)
	named("a file of 0xff is named", "fit", is(strings.Repeat("\xff", 5000)), unsupported)
	named("one byte is no recording", "gpx", is("<"), unsupported)
	named("what macOS writes beside a file is no activity", "fit", is("\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X"), want{status: "skipped", reason: "not-activity"})
	named("a GPX of a route is no activity", "gpx", is(`<gpx version="1.1"><rte><rtept lat="47" lon="8"/></rte></gpx>`), want{status: "skipped", reason: "not-activity"})
	named("a GPX of waypoints is no activity", "gpx", is(`<gpx version="1.1"><wpt lat="47" lon="8"><name>x</name></wpt></gpx>`), want{status: "skipped", reason: "not-activity"})
}

// twins are the same run in several files (row 48).
func (b *trials) twins() {
	add := func(name string, other func(p outing) []byte, ext string, w told, runs func(gpx, second string, p outing) []ran) {
		p := b.plan()
		gpx, second := b.file("gpx"), b.file(ext)
		w.file = second
		first := told{gpx, "ok", ""}
		if w.file == "" {
			w.file = second
		}
		c := trial{name: name, row: 48, outing: p, blobs: []blob{{gpx, []byte(newGPX(p).String())}, {second, other(p)}}}
		c.runs = runs(gpx, second, p)
		if len(c.runs) == 1 && c.runs[0].file == second {
			first = told{gpx, "duplicate", "duplicate-of"}
		}
		c.inputs = []told{first, w}
		b.add(c)
	}
	kept := func(_, second string, p outing) []ran { return []ran{planned(second, p)} }
	first := func(gpx, _ string, p outing) []ran { return []ran{planned(gpx, p)} }
	dup, ok := told{"", "duplicate", "duplicate-of"}, told{"", "ok", ""}
	add("a GPX and a FIT of the same run count once, and the FIT is kept", func(p outing) []byte { return newFIT(p).bytes() }, "fit", ok, kept)
	add("a GPX and a TCX of the same run count once, and the TCX is kept", func(p outing) []byte { return []byte(newTCX(p).String()) }, "tcx", ok, kept)
	add("a run and its copy count once", func(p outing) []byte { return gzipOf([]byte(newGPX(p).String())) }, "gpx.gz", dup, first)
	add("a sound GPX is kept before a FIT with a wrong checksum", func(p outing) []byte {
		d := newFIT(p)
		d.shape.badSum = true
		return d.bytes()
	}, "fit", dup, first)
	add("a GPX and a cut copy that lost half are two runs", func(p outing) []byte { return []byte(newGPX(p).upTo(300)) }, "cut.gpx", told{"", "partial", "truncated"},
		func(gpx, second string, p outing) []ran {
			half := p
			half.n = 300
			a, b := planned(gpx, p), planned(second, half)
			if second < gpx {
				return []ran{b, a}
			}
			return []ran{a, b}
		})
	add("a GPX and a copy that lost its last second are one run", func(p outing) []byte { return []byte(newGPX(p).upTo(599)) }, "cut.gpx", dup, first)
	add("a run that begins four seconds later is the same", func(p outing) []byte { return []byte(shiftedGPX(p, 4, 3)) }, "z.gpx", dup, first)
	later := func(byS, speed float64) func(gpx, second string, p outing) []ran {
		return func(gpx, second string, p outing) []ran {
			a, b := planned(gpx, p), planned(second, p)
			b.startS += byS
			b.distM = speed * 599
			if byS == 0 && second < gpx {
				return []ran{b, a}
			}
			return []ran{a, b}
		}
	}
	add("a run that begins seven seconds later is another", func(p outing) []byte { return []byte(shiftedGPX(p, 7, 3)) }, "z.gpx", ok, later(7, 3))
	add("a run at the same time that is 4 % longer is another", func(p outing) []byte { return []byte(shiftedGPX(p, 0, 3.12)) }, "z.gpx", ok, later(0, 3.12))
	add("a run at the same time that is 1 % longer is the same", func(p outing) []byte { return []byte(shiftedGPX(p, 0, 3.03)) }, "z.gpx", dup, first)
	add("a FIT of the same run whose own distance is 4 % longer is the same", func(p outing) []byte {
		p.speedMPS = 3.12
		return newFIT(p).bytes()
	}, "fit", ok, func(_, second string, p outing) []ran {
		p.speedMPS = 3.12
		return []ran{planned(second, p)}
	})
}

// shiftedGPX is the run of a plan so many seconds later, at another speed.
func shiftedGPX(p outing, byS, speedMPS float64) string {
	p.speedMPS = speedMPS
	g := newGPX(p)
	g.times(func(_ int, f fix) string { return iso(f.unixS + byS) })
	return g.String()
}
