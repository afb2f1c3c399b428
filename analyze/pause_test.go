package analyze

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"crampcheck/parse"
)

func TestGapLimit(t *testing.T) {
	for _, c := range []struct {
		name  string
		timeS []float64
		want  float64
	}{
		{"steps of a second: the floor", []float64{0, 1, 2, 3, 4, 5}, 10},
		{"even steps of 20 s", []float64{0, 20, 40, 60}, 20},
		// Steps 2, 4, 6, 8: quartiles 3.5 and 6.5 (type 7), 6.5 + 1.5·3
		{"uneven steps: upper quartile plus 1.5 interquartile ranges", []float64{0, 2, 6, 12, 20}, 11},
		{"one sample has no step", []float64{0}, 10},
	} {
		if got := (&Track{TimeS: c.timeS}).gapLimitS(); !near(got, c.want, 1e-12) {
			t.Errorf("%s: %v s, want %v", c.name, got, c.want)
		}
	}
}

func TestPausesFoundInGaps(t *testing.T) {
	run := runs(900, 0.3) // 270 s
	for _, c := range []struct {
		name string
		a    *parse.Activity
		want []Pause
	}{
		{"a gap of 20 s on the spot", record(run, silence(20, 0), run), []Pause{{270, 290, "gap"}}},
		{"a gap of 20 s with 9.9 m: slower than 0.5 m/s", record(run, silence(20, 9.9), run), []Pause{{270, 290, "gap"}}},
		{"a gap of 20 s with 10 m is no pause", record(run, silence(20, 10), run), nil},
		{"a gap of 10 s is none", record(run, silence(10, 0), run), nil},
		{"a gap of 10.5 s is one", record(run, silence(10.5, 0), run), []Pause{{270, 280.5, "gap"}}},
		{"two gaps", record(run, silence(20, 0), run, silence(30, 0), run), []Pause{{270, 290, "gap"}, {560, 590, "gap"}}},
		{"without distance any gap is a pause", &parse.Activity{TimeS: []float64{0, 1, 2, 3, 4, 5, 6, 37, 38}}, []Pause{{6, 37, "gap"}}},
	} {
		c.a.Totals = parse.NoTotals()
		tr := newTrack(c.a, nil)
		if !slices.Equal(tr.Pauses, c.want) {
			t.Errorf("%s: %v, want %v", c.name, tr.Pauses, c.want)
		}
		if !tr.Guessed {
			t.Errorf("%s: pauses from gaps are guesses", c.name)
		}
		sum := 0.0
		for _, p := range c.want {
			sum += p.EndS - p.StartS
		}
		if got, want := TotalS(tr.TimerS), c.a.ElapsedS()-sum; !near(got, want, 1e-9) {
			t.Errorf("%s: timer %v s, want %v", c.name, got, want)
		}
	}
}

// Smart recording makes gaps; with timer events they are none.
func TestTimerEventsOverruleGaps(t *testing.T) {
	run := runs(900, 0.3)
	a := withPauses(record(run, silence(60, 0), run), parse.Pause{StartS: 100, EndS: 130.5})
	tr := newTrack(a, nil)
	if want := []Pause{{100, 130.5, "timer"}}; !slices.Equal(tr.Pauses, want) || tr.Guessed {
		t.Errorf("pauses %v, guessed %v, want %v and false", tr.Pauses, tr.Guessed, want)
	}
	if got := TotalS(tr.TimerS); !near(got, 600-30.5, 1e-9) {
		t.Errorf("timer %v s, want 569.5", got)
	}
}

