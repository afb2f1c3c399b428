package main

import (
	"math"
	"strings"
	"testing"
	"time"
)

// noted adds a sound run with notes beside it.
func (b *trials) noted(row int, name, notes string, text func(day string) string, errs []string, look func(t *testing.T, doc judged)) *trial {
	p := b.plan()
	file := b.file("gpx")
	if notes == "yaml" {
		notes = strings.TrimSuffix(file, ".gpx") + ".notes.yaml"
	}
	c := trial{
		name: name, row: row, file: file, data: []byte(newGPX(p).String()), outing: p, errs: errs, noted: look,
		blobs: []blob{{notes, []byte(strings.ReplaceAll(text(dayOf(p)), "RUN", file))}},
	}
	b.add(c)
	return &b.all[len(b.all)-1]
}

// dayOf is the date of a run.
func dayOf(p outing) string { return time.Unix(int64(p.startS()), 0).UTC().Format(time.DateOnly) }

// inZurich writes a moment of UTC on the clock of Zurich, where the runs are.
func inZurich(day string, hour, minute int) string {
	zone, err := time.LoadLocation("Europe/Zurich")
	if err != nil {
		panic(err)
	}
	date, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return date.Add(time.Duration(hour*60+minute) * time.Minute).In(zone).Format("15:04")
}

// cramps wants cramps at these elapsed times.
func cramps(atS ...float64) func(t *testing.T, doc judged) {
	return func(t *testing.T, doc judged) {
		t.Helper()
		got := doc.Runs[0].Cramps
		if len(got) != len(atS) {
			t.Errorf("%d cramps, want %d: %+v", len(got), len(atS), got)
			return
		}
		for i, at := range atS {
			if got[i].AtS == nil || math.Abs(*got[i].AtS-at) > 0.5 {
				t.Errorf("cramp %d at %v, want %v", i, got[i].AtS, at)
			}
		}
	}
}

