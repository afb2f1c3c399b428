package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"crampcheck/parse"
)

// limitValue is a flag that sets one of the limits of reading.
type limitValue struct{ parse.LimitRow }

// addLimits adds a flag for each limit. Ordinary help does not list them: help
// limits does.
func addLimits(f *pflag.FlagSet, lim *parse.Limits) {
	*lim = parse.DefaultLimits()
	for _, r := range lim.Rows() {
		f.Var(&limitValue{r}, r.Name, "the limit on "+r.What)
		f.Lookup(r.Name).Hidden = true
	}
}

// Type names what the flag takes.
func (v *limitValue) Type() string {
	switch v.Unit {
	case parse.LimitBytes:
		return "SIZE"
	case parse.LimitSeconds:
		return "TIME"
	}
	return "N"
}

// String writes the limit as Set reads it.
func (v *limitValue) String() string {
	if v.Value == nil { // pflag asks a zero value
		return ""
	}
	return v.words(*v.Value)
}

// words writes a number in the unit of the limit.
func (v *limitValue) words(n int64) string {
	switch v.Unit {
	case parse.LimitSeconds:
		return strconv.FormatInt(n, 10) + "s"
	case parse.LimitBytes:
		for _, u := range sizeUnits {
			if n >= u.bytes && n%u.bytes == 0 {
				return strconv.FormatInt(n/u.bytes, 10) + u.name
			}
		}
	}
	return strconv.FormatInt(n, 10)
}

// sizeUnits are the units of sizes, the largest first.
var sizeUnits = [...]struct {
	name  string
	bytes int64
}{{"GB", 1 << 30}, {"MB", 1 << 20}, {"kB", 1 << 10}, {"B", 1}}

// Set reads a limit: a whole number, with a unit where it is a size or a time.
func (v *limitValue) Set(s string) error {
	n, ok := v.read(s)
	switch {
	case !ok:
		return fmt.Errorf("%q is no limit: write a whole number, as %s", s, v.words(v.Default))
	case n < 1:
		return errors.New("a limit is at least 1: 0 would read nothing")
	case n > v.Most:
		return fmt.Errorf("%q is too much: write at most %s", s, v.words(v.Most))
	}
	*v.Value = n
	return nil
}

// read reads a number in the unit of the limit.
func (v *limitValue) read(s string) (n int64, ok bool) {
	number, unit := strings.TrimSpace(s), int64(1)
	switch v.Unit {
	case parse.LimitBytes:
		for _, u := range sizeUnits {
			if i := len(number) - len(u.name); i > 0 && strings.EqualFold(number[i:], u.name) {
				number, unit = strings.TrimSpace(number[:i]), u.bytes
				break
			}
		}
	case parse.LimitSeconds:
		if d, err := time.ParseDuration(number); err == nil {
			return int64(d / time.Second), d%time.Second == 0
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n > math.MaxInt64/unit {
		return 0, false
	}
	return n * unit, true
}

// limitsHelp lists the limits of reading, from the limits themselves.
func limitsHelp(_ *cobra.Command, width int) string {
	var b strings.Builder
	const column = 23 // where the meanings begin
	entry(&b, "", "A file from a stranger can be made to cost any memory and any time. So one that goes beyond a limit is skipped, with "+
		"the code too-large, too-many or timeout, or is read up to there, and the message names the flag that moves the limit. "+
		"Every command that reads recordings takes these flags, and CRAMPCHECK_MAX_SIZE and so on in the environment. "+
		"All defaults are our own choice, far above what real recordings need:", 0, width)
	b.WriteString("\n")
	var lim parse.Limits
	for _, r := range lim.Rows() {
		v := &limitValue{r}
		entry(&b, "--"+r.Name+" "+v.Type(), fmt.Sprintf("%s: %s (%s)", r.What, v.words(r.Default), r.Reason), column, width)
	}
	b.WriteString("\n")
	entry(&b, "", "A SIZE is written as 300MB, with B, kB, MB or GB of 1024, a TIME as 90s or 2m. The time is that for unpacking, reading and "+
		"judging one file; it is the only limit that depends on the computer, and a result that it cut short is not kept.", 0, width)
	return b.String()
}

// stopwatch returns a function that says whether more time went by since it was
// asked first than a file may take. Without a clock it never does.
func stopwatch(now func() time.Time, lim parse.Limits) func() bool {
	if now == nil {
		return func() bool { return false }
	}
	most := time.Duration(lim.OrDefault().TimeS) * time.Second
	var began time.Time
	return func() bool {
		t := now()
		if began.IsZero() {
			began = t
		}
		return t.Sub(began) > most
	}
}

// readAtMost reads a file that the call or a folder names, as far as a limit lets
// a reader see that it is too long.
func readAtMost(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	return io.ReadAll(io.LimitReader(f, limit+1))
}
