package parse

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"
)

// sameFloat says whether two floats have the same bits; all NaN are the same.
func sameFloat(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || math.IsNaN(a) && math.IsNaN(b)
}

func TestParseDecimalReadsDecimalsOnly(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name, in string
		want     float64
	}{
		{"a plain number", "47.25", 47.25},
		{"a sign", "-0.5", -0.5},
		{"a plus", "+3", 3},
		{"no digit before the point", ".5", 0.5},
		{"no digit behind the point", "5.", 5},
		{"white space around it", "\n 500\t", 500},
		{"a decimal comma", "47,25", 47.25},
		{"a decimal comma in a long number", "37,24173816852271556854248046875", 37.24173816852271556854248046875},
		{"an exponent", "1.5e2", 150},
		{"a negative exponent", "15E-1", 1.5},
		{"a place of Garmin with 29 digits", "37.24173816852271556854248046875", 37.24173816852271556854248046875},
		{"a value out of every range stays", "95.5", 95.5},
		{"nothing", "", nan},
		{"a sign alone", "-", nan},
		{"a point alone", ".", nan},
		{"two points", "1.2.3", nan},
		{"a thousands comma", "1,234.5", nan},
		{"an exponent without digits", "1e", nan},
		{"an exponent with a point", "1e2.5", nan},
		{"too large", "1e400", nan},
		{"hexadecimal", "0x1p4", nan},
		{"underscores", "4_6.5", nan},
		{"infinity", "Inf", nan},
		{"NaN", "NaN", nan},
		{"a word", "undefined", nan},
		{"dashes", "--", nan},
		{"something behind it", "5m", nan},
	} {
		if got := parseDecimal([]byte(c.in)); !sameFloat(got, c.want) {
			t.Errorf("%s: parseDecimal(%q) = %v, want %v", c.name, c.in, got, c.want)
		}
	}
}

// strconv is the slow twin: the same bits for every number.
func TestParseDecimalGivesTheBitsOfStrconv(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	check := func(s string) {
		t.Helper()
		want, err := strconv.ParseFloat(s, 64)
		if err != nil {
			want = math.NaN()
		}
		if got := parseDecimal([]byte(s)); !sameFloat(got, want) {
			t.Fatalf("parseDecimal(%q) = %v, strconv says %v", s, got, want)
		}
	}
	digits := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte('0' + r.IntN(10))
		}
		return string(b)
	}
	for range 200_000 {
		check(digits(r.IntN(12)+1) + "." + digits(r.IntN(24)))
		check("-" + digits(r.IntN(4)+1) + "." + digits(r.IntN(60)))
		check(digits(r.IntN(25)+1) + "e" + strconv.Itoa(r.IntN(60)-30))
		check(strconv.FormatFloat(r.NormFloat64()*90, 'f', -1, 64))
	}
	for range 50_000 {
		// Half-way between two floats: where rounding goes wrong first.
		m := uint64(1)<<53 | r.Uint64N(1<<53)
		check(strconv.FormatUint(m<<1|1, 10))
		check(strconv.FormatUint(m<<1|1, 10) + ".0000000001")
		f := 180 * r.Float64()
		half := f + (math.Nextafter(f, 200)-f)/2
		check(fmt.Sprintf("%.60f", half))
		check(fmt.Sprintf("%.30f", f))
	}
	for k := range 20 {
		for _, m := range []uint64{0, 1, 1<<53 - 1, 1 << 53, 1<<53 + 1, 9999999999999999999, math.MaxUint64} {
			want, _ := strconv.ParseFloat(fmt.Sprintf("%de-%d", m, k), 64)
			if got := divPow10(m, k); got != want {
				t.Errorf("divPow10(%d, %d) = %v, strconv says %v", m, k, got, want)
			}
		}
	}
}

