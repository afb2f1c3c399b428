package main

import (
	"cmp"
	"math"
	"math/rand/v2"
)

// Run is what the watch recorded of a Plan, and what really happened.
type Run struct {
	Plan    Plan
	Samples []Sample
	Laps    []Lap
	Pauses  []Span // of the timer
	Truth   Truth

	ElapsedS int
	TimerS   int

	clock *clock
}

// walkSPM is the cadence of both feet in a walk break.
const walkSPM = 116

// Sample is one record of the watch. A sensor that the Plan does not have
// leaves 0, which the writers leave out.
type Sample struct {
	AtS          int     // s since the start
	DistanceM    float64 // as the watch measures it
	LatDeg       float64
	LonDeg       float64
	ElevationM   float64
	SpeedMPS     float64
	HeartRateBPM int
	CadenceSPM   int // both feet
	TemperatureC int
}

// Span is a stretch of elapsed time.
type Span struct{ StartS, EndS int }

// Lap is one lap of the watch.
type Lap struct {
	StartS    float64 // s since the start, elapsed
	EndS      float64
	TimerS    float64
	DistanceM float64 // as the watch measures it
	Trigger   string  // "distance", "manual" or "end"
	Intensity string  // of the workout's step; "active" without one
}

// Simulate runs the Plan. The same seed gives the same Run everywhere.
func Simulate(p Plan, seed uint64) (*Run, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	slowness := slownessSPerM(&p, seed)
	c := newClock(&p, slowness)
	w := newWatch(&p, c, slowness, seed)
	run := &Run{Plan: p, ElapsedS: c.finishS(), Truth: newTruth(&p, c), clock: c}
	run.TimerS = run.ElapsedS
	for _, k := range c.stops {
		if k.paused > 0 {
			run.Pauses = append(run.Pauses, Span{int(k.leaveS) - k.paused, int(k.leaveS)})
			run.TimerS -= k.paused
		}
	}
	run.Samples = w.record(run)
	run.Laps = w.laps()
	return run, nil
}

// watch turns what happens into what is recorded, second by second.
type watch struct {
	plan        *Plan
	clock       *clock
	slowness    []float64
	measuredUM  []int64 // the watch's distance at the beginning of each cell and at the end
	seed        uint64
	course      course
	north, east *drift
	altitude    *drift
	pulse       *drift
	heartBPM    float64
}

func newWatch(p *Plan, c *clock, slowness []float64, seed uint64) *watch {
	w := &watch{plan: p, clock: c, slowness: slowness, seed: seed, heartBPM: p.HeartRateBPM - 50}
	w.measuredUM = measuredUM(p, len(slowness), seed)
	w.course = newCourse(p, seed)
	w.north = newDrift(stream(seed, p.Name, "north"), p.GPSSigmaM, 25)
	w.east = newDrift(stream(seed, p.Name, "east"), p.GPSSigmaM, 25)
	w.altitude = newDrift(stream(seed, p.Name, "altitude"), cmp.Or(p.AltitudeSDM, 0.3), 60)
	w.pulse = newDrift(stream(seed, p.Name, "pulse"), 1.2, 20)
	return w
}

// measuredUM returns the distance of a watch whose error is WatchFrac in a
// mile and changes along the way.
func measuredUM(p *Plan, cells int, seed uint64) []int64 {
	const meanOfThree = 0.612 // as in wanderFrac
	k := newKnots(stream(seed, p.Name, "watch"), cells, cellsPerMile/2, p.WatchFrac/meanOfThree)
	out := make([]int64, cells+1)
	for i := range cells {
		out[i+1] = out[i] + int64(math.Round(cellUM*(1+k.at(i))))
	}
	return out
}

// measuredM returns what the watch shows at atM.
func (w *watch) measuredM(atM float64) float64 {
	return float64(between(w.measuredUM, atM)) / 1e6
}

// record returns the samples: at the watch's rhythm, and at the start, the
// end and both edges of every stop.
func (w *watch) record(run *Run) []Sample {
	rhythm := stream(w.seed, w.plan.Name, "rhythm")
	spikes := w.plan.Spikes
	var out []Sample
	due, prevM := 0, 0.0
	for s := 0; s <= run.ElapsedS; s++ {
		atM, standing := w.clock.atM(float64(s))
		measured := w.measuredM(atM)
		edge, dark, movedM := s == 0 || s == run.ElapsedS, false, 0.0
		for _, k := range w.clock.stops {
			edge = edge || s == int(math.Ceil(k.arriveS)) || s == int(k.leaveS)
			dark = dark || k.paused > 0 && s > int(k.leaveS)-k.paused && s < int(k.leaveS)
			if s >= int(k.leaveS) {
				movedM += k.movedM
			}
		}
		w.course.advance(measured + movedM - prevM)
		prevM = measured + movedM
		sample := w.sense(s, atM, measured, standing)
		if dark || s < due && !edge {
			continue
		}
		if len(spikes) > 0 && atM >= spikes[0].AtM {
			w.course.displace(&sample, spikes[0].OffM, spikes[0].OffM)
			spikes = spikes[1:]
		}
		out = append(out, sample)
		due = s + w.stepS(rhythm)
	}
	return out
}

