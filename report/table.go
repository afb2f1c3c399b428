package report

import (
	"slices"
	"strings"

	"github.com/clipperhouse/displaywidth"
	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// column describes one column of a table.
type column struct {
	head  string
	right bool // align right
	flex  bool // takes the width that is left, and wraps; at most one
	min   int  // cells, of a flex column
	max   int  // cells at most, wrapped beyond; 0: as many as it takes
	prio  int  // columns with the highest prio > 0 are dropped first when the table is too wide

	markdown bool // its cells are Markdown already
}

// table is rows of cells under columns. Cells hold no line breaks; a paint
// function colours the lines of a cell after they are wrapped.
type table struct {
	cols  []column
	rows  [][]string
	paint func(row, col int, line string) string // nil: none
	boxed bool                                   // rounded box with lines between rows
	foot  []string                               // nil: none
}

// with returns the table with every text written by words.
func (t *table) with(words func(string) string) *table {
	out := *t
	line := func(texts []string) []string {
		lines := make([]string, len(texts))
		for i, s := range texts {
			lines[i] = words(s)
		}
		return lines
	}
	out.cols, out.rows = slices.Clone(t.cols), nil
	for i := range out.cols {
		out.cols[i].head = words(out.cols[i].head)
	}
	for _, row := range t.rows {
		out.rows = append(out.rows, line(row))
	}
	if t.foot != nil {
		out.foot = line(t.foot)
	}
	return &out
}

// cells returns how many terminal cells a text takes.
func cells(s string) int { return displaywidth.String(s) }

// fit drops columns and wraps the flex column so that the table is no wider
// than width, and returns the cells of each row as lines. ok is false when even
// then it is too wide.
func (t *table) fit(width int) (cols []int, wraps []int, ok bool) {
	for i := range t.cols {
		cols = append(cols, i)
	}
	for {
		wraps = t.widths(cols)
		total := t.total(wraps)
		if total <= width {
			return cols, wraps, true
		}
		if t.shrink(cols, wraps, total-width) {
			return cols, wraps, true
		}
		drop := -1
		for k, i := range cols {
			if t.cols[i].prio > 0 && (drop < 0 || t.cols[i].prio > t.cols[cols[drop]].prio) {
				drop = k
			}
		}
		if drop < 0 {
			return cols, wraps, false
		}
		cols = append(cols[:drop:drop], cols[drop+1:]...)
	}
}

// shrink takes excess cells from the flex column, and says whether that does.
func (t *table) shrink(cols, wraps []int, excess int) bool {
	for k, i := range cols {
		if c := t.cols[i]; c.flex && wraps[k]-excess >= c.min {
			wraps[k] -= excess
			return true
		}
	}
	return false
}

// widths returns the natural width of each column in cells.
func (t *table) widths(cols []int) []int {
	out := make([]int, len(cols))
	for k, i := range cols {
		out[k] = cells(t.cols[i].head)
		for _, row := range t.rows {
			out[k] = max(out[k], cells(row[i]))
		}
		if t.foot != nil {
			out[k] = max(out[k], cells(t.foot[i]))
		}
		if m := t.cols[i].max; m > 0 {
			out[k] = min(out[k], m)
		}
	}
	return out
}

// total returns the width of the table with the given column widths.
func (t *table) total(widths []int) int {
	sum := 0
	for _, w := range widths {
		sum += w
	}
	if t.boxed {
		return sum + 3*len(widths) + 1
	}
	return sum + 2*(len(widths)-1)
}

// render writes the table at most width cells wide, "" and false when it
// cannot be that narrow.
func (t *table) render(width int) (string, bool) {
	cols, widths, ok := t.fit(width)
	if !ok {
		return "", false
	}
	rendition := tw.Rendition{
		Borders:  tw.BorderNone,
		Settings: tw.Settings{Separators: tw.Separators{BetweenColumns: tw.Off, BetweenRows: tw.Off}},
		Symbols:  tw.NewSymbols(tw.StyleLight),
	}
	padding := tw.Padding{Right: "  ", Overwrite: true}
	if t.boxed {
		rendition = tw.Rendition{
			Borders:  tw.Border{Left: tw.On, Right: tw.On, Top: tw.On, Bottom: tw.On},
			Settings: tw.Settings{Separators: tw.Separators{BetweenColumns: tw.On, BetweenRows: tw.On}},
			Symbols:  tw.NewSymbols(tw.StyleRounded),
		}
		padding = tw.Padding{Left: " ", Right: " ", Overwrite: true}
	}
	var b strings.Builder
	tt := tablewriter.NewTable(&b, tablewriter.WithRenderer(renderer.NewBlueprint(rendition)), tablewriter.WithEastAsian(tw.Off))
	align := make([]tw.Align, len(cols))
	for k, i := range cols {
		align[k] = tw.AlignLeft
		if t.cols[i].right {
			align[k] = tw.AlignRight
		}
	}
	tt.Configure(func(c *tablewriter.Config) {
		for _, s := range []*tw.CellConfig{&c.Header, &c.Row, &c.Footer} {
			s.Formatting.AutoFormat, s.Formatting.AutoWrap = tw.Off, tw.WrapNone
			s.Alignment = tw.CellAlignment{Global: tw.AlignLeft, PerColumn: align}
			s.Padding.Global = padding
			if !t.boxed {
				s.Padding.PerColumn = make([]tw.Padding, len(cols))
				for k := range s.Padding.PerColumn {
					s.Padding.PerColumn[k] = padding
				}
				s.Padding.PerColumn[len(cols)-1] = tw.PaddingNone
			}
		}
		c.Behavior.TrimSpace, c.Behavior.TrimLine, c.Behavior.TrimTab = tw.Off, tw.Off, tw.Off
	})
	heads := make([]string, len(cols))
	for k, i := range cols {
		heads[k] = t.cols[i].head
	}
	tt.Header(heads)
	var m masks
	for r, row := range t.rows {
		if err := tt.Append(t.line(r, row, cols, widths, &m)); err != nil {
			panic("a table cell cannot be appended: " + err.Error())
		}
	}
	if t.foot != nil {
		tt.Footer(t.line(-1, t.foot, cols, widths, &m))
	}
	if err := tt.Render(); err != nil {
		panic("a table cannot be rendered: " + err.Error()) // it writes into memory
	}
	return trimLines(m.show(b.String())), true
}

// line wraps, masks and paints the cells of one row.
func (t *table) line(r int, row []string, cols, widths []int, m *masks) []string {
	out := make([]string, len(cols))
	for k, i := range cols {
		lines := wrap(row[i], widths[k])
		for n := range lines {
			lines[n] = m.hide(lines[n])
		}
		if t.paint != nil && r >= 0 {
			for n := range lines {
				lines[n] = t.paint(r, i, lines[n])
			}
		}
		out[k] = strings.Join(lines, "\n")
	}
	return out
}

// masks stand for signs of several characters, such as flags: the table library
// adds up the widths of their characters, which is not the width of the sign.
type masks struct{ signs []string }

// The masks are private characters one cell wide: the first says which sign it
// stands for, the others fill up its width.
const (
	firstMask = '\U00100000'
	fillMask  = '\U0010FFFD'
)

// hide masks the signs of a line that the table library would not measure
// right, and the masks themselves.
func (m *masks) hide(line string) string {
	var b strings.Builder
	for g := displaywidth.StringGraphemes(line); g.Next(); {
		sign, sum := g.Value(), 0
		for _, r := range sign {
			sum += displaywidth.Rune(r)
		}
		if g.Width() < 1 || sum == g.Width() && !strings.ContainsFunc(sign, func(r rune) bool { return r >= firstMask }) {
			b.WriteString(sign)
			continue
		}
		i := slices.Index(m.signs, sign)
		if i < 0 {
			i = len(m.signs)
			m.signs = append(m.signs, sign)
		}
		b.WriteString(string(firstMask+rune(i)) + strings.Repeat(string(fillMask), g.Width()-1))
	}
	return b.String()
}

// show puts the signs back.
func (m *masks) show(s string) string {
	var pairs []string
	for i, sign := range m.signs {
		pairs = append(pairs, string(firstMask+rune(i))+strings.Repeat(string(fillMask), cells(sign)-1), sign)
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

// trimLines takes trailing blanks off every line, and the ends of colours that
// the table library writes behind them.
func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
		for shorter := strings.TrimSuffix(lines[i], "\x1b[0m"); strings.HasSuffix(shorter, " "); shorter = strings.TrimSuffix(lines[i], "\x1b[0m") {
			lines[i] = strings.TrimRight(shorter, " ")
		}
	}
	return strings.Join(lines, "\n")
}

// wrap breaks a text at blanks into lines of at most width cells, one at
// least. A no-break space does not break; a word longer than a line is cut
// behind a dash or dot in its second half, or else between characters.
func wrap(s string, width int) []string {
	width = max(width, 1)
	var lines []string
	line, used := "", 0
	for word := range strings.SplitSeq(s, " ") {
		for cells(word) > width {
			if line != "" {
				lines, line, used = append(lines, line), "", 0
			}
			head := displaywidth.TruncateString(word, width, "")
			if head == "" {
				break // a character wider than the line
			}
			if i := strings.LastIndexAny(head, "-_./"); i >= len(head)/2 {
				head = head[:i+1] // a name of a file breaks behind a sign rather than in a word
			}
			lines, word = append(lines, head), word[len(head):]
		}
		switch n := cells(word); {
		case word == "":
		case line == "":
			line, used = word, n
		case used+1+n <= width:
			line, used = line+" "+word, used+1+n
		default:
			lines, line, used = append(lines, line), word, n
		}
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}
