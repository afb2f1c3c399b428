package parse

import (
	"bytes"
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/tormoder/fit"
)

// The messages that are no samples. The library receives a small clean FIT file
// with those of them that it is good at, every field in the type and size that
// its profile wants; texts, the local time and what it has no place for are read
// here.

// The global numbers of the messages that are read.
const (
	fitMesgFileID      = 0
	fitMesgSport       = 12
	fitMesgSession     = 18
	fitMesgLap         = 19
	fitMesgRecord      = 20
	fitMesgEvent       = 21
	fitMesgDeviceInfo  = 23
	fitMesgWorkout     = 26
	fitMesgActivity    = 34
	fitMesgHR          = 132 // what a strap remembered, downloaded later
	fitMesgDescription = 206 // of a field that an app adds
)

// fitFedAs is a message as the library receives it, little-endian.
type fitFedAs struct {
	global uint16
	local  byte
	fields []fitFedField
}

// fitFedField is a field as the library's profile has it: its number and a
// whole number without sign.
type fitFedField struct {
	num  byte
	base fitBase
}

// fitFed lists what the library receives, file_id first. Sport and workout are
// not among them: in a file of an activity the library throws them away. Never
// changed.
var fitFed = [...]fitFedAs{
	{fitMesgFileID, 0, []fitFedField{
		{0, fitEnum},   // type
		{1, fitUint16}, // manufacturer
		{2, fitUint16}, // product
	}},
	{fitMesgActivity, 1, []fitFedField{
		{fitTimeField, fitUint32},
		{0, fitUint32}, // total timer time
		{1, fitUint16}, // number of sessions
	}},
	{fitMesgSession, 2, []fitFedField{
		{fitTimeField, fitUint32},
		{2, fitUint32}, // start time
		{5, fitEnum},   // sport
		{6, fitEnum},   // sub sport
		{7, fitUint32}, // total elapsed time
		{8, fitUint32}, // total timer time
		{9, fitUint32}, // total distance
	}},
	{fitMesgLap, 3, []fitFedField{
		{fitTimeField, fitUint32},
		{2, fitUint32},  // start time
		{7, fitUint32},  // total elapsed time
		{8, fitUint32},  // total timer time
		{9, fitUint32},  // total distance
		{23, fitEnum},   // intensity
		{24, fitEnum},   // trigger
		{71, fitUint16}, // step of the workout
	}},
	{fitMesgEvent, 4, []fitFedField{
		{fitTimeField, fitUint32},
		{0, fitEnum}, // event
		{1, fitEnum}, // type of event
	}},
	{fitMesgDeviceInfo, 5, []fitFedField{
		{0, fitUint8},  // index, 0 for the recording device
		{2, fitUint16}, // manufacturer
		{4, fitUint16}, // product
	}},
}

// planFeed works out how the messages of d become those of the library, and
// returns how many fields hold no readable number.
func (d *fitDef) planFeed() (refused int) {
	for k := range fitFed {
		if fitFed[k].global == d.global {
			d.fed = &fitFed[k]
		}
	}
	if d.fed == nil {
		return 0
	}
	for _, want := range d.fed.fields {
		at := -1
		for i, f := range d.fields {
			if f.num != want.num || f.size == 0 || at >= 0 {
				continue
			}
			if f.width() == 0 {
				refused++
				continue
			}
			at = i
		}
		d.feed = append(d.feed, at)
	}
	return refused
}

// appendFed adds msg, a message of d, to the library's file.
func (d *fitDef) appendFed(b, msg []byte) []byte {
	b = append(b, d.fed.local)
	for k, want := range d.fed.fields {
		n := want.base.integer()
		v := want.base.invalid(n)
		if i := d.feed[k]; i >= 0 {
			if got, ok := d.fields[i].number(msg, d.big); ok && got >= 0 && uint64(got) < v {
				v = uint64(got)
			}
		}
		b = appendFITNumber(b, v, n)
	}
	return b
}

// appendFITNumber adds the low n bytes of v, lowest first.
func appendFITNumber(b []byte, v uint64, n int) []byte {
	for i := range n {
		b = append(b, byte(v>>(8*i)))
	}
	return b
}

// appendFedDef adds the definition of m to the library's file.
func appendFedDef(b []byte, m *fitFedAs) []byte {
	b = append(b, 0x40|m.local, 0, 0, byte(m.global), byte(m.global>>8), byte(len(m.fields)))
	for _, f := range m.fields {
		n, base := f.base.integer(), byte(f.base)
		if n > 1 {
			base |= 0x80 // the flag for multi-byte types
		}
		b = append(b, f.num, byte(n), base)
	}
	return b
}

