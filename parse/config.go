package parse

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Config is what .crampcheck.yaml says once for all about the runner, and how
// results are shown. Zero values were not given; Set tells them from a false.
type Config struct {
	MassKG          float64
	SweatMLPerH     float64
	MaxHeartRateBPM float64
	Sex             string   // "female" or "male"
	Conditions      []string // of the list in conditions, each once
	FamilyHistory   bool     // of cramps
	Races           []ConfigRace

	HomeSecret string // moves what a page hides around home

	Units    string             // "mi" or "km"
	Zone     string             // of the form of a zone; whether there is one is not known here
	LapCramp bool               // two presses of the lap button are a cramp, no suggestion
	Limits   map[string]float64 // by name as written, "rule" or "rule.limit"; of a percentage the fraction
	Set      map[string]Pos     // every key that was given, limits as "limits.NAME"
}

// ConfigRace is a race that the runner ran.
type ConfigRace struct {
	Date      string // year-month-day
	DistanceM float64
	TimeS     float64
}

const (
	MaxConfigBytes = 1 << 20

	lightestKG, heaviestKG      = 20.0, 300.0
	leastSweatML, mostSweatML   = 100.0, 6000.0 // ml/h; the most ever measured in runners is below it
	lowestMaxBPM, highestMaxBPM = 100.0, 230.0
)

// configKeys are the keys of the runner's settings.
var configKeys = [...]string{
	"mass", "sex", "max_heart_rate", "sweat_rate", "conditions", "races", "family_history", "home_secret", "units", "tz", "lap_cramp", "limits",
}

// conditions are those that change what is safe to advise.
var conditions = [...]string{"blood pressure", "kidney", "heart", "pregnancy", "diabetes", "medicines"}

// ReadConfig reads the runner's own settings. Every error is told and costs
// its value only; what is no plain tree of keys and values is refused as a
// whole. The names of limits are the caller's to judge.
func ReadConfig(data []byte, name string) (Config, []NoteError) {
	c := Config{Limits: map[string]float64{}, Set: map[string]Pos{}}
	if len(data) > MaxConfigBytes {
		text := fmt.Sprintf("settings of more than %d MB are not read", MaxConfigBytes>>20)
		return c, []NoteError{{File: name, Text: text}}
	}
	r, _ := newNoteReader("config", name, data, Limits{}) // not too large
	root, ok := r.document()
	if !ok {
		return c, r.alone().Errors
	}
	if root != nil {
		r.pairs(root, configKeys[:], nil, func(key string, at, value *yaml.Node) {
			if !isNull(value) && r.setting(&c, key, value) {
				c.Set[key] = posOf(at)
			}
		})
	}
	return c, r.done().Errors
}

// setting reads the value of a key into c and says whether there was one that
// can be used.
func (r *noteReader) setting(c *Config, key string, value *yaml.Node) bool {
	switch key {
	case "conditions":
		c.Conditions = r.conditions(value)
		return c.Conditions != nil
	case "races":
		c.Races = r.races(value)
		return c.Races != nil
	case "limits":
		return r.limits(c, value)
	}
	cell, ok := r.scalar(key, value)
	if !ok || cell.text == "" {
		return false
	}
	var err error
	switch s := cell.text; key {
	case "mass":
		c.MassKG, err = readBodyMass(s)
	case "sex":
		c.Sex, err = readSex(s)
	case "max_heart_rate":
		c.MaxHeartRateBPM, err = readMaxHeartRate(s)
	case "sweat_rate":
		c.SweatMLPerH, err = readSweatRate(s)
	case "family_history":
		c.FamilyHistory, err = readYes(s)
	case "home_secret":
		c.HomeSecret = s
	case "units":
		c.Units, err = readUnits(s)
	case "tz":
		c.Zone, err = readZone(s)
	case "lap_cramp":
		c.LapCramp, err = readYes(s)
	}
	r.check(cell.pos, label(key, cell.text, err))
	return err == nil
}

// conditions reads a list of conditions, nil when it holds none.
func (r *noteReader) conditions(list *yaml.Node) (found []string) {
	for _, c := range r.list("conditions", list) {
		w := strings.ReplaceAll(normal(c.text), "_", " ")
		switch hint := meant(w, conditions[:]); {
		case !slices.Contains(conditions[:], w) && hint != "":
			r.fail(c.pos, "unknown condition %s%s", quoted(c.text), hint)
		case !slices.Contains(conditions[:], w):
			r.fail(c.pos, "unknown condition %s: write one of %s", quoted(c.text), listing(conditions[:]))
		case !slices.Contains(found, w):
			found = append(found, w)
		}
	}
	return found
}

const raceExample = "{date: 2026-04-05, distance: half marathon, time: 1:45:00}"

// races reads a list of races, nil when none can be used.
func (r *noteReader) races(list *yaml.Node) (found []ConfigRace) {
	if list.Kind != yaml.SequenceNode {
		r.fail(posOf(list), "races is a list: write - %s", raceExample)
		return nil
	}
	for _, n := range list.Content {
		if n.Kind != yaml.MappingNode {
			r.fail(posOf(n), "a race has keys: write - %s", raceExample)
			continue
		}
		if race, ok := r.race(n); ok {
			found = append(found, race)
		}
	}
	return found
}