func TestParseTimeReadsEveryForm(t *testing.T) {
	const base = 1_577_934_245 // 2020-01-02T03:04:05Z: date -u -d … +%s
	for _, c := range []struct {
		name, in string
		wantS    float64
		offsetS  float64
		zoned    bool
	}{
		{"UTC", "2020-01-02T03:04:05Z", base, 0, true},
		{"small letters", "2020-01-02t03:04:05z", base, 0, true},
		{"a blank for the T", "2020-01-02 03:04:05Z", base, 0, true},
		{"white space around it", "\n2020-01-02T03:04:05Z ", base, 0, true},
		{"milliseconds", "2020-01-02T03:04:05.250Z", base + 0.25, 0, true},
		{"a fraction after a comma", "2020-01-02T03:04:05,5Z", base + 0.5, 0, true},
		{"a fraction of 12 digits", "2020-01-02T03:04:05.125000000000Z", base + 0.125, 0, true},
		{"east of Greenwich", "2020-01-02T04:04:05+01:00", base, 3600, true},
		{"west, without a colon", "2020-01-01T22:34:05-0430", base, -16200, true},
		{"hours only", "2020-01-02T05:04:05+02", base, 7200, true},
		{"a fraction and an offset", "2020-01-02T04:04:05.500+01:00", base + 0.5, 3600, true},
		{"no zone", "2020-01-02T03:04:05", base, 0, false},
		{"no seconds", "2020-01-02T03:04Z", base - 5, 0, true},
		{"no seconds and no zone", "2020-01-02T03:04", base - 5, 0, false},
		{"a leap day", "2020-02-29T00:00:00Z", 1_582_934_400, 0, true},
		{"before 1970", "1969-12-31T23:59:59Z", -1, 0, true},
	} {
		got := parseTime([]byte(c.in))
		if got.unixS != c.wantS || got.offsetS != c.offsetS || got.zoned != c.zoned {
			t.Errorf("%s: parseTime(%q) = %+v, want %v, %v, %v", c.name, c.in, got, c.wantS, c.offsetS, c.zoned)
		}
	}
	for _, in := range []string{
		"", "yesterday", "2020-02-30T00:00:00Z", "2019-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2020-13-01T00:00:00Z",
		"2020-00-01T00:00:00Z", "2020-01-00T00:00:00Z", "2020-01-02T24:00:00Z", "2020-01-02T03:60:00Z", "2016-12-31T23:59:60Z",
		"2020-01-02T03:04:05.Z", "2020-01-02T03:04:05X", "2020-01-02T03:04:05+1", "2020-01-02T03:04:05+25:00", "2020-01-02",
		"2020-01-02T03:04:0", "2020-01-02T03:04:", "20200102T030405Z", "2020-01-02T03:04:05+01:00x", "2020/01/02T03:04:05Z",
	} {
		if got := parseTime([]byte(in)); !math.IsNaN(got.unixS) {
			t.Errorf("parseTime(%q) = %v, want no time", in, got.unixS)
		}
	}
}

func TestParseTimeAgreesWithTimeParse(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 100_000 {
		at := time.Unix(r.Int64N(253_402_300_799+62_167_219_200)-62_167_219_200, r.Int64N(1e9)).UTC()
		if r.IntN(2) == 0 {
			at = at.In(time.FixedZone("", (r.IntN(113)-56)*900))
		}
		s := at.Format(time.RFC3339Nano)
		twin, err := time.Parse(time.RFC3339, s)
		if err != nil {
			continue // a zone moved it out of the years 0 to 9999
		}
		want := float64(twin.Unix()) + float64(twin.Nanosecond())/1e9
		got := parseTime([]byte(s))
		if _, offset := twin.Zone(); got.unixS != want || got.offsetS != float64(offset) {
			t.Fatalf("parseTime(%q) = %+v, time.Parse says %v and %v", s, got, want, offset)
		}
	}
}

// scanned writes the tokens of a document in a short form.
func scanned(doc string) (tokens string, s *xmlScanner) {
	whole := newXMLScanner([]byte(doc), 0, nil)
	s = &whole
	var b strings.Builder
	for s.next() {
		switch s.kind {
		case xmlStart:
			fmt.Fprintf(&b, "<%s>", s.name)
		case xmlEnd:
			fmt.Fprintf(&b, "/%d", s.depth)
		case xmlChars:
			fmt.Fprintf(&b, "'%s'", s.chars)
		}
	}
	return b.String(), s
}

