package parse

import (
	"strings"
	"unicode"
)

// sportFromWords turns what a GPX or TCX file calls an effort into FIT's
// words. It knows the words of Strava, Garmin, Polar, Suunto, Coros and
// OpenTracks and the numbers of old Strava exports. A word that it does not
// know stays as it is, in lower case; "other" is FIT's "generic", no run, and
// unknown numbers are "".
func sportFromWords(s string) (sport, sub string) {
	words := strings.FieldsFunc(strings.ToLower(Clean(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	key := strings.Join(words, "_")
	if known, ok := sportWords[key]; ok {
		return known[0], known[1]
	}
	for _, w := range words { // "Outdoor Run", "Easy running 5k"
		if known, ok := sportWords[w]; ok && known[0] != "" {
			return known[0], known[1]
		}
	}
	if strings.Trim(key, "0123456789") == "" {
		return "", ""
	}
	return key, ""
}

// sportWords are the words for sports, joined with _, and FIT's words for them.
var sportWords = map[string][2]string{
	"run": {"running", ""}, "running": {"running", ""}, "runner": {"running", ""},
	"jog": {"running", ""}, "jogging": {"running", ""}, "9": {"running", ""},
	"parkrun": {"running", ""}, "laufen": {"running", ""}, "hardlopen": {"running", ""},
	"street_running": {"running", "street"}, "road_running": {"running", "street"},
	"trail_running": {"running", "trail"}, "trail_run": {"running", "trail"}, "trailrun": {"running", "trail"},
	"trailrunning": {"running", "trail"}, "running_trail": {"running", "trail"}, "run_trail": {"running", "trail"},
	"mountain_running": {"running", "trail"}, "ultra_run": {"running", "ultra"}, "ultra_running": {"running", "ultra"},
	"treadmill": {"running", "treadmill"}, "treadmill_running": {"running", "treadmill"},
	"treadmill_run": {"running", "treadmill"}, "running_treadmill": {"running", "treadmill"},
	"indoor_running": {"running", "indoor_running"}, "indoor_run": {"running", "indoor_running"},
	"running_indoor": {"running", "indoor_running"},
	"track_running":  {"running", "track"}, "track_run": {"running", "track"}, "running_track": {"running", "track"},
	"virtual_run": {"running", "virtual_activity"}, "virtualrun": {"running", "virtual_activity"},
	"virtual_running":  {"running", "virtual_activity"},
	"obstacle_run":     {"running", "obstacle"},
	"obstacle_running": {"running", "obstacle"},

	"ride": {"cycling", ""}, "cycling": {"cycling", ""}, "bike": {"cycling", ""}, "biking": {"cycling", ""},
	"bicycling": {"cycling", ""}, "1": {"cycling", ""}, "17": {"cycling", "virtual_activity"},
	"virtual_ride": {"cycling", "virtual_activity"}, "virtualride": {"cycling", "virtual_activity"},
	"road_biking": {"cycling", "road"}, "road_cycling": {"cycling", "road"},
	"mountain_biking": {"cycling", "mountain"}, "mountain_bike_ride": {"cycling", "mountain"}, "mtb": {"cycling", "mountain"},
	"gravel_cycling": {"cycling", "gravel_cycling"}, "gravel_ride": {"cycling", "gravel_cycling"},
	"indoor_cycling": {"cycling", "indoor_cycling"}, "ebikeride": {"cycling", "e_bike_fitness"},

	"walk": {"walking", ""}, "walking": {"walking", ""}, "10": {"walking", ""},
	"casual_walking": {"walking", "casual_walking"}, "speed_walking": {"walking", "speed_walking"},
	"indoor_walking": {"walking", "indoor_walking"}, "nordic_walking": {"walking", ""},

	"hike": {"hiking", ""}, "hiking": {"hiking", ""}, "4": {"hiking", ""}, "trekking": {"hiking", ""},

	"swim": {"swimming", ""}, "swimming": {"swimming", ""}, "16": {"swimming", ""},
	"lap_swimming": {"swimming", "lap_swimming"}, "pool_swimming": {"swimming", "lap_swimming"},
	"open_water_swimming": {"swimming", "open_water"}, "open_water": {"swimming", "open_water"},

	"rowing": {"rowing", ""}, "indoor_rowing": {"rowing", "indoor_rowing"},

	"other": {"generic", ""}, "generic": {"generic", ""}, "unknown": {"", ""}, "uncategorized": {"", ""},
	"default": {"", ""}, "workout": {"training", ""},
}
