package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"crampcheck/parse"
)

// mainJob and allTests are the two commands that the README must show and CI
// must run, to the letter.
const (
	mainJob  = "go run ./cmd/crampcheck analyze testdata/samples"
	allTests = "go test -timeout 30m ./..."
)

// nested is set for the commands that this test runs: a test among them must
// not run the README again.
const nested = "CRAMPCHECK_TEST_OF_README"

// readmeBlocks returns the lines of the README's code blocks of a language.
func readmeBlocks(t *testing.T, language string) []string {
	t.Helper()
	data, err := os.ReadFile(root + "/README.md")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	inside, mine := false, false
	for line := range strings.SplitSeq(string(data), "\n") {
		switch {
		case strings.HasPrefix(line, "```") && !inside:
			inside, mine = true, line == "```"+language
			if line == "```" {
				t.Error("a code block of the README names no language")
			}
		case strings.HasPrefix(line, "```"):
			inside = false
		case inside && mine && strings.TrimSpace(line) != "":
			out = append(out, line)
		}
	}
	return out
}

// TestReadmeCommandsWork runs the commands of the README, in its order, in a
// copy of the project.
func TestReadmeCommandsWork(t *testing.T) {
	if raceDetector {
		t.Skip("the run without the race detector does it: what it starts is other programs, or one thing after the other")
	}
	if os.Getenv(nested) != "" {
		t.Skip("run by the README's own commands")
	}
	commands := readmeBlocks(t, "sh")
	if len(commands) < 2 {
		t.Fatalf("only %d commands in the README", len(commands))
	}
	dir := t.TempDir()
	if err := copyProject(dir); err != nil {
		t.Fatal(err)
	}
	var output string
	for _, command := range commands {
		if strings.HasPrefix(command, "go test") {
			continue // it is what runs this test
		}
		out, err := inShell(t, dir, command)
		if err != nil {
			t.Errorf("%s: %v\n%s", command, err, out)
		}
		if command == mainJob {
			output = out
		}
	}
	shown := readmeBlocks(t, "text")
	if len(shown) < 10 {
		t.Fatalf("only %d lines of output in the README", len(shown))
	}
	printed := strings.Split(output, "\n")
	for _, line := range shown {
		if line != "…" && !slices.Contains(printed, strings.ReplaceAll(line, "\u00a0", " ")) {
			t.Errorf("the README shows a line that the command does not print: %s", line)
		}
	}
}

// inShell runs a command as the README's reader would, with Go's bin folder on
// the PATH, and returns what it prints, with plain blanks.
func inShell(t *testing.T, dir, command string, settings ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", command)
	cmd.Dir = dir
	bin := filepath.Join(dir, "bin")
	for _, setting := range os.Environ() {
		if !strings.HasPrefix(setting, "CRAMPCHECK_") {
			cmd.Env = append(cmd.Env, setting)
		}
	}
	cmd.Env = append(cmd.Env, nested+"=1", "GOFLAGS=-mod=readonly", "GOBIN="+bin,
		"XDG_CACHE_HOME="+filepath.Join(dir, ".cache"), "GOCACHE="+goCache(t), // a cache of ours, and Go's own
		"PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	cmd.Env = append(cmd.Env, settings...)
	var b bytes.Buffer
	cmd.Stdout, cmd.Stderr = &b, &b
	err := cmd.Run()
	return strings.ReplaceAll(b.String(), "\u00a0", " "), err
}

// goCache is where Go keeps what it built.
func goCache(t *testing.T) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// copyProject copies what the commands need: the project without what begins
// with a dot.
func copyProject(dir string) error {
	for _, name := range topLevel {
		from, to := filepath.Join(root, name), filepath.Join(dir, name)
		info, err := os.Stat(from)
		switch {
		case err != nil:
			return err
		case info.IsDir():
			err = os.CopyFS(to, os.DirFS(from))
		default:
			var data []byte
			if data, err = os.ReadFile(from); err == nil {
				err = os.WriteFile(to, data, 0o600)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// TestReadmeAndCIRunTheSame wants the two commands to the letter in both.
func TestReadmeAndCIRunTheSame(t *testing.T) {
	commands := readmeBlocks(t, "sh")
	ci, err := os.ReadFile(root + "/.ci/run")
	if err != nil {
		t.Fatal(err)
	}
	steps := strings.Split(string(ci), "\n")
	for _, want := range []string{mainJob, allTests} {
		if !slices.Contains(commands, want) {
			t.Errorf("the README does not show %q", want)
		}
		if !slices.Contains(steps, want) {
			t.Errorf(".ci/run does not run %q", want)
		}
	}
}

// TestReadmeNotesAreUnderstood reads the notes that the README shows as an
// example.
func TestReadmeNotesAreUnderstood(t *testing.T) {
	rows := readmeBlocks(t, "csv")
	if len(rows) != 6 {
		t.Fatalf("%d rows of notes in the README, want 6", len(rows))
	}
	dir := t.TempDir()
	data, err := os.ReadFile(samplesDir + "/2026-04-26-marathon.fit.gz")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"marathon.fit.gz": data,
		"notes.csv":       []byte(strings.Join(rows, "\n")),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out, errs bytes.Buffer
	status := run(world{args: []string{"analyze", dir, "--strict"}, out: &out, err: &errs, getenv: func(string) string { return "" }})
	if status != exitOK || errs.Len() > 0 || !strings.Contains(out.String(), "cramp left calf 8/10") {
		t.Errorf("exit status %d\n%s%s", status, &errs, &out)
	}
}

// TestReadmeShowsWhatCheckPrints compares the output of check that the README
// shows, and reads its file of expectations, which the samples meet.
func TestReadmeShowsWhatCheckPrints(t *testing.T) {
	call := func(args ...string) (int, string) {
		var out, errs bytes.Buffer
		status := run(world{args: args, out: &out, err: &errs, getenv: func(string) string { return "" }})
		return status, out.String() + errs.String()
	}
	status, out := call("check", samplesDir)
	shown := readmeBlocks(t, "output")
	if status != exitFailed || len(shown) != 4 {
		t.Fatalf("exit status %d, %d lines shown\n%s", status, len(shown), out)
	}
	for _, line := range shown {
		if line != "…" && !slices.Contains(strings.Split(out, "\n"), line) {
			t.Errorf("the README shows a line that check does not print: %s", line)
		}
	}
	file := filepath.Join(t.TempDir(), "expect.yaml")
	if err := os.WriteFile(file, []byte(strings.Join(readmeBlocks(t, "yml"), "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, out := call("check", samplesDir, "--expect", file); status != exitOK || !strings.Contains(out, "expect.yaml: 2 entries as expected") {
		t.Errorf("exit status %d\n%s", status, out)
	}
}

// TestReadmeExamplesOfFilesAreRead reads the notes and the settings that the
// README shows.
func TestReadmeExamplesOfFilesAreRead(t *testing.T) {
	notes := strings.Join(readmeBlocks(t, "csv"), "\n")
	if j := parse.ReadNotesCSV([]byte(notes), "notes.csv"); len(j.Entries) < 5 || len(j.Errors) > 0 {
		t.Errorf("%d notes, %v", len(j.Entries), j.Errors)
	}
	settings := strings.Join(readmeBlocks(t, "yaml"), "\n")
	c, errs := parse.ReadConfig([]byte(settings), ".crampcheck.yaml")
	if len(errs) > 0 || len(c.Races) != 1 || c.MassKG != 68 || len(limitErrors(c, "")) > 0 {
		t.Errorf("%+v, %v", c, errs)
	}
}
