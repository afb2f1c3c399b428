package main

import (
	"encoding/binary"
	"fmt"
	"math"
)

// fitPen writes FIT files byte by byte. It shares no code with the reader: even
// the checksum is worked out by half bytes, as FIT's own description has it.
type fitPen struct {
	body  []byte
	big   bool
	sizes [16][]int // of the fields of each local type
}

// fitCol is a field of a definition.
type fitCol struct{ num, size, base int }

// The base types as they stand in files.
const (
	penEnum   = 0x00
	penSint8  = 0x01
	penUint8  = 0x02
	penString = 0x07
	penByte   = 0x0d
	penSint16 = 0x83
	penUint16 = 0x84
	penSint32 = 0x85
	penUint32 = 0x86
	penFloat  = 0x88
)

func (w *fitPen) order() binary.AppendByteOrder {
	if w.big {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// define writes a definition.
func (w *fitPen) define(local byte, global uint16, cols ...fitCol) {
	arch := byte(0)
	if w.big {
		arch = 1
	}
	w.body = append(w.body, 0x40|local, 0, arch)
	w.body = w.order().AppendUint16(w.body, global)
	w.body = append(w.body, byte(len(cols)))
	w.sizes[local] = nil
	for _, c := range cols {
		w.body = append(w.body, byte(c.num), byte(c.size), byte(c.base))
		w.sizes[local] = append(w.sizes[local], c.size)
	}
}

// apps adds fields of apps on the device to the definition written last.
func (w *fitPen) apps(local byte, at int, fields ...[3]byte) {
	w.body[at] |= 0x20
	w.body = append(w.body, byte(len(fields)))
	for _, f := range fields {
		w.body = append(w.body, f[:]...)
		w.sizes[local] = append(w.sizes[local], int(f[1]))
	}
}

// put writes a message. A number takes the size of its field, a text is filled up
// with zeros, bytes stand as they are.
func (w *fitPen) put(local byte, values ...any) { w.putAs(local, local, values...) }

// putAs writes a message with this header byte.
func (w *fitPen) putAs(header, local byte, values ...any) {
	if len(values) != len(w.sizes[local]) {
		panic(fmt.Sprintf("%d values for %d fields", len(values), len(w.sizes[local])))
	}
	w.body = append(w.body, header)
	for i, v := range values {
		size := w.sizes[local][i]
		switch v := v.(type) {
		case int:
			w.number(uint64(v), size)
		case string:
			w.body = append(w.body, v...)
			w.body = append(w.body, make([]byte, size-len(v))...)
		case []byte:
			w.body = append(w.body, v...)
		default:
			panic(fmt.Sprintf("%T", v))
		}
	}
}

func (w *fitPen) number(v uint64, size int) {
	for i := range size {
		at := i
		if w.big {
			at = size - 1 - i
		}
		w.body = append(w.body, byte(v>>(8*at)))
	}
}

// fitShape says how the header and the checksums are written. The zero value is
// a sound file.
type fitShape struct {
	header   int  // bytes; 0: 14
	protocol byte // 0: 2.0
	dataSize int  // as the header claims; 0: the truth
	zeroSize bool // the header claims 0
	badSum   bool
	noSum    bool
	badHead  bool // the header's own checksum is wrong
	zeroHead bool // it is 0, which means: none
}

// file returns the whole file.
func (w *fitPen) file(s fitShape) []byte {
	size := s.header
	if size == 0 {
		size = 14
	}
	protocol := s.protocol
	if protocol == 0 {
		protocol = 0x20
	}
	claimed := len(w.body)
	if s.dataSize != 0 || s.zeroSize {
		claimed = s.dataSize
	}
	b := []byte{byte(size), protocol, 0x54, 0x08, 0, 0, 0, 0, '.', 'F', 'I', 'T'}
	binary.LittleEndian.PutUint32(b[4:], uint32(claimed))
	if size >= 14 {
		sum := penSum(b)
		switch {
		case s.badHead:
			sum ^= 0x1111
		case s.zeroHead:
			sum = 0
		}
		b = binary.LittleEndian.AppendUint16(b, sum)
	}
	for len(b) < size {
		b = append(b, 0)
	}
	b = append(b, w.body...)
	if s.noSum {
		return b
	}
	sum := penSum(b)
	if s.badSum {
		sum ^= 0x1111
	}
	return binary.LittleEndian.AppendUint16(b, sum)
}

// penSum is FIT's checksum, by half bytes.
func penSum(b []byte) (sum uint16) {
	table := [16]uint16{
		0x0000, 0xcc01, 0xd801, 0x1400, 0xf001, 0x3c00, 0x2800, 0xe401,
		0xa001, 0x6c00, 0x7800, 0xb401, 0x5000, 0x9c01, 0x8801, 0x4400,
	}
	for _, c := range b {
		for _, half := range [2]byte{c & 0xf, c >> 4} {
			sum = sum>>4&0x0fff ^ table[sum&0xf] ^ table[half]
		}
	}
	return sum
}

// fitDoc is a FIT recording in pieces. A case changes what it is about; nil
// leaves a piece as every watch writes it.
type fitDoc struct {
	outing  outing
	big     bool
	shape   fitShape
	id      func(w *fitPen)               // file_id
	start   func(w *fitPen)               // between file_id and the records
	define  func(w *fitPen)               // definition of the records
	record  func(w *fitPen, i int, f fix) // record i
	events  func(w *fitPen)               // the timer's last stop
	summary func(w *fitPen)               // laps and session
	end     func(w *fitPen)               // behind all others
	at      []int                         // where each record begins in the file
	after   []int                         // where each record ends in the file
}

// Local types of a fitDoc.
const (
	fitIDType = iota
	fitEventType
	fitRecordType
	fitLapType
	fitSessionType
	fitActivityType
)

func newFIT(p outing) *fitDoc { return &fitDoc{outing: p} }

// bytes writes the file.
func (d *fitDoc) bytes() []byte {
	w := &fitPen{big: d.big}
	header := d.shape.header
	if header == 0 {
		header = 14
	}
	orElse(d.id, penID)(w)
	orElse(d.start, d.timerStart)(w)
	orElse(d.define, penRecordDef)(w)
	d.at, d.after = nil, nil
	for i, f := range d.outing.fixes() {
		from := header + len(w.body)
		if d.record != nil {
			d.record(w, i, f)
		} else {
			penRecord(w, f)
		}
		d.at, d.after = append(d.at, from), append(d.after, header+len(w.body))
	}
	orElse(d.events, d.timerStop)(w)
	orElse(d.summary, d.laps)(w)
	if d.end != nil {
		d.end(w)
	}
	return w.file(d.shape)
}

func orElse(f, other func(w *fitPen)) func(w *fitPen) {
	if f != nil {
		return f
	}
	return other
}

func nothing2(*fitPen) {}

// penID writes a file_id of an activity by a Garmin watch.
func penID(w *fitPen) { penIDOf(w, 4) }

func penIDOf(w *fitPen, kind int) {
	w.define(fitIDType, 0, fitCol{0, 1, penEnum}, fitCol{1, 2, penUint16}, fitCol{2, 2, penUint16}, fitCol{3, 4, 0x8c})
	w.put(fitIDType, kind, 1, 3113, 3_456_789_012)
}

// fitTime is a moment in FIT's count.
func fitTime(unixS float64) int { return int(unixS) - planFITEpoch }

func (d *fitDoc) timerStart(w *fitPen) {
	w.define(fitEventType, 21, fitCol{253, 4, penUint32}, fitCol{0, 1, penEnum}, fitCol{1, 1, penEnum})
	w.put(fitEventType, fitTime(d.outing.startS()), 0, 0)
}

func (d *fitDoc) timerStop(w *fitPen) {
	w.define(fitEventType, 21, fitCol{253, 4, penUint32}, fitCol{0, 1, penEnum}, fitCol{1, 1, penEnum})
	w.put(fitEventType, fitTime(d.outing.startS()+d.outing.elapsedS()), 0, 4)
}

// fitRecordCols are the fields of a record: time, place, altitude, heart rate,
// distance.
func fitRecordCols() []fitCol {
	return []fitCol{{253, 4, penUint32}, {0, 4, penSint32}, {1, 4, penSint32}, {2, 2, penUint16}, {3, 1, penUint8}, {5, 4, penUint32}}
}

func penRecordDef(w *fitPen) { w.define(fitRecordType, 20, fitRecordCols()...) }

// fitValues are the values of a record with those fields.
func fitValues(f fix) []any {
	return []any{fitTime(f.unixS), semicircles(f.latDeg), semicircles(f.lonDeg), int(f.eleM+500) * 5, f.heartBPM, int(math.Round(f.distM * 100))}
}

func semicircles(deg float64) int { return int(math.Round(deg * planFITUnits)) }

func penRecord(w *fitPen, f fix) { w.put(fitRecordType, fitValues(f)...) }

// laps writes one lap and the session.
func (d *fitDoc) laps(w *fitPen) {
	d.summaryOf(w, d.outing.elapsedS(), d.outing.elapsedS(), d.outing.distanceM(), 1)
}

// summaryOf writes a lap and a session that claim these totals.
func (d *fitDoc) summaryOf(w *fitPen, elapsedS, timerS, distanceM float64, sport int) {
	start, end := fitTime(d.outing.startS()), fitTime(d.outing.startS()+d.outing.elapsedS())
	totals := []any{int(elapsedS * 1000), int(timerS * 1000), int(distanceM * 100)}
	w.define(fitLapType, 19, fitCol{253, 4, penUint32}, fitCol{2, 4, penUint32}, fitCol{7, 4, penUint32}, fitCol{8, 4, penUint32}, fitCol{9, 4, penUint32}, fitCol{24, 1, penEnum})
	w.put(fitLapType, append([]any{end, start}, append(totals, 7)...)...)
	penSession(w, start, end, totals, sport)
}

// penSession writes a session.
func penSession(w *fitPen, start, end int, totals []any, sport int) {
	w.define(fitSessionType, 18, fitCol{253, 4, penUint32}, fitCol{2, 4, penUint32}, fitCol{7, 4, penUint32}, fitCol{8, 4, penUint32}, fitCol{9, 4, penUint32}, fitCol{5, 1, penEnum}, fitCol{6, 1, penEnum})
	w.put(fitSessionType, append([]any{end, start}, append(totals[:len(totals):len(totals)], sport, 0)...)...)
}

// penActivity writes an activity message with its local time.
func penActivity(w *fitPen, at, local int) {
	w.define(fitActivityType, 34, fitCol{253, 4, penUint32}, fitCol{0, 4, penUint32}, fitCol{1, 2, penUint16}, fitCol{2, 1, penEnum}, fitCol{3, 1, penEnum}, fitCol{4, 1, penEnum}, fitCol{5, 4, penUint32})
	w.put(fitActivityType, at, 0, 1, 0, 26, 1, local)
}
