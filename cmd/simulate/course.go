package main

import "math"

const (
	earthM = 6_371_008.8 // m, mean radius
	// The courses lie on the playa of the Black Rock Desert, Nevada: flat,
	// uninhabited, in the zone America/Los_Angeles.
	playaLatDeg = 40.87
	playaLonDeg = -119.06
	groundM     = 1191.0 // m above sea level
	nano        = 1e9    // nanodegrees, 0.1 mm, in a degree
)

// course is a winding loop. Positions are kept in whole nanodegrees, so that
// no machine's rounding can move a point.
type course struct {
	latNano, lonNano int64
	doneM            float64
	lengthM          float64
	headingRad       float64 // at the start
	bendRad          float64 // how far it winds to either side
}

func newCourse(p *Plan, seed uint64) course {
	r := stream(seed, p.Name, "course")
	return course{
		latNano:    int64(playaLatDeg*nano) + r.Int64N(4e7),
		lonNano:    int64(playaLonDeg*nano) + r.Int64N(4e7),
		lengthM:    p.DistanceM,
		headingRad: 2 * math.Pi * r.Float64(),
		bendRad:    0.2 + 0.2*r.Float64(),
	}
}

// advance moves on by stepM metres.
func (c *course) advance(stepM float64) {
	const windM = 1300 // m from bend to bend
	midM := c.doneM + stepM/2
	c.doneM = quantum(c.doneM+stepM, 1e-6)
	bend := float64(c.bendRad * math.Sin(2*math.Pi*midM/windM))
	heading := c.headingRad + float64(2*math.Pi*midM/c.lengthM) + bend
	dLat := int64(math.Round(nanoDeg(stepM * math.Cos(heading))))
	midLat := float64(c.latNano) + float64(dLat)/2
	c.latNano += dLat
	c.lonNano += int64(math.Round(nanoDeg(stepM*math.Sin(heading)) / math.Cos(radians(midLat/nano))))
}

// place writes the position into s.
func (c *course) place(s *Sample) {
	s.LatDeg, s.LonDeg = float64(c.latNano)/nano, float64(c.lonNano)/nano
}

// displace moves the position in s.
func (c *course) displace(s *Sample, northM, eastM float64) {
	lat := math.Round(s.LatDeg*nano) + math.Round(nanoDeg(northM))
	lon := math.Round(s.LonDeg*nano) + math.Round(nanoDeg(eastM)/math.Cos(radians(playaLatDeg)))
	s.LatDeg, s.LonDeg = lat/nano, lon/nano
}

// nanoDeg turns metres along a great circle into nanodegrees.
func nanoDeg(m float64) float64 { return m / earthM * (180 / math.Pi) * nano }

func radians(deg float64) float64 { return deg * (math.Pi / 180) }
