package escalation

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var attemptsHaveResults = &rule.Rule{
	ID:          "ER014",
	Title:       "Every attempt says who tried it, when, and what came of it",
	Requirement: "6.bar.4",
	Severity:    rule.Error,
	Explain:     "Nobody has to try it again when it says what was done, when, and what happened: \"504 after 60 s as before\", not \"did not help\".",
	Bad:         "# ESC-1\n\n## Attempted resolutions\n\n| Tried | By, when | Result |\n|---|---|---|\n| restart | | did not help |\n",
	Good:        "# ESC-1\n\n## Attempted resolutions\n\n| Tried | By, when | Result |\n|---|---|---|\n| `upload.batch_size: 1000` | Dana Ruiz, 2026-10-12 | 504 after 60 s as before |\n| Is it fixed already? | release notes to 4.7.1 | not mentioned |\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		for _, a := range r.Tried {
			result := strings.ToLower(strings.Trim(a.ResultText.Plain, " ."))
			switch {
			case result == "" || strings.Trim(result, "—–-?") == "":
				p.Lacks(a.Span, "what happened", "the attempt %q has no result", short(a.Tried.Plain))
			case vagueResult.MatchString(result):
				p.Lacks(a.Span, "what happened: an answer, an error, a number", "the result %q does not say what happened", result)
			}
			if by := strings.TrimSpace(a.By.Plain); by == "" || strings.Trim(by, "—–-?") == "" {
				p.Lacks(a.Span, "who, and the date", "the attempt %q does not say by whom or when", short(a.Tried.Plain))
			}
		}
	}),
}

var vagueResult = pattern.New(`^(did(?: not|n't) (?:help|work)|no (?:effect|change|success|luck)|failed|no|unsuccessful|same|nothing)$`)

func short(text string) string {
	if runes := []rune(text); len(runes) > 50 {
		return string(runes[:49]) + "…"
	}
	return text
}
