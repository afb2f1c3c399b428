package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// built returns a name under which the test binary is the command.
func built(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "crampcheck")
	if err := os.Symlink(self, name); err != nil {
		t.Fatal(err)
	}
	return name
}

// called is how a call of the built command ended.
type called struct {
	status   int
	out, err []byte
	peakMB   float64
	took     time.Duration
}

// runBuilt runs the built command in dir, for a minute and a half at most.
func runBuilt(t *testing.T, program, dir string, args ...string) called {
	t.Helper()
	return runBuiltFor(t, 90*time.Second, program, dir, nil, args...)
}

// runBuiltFor runs the built command and wants it to end in time.
func runBuiltFor(t *testing.T, most time.Duration, program, dir string, in *os.File, args ...string) called {
	t.Helper()
	var c called
	var out, errs bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &errs
	cmd.Env = append(os.Environ(), "HOME=", "XDG_CACHE_HOME=", "XDG_CONFIG_HOME=")
	if in != nil {
		cmd.Stdin = in
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop, peak := make(chan bool), make(chan float64, 1)
	go func() { peak <- watchPeakMB(cmd.Process.Pid, stop) }()
	timer := time.AfterFunc(most, func() { _ = cmd.Process.Kill() })
	err := cmd.Wait()
	close(stop)
	c.peakMB = <-peak
	if !timer.Stop() {
		t.Errorf("crampcheck %s: not done after %s", strings.Join(args, " "), most)
	}
	if _, ok := err.(*exec.ExitError); err != nil && !ok {
		t.Fatal(err)
	}
	c.took, c.status, c.out, c.err = time.Since(began), cmd.ProcessState.ExitCode(), out.Bytes(), errs.Bytes()
	return c
}

// watchPeakMB looks at the peak of a process in memory until stop, 0 where the
// system does not tell. What the system says of a process that has ended begins
// with the memory of the one that started it, which here is the test.
func watchPeakMB(pid int, stop chan bool) (peakMB float64) {
	for {
		data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if _, rest, ok := strings.Cut(string(data), "VmHWM:"); err == nil && ok {
			kB, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			if err == nil {
				peakMB = kB / 1024
			}
		}
		select {
		case <-stop:
			return peakMB
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// folderFiles is how many files the folder has: ten thousand where
// CRAMPCHECK_FOLDER asks for them, as they take minutes on a busy machine, and
// else as many as take seconds.
func folderFiles(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv("CRAMPCHECK_FOLDER")); err == nil && n > 0 && !raceDetector {
		return n
	}
	if raceDetector {
		return 400
	}
	return 1000
}

// peakMost is what a call over ten thousand files may take at its peak.
const peakMost = 256 // MB

// TestAFolderOfThousandsLosesNothing writes a folder in which one file in twenty
// is damaged, and wants every sound one right, every other one named, and the
// same bytes for any number of workers and any order of the files.
func TestAFolderOfThousandsLosesNothing(t *testing.T) {
	n := folderFiles(t)
	files := plantFolder(n)
	dir, other := t.TempDir(), t.TempDir()
	writeFolder(t, filepath.Join(dir, "runs"), files, false)
	writeFolder(t, filepath.Join(other, "runs"), files, true)
	program := built(t)
	one := runBuilt(t, program, dir, "analyze", "runs", "--no-cache", "--jobs", "1", "-f", "json", "-q")
	checkFolder(t, files, one)
	var text called // of the first call that prints it
	for _, c := range []struct {
		name string
		dir  string
		args []string
		want *called
	}{
		{"eight workers", dir, []string{"--jobs", "8", "-f", "json"}, &one},
		{"another order in the folder", other, []string{"--jobs", "2", "-f", "json"}, &one},
		{"text, one worker", dir, []string{"--jobs", "1"}, &text},
		{"text, eight workers", dir, []string{"--jobs", "8"}, &text},
	} {
		got := runBuilt(t, program, c.dir, append([]string{"analyze", "runs", "--no-cache", "-q"}, c.args...)...)
		if got.status != exitInput {
			t.Errorf("%s: exit status %d, want %d\n%s", c.name, got.status, exitInput, got.err)
		}
		if c.want.out == nil {
			*c.want = got
		}
		if !bytes.Equal(got.out, c.want.out) {
			t.Errorf("%s: another output than of one worker", c.name)
		}
		t.Logf("%d files, %s: %.0f MB, %.1f s", n, c.name, got.peakMB, got.took.Seconds())
		if runtime.GOOS == "linux" && !raceDetector && got.peakMB > peakMost {
			t.Errorf("%s: %.0f MB at the peak, want at most %d", c.name, got.peakMB, peakMost)
		}
	}
	t.Logf("%d files, JSON, one worker: %.0f MB, %.1f s", n, one.peakMB, one.took.Seconds())
	if runtime.GOOS == "linux" && !raceDetector && one.peakMB > peakMost {
		t.Errorf("%.0f MB at the peak, want at most %d", one.peakMB, peakMost)
	}
}

// checkFolder compares a document with what is true of the files.
func checkFolder(t *testing.T, files []planted, got called) {
	t.Helper()
	if got.status != exitInput {
		t.Errorf("exit status %d, want %d\n%s", got.status, exitInput, got.err)
	}
	var doc struct {
		Inputs []struct{ File, Status, Reason, Detail string }
		Runs   []struct {
			File      string
			Start     time.Time `json:"start_utc"`
			DistanceM float64   `json:"distance_m"`
			ElapsedS  float64   `json:"elapsed_s"`
		}
	}
	if err := json.Unmarshal(got.out, &doc); err != nil {
		t.Fatal(err)
	}
	inputs, runs := map[string]int{}, map[string]int{}
	counts := map[string]int{}
	for i, in := range doc.Inputs {
		inputs[in.File] = i
		counts[in.Status]++
	}
	for i, r := range doc.Runs {
		runs[r.File] = i
	}
	sum := 0
	for _, status := range []string{"ok", "warned", "partial", "duplicate", "skipped"} {
		sum += counts[status]
	}
	if sum != len(files) || len(doc.Inputs) != len(files) || len(inputs) != len(files) {
		t.Errorf("%d inputs, %v, want %d", len(doc.Inputs), counts, len(files))
	}
	wrong := 0
	bad := func(p planted, format string, args ...any) {
		if wrong++; wrong <= 20 {
			t.Errorf("%s: %s", p.name, fmt.Sprintf(format, args...))
		}
	}
	for _, p := range files {
		i, ok := inputs["runs/"+p.name]
		if !ok {
			bad(p, "is not named")
			continue
		}
		in := doc.Inputs[i]
		if in.Status != p.status || in.Reason != p.reason || p.reason != "" && in.Detail == "" {
			bad(p, "%s %q (%s), want %s %q", in.Status, in.Reason, in.Detail, p.status, p.reason)
		}
		k, ran := runs["runs/"+p.name]
		switch {
		case p.status == "skipped" && ran:
			bad(p, "skipped, and yet among the runs")
		case p.status == "skipped":
		case !ran:
			bad(p, "not among the runs")
		case p.status == "partial":
			if r := doc.Runs[k]; !r.Start.Equal(p.start) || r.ElapsedS < p.elapsedS/5 || r.ElapsedS > p.elapsedS {
				bad(p, "what came before the cut: %s, %.1f s of %.1f", r.Start, r.ElapsedS, p.elapsedS)
			}
		default:
			r := doc.Runs[k]
			if math.Abs(r.DistanceM-p.meters) > 0.01*p.meters || math.Abs(r.ElapsedS-p.elapsedS) > 0.5 || !r.Start.Equal(p.start) {
				bad(p, "%s, %.1f m, %.1f s, want %s, %.1f m, %.1f s", r.Start, r.DistanceM, r.ElapsedS, p.start, p.meters, p.elapsedS)
			}
		}
	}
	if wrong > 20 {
		t.Errorf("and %d more", wrong-20)
	}
}
