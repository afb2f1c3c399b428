// Package parse turns the bytes of a watch export into Activities and the
// bytes of a notes file into a Journal. It says what the files say and holds
// no opinion: no thresholds, no flags, no file system of its own.
//
// A recording goes through these steps:
//
//  1. Read sniffs the content and picks one decoder (FIT, GPX or TCX).
//  2. The decoder fills raw samples, in file order, and collects laps, pauses,
//     marks and texts.
//  3. The samples are put in order, split where no recording can go on, and
//     become the columns of one or more Activities.
//  4. Check proves what every later room relies on.
package parse

import (
	"fmt"
	"math"
	"sort"
	"time"
)

// File is everything one recording held.
type File struct {
	Format     string      // "fit", "gpx" or "tcx"
	Activities []*Activity // in file order, never empty without an error
	Notes      []Note      // what concerns the file as a whole
}

// Activity is one recorded effort. Index i is the same sample in every column.
// A nil column was never recorded; NaN is a hole in one that was.
type Activity struct {
	Meta

	TimeS        []float64 // s since Start; never nil, strictly increasing, from 0
	DistanceM    []float64 // m since Start, as the device recorded it
	LatDeg       []float64 // WGS 84
	LonDeg       []float64 // WGS 84
	ElevationM   []float64 // m above sea level, as recorded
	SpeedMPS     []float64 // as recorded, never derived here
	HeartRateBPM []float64
	CadenceSPM   []float64 // steps per minute, both feet; revolutions per minute on a ride
	PowerW       []float64
	TemperatureC []float64 // of the device on the wrist: never ambient
	Places       []Place   // where each sample stands in the file; nil: not known

	Laps   []Lap
	Pauses []Pause // of the device's own timer, disjoint and in order
	Marks  []Mark  // waypoints, double lap presses, texts inside the file that speak of cramps
	Notes  []Note  // what parse repaired or doubts
}

// Meta says which effort an Activity is and what its device claims about it.
type Meta struct {
	Source      string    // path as given, with "!member" inside an archive; the caller's
	Index       int       // place among the activities of its file, from 0
	Format      string    // "fit", "gpx" or "tcx"
	Device      string    // maker and model as far as known
	Sport       string    // FIT's words in lower case: running, cycling, walking, hiking …; "" when the file is silent
	AnySport    bool      // names no sport, and comes from an exporter that writes every sport so
	SubSport    string    // treadmill, trail, track …; "" when the file is silent
	Event       string    // what the file says the effort was: "race", or ""
	Workout     bool      // the file names a structured workout
	Title       string    // the runner's or the app's name for it
	Description string    // the runner's own words
	Start       time.Time // time of sample 0, UTC
	ZoneS       float64   // s east of UTC, when ZoneSource is not ""
	ZoneSource  string    // "FIT local_timestamp", "offset in the file", or ""
	ClockUnset  bool      // the device did not know the date: Start is no calendar date
	Records     int       // samples that stand in the file and could be read
	TimerEvents bool      // Pauses come from timer events of the device
	Totals      Totals
	Answers
}

// Totals are the device's own sums. NaN: it gave none.
type Totals struct {
	ElapsedS  float64
	TimerS    float64
	DistanceM float64
}

// NoTotals are the totals of a device that gave none.
func NoTotals() Totals { return Totals{math.NaN(), math.NaN(), math.NaN()} }

// Answers are what the runner told the device after the effort, and what it
// reckons about the body. NaN: not said.
type Answers struct {
	FeelFrac    float64 // how it felt: 0 very weak, 1 very strong (Garmin)
	RPE         float64 // perceived exertion, 0…10 (Garmin)
	FeelingOf5  float64 // how it felt, 1…5 (Suunto)
	SweatLossML float64 // Garmin's estimate, from a field that it documents nowhere
}

// NoAnswers are those of a device that did not ask.
func NoAnswers() Answers {
	n := math.NaN()
	return Answers{FeelFrac: n, RPE: n, FeelingOf5: n, SweatLossML: n}
}

