package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// toolFiles are the files that a folder may hold, as FuzzTool names them by number.
var toolFiles = []string{
	"run.fit", "run.gpx", "run.tcx", "runs.zip", "run.gpx.gz", "notes.csv", "other.notes.yaml", ".crampcheck.yaml", "activities.csv", "runs.jsonl", "expect.yaml",
}

// FuzzTool gives any bytes to the whole command, as any of the files that it
// reads, beside a run that is sound. Whatever they are: the status is one that the
// help names, nothing of ours breaks, every format is what its readers take for
// it, nothing in it acts, the sound run is judged, and the same bytes give the
// same output.
func FuzzTool(f *testing.F) {
	start := time.Date(2025, 5, 4, 7, 0, 0, 0, time.UTC)
	for _, s := range []string{"x", "<script>\x1b[31m=1+1", "::error::##[a]\u202e|`"} {
		gpx := hostileGPX(s, start)
		gpx = append(slices.Clone(gpx[:4000]), "</trkseg></trk></gpx>"...)
		f.Add(byte(0), hostileFIT(s, start))
		f.Add(byte(1), gpx)
		f.Add(byte(2), hostileTCX(s, start)[:3000])
		var b bytes.Buffer
		zw := zip.NewWriter(&b)
		if w, err := zw.Create(s + ".fit"); err == nil {
			_, _ = w.Write(hostileFIT(s, start))
		}
		_ = zw.Close()
		f.Add(byte(3), b.Bytes())
		var z bytes.Buffer
		gz := gzip.NewWriter(&z)
		_, _ = gz.Write(gpx)
		_ = gz.Close()
		f.Add(byte(4), z.Bytes())
		f.Add(byte(5), []byte("date,file,at,what,where,note\n2025-05-05,other.fit,5m,cramp,"+s+","+s+"\n"))
		f.Add(byte(6), []byte("workout: easy\nevents:\n  - {at: 5m, what: drink, amount: 100 ml, note: "+yamlQuoted(s)+"}\n"))
		f.Add(byte(7), []byte("mass: 70 kg\nlimits: {"+yamlQuoted(s)+": 1}\n"))
		f.Add(byte(8), []byte("Activity Name,Filename\n"+s+",activities/1.fit\n"))
		f.Add(byte(10), []byte("files:\n  - {file: "+yamlQuoted(s)+", must_not: [warn]}\n"))
	}
	sound := hostileFIT("sound", start.AddDate(0, 0, 1))
	f.Add(byte(9), []byte(`{"line":"crampcheck","schema_version":1,"version":"","settings":""}`+"\n"+`{"line":"end","inputs":0,"runs":0}`+"\n"))
	f.Fuzz(func(t *testing.T, which byte, data []byte) {
		if len(data) > 1<<17 {
			return
		}
		dir := t.TempDir()
		name := toolFiles[int(which)%len(toolFiles)]
		for file, content := range map[string][]byte{name: data, "other.fit": sound} {
			if err := os.WriteFile(filepath.Join(dir, file), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		tool := func(args ...string) (string, int) {
			out, errs, status := spoken(args...)
			inertText(t, "standard error", errs)
			if status < exitOK || status > exitNothing {
				t.Errorf("%v: status %d", args, status)
			}
			return out, status
		}
		switch name {
		case "runs.jsonl":
			out, _ := tool("history", filepath.Join(dir, name), "--format", "json")
			if out != "" && !json.Valid([]byte(out)) {
				t.Errorf("no JSON: %.200q", out)
			}
			inertText(t, "history", out)
			return
		case "expect.yaml":
			out, _ := tool("check", filepath.Join(dir, "other.fit"), "--expect", filepath.Join(dir, name), "--format", "json", "--no-cache")
			if out != "" && !json.Valid([]byte(out)) {
				t.Errorf("no JSON: %.200q", out)
			}
			inertText(t, "check", out)
			return
		}
		out, status := tool("analyze", dir, "--format", "json", "--jobs", "1", "--no-cache")
		if status == exitUsage && name == ".crampcheck.yaml" {
			return // settings that cannot be used end the call
		}
		var v struct {
			Files  map[string]int
			Inputs []struct{ Reason *string }
			Runs   []struct{ File string }
		}
		if err := json.Unmarshal([]byte(out), &v); err != nil {
			t.Fatalf("%v in %.200q", err, out)
		}
		inertText(t, "JSON", out)
		found := 0
		for _, in := range v.Inputs {
			if found++; in.Reason != nil && *in.Reason == "internal" {
				t.Errorf("something of ours broke: %.500s", out)
			}
		}
		n := v.Files
		if n["found"] != found || n["ok"]+n["warned"]+n["partial"]+n["duplicate"]+n["skipped"] != found {
			t.Errorf("the counts %v do not add up to %d", n, found)
		}
		if !slices.ContainsFunc(v.Runs, func(r struct{ File string }) bool { return strings.HasSuffix(r.File, "other.fit") }) && n["duplicate"] == 0 {
			t.Errorf("the sound run is lost: %.300s", out)
		}
		if again, _ := tool("analyze", dir, "--format", "json", "--jobs", "4", "--no-cache"); again != out {
			t.Error("the same bytes give another output")
		}
		format := []string{"text", "csv", "html", "md"}[len(data)%4]
		out, _ = tool("analyze", dir, "--format", format, "--no-cache")
		switch format {
		case "text":
			inertText(t, "text", out)
		case "csv":
			if _, err := csv.NewReader(strings.NewReader(out)).ReadAll(); err != nil {
				t.Error(err)
			}
		case "html":
			pageIsSound(t, "page", out, 1)
		case "md":
			markdownIsInert(t, "Markdown", out)
		}
	})
}
