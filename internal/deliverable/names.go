package deliverable

// Kinds that documents of another kind speak of: a case study is held against the plan, a health report lists escalations.
// What holds for whatever kind there is reads the kind's own declaration, never a name.
const (
	OnboardingPlan      = "onboarding-plan"
	ImplementationGuide = "implementation-guide"
	HealthReport        = "health-report"
	EscalationReport    = "escalation-report"
)
