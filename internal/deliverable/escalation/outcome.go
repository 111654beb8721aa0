package escalation

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/expect"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
)

// outcome is what a run of a report's steps tells of the issue. The steps promise the fault: a round in which all of them
// pass shows it.
type outcome int

const (
	fails   outcome = iota // the issue shows, in one round at least
	works                  // it does not, and the steps got far enough to tell
	unclear                // the steps did not get that far
	lastRun                // the run is of another document
)

func (o outcome) String() string {
	return [...]string{"Fails", "Works", "Unclear", "Last run"}[o]
}

// Shows says whether a run of a report's steps shows the issue, and whether it tells at all.
func Shows(run *receipt.Run) (shows, tells bool) {
	o := outcomeOf(run)
	return o == fails, o != unclear
}

func outcomeOf(run *receipt.Run) outcome {
	if _, matched := command.Rate(run); matched > 0 {
		return fails
	}
	if len(run.Steps) == 0 {
		return unclear
	}
	last := run.Steps[len(run.Steps)-1].Name
	for _, s := range run.Steps {
		if s.Required && s.Outcome == receipt.Failed && !tells(s, last) {
			return unclear
		}
	}
	return works
}

// tells says whether the failure of a step means that the issue is not there. It does not where the step never got an answer
// (no such command, no connection, out of time), nor where an earlier step promised success and no more: what the
// reproduction builds on was missing then.
func tells(s receipt.Step, last string) bool {
	const notExecutable, notFound = 126, 127
	switch {
	case s.Exit < 0, s.Exit == notExecutable, s.Exit == notFound, s.Sort == string(step.HTTP) && s.Status == 0:
		return false
	case s.Name == last:
		return true
	}
	return promisesMore(s)
}

// promisesMore says whether a step promises anything beside success, and came so far that the promise could be judged.
func promisesMore(s receipt.Step) bool {
	for _, text := range s.Expect {
		e, err := expect.Parse(text)
		if err == nil && text != "exit 0" && !strings.HasPrefix(text, "status 2") && (e.Subject == "exit" || s.Exit == 0) {
			return true
		}
	}
	return false
}
