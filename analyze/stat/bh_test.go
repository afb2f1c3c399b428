package stat

import (
	"math"
	"reflect"
	"testing"
)

func TestBenjaminiHochbergByHand(t *testing.T) {
	nan := math.NaN()
	p := []float64{0.03, nan, 0.01, 0.02, 0.9}
	got := BenjaminiHochberg(p)
	// Four were assessed: 4·0.01/1 = 4·0.02/2 = 4·0.03/3 = 0.04.
	for i, want := range []float64{0.04, nan, 0.04, 0.04, 0.9} {
		if !near(got[i], want, 1e-15) && !(math.IsNaN(got[i]) && math.IsNaN(want)) {
			t.Errorf("q[%d] = %v, want %v", i, got[i], want)
		}
	}
	if p[0] != 0.03 || p[4] != 0.9 {
		t.Error("BenjaminiHochberg changed its argument")
	}
	if got := BenjaminiHochberg(nil); !reflect.DeepEqual(got, []float64{}) {
		t.Errorf("q of nothing = %v", got)
	}
}

// near reports whether got is want to a relative tolerance; NaN and infinities
// are near nothing and themselves.
func near(got, want, tolerance float64) bool {
	return got == want || math.Abs(got-want) <= tolerance*math.Abs(want)
}