func TestNearestSum(t *testing.T) {
	gaps := []Pause{{0, 30, "gap"}, {100, 200, "gap"}, {300, 360, "gap"}}
	for _, c := range []struct {
		name  string
		wantS float64
		want  []Pause
	}{
		{"130 s: 100 and 30, as 60 more would not come nearer", 130, []Pause{gaps[0], gaps[1]}},
		{"nothing stood", 0, nil},
		{"the timer ran longer than the clock", -20, nil},
		{"more than all gaps hold", 500, gaps},
		{"45 s: 100 is too long, 60 is nearer than nothing, 90 is not", 45, []Pause{gaps[2]}},
		{"50 s: as far from 100 as from nothing, so 60", 50, []Pause{gaps[2]}},
	} {
		if got := nearestSum(gaps, c.wantS); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	equal := []Pause{{0, 50, "gap"}, {100, 150, "gap"}}
	if got := nearestSum(equal, 50); !slices.Equal(got, equal[:1]) {
		t.Errorf("of two equal gaps %v was taken, want the first", got)
	}
}

func TestGapsOfFilesWithATimerFollowIt(t *testing.T) {
	run := runs(900, 0.3) // 270 s; elapsed 5·270 + 200
	for _, c := range []struct {
		name   string
		format string
		timerS float64
		want   []Pause
		whole  float64
	}{
		{"TCX: 130 s are missing on the timer", "tcx", 1420, []Pause{{270, 300, "gap"}, {570, 670, "gap"}}, 1420},
		{"TCX: 128 s are, the rest is standing", "tcx", 1422, []Pause{{270, 300, "gap"}, {570, 670, "gap"}}, 1422},
		{"FIT without timer events does the same", "fit", 1420, []Pause{{270, 300, "gap"}, {570, 670, "gap"}}, 1420},
		{"TCX: an unbelievable timer leaves all gaps", "tcx", 1611, []Pause{{270, 300, "gap"}, {570, 670, "gap"}, {940, 1010, "gap"}}, 1350},
		{"TCX: no timer leaves all gaps", "tcx", nan, []Pause{{270, 300, "gap"}, {570, 670, "gap"}, {940, 1010, "gap"}}, 1350},
		{"GPX has no timer of its own", "gpx", 1420, []Pause{{270, 300, "gap"}, {570, 670, "gap"}, {940, 1010, "gap"}}, 1350},
	} {
		a := record(run, silence(30, 0), run, silence(100, 0), run, silence(70, 0), run, run)
		a.Format, a.Totals.TimerS = c.format, c.timerS
		if a.ElapsedS() != 1550 {
			t.Fatal("the test's own run lasts", a.ElapsedS())
		}
		tr := newTrack(a, nil)
		if !slices.Equal(tr.Pauses, c.want) {
			t.Errorf("%s: %v, want %v", c.name, tr.Pauses, c.want)
		}
		if got := tr.timerTotalS(a); !near(got, c.whole, 1e-9) {
			t.Errorf("%s: timer %v s, want %v", c.name, got, c.whole)
		}
	}
}

func TestDeviceTimers(t *testing.T) {
	a := &parse.Activity{TimeS: []float64{0, 1200}}
	for _, c := range []struct {
		name           string
		timer, eventsS float64
		want           bool
	}{
		{"a timer of 0 is none", 0, nan, false},
		{"no timer", nan, nan, false},
		{"a minute above the elapsed time", 1260, nan, true},
		{"more than a minute above the elapsed time", 1260.1, nan, false},
		{"9.9 % above what the events leave", 1099, 1000, true},
		{"10 % above what the events leave", 1100, 1000, false},
		{"9.9 % below what the events leave", 901, 1000, true},
		{"10 % below what the events leave", 900, 1000, false},
	} {
		a.Totals.TimerS = c.timer
		if got := deviceTimerOK(a, c.eventsS); got != c.want {
			t.Errorf("%s: believed %v, want %v", c.name, got, c.want)
		}
	}
}

func TestTheTimerOfAFileWithEvents(t *testing.T) {
	run := runs(1500, 0.3) // 450 s; the events leave 900 of 1000 s
	for _, c := range []struct {
		name        string
		timer, want float64
		disagree    bool
	}{
		{"the device's own", 901, 901, false},
		{"rows that differ by 3 s are not worth a word", 903, 903, false},
		{"rows that differ by more are", 904, 904, true},
		{"a device that differs by 10 % is not believed", 990, 900, false},
	} {
		a := withPauses(record(run, silence(100, 0), run), parse.Pause{StartS: 450, EndS: 550})
		a.Totals.TimerS = c.timer
		p := Prepare(a, Options{})
		if got := p.track.timerTotalS(a); !near(got, c.want, 1e-9) {
			t.Errorf("%s: timer %v s, want %v", c.name, got, c.want)
		}
		if got := p.Doubts(); (len(got) > 0) != c.disagree || c.disagree && got[0].Code != parse.TotalsDiffer {
			t.Errorf("%s: doubts %v, disagree %v", c.name, got, c.disagree)
		}
		res := judged(t, a)
		if res.TimerS != c.want || !near(res.RowsS, 900, 1e-9) {
			t.Errorf("%s: timer %v and rows %v, want %v and 900", c.name, res.TimerS, res.RowsS, c.want)
		}
	}
}

func TestRowsDisagree(t *testing.T) {
	for _, c := range []struct {
		name        string
		rows, timer float64
		want        bool
	}{
		{"3 s of 500", 497, 500, false},
		{"3.1 s of 500", 496.9, 500, true},
		{"29 s of 10000, below 0.3 %", 9971, 10_000, false},
		{"31 s of 10000, above 0.3 %", 10_031, 10_000, true},
	} {
		if got := rowsDisagree(c.rows, c.timer); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// At 3 m/s the window of ±5 s falls below 0.5 m/s when less than 5 m, that is
// 1.67 s of running, lie in it: at the first whole second more than 3.33 s
// after the stop. It exceeds 0.8 m/s with more than 8 m, 2.67 s of running: at
// the first whole second more than 2.33 s short of the end of the stop, less 5.
func TestSlowStretches(t *testing.T) {
	run := leg{m: 900, s: 300}
	for _, c := range []struct {
		name string
		legs []leg
		want []Pause
	}{
		{"a minute on the spot: 304 s to 358 s", []leg{run, stands(60), run}, []Pause{{304, 358, "slow"}}},
		{"15 s on the spot leave 9 s", []leg{run, stands(15), run}, nil},
		{"16 s on the spot leave 10 s", []leg{run, stands(16), run}, []Pause{{304, 314, "slow"}}},
		{"creeping at 0.7 m/s alone is no standing", []leg{run, {m: 42, s: 60}, run}, nil},
		// It runs on at 420 s. At s the window holds 0.7·(425−s) + 3·(s−415) m, more than 8 after 415.43 s.
		{"creeping at 0.7 m/s after a stop goes on standing", []leg{run, stands(60), {m: 42, s: 60}, run}, []Pause{{304, 416, "slow"}}},
		{"a stop at the end goes on to the end", []leg{run, stands(60)}, []Pause{{304, 360, "slow"}}},
		// The windows at the start are cut: at 0 s it holds 5 s of standing; 58 s as above.
		{"a stop at the start", []leg{stands(60), run}, []Pause{{0, 58, "slow"}}},
	} {
		a := record(c.legs...)
		tr := newTrack(a, nil)
		if !slices.Equal(tr.Slow, c.want) {
			t.Errorf("%s: %v, want %v", c.name, tr.Slow, c.want)
		}
		sum := 0.0
		for _, p := range c.want {
			sum += p.EndS - p.StartS
		}
		if got := TotalS(tr.MovingS); !near(got, a.ElapsedS()-sum, 1e-9) {
			t.Errorf("%s: moving %v s, want %v", c.name, got, a.ElapsedS()-sum)
		}
	}
}

// A receiver that trembles by some decimetres a second on the spot walks 0.26
// m/s on average, though it never rests.
func TestStandingWithATremblingReceiver(t *testing.T) {
	a := asGPX(record(leg{m: 900, s: 300}, stands(120), leg{m: 900, s: 300}))
	rng := rand.New(rand.NewPCG(5, 5))
	for i := 301; i < 420; i++ {
		a.LatDeg[i] += (rng.Float64() - 0.5) * 0.4 / degM
		a.LonDeg[i] += (rng.Float64() - 0.5) * 0.4 / degM
	}
	tr := newTrack(a, nil)
	// By the reckoning above 304 s to 418 s; trembling moves either end by a second or two.
	if len(tr.Slow) != 1 || !near(tr.Slow[0].StartS, 304, 2) || !near(tr.Slow[0].EndS, 418, 2) {
		t.Errorf("slow %v, want 304 s to 418 s", tr.Slow)
	}
}

// The twin takes from each moment what the clock gained in every stretch so far.
func TestWithoutEqualsItsSlowTwin(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	lerp := func(xs, ys []float64, x float64) float64 {
		if x <= xs[0] {
			return ys[0]
		}
		for i := 1; i < len(xs); i++ {
			if x <= xs[i] {
				return ys[i-1] + (x-xs[i-1])/(xs[i]-xs[i-1])*(ys[i]-ys[i-1])
			}
		}
		return ys[len(ys)-1]
	}
	for range 500 {
		timeS, clock := []float64{0}, []float64{0}
		for range 1 + rng.IntN(30) {
			timeS = append(timeS, timeS[len(timeS)-1]+0.1+rng.Float64()*20)
			clock = append(clock, clock[len(clock)-1]+rng.Float64()*float64(rng.IntN(2))*10)
		}
		var stretches []Pause
		for s := rng.Float64()*20 - 10; s < TotalS(timeS)+10 && len(stretches) < 6; {
			e := s + rng.Float64()*30
			if rng.IntN(3) == 0 { // at a sample
				e = max(s, timeS[rng.IntN(len(timeS))])
			}
			stretches = append(stretches, Pause{s, e, ""})
			s = e + float64(rng.IntN(2))*rng.Float64()*30
		}
		got := new(Track).without(clock, timeS, stretches)
		want := slices.Clone(clock)
		for i, at := range timeS {
			for _, p := range stretches {
				want[i] -= lerp(timeS, clock, min(at, p.EndS)) - lerp(timeS, clock, min(at, p.StartS))
			}
		}
		if !equalNaN(got, want) {
			t.Fatalf("clock %v over %v without %v\n= %v\nthe twin says %v", clock, timeS, stretches, got, want)
		}
	}
}

func TestPausesCountNoDistanceFromPositions(t *testing.T) {
	legs := []leg{runs(900, 0.3), silence(60, 20), runs(900, 0.3), silence(60, 0), runs(900, 0.3)}
	if got := newTrack(asGPX(record(legs...)), nil).TotalM(); !near(got, 2700, 0.01) {
		t.Errorf("by positions %v m, want 2700 without the 20 m of the pause", got)
	}
	if got := newTrack(record(legs...), nil).TotalM(); !near(got, 2720, 1e-9) {
		t.Errorf("by the device %v m, want its own 2720", got)
	}
}

func TestStopped(t *testing.T) {
	// A pause of 100 s and standing of 54 s (304 s to 358 s on the timer, above).
	a := withPauses(record(leg{m: 900, s: 300}, stands(60), leg{m: 900, s: 300}, silence(100, 0), leg{m: 300, s: 100}), parse.Pause{StartS: 660, EndS: 760})
	tr := newTrack(a, nil)
	for _, c := range []struct{ from, to, want float64 }{{0, 860, 154}, {0, 310, 6}, {660, 700, 40}, {0, 300, 0}} {
		if got := tr.stoppedS(c.from, c.to); !near(got, c.want, 1e-9) {
			t.Errorf("stopped between %v and %v: %v s, want %v", c.from, c.to, got, c.want)
		}
	}
}

// A pause between two segments is the same as one inside a segment.
func TestSegmentsDoNotMatter(t *testing.T) {
	gpx := func(between string) *Result {
		var b strings.Builder
		b.WriteString(`<gpx version="1.1" creator="Test"><trk><type>running</type><trkseg>`)
		start := time.Date(2026, 5, 3, 8, 0, 0, 0, time.UTC)
		for i := range 4001 {
			at := i
			if i > 2000 {
				at += 95
			}
			fmt.Fprintf(&b, `<trkpt lat="%.7f" lon="8.5"><time>%s</time></trkpt>`, 47+3*float64(i)/degM, start.Add(time.Duration(at)*time.Second).Format(time.RFC3339))
			if i == 2000 {
				b.WriteString(between)
			}
		}
		b.WriteString(`</trkseg></trk></gpx>`)
		f, err := parse.Read([]byte(b.String()))
		if err != nil || len(f.Activities) != 1 {
			t.Fatal(f, err)
		}
		return judged(t, f.Activities[0])
	}
	one, two := gpx(""), gpx("</trkseg><trkseg>")
	for _, r := range []*Result{one, two} {
		// 4000 steps of 3 m, one of which is the pause's.
		if want := []Pause{{2000, 2096, "gap"}}; !slices.Equal(r.Pauses, want) || !known(r.DistanceM, 11_997, 0.5) || !near(r.TimerS, 3999, 1e-9) {
			t.Errorf("pauses %v, %v m, timer %v s", r.Pauses, r.DistanceM.Value, r.TimerS)
		}
	}
	if math.Abs(one.DistanceM.Value-two.DistanceM.Value) > 1e-9 || len(one.SplitsKm) != len(two.SplitsKm) || !slices.Equal(one.SplitsKm, two.SplitsKm) {
		t.Error("one segment and two give different splits")
	}
}
