package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// planted is a file of a made folder and what is true of it.
type planted struct {
	name     string
	data     []byte
	start    time.Time
	meters   float64
	elapsedS float64
	status   string // "ok", or what becomes of a damaged one
	reason   string
}

// made is one short recording: so many samples every five seconds, on a straight
// line to the north at one speed.
type made struct {
	start   time.Time
	samples int
	mps     float64
}

const (
	everyS    = 5
	degreeM   = 111_194.9266 // m of a degree along a meridian of a sphere of 6371.0 km
	fromDeg   = 47.0
	longitude = 8.0
)

func (m made) elapsedS() float64      { return float64((m.samples - 1) * everyS) }
func (m made) meters() float64        { return m.mps * m.elapsedS() }
func (m made) at(i int) time.Time     { return m.start.Add(time.Duration(i*everyS) * time.Second) }
func (m made) distM(i int) float64    { return m.mps * float64(i*everyS) }
func (m made) latitude(i int) float64 { return fromDeg + m.distM(i)/degreeM }
func (m made) stamp(i int) string     { return m.at(i).Format("2006-01-02T15:04:05Z") }

func (m made) gpx() []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
		`<gpx version="1.1" creator="made" xmlns="http://www.topografix.com/GPX/1/1"><trk><type>running</type><trkseg>` + "\n")
	for i := range m.samples {
		fmt.Fprintf(&b, "<trkpt lat=\"%.8f\" lon=\"%.7f\"><ele>400</ele><time>%s</time></trkpt>\n", m.latitude(i), longitude, m.stamp(i))
	}
	b.WriteString("</trkseg></trk></gpx>\n")
	return b.Bytes()
}

func (m made) tcx() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+
		`<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities><Activity Sport="Running"><Id>%[1]s</Id>`+
		`<Lap StartTime="%[1]s"><TotalTimeSeconds>%.1f</TotalTimeSeconds><DistanceMeters>%.2f</DistanceMeters><Track>`+"\n", m.stamp(0), m.elapsedS(), m.meters())
	for i := range m.samples {
		fmt.Fprintf(&b, "<Trackpoint><Time>%s</Time><Position><LatitudeDegrees>%.8f</LatitudeDegrees><LongitudeDegrees>%.7f</LongitudeDegrees></Position>"+
			"<AltitudeMeters>400</AltitudeMeters><DistanceMeters>%.2f</DistanceMeters></Trackpoint>\n", m.stamp(i), m.latitude(i), longitude, m.distM(i))
	}
	b.WriteString("</Track></Lap></Activity></Activities></TrainingCenterDatabase>\n")
	return b.Bytes()
}

// fit writes file_id, a record for each sample, and a session.
func (m made) fit() []byte {
	const epoch = 631_065_600 // 1989-12-31 in seconds since 1970
	var b []byte
	define := func(local byte, global uint16, fields ...byte) { // number, size, base type of each
		b = append(b, 0x40|local, 0, 0, byte(global), byte(global>>8), byte(len(fields)/3))
		b = append(b, fields...)
	}
	u32 := func(v uint32) { b = binary.LittleEndian.AppendUint32(b, v) }
	second := func(i int) uint32 { return uint32(m.at(i).Unix() - epoch) }
	degrees := func(v float64) uint32 { return uint32(int32(math.Round(v / 180 * (1 << 31)))) }
	define(0, 0, 0, 1, 0x00, 1, 2, 0x84, 4, 4, 0x86)
	b = append(b, 0, 4, 1, 0)
	u32(second(0))
	define(1, 20, 253, 4, 0x86, 0, 4, 0x85, 1, 4, 0x85, 5, 4, 0x86)
	for i := range m.samples {
		b = append(b, 1)
		u32(second(i))
		u32(degrees(m.latitude(i)))
		u32(degrees(longitude))
		u32(uint32(math.Round(m.distM(i) * 100)))
	}
	define(2, 18, 253, 4, 0x86, 2, 4, 0x86, 7, 4, 0x86, 8, 4, 0x86, 9, 4, 0x86, 5, 1, 0x00)
	b = append(b, 2)
	u32(second(m.samples - 1))
	u32(second(0))
	u32(uint32(m.elapsedS() * 1000))
	u32(uint32(m.elapsedS() * 1000))
	u32(uint32(math.Round(m.meters() * 100)))
	b = append(b, 1)
	head := []byte{14, 0x20, 0x5c, 0x08, 0, 0, 0, 0, '.', 'F', 'I', 'T'}
	binary.LittleEndian.PutUint32(head[4:], uint32(len(b)))
	head = binary.LittleEndian.AppendUint16(head, crcOf(head))
	file := append(head, b...)
	return binary.LittleEndian.AppendUint16(file, crcOf(file))
}

// crcOf is the checksum of FIT, bit by bit.
func crcOf(data []byte) uint16 {
	var crc uint16
	for _, c := range data {
		crc ^= uint16(c)
		for range 8 {
			if crc&1 == 1 {
				crc = crc>>1 ^ 0xa001
			} else {
				crc >>= 1
			}
		}
	}
	return crc
}

