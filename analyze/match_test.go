package analyze

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"crampcheck/parse"
)

// at is a time on 2026-10-11.
func at(clock string) time.Time {
	d, err := time.Parse(time.DateTime, "2026-10-11 "+clock)
	if err != nil {
		panic(err)
	}
	return d
}

// identity is an hour's run of 10 km by the device, from 07:30 on.
func identity(source string) Identity {
	return Identity{
		Source: source, Format: "fit", Run: true, DateKnown: true, Local: at("07:30:00"),
		ElapsedS: 3600, DistanceM: 10_000, ByDevice: true, Columns: 3, Status: parse.OK,
	}
}

func TestIdentity(t *testing.T) {
	a := onMap(record(runs(3000, 0.3)))
	a.ZoneS, a.ZoneSource = -7*3600, "offset in the file"
	a.Source, a.Index = "export.zip!activities/1.fit.gz", 2
	got := Prepare(a, Options{}).Identity()
	want := Identity{
		Sport: "running", Source: a.Source, Index: 2, Format: "fit", Run: true, DateKnown: true, Local: got.Local,
		ElapsedS: 900, DistanceM: 3000, ByDevice: true, Columns: 3, // distance, latitude, longitude
	}
	got.DistanceM = float64(int(got.DistanceM*1e6+0.5)) / 1e6 // a sum of floats
	if got != want || !got.Local.Equal(a.Start) || got.Local.Format("15:04") != "07:30" {
		t.Errorf("%+v\nwant\n%+v", got, want)
	}
	if got.base() != "1.fit.gz" || got.day() != "2026-10-11" {
		t.Errorf("base %q, day %q", got.base(), got.day())
	}
	a.ClockUnset = true
	if got := Prepare(a, Options{}).Identity(); got.DateKnown || got.day() != "" {
		t.Errorf("a device without a date: day %q", got.day())
	}
}

func TestTwins(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(b *Identity)
		want   bool
	}{
		{"the same", func(*Identity) {}, true},
		{"5 s later", func(b *Identity) { b.Local = b.Local.Add(5 * time.Second) }, true},
		{"5.1 s later", func(b *Identity) { b.Local = b.Local.Add(5100 * time.Millisecond) }, false},
		{"5 s earlier", func(b *Identity) { b.Local = b.Local.Add(-5 * time.Second) }, true},
		{"5.1 s earlier", func(b *Identity) { b.Local = b.Local.Add(-5100 * time.Millisecond) }, false},
		{"the same moment in another zone", func(b *Identity) { b.Local = b.Local.In(time.FixedZone("", 3600)) }, true},
		{"2 % shorter in time", func(b *Identity) { b.ElapsedS = 3528 }, true},
		{"more than 2 % shorter in time", func(b *Identity) { b.ElapsedS = 3527 }, false},
		{"2 % shorter in distance", func(b *Identity) { b.DistanceM = 9800 }, true},
		{"more than 2 % shorter in distance", func(b *Identity) { b.DistanceM = 9799 }, false},
		{"6 % shorter by positions", func(b *Identity) { b.DistanceM, b.ByDevice = 9400, false }, true},
		{"more than 6 % shorter by positions", func(b *Identity) { b.DistanceM, b.ByDevice = 9399, false }, false},
		{"no distance", func(b *Identity) { b.DistanceM = 0 }, false},
		{"called another sport", func(b *Identity) { b.Sport, b.Run = "cycling", false }, true},
		{"a day that its device did not know", func(b *Identity) { b.DateKnown = false }, false},
		{"of the same file", func(b *Identity) { b.Source = "a.fit" }, false},
	} {
		a, b := identity("a.fit"), identity("b.fit")
		c.change(&b)
		for _, ids := range [][]Identity{{a, b}, {b, a}} {
			got := Duplicates(ids)
			if twins := slices.Max(got) >= 0; twins != c.want {
				t.Errorf("%s: %v, want twins %v", c.name, got, c.want)
			}
		}
	}
}

