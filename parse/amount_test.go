package parse

import (
	"math"
	"slices"
	"testing"
)

func TestSetAmountReadsEveryKindInItsUnits(t *testing.T) {
	duration := func(e *Entry) float64 { return e.DurationS }
	volume := func(e *Entry) float64 { return e.VolumeML }
	sodium := func(e *Entry) float64 { return e.SodiumMG }
	carb := func(e *Entry) float64 { return e.CarbG }
	mass := func(e *Entry) float64 { return e.MassKG }
	level := func(e *Entry) float64 { return e.Level }
	temperature := func(e *Entry) float64 { return e.TemperatureC }
	humidity := func(e *Entry) float64 { return e.HumidityFrac }
	distance := func(e *Entry) float64 { return e.DistanceM }
	pace := func(e *Entry) float64 { return e.PaceSPerM }
	caffeine := func(e *Entry) float64 { return e.CaffeineMG }
	tests := []struct {
		name string
		kind Kind
		in   string
		get  func(e *Entry) float64
		want float64
	}{
		{"a cramp lasts seconds", Cramp, "90 s", duration, 90},
		{"a cramp lasts minutes", Cramp, "4 min", duration, 240},
		{"a warm-up lasts minutes", Warmup, "10 min", duration, 600},
		{"drills last", Drills, "5m", duration, 300},
		{"stretching lasts", Stretch, "30 sec", duration, 30},
		{"massage lasts", Massage, "1h", duration, 3600},
		{"the roller lasts", Roller, "0:10:00", duration, 600},
		{"compression lasts", Compression, "2 hours", duration, 7200},
		{"strength lasts", Strength, "1h30m", duration, 5400},
		{"millilitres", Drink, "120 ml", volume, 120},
		{"centilitres", Drink, "33cl", volume, 330},
		{"decilitres", Drink, "2 dl", volume, 200},
		{"litres with a comma", Drink, "0,5 l", volume, 500},
		{"litres with three decimals and a leading zero", Drink, "0,125 l", volume, 125},
		{"US fluid ounces", Drink, "4 oz", volume, 118.294},
		{"US fluid ounces in full", Drink, "8 fl oz", volume, 236.588},
		{"a cup is eight fluid ounces", Drink, "1 cup", volume, 236.588},
		{"urine volume", UrineVolume, "300 ml", volume, 300},
		{"milligrams of sodium", Sodium, "200 mg", sodium, 200},
		{"milligrams of sodium by its sign", Sodium, "200 mg Na", sodium, 200},
		{"grams of salt", Sodium, "0.5 g salt", sodium, 196.5},
		{"grams are of salt", Sodium, "0.5 g", sodium, 196.5},
		{"grams of sodium", Sodium, "0.5 g sodium", sodium, 500},
		{"milligrams of salt", Sodium, "500 mg salt", sodium, 196.5},
		{"carbohydrate", Food, "25 g", carb, 25},
		{"carbohydrate in words", Food, "25 g of carbs", carb, 25},
		{"caffeine", Caffeine, "100 mg", caffeine, 100},
		{"kilograms", Weight, "71.4 kg", mass, 71.4},
		{"pounds", Weight, "157 lb", mass, 71.21400209},
		{"urine colour", Urine, "3", level, 3},
		{"urine colour out of eight", Urine, "7/8", level, 7},
		{"thirst from nought", Thirst, "0", level, 0},
		{"soreness to ten", Soreness, "10/10", level, 10},
		{"Celsius", Ambient, "23 C", temperature, 23},
		{"Celsius with its ring", Ambient, "23°C", temperature, 23},
		{"Fahrenheit", Ambient, "73 F", temperature, 22.77777777777778},
		{"frost", Ambient, "-5 C", temperature, -5},
		{"a dew point", DewPoint, "59 F", temperature, 15},
		{"a wet bulb", WBGT, "21,5 C", temperature, 21.5},
		{"humidity", Humidity, "60 %", humidity, 0.6},
		{"humidity without its sign", Humidity, "60", humidity, 0.6},
		{"a goal", Goal, "3:50:00", duration, 13800},
		{"a short goal", Goal, "45m", duration, 2700},
		{"a marathon", OfficialDist, "marathon", distance, 42195},
		{"a half marathon", OfficialDist, "Half Marathon", distance, 21097.5},
		{"ten kilometres", OfficialDist, "10k", distance, 10000},
		{"five kilometres", OfficialDist, "5k", distance, 5000},
		{"miles", OfficialDist, "26.2 mi", distance, 42164.8128},
		{"kilometres", OfficialDist, "42.195 km", distance, 42195},
		{"a pace per mile", Corral, "8:30 /mi", pace, 510 / 1609.344},
		{"a pace per kilometre", Corral, "5:20/km", pace, 0.32},
	}
	seen := map[Kind]bool{}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := noEntry()
			e.Kind = test.kind
			if err := e.setAmount(test.in); err != nil {
				t.Fatalf("%s %q: %v", test.kind, test.in, err)
			}
			if got := test.get(&e); !(math.Abs(got-test.want) <= 1e-12*math.Abs(test.want)) {
				t.Errorf("%s %q = %v, want %v", test.kind, test.in, got, test.want)
			}
		})
		seen[test.kind] = true
	}
	for _, k := range noteKinds {
		if kind := Kind(k); !seen[kind] && !slices.Contains([]Kind{"cramp?", Symptom, Race, WorkoutKind, ZoneName}, kind) {
			t.Errorf("no case for %s", k)
		}
	}
}

