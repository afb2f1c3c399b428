package parse

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
)

const exampleConfig = `# the runner, once for all
mass: 157.5 lb
sex: female
max_heart_rate: 186
sweat_rate: 0.95 l/h
conditions: [blood pressure, Medicines, blood_pressure]
races:
  - {date: 2026-04-05, distance: half marathon, time: 1:45:00}
  - date: 10.05.2026
    distance: 10k
    time: 45m
family_history: true
units: km
tz: Europe/Berlin
lap_cramp: yes
limits:
  pace/fast-first-mile: 7 %
  pace/fast-first-mile.strong: 0.1
  "fluid/over-drinking": 800
home_secret: plum  tree
`

// asText writes a Config whole, its maps in order.
func asText(c Config) string { return fmt.Sprintf("%+v", c) }

func configWith(set func(c *Config)) Config {
	c := Config{Limits: map[string]float64{}, Set: map[string]Pos{}}
	set(&c)
	return c
}

func TestTheExampleOfTheSettingsIsReadWhole(t *testing.T) {
	got, errs := ReadConfig([]byte(exampleConfig), ".crampcheck.yaml")
	if len(errs) > 0 {
		t.Fatalf("errors: %q", said(Journal{Errors: errs}))
	}
	want := Config{
		MassKG: 157.5 * 0.45359237, Sex: "female", MaxHeartRateBPM: 186, SweatMLPerH: 950,
		Conditions: []string{"blood pressure", "medicines"}, FamilyHistory: true,
		Races:    []ConfigRace{{"2026-04-05", 21097.5, 6300}, {"2026-05-10", 10000, 2700}},
		Units:    "km",
		Zone:     "Europe/Berlin",
		LapCramp: true, HomeSecret: "plum tree",
		Limits: map[string]float64{"pace/fast-first-mile": 0.07, "pace/fast-first-mile.strong": 0.1, "fluid/over-drinking": 800},
		Set: map[string]Pos{
			"mass": {Line: 2, Column: 1}, "sex": {Line: 3, Column: 1}, "max_heart_rate": {Line: 4, Column: 1},
			"sweat_rate": {Line: 5, Column: 1}, "conditions": {Line: 6, Column: 1}, "races": {Line: 7, Column: 1},
			"family_history": {Line: 12, Column: 1}, "units": {Line: 13, Column: 1}, "tz": {Line: 14, Column: 1},
			"lap_cramp": {Line: 15, Column: 1}, "limits": {Line: 16, Column: 1},
			"limits.pace/fast-first-mile":        {Line: 17, Column: 3},
			"limits.pace/fast-first-mile.strong": {Line: 18, Column: 3},
			"limits.fluid/over-drinking":         {Line: 19, Column: 3},
			"home_secret":                        {Line: 20, Column: 1},
		},
	}
	if g, w := asText(got), asText(want); g != w {
		t.Errorf("\n got %s\nwant %s", g, w)
	}
	for _, k := range configKeys {
		if got.Set[k].Line == 0 {
			t.Errorf("the example has no %s", k)
		}
	}
}

