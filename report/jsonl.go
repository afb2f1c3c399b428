package report

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"slices"
	"time"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// The kinds of lines of jsonl, in the order in which a file holds them.
const (
	LineHead       = "crampcheck"  // first: schema and version
	LineRun        = "run"         // one activity
	LineInput      = "input"       // one file found
	LineNotesError = "notes_error" // what of the notes could not be used
	LineDay        = "day"         // a note about a day without a run
	LineEnd        = "end"         // last: how much there was, so that a file cut short is known
)

// The types below are the lines of jsonl. A run is an element of runs[] with the
// key line before it and history behind it: what the history of several runs
// needs and no other key tells. A Result read back from both is the Result that
// was written, but for its Trace; a list without elements is read as none.
type (
	jsonHead struct {
		Line          string `json:"line"`
		SchemaVersion int    `json:"schema_version"`
		Version       string `json:"version"`
		Settings      string `json:"settings"`
	}
	jsonEnd struct {
		Line   string `json:"line"`
		Inputs int    `json:"inputs"`
		Runs   int    `json:"runs"`
	}
	jsonInputLine struct {
		Line string `json:"line"`
		jsonInput
	}
	jsonNoteLine struct {
		Line string `json:"line"`
		jsonNotesError
		History jsonNoteMore `json:"history"`
	}
	jsonDayLine struct {
		Line string `json:"line"`
		jsonEntry
	}
	jsonRunLine struct {
		Line string `json:"line"`
		jsonRun
		History jsonRunMore `json:"history"`
	}
)

