package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// page is one output and what writes it: piece by piece, so that a long one is
// nowhere held whole.
type page struct {
	name  string
	write func(io.Writer) error
}

// write puts one output into file, "-" for out.
func (b *batch) write(out io.Writer, file string, write func(io.Writer) error) error {
	return b.writeAll(out, []page{{file, write}})
}

// writeAll writes pages, "-" for out: all of them or, where one cannot be
// written, none. A file is written beside its place and renamed once all stand
// there, so it is there whole or not at all; an input is never written over, not
// through a link either.
func (b *batch) writeAll(out io.Writer, pages []page) error {
	temps, targets := make([]string, len(pages)), make([]string, len(pages))
	defer func() {
		for _, temp := range temps {
			if temp != "" {
				_ = os.Remove(temp) // is gone where it got its name
			}
		}
	}()
	for i, p := range pages {
		target, err := b.target(p.name)
		if err != nil {
			return err
		}
		if targets[i] = target; target == "" {
			continue
		}
		if temps[i], err = stage(target, p.write); err != nil {
			return fmt.Errorf("cannot write %s: %w", p.name, cause(err)) // whose path is that of a temporary file
		}
	}
	for i, p := range pages {
		var err error
		switch {
		case p.name == "-":
			if err := buffered(out, p.write); err != nil {
				return err
			}
		case targets[i] == "":
			err = writeThrough(p.name, p.write)
		default:
			err = os.Rename(temps[i], targets[i])
		}
		if err != nil {
			return fmt.Errorf("cannot write %s: %w", p.name, cause(err))
		}
	}
	return nil
}

// target is the file that an output named file becomes, "" where it cannot be
// replaced: standard output, a device or a pipe.
func (b *batch) target(file string) (string, error) {
	if file == "-" {
		return "", nil
	}
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return file, nil
	case err != nil:
		return "", fmt.Errorf("cannot write %s: %w", file, cause(err))
	case info.IsDir():
		return "", fmt.Errorf("cannot write %s: it is a folder; name a file in it", file)
	case b.isInput(info):
		return "", fmt.Errorf("cannot write %s: it is one of the inputs; name another file", file)
	case !info.Mode().IsRegular():
		return "", nil
	}
	target, err := filepath.EvalSymlinks(file)
	if err != nil {
		return "", fmt.Errorf("cannot write %s: %w", file, cause(err))
	}
	return target, nil
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
func writeThrough(file string, write func(io.Writer) error) (err error) {
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return buffered(f, write)
}

// buffered lets write have a buffer, as templates write word by word.
func buffered(out io.Writer, write func(io.Writer) error) error {
	b := bufio.NewWriterSize(out, 1<<16)
	if err := write(b); err != nil {
		return err
	}
	return b.Flush()
}

// replace writes data to a new file beside target and gives it target's name.
func replace(target string, data []byte) error {
	temp, err := stage(target, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
	if err != nil {
		return err
	}
	if err := os.Rename(temp, target); err != nil {
		_ = os.Remove(temp)
		return err
	}
	return nil
}

// stage writes a new file beside target, brings it to the disk and returns its
// name.
func stage(target string, write func(io.Writer) error) (temp string, err error) {
	f, err := os.CreateTemp(filepath.Dir(target), ".crampcheck-*")
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if err = buffered(f, write); err != nil {
		return "", err
	}
	mode := os.FileMode(0o644)
	if info, statErr := os.Stat(target); statErr == nil {
		mode = info.Mode().Perm()
	}
	if err = f.Chmod(mode); err != nil {
		return "", err
	}
	if err = f.Sync(); err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}
