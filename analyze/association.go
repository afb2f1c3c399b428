package analyze

import (
	"cmp"
	"math"
	"slices"

	"crampcheck/analyze/stat"
)

// Exposure is something that a run may have had before a moment of it. The list
// is closed and was written before any data were seen.
type Exposure string

// The exposures, in the order in which they are always shown: ranking them
// would be a claim.
const (
	FastFirstMile  Exposure = "fast-first-mile"   // at the level warn or above
	FastFirstPart  Exposure = "fast-first-30-min" // against the same reference
	Warm           Exposure = "warm"              // ambient temperature as noted
	LittleFluid    Exposure = "little-fluid"      // rate so far below the median of the runs compared
	NoSodium       Exposure = "no-sodium"         // none noted so far
	MuchDescent    Exposure = "much-descent"      // per distance so far, above the median of the runs compared
	BeyondFamiliar Exposure = "beyond-familiar"   // distance so far beyond the longest run of the 30 days before
	RaceOrHard     Exposure = "race-or-hard"      // race, tempo, or heart rate high for 20 minutes so far
	NoWarmup       Exposure = "no-warm-up"        // fewer than ten minutes recorded or noted
)

// Exposures lists the exposures in their order.
func Exposures() []Exposure {
	return []Exposure{FastFirstMile, FastFirstPart, Warm, LittleFluid, NoSodium, MuchDescent, BeyondFamiliar, RaceOrHard, NoWarmup}
}

// Saying is the most that may be said about an exposure. Its wording lives in
// report.
type Saying string

// The sayings, from least to most (evidence, table C4).
const (
	SayDescribe   Saying = "described"          // one or two cramps: what was present, and how often otherwise
	SayUnassessed Saying = "unassessed"         // more cramps, but too few runs with it or without it
	SayTooFew     Saying = "too-few"            // counts and an interval, whatever they look like
	SayChance     Saying = "not-told-apart"     // enough to look, nothing that chance would not do
	SayHint       Saying = "hint"               // q and the interval agree
	SayAssociated Saying = "associated-in-data" // ten cramps or more and a small q
)

// compared says whether the runs with and without were laid over each other.
func (s Saying) compared() bool { return s != SayDescribe && s != SayUnassessed }

// Range is an interval at 95 %. A limit that is missing is open on that side,
// or the data do not give it.
type Range struct{ Lo, Hi Maybe }

func toRange(i stat.Interval) Range { return Range{maybe(i.Lo), maybe(i.Hi)} }

// CrampHistory is what all runs of one runner tell about the cramps: how often,
// how far into a run, and after what. It describes one runner and predicts
// nothing. A run counts from its start until its first cramp, or to its end.
type CrampHistory struct {
	Runs         int  // with a time
	CrampRuns    int  // with a cramp during the run
	Timed        int  // of those: with its moment
	AfterFinish  int  // with a cramp after the finish and none before it
	ByYesNo      bool // most cramps have no moment: runs are compared by whether, not when, within bands of duration
	Comparable   int  // without a cramp, and still under way when the first cramp of any run began
	AtRiskS      float64
	ShareFrac    Maybe // of the runs with a cramp
	ShareFracCI  Range // Jeffreys
	AtMostFrac   Maybe // without any cramp: the rule of three
	PerHour      Maybe // cramps per hour at risk
	PerHourCI    Range // Garwood
	Curve        []CurvePoint
	CurveEndS    Maybe // timer until which at least three runs were under way
	MedianS      Maybe // timer at which half of the runs would have had a cramp
	MedianCIS    Range
	Associations []Association // one per exposure, in their order; none without a cramp
	WithFinish   *WithFinish   // nil without cramps after the finish
	Within       []WithinRun   // from five cramps on
	Sites        []Site        // most frequent first
	Habits       Habits
	Latest       []RunFinding // the latest verdicts of the rules about more than one run
	Flagged      bool         // a red flag of late: nothing is suggested
}

