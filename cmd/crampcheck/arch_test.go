package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"crampcheck/analyze"
	"crampcheck/parse"
	"crampcheck/report"
)

// rooms is the table of packages and what each may import, beside the standard
// library. A package or an import that is not in it fails.
var rooms = map[string][]string{
	"parse": {
		"github.com/tkrajina/gpxgo/gpx", "github.com/tormoder/fit", "github.com/klauspost/compress",
		"go.yaml.in/yaml/v3", "golang.org/x/net/html/charset", "golang.org/x/text", "github.com/clipperhouse/displaywidth",
	},
	"analyze":      {"crampcheck/parse", "crampcheck/analyze/stat", "github.com/zsefvlol/timezonemapper"},
	"analyze/stat": {},
	"report": {
		"crampcheck/parse", "crampcheck/analyze", "github.com/olekukonko/tablewriter", "github.com/clipperhouse/displaywidth",
		"golang.org/x/text/unicode/norm",
	},
	"cmd/crampcheck": {
		"crampcheck/parse", "crampcheck/analyze", "crampcheck/report",
		"github.com/spf13/cobra", "github.com/spf13/pflag", "golang.org/x/term", "github.com/klauspost/compress/zstd",
	},
	"cmd/simulate": {"crampcheck/parse"},
}

// onlyInCmd are standard packages that no room below cmd touches: the world is
// the command's.
var onlyInCmd = []string{
	"os", "flag", "log", "net", "net/http", "os/exec", "os/signal", "os/user", "syscall", "math/rand", "math/rand/v2",
	"crypto/rand", "runtime", "unsafe", "testing", "io/ioutil", "plugin", "log/slog",
}

// never are imports for which no room has a use.
var never = []string{"net", "net/http", "os/exec", "unsafe", "C", "plugin", "log", "log/slog"}

// topLevel are the entries that the project's owner fixed, beside dot files.
var topLevel = []string{"README.md", "analyze", "cmd", "go.mod", "go.sum", "parse", "report", "testdata"}

// root is the project's folder as seen from this one.
const root = "../.."

// eachFile calls do with every Go file of the project.
func eachFile(t *testing.T, do func(room, name string, f *ast.File, set *token.FileSet)) {
	t.Helper()
	n := 0
	var apart []string
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && p != root) {
			return fs.SkipDir
		}
		if _, err := os.Stat(filepath.Join(p, "go.mod")); d.IsDir() && err == nil && p != root {
			apart = append(apart, filepath.ToSlash(p))
			return fs.SkipDir // a module of its own, which no room can import
		}
		if !strings.HasSuffix(p, ".go") {
			return nil
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, p, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		n++
		rel, err := filepath.Rel(root, filepath.Dir(p))
		do(filepath.ToSlash(rel), d.Name(), f, set)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 30 {
		t.Fatalf("only %d Go files found below %s", n, root)
	}
	if want := []string{root + "/cmd/speed"}; !slices.Equal(apart, want) {
		t.Fatalf("modules of their own are %v, want %v: no others are agreed on", apart, want)
	}
}

func TestEveryImportIsInTheTableOfRooms(t *testing.T) {
	seen := map[string]bool{}
	eachFile(t, func(room, name string, f *ast.File, _ *token.FileSet) {
		allowed, known := rooms[room]
		if !known {
			t.Errorf("package %s is not in the table of rooms", room)
			return
		}
		seen[room] = true
		if strings.HasSuffix(name, "_test.go") {
			return
		}
		for _, spec := range f.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			if problem := importProblem(room, imported, allowed); problem != "" {
				t.Errorf("%s/%s imports %s: %s", room, name, imported, problem)
			}
		}
	})
	for room := range rooms {
		if !seen[room] {
			t.Errorf("the table of rooms names %s, which does not exist", room)
		}
	}
}

// importProblem says what is wrong with an import, "" for nothing.
func importProblem(room, imported string, allowed []string) string {
	if slices.Contains(never, imported) {
		return "no room has a use for it"
	}
	first, _, _ := strings.Cut(imported, "/")
	if !strings.Contains(first, ".") && first != "crampcheck" {
		if !strings.HasPrefix(room, "cmd/") && slices.Contains(onlyInCmd, imported) {
			return "only cmd knows the world"
		}
		return ""
	}
	for _, a := range allowed {
		if imported == a || strings.HasPrefix(imported, a+"/") && !strings.HasPrefix(a, "crampcheck/") {
			return ""
		}
	}
	return "not in the table of rooms"
}

func TestImportProblemSeesWhatItIsFor(t *testing.T) {
	for _, c := range []struct {
		room, imported string
		ok             bool
	}{
		{"parse", "crampcheck/analyze", false},
		{"analyze", "crampcheck/report", false},
		{"report", "crampcheck/analyze/stat", false},
		{"analyze", "os", false},
		{"report", "github.com/spf13/cobra", false},
		{"cmd/crampcheck", "net/http", false},
		{"cmd/crampcheck", "os", true},
		{"report", "github.com/olekukonko/tablewriter/tw", true},
		{"parse", "strings", true},
	} {
		if got := importProblem(c.room, c.imported, rooms[c.room]) == ""; got != c.ok {
			t.Errorf("%s importing %s: allowed = %v, want %v", c.room, c.imported, got, c.ok)
		}
	}
}

