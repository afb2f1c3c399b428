package analyze

// Season is what the runs of one report add up to. It counts; it compares
// nothing.
type Season struct {
	Runs        int     // activities that are runs
	Others      int     // activities of other sports
	Undated     int     // runs of which the device did not know the date
	First, Last *Result // the runs with the earliest and latest date; nil where none is dated
	DistanceM   Maybe   // of all runs of which it is known
	TimerS      float64 // of all runs
	Judged      int     // runs with a verdict on the first mile
	TooFast     int     // of Judged: too fast, from the level notice on
	CrampRuns   int     // runs with a cramp between start and finish
	AfterFinish int     // runs with a cramp after the finish and none before it
	Suggested   int     // cramps that were suggested and are not counted
	Sites       []Site  // most frequent first

	// Limits of a first mile faster than its reference. Short runs have no
	// level notice.
	NoticeFrac, WarnFrac, StrongFrac float64
}

// NewSeason sums up the runs among activities that are in order of time.
func NewSeason(activities []*Result, o Options) *Season {
	row := o.rule(firstMileID)
	s := &Season{NoticeFrac: row.Limit("notice"), WarnFrac: row.Limit("warn"), StrongFrac: row.Limit("strong")}
	var runs []*Result
	for _, r := range activities {
		if !r.Run {
			s.Others++
			continue
		}
		runs = append(runs, r)
		s.count(r)
	}
	s.Sites = sites(runs)
	return s
}

// count adds one run.
func (s *Season) count(r *Result) {
	s.Runs++
	s.TimerS += r.TimerS
	if r.DistanceM.Known {
		s.DistanceM = maybe(s.DistanceM.Value + r.DistanceM.Value)
	}
	if !r.DateKnown {
		s.Undated++
	} else {
		if s.First == nil {
			s.First = r
		}
		s.Last = r
	}
	if r.FirstMile.Withheld == nil && r.FirstMile.TimeS.Known {
		s.Judged++
		if r.FirstMile.Level != LevelNone {
			s.TooFast++
		}
	}
	switch {
	case crampedDuring(r):
		s.CrampRuns++
	case crampedAfter(r):
		s.AfterFinish++
	}
	s.Suggested += len(r.Suggestions)
}
