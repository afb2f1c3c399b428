package analyze

import "math"

// Unit names what a number counts. The list is closed: report knows how to
// word each of them.
type Unit string

// The units of measures and limits. All are SI or as SI as the field allows.
const (
	Second   Unit = "s"
	Meter    Unit = "m"
	SPerM    Unit = "s/m" // pace
	SPerMile Unit = "s/mi"
	Frac     Unit = "1" // a ratio or share, 0.06 is 6 %
	Ratio    Unit = "ratio"
	MPS      Unit = "m/s"
	BPM      Unit = "bpm"
	SPM      Unit = "spm"
	ML       Unit = "ml"
	MLPerH   Unit = "ml/h"
	MG       Unit = "mg"
	MGPerH   Unit = "mg/h"
	KG       Unit = "kg"
	Celsius  Unit = "°C"
	MLPerKG  Unit = "ml/kg"
	GPerH    Unit = "g/h"
	PerWeek  Unit = "1/week"
	MPerH    Unit = "m/h"
	Day      Unit = "d"
	Count    Unit = "count"
)

// Units lists every unit, for tests that demand a wording for each.
func Units() []Unit {
	return []Unit{Second, Meter, SPerM, SPerMile, Frac, Ratio, MPS, BPM, SPM, ML, MLPerH, MG, MGPerH, KG, Celsius, MLPerKG, GPerH, PerWeek, MPerH, Day, Count}
}

// Measure is a number with its name and unit.
type Measure struct {
	Name  string
	Value float64
	Unit  Unit
}

// Maybe is a number that may be missing, so that NaN never leaves this
// package. Its unit stands in the name of the field that holds it.
type Maybe struct {
	Value float64
	Known bool
}

// maybe makes a Maybe of v; NaN and the infinities are missing.
func maybe(v float64) Maybe {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Maybe{}
	}
	return Maybe{v, true}
}

// above says whether v exceeds limit by more than the rounding of the sums and
// quotients that made it: 70.2 − 70.0 is not above 0.2.
func above(v, limit float64) bool {
	const rounding = 1e-9 // of the limit
	return v > limit+rounding*math.Abs(limit)
}

// Or returns the value, or other where it is missing.
func (m Maybe) Or(other float64) float64 {
	if m.Known {
		return m.Value
	}
	return other
}
