package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"strconv"
	"time"
)

// A run of any length at 1 Hz, round and round a circle of 1.67 km radius at
// 2.78 m/s.
const (
	circleDeg  = 0.015 // radius, degrees of latitude
	circleS    = 600.0 // s for one radian
	speedCMPS  = 278   // cm/s
	centreLat  = 47.0
	centreLon  = 8.5
	lonPerLat  = 1.466 // degrees of longitude as long as one of latitude there
	longStartS = 1_767_254_400
)

// sample is one second of it.
func sample(i int) (latDeg, lonDeg, elevationM float64, heartRateBPM int) {
	sin, cos := math.Sincos(float64(i) / circleS)
	return centreLat + circleDeg*sin, centreLon + circleDeg*lonPerLat*cos, 440 + 20*sin, 140 + i%17
}

// longFile is a recording that was written.
type longFile struct{ Bytes int64 }

// writeLong writes a recording of that many points to path, in the format of its
// name.
func writeLong(path, points string) (out longFile, err error) {
	n, err := strconv.Atoi(points)
	if err != nil || n < 2 {
		return out, fmt.Errorf("%q points", points)
	}
	file, err := os.Create(path)
	if err != nil {
		return out, err
	}
	w := bufio.NewWriterSize(file, 1<<20)
	if formatOf(path) == "gpx" {
		longGPX(w, n)
	} else {
		longFIT(w, n)
	}
	err = w.Flush()
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return out, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return out, err
	}
	return longFile{info.Size()}, nil
}

// longGPX writes GPX as services do, a point a line so that a million of them
// stay below the limit of a recording. The writer keeps its error.
func longGPX(w *bufio.Writer, points int) {
	_, _ = w.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<gpx creator="crampcheck speed" version="1.1" xmlns="http://www.topografix.com/GPX/1/1" xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">
<trk><name>Round and round</name><type>running</type><trkseg>
`)
	for i := range points {
		lat, lon, ele, hr := sample(i)
		at := time.Unix(longStartS+int64(i), 0).UTC().Format(time.RFC3339)
		_, _ = fmt.Fprintf(w, `<trkpt lat="%.7f" lon="%.7f"><ele>%.1f</ele><time>%s</time><extensions><gpxtpx:TrackPointExtension><gpxtpx:hr>%d</gpxtpx:hr></gpxtpx:TrackPointExtension></extensions></trkpt>`+"\n",
			lat, lon, ele, at, hr)
	}
	_, _ = w.WriteString("</trkseg></trk>\n</gpx>\n")
}

// fitOut writes a FIT file and sums it up on the way.
type fitOut struct {
	w   *bufio.Writer
	crc uint16
}

// put writes b and takes it into the checksum, CRC-16/ARC four bits at a time as
// the protocol's own document does it.
func (f *fitOut) put(b []byte) {
	table := [16]uint16{
		0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401,
		0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400,
	}
	for _, c := range b {
		for _, half := range []byte{c & 15, c >> 4} {
			f.crc = f.crc>>4 ^ table[f.crc&15] ^ table[half]
		}
	}
	_, _ = f.w.Write(b) // the writer keeps its error
}

// longFIT writes FIT as a watch does: what it is, the records, the session and
// the activity. A record has 26 bytes of values, those of a plain watch.
func longFIT(w *bufio.Writer, points int) {
	const (
		fitEpochS    = 631_065_600 // s from 1970 to the beginning of FIT time
		recordBytes  = 27
		semicircles  = (1 << 31) / 180.0
		running      = 1
		activityFile = 4
	)
	le := binary.LittleEndian
	start := uint32(longStartS - fitEpochS)
	end := start + uint32(points-1)
	define := func(local, global byte, fields ...byte) []byte {
		return append([]byte{0x40 | local, 0, 0, global, 0, byte(len(fields) / 3)}, fields...)
	}
	// number, size, base type
	head := define(0, 0, 0, 1, 0x00, 1, 2, 0x84, 2, 2, 0x84, 4, 4, 0x86)
	head = append(head, 0, activityFile)
	head = le.AppendUint16(head, 255)
	head = le.AppendUint16(head, 1)
	head = le.AppendUint32(head, start)
	head = append(head, define(1, 20, 253, 4, 0x86, 0, 4, 0x85, 1, 4, 0x85, 5, 4, 0x86, 78, 4, 0x86, 73, 4, 0x86, 3, 1, 0x02, 4, 1, 0x02)...)

	tail := define(2, 18, 253, 4, 0x86, 2, 4, 0x86, 7, 4, 0x86, 8, 4, 0x86, 9, 4, 0x86, 5, 1, 0x00, 0, 1, 0x00, 1, 1, 0x00)
	tail = append(tail, 2)
	for _, v := range []uint32{end, start, uint32(points-1) * 1000, uint32(points-1) * 1000, speedCMPS * uint32(points-1)} {
		tail = le.AppendUint32(tail, v)
	}
	tail = append(tail, running, 8, 1) // event session, stop
	tail = append(tail, define(3, 34, 253, 4, 0x86, 1, 2, 0x84)...)
	tail = append(tail, 3)
	tail = le.AppendUint32(tail, end)
	tail = le.AppendUint16(tail, 1)

	f := fitOut{w: w}
	header := []byte{14, 0x20, 0x08, 0x08}
	header = le.AppendUint32(header, uint32(len(head)+points*recordBytes+len(tail)))
	header = append(header, ".FIT\x00\x00"...) // no checksum of its own
	f.put(header)
	f.put(head)
	b := make([]byte, 0, recordBytes)
	for i := range points {
		lat, lon, ele, hr := sample(i)
		b = append(b[:0], 1)
		b = le.AppendUint32(b, start+uint32(i))
		b = le.AppendUint32(b, uint32(int32(lat*semicircles)))
		b = le.AppendUint32(b, uint32(int32(lon*semicircles)))
		b = le.AppendUint32(b, speedCMPS*uint32(i))
		b = le.AppendUint32(b, uint32((ele+500)*5))
		b = le.AppendUint32(b, speedCMPS*10)
		b = append(b, byte(hr), 85)
		f.put(b)
	}
	f.put(tail)
	f.put(le.AppendUint16(nil, f.crc))
}
