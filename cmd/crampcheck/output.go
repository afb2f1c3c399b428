package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
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
			b.litter.take(temp) // is gone where it got its name
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
		if temps[i], err = b.litter.stage(target, p.write); err != nil {
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
			err = rename(temps[i], targets[i])
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
func (l *litter) replace(target string, data []byte) error {
	temp, err := l.stage(target, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
	if err != nil {
		return err
	}
	defer l.take(temp) // is gone where it got its name
	return rename(temp, target)
}

// rename gives temp the name of target and brings that to the disk, where the
// file system of its folder can: the file is whole under either name.
func rename(temp, target string) error {
	if err := os.Rename(temp, target); err != nil {
		return err
	}
	if dir, err := os.Open(filepath.Dir(target)); err == nil {
		_ = dir.Sync() // some file systems cannot
		_ = dir.Close()
	}
	return nil
}

// stage writes a new file beside target, brings it to the disk and returns its
// name.
func (l *litter) stage(target string, write func(io.Writer) error) (temp string, err error) {
	f, err := l.beside(target)
	if err != nil {
		return "", err
	}
	if err = buffered(f, write); err == nil {
		err = complete(f, target)
	}
	if err != nil {
		_ = f.Close()
		l.take(f.Name())
		return "", err
	}
	return f.Name(), nil
}

// complete brings a file that is to take target's place to the disk and closes
// it.
func complete(f *os.File, target string) error {
	mode := os.FileMode(0o644)
	if info, statErr := os.Stat(target); statErr == nil {
		mode = info.Mode().Perm()
	}
	if err := f.Chmod(mode); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return f.Close()
}

// growing is an output that is written bit by bit. A file gets its name when it
// is finished, so it too is there whole or not at all.
type growing struct {
	name   string
	to     io.Writer
	file   *os.File // nil: standard output
	target string   // "": nothing to rename
	litter *litter
	err    error // the first one
	failed atomic.Bool
}

// grow begins an output, "-" for standard output.
func (b *batch) grow(w world, file string) (*growing, error) {
	target, err := b.target(file)
	if err != nil {
		return nil, err
	}
	g := &growing{name: file, to: w.out, target: target, litter: w.litter}
	switch {
	case file == "-":
		return g, nil
	case target == "":
		g.file, err = os.OpenFile(file, os.O_WRONLY, 0)
	default:
		g.file, err = g.litter.beside(target)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot write %s: %w", file, cause(err))
	}
	g.to = g.file
	return g, nil
}

// put writes more, unless something failed before.
func (g *growing) put(data []byte) {
	if g.err != nil {
		return
	}
	if _, g.err = g.to.Write(data); g.err != nil {
		g.failed.Store(true)
	}
}

// wanted says whether there is use in writing more.
func (g *growing) wanted() bool { return !g.failed.Load() && !g.left() }

// left says whether the reader of standard output has gone.
func (g *growing) left() bool {
	p, ok := g.to.(*patient)
	return ok && p.left.Load()
}

// finish ends the output.
func (g *growing) finish() error {
	err := g.err
	if g.file != nil && err == nil {
		f, target := g.file, g.target
		g.file = nil
		if target == "" {
			err = f.Close()
		} else {
			if err = complete(f, target); err == nil {
				err = rename(f.Name(), target)
			}
			_ = f.Close() // is closed where all went well
			g.litter.take(f.Name())
		}
	}
	if err != nil && g.name != "-" {
		return fmt.Errorf("cannot write %s: %w", g.name, cause(err))
	}
	return err
}

// drop takes an output that was not finished away.
func (g *growing) drop() {
	if g.file == nil {
		return
	}
	_ = g.file.Close()
	if g.target != "" {
		g.litter.take(g.file.Name())
	}
}

// litter are the files that have not got their names yet, and must not stay
// behind when the program is interrupted. Nil keeps no list of them. Its methods
// may be called from several goroutines.
type litter struct {
	mu    sync.Mutex
	files map[string]bool
	ended bool // the program ends: there must be no more of them
}

// beside creates a file in the folder of target.
func (l *litter) beside(target string) (*os.File, error) {
	if l == nil {
		return os.CreateTemp(filepath.Dir(target), tempPattern)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return nil, errors.New("the program was interrupted")
	}
	f, err := os.CreateTemp(filepath.Dir(target), tempPattern)
	if err != nil {
		return nil, err
	}
	if l.files == nil {
		l.files = map[string]bool{}
	}
	l.files[f.Name()] = true
	return f, nil
}

// tempPattern names the files beside an output. The dot hides them; a program
// that is killed leaves one, which no run reads.
const tempPattern = ".crampcheck-*"

// take removes a file, where it is there still; "" is none.
func (l *litter) take(file string) {
	if file == "" {
		return
	}
	_ = os.Remove(file) // is gone where it got its name
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.files, file)
}

// remove takes them all away. From then on none is made.
func (l *litter) remove() {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
	for file := range l.files {
		_ = os.Remove(file)
	}
}
