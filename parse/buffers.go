package parse

import (
	"bytes"

	"github.com/klauspost/compress/gzip"
)

// maxKept is how much memory of one kind is kept from one recording for the
// next: 64 MB, three times what an ordinary marathon needs unpacked; our own
// choice.
const maxKept = 64 << 20 // bytes

// The byte buffers of a Buffers: a file as it stands, and the layers of gzip
// around its content.
const (
	packedSlot = iota
	unpackedSlot
	numSlots = unpackedSlot + gzipDepth
)

// Buffers are the memory in which one recording after the other is read, so that
// the next one needs no new memory: what is returned in it holds until the next
// recording is read with the same Buffers, and nothing else may. The zero value
// is ready; a nil *Buffers makes new memory for everything. Not for use by two
// goroutines at once.
type Buffers struct {
	Limits Limits      // for what is read in them
	Late   func() bool // says whether the file that is being read took longer than its limit; nil: it never does

	slots   [numSlots][]byte
	gzip    *gzip.Reader
	columns arena[float64]
	places  arena[Place]
}

// Column returns a column of n values for the recording that is being read. They
// are whatever they were: who asks fills all of them.
func (b *Buffers) Column(n int) []float64 {
	if b == nil {
		return make([]float64, n)
	}
	return b.columns.take(n)
}

// Read is Read in these Buffers.
func (b *Buffers) Read(data []byte) (*File, error) {
	if b != nil {
		b.columns.reset(8)
		b.places.reset(8)
	}
	return read(data, b, decoders())
}

// slot returns an empty slice with the memory of a slot.
func (b *Buffers) slot(i int) []byte {
	if b == nil {
		return nil
	}
	return b.slots[i][:0]
}

// keep gives memory that a slot outgrew to the slot.
func (b *Buffers) keep(i int, data []byte) {
	if b != nil && cap(data) > cap(b.slots[i]) && cap(data) <= maxKept {
		b.slots[i] = data
	}
}

// unzip returns a reader of the gzip data in r.
func (b *Buffers) unzip(r *bytes.Reader) (*gzip.Reader, error) {
	if b == nil {
		return gzip.NewReader(r)
	}
	if b.gzip == nil {
		b.gzip = new(gzip.Reader)
	}
	return b.gzip, b.gzip.Reset(r)
}

// samplePlaces returns room for n places.
func (b *Buffers) samplePlaces(n int) []Place {
	if b == nil {
		return make([]Place, n)
	}
	return b.places.take(n)
}

// arena hands out slices of one piece of memory after the other.
type arena[T any] struct {
	slab  []T
	used  int // of slab
	asked int // since the last reset
}

// take returns n values, not cleared, with no room behind them.
func (a *arena[T]) take(n int) []T {
	a.asked += n
	if n > len(a.slab)-a.used {
		a.slab, a.used = make([]T, max(n, 4096)), 0 // what was taken before stays where it is
	}
	out := a.slab[a.used : a.used+n : a.used+n]
	a.used += n
	return out
}

// reset takes everything back. Where one piece was not enough, the next one is
// as large as all that was asked for.
func (a *arena[T]) reset(bytesEach int) {
	switch {
	case a.asked*bytesEach > maxKept:
		a.slab = nil
	case a.asked > len(a.slab):
		a.slab = make([]T, a.asked+a.asked/4)
	}
	a.used, a.asked = 0, 0
}
