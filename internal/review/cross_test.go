package review_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/deliverable/casestudy"
	"github.com/touchstone-cs/touchstone/internal/deliverable/escalation"
	"github.com/touchstone-cs/touchstone/internal/deliverable/feedback"
	"github.com/touchstone-cs/touchstone/internal/deliverable/general"
	"github.com/touchstone-cs/touchstone/internal/deliverable/health"
	"github.com/touchstone-cs/touchstone/internal/deliverable/implementation"
	"github.com/touchstone-cs/touchstone/internal/deliverable/onboarding"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
)

const accountDir = "customer-success/accounts/acme/"

func crossCheck(t *testing.T, files map[string]string, rules ...string) []string {
	t.Helper()
	return check(t, kinds(), files, rules...)
}

func check(t *testing.T, kinds []*deliverable.Kind, files map[string]string, rules ...string) []string {
	t.Helper()
	w := ruletest.Workspace(t, files)
	paths, err := w.Documents("")
	if err != nil {
		t.Fatal(err)
	}
	r, err := review.Check(context.Background(), &review.Catalog{General: general.Rules(kinds), Kinds: kinds},
		review.CheckOptions{Workspace: w, Paths: paths, Offline: true, Whole: true, Now: ruletest.Now, Rules: rules})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range r.Findings {
		out = append(out, fmt.Sprintf("%s:%d %s %s: %s", strings.TrimPrefix(f.Path, accountDir), f.Start.Line, f.Verdict, f.Rule, f.Message))
	}
	return out
}

// kinds are the six without their own rules: what is checked here is what stands between documents.
func kinds() []*deliverable.Kind {
	all := []*deliverable.Kind{onboarding.Kind(nil), casestudy.Kind(casestudy.Room{}), implementation.Kind(nil), escalation.Kind(nil, nil), health.Kind(health.Engines{}), feedback.Kind(nil)}
	for _, kind := range all {
		kind.Rules = nil
	}
	return all
}

func front(lines ...string) string {
	return "---\naccount: acme\n" + strings.Join(lines, "\n") + "\n---\n\n# T\n\n"
}

