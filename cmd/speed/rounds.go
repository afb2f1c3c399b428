package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Rows of the table, which are also how targets find what they compare.
const (
	rowUnpack    = "unpack only (compress/gzip)"
	rowRead      = "crampcheck, reading alone"
	rowOneJob    = "crampcheck analyze, 1 job"
	rowTwoJobs   = "crampcheck analyze, 2 jobs"
	rowFill      = "the same, filling its cache"
	rowAgain     = "the same once more"
	rowLibraries = "gpxgo + tormoder/fit, reading"
	rowOthers    = "xmltokenizer + muktihari/fit"
)

// results are everything that was measured.
type results struct {
	what   string            // the files, in words
	rows   []row             // in the order of the table
	counts map[string]counts // what each reader found, by row
	lines  []target
	notes  []string
}

// row is one reader and what it took in each round.
type row struct {
	name  string
	costs []cost
}

// measureAll does everything that one call asks for and says on progress how
// far it is.
func measureAll(s settings, progress io.Writer) (r results, err error) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(progress, format+"\n", args...) }
	dir, err := os.MkdirTemp("", "crampcheck-speed-")
	if err != nil {
		return r, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // as far as it goes
	say("building")
	t, err := build(dir)
	if err != nil {
		return r, err
	}
	folder := s.in
	if folder == "" {
		say("writing a season of %d runs", s.runs)
		folder = filepath.Join(dir, "season")
		if _, err := measure(exec.Command(t.simulate, "-season", "export", "-runs", strconv.Itoa(s.runs), "-o", folder)); err != nil {
			return r, err
		}
	}
	if r, err = season(t, folder, s, say); err != nil {
		return r, err
	}
	for _, part := range []func(tools, string, settings) ([]target, error){
		singleFiles, lengths, memoryOfLong, starting,
	} {
		lines, err := part(t, folder, s)
		if err != nil {
			return r, err
		}
		r.lines = append(r.lines, lines...)
		for _, l := range lines {
			say("%s: %s", l.what, l.measured())
		}
	}
	return r, nil
}

// reading is one row's process. prepare comes before it and is not measured.
type reading struct {
	name    string
	prepare func() error
	do      func() (cost, error)
}

// season measures all readers on a folder in alternating rounds, every other one
// backwards, so that what the machine does beside does not fall on one row.
func season(t tools, folder string, s settings, say func(string, ...any)) (r results, err error) {
	r.counts = map[string]counts{}
	inChild := func(name, mode string) reading {
		return reading{name: name, do: func() (cost, error) {
			var found counts
			c, err := callChild(&found, mode, folder)
			r.counts[name] = found
			return c, err
		}}
	}
	analyzed := func(name string, more ...string) reading {
		return reading{name: name, do: func() (cost, error) { return t.uncached(folder, more...) }}
	}
	all := []reading{
		inChild(rowUnpack, "unpack"),
		inChild(rowRead, "read"),
		analyzed(rowOneJob, "--jobs", "1"),
		analyzed(rowTwoJobs, "--jobs", "2"),
	}
	if t.cache {
		all = append(all, reading{
			name: rowFill, prepare: func() error { return os.RemoveAll(t.cacheDir()) },
			do: func() (cost, error) { return t.cached(folder, "--jobs", "1") },
		}, reading{
			name: rowAgain, prepare: func() error { _, err := t.cached(folder, "--jobs", "1"); return err },
			do: func() (cost, error) { return t.cached(folder, "--jobs", "1") },
		})
	}
	all = append(all, inChild(rowOthers, "others"), inChild(rowLibraries, "libraries"))
	for _, one := range all {
		r.rows = append(r.rows, row{name: one.name})
	}
	for round := range s.rounds {
		order := make([]int, len(all))
		for i := range order {
			order[i] = i
		}
		if round%2 == 1 {
			slices.Reverse(order)
		}
		for _, i := range order {
			if all[i].prepare != nil {
				if err := all[i].prepare(); err != nil {
					return r, err
				}
			}
			c, err := all[i].do()
			if err != nil {
				return r, err
			}
			say("round %d of %d: %s: %.2f s of CPU", round+1, s.rounds, all[i].name, c.cpuS)
			r.rows[i].costs = append(r.rows[i].costs, c)
		}
	}
	if err := r.describe(folder); err != nil {
		return r, err
	}
	quarter, err := everyFourth(t, folder)
	if err != nil {
		return r, err
	}
	r.seasonTargets(quarter)
	return r, nil
}

