package parse

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"github.com/tormoder/fit"
)

// A FIT file is read in these steps:
//
//  1. The file is cut into its parts: most have one, chained ones several.
//  2. One pass over a part takes the records straight into columns and copies
//     the few other messages that matter into a small clean file. Damage is
//     stepped over where the records go on behind it.
//  3. The library reads the small file: sessions, laps, timer events, device.
//  4. Each session with its records becomes an Activity.

const (
	fitMaxParts = 1000 // of one chained file; our own choice: a triathlon has five
	fitPatience = 4096 // messages that are read, or places tried, before the clock is looked at again
)

// fitFile is the state of reading one file.
type fitFile struct {
	data     []byte
	buf      *Buffers
	limits   Limits
	out      File
	messages int64
	points   int64
	sessions int64
	laps     int64 // and timer events
	searched int   // places tried for the end of damage
	late     bool  // the search took too long
}

func newFITFile(data []byte, buf *Buffers) *fitFile {
	return &fitFile{data: data, buf: buf, limits: buf.limits(), out: File{Format: "fit"}}
}

// decodeFIT reads a FIT file, whole or damaged.
func decodeFIT(data []byte, buf *Buffers) (*File, error) {
	if len(data) == 0 {
		return nil, &Error{Code: Empty, Msg: "the file is empty; export it once more"}
	}
	if _, ok := fitHeaderAt(data); !ok {
		return nil, &Error{Code: Malformed, Msg: "this is no FIT file; export it once more, or as GPX or TCX"}
	}
	f := newFITFile(data, buf)
	var first *Error // why the first part that has no activity has none
	for pos, parts := 0, 1; pos < len(data); parts++ {
		if parts > fitMaxParts {
			return nil, &Error{Code: TooMany, Pos: Pos{Offset: int64(pos)}, Msg: "more than " + grouped(fitMaxParts) + " parts: split the file"}
		}
		h, ok := fitHeaderAt(data[pos:])
		if !ok {
			f.noteTail(pos)
			break
		}
		p := f.part(pos, h)
		if err := p.read(); err != nil {
			return nil, err
		}
		acts, err := p.activities()
		if err != nil {
			if first == nil {
				first = err
			}
			p.note(FieldsSkipped, 1, pos, "a part of the file was left out: %s", err.Msg)
		}
		f.out.Activities = append(f.out.Activities, acts...)
		f.out.Notes = append(f.out.Notes, p.notes...)
		pos = p.next
	}
	if len(f.out.Activities) == 0 {
		return nil, first
	}
	for i, a := range f.out.Activities {
		a.Index = i
	}
	return &f.out, nil
}

// noteTail says that what stands from pos on is no FIT.
func (f *fitFile) noteTail(pos int) {
	tail := f.data[pos:]
	n := Note{Code: Malformed, Pos: Pos{Offset: int64(pos)}, Text: fmt.Sprintf("%d bytes behind the FIT data are no FIT", len(tail))}
	if fitUniform(tail) {
		n.Code, n.Text = FieldsSkipped, fmt.Sprintf("%d bytes of filling behind the FIT data were skipped", len(tail))
	}
	f.out.Notes = append(f.out.Notes, n)
}

// fitUniform says whether b holds nothing but zeros, or nothing but 0xff.
func fitUniform(b []byte) bool {
	return len(b) > 0 && (b[0] == 0 || b[0] == 0xff) && bytes.Count(b, b[:1]) == len(b)
}

// fitPart is one FIT file, or one part of a chained one.
type fitPart struct {
	file *fitFile
	data []byte // of the whole file
	pos  int    // where reading goes on
	end  int    // of the messages
	next int    // where the next part begins
	cut  bool   // the file ends before the part does

	defs          [fitLocalTypes]fitDef
	raw           raw
	now           uint32 // last timestamp, for compressed ones; 0: none
	lastRecord    uint32 // time of the last record; 0: none
	speedDistance fitSpeedDistance
	bare          int // records with a time and no field
	refused       int // fields we read whose definition holds no number
	holes         int // damaged stretches stepped over
	holeNote      int // which note tells of them

	haveID          bool
	fileType        int // -1: not said
	maker, product  uint16
	productName     string
	sport, subSport int64 // of the sport message; -1: not said
	workoutName     string
	workoutSteps    bool
	sessionCount    int
	answers         []Answers // of each session
	described       []fitDescribed
	descriptions    int    // changes of described
	powerFrom       string // the field of an app that holds power, for people
	zoneS           float64
	haveZone        bool
	strap           int // heart-rate messages of a strap
	fed             []byte

	notes []Note
}