// CurvePoint is a step of the share of runs still without a cramp
// (Kaplan–Meier).
type CurvePoint struct {
	TimerS   float64
	AtRisk   int // under way just before
	Cramps   int
	FreeFrac float64 // without a cramp after it
	FreeCI   Range
}

// Association is how one exposure and the cramps went together, at equal times
// into the run. What the number of cramps does not allow to say is missing.
type Association struct {
	Exposure      Exposure
	CrampsExposed int   // of CrampsKnown
	CrampsKnown   int   // cramps before which it is known
	FreeExposed   int   // of FreeKnown
	FreeKnown     int   // comparable runs without a cramp of which it is known; each counts once
	Unknown       int   // cramps and comparable runs of which it is not known: left out
	Tables        int   // comparisons that can tell anything
	Ratio         Maybe // hazard ratio (Firth); by yes or no: odds ratio
	RatioCI       Range // mid-p
	P             Maybe // two-sided mid-p
	Q             Maybe // Benjamini–Hochberg over the exposures with a p
	SmallestP     Maybe // of the most extreme pattern possible
	OutOfReach    bool  // SmallestP exceeds 5 %
	AdjustedRatio Maybe // hazard ratio beside the other exposures that are adjusted for each other; from thirty cramps on
	AdjustedCI    Range // of its penalised profile likelihood
	EarlierRatio  Maybe // hazard ratio in the earlier half of the runs, from thirty cramps on
	LaterRatio    Maybe // and in the later half
	Saying        Saying
}

// Sooner says whether cramps came sooner with the exposure; it means something
// only with a Ratio.
func (a Association) Sooner() bool { return a.Ratio.Value > 1 }

// WithFinish is the same history with each cramp after the finish counted as one
// at the end of its run.
type WithFinish struct {
	CrampRuns   int
	ShareFrac   Maybe
	ShareFracCI Range
	Changed     []Exposure // of which something else would be said
}

// WithinRun compares the ten minutes before the cramps with the half hour
// before those, in the same runs. Time itself differs, so it only describes.
type WithinRun struct {
	What string // "descent" per distance or "speed"
	More int    // cramps before which it was more
	Less int
	P    Maybe // sign test, mid-p
}

// Site is a muscle and side, and in how many runs it cramped.
type Site struct {
	Muscle, Side string
	Runs         int
}

// Habits are what the runner usually does in long runs.
type Habits struct {
	LongRuns      int   // with a verdict on the first mile
	StartFrac     Maybe // median excess of the first mile; positive is faster than the reference
	FadeRuns      int   // long runs of which the halves are known
	FadeFrac      Maybe // median slowdown of their second half
	Last          *Result
	LastStartFrac Maybe // of the last one
	FasterThan    int   // long runs before it that began slower, by that
	Before        int   // long runs before it
}

// RunFinding is a finding with its run.
type RunFinding struct {
	Run     *Result
	Finding Finding
}

const level95 = 0.95

// Associate compares all runs of one runner, in any order: what was there before
// the cramps, and how often in other runs that lasted at least as long. It
// follows part C of the evidence and changes no run. Earlier runs, which the
// span leaves out, say what distance was familiar, and their red flags count.
func Associate(runs []*Result, o Options, earlier ...*Result) *CrampHistory {
	h, s, c := compareRuns(runs, o, earlier)
	c.Flagged = flaggedOfLate(slices.Concat(earlier, h.Runs))
	c.share()
	if !c.ByYesNo {
		c.curve(s)
	}
	c.Comparable = s.comparable(c.ByYesNo)
	if !c.ByYesNo {
		h.adjust(c, s)
	}
	if c.AfterFinish > 0 {
		c.WithFinish = h.withFinish(c)
	}
	c.Within = h.within10(s, int(o.rule(associationID).Limit("hint_cramps")))
	c.Sites = sites(h.Runs)
	c.Habits = habits(h.Runs, o.rule("pace/long-run-start-discipline").Limit("min_time"))
	c.Latest = latest(h.Runs)
	return c
}