// describe says what was read, and what a reader left out.
func (r *results) describe(folder string) error {
	paths, err := recordings(folder)
	if err != nil {
		return err
	}
	stored := int64(0)
	kinds := map[string]int{}
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return err
		}
		stored += info.Size()
		kinds[filepath.Ext(strings.TrimSuffix(p, ".gz"))+map[bool]string{true: ".gz"}[strings.HasSuffix(p, ".gz")]]++
	}
	var mix []string
	for _, kind := range []string{".fit.gz", ".fit", ".gpx", ".gpx.gz", ".tcx", ".tcx.gz"} {
		if kinds[kind] > 0 {
			mix = append(mix, fmt.Sprintf("%d %s", kinds[kind], kind))
		}
	}
	ours := r.counts[rowRead]
	points := 0
	for _, n := range ours.Samples {
		points += n
	}
	r.what = fmt.Sprintf("%d files (%s):\n%.2f million points, %.0f MB stored, %.0f MB unpacked",
		len(paths), strings.Join(mix, ", "), float64(points)/1e6, inMB(stored), inMB(r.counts[rowUnpack].Bytes))
	if kinds[".fit.gz"]+kinds[".gpx.gz"]+kinds[".tcx.gz"] == 0 {
		r.notes = append(r.notes, "No file is packed: unpacking is only reading from the disk here, and ratios to it say little.")
	}
	for _, row := range r.rows {
		c, counted := r.counts[row.name]
		if !counted || row.name == rowUnpack {
			continue
		}
		if c.LeftOut > 0 {
			r.notes = append(r.notes, fmt.Sprintf("%s: TCX (%d of the files) is left out, which it does not know: its figures hold for the others alone.", row.name, c.LeftOut))
		}
		if c.Failed > 0 {
			r.notes = append(r.notes, fmt.Sprintf("%s: %d files not or not wholly read.", row.name, c.Failed))
		}
		for _, format := range []string{"fit", "gpx", "tcx"} {
			if format == "tcx" && c.LeftOut > 0 {
				continue
			}
			if c.Samples[format] != ours.Samples[format] {
				r.notes = append(r.notes, fmt.Sprintf("%s: %d points in %s files, crampcheck finds %d.", row.name, c.Samples[format], strings.ToUpper(format), ours.Samples[format]))
			}
		}
	}
	return nil
}

func inMB(bytes int64) float64 { return float64(bytes) / (1 << 20) }

// partOf is what analyze takes on a part of the folder.
type partOf struct {
	files int
	cost  cost
}

// everyFourth measures analyze on every fourth file, to see how its memory grows
// with their number.
func everyFourth(t tools, folder string) (p partOf, err error) {
	paths, err := recordings(folder)
	if err != nil {
		return p, err
	}
	dir := filepath.Join(t.dir, "quarter")
	if err := os.RemoveAll(dir); err != nil {
		return p, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return p, err
	}
	for i := 0; i < len(paths); i += 4 {
		if err := os.Symlink(paths[i], filepath.Join(dir, fmt.Sprintf("%06d-%s", i, filepath.Base(paths[i])))); err != nil {
			return p, err
		}
		p.files++
	}
	p.cost, err = t.uncached(dir, "--jobs", "2")
	return p, err
}

// singleFiles compares whole files with the libraries: the largest recording of
// each format on which both agree, and of FIT the records alone too.
func singleFiles(t tools, folder string, s settings) (out []target, err error) {
	for _, c := range []struct {
		format, name string
		wanted       float64
	}{{"gpx", "a whole GPX file, gpxgo against it", wantGPX}, {"fit", "a whole FIT file, tormoder/fit against it", wantFIT}} {
		path, p, err := largestOf(folder, c.format, 2*s.rounds+1)
		if err != nil {
			return nil, err
		}
		out = append(out, atLeast(c.name, medianRatio(p.LibraryS, p.OursS), c.wanted))
		if c.format != "fit" {
			continue
		}
		records, err := recordsAlone(t, path, s.rounds)
		if err != nil {
			return nil, err
		}
		out = append(out, records)
	}
	return out, nil
}

// largestOf finds the largest recording of a format that the library reads as we
// do, and measures it.
func largestOf(folder, format string, turns int) (path string, p pair, err error) {
	paths, err := recordings(folder)
	if err != nil {
		return "", p, err
	}
	size := map[string]int64{}
	paths = slices.DeleteFunc(paths, func(path string) bool {
		info, err := os.Stat(path)
		if err == nil {
			size[path] = info.Size()
		}
		return err != nil || formatOf(path) != format
	})
	slices.SortStableFunc(paths, func(a, b string) int { return cmp.Compare(size[b], size[a]) })
	err = fmt.Errorf("no %s file below %s", format, folder)
	for _, path := range paths {
		if _, err = callChild(&p, "one", path, strconv.Itoa(turns)); err == nil {
			return path, p, nil
		}
	}
	return "", p, err
}

