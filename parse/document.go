package parse

import (
	"bytes"
	"fmt"
	"math"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// xmlDocument is a document as UTF-8, and what is to be said about its bytes.
type xmlDocument struct {
	data    []byte
	begin   int  // offset behind a byte order mark
	recoded bool // offsets in data are not those of the file
	buf     *Buffers
	err     error // set: there is no document, for it would take too much
	notes   []Note

	lineAt int // offset up to which lines were counted
	line   int // line breaks before it
}

// newXMLDocument makes UTF-8 of a document: by its byte order mark, else by
// the encoding it declares, unless it is UTF-8 all the same, else by taking it as
// it is. The bytes given are not changed.
func newXMLDocument(data []byte, buf *Buffers) xmlDocument {
	doc := xmlDocument{data: data, buf: buf}
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		doc.begin = 3
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("<\x00")):
		doc.recode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM))
	case bytes.HasPrefix(data, []byte("\xfe\xff")), bytes.HasPrefix(data, []byte("\x00<")):
		doc.recode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM))
	default:
		doc.declared()
	}
	doc.zeros()
	if !utf8.Valid(doc.data) {
		at := firstInvalid(doc.data)
		doc.note(Encoding, at, 0, "bytes that are not in the declared encoding were read as Windows characters")
	}
	return doc
}

func (d *xmlDocument) recode(from encoding.Encoding) {
	data, err := recoded(d.data, from, d.buf)
	if err != nil {
		d.err = err
		return
	}
	d.data, d.recoded = data, true
}

// recoded makes UTF-8 of data. Both together count as one recording, as both are
// held. Decoders replace what they cannot read, so nothing but a limit makes it
// fail.
func recoded(data []byte, from encoding.Encoding, buf *Buffers) ([]byte, error) {
	most := buf.limits().recording()
	room := max(most.bytes-int64(len(data)), 0)
	out, err := readCapped(punctual{from.NewDecoder().Reader(bytes.NewReader(data)), buf}, nil, min(int64(len(data)), room), room)
	if stop := most.stopped(err, buf); stop != nil {
		return nil, stop
	}
	return out, err
}

// declared decodes by the label in <?xml … encoding="…"?>. Plain ASCII is the
// same in every encoding that can declare itself in ASCII.
func (d *xmlDocument) declared() {
	head := d.data[:min(len(d.data), 1024)]
	end := bytes.Index(head, []byte("?>"))
	if end < 0 {
		return
	}
	i := bytes.Index(head[:end], []byte("encoding"))
	if i < 0 {
		return
	}
	_, label, _, ok := nextAttr(head[i:end])
	if !ok || len(label) == 0 {
		return
	}
	enc, name := charset.Lookup(string(label))
	switch {
	case name == "utf-8" || isASCII(d.data):
	case enc == nil:
		d.note(Encoding, i, 0, "the encoding %q is not known: read as UTF-8", Clean(string(label)))
	case name == "utf-16le" || name == "utf-16be" || name == "replacement":
		d.note(Encoding, i, 0, "the encoding is said to be %q and is none of two bytes: read as UTF-8", Clean(string(label)))
	case utf8.Valid(d.data): // by chance nothing else is
		d.note(Encoding, i, 0, "the encoding is said to be %q and is UTF-8", Clean(string(label)))
	default:
		d.recode(enc)
	}
}

// zeros replaces NUL bytes, which a power loss leaves, by blanks. Behind the
// last tag nothing is lost by them.
func (d *xmlDocument) zeros() {
	first := bytes.IndexByte(d.data, 0)
	if first < 0 {
		return
	}
	if most := d.buf.limits().recording(); int64(len(d.data)) > most.bytes/2 { // a second one of its length is needed
		d.err = most.tooLarge()
		return
	}
	clean := bytes.Clone(d.data)
	n := 0
	for i, c := range clean {
		if c == 0 {
			clean[i] = ' '
			n++
		}
	}
	d.data = clean
	if first > bytes.LastIndexByte(clean, '>') {
		d.note(Encoding, first, n, "NUL bytes after the end were skipped")
		return
	}
	d.note(Hole, first, n, "NUL bytes stand where something was lost; both sides were read")
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

func firstInvalid(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(b)
}

// noPlace stands for an offset where a note concerns no place.
const noPlace = -1

// note says something about the place at, an offset in d.data, or noPlace.
func (d *xmlDocument) note(code Code, at, n int, format string, args ...any) {
	note := Note{Code: code, N: n, Text: fmt.Sprintf(format, args...)}
	if at != noPlace {
		note.Pos = d.place(at)
	}
	d.notes = append(d.notes, note)
}

// place returns line and offset of the byte at. A document that was recoded
// has lines only. Asked in order, it counts every line once.
func (d *xmlDocument) place(at int) Pos {
	at = min(at, len(d.data))
	if at < d.lineAt {
		d.lineAt, d.line = 0, 0
	}
	d.line += bytes.Count(d.data[d.lineAt:at], []byte{'\n'})
	d.lineAt = at
	p := Pos{Line: d.line + 1, Offset: int64(at)}
	if d.recoded {
		p.Offset = 0
	}
	return p
}

// sampleAt is place for a sample whose element begins at the byte at.
func (d *xmlDocument) sampleAt(at int) Place {
	p := d.place(at)
	return Place{N: int32(p.Line), Offset: int32(p.Offset)}
}

// scanner returns a scanner at the start of the document.
func (d *xmlDocument) scanner() xmlScanner {
	return newXMLScanner(d.data, d.begin, d.buf)
}

// damages notes what s met on its way.
func (d *xmlDocument) damages(s *xmlScanner) {
	if s.bad.n > 0 {
		d.note(Malformed, s.bad.first, s.bad.n, "not well-formed XML (first: %s); the rest was read", s.bad.what)
	}
	if s.junk.n > 0 {
		d.note(Malformed, s.junk.first, s.junk.n, "%s was skipped", s.junk.what)
	}
	if s.stop.code != "" {
		d.note(s.stop.code, s.stop.at, 0, "%s; everything complete before it was read", s.stop.what)
	}
}

// refuse says why a document that was walked through gives no recording. A
// stop at a limit explains more than what is missing because of it.
func (d *xmlDocument) refuse(s *xmlScanner, code Code, msg string) error {
	if s.stop.code == Malformed {
		return &Error{Code: Malformed, Pos: d.place(s.stop.at), Msg: s.stop.what}
	}
	return &Error{Code: code, Msg: msg}
}

// xmlActivities makes Activities of the samples of one recording, in order of
// time; none when no sample has both a time and a value. A step of more than
// twelve hours begins a new one.
func xmlActivities(r *raw, m Meta, notes []Note) []*Activity {
	var out []*Activity
	for _, p := range r.settle(false) {
		a := p.activity(m)
		if len(out) == 0 {
			a.Notes = append(notes, a.Notes...)
		}
		a.dropUnrecorded()
		a.bothFeet()
		out = append(out, a)
	}
	return out
}

// dropUnrecorded makes nil of a column that holds nothing but holes.
func (a *Activity) dropUnrecorded() {
	for c := range NumChannels {
		col := a.column(c)
		recorded := false
		for _, v := range *col {
			if !math.IsNaN(v) {
				recorded = true
				break
			}
		}
		if !recorded {
			*col = nil
		}
	}
}

// startUnixS returns the start in seconds since 1970, UTC.
func (a *Activity) startUnixS() float64 { return float64(a.Start.UnixMicro()) / 1e6 }

// sinceStartS returns a moment on the elapsed clock of a, to the microsecond.
func (a *Activity) sinceStartS(unixS float64) float64 {
	return math.Round((unixS-a.startUnixS())*1e6) / 1e6
}

// activityAt returns the Activity of a file that runs at unixS, else the last
// one begun before, else the first.
func activityAt(acts []*Activity, unixS float64) *Activity {
	best := acts[0]
	for _, a := range acts {
		if start := a.startUnixS(); start <= unixS && (start >= best.startUnixS() || best.startUnixS() > unixS) {
			best = a
		}
	}
	return best
}

// finish counts the Activities of a file and proves them.
func (f *File) finish(most int64) (*File, error) {
	if int64(len(f.Activities)) > most {
		return nil, tooMany(Pos{}, most, "activities", limitSessions)
	}
	for i, a := range f.Activities {
		a.Index = i
		if err := a.Check(); err != nil {
			return nil, &Error{Code: Internal, Msg: "this is a bug of crampcheck, please report it", Err: err}
		}
	}
	return f, nil
}

// zoneOf says which zone an offset written in a file tells. UTC tells none:
// most devices write it wherever they are.
func zoneOf(offsetS float64) (zoneS float64, source string) {
	const widest = 14 * 3600 // s, Kiribati
	if offsetS == 0 || math.Abs(offsetS) > widest || math.Mod(offsetS, 900) != 0 {
		return 0, ""
	}
	return offsetS, "offset in the file"
}
