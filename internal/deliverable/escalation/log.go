package escalation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/fault"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/redact"
)

// The lines of an output that are shown around the one that tells most of the failure.
const linesBefore, linesAfter = 8, 3

// logs shows what the last run in which the issue showed, at the customer's before elsewhere, printed where it failed; where
// it showed nowhere, the last run.
func (w *writer) logs(b *strings.Builder) error {
	own, err := w.own()
	if err != nil || len(own) == 0 {
		return err
	}
	slices.Reverse(own)
	slices.SortStableFunc(own, func(a, b command.Kept) int {
		return cmp.Or(cmp.Compare(min(outcomeOf(&a.Run), works), min(outcomeOf(&b.Run), works)), cmp.Compare(distance(&a.Run), distance(&b.Run)))
	})
	run := &own[0].Run
	for _, s := range slices.Backward(run.Steps) {
		excerpt, err := w.excerpt(s)
		if err != nil {
			return err
		}
		if excerpt != "" {
			fmt.Fprintf(b, "What `%s` printed in %s, redacted:\n\n```text\n%s\n```\n\n", s.Name, run.Environment.Name, excerpt)
			return nil
		}
	}
	return nil
}

// excerpt is the part of a step's output around its failure, redacted once more: another customer may have come since. An
// HTTP step's is its answer. Of a command that printed no error there is none.
func (w *writer) excerpt(s receipt.Step) (string, error) {
	text := ""
	for _, out := range []*receipt.Output{s.Stderr, s.Stdout} {
		if out != nil && (out == s.Stderr || s.Sort == string(step.HTTP)) {
			text += strings.TrimRight(out.Text, "\n") + "\n"
		}
	}
	if s.Stderr == nil && s.Stdout != nil && len(fault.Signatures(s.Stdout.Text)) > 0 {
		text = s.Stdout.Text // the program tells of its errors there
	}
	clean, err := w.redactor.Text(redact.Clean([]byte(text)))
	if err != nil {
		return "", err
	}
	return strings.ReplaceAll(around(strings.TrimSpace(clean)), "```", "'''"), nil
}

// around is a text shortened to the lines about its failure.
func around(text string) string {
	if text == "" {
		return ""
	}
	lines := strings.Split(text, "\n")
	telling := strings.TrimSpace(fault.Line(text))
	at := len(lines) - 1
	for i, line := range lines {
		if strings.TrimSpace(line) == telling {
			at = i
		}
	}
	first, end := max(0, at-linesBefore), min(len(lines), at+1+linesAfter)
	excerpt := slices.Clone(lines[first:end])
	if first > 0 {
		excerpt = append([]string{"…"}, excerpt...)
	}
	if end < len(lines) {
		excerpt = append(excerpt, "…")
	}
	return strings.Join(excerpt, "\n")
}

// rate is how often a run showed the issue, with the interval that so many rounds leave open where they differ.
func rate(run *receipt.Run) (text string, params string) {
	rounds, matched := command.Rate(run)
	params = fmt.Sprintf("runs=%d matched=%d", rounds, matched)
	text = fmt.Sprintf("%d of %d", matched, rounds)
	if low, high, ok := command.RateInterval(rounds, matched); ok {
		text += fmt.Sprintf(" (95%% interval %s to %s)", low, high)
		params += fmt.Sprintf(" low=%s high=%s", low, high)
	}
	return text, params
}
