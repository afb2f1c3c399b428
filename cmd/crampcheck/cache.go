package main

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// How much is kept, and for how long. All our own choice.
const (
	cacheBytes  = 256 << 20 // bytes of all records and answers; some 30,000 recordings
	cacheLeave  = 0.875     // share of them that is left when there are more
	cacheAge    = 365 * 24 * time.Hour
	cacheDay    = 24 * time.Hour // how exactly it is known when a record was used, and how often it is cleaned up
	recordBytes = 16 << 20       // bytes of one record; a larger one is not kept
	recordNotes = 4              // judgements of an activity, each with other notes
	paperBytes  = 8 << 20        // bytes of a buffer that is used again
)

// cache keeps what became of recordings, so that one which is the same is neither
// unpacked nor judged again.
//
// A record is a file. Its name is a hash of all that decides what is in it: the
// recording as it stands, the options, what a Strava export says of it, and this
// very program. A file that the system says nobody touched is not even read to
// know its bytes (stamp.go). The path is not among them, nor are the notes: a record holds a
// judgement for each set of notes that it was asked with.
//
// Beside the records stand answers: all that a call printed, for the next that asks
// the very same (answer.go). They do hold paths.
//
// Nothing here ever fails. What cannot be read, or is damaged, is not there; what
// cannot be written is not kept. Records are written beside their place and
// renamed, so that any number of programs may use the folder at once. All files
// are reached through an os.Root, which follows no link out of the folder.
//
// A nil cache keeps nothing.
type cache struct {
	now     time.Time
	bytes   int64           // of all records, at most
	limits  parse.Limits    // of reading
	root    func() *os.Root // nil where there can be no folder
	program func() [sha256.Size]byte

	decides, asks, records, judgements *codec
	questions, answers                 *codec

	stamps     *stamps
	readStamps func() // before the first is asked for

	used   atomic.Bool  // by a source of this call
	kept   atomic.Int64 // bytes written by this call and not counted yet
	broken atomic.Bool  // the folder cannot be written to

	mu     sync.Mutex
	papers []*paper // that nobody uses
}

// paper is what one goroutine needs to read and write records, used again and
// again.
type paper struct {
	record    []byte // as read
	draft     []byte // to be written
	judgement []byte // to be written
	own       map[string]string
}

// cacheKey names a record or a judgement. The zero value names none.
type cacheKey [sha256.Size]byte

// decides is what decides, beside the recording, what becomes of it.
type decides struct {
	Options analyze.Options
	Limits  parse.Limits

	// From a Strava export.
	Title       string
	Sport       string
	Description string
}

// asks is what decides which judgement of an activity is the right one.
type asks struct {
	Index   int
	Sport   string        // that of a twin
	Entries []parse.Entry // without the paths of the notes
}

// record is what is kept of a recording.
type record struct {
	Input        analyze.Input // without its path
	Notes        []parse.Note
	Acts         []analyze.Identity // without their path
	ChargedBytes int64              // see parse.Source.Charged
	Judged       []kept             // the newest first
}

// kept is one judgement, with what it was asked for.
type kept struct{ Asked, Judgement []byte }

// judgement is what became of an activity with its notes. It names files by
// their place among those of its notes.
type judgement struct {
	Result *analyze.Result
	Errs   []parse.NoteError
}

// cacheFolder is where the cache of a system stands, "" where nothing tells; home
// is the folder that must be there for that, "" for none.
func cacheFolder(goos string, getenv func(string) string) (dir, home string) {
	if base := getenv("XDG_CACHE_HOME"); filepath.IsAbs(base) { // others do not count, as its specification says
		return filepath.Join(base, "crampcheck"), ""
	}
	if goos == "windows" {
		if base := getenv("LocalAppData"); base != "" {
			return filepath.Join(base, "crampcheck"), base
		}
		return "", ""
	}
	home = getenv("HOME")
	switch {
	case !filepath.IsAbs(home):
		return "", ""
	case goos == "darwin":
		return filepath.Join(home, "Library", "Caches", "crampcheck"), home
	}
	return filepath.Join(home, ".cache", "crampcheck"), home
}

// newCache returns the cache of the user, nil where there is none. Nothing is
// opened or made before it is used.
func newCache(w world, off bool) *cache {
	dir, home := cacheFolder(runtime.GOOS, w.getenv)
	if off || dir == "" || w.now == nil {
		return nil
	}
	words, zones := catalogueWords(), newZones()
	c := &cache{
		now:        w.now(),
		bytes:      cacheBytes,
		root:       sync.OnceValue(func() *os.Root { return makeFolder(dir, home) }),
		program:    sync.OnceValue(hashProgram),
		decides:    newCodec[decides](nil, zones),
		asks:       newCodec[asks](nil, zones),
		records:    newCodec[record](nil, zones),
		judgements: newCodec[judgement](words, zones),
		questions:  newCodec[question](nil, zones),
		answers:    newCodec[answer](nil, zones),
	}
	c.stamps = newStamps(c.now)
	c.readStamps = sync.OnceFunc(func() { c.stamps.read(c.small(stampsName)) })
	return c
}

// within returns c for recordings that are read with these limits.
func (c *cache) within(lim parse.Limits) *cache {
	if c != nil {
		c.limits = lim
	}
	return c
}

// makeFolder opens the folder of a cache, for its owner alone, and makes it where
// it is missing. One that others may look into and that is not ours to close is
// not used: its records might be anybody's.
func makeFolder(dir, home string) *os.Root {
	if info, err := os.Stat(home); home != "" && (err != nil || !info.IsDir()) {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil
	}
	info, err := root.Stat(".")
	if err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		err = root.Chmod(".", 0o700)
	}
	if err != nil {
		_ = root.Close() // nothing was written
		return nil
	}
	return root
}

// hashProgram returns the hash of the running program, which stands for
// everything that it knows. Zero where it cannot be read.
func hashProgram() (sum [sha256.Size]byte) {
	name, err := os.Executable()
	if err != nil {
		return sum
	}
	f, err := os.Open(name)
	if err != nil {
		return sum
	}
	defer func() { _ = f.Close() }() // only read
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return sum
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// usable says whether the cache can be used at all.
func (c *cache) usable() bool {
	return c != nil && c.root() != nil && c.program() != [sha256.Size]byte{}
}

// take returns a paper that is to be given back.
func (c *cache) take() *paper {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.papers); n > 0 {
		p := c.papers[n-1]
		c.papers = c.papers[:n-1]
		return p
	}
	return &paper{own: map[string]string{}}
}

func (c *cache) giveBack(p *paper) {
	for _, b := range []*[]byte{&p.record, &p.draft, &p.judgement} {
		if cap(*b) > paperBytes {
			*b = nil
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.papers = append(c.papers, p)
}

// visit is one source on its way through the cache. A nil visit is of a source
// that has nothing to do with it.
type visit struct {
	cache  *cache
	paper  *paper
	source parse.Source
	opt    analyze.Options
	buf    *parse.Buffers
	stamp  stamp
	packed *parse.Packed // nil: not read
	key    cacheKey      // zero: it is not to be kept
	record record        // as found; zero where there is none
}

// visit looks at a source that stands in a file, "" for a member of an archive. It
// is read, in buf, where the file may have changed since it was read last. The
// visit must be left.
func (c *cache) visit(s parse.Source, file string, o analyze.Options, buf *parse.Buffers) *visit {
	if c == nil || s.Err != nil || isStdin(s.Path) || o.Trace || !c.usable() {
		return nil
	}
	c.used.Store(true)
	c.readStamps()
	v := &visit{cache: c, paper: c.take(), source: s, opt: o, buf: buf, stamp: c.stamps.of(file)}
	if sum, ok := c.stamps.find(v.stamp); ok {
		v.key = c.keyOf(sum, s, o)
	} else {
		v.read()
	}
	return v
}

// read reads the source as it stands, where that was not done yet.
func (v *visit) read() {
	if v == nil || v.packed != nil {
		return
	}
	was := v.key
	v.key = cacheKey{}
	p, err := v.source.ReadPacked(v.buf, v.cache.limits)
	if err != nil || p.Changed() {
		return
	}
	h := sha256.New()
	_, _ = p.WriteTo(h) // a hash takes everything
	sum := contentSum(h.Sum(nil))
	v.packed, v.key = p, v.cache.keyOf(sum, v.source, v.opt)
	if v.key != was {
		v.record = record{}
	}
	v.cache.stamps.add(v.stamp, sum)
}

func (v *visit) leave() {
	if v != nil {
		v.cache.giveBack(v.paper)
	}
}

// keyOf names the record of a source with these bytes.
func (c *cache) keyOf(sum contentSum, s parse.Source, o analyze.Options) cacheKey {
	d := decides{o, c.limits, s.Title, s.Sport, s.Description}
	program := c.program()
	return sha256.Sum256(c.decides.encode(slices.Concat(program[:], sum[:]), &d))
}

// recall returns what became of the source the last time, judged with what the
// notes say now.
func (v *visit) recall(s parse.Source, notes *analyze.NoteIndex, asked bool) (o outcome, ok bool) {
	if v == nil || v.key == (cacheKey{}) {
		return o, false
	}
	if v.record, ok = v.cache.load(v.key, v.paper); !ok {
		return o, false
	}
	o.input, o.notes = v.record.Input, v.record.Notes
	o.input.File = s.Path
	for i, id := range v.record.Acts {
		id.Source = s.Path
		a := activity{id: id, asked: asked, key: v.key, entries: notes.For(id)}
		if a.result, a.errs, ok = v.cache.judged(&v.record, i, "", s.Path, a.entries, v.paper); !ok {
			return outcome{}, false
		}
		o.acts = append(o.acts, a)
	}
	return o, s.Charge(v.record.ChargedBytes, v.cache.limits)
}

// keep keeps what became of the source. Judgements with other notes stay.
func (v *visit) keep(s parse.Source, o outcome) {
	doubtful := func(n parse.Note) bool { return n.Code == parse.ChangedInRead }
	if v == nil || v.key == (cacheKey{}) || o.input.Status == parse.Skipped || slices.ContainsFunc(o.notes, doubtful) {
		return
	}
	r := record{Input: o.input, Notes: o.notes, ChargedBytes: s.Charged(), Judged: v.record.Judged}
	r.Input.File = ""
	for i := range o.acts {
		o.acts[i].key = v.key
		id := o.acts[i].id
		id.Source = ""
		r.Acts = append(r.Acts, id)
	}
	v.paper.judgement = v.paper.judgement[:0]
	for i, a := range o.acts {
		if !v.cache.add(&r, i, "", a, v.paper) {
			return
		}
	}
	v.cache.saveRecord(v.key, &r, v.paper)
}

// name is the key of the source; zero for none.
func (v *visit) name() cacheKey {
	if v == nil {
		return cacheKey{}
	}
	return v.key
}

// recallAgain finds what an activity is with other notes or the sport of a twin.
func (c *cache) recallAgain(a *activity, sport string, entries []parse.Entry) bool {
	if a.key == (cacheKey{}) {
		return false
	}
	p := c.take()
	defer c.giveBack(p)
	r, ok := c.load(a.key, p)
	if !ok || a.id.Index >= len(r.Acts) {
		return false
	}
	res, errs, ok := c.judged(&r, a.id.Index, sport, a.id.Source, entries, p)
	if ok {
		a.result, a.errs, a.entries = res, errs, entries
	}
	return ok
}

// keepAgain adds such a judgement to the record of its recording.
func (c *cache) keepAgain(a activity, sport string) {
	if a.key == (cacheKey{}) || a.result == nil {
		return
	}
	p := c.take()
	defer c.giveBack(p)
	r, ok := c.load(a.key, p)
	if !ok || a.id.Index >= len(r.Acts) {
		return
	}
	p.judgement = p.judgement[:0]
	if c.add(&r, a.id.Index, sport, a, p) {
		c.saveRecord(a.key, &r, p)
	}
}

// asked names the judgement of an activity with its notes, and returns the files
// of these.
func (c *cache) asked(index int, sport string, entries []parse.Entry) (sum [sha256.Size]byte, files []string) {
	q := asks{Index: index, Sport: sport, Entries: slices.Clone(entries)}
	for i := range q.Entries {
		source := &q.Entries[i].Source
		if *source == "" {
			continue
		}
		if !slices.Contains(files, *source) {
			files = append(files, *source)
		}
		*source = placeOf(*source, files)
	}
	return sha256.Sum256(c.asks.encode(nil, &q)), files
}

// placeOf is what stands for one of the files.
func placeOf(file string, files []string) string {
	if file == "" {
		return ""
	}
	return strconv.Itoa(slices.Index(files, file))
}

// fileAt undoes placeOf.
func fileAt(place string, files []string) (file string, ok bool) {
	if place == "" {
		return "", true
	}
	i, err := strconv.Atoi(place)
	if err != nil || i < 0 || i >= len(files) {
		return "", false
	}
	return files[i], true
}

// judged returns the judgement that a record holds of an activity with its
// notes. path is that of its source.
func (c *cache) judged(r *record, index int, sport, path string, entries []parse.Entry, p *paper) (res *analyze.Result, errs []parse.NoteError, ok bool) {
	sum, files := c.asked(index, sport, entries)
	i := slices.IndexFunc(r.Judged, func(k kept) bool { return string(k.Asked) == string(sum[:]) })
	if i < 0 {
		return nil, nil, false
	}
	var j judgement
	if !c.judgements.decode(r.Judged[i].Judgement, &j, p.own) || j.Result == nil {
		return nil, nil, false
	}
	j.Result.File, j.Result.Log = path, entries
	for k := range j.Result.Placed {
		p := &j.Result.Placed[k]
		if p.File, ok = fileAt(p.File, files); !ok {
			return nil, nil, false
		}
	}
	for k := range j.Errs {
		e := &j.Errs[k]
		if e.File, ok = fileAt(e.File, files); !ok {
			return nil, nil, false
		}
	}
	return j.Result, j.Errs, true
}

// add puts the judgement of an activity into a record, before what it holds, and
// says whether that can be kept. Its bytes stand on the paper.
func (c *cache) add(r *record, index int, sport string, a activity, p *paper) bool {
	sum, files := c.asked(index, sport, a.entries)
	res := *a.result
	res.File, res.Log, res.Placed = "", nil, slices.Clone(res.Placed)
	j := judgement{&res, slices.Clone(a.errs)}
	for k := range res.Placed {
		res.Placed[k].File = placeOf(res.Placed[k].File, files)
	}
	for k := range j.Errs {
		j.Errs[k].File = placeOf(j.Errs[k].File, files)
	}
	from := len(p.judgement)
	p.judgement = c.judgements.encode(p.judgement, &j)
	same := func(k kept) bool { return string(k.Asked) == string(sum[:]) }
	r.Judged = slices.Insert(slices.DeleteFunc(r.Judged, same), 0, kept{sum[:], p.judgement[from:]})
	r.Judged = r.Judged[:min(len(r.Judged), recordNotes*len(r.Acts))]
	return true
}

// name is the file of a record, below a folder of two letters: some systems
// dislike thousands of files in one.
func (k cacheKey) name() string {
	s := hex.EncodeToString(k[:])
	return s[:2] + "/" + s[2:]
}

// load reads a record. Its bytes stand on the paper.
func (c *cache) load(key cacheKey, p *paper) (r record, ok bool) {
	body, ok := c.body(key.name(), key, recordBytes, p)
	if !ok || !c.records.decode(body, &r, nil) {
		return record{}, false
	}
	return r, true
}

// body reads what save wrote, of so many bytes at most. It stands on the paper.
func (c *cache) body(name string, key cacheKey, most int64, p *paper) (body []byte, ok bool) {
	f, err := c.root().OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0) // which no pipe holds up
	if err != nil {
		return nil, false
	}
	defer func() { _ = f.Close() }() // only read
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() < sha256.Size || info.Size() > most {
		return nil, false
	}
	p.record = slices.Grow(p.record[:0], int(info.Size()))[:info.Size()]
	if _, err := io.ReadFull(f, p.record); err != nil {
		return nil, false
	}
	sum, body := p.record[:sha256.Size], p.record[sha256.Size:]
	if string(sum) != string(sumOf(key, body)) {
		return nil, false
	}
	if c.now.Sub(info.ModTime()).Abs() > cacheDay { // it is used: that is all that is known of it
		_ = c.root().Chtimes(name, c.now, c.now)
	}
	return body, true
}

// sumOf is the checksum with which a record begins. It holds the key too, so that
// a record under another's name is none.
func sumOf(key cacheKey, body []byte) []byte {
	h := sha256.New()
	_, _ = h.Write(key[:])
	_, _ = h.Write(body)
	return h.Sum(nil)
}

// saveRecord writes a record, unless it is too large.
func (c *cache) saveRecord(key cacheKey, r *record, p *paper) {
	p.draft = c.records.encode(p.newDraft(), r)
	c.save(key.name(), key, recordBytes, p)
}

// newDraft is where a draft begins, with the place of its checksum.
func (p *paper) newDraft() []byte { return append(p.draft[:0], make([]byte, sha256.Size)...) }

// save writes the draft of a paper, whole or not at all, and not where it has more
// than so many bytes. It is not brought to the disk: what a power cut damages is not
// there the next time.
func (c *cache) save(name string, key cacheKey, most int, p *paper) {
	if c.broken.Load() || len(p.draft) > most {
		return
	}
	copy(p.draft, sumOf(key, p.draft[sha256.Size:]))
	if err := c.put(name, p.draft); err != nil {
		c.broken.Store(true)
		return
	}
	c.kept.Add(int64(len(p.draft)))
}

// tempName is how a file begins that has not got its name yet.
const tempName = "new-"

// put writes a file beside its place and renames it. What is in the way, a folder
// even, is replaced.
func (c *cache) put(name string, data []byte) (err error) {
	root := c.root()
	temp := tempName + rand.Text()
	f, err := root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Close())
	if err == nil {
		err = root.Rename(temp, name)
	}
	if err != nil { // its folder may be missing, or something else stand here
		dir := path.Dir(name)
		if info, err := root.Lstat(dir); err == nil && !info.IsDir() {
			_ = root.Remove(dir)
		}
		_ = root.Mkdir(dir, 0o700)
		_ = root.RemoveAll(name)
		err = root.Rename(temp, name)
	}
	if err != nil {
		_ = root.Remove(temp)
	}
	return err
}

// totalName is the file that says when the records were counted last, in seconds
// since 1970, and how many bytes they have since. Two programs at once may make it
// wrong, until they are counted again.
const totalName = "total"

// stampsName is the file of the stamps.
const stampsName = "stamps"

// finish ends a call: where it kept something it sees to it that the cache does
// not grow without end.
func (c *cache) finish() {
	if c == nil || !c.used.Load() {
		return
	}
	if data := c.stamps.bytes(stampsMost); data != nil {
		_ = c.put(stampsName, data) // else files are read again
	}
	c.count()
}

// count adds what was kept since it was counted last to the total, and cleans up
// where that is due.
func (c *cache) count() {
	kept := c.kept.Swap(0)
	if kept == 0 {
		return
	}
	var second, total int64
	if _, err := fmt.Sscanf(string(c.small(totalName)), "%d %d", &second, &total); err != nil || total < 0 {
		second, total = 0, 0
	}
	total += kept
	if at := time.Unix(second, 0); c.now.Sub(at).Abs() > cacheDay || total > c.bytes {
		second, total = c.now.Unix(), c.clean()
	}
	_ = c.put(totalName, fmt.Appendf(nil, "%d %d\n", second, total)) // else they are counted the next time
}

// small returns what a file beside the records holds, nil where that cannot be
// read.
func (c *cache) small(name string) []byte {
	f, err := c.root().OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }() // only read
	data, err := io.ReadAll(io.LimitReader(f, recordBytes))
	if err != nil {
		return nil
	}
	return data
}

// cached is one file of the cache.
type cached struct {
	name  string
	bytes int64
	used  time.Time
}

// isShard says whether a name is that of a folder of records.
func isShard(name string) bool { return len(name) == 2 && strings.Trim(name, "0123456789abcdef") == "" }

// list returns the records, the least recently used first, the folders in which
// they stand, and the other files that this program left.
func list(root *os.Root) (records []cached, folders []string, others []cached) {
	add := func(to *[]cached, name string, e fs.DirEntry) {
		if info, err := e.Info(); err == nil && !e.IsDir() {
			*to = append(*to, cached{name, info.Size(), info.ModTime()})
		}
	}
	top, _ := fs.ReadDir(root.FS(), ".") // what cannot be read is not there
	for _, e := range top {
		switch name := e.Name(); {
		case e.IsDir() && isShard(name):
			folders = append(folders, name)
			in, _ := fs.ReadDir(root.FS(), name)
			for _, e := range in {
				add(&records, name+"/"+e.Name(), e)
			}
		case name == totalName, name == stampsName, strings.HasPrefix(name, tempName):
			add(&others, name, e)
		}
	}
	slices.SortFunc(records, func(a, b cached) int { return cmp.Or(a.used.Compare(b.used), cmp.Compare(a.name, b.name)) })
	return records, folders, others
}

// clean removes what was not used for a year, the least recently used of what is
// too much, and what a program that was stopped left. It returns the bytes left.
func (c *cache) clean() (total int64) {
	records, _, others := list(c.root())
	for i := range records {
		total += records[i].bytes
		if records[i].used.Sub(c.now) > cacheDay { // by a clock that was wrong
			records[i].used = time.Time{}
		}
	}
	leave := int64(math.MaxInt64)
	if total > c.bytes {
		leave = int64(cacheLeave * float64(c.bytes))
	}
	slices.SortStableFunc(records, func(a, b cached) int { return a.used.Compare(b.used) })
	for _, r := range records {
		if total > leave || c.now.Sub(r.used) > cacheAge {
			_ = c.root().Remove(r.name) // another program may have been faster
			total -= r.bytes
		}
	}
	for _, o := range others {
		if strings.HasPrefix(o.name, tempName) && c.now.Sub(o.used) > cacheDay {
			_ = c.root().Remove(o.name)
		}
	}
	return total
}
