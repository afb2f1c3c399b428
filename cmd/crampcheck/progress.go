package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
)

// When progress is told; both are our own choice.
const (
	progressAfter = 400 * time.Millisecond // a shorter batch shows none
	progressEvery = 100 * time.Millisecond // between two lines
)

// progress tells on one line of a terminal how far a batch is. Nil tells
// nothing. Its methods may be called from several goroutines.
type progress struct {
	out     io.Writer
	now     func() time.Time
	columns int // of the terminal

	mu    sync.Mutex
	begun time.Time
	last  time.Time // when a line was drawn; zero: never
	total int
	done  int
	shown int // cells that stand on the terminal
}

// newProgress returns the progress of a batch, nil where nobody would see it:
// without a terminal, under -q, and in CI.
func newProgress(w world, quiet bool) *progress {
	const usual = 80 // columns of a terminal that tells none
	ci := w.getenv("CI")
	if quiet || !w.errTerminal || w.now == nil || ci != "" && ci != "false" && ci != "0" || w.getenv("TERM") == "dumb" {
		return nil
	}
	columns := w.errColumns
	if columns <= 0 {
		columns = usual
	}
	return &progress{out: w.err, now: w.now, columns: columns, begun: w.now()}
}

// expect says how many recordings there are.
func (p *progress) expect(total int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total = total
}

// step counts one recording that is read.
func (p *progress) step() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	now := p.now()
	if now.Sub(p.begun) < progressAfter || now.Sub(p.last) < progressEvery {
		return
	}
	p.last = now
	p.draw(fmt.Sprintf("reading: %d of %d recordings", p.done, p.total))
}

// wipe takes the line away.
func (p *progress) wipe() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown > 0 {
		p.draw("")
		_, _ = io.WriteString(p.out, "\r")
	}
}

// draw writes text, which is ASCII, over the line that stands there. The last
// column stays free: some terminals wrap when it is written.
func (p *progress) draw(text string) {
	text = text[:min(len(text), max(p.columns-1, 0))]
	rest := strings.Repeat(" ", max(p.shown-len(text), 0))
	p.shown = len(text)
	_, _ = io.WriteString(p.out, "\r"+text+rest)
}
