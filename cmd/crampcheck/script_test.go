package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"crampcheck": main})
}

// TestScripts runs the command as people do. $SAMPLES is the folder of the
// samples.
func TestScripts(t *testing.T) {
	samples, err := filepath.Abs(root + "/testdata/samples")
	if err != nil {
		t.Fatal(err)
	}
	scripts, err := filepath.Glob(root + "/testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if len(scripts) < 15 {
		t.Fatalf("only %d scripts", len(scripts))
	}
	testscript.Run(t, testscript.Params{
		Dir:                 root + "/testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("SAMPLES", samples)
			env.Setenv("HOME", "") // a script that wants a home or a cache names its own
			env.Setenv("XDG_CACHE_HOME", "")
			return nil
		},
		Condition: func(cond string) (bool, error) {
			if cond == "root" {
				return os.Geteuid() == 0, nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"status": status, "json": jsonValue, "gzip": gzipFile, "gunzip": gunzipFile, "zip": zipFiles, "cut": cutFile,
			"damage": damage, "changebyte": changeByte,
		},
	})
}

// status WANT NAME ARGS… runs a command and wants its exit status. Its output
// goes to the files out and err of the working directory.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status WANT NAME ARGS…")
	}
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := err.(interface{ ExitCode() int })
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	ts.Check(os.WriteFile(ts.MkAbs("out"), []byte(ts.ReadFile("stdout")), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("err"), []byte(ts.ReadFile("stderr")), 0o600))
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit status %d, want %s; stderr:\n%s", got, args[0], ts.ReadFile("stderr"))
	}
}

// jsonValue FILE PATH WANT compares the value at a dotted path with WANT, in
// JSON; the path element len is the length of a list. FILE stdout is the last
// command's. The whole file must be one valid document.
func jsonValue(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: json FILE PATH WANT")
	}
	var v any
	if err := json.Unmarshal([]byte(ts.ReadFile(args[0])), &v); err != nil {
		ts.Fatalf("%s is not JSON: %v", args[0], err)
	}
	for _, p := range strings.Split(args[1], ".") {
		switch x := v.(type) {
		case map[string]any:
			var ok bool
			if v, ok = x[p]; !ok {
				ts.Fatalf("%s: no key %q", args[1], p)
			}
		case []any:
			i, err := strconv.Atoi(p)
			switch {
			case p == "len":
				v = len(x)
			case err != nil || i < 0 || i >= len(x):
				ts.Fatalf("%s: no element %s of %d", args[1], p, len(x))
			default:
				v = x[i]
			}
		default:
			ts.Fatalf("%s: nothing below %v", args[1], v)
		}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	ts.Check(enc.Encode(v))
	if got := strings.TrimSuffix(b.String(), "\n"); (got == args[2]) == neg {
		ts.Fatalf("%s = %s, neg %v, want %s", args[1], got, neg, args[2])
	}
}

// gzipFile FROM TO packs a file.
func gzipFile(ts *testscript.TestScript, _ bool, args []string) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, ts.ReadFile(args[0]))
	ts.Check(err)
	ts.Check(w.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), b.Bytes(), 0o600))
}

// gunzipFile FROM TO unpacks a file.
func gunzipFile(ts *testscript.TestScript, _ bool, args []string) {
	r, err := gzip.NewReader(strings.NewReader(ts.ReadFile(args[0])))
	ts.Check(err)
	data, err := io.ReadAll(r)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), data, 0o600))
}

// zipFiles TO DIR packs all files of a folder.
func zipFiles(ts *testscript.TestScript, _ bool, args []string) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	ts.Check(w.AddFS(os.DirFS(ts.MkAbs(args[1]))))
	ts.Check(w.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o600))
}

// cutFile FROM TO FRAC copies the first part of a file.
func cutFile(ts *testscript.TestScript, _ bool, args []string) {
	frac, err := strconv.ParseFloat(args[2], 64)
	ts.Check(err)
	data := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(data[:int(frac*float64(len(data)))]), 0o600))
}

// damage HOW DIR damages every second file below a folder, at the least three:
// with one bit flipped, cut to half, full of zeros, or with a folder that holds
// something in its place.
func damage(ts *testscript.TestScript, _ bool, args []string) {
	var files []string
	ts.Check(filepath.WalkDir(ts.MkAbs(args[1]), func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, p)
		}
		return err
	}))
	damaged := 0
	for i := 0; i < len(files); i += 2 {
		data, err := os.ReadFile(files[i])
		ts.Check(err)
		switch args[0] {
		case "flip":
			data[len(data)/2] ^= 1
		case "cut":
			data = data[:len(data)/2]
		case "zero":
			clear(data)
		case "folder":
			ts.Check(os.Remove(files[i]))
			ts.Check(os.MkdirAll(filepath.Join(files[i], "more"), 0o700))
		default:
			ts.Fatalf("no damage %s", args[0])
		}
		if args[0] != "folder" {
			ts.Check(os.WriteFile(files[i], data, 0o600))
		}
		damaged++
	}
	if damaged < 3 {
		ts.Fatalf("only %d files damaged", damaged)
	}
}

// changeByte FILE changes the last digit before the middle of a file.
func changeByte(ts *testscript.TestScript, _ bool, args []string) {
	data := []byte(ts.ReadFile(args[0]))
	i := bytes.LastIndexAny(data[:len(data)/2], "12345678")
	data[i]++
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o600))
}
