package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// flagMessage words a mistake in a flag, with the nearest known one or what its
// value may be.
func flagMessage(cmd *cobra.Command, err error) string {
	see := "; see " + cmd.CommandPath() + " --help"
	if missing, ok := errors.AsType[*pflag.NotExistError](err); ok {
		if missing.GetSpecifiedShortnames() != "" {
			return fmt.Sprintf("unknown flag %q", "-"+missing.GetSpecifiedName()) + see
		}
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
		return unknown("flag", "--"+missing.GetSpecifiedName(), names) + see
	}
	if empty, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		f := empty.GetFlag()
		if c, ok := f.Value.(*choice); ok {
			return fmt.Sprintf("--%s needs a value: one of %s", f.Name, strings.Join(c.words, ", "))
		}
		return fmt.Sprintf("--%s needs a value%s", f.Name, see)
	}
	if wrong, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return "--" + wrong.GetFlag().Name + ": " + valueMessage(err)
	}
	return err.Error()
}

// valueMessage words why a flag does not take a value.
func valueMessage(err error) string {
	wrong, ok := errors.AsType[*pflag.InvalidValueError](err)
	if !ok {
		return err.Error()
	}
	switch wrong.GetFlag().Value.Type() {
	case "int":
		return fmt.Sprintf("%q is no whole number", wrong.GetValue())
	case "bool":
		return fmt.Sprintf("%q is neither true nor false", wrong.GetValue())
	}
	return wrong.Unwrap().Error()
}

// unknown words a name that does not exist, with the nearest one that does.
func unknown(what, name string, known []string) string {
	msg := fmt.Sprintf("unknown %s %q", what, name)
	if near := nearest(name, known); near != "" {
		msg += fmt.Sprintf(", did you mean %q?", near)
	}
	return msg
}

// nearest returns the known name that was most likely meant: the one that is one
// edit away; else the first that begins with name, or ends in it behind a slash;
// else the one with the fewest edits, at most 2 or a third of its letters, and
// never more than half of them; else the first with which name begins; "" where
// none is near. Case does not count. The number of edits is our own choice.
func nearest(name string, known []string) string {
	lower := strings.ToLower(name)
	letters := len(strings.TrimLeft(lower, "-"))
	first := func(near func(known string) bool) string {
		for _, k := range known {
			if near(strings.ToLower(k)) {
				return k
			}
		}
		return ""
	}
	best, edits := "", min(max(2, letters/3), letters/2)+1
	for _, k := range known {
		if n := distance(lower, strings.ToLower(k)); n < edits {
			best, edits = k, n
		}
	}
	if best != "" && edits <= 1 {
		return best
	}
	if letters >= 3 {
		begun := first(func(k string) bool { return strings.HasPrefix(k, lower) || strings.HasSuffix(k, "/"+lower) })
		if begun != "" {
			return begun
		}
	}
	if best != "" {
		return best
	}
	return first(func(k string) bool { return strings.HasPrefix(lower, k) })
}

// distance returns the number of letters to insert, drop or replace, or of
// neighbours to swap, that turn a into b, in bytes (optimal string alignment).
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
