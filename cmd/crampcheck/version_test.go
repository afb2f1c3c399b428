package main

import (
	"runtime/debug"
	"testing"
)

func TestVersionSaysWhatTheBuildKnows(t *testing.T) {
	setting := func(key, value string) debug.BuildSetting { return debug.BuildSetting{Key: key, Value: value} }
	linux := []debug.BuildSetting{setting("GOARCH", "amd64"), setting("GOOS", "linux")}
	for _, c := range []struct {
		name string
		info *debug.BuildInfo
		want string
	}{
		{"a build that knows nothing", nil, "crampcheck (devel)\n"},
		{
			"a build with -buildvcs=false", &debug.BuildInfo{GoVersion: "go1.26.8", Settings: linux},
			"crampcheck (devel)\nbuilt with go1.26.8 for linux/amd64\n",
		},
		{
			"an installed release", &debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.3"}, Settings: linux},
			"crampcheck v1.2.3\nbuilt with go1.26.8 for linux/amd64\n",
		},
		{
			"a clean clone", &debug.BuildInfo{
				GoVersion: "go1.26.8", Main: debug.Module{Version: "(devel)"},
				Settings: append(linux, setting("vcs.revision", "0123abcd"), setting("vcs.modified", "false")),
			},
			"crampcheck (devel)\nrevision 0123abcd\nbuilt with go1.26.8 for linux/amd64\n",
		},
		{
			"a changed clone", &debug.BuildInfo{GoVersion: "go1.26.8", Settings: []debug.BuildSetting{
				setting("vcs.revision", "0123abcd"), setting("vcs.modified", "true"),
			}},
			"crampcheck (devel)\nrevision 0123abcd (modified)\nbuilt with go1.26.8\n",
		},
	} {
		if got := versionText(c.info); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
