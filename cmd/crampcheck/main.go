// Command crampcheck reads the runs that a watch exported and what the runner
// noted about them. It finds first miles run too fast and long efforts that
// needed electrolytes, lays noted cramps over the recording, and says what
// happened, what may have led to it and what to do next time.
//
//	crampcheck analyze PATH…   folders or files; "-" reads one recording from standard input
//	crampcheck report FILE…    one run at length: terminal, page, Markdown, CSV
//	crampcheck history PATH…   all runs laid over each other
//	crampcheck check PATH…     the same for CI: short, fails on findings and on what was not expected
//	crampcheck init PATH…       begin notes.csv, or add to it, with stops that may have been a cramp
//	crampcheck rules            the catalogue of rules
//	crampcheck explain RULE     one rule: meaning, limits, evidence
//	crampcheck config [PATH…]   every setting with its origin
//	crampcheck cache info|clear what is kept of recordings read before
//	crampcheck version
//	crampcheck completion SHELL the script with which a shell completes all this
//	crampcheck help TOPIC       a command, or: environment, exit, files, limits, json
//
// Exit statuses: 0 fine; 1 check found what it is to fail on; 2 wrong usage or
// configuration, and wrong notes in check or under --strict; 3 some input could
// not be used, or under --strict was doubtful, and the rest was done; 4 nothing
// usable found; 130 interrupted. Where several hold, 2 comes before 4 before 3
// before 1.
package main

import (
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"golang.org/x/term"
)

// gcPercent lets the heap grow by a quarter of what is kept before it is swept: what
// is kept are the Results, and hardly anything else is asked for (Go's default of
// 100 would keep as much again).
const gcPercent = 25

// memoryLimit is the memory from which on the heap is swept as often as it takes
// to stay below. It bounds what is asked for beside what is needed, and nothing
// else; our own choice, below the 512 MB that a single file may take.
const memoryLimit = 384 << 20 // bytes

func main() {
	debug.SetGCPercent(gcPercent)
	debug.SetMemoryLimit(memoryLimit)
	w := world{
		args: os.Args[1:], in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv, now: time.Now,
		inTerminal: term.IsTerminal(int(os.Stdin.Fd())), outTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		errTerminal: term.IsTerminal(int(os.Stderr.Fd())),
		columns:     width(os.Stdout), errColumns: width(os.Stderr),
		litter: &litter{},
	}
	signal.Ignore(syscall.SIGPIPE) // a reader that leaves is seen where it matters, when writing
	onInterrupt(func() {
		if w.errTerminal { // the shell's prompt begins a line of its own
			_, _ = os.Stderr.WriteString("\n")
		}
		w.litter.remove()
		os.Exit(exitInterrupted)
	})
	os.Exit(run(w))
}

// width returns the columns of the terminal f, 0 where f is none.
func width(f *os.File) int {
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return columns
}
