package onboarding

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var failureModes = &rule.Rule{
	ID:          "OP006",
	Title:       "The plan accounts for integration delays, data migration issues and stakeholder availability",
	Requirement: "1.bar.3",
	Severity:    rule.Error,
	Explain: `These three go wrong most often. Each needs a row among the risks, or a sentence there that says why it cannot
happen ("No data is migrated"). The column "Kind" names the mode: integration, migration, availability.`,
	Bad:  "## Risks and contingency\n\n| Risk | Odds | Delay if it happens | Mitigation | Fallback |\n|---|---|---|---|---|\n| Integration takes longer | 30% | 5 working days | Deputy named | Depot 1 first: go-live in two steps |\n",
	Good: "## Risks and contingency\n\n| Risk | Odds | Delay if it happens | Mitigation | Fallback |\n|---|---|---|---|---|\n| Integration takes longer | 30% | 5 working days | Deputy named | Depot 1 first: go-live in two steps |\n| Addresses fail validation on import | 40% | 2–10 working days | Dry run | Import the valid: go-live holds |\n| S. Berg is away in December | 20% | 3–8 working days | Deputy | Local accounts: go-live holds |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		at := p.Top()
		text := ""
		if plan.RisksAt != nil {
			at = plan.RisksAt.Heading.Span
			text = strings.ToLower(p.Doc.Slice(plan.RisksAt.Span))
		}
		for _, mode := range failureModeWords {
			if !slices.ContainsFunc(plan.Risks, mode.covers) && !mode.excluded(text) {
				p.Violated(at, "add a row for it, or say why it cannot happen", "the plan does not account for %s", mode.title)
			}
		}
	}),
}

// A failureMode is one of the three that every plan accounts for, with the
// words by which a risk's row shows it.
type failureMode struct {
	name, title string
	words       []string
}

var failureModeWords = []failureMode{
	{"integration", "integration delays", []string{"integrat", "api", "sso", "sign-in", "single sign-on", "connector", "webhook", "interface", "identity provider", "network", "firewall", "credential"}},
	{"migration", "data migration issues", []string{"migrat", "import", "data ", "records", "addresses", "duplicate", "validation fail", "fail validation", "cleansing", "export"}},
	{"availability", "stakeholder availability", []string{"availab", "away", "absen", "holiday", "leave", "vacation", "waits for", "busy", "deputy", "sponsor", "stakeholder", "sign-off", "reviewer", "turnover"}},
}

// stem begins the words that name a mode: integration, integrate.
func (f failureMode) stem() string { return f.words[0] }

// covers says whether a risk is of the mode: by its kind, else by its words.
func (f failureMode) covers(r Risk) bool {
	if r.Mode.Text != "" {
		return strings.Contains(strings.ToLower(r.Mode.Text), f.name)
	}
	text := strings.ToLower(r.Text.Text + " ")
	for _, mode := range failureModeWords {
		if strings.Contains(text, mode.stem()) {
			return strings.Contains(text, f.stem()) // the row names its mode: “Integration: the export changes” is none of migration
		}
	}
	return slices.ContainsFunc(f.words, func(w string) bool { return strings.Contains(text, w) })
}

// excluded says whether the section states that the mode cannot happen.
func (f failureMode) excluded(section string) bool {
	for _, line := range strings.Split(section, "\n") {
		if strings.HasPrefix(line, "|") || !strings.HasPrefix(line, "no ") && !strings.Contains(line, " no ") && !strings.Contains(line, "not ") {
			continue
		}
		if slices.ContainsFunc(f.words, func(w string) bool { return strings.Contains(line, strings.TrimSpace(w)) }) {
			return true
		}
	}
	return false
}
