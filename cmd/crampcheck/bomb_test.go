package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"crampcheck/parse"
)

// A bomb is a file that costs far more than it is long. Each case here is read by
// the command itself, in a process of its own whose memory and time are looked at.
//
// What a limit stops takes at most 128 MB and is meant to take at most 1 s; any
// other file takes at most 512 MB and is meant to take at most 20 s. Memory fails
// the test at once. Time is that of the processor, not the clock's, and fails it
// at ten times what is meant for a stop, and at what is meant for the rest: a
// machine may be slow.
const (
	stopKB, anyKB = 128 << 10, 512 << 10
	stopS, anyS   = 1.0, 20.0
)

// bomb is one such file, and what is to become of it.
type bomb struct {
	name   string
	file   string
	write  func(w *bufio.Writer)
	status parse.Status
	reason parse.Code
	points int    // -1: not looked at
	says   string // in the detail, with the flag that moves the limit
	stops  bool   // at a limit, and so takes little
	args   []string
}

// childVariable makes the test binary the command, for TestBombChild.
const childVariable = "CRAMPCHECK_TEST_BOMB"

// TestBombChild is the command in a process of its own. It writes the most memory
// that it held, in kB, to the file that the environment names.
func TestBombChild(t *testing.T) {
	to := os.Getenv(childVariable)
	if to == "" {
		t.Skip("only for the other tests")
	}
	debug.SetGCPercent(gcPercent)
	debug.SetMemoryLimit(memoryLimit)
	args := strings.Split(os.Getenv(childVariable+"_ARGS"), "\n")
	status := run(world{args: args, in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: noEnvironment, now: time.Now, litter: &litter{}})
	self, err := os.ReadFile("/proc/self/status")
	if err != nil {
		self = nil // where the system does not tell, only time is looked at
	}
	_, peak, _ := strings.Cut(string(self), "VmHWM:")
	peak, _, _ = strings.Cut(peak, "kB")
	if err := os.WriteFile(to, []byte(strings.TrimSpace(peak)), 0o600); err != nil {
		t.Fatal(err)
	}
	os.Exit(status)
}

// bombCost is what a call took.
type bombCost struct {
	peakKB int // 0: not known
	cpuS   float64
	status int
	out    []byte
	err    string
}

// bombCostOf runs the command on args.
func bombCostOf(t *testing.T, args ...string) bombCost {
	t.Helper()
	return bombCostReading(t, nil, args...)
}

// bombCostReading runs the command on args with a standard input; nil is empty.
func bombCostReading(t *testing.T, in *os.File, args ...string) bombCost {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "peak")
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestBombChild$")
	cmd.Env = append(os.Environ(), childVariable+"="+to, childVariable+"_ARGS="+strings.Join(args, "\n"), "GOMAXPROCS=2")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if in != nil {
		cmd.Stdin = in
	}
	_ = cmd.Run() // its status is looked at
	c := bombCost{status: cmd.ProcessState.ExitCode(), out: out.Bytes(), err: errs.String()}
	c.cpuS = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	if data, err := os.ReadFile(to); err == nil {
		c.peakKB, _ = strconv.Atoi(string(data))
	} else {
		t.Fatalf("the command did not end well: %s %.2000s", cmd.ProcessState, errs.String())
	}
	return c
}

// within fails where c is more than may be.
func (c bombCost) within(t *testing.T, stops bool) {
	t.Helper()
	mostKB, wantS, failS := anyKB, anyS, anyS
	if stops {
		mostKB, wantS, failS = stopKB, stopS, 10*stopS
	}
	t.Logf("%d MB of %d, %.2f s of %v", c.peakKB>>10, mostKB>>10, c.cpuS, wantS)
	if c.peakKB > mostKB {
		t.Errorf("took %d MB, want at most %d", c.peakKB>>10, mostKB>>10)
	}
	if c.cpuS > failS {
		t.Errorf("took %.1f s, want at most %v", c.cpuS, wantS)
	}
}

