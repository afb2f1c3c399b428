package analyze

import (
	"math"
	"testing"

	"crampcheck/parse"
)

func TestSlowings(t *testing.T) {
	const pace = 0.3 // s/m; 5000 m take 1500 s
	before, after := runs(5000, pace), runs(3000, pace)
	lights := func(n int, standS float64) []leg {
		legs := []leg{before}
		for range n {
			legs = append(legs, stands(standS), after)
		}
		return legs
	}
	hill := func(m float64) float64 { return 0.1 * min(max(m-5000, 0), 600) }
	stood := func(atS, s float64) Slowing { return Slowing{AtS: atS, StoodS: maybe(s)} }
	slower := func(atS, frac float64) Slowing { return Slowing{AtS: atS, SlowerFrac: maybe(frac)} }
	for _, c := range []struct {
		name string
		act  *parse.Activity
		want []Slowing
	}{
		{"an even run has none", record(before, after), nil},
		{"a stop with the timer running is one, where it begins", record(before, stands(60), after), []Slowing{stood(1500, 60)}},
		{
			"a stop of the timer is one",
			withPauses(record(before, silence(100, 0), after), parse.Pause{StartS: 1500, EndS: 1600}),
			[]Slowing{stood(1500, 100)},
		},
		{"a gap without movement in a GPX is one", asGPX(record(before, silence(100, 0), after)), []Slowing{stood(1500, 100)}},
		{"a drop to two thirds of the speed is 50 % slower", record(before, runs(400, 0.45), after), []Slowing{slower(1500, 0.5)}},
		{"a drop of 27 % is none", record(before, runs(400, 0.27*pace+pace), after), nil},
		{"a drop of 29 % is one", record(before, runs(400, 0.29*pace+pace), after), []Slowing{slower(1500, 0.29)}},
		{"a drop that lasts is one and no more", record(before, runs(5000, 0.45)), []Slowing{slower(1500, 0.5)}},
		{"a pace that sinks by a tenth a kilometre is none", record(before, runs(1000, 0.33), runs(1000, 0.363), runs(1000, 0.4)), nil},
		{"a stop in the first five minutes is none", record(runs(900, pace), stands(100), after), nil},
		{"a stop after which nobody runs on is none", record(before, stands(200)), nil},
		{"a stop from which 90 m are left is none", record(before, stands(200), runs(90, pace)), nil},
		{"a stop from which 200 m are left is one", record(before, stands(200), runs(200, pace)), []Slowing{stood(1500, 200)}},
		{"two stops with 30 s of running between are one", record(before, stands(40), runs(100, pace), stands(40), after), []Slowing{stood(1500, 80)}},
		{"two stops with 70 s of running between are one", record(before, stands(40), runs(70/pace, pace), stands(40), after), []Slowing{stood(1500, 80)}},
		{
			"two stops with five minutes between are two",
			record(before, stands(40), runs(1000, pace), stands(50), after),
			[]Slowing{stood(1500, 40), stood(1840, 50)},
		},
		{"a drop that the hill explains is none", hilly(record(before, runs(600, 0.45), after), hill), nil},
		{"the same drop on the flat is one", hilly(record(before, runs(600, 0.45), after), func(m float64) float64 { return m / 1e3 }), []Slowing{slower(1500, 0.5)}},
		{"a stop on the hill is one", hilly(record(before, runs(300, 0.45), stands(60), runs(300, 0.45), after), hill), []Slowing{stood(1635, 60)}},
		{"each of three traffic lights is one", record(lights(3, 30)...), []Slowing{stood(1500, 30), stood(2430, 30), stood(3360, 30)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := judged(t, c.act).Slowings
			if len(got) != len(c.want) {
				t.Fatalf("%d slowings, want %d: %+v", len(got), len(c.want), got)
			}
			for i, w := range c.want {
				g := got[i]
				tol := 2.0 // s
				if !w.StoodS.Known {
					tol = 10 // a drop just above the limit is found later
				}
				if !near(g.AtS, w.AtS, tol) || !known(g.DistanceM, g.DistanceM.Value, 0) {
					t.Errorf("slowing at %.0f s, %+v, want %.0f s", g.AtS, g.DistanceM, w.AtS)
				}
				// Standing is measured over windows of ten seconds, which takes 3.5 s
				// from its begin and 2.6 s from its end.
				if g.StoodS.Known != w.StoodS.Known || !near(g.StoodS.Value, w.StoodS.Value, 13) {
					t.Errorf("stood %+v, want %+v", g.StoodS, w.StoodS)
				}
				if w.SlowerFrac.Known && !known(g.SlowerFrac, w.SlowerFrac.Value, 0.02) {
					t.Errorf("slower by %+v, want %+v", g.SlowerFrac, w.SlowerFrac)
				}
				if w.StoodS.Known && !known(g.LostS, w.StoodS.Value, 15) {
					t.Errorf("lost %+v, want %.0f s", g.LostS, w.StoodS.Value)
				}
			}
		})
	}
}

