package parse

import (
	"encoding/binary"
	"math"
)

// The wire format of FIT: headers, definitions, numbers and the checksum.
// What a message means is in fitrecord.go (samples) and fitfeed.go (the rest).

const (
	fitEpochS     = 631_065_600 // FIT's second 0, 1989-12-31T00:00:00Z, in s since 1970
	fitCalendar   = 0x1000_0000 // FIT times below it count from power-on: no dates
	fitNoTime     = math.MaxUint32
	fitTimeField  = 253 // timestamp, in every message that has one
	fitHeaderMin  = 12  // bytes
	fitHeaderMax  = 14  // bytes, with the header's own checksum
	fitChecksum   = 2   // bytes behind the data
	fitLocalTypes = 16
)

// fitHeader is the beginning of a FIT file, or of one part of a chained one.
type fitHeader struct {
	size     int // bytes
	dataSize int // bytes, as the header claims
	badCRC   bool
}

// fitHeaderAt reads the header at the beginning of b and says whether there is
// one.
func fitHeaderAt(b []byte) (h fitHeader, ok bool) {
	if len(b) < fitHeaderMin || string(b[8:12]) != ".FIT" {
		return h, false
	}
	h.size = int(b[0])
	if h.size < fitHeaderMin || h.size > len(b) {
		return h, false
	}
	h.dataSize = int(binary.LittleEndian.Uint32(b[4:]))
	if h.size >= fitHeaderMax {
		crc := binary.LittleEndian.Uint16(b[12:])
		h.badCRC = crc != 0 && crc != fitCRC(0, b[:12])
	}
	return h, true
}

// fitBase is the base type of a field with the flag for multi-byte types taken
// off: some writers forget it.
type fitBase byte

const (
	fitEnum fitBase = iota
	fitSint8
	fitUint8
	fitSint16
	fitUint16
	fitSint32
	fitUint32
	fitString
	fitFloat32
	fitFloat64
	fitUint8z
	fitUint16z
	fitUint32z
	fitByte
	fitSint64
	fitUint64
	fitUint64z
)

// integer returns the bytes of one whole number of type b; 0 for texts,
// fractions and what FIT does not define.
func (b fitBase) integer() int {
	switch b {
	case fitEnum, fitSint8, fitUint8, fitUint8z, fitByte:
		return 1
	case fitSint16, fitUint16, fitUint16z:
		return 2
	case fitSint32, fitUint32, fitUint32z:
		return 4
	case fitSint64, fitUint64, fitUint64z:
		return 8
	}
	return 0
}

func (b fitBase) signed() bool {
	return b == fitSint8 || b == fitSint16 || b == fitSint32 || b == fitSint64
}

// invalid returns the bits that mean "no value" in a number of n bytes.
func (b fitBase) invalid(n int) uint64 {
	all := uint64(math.MaxUint64) >> (64 - 8*n)
	switch {
	case b.signed():
		return all >> 1
	case b == fitUint8z || b == fitUint16z || b == fitUint32z || b == fitUint64z:
		return 0
	}
	return all
}

// fitField is one field of a definition.
type fitField struct {
	num  byte
	base fitBase
	size int // bytes
	off  int // bytes from the beginning of the message's content
}

// width returns the bytes of the first number in f: one of its type, or fewer
// where a writer declared a shorter field. 0: there is no number.
func (f fitField) width() int {
	n := f.base.integer()
	if f.size < n {
		n = f.size
		if n != 1 && n != 2 && n != 4 || f.base.signed() {
			return 0
		}
	}
	return n
}

// number returns the first number of f in the message msg; ok is false where
// the field holds none.
func (f fitField) number(msg []byte, big bool) (v int64, ok bool) {
	n := f.width()
	if n == 0 {
		return 0, false
	}
	b := msg[f.off : f.off+n]
	var bits uint64
	for i := range b {
		if big {
			bits = bits<<8 | uint64(b[i])
		} else {
			bits |= uint64(b[i]) << (8 * i)
		}
	}
	if bits == f.base.invalid(n) {
		return 0, false
	}
	if f.base.signed() {
		shift := 64 - 8*n
		return int64(bits<<shift) >> shift, true
	}
	return int64(bits), bits <= math.MaxInt64
}

// text returns the text in f, up to its first zero byte, cleaned.
func (f fitField) text(msg []byte) string {
	if f.base != fitString {
		return ""
	}
	b := msg[f.off : f.off+f.size]
	for i, c := range b {
		if c == 0 {
			b = b[:i]
			break
		}
	}
	return Clean(string(b))
}

// value returns the first number of f in msg, a whole one or a fraction; ok is
// false where the field holds none.
func (f fitField) value(msg []byte, big bool) (v float64, ok bool) {
	var order binary.ByteOrder = binary.LittleEndian
	if big {
		order = binary.BigEndian
	}
	switch {
	case f.base == fitFloat32 && f.size >= 4:
		v = float64(math.Float32frombits(order.Uint32(msg[f.off:])))
	case f.base == fitFloat64 && f.size >= 8:
		v = math.Float64frombits(order.Uint64(msg[f.off:]))
	default:
		n, ok := f.number(msg, big)
		return float64(n), ok
	}
	return v, v-v == 0 // neither NaN nor infinite
}

