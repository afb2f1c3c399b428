package parse

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"
)

// said writes the errors of a journal as they are shown.
func said(j Journal) (out []string) {
	for _, e := range j.Errors {
		w := ""
		if e.Warning {
			w = "warning: "
		}
		out = append(out, fmt.Sprintf("%s:%s: %s%s", e.File, e.Pos, w, e.Text))
	}
	return out
}

// entryWith is an entry of a test that gives only what set sets.
func entryWith(set func(e *Entry)) Entry {
	e := noEntry()
	set(&e)
	return e
}

// sameEntries compares whole entries, holes included; metres to a micrometre,
// for a product of two decimals has a last digit of its own.
func sameEntries(t *testing.T, got, want []Entry) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d entries, want %d:\n%+v", len(got), len(want), got)
	}
	um := func(m *float64) { *m = math.Round(*m*1e6) / 1e6 }
	for i := range want {
		um(&got[i].At.M)
		um(&want[i].At.M)
		um(&got[i].At.UncertaintyM)
		um(&want[i].At.UncertaintyM)
		if g, w := fmt.Sprintf("%+v", got[i]), fmt.Sprintf("%+v", want[i]); g != w {
			t.Errorf("entry %d\n got %s\nwant %s", i, g, w)
		}
	}
}

const exampleCSV = `date,file,at,what,where,severity,amount,note
2026-10-11,harbor.fit,before,warmup,,,10 min,easy jog
2026-10-11,harbor.fit,38m,drink,,,120 ml,
2026-10-11,harbor.fit,km 31,sodium,,,200 mg,salt chew
2026-10-11,,10:11,cramp,left calf,4,,twinge
2026-10-11,harbor.fit,mi 21.3,cramp,left calf,7/10,,"had to stop, stretched"
2026-10-11,harbor.fit,3:31:20,cramp,right hamstring,8,,walked
2026-10-11,harbor.fit,mile 25,cramp?,,,,a suggestion: not counted until the ? is gone
`

func TestTheExampleOfACSVIsReadWhole(t *testing.T) {
	j := ReadNotesCSV([]byte(exampleCSV), "notes.csv")
	if len(j.Errors) > 0 {
		t.Fatalf("errors: %q", said(j))
	}
	lines := strings.Split(exampleCSV, "\n")
	row := func(line, column int, set func(e *Entry)) Entry {
		return entryWith(func(e *Entry) {
			e.Origin, e.Source, e.Pos, e.Line = "csv", "notes.csv", Pos{Line: line, Column: column}, lines[line-1]
			e.Date, e.File = "2026-10-11", "harbor.fit"
			set(e)
		})
	}
	sameEntries(t, j.Entries, []Entry{
		row(2, 23, func(e *Entry) {
			e.At = Moment{Kind: AtBefore, Text: "before"}
			e.Kind, e.DurationS, e.Note = Warmup, 600, "easy jog"
		}),
		row(3, 23, func(e *Entry) {
			e.At = Moment{Kind: AtElapsed, S: 2280, UncertaintyS: 30, Text: "38m"}
			e.Kind, e.VolumeML = Drink, 120
		}),
		row(4, 23, func(e *Entry) {
			e.At = Moment{Kind: AtDistance, M: 31000, Unit: "km", UncertaintyM: 500, Text: "km 31"}
			e.Kind, e.SodiumMG, e.Note = Sodium, 200, "salt chew"
		}),
		row(5, 13, func(e *Entry) {
			e.File = ""
			e.At = Moment{Kind: AtClock, S: 36660, UncertaintyS: 30, Text: "10:11"}
			e.Kind, e.Muscle, e.Side, e.Severity, e.Note = Cramp, "calf", "left", 4, "twinge"
		}),
		row(6, 23, func(e *Entry) {
			e.At = Moment{Kind: AtDistance, M: 34279.0272, Unit: "mi", UncertaintyM: 80.4672, Text: "mi 21.3"}
			e.Kind, e.Muscle, e.Side, e.Severity, e.Note = Cramp, "calf", "left", 7, "had to stop, stretched"
			e.Response = []string{"stretch", "stop"}
		}),
		row(7, 23, func(e *Entry) {
			e.At = Moment{Kind: AtElapsed, S: 12680, UncertaintyS: 0.5, Text: "3:31:20"}
			e.Kind, e.Muscle, e.Side, e.Severity, e.Note = Cramp, "hamstring", "right", 8, "walked"
			e.Response = []string{"walk"}
		}),
		row(8, 23, func(e *Entry) {
			e.At = Moment{Kind: AtDistance, M: 40233.6, Unit: "mi", UncertaintyM: 804.672, Text: "mile 25"}
			e.Kind, e.Suggested, e.Note = Cramp, true, "a suggestion: not counted until the ? is gone"
		}),
	})
}

const exampleYAML = `# harbor.notes.yaml lies next to harbor.fit
goal: 3:50:00
official_distance: marathon        # lets "marker 18" mean the sign at the roadside
temperature: 23 C
weight: {before: 71.4 kg, after: 69.9 kg}
events:
  - {at: before,  what: warmup, amount: 10 min}
  - {at: 38m,     what: drink,  amount: 120 ml}
  - at: 2:41:10
    what: cramp
    where: left calf
    severity: 4
`

