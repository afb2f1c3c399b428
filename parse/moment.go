package parse

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
)

const (
	mileM = 1609.344 // m
	kmM   = 1000.0   // m
	hourS = 3600.0   // s
	minS  = 60.0     // s
	dayH  = 24       // h

	firstYear = 1998 // no watch export is older, see firstUnixS
	lastYear  = 2099
	maxZoneS  = 14 * 3600 // s, the easternmost zone there is
)

// momentHelp is the way out when a moment follows no form at all.
const momentHelp = "Write 1:42:10 or 42m (since the start), 10:32 (time of day), " +
	"mi 18.3, km 29,5, marker 18, lap 7, before, start, finish or after"

var (
	colonForm = late(`^(\d{1,4}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,6}))?)?$`)
	clockForm = late(`^(\d{1,2})(?::(\d{2})(?::(\d{2}))?)? ?(am|pm)?$`)
	dateForm  = late(`^\d{4}-\d{1,2}-\d{1,2}(?:$|[t ])`)
	datedForm = late(`^(\d{4}-\d{2}-\d{2})[t ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?(z|[+-]\d{2}:?\d{2})?$`)
)

// readMoment reads a moment as the runner wrote it. The grammar is closed:
// three parts are time since the start, two parts the time of day, and what
// could be read in two ways is refused with both spelled out.
func readMoment(s string) (Moment, error) {
	m, err := momentOf(normal(s), Clean(s))
	if err != nil {
		return Moment{}, err
	}
	m.Text = Clean(s)
	return m, nil
}

// momentOf reads the normal form s of a moment; written is what messages show.
func momentOf(s, written string) (Moment, error) {
	switch s {
	case "":
		return Moment{}, nil
	case "before", "start", "finish", "after":
		return Moment{Kind: MomentKind(s)}, nil
	}
	word, rest := cutLetters(s)
	switch word {
	case "lap":
		return lapMoment(rest, written)
	case "marker":
		return markerMoment(rest, written)
	case "clock":
		return clockMoment(rest, written)
	}
	if unit := distanceUnit(word); unit != "" {
		return distanceMoment(AtDistance, rest, unit, written)
	}
	if dateForm().MatchString(s) {
		return datedMoment(s, written)
	}
	if strings.HasSuffix(s, "am") || strings.HasSuffix(s, "pm") {
		return clockMoment(s, written)
	}
	if c := colonForm().FindStringSubmatch(s); c != nil && c[3] == "" {
		return twoParts(c[1], c[2], written)
	}
	if m, ok, err := spanMoment(s, written); ok {
		return m, err
	}
	v, err := cutNumber(s)
	if err != nil {
		return Moment{}, noMoment(written, err)
	}
	unit, rest := cutLetters(v.rest)
	switch {
	case unit == "" && rest == "":
		return Moment{}, fmt.Errorf("%s has no unit. Write %sm (since the start), mi %s, km %s or lap %s",
			shorten(written), v.text, v.text, v.text, v.text)
	case distanceUnit(unit) != "" && rest == "":
		return Moment{
			Kind: AtDistance, Unit: distanceUnit(unit),
			M: v.value * unitM(unit), UncertaintyM: v.half * unitM(unit),
		}, nil
	case unit == "m" && rest == "" && strings.HasPrefix(v.rest, " "):
		return Moment{}, fmt.Errorf("%s: minutes or metres? Write %s min or km %s",
			shorten(written), v.text, strconv.FormatFloat(v.value/kmM, 'f', -1, 64))
	}
	sec, half, err := readSpan(s)
	if err != nil {
		return Moment{}, noMoment(written, err)
	}
	return Moment{Kind: AtElapsed, S: sec, UncertaintyS: half}, nil
}

// noMoment is the error for a moment without any known form; a cause that
// knows more than that wins.
func noMoment(written string, cause error) error {
	if errors.Is(cause, errNoNumber) || errors.Is(cause, errNoSpan) {
		return fmt.Errorf("%s is no moment. %s", quoted(written), momentHelp)
	}
	return fmt.Errorf("%s: %w", quoted(written), cause)
}

