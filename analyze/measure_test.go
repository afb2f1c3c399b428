package analyze

import (
	"math"
	"testing"
)

func TestMaybe(t *testing.T) {
	for _, c := range []struct {
		name string
		v    float64
		want Maybe
	}{
		{"a number", -2.5, Maybe{-2.5, true}},
		{"zero is a number", 0, Maybe{0, true}},
		{"NaN is missing", math.NaN(), Maybe{}},
		{"infinity is missing", math.Inf(1), Maybe{}},
		{"minus infinity is missing", math.Inf(-1), Maybe{}},
	} {
		if got := maybe(c.v); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
	if got := is(3).Or(7); got != 3 {
		t.Errorf("3 or 7 is %v", got)
	}
	if got := (Maybe{}).Or(7); got != 7 {
		t.Errorf("missing or 7 is %v", got)
	}
}