// TestBombsAreHarmless reads every bomb.
func TestBombsAreHarmless(t *testing.T) {
	if raceDetector {
		t.Skip("the run without the race detector does it: that takes memory of its own")
	}
	bombs := allBombs()
	if len(bombs) < 35 {
		t.Fatalf("only %d bombs", len(bombs))
	}
	for _, b := range bombs {
		t.Run(b.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), b.file)
			f, err := os.Create(file)
			if err != nil {
				t.Fatal(err)
			}
			w := bufio.NewWriterSize(f, 1<<20)
			b.write(w)
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
			if b.file == "sparse.gpx" {
				if err := f.Truncate(257 << 20); err != nil {
					t.Fatal(err)
				}
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
			c := bombCostOf(t, append([]string{"analyze", file, "--format", "json", "--sport", "all", "--max-time", "30m"}, b.args...)...)
			c.within(t, b.stops)
			var doc struct {
				Inputs []struct{ File, Status, Reason, Detail string }
				Runs   []struct{ Points int }
			}
			if err := json.Unmarshal(c.out, &doc); err != nil {
				t.Fatalf("%v: exit status %d, %.500q, %.500s", err, c.status, c.out, c.err)
			}
			if len(doc.Inputs) == 0 {
				t.Fatal("no input told")
			}
			last := doc.Inputs[len(doc.Inputs)-1]
			if last.Status != string(b.status) || last.Reason != string(b.reason) || !strings.Contains(last.Detail, b.says) {
				t.Errorf("%s, %s: %.300s\nwant %s, %s: %s", last.Status, last.Reason, last.Detail, b.status, b.reason, b.says)
			}
			points := 0
			for _, r := range doc.Runs {
				points += r.Points
			}
			if b.points >= 0 && points != b.points {
				t.Errorf("%d points, want %d", points, b.points)
			}
			for _, secret := range []string{"root:", "lollol"} {
				if bytes.Contains(c.out, []byte(secret)) {
					t.Errorf("the output holds %q", secret)
				}
			}
		})
	}
}

// TestStandardInputWithoutEndIsHarmless reads zeros for ever, as far as a limit lets
// it.
func TestStandardInputWithoutEndIsHarmless(t *testing.T) {
	if raceDetector {
		t.Skip("the run without the race detector does it: that takes memory of its own")
	}
	in, err := os.Open("/dev/zero")
	if err != nil {
		t.Skip("no zeros without end here: ", err)
	}
	defer func() { _ = in.Close() }()
	const most = 320 // MB: the limit of 256 for one recording and a little, not twice as much
	c := bombCostReading(t, in, "analyze", "-", "--format", "json", "--max-time", "30m")
	c.within(t, false)
	if c.peakKB > most<<10 {
		t.Errorf("took %d MB, want at most %d", c.peakKB>>10, most)
	}
	if !bytes.Contains(c.out, []byte("--max-size")) || c.status != exitNothing {
		t.Errorf("exit status %d and %.500s", c.status, c.out)
	}
}

// What bombs are made of.
const (
	bombHead    = `<gpx version="1.1" creator="x"><trk><trkseg>`
	bombTail    = `</trkseg></trk></gpx>`
	bombHeadTCX = `<TrainingCenterDatabase><Activities><Activity Sport="Running"><Lap><Track>`
)

// bombPoints are n sound track points, one a second along a meridian.
func bombPoints(n int) string {
	var b strings.Builder
	day := time.Date(2024, 5, 5, 10, 0, 0, 0, time.UTC)
	for i := range n {
		fmt.Fprintf(&b, `<trkpt lat="%.6f" lon="7"><ele>3</ele><time>%s</time></trkpt>`, 46+float64(i)*2.7e-5, day.Add(time.Duration(i)*time.Second).Format(time.RFC3339))
	}
	return b.String()
}

