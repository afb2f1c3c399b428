package parse

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

const (
	fluidOunceML = 29.5735    // ml, US
	cupML        = 236.588    // ml, 8 US fluid ounces
	poundKG      = 0.45359237 // kg
	saltSodium   = 393.0      // mg of sodium per g of salt
	marathonM    = 42195.0    // m
	halfM        = 21097.5    // m

	coldestC = -90.0 // °C, below any air measured on Earth
	hottestC = 60.0  // °C, above any
)

// setAmount reads the amount of e, whose Kind is set. s is not empty.
func (e *Entry) setAmount(s string) (err error) {
	switch e.Kind {
	case Cramp, Warmup, Drills, Stretch, Massage, Roller, Compression, Strength:
		e.DurationS, err = readDuration(s)
	case Goal:
		e.DurationS, err = readGoal(s)
	case Drink, UrineVolume:
		e.VolumeML, err = readVolume(s)
	case Sodium:
		e.SodiumMG, err = readSodium(s)
	case Food:
		e.CarbG, err = readCarb(s)
	case Caffeine:
		e.CaffeineMG, err = readUnit(s, "an amount of caffeine", "mg", caffeineUnit)
	case Weight:
		e.MassKG, err = readMass(s)
	case Urine:
		e.Level, e.Word, err = readUrine(s)
	case Thirst, Soreness:
		e.Level, err = readScale(s, 0)
	case Ambient, DewPoint, WBGT:
		e.TemperatureC, err = readTemperature(s)
	case Humidity:
		e.HumidityFrac, err = readHumidity(s)
	case OfficialDist:
		e.DistanceM, err = readDistance(s)
	case Corral:
		e.PaceSPerM, err = readPace(s)
	case Race:
		e.Yes, err = readYes(s)
	case WorkoutKind:
		e.Word, err = readWorkout(s)
	case ZoneName:
		e.Word, err = readZone(s)
	}
	return err
}

// needsAmount says whether an entry of kind k without an amount says nothing.
// What was drunk or eaten without measuring it still counts.
func needsAmount(k Kind) bool {
	switch k {
	case Goal, Weight, Urine, UrineVolume, Thirst, Soreness, Ambient, DewPoint, WBGT,
		Humidity, OfficialDist, Corral, WorkoutKind, ZoneName:
		return true
	}
	return false
}

// amountExample is an amount of kind k as it should be written.
func amountExample(k Kind) string {
	switch k {
	case Goal:
		return "3:50:00"
	case Weight:
		return "71.4 kg"
	case Urine:
		return "3 (1 to 8), brown, cola or red"
	case UrineVolume:
		return "300 ml"
	case Thirst, Soreness:
		return "4 (0 to 10)"
	case Ambient, DewPoint, WBGT:
		return "23 C"
	case Humidity:
		return "60 %"
	case OfficialDist:
		return "marathon or 42.195 km"
	case Corral:
		return "8:30 /mi"
	case WorkoutKind:
		return "tempo"
	case ZoneName:
		return "America/Los_Angeles"
	}
	return "10 min"
}

// readDuration reads 10 min, 90 s, 1h30m or 0:10:00 in s.
func readDuration(s string) (float64, error) {
	s = normal(s)
	if c := colonForm().FindStringSubmatch(s); c != nil {
		sec, _, err := colonSpan(c, false, s)
		return sec, err
	}
	v, err := cutNumber(s)
	if err == nil && v.rest == "" {
		return 0, fmt.Errorf("no unit. Write %s min or %s s", v.text, v.text)
	}
	sec, _, err := readSpan(s)
	if errors.Is(err, errNoNumber) || errors.Is(err, errNoSpan) {
		return 0, errors.New("write a duration, e.g. 10 min, 90 s or 1h30m")
	}
	return sec, err
}

// readGoal reads the time a runner aims at in s.
func readGoal(s string) (float64, error) { return readFinish(s, "a goal") }

