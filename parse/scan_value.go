package parse

import (
	"bytes"
	"encoding/xml"
	"math"
	"math/bits"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// parseDecimal reads a decimal number: an optional sign, digits with at most
// one point or comma, an optional exponent. Anything else is NaN, and so is a
// number too large for a float. The result is the nearest float, as strconv
// gives it.
func parseDecimal(b []byte) float64 {
	b = trimXMLSpace(b)
	i, neg := 0, false
	if i < len(b) && (b[i] == '-' || b[i] == '+') {
		neg = b[i] == '-'
		i++
	}
	const maxDigits = 19 // that fit into 64 bits
	var m uint64         // the first digits that count
	point, digits, kept, decimals, left := -1, 0, 0, 0, false
	for ; i < len(b); i++ {
		c := b[i]
		if c == '.' || c == ',' {
			if point >= 0 {
				return math.NaN()
			}
			point = i
			continue
		}
		if c < '0' || c > '9' {
			break
		}
		digits++
		if kept == maxDigits {
			left = true
			if point < 0 {
				decimals--
			}
			continue
		}
		m = m*10 + uint64(c-'0')
		if m > 0 {
			kept++
		}
		if point >= 0 {
			decimals++
		}
	}
	if digits == 0 {
		return math.NaN()
	}
	if i == len(b) && decimals >= 0 && decimals <= 19 {
		v := divPow10(m, decimals)
		if !left || v == divPow10(m+1, decimals) { // what was left out cannot matter
			if neg {
				return -v
			}
			return v
		}
	}
	return parseSlow(b, i, point)
}

// parseSlow reads what the fast path leaves: exponents and very long numbers.
// The digits end at i, the point or comma stands at point.
func parseSlow(b []byte, i, point int) float64 {
	if i < len(b) {
		if b[i] != 'e' && b[i] != 'E' {
			return math.NaN()
		}
		j := i + 1
		if j < len(b) && (b[j] == '-' || b[j] == '+') {
			j++
		}
		if j == len(b) {
			return math.NaN()
		}
		for ; j < len(b); j++ {
			if b[j] < '0' || b[j] > '9' {
				return math.NaN()
			}
		}
	}
	if point >= 0 && b[point] == ',' {
		b = bytes.Clone(b)
		b[point] = '.'
	}
	v, err := strconv.ParseFloat(string(b), 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

// pow10 are the powers of ten that fit.
var pow10 = [20]uint64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

// divPow10 returns the float nearest to m / 10^k, ties to even, for k from 0
// to 19. It divides in integers: 64 bits of quotient and the remainder decide
// the rounding.
func divPow10(m uint64, k int) float64 {
	d := pow10[k]
	if m < 1<<53 { // 10^19 is a float too: one division rounds once
		return float64(m) / float64(d)
	}
	mz, dz := bits.LeadingZeros64(m), bits.LeadingZeros64(d)
	m <<= mz
	d <<= dz
	exp := dz - mz - 64
	hi, lo := m, uint64(0)
	if m >= d {
		hi, lo = m>>1, m<<63
		exp++
	}
	q, rem := bits.Div64(hi, lo, d) // q has its top bit set
	const low = 64 - 53
	cut := q & (1<<low - 1)
	q >>= low
	if half := uint64(1) << (low - 1); cut > half || cut == half && (rem > 0 || q&1 == 1) {
		q++
	}
	return math.Ldexp(float64(q), exp+low)
}

// xmlTime is a time as a file writes it.
type xmlTime struct {
	unixS   float64 // s since 1970, UTC; NaN: not readable
	offsetS float64 // s east of UTC, when zoned
	zoned   bool    // a zone was written; without one UTC is meant
}

// parseTime reads an RFC 3339 time and its near relatives: T, t or a blank
// between date and time; seconds may be missing; a fraction of any length
// after a point or comma, cut at the nanosecond; Z, z, ±hh:mm, ±hhmm, ±hh or
// no zone. A date that no calendar has and a leap second are not readable.
func parseTime(b []byte) xmlTime {
	bad := xmlTime{unixS: math.NaN()}
	b = trimXMLSpace(b)
	if len(b) < 16 || b[4] != '-' || b[7] != '-' || b[13] != ':' ||
		b[10] != 'T' && b[10] != 't' && b[10] != ' ' {
		return bad
	}
	year, ok1 := digits2(b[0:2], 99)
	year2, ok2 := digits2(b[2:4], 99)
	month, ok3 := digits2(b[5:7], 12)
	day, ok4 := digits2(b[8:10], 31)
	hour, ok5 := digits2(b[11:13], 23)
	minute, ok6 := digits2(b[14:16], 59)
	if !(ok1 && ok2 && ok3 && ok4 && ok5 && ok6) {
		return bad
	}
	year = year*100 + year2
	if month < 1 || day < 1 || day > daysIn(year, month) {
		return bad
	}
	b = b[16:]
	second, nano := 0, 0
	if len(b) > 0 && b[0] == ':' {
		if len(b) < 3 {
			return bad
		}
		var ok bool
		if second, ok = digits2(b[1:3], 59); !ok {
			return bad
		}
		if nano, b, ok = fraction(b[3:]); !ok {
			return bad
		}
	}
	offset, zoned, ok := zone(b)
	if !ok {
		return bad
	}
	whole := daysSince1970(year, month, day)*86400 + int64(hour*3600+minute*60+second-offset)
	return xmlTime{
		unixS:   float64(whole) + float64(nano)/1e9,
		offsetS: float64(offset),
		zoned:   zoned,
	}
}

// digits2 reads two digits that are at most limit.
func digits2(b []byte, limit int) (n int, ok bool) {
	hi, lo := b[0]-'0', b[1]-'0'
	n = int(hi)*10 + int(lo)
	return n, hi <= 9 && lo <= 9 && n <= limit
}

// fraction reads the fraction of a second, in nanoseconds, if b begins with
// one, and returns what follows it.
func fraction(b []byte) (nano int, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '.' && b[0] != ',' {
		return 0, b, true
	}
	unit := 100_000_000
	i := 1
	for ; i < len(b) && b[i] >= '0' && b[i] <= '9'; i++ {
		nano += int(b[i]-'0') * unit
		unit /= 10
	}
	return nano, b[i:], i > 1
}

// zone reads the zone that is all of b, in seconds east of UTC.
func zone(b []byte) (offset int, zoned, ok bool) {
	if len(b) == 0 {
		return 0, false, true
	}
	if len(b) == 1 {
		return 0, true, b[0] == 'Z' || b[0] == 'z'
	}
	sign := 1
	switch b[0] {
	case '+':
	case '-':
		sign = -1
	default:
		return 0, false, false
	}
	b = b[1:]
	if len(b) == 5 && b[2] == ':' {
		b = []byte{b[0], b[1], b[3], b[4]}
	}
	if len(b) != 2 && len(b) != 4 {
		return 0, false, false
	}
	hours, ok := digits2(b, 23)
	if !ok {
		return 0, false, false
	}
	minutes := 0
	if len(b) == 4 {
		if minutes, ok = digits2(b[2:], 59); !ok {
			return 0, false, false
		}
	}
	return sign * (hours*3600 + minutes*60), true, true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// daysSince1970 counts the days from 1970-01-01 in the Gregorian calendar, in
// years that begin in March, so that the leap day is the last one.
func daysSince1970(year, month, day int) int64 {
	const cycle = 400 // years, after which the calendar repeats
	const cycleDays = 146_097
	y := int64(year) + cycle // years before 0 would divide the wrong way
	if month <= 2 {
		y--
		month += 12
	}
	return 365*y + y/4 - y/100 + y/400 + int64((153*(month-3)+2)/5+day-1) - 719_468 - cycleDays
}

// decodeXML resolves the entities of a text and repairs its characters. An
// entity that nobody knows stays as it is written.
func decodeXML(b []byte) []byte {
	if bytes.IndexByte(b, '&') < 0 {
		return cleanUTF8(b)
	}
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		i := bytes.IndexByte(b, '&')
		if i < 0 {
			break
		}
		out = append(out, b[:i]...)
		b = b[i:]
		r, n := entity(b)
		out = append(out, r...)
		b = b[n:]
	}
	return cleanUTF8(append(out, b...))
}

// entity resolves the reference at the start of b and returns how many bytes
// it takes; a bare & stands for itself.
func entity(b []byte) (text string, n int) {
	const longest = 32 // bytes; the longest HTML name has 31
	end := bytes.IndexByte(b[:min(len(b), longest)], ';')
	if end < 2 {
		return "&", 1
	}
	name := string(b[1:end])
	switch name {
	case "amp":
		return "&", end + 1
	case "lt":
		return "<", end + 1
	case "gt":
		return ">", end + 1
	case "quot":
		return `"`, end + 1
	case "apos":
		return "'", end + 1
	}
	if name[0] == '#' {
		digits, base := name[1:], 10
		if len(digits) > 0 && (digits[0] == 'x' || digits[0] == 'X') {
			digits, base = digits[1:], 16
		}
		r, err := strconv.ParseUint(digits, base, 32)
		if err != nil || r > utf8.MaxRune {
			return "&", 1
		}
		return string(rune(r)), end + 1
	}
	if text, ok := xml.HTMLEntity[name]; ok {
		return text, end + 1
	}
	return "&", 1
}

// cleanUTF8 returns b as valid UTF-8. Bytes that are none are read as Windows
// characters, which old programs write under a UTF-8 header.
func cleanUTF8(b []byte) []byte {
	if utf8.Valid(b) {
		return b
	}
	out := make([]byte, 0, len(b)+8)
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			r = charmap.Windows1252.DecodeByte(b[0])
		}
		out = utf8.AppendRune(out, r)
		b = b[n:]
	}
	return out
}
