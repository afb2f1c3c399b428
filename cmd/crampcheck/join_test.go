package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"crampcheck/analyze"
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

// season writes 72 simulated runs and the samples to one folder, with notes that
// fit in notes.csv and others with mistakes in odd.csv, and returns the folder
// and its recordings.
func season(t *testing.T) (dir string, files []string) {
	t.Helper()
	dir = t.TempDir()
	cmd := exec.CommandContext(t.Context(), "go", "run", "./cmd/simulate", "-o", dir, "-season", "mixed", "-runs", "72")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	notes, err := os.ReadFile(filepath.Join(dir, "notes.csv"))
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
			notes = append(notes, rows...)
			continue
		}
		write(t, filepath.Join(dir, e.Name()), data)
	}
	notes = append(notes, fuller...)
	write(t, filepath.Join(dir, "notes.csv"), notes)
	write(t, filepath.Join(dir, "odd.csv"), append(notes, odd...))
	names, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if ext := filepath.Ext(n.Name()); ext != ".csv" && ext != ".yaml" {
			files = append(files, filepath.Join(dir, n.Name()))
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
		var errs bytes.Buffer
		args := slices.Concat([]string{"analyze", "-o", file}, part, flags)
		status := run(world{args: args, err: &errs, getenv: noEnvironment})
		if status != exitOK && status != exitInput {
			t.Fatalf("exit status %d\n%s", status, &errs)
		}
		out = append(out, file)
	}
	return out
}

