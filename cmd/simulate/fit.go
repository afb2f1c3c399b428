package main

import (
	"bytes"
	"encoding/binary"
	"math"
	"time"
)

// fitBase is a base type of the FIT protocol.
type fitBase byte

const (
	fitEnum   fitBase = 0x00
	fitSint8  fitBase = 0x01
	fitUint8  fitBase = 0x02
	fitString fitBase = 0x07
	fitUint16 fitBase = 0x84
	fitSint32 fitBase = 0x85
	fitUint32 fitBase = 0x86
	fitU32z   fitBase = 0x8c
)

// fitName is the length of every string field, its final zero included.
const fitName = 16

func (t fitBase) size() byte {
	switch t {
	case fitUint16:
		return 2
	case fitSint32, fitUint32, fitU32z:
		return 4
	case fitString:
		return fitName
	}
	return 1
}

// fitField is one field of a message: its number in the profile, its type and
// its value in the profile's unit and scale.
type fitField struct {
	num   byte
	base  fitBase
	value int64
	text  string // of a string field
}

// Numbers of messages in the FIT profile.
const (
	fitFileID      = 0
	fitSession     = 18
	fitLap         = 19
	fitRecord      = 20
	fitEvent       = 21
	fitDeviceInfo  = 23
	fitActivity    = 34
	fitFileCreator = 49
)

// Values of the FIT profile.
const (
	fitNone         = 0xff // of an enum, uint8 or sint8 (as 0x7f): no value
	eventTimer      = 0
	eventSession    = 8
	eventLap        = 9
	eventActivity   = 26
	eventStart      = 0
	eventStop       = 1
	eventStopAll    = 4
	sportRunning    = 1
	makerDevelop    = 255
	localBarometer  = 4
	sourceLocal     = 5
	fileActivity    = 4
	scaleSemicircle = (1 << 31) / 180.0
)

// fitFile writes messages, defining each kind once: every kind of message has
// its own local number, and always the same fields.
type fitFile struct {
	data  bytes.Buffer
	local []uint16 // message number of each local one
}

// put writes one message.
func (f *fitFile) put(num uint16, fields ...fitField) {
	local := -1
	for i, n := range f.local {
		if n == num {
			local = i
		}
	}
	if local < 0 {
		local = len(f.local)
		f.local = append(f.local, num)
		f.data.Write([]byte{0x40 | byte(local), 0, 0, byte(num), byte(num >> 8), byte(len(fields))})
		for _, d := range fields {
			f.data.Write([]byte{d.num, d.base.size(), byte(d.base)})
		}
	}
	f.data.WriteByte(byte(local))
	for _, d := range fields {
		if d.base == fitString {
			var text [fitName]byte
			copy(text[:fitName-1], d.text)
			f.data.Write(text[:])
			continue
		}
		var le [8]byte
		binary.LittleEndian.PutUint64(le[:], uint64(d.value))
		f.data.Write(le[:d.base.size()])
	}
}

// bytes returns the file: a header of 14 bytes with its own checksum, the
// messages, and the checksum of all.
func (f *fitFile) bytes() []byte {
	out := []byte{14, 0x20, 0x08, 0x08} // protocol 2.0, profile 20.56
	out = binary.LittleEndian.AppendUint32(out, uint32(f.data.Len()))
	out = append(out, ".FIT"...)
	out = binary.LittleEndian.AppendUint16(out, fitCRC(out))
	out = append(out, f.data.Bytes()...)
	return binary.LittleEndian.AppendUint16(out, fitCRC(out))
}

// fitCRC is the CRC-16 of the FIT protocol: the polynomial x¹⁶+x¹⁵+x²+1,
// lowest bit first, from 0.
func fitCRC(data []byte) uint16 {
	var table [256]uint16 // what a byte does to the checksum
	for i := range table {
		c := uint16(i)
		for range 8 {
			c = c>>1 ^ c&1*0xa001
		}
		table[i] = c
	}
	crc := uint16(0)
	for _, b := range data {
		crc = crc>>8 ^ table[byte(crc)^b]
	}
	return crc
}

// fitEpoch is the beginning of FIT time.
var fitEpoch = time.Date(1989, 12, 31, 0, 0, 0, 0, time.UTC)

