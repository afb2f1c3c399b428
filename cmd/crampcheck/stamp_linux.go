package main

import (
	"os"
	"syscall"
	"time"
)

// systemStamp returns where a file lies and when it was changed last, which no
// program can set.
func systemStamp(info os.FileInfo) (dev, ino uint64, changed time.Time, ok bool) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, changed, false
	}
	return uint64(s.Dev), uint64(s.Ino), time.Unix(int64(s.Ctim.Sec), int64(s.Ctim.Nsec)), true
}