// fitDef says how the messages of one local type are laid out.
type fitDef struct {
	defined bool
	big     bool // big-endian
	global  uint16
	size    int // bytes of a message's content, developer fields included
	fields  []fitField
	apps    []fitAppField
	timeOff int // where the timestamp stands; -1: nowhere

	record fitPlan       // of a record
	extra  []fitAppValue // of a record or session
	feed   []int         // of a message for the library: the fields in its order, -1 where missing
	fed    *fitFedAs     // what they become; nil: the library does not receive it
}

// fitDefine reads the definition whose header byte is b[0] into d, whose memory
// is used again. It returns its length in bytes, 0 when b ends before it or when it is none.
func fitDefine(d *fitDef, b []byte) int {
	if len(b) < 6 || b[2] > 1 {
		return 0
	}
	big := b[2] == 1
	global := binary.LittleEndian.Uint16(b[3:])
	if big {
		global = binary.BigEndian.Uint16(b[3:])
	}
	n, next := int(b[5]), 6+3*int(b[5])
	if global == math.MaxUint16 || len(b) < next {
		return 0
	}
	fields := b[6:next]
	var apps []byte
	if b[0]&0x20 != 0 {
		if len(b) < next+1 {
			return 0
		}
		m := int(b[next])
		next++
		if len(b) < next+3*m {
			return 0
		}
		apps = b[next : next+3*m]
		next += 3 * m
	}
	*d = fitDef{
		defined: true, big: big, global: global, timeOff: -1,
		fields: d.fields[:0], apps: d.apps[:0], extra: d.extra[:0], feed: d.feed[:0], record: d.record.empty(),
	}
	for i := range n {
		f := fitField{num: fields[3*i], size: int(fields[3*i+1]), base: fitBase(fields[3*i+2] & 0x1f), off: d.size}
		d.size += f.size
		if f.num == fitTimeField && f.size == 4 && f.base == fitUint32 {
			d.timeOff = f.off
		}
		d.fields = append(d.fields, f)
	}
	for i := range len(apps) / 3 {
		f := fitAppField{num: apps[3*i], size: int(apps[3*i+1]), index: apps[3*i+2], off: d.size}
		d.size += f.size
		d.apps = append(d.apps, f)
	}
	return next
}

// field returns the first field with the number num and any content.
func (d *fitDef) field(num byte) (f fitField, ok bool) {
	for _, f := range d.fields {
		if f.num == num && f.size > 0 {
			return f, true
		}
	}
	return f, false
}

// number returns the value of field num in msg.
func (d *fitDef) number(num byte, msg []byte) (v int64, ok bool) {
	f, ok := d.field(num)
	if !ok {
		return 0, false
	}
	return f.number(msg, d.big)
}

// text returns the text of field num in msg, cleaned.
func (d *fitDef) text(num byte, msg []byte) string {
	f, ok := d.field(num)
	if !ok {
		return ""
	}
	return f.text(msg)
}

// time returns the timestamp of msg, fitNoTime where it has none.
func (d *fitDef) time(msg []byte) uint32 {
	if d.timeOff < 0 {
		return fitNoTime
	}
	return fitUint32At(msg[d.timeOff:], d.big)
}

func fitUint32At(b []byte, big bool) uint32 {
	if big {
		return binary.BigEndian.Uint32(b)
	}
	return binary.LittleEndian.Uint32(b)
}

// fitCRCTables are the tables of CRC-16/ARC, sixteen bytes at a time; never
// changed.
var fitCRCTables = makeFITCRCTables()

func makeFITCRCTables() *[16][256]uint16 {
	const polynomial = 0xa001 // x¹⁶ + x¹⁵ + x² + 1, lowest bit first
	var t [16][256]uint16
	for i := range t[0] {
		crc := uint16(i)
		for range 8 {
			crc = crc>>1 ^ polynomial*(crc&1)
		}
		t[0][i] = crc
	}
	for k := 1; k < len(t); k++ {
		for i := range t[k] {
			t[k][i] = t[k-1][i]>>8 ^ t[0][t[k-1][i]&0xff]
		}
	}
	return &t
}

// fitCRC continues the checksum crc, 0 at first, over b.
func fitCRC(crc uint16, b []byte) uint16 {
	t := fitCRCTables
	for len(b) >= 16 {
		v, w := binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
		// What does not wait for the sixteen bytes before comes first.
		rest := t[7][w&0xff] ^ t[6][w>>8&0xff] ^ t[5][w>>16&0xff] ^ t[4][w>>24&0xff] ^
			t[3][w>>32&0xff] ^ t[2][w>>40&0xff] ^ t[1][w>>48&0xff] ^ t[0][w>>56] ^
			t[13][v>>16&0xff] ^ t[12][v>>24&0xff] ^
			t[11][v>>32&0xff] ^ t[10][v>>40&0xff] ^ t[9][v>>48&0xff] ^ t[8][v>>56]
		crc ^= uint16(v)
		crc = rest ^ (t[15][crc&0xff] ^ t[14][crc>>8])
		b = b[16:]
	}
	for _, c := range b {
		crc = crc>>8 ^ t[0][byte(crc)^c]
	}
	return crc
}
