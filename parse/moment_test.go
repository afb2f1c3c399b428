package parse

import (
	"math"
	"strings"
	"testing"
	"time"
)

func TestReadMomentReadsEveryFormThereIs(t *testing.T) {
	west := time.FixedZone("", -7*3600)
	tests := []struct {
		name string
		in   string
		want Moment // without Text
	}{
		{"nothing is unsaid", "", Moment{}},
		{"three parts are elapsed", "1:42:10", Moment{Kind: AtElapsed, S: 6130, UncertaintyS: 0.5}},
		{"a leading zero keeps minutes apart from hours", "0:42:10", Moment{Kind: AtElapsed, S: 2530, UncertaintyS: 0.5}},
		{"decimals of seconds narrow the moment", "0:00:10.5", Moment{Kind: AtElapsed, S: 10.5, UncertaintyS: 0.05}},
		{"a plus allows two parts", "+42:10", Moment{Kind: AtElapsed, S: 2530, UncertaintyS: 0.5}},
		{"a plus before three parts is fine", "+1:42:10", Moment{Kind: AtElapsed, S: 6130, UncertaintyS: 0.5}},
		{"minutes alone", "42m", Moment{Kind: AtElapsed, S: 2520, UncertaintyS: 30}},
		{"minutes with a plus", "+42m", Moment{Kind: AtElapsed, S: 2520, UncertaintyS: 30}},
		{"minutes in words", "38 min", Moment{Kind: AtElapsed, S: 2280, UncertaintyS: 30}},
		{"minutes beyond an hour", "90 min", Moment{Kind: AtElapsed, S: 5400, UncertaintyS: 30}},
		{"hours, minutes and seconds", "1h42m10s", Moment{Kind: AtElapsed, S: 6130, UncertaintyS: 0.5}},
		{"hours and minutes with spaces", "1 h 42 m", Moment{Kind: AtElapsed, S: 6120, UncertaintyS: 30}},
		{"hours with a decimal comma", "1,5h", Moment{Kind: AtElapsed, S: 5400, UncertaintyS: 180}},
		{"the timer", "1:19:05 timer", Moment{Kind: AtTimer, S: 4745, UncertaintyS: 0.5}},
		{"the timer with units", "79 min timer", Moment{Kind: AtTimer, S: 4740, UncertaintyS: 30}},
		{"two parts are the clock", "10:32", Moment{Kind: AtClock, S: 37920, UncertaintyS: 30}},
		{"two parts are the clock in the first hours too", "1:42", Moment{Kind: AtClock, S: 6120, UncertaintyS: 30}},
		{"am", "10:32am", Moment{Kind: AtClock, S: 37920, UncertaintyS: 30}},
		{"pm with a space and points", "2:05 P.M.", Moment{Kind: AtClock, S: 50700, UncertaintyS: 30}},
		{"twelve am is midnight", "12:05am", Moment{Kind: AtClock, S: 300, UncertaintyS: 30}},
		{"twelve pm is noon", "12:05pm", Moment{Kind: AtClock, S: 43500, UncertaintyS: 30}},
		{"am with seconds", "10:32:05am", Moment{Kind: AtClock, S: 37925, UncertaintyS: 0.5}},
		{"am with hours only", "10am", Moment{Kind: AtClock, S: 36000, UncertaintyS: 1800}},
		{"the word clock", "clock 10:32:05", Moment{Kind: AtClock, S: 37925, UncertaintyS: 0.5}},
		{"the word clock without seconds", "clock 10:32", Moment{Kind: AtClock, S: 37920, UncertaintyS: 30}},
		{
			"absolute", "2026-10-11T10:32:05-07:00",
			Moment{Kind: AtAbsolute, Time: time.Date(2026, 10, 11, 10, 32, 5, 0, west), UncertaintyS: 0.5},
		},
		{
			"absolute in UTC without seconds", "2026-10-11T17:32Z",
			Moment{Kind: AtAbsolute, Time: time.Date(2026, 10, 11, 17, 32, 0, 0, time.UTC), UncertaintyS: 30},
		},
		{"a date without an offset is the clock", "2026-10-11T10:32", Moment{Kind: AtClock, S: 37920, Date: "2026-10-11", UncertaintyS: 30}},
		{"a date with a space", "2026-10-11 10:32:05", Moment{Kind: AtClock, S: 37925, Date: "2026-10-11", UncertaintyS: 0.5}},
		{"miles", "mi 18.3", Moment{Kind: AtDistance, M: 18.3 * 1609.344, Unit: "mi", UncertaintyM: 0.05 * 1609.344}},
		{"miles behind", "18.3 mi", Moment{Kind: AtDistance, M: 18.3 * 1609.344, Unit: "mi", UncertaintyM: 0.05 * 1609.344}},
		{"a whole mile", "mile 18", Moment{Kind: AtDistance, M: 28968.192, Unit: "mi", UncertaintyM: 804.672}},
		{"kilometres with a comma", "km 29,5", Moment{Kind: AtDistance, M: 29500, Unit: "km", UncertaintyM: 50}},
		{"kilometres behind", "29.5 km", Moment{Kind: AtDistance, M: 29500, Unit: "km", UncertaintyM: 50}},
		{"kilometres with three decimals and a point", "km 29.125", Moment{Kind: AtDistance, M: 29125, Unit: "km", UncertaintyM: 0.5}},
		{"a marker is in miles", "marker 18", Moment{Kind: AtMarker, M: 28968.192, Unit: "mi", UncertaintyM: 804.672}},
		{"a marker in km", "marker km 30", Moment{Kind: AtMarker, M: 30000, Unit: "km", UncertaintyM: 500}},
		{"a marker in km behind", "marker 30 km", Moment{Kind: AtMarker, M: 30000, Unit: "km", UncertaintyM: 500}},
		{"before", "before", Moment{Kind: AtBefore}},
		{"start in capitals", "START", Moment{Kind: AtStart}},
		{"finish", "finish", Moment{Kind: AtFinish}},
		{"after", "after", Moment{Kind: AtAfter}},
		{"a lap", "lap 7", Moment{Kind: AtLap, Lap: 7}},
		{"minutes before the start", "-60m", Moment{Kind: AtBefore, S: 3600, UncertaintyS: 30}},
		{"with a typeset minus", "−1:30:00", Moment{Kind: AtBefore, S: 5400, UncertaintyS: 0.5}},
		{"before in words", "60 min before", Moment{Kind: AtBefore, S: 3600, UncertaintyS: 30}},
		{"after the finish", "+30m after", Moment{Kind: AtAfter, S: 1800, UncertaintyS: 30}},
		{"after the finish without a plus", "30m after", Moment{Kind: AtAfter, S: 1800, UncertaintyS: 30}},
		{"a space that does not break", "18.3\u00a0mi", Moment{Kind: AtDistance, M: 18.3 * 1609.344, Unit: "mi", UncertaintyM: 0.05 * 1609.344}},
	}
	if len(tests) < 40 {
		t.Fatalf("only %d forms", len(tests))
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := readMoment(test.in)
			if err != nil {
				t.Fatalf("readMoment(%q): %v", test.in, err)
			}
			if got.Text != Clean(test.in) {
				t.Errorf("Text = %q", got.Text)
			}
			got.Text = ""
			if !got.Time.Equal(test.want.Time) || got.Time.Format(time.RFC3339) != test.want.Time.Format(time.RFC3339) {
				t.Errorf("Time = %v, want %v", got.Time, test.want.Time)
			}
			got.Time, test.want.Time = time.Time{}, time.Time{}
			near := func(got *float64, want float64) {
				if math.Abs(*got-want) <= 1e-9*(1+math.Abs(want)) {
					*got = want
				}
			}
			near(&got.M, test.want.M)
			near(&got.UncertaintyM, test.want.UncertaintyM)
			near(&got.UncertaintyS, test.want.UncertaintyS)
			if got != test.want {
				t.Errorf("readMoment(%q)\n got %+v\nwant %+v", test.in, got, test.want)
			}
		})
	}
}

