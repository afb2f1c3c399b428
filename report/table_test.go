package report

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		name  string
		s     string
		width int
		want  []string
	}{
		{"nothing is one empty line", "", 10, []string{""}},
		{"blanks are nothing", "   ", 10, []string{""}},
		{"a short text", "one two", 10, []string{"one two"}},
		{"exactly the width", "one two", 7, []string{"one two"}},
		{"one cell too long", "one two", 6, []string{"one", "two"}},
		{"blanks in a row are one", "one   two", 10, []string{"one two"}},
		{"a no-break space holds together", "up to 250\u00a0mg now", 9, []string{"up to", "250\u00a0mg", "now"}},
		{"a long word is cut", "abcdefghij kl", 4, []string{"abcd", "efgh", "ij", "kl"}},
		{"a long word leaves the line before it", "x abcdefgh", 4, []string{"x", "abcd", "efgh"}},
		{"the rest of a long word shares its line", "abcdef gh", 4, []string{"abcd", "ef", "gh"}},
		{"a rest with room takes the next word", "abcdef g", 4, []string{"abcd", "ef g"}},
		{"a name of a file breaks behind a dash", "run-10k-fr70.fit", 10, []string{"run-10k-", "fr70.fit"}},
		{"but not behind one in its first half", "a-bcdefghij", 6, []string{"a-bcde", "fghij"}},
		{"wide characters take two cells", "跑步跑步", 5, []string{"跑步", "跑步"}},
		{"a character wider than the line stands alone", "跑 a", 1, []string{"跑", "a"}},
		{"a combining mark stays with its letter", "e\u0301e\u0301e\u0301", 2, []string{"e\u0301e\u0301", "e\u0301"}},
		{"no width is one cell", "ab", 0, []string{"a", "b"}},
		{"nor a negative one", "ab", -3, []string{"a", "b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := wrap(c.s, c.width); !slices.Equal(got, c.want) {
				t.Errorf("wrap(%q, %d) = %q, want %q", c.s, c.width, got, c.want)
			}
		})
	}
}

// randomText is a text of up to n words, of everything that upsets widths.
func randomText(r *rand.Rand, n int) string {
	pieces := []string{
		"a", "mile", "12:34", "−", "–", "▲1", "250\u00a0mg", "café", "跑", "步馬拉松", "한국어", "e\u0301", "o\u0308\u0323", "ñ",
		"\U00100000", "❤\ufe0f", "1\ufe0f\u20e3", "supercalifragilistic", "https://example.org/a/very/long/path/that/has/no/blank", "…", "Ω", "١٢", "x\u200by", "🏃", "🇨🇭", "👩‍👩‍👧",
	}
	var out []string
	for range r.IntN(n + 1) {
		word := pieces[r.IntN(len(pieces))]
		if r.IntN(4) == 0 {
			word += pieces[r.IntN(len(pieces))]
		}
		out = append(out, word)
	}
	return strings.Join(out, " ")
}

func TestWrapLosesNothingAndKeepsTheWidth(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	blanks := strings.NewReplacer(" ", "")
	for range 2000 {
		s, width := randomText(r, 12), 2+r.IntN(40)
		lines := wrap(s, width)
		for _, line := range lines {
			if cells(line) > width {
				t.Fatalf("wrap(%q, %d) has the line %q of %d cells", s, width, line, cells(line))
			}
		}
		if got, want := blanks.Replace(strings.Join(lines, "")), blanks.Replace(s); got != want {
			t.Fatalf("wrap(%q, %d) = %q", s, width, lines)
		}
	}
}

// randomTable is a table as a report could have one.
func randomTable(r *rand.Rand) *table {
	t := &table{boxed: r.IntN(2) == 0}
	n := 1 + r.IntN(9)
	flex := r.IntN(n)
	for i := range n {
		c := column{head: []string{"HR", "Cadence", "Mile 1"}[r.IntN(3)], right: r.IntN(2) == 0, prio: r.IntN(4)}
		if i == flex {
			c = column{head: "Flex", flex: true, min: 8 + r.IntN(10)}
		}
		if r.IntN(5) == 0 {
			c.max = 12
		}
		t.cols = append(t.cols, c)
	}
	row := func() []string {
		var cells []string
		for i := range t.cols {
			words := 1
			if t.cols[i].flex {
				words = 10
			}
			cells = append(cells, randomText(r, words))
		}
		return cells
	}
	for range 1 + r.IntN(5) {
		t.rows = append(t.rows, row())
	}
	if r.IntN(3) == 0 {
		t.foot = row()
	}
	return t
}

// widest returns the widest line of a text and its width in cells.
func widest(s string) (line string, width int) {
	for l := range strings.SplitSeq(s, "\n") {
		if n := cells(l); n > width {
			line, width = l, n
		}
	}
	return line, width
}

