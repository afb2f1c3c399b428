package main

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"hash/crc32"
)

// zipEntry is a member of an archive as its writer claims it to be. The zero
// value of a claim is the truth.
type zipEntry struct {
	name   string
	data   []byte
	deflat bool // packed; else stored
	method int  // as claimed, where it is another
	flags  uint16
	mode   uint32 // Unix type and rights; 0: a regular file
	size   uint32 // unpacked bytes, as claimed
	sum    uint32 // CRC-32, as claimed
	noData bool   // the entry points to nothing of its own: it shares that of the entry before
}

// zipOf writes an archive byte by byte.
func zipOf(entries ...zipEntry) []byte {
	var out, dir bytes.Buffer
	at := uint32(0)
	var packed []byte
	for _, e := range entries {
		if !e.noData {
			at = uint32(out.Len())
			packed = e.data
			if e.deflat {
				packed = deflate(e.data)
			}
		}
		method := uint16(0)
		if e.deflat {
			method = 8
		}
		if e.method != 0 {
			method = uint16(e.method)
		}
		size, sum := uint32(len(e.data)), crc32.ChecksumIEEE(e.data)
		if e.size != 0 {
			size = e.size
		}
		if e.sum != 0 {
			sum = e.sum
		}
		common := le16(20, e.flags, method, 0, 0x5221) // version, flags, method, time, date
		common = append(common, le32(sum, uint32(len(packed)), size)...)
		common = append(common, le16(uint16(len(e.name)), 0)...)
		if !e.noData {
			out.WriteString("PK\x03\x04")
			out.Write(common)
			out.WriteString(e.name)
			out.Write(packed)
		}
		dir.WriteString("PK\x01\x02")
		dir.Write(le16(0x0314)) // made by Unix
		dir.Write(common)
		dir.Write(le16(0, 0, 0)) // comment, disk, internal attributes
		mode := e.mode
		if mode == 0 {
			mode = 0o100644
		}
		dir.Write(le32(mode<<16, at))
		dir.WriteString(e.name)
	}
	begin := uint32(out.Len())
	out.Write(dir.Bytes())
	out.WriteString("PK\x05\x06")
	out.Write(le16(0, 0, uint16(len(entries)), uint16(len(entries))))
	out.Write(le32(uint32(dir.Len()), begin))
	out.Write(le16(0))
	return out.Bytes()
}

func le16(v ...uint16) (b []byte) {
	for _, x := range v {
		b = binary.LittleEndian.AppendUint16(b, x)
	}
	return b
}

func le32(v ...uint32) (b []byte) {
	for _, x := range v {
		b = binary.LittleEndian.AppendUint32(b, x)
	}
	return b
}

func deflate(data []byte) []byte {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.DefaultCompression)
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err)
	}
	return b.Bytes()
}

// gzipOf packs data soundly.
func gzipOf(data []byte) []byte { return gzipAt(data, gzip.DefaultCompression) }

// gzipAt packs data at a level of compression.
func gzipAt(data []byte, level int) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, level)
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err)
	}
	return b.Bytes()
}
