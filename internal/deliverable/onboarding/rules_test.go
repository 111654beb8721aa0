package onboarding

import (
	"testing"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
)

const exampleFront = "---\nkind: onboarding-plan\naccount: acme\nengagement: Routing API\ndate: 2026-11-02\nauthor: Dana Ruiz\nstatus: review\nstart: 2026-11-23\ngo_live: 2027-01-29\n---\n\n# Onboarding plan: Acme Freight\n\n"

func TestExamples(t *testing.T) {
	k := Kind(nil)
	ruletest.Examples(t, k.Rules, exampleFront, k.Model)
}

func TestKindIsValid(t *testing.T) {
	if err := deliverable.Validate([]*deliverable.Kind{Kind(nil)}, []*rule.Rule{}); err != nil {
		t.Error(err)
	}
}

func FuzzRules(f *testing.F) {
	k := Kind(nil)
	ruletest.Fuzz(f, k.Rules, exampleFront, k.Model)
}