// spanMoment reads the moments that are a time before the start, since the
// start, on the timer or after the finish, and says whether s is one of them.
func spanMoment(s, written string) (m Moment, ok bool, err error) {
	kind, span := AtElapsed, s
	for _, end := range []MomentKind{AtTimer, AtBefore, AtAfter} {
		if cut, found := strings.CutSuffix(s, string(end)); found {
			kind, span = end, strings.TrimSpace(cut)
		}
	}
	plus := strings.HasPrefix(span, "+")
	if cut, found := strings.CutPrefix(span, "-"); found {
		if kind != AtElapsed && kind != AtBefore {
			return Moment{}, true, fmt.Errorf("%s: a time after the start is not negative", quoted(written))
		}
		kind, span = AtBefore, strings.TrimSpace(cut)
	} else if plus {
		if kind == AtBefore {
			return Moment{}, true, fmt.Errorf("%s: write %s or -%s", quoted(written), span[1:]+" before", span[1:])
		}
		span = strings.TrimSpace(span[1:])
	}
	if c := colonForm().FindStringSubmatch(span); c != nil {
		sec, half, err := colonSpan(c, plus && kind == AtElapsed, written)
		return Moment{Kind: kind, S: sec, UncertaintyS: half}, true, err
	}
	if kind == AtElapsed && !plus {
		return Moment{}, false, nil // the caller looks for a distance first
	}
	sec, half, err := readSpan(span)
	if err != nil {
		return Moment{}, true, noMoment(written, err)
	}
	return Moment{Kind: kind, S: sec, UncertaintyS: half}, true, nil
}

// colonSpan reads h:mm:ss, and m:ss where two is set, from a match c of
// colonForm, in s and half of the last digit written.
func colonSpan(c []string, two bool, written string) (sec, half float64, err error) {
	a, b := atoi(c[1]), atoi(c[2])
	if c[3] == "" {
		switch {
		case !two:
			return 0, 0, fmt.Errorf("%s: two parts could be hours or minutes. Write three, e.g. %d:%02d:%s",
				shorten(written), a/60, a%60, c[2])
		case a > 59:
			return 0, 0, fmt.Errorf("%s: minutes go up to 59. Write +%d:%02d:%s or %s",
				shorten(written), a/60, a%60, c[2], spanText(a, b))
		case b > 59 || len(c[2]) < 2:
			return 0, 0, fmt.Errorf("%s: seconds have two digits and go up to 59", shorten(written))
		}
		return float64(a)*minS + float64(b), 0.5, nil
	}
	if b > 59 || atoi(c[3]) > 59 || len(c[2]) < 2 || len(c[3]) < 2 {
		return 0, 0, fmt.Errorf("%s: minutes and seconds have two digits and go up to 59", shorten(written))
	}
	s, half := decimalSeconds(c[3], c[4])
	return float64(a)*hourS + float64(b)*minS + s, half, nil
}

// twoParts reads h:mm as the time of day and nothing else.
func twoParts(hour, minute, written string) (Moment, error) {
	h, m := atoi(hour), atoi(minute)
	switch {
	case len(minute) < 2 || m > 59:
		return Moment{}, fmt.Errorf("%s is not a time of day: minutes have two digits and go up to 59. "+
			"For time since the start write hours, minutes and seconds, e.g. 1:42:10", shorten(written))
	case h >= dayH:
		return Moment{}, fmt.Errorf("%s is not a time of day. For %d min after the start write %d:%02d:%s or %s",
			shorten(written), h, h/60, h%60, minute, spanText(h, m))
	}
	return Moment{Kind: AtClock, S: float64(h)*hourS + float64(m)*minS, UncertaintyS: minS / 2}, nil
}

// spanText writes minutes and seconds as 42m10s.
func spanText(m, s int) string {
	if s == 0 {
		return fmt.Sprintf("%dm", m)
	}
	return fmt.Sprintf("%dm%02ds", m, s)
}

