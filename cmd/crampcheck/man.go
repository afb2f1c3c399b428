package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// newMan writes the man pages. It is for those who package the command, so help
// does not list it.
func newMan(w world) *cobra.Command {
	return &cobra.Command{
		Use:    "man DIR",
		Short:  "Write the man pages into a folder",
		Long:   "Writes a man page for crampcheck, for each command and for each topic into DIR.",
		Hidden: true,
		Example: `  crampcheck man man/
  man -l man/crampcheck-analyze.1`,
		ValidArgsFunction: cobra.FixedCompletions(nil, cobra.ShellCompDirectiveFilterDirs),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError{"man takes the folder to write into"}
			}
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return usageError{fmt.Sprintf("cannot make %s: %v", args[0], cause(err))}
			}
			for _, page := range manPages(cmd.Root()) {
				file := filepath.Join(args[0], page.file)
				if err := w.litter.replace(file, []byte(page.roff)); err != nil {
					return usageError{fmt.Sprintf("cannot write %s: %v", file, cause(err))}
				}
			}
			return nil
		},
	}
}

// manWidth is the width in cells of texts that man does not fill itself: man
// indents them by seven.
const manWidth = helpWidth - 8

// manPage is one page, with the file that it stands in.
type manPage struct{ file, roff string }

// manPages returns the page of the command itself, of each command that help
// lists, and of each topic. They hold no date and no version, so that the same
// source gives the same bytes.
func manPages(root *cobra.Command) []manPage {
	pages := []manPage{{root.Name() + ".1", commandPage(root)}}
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() && c.Name() != "help" {
			pages = append(pages, manPage{root.Name() + "-" + c.Name() + ".1", commandPage(c)})
		}
	}
	for _, t := range topics() {
		r := roff{}
		r.head(root.Name()+"-"+t.name, 7, t.short)
		r.section("DESCRIPTION")
		r.verbatim(t.text(root, manWidth))
		r.seeAlso(root.Name())
		pages = append(pages, manPage{root.Name() + "-" + t.name + ".7", r.String()})
	}
	return pages
}

// commandPage is the page of a command.
func commandPage(cmd *cobra.Command) string {
	root := cmd.Root()
	r := roff{}
	r.head(strings.ReplaceAll(cmd.CommandPath(), " ", "-"), 1, cmd.Short)
	r.section("SYNOPSIS")
	synopsis := cmd.UseLine()
	if cmd == root {
		synopsis = root.Name() + " COMMAND"
	}
	r.bold(synopsis)
	r.section("DESCRIPTION")
	description := cmd.Long
	if description == "" {
		description = cmd.Short + "."
	}
	r.prose(description)
	if cmd == root {
		r.section("COMMANDS")
		for _, c := range root.Commands() {
			if c.IsAvailableCommand() {
				r.item(c.Name(), c.Short+".")
			}
		}
	}
	cmd.InitDefaultHelpFlag()
	if cmd.HasAvailableLocalFlags() {
		r.section("OPTIONS")
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if f.Hidden {
				return
			}
			kind, text := pflag.UnquoteUsage(f)
			name := "--" + f.Name
			if f.Shorthand != "" {
				name = "-" + f.Shorthand + ", " + name
			}
			if kind != "" {
				name += " " + kind
			}
			r.item(name, text)
		})
	}
	r.section("EXIT STATUS")
	r.verbatim(exitHelp(root, manWidth))
	if cmd.HasExample() {
		r.section("EXAMPLES")
		r.verbatim(cmd.Example)
	}
	var others []string
	for _, c := range root.Commands() {
		if c != cmd && (c.IsAvailableCommand() || c.IsAdditionalHelpTopicCommand()) && c.Name() != "help" {
			others = append(others, root.Name()+"-"+c.Name())
		}
	}
	if cmd == root {
		r.seeAlso(others...)
	} else {
		r.seeAlso(root.Name(), root.Name()+"-environment", root.Name()+"-json")
	}
	return r.String()
}

// roff writes the little of man's language that the pages need.
type roff struct{ strings.Builder }

func (r *roff) head(name string, section int, short string) {
	r.WriteString(fmt.Sprintf(".TH %q %d \"\" crampcheck \"crampcheck manual\"\n", strings.ToUpper(name), section))
	r.WriteString(".nh\n.ad l\n") // break no name, stretch no line
	r.section("NAME")
	r.text(name + ` \- ` + escape(short))
}

func (r *roff) section(name string) { r.WriteString(".SH " + name + "\n") }

// text writes a line that is escaped already.
func (r *roff) text(line string) {
	if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
		line = `\&` + line
	}
	r.WriteString(line + "\n")
}

func (r *roff) bold(s string) { r.text(`\fB` + escape(s) + `\fR`) }

func (r *roff) item(name, text string) {
	r.WriteString(".TP\n")
	r.bold(name)
	r.text(escape(text))
}

// prose lets man fill paragraphs; those with an indented line keep their lines.
func (r *roff) prose(s string) {
	for i, paragraph := range strings.Split(strings.TrimRight(s, "\n"), "\n\n") {
		if i > 0 {
			r.WriteString(".PP\n")
		}
		if strings.HasPrefix(paragraph, " ") || strings.Contains(paragraph, "\n ") {
			r.verbatim(paragraph)
			continue
		}
		for line := range strings.SplitSeq(paragraph, "\n") {
			r.text(escape(line))
		}
	}
}

// verbatim keeps lines as they are.
func (r *roff) verbatim(s string) {
	r.WriteString(".nf\n")
	for line := range strings.SplitSeq(strings.TrimRight(s, "\n"), "\n") {
		r.text(escape(line))
	}
	r.WriteString(".fi\n")
}

func (r *roff) seeAlso(names ...string) {
	r.section("SEE ALSO")
	var pages []string
	for _, n := range names {
		section := 1
		for _, t := range topics() {
			if strings.HasSuffix(n, "-"+t.name) {
				section = 7
			}
		}
		pages = append(pages, fmt.Sprintf("%s(%d)", n, section))
	}
	r.text(escape(strings.Join(pages, ", ")))
}

// escape turns text into roff. Signs beyond ASCII are named by their code point,
// so that a page reads the same in every locale.
func escape(s string) string {
	var b strings.Builder
	for _, c := range s {
		switch {
		case c == '\\':
			b.WriteString(`\e`)
		case c == '-':
			b.WriteString(`\-`)
		case c == '\'':
			b.WriteString(`\(aq`)
		case c == '`':
			b.WriteString(`\(ga`)
		case c == '^':
			b.WriteString(`\(ha`)
		case c == '~':
			b.WriteString(`\(ti`)
		case c > 0x7e:
			fmt.Fprintf(&b, `\[u%04X]`, c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}
