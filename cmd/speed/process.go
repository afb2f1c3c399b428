package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// cost is what one whole process took.
type cost struct {
	cpuS   float64 // user and system
	wallS  float64
	peakMB float64 // of 2^20 bytes, resident
}

// someLeftOut is how crampcheck exits when it read all but some files, which
// real folders hold.
const someLeftOut = 3

// measure runs cmd to its end; it may exit 0, or with one of the statuses fine. Its peak memory counts from the moment it was
// started by this process, whose own memory it begins with: this process must
// stay small, so everything big is done in others.
func measure(cmd *exec.Cmd, fine ...int) (cost, error) {
	var stderr bytes.Buffer
	if cmd.Stderr == nil {
		cmd.Stderr = &stderr
	}
	begin := time.Now()
	err := cmd.Run()
	wall := time.Since(begin)
	if err != nil && (cmd.ProcessState == nil || !slices.Contains(fine, cmd.ProcessState.ExitCode())) {
		return cost{}, fmt.Errorf("%s: %w: %s", strings.Join(cmd.Args, " "), err, lastLine(stderr.String()))
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return cost{}, fmt.Errorf("this system does not tell what a process took")
	}
	unit := 1024.0 // bytes of ru_maxrss
	if runtime.GOOS == "darwin" {
		unit = 1
	}
	cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return cost{cpu.Seconds(), wall.Seconds(), float64(usage.Maxrss) * unit / (1 << 20)}, nil
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndexByte(s, '\n')+1:]
}

// callChild runs this program again to do one thing, and reads what it says.
func callChild(out any, mode string, args ...string) (cost, error) {
	self, err := os.Executable()
	if err != nil {
		return cost{}, err
	}
	cmd := exec.Command(self, append([]string{childWord, mode}, args...)...)
	var stdout bytes.Buffer
	cmd.Stdout = &stdout
	c, err := measure(cmd)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(stdout.Bytes(), out)
}

// tools are the programs that are measured, built in a temporary folder.
type tools struct {
	root     string // of crampcheck's source
	dir      string // temporary, theirs
	analyzer string // crampcheck
	simulate string
	empty    string // a Go program that does nothing
	parse    string // the test binary of crampcheck/parse, for its benchmarks
	cache    bool   // crampcheck has a cache that can be switched off
}

// build builds the tools below dir.
func build(dir string) (t tools, err error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "crampcheck").Output()
	if err != nil {
		return t, fmt.Errorf("where is crampcheck's source? %w", err)
	}
	t = tools{
		root: strings.TrimSpace(string(out)), dir: dir,
		analyzer: filepath.Join(dir, "crampcheck"), simulate: filepath.Join(dir, "simulate"),
		empty: filepath.Join(dir, "empty"), parse: filepath.Join(dir, "parse.test"),
	}
	source := filepath.Join(dir, "empty.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() {}\n"), 0o644); err != nil {
		return t, err
	}
	for _, args := range [][]string{
		{"build", "-o", t.analyzer, "./cmd/crampcheck"},
		{"build", "-o", t.simulate, "./cmd/simulate"},
		{"build", "-o", t.empty, source},
		{"test", "-c", "-o", t.parse, "./parse"},
	} {
		cmd := exec.Command("go", args...)
		cmd.Dir = t.root
		if out, err := cmd.CombinedOutput(); err != nil {
			return t, fmt.Errorf("go %s: %w: %s", strings.Join(args, " "), err, out)
		}
	}
	help, err := exec.Command(t.analyzer, "analyze", "--help").CombinedOutput()
	if err != nil {
		return t, fmt.Errorf("crampcheck analyze --help: %w: %s", err, help)
	}
	t.cache = bytes.Contains(help, []byte("--no-cache"))
	return t, nil
}

// analyze is the call that is measured, on a folder or a file. The settings and
// the cache of whoever measures stay out of it.
func (t tools) analyze(path string, more ...string) *exec.Cmd {
	args := append([]string{"analyze", path, "--format", "json", "-q", "-o", filepath.Join(t.dir, "out.json")}, more...)
	return t.own(exec.Command(t.analyzer, args...))
}

// cached measures analyze, with its cache.
func (t tools) cached(path string, more ...string) (cost, error) {
	return measure(t.analyze(path, more...), someLeftOut)
}

// uncached measures analyze without the cache where there is one.
func (t tools) uncached(path string, more ...string) (cost, error) {
	if t.cache {
		more = append(more, "--no-cache")
	}
	return t.cached(path, more...)
}

// cacheDir is where the programs that are measured keep their cache.
func (t tools) cacheDir() string { return filepath.Join(t.dir, "cache") }

// own gives a program folders of its own instead of the user's.
func (t tools) own(cmd *exec.Cmd) *exec.Cmd {
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "CRAMPCHECK_") {
			cmd.Env = append(cmd.Env, e)
		}
	}
	cmd.Env = append(cmd.Env, "XDG_CACHE_HOME="+t.cacheDir(), "XDG_CONFIG_HOME="+filepath.Join(t.dir, "config"))
	return cmd
}
