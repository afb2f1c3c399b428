package analyze

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// The twin looks at every run for every run.
func TestEarlierRunsAreThoseThatASearchThroughAllFinds(t *testing.T) {
	r := rand.New(rand.NewPCG(41, 42))
	begin := at("07:00:00")
	for range 200 {
		var runs, earlier []*Result
		for i := range r.IntN(40) {
			// Some begin at the same moment, some have no date, some are rides.
			res := &Result{
				File: fmt.Sprint(i), Run: r.IntN(8) > 0, DateKnown: r.IntN(8) > 0,
				Start: begin.Add(time.Duration(r.IntN(60)) * 12 * time.Hour), ElapsedS: float64(r.IntN(90_000)),
			}
			res.Local, res.TimerS = res.Start, res.ElapsedS
			if r.IntN(4) == 0 {
				res.Cramps = []Cramp{{}}
			}
			if r.IntN(5) == 0 && res.Start.Before(begin.AddDate(0, 0, 10)) {
				earlier = append(earlier, res)
			} else {
				runs = append(runs, res)
			}
		}
		h := NewHistory(runs, nil, Options{})
		h.earlier = earlier
		all := slices.Concat(earlier, runs)
		names := func(runs []*Result) string {
			var out []string
			for _, o := range runs {
				out = append(out, o.File)
			}
			slices.Sort(out)
			return strings.Join(out, " ")
		}
		for _, res := range all {
			for _, days := range []int{0, 1, 5, allDays} {
				var want []*Result
				for _, o := range all {
					if res.DateKnown && o.Run && o.DateKnown && o.Start.Before(res.Start) && !o.Start.Before(res.Start.AddDate(0, 0, -days)) {
						want = append(want, o)
					}
				}
				got := h.within(res, days)
				if names(got) != names(want) || !slices.IsSortedFunc(got, func(a, b *Result) int { return a.Start.Compare(b.Start) }) {
					t.Fatalf("%d days before run %s: %q, want %q", days, res.File, names(got), names(want))
				}
				if cap(got) != len(got) {
					t.Fatal("what is appended to it would change the line")
				}
			}
			cramped := 0
			for _, o := range h.before(res) {
				if len(o.Cramps) > 0 {
					cramped++
				}
			}
			if n := len(h.before(res)); h.timeline() != nil && res.DateKnown && h.cramped[n] != cramped {
				t.Fatalf("%d runs with cramps before run %s, want %d", h.cramped[n], res.File, cramped)
			}
			rule := ruleByID("warmup/missing")
			want := res.WarmupS
			for _, o := range all {
				gap := res.Start.Sub(o.Start).Seconds() - o.ElapsedS
				if o != res && o.Run && o.DateKnown && res.DateKnown && gap >= 0 && gap <= rule.Limit("before") && o.Start.Before(res.Start) {
					want = maybe(want.Value + o.TimerS)
				}
			}
			if got := h.warmupS(res, rule); got.Known != want.Known || math.Abs(got.Value-want.Value) > 1e-6 {
				t.Fatalf("warm-up before run %s: %+v, want %+v", res.File, got, want)
			}
		}
	}
}

func TestACourseAtAMomentIsItsLastStepBefore(t *testing.T) {
	var c Course
	for i := range 30 {
		c.Steps = append(c.Steps, SoFar{TimerS: soFarEveryS * float64(i), SodiumMG: maybe(float64(i))})
	}
	for s := -10.0; s < 9500; s += 2.5 {
		want := SoFar{}
		ok := false
		for _, step := range c.Steps {
			if step.TimerS < s {
				want, ok = step, true
			}
		}
		got, known := c.at(s)
		if known != ok || *got != want {
			t.Fatalf("at %v s: %+v, %v, want %+v, %v", s, *got, known, want, ok)
		}
	}
	for _, s := range []float64{math.NaN(), math.Inf(-1)} {
		if _, known := c.at(s); known {
			t.Errorf("something is known at %v", s)
		}
	}
	if got, _ := c.at(math.Inf(1)); got.SodiumMG.Value != 29 {
		t.Errorf("at the very end: %+v", *got)
	}
}
