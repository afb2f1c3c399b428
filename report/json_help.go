package report

import (
	"reflect"
	"strings"
)

// keySection documents the keys of one object of the JSON document.
type keySection struct {
	of    reflect.Type
	title string
	keys  []string // key, meaning, key, meaning …, in the order of the document
}

// keySections documents every object of schema 1, in the order of the document.
func keySections() []keySection {
	return []keySection{
		{reflect.TypeFor[jsonReport](), "The document", []string{
			"schema_version", "1; it rises when a key changes its meaning, not when one is added",
			"files", "how many files became what",
			"inputs", "every file found, in the order of the call",
			"runs", "every activity once, by start; other sports too; within --since and --until",
			"history", "all runs together; null without a run",
			"recommendations", "what to do next time, the most important first",
			"notes_errors", "lines of the notes that could not be used",
			"alarms", "signs noted in the last month that need medical help",
			"span", "what --since and --until leave out; null without them",
		}},
		{reflect.TypeFor[jsonFiles](), "files", []string{
			"found", "the sum of the others",
			"ok", "read whole, nothing doubtful",
			"warned", "read whole, something doubtful or repaired",
			"partial", "something is lost; the rest is used",
			"duplicate", "the same run stands elsewhere, richer",
			"skipped", "nothing usable",
		}},
		{reflect.TypeFor[jsonInput](), "inputs[]", []string{
			"file", "path as given, and !member inside an archive",
			"status", "ok, warned, partial, duplicate or skipped",
			"reason", "a code such as truncated, checksum, duplicate-of, empty, not-activity; null where ok",
			"detail", "the reason in words, with its place",
			"activities", "how many it holds",
		}},
		{reflect.TypeFor[jsonRun](), "runs[]", []string{
			"file", "path as given, and !member inside an archive",
			"index", "place in the file, from 0",
			"format", "fit, gpx or tcx",
			"sport", "as the file or the export says",
			"sub_sport", "as the file says, such as treadmill or trail",
			"device", "as the file says",
			"title", "as the file or the export says",
			"start_utc", "RFC 3339; null where the device did not know the date",
			"date_local", "year-month-day where the run began",
			"zone", "name or offset of that place's time",
			"zone_source", "what told it: notes, --tz, the file, start position, configuration",
			"race", "noted as one, or the file says so",
			"workout", "as noted",
			"goal_s", "goal time in s",
			"records", "samples that stand in the file",
			"points", "samples that are used",
			"distance_m", "m",
			"distance_source", "device or positions",
			"elapsed_s", "s from the first to the last sample",
			"timer_s", "s without pauses",
			"moving_s", "s without pauses and standing",
			"clock", "elapsed (races) or timer: that of the splits",
			"climb_m", "m",
			"descent_m", "m",
			"elevation_source", "barometer or GPS",
			"heart_rate_bpm", "mean over time, beats a minute",
			"cadence_spm", "mean over time, steps a minute of both feet",
			"answers", "what the runner told the watch",
			"pauses", "in order",
			"splits_mile", "per mile of 1609.344 m",
			"splits_km", "per km",
			"laps", "of the device",
			"first_mile", "the first mile of the run proper against a reference",
			"halves", "both halves by distance; null where not judged",
			"settled", "the pace settled into; null where there is none",
			"cramps", "as noted, in order",
			"suggestions", "cramps in question, which are not counted",
			"intake", "drinks, sodium and food as noted",
			"findings", "one for each rule",
			"notes", "what was repaired or is doubtful in the recording",
		}},
		{reflect.TypeFor[jsonAnswers](), "runs[].answers", []string{
			"feel_frac", "how it felt, 0 very weak to 1 very strong",
			"rpe", "perceived exertion, 0 to 10",
			"feeling_of_5", "1 to 5",
			"sweat_loss_ml_unofficial", "ml, the watch's estimate from an undocumented field; no verdict uses it",
		}},
		{reflect.TypeFor[jsonPause](), "runs[].pauses[]", []string{
			"start_s", "s since the start, elapsed",
			"end_s", "s since the start, elapsed",
			"source", "what told it",
		}},
		{reflect.TypeFor[jsonSplit](), "runs[].splits_mile[], splits_km[], laps[]", []string{
			"n", "from 1",
			"distance_m", "m",
			"time_s", "s on the run's clock",
			"moving_s", "s in motion",
			"gap_s_per_m", "grade-adjusted pace, s/m",
			"heart_rate_bpm", "mean over time",
			"cadence_spm", "mean over time, both feet",
			"climb_m", "m",
			"partial", "shorter than its unit",
			"paused", "the timer stood still in it",
		}},
		{reflect.TypeFor[jsonFirstMile](), "runs[].first_mile", []string{
			"start_m", "where it begins: after a warm-up, else 0",
			"time_s", "s in motion",
			"reference", "goal, predicted, settled or rest",
			"reference_s", "s that the reference allows for it",
			"excess_frac", "faster than the reference is positive; 0.06 is 6 %",
			"excess_minetti_frac", "the same on pace adjusted to the grade by Minetti's curve",
			"excess_attenuated_frac", "the same by the attenuated curve",
			"level", "none, notice, warn or strong; null where withheld",
			"withheld", "why there is no verdict",
		}},
		{reflect.TypeFor[jsonWithheld](), "withheld", []string{
			"reason", "what is missing",
			"measured", "how much of it there is",
			"needed", "what a verdict would need",
		}},
		{reflect.TypeFor[jsonMeasure](), "A number with its unit: measured, evidence[], limit, context[]", []string{
			"name", "what it is",
			"value", "in that unit",
			"unit", "s, m, s/m, ml, mg, kg, bpm and so on; 1 is a share, 0.06 for 6 %",
		}},
		{reflect.TypeFor[jsonHalves](), "runs[].halves", []string{
			"banked_s", "s ahead of the reference at half-way; negative is behind",
			"given_back_s", "s slower than the reference in the second half",
			"first_s", "s in motion of the first half",
			"second_s", "s in motion of the second half",
			"fade_frac", "pace of the second half against the first; slower is positive",
		}},
		{reflect.TypeFor[jsonWindow](), "A stretch: settled, before_10_5, before_5_0, after_5", []string{
			"pace_s_per_m", "s/m",
			"gap_s_per_m", "grade-adjusted pace, s/m",
			"heart_rate_bpm", "mean over time",
			"cadence_spm", "mean over time, both feet",
			"grade_frac", "mean grade; 0.02 climbs 2 m in 100 m",
		}},
		{reflect.TypeFor[jsonCramp](), "runs[].cramps[], suggestions[]", []string{
			"at_s", "s since the start, elapsed",
			"timer_s", "the same moment on the timer",
			"uncertainty_s", "s either way, from how exactly it was noted",
			"after_finish", "it came after the run",
			"distance_m", "m since the start",
			"muscle", "as noted, such as calf",
			"side", "left, right or both",
			"severity", "1 to 10",
			"response", "what was done about it, as noted",
			"duration_s", "s",
			"source", "csv, yaml, or what in the recording suggests it",
			"note", "the runner's words",
			"before_10_5", "from ten to five minutes before it",
			"before_5_0", "the five minutes before it",
			"after_5", "the five minutes after it",
			"stopped_s", "s stood or paused in the five minutes after it",
			"lost_s", "s lost against the pace before it",
			"context", "share_of_timer, fluid_so_far, sodium_so_far, since_last_drink",
		}},
		{reflect.TypeFor[jsonIntake](), "runs[].intake", []string{
			"fluid_ml", "during the run; null without a note, or where one has no volume",
			"fluid_at_least_ml", "during the run: what is known of it",
			"sodium_mg", "during the run",
			"carbohydrate_g", "during the run",
			"before_ml", "noted before the start",
			"after_ml", "noted after the finish",
			"fluid_ml_per_h", "over the timer",
			"sweat_ml_per_h", "from the weights before and after, drinks and urine",
			"sodium_unknown", "a drink that carries sodium was noted without its amount",
			"events", "in order",
		}},
		{reflect.TypeFor[jsonIntakeEvent](), "runs[].intake.events[]", []string{
			"at_s", "s since the start, elapsed; negative before it",
			"when", "before, during or after",
			"kind", "drink, sodium or food",
			"fluid_ml", "ml",
			"sodium_mg", "mg",
			"carbohydrate_g", "g",
			"drink", "what it was, as noted",
		}},
		{reflect.TypeFor[jsonFinding](), "runs[].findings[]", []string{
			"rule", "its name; crampcheck explain RULE tells all about it",
			"state", "fired, clear or withheld",
			"part_of", "the rule whose finding on this run states the same fact",
			"severity", "info, tip, notice, warn or urgent; null unless fired",
			"title", "of the rule",
			"text", "what was found",
			"evidence", "the numbers behind it",
			"limit", "the limit that decided",
			"advice", "what to do next time",
			"would_change_if", "what would have left it silent",
			"source", "the studies",
			"grade", "how sure research is: strong, moderate, weak or opinion",
			"withheld", "why there is no verdict",
		}},
		{reflect.TypeFor[jsonNote](), "runs[].notes[]", []string{
			"code", "such as samples-merged",
			"place", "line, or byte",
			"count", "how often",
			"text", "in words",
		}},
		{reflect.TypeFor[jsonHistory](), "history: times are on the timer, ranges at 95 %", []string{
			"runs", "with a time",
			"cramp_runs", "with a cramp during the run",
			"timed", "of those, with its moment",
			"after_finish", "with a cramp after the finish alone",
			"by_yes_no", "most moments are unknown: compared by whether, within bands of duration",
			"comparable", "without a cramp, and still under way when the earliest one began",
			"at_risk_s", "s until the first cramp or the end, over all runs; 0 by yes or no",
			"share_frac", "of the runs with a cramp",
			"share_range", "Jeffreys",
			"at_most_frac", "3/runs where there is no cramp",
			"per_hour", "cramps an hour at risk",
			"per_hour_range", "Garwood",
			"curve", "Kaplan-Meier, as far as three runs were under way",
			"curve_end_s", "where that ends",
			"median_s", "half of the runs had a cramp by then",
			"median_range_s", "by inverting the limits of the curve",
			"exposures", "in their declared order; empty without a cramp",
			"with_finish", "with cramps after the finish taken as at the end; null without them",
			"within_run", "the ten minutes before the cramps against the half hour before those; from five cramps on",
			"sites", "the most frequent first",
			"habits", "of long runs",
			"latest", "latest verdicts of the rules over several runs",
			"red_flag_of_late", "nothing is suggested then",
		}},
		{reflect.TypeFor[jsonRange](), "A range: share_range, per_hour_range, ratio_range and so on", []string{
			"lo", "null where open",
			"hi", "null where open",
		}},
		{reflect.TypeFor[jsonCurvePoint](), "history.curve[]", []string{
			"timer_s", "s into a run",
			"at_risk", "runs under way just before",
			"cramps", "at that moment",
			"free_frac", "still without a cramp after it",
			"free_range", "log-log",
		}},
		{reflect.TypeFor[jsonAssociation](), "history.exposures[]", []string{
			"exposure", "its name, such as fast-first-mile",
			"cramps_exposed", "of cramps_known",
			"cramps_known", "cramps before which it is known",
			"free_exposed", "of free_known",
			"free_known", "comparable runs without a cramp of which it is known",
			"unknown", "cramps and runs left out, as it is not known of them",
			"comparisons", "that can tell anything",
			"ratio", "hazard ratio (Firth); by yes or no, the odds ratio",
			"ratio_range", "mid-p",
			"p", "two-sided mid-p",
			"q", "Benjamini-Hochberg",
			"smallest_p", "of the most extreme pattern possible",
			"out_of_reach", "smallest_p exceeds 0.05",
			"adjusted_ratio", "hazard ratio beside the other exposures, from 30 cramps on, else null",
			"adjusted_range", "of its penalised profile likelihood",
			"earlier_ratio", "hazard ratio in the earlier half of the runs, from 30 cramps on, else null",
			"later_ratio", "hazard ratio in the later half",
			"verdict", "described, unassessed, too-few, not-told-apart, hint or associated-in-data",
		}},
		{reflect.TypeFor[jsonWithFinish](), "history.with_finish", []string{
			"cramp_runs", "with a cramp then",
			"share_frac", "of the runs",
			"share_range", "Jeffreys",
			"changed", "exposures with another verdict",
		}},
		{reflect.TypeFor[jsonWithinRun](), "history.within_run[]", []string{
			"what", "descent or speed",
			"more", "cramps before which it was more",
			"less", "cramps before which it was less",
			"p", "sign test, mid-p",
		}},
		{reflect.TypeFor[jsonSite](), "history.sites[]", []string{
			"muscle", "as noted",
			"side", "left, right, both or empty",
			"runs", "in which it cramped",
		}},
		{reflect.TypeFor[jsonHabits](), "history.habits", []string{
			"long_runs", "with a verdict on the first mile",
			"start_frac", "median; positive is faster than the reference",
			"fade_runs", "of which the halves are known",
			"fade_frac", "median; positive is a slower second half",
			"last_file", "the last long run",
			"last_start_frac", "its first mile",
			"faster_than", "long runs before it that began slower",
			"before", "long runs before it",
		}},
		{reflect.TypeFor[jsonRunVerdict](), "history.latest[]", []string{
			"rule", "its name",
			"state", "fired, clear or withheld",
			"file", "of the run",
			"evidence", "the numbers behind it",
		}},
		{reflect.TypeFor[jsonRecommendation](), "recommendations[]", []string{
			"rule", "its name",
			"action", "what to do next time",
			"because", "what was found",
			"grade", "strong, moderate, weak or opinion",
			"source", "the studies",
			"runs", "files of the runs in which the rule fired",
		}},
		{reflect.TypeFor[jsonNotesError](), "notes_errors[]", []string{
			"place", "file, line and column",
			"text", "what is wrong and what to write instead",
			"warning", "only doubtful",
		}},
		{reflect.TypeFor[jsonAlarm](), "alarms[]", []string{
			"rule", "its name",
			"severity", "notice, warn or urgent",
			"day", "on which it was noted",
			"file", "of its run",
			"text", "what to do",
		}},
		{reflect.TypeFor[jsonSpan](), "span", []string{
			"since", "year-month-day, included",
			"until", "year-month-day, included",
			"left_out_before", "activities before it; those in it are still compared with them",
			"left_out_after", "activities after it",
			"left_out_undated", "activities of which the date is not known",
		}},
		{reflect.TypeFor[jsonCheck](), "check: of crampcheck check alone, behind the others", []string{
			"ok", "nothing failed",
			"conditions", "what the check was to fail on",
			"failures", "findings that fail it, and values that are not as expected",
			"unlisted", "files of which nothing is expected",
		}},
		{reflect.TypeFor[jsonCondition](), "check.conditions[]", []string{
			"kind", "findings, expected, files or notes",
			"name", "rule or severity; the file of expectations",
			"ok", "it holds",
			"bad", "findings, entries, files or mistakes that break it",
		}},
		{reflect.TypeFor[jsonFailure](), "check.failures[]", []string{
			"kind", "finding or expected",
			"file", "null for notes of a day without a run",
			"index", "place in the file, from 0",
			"what", "the rule, or what was compared",
			"severity", "of the finding, also of one that was not expected",
			"line", "of a GPX or TCX file, unpacked",
			"record", "of a FIT file",
			"offset", "bytes into the file, unpacked",
			"place", "file and line of the expectation",
			"wanted", "where it is a number",
			"wanted_is", "where it is a word",
			"got", "where it is a number",
			"got_is", "where it is a word",
			"tolerance", "how far apart the two may be",
			"text", "the failure in words",
		}},
		{reflect.TypeFor[jsonHead](), "--format jsonl: the first line", []string{
			"line", "crampcheck",
			"schema_version", "as in the document",
			"version", "of the program",
			"settings", "the same for the same limits, runner and zone",
		}},
		{reflect.TypeFor[jsonEnd](), "--format jsonl: the last line", []string{
			"line", "end",
			"inputs", "lines of files above",
			"runs", "lines of runs above",
		}},
		{reflect.TypeFor[jsonNoteMore](), "history of a line notes_error", []string{
			"file", "of the notes",
			"pos", "where in it",
			"written", "the line as it stands there",
			"run_file", "the recording that the note does not fit; null where it is about none",
			"run_index", "of the run in that file",
			"entry", "the note, where it was understood and belongs to no run",
		}},
		{reflect.TypeFor[jsonPos](), "A place in a file: pos, notes_pos[]", []string{
			"line", "from 1; 0 for none",
			"column", "from 1, in characters; 0 for none",
			"offset", "bytes; 0 for none",
		}},
		{reflect.TypeFor[jsonEntry](), "A note: entries[], entry, and a line day", []string{
			"origin", "csv or yaml",
			"source", "file of the notes",
			"pos", "where in it",
			"written", "the line as it stands there",
			"date", "year-month-day, as noted",
			"file", "recording, as noted",
			"at", "moment, as noted",
			"kind", "what was noted: cramp, drink and so on",
			"suggested", "a cramp in question, which is not counted",
			"muscle", "such as calf",
			"side", "left, right or both",
			"severity", "1 to 10",
			"response", "what was done about a cramp",
			"duration_s", "s, how long it lasted, or the goal time",
			"volume_ml", "ml",
			"sodium_mg", "mg",
			"carbohydrate_g", "g",
			"mass_kg", "kg",
			"temperature_c", "°C",
			"humidity_frac", "0.6 is 60 %",
			"distance_m", "m, official distance",
			"pace_s_per_m", "s/m, of the corral",
			"level", "thirst and soreness 0 to 10, colour of urine 1 to 8",
			"caffeine_mg", "mg",
			"drink", "what it was",
			"electrolyte", "a drink that carries sodium, its amount not noted",
			"yes", "of race",
			"word", "workout, zone, symptom and so on, as noted",
			"note", "the runner's words",
		}},
		{reflect.TypeFor[jsonMoment](), "A moment as noted: at", []string{
			"kind", "elapsed, timer, clock, absolute, distance, marker, lap, before, start, finish or after; null for none",
			"s", "s since the start; of a clock since midnight; of before and after, from start and finish",
			"date", "written with a clock time",
			"m", "m from the start",
			"unit", "mi or km, as written",
			"time", "absolute",
			"lap", "from 1",
			"uncertainty_s", "s, half of the last digit written",
			"uncertainty_m", "m, half of the last digit written",
			"text", "as written",
		}},
		{reflect.TypeFor[jsonClock](), "A moment of the calendar: time, start, local, signs_last", []string{
			"at", "RFC 3339",
			"zone", "name; null for a mere offset",
		}},
		{reflect.TypeFor[jsonRunMore](), "history of a line run: what the history of several runs needs", []string{
			"identity", "what tells the recording from others, before the notes",
			"run", "judged as a run",
			"start", "of the recording",
			"local", "the same where the run began",
			"date_known", "the device knew it",
			"goal_apart", "the goal is for another distance",
			"climb_step_m", "m, what is counted as no climb",
			"rows_s", "s, what the splits on the timer add up to",
			"pauses_found", "in gaps, not told by the device",
			"splits_mile_start_m", "m, where each of splits_mile begins",
			"splits_km_start_m", "m, where each of splits_km begins",
			"laps_start_m", "m, where each of laps begins",
			"first_mile", "more of first_mile",
			"drinks_noted", "during the run",
			"mass_before_kg", "kg",
			"mass_after_kg", "kg",
			"cramps", "more of each of cramps",
			"suggestions", "more of each of suggestions",
			"placed", "notes with a moment, as they were understood",
			"signs_last", "the last day after the run on which a sign was noted",
			"entries", "notes that belong to the run",
			"early_excess_frac", "the first three miles against the settled pace; positive is faster",
			"warmup_s", "s of easy running before the run proper",
			"hard_s", "s with heart rate at 85 % of the known maximum or above",
			"ambient_c", "°C, as noted",
			"start_known_s", "s of timer when the verdict on the first mile stood",
			"start_outside", "that verdict rests on a goal or on races",
			"first_part_frac", "the first half hour against the reference; positive is faster",
			"first_part_s", "s of timer when that was known",
			"steps", "what came before, every five minutes of the timer from 0 on",
			"slowings", "stops and drops of pace that may have been a cramp; only init looks for them",
			"slow_planned", "why slow stretches belong to the run, as slowings",
			"findings", "what findings do not have from their rules alone",
			"notes_pos", "where in the recording each of notes is",
			"dropped", "samples that were left out",
		}},
		{reflect.TypeFor[jsonIdentity](), "history.identity", []string{
			"sport", "as the file says",
			"run", "taken for a run",
			"local", "start",
			"distance_m", "m; 0 for none",
			"by_device", "the distance is the device's",
			"columns", "how many are recorded",
			"status", "of the file by itself, duplicate or not",
			"reason", "for that status",
			"detail", "the reason in words",
		}},
		{reflect.TypeFor[jsonMileMore](), "history.first_mile", []string{
			"level", "none, notice, warn or strong; empty where withheld",
			"hills_explain", "raw pace is too fast, grade-adjusted pace is not",
			"uphill_effort", "only grade-adjusted pace is too fast",
			"stopped_s", "s stood or paused in it",
			"late_slowdown_frac", "the last part of the run against the reference",
		}},
		{reflect.TypeFor[jsonCrampAt](), "history.cramps[], suggestions[]", []string{
			"before_start", "so it is none of the run",
			"place", "of the sample nearest to it",
		}},
		{reflect.TypeFor[jsonPlace](), "A sample in its file, unpacked: place", []string{
			"n", "line of a GPX or TCX file, record of a FIT file; 0 for none",
			"offset", "bytes; 0 for none",
		}},
		{reflect.TypeFor[jsonPlaced](), "history.placed[]", []string{
			"file", "of the notes",
			"pos", "where in it",
			"written", "the moment as written",
			"kind", "what was noted",
			"when", "before, during or after",
			"at_s", "s since the start, elapsed",
			"distance_m", "m since the start",
			"uncertainty_s", "s either way",
		}},
		{reflect.TypeFor[jsonStep](), "history.steps[]", []string{
			"timer_s", "s on the timer",
			"distance_m", "m up to then",
			"descent_m", "m up to then",
			"fluid_ml", "ml up to then; null without a log of drinks",
			"sodium_mg", "mg up to then",
			"sodium_taken", "any, its amount noted or not",
			"hard_s", "s up to then with heart rate at 85 % of the known maximum or above",
		}},
		{reflect.TypeFor[jsonSlowing](), "history.slowings[]", []string{
			"at_s", "s since the start, elapsed",
			"end_s", "s since the start, elapsed",
			"distance_m", "m since the start",
			"stood_s", "s without moving",
			"slower_frac", "the first minute against the five before; 0.43 is 43 % slower",
			"lost_s", "s against the pace before",
			"hint", "what the recording says of it",
		}},
		{reflect.TypeFor[jsonFindMore](), "history.findings[]: null is as in crampcheck explain RULE", []string{
			"n", "place in findings, from 0",
			"severity", "of one that has not fired",
			"say", "its sentence, {name} for a piece of evidence",
			"do", "its advice",
			"unless", "what would have left it silent",
			"words", "evidence that is no number",
			"limit_source", "of the limit that decided",
			"limit_doc", "what that limit is",
			"cite", "keys of its studies",
			"led_to", "what it may have led to",
			"place", "of the moment it is about",
		}},
		{reflect.TypeFor[jsonWord](), "words[]", []string{
			"name", "as in say",
			"text", "what stands for it",
		}},
		{reflect.TypeFor[jsonDropped](), "history.dropped", []string{
			"positions", "impossible, at 0°, 0° or too far away",
			"heart_rates", "outside what a sensor can report",
			"jumps", "steps that nobody can run",
			"elevations", "impossible, or steeper than a wall",
		}},
	}
}

