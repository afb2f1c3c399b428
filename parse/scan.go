package parse

import (
	"bytes"
)

// xmlPatience is how many tokens are read before the clock is looked at again.
const xmlPatience = 4096

type xmlKind uint8

const (
	xmlStart xmlKind = iota + 1
	xmlEnd
	xmlChars
)

// xmlScanner walks through an XML document without copying it. It is made for
// recordings that met an empty battery: it never refuses a document, it says
// what it found wrong and goes on, and only a cut or a limit ends it early.
// Entities are decoded where a text is asked for, a document type is skipped
// and nothing outside the document is ever looked at.
type xmlScanner struct {
	data   []byte
	pos    int // of the next byte to read
	limits Limits
	buf    *Buffers // whose clock counts
	tokens int

	// The token read last.
	kind  xmlKind
	begin int    // where it begins
	name  []byte // start: the name without its prefix
	attrs []byte // start: what stands between name and >
	chars []byte // chars: the text as written
	cdata bool   // chars: the text stands in a CDATA section

	depth  int      // open elements; that of a start tag counts
	open   [][]byte // their names, with prefixes, and room for more
	closes bool     // the last start tag was <name/>: its end is still to come
	again  bool     // the last token was given back
	done   bool

	// blocks says which elements never stand inside a text: where one does, an
	// end tag is missing. nil: none.
	blocks func(name []byte) bool

	bad  xmlDamage // what is not well-formed and was stepped over
	junk xmlDamage // text outside the document
	stop xmlStop   // why the document ended early
}

// xmlDamage counts damage of one kind.
type xmlDamage struct {
	n     int
	first int    // offset
	what  string // of the first
}

func (d *xmlDamage) add(at int, what string) {
	if d.n == 0 {
		d.first, d.what = at, what
	}
	d.n++
}

// xmlStop says where a document ended before its end.
type xmlStop struct {
	code Code // Truncated, Malformed, Timeout; "" when the document is whole
	at   int  // offset
	what string
}

// next reads the next token and says whether there was one. An element that
// closes itself gives a start and an end. White space around texts is dropped.
func (s *xmlScanner) next() bool {
	if s.again {
		s.again = false
		return true
	}
	if s.closes {
		s.closes = false
		s.depth--
		s.kind = xmlEnd
		return true
	}
	if s.tokens++; s.tokens%xmlPatience == 0 {
		s.hurry()
	}
	for !s.done {
		for s.pos < len(s.data) && isXMLSpace(s.data[s.pos]) {
			s.pos++
		}
		if s.pos >= len(s.data) {
			s.end()
			break
		}
		s.begin = s.pos
		switch {
		case s.data[s.pos] != '<':
			if s.readChars(s.pos) {
				return true
			}
		case s.pos+1 >= len(s.data):
			s.cut(s.pos)
		case s.data[s.pos+1] == '/':
			if s.readEnd() {
				return true
			}
		case s.data[s.pos+1] == '!':
			if s.readDeclaration() {
				return true
			}
		case s.data[s.pos+1] == '?':
			s.skipPast(s.pos+2, "?>")
		case !startsName(s.data[s.pos+1]):
			s.bad.add(s.pos, "a < that begins no tag")
			if s.readChars(s.pos + 1) {
				return true
			}
		default:
			if s.readStart() {
				return true
			}
		}
	}
	return false
}

// hurry ends the document where it takes too long.
func (s *xmlScanner) hurry() {
	if s.buf.late() {
		s.done = true
		s.stop = xmlStop{Timeout, s.pos, "it takes too long"}
	}
}

// timeout is the error for a document that took too long, nil for any other.
func (s *xmlScanner) timeout() error {
	if s.stop.code == Timeout {
		return s.limits.TooLate()
	}
	return nil
}

// newXMLScanner returns a scanner of data from pos on, with the limits and the
// clock of buf.
func newXMLScanner(data []byte, pos int, buf *Buffers) xmlScanner {
	const usual = 16 // elements inside each other
	return xmlScanner{data: data, pos: pos, limits: buf.limits(), buf: buf, open: make([][]byte, usual)}
}