func TestARunWithoutDistanceSuggestsItsPauses(t *testing.T) {
	a := withPauses(record(runs(5000, 0.3)), parse.Pause{StartS: 600, EndS: 645}, parse.Pause{StartS: 900, EndS: 905})
	a.DistanceM = nil
	got := judged(t, a).Slowings
	if len(got) != 1 || got[0].AtS != 600 || !known(got[0].StoodS, 45, 0) || got[0].DistanceM.Known {
		t.Errorf("%+v, want the pause of 45 s at 600 s", got)
	}
}

// TestSlowingsOfAYear takes a pause of a year in as many steps as there are samples.
func TestSlowingsOfAYear(t *testing.T) {
	const yearS = 365 * 86400.0
	got := judged(t, record(runs(5000, 0.3), silence(yearS, 0), runs(5000, 0.3))).Slowings
	if len(got) != 1 || got[0].AtS != 1500 || !known(got[0].StoodS, yearS, 13) || got[0].EndS > 1500+yearS+10 {
		t.Errorf("%+v, want the year from 1500 s on", got)
	}
}

func TestPlannedSlowParts(t *testing.T) {
	stop := []leg{runs(5000, 0.3), stands(60), runs(8000, 0.3)}
	res := judged(t, record(stop...), workout("intervals"))
	if len(res.Slowings) != 0 || res.SlowPlanned != "intervals, as noted" {
		t.Errorf("intervals suggest %+v, planned %q", res.Slowings, res.SlowPlanned)
	}
	legs := []leg{runs(1500, 0.3)}
	for range 8 {
		legs = append(legs, runs(1500, 0.3), runs(120, 0.75))
	}
	legs = append(legs, runs(1500, 0.3), stands(60), runs(1500, 0.3))
	res = judged(t, record(legs...))
	if len(res.Slowings) != 1 || !known(res.Slowings[0].StoodS, 60, 10) || res.SlowPlanned != "running and walking in turn" {
		t.Errorf("running and walking suggests %+v, planned %q; want the stop alone", res.Slowings, res.SlowPlanned)
	}
}