func TestValuesOfTheSettings(t *testing.T) {
	for _, c := range []struct {
		in  string
		set func(c *Config)
	}{
		{"mass: 71,4 kg", func(c *Config) { c.MassKG = 71.4 }},
		{"mass: 20 kg", func(c *Config) { c.MassKG = 20 }},
		{"mass: 300 kg", func(c *Config) { c.MassKG = 300 }},
		{"sex: M", func(c *Config) { c.Sex = "male" }},
		{"max_heart_rate: 100", func(c *Config) { c.MaxHeartRateBPM = 100 }},
		{"max_heart_rate: 230 bpm", func(c *Config) { c.MaxHeartRateBPM = 230 }},
		{"sweat_rate: 950ml/h", func(c *Config) { c.SweatMLPerH = 950 }},
		{"sweat_rate: 950 ml per hour", func(c *Config) { c.SweatMLPerH = 950 }},
		{"sweat_rate: 32 oz/h", func(c *Config) { c.SweatMLPerH = 32 * 29.5735 }},
		{"sweat_rate: 1,5 l / h", func(c *Config) { c.SweatMLPerH = 1500 }},
		{"conditions: kidney", func(c *Config) { c.Conditions = []string{"kidney"} }},
		{"MASS: 71.4 kg", func(c *Config) { c.MassKG = 71.4 }},
		{"units: MI", func(c *Config) { c.Units = "mi" }},
		{"tz: -07:00", func(c *Config) { c.Zone = "-07:00" }},
		{"lap_cramp: false", func(*Config) {}},
		{"races: [{date: 2026-04-05, distance: marathon, time: 3:50:00}]", func(c *Config) { c.Races = []ConfigRace{{"2026-04-05", 42195, 13800}} }},
		{"races: [{date: 2026-04-05, distance: 13.1 mi, time: 1h45m}]", func(c *Config) { c.Races = []ConfigRace{{"2026-04-05", 13.1 * 1609.344, 6300}} }},
		{"races: [{date: 2026-04-05, distance: 21.1 km, time: 1:45:00}]", func(c *Config) { c.Races = []ConfigRace{{"2026-04-05", 21100, 6300}} }},
		{"races: [{date: 2026-04-05, distance: 5k, time: 0:24:30}]", func(c *Config) { c.Races = []ConfigRace{{"2026-04-05", 5000, 1470}} }},
	} {
		key, _, _ := strings.Cut(strings.ToLower(c.in), ":")
		want := configWith(c.set)
		want.Set[key] = Pos{Line: 1, Column: 1}
		got, errs := ReadConfig([]byte(c.in+"\n"), "c")
		if len(errs) > 0 || asText(got) != asText(want) {
			t.Errorf("%s\n got %s, %q\nwant %s", c.in, asText(got), said(Journal{Errors: errs}), asText(want))
		}
	}
	for in, want := range map[string]float64{
		"0": 0, "800": 800, "0.07": 0.07, "7 %": 0.07, "7%": 0.07, "0,5": 0.5, "-3": -3, "-5 %": -0.05, `"10"`: 10,
	} {
		got, errs := ReadConfig([]byte("limits: {a/b: "+in+"}\n"), "c")
		if strings.Contains(in, ",") {
			got, errs = ReadConfig([]byte("limits:\n  a/b: "+in+"\n"), "c")
		}
		if v, ok := got.Limits["a/b"]; !ok || v != want || len(errs) > 0 || got.Set["limits.a/b"].Line == 0 {
			t.Errorf("limit %s: %v, %v, %q, want %v", in, v, ok, said(Journal{Errors: errs}), want)
		}
	}
}

func TestSettingsThatSayNothingAreNotGiven(t *testing.T) {
	for _, in := range []string{
		"", "# nothing yet\n", "---\n", "mass:\nsex: \"\"\nconditions:\nraces: []\nlimits:\ntz: ~\n", "conditions: []\nlimits: {}\nraces:\n",
		"limits: {a/b: , c: ~}\n",
	} {
		got, errs := ReadConfig([]byte(in), "c")
		if want := configWith(func(*Config) {}); len(errs) > 0 || asText(got) != asText(want) {
			t.Errorf("%q: %s, %q", in, asText(got), said(Journal{Errors: errs}))
		}
	}
}

