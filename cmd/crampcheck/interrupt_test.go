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
	cmd := exec.CommandContext(t.Context(), name, "analyze", "-")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	for { // until the handler stands and hears it
		select {
		case err := <-done:
			exit, ok := errors.AsType[*exec.ExitError](err)
			if !ok || exit.ExitCode() != exitInterrupted {
				t.Fatalf("interrupted: %v, want exit status %d", err, exitInterrupted)
			}
			return
		case <-time.After(300 * time.Millisecond):
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				t.Log(err)
			}
		}
	}
}
