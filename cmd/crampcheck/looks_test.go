package main

import (
	"testing"

	"github.com/spf13/pflag"
)

// TestColourAndWidth checks who has the last word: the flag, then NO_COLOR, then
// the variables that force, then the terminal of the stream that is written to.
func TestColourAndWidth(t *testing.T) {
	type env map[string]string
	for _, c := range []struct {
		name     string
		color    string
		width    int
		env      env
		terminal bool
		columns  int
		toFile   bool
		wantC    bool
		wantW    int
	}{
		{name: "a terminal has colour and its own width", terminal: true, columns: 72, wantC: true, wantW: 72},
		{name: "a pipe has neither", wantW: 100},
		{name: "a file has neither, though the terminal is there", terminal: true, columns: 72, toFile: true, wantW: 100},
		{name: "a terminal that tells no width has 100", terminal: true, wantC: true, wantW: 100},

		{name: "a dumb terminal has no colour", terminal: true, columns: 72, env: env{"TERM": "dumb"}, wantW: 72},
		{name: "TERM=dumb loses against being forced", terminal: true, columns: 72, env: env{"TERM": "dumb", "FORCE_COLOR": "1"}, wantC: true, wantW: 72},
		{name: "NO_COLOR takes the colour", terminal: true, columns: 72, env: env{"NO_COLOR": "1"}, wantW: 72},
		{name: "an empty NO_COLOR does nothing", terminal: true, columns: 72, env: env{"NO_COLOR": ""}, wantC: true, wantW: 72},
		{name: "NO_COLOR=0 is not empty", terminal: true, columns: 72, env: env{"NO_COLOR": "0"}, wantW: 72},
		{name: "CLICOLOR_FORCE colours a pipe", env: env{"CLICOLOR_FORCE": "1"}, wantC: true, wantW: 100},
		{name: "CLICOLOR_FORCE=0 forces nothing", env: env{"CLICOLOR_FORCE": "0"}, wantW: 100},
		{name: "FORCE_COLOR colours a pipe", env: env{"FORCE_COLOR": "3"}, wantC: true, wantW: 100},
		{name: "FORCE_COLOR=0 forces nothing", env: env{"FORCE_COLOR": "0"}, wantW: 100},
		{name: "FORCE_COLOR=false forces nothing", env: env{"FORCE_COLOR": "false"}, wantW: 100},
		{name: "NO_COLOR wins over being forced", env: env{"NO_COLOR": "1", "CLICOLOR_FORCE": "1", "FORCE_COLOR": "1"}, wantW: 100},
		{name: "a file is not coloured by being forced", env: env{"CLICOLOR_FORCE": "1"}, toFile: true, wantW: 100},
		{name: "--color always wins over NO_COLOR", color: "always", env: env{"NO_COLOR": "1"}, wantC: true, wantW: 100},
		{name: "--color always colours a file", color: "always", toFile: true, wantC: true, wantW: 100},
		{name: "--color never wins over being forced", color: "never", env: env{"FORCE_COLOR": "1"}, terminal: true, columns: 72, wantW: 72},

		{name: "COLUMNS wins over what the terminal says", env: env{"COLUMNS": "60"}, terminal: true, columns: 72, wantC: true, wantW: 60},
		{name: "COLUMNS that is no number is nothing", env: env{"COLUMNS": "wide"}, terminal: true, columns: 72, wantC: true, wantW: 72},
		{name: "COLUMNS=0 is nothing", env: env{"COLUMNS": "0"}, terminal: true, columns: 72, wantC: true, wantW: 72},
		{name: "COLUMNS is of a terminal, and a pipe is none", env: env{"COLUMNS": "60"}, wantW: 100},
		{name: "--width wins over COLUMNS", width: 44, env: env{"COLUMNS": "60"}, terminal: true, columns: 72, wantC: true, wantW: 44},
		{name: "--width holds for a pipe", width: 44, wantW: 44},
		{name: "--width holds for a file", width: 44, toFile: true, terminal: true, wantW: 44},
	} {
		l := looks{units: &choice{value: "mi"}, color: &choice{value: "auto"}, width: c.width}
		if c.color != "" {
			l.color.value = c.color
		}
		w := world{getenv: func(name string) string { return c.env[name] }, outTerminal: c.terminal, columns: c.columns}
		if st := l.style(w, c.toFile); st.Color != c.wantC || st.Width != c.wantW {
			t.Errorf("%s: colour %v, width %d, want %v, %d", c.name, st.Color, st.Width, c.wantC, c.wantW)
		}
	}
}

// TestCharactersFollowTheTerminal wants ASCII on a terminal of another locale
// than UTF-8, and nowhere else unless it is asked for.
func TestCharactersFollowTheTerminal(t *testing.T) {
	for _, c := range []struct {
		name     string
		args     []string
		env      map[string]string
		terminal bool
		toFile   bool
		want     bool
	}{
		{"a terminal of UTF-8", nil, map[string]string{"LANG": "de_CH.UTF-8"}, true, false, false},
		{"utf8 without a dash", nil, map[string]string{"LANG": "C.utf8"}, true, false, false},
		{"a terminal of another locale", nil, map[string]string{"LANG": "C"}, true, false, true},
		{"Latin 1", nil, map[string]string{"LANG": "de_CH.ISO-8859-1"}, true, false, true},
		{"LC_ALL comes first", nil, map[string]string{"LC_ALL": "C", "LC_CTYPE": "C.UTF-8", "LANG": "C.UTF-8"}, true, false, true},
		{"then LC_CTYPE", nil, map[string]string{"LC_CTYPE": "C.UTF-8", "LANG": "C"}, true, false, false},
		{"an empty one is not set", nil, map[string]string{"LC_ALL": "", "LANG": "C"}, true, false, true},
		{"a terminal that tells no locale", nil, nil, true, false, false},
		{"CI shows UTF-8 whatever its locale", nil, map[string]string{"LANG": "C", "CI": "true"}, true, false, false},
		{"a pipe", nil, map[string]string{"LANG": "C"}, false, false, false},
		{"a file", nil, map[string]string{"LANG": "C"}, true, true, false},
		{"asked for", []string{"--ascii"}, map[string]string{"LANG": "C.UTF-8"}, false, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var l looks
			f := pflag.NewFlagSet("test", pflag.ContinueOnError)
			l.add(f)
			if err := f.Parse(c.args); err != nil {
				t.Fatal(err)
			}
			w := world{getenv: func(name string) string { return c.env[name] }, outTerminal: c.terminal}
			if got := l.style(w, c.toFile).ASCII; got != c.want {
				t.Errorf("ASCII is %v", got)
			}
		})
	}
}
