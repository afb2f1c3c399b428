package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"crampcheck/parse"
)

// TestHelpTellsEveryReasonUnderItsStatus takes the codes from the source, so that
// none can be forgotten.
func TestHelpTellsEveryReasonUnderItsStatus(t *testing.T) {
	told := map[parse.Code][]string{}
	for _, g := range reasons() {
		status, _, _ := strings.Cut(g.status, ":")
		for _, r := range g.reasons {
			told[r.code] = append(told[r.code], status)
			if !strings.Contains(filesHelp(nil, helpWidth), "  "+string(r.code)) {
				t.Errorf("%s is not on the page", r.code)
			}
		}
	}
	source, err := parser.ParseFile(token.NewFileSet(), "../../parse/error.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	codes := 0
	ast.Inspect(source, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 {
			return true
		}
		typ, _ := v.Type.(*ast.Ident)
		lit, ok := v.Values[0].(*ast.BasicLit)
		if typ == nil || typ.Name != "Code" || !ok || lit.Kind != token.STRING {
			return true
		}
		word, err := strconv.Unquote(lit.Value)
		if err != nil {
			t.Fatal(err)
		}
		codes++
		c := parse.Code(word)
		want := string(c.NoteStatus())
		switch {
		case c == parse.DuplicateOf:
			want = string(parse.Duplicate)
		case want == string(parse.OK):
			want = "told with a run"
		}
		if !slices.Contains(told[c], want) {
			t.Errorf("%s leads to %q and is told under %q", c, want, told[c])
		}
		return true
	})
	if codes < 25 {
		t.Errorf("only %d codes in the source", codes)
	}
}
