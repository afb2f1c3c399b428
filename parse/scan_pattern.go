package parse

import (
	"bytes"
	"math"
)

// pattern is what two track points of one file have in common: every byte but
// the values. A device writes thousands of points that differ in nothing else, so
// once one was read tag by tag, the next is compared with it: where all bytes
// between the values are the same, the values mean the same. A point that differs
// in one byte is read tag by tag again.
type pattern struct {
	fixed  [][]byte // what stands before each value, and behind the last one
	values []patternValue
	ready  bool

	begin   int  // offset of the point that is read tag by tag
	reading bool // one is, and so far it is such that others can be like it
}

// patternValue is one value of a point.
type patternValue struct {
	channel    Channel // patternTime for the time
	begin, end int     // offsets, in the point that was learnt from
}

// patternTime marks the value that is the time.
const patternTime = numRawChannels

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

// match reads the point that begins at an offset and returns where it ends; ok is
// false where it is not as the pattern has it, or a value is no number or time.
// The values are those that are not NaN yet: of several the first counts.
func (p *pattern) match(data []byte, at int, values *[NumChannels]float64, t *xmlTime) (end int, ok bool) {
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
		if v.channel == patternTime {
			if *t = parseTime(text); math.IsNaN(t.unixS) {
				return 0, false
			}
			continue
		}
		x := parseDecimal(text)
		if math.IsNaN(x) {
			return 0, false
		}
		if math.IsNaN(values[v.channel]) {
			values[v.channel] = x
		}
	}
	last := p.fixed[len(p.values)]
	if !bytes.HasPrefix(data[at:], last) {
		return 0, false
	}
	return at + len(last), true
}
