package main

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// fitCase changes a sound FIT and says what becomes of it.
type fitCase struct {
	row  int
	name string
	edit func(d *fitDoc)
	want want
}

func (b *trials) fit(cases []fitCase) {
	for _, c := range cases {
		d := newFIT(b.plan())
		c.edit(d)
		b.add(trial{name: c.name, row: c.row, file: b.file("fit"), data: d.bytes(), outing: d.outing, want: c.want})
	}
}

// fitBytes changes the bytes of a sound FIT.
func (b *trials) fitBytes(row int, name string, change func(d *fitDoc, data []byte) []byte, w want) {
	d := newFIT(b.plan())
	data := d.bytes()
	b.add(trial{name: name, row: row, file: b.file("fit"), data: change(d, bytes.Clone(data)), outing: d.outing, want: w})
}

// recordsWith are records with these fields, with the values from make.
func recordsWith(cols []fitCol, values func(i int, f fix) []any) func(d *fitDoc) {
	return func(d *fitDoc) {
		d.define = func(w *fitPen) { w.define(fitRecordType, 20, cols...) }
		d.record = func(w *fitPen, i int, f fix) { w.put(fitRecordType, values(i, f)...) }
	}
}

// without takes a field and its value out.
func withoutCol(num int) (cols []fitCol, values func(i int, f fix) []any) {
	cols = fitRecordCols()
	at := slices.IndexFunc(cols, func(c fitCol) bool { return c.num == num })
	return slices.Delete(cols, at, at+1), func(_ int, f fix) []any { return slices.Delete(fitValues(f), at, at+1) }
}

