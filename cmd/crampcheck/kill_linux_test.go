package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// writing is one command that writes, and the file that it writes.
type writing struct {
	name string
	args []string
	file string // that it writes
	new  bool   // it is never written over: nothing stands there
}

// writings are all commands that write files.
func writings() []writing {
	return []writing{
		{"html", []string{"analyze", "in", "-o", "out.html"}, "out.html", false},
		{"json", []string{"analyze", "in", "-o", "out.json"}, "out.json", false},
		{"jsonl", []string{"analyze", "in", "-o", "out.jsonl"}, "out.jsonl", false},
		{"csv", []string{"analyze", "in", "-o", "out.csv"}, "out.csv", false},
		{"report", []string{"report", "in/a.gpx", "-o", "out.md"}, "out.md", false},
		{"report into a folder", []string{"report", "in", "-o", "pages/", "-f", "html"}, "pages/index.html", false},
		{"history", []string{"history", "in", "-o", "out.json"}, "out.json", false},
		{"check", []string{"check", "in", "-o", "out.json"}, "out.json", false},
		{"man", []string{"man", "man"}, "man/crampcheck.1", false},
		{"expect", []string{"check", "in", "--fail-on", "urgent", "--write-expect", "new/expect.yaml"}, "new/expect.yaml", true},
		{"notes.csv", []string{"init", "in"}, "in/notes.csv", false},
	}
}

const oldOutput = "# what stood here before\n"

// outputFolder makes a folder with two recordings, of which one stops, and with
// what stood in the place of an output.
func outputFolder(t *testing.T, w writing) (dir string) {
	t.Helper()
	dir = t.TempDir()
	in := filepath.Join(dir, "in")
	mustDo(t, os.Mkdir(in, 0o755), os.MkdirAll(filepath.Join(dir, filepath.Dir(w.file)), 0o755))
	stops := made{time.Date(2026, 3, 1, 7, 0, 0, 0, time.UTC), 1100, 3}
	mustDo(t,
		os.WriteFile(filepath.Join(in, "a.gpx"), someDay(40).gpx(), 0o644),
		os.WriteFile(filepath.Join(in, "b.gpx"), stops.gpx(), 0o644),
	)
	if !w.new {
		mustDo(t, os.WriteFile(filepath.Join(dir, w.file), []byte(oldOutput), 0o644))
	}
	return dir
}

// leftovers are the files that only a program which was stopped leaves.
func leftovers(t *testing.T, dir string) (out []string) {
	t.Helper()
	for _, pattern := range []string{"*", "*/*"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		mustDo(t, err)
		for _, f := range files {
			if strings.HasPrefix(filepath.Base(f), strings.TrimSuffix(tempPattern, "*")) {
				out = append(out, f)
			}
		}
	}
	return out
}