func TestReadMomentSaysWhatToWriteInstead(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"minutes and seconds are no time of day", "42:10", "42:10 is not a time of day. For 42 min after the start write 0:42:10 or 42m10s"},
		{"whole minutes beyond an hour", "75:00", "75:00 is not a time of day. For 75 min after the start write 1:15:00 or 75m"},
		{"24:00 is no time of day", "24:00", "24:00 is not a time of day. For 24 min after the start write 0:24:00 or 24m"},
		{
			"minutes of the clock stop at 59", "10:75",
			"10:75 is not a time of day: minutes have two digits and go up to 59. For time since the start write hours, minutes and seconds, e.g. 1:42:10",
		},
		{"minutes stop at 59", "1:75:10", "1:75:10: minutes and seconds have two digits and go up to 59"},
		{"seconds stop at 59", "1:15:60", "1:15:60: minutes and seconds have two digits and go up to 59"},
		{"minutes after a plus stop at 59", "+75:10", "+75:10: minutes go up to 59. Write +1:15:10 or 75m10s"},
		{"units overflow too", "1h75m", `"1h75m": minutes and seconds go up to 59`},
		{"the timer needs three parts", "42:10 timer", "42:10 timer: two parts could be hours or minutes. Write three, e.g. 0:42:10"},
		{"no hour 13 with pm", "13:05pm", "13:05pm is not a time of day: with pm the hours go from 1 to 12"},
		{"clock knows no hour 25", "clock 25:05", "clock 25:05 is not a time of day: hours go up to 23"},
		{"a bare number has no unit", "42", "42 has no unit. Write 42m (since the start), mi 42, km 42 or lap 42"},
		{"400 m is a distance or a time", "400 m", "400 m: minutes or metres? Write 400 min or km 0.4"},
		{"a comma for thousands", "km 29,125", `"km 29,125": 29,125 could be 29125 or 29.125. Write it without the comma`},
		{"a negative distance", "mi -3", `"mi -3" is no distance. Write mi 18.3 or km 29,5, for a sign at the roadside marker 18`},
		{"a distance that is no number", "km NaN", `"km NaN" is no distance. Write mi 18.3 or km 29,5, for a sign at the roadside marker 18`},
		{"laps count from one", "lap 0", `"lap 0" is no lap. Laps count from 1: write lap 7`},
		{"a negative timer", "-1:19:05 timer", `"-1:19:05 timer": a time after the start is not negative`},
		{"a date that does not exist", "2026-02-30T10:00", `date "2026-02-30": February 2026 has days 1 to 28`},
		{
			"a date without a time", "2026-10-11",
			`"2026-10-11": with a date, write the time too, e.g. 2026-10-11T10:32 or 2026-10-11T10:32:05-07:00`,
		},
		{"an offset that does not exist", "2026-10-11T10:32+15:00", `"2026-10-11T10:32+15:00": +15:00 is no offset from UTC. Write e.g. -07:00, +02:00 or Z`},
		{"infinity", "inf", `"inf" is no moment. ` + momentHelp},
		{"an exponent", "1e9 km", `"1e9 km" is no moment. ` + momentHelp},
		{"free words", "near the bridge", `"near the bridge" is no moment. ` + momentHelp},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, err := readMoment(test.in)
			if err == nil {
				t.Fatalf("readMoment(%q) = %+v, want an error", test.in, m)
			}
			if err.Error() != test.want {
				t.Errorf("readMoment(%q)\n says %s\n want %s", test.in, err, test.want)
			}
		})
	}
}

