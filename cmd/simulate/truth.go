package main

import (
	"math"
	"slices"
)

// Truth is what happened, free of every error of the watch. Times are in
// seconds to the millisecond; moving time leaves out every stop.
type Truth struct {
	Name        string      `json:"name"`
	Files       []string    `json:"files"`
	Start       string      `json:"start"` // RFC 3339, in the runner's zone
	DistanceM   float64     `json:"distance_m"`
	ElapsedS    float64     `json:"elapsed_s"` // exactly at the finish; the watch stops at the next full second
	TimerS      float64     `json:"timer_s"`
	MovingS     float64     `json:"moving_s"`
	MileS       []float64   `json:"mile_s"`             // moving time of each full mile
	MileAtS     []float64   `json:"mile_at_s"`          // elapsed time at the end of each full mile
	KmS         []float64   `json:"km_s"`               // moving time of each full kilometre
	FirstMileS  float64     `json:"first_mile_s"`       // 0: shorter than a mile
	SettledS    float64     `json:"settled_s_per_mile"` // 0: shorter than four miles
	ExcessFrac  float64     `json:"first_mile_excess"`  // how much less time the first mile took than a settled one
	Pauses      []PauseTrue `json:"pauses"`
	Cramps      []CrampTrue `json:"cramps"`
	Expect      []string    `json:"expect"` // findings of severity notice and above
	PlantedFrac float64     `json:"planted_first_mile"`
}

// PauseTrue is a stop of the timer as it happened.
type PauseTrue struct {
	AtM    float64 `json:"at_m"`
	StartS float64 `json:"start_s"`
	EndS   float64 `json:"end_s"`
}

// CrampTrue is a cramp as it happened.
type CrampTrue struct {
	AtM   float64 `json:"at_m"`
	AtS   float64 `json:"at_s"` // elapsed
	StopS float64 `json:"stop_s"`
}

func newTruth(p *Plan, c *clock) Truth {
	t := Truth{
		Name:        p.Name,
		Files:       p.files(),
		Start:       p.Start.Format("2006-01-02T15:04:05-07:00"),
		DistanceM:   milli(p.DistanceM),
		ElapsedS:    milli(c.elapsedS(p.DistanceM)),
		MovingS:     milli(c.movingS(p.DistanceM)),
		PlantedFrac: micro(p.FirstMileFrac),
		MileS:       []float64{},
		MileAtS:     []float64{},
		KmS:         []float64{},
		Pauses:      []PauseTrue{},
		Cramps:      []CrampTrue{},
		Expect:      append([]string{}, p.Expect...),
	}
	t.TimerS = t.ElapsedS
	for _, k := range c.stops {
		if k.cramp {
			t.Cramps = append(t.Cramps, CrampTrue{AtM: milli(k.atM), AtS: milli(k.arriveS), StopS: milli(k.leaveS - k.arriveS)})
			continue
		}
		if k.paused == 0 {
			continue // a stop of the runner alone
		}
		t.Pauses = append(t.Pauses, PauseTrue{AtM: milli(k.atM), StartS: k.leaveS - float64(k.paused), EndS: k.leaveS})
		t.TimerS = milli(t.TimerS - float64(k.paused))
	}
	for k := 1.0; k*mileM < p.DistanceM+1e-3; k++ {
		t.MileS = append(t.MileS, milli(c.movingS(k*mileM)-c.movingS((k-1)*mileM)))
		t.MileAtS = append(t.MileAtS, milli(c.elapsedS(k*mileM)))
	}
	for k := 1.0; k*kmM < p.DistanceM+1e-3; k++ {
		t.KmS = append(t.KmS, milli(c.movingS(k*kmM)-c.movingS((k-1)*kmM)))
	}
	if len(t.MileS) > 0 {
		t.FirstMileS = t.MileS[0]
	}
	if settled := settledSPerM(p.DistanceM, c); settled > 0 {
		t.SettledS = milli(settled * mileM)
		t.ExcessFrac = micro(1 - t.FirstMileS/t.SettledS)
	}
	return t
}

// settledSPerM is the median time per metre of 400 m pieces from a tenth of
// the distance to its half, but not before the first mile and at least to the
// third; 0 below four miles, where that window does not exist.
func settledSPerM(distanceM float64, c *clock) float64 {
	const binM = 400
	if distanceM < 4*mileM {
		return 0
	}
	fromM, toM := max(mileM, 0.1*distanceM), max(0.5*distanceM, 3*mileM)
	var bins []float64
	for m := fromM; m+binM <= toM; m += binM {
		bins = append(bins, (c.movingS(m+binM)-c.movingS(m))/binM)
	}
	slices.Sort(bins)
	n := len(bins)
	return (bins[(n-1)/2] + bins[n/2]) / 2
}

func milli(v float64) float64 { return math.Round(v*1e3) / 1e3 }

func micro(v float64) float64 { return math.Round(v*1e6) / 1e6 }
