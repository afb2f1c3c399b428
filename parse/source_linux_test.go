package parse

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestFindOnDisk(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	write := func(name, data string) {
		t.Helper()
		if err := os.WriteFile(at(name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	link := func(to, name string) {
		t.Helper()
		if err := os.Symlink(to, at(name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(at("sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	write("sub/real.fit", "1")
	write("e.zip", packZip(t, entry{name: "m.fit", data: "2"}))
	link("sub/real.fit", "link.fit")
	link("nowhere.fit", "dangling.fit")
	link("nowhere", "dangling.txt")
	link(".", "loop")
	link("sub", "folder.fit")
	link("/dev/zero", "zero.fit")
	link("self.fit", "self.fit")
	for _, name := range []string{"pipe.fit", "pipe.txt", "pipe.zip", "notes.csv"} {
		if err := syscall.Mkfifo(at(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("L\xe4rm.fit", "3")
	sparse, err := os.Create(at("sparse.fit"))
	if err != nil {
		t.Fatal(err)
	}
	if err := sparse.Truncate(8 << 30); err != nil {
		t.Fatal(err)
	}
	if err := sparse.Close(); err != nil {
		t.Fatal(err)
	}
	found := Find(os.DirFS(dir), ".", "in", Limits{})
	compareLines(t, lines(found, Limits{}), []string{
		"in/Lrm.fit unreadable",
		"in/dangling.fit unreadable",
		`in/e.zip!m.fit "2"`,
		`in/link.fit "1"`,
		"in/pipe.fit not-regular",
		"in/pipe.zip not-regular",
		"in/self.fit unreadable",
		"in/sparse.fit too-large",
		`in/sub/real.fit "1"`,
		"in/zero.fit not-regular",
		"notes in/notes.csv not-regular",
		"other in/dangling.txt",
		"other in/folder.fit/",
		"other in/loop/",
		"other in/pipe.txt",
	})
	t.Run("a pipe given by name is not opened", func(t *testing.T) {
		got := lines(Find(os.DirFS(dir), "pipe.txt", "pipe.txt", Limits{}), Limits{})
		if len(got) == 0 || got[0] != "pipe.txt not-regular" {
			t.Errorf("got %v", got)
		}
	})
	t.Run("no file stays open", func(t *testing.T) {
		if in := found.Sources[2].in; in.file != nil || in.at != nil {
			t.Errorf("the archive is still open")
		}
	})
}

func TestFindWithoutPermission(t *testing.T) {
	if os.Getuid() == 0 { // who may read everything
		asNobody(t)
		return
	}
	dir := t.TempDir()
	for _, name := range []string{"a.fit", "b.zip", "c.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("1"), 0); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "d"), 0); err != nil {
		t.Fatal(err)
	}
	compareLines(t, lines(Find(os.DirFS(dir), ".", "in", Limits{}), Limits{}), []string{
		"in/a.fit unreadable", "in/b.zip unreadable", "in/d/ unreadable", "other in/c.txt",
	})
}

// asNobody runs the test once more as a user who may do nothing special, and
// wants it to pass there. Only root may do that.
func asNobody(t *testing.T) {
	t.Helper()
	const nobody = 65534
	dir, err := os.MkdirTemp("", "nobody") // the test's own folders are closed to others
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	self, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "test")
	if err := errors.Join(os.WriteFile(program, self, 0o755), os.Chmod(program, 0o755), os.Chmod(dir, 0o777)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "TMPDIR="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("as nobody: %v\n%s", err, out)
	}
}
