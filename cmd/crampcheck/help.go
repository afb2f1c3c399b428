package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"crampcheck/report"
)

// helpWidth is the width of help where no terminal is narrower, in cells; its
// fixed texts are written for it.
const helpWidth = 80

// topic is a page of help that is no command.
type topic struct {
	name, short string
	text        func(root *cobra.Command, width int) string
}

func topics() []topic {
	return []topic{
		{"environment", "The variables of the environment that count", environmentHelp},
		{"exit", "The exit statuses", exitHelp},
		{"files", "What can become of a file, and the reasons", filesHelp},
		{"limits", "The limits of reading a file, and the flags that move them", limitsHelp},
		{"json", "The JSON document, key by key", func(_ *cobra.Command, width int) string { return report.JSONHelp(width) }},
	}
}

// exitHelp lists the exit statuses.
func exitHelp(_ *cobra.Command, width int) string {
	var b strings.Builder
	for _, v := range []struct {
		status int
		when   string
	}{
		{exitOK, "fine, also with doubtful files, duplicates and routes. A finding is no failure: analyze, history and report exit 0 with any number of them"},
		{1, "check found what it was told to fail on"},
		{exitUsage, "wrong usage or settings; in check and under --strict also notes that could not be used"},
		{exitInput, "some file could not be used, the rest was done; under --strict also doubtful files"},
		{exitNothing, "nothing usable was found"},
		{exitInterrupted, "interrupted"},
	} {
		entry(&b, fmt.Sprint(v.status), v.when, 7, width)
	}
	b.WriteString("\n")
	entry(&b, "", "Where several hold, 2 comes before 4, before 3, before 1. A reader that stops reading early, as head does, changes nothing.", 0, width)
	return b.String()
}

// environmentHelp lists every variable that counts, those of the flags from the
// flags themselves.
func environmentHelp(root *cobra.Command, width int) string {
	var b strings.Builder
	const column = 27 // where the meanings begin
	entry(&b, "", "A flag --name that the call does not give may be set as CRAMPCHECK_NAME. A flag comes before its variable, "+
		"and that before the files of settings, which crampcheck config prints. Switches take true or false.", 0, width)
	b.WriteString("\n")
	flags := map[string]string{}
	var names []string
	for _, cmd := range root.Commands() {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if name := variable(f.Name); f.Name != "help" && !f.Hidden && flags[name] == "" {
				_, usage := pflag.UnquoteUsage(f)
				names, flags[name] = append(names, name), usage
			}
		})
	}
	slices.Sort(names)
	for _, name := range names {
		entry(&b, name, flags[name], column, width)
	}
	b.WriteString("\nBeside those:\n\n")
	for _, v := range [][2]string{
		{"CRAMPCHECK_MAX_SIZE", "and so on: the limits of reading; see crampcheck help limits"},
		{"NO_COLOR", "not empty: no colour, whatever the two below say; --color comes before it"},
		{"CLICOLOR_FORCE", "not empty, not 0 and not false: colour, in a pipe too"},
		{"FORCE_COLOR", "the same"},
		{"TERM", "dumb: no colour and no progress on that terminal"},
		{"COLUMNS", "width of the terminal; --width comes before it. Where the output is no terminal, a line has 100 cells and no colour"},
		{"CI", "not empty, not 0 and not false: no progress"},
		{"GITHUB_STEP_SUMMARY", "check appends a summary to the file that it names, as GitHub Actions sets it"},
		{"XDG_CONFIG_HOME", "your own settings stand in crampcheck/config.yaml below it"},
		{"XDG_CACHE_HOME", "an absolute path: what is kept of recordings read before stands in crampcheck below it"},
		{"HOME", "without XDG_CONFIG_HOME your settings stand in .config/crampcheck/config.yaml below it, and without XDG_CACHE_HOME " +
			"what is kept in .cache/crampcheck, on macOS in Library/Caches/crampcheck. Without both nothing is kept"},
		{"LocalAppData", "on Windows, without XDG_CACHE_HOME, what is kept stands in crampcheck below it"},
	} {
		entry(&b, v[0], v[1], column, width)
	}
	b.WriteString("\n")
	entry(&b, "", "The language and the time zone of the computer never count. To read a long report page by page, "+
		"with its colours and as wide as the terminal:", 0, width)
	b.WriteString(`
  crampcheck analyze runs/ --color always --width "$(tput cols)" | less -R
`)
	return b.String()
}

