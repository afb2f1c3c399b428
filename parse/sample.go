package parse

import (
	"math"
	"slices"
	"sort"
	"time"
)

const (
	// firstUnixS is FIT time 0x10000000, 1998-07-04: devices count from their
	// own start below it, so no calendar date can be read from such a time.
	firstUnixS = 899_493_120 // s since 1970, UTC
	// lastUnixS is 2100-01-01T00:00:00Z.
	lastUnixS = 4_102_444_800 // s since 1970, UTC
	// maxStepS is the longest step inside one recording (docs: 12 h).
	maxStepS = 12 * 3600 // s
)

// raw holds the samples of one recording as the file has them, in its order,
// before anything is sorted, merged or spread.
type raw struct {
	buf   *Buffers  // where the columns are; nil: anywhere
	unixS []float64 // s since 1970, UTC; NaN: no readable time
	place []Place   // where each sample stands in the file
	col   [numRawChannels][]float64
}

// The columns that no Activity has under a name of its own: what apps on the
// device added to the samples. The FIT decoder takes them out again.
const (
	appPower   Channel = NumChannels + iota // W
	appFeeling                              // 1…5
	numRawChannels
)

// room makes room for n samples, so that adding them does not move memory.
func (r *raw) room(n int, buf *Buffers) {
	r.buf = buf
	r.unixS = buf.Column(n)[:0]
	r.place = buf.samplePlaces(n)[:0]
}

// add begins a sample at unixS, NaN when it has no readable time.
func (r *raw) add(unixS float64, at Place) {
	r.unixS = append(r.unixS, unixS)
	r.place = append(r.place, at)
	for c := range r.col {
		if r.col[c] != nil {
			r.col[c] = append(r.col[c], math.NaN())
		}
	}
}

// set stores v for the sample begun last. NaN is ignored: a hole needs no
// storing.
func (r *raw) set(c Channel, v float64) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return
	}
	n := len(r.unixS)
	if r.col[c] == nil {
		col := r.buf.Column(max(cap(r.unixS), 64))[:n]
		for i := range col {
			col[i] = math.NaN()
		}
		r.col[c] = col
	}
	r.col[c][n-1] = v
}

// at returns the value of channel c at sample i, NaN where there is none.
func (r *raw) at(c Channel, i int) float64 {
	if r.col[c] == nil {
		return math.NaN()
	}
	return r.col[c][i]
}

// setAt stores v at sample i.
func (r *raw) setAt(c Channel, i int, v float64) {
	if r.col[c] != nil {
		r.col[c][i] = v
	}
}

// bare says whether sample i holds no value at all.
func (r *raw) bare(i int) bool {
	for c := range NumChannels {
		if !math.IsNaN(r.at(c, i)) {
			return false
		}
	}
	return true
}

// pick returns the samples of r named by index, in that order.
func (r *raw) pick(index []int) raw {
	out := raw{buf: r.buf, unixS: r.buf.Column(len(index)), place: r.buf.samplePlaces(len(index))}
	for k, i := range index {
		out.unixS[k], out.place[k] = r.unixS[i], r.place[i]
	}
	for c := range r.col {
		if r.col[c] == nil {
			continue
		}
		out.col[c] = r.buf.Column(len(index))
		for k, i := range index {
			out.col[c][k] = r.col[c][i]
		}
	}
	return out
}

// reorder puts the samples in the order of index, which names each once. It does
// so in place: a long recording must not stand in memory twice.
func (r *raw) reorder(index []int) {
	spare := r.buf.Column(len(index))
	arrange := func(col []float64) {
		copy(spare, col)
		for k, i := range index {
			col[k] = spare[i]
		}
	}
	arrange(r.unixS)
	for _, col := range r.col {
		if col != nil {
			arrange(col)
		}
	}
	places := r.buf.samplePlaces(len(index))
	copy(places, r.place)
	for k, i := range index {
		r.place[k] = places[i]
	}
}

// slice returns the samples from i up to j, sharing memory with r.
func (r *raw) slice(i, j int) raw {
	out := raw{buf: r.buf, unixS: r.unixS[i:j:j], place: r.place[i:j:j]}
	for c := range r.col {
		if r.col[c] != nil {
			out.col[c] = r.col[c][i:j:j]
		}
	}
	return out
}

// piece is a stretch of samples with strictly increasing times.
type piece struct {
	raw
	records    int // samples that stood in the file
	clockUnset bool
	notes      []Note
}

