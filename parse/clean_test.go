package parse

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain text stays", "Long run, 18 mi", "Long run, 18 mi"},
		{"white space is folded", " a\t b\u00a0\u2003c\u2028d\u0085e\n", "a b c d e"},
		{"an escape sequence loses its escape", "a\x1b[31mb\u009b2J\x7f\x00", "a[31mb2J"},
		{"the reading direction stays", "a\u202eb\u2066c\u200f\u061c", "abc"},
		{"bytes that are no UTF-8 are gone", "a\xff\xc0\x9b\xed\xa0\x80b", "ab"},
		{"what nobody sees is gone", "a\u00ad\u200b\u2060\ufeff\ufff9\U000e0041b\ufffe\ufdd0", "ab"},
		{"a flag of tags stays", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"},
		{"joined emoji stay", "👩‍👩‍👧 ❤️", "👩‍👩‍👧 ❤️"},
		{"eight marks stay", "Z" + strings.Repeat("\u0310", 400) + "a", "Z" + strings.Repeat("\u0310", 8) + "a"},
		{"200 cells and no more", strings.Repeat("W", 1<<20), strings.Repeat("W", 199) + "…"},
		{"wide letters count double", strings.Repeat("跑", 300), strings.Repeat("跑", 99) + "…"},
		{"an emoji by selector counts double", strings.Repeat("❤\ufe0f", 300), strings.Repeat("❤\ufe0f", 99) + "❤…"},
		{"no command of a log stays", "##[error]a ###[b #\x1b#[c ##vso[d ## e #[f", "#[error]a #[b #[c #vso[d ## e #[f"},
	} {
		if got := Clean(c.in); got != c.want {
			t.Errorf("%s: Clean(%.60q) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func TestPathsAreCleanedByElement(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"runs/a.fit", "runs/a.fit"},
		{"/a\x1b[2J/ b \n.gpx", "/a[2J/b .gpx"},
		{"./../x", "./../x"},
		{"a.zip!\x1b\x1b/b", "a.zip!\ufffd/b"},
		{strings.Repeat("W", 300) + "/x!" + strings.Repeat("V", 300), strings.Repeat("W", 199) + "…/x!" + strings.Repeat("V", 199) + "…"},
	} {
		if got := CleanPath(c.in); got != c.want {
			t.Errorf("CleanPath(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestALineKeepsItsColumns(t *testing.T) {
	in := "a\tb\x1bc\u202ed  e\xff##[x"
	if got, want := Line(in), "a b\ufffdc\ufffdd  e\ufffd#\ufffd[x"; got != want {
		t.Errorf("Line(%q) = %q, want %q", in, got, want)
	}
	if n := utf8.RuneCountInString(Line(strings.Repeat("W", 9000))); n != 4000 {
		t.Errorf("a long line has %d characters", n)
	}
	if n := utf8.RuneCountInString(shownLine(strings.Repeat("W", 9000))); n != 200 {
		t.Errorf("a long line of a file has %d characters", n)
	}
}

func TestPathsThatLookAlikeAreToldApart(t *testing.T) {
	s := []Source{{Path: "a"}, {Path: "b", Size: 1}, {Path: "b", Size: 2}, {Path: "b", Size: 3}, {Path: "b (2)"}, {Path: "c"}}
	tellApart(s)
	var got []string
	for _, x := range s {
		got = append(got, x.Path)
	}
	if fmt.Sprint(got) != "[a b b (3) b (4) b (2) c]" {
		t.Errorf("%q", got)
	}
}

// FuzzClean demands of any text that crossed the border what the contract says.
func FuzzClean(f *testing.F) {
	for _, s := range []string{
		"", "a", " a  b ", "\x1b[31m", "\u009b\u202e\ufeff", "❤️🇨🇭🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👩‍👩‍👧", strings.Repeat("\u0489", 20), strings.Repeat("跑", 150), "##vso[#\x00#[", "\xff\xc0\x80",
		"각", strings.Repeat("W ", 150), "a/b!c/\x1b", "\u3164\u115f", "\ue000\U0010ffff\U000f0000",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, clean := range map[string]func(string) string{"Clean": Clean, "CleanPath": CleanPath, "Line": Line, "shownLine": shownLine} {
			got := clean(s)
			if bad := hostileIn(got); bad != "" {
				t.Errorf("%s(%q) = %q holds %s", name, s, got, bad)
			}
			if again := clean(got); again != got {
				t.Errorf("%s: %q becomes %q, and that %q", name, s, got, again)
			}
			most := map[string]int{"Clean": cleanCells, "CleanPath": len(s) * 3, "Line": lineCells, "shownLine": cleanCells}[name]
			if n := displaywidth.String(got); n > most {
				t.Errorf("%s(%q) takes %d cells", name, s, n)
			}
		}
		if got := Clean(s); strings.TrimSpace(got) != got || strings.Contains(got, "  ") {
			t.Errorf("Clean(%q) = %q", s, got)
		}
	})
}

// hostileIn says what a text must not hold, "" for nothing; it is written apart
// from the code that it tests.
func hostileIn(s string) string {
	if !utf8.ValidString(s) {
		return "no UTF-8"
	}
	marks := 0
	for _, r := range s {
		switch {
		case r < ' ', r >= 0x7f && r <= 0x9f, r == 0x61c, r == 0x200e, r == 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff, r == 0xad, r == 0x200b, r == 0xfffe, r == 0xffff:
			return fmt.Sprintf("%U", r)
		}
		if !unicode.In(r, unicode.Mn, unicode.Me) {
			marks = 0
		} else if marks++; marks > 8 {
			return "more than 8 marks in a row"
		}
	}
	if strings.Contains(s, "##[") || strings.Contains(s, "##vso[") {
		return "a command of a log"
	}
	return ""
}
