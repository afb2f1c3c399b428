package parse

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"
)

// noteKinds lists what a row can note, in the order in which messages say it.
var noteKinds = [...]string{
	"cramp", "cramp?", "drink", "sodium", "food", "warmup", "drills", "stretch", "massage", "roller", "compression",
	"strength", "weight", "urine", "urine_volume", "thirst", "soreness", "symptom", "caffeine", "goal", "race",
	"workout", "official_distance", "corral", "tz", "temperature", "humidity", "dew_point", "wbgt",
}

// readKind reads the word for what a row notes.
func readKind(s string) (k Kind, suggested bool, err error) {
	w := kindSpelling.Replace(normal(s))
	switch w {
	case "cramp?":
		return Cramp, true, nil
	case "warm_up":
		w = "warmup"
	case "symptoms":
		w = "symptom"
	case "urine_colour", "urine_color":
		w = "urine"
	case "corral_pace":
		w = "corral"
	}
	if slices.Contains(noteKinds[:], w) {
		return Kind(w), false, nil
	}
	if hint := meant(w, noteKinds[:]); hint != "" {
		return "", false, fmt.Errorf("unknown what %s%s", quoted(s), hint)
	}
	return "", false, fmt.Errorf("unknown what %s: write one of %s", quoted(s), listing(noteKinds[:]))
}

var kindSpelling = strings.NewReplacer(" ?", "?", " ", "_", "-", "_")

// noteCell is a text of the notes, cleaned, and where it stands.
type noteCell struct {
	text string
	pos  Pos
}

// noteRow is what both forms of notes come down to before it is understood.
type noteRow struct {
	pos Pos // where it begins

	date, file, at, what, where, severity, amount, note, response, sodium, carb noteCell

	key string // the YAML key whose value is the amount, "" for a row or an event
}

// noteColumns are the names of a noteRow's cells.
var noteColumns = [...]string{
	"date", "file", "at", "what", "where", "severity", "amount", "note", "response", "sodium", "carb",
}

// cell returns the cell of a column, nil for a name that is none.
func (r *noteRow) cell(name string) *noteCell {
	switch name {
	case "date":
		return &r.date
	case "file":
		return &r.file
	case "at":
		return &r.at
	case "what":
		return &r.what
	case "where":
		return &r.where
	case "severity":
		return &r.severity
	case "amount":
		return &r.amount
	case "note":
		return &r.note
	case "response":
		return &r.response
	case "sodium":
		return &r.sodium
	case "carb":
		return &r.carb
	}
	return nil
}

// noteReader collects the Journal of one file of notes.
type noteReader struct {
	journal Journal
	origin  string // "csv", "yaml" or "config"
	name    string
	bounds  Limits
	lines   []string // of the decoded text
	bad     int      // errors that are no warnings
}

// newNoteReader decodes data into lines. Notes that are too large are refused
// with the journal's only error, and ok is false.
func newNoteReader(origin, name string, data []byte, lim Limits) (r *noteReader, ok bool) {
	r = &noteReader{origin: origin, name: name, bounds: lim.OrDefault()}
	if most := r.bounds.NotesBytes; int64(len(data)) > most {
		what := "notes"
		if origin == "expect" {
			what = "expectations"
		}
		r.fail(Pos{}, "%s of more than %s are not read. Split the file%s", what, inMB(most), raise(limitNotes))
		return r, false
	}
	text, doubt := decodeNotes(data)
	r.lines = strings.Split(text, "\n")
	if doubt.Line > 0 {
		as := `"CSV UTF-8"`
		if origin != "csv" {
			as = "UTF-8"
		}
		r.warn(doubt, "not UTF-8, read as Windows-1252. Where letters look wrong, save the file as %s", as)
	}
	return r, true
}

// decodeNotes makes UTF-8 with lines ended by \n of what spreadsheets and
// editors save: UTF-16 with its mark, UTF-8 with or without one, and where
// that does not fit Windows-1252, with the place of the doubt. Control
// characters become spaces, one for one, so that columns stay.
func decodeNotes(data []byte) (text string, doubt Pos) {
	utf8Mark := []byte("\xef\xbb\xbf")
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		out, err := utf16.UTF16(utf16.BigEndian, utf16.UseBOM).NewDecoder().Bytes(data)
		if err == nil {
			data = out
		}
	case bytes.HasPrefix(data, utf8Mark):
		data = data[len(utf8Mark):]
	case !utf8.Valid(data):
		doubt = firstNotUTF8(data)
		if out, err := charmap.Windows1252.NewDecoder().Bytes(data); err == nil {
			data = out
		}
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(data))
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), r == '\u2028', r == '\u2029', r == '\ufeff':
			return ' '
		case r == '\ufffe', r == '\uffff':
			return utf8.RuneError
		}
		return r
	}, text), doubt
}