// push opens an element.
func (s *xmlScanner) push(name []byte) {
	if s.depth == len(s.open) {
		s.open = append(s.open, make([][]byte, len(s.open))...)
	}
	s.open[s.depth] = name
	s.depth++
}

// readChars reads the text up to the next tag; the search for it begins at
// from. It says whether there is a token.
func (s *xmlScanner) readChars(from int) bool {
	n := bytes.IndexByte(s.data[from:], '<')
	end := from + n
	if n < 0 {
		end = len(s.data)
	}
	if s.tooLong(end - s.pos) {
		return false
	}
	if s.depth == 0 {
		s.junk.add(s.pos, "text outside the document")
		s.pos = end
		return false
	}
	s.kind, s.cdata = xmlChars, false
	s.chars = trimXMLSpace(s.data[s.pos:end])
	s.pos = end
	return true
}

// readStart reads a start tag and says whether there is a token.
func (s *xmlScanner) readStart() bool {
	d := s.data
	from, i := s.pos+1, s.pos+1
	local := from
	for i < len(d) && d[i] > ' ' && d[i] != '>' && d[i] != '/' && d[i] != '<' {
		if d[i] == ':' {
			local = i + 1
		}
		i++
	}
	end := i
	if i == len(d) || d[i] != '>' {
		var ok bool
		if end, ok = s.tagEnd(i); !ok {
			return false
		}
	}
	if int64(s.depth) == s.limits.Nesting {
		s.fail(s.pos, "elements inside each other more than "+grouped(s.limits.Nesting)+" deep"+raise(limitNesting))
		return false
	}
	s.kind = xmlStart
	s.closes = end > i && d[end-1] == '/'
	s.attrs = d[i:end]
	s.name = d[local:i]
	s.push(d[from:i])
	s.pos = end + 1
	return true
}

// tagEnd returns the offset of the > that ends the tag begun at s.pos, looking
// from i on. When there is none the tag is stepped over: a < inside a tag can
// only be the next one.
func (s *xmlScanner) tagEnd(i int) (end int, ok bool) {
	d := s.data
	limit := int(min(int64(len(d)), int64(s.pos)+s.limits.TagBytes))
	for i < limit {
		switch d[i] {
		case '>':
			return i, true
		case '<':
			s.stepOver(i)
			return 0, false
		case '"', '\'':
			n := bytes.IndexByte(d[i+1:limit], d[i])
			if n < 0 {
				n = limit - i - 1
			}
			if m := bytes.IndexByte(d[i+1:i+1+n], '<'); m >= 0 {
				s.stepOver(i + 1 + m)
				return 0, false
			}
			i += n + 2
		default:
			i++
		}
	}
	if limit < len(d) {
		s.fail(s.pos, "a tag of more than "+inMB(s.limits.TagBytes)+raise(limitTag))
		return 0, false
	}
	s.cut(s.pos)
	return 0, false
}

// stepOver goes on at the < that interrupts the tag begun at s.pos.
func (s *xmlScanner) stepOver(at int) {
	s.bad.add(s.pos, "a tag without an end")
	s.pos = at
}

// readEnd reads an end tag and says whether there is a token. An end tag that
// belongs to an outer element closes the inner ones too; one that belongs to
// none is stepped over.
func (s *xmlScanner) readEnd() bool {
	if s.depth > 0 && s.endsHere(s.pos, s.open[s.depth-1]) {
		s.pos += len("</>") + len(s.open[s.depth-1])
		s.depth--
		s.kind = xmlEnd
		return true
	}
	end, ok := s.tagEnd(s.pos + 2)
	if !ok {
		return false
	}
	name := trimXMLSpace(s.data[s.pos+2 : end])
	if i := bytes.IndexByte(name, ' '); i >= 0 {
		name = name[:i]
	}
	at := s.pos
	s.pos = end + 1
	for k := s.depth - 1; k >= 0; k-- {
		if !bytes.Equal(s.open[k], name) {
			continue
		}
		if k != s.depth-1 {
			s.bad.add(at, "an end tag is missing")
		}
		s.depth = k
		s.kind = xmlEnd
		return true
	}
	s.bad.add(at, "an end tag without its start")
	return false
}

