package analyze

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// drawnSeason is a hundred runs of one runner whose truth is known: long and
// short ones, with a hazard of cramps that grows with the cube of the time into
// a run, multiplied by ratio where the first mile was too fast. Fast starts,
// warmth, races and the like go with long runs, as they do in life; hard says
// how readily this runner cramps.
func drawnSeason(rng *rand.Rand, runs int, ratio, hard float64) []*Result {
	var out []*Result
	for i := range runs {
		long := rng.Float64() < 0.4
		planned := 20 + 70*rng.Float64()
		share := 0.25
		if long {
			planned, share = 100+140*rng.Float64(), 0.5
		}
		yes := func() bool { return rng.Float64() < share }
		fast := yes()
		hazard := hard * math.Pow(240, -4)
		if fast {
			hazard *= ratio
		}
		cramp := math.Pow(rng.ExpFloat64()/hazard, 0.25)
		r := &Result{
			File: fmt.Sprintf("run-%03d.fit", i), Run: true, DateKnown: true, TimerS: math.Round(60 * planned), Race: yes(),
			Start:     time.Date(2025, 1, 1, 8, 0, 0, 0, time.UTC).AddDate(0, 0, 3*i),
			FirstMile: FirstMile{Level: LevelNone, ExcessFrac: maybe(0)},
			Course:    Course{StartKnownS: maybe(1), FirstPartS: maybe(1), FirstPartFrac: maybe(0.1 * (share - rng.Float64()))},
			WarmupS:   maybe(0),
		}
		r.Local = r.Start
		if fast {
			r.FirstMile.Level = LevelWarn
		}
		if yes() {
			r.Course.AmbientC = maybe(25)
		} else {
			r.Course.AmbientC = maybe(15)
		}
		if yes() {
			r.WarmupS = maybe(900)
		}
		fluid, sodium, descent := rng.Float64()*600, yes(), rng.Float64()*0.05
		for s := 0.0; s <= r.TimerS; s += soFarEveryS {
			step := SoFar{
				TimerS: s, DistanceM: maybe(2.8 * s), DescentM: maybe(2.8 * s * descent), FluidML: maybe(fluid * s / 3600),
				SodiumMG: maybe(0), SodiumTaken: sodium && s > 1800,
			}
			r.Course.Steps = append(r.Course.Steps, step)
		}
		if cramp < planned {
			at := math.Round(60 * cramp)
			r.Cramps = []Cramp{{TimerS: maybe(at), AtS: maybe(at)}}
		}
		out = append(out, r)
	}
	return out
}

// Over seasons of a hundred runs with a planted ratio, the interval that the tool
// prints covers it at the nominal rate; over seasons without an effect it claims
// anything, a hint included, in at most one of twenty, whatever the number of
// cramps. (Over 3,000 seasons each of 5 to 11 cramps on average it is 3.5 to
// 4.9 %, with a standard error of 0.4 %.)
func TestSeasonsOfAHundredRuns(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("thousands of seasons take too long with the race detector, which sees nothing in arithmetic")
	}
	const seasons, runs = 1000, 100
	for _, c := range []struct {
		name        string
		ratio, hard float64
		least       int // cramps on average, so that the seasons are what the name says
	}{
		{"a ratio of 3 and some twelve cramps", 3, 0.9, 10},
		{"a ratio of 3 and some thirty cramps", 3, 3, 22},
		{"no effect and some seven cramps", 1, 0.6, 5},
		{"no effect and some twenty-five cramps", 1, 4, 20},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(2026, uint64(100*c.hard+c.ratio)))
			cover, fitted, claimed, cramps, told := 0, 0, 0, 0, 0
			var logSum float64
			for range seasons {
				h := Associate(drawnSeason(rng, runs, c.ratio, c.hard), Options{})
				cramps += h.CrampRuns
				claim := false
				for _, a := range h.Associations {
					claim = claim || a.Saying == SayHint || a.Saying == SayAssociated
					if a.Exposure != FastFirstMile || !a.Ratio.Known {
						continue
					}
					fitted++
					logSum += math.Log(a.Ratio.Value)
					if (!a.RatioCI.Lo.Known || a.RatioCI.Lo.Value <= c.ratio) && (!a.RatioCI.Hi.Known || a.RatioCI.Hi.Value >= c.ratio) {
						cover++
					}
					if a.Saying == SayHint || a.Saying == SayAssociated {
						told++
					}
				}
				if claim {
					claimed++
				}
			}
			share := func(k, n int) float64 { return float64(k) / float64(n) }
			t.Logf("%.1f cramps a season; the interval covers in %.3f of %d; ratio on average %.2f; told in %.3f; anything claimed in %.3f",
				share(cramps, seasons), share(cover, fitted), fitted, math.Exp(logSum/float64(fitted)), share(told, seasons), share(claimed, seasons))
			if cramps < c.least*seasons || fitted < seasons/2 {
				t.Errorf("%d cramps, %d fits: not the seasons meant", cramps, fitted)
			}
			if share(cover, fitted) < 0.94 {
				t.Errorf("the interval covers in %.3f", share(cover, fitted))
			}
			if c.ratio == 1 && share(claimed, seasons) > 0.05 {
				t.Errorf("something is claimed in %.3f of the seasons", share(claimed, seasons))
			}
		})
	}
}