func TestTheExampleOfAYAMLIsReadWhole(t *testing.T) {
	j := ReadNotesYAML([]byte(exampleYAML), "runs/harbor.notes.yaml")
	if len(j.Errors) > 0 {
		t.Fatalf("errors: %q", said(j))
	}
	lines := strings.Split(exampleYAML, "\n")
	at := func(line, column int, set func(e *Entry)) Entry {
		return entryWith(func(e *Entry) {
			e.Origin, e.Source, e.Pos, e.Line = "yaml", "runs/harbor.notes.yaml", Pos{Line: line, Column: column}, lines[line-1]
			e.File = "harbor"
			set(e)
		})
	}
	sameEntries(t, j.Entries, []Entry{
		at(2, 1, func(e *Entry) { e.Kind, e.DurationS = Goal, 13800 }),
		at(3, 1, func(e *Entry) { e.Kind, e.DistanceM = OfficialDist, 42195 }),
		at(4, 1, func(e *Entry) { e.Kind, e.TemperatureC = Ambient, 23 }),
		at(5, 10, func(e *Entry) { e.Kind, e.MassKG, e.At = Weight, 71.4, Moment{Kind: AtBefore, Text: "before"} }),
		at(5, 27, func(e *Entry) { e.Kind, e.MassKG, e.At = Weight, 69.9, Moment{Kind: AtAfter, Text: "after"} }),
		at(7, 10, func(e *Entry) { e.Kind, e.DurationS, e.At = Warmup, 600, Moment{Kind: AtBefore, Text: "before"} }),
		at(8, 10, func(e *Entry) {
			e.Kind, e.VolumeML, e.At = Drink, 120, Moment{Kind: AtElapsed, S: 2280, UncertaintyS: 30, Text: "38m"}
		}),
		at(9, 9, func(e *Entry) {
			e.Kind, e.Muscle, e.Side, e.Severity = Cramp, "calf", "left", 4
			e.At = Moment{Kind: AtElapsed, S: 9670, UncertaintyS: 0.5, Text: "2:41:10"}
		}),
	})
}

func TestErrorsOfACSVNamePlaceAndWayOut(t *testing.T) {
	const head = "date;file;at;what;where;severity;amount;note\n"
	tests := []struct {
		name    string
		in      string
		entries int // how many rows are used all the same
		want    []string
	}{
		{
			"a column misspelt", "date;file;at;what;where;sevrity;amount;note\n2026-10-11;;38m;drink;;;150 ml;\n", 1,
			[]string{`bad.csv:1:25: warning: unknown column "sevrity", did you mean "severity"? Ignored.`},
		},
		{
			"a byte order mark is no column", "\ufeffdate;file;at;what;where;sevrity;amount;note\n", 0,
			[]string{`bad.csv:1:25: warning: unknown column "sevrity", did you mean "severity"? Ignored.`},
		},
		{
			"a column unlike any other", "date;shoe;at;what\n2026-10-11;x;38m;drink\n", 1,
			[]string{`bad.csv:1:6: warning: unknown column "shoe". Ignored.`},
		},
		{
			"a column twice", "date;at;at;what\n2026-10-11;38m;39m;drink\n", 1,
			[]string{`bad.csv:1:9: warning: column "at" stands there twice. The second one is ignored.`},
		},
		{
			"minutes for a time of day", head + "2026-10-11;2026-10-11-h;42:10;drink;;;150 ml;\n2026-10-11;;38m;drink;;;150 ml;\n", 1,
			[]string{`bad.csv:2:25: 42:10 is not a time of day. For 42 min after the start write 0:42:10 or 42m10s`},
		},
		{
			"an ambiguous date", head + "10/11/2026;;38m;drink;;;150 ml;\n", 0,
			[]string{`bad.csv:2:1: date "10/11/2026": write year-month-day, e.g. 2026-10-11 (10/11 could be October or November)`},
		},
		{
			"everything wrong in one row", head + "10/11/2026;;42:10;drnk;;11;150;\n", 0,
			[]string{
				`bad.csv:2:1: date "10/11/2026": write year-month-day, e.g. 2026-10-11 (10/11 could be October or November)`,
				`bad.csv:2:13: 42:10 is not a time of day. For 42 min after the start write 0:42:10 or 42m10s`,
				`bad.csv:2:19: unknown what "drnk", did you mean "drink"?`,
			},
		},
		{
			"values wrong in one row", head + "2026-10-11;;38m;cramp;;11;150;\n", 0,
			[]string{
				`bad.csv:2:24: severity "11": write a number from 1 to 10, as 4 or 4/10`,
				`bad.csv:2:27: amount "150": no unit. Write 150 min or 150 s`,
			},
		},
		{
			"no run named", head + ";;38m;drink;;;150 ml;\n;;2026-10-11T10:32Z;drink;;;150 ml;\n", 1,
			[]string{`bad.csv:2:1: no run named: add a date or a file`},
		},
		{
			"a what that is missing", head + "2026-10-11;;38m;;;;;\n", 0,
			[]string{`bad.csv:2:1: what is missing: write one of ` + listing(noteKinds[:])},
		},
		{
			"an amount that is missing", head + "2026-10-11;;;goal\n", 0,
			[]string{`bad.csv:2:1: goal without an amount: write e.g. 3:50:00`},
		},
		{
			"a symptom without a word", head + "2026-10-11;;;symptom\n", 0,
			[]string{`bad.csv:2:1: symptom without a word: write it into the note, e.g. headache`},
		},
		{
			"a decimal comma that splits its cell", "date,file,at,what\n2026-10-11,,km 29,5,cramp\n", 0,
			[]string{`bad.csv:2:21: more cells than columns: put quotes around a text that holds the separator`},
		},
		{
			"a decimal comma that shifts a row", "date,file,at,what,where\n2026-10-11,,km 29,5,cramp\n", 0,
			[]string{`bad.csv:2:19: unknown what "5": write one of ` + listing(noteKinds[:]) +
				`. A number with a decimal comma needs quotes here, e.g. "km 29,5"`},
		},
		{
			"a quote that is never closed", head + `2026-10-11;;38m;drink;;;150 ml;"cold` + "\n2026-10-11;;39m;drink;;;150 ml;\n", 1,
			[]string{`bad.csv:2:32: this quote is never closed. End the text with ", and write a quote inside it twice`},
		},
		{
			"a quote that only another row closes", head + `2026-10-11;;38m;drink;;;150 ml;"cold` + "\n" + `2026-10-11;;39m;drink;;;150 ml;"warm"` + "\n", 1,
			[]string{`bad.csv:2:32: this quote is never closed. End the text with ", and write a quote inside it twice`},
		},
		{
			"text behind a quote", head + `2026-10-11;;38m;cramp;;;;"ouch" I said` + "\n2026-10-11;;39m;drink;;;150 ml;\n", 1,
			[]string{`bad.csv:2:26: text after the closing quote. Write a quote inside a quoted text twice: ""`},
		},
		{
			"characters count, not bytes", head + "2026-10-11;größe;42:10;drink\n", 0,
			[]string{`bad.csv:2:18: 42:10 is not a time of day. For 42 min after the start write 0:42:10 or 42m10s`},
		},
		{
			"no header", "2026-10-11,harbor.fit,38m,drink\n", 0,
			[]string{`bad.csv:1:1: no header: name the columns in the first line, e.g. date,file,at,what,where,severity,amount,note`},
		},
		{
			"a header without what", "date,at,amount\n2026-10-11,38m,150 ml\n", 0,
			[]string{`bad.csv:1:1: no column "what": name the columns in the first line, e.g. date,file,at,what,where,severity,amount,note`},
		},
		{
			"sodium beside a cramp", "date,at,what,sodium\n2026-10-11,38m,cramp,200 mg\n", 1,
			[]string{`bad.csv:2:22: warning: sodium belongs to drink, food and sodium, not to cramp. Ignored.`},
		},
		{
			"two amounts that differ", "date,what,amount,sodium\n2026-10-11,sodium,100 mg,200 mg\n", 0,
			[]string{`bad.csv:2:26: sodium "200 mg": the amount says something else`},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			j := ReadNotesCSV([]byte(test.in), "bad.csv")
			if got := said(j); !slices.Equal(got, test.want) {
				t.Errorf("says %s\nwant %s", strings.Join(got, "\n     "), strings.Join(test.want, "\n     "))
			}
			if len(j.Entries) != test.entries {
				t.Errorf("%d entries, want %d", len(j.Entries), test.entries)
			}
			lines := strings.Split(test.in, "\n")
			for _, e := range j.Errors {
				if want := strings.TrimPrefix(lines[e.Pos.Line-1], "\ufeff"); e.Line != want {
					t.Errorf("line %q, want %q", e.Line, want)
				}
			}
		})
	}
}

