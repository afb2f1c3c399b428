package parse

import (
	"archive/zip"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Source is one recording that was found, or why there is none to read.
type Source struct {
	Path string // for people: as given, with "!member" inside an archive; cleaned
	Name string // in the file system that Find was given, the archive's for a member; raw, never to be printed
	Err  *Error // set: it is not to be opened
	Size int64  // bytes as stored, packed ones in an archive

	// From Strava's activities.csv, cleaned; "" where there is none.
	Title       string
	Sport       string // FIT's words in lower case; "" when not known
	Description string

	place  string    // raw path from the root of the file system, with "!member"
	notes  bool      // a file of notes, with a limit of its own
	fsys   fs.FS     // for a file
	in     *archive  // for a member, with
	member *zip.File // its entry
}

// Found is what Find found. Every list is sorted by path in byte order.
type Found struct {
	Sources []Source    // each is counted, usable or not
	Notes   []Source    // notes.csv and *.notes.yaml, read like recordings
	Other   []string    // paths that are not counted, for -v; folders end in a slash
	Tables  []string    // names of activities.csv in the file system, raw
	Doubts  []NoteError // about activities.csv
}

// Find looks for recordings below root, a folder or a file of fsys. shown is
// what people call root, and begins every path. It never fails: what cannot be
// looked into is a Source with an Err.
//
//  1. Folders are walked in order, without following links to folders and
//     without those whose name begins with a dot, such as .git.
//  2. A regular file, or a link to one, counts by its extension (.fit, .gpx,
//     .tcx, .gz, .zip, in any case) or by its first bytes. What root itself
//     names always counts.
//  3. An archive is replaced by the recordings in it; one without any is a
//     Source by itself. A zip in a zip is opened, deeper ones are not.
//  4. notes.csv and *.notes.yaml go to Notes, with those beside a root that is
//     a file. .crampcheck.yaml is the caller's and left alone.
//  5. Titles, sports and descriptions come from a Strava export's
//     activities.csv, in the folder or in the archive.
//
// A device or a pipe is never opened. Nothing is ever written; the names in an
// archive are only names.
func Find(fsys fs.FS, root, shown string, lim Limits) Found {
	f := &finder{fsys: fsys, root: root, shown: shown, lim: lim.OrDefault(), shelf: &shelf{}, strava: map[string]stravaRow{}}
	info, err := fs.Stat(fsys, root)
	switch {
	case err != nil:
		f.add(Source{place: root, Err: unreadable(err)}, f.path(root))
	case info.IsDir():
		f.folder(root)
	default:
		f.file(root, info.Mode(), info.Size(), true)
		f.notesBeside(root)
	}
	return f.finish()
}

// finder is the state of one Find.
type finder struct {
	fsys   fs.FS
	root   string
	shown  string
	lim    Limits
	shelf  *shelf
	strava map[string]stravaRow // by place without ".gz"
	found  Found
}

// path returns what people call the file name of the file system.
func (f *finder) path(name string) string {
	if name == f.root {
		return CleanPath(f.shown)
	}
	rel := strings.TrimPrefix(name, f.root+"/")
	if f.shown == "." || f.shown == "" {
		return CleanPath(rel)
	}
	return CleanPath(strings.TrimSuffix(f.shown, "/") + "/" + rel)
}

func (f *finder) add(s Source, shown string) {
	s.Path = shown
	f.found.Sources = append(f.found.Sources, s)
}

func (f *finder) other(shown string) { f.found.Other = append(f.found.Other, shown) }

// finish sorts what was found and joins it with Strava's rows.
func (f *finder) finish() Found {
	byPath := func(a, b Source) int { return cmp.Compare(a.Path, b.Path) }
	slices.SortStableFunc(f.found.Sources, byPath)
	tellApart(f.found.Sources)
	slices.SortStableFunc(f.found.Sources, byPath)
	slices.SortStableFunc(f.found.Notes, byPath)
	slices.Sort(f.found.Other)
	for i := range f.found.Sources {
		s := &f.found.Sources[i]
		row := f.strava[withoutGzip(s.place)]
		s.Title, s.Sport, s.Description = row.Title, row.Sport, row.Description
	}
	return f.found
}

// tellApart numbers the paths of sorted sources that look the same and are not: an
// archive may hold a name twice, and names may differ in what was cleaned.
func tellApart(sources []Source) {
	twice := false
	for i := 1; i < len(sources); i++ {
		twice = twice || sources[i].Path == sources[i-1].Path
	}
	if !twice {
		return
	}
	taken, times := map[string]bool{}, map[string]int{}
	for i := range sources {
		taken[sources[i].Path] = true
	}
	for i := range sources {
		path := sources[i].Path
		if times[path]++; times[path] == 1 {
			continue
		}
		name := fmt.Sprintf("%s (%d)", path, times[path])
		for ; taken[name]; name = fmt.Sprintf("%s (%d)", path, times[path]) {
			times[path]++
		}
		taken[name] = true
		sources[i].Path = name
	}
}

// kind is what a file is by its name.
type kind int

const (
	kindUnknown kind = iota
	kindRecording
	kindZip
	kindNotes
	kindStrava
	kindConfig
)

func kindOf(name string) kind {
	base := strings.ToLower(path.Base(name))
	switch base {
	case "notes.csv":
		return kindNotes
	case "activities.csv":
		return kindStrava
	case ".crampcheck.yaml", ".crampcheck.yml":
		return kindConfig
	}
	beside := strings.HasPrefix(base, "._") // macOS: never what its name says
	switch ext := path.Ext(base); {
	case ext == ".fit", ext == ".gpx", ext == ".tcx", ext == ".gz", ext == ".zip" && beside:
		return kindRecording
	case ext == ".zip":
		return kindZip
	case beside:
		return kindUnknown
	}
	if strings.HasSuffix(base, ".notes.yaml") || strings.HasSuffix(base, ".notes.yml") {
		return kindNotes
	}
	return kindUnknown
}

func isRecordingName(name string) bool { return kindOf(name) == kindRecording }

// withoutGzip lets a name match before and after unpacking.
func withoutGzip(name string) string {
	if strings.EqualFold(path.Ext(name), ".gz") {
		return name[:len(name)-len(".gz")]
	}
	return name
}

// isHidden says whether an element of a path begins with a dot.
func isHidden(element string) bool {
	return strings.HasPrefix(element, ".") && element != "." && element != ".."
}

// folder walks one folder and those in it.
func (f *finder) folder(name string) {
	var entries []fs.DirEntry
	err := validName(name)
	if err == nil {
		entries, err = fs.ReadDir(f.fsys, name)
	}
	if err != nil {
		f.add(Source{Name: name, place: name, Err: unreadable(err)}, strings.TrimSuffix(f.path(name), "/")+"/")
	}
	for _, e := range entries {
		at := path.Join(name, e.Name())
		if e.IsDir() && isHidden(e.Name()) {
			f.other(f.path(at) + "/")
			continue
		}
		if e.IsDir() {
			f.folder(at)
			continue
		}
		info, err := f.stat(at, e)
		switch {
		case err != nil:
			f.unusable(Source{Name: at, place: at, Err: unreadable(err)}, kindOf(at), f.path(at))
		case info.IsDir(): // a link to a folder: it could lead in circles
			f.other(f.path(at) + "/")
		default:
			f.file(at, info.Mode(), info.Size(), false)
		}
	}
}

// validName is an error for a name that package fs cannot take.
func validName(name string) error {
	if !fs.ValidPath(name) {
		return errors.New("its name is not UTF-8: rename it")
	}
	return nil
}

// stat returns what entry e of a folder is, or what it links to.
func (f *finder) stat(name string, e fs.DirEntry) (fs.FileInfo, error) {
	if err := validName(name); err != nil {
		return nil, err
	}
	if e.Type()&fs.ModeSymlink != 0 {
		return fs.Stat(f.fsys, name)
	}
	return e.Info()
}

// file takes one file that is no folder. With named, the user gave its name.
func (f *finder) file(name string, mode fs.FileMode, size int64, named bool) {
	s := Source{Name: name, Size: size, place: name, fsys: f.fsys}
	k := kindOf(name)
	if named && k != kindZip {
		k = kindRecording
	}
	shown := f.path(name)
	if !mode.IsRegular() {
		s.Err = notRegular(mode)
		f.unusable(s, k, shown)
		return
	}
	switch k {
	case kindConfig:
	case kindNotes:
		f.note(s, shown)
	case kindStrava:
		f.readStrava(s, shown)
	case kindZip:
		f.zipFile(s, shown, true)
	case kindRecording:
		if named && f.sniffFile(name) == "zip" {
			f.zipFile(s, shown, true)
			return
		}
		f.add(s, shown)
	case kindUnknown:
		switch f.sniffFile(name) {
		case "":
			f.other(shown)
		case "zip":
			f.zipFile(s, shown, false)
		default:
			f.add(s, shown)
		}
	}
}

// unusable adds s, whose Err is set, where a file of kind k belongs.
func (f *finder) unusable(s Source, k kind, shown string) {
	switch k {
	case kindUnknown, kindConfig:
		f.other(shown)
	case kindNotes:
		f.note(s, shown)
	case kindStrava:
		f.readStrava(s, shown)
	case kindRecording, kindZip:
		f.add(s, shown)
	}
}

// note adds a file of notes.
func (f *finder) note(s Source, shown string) {
	s.Path, s.notes = shown, true
	f.found.Notes = append(f.found.Notes, s)
}

func notRegular(mode fs.FileMode) *Error {
	what := "a device"
	switch {
	case mode&fs.ModeNamedPipe != 0:
		what = "a pipe"
	case mode&fs.ModeSocket != 0:
		what = "a socket"
	case mode.IsDir():
		what = "a folder"
	}
	return &Error{Code: NotRegular, Msg: "this is " + what + ", not a file; it was not opened"}
}

// notesBeside adds the notes that belong to a recording given by name:
// notes.csv in its folder, and run.notes.yaml beside run.fit or run.fit.gz.
func (f *finder) notesBeside(name string) {
	dir, base := path.Split(name)
	stem := withoutGzip(base)
	if k := kindOf(stem); k == kindRecording || k == kindZip {
		stem = strings.TrimSuffix(stem, path.Ext(stem))
	}
	shownDir, ok := strings.CutSuffix(f.shown, base)
	if !ok {
		shownDir = dir
	}
	for _, n := range []string{"notes.csv", stem + ".notes.yaml", stem + ".notes.yml"} {
		at := path.Join(dir, n)
		info, err := fs.Stat(f.fsys, at)
		if err != nil || !info.Mode().IsRegular() || at == name {
			continue
		}
		f.note(Source{Name: at, Size: info.Size(), place: at, fsys: f.fsys}, CleanPath(shownDir+n))
	}
}

// sniffFile says what the first bytes of a file are, "" when it cannot be read.
func (f *finder) sniffFile(name string) string {
	file, _, err := openRegular(f.fsys, name)
	if err != nil {
		return ""
	}
	defer func() { _ = file.Close() }() // only read
	return sniffHead(file)
}

// sniffHead says what the first bytes of r are. 4 kB hold the
// first element of every export we know.
func sniffHead(r io.Reader) string {
	head := make([]byte, 4096)
	n, _ := fill(r, head)
	return sniff(head[:n], false)
}

// zipFile replaces an archive by what is in it. counted says that the archive
// counts by itself when it holds nothing.
func (f *finder) zipFile(s Source, shown string, counted bool) {
	a := &archive{shelf: f.shelf, fsys: f.fsys, name: s.Name, lim: f.lim, spent: &ledger{}}
	f.archive(a, s, shown, counted, 1)
}

// archive adds the members of a, which lies depth archives deep and is s when
// it turns out to be none.
func (f *finder) archive(a *archive, s Source, shown string, counted bool, depth int) {
	before, others := len(f.found.Sources), len(f.found.Other)
	if err := a.acquire(); err != nil {
		s.Err = asError(err)
		f.add(s, shown)
		return
	}
	defer a.release()
	zr, err := openZip(a, a.size, f.lim.Entries)
	if err != nil {
		f.noZip(a, s, shown, counted, asError(err))
		return
	}
	if int64(len(zr.File)) > f.lim.Entries-a.spent.entries {
		s.Err = tooManyEntries(f.lim.Entries)
		f.add(s, shown)
		return
	}
	a.spent.entries += int64(len(zr.File))
	members := slices.Clone(zr.File)
	slices.SortStableFunc(members, func(x, y *zip.File) int { return cmp.Compare(x.Name, y.Name) })
	for _, m := range members {
		f.member(a, m, s, shown, depth)
	}
	if len(f.found.Sources) > before {
		return
	}
	if !counted {
		f.found.Other = append(f.found.Other[:others], shown)
		return
	}
	s.Err = &Error{Code: NotActivity, Msg: "the archive holds no recording"}
	if len(zr.File) == 0 {
		s.Err = &Error{Code: Empty, Msg: "the archive is empty"}
	}
	f.add(s, shown)
}

// noZip adds what is called an archive and is none, or none that can be used:
// a recording under a wrong name is read like any other.
func (f *finder) noZip(a *archive, s Source, shown string, counted bool, why *Error) {
	content := sniffHead(io.NewSectionReader(a, 0, a.size))
	switch {
	case content != "" && content != "zip": // a recording
	case a.size == 0:
		s.Err = &Error{Code: Empty, Msg: "the file is empty"}
	case !counted && why.Code == Malformed:
		f.other(shown)
		return
	default:
		s.Err = why
	}
	f.add(s, shown)
}

// member takes one entry of archive a, which people call shown.
func (f *finder) member(a *archive, m *zip.File, outer Source, shown string, depth int) {
	name := memberName(m)
	s := Source{
		Name: outer.Name, Size: int64(m.CompressedSize64),
		place: outer.place + "!" + path.Clean(name), in: a, member: m,
	}
	shown += "!" + CleanPath(name)
	if strings.HasSuffix(name, "/") || m.Mode().IsDir() {
		return
	}
	hidden := slices.ContainsFunc(strings.Split(path.Dir(name), "/"), isHidden)
	k := kindOf(name)
	if hidden || !m.Mode().IsRegular() || k == kindConfig {
		f.other(shown)
		return
	}
	if k == kindUnknown {
		if k = f.sniffMember(m); k == kindUnknown {
			f.other(shown)
			return
		}
	}
	inPlace := k == kindZip && m.Method == zip.Store // takes no memory
	most := f.lim.recording()
	if inPlace {
		most = f.lim.archive()
	}
	if s.Err = memberError(m, most); s.Err == nil && !inPlace && !a.spent.charge(m.UncompressedSize64, f.lim.ArchiveBytes) {
		s.Err = archiveTooLarge(f.lim.ArchiveBytes)
	}
	switch {
	case k == kindNotes:
		f.note(s, shown)
	case k == kindStrava:
		f.readStrava(s, shown)
	case s.Err != nil || k == kindRecording:
		f.add(s, shown)
	case int64(depth) >= f.lim.Depth:
		s.Err = &Error{Code: Unsupported, Msg: fmt.Sprintf("archives inside each other are opened %d deep: unpack this one first%s", f.lim.Depth, raise(limitDepth))}
		f.add(s, shown)
	default:
		inner := &archive{shelf: f.shelf, outer: a, in: m, lim: f.lim, spent: a.spent}
		f.archive(inner, s, shown, kindOf(name) == kindZip, depth+1)
	}
}

func archiveTooLarge(limit int64) *Error {
	return &Error{Code: TooLarge, Msg: "the archive unpacks to more than " + inMB(limit) + ": unpack it first" + raise(limitArchive)}
}

// sniffMember says what a member is by its first bytes.
func (f *finder) sniffMember(m *zip.File) kind {
	if memberError(m, f.lim.archive()) != nil {
		return kindUnknown
	}
	r, err := m.Open()
	if err != nil {
		return kindUnknown
	}
	defer func() { _ = r.Close() }() // only read
	switch sniffHead(r) {
	case "":
		return kindUnknown
	case "zip":
		return kindZip
	}
	return kindRecording
}

// memberName returns the name of a member with slashes, in UTF-8. Names that
// are none are in the code page of DOS, as old archives have them.
func memberName(m *zip.File) string {
	name := strings.ReplaceAll(m.Name, `\`, "/")
	if m.NonUTF8 && !utf8.ValidString(name) {
		if dos, err := charmap.CodePage437.NewDecoder().String(name); err == nil {
			return dos
		}
	}
	return name
}

// readStrava reads an activities.csv, whose names are relative to its folder.
func (f *finder) readStrava(s Source, shown string) {
	const maxCSV = 64 << 20 // bytes; 100,000 activities take about 50 MB
	if s.Err != nil {
		f.found.Doubts = append(f.found.Doubts, NoteError{File: shown, Warning: true, Text: s.Err.Error()})
		return
	}
	if s.in == nil {
		f.found.Tables = append(f.found.Tables, s.Name)
	}
	data, _, err := s.Read(Limits{RecordingBytes: maxCSV})
	if isTooLarge(err) {
		err = fmt.Errorf("it is longer than %s: no titles are taken from it", inMB(maxCSV))
	}
	if err != nil {
		f.found.Doubts = append(f.found.Doubts, NoteError{File: shown, Warning: true, Text: err.Error()})
		return
	}
	rows, doubts := readStrava(data)
	for _, d := range doubts {
		d.File = shown
		f.found.Doubts = append(f.found.Doubts, d)
	}
	dir := strings.TrimSuffix(s.place, path.Base(s.place))
	if i := strings.LastIndexByte(s.place, '!'); i >= len(dir) {
		dir = s.place[:i+1]
	}
	for name, row := range rows {
		f.strava[dir+withoutGzip(path.Clean(name))] = row
	}
}

// openRegular opens a file that is a regular one. Another one may be put in its
// place between the two steps, so both look; a file system whose opening waits
// for the other end of a pipe waits here.
func openRegular(fsys fs.FS, name string) (fs.File, fs.FileInfo, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, nil, unreadable(err)
	}
	if !info.Mode().IsRegular() {
		return nil, nil, notRegular(info.Mode())
	}
	file, err := fsys.Open(name)
	if err != nil {
		return nil, nil, unreadable(err)
	}
	if info, err = file.Stat(); err != nil {
		_ = file.Close() // only read
		return nil, nil, unreadable(err)
	}
	if !info.Mode().IsRegular() {
		_ = file.Close() // only read
		return nil, nil, notRegular(info.Mode())
	}
	return file, info, nil
}

// Read returns the unpacked bytes of the recording, with notes on what was
// damaged on the way. gzip is recognised by content, as is a zip around a
// single recording. The error is an *Error; with one there are no bytes.
// Sources may be read at the same time, and are best read in order.
func (s *Source) Read(lim Limits) ([]byte, []Note, error) { return s.ReadInto(nil, lim) }

// ReadInto is Read in the memory of buf.
func (s *Source) ReadInto(buf *Buffers, lim Limits) ([]byte, []Note, error) {
	if s.Err != nil {
		return nil, nil, s.Err
	}
	lim = lim.OrDefault()
	most := lim.recording()
	if s.notes {
		most = lim.notes()
	}
	packed, notes, err := s.readPacked(most, buf)
	if err != nil {
		return nil, nil, err
	}
	data, more, err := s.unpack(packed, most, lim, buf)
	if err != nil {
		return nil, nil, err
	}
	return data, append(notes, more...), nil
}

// unpack is unpack, with a bound on what all members of an archive become.
func (s *Source) unpack(packed []byte, most bound, lim Limits, buf *Buffers) ([]byte, []Note, error) {
	if s.in == nil || !isGzip(packed) && !isZip(packed) {
		data, notes, _, err := unpack(packed, most, lim.Entries, buf)
		return data, notes, err
	}
	archiveLimit := lim.ArchiveBytes
	if s.in.spent.full(s.member, archiveLimit) {
		return nil, nil, archiveTooLarge(archiveLimit)
	}
	data, notes, cost, err := unpack(packed, most, lim.Entries, buf)
	if !s.in.spent.chargeUnpacked(s.member, cost, archiveLimit) && err == nil {
		return nil, nil, archiveTooLarge(archiveLimit)
	}
	return data, notes, err
}

// readPacked returns the bytes as they stand in the file or in the archive.
func (s *Source) readPacked(most bound, buf *Buffers) ([]byte, []Note, error) {
	if s.in != nil {
		return s.in.read(s.member, most, buf)
	}
	return s.readFile(most, buf)
}

// readFile returns the bytes of the file, in buf.
func (s *Source) readFile(most bound, buf *Buffers) ([]byte, []Note, error) {
	file, before, err := openRegular(s.fsys, s.Name)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = file.Close() }() // only read
	if before.Size() > most.bytes {
		return nil, nil, most.fileTooLarge()
	}
	data, err := readCapped(punctual{file, buf}, buf.slot(packedSlot), before.Size(), most.bytes)
	buf.keep(packedSlot, data)
	if err != nil {
		return nil, nil, most.readError(err, buf)
	}
	after, err := file.Stat()
	if err != nil {
		return nil, nil, unreadable(err)
	}
	if stampOf(before) != stampOf(after) || before.Size() != int64(len(data)) {
		return data, []Note{changedNote()}, nil
	}
	return data, nil, nil
}

// readError is the error for a file that could not be read to its end.
func (b bound) readError(err error, buf *Buffers) *Error {
	if _, over := errors.AsType[errOverLimit](err); over {
		return b.fileTooLarge()
	}
	if stop := b.stopped(err, buf); stop != nil {
		return stop
	}
	return unreadable(err)
}