func squeezed(data []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed) // fails for an unknown level only
	_, _ = w.Write(data)                            // a buffer never fails
	_ = w.Close()
	return b.Bytes()
}

// damages are the ways in which one file in twenty is broken. Each gets a sound
// recording in all formats.
var damages = []struct {
	ext            string
	harm           func(m made) []byte
	status, reason string
}{
	{".gpx", func(made) []byte { return nil }, "skipped", "empty"},
	{".fit", func(made) []byte { return nil }, "skipped", "empty"},
	{".gpx", func(m made) []byte { d := m.gpx(); return d[:len(d)*2/3] }, "partial", "truncated"},
	{".tcx", func(m made) []byte { d := m.tcx(); return d[:len(d)*2/3] }, "partial", "truncated"},
	{".fit", func(m made) []byte { d := m.fit(); return d[:len(d)*2/3] }, "partial", "truncated"},
	{".gpx.gz", func(m made) []byte { d := squeezed(m.gpx()); return d[:len(d)*2/3] }, "partial", "truncated"},
	{".fit", func(m made) []byte { d := m.fit(); d[len(d)-1] ^= 0x55; return d }, "warned", "checksum"},
	{".gpx.gz", func(m made) []byte { d := squeezed(m.gpx()); d[len(d)-6] ^= 0x55; return d }, "warned", "checksum"},
	{".fit", func(made) []byte { return noise(2000) }, "skipped", "unsupported"},
	{".gpx", func(made) []byte { return noise(3000) }, "skipped", "unsupported"},
	{".gpx.gz", func(made) []byte { return noise(1000) }, "skipped", "unsupported"},
	{".gpx", func(m made) []byte { return m.fit() }, "ok", ""},
	{".fit", func(m made) []byte { return m.gpx() }, "ok", ""},
	{".tcx", func(m made) []byte { return squeezed(m.fit()) }, "ok", ""},
	{".gpx", func(m made) []byte { return leaveOut(m.gpx(), "<time>", "</time>") }, "skipped", "not-activity"},
	{".tcx", func(m made) []byte { return leaveOut(m.tcx(), "<Time>", "</Time>") }, "skipped", "no-time"},
	{".gpx", func(made) []byte { return []byte("<!DOCTYPE html><html><body>Please log in</body></html>") }, "skipped", "unsupported"},
	{".fit", func(made) []byte { return []byte("<html><title>502 Bad Gateway</title></html>\n") }, "skipped", "unsupported"},
	{".zip", func(made) []byte { return append([]byte("PK\x03\x04"), noise(500)...) }, "skipped", "malformed"},
	{".zip", func(made) []byte { return nil }, "skipped", "empty"},
}

// leaveOut removes all that stands between two marks, and these.
func leaveOut(data []byte, from, to string) []byte {
	for {
		i := bytes.Index(data, []byte(from))
		if i < 0 {
			return data
		}
		k := bytes.Index(data, []byte(to))
		data = append(data[:i:i], data[k+len(to):]...)
	}
}

// noise is n bytes of nothing, the same ones always.
func noise(n int) []byte {
	out, x := make([]byte, n), uint32(2463534242)
	for i := range out {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		out[i] = byte(x>>8) | 0x80 // no text
	}
	return out
}

// plantFolder plans n files of which one in twenty is damaged, in some folders.
// Every recording starts on a day of its own.
func plantFolder(n int) []planted {
	first := time.Date(1999, 1, 1, 6, 0, 0, 0, time.UTC)
	var out []planted
	broken := 0
	for i := range n {
		m := made{first.AddDate(0, 0, i), 24 + i%37, 2.2 + 0.01*float64(i%170)}
		if n > 9000 { // more than a century of days, two a day
			m.start = first.AddDate(0, 0, i/2).Add(time.Duration(i%2) * 9 * time.Hour)
		}
		name := fmt.Sprintf("%02d/run-%05d", i%10, i)
		p := planted{start: m.start, meters: m.meters(), elapsedS: m.elapsedS(), status: "ok"}
		if i%20 == 7 {
			d := damages[broken%len(damages)]
			broken++
			p.name, p.data, p.status, p.reason = name+d.ext, d.harm(m), d.status, d.reason
		} else {
			switch i % 6 {
			case 0:
				p.name, p.data = name+".fit", m.fit()
			case 1:
				p.name, p.data = name+".gpx", m.gpx()
			case 2:
				p.name, p.data = name+".tcx", m.tcx()
			case 3:
				p.name, p.data = name+".fit.gz", squeezed(m.fit())
			case 4:
				p.name, p.data = name+".gpx.gz", squeezed(m.gpx())
			case 5:
				p.name, p.data = name+".tcx.gz", squeezed(m.tcx())
			}
		}
		out = append(out, p)
	}
	return out
}

// writeFolder writes the files, in reverse order where backwards.
func writeFolder(t *testing.T, dir string, files []planted, backwards bool) {
	t.Helper()
	files = slices.Clone(files)
	if backwards {
		slices.Reverse(files)
	}
	for _, p := range files {
		name := filepath.Join(dir, filepath.FromSlash(p.name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, p.data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