// fitProfile are definitions outside the profile (row 32), values that are none
// (row 37) and other shapes of messages (rows 38 to 40).
func (b *trials) fitProfile() {
	extra := func(col fitCol, value any) func(d *fitDoc) {
		return recordsWith(append(fitRecordCols(), col), func(_ int, f fix) []any { return append(fitValues(f), value) })
	}
	changed := func(num int, value int, when func(i int) bool) func(d *fitDoc) {
		at := slices.IndexFunc(fitRecordCols(), func(c fitCol) bool { return c.num == num })
		return recordsWith(fitRecordCols(), func(i int, f fix) []any {
			v := fitValues(f)
			if when(i) {
				v[at] = value
			}
			return v
		})
	}
	half := func(i int) bool { return i%2 == 0 }
	message := func(global uint16, col fitCol, value any) func(d *fitDoc) {
		return func(d *fitDoc) {
			d.start = func(w *fitPen) {
				d.timerStart(w)
				w.define(9, global, col)
				w.put(9, value)
			}
		}
	}
	ok, skipped := want{}, want{codes: []string{"fields-skipped"}}
	b.fit([]fitCase{
		{32, "an enhanced altitude of two elements gives the first", extra(fitCol{78, 8, penUint32}, []byte{0xa0, 0x11, 0, 0, 0xff, 0xff, 0xff, 0xff}), ok},
		{32, "a record field of base type 0x0c loses nothing", extra(fitCol{3, 1, 0x0c}, 150), ok},
		{32, "a record field of base type 0x06 loses nothing", extra(fitCol{5, 4, 0x06}, 0), ok},
		{32, "a record field of an unknown base type loses nothing", extra(fitCol{61, 2, 0x9f}, 7), ok},
		{32, "a distance as a text is skipped, and positions give it", recordsWith(
			[]fitCol{{253, 4, penUint32}, {0, 4, penSint32}, {1, 4, penSint32}, {2, 2, penUint16}, {3, 1, penUint8}, {5, 4, penString}},
			func(_ int, f fix) []any { return append(fitValues(f)[:5], "12") }), skipped},
		{32, "a heart rate of two bytes is a number", recordsWith(
			[]fitCol{{253, 4, penUint32}, {0, 4, penSint32}, {1, 4, penSint32}, {2, 2, penUint16}, {3, 2, penUint16}, {5, 4, penUint32}},
			func(_ int, f fix) []any { return fitValues(f) }), ok},
		{32, "a distance of two bytes is a number", recordsWith(
			[]fitCol{{253, 4, penUint32}, {0, 4, penSint32}, {1, 4, penSint32}, {2, 2, penUint16}, {3, 1, penUint8}, {5, 2, penUint32}},
			func(_ int, f fix) []any {
				v := fitValues(f)
				v[5] = min(v[5].(int), 60_000) // what two bytes hold
				return v
			}), want{distM: 600}},
		{32, "a distance of three bytes is skipped, and positions give it", recordsWith(
			[]fitCol{{253, 4, penUint32}, {0, 4, penSint32}, {1, 4, penSint32}, {2, 2, penUint16}, {3, 1, penUint8}, {5, 3, penUint32}},
			func(_ int, f fix) []any { return fitValues(f) }), skipped},
		{32, "a field of no bytes costs nothing", extra(fitCol{7, 0, penUint16}, []byte{}), ok},
		{32, "a field that nobody knows costs nothing", extra(fitCol{240, 16, penByte}, make([]byte, 16)), ok},
		{32, "an event whose data are shorter than the profile says costs nothing", message(21, fitCol{3, 1, penUint32}, 7), ok},
		{32, "an event whose data are longer than the profile says costs nothing", message(21, fitCol{3, 8, penUint32}, make([]byte, 8)), ok},
		{32, "a user profile with bytes for numbers costs nothing", message(3, fitCol{23, 2, penUint8}, make([]byte, 2)), ok},
		{32, "device settings with arrays for numbers cost nothing", message(2, fitCol{4, 6, penUint8}, make([]byte, 6)), ok},
		{32, "a message that nobody knows costs nothing", message(0xff42, fitCol{0, 4, penUint32}, 1), ok},
		{32, "a file_id with an array for a number costs nothing", func(d *fitDoc) {
			d.id = func(w *fitPen) {
				w.define(fitIDType, 0, fitCol{0, 1, penEnum}, fitCol{3, 8, 0x8c})
				w.put(fitIDType, 4, make([]byte, 8))
			}
		}, ok},
		{32, "a session with an array for its speed costs nothing", func(d *fitDoc) {
			d.summary = func(w *fitPen) {
				d.laps(w)
				w.define(9, 19, fitCol{110, 8, penUint32})
				w.put(9, make([]byte, 8))
			}
		}, ok},

		{37, "an invalid heart rate is missing", changed(3, 0xff, half), ok},
		{37, "an invalid distance is interpolated", changed(5, 0xffffffff, half), want{distM: 1797}},
		{37, "an invalid altitude is missing", changed(2, 0xffff, half), ok},
		{37, "an invalid position is missing", changed(0, 0x7fffffff, half), ok},
		{37, "a position of 0xffffffff, as an erased memory has, is missing", changed(0, 0xffffffff, func(i int) bool { return i == 300 }), ok},
		{37, "a latitude of 180° is none", changed(0, -0x80000000, func(i int) bool { return i == 300 }), want{status: "warned", reason: "bad-points"}},
		{37, "a record without any valid value is left out", func(d *fitDoc) {
			d.record = func(w *fitPen, i int, f fix) {
				if i != 300 {
					penRecord(w, f)
					return
				}
				w.put(fitRecordType, fitTime(f.unixS), 0x7fffffff, 0x7fffffff, 0xffff, 0xff, 0xffffffff)
			}
		}, want{points: planPoints - 1, codes: []string{"samples-merged"}}},
		{37, "a session whose totals are all invalid claims nothing", func(d *fitDoc) {
			d.summary = func(w *fitPen) {
				start, end := fitTime(d.outing.startS()), fitTime(d.outing.startS()+d.outing.elapsedS())
				penSession(w, start, end, []any{0xffffffff, 0xffffffff, 0xffffffff}, 0xff)
			}
		}, ok},

		{38, "a big-endian file is read", func(d *fitDoc) { d.big = true }, ok},
		{38, "records whose definition changes half way are read", func(d *fitDoc) {
			d.record = func(w *fitPen, i int, f fix) {
				if i == 300 {
					w.define(fitRecordType, 20, fitCol{5, 4, penUint32}, fitCol{253, 4, penUint32}, fitCol{3, 1, penUint8}, fitCol{0, 4, penSint32}, fitCol{1, 4, penSint32}, fitCol{2, 2, penUint16})
				}
				v := fitValues(f)
				if i >= 300 {
					v = []any{v[5], v[0], v[4], v[1], v[2], v[3]}
				}
				w.put(fitRecordType, v...)
			}
		}, ok},
		{38, "records defined anew before each of them are read", func(d *fitDoc) {
			d.record = func(w *fitPen, _ int, f fix) {
				penRecordDef(w)
				penRecord(w, f)
			}
		}, ok},
		{38, "records of 255 fields are read", func(d *fitDoc) {
			cols, more := fitRecordCols(), make([]byte, 249)
			for i := range more {
				cols = append(cols, fitCol{200, 1, penByte})
				more[i] = 0x5a
			}
			d.define = func(w *fitPen) { w.define(fitRecordType, 20, cols...) }
			d.record = func(w *fitPen, _ int, f fix) {
				v := fitValues(f)
				for _, c := range more {
					v = append(v, int(c))
				}
				w.put(fitRecordType, v...)
			}
		}, ok},
		{38, "times packed into the header are read", func(d *fitDoc) {
			cols, values := withoutCol(253)
			d.define = func(w *fitPen) { w.define(2, 20, cols...) }
			d.record = func(w *fitPen, i int, f fix) {
				w.putAs(0x80|2<<5|byte(fitTime(f.unixS)&0x1f), 2, values(i, f)...)
			}
		}, ok},
		{38, "times packed into the header go on across a minute", func(d *fitDoc) {
			d.outing.stepS, d.outing.n = 20, 60
			cols, values := withoutCol(253)
			d.define = func(w *fitPen) { w.define(2, 20, cols...) }
			d.record = func(w *fitPen, i int, f fix) {
				w.putAs(0x80|2<<5|byte(fitTime(f.unixS)&0x1f), 2, values(i, f)...)
			}
		}, want{records: 60, elapsedS: 1180, distM: 3540}},
		{38, "a summary before the records is read", func(d *fitDoc) {
			d.start = func(w *fitPen) {
				d.laps(w)
				d.timerStart(w)
			}
			d.summary = nothing2
		}, ok},
		{38, "all sixteen local types are used", func(d *fitDoc) {
			d.record = func(w *fitPen, i int, f fix) {
				local := byte(i % 16)
				w.define(local, 20, fitRecordCols()...)
				w.put(local, fitValues(f)...)
			}
		}, ok},

		{39, "speed and distance packed into three bytes add up", packedDistance(1), want{}},
		{39, "packed distances that wrap at 256 m add up", packedDistance(1), want{}},
		{39, "packed distances with a hole in them add up", packedDistance(3), want{}},

		{40, "fields of an app cost nothing", appFields("stride", 4), ok},
		{40, "a field of an app with a hostile name reaches no terminal", appFields("\x1b[31m\u202e", 4), ok},
		{40, "a field of an app without a description costs nothing", appFields("", 4), ok},
		{40, "a field of an app of 200 bytes costs nothing", appFields("long", 200), ok},
	})
	for i := range b.all { // what is said of values must be seen in them
		switch c := &b.all[i]; c.name {
		case "an invalid heart rate is missing", "a heart rate of two bytes is a number", "a record field of base type 0x0c loses nothing":
			c.noted = heartRate(150)
		case "a field of an app with a hostile name reaches no terminal":
			c.never = []string{"\x1b", "\u202e"}
		}
	}
	b.chained()
}

