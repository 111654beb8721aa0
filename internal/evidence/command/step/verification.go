package step

import (
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/expect"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

var codeSpan = pattern.New("(`+)(.*?[^`])(`+)")

// leadIn is what may stand before a command: code later in a sentence ("the output names `x`") is none.
var leadIn = pattern.New(`(?i)^[\s*_]*(?:(?:verification|verify)[*_]*:[*_]*)?\s*(?:run|execute|with|by|check|check with|by running)?\s*$`)

// operatorBetween is what may stand between a command and the answer wanted.
var operatorBetween = pattern.New(`^\s*(~|!~|=|!=|contains|prints|answers|gives|is|exits?|→|:)\s*$`)

// FromVerification makes the step of a Verification sentence or a prerequisite's verification cell: the first code
// span is the command; an operator and a second span say what its standard output must be, as in
//
//	`psql -Atc 'show wal_level'` = `logical`
//
// constraint is the row's version cell ("≥ 17"): it is what the command's output must satisfy when the cell says
// nothing itself. A reference to a step ("step `whoami`") and text without a command give nil.
func FromVerification(text, constraint string, line int) (*Step, error) {
	spans := codeSpan.FindAllStringSubmatchIndex(text, -1)
	if len(spans) == 0 || IsStepReference(text) || !leadIn.MatchString(text[:spans[0][0]]) {
		return nil, nil
	}
	body := unescapeCell(text[spans[0][4]:spans[0][5]])
	s := &Step{
		Sort: Shell, Language: "sh", Body: body + "\n", Line: line, Timeout: DefaultTimeout, Prerequisite: true, Marked: true,
	}
	e, err := verificationOf(text, spans, constraint)
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", line, err)
	}
	s.Expect = e
	return s, nil
}

func verificationOf(text string, spans [][]int, constraint string) ([]expect.Expectation, error) {
	if len(spans) > 1 {
		between := operatorBetween.FindStringSubmatch(text[spans[0][1]:spans[1][0]])
		if between != nil {
			want := unescapeCell(text[spans[1][4]:spans[1][5]])
			return expect.ParseAll(verificationSubject(between[1]) + " " + want)
		}
	}
	if after := strings.Trim(text[spans[0][1]:], " .,;:()\t"); after != "" {
		if parsed, err := expect.ParseAll(after); err == nil {
			return parsed, nil
		}
	}
	if version := FindConstraint(constraint); version != "" {
		e, err := expect.Parse("version " + version)
		return []expect.Expectation{e}, err
	}
	return nil, nil
}

func verificationSubject(word string) string {
	switch word {
	case "~", "!~", "!=", "contains":
		return "stdout " + word
	case "exit", "exits":
		return "exit"
	}
	return "stdout ="
}

var stepReference = pattern.New("(?i)^\\s*(?:see\\s+)?steps?\\s+`([^`]+)`")

// IsStepReference says whether a verification names a step instead of a command.
func IsStepReference(text string) bool { return stepReference.MatchString(text) }

// ReferencedStep returns the step that a verification names, or "".
func ReferencedStep(text string) string {
	if match := stepReference.FindStringSubmatch(text); match != nil {
		return match[1]
	}
	return ""
}

var constraintPattern = pattern.New(`(?:(?:>=|<=|≥|≤|>|<|=)\s*v?\d+(?:\.\d+)*[\s,]*)+|\bv?\d+(?:\.\d+)*(?:\+|\s+(?:or|and) (?:newer|later|higher|above|up)\b)`)

// FindConstraint returns the version bounds in a text such as "≥ 14, `wal_level = logical`", or "".
func FindConstraint(text string) string {
	if code := strings.IndexByte(text, '`'); code >= 0 {
		text = text[:code]
	}
	return strings.Trim(constraintPattern.FindString(text), " ,\t")
}

func unescapeCell(text string) string { return strings.ReplaceAll(text, `\|`, "|") }
