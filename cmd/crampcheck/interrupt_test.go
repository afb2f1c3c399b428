package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestInterruptedIs130 interrupts a run that waits for standard input.
func TestInterruptedIs130(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "crampcheck") // under this name the test binary is the command
	if err := os.Symlink(self, name); err != nil {
		t.Skip("no links here: ", err)
	}
	dir := t.TempDir()
	for _, patience := range []time.Duration{300 * time.Millisecond, time.Second, 3 * time.Second, 10 * time.Second} {
		code := interrupted(t, name, filepath.Join(dir, "runs.jsonl"), patience)
		if code == exitInterrupted {
			if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
				t.Errorf("an output that had begun leaves %v, %v", left, err)
			}
			return
		}
		if code >= 0 {
			t.Fatalf("interrupted: exit status %d, want %d", code, exitInterrupted)
		} // below 0 the signal came before the program stood: give it longer
	}
	t.Fatal("the interrupt ends the program before it can answer")
}

// interrupted starts a run that waits for standard input and has begun its
// output, interrupts it after a while and returns its exit status, below 0 where the signal itself ended it.
func interrupted(t *testing.T, name, output string, patience time.Duration) int {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, "analyze", "-", "-o", output)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(patience)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err = cmd.Wait()
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		t.Fatalf("interrupted: %v", err)
	}
	return exit.ExitCode()
}
