package parse

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// gpxBoth reads a document by pattern and tag by tag and says where they differ.
func gpxBoth(data []byte) (fast *gpxReader, matched int, why string) {
	fast, slow := newGPXReader(data, nil), newGPXReader(data, nil)
	slow.tagByTag = true
	fastErr, slowErr := fast.scan(), slow.scan()
	if fmt.Sprint(fastErr) != fmt.Sprint(slowErr) {
		return fast, 0, fmt.Sprintf("error %v, tag by tag %v", fastErr, slowErr)
	}
	same := func(what string, a, b any) {
		if why == "" && fmt.Sprint(a) != fmt.Sprint(b) {
			why = fmt.Sprintf("%s: %v, tag by tag %v", what, a, b)
		}
	}
	same("points", fast.points, slow.points)
	same("times", fast.timeTags, slow.timeTags)
	same("times without a zone", fast.noZone, slow.noZone)
	same("what nobody reads", fast.unknown, slow.unknown)
	same("and how often", fast.unknownN, slow.unknownN)
	same("damage", []any{fast.s.bad, fast.s.junk, fast.s.stop}, []any{slow.s.bad, slow.s.junk, slow.s.stop})
	same("what gpxgo gets", string(fast.rest.document()), string(slow.rest.document()))
	same("waypoints", fast.waypoints, slow.waypoints)
	same("tracks", len(fast.tracks), len(slow.tracks))
	for i := range fast.tracks {
		if why != "" {
			break
		}
		a, b := fast.tracks[i], slow.tracks[i]
		same("track", []any{a.name, a.desc, a.kind, a.offsetS, a.bad, a.firstAt}, []any{b.name, b.desc, b.kind, b.offsetS, b.bad, b.firstAt})
		same("places", a.raw.place, b.raw.place)
		same("moments", bitsOf(a.raw.unixS), bitsOf(b.raw.unixS))
		for c := range a.raw.col {
			same(fmt.Sprint("column ", c), bitsOf(a.raw.col[c]), bitsOf(b.raw.col[c]))
		}
	}
	return fast, fast.matched, why
}

// tcxBoth is gpxBoth for TCX.
func tcxBoth(data []byte) (points, matched int, why string) {
	fast, slow := newTCXReader(data, nil), newTCXReader(data, nil)
	slow.tagByTag = true
	fastErr, slowErr := fast.scan(), slow.scan()
	show := func(t *tcxReader, err error) string {
		var b strings.Builder
		fmt.Fprintln(&b, err, t.roots, t.plans, t.points, t.laps, t.noZone, t.s.bad, t.s.junk, t.s.stop)
		for _, a := range t.activities {
			r := a.raw
			fmt.Fprintln(&b, a.sport, a.device, a.title, a.workout, a.notes, a.laps, a.offsetS, a.bad, a.firstAt, a.timeTags, r.place, bitsOf(r.unixS))
			for _, col := range r.col {
				fmt.Fprintln(&b, bitsOf(col))
			}
		}
		return b.String()
	}
	if a, b := show(fast, fastErr), show(slow, slowErr); a != b {
		why = "by pattern\n" + a + "tag by tag\n" + b
	}
	return fast.points, fast.matched, why
}

// bitsOf tells floats apart to the last bit, holes included.
func bitsOf(col []float64) []uint64 {
	var out []uint64
	for _, v := range col {
		out = append(out, math.Float64bits(v))
	}
	return out
}

// patternDoc is a document whose points differ in their values alone.
func patternDoc(points int) string {
	var b strings.Builder
	for i := range points {
		fmt.Fprintf(&b, "\n   <trkpt lat=\"%.7f\" lon=\"%.7f\">\n    <ele>%.1f</ele>\n    <time>2026-03-01T07:%02d:%02dZ</time>\n    <extensions>\n     <gpxtpx:TrackPointExtension>\n      <gpxtpx:hr>%d</gpxtpx:hr>\n      <x:unread>7</x:unread><cmt>a %d\n </cmt>\n     </gpxtpx:TrackPointExtension>\n    </extensions>\n   </trkpt>",
			47+float64(i)/1e5, -8-float64(i)/1e5, 400+float64(i%7), i/60, i%60, 120+i%30, i)
	}
	return "<?xml version=\"1.0\"?>\n<gpx version=\"1.1\">\n <trk><name>one</name>\n  <trkseg>" + b.String() + "\n  </trkseg>\n </trk>\n</gpx>\n"
}

