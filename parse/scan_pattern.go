package parse

import (
	"bytes"
	"math"
)

// xmlPoint is one track point while it is read.
type xmlPoint struct {
	at     int // offset
	time   xmlTime
	timed  bool // there is a time
	placed bool // TCX: there is a latitude or a longitude
	values [NumChannels]float64
}

func newXMLPoint(at int) xmlPoint {
	p := xmlPoint{at: at}
	p.time.unixS = math.NaN()
	for c := range p.values {
		p.values[c] = math.NaN()
	}
	return p
}

// pattern is what two track points of one file have in common: every byte but
// the values. A device writes thousands of points that differ in nothing else, so
// once one was read tag by tag, the next is compared with it: where all bytes
// between the values are the same, the values mean the same. A point that differs
// in one byte is read tag by tag again.
type pattern struct {
	fixed  [][]byte // what stands before each value, and behind the last one
	values []patternValue
	ready  bool
	point  xmlPoint // the one that is compared, here so that it takes no memory of its own

	begin   int  // offset of the point that is read tag by tag
	reading bool // one is, and so far it is such that others can be like it
}

// patternValue is one value of a point.
type patternValue struct {
	channel    Channel // or one of those below
	begin, end int     // offsets, in the point that was learnt from
}

// What a value is when it is none of a channel.
const (
	patternTime  = numRawChannels + iota // the time
	patternAside                         // a text that nobody reads
)

// longestValue is the longest value that is looked at: no number or time is
// longer; our own choice.
const longestValue = 64 // bytes

// begins notes that a point begins at an offset and is read tag by tag.
func (p *pattern) begins(at int) {
	p.ready, p.reading, p.begin = false, true, at
	p.values = p.values[:0]
}

// spoil notes that the point holds what no pattern can.
func (p *pattern) spoil() { p.reading = false }

// value notes that text, a part of data as it is written, was read as a value.
func (p *pattern) value(data, text []byte, c Channel) {
	if !p.reading {
		return
	}
	at := cap(data) - cap(text) // both end where the document's memory ends
	if len(text) == 0 || at < p.begin || at+len(text) > len(data) || len(p.values) > 0 && at <= p.values[len(p.values)-1].end {
		p.spoil()
		return
	}
	p.values = append(p.values, patternValue{c, at, at + len(text)})
}

// aside notes a text of the point that nobody reads.
func (p *pattern) aside(s *xmlScanner) {
	if s.cdata {
		p.spoil()
		return
	}
	p.value(s.data, s.chars, patternAside)
}

// ends notes that the point ended at an offset and, where it is sound, keeps what
// it has in common with others.
func (p *pattern) ends(data []byte, at int, sound bool) {
	sound = sound && p.reading && len(p.values) > 0
	if p.reading = false; !sound {
		return
	}
	p.fixed = p.fixed[:0]
	from := p.begin
	for _, v := range p.values {
		p.fixed = append(p.fixed, data[from:v.begin])
		from = v.end
	}
	p.fixed = append(p.fixed, data[from:at])
	p.ready = true
}

// read returns the text of the element just begun, which is one of the point's
// values.
func (p *pattern) read(s *xmlScanner, c Channel) []byte {
	text, decoded := s.value()
	if decoded {
		p.spoil()
	} else {
		p.value(s.data, text, c)
	}
	return text
}

// follow reads the points that come next, as long as they match and commit wants
// more.
func (p *pattern) follow(s *xmlScanner, commit func(*xmlPoint) (more bool)) {
	for more := p.ready; more && !s.done; {
		if s.tokens++; s.tokens%xmlPatience == 0 {
			s.hurry()
		}
		at := s.pos
		for at < len(s.data) && isXMLSpace(s.data[at]) {
			at++
		}
		p.point = newXMLPoint(at)
		end, ok := p.match(s.data, &p.point)
		if !ok {
			return
		}
		s.pos = end
		more = commit(&p.point)
	}
}

// match reads the values of a point and returns where it ends; ok is false where
// it is not as the pattern has it, or a value is no number or time. Of several
// values of one kind the first counts.
func (p *pattern) match(data []byte, to *xmlPoint) (end int, ok bool) {
	at := to.at
	for k, v := range p.values {
		if !bytes.HasPrefix(data[at:], p.fixed[k]) {
			return 0, false
		}
		at += len(p.fixed[k])
		n := bytes.IndexByte(data[at:min(at+longestValue, len(data))], p.fixed[k+1][0])
		if n <= 0 {
			return 0, false
		}
		text := data[at : at+n]
		at += n
		if v.channel == patternAside {
			if bytes.IndexByte(text, '<') >= 0 { // more than a text
				return 0, false
			}
			continue
		}
		if v.channel == patternTime {
			if to.time = parseTime(text); math.IsNaN(to.time.unixS) {
				return 0, false
			}
			to.timed = true
			continue
		}
		x := parseDecimal(text)
		if math.IsNaN(x) {
			return 0, false
		}
		if math.IsNaN(to.values[v.channel]) {
			to.values[v.channel] = x
		}
		to.placed = to.placed || v.channel == Latitude || v.channel == Longitude
	}
	last := p.fixed[len(p.values)]
	if !bytes.HasPrefix(data[at:], last) {
		return 0, false
	}
	return at + len(last), true
}
