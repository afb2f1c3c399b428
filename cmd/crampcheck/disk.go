package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// disk is what stands below a folder, as os.DirFS has it, but that opening never
// waits: a pipe that takes the place of a recording between listing and opening
// is opened, seen to be none, and closed.
type disk struct {
	dir string
	fs.FS
}

func newDisk(dir string) disk { return disk{dir, os.DirFS(dir)} }

func (d disk) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	f, err := openAtOnce(filepath.Join(d.dir, filepath.FromSlash(name)))
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: cause(err)}
	}
	return f, nil
}

func (d disk) Stat(name string) (fs.FileInfo, error)      { return fs.Stat(d.FS, name) }
func (d disk) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(d.FS, name) }

// openAtOnce opens a file for reading without waiting for anyone.
func openAtOnce(file string) (*os.File, error) {
	return os.OpenFile(file, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}

// readPlain reads a file that nobody named in the call: one that is no regular
// file is not read, as it may never end.
func readPlain(file string, limit int64) ([]byte, error) {
	f, err := openAtOnce(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.Join(err, errors.New("this is no regular file: remove it"))
	}
	return io.ReadAll(io.LimitReader(f, limit+1))
}
