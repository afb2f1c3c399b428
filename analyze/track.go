package analyze

import (
	"math"

	"crampcheck/analyze/stat"
	"crampcheck/parse"
)

const (
	mile = 1609.344 // m, exactly
	km   = 1000.0   // m

	earthRadiusM = 6_371_008.8 // mean radius of WGS 84 (IUGG)

	// The values below are our own choice.
	nullIslandM     = 10.0 // m around 0°,0°: a receiver without a fix
	maxRunMPS       = 12.0 // m/s, faster than any runner (definitions: first-mile guards)
	maxOtherMPS     = 45.0 // m/s, for sports other than running
	maxBackStepFrac = 0.01 // back-steps of a device distance that are clamped
	relocateSamples = 5    // positions or elevations in a row that agree with each other make a jump a new place
	holdS           = 30.0 // s that one reading of a sensor may stand for in an average
)

// Track is a cleaned recording with derived columns. Every column has one
// value per sample of the Activity.
type Track struct {
	TimeS          []float64 // s since Start: the elapsed clock
	TimerS         []float64 // the clock without pauses
	MovingS        []float64 // the timer without slow stretches
	DistM          []float64 // m since Start, never decreasing, without holes; nil: no distance
	DistanceSource string    // "device", "positions" or ""

	LatDeg, LonDeg []float64 // cleaned; NaN: a hole; nil: never recorded
	ElevationM     []float64 // smoothed over distance, without holes; nil: none usable
	Barometric     bool      // the elevation comes from a barometer
	FlatMinettiM   []float64 // m of level running that cost the same energy, Minetti's curve
	FlatM          []float64 // the same with the attenuated downhill curve
	HeartRateBPM   []float64 // NaN: a hole; nil: never recorded
	CadenceSPM     []float64 // NaN: a hole; nil: never recorded

	heartRate, cadence average

	Pauses  []Pause
	Guessed bool    // the pauses were found in gaps, not told by the device
	GapS    float64 // s: a longer step of this file is a gap
	Slow    []Pause // stretches that the moving clock leaves out, on the elapsed clock

	jumps   []jump // steps between positions that no runner can run
	Dropped Dropped

	buf *parse.Buffers // where the columns are
}

// jump is a step of the receiver that no runner can run.
type jump struct {
	to int     // the sample that it leads to
	m  float64 // its length, from the last known position
}

// Dropped counts what cleaning left out.
type Dropped struct {
	Positions  int // impossible, at 0°,0° or too far from their neighbours
	HeartRates int // outside what a sensor can report
	Jumps      int // steps that no runner can run, without their distance
	Elevations int // impossible or steeper than a wall
}

// newTrack cleans a and derives the columns, in buf. a is not changed.
func newTrack(a *parse.Activity, buf *parse.Buffers) *Track {
	t := &Track{TimeS: a.TimeS, buf: buf}
	t.HeartRateBPM = t.sensor(a.HeartRateBPM, parse.HeartRate, &t.Dropped.HeartRates)
	t.CadenceSPM = t.sensor(a.CadenceSPM, parse.Cadence, new(int))
	t.positions(a)
	t.distance(a)
	t.clocks(a)
	t.hills(a)
	t.heartRate = t.averageOf(t.HeartRateBPM)
	t.cadence = t.averageOf(t.CadenceSPM)
	return t
}

// sensor returns a copy of col with what lies outside the channel's range
// made a hole, nil when nothing remains.
func (t *Track) sensor(col []float64, c parse.Channel, dropped *int) []float64 {
	if col == nil {
		return nil
	}
	info := c.Info()
	out := t.buf.Column(len(col))
	known := 0
	for i, v := range col {
		switch {
		case math.IsNaN(v):
			out[i] = v
		case !(v >= info.Min && v <= info.Max):
			out[i] = math.NaN()
			*dropped++
		default:
			out[i] = v
			known++
		}
	}
	if known == 0 {
		return nil
	}
	return out
}

// positions copies the places and takes out what cannot be one: impossible
// degrees, 0°,0° before a fix, and single points far from both neighbours.
func (t *Track) positions(a *parse.Activity) {
	if a.LatDeg == nil {
		return
	}
	n := len(a.LatDeg)
	lat, lon := t.buf.Column(n), t.buf.Column(n)
	known, null := 0, 0
	for i := range n {
		lat[i], lon[i] = a.LatDeg[i], a.LonDeg[i]
		if math.IsNaN(lat[i]) {
			continue
		}
		if !(math.Abs(lat[i]) <= 90) || !(math.Abs(lon[i]) <= 180) {
			lat[i], lon[i] = math.NaN(), math.NaN()
			t.Dropped.Positions++
			continue
		}
		known++
		if nearNull(lat[i], lon[i]) {
			null++
		}
	}
	if null > 0 && null < known {
		for i := range n {
			if nearNull(lat[i], lon[i]) {
				lat[i], lon[i] = math.NaN(), math.NaN()
				t.Dropped.Positions++
				known--
			}
		}
	}
	if known == 0 {
		return
	}
	t.LatDeg, t.LonDeg = lat, lon
	t.dropOutliers(a.TimeS, speedCapMPS(a.Sport))
}

