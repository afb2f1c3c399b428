// Package analyze turns an Activity and what the runner noted about it into a
// Result. It is total: it cannot fail. What cannot be judged is withheld with
// a reason, and what cannot be used of the notes comes back as data.
//
// Run is this list:
//
//  1. Clean the recording and derive its columns (Prepare): distance, the three clocks,
//     smoothed hills and grade-adjusted distance (track.go, pause.go, grade.go).
//  2. Resolve the notes to moments of the run (notes.go).
//  3. Cut splits and laps (split.go).
//  4. Find the main set and its reference pace, and judge the first mile and
//     the halves (pace.go).
//  5. Sum what was drunk (fluid.go), lay the cramps over the data (cramp.go), keep
//     what the history (course.go) and pictures (trace.go) need of the samples and
//     find the stops that may have been a cramp (slowing.go).
//  6. Ask every rule about this run (rules.go).
//
// Relate then asks the rules that look at the other runs too, and lets what is
// urgent silence the rest (history.go). Associate compares all runs at equal
// times into the run (association.go).
package analyze

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"crampcheck/parse"
)

// Options change what Run computes. The zero value is the default.
type Options struct {
	Zone         *time.Location // of every run, whatever the files say; nil: as they say
	FallbackZone *time.Location // of runs of which nothing tells the zone; nil: UTC
	GoalS        float64        // goal time in s for the run; 0: as noted
	Runner       Runner
	Limits       map[string]float64 // by "rule.limit", instead of the rows' own
	Slowings     bool               // find what Propose draws on
	Trace        bool               // keep what a picture of the run needs
	HideM        float64            // m around start and end that a Trace leaves out
	HomeSecret   string             // moves what is left out by an amount that only its owner can work out
}

// Runner is what holds for the runner on every run. The zero value knows
// nothing.
type Runner struct {
	MassKG          float64  // 0: as noted
	SweatMLPerH     float64  // measured sweat rate; 0: unknown
	MaxHeartRateBPM float64  // 0: unknown
	Conditions      []string // blood pressure, kidney, heart, pregnancy, diabetes, medicines
	FamilyHistory   bool     // of cramps
	LapCramp        bool     // two presses of the lap button are a cramp, not a suggestion
	Races           []Race   // recent results
}

// Race is a result that the runner gives as a measure of fitness.
type Race struct {
	Date      time.Time
	DistanceM float64
	TimeS     float64
}

// Result is everything the tool says about one activity.
type Result struct {
	File        string // as given, with "!member" inside an archive
	Index       int
	Format      string
	Sport       string
	Run         bool // judged as a run
	SubSport    string
	Device      string
	Title       string
	Start       time.Time // UTC
	Zone        string
	ZoneSource  string
	Local       time.Time // Start in its zone
	DateKnown   bool      // the device knew the date
	Records     int
	Points      int
	Race        bool
	Workout     string
	GoalS       Maybe
	GoalApart   bool   // the goal is for another distance than was run: no gap to it
	Elevation   string // "barometer", "GPS" or ""
	ClimbM      Maybe
	DescentM    Maybe
	ClimbStepM  Maybe // hysteresis of climb and descent
	Clock       string
	DistanceM   Maybe
	Distance    string // where it comes from: "device", "positions" or ""
	ElapsedS    float64
	TimerS      float64
	MovingS     float64
	RowsS       float64 // what the splits on the timer add up to
	Pauses      []Pause
	PausesFound bool // the pauses were found in gaps, not told by the device
	SplitsMile  []Split
	SplitsKm    []Split
	Laps        []Split

	HeartRateBPM Maybe
	CadenceSPM   Maybe
	FirstMile    FirstMile
	Halves       *Halves
	Settled      *Window
	Intake       Intake
	Cramps       []Cramp
	Suggestions  []Cramp       // cramp?: not counted
	Placed       []PlacedNote  // the notes with a moment, as they were understood
	Signs        time.Time     // the last day after the run on which a sign was noted
	Log          []parse.Entry // every note that belongs to the run, for rules that look at several
	Answers      Answers
	Early        EarlyMiles
	WarmupS      Maybe // easy running before the run proper, in the file or noted
	HardS        Maybe // s with heart rate at 85 % of the known maximum or above
	Course       Course
	Slowings     []Slowing // stops and drops of pace that may have been a cramp; nil unless the options ask for them
	SlowPlanned  string    // why slow stretches belong to the run: intervals, or running and walking in turn
	Trace        *Trace    // nil unless the options ask for it
	Findings     []Finding
	Notes        []parse.Note
	Dropped      Dropped
}

// PlacedNote is one line of the notes as it was understood.
type PlacedNote struct {
	File         string // of notes
	Pos          parse.Pos
	Written      string // the moment as written
	Kind         string
	When         string // "before", "during" or "after"
	AtS          Maybe  // s since Start on the elapsed clock
	DistanceM    Maybe
	UncertaintyS Maybe
}

