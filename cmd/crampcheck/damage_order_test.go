package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// folders writes every trial into a folder of its own below dir and returns the
// folders in order.
func folders(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	for i, c := range damaged() {
		if c.big {
			continue
		}
		d := filepath.Join(dir, fmt.Sprintf("%03d", i))
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
		c.write(t, d)
		out = append(out, d)
	}
	return out
}

// byFile are the elements of a document's runs and inputs by their files, each as
// it is written.
func byFile(t *testing.T, out []byte) map[string]string {
	t.Helper()
	var doc struct {
		Runs, Inputs []json.RawMessage
		Notes        []json.RawMessage `json:"notes_errors"`
	}
	if err := json.Unmarshal(out, &doc); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for what, list := range map[string][]json.RawMessage{"run": doc.Runs, "input": doc.Inputs, "note": doc.Notes} {
		for _, raw := range list {
			var id struct {
				File, Place, Text string
				Index             int
			}
			if err := json.Unmarshal(raw, &id); err != nil {
				t.Fatal(err)
			}
			all[fmt.Sprintf("%s %s%s %d %s", what, id.File, id.Place, id.Index, id.Text)] = string(raw)
		}
	}
	return all
}

// Every input gives the same result wherever it stands among the others and
// however many are read at once: nothing leaks from one into the next.
func TestOrderAndJobsChangeNoResult(t *testing.T) {
	if raceDetector {
		t.Skip("it takes too long under the race detector; that runs the cases one by one")
	}
	all := folders(t, t.TempDir())
	rng := rand.New(rand.NewPCG(7, 54))
	var want map[string]string
	for _, jobs := range []string{"1", "8", "2"} {
		rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		s := callMain(append([]string{"analyze", "--format", "json", "--no-cache", "--jobs", jobs}, all...)...)
		got := byFile(t, s.out)
		if s.status != exitInput || len(got) < 2*len(all) {
			t.Fatalf("exit status %d, %d elements for %d folders", s.status, len(got), len(all))
		}
		if want == nil {
			want = got
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(want)) {
			if got[key] != want[key] {
				t.Errorf("%s differs in another order with %s jobs: %s", key, jobs, firstDifference(got[key], want[key]))
			}
		}
		if len(got) != len(want) {
			t.Errorf("%d elements in another order, want %d", len(got), len(want))
		}
	}
}

// A folder of all trials gives the same bytes in every format whatever the
// machine's zone, language, width, terminal and processors, and no byte of it acts
// where it is shown.
func TestSurroundingsChangeNoByte(t *testing.T) {
	if raceDetector {
		t.Skip("it starts other programs, which the race detector does not see")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "crampcheck") // under this name the test binary is the command
	if err := os.Symlink(self, name); err != nil {
		t.Skip("no links here: ", err)
	}
	root := filepath.Join(dir, "all")
	if err := os.Mkdir(root, 0o700); err != nil {
		t.Fatal(err)
	}
	folders(t, root)
	var never, markup []string
	for _, c := range damaged() {
		never, markup = append(never, c.never...), append(markup, c.markup...)
	}
	slices.Sort(never)
	slices.Sort(markup)
	never, markup = append(slices.Compact(never), dirSecrets()...), slices.Compact(markup)
	surroundings := [][]string{
		{"TZ=UTC", "LANG=C", "COLUMNS=40", "TERM=dumb", "GOMAXPROCS=1"},
		{"TZ=Pacific/Kiritimati", "LANG=zh_CN.UTF-8", "LC_ALL=zh_CN.UTF-8", "COLUMNS=300", "TERM=xterm-256color", "GOMAXPROCS=4", "RUNEWIDTH_EASTASIAN=1"},
	}
	for _, format := range []string{"json", "md", "html", "csv", "text", "junit", "github"} {
		args := []string{"analyze", "all", "--format", format, "--no-cache", "--sport", "all", "-v"}
		if format == "junit" || format == "github" {
			args = []string{"check", "all", "--format", format, "--no-cache", "--fail-on", "notice"}
		}
		var first said
		for i, env := range surroundings {
			s := execIn(t, dir, env, name, args...)
			if i == 0 {
				first = s
				lookThrough(t, format, s.out, slices.DeleteFunc(slices.Clone(never), func(s string) bool { return s == `\u001b` && format != "json" }))
				lookThrough(t, format+" messages", s.err, never)
				if len(s.out) < 1000 {
					t.Errorf("%s: only %d bytes: %s", format, len(s.out), s.err)
				}
				continue
			}
			if string(s.out) != string(first.out) || s.status != first.status {
				t.Errorf("%s differs: exit status %d and %d, %s", format, s.status, first.status, firstDifference(string(s.out), string(first.out)))
			}
		}
		switch format {
		case "json":
			lookThroughStrings(t, first.out, never)
		case "csv":
			lookThroughCells(t, first.out)
		case "md", "html":
			for _, m := range markup {
				if i := unescaped(first.out, m); i >= 0 {
					t.Errorf("%s holds %q, where it acts: %q", format, m, excerpt(first.out, i))
				}
			}
		}
	}
}

// execIn runs the command in dir with nothing but env around it.
func execIn(t *testing.T, dir string, env []string, name string, args ...string) said {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir, cmd.Env = dir, env
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	status := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		status = exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	return said{[]byte(out.String()), []byte(errs.String()), status}
}