// encodeFIT writes the run as a running watch does: what it is, the timer's
// start, records and timer events in the order of time, each lap at its end,
// and at last the session and the activity with the local time.
func encodeFIT(run *Run) []byte {
	var f fitFile
	start := int64(run.Plan.Start.Sub(fitEpoch) / time.Second)
	stamp := func(s float64) fitField {
		return fitField{num: 253, base: fitUint32, value: start + int64(s)}
	}
	fitIdentity(&f, start, stamp(0), !run.Plan.NoGPS && !run.Plan.NoElevation && run.Plan.AltitudeSDM == 0)
	fitTimer(&f, stamp(0), eventStart)
	laps, pauses := run.Laps, run.Pauses
	index := 0
	for _, s := range run.Samples {
		at := float64(s.AtS)
		for len(laps) > 1 && laps[0].EndS < at {
			fitPutLap(&f, run, laps[0], index, start)
			laps, index = laps[1:], index+1
		}
		if len(pauses) > 0 && s.AtS == pauses[0].EndS {
			fitTimer(&f, stamp(at), eventStart)
			pauses = pauses[1:]
		}
		fitPutRecord(&f, &run.Plan, s, stamp(at))
		if len(pauses) > 0 && s.AtS == pauses[0].StartS {
			fitTimer(&f, stamp(at), eventStopAll)
		}
	}
	end := float64(run.ElapsedS)
	fitTimer(&f, stamp(end), eventStopAll)
	for ; len(laps) > 0; laps, index = laps[1:], index+1 {
		fitPutLap(&f, run, laps[0], index, start)
	}
	fitPutSession(&f, run, start, stamp(end))
	_, zoneS := run.Plan.Start.Zone()
	f.put(fitActivity, stamp(end),
		fitField{num: 0, base: fitUint32, value: int64(run.TimerS) * 1000},
		fitField{num: 1, base: fitUint16, value: 1},
		fitField{num: 2, base: fitEnum, value: 0}, // manual
		fitField{num: 3, base: fitEnum, value: eventActivity},
		fitField{num: 4, base: fitEnum, value: eventStop},
		fitField{num: 5, base: fitUint32, value: start + int64(run.ElapsedS) + int64(zoneS)})
	return f.bytes()
}

// fitIdentity says which device wrote the file: none that exists.
func fitIdentity(f *fitFile, start int64, stamp fitField, barometer bool) {
	f.put(fitFileID,
		fitField{num: 0, base: fitEnum, value: fileActivity},
		fitField{num: 1, base: fitUint16, value: makerDevelop},
		fitField{num: 2, base: fitUint16, value: 1},
		fitField{num: 3, base: fitU32z, value: 1},
		fitField{num: 4, base: fitUint32, value: start},
		fitField{num: 8, base: fitString, text: "simulate"})
	f.put(fitFileCreator, fitField{num: 0, base: fitUint16, value: 100})
	device := func(index, kind int64) {
		f.put(fitDeviceInfo, stamp,
			fitField{num: 0, base: fitUint8, value: index},
			fitField{num: 1, base: fitUint8, value: kind},
			fitField{num: 2, base: fitUint16, value: makerDevelop},
			fitField{num: 4, base: fitUint16, value: 1},
			fitField{num: 5, base: fitUint16, value: 100},
			fitField{num: 25, base: fitEnum, value: sourceLocal})
	}
	device(0, fitNone)
	if barometer {
		device(1, localBarometer)
	}
}

func fitTimer(f *fitFile, stamp fitField, kind int64) {
	f.put(fitEvent, stamp,
		fitField{num: 0, base: fitEnum, value: eventTimer},
		fitField{num: 1, base: fitEnum, value: kind},
		fitField{num: 3, base: fitUint32, value: 0},
		fitField{num: 4, base: fitUint8, value: 0})
}

// fitPutRecord writes one sample, without the fields of absent sensors.
func fitPutRecord(f *fitFile, p *Plan, s Sample, stamp fitField) {
	fields := make([]fitField, 0, 24)
	fields = append(fields, stamp)
	if !p.NoGPS {
		fields = append(fields,
			fitField{num: 0, base: fitSint32, value: semicircles(s.LatDeg)},
			fitField{num: 1, base: fitSint32, value: semicircles(s.LonDeg)})
	}
	fields = append(fields, fitField{num: 5, base: fitUint32, value: scaled(s.DistanceM, 100)})
	if !p.NoGPS && !p.NoElevation {
		fields = append(fields, fitField{num: 78, base: fitUint32, value: scaled(s.ElevationM+500, 5)})
	}
	fields = append(fields, fitField{num: 73, base: fitUint32, value: scaled(s.SpeedMPS, 1000)})
	if p.HeartRateBPM > 0 {
		fields = append(fields, fitField{num: 3, base: fitUint8, value: int64(s.HeartRateBPM)})
	}
	if p.CadenceSPM > 0 { // one foot's steps, and their fraction in 128ths
		fields = append(fields,
			fitField{num: 4, base: fitUint8, value: int64(s.CadenceSPM / 2)},
			fitField{num: 53, base: fitUint8, value: int64(s.CadenceSPM % 2 * 64)})
	}
	if p.TemperatureC != 0 {
		fields = append(fields, fitField{num: 13, base: fitSint8, value: int64(s.TemperatureC)})
	}
	if p.Dynamics {
		fields = append(fields, fitDynamics(s)...)
	}
	f.put(fitRecord, fields...)
}

