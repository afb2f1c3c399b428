package parse

import (
	"math"
	"time"
)

// Journal is what the runner wrote down about the runs of a folder.
type Journal struct {
	Entries []Entry
	Errors  []NoteError // lines that could not be used, and doubts about those that could
}

// NoteError is one line of a notes file that costs itself, or a warning.
type NoteError struct {
	File    string
	Pos     Pos
	Warning bool   // the line is used all the same
	Text    string // what is wrong and what to write instead
	Line    string // the line as it stands in the file, cleaned
}

// Kind says what an Entry notes.
type Kind string

// The kinds of entries. CSV rows name them in the column "what"; YAML has keys
// of the same names beside the events.
const (
	Cramp       Kind = "cramp"
	Drink       Kind = "drink"
	Sodium      Kind = "sodium"
	Food        Kind = "food"
	Warmup      Kind = "warmup"
	Drills      Kind = "drills"
	Stretch     Kind = "stretch"
	Massage     Kind = "massage"
	Roller      Kind = "roller"
	Compression Kind = "compression"
	Strength    Kind = "strength"
	Weight      Kind = "weight"
	Urine       Kind = "urine"
	UrineVolume Kind = "urine_volume"
	Thirst      Kind = "thirst"
	Soreness    Kind = "soreness"
	Symptom     Kind = "symptom"
	Caffeine    Kind = "caffeine"

	// Facts about the whole run.
	Goal         Kind = "goal"
	Race         Kind = "race"
	WorkoutKind  Kind = "workout"
	OfficialDist Kind = "official_distance"
	Corral       Kind = "corral"
	ZoneName     Kind = "tz"
	Ambient      Kind = "temperature"
	Humidity     Kind = "humidity"
	DewPoint     Kind = "dew_point"
	WBGT         Kind = "wbgt"

	// OtherLine is a line of notes.csv that notes nothing: a comment, or one with
	// a mistake. Only OtherLines returns such entries.
	OtherLine Kind = "line"
)

// Entry is one thing the runner noted. A float that the entry does not give is
// NaN; units are already ours.
type Entry struct {
	Origin string // "csv" or "yaml"
	Source string // the notes file
	Pos    Pos    // where the entry begins; of its moment where it has one
	Line   string // the line as written, cleaned, for messages

	Date string // year-month-day, or ""
	File string // the recording's name or the beginning of it, or ""
	At   Moment

	Kind      Kind
	Suggested bool // "cramp?": a suggestion, not counted

	Muscle   string // calf, hamstring, quad …; "" unknown
	Side     string // left, right, both; "" unknown
	Severity float64
	Response []string // what the runner did about a cramp: stretch, massage, walk, drink, pickle juice

	DurationS    float64 // how long it lasted, or the goal time
	VolumeML     float64
	SodiumMG     float64
	CarbG        float64
	MassKG       float64
	TemperatureC float64
	HumidityFrac float64
	DistanceM    float64 // official distance
	PaceSPerM    float64 // corral
	Level        float64 // thirst, soreness 0…10; urine colour 1…8
	CaffeineMG   float64

	Drink       string // water, sports drink, electrolyte drink, cola …; "" not said
	Electrolyte bool   // the drink is of a kind that carries sodium, amount unknown
	Yes         bool   // race: true or false
	Word        string // workout kind, urine "brown" "cola" "red", zone name, symptom as written
	Note        string // the runner's words, cleaned
}

// MomentKind says how a moment was written.
type MomentKind string

// The ways to write a moment.
const (
	Unsaid     MomentKind = ""         // nothing was written
	AtElapsed  MomentKind = "elapsed"  // 1:42:10, +42:10, 42m, 1h42m10s: since the start, pauses included
	AtTimer    MomentKind = "timer"    // 1:19:05 timer: what the watch showed
	AtClock    MomentKind = "clock"    // 10:32, 10:32am, clock 10:32:05: in the run's zone
	AtAbsolute MomentKind = "absolute" // with date and offset
	AtDistance MomentKind = "distance" // mi 18.3, km 29,5: on the watch
	AtMarker   MomentKind = "marker"   // course sign, scaled by the official distance
	AtLap      MomentKind = "lap"      // lap 7: its end
	AtBefore   MomentKind = "before"   // before, or -60m
	AtStart    MomentKind = "start"
	AtFinish   MomentKind = "finish"
	AtAfter    MomentKind = "after" // after, or +30m after
)

// Moment is a point of a run as the runner wrote it; analyze turns it into
// seconds since the start.
type Moment struct {
	Kind         MomentKind
	S            float64   // elapsed, timer: s since the start; clock: s since midnight; before: s before the start (0: not said); after: s after the finish (0: not said)
	Date         string    // clock: a date written with it, or ""
	M            float64   // distance, marker: m from the start
	Unit         string    // distance, marker: "mi" or "km" as written
	Time         time.Time // absolute
	Lap          int       // lap: from 1
	UncertaintyS float64   // half of the last digit written, in s
	UncertaintyM float64   // half of the last digit written, in m
	Text         string    // as written, cleaned
}

// noEntry is an entry that gives no number.
func noEntry() Entry {
	n := math.NaN()
	return Entry{
		Severity: n, DurationS: n, VolumeML: n, SodiumMG: n, CarbG: n, MassKG: n,
		TemperatureC: n, HumidityFrac: n, DistanceM: n, PaceSPerM: n, Level: n, CaffeineMG: n,
	}
}
