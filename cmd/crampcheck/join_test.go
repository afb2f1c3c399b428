package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// fuller are notes beside those of the seasons: drinks, sodium, cramps, what
// names a run by its date alone, and rest days.
const fuller = `2018-01-01,,0:20:00,drink,,,200 ml,water
2018-01-02,2018-01-02,before,warmup,,,10 min,easy
2018-01-04,,0:25:00,cramp,left calf,6,90 s,
2018-01-05,2018-01-05,0:30:00,cramp,right hamstring,4,,
2018-01-08,,0:35:00,drink,,,150 ml,sports drink
2018-01-13,2018-01-13,0:31:00,cramp,left calf,7,,
2018-01-17,,0:29:00,cramp,quad,3,,
2018-01-22,2018-01-22,after,cramp,left calf,3,,
2018-01-26,,0:33:00,cramp,left calf,5,,
2018-01-26,,before,sodium,,,300 mg,
2018-01-30,,,massage,,,20 min,
2018-01-30,,,soreness,,,6,
2018-02-04,,0:22:00,cramp,left calf,4,,
2018-02-05,,,soreness,,,3,
2018-02-22,,0:27:00,cramp?,left calf,,,
2018-03-05,,,symptom,,,,calf swollen on the left
2018-03-21,,0:20:00,cramp,left calf,5,,
`

// odd are notes with mistakes, and notes about runs that are not there.
const odd = `2018-01-01,,9:99,drink,,,200 ml,
2018-01-02,,0:20:00,drnk,,,200 ml,
2018-01-05,,23:10,drink,,,100 ml,
2019-01-01,,0:20:00,cramp,left calf,5,,
2018-01-05,nobody.fit,0:20:00,cramp,left calf,5,,
`

// season writes 72 simulated runs and the samples to one folder, with notes, and
// returns the folder and its recordings.
func season(t *testing.T, notes string) (dir string, files []string) {
	t.Helper()
	dir = t.TempDir()
	cmd := exec.CommandContext(t.Context(), "go", "run", "./cmd/simulate", "-o", dir, "-season", "mixed", "-runs", "72")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	all, err := os.ReadFile(filepath.Join(dir, "notes.csv"))
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(samplesDir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(samplesDir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if e.Name() == "notes.csv" {
			_, rows, _ := strings.Cut(string(data), "\n")
			all = append(all, rows...)
			continue
		}
		write(t, filepath.Join(dir, e.Name()), data)
	}
	write(t, filepath.Join(dir, "notes.csv"), append(all, notes...))
	names, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if name := n.Name(); name != "notes.csv" && !strings.HasSuffix(name, ".yaml") {
			files = append(files, filepath.Join(dir, name))
		}
	}
	if len(files) != 90 {
		t.Fatalf("%d recordings", len(files))
	}
	return dir, files
}

func write(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// ended runs the command and returns its output and messages.
func ended(t *testing.T, want int, args ...string) (out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	if status := run(world{args: args, out: &o, err: &e, getenv: noEnvironment}); status != want {
		t.Fatalf("%.200q: exit status %d, want %d\n%s", args, status, want, &e)
	}
	return o.String(), e.String()
}

// shards analyses the recordings in n parts, each apart, and returns the files of
// lines. Neighbours go to different parts.
func shards(t *testing.T, n int, files []string, flags ...string) []string {
	t.Helper()
	dir := t.TempDir()
	var out []string
	for i := range n {
		var part []string
		for k := i; k < len(files); k += n {
			part = append(part, files[k])
		}
		file := filepath.Join(dir, fmt.Sprintf("%d.jsonl", i))
		ended(t, exitOK, slices.Concat([]string{"analyze", "-o", file}, part, flags)...)
		out = append(out, file)
	}
	return out
}

// TestJoinedShardsAreTheWhole analyses a season in four parts and compares what
// history makes of them with what it makes of the recordings, byte for byte.
func TestJoinedShardsAreTheWhole(t *testing.T) {
	for _, c := range []struct {
		name, notes string
		asFolder    bool // the whole is read as a folder, whose notes must all fit
	}{
		{"a season with notes that fit", fuller, true},
		{"a season with notes that have mistakes", fuller + odd, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, files := season(t, c.notes)
			zone := []string{"--tz", "Europe/Zurich"} // where the season is noted
			notes := append([]string{"--notes", filepath.Join(dir, "notes.csv")}, zone...)
			whole := append(slices.Clone(files), notes...)
			if c.asFolder {
				whole = append([]string{dir}, zone...)
			}
			parts := shards(t, 4, files, notes...)
			for _, format := range []string{"text", "json"} {
				want, wantErr := ended(t, exitOK, append([]string{"history", "--format", format}, whole...)...)
				if len(want) < 1000 || !strings.Contains(want, "13") {
					t.Fatalf("little to compare:\n%s", want)
				}
				for _, order := range [][]int{{0, 1, 2, 3}, {3, 1, 0, 2}} {
					args := append([]string{"history", "--format", format}, zone...)
					for _, i := range order {
						args = append(args, parts[i])
					}
					got, gotErr := ended(t, exitOK, args...)
					if got != want || gotErr != wantErr {
						t.Errorf("%s, parts in the order %v: %s\n%s", format, order, firstDifference(got, want), firstDifference(gotErr, wantErr))
					}
				}
			}
		})
	}
}

// TestShardsAndRecordingsMix joins a file of lines with recordings.
func TestShardsAndRecordingsMix(t *testing.T) {
	dir, files := season(t, fuller)
	notes := []string{"--notes", filepath.Join(dir, "notes.csv")}
	want, _ := ended(t, exitOK, append([]string{"history", "--format", "json"}, append(slices.Clone(files), notes...)...)...)
	parts := shards(t, 2, files[:40], notes...)
	args := append([]string{"history", "--format", "json", parts[1], parts[0]}, files[30:]...) // ten of them twice
	if got, _ := ended(t, exitOK, append(args, notes...)...); got != want {
		t.Error(firstDifference(got, want))
	}
}

// TestLinesAreTheSameAtAnyNumberOfJobs compares the bytes.
func TestLinesAreTheSameAtAnyNumberOfJobs(t *testing.T) {
	dir, _ := season(t, fuller+odd)
	var want string
	for _, jobs := range []string{"1", "2", "8"} {
		got, _ := ended(t, exitOK, "analyze", dir, "--format", "jsonl", "--jobs", jobs)
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("at %s jobs: %s", jobs, firstDifference(got, want))
		}
	}
	if n := strings.Count(want, `{"line":"run"`); n != 90 {
		t.Errorf("%d lines of runs, want 90", n)
	}
}