// packedDistance writes speed and distance in three bytes, leaving out the bytes
// of every record but each step-th.
func packedDistance(step int) func(d *fitDoc) {
	return recordsWith([]fitCol{{253, 4, penUint32}, {3, 1, penUint8}, {8, 3, penByte}}, func(i int, f fix) []any {
		packed := []byte{0xff, 0xff, 0xff}
		if i%step == 0 || i == planPoints-1 {
			speed, dist := 300, int(math.Round(f.distM*16))&0xfff
			packed = []byte{byte(speed), byte(speed>>8)&0xf | byte(dist&0xf)<<4, byte(dist >> 4)}
		}
		return []any{fitTime(f.unixS), f.heartBPM, packed}
	})
}

// appFields adds a field of an app to the records.
func appFields(name string, size int) func(d *fitDoc) {
	return func(d *fitDoc) {
		d.start = func(w *fitPen) {
			d.timerStart(w)
			w.define(8, 207, fitCol{3, 1, penUint8}, fitCol{1, 16, penByte}) // developer data id
			w.put(8, 0, make([]byte, 16))
			if name != "" {
				w.define(8, 206, fitCol{0, 1, penUint8}, fitCol{1, 1, penUint8}, fitCol{2, 1, penUint8}, fitCol{3, 16, penString}, fitCol{8, 16, penString})
				w.put(8, 0, 0, penUint32, name, "m")
			}
		}
		d.define = func(w *fitPen) {
			at := len(w.body)
			penRecordDef(w)
			w.apps(fitRecordType, at, [3]byte{0, byte(size), 0})
		}
		d.record = func(w *fitPen, _ int, f fix) {
			w.put(fitRecordType, append(fitValues(f), bytes.Repeat([]byte{0x11}, size))...)
		}
	}
}

