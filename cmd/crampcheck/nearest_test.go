package main

import "testing"

func TestNearest(t *testing.T) {
	for _, c := range []struct {
		name, written string
		known         []string
		want          string
	}{
		{"a letter too few", "jsn", []string{"text", "json"}, "json"},
		{"a letter too many", "texxt", []string{"text", "json"}, "text"},
		{"a wrong letter", "analize", []string{"history", "analyze"}, "analyze"},
		{"two neighbours swapped count once", "kms", []string{"mks", "ksm"}, "mks"},
		{"two letters have one edit, a swap", "mk", []string{"mi", "km"}, "mi"},
		{"two wrong letters of two are nothing", "xx", []string{"mi", "km"}, ""},
		{"two wrong letters of three are nothing", "csv", []string{"cat"}, ""},
		{"the beginning of a name", "anal", []string{"analyze"}, "analyze"},
		{"one edit comes before a beginning", "warm", []string{"warmup/drills", "warn"}, "warn"},
		{"a beginning comes before two edits", "pace/fast", []string{"pace/fade", "pace/fast-first-mile"}, "pace/fast-first-mile"},
		{"a rule without its family", "fade", []string{"pace/fast", "pace/fade"}, "pace/fade"},
		{"a name that goes on", "miles", []string{"km", "mi"}, "mi"},
		{"case does not count", "JSON", []string{"text", "json"}, "json"},
		{"a flag", "--untis", []string{"--width", "--units"}, "--units"},
		{"the dashes of a flag are no letters", "--x", []string{"--ab", "--cd"}, ""},
		{"nothing near", "frobnicate", []string{"analyze", "history"}, ""},
		{"nothing known", "analyze", nil, ""},
		{"nothing written", "", []string{"analyze"}, ""},
	} {
		if got := nearest(c.written, c.known); got != c.want {
			t.Errorf("%s: %q near %v is %q, want %q", c.name, c.written, c.known, got, c.want)
		}
	}
}

// Distances by hand.
func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"kitten", "sitting", 3},
		{"ab", "ba", 1},
		{"abcd", "badc", 2},
		{"ca", "abc", 3}, // optimal string alignment: a swapped pair is not edited again
	} {
		if x, y := distance(c.a, c.b), distance(c.b, c.a); x != c.want || y != c.want {
			t.Errorf("distance(%q, %q) = %d and %d, want %d", c.a, c.b, x, y, c.want)
		}
	}
}
