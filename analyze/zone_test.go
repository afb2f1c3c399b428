package analyze

import (
	"testing"
	"time"

	"crampcheck/parse"
)

func TestOrderOfZones(t *testing.T) {
	tokyo, cairo := new(Desk).load("Asia/Tokyo"), new(Desk).load("Africa/Cairo")
	if tokyo == nil || cairo == nil {
		t.Fatal("the zones are not in the binary")
	}
	all := func() (*parse.Activity, Options) {
		a := onMap(record(runs(900, 0.3))) // 47° N 8.5° E: Zurich
		a.ZoneS, a.ZoneSource = -7*3600, "FIT local_timestamp"
		return a, Options{Zone: tokyo, FallbackZone: cairo}
	}
	for _, c := range []struct {
		name         string
		noted        string
		change       func(a *parse.Activity, o *Options)
		zone, source string
	}{
		{"the note's own comes first", "Australia/Sydney", func(*parse.Activity, *Options) {}, "Australia/Sydney", "notes"},
		{"then --tz", "", func(*parse.Activity, *Options) {}, "Asia/Tokyo", "--tz"},
		{"an unknown name in the notes is passed over", "Mars/Olympus", func(*parse.Activity, *Options) {}, "Asia/Tokyo", "--tz"},
		{"the computer's zone is nobody's", "Local", func(*parse.Activity, *Options) {}, "Asia/Tokyo", "--tz"},
		{"then the file's", "", func(_ *parse.Activity, o *Options) { o.Zone = nil }, "-07:00", "FIT local_timestamp"},
		{"then the place of the start", "", func(a *parse.Activity, o *Options) { o.Zone, a.ZoneSource = nil, "" }, "Europe/Zurich", "start position"},
		{"then the configured one", "", func(a *parse.Activity, o *Options) { o.Zone, a.ZoneSource, a.LatDeg, a.LonDeg = nil, "", nil, nil }, "Africa/Cairo", "configuration"},
		{"then UTC", "", func(a *parse.Activity, o *Options) { *o, a.ZoneSource, a.LatDeg, a.LonDeg = Options{}, "", nil, nil }, "UTC", "UTC, as nothing tells the zone"},
	} {
		a, o := all()
		c.change(a, &o)
		if got := new(Desk).zoneOf(a, c.noted, o); got.loc.String() != c.zone || got.source != c.source {
			t.Errorf("%s: %s by %q, want %s by %q", c.name, got.loc, got.source, c.zone, c.source)
		}
	}
}

func TestZonesOfPlaces(t *testing.T) {
	for _, c := range []struct {
		zone     string
		lat, lon float64
		local    string // of 2026-01-15 12:00 UTC
	}{
		{"Europe/Zurich", 47.3769, 8.5417, "13:00"},
		{"America/Los_Angeles", 34.0522, -118.2437, "04:00"},
		{"Australia/Sydney", -33.8688, 151.2093, "23:00"},
		{"Asia/Kathmandu", 27.7172, 85.3240, "17:45"},
	} {
		a := &parse.Activity{TimeS: []float64{0, 1, 2, 3}, LatDeg: []float64{nan, 0, 200, c.lat}, LonDeg: []float64{nan, 0, 0, c.lon}}
		z := new(Desk).zoneOf(a, "", Options{})
		got := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC).In(z.loc).Format("15:04")
		if z.loc.String() != c.zone || got != c.local {
			t.Errorf("%v, %v: %s, %s, want %s, %s", c.lat, c.lon, z.loc, got, c.zone, c.local)
		}
	}
}

func TestOffsets(t *testing.T) {
	for _, c := range []struct {
		eastS float64
		want  string
	}{{0, "+00:00"}, {20_700, "+05:45"}, {-12_600, "-03:30"}, {46_800, "+13:00"}, {-25_200.4, "-07:00"}} {
		loc := offset(c.eastS)
		if got := time.Unix(0, 0).In(loc).Format("-07:00"); loc.String() != c.want || got != c.want {
			t.Errorf("%v s: %s, which is %s, want %s", c.eastS, loc, got, c.want)
		}
	}
}

func TestTheDayOfARun(t *testing.T) {
	a := record(runs(900, 0.3))
	a.Start = time.Date(2026, 10, 12, 4, 0, 0, 0, time.UTC)
	a.ZoneS, a.ZoneSource = -7*3600, "offset in the file"
	if got := judged(t, a).Day(); got != "2026-10-11" {
		t.Errorf("04:00 UTC seven hours west is of %q, want the day before", got)
	}
	a.ClockUnset = true
	if got := judged(t, a).Day(); got != "" {
		t.Errorf("a device without a date has the day %q", got)
	}
}
