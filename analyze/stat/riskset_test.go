package stat

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestRiskSetsByHand(t *testing.T) {
	time := []float64{10, 20, 20, 20, 30, 30, math.NaN()}
	event := []bool{false, true, true, false, true, false, true}
	x := []bool{true, true, false, true, false, true, true}
	// The first run ended at 10, before any event. At 20 five are at risk, the
	// one that ends then without an event among them, and two have it. At 30
	// two are left.
	want := []Table{{N1: 3, N0: 2, D: 2, X: 1}, {N1: 1, N0: 1, D: 1, X: 0}}
	if got := RiskSets(time, event, Fixed(x)); !slices.Equal(got, want) {
		t.Errorf("risk sets %v, want %v", got, want)
	}
	// Everyone who is still under way after 15 is exposed from then on.
	late := func(i int, t float64) (bool, bool) { return x[i] || t > 25, true }
	want[1] = Table{N1: 2, N0: 0, D: 1, X: 1}
	if got := RiskSets(time, event, late); !slices.Equal(got, want) {
		t.Errorf("risk sets of an exposure that changes %v, want %v", got, want)
	}
	if want[1].Informative() || !want[0].Informative() {
		t.Error("a table without unexposed subjects must not be informative, one with both must")
	}
	// Nothing is known of run 4, so its event at 30 is no longer seen.
	but4 := func(i int, _ float64) (bool, bool) { return x[i], i != 4 }
	want = []Table{{N1: 3, N0: 1, D: 2, X: 1}}
	if got := RiskSets(time, event, but4); !slices.Equal(got, want) {
		t.Errorf("risk sets with an unknown exposure %v, want %v", got, want)
	}
	if got := RiskSets(nil, nil, nil); got != nil {
		t.Errorf("risk sets of nobody: %v", got)
	}
}

func TestExactByHand(t *testing.T) {
	// One exposed and three unexposed, one event, the exposed one's: P(X = 1) is
	// θ/(θ+3). Half of it is .025 at θ = 3·.05/.95, all of it at 3·.025/.975.
	one := []Table{{N1: 1, N0: 3, D: 1, X: 1}}
	p := Distribution(one, 6)
	if len(p) != 2 || !near(p[0], 1./3, 1e-15) || !near(p[1], 2./3, 1e-15) {
		t.Errorf("distribution %v, want 1/3 2/3", p)
	}
	if got := MidP(one); !near(got, 0.25, 1e-15) {
		t.Errorf("mid-p = %v, want 2·½·¼", got)
	}
	if got := SmallestMidP(one); !near(got, 0.25, 1e-15) {
		t.Errorf("smallest mid-p = %v, want 0.25", got)
	}
	if got := MidPInterval(one, 0.95); !near(got.Lo, 3*.05/.95, 1e-13) || !math.IsInf(got.Hi, 1) {
		t.Errorf("mid-p interval %v", got)
	}
	if got := ExactInterval(one, 0.95); !near(got.Lo, 3*.025/.975, 1e-13) || !math.IsInf(got.Hi, 1) {
		t.Errorf("exact interval %v", got)
	}
	// x − p + ½(1−2p) = 0 at p = ¾, which is θ = 3·3.
	if got := Firth(one, 0.95); !near(got.Theta, 9, 1e-12) {
		t.Errorf("Firth %v, want 9", got)
	}
	if got, se := Likeliest(one); !math.IsInf(got, 1) || !math.IsNaN(se) {
		t.Errorf("likeliest %v ± %v, want +Inf", got, se)
	}
	// Once exposed, once not, of one and one each: no tendency at all.
	even := []Table{{1, 1, 1, 1}, {1, 1, 1, 0}}
	theta, se := Likeliest(even)
	if !near(theta, 1, 1e-14) || !near(se, math.Sqrt2, 1e-14) {
		t.Errorf("likeliest %v ± %v, want 1 ± √2", theta, se)
	}
	if got := MedianUnbiased(even); !near(got, 1, 1e-14) {
		t.Errorf("median-unbiased %v, want 1", got)
	}
	if got := Firth(even, 0.95); !near(got.Theta, 1, 1e-14) || got.P != 1 {
		t.Errorf("Firth %+v, want 1 and p = 1", got)
	}
	if got := MidP(even); got != 1 {
		t.Errorf("mid-p = %v, want 1", got)
	}
}

