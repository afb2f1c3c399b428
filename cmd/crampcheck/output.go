package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// write puts the whole output into file, "-" for out. A file is written beside
// its place and renamed, so it is there whole or not at all; an input is never
// written over, not through a link either.
func (b *batch) write(out io.Writer, file string, data []byte) error {
	if file == "-" {
		_, err := out.Write(data)
		return err
	}
	target := file
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return fmt.Errorf("cannot write %s: %w", file, err)
	case info.IsDir():
		return fmt.Errorf("cannot write %s: it is a folder; name a file in it", file)
	case b.isInput(info):
		return fmt.Errorf("cannot write %s: it is one of the inputs; name another file", file)
	case !info.Mode().IsRegular():
		return writeThrough(file, data)
	default:
		if target, err = filepath.EvalSymlinks(file); err != nil {
			return fmt.Errorf("cannot write %s: %w", file, err)
		}
	}
	if err := replace(target, data); err != nil {
		return fmt.Errorf("cannot write %s: %w", file, cause(err)) // whose path is that of a temporary file
	}
	return nil
}

// isInput says whether info is of a file that was read.
func (b *batch) isInput(info os.FileInfo) bool {
	for _, name := range b.files {
		if in, err := os.Stat(name); err == nil && os.SameFile(in, info) {
			return true
		}
	}
	return false
}

// writeThrough writes to a device or a pipe, which cannot be replaced.
func writeThrough(file string, data []byte) (err error) {
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = f.Write(data)
	return err
}

// replace writes data to a new file beside target, brings it to the disk and
// gives it target's name.
func replace(target string, data []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(target), ".crampcheck-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if _, err = f.Write(data); err != nil {
		return err
	}
	mode := os.FileMode(0o644)
	if info, statErr := os.Stat(target); statErr == nil {
		mode = info.Mode().Perm()
	}
	if err = f.Chmod(mode); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), target)
}
