package analyze

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"crampcheck/parse"
)

// catDrank is a run of s seconds at 3 m/s on which ml of water were drunk.
func catDrank(s, ml float64, notes ...string) catInput {
	return catOne(catSteady(s), notes...).and(catDrink(parse.AtElapsed, s/2, ml))
}

// catBefore is an hour of running before which ml were drunk s seconds before
// the start, with more drinks by notes.
func catBefore(s, ml float64, notes ...string) catInput {
	return catOne(catSteady(3600), notes...).and(catDrink(parse.AtBefore, s, ml))
}

// catWeighed is a run of s seconds with the weight before and after.
func catWeighed(s, beforeKG, afterKG float64, notes ...string) catInput {
	weight := func(at parse.MomentKind, kg float64) parse.Entry {
		return catEntry(parse.Weight, at, func(e *parse.Entry) { e.MassKG = kg })
	}
	return catOne(catSteady(s), notes...).and(weight(parse.AtBefore, beforeKG), weight(parse.AtAfter, afterKG))
}

// catCarb is a run of s seconds with g of carbohydrate an hour.
func catCarb(s, gPerH float64) catInput {
	e := catEntry(parse.Food, parse.AtElapsed, func(e *parse.Entry) { e.CarbG = gPerH * s / 3600 })
	e.At.S = s / 2
	return catOne(catSteady(s)).and(e)
}

// catUrine is an hour of running with a colour of the urine after it.
func catUrine(colour float64) catInput {
	return catOne(catSteady(3600)).and(catEntry(parse.Urine, parse.AtAfter, func(e *parse.Entry) { e.Level = colour }))
}

// catSalt is an hour of running with mg of sodium before it.
func catSalt(mg float64) catInput {
	return catOne(catSteady(3600)).and(catEntry(parse.Sodium, parse.AtBefore, func(e *parse.Entry) { e.SodiumMG = mg }))
}

// catAtWeight gives the runner a weight.
func catAtWeight(kg float64, in catInput) catInput {
	in.opt.Runner.MassKG = kg
	return in
}

