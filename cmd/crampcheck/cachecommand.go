package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
)

// newCacheCommand tells what the cache holds, or empties it.
func newCacheCommand(w world) *cobra.Command {
	actions := []cobra.Completion{
		cobra.CompletionWithDesc("info", "where it stands, how many results, how large"),
		cobra.CompletionWithDesc("clear", "remove all that is kept"),
	}
	cmd := &cobra.Command{
		Use:   "cache info|clear",
		Short: "Tell what is kept of recordings read before, or remove it",
		Long: `What was found in a recording is kept, so that the next call need not judge it
again: what the rules say of it, and your notes on it. So is what analyze and
history print, for the same call over files that nobody touched. A recording
that changed is judged again, and so are all when a setting or crampcheck itself
changed. The answers are the same with what is kept and without.

Each result and each such answer is a file in one folder, which nobody but you
may open. Together they take 256 MB at most: what was not used for a year goes,
and where there is too much, what was not used for longest.

info tells where the folder is and what it holds, clear removes all of it. A
command with --no-cache judges everything anew and keeps nothing, and so does
every command where CRAMPCHECK_NO_CACHE=true is set.`,
		Example: `  crampcheck cache info
  crampcheck cache info --format json
  crampcheck cache clear`,
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return actions, cobra.ShellCompDirectiveNoFileComp
		},
	}
	format := addChoice(cmd.Flags(), "format", "f", "output format", "text", "json")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		words := []string{"info", "clear"}
		if len(args) != 1 {
			return usageError{"cache takes one of info, clear"}
		}
		var s cacheState
		var err error
		switch args[0] {
		case "info":
			s, err = cacheInfo(w)
		case "clear":
			s, err = cacheClear(w)
		default:
			return usageError{unknown("action", args[0], words) + "; cache takes one of info, clear"}
		}
		if err != nil {
			return err
		}
		text := s.text(args[0] == "clear")
		if format.value == "json" {
			text = s.json()
		}
		_, err = io.WriteString(w.out, text)
		return err
	}
	return cmd
}

// cacheState is what the cache holds, or held before it was emptied. Its names in
// JSON are only ever added to.
type cacheState struct {
	Folder    string `json:"folder"`  // "": there can be none
	Results   int    `json:"results"` // one for each recording and each set of options
	Answers   int    `json:"answers"` // one for each call over the same files
	Bytes     int64  `json:"bytes"`
	MostBytes int64  `json:"most_bytes"`
	MostDays  int    `json:"most_days"` // without being used
}

// openFolder opens the folder of the cache without making it; nil where it is not
// there.
func openFolder(w world) (s cacheState, root *os.Root, err error) {
	s = cacheState{MostBytes: cacheBytes, MostDays: int(cacheAge / cacheDay)}
	if s.Folder, _ = cacheFolder(runtime.GOOS, w.getenv); s.Folder == "" {
		return s, nil, nil
	}
	root, err = os.OpenRoot(s.Folder)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return s, nil, usageError{fmt.Sprintf("cannot open the cache %s: %v", s.Folder, cause(err))}
	}
	s.Folder = filepath.ToSlash(s.Folder)
	if err != nil {
		return s, nil, nil
	}
	return s, root, nil
}

func cacheInfo(w world) (cacheState, error) {
	s, root, err := openFolder(w)
	if root == nil {
		return s, err
	}
	defer func() { _ = root.Close() }() // only read
	records, _, _ := list(root)
	s.count(records)
	return s, nil
}

func (s *cacheState) count(records []cached) {
	for _, r := range records {
		if strings.HasSuffix(r.name, answerName) {
			s.Answers++
		} else {
			s.Results++
		}
		s.Bytes += r.bytes
	}
}

// cacheClear removes all that this program made, and the folder where nothing else
// stands in it.
func cacheClear(w world) (cacheState, error) {
	s, root, err := openFolder(w)
	if root == nil {
		return s, err
	}
	records, folders, others := list(root)
	s.count(records)
	for _, name := range folders {
		err = errors.Join(err, gone(root.RemoveAll(name)))
	}
	for _, o := range others {
		err = errors.Join(err, gone(root.Remove(o.name)))
	}
	if err = errors.Join(err, root.Close()); err != nil {
		return s, usageError{fmt.Sprintf("cannot empty the cache %s: %v", s.Folder, err)}
	}
	_ = os.Remove(filepath.FromSlash(s.Folder)) // likewise
	return s, nil
}

// gone makes no error of a file that another program removed first.
func gone(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// text words the state, or what was removed.
func (s cacheState) text(cleared bool) string {
	size, folder := fmt.Sprintf("%.1f MB", float64(s.Bytes)/(1<<20)), shown(s.Folder)
	switch {
	case s.Folder == "":
		return "there is no cache: neither XDG_CACHE_HOME nor HOME names a folder for it\n"
	case cleared && s.Results+s.Answers == 0:
		return "nothing was kept in " + folder + "\n"
	case cleared:
		what := counted(s.Results, "result")
		if s.Answers > 0 {
			what += " and " + counted(s.Answers, "answer")
		}
		return fmt.Sprintf("removed %s (%s) from %s\n", what, size, folder)
	}
	return fmt.Sprintf("folder   %s\nresults  %d\nanswers  %d\nsize     %s, of %d MB at most\nkept     until %d days after the last use at most\n",
		folder, s.Results, s.Answers, size, s.MostBytes>>20, s.MostDays)
}

func (s cacheState) json() string {
	if s.Folder != "" {
		s.Folder = shown(s.Folder)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	_ = enc.Encode(s) // strings and numbers always can be
	return b.String()
}