func TestErrorsOfTheSettingsNamePlaceAndWayOut(t *testing.T) {
	const known = "mass, sex, max_heart_rate, sweat_rate, conditions, races, family_history, home_secret, units, tz, lap_cramp and limits"
	const race = "{date: 2026-04-05, distance: half marathon, time: 1:45:00}"
	tests := []struct {
		name string
		in   string
		kept string // the keys used all the same
		want []string
	}{
		{"a key misspelt", "mas: 70 kg\nunits: km\n", "units", []string{`c:1:1: unknown key "mas", did you mean "mass"?`}},
		{"a key with spaces", "max heart rate: 186\n", "", []string{`c:1:1: unknown key "max heart rate", did you mean "max_heart_rate"?`}},
		{"a key unlike any other", "shoes: new\n", "", []string{`c:1:1: unknown key "shoes". Known are ` + known}},
		{"a key of the notes", "weight: 70 kg\n", "", []string{`c:1:1: unknown key "weight". Known are ` + known}},
		{"a key twice", "mass: 70 kg\nunits: km\nmass: 71 kg\n", "mass units", []string{`c:3:1: key "mass" stands there twice. Remove one`}},
		{"a mass without a unit", "units: km\nmass: 70\n", "units", []string{`c:2:7: mass "70": no unit. Write 70 kg or 70 lb`}},
		{"a mass of stone", "mass: 11 stone\n", "", []string{`c:1:7: mass "11 stone": unknown unit "stone", write a weight in kg or lb`}},
		{"a mass of a child", "mass: 19.9 kg\n", "", []string{`c:1:7: mass "19.9 kg": a runner weighs 20 to 300 kg. Write e.g. 71.4 kg`}},
		{"a point forgotten", "mass: 714 kg\n", "", []string{`c:1:7: mass "714 kg": a runner weighs 20 to 300 kg. Write e.g. 71.4 kg`}},
		{"a third sex", "sex: yes\n", "", []string{`c:1:6: sex "yes": write female or male, or leave it out`}},
		{"a heart too slow", "max_heart_rate: 99\n", "", []string{`c:1:17: max_heart_rate "99": write beats per minute from 100 to 230, e.g. 186`}},
		{"a heart too fast", "max_heart_rate: 231\n", "", []string{`c:1:17: max_heart_rate "231": write beats per minute from 100 to 230, e.g. 186`}},
		{"a heart in words", "max_heart_rate: high\n", "", []string{`c:1:17: max_heart_rate "high": write beats per minute from 100 to 230, e.g. 186`}},
		{"sweat without a unit", "sweat_rate: 0.95\n", "", []string{`c:1:13: sweat_rate "0.95": no unit. Write 0.95 l/h or 0.95 ml/h`}},
		{"sweat without a volume", "sweat_rate: 0.95 /h\n", "", []string{`c:1:13: sweat_rate "0.95 /h": no unit. Write 0.95 l/h or 0.95 ml/h`}},
		{"sweat without an hour", "sweat_rate: 0.95 l\n", "", []string{`c:1:13: sweat_rate "0.95 l": write a volume per hour, e.g. 0.95 l/h or 950 ml/h`}},
		{"sweat in words", "sweat_rate: a lot\n", "", []string{`c:1:13: sweat_rate "a lot": write a volume per hour, e.g. 0.95 l/h or 950 ml/h`}},
		{"sweat of a thousand", "sweat_rate: 1,200 ml/h\n", "", []string{`c:1:13: sweat_rate "1,200 ml/h": 1,200 could be 1200 or 1.200. Write it without the comma`}},
		{"sweat in pints", "sweat_rate: 2 pint/h\n", "", []string{`c:1:13: sweat_rate "2 pint/h": unknown unit "pint", write a volume in ml or oz`}},
		{"litres for millilitres", "sweat_rate: 0.95 ml/h\n", "", []string{`c:1:13: sweat_rate "0.95 ml/h": a sweat rate is 0.1 to 6 l/h. Write e.g. 0.95 l/h or 950 ml/h`}},
		{"millilitres for litres", "sweat_rate: 950 l/h\n", "", []string{`c:1:13: sweat_rate "950 l/h": a sweat rate is 0.1 to 6 l/h. Write e.g. 0.95 l/h or 950 ml/h`}},
		{
			"conditions misspelt and unknown", "conditions: [hart, kidney, asthma]\n", "conditions",
			[]string{
				`c:1:14: unknown condition "hart", did you mean "heart"?`,
				`c:1:28: unknown condition "asthma": write one of blood pressure, kidney, heart, pregnancy, diabetes or medicines`,
			},
		},
		{"conditions with keys", "conditions: {heart: true}\n", "", []string{`c:1:13: conditions takes one value, not a list or keys of its own`}},
		{"yes and no alone", "family_history: mother\nlap_cramp: maybe\n", "", []string{
			`c:1:17: family_history "mother": write true or false`, `c:2:12: lap_cramp "maybe": write true or false`,
		}},
		{"units in words", "units: miles\n", "", []string{`c:1:8: units "miles": write mi or km`}},
		{"a zone in words", "tz: my home\n", "", []string{`c:1:5: tz "my home": write the name of a zone, e.g. America/Los_Angeles, UTC or -07:00`}},
		{"a list for one value", "mass: [70 kg]\n", "", []string{`c:1:7: mass takes one value, not a list or keys of its own`}},
		{"races that are no list", "races: {date: 2026-04-05}\n", "", []string{`c:1:8: races is a list: write - ` + race}},
		{"a race without keys", "races: [marathon]\n", "", []string{`c:1:9: a race has keys: write - ` + race}},
		{
			"a race costs itself", "races:\n  - " + race + "\n  - {date: 2026-04-05, distance: marathon, time: 3:50}\n", "races",
			[]string{`c:3:50: time "3:50": two parts could be hours or minutes. Write 3:50:00 or 0:03:50`},
		},
		{"a race without a time", "races:\n  - {date: 2026-04-05, distance: marathon}\n", "", []string{`c:2:5: a race without a time: write ` + race}},
		{"a race without a distance", "races: [{date: 2026-04-05, distance: , time: 45m}]\n", "", []string{`c:1:9: a race without a distance: write ` + race}},
		{"a race without a date", "races: [{distance: 10k, time: 45m}]\n", "", []string{`c:1:9: a race without a date: write ` + race}},
		{"a race of nothing", "races: [{}]\n", "", []string{`c:1:9: a race without a date: write ` + race}},
		{"a race of no time", "races: [{date: 2026-04-05, distance: 10k, time: 0:00:00}]\n", "", []string{
			`c:1:49: time "0:00:00": the time of a race is longer than nothing. Write e.g. 3:50:00`,
		}},
		{"a race of words", "races: [{date: 2026-04-05, distance: 10k, time: fast}]\n", "", []string{
			`c:1:49: time "fast": write a duration, e.g. 10 min, 90 s or 1h30m (the time of a race is a time such as 3:50:00 or 45m)`,
		}},
		{
			"everything wrong in a race", "races: [{date: 10/11/2026, distance: 10, time: 45:00, shoes: new}]\n", "",
			[]string{
				`c:1:16: date "10/11/2026": write year-month-day, e.g. 2026-10-11 (10/11 could be October or November)`,
				`c:1:38: distance "10": no unit. Write 10 km or 10 mi (or write marathon, half marathon, 10k, 5k)`,
				`c:1:48: time "45:00": two parts could be hours or minutes. Write 0:45:00`,
				`c:1:55: unknown key "shoes". Known are date, distance and time`,
			},
		},
		{"limits that are a list", "limits: [7 %]\n", "", []string{`c:1:9: limits has keys of its own: write limits: {pace/fast-first-mile: 7 %}`}},
		{
			"limits that are no numbers", "limits:\n  a/b: low\n  c/d: 7 s\n  e/f: 1,200\n  g/h: [1]\n  i/j: 3\n", "limits limits.i/j",
			[]string{
				`c:2:8: a/b "low": write a number without a unit, e.g. 0.07 or 7 %`,
				`c:3:8: c/d "7 s": write a number without a unit, e.g. 0.07 or 7 %`,
				`c:4:8: e/f "1,200": 1,200 could be 1200 or 1.200. Write it without the comma`,
				`c:5:8: g/h takes one value, not a list or keys of its own`,
			},
		},
		{"a limit twice", "limits: {a/b: 1, a/b: 2}\n", "limits limits.a/b", []string{`c:1:18: limit "a/b" stands there twice. Remove one`}},
		{"a limit without a name", "limits: {\"\": 1, [a]: 2}\n", "", []string{
			`c:1:10: a limit has a name: write e.g. pace/fast-first-mile: 7 %`, `c:1:17: a limit has a name: write e.g. pace/fast-first-mile: 7 %`,
		}},
		{"characters count, not bytes", "conditions: [größe, hart]\n", "", []string{
			`c:1:14: unknown condition "größe": write one of blood pressure, kidney, heart, pregnancy, diabetes or medicines`,
			`c:1:21: unknown condition "hart", did you mean "heart"?`,
		}},
		{"aliases", "mass: &m 70 kg\nunits: km\n", "", []string{
			`c:1:7: & and * (anchors and aliases) are not read. Write the value out, or put quotes around the text`,
		}},
		{"a tag", "units: km\nmass: !!str 70 kg\n", "", []string{`c:2:7: tags such as "!!str" are not read. Put quotes around a text that begins with !`}},
		{"two documents", "units: km\n---\nmass: 70 kg\n", "", []string{`c:2:1: a second document begins here: only one is read. Remove the --- or split the file`}},
		{"a list in place of keys", "- mass\n", "", []string{`c:1:1: write lines of the form key: value, e.g. mass: 71.4 kg`}},
		{"a merged key", "<<: {mass: 70 kg}\n", "", []string{`c:1:1: unknown key "<<". Known are ` + known}},
		{"too deep", "mass: " + strings.Repeat("[", 30) + strings.Repeat("]", 30) + "\n", "", []string{`c:1:26: more than 20 levels inside each other`}},
		{"too many values", "races: [" + strings.Repeat("a,", 100_000) + "]\n", "", []string{`c:: more than 100,000 lines and values are not read. Nobody has so many settings`}},
		{"too long", strings.Repeat("#", 1<<20+1), "", []string{`c:: settings of more than 1 MB are not read`}},
		{"not UTF-8", "units: km # f\xfcr mich\n", "units", []string{
			`c:1:14: warning: not UTF-8, read as Windows-1252. Where letters look wrong, save the file as UTF-8`,
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c, errs := ReadConfig([]byte(test.in), "c")
			if got := said(Journal{Errors: errs}); !slices.Equal(got, test.want) {
				t.Errorf("says %s\nwant %s", strings.Join(got, "\n     "), strings.Join(test.want, "\n     "))
			}
			if got := strings.Join(slices.Sorted(maps.Keys(c.Set)), " "); got != test.kept {
				t.Errorf("kept %q, want %q", got, test.kept)
			}
			lines := strings.Split(test.in, "\n")
			for _, e := range errs {
				if e.Pos.Line > 0 && !strings.Contains(test.in, "\xfc") && e.Line != lines[e.Pos.Line-1] {
					t.Errorf("line %q, want %q", e.Line, lines[e.Pos.Line-1])
				}
			}
		})
	}
}

