package main

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf16"
)

// trials gathers the cases, each on a day of its own.
type trials struct {
	all []trial
}

func (b *trials) plan() outing { return newOuting(len(b.all)) }

func (b *trials) add(c trial) { b.all = append(b.all, c) }

// name returns a file name of the next trial, which no other one has.
func (b *trials) file(ext string) string { return fmt.Sprintf("t%03d.%s", len(b.all), ext) }

// gpxCase changes a sound GPX and says what becomes of it.
type gpxCase struct {
	row  int
	name string
	make func(g *gpxDoc) string // "": the document as it stands
	want want
	none []string // stands in no output
}

func (b *trials) gpx(cases []gpxCase) {
	for _, c := range cases {
		p := b.plan()
		g := newGPX(p)
		text := c.make(g)
		if text == "" {
			text = g.String()
		}
		b.add(trial{name: c.name, row: c.row, file: b.file("gpx"), data: []byte(text), outing: p, want: c.want, never: c.none})
	}
}

// asIs takes a document whole after edit.
func asIs(edit func(g *gpxDoc)) func(g *gpxDoc) string {
	return func(g *gpxDoc) string {
		edit(g)
		return ""
	}
}

// cutWant is a file of which n complete points are left.
func cutWant(n int) want {
	return want{status: "partial", reason: "truncated", records: n, elapsedS: float64(n - 1), distM: 3 * float64(n-1)}
}

// The ways in which a GPX is cut (rows 1 and 2).
func (b *trials) gpxCuts() {
	const n = 400 // points before the cut
	half := func(upTo string) func(g *gpxDoc) string {
		return func(g *gpxDoc) string {
			head, _, ok := strings.Cut(g.points[n], upTo)
			if !ok {
				panic(upTo)
			}
			return g.upTo(n) + head + upTo
		}
	}
	b.gpx([]gpxCase{
		{1, "a GPX without its last end tag keeps all points", func(g *gpxDoc) string {
			g.tail = "</trkseg></trk>\n"
			return ""
		}, cutWant(planPoints), nil},
		{1, "a GPX without any end tag behind the points keeps them all", func(g *gpxDoc) string {
			g.tail = ""
			return ""
		}, cutWant(planPoints), nil},
		{1, "a GPX cut between two points keeps those before", func(g *gpxDoc) string { return g.upTo(n) }, cutWant(n), nil},
		{1, "a GPX cut behind the < of a point keeps those before", half("<"), cutWant(n), nil},
		{1, "a GPX cut in the name of a tag keeps the points before", half("<trk"), cutWant(n), nil},
		{1, "a GPX cut in an attribute keeps the points before", half(`lat="47.`), cutWant(n), nil},
		{1, "a GPX cut before the > of a point keeps those before", half(`lon="8.0000000"`), cutWant(n), nil},
		{1, "a GPX cut in an elevation keeps the points before", half("<ele>40"), cutWant(n), nil},
		{1, "a GPX cut in a time keeps the points before", half("<time>2"), cutWant(n), nil},
		{1, "a GPX cut in a heart rate keeps the points before", half("<gpxtpx:hr>1"), cutWant(n), nil},
		{1, "a GPX cut before the end tag of a point keeps those before", half("</extensions>"), cutWant(n), nil},
		{1, "a GPX cut in the end tag of a point keeps those before", half("</extensions></trk"), cutWant(n), nil},
		{1, "a GPX cut inside a comment keeps the points before", func(g *gpxDoc) string { return g.upTo(n) + "<!-- the battery" }, cutWant(n), nil},
		{1, "a GPX cut inside CDATA keeps the points before", func(g *gpxDoc) string { return g.upTo(n) + "<trkpt lat=\"47\" lon=\"8\"><name><![CDATA[the bat" }, cutWant(n), nil},
		{1, "a GPX cut inside a processing instruction keeps the points before", func(g *gpxDoc) string { return g.upTo(n) + "<?save " }, cutWant(n), nil},
		{1, "a GPX cut before its first point says so and holds nothing", func(g *gpxDoc) string { return g.upTo(0) }, want{status: "skipped", reason: "no-points"}, nil},
		{1, "a GPX cut inside its first point says so and holds nothing", func(g *gpxDoc) string { return g.upTo(0) + g.points[0][:40] }, want{status: "skipped", reason: "no-points"}, nil},
		{1, "a GPX cut inside its title says so and holds nothing", func(g *gpxDoc) string { return g.head + "<trk><name>Plan" }, want{status: "skipped", reason: "no-points"}, nil},
		{1, "a GPX with a missing </trkpt> in the middle keeps all points", func(g *gpxDoc) string {
			g.swap(n, "</trkpt>", "")
			return ""
		}, want{status: "partial", reason: "malformed"}, nil},
		{1, "a GPX with a missing </time> keeps all points but that time", func(g *gpxDoc) string {
			g.swap(n, "</time>", "")
			return ""
		}, want{status: "partial", reason: "malformed", points: planPoints}, nil},
		{1, "a GPX that lost the start of its file keeps the points behind", func(g *gpxDoc) string {
			s := g.String()
			return s[strings.Index(s, g.points[100])+20:]
		}, want{status: "partial", reason: "malformed", records: planPoints - 101, laterS: 101, elapsedS: 498, distM: 1494}, nil},
		{1, "a GPX with a piece torn out of the middle keeps both sides", func(g *gpxDoc) string {
			s := g.String()
			from, to := strings.Index(s, g.points[200])+30, strings.Index(s, g.points[300])+60
			return s[:from] + s[to:]
		}, want{status: "partial", reason: "malformed", records: planPoints - 101}, nil},

		{2, "NUL bytes between two points cost none of them", asIs(func(g *gpxDoc) {
			g.points[n] += strings.Repeat("\x00", 512)
		}), want{status: "partial", reason: "hole"}, nil},
		{2, "one NUL byte between two points is told", asIs(func(g *gpxDoc) { g.points[n] += "\x00" }), want{status: "partial", reason: "hole"}, nil},
		{2, "4096 NUL bytes in place of points keep both sides", asIs(func(g *gpxDoc) {
			g.points[299] = strings.Repeat("\x00", 4096)
			for i := 300; i < 320; i++ {
				g.points[i] = ""
			}
		}), want{status: "partial", reason: "hole", records: planPoints - 21}, nil},
		{2, "a block of NUL bytes that begins inside a point and ends inside another keeps both sides", func(g *gpxDoc) string {
			s := g.String()
			from, to := strings.Index(s, g.points[200])+30, strings.Index(s, g.points[210])+30
			return s[:from] + strings.Repeat("\x00", to-from) + s[to:]
		}, want{status: "partial", reason: "hole", records: planPoints - 10}, nil},
		{
			2, "a tail of NUL bytes behind the end loses nothing", func(g *gpxDoc) string { return g.String() + strings.Repeat("\x00", 4096) },
			want{status: "warned", reason: "encoding"},
			nil,
		},
		{
			2, "a tail of NUL bytes behind a cut keeps the points before", func(g *gpxDoc) string { return g.upTo(n) + strings.Repeat("\x00", 4096) },
			want{status: "partial", reason: "truncated", records: n, elapsedS: n - 1, distM: 3 * (n - 1)},
			nil,
		},
		{
			2, "NUL bytes before the first tag lose nothing", func(g *gpxDoc) string { return strings.Repeat("\x00", 512) + g.String() },
			want{status: "partial", reason: "hole"},
			nil,
		},
		{2, "NUL bytes in a title are no end of it", asIs(func(g *gpxDoc) { g.title = "Plan\x00ned" }), want{status: "partial", reason: "hole"}, nil},
		{2, "a block of 0xff between two points costs none of them", asIs(func(g *gpxDoc) {
			g.points[n] += strings.Repeat("\xff", 512)
		}), want{status: "warned", reason: "encoding"}, nil},
	})
}

