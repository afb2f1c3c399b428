package parse

import (
	"maps"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"
	"unicode/utf8"
)

// The beginnings of two real headers, of 2021 and of 2025, up to the column of
// the files; and one in German with columns in another order.
const (
	strava2021   = "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Relative Effort,Commute,Activity Gear,Filename,Athlete Weight\n"
	strava2025   = "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,Max Heart Rate,Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight\n"
	stravaGerman = "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Aktivitätsbeschreibung,Verstrichene Zeit,Dateiname\n"
)

func TestReadStrava(t *testing.T) {
	harbor := map[string]stravaRow{"activities/1.fit.gz": {"Harbor", "running", "cramped at mile 18"}}
	for _, tc := range []struct {
		name, csv string
		want      map[string]stravaRow
		doubts    int
	}{
		{"the layout of 2021", strava2021 + "9,\"16 Apr 2014, 17:34:54\",Harbor,Run,cramped at mile 18,60,1,,false,,activities/1.fit.gz,70\n", harbor, 0},
		{"the layout of 2025", strava2025 + "9,\"Jun 8, 2024, 12:12:20 PM\",Harbor,Run,cramped at mile 18,60,1,,,false,,,activities/1.fit.gz,70\n", harbor, 0},
		{"a German layout goes by place", stravaGerman + "9,x,Harbor,Lauf,cramped at mile 18,60,activities/1.fit.gz\n", harbor, 0},
		{"English names go before the place", "Filename,Activity Type,Activity Description,Activity Name\nactivities/1.fit.gz,Run,cramped at mile 18,Harbor\n", harbor, 0},
		{"a byte order mark and line ends of Windows", "\ufeff" + strings.ReplaceAll(strava2021+"9,x,Harbor,Run,cramped at mile 18,60,1,,false,,activities/1.fit.gz,70\n", "\n", "\r\n"), harbor, 0},
		{"semicolons from a spreadsheet", strings.ReplaceAll(stravaGerman, ",", ";") + "9;x;Harbor;Lauf;cramped at mile 18;60;activities/1.fit.gz\n", harbor, 0},
		{
			"a description with newlines, quotes and commas", strava2021 + "9,x,Harbor,Run,\"cramped,\n\n\"\"badly\"\"\n at mile 18\",60,1,,false,,activities/1.fit.gz,70\n",
			map[string]stravaRow{"activities/1.fit.gz": {"Harbor", "running", `cramped, "badly" at mile 18`}},
			0,
		},
		{"rows without a file are passed over", strava2021 + "8,x,Manual,Run,,60,1,,false,,,70\n9,x,Harbor,Run,cramped at mile 18,60,1,,false,,activities/1.fit.gz,70\n", harbor, 0},
		{"rows that are too short are passed over", strava2021 + "8,x\n\n9,x,Harbor,Run,cramped at mile 18,60,1,,false,,activities/1.fit.gz\n", harbor, 0},
		{"rows that are too long are used", strava2021 + "9,x,Harbor,Run,cramped at mile 18,60,1,,false,,activities/1.fit.gz,70" + strings.Repeat(",", 300) + "\n", harbor, 0},
		{"of two rows for a file the first counts", strava2021 + "9,x,Harbor,Run,cramped at mile 18,60,1,,false,,activities/1.fit.gz,70\n9,x,Other,Run,,60,1,,false,,activities/1.fit.gz,70\n", harbor, 1},
		{"nor does one behind the column of the files", "Filename,Activity Type,Activity Description,Activity Name\nactivities/1.fit.gz,Run,cramped at mile 18,Harbor\nactivities/2.fit,Run,activities/are fun,B\n", map[string]stravaRow{"activities/1.fit.gz": harbor["activities/1.fit.gz"], "activities/2.fit": {"B", "running", "activities/are fun"}}, 0},
		{"one description that begins like a file does not mislead", stravaGerman + "9,x,Harbor,Lauf,cramped at mile 18,60,activities/1.fit.gz\n8,x,B,Lauf,activities/are fun,60,activities/2.fit\n", map[string]stravaRow{"activities/1.fit.gz": harbor["activities/1.fit.gz"], "activities/2.fit": {"B", "running", "activities/are fun"}}, 0},
		{"texts lose what could steer a terminal", strava2021 + "9,x,\"\x1b[31mRed\u202e\",Run,\x00\x07ok,60,1,,false,,activities/1.fit,70\n", map[string]stravaRow{"activities/1.fit": {"[31mRed", "running", "ok"}}, 0},
		{"an unknown sport is left open", strava2021 + "9,x,A,Kitesurf,,60,1,,false,,activities/1.fit,70\n", map[string]stravaRow{"activities/1.fit": {"A", "", ""}}, 0},
		{"a table without files is doubted", "a,b\n1,2\n", nil, 1},
		{"an empty file is doubted", "", nil, 1},
		{"a quote without an end takes the rest", strava2021 + "9,x,Harbor,Run,cramped at mile 18,60,1,,false,,activities/1.fit.gz,70\n8,x,\"B,Run\n", harbor, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			rows, doubts := readStrava([]byte(tc.csv))
			if !maps.Equal(rows, tc.want) {
				t.Errorf("got  %q\nwant %q", rows, tc.want)
			}
			if len(doubts) != tc.doubts {
				t.Errorf("doubts %v, want %d", doubts, tc.doubts)
			}
		})
	}
}

