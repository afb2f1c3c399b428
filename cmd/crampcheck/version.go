package main

import (
	"io"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, the revision it was built from and Go's",
		Long: `Prints the version of this build. Where it was built in a clone of the project,
the revision stands below it, with "modified" where files were changed since.`,
		Example: "  crampcheck version",
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := io.WriteString(cmd.OutOrStdout(), versionText(buildInfo()))
			return err
		},
	}
}

// buildInfo is what the build knows of itself, nil where it knows nothing.
func buildInfo() *debug.BuildInfo {
	info, _ := debug.ReadBuildInfo()
	return info
}

// versionText words what a build knows of itself; nil knows nothing.
func versionText(info *debug.BuildInfo) string {
	if info == nil {
		return "crampcheck (devel)\n"
	}
	setting := map[string]string{}
	for _, s := range info.Settings {
		setting[s.Key] = s.Value
	}
	var b strings.Builder
	b.WriteString("crampcheck " + moduleVersion(info) + "\n")
	if revision := setting["vcs.revision"]; revision != "" {
		b.WriteString("revision " + revision)
		if setting["vcs.modified"] == "true" {
			b.WriteString(" (modified)")
		}
		b.WriteString("\n")
	}
	b.WriteString("built with " + info.GoVersion)
	if setting["GOOS"] != "" && setting["GOARCH"] != "" {
		b.WriteString(" for " + setting["GOOS"] + "/" + setting["GOARCH"])
	}
	b.WriteString("\n")
	return b.String()
}

// moduleVersion is the version of the module, "(devel)" for a build that has
// none.
func moduleVersion(info *debug.BuildInfo) string {
	if info == nil || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