// journals are notes that are wrong, or meant to harm (rows 50 to 52).
func (b *trials) journals() {
	csv := func(row int, name string, rows func(day string) [][]string, errs []string, look func(t *testing.T, doc judged)) *trial {
		return b.noted(row, name, "notes.csv", func(day string) string { return notesCSV(rows(day)...) }, errs, look)
	}
	cramp := func(at string) func(day string) [][]string {
		return func(day string) [][]string { return [][]string{{day, "RUN", at, "cramp", "left calf", "4", "", ""}} }
	}
	text := func(row int, name, s string, errs []string, look func(t *testing.T, doc judged)) *trial {
		return b.noted(row, name, "notes.csv", func(day string) string { return strings.ReplaceAll(s, "DAY", day) }, errs, look)
	}
	yaml := func(row int, name, s string, errs []string, look func(t *testing.T, doc judged)) *trial {
		return b.noted(row, name, "yaml", func(day string) string { return strings.ReplaceAll(s, "DAY", day) }, errs, look)
	}
	const head = "date,file,at,what,where,severity,amount,note\n"
	csv(51, "a sound note is placed", cramp("5m"), nil, cramps(300))
	csv(51, "an ambiguous date is not guessed", func(string) [][]string {
		return [][]string{{"03/04/2021", "", "5m", "cramp", "left calf", "4", "", ""}}
	}, []string{"notes.csv:2"}, cramps())
	csv(51, "a date in words is not guessed", func(string) [][]string {
		return [][]string{{"last sunday", "", "5m", "cramp", "left calf", "4", "", ""}}
	}, []string{"notes.csv:2"}, cramps())
	csv(51, "30 February is no date", func(string) [][]string {
		return [][]string{{"2021-02-30", "", "5m", "cramp", "left calf", "4", "", ""}}
	}, []string{"notes.csv:2"}, cramps())
	csv(51, "a cramp behind the end of the run is told", cramp("2h"), []string{"notes.csv:2"}, nil)
	csv(51, "a cramp behind the end of the distance is told", cramp("km 31"), []string{"notes.csv:2"}, nil)
	csv(51, "a file that is not there is told", func(day string) [][]string {
		return [][]string{{day, "other.gpx", "5m", "cramp", "left calf", "4", "", ""}}
	}, []string{"notes.csv:2"}, cramps())
	csv(51, "a day without a run is told", func(string) [][]string {
		return [][]string{{"2019-01-01", "", "5m", "cramp", "left calf", "4", "", ""}}
	}, []string{"notes.csv:2"}, cramps())
	csv(51, "the same line twice in one file was written twice", func(day string) [][]string {
		row := []string{day, "RUN", "5m", "cramp", "left calf", "4", "", ""}
		return [][]string{row, row}
	}, nil, cramps(300, 300))
	csv(51, "a moment in words is told", cramp("near the bridge"), []string{"notes.csv:2"}, nil)
	csv(51, "a kind that is misspelt is told with the word it resembles", func(day string) [][]string {
		return [][]string{{day, "RUN", "5m", "cramps!", "left calf", "4", "", ""}, {day, "RUN", "6m", "cramp", "left calf", "4", "", ""}}
	}, []string{"notes.csv:2"}, cramps(360))
	csv(51, "a severity of 99 is told, and the cramp stands", func(day string) [][]string {
		return [][]string{{day, "RUN", "5m", "cramp", "left calf", "99", "", ""}}
	}, []string{"notes.csv:2"}, nil)
	csv(51, "an amount of nonsense is told", func(day string) [][]string {
		return [][]string{{day, "RUN", "5m", "drink", "", "", "lots", ""}}
	}, []string{"notes.csv:2"}, cramps())
	text(51, "a column that is misspelt is told with its meaning", "date,file,at,waht,what,where\nDAY,RUN,5m,,cramp,left calf\n", []string{"what"}, cramps(300))
	text(51, "a column that stands there twice is told", "date,file,at,what,what\nDAY,RUN,5m,cramp,drink\n", []string{"twice"}, cramps(300))
	text(51, "notes without a header are told", "DAY,RUN,5m,cramp,left calf\n", []string{"notes.csv:1"}, cramps())
	text(51, "semicolons are separators", "date;file;at;what;where\nDAY;RUN;5m;cramp;left calf\n", nil, cramps(300))
	text(51, "tabs are separators", "date\tfile\tat\twhat\twhere\nDAY\tRUN\t5m\tcramp\tleft calf\n", nil, cramps(300))
	text(51, "a byte order mark is no part of a column", "\ufeff"+head+"DAY,RUN,5m,cramp,left calf,,,\n", nil, cramps(300))
	text(51, "lines that end as on old Macs are lines", strings.ReplaceAll(head+"DAY,RUN,5m,cramp,left calf,,,\n", "\n", "\r"), nil, cramps(300))
	text(51, "a short row costs nothing", "date,file,at,what,where\nDAY,RUN,5m,cramp\n", nil, cramps(300))
	text(51, "a row with more cells than columns costs itself alone", "date,file,at,what\nDAY,RUN,4m,cramp,left,calf,x\nDAY,RUN,5m,cramp\n", []string{"notes.csv:2"}, cramps(300))
	text(51, "a quote that is never closed costs its line alone", head+"DAY,RUN,4m,cramp,\"left calf,,,\nDAY,RUN,5m,cramp,left calf,,,\n", []string{"notes.csv:2"}, cramps(300))
	text(51, "an empty file of notes notes nothing", "", nil, cramps())
	csv(51, "a clock time belongs to the zone of the run", func(day string) [][]string {
		return [][]string{{day, "RUN", inZurich(day, 8, 5), "cramp", "left calf", "4", "", ""}}
	}, nil, cramps(300))
	csv(51, "a clock time of another zone is outside the run, and that is said", func(day string) [][]string {
		return [][]string{{day, "RUN", "8:05", "cramp", "left calf", "4", "", ""}}
	}, []string{"time of day"}, nil)
	csv(51, "a time with its offset belongs to that", func(day string) [][]string {
		return [][]string{{day, "RUN", day + "T03:05:00-05:00", "cramp", "left calf", "4", "", ""}}
	}, nil, cramps(300))
	yaml(51, "a key that is misspelt is told with its meaning", "tempratur: 20\n", []string{"temperature"}, nil)
	yaml(51, "a zone that does not exist is told", "tz: Mars/Olympus\n", []string{"notes.yaml:1"}, nil)
	yaml(51, "a sound event in YAML is placed", "events:\n  - {at: 5m, what: cramp, where: left calf}\n", nil, cramps(300))
	yaml(51, "a key that stands there twice is told", "goal: 3:50:00\ngoal: 3:40:00\n", []string{"twice"}, nil)

	hostile := "\x1b]0;owned\x07\u202e<script>alert(1)</script>|`=cmd()\u2028"
	never := []string{"\x1b", "\x07", "\u202e", "\u2028", `\u001b`}
	c := csv(50, "a hostile note stays text", func(day string) [][]string {
		return [][]string{{day, "RUN", "5m", "cramp", "left calf", "4", "", hostile}}
	}, nil, cramps(300))
	c.never, c.markup = never, []string{"<script>alert"}
	c = csv(50, "a hostile muscle stays text", func(day string) [][]string {
		return [][]string{{day, "RUN", "5m", "cramp", hostile, "4", "", ""}}
	}, nil, nil)
	c.never, c.markup = never, []string{"<script>alert"}
	c = csv(50, "a hostile file name in a note stays text", func(day string) [][]string {
		return [][]string{{day, hostile + ".gpx", "5m", "cramp", "left calf", "4", "", ""}}
	}, []string{"notes.csv:2"}, nil)
	c.never, c.markup = never, []string{"<script>alert"}
	c = csv(50, "a hostile moment stays text", func(day string) [][]string {
		return [][]string{{day, "RUN", hostile, "cramp", "left calf", "4", "", ""}}
	}, []string{"notes.csv:2"}, nil)
	c.never, c.markup = never, []string{"<script>alert"}
	c = text(50, "a hostile column stays text", "date,file,at,what,\x1b[31m<script>alert(1)</script>\nDAY,RUN,5m,cramp,x\n", []string{"notes.csv:1"}, cramps(300))
	c.never, c.markup = never, []string{"<script>alert"}
	c = yaml(50, "a hostile note in YAML stays text", `events: [{at: 5m, what: cramp, where: left calf, note: "\e[31m\u202e<script>alert(1)</script>"}]`+"\n", nil, cramps(300))
	c.never, c.markup = never, []string{"<script>alert"}

	yaml(52, "a YAML of aliases that grow is refused at once", "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n", []string{"notes.yaml:1"}, nil)
	yaml(52, "an alias in YAML is refused", "goal: &g 3:50:00\nofficial_distance: *g\n", []string{"notes.yaml:1"}, nil)
	yaml(52, "YAML nested 9,999 deep is refused at once", strings.Repeat("[", 9999)+"\n", []string{"notes.yaml"}, nil)
	yaml(52, "YAML nested 25 deep is refused", "events: "+strings.Repeat("[", 25)+strings.Repeat("]", 25)+"\n", []string{"more than 20 levels"}, nil)
	yaml(52, "a second document in YAML is refused", "goal: 3:50:00\n---\ngoal: 3:40:00\n", []string{"second document"}, nil)
	yaml(52, "a tag in YAML is refused", "goal: !!binary aGk=\n", []string{"tags"}, nil)
	yaml(52, "a YAML that is a list is refused", "- goal\n", []string{"notes.yaml:1"}, nil)
	yaml(52, "a YAML that is no YAML is told", "goal: [3:50\n\x00", []string{"notes.yaml"}, nil)
	yaml(52, "a YAML that merges itself is refused", "a: &a\n  <<: *a\n", []string{"notes.yaml"}, nil)
	c = text(52, "notes of more than 10 MB are refused", head+strings.Repeat("DAY,RUN,5m,cramp,left calf,,,"+strings.Repeat("x", 100)+"\n", 90_000), []string{"10 MB"}, cramps())
	c.big = true
	c = text(52, "notes of more than 100,000 rows are refused", head+strings.Repeat("DAY,RUN,5m,rpe,,,5,\n", 100_001), []string{"100,000"}, cramps())
	c.big = true
}