// part finds the end of the part whose header h stands at pos and checks its
// checksum. A wrong size in the header costs nothing but a note.
func (f *fitFile) part(pos int, h fitHeader) *fitPart {
	const none = 0xffff
	p := &fitPart{
		file: f, data: f.data, pos: pos + h.size,
		fileType: -1, maker: none, product: none, sport: -1, subSport: -1,
	}
	if h.badCRC {
		p.note(Checksum, 0, pos, "the checksum of the header is wrong")
	}
	p.end = p.pos + h.dataSize
	whole := len(f.data) - fitChecksum
	switch {
	case h.dataSize > 0 && p.end <= whole && f.sum(pos, p.end):
	case h.dataSize == 0 && fitFollows(f.data, p.end):
	case pos == 0 && p.end != whole && whole > p.pos && f.sum(pos, whole):
		p.note(Checksum, 0, pos, "the header states a wrong length; the checksum at the end of the file is right")
		p.end = whole
	case h.dataSize == 0 || p.end > whole:
		p.cut = true
		p.end = len(f.data)
		if h.dataSize > 0 {
			p.end = min(p.end, p.pos+h.dataSize)
		}
	default:
		p.note(Checksum, 0, p.end, "the checksum is wrong: some values may be damaged")
		if behind := f.data[p.end+fitChecksum:]; len(behind) > 0 && !fitUniform(behind) && !fitFollows(f.data, p.end) {
			p.end = whole // the length in the header cannot be trusted either
		}
	}
	p.next = min(p.end+fitChecksum, len(f.data))
	return p
}

// fitFollows says whether another part begins behind the checksum at end.
func fitFollows(data []byte, end int) bool {
	if end+fitChecksum > len(data) {
		return false
	}
	_, ok := fitHeaderAt(data[end+fitChecksum:])
	return ok
}

// sum says whether the checksum at end is right for the bytes from pos on.
func (f *fitFile) sum(pos, end int) bool {
	return fitCRC(0, f.data[pos:end]) == binary.LittleEndian.Uint16(f.data[end:])
}

func (p *fitPart) note(code Code, n, offset int, format string, args ...any) {
	p.notes = append(p.notes, Note{Code: code, N: n, Pos: Pos{Offset: int64(offset)}, Text: fmt.Sprintf(format, args...)})
}

// tooMany is the error for a file with more of something than the limit called
// name.
func (p *fitPart) tooMany(limit int64, what, name string) *Error {
	return tooMany(Pos{Offset: int64(p.pos)}, limit, what, name)
}

// read goes once over the messages of p. Only a limit makes it fail.
func (p *fitPart) read() *Error {
	for p.pos < p.end {
		if p.file.messages++; p.file.messages > p.file.limits.Messages {
			return p.tooMany(p.file.limits.Messages, "messages", limitMessages)
		}
		if p.file.messages%fitPatience == 0 && p.file.buf.late() {
			return p.file.limits.TooLate()
		}
		next, err := p.one()
		if err != nil {
			return err
		}
		if next > 0 {
			p.pos = next
			continue
		}
		if next = p.resync(); next == 0 {
			if p.file.late {
				return p.file.limits.TooLate()
			}
			p.note(Truncated, 0, p.pos, "the file is damaged from byte %d of %d on; what stands before it was read", p.pos, len(p.data))
			p.cut = false
			break
		}
		p.hole(next)
		p.pos = next
	}
	p.trim()
	if p.cut {
		p.note(Truncated, 0, len(p.data), "the file ends before its data does; what is there was read")
	}
	if p.refused > 0 {
		p.note(FieldsSkipped, p.refused, 0, "fields that hold no readable number were skipped")
	}
	return nil
}

// hole notes that what stands from p.pos up to next cannot be read. All holes
// of a part share one note with the place of the first.
func (p *fitPart) hole(next int) {
	if p.holes > 0 {
		p.holes++
		p.notes[p.holeNote].N = p.holes
		return
	}
	p.holes, p.holeNote = 1, len(p.notes)
	p.note(Hole, 1, p.pos, "damaged stretches were stepped over, the first from byte %d to %d; the recording goes on behind them", p.pos, next)
}

// one reads the message at p.pos and returns where the next one begins, 0 when
// this is none.
func (p *fitPart) one() (next int, err *Error) {
	header := p.data[p.pos]
	if header&0xc0 == 0x40 {
		return p.define(header), nil
	}
	local := header & 0x0f
	if header&0x80 != 0 {
		local = header >> 5 & 0x03
	}
	d := &p.defs[local]
	next = p.pos + 1 + d.size
	if !d.defined || next > p.end {
		return 0, nil
	}
	if (header == 0 || header == 0xff) && p.data[next-1] == header && p.erased(d, p.pos) {
		return 0, nil
	}
	msg := p.data[p.pos+1 : next]
	t := d.time(msg)
	if t == fitNoTime && header&0x80 != 0 {
		t = p.roll(uint32(header & 0x1f))
	}
	if d.global == fitMesgRecord {
		if !p.believable(d, t, next) {
			return 0, nil
		}
		err = p.take(d, msg, t)
	} else {
		err = p.other(d, msg)
	}
	if t != fitNoTime {
		p.now = t
	}
	return next, err
}

