package report

import (
	"encoding/json"
	"fmt"
	"strings"

	"crampcheck/analyze"
	"crampcheck/parse"
)

// ExpectFile writes a file of expectations that this report meets: of every
// file its status, of every activity its distance, timer, full splits and
// cramps, the findings from notice up that must fire, and that no others may.
func ExpectFile(r *analyze.Report, u Units) []byte {
	t := parse.DefaultTolerance()
	var b strings.Builder
	fmt.Fprintf(&b, `# What crampcheck check is to find. Look through it before you trust it: it says
# what was found, not what is right.
tolerance: {distance: %s %%, timer: %s s, split: %s s}
files:
`, plainNumber(100*t.DistanceFrac), plainNumber(t.TimerS), plainNumber(t.SplitS))
	for _, in := range r.Inputs {
		written := false
		for _, run := range r.Runs {
			if run.File == in.File {
				u.expectRun(&b, r, in, run)
				written = true
			}
		}
		if !written {
			fmt.Fprintf(&b, "  - {file: %s, status: %s}\n", yamlText(shortName(in.File, r.Inputs)), in.Status)
		}
	}
	return []byte(b.String())
}

// expectRun writes what one activity is expected to be.
func (u Units) expectRun(b *strings.Builder, r *analyze.Report, in analyze.Input, run *analyze.Result) {
	fmt.Fprintf(b, "  - file: %s\n", yamlText(shortName(in.File, r.Inputs)))
	if run.Index > 0 {
		fmt.Fprintf(b, "    activity: %d\n", run.Index+1)
	} else {
		fmt.Fprintf(b, "    status: %s\n", in.Status)
	}
	const shortestM = 1 // m: of less, the tolerance is below the last digit written
	if run.DistanceM.Value >= shortestM {
		fmt.Fprintf(b, "    distance: %.2f m\n", run.DistanceM.Value)
	}
	if run.TimerS > 0 {
		fmt.Fprintf(b, "    timer: %s\n", clock(run.TimerS))
	}
	splits, key := run.SplitsMile, "miles"
	if u == Km {
		splits, key = run.SplitsKm, "kms"
	}
	var times []string
	for _, s := range splits {
		if !s.Partial {
			times = append(times, duration(s.TimeS))
		}
	}
	if len(times) > 0 {
		fmt.Fprintf(b, "    %s: [%s]\n", key, strings.Join(times, ", "))
	}
	if !run.Run {
		return
	}
	fmt.Fprintf(b, "    cramps: %d\n", len(run.Cramps))
	var must []string
	for _, f := range run.Findings {
		if f.State == analyze.Fired && f.Severity.Rank() >= analyze.Notice.Rank() {
			must = append(must, f.Rule+" "+string(f.Severity))
		}
	}
	if len(must) > 0 {
		fmt.Fprintf(b, "    must: [%s]\n", strings.Join(must, ", "))
	}
	b.WriteString("    must_not: [notice]\n")
}

// shortName is the last part of a file's path, or the whole path where another
// file ends in the same way.
func shortName(file string, all []analyze.Input) string {
	outer, member, archived := strings.Cut(file, "!")
	short := outer[strings.LastIndexByte(outer, '/')+1:]
	if archived {
		short += "!" + member
	}
	for _, in := range all {
		if in.File != file && strings.HasSuffix(in.File, short) {
			return file
		}
	}
	return short
}

var plainYAML = late(`^[A-Za-z0-9][A-Za-z0-9_/-]*\.[A-Za-z0-9._/-]*$`)

// yamlText writes a text as YAML, in quotes where it needs them. Every JSON text
// is one of YAML.
func yamlText(s string) string {
	if plainYAML().MatchString(s) {
		return s
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic(err) // a text always encodes
	}
	return strings.TrimSuffix(b.String(), "\n")
}
