package analyze

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"time"

	"crampcheck/analyze/stat"
	"crampcheck/parse"
)

const (
	slowerFrac    = 0.28   // by which pace drops against the five minutes before (interface: "The runner's notes")
	slowingS      = 60.0   // s of elapsed time over which the new pace is taken; our own choice
	slowingStepS  = 5.0    // s, the resolution of the search, as far as there are samples
	slowingRefS   = 60.0   // s that the runner must have moved in the five minutes before; our own choice
	onwardM       = 100.0  // m run after it: less is the end of the run; our own choice
	standsS       = 10.0   // s: shorter is no stop (definitions: "Clocks")
	bendM         = 5.0    // m ahead of an even pace: less is the error of the receiver; our own choice
	edgeS         = 20.0   // s around a slowing in which the standing that makes it may lie
	proposeAboveS = 3600.0 // s of timer: suggestions are made for longer runs (interface: "The runner's notes")
	mostProposals = 12     // suggestions for one run that a runner will still read; our own choice
	longSlowS     = 600.0  // s of timer after which a lower pace is the pace; as maxLostS
)

// Slowing is a stop or a sudden drop of pace. It may be a cramp, a traffic light
// or a drink: the recording does not tell.
type Slowing struct {
	AtS        float64 // s since Start on the elapsed clock, where it begins
	EndS       float64 // s since Start on the elapsed clock, where pace is back
	DistanceM  Maybe
	StoodS     Maybe  // s of elapsed time that the runner stood or the timer did; at least standsS
	SlowerFrac Maybe  // pace of the first minute against the five before: 0.43 is 43 % slower
	LostS      Maybe  // s of elapsed time, against the pace before
	Hint       string // what the recording says of the moment, cleaned; such a one need not be slow
}

// slowings finds where the runner stopped or slowed by more than slowerFrac
// against the moving pace of the five minutes of timer before. Where the hills
// are known, pace must drop on level ground of equal cost too, on both curves:
// what they explain is no slowing. Nothing is found in the first five minutes,
// nor a stop after which nobody runs on.
func (r *run) slowings() []Slowing {
	if r.track.DistM == nil {
		return r.track.longPauses()
	}
	var out []Slowing
	s := newSlowSearch(r.track)
	ready := false // pace has been normal once: what began before the search is none
	for at := 0.0; at+slowingS <= r.act.ElapsedS(); at = s.next(at) {
		ref, ok := s.before(at)
		if !ok {
			continue
		}
		if !s.slow(at, ref) {
			ready = true
			continue
		}
		if !ready {
			continue
		}
		from, end := s.bend(at), s.end(at, ref)
		if last := len(out) - 1; last >= 0 && from-out[last].EndS < sameEventS { // a line there would speak of both
			from = out[last].AtS
			out = out[:last]
		}
		out = append(out, s.slowing(from, end, ref))
		at = max(at, end)
	}
	end := r.track.TotalM()
	return slices.DeleteFunc(out, func(x Slowing) bool { return end-x.DistanceM.Value < onwardM })
}

// longPauses are the slowings of a run without distance: its pauses.
func (t *Track) longPauses() []Slowing {
	var out []Slowing
	for _, p := range t.Pauses {
		if s := p.EndS - p.StartS; s >= standsS {
			out = append(out, Slowing{AtS: p.StartS, EndS: p.EndS, StoodS: maybe(s), LostS: maybe(s)})
		}
	}
	return out
}

// slowSearch looks through a track for slowings.
type slowSearch struct {
	t     *Track
	dists [][]float64 // m: as run and, where elevation is known, level metres of equal cost on both curves
}

func newSlowSearch(t *Track) slowSearch {
	s := slowSearch{t, [][]float64{t.DistM}}
	if t.FlatM != nil {
		s.dists = append(s.dists, t.FlatMinettiM, t.FlatM)
	}
	return s
}

// next returns the time of the first sample slowingStepS or more after an elapsed
// time, +Inf where there is none. Between two samples nothing changes, however
// long they lie apart.
func (s slowSearch) next(atS float64) float64 {
	i := sort.Search(len(s.t.TimeS), func(i int) bool { v := s.t.TimeS[i]; return v > atS && v >= atS+slowingStepS })
	if i == len(s.t.TimeS) {
		return math.Inf(1)
	}
	return s.t.TimeS[i]
}

// before returns the moving speeds in m/s over the five minutes of timer before
// an elapsed time, one for each way to count distance; ok is false where there
// are no five minutes or the runner hardly moved in them.
func (s slowSearch) before(atS float64) (mps [3]float64, ok bool) {
	t := s.t
	to := t.at(t.TimerS, atS)
	from := to - windowS
	if from < 0 {
		return mps, false
	}
	moved := t.at(t.MovingS, atS) - stat.Interp(t.TimerS, t.MovingS, from)
	if moved < slowingRefS {
		return mps, false
	}
	for c, d := range s.dists {
		mps[c] = (t.at(d, atS) - stat.Interp(t.TimerS, d, from)) / moved
	}
	return mps, true
}

// slow says whether the minute of elapsed time from atS on is slower than mps by
// more than slowerFrac, however distance is counted.
func (s slowSearch) slow(atS float64, mps [3]float64) bool {
	for c, d := range s.dists {
		covered := s.t.at(d, atS+slowingS) - s.t.at(d, atS)
		if !above(mps[c]*slowingS, (1+slowerFrac)*covered) {
			return false
		}
	}
	return true
}

// end returns the elapsed time at which pace is back, for a slowing found at fromS
// against the speeds mps: the first minute that is not slow begins there.
func (s slowSearch) end(fromS float64, mps [3]float64) float64 {
	t := s.t
	last := t.at(t.TimerS, fromS) + longSlowS
	for fromS+slowingS < TotalS(t.TimeS) && s.slow(fromS, mps) && t.at(t.TimerS, fromS) < last {
		fromS = min(s.next(fromS), TotalS(t.TimeS))
	}
	return fromS
}