// nearNull says whether a place lies within nullIslandM of 0°,0°; a hole does
// not.
func nearNull(latDeg, lonDeg float64) bool {
	const nearDeg = 0.001 // beyond it, there is nothing to measure
	return math.Abs(latDeg) < nearDeg && math.Abs(lonDeg) < nearDeg && haversineM(latDeg, lonDeg, 0, 0) < nullIslandM
}

// speedCapMPS returns the speed that no step of a recording can exceed.
func speedCapMPS(sport string) float64 {
	if isRun(sport) {
		return maxRunMPS
	}
	return maxOtherMPS
}

// dropOutliers takes out positions that cannot be reached from the last good
// one. Where several in a row agree with each other, the receiver found itself
// again: they stay, and the step to them is a jump for distance to judge.
func (t *Track) dropOutliers(timeS []float64, capMPS float64) {
	last := -1
	for i := 0; i < len(t.LatDeg); i++ {
		if math.IsNaN(t.LatDeg[i]) {
			continue
		}
		if last < 0 || t.reachable(timeS, last, i, capMPS) {
			last = i
			continue
		}
		if t.agree(timeS, i, capMPS) {
			last = i
			continue
		}
		t.LatDeg[i], t.LonDeg[i] = math.NaN(), math.NaN()
		t.Dropped.Positions++
	}
}

// reachable says whether j can be reached from i at no more than capMPS, with
// a few metres of grace for the receiver's own noise.
func (t *Track) reachable(timeS []float64, i, j int, capMPS float64) bool {
	const (
		graceM = 15                             // m, our own choice: what a fix may jump by itself
		degM   = earthRadiusM * math.Pi / 180.0 // m of a degree of a great circle
	)
	withinM := capMPS*(timeS[j]-timeS[i]) + graceM
	lat, lon := t.LatDeg[j]-t.LatDeg[i], t.LonDeg[j]-t.LonDeg[i]
	if (math.Abs(lat)+math.Abs(lon))*degM <= withinM { // no way is longer than that along a meridian and the equator
		return true
	}
	return haversineM(t.LatDeg[i], t.LonDeg[i], t.LatDeg[j], t.LonDeg[j]) <= withinM
}

// agree says whether the next relocateSamples positions from i on can be
// reached from each other.
func (t *Track) agree(timeS []float64, i int, capMPS float64) bool {
	prev, n := i, 1
	for j := i + 1; j < len(t.LatDeg) && n < relocateSamples; j++ {
		if math.IsNaN(t.LatDeg[j]) {
			continue
		}
		if !t.reachable(timeS, prev, j, capMPS) {
			return false
		}
		prev = j
		n++
	}
	return n == relocateSamples
}

// haversineM returns the great-circle distance in metres on a sphere of the
// earth's mean radius. Opposite points, whose rounding would leave the domain
// of the arc sine, are clamped. Between neighbours, less than 0.1° apart, both
// sines are the first terms of their series: what is left out is below 1 part in
// 10^17.
func haversineM(lat1, lon1, lat2, lon2 float64) float64 {
	const rad, nearDeg = math.Pi / 180, 0.1
	halfLat, halfLon := (lat2-lat1)*rad/2, (lon2-lon1)*rad/2
	if math.Abs(lat2-lat1) < nearDeg && math.Abs(lon2-lon1) < nearDeg {
		sLat, sLon := sinNear0(halfLat), sinNear0(halfLon)
		s2 := sLat*sLat + math.Cos(lat1*rad)*math.Cos(lat2*rad)*sLon*sLon
		return 2 * earthRadiusM * math.Sqrt(s2) * (1 + s2*(1.0/6+s2*(3.0/40)))
	}
	sLat, sLon := math.Sin(halfLat), math.Sin(halfLon)
	h := sLat*sLat + math.Cos(lat1*rad)*math.Cos(lat2*rad)*sLon*sLon
	return 2 * earthRadiusM * math.Asin(math.Sqrt(min(h, 1)))
}

// sinNear0 is the sine of an angle in radians below 0.001.
func sinNear0(x float64) float64 { return x * (1 - x*x*(1.0/6-x*x*(1.0/120))) }

// distance takes the device's distance when it is sound and the positions'
// otherwise, never a mixture. More than an effort can cover is no distance: it
// would be cut into millions of splits.
func (t *Track) distance(a *parse.Activity) {
	most := parse.Distance.Info().Max
	if d := t.deviceDistance(a.DistanceM, a.TimeS); d != nil && d[len(d)-1] <= most {
		t.DistM, t.DistanceSource = d, "device"
		return
	}
	if d := t.positionDistance(a); d != nil && d[len(d)-1] <= most {
		t.DistM, t.DistanceSource = d, "positions"
	}
}