// TestJoinedShardsAreTheWhole analyses a season in four parts and compares what
// history makes of them with what it makes of the recordings, byte for byte.
func TestJoinedShardsAreTheWhole(t *testing.T) {
	dir, files := season(t)
	flags := func(notes string) []string { // the season is noted in the zone of its runner
		return []string{"--tz", "Europe/Zurich", "--notes", filepath.Join(dir, notes)}
	}
	for _, c := range []struct {
		name, notes string
		whole       []string
	}{
		{"a folder and its notes", "notes.csv", []string{dir}},
		{"files with notes that have mistakes", "odd.csv", files},
	} {
		parts := shards(t, 4, files, flags(c.notes)...)
		for _, format := range []string{"text", "json"} {
			t.Run(c.name+", as "+format, func(t *testing.T) {
				history := func(paths ...string) (out, errs string) {
					return ended(t, exitOK, slices.Concat([]string{"history", "--format", format}, paths, flags(c.notes))...)
				}
				want, wantErr := history(c.whole...)
				if len(want) < 3000 || format == "json" && !strings.Contains(want, `"cramp_runs": 12,`) {
					t.Fatalf("little to compare:\n%.3000s", want)
				}
				for _, order := range [][]int{{0, 1, 2, 3}, {3, 1, 0, 2}} {
					var paths []string
					for _, i := range order {
						paths = append(paths, parts[i])
					}
					if got, gotErr := history(paths...); got != want || gotErr != wantErr {
						t.Errorf("parts in the order %v: %s\n%s", order, firstDifference(got, want), firstDifference(gotErr, wantErr))
					}
				}
			})
		}
	}
	t.Run("some parts as lines, some as recordings, some as both", func(t *testing.T) {
		notes := flags("notes.csv")
		want, _ := ended(t, exitOK, slices.Concat([]string{"history", "--format", "json"}, files, notes)...)
		parts := shards(t, 2, files[:40], notes...)
		got, _ := ended(t, exitOK, slices.Concat([]string{"history", "--format", "json", parts[1], parts[0]}, files[30:], notes)...)
		if got != want {
			t.Error(firstDifference(got, want))
		}
	})
	t.Run("lines are the same at any number of jobs", func(t *testing.T) {
		var want string
		for _, jobs := range []string{"1", "2", "8"} {
			got, _ := ended(t, exitOK, "analyze", dir, "--notes", filepath.Join(dir, "odd.csv"), "--format", "jsonl", "--jobs", jobs)
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
	})
}

// TestJoinedRealRecordingsAreTheWhole does it with the recordings of real
// watches, damaged ones among them.
func TestJoinedRealRecordingsAreTheWhole(t *testing.T) {
	var files []string
	for _, pattern := range []string{"*.fit", "*.gpx", "*.tcx"} {
		found, err := filepath.Glob(filepath.Join(dataDir(t), pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) < 50 {
		t.Fatalf("only %d recordings", len(files))
	}
	slices.Sort(files)
	want, _ := ended(t, exitInput, append([]string{"history", "--format", "json"}, files...)...)
	if got, _ := ended(t, exitInput, append([]string{"history", "--format", "json"}, shards(t, 4, files)...)...); got != want {
		t.Error(firstDifference(got, want))
	}
}

// TestDamagedLinesCostOnlyThemselves changes a file of lines and wants the place,
// the words and what is left.
func TestDamagedLinesCostOnlyThemselves(t *testing.T) {
	names := []string{"2026-03-03-easy.fit.gz", "2026-03-05-jog.gpx", "2026-04-16-easy.fit"}
	var files []string
	for _, n := range names {
		files = append(files, filepath.Join(samplesDir, n))
	}
	good, _ := ended(t, exitOK, append([]string{"analyze", "--format", "jsonl"}, files...)...)
	lines := strings.SplitAfter(strings.TrimSuffix(good, "\n"), "\n")
	if len(lines) != 8 {
		t.Fatalf("%d lines", len(lines))
	}
	lines[7] += "\n"
	all := func(ls ...string) string { return strings.Join(ls, "") }
	with := func(i int, line string) string {
		return all(all(lines[:i]...), line, all(lines[i+1:]...))
	}
	for _, c := range []struct {
		name, data, at, says string
		status, runs         int
	}{
		{"nothing is wrong", good, "", "", exitOK, 3},
		{"two files in one", good + good, "", "", exitOK, 3},
		{"a line of a later version", with(4, lines[4]+`{"line":"weather","c":7}`+"\n"), "", "", exitOK, 3},
		{"other settings", strings.Replace(good, `"settings":"`, `"settings":"x`, 1), ":1: warning", "other settings", exitOK, 3},
		{"another version with other settings", strings.NewReplacer(`"settings":"`, `"settings":"x`, `"version":"`, `"version":"v9`).Replace(good), "", "", exitOK, 3},
		{"an empty file", "", ": error", "the file is empty", exitNothing, 0},
		{"a file of something else", "date,file\n", ":1: error", "not what crampcheck analyze", exitNothing, 0},
		{"no head", all(lines[1:]...), ":1: error", "begins with a line on crampcheck", exitNothing, 0},
		{"another schema", strings.Replace(good, `"schema_version":1`, `"schema_version":2`, 1), ":1: error", "schema 2, and this version reads schema 1", exitNothing, 0},
		{"cut in a line", good[:len(good)-len(lines[7])-20], ":7: error", "ends in the middle of a line", exitOK, 3},
		{"cut between lines", all(lines[:3]...), ":3: error", "ends too early", exitOK, 2},
		{"cut between lines, another file behind", all(lines[:3]...) + good, ":4: error", "ends too early", exitOK, 3},
		{"a line is missing", with(2, ""), ":7: error", "2 of 3 runs and 3 of 3 files stand above", exitOK, 2},
		{"the line of a file is missing", with(5, ""), ":7: error", "3 of 3 runs and 2 of 3 files", exitOK, 3},
		{"a line is no JSON", with(2, "{\"line\":\"run\"\n"), ":3: error", "no whole JSON object", exitOK, 2},
		{"a line is JSON of something else", with(2, "{\"a\":1}\n"), ":3: error", "none that crampcheck", exitOK, 2},
		{"a line is not UTF-8", with(2, strings.Replace(lines[2], `"title":`, "\"title\":\"\xff\",\"x\":", 1)), ":3: error", "not UTF-8", exitOK, 2},
		{"a line is too long", with(2, `{"line":"run","title":"`+strings.Repeat("a", maxLine)+"\"}\n"), ":3: error", "more than 16 MB", exitOK, 2},
		{"the last line is too long and cut", all(lines[:7]...) + strings.Repeat("a", maxLine+1), ":8: error", "in the middle of a line", exitOK, 3},
		{"an unknown rule", strings.ReplaceAll(good, `"rule":"pace/fade"`, `"rule":"pace/later"`), "", "", exitOK, 3},
		{"a finding without its numbers", strings.Replace(good, `"state":"clear"`, `"state":"fired"`, 1), ":2: error", "lacks a number", exitOK, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "a.jsonl")
			write(t, file, []byte(c.data))
			out, errs := ended(t, c.status, "history", "--format", "json", file)
			if got := strings.Count(out, `"splits_mile": [`); got != c.runs {
				t.Errorf("%d runs, want %d", got, c.runs)
			}
			if c.says == "" && errs != "" || !strings.Contains(errs, c.says) || c.at != "" && !strings.HasPrefix(errs, file+c.at) {
				t.Errorf("messages %q, want %q at %q", errs, c.says, c.at)
			}
			damaged := strings.Contains(out, `"file": "`+file+`"`)
			if want := strings.HasSuffix(c.at, "error"); damaged != want {
				t.Errorf("the file of lines is among the inputs: %v, want %v", damaged, want)
			}
			if _, quiet := ended(t, c.status, "history", "-q", file); c.status == exitOK && quiet != "" {
				t.Errorf("-q prints %q", quiet)
			}
		})
	}
}

// twins are a run in two files, of which the richer one has another name, and a
// note that names the poorer one alone.
func twins(t *testing.T) (rich, poor, notes string) {
	t.Helper()
	dir := t.TempDir()
	rich, poor, notes = filepath.Join(dir, "rich.fit"), filepath.Join(dir, "poor.gpx.gz"), filepath.Join(dir, "notes.csv")
	copyFile(t, filepath.Join(samplesDir, "2026-03-26-twice.fit"), rich)
	copyFile(t, filepath.Join(samplesDir, "2026-03-26-twice.gpx.gz"), poor)
	write(t, notes, []byte("date,file,at,what,where,severity,amount,note\n,poor,0:20:00,cramp,left calf,5,,\n"))
	return rich, poor, notes
}

// TestNotesOfATwinInOnePart wants the richer recording judged with the notes of
// the poorer, as everywhere.
func TestNotesOfATwinInOnePart(t *testing.T) {
	rich, poor, notes := twins(t)
	want, _ := ended(t, exitOK, "history", "--format", "json", poor, rich, "--notes", notes)
	if !strings.Contains(want, `"cramp_runs": 1`) || !strings.Contains(want, "the same run as "+rich) {
		t.Fatal("nothing to compare")
	}
	file := filepath.Join(t.TempDir(), "a.jsonl")
	ended(t, exitOK, "analyze", poor, rich, "--notes", notes, "-o", file)
	if got, _ := ended(t, exitOK, "history", "--format", "json", file); got != want {
		t.Error(firstDifference(got, want))
	}
	lines, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(lines), `{"line":"run"`); n != 3 || !strings.HasSuffix(string(lines), `"inputs":2,"runs":3}`+"\n") {
		t.Errorf("%d lines of runs, want 3: one is judged again", n)
	}
}