// bombTimes writes s n times.
func bombTimes(w io.Writer, n int, s string) {
	piece := strings.Repeat(s, 1000)
	for ; n >= 1000; n -= 1000 {
		_, _ = io.WriteString(w, piece)
	}
	_, _ = io.WriteString(w, strings.Repeat(s, n))
}

// bombGPX writes a GPX document with n times s somewhere.
func bombGPX(before string, n int, s, after string) func(*bufio.Writer) {
	return func(w *bufio.Writer) {
		_, _ = w.WriteString(before)
		bombTimes(w, n, s)
		_, _ = w.WriteString(after)
	}
}

// bombFIT writes a FIT file that defines messages and has n times one. Its size is
// 0, as that of a watch which died: no checksum is to be reckoned.
func bombFIT(definition []byte, n int, message string) func(*bufio.Writer) {
	return func(w *bufio.Writer) {
		_, _ = w.WriteString("\x0e\x10\xd0\x07\x00\x00\x00\x00.FIT\x00\x00")
		_, _ = w.WriteString("\x40\x00\x00\x00\x00\x01\x00\x01\x00\x00\x04") // file_id: an activity
		_, _ = w.Write(definition)
		bombTimes(w, n, message)
	}
}

// bombDefinition defines local message 1.
func bombDefinition(global byte, fields ...byte) []byte {
	return append([]byte{0x41, 0, 0, global, 0, byte(len(fields) / 3)}, fields...)
}

// bombNoise is n bytes of chance, the same every time.
func bombNoise(w *bufio.Writer, n int) {
	chance := rand.NewChaCha8([32]byte{7})
	piece := make([]byte, 1<<16)
	for ; n > 0; n -= len(piece) {
		_, _ = chance.Read(piece)
		_, _ = w.Write(piece[:min(n, len(piece))])
	}
}

// gzipBomb writes gzip data of head and then n MB of one character, whose end
// claims that they are so many bytes.
func gzipBomb(w *bufio.Writer, head string, n int, c byte, claims uint32) {
	_, _ = w.WriteString("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff")
	var packed bytes.Buffer
	z, _ := flate.NewWriter(&packed, flate.BestCompression) // fails for a level that does not exist
	piece := bytes.Repeat([]byte{c}, 1<<20)
	_, _ = io.WriteString(z, head)
	_, _ = z.Write(piece)
	_ = z.Flush()
	_, _ = w.Write(packed.Bytes())
	packed.Reset()
	_, _ = z.Write(piece) // from here on each MB is packed to the same bytes
	_ = z.Flush()
	for range n - 1 {
		_, _ = w.Write(packed.Bytes())
	}
	_, _ = w.WriteString("\x03\x00\x00\x00\x00\x00") // the end, and a checksum that is wrong
	_ = binary.Write(w, binary.LittleEndian, claims)
}

// bombLiars writes an archive of n members that claim to unpack to so many bytes.
func bombLiars(w *bufio.Writer, n int, bytes uint64) {
	z := zip.NewWriter(w)
	for i := range n {
		m, _ := z.CreateRaw(&zip.FileHeader{
			Name: fmt.Sprintf("%06d.gpx", i), Method: zip.Deflate, CompressedSize64: 2, UncompressedSize64: bytes,
		})
		_, _ = io.WriteString(m, "\x03\x00")
	}
	_ = z.Close()
}

// bombOverlap writes an archive of 37 kB whose 600 entries are the same bytes.
func bombOverlap(w *bufio.Writer) {
	var one bytes.Buffer
	z := zip.NewWriter(&one)
	m, _ := z.Create("a.gpx")
	_, _ = io.WriteString(m, strings.Repeat(" ", 8<<20))
	_ = z.Close()
	const n = 600
	b := one.Bytes()
	end, dir := bytes.LastIndex(b, []byte("PK\x05\x06")), bytes.Index(b, []byte("PK\x01\x02"))
	tail := bytes.Clone(b[end:])
	binary.LittleEndian.PutUint16(tail[8:], n)
	binary.LittleEndian.PutUint16(tail[10:], n)
	binary.LittleEndian.PutUint32(tail[12:], uint32(n*(end-dir)))
	_, _ = w.Write(b[:dir])
	for range n {
		_, _ = w.Write(b[dir:end])
	}
	_, _ = w.Write(tail)
}

