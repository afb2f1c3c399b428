package report

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// some is a known number, for results made by hand.
func some(v float64) analyze.Maybe { return analyze.Maybe{Value: v, Known: true} }

// steady is a trace of n steps of 10 s at the given pace in s per mile, compared
// with 600 s a mile.
func steady(n int, perMile float64) *analyze.Trace {
	t := &analyze.Trace{StepS: 10, RefSPerM: some(600 / mileM)}
	for i := range n {
		t.Steps = append(t.Steps, analyze.Step{TimeS: float64(10 * i), SpeedMPS: some(mileM / perMile)})
	}
	return t
}

func TestLevelsOfThePicture(t *testing.T) {
	// Above the line an eighth of a row is 5 s a mile (3.125 s a km), below it a
	// half is 30 s a mile (20 s a km).
	for _, c := range []struct {
		name      string
		u         Units
		paceS     float64 // per unit of u, against 600
		up, down  int
		speedless bool
	}{
		{"on the line", Miles, 600, 0, 0, false},
		{"5 s a mile faster is an eighth", Miles, 595, 1, 0, false},
		{"2 s are nothing to see", Miles, 598, 0, 0, false},
		{"3 s round up", Miles, 597, 1, 0, false},
		{"40 s are a whole row", Miles, 560, 8, 0, false},
		{"60 s are one and a half", Miles, 540, 12, 0, false},
		{"80 s fill both rows", Miles, 520, 16, 0, false},
		{"more does not go on", Miles, 300, 16, 0, false},
		{"30 s a mile slower is a half", Miles, 630, 0, 1, false},
		{"14 s are nothing to see below", Miles, 614, 0, 0, false},
		{"16 s are", Miles, 616, 0, 1, false},
		{"60 s are a row", Miles, 660, 0, 2, false},
		{"4 minutes fill all four", Miles, 840, 0, 8, false},
		{"a walk does not go on", Miles, 1700, 0, 8, false},
		{"25 s a kilometre faster are a row", Km, 575, 8, 0, false},
		{"40 s a kilometre slower are a row", Km, 640, 0, 2, false},
		{"nothing known is nothing drawn", Miles, 0, 0, 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			ref := 600 / c.u.lengthM()
			speed := analyze.Maybe{}
			if !c.speedless {
				speed = some(c.u.lengthM() / c.paceS)
			}
			if up, down := c.u.levels(ref, speed); up != c.up || down != c.down {
				t.Errorf("up %d, down %d, want %d and %d", up, down, c.up, c.down)
			}
		})
	}
	if up, down := Miles.levels(600/mileM, some(0)); up != 0 || down != 8 {
		t.Errorf("standing: up %d, down %d, want all the way down", up, down)
	}
}

// pictureOf draws a result made by hand without trailing blanks.
func pictureOf(u Units, r *analyze.Result, width int) string {
	var b strings.Builder
	for _, l := range u.chart(r, width) {
		b.WriteString(l.text() + "\n")
	}
	return b.String()
}

