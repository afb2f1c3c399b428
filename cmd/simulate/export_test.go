package main

import (
	"strings"
	"testing"
)

func TestAnExportHasTheFormatsOfOne(t *testing.T) {
	const n = 400
	ps, err := plans("export", 1, n)
	if err != nil || len(ps) != n {
		t.Fatalf("%d runs, %v", len(ps), err)
	}
	share := map[string]int{}
	smart := 0
	for _, p := range ps {
		if len(p.Files) != 1 {
			t.Fatalf("%s is written as %v", p.Name, p.Files)
		}
		ext := strings.TrimPrefix(p.Files[0], p.Name)
		share[ext]++
		if p.NoGPS && ext != ".fit.gz" {
			t.Errorf("a run without positions is exported as %s", ext)
		}
		if p.Smart {
			smart++
		} else if p.EveryS != 1 {
			t.Errorf("%s is recorded every %d s", p.Name, p.EveryS)
		}
	}
	// Treadmills, one in 23, move from the other formats to FIT.
	for ext, percent := range map[string]int{".fit.gz": 62, ".gpx": 19, ".gpx.gz": 14, ".tcx.gz": 5} {
		if got := 100 * share[ext] / n; got < percent-2 || got > percent+2 {
			t.Errorf("%d %% are %s, want %d", got, ext, percent)
		}
	}
	if smart < n/4 || smart > n/2 {
		t.Errorf("%d of %d recorded when something changed", smart, n)
	}
}