// clockMoment reads a time of day, of twelve hours with am or pm, else of 24.
func clockMoment(s, written string) (Moment, error) {
	c := clockForm().FindStringSubmatch(s)
	if c == nil || c[2] == "" && c[4] == "" {
		return Moment{}, fmt.Errorf("%s is not a time of day. Write 10:32, 10:32am or clock 10:32:05", shorten(written))
	}
	h, m, sec := atoi(c[1]), atoi(c[2]), atoi(c[3])
	if m > 59 || sec > 59 {
		return Moment{}, fmt.Errorf("%s is not a time of day: minutes and seconds go up to 59", shorten(written))
	}
	if c[4] != "" {
		if h < 1 || h > 12 {
			return Moment{}, fmt.Errorf("%s is not a time of day: with %s the hours go from 1 to 12", shorten(written), c[4])
		}
		h %= 12
		if c[4] == "pm" {
			h += 12
		}
	}
	if h >= dayH {
		return Moment{}, fmt.Errorf("%s is not a time of day: hours go up to 23", shorten(written))
	}
	out := Moment{Kind: AtClock, S: float64(h)*hourS + float64(m)*minS + float64(sec), UncertaintyS: 0.5}
	if c[3] == "" {
		out.UncertaintyS = minS / 2
	}
	if c[2] == "" {
		out.UncertaintyS = hourS / 2
	}
	return out, nil
}

// datedMoment reads a date with a time: absolute with an offset, else the time
// of day on that date in the run's zone.
func datedMoment(s, written string) (Moment, error) {
	c := datedForm().FindStringSubmatch(s)
	if c == nil {
		return Moment{}, fmt.Errorf("%s: with a date, write the time too, e.g. 2026-10-11T10:32 or 2026-10-11T10:32:05-07:00",
			quoted(written))
	}
	date, err := readDate(c[1])
	if err != nil {
		return Moment{}, err
	}
	h, m := atoi(c[2]), atoi(c[3])
	if h >= dayH || m > 59 || atoi(c[4]) > 59 {
		return Moment{}, fmt.Errorf("%s is not a time of day: hours go up to 23, minutes and seconds up to 59", shorten(written))
	}
	sec, half := decimalSeconds(c[4], c[5])
	if c[4] == "" {
		sec, half = 0, minS/2
	}
	since := float64(h)*hourS + float64(m)*minS + sec
	if c[6] == "" {
		return Moment{Kind: AtClock, S: since, Date: date, UncertaintyS: half}, nil
	}
	zoneS, ok := offsetS(c[6])
	if !ok {
		return Moment{}, fmt.Errorf("%s: %s is no offset from UTC. Write e.g. -07:00, +02:00 or Z", quoted(written), strings.ToUpper(c[6]))
	}
	day, _ := time.Parse(time.DateOnly, date)
	zone := time.UTC
	if zoneS != 0 {
		zone = time.FixedZone("", zoneS)
	}
	at := time.Date(day.Year(), day.Month(), day.Day(), h, m, 0, int(math.Round(sec*1e6))*1000, zone)
	return Moment{Kind: AtAbsolute, Time: at, UncertaintyS: half}, nil
}

// offsetS reads z, ±hh:mm or ±hhmm in seconds east of UTC.
func offsetS(s string) (int, bool) {
	if s == "z" {
		return 0, true
	}
	digits := strings.ReplaceAll(s[1:], ":", "")
	h, m := atoi(digits[:2]), atoi(digits[2:])
	sec := h*3600 + m*60
	if m > 59 || sec > maxZoneS {
		return 0, false
	}
	if s[0] == '-' {
		return -sec, true
	}
	return sec, true
}

// lapMoment reads the number of a lap.
func lapMoment(s, written string) (Moment, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 1e6 {
		return Moment{}, fmt.Errorf("%s is no lap. Laps count from 1: write lap 7", quoted(written))
	}
	return Moment{Kind: AtLap, Lap: n}, nil
}

// markerMoment reads a sign at the roadside: in miles unless it says km.
func markerMoment(s, written string) (Moment, error) {
	unit, rest := cutLetters(s)
	if unit == "" {
		unit = "mi"
		if v, err := cutNumber(s); err == nil && strings.TrimSpace(v.rest) != "" {
			unit, rest = strings.TrimSpace(v.rest), v.text
		}
	}
	if distanceUnit(unit) == "" {
		return Moment{}, fmt.Errorf("%s is no marker. Write marker 18 (miles) or marker km 30", quoted(written))
	}
	return distanceMoment(AtMarker, rest, distanceUnit(unit), written)
}

