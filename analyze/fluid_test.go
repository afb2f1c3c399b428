package analyze

import (
	"slices"
	"testing"

	"crampcheck/parse"
)

// sport is a drink of a kind that carries sodium, amount unknown.
func sport(atS, ml float64) parse.Entry {
	e := drink(atS, ml, nan)
	e.Electrolyte, e.Drink = true, "sports drink"
	return e
}

func sodium(atS, mg float64) parse.Entry {
	e := entry(parse.Sodium, elapsed(atS))
	e.SodiumMG = mg
	return e
}

func food(atS, carbG float64) parse.Entry {
	e := entry(parse.Food, elapsed(atS))
	e.CarbG = carbG
	return e
}

func around(kind parse.MomentKind, ml float64) parse.Entry {
	e := entry(parse.Drink, parse.Moment{Kind: kind})
	e.VolumeML = ml
	return e
}

func temperature(c float64) parse.Entry {
	e := entry(parse.Ambient, unsaid())
	e.TemperatureC = c
	return e
}

func is(v float64) Maybe { return Maybe{v, true} }

// Two hours.
func TestIntake(t *testing.T) {
	var none Maybe
	for _, c := range []struct {
		name  string
		notes []parse.Entry
		want  Intake // but for events
	}{
		{"nothing noted is nothing known", nil, Intake{}},
		{"volumes add up; water in a log holds no sodium", []parse.Entry{drink(600, 120, nan), drink(1200, 150, nan)}, Intake{
			DrinksNoted: true, FluidML: is(270), SodiumMG: is(0), FluidMLPerHour: is(135),
		}},
		{"a drink without a volume leaves the sum unknown", []parse.Entry{drink(600, 120, nan), drink(1200, nan, nan)}, Intake{
			DrinksNoted: true, SodiumMG: is(0),
		}},
		{"sodium in a drink and in a chew", []parse.Entry{drink(600, 200, 90), sodium(700, 110)}, Intake{
			DrinksNoted: true, FluidML: is(200), SodiumMG: is(200), FluidMLPerHour: is(100),
		}},
		{"a sports drink without its amount", []parse.Entry{sport(600, 200)}, Intake{
			DrinksNoted: true, FluidML: is(200), SodiumUnknown: true, FluidMLPerHour: is(100),
		}},
		{"a sports drink without its amount and a chew: at least the chew", []parse.Entry{sport(600, 200), sodium(700, 110)}, Intake{
			DrinksNoted: true, FluidML: is(200), SodiumMG: is(110), SodiumUnknown: true, FluidMLPerHour: is(100),
		}},
		{"salt without its amount", []parse.Entry{sodium(600, nan)}, Intake{SodiumUnknown: true}},
		{"food alone is no log of drinks", []parse.Entry{food(600, 25), food(1200, 30)}, Intake{CarbG: is(55)}},
		{"drinks around the run stand apart", []parse.Entry{around(parse.AtBefore, 500), around(parse.AtAfter, 700), around(parse.AtAfter, 50)}, Intake{
			BeforeML: is(500), AfterML: is(750),
		}},
		{"weights", []parse.Entry{weight(parse.AtBefore, 70), weight(parse.AtAfter, 69)}, Intake{MassBeforeKG: is(70), MassAfterKG: is(69)}},
	} {
		got := judged(t, record(runs(24_000, 0.3)), c.notes...).Intake
		got.Events = nil
		if got.FluidML != c.want.FluidML || got.SodiumMG != c.want.SodiumMG || got.CarbG != c.want.CarbG ||
			got.BeforeML != c.want.BeforeML || got.AfterML != c.want.AfterML || got.DrinksNoted != c.want.DrinksNoted ||
			got.SodiumUnknown != c.want.SodiumUnknown || got.MassBeforeKG != c.want.MassBeforeKG || got.MassAfterKG != c.want.MassAfterKG ||
			got.SweatMLPerH != none || got.FluidMLPerHour.Known != c.want.FluidMLPerHour.Known || !near(got.FluidMLPerHour.Value, c.want.FluidMLPerHour.Value, 1e-9) {
			t.Errorf("%s: %+v\nwant %+v", c.name, got, c.want)
		}
	}
	got := judged(t, record(runs(24_000, 0.3)), sport(600, 200), around(parse.AtBefore, 500), sodium(300, 110), cramp(900)).Intake.Events
	want := []IntakeEvent{
		{When: "before", Kind: "drink", FluidML: is(500)},
		{AtS: is(300), When: "during", Kind: "sodium", SodiumMG: is(110)},
		{AtS: is(600), When: "during", Kind: "drink", FluidML: is(200), Drink: "sports drink"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("events %+v\nwant %+v", got, want)
	}
}

// Evidence B2: 70.0 to 68.8 kg, 0.9 l drunk, 0.2 l of urine, 2 h: 0.95 l/h.
func TestSweatRate(t *testing.T) {
	if got := sweatRateMLPerH(70.0, 68.8, 900, 200, 7200); !near(got, 950, 1e-9) {
		t.Errorf("%v ml/h, want 950", got)
	}
	urine := entry(parse.UrineVolume, unsaid())
	urine.VolumeML = 200
	before, after := weight(parse.AtBefore, 70), weight(parse.AtAfter, 68.8)
	for _, c := range []struct {
		name  string
		timeS float64
		notes []parse.Entry
		want  Maybe
	}{
		{"two hours", 7200, []parse.Entry{before, after, drink(600, 900, nan), urine}, is(950)},
		{"without urine it passed none: (1200 + 900) / 2", 7200, []parse.Entry{before, after, drink(600, 900, nan)}, is(1050)},
		{"an hour: 1200 + 900", 3600, []parse.Entry{before, after, drink(600, 900, nan)}, is(2100)},
		{"less than an hour", 3599, []parse.Entry{before, after, drink(600, 900, nan)}, Maybe{}},
		{"one weight", 7200, []parse.Entry{before, drink(600, 900, nan)}, Maybe{}},
		{"drinks unknown", 7200, []parse.Entry{before, after}, Maybe{}},
		{"a gain beyond what was drunk is a rate of nothing, not an unknown one", 7200, []parse.Entry{weight(parse.AtBefore, 70), weight(parse.AtAfter, 71), drink(600, 900, nan)}, is(0)},
		{"more than anybody sweats comes from a wrong weight: (5000 + 7000) / 2", 7200, []parse.Entry{weight(parse.AtBefore, 70), weight(parse.AtAfter, 65), drink(600, 7000, nan)}, Maybe{}},
	} {
		got := judged(t, record(leg{m: 20_000, s: c.timeS}), c.notes...).Intake.SweatMLPerH
		if got.Known != c.want.Known || !near(got.Value, c.want.Value, 1e-6) {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestLongEfforts(t *testing.T) {
	// 5310 s of running, 100 s on the spot of which 94 are slow (see TestSlowStretches:
	// 4 s late, 2 s early), a gap of a minute: timer 5410 s, moving 5316 s.
	broken := func() *parse.Activity {
		return record(runs(9000, 0.3), stands(100), runs(5000, 0.3), silence(60, 0), runs(3700, 0.3))
	}
	for _, c := range []struct {
		name     string
		a        *parse.Activity
		notes    []parse.Entry
		state    State
		severity Severity
		say      string
	}{
		{"5399 s", record(leg{m: 18_000, s: 5399}), nil, Clear, "", ""},
		{"5400 s without notes", record(leg{m: 18_000, s: 5400}), nil, Fired, Tip, sayLongUnlogged},
		{"5400 s on water", record(leg{m: 18_000, s: 5400}), []parse.Entry{drink(600, 200, nan)}, Fired, Notice, sayLongNone},
		{"5399 s on water", record(leg{m: 18_000, s: 5399}), []parse.Entry{drink(600, 200, nan)}, Clear, "", ""},
		{"water without its volume is water", record(leg{m: 18_000, s: 5400}), []parse.Entry{drink(600, nan, nan)}, Fired, Notice, sayLongNone},
		{"a sports drink without its amount", record(leg{m: 18_000, s: 5400}), []parse.Entry{sport(600, 200)}, Fired, Tip, sayLongUnknown},
		{"sodium noted", record(leg{m: 18_000, s: 5400}), []parse.Entry{drink(600, 200, 90)}, Clear, "", ""},
		{"a salt chew and no drinks", record(leg{m: 18_000, s: 5400}), []parse.Entry{sodium(600, 90)}, Clear, "", ""},
		{"food alone says nothing of drinks", record(leg{m: 18_000, s: 5400}), []parse.Entry{food(600, 25)}, Fired, Tip, sayLongUnlogged},
		{"a drink before the start is none on the way", record(leg{m: 18_000, s: 5400}), []parse.Entry{around(parse.AtBefore, 500)}, Fired, Tip, sayLongUnlogged},
		{"where pauses were guessed moving time counts too", broken(), nil, Clear, "", ""},
		{"where the device tells them the timer counts", withPauses(broken(), parse.Pause{StartS: 4300, EndS: 4360}), nil, Fired, Tip, sayLongUnlogged},
		{"elapsed time does not count", withPauses(record(runs(9000, 0.3), silence(3000, 0), runs(8000, 0.3)), parse.Pause{StartS: 2700, EndS: 5700}), nil, Clear, "", ""},
	} {
		f := finding(t, judged(t, c.a, c.notes...), "fluid/long-effort-electrolytes")
		if f.State != c.state || f.Severity != c.severity || c.say != "" && f.Told().Say != c.say {
			t.Errorf("%s: %s %s %q, want %s %s %q", c.name, f.State, f.Severity, f.Told().Say, c.state, c.severity, c.say)
		}
	}
}

// passed is the urine of a run in ml.
func passed(ml float64) parse.Entry {
	e := entry(parse.UrineVolume, unsaid())
	e.VolumeML = ml
	return e
}

func TestOverDrinking(t *testing.T) {
	hours := func(h, pace float64) *parse.Activity { return record(leg{m: h * 3600 / pace, s: h * 3600}) }
	over := func(ml float64, more ...parse.Entry) []parse.Entry { return append(more, drink(600, ml, nan)) }
	pre, post := func(kg float64) parse.Entry { return weight(parse.AtBefore, kg) }, func(kg float64) parse.Entry { return weight(parse.AtAfter, kg) }
	for _, c := range []struct {
		name  string
		a     *parse.Activity
		notes []parse.Entry
		state State
		limit string // the one that decided
		say   string
	}{
		{"no notes", hours(2, 0.3), nil, Withheld, "rate", ""},
		{"drinks without volumes", hours(2, 0.3), over(nan), Withheld, "rate", ""},
		{"29 min", hours(29.0/60, 0.3), over(2000), Withheld, "rate", ""},
		{"half an hour: 401 ml are 802 ml/h", hours(0.5, 0.3), over(401), Fired, "rate", sayOverRate},

		{"800 ml/h with an unknown sweat rate", hours(2, 0.3), over(1600), Clear, "rate", ""},
		{"801 ml/h with an unknown sweat rate", hours(2, 0.3), over(1602), Fired, "rate", sayOverRate},

		// Sweat is mass lost plus drunk minus urine: (100 + 1200 − 600) / 2 = 350 ml/h, and 100 more by
		// what the scales may be wrong, against 600.
		{"more than was sweated", hours(2, 0.3), over(1200, pre(70), post(69.9), passed(600)), Fired, "sweat_rate", sayOverSweat},
		// (−100 + 1200) / 2 = 550, and 100 more, against 600.
		{"100 g gained, within the error of the scales", hours(2, 0.3), over(1200, pre(70), post(70.1)), Clear, "rate", ""},
		{"210 g gained", hours(2, 0.3), over(1200, pre(70), post(70.21)), Fired, "gain", sayOverGain},
		{"2 kg gained, more than was drunk", hours(2, 0.3), over(1000, pre(60), post(62)), Fired, "gain", sayOverGain},
		{"as much as was sweated", hours(2, 0.3), over(1200, pre(70), post(70)), Clear, "rate", ""},
		{"900 ml/h, less than was sweated", hours(2, 0.3), over(1800, pre(70), post(69)), Clear, "rate", ""},

		{"3001 ml over more than 4 h", hours(4.5, 0.3), over(3001), Fired, "total", sayOverTotal},
		{"3000 ml over more than 4 h are 667 ml/h on a long run", hours(4.5, 0.3), over(3000), Fired, "article", sayOverPace},
		{"3001 ml over 4 h are the article's rate on a long run", hours(4, 0.3), over(3001), Fired, "article", sayOverPace},
		{"3001 ml over 6 h are little an hour and much in all", hours(6, 0.3), over(3001), Fired, "total", sayOverTotal},

		{"532 ml/h over 4 h", hours(4, 0.3), over(2128), Fired, "article", sayOverPace},
		{"531 ml/h over 4 h", hours(4, 0.3), over(2124), Clear, "rate", ""},
		{"540 ml/h over 3 h 59", hours(239.0/60, 0.3), over(2151), Clear, "rate", ""},

		{"532 ml/h, 59.9 kg, 7:10 /km", hours(2, 0.43), over(1064, pre(59.9)), Fired, "article", sayOverPace},
		{"532 ml/h, 60 kg, 7:10 /km", hours(2, 0.43), over(1064, pre(60)), Clear, "rate", ""},
		{"532 ml/h, 59.9 kg, 7:00 /km", hours(2, 0.4199), over(1064, pre(59.9)), Clear, "rate", ""},
		{"531 ml/h, 59.9 kg, 7:10 /km", hours(2, 0.43), over(1062, pre(59.9)), Clear, "rate", ""},

		{"532 ml/h at 10 °C", hours(2, 0.3), over(1064, temperature(10)), Fired, "article", sayOverPace},
		{"532 ml/h at 10.1 °C", hours(2, 0.3), over(1064, temperature(10.1)), Clear, "rate", ""},

		{"700 ml/h by a slow and light runner in cool weather", hours(2, 0.45), over(1400, pre(52), temperature(8)), Fired, "article", sayOverPace},
		{"the same where the sweat rate says otherwise: 1200 ml/h", hours(2, 0.45), over(1400, pre(52), post(51), temperature(8)), Fired, "article", sayOverPace},
	} {
		f := finding(t, judged(t, c.a, c.notes...), "fluid/over-drinking")
		if f.State != c.state || f.Limit.Name != c.limit || c.say != "" && f.Told().Say != c.say || (f.State == Fired) != (f.Severity == Warn) {
			t.Errorf("%s: %s %s by %s: %q %v, want %s by %s", c.name, f.State, f.Severity, f.Limit.Name, f.Told().Say, f.Evidence, c.state, c.limit)
		}
	}
}

func TestWeightsThatCannotBothBeRight(t *testing.T) {
	for _, c := range []struct {
		name      string
		afterKG   float64
		wantErrs  int
		wantKnown bool
	}{
		{"8 % apart", 64.4, 0, true}, // 5.6 of 70
		{"more than 8 % apart", 64.3, 1, false},
		{"gained as much", 75.7, 1, false},
	} {
		res, errs := Run(record(runs(24_000, 0.3)), []parse.Entry{weight(parse.AtBefore, 70), weight(parse.AtAfter, c.afterKG)}, Options{})
		if len(errs) != c.wantErrs || res.Intake.MassAfterKG.Known != c.wantKnown || res.Intake.MassBeforeKG.Known != c.wantKnown {
			t.Errorf("%s: %v, weights %+v and %+v", c.name, errs, res.Intake.MassBeforeKG, res.Intake.MassAfterKG)
		}
	}
}
