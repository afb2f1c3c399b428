package analyze

import (
	"math"
	"slices"

	"crampcheck/analyze/stat"
	"crampcheck/parse"
)

// Level is how much too fast a start was.
type Level string

// The levels of a first mile.
const (
	LevelNone   Level = "none"
	LevelNotice Level = "notice"
	LevelWarn   Level = "warn"
	LevelStrong Level = "strong"
)

// levels in rising order.
func levels() []Level { return []Level{LevelNone, LevelNotice, LevelWarn, LevelStrong} }

func (l Level) rank() int { return slices.Index(levels(), l) }

// Reference says which pace a start is compared with.
type Reference string

// The references, in the order in which they are preferred.
const (
	RefGoal    Reference = "goal"      // the goal time, spread over the course
	RefSettled Reference = "settled"   // the median of the run's own settled part
	RefRest    Reference = "rest"      // the median of the rest of a short run
	RefPredict Reference = "predicted" // from recent races, by Riegel's formula
)

const (
	binM        = 400.0 // m, the bins whose median is a settled pace
	settledFrom = 0.10  // share of the distance where the settled part begins, after a mile at least
	settledTo   = 0.50  // share where it ends, after three miles at least
	settledMinM = 4 * mile
	jogFrac     = 0.10  // slower than settled: a warm-up jog
	coolFrac    = 0.80  // of settled speed: slower at the end is a cool-down
	easyS       = 300.0 // s that a warm-up or cool-down lasts at least
	coolMaxS    = 1200. // s that a cool-down lasts at most: longer is a slowdown
	lateShare   = 0.30  // of the distance: its last part shows what a start cost
	fadeFrac    = 0.10  // slower than the reference in it: "followed by fade"
	noCostFrac  = 0.03  // slower than the reference in it: "no cost seen"
	shortRunS   = 35 * 60.0
	shortRaceM  = 5000.0 * 1.02 // m: a 5 km race by a watch
)

// FirstMile is the verdict on the first 1609.344 m of moving effort. All times
// are on the moving clock.
type FirstMile struct {
	StartM               float64 // where it begins: after a warm-up, else 0
	TimeS                Maybe
	Reference            Reference
	ReferenceS           Maybe // what the reference allows for this mile, raw
	ExcessFrac           Maybe // faster than the reference: positive
	ExcessMinettiFrac    Maybe
	ExcessAttenuatedFrac Maybe
	Level                Level
	HillsExplain         bool  // raw pace fires, grade-adjusted pace does not
	UphillEffort         bool  // only grade-adjusted pace fires
	StoppedS             Maybe // s stood or paused in it
	LateSlowdownFrac     Maybe // of the last part of the run against the reference
	Withheld             *WithheldBecause
}

// pacing is what pace rules share about one run.
type pacing struct {
	startM, endM float64 // the main set: without warm-up and cool-down, on the axis
	settled      [3]float64
	settledFromM float64
	settledToM   float64
	ref          Reference
	refPace      [3]float64 // s/m by curve
	blocked      *WithheldBecause
}