func TestSetAmountReadsWords(t *testing.T) {
	tests := []struct {
		name string
		kind Kind
		in   string
		word string
		yes  bool
	}{
		{"brown urine", Urine, "Brown", "brown", false},
		{"dark brown is brown", Urine, "dark brown", "brown", false},
		{"the colour of tea is brown", Urine, "tea", "brown", false},
		{"the colour of cola", Urine, "cola", "cola", false},
		{"red urine", Urine, "red", "red", false},
		{"a workout", WorkoutKind, "Tempo", "tempo", false},
		{"a zone", ZoneName, "America/Los_Angeles", "America/Los_Angeles", false},
		{"an offset", ZoneName, "-07:00", "-07:00", false},
		{"a race", Race, "true", "", true},
		{"no race", Race, "no", "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := noEntry()
			e.Kind = test.kind
			err := e.setAmount(test.in)
			if err != nil || e.Word != test.word || e.Yes != test.yes {
				t.Errorf("%s %q = %q, %v, %v; want %q, %v", test.kind, test.in, e.Word, e.Yes, err, test.word, test.yes)
			}
		})
	}
}

func TestSetAmountRefusesWithTheWayOut(t *testing.T) {
	tests := []struct {
		name string
		kind Kind
		in   string
		want string
	}{
		{"a bare volume", Drink, "150", "no unit. Write 150 ml or 150 oz"},
		{"a negative volume", Drink, "-150 ml", "a volume is not negative"},
		{"an unknown unit", Drink, "2 sips", `unknown unit "sips", write a volume in ml or oz`},
		{"a volume in words", Drink, "a bottle", "a volume is a number with a unit: ml or oz"},
		{"not a number", Drink, "NaN ml", "a volume is a number with a unit: ml or oz"},
		{"infinite", Drink, "Inf ml", "a volume is a number with a unit: ml or oz"},
		{"thousands or decimals", Sodium, "1,200 mg", "1,200 could be 1200 or 1.200. Write it without the comma"},
		{"a bare amount of sodium", Sodium, "200", "no unit. Write 200 mg or 200 g salt"},
		{"bare carbohydrate", Food, "25", "no unit. Write 25 g"},
		{"a gel", Food, "1 gel", `unknown unit "gel", write an amount of carbohydrate in g`},
		{"a bare duration", Warmup, "10", "no unit. Write 10 min or 10 s"},
		{"a duration of two parts", Warmup, "10:00", "10:00: two parts could be hours or minutes. Write three, e.g. 0:10:00"},
		{"a duration in words", Warmup, "a bit", "write a duration, e.g. 10 min, 90 s or 1h30m"},
		{"a goal of two parts", Goal, "45:00", "two parts could be hours or minutes. Write 0:45:00"},
		{"a goal of two parts that may be hours", Goal, "3:50", "two parts could be hours or minutes. Write 3:50:00 or 0:03:50"},
		{"a goal of nothing", Goal, "0:00:00", "a goal is longer than nothing. Write e.g. 3:50:00"},
		{"a bare weight", Weight, "71.4", "no unit. Write 71.4 kg or 71.4 lb"},
		{"a weight of nothing", Weight, "0 kg", "nobody weighs nothing. Write e.g. 71.4 kg"},
		{"a bare temperature", Ambient, "23", "no unit. Write 23 C or 23 F"},
		{"a bare frost", Ambient, "-5", "no unit. Write -5 C or -5 F"},
		{"a temperature of no air", Ambient, "230 C", "there is no air of 230 °C"},
		{"a temperature in kelvin", Ambient, "290 K", `unknown unit "k", write C or F`},
		{"a fraction as humidity", Humidity, "0.6", "a fraction or a percentage? Write 60 %"},
		{"more than all humidity", Humidity, "120 %", "humidity goes from 0 % to 100 %"},
		{"a bare pace", Corral, "8:30", "no unit. Write 8:30 /mi or 8:30 /km"},
		{"a pace of 75 seconds", Corral, "8:75 /mi", "the seconds of a pace go up to 59. Write e.g. 8:30 /mi"},
		{"urine beyond the chart", Urine, "9", "write the colour as 1 (pale) to 8 (dark), or brown, cola or red; a volume is urine_volume"},
		{"thirst beyond ten", Thirst, "11", "write a number from 0 to 10, as 4 or 4/10"},
		{"a workout misspelt", WorkoutKind, "tmpo", `write one of easy, long, tempo, intervals, progression or race, did you mean "tempo"?`},
		{"a race that may be", Race, "maybe", "write true or false"},
		{"no zone", ZoneName, "the west coast", "write the name of a zone, e.g. America/Los_Angeles, UTC or -07:00"},
		{
			"a bare distance", OfficialDist, "42.195",
			"no unit. Write 42.195 km or 42.195 mi (or write marathon, half marathon, 10k, 5k)",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := noEntry()
			e.Kind = test.kind
			err := e.setAmount(test.in)
			if err == nil || err.Error() != test.want {
				t.Errorf("%s %q says %v\nwant %s", test.kind, test.in, err, test.want)
			}
		})
	}
}

