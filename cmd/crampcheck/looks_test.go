package main

import "testing"

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
