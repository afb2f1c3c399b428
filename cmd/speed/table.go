package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// The targets, our own choice. All are ratios, so that they hold on any machine,
// but the start in ms, the memory in MB and the allocations.
const (
	wantRead      = 1.8  // CPU against unpacking
	wantAnalyze   = 2.5  // CPU against unpacking
	wantLibraries = 10.0 // CPU of the libraries against analyze
	wantGPX       = 25.0 // CPU of gpxgo against ours
	wantFIT       = 11.0 // CPU of tormoder/fit against ours
	wantRecords   = 20.0 // time of tormoder/fit against ours for the records
	wantTwoJobs   = 0.6  // wall time of two jobs against one
	wantPeakMB    = 150.0
	wantLong      = 12.0 // peak memory against the size of a recording of 100 h
	wantFlat      = 1.5  // CPU of a point in a longer recording against any shorter one
	wantAllocs    = 0.01 // a point: growing slices are not counted, one in a hundred points would be
	wantStart     = 30.0 // ms over an empty Go program
	wantAgain     = 0.1  // CPU of the second run against the first
)

// target is one line of what is aimed at.
type target struct {
	what   string
	value  float64
	wanted float64
	least  bool   // wanted is a minimum, else a maximum
	more   string // beside the value
}

func atLeast(what string, value, wanted float64) target {
	return target{what: what, value: value, wanted: wanted, least: true}
}

func atMost(what string, value, wanted float64) target {
	return target{what: what, value: value, wanted: wanted}
}

// with adds words beside the value.
func (t target) with(more string) target {
	t.more = more
	return t
}

// met says whether the target is reached. What is no number reaches nothing.
func (t target) met() bool {
	if t.least {
		return t.value >= t.wanted
	}
	return t.value <= t.wanted
}

// measured writes the value with three digits or so, and what stands beside it.
func (t target) measured() string {
	s := digits(t.value)
	if t.more != "" {
		s += " (" + t.more + ")"
	}
	return s
}

// limit writes what is aimed at.
func (t target) limit() string {
	if t.least {
		return "≥ " + digits(t.wanted)
	}
	return "≤ " + digits(t.wanted)
}

// digits writes a number of any size with about three digits.
func digits(v float64) string {
	switch {
	case v >= 100 || v <= -100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10 || v <= -10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// of returns what a row took in each round; nil for a row that is not there.
func (r *results) of(name string) []cost {
	for _, row := range r.rows {
		if row.name == name {
			return row.costs
		}
	}
	return nil
}

func cpuOf(c cost) float64  { return c.cpuS }
func wallOf(c cost) float64 { return c.wallS }
func peakOf(c cost) float64 { return c.peakMB }

// column takes one figure out of each cost.
func column(costs []cost, figure func(cost) float64) []float64 {
	out := make([]float64, len(costs))
	for i, c := range costs {
		out[i] = figure(c)
	}
	return out
}

// ratio compares a figure of two rows round by round.
func (r *results) ratio(over, under string, figure func(cost) float64) float64 {
	return medianRatio(column(r.of(over), figure), column(r.of(under), figure))
}

// seasonTargets adds the targets that the rounds over the season answer.
func (r *results) seasonTargets(quarter partOf) {
	peak := slices.Max(column(append(slices.Clone(r.of(rowOneJob)), r.of(rowTwoJobs)...), peakOf))
	files := r.counts[rowRead].Files + r.counts[rowRead].Failed
	growth := fmt.Sprintf("%.0f MB for every fourth file", quarter.cost.peakMB)
	r.lines = append(r.lines,
		atMost("reading, CPU against unpacking", r.ratio(rowRead, rowUnpack, cpuOf), wantRead),
		atMost("analyze, CPU against unpacking", r.ratio(rowOneJob, rowUnpack, cpuOf), wantAnalyze),
		atLeast("libraries' reading, CPU against analyze", r.ratio(rowLibraries, rowOneJob, cpuOf), wantLibraries),
		atMost("two jobs, wall time against one", r.ratio(rowTwoJobs, rowOneJob, wallOf), wantTwoJobs),
		atMost(fmt.Sprintf("peak memory of analyze for %d files, MB", files), peak, wantPeakMB).with(growth))
	if r.of(rowAgain) != nil {
		r.lines = append(r.lines, atMost("analyze again, CPU against the first time", r.ratio(rowAgain, rowFill, cpuOf), wantAgain))
	}
}

// missed counts the targets that are not met.
func (r *results) missed() (n int) {
	for _, l := range r.lines {
		if !l.met() {
			n++
		}
	}
	return n
}

// print writes the two tables and what is to be said about them.
func (r *results) print(w io.Writer, markdown bool) error {
	costs := [][]string{{"reader", "CPU s", "wall s", "peak MB", "× unpacking"}}
	for _, row := range r.rows {
		costs = append(costs, []string{
			row.name,
			digits(median(column(row.costs, cpuOf))), digits(median(column(row.costs, wallOf))),
			fmt.Sprintf("%.0f", slices.Max(column(row.costs, peakOf))),
			digits(r.ratio(row.name, rowUnpack, cpuOf)),
		})
	}
	var beside []string // what makes a table of text too wide
	targets := [][]string{{"target", "measured", "wanted", "met"}}
	for _, l := range r.lines {
		measured := l.measured()
		if !markdown && l.more != "" {
			measured = digits(l.value)
			beside = append(beside, l.what+": "+l.more)
		}
		targets = append(targets, []string{l.what, measured, l.limit(), map[bool]string{true: "yes", false: "no"}[l.met()]})
	}
	var b strings.Builder
	rounds := "one round"
	if len(r.rows[0].costs) > 1 {
		rounds = fmt.Sprintf("%d alternating rounds", len(r.rows[0].costs))
	}
	write := plainTable
	if markdown {
		write = markdownTable
	}
	fmt.Fprintf(&b, "%s; %s.\nCPU and wall are medians, peak the largest, ratios of CPU medians of the rounds.\n\n", r.what, rounds)
	write(&b, costs)
	b.WriteByte('\n')
	for _, n := range r.notes {
		fmt.Fprintf(&b, "%s\n", n)
	}
	if len(r.notes) > 0 {
		b.WriteByte('\n')
	}
	write(&b, targets)
	if len(beside) > 0 {
		fmt.Fprintf(&b, "\n%s\n", strings.Join(beside, "\n"))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// plainTable lines up its columns with blanks, the figures to the left too.
func plainTable(b *strings.Builder, rows [][]string) {
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, cells := range rows {
		_, _ = fmt.Fprintln(w, strings.Join(cells, "\t")) // a builder never fails
	}
	_ = w.Flush()
}

// markdownTable writes a table whose first column is words.
func markdownTable(b *strings.Builder, rows [][]string) {
	for i, cells := range rows {
		fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | "))
		if i == 0 {
			b.WriteString("|---|" + strings.Repeat("---:|", len(cells)-1) + "\n")
		}
	}
}
