package parse

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/tormoder/fit"
)

// The library is the slow, obvious twin: on every real file that it reads
// rightly, our samples equal its records one by one, before anything is merged
// or spread. These are the files that it does not.
var fitTwinWrong = map[string]struct {
	why     string
	first   int // the first of the library's records that is compared
	records int // the first that is not; 0: all are
	skip    []Channel
}{
	"damaged-run-11k-strava-android.fit": {"a byte is missing in record 473: the library reads what follows as 20 bytes and stops", 0, 472, nil},
	"multisport-triathlon-fr255.fit":     {"session field 124 has 8 bytes: the library stops before the first record", 0, 0, nil},
	"ride-coros-pace2-misaligned.fit":    {"event field 3 has one byte: the library stops after 1,785 of 11,272 records", 0, 0, nil},
	"ride-zwift-tormoder-fails.fit":      {"event field 3 has 8 bytes: the library stops before the first record", 0, 0, nil},
	"run-10k-fr70-compressed-1990.fit":   {"compressed speed and distance: the library has the wrong scale and loses four bits; record 0 has no field at all and is only counted", 1, 0, []Channel{Speed, Distance}},
	"hr-only-fr70-1990.fit":              {"compressed speed and distance likewise; record 0 has no field at all and is only counted", 1, 0, []Channel{Speed, Distance}},
}