// Answers are what the runner told the watch after the run, and what it reckons.
type Answers struct {
	FeelFrac    Maybe // 0 very weak … 1 very strong
	RPE         Maybe // perceived exertion, 0 … 10
	FeelingOf5  Maybe // 1 … 5
	SweatLossML Maybe // Garmin's estimate, from a field it documents nowhere: shown, never used
}

// Halves is the accounting of a run's halves by distance, on the moving clock
// and grade-adjusted where elevation is known.
type Halves struct {
	BankedS  float64 // s ahead of the reference at half-way; negative: behind
	GivenS   float64 // s slower than the reference in the second half
	FirstS   float64
	SecondS  float64
	FadeFrac float64 // pace of the second half against the first
}

// Day is the run's local date, "" when its device did not know it.
func (r *Result) Day() string {
	if !r.DateKnown {
		return ""
	}
	return r.Local.Format(time.DateOnly)
}

// Finding returns the finding of a rule.
func (r *Result) Finding(rule string) *Finding {
	for i := range r.Findings {
		if r.Findings[i].Rule == rule {
			return &r.Findings[i]
		}
	}
	return nil
}

// run carries one activity through the steps of Run.
type run struct {
	*Prepared
	axis    *axis
	zone    zone
	notes   notes
	timerS  float64 // the whole run's timer time
	doubts  []parse.Note
	pacing  pacing
	results *Result

	// Found when they are first asked for.
	interval *string  // why the run counts as intervals
	walks    *runWalk // whether it was running and walking in turn
}

// runWalk is how much of a run was walked, and whether it was run and walked in
// turn.
type runWalk struct {
	share float64 // of the moving time
	yes   bool
}

// Prepared is a cleaned activity that waits for its notes.
type Prepared struct {
	desk  *Desk
	act   *parse.Activity
	opt   Options
	track *Track
}

// Desk is what serves one run after the other: the memory of the columns, and
// the time zones met so far. The zero value is ready. What was prepared at a
// desk is to be judged before its Buffers read the next recording; a Result holds
// nothing of it. Not for use by two goroutines at once.
type Desk struct {
	Buffers *parse.Buffers // nil: new memory for every run
	zones   map[string]*time.Location
	reasons map[WithheldBecause]*WithheldBecause // given before: most runs give the same
}

// share returns one and the same for reasons that are the same, so that a season
// does not keep them once for each run. They are never changed.
func (d *Desk) share(w *WithheldBecause) *WithheldBecause {
	if w == nil || w.Measured != nil {
		return w
	}
	if d.reasons == nil {
		d.reasons = map[WithheldBecause]*WithheldBecause{}
	}
	if d.reasons[*w] == nil && len(d.reasons) < reasonsMost {
		d.reasons[*w] = w
	}
	return cmp.Or(d.reasons[*w], w)
}

// reasonsMost bounds what a Desk shares: a reason may name a number of its run.
const reasonsMost = 1000

// Prepare cleans an activity and derives its columns.
func Prepare(a *parse.Activity, o Options) *Prepared { return new(Desk).Prepare(a, o) }

// Prepare cleans an activity and derives its columns.
func (d *Desk) Prepare(a *parse.Activity, o Options) *Prepared {
	return &Prepared{d, a, o, newTrack(a, d.Buffers)}
}

// SetSport gives a sport to an activity whose file names none; "" changes
// nothing.
func (p *Prepared) SetSport(sport string) {
	if p.act.Sport == "" && sport != "" {
		p.act.Sport = sport
	}
}

// Doubts are what cleaning found doubtful about the recording.
func (p *Prepared) Doubts() []parse.Note {
	var out []parse.Note
	if n := p.track.Dropped.Positions + p.track.Dropped.Jumps; n > 0 {
		out = append(out, parse.Note{Code: parse.BadPoints, N: n, Text: "positions that are impossible or out of reach were left out"})
	}
	if p.act.Sport == "running" && p.tooFast() {
		out = append(out, parse.Note{Code: parse.BadPoints, Text: "on average faster than any runner: positions or times are wrong"})
	}
	if p.isRun() && rowsDisagree(TotalS(p.track.TimerS), p.track.timerTotalS(p.act)) {
		out = append(out, parse.Note{
			Code: parse.TotalsDiffer, Text: "the device's timer and its pauses do not agree: splits follow the pauses",
		})
	}
	return out
}

// Run judges one activity with the notes that belong to it, as if there were no
// other. errs are the notes that could not be placed on it.
func Run(a *parse.Activity, entries []parse.Entry, o Options) (res *Result, errs []parse.NoteError) {
	res, errs = Prepare(a, o).Judge(entries)
	Relate([]*Result{res}, nil, o)
	return res, errs
}