// fitDynamics are what a chest strap and a watch of today add to a record: half
// of its bytes. Nothing of it is used, and the last four have no name in the
// public profile.
func fitDynamics(s Sample) []fitField {
	// Digits that look like noise and follow from the sample alone.
	noise := func(num, span int64) int64 {
		return (int64(s.AtS)*7919 + num*104729 + semicircles(s.LatDeg)) % 9973 % span
	}
	field := func(num byte, base, span int64) fitField {
		return fitField{num: num, base: fitUint16, value: base + noise(int64(num), span)}
	}
	return []fitField{
		field(7, 250, 60),     // power, W
		field(39, 820, 90),    // vertical oscillation, 0.1 mm
		field(40, 3350, 120),  // stance time, 0.01 %
		field(41, 2450, 180),  // stance time, 0.1 ms
		field(83, 780, 80),    // vertical ratio, 0.01 %
		field(84, 4960, 90),   // stance balance, 0.01 %
		field(85, 10500, 700), // step length, 0.1 mm
		{num: 42, base: fitEnum, value: 1},
		{num: 90, base: fitSint8, value: noise(90, 4)},
		field(107, 1, 1),
		field(87, 0, 1),
		field(134, 900, 60),
		field(140, 2700, 250),
	}
}

func fitPutLap(f *fitFile, run *Run, l Lap, index int, start int64) {
	trigger := map[string]int64{"manual": 0, "distance": 2, "end": 7}[l.Trigger]
	intensity := map[string]int64{"active": 0, "rest": 1, "warmup": 2, "cooldown": 3}[l.Intensity]
	f.put(fitLap,
		fitField{num: 254, base: fitUint16, value: int64(index)},
		fitField{num: 253, base: fitUint32, value: start + int64(l.EndS)},
		fitField{num: 0, base: fitEnum, value: eventLap},
		fitField{num: 1, base: fitEnum, value: eventStop},
		fitField{num: 2, base: fitUint32, value: start + int64(l.StartS)},
		fitField{num: 7, base: fitUint32, value: scaled(l.EndS-l.StartS, 1000)},
		fitField{num: 8, base: fitUint32, value: scaled(l.TimerS, 1000)},
		fitField{num: 9, base: fitUint32, value: scaled(l.DistanceM, 100)},
		fitField{num: 13, base: fitUint16, value: scaled(l.DistanceM/max(1, l.TimerS), 1000)},
		fitField{num: 23, base: fitEnum, value: intensity},
		fitField{num: 24, base: fitEnum, value: trigger},
		fitField{num: 25, base: fitEnum, value: sportRunning},
		fitField{num: 39, base: fitEnum, value: run.Plan.subSportFIT()})
}

func fitPutSession(f *fitFile, run *Run, start int64, stamp fitField) {
	last := run.Samples[len(run.Samples)-1]
	f.put(fitSession,
		fitField{num: 254, base: fitUint16, value: 0}, stamp,
		fitField{num: 0, base: fitEnum, value: eventSession},
		fitField{num: 1, base: fitEnum, value: eventStop},
		fitField{num: 2, base: fitUint32, value: start},
		fitField{num: 5, base: fitEnum, value: sportRunning},
		fitField{num: 6, base: fitEnum, value: run.Plan.subSportFIT()},
		fitField{num: 7, base: fitUint32, value: int64(run.ElapsedS) * 1000},
		fitField{num: 8, base: fitUint32, value: int64(run.TimerS) * 1000},
		fitField{num: 9, base: fitUint32, value: scaled(last.DistanceM, 100)},
		fitField{num: 14, base: fitUint16, value: scaled(last.DistanceM/float64(run.TimerS), 1000)},
		fitField{num: 25, base: fitUint16, value: 0},
		fitField{num: 26, base: fitUint16, value: int64(len(run.Laps))},
		fitField{num: 28, base: fitEnum, value: 0})
}

func (p *Plan) subSportFIT() int64 {
	return map[string]int64{"": 0, "treadmill": 1, "street": 2, "trail": 3, "track": 4}[p.SubSport]
}

func scaled(v, scale float64) int64 { return int64(math.Round(v * scale)) }

func semicircles(deg float64) int64 { return scaled(deg, scaleSemicircle) }