// chained are several FIT files in one.
func (b *trials) chained() {
	p := b.plan()
	file := b.file("fit")
	later := newOuting(p.day + 2000)
	b.add(trial{
		name: "two FIT files in one are two runs", row: 38, file: file, outing: p,
		data:   append(newFIT(p).bytes(), newFIT(later).bytes()...),
		inputs: []told{{file, "ok", ""}}, runs: []ran{planned(file, p), planned(file, later)},
	})
	p = b.plan()
	file = b.file("fit")
	later = newOuting(p.day + 2000)
	second := newFIT(later).bytes()
	b.add(trial{
		name: "a second FIT file that is cut costs the first nothing", row: 31, file: file, outing: p,
		data:   append(newFIT(p).bytes(), second[:14+100]...),
		inputs: []told{{file, "partial", "truncated"}}, runs: []ran{planned(file, p), planned(file, later)},
	})
	last := &b.all[len(b.all)-1].runs[1]
	d := newFIT(later)
	d.bytes()
	n := 0
	for n < len(d.after) && d.after[n] <= 14+100 {
		n++
	}
	last.records, last.points, last.elapsedS, last.timerS, last.distM = n, n, max(0, float64(n-1)), max(0, float64(n-1)), 3*float64(n-1)
	if n < 2 {
		last.distM = -1
	}
	b.fitBytes(31, "rubbish behind a FIT file is told", func(_ *fitDoc, data []byte) []byte { return append(data, "rubbish"...) },
		want{status: "partial", reason: "malformed"})
	b.fitBytes(31, "600 zero bytes behind a FIT file are filling", func(_ *fitDoc, data []byte) []byte { return append(data, make([]byte, 600)...) },
		want{codes: []string{"fields-skipped"}})
	b.fitBytes(31, "a GPX behind a FIT file is told", func(d *fitDoc, data []byte) []byte { return append(data, newGPX(d.outing).String()...) },
		want{status: "partial", reason: "malformed"})
}