func TestTheRicherTwinIsKept(t *testing.T) {
	for _, c := range []struct {
		name         string
		better, less func(i *Identity)
	}{
		{"ok before warned, whatever else", func(i *Identity) { i.Columns, i.Format = 1, "gpx" }, func(i *Identity) { i.Status, i.Columns = parse.Warned, 9 }},
		{"warned before partial", func(i *Identity) { i.Status, i.Columns = parse.Warned, 1 }, func(i *Identity) { i.Status, i.Columns = parse.Partial, 9 }},
		{"more columns before format", func(i *Identity) { i.Columns, i.Format = 4, "gpx" }, func(i *Identity) { i.Columns = 3 }},
		{"FIT before TCX", func(*Identity) {}, func(i *Identity) { i.Format = "tcx" }},
		{"TCX before GPX", func(i *Identity) { i.Format = "tcx" }, func(i *Identity) { i.Format = "gpx" }},
		{"the name decides at last", func(i *Identity) { i.Source = "a.fit" }, func(i *Identity) { i.Source = "b.fit" }},
	} {
		better, less := identity("x.fit"), identity("m.fit")
		c.better(&better)
		c.less(&less)
		if got := Duplicates([]Identity{better, less}); !slices.Equal(got, []int{-1, 0}) {
			t.Errorf("%s: %v, want the first kept", c.name, got)
		}
		if got := Duplicates([]Identity{less, better}); !slices.Equal(got, []int{1, -1}) {
			t.Errorf("%s: %v, want the second kept", c.name, got)
		}
	}
}

