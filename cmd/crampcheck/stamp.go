package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"sync"
	"time"
)

// stampSlack is how long before a call a file must have been left alone for its
// stamp to count: what is written twice within one tick of a clock looks the same
// both times. The coarsest clock of a file system, FAT's, ticks every 2 s.
const stampSlack = 2 * time.Second

// stampsMost is how many stamps are kept; beyond that those go that a call had no
// use for. Our own choice, as many recordings as the cache may hold.
const stampsMost = 40_000

// stamp is a hash of what the system says of a file and of its path: while that
// is the same, so are its bytes. The zero value says nothing. A system that does
// not tell when a file was changed last, whatever a program made of its times,
// gives none.
type stamp [sha256.Size]byte

// contentSum is the hash of a recording as it stands.
type contentSum [sha256.Size]byte

// stampedSum is what was read under a stamp.
type stampedSum struct {
	stamp stamp
	sum   contentSum
}

// stamps spare reading files to learn that they are what they were. Several
// goroutines may ask.
type stamps struct {
	now    time.Time
	folder func() string // that paths are relative to

	mu    sync.Mutex
	known []stampedSum // sorted
	used  []bool       // of known
	added []stampedSum
}

func newStamps(now time.Time) *stamps {
	return &stamps{now: now, folder: sync.OnceValue(func() string {
		dir, _ := os.Getwd() // "" where it is gone
		return dir
	})}
}

// of returns the stamp of a file; zero for none.
func (s *stamps) of(file string) stamp {
	if file == "" {
		return stamp{}
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(s.folder(), file)
	}
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() {
		return stamp{}
	}
	dev, ino, changed, ok := systemStamp(info)
	latest := changed
	if info.ModTime().After(latest) {
		latest = info.ModTime()
	}
	if !ok || !latest.Before(s.now.Add(-stampSlack)) {
		return stamp{}
	}
	b := make([]byte, 0, 256)
	for _, n := range []uint64{
		dev, ino, uint64(info.Size()), uint64(info.ModTime().Unix()), uint64(info.ModTime().Nanosecond()),
		uint64(changed.Unix()), uint64(changed.Nanosecond()),
	} {
		b = binary.LittleEndian.AppendUint64(b, n)
	}
	return sha256.Sum256(append(b, file...))
}

// find returns what was read under a stamp.
func (s *stamps) find(at stamp) (sum contentSum, ok bool) {
	if at == (stamp{}) {
		return sum, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i, ok := sort.Find(len(s.known), func(i int) int { return bytes.Compare(at[:], s.known[i].stamp[:]) })
	if !ok {
		return sum, false
	}
	s.used[i] = true
	return s.known[i].sum, true
}

// add notes what was read under a stamp.
func (s *stamps) add(at stamp, sum contentSum) {
	if at == (stamp{}) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.added = append(s.added, stampedSum{at, sum})
}

// read takes the stamps that bytes wrote; from damaged ones it takes none.
func (s *stamps) read(data []byte) {
	const each = 2 * sha256.Size
	if len(data) < sha256.Size || len(data)%each != sha256.Size {
		return
	}
	sum, body := data[:sha256.Size], data[sha256.Size:]
	if [sha256.Size]byte(sum) != sha256.Sum256(body) {
		return
	}
	s.known = make([]stampedSum, len(body)/each)
	s.used = make([]bool, len(s.known))
	for i := range s.known {
		part := body[i*each:]
		s.known[i] = stampedSum{stamp(part[:sha256.Size]), contentSum(part[sha256.Size:each])}
	}
}

// bytes are the stamps to be kept, nil where none is new.
func (s *stamps) bytes(most int) []byte {
	if len(s.added) == 0 {
		return nil
	}
	all := slices.Clone(s.added)
	for i, k := range s.known {
		if s.used[i] || len(s.known)+len(s.added) <= most {
			all = append(all, k)
		}
	}
	slices.SortStableFunc(all, func(a, b stampedSum) int { return bytes.Compare(a.stamp[:], b.stamp[:]) })
	all = slices.CompactFunc(all, func(a, b stampedSum) bool { return a.stamp == b.stamp })
	data := make([]byte, sha256.Size)
	for _, k := range all[:min(len(all), most)] {
		data = append(append(data, k.stamp[:]...), k.sum[:]...)
	}
	sum := sha256.Sum256(data[sha256.Size:])
	copy(data, sum[:])
	return data
}
