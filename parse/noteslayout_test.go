package parse

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// inUTF16 writes text as a spreadsheet's "Unicode text", with its mark.
func inUTF16(text string, little bool) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune("\ufeff" + text)) {
		if little {
			b.Write([]byte{byte(u), byte(u >> 8)})
		} else {
			b.Write([]byte{byte(u >> 8), byte(u)})
		}
	}
	return b.String()
}

func TestReadNotesLayout(t *testing.T) {
	for _, c := range []struct {
		name, data string
		columns    string // joined by blanks
		added      string // how "x;é\n" is to be added
	}{
		{"an empty file has no header yet", "", "", "x;é\n"},
		{"comments alone are no header", "# mine\n", "", "x;é\n"},
		{"a file of ours", NotesHeader + "\n", "date file at what where severity amount note", "x;é\n"},
		{"a missing end of the last line comes first", "date,at,what", "date at what", "\nx;é\n"},
		{"lines of Windows stay such", "date,at,what\r\n", "date at what", "x;é\r\n"},
		{"a missing end among them too", "date,at,what\r\n2026-05-01,,race", "date at what", "\r\nx;é\r\n"},
		{"lines of an old Mac stay such", "date,at,what\r2026-05-01,,race\r", "date at what", "x;é\r"},
		{"semicolons, another order and unknown columns", "What;weather;at;file\n", "what  at file", "x;é\n"},
		{"tabs after a mark", "\ufefffile\tat\twhat\n", "file at what", "x;é\n"},
		{"the line of a spreadsheet before the header", "sep=;\nfile;at;what\n", "file at what", "x;é\n"},
		{"a column that stands twice counts once", "file,at,what,at\n", "file at what ", "x;é\n"},
		{"UTF-16 with the low byte first", inUTF16("file\tat\twhat\n", true), "file at what", "x\x00;\x00\xe9\x00\n\x00"},
		{"UTF-16 with the high byte first", inUTF16("file\tat\twhat", false), "file at what", "\x00\n\x00x\x00;\x00\xe9\x00\n"},
		{"Windows-1252", "file,at,what,note\n,,race,caf\xe9\n", "file at what note", "x;\xe9\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, err := ReadNotesLayout([]byte(c.data))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(l.Columns, " "); got != c.columns || (l.Columns == nil) != (c.columns == "") {
				t.Errorf("columns %q, want %q", got, c.columns)
			}
			added, err := l.Encode("x;é\n")
			if err != nil || string(added) != c.added {
				t.Errorf("added %q, %v; want %q", added, err, c.added)
			}
		})
	}
	for data, separator := range map[string]string{"file,at,what": ",", "file;at;what": ";", "file\tat\twhat": "\t", "": ","} {
		if l, err := ReadNotesLayout([]byte(data)); err != nil || l.Separator != separator {
			t.Errorf("%q: separator %q, %v", data, l.Separator, err)
		}
	}
}

func TestDecimalCommaIsSeen(t *testing.T) {
	for row, want := range map[string]bool{
		"r;km 29,5;cramp;":       true,
		"r;2:41:10;drink;0,5 l":  true,
		"r;km 29.5;cramp;":       false,
		"r;2:41:10;cramp;":       false,
		"r;;symptom;tired, 3, 4": false,
		"r;;symptom;1,2,3":       false,
		"r;;food;1,000 calories": true, // nobody can tell; both are read
	} {
		l, err := ReadNotesLayout([]byte("file;at;what;note\n" + row + "\n"))
		if err != nil || l.DecimalComma != want {
			t.Errorf("%s: %v, %v; want %v", row, l.DecimalComma, err, want)
		}
	}
}

func TestNotesThatNothingCanBeAddedTo(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"no header", "2026-05-01,run.fit,0:10:00,cramp\n", "line 1: no header: name the columns in the first line, e.g. " + NotesHeader},
		{"no column what", "# mine\ndate,file,at\n", `line 2: no column "what": name the columns in the first line, e.g. ` + NotesHeader},
		{"no column for the moment", "date,file,what\n", "line 1: a line needs the columns at, and file or date: add them to the header, e.g. " + NotesHeader},
		{"no column for the run", "at,what\n", "line 1: a line needs the columns at, and file or date: add them to the header, e.g. " + NotesHeader},
		{"a header with a broken quote", "\"date,file,at,what\n", "line 1: " + errQuoteOpen.Error()},
		{"too long", strings.Repeat("#", 10<<20+1), "notes of more than 10 MB are not read. Split the file; --max-notes raises this limit"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := ReadNotesLayout([]byte(c.data)); err == nil || err.Error() != c.want {
				t.Errorf("%v\nwant %s", err, c.want)
			}
		})
	}
	l, err := ReadNotesLayout([]byte("file,at,what,note\n,,race,caf\xe9\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Encode("走.fit\n"); err == nil || err.Error() != `a file name cannot be written in its encoding: save it as "CSV UTF-8"` {
		t.Errorf("a name beyond the encoding: %v", err)
	}
}

