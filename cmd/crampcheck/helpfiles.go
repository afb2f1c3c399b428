package main

import (
	"strings"

	"github.com/spf13/cobra"

	"crampcheck/parse"
)

// reasons are the codes for what is wrong with a file, by the status to which
// they lead, each with what it means and the way out.
func reasons() []reasonGroup {
	return []reasonGroup{
		{"warned: read whole, something doubtful or repaired", []reason{
			{parse.BadPoints, "some points have no time, no place or values that cannot be; they were left out"},
			{parse.BadTimes, "some times cannot be; those points were left out or their times closed up"},
			{parse.OutOfOrder, "times go back; the points were sorted"},
			{parse.ClockUnset, "the watch did not know the date: nothing is said about the calendar"},
			{parse.Checksum, "a checksum is wrong, so any value may be. Export the file once more"},
			{parse.Encoding, "the text is not in the encoding that it names"},
			{parse.ChangedInRead, "the file was written while it was read. Run again"},
			{parse.TotalsDiffer, "the summary of the watch and its records do not agree; both are shown"},
		}},
		{"partial: something is lost; what came before, between and after is used", []reason{
			{parse.Truncated, "the file ends too early. Export it once more"},
			{parse.Hole, "a part in the middle is damaged"},
			{parse.Malformed, "a part makes no sense and was left out"},
		}},
		{"duplicate: the same run stands elsewhere, richer", []reason{
			{parse.DuplicateOf, "the detail names the other one, and what was wrong with this"},
		}},
		{"skipped: nothing usable", []reason{
			{parse.NotActivity, "a route, a course, a workout, settings: no run is lost"},
			{parse.Empty, "it holds nothing. Export it once more"},
			{parse.Malformed, "nothing in it could be read"},
			{parse.NoTime, "no record has a time"},
			{parse.NoPoints, "it holds no records"},
			{parse.Unsupported, "another kind of file, or packed in a way that is not read. Unpack it first"},
			{parse.Encrypted, "it asks for a password. Unpack it first"},
			{parse.TooLarge, "it unpacks to more than a limit allows"},
			{parse.TooMany, "it holds more of something than a limit allows"},
			{parse.Timeout, "it took longer than a limit allows"},
			{parse.Unreadable, "the system does not let it be read"},
			{parse.NotRegular, "a pipe, a socket or a device; it was not opened"},
			{parse.Internal, "a mistake of crampcheck itself. Please report it"},
		}},
		{"told with a run: nothing doubtful", []reason{
			{parse.CadenceDoubled, "cadence counted one foot and was doubled to steps of both"},
			{parse.CadenceKept, "cadence is too high for one foot and was taken as steps of both"},
			{parse.SamplesMerged, "records of one moment that complete each other became one; empty ones were left out"},
			{parse.SamplesSpread, "records of the same second were spread over it"},
			{parse.FieldsSkipped, "parts that are not used were passed over"},
			{parse.LibraryError, "a library refused what stands around the records; these stand"},
			{parse.TimeNoZone, "times name no zone and were taken as UTC"},
			{parse.SportUnknown, "the file names no sport; speed alone tells what it may be"},
			{parse.DeveloperField, "an app on the watch recorded values of its own"},
		}},
	}
}

// reasonGroup are the reasons of one status.
type reasonGroup struct {
	status  string
	reasons []reason
}

// reason is a code and what it means.
type reason struct {
	code    parse.Code
	meaning string
}

// filesHelp lists what can become of a file.
func filesHelp(_ *cobra.Command, width int) string {
	const column = 25 // where the meanings begin
	var b strings.Builder
	entry(&b, "", "Every file found ends as ok or as one of these, and the five counts add up to the files found. "+
		"One that is not ok is named with a code, and where there is one with the line or the byte.", 0, width)
	for _, g := range reasons() {
		b.WriteString("\n" + g.status + "\n\n")
		for _, r := range g.reasons {
			entry(&b, string(r.code), r.meaning, column, width)
		}
	}
	b.WriteString("\n")
	entry(&b, "", "Only what is skipped for another reason than not-activity changes the exit status; with --strict what is warned or partial does too.", 0, width)
	return b.String()
}