// TestAFullDiskLeavesTheOldFile lets no file grow, or not beyond a few kB, as a
// full disk does, for each command that writes.
func TestAFullDiskLeavesTheOldFile(t *testing.T) {
	program := built(t)
	full := func(t *testing.T, w writing, blocks string) {
		t.Run(w.name+" in "+blocks, func(t *testing.T) {
			dir := outputFolder(t, w)
			c := runBuiltFor(t, patience, "/bin/sh", dir, nil, append([]string{"-c", `trap "" XFSZ; ulimit -f ` + blocks + `; exec "$@"`, "sh", program}, w.args...)...)
			if c.status != exitUsage || !bytes.Contains(c.err, []byte("crampcheck: ")) {
				t.Errorf("exit status %d\n%s", c.status, c.err)
			}
			is, err := os.ReadFile(filepath.Join(dir, w.file))
			if w.new && !errors.Is(err, os.ErrNotExist) || !w.new && (err != nil || string(is) != oldOutput) {
				t.Errorf("of the old file is left %q, %v", is, err)
			}
			if left := leftovers(t, dir); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
	for _, w := range writings() {
		full(t, w, "0")
		if slices.Contains([]string{"html", "json", "jsonl", "history", "check", "report into a folder"}, w.name) {
			full(t, w, "4") // of 512 or 1024 bytes: full in the middle of it
		}
	}
}

// TestKilledAtAnyMomentTheOutputIsOldOrNew kills the command at moments spread
// over its run time, a hundred in all.
func TestKilledAtAnyMomentTheOutputIsOldOrNew(t *testing.T) {
	program := built(t)
	kills := 25 // of each of four outputs
	if raceDetector {
		kills = 5 // the detector slows these programs down; the run without it makes all the kills
	}
	for _, w := range writings() {
		if !slices.Contains([]string{"html", "json", "jsonl", "notes.csv"}, w.name) {
			continue
		}
		t.Run(w.name, func(t *testing.T) {
			whole := outputFolder(t, w)
			began := time.Now()
			if c := runBuiltFor(t, patience, program, whole, nil, w.args...); c.status != exitOK {
				t.Fatalf("exit status %d\n%s", c.status, c.err)
			}
			took := time.Since(began)
			finished, err := os.ReadFile(filepath.Join(whole, w.file))
			mustDo(t, err)
			if string(finished) == oldOutput {
				t.Fatal("it writes nothing")
			}
			dir := outputFolder(t, w)
			olds, news := 0, 0
			for i := range kills {
				mustDo(t, os.WriteFile(filepath.Join(dir, w.file), []byte(oldOutput), 0o644))
				cmd := exec.Command(program, w.args...)
				cmd.Dir, cmd.Env = dir, append(os.Environ(), "HOME=", "XDG_CACHE_HOME=", "XDG_CONFIG_HOME=")
				mustDo(t, cmd.Start())
				time.Sleep(took * time.Duration(i) / time.Duration(kills-1)) // the last one may be late
				_ = cmd.Process.Kill()
				_ = cmd.Wait()
				is, err := os.ReadFile(filepath.Join(dir, w.file))
				mustDo(t, err)
				switch {
				case string(is) == oldOutput:
					olds++
				case bytes.Equal(is, finished):
					news++
				default:
					t.Fatalf("killed after %d of %d parts of %s, it is neither the old file nor the new one: %d bytes of %d", i, kills-1, took, len(is), len(finished))
				}
			}
			t.Logf("%d old, %d new, %d left behind", olds, news, len(leftovers(t, dir)))
			if olds == 0 {
				t.Error("no kill came before the end")
			}
			// What was left behind harms no later call.
			mustDo(t, os.WriteFile(filepath.Join(dir, w.file), []byte(oldOutput), 0o644))
			if c := runBuiltFor(t, patience, program, dir, nil, w.args...); c.status != exitOK {
				t.Errorf("after that: exit status %d\n%s", c.status, c.err)
			}
			if is, err := os.ReadFile(filepath.Join(dir, w.file)); err != nil || !bytes.Equal(is, finished) {
				t.Errorf("after that it is another file: %v", err)
			}
		})
	}
}

// waiting is what writes a little and then waits for the end of the test.
type waiting struct {
	begun, end chan bool
}

// TestInterruptedWhileStagingNothingStaysBehind ends the program while a page is
// half written.
func TestInterruptedWhileStagingNothingStaysBehind(t *testing.T) {
	dir := t.TempDir()
	l := &litter{}
	wait := waiting{make(chan bool), make(chan bool)}
	ended := make(chan error)
	go func() {
		_, err := l.stage(filepath.Join(dir, "out.html"), func(w io.Writer) error {
			_, err := w.Write(make([]byte, 1<<20))
			close(wait.begun)
			<-wait.end
			return err
		})
		ended <- err
	}()
	<-wait.begun
	if left := leftovers(t, dir); len(left) != 1 {
		t.Fatalf("%v: the page is not staged in its folder", left)
	}
	l.remove()
	if left := leftovers(t, dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	if _, err := l.beside(filepath.Join(dir, "another.html")); err == nil {
		t.Error("a file was begun after the end")
	}
	close(wait.end)
	if err := <-ended; err != nil { // what it wrote is gone
		t.Log(err)
	}
}

// TestTerminatedIsAsInterrupted sends SIGTERM while an output is begun.
func TestTerminatedIsAsInterrupted(t *testing.T) {
	program, dir := built(t), t.TempDir()
	cmd := exec.Command(program, "analyze", "-", "-o", filepath.Join(dir, "out.jsonl"))
	in, err := cmd.StdinPipe()
	mustDo(t, err)
	defer func() { _ = in.Close() }()
	mustDo(t, cmd.Start())
	for began := time.Now(); len(leftovers(t, dir)) == 0; time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > patience {
			t.Fatal("no output is begun")
		}
	}
	mustDo(t, cmd.Process.Signal(syscall.SIGTERM))
	err = cmd.Wait()
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok || exit.ExitCode() != exitInterrupted {
		t.Errorf("%v, want exit status %d", err, exitInterrupted)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestNoInputIsEverWrittenOver points -o at each file that is read, by its name,
// through a link and through a hard link.
func TestNoInputIsEverWrittenOver(t *testing.T) {
	program := built(t)
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	mustDo(t, os.Mkdir(in, 0o755))
	write := func(name string, data []byte) { mustDo(t, os.WriteFile(filepath.Join(dir, name), data, 0o644)) }
	write("in/a.gpx", someDay(1).gpx())
	write("in/b.fit", someDay(2).fit())
	write("in/notes.csv", []byte("date,file,at,what,where,severity,amount,note\n2026-03-02,a.gpx,2m,drink,,,100 ml,\n"))
	write("in/activities.csv", []byte("Activity ID,Activity Date,Activity Name,Filename\n1,\"Mar 2, 2026, 7:00:00 AM\",Jog,a.gpx\n"))
	write("in/.crampcheck.yaml", []byte("units: km\n"))
	if c := runBuilt(t, program, dir, "analyze", "in", "-o", "lines.jsonl"); c.status != exitOK {
		t.Fatalf("%d %s", c.status, c.err)
	}
	inputs := []string{"in/a.gpx", "in/b.fit", "in/notes.csv", "in/activities.csv", "in/.crampcheck.yaml", "lines.jsonl"}
	for _, file := range inputs {
		before, err := os.ReadFile(filepath.Join(dir, file))
		mustDo(t, err)
		link, hard := filepath.Join(dir, "link"), filepath.Join(dir, "hard")
		mustDo(t, os.Symlink(file, link), os.Link(filepath.Join(dir, file), hard))
		for _, to := range []string{file, "./in/../" + file, "link", "hard"} {
			args := []string{"analyze", "in", "-f", "csv", "-o", to}
			if file == "lines.jsonl" {
				args = []string{"history", "in", file, "-f", "json", "-o", to}
			}
			c := runBuilt(t, program, dir, args...)
			if after, err := os.ReadFile(filepath.Join(dir, file)); err != nil || !bytes.Equal(before, after) {
				t.Errorf("%s was written over by -o %s: %v", file, to, err)
			}
			if c.status != exitUsage || !bytes.Contains(c.err, []byte("one of the inputs")) {
				t.Errorf("-o %s, which is %s: exit status %d\n%s", to, file, c.status, c.err)
			}
		}
		mustDo(t, os.Remove(link), os.Remove(hard))
	}
}

// TestOutputsWhereNoneCanStand writes where an ordinary user may not, and to a
// pipe.
func TestOutputsWhereNoneCanStand(t *testing.T) {
	if !asOrdinaryUser(t) {
		return
	}
	program, dir := built(t), t.TempDir()
	mustDo(t, os.Mkdir(filepath.Join(dir, "closed"), 0o700), os.WriteFile(filepath.Join(dir, "a.gpx"), someDay(1).gpx(), 0o600),
		os.WriteFile(filepath.Join(dir, "closed", "old.json"), []byte(oldOutput), 0o600), os.Chmod(filepath.Join(dir, "closed"), 0o500),
		syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600))
	defer func() { _ = os.Chmod(filepath.Join(dir, "closed"), 0o700) }()
	for _, to := range []string{"closed/new.json", "closed/old.json", "/etc/passwd", "nowhere/x.json", "a.gpx/x.json"} {
		c := runBuiltFor(t, patience, program, dir, nil, "analyze", "a.gpx", "-f", "json", "-o", to)
		if c.status != exitUsage || !bytes.Contains(c.err, []byte("cannot write "+to)) {
			t.Errorf("-o %s: exit status %d\n%s", to, c.status, c.err)
		}
	}
	if is, err := os.ReadFile(filepath.Join(dir, "closed", "old.json")); err != nil || string(is) != oldOutput {
		t.Errorf("the old file is %q, %v", is, err)
	}
	read := make(chan []byte)
	go func() {
		data, _ := os.ReadFile(filepath.Join(dir, "pipe"))
		read <- data
	}()
	c := runBuiltFor(t, patience, program, dir, nil, "analyze", "a.gpx", "-f", "json", "-o", "pipe")
	if data := <-read; c.status != exitOK || !bytes.HasSuffix(data, []byte("}\n")) {
		t.Errorf("into a pipe: exit status %d, %d bytes\n%s", c.status, len(data), c.err)
	}
}

// TestNoSocketNoProgramNoOtherFile watches the calls to the system.
func TestNoSocketNoProgramNoOtherFile(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("no strace")
	}
	program := built(t)
	for _, w := range append(writings(), writing{"init --dry-run", []string{"init", "in", "--dry-run"}, "in/none", false}) {
		t.Run(w.name, func(t *testing.T) {
			dir := outputFolder(t, w)
			log := filepath.Join(t.TempDir(), "trace")
			cache := filepath.Join(t.TempDir(), "cache")
			args := append([]string{"-f", "-qq", "-e", "trace=network,process,open,openat,creat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,link,linkat,symlink,symlinkat", "-o", log, "env", "XDG_CACHE_HOME=" + cache, program}, w.args...)
			c := runBuiltFor(t, patience, strace, dir, nil, args...)
			if bytes.Contains(c.err, []byte("ptrace")) {
				t.Skip("strace may not look at programs here")
			}
			if c.status != exitOK {
				t.Fatalf("exit status %d\n%s", c.status, c.err)
			}
			data, err := os.ReadFile(log)
			mustDo(t, err)
			if bad := forbidden(string(data), program, []string{cache, filepath.Dir(w.file)}); len(bad) > 0 {
				t.Errorf("%s", strings.Join(bad, "\n"))
			}
			if !strings.Contains(string(data), "execve(") || w.name != "man" && !strings.Contains(string(data), "in/a.gpx") {
				t.Error("the trace does not show what the program reads")
			}
		})
	}
}

func TestForbiddenSeesWhatItIsFor(t *testing.T) {
	start := "7 execve(\"/t/crampcheck\", [\"crampcheck\"], 0x1 /* 9 vars */) = 0\n"
	for line, bad := range map[string]bool{
		`7 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3`:                                 true,
		`8 connect(3, {sa_family=AF_INET}, 16) = 0`:                                      true,
		`7 execve("/bin/sh", ["sh"], 0x1 /* 9 vars */) = 0`:                              true,
		`7 openat(AT_FDCWD, "/etc/x", O_WRONLY|O_CREAT|O_CLOEXEC, 0666) = 3`:             true,
		`7 openat(AT_FDCWD, "in/a.gpx", O_RDWR|O_CLOEXEC) = 3`:                           true,
		`7 openat(AT_FDCWD, "in/a.gpx", O_RDONLY|O_CLOEXEC) = 3`:                         false,
		`7 openat(AT_FDCWD, "out/.crampcheck-1", O_RDWR|O_CREAT|O_EXCL|O_CLOEXEC) = 3`:   false,
		`7 renameat(AT_FDCWD, "out/.crampcheck-1", AT_FDCWD, "out/x.json") = 0`:          false,
		`7 unlinkat(AT_FDCWD, "in/a.gpx", 0) = 0`:                                        true,
		`7 mkdirat(AT_FDCWD, "/tmp/x", 0700) = 0`:                                        true,
		`7 clone(child_stack=0x1, flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_THREAD) = 8`: false,
		`7 +++ exited with 0 +++`:                                                        false,
	} {
		if got := len(forbidden(start+line+"\n", "/t/crampcheck", []string{"out", "/c"})) > 0; got != bad {
			t.Errorf("%s: forbidden = %v, want %v", line, got, bad)
		}
	}
}

// forbidden are the lines of a trace that are a connection, another program or a
// file that is written outside of some folders.
func forbidden(trace, program string, folders []string) (bad []string) {
	self := false
	for line := range strings.Lines(trace) {
		line = strings.TrimSpace(line)
		_, rest, _ := strings.Cut(line, " ")
		call, rest, ok := strings.Cut(strings.TrimSpace(rest), "(")
		switch {
		case !ok:
		case call == "execve":
			if self {
				bad = append(bad, line)
			}
			self = self || strings.Contains(rest, fmt.Sprintf("%q", program))
		case !self:
		case slices.Contains([]string{"socket", "connect", "bind", "sendto", "socketpair", "fork", "vfork"}, call):
			bad = append(bad, line)
		case strings.HasPrefix(call, "open") && !strings.Contains(line, "O_WRONLY") && !strings.Contains(line, "O_RDWR") && !strings.Contains(line, "O_CREAT"):
		case strings.HasPrefix(call, "open") || slices.Contains([]string{"creat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "link", "linkat", "symlink", "symlinkat"}, call):
			if !inFolders(rest, folders) {
				bad = append(bad, line)
			}
		}
	}
	return bad
}

// inFolders says whether the first path of a call is in one of the folders, or
// relative to a folder that was opened before, as the cache's are.
func inFolders(call string, folders []string) bool {
	parts := strings.Split(call, `"`)
	if len(parts) < 2 {
		return false
	}
	if !strings.HasPrefix(call, "AT_FDCWD") && !strings.HasPrefix(call, `"`) {
		return true
	}
	if parts[1] == "/dev/null" {
		return true
	}
	return slices.ContainsFunc(folders, func(f string) bool {
		return parts[1] == f || strings.HasPrefix(parts[1], f+"/") || f == "." && !strings.Contains(parts[1], "/")
	})
}