// JSONHelp documents the JSON document key by key, for a page of help of a
// width in cells.
func JSONHelp(width int) string {
	p := &printer{Style: Style{Width: min(width, textMax)}}
	p.para("", "", "--format json prints one document. Units are SI and stand in the name of the key. "+
		"A missing value is null; a list without elements is []. Keys are only ever added, and their order is stable.", "")
	p.line("")
	p.para("", "", "--format jsonl prints lines with an object each, whose key line says what it is: run (as runs[], and history), "+
		"input (as inputs[]), notes_error (as notes_errors[], and history) and day (a note about a day without a run). Runs are judged by "+
		"themselves, and a duplicate has its line too: the status of its file tells. A file that has several lines for one index was judged "+
		"again: the last one holds. crampcheck history FILE.jsonl joins such files.", "")
	for _, s := range keySections() {
		p.line("")
		p.para("", "", s.title, "")
		widest := 0
		for i := 0; i < len(s.keys); i += 2 {
			widest = max(widest, len(s.keys[i]))
		}
		for i := 0; i < len(s.keys); i += 2 {
			f, _ := fieldOf(s.of, s.keys[i])
			label := "  " + s.keys[i] + strings.Repeat(" ", widest-len(s.keys[i])+2)
			p.para(label, "", jsonType(f.Type)+": "+s.keys[i+1], "")
		}
	}
	return p.b.String()
}

// fieldOf returns the field of a struct that has a key.
func fieldOf(t reflect.Type, key string) (f reflect.StructField, ok bool) {
	for i := range t.NumField() {
		if t.Field(i).Tag.Get("json") == key {
			return t.Field(i), true
		}
	}
	return f, false
}

// jsonType names what a field is in JSON.
func jsonType(t reflect.Type) string {
	if t == nil { // a key that does not exist, which a test finds
		return "?"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return jsonType(t.Elem()) + " or null"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Struct {
			return "list of objects"
		}
		return "list of " + jsonType(t.Elem()) + "s"
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int32, reflect.Int64:
		return "integer"
	case reflect.Float64:
		return "number"
	}
	return "object"
}