// fitFrame are headers, sizes, checksums, types and damage (rows 33 to 36, 41 to
// 44).
func (b *trials) fitFrame() {
	shape := func(s fitShape) func(d *fitDoc) { return func(d *fitDoc) { d.shape = s } }
	ok, sum := want{}, want{status: "warned", reason: "checksum"}
	b.fit([]fitCase{
		{33, "a data size of 0, as a crash leaves it, loses nothing", shape(fitShape{zeroSize: true}), sum},
		{33, "a data size of 0 without a checksum loses nothing", shape(fitShape{zeroSize: true, noSum: true}), want{status: "partial", reason: "truncated"}},
		{33, "a data size too big loses nothing", shape(fitShape{dataSize: 1 << 20}), sum},
		{33, "the greatest data size there is loses nothing", shape(fitShape{dataSize: 0xffffffff}), sum},
		{33, "a data size too small loses nothing", shape(fitShape{dataSize: 5000}), sum},
		{33, "a data size of 1 loses nothing", shape(fitShape{dataSize: 1}), sum},
		{33, "a file without its last checksum loses nothing", shape(fitShape{noSum: true}), want{status: "partial", reason: "truncated"}},
		{34, "a wrong checksum is told", shape(fitShape{badSum: true}), sum},
		{34, "a wrong checksum of the header is told", shape(fitShape{badHead: true}), sum},
		{34, "no checksum of the header is none that is wrong", shape(fitShape{zeroHead: true}), ok},
		{34, "a header of 12 bytes is read", shape(fitShape{header: 12}), ok},
		{34, "a header of 20 bytes is read", shape(fitShape{header: 20}), ok},
		{34, "a header of 255 bytes is read", shape(fitShape{header: 255}), ok},
		{34, "protocol 1.0 is read", shape(fitShape{protocol: 0x10}), ok},
		{34, "protocol 3.0 is read", shape(fitShape{protocol: 0x30}), ok},
		{34, "protocol 15.15 is read", shape(fitShape{protocol: 0xff}), ok},

		{35, "no file_id is no obstacle", func(d *fitDoc) { d.id = nothing2 }, ok},
		{35, "a late file_id is no obstacle", func(d *fitDoc) {
			d.id = nothing2
			d.end = penID
		}, ok},
		{35, "a doubled file_id is no obstacle", func(d *fitDoc) { d.end = penID }, ok},
		{35, "a second file_id of another type is no obstacle", func(d *fitDoc) { d.end = func(w *fitPen) { penIDOf(w, 6) } }, ok},
		{35, "a file_id of a course over an activity is not believed", func(d *fitDoc) { d.id = func(w *fitPen) { penIDOf(w, 6) } }, ok},
		{35, "a file_id of an invalid type is no obstacle", func(d *fitDoc) { d.id = func(w *fitPen) { penIDOf(w, 0xff) } }, ok},
		{35, "a course without a session is no activity", func(d *fitDoc) {
			d.id, d.summary = func(w *fitPen) { penIDOf(w, 6) }, nothing2
		}, want{status: "skipped", reason: "not-activity"}},
		{35, "settings are no activity", func(d *fitDoc) {
			d.id, d.outing.n, d.summary = func(w *fitPen) { penIDOf(w, 2) }, 0, nothing2
		}, want{status: "skipped", reason: "not-activity"}},
		{35, "a workout is no activity", func(d *fitDoc) {
			d.id, d.outing.n, d.summary = func(w *fitPen) { penIDOf(w, 5) }, 0, nothing2
		}, want{status: "skipped", reason: "not-activity"}},

		{41, "times since power-on are no dates, and the run counts", func(d *fitDoc) {
			d.record = func(w *fitPen, i int, f fix) {
				v := fitValues(f)
				v[0] = 1000 + i
				w.put(fitRecordType, v...)
			}
			d.start, d.events, d.summary = nothing2, nothing2, nothing2
		}, want{status: "warned", reason: "clock-unset", undated: true}},
		{41, "a clock that begins at 0 is no date, and the run counts", func(d *fitDoc) {
			d.record = func(w *fitPen, i int, f fix) {
				v := fitValues(f)
				v[0] = i
				w.put(fitRecordType, v...)
			}
			d.start, d.events, d.summary = nothing2, nothing2, nothing2
		}, want{status: "warned", reason: "clock-unset", undated: true}},
		{41, "one record of time 0 is left out", func(d *fitDoc) {
			d.record = func(w *fitPen, i int, f fix) {
				v := fitValues(f)
				if i == 300 {
					v[0] = 0
				}
				w.put(fitRecordType, v...)
			}
		}, want{status: "warned", reason: "bad-times", points: planPoints - 1}},
		{41, "a step of a year inside a FIT is closed", func(d *fitDoc) {
			d.record = func(w *fitPen, i int, f fix) {
				v := fitValues(f)
				if i >= 300 {
					v[0] = v[0].(int) + 365*planDayS
				}
				w.put(fitRecordType, v...)
			}
			d.start, d.events, d.summary = nothing2, nothing2, nothing2
		}, want{status: "warned", reason: "bad-times"}},
		{
			15, "a FIT without any time has no time", recordsWith([]fitCol{{0, 4, penSint32}, {1, 4, penSint32}, {3, 1, penUint8}},
				func(_ int, f fix) []any { return []any{semicircles(f.latDeg), semicircles(f.lonDeg), f.heartBPM} }),
			want{status: "skipped", reason: "no-time"},
		},

		{43, "no session, as an empty battery leaves it, loses nothing", func(d *fitDoc) { d.summary = nothing2 }, ok},
		{43, "no session and no events lose nothing", func(d *fitDoc) { d.start, d.events, d.summary = nothing2, nothing2, nothing2 }, ok},
		{43, "a session without records holds no points", func(d *fitDoc) { d.outing.n = 0 }, want{status: "skipped", reason: "no-points"}},
		{43, "a session that claims ten times the distance is not believed", lyingSession(1, 1, 10), ok},
		{43, "a session that claims no distance is not believed", lyingSession(1, 1, 0), ok},
		{43, "a session that claims ten times the timer is not believed", lyingSession(1, 10, 1), ok},
		{43, "a session that claims half of the timer is not believed, for the timer's events say otherwise", lyingSession(1, 0.5, 1), ok},
		{43, "a session of 40,000 minutes for ten is not believed", lyingSession(4000, 1, 1), ok},
		{43, "laps without a session lose nothing", func(d *fitDoc) {
			d.summary = func(w *fitPen) {
				d.laps(w)
				w.body = w.body[:bytes.LastIndex(w.body, []byte{0x40 | fitSessionType, 0, 0, 18, 0})]
			}
		}, ok},

		{42, "a local time two hours east is the zone", localTime(7200), ok},
		{42, "a local time three seconds off is no zone of seconds", localTime(3603), ok},
		{42, "a local time of 9,600 hours off is no zone", localTime(9600 * 3600), ok},
		{42, "a local time 14 hours east is the easternmost zone", localTime(14 * 3600), ok},
		{42, "a local time 15 hours east is no zone", localTime(15 * 3600), ok},
		{42, "a local time of nonsense is no zone", localTime(-1_000_000_000), ok},
	})
	zones := map[string]string{
		"a local time two hours east is the zone":              "+02:00",
		"a local time three seconds off is no zone of seconds": "+01:00",
		"a local time 14 hours east is the easternmost zone":   "+14:00",
		"a local time of 9,600 hours off is no zone":           "Europe/Zurich",
		"a local time 15 hours east is no zone":                "Europe/Zurich",
		"a local time of nonsense is no zone":                  "Europe/Zurich",
	}
	for i := range b.all {
		if zone, ok := zones[b.all[i].name]; ok {
			b.all[i].noted = inZone(zone)
		}
	}
	b.twoSports()
	b.fitDamage()
	b.fitFloods()
}