// Lap is one of the device's laps, on the elapsed clock.
type Lap struct {
	StartS    float64 // s since Start
	EndS      float64 // s since Start
	TimerS    float64 // as the device says; NaN: it does not
	DistanceM float64 // as the device says; NaN: it does not
	Trigger   string  // "manual", "distance", "time", "position", "end" …; "" unknown
	Intensity string  // "active", "rest", "warmup", "cooldown", "recovery", "interval"; "" unknown
}

// Pause is a stretch in which the device's timer stood still.
type Pause struct {
	StartS float64 // s since Start
	EndS   float64 // s since Start
}

// Mark is a place in time that the file itself points out.
type Mark struct {
	AtS    float64 // s since Start; NaN: it has no time of its own
	LatDeg float64 // NaN: no place
	LonDeg float64 // NaN: no place
	Kind   string  // "waypoint", "double lap", "notes"
	Text   string  // the runner's words, cleaned
}

// Place is where a sample stands in its unpacked file. The zero value is no
// place. A file has at most 256 MB, so 32 bits do.
type Place struct {
	N      int32 // from 1: line of a GPX or TCX file, count of a FIT file's records
	Offset int32 // bytes, of UTF-16 as its UTF-8; 0: not known
}

// PlaceAt returns the place of the sample nearest to elapsedS, the earlier of
// two as near. It is zero where the places are not known, and outside the
// recording.
func (a *Activity) PlaceAt(elapsedS float64) Place {
	n := len(a.Places)
	if n == 0 || !(elapsedS >= 0 && elapsedS <= a.ElapsedS()) {
		return Place{}
	}
	i := sort.SearchFloat64s(a.TimeS, elapsedS)
	if i > 0 && elapsedS-a.TimeS[i-1] <= a.TimeS[i]-elapsedS {
		i--
	}
	return a.Places[i]
}

// Len returns the number of samples.
func (a *Activity) Len() int { return len(a.TimeS) }

// ElapsedS returns the time from the first to the last sample in seconds, 0
// for fewer than two samples.
func (a *Activity) ElapsedS() float64 {
	if len(a.TimeS) < 2 {
		return 0
	}
	return a.TimeS[len(a.TimeS)-1] - a.TimeS[0]
}

// Note adds what parse doubts or repaired.
func (a *Activity) note(code Code, n int, format string, args ...any) {
	a.Notes = append(a.Notes, Note{Code: code, N: n, Text: fmt.Sprintf(format, args...)})
}

// Check returns the first broken promise of an Activity, or nil. The decoders
// call it on what they hand out and the fuzzers use it as their judge.
func (a *Activity) Check() error {
	n := len(a.TimeS)
	if n == 0 {
		return fmt.Errorf("activity without a sample")
	}
	if a.TimeS[0] != 0 {
		return fmt.Errorf("first time is %v, not 0", a.TimeS[0])
	}
	for i := 1; i < n; i++ {
		if !(a.TimeS[i] > a.TimeS[i-1]) {
			return fmt.Errorf("time %d does not increase: %v after %v", i, a.TimeS[i], a.TimeS[i-1])
		}
	}
	for c := range NumChannels {
		col := a.Column(c)
		if col == nil {
			continue
		}
		if len(col) != n {
			return fmt.Errorf("column %s has %d values for %d times", c, len(col), n)
		}
		for i, v := range col {
			if math.IsInf(v, 0) {
				return fmt.Errorf("column %s is infinite at %d", c, i)
			}
		}
	}
	if a.Places != nil && len(a.Places) != n {
		return fmt.Errorf("%d places for %d times", len(a.Places), n)
	}
	if (a.LatDeg == nil) != (a.LonDeg == nil) {
		return fmt.Errorf("latitude without longitude")
	}
	end := math.Inf(-1)
	for i, p := range a.Pauses {
		if !(p.StartS >= end) || !(p.EndS > p.StartS) {
			return fmt.Errorf("pause %d from %v to %v is empty or out of order", i, p.StartS, p.EndS)
		}
		end = p.EndS
	}
	for i, l := range a.Laps {
		if !(l.EndS >= l.StartS) {
			return fmt.Errorf("lap %d ends at %v before its start %v", i, l.EndS, l.StartS)
		}
	}
	return nil
}
