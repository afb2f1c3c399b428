package parse

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// TestEveryEncodingIsRead writes one document in many encodings, with the right
// label, a wrong one and none. However it is written, the places and the title are
// the same.
func TestEveryEncodingIsRead(t *testing.T) {
	const title = "Zürich – Lauf"
	gpx := func(label string) string {
		head := ""
		if label != "" {
			head = `<?xml version="1.0" encoding="` + label + `"?>` + "\n"
		}
		return head + `<gpx version="1.1" creator="x"><trk><name>` + title + `</name><trkseg>` + gpxPts("10:00:00", 2) + `</trkseg></trk></gpx>`
	}
	tcx := func(label string) string {
		return `<?xml version="1.0" encoding="` + label + `"?>` + "\n" +
			`<TrainingCenterDatabase><Activities><Activity Sport="Running"><Lap><Track>` +
			`<Trackpoint><Time>2024-05-05T10:00:00Z</Time><AltitudeMeters>5</AltitudeMeters></Trackpoint>` +
			`<Trackpoint><Time>2024-05-05T10:00:01Z</Time><AltitudeMeters>6</AltitudeMeters></Trackpoint>` +
			`</Track></Lap><Training><Plan><Name>` + title + `</Name></Plan></Training></Activity></Activities></TrainingCenterDatabase>`
	}
	wide := func(order unicode.Endianness, mark unicode.BOMPolicy, doc string) string {
		out, err := unicode.UTF16(order, mark).NewEncoder().String(doc)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	windows := func(doc string) string {
		out, err := charmap.Windows1252.NewEncoder().String(doc)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	little, big, mark, bare := unicode.LittleEndian, unicode.BigEndian, unicode.UseBOM, unicode.IgnoreBOM
	for _, c := range []struct {
		name, data string
		noted      bool
	}{
		{"UTF-8 and says so", gpx("UTF-8"), false},
		{"UTF-8 without a word", gpx(""), false},
		{"UTF-8 with a mark", "\ufeff" + gpx("UTF-8"), false},
		{"UTF-16, little end first, with a mark", wide(little, mark, gpx("UTF-16")), true},
		{"UTF-16, big end first, with a mark", wide(big, mark, gpx("UTF-16")), true},
		{"UTF-16, little end first", wide(little, bare, gpx("UTF-16")), true},
		{"UTF-16, big end first", wide(big, bare, gpx("UTF-16")), true},
		{"UTF-16 without a declaration", wide(little, bare, gpx("")), true},
		{"UTF-16 that says it is UTF-8", wide(little, mark, gpx("UTF-8")), true},
		{"UTF-16 with a byte too many", wide(little, mark, gpx("UTF-16")) + "\n", true},
		{"a TCX in UTF-16", wide(big, mark, tcx("UTF-16")), true},
		{"UTF-8 that says it is UTF-16", gpx("UTF-16"), true},
		{"UTF-8 that says it is ISO-8859-1", gpx("ISO-8859-1"), true},
		{"a TCX in UTF-8 that says it is windows-1252", tcx("windows-1252"), true},
		{"UTF-8 that says it is Shift_JIS", gpx("Shift_JIS"), true},
		{"windows-1252 and says so", windows(gpx("windows-1252")), false},
		{"windows-1252 that says it is ISO-8859-1", windows(gpx("ISO-8859-1")), false},
		{"windows-1252 that says it is UTF-8", windows(gpx("UTF-8")), true},
		{"windows-1252 without a word", windows(gpx("")), true},
		{"an encoding that nobody knows", gpx("klingon"), true},
		{"windows-1252 of an encoding that nobody knows", windows(gpx("klingon")), true},
	} {
		f, err := Read([]byte(c.data))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		a := f.Activities[0]
		if len(f.Activities) != 1 || a.Len() != 2 || a.Title != title || a.TimeS[1] != 1 {
			t.Errorf("%s: %d activities, %d points, %q", c.name, len(f.Activities), a.Len(), a.Title)
		}
		noted := slices.ContainsFunc(f.Notes, func(n Note) bool { return n.Code == Encoding })
		others := slices.DeleteFunc(slices.Clone(f.Notes), func(n Note) bool { return n.Code.NoteStatus() == OK || n.Code == Encoding })
		if noted != c.noted || strings.HasSuffix(c.data, "\n") != (len(others) > 0) && len(others) > 0 {
			t.Errorf("%s: notes %+v, want one on the encoding: %v", c.name, f.Notes, c.noted)
		}
	}
}

// TestTextThatBecomesTooLongIsRefused decodes within the limit on a recording: what
// is written and what becomes of it count together.
func TestTextThatBecomesTooLongIsRefused(t *testing.T) {
	doc := gpxDoc("<trk><name>ü</name><trkseg>" + gpxPts("10:00:00", 20) + "</trkseg></trk>")
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(doc)
	if err != nil {
		t.Fatal(err)
	}
	narrow := "<?xml version='1.0' encoding='windows-1252'?>" + strings.Replace(doc, "ü", "\xfc", 1)
	holes := strings.Replace(doc, "<ele>", "\x00\x00<ele>", 1)
	for _, c := range []struct {
		name, data string
		need       int64 // bytes
	}{
		{"UTF-16", wide, int64(len(wide) + len(doc))},
		{"windows-1252", narrow, int64(2*len(narrow) + 1)},
		{"holes", holes, int64(2 * len(holes))},
	} {
		for _, less := range []int64{0, 2} {
			_, err := (&Buffers{Limits: Limits{RecordingBytes: c.need - less}}).Read([]byte(c.data))
			e, _ := err.(*Error)
			if less == 0 && err != nil || less > 0 && (e == nil || e.Code != TooLarge || !strings.Contains(e.Msg, "--max-size")) {
				t.Errorf("%s with %d bytes less than needed: %v", c.name, less, err)
			}
		}
	}
}
