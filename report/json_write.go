package report

import (
	"bytes"
	"io"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"crampcheck/analyze"
)

// jsonFlush is how many bytes gather before they are written; our own choice.
const jsonFlush = 64 << 10

// jsonWriter writes the types of the schema as encoding/json does with an indent
// of two blanks and without escapes for HTML, but in one pass, without holding
// the document: a season of 2,000 runs is 100 MB of it. It knows structs,
// slices, pointers, strings, booleans, int and float64, which is all that the
// schema is made of.
type jsonWriter struct {
	w     io.Writer
	b     []byte
	err   error
	plans map[reflect.Type]jsonPlan
	units Units
	runs  []*analyze.Result // what stands for the list of runs; nil: the list itself
	run   *analyze.Result   // the one that is being written
	plain map[plainFinding][]byte

	spread Spread
}

// plainFinding is a finding that reads the same on every run: one without any
// figure of the run's own, as most of those that are clear or withheld.
type plainFinding struct {
	rule, within, reason, needed string
	state                        analyze.State
	limit                        *analyze.Limit
}

// plainMost is how many of them are kept: several for each rule; our own choice.
const plainMost = 1000

// jsonPlan appends a value of one type.
type jsonPlan func(v reflect.Value, depth int)

// writeDocument writes doc, whose list of runs is made while it is written.
func (s Style) writeDocument(w io.Writer, r *analyze.Report, doc any) error {
	j := &jsonWriter{w: w, plans: map[reflect.Type]jsonPlan{}, units: s.Units, runs: r.Runs, spread: s.Spread}
	if j.runs == nil {
		j.runs = []*analyze.Result{}
	}
	if j.spread == nil {
		j.spread = oneByOne
	}
	v := reflect.ValueOf(doc)
	j.plan(v.Type())(v, 0)
	j.b = append(j.b, '\n')
	j.flush()
	return j.err
}

// flush writes what has gathered. After an error nothing more is written.
func (j *jsonWriter) flush() {
	if j.err == nil {
		_, j.err = j.w.Write(j.b)
	}
	j.b = j.b[:0]
}

// plan returns how values of a type are written.
func (j *jsonWriter) plan(t reflect.Type) jsonPlan {
	if p := j.plans[t]; p != nil {
		return p
	}
	p := j.make(t)
	j.plans[t] = p
	return p
}

// make makes the plan of a type. A type that the schema does not use is a bug of
// this package.
func (j *jsonWriter) make(t reflect.Type) jsonPlan {
	switch {
	case t == reflect.TypeFor[[]jsonRun]() && j.runs != nil:
		return j.runList
	case t == reflect.TypeFor[[]jsonFinding]() && j.runs != nil:
		return j.findingList
	case t.Kind() == reflect.Struct:
		return j.structPlan(t)
	case t.Kind() == reflect.Slice:
		return j.slicePlan(t)
	case t.Kind() == reflect.Pointer:
		elem := j.plan(t.Elem())
		return func(v reflect.Value, depth int) {
			if v.IsNil() {
				j.b = append(j.b, "null"...)
				return
			}
			elem(v.Elem(), depth)
		}
	case t.Kind() == reflect.String:
		return func(v reflect.Value, _ int) { j.b = appendJSONString(j.b, v.String()) }
	case t.Kind() == reflect.Bool:
		return func(v reflect.Value, _ int) { j.b = strconv.AppendBool(j.b, v.Bool()) }
	case t.Kind() == reflect.Int:
		return func(v reflect.Value, _ int) { j.b = strconv.AppendInt(j.b, v.Int(), 10) }
	case t.Kind() == reflect.Float64:
		return func(v reflect.Value, _ int) { j.b = appendJSONFloat(j.b, v.Float()) }
	}
	panic("no way to write " + t.String() + " as JSON")
}

// structPlan writes an object; what a struct embeds are keys of its own.
func (j *jsonWriter) structPlan(t reflect.Type) jsonPlan {
	type member struct {
		head  string
		index []int
		plan  jsonPlan
	}
	var members []member
	for _, f := range reflect.VisibleFields(t) {
		if key := f.Tag.Get("json"); key != "" {
			members = append(members, member{string(appendJSONString(nil, key)) + ": ", f.Index, j.plan(f.Type)})
		}
	}
	return func(v reflect.Value, depth int) {
		j.b = append(j.b, '{')
		for i, m := range members {
			if i > 0 {
				j.b = append(j.b, ',')
			}
			j.line(depth + 1)
			j.b = append(j.b, m.head...)
			if len(m.index) == 1 {
				m.plan(v.Field(m.index[0]), depth+1)
			} else {
				m.plan(v.FieldByIndex(m.index), depth+1)
			}
		}
		j.line(depth)
		j.b = append(j.b, '}')
	}
}

func (j *jsonWriter) slicePlan(t reflect.Type) jsonPlan {
	elem := j.plan(t.Elem())
	return func(v reflect.Value, depth int) {
		if v.IsNil() {
			j.b = append(j.b, "null"...)
			return
		}
		j.list(v.Len(), depth, func(i int) { elem(v.Index(i), depth+1) })
	}
}