func TestReadDate(t *testing.T) {
	tests := []struct{ name, in, want, wrong string }{
		{"year-month-day", "2026-10-11", "2026-10-11", ""},
		{"day.month.year", "11.10.2026", "2026-10-11", ""},
		{"day.month.year without zeros", "1.2.2026", "2026-02-01", ""},
		{"the 29th of a leap year", "2028-02-29", "2028-02-29", ""},
		{
			"two readings", "10/11/2026", "",
			`date "10/11/2026": write year-month-day, e.g. 2026-10-11 (10/11 could be October or November)`,
		},
		{"one reading is refused as well", "13/11/2026", "", `date "13/11/2026": write year-month-day, e.g. 2026-11-13`},
		{"a short year", "10/11/26", "", `date "10/11/26": write year-month-day, e.g. 2026-10-11 (10/11 could be October or November)`},
		{"year first with slashes", "2026/10/11", "", `date "2026/10/11": write year-month-day, e.g. 2026-10-11`},
		{"no such month", "2026-13-01", "", `date "2026-13-01": there is no month 13. Write year-month-day, e.g. 2026-10-11`},
		{"no such day", "31.04.2026", "", `date "31.04.2026": April 2026 has days 1 to 30`},
		{"no 29th in other years", "2026-02-29", "", `date "2026-02-29": February 2026 has days 1 to 28`},
		{"a year without watches", "0226-10-11", "", `date "0226-10-11": the year is not between 1998 and 2099`},
		{"words", "last sunday", "", `date "last sunday": write year-month-day, e.g. 2026-10-11`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := readDate(test.in)
			wrong := ""
			if err != nil {
				wrong = err.Error()
			}
			if got != test.want || wrong != test.wrong {
				t.Errorf("readDate(%q) = %q, %q; want %q, %q", test.in, got, wrong, test.want, test.wrong)
			}
		})
	}
}