func catDrinkCases() []catCase {
	ride := catDrank(7200, 900)
	ride.runs[0].tweak = func(a *parse.Activity) { a.Sport = "cycling" }
	kidney := catSalt(500)
	kidney.opt.Runner.Conditions = []string{"kidney"}
	sweats := catDrank(3600, 700)
	sweats.opt.Runner.SweatMLPerH = 600
	return []catCase{
		{
			rule: "fluid/long-effort-electrolytes", name: "two hours on water", in: catDrank(7200, 900), want: Fired, severity: Notice,
			evidence: []Measure{{"effort", 7200, Second}, {"limit", 5400, Second}, {"sodium", 0, MG}, {"sodium_low", 300, MGPerH}, {"sodium_high", 600, MGPerH}},
		},
		{rule: "fluid/long-effort-electrolytes", name: "two hours without notes ask for them", in: catOne(catSteady(7200)), want: Fired, severity: Tip},
		{rule: "fluid/long-effort-electrolytes", name: "a sports drink whose sodium is not said", in: catOne(catSteady(7200), "1h,drink,500 ml,sports drink"), want: Fired, severity: Tip},
		{rule: "fluid/long-effort-electrolytes", name: "sodium noted", in: catOne(catSteady(7200), "1h,drink,500 ml,water,,300 mg"), want: Clear, evidence: []Measure{{"sodium", 300, MG}}},
		{rule: "fluid/long-effort-electrolytes", name: "an hour", in: catDrank(3600, 500), want: Clear},
		{rule: "fluid/long-effort-electrolytes", name: "a ride", in: ride, want: Withheld, reason: "not a run"},
		{
			rule: "fluid/over-drinking", name: "900 ml in an hour", in: catDrank(3600, 900), want: Fired, severity: Warn,
			evidence: []Measure{{"rate", 900, MLPerH}, {"fluid", 900, ML}, {"silent", 800, MLPerH}},
		},
		{
			rule: "fluid/over-drinking", name: "700 ml/h of a runner who sweats 600", in: sweats, want: Fired, severity: Warn, limit: "sweat_rate",
			evidence: []Measure{{"rate", 700, MLPerH}, {"sweat", 600, MLPerH}, {"silent", 600, MLPerH}},
		},
		{rule: "fluid/over-drinking", name: "3.1 l over four hours and a quarter", in: catDrank(15_300, 3100), want: Fired, severity: Warn, limit: "total", evidence: []Measure{{"fluid", 3100, ML}}},
		{rule: "fluid/over-drinking", name: "600 ml/h at 8 °C", in: catDrank(3600, 600, ",temperature,8 C"), want: Fired, severity: Warn, limit: "article", evidence: []Measure{{"silent", 532, MLPerH}}},
		{rule: "fluid/over-drinking", name: "300 ml and 0.4 kg more", in: catWeighed(3600, 70, 70.4, "30m,drink,300 ml,water"), want: Fired, severity: Warn, limit: "gain", evidence: []Measure{{"gain", 0.4, KG}}},
		{rule: "fluid/over-drinking", name: "400 ml in an hour", in: catDrank(3600, 400), want: Clear},
		{rule: "fluid/over-drinking", name: "no drinks", in: catOne(catSteady(3600)), want: Withheld, reason: "no drinks"},
		{
			rule: "fluid/pre-hour", name: "200 ml an hour before", in: catBefore(3600, 200), want: Fired, severity: Tip,
			evidence: []Measure{{"fluid", 200, ML}, {"low", 473, ML}, {"high", 710, ML}, {"late", 0, ML}},
		},
		{rule: "fluid/pre-hour", name: "a litre an hour before", in: catBefore(3600, 1000), want: Fired, severity: Notice, limit: "high"},
		{
			rule: "fluid/pre-hour", name: "600 ml are 12 ml/kg at 50 kg", in: catAtWeight(50, catBefore(3600, 600)), want: Fired, severity: Notice, limit: "per_kg",
			evidence: []Measure{{"high", 500, ML}},
		},
		{rule: "fluid/pre-hour", name: "and 100 ml half an hour before", in: catBefore(3600, 500, "-30m,drink,100 ml,water"), want: Fired, severity: Tip, limit: "late", evidence: []Measure{{"late", 100, ML}}},
		{rule: "fluid/pre-hour", name: "half a litre an hour before", in: catBefore(3600, 500), want: Clear},
		{rule: "fluid/pre-hour", name: "a drink whose moment is not said", in: catBefore(0, 500), want: Withheld, reason: "no drink before the start"},
		{rule: "fluid/pre-start", name: "50 ml", in: catBefore(300, 50), want: Fired, severity: Tip, evidence: []Measure{{"fluid", 50, ML}, {"low", 118, ML}, {"high", 237, ML}}},
		{rule: "fluid/pre-start", name: "half a litre", in: catBefore(300, 500), want: Fired, severity: Tip, limit: "high"},
		{rule: "fluid/pre-start", name: "6 oz", in: catOne(catSteady(3600), "-5m,drink,6 oz,water"), want: Clear, evidence: []Measure{{"fluid", 177.441, ML}}},
		{rule: "fluid/pre-start", name: "no drinks", in: catOne(catSteady(3600)), want: Withheld, reason: "no drink shortly before the start"},
		{rule: "fluid/pre-start", name: "a drink an hour before alone", in: catBefore(3600, 500), want: Withheld, reason: "no drink shortly before the start"},
		{rule: "fluid/during-rate", name: "500 ml in 75 min", in: catDrank(4500, 500), want: Fired, severity: Info, limit: "min_time", evidence: []Measure{{"rate", 400, MLPerH}, {"low", 532, MLPerH}, {"high", 710, MLPerH}}},
		{rule: "fluid/during-rate", name: "nothing but 0 ml", in: catDrank(4500, 0), want: Withheld, reason: "nothing drunk"},
		{rule: "fluid/during-rate", name: "no drinks", in: catOne(catSteady(3600)), want: Withheld, reason: "no drinks"},
		{rule: "fluid/under-drinking", name: "2.1 of 70 kg lost", in: catWeighed(7200, 70, 67.9), want: Fired, severity: Notice, evidence: []Measure{{"loss", 0.03, Frac}, {"silent", 0.02, Frac}}},
		{
			rule: "fluid/under-drinking", name: "150 ml/h at 25 °C and thirst", in: catDrank(7200, 300, ",temperature,25 C", "after,thirst,6"), want: Fired, severity: Notice, limit: "rate",
			evidence: []Measure{{"rate", 150, MLPerH}, {"temperature", 25, Celsius}, {"silent", 400, MLPerH}},
		},
		{rule: "fluid/under-drinking", name: "no thirst", in: catDrank(7200, 300, ",temperature,25 C", "after,thirst,0"), want: Clear},
		{rule: "fluid/under-drinking", name: "0.7 of 70 kg lost", in: catWeighed(7200, 70, 69.3), want: Clear, evidence: []Measure{{"loss", 0.01, Frac}}},
		{rule: "fluid/under-drinking", name: "no weights and no thirst", in: catDrank(7200, 300, ",temperature,25 C"), want: Withheld, reason: "no weights"},
		{rule: "fluid/weight-gain", name: "0.5 kg more", in: catWeighed(7200, 70, 70.5), want: Fired, severity: Warn, evidence: []Measure{{"gain", 0.5, KG}, {"silent", 0.2, KG}}},
		{rule: "fluid/weight-gain", name: "a loss", in: catWeighed(7200, 70, 69), want: Clear},
		{rule: "fluid/weight-gain", name: "weighed before only", in: catOne(catSteady(7200), "before,weight,70 kg"), want: Withheld, reason: "no weights"},
		{rule: "fluid/plain-water-only", name: "1.2 l of water over two and a half hours", in: catDrank(9000, 1200), want: Fired, severity: Notice, limit: "water", evidence: []Measure{{"water", 1200, ML}, {"effort", 9000, Second}}},
		{rule: "fluid/plain-water-only", name: "and sodium", in: catDrank(9000, 1200, "1h,sodium,200 mg"), want: Clear},
		{rule: "fluid/plain-water-only", name: "a sports drink whose sodium is not said", in: catOne(catSteady(9000), "1h,drink,1200 ml,sports drink"), want: Withheld, reason: "without its amount"},
		{rule: "fuel/carbohydrate", name: "20 g/h over 100 min", in: catCarb(6000, 20), want: Fired, severity: Tip, evidence: []Measure{{"rate", 20, GPerH}, {"wanted", 30, GPerH}}},
		{rule: "fuel/carbohydrate", name: "40 g/h over three hours", in: catCarb(10_800, 40), want: Fired, severity: Tip, limit: "long", evidence: []Measure{{"wanted", 60, GPerH}}},
		{rule: "fuel/carbohydrate", name: "100 g/h", in: catCarb(10_800, 100), want: Fired, severity: Info, limit: "high"},
		{rule: "fuel/carbohydrate", name: "45 g/h over 100 min", in: catCarb(6000, 45), want: Clear},
		{rule: "fuel/carbohydrate", name: "none over an hour", in: catCarb(3600, 0), want: Clear},
		{rule: "fuel/carbohydrate", name: "nothing noted", in: catOne(catSteady(6000)), want: Withheld, reason: "no carbohydrate"},
		{
			rule: "fluid/post-rehydrate", name: "0.5 l after 1.2 kg", in: catWeighed(7200, 70, 68.8, "after,drink,500 ml,water"), want: Fired, severity: Tip,
			evidence: []Measure{{"lost", 1.2, KG}, {"fluid", 500, ML}, {"about", 1200, ML}, {"most", 1800, ML}},
		},
		{rule: "fluid/post-rehydrate", name: "1.5 l after 1.2 kg", in: catWeighed(7200, 70, 68.8, "after,drink,1500 ml,water"), want: Clear},
		{rule: "fluid/post-rehydrate", name: "not weighed", in: catDrank(7200, 300), want: Withheld, reason: "no weights"},
		{rule: "fluid/urine-colour", name: "colour 6", in: catUrine(6), want: Fired, severity: Tip, evidence: []Measure{{"colour", 6, Count}, {"silent", 4, Count}}},
		{rule: "fluid/urine-colour", name: "colour 2", in: catUrine(2), want: Fired, severity: Info, limit: "light"},
		{rule: "fluid/urine-colour", name: "colour 4", in: catUrine(4), want: Clear},
		{rule: "fluid/urine-colour", name: "brown is no colour of the chart", in: catOne(catSteady(3600), "after,urine,brown"), want: Withheld, reason: "red flag"},
		{rule: "fluid/salt-shot", name: "500 mg before", in: catSalt(500), want: Fired, severity: Tip},
		{rule: "fluid/salt-shot", name: "with a kidney disease", in: kidney, want: Fired, severity: Notice},
		{rule: "fluid/salt-shot", name: "none", in: catOne(catSteady(3600)), want: Withheld, reason: "no salt"},
	}
}