// bombNested writes archives in each other, depth deep.
func bombNested(w *bufio.Writer, depth int) {
	data, name := []byte(bombHead+bombPoints(30)+bombTail), "run.gpx"
	for range depth {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		m, _ := z.Create(name)
		_, _ = m.Write(data)
		_ = z.Close()
		data, name = b.Bytes(), "inner.zip"
	}
	_, _ = w.Write(data)
}

// bombLaughs is an XML bomb: each entity is ten of the one before.
func bombLaughs() string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol">`)
	for c := 'b'; c <= 'z'; c++ {
		fmt.Fprintf(&b, `<!ENTITY %c "%s">`, c, strings.Repeat("&"+string(c-1)+";", 10))
	}
	return b.String() + `]><gpx version="1.1"><trk><name>&z;</name><trkseg>` + bombPoints(30) + bombTail
}

// bombFull writes n track points with every value, so that the document has
// 250 MB, in order of time or backwards.
func bombFull(w *bufio.Writer, n int, backwards bool) {
	_, _ = w.WriteString(bombHead)
	day := time.Date(2024, 5, 5, 10, 0, 0, 0, time.UTC)
	var b []byte
	for i := range n {
		k := i
		if backwards {
			k = n - i
		}
		b = fmt.Appendf(b[:0], `<trkpt lat="%.6f" lon="7.5"><ele>%d</ele><time>`, 46+float64(k)/1e6, k/1000)
		b = day.Add(time.Duration(k)*time.Second/4).AppendFormat(b, "2006-01-02T15:04:05.00Z")
		b = append(b, `</time><hr>150</hr><cad>80</cad><power>9</power></trkpt>`...)
		_, _ = w.Write(b)
	}
	_, _ = w.WriteString(bombTail)
}

