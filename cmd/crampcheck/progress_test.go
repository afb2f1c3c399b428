package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// slowClock is a clock that goes on by step at every look.
func slowClock(step time.Duration) func() time.Time {
	var mu sync.Mutex
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(step)
		return now
	}
}

// screen is what a terminal of one line shows after output, and the widest that
// it ever showed.
func screen(output string, columns int) (shows string, widest int) {
	line := bytes.Repeat([]byte(" "), columns+1)
	at := 0
	for _, c := range []byte(output) {
		if c == '\r' {
			at = 0
			continue
		}
		line[min(at, columns)] = c
		at++
		widest = max(widest, at)
	}
	return strings.TrimRight(string(line), " "), widest
}

func TestProgressIsOneLineThatIsWiped(t *testing.T) {
	for _, columns := range []int{200, 80, 20, 12, 1} {
		var out bytes.Buffer
		p := &progress{out: &out, now: slowClock(time.Second), columns: columns}
		p.expect(1000)
		for range 1000 {
			p.step()
		}
		if strings.Contains(out.String(), "\n") {
			t.Errorf("%d columns: more than one line", columns)
		}
		want := "reading: 1000 of 1000 recordings"
		want = strings.TrimRight(want[:min(len(want), columns-1)], " ")
		if shows, widest := screen(out.String(), columns); shows != want || widest >= columns {
			t.Errorf("%d columns: shows %q, want %q; widest %d", columns, shows, want, widest)
		}
		p.wipe()
		if shows, _ := screen(out.String(), columns); shows != "" {
			t.Errorf("%d columns: after wiping %q still stands there", columns, shows)
		}
		if columns > 1 && !strings.HasSuffix(out.String(), "\r") {
			t.Errorf("%d columns: what comes next does not begin the line", columns)
		}
	}
}

func TestProgressWaitsAndDoesNotFlicker(t *testing.T) {
	for _, c := range []struct {
		name  string
		every time.Duration // between two recordings
		n     int
		want  int // lines drawn
	}{
		{"a batch shorter than 400 ms shows none", 10 * time.Millisecond, 39, 0},
		{"the first line comes after 400 ms", 10 * time.Millisecond, 40, 1},
		{"ten lines a second at most", 10 * time.Millisecond, 100, 7},
		{"slow recordings each show", time.Second, 5, 5},
	} {
		var out bytes.Buffer
		now := slowClock(c.every)
		p := &progress{out: &out, now: now, columns: 80, begun: now()}
		for range c.n {
			p.step()
		}
		if got := strings.Count(out.String(), "reading"); got != c.want {
			t.Errorf("%s: %d lines, want %d", c.name, got, c.want)
		}
	}
}

func TestProgressIsShownOnlyWhereSomebodySeesIt(t *testing.T) {
	for _, c := range []struct {
		name     string
		terminal bool
		quiet    bool
		env      string
		want     bool
	}{
		{"on a terminal", true, false, "", true},
		{"not in a pipe", false, false, "", false},
		{"not under -q", true, true, "", false},
		{"not in CI", true, false, "CI=true", false},
		{"CI=false is no CI", true, false, "CI=false", true},
		{"not on a dumb terminal", true, false, "TERM=dumb", false},
		{"on a terminal of a name", true, false, "TERM=xterm", true},
	} {
		w := world{errTerminal: c.terminal, now: time.Now, getenv: func(name string) string {
			key, value, _ := strings.Cut(c.env, "=")
			if key == name {
				return value
			}
			return ""
		}}
		if got := newProgress(w, c.quiet) != nil; got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestProgressChangesNothingElse reads a long batch with a clock that makes every
// recording seem slow, and without a terminal.
func TestProgressChangesNothingElse(t *testing.T) {
	dir := t.TempDir()
	for i := range 60 {
		gpx := fmt.Sprintf(`<gpx version="1.1" creator="hand"><trk><name>Run %d</name><type>running</type><trkseg>
<trkpt lat="40.8" lon="-119.2"><time>2026-05-01T15:%02d:00Z</time></trkpt>
<trkpt lat="40.801" lon="-119.2"><time>2026-05-01T15:%02d:40Z</time></trkpt></trkseg></trk></gpx>`, i, i, i)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%02d.gpx", i)), []byte(gpx), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "bad.fit"), []byte("noise"), 0o600); err != nil {
		t.Fatal(err)
	}
	analyze := func(w world) (out, errs string) {
		var o, e bytes.Buffer
		w.args, w.out, w.err, w.getenv = []string{"analyze", dir, "--jobs", "8", "--max-time", "1h"}, &o, &e, noEnvironment
		if status := run(w); status != exitInput {
			t.Fatalf("exit status %d\n%s", status, &e)
		}
		return o.String(), e.String()
	}
	wantOut, wantErr := analyze(world{errColumns: 40})
	out, errs := analyze(world{errTerminal: true, errColumns: 40, now: slowClock(time.Second)})
	if out != wantOut {
		t.Error("the output differs")
	}
	drawn, messages, found := strings.Cut(errs, "crampcheck: ")
	if !found || !strings.Contains(drawn, "reading: 61 of 61 recordings") || "crampcheck: "+messages != wantErr {
		t.Errorf("standard error is %q, want progress and %q", errs, wantErr)
	}
	if shows, _ := screen(drawn, 40); shows != "" {
		t.Errorf("%q still stands there when the messages come", shows)
	}
	if _, errs := analyze(world{errTerminal: true, errColumns: 40, now: slowClock(0)}); errs != wantErr {
		t.Errorf("a batch that takes no time writes %q, want %q", errs, wantErr)
	}
}

// TestFilesAreListedOnceOnATerminal wants the list of what could not be used
// beside the report, but not twice below each other.
func TestFilesAreListedOnceOnATerminal(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "bad.fit"), []byte("noise"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		w    world
		args []string
		want int // how often the file is named
	}{
		{"both streams on the terminal", world{outTerminal: true, errTerminal: true}, nil, 1},
		{"the report in a pipe", world{errTerminal: true}, nil, 2},
		{"the messages in a file", world{outTerminal: true}, nil, 2},
		{"JSON on the terminal", world{outTerminal: true, errTerminal: true}, []string{"--format", "json"}, 2},
		{"quiet", world{}, []string{"-q"}, 1},
	} {
		var out, errs bytes.Buffer
		c.w.args, c.w.out, c.w.err, c.w.getenv = append([]string{"analyze", dir}, c.args...), &out, &errs, noEnvironment
		run(c.w)
		all := strings.ReplaceAll(out.String()+errs.String(), "\n", " ")
		if got := strings.Count(all, "bad.fit"); got != c.want {
			t.Errorf("%s: the file is named %d times, want %d:\n%s%s", c.name, got, c.want, &out, &errs)
		}
	}
}

// TestAReportOnRunsLeavesTheListToTheMessages wants what could not be read named
// on a terminal too, where a report on single runs lists no files.
func TestAReportOnRunsLeavesTheListToTheMessages(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.fit")
	if err := os.WriteFile(bad, []byte("noise"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	run(world{args: []string{"report", bad}, out: &out, err: &errs, outTerminal: true, errTerminal: true, getenv: noEnvironment})
	if !strings.Contains(errs.String(), "bad.fit") {
		t.Errorf("the file is not named:\n%s%s", &out, &errs)
	}
}

func TestACommandWithoutFormatsListsNothing(t *testing.T) {
	if (settings{output: "-"}).listed(world{outTerminal: true, errTerminal: true}) {
		t.Error("a command that prints no report is said to have listed the files")
	}
}
