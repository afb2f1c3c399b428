package parse

import (
	"fmt"
	"strings"
)

// Code is a fixed word for what is wrong with an input. Scripts rely on it.
type Code string

// The codes. Which status each one leads to is in Code.Status.
const (
	// Read whole, something doubtful or repaired.
	Checksum      Code = "checksum"
	BadPoints     Code = "bad-points"
	BadTimes      Code = "bad-times"
	OutOfOrder    Code = "out-of-order"
	ClockUnset    Code = "clock-unset"
	Encoding      Code = "encoding"
	ChangedInRead Code = "changed-while-reading"
	TotalsDiffer  Code = "totals-disagree"

	// Something is lost.
	Truncated Code = "truncated"
	Hole      Code = "hole"
	Malformed Code = "malformed" // partial as a Note, skipped as an Error

	// Nothing usable, or not counted.
	DuplicateOf Code = "duplicate-of"
	Empty       Code = "empty"
	NotActivity Code = "not-activity"
	NoTime      Code = "no-time"
	NoPoints    Code = "no-points"
	TooLarge    Code = "too-large"
	TooMany     Code = "too-many"
	Timeout     Code = "timeout"
	Unreadable  Code = "unreadable"
	NotRegular  Code = "not-regular"
	Encrypted   Code = "encrypted"
	Unsupported Code = "unsupported"
	Internal    Code = "internal"

	// Worth telling, nothing doubtful: they leave the status alone.
	CadenceDoubled Code = "cadence-doubled"
	CadenceKept    Code = "cadence-kept"
	SamplesMerged  Code = "samples-merged"
	SamplesSpread  Code = "samples-spread"
	FieldsSkipped  Code = "fields-skipped"
	LibraryError   Code = "library-error"
	TimeNoZone     Code = "time-without-zone"
	DeveloperField Code = "developer-field"
	SportUnknown   Code = "sport-unknown"
)

// Status is what became of an input.
type Status string

// The statuses, from best to worst.
const (
	OK        Status = "ok"
	Warned    Status = "warned"
	Partial   Status = "partial"
	Duplicate Status = "duplicate"
	Skipped   Status = "skipped"
)

// NoteStatus returns the status to which a Note with this code leads.
func (c Code) NoteStatus() Status {
	switch c {
	case Checksum, BadPoints, BadTimes, OutOfOrder, ClockUnset, Encoding, ChangedInRead, TotalsDiffer:
		return Warned
	case Truncated, Hole, Malformed:
		return Partial
	case CadenceDoubled, CadenceKept, SamplesMerged, SamplesSpread, FieldsSkipped, LibraryError, TimeNoZone, DeveloperField, SportUnknown:
		return OK
	}
	return Skipped
}

// Pos is a place in a file. A zero Line or a zero Offset is not known; Offset
// counts bytes from 0, so a damage at byte 0 has no place, and needs none.
type Pos struct {
	Line   int   // from 1
	Column int   // from 1, in characters
	Offset int64 // bytes
}

func (p Pos) String() string {
	switch {
	case p.Line > 0 && p.Column > 0:
		return fmt.Sprintf("%d:%d", p.Line, p.Column)
	case p.Line > 0:
		return fmt.Sprintf("%d", p.Line)
	case p.Offset > 0:
		return fmt.Sprintf("byte %d", p.Offset)
	}
	return ""
}

// Note is a doubt that travels with the data: what was repaired, or lost, and
// where it stands first.
type Note struct {
	Code Code
	Pos  Pos
	N    int // how many samples or elements it concerns; 0: not counted
	Text string
}

// Error says why nothing of a file, or of a part of it, can be used.
type Error struct {
	File string // as the caller named it; "" inside this package
	Pos  Pos
	Code Code
	Msg  string // what is wrong and, where there is one, the way out
	Err  error  // the cause, or nil
}

func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File + ":")
	}
	if p := e.Pos.String(); p != "" {
		b.WriteString(p + ":")
	}
	if b.Len() > 0 {
		b.WriteString(" ")
	}
	b.WriteString(e.Msg)
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }
