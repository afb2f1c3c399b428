package parse

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// What is taken of an activities.csv; our own choice. An export has some 100
// columns, and an archive no more files than the limit on its entries.
const (
	maxStravaCells = 10_000 // separators in one line
	maxStravaRows  = 100_000
)

// stravaRow is what Strava's activities.csv says about one recording, cleaned.
type stravaRow struct {
	Title       string
	Sport       string // FIT's words in lower case; "" when not known
	Description string
}

// stravaColumns are the places of the columns we use; -1: not there.
type stravaColumns struct{ file, title, sport, description int }

// readStrava reads the activities.csv of a Strava export and returns its rows
// by file name, such as "activities/1.fit.gz". Names and order of the columns
// follow the language of the account, so the column of file names is the one
// whose values begin with "activities/"; the others go by their English name,
// else by the place that they have had in all layouts. Rows without a file
// (manual entries) are passed over. Of two rows for a file the first counts.
func readStrava(data []byte) (map[string]stravaRow, []NoteError) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	data, _ = fromUTF16(data)
	for line := range bytes.Lines(data) { // before each separator becomes a cell
		if bytes.Count(line, []byte(","))+bytes.Count(line, []byte(";"))+bytes.Count(line, []byte("\t")) > maxStravaCells {
			return nil, []NoteError{stravaDoubt(0, "it has a line of more than %s cells; no titles are taken from it", grouped(maxStravaCells))}
		}
	}
	header, file, err := stravaLayout(data)
	if err != nil {
		return nil, []NoteError{stravaDoubt(0, "it cannot be read: %s", Clean(err.Error()))}
	}
	if file < 0 {
		return nil, []NoteError{stravaDoubt(0, "no column names files in activities/; no titles are taken from it")}
	}
	col := stravaColumns{
		file:        file,
		title:       stravaColumn(header, "Activity Name", 2),
		sport:       stravaColumn(header, "Activity Type", 3),
		description: stravaColumn(header, "Activity Description", 4),
	}
	rows := make(map[string]stravaRow)
	twice, again := 0, 0 // rows for a file that had one, and the line of the first
	r := stravaReader(data)
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return rows, []NoteError{stravaDoubt(0, "it cannot be read to its end: %s", Clean(err.Error()))}
		}
		name := stravaFile(field(record, col.file))
		if name == "" {
			continue
		}
		if len(rows) == maxStravaRows {
			return rows, []NoteError{stravaDoubt(0, "it names more than %s files; the first of them count", grouped(maxStravaRows))}
		}
		if _, ok := rows[name]; ok {
			if twice++; twice == 1 {
				again, _ = r.FieldPos(0)
			}
			continue
		}
		rows[name] = stravaRow{
			Title:       Clean(field(record, col.title)),
			Sport:       stravaSport(field(record, col.sport)),
			Description: Clean(field(record, col.description)),
		}
	}
	if twice > 0 {
		return rows, []NoteError{stravaDoubt(again, "the first of %d rows for a file that has one already; the first row of a file counts", twice)}
	}
	return rows, nil
}

func stravaDoubt(line int, format string, args ...any) NoteError {
	return NoteError{Pos: Pos{Line: line}, Warning: true, Text: fmt.Sprintf(format, args...)}
}

// stravaReader reads data with the separator that their first line has most
// of: spreadsheets save a comma as a semicolon or a tab.
func stravaReader(data []byte) *csv.Reader {
	first, _, _ := bytes.Cut(data, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(data))
	most := bytes.Count(first, []byte(","))
	for _, c := range ";\t" {
		if n := bytes.Count(first, []byte(string(c))); n > most {
			r.Comma, most = c, n
		}
	}
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	r.ReuseRecord = true
	return r
}

// stravaLayout returns the header and which column holds the most file names,
// -1 when none does.
func stravaLayout(data []byte) (header []string, file int, err error) {
	r := stravaReader(data)
	record, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, -1, nil
	}
	if err != nil {
		return nil, -1, err
	}
	header = append(header, record...)
	counts := make([]int, len(header))
	for {
		record, err := r.Read()
		if err != nil { // the rows before are as good as ever
			break
		}
		for i := range min(len(record), len(counts)) {
			if stravaFile(record[i]) != "" {
				counts[i]++
			}
		}
	}
	file = -1
	for i, n := range counts {
		if n > 0 && (file < 0 || n > counts[file]) {
			file = i
		}
	}
	return header, file, nil
}

// stravaColumn returns the first column of that name, else the usual place.
func stravaColumn(header []string, name string, usual int) int {
	for i, h := range header {
		if strings.EqualFold(strings.TrimSpace(h), name) {
			return i
		}
	}
	return usual
}

// stravaFile returns v with slashes when it names a file of the export, else "".
func stravaFile(v string) string {
	v = strings.ReplaceAll(strings.TrimSpace(v), `\`, "/")
	if !strings.HasPrefix(v, "activities/") || strings.ContainsAny(v, "\r\n") {
		return ""
	}
	return v
}

// field returns column i of a row that may be too short.
func field(record []string, i int) string {
	if i < 0 || i >= len(record) {
		return ""
	}
	return record[i]
}

// stravaSport turns Strava's name for a sport, English or German, into FIT's
// word, or "" when there is none or it is not known.
func stravaSport(v string) string {
	switch strings.ToLower(strings.TrimSpace(v)) {
	case "run", "trail run", "virtual run", "lauf", "traillauf", "virtueller lauf":
		return "running"
	case "walk", "spaziergang":
		return "walking"
	case "hike", "wanderung":
		return "hiking"
	case "ride", "virtual ride", "e-bike ride", "mountain bike ride", "e-mountain bike ride", "gravel ride",
		"radfahrt", "virtuelle radfahrt", "mountainbike-fahrt", "gravel-fahrt":
		return "cycling"
	case "swim", "schwimmen":
		return "swimming"
	case "rowing", "virtual rowing", "rudern":
		return "rowing"
	case "workout", "weight training", "training", "krafttraining":
		return "training"
	}
	return ""
}
