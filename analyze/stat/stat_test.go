package stat

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestQuantileIsRsTypeSeven(t *testing.T) {
	// R 4.2: quantile(c(3, 1, 4, 1, 5, 9, 2, 6), c(0, .1, .25, .5, .75, .9, 1))
	x := []float64{3, 1, 4, 1, 5, 9, 2, 6}
	for _, c := range []struct{ p, want float64 }{
		{0, 1}, {.1, 1}, {.25, 1.75}, {.5, 3.5}, {.75, 5.25}, {.9, 6.9}, {1, 9},
	} {
		if got := Quantile(x, c.p); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("Quantile(%v, %v) = %v, R says %v", x, c.p, got, c.want)
		}
	}
	if !slices.Equal(x, []float64{3, 1, 4, 1, 5, 9, 2, 6}) {
		t.Error("Quantile changed its argument")
	}
	if got := Quantile([]float64{math.NaN()}, .5); !math.IsNaN(got) {
		t.Errorf("quantile of nothing = %v, want NaN", got)
	}
}

func TestQuantileAboveAndSortWholeAgreeWithSorting(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	counted := 0
	for range 3000 {
		x := make([]float64, r.IntN(30))
		for i := range x {
			switch r.IntN(12) {
			case 0:
				x[i] = math.NaN()
			case 1:
				x[i] = r.Float64()
			default:
				x[i] = float64(r.IntN(6))
			}
		}
		p, least := r.Float64(), 6*r.Float64()
		want := Quantile(x, p)
		if !(want > least) {
			want = math.NaN()
		}
		if got := QuantileAbove(x, p, least); got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Fatalf("quantile %v of %v above %v: %v, want %v", p, x, least, got, want)
		}
		in := slices.Clone(x)
		if slices.Sort(in); SortWhole(x) {
			counted++
			if !slices.Equal(x, in) {
				t.Fatalf("%v, want %v", x, in)
			}
		}
	}
	if counted < 300 {
		t.Errorf("only %d were counted", counted)
	}
	for _, x := range [][]float64{{-1}, {256}, {0.5}, {math.NaN()}, {math.Inf(1)}} {
		if SortWhole(x) {
			t.Errorf("%v is counted", x)
		}
	}
	if x := []float64{math.Copysign(0, -1), 255, 0}; !SortWhole(x) || !slices.Equal(x, []float64{0, 0, 255}) {
		t.Errorf("%v", x)
	}
}

func TestInterp(t *testing.T) {
	xs := []float64{0, 10, 10, 20}
	ys := []float64{0, 5, 8, 10}
	for _, c := range []struct {
		name    string
		x, want float64
	}{
		{"between two points", 4, 2},
		{"before the first point it holds", -3, 0},
		{"after the last point it holds", 99, 10},
		{"a shared x takes the earliest y", 10, 5},
		{"after a shared x it goes on from the last of them", 15, 9},
	} {
		if got := Interp(xs, ys, c.x); got != c.want {
			t.Errorf("%s: Interp(%v) = %v, want %v", c.name, c.x, got, c.want)
		}
	}
	for _, c := range []struct{ x, want float64 }{{10, 8}, {4, 2}, {15, 9}, {20, 10}, {99, 10}, {-1, 0}} {
		if got := InterpLast(xs, ys, c.x); got != c.want {
			t.Errorf("InterpLast(%v) = %v, want %v", c.x, got, c.want)
		}
	}
	if got := Interp(nil, nil, 1); !math.IsNaN(got) {
		t.Errorf("Interp without points = %v, want NaN", got)
	}
}

func TestWalkerEqualsInterp(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	xs, ys := []float64{0}, []float64{0}
	for range 500 {
		xs = append(xs, xs[len(xs)-1]+float64(rng.IntN(3)))
		ys = append(ys, rng.Float64())
	}
	w := NewWalker(xs)
	for x := -5.0; x < xs[len(xs)-1]+5; x += 0.37 {
		if got, want := w.At(ys, x), Interp(xs, ys, x); got != want {
			t.Fatalf("Walker at %v = %v, Interp = %v", x, got, want)
		}
	}
}

