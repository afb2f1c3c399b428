package parse

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"io"
	"slices"
)

// Packed is a recording as it stands in its file or archive, not unpacked yet.
// It is for callers who know already what such bytes become.
type Packed struct {
	src     *Source
	data    []byte // in an archive the packed bytes of the member
	notes   []Note
	changed bool
}

// ReadPacked returns the bytes of the recording as they stand, in the room of
// buf where they fit. The error is an *Error. buf must be left alone until the
// Packed is of no use any more.
func (s *Source) ReadPacked(buf []byte, lim Limits) (*Packed, error) {
	if s.Err != nil {
		return nil, s.Err
	}
	lim = lim.orDefault()
	if s.in != nil {
		return s.readRaw(buf, lim.RecordingBytes)
	}
	p := &Packed{src: s}
	var err error
	p.data, p.notes, err = s.readFile(buf, lim.RecordingBytes)
	if err != nil {
		return nil, err
	}
	p.changed = len(p.notes) > 0
	return p, nil
}

// readRaw reads the packed bytes of a member.
func (s *Source) readRaw(buf []byte, limit int64) (*Packed, error) {
	if err := s.in.acquire(); err != nil {
		return nil, err
	}
	defer s.in.release()
	if s.member.CompressedSize64 > uint64(limit) {
		return nil, tooLarge(limit)
	}
	r, err := s.member.OpenRaw()
	if err != nil {
		return nil, &Error{Code: Malformed, Msg: "the archive is damaged where this file should begin", Err: cause(err)}
	}
	data := slices.Grow(buf[:0], int(s.member.CompressedSize64))[:s.member.CompressedSize64]
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, unreadable(err)
	}
	return &Packed{src: s, data: data, changed: s.in.changed()}, nil
}

// Bytes are the bytes as they stand, for the caller to look at.
func (p *Packed) Bytes() []byte { return p.data }

// Changed says whether the file changed while it was read.
func (p *Packed) Changed() bool { return p.changed }

// WriteTo writes all that decides what the recording unpacks to: its bytes as
// they stand and, in an archive, what the directory says of them.
func (p *Packed) WriteTo(w io.Writer) (int64, error) {
	var head []byte
	if m := p.src.member; m != nil {
		for _, n := range []uint64{uint64(m.Method), uint64(m.Flags), uint64(m.CRC32), m.CompressedSize64, m.UncompressedSize64} {
			head = binary.LittleEndian.AppendUint64(head, n)
		}
	}
	n, err := w.Write(head)
	if err != nil {
		return int64(n), err
	}
	k, err := w.Write(p.data)
	return int64(n + k), err
}

// Unpack returns what Source.Read would return.
func (p *Packed) Unpack(lim Limits) ([]byte, []Note, error) {
	if p.src.in != nil {
		return p.src.Read(lim)
	}
	lim = lim.orDefault()
	data, more, err := p.src.unpack(p.data, lim.RecordingBytes, lim.ArchiveBytes)
	if err != nil {
		return nil, nil, err
	}
	if len(data) > 0 && len(p.data) > 0 && &data[0] == &p.data[0] {
		data = slices.Clone(data) // was not packed, and stands in the caller's buffer
	}
	return data, append(slices.Clone(p.notes), more...), nil
}

// Charged returns how many bytes of the limit on its archive the recording took
// when it was read; 0 outside of archives and where it took none.
func (s *Source) Charged() int64 {
	if s.in == nil {
		return 0
	}
	return s.in.spent.charged(s.member)
}

// Charge counts bytes that Charged told of a recording which need not be read
// this time, and says whether it may be used all the same.
func (s *Source) Charge(n int64, lim Limits) bool {
	if s.in == nil || n == 0 {
		return true
	}
	limit := lim.orDefault().ArchiveBytes
	return !s.in.spent.full(s.member, limit) && s.in.spent.chargeUnpacked(s.member, n, limit)
}

// charged returns what member f was counted with.
func (l *ledger) charged(f *zip.File) int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.known[f]
}

// readInto reads r, which should hold size bytes, to its end, in the room of buf
// where that is enough. It stops with errOverLimit as soon as more than limit
// bytes came.
func readInto(buf []byte, r io.Reader, size, limit int64) ([]byte, error) {
	size = min(size, limit) + 1 // one more, to see the end
	buf = slices.Grow(buf[:0], int(size))[:size]
	n, err := fill(r, buf)
	if err == io.EOF {
		return buf[:n], nil
	}
	if err != nil {
		return nil, err
	}
	if size > limit {
		return nil, errOverLimit{limit}
	}
	rest, err := readCapped(r, 0, limit-size) // it grew
	if _, over := errors.AsType[errOverLimit](err); over {
		return nil, errOverLimit{limit}
	}
	if err != nil {
		return nil, err
	}
	return append(buf, rest...), nil
}
