package parse

import (
	"bytes"
	"runtime"
	"testing"
	"time"

	"github.com/tormoder/fit"
)

const marathonFIT = "run-marathon-fenix7-2025.fit"

// The marathon of 17,809 records: how long the whole decoder takes.
func BenchmarkFIT(b *testing.B) {
	data := sharedFIT(b, marathonFIT)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decodeFIT(data, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// The same without the library and without making Activities.
func BenchmarkFITRecords(b *testing.B) {
	data := sharedFIT(b, marathonFIT)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if err := readOneFITPart(data).read(); err != nil {
			b.Fatal(err)
		}
	}
}

// The same with the library alone, which the others are compared with.
func BenchmarkFITTormoder(b *testing.B) {
	data := sharedFIT(b, marathonFIT)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := fit.Decode(bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
}

// readOneFITPart prepares the first part of data.
func readOneFITPart(data []byte) *fitPart {
	h, _ := fitHeaderAt(data)
	f := &fitFile{data: data}
	return f.part(0, h)
}

func TestWholeFITCostsLessThanAFifthOfTheLibraryAlone(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("measuring takes a second, and the race detector slows both differently")
	}
	data := sharedFIT(t, marathonFIT)
	decoders := [3]func(){
		func() { _, _ = fit.Decode(bytes.NewReader(data)) },
		func() { _, _ = decodeFIT(data, nil) },
		func() { _ = readOneFITPart(data).read() },
	}
	fastest := [3]time.Duration{time.Hour, time.Hour, time.Hour}
	const enough, atMost = 9, 90 // rounds; a busy machine needs more for a fair one
	for round := 0; round < enough || round < atMost && fastest[1] > fastest[0]/5; round++ {
		for k, decode := range decoders {
			runtime.GC() // nobody pays for what another left behind
			begin := time.Now()
			decode()
			fastest[k] = min(fastest[k], time.Since(begin))
		}
	}
	library, whole, records := fastest[0], fastest[1], fastest[2]
	t.Logf("library %v; whole file %v, 1/%.1f of it; records only %v, 1/%.1f",
		library, whole, float64(library)/float64(whole), records, float64(library)/float64(records))
	if whole > library/5 {
		t.Errorf("whole file %v, more than a fifth of the library's %v", whole, library)
	}
}
