package parse

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

const maxNotesDepth = 20 // levels of lists and keys inside each other

// yamlKeys are the keys beside the events, as messages name them.
var yamlKeys = [...]string{
	"goal", "race", "workout", "official_distance", "corral_pace", "tz", "temperature", "humidity", "dew_point",
	"wbgt", "weight", "urine_colour", "urine_volume", "thirst", "soreness", "caffeine", "symptoms", "events",
}

// eventKeys are the keys of one event.
var eventKeys = [...]string{"at", "what", "where", "severity", "amount", "response", "sodium", "carb", "note"}

// ReadNotesYAML reads the notes that stand beside one recording: name with
// .notes.yaml cut off is the recording's. It is total: every error is told in
// the journal, and costs its value or its event only. What is no plain tree of
// keys and values is refused as a whole.
func ReadNotesYAML(data []byte, name string) Journal { return Limits{}.ReadNotesYAML(data, name) }

// ReadNotesYAML is ReadNotesYAML with these limits.
func (l Limits) ReadNotesYAML(data []byte, name string) Journal {
	r, ok := newNoteReader("yaml", name, data, l)
	if !ok {
		return r.alone()
	}
	root, ok := r.document()
	if !ok {
		return r.alone()
	}
	if root != nil {
		r.facts(root, recordingOf(name))
	}
	return r.done()
}

// recordingOf returns the name of the recording that notes called name lie
// beside.
func recordingOf(name string) string {
	base := name[strings.LastIndexAny(name, `/\!`)+1:]
	for _, ext := range []string{".yaml", ".yml"} {
		if n := len(base) - len(ext); n > 0 && strings.EqualFold(base[n:], ext) {
			base = base[:n]
		}
	}
	const notes = ".notes"
	if n := len(base) - len(notes); n > 0 && strings.EqualFold(base[n:], notes) {
		base = base[:n]
	}
	return Clean(base)
}

// document returns the root of the only document, nil when there is nothing
// in it. ok is false, after an error, for what is refused as a whole.
func (r *noteReader) document() (root *yaml.Node, ok bool) {
	text := strings.Join(r.lines, "\n")
	if most := r.bounds.NotesRows; int64(valuesAtMost(text)) > most {
		wayOut := "Split the file" + raise(limitRows)
		if r.origin == "config" {
			wayOut = "Nobody has so many settings"
		}
		r.fail(Pos{}, "more than %s lines and values are not read. %s", grouped(most), wayOut)
		return nil, false
	}
	dec := yaml.NewDecoder(strings.NewReader(text))
	var doc, second yaml.Node
	switch err := decodeNode(dec, &doc); {
	case errors.Is(err, io.EOF):
		return nil, true
	case err != nil:
		r.syntax(err)
		return nil, false
	}
	switch err := decodeNode(dec, &second); {
	case err == nil:
		at := Pos{Line: second.Line, Column: second.Column}
		r.fail(at, "a second document begins here: only one is read. Remove the --- or split the file")
		return nil, false
	case !errors.Is(err, io.EOF):
		r.syntax(err)
		return nil, false
	}
	if !r.plainTree(&doc, 0) {
		return nil, false
	}
	if len(doc.Content) == 0 || isNull(doc.Content[0]) {
		return nil, true
	}
	root = doc.Content[0]
	if root.Kind != yaml.MappingNode {
		example := "goal: 3:50:00"
		switch r.origin {
		case "config":
			example = "mass: 71.4 kg"
		case "expect":
			example = "files: [" + expectExample + "]"
		}
		r.fail(posOf(root), "write lines of the form key: value, e.g. %s", example)
		return nil, false
	}
	return root, true
}

// decodeNode reads one document. The library answers its own errors by panics
// that it catches; one it did not foresee must not cost more than this file.
func decodeNode(dec *yaml.Decoder, n *yaml.Node) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("yaml: %v", p)
		}
	}()
	return dec.Decode(n)
}

// valuesAtMost counts the characters that could begin a line or a value, before
// a parser makes something larger of each.
func valuesAtMost(text string) (n int) {
	for i := range len(text) {
		switch text[i] {
		case ',', ':', '-', '?', '[', '{', '\n', '&', '*', '!':
			n++
		}
	}
	return n
}

