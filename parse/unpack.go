package parse

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
)

const (
	gzipDepth  = 2        // gzip layers around one recording
	maxDeflate = 1032     // bytes that one byte of deflate can become
	maxChunk   = 16 << 20 // bytes asked for at once where the length is not known
)

// errOverLimit is what readCapped returns for a stream longer than its limit.
type errOverLimit struct{ limit int64 }

func (e errOverLimit) Error() string { return "longer than " + inMB(e.limit) }

// inMB writes a limit for people, in MB of 2^20 bytes or, when smaller, in bytes.
func inMB(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%d MB", n>>20)
}

func tooLarge(limit int64) *Error {
	return &Error{Code: TooLarge, Msg: "unpacked it is longer than the limit of " + inMB(limit)}
}

// readCapped reads r to its end and returns what it got behind what buf holds,
// also beside an error. It stops with errOverLimit and nothing as soon as more
// than limit bytes came. A hint of the length in bytes, where right, spares
// moving them; no more than that is asked for in the first piece.
func readCapped(r io.Reader, buf []byte, hint, limit int64) ([]byte, error) {
	if hint <= 0 {
		hint = 512
	}
	hint = min(hint, limit)
	before := int64(len(buf))
	if need := before + hint + 1; int64(cap(buf)) < need { // one more, to meet the end
		buf = append(make([]byte, 0, need), buf...)
	}
	first := buf[before : before+hint]
	for {
		n, err := fill(r, first)
		buf = buf[:len(buf)+n]
		total := int64(len(buf)) - before
		if total > limit {
			return nil, errOverLimit{limit}
		}
		if err == io.EOF {
			return buf, nil
		}
		if err != nil {
			return buf, err
		}
		if len(buf) == cap(buf) {
			buf = slices.Grow(buf, int(min(max(total/2, 512), maxChunk, limit+1-total)))
		}
		first = buf[len(buf):min(int64(cap(buf)), before+limit+1)]
	}
}

// fill reads until b is full or r ends. Unlike io.ReadFull it returns the
// reader's own error, so that a stream that was cut is not taken for one that
// ended.
func fill(r io.Reader, b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		var m int
		m, err = r.Read(b[n:])
		n += m
	}
	return n, err
}

// unpack takes gzip layers and a zip around a single recording off data, by
// content, and returns the recording with notes on what was damaged. Nothing
// that it returns is longer than limit. The cost is how many bytes were
// unpacked on the way, in an error too.
func unpack(data []byte, limit int64, buf *Buffers) (out []byte, notes []Note, cost int64, err error) {
	for depth := range gzipDepth {
		if !isGzip(data) {
			break
		}
		out, more, err := gunzip(data, limit, buf, unpackedSlot+depth)
		cost += costOf(out, err, limit)
		if err != nil {
			return nil, nil, cost, err
		}
		data = out
		notes = append(notes, more...)
	}
	if !isZip(data) {
		return data, notes, cost, nil
	}
	out, more, err := onlyMember(data, limit)
	cost += costOf(out, err, limit)
	if err != nil {
		return nil, nil, cost, err
	}
	return out, append(notes, more...), cost, nil
}

// ReadFrom reads one recording from a stream that has no name, such as standard
// input, and unpacks it as Source.Read does.
func ReadFrom(r io.Reader, lim Limits) ([]byte, []Note, error) {
	limit := lim.orDefault().RecordingBytes
	data, err := readCapped(r, nil, 0, limit)
	if _, over := errors.AsType[errOverLimit](err); over {
		return nil, nil, tooLarge(limit)
	}
	if err != nil {
		return nil, nil, unreadable(err)
	}
	out, notes, _, err := unpack(data, limit, nil)
	return out, notes, err
}

// costOf returns how many bytes an unpacking step made: all it may when it was
// stopped at the limit.
func costOf(out []byte, err error, limit int64) int64 {
	if e, ok := errors.AsType[*Error](err); ok && e.Code == TooLarge {
		return limit
	}
	return int64(len(out))
}

func isZip(data []byte) bool { return Sniff(data[:min(len(data), 4)]) == "zip" }

func isGzip(data []byte) bool { return bytes.HasPrefix(data, []byte("\x1f\x8b")) }

