package main

import (
	"bytes"
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// helpRoot is the tree of commands as help sees it.
func helpRoot() *cobra.Command { return newRoot(world{out: &bytes.Buffer{}, getenv: noEnvironment}) }

// commands are all commands that do something.
func commands(t *testing.T) []*cobra.Command {
	t.Helper()
	root := helpRoot()
	out := []*cobra.Command{root}
	for _, c := range root.Commands() {
		if c.Runnable() {
			out = append(out, c)
		}
	}
	if len(out) < 9 {
		t.Fatalf("only %d commands", len(out))
	}
	return out
}

// exampleCalls are the calls of crampcheck in an example, as words.
func exampleCalls(example string) [][]string {
	var out [][]string
	for line := range strings.SplitSeq(example, "\n") {
		_, call, found := strings.Cut(line, "crampcheck ")
		if !found {
			continue
		}
		call, _, _ = strings.Cut(call, " | ")
		call, _, _ = strings.Cut(call, " >")
		out = append(out, strings.Fields(strings.TrimSuffix(strings.TrimSpace(call), ")")))
	}
	return out
}

// TestEveryCommandHasExamplesThatParse reads the examples as the command itself
// would read them.
func TestEveryCommandHasExamplesThatParse(t *testing.T) {
	calls := 0
	for _, cmd := range commands(t) {
		if cmd.Example == "" {
			t.Errorf("%s has no example", cmd.CommandPath())
		}
		of := 0
		for line := range strings.SplitSeq(cmd.Example, "\n") {
			if !strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "   ") {
				t.Errorf("%s: the example %q is not indented by two", cmd.CommandPath(), line)
			}
		}
		for _, call := range exampleCalls(cmd.Example) {
			found, rest, err := helpRoot().Find(call)
			if err == nil {
				err = found.ParseFlags(rest)
			}
			if err != nil || !found.HasParent() {
				t.Errorf("%s: the example %q does not parse: %v", cmd.CommandPath(), call, err)
				continue
			}
			if found.Name() == cmd.Name() {
				of++
			}
			calls++
		}
		if of == 0 && cmd.HasParent() {
			t.Errorf("%s: no example shows it", cmd.CommandPath())
		}
	}
	if calls < 12 {
		t.Errorf("only %d examples read", calls)
	}
}

// pageOf returns the help of a command or topic as it is printed.
func pageOf(t *testing.T, name string, columns int) string {
	t.Helper()
	var out, errs bytes.Buffer
	args := []string{"help"}
	if name != "crampcheck" {
		args = append(args, name)
	}
	w := world{args: args, out: &out, err: &errs, getenv: noEnvironment, outTerminal: columns > 0, columns: columns}
	if status := run(w); status != exitOK || errs.Len() > 0 {
		t.Fatalf("help %s: exit status %d, %s", name, status, &errs)
	}
	return out.String()
}

func TestEveryPageOfHelpFitsATerminal(t *testing.T) {
	pages := 0
	for _, c := range append(helpRoot().Commands(), helpRoot()) {
		text := pageOf(t, c.Name(), 0)
		for line := range strings.SplitSeq(text, "\n") {
			if n := len([]rune(line)); n > helpWidth || strings.TrimRight(line, " ") != line {
				t.Errorf("help %s: %d cells or blanks at the end: %q", c.Name(), n, line)
			}
		}
		if c.Runnable() && !strings.Contains(text, "\nExamples:\n") {
			t.Errorf("help %s shows no examples", c.Name())
		}
		pages++
	}
	if pages < 12 {
		t.Errorf("only %d pages looked at", pages)
	}
	for line := range strings.SplitSeq(pageOf(t, "environment", 60), "\n") {
		if len(line) > 60 && !strings.Contains(line, "tput") {
			t.Errorf("on a terminal of 60 columns: %q", line)
		}
	}
}

// TestHelpIsTheSameOnEveryMachine wants no number of processors in it.
func TestHelpIsTheSameOnEveryMachine(t *testing.T) {
	if text := pageOf(t, "analyze", 0); regexp.MustCompile(`default \d`).MatchString(text) {
		t.Errorf("a default that the machine may have set:\n%s", text)
	}
}

// TestEnvironmentHelpNamesEveryVariable wants those of all flags, and every one
// that the source asks for by name.
func TestEnvironmentHelpNamesEveryVariable(t *testing.T) {
	text := pageOf(t, "environment", 0)
	has := func(name string) bool { return regexp.MustCompile(`(?m)^  ` + name + `( |$)`).MatchString(text) }
	flags := 0
	for _, cmd := range commands(t) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Name == "help" || !cmd.HasParent() || f.Hidden { // the limits have a page of their own
				return
			}
			flags++
			if !has(variable(f.Name)) {
				t.Errorf("%s --%s: no %s", cmd.Name(), f.Name, variable(f.Name))
			}
		})
	}
	names := 0
	eachFile(t, func(room, name string, f *ast.File, _ *token.FileSet) {
		if room != "cmd/crampcheck" || strings.HasSuffix(name, "_test.go") {
			return
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 1 {
				return true
			}
			if asked, ok := askedFor(call); ok {
				names++
				if !has(asked) {
					t.Errorf("%s asks for %s, of which help says nothing", name, asked)
				}
			}
			return true
		})
	})
	if flags < 20 || names < 6 {
		t.Errorf("only %d flags and %d names looked at", flags, names)
	}
}

// TestALongNameStandsApart looks at a name that reaches beyond its column.
func TestALongNameStandsApart(t *testing.T) {
	for _, c := range []struct {
		name, word, text string
		column           int
		want             string
	}{
		{"a short name is filled up", "AB", "one two three", 6, "  AB  one\n      two\n      three\n"},
		{"a long name keeps a blank", "ABCDEF", "one two", 6, "  ABCDEF one\n      two\n"},
		{"a paragraph begins the line", "", "one two three", 0, "one two\nthree\n"},
	} {
		var b strings.Builder
		if entry(&b, c.word, c.text, c.column, 9); b.String() != c.want {
			t.Errorf("%s: %q, want %q", c.name, b.String(), c.want)
		}
	}
}

// askedFor returns the variable that a call of getenv or of looks' forces asks
// for.
func askedFor(call *ast.CallExpr) (name string, ok bool) {
	function := ""
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		function = f.Sel.Name
	case *ast.Ident:
		function = f.Name
	}
	lit, isLit := call.Args[0].(*ast.BasicLit)
	if function != "getenv" && function != "forces" || !isLit || lit.Kind != token.STRING {
		return "", false
	}
	name, err := strconv.Unquote(lit.Value)
	return name, err == nil
}

func TestHelpOnWhatIsNot(t *testing.T) {
	var out, errs bytes.Buffer
	w := world{args: []string{"help", "enviroment"}, out: &out, err: &errs, getenv: noEnvironment}
	want := `crampcheck: unknown command or topic "enviroment", did you mean "environment"?; see crampcheck --help` + "\n"
	if status := run(w); status != exitUsage || errs.String() != want || out.Len() > 0 {
		t.Errorf("exit status %d, %q", status, &errs)
	}
}