// allBombs are the files that cost the most, limit by limit and kind by kind.
func allBombs() []bomb {
	const mb = 1 << 20
	session := []byte{2, 4, 0x86} // start time
	rec := bombDefinition(20, 3, 1, 2)
	few := bombPoints(30)
	return []bomb{
		// What a limit stops.
		{"GPX points without anything", "a.gpx", bombGPX(bombHead, 2_000_001, "<trkpt/>", bombTail), parse.Skipped, parse.TooMany, 0, "more than 2,000,000 samples; --max-points raises this limit", true, nil},
		{"TCX points without anything", "a.tcx", bombGPX(bombHeadTCX, 2_000_001, "<Trackpoint/>", ""), parse.Skipped, parse.TooMany, 0, "--max-points", true, nil},
		{"FIT records of one byte", "a.fit", bombFIT(rec, 2_000_001, "\x01\x80"), parse.Skipped, parse.TooMany, 0, "--max-points", true, nil},
		{"FIT sessions without fields", "a.fit", bombFIT(bombDefinition(18), 4_000_000, "\x01"), parse.Skipped, parse.TooMany, 0, "more than 10,000 sessions; --max-sessions raises this limit", true, nil},
		{"FIT sessions of one byte", "a.fit", bombFIT(bombDefinition(18, 5, 1, 0), 1_000_000, "\x01\x01"), parse.Skipped, parse.TooMany, 0, "--max-sessions", true, nil},
		{"FIT sessions with a time", "a.fit", bombFIT(bombDefinition(18, session...), 1_000_000, "\x01\x00\x00\x00\x30"), parse.Skipped, parse.TooMany, 0, "--max-sessions", true, nil},
		{"FIT laps of one byte", "a.fit", bombFIT(bombDefinition(19, 24, 1, 0), 1_000_000, "\x01\x01"), parse.Skipped, parse.TooMany, 0, "more than 100,000 laps and timer events; --max-laps raises this limit", true, nil},
		{"FIT records without fields", "a.fit", bombFIT(bombDefinition(20), 4_000_100, "\x01"), parse.Skipped, parse.TooMany, 0, "more than 4,000,000 messages; --max-messages raises this limit", true, nil},
		{"FIT definitions alone", "a.fit", bombFIT(nil, 1_000_000, string(rec)), parse.Skipped, parse.NoPoints, 0, "", false, nil},
		{"GPX tracks", "a.gpx", bombGPX(`<gpx version="1.1">`, 1_000_000, "<trk></trk>", "</gpx>"), parse.Skipped, parse.TooMany, 0, "more than 10,000 tracks; --max-sessions raises this limit", true, nil},
		{"TCX laps", "a.tcx", bombGPX(bombHeadTCX, 1_000_000, "<Lap></Lap>", ""), parse.Skipped, parse.TooMany, 0, "more than 100,000 laps; --max-laps raises this limit", true, nil},
		{"TCX activities", "a.tcx", bombGPX("<TrainingCenterDatabase><Activities>", 1_000_000, "<Activity></Activity>", ""), parse.Skipped, parse.TooMany, 0, "--max-sessions", true, nil},
		{"elements that never close", "a.gpx", bombGPX(bombHead+few, 10_000_000, "<a>", ""), parse.Partial, parse.Malformed, 30, "elements inside each other more than 64 deep; --max-nesting raises this limit", true, nil},
		{"an attribute of 100 MB", "a.gpx", bombGPX(bombHead+few+`<a b="`, 100_000_000, "x", `"/>`+bombTail), parse.Partial, parse.Malformed, 30, "a tag of more than 64 kB; --max-tag raises this limit", true, nil},
		{"a name of 100 MB", "a.gpx", bombGPX(`<gpx version="1.1"><trk><trkseg>`+few+"</trkseg><name>", 100_000_000, "x", "</name></trk></gpx>"), parse.Partial, parse.Malformed, 30, "a text of more than 1 MB; --max-text raises this limit", true, nil},
		{"a CDATA section of 100 MB", "a.gpx", bombGPX(bombHead+few+"<a><![CDATA[", 100_000_000, "x", "]]></a>"+bombTail), parse.Partial, parse.Malformed, 30, "--max-text", true, nil},
		{"100 MB of noise", "a.fit", func(w *bufio.Writer) { bombNoise(w, 100_000_000) }, parse.Skipped, parse.Unsupported, 0, "", true, nil},
		{"a gzip file of 1 MB that becomes 1 GB", "a.gpx.gz", func(w *bufio.Writer) { gzipBomb(w, "", 1024, 0, 1<<30) }, parse.Skipped, parse.TooLarge, 0, "unpacked it is longer than 256 MB; --max-size raises this limit", true, nil},
		{"the same that claims to become little", "a.gpx.gz", func(w *bufio.Writer) { gzipBomb(w, bombHead, 1024, ' ', 1000) }, parse.Skipped, parse.TooLarge, 0, "--max-size", true, nil},
		{"a file of 257 MB", "sparse.gpx", func(*bufio.Writer) {}, parse.Skipped, parse.TooLarge, 0, "the file is longer than 256 MB; --max-size raises this limit", true, nil},
		{"a member that claims to be 257 MB", "a.zip", func(w *bufio.Writer) { bombLiars(w, 1, 257*mb) }, parse.Skipped, parse.TooLarge, 0, "--max-size", true, nil},
		{"members that claim to be 4.25 GB", "a.zip", func(w *bufio.Writer) { bombLiars(w, 17, 255*mb) }, parse.Skipped, parse.TooLarge, 0, "the archive unpacks to more than 4 GB: unpack it first; --max-archive raises this limit", true, nil},
		{"entries that share their bytes", "a.zip", bombOverlap, parse.Skipped, parse.Malformed, 0, "a trap", true, nil},
		{"100,001 entries", "a.zip", func(w *bufio.Writer) { bombLiars(w, 100_001, 1) }, parse.Skipped, parse.TooMany, 0, "more than 100,000 entries in the archive and those inside it; --max-entries raises this limit", true, nil},
		{"a zip in a zip in a zip", "a.zip", func(w *bufio.Writer) { bombNested(w, 3) }, parse.Skipped, parse.Unsupported, 0, "--max-depth", true, nil},
		{"a zip in a zip in a zip, and the limit moved", "a.zip", func(w *bufio.Writer) { bombNested(w, 3) }, parse.OK, "", 30, "", true, []string{"--max-depth", "3"}},
		{"more points than a smaller limit", "a.gpx", bombGPX(bombHead+few, 0, "", bombTail), parse.Skipped, parse.TooMany, 0, "more than 29 samples; --max-points raises this limit", true, []string{"--max-points", "29"}},
		{"as many points as a smaller limit", "a.gpx", bombGPX(bombHead+few, 0, "", bombTail), parse.OK, "", 30, "", true, []string{"--max-points", "30"}},

		// What is read, or refused for what it holds.
		{"GPX waypoints", "a.gpx", bombGPX(`<gpx version="1.1">`, 2_100_000, "<wpt/>", "</gpx>"), parse.Skipped, parse.NoPoints, 0, "", false, nil},
		{"empty elements in a point", "a.gpx", bombGPX(bombHead+few+`<trkpt lat="46.001" lon="7"><extensions>`, 4_200_000, "<a/>", `</extensions><time>2024-05-05T10:01:00Z</time></trkpt>`+bombTail), parse.OK, "", 31, "", false, nil},
		{"empty elements outside", "a.gpx", bombGPX(`<gpx version="1.1"><extensions>`, 4_200_000, "<a/>", "</extensions><trk><trkseg>"+few+bombTail), parse.OK, "", 30, "", false, nil},
		{"an XML bomb", "a.gpx", bombGPX(bombLaughs(), 0, "", ""), parse.OK, "", 30, "", true, nil},
		{"an entity that is a file", "a.gpx", bombGPX(`<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><gpx version="1.1"><trk><name>&a;</name><trkseg>`+few+bombTail, 0, "", ""), parse.OK, "", 30, "", true, nil},
		{"noise behind sound records", "a.fit", func(w *bufio.Writer) {
			bombFIT(bombDefinition(20, 253, 4, 0x86, 3, 1, 2), 0, "")(w)
			for i := range 1000 {
				_, _ = w.Write([]byte{1, byte(i), byte(i >> 8), 0, 0x30, 120})
			}
			bombNoise(w, 60_000_000)
		}, parse.Partial, parse.Truncated, -1, "", false, nil},
		{"255 MB of blanks in a gzip file", "a.gpx.gz", func(w *bufio.Writer) { gzipBomb(w, bombHead+few, 255, ' ', 255*mb+uint32(len(bombHead+few))) }, parse.Partial, parse.Truncated, 30, "", false, nil},
		{"255 MB of zero bytes in a gzip file", "a.gpx.gz", func(w *bufio.Writer) { gzipBomb(w, bombHead+few, 255, 0, 255*mb) }, parse.Skipped, parse.TooLarge, 0, "--max-size", false, nil},
		{"UTF-16 that becomes longer than it may be", "a.gpx.gz", func(w *bufio.Writer) { gzipBomb(w, "\xff\xfe<\x00g\x00p\x00x\x00>\x00", 255, 'x', 255*mb) }, parse.Skipped, parse.TooLarge, 0, "--max-size", false, nil},
		{"an encoding in which each letter takes three bytes", "a.gpx.gz", func(w *bufio.Writer) {
			gzipBomb(w, `<?xml version="1.0" encoding="windows-1252"?><gpx><trk><name>`, 255, 0x80, 255*mb)
		}, parse.Skipped, parse.TooLarge, 0, "--max-size", false, nil},
		{"an honest ultra of 100 hours in GPX, a point a second", "a.gpx", ultraGPX, parse.OK, "", 360_000, "", false, nil},
		{"an honest ultra of 100 hours in FIT, a record a second", "a.fit", ultraFIT, parse.OK, "", 360_000, "", false, nil},
		{"as many and as long points as may be", "a.gpx", func(w *bufio.Writer) { bombFull(w, 1_900_000, false) }, parse.OK, "", 1_900_000, "", false, nil},
		{"the same backwards", "a.gpx", func(w *bufio.Writer) { bombFull(w, 1_900_000, true) }, parse.Warned, parse.OutOfOrder, -1, "", false, nil},
	}
}