// firstNotUTF8 returns where data stops being UTF-8.
func firstNotUTF8(data []byte) Pos {
	p := Pos{Line: 1, Column: 1}
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			return p
		case r == '\n', r == '\r' && (i+1 == len(data) || data[i+1] != '\n'):
			p.Line, p.Column = p.Line+1, 1
		default:
			p.Column++
		}
		i += n
	}
	return p
}

func (r *noteReader) fail(at Pos, format string, args ...any) {
	r.bad++
	r.add(at, false, fmt.Sprintf(format, args...))
}

func (r *noteReader) warn(at Pos, format string, args ...any) {
	r.add(at, true, fmt.Sprintf(format, args...))
}

func (r *noteReader) add(at Pos, warning bool, text string) {
	r.journal.Errors = append(r.journal.Errors, NoteError{
		File: r.name, Pos: at, Warning: warning, Text: Line(text), Line: r.line(at.Line),
	})
}

// alone returns the journal of a file of which nothing is used: no entries
// and the error added last.
func (r *noteReader) alone() Journal {
	n := len(r.journal.Errors)
	return Journal{Errors: r.journal.Errors[n-1:]}
}

// done returns the journal with its errors in the order of the file.
func (r *noteReader) done() Journal {
	sort.SliceStable(r.journal.Errors, func(i, j int) bool {
		a, b := r.journal.Errors[i].Pos, r.journal.Errors[j].Pos
		return a.Line < b.Line || a.Line == b.Line && a.Column < b.Column
	})
	return r.journal
}

// line returns line n, from 1, as messages show it; "" when there is none.
func (r *noteReader) line(n int) string {
	if n < 1 || n > len(r.lines) {
		return ""
	}
	return shownLine(r.lines[n-1])
}

// entry understands a row and adds it to the journal, unless something in it
// is wrong: then everything that is wrong is told and the row is left out. The
// words of a symptom are kept all the same, as they may be a red flag.
func (r *noteReader) entry(row noteRow) {
	before := r.bad
	e := noEntry()
	e.Origin, e.Source, e.Pos = r.origin, r.name, row.pos
	if row.at.text != "" {
		e.Pos = row.at.pos
	}
	e.File = row.file.text
	e.Note = row.note.text
	if row.date.text != "" {
		date, err := readDate(row.date.text)
		r.check(row.date.pos, err)
		e.Date = date
	}
	at, err := readMoment(row.at.text)
	r.check(row.at.pos, err)
	e.At = at
	if r.kind(&e, row) {
		r.values(&e, row)
	}
	if e.File == "" && row.date.text == "" && at.Kind != AtAbsolute && at.Date == "" {
		r.fail(row.pos, "no run named: add a date or a file")
	}
	if r.bad > before {
		if e.Kind != Symptom || e.Word == "" {
			return
		}
		if err != nil {
			e.At = Moment{}
		}
	}
	e.Line = r.line(e.Pos.Line)
	r.journal.Entries = append(r.journal.Entries, e)
}

// check adds err, if any, as an error at a place.
func (r *noteReader) check(at Pos, err error) {
	if err != nil {
		r.fail(at, "%s", err.Error())
	}
}

// kind sets what e notes and says whether that is known.
func (r *noteReader) kind(e *Entry, row noteRow) bool {
	if row.what.text == "" {
		r.fail(row.pos, "what is missing: write one of %s", listing(noteKinds[:]))
		return false
	}
	k, suggested, err := readKind(row.what.text)
	if err != nil && isDigits(row.what.text) && r.origin == "csv" {
		err = fmt.Errorf("%w. A number with a decimal comma needs quotes here, e.g. \"km 29,5\"", err)
	}
	r.check(row.what.pos, err)
	e.Kind, e.Suggested = k, suggested
	return err == nil
}

