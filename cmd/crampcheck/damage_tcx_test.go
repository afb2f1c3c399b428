package main

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// tcxCase changes a sound TCX and says what becomes of it.
type tcxCase struct {
	row  int
	name string
	make func(x *tcxDoc) string // "": the document as it stands
	want want
	none []string // stands in no output
}

func (b *trials) tcx(cases []tcxCase) {
	for _, c := range cases {
		p := b.plan()
		x := newTCX(p)
		text := c.make(x)
		if text == "" {
			text = x.String()
		}
		b.add(trial{name: c.name, row: c.row, file: b.file("tcx"), data: []byte(text), outing: p, want: c.want, never: c.none})
	}
}

// tcxAsIs takes a document whole after edit.
func tcxAsIs(edit func(x *tcxDoc)) func(x *tcxDoc) string {
	return func(x *tcxDoc) string {
		edit(x)
		return ""
	}
}

func (b *trials) tcxAll() {
	const n, i = 400, 300
	half := func(upTo string) func(x *tcxDoc) string {
		return func(x *tcxDoc) string {
			head, _, ok := strings.Cut(x.points[n], upTo)
			if !ok {
				panic(upTo)
			}
			return x.upTo(n) + head + upTo
		}
	}
	ok := want{}
	encoding, bad := want{status: "warned", reason: "encoding"}, want{status: "warned", reason: "bad-points"}
	// The lap claims all of the way and time; the timer can only be believed up to
	// a minute beyond what was recorded.
	cut := want{status: "partial", reason: "truncated", records: n, elapsedS: n - 1, distM: 3 * (n - 1)}
	place := func(old, text string) func(x *tcxDoc) string {
		return tcxAsIs(func(x *tcxDoc) { x.swap(i, old, text) })
	}
	time := func(text string) func(x *tcxDoc) string {
		return tcxAsIs(func(x *tcxDoc) { x.swap(i, iso(x.outing.fix(i).unixS), text) })
	}
	b.tcx([]tcxCase{
		{1, "a TCX without any end tag behind its points keeps them all", func(x *tcxDoc) string { return x.upTo(planPoints) }, want{status: "partial", reason: "truncated"}, nil},
		{1, "a TCX cut between two points keeps those before", func(x *tcxDoc) string { return x.upTo(n) }, cut, nil},
		{1, "a TCX cut in a time keeps the points before", half("<Time>2"), cut, nil},
		{1, "a TCX cut in a latitude keeps the points before", half("<LatitudeDegrees>47"), cut, nil},
		{1, "a TCX cut in the end tag of a point keeps those before", half("</Trackpoint"), cut, nil},
		{1, "a TCX cut before its first point holds nothing", func(x *tcxDoc) string { return x.upTo(0) }, want{status: "skipped", reason: "no-points"}, nil},
		{2, "NUL bytes between two points of a TCX cost neither", tcxAsIs(func(x *tcxDoc) { x.points[i] += strings.Repeat("\x00", 512) }), want{status: "partial", reason: "hole"}, nil},
		{2, "a tail of NUL bytes behind a TCX loses nothing", func(x *tcxDoc) string { return x.String() + strings.Repeat("\x00", 512) }, encoding, nil},
		{3, "a degree sign in Latin-1 in a TCX costs no point", tcxAsIs(func(x *tcxDoc) { x.notes = "<Notes>12\xb0 and rain</Notes>" }), encoding, nil},
		{3, "a bare & in the notes of a TCX costs no point", tcxAsIs(func(x *tcxDoc) { x.notes = "<Notes>rain & wind</Notes>" }), ok, nil},
		{3, "an escape in the notes of a TCX reaches no terminal", tcxAsIs(func(x *tcxDoc) { x.notes = "<Notes>calf cramp \x1b[2J\x07</Notes>" }), ok, []string{"\x1b", "\x07"}},
		{4, "a TCX in UTF-16 is read", func(x *tcxDoc) string { return utf16Of(x.String(), binary.LittleEndian, true) }, encoding, nil},
		{4, "a TCX under an unknown encoding label is read", tcxAsIs(func(x *tcxDoc) { x.head = strings.Replace(x.head, "UTF-8", "x-martian", 1) }), ok, nil},
		{4, "ten blanks before the declaration of a TCX are no text", func(x *tcxDoc) string { return strings.Repeat(" ", 10) + x.String() }, ok, nil},
		{5, "an empty latitude in a TCX is no 0°", tcxAsIs(func(x *tcxDoc) {
			x.swap(i, fmt.Sprintf("%.7f", x.outing.fix(i).latDeg), "")
		}), bad, nil},
		{5, "a position without a longitude in a TCX is no 0°", place("<LongitudeDegrees>8.0000000</LongitudeDegrees>", ""), bad, nil},
		{5, "a point without a position in a TCX is a point", tcxAsIs(func(x *tcxDoc) {
			f := x.outing.fix(i)
			x.swap(i, fmt.Sprintf("<Position><LatitudeDegrees>%.7f</LatitudeDegrees><LongitudeDegrees>8.0000000</LongitudeDegrees></Position>", f.latDeg), "")
		}), ok, nil},
		{6, "a longitude NaN in a TCX is none", place("8.0000000", "NaN"), bad, nil},
		{6, "a longitude of 999° in a TCX is none", place("8.0000000", "999"), bad, nil},
		{7, "a longitude abc in a TCX costs its position alone", place("8.0000000", "abc"), bad, nil},
		{7, "commas in the positions of a TCX are decimal points", tcxAsIs(func(x *tcxDoc) { x.swapAll("8.0000000", "8,0") }), ok, nil},
		{8, "an altitude -- in a TCX costs no point", tcxAsIs(func(x *tcxDoc) { x.swapAll("400.0", "--") }), ok, nil},
		{10, "a zone of +02:00 in a TCX is taken off", tcxAsIs(func(x *tcxDoc) {
			for k := range x.points {
				at := x.outing.fix(k).unixS
				x.swap(k, iso(at), isoIn(at, 7200)+"+02:00")
			}
		}), ok, nil},
		{14, "times of a TCX without a zone are UTC, and that is said", tcxAsIs(func(x *tcxDoc) {
			for k := range x.points {
				at := x.outing.fix(k).unixS
				x.swap(k, iso(at), isoIn(at, 0))
			}
		}), want{codes: []string{"time-without-zone"}}, nil},
		{15, "a TCX without any time has no time", tcxAsIs(func(x *tcxDoc) {
			for k := range x.points {
				x.swap(k, "<Time>"+iso(x.outing.fix(k).unixS)+"</Time>", "")
			}
		}), want{status: "skipped", reason: "no-time"}, nil},
		{15, "one point of a TCX without a time is left out", time(""), want{status: "warned", reason: "bad-times", points: planPoints - 1}, nil},
		{
			16, "points of a TCX out of order are put in order", tcxAsIs(func(x *tcxDoc) { x.points[i], x.points[i+1] = x.points[i+1], x.points[i] }),
			want{status: "warned", reason: "out-of-order"},
			nil,
		},
		{17, "one time in year 1 in a TCX is left out", time("0001-01-01T00:00:00Z"), want{status: "warned", reason: "bad-times", points: planPoints - 1}, nil},
		{18, "a teleport in a TCX adds nothing", place("8.0000000", "99.0"), bad, nil},
		{19, "0°,0° in a TCX adds nothing", tcxAsIs(func(x *tcxDoc) {
			x.swap(i, fmt.Sprintf("%.7f", x.outing.fix(i).latDeg), "0.0")
			x.swap(i, "8.0000000", "0.0")
		}), bad, nil},
		{23, "a pause in a TCX whose lap counts the timer is taken out", tcxAsIs(func(x *tcxDoc) {
			for k := i; k < planPoints; k++ {
				f := x.outing.fix(k)
				f.unixS += 900
				x.points[k] = tcxPoint(f)
			}
			x.points[i-1] += "</Track><Track>\n"
		}), want{elapsedS: 1499, timerS: 599}, nil},
		{26, "a heart rate under a prefix in a TCX is one", tcxAsIs(func(x *tcxDoc) {
			x.swapAll("<HeartRateBpm><Value>150</Value></HeartRateBpm>", "<n:HeartRateBpm><n:Value>150</n:Value></n:HeartRateBpm>")
		}), ok, nil},
		{27, "a heart rate of 0 in a TCX is none", tcxAsIs(func(x *tcxDoc) {
			for k := 0; k < planPoints; k += 2 {
				x.swap(k, "<Value>150<", "<Value>0<")
			}
		}), ok, nil},
		{
			28, "elements nested 100,000 deep in a TCX end the file there", tcxAsIs(func(x *tcxDoc) { x.points[299] += strings.Repeat("<a>", 100_000) }),
			want{status: "partial", reason: "malformed", records: 300, elapsedS: 299, distM: 897},
			nil,
		},
		{29, "an entity of a file in a TCX is never read", tcxAsIs(func(x *tcxDoc) {
			x.head = strings.Replace(x.head, "?>", `?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>`, 1)
			x.notes = "<Notes>calf cramp &e;</Notes>"
		}), ok, nil},
		{43, "a TCX whose lap claims ten times the way is not believed", tcxAsIs(func(x *tcxDoc) {
			x.lap = "<TotalTimeSeconds>599</TotalTimeSeconds><DistanceMeters>17970</DistanceMeters>"
		}), ok, nil},
		{43, "a TCX whose lap claims ten times the timer is not believed", tcxAsIs(func(x *tcxDoc) {
			x.lap = "<TotalTimeSeconds>5990</TotalTimeSeconds><DistanceMeters>1797</DistanceMeters>"
		}), ok, nil},
		{43, "a TCX whose lap claims infinite time is not believed", tcxAsIs(func(x *tcxDoc) {
			x.lap = "<TotalTimeSeconds>Infinity</TotalTimeSeconds><DistanceMeters>NaN</DistanceMeters>"
		}), ok, nil},
		{24, "a TCX with a lap for every point is one run", tcxAsIs(func(x *tcxDoc) {
			for k := range planPoints - 1 {
				x.points[k] += fmt.Sprintf(`</Track></Lap><Lap StartTime="%s"><TotalTimeSeconds>0</TotalTimeSeconds><Track>`, iso(x.outing.fix(k+1).unixS))
			}
		}), ok, nil},
		{
			24, "a TCX of one point is a run of no length", func(x *tcxDoc) string { return x.upTo(1) + "</Track></Lap></Activity>" + x.tail },
			want{records: 1, elapsedS: -1, distM: -1},
			nil,
		},
		{35, "a TCX that lost its root is read", func(x *tcxDoc) string {
			return strings.Replace(x.String(), `<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">`, "", 1)
		}, want{status: "partial", reason: "malformed", codes: []string{"fields-skipped"}}, nil},
		{35, "a course in a TCX is no activity", func(*tcxDoc) string {
			return `<TrainingCenterDatabase><Courses><Course><Name>x</Name><Track><Trackpoint><Time>2021-01-01T08:00:00Z</Time></Trackpoint></Track></Course></Courses></TrainingCenterDatabase>`
		}, want{status: "skipped", reason: "not-activity"}, nil},
		{35, "an activity without points in a TCX holds none", func(x *tcxDoc) string {
			x.points = nil
			return ""
		}, want{status: "skipped", reason: "no-points"}, nil},
	})
	p := b.plan()
	file := b.file("tcx")
	first, second := newTCX(p), newTCX(newOuting(p.day+2000))
	text := strings.Replace(first.String(), first.tail, strings.TrimPrefix(second.String(), second.head), 1)
	b.add(trial{
		name: "two activities of a TCX are two runs", row: 31, file: file, outing: p, data: []byte(text),
		inputs: []told{{file, "ok", ""}}, runs: []ran{planned(file, p), planned(file, second.outing)},
	})
}
