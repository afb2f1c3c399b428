package analyze

import (
	"math"
	"slices"
	"strings"
	"testing"

	"crampcheck/parse"
)

// catSigns is an hour of running after which words were noted.
func catSigns(words ...string) catInput {
	var rows []string
	for _, w := range words {
		rows = append(rows, `after,symptom,,"`+w+`"`)
	}
	return catOne(catSteady(3600), rows...)
}

// catLasting is an hour with a cramp of s seconds.
func catLasting(s float64) catInput {
	e := catCramp(1800)
	e.DurationS = s
	return catOne(catSteady(3600)).and(e)
}

func catSafetyCases() []catCase {
	ride := catOne(catSteady(3600))
	ride.runs[0].tweak = func(a *parse.Activity) { a.Sport = "cycling" }
	return []catCase{
		{rule: "safety/red-flags", name: "chest pain", in: catSigns("chest pain on the last hill"), want: Fired, severity: Urgent},
		{rule: "safety/red-flags", name: "a swollen calf is for the other rule", in: catSigns("one calf swollen"), want: Clear},
		{rule: "safety/red-flags", name: "nothing noted", in: catOne(catSteady(3600)), want: Withheld, reason: "no symptoms"},
		{rule: "safety/dvt", name: "a swollen calf", in: catSigns("one calf swollen and warm"), want: Fired, severity: Urgent},
		{rule: "safety/dvt", name: "other symptoms", in: catSigns("headache"), want: Clear},
		{rule: "safety/dvt", name: "nothing noted", in: catOne(catSteady(3600)), want: Withheld, reason: "no symptoms"},
		{rule: "safety/disclaimer", name: "on every run", in: catOne(catSteady(3600)), want: Fired, severity: Info},
		{rule: "safety/disclaimer", name: "on a ride", in: ride, want: Fired, severity: Info},
		{rule: "data/quality", name: "a run without heart rate", in: catOne(catSteady(3600)), want: Fired, severity: Info},
		{rule: "data/quality", name: "a ride", in: ride, want: Withheld, reason: "not a run"},
	}
}

func catSafetyEdges() []catEdge {
	return []catEdge{
		{rule: "safety/red-flags", name: "a cramp of more than ten minutes", at: catLasting, edge: 600, eps: 1, above: true, onEdge: Withheld, quiet: Withheld},
	}
}

