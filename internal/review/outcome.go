package review

import (
	"errors"
	"strings"
)

// Exit statuses of the command line.
const (
	ExitClean    = 0
	ExitFindings = 1
	ExitFailed   = 2
)

// ErrFindings says that the work was done and something was found. It carries no message of its own.
var ErrFindings = errors.New("findings")

// ExitCode is the one table from errors to exit statuses.
func ExitCode(err error) int {
	switch {
	case err == nil:
		return ExitClean
	case errors.Is(err, ErrFindings):
		return ExitFindings
	}
	return ExitFailed
}

// Hint cuts the hints (lines that begin with "hint: ") off an error's message.
func Hint(err error) (message string, hints []string) {
	var lines []string
	for _, line := range strings.Split(err.Error(), "\n") {
		if hint, ok := strings.CutPrefix(line, "hint: "); ok {
			hints = append(hints, hint)
		} else {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n"), hints
}