var yamlError = late(`^yaml: (?:line (\d+): )?(.*)$`)

// syntax adds the library's error for a text that is no YAML, with the way out
// for what runners get wrong.
func (r *noteReader) syntax(err error) {
	c := yamlError().FindStringSubmatch(Clean(err.Error()))
	if c == nil {
		r.fail(Pos{}, "not YAML: %s", Clean(err.Error()))
		return
	}
	at := Pos{Line: r.syntaxLine(atoi(c[1]), c[2])}
	line := r.lines[at.Line-1]
	at.Column = len(line) - len(strings.TrimLeft(line, " \t")) + 1
	r.fail(at, "not YAML: %s%s", c[2], yamlWayOut(c[2]))
}

// syntaxLine returns the line of an error. The library leaves out the first
// line, counts lines from 0 in the errors of its grammar and from 1 in those
// of its words, and gives an unknown anchor no line at all.
func (r *noteReader) syntaxLine(n int, msg string) int {
	if _, name, ok := strings.Cut(msg, "unknown anchor '"); ok {
		name = "*" + strings.TrimSuffix(name, "' referenced")
		return 1 + max(0, slices.IndexFunc(r.lines, func(s string) bool { return strings.Contains(s, name) }))
	}
	if grammarError().MatchString(msg) {
		n++
	}
	return min(max(n, 1), len(r.lines))
}

var grammarError = late(`did not find expected (?:node content|key|'-' indicator|',' or|<)`)

// yamlWayOut returns what to write instead, "" when the library's words must do.
func yamlWayOut(msg string) string {
	switch {
	case strings.Contains(msg, "mapping values are not allowed"):
		return `. Put quotes around a text that holds a colon: "stretched: better"`
	case strings.Contains(msg, "cannot start any token"):
		return ". Indent with spaces, not tabs, and put quotes around a text that begins with a sign"
	case strings.Contains(msg, "unknown anchor"), strings.Contains(msg, "alphabetic or numeric"):
		return ". Put quotes around a text that begins with & or *"
	case strings.Contains(msg, "unexpected end of stream"):
		return ". A quote is never closed"
	case strings.Contains(msg, "did not find expected"):
		return ". Check indentation, quotes and brackets here and below"
	}
	return ""
}

// plainTree says whether a node and all below it are plain keys and values. It
// adds the first thing that is not.
func (r *noteReader) plainTree(n *yaml.Node, depth int) bool {
	switch {
	case depth > maxNotesDepth:
		r.fail(posOf(n), "more than %d levels inside each other", maxNotesDepth)
		return false
	case n.Kind == yaml.AliasNode, n.Anchor != "":
		r.fail(posOf(n), "& and * (anchors and aliases) are not read. Write the value out, or put quotes around the text")
		return false
	case n.Style&yaml.TaggedStyle != 0:
		r.fail(posOf(n), "tags such as %s are not read. Put quotes around a text that begins with !", quoted(Clean(n.Tag)))
		return false
	}
	for _, c := range n.Content {
		if !r.plainTree(c, depth+1) {
			return false
		}
	}
	return true
}

func posOf(n *yaml.Node) Pos { return Pos{Line: n.Line, Column: n.Column} }

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// pairs calls do for every key of a mapping that is known and stands there
// once; the others are told. alias maps other spellings of a key to it.
func (r *noteReader) pairs(m *yaml.Node, known []string, alias map[string]string, do func(name string, key, value *yaml.Node)) {
	seen := map[string]bool{}
	for i := 0; i+1 < len(m.Content); i += 2 {
		key, value := m.Content[i], m.Content[i+1]
		name := normal(key.Value)
		if to, ok := alias[name]; ok {
			name = to
		}
		switch {
		case key.Kind != yaml.ScalarNode || !slices.Contains(known, name):
			r.unknownKey(key, known)
		case seen[name]:
			r.fail(posOf(key), "key %q stands there twice. Remove one", name)
		default:
			seen[name] = true
			do(name, key, value)
		}
	}
}

