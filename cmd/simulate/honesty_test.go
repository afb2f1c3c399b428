package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// How many runs of each kind are drawn; with -short a tenth.
const (
	honestySeed    = 1
	cleanEach      = 30
	firstMileEach  = 20
	wallEach       = 10
	slowedEach     = 10
	fadeEach       = 10
	shortPart      = 10
	honestyHeading = "## How often it errs"
	honestyTables  = "Runs with nothing to find:" // what the tables begin with
)

var updateHonesty = flag.Bool("update", false, "write what TestHonesty measures into testdata/README.md")

// tally counts the verdicts on the runs of one kind.
type tally struct {
	runs     int
	withheld int // by pace/fast-first-mile
	level    map[analyze.Level]int
	wall     map[analyze.Severity]int
	fade     map[analyze.Severity]int
}

// warned is the number of first miles at warn or more.
func (c tally) warned() int { return c.level[analyze.LevelWarn] + c.level[analyze.LevelStrong] }

// judged is the number of runs with a verdict on the first mile.
func (c tally) judged() int { return c.runs - c.withheld }

// count simulates n runs of a kind, reads their files and judges them, each as
// if there were no other.
func count(t *testing.T, k kind, n int, o analyze.Options) tally {
	t.Helper()
	c := tally{level: map[analyze.Level]int{}, wall: map[analyze.Severity]int{}, fade: map[analyze.Severity]int{}}
	for _, p := range drawPlans(honestySeed, n, []kind{k}) {
		res := judged(t, p, o)
		c.runs++
		switch f := res.Finding("pace/fast-first-mile"); f.State {
		case analyze.Withheld:
			c.withheld++
		case analyze.Fired:
			c.level[res.FirstMile.Level]++
		}
		if f := res.Finding("pace/wall"); f.State == analyze.Fired {
			c.wall[f.Severity]++
		}
		if f := res.Finding("pace/fade"); f.State == analyze.Fired {
			c.fade[f.Severity]++
		}
	}
	return c
}

// judged simulates a run, reads its file and its notes and judges it.
func judged(t *testing.T, p Plan, o analyze.Options) *analyze.Result {
	t.Helper()
	for i := range p.Files {
		p.Files[i] = strings.TrimSuffix(p.Files[i], ".gz") // packing takes long and changes nothing
	}
	run := simulate(t, p, honestySeed)
	files, err := encode(run)
	if err != nil {
		t.Fatal(err)
	}
	f, err := parse.Read(files[0].data)
	if err != nil || len(f.Activities) != 1 {
		t.Fatalf("%s: %v", p.Name, err)
	}
	var notes parse.Journal
	if p.OwnNotes {
		notes = parse.ReadNotesYAML(files[1].data, files[1].name)
	}
	res, errs := analyze.Run(f.Activities[0], notes.Entries, o)
	if len(errs)+len(notes.Errors) > 0 || p.OwnNotes != res.GoalS.Known {
		t.Fatalf("%s: goal %v, notes refused: %v %v", p.Name, res.GoalS, notes.Errors, errs)
	}
	return res
}

// honesty is everything that is measured, in the order of the generators.
type honesty struct {
	clean     []tally   // by kind
	firstMile [][]tally // by setting and size
	wall      [][]tally // by size and length
	slowed    [][]tally // by size and length
	fade      []tally   // by size
}

// measure counts them all, kinds side by side.
func measure(t *testing.T, o analyze.Options) *honesty {
	var h honesty
	each := func(n int) int {
		if testing.Short() || raceDetector {
			return n / shortPart
		}
		return n
	}
	t.Run("runs", func(t *testing.T) {
		add := func(out *tally, k kind, n int) {
			t.Run(k.name, func(t *testing.T) {
				t.Parallel()
				*out = count(t, k, each(n), o)
			})
		}
		kinds := cleanKinds()
		h.clean = make([]tally, len(kinds))
		for i, k := range kinds {
			add(&h.clean[i], k, cleanEach)
		}
		h.firstMile = make([][]tally, len(settings()))
		for i, s := range settings() {
			h.firstMile[i] = make([]tally, len(firstMileFracs()))
			for j, frac := range firstMileFracs() {
				add(&h.firstMile[i][j], fastStart(s, frac), firstMileEach)
			}
		}
		h.wall = make([][]tally, len(wallFracs()))
		for i, frac := range wallFracs() {
			h.wall[i] = make([]tally, len(wallLengthsM()))
			for j, lengthM := range wallLengthsM() {
				add(&h.wall[i][j], wall(frac, lengthM), wallEach)
			}
		}
		h.slowed = make([][]tally, len(slowdownFracs()))
		for i, frac := range slowdownFracs() {
			h.slowed[i] = make([]tally, len(slowdownMiles()))
			for j, miles := range slowdownMiles() {
				add(&h.slowed[i][j], slowed(frac, miles), slowedEach)
			}
		}
		h.fade = make([]tally, len(fadeFracs()))
		for i, frac := range fadeFracs() {
			add(&h.fade[i], fade(frac), fadeEach)
		}
	})
	return &h
}

