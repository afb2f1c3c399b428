package report

import "crampcheck/analyze"

// The types below are the key "history" of schema 1. Times are on the timer in
// s, ranges are at 95 % with null for an open side, and what the number of
// cramps does not allow to say is null.
type (
	jsonHistory struct {
		Runs         int               `json:"runs"`             // with a time
		CrampRuns    int               `json:"cramp_runs"`       // with a cramp during the run
		Timed        int               `json:"timed"`            // of those: with its moment
		AfterFinish  int               `json:"after_finish"`     // with a cramp after the finish alone
		ByYesNo      bool              `json:"by_yes_no"`        // most moments are unknown: compared by whether, within bands of duration
		Comparable   int               `json:"comparable"`       // without a cramp, and still under way when the earliest one began
		AtRiskS      float64           `json:"at_risk_s"`        // until the first cramp or the end, over all runs; 0 by yes or no
		ShareFrac    *float64          `json:"share_frac"`       // of the runs with a cramp
		ShareRange   jsonRange         `json:"share_range"`      // Jeffreys
		AtMostFrac   *float64          `json:"at_most_frac"`     // 3/runs without any cramp, else null
		PerHour      *float64          `json:"per_hour"`         // cramps per hour at risk
		PerHourRange jsonRange         `json:"per_hour_range"`   // Garwood
		Curve        []jsonCurvePoint  `json:"curve"`            // Kaplan–Meier, as far as three runs were under way
		CurveEndS    *float64          `json:"curve_end_s"`      // where that ends
		MedianS      *float64          `json:"median_s"`         // half of the runs had one by then
		MedianRange  jsonRange         `json:"median_range_s"`   // by inverting the curve's limits
		Exposures    []jsonAssociation `json:"exposures"`        // in their declared order; empty without a cramp
		WithFinish   *jsonWithFinish   `json:"with_finish"`      // cramps after the finish as at the end; null without
		Within       []jsonWithinRun   `json:"within_run"`       // ten minutes before the cramps against the half hour before those; from five on
		Sites        []jsonSite        `json:"sites"`            // most frequent first
		Habits       jsonHabits        `json:"habits"`           // of long runs
		Rules        []jsonRunVerdict  `json:"latest"`           // latest verdicts of the rules over several runs
		Flagged      bool              `json:"red_flag_of_late"` // nothing is suggested then
	}
	jsonRange struct {
		Lo *float64 `json:"lo"`
		Hi *float64 `json:"hi"`
	}
	jsonCurvePoint struct {
		TimerS    float64   `json:"timer_s"`
		AtRisk    int       `json:"at_risk"` // under way just before
		Cramps    int       `json:"cramps"`
		FreeFrac  float64   `json:"free_frac"`  // still without one after it
		FreeRange jsonRange `json:"free_range"` // log-log
	}
	jsonAssociation struct {
		Exposure      string    `json:"exposure"`
		CrampsExposed int       `json:"cramps_exposed"` // of cramps_known
		CrampsKnown   int       `json:"cramps_known"`
		FreeExposed   int       `json:"free_exposed"`   // of free_known
		FreeKnown     int       `json:"free_known"`     // comparable runs without a cramp
		Unknown       int       `json:"unknown"`        // cramps and runs left out, as it is not known of them
		Comparisons   int       `json:"comparisons"`    // that can tell anything
		Ratio         *float64  `json:"ratio"`          // hazard ratio by Firth; odds ratio by yes or no
		RatioRange    jsonRange `json:"ratio_range"`    // mid-p
		P             *float64  `json:"p"`              // two-sided mid-p
		Q             *float64  `json:"q"`              // Benjamini–Hochberg
		SmallestP     *float64  `json:"smallest_p"`     // of the most extreme pattern possible
		OutOfReach    bool      `json:"out_of_reach"`   // smallest_p exceeds 0.05
		AdjustedRatio *float64  `json:"adjusted_ratio"` // hazard ratio beside the other exposures; from 30 cramps on
		AdjustedRange jsonRange `json:"adjusted_range"` // of its penalised profile likelihood
		EarlierRatio  *float64  `json:"earlier_ratio"`  // in the earlier half of the runs; from 30 cramps on
		LaterRatio    *float64  `json:"later_ratio"`    // in the later half
		Verdict       string    `json:"verdict"`        // described, unassessed, too-few, not-told-apart, hint, associated-in-data
	}
	jsonWithFinish struct {
		CrampRuns  int       `json:"cramp_runs"`
		ShareFrac  *float64  `json:"share_frac"`
		ShareRange jsonRange `json:"share_range"`
		Changed    []string  `json:"changed"` // exposures with another verdict
	}
	jsonWithinRun struct {
		What string   `json:"what"` // descent or speed
		More int      `json:"more"`
		Less int      `json:"less"`
		P    *float64 `json:"p"` // sign test, mid-p
	}
	jsonSite struct {
		Muscle string `json:"muscle"`
		Side   string `json:"side"`
		Runs   int    `json:"runs"`
	}
	jsonHabits struct {
		LongRuns      int      `json:"long_runs"`  // with a verdict on the first mile
		StartFrac     *float64 `json:"start_frac"` // median; positive is faster than the reference
		FadeRuns      int      `json:"fade_runs"`
		FadeFrac      *float64 `json:"fade_frac"`       // median; positive is a slower second half
		LastFile      *string  `json:"last_file"`       // the last long run
		LastStartFrac *float64 `json:"last_start_frac"` // its first mile
		FasterThan    int      `json:"faster_than"`     // long runs before it that began slower
		Before        int      `json:"before"`          // long runs before it
	}
	jsonRunVerdict struct {
		Rule     string        `json:"rule"`
		State    string        `json:"state"`
		File     string        `json:"file"`
		Evidence []jsonMeasure `json:"evidence"`
	}
)

