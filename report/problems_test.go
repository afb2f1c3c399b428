package report

import (
	"fmt"
	"strings"
	"testing"

	"crampcheck/analyze"
	"crampcheck/parse"
)

func TestProblems(t *testing.T) {
	skipped := func(file, detail string) analyze.Input {
		return analyze.Input{File: file, Status: parse.Skipped, Reason: parse.Malformed, Detail: detail}
	}
	var many []analyze.Input
	for i := range 30 {
		many = append(many, skipped(fmt.Sprintf("%02d.fit", i), fmt.Sprintf("byte %d is wrong", i)))
	}
	for _, c := range []struct {
		name   string
		inputs []analyze.Input
		width  int
		want   string
	}{
		{"nothing is wrong", nil, 0, ""},
		{
			"the details stand below each other",
			[]analyze.Input{skipped("2025-03-02.fit", "truncated"), skipped("a.gpx", "no track inside")},
			0,
			"  2025-03-02.fit  truncated\n" +
				"  a.gpx           no track inside\n",
		},
		{
			"three of a kind share a line, two do not",
			[]analyze.Input{
				skipped("a", "the file is empty"), skipped("b", "no permission to read it"), skipped("c", "the file is empty"),
				skipped("d", "the file is empty"), skipped("e", "no permission to read it"), skipped("f", "the file is empty"),
			},
			0,
			"  4 files  the file is empty: a, c, d and 1 more\n" +
				"  b        no permission to read it\n" +
				"  e        no permission to read it\n",
		},
		{
			"our own mistake stands last",
			[]analyze.Input{{File: "a", Reason: parse.Internal, Detail: "a mistake"}, skipped("b", "empty")},
			0,
			"  b  empty\n  a  a mistake\n",
		},
		{
			"a long name has a line of its own",
			[]analyze.Input{skipped(strings.Repeat("n", 41), "empty"), skipped("b", "wrong")},
			0,
			"  " + strings.Repeat("n", 41) + "\n    empty\n  b  wrong\n",
		},
		{
			"a narrow terminal wraps",
			[]analyze.Input{skipped("b.fit", "the archive asks for a password: unpack it first")},
			34,
			"  b.fit  the archive asks for a\n         password: unpack it first\n",
		},
		{
			"a name of more than a third of a narrow terminal has a line of its own",
			[]analyze.Input{skipped("2025-03-02.fit", "the file is empty"), skipped("b", "wrong")},
			34,
			"  2025-03-02.fit\n    the file is empty\n  b  wrong\n",
		},
		{
			"a long list is cut in the middle", many, 0,
			"  00.fit  byte 0 is wrong\n  01.fit  byte 1 is wrong\n  02.fit  byte 2 is wrong\n  03.fit  byte 3 is wrong\n" +
				"  04.fit  byte 4 is wrong\n  and 20 others; --format json lists them all\n  25.fit  byte 25 is wrong\n" +
				"  26.fit  byte 26 is wrong\n  27.fit  byte 27 is wrong\n  28.fit  byte 28 is wrong\n  29.fit  byte 29 is wrong\n",
		},
	} {
		if got := Problems(c.inputs, c.width); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}