func catDrinkEdges() []catEdge {
	cool := func(x float64) catInput { return catDrank(3600, x, ",temperature,10 C") }
	return []catEdge{
		{
			rule: "fluid/long-effort-electrolytes", name: "90 min", at: func(x float64) catInput { return catDrank(x, 500) },
			edge: 5400, eps: 1, above: true, onEdge: Fired, says: "limit", limit: "effort", to: 6000,
		},
		{
			rule: "fluid/over-drinking", name: "800 ml/h", at: func(x float64) catInput { return catDrank(3600, x) },
			edge: 800, eps: 0.1, above: true, onEdge: Clear, says: "silent", limit: "rate", to: 900,
		},
		{rule: "fluid/over-drinking", name: "532 ml/h at 10 °C", at: cool, edge: 532, eps: 0.1, above: true, says: "silent", limit: "article", to: 600},
		{
			// Below 800 the cool weather still warns: 532 is what had left it silent.
			rule: "fluid/over-drinking", name: "830 ml/h at 10 °C name 532", at: func(x float64) catInput { return cool(x + 298) },
			edge: 532, eps: 299, above: true, quiet: Clear, says: "silent",
		},
		{
			rule: "fluid/over-drinking", name: "10 °C", at: func(x float64) catInput {
				return catDrank(3600, 600).and(catEntry(parse.Ambient, parse.Unsaid, func(e *parse.Entry) { e.TemperatureC = x }))
			}, edge: 10, eps: 0.1, onEdge: Fired, limit: "cool", to: 5,
		},
		{
			rule: "fluid/over-drinking", name: "60 kg at 7:35 /km", at: func(x float64) catInput {
				return catAtWeight(x, catOne([]catLeg{{8000, 3640}}).and(catDrink(parse.AtElapsed, 1800, 600)))
			}, edge: 60, eps: 0.1, onEdge: Clear, limit: "light", to: 50,
		},
		{
			rule: "fluid/over-drinking", name: "7:00 /km at 50 kg", at: func(x float64) catInput {
				return catAtWeight(50, catOne([]catLeg{{8000, 8000 * x}}).and(catDrink(parse.AtElapsed, 1800, 600)))
			}, edge: 0.42, eps: 1e-3, above: true, limit: "slow", to: 0.5,
		},
		{
			rule: "fluid/over-drinking", name: "four hours", at: func(x float64) catInput { return catDrank(x, 2400) },
			edge: 4 * 3600, eps: 1, above: true, onEdge: Fired, limit: "long", to: 5 * 3600,
		},
		{
			rule: "fluid/over-drinking", name: "0.2 kg more", at: func(x float64) catInput { return catWeighed(3000, 70, 70+x, "30m,drink,300 ml,water") },
			edge: 0.2, eps: 0.01, above: true, onEdge: Clear, says: "silent", limit: "gain", to: 0.5,
		},
		{
			// With x kg lost, 300 ml drunk and 400 ml of urine in an hour the sweat rate is
			// 1000·x − 100 ml/h; 200 ml more than that may be the scales' error.
			rule: "fluid/over-drinking", name: "the sweat rate of the run itself", at: func(x float64) catInput {
				return catWeighed(3600, 70, 70-x, "30m,drink,300 ml,water", "after,urine_volume,400 ml")
			}, edge: 0.2, eps: 0.01, onEdge: Clear, limit: "gain", to: 0.5,
		},
		{
			rule: "fluid/over-drinking", name: "the runner's sweat rate", at: func(x float64) catInput {
				in := catDrank(3600, x)
				in.opt.Runner.SweatMLPerH = 600
				return in
			}, edge: 600, eps: 0.1, above: true, onEdge: Clear, says: "silent",
		},
		{
			rule: "fluid/over-drinking", name: "three litres over six hours are less than 532 ml/h", at: func(x float64) catInput { return catDrank(21_600, x) },
			edge: 3000, eps: 0.1, above: true, onEdge: Clear, says: "silent", limit: "total", to: 4000,
		},
		{
			rule: "fluid/over-drinking", name: "half an hour", at: func(x float64) catInput { return catDrank(x, 900) },
			edge: 1800, eps: 1, above: true, onEdge: Fired, quiet: Withheld, limit: "min_time", to: 3600,
		},
		{
			rule: "fluid/pre-hour", name: "473 ml", at: func(x float64) catInput { return catBefore(3600, x) },
			edge: 473, eps: 0.1, onEdge: Clear, says: "low", limit: "low", to: 400,
		},
		{
			rule: "fluid/pre-hour", name: "710 ml", at: func(x float64) catInput { return catBefore(3600, x) },
			edge: 710, eps: 0.1, above: true, onEdge: Clear, says: "high", limit: "high", to: 800,
		},
		{
			rule: "fluid/pre-hour", name: "10 ml/kg at 60 kg", at: func(x float64) catInput { return catAtWeight(60, catBefore(3600, x)) },
			edge: 600, eps: 0.1, above: true, onEdge: Clear, says: "high", limit: "per_kg", to: 11,
		},
		{
			rule: "fluid/pre-hour", name: "60 ml after the window", at: func(x float64) catInput {
				return catBefore(3600, 500).and(catDrink(parse.AtBefore, 1800, x))
			}, edge: 60, eps: 0.1, above: true, onEdge: Clear, limit: "late", to: 100,
		},
		{
			rule: "fluid/pre-hour", name: "90 min before is in the window", at: func(x float64) catInput { return catBefore(x, 500) },
			edge: 5400, eps: 1, above: true, onEdge: Clear, limit: "window_from", to: 6000,
		},
		{
			rule: "fluid/pre-hour", name: "45 min before is in the window", at: func(x float64) catInput { return catBefore(x, 500) },
			edge: 2700, eps: 1, onEdge: Clear, limit: "window_to", to: 2400,
		},
		{
			rule: "fluid/pre-start", name: "118 ml", at: func(x float64) catInput { return catBefore(300, x) },
			edge: 118, eps: 0.1, onEdge: Clear, says: "low", limit: "low", to: 100,
		},
		{
			rule: "fluid/pre-start", name: "237 ml", at: func(x float64) catInput { return catBefore(300, x) },
			edge: 237, eps: 0.1, above: true, onEdge: Clear, says: "high", limit: "high", to: 300,
		},
		{
			rule: "fluid/pre-start", name: "ten minutes before", at: func(x float64) catInput { return catBefore(x, 200) },
			edge: 600, eps: 1, above: true, onEdge: Clear, limit: "window", to: 900,
		},
		{
			rule: "fluid/pre-start", name: "45 min before", at: func(x float64) catInput { return catBefore(x, 200) },
			edge: 2700, eps: 1, onEdge: Fired, quiet: Withheld, limit: "noted", to: 2400,
		},
		{
			rule: "fluid/during-rate", name: "half an hour", at: func(x float64) catInput { return catDrank(x, 300) },
			edge: 1800, eps: 1, above: true, onEdge: Fired, quiet: Withheld, limit: "min_time", to: 3600,
		},
		{
			rule: "fluid/under-drinking", name: "1.4 kg are 2 % of 70", at: func(x float64) catInput { return catWeighed(7200, 70, 70-x) },
			edge: 1.4, eps: 0.01, above: true, onEdge: Clear, says: "silent", saysValue: 0.02, limit: "loss", to: 0.03,
		},
		{
			rule: "fluid/under-drinking", name: "400 ml/h", at: func(x float64) catInput { return catDrank(7200, 2*x, ",temperature,25 C", "after,thirst,6") },
			edge: 400, eps: 0.1, onEdge: Clear, says: "silent", limit: "rate", to: 300,
		},
		{
			rule: "fluid/under-drinking", name: "90 min", at: func(x float64) catInput { return catDrank(x, 300, ",temperature,25 C", "after,thirst,6") },
			edge: 5400, eps: 1, above: true, onEdge: Fired, limit: "min_time", to: 6000,
		},
		{
			rule: "fluid/under-drinking", name: "20 °C", at: func(x float64) catInput {
				return catDrank(7200, 300, "after,thirst,6").and(catEntry(parse.Ambient, parse.Unsaid, func(e *parse.Entry) { e.TemperatureC = x }))
			}, edge: 20, eps: 0.1, above: true, onEdge: Fired, limit: "warm", to: 25,
		},
		{
			rule: "fluid/weight-gain", name: "0.2 kg", at: func(x float64) catInput { return catWeighed(3600, 70, 70+x) },
			edge: 0.2, eps: 0.01, above: true, onEdge: Clear, says: "silent", limit: "gain", to: 0.5,
		},
		{
			rule: "fluid/plain-water-only", name: "a litre", at: func(x float64) catInput { return catDrank(7200, x) },
			edge: 1000, eps: 0.1, above: true, onEdge: Fired, says: "silent", limit: "water", to: 2000,
		},
		{
			rule: "fluid/plain-water-only", name: "two hours", at: func(x float64) catInput { return catDrank(x, 1000) },
			edge: 7200, eps: 1, above: true, onEdge: Fired, limit: "min_time", to: 9000,
		},
		{rule: "fuel/carbohydrate", name: "30 g/h over 100 min", at: func(x float64) catInput { return catCarb(6000, x) }, edge: 30, eps: 0.01, says: "wanted", limit: "low", to: 20},
		{rule: "fuel/carbohydrate", name: "60 g/h over three hours", at: func(x float64) catInput { return catCarb(10_800, x) }, edge: 60, eps: 0.01, onEdge: Clear, says: "wanted", limit: "long", to: 50},
		{rule: "fuel/carbohydrate", name: "90 g/h", at: func(x float64) catInput { return catCarb(10_800, x) }, edge: 90, eps: 0.01, above: true, onEdge: Clear, says: "silent", limit: "high", to: 100},
		{rule: "fuel/carbohydrate", name: "75 min", at: func(x float64) catInput { return catCarb(x, 10) }, edge: 4500, eps: 1, above: true, onEdge: Fired, limit: "min_time", to: 5400},
		{rule: "fuel/carbohydrate", name: "150 min", at: func(x float64) catInput { return catCarb(x, 45) }, edge: 9000, eps: 1, above: true, onEdge: Fired, limit: "long_time", to: 10_000},
		{
			rule: "fluid/post-rehydrate", name: "a litre for a kilogram", at: func(x float64) catInput {
				return catWeighed(7200, 70, 69).and(catDrink(parse.AtAfter, 0, x))
			}, edge: 1000, eps: 0.1, onEdge: Clear, says: "about", limit: "per_kg", to: 900,
		},
		{
			rule: "fluid/post-rehydrate", name: "0.2 kg lost", at: func(x float64) catInput { return catWeighed(7200, 70, 70-x) },
			edge: 0.2, eps: 0.01, above: true, onEdge: Clear, limit: "min_loss", to: 0.5,
		},
		{
			rule: "fluid/post-rehydrate", name: "two hours after", at: func(x float64) catInput {
				return catWeighed(7200, 70, 69).and(catDrink(parse.AtAfter, x, 1000))
			}, edge: 7200, eps: 1, above: true, onEdge: Clear, limit: "window", to: 9000,
		},
		{rule: "fluid/urine-colour", name: "from 4 to 5", at: catUrine, edge: 4.5, eps: 0.5, above: true, says: "silent", saysValue: 4, limit: "dark", to: 6},
		{rule: "fluid/urine-colour", name: "from 4 to 3", at: catUrine, edge: 3.5, eps: 0.5, limit: "light", to: 2},
		{rule: "fluid/salt-shot", name: "1 mg of sodium", at: catSalt, edge: 1, eps: 0.1, above: true, onEdge: Fired, quiet: Withheld, limit: "sodium", to: 10},
	}
}