// compareRuns lays the runs out, counts the cramps and compares every exposure:
// what Associate begins with.
func compareRuns(runs []*Result, o Options, earlier []*Result) (*History, subjects, *CrampHistory) {
	h := NewHistory(runs, nil, o)
	h.earlier = earlier
	h.Runs = slices.DeleteFunc(h.Runs, func(r *Result) bool { return !r.Run || !(r.TimerS > 0) })
	c, s := &CrampHistory{Runs: len(h.Runs)}, h.subjects(false)
	for _, r := range h.Runs {
		switch during, after := crampedDuring(r), crampedAfter(r); {
		case during:
			c.CrampRuns++
			if onset(r).Known {
				c.Timed++
			}
		case after:
			c.AfterFinish++
		}
	}
	c.ByYesNo = c.CrampRuns > 2*c.Timed
	if c.CrampRuns > 0 {
		c.Associations = h.associations(s, c.ByYesNo)
	}
	return h, s, c
}

const associationID = "history/association"

// crampedDuring says whether a cramp of the run itself was noted.
func crampedDuring(r *Result) bool {
	return slices.ContainsFunc(r.Cramps, func(c Cramp) bool { return !c.AfterFinish && !c.BeforeStart })
}

func crampedAfter(r *Result) bool {
	return slices.ContainsFunc(r.Cramps, func(c Cramp) bool { return c.AfterFinish })
}

// onset returns the timer of the first cramp of which it is known.
func onset(r *Result) (timerS Maybe) {
	for _, c := range r.Cramps {
		if c.TimerS.Known && !c.AfterFinish && (!timerS.Known || c.TimerS.Value < timerS.Value) {
			timerS = c.TimerS
		}
	}
	return timerS
}

// subjects are the runs as risk sets take them.
type subjects struct {
	runs   []*Result
	timeS  []float64 // until the first cramp or the end; NaN: a cramp at an unknown time
	event  []bool
	onsetS []float64            // NaN without a timed cramp
	known  map[Exposure]exposed // answers that were prepared; what they look up is looked up once
}

// subjects lays the runs out; with finish, a cramp after the finish is one at
// the end.
func (h *History) subjects(finish bool) subjects {
	s := subjects{runs: h.Runs, known: map[Exposure]exposed{}}
	for _, r := range h.Runs {
		timeS, event, at := r.TimerS, false, math.NaN()
		switch o := onset(r); {
		case o.Known:
			timeS, event, at = o.Value, true, o.Value
		case crampedDuring(r):
			timeS, event = math.NaN(), true
		case finish && crampedAfter(r):
			event, at = true, r.TimerS
		}
		s.timeS, s.event, s.onsetS = append(s.timeS, timeS), append(s.event, event), append(s.onsetS, at)
	}
	return s
}

// comparable counts the runs without a cramp that lasted at least until the
// earliest one; by yes or no, all without a cramp.
func (s subjects) comparable(byYesNo bool) int {
	earliest := math.Inf(1)
	for i, t := range s.timeS {
		if s.event[i] && t < earliest {
			earliest = t
		}
	}
	n := 0
	for i, t := range s.timeS {
		if !s.event[i] && (byYesNo || t >= earliest) {
			n++
		}
	}
	return n
}

// share fills in how many runs had a cramp.
func (c *CrampHistory) share() {
	if c.Runs == 0 {
		return
	}
	c.ShareFrac = maybe(float64(c.CrampRuns) / float64(c.Runs))
	c.ShareFracCI = toRange(stat.Jeffreys(c.CrampRuns, c.Runs, level95))
	if c.CrampRuns == 0 {
		c.AtMostFrac = maybe(stat.RuleOfThree(c.Runs))
	}
}

