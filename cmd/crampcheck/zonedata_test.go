package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestZonesOfTheMachineDoNotCount runs the command on a machine whose data take
// Los Angeles for Tokyo.
func TestZonesOfTheMachineDoNotCount(t *testing.T) {
	data, err := zip.OpenReader("../../analyze/zoneinfo.zip")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = data.Close() }()
	f, err := data.Open("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	tokyo, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	wrong := t.TempDir()
	if err := os.Mkdir(filepath.Join(wrong, "America"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(wrong, "America", "Los_Angeles"), tokyo, 0o644); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "crampcheck") // under this name the test binary is the command
	if err := os.Symlink(self, name); err != nil {
		t.Skip("no links here: ", err)
	}
	var outs [2][]byte
	for i, zones := range []string{"", wrong} {
		for _, tz := range []string{"start position", "America/Los_Angeles"} {
			args := []string{"analyze", "../../testdata/samples/2026-03-05-jog.gpx", "--format", "json", "--no-cache"}
			if tz != "start position" {
				args = append(args, "--tz", tz)
			}
			cmd := exec.CommandContext(t.Context(), name, args...)
			cmd.Env = append(os.Environ(), "ZONEINFO="+zones)
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Contains(out, []byte(`"date_local": "2026-03-05"`)) { // in the evening: the next day in Tokyo and in UTC
				t.Errorf("with the zone of %s and the machine's zones %q the run is not on the evening of 5 March", tz, zones)
			}
			outs[i] = append(outs[i], out...)
		}
	}
	if !bytes.Equal(outs[0], outs[1]) {
		t.Error("the zones of the machine change the answer")
	}
}
