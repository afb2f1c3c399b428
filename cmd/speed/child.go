package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/muktihari/fit/decoder"
	"github.com/muktihari/xmltokenizer"
	"github.com/tkrajina/gpxgo/gpx"
	"github.com/tormoder/fit"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// childWord is the first argument of this program when it is called by itself to
// do one thing in a process of its own.
const childWord = "child"

// counts are what a reader found in a folder. Readers that count the same
// samples have done comparable work.
type counts struct {
	Files   int            // read
	Failed  int            // could not be read, wholly or in part
	LeftOut int            // of a format that the reader does not know
	Bytes   int64          // unpacked
	Samples map[string]int // by format: fit, gpx, tcx
}

// child does one thing and writes what it found as JSON. Arguments are the mode
// and its own.
func child(args []string, stdout, stderr io.Writer) int {
	modes := map[string]func(args []string) (any, error){
		"unpack":    func(a []string) (any, error) { return overFolder(a[0], unpackOnly()) },
		"read":      func(a []string) (any, error) { return readOurs(a[0]) },
		"libraries": func(a []string) (any, error) { return overFolder(a[0], libraries) },
		"others":    func(a []string) (any, error) { return overFolder(a[0], others()) },
		"one":       func(a []string) (any, error) { return oneFile(a[0], a[1]) },
		"length":    func(a []string) (any, error) { return costOfLength(a[0]) },
		"write":     func(a []string) (any, error) { return writeLong(a[0], a[1]) },
	}
	const longest = 3
	do := modes[append(slices.Clone(args), make([]string, longest)...)[0]]
	var found any
	err := errors.New("no such mode")
	if do != nil {
		found, err = do(append(args[1:], make([]string, longest)...))
	}
	if err == nil {
		err = json.NewEncoder(stdout).Encode(found)
	}
	if err != nil {
		_, _ = fmt.Fprintf(stderr, "%s: %v\n", strings.Join(args, " "), err)
		return 1
	}
	return 0
}

// formatOf returns fit, gpx or tcx by a file's name, "" for other files.
func formatOf(name string) string {
	ext := strings.ToLower(filepath.Ext(strings.TrimSuffix(strings.ToLower(name), ".gz")))
	if slices.Contains([]string{".fit", ".gpx", ".tcx"}, ext) {
		return ext[1:]
	}
	return ""
}

// recordings returns the paths of the recordings below dir, in order. Archives
// with several files are left alone.
func recordings(dir string) (paths []string, err error) {
	err = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && formatOf(path) != "" {
			paths = append(paths, path)
		}
		return err
	})
	if err == nil && len(paths) == 0 {
		err = fmt.Errorf("no recording below %s", dir)
	}
	return paths, err
}

// errLeftOut is what a reader says of a format that it does not know.
var errLeftOut = errors.New("left out")

// reader reads one recording of a format from its stored bytes and returns how
// many bytes it has unpacked and how many samples it holds.
type reader func(file *os.File, packed bool, format string) (n int64, samples int, err error)

// overFolder reads every recording below dir, one after the other.
func overFolder(dir string, read reader) (c counts, err error) {
	paths, err := recordings(dir)
	if err != nil {
		return c, err
	}
	c.Samples = map[string]int{}
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			return c, err
		}
		format := formatOf(path)
		n, samples, err := read(file, strings.HasSuffix(strings.ToLower(path), ".gz"), format)
		_ = file.Close() // only read
		switch {
		case errors.Is(err, errLeftOut):
			c.LeftOut++
			continue
		case err != nil:
			c.Failed++
		}
		c.Files++
		c.Bytes += n
		c.Samples[format] += samples
	}
	return c, nil
}

// unpackOnly reads to nowhere: packed files through the standard library's gzip,
// one reader for all of them.
func unpackOnly() reader {
	z := new(gzip.Reader)
	return func(file *os.File, packed bool, _ string) (int64, int, error) {
		if !packed {
			n, err := io.Copy(io.Discard, file)
			return n, 0, err
		}
		if err := z.Reset(bufio.NewReader(file)); err != nil {
			return 0, 0, err
		}
		n, err := io.Copy(io.Discard, z)
		return n, 0, err
	}
}

