package parse

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"
)

// packedCases is a file system with recordings packed in every way.
func packedCases(t testing.TB) (fsys fs.FS, names []string) {
	t.Helper()
	gpx := "<gpx>" + strings.Repeat("<trkpt/>", 1000) + "</gpx>"
	gz := packGzip(t, gpx)
	inner := packZip(t, entry{name: "b.gpx", data: gpx})
	fsys = mapFS(map[string]string{
		"plain.gpx":  gpx,
		"run.gpx.gz": gz,
		"cut.gpx.gz": gz[:len(gz)-9],
		"none.gz":    gz[:9],
		"empty.gpx":  "",
		"many.zip":   packZip(t, entry{name: "a.gpx", data: gpx}, entry{name: "a.gpx.gz", data: gz}, entry{name: "in.zip", data: inner}),
	})
	return fsys, []string{"plain.gpx", "run.gpx.gz", "cut.gpx.gz", "none.gz", "empty.gpx", "many.zip!a.gpx", "many.zip!a.gpx.gz", "many.zip!in.zip!b.gpx"}
}

// TestPackedUnpacksToWhatIsRead reads each case both ways, with buffers for all of
// them and with none.
func TestPackedUnpacksToWhatIsRead(t *testing.T) {
	fsys, names := packedCases(t)
	found := Find(fsys, ".", ".", Limits{})
	if len(found.Sources) != len(names) {
		t.Fatalf("found %d sources, want %v", len(found.Sources), names)
	}
	for _, buf := range []*Buffers{nil, {}} {
		for _, s := range found.Sources {
			if !slices.Contains(names, s.Path) {
				t.Errorf("found %s", s.Path)
			}
			want, wantNotes, wantErr := s.Read(Limits{})
			p, err := s.ReadPacked(buf, Limits{})
			if err != nil {
				t.Errorf("%s: %v", s.Path, err)
				continue
			}
			got, notes, err := p.Unpack(Limits{})
			if !bytes.Equal(got, want) || !slices.Equal(notes, wantNotes) || (err == nil) != (wantErr == nil) || err != nil && err.Error() != wantErr.Error() {
				t.Errorf("%s: %d bytes, %v, %v; read it is %d bytes, %v, %v", s.Path, len(got), notes, err, len(want), wantNotes, wantErr)
			}
		}
	}
}