// runs counts the runs without and with a planted fault.
func (h *honesty) runs() (clean, planted int) {
	for _, c := range h.clean {
		clean += c.runs
	}
	for _, c := range slices.Concat(slices.Concat(h.firstMile...), slices.Concat(h.wall...), slices.Concat(h.slowed...), h.fade) {
		planted += c.runs
	}
	return clean, planted
}

// table is a table of Markdown.
type table struct{ strings.Builder }

func (b *table) row(cells ...any) {
	for _, c := range cells {
		printf(b, "| %v ", c)
	}
	b.WriteString("|\n")
}

func (b *table) head(cells ...any) {
	b.row(cells...)
	b.WriteString("|---" + strings.Repeat("|--:", len(cells)-1) + "|\n")
}

// percent writes a share, empty of nothing.
func percent(n, of int) string {
	if of == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f", 100*float64(n)/float64(of))
}

// report writes the tables.
func (h *honesty) report() string {
	var b table
	b.WriteString(honestyTables + " how many of them were withheld, and what was said of the others.\n\n")
	b.head("run", "runs", "withheld", "first mile: notice", "warn", "strong", "wall", "slowed", "fade")
	sum := make([]any, 8)
	for i, k := range cleanKinds() {
		c := h.clean[i]
		cells := []int{
			c.runs, c.withheld, c.level[analyze.LevelNotice], c.level[analyze.LevelWarn], c.level[analyze.LevelStrong],
			c.wall[analyze.Warn], c.wall[analyze.Notice], c.fade[analyze.Notice] + c.fade[analyze.Warn],
		}
		row := []any{strings.ReplaceAll(k.name, "-", " ")}
		for j, n := range cells {
			row = append(row, n)
			before, _ := sum[j].(int)
			sum[j] = before + n
		}
		b.row(row...)
	}
	b.row(append([]any{"all"}, sum...)...)

	printf(&b, "\nFirst miles that take less time than a settled one: percent of %d runs each in which `pace/fast-first-mile` warned.\n\n", h.firstMile[0][0].runs)
	head := []any{"percent too fast"}
	for _, f := range firstMileFracs() {
		head = append(head, fmt.Sprintf("%.0f", 100*f))
	}
	b.head(head...)
	for i, s := range settings() {
		row := []any{s.title}
		for _, c := range h.firstMile[i] {
			row = append(row, percent(c.warned(), c.runs))
		}
		b.row(row...)
	}

	lines := func(cells [][]tally, fracs []float64, write func(tally) string) {
		for i, f := range fracs {
			row := []any{fmt.Sprintf("%.0f", 100*f)}
			for _, c := range cells[i] {
				row = append(row, write(c))
			}
			b.row(row...)
		}
	}
	printf(&b, "\nWalls at the end of runs of 32 to 42 km: percent of %d runs each that were called a wall, and a slowdown.\n\n", h.wall[0][0].runs)
	b.head("percent slower", "3 km", "5 km", "8 km", "12 km")
	lines(h.wall, wallFracs(), func(c tally) string {
		return percent(c.wall[analyze.Warn], c.runs) + ", " + percent(c.wall[analyze.Notice], c.runs)
	})
	printf(&b, "\nSlowdowns within runs of 14 to 18 miles: percent of %d runs each that were called one.\n\n", h.slowed[0][0].runs)
	b.head("percent slower", "1 mi", "2 mi", "3 mi", "4 mi")
	lines(h.slowed, slowdownFracs(), func(c tally) string { return percent(c.wall[analyze.Notice], c.runs) })
	printf(&b, "\nSecond halves slower than the first: percent of %d runs each with `pace/fade` as notice, and as warn.\n\n", h.fade[0].runs)
	b.head("percent slower", "notice", "warn")
	for i, f := range fadeFracs() {
		c := h.fade[i]
		b.row(fmt.Sprintf("%.0f", 100*f), percent(c.fade[analyze.Notice], c.runs), percent(c.fade[analyze.Warn], c.runs))
	}
	return b.String()
}

