package parse

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

// Read turns the unpacked bytes of one recording into its Activities. The
// content alone picks the decoder, never a name, and only one decoder runs. An
// error is always an *Error without a File; a File without an error holds at
// least one Activity, and each of them keeps the promises of Check.
func Read(data []byte) (*File, error) { return (*Buffers)(nil).Read(data) }

// decoder reads the bytes of one format, with its columns in buf.
type decoder func(data []byte, buf *Buffers) (*File, error)

// decoders are the decoders by the formats that Sniff names.
func decoders() map[string]decoder {
	return map[string]decoder{"fit": decodeFIT, "gpx": decodeGPX, "tcx": decodeTCX}
}

// read is Read with these decoders.
func read(data []byte, buf *Buffers, decoders map[string]decoder) (*File, error) {
	if len(data) == 0 {
		return nil, &Error{Code: Empty, Msg: "the file is empty"}
	}
	format := Sniff(data)
	decode := decoders[format]
	if decode == nil {
		return nil, noRecording(data)
	}
	var notes []Note
	if format != "fit" {
		var err error
		if data, notes, err = textOf(data, buf); err != nil {
			return nil, asError(err)
		}
	}
	f, err := decode(data, buf)
	if err != nil {
		return nil, asError(err)
	}
	if f == nil || len(f.Activities) == 0 {
		return nil, broken(format, errors.New("no activity and no error"))
	}
	for i, a := range f.Activities {
		if err := a.Check(); err != nil {
			return nil, broken(fmt.Sprintf("%s, activity %d", format, i+1), err)
		}
	}
	f.Notes = append(notes, f.Notes...)
	return f, nil
}

// broken is the error for a promise that a decoder of ours did not keep.
func broken(where string, err error) *Error {
	return &Error{Code: Internal, Msg: "crampcheck itself is wrong here, please report it (" + where + ")", Err: err}
}

// asError returns err as the *Error that it is or holds; one without a code of
// its own means that the content made no sense.
func asError(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &Error{Code: Malformed, Msg: "the content cannot be read", Err: err}
}

const (
	fitMagicAt = 8         // bytes before ".FIT"
	tarMagicAt = 257       // bytes before "ustar"
	sniffBytes = 64 * 1024 // bytes in which an XML file must show what it is
)

// Sniff says by content what data, or the first bytes of a file, hold: "fit",
// "gpx", "tcx", "gzip", "zip", or "" for anything else. It goes on where a
// file has lost its beginning or a bit of its header, so that the decoder can
// save the rest.
func Sniff(data []byte) string { return sniff(data, true) }

// sniff is Sniff. Without lenient only undamaged beginnings count: a text that
// merely mentions a track point is no recording then.
func sniff(data []byte, lenient bool) string {
	switch {
	case isAppleDouble(data):
		return ""
	case isFIT(data, lenient):
		return "fit"
	case bytes.HasPrefix(data, []byte("\x1f\x8b")):
		return "gzip"
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return "zip"
	}
	return sniffXML(data, lenient)
}

// isAppleDouble says whether macOS wrote data beside a file, as ._run.fit, to
// keep what other file systems have no place for.
func isAppleDouble(data []byte) bool { return bytes.HasPrefix(data, []byte("\x00\x05\x16\x07")) }

// isFIT says whether data begin with a FIT header. With lenient, one wrong
// byte in ".FIT" is forgiven when the header's size is one that exists.
func isFIT(data []byte, lenient bool) bool {
	if len(data) < fitHeaderMin {
		return false
	}
	right := 0
	for i := range 4 {
		if data[fitMagicAt+i] == ".FIT"[i] {
			right++
		}
	}
	return right == 4 || lenient && right == 3 && (data[0] == 12 || data[0] == 14)
}

