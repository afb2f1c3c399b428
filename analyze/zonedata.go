package analyze

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"sync"
	"time"
)

// zoneZip is the IANA Time Zone Database as Go's distribution packs it
// (lib/time/zoneinfo.zip, in the public domain).
//
//go:generate sh -c "cp \"$(go env GOROOT)/lib/time/zoneinfo.zip\" zoneinfo.zip"
//go:embed zoneinfo.zip
var zoneZip []byte

// zoneFiles opens zoneZip when a zone is first asked for.
var zoneFiles = sync.OnceValue(func() *zip.Reader {
	r, err := zip.NewReader(bytes.NewReader(zoneZip), int64(len(zoneZip)))
	if err != nil {
		panic(err) // the binary itself is damaged
	}
	return r
})

// LoadZone returns the time zone of a name such as Europe/Zurich, of the data in
// the binary. time.LoadLocation would prefer those of the machine: a date would
// hang on how well the machine is kept, and on some also on small letters.
func LoadZone(name string) (*time.Location, error) {
	unknown := fmt.Errorf("no time zone %q", name)
	if name == "" {
		return nil, unknown
	}
	if name == "UTC" {
		return time.UTC, nil
	}
	f, err := zoneFiles().Open(name)
	if err != nil {
		return nil, unknown
	}
	defer func() { _ = f.Close() }() // only read
	data, err := io.ReadAll(f)
	if err != nil { // a folder, such as Europe
		return nil, unknown
	}
	return time.LoadLocationFromTZData(name, data)
}