// TestHonesty measures how often crampcheck errs on runs whose truth is known,
// bounds it, and wants the same numbers in testdata/README.md.
// After a wanted change: go test ./cmd/simulate -run TestHonesty -update
func TestHonesty(t *testing.T) {
	h := measure(t, analyze.Options{})
	got := h.report()
	t.Log("\n" + got)
	for _, v := range h.violations(t) {
		t.Error(v)
	}
	if testing.Short() || raceDetector {
		return // a tenth of the runs makes other numbers
	}
	if clean, planted := h.runs(); clean < 300 || planted < 300 {
		t.Errorf("only %d runs without and %d with a planted fault", clean, planted)
	}
	path := filepath.Join(testdata, "README.md")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(data), honestyHeading+"\n")
	if !ok {
		t.Fatalf("%s has no section %q", path, honestyHeading)
	}
	section, after := rest, ""
	if i := strings.Index(rest, "\n## "); i >= 0 {
		section, after = rest[:i], rest[i:]
	}
	words, tables, _ := strings.Cut(section, honestyTables)
	if honestyTables+tables == got {
		return
	}
	if !*updateHonesty {
		t.Fatalf("%s: the tables are not what is measured. Look why, then: go test ./cmd/simulate -run TestHonesty -update", path)
	}
	if err := os.WriteFile(path, []byte(before+honestyHeading+"\n"+words+got+after), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Errorf("%s is written anew: look at what changed", path)
}

// sizeOf returns the place of a planted size, or fails.
func sizeOf[T comparable](t *testing.T, sizes []T, want T) int {
	t.Helper()
	i := slices.Index(sizes, want)
	if i < 0 {
		t.Fatalf("no size %v is planted", want)
	}
	return i
}

// often says whether n is at least 95 % of the runs, of which there are some.
func often(n, runs int) bool { return runs > 0 && 100*n >= 95*runs }

// seldom says whether n is at most 2 % of the runs, of which there are some, or
// one of fewer than fifty.
func seldom(n, runs int) bool { return runs > 0 && 100*n <= 2*max(runs, 50) }

// violations compares what is measured with what is promised: at most 2 % false
// alarms, and a hit in 95 % at twice a limit.
func (h *honesty) violations(t *testing.T) []string {
	var out []string
	want := func(ok bool, format string, args ...any) {
		if !ok {
			out = append(out, fmt.Sprintf(format, args...))
		}
	}
	noVerdict := map[string]bool{"intervals-pressed": true, "intervals-unmarked": true, "runwalk": true, "treadmill": true}
	runs, warned, found := 0, 0, 0
	for i, k := range cleanKinds() {
		c := h.clean[i]
		want(c.wall[analyze.Warn] == 0, "%s: %d walls that are none", k.name, c.wall[analyze.Warn])
		if noVerdict[k.name] {
			found++
			want(often(c.withheld, c.runs), "%s: withheld in %d of %d", k.name, c.withheld, c.runs)
		} else {
			want(often(c.judged(), c.runs), "%s: judged in %d of %d", k.name, c.judged(), c.runs)
		}
		runs += c.judged()
		warned += c.warned()
	}
	want(found == len(noVerdict), "%d of %d kinds that must be withheld are among the clean ones", found, len(noVerdict))
	want(seldom(warned, runs), "clean runs: %d of %d judged first miles warned", warned, runs)

	even := sizeOf(t, firstMileFracs(), 0)
	runs, warned = 0, 0
	for i, s := range settings() {
		twice := sizeOf(t, firstMileFracs(), 0.12) // the limit of warn is 6 %
		if s.name == "satellite" {
			twice = sizeOf(t, firstMileFracs(), 0.18) // and 9 % there
		}
		for j := twice; j < len(h.firstMile[i]); j++ {
			c := h.firstMile[i][j]
			want(often(c.warned(), c.runs), "%s, %.0f %%: warned in %d of %d", s.title, 100*firstMileFracs()[j], c.warned(), c.runs)
		}
		runs += h.firstMile[i][even].runs
		warned += h.firstMile[i][even].warned()
	}
	want(seldom(warned, runs), "even first miles: %d of %d warned", warned, runs)

	for i := sizeOf(t, wallFracs(), 0.30); i < len(wallFracs()); i++ { // a slowdown is 15 %
		for j, m := range wallLengthsM() {
			c := h.wall[i][j]
			n := c.wall[analyze.Warn]
			if m >= 5000 {
				want(often(n, c.runs), "walls of %.0f %% over %.0f m: found in %d of %d", 100*wallFracs()[i], m, n, c.runs)
			} else {
				want(n == 0, "%.0f %% slower over %.0f m: a wall in %d of %d", 100*wallFracs()[i], m, n, c.runs)
			}
		}
	}
	slow := sizeOf(t, slowdownFracs(), 0.30)
	for j, miles := range slowdownMiles() {
		c := h.slowed[slow][j]
		n := c.wall[analyze.Notice]
		want(miles < 2 || often(n, c.runs), "30 %% slower over %v miles: found in %d of %d", miles, n, c.runs)
		none := h.slowed[sizeOf(t, slowdownFracs(), 0.05)][j].wall[analyze.Notice]
		want(none == 0, "5 %% slower over %v miles: told in %d", miles, none)
	}
	c := h.fade[sizeOf(t, fadeFracs(), 0.20)]
	want(often(c.fade[analyze.Notice]+c.fade[analyze.Warn], c.runs), "fades of 20 %%: found in %d of %d", c.fade[analyze.Notice], c.runs)
	c = h.fade[sizeOf(t, fadeFracs(), 0.60)]
	want(often(c.fade[analyze.Warn], c.runs), "fades of 60 %%: warned in %d of %d", c.fade[analyze.Warn], c.runs)
	c = h.fade[sizeOf(t, fadeFracs(), 0)]
	want(c.fade[analyze.Notice]+c.fade[analyze.Warn] == 0, "even halves: a fade in %d", c.fade[analyze.Notice]+c.fade[analyze.Warn])
	return out
}

// faultless is what would be measured of a judge without fault.
func faultless() *honesty {
	one := func() tally {
		return tally{runs: 100, level: map[analyze.Level]int{}, wall: map[analyze.Severity]int{}, fade: map[analyze.Severity]int{}}
	}
	var h honesty
	for _, k := range cleanKinds() {
		c := one()
		if strings.HasPrefix(k.name, "intervals") || k.name == "runwalk" || k.name == "treadmill" {
			c.withheld = 100
		}
		h.clean = append(h.clean, c)
	}
	for range settings() {
		var row []tally
		for _, f := range firstMileFracs() {
			c := one()
			if f > 0.06 {
				c.level[analyze.LevelWarn] = 100
			}
			row = append(row, c)
		}
		h.firstMile = append(h.firstMile, row)
	}
	for _, f := range wallFracs() {
		var row []tally
		for _, m := range wallLengthsM() {
			c := one()
			if f >= 0.25 && m >= 5000 {
				c.wall[analyze.Warn] = 100
			}
			row = append(row, c)
		}
		h.wall = append(h.wall, row)
	}
	for _, f := range slowdownFracs() {
		var row []tally
		for _, miles := range slowdownMiles() {
			c := one()
			if f >= 0.15 && miles >= 2 {
				c.wall[analyze.Notice] = 100
			}
			row = append(row, c)
		}
		h.slowed = append(h.slowed, row)
	}
	for _, f := range fadeFracs() {
		c := one()
		switch {
		case f >= 0.30:
			c.fade[analyze.Warn] = 100
		case f >= 0.10:
			c.fade[analyze.Notice] = 100
		}
		h.fade = append(h.fade, c)
	}
	return &h
}

