package main

import (
	"bytes"
	"encoding/xml"
	"math"
	"testing"
	"time"

	"github.com/tkrajina/gpxgo/gpx"
	"github.com/tormoder/fit"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// eventful is a run with something of everything that a file can hold.
func eventful() Plan {
	p := plain()
	p.FirstMileFrac, p.WanderFrac = 0.1, 0.01
	p.HeartRateBPM, p.CadenceSPM, p.TemperatureC, p.LapM = 150, 171, 18, mileM
	p.Pauses = []Pause{{AtM: 2.5 * mileM, DurationS: 45}, {AtM: 6 * mileM, DurationS: 30, MovedM: 20}}
	p.Heights = []Height{{mileM, 0}, {4 * mileM, 60}, {10 * mileM, 10}}
	return p
}

func TestCRC(t *testing.T) {
	// The check value of CRC-16/ARC in Greg Cook's catalogue.
	if got := fitCRC([]byte("123456789")); got != 0xbb3d {
		t.Errorf("fitCRC = %#x, the catalogue says 0xbb3d", got)
	}
}

func TestFITReadBack(t *testing.T) {
	run := simulate(t, eventful(), 2)
	data := encodeFIT(run)
	if err := fit.CheckIntegrity(bytes.NewReader(data), false); err != nil {
		t.Fatal(err)
	}
	f, err := fit.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	a, err := f.Activity()
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Records) != len(run.Samples) || len(a.Laps) != 10 || len(a.Sessions) != 1 {
		t.Fatalf("%d records of %d, %d laps, %d sessions", len(a.Records), len(run.Samples), len(a.Laps), len(a.Sessions))
	}
	for i, s := range run.Samples {
		r := a.Records[i]
		half := float64(r.FractionalCadence) / 128
		same := r.Timestamp.Equal(run.Plan.Start.Add(time.Duration(s.AtS)*time.Second)) &&
			math.Abs(r.GetDistanceScaled()-s.DistanceM) < 1e-6 &&
			math.Abs(r.PositionLat.Degrees()-s.LatDeg) < 1e-7 &&
			math.Abs(r.PositionLong.Degrees()-s.LonDeg) < 1e-7 &&
			math.Abs(r.GetEnhancedAltitudeScaled()-s.ElevationM) < 1e-6 &&
			math.Abs(r.GetEnhancedSpeedScaled()-s.SpeedMPS) < 1e-6 &&
			int(r.HeartRate) == s.HeartRateBPM && int(r.Temperature) == s.TemperatureC &&
			2*(float64(r.Cadence)+half) == float64(s.CadenceSPM)
		if !same {
			t.Fatalf("record %d is %+v, the sample was %+v", i, r, s)
		}
	}
	s := a.Sessions[0]
	if s.Sport != fit.SportRunning || s.GetTotalDistanceScaled() != 16093.44 ||
		s.GetTotalElapsedTimeScaled() != float64(run.ElapsedS) || s.GetTotalTimerTimeScaled() != float64(run.ElapsedS-75) {
		t.Errorf("session says %v, %v m, %v s, timer %v s", s.Sport, s.GetTotalDistanceScaled(), s.GetTotalElapsedTimeScaled(), s.GetTotalTimerTimeScaled())
	}
	if l := a.Laps[0]; l.LapTrigger != fit.LapTriggerDistance || l.GetTotalDistanceScaled() != 1609.34 || math.Abs(l.GetTotalTimerTimeScaled()-432) > 0.01 {
		t.Errorf("lap 1: %v, %v m, %v s", l.LapTrigger, l.GetTotalDistanceScaled(), l.GetTotalTimerTimeScaled())
	}
	if l := a.Laps[2]; math.Abs(l.GetTotalElapsedTimeScaled()-l.GetTotalTimerTimeScaled()-45) > 0.001 {
		t.Errorf("lap 3: %v s elapsed, %v s on the timer, paused for 45 s", l.GetTotalElapsedTimeScaled(), l.GetTotalTimerTimeScaled())
	}
	fitEventsReadBack(t, a, run)
	if got := a.Activity.LocalTimestamp.Format("15:04:05"); got != run.Plan.Start.Add(time.Duration(run.ElapsedS)*time.Second).Format("15:04:05") {
		t.Errorf("local time at the end is %s", got)
	}
}

// fitEventsReadBack wants start, stop and start at the pauses, and stop.
func fitEventsReadBack(t *testing.T, a *fit.ActivityFile, run *Run) {
	t.Helper()
	want := []int{0, run.Pauses[0].StartS, run.Pauses[0].EndS, run.Pauses[1].StartS, run.Pauses[1].EndS, run.ElapsedS}
	if len(a.Events) != len(want) {
		t.Fatalf("%d events, want %d", len(a.Events), len(want))
	}
	for i, e := range a.Events {
		kind := fit.EventTypeStart
		if i%2 == 1 {
			kind = fit.EventTypeStopAll
		}
		at := int(e.Timestamp.Sub(run.Plan.Start) / time.Second)
		if e.Event != fit.EventTimer || e.EventType != kind || at != want[i] {
			t.Errorf("event %d: %v %v at %d s, want %v at %d s", i, e.Event, e.EventType, at, kind, want[i])
		}
	}
}