// readFinish reads the time from start to finish in s; what names it in
// messages.
func readFinish(s, what string) (float64, error) {
	sec, err := readDuration(s)
	if err != nil {
		c := colonForm().FindStringSubmatch(normal(s))
		switch {
		case c == nil || c[3] != "":
		case atoi(c[1]) < dayH:
			return 0, fmt.Errorf("two parts could be hours or minutes. Write %s:%s:00 or 0:%02d:%s", c[1], c[2], atoi(c[1]), c[2])
		default:
			return 0, fmt.Errorf("two parts could be hours or minutes. Write %d:%02d:%s", atoi(c[1])/60, atoi(c[1])%60, c[2])
		}
		return 0, fmt.Errorf("%w (%s is a time such as 3:50:00 or 45m)", err, what)
	}
	if !(sec > 0) {
		return 0, fmt.Errorf("%s is longer than nothing. Write e.g. 3:50:00", what)
	}
	return sec, nil
}

// readUnit reads a number with a unit that size knows, in the base unit. what
// and units fill the message: "a volume", "ml or oz".
func readUnit(s, what, units string, size func(unit string) float64) (float64, error) {
	s = normal(s)
	v, err := cutNumber(s)
	switch {
	case strings.HasPrefix(s, "-"):
		return 0, fmt.Errorf("%s is not negative", what)
	case errors.Is(err, errNoNumber):
		return 0, fmt.Errorf("%s is a number with a unit: %s", what, units)
	case err != nil:
		return 0, err
	}
	unit := strings.TrimSpace(v.rest)
	if unit == "" {
		ways := strings.Split(units, " or ")
		for i, u := range ways {
			ways[i] = v.text + " " + u
		}
		return 0, fmt.Errorf("no unit. Write %s", strings.Join(ways, " or "))
	}
	f := size(unit)
	if f == 0 {
		return 0, fmt.Errorf("unknown unit %s, write %s in %s", quoted(unit), what, units)
	}
	return v.value * f, nil
}

func readVolume(s string) (float64, error) {
	return readUnit(s, "a volume", "ml or oz", func(unit string) float64 {
		switch unit {
		case "ml", "milliliter", "milliliters", "millilitre", "millilitres":
			return 1
		case "cl":
			return 10
		case "dl":
			return 100
		case "l", "liter", "liters", "litre", "litres":
			return 1000
		case "oz", "fl oz", "fl. oz", "fl. oz.", "fl.oz.", "floz", "ounce", "ounces", "fluid ounce", "fluid ounces":
			return fluidOunceML
		case "cup", "cups":
			return cupML
		}
		return 0
	})
}

// readSodium reads mg of sodium; grams without another word are of salt.
func readSodium(s string) (float64, error) {
	return readUnit(s, "an amount of sodium", "mg or g salt", sodiumUnit)
}

func sodiumUnit(unit string) float64 {
	switch unit {
	case "mg", "mg na", "mg na+", "mg sodium", "mg of sodium":
		return 1
	case "g", "g salt", "g of salt", "g nacl", "gram salt", "grams salt", "grams of salt":
		return saltSodium
	case "mg salt", "mg of salt", "mg nacl":
		return saltSodium / 1000
	case "g na", "g na+", "g sodium", "g of sodium":
		return 1000
	}
	return 0
}

func readCarb(s string) (float64, error) {
	return readUnit(s, "an amount of carbohydrate", "g", func(unit string) float64 {
		word, of := cutLetters(unit)
		if of = strings.TrimPrefix(of, "of "); of != "" && !slices.Contains(carbWords[:], of) {
			return 0
		}
		switch word {
		case "g", "gram", "grams":
			return 1
		}
		return 0
	})
}

var carbWords = [...]string{"carb", "carbs", "carbohydrate", "carbohydrates", "cho"}

func caffeineUnit(unit string) float64 {
	switch unit {
	case "mg", "mg caffeine", "mg of caffeine":
		return 1
	}
	return 0
}

