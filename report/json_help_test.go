package report

import (
	"reflect"
	"strings"
	"testing"
)

// TestJSONHelpNamesEveryKeyOnceInOrder compares the help with the types that are
// the document.
func TestJSONHelpNamesEveryKeyOnceInOrder(t *testing.T) {
	documented := map[reflect.Type][]string{}
	for _, s := range keySections() {
		if documented[s.of] != nil {
			t.Errorf("%v is documented twice", s.of)
		}
		if len(s.keys)%2 != 0 || s.title == "" {
			t.Fatalf("%v: a key without a meaning, or no title", s.of)
		}
		for i := 0; i < len(s.keys); i += 2 {
			documented[s.of] = append(documented[s.of], s.keys[i])
			if s.keys[i+1] == "" || strings.HasSuffix(s.keys[i+1], ".") {
				t.Errorf("%v %s: meaning %q", s.of, s.keys[i], s.keys[i+1])
			}
		}
	}
	keys, seen := 0, map[reflect.Type]bool{}
	var look func(typ reflect.Type)
	look = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || seen[typ] {
			return
		}
		seen[typ] = true
		var want []string
		for i := range typ.NumField() {
			want = append(want, typ.Field(i).Tag.Get("json"))
		}
		keys += len(want)
		if got := documented[typ]; !reflect.DeepEqual(got, want) {
			t.Errorf("%v has the keys %v, and the help tells %v", typ, want, got)
		}
		for i := range typ.NumField() {
			look(typ.Field(i).Type)
		}
	}
	look(reflect.TypeFor[jsonReport]())
	look(reflect.TypeFor[jsonCheck]())
	look(reflect.TypeFor[jsonHead]())
	look(reflect.TypeFor[jsonEnd]())
	look(reflect.TypeFor[jsonNoteMore]())
	look(reflect.TypeFor[jsonRunMore]())
	if keys < 350 {
		t.Errorf("only %d keys looked at", keys)
	}
	for typ := range documented {
		if !seen[typ] {
			t.Errorf("the help documents %v, which is not in the document", typ)
		}
	}
}

func TestJSONHelpIsReadable(t *testing.T) {
	for _, width := range []int{60, 80} {
		text := JSONHelp(width)
		for line := range strings.SplitSeq(text, "\n") {
			if cells(line) > width {
				t.Errorf("wider than %d cells: %q", width, line)
			}
		}
		if strings.Contains(text, "?: ") {
			t.Error("a key has no type")
		}
	}
	for _, want := range []string{
		"\nhistory: times are on the timer, ranges at 95 %\n",
		"\n  distance_m        number or null: m\n",
		"\n  points            integer: samples that are used\n",
		"\n  response       list of texts: what was done about it, as noted\n",
		"\n  halves            object or null: both halves by distance; null where not\n                    judged\n",
	} {
		if !strings.Contains(JSONHelp(80), want) {
			t.Errorf("the help does not say %q", want)
		}
	}
}
