package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"crampcheck/analyze"
	"crampcheck/parse"
	"crampcheck/report"
)

const folderConfig = ".crampcheck.yaml"

// layer is one file of settings.
type layer struct {
	file   string // as messages name it
	path   string // on the disk
	origin string // as lists name it
	parse.Config
}

// config is what the files of settings say, the strongest first: the one named
// by the call, or the folder's and then the runner's own.
type config struct{ layers []layer }

// loadConfig reads the settings that hold for paths. named is the file of
// --config, "" for the usual places. A mistake in one of them ends the call.
func loadConfig(w world, named string, paths []string) (config, error) {
	files := []string{named}
	if named == "" {
		files = []string{filepath.Join(folderOf(paths), folderConfig), ownConfig(w)}
	}
	var c config
	for _, file := range files {
		if file == "" {
			continue
		}
		open := readPlain
		if named != "" {
			open = readAtMost
		}
		data, err := open(file, parse.MaxConfigBytes)
		switch {
		case errors.Is(err, os.ErrNotExist) && named == "":
			continue
		case err != nil:
			return c, usageError{fmt.Sprintf("cannot open %s: %v", file, cause(err))}
		}
		read, errs := parse.ReadConfig(data, shown(file))
		errs = append(errs, limitErrors(read, shown(file))...)
		if err := tellMistakes(w, errs, "settings", file); err != nil {
			return c, err
		}
		origin := parse.Clean(filepath.Base(file))
		if file == ownConfig(w) {
			origin = "your own config.yaml"
		}
		c.layers = append(c.layers, layer{shown(file), file, origin, read})
	}
	return c, nil
}

// files are those that were read, by their names on the disk.
func (c config) files() []string {
	var out []string
	for _, l := range c.layers {
		out = append(out, l.path)
	}
	return out
}

// tellMistakes prints the mistakes in a file; any of them but a warning ends the
// call.
func tellMistakes(w world, errs []parse.NoteError, what, file string) error {
	wrong := 0
	for _, e := range errs {
		_, _ = io.WriteString(w.err, report.NoteError(e))
		if !e.Warning {
			wrong++
		}
	}
	if wrong > 0 {
		return usageError{fmt.Sprintf("%d of the %s in %s cannot be used", wrong, what, file)}
	}
	return nil
}

// folderOf is the folder of the first path that is one, else that of the first
// file.
func folderOf(paths []string) string {
	for _, p := range paths {
		if info, err := os.Stat(p); err == nil && info.IsDir() {
			return p
		}
	}
	for _, p := range paths {
		if !isStdin(p) {
			return filepath.Dir(p)
		}
	}
	return "."
}

// ownConfig is the runner's own file of settings, "" where there is no home.
func ownConfig(w world) string {
	base := w.getenv("XDG_CONFIG_HOME")
	if base == "" {
		home := w.getenv("HOME")
		if home == "" {
			return ""
		}
		base = filepath.Join(home, ".config")
	}
	return filepath.Join(base, "crampcheck", "config.yaml")
}

// limitErrors tells the limits that do not exist, with the nearest that does.
func limitErrors(c parse.Config, file string) []parse.NoteError {
	var out []parse.NoteError
	for _, name := range slices.Sorted(maps.Keys(c.Limits)) {
		if _, ok := analyze.LimitKey(name); !ok {
			out = append(out, parse.NoteError{
				File: file, Pos: c.Set["limits."+name], Text: unknown("limit", name, append(ruleIDs(), analyze.LimitNames()...)),
			})
		}
	}
	return out
}

// from returns the strongest layer that gives a key, ok false where none does.
func (c config) from(key string) (l layer, ok bool) {
	for _, l := range c.layers {
		if _, ok := l.Set[key]; ok {
			return l, true
		}
	}
	return layer{}, false
}

// runner is what the settings say of the runner.
func (c config) runner() analyze.Runner {
	var r analyze.Runner
	take := func(key string, set func(parse.Config)) {
		if l, ok := c.from(key); ok {
			set(l.Config)
		}
	}
	take("mass", func(c parse.Config) { r.MassKG = c.MassKG })
	take("sweat_rate", func(c parse.Config) { r.SweatMLPerH = c.SweatMLPerH })
	take("max_heart_rate", func(c parse.Config) { r.MaxHeartRateBPM = c.MaxHeartRateBPM })
	take("conditions", func(c parse.Config) { r.Conditions = c.Conditions })
	take("family_history", func(c parse.Config) { r.FamilyHistory = c.FamilyHistory })
	take("lap_cramp", func(c parse.Config) { r.LapCramp = c.LapCramp })
	take("races", func(c parse.Config) {
		for _, race := range c.Races {
			if date, err := time.Parse(time.DateOnly, race.Date); err == nil {
				r.Races = append(r.Races, analyze.Race{Date: date, DistanceM: race.DistanceM, TimeS: race.TimeS})
			}
		}
	})
	return r
}

