// Command simulate writes seasons of runs in which is known what happened, for
// the samples in testdata, for tests and for measuring crampcheck.
//
//	simulate -o DIR [-season samples|clean|mixed|planted|export] [-runs N] [-seed N] [-truth FILE]
//
// A Plan says what one runner does and what the watch makes of it; Simulate
// turns it into a Run; an encoder turns the Run into the bytes of a FIT, GPX or
// TCX file. The same seed gives the same recordings on every machine.
//
// It exits 0 when everything is written, 1 when something could not be, and 2
// for wrong usage.
package main

//go:generate go run . -o ../../testdata/samples -truth ../../testdata/truth.json

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

func main() { os.Exit(run(os.Args[1:], os.Stderr)) }

// run is the command without the process around it; it returns the exit status.
func run(args []string, stderr io.Writer) int {
	set := flag.NewFlagSet("simulate", flag.ContinueOnError)
	set.SetOutput(stderr)
	dir := set.String("o", "", "`folder` to write to")
	season := set.String("season", "samples", "samples, clean, mixed, planted or export")
	n := set.Int("runs", 100, "number of runs of a season that is drawn")
	seed := set.Uint64("seed", 1, "seed of everything that is drawn")
	truth := set.String("truth", "", "also write what really happened to this JSON `file`")
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	ps, err := plans(*season, *seed, *n)
	switch {
	case err != nil:
	case *dir == "":
		err = errors.New("where to? Give a folder with -o")
	case set.NArg() > 0:
		err = fmt.Errorf("%q is no flag", set.Arg(0))
	case *n < 0:
		err = errors.New("-runs is negative")
	}
	if err != nil {
		printf(stderr, "simulate: %v\n", err)
		return 2
	}
	if err := write(*dir, *truth, *seed, ps); err != nil {
		printf(stderr, "simulate: %v\n", err)
		return 1
	}
	return 0
}

// write simulates the plans one after the other and writes their files, then
// the notes of all and, if asked for, the truth.
func write(dir, truthFile string, seed uint64, ps []Plan) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var runs []*Run
	truths := []Truth{}
	for _, p := range ps {
		run, err := Simulate(p, seed)
		if err != nil {
			return err
		}
		files, err := encode(run)
		if err != nil {
			return err
		}
		for _, f := range files {
			if err := os.WriteFile(filepath.Join(dir, f.name), f.data, 0o644); err != nil {
				return err
			}
		}
		run.Samples = nil // only the notes still need the run
		runs = append(runs, run)
		truths = append(truths, run.Truth)
	}
	if err := os.WriteFile(filepath.Join(dir, "notes.csv"), encodeCSV(runs), 0o644); err != nil {
		return err
	}
	if truthFile == "" {
		return nil
	}
	data, err := json.MarshalIndent(truths, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(truthFile, append(data, '\n'), 0o644)
}

// file is a file to write.
type file struct {
	name string
	data []byte
}

// encode returns the files of one run, in the formats of their names.
func encode(run *Run) ([]file, error) {
	var out []file
	for _, name := range run.Plan.files() {
		var data []byte
		switch bare := strings.TrimSuffix(name, ".gz"); filepath.Ext(bare) {
		case ".fit":
			data = encodeFIT(run)
		case ".tcx":
			data = encodeTCX(run)
		case ".gpx":
			data = encodeGPX(run)
			if cut := run.Plan.CutFrac; cut > 0 {
				data = data[:int(cut*float64(len(data)))]
			}
		default:
			return nil, fmt.Errorf("%s: no format of that name", name)
		}
		if strings.HasSuffix(name, ".gz") {
			data = squeeze(data)
		}
		out = append(out, file{name, data})
	}
	if run.Plan.OwnNotes {
		out = append(out, file{run.Plan.Name + ".notes.yaml", encodeYAML(run)})
	}
	return out, nil
}

// squeeze packs data with gzip; the header holds neither a name nor a time.
func squeeze(data []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // fails for an unknown level only
	_, _ = w.Write(data)                                  // a buffer never fails
	_ = w.Close()
	return b.Bytes()
}
