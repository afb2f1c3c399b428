package parse

import (
	"encoding/binary"
	"math"
)

// fitDeg is one semicircle in degrees: a half turn has 2³¹ of them.
const fitDeg = 180.0 / (1 << 31)

// fitRead says how the bytes of a number are read.
type fitRead byte

const (
	readUint8 fitRead = iota
	readSint8
	readUint16
	readSint16
	readUint32
	readSint32
	readUint16BE
	readSint16BE
	readUint32BE
	readSint32BE
)

// fitAction takes one field of a record into a column: value = number·mul/div +
// add.
type fitAction struct {
	off     int
	read    fitRead
	channel Channel
	invalid uint32 // bits that mean "no value"
	junk    uint32 // other bits that are none
	mul     float64
	div     float64
	add     float64
}

// fitPlan is what is taken from the records of one definition, worked out once.
type fitPlan struct {
	actions  []fitAction // later ones win over earlier ones
	fraction int         // where the fraction of the cadence stands, in 1/128; -1: nowhere
	speedDis int         // where compressed_speed_distance stands; -1: nowhere
	refused  int         // fields of the profile without a readable number
}

// empty returns a plan without actions that uses the memory of p again.
func (p fitPlan) empty() fitPlan {
	return fitPlan{actions: p.actions[:0], fraction: -1, speedDis: -1}
}

// fitColumn says which field of a record becomes which column.
type fitColumn struct {
	num           byte
	channel       Channel
	mul, div, add float64
}

// fitColumns lists the fields of a record that become columns. The enhanced
// fields come last, so that they win over the plain ones. Never changed.
var fitColumns = [...]fitColumn{
	{0, Latitude, fitDeg, 1, 0},
	{1, Longitude, fitDeg, 1, 0},
	{2, Elevation, 1, 5, -500},
	{3, HeartRate, 1, 1, 0},
	{4, Cadence, 1, 1, 0},
	{5, Distance, 1, 100, 0},
	{6, Speed, 1, 1000, 0},
	{7, Power, 1, 1, 0},
	{13, Temperature, 1, 1, 0},
	{73, Speed, 1, 1000, 0},
	{78, Elevation, 1, 5, -500},
}

const (
	fitFieldSpeedDistance = 8  // three bytes: 12 bits of speed in cm/s, 12 of distance in 1/16 m
	fitFieldFraction      = 53 // of the cadence, in 1/128
)

// planRecord works out what is taken from the records of d.
func (d *fitDef) planRecord() {
	p := &d.record
	for _, c := range fitColumns {
		f, ok := d.field(c.num)
		if !ok {
			continue
		}
		read, ok := f.reader(d.big)
		if !ok {
			p.refused++
			continue
		}
		none := uint32(f.base.invalid(f.width()))
		a := fitAction{off: f.off, read: read, channel: c.channel, invalid: none, junk: none, mul: c.mul, div: c.div, add: c.add}
		if c.channel == Latitude || c.channel == Longitude {
			a.junk = math.MaxUint32 // what an erased memory block holds
		}
		p.actions = append(p.actions, a)
	}
	if f, ok := d.field(fitFieldFraction); ok && f.width() == 1 {
		p.fraction = f.off
	}
	if f, ok := d.field(fitFieldSpeedDistance); ok && f.size == 3 {
		p.speedDis = f.off
	}
}

// reader returns how the first number of f is read in a record.
func (f fitField) reader(big bool) (fitRead, bool) {
	var r fitRead
	switch f.width() {
	case 1:
		r = readUint8
	case 2:
		r = readUint16
		if big {
			r = readUint16BE
		}
	case 4:
		r = readUint32
		if big {
			r = readUint32BE
		}
	default:
		return 0, false
	}
	if f.base.signed() {
		r++
	}
	return r, true
}

