package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
)

// showPlan writes what would run and where, in its order.
func (a *app) showPlan(r *runnable, planned []*step.Step, flags runFlags) {
	fmt.Fprintf(a.stdout, "would run in %s (%s, %s), in this order:\n", r.environment.Name, r.environment.Target(), r.environment.Where)
	for _, s := range planned {
		body := s.Body
		if flags.undo {
			if body = s.Undo; body == "" {
				continue
			}
		}
		fmt.Fprintf(a.stdout, "\n%s  line %d, %s, %s\n", s.Name, s.Line, s.Sort, planNote(r, s))
		for line := range strings.Lines(body) {
			fmt.Fprint(a.stdout, "    ", strings.TrimRight(line, "\n"), "\n")
		}
		if flags.undo {
			continue
		}
		for _, e := range s.Expect {
			fmt.Fprintf(a.stdout, "  expects %s\n", e)
		}
		if s.Retry != nil {
			fmt.Fprintf(a.stdout, "  retried %s\n", s.Retry)
		}
		if s.Undo != "" {
			fmt.Fprintf(a.stdout, "  undone by %s\n", s.Undo)
		}
	}
}

func planNote(r *runnable, s *step.Step) string {
	note := map[command.Danger]string{command.Reads: "reads", command.Unknown: "may change something", command.Destroys: "destroys"}[command.Classify(s).Danger]
	if s.Target != "" {
		note += ", in " + s.Target
	}
	if s.Optional {
		note += ", optional"
	}
	if !s.AppliesTo(r.environment.Name) {
		note += ", not for this environment"
	}
	return note
}

// runLines shows a run: a line for each step that is over, and on a terminal, from a step's first second on, how long the
// one that runs has been at it.
type runLines struct {
	out, terminal io.Writer
	stop          func()
}

func (l *runLines) start(s *step.Step) {
	l.stop = func() {}
	if !terminal(l.terminal) {
		return
	}
	quit, gone := make(chan struct{}), make(chan struct{})
	l.stop = func() { close(quit); <-gone }
	began := time.Now()
	go func() {
		defer close(gone)
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		shown := false
		for {
			select {
			case <-quit:
				if shown {
					fmt.Fprint(l.terminal, "\r\x1b[K")
				}
				return
			case <-ticker.C:
				shown = true
				fmt.Fprintf(l.terminal, "\r\x1b[Krunning  %s  %s, a try ends after %s", s.Name, time.Since(began).Round(time.Second), s.Timeout)
			}
		}
	}()
}

func (l *runLines) done(s receipt.Step) {
	if l.stop != nil {
		l.stop()
		l.stop = nil
	}
	name := s.Name
	if s.Round > 0 {
		name += fmt.Sprintf(" (round %d)", s.Round)
	}
	if s.Outcome == receipt.Skipped {
		fmt.Fprintf(l.out, "%-8s %s  %s\n", s.Outcome, name, s.Reason)
		return
	}
	fmt.Fprintf(l.out, "%-8s %s  %s", s.Outcome, name, s.Duration().Round(time.Millisecond))
	if s.Tries > 1 {
		fmt.Fprintf(l.out, ", try %d", s.Tries)
	}
	fmt.Fprintln(l.out)
	if s.Reason != "" {
		fmt.Fprintf(l.out, "         %s\n", s.Reason)
	}
	if out := complaint(s); s.Outcome == receipt.Failed && out != nil {
		for line := range strings.Lines(lastLines(out.Text, 5)) {
			fmt.Fprintf(l.out, "         | %s\n", strings.TrimRight(line, "\n"))
		}
	}
}

// complaint is the output in which a step says what went wrong: the error output, of an HTTP step the answer's body.
func complaint(s receipt.Step) *receipt.Output {
	if s.Sort == string(step.HTTP) && s.Stdout != nil {
		return s.Stdout
	}
	return s.Stderr
}

func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
