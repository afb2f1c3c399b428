package analyze

import (
	"testing"
	"time"
)

func TestZonesOfTheBinary(t *testing.T) {
	for _, test := range []struct{ zone, utc, want string }{
		{"Europe/Zurich", "2026-03-29T00:59:59Z", "2026-03-29T01:59:59+01:00"},
		{"Europe/Zurich", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00+02:00"}, // last Sunday of March
		{"America/Los_Angeles", "2026-03-08T10:00:00Z", "2026-03-08T03:00:00-07:00"},
		{"Asia/Kolkata", "2026-01-01T00:00:00Z", "2026-01-01T05:30:00+05:30"},
		{"Europe/Kyiv", "2050-07-01T00:00:00Z", "2050-07-01T03:00:00+03:00"}, // beyond the table, by its rule
		{"UTC", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"},
	} {
		loc, err := LoadZone(test.zone)
		if err != nil {
			t.Errorf("%s: %v", test.zone, err)
			continue
		}
		at, err := time.Parse(time.RFC3339, test.utc)
		if err != nil {
			t.Fatal(err)
		}
		if got := at.In(loc).Format(time.RFC3339); got != test.want {
			t.Errorf("%s in %s is %s, want %s", test.utc, test.zone, got, test.want)
		}
		if loc.String() != test.zone {
			t.Errorf("%s is called %s", test.zone, loc)
		}
	}
}

func TestNoSuchZone(t *testing.T) {
	for _, name := range []string{"", "Local", "Europe", "europe/zurich", "/Europe/Zurich", "../zoneinfo.zip", "Europe/Zurich/", "Mars/Olympus"} {
		if loc, err := LoadZone(name); err == nil || loc != nil {
			t.Errorf("%q is the zone %v", name, loc)
		}
	}
}
