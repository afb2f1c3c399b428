package report

import (
	"testing"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// firstMileOf is a first mile of timeS against referenceS.
func firstMileOf(level analyze.Level, ref analyze.Reference, timeS, referenceS float64) analyze.FirstMile {
	return analyze.FirstMile{TimeS: some(timeS), Reference: ref, ReferenceS: some(referenceS), ExcessFrac: some(1 - timeS/referenceS), Level: level}
}

func firedWith(rule string, evidence ...analyze.Measure) analyze.Finding {
	return analyze.Finding{Rule: rule, State: analyze.Fired, Severity: analyze.Warn, Evidence: evidence}
}

func TestHeadline(t *testing.T) {
	even := firstMileOf(analyze.LevelNone, analyze.RefSettled, 540, 541)
	fast := firstMileOf(analyze.LevelStrong, analyze.RefGoal, 480, 540)
	wall := firedWith("pace/wall", analyze.Measure{Name: "from", Value: 20 * mileM, Unit: analyze.Meter}, analyze.Measure{Name: "slower", Value: 0.36, Unit: analyze.Frac})
	fade := firedWith("pace/fade", analyze.Measure{Name: "fade", Value: 0.123, Unit: analyze.Frac})
	half := firedWith("pace/fast-first-half")
	cramp := func(miles float64) analyze.Cramp {
		return analyze.Cramp{AtS: some(miles * 540), DistanceM: some(miles * mileM)}
	}
	costly := cramp(20)
	costly.LostS = some(94)
	cheap := cramp(20)
	cheap.LostS = some(9)
	halves := &analyze.Halves{FadeFrac: 0.01}
	held := []analyze.Finding{{Rule: "pace/fade", State: analyze.Clear}}
	for _, c := range []struct {
		name string
		r    analyze.Result
		want string
	}{
		{"a second half that held up", analyze.Result{FirstMile: even, Halves: halves, Findings: held}, "The first mile was not too fast, the second half held up, and no cramp is noted."},
		{"a second half without a verdict is not told", analyze.Result{FirstMile: even, Halves: halves, Findings: []analyze.Finding{{Rule: "pace/fade", State: analyze.Withheld}}}, "The first mile was not too fast, and no cramp is noted."},
		{"without halves the second one is not told", analyze.Result{FirstMile: even}, "The first mile was not too fast, and no cramp is noted."},
		{"a fast first half alone", analyze.Result{FirstMile: even, Halves: halves, Findings: []analyze.Finding{half}}, "The first half was faster than your settled pace; no cramp is noted."},
		{"pace that was not judged", analyze.Result{FirstMile: analyze.FirstMile{Withheld: &analyze.WithheldBecause{Reason: "intervals"}}}, "Pace was not judged: intervals. No cramp is noted."},
		{"a suggestion is no cramp for sure", analyze.Result{FirstMile: even, Halves: halves, Findings: held, Suggestions: []analyze.Cramp{cramp(3)}}, "The first mile was not too fast, the second half held up, and no cramp is noted for sure."},
		{"a fast first mile", analyze.Result{FirstMile: fast, Halves: halves}, "Mile 1 was 60 s faster than your goal allows."},
		{"a fade", analyze.Result{FirstMile: even, Findings: []analyze.Finding{fade}}, "The second half was 12 % slower than the first."},
		{"the wall is told before a fade", analyze.Result{FirstMile: even, Findings: []analyze.Finding{wall, fade}}, "From mile 20.0 you ran 36 % slower."},
		{"one cramp", analyze.Result{FirstMile: even, Cramps: []analyze.Cramp{cramp(20)}}, "A cramp struck at mile 20.0."},
		{"its cost", analyze.Result{FirstMile: even, Cramps: []analyze.Cramp{costly}}, "A cramp struck at mile 20.0. The cramp took about 94 s."},
		{"a cost within the noise is not told", analyze.Result{FirstMile: even, Cramps: []analyze.Cramp{cheap}}, "A cramp struck at mile 20.0."},
		{"two cramps", analyze.Result{FirstMile: even, Cramps: []analyze.Cramp{costly, cramp(22)}}, "From mile 20.0 on you cramped twice. The cramp took about 94 s."},
		{"a cramp without distance has its time", analyze.Result{FirstMile: even, Cramps: []analyze.Cramp{{AtS: some(3725)}}}, "A cramp struck at 1:02:05."},
		{"a cramp without a moment", analyze.Result{FirstMile: even, Cramps: []analyze.Cramp{{}}}, "You cramped once."},
		{"a cramp after the finish", analyze.Result{FirstMile: even, Cramps: []analyze.Cramp{{AfterFinish: true}}}, "A cramp came after the finish."},
		{"one before the start is none of the run", analyze.Result{FirstMile: even, Cramps: []analyze.Cramp{{BeforeStart: true}}}, "The first mile was not too fast, and no cramp is noted."},
		{
			"all at once",
			analyze.Result{FirstMile: fast, Findings: []analyze.Finding{wall}, Cramps: []analyze.Cramp{cramp(21), cramp(23), cramp(25)}},
			"Mile 1 was 60 s faster than your goal allows, from mile 20.0 you ran 36 % slower, and from mile 21.0 on you cramped three times.",
		},
		{"two clauses need no comma", analyze.Result{FirstMile: fast, Cramps: []analyze.Cramp{cramp(21)}}, "Mile 1 was 60 s faster than your goal allows and a cramp struck at mile 21.0."},
		{"the goal is set beside the time", analyze.Result{FirstMile: even, Halves: halves, Findings: held, GoalS: some(14400), Clock: "elapsed", ElapsedS: 15625}, "The first mile was not too fast, the second half held up, and no cramp is noted. 4:20:25 for a goal of 4:00:00."},
		{"no time beside a goal for another distance", analyze.Result{FirstMile: even, GoalS: some(14400), GoalApart: true, ElapsedS: 2840}, "The first mile was not too fast, and no cramp is noted."},
		{"too much drunk comes first", analyze.Result{FirstMile: even, Cramps: []analyze.Cramp{cramp(20)}, Findings: []analyze.Finding{firedWith("fluid/over-drinking")}}, "You may have drunk more than is safe. A cramp struck at mile 20.0."},
		{"and so does a gain of weight", analyze.Result{FirstMile: even, Findings: []analyze.Finding{firedWith("fluid/over-drinking"), firedWith("fluid/weight-gain")}}, "You drank more than you lost, which can be dangerous. The first mile was not too fast, and no cramp is noted."},
		{"a file that is cut off", analyze.Result{FirstMile: even, Halves: halves, Findings: held, Notes: []parse.Note{{Code: parse.Truncated}}}, "The first mile was not too fast, the second half held up, and no cramp is noted. The file is cut off: what may have come after is not known."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := words(plainText(Miles.headline(&c.r, c.r.Story()))); got != words(c.want) {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}
	if got := words(plainText(Km.headline(&analyze.Result{FirstMile: fast}, analyze.Story{}))); got != "The first mile (1.61 km) was 60 s faster than your goal allows." {
		t.Error(got)
	}
}

func TestWhatARunIsComparedWith(t *testing.T) {
	for ref, want := range map[analyze.Reference][2]string{
		analyze.RefGoal:    {"your goal allows", "your goal pace"},
		analyze.RefPredict: {"your recent races allow", "the pace of your recent races"},
		analyze.RefRest:    {"the rest of the run", "the pace of the rest of the run"},
		analyze.RefSettled: {"your settled pace", "your settled pace"},
		"":                 {"your average", "your average"},
	} {
		if got := [2]string{against(ref), lineName(ref)}; got != want {
			t.Errorf("%q: %q", ref, got)
		}
	}
}

func TestFirstLettersOfEveryAlphabet(t *testing.T) {
	for in, want := range map[string]string{"": "", "abc": "Abc", "état": "État", "○ drink": "○ drink", "跑": "跑"} {
		if got := upperFirst(in); got != want {
			t.Errorf("upperFirst(%q) = %q", in, got)
		}
	}
	if got := lowerFirst("Île"); got != "île" {
		t.Error(got)
	}
}
