package main

import (
	"bytes"
	"math"
	"time"
)

const tcxHead = `<?xml version="1.0" encoding="UTF-8"?>
<TrainingCenterDatabase
  xsi:schemaLocation="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2 http://www.garmin.com/xmlschemas/TrainingCenterDatabasev2.xsd"
  xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2"
  xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <Activities>
  <Activity Sport="Running">
`

const tcxStamp = "2006-01-02T15:04:05.000Z"

// encodeTCX writes the run as Garmin Connect writes TCX: laps with their own
// sums, and a new track after every pause.
func encodeTCX(run *Run) []byte {
	start := run.Plan.Start.UTC()
	stamp := func(s float64) string {
		return start.Add(time.Duration(math.Round(s*1e3)) * time.Millisecond).Format(tcxStamp)
	}
	var b bytes.Buffer
	printf(&b, "%s   <Id>%s</Id>\n", tcxHead, stamp(0))
	for i, l := range run.Laps {
		tcxLap(&b, run, l, stamp, i == len(run.Laps)-1)
	}
	if run.Plan.Title != "" {
		printf(&b, "   <Notes>%s</Notes>\n", xmlText(run.Plan.Title))
	}
	printf(&b, "   <Creator xsi:type=\"Device_t\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><Name>crampcheck simulate</Name></Creator>\n")
	printf(&b, "  </Activity>\n </Activities>\n</TrainingCenterDatabase>\n")
	return b.Bytes()
}

// tcxLap writes one lap with its samples; the last lap has the last sample.
func tcxLap(b *bytes.Buffer, run *Run, l Lap, stamp func(float64) string, last bool) {
	var in []Sample
	topMPS, beats := 0.0, 0
	for _, s := range run.Samples {
		if at := float64(s.AtS); at >= l.StartS && (at < l.EndS || last) {
			in = append(in, s)
			topMPS = max(topMPS, s.SpeedMPS)
			beats += s.HeartRateBPM
		}
	}
	printf(b, "   <Lap StartTime=\"%s\">\n", stamp(l.StartS))
	printf(b, "    <TotalTimeSeconds>%.3f</TotalTimeSeconds>\n    <DistanceMeters>%.2f</DistanceMeters>\n", l.TimerS, l.DistanceM)
	printf(b, "    <MaximumSpeed>%.3f</MaximumSpeed>\n    <Calories>%d</Calories>\n", topMPS, int(l.DistanceM/15))
	if beats > 0 {
		printf(b, "    <AverageHeartRateBpm><Value>%d</Value></AverageHeartRateBpm>\n", beats/len(in))
	}
	intensity, trigger := "Active", "Manual"
	if l.Intensity == "rest" {
		intensity = "Resting"
	}
	if l.Trigger == "distance" {
		trigger = "Distance"
	}
	printf(b, "    <Intensity>%s</Intensity>\n    <TriggerMethod>%s</TriggerMethod>\n", intensity, trigger)
	for i, s := range in {
		if i == 0 || run.resumes(s.AtS) {
			if i > 0 {
				printf(b, "    </Track>\n")
			}
			printf(b, "    <Track>\n")
		}
		tcxPoint(b, run, s, stamp)
	}
	if len(in) > 0 {
		printf(b, "    </Track>\n")
	}
	printf(b, "   </Lap>\n")
}

func tcxPoint(b *bytes.Buffer, run *Run, s Sample, stamp func(float64) string) {
	printf(b, "     <Trackpoint>\n      <Time>%s</Time>\n", stamp(float64(s.AtS)))
	if !run.Plan.NoGPS {
		printf(b, "      <Position><LatitudeDegrees>%.9f</LatitudeDegrees><LongitudeDegrees>%.9f</LongitudeDegrees></Position>\n", s.LatDeg, s.LonDeg)
	}
	if !run.Plan.NoGPS && !run.Plan.NoElevation {
		printf(b, "      <AltitudeMeters>%.1f</AltitudeMeters>\n", s.ElevationM)
	}
	printf(b, "      <DistanceMeters>%.2f</DistanceMeters>\n", s.DistanceM)
	if s.HeartRateBPM != 0 {
		printf(b, "      <HeartRateBpm><Value>%d</Value></HeartRateBpm>\n", s.HeartRateBPM)
	}
	printf(b, "      <Extensions><ns3:TPX><ns3:Speed>%.3f</ns3:Speed>", s.SpeedMPS)
	if run.Plan.CadenceSPM > 0 {
		printf(b, "<ns3:RunCadence>%d</ns3:RunCadence>", s.CadenceSPM/2)
	}
	printf(b, "</ns3:TPX></Extensions>\n     </Trackpoint>\n")
}

// resumes says whether the timer goes on at elapsed second s.
func (run *Run) resumes(s int) bool {
	for _, p := range run.Pauses {
		if p.EndS == s {
			return true
		}
	}
	return false
}
