// Command speed measures what crampcheck costs: whole processes in alternating
// rounds over the same files, beside merely unpacking them and beside the
// libraries that read the same formats.
//
//	go -C cmd/speed run . [-runs N | -in FOLDER] [-rounds N] [-md] [-strict]
//
// It is a module of its own, so that whoever builds crampcheck does not fetch
// the libraries that only serve as yardsticks. It builds crampcheck and
// simulate in a temporary folder, writes a season there (or takes the .fit,
// .gpx and .tcx files, plain or with .gz, below FOLDER) and prints two tables:
// what each reader took, and how far each target is met. A season of 2,000 runs
// in five rounds takes about ten minutes and 1 GB of disk; nothing else should
// run meanwhile.
//
// It exits 0 when everything could be measured, 1 when something could not be
// or, with -strict, when a target is missed, and 2 for wrong usage. It needs the
// go command, and Linux or macOS, which tell the peak memory of a process.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// settings say what is measured.
type settings struct {
	runs     int    // of the season that is written
	in       string // folder of recordings to take instead; "": none
	rounds   int
	markdown bool
	strict   bool

	lengths []int // points of the recordings whose cost per point is compared, ascending
	longS   int   // s, length of the recording whose peak memory is measured, at 1 Hz
	starts  int   // how often each program is started
}

// run is the command without the process around it; it returns the exit status.
func run(args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 && args[0] == childWord {
		return child(args[1:], stdout, stderr)
	}
	s := settings{lengths: []int{1_000, 10_000, 100_000, 1_000_000}, longS: 100 * 3600, starts: 40}
	set := flag.NewFlagSet("speed", flag.ContinueOnError)
	set.SetOutput(stderr)
	set.IntVar(&s.runs, "runs", 2000, "number of runs of the season that is written")
	set.StringVar(&s.in, "in", "", "measure the recordings of this `folder` instead")
	set.IntVar(&s.rounds, "rounds", 5, "how often each reader goes over the files")
	set.BoolVar(&s.markdown, "md", false, "print the tables as Markdown")
	set.BoolVar(&s.strict, "strict", false, "exit 1 when a target is missed")
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if err := s.check(set.Args()); err != nil {
		_, _ = fmt.Fprintf(stderr, "speed: %v\n", err)
		return 2
	}
	out, err := measureAll(s, stderr)
	if err == nil {
		err = out.print(stdout, s.markdown)
	}
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "speed: %v\n", err)
		return 1
	}
	if s.strict && out.missed() > 0 {
		return 1
	}
	return 0
}

// check refuses what cannot be measured. A relative folder is one of the place
// where the command was called, which go -C leaves.
func (s *settings) check(rest []string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("%q is no flag", rest[0])
	case s.rounds < 1:
		return errors.New("-rounds needs at least 1")
	case s.runs < 1:
		return errors.New("-runs needs at least 1")
	case s.in == "":
		return nil
	case !filepath.IsAbs(s.in):
		s.in = filepath.Join(os.Getenv("PWD"), s.in)
	}
	if info, err := os.Stat(s.in); err != nil || !info.IsDir() {
		return fmt.Errorf("-in %s is no folder", s.in)
	}
	return nil
}
