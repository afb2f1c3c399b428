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
	firstPiece = 4 << 20  // bytes asked for at once whatever is packed
	likelyFold = 32       // bytes that a packed byte of a recording becomes at most, our own choice
	maxBlind   = 16 << 20 // bytes unpacked before the length is counted, where the file tells a shorter one; our own choice
	maxTrusted = 64 << 20 // bytes that a file may claim without that they are counted first; our own choice
)

// errOverLimit is what readCapped returns for a stream longer than its limit.
type errOverLimit struct{ limit int64 }

func (e errOverLimit) Error() string { return "longer than " + inMB(e.limit) }

// errLate is what a punctual reader returns once the file took too long.
var errLate = errors.New("the time is over")

// punctual reads for a file that must not take too long.
type punctual struct {
	r   io.Reader
	buf *Buffers
}

func (p punctual) Read(b []byte) (int, error) {
	if p.buf.late() {
		return 0, errLate
	}
	return p.r.Read(b)
}

// stopped is the error for reading that ended at a limit, nil for any other.
func (b bound) stopped(err error, buf *Buffers) *Error {
	if _, over := errors.AsType[errOverLimit](err); over {
		return b.tooLarge()
	}
	if errors.Is(err, errLate) {
		return buf.limits().TooLate()
	}
	return nil
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
			buf = slices.Grow(buf, int(min(max(total, 512), limit+1-total)))
		}
		first = buf[len(buf):min(int64(cap(buf)), before+limit+1)]
	}
}