func TestPointsOfOnePatternAreReadAsTagByTag(t *testing.T) {
	doc := patternDoc(300)
	g, matched, why := gpxBoth([]byte(doc))
	if why != "" || g.points != 300 || matched != 299 || g.unknownN != 300 {
		t.Errorf("%s; %d points, %d by pattern, %d elements that nobody reads; want 300, 299 and 300", why, g.points, matched, g.unknownN)
	}
	// Each of these changes one point among others like it.
	for _, c := range []struct{ name, old, new string }{
		{"a value that is no number", "<gpxtpx:hr>131<", "<gpxtpx:hr>--<"},
		{"an empty value", "<gpxtpx:hr>131<", "<gpxtpx:hr><"},
		{"a value with blanks", "<gpxtpx:hr>131<", "<gpxtpx:hr> 131 <"},
		{"a value with an entity", "<gpxtpx:hr>131<", "<gpxtpx:hr>1&#51;1<"},
		{"a comma", "<ele>402.0<", "<ele>402,0<"},
		{"a time that is none", "07:00:11Z", "yesterday"},
		{"a time with an offset", "07:00:11Z", "08:00:11+01:00"},
		{"a time without a zone", "07:00:11Z", "07:00:11"},
		{"no time", "<time>2026-03-01T07:00:11Z</time>", ""},
		{"an end tag missing", "07:00:11Z</time>", "07:00:11Z"},
		{"a point without an end", "<gpxtpx:hr>131</gpxtpx:hr>\n      <x:unread>7</x:unread><cmt>a 11\n </cmt>\n     </gpxtpx:TrackPointExtension>\n    </extensions>\n   </trkpt>", ""},
		{"two heart rates", "<gpxtpx:hr>131<", "<gpxtpx:hr>90</gpxtpx:hr><gpxtpx:hr>131<"},
		{"a tag in an attribute", `lat="47.0001100"`, `lat="47<0001100"`},
		{"a place without longitude", ` lon="-8.0001100"`, ""},
		{"other quotes", `lat="47.0001100"`, `lat='47.0001100'`},
		{"longitude first", `lat="47.0001100" lon="-8.0001100"`, `lon="-8.0001100" lat="47.0001100"`},
		{"a tag that closes itself", "<ele>404.0</ele>", "<ele/>"},
		{"CDATA", "<gpxtpx:hr>131<", "<gpxtpx:hr><![CDATA[131]]><"},
		{"a comment", "<gpxtpx:hr>131<", "<!-- <trkpt> --><gpxtpx:hr>131<"},
		{"a new segment", "   <trkpt lat=\"47.0001100\"", "  </trkseg><trkseg> <trkpt lat=\"47.0001100\""},
		{"another track", "   <trkpt lat=\"47.0001100\"", "  </trkseg></trk><trk><trkseg> <trkpt lat=\"47.0001100\""},
		{"a waypoint among them", "   <trkpt lat=\"47.0001100\"", " <wpt lat=\"1\" lon=\"2\"><name>cramp</name></wpt><trkpt lat=\"47.0001100\""},
		{"a very long number", "<ele>402.0<", "<ele>402." + strings.Repeat("0", 80) + "<"},
		{"another value that nobody reads", "<x:unread>7<", "<x:unread>8<"},
		{"a tag inside what nobody reads", "<x:unread>7<", "<x:unread>7<b/>7<"},
		{"a value inside what nobody reads", "<x:unread>7<", "<x:unread>7<ele>9</ele><"},
		{"nothing in what nobody reads", "<x:unread>7<", "<x:unread><"},
		{"text between points", "   <trkpt lat=\"47.0001100\"", " text <trkpt lat=\"47.0001100\""},
	} {
		if !strings.Contains(doc, c.old) {
			t.Errorf("%s: nothing to change", c.name)
		}
		changed := strings.Replace(doc, c.old, c.new, 1)
		if _, matched, why := gpxBoth([]byte(changed)); why != "" || matched < 290 {
			t.Errorf("%s: %s; %d by pattern", c.name, why, matched)
		}
	}
}

// patternTCX is patternDoc as TCX, in two laps.
func patternTCX(points int) string {
	lap := func(from, to int) string {
		var b strings.Builder
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, "<Trackpoint>\n <Time>2026-03-01T07:%02d:%02d.000Z</Time>\n <Position><LatitudeDegrees>%.9f</LatitudeDegrees><LongitudeDegrees>%.9f</LongitudeDegrees></Position>\n <AltitudeMeters>%.1f</AltitudeMeters><DistanceMeters>%d</DistanceMeters><HeartRateBpm><Value>%d</Value></HeartRateBpm>\n</Trackpoint>\n",
				i/60, i%60, 47+float64(i)/1e5, -8-float64(i)/1e5, 400+float64(i%7), 3*i, 120+i%30)
		}
		return `<Lap StartTime="2026-03-01T07:00:00Z"><TotalTimeSeconds>60</TotalTimeSeconds><Track>` + b.String() + `</Track></Lap>`
	}
	return `<TrainingCenterDatabase><Activities><Activity Sport="Running"><Id>1</Id>` + lap(0, points/2) + lap(points/2, points) + `</Activity></Activities></TrainingCenterDatabase>`
}