// What stands beyond the keys of runs[] and notes_errors[].
type (
	jsonNoteMore struct {
		File     string     `json:"file"`
		Pos      jsonPos    `json:"pos"`
		Written  *string    `json:"written"`
		RunFile  *string    `json:"run_file"`
		RunIndex int        `json:"run_index"`
		Entry    *jsonEntry `json:"entry"`
	}
	jsonRunMore struct {
		Identity        jsonIdentity   `json:"identity"`
		Run             bool           `json:"run"`
		Start           jsonClock      `json:"start"`
		Local           jsonClock      `json:"local"`
		DateKnown       bool           `json:"date_known"`
		GoalApart       bool           `json:"goal_apart"`
		ClimbStepM      *float64       `json:"climb_step_m"`
		RowsS           *float64       `json:"rows_s"`
		PausesFound     bool           `json:"pauses_found"`
		SplitsMileM     []float64      `json:"splits_mile_start_m"`
		SplitsKmM       []float64      `json:"splits_km_start_m"`
		LapsM           []float64      `json:"laps_start_m"`
		FirstMile       jsonMileMore   `json:"first_mile"`
		DrinksNoted     bool           `json:"drinks_noted"`
		MassBeforeKG    *float64       `json:"mass_before_kg"`
		MassAfterKG     *float64       `json:"mass_after_kg"`
		Cramps          []jsonCrampAt  `json:"cramps"`
		Suggestions     []jsonCrampAt  `json:"suggestions"`
		Placed          []jsonPlaced   `json:"placed"`
		SignsLast       *jsonClock     `json:"signs_last"`
		Entries         []jsonEntry    `json:"entries"`
		EarlyExcessFrac *float64       `json:"early_excess_frac"`
		WarmupS         *float64       `json:"warmup_s"`
		HardS           *float64       `json:"hard_s"`
		AmbientC        *float64       `json:"ambient_c"`
		StartKnownS     *float64       `json:"start_known_s"`
		StartOutside    bool           `json:"start_outside"`
		FirstPartFrac   *float64       `json:"first_part_frac"`
		FirstPartS      *float64       `json:"first_part_s"`
		Steps           []jsonStep     `json:"steps"`
		Slowings        []jsonSlowing  `json:"slowings"`
		SlowPlanned     *string        `json:"slow_planned"`
		Findings        []jsonFindMore `json:"findings"`
		NotesPos        []jsonPos      `json:"notes_pos"`
		Dropped         jsonDropped    `json:"dropped"`
	}
	jsonIdentity struct {
		Sport     *string   `json:"sport"`
		Run       bool      `json:"run"`
		Local     jsonClock `json:"local"`
		DistanceM *float64  `json:"distance_m"`
		ByDevice  bool      `json:"by_device"`
		Columns   int       `json:"columns"`
		Status    string    `json:"status"`
		Reason    *string   `json:"reason"`
		Detail    *string   `json:"detail"`
	}
	// jsonClock is a moment with its zone: RFC 3339, and the zone's name, null
	// for a mere offset.
	jsonClock struct {
		At   string  `json:"at"`
		Zone *string `json:"zone"`
	}
	jsonMileMore struct {
		Level        string   `json:"level"`
		HillsExplain bool     `json:"hills_explain"`
		UphillEffort bool     `json:"uphill_effort"`
		StoppedS     *float64 `json:"stopped_s"`
		LateFrac     *float64 `json:"late_slowdown_frac"`
	}
	jsonCrampAt struct {
		BeforeStart bool      `json:"before_start"`
		Place       jsonPlace `json:"place"`
	}
	jsonPlace struct {
		N      int32 `json:"n"`
		Offset int32 `json:"offset"`
	}
	jsonPos struct {
		Line   int   `json:"line"`
		Column int   `json:"column"`
		Offset int64 `json:"offset"`
	}
	jsonPlaced struct {
		File         string   `json:"file"`
		Pos          jsonPos  `json:"pos"`
		Written      *string  `json:"written"`
		Kind         string   `json:"kind"`
		When         string   `json:"when"`
		AtS          *float64 `json:"at_s"`
		DistanceM    *float64 `json:"distance_m"`
		UncertaintyS *float64 `json:"uncertainty_s"`
	}
	jsonStep struct {
		TimerS      float64  `json:"timer_s"`
		DistanceM   *float64 `json:"distance_m"`
		DescentM    *float64 `json:"descent_m"`
		FluidML     *float64 `json:"fluid_ml"`
		SodiumMG    *float64 `json:"sodium_mg"`
		SodiumTaken bool     `json:"sodium_taken"`
		HardS       *float64 `json:"hard_s"`
	}
	jsonSlowing struct {
		AtS        float64  `json:"at_s"`
		EndS       float64  `json:"end_s"`
		DistanceM  *float64 `json:"distance_m"`
		StoodS     *float64 `json:"stood_s"`
		SlowerFrac *float64 `json:"slower_frac"`
		LostS      *float64 `json:"lost_s"`
		Hint       *string  `json:"hint"`
	}
	// jsonFindMore is what a finding does not have from the row of its rule.
	jsonFindMore struct {
		N           int        `json:"n"`
		Severity    *string    `json:"severity"`
		Say         *string    `json:"say"`
		Do          *string    `json:"do"`
		Unless      *string    `json:"unless"`
		Words       []jsonWord `json:"words"`
		LimitSource *string    `json:"limit_source"`
		LimitDoc    *string    `json:"limit_doc"`
		Cite        *[]string  `json:"cite"` // always null: no finding has studies of its own
		LedTo       *[]string  `json:"led_to"`
		Place       jsonPlace  `json:"place"`
	}
	jsonWord struct {
		Name string `json:"name"`
		Text string `json:"text"`
	}
	jsonDropped struct {
		Positions  int `json:"positions"`
		HeartRates int `json:"heart_rates"`
		Jumps      int `json:"jumps"`
		Elevations int `json:"elevations"`
	}
	jsonEntry struct {
		Origin       string     `json:"origin"`
		Source       string     `json:"source"`
		Pos          jsonPos    `json:"pos"`
		Written      *string    `json:"written"`
		Date         *string    `json:"date"`
		File         *string    `json:"file"`
		At           jsonMoment `json:"at"`
		Kind         string     `json:"kind"`
		Suggested    bool       `json:"suggested"`
		Muscle       *string    `json:"muscle"`
		Side         *string    `json:"side"`
		Severity     *float64   `json:"severity"`
		Response     []string   `json:"response"`
		DurationS    *float64   `json:"duration_s"`
		VolumeML     *float64   `json:"volume_ml"`
		SodiumMG     *float64   `json:"sodium_mg"`
		CarbG        *float64   `json:"carbohydrate_g"`
		MassKG       *float64   `json:"mass_kg"`
		TemperatureC *float64   `json:"temperature_c"`
		HumidityFrac *float64   `json:"humidity_frac"`
		DistanceM    *float64   `json:"distance_m"`
		PaceSPerM    *float64   `json:"pace_s_per_m"`
		Level        *float64   `json:"level"`
		CaffeineMG   *float64   `json:"caffeine_mg"`
		Drink        *string    `json:"drink"`
		Electrolyte  bool       `json:"electrolyte"`
		Yes          bool       `json:"yes"`
		Word         *string    `json:"word"`
		Note         *string    `json:"note"`
	}
	jsonMoment struct {
		Kind         *string    `json:"kind"`
		S            *float64   `json:"s"`
		Date         *string    `json:"date"`
		M            *float64   `json:"m"`
		Unit         *string    `json:"unit"`
		Time         *jsonClock `json:"time"`
		Lap          int        `json:"lap"`
		UncertaintyS *float64   `json:"uncertainty_s"`
		UncertaintyM *float64   `json:"uncertainty_m"`
		Text         *string    `json:"text"`
	}
)