// pacing finds the main set and the reference pace, or why there is no verdict
// on pace.
func (r *run) findPacing(row Rule) pacing {
	p := pacing{refPace: [3]float64{math.NaN(), math.NaN(), math.NaN()}}
	block := func(reason, needed string, measured *Measure) pacing {
		p.blocked = &WithheldBecause{Reason: reason, Needed: needed, Measured: measured}
		return p
	}
	x := r.axis
	if x == nil {
		return block("no distance was recorded", "a distance from the device or positions", nil)
	}
	p.endM = x.totalM()
	if r.act.SubSport == "treadmill" || r.act.SubSport == "indoor_running" {
		return block("a treadmill: the watch estimates its pace from the arm", "a run outdoors", nil)
	}
	if v := x.totalM() / x.totalS(); v > row.Limit("max_speed") {
		return block("faster than any runner: positions or times are wrong", "a sound recording", &Measure{"speed", v, MPS})
	}
	if m := r.track.TotalM(); m < row.Limit("min_distance") {
		return block("run shorter than 3 miles", "at least 3 miles", &Measure{"distance", m, Meter})
	}
	if g := r.track.steepness(0.9, row.Limit("trail_grade")); !math.IsNaN(g) {
		return block("a mountain trail: pace follows the ground", "a flatter course", &Measure{"grade_p90", g, Frac})
	}
	if why := r.intervals(row); why != "" {
		return block(why, "a run at a steady effort", nil)
	}
	r.mainSet(&p)
	length := p.endM - p.startM
	if length < row.Limit("min_distance") {
		return block("less than 3 miles without warm-up and cool-down", "at least 3 miles", &Measure{"distance", length, Meter})
	}
	if r.notes.GoalS.Known {
		if !r.goalFits(&p, row) {
			return block("the goal does not fit what was run", "a goal for this distance, or official_distance in the notes", &Measure{"goal_pace", r.goalPace(), SPerM})
		}
		p.ref = RefGoal
		goal := r.notes.GoalS.Value
		whole := r.goalDistanceM()
		for c := range p.refPace {
			// On the course beyond the recording, the mean cost so far goes on.
			p.refPace[c] = goal / (x.lengthBetween(curve(c), 0, x.totalM()) * whole / x.totalM())
		}
		return p
	}
	if w := r.notes.Workout; w == "tempo" || w == "progression" {
		return block("a "+w+" run is meant to change pace", "a goal time", nil)
	}
	if share, yes := r.runWalk(row); yes {
		return block("running and walking in turn", "a run at a steady effort", &Measure{"walked", share, Frac})
	}
	if s, ok := r.predictedS(); ok {
		p.ref = RefPredict
		for c := range p.refPace {
			p.refPace[c] = s / x.lengthBetween(curve(c), 0, x.totalM())
		}
		return p
	}
	p.ref, p.refPace = RefSettled, p.settled
	if length < settledMinM {
		p.ref = RefRest
	}
	return p
}

// mainSet finds where the run proper begins and ends and how fast its settled
// part is. Races begin at the start, whatever the crowd there.
func (r *run) mainSet(p *pacing) {
	x := r.axis
	p.startM, p.endM = 0, x.totalM()
	p.settle(x)
	if !r.isRace() && !r.notes.GoalS.Known {
		if jog := r.warmupEndM(p); jog > 0 {
			p.startM = jog
			p.settle(x)
		}
	}
	if !r.isRace() && !r.notes.GoalS.Known {
		p.endM = p.coolDownM(x)
	}
}

// settle takes the median pace of the settled part of the main set: from a
// tenth to half of it, but at least from the second to the third mile; of a
// main set under four miles all but its first mile.
func (p *pacing) settle(x *axis) {
	d := x.totalM() - p.startM
	from, to := max(mile, settledFrom*d), max(settledTo*d, 3*mile)
	if d < settledMinM {
		from, to = mile, d
	}
	p.settledFromM, p.settledToM = p.startM+from, min(p.startM+to, x.totalM())
	bins := x.bins(p.settledFromM, p.settledToM, binM)
	for c := range p.settled {
		p.settled[c] = medianPace(bins, curve(c))
	}
}

// hardest returns the curve by which effort is best judged: attenuated where
// elevation is known, else as run.
func (x *axis) effortCurve() curve {
	if x.attM != nil {
		return attenuatedCurve
	}
	return rawCurve
}

// warmupEndM returns where a warm-up at the beginning ends: the device's
// warm-up lap, or the first five minutes or more at least a tenth slower than
// the settled pace. 0 without one.
func (r *run) warmupEndM(p *pacing) float64 {
	x := r.axis
	if laps := r.act.Laps; len(laps) > 1 && laps[0].Intensity == "warmup" {
		return stat.Interp(r.track.TimeS, x.distM, laps[0].EndS)
	}
	c := x.effortCurve()
	end, spent := 0.0, 0.0
	for _, b := range x.bins(0, x.totalM(), binM) {
		if !(b.pace[c] >= (1+jogFrac)*p.settled[c]) {
			break
		}
		end, spent = b.toM, spent+b.timeS
	}
	if spent < easyS {
		return 0
	}
	return end
}