func TestTheShapesOfACSVMeanTheSame(t *testing.T) {
	const plain = "date,at,what,amount,note\n2026-10-11,mi 1.5,drink,0.5 l,\"cold, \"\"fresh\"\" water\"\n"
	encode := func(e interface{ Bytes([]byte) ([]byte, error) }, s string) string {
		out, err := e.Bytes([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	tests := []struct{ name, in string }{
		{"commas", plain},
		{"a byte order mark", "\ufeff" + plain},
		{"line ends of Windows", strings.ReplaceAll(plain, "\n", "\r\n")},
		{"line ends of old Macs", strings.ReplaceAll(plain, "\n", "\r")},
		{"no line end at the end", strings.TrimSuffix(plain, "\n")},
		{"semicolons and decimal commas", "date;at;what;amount;note\n2026-10-11;mi 1,5;drink;0,5 l;\"cold, \"\"fresh\"\" water\"\n"},
		{"semicolons without need of quotes", "date;at;what;amount;note\n2026-10-11;mi 1,5;drink;0,5 l;cold, \"fresh\" water\n"},
		{"tabs", "date\tat\twhat\tamount\tnote\n2026-10-11\tmi 1.5\tdrink\t0.5 l\tcold, \"fresh\" water\n"},
		{"decimal commas in quotes", "date,at,what,amount,note\n2026-10-11,\"mi 1,5\",drink,\"0,5 l\",\"cold, \"\"fresh\"\" water\"\n"},
		{"another order of columns", "note,what,amount,date,at\n\"cold, \"\"fresh\"\" water\",drink,0.5 l,2026-10-11,mi 1.5\n"},
		{"a header in capitals with spaces", strings.Replace(plain, "date,at,what", "Date , AT, What", 1)},
		{"a quoted header", strings.Replace(plain, "date,at", `"date","at"`, 1)},
		{"notes on the notes", "# mine\n\n" + strings.Replace(plain, "\n", "\n # the race\n,,,,\n", 1)},
		{"the line of a spreadsheet", "sep=,\n" + plain},
		{"a quote over two lines", strings.Replace(plain, "cold, ", "cold,\n", 1)},
		{"a day with points", strings.Replace(plain, "2026-10-11", "11.10.2026", 1)},
		{"spaces around cells", strings.ReplaceAll(plain, ",drink,", " ,  drink , ")},
		{"UTF-16, small end first", encode(utf16.UTF16(utf16.LittleEndian, utf16.UseBOM).NewEncoder(), plain)},
		{"UTF-16, big end first", encode(utf16.UTF16(utf16.BigEndian, utf16.UseBOM).NewEncoder(), plain)},
		{"a response column", "date,at,what,amount,note,response\n2026-10-11,mi 1.5,drink,0.5 l,\"cold, \"\"fresh\"\" water\",\n"},
	}
	want := entryWith(func(e *Entry) {
		e.Origin, e.Source, e.Date, e.Kind, e.VolumeML = "csv", "n", "2026-10-11", Drink, 500
		e.At = Moment{Kind: AtDistance, M: 1.5 * 1609.344, Unit: "mi", UncertaintyM: 0.05 * 1609.344}
		e.Note, e.Drink = `cold, "fresh" water`, "water"
	})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			j := ReadNotesCSV([]byte(test.in), "n")
			if len(j.Errors) > 0 {
				t.Fatalf("errors: %q", said(j))
			}
			for i := range j.Entries {
				j.Entries[i].Line, j.Entries[i].Pos, j.Entries[i].At.Text = "", Pos{}, ""
			}
			sameEntries(t, j.Entries, []Entry{want})
		})
	}
}

