package parse

import (
	"errors"
	"testing"
)

// FuzzFIT: no bytes make the decoder panic, every error is an *Error with a
// code, and every Activity keeps its promises.
func FuzzFIT(f *testing.F) {
	for _, data := range fitSeeds() {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := decodeFIT(data, nil)
		if err != nil {
			var e *Error
			if file != nil || !errors.As(err, &e) || e.Code == "" || e.Msg == "" {
				t.Fatalf("file %v, error %#v", file, err)
			}
			return
		}
		if file.Format != "fit" || len(file.Activities) == 0 {
			t.Fatalf("no activity and no error")
		}
		for i, a := range file.Activities {
			if err := a.Check(); err != nil {
				t.Fatal(err)
			}
			if a.Index != i || a.Records < a.Len() {
				t.Fatalf("activity %d: index %d, %d samples of %d records", i, a.Index, a.Len(), a.Records)
			}
		}
	})
}

// fitSeeds are files that reach every part of the decoder.
func fitSeeds() [][]byte {
	full := fullRun(&fitWriter{}, false)
	sessions := fitRun().timer(0, 0).leg(0, 30, 0, 5, 18).lap(0, 30_000, 9000, 2, 0).timer(20, 4).timer(25, 0).
		leg(30, 60, 90, 1, 0).lap(30, 3000, 900, 0, 0).lap(33, 27_000, 8100, 0, 0).file()
	packed := fitRun().records(0, 3).define(3, fitMesgRecord, fitF{8, fByte, 3}).
		putPacked(3, 5, []int{1, 2, 3}).putPacked(3, 1, []int{255, 255, 255}).file()
	app := (&fitWriter{}).id(4).describe(0, 0, fUint16, "Power", "Watts", 20, 7).describe(1, 0, fFloat, "feeling", "", -1, -1)
	app.apps = []fitApp{{0, 2, 0}, {1, 4, 0}}
	app.powered(false, []any{250, float32Bits(4)}, []any{65535, -1})
	damaged := fitRun().records(0, 60).file()
	copy(damaged[200:], make([]byte, 100))
	return [][]byte{
		nil, full, fullRun(&fitWriter{big: true, developer: 5, short: true}, true), full[:len(full)-9],
		sessions, packed, damaged, append(full, sessions...), app.file(), (&fitWriter{}).id(6).recordType().records(0, 3).file(),
	}
}
