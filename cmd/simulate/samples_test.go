package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const testdata = "../../testdata"

// TestSamplesAreUpToDate makes the samples anew and wants the same bytes as in
// testdata, packed files compared unpacked, since a compressor may improve.
// After a wanted change: go generate ./cmd/simulate
func TestSamplesAreUpToDate(t *testing.T) {
	dir := t.TempDir()
	truth := filepath.Join(dir, "truth.json")
	if status := run([]string{"-o", filepath.Join(dir, "samples"), "-truth", truth}, os.Stderr); status != 0 {
		t.Fatalf("status %d", status)
	}
	want, got := names(t, filepath.Join(testdata, "samples")), names(t, filepath.Join(dir, "samples"))
	if len(got) < 18 || strings.Join(got, " ") != strings.Join(want, " ") {
		t.Fatalf("simulate writes\n%v\ntestdata/samples holds\n%v", got, want)
	}
	for _, name := range append(got, "../truth.json") {
		a := unpacked(t, filepath.Join(dir, "samples", name))
		b := unpacked(t, filepath.Join(testdata, "samples", name))
		if !bytes.Equal(a, b) {
			t.Errorf("%s is not what simulate writes", name)
		}
	}
}

// names returns the names in a folder, sorted, and fails when there are none.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		t.Fatalf("%d files in %s, %v", len(entries), dir, err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func unpacked(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(path, ".gz") {
		return data
	}
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if r.Name != "" || !r.ModTime.IsZero() {
		t.Errorf("%s: the gzip header says %q, %v", path, r.Name, r.ModTime)
	}
	if data, err = io.ReadAll(r); err != nil {
		t.Fatal(err)
	}
	return data
}

func TestSamplesAreSmallAndExplained(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(testdata, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	size := int64(0)
	for _, name := range names(t, filepath.Join(testdata, "samples")) {
		info, err := os.Stat(filepath.Join(testdata, "samples", name))
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
		if !bytes.Contains(readme, []byte("`"+name+"`")) {
			t.Errorf("testdata/README.md has no line for %s", name)
		}
	}
	if size > 1_500_000 {
		t.Errorf("the samples take %d bytes, at most 1.5 MB", size)
	}
	expected := 0
	for _, p := range samplePlans() {
		for _, e := range p.Expect {
			expected++
			rule, _, _ := strings.Cut(e, " ")
			line := lineOf(string(readme), "`"+p.files()[0]+"`")
			if !strings.Contains(line, rule) {
				t.Errorf("testdata/README.md does not say that %s has %s: %q", p.Name, rule, line)
			}
		}
	}
	if expected < 10 {
		t.Errorf("only %d findings planted", expected)
	}
}

// lineOf returns the first line of text that contains part.
func lineOf(text, part string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			return line
		}
	}
	return ""
}

// TestPlantedMilesAreClearOfTheMargins keeps the samples away from the limits
// of 3, 6 and 10 %, so that an honest measuring error changes no verdict.
func TestPlantedMilesAreClearOfTheMargins(t *testing.T) {
	for _, p := range samplePlans() {
		u := simulate(t, p, 1).Truth
		if p.Heights != nil || p.Steps != nil {
			continue // judged by effort, or not at all
		}
		x := u.ExcessFrac
		if !(x < 0.015 || x > 0.066 && x < 0.08 || x > 0.11) {
			t.Errorf("%s: a first mile %.1f %% too fast is near a limit", p.Name, 100*x)
		}
	}
}