// Part E of the evidence: what is noted, and what is said first.
func TestRedFlagsAreHeardInPlainWords(t *testing.T) {
	for _, c := range []struct {
		name string
		in   catInput
		rule string
		say  []string
	}{
		{"cola urine as a colour", catOne(catSteady(3600), "after,urine,cola"), "safety/red-flags", []string{"creatine kinase", "today", "no anti-inflammatory", "do not try to drink it away"}},
		{"brown urine before the run", catOne(catSteady(3600), "before,urine,brown"), "safety/red-flags", []string{"creatine kinase"}},
		{"cola urine in words", catSigns("cola coloured urine"), "safety/red-flags", []string{"creatine kinase"}},
		{"urine like cola", catSigns("my urine looks like cola"), "safety/red-flags", []string{"creatine kinase"}},
		{"urine that is brown", catSigns("urine was dark brown this evening"), "safety/red-flags", []string{"creatine kinase"}},
		{"blood", catSigns("blood in my pee"), "safety/red-flags", []string{"creatine kinase"}},
		{"a headache after a gain of weight", catWeighed(7200, 70, 71, "after,symptom,,bad headache"), "safety/red-flags", []string{"low sodium", "emergency services now", "Do not drink water or sports drink", "how much you drank"}},
		{"a headache after a gain within the scales' error", catWeighed(7200, 70, 70.1, "after,symptom,,headache"), "safety/red-flags", []string{"low sodium"}},
		{"vomiting after too much", catOne(catSteady(3600), "30m,drink,1200 ml,water", "after,symptom,,vomiting"), "safety/red-flags", []string{"low sodium", "Do not drink"}},
		{"tight rings after four hours and two litres", catOne(catSteady(14_400), "1h,drink,2000 ml,water", "after,symptom,,rings tight"), "safety/red-flags", []string{"low sodium"}},
		{"chest pain", catSigns("chest pain"), "safety/red-flags", []string{"call the emergency services"}},
		{"pain in the chest, otherwise said", catSigns("my chest hurts"), "safety/red-flags", []string{"call the emergency services"}},
		{"tightness in the chest", catSigns("Tightness in my chest"), "safety/red-flags", []string{"call the emergency services"}},
		{"palpitations", catSigns("palpitations"), "safety/red-flags", []string{"call the emergency services"}},
		{"collapse", catSigns("collapsed at the finish"), "safety/red-flags", []string{"heat stroke", "cool with cold water or ice now"}},
		{"collapse with confusion", catSigns("collapsed and was confused"), "safety/red-flags", []string{"emergency services now", "cool it with cold water or ice", "low sodium", "Do not drink more"}},
		{"confusion after a swollen hand", catSigns("swollen hands", "confused"), "safety/red-flags", []string{"emergency services now", "Do not drink more"}},
		{"a numb foot", catSigns("numb foot since mile 10"), "safety/red-flags", []string{"no ordinary cramp", "urgently"}},
		{"a pop", catSigns("felt a pop"), "safety/red-flags", []string{"urgently"}},
		{"a cramp of eleven minutes", catLasting(660), "safety/red-flags", []string{"more than ten minutes", "See a doctor now"}},
		{"sickle-cell trait", catSigns("sickle cell trait and weak legs"), "safety/red-flags", []string{"sickle-cell", "emergency"}},
		{"a swollen calf", catSigns("calf swollen"), "safety/dvt", []string{"clot", "today", "do not massage or roll", "chest pain"}},
		{"the left calf", catSigns("left calf is swollen and warm"), "safety/dvt", []string{"clot"}},
		{"a swollen left calf", catSigns("swollen left calf"), "safety/dvt", []string{"clot"}},
		{"swelling of the lower leg", catSigns("swelling in my right lower leg"), "safety/dvt", []string{"clot"}},
		{"a warm calf", catSigns("Right calf feels warm"), "safety/dvt", []string{"clot"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := c.in.judge(t)[0]
			f := res.Finding(c.rule)
			if f.State != Fired || f.Severity != Urgent {
				t.Fatalf("%s %s %v, want fired urgent", f.State, f.Severity, f.Told().Words)
			}
			for _, w := range c.say {
				if !strings.Contains(f.Told().Say, w) {
					t.Errorf("%q does not say %q", f.Told().Say, w)
				}
			}
			for _, g := range res.Findings {
				urgent := g.Rule == "fluid/weight-gain" && g.Severity == Urgent // it says not to drink
				if g.State == Fired && !strings.HasPrefix(g.Rule, "safety/") && g.Rule != "data/quality" && !urgent {
					t.Errorf("%s fires beside it", g.Rule)
				}
			}
			recs := Recommend([]*Result{res})
			if len(recs) == 0 || recs[0].Rule != c.rule {
				t.Errorf("the first recommendation is not %s: %v", c.rule, recs)
			}
			for _, r := range recs {
				if !strings.HasPrefix(r.Rule, "safety/") {
					t.Errorf("%s is recommended beside it", r.Rule)
				}
			}
		})
	}
}

// Words that deny a sign, and words that are none, raise no alarm. They are
// kept and shown all the same.
func TestDeniedAndUnknownWordsRaiseNoAlarm(t *testing.T) {
	for _, words := range []string{
		"no chest pain", "without chest pain", "not confused", "never fainted", "no numbness", "calf not swollen", "no swelling in the calf",
		"urine not brown", "no pain in my chest", "tingling ears", "tired", "legs heavy and red shirt ruined", "urine ok, brown bread for dinner",
		"chest strap lost", "warm day, calf tight",
	} {
		res := catSigns(words).judge(t)[0]
		f := res.Finding("safety/red-flags")
		if f.State != Fired || f.Severity != Notice || f.Told().Say != sayFlagUnknown || !slices.Equal(f.Told().Words, []Word{{"words", words}}) {
			t.Errorf("%q: %s %s %v, want a notice that keeps the words", words, f.State, f.Severity, f.Told().Words)
		}
		if f := res.Finding("safety/dvt"); f.State != Clear {
			t.Errorf("%q: safety/dvt is %s", words, f.State)
		}
	}
	// Denied once and said once is said.
	for _, words := range []string{"no chest pain at first, chest pain later", "not confused, then confused"} {
		if f := catSigns(words).finding(t, "safety/red-flags"); f.Severity != Urgent {
			t.Errorf("%q: %s %s, want urgent", words, f.State, f.Severity)
		}
	}
	// Parts of words are no words.
	if f := catSigns("bought a chestnut, painless").finding(t, "safety/red-flags"); f.Severity != Notice {
		t.Errorf("chestnut: %s %s", f.State, f.Severity)
	}
}