// curve fills in the rate and the survival curve, as far as three runs were
// under way.
func (c *CrampHistory) curve(s subjects) {
	const under = 3 // evidence C2: stop the curve below
	var ends []float64
	for _, t := range s.timeS {
		if !math.IsNaN(t) {
			c.AtRiskS += t
			ends = append(ends, t)
		}
	}
	if c.AtRiskS > 0 {
		c.PerHour = maybe(float64(c.Timed) / (c.AtRiskS / 3600))
		c.PerHourCI = toRange(stat.Garwood(c.Timed, c.AtRiskS/3600, level95))
	}
	slices.Sort(ends)
	if n := len(ends); n >= under {
		c.CurveEndS = maybe(ends[n-under])
	}
	points := slices.DeleteFunc(stat.KaplanMeier(s.timeS, s.event, level95), func(p stat.KMPoint) bool { return p.AtRisk < under })
	for _, p := range points {
		c.Curve = append(c.Curve, CurvePoint{p.Time, p.AtRisk, p.Events, p.S, toRange(p.Interval)})
	}
	median, ci := stat.MedianTime(points)
	c.MedianS, c.MedianCIS = maybe(median), toRange(ci)
}

// associations compares every exposure, and controls the false discoveries over
// those that were assessed.
func (h *History) associations(s subjects, byYesNo bool) []Association {
	row := h.opt.rule(associationID)
	var out []Association
	var p []float64
	for _, e := range Exposures() {
		var a Association
		if byYesNo {
			a = h.compareYesNo(s, e, row)
		} else {
			a = h.compare(s, e, row)
		}
		out = append(out, a)
		if a.P.Known {
			p = append(p, a.P.Value)
		} else {
			p = append(p, math.NaN())
		}
	}
	for i, q := range stat.BenjaminiHochberg(p) {
		out[i].Q = maybe(q)
		out[i].conclude(len(s.runs), row)
	}
	return out
}

// compare lays the runs over each other at the times of the cramps.
func (h *History) compare(s subjects, e Exposure, row Rule) Association {
	a := Association{Exposure: e}
	exposed := h.exposure(s, e, row)
	a.measure(stat.RiskSets(s.timeS, s.event, exposed))
	var onsets []float64
	for i := range s.runs {
		if s.event[i] && !math.IsNaN(s.timeS[i]) {
			onsets = append(onsets, s.timeS[i])
		}
	}
	slices.Sort(onsets)
	for i := range s.runs {
		if s.event[i] {
			if !math.IsNaN(s.timeS[i]) {
				yes, known := exposed(i, s.timeS[i])
				a.count(yes, known, true)
			}
			continue
		}
		// A run without a cramp shows what it was like when it was last compared.
		if n, _ := slices.BinarySearch(onsets, math.Nextafter(s.timeS[i], math.Inf(1))); n > 0 {
			yes, known := exposed(i, onsets[n-1])
			a.count(yes, known, false)
		}
	}
	a.allow(len(s.runs), row)
	return a
}

// compareYesNo compares by whether a run had a cramp, within bands of duration,
// by what is fixed before any moment of the run: the rest would need one.
func (h *History) compareYesNo(s subjects, e Exposure, row Rule) Association {
	const mediumS, longS = 90 * 60, 150 * 60 // evidence C2: bands of duration
	a := Association{Exposure: e}
	exposed := h.exposure(s, e, row)
	var band []int
	var with, event []bool
	for i, r := range s.runs {
		yes, known := exposed(i, math.NaN())
		a.count(yes, known, s.event[i])
		if known {
			b := 0
			if r.TimerS >= mediumS {
				b++
			}
			if r.TimerS > longS {
				b++
			}
			band, with, event = append(band, b), append(with, yes), append(event, s.event[i])
		}
	}
	a.measure(stat.Strata(band, with, event))
	a.allow(len(s.runs), row)
	return a
}

