package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The words by which a licence is known.
var licenceWords = map[string]string{
	"MIT":          "Permission is hereby granted, free of charge",
	"Apache-2.0":   "Apache License",
	"BSD-3-Clause": "Redistribution and use in source and binary forms",
}

// Every module that go.mod asks for stands in testdata/licences.tsv, with the
// licence that the module itself holds; all of them let the program be given away.
func TestLicencesOfAllDependenciesAreListed(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	var wanted []string
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) v\S+`).FindAllStringSubmatch(string(mod), -1) {
		wanted = append(wanted, m[1])
	}
	if len(wanted) < 20 {
		t.Fatalf("only %d modules in go.mod", len(wanted))
	}
	table, err := os.ReadFile("../../testdata/licences.tsv")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(table)), "\n") {
		if module, licence, ok := strings.Cut(line, "\t"); ok && !strings.HasPrefix(line, "#") {
			listed[module] = licence
		}
	}
	for _, module := range wanted {
		licence, ok := listed[module]
		if !ok {
			t.Errorf("%s is not listed", module)
			continue
		}
		text := licenceOf(t, module)
		for _, l := range strings.Split(licence, " AND ") {
			if words, known := licenceWords[l]; !known || !strings.Contains(text, words) {
				t.Errorf("%s: its licence does not read like %q", module, l)
			}
		}
	}
	for module := range listed {
		if !slices.Contains(wanted, module) {
			t.Errorf("%s is listed and not in go.mod", module)
		}
	}
}

// licenceOf returns the text of a module's licence, as it was downloaded.
func licenceOf(t *testing.T, module string) string {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		t.Fatalf("%s: %v", module, err)
	}
	entries, err := os.ReadDir(strings.TrimSpace(string(dir)))
	if err != nil {
		t.Fatalf("%s: %v", module, err)
	}
	for _, e := range entries {
		name := strings.ToUpper(e.Name())
		if strings.HasPrefix(name, "LICEN") || strings.HasPrefix(name, "COPYING") {
			text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
	}
	t.Errorf("%s holds no licence", module)
	return ""
}