func TestChainsOfTwins(t *testing.T) {
	id := func(second, columns int) Identity {
		i := identity(fmt.Sprintf("%d-%d.fit", second, columns))
		i.Local, i.Columns = i.Local.Add(time.Duration(second)*time.Second), columns
		return i
	}
	for _, c := range []struct {
		name string
		ids  []Identity
		want []int
	}{
		{"three of one run", []Identity{id(0, 3), id(1, 5), id(2, 4)}, []int{1, -1, 1}},
		{"the middle one is the richest", []Identity{id(0, 3), id(4, 5), id(8, 4)}, []int{1, -1, 1}},
		{"the last is the richest: the first ends with it too", []Identity{id(0, 3), id(4, 4), id(8, 5)}, []int{2, 2, -1}},
		{"the first is the richest: the last is nobody's twin", []Identity{id(0, 5), id(4, 4), id(8, 3)}, []int{-1, 0, -1}},
		{"none", nil, []int{}},
		{"two runs an hour apart", []Identity{id(0, 3), id(3600, 3)}, []int{-1, -1}},
	} {
		if got := Duplicates(c.ids); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestMatch(t *testing.T) {
	on := func(source, date, clock string, change ...func(*Identity)) Identity {
		i := identity(source)
		d, err := time.Parse(time.DateTime, date+" "+clock)
		if err != nil {
			t.Fatal(err)
		}
		i.Local = d
		for _, f := range change {
			f(&i)
		}
		return i
	}
	ids := []Identity{
		on("runs/2026-10-11-harbor-point.fit", "2026-10-11", "07:30:00"),                             // 0
		on("runs/2026-10-11-shakeout.gpx", "2026-10-11", "17:00:00"),                                 // 1
		on("runs/Easy.FIT.gz", "2026-10-12", "07:30:00"),                                             // 2
		on("export.zip!activities/easy2.fit", "2026-10-13", "23:30:00"),                              // 3
		on("runs/ride.fit", "2026-10-12", "18:00:00", func(i *Identity) { i.Run = false }),           // 4
		on("runs/copy.gpx", "2026-10-12", "07:30:02"),                                                // 5, a duplicate of 2
		on("watch/unset.fit", "2026-10-14", "07:30:00", func(i *Identity) { i.DateKnown = false }),   // 6
		on("watch/nightly.fit", "2026-10-15", "23:30:00", func(i *Identity) { i.ElapsedS = 7200 }),   // 7
		on("watch/nightly-2.fit", "2026-10-15", "06:00:00", func(i *Identity) { i.ElapsedS = 7200 }), // 8
	}
	alias := []int{-1, -1, -1, -1, -1, 2, -1, -1, -1}
	timeOfDay := func(s string) parse.Moment { return clock(s) }
	for _, c := range []struct {
		name                 string
		date, file           string
		at                   parse.Moment
		kind                 parse.Kind
		origin, source, want string // want: the run's number, an error, or "" for silence
	}{
		{"by its date", "2026-10-13", "", elapsed(60), parse.Cramp, "csv", "notes.csv", "3"},
		{"by its whole name", "", "2026-10-11-shakeout.gpx", elapsed(60), parse.Cramp, "csv", "notes.csv", "1"},
		{"by its name without endings, in any case", "", "EASY", elapsed(60), parse.Cramp, "csv", "notes.csv", "2"},
		{"by its path", "", "runs/easy.fit.gz", elapsed(60), parse.Cramp, "csv", "notes.csv", "2"},
		{"by the beginning of its name", "", "2026-10-11-h", elapsed(60), parse.Cramp, "csv", "notes.csv", "0"},
		{"a beginning that fits two", "", "2026-10-11", elapsed(60), parse.Cramp, "csv", "notes.csv", `"2026-10-11" fits 2 activities: add the date of the one you mean, or the whole file name`},
		{"by name and date", "2026-10-12", "easy", elapsed(60), parse.Cramp, "csv", "notes.csv", "2"},
		{"by name and another date", "2026-10-13", "ride", elapsed(60), parse.Cramp, "csv", "notes.csv", `no recording here begins with "ride" and was recorded on 2026-10-13`},
		{"a name that nobody has", "", "race", elapsed(60), parse.Cramp, "csv", "notes.csv", `no recording here begins with "race"`},
		{"a file whose device knew no date, with a date", "2026-10-11", "unset", elapsed(60), parse.Cramp, "csv", "notes.csv", "6"},
		{"two runs that day", "2026-10-11", "", elapsed(60), parse.Cramp, "csv", "notes.csv", "2 runs on 2026-10-11: add a file column with one of 2026-10-11-harbor-point.fit, 2026-10-11-shakeout.gpx"},
		{"two runs that day, and the clock tells", "2026-10-11", "", timeOfDay("17:30"), parse.Cramp, "csv", "notes.csv", "1"},
		{"two runs that day, and the clock is in neither", "2026-10-11", "", timeOfDay("12:00"), parse.Cramp, "csv", "notes.csv", "2 runs on 2026-10-11: add a file column with one of 2026-10-11-harbor-point.fit, 2026-10-11-shakeout.gpx"},
		{"two runs that day, and the clock is after midnight in one", "2026-10-15", "", timeOfDay("0:45"), parse.Cramp, "csv", "notes.csv", "7"},
		{"two runs that day, and a dated moment tells", "2026-10-11", "", parse.Moment{Kind: parse.AtAbsolute, Time: at("08:00:00")}, parse.Cramp, "csv", "notes.csv", "0"},
		{"a run and a ride that day", "2026-10-12", "", elapsed(60), parse.Cramp, "csv", "notes.csv", "2"},
		{"the ride by its name", "", "ride.fit", elapsed(60), parse.Drink, "csv", "notes.csv", "4"},
		{"a duplicate stands for the one that is kept", "", "copy.gpx", elapsed(60), parse.Cramp, "csv", "notes.csv", "2"},
		{"a day without a run", "2026-10-20", "", elapsed(60), parse.Cramp, "csv", "notes.csv", "no run on 2026-10-20"},
		{"a massage on a day without a run", "2026-10-20", "", unsaid(), parse.Massage, "csv", "notes.csv", "day"},
		{"a massage at a moment of no run", "2026-10-20", "", elapsed(60), parse.Massage, "csv", "notes.csv", "no run on 2026-10-20"},
		{"a cramp on a day without a run, without a moment", "2026-10-20", "", unsaid(), parse.Cramp, "csv", "notes.csv", "no run on 2026-10-20"},
		{"a massage on a day with a run", "2026-10-13", "", unsaid(), parse.Massage, "csv", "notes.csv", "3"},
		{"partial notes may speak of other days", "2026-10-20", "", elapsed(60), parse.Cramp, "csv", "partial.csv", ""},
		{"partial notes may speak of other files", "", "race", elapsed(60), parse.Cramp, "csv", "partial.csv", ""},
		{"YAML beside its recording", "", "2026-10-11-harbor-point", elapsed(60), parse.Cramp, "yaml", "runs/2026-10-11-harbor-point.notes.yaml", "0"},
		{"YAML in another folder", "", "2026-10-11-harbor-point", elapsed(60), parse.Cramp, "yaml", "other/2026-10-11-harbor-point.notes.yaml", `no recording here begins with "2026-10-11-harbor-point"`},
		{"YAML needs the whole name", "", "2026-10-11-h", elapsed(60), parse.Cramp, "yaml", "runs/2026-10-11-h.notes.yaml", `no recording here begins with "2026-10-11-h"`},
	} {
		e := entry(c.kind, c.at)
		e.Date, e.File, e.Origin, e.Source = c.date, c.file, c.origin, c.source
		perRun, days, errs := Match([]parse.Entry{e}, ids, alias, map[string]bool{"partial.csv": true})
		var got []string
		for range days {
			got = append(got, "day")
		}
		for i, es := range perRun {
			for range es {
				got = append(got, fmt.Sprint(i))
			}
		}
		for _, err := range errs {
			got = append(got, err.Text)
			if err.File != c.source {
				t.Errorf("%s: the error names %q", c.name, err.File)
			}
		}
		if len(perRun) != len(ids) || strings.Join(got, "|") != c.want {
			t.Errorf("%s:\n%q, want\n%q", c.name, got, c.want)
		}
		// A run that an entry goes to is one that the index finds it for, unless
		// it names the duplicate of the run.
		for i := range perRun {
			if len(perRun[i]) > 0 && len(IndexNotes([]parse.Entry{e}).For(ids[i])) != 1 && c.file != "copy.gpx" {
				t.Errorf("%s: run %d does not know that it is mentioned", c.name, i)
			}
		}
	}
}

func TestNoteIndexFindsWhatNamesARun(t *testing.T) {
	id := identity("runs/harbor.fit")
	mentioned := func(id Identity, e parse.Entry) bool { return len(IndexNotes([]parse.Entry{e}).For(id)) > 0 }
	for _, c := range []struct {
		name, date, file string
		want             bool
	}{
		{"its day", "2026-10-11", "", true},
		{"another day", "2026-10-12", "", false},
		{"its name", "", "harbor.fit", true},
		{"its name in capitals", "", "HARBOR.FIT", true},
		{"its name as another format", "", "harbor.gpx.gz", true},
		{"the beginning of its name", "", "har", true},
		{"the end of its name", "", "bor.fit", false},
		{"its name on another day", "2026-10-12", "harbor", false},
		{"another name on its day", "2026-10-11", "ride", false},
	} {
		e := entry(parse.Cramp, elapsed(1))
		e.Date, e.File = c.date, c.file
		if got := mentioned(id, e); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	id.DateKnown = false
	if mentioned(id, entry(parse.Cramp, elapsed(1))) {
		t.Error("an entry without date and file mentions a run without a date")
	}
}

// The slow twin: every entry against every run.
func TestNoteIndexAndMatchLookAtNothingTooLittle(t *testing.T) {
	files := []string{"", "a", "a.fit", "ab", "AB.FIT", "ab.gpx.gz", "b/ab.fit", "abc", "c.fit.gz", "c", "ä.fit", "Ä"}
	dates := []string{"", "2026-10-11", "2026-10-12"}
	var ids []Identity
	for _, name := range []string{"a.fit", "ab.gpx", "AB.fit.gz", "x/abc.tcx", "z.zip!c.fit", "c.gpx", "ä.fit"} {
		ids = append(ids, identity(name))
	}
	ids[3].DateKnown = false
	var entries []parse.Entry
	for _, f := range files {
		for _, d := range dates {
			for _, origin := range []string{"csv", "yaml"} {
				e := entry(parse.Cramp, elapsed(float64(len(entries))))
				e.File, e.Date, e.Origin, e.Source = f, d, origin, "notes."+origin
				entries = append(entries, e)
			}
		}
	}
	names := func(e parse.Entry, id Identity) int {
		if e.File != "" {
			return id.named(e)
		}
		if e.Date != "" && e.Date == id.day() {
			return 1
		}
		return 0
	}
	x, notes, found := indexOf(ids), IndexNotes(entries), 0
	for _, e := range entries {
		var want []int
		best := 1
		for i, id := range ids {
			if n := names(e, id); n > best {
				best, want = n, []int{i}
			} else if n == best {
				want = append(want, i)
			}
		}
		if got := x.candidates(e); !slices.Equal(got, want) {
			t.Errorf("file %q date %q %s: candidates %v, want %v", e.File, e.Date, e.Origin, got, want)
		}
		found += len(want)
	}
	for _, id := range ids {
		var want []parse.Entry
		for _, e := range entries {
			if names(e, id) > 0 {
				want = append(want, e)
			}
		}
		if got := notes.For(id); !slices.EqualFunc(got, want, func(a, b parse.Entry) bool { return a.At == b.At }) {
			t.Errorf("%s: %d entries, want %d", id.Source, len(got), len(want))
		}
	}
	if found < 50 {
		t.Fatalf("only %d entries found a run", found)
	}
}

func TestStems(t *testing.T) {
	for in, want := range map[string]string{"Easy.FIT.gz": "easy", "a.b.gpx": "a.b", "run": "run", "x.tcx.zip": "x"} {
		if got := stem(in); got != want {
			t.Errorf("stem(%q) = %q, want %q", in, got, want)
		}
	}
}