// At 45 kg 10 ml/kg are 450 ml, less than the article's 473: nothing is too
// little, and only the runner's own line is told.
func TestALightRunnerIsToldTheUpperLineAlone(t *testing.T) {
	for _, c := range []struct {
		kg, ml float64
		want   State
		say    string
	}{
		{45, 0.1, Clear, ""},
		{45, 200, Clear, ""},
		{45, 450, Clear, ""},
		{45, 460, Fired, sayPreMoreOwn},
		{60, 200, Fired, sayPreLessOwn},
		{60, 601, Fired, sayPreMoreOwn},
		{80, 200, Fired, sayPreLess},
		{80, 720, Fired, sayPreMore},
	} {
		f := catAtWeight(c.kg, catBefore(3600, c.ml)).finding(t, "fluid/pre-hour")
		if f.State != c.want || f.Told().Say != c.say {
			t.Errorf("%v kg, %v ml: %s %q, want %s %q", c.kg, c.ml, f.State, f.Told().Say, c.want, c.say)
		}
		if own := c.kg < 71; c.want == Fired && own != (f.Told().Do == doPreOwn) {
			t.Errorf("%v kg, %v ml: advice %q", c.kg, c.ml, f.Told().Do)
		}
	}
}

func TestSaltWithAConditionIsAMatterForAProfessional(t *testing.T) {
	for _, condition := range []string{"blood pressure", "kidney", "heart", "pregnancy", "diabetes", "medicines"} {
		in := catSalt(500)
		in.opt.Runner.Conditions = []string{condition}
		if f := in.finding(t, "fluid/salt-shot"); f.Severity != Notice || f.Told().Do != doSaltAsk || f.Told().Say != saySaltShotNoNo {
			t.Errorf("%s: %s %q %q", condition, f.Severity, f.Told().Say, f.Told().Do)
		}
	}
	for at, want := range map[float64]State{0: Fired, 600: Withheld} {
		e := catEntry(parse.Sodium, parse.AtElapsed, func(e *parse.Entry) { e.SodiumMG = 500 })
		e.At.S = at
		if f := catOne(catSteady(3600)).and(e).finding(t, "fluid/salt-shot"); f.State != want {
			t.Errorf("salt %v s after the start: %s, want %s", at, f.State, want)
		}
	}
}