func TestWindows1252IsReadWithAWarning(t *testing.T) {
	in, err := charmap.Windows1252.NewEncoder().String("date,what,note\n2026-10-11,symptom,Übelkeit – naüsea\n")
	if err != nil {
		t.Fatal(err)
	}
	j := ReadNotesCSV([]byte(in), "n")
	want := []string{`n:2:20: warning: not UTF-8, read as Windows-1252. Where letters look wrong, save the file as "CSV UTF-8"`}
	if !slices.Equal(said(j), want) {
		t.Errorf("says %q, want %q", said(j), want)
	}
	if len(j.Entries) != 1 || j.Entries[0].Word != "Übelkeit – naüsea" {
		t.Errorf("entries %+v", j.Entries)
	}
}

func TestRowsOfEveryKindAreRead(t *testing.T) {
	tests := []struct {
		name, row string // what,where,severity,amount,note,response,sodium,carb
		set       func(e *Entry)
	}{
		{"a cramp with all there is", "cramp,L calf,7,90 s,,walked,,", func(e *Entry) {
			e.Kind, e.Muscle, e.Side, e.Severity, e.DurationS, e.Response = Cramp, "calf", "left", 7, 90, []string{"walk"}
		}},
		{"an unknown place is kept", "cramp,left gizzard,,,ouch,,,", func(e *Entry) {
			e.Kind, e.Side, e.Note = Cramp, "left", "ouch; left gizzard"
		}},
		{"an unknown response is kept", "cramp,,,,,cursed,,", func(e *Entry) { e.Kind, e.Note = Cramp, "cursed" }},
		{"a suggestion with a space", "cramp ?,,,,,,,", func(e *Entry) { e.Kind, e.Suggested = Cramp, true }},
		{"a drink of unknown size", "drink,,,,cola,,,", func(e *Entry) { e.Kind, e.Drink, e.Note = Drink, "cola", "cola" }},
		{"a drink that says what is in it", "drink,,,200 ml,sports drink 100 mg Na 12 g carb,,,", func(e *Entry) {
			e.Kind, e.VolumeML, e.Drink, e.Electrolyte, e.SodiumMG, e.CarbG = Drink, 200, "sports drink", true, 100, 12
			e.Note = "sports drink 100 mg Na 12 g carb"
		}},
		{"no sodium at all is known", "drink,,,200 ml,electrolyte drink with 0 mg sodium,,,", func(e *Entry) {
			e.Kind, e.VolumeML, e.SodiumMG, e.Drink, e.Note = Drink, 200, 0, "electrolyte drink", "electrolyte drink with 0 mg sodium"
		}},
		{"columns win over the note", "drink,,,200 ml,100 mg Na,,150 mg,20 g", func(e *Entry) {
			e.Kind, e.VolumeML, e.SodiumMG, e.CarbG, e.Note = Drink, 200, 150, 20, "100 mg Na"
		}},
		{"salt", "sodium,,,0.5 g salt,,,,", func(e *Entry) { e.Kind, e.SodiumMG = Sodium, 196.5 }},
		{"salt of unknown amount", "sodium,,,,two capsules,,,", func(e *Entry) { e.Kind, e.Note = Sodium, "two capsules" }},
		{"food", "food,,,25 g,gel,,,", func(e *Entry) { e.Kind, e.CarbG, e.Note = Food, 25, "gel" }},
		{"a warm-up with a hyphen", "warm-up,,,10 min,,,,", func(e *Entry) { e.Kind, e.DurationS = Warmup, 600 }},
		{"drills", "drills,,,,,,,", func(e *Entry) { e.Kind = Drills }},
		{"stretching", "stretch,both calves,,2 min,,,,", func(e *Entry) {
			e.Kind, e.DurationS, e.Muscle, e.Side = Stretch, 120, "calf", "both"
		}},
		{"massage", "massage,,,30 min,,,,", func(e *Entry) { e.Kind, e.DurationS = Massage, 1800 }},
		{"roller", "roller,,,,,,,", func(e *Entry) { e.Kind = Roller }},
		{"compression", "compression,,,,,,,", func(e *Entry) { e.Kind = Compression }},
		{"strength", "strength,,,45 min,,,,", func(e *Entry) { e.Kind, e.DurationS = Strength, 2700 }},
		{"weight", "weight,,,71.4 kg,,,,", func(e *Entry) { e.Kind, e.MassKG = Weight, 71.4 }},
		{"urine", "urine,,,6,,,,", func(e *Entry) { e.Kind, e.Level = Urine, 6 }},
		{"a colour of urine in the note", "urine,,,,dark brown,,,", func(e *Entry) { e.Kind, e.Word, e.Note = Urine, "brown", "dark brown" }},
		{"a volume of urine", "urine volume,,,300 ml,,,,", func(e *Entry) { e.Kind, e.VolumeML = UrineVolume, 300 }},
		{"thirst", "thirst,,,7/10,,,,", func(e *Entry) { e.Kind, e.Level = Thirst, 7 }},
		{"soreness under severity", "soreness,quads,0,,,,,", func(e *Entry) { e.Kind, e.Level, e.Muscle = Soreness, 0, "quad" }},
		{"a symptom", "symptom,left calf,,,swollen and warm,,,", func(e *Entry) {
			e.Kind, e.Word, e.Note, e.Muscle, e.Side = Symptom, "swollen and warm", "swollen and warm", "calf", "left"
		}},
		{"a symptom under amount", "symptom,,,headache,,,,", func(e *Entry) { e.Kind, e.Word = Symptom, "headache" }},
		{"caffeine", "caffeine,,,100 mg,,,,", func(e *Entry) { e.Kind, e.CaffeineMG = Caffeine, 100 }},
		{"a goal", "goal,,,3:50:00,,,,", func(e *Entry) { e.Kind, e.DurationS = Goal, 13800 }},
		{"a race", "race,,,,,,,", func(e *Entry) { e.Kind, e.Yes = Race, true }},
		{"no race", "race,,,false,,,,", func(e *Entry) { e.Kind = Race }},
		{"a workout", "workout,,,tempo,,,,", func(e *Entry) { e.Kind, e.Word = WorkoutKind, "tempo" }},
		{"an official distance", "official_distance,,,half marathon,,,,", func(e *Entry) { e.Kind, e.DistanceM = OfficialDist, 21097.5 }},
		{"a corral", "corral,,,5:00 /km,,,,", func(e *Entry) { e.Kind, e.PaceSPerM = Corral, 0.3 }},
		{"a zone", "tz,,,Europe/Berlin,,,,", func(e *Entry) { e.Kind, e.Word = ZoneName, "Europe/Berlin" }},
		{"a temperature", "temperature,,,23 C,,,,", func(e *Entry) { e.Kind, e.TemperatureC = Ambient, 23 }},
		{"humidity", "humidity,,,60 %,,,,", func(e *Entry) { e.Kind, e.HumidityFrac = Humidity, 0.6 }},
		{"a dew point", "dew_point,,,15 C,,,,", func(e *Entry) { e.Kind, e.TemperatureC = DewPoint, 15 }},
		{"a wet bulb", "wbgt,,,59 F,,,,", func(e *Entry) { e.Kind, e.TemperatureC = WBGT, 15 }},
	}
	seen := map[Kind]bool{"cramp?": true}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			line := "2026-10-11," + test.row
			j := ReadNotesCSV([]byte("date,what,where,severity,amount,note,response,sodium,carb\n"+line+"\n"), "n")
			if len(j.Errors) > 0 {
				t.Fatalf("errors: %q", said(j))
			}
			want := entryWith(func(e *Entry) {
				e.Origin, e.Source, e.Pos, e.Line, e.Date = "csv", "n", Pos{Line: 2, Column: 1}, line, "2026-10-11"
				test.set(e)
			})
			seen[want.Kind] = true
			sameEntries(t, j.Entries, []Entry{want})
		})
	}
	for _, k := range noteKinds {
		if !seen[Kind(k)] {
			t.Errorf("no case for %s", k)
		}
	}
}