// sniffXML returns "gpx" or "tcx" when the first element of data belongs to
// one of them, else "".
func sniffXML(data []byte, lenient bool) string {
	if _, ok := utf16Order(data); ok {
		data, _ = fromUTF16(data[:min(len(data), sniffBytes)])
	}
	b := trimStart(data)
	b = b[:min(len(b), sniffBytes)]
	// A file that does not begin with a tag that opens has lost its beginning.
	headless := !bytes.HasPrefix(b, []byte("<")) || bytes.HasPrefix(b, []byte("</"))
	if headless && !lenient {
		return ""
	}
	for {
		name, rest := nextElement(b)
		if name == "" {
			return ""
		}
		switch strings.ToLower(name) {
		case "gpx", "trk", "trkseg", "trkpt", "wpt", "rte", "rtept":
			return "gpx"
		case "trainingcenterdatabase", "activities", "activity", "lap", "track", "trackpoint":
			return "tcx"
		}
		if !headless {
			return ""
		}
		b = rest
	}
}

// trimStart leaves out what may stand before the first tag: a byte order mark,
// white space, and the zero bytes that a loss of power leaves behind.
func trimStart(data []byte) []byte {
	return bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), "\x00 \t\r\n\ufeff")
}

// nextElement returns the local name of the first element that opens in b, and
// what follows the name. Declarations, comments and closing tags are passed
// over. The name is "" when there is none.
func nextElement(b []byte) (name string, rest []byte) {
	for {
		_, after, found := bytes.Cut(b, []byte("<"))
		if !found {
			return "", nil
		}
		switch {
		case bytes.HasPrefix(after, []byte("!--")):
			_, b, _ = bytes.Cut(after, []byte("-->"))
		case bytes.HasPrefix(after, []byte("!")):
			b = afterDoctype(after)
		case bytes.HasPrefix(after, []byte("?")), bytes.HasPrefix(after, []byte("/")):
			_, b, _ = bytes.Cut(after, []byte(">"))
		default:
			end := bytes.IndexAny(after, " \t\r\n/><\x00")
			if end < 0 {
				end = len(after)
			}
			tag := after[:end]
			if i := bytes.LastIndexByte(tag, ':'); i >= 0 {
				tag = tag[i+1:]
			}
			if len(tag) > 0 {
				return string(tag), after[end:]
			}
			b = after
		}
	}
}

// afterDoctype returns what follows a document type declaration, whose square
// brackets may hold declarations of their own.
func afterDoctype(b []byte) []byte {
	if i := bytes.IndexAny(b, "[>"); i >= 0 && b[i] == '[' {
		_, b, _ = bytes.Cut(b, []byte("]"))
	}
	_, b, _ = bytes.Cut(b, []byte(">"))
	return b
}

// fromUTF16 turns UTF-16, with or without a byte order mark, into UTF-8 and
// leaves a note. Other data are returned as they are. The declaration's
// encoding is taken out, for it is no longer true.
func fromUTF16(data []byte) ([]byte, []Note) {
	order, ok := utf16Order(data)
	if !ok {
		return data, nil
	}
	// The decoder replaces what is no UTF-16, so it cannot fail.
	text, err := unicode.UTF16(order, unicode.UseBOM).NewDecoder().Bytes(data)
	if err != nil {
		return data, nil
	}
	return withoutEncoding(text), []Note{{Code: Encoding, Text: utf16Words}}
}

// textOf is fromUTF16 for a whole recording, within the limits of buf.
func textOf(data []byte, buf *Buffers) ([]byte, []Note, error) {
	order, ok := utf16Order(data)
	if !ok {
		return data, nil, nil
	}
	text, err := recoded(data, unicode.UTF16(order, unicode.UseBOM), buf)
	if err != nil {
		return nil, nil, err
	}
	return withoutEncoding(text), []Note{{Code: Encoding, Text: utf16Words}}, nil
}

const utf16Words = "the text is UTF-16; it was turned into UTF-8"

// utf16Order returns the byte order of UTF-16 text and whether data look like
// it: a byte order mark, or two ASCII characters with a zero byte beside each.
func utf16Order(data []byte) (order unicode.Endianness, ok bool) {
	if len(data) < 4 {
		return unicode.BigEndian, false
	}
	ascii := func(c byte) bool { return c >= ' ' && c <= '~' || c == '\t' || c == '\r' || c == '\n' }
	a, b, c, d := data[0], data[1], data[2], data[3]
	switch {
	case a == 0xFF && b == 0xFE && (c != 0 || d != 0), ascii(a) && b == 0 && ascii(c) && d == 0:
		return unicode.LittleEndian, true
	case a == 0xFE && b == 0xFF, a == 0 && ascii(b) && c == 0 && ascii(d):
		return unicode.BigEndian, true
	}
	return unicode.BigEndian, false
}