// gunzip unpacks all members of a gzip file. Zero bytes after a member are
// padding. Where the file is cut or damaged the bytes before are returned with
// a note; when there are none it is an error.
func gunzip(data []byte, limit int64, buf *Buffers, slot int) ([]byte, []Note, error) {
	r := bytes.NewReader(data)
	z, err := buf.unzip(r)
	if err != nil {
		return nil, nil, &Error{Code: Malformed, Msg: "the gzip header is cut or damaged", Err: err}
	}
	out := buf.slot(slot)
	defer func() { buf.keep(slot, out) }()
	var notes []Note
	hint := gzipLength(data)
	for {
		z.Multistream(false)
		out, err = readCapped(z, out, hint, limit-int64(len(out)))
		hint = 0
		if _, over := errors.AsType[errOverLimit](err); over {
			return nil, nil, tooLarge(limit)
		}
		if err != nil {
			note, stop := packedNote(err)
			if len(out) == 0 {
				return nil, nil, &Error{Code: Malformed, Msg: note.Text + "; nothing could be unpacked", Err: err}
			}
			notes = append(notes, note)
			if stop {
				return out, notes, nil
			}
		}
		rest := bytes.TrimLeft(data[len(data)-r.Len():], "\x00")
		if len(rest) == 0 {
			return out, notes, nil
		}
		r.Reset(rest)
		data = rest
		if err := z.Reset(r); err != nil {
			return out, append(notes, Note{Code: Malformed, Text: "what follows the packed data is damaged or something else; it was left out"}), nil
		}
	}
}

// gzipLength returns the length in bytes that the end of a gzip file claims,
// as far as it is possible at all.
func gzipLength(data []byte) int64 {
	if len(data) < 4 {
		return 0
	}
	claimed := int64(binary.LittleEndian.Uint32(data[len(data)-4:]))
	return min(claimed, int64(len(data))*maxDeflate)
}

// packedNote says what an error while unpacking means for the bytes that came
// before it, and whether nothing can come after it.
func packedNote(err error) (note Note, stop bool) {
	switch {
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, zip.ErrChecksum):
		return Note{Code: Checksum, Text: "the checksum of the packed data is wrong"}, false
	case errors.Is(err, io.ErrUnexpectedEOF):
		return Note{Code: Truncated, Text: "the packed data are cut off"}, true
	case errors.Is(err, zip.ErrFormat):
		return Note{Code: Malformed, Text: "the archive says a wrong length for this file"}, true
	}
	note = Note{Code: Malformed, Text: "the packed data are damaged"}
	if at, ok := errors.AsType[flate.CorruptInputError](err); ok {
		note.Text += fmt.Sprintf(" after %d packed bytes", int64(at))
	}
	return note, true
}

// onlyMember returns the recording in a zip that holds just one. It serves
// archives inside gzip and those under another extension; all others are
// opened by Find.
func onlyMember(data []byte, limit int64) ([]byte, []Note, error) {
	lim := Limits{RecordingBytes: limit, ArchiveBytes: limit, Depth: 1}.orDefault()
	zr, err := openZip(bytes.NewReader(data), int64(len(data)), lim.Entries)
	if err != nil {
		return nil, nil, err
	}
	var only *zip.File
	n := 0
	for _, f := range zr.File {
		if f.Mode().IsRegular() && isRecordingName(f.Name) {
			only = f
			n++
		}
	}
	if n != 1 {
		return nil, nil, &Error{Code: Unsupported, Msg: fmt.Sprintf("this is a zip archive with %d recordings under another name: unpack it once, or name it .zip", n)}
	}
	if err := memberError(only, limit); err != nil {
		return nil, nil, err
	}
	packed, notes, err := readMember(only, limit, nil)
	if err != nil {
		return nil, nil, err
	}
	if !isGzip(packed) {
		return packed, notes, nil
	}
	out, more, err := gunzip(packed, limit, nil, 0)
	if err != nil {
		return nil, nil, err
	}
	return out, append(notes, more...), nil
}

