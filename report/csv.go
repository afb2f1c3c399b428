package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"crampcheck/analyze"
)

// csvColumn is one column of the table of runs for spreadsheets and scripts.
type csvColumn struct {
	head string // with its unit; frac is a share from 0 to 1
	cell func(*analyze.Result) string
}

// csvColumns are the columns in their order; new ones are added behind them.
// What is missing is an empty cell. Numbers are SI and have six decimals at
// most.
func csvColumns() []csvColumn {
	first := func(of func(analyze.FirstMile) analyze.Maybe) func(*analyze.Result) string {
		return func(r *analyze.Result) string {
			if r.FirstMile.Withheld != nil {
				return ""
			}
			return csvNumber(of(r.FirstMile))
		}
	}
	cramp := func(of func(analyze.Cramp) analyze.Maybe) func(*analyze.Result) string {
		return func(r *analyze.Result) string {
			for _, c := range r.Cramps {
				if !c.BeforeStart && c.AtS.Known {
					return csvNumber(of(c))
				}
			}
			return ""
		}
	}
	return []csvColumn{
		{"file", func(r *analyze.Result) string { return csvText(r.File) }},
		{"index", func(r *analyze.Result) string { return fmt.Sprint(r.Index) }},
		{"title", func(r *analyze.Result) string { return csvText(r.Title) }},
		{"date_local", func(r *analyze.Result) string { return r.Day() }},
		{"start_utc", csvStart},
		{"sport", func(r *analyze.Result) string { return csvText(r.Sport) }},
		{"race", func(r *analyze.Result) string { return fmt.Sprint(r.Race) }},
		{"workout", func(r *analyze.Result) string { return csvText(r.Workout) }},
		{"distance_m", func(r *analyze.Result) string { return csvNumber(r.DistanceM) }},
		{"clock", func(r *analyze.Result) string { return csvText(r.Clock) }},
		{"elapsed_s", func(r *analyze.Result) string { return plainNumber(r.ElapsedS) }},
		{"timer_s", func(r *analyze.Result) string { return plainNumber(r.TimerS) }},
		{"moving_s", func(r *analyze.Result) string { return plainNumber(r.MovingS) }},
		{"pace_s_per_m", csvPace},
		{"climb_m", func(r *analyze.Result) string { return csvNumber(r.ClimbM) }},
		{"descent_m", func(r *analyze.Result) string { return csvNumber(r.DescentM) }},
		{"heart_rate_bpm", func(r *analyze.Result) string { return csvNumber(r.HeartRateBPM) }},
		{"cadence_spm", func(r *analyze.Result) string { return csvNumber(r.CadenceSPM) }},
		{"goal_s", func(r *analyze.Result) string { return csvNumber(r.GoalS) }},
		{"first_mile_s", first(func(f analyze.FirstMile) analyze.Maybe { return f.TimeS })},
		{"first_mile_reference", csvReference},
		{"first_mile_reference_s", first(func(f analyze.FirstMile) analyze.Maybe { return f.ReferenceS })},
		{"first_mile_excess_frac", first(func(f analyze.FirstMile) analyze.Maybe { return f.ExcessFrac })},
		{"first_mile_level", csvLevel},
		{"second_half_slower_frac", csvFade},
		{"cramps", csvCramps},
		{"first_cramp_elapsed_s", cramp(func(c analyze.Cramp) analyze.Maybe { return c.AtS })},
		{"first_cramp_distance_m", cramp(func(c analyze.Cramp) analyze.Maybe { return c.DistanceM })},
		{"cramps_lost_s", func(r *analyze.Result) string { return csvNumber(r.Story().CrampLostS) }},
		{"fluid_ml", func(r *analyze.Result) string { return csvNumber(r.Intake.FluidML) }},
		{"sodium_mg", func(r *analyze.Result) string { return csvNumber(r.Intake.SodiumMG) }},
		{"carbohydrate_g", func(r *analyze.Result) string { return csvNumber(r.Intake.CarbG) }},
		{"outcome", func(r *analyze.Result) string { return string(r.Story().Outcome) }},
		{"findings", csvFindings},
	}
}

// writeCSV writes one row per run behind a head, as RFC 4180 has it.
func writeCSV(w io.Writer, r *analyze.Report, s Style) error {
	cols := csvColumns()
	out := csv.NewWriter(w)
	out.UseCRLF = true
	row := make([]string, len(cols))
	for i, c := range cols {
		row[i] = c.head
	}
	if err := out.Write(row); err != nil {
		return err
	}
	for _, run := range r.Runs {
		if !run.Run && !s.AllRuns {
			continue
		}
		for i, c := range cols {
			row[i] = c.cell(run)
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// csvNumber writes a number, nothing where it is missing.
func csvNumber(m analyze.Maybe) string {
	if !m.Known {
		return ""
	}
	return plainNumber(m.Value)
}

// csvFormula is where a spreadsheet begins to compute a cell: at one of a few
// signs, some of them behind blanks too, at the begin of the text and behind what
// it may take for the end of a cell where the commas of this file are none to it.
// Two colons, at the begin of a line, are a command to GitHub Actions.
var csvFormula = late("(^|[;|\t\r\n])([\" \u00a0\u3000]*)([=+\\-@＝＋－＠]|[\t\r\n]|::)")

// csvText takes from a free text the power of a formula: an apostrophe before it
// ends that.
func csvText(s string) string { return csvFormula().ReplaceAllString(s, "${1}'$2$3") }

func csvStart(r *analyze.Result) string {
	if !r.DateKnown {
		return ""
	}
	return utc(r.Start)
}

// csvPace is the average pace on the run's clock.
func csvPace(r *analyze.Result) string {
	if !(r.DistanceM.Value > 0) {
		return ""
	}
	return plainNumber(r.ClockS() / r.DistanceM.Value)
}

func csvReference(r *analyze.Result) string {
	if r.FirstMile.Withheld != nil {
		return ""
	}
	return csvText(string(r.FirstMile.Reference))
}

func csvLevel(r *analyze.Result) string {
	if r.FirstMile.Withheld != nil {
		return "withheld"
	}
	return csvText(string(r.FirstMile.Level))
}

func csvFade(r *analyze.Result) string {
	if r.Halves == nil {
		return ""
	}
	return plainNumber(r.Halves.FadeFrac)
}

// csvCramps counts the cramps of a run, those after the finish too.
func csvCramps(r *analyze.Result) string {
	n := 0
	for _, c := range r.Cramps {
		if !c.BeforeStart {
			n++
		}
	}
	return fmt.Sprint(n)
}

// csvFindings lists the rules that fired from notice up, with their severities.
func csvFindings(r *analyze.Result) string {
	var out []string
	for _, f := range r.Findings {
		if f.State == analyze.Fired && f.Told().Within == "" && f.Severity.Rank() >= analyze.Notice.Rank() {
			out = append(out, f.Rule+":"+string(f.Severity))
		}
	}
	return csvText(strings.Join(out, " "))
}
