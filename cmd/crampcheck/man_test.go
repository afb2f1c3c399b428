package main

import "testing"

func TestRoffIsEscaped(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a backslash", `a\b`, `a\eb`},
		{"a dash that can be typed", "--units", `\-\-units`},
		{"quotes and what roff would turn into other signs", "'`^~", `\(aq\(ga\(ha\(ti`},
		{"signs beyond ASCII", "PATH…", `PATH\[u2026]`},
	} {
		if got := escape(c.text); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	var r roff
	r.verbatim(".TH\n'x\n plain")
	if want := ".nf\n\\&.TH\n\\(aqx\n plain\n.fi\n"; r.String() != want {
		t.Errorf("lines that look like orders: %q, want %q", r.String(), want)
	}
	r = roff{}
	r.prose("one\ntwo\n\n  a table\n\nthree\n")
	if want := "one\ntwo\n.PP\n.nf\n  a table\n.fi\n.PP\nthree\n"; r.String() != want {
		t.Errorf("prose: %q, want %q", r.String(), want)
	}
}