func FuzzConfig(f *testing.F) {
	for _, s := range []string{
		exampleConfig, "", "mass: 70\n", "limits: {a: -1e9, b: 7 %, \"\": 1, <<: 2}\n", "races: [{}, [], null, {date: 11.10.2026, distance: 5k, time: 20m}]\n",
		"conditions: [heart, heart, \"\\e[31m\", ~]\n", "tz: \"\\u202eUTC\"\n", "a: &a [*a]", "- x", "--- 1\n--- 2\n", "sweat_rate: 1 l/h/h\n",
		"\xff\xfem\x00", "limits:\n  ? {a: b}\n  : c\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, errs := ReadConfig(data, "c.yaml")
		checkJournal(t, Journal{Errors: errs}, data)
		for _, v := range []struct{ v, least, most float64 }{
			{c.MassKG, 20, 300}, {c.SweatMLPerH, 100, 6000}, {c.MaxHeartRateBPM, 100, 230},
		} {
			if v.v != 0 && !(v.v >= v.least && v.v <= v.most) {
				t.Errorf("%+v holds %v", c, v.v)
			}
		}
		for _, r := range c.Races {
			if date, err := readDate(r.Date); err != nil || date != r.Date || !(r.DistanceM > 0 && r.TimeS > 0) {
				t.Errorf("race %+v", r)
			}
		}
		for _, name := range c.Conditions {
			if !slices.Contains(conditions[:], name) {
				t.Errorf("condition %q", name)
			}
		}
		for name, v := range c.Limits {
			if name == "" || name != Clean(name) || !(math.Abs(v) < 1e10) || c.Set["limits."+name].Line < 1 {
				t.Errorf("limit %q is %v", name, v)
			}
		}
		for key, at := range c.Set {
			_, limit := c.Limits[strings.TrimPrefix(key, "limits.")]
			if at.Line < 1 || at.Column < 1 || !slices.Contains(configKeys[:], key) && !limit {
				t.Errorf("%q is given at %v", key, at)
			}
		}
		again, errsAgain := ReadConfig(data, "c.yaml")
		if asText(again) != asText(c) || fmt.Sprint(errsAgain) != fmt.Sprint(errs) {
			t.Error("the same bytes were read in two ways")
		}
	})
}
