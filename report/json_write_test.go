package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"crampcheck/analyze"
)

// twin writes a value with encoding/json.
func twin(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func TestJSONStringsAreThoseOfTheStandardLibrary(t *testing.T) {
	words := []string{
		"", "plain", `"quoted" \ back`, "\b\f\n\r\t\x00\x1b\x1f\x7f", "a\xffb\xc3", "\u2028\u2029\u2027\u202a",
		"<&>", "ä€😀\ufffd", "\xe2\x80", "\xed\xa0\x80",
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		b := make([]byte, r.IntN(12))
		for i := range b {
			b[i] = byte(r.IntN(256))
		}
		words = append(words, string(b))
	}
	for _, w := range words {
		if got, want := string(appendJSONString(nil, w)), twin(t, w); got != want {
			t.Errorf("%q: %s, want %s", w, got, want)
		}
	}
}

func TestJSONNumbersAreThoseOfTheStandardLibrary(t *testing.T) {
	numbers := []float64{
		0, math.Copysign(0, -1), 1, -1, 0.1, 1e-6, 9.9e-7, 1e-9, -2.5e-10, 1e-100, 1e20, 1e21, 1.5e300,
		math.MaxFloat64, math.SmallestNonzeroFloat64, 42195.123456789,
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 5000 {
		if f := math.Float64frombits(r.Uint64()); !math.IsNaN(f) && !math.IsInf(f, 0) {
			numbers = append(numbers, f)
		}
	}
	for _, f := range numbers {
		if got, want := string(appendJSONFloat(nil, f)), twin(t, f); got != want {
			t.Errorf("%g: %s, want %s", f, got, want)
		}
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if got := string(appendJSONFloat(nil, f)); got != "null" {
			t.Errorf("%v: %s, want null", f, got)
		}
	}
}

// Every type of the schema has its plan, and writes as the standard library does
// when it is empty and when every part of it is there.
func TestJSONTypesAreWrittenAsTheStandardLibraryDoes(t *testing.T) {
	for _, full := range []bool{false, true} {
		var doc jsonCheckReport
		n := 0
		fill(reflect.ValueOf(&doc.jsonReport).Elem(), full, &n)
		fill(reflect.ValueOf(&doc.Check).Elem(), full, &n)
		j := &jsonWriter{plans: map[reflect.Type]jsonPlan{}}
		j.plan(reflect.TypeOf(doc))(reflect.ValueOf(doc), 0)
		if got, want := string(j.b), twin(t, doc); got != want {
			t.Errorf("full %v:\n%s\nwant\n%s", full, got, want)
		}
	}
}

// fill sets everything below v to values that differ, or leaves it empty.
func fill(v reflect.Value, full bool, n *int) {
	*n++
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), full, n)
		}
	case reflect.Slice:
		if full {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
			fill(v.Index(0), full, n)
			fill(v.Index(1), full, n)
		} else if *n%2 == 0 && v.Type() != reflect.TypeFor[[]jsonRun]() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
	case reflect.Pointer:
		if full {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), full, n)
		}
	case reflect.String:
		v.SetString(strings.Repeat("ä\n", *n%3))
	case reflect.Int:
		v.SetInt(int64(*n))
	case reflect.Float64:
		v.SetFloat(float64(*n) / 7)
	case reflect.Bool:
		v.SetBool(*n%2 == 0)
	}
}

type brokenPipe struct{ writes int }

func (w *brokenPipe) Write([]byte) (int, error) {
	w.writes++
	return 0, errors.New("broken pipe")
}

func TestJSONTellsThatItCouldNotBeWrittenAndStops(t *testing.T) {
	rep := reportOf(t, "", speck())
	for range 300 {
		rep.Runs = append(rep.Runs, rep.Runs[0])
	}
	w := &brokenPipe{}
	if err := writeJSON(w, rep, Style{Units: Miles, Width: 80}); err == nil || w.writes != 1 {
		t.Errorf("error %v after %d writes, want one write", err, w.writes)
	}
	var b bytes.Buffer
	if err := writeJSON(&b, &analyze.Report{}, Style{Units: Miles, Width: 80}); err != nil || !json.Valid(b.Bytes()) {
		t.Errorf("an empty report: %v, %s", err, b.Bytes())
	}
}

// Findings that read the same are copied; the twin makes each of them anew.
func TestJSONFindingsAreThoseOfTheirRun(t *testing.T) {
	rep := eventfulReport(t)
	for _, more := range []*analyze.Report{reportOf(t, "", speck()), reportOf(t, crampNotes, jog(12, 440)), reportOf(t, "", jog(3, 300))} {
		rep.Runs = append(rep.Runs, more.Runs...)
	}
	rep.Runs = append(rep.Runs, rep.Runs...)
	var doc jsonReport
	if err := json.Unmarshal(asJSON(t, rep), &doc); err != nil {
		t.Fatal(err)
	}
	n, plain := 0, 0
	for i, r := range rep.Runs {
		want := each(r.Findings, Miles.toFinding)
		if !reflect.DeepEqual(doc.Runs[i].Findings, want) {
			t.Errorf("run %d: findings differ from those made one by one", i)
		}
		for k := range r.Findings {
			n++
			if _, ok := plainly(&r.Findings[k]); ok {
				plain++
			}
		}
	}
	if n < 300 || plain < n/3 || plain == n {
		t.Errorf("%d findings, %d of them plain: not worth the name of a test", n, plain)
	}
}

// Pieces that are made by several workers, the last first, make the same document.
func TestJSONIsTheSameHoweverItIsSpread(t *testing.T) {
	rep := eventfulReport(t)
	for range 3 {
		rep.Runs = append(rep.Runs, rep.Runs...)
	}
	want := asJSON(t, rep)
	var got bytes.Buffer
	style := Style{Units: Miles, Width: 80, Spread: func(n int, worker func() func(int, []byte) []byte, take func([]byte)) {
		workers := []func(int, []byte) []byte{worker(), worker(), worker()}
		pieces := make([][]byte, n)
		for i := n - 1; i >= 0; i-- {
			pieces[i] = bytes.Clone(workers[i%len(workers)](i, make([]byte, 3)))
		}
		for _, p := range pieces {
			take(p)
		}
	}}
	if err := writeJSON(&got, rep, style); err != nil || len(rep.Runs) < 8 || !bytes.Equal(got.Bytes(), want) {
		t.Errorf("error %v, %d runs: the document differs", err, len(rep.Runs))
	}
}
