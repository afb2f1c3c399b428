package parse

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"unicode/utf16"
)

// utf16Bytes is s in UTF-16, low byte first when little is set.
func utf16Bytes(s string, little bool) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		if little {
			b = append(b, byte(u), byte(u>>8))
		} else {
			b = append(b, byte(u>>8), byte(u))
		}
	}
	return b
}

const (
	fitHead = "\x0e\x20\x54\x08\x9c\x31\x01\x00.FIT\x91\xfa"
	gpxText = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<gpx version="1.1"><trk/></gpx>`
	tcxText = `<?xml version="1.0"?><TrainingCenterDatabase xmlns="x"><Activities/></TrainingCenterDatabase>`
)

func TestSniff(t *testing.T) {
	for _, tc := range []struct {
		name, data, want string
		sound            bool // also without lenience
	}{
		{"a FIT header of 14 bytes", fitHead, "fit", true},
		{"a FIT header of 12 bytes", "\x0c\x10\x64\x00\xf5\x02\x00\x00.FIT@\x00", "fit", true},
		{"a FIT header with an impossible size", "\x0f\x20\x54\x08\x9c\x31\x01\x00.FIT\x91\xfa", "fit", true},
		{"a FIT header with a flipped bit in its name", "\x0e\x20\x54\x08\x9c\x31\x01\x00.FIU\x91\xfa", "fit", false},
		{"GPX", gpxText, "gpx", true},
		{"TCX", tcxText, "tcx", true},
		{"GPX after a byte order mark", "\ufeff" + gpxText, "gpx", true},
		{"TCX after ten spaces", strings.Repeat(" ", 10) + tcxText, "tcx", true},
		{"GPX after a hole of zero bytes longer than 64 kB", strings.Repeat("\x00", 70000) + gpxText, "gpx", false},
		{"GPX with a namespace prefix", `<g:gpx xmlns:g="x">`, "gpx", true},
		{"GPX after a comment that mentions TCX", "<!-- <TrainingCenterDatabase> -->" + gpxText, "gpx", true},
		{"GPX after a document type with declarations", `<!DOCTYPE gpx [<!ENTITY a "b">]><gpx>`, "gpx", true},
		{"GPX in capitals", "<GPX>", "gpx", true},
		{"TCX without its root", "<?xml version='1.0'?>\n  <Activities>\n", "tcx", true},
		{"a lone track point of GPX", `<trkpt lat="1" lon="2">`, "gpx", true},
		{"a lone track point of TCX", `<Trackpoint><Time>`, "tcx", true},
		{"GPX that lost its beginning inside a point", `n="2"><ele>3</ele></trkpt><trkpt lat="1" lon="2">`, "gpx", false},
		{"GPX that begins with an end tag", `</trkpt><trkpt lat="1" lon="2">`, "gpx", false},
		{"UTF-16 with a byte order mark, low byte first", "\xff\xfe" + string(utf16Bytes(gpxText, true)), "gpx", true},
		{"UTF-16 with a byte order mark, high byte first", "\xfe\xff" + string(utf16Bytes(gpxText, false)), "gpx", true},
		{"UTF-16 without a byte order mark, low byte first", string(utf16Bytes(tcxText, true)), "tcx", true},
		{"UTF-16 without a byte order mark, high byte first", string(utf16Bytes(tcxText, false)), "tcx", true},
		{"gzip", "\x1f\x8b\x08", "gzip", true},
		{"zip", "PK\x03\x04", "zip", true},
		{"a zip without entries", "PK\x05\x06", "zip", true},
		{"a web page that shows a track point", "<html><trkpt>", "", true},
		{"KML", `<kml><Track>`, "", true},
		{"zero bytes", strings.Repeat("\x00", 1000), "", true},
		{"a comment without an end", "<!-- <gpx>", "", true},
		{"an AppleDouble file with a FIT header inside", "\x00\x05\x16\x07\x00\x02\x00\x00.FIT\x00\x00", "", true},
		{"nothing", "", "", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := Sniff([]byte(tc.data)); got != tc.want {
				t.Errorf("Sniff = %q, want %q", got, tc.want)
			}
			strict := sniff([]byte(tc.data[:min(len(tc.data), 4096)]), false)
			if tc.sound && strict != tc.want || !tc.sound && strict != "" {
				t.Errorf("sniff without lenience = %q, sound beginning: %t", strict, tc.sound)
			}
		})
	}
}

// oneActivity is a decoder whose Activity keeps its promises.
func oneActivity([]byte, *Buffers) (*File, error) {
	return &File{Activities: []*Activity{{TimeS: []float64{0, 1}}}}, nil
}

func TestReadPicksOneDecoder(t *testing.T) {
	for _, tc := range []struct{ name, data, want string }{
		{"FIT", fitHead, "fit"},
		{"GPX", gpxText, "gpx"},
		{"TCX", tcxText, "tcx"},
		{"TCX under any name of its elements' case", "<trainingCENTERdatabase>", "tcx"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var called []string
			table := map[string]decoder{}
			for _, format := range []string{"fit", "gpx", "tcx"} {
				table[format] = func(data []byte, _ *Buffers) (*File, error) {
					called = append(called, format)
					if string(data) != tc.data {
						t.Errorf("the decoder got other bytes: %q", data)
					}
					return oneActivity(data, nil)
				}
			}
			if _, err := read([]byte(tc.data), nil, table); err != nil {
				t.Fatal(err)
			}
			if len(called) != 1 || called[0] != tc.want {
				t.Errorf("called %v, want [%s]", called, tc.want)
			}
		})
	}
}

func TestReadTurnsUTF16IntoUTF8(t *testing.T) {
	text := `<?xml version="1.0" encoding="UTF-16"?>` + "\n<gpx><name>Łódź 🏃</name></gpx>"
	want := `<?xml version="1.0" ?>` + "\n<gpx><name>Łódź 🏃</name></gpx>"
	for _, tc := range []struct {
		name string
		data []byte
	}{
		{"low byte first with a mark", append([]byte("\xff\xfe"), utf16Bytes(text, true)...)},
		{"high byte first with a mark", append([]byte("\xfe\xff"), utf16Bytes(text, false)...)},
		{"low byte first without a mark", utf16Bytes(text, true)},
		{"high byte first without a mark", utf16Bytes(text, false)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f, err := read(tc.data, nil, map[string]decoder{"gpx": func(data []byte, _ *Buffers) (*File, error) {
				if string(data) != want {
					t.Errorf("got  %q\nwant %q", data, want)
				}
				return oneActivity(data, nil)
			}})
			if err != nil {
				t.Fatal(err)
			}
			if len(f.Notes) != 1 || f.Notes[0].Code != Encoding {
				t.Errorf("notes = %v, want one of code %s", f.Notes, Encoding)
			}
		})
	}
}

func TestReadSaysWhatElseItIs(t *testing.T) {
	for _, tc := range []struct {
		name, data string
		code       Code
		says       string
	}{
		{"nothing", "", Empty, "empty"},
		{"zero bytes", strings.Repeat("\x00", 5000), Unsupported, "nothing but zero bytes"},
		{"0xFF bytes", strings.Repeat("\xff", 5000), Unsupported, "nothing but 0xFF bytes"},
		{"noise", "\x93\x1d\xee\x00\x07\xc3\xfa\x10\x99\x88\x77\x66\x55\x44\x33", Unsupported, "unknown kind"},
		{"a PDF", "%PDF-1.7\n", Unsupported, "a PDF document"},
		{"a JPEG", "\xff\xd8\xff\xe0\x00\x10JFIF", Unsupported, "a JPEG picture"},
		{"a web page", "<!DOCTYPE html>\n<html><body>log in</body></html>", Unsupported, "a web page"},
		{"JSON", `{"summarizedActivitiesExport": []}`, Unsupported, "JSON"},
		{"text", "date,file,at,what\n", Unsupported, "plain text"},
		{"KML", `<?xml version="1.0"?><kml xmlns="x">`, Unsupported, "<kml>"},
		{"an element with a control character in its name", "<k\x1b[31ml>", Unsupported, "<k[31ml>"},
		{"a tar archive", "run.fit" + strings.Repeat("\x00", 250) + "ustar\x0000", Unsupported, "a tar archive"},
		{"gzip in gzip in gzip", "\x1f\x8b\x08\x00", Unsupported, "gzip inside gzip"},
		{"what macOS leaves beside a file", "\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X", NotActivity, "AppleDouble"},
		{"a FIT header cut after 5 bytes", fitHead[:5], Malformed, "after 5 bytes, inside the FIT header"},
		{"a FIT header cut after 11 bytes", fitHead[:11], Malformed, "after 11 bytes, inside the FIT header"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			never := func([]byte, *Buffers) (*File, error) { t.Error("a decoder was called"); return nil, nil }
			_, err := read([]byte(tc.data), nil, map[string]decoder{"fit": never, "gpx": never, "tcx": never})
			e, ok := errors.AsType[*Error](err)
			if !ok || e.Code != tc.code || !strings.Contains(e.Msg, tc.says) {
				t.Errorf("error = %#v, want code %s and %q", err, tc.code, tc.says)
			}
		})
	}
}

func TestReadJudgesTheDecoder(t *testing.T) {
	cause := errors.New("boom")
	for _, tc := range []struct {
		name   string
		decode decoder
		code   Code
		says   string
	}{
		{"no file and no error is our own fault", func([]byte, *Buffers) (*File, error) { return nil, nil }, Internal, "no activity"},
		{"no activity and no error is our own fault", func([]byte, *Buffers) (*File, error) { return &File{}, nil }, Internal, "no activity"},
		{"a broken promise is named", func([]byte, *Buffers) (*File, error) {
			return &File{Activities: []*Activity{{TimeS: []float64{0}}, {TimeS: []float64{0, math.NaN()}}}}, nil
		}, Internal, "activity 2): time 1 does not increase"},
		{"an error keeps its code", func([]byte, *Buffers) (*File, error) { return nil, fmt.Errorf("x: %w", &Error{Code: NoTime, Msg: "m"}) }, NoTime, "m"},
		{"an error without a code is malformed", func([]byte, *Buffers) (*File, error) { return nil, cause }, Malformed, "boom"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := read([]byte(gpxText), nil, map[string]decoder{"gpx": tc.decode})
			e, ok := errors.AsType[*Error](err)
			if !ok || e.Code != tc.code || !strings.Contains(e.Error(), tc.says) {
				t.Errorf("error = %v, want code %s and %q", err, tc.code, tc.says)
			}
		})
	}
}

func TestWithoutEncoding(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"double quotes", `<?xml version="1.0" encoding="UTF-16"?><gpx/>`, `<?xml version="1.0" ?><gpx/>`},
		{"single quotes and more after it", `<?xml version='1.0' encoding = 'x' standalone='no'?>`, `<?xml version='1.0'  standalone='no'?>`},
		{"no declaration", `<gpx encoding="x"?>`, `<gpx encoding="x"?>`},
		{"no encoding", `<?xml version="1.0"?><gpx encoding="x"/>`, `<?xml version="1.0"?><gpx encoding="x"/>`},
		{"a value without an end", `<?xml encoding="x?>`, `<?xml encoding="x?>`},
		{"no end of the declaration", `<?xml encoding="x"`, `<?xml encoding="x"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := withoutEncoding([]byte(tc.in)); !bytes.Equal(got, []byte(tc.want)) {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}
