package parse

import (
	"fmt"
	"strings"
)

// Limits bound what one input may cost. A field that is not positive has its
// default, which the table of Rows tells with its reason.
type Limits struct {
	RecordingBytes int64 // unpacked bytes of one recording, and of an archive in an archive
	ArchiveBytes   int64 // unpacked bytes of all recordings of one archive, archives in it included
	Entries        int64 // entries of one archive, archives in it included
	Depth          int64 // archives in each other: 1 opens none inside another
	Points         int64 // samples of one file
	Sessions       int64 // sessions, tracks or activities of one file
	Laps           int64 // laps and timer events of one file, counted together
	Messages       int64 // messages of one FIT file
	Nesting        int64 // XML elements inside each other
	TagBytes       int64 // bytes of one XML tag
	TextBytes      int64 // bytes of one XML text
	NotesBytes     int64 // bytes of one file of notes or expectations
	NotesRows      int64 // rows of one file of notes
	TimeS          int64 // seconds that one file may take; who reads it holds the clock (Buffers.Late)
}

// LimitUnit is what a limit counts.
type LimitUnit string

// The units of limits.
const (
	LimitBytes   LimitUnit = "bytes"
	LimitCount   LimitUnit = "count"
	LimitSeconds LimitUnit = "seconds"
)

// LimitRow is a limit: its name, which with two dashes is the flag that moves
// it, and what is to be said of it.
type LimitRow struct {
	Name    string
	Unit    LimitUnit
	What    string // it bounds
	Default int64  // in its unit; of our own choice
	Reason  string // for that choice
	Most    int64  // that it can be
	Value   *int64 // the field
}

// What a limit can be at most: places in a file are kept in 31 bits, and no number
// of anything is to overflow when it is reckoned with.
const (
	mostPlaces = 1<<31 - 1
	mostOf     = 1 << 40
)

// The limits by name, where a message names one.
const (
	limitSize     = "max-size"
	limitArchive  = "max-archive"
	limitEntries  = "max-entries"
	limitDepth    = "max-depth"
	limitPoints   = "max-points"
	limitSessions = "max-sessions"
	limitLaps     = "max-laps"
	limitMessages = "max-messages"
	limitNesting  = "max-nesting"
	limitTag      = "max-tag"
	limitText     = "max-text"
	limitNotes    = "max-notes"
	limitRows     = "max-rows"
	limitTime     = "max-time"
)

// Rows lists the fields of l, each once. All defaults are our own choice: many
// times what the 2,435 real recordings and the exports hold that they were
// measured on, and little enough for any computer.
func (l *Limits) Rows() []LimitRow {
	return []LimitRow{
		{limitSize, LimitBytes, "one recording, unpacked", 256 << 20, "100 hours of GPX, a point a second, take 85 MB", mostPlaces, &l.RecordingBytes},
		{limitArchive, LimitBytes, "all recordings of one archive, unpacked", 4 << 30, "ten years of training take about 1 GB", mostOf, &l.ArchiveBytes},
		{limitEntries, LimitCount, "entries of one archive", 100_000, "an export of ten years holds about 10,000", mostOf, &l.Entries},
		{limitDepth, LimitCount, "archives inside each other", 2, "Garmin's export is a zip in a zip", mostOf, &l.Depth},
		{limitPoints, LimitCount, "samples of one file", 2_000_000, "100 hours, one a second, are 360,000", mostPlaces, &l.Points},
		{limitSessions, LimitCount, "sessions, tracks or activities of one file", 10_000, "a triathlon has five", mostOf, &l.Sessions},
		{limitLaps, LimitCount, "laps and pauses of one file", 100_000, "100 hours of laps of 4 s are 90,000", mostOf, &l.Laps},
		{limitMessages, LimitCount, "messages of one FIT file", 4_000_000, "two for each sample", mostOf, &l.Messages},
		{limitNesting, LimitCount, "XML elements inside each other", 64, "exports use up to ten", mostOf, &l.Nesting},
		{limitTag, LimitBytes, "one XML tag", 64 << 10, "exports use up to 2 kB", mostPlaces, &l.TagBytes},
		{limitText, LimitBytes, "one XML text", 1 << 20, "a long description has 10 kB", mostPlaces, &l.TextBytes},
		{limitNotes, LimitBytes, "one file of notes", 10 << 20, "100,000 rows of 100 letters", mostPlaces, &l.NotesBytes},
		{limitRows, LimitCount, "rows of one file of notes", 100_000, "ten a day for 27 years", mostOf, &l.NotesRows},
		{limitTime, LimitSeconds, "the time for one file", 20, "the longest honest one takes about 1 s", mostOf, &l.TimeS},
	}
}

// DefaultLimits returns the limits with the default in every field.
func DefaultLimits() Limits { return Limits{}.OrDefault() }

// OrDefault returns l with the default in every field that is not positive.
func (l Limits) OrDefault() Limits {
	for _, r := range l.Rows() {
		if *r.Value <= 0 {
			*r.Value = r.Default
		}
	}
	return l
}

// limits returns the limits that hold in b.
func (b *Buffers) limits() Limits {
	if b == nil {
		return DefaultLimits()
	}
	return b.Limits.OrDefault()
}

// late says whether the file that is being read took too long.
func (b *Buffers) late() bool { return b != nil && b.Late != nil && b.Late() }

// TooLate is the error for a file that took longer than the limit.
func (l Limits) TooLate() *Error {
	return &Error{Code: Timeout, Msg: fmt.Sprintf("it takes longer than %d s%s", l.OrDefault().TimeS, raise(limitTime))}
}

// raise tells which flag moves a limit.
func raise(name string) string { return "; --" + name + " raises this limit" }

// bound is a limit in bytes with its name.
type bound struct {
	bytes int64
	name  string
}

func (l Limits) recording() bound { return bound{l.RecordingBytes, limitSize} }
func (l Limits) archive() bound   { return bound{l.ArchiveBytes, limitArchive} }
func (l Limits) notes() bound     { return bound{l.NotesBytes, limitNotes} }

// tooLarge is the error for what becomes longer than b when it is unpacked.
func (b bound) tooLarge() *Error {
	return &Error{Code: TooLarge, Msg: "unpacked it is longer than " + inMB(b.bytes) + raise(b.name)}
}

// fileTooLarge is the error for a file that is longer than b as it stands.
func (b bound) fileTooLarge() *Error {
	return &Error{Code: TooLarge, Msg: "the file is longer than " + inMB(b.bytes) + raise(b.name)}
}

// tooMany is the error for a file with more of something than the limit called
// name.
func tooMany(at Pos, limit int64, what, name string) *Error {
	return &Error{Code: TooMany, Pos: at, Msg: "more than " + grouped(limit) + " " + what + raise(name)}
}

// inMB writes a number of bytes in the largest unit of 1024 that fits whole.
func inMB(n int64) string {
	for _, u := range []struct {
		bytes int64
		name  string
	}{{1 << 30, "GB"}, {1 << 20, "MB"}, {1 << 10, "kB"}} {
		if n >= u.bytes && n%u.bytes == 0 {
			return fmt.Sprintf("%d %s", n/u.bytes, u.name)
		}
	}
	return grouped(n) + " bytes"
}

// grouped writes a number with a comma before every three digits.
func grouped(n int64) string {
	s := fmt.Sprint(n)
	var b strings.Builder
	for i, c := range s {
		if i > 0 && c != '-' && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return b.String()
}
