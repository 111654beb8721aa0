package main

import (
	"fmt"
	"io"
	"time"
)

// meter shows on a terminal how far long work has come: after a second, at most ten times a second. Elsewhere it is
// silent.
type meter struct {
	out         io.Writer
	what        string
	total       int
	start, last time.Time
	shown       bool
}

// meter starts one; total 0 means that the end is not known.
func (a *app) meter(what string, total int) *meter {
	m := &meter{what: what, total: total, start: time.Now()}
	if terminal(a.stderr) {
		m.out = a.stderr
	}
	return m
}

func (m *meter) set(done int) {
	now := time.Now()
	if m.out == nil || now.Sub(m.start) < time.Second || now.Sub(m.last) < 100*time.Millisecond {
		return
	}
	m.last, m.shown = now, true
	rate := float64(done) / now.Sub(m.start).Seconds()
	if m.total == 0 {
		fmt.Fprintf(m.out, "\r\x1b[K%s: %d, %.0f a second", m.what, done, rate)
		return
	}
	left := time.Duration(float64(m.total-done) / max(rate, 1e-9) * float64(time.Second)).Round(time.Second)
	fmt.Fprintf(m.out, "\r\x1b[K%s: %d of %d, %.0f a second, %s left", m.what, done, m.total, rate, left)
}

func (m *meter) done() {
	if m.shown {
		fmt.Fprint(m.out, "\r\x1b[K")
	}
}