func TestStravaDuplicateNamesItsLine(t *testing.T) {
	_, doubts := readStrava([]byte(stravaGerman + "9,x,\"A\nB\",Lauf,,60,activities/1.fit\n9,x,C,Lauf,,60,activities/1.fit\n"))
	if len(doubts) != 1 || doubts[0].Pos.Line != 4 || !doubts[0].Warning {
		t.Errorf("doubts = %+v, want one warning in line 4", doubts)
	}
}

func TestStravaSport(t *testing.T) {
	for in, want := range map[string]string{
		"Run": "running", " trail run ": "running", "Virtual Run": "running", "Lauf": "running",
		"Walk": "walking", "Hike": "hiking", "Wanderung": "hiking", "Ride": "cycling", "Radfahrt": "cycling",
		"E-Bike Ride": "cycling", "Swim": "swimming", "": "", "Yoga": "",
	} {
		if got := stravaSport(in); got != want {
			t.Errorf("stravaSport(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFindJoinsStrava(t *testing.T) {
	table := strava2021 +
		"1,x,One,Run,first,60,1,,false,,activities/1.fit.gz,70\n" +
		"2,x,Two,Hike,second,60,1,,false,,activities/2.gpx,70\n"
	packed := packGzip(t, "1")
	want := func(prefix, first string) map[string]stravaRow {
		return map[string]stravaRow{
			prefix + "activities/" + first: {"One", "running", "first"},
			prefix + "activities/2.gpx":    {"Two", "hiking", "second"},
			prefix + "activities/3.gpx":    {},
		}
	}
	export := []entry{{name: "activities.csv", data: table}, {name: "activities/1.fit.gz", data: packed}, {name: "activities/2.gpx", data: "2"}, {name: "activities/3.gpx", data: "3"}}
	under := func(dir string) []entry {
		var out []entry
		for _, e := range export {
			e.name = dir + e.name
			out = append(out, e)
		}
		return out
	}
	for _, tc := range []struct {
		name  string
		files map[string]string
		want  map[string]stravaRow
	}{
		{"in the folder itself", map[string]string{"activities.csv": table, "activities/1.fit.gz": packed, "activities/2.gpx": "2", "activities/3.gpx": "3"}, want("in/", "1.fit.gz")},
		{"in a folder below, with a mark in its name", map[string]string{"a!b/activities.csv": table, "a!b/activities/1.fit.gz": packed, "a!b/activities/2.gpx": "2", "a!b/activities/3.gpx": "3"}, want("in/a!b/", "1.fit.gz")},
		{"after the files were unpacked", map[string]string{"activities.csv": table, "activities/1.fit": "1", "activities/2.gpx": "2", "activities/3.gpx": "3"}, want("in/", "1.fit")},
		{"in an archive", map[string]string{"e.zip": packZip(t, export...)}, want("in/e.zip!", "1.fit.gz")},
		{"in a folder of an archive", map[string]string{"d/e.zip": packZip(t, under("export_1/")...)}, want("in/d/e.zip!export_1/", "1.fit.gz")},
		{"in an archive in an archive", map[string]string{"e.zip": packZip(t, entry{name: "f.zip", data: packZip(t, export...)})}, want("in/e.zip!f.zip!", "1.fit.gz")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			found := Find(mapFS(tc.files), ".", "in", Limits{})
			got := map[string]stravaRow{}
			for _, s := range found.Sources {
				got[s.Path] = stravaRow{s.Title, s.Sport, s.Description}
			}
			if !maps.Equal(got, tc.want) {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
			if len(found.Doubts) != 0 || len(found.Other) != 0 {
				t.Errorf("doubts %v, other %v, want none", found.Doubts, found.Other)
			}
		})
	}
}

func TestFindDoubtsStrava(t *testing.T) {
	m := mapFS(map[string]string{"activities.csv": "a,b\n1,2\n", "x.fit": "1"})
	m["pipe/activities.csv"] = &fstest.MapFile{Mode: 1 << 25} // fs.ModeNamedPipe
	compareLines(t, lines(Find(m, ".", "in", Limits{}), Limits{}), []string{`in/x.fit "1"`, "doubt in/activities.csv", "doubt in/pipe/activities.csv"})
}

func FuzzStravaCSV(f *testing.F) {
	f.Add([]byte(strava2021 + "9,x,A,Run,\"d\n\"\"e\"\"\",60,1,,false,,activities/1.fit.gz,70\n"))
	f.Add([]byte("\ufeff" + stravaGerman + "9;x;A\n"))
	f.Add([]byte("activities/1.fit\nactivities/1.fit"))
	f.Add(utf16Bytes(strava2021+"9,x,A,Run,,60,1,,false,,activities/1.fit,70\n", true))
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, doubts := readStrava(data)
		if len(rows) == 0 && len(doubts) == 0 {
			t.Fatal("nothing was found and nobody is told")
		}
		for name, row := range rows {
			if !strings.HasPrefix(name, "activities/") {
				t.Fatalf("name %q", name)
			}
			for _, text := range []string{row.Title, row.Sport, row.Description} {
				if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
					t.Fatalf("text %q", text)
				}
			}
		}
	})
}