// openZip reads the directory of an archive of size bytes.
func openZip(at io.ReaderAt, size int64, entries int) (*zip.Reader, error) {
	b := &budgetReaderAt{at: at, left: directoryBytes(entries)}
	zr, err := zip.NewReader(b, size)
	b.left = -1
	if _, over := errors.AsType[errOverLimit](err); over {
		return nil, tooMany(entries)
	}
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // names are only names here
		return nil, &Error{Code: Malformed, Msg: "the zip archive is cut or damaged: its directory cannot be read", Err: cause(err)}
	}
	if len(zr.File) > entries {
		return nil, tooMany(entries)
	}
	const headers = 30 + 46 // bytes of a local header and of an entry in the directory, at least
	needed := uint64(0)
	for _, f := range zr.File {
		needed += min(f.CompressedSize64, uint64(size)+1) + headers + uint64(len(f.Name)) // cannot overflow: entries are bounded
	}
	if needed > uint64(size) {
		return nil, &Error{Code: Malformed, Msg: "the zip archive is damaged or a trap: its files together are longer than itself"}
	}
	return zr, nil
}

func tooMany(entries int) *Error {
	return &Error{Code: TooMany, Msg: fmt.Sprintf("the archive has more than the limit of %d entries", entries)}
}

// directoryBytes is how much of an archive may be read to learn its entries:
// 512 bytes for each, four times what exports need, and the search for the
// end of the archive.
func directoryBytes(entries int) int64 { return int64(entries)*512 + 256*1024 }

// budgetReaderAt reads no more than left bytes, which bounds the memory that a
// made-up directory can take. A negative left is no bound.
type budgetReaderAt struct {
	at   io.ReaderAt
	left int64 // bytes
}

func (b *budgetReaderAt) ReadAt(p []byte, off int64) (int, error) {
	if b.left < 0 {
		return b.at.ReadAt(p, off)
	}
	if int64(len(p)) > b.left {
		return 0, errOverLimit{b.left}
	}
	n, err := b.at.ReadAt(p, off)
	b.left -= int64(n)
	return n, err
}

// memberError says why a member cannot be read, as far as the directory tells.
func memberError(f *zip.File, limit int64) *Error {
	switch {
	case f.Flags&1 != 0:
		return &Error{Code: Encrypted, Msg: "the archive asks for a password: unpack it first"}
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return &Error{Code: Unsupported, Msg: fmt.Sprintf("it is packed with zip method %d: unpack it first", f.Method)}
	case f.UncompressedSize64 > uint64(limit):
		return tooLarge(limit)
	}
	return nil
}

// readMember unpacks one member. What comes before a damage is returned with a
// note; when nothing does it is an error.
func readMember(f *zip.File, limit int64, buf *Buffers) ([]byte, []Note, error) {
	r, err := f.Open()
	if err != nil {
		return nil, nil, &Error{Code: Malformed, Msg: "the archive is damaged where this file should begin", Err: cause(err)}
	}
	defer func() { _ = r.Close() }() // only read
	// zip.File gives up once more bytes come than its directory says, so the
	// first piece must not ask for more than that.
	hint := int64(min(f.UncompressedSize64, f.CompressedSize64*maxDeflate, uint64(limit)))
	data, err := readCapped(r, buf.slot(packedSlot), hint, limit)
	buf.keep(packedSlot, data)
	if err == nil {
		return data, nil, nil
	}
	if _, over := errors.AsType[errOverLimit](err); over {
		return nil, nil, tooLarge(limit)
	}
	if _, disk := errors.AsType[*fs.PathError](err); disk {
		return nil, nil, unreadable(err)
	}
	note, _ := packedNote(err)
	if len(data) == 0 {
		return nil, nil, &Error{Code: Malformed, Msg: note.Text + "; nothing could be unpacked", Err: err}
	}
	return data, []Note{note}, nil
}

// unreadable is the error for what the file system refuses.
func unreadable(err error) *Error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &Error{Code: Unreadable, Msg: "there is no such file, or a link leads nowhere"}
	case errors.Is(err, fs.ErrPermission):
		return &Error{Code: Unreadable, Msg: "no permission to read it"}
	}
	return &Error{Code: Unreadable, Msg: "it cannot be read", Err: cause(err)}
}

// cause takes the path off an error of the file system: the caller names the
// file, and its own words for it are the ones to show.
func cause(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}
