package parse

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// A small writer of FIT files, so that tests say what stands in them. It shares
// no code with the reader: the checksum is worked out bit by bit.

// fitF is a field of a definition: its number and base type, and its size where
// that is not the type's own.
type fitF struct {
	num, base byte
	size      int
}

// The base types as they stand in files.
const (
	fEnum   = 0x00
	fSint8  = 0x01
	fUint8  = 0x02
	fSint16 = 0x83
	fUint16 = 0x84
	fSint32 = 0x85
	fUint32 = 0x86
	fString = 0x07
	fFloat  = 0x88
	fByte   = 0x0d
)

type fitWriter struct {
	b         []byte // messages so far
	big       bool
	short     bool     // header of 12 bytes
	developer int      // bytes of developer fields in every definition
	apps      []fitApp // fields of apps in the definitions that follow
	sizes     [16][]int
}

// fitApp is a field of an app: its number, its size and the app's index.
type fitApp struct{ num, size, index byte }

func (w *fitWriter) order() binary.AppendByteOrder {
	if w.big {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

func (w *fitWriter) define(local byte, global uint16, fields ...fitF) *fitWriter {
	header, arch := 0x40|local, byte(0)
	if w.big {
		arch = 1
	}
	if w.developer > 0 || len(w.apps) > 0 {
		header |= 0x20
	}
	w.b = append(w.b, header, 0, arch)
	w.b = w.order().AppendUint16(w.b, global)
	w.b = append(w.b, byte(len(fields)))
	w.sizes[local] = nil
	for _, f := range fields {
		if f.size == 0 {
			f.size = map[byte]int{fSint16: 2, fUint16: 2, fSint32: 4, fUint32: 4, fFloat: 4}[f.base]
		}
		if f.size == 0 {
			f.size = 1
		}
		w.b = append(w.b, f.num, byte(f.size), f.base)
		w.sizes[local] = append(w.sizes[local], f.size)
	}
	if w.developer > 0 {
		w.b = append(w.b, 2, 0, byte(w.developer-1), 0, 1, 1, 0)
	}
	if len(w.apps) > 0 {
		w.b = append(w.b, byte(len(w.apps)))
		for _, a := range w.apps {
			w.b = append(w.b, a.num, a.size, a.index)
			w.sizes[local] = append(w.sizes[local], int(a.size))
		}
	}
	return w
}

// put writes a message of the local type; texts and bytes are filled up with
// zeros, numbers take the size of their field.
func (w *fitWriter) put(local byte, values ...any) *fitWriter {
	return w.putHeader(local, local, values...)
}

// putPacked writes a message whose header holds the lowest bits of its time.
func (w *fitWriter) putPacked(local, low byte, values ...any) *fitWriter {
	return w.putHeader(0x80|local<<5|low&0x1f, local, values...)
}

func (w *fitWriter) putHeader(header, local byte, values ...any) *fitWriter {
	if len(values) != len(w.sizes[local]) {
		panic(fmt.Sprintf("%d values for %d fields", len(values), len(w.sizes[local])))
	}
	w.b = append(w.b, header)
	for i, v := range values {
		size := w.sizes[local][i]
		switch v := v.(type) {
		case int:
			w.number(v, size)
		case []int:
			for _, n := range v {
				w.number(n, size/len(v))
			}
		case string:
			w.b = append(w.b, append([]byte(v), make([]byte, size-len(v))...)...)
		default:
			panic(fmt.Sprintf("%T", v))
		}
	}
	for range w.developer {
		w.b = append(w.b, 0x5a)
	}
	return w
}

func (w *fitWriter) number(v, size int) {
	for i := range size {
		at := i
		if w.big {
			at = size - 1 - i
		}
		w.b = append(w.b, byte(v>>(8*at)))
	}
}

// file returns the whole file with header and checksums.
func (w *fitWriter) file() []byte {
	size := 14
	if w.short {
		size = 12
	}
	b := []byte{byte(size), 0x20, 0, 0, 0, 0, 0, 0, '.', 'F', 'I', 'T'}
	binary.LittleEndian.PutUint32(b[4:], uint32(len(w.b)))
	if !w.short {
		b = binary.LittleEndian.AppendUint16(b, slowFITCRC(b))
	}
	b = append(b, w.b...)
	return binary.LittleEndian.AppendUint16(b, slowFITCRC(b))
}

// slowFITCRC is CRC-16/ARC, a bit at a time.
func slowFITCRC(b []byte) (crc uint16) {
	for _, c := range b {
		for i := range 8 {
			bit := (crc ^ uint16(c>>i)) & 1
			crc >>= 1
			if bit == 1 {
				crc ^= 0xa001
			}
		}
	}
	return crc
}

// fitT0 is a FIT time: 2024-03-10T08:00:00Z, 1,078,992,000 s after 1989-12-31.
const fitT0 = 1_078_992_000

// fitShared returns the folder of real recordings, or skips the test by name.
func fitShared(tb testing.TB) string {
	dir := os.Getenv("CRAMPCHECK_DATA")
	if dir == "" {
		tb.Skipf("%s needs real recordings: set CRAMPCHECK_DATA to their folder", tb.Name())
	}
	return dir
}

func sharedFIT(tb testing.TB, name string) []byte {
	data, err := os.ReadFile(filepath.Join(fitShared(tb), name))
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// sharedFITs returns the names of all real FIT files. None is a failure.
func sharedFITs(tb testing.TB) []string {
	paths, err := filepath.Glob(filepath.Join(fitShared(tb), "*.fit"))
	if err != nil || len(paths) == 0 {
		tb.Fatalf("no FIT file in %s (%v)", fitShared(tb), err)
	}
	names := make([]string, len(paths))
	for i, p := range paths {
		names[i] = filepath.Base(p)
	}
	return names
}