// readOurs reads as crampcheck does, one worker.
func readOurs(dir string) (c counts, err error) {
	found := parse.Find(os.DirFS(dir), ".", dir, parse.DefaultLimits())
	c.Samples = map[string]int{}
	buf := &parse.Buffers{}
	for _, s := range found.Sources {
		data, _, err := s.ReadInto(buf, parse.DefaultLimits())
		var f *parse.File
		if err == nil {
			f, err = buf.Read(data)
		}
		if err != nil {
			c.Failed++
			continue
		}
		c.Files++
		c.Bytes += int64(len(data))
		c.Samples[f.Format] += samplesOf(f)
	}
	return c, nil
}

// samplesOf returns how many samples stand in a file.
func samplesOf(f *parse.File) (n int) {
	for _, a := range f.Activities {
		n += a.Records
	}
	return n
}

// unpacked returns the whole content of a file.
func unpacked(file *os.File, packed bool) ([]byte, error) {
	if !packed {
		return io.ReadAll(file)
	}
	z, err := gzip.NewReader(bufio.NewReader(file))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// libraries reads with gpxgo and tormoder/fit, as their documentation shows. They
// know no TCX.
func libraries(file *os.File, packed bool, format string) (int64, int, error) {
	if format == "tcx" {
		return 0, 0, errLeftOut
	}
	data, err := unpacked(file, packed)
	if err != nil {
		return 0, 0, err
	}
	samples, err := byLibrary(data, format)
	return int64(len(data)), samples, err
}

// byLibrary counts the samples of a recording that gpxgo or tormoder/fit reads.
func byLibrary(data []byte, format string) (samples int, err error) {
	if format == "gpx" {
		doc, err := gpx.ParseBytes(data)
		if err != nil {
			return 0, err
		}
		return doc.GetTrackPointsNo(), nil
	}
	file, err := fit.Decode(bytes.NewReader(data))
	if err != nil {
		return 0, err
	}
	act, err := file.Activity()
	if err != nil {
		return 0, err
	}
	return len(act.Records), nil
}

// others reads with muktihari's raw FIT decoder, which tells messages apart and
// leaves their values alone, and with muktihari's XML tokenizer, whose tokens are
// turned into the numbers and times of points. Both read while they unpack and
// keep nothing: less work than reading is.
func others() reader {
	z, in := new(gzip.Reader), bufio.NewReaderSize(nil, 64<<10)
	raw := decoder.NewRaw()
	return func(file *os.File, packed bool, format string) (n int64, samples int, err error) {
		counted := &countingReader{r: file}
		if packed {
			if err := z.Reset(bufio.NewReader(file)); err != nil {
				return 0, 0, err
			}
			counted.r = z
		}
		if format != "fit" {
			// A new one for each file: v0.0.5, reset, begins with what its buffer
			// still holds of the file before.
			samples, err = tokenPoints(xmltokenizer.New(counted, xmltokenizer.WithReadBufferSize(64<<10)))
			return counted.n, samples, err
		}
		in.Reset(counted)
		samples, err = rawRecords(raw, in)
		return counted.n, samples, err
	}
}

// countingReader counts the bytes that r gives.
type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// rawRecords counts the record messages of a FIT file.
func rawRecords(raw *decoder.RawDecoder, r io.Reader) (records int, err error) {
	const recordMessage = 20
	var isRecord [16]bool // by local number
	_, err = raw.Decode(r, func(flag decoder.RawFlag, b []byte) error {
		switch {
		case flag == decoder.RawFlagMesgDef:
			global := uint16(b[3]) | uint16(b[4])<<8
			if b[2] == 1 { // big-endian
				global = uint16(b[3])<<8 | uint16(b[4])
			}
			isRecord[b[0]&0x0f] = global == recordMessage
		case flag != decoder.RawFlagMesgData:
		case b[0]&0x80 != 0 && isRecord[b[0]>>5&3], b[0]&0x80 == 0 && isRecord[b[0]&0x0f]:
			records++
		}
		return nil
	})
	return records, err
}

// point is what the tokenizer's tokens are turned into.
type point struct {
	latDeg, lonDeg, elevationM, heartRateBPM, cadence float64
	at                                                time.Time
}

// tokenPoints counts the points of a GPX or TCX document, each with its numbers.
func tokenPoints(tok *xmltokenizer.Tokenizer) (points int, err error) {
	var p point
	number := func(to *float64, text []byte) { *to, _ = strconv.ParseFloat(string(text), 64) }
	for {
		t, err := tok.Token()
		if err == io.EOF {
			return points, nil
		}
		if err != nil {
			return points, err
		}
		if t.IsEndElement {
			continue
		}
		switch string(t.Name.Local) {
		case "trkpt":
			p = point{}
			points++
			for _, a := range t.Attrs {
				if string(a.Name.Local) == "lat" {
					number(&p.latDeg, a.Value)
				} else {
					number(&p.lonDeg, a.Value)
				}
			}
		case "Trackpoint":
			p = point{}
			points++
		case "LatitudeDegrees":
			number(&p.latDeg, t.Data)
		case "LongitudeDegrees":
			number(&p.lonDeg, t.Data)
		case "ele", "AltitudeMeters":
			number(&p.elevationM, t.Data)
		case "hr", "Value":
			number(&p.heartRateBPM, t.Data)
		case "cad", "RunCadence":
			number(&p.cadence, t.Data)
		case "time", "Time":
			p.at, _ = time.Parse(time.RFC3339, string(t.Data))
		}
	}
}

// pair is the CPU time that reading one file takes, in pairs of alternating turns.
type pair struct {
	Samples  int
	OursS    []float64
	LibraryS []float64
}

// oneFile reads a recording in alternating turns, after one that is not counted:
// the first makes the heap grow. It fails where the library finds other samples
// in it than we do.
func oneFile(path, turns string) (p pair, err error) {
	n, err := strconv.Atoi(turns)
	if err != nil {
		return p, err
	}
	data, err := content(path)
	if err != nil {
		return p, err
	}
	buf := &parse.Buffers{}
	ours := func() (int, error) {
		f, err := buf.Read(data)
		if err != nil {
			return 0, err
		}
		return samplesOf(f), nil
	}
	library := func() (int, error) { return byLibrary(data, formatOf(path)) }
	theirs := 0
	for turn := range n + 1 {
		var oursS, libraryS float64
		if p.Samples, oursS, err = timed(ours); err != nil {
			return p, err
		}
		if theirs, libraryS, err = timed(library); err != nil {
			return p, err
		}
		if turn > 0 {
			p.OursS, p.LibraryS = append(p.OursS, oursS), append(p.LibraryS, libraryS)
		}
	}
	if p.Samples != theirs {
		return p, fmt.Errorf("%d samples, the library finds %d", p.Samples, theirs)
	}
	return p, nil
}

// content returns the unpacked bytes of a file.
func content(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // only read
	return unpacked(file, strings.HasSuffix(strings.ToLower(path), ".gz"))
}

// timed returns the CPU time of one call in s, collecting its garbage while it
// runs included. What was left behind before is cleared away first. CPU and not
// the clock, because others may use the machine too.
func timed(read func() (int, error)) (n int, s float64, err error) {
	runtime.GC()
	begin := ownCPUS()
	n, err = read()
	return n, ownCPUS() - begin, err
}

// ownCPUS is the CPU time that this process has used, user and system, in s.
func ownCPUS() float64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // fails for an unknown first argument only
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// lengthCost is what one recording costs within a process.
type lengthCost struct {
	Samples int
	ReadS   float64 // fastest
	JudgeS  float64 // fastest, reading not included
	Mallocs uint64  // of reading it once
}

// costOfLength reads and judges a recording until a second is gone, at least
// five times.
func costOfLength(path string) (c lengthCost, err error) {
	data, err := content(path)
	if err != nil {
		return c, err
	}
	var f *parse.File
	desk := analyze.Desk{Buffers: &parse.Buffers{}}
	read := func() (int, error) {
		f, err = desk.Buffers.Read(data)
		return 0, err
	}
	judge := func() (int, error) {
		for _, a := range f.Activities {
			desk.Prepare(a, analyze.Options{}).Judge(nil)
		}
		return 0, nil
	}
	const (
		leastTurns = 5
		enoughS    = 1.0 // s
	)
	spent := 0.0
	var before, after runtime.MemStats
	for turn := 0; turn < leastTurns || spent < enoughS; turn++ {
		f = nil
		runtime.ReadMemStats(&before)
		_, readS, err := timed(read)
		if err != nil {
			return c, err
		}
		runtime.ReadMemStats(&after)
		_, judgeS, _ := timed(judge) // never fails
		if turn == 0 {
			c = lengthCost{samplesOf(f), readS, judgeS, after.Mallocs - before.Mallocs}
		}
		c.ReadS, c.JudgeS = min(c.ReadS, readS), min(c.JudgeS, judgeS)
		c.Mallocs = min(c.Mallocs, after.Mallocs-before.Mallocs)
		spent += readS + judgeS
	}
	return c, nil
}