func TestScannerReadsWhatIsThere(t *testing.T) {
	for _, c := range []struct {
		name, in, want string
		bad            int
		stop           Code
	}{
		{"elements and texts", "<a><b>x</b> <c/></a>", "<a><b>'x'/1<c>/1/0", 0, ""},
		{"prefixes are dropped", "<n:a><m:b/></n:a>", "<a><b>/1/0", 0, ""},
		{"comments, instructions and document types are skipped", "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x \">\">]><a><!-- <b> --></a>", "<a>/0", 0, ""},
		{"CDATA is a text", "<a><![CDATA[<b>]]></a>", "<a>'<b>'/0", 0, ""},
		{"a > inside quotes ends no tag", `<a b="x>y" c='>'>z</a>`, "<a>'z'/0", 0, ""},
		{"a bare ampersand is a character", "<a>x & y</a>", "<a>'x & y'/0", 0, ""},
		{"a bare < is a character", "<a>x < 5</a>", "<a>'x''< 5'/0", 1, ""},
		{"an end tag is missing", "<a><b>x</a>", "<a><b>'x'/0", 1, ""},
		{"an end tag has no start", "<a></b></a>", "<a>/0", 1, ""},
		{"a tag is interrupted", "<a><b <c/></a>", "<a><c>/1/0", 1, ""},
		{"a quote is never closed", `<a><b x="1><c/></a>`, "<a><c>/1/0", 1, ""},
		{"a cut between tags", "<a><b>x</b>", "<a><b>'x'/1", 0, Truncated},
		{"a cut inside a tag", "<a><b", "<a>", 0, Truncated},
		{"a cut inside an attribute", `<a><b c="4`, "<a>", 0, Truncated},
		{"a cut inside a comment", "<a><!-- x", "<a>", 0, Truncated},
		{"a cut inside CDATA", "<a><![CDATA[x", "<a>", 0, Truncated},
		{"a cut behind <", "<a><", "<a>", 0, Truncated},
		{"an end tag with blanks", "<a ></a >", "<a>/0", 0, ""},
		{"64 levels", strings.Repeat("<a>", 64) + strings.Repeat("</a>", 64), strings.Repeat("<a>", 64) + func() string {
			var b strings.Builder
			for i := 63; i >= 0; i-- {
				fmt.Fprintf(&b, "/%d", i)
			}
			return b.String()
		}(), 0, ""},
		{"65 levels", strings.Repeat("<a>", 65), strings.Repeat("<a>", 64), 0, Malformed},
		{"a tag of more than 64 kB", "<a><b " + strings.Repeat("x", 64<<10) + "/></a>", "<a>", 0, Malformed},
		{"a text of more than 1 MB", "<a>" + strings.Repeat("x", 1<<20+1) + "</a>", "<a>", 0, Malformed},
	} {
		got, s := scanned(c.in)
		if got != c.want || s.bad.n != c.bad || s.stop.code != c.stop {
			t.Errorf("%s: got %.80s with %d damages and stop %q, want %.80s, %d, %q",
				c.name, got, s.bad.n, s.stop.code, c.want, c.bad, c.stop)
		}
	}
}