func TestASickStomachAloneIsNoEmergency(t *testing.T) {
	f := catSigns("nausea").finding(t, "safety/red-flags")
	if f.State != Fired || f.Severity != Warn || !strings.Contains(f.Told().Say, "do not drink until someone has looked at it") {
		t.Errorf("nausea: %s %s %q", f.State, f.Severity, f.Told().Say)
	}
	f = catSigns("cramps at night").finding(t, "safety/red-flags")
	if f.State != Fired || f.Severity != Notice || !strings.Contains(f.Told().Say, "healthcare professional") {
		t.Errorf("cramps at night: %s %s %q", f.State, f.Severity, f.Told().Say)
	}
}

// A run of which much could be said.
var catTalkative = []string{
	"-60m,drink,100 ml,water", "-5m,drink,50 ml,water", "1h,drink,400 ml,water", "after,urine,6", "2h,cramp,,,left calf",
	"before,weight,70 kg", "after,weight,68 kg", "after,soreness,6", ",wbgt,25 C",
}

// Signs of a rest day belong to the run before it, and silence its advice.
func TestSignsOnARestDayBelongToTheRunBefore(t *testing.T) {
	for _, c := range []struct {
		name, days, rule string
	}{
		{"cola urine the day after", "-1,,urine,cola", "safety/red-flags"},
		{"cola urine in words", "-1,,symptom,,cola urine", "safety/red-flags"},
		{"a swollen calf two days after", "-2,,symptom,,right calf swollen", "safety/dvt"},
		{"a headache on the same day's evening", "0,,symptom,,confusion", "safety/red-flags"},
	} {
		in := catPast(
			catRun{legs: catSteady(9000), notes: strings.Join(catTalkative, "\n")},
			catRun{daysAgo: 7, legs: catSteady(9000), notes: strings.Join(catTalkative, "\n")},
		)
		before := in.judge(t)
		if n := len(Recommend(before)); n < 5 {
			t.Fatalf("only %d recommendations without the sign", n)
		}
		in.days = c.days
		all := in.judge(t)
		if f := all[0].Finding(c.rule); f.State != Fired || f.Severity != Urgent {
			t.Errorf("%s: %s %s on the run before", c.name, f.State, f.Severity)
		}
		if f := all[1].Finding(c.rule); f.State == Fired {
			t.Errorf("%s: fires on the run of a week before too", c.name)
		}
		for _, f := range all[0].Findings {
			if f.State == Fired && !strings.HasPrefix(f.Rule, "safety/") && f.Rule != "data/quality" {
				t.Errorf("%s: %s fires beside it", c.name, f.Rule)
			}
		}
		SortRuns(all)
		for _, r := range Recommend(all) {
			if !strings.HasPrefix(r.Rule, "safety/") {
				t.Errorf("%s: %s is recommended from the run before", c.name, r.Rule)
			}
		}
	}
}

// A sign of long ago stands with its run and is no recommendation any more; it
// hides nothing of what the runs since then say.
func TestAnOldRedFlagHidesNoAdvice(t *testing.T) {
	in := catPast(
		catRun{legs: catSteady(9000), notes: strings.Join(catTalkative, "\n")},
		catRun{daysAgo: 200, legs: catSteady(9000), notes: "after,urine,cola"},
	)
	all := in.judge(t)
	SortRuns(all)
	recs := Recommend(all)
	if len(recs) < 5 || recs[0].Rule == "safety/red-flags" || !all[0].fired("safety/red-flags") {
		t.Errorf("%d recommendations, the first is %v", len(recs), recs[0])
	}
}