func TestPropose(t *testing.T) {
	stops := func(n int) *parse.Activity { // each of 20 s, but for the k-th of 20+k s
		legs := []leg{runs(3000, 0.3)}
		for k := range n {
			legs = append(legs, stands(20+float64(k)), runs(3000, 0.3))
		}
		return record(legs...)
	}
	line := func(kind parse.Kind, atS float64) parse.Entry { return entry(kind, elapsed(atS)) }
	suggested := line(parse.Cramp, 900)
	suggested.Suggested = true
	byMile := line(parse.Cramp, 0)
	byMile.At = parse.Moment{Kind: parse.AtDistance, M: 2 * mile, UncertaintyM: mile / 2} // 966 s ± 241 s, the stop is at mile 1.9
	pressed := stops(4)
	pressed.Marks = []parse.Mark{{AtS: 1300, Kind: "double lap", LatDeg: math.NaN(), LonDeg: math.NaN()}}
	for _, c := range []struct {
		name  string
		act   *parse.Activity
		notes []parse.Entry
		at    []float64 // s, of what is new
		found int
		spoke bool
	}{
		{"a run of an hour and more suggests its stops", stops(4), nil, []float64{900, 1820, 2741, 3663}, 4, false},
		{"what is noted as a cramp is not new", stops(4), []parse.Entry{line(parse.Cramp, 900)}, []float64{1820, 2741, 3663}, 4, true},
		{"what is suggested already is not new", stops(4), []parse.Entry{suggested}, []float64{1820, 2741, 3663}, 4, true},
		{"what a comment speaks of is not new", stops(4), []parse.Entry{line(parse.OtherLine, 900)}, []float64{1820, 2741, 3663}, 4, true},
		{"a line that lies 80 s behind its end speaks of it", stops(4), []parse.Entry{line(parse.Cramp, 1000)}, []float64{1820, 2741, 3663}, 4, true},
		{"a line that leaves half a mile open speaks of it", stops(4), []parse.Entry{byMile}, []float64{1820, 2741, 3663}, 4, true},
		{"a line 90 s before it speaks of it", stops(4), []parse.Entry{line(parse.Cramp, 811)}, []float64{1820, 2741, 3663}, 4, true},
		{"a line 93 s before it does not", stops(4), []parse.Entry{line(parse.Cramp, 807)}, []float64{900, 1820, 2741, 3663}, 4, true},
		{"a drink there is no word about a cramp", stops(4), []parse.Entry{drink(900, 100, nan)}, []float64{900, 1820, 2741, 3663}, 4, true},
		{"two presses of the lap button are suggested too", pressed, nil, []float64{900, 1300, 1820, 2741, 3663}, 5, false},
		{"an even run suggests nothing", record(runs(12100, 0.3)), nil, nil, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, ok := judged(t, c.act, c.notes...).Propose()
			if !ok || p.Found != c.found || p.Shown != c.found || p.Unnoted == c.spoke {
				t.Fatalf("ok %v, %d found, %d shown, unnoted %v", ok, p.Found, p.Shown, p.Unnoted)
			}
			if len(p.New) != len(c.at) {
				t.Fatalf("%d new, want %d: %+v", len(p.New), len(c.at), p.New)
			}
			for i, x := range p.New {
				if !near(x.AtS, c.at[i], 2) {
					t.Errorf("suggestion at %.0f s, want %.0f", x.AtS, c.at[i])
				}
			}
		})
	}

	if _, ok := judged(t, record(runs(5000, 0.3), stands(60), runs(6700, 0.3))).Propose(); ok {
		t.Error("a run of 59:30 suggests something")
	}
	ride := stops(4)
	ride.Sport = "cycling"
	if _, ok := judged(t, ride).Propose(); ok {
		t.Error("a ride suggests something")
	}

	// Of twenty stops the twelve longest, in order of time, and nothing new once
	// these are noted.
	var notes []parse.Entry
	p, _ := judged(t, stops(20)).Propose()
	if p.Found != 20 || p.Shown != 12 || len(p.New) != 12 {
		t.Fatalf("%d found, %d shown, %d new; want 20, 12, 12", p.Found, p.Shown, len(p.New))
	}
	for i, x := range p.New {
		if want := 28 - 6.1 + float64(i); !known(x.StoodS, want, 1) || i > 0 && x.AtS <= p.New[i-1].AtS {
			t.Errorf("suggestion %d at %.0f s stood %+v, want %.1f s", i, x.AtS, x.StoodS, want)
		}
		notes = append(notes, line(parse.OtherLine, x.AtS))
	}
	if p, _ = judged(t, stops(20), notes...).Propose(); len(p.New) != 0 || p.Found != 20 {
		t.Errorf("%d new, want none", len(p.New))
	}
}
