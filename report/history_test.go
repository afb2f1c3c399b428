package report

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"crampcheck/analyze"
)

// lived is a history of so many runs, of which the first ones ended in a cramp;
// of both kinds some began fast.
func lived(runs, cramps, fastCramps, fastFree int) *analyze.Report {
	rep := &analyze.Report{}
	for i := range runs {
		r := &analyze.Result{
			File: fmt.Sprintf("run-%02d.fit", i), Run: true, DateKnown: true, TimerS: 12_000,
			Start:     time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC).AddDate(0, 0, i),
			FirstMile: analyze.FirstMile{Level: analyze.LevelNone, ExcessFrac: analyze.Maybe{Known: true}},
			Course:    analyze.Course{StartKnownS: analyze.Maybe{Value: 1800, Known: true}},
			Findings:  []analyze.Finding{{Rule: "safety/disclaimer", Tells: &analyze.Told{Say: "No medical advice."}}},
		}
		r.Local = r.Start
		if i < cramps {
			r.Cramps = []analyze.Cramp{{TimerS: analyze.Maybe{Value: 6000 + 60*float64(i), Known: true}, Muscle: "calf", Side: "left"}}
		}
		if i < fastCramps || i >= cramps && i < cramps+fastFree {
			r.FirstMile.Level, r.FirstMile.ExcessFrac.Value = analyze.LevelWarn, 0.08
		}
		rep.Runs = append(rep.Runs, r)
	}
	rep.History = analyze.Associate(rep.Runs, analyze.Options{})
	rep.Season = analyze.NewSeason(rep.Runs, analyze.Options{})
	return rep
}