// By hand: ((70.0 − 68.8) kg · 1000 + 900 ml − 200 ml) / 2 h = 950 ml/h
// (evidence, B2).
func TestSweatRateDecidesWhatIsTooMuch(t *testing.T) {
	for _, c := range []struct {
		ml   float64
		want float64
	}{{900, 950}, {1500, 1250}} {
		in := catWeighed(7200, 70, 68.8, fmt.Sprintf("1h,drink,%v ml,water", c.ml), "after,urine_volume,200 ml")
		got := in.judge(t)[0].Intake.SweatMLPerH
		if !got.Known || math.Abs(got.Value-c.want) > 1e-6 {
			t.Errorf("sweat rate with %v ml drunk = %+v, by hand %v ml/h", c.ml, got, c.want)
		}
	}
}

// Of athletes whose sweat rates are log-normal with the mean of 1.21 l/h and
// the deviation of 0.68 (Baker 2016), as many sweat less as the sentences say.
func TestSharesOfAthletesWhoSweatLess(t *testing.T) {
	s2 := math.Log(1 + (0.68/1.21)*(0.68/1.21))
	below := func(lPerH float64) float64 {
		return 0.5 * math.Erfc(-(math.Log(lPerH)-(math.Log(1.21)-s2/2))/math.Sqrt(2*s2))
	}
	for _, c := range []struct{ lPerH, want float64 }{{0.532, 0.096}, {0.710, 0.225}, {0.800, 0.299}} {
		if got := below(c.lPerH); math.Abs(got-c.want) > 6e-4 {
			t.Errorf("share below %v l/h = %v, want %v", c.lPerH, got, c.want)
		}
	}
	if doc := ruleByID("fluid/during-rate").Doc; !strings.Contains(doc, "one runner in ten to one in five") {
		t.Errorf("during-rate does not say the share: %q", doc)
	}
	if !strings.Contains(sayOverRate, "three athletes in ten") {
		t.Errorf("over-drinking does not say the share: %q", sayOverRate)
	}
}

