package report

import (
	"io"
	"strings"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// schemaVersion counts the changes that are no mere additions of keys.
const schemaVersion = 1

// The types below are the JSON contract of schema 1: SI units, missing values
// null, keys in this order and only ever added.
type (
	jsonReport struct {
		SchemaVersion   int                  `json:"schema_version"`
		Files           jsonFiles            `json:"files"`
		Inputs          []jsonInput          `json:"inputs"`
		Runs            []jsonRun            `json:"runs"`
		History         *jsonHistory         `json:"history"` // null without a run
		Recommendations []jsonRecommendation `json:"recommendations"`
		NotesErrors     []jsonNotesError     `json:"notes_errors"`
		Alarms          []jsonAlarm          `json:"alarms"`
		Span            *jsonSpan            `json:"span"` // null without --since and --until
	}
	jsonFiles struct {
		Found     int `json:"found"`
		OK        int `json:"ok"`
		Warned    int `json:"warned"`
		Partial   int `json:"partial"`
		Duplicate int `json:"duplicate"`
		Skipped   int `json:"skipped"`
	}
	jsonInput struct {
		File       string  `json:"file"`
		Status     string  `json:"status"`
		Reason     *string `json:"reason"`
		Detail     *string `json:"detail"`
		Activities int     `json:"activities"`
	}
	jsonRun struct {
		File           string        `json:"file"`
		Index          int           `json:"index"`
		Format         string        `json:"format"`
		Sport          *string       `json:"sport"`
		SubSport       *string       `json:"sub_sport"`
		Device         *string       `json:"device"`
		Title          *string       `json:"title"`
		StartUTC       *string       `json:"start_utc"`
		DateLocal      *string       `json:"date_local"`
		Zone           string        `json:"zone"`
		ZoneSource     string        `json:"zone_source"`
		Race           bool          `json:"race"`
		Workout        *string       `json:"workout"`
		GoalS          *float64      `json:"goal_s"`
		Records        int           `json:"records"`
		Points         int           `json:"points"`
		DistanceM      *float64      `json:"distance_m"`
		DistanceSource *string       `json:"distance_source"`
		ElapsedS       float64       `json:"elapsed_s"`
		TimerS         float64       `json:"timer_s"`
		MovingS        float64       `json:"moving_s"`
		Clock          string        `json:"clock"`
		ClimbM         *float64      `json:"climb_m"`
		DescentM       *float64      `json:"descent_m"`
		Elevation      *string       `json:"elevation_source"`
		HeartRateBPM   *float64      `json:"heart_rate_bpm"`
		CadenceSPM     *float64      `json:"cadence_spm"`
		Answers        jsonAnswers   `json:"answers"`
		Pauses         []jsonPause   `json:"pauses"`
		SplitsMile     []jsonSplit   `json:"splits_mile"`
		SplitsKm       []jsonSplit   `json:"splits_km"`
		Laps           []jsonSplit   `json:"laps"`
		FirstMile      jsonFirstMile `json:"first_mile"`
		Halves         *jsonHalves   `json:"halves"`
		Settled        *jsonWindow   `json:"settled"`
		Cramps         []jsonCramp   `json:"cramps"`
		Suggestions    []jsonCramp   `json:"suggestions"`
		Intake         jsonIntake    `json:"intake"`
		Findings       []jsonFinding `json:"findings"`
		Notes          []jsonNote    `json:"notes"`
	}
	jsonAnswers struct {
		FeelFrac    *float64 `json:"feel_frac"`
		RPE         *float64 `json:"rpe"`
		FeelingOf5  *float64 `json:"feeling_of_5"`
		SweatLossML *float64 `json:"sweat_loss_ml_unofficial"`
	}
	jsonPause struct {
		StartS float64 `json:"start_s"`
		EndS   float64 `json:"end_s"`
		Source string  `json:"source"`
	}
	jsonSplit struct {
		N            int      `json:"n"`
		DistanceM    float64  `json:"distance_m"`
		TimeS        float64  `json:"time_s"`
		MovingS      float64  `json:"moving_s"`
		GAPSPerM     *float64 `json:"gap_s_per_m"`
		HeartRateBPM *float64 `json:"heart_rate_bpm"`
		CadenceSPM   *float64 `json:"cadence_spm"`
		ClimbM       *float64 `json:"climb_m"`
		Partial      bool     `json:"partial"`
		Paused       bool     `json:"paused"`
	}
	jsonFirstMile struct {
		StartM               float64       `json:"start_m"`
		TimeS                *float64      `json:"time_s"`
		Reference            *string       `json:"reference"`
		ReferenceS           *float64      `json:"reference_s"`
		ExcessFrac           *float64      `json:"excess_frac"`
		ExcessMinettiFrac    *float64      `json:"excess_minetti_frac"`
		ExcessAttenuatedFrac *float64      `json:"excess_attenuated_frac"`
		Level                *string       `json:"level"`
		Withheld             *jsonWithheld `json:"withheld"`
	}
	jsonHalves struct {
		BankedS  float64 `json:"banked_s"`
		GivenS   float64 `json:"given_back_s"`
		FirstS   float64 `json:"first_s"`
		SecondS  float64 `json:"second_s"`
		FadeFrac float64 `json:"fade_frac"`
	}
	jsonWindow struct {
		PaceSPerM    *float64 `json:"pace_s_per_m"`
		GAPSPerM     *float64 `json:"gap_s_per_m"`
		HeartRateBPM *float64 `json:"heart_rate_bpm"`
		CadenceSPM   *float64 `json:"cadence_spm"`
		GradeFrac    *float64 `json:"grade_frac"`
	}
	jsonCramp struct {
		AtS          *float64      `json:"at_s"`
		TimerS       *float64      `json:"timer_s"`
		UncertaintyS *float64      `json:"uncertainty_s"`
		AfterFinish  bool          `json:"after_finish"`
		DistanceM    *float64      `json:"distance_m"`
		Muscle       *string       `json:"muscle"`
		Side         *string       `json:"side"`
		Severity     *float64      `json:"severity"`
		Response     []string      `json:"response"`
		DurationS    *float64      `json:"duration_s"`
		Source       string        `json:"source"`
		Note         *string       `json:"note"`
		Before10To5  *jsonWindow   `json:"before_10_5"`
		Before5To0   *jsonWindow   `json:"before_5_0"`
		After5       *jsonWindow   `json:"after_5"`
		StoppedS     *float64      `json:"stopped_s"`
		LostS        *float64      `json:"lost_s"`
		Context      []jsonMeasure `json:"context"`
	}
	jsonIntake struct {
		FluidML       *float64          `json:"fluid_ml"`
		FluidLeastML  *float64          `json:"fluid_at_least_ml"`
		SodiumMG      *float64          `json:"sodium_mg"`
		CarbohydrateG *float64          `json:"carbohydrate_g"`
		BeforeML      *float64          `json:"before_ml"`
		AfterML       *float64          `json:"after_ml"`
		FluidMLPerH   *float64          `json:"fluid_ml_per_h"`
		SweatMLPerH   *float64          `json:"sweat_ml_per_h"`
		SodiumUnknown bool              `json:"sodium_unknown"`
		Events        []jsonIntakeEvent `json:"events"`
	}
	jsonIntakeEvent struct {
		AtS           *float64 `json:"at_s"`
		When          string   `json:"when"`
		Kind          string   `json:"kind"`
		FluidML       *float64 `json:"fluid_ml"`
		SodiumMG      *float64 `json:"sodium_mg"`
		CarbohydrateG *float64 `json:"carbohydrate_g"`
		Drink         *string  `json:"drink"`
	}
	jsonFinding struct {
		Rule          string        `json:"rule"`
		State         string        `json:"state"`
		PartOf        *string       `json:"part_of"`
		Severity      *string       `json:"severity"`
		Title         string        `json:"title"`
		Text          *string       `json:"text"`
		Evidence      []jsonMeasure `json:"evidence"`
		Limit         *jsonMeasure  `json:"limit"`
		Advice        *string       `json:"advice"`
		WouldChangeIf *string       `json:"would_change_if"`
		Source        []string      `json:"source"`
		Grade         string        `json:"grade"`
		Withheld      *jsonWithheld `json:"withheld"`
	}
	jsonWithheld struct {
		Reason   string       `json:"reason"`
		Measured *jsonMeasure `json:"measured"`
		Needed   string       `json:"needed"`
	}
	jsonMeasure struct {
		Name  string  `json:"name"`
		Value float64 `json:"value"`
		Unit  string  `json:"unit"`
	}
	jsonNote struct {
		Code  string  `json:"code"`
		Place *string `json:"place"`
		Count *int    `json:"count"`
		Text  string  `json:"text"`
	}
	jsonRecommendation struct {
		Rule    string   `json:"rule"`
		Action  string   `json:"action"`
		Because string   `json:"because"`
		Grade   string   `json:"grade"`
		Source  []string `json:"source"`
		Runs    []string `json:"runs"`
	}
	jsonAlarm struct {
		Rule     string  `json:"rule"`
		Severity string  `json:"severity"`
		Day      *string `json:"day"`
		File     *string `json:"file"`
		Text     string  `json:"text"`
	}
	jsonNotesError struct {
		Place   string `json:"place"`
		Text    string `json:"text"`
		Warning bool   `json:"warning"`
	}
)

// toReport makes the document of schema 1, but for the runs, which are made one
// by one while it is written.
func (s Style) toReport(r *analyze.Report) jsonReport {
	c := r.Count()
	return jsonReport{
		SchemaVersion:   schemaVersion,
		Files:           jsonFiles{c.Found, c.OK, c.Warned, c.Partial, c.Duplicate, c.Skipped},
		Inputs:          each(r.Inputs, toInput),
		History:         toHistory(r.History),
		Recommendations: each(r.Recommendations, s.Units.toRecommendation),
		NotesErrors:     each(r.NotesErrors, toNotesError),
		Alarms:          each(r.Alarms, s.Units.toAlarm),
		Span:            toSpan(r),
	}
}

// writeJSON writes a report as schema 1.
func writeJSON(w io.Writer, r *analyze.Report, s Style) error {
	return s.writeDocument(w, r, s.toReport(r))
}

// each applies f to every element; the result is never nil, so that JSON shows
// an empty list.
func each[A, B any](in []A, f func(A) B) []B {
	out := make([]B, 0, len(in))
	for _, v := range in {
		out = append(out, f(v))
	}
	return out
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func maybe(m analyze.Maybe) *float64 {
	if !m.Known {
		return nil
	}
	return &m.Value
}

func toInput(in analyze.Input) jsonInput {
	return jsonInput{in.File, string(in.Status), text(string(in.Reason)), text(in.Detail), in.Activities}
}

func toNotesError(e parse.NoteError) jsonNotesError {
	return jsonNotesError{place(e), e.Text, e.Warning}
}

// place writes file, line and column of a note.
func place(e parse.NoteError) string {
	if p := e.Pos.String(); p != "" {
		return e.File + ":" + p
	}
	return e.File
}

func toMeasure(m analyze.Measure) jsonMeasure { return jsonMeasure{m.Name, m.Value, string(m.Unit)} }

func toWithheld(w *analyze.WithheldBecause) *jsonWithheld {
	if w == nil {
		return nil
	}
	out := &jsonWithheld{Reason: w.Reason, Needed: w.Needed}
	if w.Measured != nil {
		m := toMeasure(*w.Measured)
		out.Measured = &m
	}
	return out
}

// toRun makes the element of a run.
func (u Units) toRun(r *analyze.Result) jsonRun {
	out := u.toBareRun(r)
	out.Findings = each(r.Findings, u.toFinding)
	return out
}

// toBareRun makes the element of a run without its findings.
func (u Units) toBareRun(r *analyze.Result) jsonRun {
	out := jsonRun{
		File: r.File, Index: r.Index, Format: r.Format, Sport: text(r.Sport), SubSport: text(r.SubSport),
		Device: text(r.Device), Title: text(r.Title), Zone: r.Zone, ZoneSource: r.ZoneSource,
		DateLocal: text(r.Day()), Race: r.Race, Workout: text(r.Workout), GoalS: maybe(r.GoalS),
		Records: r.Records, Points: r.Points, DistanceM: maybe(r.DistanceM), DistanceSource: text(r.Distance),
		ElapsedS: r.ElapsedS, TimerS: r.TimerS, MovingS: r.MovingS, Clock: r.Clock,
		ClimbM: maybe(r.ClimbM), DescentM: maybe(r.DescentM), Elevation: text(r.Elevation),
		HeartRateBPM: maybe(r.HeartRateBPM), CadenceSPM: maybe(r.CadenceSPM),
		Answers: jsonAnswers{
			maybe(r.Answers.FeelFrac), maybe(r.Answers.RPE), maybe(r.Answers.FeelingOf5), maybe(r.Answers.SweatLossML),
		},
		Pauses:     each(r.Pauses, func(p analyze.Pause) jsonPause { return jsonPause{p.StartS, p.EndS, p.Source} }),
		SplitsMile: each(r.SplitsMile, toSplit), SplitsKm: each(r.SplitsKm, toSplit), Laps: each(r.Laps, toSplit),
		FirstMile: toFirstMile(r.FirstMile), Settled: toWindow(r.Settled),
		Cramps: each(r.Cramps, toCramp), Suggestions: each(r.Suggestions, toCramp),
		Intake: toIntake(r.Intake),
		Notes:  each(r.Notes, toNote),
	}
	if r.DateKnown {
		out.StartUTC = text(utc(r.Start))
	}
	if h := r.Halves; h != nil {
		out.Halves = &jsonHalves{h.BankedS, h.GivenS, h.FirstS, h.SecondS, h.FadeFrac}
	}
	return out
}

func toSplit(s analyze.Split) jsonSplit {
	return jsonSplit{
		s.N, s.DistanceM, s.TimeS, s.MovingS, maybe(s.GAPSPerM), maybe(s.HeartRateBPM), maybe(s.CadenceSPM),
		maybe(s.ClimbM), s.Partial, s.Paused,
	}
}

func toFirstMile(f analyze.FirstMile) jsonFirstMile {
	out := jsonFirstMile{
		StartM: f.StartM, TimeS: maybe(f.TimeS), Reference: text(string(f.Reference)), ReferenceS: maybe(f.ReferenceS),
		ExcessFrac: maybe(f.ExcessFrac), ExcessMinettiFrac: maybe(f.ExcessMinettiFrac),
		ExcessAttenuatedFrac: maybe(f.ExcessAttenuatedFrac), Withheld: toWithheld(f.Withheld),
	}
	if f.Withheld == nil {
		out.Level = text(string(f.Level))
	}
	return out
}

func toWindow(w *analyze.Window) *jsonWindow {
	if w == nil {
		return nil
	}
	return &jsonWindow{maybe(w.PaceSPerM), maybe(w.GAPSPerM), maybe(w.HeartRateBPM), maybe(w.CadenceSPM), maybe(w.GradeFrac)}
}

// The names of what was so before a cramp.
const (
	contextShare  = "share_of_timer"
	contextFluid  = "fluid_so_far"
	contextSodium = "sodium_so_far"
	contextDrink  = "since_last_drink"
)

func toCramp(c analyze.Cramp) jsonCramp {
	out := jsonCramp{
		AtS: maybe(c.AtS), TimerS: maybe(c.TimerS), UncertaintyS: maybe(c.UncertaintyS), AfterFinish: c.AfterFinish,
		DistanceM: maybe(c.DistanceM), Muscle: text(c.Muscle), Side: text(c.Side), Severity: maybe(c.Severity),
		Response: each(c.Response, func(s string) string { return s }), DurationS: maybe(c.DurationS),
		Source: c.Source, Note: text(c.Note),
		Before10To5: toWindow(c.Before10To5), Before5To0: toWindow(c.Before5To0), After5: toWindow(c.After5),
		StoppedS: maybe(c.StoppedS), LostS: maybe(c.LostS), Context: []jsonMeasure{},
	}
	for _, m := range []struct {
		name string
		v    analyze.Maybe
		unit analyze.Unit
	}{
		{contextShare, c.ShareOfTimer, analyze.Frac},
		{contextFluid, c.FluidML, analyze.ML},
		{contextSodium, c.SodiumMG, analyze.MG},
		{contextDrink, c.SinceDrinkS, analyze.Second},
	} {
		if m.v.Known {
			out.Context = append(out.Context, jsonMeasure{m.name, m.v.Value, string(m.unit)})
		}
	}
	return out
}

func toIntake(in analyze.Intake) jsonIntake {
	return jsonIntake{
		maybe(in.FluidML), maybe(in.FluidAtLeastML), maybe(in.SodiumMG), maybe(in.CarbG), maybe(in.BeforeML), maybe(in.AfterML),
		maybe(in.FluidMLPerHour), maybe(in.SweatMLPerH), in.SodiumUnknown,
		each(in.Events, func(e analyze.IntakeEvent) jsonIntakeEvent {
			return jsonIntakeEvent{maybe(e.AtS), e.When, e.Kind, maybe(e.FluidML), maybe(e.SodiumMG), maybe(e.CarbG), text(e.Drink)}
		}),
	}
}

func (u Units) toFinding(f analyze.Finding) jsonFinding {
	row, told := f.Row(), f.Told()
	out := jsonFinding{
		Rule: f.Rule, State: string(f.State), PartOf: text(told.Within), Title: row.Title, Evidence: each(f.Evidence, toMeasure),
		Source: cite(row.Cite), Grade: string(f.Grade), Withheld: toWithheld(f.Withheld),
	}
	if f.Limit != nil {
		out.Limit = &jsonMeasure{f.Limit.Name, f.Limit.Value, string(f.Limit.Unit)}
	}
	if f.State == analyze.Fired {
		out.Severity = text(string(f.Severity))
	}
	out.Text = text(plain(u.fill(told.Say, &f)))
	out.Advice = text(plain(u.fill(told.Do, &f)))
	out.WouldChangeIf = text(plain(u.fill(told.Unless, &f)))
	return out
}

func (u Units) toRecommendation(r analyze.Recommendation) jsonRecommendation {
	action := r.Finding.Told().Do
	if strings.HasPrefix(r.Rule, "safety/") { // what to do stands in the sentence itself
		action = r.Finding.Told().Say + " " + action
	}
	return jsonRecommendation{
		Rule: r.Rule, Action: plain(u.fill(action, &r.Finding)), Because: plain(u.fill(r.Finding.Told().Say, &r.Finding)),
		Grade: string(r.Grade), Source: cite(r.Cite),
		Runs: each(r.Runs, func(run *analyze.Result) string { return run.File }),
	}
}

func (u Units) toAlarm(a analyze.Alarm) jsonAlarm {
	out := jsonAlarm{Rule: a.Finding.Rule, Severity: string(a.Finding.Severity), Day: text(a.Day), Text: plain(u.fill(a.Finding.Told().Say, &a.Finding))}
	if a.Run != nil {
		out.File = text(a.Run.File)
	}
	return out
}

func toNote(n parse.Note) jsonNote {
	out := jsonNote{Code: string(n.Code), Place: text(n.Pos.String()), Text: n.Text}
	if n.N > 0 {
		out.Count = &n.N
	}
	return out
}

// plain turns the no-break spaces of running text into blanks, for machines.
func plain(s string) string { return strings.ReplaceAll(s, nbsp, " ") }