// Low sodium shows within a day: a headache of the day after a run on which
// weight was gained is an emergency, one of a week later is not that.
func TestAHeadacheOfLaterIsNoLowSodium(t *testing.T) {
	for _, c := range []struct {
		name  string
		after int // days
		want  Severity
	}{{"the day after", 1, Urgent}, {"a week later", 7, Notice}} {
		in := catOne(catSteady(9000), "before,weight,70 kg\nafter,weight,71 kg")
		all := in.judge(t)
		day := parse.Entry{
			Kind: parse.Symptom, Word: "headache", DurationS: math.NaN(),
			Date: all[0].Local.AddDate(0, 0, c.after).Format("2006-01-02"),
		}
		Relate(all, []parse.Entry{day}, Options{})
		if f := all[0].Finding("safety/red-flags"); f.State != Fired || f.Severity != c.want {
			t.Errorf("%s: %s %s %q, want %s", c.name, f.State, f.Severity, f.Told().Say, c.want)
		}
	}
}

// No sign is ever dropped for want of a run before it.
func TestSignsFindARunWhateverThereIs(t *testing.T) {
	unset := catRun{legs: catSteady(3600), tweak: func(a *parse.Activity) { a.ClockUnset = true }}
	ride := catRun{legs: catSteady(3600), tweak: func(a *parse.Activity) { a.Sport = "cycling" }}
	for _, c := range []struct {
		name string
		run  catRun
		days string
	}{
		{"a day before every run", catLong(0, 10), "5,,symptom,,chest pain"},
		{"a run without a date", unset, "0,,symptom,,chest pain"},
		{"a ride alone", ride, "-1,,symptom,,chest pain"},
	} {
		in := catPast(c.run)
		in.days = c.days
		if f := in.finding(t, "safety/red-flags"); f.State != Fired || f.Severity != Urgent {
			t.Errorf("%s: %s %s, want fired urgent", c.name, f.State, f.Severity)
		}
	}
}

// Massage, rolling and compression are withheld for a swollen leg with a reason
// of their own.
func TestASwollenLegIsNotRubbed(t *testing.T) {
	res := catCrampRuns(2, "0,,symptom,,one calf swollen").judge(t)[0]
	for _, rule := range []string{"recovery/massage-roller", "recovery/compression"} {
		f := res.Finding(rule)
		if f.State != Withheld || !strings.Contains(f.Withheld.Reason, "no massage, rolling or compression") || f.Told().Say != "" || f.Told().Do != "" {
			t.Errorf("%s: %s %+v %q", rule, f.State, f.Withheld, f.Told().Do)
		}
	}
	if plain := catCrampRuns(2, "").judge(t)[0]; !plain.fired("recovery/massage-roller") || !plain.fired("recovery/compression") {
		t.Error("the case without swelling recommends neither")
	}
}

// Weight gained with signs of low sodium is urgent by itself, beside the flag.
func TestAGainOfWeightWithAHeadacheIsUrgent(t *testing.T) {
	in := catWeighed(7200, 70, 71, "after,symptom,,headache")
	res := in.judge(t)[0]
	if f := res.Finding("safety/red-flags"); f.State != Fired || f.Severity != Urgent || f.Told().Say != sayFlagSodium {
		t.Errorf("red flags: %s %s %q", f.State, f.Severity, f.Told().Say)
	}
	p := Prepare(in.runs[0].activity(0), Options{})
	alone, _ := p.Judge(append(catEntries(t, []string{"2026-05-17,after,symptom,,headache"}), in.runs[0].extra...))
	if f := alone.Finding("fluid/weight-gain"); f.State != Fired || f.Severity != Urgent || !strings.Contains(f.Told().Say, "Do not drink water or sports drink") {
		t.Errorf("weight gain: %s %s %q", f.State, f.Severity, f.Told().Say)
	}
}

func TestQualityCountsWhatWasWithheldAndNamesWhatIsMissing(t *testing.T) {
	res := catOne(catSteady(3600)).judge(t)[0]
	withheld := 0.0
	for _, f := range res.Findings {
		if f.State == Withheld {
			withheld++
		}
	}
	f := res.Finding("data/quality")
	if f.Evidence[0].Name != "withheld" || f.Evidence[0].Value != withheld {
		t.Errorf("%v, but %v rules are withheld", f.Evidence[0], withheld)
	}
	if !slices.Equal(f.Told().Words, []Word{{"missing", "heart rate, elevation, cadence, notes"}}) {
		t.Errorf("missing: %v", f.Told().Words)
	}
}