func TestReadMuscleFindsMuscleAndSide(t *testing.T) {
	tests := []struct {
		name, in, muscle, side string
		known                  bool
	}{
		{"side and muscle", "left calf", "calf", "left", true},
		{"a letter for the side", "L calf", "calf", "left", true},
		{"the side behind", "calf, right", "calf", "right", true},
		{"a letter with a point", "r. hamstring", "hamstring", "right", true},
		{"both in the plural", "both calves", "calf", "both", true},
		{"left and right are both", "left and right quads", "quad", "both", true},
		{"letters for both", "L/R calf", "calf", "both", true},
		{"a plural alone has no side", "calves", "calf", "", true},
		{"soleus is the calf", "left soleus", "calf", "left", true},
		{"gastrocnemius is the calf", "gastrocnemius", "calf", "", true},
		{"the front of the thigh", "front of right thigh", "quad", "right", true},
		{"the front thigh", "right front thigh", "quad", "right", true},
		{"the inner thigh", "left inner thigh", "adductor", "left", true},
		{"the groin", "groin", "adductor", "", true},
		{"glutes", "Right Glutes", "glute", "right", true},
		{"the arch of the foot", "left arch", "foot", "left", true},
		{"toes", "toes of the left foot", "toe", "left", false},
		{"a hip flexor", "left hip flexor", "hip", "left", true},
		{"shins", "both shins", "shin", "both", true},
		{"a side stitch is no leg cramp", "side stitch left", "side stitch", "left", true},
		{"an unknown word", "left gizzard", "", "left", false},
		{"nothing known", "everywhere", "", "", false},
		{"no word inside another", "calfskin", "", "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, s, k := readMuscle(test.in)
			if m != test.muscle || s != test.side || k != test.known {
				t.Errorf("readMuscle(%q) = %q, %q, %v; want %q, %q, %v", test.in, m, s, k, test.muscle, test.side, test.known)
			}
		})
	}
}

