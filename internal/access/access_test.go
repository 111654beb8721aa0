package access_test

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/access"
)

// kinds are those that the default policy speaks of.
var kinds = []string{"onboarding-plan", "implementation-guide", "health-report", "feedback-summary", "case-study", "escalation-report"}

func defaults(t *testing.T) *access.Policies {
	t.Helper()
	p, err := access.Load(map[string][]byte{"policies/default.cedar": access.Default}, append([]string{"acme", "zeta"}, kinds...))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestConsumers reads the requirement's lists of downstream consumers: each reads its kinds, and no other.
func TestConsumers(t *testing.T) {
	p := defaults(t)
	kinds := []string{"onboarding-plan", "implementation-guide", "health-report", "feedback-summary", "case-study", "escalation-report"}
	for role, want := range map[string]string{
		"team-lead": "111111", "developer": "111001", "architect": "100000", "technical-writer": "010000", "stakeholder": "001110",
		"business-analyst": "000100", "designer": "000100", "tech-qa": "000001", "customer-success": "010110", "customer": "000000",
	} {
		got := ""
		for _, kind := range kinds {
			d := p.Decide(access.Person{ID: "p-1", Roles: []string{role}}, "read", access.Document{Path: "x.md", Kind: kind, Audience: "internal", Account: "acme", Status: "final"})
			got += map[bool]string{true: "1", false: "0"}[d.Allowed]
		}
		if got != want {
			t.Errorf("%s reads %s, want %s", role, got, want)
		}
	}
}

// TestACustomerSeesItsOwnSharedDocumentsAndNothingElse over every combination.
func TestACustomerSeesItsOwnSharedDocumentsAndNothingElse(t *testing.T) {
	p := defaults(t)
	rapid.Check(t, func(t *rapid.T) {
		who := access.Person{ID: "p-1", Roles: []string{"customer"}, Account: "acme"}
		d := access.Document{Path: "x.md", Kind: rapid.SampledFrom([]string{"", "health-report", "case-study", "onboarding-plan", "evidence"}).Draw(t, "kind"),
			Audience: rapid.SampledFrom([]string{"", "internal", "customer", "shared", "public"}).Draw(t, "audience"),
			Account:  rapid.SampledFrom([]string{"", "acme", "zeta"}).Draw(t, "account"), Status: rapid.SampledFrom([]string{"", "draft", "final", "withdrawn"}).Draw(t, "status"),
			Approved: rapid.Bool().Draw(t, "approved")}
		action := rapid.SampledFrom(access.Actions).Draw(t, "action")
		own := d.Account == "acme" && (d.Audience == "customer" || d.Audience == "shared" || d.Audience == "public")
		want := action == "read" && d.Status == "final" && d.Kind != "evidence" && (own || d.Audience == "public" && d.Approved)
		if got := p.Decide(who, action, d); got.Allowed != want {
			t.Fatalf("%s %+v: %v %v, want %v", action, d, got.Allowed, got.Reasons, want)
		}
	})
}

func TestIndividualDetailsAreForTheAccountsTeam(t *testing.T) {
	p := defaults(t)
	note := access.Document{Path: "accounts/acme/evidence/notes/x.md", Kind: "evidence", Account: "acme"}
	if d := p.Decide(access.Person{ID: "p-1", Accounts: []string{"acme"}}, "read", note); !d.Allowed {
		t.Error(d.Reasons)
	}
	if d := p.Decide(access.Person{ID: "p-2", Roles: []string{"team-lead"}, Accounts: []string{"zeta"}}, "read", note); d.Allowed {
		t.Error("a note is read by somebody outside the team")
	}
}

// TestWhatIsNotApprovedIsForNobodyOutside: the public, those with whom it is shared and other customers are told why; the
// roles that the requirement names read it as they read a draft.
func TestWhatIsNotApprovedIsForNobodyOutside(t *testing.T) {
	p := defaults(t)
	const why = "consent quote-1 was revoked"
	study := access.Document{Path: "x.md", Kind: "case-study", Audience: "public", Account: "acme", Status: "final", Lacks: why}
	outside := []access.Person{access.Audience("public", ""), access.Audience("shared", ""), access.Audience("customer", "zeta"), {ID: "p-1"}}
	for _, who := range outside {
		if d := p.Decide(who, "read", study); d.Allowed || !strings.Contains(strings.Join(d.Reasons, "; "), why) {
			t.Errorf("%s: %+v", who.ID, d)
		}
	}
	if d := p.Decide(access.Person{ID: "p-2", Roles: []string{"stakeholder"}}, "read", study); !d.Allowed {
		t.Errorf("a stakeholder reads drafts, but not this: %v", d.Reasons)
	}
	study.Approved, study.Lacks = true, ""
	for _, who := range outside {
		if d := p.Decide(who, "read", study); !d.Allowed {
			t.Errorf("%s, approved: %v", who.ID, d.Reasons)
		}
	}
}

// TestATypoRefusesEverything, and says which.
func TestATypoRefusesEverything(t *testing.T) {
	everything := access.Document{Path: "x.md", Kind: "case-study", Audience: "public", Status: "final"}
	for name, c := range map[string]struct{ policy, word string }{
		"syntax":    {`permit (principal, action, resource`, "x.cedar"},
		"role":      {`permit (principal in Role::"team-led", action, resource);`, `unknown role "team-led"`},
		"action":    {`permit (principal, action == Action::"raed", resource);`, `unknown action "raed"`},
		"attribute": {`forbid (principal, action, resource) when { resource.audiance == "internal" };`, `unknown attribute "audiance"`},
		"audience":  {`forbid (principal, action, resource) when { resource.audience == "intern" };`, `unknown word "intern"`},
		"type":      {`permit (principal in Group::"x", action, resource);`, `unknown entity type "Group"`},
		"list":      {`permit (principal, action, resource) when { ["case-stduy"].contains(resource.kind) };`, `unknown word "case-stduy"`},
		"twice":     {"@id(\"a\") permit (principal, action, resource);\n@id(\"a\") permit (principal, action, resource);", "twice"},
		"empty":     {"// nothing\n", "there is none"},
		"has":       {`permit (principal, action, resource) when { resource has acount };`, `unknown attribute "acount"`},
	} {
		p, err := access.Load(map[string][]byte{"x.cedar": []byte(c.policy)}, nil)
		if !errors.Is(err, access.ErrPolicy) || !strings.Contains(err.Error(), c.word) {
			t.Errorf("%s: error %v, want %q", name, err, c.word)
		}
		if d := p.Decide(access.Person{ID: "p-1", Roles: []string{"team-lead"}}, "read", everything); d.Allowed || !strings.Contains(strings.Join(d.Reasons, " "), "refused") {
			t.Errorf("%s: %+v", name, d)
		}
	}
	// an error that only evaluation shows refuses as well, also where another policy permits
	p, err := access.Load(map[string][]byte{"x.cedar": []byte("permit (principal, action, resource);\nforbid (principal, action, resource) when { principal.account == resource.account };")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if d := p.Decide(access.Person{ID: "p-1"}, "read", everything); d.Allowed {
		t.Error("a forbid that could not be evaluated was passed over")
	}
	var none *access.Policies
	if none.Decide(access.Person{}, "read", everything).Allowed || new(access.Policies).Decide(access.Person{}, "read", everything).Allowed {
		t.Error("no policies permit something")
	}
	if d := defaults(t).Decide(access.Person{ID: "p", Roles: []string{"team-lead", "root"}}, "read", everything); d.Allowed {
		t.Error("an unknown role is passed over")
	}
}

func BenchmarkDecide(b *testing.B) {
	p, err := access.Load(map[string][]byte{"d": access.Default}, kinds)
	if err != nil {
		b.Fatal(err)
	}
	who, what := access.Person{ID: "p-1", Roles: []string{"developer"}}, access.Document{Path: "x.md", Kind: "health-report", Account: "acme"}
	for b.Loop() {
		p.Decide(who, "read", what)
	}
}