// TestLinesOfDaysEndWithTheSpan wants no note of a day after --until.
func TestLinesOfDaysEndWithTheSpan(t *testing.T) {
	notes := filepath.Join(t.TempDir(), "notes.csv")
	write(t, notes, []byte("date,file,at,what,where,severity,amount,note\n2026-03-06,,,massage,,,20 min,\n2026-03-20,,,massage,,,20 min,\n"))
	for until, want := range map[string]int{"2026-03-05": 0, "2026-03-06": 1, "2026-04-01": 2} {
		out, _ := ended(t, exitOK, "analyze", "--format", "jsonl", "--until", until, samplesDir, "--notes", notes)
		if n := strings.Count(out, `{"line":"day"`); n != want {
			t.Errorf("%d days until %s, want %d", n, until, want)
		}
	}
}

// leaving is an output whose reader has gone, and an input that says whether it
// was read.
type leaving struct{ read bool }

func (*leaving) Write([]byte) (int, error) { return 0, syscall.EPIPE }

func (l *leaving) Read([]byte) (int, error) {
	l.read = true
	return 0, io.EOF
}

// TestNothingIsReadForAReaderThatLeft wants the last recording left alone.
func TestNothingIsReadForAReaderThatLeft(t *testing.T) {
	for format, want := range map[string]bool{"json": true, "jsonl": false} {
		l := &leaving{}
		run(world{
			args: []string{"analyze", samplesDir, "-", "--jobs", "1", "--format", format}, in: l, out: l, err: io.Discard, getenv: noEnvironment,
		})
		if l.read != want {
			t.Errorf("%s: the last recording is read: %v, want %v", format, l.read, want)
		}
	}
}

