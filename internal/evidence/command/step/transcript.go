package step

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// IsTranscript says whether a shell block shows commands behind prompts, as shelldoc reads them.
func IsTranscript(body string) bool {
	for line := range strings.SplitSeq(body, "\n") {
		if strings.TrimSpace(line) != "" {
			return isPrompt(strings.TrimSpace(line))
		}
	}
	return false
}

var promptAtStart = pattern.New(`(?m)^\$ `)

func isPrompt(line string) bool {
	return strings.HasPrefix(line, "$ ") || strings.HasPrefix(line, "> ")
}

// Split returns the steps of a transcript, one a command, or the step itself when it is none. A command goes on behind a
// backslash at a line's end. A line "..." says that anything may follow. All steps but the first are without a name.
func (s *Step) Split() []*Step {
	if s.Sort != Shell || !IsTranscript(s.Body) {
		if s.Sort == Shell && s.OfRunme { // which reads no prompt as part of a command
			s.Body = promptAtStart.ReplaceAllString(s.Body, "")
		}
		return []*Step{s}
	}
	var steps []*Step
	for line := range strings.SplitSeq(strings.TrimRight(s.Body, "\n"), "\n") {
		text := strings.TrimSpace(line)
		switch {
		case len(steps) > 0 && steps[len(steps)-1].goesOn():
			steps[len(steps)-1].Body += strings.TrimPrefix(text, "> ") + "\n"
		case isPrompt(text):
			steps = append(steps, s.command(strings.TrimSpace(text[2:])))
		case len(steps) == 0:
		case text == "...":
			steps[len(steps)-1].Answer.Open = true
		case !steps[len(steps)-1].Answer.Open:
			answer := steps[len(steps)-1].Answer
			answer.Lines = append(answer.Lines, text)
		}
	}
	shown := false
	for i, one := range steps {
		if i > 0 {
			one.Name = ""
		}
		if one.Answer.Lines = trimBlank(one.Answer.Lines); s.OfRunme {
			one.Answer = &Answer{Open: true}
		}
		shown = shown || len(one.Answer.Lines) > 0 || one.Answer.Open
	}
	for _, one := range steps {
		// Prompts alone, as runme's documents have them, promise no answer; shelldoc's options say that one is meant.
		one.Answer.Open = one.Answer.Open || !shown && !s.AnyExit && len(s.Expect) == 0 && s.Language != ""
	}
	return steps
}

func (s *Step) command(text string) *Step {
	one := *s
	one.Body = text + "\n"
	one.Answer = new(Answer)
	return &one
}

func (s *Step) goesOn() bool {
	return strings.HasSuffix(s.Body, "\\\n") && len(s.Answer.Lines) == 0 && !s.Answer.Open
}

func trimBlank(lines []string) []string {
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
