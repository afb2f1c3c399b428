package main

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// filler gives every field of a value something that no other field has.
type filler struct {
	n      int
	leaves int
	zones  []*time.Location
}

func (f *filler) fill(v reflect.Value) {
	f.n++
	switch v.Type() {
	case reflect.TypeFor[time.Time]():
		f.leaves++
		at := time.Unix(1_700_000_000+int64(f.n)*86_400*30, int64(f.n)).UTC()
		v.Set(reflect.ValueOf(at.In(f.zones[f.n%len(f.zones)])))
		return
	case reflect.TypeFor[*time.Location]():
		f.leaves++
		v.Set(reflect.ValueOf(f.zones[f.n%len(f.zones)]))
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
		f.leaves++
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(f.n * (1 - 2*(f.n%2))))
		f.leaves++
	case reflect.Uint8:
		v.SetUint(uint64(f.n % 256))
		f.leaves++
	case reflect.Float64:
		v.SetFloat(float64(f.n) + 1/float64(f.n))
		f.leaves++
	case reflect.String:
		v.SetString(fmt.Sprintf("text %d", f.n))
		f.leaves++
	case reflect.Struct:
		for i := range v.NumField() {
			f.fill(v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.fill(v.Index(0))
		f.fill(v.Index(1))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 3 {
			k, x := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			f.fill(k)
			f.fill(x)
			v.SetMapIndex(k, x)
		}
	default:
		panic("filler knows no " + v.Type().String())
	}
}

// someZones are a zone of the data, a fixed one and UTC.
func someZones(t testing.TB) []*time.Location {
	t.Helper()
	zurich, err := time.LoadLocation("Europe/Zurich")
	if err != nil {
		t.Fatal(err)
	}
	return []*time.Location{time.UTC, zurich, time.FixedZone("+05:45", 5*3600+45*60)}
}

// survives writes and reads a value of every type that is kept.
func survives[T any](t *testing.T, words []string) {
	t.Helper()
	f := filler{zones: someZones(t)}
	var was, is T
	f.fill(reflect.ValueOf(&was).Elem())
	if f.leaves < 8 {
		t.Errorf("%T: only %d values filled in", was, f.leaves)
	}
	// The codec has loaded the zones itself: they are told apart by what they print.
	c := newCodec[T](words, newZones())
	c.zones.byName["Europe/Zurich"] = f.zones[1]
	c.zones.fixed[fixedZone{"+05:45", 5*3600 + 45*60}] = f.zones[2]
	data := c.encode(nil, &was)
	if !c.decode(data, &is, map[string]string{}) || !reflect.DeepEqual(was, is) {
		t.Errorf("%T does not survive:\n%+v\n%+v", was, was, is)
	}
	for n := range data {
		var cut T
		if c.decode(data[:n], &cut, nil) {
			t.Errorf("%T: the first %d of %d bytes are taken for a whole", was, n, len(data))
		}
	}
	if c.decode(append(data, 0), new(T), nil) {
		t.Errorf("%T: a byte behind it goes unseen", was)
	}
}

func TestEveryFieldSurvives(t *testing.T) {
	words := append(catalogueWords(), "text 40", "text 41")
	survives[judgement](t, words)
	survives[record](t, nil)
	survives[decides](t, nil)
	survives[asks](t, words)
	survives[question](t, nil)
	survives[answer](t, nil)
}

func TestTheCodecTellsApartWhatIsAlike(t *testing.T) {
	type value struct {
		List   []float64
		Bytes  []byte
		Map    map[string]float64
		To     *float64
		Number float64
		Text   string
		Whole  int64
	}
	c := newCodec[value]([]string{"word", "word"}, newZones())
	nan, zero := math.Float64frombits(0x7ff8_dead_beef_0001), 0.0
	for _, v := range []value{
		{},
		{List: []float64{}, Bytes: []byte{}, Map: map[string]float64{}},
		{List: []float64{0}, Bytes: []byte{0}, Map: map[string]float64{"": 0}, To: &zero},
		{Number: math.Copysign(0, -1), Whole: math.MinInt64},
		{Number: math.Inf(-1), Whole: math.MaxInt64},
		{Number: math.SmallestNonzeroFloat64, Text: "word"},
		{Number: math.MaxFloat64, Text: "w\x00\xffrd"},
	} {
		var is value
		if !c.decode(c.encode(nil, &v), &is, nil) || !reflect.DeepEqual(v, is) || math.Signbit(v.Number) != math.Signbit(is.Number) {
			t.Errorf("%#v became %#v", v, is)
		}
	}
	var is value
	was := value{Number: nan}
	if !c.decode(c.encode(nil, &was), &is, nil) || math.Float64bits(is.Number) != math.Float64bits(nan) {
		t.Errorf("NaN %x became %x", math.Float64bits(nan), math.Float64bits(is.Number))
	}
	a := c.encode(nil, &value{Map: map[string]float64{"a": 1, "b": 2, "c": 3, "d": 4}})
	for range 20 {
		if b := c.encode(nil, &value{Map: map[string]float64{"d": 4, "c": 3, "b": 2, "a": 1}}); !bytes.Equal(a, b) {
			t.Fatal("the order of a map shows")
		}
	}
}

func TestTheCodecKeepsZones(t *testing.T) {
	c := newCodec[time.Time](nil, newZones())
	zones := append(someZones(t), time.FixedZone("", 3600), time.FixedZone("Local", -7200), time.FixedZone("Europe/Zurich", 60))
	for _, zone := range zones {
		for _, at := range []time.Time{
			time.Date(2026, 3, 29, 0, 59, 59, 123456789, time.UTC),
			time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC), // summer time begins
			time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC),
			time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC),
			{},
		} {
			was := at.In(zone)
			var is time.Time
			ok := c.decode(c.encode(nil, &was), &is, nil)
			const all = "2006-01-02 15:04:05.000000000 -07:00:00 MST"
			if !ok || is.Format(all) != was.Format(all) || is.Location().String() != was.Location().String() {
				t.Errorf("%s in %s became %s in %s", was.Format(all), was.Location(), is.Format(all), is.Location())
			}
		}
	}
}