// fitLibraryFile returns a sound FIT file of an activity by the device named,
// holding the messages in fed.
func fitLibraryFile(maker, product uint16, fed []byte) []byte {
	const fileActivity = 4
	b := make([]byte, fitHeaderMax, fitHeaderMax+256+len(fed))
	b = appendFedDef(b, &fitFed[0])
	b = append(b, fitFed[0].local, fileActivity)
	b = appendFITNumber(b, uint64(maker), 2)
	b = appendFITNumber(b, uint64(product), 2)
	for k := 1; k < len(fitFed); k++ {
		b = appendFedDef(b, &fitFed[k])
	}
	b = append(b, fed...)
	b[0], b[1] = fitHeaderMax, 0x10 // protocol 1.0
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-fitHeaderMax))
	copy(b[8:], ".FIT")
	binary.LittleEndian.PutUint16(b[12:], fitCRC(0, b[:12]))
	return appendFITNumber(b, uint64(fitCRC(0, b)), fitChecksum)
}

// fitSummary is what the library says about a file: everything but the
// samples.
type fitSummary struct {
	id       fit.FileIdMsg
	activity *fit.ActivityMsg
	sessions []*fit.SessionMsg
	laps     []*fit.LapMsg
	events   []*fit.EventMsg
	devices  []*fit.DeviceInfoMsg
}

// fitSummarise lets the library read the file b. With an error it returns what
// was read before.
func fitSummarise(b []byte) (fitSummary, error) {
	file, err := fit.Decode(bytes.NewReader(b))
	if file == nil {
		return fitSummary{}, err
	}
	s := fitSummary{id: file.FileId}
	act, typeErr := file.Activity()
	if typeErr != nil || act == nil {
		if err == nil {
			err = typeErr
		}
		return s, err
	}
	s.activity, s.sessions, s.laps = act.Activity, act.Sessions, act.Laps
	s.events, s.devices = act.Events, act.DeviceInfos
	return s, err
}

// fitWord turns a name of the library's into FIT's own word: "FitnessEquipment"
// becomes "fitness_equipment". What it has no name for becomes "".
func fitWord(name string) string {
	if strings.ContainsRune(name, '(') || name == "Invalid" {
		return ""
	}
	var b strings.Builder
	rs := []rune(name)
	for i, r := range rs {
		if i > 0 && unicode.IsUpper(r) {
			next := i+1 < len(rs) && unicode.IsLower(rs[i+1])
			if unicode.IsLower(rs[i-1]) || unicode.IsUpper(rs[i-1]) && next {
				b.WriteByte('_')
			}
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// fitSpecific is a word for a sport, "" when it says nothing.
func fitSpecific(name string) string {
	w := fitWord(name)
	if w == "generic" || w == "all" {
		return ""
	}
	return w
}

// fitTrigger is the word for what ended a lap.
func fitTrigger(t fit.LapTrigger) string {
	w := fitWord(t.String())
	switch {
	case w == "session_end":
		return "end"
	case strings.HasPrefix(w, "position"):
		return "position"
	}
	return w
}

// fitIntensity is the word for how hard a lap was meant to be.
func fitIntensity(i fit.Intensity) string {
	if i == fit.IntensityOther {
		return ""
	}
	return fitWord(i.String())
}

// device names maker and model, never a serial number. product is the name that
// the file itself gives, or "".
func (s *fitSummary) device(product string) string {
	id := s.id
	for _, d := range s.devices {
		if id.Manufacturer == fit.ManufacturerInvalid || id.Manufacturer == 0 {
			id.Manufacturer, id.Product = d.Manufacturer, d.Product
		}
	}
	maker := fitWord(id.Manufacturer.String())
	if product == "" && maker != "" && id.Product != 0 && id.Product != math.MaxUint16 {
		product = fitModel(id)
	}
	if strings.Contains(strings.ToLower(product), strings.ReplaceAll(maker, "_", " ")) {
		maker = ""
	}
	return Clean(strings.TrimSpace(maker + " " + product))
}

// fitModel is the word for the model, or its number where the library knows no
// word.
func fitModel(id fit.FileIdMsg) string {
	if p, ok := id.GetProduct().(fit.GarminProduct); ok {
		if w := fitWord(p.String()); w != "" {
			return w
		}
	}
	return strconv.Itoa(int(id.Product))
}

// fitUnix returns t in s since 1970, NaN when the message gave no time.
func fitUnix(t time.Time) float64 {
	if t.IsZero() || fit.IsBaseTime(t) {
		return math.NaN()
	}
	return float64(t.Unix())
}