// stepS returns the time to the next record.
func (w *watch) stepS(rhythm *rand.Rand) int {
	if w.plan.Smart {
		return 2 + rhythm.IntN(6)
	}
	return max(1, w.plan.EveryS)
}

// sense reads every sensor. It is called every second, recorded or not.
func (w *watch) sense(s int, atM, measuredM float64, standing *stop) Sample {
	p := w.plan
	out := Sample{AtS: s, DistanceM: math.Round(measuredM*100) / 100}
	slow := w.slowness[min(int(atM/cellM), len(w.slowness)-1)]
	effort := p.PaceSPerM * costFactor(p.gradeFrac(atM)) / slow
	speed := 1 / slow
	if standing != nil || s == 0 {
		effort, speed = 0.5, 0
	}
	out.SpeedMPS = quantum(speed, 1e-3)
	w.beat(s, effort)
	if p.HeartRateBPM > 0 {
		out.HeartRateBPM = int(math.Round(w.heartBPM + w.pulse.next()))
	}
	if p.CadenceSPM > 0 && p.walks(atM) && speed > 0 {
		out.CadenceSPM = walkSPM
	} else if p.CadenceSPM > 0 && speed > 0 {
		out.CadenceSPM = int(math.Round(p.CadenceSPM * (0.75 + float64(0.25*p.PaceSPerM*speed))))
	}
	if p.TemperatureC != 0 {
		out.TemperatureC = int(math.Round(p.TemperatureC + float64(8*math.Exp2(-float64(s)/600))))
	}
	if p.NoGPS {
		return out
	}
	stepM := 0.2 // m, of a barometer
	if p.AltitudeSDM > 0 {
		stepM = 0.1
	}
	out.ElevationM = quantum(groundM+p.elevationM(atM)+w.altitude.next(), stepM)
	w.course.place(&out)
	w.course.displace(&out, w.north.next(), w.east.next())
	return out
}

// beat moves the heart rate towards what the effort asks for; it rises one
// beat in half an hour besides.
func (w *watch) beat(s int, effort float64) {
	const lagS = 40
	share := 0.4 + float64(0.6*min(effort, 1.25))
	target := float64(w.plan.HeartRateBPM*share) + float64(s)/1800
	w.heartBPM = quantum(w.heartBPM+(target-w.heartBPM)/lagS, 1e-6)
}

// laps returns the laps between the borders that the Plan asks for.
func (w *watch) laps() []Lap {
	p := w.plan
	type border struct {
		atM                float64
		trigger, intensity string
	}
	var borders []border
	endM := 0.0
	for _, s := range p.Steps {
		if endM += s.LengthM; p.NoStepLaps {
			continue
		}
		borders = append(borders, border{min(endM, p.DistanceM), "manual", s.Intensity})
	}
	if p.Steps == nil || p.NoStepLaps {
		for m := p.LapM; p.LapM > 0 && m < p.DistanceM-1; m += p.LapM {
			borders = append(borders, border{m, "distance", "active"})
		}
		for _, m := range p.PressesM {
			borders = append(borders, border{m, "manual", "active"})
			if p.DoublePress {
				borders = append(borders, border{m + 3/p.PaceSPerM, "manual", "active"})
			}
		}
		borders = append(borders, border{p.DistanceM, "end", "active"})
	}
	var out []Lap
	start, startM := 0.0, 0.0
	for _, b := range borders {
		end := quantum(w.clock.elapsedS(b.atM), 1e-3)
		if b.atM == p.DistanceM {
			end = float64(w.clock.finishS())
		}
		l := Lap{StartS: start, EndS: end, TimerS: end - start, Trigger: b.trigger, Intensity: b.intensity}
		l.DistanceM = w.measuredM(b.atM) - w.measuredM(startM)
		for _, k := range w.clock.stops {
			if k.arriveS >= start && k.arriveS < end {
				l.TimerS -= float64(k.paused)
			}
		}
		out = append(out, l)
		start, startM = end, b.atM
	}
	return out
}