func TestTablesWithoutInformation(t *testing.T) {
	blank := []Table{{N1: 3, N0: 0, D: 1, X: 1}, {N1: 0, N0: 2, D: 1, X: 0}, {N1: 2, N0: 1, D: 3, X: 2}}
	if got, want := Distribution(blank, 2), []float64{0, 0, 0, 1}; !slices.Equal(got, want) {
		t.Errorf("distribution %v, want %v", got, want)
	}
	open := Interval{0, math.Inf(1)}
	if p, s, mid, ex := MidP(blank), SmallestMidP(blank), MidPInterval(blank, .95), ExactInterval(blank, .95); p != 1 || s != 1 || mid != open || ex != open {
		t.Errorf("p %v, smallest %v, intervals %v %v; want 1, 1 and open", p, s, mid, ex)
	}
	theta, se := Likeliest(blank)
	fit := Firth(blank, 0.95)
	for i, v := range []float64{MedianUnbiased(blank), theta, se, fit.Theta, fit.Lo, fit.Hi, fit.ChiSq, fit.P} {
		if !math.IsNaN(v) {
			t.Errorf("estimate %d = %v, want NaN", i, v)
		}
	}
	// They change nothing beside tables that do carry information.
	if got, want := MidP(append(d1Tables(), blank...)), MidP(d1Tables()); got != want {
		t.Errorf("mid-p with blank tables = %v, without %v", got, want)
	}
}

func TestTablesThatCannotBe(t *testing.T) {
	for _, bad := range []Table{{2, 2, 1, 2}, {2, 2, 3, 0}, {-1, 2, 1, 0}, {2, 2, -1, 0}, {1, 1, 3, 2}} {
		ts := append(d1Tables(), bad)
		theta, _ := Likeliest(ts)
		for i, v := range []float64{MidP(ts), SmallestMidP(ts), MidPInterval(ts, .95).Lo, ExactInterval(ts, .95).Hi, MedianUnbiased(ts), theta, Firth(ts, .95).Theta} {
			if !math.IsNaN(v) {
				t.Errorf("answer %d for %v = %v, want NaN", i, bad, v)
			}
		}
		if Distribution(ts, 1) != nil {
			t.Errorf("a distribution for %v", bad)
		}
		if or, ci := HaldaneAnscombe(bad, .95); !math.IsNaN(or) || !math.IsNaN(ci.Lo) {
			t.Errorf("an odds ratio for %v", bad)
		}
		if rr, ci := RelativeRisk(bad, .95); !math.IsNaN(rr) || !math.IsNaN(ci.Hi) {
			t.Errorf("a risk ratio for %v", bad)
		}
	}
	for _, level := range []float64{0, 1, -1, 95, math.NaN()} {
		ts := d1Tables()
		_, or := HaldaneAnscombe(ts[0], level)
		for i, ci := range []Interval{MidPInterval(ts, level), ExactInterval(ts, level), Firth(ts, level).Interval, or} {
			if !math.IsNaN(ci.Lo) || !math.IsNaN(ci.Hi) {
				t.Errorf("interval %d at level %v = %v, want NaN", i, level, ci)
			}
		}
	}
	for _, theta := range []float64{0, -1, math.Inf(1), math.NaN()} {
		if got := Distribution(d1Tables(), theta); got != nil {
			t.Errorf("Distribution at %v = %v", theta, got)
		}
	}
}