// TestALongLineIsNotHeld reads a line much longer than may be.
func TestALongLineIsNotHeld(t *testing.T) {
	const length = 256 << 20
	r := bufio.NewReaderSize(io.MultiReader(io.LimitReader(zeros{}, length), strings.NewReader("\nnext\n")), 1<<16)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := readLine(r); !errors.Is(err, errLong) {
		t.Fatalf("error %v", err)
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 8*maxLine {
		t.Errorf("%d MB for a line of %d MB", took>>20, length>>20)
	}
	if line, err := readLine(r); string(line) != "next" || err != nil {
		t.Errorf("the line behind it is %q, %v", line, err)
	}
}

// zeros is a reader of letters without an end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}

// TestADuplicateKeepsItsOwnReason joins a recording that ends early with a whole
// one of the same run, in one part and in two.
func TestADuplicateKeepsItsOwnReason(t *testing.T) {
	rich, poor, _ := twins(t)
	f, err := os.Open(poor)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(unpacked)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(filepath.Dir(poor), "cut.gpx")
	write(t, cut, data[:len(data)-len(data)/200])
	want, _ := ended(t, exitOK, "history", "--format", "json", cut, rich)
	if !strings.Contains(want, "the same run as "+rich+" (truncated: ") {
		t.Fatal("nothing to compare")
	}
	for n := range 2 {
		if got, _ := ended(t, exitOK, append([]string{"history", "--format", "json"}, shards(t, n+1, []string{cut, rich})...)...); got != want {
			t.Errorf("%d parts: %s", n+1, firstDifference(got, want))
		}
	}
}

// TestNotesOfATwinInAnotherPart wants the recording kept that has the notes, and
// where both have some, a warning for those that are lost.
func TestNotesOfATwinInAnotherPart(t *testing.T) {
	rich, poor, notes := twins(t)
	for _, c := range []struct{ name, notes, same, warning string }{
		{"the richer one has none", ",poor,0:20:00,cramp,left calf,5,,\n", poor, ""},
		{"both have the same", "2026-03-26,,0:20:00,cramp,left calf,5,,\n", rich, ""},
		{"both have some", ",poor,0:20:00,drink,,,100 ml,\n,rich,0:21:00,cramp,left calf,5,,\n", rich, "notes.csv:2:7: warning: not used: the run is " + rich},
		{"the poorer one has a symptom more", ",poor,,symptom,,,,dizzy\n,rich,0:21:00,cramp,left calf,5,,\n", rich, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			write(t, notes, []byte("date,file,at,what,where,severity,amount,note\n"+c.notes))
			parts := shards(t, 2, []string{rich, poor}, "--notes", notes)
			out, errs := ended(t, exitOK, "history", "--format", "json", parts[1], parts[0])
			if !strings.Contains(out, "the same run as "+c.same) || !strings.Contains(out, `"cramp_runs": 1`) {
				t.Error("the wrong one is kept")
			}
			if !strings.Contains(errs, c.warning) || c.warning == "" && errs != "" {
				t.Errorf("messages %q, want %q", errs, c.warning)
			}
			if strings.Contains(c.notes, "dizzy") && !strings.Contains(out, "dizzy") {
				t.Error("the symptom is lost")
			}
		})
	}
}

// TestNotesOfADayWithTwoRunsInTwoParts wants a note that belongs to one of them
// taken from the other, or an error and a warning where that cannot be known.
func TestNotesOfADayWithTwoRunsInTwoParts(t *testing.T) {
	dir := t.TempDir()
	morning, evening, notes := filepath.Join(dir, "morning.gpx"), filepath.Join(dir, "evening.gpx"), filepath.Join(dir, "notes.csv")
	data, err := os.ReadFile(filepath.Join(samplesDir, "2026-03-05-jog.gpx"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, morning, data)
	later := regexp.MustCompile(`2026-03-06T\d\d:\d\d:\d\d`).ReplaceAllStringFunc(string(data), func(s string) string {
		at, err := time.Parse("2006-01-02T15:04:05", s)
		if err != nil {
			t.Fatal(err)
		}
		return at.Add(2 * time.Hour).Format("2006-01-02T15:04:05")
	})
	write(t, evening, []byte(later))
	whole := []string{"history", "--format", "json", evening, morning, "--notes", notes}
	start := runStart(t, morning)
	for _, c := range []struct {
		name, at, warning string
	}{
		{"a time of day that lies in one", start.Add(20 * time.Minute).Format("15:04"), ""},
		{"a time that fits both", "0:20:00", "all the same, which was read elsewhere"},
	} {
		t.Run(c.name, func(t *testing.T) {
			write(t, notes, []byte("date,file,at,what,where,severity,amount,note\n2026-03-05,,"+c.at+",cramp,left calf,5,,\n"))
			want, _ := ended(t, exitOK, whole...)
			parts := shards(t, 2, []string{morning, evening}, "--notes", notes)
			got, errs := ended(t, exitOK, "history", "--format", "json", parts[0], parts[1])
			if c.warning == "" && got != want {
				t.Error(firstDifference(got, want))
			}
			if lines, _ := ended(t, exitOK, "analyze", "--format", "jsonl", evening, morning, "--notes", notes); strings.Count(lines, `{"line":"run"`) != 2 {
				t.Error("a run whose note may be another's does not wait for the end")
			}
			if c.warning != "" && (!strings.Contains(errs, "2 runs on 2026-03-05") || strings.Count(errs, c.warning) != 2) {
				t.Errorf("messages %q", errs)
			}
		})
	}
}

// runStart is the local start of the run in a file.
func runStart(t *testing.T, file string) time.Time {
	t.Helper()
	rep := readAll(t, analyze.Options{}, file)
	if len(rep.Runs) != 1 {
		t.Fatalf("%d runs", len(rep.Runs))
	}
	return rep.Runs[0].Local
}
