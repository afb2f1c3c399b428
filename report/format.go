// Package report turns Results into text. It rounds and words; it computes
// nothing and compares no results with each other.
package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"crampcheck/analyze"
)

// Units are the units of distance in which a runner reads.
type Units string

// The units. JSON is always SI.
const (
	Miles Units = "mi"
	Km    Units = "km"
)

const (
	mileM     = 1609.344       // m
	ozML      = 29.5735        // ml in a US fluid ounce
	lbKG      = 0.45359237     // kg in a pound
	nbsp      = "\u00a0"       // between a number and its unit
	slowestSM = 1800.0 / mileM // s/m, 30:00 /mi: slower prints no pace
	missing   = "–"
)

// lengthM returns the length of one unit in metres.
func (u Units) lengthM() float64 {
	if u == Km {
		return 1000
	}
	return mileM
}

// duration writes seconds, rounded half up, as m:ss below an hour and h:mm:ss
// from there on.
func duration(s float64) string {
	if math.IsNaN(s) || math.IsInf(s, 0) {
		return missing
	}
	sign := ""
	n := int64(math.Floor(math.Abs(s) + 0.5))
	if s < 0 && n > 0 {
		sign = "−"
	}
	if n < 3600 {
		return fmt.Sprintf("%s%d:%02d", sign, n/60, n%60)
	}
	return fmt.Sprintf("%s%d:%02d:%02d", sign, n/3600, n/60%60, n%60)
}

// clock writes seconds since the start always as h:mm:ss, as runners note them.
func clock(s float64) string {
	n := int64(math.Floor(max(s, 0) + 0.5))
	return fmt.Sprintf("%d:%02d:%02d", n/3600, n/60%60, n%60)
}

// span writes a length of time: seconds below 100 s, else as duration does.
func span(s float64) string {
	if math.Abs(s) < 99.5 {
		return number(s, 0) + nbsp + "s"
	}
	return duration(s)
}

// number writes v with the given decimals and a true minus sign, never "−0".
func number(v float64, decimals int) string {
	s := fmt.Sprintf("%.*f", decimals, math.Abs(v))
	if v < 0 && strings.Trim(s, "0.") != "" {
		return "−" + s
	}
	return s
}

// signed writes v with its sign, + for positive values.
func signed(v float64, decimals int) string {
	s := number(v, decimals)
	if !strings.HasPrefix(s, "−") && strings.Trim(s, "0.") != "" {
		return "+" + s
	}
	return s
}

// pace writes a pace given in s/m as m:ss per unit, without the unit; a stop or
// a crawl slower than 30:00 /mi has none.
func (u Units) pace(sPerM float64) string {
	if !(sPerM > 0) || sPerM > slowestSM {
		return missing
	}
	return duration(sPerM * u.lengthM())
}

// paceUnit writes a pace with its unit.
func (u Units) paceUnit(sPerM float64) string {
	p := u.pace(sPerM)
	if p == missing {
		return p
	}
	return p + nbsp + "/" + string(u)
}

// distance writes metres in the runner's unit with two decimals, floored, so
// that nobody is promised a metre too many.
func (u Units) distance(m float64) string {
	const grainM = 0.01 // m, what devices store: 18 mi as 28968.19 m are 18.00
	return fmt.Sprintf("%.2f", math.Floor((m+grainM)/u.lengthM()*100)/100)
}

// distanceUnit writes a distance with its unit.
func (u Units) distanceUnit(m float64) string { return u.distance(m) + nbsp + string(u) }

// mark writes a place on the course with one decimal.
func (u Units) mark(m float64) string {
	if u == Km {
		return "km" + nbsp + fmt.Sprintf("%.1f", m/1000)
	}
	return "mile" + nbsp + fmt.Sprintf("%.1f", m/mileM)
}

// percent writes a ratio in percent: one decimal below ten, none above.
func percent(frac float64) string {
	p := frac * 100
	if math.Abs(p) < 9.95 {
		return number(p, 1) + nbsp + "%"
	}
	return number(p, 0) + nbsp + "%"
}