// coolDownM returns where a cool-down begins: trailing bins slower than four
// fifths of the settled speed for five to twenty minutes, after a mile that was
// run at the settled pace: behind a slow one they are the end of a slowdown.
// Without a cool-down it is the end of the run. Races have none, as their slow
// end is what they are about.
func (p *pacing) coolDownM(x *axis) float64 {
	c := x.effortCurve()
	end, spent := x.totalM(), 0.0
	for d := x.totalM(); d-binM >= p.startM; d -= binM {
		if !(x.pace(c, d-binM, d) > p.settled[c]/coolFrac) {
			break
		}
		end, spent = d-binM, spent+x.timeBetween(d-binM, d)
	}
	before := medianPace(x.bins(max(end-mile, p.startM), end, binM), c)
	if spent < easyS || spent > coolMaxS || before >= (1+fadeFrac)*p.settled[c] {
		return x.totalM()
	}
	return end
}

// goalDistanceM returns the distance on the watch that the goal time is for:
// the whole run, or the official distance where the run ended well before it.
func (r *run) goalDistanceM() float64 {
	if r.unfinished() {
		return r.notes.OfficialM.Value
	}
	return r.axis.totalM()
}

// goalPace returns the mean pace that the goal asks for, in s/m.
func (r *run) goalPace() float64 { return r.notes.GoalS.Value / r.goalDistanceM() }

// goalFits says whether the goal's pace is near the settled one.
func (r *run) goalFits(p *pacing, row Rule) bool {
	return math.Abs(r.goalPace()/p.settled[rawCurve]-1) <= row.Limit("goal_apart")
}

// goalApart says whether the goal is for another distance than was run, so that
// the time is nothing to set beside it. Where there is no settled pace, a goal
// of less than half or more than twice the time tells.
func (r *run) goalApart(row Rule) bool {
	const most = 2.0 // of the time run, or its inverse; our own choice
	switch goal := r.notes.GoalS; {
	case !goal.Known:
		return false
	case r.unfinished():
		return true
	case r.pacing.settled[rawCurve] > 0:
		return !r.goalFits(&r.pacing, row)
	default:
		times := goal.Value / r.act.ElapsedS()
		return times > most || times < 1/most
	}
}

// unfinished says whether the run ended well before its official distance.
func (r *run) unfinished() bool {
	const courseFrac = 0.97 // of the official distance: less was not the whole course
	o := r.notes.OfficialM
	return o.Known && r.track.TotalM() < courseFrac*o.Value
}

// firstMile judges the first mile of the main set.
func (r *run) firstMile(row Rule) FirstMile {
	p := &r.pacing
	f := FirstMile{Level: LevelNone}
	if p.blocked != nil {
		f.Withheld = p.blocked
		return f
	}
	x := r.axis
	from, to := p.startM, p.startM+mile
	if why := r.badMile(row, from, to); why != nil {
		f.Withheld = why
		return f
	}
	timeS := x.timeBetween(from, to)
	f.StartM = from
	f.TimeS = maybe(timeS)
	f.Reference = p.ref
	f.ReferenceS = maybe(p.refPace[rawCurve] * mile)
	fromS, toS := r.elapsedAt(from), r.elapsedAt(to)
	stopped := r.track.stoppedS(fromS, toS)
	f.StoppedS = maybe(stopped)

	var excess [3]float64
	var level [3]Level
	for c := range excess {
		excess[c] = 1 - x.pace(curve(c), from, to)/p.refPace[c]
		level[c] = r.startLevel(row, excess[c], p.refPace[c])
	}
	f.ExcessFrac = maybe(excess[rawCurve])
	f.ExcessMinettiFrac = maybe(excess[minettiCurve])
	f.ExcessAttenuatedFrac = maybe(excess[attenuatedCurve])
	f.Level = level[rawCurve]
	if f.ExcessMinettiFrac.Known {
		adjusted := lower(level[minettiCurve], level[attenuatedCurve])
		f.HillsExplain = level[rawCurve] != LevelNone && adjusted == LevelNone
		f.UphillEffort = level[rawCurve] == LevelNone && adjusted != LevelNone
		f.Level = lower(f.Level, adjusted)
	}
	if stopped > row.Limit("stopped") && f.Level != LevelNone {
		f.Level = levels()[f.Level.rank()-1]
	}
	c := x.effortCurve()
	late := medianPace(x.bins(p.endM-lateShare*(p.endM-p.startM), p.endM, binM), c)
	f.LateSlowdownFrac = maybe(late/p.refPace[c] - 1)
	return f
}

