package parse

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"sync"
	"time"
)

// archive is a zip whose members are read when their turn comes. Between two
// reads it holds its directory and neither an open file nor, but for the last
// one used, unpacked bytes; so a folder of ten thousand archives costs ten
// thousand directories.
type archive struct {
	shelf *shelf

	// Where its bytes are: a file of the file system, or a member of outer.
	fsys  fs.FS
	name  string
	outer *archive
	in    *zip.File

	lim   Limits
	spent *ledger

	// All below are guarded by shelf.mu.
	users int
	at    io.ReaderAt // nil while closed
	size  int64       // bytes
	file  fs.File     // nil when the bytes are in memory
	first stamp       // of the file when it was first opened
}

// shelf keeps the bytes of one archive that had to be unpacked into memory:
// the last one used. Sources that are read in the order in which Find returns
// them unpack each such archive about once.
type shelf struct {
	mu   sync.Mutex
	kept *archive
}

// stamp tells whether a file is still what it was.
type stamp struct {
	size    int64 // bytes
	modTime time.Time
}

func stampOf(info fs.FileInfo) stamp { return stamp{info.Size(), info.ModTime()} }

// acquire makes the bytes of a readable until release is called as often.
func (a *archive) acquire() error {
	a.shelf.mu.Lock()
	defer a.shelf.mu.Unlock()
	return a.open()
}

func (a *archive) release() {
	a.shelf.mu.Lock()
	defer a.shelf.mu.Unlock()
	a.close()
}

// open is acquire for those who hold the lock.
func (a *archive) open() error {
	if a.at == nil {
		var err error
		if a.outer == nil {
			err = a.openFile()
		} else {
			err = a.openMember()
		}
		if err != nil {
			return err
		}
	}
	a.users++
	return nil
}

// close is release for those who hold the lock.
func (a *archive) close() {
	a.users--
	if a.users > 0 || a.shelf.kept == a {
		return
	}
	a.drop()
}

// drop lets go of the bytes of a.
func (a *archive) drop() {
	a.at = nil
	if a.file != nil {
		_ = a.file.Close() // only read
		a.file = nil
	}
	if a.outer != nil && a.in.Method == zip.Store {
		a.outer.close()
	}
}

// openFile opens the file, or reads it into memory where the file system
// cannot read at a place.
func (a *archive) openFile() error {
	f, info, err := openRegular(a.fsys, a.name)
	if err != nil {
		return err
	}
	if a.first == (stamp{}) {
		a.first = stampOf(info)
	}
	a.size = info.Size()
	if at, ok := f.(io.ReaderAt); ok {
		a.file, a.at = f, at
		return nil
	}
	defer func() { _ = f.Close() }() // only read
	most := a.lim.recording()
	data, err := readCapped(f, nil, info.Size(), most.bytes)
	if err != nil {
		return most.readError(err, nil)
	}
	a.keep(data)
	return nil
}

// openMember unpacks a into memory, or reads it in place where its archive
// stored it as it is.
func (a *archive) openMember() error {
	if err := a.outer.open(); err != nil {
		return err
	}
	if a.in.Method == zip.Store {
		off, err := a.in.DataOffset()
		if err != nil {
			a.outer.close()
			return &Error{Code: Malformed, Msg: "the archive is damaged where this file should begin", Err: cause(err)}
		}
		a.size = int64(min(a.in.UncompressedSize64, a.in.CompressedSize64))
		a.at = io.NewSectionReader(a.outer, off, a.size)
		return nil
	}
	defer a.outer.close()
	data, _, err := readMember(a.in, a.lim.recording(), nil)
	if err != nil {
		return err
	}
	a.keep(data)
	return nil
}

// keep holds data as the bytes of a, and lets go of those of the archive that
// was kept before, unless it is being read.
func (a *archive) keep(data []byte) {
	a.at, a.size = bytes.NewReader(data), int64(len(data))
	old := a.shelf.kept
	a.shelf.kept = a
	if old != nil && old.users == 0 {
		old.drop()
	}
}

// ReadAt reads the packed bytes. Only who has acquired a may call it.
func (a *archive) ReadAt(p []byte, off int64) (int, error) { return a.at.ReadAt(p, off) }

// read unpacks member f, with notes on damage.
func (a *archive) read(f *zip.File, most bound, buf *Buffers) ([]byte, []Note, error) {
	if err := a.acquire(); err != nil {
		return nil, nil, err
	}
	defer a.release()
	data, notes, err := readMember(f, most, buf)
	switch changed := a.changed(); {
	case err != nil && changed:
		return nil, nil, &Error{Code: Unreadable, Msg: "the archive changed after its directory was read: run again"}
	case err != nil:
		return nil, nil, err
	case changed:
		notes = append(notes, changedNote())
	}
	return data, notes, nil
}

// changed says whether the file in which a stands, at whatever depth, is no
// longer what it was when it was first opened. Only who has acquired a may
// call it.
func (a *archive) changed() bool {
	for a.outer != nil {
		a = a.outer
	}
	info, err := fs.Stat(a.fsys, a.name)
	return err != nil || stampOf(info) != a.first
}

func changedNote() Note {
	return Note{Code: ChangedInRead, Text: "the file changed while it was read"}
}

// ledger counts what an archive and those inside it have cost. What the
// directories say is charged while finding, in order. Members that are packed
// once more, such as run.fit.gz, tell their length only when unpacked: which of
// them go over the limit depends on the order in which they are read.
type ledger struct {
	entries int64 // of all directories
	bytes   int64 // unpacked, as the directories say

	mu       sync.Mutex
	unpacked int64               // bytes that members packed once more became
	known    map[*zip.File]int64 // those that were counted
}

// charge counts n bytes that a directory announces, and says whether they
// still fit.
func (l *ledger) charge(n uint64, limit int64) bool {
	if n > uint64(limit-l.bytes) {
		return false
	}
	l.bytes += int64(n)
	return true
}

// full says whether no member of unknown length may be unpacked any more.
func (l *ledger) full(f *zip.File, limit int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, known := l.known[f]
	return !known && l.unpacked >= limit
}

// chargeUnpacked counts the n bytes that member f became, once, and says
// whether all of them so far still fit.
func (l *ledger) chargeUnpacked(f *zip.File, n, limit int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, ok := l.known[f]; !ok {
		if l.known == nil {
			l.known = make(map[*zip.File]int64)
		}
		l.known[f] = n
		l.unpacked += n
	}
	return l.unpacked <= limit
}