func TestSmoothing(t *testing.T) {
	if got, want := RunningMedian([]float64{1, 9, 2, 3, 3}, 3), []float64{5, 2, 3, 3, 3}; !slices.Equal(got, want) {
		t.Errorf("RunningMedian = %v, want %v", got, want)
	}
	r, x := rand.New(rand.NewPCG(9, 9)), make([]float64, 500)
	for i := range x {
		if x[i] = math.Round(10 * r.NormFloat64()); r.IntN(9) == 0 {
			x[i] = math.NaN()
		}
	}
	for _, width := range []int{3, 5} { // the twin sorts every window
		for i, got := range RunningMedian(x, width) {
			window := slices.Clone(x[max(0, i-width/2):min(len(x), i+width/2+1)])
			slices.Sort(window)
			if want := (window[(len(window)-1)/2] + window[len(window)/2]) / 2; got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
				t.Fatalf("width %d at %d: %v, want %v", width, i, got, want)
			}
		}
	}
	// Weights 1 2 1: (0+2·4+8)/4 = 4, at the ends (2·0+4)/3 and (4+2·8)/3.
	got, want := Triangle([]float64{0, 4, 8}, 1), []float64{4. / 3, 4, 20. / 3}
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-12 {
			t.Errorf("Triangle = %v, want %v", got, want)
			break
		}
	}
}

// The slow twin is the binary search of the standard library.
func TestInterpFindsThePlaceThatABinarySearchFinds(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	n := 0
	for range 3000 {
		xs := make([]float64, 1+r.IntN(40))
		at := 0.0
		for i := range xs {
			switch r.IntN(4) {
			case 0: // several share a place
			case 1:
				at += 1000 * r.ExpFloat64()
			default:
				at += 1
			}
			xs[i] = at
		}
		for _, x := range []float64{xs[r.IntN(len(xs))], at * r.Float64(), -1, at, at + 1, xs[0], math.Inf(1), math.Inf(-1)} {
			want, _ := slices.BinarySearch(xs, x)
			if got := search(xs, x); got != want {
				t.Fatalf("%v in %v: %d, want %d", x, xs, got, want)
			}
			n++
		}
	}
	if n != 24000 {
		t.Errorf("%d searches", n)
	}
	if got := Interp([]float64{0, 1, 2}, []float64{5, 6, 7}, math.NaN()); got != 5 { // as it always was
		t.Errorf("at no place: %v", got)
	}
}

func TestPlacesAreThoseOfInterp(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	for range 300 {
		xs := make([]float64, 1+r.IntN(30))
		ys := make([]float64, len(xs))
		at := 0.0
		for i := range xs {
			if r.IntN(3) > 0 {
				at += r.Float64()
			}
			xs[i] = at
		}
		for i := range ys {
			ys[i] = r.NormFloat64()
		}
		from := (at + 1) * r.Float64()
		w, ahead := NewWalker(xs), WalkerFrom(xs, from)
		for x := -1.0; x < at+2; x += 0.1 {
			if got, want := w.Place(x).In(ys), Interp(xs, ys, x); got != want {
				t.Fatalf("at %v of %v: %v, want %v", x, xs, got, want)
			}
			if x >= from && ahead.At(ys, x) != Interp(xs, ys, x) {
				t.Fatalf("from %v on, at %v of %v: %v", from, x, xs, ahead.At(ys, x))
			}
			index := make([]float64, len(xs))
			for i := range index {
				index[i] = float64(i)
			}
			if got, want := InterpIndex(xs, x), Interp(xs, index, x); math.Abs(got-want) > 1e-12 {
				t.Fatalf("where %v stands in %v: %v, want %v", x, xs, got, want)
			}
		}
	}
	if got := NewWalker(nil).Place(3).In(nil); !math.IsNaN(got) {
		t.Errorf("without points: %v", got)
	}
	if got := InterpIndex(nil, 3); !math.IsNaN(got) {
		t.Errorf("without points it stands at %v", got)
	}
}
