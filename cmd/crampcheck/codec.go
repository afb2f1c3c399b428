package main

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// codec writes values of one type as bytes and reads them back, bit for bit:
// NaN stays NaN, nil and empty are two things. The bytes say nothing of the type
// and are for the program that wrote them alone; the cache sees to that.
//
// What each kind becomes is planned once for a type. The type must be a tree of
// exported fields: a type that holds what could not be read back is a bug of
// ours, and newCodec panics.
type codec struct {
	plan  plan
	words []string       // that are written as their place here
	place map[string]int // of words
	zones *zones
}

// plan is how the values of one type are written and read.
type plan struct {
	put   func(e *encoder, v reflect.Value)
	take  func(d *decoder, v reflect.Value) // into v, which holds zero
	least int                               // bytes that a value takes at least; never 0
}

type encoder struct {
	*codec
	buf []byte
}

// decoder reads damaged bytes without harm: once bad is set, all that follows is
// zero.
type decoder struct {
	*codec
	data []byte // that is left
	bad  bool
	own  map[string]string // short strings read before, to be shared
}

// newCodec plans the type T. words are strings that values often hold.
func newCodec[T any](words []string, zones *zones) *codec {
	c := &codec{words: words, place: map[string]int{}, zones: zones}
	for i, w := range slices.Backward(words) {
		c.place[w] = i
	}
	c.plan = planOf(reflect.TypeFor[T](), nil)
	return c
}

// encode appends the bytes of what p points to to buf.
func (c *codec) encode(buf []byte, p any) []byte {
	e := encoder{c, buf}
	c.plan.put(&e, reflect.ValueOf(p).Elem())
	return e.buf
}

// decode fills what p points to from data, and says whether these were the bytes
// of one value. The strings of own, which it adds to, are shared.
func (c *codec) decode(data []byte, p any, own map[string]string) bool {
	d := decoder{codec: c, data: data, own: own}
	c.plan.take(&d, reflect.ValueOf(p).Elem())
	return !d.bad && len(d.data) == 0
}