// TestTheCodecRefusesWhatWouldBeLost plans types that cannot be kept.
func TestTheCodecRefusesWhatWouldBeLost(t *testing.T) {
	type hidden struct{ Seen, unseen int }
	type ring struct{ Next *ring }
	type nothing struct{}
	_ = hidden{unseen: 1}
	for _, c := range []struct {
		name string
		plan func()
	}{
		{"a field that is not exported", func() { newCodec[hidden](nil, nil) }},
		{"one below a list below a pointer", func() { newCodec[*[]hidden](nil, nil) }},
		{"a type that holds itself", func() { newCodec[ring](nil, nil) }},
		{"a function", func() { newCodec[struct{ F func() }](nil, nil) }},
		{"an interface", func() { newCodec[struct{ F any }](nil, nil) }},
		{"a map by numbers", func() { newCodec[map[int]int](nil, nil) }},
		{"a list of what takes no bytes", func() { newCodec[[]nothing](nil, nil) }},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is planned", c.name)
				}
			}()
			c.plan()
		}()
	}
}

// TestWordsOfTheCatalogueAreShared wants the very strings back.
func TestWordsOfTheCatalogueAreShared(t *testing.T) {
	words := catalogueWords()
	for _, want := range []string{"fired", "urgent", "strong", "ml/h", "partial", analyze.Rules()[0].Doc, analyze.Rules()[3].Say, "moderate"} {
		if n := strings.Count("\n"+strings.Join(words, "\n")+"\n", "\n"+want+"\n"); n != 1 {
			t.Errorf("%q stands %d times among the words", want, n)
		}
	}
}

// sampleJudgement is one that the command makes.
func sampleJudgement(t testing.TB) *judgement {
	t.Helper()
	data, err := os.ReadFile(samplesDir + "/2026-04-05-half.fit")
	if err != nil {
		t.Fatal(err)
	}
	file, err := parse.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	res, errs := analyze.Prepare(file.Activities[0], analyze.Options{}).Judge(nil)
	return &judgement{res, errs}
}

func TestReadingSharesStrings(t *testing.T) {
	type texts struct{ A, B, C string }
	words := catalogueWords()
	c := newCodec[texts](words, nil)
	data := c.encode(nil, &texts{words[7], words[90], "of the run alone"})
	own := map[string]string{}
	into := texts{}
	if n := testing.AllocsPerRun(10, func() { c.decode(data, &into, own) }); n > 1 { // the decoder itself
		t.Errorf("%v allocations to read words of the catalogue and a string read before", n)
	}
	if into.A != words[7] || into.C != "of the run alone" || len(own) != 1 {
		t.Errorf("read %v", into)
	}
}

// TestDamagedLengthsTakeNoMemory reads lists that claim more than there is.
func TestDamagedLengthsTakeNoMemory(t *testing.T) {
	c := newCodec[judgement](catalogueWords(), newZones())
	whole := c.encode(nil, sampleJudgement(t))
	if len(whole) < 2000 || len(whole) > 20_000 {
		t.Errorf("a judgement has %d bytes", len(whole))
	}
	const perByte, base = 64, 1 << 16 // bytes of memory for each byte read, and for any
	var before, after runtime.MemStats
	for at := range whole {
		data := bytes.Clone(whole)
		copy(data[at:], "\xff\xff\xff\xff\xff\xff\x7f")
		runtime.ReadMemStats(&before)
		c.decode(data, new(judgement), nil)
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > perByte*uint64(len(data))+base {
			t.Fatalf("a length made large at byte %d takes %d bytes", at, took)
		}
	}
}

// FuzzCodec wants an answer to any bytes, and what was read to be written as it
// was read.
func FuzzCodec(f *testing.F) {
	c := newCodec[judgement](catalogueWords(), newZones())
	f.Add(c.encode(nil, sampleJudgement(f)))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		var v, again judgement
		if !c.decode(data, &v, map[string]string{}) {
			return
		}
		written := c.encode(nil, &v)
		if !c.decode(written, &again, nil) || !bytes.Equal(written, c.encode(nil, &again)) {
			t.Errorf("what was read does not survive being written")
		}
	})
}