// variable is the variable of the environment that sets a flag.
func variable(flag string) string {
	return "CRAMPCHECK_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// entry writes a name and from a column on what it means, in lines of a width;
// with column 0 a paragraph without a name.
func entry(b *strings.Builder, name, text string, column, width int) {
	line := ""
	if column > 0 {
		line = "  " + name
	}
	pad := max(column-len(line), min(column, 1))
	for i, word := range strings.Fields(text) {
		if i > 0 && len(line)+1+len(word) > width {
			b.WriteString(line + "\n")
			line, pad = "", column
		}
		line += strings.Repeat(" ", pad) + word
		pad = 1
	}
	b.WriteString(line + "\n")
}

// addHelp gives the commands what helps to use them: completion and man pages,
// topics, a help command that knows these, and usage in our own words.
func addHelp(w world, root *cobra.Command) {
	width := helpWidth
	if w.outTerminal && w.columns > 0 {
		width = min(width, max(w.columns, 40))
	}
	root.AddCommand(newCompletion(w), newMan(w))
	for _, t := range topics() {
		cmd := &cobra.Command{Use: t.name, Short: t.short} // without a Run, which makes it a topic
		cmd.SetHelpFunc(func(*cobra.Command, []string) { _, _ = io.WriteString(w.out, t.text(root, width)) })
		root.AddCommand(cmd)
	}
	help := &cobra.Command{
		Use:   "help [COMMAND or TOPIC]",
		Short: "Tell more about a command or a topic",
		Long:  "Tells more about a command or a topic, or without one about crampcheck itself.",
		Example: `  crampcheck help analyze
  crampcheck help environment`,
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			var out []cobra.Completion
			for _, c := range root.Commands() {
				if !c.Hidden && len(args) == 0 {
					out = append(out, cobra.CompletionWithDesc(c.Name(), c.Short))
				}
			}
			return out, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			page := root
			if len(args) > 0 {
				i := slices.IndexFunc(root.Commands(), func(c *cobra.Command) bool { return c.Name() == args[0] })
				if i < 0 {
					return usageError{unknown("command or topic", args[0], commandNames(root)) + "; see crampcheck --help"}
				}
				page = root.Commands()[i]
			}
			page.InitDefaultHelpFlag()
			return page.Help()
		},
	}
	root.SetHelpCommand(help)
	root.InitDefaultHelpCmd()
	completing := len(w.args) > 0 && strings.HasPrefix(w.args[0], cobra.ShellCompRequestCmd)
	for _, cmd := range root.Commands() {
		offer(cmd)
		if completing && strings.HasPrefix(w.args[len(w.args)-1], "--m") { // the limits, for who asks for them
			cmd.Flags().VisitAll(func(f *pflag.Flag) { f.Hidden = false })
		}
		if completing { // no help is printed, and a shell shows usage as it stands
			cmd.Flags().VisitAll(func(f *pflag.Flag) { _, f.Usage = pflag.UnquoteUsage(f) })
		}
	}
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		_, err := io.WriteString(w.out, usage(cmd, width))
		return err
	})
}

// usage tells how to call a command: its examples, its commands and topics, its
// flags.
func usage(cmd *cobra.Command, width int) string {
	var b strings.Builder
	line := cmd.UseLine()
	if !cmd.HasParent() {
		line = cmd.Name() + " COMMAND"
	}
	fmt.Fprintf(&b, "Usage:\n  %s\n", line)
	if cmd.HasExample() {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", cmd.Example)
	}
	list := func(title string, belongs func(*cobra.Command) bool) {
		head := "\n" + title + ":\n"
		for _, c := range cmd.Commands() {
			if belongs(c) {
				fmt.Fprintf(&b, "%s  %-*s  %s\n", head, cmd.NamePadding(), c.Name(), c.Short)
				head = ""
			}
		}
	}
	list("Commands", (*cobra.Command).IsAvailableCommand)
	list("Topics", (*cobra.Command).IsAdditionalHelpTopicCommand)
	if cmd.HasAvailableLocalFlags() {
		fmt.Fprintf(&b, "\nFlags:\n%s", cmd.LocalFlags().FlagUsagesWrapped(width))
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n%s help COMMAND or TOPIC tells more.\n", cmd.Name())
	}
	return b.String()
}