// identity is what WriteTo writes of the one source of a file system.
func identity(t testing.TB, fsys fs.FS) string {
	t.Helper()
	found := Find(fsys, ".", ".", Limits{})
	if len(found.Sources) != 1 {
		t.Fatalf("%d sources", len(found.Sources))
	}
	p, err := found.Sources[0].ReadPacked(nil, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	n, err := p.WriteTo(&b)
	if err != nil || n != int64(b.Len()) {
		t.Errorf("wrote %d of %d bytes, %v", n, b.Len(), err)
	}
	return b.String()
}

func TestPackedTellsRecordingsApart(t *testing.T) {
	one := func(name, data string) fs.FS { return mapFS(map[string]string{name: data}) }
	gpx := "<gpx>1</gpx>"
	member := func(m entry) fs.FS { return one("x.zip", packZip(t, m)) }
	same := [][2]fs.FS{
		{one("a.gpx", gpx), one("b.gpx", gpx)},
		{member(entry{name: "a.gpx", data: gpx}), member(entry{name: "b/a.gpx", data: gpx})},
	}
	for i, c := range same {
		if identity(t, c[0]) != identity(t, c[1]) {
			t.Errorf("the name tells apart two recordings (%d)", i)
		}
	}
	stored := func(data string, crc uint32) entry {
		return entry{name: "a.gpx", data: data, raw: true, change: func(h *zip.FileHeader) {
			h.Method, h.CRC32, h.CompressedSize64, h.UncompressedSize64 = 0, crc, uint64(len(data)), uint64(len(data))
		}}
	}
	for _, c := range []struct {
		name string
		a, b fs.FS
	}{
		{"a byte", one("a.gpx", gpx), one("a.gpx", "<gpx>2</gpx>")},
		{"a byte of a member", member(entry{name: "a.gpx", data: gpx}), member(entry{name: "a.gpx", data: "<gpx>2</gpx>"})},
		{"the checksum of a member", member(stored(gpx, 1)), member(stored(gpx, 2))},
	} {
		if identity(t, c.a) == identity(t, c.b) {
			t.Errorf("%s does not tell apart", c.name)
		}
	}
}

func TestPackedSeesAChangedFile(t *testing.T) {
	fsys := growingFS{mapFS(map[string]string{"a.gpx": "<gpx></gpx>"}), new(int)}
	found := Find(fsys, ".", "in", Limits{})
	p, err := found.Sources[0].ReadPacked(nil, Limits{})
	if err != nil || !p.Changed() {
		t.Errorf("changed while reading: %v, %v", p, err)
	}
	m := mapFS(map[string]string{"e.zip": packZip(t, entry{name: "a.gpx", data: "<gpx></gpx>"})})
	member := Find(atFS{m}, ".", "in", Limits{}).Sources[0]
	m["e.zip"].ModTime = time.Unix(1e9, 0)
	if p, err := member.ReadPacked(nil, Limits{}); err != nil || !p.Changed() {
		t.Errorf("a member of an archive that changed since: %v", err)
	}
	still := mapFS(map[string]string{"a.gpx": "<gpx></gpx>"})
	if p, err := Find(still, "a.gpx", "a.gpx", Limits{}).Sources[0].ReadPacked(nil, Limits{}); err != nil || p.Changed() {
		t.Errorf("a file that stays: %v", err)
	}
}

func TestPackedKeepsLimits(t *testing.T) {
	fsys := mapFS(map[string]string{"a.gpx": "12345678", "b.zip": packZip(t, entry{name: "a.gpx", data: "123456789", change: func(h *zip.FileHeader) { h.Method = 0 }})})
	for _, c := range []struct {
		limit int64
		fits  int
	}{{7, 0}, {8, 1}, {9, 2}} {
		fits := 0
		for _, s := range Find(fsys, ".", ".", Limits{RecordingBytes: 1 << 20}).Sources {
			if _, err := s.ReadPacked(nil, Limits{RecordingBytes: c.limit}); err == nil {
				fits++
			}
		}
		if fits != c.fits {
			t.Errorf("within %d bytes: %d of 2 are read, want %d", c.limit, fits, c.fits)
		}
	}
}

// TestWhatIsNotUnpackedIsCharged counts a member without reading it, as much as
// reading it does.
func TestWhatIsNotUnpackedIsCharged(t *testing.T) {
	gz := packGzip(t, strings.Repeat("x", 1000))
	fsys := mapFS(map[string]string{"many.zip": packZip(t, entry{name: "a.gpx.gz", data: gz}, entry{name: "b.gpx.gz", data: gz}, entry{name: "c.gpx", data: "123"})})
	sources := func() []Source { return Find(fsys, ".", ".", Limits{}).Sources }
	lim := Limits{ArchiveBytes: 1500}

	read := sources()
	if _, _, err := read[0].Read(lim); err != nil || read[0].Charged() != 1000 {
		t.Errorf("the first takes %d bytes, %v", read[0].Charged(), err)
	}
	if _, _, err := read[2].Read(lim); err != nil || read[2].Charged() != 0 {
		t.Errorf("a member packed once takes %d bytes of its own, %v", read[2].Charged(), err)
	}
	if _, _, err := read[1].Read(lim); err == nil {
		t.Error("two are read, and one fits")
	}

	known := sources()
	if !known[0].Charge(1000, lim) || known[0].Charged() != 1000 {
		t.Error("the first does not fit")
	}
	if _, _, err := known[1].Read(lim); err == nil {
		t.Error("the second is read beside the first, which was counted")
	}
	both := sources()
	if !both[0].Charge(1000, lim) || both[1].Charge(1000, lim) || !both[2].Charge(0, lim) {
		t.Error("counted both: the first and the third fit, the second does not")
	}
}
