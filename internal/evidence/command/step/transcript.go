package step

import (
	"fmt"
	"strings"
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

func isPrompt(line string) bool {
	return strings.HasPrefix(line, "$ ") || strings.HasPrefix(line, "> ")
}

// Split returns the steps of a transcript, one a command, or the step itself when it is none. A line "..." says that
// anything may follow.
func (s *Step) Split() []*Step {
	if s.Sort != Shell || !IsTranscript(s.Body) {
		return []*Step{s}
	}
	var steps []*Step
	for line := range strings.SplitSeq(strings.TrimRight(s.Body, "\n"), "\n") {
		text := strings.TrimSpace(line)
		switch {
		case isPrompt(text):
			steps = append(steps, s.command(strings.TrimSpace(text[2:]), len(steps)+1))
		case len(steps) == 0:
		case text == "...":
			steps[len(steps)-1].Answer.Open = true
		case !steps[len(steps)-1].Answer.Open:
			answer := steps[len(steps)-1].Answer
			answer.Lines = append(answer.Lines, text)
		}
	}
	shown := false
	for _, one := range steps {
		one.Answer.Lines = trimBlank(one.Answer.Lines)
		shown = shown || len(one.Answer.Lines) > 0 || one.Answer.Open
	}
	for _, one := range steps {
		// Prompts alone, as runme's documents have them, promise no answer; shelldoc's options say that one is meant.
		one.Answer.Open = one.Answer.Open || !shown && !s.AnyExit && len(s.Expect) == 0 && s.Language != ""
	}
	return steps
}

func (s *Step) command(text string, number int) *Step {
	one := *s
	one.Body = text + "\n"
	one.Answer = new(Answer)
	if number > 1 {
		one.Name = fmt.Sprintf("%s-%d", s.Name, number)
	}
	return &one
}

func trimBlank(lines []string) []string {
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