func FuzzMoment(f *testing.F) {
	for _, s := range []string{
		"", "1:42:10", "+42:10", "42m", "1h42m10s", "10:32", "10:32am", "clock 10:32:05", "2026-10-11T10:32:05-07:00",
		"mi 18.3", "km 29,5", "marker 18", "marker km 30", "before", "lap 7", "-60m", "+30m after", "1:19:05 timer",
		"42:10", "999999999 h", "lap 99999999999", "12:00pm", "mi 1,200", "−1:00:00", "\u0130m", "1h\x00", "+", "-", ":",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := readMoment(s)
		if err != nil {
			if m != (Moment{}) {
				t.Errorf("readMoment(%q): a moment beside the error: %+v", s, m)
			}
			if err.Error() == "" || strings.ContainsAny(err.Error(), "\n\t\x1b") {
				t.Errorf("readMoment(%q): error %q", s, err)
			}
			return
		}
		checkMoment(t, m)
		again, err := readMoment(m.Text)
		if again.Time.Equal(m.Time) {
			again.Time = m.Time // two equal times may hold two pointers to their zone
		}
		if err != nil || again != m {
			t.Errorf("readMoment(%q) = %+v, of its text %+v, %v", s, m, again, err)
		}
	})
}

// checkMoment is the judge of every moment read.
func checkMoment(t *testing.T, m Moment) {
	t.Helper()
	for _, v := range []float64{m.S, m.M, m.UncertaintyS, m.UncertaintyM} {
		if !(v >= 0 && v < 1e16) {
			t.Errorf("%+v: %v is no size", m, v)
		}
	}
	bad := false
	switch m.Kind {
	case Unsaid:
		bad = m != (Moment{})
	case AtClock:
		bad = m.S >= 86400 || !(m.UncertaintyS > 0)
	case AtElapsed, AtTimer:
		bad = !(m.UncertaintyS > 0)
	case AtAbsolute:
		bad = m.Time.IsZero() || !(m.UncertaintyS > 0)
	case AtDistance, AtMarker:
		bad = m.Unit != "mi" && m.Unit != "km" || !(m.UncertaintyM > 0)
	case AtLap:
		bad = m.Lap < 1
	case AtBefore, AtAfter, AtStart, AtFinish:
	default:
		bad = true
	}
	if bad {
		t.Errorf("%+v does not fit its kind", m)
	}
	if m.Text != Clean(m.Text) {
		t.Errorf("text %q is not clean", m.Text)
	}
}
