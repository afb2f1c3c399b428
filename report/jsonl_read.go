package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// Line is a line of jsonl read back. Which part is set follows from Kind; of a
// kind that this version does not know none is.
type Line struct {
	Kind   string
	Head   Head
	Run    *RunLine
	Input  analyze.Input
	Note   NoteLine
	Day    parse.Entry
	Inputs int // of the last line
	Runs   int // of the last line
}

// LineReader reads lines of jsonl. The rows of the catalogue stand for what no
// line repeats.
type LineReader struct{ rows map[string]analyze.Rule }

// NewLineReader returns what reads lines.
func NewLineReader() LineReader { return LineReader{rowsByID()} }

// Read reads one line, without its end. The error says what is wrong with it
// and not where it stands.
func (l LineReader) Read(data []byte) (Line, error) {
	if !utf8.Valid(data) {
		return Line{}, errors.New("is not UTF-8")
	}
	if !sound(data) {
		data = cleaned(data)
	}
	out := Line{Kind: kindOfLine(data)}
	switch {
	case out.Kind == "" && json.Valid(data):
		return Line{}, errors.New("is JSON, but none that crampcheck analyze --format jsonl writes")
	case out.Kind == "":
		return Line{}, errors.New("is no whole JSON object")
	}
	var err error
	switch out.Kind {
	case LineHead:
		out.Head, err = readHead(data)
	case LineRun:
		out.Run, err = l.readRun(data)
	case LineInput:
		var in jsonInputLine
		err = json.Unmarshal(data, &in)
		out.Input = analyze.Input{
			File: in.File, Status: parse.Status(in.Status), Reason: parse.Code(word(in.Reason)), Detail: word(in.Detail), Activities: in.Activities,
		}
	case LineNotesError:
		out.Note, err = readNote(data)
	case LineDay:
		var e jsonDayLine
		if err = json.Unmarshal(data, &e); err == nil {
			out.Day, err = e.entry()
		}
	case LineEnd:
		var e jsonEnd
		err = json.Unmarshal(data, &e)
		out.Inputs, out.Runs = e.Inputs, e.Runs
	}
	switch {
	case err == nil:
		return out, nil
	case !json.Valid(data):
		return Line{}, errors.New("is no whole JSON object")
	}
	return Line{}, fmt.Errorf("cannot be understood: %w", err)
}

// longText is how long a text of a line may be, in bytes, before it is looked at;
// our own choice. parse.Line ends one at 4000 cells.
const longText = 4000

// sound says whether no text in a line needs to be cleaned, as is so of nearly all
// that this program writes: each is short, plain, and without an escape but those
// of a quote and a backslash, and without signs that may be more than they seem.
func sound(data []byte) bool {
	begun := 0 // of the text at hand, or behind the one before
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case c == '"':
			if i-begun > longText {
				return false
			}
			begun = i
		case c == '\\':
			if i++; i == len(data) || data[i] != '"' && data[i] != '\\' {
				return false
			}
		case c == '#' && i+1 < len(data) && data[i+1] == '#', c == 0x7f:
			return false
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRune(data[i:])
			if !usual(r) {
				return false
			}
			i += n - 1
		}
	}
	return true
}

// usual says whether r is a letter of Latin, or a sign that our own sentences hold.
func usual(r rune) bool {
	return r >= '\u00a0' && r <= '\u024f' && r != '\u00ad' || strings.ContainsRune("–—−’‘“”…·×±°→≥≤▲", r)
}