func TestYAMLKeysBesideTheEventsAreAllRead(t *testing.T) {
	in := `goal: 3:50:00
race: true
workout: tempo
official_distance: 26.2 mi
corral_pace: 8:30 /mi
tz: America/Los_Angeles
temperature: 73 F
humidity: 60 %
dew_point: 59 F
wbgt: 21 C
weight: 71.4 kg
urine_colour: {after: brown}
urine_volume: 300 ml
thirst: 7
soreness:
caffeine: 100 mg
symptoms: [headache, puffy hands]
events:
  - {at: 38m, what: drink, amount: 150 ml, sodium: 100 mg, carb: 12 g, note: cola}
  - {at: mi 21.3, what: cramp, where: left calf, response: [walk, pickle juice], note: "2:41: ouch"}
`
	j := ReadNotesYAML([]byte(in), `C:\runs\harbor.fit.notes.yml`)
	if len(j.Errors) > 0 {
		t.Fatalf("errors: %q", said(j))
	}
	want := []Entry{
		entryWith(func(e *Entry) { e.Kind, e.DurationS = Goal, 13800 }),
		entryWith(func(e *Entry) { e.Kind, e.Yes = Race, true }),
		entryWith(func(e *Entry) { e.Kind, e.Word = WorkoutKind, "tempo" }),
		entryWith(func(e *Entry) { e.Kind, e.DistanceM = OfficialDist, 42164.8128 }),
		entryWith(func(e *Entry) { e.Kind, e.PaceSPerM = Corral, 510/1609.344 }),
		entryWith(func(e *Entry) { e.Kind, e.Word = ZoneName, "America/Los_Angeles" }),
		entryWith(func(e *Entry) { e.Kind, e.TemperatureC = Ambient, 41/1.8 }),
		entryWith(func(e *Entry) { e.Kind, e.HumidityFrac = Humidity, 0.6 }),
		entryWith(func(e *Entry) { e.Kind, e.TemperatureC = DewPoint, 15 }),
		entryWith(func(e *Entry) { e.Kind, e.TemperatureC = WBGT, 21 }),
		entryWith(func(e *Entry) { e.Kind, e.MassKG = Weight, 71.4 }),
		entryWith(func(e *Entry) { e.Kind, e.Word, e.At = Urine, "brown", Moment{Kind: AtAfter, Text: "after"} }),
		entryWith(func(e *Entry) { e.Kind, e.VolumeML = UrineVolume, 300 }),
		entryWith(func(e *Entry) { e.Kind, e.Level = Thirst, 7 }),
		entryWith(func(e *Entry) { e.Kind, e.CaffeineMG = Caffeine, 100 }),
		entryWith(func(e *Entry) { e.Kind, e.Word, e.Note = Symptom, "headache", "headache" }),
		entryWith(func(e *Entry) { e.Kind, e.Word, e.Note = Symptom, "puffy hands", "puffy hands" }),
		entryWith(func(e *Entry) {
			e.Kind, e.VolumeML, e.SodiumMG, e.CarbG, e.Drink, e.Note = Drink, 150, 100, 12, "cola", "cola"
			e.At = Moment{Kind: AtElapsed, S: 2280, UncertaintyS: 30, Text: "38m"}
		}),
		entryWith(func(e *Entry) {
			e.Kind, e.Muscle, e.Side, e.Note, e.Response = Cramp, "calf", "left", "2:41: ouch", []string{"walk", "pickle juice"}
			e.At = Moment{Kind: AtDistance, M: 34279.0272, Unit: "mi", UncertaintyM: 80.4672, Text: "mi 21.3"}
		}),
	}
	for i := range j.Entries {
		e := &j.Entries[i]
		if e.Origin != "yaml" || e.File != "harbor.fit" || e.Pos.Line < 1 || e.Line == "" {
			t.Errorf("entry %d comes from %q %q %v %q", i, e.Origin, e.File, e.Pos, e.Line)
		}
		e.Origin, e.Source, e.File, e.Pos, e.Line = "", "", "", Pos{}, ""
	}
	sameEntries(t, j.Entries, want)
}