func TestTopLevelIsTheOwners(t *testing.T) {
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		n++
		if !slices.Contains(topLevel, e.Name()) {
			t.Errorf("%s stands at the top level, which the project's owner fixed", e.Name())
		}
	}
	if n != len(topLevel) {
		t.Errorf("%d entries at the top level, want %d", n, len(topLevel))
	}
}

// TestNoClockBelowCmd looks for calls that read the computer's clock or zone.
func TestNoClockBelowCmd(t *testing.T) {
	eachFile(t, func(room, name string, f *ast.File, set *token.FileSet) {
		if strings.HasPrefix(room, "cmd/") || strings.HasSuffix(name, "_test.go") {
			return
		}
		ast.Inspect(f, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := sel.X.(*ast.Ident)
			if ok && pkg.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "Local", "Sleep", "After"}, sel.Sel.Name) {
				t.Errorf("%s: time.%s below cmd", set.Position(n.Pos()), sel.Sel.Name)
			}
			return true
		})
	})
}

// TestGoroutinesStandInRunAlone demands that only the batch starts goroutines.
func TestGoroutinesStandInRunAlone(t *testing.T) {
	eachFile(t, func(room, name string, f *ast.File, set *token.FileSet) {
		if strings.HasSuffix(name, "_test.go") || path.Join(room, name) == "cmd/crampcheck/run.go" {
			return
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if _, ok := n.(*ast.GoStmt); ok {
				t.Errorf("%s: a goroutine outside run.go", set.Position(n.Pos()))
			}
			return true
		})
	})
}

// unitSuffix is how a field of a float names its unit.
var unitSuffix = regexp.MustCompile(`(S|M|MPS|BPM|SPM|W|C|Deg|Frac|KG|ML|MG|G|MLPerH|MLPerHour|SPerM|CaffeineMG)$`)

// unitless are fields whose unit stands elsewhere or that have none.
var unitless = map[string]string{
	"Measure.Value":             "the unit is a field beside it",
	"Limit.Value":               "the unit is a field beside it",
	"Maybe.Value":               "the unit is in the name of the field that holds it",
	"ChannelInfo.Min":           "the unit is a field beside it",
	"ChannelInfo.Max":           "the unit is a field beside it",
	"Entry.Severity":            "a scale from 1 to 10",
	"Entry.Level":               "a scale",
	"Cramp.Severity":            "a scale from 1 to 10",
	"Cramp.ShareOfTimer":        "a share",
	"Range.Lo":                  "the unit is in the name of the field that holds it, or it is that of the field before",
	"Range.Hi":                  "as Range.Lo",
	"CrampHistory.PerHour":      "cramps per hour",
	"Association.Ratio":         "a ratio",
	"Association.AdjustedRatio": "a ratio",
	"Association.EarlierRatio":  "a ratio",
	"Association.LaterRatio":    "a ratio",
	"Association.P":             "a probability",
	"Association.Q":             "a probability",
	"Association.SmallestP":     "a probability",
	"WithinRun.P":               "a probability",
	"Answers.RPE":               "a scale from 0 to 10",
	"Answers.FeelingOf5":        "a scale from 1 to 5",
}

// TestEveryExportedFloatNamesItsUnit looks at the fields of exported types.
func TestEveryExportedFloatNamesItsUnit(t *testing.T) {
	seen := map[reflect.Type]bool{}
	floats := 0
	var look func(typ reflect.Type)
	look = func(typ reflect.Type) {
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice || typ.Kind() == reflect.Array {
			typ = typ.Elem()
		}
		if typ.Kind() != reflect.Struct || seen[typ] || !strings.HasPrefix(typ.PkgPath(), "crampcheck/") {
			return
		}
		seen[typ] = true
		for i := range typ.NumField() {
			f := typ.Field(i)
			if !f.IsExported() {
				continue
			}
			elem := f.Type
			for elem.Kind() == reflect.Slice || elem.Kind() == reflect.Array {
				elem = elem.Elem()
			}
			if elem.Kind() == reflect.Float64 || elem == reflect.TypeFor[analyze.Maybe]() {
				floats++
				name := typ.Name() + "." + f.Name
				if _, ok := unitless[name]; !ok && !unitSuffix.MatchString(f.Name) {
					t.Errorf("%s holds a number and names no unit", name)
				}
				continue
			}
			look(f.Type)
		}
	}
	for _, v := range []any{
		parse.File{},
		parse.Journal{},
		parse.Config{},
		parse.Entry{},
		parse.ChannelInfo{},
		analyze.Report{},
		analyze.Options{},
		analyze.Track{},
		analyze.Rule{},
		analyze.Identity{},
		analyze.Gate{},
		analyze.Checked{},
		report.Style{},
	} {
		look(reflect.TypeOf(v))
	}
	if floats < 80 {
		t.Errorf("only %d numbers looked at", floats)
	}
}