func toJSONRange(r analyze.Range) jsonRange { return jsonRange{maybe(r.Lo), maybe(r.Hi)} }

func toHistory(h *analyze.CrampHistory) *jsonHistory {
	if h == nil {
		return nil
	}
	out := &jsonHistory{
		Runs: h.Runs, CrampRuns: h.CrampRuns, Timed: h.Timed, AfterFinish: h.AfterFinish, ByYesNo: h.ByYesNo, Comparable: h.Comparable, AtRiskS: h.AtRiskS,
		ShareFrac: maybe(h.ShareFrac), ShareRange: toJSONRange(h.ShareFracCI), AtMostFrac: maybe(h.AtMostFrac),
		PerHour: maybe(h.PerHour), PerHourRange: toJSONRange(h.PerHourCI),
		Curve: each(h.Curve, func(c analyze.CurvePoint) jsonCurvePoint {
			return jsonCurvePoint{c.TimerS, c.AtRisk, c.Cramps, c.FreeFrac, toJSONRange(c.FreeCI)}
		}),
		CurveEndS: maybe(h.CurveEndS), MedianS: maybe(h.MedianS), MedianRange: toJSONRange(h.MedianCIS),
		Exposures: each(h.Associations, toAssociation),
		Within: each(h.Within, func(w analyze.WithinRun) jsonWithinRun {
			return jsonWithinRun{w.What, w.More, w.Less, maybe(w.P)}
		}),
		Sites: each(h.Sites, func(s analyze.Site) jsonSite { return jsonSite{s.Muscle, s.Side, s.Runs} }),
		Habits: jsonHabits{
			LongRuns: h.Habits.LongRuns, StartFrac: maybe(h.Habits.StartFrac), FadeRuns: h.Habits.FadeRuns, FadeFrac: maybe(h.Habits.FadeFrac),
			LastStartFrac: maybe(h.Habits.LastStartFrac), FasterThan: h.Habits.FasterThan, Before: h.Habits.Before,
		},
		Rules: each(h.Latest, func(l analyze.RunFinding) jsonRunVerdict {
			return jsonRunVerdict{l.Finding.Rule, string(l.Finding.State), l.Run.File, each(l.Finding.Evidence, toMeasure)}
		}),
		Flagged: h.Flagged,
	}
	if h.Habits.Last != nil {
		out.Habits.LastFile = text(h.Habits.Last.File)
	}
	if w := h.WithFinish; w != nil {
		out.WithFinish = &jsonWithFinish{
			w.CrampRuns, maybe(w.ShareFrac), toJSONRange(w.ShareFracCI),
			each(w.Changed, func(e analyze.Exposure) string { return string(e) }),
		}
	}
	return out
}

func toAssociation(a analyze.Association) jsonAssociation {
	return jsonAssociation{
		string(a.Exposure), a.CrampsExposed, a.CrampsKnown, a.FreeExposed, a.FreeKnown, a.Unknown, a.Tables,
		maybe(a.Ratio), toJSONRange(a.RatioCI), maybe(a.P), maybe(a.Q), maybe(a.SmallestP), a.OutOfReach,
		maybe(a.AdjustedRatio), toJSONRange(a.AdjustedCI), maybe(a.EarlierRatio), maybe(a.LaterRatio), string(a.Saying),
	}
}