// value returns the number that a takes from the record msg; ok is false where
// it holds none.
func (a *fitAction) value(msg []byte) (v float64, ok bool) {
	b := msg[a.off:]
	var bits uint32
	var whole int64
	switch a.read {
	case readUint8:
		bits = uint32(b[0])
		whole = int64(bits)
	case readSint8:
		bits = uint32(b[0])
		whole = int64(int8(b[0]))
	case readUint16:
		bits = uint32(binary.LittleEndian.Uint16(b))
		whole = int64(bits)
	case readSint16:
		bits = uint32(binary.LittleEndian.Uint16(b))
		whole = int64(int16(bits))
	case readUint32:
		bits = binary.LittleEndian.Uint32(b)
		whole = int64(bits)
	case readSint32:
		bits = binary.LittleEndian.Uint32(b)
		whole = int64(int32(bits))
	case readUint16BE:
		bits = uint32(binary.BigEndian.Uint16(b))
		whole = int64(bits)
	case readSint16BE:
		bits = uint32(binary.BigEndian.Uint16(b))
		whole = int64(int16(bits))
	case readUint32BE:
		bits = binary.BigEndian.Uint32(b)
		whole = int64(bits)
	case readSint32BE:
		bits = binary.BigEndian.Uint32(b)
		whole = int64(int32(bits))
	}
	if bits == a.invalid || bits == a.junk {
		return 0, false
	}
	return float64(whole)*a.mul/a.div + a.add, true
}

// fitSpeedDistance adds up compressed_speed_distance, whose distance is kept
// in 12 bits and wraps at 256 m.
type fitSpeedDistance struct {
	last, sum uint32 // in 1/16 m
}

// take returns the speed in m/s and the distance so far in m; NaN where the
// three bytes of b hold none.
func (s *fitSpeedDistance) take(b []byte) (speedMPS, distanceM float64) {
	const bits12 = 0xfff
	if b[0] == 0xff && b[1] == 0xff && b[2] == 0xff {
		return math.NaN(), math.NaN()
	}
	speedMPS = math.NaN()
	if v := uint32(b[0]) | uint32(b[1]&0x0f)<<8; v != bits12 {
		speedMPS = float64(v) / 100
	}
	d := uint32(b[1])>>4 | uint32(b[2])<<4
	s.sum += (d - s.last) & bits12
	s.last = d
	return speedMPS, float64(s.sum) / 16
}

// sample takes one record into the columns. They are longer than the times
// until trim cuts them, with NaN where nothing was taken.
func (p *fitPart) sample(d *fitDef, msg []byte, unixS float64) {
	r := &p.raw
	if r.unixS == nil {
		n := min((p.end-p.pos)/(1+d.size)+1, fitMaxPoints)
		r.unixS = make([]float64, 0, n)
	}
	n := len(r.unixS)
	r.unixS = append(r.unixS, unixS)
	plan := &d.record
	if plan.speedDis >= 0 {
		speed, distance := p.speedDistance.take(msg[plan.speedDis:])
		p.put(Speed, n, speed)
		p.put(Distance, n, distance)
	}
	for i := range plan.actions {
		a := &plan.actions[i]
		v, ok := a.value(msg)
		if !ok {
			continue
		}
		if col := r.col[a.channel]; n < len(col) {
			col[n] = v
			continue
		}
		p.put(a.channel, n, v)
	}
	if plan.fraction >= 0 && msg[plan.fraction] != 0xff && n < len(r.col[Cadence]) {
		r.col[Cadence][n] += float64(msg[plan.fraction]) / 128
	}
}

// put stores v for sample n and makes the column as long as the times may
// become. NaN needs no storing.
func (p *fitPart) put(c Channel, n int, v float64) {
	if math.IsNaN(v) {
		return
	}
	col := p.raw.col[c]
	if n >= len(col) {
		longer := make([]float64, cap(p.raw.unixS))
		for i := copy(longer, col); i < len(longer); i++ {
			longer[i] = math.NaN()
		}
		col = longer
		p.raw.col[c] = col
	}
	col[n] = v
}

// trim makes the columns as long as the times.
func (p *fitPart) trim() {
	n := len(p.raw.unixS)
	for c, col := range p.raw.col {
		if col == nil {
			continue
		}
		for len(col) < n { // it ended before the times grew
			col = append(col, math.NaN())
		}
		p.raw.col[c] = col[:n:n]
	}
}