// deviceDistance returns col with leading holes 0, inner ones interpolated
// over time and small back-steps clamped; nil when it holds no distance or its
// back-steps come to 1 % of it or more.
func (t *Track) deviceDistance(col, timeS []float64) []float64 {
	if col == nil {
		return nil
	}
	out := t.buf.Column(len(col))
	last, high, back, before := -1, 0.0, 0.0, 0.0
	for i, v := range col {
		if math.IsNaN(v) {
			continue
		}
		back += max(before-v, 0)
		before = v
		v = max(v, high)
		high = v
		out[i] = v
		for k := last + 1; k < i; k++ {
			out[k] = 0
			if last >= 0 {
				f := (timeS[k] - timeS[last]) / (timeS[i] - timeS[last])
				out[k] = out[last] + f*(v-out[last])
			}
		}
		last = i
	}
	if high <= 0 || back >= maxBackStepFrac*high {
		return nil
	}
	for k := last + 1; k < len(out); k++ {
		out[k] = high
	}
	return out
}

// positionDistance sums the great-circle steps between positions. A step that
// no runner can run is a jump of the receiver and adds nothing. A sample
// without a position lies on the line between its neighbours.
func (t *Track) positionDistance(a *parse.Activity) []float64 {
	if t.LatDeg == nil {
		return nil
	}
	out := t.buf.Column(len(t.LatDeg))
	capMPS := speedCapMPS(a.Sport)
	sum, last := 0.0, -1
	for i := range t.LatDeg {
		if math.IsNaN(t.LatDeg[i]) {
			continue
		}
		if last >= 0 {
			step := haversineM(t.LatDeg[last], t.LonDeg[last], t.LatDeg[i], t.LonDeg[i])
			if t.reachable(a.TimeS, last, i, capMPS) {
				sum += step
			} else {
				t.jumps = append(t.jumps, jump{i, step})
				t.Dropped.Jumps++
			}
			for k := last + 1; k < i; k++ {
				f := (a.TimeS[k] - a.TimeS[last]) / (a.TimeS[i] - a.TimeS[last])
				out[k] = out[last] + f*(sum-out[last])
			}
		} else {
			for k := range i {
				out[k] = 0
			}
		}
		out[i] = sum
		last = i
	}
	if sum <= 0 {
		return nil
	}
	for k := last + 1; k < len(out); k++ {
		out[k] = sum
	}
	return out
}

// TotalM returns the whole distance in metres, 0 without one.
func (t *Track) TotalM() float64 {
	if len(t.DistM) == 0 {
		return 0
	}
	return t.DistM[len(t.DistM)-1]
}

// TotalS returns the last value of a clock in seconds.
func TotalS(clock []float64) float64 {
	if len(clock) == 0 {
		return 0
	}
	return clock[len(clock)-1]
}

// when returns the value of clock at which distM is first reached.
func (t *Track) when(clock []float64, distM float64) float64 {
	return stat.Interp(t.DistM, clock, distM)
}

// at returns the value of col at the elapsed time elapsedS.
func (t *Track) at(col []float64, elapsedS float64) float64 {
	return stat.Interp(t.TimeS, col, elapsedS)
}

// average holds running sums of a sensor column, so that the mean between any
// two moments costs two look-ups.
type average struct {
	sum    []float64 // of reading times seconds
	weight []float64 // s with a reading
}

// averageOf sums col over the timer. A reading stands for the step before it,
// for at most holdS of it.
func (t *Track) averageOf(col []float64) average {
	if col == nil {
		return average{}
	}
	av := average{t.buf.Column(len(col)), t.buf.Column(len(col))}
	av.sum[0], av.weight[0] = 0, 0
	for i := 1; i < len(col); i++ {
		av.sum[i], av.weight[i] = av.sum[i-1], av.weight[i-1]
		if w := min(t.TimerS[i]-t.TimerS[i-1], holdS); !math.IsNaN(col[i]) {
			av.sum[i] += w * col[i]
			av.weight[i] += w
		}
	}
	return av
}

// mean returns the average between two elapsed times, NaN where less than half
// of the timer's time between them has a reading.
func (t *Track) mean(av average, fromS, toS float64) float64 {
	if av.sum == nil {
		return math.NaN()
	}
	weight := t.at(av.weight, toS) - t.at(av.weight, fromS)
	span := t.at(t.TimerS, toS) - t.at(t.TimerS, fromS)
	if !(weight > 0) || weight < span/2 {
		return math.NaN()
	}
	return (t.at(av.sum, toS) - t.at(av.sum, fromS)) / weight
}

// coverage returns the share of the timer's time between two elapsed times that
// has a reading.
func (t *Track) coverage(av average, fromS, toS float64) float64 {
	span := t.at(t.TimerS, toS) - t.at(t.TimerS, fromS)
	if av.sum == nil || !(span > 0) {
		return 0
	}
	return (t.at(av.weight, toS) - t.at(av.weight, fromS)) / span
}
