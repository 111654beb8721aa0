package bench

// corpusShape is one kind's document: where it lies, what its front matter adds, and its sections.
type corpusShape struct {
	kind, path, front, title string
	sections                 []corpusSection
}

type corpusSection struct {
	heading string
	header  []string // of its table; none for none
}

var shapes = []corpusShape{
	{
		kind: "onboarding-plan", path: "@HOME@phase-@N@/onboarding-plan.md", title: "Onboarding plan:",
		front: "audience: customer\nstate: agreed\nstart: 2026-03-02\ngo_live: 2026-06-01\n",
		sections: []corpusSection{
			{"Customer profile and environment", []string{"Fact", "Value"}},
			{"Go-live definition", []string{"#", "Criterion", "Proven by", "State"}},
			{"Prerequisites", []string{"#", "Prerequisite", "Owner", "Validation step", "State"}},
			{"Milestones", []string{"ID", "Milestone", "Owner", "Due", "Success criterion", "State"}},
			{"Risks and contingency", []string{"#", "Risk", "Mitigation", "Fallback"}},
			{"Communication", []string{"Meeting", "When", "Who", "For"}},
		},
	},
	{
		kind: "implementation-guide", path: "@HOME@phase-@N@/implementation-guide-upload.md", title: "Implementation guide: upload for",
		front: "audience: customer\nproduct: \">=4.7\"\nenvironment: staging\npattern: upload\n",
		sections: []corpusSection{
			{"Prerequisites", []string{"#", "Requirement", "Version, configuration", "Validation step", "State"}},
			{"1. Configure (required)", nil},
			{"2. Integrate (required)", nil},
			{"3. Migrate data (optional)", nil},
			{"4. Test before go-live", []string{"#", "Case", "Expected", "State"}},
			{"Troubleshooting", []string{"Symptom", "Cause", "Resolution", "Since"}},
		},
	},
	{
		kind: "health-report", path: "@HOME@health/@MONTH@.md", title: "Health report:", front: "audience: internal\nperiod: @MONTH@\n",
		sections: []corpusSection{
			{"Scorecard", []string{"Metric", "Current", "Prior", "Change"}},
			{"Risk signals", []string{"#", "Signal", "Evidence", "Severity"}},
			{"Open issues and escalations", []string{"Issue", "Severity", "Since", "Status", "Next step"}},
			{"Recent interactions", []string{"Date", "Kind", "With", "What came of it"}},
			{"Expansion", []string{"Opening", "Evidence", "Next step"}},
			{"Actions", []string{"#", "Action", "Owner", "Due", "Expected outcome"}},
			{"Summary and outlook", nil},
		},
	},
	{
		kind: "feedback-summary", path: "feedback/summary-@ID@.md", title: "Feedback summary:", front: "accounts: 20\naudience: shared\nperiod: 2026-Q3\n",
		sections: []corpusSection{
			{"Executive summary", []string{"#", "Theme", "Reach", "Recommended"}},
			{"Theme analysis", nil},
			{"Individual requests", []string{"Request", "Their reason", "Proposed answer"}},
			{"Competitive intelligence", []string{"Product", "What was said, by whom", "When", "Kind"}},
			{"Recommended priorities", []string{"#", "Action", "Reach", "Impact", "Effort"}},
		},
	},
	{
		kind: "case-study", path: "@HOME@phase-@N@/case-study.md", title: "Case study:", front: "audience: internal\n",
		sections: []corpusSection{
			{"Customer profile", nil},
			{"Challenge", nil},
			{"Solution", nil},
			{"Results", []string{"Metric", "Before", "After", "Change"}},
			{"Lessons learned", nil},
			{"Customer quote", nil},
		},
	},
	{
		kind: "escalation-report", path: "@HOME@escalations/ESC-@ID@.md", title: "ESC-1: upload fails at", front: "audience: internal\nid: ESC-@ID@\nticket: \"@ID@\"\n",
		sections: []corpusSection{
			{"Customer context", []string{"Fact", "Value"}},
			{"Issue summary", nil},
			{"Business impact", nil},
			{"Reproduction steps", nil},
			{"Environment details", []string{"Part", "Fails"}},
			{"Attempted resolutions", []string{"Tried", "When", "Result"}},
			{"Recommended priority", nil},
		},
	},
}