// hostileWords are names in recordings that are meant to harm (row 50).
func (b *trials) hostileWords() {
	hostile := "\x1b[31m\x07\u202e<script>alert(1)</script>"
	clean := []string{"\x1b", "\x07", "\u202e", `\u001b`}
	gpx := func(name, title string) {
		p := b.plan()
		g := newGPX(p)
		g.title = title
		b.add(trial{name: name, row: 50, file: b.file("gpx"), data: []byte(g.String()), outing: p, never: clean, markup: []string{"<script>alert", "<img"}})
	}
	gpx("a title that is a script stays text", "&lt;script&gt;alert(1)&lt;/script&gt;")
	gpx("a title that is an image stays text", "&lt;img src=x onerror=alert(1)&gt;")
	gpx("a title that is a link in Markdown stays text", "[x](javascript:alert(1))")
	gpx("a title that is a row of a table stays text", "a | b | c")
	gpx("a title that is a formula stays text", "=HYPERLINK(&quot;http://x&quot;)")
	gpx("a title that begins with an at sign stays text", "@SUM(1+9)*cmd|' /C calc'!A0")
	gpx("a title that is a command of a CI log stays text", "::error::owned")
	gpx("a title of 10,000 letters is cut", strings.Repeat("a", 10_000))
	gpx("a title of combining marks is cut", "a"+strings.Repeat("\u0301", 5000))
	gpx("a title of line ends is one line", "a\nb\r\nc&#13;d&#10;e&#x2028;f&#x85;g")
	gpx("a title that turns the reading direction does not", "a&#x202e;b&#x2066;c&#x200f;d")
	gpx("a title that closes a script stays text", "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;")
	gpx("a title of tags that nobody sees keeps its letters", "run\U000e0041\U000e0042")
	p := b.plan()
	d := newFIT(p)
	d.id = func(w *fitPen) {
		w.define(fitIDType, 0, fitCol{0, 1, penEnum}, fitCol{8, 60, penString})
		w.put(fitIDType, 4, hostile)
	}
	b.add(trial{name: "a hostile name of a watch stays text", row: 50, file: b.file("fit"), data: d.bytes(), outing: p, never: clean, markup: []string{"<script>alert"}})
	p = b.plan()
	d = newFIT(p)
	d.start = func(w *fitPen) {
		d.timerStart(w)
		w.define(9, 26, fitCol{8, 60, penString})
		w.put(9, hostile)
	}
	b.add(trial{name: "a hostile name of a workout stays text", row: 50, file: b.file("fit"), data: d.bytes(), outing: p, never: clean, markup: []string{"<script>alert"}})
	p = b.plan()
	x := newTCX(p)
	x.notes = "<Notes>calf cramp " + strings.ReplaceAll(strings.ReplaceAll(hostile, "<", "&lt;"), ">", "&gt;") + "</Notes>"
	x.sport = "Running"
	b.add(trial{name: "a hostile note in a TCX stays text", row: 50, file: b.file("tcx"), data: []byte(x.String()), outing: p, never: clean, markup: []string{"<script>alert"}})
	p = b.plan()
	x = newTCX(p)
	x.sport = "&lt;script&gt;alert(1)&lt;/script&gt;\x1b[31m"
	b.add(trial{name: "a hostile sport in a TCX stays text", row: 50, file: b.file("tcx"), data: []byte(x.String()), outing: p, never: clean, markup: []string{"<script>alert"}})
	file := "<script>alert(1)<∕script>\u202e\x1b[31m.gpx"
	p = b.plan()
	b.add(trial{
		name: "a hostile file name stays text", row: 50, outing: p, blobs: []blob{{file, []byte(newGPX(p).String())}},
		inputs: []told{{"<script>alert(1)<∕script>[31m.gpx", "ok", ""}}, runs: []ran{planned("<script>alert(1)<∕script>[31m.gpx", p)},
		never: clean, markup: []string{"<script>alert"},
	})
	p = b.plan()
	b.add(trial{
		name: "a file name with a line end is one line", row: 50, outing: p, blobs: []blob{{"a\nb\r.gpx", []byte(newGPX(p).String())}},
		inputs: []told{{"a b .gpx", "ok", ""}}, runs: []ran{planned("a b .gpx", p)},
	})
	p = b.plan()
	b.add(trial{
		name: "a hostile export of Strava stays text", row: 50, outing: p,
		blobs: []blob{
			{"export/activities/1.gpx", []byte(newGPX(p).String())},
			{"export/activities.csv", []byte("Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Filename\n1,x,\"" + hostile + "\",Run,\"=cmd()\",activities/1.gpx\n")},
		},
		inputs: []told{{"export/activities/1.gpx", "ok", ""}}, runs: []ran{planned("export/activities/1.gpx", p)},
		never: clean, markup: []string{"<script>alert"},
	})
}

// copies are a run and its notes, copied together.
func (b *trials) copies() {
	p := b.plan()
	file := b.file("gpx")
	run := []byte(newGPX(p).String())
	notes := []byte(notesCSV([]string{dayOf(p), file, "5m", "cramp", "left calf", "4", "", ""}))
	b.add(trial{
		name: "a run copied with its notes has one cramp", row: 51, outing: p,
		blobs:  []blob{{"a/" + file, run}, {"a/notes.csv", notes}, {"b/" + file, run}, {"b/notes.csv", notes}},
		inputs: []told{{"a/" + file, "ok", ""}, {"b/" + file, "duplicate", "duplicate-of"}}, runs: []ran{planned("a/"+file, p)},
		noted: cramps(300),
	})
}