func historyText(t *testing.T, rep *analyze.Report, s Style) string {
	t.Helper()
	var b bytes.Buffer
	if err := HistoryFormats()["text"](&b, rep, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// flat is a text as one line of plain blanks.
func flat(s string) string { return strings.Join(strings.Fields(words(s)), " ") }

// What is said at a number of cramps is what table C4 of the evidence permits,
// and nothing that it forbids.
func TestWordsFollowTheNumberOfCramps(t *testing.T) {
	always := `(?i)\b(causes?|caused|because|why|due to|you are not prone|will|predict\w*|risk factors?|linked)\b`
	for _, c := range []struct {
		name      string
		rep       *analyze.Report
		says      []string
		forbidden string
	}{
		{"none", lived(12, 0, 0, 5), []string{
			"No cramp in 12 runs (40.0 h): plausible rate per run up to 25 %.",
		}, `(?i)\b(p|q|ratio|hazard|hint|associat\w+|before the cramp|planned)\b`},
		{"one", lived(20, 1, 1, 5), []string{
			"1 run with a cramp in 20 runs: 5.0 % of them (95 % interval 0.5 % to 21 %).", // evidence C5
			"fast first mile: 1 of 1; also in 5 of 19 comparable cramp-free runs",
			"Not known at any cramp: fast first 30 min, warm air,",
			"six runs this way and six as usual",
			"neither is taken into account",
		}, `(?i)\b(p|q|ratio|hazard|hint|associat\w+|too few to tell|chance)\b`},
		{"three", lived(18, 3, 2, 4), []string{
			"3 runs with a cramp in 18 runs",
			"fast first mile 2 of 3 4 of 15",
			"too few to tell",
			"With so few cramps nothing here can be told apart from chance.",
			"neither is taken into account",
		}, `(?i)\b(q|hazard|hint|associat\w+|adjust\w*|sooner|later|p =)\b`},
		{"three that could not tell", lived(10, 3, 3, 2), []string{
			"Even the most extreme pattern could not reach 5 % yet: fast first mile.",
		}, `(?i)\b(q|hazard|hint|associat\w+)\b`},
		{"six", lived(30, 6, 6, 4), []string{
			"fast first mile 6 of 6 4 of 24",
			"a hint: sooner",
			"That is a hint and no more.",
			"To find out: six runs with a held-back start and six as usual, in turn.",
		}, `(?i)\b(associat\w+|adjust\w*)\b`},
		{"six of no kind", lived(30, 6, 3, 12), []string{"not told from chance"}, `(?i)\b(associat\w+|adjust\w*|sooner|later|a hint)\b`},
		{"twelve", lived(40, 12, 11, 6), []string{
			"fast first mile 11 of 12 6 of 28",
			"associated in your data: sooner",
			"Cramps came sooner with it (fast first mile): 11 of 12 of the cramps, and 6 of 28 of comparable runs without one. Ratio ",
			"six runs with a held-back start",
			"never what brought a cramp on",
		}, `(?i)\ba hint\b`},
		{"twelve of no kind", lived(40, 12, 5, 12), []string{"not told from chance"}, `(?i)\b(associat\w+|a hint|sooner|later)\b`},
	} {
		for place, got := range map[string]string{
			"at 80":       flat(historyText(t, c.rep, Style{Units: Miles, Width: 80})),
			"at 120":      flat(historyText(t, c.rep, Style{Units: Miles, Width: 120})),
			"on the page": historyOnPage(t, c.rep),
		} {
			for _, want := range c.says {
				// A verdict may wrap inside its column, where words of other columns follow.
				if !strings.Contains(got, want) && (place == "on the page" || !wrapped(c.rep, want)) {
					t.Errorf("%s %s: no %q in\n%s", c.name, place, want, got)
				}
			}
			for _, pattern := range []string{always, c.forbidden} {
				if w := regexp.MustCompile(pattern).FindString(got); w != "" {
					t.Errorf("%s %s: says %q:\n%s", c.name, place, w, got)
				}
			}
		}
	}
}

// wrapped says whether a text is the verdict of an exposure, which a narrow
// column breaks.
func wrapped(rep *analyze.Report, want string) bool {
	for _, a := range rep.History.Associations {
		if sayingWords(a) == want {
			return true
		}
	}
	return false
}

func TestEveryExposureHasItsWords(t *testing.T) {
	if len(analyze.Exposures()) < 9 {
		t.Fatal("too few exposures")
	}
	seen := map[string]bool{}
	for _, e := range analyze.Exposures() {
		if w := exposureWords(e); w == "" || seen[w] || tryWords(e) == "" {
			t.Errorf("%s: %q, %q", e, w, tryWords(e))
		}
		seen[exposureWords(e)] = true
	}
}

func TestHistoryNeverExceedsTheWidth(t *testing.T) {
	finish := lived(18, 3, 2, 4)
	finish.Runs[17].Cramps = []analyze.Cramp{{AfterFinish: true, Muscle: "quad", Side: "right"}}
	finish.History = analyze.Associate(finish.Runs, analyze.Options{})
	untimed := lived(18, 4, 2, 4)
	for _, r := range untimed.Runs[:4] {
		r.Cramps[0].TimerS = analyze.Maybe{}
	}
	untimed.History = analyze.Associate(untimed.Runs, analyze.Options{})
	flagged := lived(40, 12, 11, 6)
	flagged.History.Flagged = true
	for i, rep := range []*analyze.Report{{}, lived(1, 0, 0, 0), lived(1, 1, 1, 0), lived(13, 1, 1, 5), finish, untimed, lived(30, 6, 6, 4), flagged, awkward(t)} {
		for _, s := range styles() {
			got := historyText(t, rep, s)
			if line, n := widest(got); n > s.Width {
				t.Errorf("%d, %+v: the line %q takes %d cells", i, s, line, n)
			}
			if strings.Contains(got, "NaN") || strings.Contains(got, "Inf") || strings.Contains(got, "\x1b") || got == "" {
				t.Errorf("%d, %+v: holds NaN, an infinity, an escape or nothing:\n%s", i, s, got)
			}
		}
	}
	s := Style{Units: Miles, Width: 120}
	for _, c := range []struct {
		rep  *analyze.Report
		want string
	}{
		{finish, "1 run with a cramp after the finish alone: not counted above. Counted as at the end of the run, 4 of 18 runs had one"},
		{untimed, "4 of them without its moment"},
		{flagged, "A red flag was noted of late: see to that first."},
		{&analyze.Report{}, "No runs found."},
		{lived(1, 1, 1, 0), "No run without a cramp lasted as long, so there is nothing to compare with yet."},
	} {
		if got := flat(historyText(t, c.rep, s)); !strings.Contains(got, c.want) {
			t.Errorf("no %q in\n%s", c.want, got)
		}
	}
	if got := flat(historyText(t, flagged, s)); strings.Contains(got, "six runs") {
		t.Errorf("suggests something under a red flag:\n%s", got)
	}
}

// Half of the runs go on without a cramp from the middle on, so the right half
// of the curve is half as high.
func TestCurveIsDrawnToScale(t *testing.T) {
	h := &analyze.CrampHistory{
		Runs: 4, CrampRuns: 2, Timed: 2, CurveEndS: analyze.Maybe{Value: 7200, Known: true},
		Curve: []analyze.CurvePoint{{TimerS: 3660, AtRisk: 4, Cramps: 2, FreeFrac: 0.5}},
	}
	p := &printer{Style: Style{Units: Miles, Width: 26}}
	p.blocks(h)
	want := "100 % ██████████\n      ██████████\n      ██████████▄▄▄▄▄▄▄▄▄▄\n      ████████████████████\n  0 % ████████████████████\n" +
		"      0:00" + strings.Repeat(" ", 9) + "2:00:00\n"
	if got := words(p.b.String()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// The table holds at 80 cells whatever may be said, and long curves are thinned
// without losing a cramp.
func TestHistoryFitsEightyCells(t *testing.T) {
	for _, cramps := range []int{3, 6, 12, 40} {
		got := historyText(t, lived(80, cramps, cramps-1, 6), Style{Units: Miles, Width: 80})
		if !regexp.MustCompile(`(?m)^What +Cramps +Others`).MatchString(got) {
			t.Errorf("%d cramps: no table in\n%s", cramps, got)
		}
		steps := regexp.MustCompile(`(?m)^ *\d:\d\d:\d\d +\d+ +(\d+) `).FindAllStringSubmatch(got, -1)
		sum := 0
		for _, s := range steps {
			n, err := strconv.Atoi(s[1])
			if err != nil {
				t.Fatal(err)
			}
			sum += n
		}
		if len(steps) == 0 || len(steps) > 12 || sum != cramps {
			t.Errorf("%d cramps: %d in %d steps", cramps, sum, len(steps))
		}
	}
}

func TestHistoryInJSON(t *testing.T) {
	got := keys(t, asJSON(t, lived(30, 6, 6, 4)))
	for path, want := range map[string]string{
		"":                              "inputs runs history recommendations",
		"history":                       "runs cramp_runs timed after_finish by_yes_no comparable at_risk_s share_frac share_range at_most_frac per_hour per_hour_range curve curve_end_s median_s median_range_s exposures with_finish within_run sites habits latest red_flag_of_late",
		"history.exposures":             "exposure cramps_exposed cramps_known free_exposed free_known unknown comparisons ratio ratio_range p q smallest_p out_of_reach adjusted_ratio adjusted_range earlier_ratio later_ratio verdict",
		"history.exposures.ratio_range": "lo hi",
		"history.curve":                 "timer_s at_risk cramps free_frac free_range",
		"history.sites":                 "muscle side runs",
		"history.habits":                "long_runs start_frac fade_runs fade_frac last_file last_start_frac faster_than before",
	} {
		if have := strings.Join(got[path], " "); !strings.Contains(have, want) {
			t.Errorf("%q has the keys %s, want %s", path, have, want)
		}
	}
	data := asJSON(t, lived(13, 1, 1, 5))
	for _, key := range []string{"ratio", "p", "q", "smallest_p"} {
		if v := at(t, data, "history", "exposures", 0, key); v != nil {
			t.Errorf("%s after one cramp: %v", key, v)
		}
	}
	if v := at(t, data, "history", "exposures", 0, "verdict"); v != "described" {
		t.Errorf("verdict %v", v)
	}
	if v := at(t, asJSON(t, &analyze.Report{}), "history"); v != nil {
		t.Errorf("without a run: %v", v)
	}
}