// Every urgent sign is spoken of, and a harmless one of later hides none.
func TestSeveralSignsAreAllSpokenOf(t *testing.T) {
	res := catOne(catSteady(9000), "before,weight,70 kg\nafter,weight,71.5 kg\nafter,urine,brown\nafter,symptom,vomiting and headache\nafter,symptom,chest pain").judge(t)[0]
	f := res.Finding("safety/red-flags")
	for _, w := range []string{"low sodium", "Do not drink", "creatine kinase", "call the emergency services"} {
		if !strings.Contains(f.Told().Say, w) {
			t.Errorf("%q does not say %q", f.Told().Say, w)
		}
	}
	if g := res.Finding("fluid/weight-gain"); g.State != Fired || g.Severity != Urgent {
		t.Errorf("weight gain is %s %s", g.State, g.Severity)
	}
	in := catPast(
		catRun{legs: catSteady(9000), notes: "after,symptom,blister"},
		catRun{daysAgo: 10, legs: catSteady(9000), notes: "after,symptom,chest pain"},
	)
	all := in.judge(t)
	SortRuns(all)
	if a := Alarms(all); len(a) != 2 || a[0].Finding.Severity != Urgent || a[0].Day != all[0].Day() {
		t.Errorf("%d alarms, %+v", len(a), a)
	}
	if recs := Recommend(all); len(recs) != 1 || recs[0].Finding.Severity != Urgent {
		t.Errorf("%d recommendations, the first is of %s", len(recs), recs[0].Finding.Severity)
	}
}

// A sign noted on a day after the run counts from that day.
func TestASignCountsFromTheDayItWasNoted(t *testing.T) {
	in := catPast(catRun{legs: catSteady(9000), notes: strings.Join(catTalkative, "\n")}, catRun{daysAgo: 57, legs: catSteady(9000)})
	all := in.judge(t)
	SortRuns(all)
	sign := parse.Entry{
		Kind: parse.Symptom, Word: "left calf swollen and hot", DurationS: math.NaN(),
		Date: all[1].Local.AddDate(0, 0, -1).Format("2006-01-02"),
	}
	Relate(all, []parse.Entry{sign}, Options{})
	if a := Alarms(all); len(a) != 1 || a[0].Day != sign.Date || a[0].Run != all[0] {
		t.Errorf("alarms %+v, want one of %s", a, sign.Date)
	}
	for _, r := range Recommend(all) {
		if !strings.HasPrefix(r.Rule, "safety/") {
			t.Errorf("%s is recommended beside it", r.Rule)
		}
	}
	if a := LooseAlarms([]parse.Entry{sign}, Options{}); len(a) != 1 || a[0].Finding.Rule != "safety/dvt" {
		t.Errorf("without any run: %+v", a)
	}
}

func TestPlainWordsAreHeardAndDenialsToo(t *testing.T) {
	for _, c := range []struct {
		words string
		want  flag // "" for none but unknown
	}{
		{"hard to breathe", flagHeart},
		{"chest-pain", flagHeart},
		{"heart was racing", flagHeart},
		{"puked twice", flagSodium},
		{"dizzy", flagSodium},
		{"seizures", flagConfusion},
		{"urine the colour of tea", flagMuscle},
		{"left calf bigger than the right", flagClot},
		{"pain in one calf for three days", flagClot},
		{"can't feel my foot", flagInjury},
		{"both legs cramped", flagCramp},
		{"never had chest pain", ""},
		{"didn't have any chest pain", ""},
		{"no nausea, headache or vomiting", ""},
		{"no chest pain but dizzy", flagSodium},
		{"leg red from sunburn", ""},
		{"calf warm after warming up", ""},
		{"calf pain", ""},
	} {
		var r raised
		r.read(c.words, false, true)
		if c.want == "" && (len(r.flags) != 1 || r.flags[0] != flagUnknown) || c.want != "" && !r.has(c.want) {
			t.Errorf("%q raises %v, want %q", c.words, r.flags, c.want)
		}
	}
}