// TestHonestyHasLimits breaks each promise by a hair and wants it noticed.
func TestHonestyHasLimits(t *testing.T) {
	if v := faultless().violations(t); len(v) > 0 {
		t.Fatalf("a judge without fault: %v", v)
	}
	clean := map[string]int{}
	for i, k := range cleanKinds() {
		clean[k.name] = i
	}
	for _, tc := range []struct {
		name  string
		spoil func(*honesty)
		want  string
	}{
		{"false alarms in 33 of 1600", func(h *honesty) { h.clean[clean["even"]].level[analyze.LevelWarn] = 33 }, "clean runs: 33 of 1600"},
		{"strong ones count too", func(h *honesty) { h.clean[clean["goal"]].level[analyze.LevelStrong] = 33 }, "clean runs: 33 of 1600"},
		{"one wall on a clean run", func(h *honesty) { h.clean[clean["long"]].wall[analyze.Warn] = 1 }, "long: 1 walls"},
		{"a verdict on six interval runs", func(h *honesty) { h.clean[clean["intervals-unmarked"]].withheld = 94 }, "intervals-unmarked: withheld in 94"},
		{"a verdict on six walks", func(h *honesty) { h.clean[clean["runwalk"]].withheld = 94 }, "runwalk: withheld in 94"},
		{"a verdict on six treadmill runs", func(h *honesty) { h.clean[clean["treadmill"]].withheld = 94 }, "treadmill: withheld in 94"},
		{"no verdict on six even runs", func(h *honesty) { h.clean[clean["even"]].withheld = 6 }, "even: judged in 94"},
		{"six misses at 12 %", func(h *honesty) { h.firstMile[0][7].level[analyze.LevelWarn] = 94 }, "flat, barometer, 12 %: warned in 94"},
		{"six misses at 18 % with satellites", func(h *honesty) { h.firstMile[2][9].level[analyze.LevelWarn] = 94 }, "hills, elevation from satellites, 18 %"},
		{"17 of 800 even starts warned of", func(h *honesty) { h.firstMile[1][0].level[analyze.LevelWarn] = 17 }, "even first miles: 17 of 800"},
		{"six walls missed", func(h *honesty) { h.wall[3][1].wall[analyze.Warn] = 94 }, "walls of 30 % over 5000 m"},
		{"a short one called a wall", func(h *honesty) { h.wall[5][0].wall[analyze.Warn] = 1 }, "50 % slower over 3000 m"},
		{"six slowdowns missed", func(h *honesty) { h.slowed[4][1].wall[analyze.Notice] = 94 }, "30 % slower over 2 miles"},
		{"a slowdown of 5 %", func(h *honesty) { h.slowed[0][3].wall[analyze.Notice] = 1 }, "5 % slower over 4 miles"},
		{"six fades missed", func(h *honesty) { h.fade[6].fade[analyze.Notice] = 94 }, "fades of 20 %"},
		{"six marked fades missed", func(h *honesty) { h.fade[9].fade[analyze.Warn] = 94 }, "fades of 60 %"},
		{"a fade of even halves", func(h *honesty) { h.fade[0].fade[analyze.Notice] = 1 }, "even halves"},
		{"nothing measured", func(h *honesty) { h.firstMile[3][7] = tally{} }, "no elevation, 12 %: warned in 0 of 0"},
	} {
		h := faultless()
		tc.spoil(h)
		if v := h.violations(t); len(v) != 1 || !strings.HasPrefix(v[0], tc.want) {
			t.Errorf("%s: %q, want one that begins %q", tc.name, v, tc.want)
		}
	}
}

// TestSlowdownsAreToldAsTheyWere compares beginning, length and size of what is
// told with what is planted. The bins are 400 m long and the ramp 500 m.
func TestSlowdownsAreToldAsTheyWere(t *testing.T) {
	t.Parallel()
	for _, k := range []kind{wall(0.40, 8000), wall(0.50, 5000), slowed(0.30, 2), slowed(0.30, 3)} {
		for _, p := range drawPlans(honestySeed, 5, []kind{k}) {
			lengthM := p.Wall.ForM - p.Wall.RampM
			if p.Wall.ForM == 0 {
				lengthM = p.DistanceM - p.Wall.AtM - p.Wall.RampM
			}
			got := map[string]float64{}
			for _, m := range judged(t, p, analyze.Options{}).Finding("pace/wall").Evidence {
				got[m.Name] = m.Value
			}
			if from := got["from"] - p.Wall.AtM; !(from > -400 && from < 900) {
				t.Errorf("%s: begins at %.0f m, truly from %.0f m on", p.Name, got["from"], p.Wall.AtM)
			}
			if long := got["length"] - lengthM; !(long > -600 && long < 900) {
				t.Errorf("%s: %.0f m long, truly %.0f m", p.Name, got["length"], lengthM)
			}
			if off := got["slower"] - p.Wall.SlowFrac; !(off > -0.05 && off < 0.05) {
				t.Errorf("%s: %.3f slower, truly %.2f", p.Name, got["slower"], p.Wall.SlowFrac)
			}
		}
	}
}