// Slow, light and in cool weather, 700 ml/h stand within the article's rate and
// are too much all the same.
func TestASlowLightRunnerInTheCoolIsWarnedAndNotPraised(t *testing.T) {
	slow := []catLeg{{8000, 3600}} // 7:30 /km
	drink := "30m,drink,700 ml,water"
	for _, c := range []struct {
		name   string
		in     catInput
		word   string // of the sentence
		warned bool
	}{
		{"slow, light and cool", catAtWeight(50, catOne(slow, drink, ",temperature,8 C")), "for a light and slow runner", true},
		{"slow and light", catAtWeight(50, catOne(slow, drink)), "for a light and slow runner", true},
		{"cool", catAtWeight(80, catOne(slow, drink, ",temperature,8 C")), "in cool weather", true},
		{"four hours", catOne(catSteady(14_400), "1h,drink,2300 ml,water"), "on a run of four hours or more", true},
		{"light and fast in warm weather", catAtWeight(50, catOne(catSteady(3600), drink, ",temperature,22 C")), "", false},
	} {
		res := c.in.judge(t)[0]
		over, rate := res.Finding("fluid/over-drinking"), res.Finding("fluid/during-rate")
		if c.warned != (over.State == Fired && over.Severity == Warn) || c.warned != (rate.State == Withheld) {
			t.Errorf("%s: over-drinking %s %s, during-rate %s", c.name, over.State, over.Severity, rate.State)
		}
		if c.warned && !slices.Contains(over.Told().Words, Word{"why", c.word}) {
			t.Errorf("%s: %v, want %q", c.name, over.Told().Words, c.word)
		}
		for _, f := range res.Findings {
			if c.warned && strings.Contains(f.Told().Say, "The article speaks of") {
				t.Errorf("%s: %s still praises the article's rate", c.name, f.Rule)
			}
		}
	}
}