func TestReadResponseFindsWhatWasDone(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"two things", "had to stop, stretched", []string{"stretch", "stop"}},
		{"walking", "walked for a while", []string{"walk"}},
		{"drinking", "drank some cola", []string{"drink"}},
		{"pickle juice is its own", "pickle juice", []string{"pickle juice"}},
		{"each once", "walked, walking, massaged", []string{"massage", "walk"}},
		{"what was not done", "did not stop, never walked, couldn't stretch", nil},
		{"a no ends with its clause", "no stretching, walked", []string{"walk"}},
		{"no word inside another", "stopwatch says 3", nil},
		{"nothing", "", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := readResponse(test.in); !slices.Equal(got, test.want) {
				t.Errorf("readResponse(%q) = %q, want %q", test.in, got, test.want)
			}
		})
	}
}

func TestReadDrinkFindsTheKindOfDrink(t *testing.T) {
	tests := []struct {
		name, in, drink string
		electrolyte     bool
	}{
		{"water", "cold water", "water", false},
		{"a sports drink", "sports drink", "sports drink", true},
		{"a brand", "Gatorade, lemon", "sports drink", true},
		{"electrolyte wins over water", "water with an electrolyte tablet", "electrolyte drink", true},
		{"isotonic", "isotonic", "sports drink", true},
		{"cola", "flat Coke", "cola", false},
		{"coffee", "espresso", "coffee", false},
		{"tea", "iced tea", "tea", false},
		{"broth", "chicken broth", "broth", true},
		{"juice", "apple juice", "juice", false},
		{"pickle juice", "pickle juice shot", "pickle juice", true},
		{"a watermelon is no water", "watermelon", "", false},
		{"no electrolytes", "water, no electrolytes", "water", false},
		{"free of electrolytes", "electrolyte-free water", "water", false},
		{"no sodium", "water, no sodium", "water", false},
		{"a pinch of salt", "water and a pinch of salt", "water", true},
		{"steam is no tea", "steam", "", false},
		{"nothing said", "", "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d, e := readDrink(test.in)
			if d != test.drink || e != test.electrolyte {
				t.Errorf("readDrink(%q) = %q, %v; want %q, %v", test.in, d, e, test.drink, test.electrolyte)
			}
		})
	}
}

func TestAmountsInNote(t *testing.T) {
	none := math.NaN()
	tests := []struct {
		name, in     string
		sodium, carb float64
	}{
		{"both", "200 mg Na, 30 g carb", 200, 30},
		{"without spaces", "sports drink 200mg sodium 30g carbs", 200, 30},
		{"salt", "0.5 g of salt", 196.5, none},
		{"a concentration is no amount", "500 mg sodium per l", none, none},
		{"a concentration with a stroke", "500 mg Na/l", none, none},
		{"carbohydrate per hour is no amount", "60 g carb/h", none, none},
		{"milligrams of something else", "200 mg caffeine", none, none},
		{"no word inside another", "200 mg naproxen, 30 g cardboard", none, none},
		{"not the end of another number", "v1.200 mg Na", none, none},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, c := amountsInNote(test.in)
			if !alike(s, test.sodium) || !alike(c, test.carb) {
				t.Errorf("amountsInNote(%q) = %v, %v; want %v, %v", test.in, s, c, test.sodium, test.carb)
			}
		})
	}
}

// alike says whether two numbers are the same, holes included.
func alike(a, b float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-12*math.Abs(b)
}