// withoutEncoding takes the encoding out of an XML declaration.
func withoutEncoding(text []byte) []byte {
	end := bytes.Index(text, []byte("?>"))
	at := bytes.Index(text, []byte("encoding"))
	if !bytes.HasPrefix(text, []byte("<?xml")) || at < 0 || end < at {
		return text
	}
	open := bytes.IndexAny(text[at:end], `"'`)
	if open < 0 {
		return text
	}
	quote := text[at+open]
	length := bytes.IndexByte(text[at+open+1:end], quote)
	if length < 0 {
		return text
	}
	return append(text[:at:at], text[at+open+1+length+1:]...)
}

// noRecording says what data are instead of a recording.
func noRecording(data []byte) *Error {
	switch {
	case isAppleDouble(data):
		return &Error{Code: NotActivity, Msg: "macOS wrote this beside the real file (AppleDouble); it holds no recording"}
	case shortFIT(data):
		return &Error{Code: Malformed, Msg: fmt.Sprintf("the file ends after %d bytes, inside the FIT header", len(data))}
	}
	return &Error{Code: Unsupported, Msg: "this looks like " + looksLike(data) + ", not like a FIT, GPX or TCX recording"}
}

// shortFIT says whether data are the first bytes of a FIT file that ends
// within its header: the header's size, then a protocol version.
func shortFIT(data []byte) bool {
	return len(data) >= 2 && len(data) < fitHeaderMin &&
		(data[0] == 12 || data[0] == 14) && (data[1]>>4 == 1 || data[1]>>4 == 2)
}

// looksLike names what data hold, for people.
func looksLike(data []byte) string {
	for _, known := range []struct{ magic, name string }{
		{"%PDF", "a PDF document"},
		{"\xff\xd8\xff", "a JPEG picture"},
		{"\x89PNG", "a PNG picture"},
		{"GIF8", "a GIF picture"},
		{"\x1f\x8b", "gzip inside gzip"},
		{"PK\x03\x04", "a zip archive"},
		{"PK\x05\x06", "an empty zip archive"},
		{"7z\xbc\xaf\x27\x1c", "a 7-Zip archive (unpack it first)"},
		{"Rar!", "a RAR archive (unpack it first)"},
		{"BZh", "a bzip2 file (unpack it first)"},
		{"\xfd7zXZ", "an xz file (unpack it first)"},
		{"\x28\xb5\x2f\xfd", "a Zstandard file (unpack it first)"},
		{"SQLite format 3", "an SQLite database"},
		{"\x7fELF", "a program"},
		{"MZ", "a program"},
	} {
		if bytes.HasPrefix(data, []byte(known.magic)) {
			return known.name
		}
	}
	if len(data) > tarMagicAt && bytes.HasPrefix(data[tarMagicAt:], []byte("ustar")) {
		return "a tar archive (unpack it first)"
	}
	if len(bytes.Trim(data, "\x00")) == 0 {
		return "nothing but zero bytes"
	}
	if len(bytes.Trim(data, "\xff")) == 0 {
		return "nothing but 0xFF bytes"
	}
	return textLike(data[:min(len(data), sniffBytes)])
}

// textLike names what the text in head is, or says that it is none.
func textLike(head []byte) string {
	head, _ = fromUTF16(head)
	text := trimStart(head)
	switch {
	case len(text) == 0:
		return "white space"
	case bytes.IndexByte(text, 0) >= 0 || !validStart(text):
		return "data of an unknown kind"
	case text[0] == '{' || text[0] == '[':
		return "JSON"
	case text[0] != '<':
		return "plain text"
	}
	root, _ := nextElement(text)
	switch strings.ToLower(root) {
	case "":
		return "XML without an element"
	case "html":
		return "a web page (HTML)"
	}
	return "XML of another kind (<" + Clean(root) + ">)"
}

// validStart says whether b is UTF-8, but for a character cut off at its end.
func validStart(b []byte) bool {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 && utf8.FullRune(b) {
			return false
		}
		b = b[n:]
	}
	return true
}
