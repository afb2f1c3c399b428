package main

import (
	"errors"
	"fmt"
	"math"
	"time"
)

const (
	mileM = 1609.344 // m, exactly
	kmM   = 1000.0   // m
)

// Plan describes one run: what the runner does, what the watch records and
// what is planted for crampcheck to find. The zero value of every field but
// Name, Start, DistanceM and PaceSPerM is the plain case: an even run on the
// flat, recorded every second by a faultless watch without sensors.
type Plan struct {
	Name  string    // of the files, without extension; every random draw hangs on it
	Title string    // as the runner calls the run in an app
	Start time.Time // to the second; its location is the runner's zone

	SubSport  string  // "", "treadmill", "trail" or "track"
	DistanceM float64 // m
	PaceSPerM float64 // s/m on the flat once the runner has settled

	// What the runner does.
	FirstMileFrac  float64 // how much less time the first mile takes than a settled one; negative: more
	SecondHalfFrac float64 // how much less time the second half takes than the first
	WanderFrac     float64 // SD of the natural variation from mile to mile
	LooseStart     bool    // the variation takes hold of the first mile too, which else is exactly as planted
	Wall           Wall
	Steps          []Step   // a workout; its lengths add up to DistanceM
	RunWalk        RunWalk  // walk breaks throughout
	Heights        []Height // the course, in order; nil is flat
	Pauses         []Pause  // in order
	Cramps         []Cramp  // in order

	// What the watch records.
	EveryS       int       // s between records; 0 is 1
	Smart        bool      // records 2 to 7 s apart instead
	NoGPS        bool      // no position, no elevation
	NoElevation  bool      // positions, but no elevation
	AltitudeSDM  float64   // SD of the elevation of a receiver; 0: a barometer's, which knows better
	GPSSigmaM    float64   // SD of the position in each direction; it wanders slowly, as a filtered receiver's does
	WatchFrac    float64   // SD per mile of the measured distance, as a fraction
	Spikes       []Spike   // positions that jump
	HeartRateBPM float64   // at settled pace; 0: no sensor
	CadenceSPM   float64   // steps of both feet per minute at settled pace; 0: no sensor
	TemperatureC float64   // at the wrist; 0: no sensor
	Dynamics     bool      // FIT only: running dynamics and power beside the rest
	LapM         float64   // automatic laps; 0: none
	PressesM     []float64 // where the lap button is pressed, in order
	DoublePress  bool      // and pressed again three seconds later
	NoStepLaps   bool      // the steps of a workout make no laps

	// What is written.
	Files    []string // names to write; nil is Name + ".fit"
	Strava   bool     // GPX in Strava's manner instead of Garmin Connect's
	CutFrac  float64  // GPX only: the fraction of the bytes that survives; 0: all
	Notes    []Note   // what the runner writes down
	OwnNotes bool     // in a YAML file beside the recording instead of the season's CSV
	Expect   []string // of the samples: planted findings of severity notice and above, "rule severity"
}

// Wall is a change of pace late in a run, else a collapse. No SlowFrac, no wall.
type Wall struct {
	AtM      float64 // m, where it begins
	SlowFrac float64 // how much more time a metre takes then; negative: less
	RampM    float64 // m until it is complete; 0 is half a kilometre
	ForM     float64 // m until it is over, at once; 0: it lasts to the end
}

// Step is one part of a workout.
type Step struct {
	LengthM   float64
	FastFrac  float64 // how much less time a metre takes than at settled pace
	Intensity string  // "warmup", "active", "rest" or "cooldown"
}

// RunWalk is a run with regular walk breaks. No WalkM, no breaks.
type RunWalk struct {
	RunM     float64
	WalkM    float64
	SlowFrac float64 // how much more time a metre of walking takes
}

// Height is one corner of an elevation profile, straight in between.
type Height struct {
	AtM        float64 // m from the start
	ElevationM float64 // m above sea level
}

// Pause is a stop of the watch's timer or, while it is running, of the runner
// alone.
type Pause struct {
	AtM       float64 // m from the start
	DurationS int
	MovedM    float64 // m walked meanwhile, which the watch does not count
	Running   bool    // the timer runs on; nobody moves
}

// Cramp is a cramp: the runner stands with the timer running, then limps.
type Cramp struct {
	AtM      float64 // m from the start
	StopS    int     // s of standing
	SlowFrac float64 // how much more time a metre takes afterwards
	SlowForM float64 // m until that is over
}

// Spike is one recorded position that is wrong.
type Spike struct {
	AtM  float64 // m from the start: the first record from there on
	OffM float64 // m north-east of where the runner is
}

// Note is one thing the runner writes down. A Note of a moment has a What and
// either AtM with a Form, or an At in the runner's own words; a fact of the
// whole run has neither.
type Note struct {
	AtM  float64 // m from the start
	Form string  // how the moment is written: "elapsed", "clock", "mile"
	At   string  // as written: "before", "-60m", "finish"

	What     string
	Where    string
	Severity string
	Amount   string
	Text     string
}

// files returns the names of the files to write.
func (p *Plan) files() []string {
	if p.Files == nil {
		return []string{p.Name + ".fit"}
	}
	return p.Files
}

// check refuses a Plan that describes no run.
func (p *Plan) check() error {
	switch {
	case p.Name == "":
		return errors.New("a run without a name")
	case p.Start.Nanosecond() != 0 || p.Start.IsZero():
		return fmt.Errorf("%s: a run starts at a full second", p.Name)
	case !(p.DistanceM >= 100 && p.DistanceM <= 500e3):
		return fmt.Errorf("%s: %v m is no run", p.Name, p.DistanceM)
	case !(p.PaceSPerM >= 0.1 && p.PaceSPerM <= 2):
		return fmt.Errorf("%s: %v s/m is no pace", p.Name, p.PaceSPerM)
	case p.EveryS < 0 || p.WanderFrac < 0 || p.WatchFrac < 0 || p.GPSSigmaM < 0:
		return fmt.Errorf("%s: a negative size", p.Name)
	}
	if p.Steps == nil {
		return nil
	}
	sumM := 0.0
	for _, s := range p.Steps {
		sumM += s.LengthM
	}
	if math.Abs(sumM-p.DistanceM) > 0.5 {
		return fmt.Errorf("%s: the steps are %v m long, the run %v m", p.Name, sumM, p.DistanceM)
	}
	return nil
}