// Head begins the lines of one call.
type Head struct {
	Version  string // of the program
	Settings string // what tells one set of options from another
}

// RunLine is an activity as its line tells it: by itself, the rules on several
// runs not yet asked.
type RunLine struct {
	Result   *analyze.Result
	Identity analyze.Identity
	Own      analyze.Input // what became of its file before another one held the same run
}

// NoteLine is what of the notes could not be used.
type NoteLine struct {
	Error parse.NoteError
	Entry *parse.Entry // the note, where it was understood and belongs to no run; nil: none
	Run   string       // file of the run to which it belongs and does not fit; "": none
	Index int          // of that run in its file
}

// Lines writes jsonl. Its methods return a line each, with its end, and change
// nothing, so several may be called at once.
type Lines struct {
	units Units
	rows  map[string]analyze.Rule
}

// NewLines returns what writes lines in a style.
func NewLines(s Style) Lines { return Lines{s.Units, rowsByID()} }

// rowsByID is the catalogue with its own limits.
func rowsByID() map[string]analyze.Rule {
	rows := map[string]analyze.Rule{}
	for _, r := range analyze.Rules() {
		rows[r.ID] = r
	}
	return rows
}

// Head returns the first line.
func (l Lines) Head(h Head) []byte {
	return compact(jsonHead{LineHead, schemaVersion, h.Version, h.Settings})
}

// Run returns the line of an activity.
func (l Lines) Run(r RunLine) []byte {
	return compact(jsonRunLine{LineRun, l.units.toRun(r.Result), l.runMore(r)})
}

// Input returns the line of a file found.
func (l Lines) Input(in analyze.Input) []byte { return compact(jsonInputLine{LineInput, toInput(in)}) }

// Note returns the line of what of the notes could not be used.
func (l Lines) Note(n NoteLine) []byte {
	more := jsonNoteMore{
		File: n.Error.File, Pos: toPos(n.Error.Pos), Written: text(n.Error.Line), RunFile: text(n.Run), RunIndex: n.Index,
	}
	if n.Entry != nil {
		e := toEntry(*n.Entry)
		more.Entry = &e
	}
	return compact(jsonNoteLine{LineNotesError, toNotesError(n.Error), more})
}

// Day returns the line of a note about a day without a run.
func (l Lines) Day(e parse.Entry) []byte { return compact(jsonDayLine{LineDay, toEntry(e)}) }