func (a *Association) count(yes, known, cramp bool) {
	n := 0
	if yes {
		n = 1
	}
	switch {
	case !known:
		a.Unknown++
	case cramp:
		a.CrampsKnown++
		a.CrampsExposed += n
	default:
		a.FreeKnown++
		a.FreeExposed += n
	}
}

// measure takes everything from the tables.
func (a *Association) measure(tables []stat.Table) {
	for _, t := range tables {
		if t.Informative() {
			a.Tables++
		}
	}
	if a.Tables == 0 {
		return
	}
	a.Ratio = maybe(stat.Firth(tables, level95).Theta)
	a.RatioCI = toRange(stat.MidPInterval(tables, level95))
	a.P = maybe(stat.MidP(tables))
	a.SmallestP = maybe(stat.SmallestMidP(tables))
	a.OutOfReach = a.SmallestP.Known && a.SmallestP.Value > 1-level95
}

// allow takes away what the number of cramps and runs does not allow to say.
func (a *Association) allow(runs int, row Rule) {
	k, each := float64(a.CrampsKnown), row.Limit("each")
	with := float64(a.CrampsExposed + a.FreeExposed)
	without := float64(a.CrampsKnown+a.FreeKnown) - with
	enough := float64(runs) >= row.Limit("runs") && with >= each && without >= each && a.Tables > 0
	none := Association{
		Exposure: a.Exposure, CrampsExposed: a.CrampsExposed, CrampsKnown: a.CrampsKnown,
		FreeExposed: a.FreeExposed, FreeKnown: a.FreeKnown, Unknown: a.Unknown, Tables: a.Tables,
	}
	switch {
	case k < row.Limit("cramps"):
		*a = none
		a.Saying = SayDescribe
	case !enough:
		*a = none
		a.Saying = SayUnassessed
	case k < row.Limit("hint_cramps"):
		a.Ratio, a.P = Maybe{}, Maybe{}
		a.Saying = SayTooFew
	}
}

// conclude says what the figures of an assessed exposure amount to.
func (a *Association) conclude(runs int, row Rule) {
	if !a.P.Known {
		return
	}
	apart := a.RatioCI.Lo.Known && a.RatioCI.Lo.Value > 1 || a.RatioCI.Hi.Known && a.RatioCI.Hi.Value < 1
	many := float64(a.CrampsKnown) >= row.Limit("associated_cramps") && float64(runs) >= row.Limit("associated_runs")
	switch {
	case many && a.Q.Value < row.Limit("associated_q"):
		a.Saying = SayAssociated
	case !many && apart && a.Q.Value < row.Limit("hint_q"):
		a.Saying = SayHint
	default:
		a.Saying = SayChance
	}
}

// exposure answers for an exposure whether subject i has it just before t on
// the timer, and whether that is known. A t of NaN is no moment: then only what
// no moment of the run can change is known.
func (h *History) exposure(s subjects, e Exposure, row Rule) exposed {
	if is := s.known[e]; is != nil {
		return is
	}
	is := h.findExposure(s, e, row)
	s.known[e] = is
	return is
}

// exposed says whether subject i has something just before t, and whether that is
// known.
type exposed func(i int, t float64) (yes, known bool)

