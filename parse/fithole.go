package parse

// How reading goes on behind damage: a hole of zeros or 0xff, lost bytes,
// flipped bits. A message counts as found again when records in a row fit the
// definitions known and their times go on where the recording broke off.

const (
	fitHoleMin   = 32        // bytes of 0 or 0xff in a row that are no message, even of one byte
	fitHoleMax   = 512       // such bytes that are none, however long the message
	fitFarS      = 12 * 3600 // s between two records that need a second look
	fitNearS     = 3600      // s between two records behind a hole
	fitProofs    = 3         // records in a row that prove a place
	fitLookAhead = 12        // messages looked at for them
	fitMaxSearch = 4 << 20   // places tried in one file
)

// erased says whether the message of d at q, which begins with 0 or 0xff, and
// the one behind it are nothing but a block of zeros or 0xff.
func (p *fitPart) erased(d *fitDef, q int) bool {
	n := min(max(fitHoleMin, 2*(1+d.size)), fitHoleMax)
	return q+n <= p.end && fitUniform(p.data[q:q+n])
}

// believable says whether a record at time t, with the next message at next,
// can be one: a leap of more than twelve hours is believed only when the
// messages behind it can be read and come near it, or near the time before.
func (p *fitPart) believable(d *fitDef, t uint32, next int) bool {
	if t == fitNoTime || d.timeOff < 0 {
		return true
	}
	last := p.lastRecord
	if last == 0 || fitApart(t, last) <= fitFarS {
		p.lastRecord = t
		return true
	}
	seen, near := 0, false
	readable := p.walk(next, func(at uint32) bool {
		seen++
		if fitApart(at, t) <= fitFarS {
			p.lastRecord = t
			near = true
		}
		near = near || fitApart(at, last) <= fitFarS
		return !near
	})
	return readable && (near || seen == 0)
}

// resync returns where reading can go on behind the damage at p.pos, 0 when
// nowhere.
func (p *fitPart) resync() int {
	for q := p.pos + 1; q < p.end; q++ {
		if p.file.searched++; p.file.searched > fitMaxSearch {
			return 0
		}
		if p.file.searched%fitPatience == 0 && p.file.buf.late() {
			p.file.late = true
			return 0
		}
		header := p.data[q]
		if header == 0 && fitUniform(p.data[q:min(q+fitHoleMax, p.end)]) {
			q += fitHoleMax / 2
			continue
		}
		if header&0xc0 == 0x40 || header&0x30 != 0 || p.defs[header&0x0f].global != fitMesgRecord {
			continue // only a record proves a place
		}
		if t, ok := p.proof(q); ok && p.goesOn(t) {
			return q
		}
	}
	return 0
}

// goesOn says whether a recording can go on at t.
func (p *fitPart) goesOn(t uint32) bool {
	if p.lastRecord == 0 {
		return t >= fitCalendar && t != fitNoTime
	}
	return t >= p.lastRecord && t-p.lastRecord <= fitFarS
}

// proof returns the time of the record at q when that one and those behind it
// are enough to prove that messages begin there.
func (p *fitPart) proof(q int) (first uint32, ok bool) {
	last, seen := uint32(fitNoTime), 0
	readable := p.walk(q, func(t uint32) bool {
		if seen == 0 {
			first = t
		} else if t < last || t-last > fitNearS {
			return false
		}
		last = t
		seen++
		return seen < fitProofs
	})
	return first, readable && seen == fitProofs
}

// walk looks at the messages from q on, a few at most, and gives the times of
// the records among them to visit until that returns false. It says whether
// all of them could be read; a definition or the end of the data ends the walk.
func (p *fitPart) walk(q int, visit func(t uint32) bool) (readable bool) {
	for range fitLookAhead {
		if q == p.end {
			return true
		}
		header := p.data[q]
		if header&0xc0 == 0x40 {
			var d fitDef
			return fitDefine(&d, p.data[q:p.end]) > 0
		}
		local := header & 0x0f
		if header&0x80 != 0 {
			local = header >> 5 & 0x03
		} else if header&0x30 != 0 {
			return false // bits that FIT reserves
		}
		d := &p.defs[local]
		next := q + 1 + d.size
		if !d.defined || next > p.end || (header == 0 || header == 0xff) && p.erased(d, q) {
			return false
		}
		if d.global == fitMesgRecord && d.timeOff >= 0 && !visit(d.time(p.data[q+1:next])) {
			return true
		}
		q = next
	}
	return true
}

// fitApart returns the distance of two times in s.
func fitApart(a, b uint32) uint32 {
	if a > b {
		return a - b
	}
	return b - a
}