const ultraS = 360_000 // s, 100 hours

// ultraGPX writes a run of 100 hours at 1.4 m/s as a watch's export does, 85 MB.
func ultraGPX(w *bufio.Writer) {
	_, _ = w.WriteString(`<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" creator="watch"><trk><name>Ultra</name><type>running</type><trkseg>`)
	day := time.Date(2024, 5, 5, 10, 0, 0, 0, time.UTC)
	var b []byte
	for i := range ultraS {
		b = fmt.Appendf(b[:0], "\n      <trkpt lat=\"%.14f\" lon=\"7.50000000000000\">\n        <ele>%.1f</ele>\n        <time>", 40+float64(i)*1.26e-5, 500+float64(i%2000)/10)
		b = day.Add(time.Duration(i)*time.Second).AppendFormat(b, "2006-01-02T15:04:05.000Z")
		b = fmt.Appendf(b, "</time>\n        <extensions>\n          <ns3:TrackPointExtension>\n            <ns3:hr>%d</ns3:hr>\n            <ns3:cad>80</ns3:cad>\n"+
			"          </ns3:TrackPointExtension>\n        </extensions>\n      </trkpt>", 120+i%20)
		_, _ = w.Write(b)
	}
	_, _ = w.WriteString("</trkseg></trk></gpx>")
}