func TestFITSamplesEqualTheLibrarysRecords(t *testing.T) {
	compared := 0
	for _, name := range sharedFITs(t) {
		data := sharedFIT(t, name)
		file, err := fit.Decode(bytes.NewReader(data))
		act, typeErr := file.Activity()
		if typeErr != nil {
			t.Fatalf("%s: %v", name, typeErr)
		}
		p := readOneFITPart(data)
		if err := p.read(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		wrong, known := fitTwinWrong[name]
		records := act.Records
		if wrong.records > 0 {
			records = records[:wrong.records]
		}
		records = records[wrong.first:]
		if !known && !strings.HasPrefix(name, "damaged-") && err != nil {
			t.Errorf("%s: the library says %v; name it in the table", name, err)
		}
		if n := len(p.raw.unixS); n < len(records) || !known && n != len(records) {
			t.Errorf("%s: %d samples, the library has %d records", name, n, len(records))
			continue
		}
		for i, r := range records {
			compared++
			if bad := fitTwinDiffers(&p.raw, i, r, wrong.skip); bad != "" {
				t.Errorf("%s: record %d: %s", name, i, bad)
				break
			}
		}
	}
	if compared < 130_000 {
		t.Errorf("only %d records compared", compared)
	}
}

// fitTwinDiffers names the first value of sample i that is not the library's.
func fitTwinDiffers(r *raw, i int, m *fit.RecordMsg, skip []Channel) string {
	t := float64(m.Timestamp.Unix())
	if fit.IsBaseTime(m.Timestamp) {
		t = fitNaN
	}
	want := [NumChannels]float64{
		Latitude: m.PositionLat.Degrees(), Longitude: m.PositionLong.Degrees(),
		Distance: m.GetDistanceScaled(), Elevation: m.GetEnhancedAltitudeScaled(), Speed: m.GetEnhancedSpeedScaled(),
		HeartRate: fitNaN, Cadence: fitNaN, Power: fitNaN, Temperature: fitNaN,
	}
	if m.HeartRate != 0xff {
		want[HeartRate] = float64(m.HeartRate)
	}
	if m.Cadence != 0xff {
		want[Cadence] = float64(m.Cadence)
		if f := m.GetFractionalCadenceScaled(); !math.IsNaN(f) {
			want[Cadence] += f
		}
	}
	if m.Power != 0xffff {
		want[Power] = float64(m.Power)
	}
	if m.Temperature != 0x7f {
		want[Temperature] = float64(m.Temperature)
	}
	differ := func(a, b float64) bool { return a != b && !(math.IsNaN(a) && math.IsNaN(b)) }
	if differ(r.unixS[i], t) {
		return fmt.Sprintf("time %v, the library has %v", r.unixS[i], t)
	}
next:
	for c := range NumChannels {
		for _, s := range skip {
			if c == s {
				continue next
			}
		}
		if got := r.at(c, i); differ(got, want[c]) {
			return fmt.Sprintf("%s %v, the library has %v", c, got, want[c])
		}
	}
	return ""
}

// fitSources returns the count of records of each real FIT file, as the list
// beside them has it.
func fitSources(t *testing.T) map[string]int {
	text, err := os.ReadFile(filepath.Join(fitShared(t), "SOURCES.md"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	const records = 11 // column, from 1
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) < records+2 {
			continue
		}
		name := strings.TrimSpace(cells[1])
		if n, err := strconv.Atoi(strings.TrimSpace(cells[records])); err == nil && strings.HasSuffix(name, ".fit") {
			out[name] = n
		}
	}
	return out
}

func TestFITCountsEveryRecordOfTheRealFiles(t *testing.T) {
	want := fitSources(t)
	files := sharedFITs(t)
	if len(want) < len(files) || len(files) < 30 {
		t.Fatalf("%d files, %d counts", len(files), len(want))
	}
	// The list has the records before the first damage. Behind each of the 17
	// places where a byte is missing the recording goes on, up to the 11.27 km
	// of the session.
	want["damaged-run-11k-strava-android.fit"] = 5329
	for _, name := range files {
		got := 0
		for _, a := range mustFIT(t, sharedFIT(t, name)).Activities {
			got += a.Records
			if a.Len() > a.Records {
				t.Errorf("%s: %d samples of %d records", name, a.Len(), a.Records)
			}
		}
		if got != want[name] {
			t.Errorf("%s: %d records, want %d", name, got, want[name])
		}
	}
}

func lastFITValue(col []float64) float64 {
	for i := len(col) - 1; i >= 0; i-- {
		if !math.IsNaN(col[i]) {
			return col[i]
		}
	}
	return math.NaN()
}

func TestFITDistanceOfTheRealFilesIsTheSessions(t *testing.T) {
	except := map[string]string{
		"multisport-triathlon-fr920xt-chained.fit#1": "a transition of 142 m, whose last record comes 3 s and 5 m before its end",
	}
	checked := 0
	for _, name := range sharedFITs(t) {
		for _, a := range mustFIT(t, sharedFIT(t, name)).Activities {
			want, got := a.Totals.DistanceM, lastFITValue(a.DistanceM)
			if math.IsNaN(want) || math.IsNaN(got) {
				continue // no distance: heart rate only, or no session
			}
			checked++
			key := fmt.Sprintf("%s#%d", name, a.Index)
			if off := math.Abs(got - want); off > 0.005*want != (except[key] != "") {
				t.Errorf("%s: %.2f m, the session says %.2f; exception %q", key, got, want, except[key])
			}
		}
	}
	if checked < 35 {
		t.Errorf("only %d distances", checked)
	}
	if a := oneFIT(t, sharedFIT(t, "run-10k-fr70-compressed-1990.fit")); math.Abs(lastFITValue(a.DistanceM)-10_248.7) > 0.1 {
		t.Errorf("FR70: %v m, want 10,248.7", lastFITValue(a.DistanceM))
	}
}

func TestFITElapsedMinusPausesOfTheRealFilesIsTheTimer(t *testing.T) {
	except := map[string]string{
		"multisport-triathlon-fr920xt-chained.fit#1": "a transition of 170 s, whose last record comes 3 s before its end",
	}
	checked, paused := 0, 0
	for _, name := range sharedFITs(t) {
		for _, a := range mustFIT(t, sharedFIT(t, name)).Activities {
			if math.IsNaN(a.Totals.TimerS) {
				continue // no session
			}
			checked++
			got := a.ElapsedS()
			for _, p := range a.Pauses {
				got -= p.EndS - p.StartS
				paused++
			}
			key := fmt.Sprintf("%s#%d", name, a.Index)
			off := math.Abs(got - a.Totals.TimerS)
			if bad := off > max(3, 0.003*a.Totals.TimerS); bad != (except[key] != "") {
				t.Errorf("%s: %.1f s, the session's timer says %.1f; exception %q", key, got, a.Totals.TimerS, except[key])
			}
		}
	}
	if checked < 40 || paused < 100 {
		t.Errorf("only %d sessions with %d pauses", checked, paused)
	}
}

func TestFITWhatTheRealFilesAre(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"run-marathon-fenix7-2025.fit", "garmin fenix7|running|||3600|43 laps|0 pauses"},
		{"run-trail-37k-fenix6s-24stops.fit", "garmin fenix6s|running|trail||7200|37 laps|23 pauses"},
		{"run-treadmill-fr945-4stops.fit", "garmin fr945|running|treadmill||-18000|1 laps|3 pauses"},
		{"run-trail-21k-coros-apexpro.fit", "COROS APEX Pro|running||||22 laps|0 pauses"},
		{"run-10k-fr70-compressed-1990.fit", "garmin fr70|running||||11 laps|1 pauses"},
		{"ride-zwift-tormoder-fails.fit", "zwift|cycling|virtual_activity|||1 laps|0 pauses"},
		{"ride-79k-wahoo-57stops.fit", "wahoo_fitness ELEMNT|cycling||自行车|28800|1 laps|55 pauses"},
		{"damaged-ride-nosession-sigma.fit", "sigmasport 46|cycling||||1 laps|8 pauses"},
	} {
		a := oneFIT(t, sharedFIT(t, c.name))
		zone := ""
		if a.ZoneSource != "" {
			zone = strconv.Itoa(int(a.ZoneS))
		}
		got := fmt.Sprintf("%s|%s|%s|%s|%s|%d laps|%d pauses", a.Device, a.Sport, a.SubSport, a.Title, zone, len(a.Laps), len(a.Pauses))
		if got != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.name, got, c.want)
		}
	}
	sports := func(name string) string {
		var s []string
		for _, a := range mustFIT(t, sharedFIT(t, name)).Activities {
			s = append(s, a.Sport)
		}
		return strings.Join(s, " ")
	}
	for _, name := range []string{"multisport-triathlon-fr255.fit", "multisport-triathlon-fr920xt-chained.fit"} {
		if got, want := sports(name), "swimming transition cycling transition running"; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if got, want := sports("multisport-7sessions-fenix2.fit"), "generic transition running transition running transition cycling"; got != want {
		t.Errorf("fenix 2: %q, want %q", got, want)
	}
	// Nobody's name and no serial number leaves the file.
	serial := regexp.MustCompile(`\d{6,}`)
	for _, name := range sharedFITs(t) {
		for _, a := range mustFIT(t, sharedFIT(t, name)).Activities {
			if serial.MatchString(a.Device) {
				t.Errorf("%s: device %q", name, a.Device)
			}
		}
	}
}

