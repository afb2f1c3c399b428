package parse

// Limits bound what one input may cost. A field that is 0 has its default.
type Limits struct {
	RecordingBytes int64 // unpacked bytes of one recording, and of an archive in an archive
	ArchiveBytes   int64 // unpacked bytes of all recordings of one archive, archives in it included
	Entries        int   // entries of one archive, archives in it included
	Depth          int   // archives in each other: 1 opens none inside another
	NotesBytes     int64 // bytes of one file of notes
}

// DefaultLimits returns the limits of the project: 256 MB for a recording,
// 4 GB and 100,000 entries for an archive, a zip in a zip, and 10 MB for notes.
func DefaultLimits() Limits {
	return Limits{
		RecordingBytes: 256 << 20,
		ArchiveBytes:   4 << 30,
		Entries:        100_000,
		Depth:          2,
		NotesBytes:     10 << 20,
	}
}

// orDefault returns l with the default in every field that is not positive.
func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	if l.RecordingBytes <= 0 {
		l.RecordingBytes = d.RecordingBytes
	}
	if l.ArchiveBytes <= 0 {
		l.ArchiveBytes = d.ArchiveBytes
	}
	if l.Entries <= 0 {
		l.Entries = d.Entries
	}
	if l.Depth <= 0 {
		l.Depth = d.Depth
	}
	if l.NotesBytes <= 0 {
		l.NotesBytes = d.NotesBytes
	}
	return l
}