// endsHere says whether the plain end tag of name stands at offset at.
func (s *xmlScanner) endsHere(at int, name []byte) bool {
	gt := at + len("</") + len(name)
	return gt < len(s.data) && s.data[gt] == '>' && s.data[at] == '<' && s.data[at+1] == '/' &&
		bytes.Equal(s.data[at+2:gt], name)
}

// readDeclaration reads what begins with <! and says whether it gave a token,
// which only a CDATA section does.
func (s *xmlScanner) readDeclaration() bool {
	rest := s.data[s.pos:]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		s.skipPast(s.pos+4, "-->")
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		n := bytes.Index(rest, []byte("]]>"))
		if n < 0 {
			s.cut(s.pos)
			return false
		}
		if s.tooLong(n - len("<![CDATA[")) {
			return false
		}
		s.kind, s.cdata = xmlChars, true
		s.chars = rest[len("<![CDATA["):n]
		s.pos += n + len("]]>")
		return s.depth > 0
	default:
		s.skipDoctype()
	}
	return false
}

// skipPast goes on behind the next occurrence of end.
func (s *xmlScanner) skipPast(from int, end string) {
	n := bytes.Index(s.data[from:], []byte(end))
	if n < 0 {
		s.cut(s.pos)
		return
	}
	s.pos = from + n + len(end)
}

// skipDoctype goes on behind a document type with its inner declarations.
func (s *xmlScanner) skipDoctype() {
	inner := 0
	for i := s.pos + 2; i < len(s.data); i++ {
		switch c := s.data[i]; c {
		case '"', '\'':
			i += max(0, bytes.IndexByte(s.data[i+1:], c)+1)
		case '<':
			if n := bytes.Index(s.data[i:], []byte("-->")); n > 0 && bytes.HasPrefix(s.data[i:], []byte("<!--")) {
				i += n + len("->")
				continue
			}
			inner++
		case '[':
			inner++
		case ']':
			inner--
		case '>':
			if inner == 0 {
				s.pos = i + 1
				return
			}
			inner--
		}
	}
	s.cut(s.pos)
}

// end is reached when nothing is left to read.
func (s *xmlScanner) end() {
	s.done = true
	if s.depth > 0 {
		s.cut(len(s.data))
	}
}

func (s *xmlScanner) cut(at int) {
	s.done = true
	s.stop = xmlStop{Truncated, at, "the file ends here, inside the recording"}
}

// tooLong says whether n bytes are too many for a text, and ends the document
// there.
func (s *xmlScanner) tooLong(n int) bool {
	if int64(n) <= s.limits.TextBytes {
		return false
	}
	s.fail(s.pos, "a text of more than "+inMB(s.limits.TextBytes)+raise(limitText))
	return true
}

func (s *xmlScanner) fail(at int, what string) {
	s.done = true
	s.stop = xmlStop{Malformed, at, what}
}

// parentIs says whether the element just begun stands directly in one whose
// name without prefix is local.
func (s *xmlScanner) parentIs(local string) bool {
	return s.depth >= 2 && localIs(s.open[s.depth-2], local)
}

// alone closes an element that is still open when another of the same name
// begins: points, laps and tracks never stand inside each other, so an end tag
// is missing.
func (s *xmlScanner) alone() {
	top := s.depth - 1
	for k := top - 1; k >= 0; k-- {
		if bytes.Equal(s.open[k], s.open[top]) {
			s.bad.add(s.begin, "an end tag is missing")
			s.open[k] = s.open[top]
			s.depth = k + 1
			return
		}
	}
}

// giveBack ends the element at level, whose end tag is missing because the one
// just begun cannot stand inside it. The start tag is read again by next.
func (s *xmlScanner) giveBack(level int) {
	s.bad.add(s.begin, "an end tag is missing")
	s.open[level-1] = s.open[s.depth-1]
	s.depth = level
	s.again = true
}

