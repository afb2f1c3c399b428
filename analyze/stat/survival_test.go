package stat

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestKaplanMeierByHand(t *testing.T) {
	nan := math.NaN()
	time := []float64{3, 1, 2, nan, 2, 2, 4}
	event := []bool{true, false, true, true, true, false, false}
	keep := slices.Clone(time)
	curve := KaplanMeier(time, event, 0.95)
	for i := range keep {
		if time[i] != keep[i] && !math.IsNaN(keep[i]) {
			t.Fatal("KaplanMeier changed its argument")
		}
	}
	// Five of six are under way at 2 (one was lost at 1), two of them have the
	// event and one is lost: S = 3/5. Of the two left one has it at 3: S = 3/10.
	// Greenwood: 2/(5·3) = 2/15, then 2/15 + 1/(2·1) = 19/30.
	se1, se2 := 0.6*math.Sqrt(2./15), 0.3*math.Sqrt(19./30)
	if len(curve) != 2 {
		t.Fatalf("curve %+v, want two steps", curve)
	}
	for i, want := range []KMPoint{
		{2, 5, 2, 0.6, se1, Interval{}},
		{3, 2, 1, 0.3, se2, Interval{}},
	} {
		got := curve[i]
		if got.Time != want.Time || got.AtRisk != want.AtRisk || got.Events != want.Events ||
			!near(got.S, want.S, 1e-15) || !near(got.SE, want.SE, 1e-15) {
			t.Errorf("step %+v, want %+v", got, want)
		}
		// On the scale of ln(−ln S) the limits lie at the same distance.
		l := func(s float64) float64 { return math.Log(-math.Log(s)) }
		half := 1.959963984540054 * want.SE / (want.S * -math.Log(want.S))
		if !near(l(got.Lo)-l(want.S), half, 1e-12) || !near(l(want.S)-l(got.Hi), half, 1e-12) {
			t.Errorf("limits of %+v are not %v around S", got, half)
		}
	}
}

func TestKaplanMeierAtItsEdges(t *testing.T) {
	if got := KaplanMeier([]float64{1, 2}, []bool{false, false}, 0.95); got != nil {
		t.Errorf("a curve without events: %v", got)
	}
	p := KaplanMeier([]float64{1, 2}, []bool{true, true}, 0.95)[1]
	if p.S != 0 || !math.IsNaN(p.SE) || !math.IsNaN(p.Lo) || !math.IsNaN(p.Hi) {
		t.Errorf("limits where nobody is left: %+v, want none", p)
	}
	if p := KaplanMeier([]float64{1, 2}, []bool{true, false}, 1); !math.IsNaN(p[0].Lo) || !math.IsNaN(p[0].Hi) {
		t.Errorf("limits at level 1: %+v, want none", p)
	}
}

func TestMedianTime(t *testing.T) {
	all := func(n int) []bool { return slices.Repeat([]bool{true}, n) }
	upTo := func(n int) (t []float64) {
		for i := range n {
			t = append(t, float64(i+1))
		}
		return t
	}
	if a, b := KaplanMeier(upTo(12), all(12), 0.95)[5].S, KaplanMeier(upTo(24), all(24), 0.95)[11].S; !(a < 0.5 && b > 0.5) {
		t.Fatalf("%v and %v are no longer beside one half: find others", a, b)
	}
	for _, c := range []struct {
		name  string
		time  []float64
		event []bool
		want  float64
	}{
		{"the first step to one half or below", []float64{1, 2, 3}, all(3), 2},
		{"a curve that stays at one half: the middle up to the next step", []float64{1, 2, 3, 5}, all(4), 2.5},
		{"a curve that ends at one half: the step itself", []float64{1, 2}, []bool{true, false}, 1},
		{"not reached", []float64{1, 2, 3}, []bool{true, false, false}, math.NaN()},
		{"one half, which comes out a little smaller", upTo(12), all(12), 6.5},
		{"one half, which comes out a little larger", upTo(24), all(24), 12.5},
		{"no events", nil, nil, math.NaN()},
	} {
		got, _ := MedianTime(KaplanMeier(c.time, c.event, 0.95))
		if got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	// A caller who stops the curve has the median of what is left.
	curve := KaplanMeier([]float64{1, 2, 3}, all(3), 0.95)
	if got, _ := MedianTime(curve[:1]); !math.IsNaN(got) {
		t.Errorf("median of a stopped curve = %v, want NaN", got)
	}
}

func TestKaplanMeierIsItsSlowTwin(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		n := 1 + rng.IntN(30)
		time, event := make([]float64, n), make([]bool, n)
		for i := range time {
			time[i], event[i] = float64(rng.IntN(12)), rng.IntN(2) == 0
		}
		for _, p := range KaplanMeier(time, event, 0.9) {
			want := 1.0
			for at := range int(p.Time) + 1 {
				risk, events := 0, 0
				for i := range time {
					if time[i] >= float64(at) {
						risk++
					}
					if time[i] == float64(at) && event[i] {
						events++
					}
				}
				if risk > 0 {
					want *= 1 - float64(events)/float64(risk)
				}
				if float64(at) == p.Time && (risk != p.AtRisk || events != p.Events) {
					t.Fatalf("%v %v: %+v, want %d of %d", time, event, p, events, risk)
				}
			}
			if !near(p.S, want, 1e-12) {
				t.Fatalf("%v %v: %+v, want S = %v", time, event, p, want)
			}
		}
	}
}