// measure writes a number with its unit, in the runner's units.
func (u Units) measure(m analyze.Measure) string {
	v := m.Value
	withUnit := func(decimals int, unit string) string { return number(v, decimals) + nbsp + unit }
	ounces := func(suffix string) string {
		if u == Km {
			return ""
		}
		return " (" + number(v/ozML, 0) + nbsp + "oz" + suffix + ")"
	}
	switch m.Unit {
	case analyze.Second:
		return span(v)
	case analyze.Meter:
		if v < 500 {
			return withUnit(0, "m")
		}
		return u.distanceUnit(v)
	case analyze.SPerM:
		return u.paceUnit(v)
	case analyze.SPerMile:
		return number(v*u.lengthM()/mileM, 0) + nbsp + "s/" + string(u)
	case analyze.Frac:
		return percent(v)
	case analyze.Ratio:
		return number(v, 1)
	case analyze.MPS:
		return withUnit(1, "m/s")
	case analyze.BPM:
		return withUnit(0, "bpm")
	case analyze.SPM:
		return withUnit(0, "spm")
	case analyze.ML:
		return withUnit(0, "ml") + ounces("")
	case analyze.MLPerH:
		return withUnit(0, "ml/h") + ounces("/h")
	case analyze.MG:
		return withUnit(0, "mg")
	case analyze.MGPerH:
		return withUnit(0, "mg/h")
	case analyze.KG:
		if u == Km {
			return withUnit(1, "kg")
		}
		return number(v/lbKG, 1) + nbsp + "lb"
	case analyze.Celsius:
		if u == Km {
			return withUnit(0, "°C")
		}
		return number(v*9/5+32, 0) + nbsp + "°F"
	case analyze.MLPerKG:
		return withUnit(0, "ml/kg")
	case analyze.GPerH:
		return withUnit(0, "g/h")
	case analyze.PerWeek:
		return number(v, 1) + " a week"
	case analyze.MPerH:
		return withUnit(0, "m/h")
	case analyze.Day:
		return withUnit(0, "days")
	case analyze.Count:
		return number(v, 0)
	}
	panic("no wording for unit " + string(m.Unit))
}

// fill puts the evidence and words of a finding into a sentence of its rule. A
// name that the finding does not hold is a bug of the rule.
func (u Units) fill(sentence string, f *analyze.Finding) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(sentence, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		b.WriteString(u.word(name, f))
		sentence = after
	}
}

func (u Units) word(name string, f *analyze.Finding) string {
	later := slices.ContainsFunc(f.Told().Words, func(w analyze.Word) bool { return w.Name == "after_warmup" })
	switch {
	case name == "Mile1" && later:
		return "The first mile after the warm-up"
	case name == "Mile1" && u == Km:
		return "The first mile (1.61 km)"
	case name == "Mile1":
		return "Mile 1"
	case name == "mile1":
		return "the first mile"
	}
	for _, m := range f.Evidence {
		if m.Name == name {
			return u.evidence(m)
		}
	}
	for _, w := range f.Told().Words {
		if w.Name == name {
			return w.Text
		}
	}
	panic("rule " + f.Rule + ": no evidence named " + name)
}

// evidence is measure, but for moments, which read as times since the start.
func (u Units) evidence(m analyze.Measure) string {
	if m.Name == "at" {
		return clock(m.Value)
	}
	return u.measure(m)
}

// day writes a run's local date, or says that its device knew none.
func day(r *analyze.Result) string {
	if d := r.Day(); d != "" {
		return d
	}
	return "no date"
}

// moment writes the local start of a run.
func moment(r *analyze.Result) string {
	if !r.DateKnown {
		return "the device did not know the date"
	}
	return r.Local.Format("Mon 2 Jan 2006, 15:04")
}

// utc writes a time as RFC 3339 in UTC, with a fraction where it has one.
func utc(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// cite writes the sources behind the keys of a bibliography.
func cite(keys []string) []string {
	out := make([]string, 0, len(keys))
	for _, k := range keys {
		s := analyze.Cite(k)
		text := s.Text
		if s.DOI != "" {
			text += ". doi:" + s.DOI
		}
		out = append(out, text)
	}
	return out
}

// name is what a run is called: its title, or its file.
func name(r *analyze.Result) string {
	if r.Title != "" {
		return r.Title
	}
	if r.File == "-" {
		return "standard input"
	}
	file := r.File
	if i := strings.LastIndexAny(file, "/!"); i >= 0 {
		file = file[i+1:]
	}
	if d := r.Day(); d != "" && len(file) > len(d)+1 {
		file = strings.TrimPrefix(file, d+"-") // the table says the date already
	}
	if r.Index > 0 {
		return fmt.Sprintf("%s (%d)", file, r.Index+1)
	}
	return file
}