// runList writes the runs, each made when its turn comes or shortly before.
func (j *jsonWriter) runList(_ reflect.Value, depth int) {
	if len(j.runs) == 0 {
		j.b = append(j.b, "[]"...)
		return
	}
	between := byte('[')
	j.spread(len(j.runs), func() func(int, []byte) []byte { return j.runWriter(depth + 1) }, func(run []byte) {
		j.b = append(j.b, between)
		j.line(depth + 1)
		if j.b = append(j.b, run...); len(j.b) >= jsonFlush {
			j.flush()
		}
		between = ','
	})
	j.line(depth)
	j.b = append(j.b, ']')
}

// runWriter returns a writer of single runs that shares nothing with others.
func (j *jsonWriter) runWriter(depth int) func(i int, into []byte) []byte {
	w := &jsonWriter{plans: map[reflect.Type]jsonPlan{}, units: j.units, runs: j.runs, plain: map[plainFinding][]byte{}}
	elem := w.plan(reflect.TypeFor[jsonRun]())
	return func(i int, into []byte) []byte {
		w.b, w.run = into[:0], w.runs[i]
		out := w.units.toBareRun(w.run) // its findings are written one by one
		elem(reflect.ValueOf(&out).Elem(), depth)
		return w.b
	}
}

// oneByOne is a Spread of one worker.
func oneByOne(n int, worker func() func(int, []byte) []byte, take func([]byte)) {
	work, memory := worker(), []byte(nil)
	for i := range n {
		memory = work(i, memory)
		take(memory)
	}
}

// findingList writes the findings of the run. A plain one is written once and
// copied after that: its place in the document is as deep on every run.
func (j *jsonWriter) findingList(_ reflect.Value, depth int) {
	elem := j.plan(reflect.TypeFor[jsonFinding]())
	j.list(len(j.run.Findings), depth, func(i int) {
		f := &j.run.Findings[i]
		key, plain := plainly(f)
		if known := j.plain[key]; plain && known != nil {
			j.b = append(j.b, known...)
			return
		}
		from := len(j.b)
		out := j.units.toFinding(*f)
		elem(reflect.ValueOf(&out).Elem(), depth+1)
		if plain && len(j.plain) < plainMost {
			j.plain[key] = bytes.Clone(j.b[from:])
		}
	})
}

// plainly says whether a finding is plain, and which one it is.
func plainly(f *analyze.Finding) (key plainFinding, plain bool) {
	if f.State == analyze.Fired || len(f.Evidence)+len(f.Told().Words) > 0 || f.Told().Say+f.Told().Do+f.Told().Unless != "" {
		return key, false
	}
	key = plainFinding{rule: f.Rule, within: f.Told().Within, state: f.State, limit: f.Limit}
	if w := f.Withheld; w != nil {
		key.reason, key.needed = w.Reason, w.Needed
		return key, w.Measured == nil
	}
	return key, true
}

// list writes n elements between brackets, each on a line of its own.
func (j *jsonWriter) list(n, depth int, elem func(i int)) {
	if n == 0 {
		j.b = append(j.b, "[]"...)
		return
	}
	j.b = append(j.b, '[')
	for i := range n {
		if i > 0 {
			j.b = append(j.b, ',')
		}
		j.line(depth + 1)
		elem(i)
	}
	j.line(depth)
	j.b = append(j.b, ']')
}

// line begins a new line.
func (j *jsonWriter) line(depth int) {
	const blanks = "                                "
	j.b = append(j.b, '\n')
	for n := 2 * depth; n > 0; n -= len(blanks) {
		j.b = append(j.b, blanks[:min(n, len(blanks))]...)
	}
}

// appendJSONFloat appends a number as encoding/json does: plain, or with an
// exponent where it is very small or very large. One that is no number is
// missing, and null.
func appendJSONFloat(b []byte, f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(b, "null"...)
	}
	format := byte('f')
	if abs := math.Abs(f); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	b = strconv.AppendFloat(b, f, format, -1, 64)
	if n := len(b); format == 'e' && n >= 4 && b[n-4] == 'e' && b[n-3] == '-' && b[n-2] == '0' { // e-09 is e-9
		b[n-2] = b[n-1]
		b = b[:n-1]
	}
	return b
}

// appendJSONString appends a string as encoding/json does without escapes for
// HTML.
func appendJSONString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' {
			i++
			continue
		}
		r, size := rune(c), 1
		if c >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
			if r != '\u2028' && r != '\u2029' && (r != utf8.RuneError || size > 1) {
				i += size
				continue
			}
		}
		b = append(b, s[from:i]...)
		switch k := strings.IndexByte("\"\\\b\f\n\r\t", c); {
		case k >= 0:
			b = append(b, '\\', "\"\\bfnrt"[k])
		case r == utf8.RuneError:
			b = append(b, `\ufffd`...)
		case c < ' ':
			b = append(b, `\u00`...)
			b = append(b, hex[c>>4], hex[c&15])
		default:
			b = append(b, `\u202`...)
			b = append(b, hex[r&15])
		}
		i += size
		from = i
	}
	b = append(b, s[from:]...)
	return append(b, '"')
}