// define reads the definition at p.pos.
func (p *fitPart) define(header byte) (next int) {
	d := &p.defs[header&0x0f]
	n := fitDefine(d, p.data[p.pos:p.end])
	if n == 0 {
		return 0
	}
	if d.global == fitMesgRecord {
		d.planRecord()
		p.refused += d.record.refused
	} else {
		p.refused += d.planFeed()
	}
	p.planApps(d)
	return p.pos + n
}

// roll returns the time of a message that carries only the lowest five bits
// of it.
func (p *fitPart) roll(low uint32) uint32 {
	if p.now == 0 {
		return fitNoTime
	}
	return p.now + (low-p.now)&0x1f
}

// take adds a record. One without any field is only counted: it would cost
// memory that no byte of the file pays for.
func (p *fitPart) take(d *fitDef, msg []byte, t uint32) *Error {
	if d.size == 0 {
		if t != fitNoTime {
			p.bare++
		}
		return nil
	}
	if p.file.points++; p.file.points > p.file.limits.Points {
		return p.tooMany(p.file.limits.Points, "samples", limitPoints)
	}
	if from, to := p.pos+1, p.pos+1+d.size+fitSpare; to <= len(p.data) {
		msg = p.data[from:to]
	} else { // the last record of a file cut there
		msg = append(slices.Clone(msg), make([]byte, fitSpare)...)
	}
	p.sample(d, msg, fitSeconds(t))
	return nil
}

// fitSeconds returns the FIT time t in s since 1970, NaN for none.
func fitSeconds(t uint32) float64 {
	if t == fitNoTime {
		return math.NaN()
	}
	return fitEpochS + float64(t)
}

// other reads a message that is no record.
func (p *fitPart) other(d *fitDef, msg []byte) *Error {
	switch d.global {
	case fitMesgFileID:
		p.takeID(d, msg)
		return nil
	case fitMesgSport:
		p.takeSport(d, msg)
	case fitMesgWorkout:
		steps, _ := d.number(6, msg)
		p.workoutSteps = p.workoutSteps || steps > 0
		p.workoutName = fitOrText(p.workoutName, d.text(8, msg))
	case fitMesgHR:
		p.strap++
	case fitMesgDeviceInfo:
		if index, ok := d.number(0, msg); !ok || index != 0 {
			return nil // a sensor
		}
		p.productName = fitOrText(p.productName, d.text(27, msg))
	case fitMesgActivity:
		p.takeZone(d, msg)
	case fitMesgDescription:
		p.describe(d, msg)
	case fitMesgEvent:
		if event, ok := d.number(0, msg); !ok || event != int64(fit.EventTimer) {
			return nil
		}
	}
	if d.fed == nil {
		return nil
	}
	return p.feed(d, msg)
}

// feed copies a message for the library, counting what can be many.
func (p *fitPart) feed(d *fitDef, msg []byte) *Error {
	switch d.global {
	case fitMesgSession:
		if p.file.sessions++; p.file.sessions > p.file.limits.Sessions {
			return p.tooMany(p.file.limits.Sessions, "sessions", limitSessions)
		}
		p.sessionCount++
		p.answers = append(p.answers, p.answered(d, msg))
	case fitMesgLap, fitMesgEvent:
		if p.file.laps++; p.file.laps > p.file.limits.Laps {
			return p.tooMany(p.file.limits.Laps, "laps and timer events", limitLaps)
		}
	}
	p.fed = d.appendFed(p.fed, msg)
	return nil
}

// takeID reads the first file_id; later ones are chance or damage.
func (p *fitPart) takeID(d *fitDef, msg []byte) {
	if p.haveID {
		return
	}
	p.haveID = true
	if v, ok := d.number(0, msg); ok {
		p.fileType = int(v)
	}
	if v, ok := d.number(1, msg); ok {
		p.maker = uint16(v)
	}
	if v, ok := d.number(2, msg); ok {
		p.product = uint16(v)
	}
	p.productName = fitOrText(d.text(8, msg), p.productName)
}

func (p *fitPart) takeSport(d *fitDef, msg []byte) {
	if v, ok := d.number(0, msg); ok && p.sport < 0 {
		p.sport = v
		if sub, ok := d.number(1, msg); ok {
			p.subSport = sub
		}
	}
}

// takeZone reads how far the local time is from UTC, to a quarter of an hour.
// More than 14 h is no zone on earth, and none at all is what watches write
// that do not know theirs: the start position tells it better.
func (p *fitPart) takeZone(d *fitDef, msg []byte) {
	const quarter, farthest = 15 * 60, 14 * 3600 // s
	local, ok := d.number(5, msg)
	t := d.time(msg)
	if !ok || t == fitNoTime || p.haveZone {
		return
	}
	if z := math.Round((float64(local)-float64(t))/quarter) * quarter; z >= -farthest && z <= farthest && z != 0 {
		p.zoneS, p.haveZone = z, true
	}
}

// fitOrText returns a, or b where a is empty.
func fitOrText(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