// enumerate returns P(X = x) by going through every choice of who has the
// event in every table, each weighing theta to the number of exposed.
func enumerate(ts []Table, theta float64) []float64 {
	p := []float64{1}
	for _, t := range ts {
		w := make([]float64, t.D+1)
		for who := range 1 << (t.N1 + t.N0) {
			if bits.OnesCount(uint(who)) == t.D {
				x := bits.OnesCount(uint(who) & (1<<t.N1 - 1))
				w[x] += math.Pow(theta, float64(x))
			}
		}
		next := make([]float64, len(p)+t.D)
		for i := range p {
			for k := range w {
				next[i+k] += p[i] * w[k]
			}
		}
		p = next
	}
	sum := 0.0
	for _, v := range p {
		sum += v
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

// randomTables returns up to five tables with ties.
func randomTables(rng *rand.Rand) []Table {
	ts := make([]Table, 1+rng.IntN(5))
	for i := range ts {
		t := Table{N1: rng.IntN(6), N0: rng.IntN(6)}
		t.D = rng.IntN(min(4, t.N1+t.N0) + 1)
		lo, hi := t.support()
		t.X = lo + rng.IntN(hi-lo+1)
		ts[i] = t
	}
	return ts
}

func TestDistributionIsItsSlowTwin(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	ties := 0
	for range 400 {
		ts, theta := randomTables(rng), math.Exp(rng.NormFloat64()*2)
		want, got := enumerate(ts, theta), Distribution(ts, theta)
		for x := range want {
			g := 0.0
			if x < len(got) {
				g = got[x]
			}
			if !near(g, want[x], 1e-12) {
				t.Fatalf("%v at %v: P(%d) = %v, want %v", ts, theta, x, g, want[x])
			}
		}
		for _, tab := range ts {
			if tab.Informative() && tab.D > 1 {
				ties++
			}
		}
	}
	if ties < 100 {
		t.Errorf("only %d tables with ties", ties)
	}
}

// TestAnswersSolveTheirEquations puts every answer into the equation that
// defines it, with probabilities from the slow twin.
func TestAnswersSolveTheirEquations(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	checked, inside := 0, 0
	for range 300 {
		ts, x := randomTables(rng), 0
		for _, tab := range ts {
			x += tab.X
		}
		below := func(theta, share float64) (p float64) {
			for i, v := range enumerate(ts, theta) {
				if i < x {
					p += v
				} else if i == x {
					p += share * v
				}
			}
			return p
		}
		wantP := min(1, 2*min(below(1, .5), 1-below(1, .5)))
		if got := MidP(ts); !near(got, wantP, 1e-10) {
			t.Fatalf("%v: mid-p = %v, want %v", ts, got, wantP)
		}
		mid, exact, mue := MidPInterval(ts, .9), ExactInterval(ts, .9), MedianUnbiased(ts)
		for _, c := range []struct {
			what               string
			theta, share, want float64
		}{
			{"mid-p limit below", mid.Lo, .5, .95},
			{"mid-p limit above", mid.Hi, .5, .05},
			{"exact limit below", exact.Lo, 0, .95},
			{"exact limit above", exact.Hi, 1, .05},
			{"median-unbiased", mue, .5, .5},
		} {
			if c.theta == 0 || math.IsInf(c.theta, 1) || math.IsNaN(c.theta) {
				continue
			}
			checked++
			if got := below(c.theta, c.share); !near(got, c.want, 1e-9) {
				t.Errorf("%v: %s = %v, where the tail is %v, want %v", ts, c.what, c.theta, got, c.want)
			}
		}
		// An interval leaves out what its p value rejects, and only that.
		if out := mid.Lo > 1 || mid.Hi < 1; out != (wantP < .1) {
			t.Errorf("%v: p = %v, interval %v", ts, wantP, mid)
		}
		if !(exact.Lo <= mid.Lo && mid.Hi <= exact.Hi) {
			t.Errorf("%v: exact interval %v inside %v", ts, exact, mid)
		}
		if mid.Lo < mue && mue < mid.Hi {
			inside++
		}
		// The penalised likelihood is nowhere higher than at Firth's estimate.
		fit := Firth(ts, .9)
		if math.IsNaN(fit.Theta) {
			continue
		}
		// Central moments of the whole distribution: those of independent parts
		// add up to the third.
		pl := func(theta float64) float64 {
			p, m, v := enumerate(ts, theta), 0.0, 0.0
			for i := range p {
				m += float64(i) * p[i]
			}
			for i := range p {
				v += (float64(i) - m) * (float64(i) - m) * p[i]
			}
			return math.Log(p[x]) + math.Log(v)/2
		}
		top := pl(fit.Theta)
		for beta := -8.0; beta <= 8; beta += 0.5 {
			if v := pl(fit.Theta * math.Exp(beta)); v > top+1e-9 {
				t.Errorf("%v: penalised likelihood %v at %v above %v at Firth's %v", ts, v, fit.Theta*math.Exp(beta), top, fit.Theta)
			}
		}
		const half = 2.705543454095404 / 2 // of R's qchisq(.9, 1)
		if !near(top-pl(fit.Lo), half, 1e-6) || !near(top-pl(fit.Hi), half, 1e-6) {
			t.Errorf("%v: the likelihood falls by %v and %v at Firth's limits, want %v", ts, top-pl(fit.Lo), top-pl(fit.Hi), half)
		}
	}
	if checked < 500 || inside < 100 {
		t.Errorf("only %d equations, %d intervals around the estimate", checked, inside)
	}
}

// TestExposedAndUnexposedAreAlike swaps the two: every ratio becomes its
// inverse.
func TestExposedAndUnexposedAreAlike(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	for range 100 {
		ts := randomTables(rng)
		sw := make([]Table, len(ts))
		for i, a := range ts {
			sw[i] = Table{N1: a.N0, N0: a.N1, D: a.D, X: a.D - a.X}
		}
		a, b := MidPInterval(ts, .95), MidPInterval(sw, .95)
		la, _ := Likeliest(ts)
		lb, _ := Likeliest(sw)
		fa, fb := Firth(ts, .95), Firth(sw, .95)
		for _, c := range []struct{ got, want float64 }{
			{b.Lo, 1 / a.Hi},
			{b.Hi, 1 / a.Lo},
			{MidP(sw), MidP(ts)},
			{SmallestMidP(sw), SmallestMidP(ts)},
			{MedianUnbiased(sw), 1 / MedianUnbiased(ts)},
			{lb, 1 / la},
			{fb.Theta, 1 / fa.Theta},
			{fb.Lo, 1 / fa.Hi},
			{fb.Hi, 1 / fa.Lo},
		} {
			if !near(c.got, c.want, 1e-9) && !(math.IsNaN(c.got) && math.IsNaN(c.want)) {
				t.Errorf("%v: swapped %v, want %v", ts, c.got, c.want)
			}
		}
	}
}

func TestManyEventsDoNotOverflow(t *testing.T) {
	big := []Table{{N1: 4000, N0: 5000, D: 3000, X: 2000}}
	for range 150 {
		big = append(big, Table{N1: 3, N0: 3, D: 1, X: 1})
	}
	sum := 0.0
	for _, v := range Distribution(big, 4) {
		sum += v
	}
	if !near(sum, 1, 1e-10) {
		t.Errorf("probabilities sum to %v", sum)
	}
	small := slices.Repeat([]Table{{N1: 1, N0: 20, D: 1, X: 1}}, 200)
	if ci := MidPInterval(small, .95); !(ci.Lo > 100 && math.IsInf(ci.Hi, 1)) {
		t.Errorf("200 of 200: interval %v", ci)
	}
	if fit := Firth(small, .95); !(fit.Theta > 1000 && fit.Lo > 1000 && fit.Hi > fit.Theta && fit.Hi < math.Inf(1)) {
		t.Errorf("200 of 200: Firth %+v", fit)
	}
}

func TestRatiosBeyondTheBound(t *testing.T) {
	e20 := math.Exp(20)
	high := []Table{{N1: 1, N0: 1e12, D: 1, X: 1}, {N1: 1, N0: 1e12, D: 1, X: 0}}
	low := []Table{{N1: 1e12, N0: 1, D: 1, X: 1}, {N1: 1e12, N0: 1, D: 1, X: 0}}
	if got, want := MidPInterval(high, .95), (Interval{e20, math.Inf(1)}); !near(got.Lo, want.Lo, 1e-12) || got.Hi != want.Hi {
		t.Errorf("interval about 1e12: %v, want %v", got, want)
	}
	if got, want := MidPInterval(low, .95), (Interval{0, 1 / e20}); got.Lo != 0 || !near(got.Hi, want.Hi, 1e-12) {
		t.Errorf("interval about 1e-12: %v, want %v", got, want)
	}
	a, _ := Likeliest(high)
	b, _ := Likeliest(low)
	if !math.IsInf(a, 1) || b != 0 {
		t.Errorf("likeliest %v and %v, want +Inf and 0", a, b)
	}
}

// TestFirthTakesTheHigherHump: of two tables that differ widely the penalised
// likelihood has two humps.
func TestFirthTakesTheHigherHump(t *testing.T) {
	ts := []Table{{N1: 2000, N0: 1, D: 1, X: 1}, {N1: 1, N0: 3000, D: 1, X: 0}}
	f, _ := newFamily(ts)
	fit := Firth(ts, .95)
	top := f.penalised(math.Log(fit.Theta))
	for beta := -15.0; beta < 15; beta += 0.01 {
		if v := f.penalised(beta); v > top+1e-9 {
			t.Fatalf("%v at %v above %v at the estimate %v", v, beta, top, math.Log(fit.Theta))
		}
	}
}

func TestStrata(t *testing.T) {
	band := []int{2, 0, 2, 0, 2}
	exposed := []bool{true, false, false, true, true}
	event := []bool{true, true, false, false, false}
	want := []Table{{N1: 1, N0: 1, D: 1, X: 0}, {N1: 2, N0: 1, D: 1, X: 1}}
	if got := Strata(band, exposed, event); !slices.Equal(got, want) {
		t.Errorf("strata %v, want %v", got, want)
	}
	if !slices.Equal(band, []int{2, 0, 2, 0, 2}) {
		t.Error("Strata changed its argument")
	}
	if got := Strata(nil, nil, nil); len(got) != 0 {
		t.Errorf("strata of nobody: %v", got)
	}
	if or, _ := HaldaneAnscombe(Table{N1: 3, N0: 0, D: 1, X: 1}, .95); !math.IsNaN(or) {
		t.Errorf("odds ratio without unexposed = %v, want NaN", or)
	}
}