func TestFITWithoutSensors(t *testing.T) {
	p := plain()
	p.NoGPS, p.SubSport = true, "treadmill"
	f, err := fit.Decode(bytes.NewReader(encodeFIT(simulate(t, p, 1))))
	if err != nil {
		t.Fatal(err)
	}
	a, err := f.Activity()
	if err != nil {
		t.Fatal(err)
	}
	r := a.Records[len(a.Records)-1]
	if !r.PositionLat.Invalid() || r.HeartRate != 0xff || r.Cadence != 0xff || r.GetDistanceScaled() != 16093.44 {
		t.Errorf("last record %+v", r)
	}
	if a.Sessions[0].SubSport != fit.SubSportTreadmill {
		t.Errorf("sub sport %v", a.Sessions[0].SubSport)
	}
}

func TestGPXReadBack(t *testing.T) {
	for _, strava := range []bool{false, true} {
		p := eventful()
		p.Strava = strava
		p.Pauses[1].MovedM = 0 // ground that only the positions know
		run := simulate(t, p, 2)
		g, err := gpx.ParseBytes(encodeGPX(run))
		if err != nil {
			t.Fatal(err)
		}
		points := g.Tracks[0].Segments[0].Points
		if len(points) != len(run.Samples) || g.Tracks[0].Name != p.Title || g.Tracks[0].Type != "running" {
			t.Fatalf("%d points of %d, name %q, type %q", len(points), len(run.Samples), g.Tracks[0].Name, g.Tracks[0].Type)
		}
		lengthM, mileS := 0.0, math.NaN()
		for i, pt := range points {
			s := run.Samples[i]
			if !pt.Timestamp.Equal(p.Start.Add(time.Duration(s.AtS)*time.Second)) || math.Abs(pt.Elevation.Value()-s.ElevationM) > 1e-6 {
				t.Fatalf("point %d is %+v, the sample was %+v", i, pt, s)
			}
			if i == 0 {
				continue
			}
			stepM := haversineM(points[i-1].Latitude, points[i-1].Longitude, pt.Latitude, pt.Longitude)
			if lengthM < mileM && lengthM+stepM >= mileM {
				mileS = float64(run.Samples[i-1].AtS) + (mileM-lengthM)/stepM
			}
			lengthM += stepM
		}
		if math.Abs(lengthM-16093.44) > 1 {
			t.Errorf("the positions are %.2f m long, the run 16093.44 m", lengthM)
		}
		if math.Abs(mileS-432) > 0.3 {
			t.Errorf("the positions cross mile 1 at %.2f s, planted was 432 s", mileS)
		}
		ext := points[100].Extensions.Nodes
		if len(ext) != 1 || len(ext[0].Nodes) != 3 {
			t.Errorf("extensions %+v", ext)
		}
	}
}

// haversineM is the great-circle distance on the mean sphere.
func haversineM(lat1, lon1, lat2, lon2 float64) float64 {
	const radiusM = 6_371_008.8
	rad := math.Pi / 180
	a := math.Pow(math.Sin((lat2-lat1)*rad/2), 2) +
		math.Cos(lat1*rad)*math.Cos(lat2*rad)*math.Pow(math.Sin((lon2-lon1)*rad/2), 2)
	return 2 * radiusM * math.Asin(math.Sqrt(a))
}

func TestGPSNoiseHardlyLengthensTheTrack(t *testing.T) {
	p := plain()
	p.GPSSigmaM = 3
	run := simulate(t, p, 4)
	lengthM, offM := 0.0, 0.0
	quiet := simulate(t, plain(), 4).Samples
	for i, s := range run.Samples {
		offM = max(offM, haversineM(s.LatDeg, s.LonDeg, quiet[i].LatDeg, quiet[i].LonDeg))
		if i > 0 {
			q := run.Samples[i-1]
			lengthM += haversineM(q.LatDeg, q.LonDeg, s.LatDeg, s.LonDeg)
		}
	}
	if !(lengthM > 16093 && lengthM < 1.005*16093.44) {
		t.Errorf("%.1f m with noise of 3 m, 16093.4 m without", lengthM)
	}
	if !(offM > 4 && offM < 20) {
		t.Errorf("the worst position is %.1f m off", offM)
	}
}