// A contradiction between two documents is a finding in both, each naming the other.
func TestContradictionsStandInBothPlaces(t *testing.T) {
	got := crossCheck(t, map[string]string{
		accountDir + "routing/onboarding-plan.md": front("kind: onboarding-plan", "go_live: 2025-11-03"),
		accountDir + "routing/case-study.md":      front("kind: case-study") + "They went live on 10 November 2025.\n",
		accountDir + "routing/old.md":             front("kind: case-study", "status: withdrawn") + "They went live on 1 January 2020.\n",
	}, "GL020")
	want := []string{
		"routing/case-study.md:8 violated GL020: go-live is 2025-11-10 here and 2025-11-03 in customer-success/accounts/acme/routing/onboarding-plan.md",
		"routing/onboarding-plan.md:4 violated GL020: go-live is 2025-11-03 here and 2025-11-10 in customer-success/accounts/acme/routing/case-study.md",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("go-live (-want +got):\n%s", diff)
	}

	report := front("kind: health-report", "period: 2026-10", "date: 2026-11-02", "status: final") + "## Open issues and escalations\n\n- none\n"
	got = crossCheck(t, map[string]string{
		accountDir + "health/2026-09.md":       strings.Replace(report, "2026-10", "2026-09", 1),
		accountDir + "health/2026-10.md":       report,
		accountDir + "escalations/ESC-0007.md": front("kind: escalation-report", "id: ESC-0007", "date: 2026-10-13", "state: with engineering"),
		accountDir + "escalations/ESC-0003.md": front("kind: escalation-report", "id: ESC-0003", "date: 2026-03-01", "state: closed"),
	}, "GL021", "GL023")
	want = []string{
		"escalations/ESC-0007.md:9 violated GL021: ESC-0007 is open and the health report customer-success/accounts/acme/health/2026-10.md does not list it",
		"health/2026-10.md:11 violated GL021: the escalation ESC-0007 is open (customer-success/accounts/acme/escalations/ESC-0007.md) and not listed here",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("escalations (-want +got):\n%s", diff)
	}

	note := func(value, snapshot string) string {
		return "API calls: " + value + ".[^a]\n\n[^a]: metric:api_calls account=acme period=2026-09 value=" + value + " snapshot=" + snapshot + "\n"
	}
	got = crossCheck(t, map[string]string{
		accountDir + "health/2026-09.md":     front("kind: health-report") + note("10", "4-aa"),
		accountDir + "routing/case-study.md": front("kind: case-study") + note("12", "4-aa"),
		accountDir + "routing/plan.md":       front("kind: onboarding-plan") + note("10", "5-bb"),
	}, "GL022")
	want = []string{
		"health/2026-09.md:10 violated GL022: customer-success/accounts/acme/routing/case-study.md gives value=12 for the same figure over the same snapshot",
		"routing/case-study.md:10 violated GL022: customer-success/accounts/acme/health/2026-09.md gives value=10 for the same figure over the same snapshot",
		"routing/case-study.md:10 unverified GL022: customer-success/accounts/acme/routing/plan.md gives value=10 over snapshot 5-bb",
		"routing/plan.md:10 unverified GL022: customer-success/accounts/acme/routing/case-study.md gives value=12 over snapshot 4-aa",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
}

func TestCadence(t *testing.T) {
	files := map[string]string{
		accountDir + "routing/onboarding-plan.md":  front("kind: onboarding-plan", "go_live: 2025-11-03"),
		accountDir + "sso/implementation-guide.md": front("kind: implementation-guide"),
		"customer-success/feedback/2026-Q2.md":     "---\nkind: feedback-summary\n---\n",
	}
	want := []string{
		"account.yaml:1 unverified GL030: the engagement sso has no onboarding plan",
		"account.yaml:1 unverified GL031: there is no health report for 2026-10; the account is live since 2025-11-03",
		"touchstone.yaml:1 unverified GL032: there is no feedback summary for 2026-Q3",
	}
	if diff := cmp.Diff(want, crossCheck(t, files, "GL030", "GL031", "GL032")); diff != "" {
		t.Errorf("cadence (-want +got):\n%s", diff)
	}
	files[accountDir+"health/2026-10.md"] = front("kind: health-report", "period: 2026-10")
	files[accountDir+"sso/onboarding-plan.md"] = front("kind: onboarding-plan")
	files["customer-success/feedback/2026-Q3.md"] = "---\nkind: feedback-summary\n---\n"
	if got := crossCheck(t, files, "GL030", "GL031", "GL032"); len(got) > 0 {
		t.Errorf("cadence: %q; want nothing", got)
	}
}

// What was agreed counts: patterns, the reporting period, named cycles; late and double is told as well as missing.
func TestCadenceAsAgreed(t *testing.T) {
	files := map[string]string{
		"touchstone.yaml":                                  "name: Rim\ncycles: {spring: 2026-02-01..2026-06-30, autumn: 2026-07-01..2026-10-20}\n",
		accountDir + "account.yaml":                        "account: acme\nreporting: quarterly\npatterns: [sso, route-upload]\n",
		accountDir + "routing/onboarding-plan.md":          front("kind: onboarding-plan", "go_live: 2025-11-03", "patterns: [exports]"),
		accountDir + "routing/onboarding-plan-2.md":        front("kind: onboarding-plan"),
		accountDir + "routing/onboarding-plan-old.md":      front("kind: onboarding-plan", "status: superseded"),
		accountDir + "routing/implementation-guide-sso.md": front("kind: implementation-guide"),
		accountDir + "routing/sso-again.md":                front("kind: implementation-guide", "pattern: sso"),
		accountDir + "health/2026-Q3.md":                   front("kind: health-report", "period: 2026-Q3", "date: 2026-10-19"),
		"customer-success/feedback/spring.md":              "---\nkind: feedback-summary\nperiod: spring\n---\n",
	}
	want := []string{
		"account.yaml:1 unverified GL030: the engagement routing has 2 onboarding plans that stand",
		"account.yaml:1 unverified GL033: the integration pattern exports has no implementation guide",
		"account.yaml:1 unverified GL033: the integration pattern route-upload has no implementation guide",
		"account.yaml:1 unverified GL033: the integration pattern sso has 2 implementation guides that stand",
		"health/2026-Q3.md:1 unverified GL031: the health report for 2026-Q3 is of 2026-10-19: later than 10 days after the period",
		"touchstone.yaml:1 unverified GL032: there is no feedback summary for autumn",
	}
	if diff := cmp.Diff(want, crossCheck(t, files, "GL030", "GL031", "GL032", "GL033")); diff != "" {
		t.Errorf("cadence (-want +got):\n%s", diff)
	}
}

// The six example documents, in their places, contradict nothing.
func TestReferenceExamplesAgree(t *testing.T) {
	dir := filepath.FromSlash("../../../shared/examples")
	places := map[string]string{"case-study.md": accountDir + "routing/case-study.md", "escalation-report.md": accountDir + "escalations/ESC-0007.md",
		"feedback-summary.md": "customer-success/feedback/2026-Q3.md", "health-report.md": accountDir + "health/2026-10.md",
		"implementation-guide.md": accountDir + "routing/implementation-guide-route-upload.md", "onboarding-plan.md": accountDir + "routing/onboarding-plan.md"}
	files := map[string]string{}
	for name, place := range places {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Skip("the shared examples are not here: ", err)
		}
		files[place] = string(data)
	}
	for _, finding := range crossCheck(t, files, "GL020", "GL021", "GL022", "GL023", "GL030", "GL031", "GL032") {
		t.Error(finding)
	}
}

// Weekly reports are due by the week; a summary that is late or there twice is told.
func TestWeeklyReportsAndLateSummaries(t *testing.T) {
	summary := func(date string) string {
		return "---\nkind: feedback-summary\naccounts: 3\nperiod: 2026-Q3\ndate: " + date + "\n---\n\n# T\n"
	}
	got := crossCheck(t, map[string]string{
		accountDir + "account.yaml":             "account: acme\nreporting: weekly\n",
		accountDir + "one/onboarding-plan.md":   front("kind: onboarding-plan", "go_live: 2026-09-01"),
		accountDir + "health/2026-W45.md":       front("kind: health-report", "period: 2026-W45", "date: 2026-11-09"),
		"customer-success/feedback/2026-Q3.md":  summary("2026-11-02"),
		"customer-success/feedback/2026-Q3b.md": summary("2026-10-05"),
	}, "GL031", "GL032")
	want := []string{
		"customer-success/feedback/2026-Q3.md:1 unverified GL032: the feedback summary for 2026-Q3 is of 2026-11-02: later than 10 days after the period",
		"touchstone.yaml:1 unverified GL032: more than one feedback summary for 2026-Q3 stands: 2",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got = crossCheck(t, map[string]string{
		accountDir + "account.yaml":           "account: acme\nreporting: weekly\n",
		accountDir + "one/onboarding-plan.md": front("kind: onboarding-plan", "go_live: 2026-09-01"),
	}, "GL031")
	if len(got) != 1 || !strings.Contains(got[0], "2026-W45") {
		t.Errorf("got %q, want the report of week 45", got)
	}
}