// gpxText are bad characters and encodings (rows 3 and 4).
func (b *trials) gpxText() {
	titled := func(title string) func(g *gpxDoc) string { return asIs(func(g *gpxDoc) { g.title = title }) }
	ok, encoding := want{}, want{status: "warned", reason: "encoding"}
	labelled := func(label string) func(g *gpxDoc) string {
		return asIs(func(g *gpxDoc) { g.head = strings.Replace(g.head, "UTF-8", label, 1) })
	}
	b.gpx([]gpxCase{
		{3, "a byte in the title that is no UTF-8 costs no point", titled("Morning \xff run"), encoding, []string{"\xff"}},
		{3, "an umlaut in Latin-1 under a UTF-8 label costs no point", titled("L\xe4uferabend"), encoding, []string{"\xe4u"}},
		{3, "a cut UTF-8 sequence in the title costs no point", titled("Run \xe2\x82"), encoding, nil},
		{3, "an overlong UTF-8 sequence in the title costs no point", titled("a\xc0\xafb"), encoding, nil},
		{3, "half a surrogate pair in the title costs no point", titled("a\xed\xa0\x80b"), encoding, nil},
		{3, "&nbsp; in the title costs no point", titled("Morning&nbsp;run"), ok, nil},
		{3, "an entity that nobody knows costs no point", titled("Morning &bogus; run"), ok, nil},
		{3, "a bare & in the title costs no point", titled("Fish & chips"), ok, nil},
		{3, "a bare & at the end of the title costs no point", titled("Fish &"), ok, nil},
		{3, "an escape as a character reference costs no point and reaches no terminal", titled("a&#27;[31mb"), ok, []string{"\x1b", `\u001b`}},
		{3, "a NUL as a character reference costs no point", titled("a&#0;b"), ok, []string{"\x00", `\u0000`}},
		{3, "a reference beyond Unicode costs no point", titled("a&#x110000;b &#99999999999;"), ok, nil},
		{3, "a surrogate as a reference costs no point", titled("a&#xD800;b"), ok, nil},
		{3, "a raw escape in the title costs no point and reaches no terminal", titled("a\x1b]0;owned\x07b"), ok, []string{"\x1b", "\x07"}},
		{3, "a raw C1 control in the title reaches no terminal", titled("a\u009b31mb"), ok, []string{"\u009b"}},
		{3, "a < in the title costs no point", titled("pace < 5:00"), want{status: "partial", reason: "malformed"}, nil},
		{3, "a > in the title costs no point", titled("5:00 > pace"), ok, nil},
		{3, "a title in CDATA is a title", titled("<![CDATA[<b>bold</b> & fast]]>"), ok, nil},
		{3, "a bad byte between two points costs neither", asIs(func(g *gpxDoc) { g.points[10] += "\xfe" }), encoding, nil},
		{3, "a vertical tab between two points costs neither", asIs(func(g *gpxDoc) { g.points[10] += "\x0b" }), ok, nil},
		{3, "a bad byte in a comment costs no point", asIs(func(g *gpxDoc) { g.points[10] += "<!-- \xfe -- \xff -->" }), encoding, nil},

		{4, "UTF-16, little-endian with its mark, is read", func(g *gpxDoc) string { return utf16Of(g.String(), binary.LittleEndian, true) }, encoding, nil},
		{4, "UTF-16, big-endian with its mark, is read", func(g *gpxDoc) string { return utf16Of(g.String(), binary.BigEndian, true) }, encoding, nil},
		{4, "UTF-16, little-endian without a mark, is read", func(g *gpxDoc) string { return utf16Of(g.String(), binary.LittleEndian, false) }, encoding, nil},
		{4, "UTF-16, big-endian without a mark, is read", func(g *gpxDoc) string { return utf16Of(g.String(), binary.BigEndian, false) }, encoding, nil},
		{4, "UTF-16 cut in the middle of a character keeps the points before", func(g *gpxDoc) string {
			return utf16Of(g.upTo(400), binary.LittleEndian, true) + "<"
		}, cutWant(400), nil},
		{4, "a byte order mark before UTF-8 is no text", func(g *gpxDoc) string { return "\ufeff" + g.String() }, ok, nil},
		{4, "ten blanks before the declaration are no text", func(g *gpxDoc) string { return strings.Repeat(" ", 10) + g.String() }, ok, nil},
		{4, "XML 1.1 is read like 1.0", asIs(func(g *gpxDoc) { g.head = strings.Replace(g.head, `version="1.0"`, `version="1.1"`, 1) }), ok, nil},
		{4, "an unknown encoding label over plain ASCII loses nothing", labelled("x-martian"), ok, nil},
		{4, "an unknown encoding label over UTF-8 is read as UTF-8", asIs(func(g *gpxDoc) {
			g.head = strings.Replace(g.head, "UTF-8", "x-martian", 1)
			g.title = "Läuferabend"
		}), encoding, nil},
		{4, "a label of UTF-16 over UTF-8 is not believed", labelled("UTF-16"), ok, nil},
		{4, "Latin-1 under its own label is read", asIs(func(g *gpxDoc) {
			g.head = strings.Replace(g.head, "UTF-8", "ISO-8859-1", 1)
			g.title = "L\xe4uferabend"
		}), ok, nil},
		{4, "Windows-1252 under its own label is read", asIs(func(g *gpxDoc) {
			g.head = strings.Replace(g.head, "UTF-8", "windows-1252", 1)
			g.title = "\x93run\x94"
		}), ok, nil},
		{4, "Shift_JIS under its own label is read", asIs(func(g *gpxDoc) {
			g.head = strings.Replace(g.head, "UTF-8", "Shift_JIS", 1)
			g.title = "\x83\x89\x83\x93" // ラン
		}), ok, nil},
		{4, "a document without a declaration is UTF-8", asIs(func(g *gpxDoc) { _, g.head, _ = strings.Cut(g.head, "?>") }), ok, nil},
		{4, "an empty encoding label loses nothing", labelled(""), ok, nil},
	})
}