func TestTCXReadBack(t *testing.T) {
	run := simulate(t, eventful(), 2)
	var doc struct {
		Activities []struct {
			Sport string `xml:"Sport,attr"`
			Notes string
			Laps  []struct {
				StartTime        string `xml:"StartTime,attr"`
				TotalTimeSeconds float64
				DistanceMeters   float64
				TriggerMethod    string
				Tracks           []struct {
					Points []struct {
						Time           time.Time
						DistanceMeters float64
						Speed          float64 `xml:"Extensions>TPX>Speed"`
						RunCadence     int     `xml:"Extensions>TPX>RunCadence"`
						BPM            int     `xml:"HeartRateBpm>Value"`
					} `xml:"Trackpoint"`
				} `xml:"Track"`
			} `xml:"Lap"`
		} `xml:"Activities>Activity"`
	}
	if err := xml.Unmarshal(encodeTCX(run), &doc); err != nil {
		t.Fatal(err)
	}
	act := doc.Activities[0]
	if act.Sport != "Running" || act.Notes != run.Plan.Title || len(act.Laps) != 10 {
		t.Fatalf("sport %q, notes %q, %d laps", act.Sport, act.Notes, len(act.Laps))
	}
	timerS, distanceM, tracks, i := 0.0, 0.0, 0, 0
	for _, l := range act.Laps {
		timerS += l.TotalTimeSeconds
		distanceM += l.DistanceMeters
		tracks += len(l.Tracks)
		for _, tr := range l.Tracks {
			for _, pt := range tr.Points {
				s := run.Samples[i]
				if !pt.Time.Equal(run.Plan.Start.Add(time.Duration(s.AtS)*time.Second)) || pt.DistanceMeters != s.DistanceM ||
					pt.BPM != s.HeartRateBPM || pt.RunCadence != s.CadenceSPM/2 || math.Abs(pt.Speed-s.SpeedMPS) > 1e-6 {
					t.Fatalf("point %d is %+v, the sample was %+v", i, pt, s)
				}
				i++
			}
		}
	}
	if i != len(run.Samples) || tracks != 12 { // ten laps, two pauses
		t.Errorf("%d points of %d in %d tracks", i, len(run.Samples), tracks)
	}
	if math.Abs(timerS-float64(run.TimerS)) > 0.01 || math.Abs(distanceM-16093.44) > 0.06 {
		t.Errorf("laps add up to %.3f s and %.2f m, the run to %d s and 16093.44 m", timerS, distanceM, run.TimerS)
	}
}

// TestEveryFormatTellsTheSameRun reads one run in three formats the way the
// tool does, and compares each with the truth.
func TestEveryFormatTellsTheSameRun(t *testing.T) {
	run := simulate(t, eventful(), 2)
	still := eventful()
	still.Pauses[1].MovedM = 0 // ground that only the positions know
	for _, c := range []struct {
		format   string
		data     []byte
		distance string
	}{
		{"fit", encodeFIT(run), "device"},
		{"gpx", encodeGPX(simulate(t, still, 2)), "positions"},
		{"tcx", encodeTCX(run), "device"},
	} {
		t.Run(c.format, func(t *testing.T) {
			f, err := parse.Read(c.data)
			if err != nil {
				t.Fatal(err)
			}
			if f.Format != c.format || len(f.Activities) != 1 || len(f.Notes) != 0 {
				t.Fatalf("%d activities in %s, notes %v", len(f.Activities), f.Format, f.Notes)
			}
			res, errs := analyze.Run(f.Activities[0], nil, analyze.Options{})
			if len(errs) != 0 || res.Distance != c.distance || res.Sport != "running" || !res.Start.Equal(still.Start) {
				t.Fatalf("distance from %q, sport %q, start %v, errors %v", res.Distance, res.Sport, res.Start, errs)
			}
			sameAsTruth(t, res, run)
		})
	}
}

func sameAsTruth(t *testing.T, res *analyze.Result, run *Run) {
	t.Helper()
	near := func(what string, got, want, tolerance float64) {
		t.Helper()
		if !(math.Abs(got-want) <= tolerance) {
			t.Errorf("%s = %.3f, the truth is %.3f", what, got, want)
		}
	}
	truth := run.Truth
	near("distance", res.DistanceM.Value, truth.DistanceM, 0.005*truth.DistanceM)
	near("elapsed", res.ElapsedS, truth.ElapsedS, 1)
	near("timer", res.TimerS, truth.TimerS, 1)
	near("moving", res.MovingS, truth.MovingS, 3) // two pauses begin at full seconds
	if len(res.Pauses) != 2 {
		t.Fatalf("%d pauses, want 2", len(res.Pauses))
	}
	for i, p := range truth.Pauses {
		near("begin of a pause", res.Pauses[i].StartS, p.StartS, 1)
		near("end of a pause", res.Pauses[i].EndS, p.EndS, 1)
	}
	if len(res.SplitsMile) != 10 || len(truth.MileS) != 10 {
		t.Fatalf("%d miles, the truth has %d", len(res.SplitsMile), len(truth.MileS))
	}
	for i, s := range res.SplitsMile {
		near("a mile", s.TimeS, truth.MileS[i], 1)
		near("a mile's length", s.DistanceM, mileM, 1)
	}
	near("heart rate", res.HeartRateBPM.Value, 150, 8)
	if !res.CadenceSPM.Known || res.CadenceSPM.Value < 150 { // both feet
		t.Errorf("cadence %v", res.CadenceSPM)
	}
}
