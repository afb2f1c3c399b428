package analyze

import (
	"fmt"
	"math"
	"time"

	"github.com/zsefvlol/timezonemapper"

	"crampcheck/parse"
)

// zone is the local time of a run and where it is known from.
type zone struct {
	loc    *time.Location
	source string
}

// zoneOf returns the zone of a run. The order of sources is the note's own,
// the caller's --tz, the device's local time, an offset in the file, the place
// of the start, the configured zone, and UTC. The computer's zone never
// matters.
func (d *Desk) zoneOf(a *parse.Activity, noted string, o Options) zone {
	if loc := d.load(noted); loc != nil {
		return zone{loc, "notes"}
	}
	if o.Zone != nil {
		return zone{o.Zone, "--tz"}
	}
	if a.ZoneSource != "" {
		return zone{offset(a.ZoneS), a.ZoneSource}
	}
	if lat, lon, ok := firstPlace(a); ok {
		if loc := d.load(timezonemapper.LatLngToTimezoneString(lat, lon)); loc != nil {
			return zone{loc, "start position"}
		}
	}
	if o.FallbackZone != nil {
		return zone{o.FallbackZone, "configuration"}
	}
	return zone{time.UTC, "UTC, as nothing tells the zone"}
}

// load returns the named zone, nil for "" or an unknown name.
func (d *Desk) load(name string) *time.Location {
	if name == "" {
		return nil
	}
	if loc := d.zones[name]; loc != nil {
		return loc
	}
	loc, err := LoadZone(name)
	if err != nil {
		return nil
	}
	if d.zones == nil {
		d.zones = map[string]*time.Location{}
	}
	d.zones[name] = loc
	return loc
}

// offset returns a zone that lies east of UTC by eastS seconds and is named as
// RFC 3339 writes it.
func offset(eastS float64) *time.Location {
	s := int(math.Round(eastS))
	sign := '+'
	abs := s
	if s < 0 {
		sign, abs = '-', -s
	}
	return time.FixedZone(fmt.Sprintf("%c%02d:%02d", sign, abs/3600, abs/60%60), s)
}

// firstPlace returns the first position of a that can be one.
func firstPlace(a *parse.Activity) (lat, lon float64, ok bool) {
	for i := range a.LatDeg {
		lat, lon = a.LatDeg[i], a.LonDeg[i]
		if math.Abs(lat) <= 90 && math.Abs(lon) <= 180 && haversineM(lat, lon, 0, 0) >= nullIslandM {
			return lat, lon, true
		}
	}
	return 0, 0, false
}
