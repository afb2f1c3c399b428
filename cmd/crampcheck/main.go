// Command crampcheck reads the runs that a watch exported and what the runner
// noted about them. It finds first miles run too fast and long efforts that
// needed electrolytes, lays noted cramps over the recording, and says what
// happened, what may have led to it and what to do next time.
//
//	crampcheck analyze PATH…   folders or files; "-" reads one recording from standard input
//	crampcheck check PATH…     the same for CI: short, fails on findings and on what was not expected
//	crampcheck rules            the catalogue of rules
//	crampcheck explain RULE     one rule: meaning, limits, evidence
//	crampcheck config [PATH…]   every setting with its origin
//	crampcheck version
//
// Exit statuses: 0 fine; 1 check found what it is to fail on; 2 wrong usage or
// configuration, and wrong notes in check or under --strict; 3 some input could
// not be used, or under --strict was doubtful, and the rest was done; 4 nothing
// usable found; 130 interrupted. Where several hold, 2 comes before 4 before 3
// before 1.
package main

import (
	"os"

	"golang.org/x/term"
)

func main() {
	w := world{
		args: os.Args[1:], in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv,
		inTerminal: term.IsTerminal(int(os.Stdin.Fd())), outTerminal: term.IsTerminal(int(os.Stdout.Fd())),
	}
	if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
		w.columns = width
	}
	onInterrupt(func() { os.Exit(exitInterrupted) })
	os.Exit(run(w))
}
