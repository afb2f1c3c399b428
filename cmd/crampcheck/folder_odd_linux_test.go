package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// patience is what a call over a few odd files may take on a busy machine. A call
// that hangs never ends.
const patience = 60 * time.Second

// mustDo fails the test for any of the errors.
func mustDo(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// asOrdinaryUser runs the test once more as a user who may do nothing special,
// and says whether it is to go on here: root may read and write everything.
func asOrdinaryUser(t *testing.T) (goOn bool) {
	t.Helper()
	if os.Getuid() != 0 {
		return true
	}
	const nobody = 65534
	dir, err := os.MkdirTemp("", "nobody") // the test's own folders are closed to others
	mustDo(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	self, err := os.ReadFile(os.Args[0])
	mustDo(t, err)
	program := filepath.Join(dir, "test")
	mustDo(t, os.WriteFile(program, self, 0o755), os.Chmod(program, 0o755), os.Chmod(dir, 0o777))
	cmd := exec.Command(program, "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "TMPDIR="+dir, "HOME="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("as nobody: %v\n%s", err, out)
	}
	return false
}

// became returns what became of each input, as "status reason", by its file.
func became(t *testing.T, c called) map[string]string {
	t.Helper()
	var doc struct {
		Inputs []struct{ File, Status, Reason string }
	}
	if err := json.Unmarshal(c.out, &doc); err != nil {
		t.Fatalf("%v\n%s\n%s", err, c.out, c.err)
	}
	out := map[string]string{}
	for _, in := range doc.Inputs {
		if _, twice := out[in.File]; twice {
			t.Errorf("%s is named twice", in.File)
		}
		out[in.File] = strings.TrimSpace(in.Status + " " + in.Reason)
	}
	return out
}

func sameOutcome(t *testing.T, got, want map[string]string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] != want[name] {
			t.Errorf("%q: %q, want %q", name, got[name], want[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[name]; !ok {
			t.Errorf("%q: %q, and nobody expects it", name, got[name])
		}
	}
}

// someDay is a short recording that starts on a day of its own.
func someDay(day int) made {
	return made{time.Date(2026, 3, 1, 7, 0, 0, 0, time.UTC).AddDate(0, 0, day), 60, 2.5}
}

// TestOddFilesAreNamedAndHoldNothingUp reads a folder of all that a folder can hold, as an ordinary
// user.
func TestOddFilesAreNamedAndHoldNothingUp(t *testing.T) {
	if !asOrdinaryUser(t) {
		return
	}
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, "in", name) }
	day := 0
	write := func(name string) {
		t.Helper()
		day++
		mustDo(t, os.WriteFile(at(name), someDay(day).gpx(), 0o600))
	}
	long := strings.Repeat("x", 251) + ".gpx" // 255 bytes, the longest
	mustDo(t, os.MkdirAll(at("sub"), 0o700), os.Mkdir(at("closed"), 0o700), os.Mkdir(at("folder.gpx"), 0o700))
	for _, name := range []string{
		"sub/real.gpx", "new\nline.gpx", "esc\x1b[31m.gpx", "L\xe4rm.gpx", "-o.gpx", "--help.gpx", long, "a b.gpx", "a!b.gpx",
		"c:d.gpx", "*.gpx", "closed/x.gpx", "secret.gpx",
	} {
		write(name)
	}
	mustDo(t,
		os.Symlink("sub/real.gpx", at("link.gpx")), // the same recording again
		os.Symlink("nowhere.gpx", at("dangling.gpx")), os.Symlink("loop.gpx", at("loop.gpx")), os.Symlink(".", at("circle")),
		os.Symlink("sub", at("tosub.gpx")), os.Symlink("/dev/zero", at("zero.gpx")), os.Symlink("/dev/zero", at("zero")),
		syscall.Mkfifo(at("pipe.gpx"), 0o600), syscall.Mkfifo(at("pipe"), 0o600), syscall.Mkfifo(at("notes.csv"), 0o600),
		syscall.Mkfifo(at("activities.csv"), 0o600), syscall.Mkfifo(at("pipe.zip"), 0o600),
		os.Chmod(at("secret.gpx"), 0), os.Chmod(at("closed"), 0),
	)
	t.Cleanup(func() { _ = os.Chmod(at("closed"), 0o700) })
	sparse, err := os.Create(at("sparse.gpx"))
	mustDo(t, err, sparse.Truncate(8<<30), sparse.Close())
	if listener, err := net.Listen("unix", at("sock.gpx")); err == nil { // a short enough path
		defer func() { _ = listener.Close() }()
	} else {
		mustDo(t, syscall.Mkfifo(at("sock.gpx"), 0o600))
	}
	want := map[string]string{
		"in/sub/real.gpx": "duplicate duplicate-of", "in/link.gpx": "ok", "in/new line.gpx": "ok", "in/esc[31m.gpx": "ok", "in/Lrm.gpx": "skipped unreadable",
		"in/-o.gpx": "ok", "in/--help.gpx": "ok", "in/a b.gpx": "ok", "in/a!b.gpx": "ok", "in/c:d.gpx": "ok", "in/*.gpx": "ok",
		"in/secret.gpx": "skipped unreadable", "in/closed/": "skipped unreadable", "in/dangling.gpx": "skipped unreadable",
		"in/loop.gpx": "skipped unreadable", "in/zero.gpx": "skipped not-regular", "in/pipe.gpx": "skipped not-regular", "in/pipe.zip": "skipped not-regular",
		"in/sock.gpx": "skipped not-regular", "in/sparse.gpx": "skipped too-large",
	}
	program := built(t)
	got := runBuiltFor(t, patience, program, dir, nil, "analyze", "in", "-f", "json", "--no-cache", "-q")
	all := became(t, got)
	for name, is := range all { // cut to what fits a line
		if strings.HasPrefix(name, "in/xxx") {
			if delete(all, name); is != "ok" {
				t.Errorf("the longest name: %s", is)
			}
		}
	}
	sameOutcome(t, all, want)
	if got.status != exitInput {
		t.Errorf("exit status %d, want %d", got.status, exitInput)
	}
	if got.peakMB > 128 {
		t.Errorf("%.0f MB for a sparse file", got.peakMB)
	}
	for _, odd := range []string{"pipe", "zero", "pipe.gpx", "sock.gpx", "sparse.gpx", "secret.gpx", "closed", "loop.gpx", "dangling.gpx"} {
		c := runBuiltFor(t, patience, program, dir, nil, "analyze", "in/"+odd, "--no-cache")
		if c.status != exitNothing && c.status != exitUsage || !bytes.Contains(c.err, []byte(odd)) {
			t.Errorf("%s by name: exit status %d\n%s", odd, c.status, c.err)
		}
	}
	for _, command := range [][]string{{"history"}, {"check"}, {"init", "--dry-run"}, {"report"}} {
		c := runBuiltFor(t, patience, program, dir, nil, append(command, "in", "--no-cache")...)
		if c.status < 0 || c.status == exitOK {
			t.Errorf("%v: exit status %d\n%s", command, c.status, c.err)
		}
		if bytes.ContainsAny(append(c.out, c.err...), "\x1b") {
			t.Errorf("%v: an escape of a file name reaches the terminal", command)
		}
	}
}

// TestSettingsThatArePipesHoldNothingUp puts a pipe where settings are looked for.
func TestSettingsThatArePipesHoldNothingUp(t *testing.T) {
	dir := t.TempDir()
	mustDo(t, os.Mkdir(filepath.Join(dir, "in"), 0o700), syscall.Mkfifo(filepath.Join(dir, "in", folderConfig), 0o600),
		os.WriteFile(filepath.Join(dir, "in", "a.gpx"), someDay(1).gpx(), 0o600))
	c := runBuiltFor(t, patience, built(t), dir, nil, "analyze", "in", "--no-cache")
	if c.status != exitUsage || !bytes.Contains(c.err, []byte("no regular file")) {
		t.Errorf("exit status %d\n%s", c.status, c.err)
	}
}

// changing is a file system in which a file becomes another when it is opened.
type changing struct {
	disk
	on     string
	change func()
}

func (c changing) Open(name string) (fs.File, error) {
	if name == c.on {
		c.change()
	}
	return c.disk.Open(name)
}

func (c changing) Stat(name string) (fs.FileInfo, error)      { return c.disk.Stat(name) }
func (c changing) ReadDir(name string) ([]fs.DirEntry, error) { return c.disk.ReadDir(name) }

// TestAFileThatChangesBeforeItIsOpenedIsNamed changes a file after it was listed
// and looked at, at the moment when it is opened.
func TestAFileThatChangesBeforeItIsOpenedIsNamed(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(file string) error
		want   string
	}{
		{"it vanishes", os.Remove, "skipped unreadable"},
		{"it becomes a pipe", func(file string) error { return errors.Join(os.Remove(file), syscall.Mkfifo(file, 0o600)) }, "skipped not-regular"},
		{"it becomes a device", func(file string) error { return errors.Join(os.Remove(file), os.Symlink("/dev/zero", file)) }, "skipped not-regular"},
		{"it becomes a folder", func(file string) error { return errors.Join(os.Remove(file), os.Mkdir(file, 0o700)) }, "skipped not-regular"},
		{"it becomes empty", func(file string) error { return os.Truncate(file, 0) }, "skipped empty"},
		{"it becomes 8 GB", func(file string) error { return os.Truncate(file, 8<<30) }, "skipped too-large"},
		{"it becomes shorter", func(file string) error { return os.Truncate(file, 4000) }, "partial truncated"},
		{"it becomes another run", func(file string) error { return os.WriteFile(file, someDay(9).gpx(), 0o600) }, "ok"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "a.gpx")
			mustDo(t, os.WriteFile(file, someDay(1).gpx(), 0o600), os.WriteFile(filepath.Join(dir, "b.gpx"), someDay(2).gpx(), 0o600))
			found := parse.Find(changing{newDisk(dir), "a.gpx", func() { mustDo(t, c.change(file)) }}, ".", "in", parse.DefaultLimits())
			b := &batch{sources: found.Sources, jobs: 2}
			ended := make(chan *analyze.Report)
			go func() {
				rep, _, err := b.judgeAll()
				if err != nil {
					t.Error(err)
				}
				ended <- rep
			}()
			select {
			case rep := <-ended:
				got := fmt.Sprintf("%s %s", rep.Inputs[0].Status, rep.Inputs[0].Reason)
				if len(rep.Inputs) != 2 || strings.TrimSpace(got) != c.want || rep.Inputs[1].Status != parse.OK {
					t.Errorf("%q, want %q; %+v", got, c.want, rep.Inputs)
				}
			case <-time.After(patience):
				t.Fatal("it never ends")
			}
		})
	}
}

// TestAFileThatGrowsWhileItIsReadIsDoubtful lets something write to it between the
// first look and the last.
func TestAFileThatGrowsWhileItIsReadIsDoubtful(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.gpx")
	mustDo(t, os.WriteFile(file, someDay(1).gpx(), 0o600))
	slow := growingFS{newDisk(dir), file, new(int)}
	found := parse.Find(slow, ".", "in", parse.DefaultLimits())
	b := &batch{sources: found.Sources, jobs: 1}
	rep, _, err := b.judgeAll()
	mustDo(t, err)
	if in := rep.Inputs[0]; in.Status != parse.Warned || in.Reason != parse.ChangedInRead {
		t.Errorf("%+v", in)
	}
}

// growingFS is a file system whose file grows the first times that it is read from.
type growingFS struct {
	disk
	file  string
	times *int
}

func (g growingFS) Open(name string) (fs.File, error) {
	f, err := g.disk.Open(name)
	if err != nil || name == "." {
		return f, err
	}
	return growingFile{f, g.file, g.times}, nil
}

func (g growingFS) Stat(name string) (fs.FileInfo, error)      { return g.disk.Stat(name) }
func (g growingFS) ReadDir(name string) ([]fs.DirEntry, error) { return g.disk.ReadDir(name) }

type growingFile struct {
	fs.File
	file  string
	times *int
}

func (g growingFile) Read(p []byte) (int, error) {
	n, err := g.File.Read(p)
	if *g.times++; *g.times > 3 {
		return n, err
	}
	if f, open := os.OpenFile(g.file, os.O_APPEND|os.O_WRONLY, 0); open == nil {
		_, _ = f.WriteString(" ")
		_ = f.Close()
	}
	return n, err
}

// TestStandardInputThatIsNoRecordingEnds gives it a folder and one without end.
func TestStandardInputThatIsNoRecordingEnds(t *testing.T) {
	dir, program := t.TempDir(), built(t)
	for _, c := range []struct{ name, file, reason string }{
		{"a folder", dir, "unreadable"},
		{"zeros without end", "/dev/zero", "too-large"},
	} {
		in, err := os.Open(c.file)
		mustDo(t, err)
		got := runBuiltFor(t, patience, program, dir, in, "analyze", "-", "-f", "json")
		_ = in.Close()
		if is := became(t, got)["-"]; is != "skipped "+c.reason || got.status != exitNothing {
			t.Errorf("%s: %q, exit status %d", c.name, is, got.status)
		}
	}
}