// settle makes strictly increasing pieces of r, in this order: samples
// without a readable time or without any value are dropped, times outside the
// calendar are dropped or, when the whole file lies below it, kept with a
// note; back-steps are sorted; a step of more than twelve hours starts a new
// piece, or is closed to the median step when closeSteps is set (FIT); samples
// of the same moment are merged or spread. Each repair leaves a note. It
// returns no piece when no sample has a time.
func (r *raw) settle(closeSteps bool) []piece {
	var file piece
	noTime, noValue, inside := 0, 0, 0
	below, above := 0, 0
	for i, t := range r.unixS {
		switch {
		case math.IsNaN(t):
			noTime++
			continue
		case r.bare(i):
			noValue++
			continue
		case t < firstUnixS:
			below++
		case t >= lastUnixS:
			above++
		default:
			inside++
		}
	}
	if below+inside+above == 0 {
		return nil
	}
	if noTime > 0 {
		file.note(BadTimes, noTime, "samples without a readable time were left out")
	}
	if noValue > 0 {
		file.note(SamplesMerged, noValue, "samples without any value were left out")
	}
	mixed := inside > 0 && below+above > 0
	switch {
	case mixed:
		file.note(BadTimes, below+above, "samples dated before July 1998 or after 2099 were left out")
	case inside == 0 && above == 0:
		file.clockUnset = true
		file.note(ClockUnset, below, "the device did not know the date; its times count only among themselves")
	case inside == 0:
		file.note(BadTimes, below+above, "no sample has a date between July 1998 and 2099")
		file.clockUnset = true
	}
	s := *r
	if mixed || noTime+noValue > 0 {
		var keep []int
		for i, t := range r.unixS {
			if !math.IsNaN(t) && !r.bare(i) && (!mixed || t >= firstUnixS && t < lastUnixS) {
				keep = append(keep, i)
			}
		}
		s = r.pick(keep)
	}
	if n := backSteps(s.unixS); n > 0 {
		order := make([]int, len(s.unixS))
		for i := range order {
			order[i] = i
		}
		sort.SliceStable(order, func(a, b int) bool { return s.unixS[order[a]] < s.unixS[order[b]] })
		s.reorder(order)
		file.note(OutOfOrder, n, "times that step back were put in order")
	}
	if closeSteps {
		if n := closeLongSteps(s.unixS); n > 0 {
			file.note(BadTimes, n, "steps of more than 12 h inside the recording were closed")
		}
	}
	var out []piece
	begin := 0
	for i := 1; i <= len(s.unixS); i++ {
		if i < len(s.unixS) && s.unixS[i]-s.unixS[i-1] <= maxStepS {
			continue
		}
		p := piece{raw: s.slice(begin, i), records: i - begin, clockUnset: file.clockUnset}
		begin = i
		out = append(out, p)
	}
	out, strays := dropStrays(out, &file)
	for i := range out {
		out[i].untie()
	}
	out[0].records += len(r.unixS) - len(s.unixS) + strays
	out[0].notes = append(file.notes, out[0].notes...)
	return out
}

func (p *piece) note(code Code, n int, text string) {
	p.notes = append(p.notes, Note{Code: code, N: n, Text: text})
}

func backSteps(t []float64) (n int) {
	for i := 1; i < len(t); i++ {
		if t[i] < t[i-1] {
			n++
		}
	}
	return n
}

// closeLongSteps shortens every step of more than maxStepS to the median step
// and returns how many there were. t is in order.
func closeLongSteps(t []float64) (n int) {
	long := false
	for i := 1; i < len(t); i++ {
		long = long || t[i]-t[i-1] > maxStepS
	}
	if !long {
		return 0 // nearly always: nothing to sort then
	}
	var steps []float64
	for i := 1; i < len(t); i++ {
		if d := t[i] - t[i-1]; d > 0 && d <= maxStepS {
			steps = append(steps, d)
		}
	}
	median := 1.0
	if len(steps) > 0 {
		slices.Sort(steps)
		median = steps[len(steps)/2]
	}
	shift := 0.0
	prev := t[0]
	for i := 1; i < len(t); i++ {
		d := t[i] - prev
		prev = t[i]
		if d > maxStepS {
			shift += d - median
			n++
		}
		t[i] -= shift
	}
	return n
}

// dropStrays leaves out single samples that a step of more than twelve hours
// cuts off from a longer recording: one point is no effort of its own. It
// returns how many samples that were.
func dropStrays(in []piece, file *piece) (out []piece, stray int) {
	longest := 0
	for _, p := range in {
		longest = max(longest, len(p.unixS))
	}
	kept := false
	out = slices.DeleteFunc(in, func(p piece) bool {
		if len(p.unixS) > 1 || longest < 2 && !kept { // of nothing but strays the first stays
			kept = true
			return false
		}
		stray++
		return true
	})
	if stray > 0 {
		file.note(BadTimes, stray, "single samples more than 12 h away from all others were left out")
	}
	return out, stray
}