func TestTrackpointsOfOnePatternAreReadAsTagByTag(t *testing.T) {
	doc := patternTCX(100)
	if points, matched, why := tcxBoth([]byte(doc)); why != "" || points != 100 || matched != 98 {
		t.Errorf("%s; %d points, %d by pattern; want 100, and one of each lap tag by tag", why, points, matched)
	}
	for _, c := range []struct{ name, old, new string }{
		{"no latitude", "<LatitudeDegrees>47.000110000</LatitudeDegrees>", ""},
		{"a latitude that is no number", ">47.000110000<", ">north<"},
		{"no place", "<Position><LatitudeDegrees>47.000110000</LatitudeDegrees><LongitudeDegrees>-8.000110000</LongitudeDegrees></Position>", ""},
		{"another time in one point", "07:00:11.000Z</Time>", "07:00:11.000Z</Time><Time>2026-03-01T09:00:00Z</Time>"},
		{"a lap that begins inside a point", "<DistanceMeters>33<", "<Lap><DistanceMeters>33<"},
		{"a point inside a point", "<DistanceMeters>33<", "<Trackpoint><DistanceMeters>33<"},
	} {
		if changed := strings.Replace(doc, c.old, c.new, 1); changed == doc {
			t.Errorf("%s: nothing to change", c.name)
		} else if _, matched, why := tcxBoth([]byte(changed)); why != "" || matched < 90 {
			t.Errorf("%s: %s; %d by pattern", c.name, why, matched)
		}
	}
}

func TestPatternsStandDamage(t *testing.T) {
	for format, doc := range map[string]string{"gpx": patternDoc(12), "tcx": patternTCX(12)} {
		both := func(b []byte) (why string) {
			if format == "gpx" {
				_, _, why = gpxBoth(b)
			} else {
				_, _, why = tcxBoth(b)
			}
			return why
		}
		damage(t, []byte(doc), both)
	}
}

// damage cuts a document everywhere and changes it at random places.
func damage(t *testing.T, doc []byte, both func([]byte) (why string)) {
	t.Helper()
	r := rand.New(rand.NewPCG(11, 12))
	for cut := range doc {
		if why := both(doc[:cut]); why != "" {
			t.Fatalf("cut at %d: %s", cut, why)
		}
	}
	for n := range 4000 {
		b := bytes.Clone(doc)
		for range 1 + r.IntN(3) {
			at := r.IntN(len(b))
			switch r.IntN(3) {
			case 0:
				b[at] ^= 1 << r.IntN(8)
			case 1:
				b = append(b[:at], b[min(at+1+r.IntN(40), len(b)):]...)
			default:
				from := r.IntN(len(b))
				b = append(b[:at:at], append(bytes.Clone(b[from:min(from+r.IntN(60), len(b))]), b[at:]...)...)
			}
		}
		if why := both(b); why != "" {
			t.Fatalf("%d: %s in\n%s", n, why, b)
		}
	}
}

func TestPatternsOfRealRecordings(t *testing.T) {
	paths := recordings(t, ".gpx")
	samples, err := filepath.Glob("../testdata/samples/*.gpx")
	if err != nil || len(samples) == 0 {
		t.Fatalf("samples: %v, %v", samples, err)
	}
	all, by := 0, 0
	for _, path := range append(paths, samples...) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		g, matched, why := gpxBoth(data)
		if why != "" {
			t.Errorf("%s: %s", path, why)
		}
		all, by = all+g.points, by+matched
	}
	if all < 10_000 || by < all*8/10 {
		t.Errorf("%d of %d points by pattern, want most", by, all)
	}
	t.Logf("%d of %d points by pattern", by, all)
	for _, path := range recordings(t, ".tcx") {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, why := tcxBoth(data); why != "" {
			t.Errorf("%s: it differs", path)
		}
	}
}

func FuzzPattern(f *testing.F) {
	f.Add([]byte(patternDoc(3)))
	f.Add([]byte(strings.ReplaceAll(patternDoc(3), "gpxtpx:", "")))
	f.Add([]byte(patternTCX(4)))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, _, why := gpxBoth(data); why != "" {
			t.Error(why)
		}
		if _, _, why := tcxBoth(data); why != "" {
			t.Error(why)
		}
	})
}