// inZone wants the zone of the first run.
func inZone(zone string) func(t *testing.T, doc judged) {
	return func(t *testing.T, doc judged) {
		t.Helper()
		if len(doc.Runs) == 0 || !strings.Contains(doc.Runs[0].Zone, zone) {
			t.Errorf("zone of %+v, want %s", doc.Runs, zone)
		}
	}
}

// lyingSession multiplies what the session claims.
func lyingSession(elapsed, timer, distance float64) func(d *fitDoc) {
	return func(d *fitDoc) {
		p := d.outing
		d.summary = func(w *fitPen) {
			d.summaryOf(w, elapsed*p.elapsedS(), timer*p.elapsedS(), distance*p.distanceM(), 1)
		}
	}
}

// localTime says how far the local time is from UTC.
func localTime(eastS int) func(d *fitDoc) {
	return func(d *fitDoc) {
		d.end = func(w *fitPen) {
			at := fitTime(d.outing.startS())
			penActivity(w, at, at+eastS)
		}
	}
}

// twoSports is a file of two sessions.
func (b *trials) twoSports() {
	p := b.plan()
	d := newFIT(p)
	d.start, d.events = nothing2, nothing2
	d.summary = func(w *fitPen) {
		start := fitTime(p.startS())
		penSession(w, start, start+299, []any{299_000, 299_000, 89_700}, 2)
		penSession(w, start+300, start+599, []any{299_000, 299_000, 89_700}, 1)
	}
	file := b.file("fit")
	ride, jog := planned(file, p), planned(file, p)
	ride.records, ride.points, ride.elapsedS, ride.timerS, ride.distM = 300, 300, 299, 299, 897
	jog.records, jog.points, jog.elapsedS, jog.timerS, jog.distM, jog.startS = 300, 300, 299, 299, 897, p.startS()+300
	b.add(trial{
		name: "a ride and a run in one file are two activities", row: 43, file: file, outing: p, data: d.bytes(),
		inputs: []told{{file, "ok", ""}}, runs: []ran{ride, jog},
	})
}