// cleaned returns a line whose texts hold nothing that acts on what shows them.
// Data that are no JSON are returned as they are.
func cleaned(data []byte) []byte {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil || dec.More() {
		return data
	}
	var b bytes.Buffer
	if err := compactTo(&b, cleanedValue(v)); err != nil {
		return data
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

func cleanedValue(v any) any {
	switch v := v.(type) {
	case string:
		return parse.Line(v)
	case []any:
		for i := range v {
			v[i] = cleanedValue(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = cleanedValue(v[k])
		}
	}
	return v
}

// kindOfLine returns the kind of a line, "" where it has none. The key stands
// first unless another program wrote the line anew.
func kindOfLine(data []byte) string {
	if rest, ok := bytes.CutPrefix(data, []byte(`{"line":"`)); ok {
		for _, kind := range []string{LineRun, LineInput, LineDay} {
			if bytes.HasPrefix(rest, []byte(kind+`",`)) {
				return kind
			}
		}
	}
	var line struct {
		Line string `json:"line"`
	}
	if err := json.Unmarshal(data, &line); err != nil {
		return ""
	}
	return line.Line
}

func readHead(data []byte) (Head, error) {
	var h jsonHead
	if err := json.Unmarshal(data, &h); err != nil {
		return Head{}, err
	}
	if h.SchemaVersion != schemaVersion {
		return Head{}, fmt.Errorf("it is of schema %d, and this version reads schema %d", h.SchemaVersion, schemaVersion)
	}
	return Head{h.Version, h.Settings}, nil
}

func readNote(data []byte) (NoteLine, error) {
	var n jsonNoteLine
	if err := json.Unmarshal(data, &n); err != nil {
		return NoteLine{}, err
	}
	m := n.History
	out := NoteLine{
		Error: parse.NoteError{File: m.File, Pos: m.Pos.pos(), Warning: n.Warning, Text: n.Text, Line: word(m.Written)},
		Run:   word(m.RunFile), Index: m.RunIndex,
	}
	if m.Entry == nil {
		return out, nil
	}
	e, err := m.Entry.entry()
	out.Entry = &e
	return out, err
}

// readRun makes the Result of a line again.
func (l LineReader) readRun(data []byte) (*RunLine, error) {
	var line jsonRunLine
	if err := json.Unmarshal(data, &line); err != nil {
		return nil, err
	}
	j, m := &line.jsonRun, &line.History
	if len(m.SplitsMileM) != len(j.SplitsMile) || len(m.SplitsKmM) != len(j.SplitsKm) || len(m.LapsM) != len(j.Laps) ||
		len(m.Cramps) != len(j.Cramps) || len(m.Suggestions) != len(j.Suggestions) || len(m.NotesPos) != len(j.Notes) {
		return nil, errors.New("its history does not fit the rest of it")
	}
	r := &analyze.Result{
		File: j.File, Index: j.Index, Format: j.Format, Sport: word(j.Sport), Run: m.Run, SubSport: word(j.SubSport),
		Device: own(j.Device), Title: own(j.Title), Zone: j.Zone, ZoneSource: j.ZoneSource, DateKnown: m.DateKnown,
		Records: j.Records, Points: j.Points, Race: j.Race, Workout: word(j.Workout), GoalS: given(j.GoalS), GoalApart: m.GoalApart,
		Elevation: word(j.Elevation), ClimbM: given(j.ClimbM), DescentM: given(j.DescentM), ClimbStepM: given(m.ClimbStepM),
		Clock: j.Clock, DistanceM: given(j.DistanceM), Distance: word(j.DistanceSource),
		ElapsedS: j.ElapsedS, TimerS: j.TimerS, MovingS: j.MovingS, RowsS: orHole(m.RowsS),
		Pauses: listOf(j.Pauses, func(p jsonPause) analyze.Pause { return analyze.Pause(p) }), PausesFound: m.PausesFound,
		SplitsMile: readSplits(j.SplitsMile, m.SplitsMileM), SplitsKm: readSplits(j.SplitsKm, m.SplitsKmM), Laps: readSplits(j.Laps, m.LapsM),
		HeartRateBPM: given(j.HeartRateBPM), CadenceSPM: given(j.CadenceSPM),
		FirstMile: readFirstMile(j.FirstMile, m.FirstMile), Settled: readWindow(j.Settled),
		Intake: readIntake(j.Intake, m),
		Cramps: readCramps(j.Cramps, m.Cramps), Suggestions: readCramps(j.Suggestions, m.Suggestions),
		Placed: listOf(m.Placed, readPlaced),
		Answers: analyze.Answers{
			FeelFrac: given(j.Answers.FeelFrac), RPE: given(j.Answers.RPE), FeelingOf5: given(j.Answers.FeelingOf5),
			SweatLossML: given(j.Answers.SweatLossML),
		},
		Early: analyze.EarlyMiles{ExcessFrac: given(m.EarlyExcessFrac)}, WarmupS: given(m.WarmupS), HardS: given(m.HardS),
		Course: analyze.Course{
			Steps: listOf(m.Steps, readStep), AmbientC: given(m.AmbientC), StartKnownS: given(m.StartKnownS), StartOutside: m.StartOutside,
			FirstPartFrac: given(m.FirstPartFrac), FirstPartS: given(m.FirstPartS),
		},
		Slowings: listOf(m.Slowings, readSlowing), SlowPlanned: word(m.SlowPlanned),
		Dropped: analyze.Dropped{
			Positions: m.Dropped.Positions, HeartRates: m.Dropped.HeartRates, Jumps: m.Dropped.Jumps, Elevations: m.Dropped.Elevations,
		},
	}
	if h := j.Halves; h != nil {
		r.Halves = &analyze.Halves{BankedS: h.BankedS, GivenS: h.GivenS, FirstS: h.FirstS, SecondS: h.SecondS, FadeFrac: h.FadeFrac}
	}
	for i, n := range j.Notes {
		note := parse.Note{Code: parse.Code(n.Code), Pos: m.NotesPos[i].pos(), Text: n.Text}
		if n.Count != nil {
			note.N = *n.Count
		}
		r.Notes = append(r.Notes, note)
	}
	id, err := m.Identity.identity(r)
	input := analyze.Input{
		File: r.File, Status: parse.Status(m.Identity.Status), Reason: parse.Code(word(m.Identity.Reason)), Detail: word(m.Identity.Detail),
	}
	var errs [4]error
	r.Start, errs[0] = m.Start.time()
	r.Local, errs[1] = m.Local.time()
	r.Signs, errs[2] = m.SignsLast.timeIfSet()
	for _, e := range m.Entries {
		entry, bad := e.entry()
		r.Log, err = append(r.Log, entry), errors.Join(err, bad)
	}
	r.Findings, errs[3] = l.readFindings(j.Findings, m.Findings)
	if err := errors.Join(err, errs[0], errs[1], errs[2], errs[3]); err != nil {
		return nil, err
	}
	return &RunLine{Result: r, Identity: id, Own: input}, nil
}

// identity is that of the activity of r.
func (j jsonIdentity) identity(r *analyze.Result) (analyze.Identity, error) {
	local, err := j.Local.time()
	return analyze.Identity{
		Sport: word(j.Sport), Source: r.File, Index: r.Index, Format: r.Format, Run: j.Run, DateKnown: r.DateKnown, Local: local,
		ElapsedS: r.ElapsedS, DistanceM: orHole(j.DistanceM), ByDevice: j.ByDevice, Columns: j.Columns, Status: parse.Status(j.Status),
	}, err
}

// own is a text of a recording or of a note, as parse cleans it, "" for null.
func own(s *string) string { return parse.Clean(word(s)) }

// word is a text, "" for null.
func word(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// given is a number that may be missing.
func given(v *float64) analyze.Maybe {
	if v == nil {
		return analyze.Maybe{}
	}
	return analyze.Maybe{Value: *v, Known: true}
}

// orHole is a number, NaN for null.
func orHole(v *float64) float64 {
	if v == nil {
		return math.NaN()
	}
	return *v
}

// listOf applies f to every element; nil for none.
func listOf[A, B any](in []A, f func(A) B) []B {
	var out []B
	for _, v := range in {
		out = append(out, f(v))
	}
	return out
}

// time is the moment in its zone. A name that no zone has, or whose zone was
// another offset then, is kept as the name of that offset.
func (c jsonClock) time() (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, c.At)
	if err != nil {
		return time.Time{}, err
	}
	_, east := t.Zone()
	name := word(c.Zone)
	if loc, err := analyze.LoadZone(name); err == nil {
		if _, there := t.In(loc).Zone(); there == east {
			return t.In(loc), nil
		}
	}
	return t.In(time.FixedZone(name, east)), nil
}

// timeIfSet is the zero time for null.
func (c *jsonClock) timeIfSet() (time.Time, error) {
	if c == nil {
		return time.Time{}, nil
	}
	return c.time()
}

func (p jsonPos) pos() parse.Pos { return parse.Pos(p) }

func readSplits(in []jsonSplit, startM []float64) []analyze.Split {
	var out []analyze.Split
	for i, s := range in {
		out = append(out, analyze.Split{
			N: s.N, StartM: startM[i], DistanceM: s.DistanceM, TimeS: s.TimeS, MovingS: s.MovingS, GAPSPerM: given(s.GAPSPerM),
			HeartRateBPM: given(s.HeartRateBPM), CadenceSPM: given(s.CadenceSPM), ClimbM: given(s.ClimbM), Partial: s.Partial, Paused: s.Paused,
		})
	}
	return out
}

func readFirstMile(j jsonFirstMile, m jsonMileMore) analyze.FirstMile {
	return analyze.FirstMile{
		StartM: j.StartM, TimeS: given(j.TimeS), Reference: analyze.Reference(word(j.Reference)), ReferenceS: given(j.ReferenceS),
		ExcessFrac: given(j.ExcessFrac), ExcessMinettiFrac: given(j.ExcessMinettiFrac), ExcessAttenuatedFrac: given(j.ExcessAttenuatedFrac),
		Level: analyze.Level(m.Level), HillsExplain: m.HillsExplain, UphillEffort: m.UphillEffort,
		StoppedS: given(m.StoppedS), LateSlowdownFrac: given(m.LateFrac), Withheld: readWithheld(j.Withheld),
	}
}

func readWithheld(j *jsonWithheld) *analyze.WithheldBecause {
	if j == nil {
		return nil
	}
	out := &analyze.WithheldBecause{Reason: j.Reason, Needed: j.Needed}
	if j.Measured != nil {
		m := readMeasure(*j.Measured)
		out.Measured = &m
	}
	return out
}

func readMeasure(j jsonMeasure) analyze.Measure {
	return analyze.Measure{Name: j.Name, Value: j.Value, Unit: analyze.Unit(j.Unit)}
}

func readWindow(j *jsonWindow) *analyze.Window {
	if j == nil {
		return nil
	}
	return &analyze.Window{
		PaceSPerM: given(j.PaceSPerM), GAPSPerM: given(j.GAPSPerM), HeartRateBPM: given(j.HeartRateBPM), CadenceSPM: given(j.CadenceSPM),
		GradeFrac: given(j.GradeFrac),
	}
}

func readIntake(j jsonIntake, m *jsonRunMore) analyze.Intake {
	return analyze.Intake{
		DrinksNoted: m.DrinksNoted, FluidML: given(j.FluidML), FluidAtLeastML: given(j.FluidLeastML), SodiumMG: given(j.SodiumMG),
		CarbG: given(j.CarbohydrateG), SodiumUnknown: j.SodiumUnknown, BeforeML: given(j.BeforeML), AfterML: given(j.AfterML),
		SweatMLPerH: given(j.SweatMLPerH), MassBeforeKG: given(m.MassBeforeKG), MassAfterKG: given(m.MassAfterKG),
		FluidMLPerHour: given(j.FluidMLPerH),
		Events: listOf(j.Events, func(e jsonIntakeEvent) analyze.IntakeEvent {
			return analyze.IntakeEvent{
				AtS: given(e.AtS), When: e.When, Kind: e.Kind, FluidML: given(e.FluidML), SodiumMG: given(e.SodiumMG),
				CarbG: given(e.CarbohydrateG), Drink: word(e.Drink),
			}
		}),
	}
}

func readCramps(in []jsonCramp, more []jsonCrampAt) []analyze.Cramp {
	var out []analyze.Cramp
	for i, j := range in {
		c := analyze.Cramp{
			AtS: given(j.AtS), TimerS: given(j.TimerS), UncertaintyS: given(j.UncertaintyS), AfterFinish: j.AfterFinish,
			BeforeStart: more[i].BeforeStart, DistanceM: given(j.DistanceM), Muscle: own(j.Muscle), Side: own(j.Side),
			Severity: given(j.Severity), Response: listOf(j.Response, func(s string) string { return s }), DurationS: given(j.DurationS),
			Source: j.Source, Note: own(j.Note), Before10To5: readWindow(j.Before10To5), Before5To0: readWindow(j.Before5To0),
			After5: readWindow(j.After5), StoppedS: given(j.StoppedS), LostS: given(j.LostS), Place: parse.Place(more[i].Place),
		}
		for _, m := range j.Context {
			value := analyze.Maybe{Value: m.Value, Known: true}
			switch m.Name {
			case contextShare:
				c.ShareOfTimer = value
			case contextFluid:
				c.FluidML = value
			case contextSodium:
				c.SodiumMG = value
			case contextDrink:
				c.SinceDrinkS = value
			}
		}
		out = append(out, c)
	}
	return out
}

func readPlaced(j jsonPlaced) analyze.PlacedNote {
	return analyze.PlacedNote{
		File: j.File, Pos: j.Pos.pos(), Written: word(j.Written), Kind: j.Kind, When: j.When,
		AtS: given(j.AtS), DistanceM: given(j.DistanceM), UncertaintyS: given(j.UncertaintyS),
	}
}

func readStep(j jsonStep) analyze.SoFar {
	return analyze.SoFar{
		TimerS: j.TimerS, DistanceM: given(j.DistanceM), DescentM: given(j.DescentM), FluidML: given(j.FluidML),
		SodiumMG: given(j.SodiumMG), SodiumTaken: j.SodiumTaken, HardS: given(j.HardS),
	}
}

func readSlowing(j jsonSlowing) analyze.Slowing {
	return analyze.Slowing{
		AtS: j.AtS, EndS: j.EndS, DistanceM: given(j.DistanceM), StoodS: given(j.StoodS), SlowerFrac: given(j.SlowerFrac),
		LostS: given(j.LostS), Hint: word(j.Hint),
	}
}

// readFindings puts what the lines tell over what the rows say.
func (l LineReader) readFindings(in []jsonFinding, more []jsonFindMore) ([]analyze.Finding, error) {
	var out []analyze.Finding
	for _, j := range in {
		state := analyze.State(j.State)
		var limit *analyze.Limit
		if j.Limit != nil {
			limit = &analyze.Limit{Name: j.Limit.Name, Value: j.Limit.Value, Unit: analyze.Unit(j.Limit.Unit)}
		}
		f := asRow(l.rows[j.Rule], state, limit)
		if limit == nil {
			f.Limit = nil
		}
		f.Rule, f.State, f.Severity = j.Rule, state, analyze.Severity(word(j.Severity))
		told := f.Told()
		told.Within = word(j.PartOf)
		f.Tell(told)
		f.Evidence, f.Grade, f.Withheld = listOf(j.Evidence, readMeasure), analyze.Grade(j.Grade), readWithheld(j.Withheld)
		out = append(out, f)
	}
	for _, m := range more {
		if m.N < 0 || m.N >= len(out) {
			return nil, errors.New("its findings do not fit the rest of it")
		}
		f := &out[m.N]
		told := f.Told()
		told.Unless, told.Place = word(m.Unless), parse.Place(m.Place)
		told.Words = listOf(m.Words, func(w jsonWord) analyze.Word { return analyze.Word(w) })
		if m.Severity != nil {
			f.Severity = analyze.Severity(*m.Severity)
		}
		set(&told.Say, m.Say)
		set(&told.Do, m.Do)
		f.Tell(told)
		if f.Limit != nil {
			set(&f.Limit.Source, m.LimitSource)
			set(&f.Limit.Doc, m.LimitDoc)
		}
		if m.LedTo != nil {
			f.LedTo = listOf(*m.LedTo, func(s string) analyze.Outcome { return analyze.Outcome(s) })
		}
	}
	for i := range out {
		if !wordable(&out[i]) {
			return nil, fmt.Errorf("its finding of %s lacks a number that its sentence tells", out[i].Rule)
		}
	}
	return out, nil
}

// wordable says whether a finding has what its sentences need: another version
// may have had other sentences for its rule.
func wordable(f *analyze.Finding) (ok bool) {
	defer func() { ok = recover() == nil }()
	for _, s := range []string{f.Told().Say, f.Told().Do, f.Told().Unless} {
		_ = Miles.fill(s, f)
	}
	return ok
}

// set puts a text over s unless it is null.
func set(s *string, v *string) {
	if v != nil {
		*s = *v
	}
}

// entry is the note that was written.
func (j jsonEntry) entry() (parse.Entry, error) {
	at, err := j.At.moment()
	return parse.Entry{
		Origin: j.Origin, Source: j.Source, Pos: j.Pos.pos(), Line: word(j.Written), Date: word(j.Date), File: word(j.File), At: at,
		Kind: parse.Kind(j.Kind), Suggested: j.Suggested, Muscle: own(j.Muscle), Side: own(j.Side), Severity: orHole(j.Severity),
		Response:  listOf(j.Response, func(s string) string { return s }),
		DurationS: orHole(j.DurationS), VolumeML: orHole(j.VolumeML), SodiumMG: orHole(j.SodiumMG), CarbG: orHole(j.CarbG),
		MassKG: orHole(j.MassKG), TemperatureC: orHole(j.TemperatureC), HumidityFrac: orHole(j.HumidityFrac), DistanceM: orHole(j.DistanceM),
		PaceSPerM: orHole(j.PaceSPerM), Level: orHole(j.Level), CaffeineMG: orHole(j.CaffeineMG),
		Drink: word(j.Drink), Electrolyte: j.Electrolyte, Yes: j.Yes, Word: own(j.Word), Note: own(j.Note),
	}, err
}

func (j jsonMoment) moment() (parse.Moment, error) {
	t, err := j.Time.timeIfSet()
	return parse.Moment{
		Kind: parse.MomentKind(word(j.Kind)), S: orHole(j.S), Date: word(j.Date), M: orHole(j.M), Unit: word(j.Unit), Time: t, Lap: j.Lap,
		UncertaintyS: orHole(j.UncertaintyS), UncertaintyM: orHole(j.UncertaintyM), Text: word(j.Text),
	}, err
}