func (h *History) findExposure(s subjects, e Exposure, row Rule) exposed {
	// Whatever judges a start by later running of the same run is void where a
	// cramp came before that running was over.
	sound := func(i int, c Course, knownS Maybe, t float64) bool {
		if math.IsNaN(t) {
			return c.StartOutside
		}
		return knownS.Known && !(s.onsetS[i] < knownS.Value)
	}
	switch e {
	case FastFirstMile:
		return func(i int, t float64) (bool, bool) {
			r := s.runs[i]
			if r.FirstMile.Withheld != nil || r.FirstMile.Level == "" || !sound(i, r.Course, r.Course.StartKnownS, t) {
				return false, false
			}
			return r.FirstMile.Level.rank() >= LevelWarn.rank(), true
		}
	case FastFirstPart:
		return func(i int, t float64) (bool, bool) {
			c := s.runs[i].Course
			return above(c.FirstPartFrac.Value, row.Limit("start")), c.FirstPartFrac.Known && sound(i, c, c.FirstPartS, t)
		}
	case Warm:
		return func(i int, _ float64) (bool, bool) {
			c := s.runs[i].Course.AmbientC
			return c.Value >= row.Limit("warm"), c.Known
		}
	case LittleFluid:
		return s.againstMedian(false, func(step *SoFar) Maybe {
			if !step.FluidML.Known {
				return Maybe{}
			}
			return maybe(step.FluidML.Value / step.TimerS)
		})
	case NoSodium:
		return func(i int, t float64) (bool, bool) {
			step, ok := s.runs[i].Course.at(t)
			return !step.SodiumTaken, ok && (step.SodiumTaken || step.SodiumMG.Known)
		}
	case MuchDescent:
		return s.againstMedian(true, func(step *SoFar) Maybe {
			if !step.DescentM.Known || !step.DistanceM.Known {
				return Maybe{}
			}
			return maybe(step.DescentM.Value / step.DistanceM.Value)
		})
	case BeyondFamiliar:
		longest := make([]Maybe, len(s.runs))
		for i, r := range s.runs {
			longest[i], _ = h.longestM(r, int(row.Limit("window")))
		}
		return func(i int, t float64) (bool, bool) {
			step, ok := s.runs[i].Course.at(t)
			return above(step.DistanceM.Value, longest[i].Value*(1+row.Limit("beyond"))), ok && longest[i].Known && step.DistanceM.Known
		}
	case RaceOrHard:
		return func(i int, t float64) (bool, bool) {
			r := s.runs[i]
			step, _ := r.Course.at(t)
			return r.Race || r.Workout == "tempo" || step.HardS.Value >= hardMinS, true
		}
	case NoWarmup:
		warm := make([]Maybe, len(s.runs))
		rule := h.opt.rule("warmup/missing")
		for i, r := range s.runs {
			warm[i] = h.warmupS(r, rule)
		}
		return func(i int, _ float64) (bool, bool) {
			return warm[i].Value < rule.Limit("jog"), warm[i].Known || len(s.runs[i].Log) > 0
		}
	}
	panic("no exposure " + string(e))
}

// againstMedian compares what had gone into a run at a moment with the median of
// all runs that were still under way then, above it or below.
func (s subjects) againstMedian(over bool, value func(*SoFar) Maybe) exposed {
	valueAt := func(i int, t float64) Maybe {
		if step, ok := s.runs[i].Course.at(t); ok && step.TimerS > 0 {
			return value(step)
		}
		return Maybe{}
	}
	medians := map[float64]float64{}
	return func(i int, t float64) (bool, bool) {
		v := valueAt(i, t)
		if !v.Known {
			return false, false
		}
		median, ok := medians[t]
		if !ok {
			var all []float64
			for k := range s.runs {
				if s.timeS[k] >= t {
					if v := valueAt(k, t); v.Known {
						all = append(all, v.Value)
					}
				}
			}
			median = stat.Median(all)
			medians[t] = median
		}
		if over {
			return above(v.Value, median), true
		}
		return above(median, v.Value), true
	}
}

// withFinish repeats the history with the cramps after the finish.
func (h *History) withFinish(c *CrampHistory) *WithFinish {
	w := &WithFinish{CrampRuns: c.CrampRuns + c.AfterFinish}
	w.ShareFrac = maybe(float64(w.CrampRuns) / float64(c.Runs))
	w.ShareFracCI = toRange(stat.Jeffreys(w.CrampRuns, c.Runs, level95))
	for i, a := range h.associations(h.subjects(true), c.ByYesNo) {
		if c.Associations != nil && a.Saying != c.Associations[i].Saying {
			w.Changed = append(w.Changed, a.Exposure)
		}
	}
	return w
}

