package parse

import (
	"archive/zip"
	"encoding/binary"
	"io"
	"slices"
)

// Packed is a recording as it stands in its file or archive, not unpacked yet.
// It is for callers who know already what such bytes become.
type Packed struct {
	src     *Source
	buf     *Buffers
	data    []byte // in an archive the packed bytes of the member
	notes   []Note
	changed bool
}

// ReadPacked returns the bytes of the recording as they stand, in buf. The error
// is an *Error.
func (s *Source) ReadPacked(buf *Buffers, lim Limits) (*Packed, error) {
	if s.Err != nil {
		return nil, s.Err
	}
	lim = lim.OrDefault()
	if s.in != nil {
		return s.readRaw(lim.recording(), buf)
	}
	p := &Packed{src: s, buf: buf}
	var err error
	p.data, p.notes, err = s.readFile(lim.recording(), buf)
	if err != nil {
		return nil, err
	}
	p.changed = len(p.notes) > 0
	return p, nil
}

// readRaw reads the packed bytes of a member.
func (s *Source) readRaw(most bound, buf *Buffers) (*Packed, error) {
	if err := s.in.acquire(); err != nil {
		return nil, err
	}
	defer s.in.release()
	if s.member.CompressedSize64 > uint64(most.bytes) {
		return nil, most.tooLarge()
	}
	r, err := s.member.OpenRaw()
	if err != nil {
		return nil, &Error{Code: Malformed, Msg: "the archive is damaged where this file should begin", Err: cause(err)}
	}
	data := slices.Grow(buf.slot(packedSlot), int(s.member.CompressedSize64))[:s.member.CompressedSize64]
	buf.keep(packedSlot, data)
	if _, err := io.ReadFull(r, data); err != nil {
		return nil, unreadable(err)
	}
	return &Packed{src: s, buf: buf, data: data, changed: s.in.changed()}, nil
}

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

// Unpack returns what Source.ReadInto would return, in the same memory.
func (p *Packed) Unpack(lim Limits) ([]byte, []Note, error) {
	if p.src.in != nil {
		return p.src.ReadInto(p.buf, lim)
	}
	lim = lim.OrDefault()
	data, more, err := p.src.unpack(p.data, lim.recording(), lim, p.buf)
	if err != nil {
		return nil, nil, err
	}
	return data, append(slices.Clone(p.notes), more...), nil
}

// IsMember says whether the recording stands in an archive.
func (s *Source) IsMember() bool { return s.in != nil }

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
	limit := lim.OrDefault().ArchiveBytes
	return !s.in.spent.full(s.member, limit) && s.in.spent.chargeUnpacked(s.member, n, limit)
}

// charged returns what member f was counted with.
func (l *ledger) charged(f *zip.File) int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.known[f]
}