func readMass(s string) (float64, error) {
	kg, err := readUnit(s, "a weight", "kg or lb", func(unit string) float64 {
		switch unit {
		case "kg", "kilo", "kilos", "kilogram", "kilograms":
			return 1
		case "lb", "lbs", "pound", "pounds":
			return poundKG
		}
		return 0
	})
	if err == nil && kg == 0 {
		return 0, errors.New("nobody weighs nothing. Write e.g. 71.4 kg")
	}
	return kg, err
}

// readScale reads a level up to ten as 4 or 4/10.
func readScale(s string, least float64) (float64, error) {
	s = strings.TrimSuffix(strings.ReplaceAll(normal(s), " ", ""), "/10")
	v, err := cutNumber(s)
	if err != nil || v.rest != "" || v.value < least || v.value > 10 {
		return 0, fmt.Errorf("write a number from %.0f to 10, as 4 or 4/10", least)
	}
	return v.value, nil
}

// readUrine reads a colour: a level from 1 to 8, or one of three words that no
// colour chart holds and that a doctor should hear about.
func readUrine(s string) (level float64, word string, err error) {
	switch w := normal(s); w {
	case "brown", "dark brown", "tea", "tea coloured", "tea colored", "coffee":
		return math.NaN(), "brown", nil
	case "cola", "coke", "cola coloured", "cola colored":
		return math.NaN(), "cola", nil
	case "red", "dark red", "pink", "blood", "bloody":
		return math.NaN(), "red", nil
	}
	v, err := cutNumber(strings.TrimSuffix(strings.ReplaceAll(normal(s), " ", ""), "/8"))
	if err != nil || v.rest != "" || v.value < 1 || v.value > 8 {
		return 0, "", errors.New("write the colour as 1 (pale) to 8 (dark), or brown, cola or red; a volume is urine_volume")
	}
	return v.value, "", nil
}

// readTemperature reads °C or °F in °C; it may be negative.
func readTemperature(s string) (float64, error) {
	s = normal(s)
	below := strings.HasPrefix(s, "-")
	v, err := cutNumber(strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(s, "-"), "+"), " "))
	switch {
	case errors.Is(err, errNoNumber):
		return 0, errors.New("write a temperature, e.g. 23 C or 73 F")
	case err != nil:
		return 0, err
	}
	c := v.value
	if below {
		c = -c
	}
	switch strings.ReplaceAll(v.rest, " ", "") {
	case "c", "°c", "degc", "celsius":
	case "f", "°f", "degf", "fahrenheit":
		c = (c - 32) / 1.8
	case "", "°":
		return 0, fmt.Errorf("no unit. Write %[1]s C or %[1]s F", strings.TrimSpace(s[:len(s)-len(v.rest)]))
	default:
		return 0, fmt.Errorf("unknown unit %s, write C or F", quoted(strings.TrimSpace(v.rest)))
	}
	if !(c >= coldestC && c <= hottestC) {
		return 0, fmt.Errorf("there is no air of %.0f °C", c)
	}
	return c, nil
}

// readHumidity reads 60 % or 60 as a fraction.
func readHumidity(s string) (float64, error) {
	s = normal(s)
	v, err := cutNumber(s)
	rest := strings.TrimSpace(v.rest)
	switch {
	case err != nil || rest != "" && rest != "%":
		return 0, errors.New("write the relative humidity, e.g. 60 %")
	case rest == "" && v.value > 0 && v.value <= 1:
		return 0, fmt.Errorf("a fraction or a percentage? Write %g %%", math.Round(v.value*1e6)/1e4)
	case v.value > 100:
		return 0, errors.New("humidity goes from 0 % to 100 %")
	}
	return v.value / 100, nil
}