func TestDecodeXMLResolvesAndRepairs(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"the five entities", "&lt;a&gt; &amp; &quot;b&apos;", `<a> & "b'`},
		{"numbers", "&#65;&#x42;&#xe9;", "ABé"},
		{"HTML names", "caf&eacute;&nbsp;x", "café\u00a0x"},
		{"a bare ampersand stays", "Tom & Jerry &", "Tom & Jerry &"},
		{"an unknown entity stays", "&xxe; &", "&xxe; &"},
		{"a number that is no character stays", "&#x110000;", "&#x110000;"},
		{"a Latin-1 byte", "Z\xfcrich &amp; K\xf6ln", "Zürich & Köln"},
		{"valid UTF-8 stays", "Zürich", "Zürich"},
	} {
		if got := string(decodeXML([]byte(c.in))); got != c.want {
			t.Errorf("%s: decodeXML(%q) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func TestValueCollectsTheTextOfOneElement(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "<a> x </a>", "x"},
		{"empty", "<a/>", ""},
		{"CDATA", "<a><![CDATA[x & y]]></a>", "x & y"},
		{"around a comment", "<a>x<!-- y -->z</a>", "xz"},
		{"without inner elements", "<a>x<b>y</b>z</a>", "x z"},
		{"with entities", "<a>x &amp; y</a>", "x & y"},
	} {
		s := newXMLScanner([]byte("<r>"+c.in+"<next/></r>"), 0, nil)
		s.next()
		s.next()
		if got := s.text(); got != c.want {
			t.Errorf("%s: text of %s is %q, want %q", c.name, c.in, got, c.want)
		}
		if !s.next() || string(s.name) != "next" {
			t.Errorf("%s: the scanner is not behind the element", c.name)
		}
	}
}

func TestSportFromWords(t *testing.T) {
	for in, want := range map[string][2]string{
		"": {"", ""}, "9": {"running", ""}, "1": {"cycling", ""}, "16": {"swimming", ""},
		"17": {"cycling", "virtual_activity"}, "4": {"hiking", ""}, "99": {"", ""},
		"Run": {"running", ""}, "running": {"running", ""}, "trail_running": {"running", "trail"},
		"Trail Run": {"running", "trail"}, "treadmill_running": {"running", "treadmill"},
		"mountain biking": {"cycling", "mountain"}, "Outdoor Run": {"running", ""}, "Walking": {"walking", ""},
		"Other": {"generic", ""}, "Kayaking": {"kayaking", ""}, "open_water_swimming": {"swimming", "open_water"},
	} {
		if sport, sub := sportFromWords(in); [2]string{sport, sub} != want {
			t.Errorf("sportFromWords(%q) = %q, %q, want %q", in, sport, sub, want)
		}
	}
}

func TestDocumentsInOtherEncodings(t *testing.T) {
	utf16 := func(s string, order []int) []byte {
		var b bytes.Buffer
		for _, r := range s {
			two := []byte{byte(r), byte(r >> 8)}
			b.Write([]byte{two[order[0]], two[order[1]]})
		}
		return b.Bytes()
	}
	for _, c := range []struct {
		name  string
		in    []byte
		want  string
		notes string
	}{
		{"plain", []byte("<a>é</a>"), "é", ""},
		{"with a byte order mark", []byte("\xef\xbb\xbf<a>é</a>"), "é", ""},
		{"declared Latin-1", []byte("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>"), "é", ""},
		{"ten blanks before the declaration", []byte("          <?xml version='1.0' encoding=\"UTF-8\"?><a>é</a>"), "é", ""},
		{"UTF-16, little end first", utf16("\ufeff<a>é</a>", []int{0, 1}), "é", ""},
		{"UTF-16, big end first", utf16("\ufeff<a>é</a>", []int{1, 0}), "é", ""},
		{"UTF-16 without a mark", utf16("<a>é</a>", []int{0, 1}), "é", ""},
		{"Latin-1 under a UTF-8 header", []byte("<?xml version='1.0' encoding='UTF-8'?><a>\xe9</a>"), "é", "encoding"},
		{"an unknown label", []byte("<?xml version='1.0' encoding='klingon'?><a>é</a>"), "é", "encoding"},
		{"NUL bytes inside", []byte("<a>\x00é\x00</a>"), "é", "hole"},
		{"NUL bytes at the end", []byte("<a>é</a>\x00\x00"), "é", "encoding"},
	} {
		in := bytes.Clone(c.in)
		doc := newXMLDocument(c.in, nil)
		s := doc.scanner()
		s.next()
		var notes []string
		for _, n := range doc.notes {
			notes = append(notes, string(n.Code))
		}
		if got := s.text(); got != c.want || strings.Join(notes, " ") != c.notes {
			t.Errorf("%s: text %q, notes %q, want %q, %q", c.name, got, notes, c.want, c.notes)
		}
		if !bytes.Equal(in, c.in) {
			t.Errorf("%s: the input was changed", c.name)
		}
	}
}