func lower(a, b Level) Level {
	if a.rank() < b.rank() {
		return a
	}
	return b
}

// startLevel returns the level of an excess over a reference pace in s/m, by
// the margins of the run's class.
func (r *run) startLevel(row Rule, excess, refPace float64) Level {
	if !(excess*refPace*mile >= row.Limit("floor")) {
		return LevelNone
	}
	warn := row.Limit("warn")
	if r.axis.attM != nil && !r.track.Barometric {
		warn = row.Limit("gps_warn")
	}
	switch {
	case excess >= row.Limit("strong"):
		return LevelStrong
	case excess >= warn:
		return LevelWarn
	case excess >= row.Limit("notice") && !r.isShort():
		return LevelNotice
	}
	return LevelNone
}

// isShort says whether the run is of the class in which a fast start of up to
// 6 % does no harm: planned, or else run, in up to 35 minutes, or a race of up
// to 5 km.
func (r *run) isShort() bool {
	plannedS, lengthM := r.timerS, r.track.TotalM()
	if r.notes.GoalS.Known {
		plannedS = r.notes.GoalS.Value
	}
	if r.unfinished() {
		lengthM = r.notes.OfficialM.Value
	}
	return plannedS <= shortRunS || r.isRace() && lengthM <= shortRaceM
}

// badMile says why the recording of a mile cannot carry a verdict, or nil.
func (r *run) badMile(row Rule, fromM, toM float64) *WithheldBecause {
	x := r.axis
	const reason = "start of recording unreliable"
	from, to := x.sample(fromM), x.sample(toM)
	if n := to - from; n < row.Limit("min_points") {
		return &WithheldBecause{reason + ": few points", &Measure{"points", math.Floor(n), Count}, "30 points in the mile"}
	}
	j, gap := x.doubtsBetween(from, to)
	if j > row.Limit("max_jump") {
		return &WithheldBecause{reason + ": the positions jump", &Measure{"jumps", j, Meter}, "at most 100 m of jumps in the mile"}
	}
	if share := gap / x.timeBetween(fromM, toM); share > row.Limit("max_gap_share") || gap > row.Limit("max_gap") {
		return &WithheldBecause{reason + ": gaps", &Measure{"gaps", gap, Second}, "at most 60 s and 15 % of the mile in gaps"}
	}
	if r.track.DistanceSource == "device" {
		if d := r.positionMileM(fromM, toM); !math.IsNaN(d) && math.Abs(d/(toM-fromM)-1) > row.Limit("max_device_diff") {
			return &WithheldBecause{
				"start of recording unreliable: device and positions disagree",
				&Measure{"mile_by_positions", d, Meter}, "a mile within 4 % by both",
			}
		}
	}
	return nil
}