// Beside a warning of drinking too much no advice may read as to drink more.
func TestDrinkingTooMuchSilencesEveryAdviceToDrink(t *testing.T) {
	notes := []string{
		"-60m,drink,100 ml,water", "-5m,drink,50 ml,water", "1h,drink,2500 ml,water", "after,urine,6", ",temperature,25 C",
	}
	without := catOne(catSteady(7800), append(slices.Clone(notes[:2]), "1h,drink,1100 ml,water", "after,urine,6", "2h5m,cramp,80 s", "before,weight,70 kg", "after,weight,68 kg")...)
	for _, rule := range drinkMore {
		if got := without.finding(t, rule); got.State != Fired {
			t.Errorf("the case without too much: %s is %s, want fired", rule, got.State)
		}
	}
	if len(drinkMore) < 7 {
		t.Fatalf("only %d rules on drinking more", len(drinkMore))
	}
	for name, in := range map[string]catInput{
		"by rate":   catOne(catSteady(7800), notes...),
		"by weight": catOne(catSteady(7800), append(slices.Clone(notes), "before,weight,70 kg", "after,weight,71 kg")...),
		"by weight without drinks": catWeighed(7800, 70, 71, "-60m,drink,100 ml,water", "-5m,drink,50 ml,water",
			"after,urine,6"),
	} {
		res := in.judge(t)[0]
		if !res.fired("fluid/over-drinking") && !res.fired("fluid/weight-gain") {
			t.Errorf("%s: nothing on too much", name)
		}
		for _, rule := range drinkMore {
			if f := res.Finding(rule); f.State == Fired {
				t.Errorf("%s: %s still fires: %q", name, rule, f.Told().Do)
			}
		}
		for _, rec := range Recommend([]*Result{res}) {
			if slices.Contains(drinkMore, rec.Rule) {
				t.Errorf("%s: %s is recommended", name, rec.Rule)
			}
		}
	}
}
