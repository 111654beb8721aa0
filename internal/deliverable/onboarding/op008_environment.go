package onboarding

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/prose"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var environmentDocumented = &rule.Rule{
	ID:          "OP008",
	Title:       "The customer's configuration and environment are documented",
	Requirement: "1.bar.4",
	Severity:    rule.Error,
	Explain: `Name the customer's products with their versions and settings: "Keycloak 24 (OIDC)", "PostgreSQL 14 on Ubuntu 22.04",
not "their identity provider".`,
	Bad:  "## Customer profile and environment\n\n| Fact | Value |\n|---|---|\n| Goals | Plan routes by 22:00 |\n| Environment | A cloud database |\n",
	Good: "## Customer profile and environment\n\n| Fact | Value |\n|---|---|\n| Goals | Plan routes by 22:00 |\n| Environment | Ubuntu 22.04, PostgreSQL 14, Keycloak 24 (OIDC) |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		if plan.ProfileAt == nil {
			p.Lacks(p.Top(), "add a section with the customer's products, versions and settings", "the customer's environment is not documented")
			return
		}
		facts, specific := 0, false
		for _, f := range plan.Profile {
			if isGoal(f.Name.Text) || isTeam(f.Name.Text) {
				continue
			}
			switch {
			case strings.Trim(f.Value.Text, "–-— ") == "":
				p.Lacks(f.Name.Span, "fill it in, or take the row out", "%s is empty", f.Name.Text)
			case strings.HasPrefix(f.Value.Text, Unrecorded):
				p.Lacks(f.Value.Span, strings.TrimPrefix(f.Value.Text, Unrecorded), "%s is not recorded", f.Name.Text)
				facts, specific = facts+1, true
			default:
				facts++
				specific = specific || !prose.Environment(f.Value.Text, f.Name.Text).Bad()
			}
		}
		if facts == 0 && textOf(plan.ProfileAt) != "" {
			facts++
			specific = !prose.Environment(textOf(plan.ProfileAt), "Environment").Bad()
		}
		switch {
		case facts == 0:
			p.Lacks(plan.ProfileAt.Heading.Span, "add the customer's products, versions and settings", "the customer's environment is not documented")
		case !specific:
			p.Violated(plan.ProfileAt.Heading.Span, "give versions and settings: Keycloak 24 (OIDC), PostgreSQL 14", "the environment names no version or setting")
		}
	}),
}

func isGoal(name string) bool {
	return strings.Contains(strings.ToLower(name), "goal") || strings.Contains(strings.ToLower(name), "objective")
}

func isTeam(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "team") || strings.Contains(name, "contact") || strings.Contains(name, "people") || strings.Contains(name, "capacity")
}

// textOf is a section's running text.
func textOf(s *markdown.Section) string {
	var out []string
	for _, b := range s.AllBlocks() {
		if para, ok := b.(*markdown.Paragraph); ok {
			out = append(out, para.Text.Plain)
		}
	}
	return strings.Join(out, " ")
}