// positionMileM returns how long the stretch between two distances of the
// device is by its positions, in metres; NaN without positions on it.
func (r *run) positionMileM(fromM, toM float64) float64 {
	t := r.track
	if t.LatDeg == nil {
		return math.NaN()
	}
	fromS, toS := r.elapsedAt(fromM), r.elapsedAt(toM)
	sum, last, known, all := 0.0, -1, 0, 0
	for i, s := range t.TimeS {
		if s < fromS || s > toS {
			continue
		}
		all++
		if math.IsNaN(t.LatDeg[i]) {
			continue
		}
		known++
		if last >= 0 {
			sum += haversineM(t.LatDeg[last], t.LonDeg[last], t.LatDeg[i], t.LonDeg[i])
		}
		last = i
	}
	if 2*known < all || known < 2 {
		return math.NaN()
	}
	return sum
}

// elapsedAt returns the elapsed time at which the axis first reaches distM.
func (r *run) elapsedAt(distM float64) float64 { return r.axis.at(r.track.TimeS, distM) }

// isRace says whether notes, the file or its title call the run a race.
func (r *run) isRace() bool {
	if r.notes.Race.known {
		return r.notes.Race.yes
	}
	return r.notes.Workout == "race" || r.act.Event == "race" || titleIsRace(r.act.Title)
}

// half is the accounting of the two halves of a run by distance, on the moving
// clock and grade-adjusted where elevation is known.
type half struct {
	bankedS  float64 // s ahead of the reference at half-way; negative: behind
	rawS     float64 // the same without grade adjustment
	givenS   float64 // s slower than the reference in the second half
	refS     float64 // s that the reference allows for the first half
	firstS   float64 // moving time of the first half
	secondS  float64
	fadeFrac float64 // pace of the second half against the first
}

// halves returns the accounting, ok false without a reference.
func (r *run) halves() (h half, ok bool) {
	p := &r.pacing
	if p.blocked != nil {
		return h, false
	}
	x := r.axis
	mid := (p.startM + p.endM) / 2
	c := x.effortCurve()
	h.firstS, h.secondS = x.timeBetween(p.startM, mid), x.timeBetween(mid, p.endM)
	h.refS = p.refPace[c] * x.lengthBetween(c, p.startM, mid)
	h.bankedS = h.refS - h.firstS
	h.rawS = p.refPace[rawCurve]*(mid-p.startM) - h.firstS
	h.givenS = h.secondS - p.refPace[c]*x.lengthBetween(c, mid, p.endM)
	h.fadeFrac = x.pace(c, mid, p.endM)/x.pace(c, p.startM, mid) - 1
	return h, true
}

// isRun says whether a sport is judged as running. A file that names no sport
// is, as most GPX files name none, unless it is faster than any runner.
func isRun(sport string) bool { return sport == "running" || sport == "" }

// maxMeanMPS is the moving speed that no run keeps up: the record over a mile
// is 7.2 m/s. Our own choice.
const maxMeanMPS = 7.5

// walkMPS is the speed above which hardly anybody walks; our own choice.
const walkMPS = 2.0

// isRun says whether the activity is judged as a run. Of an exporter that writes
// every sport without its name, what moves as slowly as a walk is none.
func (p *Prepared) isRun() bool {
	if p.act.AnySport && p.act.Sport == "" && p.track.TotalM() < walkMPS*TotalS(p.track.MovingS) {
		return false
	}
	return p.act.Sport == "running" || p.act.Sport == "" && !p.tooFast()
}

// tooFast says whether nobody runs that fast on average.
func (p *Prepared) tooFast() bool {
	return p.track.TotalM() > maxMeanMPS*max(TotalS(p.track.MovingS), 1)
}