// readDistance reads the official length of a course in m.
func readDistance(s string) (float64, error) {
	switch normal(s) {
	case "marathon", "full marathon":
		return marathonM, nil
	case "half marathon", "half-marathon", "half":
		return halfM, nil
	}
	m, err := readUnit(s, "a distance", "km or mi", func(unit string) float64 {
		switch {
		case distanceUnit(unit) != "":
			return unitM(unit)
		case unit == "m", unit == "meters", unit == "metres":
			return 1
		}
		return 0
	})
	switch {
	case err != nil:
		return 0, fmt.Errorf("%w (or write marathon, half marathon, 10k, 5k)", err)
	case m == 0:
		return 0, errors.New("a course is longer than nothing. Write e.g. 42.195 km")
	}
	return m, nil
}

var paceForm = late(`^(\d{1,2}):(\d{2})(?: ?min)? ?(?:/|per) ?([a-z]+)$`)

// readPace reads 8:30 /mi or 5:20 /km in s per m.
func readPace(s string) (float64, error) {
	s = normal(s)
	c := paceForm().FindStringSubmatch(s)
	if c == nil || distanceUnit(c[3]) == "" {
		if two := colonForm().FindStringSubmatch(s); two != nil {
			return 0, fmt.Errorf("no unit. Write %[1]s /mi or %[1]s /km", s)
		}
		return 0, errors.New("write a pace, e.g. 8:30 /mi or 5:20 /km")
	}
	sec := float64(atoi(c[1]))*minS + float64(atoi(c[2]))
	if atoi(c[2]) > 59 || sec == 0 {
		return 0, errors.New("the seconds of a pace go up to 59. Write e.g. 8:30 /mi")
	}
	return sec / unitM(c[3]), nil
}

func readYes(s string) (bool, error) {
	switch normal(s) {
	case "true", "yes", "y", "1":
		return true, nil
	case "false", "no", "n", "0":
		return false, nil
	}
	return false, errors.New("write true or false")
}

var workouts = [...]string{"easy", "long", "tempo", "intervals", "progression", "race"}

func readWorkout(s string) (string, error) {
	w := normal(s)
	if slices.Contains(workouts[:], w) {
		return w, nil
	}
	return "", fmt.Errorf("write one of %s%s", listing(workouts[:]), meant(w, workouts[:]))
}

var zoneForm = late(`^(?:[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}|[+-]\d{2}:\d{2})$`)

// readZone accepts what looks like the name of a zone; whether there is such a
// zone is not known here.
func readZone(s string) (string, error) {
	if !zoneForm().MatchString(s) {
		return "", errors.New("write the name of a zone, e.g. America/Los_Angeles, UTC or -07:00")
	}
	return s, nil
}

var (
	sodiumInNote = late(`(?:^|[^a-z0-9.,])(\d[\d.,]*) ?(mg|g) (?:of )?(na\+?|sodium|salt|nacl)(?:$|[^a-z0-9+])`)
	carbInNote   = late(`(?:^|[^a-z0-9.,])(\d[\d.,]*) ?g (?:of )?(?:carbs?|carbohydrates?|cho)(?:$|[^a-z0-9])`)
	perVolume    = late(`^ ?(?:/|per\b|a )`)
)

// amountsInNote reads amounts of sodium and carbohydrate out of free words,
// NaN where there are none. A concentration is no amount.
func amountsInNote(note string) (sodiumMG, carbG float64) {
	sodiumMG, carbG = math.NaN(), math.NaN()
	s := normal(note)
	if i := sodiumInNote().FindStringSubmatchIndex(s); i != nil && !perVolume().MatchString(s[i[7]:]) {
		if v, err := readSodium(s[i[2]:i[3]] + " " + s[i[4]:i[5]] + " " + s[i[6]:i[7]]); err == nil {
			sodiumMG = v
		}
	}
	if i := carbInNote().FindStringSubmatchIndex(s); i != nil && !perVolume().MatchString(s[i[1]-1:]) {
		if v, err := readCarb(s[i[2]:i[3]] + " g"); err == nil {
			carbG = v
		}
	}
	return sodiumMG, carbG
}