func TestPicture(t *testing.T) {
	// 40 steps over 20 cells: two a cell. 10 cells at 540 s a mile (60 s faster:
	// one row and four eighths), 4 unknown, 6 at 690 s (90 s slower: three halves).
	tr := steady(40, 540)
	for i := range tr.Steps {
		switch {
		case i >= 28:
			tr.Steps[i].SpeedMPS = some(mileM / 690)
		case i >= 20:
			tr.Steps[i].SpeedMPS = analyze.Maybe{}
		}
		tr.Steps[i].HeartRateBPM = some(120)
		if i >= 20 {
			tr.Steps[i].HeartRateBPM = some(160)
		}
	}
	r := &analyze.Result{Trace: tr, Cramps: []analyze.Cramp{{AtS: some(285)}}}
	r.Intake.Events = []analyze.IntakeEvent{
		{AtS: some(0), When: "during", Kind: "drink"},
		{AtS: some(200), When: "during", Kind: "drink", SodiumMG: some(90)},
		{AtS: some(-600), When: "before", Kind: "drink"},
		{AtS: some(100), When: "during", Kind: "food"},
		{AtS: some(300), When: "during", Kind: "sodium", SodiumMG: some(250)},
	}
	const want = `−1:20  ▄▄▄▄▄▄▄▄▄▄
       ██████████
10:00 ┼────────────────────
                     ██████
+2:00                ▀▀▀▀▀▀

+4:00
   HR  ▁▁▁▁▁▁▁▁▁▁██████████
drink  ○         ◆    ◆
cramp                ▲1
       0:00         0:05
`
	got := pictureOf(Miles, r, 27)
	for i, line := range strings.Split(got, "\n") {
		if w := strings.Split(want, "\n"); i < len(w) && line != w[i] {
			t.Errorf("line %d\n%s\nwant\n%s", i, line, w[i])
		}
	}
	if strings.Count(got, "\n") != strings.Count(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestPictureOfWhatIsThere(t *testing.T) {
	hr := steady(40, 600)
	hr.RefSPerM = analyze.Maybe{}
	for i := range hr.Steps {
		hr.Steps[i].SpeedMPS, hr.Steps[i].HeartRateBPM = analyze.Maybe{}, some(150)
	}
	got := pictureOf(Miles, &analyze.Result{Trace: hr}, 40)
	if !strings.HasPrefix(got, "   HR  ▅▅▅") || strings.Contains(got, "┼") || strings.Count(got, "\n") != 2 {
		t.Errorf("heart rate alone:\n%s", got)
	}
	for name, lines := range map[string][]chartLine{
		"without a trace":             Miles.chart(&analyze.Result{}, 80),
		"in no room":                  Miles.chart(&analyze.Result{Trace: steady(40, 600)}, 26),
		"of a single moment":          Miles.chart(&analyze.Result{Trace: steady(1, 600)}, 80),
		"of a run that knows nothing": Miles.chart(&analyze.Result{Trace: &analyze.Trace{Steps: make([]analyze.Step, 9)}}, 80),
	} {
		if lines != nil {
			t.Errorf("a picture %s: %v", name, lines)
		}
	}
}

func TestSparkOfASteadyRunLooksSteady(t *testing.T) {
	row := func(bpm ...float64) string {
		var steps []analyze.Step
		for _, v := range bpm {
			s := analyze.Step{}
			if v > 0 {
				s.HeartRateBPM = some(v)
			}
			steps = append(steps, s)
		}
		return spark(steps, 20, func(s analyze.Step) analyze.Maybe { return s.HeartRateBPM })
	}
	// Eight bands of equal width; the middle is where the fifth begins.
	for _, c := range []struct{ name, got, want string }{
		{"lowest to highest", row(100, 135, 170), "▁▅█"},
		{"one value stands in the middle", row(150, 150), "▅▅"},
		{"2 bpm are no mountain", row(149, 151), "▄▅"},
		{"a hole is blank", row(100, 0, 170), "▁ █"},
		{"nothing is nothing", row(0, 0), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestCrampMarksNeverCollide(t *testing.T) {
	at := func(n int, moments ...float64) string {
		r := &analyze.Result{Trace: steady(101, 600)} // 1000 s
		for _, s := range moments {
			r.Cramps = append(r.Cramps, analyze.Cramp{AtS: some(s)})
		}
		return strings.TrimRight(crampRow(r, n), " ")
	}
	many := make([]float64, 12)
	for i := range many {
		many[i] = 500 + float64(i)
	}
	for _, c := range []struct{ name, got, want string }{
		{"where they are", at(20, 100, 500), "  ▲1      ▲2"},
		{"the later of two close ones moves on", at(20, 500, 505), "          ▲1▲2"},
		{"at the end they move back", at(20, 995, 1000), "                ▲1▲2"},
		{"one at the end keeps its number", at(20, 1000), "                  ▲1"},
		{"out of order they keep their numbers", at(20, 500, 100), "  ▲2      ▲1"},
		{"too many stand without numbers", at(20, many...), "          ▲"},
		{"outside the run is nowhere", at(20, 1001), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
	r := &analyze.Result{Trace: steady(101, 600), Suggestions: []analyze.Cramp{{AtS: some(100)}}, Cramps: []analyze.Cramp{{}, {AtS: some(500)}}}
	if got := strings.TrimRight(crampRow(r, 20), " "); got != "  ?       ▲2" {
		t.Errorf("a suggestion, a cramp without its moment and one with it: %q", got)
	}
}

func TestTimeAxis(t *testing.T) {
	// A label is centred under its moment: 15 min of an hour are 10 of 40 cells.
	for _, c := range []struct {
		totalS float64
		n      int
		want   string
	}{
		{3600, 40, "0:00    0:15      0:30      0:45"},
		{45, 30, "0:00"},
		{4 * 3600, 20, "0:00    2:00"},
		{100 * 3600, 40, "0:00   24:00     48:00    72:00"},
	} {
		if got := strings.TrimRight(timeAxis(c.totalS, c.n), " "); got != c.want {
			t.Errorf("%v s over %d cells: %q, want %q", c.totalS, c.n, got, c.want)
		}
	}
}

// reportDrawn judges an activity as crampcheck report does.
func reportDrawn(t *testing.T, csv string, a *parse.Activity) *analyze.Report {
	t.Helper()
	a.FeelFrac, a.RPE, a.FeelingOf5, a.SweatLossML = math.NaN(), math.NaN(), math.NaN(), math.NaN()
	j := parse.ReadNotesCSV([]byte(csv), "notes.csv")
	o := analyze.Options{Trace: true}
	res, errs := analyze.Run(a, j.Entries, o)
	rep := &analyze.Report{Runs: []*analyze.Result{res}, NotesErrors: append(j.Errors, errs...)}
	rep.Inputs = []analyze.Input{{File: a.Source, Status: parse.OK, Activities: 1}}
	rep.Alarms = analyze.Alarms(rep.Runs)
	return rep.Focus(rep.Runs, o)
}

func TestPictureIsAsWideAsAsked(t *testing.T) {
	r := reportDrawn(t, crampNotes, jog(12, 440)).Runs[0]
	for width := 27; width <= 120; width++ {
		for _, l := range Miles.chart(r, width) {
			if n := cells(l.head() + l.row); n > width || cells(l.row) != width-chartGutter && l.label != "" {
				t.Fatalf("width %d: %q takes %d cells", width, l.text(), n)
			}
		}
	}
	if got := fmt.Sprint(Miles.chartLegend(r, Miles.chart(r, 80))); !strings.Contains(got, "faster than your settled pace of 9:00") ||
		!strings.Contains(got, "▲") || !strings.Contains(got, "?") || strings.Contains(got, "sodium") {
		t.Errorf("legend: %s", got)
	}
}