// recordsAlone asks the benchmarks of parse what the records of a FIT file cost
// without what the library reads of it for us.
func recordsAlone(t tools, path string, rounds int) (target, error) {
	var scan, library []float64
	for range rounds {
		cmd := exec.Command(t.parse, "-test.run", "^$", "-test.bench", "^Benchmark(Scan|Library)$/^FIT$", "-test.benchtime", "200ms")
		cmd.Dir = filepath.Join(t.root, "parse")
		cmd.Env = append(os.Environ(), "CRAMPCHECK_BENCH_FIT="+path)
		out, err := cmd.Output()
		if err != nil {
			return target{}, fmt.Errorf("the benchmarks of parse: %w: %s", err, out)
		}
		ns, err := benchmarks(string(out), "BenchmarkScan/FIT", "BenchmarkLibrary/FIT")
		if err != nil {
			return target{}, err
		}
		scan, library = append(scan, ns[0]), append(library, ns[1])
	}
	return atLeast("its records alone, tormoder/fit against them", medianRatio(library, scan), wantRecords), nil
}

// benchmarks returns the ns per operation of benchmarks by name, from the output
// of a test binary.
func benchmarks(output string, names ...string) (ns []float64, err error) {
	for _, name := range names {
		m := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + `(?:-\d+)?\s+\d+\s+([\d.]+) ns/op`).FindStringSubmatch(output)
		if m == nil {
			return nil, fmt.Errorf("no %s among the benchmarks of parse", name)
		}
		v, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			return nil, err
		}
		ns = append(ns, v)
	}
	return ns, nil
}

// lengths compares the cost per point of recordings of different lengths.
func lengths(t tools, _ string, s settings) (out []target, err error) {
	for _, format := range []string{"gpx", "fit"} {
		var read, judge []float64 // ns per point
		var costs []lengthCost
		for _, n := range s.lengths {
			path := filepath.Join(t.dir, "long."+format)
			var c lengthCost
			if _, err := callChild(&longFile{}, "write", path, strconv.Itoa(n)); err != nil {
				return nil, err
			}
			if _, err := callChild(&c, "length", path); err != nil {
				return nil, err
			}
			if err := os.Remove(path); err != nil {
				return nil, err
			}
			if c.Samples != n {
				return nil, fmt.Errorf("a %s of %d points reads as %d", format, n, c.Samples)
			}
			costs = append(costs, c)
			read = append(read, c.ReadS*1e9/float64(n))
			judge = append(judge, c.JudgeS*1e9/float64(n))
		}
		name := strings.ToUpper(format)
		out = append(out,
			atMost(name+", reading: longer against shorter, a point", growth(read), wantFlat).with(series(read)),
			atMost(name+", judging: longer against shorter, a point", growth(judge), wantFlat).with(series(judge)))
		if k := len(costs) - 1; k > 0 {
			perPoint := (float64(costs[k].Mallocs) - float64(costs[0].Mallocs)) / float64(s.lengths[k]-s.lengths[0])
			out = append(out, atMost(name+", allocations for each further point", perPoint, wantAllocs))
		}
	}
	return out, nil
}

// memoryOfLong compares the peak memory of analyze on one very long recording
// with the size of its file.
func memoryOfLong(t tools, _ string, s settings) (out []target, err error) {
	for _, format := range []string{"fit", "gpx"} {
		path := filepath.Join(t.dir, "hours."+format)
		var f longFile
		if _, err := callChild(&f, "write", path, strconv.Itoa(s.longS)); err != nil {
			return nil, err
		}
		var peaks []float64
		for range s.rounds {
			c, err := t.uncached(path)
			if err != nil {
				return nil, err
			}
			peaks = append(peaks, c.peakMB)
		}
		if err := os.Remove(path); err != nil {
			return nil, err
		}
		size := inMB(f.Bytes)
		out = append(out, atMost(fmt.Sprintf("%s of %d h: peak memory against its size", strings.ToUpper(format), s.longS/3600), slices.Max(peaks)/size, wantLong).
			with(fmt.Sprintf("%.0f MB for %.1f MB", slices.Max(peaks), size)))
	}
	return out, nil
}

// starting compares how long crampcheck takes to say its version with how long a
// Go program takes that does nothing.
func starting(t tools, _ string, s settings) ([]target, error) {
	var over []float64
	for range s.starts {
		empty, err := measure(exec.Command(t.empty))
		if err != nil {
			return nil, err
		}
		version, err := measure(t.own(exec.Command(t.analyzer, "version")))
		if err != nil {
			return nil, err
		}
		over = append(over, (version.wallS-empty.wallS)*1000)
	}
	return []target{atMost("crampcheck version, ms over an empty program", median(over), wantStart)}, nil
}
