package main

import (
	"testing"

	"github.com/spf13/pflag"
)

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
