package parse

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// fitDeg is one semicircle in degrees: a half turn has 2³¹ of them.
const fitDeg = 180.0 / (1 << 31)

// fitSpare is how many bytes behind a record must be readable: every number is
// read as four bytes.
const fitSpare = 3

// fitAction takes one field of a record into a column: value = number·mul/div +
// add.
type fitAction struct {
	off     int
	channel Channel
	big     bool // big-endian
	signed  bool
	drop    uint8  // bits of the four bytes that are not the number's
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
		n := f.width()
		if n == 0 || n > 4 {
			p.refused++
			continue
		}
		none := uint32(f.base.invalid(n))
		a := fitAction{
			off: f.off, channel: c.channel, big: d.big, signed: f.base.signed(), drop: uint8(32 - 8*n),
			invalid: none, junk: none, mul: c.mul, div: c.div, add: c.add,
		}
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

// value returns the number that a takes from the record msg, which has
// fitSpare bytes to spare; ok is false where it holds none.
func (a *fitAction) value(msg []byte) (v float64, ok bool) {
	w := binary.LittleEndian.Uint32(msg[a.off:])
	if a.big {
		w = bits.ReverseBytes32(w)
	} else {
		w <<= a.drop
	}
	n := int64(w >> a.drop)
	if uint32(n) == a.invalid || uint32(n) == a.junk {
		return 0, false
	}
	if a.signed {
		n = int64(int32(w) >> a.drop)
	}
	return float64(n)*a.mul/a.div + a.add, true
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
// until trim cuts them, with NaN where nothing was taken. msg has fitSpare bytes
// to spare.
func (p *fitPart) sample(d *fitDef, msg []byte, unixS float64) {
	r := &p.raw
	if r.unixS == nil {
		n := int(min(int64((p.end-p.pos)/(1+d.size)+1), p.file.limits.Points))
		r.room(n, p.file.buf)
	}
	n := len(r.unixS)
	r.unixS = append(r.unixS, unixS)
	r.place = append(r.place, Place{N: int32(p.file.points), Offset: int32(p.pos)})
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
	if len(d.extra) > 0 {
		p.sampleApps(d, msg, n)
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
		longer := p.file.buf.Column(cap(p.raw.unixS))
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
