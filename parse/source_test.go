package parse

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/iotest"
	"time"
	"unicode/utf8"
)

// entry is one member of a zip made for a test.
type entry struct {
	name, data string
	change     func(*zip.FileHeader)
	raw        bool // data are the packed bytes, and change sets the rest
}

func packZip(t testing.TB, entries ...entry) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if e.change != nil {
			e.change(h)
		}
		create := w.CreateHeader
		if e.raw {
			create = w.CreateRaw
		}
		m, err := create(h)
		if err == nil {
			_, err = io.WriteString(m, e.data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func packGzip(t testing.TB, data string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// mapFS is a file system of names and contents.
func mapFS(files map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for name, data := range files {
		m[name] = &fstest.MapFile{Data: []byte(data)}
	}
	return m
}

// atFS is a file system whose files can be read at a place, as those of a disk;
// those of mapFS cannot.
type atFS struct{ fstest.MapFS }

type atFile struct {
	fs.File
	*bytes.Reader
}

func (f atFile) Read(p []byte) (int, error) { return f.Reader.Read(p) }

func (a atFS) Open(name string) (fs.File, error) {
	f, err := a.MapFS.Open(name)
	if m := a.MapFS[name]; err == nil && m != nil && m.Mode.IsRegular() {
		return atFile{f, bytes.NewReader(m.Data)}, nil
	}
	return f, err
}

// lines writes down what was found: path, then the error's code or the bytes
// that Read returns, then the codes of its notes.
func lines(found Found, lim Limits) []string {
	var out []string
	for _, s := range found.Sources {
		out = append(out, line(s, lim))
	}
	for _, s := range found.Notes {
		out = append(out, "notes "+line(s, lim))
	}
	for _, o := range found.Other {
		out = append(out, "other "+o)
	}
	for _, d := range found.Doubts {
		out = append(out, "doubt "+d.File)
	}
	return out
}

func line(s Source, lim Limits) string {
	data, notes, err := s.Read(lim)
	if err != nil {
		return s.Path + " " + string(err.(*Error).Code)
	}
	text := fmt.Sprintf("%s %q", s.Path, data)
	for _, n := range notes {
		text += " " + string(n.Code)
	}
	return text
}

func compareLines(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestFind(t *testing.T) {
	fit := fitHead
	inner := packZip(t, entry{name: "i.fit", data: "I"}, entry{name: "notes.csv", data: "N"})
	for _, tc := range []struct {
		name  string
		files map[string]string
		root  string // "" is the folder
		shown string // "" is "in"
		want  []string
	}{
		{
			name:  "recordings count by extension in any case, sorted by path in byte order",
			files: map[string]string{"b.fit": "1", "a/x.GPX": "2", "a.tcx": "3", "a/B.Fit": "4", "c.fit.gz": packGzip(t, "5")},
			want:  []string{`in/a.tcx "3"`, `in/a/B.Fit "4"`, `in/a/x.GPX "2"`, `in/b.fit "1"`, `in/c.fit.gz "5"`},
		},
		{
			name:  "recordings count by content where the extension says nothing",
			files: map[string]string{"run": fit, "track.xml": "<gpx>", "old.bak": packGzip(t, "5"), "backup": packZip(t, entry{name: "x.fit", data: "6"})},
			want: []string{
				`in/backup!x.fit "6"`, `in/old.bak "5"`,
				fmt.Sprintf("in/run %q", fit), `in/track.xml "<gpx>"`,
			},
		},
		{
			name:  "other files do not count, not even when they mention a track point",
			files: map[string]string{"a.jpg": "\xff\xd8\xff", "README.md": "a `<trkpt>` is", "report.docx": packZip(t, entry{name: "word/document.xml", data: "<w:document>"}), "empty": ""},
			want:  []string{"other in/README.md", "other in/a.jpg", "other in/empty", "other in/report.docx"},
		},
		{
			name:  "notes and configuration are read as what they are",
			files: map[string]string{"notes.csv": "a", "Run.NOTES.yaml": "b", "sub/x.notes.yml": "c", ".crampcheck.yaml": "d", "notes.txt": "e"},
			want:  []string{`notes in/Run.NOTES.yaml "b"`, `notes in/notes.csv "a"`, `notes in/sub/x.notes.yml "c"`, "other in/notes.txt"},
		},
		{
			name:  "hidden folders are not walked, hidden files are",
			files: map[string]string{".git/a.fit": "1", ".x.fit": "2", "a/.Trash/b.gpx": "3"},
			want:  []string{`in/.x.fit "2"`, "other in/.git/", "other in/a/.Trash/"},
		},
		{
			name:  "what macOS leaves beside a recording counts, beside anything else it does not",
			files: map[string]string{"._a.fit": "\x00\x05\x16\x07", "._notes.csv": "\x00\x05\x16\x07", "._x.notes.yaml": "\x00\x05\x16\x07", "._z.zip": "\x00\x05\x16\x07"},
			want:  []string{`in/._a.fit "\x00\x05\x16\a"`, `in/._z.zip "\x00\x05\x16\a"`, "other in/._notes.csv", "other in/._x.notes.yaml"},
		},
		{
			name: "a file given by name counts whatever it is, and brings its notes",
			files: map[string]string{
				"d/run.txt": "x", "d/notes.csv": "n", "d/run.txt.notes.yaml": "y", "d/other.notes.yaml": "o", "d/b.fit": "b",
			},
			root: "d/run.txt", shown: "./d/run.txt",
			want: []string{`./d/run.txt "x"`, `notes ./d/notes.csv "n"`, `notes ./d/run.txt.notes.yaml "y"`},
		},
		{
			name:  "a packed recording given by name finds the notes of its stem",
			files: map[string]string{"run.fit.gz": packGzip(t, "x"), "run.notes.yaml": "y", "run.fit.notes.yaml": "z"},
			root:  "run.fit.gz", shown: "run.fit.gz",
			want: []string{`run.fit.gz "x"`, `notes run.notes.yaml "y"`},
		},
		{
			name:  "notes given by name as a recording count as one",
			files: map[string]string{"notes.csv": "n"},
			root:  "notes.csv", shown: "notes.csv",
			want: []string{`notes.csv "n"`},
		},
		{
			name:  "an archive under another name is opened when given by name",
			files: map[string]string{"all.fit": packZip(t, entry{name: "2.gpx", data: "2"}, entry{name: "1.fit", data: "1"})},
			root:  "all.fit", shown: "all.fit",
			want: []string{`all.fit!1.fit "1"`, `all.fit!2.gpx "2"`},
		},
		{
			name:  "a root that is not there is unreadable",
			files: map[string]string{"a.fit": ""},
			root:  "b.fit", shown: "b.fit",
			want: []string{"b.fit unreadable"},
		},
		{
			name:  "paths lose control characters and keep their end",
			files: map[string]string{"a\x1b[2J/" + strings.Repeat("l", 250) + "/z\u202e.fit": "1"},
			want:  []string{"in/a[2J/" + strings.Repeat("l", 199) + `…/z.fit "1"`},
		},
		{
			name:  "in the current folder paths have no prefix",
			files: map[string]string{"a/b.fit": "1"},
			shown: ".",
			want:  []string{`a/b.fit "1"`},
		},
		{
			name: "members of an archive take its place, sorted by name",
			files: map[string]string{"e.zip": packZip(
				t, entry{name: "b/2.fit.gz", data: packGzip(t, "2")}, entry{name: "b/", data: ""}, entry{name: "a/1.gpx", data: "1"},
				entry{name: "pic.jpg", data: "x"}, entry{name: "raw", data: fit}, entry{name: "notes.csv", data: "n"}, entry{name: ".git/3.fit", data: "3"},
			)},
			want: []string{
				`in/e.zip!a/1.gpx "1"`, `in/e.zip!b/2.fit.gz "2"`, fmt.Sprintf("in/e.zip!raw %q", fit),
				`notes in/e.zip!notes.csv "n"`, "other in/e.zip!.git/3.fit", "other in/e.zip!pic.jpg",
			},
		},
		{
			name: "a zip in a zip is opened, a third one is not",
			files: map[string]string{"e.zip": packZip(
				t, entry{name: "part.zip", data: inner},
				entry{name: "stored.zip", data: inner, change: func(h *zip.FileHeader) { h.Method = zip.Store }},
				entry{name: "deep.zip", data: packZip(t, entry{name: "deeper.zip", data: inner})},
			)},
			want: []string{
				`in/e.zip!deep.zip!deeper.zip unsupported`, `in/e.zip!part.zip!i.fit "I"`, `in/e.zip!stored.zip!i.fit "I"`,
				`notes in/e.zip!part.zip!notes.csv "N"`, `notes in/e.zip!stored.zip!notes.csv "N"`,
			},
		},
		{
			name:  "names that climb out of the archive are only names",
			files: map[string]string{"e.zip": packZip(t, entry{name: "../../etc/x.fit", data: "1"}, entry{name: "/abs.fit", data: "2"}, entry{name: `dir\win.fit`, data: "3"})},
			want:  []string{`in/e.zip!../../etc/x.fit "1"`, `in/e.zip!/abs.fit "2"`, `in/e.zip!dir/win.fit "3"`},
		},
		{
			name: "links in an archive are not followed",
			files: map[string]string{"e.zip": packZip(
				t, entry{name: "a.fit", data: "/etc/passwd", change: func(h *zip.FileHeader) { h.SetMode(fs.ModeSymlink | 0o777) }},
				entry{name: "b.fit", data: "1"},
			)},
			want: []string{`in/e.zip!b.fit "1"`, "other in/e.zip!a.fit"},
		},
		{
			name: "encrypted members and foreign methods are named",
			files: map[string]string{"e.zip": packZip(
				t, entry{name: "a.fit", data: "1", raw: true, change: func(h *zip.FileHeader) { h.Flags |= 1 }},
				entry{name: "b.fit", data: "1", raw: true, change: func(h *zip.FileHeader) { h.Method = 14 }},
				entry{name: "c.jpg", data: "1", raw: true, change: func(h *zip.FileHeader) { h.Flags |= 1 }},
				entry{name: "d.fit", data: "1"},
			)},
			want: []string{"in/e.zip!a.fit encrypted", "in/e.zip!b.fit unsupported", `in/e.zip!d.fit "1"`, "other in/e.zip!c.jpg"},
		},
		{
			name: "archives without a recording, without an entry, without a byte, and cut ones count as one",
			files: map[string]string{
				"a.zip": packZip(t, entry{name: "x.jpg", data: "1"}), "b.zip": packZip(t), "c.zip": "",
				"d.zip": packZip(t, entry{name: "x.fit", data: "1"})[:40], "e.zip": "not a zip",
			},
			want: []string{"in/a.zip not-activity", "in/b.zip empty", "in/c.zip empty", "in/d.zip malformed", "in/e.zip malformed", "other in/a.zip!x.jpg"},
		},
		{
			name:  "a recording under the name of an archive is read",
			files: map[string]string{"a.zip": fit, "b.zip": packGzip(t, "2")},
			want:  []string{fmt.Sprintf("in/a.zip %q", fit), `in/b.zip "2"`},
		},
		{
			name:  "an archive under the name of a recording is read when it holds one",
			files: map[string]string{"a.fit": packZip(t, entry{name: "x.fit.gz", data: packGzip(t, "1")}), "b.gz": packGzip(t, packZip(t, entry{name: "x.fit", data: "2"})), "c.gz": packGzip(t, packZip(t, entry{name: "1.fit", data: ""}, entry{name: "2.fit", data: ""}))},
			want:  []string{`in/a.fit "1"`, `in/b.gz "2"`, "in/c.gz unsupported"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			root, shown := tc.root, tc.shown
			if root == "" {
				root = "."
			}
			if shown == "" {
				shown = "in"
			}
			m := mapFS(tc.files)
			compareLines(t, lines(Find(m, root, shown, Limits{}), Limits{}), tc.want)
			t.Run("the same where files are read in place", func(t *testing.T) {
				compareLines(t, lines(Find(atFS{m}, root, shown, Limits{}), Limits{}), tc.want)
			})
		})
	}
}

func TestMemberNamesOfOldArchives(t *testing.T) {
	data := packZip(t, entry{name: "K\x94ln.fit", data: "1", change: func(h *zip.FileHeader) { h.NonUTF8 = true }})
	compareLines(t, lines(Find(mapFS(map[string]string{"e.zip": data}), ".", "in", Limits{}), Limits{}), []string{`in/e.zip!Köln.fit "1"`})
}

// short is a set of limits that a test can reach.
var short = Limits{RecordingBytes: 1000, ArchiveBytes: 2500, Entries: 5, Depth: 2, NotesBytes: 100}

func TestFindKeepsLimits(t *testing.T) {
	big := strings.Repeat("a", 900)
	q := func(s string) string { return fmt.Sprintf("%q", s) }
	for _, tc := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{
			"a file at the limit is read and one above it is not",
			map[string]string{"a.fit": strings.Repeat("a", 1000), "b.fit": strings.Repeat("a", 1001)},
			[]string{"in/a.fit " + q(strings.Repeat("a", 1000)), "in/b.fit too-large"},
		},
		{
			"what gzip unpacks to is measured, not what it is",
			map[string]string{"a.gz": packGzip(t, strings.Repeat("a", 1000)), "b.gz": packGzip(t, strings.Repeat("a", 1001)), "c.gz": packGzip(t, big) + packGzip(t, big)},
			[]string{"in/a.gz " + q(strings.Repeat("a", 1000)), "in/b.gz too-large", "in/c.gz too-large"},
		},
		{
			"a member above the limit is not unpacked",
			map[string]string{"e.zip": packZip(t, entry{name: "a.fit", data: strings.Repeat("a", 1001)}, entry{name: "b.fit", data: "1"})},
			[]string{"in/e.zip!a.fit too-large", `in/e.zip!b.fit "1"`},
		},
		{
			"an archive stops where its members pass its limit, those that fit are read",
			map[string]string{"e.zip": packZip(t, entry{name: "a.fit", data: big}, entry{name: "b.fit", data: big}, entry{name: "c.fit", data: big}, entry{name: "d.fit", data: "1"})},
			[]string{"in/e.zip!a.fit " + q(big), "in/e.zip!b.fit " + q(big), "in/e.zip!c.fit too-large", `in/e.zip!d.fit "1"`},
		},
		{
			"gzip members count towards the archive with what they unpack to",
			map[string]string{"e.zip": packZip(t, entry{name: "a.gz", data: packGzip(t, big)}, entry{name: "b.gz", data: packGzip(t, big)}, entry{name: "c.gz", data: packGzip(t, big)}, entry{name: "d.gz", data: packGzip(t, big)}, entry{name: "e.gz", data: "\x1f\x8b, but it is not looked into any more"})},
			[]string{"in/e.zip!a.gz " + q(big), "in/e.zip!b.gz " + q(big), "in/e.zip!c.gz too-large", "in/e.zip!d.gz too-large", "in/e.zip!e.gz too-large"},
		},
		{
			"damaged gzip members cost nothing",
			map[string]string{"e.zip": packZip(t, entry{name: "a.gz", data: "\x1f\x8b"}, entry{name: "b.gz", data: "\x1f\x8b"}, entry{name: "c.gz", data: "\x1f\x8b"}, entry{name: "d.gz", data: packGzip(t, big)})},
			[]string{"in/e.zip!a.gz malformed", "in/e.zip!b.gz malformed", "in/e.zip!c.gz malformed", "in/e.zip!d.gz " + q(big)},
		},
		{
			"an archive with too many entries is one input",
			map[string]string{"e.zip": packZip(t, entry{name: "1.fit"}, entry{name: "2.fit"}, entry{name: "3"}, entry{name: "4"}, entry{name: "5"}, entry{name: "6"})},
			[]string{"in/e.zip too-many"},
		},
		{
			"entries of inner archives count too",
			map[string]string{"e.zip": packZip(
				t, entry{name: "a.fit", data: "1"}, entry{name: "b.zip", data: packZip(t, entry{name: "1.fit", data: "1"}, entry{name: "2.fit", data: "2"})},
				entry{name: "c.zip", data: packZip(t, entry{name: "3.fit", data: "3"}, entry{name: "4.fit", data: "4"})},
			)},
			[]string{`in/e.zip!a.fit "1"`, `in/e.zip!b.zip!1.fit "1"`, `in/e.zip!b.zip!2.fit "2"`, "in/e.zip!c.zip too-many"},
		},
		{
			"notes have a limit of their own",
			map[string]string{"notes.csv": strings.Repeat("a", 101), "a.notes.yaml": strings.Repeat("a", 100)},
			[]string{"notes in/a.notes.yaml " + q(strings.Repeat("a", 100)), "notes in/notes.csv too-large"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := mapFS(tc.files)
			compareLines(t, lines(Find(m, ".", "in", short), short), tc.want)
			compareLines(t, lines(Find(atFS{m}, ".", "in", short), short), tc.want)
		})
	}
}

// overlapping makes a zip whose directory names the same bytes n times.
func overlapping(t testing.TB, n int) string {
	one := packZip(t, entry{name: "a.fit", data: strings.Repeat("a", 500)})
	end := strings.LastIndex(one, "PK\x05\x06")
	dir := strings.Index(one, "PK\x01\x02")
	head := []byte(one[:dir] + strings.Repeat(one[dir:end], n) + one[end:])
	tail := head[len(head)-22:]
	binary.LittleEndian.PutUint16(tail[8:], uint16(n))
	binary.LittleEndian.PutUint16(tail[10:], uint16(n))
	binary.LittleEndian.PutUint32(tail[12:], uint32(n*(end-dir)))
	return string(head)
}

func TestArchivesThatLie(t *testing.T) {
	payload := strings.Repeat("abcdefghij", 20)
	sound := packZip(t, entry{name: "a.fit", data: payload, change: func(h *zip.FileHeader) { h.Method = zip.Store }})
	// directory returns sound with a changed field of its directory entry.
	directory := func(at int, v uint32) string {
		b := []byte(sound)
		dir := strings.LastIndex(sound, "PK\x01\x02")
		binary.LittleEndian.PutUint32(b[dir+at:], v)
		return string(b)
	}
	const crc, unpacked = 16, 24 // offsets in an entry of the directory
	quoted := fmt.Sprintf("%q", payload)
	for _, tc := range []struct{ name, data, want string }{
		{"nothing is wrong", sound, "in/e.zip!a.fit " + quoted},
		{"a wrong checksum is noted", directory(crc, 1), "in/e.zip!a.fit " + quoted + " checksum"},
		{"a member longer than it says is used up to there", directory(unpacked, 100), "in/e.zip!a.fit " + fmt.Sprintf("%q", payload[:100]) + " malformed"},
		{"a member shorter than it says is used", directory(unpacked, 300), "in/e.zip!a.fit " + quoted + " truncated"},
		{"a member that says it is huge is refused", directory(unpacked, 1<<30), "in/e.zip!a.fit too-large"},
		{"entries that share their bytes are a trap", overlapping(t, 30), "in/e.zip malformed"},
		{"what stands before the archive does not matter", "#!/bin/sh\n" + sound, "in/e.zip!a.fit " + quoted},
	} {
		t.Run(tc.name, func(t *testing.T) {
			compareLines(t, lines(Find(mapFS(map[string]string{"e.zip": tc.data}), ".", "in", Limits{}), Limits{}), []string{tc.want})
		})
	}
}

// counting counts the bytes that are read from it.
type counting struct {
	io.ReaderAt
	n int64
}

func (c *counting) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(p, off)
	c.n += int64(n)
	return n, err
}

func TestDirectoryIsReadUpToABudget(t *testing.T) {
	var entries []entry
	for i := range 6000 {
		store := func(h *zip.FileHeader) { h.Method = zip.Store }
		entries = append(entries, entry{name: fmt.Sprintf("%05d.fit", i), change: store})
	}
	data := packZip(t, entries...)
	if dir := len(data) - strings.Index(data, "PK\x01\x02"); dir <= 5*512+256*1024 {
		t.Fatalf("the directory is only %d bytes", dir)
	}
	r := &counting{ReaderAt: strings.NewReader(data)}
	_, err := openZip(r, int64(len(data)), 5)
	if e, ok := err.(*Error); !ok || e.Code != TooMany {
		t.Errorf("error = %v, want %s", err, TooMany)
	}
	if most := int64(5*512 + 256*1024); r.n > most {
		t.Errorf("read %d bytes of the directory, want at most %d", r.n, most)
	}
}

func TestGunzip(t *testing.T) {
	// Noise hardly shrinks, so a cut in the middle leaves something to use.
	noise := make([]byte, 200_000)
	r := rand.NewChaCha8([32]byte{1})
	_, _ = r.Read(noise)
	for i := range noise { // so that it is packed in codes, not stored
		noise[i] = "0123456789abcdef"[noise[i]%16]
	}
	whole := packGzip(t, string(noise))
	badCRC := []byte(packGzip(t, "hello"))
	badCRC[len(badCRC)-8] ^= 1
	var hole bytes.Buffer // one good block, then a kind of block that does not exist
	w := gzip.NewWriter(&hole)
	_, _ = io.WriteString(w, "hello")
	_ = w.Flush()
	hole.WriteString("\x07rest")
	for _, tc := range []struct {
		name, data string
		want       string // what comes out; a beginning of the noise where atLeast is set
		atLeast    int    // bytes
		notes      []Code
		code       Code
	}{
		{name: "one member", data: packGzip(t, "hello"), want: "hello"},
		{name: "two members are one file", data: packGzip(t, "hel") + packGzip(t, "lo"), want: "hello"},
		{name: "an empty member before another", data: packGzip(t, "") + packGzip(t, "lo"), want: "lo"},
		{name: "zero bytes at the end are padding", data: packGzip(t, "hello") + strings.Repeat("\x00", 512), want: "hello"},
		{name: "zero bytes between members are padding", data: packGzip(t, "hel") + "\x00\x00" + packGzip(t, "lo"), want: "hello"},
		{name: "anything else at the end is noted", data: packGzip(t, "hello") + "rubbish after the end", want: "hello", notes: []Code{Malformed}},
		{name: "a bad checksum is noted", data: string(badCRC), want: "hello", notes: []Code{Checksum}},
		{name: "a bad checksum does not cost the next member", data: string(badCRC) + packGzip(t, "!"), want: "hello!", notes: []Code{Checksum}},
		{name: "a cut end is noted", data: whole[:80_000], atLeast: 100_000, notes: []Code{Truncated}},
		{name: "a cut trailer is noted", data: whole[:len(whole)-4], atLeast: 200_000, notes: []Code{Truncated}},
		{name: "a damage is noted and what comes before is used", data: hole.String(), want: "hello", notes: []Code{Malformed}},
		{name: "a cut header is malformed", data: whole[:6], code: Malformed},
		{name: "a cut before the first byte is malformed", data: whole[:10], code: Malformed},
		{name: "nothing packed is nothing", data: packGzip(t, ""), want: ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			out, notes, err := gunzip([]byte(tc.data), bound{1 << 20, limitSize}, nil, 0)
			if tc.code != "" {
				if e, ok := err.(*Error); !ok || e.Code != tc.code || out != nil {
					t.Errorf("got %d bytes and error %v, want code %s", len(out), err, tc.code)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want := []byte(tc.want)
			if tc.atLeast > 0 {
				if len(out) < tc.atLeast {
					t.Fatalf("only %d bytes, want at least %d", len(out), tc.atLeast)
				}
				want = noise[:len(out)]
			}
			if !bytes.Equal(out, want) {
				t.Errorf("the bytes differ: %d, want %d", len(out), len(want))
			}
			var codes []Code
			for _, n := range notes {
				codes = append(codes, n.Code)
			}
			if !slices.Equal(codes, tc.notes) {
				t.Errorf("notes %v, want %v", codes, tc.notes)
			}
		})
	}
}

func TestUnpackLayers(t *testing.T) {
	for _, tc := range []struct {
		name   string
		layers int
		want   string // "" means still packed
	}{
		{"one layer of gzip", 1, "hello"},
		{"two layers of gzip", 2, "hello"},
		{"three layers of gzip stay packed, and Read refuses them", 3, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			data := "hello"
			for range tc.layers {
				data = packGzip(t, data)
			}
			out, _, _, err := unpack([]byte(data), bound{1000, limitSize}, 100, nil)
			if err != nil {
				t.Fatal(err)
			}
			if tc.want == "" && !isGzip(out) || tc.want != "" && string(out) != tc.want {
				t.Errorf("got %q, want %q", out, tc.want)
			}
		})
	}
}

func TestAStreamIsReadInPieces(t *testing.T) {
	const limit = 3<<20 - 5
	text := strings.Repeat("0123456789", limit/10+2)
	torn := errors.New("torn")
	for _, c := range []struct {
		name string
		r    io.Reader
		want string
		err  error
	}{
		{"nothing", strings.NewReader(""), "", nil},
		{"a few bytes", iotest.OneByteReader(strings.NewReader(text[:9])), text[:9], nil},
		{"a piece and a byte", iotest.DataErrReader(strings.NewReader(text[:1<<20+1])), text[:1<<20+1], nil},
		{"as many as may be", strings.NewReader(text[:limit]), text[:limit], nil},
		{"one too many", strings.NewReader(text[:limit+1]), "", errOverLimit{limit}},
		{"a stream that breaks", io.MultiReader(strings.NewReader(text[:1<<20]), iotest.ErrReader(torn)), "", torn},
	} {
		if got, err := readPieces(c.r, limit); string(got) != c.want || err != c.err {
			t.Errorf("%s: %d bytes and %v, want %d and %v", c.name, len(got), err, len(c.want), c.err)
		}
	}
}

func TestAGzipBombIsCountedAndNotKept(t *testing.T) {
	const limit = 4 << 20
	bomb := []byte(packGzip(t, strings.Repeat("\x00", 8*limit)))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _, err := gunzip(bomb, bound{limit, limitSize}, nil, 0)
	runtime.ReadMemStats(&after)
	if e, ok := err.(*Error); !ok || e.Code != TooLarge {
		t.Fatalf("error = %v, want %s", err, TooLarge)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > limit/4 {
		t.Errorf("allocated %d bytes for a limit of %d", took, limit)
	}
}

// growing is a file that is another one when asked for its size again.
type growing struct {
	fs.File
	asked *int
}

type laterInfo struct{ fs.FileInfo }

func (laterInfo) ModTime() time.Time { return time.Unix(1e9, 0) }

func (g growing) Stat() (fs.FileInfo, error) {
	*g.asked++
	info, err := g.File.Stat()
	if *g.asked > 1 {
		return laterInfo{info}, err
	}
	return info, err
}

type growingFS struct {
	fstest.MapFS
	asked *int
}

func (g growingFS) Open(name string) (fs.File, error) {
	f, err := g.MapFS.Open(name)
	return growing{f, g.asked}, err
}

func (g growingFS) Stat(name string) (fs.FileInfo, error) { return g.MapFS.Stat(name) }

func TestReadNotesAChangedFile(t *testing.T) {
	t.Run("a file whose time changes while it is read", func(t *testing.T) {
		found := Find(growingFS{mapFS(map[string]string{"a.fit": "1"}), new(int)}, ".", "in", Limits{})
		compareLines(t, lines(found, Limits{}), []string{`in/a.fit "1" changed-while-reading`})
	})
	t.Run("an archive that changed since it was found", func(t *testing.T) {
		m := mapFS(map[string]string{"e.zip": packZip(t, entry{name: "a.fit", data: "1"})})
		found := Find(atFS{m}, ".", "in", Limits{})
		m["e.zip"].ModTime = time.Unix(1e9, 0)
		compareLines(t, lines(found, Limits{}), []string{`in/e.zip!a.fit "1" changed-while-reading`})
	})
	t.Run("an archive that was replaced since it was found", func(t *testing.T) {
		m := mapFS(map[string]string{"e.zip": packZip(t, entry{name: "a.fit", data: "1"})})
		found := Find(atFS{m}, ".", "in", Limits{})
		m["e.zip"] = &fstest.MapFile{Data: []byte("gone"), ModTime: time.Unix(1e9, 0)}
		compareLines(t, lines(found, Limits{}), []string{`in/e.zip!a.fit unreadable`})
	})
}

// deniedFS refuses what is called denied, for tests that run as root.
type deniedFS struct{ fstest.MapFS }

func (d deniedFS) Open(name string) (fs.File, error) {
	if strings.Contains(name, "denied") {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return d.MapFS.Open(name)
}

func (d deniedFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if strings.Contains(name, "denied") {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return d.MapFS.ReadDir(name)
}

func TestWhatIsRefusedIsNamed(t *testing.T) {
	m := mapFS(map[string]string{"a/denied.fit": "1", "denied.zip": "2", "denied/x.fit": "3", "denied.txt": "4", "ok.fit": "5"})
	found := Find(deniedFS{m}, ".", "in", Limits{})
	compareLines(t, lines(found, Limits{}), []string{
		"in/a/denied.fit unreadable", "in/denied.zip unreadable", "in/denied/ unreadable", `in/ok.fit "5"`, "other in/denied.txt",
	})
	_, _, err := found.Sources[0].Read(Limits{})
	if want := "no permission to read it"; err == nil || err.Error() != want {
		t.Errorf("error = %v, want %q", err, want)
	}
}

func TestSourcesAreReadAtTheSameTime(t *testing.T) {
	var want []string
	outer := []entry{}
	for z := range 3 {
		var in []entry
		for i := range 20 {
			in = append(in, entry{name: fmt.Sprintf("%02d.fit", i), data: fmt.Sprint(z, i)})
			want = append(want, fmt.Sprintf("in/e.zip!%d.zip!%02d.fit %q", z, i, fmt.Sprint(z, i)))
		}
		outer = append(outer, entry{name: fmt.Sprintf("%d.zip", z), data: packZip(t, in...), change: func(h *zip.FileHeader) {
			if z == 1 {
				h.Method = zip.Store
			}
		}})
	}
	m := mapFS(map[string]string{"e.zip": packZip(t, outer...)})
	for _, fsys := range []fs.FS{m, atFS{m}} {
		found := Find(fsys, ".", "in", Limits{})
		got := make([]string, len(found.Sources))
		var wg sync.WaitGroup
		for k := range 4 {
			wg.Go(func() {
				for i := k; i < len(got); i += 4 {
					got[i] = line(found.Sources[i], Limits{})
				}
			})
		}
		wg.Wait()
		compareLines(t, got, want)
		held := 0
		seen := map[*archive]bool{}
		for _, s := range found.Sources {
			for a := s.in; a != nil; a = a.outer {
				if !seen[a] && a.at != nil {
					held++
				}
				seen[a] = true
			}
		}
		if held > 1 {
			t.Errorf("%d archives hold bytes after all was read, want at most 1", held)
		}
	}
}

func TestZeroLimitsAreTheDefaults(t *testing.T) {
	want := Limits{
		RecordingBytes: 268435456, ArchiveBytes: 4294967296, Entries: 100000, Depth: 2, Points: 2000000, Sessions: 10000, Laps: 100000,
		Messages: 4000000, Nesting: 64, TagBytes: 65536, TextBytes: 1048576, NotesBytes: 10485760, NotesRows: 100000, TimeS: 20,
	}
	if got := (Limits{}).OrDefault(); got != want || DefaultLimits() != want {
		t.Errorf("got %v and %v, want %v", got, DefaultLimits(), want)
	}
	set := want
	for _, r := range set.Rows() {
		*r.Value++
	}
	if got := set.OrDefault(); got != set || got == want {
		t.Errorf("limits that were set became %v", got)
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte(packZip(f, entry{name: "a.fit", data: "1"}, entry{name: "notes.csv", data: "n"})))
	f.Add([]byte(packZip(f, entry{name: "b.zip", data: packZip(f, entry{name: "c.gpx.gz", data: packGzip(f, gpxText)})})))
	f.Add([]byte(packZip(f, entry{name: "activities.csv", data: "a,b,c,d,e,f\n1,2,t,Run,d,activities/1.fit"}, entry{name: "activities/1.fit", data: "1"})))
	f.Add([]byte(packGzip(f, "hello") + packGzip(f, "world") + "\x00\x00"))
	f.Add([]byte(packGzip(f, packZip(f, entry{name: "a.fit", data: "1"}))))
	f.Add([]byte(overlapping(f, 3)))
	f.Add(append([]byte("\xff\xfe"), utf16Bytes(gpxText, true)...))
	f.Fuzz(func(t *testing.T, data []byte) {
		lim := Limits{RecordingBytes: 64 << 10, ArchiveBytes: 256 << 10, Entries: 100, Depth: 2, NotesBytes: 16 << 10}
		m := fstest.MapFS{"a.zip": {Data: data}, "b.gz": {Data: data}, "c": {Data: data}}
		found := Find(m, ".", "in", lim)
		if n := len(found.Sources); n < 2 { // a.zip or what is in it, and b.gz
			counted := func(o string) bool { return strings.HasPrefix(o, "in/a.zip!") }
			if len(found.Notes) == 0 && !slices.ContainsFunc(found.Other, counted) {
				t.Fatalf("%d sources", n)
			}
		}
		for _, s := range slices.Concat(found.Sources, found.Notes) {
			if !utf8.ValidString(s.Path) || strings.ContainsAny(s.Path, "\x00\x1b\n\r") {
				t.Fatalf("path %q", s.Path)
			}
			got, _, err := s.Read(lim)
			if err != nil {
				if _, ok := err.(*Error); !ok || got != nil {
					t.Fatalf("error %T with %d bytes", err, len(got))
				}
				continue
			}
			if int64(len(got)) > lim.RecordingBytes {
				t.Fatalf("%d bytes", len(got))
			}
			_, err = read(got, nil, map[string]decoder{"fit": oneActivity, "gpx": oneActivity, "tcx": oneActivity})
			if _, ok := err.(*Error); err != nil && !ok {
				t.Fatalf("error %T", err)
			}
		}
	})
}