func (r *noteReader) unknownKey(key *yaml.Node, known []string) {
	text := Clean(key.Value)
	hint := meant(normal(text), known)
	switch {
	case hint != "":
	case r.origin == "yaml" && len(known) > len(eventKeys) && slices.Contains(noteKinds[:], normal(text)):
		hint = fmt.Sprintf(". Write it under events: - {at: 42m, what: %s}", normal(text))
	default:
		hint = ". Known are " + strings.Replace(listing(known), " or ", " and ", 1)
	}
	r.fail(posOf(key), "unknown key %s%s", quoted(text), hint)
}

// facts reads the keys beside the events, and the events.
func (r *noteReader) facts(root *yaml.Node, file string) {
	alias := map[string]string{
		"corral": "corral_pace", "urine": "urine_colour", "urine_color": "urine_colour", "symptom": "symptoms",
	}
	r.pairs(root, yamlKeys[:], alias, func(name string, key, value *yaml.Node) {
		switch name {
		case "events":
			r.events(value, file)
		case "symptoms":
			for _, c := range r.list(name, value) {
				r.entry(noteRow{pos: c.pos, file: noteCell{text: file}, what: noteCell{text: "symptom"}, note: c})
			}
		case "weight", "urine_colour", "urine_volume", "thirst", "soreness":
			r.beforeAfter(name, key, value, file)
		default:
			r.fact(name, noteCell{}, key, value, file)
		}
	})
}

// fact reads a key with one value; at is "before", "after" or nothing.
func (r *noteReader) fact(name string, at noteCell, key, value *yaml.Node, file string) {
	c, ok := r.scalar(name, value)
	if !ok || c.text == "" {
		return
	}
	r.entry(noteRow{
		pos: posOf(key), file: noteCell{text: file}, at: at,
		what: noteCell{text: name, pos: posOf(key)}, amount: c, key: name,
	})
}

// beforeAfter reads a key whose value is one value or a mapping of before and
// after.
func (r *noteReader) beforeAfter(name string, key, value *yaml.Node, file string) {
	if value.Kind != yaml.MappingNode {
		r.fact(name, noteCell{}, key, value, file)
		return
	}
	r.pairs(value, []string{"before", "after"}, nil, func(at string, k, v *yaml.Node) {
		r.fact(name, noteCell{text: at, pos: posOf(k)}, k, v, file)
	})
}

// scalar returns a single value as a text, "" for none.
func (r *noteReader) scalar(name string, n *yaml.Node) (noteCell, bool) {
	if n.Kind != yaml.ScalarNode {
		r.fail(posOf(n), "%s takes one value, not a list or keys of its own", name)
		return noteCell{}, false
	}
	if isNull(n) {
		return noteCell{pos: posOf(n)}, true
	}
	return noteCell{text: Clean(n.Value), pos: posOf(n)}, true
}

// list returns the values of a list, or the one value that stands in its place.
func (r *noteReader) list(name string, n *yaml.Node) (cells []noteCell) {
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	for _, item := range items {
		if c, ok := r.scalar(name, item); ok && c.text != "" {
			cells = append(cells, c)
		}
	}
	return cells
}

func (r *noteReader) events(list *yaml.Node, file string) {
	if isNull(list) {
		return
	}
	if list.Kind != yaml.SequenceNode {
		r.fail(posOf(list), "events is a list: write - {at: 42m, what: drink, amount: 120 ml}")
		return
	}
	for _, e := range list.Content {
		if e.Kind != yaml.MappingNode {
			r.fail(posOf(e), "an event has keys: write - {at: 42m, what: drink, amount: 120 ml}")
			continue
		}
		r.event(e, file)
	}
}

// event reads one event. An unknown key costs itself, a value of the wrong
// form the event.
func (r *noteReader) event(e *yaml.Node, file string) {
	row := noteRow{pos: posOf(e), file: noteCell{text: file}}
	whole := true
	r.pairs(e, eventKeys[:], nil, func(name string, _, value *yaml.Node) {
		if name == "response" && value.Kind == yaml.SequenceNode {
			for _, c := range r.list(name, value) {
				if row.response.text == "" {
					row.response.pos = c.pos
				}
				row.response.text = joinList(row.response.text, c.text)
			}
			return
		}
		c, ok := r.scalar(name, value)
		whole = whole && ok
		*row.cell(name) = c
	})
	if whole {
		r.entry(row)
	}
}

// joinList appends an item to a list written as text.
func joinList(list, item string) string {
	if list == "" {
		return item
	}
	return list + ", " + item
}