// planOf plans a type. above are the types that hold it.
func planOf(t reflect.Type, above []reflect.Type) plan {
	if slices.Contains(above, t) {
		panic(fmt.Sprintf("%v holds itself: it cannot be kept", t))
	}
	above = append(slices.Clone(above), t)
	switch t {
	case reflect.TypeFor[time.Time]():
		return plan{putTime, takeTime, 4}
	case reflect.TypeFor[*time.Location]():
		return plan{putZone, takeZone, 1}
	}
	switch t.Kind() {
	case reflect.Bool:
		return plan{
			func(e *encoder, v reflect.Value) { e.putBool(v.Bool()) },
			func(d *decoder, v reflect.Value) { v.SetBool(d.bool()) }, 1,
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return plan{
			func(e *encoder, v reflect.Value) { e.buf = binary.AppendVarint(e.buf, v.Int()) },
			func(d *decoder, v reflect.Value) { v.SetInt(d.int()) }, 1,
		}
	case reflect.Float64:
		return plan{
			func(e *encoder, v reflect.Value) { e.putFloat(v.Float()) },
			func(d *decoder, v reflect.Value) { v.SetFloat(d.float()) }, 1,
		}
	case reflect.String:
		return plan{
			func(e *encoder, v reflect.Value) { e.putString(v.String()) },
			func(d *decoder, v reflect.Value) { v.SetString(d.string()) }, 1,
		}
	case reflect.Struct:
		return planOfStruct(t, above)
	case reflect.Slice:
		return planOfSlice(t, above)
	case reflect.Pointer:
		return planOfPointer(t, above)
	case reflect.Map:
		return planOfMap(t, above)
	}
	panic(fmt.Sprintf("a %v cannot be kept", t))
}

func planOfStruct(t reflect.Type, above []reflect.Type) plan {
	var p plan
	fields := make([]plan, t.NumField())
	for i := range fields {
		f := t.Field(i)
		if !f.IsExported() {
			panic(fmt.Sprintf("%v.%s is not exported: it would be lost", t, f.Name))
		}
		fields[i] = planOf(f.Type, above)
		p.least += fields[i].least
	}
	if len(fields) == 0 {
		panic(fmt.Sprintf("%v is empty: it takes no bytes", t))
	}
	p.put = func(e *encoder, v reflect.Value) {
		for i := range fields {
			fields[i].put(e, v.Field(i))
		}
	}
	p.take = func(d *decoder, v reflect.Value) {
		for i := range fields {
			fields[i].take(d, v.Field(i))
		}
	}
	return p
}

func planOfSlice(t reflect.Type, above []reflect.Type) plan {
	if t.Elem().Kind() == reflect.Uint8 {
		return plan{putBytes, takeBytes, 1}
	}
	elem := planOf(t.Elem(), above)
	return plan{
		func(e *encoder, v reflect.Value) {
			e.putLen(v.Len(), v.IsNil())
			for i := range v.Len() {
				elem.put(e, v.Index(i))
			}
		},
		func(d *decoder, v reflect.Value) {
			n, isNil := d.len(elem.least)
			switch {
			case isNil:
				return
			case n == 0:
				v.Set(reflect.MakeSlice(t, 0, 0))
				return
			}
			v.Grow(n)
			v.SetLen(n)
			for i := range n {
				elem.take(d, v.Index(i))
			}
		}, 1,
	}
}

func planOfPointer(t reflect.Type, above []reflect.Type) plan {
	elem := planOf(t.Elem(), above)
	return plan{
		func(e *encoder, v reflect.Value) {
			e.putBool(!v.IsNil())
			if !v.IsNil() {
				elem.put(e, v.Elem())
			}
		},
		func(d *decoder, v reflect.Value) {
			if d.bool() && !d.bad {
				v.Set(reflect.New(t.Elem()))
				elem.take(d, v.Elem())
			}
		}, 1,
	}
}

// planOfMap plans a map by strings, which is written in the order of its keys.
func planOfMap(t reflect.Type, above []reflect.Type) plan {
	if t.Key().Kind() != reflect.String {
		panic(fmt.Sprintf("a %v cannot be kept: its keys are no strings", t))
	}
	elem := planOf(t.Elem(), above)
	return plan{
		func(e *encoder, v reflect.Value) {
			e.putLen(v.Len(), v.IsNil())
			keys := v.MapKeys()
			slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
			for _, k := range keys {
				e.putString(k.String())
				elem.put(e, v.MapIndex(k))
			}
		},
		func(d *decoder, v reflect.Value) {
			n, isNil := d.len(1 + elem.least)
			if isNil {
				return
			}
			v.Set(reflect.MakeMap(t))
			for range n {
				k, x := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
				k.SetString(d.string())
				elem.take(d, x)
				v.SetMapIndex(k, x)
			}
		}, 1,
	}
}

func (e *encoder) putUint(n uint64) { e.buf = binary.AppendUvarint(e.buf, n) }

func (e *encoder) putBool(b bool) {
	if b {
		e.buf = append(e.buf, 1)
	} else {
		e.buf = append(e.buf, 0)
	}
}

// putFloat writes the bits from the sign on, of which a round number has few.
func (e *encoder) putFloat(f float64) { e.putUint(bits.ReverseBytes64(math.Float64bits(f))) }

// putLen writes 0 for nil, else one more than the length.
func (e *encoder) putLen(n int, isNil bool) {
	if isNil {
		e.putUint(0)
	} else {
		e.putUint(uint64(n) + 1)
	}
}

// putString writes the place of one of the words as an odd number, and any other
// string as twice its length and its bytes.
func (e *encoder) putString(s string) {
	if i, ok := e.place[s]; ok {
		e.putUint(uint64(i)<<1 | 1)
		return
	}
	e.putUint(uint64(len(s)) << 1)
	e.buf = append(e.buf, s...)
}

func (d *decoder) uint() uint64 {
	n, size := binary.Uvarint(d.data)
	if size <= 0 {
		d.bad, d.data = true, nil
		return 0
	}
	d.data = d.data[size:]
	return n
}

func (d *decoder) int() int64 {
	n, size := binary.Varint(d.data)
	if size <= 0 {
		d.bad, d.data = true, nil
		return 0
	}
	d.data = d.data[size:]
	return n
}

func (d *decoder) bool() bool {
	n := d.uint()
	d.bad = d.bad || n > 1
	return n == 1
}

func (d *decoder) float() float64 { return math.Float64frombits(bits.ReverseBytes64(d.uint())) }

// len reads the length of a list whose elements take least bytes at least. One
// that what is left cannot hold is bad, so memory stays in proportion.
func (d *decoder) len(least int) (n int, isNil bool) {
	u := d.uint()
	if u == 0 {
		return 0, true
	}
	if u-1 > uint64(len(d.data)/least) {
		d.bad, d.data = true, nil
		return 0, true
	}
	return int(u - 1), false
}

// What is shared of the strings that were read.
const (
	ownBytes = 128  // of one at most
	ownMost  = 4096 // of them
)

func (d *decoder) string() string {
	u := d.uint()
	n := u >> 1
	if u&1 == 1 {
		if n >= uint64(len(d.words)) {
			d.bad, d.data = true, nil
			return ""
		}
		return d.words[n]
	}
	if n > uint64(len(d.data)) {
		d.bad, d.data = true, nil
		return ""
	}
	b := d.data[:n]
	d.data = d.data[n:]
	if s, ok := d.own[string(b)]; ok {
		return s
	}
	s := string(b)
	if d.own != nil && len(s) <= ownBytes && len(d.own) < ownMost {
		d.own[s] = s
	}
	return s
}

func putBytes(e *encoder, v reflect.Value) {
	e.putLen(v.Len(), v.IsNil())
	e.buf = append(e.buf, v.Bytes()...)
}

// takeBytes gives v a part of the data themselves, not a copy.
func takeBytes(d *decoder, v reflect.Value) {
	n, isNil := d.len(1)
	if !isNil {
		v.SetBytes(d.data[:n:n])
		d.data = d.data[n:]
	}
}

// putTime writes an instant and the zone it is told in, with its offset then.
func putTime(e *encoder, v reflect.Value) {
	t := v.Interface().(time.Time)
	_, offset := t.Zone()
	e.buf = binary.AppendVarint(e.buf, t.Unix())
	e.putUint(uint64(t.Nanosecond()))
	e.putString(t.Location().String())
	e.buf = binary.AppendVarint(e.buf, int64(offset))
}

func takeTime(d *decoder, v reflect.Value) {
	at := time.Unix(d.int(), int64(d.uint())).UTC()
	zone, offset := d.string(), d.int()
	if d.bad {
		return
	}
	v.Set(reflect.ValueOf(at.In(d.zones.at(zone, int(offset), at))))
}

// putZone writes the name of a zone and its offset at the beginning of 1970, ""
// for none.
func putZone(e *encoder, v reflect.Value) {
	zone := v.Interface().(*time.Location)
	e.putBool(zone != nil)
	if zone != nil {
		_, offset := time.Unix(0, 0).In(zone).Zone()
		e.putString(zone.String())
		e.buf = binary.AppendVarint(e.buf, int64(offset))
	}
}

func takeZone(d *decoder, v reflect.Value) {
	if !d.bool() {
		return
	}
	zone, offset := d.string(), d.int()
	if !d.bad {
		v.Set(reflect.ValueOf(d.zones.at(zone, int(offset), time.Unix(0, 0))))
	}
}

// zones are the time zones that were loaded; several goroutines may ask.
type zones struct {
	mu     sync.Mutex
	byName map[string]*time.Location // nil: there is no such zone
	fixed  map[fixedZone]*time.Location
}

type fixedZone struct {
	name    string
	offsetS int
}

func newZones() *zones {
	return &zones{byName: map[string]*time.Location{}, fixed: map[fixedZone]*time.Location{}}
}

// at returns the zone of a name that lies offsetS seconds east of UTC at a
// moment: the one of the time zone data, or where there is none, one that always
// lies there.
func (z *zones) at(name string, offsetS int, at time.Time) *time.Location {
	if name == "UTC" && offsetS == 0 {
		return time.UTC
	}
	z.mu.Lock()
	defer z.mu.Unlock()
	loc, known := z.byName[name]
	if !known {
		loc, _ = analyze.LoadZone(name) // nil with an error
		z.byName[name] = loc
	}
	if loc != nil {
		if _, has := at.In(loc).Zone(); has == offsetS {
			return loc
		}
	}
	key := fixedZone{name, offsetS}
	if z.fixed[key] == nil {
		z.fixed[key] = time.FixedZone(name, offsetS)
	}
	return z.fixed[key]
}

// catalogueWords are the strings of the rules and of the closed lists, in the
// order of the catalogue, each once.
func catalogueWords() []string {
	seen := map[string]bool{}
	var words []string
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			if s := v.String(); s != "" && !seen[s] {
				seen[s] = true
				words = append(words, s)
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		}
	}
	for _, list := range []any{
		[]analyze.State{analyze.Fired, analyze.Clear, analyze.Withheld},
		[]analyze.Severity{analyze.Info, analyze.Tip, analyze.Notice, analyze.Warn, analyze.Urgent},
		[]analyze.Level{analyze.LevelNone, analyze.LevelNotice, analyze.LevelWarn, analyze.LevelStrong},
		[]parse.Status{parse.OK, parse.Warned, parse.Partial},
		analyze.Units(),
		analyze.Rules(),
	} {
		walk(reflect.ValueOf(list))
	}
	return words
}