// lapIntervals says whether the device's laps alternate as intervals do.
func (r *run) lapIntervals(laps []parse.Lap) bool {
	const (
		minLaps = 3
		minS    = 30.0  // s
		maxS    = 600.0 // s
		faster  = 0.12  // than both neighbours
	)
	t := r.track
	type lap struct{ s, raw, att float64 } // paces on the timer: a standing rest is slow, not unknown
	all := make([]lap, len(laps))
	for i, l := range laps {
		s := t.at(t.TimerS, l.EndS) - t.at(t.TimerS, l.StartS)
		fromM, toM := t.at(r.axis.distM, l.StartS), t.at(r.axis.distM, l.EndS)
		all[i] = lap{s, s / max(toM-fromM, 1), s / max(r.axis.lengthBetween(r.axis.effortCurve(), fromM, toM), 1)}
	}
	n := 0
	for i := 1; i+1 < len(all); i++ {
		l, a, b := all[i], all[i-1], all[i+1]
		if l.s < minS || l.s > maxS {
			continue
		}
		fast := func(v, w lap) bool { return v.raw < (1-faster)*w.raw && v.att < (1-faster)*w.att }
		if fast(l, a) && fast(l, b) {
			n++
		}
	}
	return n >= minLaps
}

// intervals says why the run counts as intervals, "" when it does not
// (definitions: "Intervals").
func (r *run) intervals(row Rule) string {
	if r.interval == nil {
		why := r.findIntervals(row)
		r.interval = &why
	}
	return *r.interval
}

func (r *run) findIntervals(row Rule) string {
	if r.notes.Workout == "intervals" {
		return "intervals, as noted"
	}
	pressed := func(l parse.Lap) bool { return l.Trigger != "distance" && l.Trigger != "end" }
	// The last lap ends with the run, which TCX has no other word for than a press.
	if n := len(r.act.Laps); n > 2 && slices.ContainsFunc(r.act.Laps[:n-1], pressed) {
		if r.lapIntervals(r.act.Laps) {
			return "intervals, by the laps"
		}
		return ""
	}
	if _, walks := r.runWalk(row); walks {
		return "" // even walks leave even runs between them: that is said as what it is
	}
	const stepM = 50.0 // m, the resolution of the search
	bins := r.axis.bins(0, r.axis.totalM(), stepM)
	if evenFastStretches(bins, rawCurve) && evenFastStretches(bins, r.axis.effortCurve()) {
		return "intervals, by the pace"
	}
	return ""
}

// evenFastStretches looks for four or more fast stretches in a row that are
// equal in time or distance within 15 %, where the run has no laps to tell.
// Fast is above the middle of the 15th and the 85th percentile of speed, which
// must differ by a quarter. Hills make effort swing at an even pace, and pace at
// an even effort, so both must tell the same.
func evenFastStretches(bins []bin, c curve) bool {
	const (
		low     = 0.15
		high    = 0.85
		ratio   = 1.25
		equal   = 0.15
		atLeast = 4
		minS    = 30.0  // s
		maxS    = 600.0 // s
	)
	speed := make([]float64, len(bins))
	for i, b := range bins {
		speed[i] = 1 / b.pace[c]
	}
	speed = stat.RunningMedian(speed, 3)
	slow, fast := stat.Quantiles(speed, low, high)
	if !(fast >= ratio*slow) {
		return false
	}
	type stretch struct{ s, m float64 }
	var all []stretch
	var cur stretch
	for i, v := range speed {
		if v > (slow+fast)/2 {
			cur.s += bins[i].timeS
			cur.m += bins[i].toM - bins[i].fromM
			if i+1 < len(speed) {
				continue
			}
		}
		if cur.m > 0 {
			all = append(all, cur)
			cur = stretch{}
		}
	}
	alike := func(pick func(stretch) float64) bool {
		n := 0
		lo, hi := 0.0, 0.0
		for _, s := range all {
			v := pick(s)
			if s.s < minS || s.s > maxS {
				n = 0
				continue
			}
			if n > 0 && max(hi, v) <= (1+equal)*min(lo, v) {
				lo, hi = min(lo, v), max(hi, v)
				n++
			} else {
				n, lo, hi = 1, v, v
			}
			if n >= atLeast {
				return true
			}
		}
		return false
	}
	return alike(func(s stretch) float64 { return s.s }) || alike(func(s stretch) float64 { return s.m })
}