// untie makes the times of p strictly increasing. Samples of one moment that
// complete each other become one; others are spread evenly over the second
// that follows, or up to the next sample where that comes sooner.
func (p *piece) untie() {
	tied := false
	for i := 1; i < len(p.unixS); i++ {
		if p.unixS[i] == p.unixS[i-1] {
			tied = true
			break
		}
	}
	if !tied {
		return
	}
	merged, spread := 0, 0
	w := 0 // write index, never ahead of the read index
	for i := 0; i < len(p.unixS); {
		t := p.unixS[i]
		j := i + 1
		for j < len(p.unixS) && p.unixS[j] == t {
			j++
		}
		first := w
		for k := i; k < j; k++ {
			if k > i && p.complete(w-1, k) {
				merged++
				continue
			}
			p.unixS[w], p.place[w] = t, p.place[k]
			for c := range NumChannels {
				p.setAt(c, w, p.at(c, k))
			}
			w++
		}
		room := 1.0 // s
		if j < len(p.unixS) {
			room = min(room, p.unixS[j]-t)
		}
		for k := first + 1; k < w; k++ {
			p.unixS[k] = t + room*float64(k-first)/float64(w-first)
			spread++
		}
		i = j
	}
	p.raw = p.slice(0, w)
	if merged > 0 {
		p.note(SamplesMerged, merged, "samples of the same moment that complete each other became one")
	}
	if spread > 0 {
		p.note(SamplesSpread, spread, "samples of the same moment were spread over their second")
	}
}

// complete merges sample k into sample w when no column holds two different
// values, and says whether it did.
func (p *piece) complete(w, k int) bool {
	for c := range NumChannels {
		a, b := p.at(c, w), p.at(c, k)
		if !math.IsNaN(a) && !math.IsNaN(b) && a != b {
			return false
		}
	}
	for c := range NumChannels {
		if math.IsNaN(p.at(c, w)) {
			p.setAt(c, w, p.at(c, k))
		}
	}
	return true
}

// activity makes the columns of one Activity from p, whose samples all belong
// to it.
func (p *piece) activity(m Meta) *Activity {
	a := &Activity{Meta: m}
	t0 := p.unixS[0]
	a.Start = fromUnix(t0)
	a.ClockUnset = p.clockUnset
	a.Records = p.records
	a.TimeS, a.Places = p.unixS, p.place
	for i := range a.TimeS { // a microsecond is what is left of seconds since 1970
		a.TimeS[i] = math.Round((a.TimeS[i]-t0)*1e6) / 1e6
	}
	for c := range NumChannels {
		*a.column(c) = p.col[c]
	}
	rebase(a.DistanceM)
	if (a.LatDeg == nil) != (a.LonDeg == nil) { // half a place is none
		a.LatDeg, a.LonDeg = nil, nil
	}
	for i := range a.LatDeg {
		if math.IsNaN(a.LatDeg[i]) || math.IsNaN(a.LonDeg[i]) {
			a.LatDeg[i], a.LonDeg[i] = math.NaN(), math.NaN()
		}
	}
	a.Notes = append(a.Notes, p.notes...)
	return a
}

// rebase makes a running distance start at 0. A distance that begins within
// the first hundred metres is one that was simply first written there.
func rebase(d []float64) {
	const firstM = 100 // m
	for _, v := range d {
		if math.IsNaN(v) {
			continue
		}
		if v <= firstM && v >= 0 {
			return
		}
		for i := range d {
			d[i] -= v
		}
		return
	}
}

// fromUnix returns the moment unixS seconds after 1970, to the microsecond.
func fromUnix(unixS float64) time.Time {
	whole := math.Floor(unixS)
	us := math.Round((unixS - whole) * 1e6)
	return time.Unix(int64(whole), int64(us)*1000).UTC()
}

// bothFeet turns a cadence of one foot into steps of both, as running watches
// show it. Every format stores one foot, and a few apps two: a median above
// 120 cannot be one foot of a runner. Rides keep their revolutions.
func (a *Activity) bothFeet() {
	const oneFootMax = 120 // steps of one foot per minute, our own choice
	if a.CadenceSPM == nil || a.Sport == "cycling" || a.Sport == "rowing" || a.Sport == "swimming" {
		return
	}
	moving, few := 0, 0
	for _, v := range a.CadenceSPM {
		if v > 0 {
			moving++
			if v <= oneFootMax {
				few++
			}
		}
	}
	if moving == 0 {
		return
	}
	if few <= moving/2 { // so the median is above oneFootMax
		steps := slices.DeleteFunc(slices.Clone(a.CadenceSPM), func(v float64) bool { return !(v > 0) })
		slices.Sort(steps)
		a.note(CadenceKept, 0, "cadence has a median of %.0f: taken as steps of both feet", steps[moving/2])
		return
	}
	for i := range a.CadenceSPM {
		a.CadenceSPM[i] *= 2
	}
	a.note(CadenceDoubled, 0, "cadence counted one foot: doubled to steps of both")
}