// distanceMoment reads a distance in unit, "mi" or "km".
func distanceMoment(kind MomentKind, s, unit, written string) (Moment, error) {
	v, err := cutNumber(s)
	if err == nil && v.rest != "" {
		err = errNoNumber
	}
	if errors.Is(err, errNoNumber) {
		return Moment{}, fmt.Errorf("%s is no distance. Write mi 18.3 or km 29,5, for a sign at the roadside marker 18", quoted(written))
	}
	if err != nil {
		return Moment{}, fmt.Errorf("%s: %w", quoted(written), err)
	}
	return Moment{Kind: kind, Unit: unit, M: v.value * unitM(unit), UncertaintyM: v.half * unitM(unit)}, nil
}

// distanceUnit returns "mi" or "km" for a word that means it, else "".
func distanceUnit(word string) string {
	switch word {
	case "mi", "mile", "miles":
		return "mi"
	case "km", "k", "kilometer", "kilometers", "kilometre", "kilometres":
		return "km"
	}
	return ""
}

// unitM returns the length of a mile or a kilometre in m.
func unitM(unit string) float64 {
	if distanceUnit(unit) == "mi" {
		return mileM
	}
	return kmM
}

var errNoSpan = errors.New("no duration")

// readSpan reads a time with units, the larger ones first: 42m, 1h42m10s, 38
// min, 1.5 h. It returns seconds and half of the last digit written.
func readSpan(s string) (sec, half float64, err error) {
	last := math.Inf(1) // the unit before, in s
	for rest := s; rest != ""; {
		v, err := cutNumber(rest)
		if err != nil {
			return 0, 0, err
		}
		word, tail := cutLetters(v.rest)
		unit := spanUnitS(word)
		switch {
		case unit == 0 || unit >= last:
			return 0, 0, errNoSpan
		case !math.IsInf(last, 1) && v.value*unit >= last:
			return 0, 0, errors.New("minutes and seconds go up to 59")
		case v.half < 0.5 && tail != "":
			return 0, 0, errors.New("only the last number may have decimals")
		}
		sec, half = sec+v.value*unit, v.half*unit
		last, rest = unit, tail
	}
	if math.IsInf(last, 1) {
		return 0, 0, errNoSpan
	}
	return sec, half, nil
}

// spanUnitS returns the length of a unit of time in s, 0 for another word.
func spanUnitS(word string) float64 {
	switch word {
	case "h", "hr", "hrs", "hour", "hours":
		return hourS
	case "m", "min", "mins", "minute", "minutes":
		return minS
	case "s", "sec", "secs", "second", "seconds":
		return 1
	}
	return 0
}

var errNoNumber = errors.New("no number")

// number is an unsigned number at the beginning of a text.
type number struct {
	value float64
	half  float64 // half of the last digit written
	text  string  // as written, with a point
	rest  string  // what follows, spaces included
}

var numberForm = late(`^(\d{0,9})(?:([.,])(\d{1,9}))?`)

// cutNumber reads the number at the beginning of s, with a decimal point or a
// decimal comma. A comma before exactly three digits could as well separate
// thousands and is refused.
func cutNumber(s string) (number, error) {
	c := numberForm().FindStringSubmatch(s)
	if c[0] == "" {
		return number{}, errNoNumber
	}
	rest := s[len(c[0]):]
	if rest != "" && (rest[0] >= '0' && rest[0] <= '9' || rest[0] == '.' || rest[0] == ',') {
		return number{}, errNoNumber
	}
	if c[2] == "," && len(c[3]) == 3 && strings.Trim(c[1], "0") != "" {
		return number{}, fmt.Errorf("%s could be %s%s or %s.%s. Write it without the comma", c[0], c[1], c[3], c[1], c[3])
	}
	text := c[1]
	if text == "" {
		text = "0"
	}
	if c[3] != "" {
		text += "." + c[3]
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return number{}, errNoNumber
	}
	return number{value: v, half: halfDigit(len(c[3])), text: text, rest: rest}, nil
}

