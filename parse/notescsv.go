package parse

import (
	"errors"
	"strings"
	"unicode/utf8"
)

const (
	maxNoteColumns = 64 // more cells of a row are taken as one
	maxQuotedLines = 20 // lines that a quoted text may span
)

// ReadNotesCSV reads notes.csv. name is how messages call the file. It is
// total: whatever is wrong with a line is told in the journal, all at once,
// and costs that line only.
func ReadNotesCSV(data []byte, name string) Journal { return Limits{}.ReadNotesCSV(data, name) }

// ReadNotesCSV is ReadNotesCSV with these limits.
func (l Limits) ReadNotesCSV(data []byte, name string) Journal {
	r, ok := newNoteReader("csv", name, data, l)
	if !ok {
		return r.alone()
	}
	rows := csvRows{lines: r.lines}
	columns, ok := r.header(&rows)
	if !ok {
		return r.done()
	}
	for n := int64(1); ; n++ {
		cells, pos, err := rows.next()
		if pos.Line == 0 {
			return r.done()
		}
		if n > r.bounds.NotesRows {
			r.fail(pos, "more than %s rows are not read. Split the file%s", grouped(r.bounds.NotesRows), raise(limitRows))
			return r.alone()
		}
		if err != nil {
			r.fail(pos, "%s", err.Error())
			continue
		}
		r.csvRow(columns, cells)
	}
}

// csvRow understands the cells of one row, unless all are empty.
func (r *noteReader) csvRow(columns []string, cells []noteCell) {
	row := noteRow{pos: cells[0].pos}
	empty := true
	for i, c := range cells {
		empty = empty && c.text == ""
		if i >= len(columns) {
			if c.text != "" {
				r.fail(c.pos, "more cells than columns: put quotes around a text that holds the separator")
				return
			}
			continue
		}
		if to := row.cell(columns[i]); to != nil {
			*to = c
		}
	}
	if !empty {
		r.entry(row)
	}
}

// header finds the separator and the columns, "" for one that is not read. It
// returns false when no row can be understood.
func (r *noteReader) header(rows *csvRows) (columns []string, ok bool) {
	var cells []noteCell
	var pos Pos
	var err error
	start := *rows
	most := -1
	for _, sep := range []byte{',', ';', '\t'} {
		try := start
		try.sep = sep
		c, p, e := try.next()
		if p.Line == 0 {
			return nil, false // nothing was noted
		}
		known := 0
		for _, x := range c {
			if columnOf(x.text) != "" {
				known++
			}
		}
		if known > most {
			most, cells, pos, err = known, c, p, e
			*rows = try
		}
	}
	const want = "date,file,at,what,where,severity,amount,note"
	switch {
	case err != nil:
		r.fail(pos, "%s", err.Error())
		return nil, false
	case most == 0:
		r.fail(cells[0].pos, "no header: name the columns in the first line, e.g. %s", want)
		return nil, false
	}
	seen := map[string]bool{}
	for _, c := range cells {
		name := columnOf(c.text)
		switch {
		case name == "" && c.text != "":
			hint := meant(normal(c.text), noteColumns[:])
			if hint == "" {
				hint = "."
			}
			r.warn(c.pos, "unknown column %s%s Ignored.", quoted(c.text), hint)
		case seen[name] && name != "":
			r.warn(c.pos, "column %q stands there twice. The second one is ignored.", name)
			name = ""
		}
		seen[name] = true
		columns = append(columns, name)
	}
	if !seen["what"] {
		r.fail(cells[0].pos, `no column "what": name the columns in the first line, e.g. %s`, want)
		return nil, false
	}
	return columns, true
}

// columnOf returns the column that a cell of the header names, or "".
func columnOf(s string) string {
	s = normal(s)
	if new(noteRow).cell(s) == nil {
		return ""
	}
	return s
}

// csvRows splits lines into rows of cells.
type csvRows struct {
	lines []string
	i     int // the next line
	sep   byte
}

// next returns the cells of the next row, at least one; blank lines, lines
// that begin with # and a spreadsheet's sep= line are passed over. A row with
// a broken quote gives an error and its place, and costs the lines up to that
// quote. At the end pos is zero.
func (c *csvRows) next() (cells []noteCell, pos Pos, err error) {
	for ; c.i < len(c.lines); c.i++ {
		s := strings.TrimSpace(c.lines[c.i])
		if s == "" || s[0] == '#' || len(s) <= 5 && strings.HasPrefix(strings.ToLower(s), "sep=") {
			continue
		}
		return c.row()
	}
	return nil, Pos{}, nil
}

// row splits the row that begins in line c.i.
func (c *csvRows) row() (cells []noteCell, pos Pos, err error) {
	rest, column := c.lines[c.i], 1
	for {
		n := 0
		for n < len(rest) && (rest[n] == ' ' || rest[n] == '\t') && rest[n] != c.sep {
			n++
		}
		rest, column = rest[n:], column+n
		cell := noteCell{pos: Pos{Line: c.i + 1, Column: column}}
		if len(cells) == 0 {
			pos = cell.pos
		}
		switch {
		case len(cells) == maxNoteColumns:
			cell.text, rest = Clean(strings.Trim(rest, string(c.sep)+" ")), ""
		case strings.HasPrefix(rest, `"`):
			cell.text, rest, column, err = c.quotedCell(rest, column)
			if err != nil {
				c.i++
				return nil, cell.pos, err
			}
		default:
			text := rest
			if n := strings.IndexByte(rest, c.sep); n >= 0 {
				text = rest[:n]
			}
			cell.text, rest = Clean(text), rest[len(text):]
			column += utf8.RuneCountInString(text)
		}
		cells = append(cells, cell)
		if rest == "" {
			c.i++
			return cells, pos, nil
		}
		rest, column = rest[1:], column+1 // the separator
	}
}

var (
	errQuoteOpen  = errors.New(`this quote is never closed. End the text with ", and write a quote inside it twice`)
	errQuoteStray = errors.New(`text after the closing quote. Write a quote inside a quoted text twice: ""`)
)

// quotedCell reads a quoted text that begins rest, over several lines if need
// be, and returns what stands behind it. It moves c.i to the line in which it
// ends; where the quote is broken, c.i stays.
func (c *csvRows) quotedCell(rest string, column int) (text, behind string, at int, err error) {
	var b strings.Builder
	i := c.i
	rest, column = rest[1:], column+1
	for {
		n := strings.IndexByte(rest, '"')
		if n < 0 {
			b.WriteString(rest + "\n")
			if i++; i >= len(c.lines) || i >= c.i+maxQuotedLines {
				return "", "", 0, errQuoteOpen
			}
			rest, column = c.lines[i], 1
			continue
		}
		b.WriteString(rest[:n])
		column += utf8.RuneCountInString(rest[:n]) + 1
		rest = rest[n+1:]
		if strings.HasPrefix(rest, `"`) {
			b.WriteByte('"')
			rest, column = rest[1:], column+1
			continue
		}
		break
	}
	for rest != "" && rest[0] != c.sep && (rest[0] == ' ' || rest[0] == '\t') {
		rest, column = rest[1:], column+1
	}
	switch {
	case rest == "" || rest[0] == c.sep:
		c.i = i
		return Clean(b.String()), rest, column, nil
	case i == c.i:
		return "", "", 0, errQuoteStray
	}
	return "", "", 0, errQuoteOpen
}