// homeSecret is the runner's secret, "" without one.
func (c config) homeSecret() string {
	l, _ := c.from("home_secret")
	return l.HomeSecret
}

// limits are the limits that the settings override, by key.
func (c config) limits() map[string]float64 {
	out := map[string]float64{}
	for _, l := range slices.Backward(c.layers) {
		for name, v := range l.Limits {
			if key, ok := analyze.LimitKey(name); ok {
				out[key] = v
			}
		}
	}
	return out
}

// zone is the configured zone, nil for none.
func (c config) zone() (*time.Location, error) {
	l, ok := c.from("tz")
	if !ok {
		return nil, nil
	}
	loc, err := analyze.LoadZone(l.Zone)
	if err != nil {
		return nil, usageError{fmt.Sprintf("%s: tz %q is no time zone: write a name such as Europe/Zurich or UTC", l.file, l.Zone)}
	}
	return loc, nil
}

// newConfig prints every setting with its origin.
func newConfig(w world) *cobra.Command {
	var s looks
	var named string
	cmd := &cobra.Command{
		Use:   "config [PATH…]",
		Short: "Print every setting with where it comes from",
		Long: `Prints every setting with its origin. Flags come before CRAMPCHECK_NAME in the
environment, that before .crampcheck.yaml in the folder of the recordings, and
that before crampcheck/config.yaml in $XDG_CONFIG_HOME.`,
		Example: "  crampcheck config runs/",
	}
	s.add(cmd.Flags())
	cmd.Flags().StringVar(&named, "config", "", "read this `FILE` of settings instead of the usual ones")
	cmd.RunE = func(cmd *cobra.Command, paths []string) error {
		for _, p := range paths {
			if _, err := os.Stat(p); err != nil && !isStdin(p) {
				return usageError{fmt.Sprintf("cannot open %s: %v", p, cause(err))}
			}
		}
		c, err := loadConfig(w, named, paths)
		if err != nil {
			return err
		}
		if _, err := c.zone(); err != nil {
			return err
		}
		origin := "default"
		if cmd.Flags().Changed("units") {
			origin = "flag or environment"
		}
		units := s.units.value
		if l, ok := c.from("units"); ok && origin == "default" {
			units, origin = l.Units, l.origin
		}
		rows := append([][3]string{{"units", units, origin}}, c.rows(report.Units(units))...)
		_, err = io.WriteString(w.out, report.Settings(rows, s.style(w, false)))
		return err
	}
	return cmd
}

// rows lists key, value and origin of every setting but the units.
func (c config) rows(u report.Units) [][3]string {
	var rows [][3]string
	add := func(key, unset string, value func(parse.Config) string) {
		if l, ok := c.from(key); ok {
			rows = append(rows, [3]string{key, value(l.Config), l.origin})
			return
		}
		rows = append(rows, [3]string{key, unset, "default"})
	}
	measure := func(v float64, unit analyze.Unit) string {
		return report.Measure(u, analyze.Measure{Value: v, Unit: unit})
	}
	add("tz", "as the files say", func(c parse.Config) string { return c.Zone })
	add("mass", "as noted", func(c parse.Config) string { return measure(c.MassKG, analyze.KG) })
	add("sex", "not given", func(c parse.Config) string { return c.Sex })
	add("max_heart_rate", "not given", func(c parse.Config) string { return measure(c.MaxHeartRateBPM, analyze.BPM) })
	add("sweat_rate", "as measured", func(c parse.Config) string { return measure(c.SweatMLPerH, analyze.MLPerH) })
	add("conditions", "none given", func(c parse.Config) string { return strings.Join(c.Conditions, ", ") })
	add("family_history", "not given", func(c parse.Config) string { return strconv.FormatBool(c.FamilyHistory) })
	add("home_secret", "not given", func(parse.Config) string { return "given" })
	add("lap_cramp", "false", func(c parse.Config) string { return strconv.FormatBool(c.LapCramp) })
	add("races", "none given", func(c parse.Config) string { return fmt.Sprint(len(c.Races)) })
	overridden := map[string]layer{}
	for _, l := range slices.Backward(c.layers) {
		for name := range l.Limits {
			if key, ok := analyze.LimitKey(name); ok {
				overridden[key] = l
			}
		}
	}
	limits := c.limits()
	for _, r := range analyze.Rules() {
		for _, l := range r.Limits {
			key, origin := r.ID+"."+l.Name, "default"
			if from, ok := overridden[key]; ok {
				l.Value, origin = limits[key], from.origin
			}
			rows = append(rows, [3]string{key, report.Limit(u, l), origin})
		}
	}
	return rows
}
