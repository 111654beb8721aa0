package general

import "github.com/touchstone-cs/touchstone/internal/rule"

// Cadence lists the rules about documents that are not there. They have no place in a document, so the review checks them over the whole workspace;
// `check` with a path leaves them out. Missing evidence is unverified, never violated.
func Cadence() []*rule.Rule {
	return []*rule.Rule{
		{
			ID: "GL030", Title: "Every engagement has an onboarding plan", Requirement: "1.bar.1", Severity: rule.Warning,
			Explain: "There is one plan an engagement. A folder of an account that holds an implementation guide or a case study and no plan has no milestones, owners or go-live definition to hold on to; two plans that stand contradict each other.",
			Bad:     "accounts/acme/sso/implementation-guide-okta.md and no accounts/acme/sso/onboarding-plan.md", Good: "both files",
		},
		{
			ID: "GL031", Title: "Whoever is live has a health report for the last period, in time", Requirement: "3.bar.4", Severity: rule.Warning,
			Explain: "Health is reported monthly, or by the period agreed (reporting: quarterly or none, in account.yaml or for all in touchstone.yaml). Ten days after a period has ended, an account whose plan's go_live lies before that has its report; trends need every period.",
			Bad:     "go_live: 2025-11-03, today 2026-11-20, and no report with period: 2026-10", Good: "health/2026-10.md",
		},
		{
			ID: "GL032", Title: "There is a feedback summary for the last cycle or quarter", Requirement: "4.bar.1", Severity: rule.Warning,
			Explain: "Feedback is summarised a product cycle (cycles: in touchstone.yaml) or a quarter. Where somebody is live, or summaries are written, the last one's is there ten days after it has ended.",
			Bad:     "feedback/2026-Q2.md alone on 2026-11-20", Good: "feedback/2026-Q3.md as well",
		},
		{
			ID: "GL033", Title: "Every integration pattern has an implementation guide", Requirement: "2.bar.1", Severity: rule.Warning,
			Explain: "There is one guide an integration pattern. The patterns are those that account.yaml or a plan's front matter lists (patterns: [sso, route-upload]); a guide's is its key pattern or the end of its file's name.",
			Bad:     "patterns: [sso, route-upload] and implementation-guide-sso.md alone", Good: "implementation-guide-route-upload.md as well",
		},
	}
}