// fitDigest is equal for equal files, holes included.
func fitDigest(f *File) string {
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%+v", f.Notes)
	for _, a := range f.Activities {
		_, _ = fmt.Fprintf(h, "%+v %v %v %v %v", a.Meta, a.Laps, a.Pauses, a.Marks, a.Notes)
		for _, v := range a.TimeS {
			_ = binary.Write(h, binary.LittleEndian, v)
		}
		for c := range NumChannels {
			_, _ = fmt.Fprint(h, c, a.Column(c) == nil)
			for _, v := range a.Column(c) {
				_ = binary.Write(h, binary.LittleEndian, v)
			}
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func TestFITReadsTheSameEveryTimeAndInParallel(t *testing.T) {
	names := []string{"run-10k-fr70-compressed-1990.fit", "run-9k-fenix2-rundyn.fit", "run-6k-fr645m.fit", "multisport-triathlon-fr920xt-chained.fit"}
	for _, name := range names {
		data := sharedFIT(t, name)
		want := fitDigest(mustFIT(t, data))
		for range 2 {
			if got := fitDigest(mustFIT(t, data)); got != want {
				t.Fatalf("%s: read again, it is another", name)
			}
		}
		for i := range 8 {
			t.Run(fmt.Sprintf("%s %d", name, i), func(t *testing.T) {
				t.Parallel()
				if got := fitDigest(mustFIT(t, data)); got != want {
					t.Error("read in parallel, it is another")
				}
			})
		}
	}
}