// within10 compares the ten minutes before each cramp with the half hour before
// those, from so many cramps on; nil below.
func (h *History) within10(s subjects, atLeast int) []WithinRun {
	const lateS, earlyS = 600.0, 1800.0 // s
	descent, speed := WithinRun{What: "descent"}, WithinRun{What: "speed"}
	for i, r := range s.runs {
		end, ok := r.Course.at(s.onsetS[i])
		if !ok {
			continue
		}
		mid, ok1 := r.Course.at(end.TimerS - lateS + soFarEveryS/2)
		from, ok2 := r.Course.at(end.TimerS - lateS - earlyS + soFarEveryS/2)
		if !ok1 || !ok2 || !end.DistanceM.Known {
			continue
		}
		lateM, earlyM := end.DistanceM.Value-mid.DistanceM.Value, mid.DistanceM.Value-from.DistanceM.Value
		speed.add(lateM/lateS, earlyM/earlyS)
		if end.DescentM.Known && lateM > 0 && earlyM > 0 {
			descent.add((end.DescentM.Value-mid.DescentM.Value)/lateM, (mid.DescentM.Value-from.DescentM.Value)/earlyM)
		}
	}
	var out []WithinRun
	for _, w := range []WithinRun{descent, speed} {
		if w.More+w.Less >= atLeast {
			w.P = maybe(stat.SignMidP(w.More, w.Less))
			out = append(out, w)
		}
	}
	return out
}

func (w *WithinRun) add(late, early float64) {
	switch {
	case above(late, early):
		w.More++
	case above(early, late):
		w.Less++
	}
}

// sites counts in how many runs each muscle and side cramped. "Both" is no
// side.
func sites(runs []*Result) []Site {
	var out []Site
	for _, r := range runs {
		var here []Site
		for _, c := range r.Cramps {
			site := Site{Muscle: c.Muscle, Side: c.Side}
			if c.Muscle == "" || c.Side == "" || c.Side == "both" || slices.Contains(here, site) {
				continue
			}
			here = append(here, site)
			i := slices.IndexFunc(out, func(s Site) bool { return s.Muscle == c.Muscle && s.Side == c.Side })
			if i < 0 {
				out = append(out, site)
				i = len(out) - 1
			}
			out[i].Runs++
		}
	}
	slices.SortStableFunc(out, func(a, b Site) int {
		return cmp.Or(cmp.Compare(b.Runs, a.Runs), cmp.Compare(a.Muscle, b.Muscle), cmp.Compare(a.Side, b.Side))
	})
	return out
}

// habits sums up the long runs, in order of time.
func habits(runs []*Result, longS float64) Habits {
	var h Habits
	var starts, fades []float64
	for _, r := range runs {
		if r.TimerS < longS {
			continue
		}
		if r.Halves != nil {
			fades = append(fades, r.Halves.FadeFrac)
		}
		start := r.StartFrac()
		if !start.Known {
			continue
		}
		excess := start.Value
		h.Last, h.LastStartFrac, h.Before, h.FasterThan = r, maybe(excess), len(starts), 0
		for _, v := range starts {
			if excess > v {
				h.FasterThan++
			}
		}
		starts = append(starts, excess)
	}
	h.LongRuns, h.StartFrac = len(starts), maybe(stat.Median(starts))
	h.FadeRuns, h.FadeFrac = len(fades), maybe(stat.Median(fades))
	return h
}

// latest returns the last verdict, fired or clear, of the rules that look at
// more than one run and that a history tells.
func latest(runs []*Result) []RunFinding {
	var out []RunFinding
	for _, rule := range []string{"history/previous-cramp", "history/persistent", "pace/long-run-start-discipline"} {
		for _, r := range slices.Backward(runs) {
			if f := r.Finding(rule); f != nil && f.State != Withheld {
				out = append(out, RunFinding{r, *f})
				break
			}
		}
	}
	return out
}