// readPieces reads r, of which nothing tells how long it is, to its end. One that
// never ends takes limit bytes and no copy of them, and ends with errOverLimit.
func readPieces(r io.Reader, limit int64) ([]byte, error) {
	const piece = 1 << 20 // bytes
	var pieces [][]byte
	for total := int64(0); ; {
		b := make([]byte, min(piece, limit+1-total))
		n, err := fill(r, b)
		total += int64(n)
		pieces = append(pieces, b[:n])
		if total > limit {
			return nil, errOverLimit{limit}
		}
		if err == io.EOF {
			out := make([]byte, 0, total)
			for i, p := range pieces {
				out = append(out, p...)
				pieces[i] = nil // and its memory may go
			}
			return out, nil
		}
		if err != nil {
			return nil, err
		}
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
// that it returns is longer than its bound. The cost is how many bytes were
// unpacked on the way, in an error too.
func unpack(data []byte, most bound, entries int64, buf *Buffers) (out []byte, notes []Note, cost int64, err error) {
	for depth := range gzipDepth {
		if !isGzip(data) {
			break
		}
		out, more, err := gunzip(data, most, buf, unpackedSlot+depth)
		cost += costOf(out, err, most.bytes)
		if err != nil {
			return nil, nil, cost, err
		}
		data = out
		notes = append(notes, more...)
	}
	if !isZip(data) {
		return data, notes, cost, nil
	}
	out, more, err := onlyMember(data, most, entries, buf)
	cost += costOf(out, err, most.bytes)
	if err != nil {
		return nil, nil, cost, err
	}
	return out, append(notes, more...), cost, nil
}

// ReadStream reads one recording from a stream that has no name, such as standard
// input, and unpacks it as Source.Read does, with the limits of b. What comes slowly
// is waited for: the time of a file counts from when it is there.
func (b *Buffers) ReadStream(r io.Reader) ([]byte, []Note, error) {
	lim := b.limits()
	most := lim.recording()
	data, err := readPieces(r, most.bytes)
	if stop := most.stopped(err, b); stop != nil {
		return nil, nil, stop
	}
	if err != nil {
		return nil, nil, unreadable(err)
	}
	out, notes, _, err := unpack(data, most, lim.Entries, b)
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
//
// The end of the data tells how long they become. Where that is much, or turns out
// to be wrong, they are counted first and not kept: a bomb takes no memory.
func gunzip(data []byte, most bound, buf *Buffers, slot int) ([]byte, []Note, error) {
	hint := gzipLength(data)
	if hint > min(most.bytes, maxTrusted) {
		hint = 0
	}
	blind := min(max(hint, maxBlind), most.bytes)
	if hint > 0 || int64(len(data))*maxDeflate <= blind {
		out, notes, err := inflate(data, bound{blind, most.name}, buf, slot, likely(hint, int64(len(data))))
		if !isTooLarge(err) || blind == most.bytes {
			return out, notes, err
		}
	}
	n, err := inflatedLength(data, most, buf)
	if err != nil {
		return nil, nil, err
	}
	return inflate(data, most, buf, slot, n)
}

func isTooLarge(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Code == TooLarge
}

// inflatedLength counts the bytes that data become, up to the first damage.
func inflatedLength(data []byte, most bound, buf *Buffers) (n int64, err error) {
	r := bytes.NewReader(data)
	z, err := buf.unzip(r)
	if err != nil {
		return 0, &Error{Code: Malformed, Msg: "the gzip header is cut or damaged", Err: err}
	}
	n, err = io.Copy(io.Discard, io.LimitReader(punctual{z, buf}, most.bytes+1))
	if errors.Is(err, errLate) {
		return 0, buf.limits().TooLate()
	}
	if n > most.bytes {
		return 0, most.tooLarge()
	}
	return n, nil
}

// inflate is gunzip for data that become about hint bytes.
func inflate(data []byte, most bound, buf *Buffers, slot int, hint int64) ([]byte, []Note, error) {
	r := bytes.NewReader(data)
	z, err := buf.unzip(r)
	if err != nil {
		return nil, nil, &Error{Code: Malformed, Msg: "the gzip header is cut or damaged", Err: err}
	}
	out := buf.slot(slot)
	defer func() { buf.keep(slot, out) }()
	var notes []Note
	for {
		z.Multistream(false)
		out, err = readCapped(punctual{z, buf}, out, hint, most.bytes-int64(len(out)))
		hint = 0
		if stop := most.stopped(err, buf); stop != nil {
			return nil, nil, stop
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
// as far as it is possible at all: where a file is cut, any bytes stand there.
func gzipLength(data []byte) int64 {
	if len(data) < 4 {
		return 0
	}
	claimed := int64(binary.LittleEndian.Uint32(data[len(data)-4:]))
	return min(claimed, int64(len(data))*maxDeflate)
}

// likely bounds a length that is claimed for so many packed bytes, both in
// bytes: what is asked for in the first piece.
func likely(claimed, packed int64) int64 {
	return min(claimed, packed*maxDeflate, max(packed*likelyFold, firstPiece))
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
func onlyMember(data []byte, most bound, entries int64, buf *Buffers) ([]byte, []Note, error) {
	zr, err := openZip(bytes.NewReader(data), int64(len(data)), entries)
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
	if err := memberError(only, most); err != nil {
		return nil, nil, err
	}
	packed, notes, err := readMember(only, most, &Buffers{Limits: buf.limits(), Late: buf.late})
	if err != nil {
		return nil, nil, err
	}
	if !isGzip(packed) {
		return packed, notes, nil
	}
	out, more, err := gunzip(packed, most, &Buffers{Limits: buf.limits(), Late: buf.late}, unpackedSlot)
	if err != nil {
		return nil, nil, err
	}
	return out, append(notes, more...), nil
}

// openZip reads the directory of an archive of size bytes.
func openZip(at io.ReaderAt, size, entries int64) (*zip.Reader, error) {
	b := &budgetReaderAt{at: at, left: directoryBytes(entries)}
	zr, err := zip.NewReader(b, size)
	b.left = -1
	if _, over := errors.AsType[errOverLimit](err); over {
		return nil, tooManyEntries(entries)
	}
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // names are only names here
		return nil, &Error{Code: Malformed, Msg: "the zip archive is cut or damaged: its directory cannot be read", Err: cause(err)}
	}
	if int64(len(zr.File)) > entries {
		return nil, tooManyEntries(entries)
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

func tooManyEntries(entries int64) *Error {
	return tooMany(Pos{}, entries, "entries in the archive and those inside it", limitEntries)
}

// directoryBytes is how much of an archive may be read to learn its entries:
// 512 bytes for each, four times what exports need, and the search for the
// end of the archive.
func directoryBytes(entries int64) int64 { return entries*512 + 256*1024 }

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
func memberError(f *zip.File, most bound) *Error {
	switch {
	case f.Flags&1 != 0:
		return &Error{Code: Encrypted, Msg: "the archive asks for a password: unpack it first"}
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return &Error{Code: Unsupported, Msg: fmt.Sprintf("it is packed with zip method %d: unpack it first", f.Method)}
	case f.UncompressedSize64 > uint64(most.bytes):
		return most.tooLarge()
	}
	return nil
}

// readMember unpacks one member. What comes before a damage is returned with a
// note; when nothing does it is an error.
func readMember(f *zip.File, most bound, buf *Buffers) ([]byte, []Note, error) {
	r, err := f.Open()
	if err != nil {
		return nil, nil, &Error{Code: Malformed, Msg: "the archive is damaged where this file should begin", Err: cause(err)}
	}
	defer func() { _ = r.Close() }() // only read
	// zip.File gives up once more bytes come than its directory says, so the
	// first piece must not ask for more than that.
	hint := likely(int64(min(f.UncompressedSize64, uint64(most.bytes))), int64(min(f.CompressedSize64, uint64(most.bytes))))
	data, err := readCapped(punctual{r, buf}, buf.slot(packedSlot), hint, most.bytes)
	buf.keep(packedSlot, data)
	if err == nil {
		return data, nil, nil
	}
	if stop := most.stopped(err, buf); stop != nil {
		return nil, nil, stop
	}
	if _, disk := errors.AsType[*fs.PathError](err); disk {
		return nil, nil, unreadable(err)
	}
	note, _ := packedNote(err)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		if all, ok := shortMember(f, hint, most.bytes, buf); ok {
			data = all
		}
	}
	if len(data) == 0 {
		return nil, nil, &Error{Code: Malformed, Msg: note.Text + "; nothing could be unpacked", Err: err}
	}
	return data, []Note{note}, nil
}

// shortMember unpacks a member that ends before the length its directory says,
// of which the library keeps the last piece back. ok is false where it is cut.
func shortMember(f *zip.File, hint, limit int64, buf *Buffers) (data []byte, ok bool) {
	r, err := f.OpenRaw()
	if err != nil {
		return nil, false
	}
	if f.Method == zip.Deflate {
		z := flate.NewReader(r)
		defer func() { _ = z.Close() }() // only read
		r = z
	}
	data, err = readCapped(punctual{r, buf}, nil, hint, limit)
	return data, err == nil
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