func TestErrorsOfAYAMLNamePlaceAndWayOut(t *testing.T) {
	deep := strings.Repeat("[", 30) + strings.Repeat("]", 30)
	const known = "goal, race, workout, official_distance, corral_pace, tz, temperature, humidity, dew_point, " +
		"wbgt, weight, urine_colour, urine_volume, thirst, soreness, caffeine, symptoms and events"
	tests := []struct {
		name    string
		in      string
		entries int
		want    []string
	}{
		{"a key misspelt", "gaol: 3:50:00\nrace: true\n", 1, []string{`n:1:1: unknown key "gaol", did you mean "goal"?`}},
		{"a key unlike any other", "shoes: new\nrace: true\n", 1, []string{`n:1:1: unknown key "shoes". Known are ` + known}},
		{"an event among the facts", "drink: 150 ml\n", 0, []string{`n:1:1: unknown key "drink". Write it under events: - {at: 42m, what: drink}`}},
		{"a key twice", "goal: 3:50:00\nrace: true\ngoal: 3:40:00\n", 2, []string{`n:3:1: key "goal" stands there twice. Remove one`}},
		{"a goal of two parts", "race: true\ngoal: 3:50\n", 1, []string{`n:2:7: goal "3:50": two parts could be hours or minutes. Write 3:50:00 or 0:03:50`}},
		{"a bare temperature", "temperature: 23\n", 0, []string{`n:1:14: temperature "23": no unit. Write 23 C or 23 F`}},
		{"a bare weight of two", "weight: {before: 71.4, after: 69.9 kg}\n", 1, []string{`n:1:18: weight "71.4": no unit. Write 71.4 kg or 71.4 lb`}},
		{"a weight in between", "weight: {during: 71 kg}\n", 0, []string{`n:1:10: unknown key "during". Known are before and after`}},
		{"a list for one value", "goal: [1, 2]\nrace: true\n", 1, []string{`n:1:7: goal takes one value, not a list or keys of its own`}},
		{"events that are no list", "events: {at: 1m}\n", 0, []string{`n:1:9: events is a list: write - {at: 42m, what: drink, amount: 120 ml}`}},
		{"an event without keys", "events:\n  - cramp\n", 0, []string{`n:2:5: an event has keys: write - {at: 42m, what: drink, amount: 120 ml}`}},
		{
			"a bad event costs itself", "events:\n  - {at: 42:10, what: drink}\n  - {at: 42m, what: drnk}\n  - {at: 42m, what: drink}\n", 1,
			[]string{
				`n:2:10: 42:10 is not a time of day. For 42 min after the start write 0:42:10 or 42m10s`,
				`n:3:21: unknown what "drnk", did you mean "drink"?`,
			},
		},
		{
			"errors stand in the order of the file", "events: [{what: drnk, at: 42:10}]\n", 0,
			[]string{
				`n:1:17: unknown what "drnk", did you mean "drink"?`,
				`n:1:27: 42:10 is not a time of day. For 42 min after the start write 0:42:10 or 42m10s`,
			},
		},
		{
			"a bad key costs itself", "events:\n  - at: 42m\n    what: cramp\n    sevrity: 4\n    date: 2026-10-11\n", 1,
			[]string{
				`n:4:5: unknown key "sevrity", did you mean "severity"?`,
				`n:5:5: unknown key "date". Known are at, what, where, severity, amount, response, sodium, carb and note`,
			},
		},
		{"an event without what", "events:\n  - at: 42m\n", 0, []string{`n:2:5: what is missing: write one of ` + listing(noteKinds[:])}},
		{"characters count, not bytes", "events: [{note: größe, at: 42:10, what: drink}]\n", 0, []string{
			`n:1:28: 42:10 is not a time of day. For 42 min after the start write 0:42:10 or 42m10s`,
		}},
		{"aliases", "goal: &g 3:50:00\nrace: *g\n", 0, []string{
			`n:1:7: & and * (anchors and aliases) are not read. Write the value out, or put quotes around the text`,
		}},
		{
			"an alias bomb", "symptoms: &a [x,x,x,x,x,x,x,x,x]\nevents: &b [*a,*a,*a,*a,*a,*a,*a,*a]\ngoal: &c [*b,*b,*b,*b,*b]\nrace: [*c,*c,*c,*c]\n", 0,
			[]string{`n:1:11: & and * (anchors and aliases) are not read. Write the value out, or put quotes around the text`},
		},
		{"an alias to nowhere", "race: true\nworkout: *tempo\n", 0, []string{
			`n:2:1: not YAML: unknown anchor 'tempo' referenced. Put quotes around a text that begins with & or *`,
		}},
		{"a tag", "goal: !!binary aGVsbG8=\n", 0, []string{
			`n:1:7: tags such as "!!binary" are not read. Put quotes around a text that begins with !`,
		}},
		{"thirty levels", "symptoms: " + deep + "\n", 0, []string{`n:1:30: more than 20 levels inside each other`}},
		{"two documents", "race: true\n---\ngoal: 3:50:00\n", 0, []string{
			`n:2:1: a second document begins here: only one is read. Remove the --- or split the file`,
		}},
		{"a list in place of keys", "- goal\n", 0, []string{`n:1:1: write lines of the form key: value, e.g. goal: 3:50:00`}},
		{"a colon in a text", "race: true\nevents:\n  - {at: 42m, what: drink}\ngoal: fast: 3:50:00\n", 0, []string{
			`n:4:1: not YAML: mapping values are not allowed in this context. Put quotes around a text that holds a colon: "stretched: better"`,
		}},
		{"a tab", "weight:\n\tbefore: 71 kg\n", 0, []string{
			`n:2:2: not YAML: found character that cannot start any token. Indent with spaces, not tabs, and put quotes around a text that begins with a sign`,
		}},
		{"a bracket left open", "race: true\nevents:\n  - {at: 3m, what: drink\n  - {at: 4m, what: drink}\n", 0, []string{
			`n:3:3: not YAML: did not find expected ',' or '}'. Check indentation, quotes and brackets here and below`,
		}},
		{"nothing", "", 0, nil},
		{"remarks only", "# nothing yet\n", 0, nil},
		{"keys without values", "goal:\nevents:\nsymptoms:\nweight: {before: }\n", 0, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			j := ReadNotesYAML([]byte(test.in), "n")
			if got := said(j); !slices.Equal(got, test.want) {
				t.Errorf("says %s\nwant %s", strings.Join(got, "\n     "), strings.Join(test.want, "\n     "))
			}
			if len(j.Entries) != test.entries {
				t.Errorf("%d entries, want %d", len(j.Entries), test.entries)
			}
		})
	}
}