// ultraFIT writes the same run as a watch does, with its checksum.
func ultraFIT(w *bufio.Writer) {
	var b bytes.Buffer
	_, _ = b.WriteString("\x0e\x10\xd0\x07\x00\x00\x00\x00.FIT\x00\x00")
	_, _ = b.WriteString("\x40\x00\x00\x00\x00\x01\x00\x01\x00\x00\x04")
	_, _ = b.Write([]byte{0x42, 0, 0, 12, 0, 1, 0, 1, 0, 2, 1}) // sport: running
	_, _ = b.Write(bombDefinition(20, 253, 4, 0x86, 0, 4, 0x85, 1, 4, 0x85, 2, 2, 0x84, 3, 1, 2, 4, 1, 2, 5, 4, 0x86))
	le := binary.LittleEndian
	for i := range ultraS {
		m := le.AppendUint32([]byte{1}, uint32(0x40000000+i))
		m = le.AppendUint32(m, uint32((40+float64(i)*1.26e-5)*(1<<31)/180))
		m = le.AppendUint32(m, 89_478_485)                    // 7.5°
		m = le.AppendUint16(m, uint16((500+i%2000/10+500)*5)) // (height + 500 m) in 1/5 m
		m = append(m, byte(120+i%20), 80)
		_, _ = b.Write(le.AppendUint32(m, uint32(i*140)))
	}
	data := b.Bytes()
	le.PutUint32(data[4:], uint32(len(data)-14))
	var crc uint16
	for _, c := range data {
		crc ^= uint16(c)
		for range 8 {
			crc = crc>>1 ^ 0xa001*(crc&1)
		}
	}
	_, _ = w.Write(le.AppendUint16(data, crc))
}