func TestOtherLines(t *testing.T) {
	const data = `date,file,at,what,note
# a free comment
# a free one, with a comma
2026-05-01,run.fit,0:10:00,cramp,this is a note
# 2026-05-01,run.fit,0:20:00,cramp?,declined
#2026-05-01,run.fit,0:30:00,cramp,declined too
# 2026-05-02,,,,"1:10:00 on the timer: nothing"
#,walk.fit,,,only a file
# 2026-05-01,run.fit,0:40:00,drink,a drink that was none
# 01/02/2026,run.fit,0:50:00,cramp?,a date of two meanings
2026-05-01,run.fit,1:00:00,crmp,a typing error
2026-05-01,run.fit,1:10,cramp,"kept, two parts are the time of day"
2026-05-01,run.fit,1:20:00,drink,no amount is fine
2026-05-01,run.fit,1:30:99,cramp,no moment
2026-05-01,run.fit,1:40:00,cramp,left,over
`
	type line struct {
		line       int
		date, file string
		at         string
	}
	want := []line{
		{5, "2026-05-01", "run.fit", "0:20:00"},
		{6, "2026-05-01", "run.fit", "0:30:00"},
		{7, "2026-05-02", "", ""},
		{8, "", "walk.fit", ""},
		{9, "2026-05-01", "run.fit", ""},
		{11, "2026-05-01", "run.fit", "1:00:00"},
		{14, "2026-05-01", "run.fit", ""},
		{15, "2026-05-01", "run.fit", "1:40:00"},
	}
	var got []line
	for _, e := range OtherLines([]byte(data), "notes.csv") {
		if e.Kind != OtherLine || e.Origin != "csv" || e.Source != "notes.csv" {
			t.Errorf("%+v", e)
		}
		got = append(got, line{e.Pos.Line, e.Date, e.File, e.At.Text})
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v\nwant %v", got, want)
	}
	if got := OtherLines([]byte("no header\n# 2026-05-01,run.fit,0:20:00,cramp?\n"), ""); got != nil {
		t.Errorf("without a header: %v", got)
	}
}

// FuzzNotesLayout adds a line in the manner of any file: it must be read as it
// was, and the line with it or not at all, but never another one lost.
func FuzzNotesLayout(f *testing.F) {
	for _, s := range []string{
		NotesHeader + "\n", "", "# mine\n", "date,at,what\r\n2026-05-01,,race", "sep=;\nfile;at;what\n", "file,at,what,at\n",
		inUTF16("file\tat\twhat\n", true), inUTF16("file\tat\twhat", false), "file,at,what,note\n,,race,caf\xe9\n",
		"date,at\n#2026-05-01,0:10:00\n", "date,at,what\n\"2026-05-01,,race\n", "\xff\xfed", "date,what\n", "date;at;note\n;;29,5\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, e := range OtherLines(data, "n.csv") {
			if e.Kind != OtherLine || e.Date == "" && e.File == "" || e.Pos.Line < 1 {
				t.Errorf("%+v", e)
			}
		}
		l, err := ReadNotesLayout(data)
		if err != nil {
			return
		}
		if l.Separator == "" || l.Newline == "" || l.Columns != nil && !slices.Contains(l.Columns, "at") {
			t.Errorf("%+v", l)
		}
		added, err := l.Encode("# x\n")
		if err != nil {
			t.Fatal(err)
		}
		was, is := ReadNotesCSV(data, "n.csv"), ReadNotesCSV(slices.Concat(data, added), "n.csv")
		if len(is.Entries) < len(was.Entries) {
			t.Errorf("%d of %d entries with a comment added", len(is.Entries), len(was.Entries))
		}
	})
}