// prefixIs says whether the element just begun has exactly this prefix.
func (s *xmlScanner) prefixIs(prefix string) bool {
	raw := s.open[s.depth-1]
	return len(raw) == len(prefix)+1+len(s.name) && string(raw[:len(prefix)]) == prefix
}

func localIs(raw []byte, local string) bool {
	n := len(raw) - len(local)
	return n >= 0 && string(raw[n:]) == local && (n == 0 || raw[n-1] == ':')
}

// skip goes past the end of the element just begun.
func (s *xmlScanner) skip() {
	level := s.depth
	for s.depth >= level && s.next() {
	}
}

// value returns the text of the element just begun, without white space at its
// ends, and goes past the end of it. decoded says that entities and CDATA are
// already resolved. Texts of inner elements do not belong to it.
func (s *xmlScanner) value() (text []byte, decoded bool) {
	if !s.closes {
		d := s.data
		if n := bytes.IndexByte(d[s.pos:], '<'); n >= 0 && int64(n) <= s.limits.TextBytes {
			name := s.open[s.depth-1]
			if e := s.pos + n; s.endsHere(e, name) {
				text = trimXMLSpace(d[s.pos:e])
				s.pos = e + len("</>") + len(name)
				s.depth--
				s.kind = xmlEnd
				return text, false
			}
		}
	}
	level := s.depth
	var b []byte
	for s.depth >= level && s.next() {
		switch {
		case s.kind == xmlStart && s.blocks != nil && s.blocks(s.name):
			s.giveBack(level)
			return trimXMLSpace(b), true
		case s.kind == xmlChars && s.depth == level && s.cdata:
			b = append(b, cleanUTF8(s.chars)...)
		case s.kind == xmlChars && s.depth == level:
			b = append(b, decodeXML(s.chars)...)
		case s.kind == xmlStart:
			b = append(b, ' ') // what an element interrupts is no number
		}
		s.tooLong(len(b))
	}
	return trimXMLSpace(b), true
}

// number reads the value of the element just begun as a number, NaN when it is
// none.
func (s *xmlScanner) number() float64 {
	text, _ := s.value()
	return parseDecimal(text)
}

// text reads the value of the element just begun as words, "" when the
// document is cut inside it.
func (s *xmlScanner) text() string {
	v, decoded := s.value()
	if s.stop.code != "" {
		return ""
	}
	if !decoded {
		v = decodeXML(v)
	}
	return string(v)
}

// nextAttr splits the first attribute from attrs; ok is false when there is
// none.
func nextAttr(attrs []byte) (name, value, rest []byte, ok bool) {
	i := 0
	for i < len(attrs) && (isXMLSpace(attrs[i]) || attrs[i] == '/') {
		i++
	}
	from := i
	for i < len(attrs) && attrs[i] != '=' && !isXMLSpace(attrs[i]) {
		i++
	}
	if i >= len(attrs) {
		return nil, nil, nil, false
	}
	name = attrs[from:i]
	for i < len(attrs) && (isXMLSpace(attrs[i]) || attrs[i] == '=') {
		i++
	}
	if i >= len(attrs) {
		return nil, nil, nil, false
	}
	if q := attrs[i]; q == '"' || q == '\'' {
		n := bytes.IndexByte(attrs[i+1:], q)
		if n < 0 {
			return nil, nil, nil, false
		}
		return name, attrs[i+1 : i+1+n], attrs[i+2+n:], true
	}
	from = i
	for i < len(attrs) && !isXMLSpace(attrs[i]) {
		i++
	}
	return name, attrs[from:i], attrs[i:], true
}

// attr returns the attribute with this local name, as written, of the start
// tag read last; nil when there is none.
func (s *xmlScanner) attr(want string) []byte {
	for rest := s.attrs; ; {
		name, value, after, ok := nextAttr(rest)
		if !ok {
			return nil
		}
		if localIs(name, want) {
			return value
		}
		rest = after
	}
}

func isXMLSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func startsName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
}

func trimXMLSpace(b []byte) []byte {
	for len(b) > 0 && isXMLSpace(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isXMLSpace(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}