func TestNotesThatAreTooLargeAreRefusedQuickly(t *testing.T) {
	const rows = "more than 100,000 rows are not read. Split the file; --max-rows raises this limit"
	const values = "more than 100,000 lines and values are not read. Split the file; --max-rows raises this limit"
	const size = "notes of more than 10 MB are not read. Split the file; --max-notes raises this limit"
	row := "2026-10-11,38m,drink\n"
	tests := []struct {
		name    string
		read    func([]byte, string) Journal
		in      string
		entries int
		want    []string
	}{
		{"as many rows as allowed", ReadNotesCSV, "date,at,what\n" + strings.Repeat(row, 100_000), 100_000, nil},
		{"one row more", ReadNotesCSV, "date,at,what\n" + strings.Repeat(row, 100_001), 0, []string{"n:100002:1: " + rows}},
		{"a CSV of more than 10 MB", ReadNotesCSV, strings.Repeat("#", 10<<20+1), 0, []string{"n:: " + size}},
		{"a YAML of more than 10 MB", ReadNotesYAML, strings.Repeat("#", 10<<20+1), 0, []string{"n:: " + size}},
		{"a YAML of too many lines", ReadNotesYAML, strings.Repeat("#\n", 100_001), 0, []string{"n:: " + values}},
		{"a YAML of too many values", ReadNotesYAML, "a: [" + strings.Repeat("a,", 100_000) + "]", 0, []string{"n:: " + values}},
		{"brackets without end", ReadNotesYAML, strings.Repeat("[", 90_000), 0, []string{"n:1:1: not YAML: exceeded max depth of 10000"}},
		{"deep brackets", ReadNotesYAML, strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000), 0, []string{"n:1:21: more than 20 levels inside each other"}},
		{"a header of commas", ReadNotesCSV, "what" + strings.Repeat(",", 9<<20), 0, nil},
		{
			"quotes that never close", ReadNotesCSV, "date,what\n" + strings.Repeat("\"x\n", 3), 0,
			slices.Collect(func(yield func(string) bool) {
				for n := range 3 {
					_ = yield(fmt.Sprintf("n:%d:1: %s", n+2, errQuoteOpen))
				}
			}),
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			begin := time.Now()
			j := test.read([]byte(test.in), "n")
			if took := time.Since(begin); took > 60*time.Second && !raceDetector { // generous: a slow machine is no bug
				t.Errorf("took %v", took)
			}
			if got := said(j); !slices.Equal(got, test.want) {
				t.Errorf("says %.300q, want %q", got, test.want)
			}
			if len(j.Entries) != test.entries {
				t.Errorf("%d entries, want %d", len(j.Entries), test.entries)
			}
		})
	}
}