// Judge judges the activity with the notes that belong to it. errs are the
// notes that could not be placed on it.
func (p *Prepared) Judge(entries []parse.Entry) (res *Result, errs []parse.NoteError) {
	// 1 Clean and derive.
	r := &run{Prepared: p, doubts: p.Doubts()}
	r.timerS = r.track.timerTotalS(r.act)
	r.axis = newAxis(r.track)
	// 2 Notes.
	r.notes, errs = r.resolve(entries)
	res = r.facts()
	r.results = res
	// 3 Splits.
	r.cut(res)
	// 4 Pace.
	row := r.opt.rule(firstMileID)
	r.pacing = r.findPacing(row)
	res.FirstMile = r.firstMile(row)
	res.GoalApart = r.goalApart(row)
	if h, ok := r.halves(); ok {
		res.Halves = &Halves{h.bankedS, h.givenS, h.firstS, h.secondS, h.fadeFrac}
	}
	// 5 Fluid and cramps.
	res.Intake = r.intake()
	res.Settled = r.settledWindow()
	res.Cramps, res.Suggestions = r.cramps()
	res.Log = entries
	res.Placed = r.placed()
	res.Early = r.earlyMiles()
	res.HardS = r.secondsAbove(hardShare, 0, r.act.ElapsedS())
	res.WarmupS = r.jogS()
	res.Course = r.course()
	if r.opt.Slowings {
		res.Slowings, res.SlowPlanned = r.plannedSlowings(r.slowings())
	}
	if r.opt.Trace {
		res.Trace = r.trace(r.opt.HideM, r.opt.HomeSecret)
	}
	// 6 Rules. Those that look at other runs too are asked by Relate.
	res.Findings = judge(&Pass{r, res})
	r.locate(res)
	return res, errs
}

// facts fills in what needs no judgement.
func (r *run) facts() *Result {
	a, t := r.act, r.track
	res := &Result{
		File: a.Source, Index: a.Index, Format: a.Format, Sport: a.Sport, Run: r.isRun(), SubSport: a.SubSport,
		Device: a.Device, Title: a.Title,
		Start: a.Start, Zone: r.zone.loc.String(), ZoneSource: r.zone.source,
		Local: a.Start.In(r.zone.loc), DateKnown: !a.ClockUnset,
		Records: a.Records, Points: a.Len(),
		Race: r.isRace(), Workout: r.notes.Workout, GoalS: r.notes.GoalS,
		Distance: t.DistanceSource,
		ElapsedS: a.ElapsedS(), TimerS: r.timerS, MovingS: TotalS(t.MovingS), RowsS: TotalS(t.TimerS),
		Pauses: t.Pauses, PausesFound: t.Guessed,
		Notes: append(slices.Clone(a.Notes), r.doubts...), Dropped: t.Dropped,
		Answers: Answers{
			maybe(a.FeelFrac), maybe(a.RPE), maybe(a.FeelingOf5), maybe(a.SweatLossML),
		},
		Clock:        "timer",
		HeartRateBPM: maybe(t.mean(t.heartRate, 0, a.ElapsedS())),
		CadenceSPM:   maybe(t.mean(t.cadence, 0, a.ElapsedS())),
	}
	if res.Race {
		res.Clock = "elapsed"
	}
	if t.DistM != nil {
		res.DistanceM = maybe(t.TotalM())
	}
	if t.ElevationM != nil {
		up, down := t.climbBetween(0, t.TotalM())
		res.ClimbM, res.DescentM = maybe(up), maybe(down)
		res.Elevation, res.ClimbStepM = "GPS", maybe(climbGPSM)
		if t.Barometric {
			res.Elevation, res.ClimbStepM = "barometer", maybe(climbBaroM)
		}
	}
	return res
}

// cut fills in the splits and laps, on the run's clock.
func (r *run) cut(res *Result) {
	t := r.track
	if t.DistM == nil {
		return
	}
	clock := t.TimerS
	if res.Clock == "elapsed" {
		clock = t.TimeS
	}
	res.SplitsMile = t.splits(clock, mile)
	res.SplitsKm = t.splits(clock, km)
	res.Laps = t.lapSplits(clock, r.act.Laps)
}

// ClockS returns the time of the whole run on its clock.
func (r *Result) ClockS() float64 {
	if r.Clock == "elapsed" {
		return r.ElapsedS
	}
	return r.TimerS
}

// titleIsRace says whether a title names a race. Words for training on race
// pace do not count.
func titleIsRace(title string) bool {
	words := strings.FieldsFunc(strings.ToLower(title), func(c rune) bool {
		return c != '\'' && (c < '0' || c > '9' && c < 'a' || c > 'z' && c < 0x80)
	})
	race := false
	for _, w := range words {
		switch w {
		case "race", "marathon", "halbmarathon", "maratona", "maratón", "parkrun", "10k-race":
			race = true
		case "pace", "training", "prep", "test", "workout", "easy", "recovery", "warmup", "cooldown", "shakeout", "week", "build",
			"long", "block", "tempo", "intervals", "not", "no", "after", "before", "plan", "towards", "for":
			return false
		}
	}
	return race
}