// race reads one race, of which everything must be given.
func (r *noteReader) race(n *yaml.Node) (race ConfigRace, ok bool) {
	before := r.bad
	seen := map[string]bool{}
	r.pairs(n, []string{"date", "distance", "time"}, nil, func(key string, _, value *yaml.Node) {
		cell, ok := r.scalar(key, value)
		seen[key] = !ok || cell.text != ""
		if !ok || cell.text == "" {
			return
		}
		var err error
		switch key {
		case "date":
			race.Date, err = readDate(cell.text) // its errors name it
		case "distance":
			race.DistanceM, err = readDistance(cell.text)
			err = label(key, cell.text, err)
		case "time":
			race.TimeS, err = readFinish(cell.text, "the time of a race")
			err = label(key, cell.text, err)
		}
		r.check(cell.pos, err)
	})
	for _, key := range []string{"date", "distance", "time"} {
		if !seen[key] && r.bad == before {
			r.fail(posOf(n), "a race without a %s: write %s", key, raceExample)
		}
	}
	return race, r.bad == before
}

// limits reads the limits by name and says whether there was one.
func (r *noteReader) limits(c *Config, m *yaml.Node) bool {
	if m.Kind != yaml.MappingNode {
		r.fail(posOf(m), "limits has keys of its own: write limits: {pace/fast-first-mile: 7 %%}")
		return false
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(m.Content); i += 2 {
		key, value := m.Content[i], m.Content[i+1]
		name := Clean(key.Value)
		switch {
		case key.Kind != yaml.ScalarNode || name == "":
			r.fail(posOf(key), "a limit has a name: write e.g. pace/fast-first-mile: 7 %%")
			continue
		case seen[name]:
			r.fail(posOf(key), "limit %s stands there twice. Remove one", quoted(name))
			continue
		}
		seen[name] = true
		cell, ok := r.scalar(name, value)
		if !ok || cell.text == "" {
			continue
		}
		v, err := readLimit(cell.text)
		r.check(cell.pos, label(name, cell.text, err))
		if err == nil {
			c.Limits[name] = v
			c.Set["limits."+name] = posOf(key)
		}
	}
	return len(c.Limits) > 0
}

// readLimit reads a number, or a percentage as a fraction.
func readLimit(s string) (float64, error) {
	s = normal(s)
	below := strings.HasPrefix(s, "-")
	v, err := cutNumber(strings.TrimPrefix(s, "-"))
	rest := strings.TrimSpace(v.rest)
	switch {
	case errors.Is(err, errNoNumber), err == nil && rest != "" && rest != "%":
		return 0, errors.New("write a number without a unit, e.g. 0.07 or 7 %")
	case err != nil:
		return 0, err
	case rest == "%":
		v.value /= 100
	}
	if below {
		return -v.value, nil
	}
	return v.value, nil
}

func readBodyMass(s string) (float64, error) {
	kg, err := readMass(s)
	if err == nil && !(kg >= lightestKG && kg <= heaviestKG) {
		return 0, fmt.Errorf("a runner weighs %.0f to %.0f kg. Write e.g. 71.4 kg", lightestKG, heaviestKG)
	}
	return kg, err
}

func readSex(s string) (string, error) {
	switch normal(s) {
	case "female", "f", "woman":
		return "female", nil
	case "male", "m", "man":
		return "male", nil
	}
	return "", errors.New("write female or male, or leave it out")
}

func readMaxHeartRate(s string) (float64, error) {
	v, err := cutNumber(normal(s))
	rest := strings.TrimSpace(v.rest)
	if err != nil || rest != "" && rest != "bpm" || !(v.value >= lowestMaxBPM && v.value <= highestMaxBPM) {
		return 0, fmt.Errorf("write beats per minute from %.0f to %.0f, e.g. 186", lowestMaxBPM, highestMaxBPM)
	}
	return v.value, nil
}

var perHour = late(`^(.*?) ?(?:/ ?|per )(?:h|hr|hour)$`)

// readSweatRate reads 0.95 l/h or 950 ml/h in ml per hour.
func readSweatRate(s string) (float64, error) {
	s = normal(s)
	c := perHour().FindStringSubmatch(s)
	amount := s
	if c != nil {
		amount = c[1]
	}
	v, err := cutNumber(amount)
	switch {
	case err == nil && strings.TrimSpace(v.rest) == "":
		return 0, fmt.Errorf("no unit. Write %[1]s l/h or %[1]s ml/h", v.text)
	case errors.Is(err, errNoNumber), err == nil && c == nil:
		return 0, errors.New("write a volume per hour, e.g. 0.95 l/h or 950 ml/h")
	case err != nil:
		return 0, err
	}
	ml, err := readVolume(amount)
	if err == nil && !(ml >= leastSweatML && ml <= mostSweatML) {
		return 0, fmt.Errorf("a sweat rate is %.1f to %.0f l/h. Write e.g. 0.95 l/h or 950 ml/h", leastSweatML/1000, mostSweatML/1000)
	}
	return ml, err
}

func readUnits(s string) (string, error) {
	if w := normal(s); w == "mi" || w == "km" {
		return w, nil
	}
	return "", errors.New("write mi or km")
}