func TestALineIsShownWithItsCharactersInPlace(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"tabs become spaces", "a\tb", "a b"},
		{"spaces stay", "a   b", "a   b"},
		{"controls become a mark", "a\x1b[31mb\u202ec", "a\ufffd[31mb\ufffdc"},
		{"spaces at the end go", "a  ", "a"},
		{"a long line ends with an ellipsis", strings.Repeat("a", 300), strings.Repeat("a", 199) + "…"},
		{"marks end after eight", "a" + strings.Repeat("\u0301", 10), "a" + strings.Repeat("\u0301", 8) + "\ufffd\ufffd"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := shownLine(test.in); got != test.want {
				t.Errorf("shownLine(%q) = %q, want %q", test.in, got, test.want)
			}
		})
	}
}

// checkJournal is the judge of every journal, of whatever input.
func checkJournal(t *testing.T, j Journal, data []byte) {
	t.Helper()
	most := bytes.Count(data, []byte("\n")) + bytes.Count(data, []byte("\r")) + 1 + len(data)/2
	for _, e := range j.Entries {
		if !slices.Contains(noteKinds[:], string(e.Kind)) || e.Suggested && e.Kind != Cramp {
			t.Errorf("kind %q in %+v", e.Kind, e)
		}
		if e.Pos.Line < 1 || e.Pos.Column < 1 || e.Pos.Line > most {
			t.Errorf("no place %v in %+v", e.Pos, e)
		}
		checkMoment(t, e.At)
		v := reflect.ValueOf(e)
		for i := range v.NumField() {
			switch f := v.Field(i); f.Kind() {
			case reflect.Float64:
				if x := f.Float(); !math.IsNaN(x) && !(x >= -90 && x < 1e13) {
					t.Errorf("%s is %v", v.Type().Field(i).Name, x)
				}
			case reflect.String:
				name := v.Type().Field(i).Name
				if name != "Line" && name != "Source" && f.String() != Clean(f.String()) {
					t.Errorf("%s %q is not clean", name, f)
				}
			}
		}
		if l := e.Severity; !math.IsNaN(l) && !(l >= 1 && l <= 10) {
			t.Errorf("severity %v", l)
		}
		// A sign that something is wrong is kept, and that it names no run is told.
		told := e.Kind == Symptom && slices.ContainsFunc(j.Errors, func(x NoteError) bool { return !x.Warning && x.Pos.Line == e.Pos.Line })
		if e.File == "" && e.Date == "" && e.At.Date == "" && e.At.Kind != AtAbsolute && !told {
			t.Errorf("an entry of no run: %+v", e)
		}
		checkLine(t, e.Line)
	}
	for _, e := range j.Errors {
		if e.Text == "" || !utf8.ValidString(e.Text) || strings.ContainsFunc(e.Text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			t.Errorf("text %q", e.Text)
		}
		checkLine(t, e.Line)
	}
}

func checkLine(t *testing.T, s string) {
	t.Helper()
	if s != shownLine(s) || strings.ContainsAny(s, "\n\t\r\x1b\x00") {
		t.Errorf("line %q is not fit to be shown", s)
	}
}

func FuzzNotesCSV(f *testing.F) {
	for _, s := range []string{
		exampleCSV, "", "what", "\ufeffdate;what\n2026-10-11;race\n", "\xff\xfed\x00a\x00", "date\twhat\n2026-10-11\tgoal\t3:50:00\n",
		"date,what,amount\n2026-10-11,weight,\"71,4 kg\"\n", "date,what\n\"2026-10-11\n\",\"race\"\n", "date,what\n\"x,y\n2026-10-11,race\n",
		"file,what,note\nx,symptom,\x1b[31mred\xff\n", "file,what,note\n,symptom,chest pain\n", "file,what,where\nx,cramp,\u202eleft calf\n", "sep=;\nfile;what\nx;cramp?\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		j := ReadNotesCSV(data, "n.csv")
		checkJournal(t, j, data)
		if again := ReadNotesCSV(data, "n.csv"); fmt.Sprint(again) != fmt.Sprint(j) {
			t.Error("the same bytes were read in two ways")
		}
	})
}

func FuzzNotesYAML(f *testing.F) {
	for _, s := range []string{
		exampleYAML, "", "goal: 3:50\n", "a: &a [*a]", "- x", "{}", "? {a: b}\n: c\n", "events: [{}, [], null, {what: cramp, at: lap 7}]\n",
		"goal: !!float 1\n", "--- 1\n--- 2\n", "weight: {before: {after: 1}}\n", "<<: {goal: 3:50:00}\n", "race: \"tr\x1b\u202eue\"\n",
		"symptoms: [\"\\e[31m\", ~, 1.5, [x]]\n", "goal: |\n  3:50:00\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		j := ReadNotesYAML(data, "x/harbor.notes.yaml")
		checkJournal(t, j, data)
		for _, e := range j.Entries {
			if e.File != "harbor" {
				t.Errorf("an entry of %q", e.File)
			}
		}
		if again := ReadNotesYAML(data, "x/harbor.notes.yaml"); fmt.Sprint(again) != fmt.Sprint(j) {
			t.Error("the same bytes were read in two ways")
		}
	})
}

// The words of a symptom may be a red flag: what is wrong beside them is told and
// costs only itself.
func TestASymptomIsKeptWhateverStandsBesideIt(t *testing.T) {
	j := ReadNotesCSV([]byte("date,at,what,note\n2026-10-11,9:99:99,symptom,chest pain\n2026-10-11,9:99:99,drink,water\n"), "notes.csv")
	if len(j.Entries) != 1 || j.Entries[0].Kind != Symptom || j.Entries[0].Word != "chest pain" || j.Entries[0].At.Kind != Unsaid {
		t.Errorf("entries %+v, want the symptom alone", j.Entries)
	}
	if len(j.Errors) != 2 {
		t.Errorf("%d errors, want one a row: %v", len(j.Errors), j.Errors)
	}
}
