package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// faultRows is how many rows the table of faults has.
const faultRows = 54

// damaged makes all trials, always the same.
func damaged() []trial {
	b := &trials{}
	b.gpxCuts()
	b.gpxText()
	b.gpxPlaces()
	b.gpxFields()
	b.gpxTimes()
	b.gpxShape()
	b.tcxAll()
	b.fitProfile()
	b.fitFrame()
	b.wrongNames()
	b.zips()
	b.gzips()
	b.twins()
	b.hostileWords()
	b.journals()
	b.copies()
	b.oddFiles()
	return b.all
}

// heartRate wants the average heart rate of the first run.
func heartRate(bpm float64) func(t *testing.T, doc judged) {
	return func(t *testing.T, doc judged) {
		t.Helper()
		if len(doc.Runs) == 0 || doc.Runs[0].HeartRate == nil || math.Abs(*doc.Runs[0].HeartRate-bpm) > 0.5 {
			t.Errorf("heart rate of %+v, want %v", doc.Runs, bpm)
		}
	}
}

// elevation wants one to be known, or not.
func elevation(known bool) func(t *testing.T, doc judged) {
	return func(t *testing.T, doc judged) {
		t.Helper()
		if got := doc.Runs[0].ClimbM != nil; got != known {
			t.Errorf("an elevation is known: %v, want %v", got, known)
		}
	}
}

// Every damaged or hostile input must become what its plan says.
func TestDamagedInputsBecomeWhatTheyMust(t *testing.T) {
	all := damaged()
	names := map[string]bool{}
	for _, c := range all {
		if names[c.name] {
			t.Errorf("two cases are called %q", c.name)
		}
		names[c.name] = true
		t.Run(strings.ReplaceAll(c.name, "/", "∕"), func(t *testing.T) {
			if !raceDetector { // every call sets a switch of the library of commands, to the same
				t.Parallel()
			}
			if c.big && raceDetector {
				t.Skip("it takes too long under the race detector")
			}
			c.judge(t)
		})
	}
}

// elsewhere are the tests that guard rows which no single input can: the file
// stands below the root of the project.
func elsewhere() map[int][]struct{ file, test string } {
	return map[int][]struct{ file, test string }{
		49: {
			{"parse/source_test.go", "TestReadNotesAChangedFile"},
			{"parse/packed_test.go", "TestPackedSeesAChangedFile"},
		},
		53: {
			{"cmd/crampcheck/damage_test.go", "TestNoOutputReplacesAnInput"},
			{"cmd/crampcheck/answer_test.go", "TestAnAnswerIsWrittenAsAnyOutput"},
		},
	}
}

// Every row of the table of faults has a case, or a test elsewhere.
func TestEveryRowOfTheTableOfFaultsIsGuarded(t *testing.T) {
	all := damaged()
	if len(all) < 300 {
		t.Errorf("only %d cases", len(all))
	}
	cases := map[int]int{}
	for _, c := range all {
		if c.row < 1 || c.row > faultRows {
			t.Errorf("%q belongs to row %d", c.name, c.row)
		}
		cases[c.row]++
	}
	for row := 1; row <= faultRows; row++ {
		tests := elsewhere()[row]
		if cases[row] == 0 && len(tests) == 0 {
			t.Errorf("row %d has no case", row)
		}
		for _, test := range tests {
			source, err := os.ReadFile(filepath.Join(root, test.file))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Contains(source, []byte("func "+test.test+"(t *testing.T)")) {
				t.Errorf("row %d: %s is not in %s", row, test.test, test.file)
			}
		}
	}
}

// An output never takes the place of an input, by whatever name the call knows
// it; a file that is no input is replaced whole.
func TestNoOutputReplacesAnInput(t *testing.T) {
	p := newOuting(0)
	run := newGPX(p).String()
	for _, tc := range []struct {
		name, output string
		replaced     bool
		make         func(dir string) error
	}{
		{"the input itself", "run.gpx", false, nil},
		{"the input by another spelling", "x/../run.gpx", false, func(dir string) error { return os.Mkdir(filepath.Join(dir, "x"), 0o700) }},
		{"a link to the input", "link.json", false, func(dir string) error { return os.Symlink("run.gpx", filepath.Join(dir, "link.json")) }},
		{"a second name of the input", "hard.json", false, func(dir string) error {
			return os.Link(filepath.Join(dir, "run.gpx"), filepath.Join(dir, "hard.json"))
		}},
		{"notes beside the input", "notes.csv", false, func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "notes.csv"), []byte("date,file,at,what\n"), 0o600)
		}},
		{"a file that stands there already", "old.json", true, func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "old.json"), []byte(strings.Repeat("old", 100_000)), 0o600)
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "run.gpx"), []byte(run), 0o600); err != nil {
				t.Fatal(err)
			}
			if tc.make != nil {
				if err := tc.make(dir); err != nil {
					t.Fatal(err)
				}
			}
			output := filepath.Join(dir, filepath.FromSlash(tc.output))
			before, err := os.ReadFile(output)
			if err != nil {
				t.Fatal(err)
			}
			s := callMain("analyze", dir, "--format", "json", "--no-cache", "-o", output)
			after, err := os.ReadFile(output)
			if err != nil {
				t.Fatal(err)
			}
			if wanted := map[bool]int{true: exitOK, false: exitUsage}[tc.replaced]; s.status != wanted {
				t.Errorf("exit status %d, want %d: %s", s.status, wanted, s.err)
			}
			if bytes.Equal(before, after) == tc.replaced {
				t.Errorf("replaced: %v, want %v", !tc.replaced, tc.replaced)
			}
			if tc.replaced && !bytes.HasSuffix(after, []byte("}\n")) {
				t.Errorf("it is not whole: %q", excerpt(after, len(after)))
			}
			if now, err := os.ReadFile(filepath.Join(dir, "run.gpx")); err != nil || string(now) != run {
				t.Error("the input is another")
			}
		})
	}
}
