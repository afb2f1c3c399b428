package analyze

import (
	"reflect"
	"testing"
	"time"
)

// ranOn is a run with a date, of so many metres and seconds.
func ranOn(day int, distanceM, timerS float64) *Result {
	start := time.Date(2026, 3, day, 7, 0, 0, 0, time.UTC)
	return &Result{Run: true, DateKnown: true, Start: start, Local: start, DistanceM: maybe(distanceM), TimerS: timerS}
}

func TestSeasonCounts(t *testing.T) {
	fast, even, unjudged := ranOn(1, 5000, 1500), ranOn(4, 8000, 2500), ranOn(9, 3000, 900)
	fast.FirstMile = FirstMile{TimeS: maybe(440), Level: LevelNotice}
	fast.Cramps = []Cramp{{Muscle: "calf", Side: "left"}, {Muscle: "calf", Side: "left"}, {Muscle: "calf", Side: "right", AfterFinish: true}}
	even.FirstMile = FirstMile{TimeS: maybe(500), Level: LevelNone}
	even.Cramps = []Cramp{{Muscle: "calf", Side: "right", AfterFinish: true}}
	unjudged.FirstMile = FirstMile{TimeS: maybe(440), Level: LevelNone, Withheld: &WithheldBecause{Reason: "intervals"}}
	unjudged.Suggestions = make([]Cramp, 2)
	unjudged.Cramps = []Cramp{{BeforeStart: true}}
	undated := &Result{Run: true, TimerS: 60}
	ride := ranOn(20, 40_000, 4000)
	ride.Run = false
	for _, c := range []struct {
		name string
		acts []*Result
		want Season
	}{
		{"nothing gives nothing", nil, Season{}},
		{"other sports are counted and add up to nothing", []*Result{ride}, Season{Others: 1}},
		{"a run without a date has no first day", []*Result{undated}, Season{Runs: 1, Undated: 1, TimerS: 60}},
		{"runs add up", []*Result{undated, fast, even, unjudged, ride}, Season{
			Runs: 4, Others: 1, Undated: 1, First: fast, Last: unjudged, DistanceM: maybe(16_000), TimerS: 4960,
			Judged: 2, TooFast: 1, CrampRuns: 1, AfterFinish: 1, Suggested: 2,
			Sites: []Site{{"calf", "right", 2}, {"calf", "left", 1}},
		}},
	} {
		c.want.NoticeFrac, c.want.WarnFrac, c.want.StrongFrac = 0.03, 0.06, 0.10 // of pace/fast-first-mile
		if got := *NewSeason(c.acts, Options{}); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v\nwant %+v", c.name, got, c.want)
		}
	}
	own := NewSeason(nil, Options{Limits: map[string]float64{"pace/fast-first-mile.warn": 0.08}})
	if own.WarnFrac != 0.08 {
		t.Errorf("the runner's own limit is 0.08, the season has %v", own.WarnFrac)
	}
}