func TestTablesNeverExceedTheWidth(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	tables, blocks := 0, 0
	for range 150 {
		tab := randomTable(r)
		for _, width := range []int{60, 80, 120} {
			p := &printer{Style: Style{Units: Miles, Width: width}}
			p.table(tab, func(row []string) string { return strings.Join(row, " ") })
			if line, n := widest(p.b.String()); n > width {
				t.Fatalf("at %d columns the line %q takes %d", width, line, n)
			}
			s, ok := tab.render(width)
			if !ok {
				blocks++
				continue
			}
			tables++
			if tab.boxed {
				straight(t, s)
			}
		}
	}
	if tables < 150 || blocks < 4 {
		t.Fatalf("only %d tables and %d blocks looked at", tables, blocks)
	}
}

// straight wants every line of a boxed table as wide as the first.
func straight(t *testing.T, s string) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(s, "\n"), "\n")
	for _, l := range lines {
		if cells(l) != cells(lines[0]) {
			t.Fatalf("the box is crooked:\n%s", s)
		}
	}
}

// small is a table whose looks are easy to write by hand.
func small() *table {
	return &table{
		cols: []column{
			{head: "Date"}, {head: "Run", flex: true, min: 6}, {head: "HR", right: true, prio: 2}, {head: "Pace", right: true, prio: 1},
		},
		rows: [][]string{
			{"03-08", "Ten miles with friends", "–", "8:40"},
			{"03-22", "long", "147", "9:26"},
		},
		foot: []string{"mean", "", "147", "9:20"},
	}
}

func TestLooks(t *testing.T) {
	boxed := small()
	boxed.boxed, boxed.foot = true, nil
	for _, c := range []struct {
		name  string
		tab   *table
		width int
		want  string
	}{
		{"as wide as it likes", small(), 100, `
Date   Run                      HR  Pace
────────────────────────────────────────
03-08  Ten miles with friends    –  8:40
03-22  long                    147  9:26
────────────────────────────────────────
mean                           147  9:20
`},
		{"the flexible column gives way first", small(), 32, `
Date   Run              HR  Pace
────────────────────────────────
03-08  Ten miles with    –  8:40
       friends
03-22  long            147  9:26
────────────────────────────────
mean                   147  9:20
`},
		{"then the column with the highest number goes", small(), 22, `
Date   Run        Pace
──────────────────────
03-08  Ten miles  8:40
       with
       friends
03-22  long       9:26
──────────────────────
mean              9:20
`},
		{"then the next", small(), 15, `
Date   Run
──────────────
03-08  Ten
       miles
       with
       friends
03-22  long
──────────────
mean
`},
		{"a box", boxed, 40, `
╭───────┬────────────────┬─────┬──────╮
│ Date  │ Run            │  HR │ Pace │
├───────┼────────────────┼─────┼──────┤
│ 03-08 │ Ten miles with │   – │ 8:40 │
│       │ friends        │     │      │
├───────┼────────────────┼─────┼──────┤
│ 03-22 │ long           │ 147 │ 9:26 │
╰───────┴────────────────┴─────┴──────╯
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := c.tab.render(c.width)
			if !ok || "\n"+got != c.want {
				t.Errorf("ok %v:\n%s\nwant:%s", ok, got, c.want)
			}
		})
	}
}

func TestATableThatDoesNotFitBecomesBlocks(t *testing.T) {
	tab := small()
	if s, ok := tab.render(12); ok {
		t.Fatalf("12 columns hold\n%s", s)
	}
	p := &printer{Style: Style{Units: Miles, Width: 12}}
	p.table(tab, func(row []string) string { return strings.Join(row, " ") })
	const want = "03-08 Ten\nmiles with\nfriends –\n8:40\n03-22 long\n147 9:26\n"
	if got := p.b.String(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestEmptyColumnsAreDropped(t *testing.T) {
	tab := small()
	tab.rows = [][]string{{"03-08", "a", "–", "8:40"}, {"03-22", "b", "", "9:26"}}
	tab.dropEmpty()
	if len(tab.cols) != 3 || tab.cols[2].head != "Pace" || fmt.Sprint(tab.rows) != "[[03-08 a 8:40] [03-22 b 9:26]]" || len(tab.foot) != 3 {
		t.Errorf("left are %v, %v, %q", tab.cols, tab.rows, tab.foot)
	}
}

var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestPaintMovesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	painted := 0
	for range 100 {
		tab := randomTable(r)
		plain, ok := tab.render(80)
		tab.paint = func(row, col int, line string) string {
			if (row+col)%2 == 0 {
				return line
			}
			return "\x1b[31m" + line + "\x1b[0m"
		}
		coloured, okToo := tab.render(80)
		if ok != okToo {
			t.Fatalf("colour changes whether it fits")
		}
		painted += strings.Count(coloured, "\x1b[31m")
		if got := sgr.ReplaceAllString(coloured, ""); trimLines(got) != plain {
			t.Fatalf("painted, without the paint:\n%s\nplain:\n%s", got, plain)
		}
	}
	if painted < 150 {
		t.Fatalf("only %d lines painted", painted)
	}
}
