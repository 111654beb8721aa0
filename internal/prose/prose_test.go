package prose

import "testing"

// The named examples of the requirement.
func TestNamedExamples(t *testing.T) {
	for _, c := range []struct {
		judge func(string, string) Judgement
		text  string
		want  string
	}{
		{Criterion, "Customer can authenticate via SSO", Measurable},
		{Criterion, "SSO is set up.", Vague},
		{Criterion, "SSO is set up", Vague},
		{Risk, "API call volume dropped 40% in the last 30 days", Evidenced},
		{Risk, "customer seems less engaged", Vague},
		{Result, "Reduced API integration time from 12 weeks to 3 weeks", Verifiable},
		{Result, "from 12 weeks to 3 weeks", Verifiable},
		{Result, "significantly faster integration", Vague},
		{Result, "significantly faster", Vague},
		{Impact, "Blocking production deployment for 200-person team", Quantified},
		{Impact, "important customer is affected", Unquantified},
		{Environment, "Ubuntu 22.04, PostgreSQL 14, Keycloak 24", Specific},
		{Environment, "Linux, latest version", Unspecific},
		{Request, "customers are asking for a retry button", Ask},
		{Request, "customers need a retry button to avoid double orders", Need},
	} {
		if got := c.judge(c.text, ""); got.Label != c.want {
			t.Errorf("%q: %s (%s), want %s", c.text, got.Label, got.Why, c.want)
		}
	}
}