// fitDamage are holes and flipped bits at known places (row 36).
func (b *trials) fitDamage() {
	block := func(from, n int, fill byte) func(d *fitDoc, data []byte) []byte {
		return func(d *fitDoc, data []byte) []byte {
			copy(data[d.at[from]:], bytes.Repeat([]byte{fill}, n))
			return data
		}
	}
	insert := func(from, n int, fill byte) func(d *fitDoc, data []byte) []byte {
		return func(d *fitDoc, data []byte) []byte {
			return slices.Insert(data, d.at[from], bytes.Repeat([]byte{fill}, n)...)
		}
	}
	const size = 20 // bytes of a record
	sumOnly := want{status: "warned", reason: "checksum"}
	lost := func(n int) int { return planPoints - (n+size-1)/size }
	for _, n := range []int{64, 200, 512, 1000, 4096} {
		for _, fill := range []byte{0, 0xff} {
			b.fitBytes(36, fmt.Sprintf("a hole of %d bytes of %#02x in a FIT keeps both sides", n, fill), block(300, n, fill),
				want{status: "partial", reason: "hole", records: lost(n), codes: []string{"checksum"}})
		}
	}
	b.fitBytes(36, "512 zero bytes put between two records cost none", insert(300, 512, 0), want{status: "partial", reason: "hole"})
	b.fitBytes(36, "512 bytes of 0xff put between two records cost none", insert(300, 512, 0xff), want{status: "partial", reason: "hole"})
	b.fitBytes(36, "a hole that begins inside a record leaves its time", func(d *fitDoc, data []byte) []byte {
		copy(data[d.at[300]+7:], make([]byte, 512)) // up to the 20th byte of record 325
		return data
	}, want{status: "partial", reason: "hole", records: planPoints - 25})
	b.fitBytes(36, "two holes keep all three parts", func(d *fitDoc, data []byte) []byte {
		copy(data[d.at[100]:], make([]byte, 400))
		copy(data[d.at[400]:], bytes.Repeat([]byte{0xff}, 400))
		return data
	}, want{status: "partial", reason: "hole", records: planPoints - 40})
	b.fitBytes(36, "zeros up to the end of a FIT keep what stands before", func(d *fitDoc, data []byte) []byte {
		clear(data[d.at[400]:])
		return data
	}, want{status: "partial", reason: "truncated", records: 400, elapsedS: 399, distM: 1197})
	b.fitBytes(36, "bytes missing between two records cost few", func(d *fitDoc, data []byte) []byte {
		return slices.Delete(data, d.at[300]+5, d.at[300]+12)
	}, want{status: "partial", reason: "hole", records: planPoints - 1})
	b.fitBytes(36, "a reserved bit flipped in the header of a record costs nothing", func(d *fitDoc, data []byte) []byte {
		data[d.at[300]] ^= 0x20
		return data
	}, sumOnly)
	b.fitBytes(36, "a wrong number of fields in the definition of records is told", func(d *fitDoc, data []byte) []byte {
		data[d.at[0]-6*3-1]++
		return data
	}, want{status: "skipped", reason: "no-points"})
	b.fitBytes(36, "a FIT of nothing but its header holds no points", func(_ *fitDoc, data []byte) []byte { return data[:14] },
		want{status: "skipped", reason: "no-points"})
	b.fitBytes(36, "a FIT cut inside its header is none", func(_ *fitDoc, data []byte) []byte { return data[:9] },
		want{status: "skipped", reason: "malformed"})
	b.fitBytes(36, "a FIT whose magic has a wrong byte is told", func(_ *fitDoc, data []byte) []byte {
		data[9] = 'G'
		return data
	}, want{status: "skipped", reason: "malformed"})
}

// fitFloods are small files that ask for much memory (row 44).
func (b *trials) fitFloods() {
	flood := func(global uint16, cols []fitCol, msg []byte, n int) func(d *fitDoc) {
		return func(d *fitDoc) {
			d.end = func(w *fitPen) {
				w.define(9, global, cols...)
				w.body = append(w.body, bytes.Repeat(append([]byte{9}, msg...), n)...)
			}
		}
	}
	many := want{status: "skipped", reason: "too-many"}
	b.fit([]fitCase{
		{44, "a million records without a field cost no memory", flood(20, nil, nil, 1_000_000), want{records: planPoints}},
		{44, "a million sessions without a field are too many", flood(18, nil, nil, 1_000_000), many},
		{44, "sessions of one byte beyond the limit are too many", flood(18, []fitCol{{5, 1, penEnum}}, []byte{1}, 20_000), many},
		{44, "laps of one byte beyond the limit are too many", flood(19, []fitCol{{24, 1, penEnum}}, []byte{0}, 200_000), many},
		{44, "five million messages of one byte are too many", flood(0xff42, nil, nil, 5_000_000), many},
	})
	for i := range b.all {
		if b.all[i].row == 44 {
			b.all[i].big = true
		}
	}
}