// utf16Of writes a text in UTF-16, with its mark or without.
func utf16Of(s string, order binary.AppendByteOrder, mark bool) string {
	var b []byte
	if mark {
		b = order.AppendUint16(b, 0xfeff)
	}
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

// gpxPlaces are positions that are none (rows 5 to 7, 18 to 21).
func (b *trials) gpxPlaces() {
	const i = 300
	bad := want{status: "warned", reason: "bad-points"}
	lat := func(v string) func(g *gpxDoc) string { return asIs(func(g *gpxDoc) { g.attr(i, "lat", v) }) }
	lon := func(v string) func(g *gpxDoc) string { return asIs(func(g *gpxDoc) { g.attr(i, "lon", v) }) }
	drop := func(piece string) func(g *gpxDoc) string {
		return asIs(func(g *gpxDoc) { g.swap(i, piece, "") })
	}
	b.gpx([]gpxCase{
		{5, "an empty latitude is no 0°", lat(""), bad, nil},
		{5, "an empty longitude is no 0°", lon(""), bad, nil},
		{5, "a missing longitude is no 0°", drop(` lon="8.0000000"`), bad, nil},
		{5, "a missing latitude is no 0°", asIs(func(g *gpxDoc) {
			f := g.outing.fix(i)
			g.swap(i, fmt.Sprintf(` lat="%.7f"`, f.latDeg), "")
		}), bad, nil},
		{
			5, "an empty latitude at the first point moves no start", asIs(func(g *gpxDoc) { g.attr(0, "lat", "") }),
			want{status: "warned", reason: "bad-points", distM: 3 * 598},
			nil,
		},
		{
			5, "an empty latitude at the last point ends the distance before it", asIs(func(g *gpxDoc) { g.attr(planPoints-1, "lat", "") }),
			want{status: "warned", reason: "bad-points", distM: 3 * 598},
			nil,
		},
		{5, "a track without any position keeps its times and its heart rate", asIs(func(g *gpxDoc) {
			for k := range g.points {
				g.attr(k, "lat", "")
				g.attr(k, "lon", "")
			}
		}), want{status: "warned", reason: "bad-points", distM: -1}, nil},
		{5, "a blank as latitude is no 0°", lat(" "), bad, nil},
		{5, "every tenth latitude empty costs no distance", asIs(func(g *gpxDoc) {
			for k := 5; k < planPoints; k += 10 {
				g.attr(k, "lat", "")
			}
		}), bad, nil},

		{6, "a latitude NaN is none", lat("NaN"), bad, nil},
		{6, "a latitude Inf is none", lat("Inf"), bad, nil},
		{6, "a longitude -infinity is none", lon("-infinity"), bad, nil},
		{6, "a latitude of 95.5° is none", lat("95.5"), bad, nil},
		{6, "a run along latitude 95° is nowhere", asIs(func(g *gpxDoc) {
			for k := range g.points {
				f := g.outing.fix(k)
				f.latDeg += 48
				g.points[k] = gpxPoint(f)
			}
		}), want{status: "warned", reason: "bad-points", distM: -1}, nil},
		{6, "a latitude of -90.01° is none", lat("-90.01"), bad, nil},
		{6, "a longitude of 180.5° is none", lon("180.5"), bad, nil},
		{6, "a hexadecimal latitude is none", lat("0x2f"), bad, nil},
		{6, "a latitude with underscores is none", lat("4_7.0"), bad, nil},
		{6, "a latitude in full-width digits is none", lat("４７.0"), bad, nil},
		{6, "a latitude with a letter behind it is none", lat("47.0N"), bad, nil},
		{6, "a latitude in degrees and minutes is none", lat("47°00'"), bad, nil},
		{6, "a binary exponent is no number", lat("0x1p5"), bad, nil},
		{6, "a plus before a longitude is a sign", lon("+8.0"), want{}, nil},
		{6, "an exponent in a longitude is a number", lon("8.0e0"), want{}, nil},

		{7, "a latitude abc costs one point", lat("abc"), bad, nil},
		{7, "a latitude undefined costs one point", lat("undefined"), bad, nil},
		{7, "a latitude too large for a number costs one point", lat("1e400"), bad, nil},
		{7, "a latitude with two points costs one point", lat("47.0.1"), bad, nil},
		{7, "a latitude of two numbers costs one point", lat("47 0"), bad, nil},
		{7, "a latitude of 400 digits costs one point", lat(strings.Repeat("9", 400)), bad, nil},
		{7, "commas in every position are decimal points", asIs(func(g *gpxDoc) {
			for k := range g.points {
				f := g.outing.fix(k)
				g.attr(k, "lat", strings.Replace(fmt.Sprintf("%.7f", f.latDeg), ".", ",", 1))
				g.attr(k, "lon", "8,0")
			}
		}), want{}, nil},
		{7, "a comma in one longitude is a decimal point", lon("8,0"), want{}, nil},
		{7, "single quotes around an attribute are quotes", asIs(func(g *gpxDoc) { g.swap(i, `lon="8.0000000"`, `lon='8.0000000'`) }), want{}, nil},
		{7, "an attribute without quotes is read", asIs(func(g *gpxDoc) { g.swap(i, `lon="8.0000000"`, `lon=8.0000000`) }), want{}, nil},

		{18, "a teleport of one point to another continent adds nothing", asIs(func(g *gpxDoc) { g.attr(i, "lat", "-33.9") }), bad, nil},
		{18, "a side step of one point by 300 m adds nothing", lon("8.004"), bad, nil},
		{18, "a side step of three points in a row adds nothing", asIs(func(g *gpxDoc) {
			for k := i; k < i+3; k++ {
				g.attr(k, "lon", "8.01")
			}
		}), bad, nil},
		{18, "ten side steps add nothing", asIs(func(g *gpxDoc) {
			for k := 30; k < planPoints; k += 60 {
				g.attr(k, "lon", "8.01")
			}
		}), bad, nil},
		{18, "a jump to another place adds no distance, and the run goes on there", asIs(func(g *gpxDoc) {
			for k := i; k < planPoints; k++ {
				g.attr(k, "lon", "8.1")
			}
		}), want{status: "warned", reason: "bad-points", distM: 1794}, nil},
		{
			18, "a wrong first point costs no distance but its own", asIs(func(g *gpxDoc) { g.attr(0, "lon", "9.0") }),
			want{status: "warned", reason: "bad-points"},
			nil,
		},

		{19, "0°,0° before the first fix adds no thousands of kilometres", asIs(func(g *gpxDoc) {
			for k := range 20 {
				g.attr(k, "lat", "0.0")
				g.attr(k, "lon", "0.0")
			}
		}), want{status: "warned", reason: "bad-points", distM: 3 * 579}, nil},
		{19, "0°,0° in the middle adds nothing", asIs(func(g *gpxDoc) {
			g.attr(i, "lat", "0")
			g.attr(i, "lon", "0")
		}), bad, nil},
		{19, "five metres from 0°,0° before the first fix is no fix either", asIs(func(g *gpxDoc) {
			for k := range 20 {
				g.attr(k, "lat", "0.00003")
				g.attr(k, "lon", "-0.00003")
			}
		}), want{status: "warned", reason: "bad-points", distM: 3 * 579}, nil},
		{19, "a run that begins ten kilometres from 0°,0° stays", movedTo(0, 0.1), want{}, nil},
		{19, "a track that stands at 0°,0° throughout is somewhere there and stands still", asIs(func(g *gpxDoc) {
			for k := range g.points {
				g.attr(k, "lat", "0")
				g.attr(k, "lon", "0")
			}
		}), want{distM: -1}, nil},

		{20, "a run across the antimeridian to the east is as long as any", eastward(0, 179.99, 1), want{}, nil},
		{20, "a run across the antimeridian to the west is as long as any", eastward(0, -179.99, -1), want{}, nil},
		{20, "a run over the north pole is as long as any", overPole(1), want{}, nil},
		{20, "a run over the south pole is as long as any", overPole(-1), want{}, nil},
		{20, "longitude 180 and -180 are one place", asIs(func(g *gpxDoc) {
			for k := range g.points {
				g.attr(k, "lon", []string{"180", "-180"}[k%2])
			}
		}), want{}, nil},

		{21, "opposite points give a finite distance", func(g *gpxDoc) string { return opposite(g, 45, 10) }, want{status: "warned", reason: "bad-points", distM: 1794}, nil},
		{
			21, "opposite points on the equator give a finite distance", func(g *gpxDoc) string { return opposite(g, 0.5, -90) },
			want{status: "warned", reason: "bad-points", distM: 1794},
			nil,
		},
	})
}

// movedTo begins the run elsewhere.
func movedTo(latDeg, lonDeg float64) func(g *gpxDoc) string {
	return asIs(func(g *gpxDoc) {
		p := g.outing
		p.latDeg, p.lonDeg = latDeg, lonDeg
		for k := range g.points {
			g.points[k] = gpxPoint(p.fix(k))
		}
	})
}

// eastward runs along a parallel, to the east or, with -1, to the west.
func eastward(latDeg, lonDeg, sign float64) func(g *gpxDoc) string {
	return asIs(func(g *gpxDoc) {
		for k := range g.points {
			f := g.outing.fix(k)
			f.latDeg = latDeg
			f.lonDeg = lonDeg + sign*f.distM/(planDegreeM*math.Cos(latDeg*math.Pi/180))
			if f.lonDeg > 180 {
				f.lonDeg -= 360
			}
			if f.lonDeg < -180 {
				f.lonDeg += 360
			}
			g.points[k] = gpxPoint(f)
		}
	})
}

// overPole runs over a pole and down the other side.
func overPole(sign float64) func(g *gpxDoc) string {
	return asIs(func(g *gpxDoc) {
		begin := 90 - g.outing.distanceM()/2/planDegreeM
		for k := range g.points {
			f := g.outing.fix(k)
			f.latDeg, f.lonDeg = begin+f.distM/planDegreeM, 20
			if f.latDeg > 90 {
				f.latDeg, f.lonDeg = 180-f.latDeg, -160
			}
			f.latDeg *= sign
			g.points[k] = gpxPoint(f)
		}
	})
}

// opposite runs half of the way at one place and half at the other side of the
// earth.
func opposite(g *gpxDoc, latDeg, lonDeg float64) string {
	p := g.outing
	p.latDeg, p.lonDeg = latDeg, lonDeg
	for k := range g.points {
		f := p.fix(k)
		if k >= planPoints/2 {
			f.latDeg, f.lonDeg = -(latDeg + p.fix(planPoints/2-1).distM/planDegreeM), lonDeg+180
			if f.lonDeg > 180 {
				f.lonDeg -= 360
			}
			f.latDeg += (f.distM - p.fix(planPoints/2).distM) / planDegreeM
		}
		g.points[k] = strings.Replace(gpxPoint(f), fmt.Sprintf("%.7f", f.latDeg), fmt.Sprintf("%.12f", f.latDeg), 1)
	}
	return g.String()
}

// gpxFields are values beside the position (rows 8, 9, 25 to 27).
func (b *trials) gpxFields() {
	ok := want{}
	ele := func(text string) func(g *gpxDoc) string {
		return asIs(func(g *gpxDoc) {
			for i := range g.points { // up a slope of 50 m, where it is written
				m := fmt.Sprintf("%.1f", 400+float64(i)/12)
				if strings.Contains(text, ",") {
					m = strings.Replace(m, ".", ",", 1)
				}
				g.swap(i, "<ele>400.0</ele>", strings.Replace(strings.Replace(text, "400,0", m, 1), "400.0", m, 1))
			}
		})
	}
	oneEle := func(text string) func(g *gpxDoc) string {
		return asIs(func(g *gpxDoc) { g.swap(300, "<ele>400.0</ele>", text) })
	}
	with := func(more string) func(g *gpxDoc) string {
		return asIs(func(g *gpxDoc) { g.swapAll("</time>", "</time>"+more) })
	}
	heart := func(text string) func(g *gpxDoc) string {
		return asIs(func(g *gpxDoc) { g.swapAll("<gpxtpx:hr>150</gpxtpx:hr>", text) })
	}
	b.gpx([]gpxCase{
		{8, "an elevation on a line of its own is one", ele("<ele>\n  400.0\n</ele>"), ok, nil},
		{8, "an elevation with a comma is one", ele("<ele>400,0</ele>"), ok, nil},
		{8, "an elevation -- costs no point", ele("<ele>--</ele>"), ok, nil},
		{8, "an empty elevation costs no point", ele("<ele></ele>"), ok, nil},
		{8, "an elevation that closes itself costs no point", ele("<ele/>"), ok, nil},
		{8, "an elevation NaN costs no point", ele("<ele>NaN</ele>"), ok, nil},
		{8, "an elevation nested in another costs no point", ele("<ele><ele>400</ele></ele>"), want{status: "partial", reason: "malformed"}, nil},
		{8, "an elevation in CDATA is one", ele("<ele><![CDATA[400.0]]></ele>"), ok, nil},
		{8, "an elevation of a thousand million metres is no hill", oneEle("<ele>1e9</ele>"), want{quiet: []string{"pace/hilly-course"}}, nil},
		{8, "an elevation of -99999 m is no hole in the ground", oneEle("<ele>-99999</ele>"), ok, nil},
		{8, "an elevation with a unit costs no point", ele("<ele>400.0 m</ele>"), ok, nil},
		{8, "two elevations in a point are one", ele("<ele>400.0</ele><ele>7.0</ele>"), ok, nil},

		{9, "a number of satellites 7.0 costs no point", with("<sat>7.0</sat>"), ok, nil},
		{9, "a dilution -- costs no point", with("<hdop>--</hdop><vdop>NaN</vdop><pdop></pdop>"), ok, nil},
		{9, "a station id that is no number costs no point", with("<dgpsid>x</dgpsid><ageofdgpsdata>1,5</ageofdgpsdata>"), ok, nil},
		{9, "a fix of an unknown kind costs no point", with("<fix>6d</fix><magvar>n/a</magvar>"), ok, nil},
		{9, "a link without an address costs no point", with("<link/><url></url><sym>\xc3\xa9</sym>"), ok, nil},
		{9, "elements that nobody knows cost no point", with("<battery><level>3 %</level></battery>"), want{codes: []string{"fields-skipped"}}, nil},

		{25, "a GPX 1.0 keeps its heart rate", asIs(func(g *gpxDoc) {
			g.head = `<?xml version="1.0"?><gpx version="1.0" creator="old" xmlns="http://www.topografix.com/GPX/1/0" xmlns:gpxtpx="x">`
		}), ok, nil},
		{25, "a GPX 1.0 with its own speed and course is read", asIs(func(g *gpxDoc) {
			g.head = `<?xml version="1.0"?><gpx version="1.0" creator="old" xmlns:gpxtpx="x">`
			g.swapAll("</time>", "</time><course>12.5</course><speed>3.0</speed>")
		}), ok, nil},
		{25, "a GPX of version 7.3 is read like 1.1", asIs(func(g *gpxDoc) { g.head = strings.Replace(g.head, `gpx version="1.1"`, `gpx version="7.3"`, 1) }), ok, nil},
		{25, "a GPX without a version is read like 1.1", asIs(func(g *gpxDoc) { g.head = strings.Replace(g.head, ` version="1.1"`, "", 1) }), ok, nil},
		{25, "a GPX of version abc with an id of 2,000 characters before it is read", asIs(func(g *gpxDoc) {
			g.head = strings.Replace(g.head, `gpx version="1.1"`, `gpx id="`+strings.Repeat("a", 2000)+`" version="abc"`, 1)
		}), ok, nil},

		{26, "a heart rate under another prefix is one", heart("<ns3:hr>150</ns3:hr>"), ok, nil},
		{26, "a heart rate without a prefix is one", heart("<hr>150</hr>"), ok, nil},
		{26, "a heart rate under an undeclared prefix is one", heart("<martian:hr>150</martian:hr>"), ok, nil},
		{26, "a bare tag heartrate is one", heart("<heartrate>150</heartrate>"), ok, nil},
		{26, "two heart rates of a point count once", heart("<heartrate>150</heartrate><ns3:hr>150</ns3:hr>"), ok, nil},
		{26, "a heart rate as TCX has it is one", heart("<HeartRateBpm><Value>150</Value></HeartRateBpm>"), ok, nil},
		{26, "a prefix of nothing is no obstacle", heart("<:hr>150</:hr>"), ok, nil},
	})
	hr := func(row int, name, text string, bpm float64) {
		p := b.plan()
		g := newGPX(p)
		for i := 0; i < planPoints; i += 2 {
			g.swap(i, "<gpxtpx:hr>150</gpxtpx:hr>", "<gpxtpx:hr>"+text+"</gpxtpx:hr>")
		}
		b.add(trial{name: name, row: row, file: b.file("gpx"), data: []byte(g.String()), outing: p, noted: heartRate(bpm)})
	}
	hr(27, "a heart rate of 0 is none", "0", 150)
	hr(27, "a heart rate of 255 is none", "255", 150)
	hr(27, "a heart rate of a thousand million is none", "1e9", 150)
	hr(27, "a negative heart rate is none", "-5", 150)
	hr(27, "a heart rate in words is none", "fast", 150)
	hr(27, "an empty heart rate is none", "", 150)
	hr(27, "a heart rate of 24.9 is none", "24.9", 150)
	hr(27, "a heart rate of 25 is the lowest that a strap reports", "25", 87.5)
	hr(27, "a heart rate of 250 is the highest that a strap reports", "250", 200)
	climbs := map[string]bool{ // whether the elevation can be read
		"an elevation on a line of its own is one": true, "an elevation with a comma is one": true, "an elevation in CDATA is one": true,
		"two elevations in a point are one": true, "an elevation -- costs no point": false, "an empty elevation costs no point": false,
		"an elevation NaN costs no point": false, "an elevation with a unit costs no point": false, "an elevation that closes itself costs no point": false,
	}
	for i := range b.all {
		if known, ok := climbs[b.all[i].name]; ok {
			b.all[i].noted = elevation(known)
		}
	}
	for i := range b.all { // every case above that has a heart rate must keep it
		c := &b.all[i]
		if (c.row == 25 || c.row == 26) && c.noted == nil {
			c.noted = heartRate(150)
		}
	}
}

// gpxShape are segments, documents, floods (rows 22 to 24, 28, 29, 31, 54).
func (b *trials) gpxShape() {
	const seg = "</trkseg><trkseg>\n"
	pause := func(between string, stand bool) func(g *gpxDoc) string {
		return asIs(func(g *gpxDoc) {
			for k := 300; k < planPoints; k++ {
				f := g.outing.fix(k)
				f.unixS += 900
				if stand { // on from where the runner stopped
					f.latDeg -= 3 / planDegreeM
				}
				g.points[k] = gpxPoint(f)
			}
			g.points[299] += between
		})
	}
	paused := want{elapsedS: 599 + 900, timerS: 598, distM: 3 * 598}
	malformed := want{status: "partial", reason: "malformed"}
	b.gpx([]gpxCase{
		{22, "standing still with a trembling receiver is not moving", asIs(func(g *gpxDoc) { trembling(g, 0.6) }), want{status: "warned", reason: "bad-points", distM: 0.6 * 599, movingS: 1e-9}, nil},
		{
			22, "standing still with a receiver that trembles by three metres a second is not moving", asIs(func(g *gpxDoc) { trembling(g, 3) }),
			want{status: "warned", reason: "bad-points", distM: 3 * 599, movingS: 1e-9},
			nil,
		},
		{22, "standing for three minutes in the middle is not moving", asIs(func(g *gpxDoc) {
			for k := 200; k < planPoints; k++ {
				f := g.outing.fix(max(200, k-180))
				f.unixS = g.outing.fix(k).unixS
				g.points[k] = gpxPoint(f)
			}
		}), want{distM: 3 * (599 - 180), movingS: 599 - 180}, nil},
		{23, "a pause inside a segment is taken out of the timer", pause("", true), paused, nil},
		{23, "the same pause between two segments is the same", pause(seg, true), paused, nil},
		{23, "the same pause between two tracks is the same", pause("</trkseg></trk><trk><trkseg>\n", true), paused, nil},
		{23, "the same pause with empty segments in it is the same", pause(seg+seg+seg, true), paused, nil},
		{23, "a gap that was run through is no pause", asIs(func(g *gpxDoc) {
			for k := 300; k < 360; k++ {
				g.points[k] = ""
			}
		}), want{records: 540}, nil},
		{24, "a segment of a single point is no year 1", asIs(func(g *gpxDoc) { g.points[0] += seg }), want{}, nil},
		{24, "a segment for every point is one run", asIs(func(g *gpxDoc) {
			for k := range planPoints - 1 {
				g.points[k] += seg
			}
		}), want{}, nil},
		{24, "empty segments are nothing", asIs(func(g *gpxDoc) {
			g.points[0] = "</trkseg><trkseg/><trkseg></trkseg><trkseg>" + g.points[0]
		}), want{}, nil},
		{24, "swapped segments are put in order", asIs(func(g *gpxDoc) {
			g.points = append(append([]string{}, g.points[300:]...), append([]string{seg}, g.points[:300]...)...)
		}), want{status: "warned", reason: "out-of-order"}, nil},
		{24, "a doubled segment counts once", asIs(func(g *gpxDoc) {
			g.points = append(append(append([]string{}, g.points...), seg), g.points...)
		}), want{status: "warned", reason: "out-of-order", records: 2 * planPoints, points: planPoints}, nil},
		{24, "a file of a single point is a run of no length", func(g *gpxDoc) string { return g.upTo(1) + g.tail }, want{records: 1, elapsedS: -1, distM: -1}, nil},
		{24, "a track of two points is a run of one second", func(g *gpxDoc) string { return g.upTo(2) + g.tail }, want{records: 2, elapsedS: 1, distM: 3}, nil},
		{24, "points outside any track are a run", func(g *gpxDoc) string { return g.head + strings.Join(g.points, "") + "</gpx>" }, want{}, nil},
		{24, "a track without points is no recording", func(g *gpxDoc) string { return g.head + g.track() + g.tail }, want{status: "skipped", reason: "no-points"}, nil},

		{28, "elements nested 2,000 deep end the file there", asIs(func(g *gpxDoc) {
			g.points[299] += strings.Repeat("<a>", 2000) + strings.Repeat("</a>", 2000)
		}), want{status: "partial", reason: "malformed", records: 300, elapsedS: 299, distM: 897}, nil},
		{
			28, "elements nested 100,000 deep and never closed end the file there", asIs(func(g *gpxDoc) { g.points[299] += strings.Repeat("<a>", 100_000) }),
			want{status: "partial", reason: "malformed", records: 300, elapsedS: 299, distM: 897},
			nil,
		},
		{28, "nothing but tracks that open is refused", func(*gpxDoc) string { return "<gpx>" + strings.Repeat("<trk>", 200_000) }, want{status: "skipped", reason: "too-many"}, nil},
		{28, "nothing but open elements of no meaning is refused", func(*gpxDoc) string { return "<gpx>" + strings.Repeat("<a>", 200_000) }, want{status: "skipped", reason: "malformed"}, nil},
		{28, "thousands of attributes end the file there", asIs(func(g *gpxDoc) {
			g.points[299] += "<x" + strings.Repeat(` a="1"`, 20_000) + "/>"
		}), want{status: "partial", reason: "malformed", records: 300, elapsedS: 299, distM: 897}, nil},
		{28, "one attribute of 100 kB ends the file there", asIs(func(g *gpxDoc) {
			g.points[299] += `<x a="` + strings.Repeat("a", 100_000) + `"/>`
		}), want{status: "partial", reason: "malformed", records: 300, elapsedS: 299, distM: 897}, nil},
		{28, "a text of 2 MB ends the file there", asIs(func(g *gpxDoc) {
			g.points[299] += "<x>" + strings.Repeat("a", 2<<20) + "</x>"
		}), want{status: "partial", reason: "malformed", records: 300, elapsedS: 299, distM: 897}, nil},
		{28, "a flood of processing instructions is passed over", asIs(func(g *gpxDoc) { g.points[299] += strings.Repeat("<?a b?>", 50_000) }), want{}, nil},
		{28, "a flood of comments is passed over", asIs(func(g *gpxDoc) { g.points[299] += strings.Repeat("<!-- a -->", 50_000) }), want{}, nil},
		{28, "a flood of namespaces is passed over", asIs(func(g *gpxDoc) {
			for k := range 20_000 {
				g.points[299] += fmt.Sprintf(`<n%d:a xmlns:n%d="u"/>`, k, k)
			}
		}), want{}, nil},
		{28, "a flood of empty elements in a point is passed over", asIs(func(g *gpxDoc) {
			g.swap(299, "<extensions>", "<extensions>"+strings.Repeat("<a/>", 50_000))
		}), want{}, nil},
		{28, "a flood of waypoints is bounded", func(g *gpxDoc) string {
			return g.head + strings.Repeat(`<wpt lat="1" lon="1"><name>x</name></wpt>`, 12_000) + g.track() + strings.Join(g.points, "") + g.tail
		}, want{codes: []string{"fields-skipped"}}, nil},
		{28, "a flood of end tags is passed over", asIs(func(g *gpxDoc) { g.points[299] += strings.Repeat("</a>", 50_000) }), malformed, nil},

		{29, "a document type with an entity of a file is passed over", asIs(func(g *gpxDoc) {
			g.head = strings.Replace(g.head, "?>", `?><!DOCTYPE gpx [<!ENTITY e SYSTEM "file:///etc/passwd">]>`, 1)
			g.title = "a &e; b"
		}), want{}, []string{"/etc/passwd\n"}},
		{29, "an entity of a page is never fetched", asIs(func(g *gpxDoc) {
			g.head = strings.Replace(g.head, "?>", `?><!DOCTYPE gpx [<!ENTITY e SYSTEM "http://127.0.0.1:9/x">]>`, 1)
			g.title = "a &e; b"
		}), want{}, nil},
		{29, "a thousand million laughs are none", asIs(func(g *gpxDoc) {
			var b strings.Builder
			b.WriteString(`<!DOCTYPE lolz [<!ENTITY lol0 "lol">`)
			for k := 1; k < 10; k++ {
				fmt.Fprintf(&b, `<!ENTITY lol%d "%s">`, k, strings.Repeat(fmt.Sprintf("&lol%d;", k-1), 10))
			}
			g.head = strings.Replace(g.head, "?>", "?>"+b.String()+"]>", 1)
			g.title = "&lol9;"
		}), want{}, []string{"lollol"}},
		{29, "an entity that stands for a point is none", asIs(func(g *gpxDoc) {
			g.head = strings.Replace(g.head, "?>", `?><!DOCTYPE gpx [<!ENTITY p "<trkpt lat='1' lon='1'/>">]>`, 1)
			g.points[300] += "&p;"
		}), want{}, nil},
		{29, "a parameter entity is passed over", asIs(func(g *gpxDoc) {
			g.head = strings.Replace(g.head, "?>", `?><!DOCTYPE gpx [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>`, 1)
		}), want{}, nil},
		{29, "an external document type is never fetched", asIs(func(g *gpxDoc) {
			g.head = strings.Replace(g.head, "?>", `?><!DOCTYPE gpx PUBLIC "-//x//y" "http://127.0.0.1:9/gpx.dtd">`, 1)
		}), want{}, nil},
		{
			29, "a document type that never ends holds no recording", func(*gpxDoc) string { return `<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "b"` },
			want{status: "skipped", reason: "unsupported"},
			nil,
		},
		{29, "an XInclude is an element that nobody reads", asIs(func(g *gpxDoc) {
			g.points[300] += `<xi:include href="file:///etc/passwd" parse="text"/>`
		}), want{}, nil},

		{31, "two GPX documents in one file that follow each other are one run", func(g *gpxDoc) string {
			return g.upTo(300) + g.tail + g.head + g.track() + strings.Join(g.points[300:], "") + g.tail
		}, want{codes: []string{"fields-skipped"}}, nil},
		{31, "text behind the document is told", func(g *gpxDoc) string { return g.String() + "and so on" }, malformed, nil},
		{31, "text before the document is told", func(g *gpxDoc) string { return "From: me\n\n" + g.String() }, malformed, nil},
		{31, "a piece of another document behind the end costs nothing", func(g *gpxDoc) string { return g.String() + "<html><body>404</body></html>" }, want{}, nil},

		{54, "a run without any distance has no pace and no NaN", asIs(func(g *gpxDoc) {
			for k := range g.points {
				g.attr(k, "lat", "47.0")
			}
		}), want{distM: -1}, nil},
		{54, "two points a millionth of a second apart have no infinite speed", asIs(func(g *gpxDoc) {
			g.swap(300, ":00Z", ":00.000001Z") // 08:05:00
			g.swap(299, ":59Z", ":59.999999Z") // 08:04:59
		}), want{}, nil},
		{54, "values too large for a number are missing", asIs(func(g *gpxDoc) {
			g.swapAll("<ele>400.0</ele>", "<ele>1e308</ele>")
			g.swapAll("<gpxtpx:hr>150</gpxtpx:hr>", "<gpxtpx:hr>1e308</gpxtpx:hr><speed>1e308</speed><distance>1e308</distance><power>1e308</power>")
		}), want{}, nil},
	})
	p := b.plan()
	first, second := newGPX(p), newGPX(newOuting(p.day+2000))
	b.add(trial{
		name: "two GPX documents of different days in one file are two runs", row: 31, file: b.file("gpx"),
		data: []byte(first.String() + second.String()), outing: p, want: want{codes: []string{"fields-skipped"}},
		inputs: []told{{b.file("gpx"), "ok", ""}},
		runs:   []ran{planned(b.file("gpx"), p), planned(b.file("gpx"), second.outing)},
	})
}

// trembling stands still, while the receiver wanders by so many metres each second
// and comes back.
func trembling(g *gpxDoc, stepM float64) {
	for k := range g.points {
		f := g.outing.fix(k)
		f.latDeg, f.lonDeg = 47+[]float64{0, stepM, 0, -stepM}[k%4]/planDegreeM, 8
		g.points[k] = gpxPoint(f)
	}
}

// planned is a run that goes as its outing says.
func planned(file string, p outing) ran {
	return ran{
		file: file, startS: p.startS(), records: p.n, points: p.n, distM: p.distanceM(), elapsedS: p.elapsedS(), timerS: p.elapsedS(),
	}
}

// gpxTimes are times (rows 10 to 17).
func (b *trials) gpxTimes() {
	zoned := func(eastS int, suffix string) func(g *gpxDoc) string {
		return asIs(func(g *gpxDoc) {
			g.times(func(_ int, f fix) string { return isoIn(f.unixS, eastS) + suffix })
		})
	}
	shifted := func(lateS float64) func(g *gpxDoc) string {
		return asIs(func(g *gpxDoc) {
			g.times(func(_ int, f fix) string { return iso(f.unixS + lateS) })
		})
	}
	one := func(i int, text string) func(g *gpxDoc) string {
		return asIs(func(g *gpxDoc) {
			g.times(func(k int, f fix) string {
				if k == i {
					return text
				}
				return iso(f.unixS)
			})
		})
	}
	without := func(drop func(i int) bool) func(g *gpxDoc) string {
		return asIs(func(g *gpxDoc) {
			for i := range g.points {
				if drop(i) {
					g.swap(i, "<time>"+iso(g.outing.fix(i).unixS)+"</time>", "")
				}
			}
		})
	}
	year := func(y int) func(g *gpxDoc) string {
		return asIs(func(g *gpxDoc) {
			g.times(func(_ int, f fix) string { return fmt.Sprintf("%04d", y) + iso(f.unixS)[4:] })
		})
	}
	ok, badTimes := want{}, want{status: "warned", reason: "bad-times", points: planPoints - 1}
	unset := want{status: "warned", reason: "clock-unset", undated: true}
	b.gpx([]gpxCase{
		{10, "a zone of +02:00 is taken off", zoned(7200, "+02:00"), ok, nil},
		{10, "a zone of -05:30 is added", zoned(-19800, "-05:30"), ok, nil},
		{10, "a zone of +0200 is taken off", zoned(7200, "+0200"), ok, nil},
		{10, "a zone of +02 is taken off", zoned(7200, "+02"), ok, nil},
		{10, "a zone of +14:00 is taken off", zoned(14*3600, "+14:00"), ok, nil},
		{10, "a zone of -00:00 is UTC", zoned(0, "-00:00"), ok, nil},
		{10, "a small z is UTC", zoned(0, "z"), ok, nil},
		{10, "a zone of nonsense leaves no readable time", zoned(0, "+99:99"), want{status: "skipped", reason: "malformed"}, nil},
		{11, "a fraction before a zone keeps the zone", zoned(7200, ".000+02:00"), ok, nil},
		{11, "a fraction of nine digits before a zone keeps the zone", zoned(3600, ".000000000+01:00"), ok, nil},
		{11, "a comma before the fraction is a point", zoned(3600, ",000+01:00"), ok, nil},
		{12, "mixed forms of time are the same moments", asIs(func(g *gpxDoc) {
			g.times(func(i int, f fix) string {
				switch i % 5 {
				case 0:
					return iso(f.unixS)
				case 1:
					return isoIn(f.unixS, 7200) + "+02:00"
				case 2:
					return isoIn(f.unixS, -18000) + ".000-0500"
				case 3:
					return strings.ToLower(iso(f.unixS))
				}
				return isoIn(f.unixS, 0) + ".0Z"
			})
		}), ok, nil},
		{12, "a blank between date and time is a T", asIs(func(g *gpxDoc) {
			g.times(func(_ int, f fix) string { return strings.Replace(iso(f.unixS), "T", " ", 1) })
		}), ok, nil},
		{12, "white space around a time is none of it", asIs(func(g *gpxDoc) {
			g.times(func(_ int, f fix) string { return "\n  " + iso(f.unixS) + "\n " })
		}), ok, nil},
		{12, "times without seconds are whole minutes", asIs(func(g *gpxDoc) {
			g.points = g.points[:0]
			for i := 0; i < planPoints; i += 60 {
				f := g.outing.fix(i)
				g.points = append(g.points, gpxPointAt(f, iso(f.unixS)[:16]+"Z", ""))
			}
		}), want{records: 10, elapsedS: 540, distM: 1620}, nil},
		{13, "tenths of a second are kept", asIs(func(g *gpxDoc) {
			g.times(func(i int, f fix) string {
				if i == planPoints-1 {
					return isoIn(f.unixS, 0) + ".9Z"
				}
				return iso(f.unixS)
			})
		}), want{elapsedS: 599.9, distM: 1797}, nil},
		{13, "a start at a half second is one", shifted(0.5), want{laterS: 0.5}, nil},
		{13, "points ten times a second stay apart", asIs(func(g *gpxDoc) {
			g.times(func(i int, f fix) string { return iso(g.outing.startS() + float64(i)/10) })
			for i := range g.points {
				g.attr(i, "lat", fmt.Sprintf("%.8f", 47+float64(i)*0.3/planDegreeM))
			}
		}), want{elapsedS: 59.9, distM: 179.7}, nil},
		{14, "times without a zone are UTC, and that is said", zoned(0, ""), want{codes: []string{"time-without-zone"}}, nil},
		{14, "times with a fraction and no zone are UTC, and that is said", zoned(0, ".000"), want{codes: []string{"time-without-zone"}}, nil},

		{15, "a GPX without any time is a route and no activity", without(func(int) bool { return true }), want{status: "skipped", reason: "not-activity"}, nil},
		{
			15, "three points without a time are left out and counted", without(func(i int) bool { return i > 200 && i < 204 }),
			want{status: "warned", reason: "bad-times", points: planPoints - 3},
			nil,
		},
		{
			15, "a first point without a time is left out", without(func(i int) bool { return i == 0 }),
			want{status: "warned", reason: "bad-times", points: planPoints - 1, laterS: 1, elapsedS: 598, distM: 1794},
			nil,
		},
		{
			15, "a last point without a time is left out", without(func(i int) bool { return i == planPoints-1 }),
			want{status: "warned", reason: "bad-times", points: planPoints - 1, elapsedS: 598, distM: 1794},
			nil,
		},
		{
			15, "every second point without a time is left out", without(func(i int) bool { return i%2 == 1 }),
			want{status: "warned", reason: "bad-times", points: planPoints / 2, elapsedS: 598, distM: 1794},
			nil,
		},
		{15, "empty times are no times", one(300, ""), badTimes, nil},
		{15, "a time in words is none", one(300, "yesterday"), badTimes, nil},
		{
			15, "times that nobody can read make no activity", asIs(func(g *gpxDoc) { g.times(func(int, fix) string { return "soon" }) }),
			want{status: "skipped", reason: "malformed"},
			nil,
		},

		{
			16, "a time that steps back is put in order", asIs(func(g *gpxDoc) { g.points[300], g.points[301] = g.points[301], g.points[300] }),
			want{status: "warned", reason: "out-of-order"},
			nil,
		},
		{16, "a track written backwards is put in order", asIs(func(g *gpxDoc) {
			for i, j := 0, planPoints-1; i < j; i, j = i+1, j-1 {
				g.points[i], g.points[j] = g.points[j], g.points[i]
			}
		}), want{status: "warned", reason: "out-of-order"}, nil},
		{16, "a doubled point counts once", asIs(func(g *gpxDoc) { g.points[300] += g.points[300] }), want{records: planPoints + 1, points: planPoints}, nil},
		{16, "two points of one second stay two, at a finite speed", asIs(func(g *gpxDoc) {
			f := g.outing.fix(300)
			f.latDeg += 1.5 / planDegreeM
			g.points[300] += gpxPoint(f)
		}), want{records: planPoints + 1, codes: []string{"samples-spread"}}, nil},
		{16, "all points of a track at one time have no infinite speed", asIs(func(g *gpxDoc) {
			g.times(func(_ int, _ fix) string { return iso(g.outing.startS()) })
		}), want{status: "warned", reason: "bad-points", elapsedS: 599.0 / 600}, nil},
		{16, "complementary points of one second become one", asIs(func(g *gpxDoc) {
			f := g.outing.fix(300)
			g.points[300] += fmt.Sprintf(`<trkpt><time>%s</time><extensions><power>200</power></extensions></trkpt>`, iso(f.unixS))
		}), want{status: "warned", reason: "bad-points", records: planPoints + 1, points: planPoints}, nil},
		{16, "every pair of points swapped is put in order", asIs(func(g *gpxDoc) {
			for i := 0; i+1 < planPoints; i += 2 {
				g.points[i], g.points[i+1] = g.points[i+1], g.points[i]
			}
		}), want{status: "warned", reason: "out-of-order"}, nil},

		{17, "one time in year 0 is left out", one(300, "0000-01-01T00:00:00Z"), badTimes, nil},
		{17, "one time in year 1 is left out", one(300, "0001-01-01T00:00:00Z"), badTimes, nil},
		{17, "one time in 1970 is left out", one(300, "1970-01-01T00:00:00Z"), badTimes, nil},
		{17, "one time in 1989 is left out", one(300, "1989-12-31T00:00:00Z"), badTimes, nil},
		{17, "one time in 9999 is left out", one(300, "9999-12-31T23:59:59Z"), badTimes, nil},
		{
			17, "one time in 2038 is a stray point", one(300, "2038-01-19T03:14:08Z"),
			want{status: "warned", reason: "out-of-order", points: planPoints - 1, codes: []string{"bad-times"}},
			nil,
		},
		{17, "30 February is no day", one(300, "2021-02-30T08:00:00Z"), badTimes, nil},
		{17, "a leap second is no time", one(300, "2016-12-31T23:59:60Z"), badTimes, nil},
		{17, "24:00:00 is no time", one(300, "2021-03-01T24:00:00Z"), badTimes, nil},
		{17, "month 13 is no time", one(300, "2021-13-01T08:00:00Z"), badTimes, nil},
		{17, "a whole file in 1989 has no date, and its run counts", year(1989), unset, nil},
		{17, "a whole file in 1970 has no date, and its run counts", year(1970), unset, nil},
		{17, "a whole file in year 1 has no date, and its run counts", year(1), unset, nil},
		{17, "a whole file in 2150 has no date, and its run counts", year(2150), want{status: "warned", reason: "bad-times", undated: true}, nil},
	})
	b.dated(17, "a whole file in 2050 is believed", func(p outing) float64 { return yearOf(2050, p) })
	b.dated(17, "the first second of July 1998 that FIT knows is believed", func(outing) float64 { return 899_493_120 })
	b.dated(17, "the last ten minutes of 2099 are believed", func(outing) float64 { return 4_102_444_800 - planPoints })
}

// dated adds a run that begins at another moment than planned.
func (b *trials) dated(row int, name string, start func(p outing) float64) {
	p := b.plan()
	at, g := start(p), newGPX(p)
	g.times(func(i int, _ fix) string { return iso(at + float64(i)) })
	b.add(trial{name: name, row: row, file: b.file("gpx"), data: []byte(g.String()), outing: p, want: want{laterS: at - p.startS()}})
}

// yearOf is the start of a outing in another year.
func yearOf(year int, p outing) float64 {
	day := time.Unix(int64(p.startS()), 0).UTC()
	return float64(time.Date(year, day.Month(), day.Day(), day.Hour(), 0, 0, 0, time.UTC).Unix())
}