// halfDigit returns half of the last of n decimals.
func halfDigit(n int) float64 { return 0.5 / math.Pow10(n) }

// decimalSeconds returns whole seconds with their decimals, and half of the last
// digit written.
func decimalSeconds(whole, decimals string) (v, half float64) {
	v, _ = strconv.ParseFloat(whole+"."+decimals+"0", 64)
	return v, halfDigit(len(decimals))
}

// cutLetters splits s after the letters it begins with; rest begins without a
// space.
func cutLetters(s string) (letters, rest string) {
	s = strings.TrimLeft(s, " ")
	n := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	if n < 0 {
		return s, ""
	}
	return s[:n], strings.TrimLeft(s[n:], " ")
}

// atoi returns the value of a short text of digits, 0 for none.
func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// normal is the form in which words and moments are compared: lower case,
// single spaces, one kind of minus, am and pm without points.
func normal(s string) string {
	s = strings.ToLower(Clean(s))
	return strings.Join(strings.Fields(oneSpelling.Replace(s)), " ")
}

var oneSpelling = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "−", "-", "–", "-", "a.m.", "am", "p.m.", "pm")

var (
	isoDate   = late(`^(\d{4})-(\d{2})-(\d{2})$`)
	dotDate   = late(`^(\d{1,2})\.(\d{1,2})\.(\d{4})$`)
	slashDate = late(`^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})$`)
	looseDate = late(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$`)
)

// readDate reads 2026-10-11 or 11.10.2026 as year-month-day. Other orders are
// refused, for none of them is read the same everywhere.
func readDate(s string) (string, error) {
	s = normal(s)
	if c := isoDate().FindStringSubmatch(s); c != nil {
		return calendar(s, atoi(c[1]), atoi(c[2]), atoi(c[3]))
	}
	if c := dotDate().FindStringSubmatch(s); c != nil {
		return calendar(s, atoi(c[3]), atoi(c[2]), atoi(c[1]))
	}
	const way = "date %s: write year-month-day, e.g. %s"
	if c := slashDate().FindStringSubmatch(s); c != nil {
		return "", slashed(s, c)
	}
	if c := looseDate().FindStringSubmatch(s); c != nil {
		if date, err := calendar(s, atoi(c[1]), atoi(c[2]), atoi(c[3])); err == nil {
			return "", fmt.Errorf(way, quoted(s), date)
		}
	}
	return "", fmt.Errorf(way, quoted(s), "2026-10-11")
}

// slashed explains why a date such as 10/11/2026 is not read.
func slashed(s string, c []string) error {
	a, b, year := atoi(c[1]), atoi(c[2]), atoi(c[3])
	if len(c[3]) == 2 {
		year += 2000
	}
	month, day := a, b
	if a > 12 {
		month, day = b, a
	}
	date, err := calendar(s, year, month, day)
	if err != nil {
		date = "2026-10-11"
	}
	text := fmt.Sprintf("date %s: write year-month-day, e.g. %s", quoted(s), date)
	if a != b && a >= 1 && a <= 12 && b >= 1 && b <= 12 {
		text += fmt.Sprintf(" (%s/%s could be %s or %s)", c[1], c[2], time.Month(a), time.Month(b))
	}
	return errors.New(text)
}

// calendar returns year-month-day when the calendar has such a day.
func calendar(s string, year, month, day int) (string, error) {
	switch {
	case year < firstYear || year > lastYear:
		return "", fmt.Errorf("date %s: the year is not between %d and %d", quoted(s), firstYear, lastYear)
	case month < 1 || month > 12:
		return "", fmt.Errorf("date %s: there is no month %d. Write year-month-day, e.g. 2026-10-11", quoted(s), month)
	}
	last := time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	if day < 1 || day > last {
		return "", fmt.Errorf("date %s: %s %d has days 1 to %d", quoted(s), time.Month(month), year, last)
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, month, day), nil
}

// quoted shows what the runner wrote in a message.
func quoted(s string) string { return `"` + shorten(s) + `"` }

// shorten cuts a text to what a message can show.
func shorten(s string) string {
	const most = 60 // characters
	n := 0
	for i := range s {
		if n++; n > most {
			return s[:i] + "…"
		}
	}
	return s
}