// runWalk says whether the runner walked in turn: six or more walks of fifteen
// seconds to ten minutes, in both halves of the run, that together take more of
// its moving time than the row allows. Walking is slower than 2 m/s over twenty
// seconds with the cadence of a walk or, where no cadence is known, a quarter
// slower than the median of the run: a slow runner is no walker.
func (r *run) runWalk(row Rule) (share float64, yes bool) {
	if r.walks == nil {
		w := r.findRunWalk(row)
		r.walks = &w
	}
	return r.walks.share, r.walks.yes
}

func (r *run) findRunWalk(row Rule) runWalk {
	const (
		walkSPM   = 140.0 // steps a minute, below it hardly anybody runs; our own choice
		slower    = 0.75  // of the median speed
		minS      = 15.0  // s
		maxS      = 600.0 // s
		atLeast   = 6
		stepS     = 5.0  // s, the resolution of the search
		halfWideS = 10.0 // s, half of the window over which speed is taken
	)
	x, t := r.axis, r.track
	median := 1 / medianPace(x.bins(0, x.totalM(), binM), rawCurve)
	early, late := stat.NewWalker(x.timeS), stat.NewWalker(x.timeS)
	walking := func(s float64) bool {
		from, to := s-halfWideS, s+halfWideS
		speed := (late.At(x.distM, to) - early.At(x.distM, from)) / (2 * halfWideS)
		if !(speed < walkMPS) {
			return false
		}
		steps := t.mean(t.cadence, stat.Interp(x.timeS, t.TimeS, from), stat.Interp(x.timeS, t.TimeS, to))
		if math.IsNaN(steps) {
			return speed < slower*median
		}
		return steps < walkSPM
	}
	var half [2]int
	start, walked := -1.0, 0.0
	for s := halfWideS; s+halfWideS <= x.totalS(); s += stepS {
		walks := walking(s)
		switch {
		case start < 0 && walks:
			start = s
		case start >= 0 && !walks:
			if long := s - start; long >= minS && long <= maxS {
				walked += long
				half[min(int(2*s/x.totalS()), 1)]++
			}
			start = -1
		}
	}
	share := walked / x.totalS()
	return runWalk{share, half[0]+half[1] >= atLeast && half[0] > 0 && half[1] > 0 && share > row.Limit("walk_share")}
}

// predictedS returns the time that recent races predict for the run's distance,
// by Riegel's formula; ok is false for a run that is no race and without a race
// in the 120 days before it. Beyond a half marathon the exponent is the
// runner's own where two races of different length tell it; else the general
// one with 5 % added, as half of all runners are slower than it says (Vickers
// & Vertosick 2016).
func (r *run) predictedS() (timeS float64, ok bool) {
	const (
		days     = 120
		halfM    = 21_100.0 // m
		exponent = 1.06
		addFrac  = 0.05
		apartM   = 1.5 // ratio of distances that tells an exponent
	)
	if !r.isRace() || r.act.ClockUnset {
		return 0, false
	}
	var recent []Race
	for _, race := range r.opt.Runner.Races {
		if age := r.act.Start.Sub(race.Date).Hours() / 24; age > 0 && age <= days && race.DistanceM > 0 && race.TimeS > 0 {
			recent = append(recent, race)
		}
	}
	if len(recent) == 0 {
		return 0, false
	}
	slices.SortStableFunc(recent, func(a, b Race) int { return b.Date.Compare(a.Date) })
	d, last := r.axis.totalM(), recent[0]
	if d <= halfM {
		return riegelS(last, d, exponent), true
	}
	for _, other := range recent[1:] {
		if q := last.DistanceM / other.DistanceM; q >= apartM || q <= 1/apartM {
			own := math.Log(last.TimeS/other.TimeS) / math.Log(q)
			return riegelS(last, d, own), true
		}
	}
	return riegelS(last, d, exponent) * (1 + addFrac), true
}

// riegelS returns the time in s over distM metres that a race predicts with an
// exponent (Riegel 1981).
func riegelS(race Race, distM, exponent float64) float64 {
	return race.TimeS * math.Pow(distM/race.DistanceM, exponent)
}