// slowing describes the stretch between two elapsed times, against the speeds mps
// before it.
func (s slowSearch) slowing(fromS, endS float64, mps [3]float64) Slowing {
	t := s.t
	endS = max(fromS, endS)
	fromM := t.at(t.DistM, fromS)
	x := Slowing{AtS: fromS, EndS: endS, DistanceM: maybe(fromM)}
	upTo := min(endS+edgeS, TotalS(t.TimeS))
	if stood := t.stoppedS(max(fromS-edgeS, 0), upTo); stood >= standsS {
		x.StoodS = maybe(stood)
	}
	x.LostS = maybe(upTo - fromS - (t.at(t.DistM, upTo)-fromM)/mps[0])
	least := math.Inf(1) // m in a minute
	for at := max(fromS-slowingS, 0); at <= endS && at+slowingS <= TotalS(t.TimeS); at = s.next(at) {
		least = min(least, t.at(t.DistM, at+slowingS)-t.at(t.DistM, at))
	}
	if least > 0 {
		x.SlowerFrac = maybe(mps[0]*slowingS/least - 1)
	}
	return x
}

// bend returns the elapsed time in the minute from fromS on at which the runner
// is furthest ahead of an even pace: where a fast stretch turns into a slow one.
// It is fromS where the minute is slow from its begin.
func (s slowSearch) bend(fromS float64) float64 {
	t := s.t
	fromM := t.at(t.DistM, fromS)
	mps := (t.at(t.DistM, fromS+slowingS) - fromM) / slowingS
	at, ahead := fromS, bendM
	i, _ := slices.BinarySearch(t.TimeS, fromS)
	for ; i < len(t.TimeS) && t.TimeS[i] <= fromS+slowingS; i++ {
		if d := t.DistM[i] - fromM - mps*(t.TimeS[i]-fromS); d > ahead {
			at, ahead = t.TimeS[i], d
		}
	}
	return at
}

// plannedSlowings drops what belongs to a workout: all slowings of intervals, and
// those of running and walking in turn but for the stops. why says which it is,
// "" for neither.
func (r *run) plannedSlowings(all []Slowing) (left []Slowing, why string) {
	if r.axis == nil || len(all) == 0 {
		return all, ""
	}
	row := r.opt.rule(firstMileID)
	if why := r.intervals(row); why != "" {
		return nil, why
	}
	if _, walks := r.runWalk(row); walks {
		return slices.DeleteFunc(all, func(x Slowing) bool { return !x.StoodS.Known }), "running and walking in turn"
	}
	return all, ""
}

// Proposals are what a run suggests to its runner for the notes.
type Proposals struct {
	New     []Slowing // what no line of the notes speaks of yet, in order of time
	Found   int       // all slowings and hints
	Shown   int       // those kept, of which New are the new ones
	Planned string    // why slow stretches are none: intervals, or running and walking in turn
	Unnoted bool      // no line of the notes speaks of the run at all
}

// Propose returns what an hour's run and longer suggests; ok is false for
// shorter ones and other sports. Of more than mostProposals, those that cost the
// most time are kept. One that a line of the notes speaks of already, a cramp, a
// suggestion or a line that is a comment (spokenOf), is not new.
func (r *Result) Propose() (p Proposals, ok bool) {
	if !r.Run || !(r.TimerS > proposeAboveS) {
		return p, false
	}
	all := slices.Clone(r.Slowings)
	for _, c := range r.Suggestions {
		slows := func(x Slowing) bool { return math.Abs(x.AtS-c.AtS.Value) <= sameEventS }
		if c.AtS.Known && c.Source != "csv" && c.Source != "yaml" && !slices.ContainsFunc(all, slows) {
			all = append(all, Slowing{AtS: c.AtS.Value, EndS: c.AtS.Value, DistanceM: c.DistanceM, Hint: hint(c)})
		}
	}
	p = Proposals{Found: len(all), Planned: r.SlowPlanned, Unnoted: len(r.Log) == 0}
	// A hint is somebody's word: it comes before what was only slow.
	slices.SortStableFunc(all, func(a, b Slowing) int { return cmp.Compare(b.LostS.Or(math.Inf(1)), a.LostS.Or(math.Inf(1))) })
	all = all[:min(len(all), mostProposals)]
	p.Shown = len(all)
	slices.SortStableFunc(all, func(a, b Slowing) int { return cmp.Compare(a.AtS, b.AtS) })
	p.New = slices.DeleteFunc(all, r.spokenOf)
	return p, true
}

// hint says what a suggestion of the recording's own stands on.
func hint(c Cramp) string {
	if c.Source == "lap" {
		return c.Note
	}
	return c.Source + ": " + c.Note
}

// Moment is the time of day of an elapsed time on the run, in its zone.
func (r *Result) Moment(atS float64) time.Time {
	return r.Local.Add(time.Duration(atS * float64(time.Second)))
}

// spokenOf says whether a line of the notes lies within ninety seconds of x, from
// its begin to its end, or as much further as the line leaves open: a cramp noted
// as mile 16 may be the stop at 16.4.
func (r *Result) spokenOf(x Slowing) bool {
	return slices.ContainsFunc(r.Placed, func(n PlacedNote) bool {
		about := n.Kind == string(parse.Cramp) || n.Kind == string(parse.OtherLine)
		reachS := sameEventS + n.UncertaintyS.Or(0)
		return about && n.When == during.String() && n.AtS.Value >= x.AtS-reachS && n.AtS.Value <= x.EndS+reachS
	})
}