// manyNames is an activities.csv of 60 MB that names a file in each row.
func manyNames() string {
	var b strings.Builder
	b.WriteString("f\n")
	for i := 0; b.Len() < 60<<20; i++ {
		fmt.Fprintf(&b, "activities/%d\n", i)
	}
	return b.String()
}

func newBombWriter(w io.Writer) *bufio.Writer { return bufio.NewWriterSize(w, 1<<20) }

// TestBombsInNotesAreHarmless puts bombs into what stands beside a recording, and
// into a file of lines. The recording is read all the same.
func TestBombsInNotesAreHarmless(t *testing.T) {
	if raceDetector {
		t.Skip("the run without the race detector does it: that takes memory of its own")
	}
	laughing := "a0: &a0 [lol]\n"
	for i := 1; i < 30; i++ {
		laughing += fmt.Sprintf("a%d: &a%d [%s*a%d]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), i-1)
	}
	for _, c := range []struct{ name, file, text, says string }{
		{"a YAML bomb", "run.notes.yaml", laughing, "anchors and aliases"},
		{"YAML in YAML", "run.notes.yaml", strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000), "more than 20 levels"},
		{"YAML of commas", "run.notes.yaml", "a: [" + strings.Repeat("a,", 4<<20), "--max-rows raises this limit"},
		{"settings of a bomb", ".crampcheck.yaml", laughing, "anchors and aliases"},
		{"settings without end", ".crampcheck.yaml", strings.Repeat("#", 9<<20), "settings of more than 1 MB are not read"},
		{"rows without end", "notes.csv", "date,at,what\n" + strings.Repeat("2026-10-11,38m,drink\n", 400_000), "--max-rows raises this limit"},
		{"notes of 11 MB", "notes.csv", strings.Repeat("#", 11<<20), "--max-notes raises this limit"},
		{"commas without end", "notes.csv", "what" + strings.Repeat(",", 9<<20), ""},
		{"quotes that never close", "notes.csv", "date,what\n" + strings.Repeat("\"x\n", 90_000), "never closed"},
		{"an activities.csv of commas", "activities.csv", strings.Repeat(",", 60<<20) + "\n", "a line of more than 10,000 cells"},
		{"an activities.csv of names", "activities.csv", "f\n" + strings.Repeat("activities/1234567\n", 3<<20), ""},
		{"an activities.csv of many names", "activities.csv", manyNames(), "more than 100,000 files; the first of them count"},
		{"an activities.csv that is too long", "activities.csv", strings.Repeat("a", 65<<20), "longer than 64 MB: no titles are taken from it"},
		{"JSON in JSON", "lines.jsonl", strings.Repeat("[", 15<<20) + "\n", "line 1"},
		{"a line of 17 MB", "lines.jsonl", strings.Repeat("1", 17<<20) + "\n", "16 MB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, filepath.Join(dir, "run.gpx"), bombHead+bombPoints(30)+bombTail)
			put(t, filepath.Join(dir, c.file), c.text)
			args := []string{"analyze", dir, "--format", "json", "--max-time", "30m"}
			if c.file == "lines.jsonl" {
				args = []string{"history", filepath.Join(dir, "run.gpx"), filepath.Join(dir, c.file), "--format", "json"}
			}
			took := bombCostOf(t, args...)
			took.within(t, false)
			said := string(took.out) + took.err
			if !strings.Contains(said, c.says) {
				t.Errorf("says %.300s\n%.300s\nwant %q", took.out, took.err, c.says)
			}
			if c.file != folderConfig && !strings.Contains(said, "run.gpx") {
				t.Error("the recording is lost")
			}
		})
	}
}
