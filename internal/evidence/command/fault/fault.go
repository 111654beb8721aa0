// Package fault recognises errors in output, and two outputs of one error.
package fault

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/pattern"
)

var (
	// cause is the root of a Java or .NET trace: of several the last one.
	cause = pattern.New(`^\s*(?:Caused by|---> )`)
	// thrown is how a program names its own error: java.io.IOException: …, ValueError: …, panic: …, FATAL: …, ERROR 1045 (28000): ….
	thrown = pattern.New(`^\W*(?:[\w.$]*(?:Error|Exception|Fault)\b|panic:|fatal(?: error)?:|FATAL\b|ERROR\b|error\b[^:]{0,30}:|[\w./-]+: (?:error|fatal):)`)
	// failing is a sentence about a failure.
	failing = pattern.New(`(?i)\b(?:error|exception|fail(?:ed|ure|s)?|fatal|panic|denied|refused|rejected|forbidden|unauthori[sz]ed|timed? ?out|deadline exceeded|cannot|can't|could not|unable|no such|not found|invalid|unreachable|aborted|[45]\d\d (?:[A-Z][a-z]+|[A-Z]{3,}))\b`)
	// frame is a line of a stack.
	frame = pattern.New(`^\s*(?:at |File "|goroutine \d|\.\.\. \d+ more|\S+\.go:\d+|[\w/.*()]+\(0x)`)
)

// Line is the line of an output that tells most of what went wrong: the root cause of a trace, else the last line that
// names an error, else the last that speaks of a failure, else the last. An empty output has none.
func Line(output string) string {
	best, rank := "", -1
	for line := range strings.Lines(output) {
		line = strings.TrimSpace(line)
		if line == "" || frame.MatchString(line) {
			continue
		}
		if r := rankOf(line); r >= rank {
			best, rank = line, r
		}
	}
	return best
}

func rankOf(line string) int {
	switch {
	case cause.MatchString(line):
		return 3
	case thrown.MatchString(line):
		return 2
	case failing.MatchString(line):
		return 1
	}
	return 0
}

var (
	placeholder = pattern.New(`\[[a-z]+(?:-\d+)?\]`)
	stamp       = pattern.New(`\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?\b|\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b`)
	identifier  = pattern.New(`(?i)\b(?:0x[0-9a-f]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{12,})\b`)
	quoted      = pattern.New("\"[^\"]*\"|'[^']*'|`[^`]*`|“[^”]*”")
	path        = pattern.New(`(?:[A-Za-z]:)?(?:[\\/][\w.@-]+){2,}[\\/]?|https?://\S+`)
	// number is one; a status of HTTP stays, and so does what letters go before, as in ORA-00942 and E1234.
	number = pattern.New(`[A-Z]+-?\d+|\d[\d.,:]*`)
	status = pattern.New(`^(?:[1-5]\d\d|[A-Z]+-?\d+)$`)
	spaces = pattern.New(`[\s…]+`)
)

// Normal is a line without what differs from one occurrence to the next: times, identifiers, paths, quoted values, names
// taken out, and numbers that are no error codes.
func Normal(line string) string {
	for _, varying := range []*pattern.Pattern{placeholder, stamp, identifier, quoted, path} {
		line = varying.ReplaceAllString(line, " ")
	}
	line = number.ReplaceAllStringFunc(line, func(n string) string {
		if status.MatchString(n) {
			return n
		}
		return " "
	})
	return strings.ToLower(strings.TrimSpace(spaces.ReplaceAllString(line, " ")))
}

// leastSignature is the fewest letters of a signature: less is no error's own.
const leastSignature = 8

// Signatures are the normal forms of the lines of a text that speak of a failure, in order, each once.
func Signatures(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || frame.MatchString(line) || rankOf(line) == 0 {
			continue
		}
		if normal := Normal(line); len(normal) >= leastSignature {
			all = append(all, normal)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