// values reads the cells whose meaning depends on the kind of e.
func (r *noteReader) values(e *Entry, row noteRow) {
	level := e.Kind == Thirst || e.Kind == Soreness
	switch {
	case row.severity.text == "":
	case level && row.amount.text == "":
		row.amount = row.severity // runners rate their thirst there too
	default:
		v, err := readScale(row.severity.text, 1)
		r.check(row.severity.pos, label("severity", row.severity.text, err))
		e.Severity = v
	}
	if e.Kind == Urine && row.amount.text == "" {
		if _, _, err := readUrine(row.note.text); err == nil {
			row.amount = row.note
		}
	}
	switch {
	case e.Kind == Symptom:
		r.symptom(e, row)
	case row.amount.text != "":
		name := "amount"
		if row.key != "" {
			name = row.key
		}
		r.check(row.amount.pos, label(name, row.amount.text, e.setAmount(row.amount.text)))
	case e.Kind == Race:
		e.Yes = true
	case needsAmount(e.Kind):
		r.fail(row.pos, "%s without an amount: write e.g. %s", e.Kind, amountExample(e.Kind))
	}
	if row.where.text != "" {
		muscle, side, known := readMuscle(row.where.text)
		e.Muscle, e.Side = muscle, side
		if !known {
			e.Note = joinNotes(e.Note, row.where.text)
		}
	}
	if e.Kind == Cramp {
		e.Response = readResponse(row.response.text, row.note.text)
	}
	if row.response.text != "" && (e.Kind != Cramp || !onlyResponses(row.response.text)) {
		e.Note = joinNotes(e.Note, row.response.text)
	}
	r.intake(e, row)
}

// symptom takes the runner's words for a symptom from the note or, where that
// is empty, from the amount.
func (r *noteReader) symptom(e *Entry, row noteRow) {
	e.Word = row.note.text
	switch {
	case e.Word == "":
		e.Word = row.amount.text
	case row.amount.text != "":
		e.Note = joinNotes(row.note.text, row.amount.text)
	}
	if e.Word == "" {
		r.fail(row.pos, "symptom without a word: write it into the note, e.g. headache")
	}
}

// intake reads sodium, carbohydrate and the kind of drink. What has a column
// of its own wins over what the note says.
func (r *noteReader) intake(e *Entry, row noteRow) {
	switch e.Kind {
	case Drink, Sodium, Food:
	default:
		for _, c := range []struct {
			name string
			cell noteCell
		}{{"sodium", row.sodium}, {"carb", row.carb}} {
			if c.cell.text != "" {
				r.warn(c.cell.pos, "%s belongs to drink, food and sodium, not to %s. Ignored.", c.name, e.Kind)
			}
		}
		return
	}
	if row.sodium.text != "" {
		v, err := readSodium(row.sodium.text)
		r.check(row.sodium.pos, label("sodium", row.sodium.text, err))
		if !math.IsNaN(e.SodiumMG) && e.SodiumMG != v {
			r.check(row.sodium.pos, label("sodium", row.sodium.text, errors.New("the amount says something else")))
		}
		e.SodiumMG = v
	}
	if row.carb.text != "" {
		v, err := readCarb(row.carb.text)
		r.check(row.carb.pos, label("carb", row.carb.text, err))
		if !math.IsNaN(e.CarbG) && e.CarbG != v {
			r.check(row.carb.pos, label("carb", row.carb.text, errors.New("the amount says something else")))
		}
		e.CarbG = v
	}
	sodiumMG, carbG := amountsInNote(row.note.text)
	if math.IsNaN(e.SodiumMG) {
		e.SodiumMG = sodiumMG
	}
	if math.IsNaN(e.CarbG) {
		e.CarbG = carbG
	}
	if e.Kind == Drink {
		e.Drink, e.Electrolyte = readDrink(row.note.text)
		e.Electrolyte = e.Electrolyte && e.SodiumMG != 0
	}
}

// label says in front of err which value it is about; nil stays nil.
func label(name, text string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s %s: %w", name, quoted(text), err)
}

// joinNotes appends more to the runner's words.
func joinNotes(note, more string) string {
	if note == "" {
		return Clean(more)
	}
	return Clean(note + "; " + more)
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// listing writes words as an enumeration.
func listing(words []string) string {
	n := len(words)
	if n < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:n-1], ", ") + " or " + words[n-1]
}

// meant returns `, did you mean "severity"?` with the nearest known word when
// one is near, else "". Of two as near, the one with the same first letter
// wins, then the first.
func meant(word string, known []string) string {
	if word == "" {
		return ""
	}
	best, least := "", min((len([]rune(word))+3)/4, 3)
	for _, k := range known {
		d := editDistance(word, k, least)
		nearer := d < least || best == "" || best[0] != word[0] && k[0] == word[0]
		if d <= least && nearer {
			best, least = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(", did you mean %q?", best)
}

// editDistance counts the letters to insert, delete, replace or swap with
// their neighbour to get from a to b (optimal string alignment), and returns
// most+1 for everything beyond most.
func editDistance(a, b string, most int) int {
	x, y := []rune(a), []rune(b)
	if n := len(x) - len(y); n > most || -n > most {
		return most + 1
	}
	var before []int
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(x); i++ {
		next := make([]int, len(y)+1)
		next[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row = row, next
	}
	return min(row[len(y)], most+1)
}
