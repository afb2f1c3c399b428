package main

import (
	"fmt"
	"strings"
	"testing"
)

func TestPiecesComeInOrderHoweverManyMakeThem(t *testing.T) {
	for _, jobs := range []int{1, 2, 8} {
		for _, n := range []int{0, 1, 7, 500} {
			var got, want strings.Builder
			for i := range n {
				fmt.Fprintf(&want, "%d,", i*i)
			}
			b := &batch{jobs: jobs}
			b.spread(n, func() func(int, []byte) []byte {
				calls := 0 // of this worker: shared, the race detector would tell
				return func(i int, into []byte) []byte {
					calls++
					return fmt.Appendf(into[:0], "%d,", i*i)
				}
			}, func(piece []byte) { got.Write(piece) })
			if got.String() != want.String() {
				t.Errorf("%d jobs, %d pieces: %.60s…", jobs, n, got.String())
			}
		}
	}
}