// End returns the last line.
func (l Lines) End(inputs, runs int) []byte { return compact(jsonEnd{LineEnd, inputs, runs}) }

// compact writes a value as one line of JSON.
func compact(v any) []byte {
	var b bytes.Buffer
	if err := compactTo(&b, v); err != nil {
		panic(err) // no input makes a value that JSON cannot hold: numbers are finite here
	}
	return b.Bytes()
}

func compactTo(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// finite is v, null where it is no number.
func finite(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// toClock writes a moment with its zone. The computer's own zone has no name.
func toClock(t time.Time) jsonClock {
	out := jsonClock{At: t.Format(time.RFC3339Nano)}
	if name := t.Location().String(); name != "Local" {
		out.Zone = text(name)
	}
	return out
}

// toClockIfSet is toClock, null for the zero time.
func toClockIfSet(t time.Time) *jsonClock {
	if t.IsZero() {
		return nil
	}
	out := toClock(t)
	return &out
}

func toPos(p parse.Pos) jsonPos { return jsonPos{p.Line, p.Column, p.Offset} }

func toPlace(p parse.Place) jsonPlace { return jsonPlace{p.N, p.Offset} }

// runMore is what of a run no key of runs[] tells.
func (l Lines) runMore(line RunLine) jsonRunMore {
	r, id := line.Result, line.Identity
	startM := func(s analyze.Split) float64 { return s.StartM }
	crampAt := func(c analyze.Cramp) jsonCrampAt { return jsonCrampAt{c.BeforeStart, toPlace(c.Place)} }
	return jsonRunMore{
		Identity: jsonIdentity{
			text(id.Sport), id.Run, toClock(id.Local), finite(id.DistanceM), id.ByDevice, id.Columns,
			string(line.Own.Status), text(string(line.Own.Reason)), text(line.Own.Detail),
		},
		Run: r.Run, Start: toClock(r.Start), Local: toClock(r.Local), DateKnown: r.DateKnown, GoalApart: r.GoalApart,
		ClimbStepM: maybe(r.ClimbStepM), RowsS: finite(r.RowsS), PausesFound: r.PausesFound,
		SplitsMileM: each(r.SplitsMile, startM), SplitsKmM: each(r.SplitsKm, startM), LapsM: each(r.Laps, startM),
		FirstMile: jsonMileMore{
			string(r.FirstMile.Level), r.FirstMile.HillsExplain, r.FirstMile.UphillEffort, maybe(r.FirstMile.StoppedS), maybe(r.FirstMile.LateSlowdownFrac),
		},
		DrinksNoted: r.Intake.DrinksNoted, MassBeforeKG: maybe(r.Intake.MassBeforeKG), MassAfterKG: maybe(r.Intake.MassAfterKG),
		Cramps: each(r.Cramps, crampAt), Suggestions: each(r.Suggestions, crampAt),
		Placed: each(r.Placed, toPlaced), SignsLast: toClockIfSet(r.Signs), Entries: each(r.Log, toEntry),
		EarlyExcessFrac: maybe(r.Early.ExcessFrac), WarmupS: maybe(r.WarmupS), HardS: maybe(r.HardS),
		AmbientC: maybe(r.Course.AmbientC), StartKnownS: maybe(r.Course.StartKnownS), StartOutside: r.Course.StartOutside,
		FirstPartFrac: maybe(r.Course.FirstPartFrac), FirstPartS: maybe(r.Course.FirstPartS),
		Steps: each(r.Course.Steps, toStep), Slowings: each(r.Slowings, toSlowing), SlowPlanned: text(r.SlowPlanned),
		Findings: l.findMore(r.Findings), NotesPos: each(r.Notes, func(n parse.Note) jsonPos { return toPos(n.Pos) }),
		Dropped: jsonDropped{r.Dropped.Positions, r.Dropped.HeartRates, r.Dropped.Jumps, r.Dropped.Elevations},
	}
}

func toPlaced(p analyze.PlacedNote) jsonPlaced {
	return jsonPlaced{
		p.File, toPos(p.Pos), text(p.Written), p.Kind, p.When, maybe(p.AtS), maybe(p.DistanceM), maybe(p.UncertaintyS),
	}
}

func toStep(s analyze.SoFar) jsonStep {
	return jsonStep{
		s.TimerS, maybe(s.DistanceM), maybe(s.DescentM), maybe(s.FluidML), maybe(s.SodiumMG), s.SodiumTaken, maybe(s.HardS),
	}
}

func toSlowing(s analyze.Slowing) jsonSlowing {
	return jsonSlowing{s.AtS, s.EndS, maybe(s.DistanceM), maybe(s.StoodS), maybe(s.SlowerFrac), maybe(s.LostS), text(s.Hint)}
}

func toEntry(e parse.Entry) jsonEntry {
	return jsonEntry{
		e.Origin, e.Source, toPos(e.Pos), text(e.Line), text(e.Date), text(e.File), toMoment(e.At), string(e.Kind), e.Suggested,
		text(e.Muscle), text(e.Side), finite(e.Severity), each(e.Response, func(s string) string { return s }),
		finite(e.DurationS), finite(e.VolumeML), finite(e.SodiumMG), finite(e.CarbG), finite(e.MassKG), finite(e.TemperatureC),
		finite(e.HumidityFrac), finite(e.DistanceM), finite(e.PaceSPerM), finite(e.Level), finite(e.CaffeineMG),
		text(e.Drink), e.Electrolyte, e.Yes, text(e.Word), text(e.Note),
	}
}

func toMoment(m parse.Moment) jsonMoment {
	return jsonMoment{
		text(string(m.Kind)), finite(m.S), text(m.Date), finite(m.M), text(m.Unit), toClockIfSet(m.Time), m.Lap,
		finite(m.UncertaintyS), finite(m.UncertaintyM), text(m.Text),
	}
}

// findMore is what the findings do not have from the rows of their rules, of
// those that have any such thing.
func (l Lines) findMore(findings []analyze.Finding) []jsonFindMore {
	out := []jsonFindMore{}
	for n, f := range findings {
		plain, told := asRow(l.rows[f.Rule], f.State, f.Limit), f.Told()
		more := jsonFindMore{N: n, Unless: text(told.Unless), Words: each(told.Words, func(w analyze.Word) jsonWord { return jsonWord(w) }), Place: toPlace(told.Place)}
		if f.State != analyze.Fired {
			more.Severity = text(string(f.Severity))
		}
		more.Say, more.Do = unlessAs(told.Say, plain.Told().Say), unlessAs(told.Do, plain.Told().Do)
		if f.Limit != nil {
			more.LimitSource, more.LimitDoc = unlessAs(f.Limit.Source, plain.Limit.Source), unlessAs(f.Limit.Doc, plain.Limit.Doc)
		}
		if !slices.Equal(f.LedTo, plain.LedTo) {
			led := each(f.LedTo, func(o analyze.Outcome) string { return string(o) })
			more.LedTo = &led
		}
		same := more.Severity == nil && more.Say == nil && more.Do == nil && more.Unless == nil && more.LimitSource == nil &&
			more.LimitDoc == nil && more.LedTo == nil
		if !same || len(more.Words) > 0 || more.Place != (jsonPlace{}) {
			out = append(out, more)
		}
	}
	return out
}

// unlessAs is s, null where it is as the row has it.
func unlessAs(s, row string) *string {
	if s == row {
		return nil
	}
	return &s
}

// asRow is a finding as its row alone makes it, with the source and the
// description that the row gives to a limit of that name.
func asRow(row analyze.Rule, state analyze.State, limit *analyze.Limit) analyze.Finding {
	f := row.Bare(state)
	if limit == nil {
		return f
	}
	l := *limit
	l.Source, l.Doc = "", ""
	for _, own := range row.Limits {
		if own.Name == l.Name {
			l.Source, l.Doc = own.Source, own.Doc
		}
	}
	f.Limit = &l
	return f
}
