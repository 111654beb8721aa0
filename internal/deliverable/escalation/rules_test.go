package escalation_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/deliverable/escalation"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
)

const front = "---\nkind: escalation-report\nid: ESC-0001\naccount: acme\nstatus: final\n---\n\n"

func TestExamples(t *testing.T) {
	ruletest.Examples(t, escalation.Rules(), front, escalation.NewModel)
}

// The reference example passes every rule of its kind, evidence aside.
func TestReferenceExample(t *testing.T) {
	text, err := os.ReadFile(filepath.FromSlash("../../../../shared/examples/escalation-report.md"))
	if err != nil {
		t.Skip("the shared examples are not here: ", err)
	}
	path := "customer-success/accounts/acme/escalations/ESC-0007.md"
	w := ruletest.Workspace(t, map[string]string{path: string(text)})
	for _, r := range escalation.Rules() {
		for _, f := range rule.Run(r, r.Severity, ruletest.Pass(w, path, string(text), escalation.NewModel)) {
			t.Errorf("%d: %s %s: %s", f.Start.Line, f.Verdict, f.Rule, f.Message)
		}
	}
}

func TestDefaultMatrixIsCompleteAndMonotone(t *testing.T) {
	if err := escalation.DefaultMatrix.Check(); err != nil {
		t.Error(err)
	}
}

// Atlassian's published matrix is not monotone: minor × medium is lower than minor × low.
func TestMatrixThatIsNotMonotoneIsRefused(t *testing.T) {
	m := escalation.Matrix{{3, 3, 2, 1}, {4, 3, 2, 1}, {3, 2, 1, 1}}
	if err := m.Check(); err == nil || !strings.Contains(err.Error(), "low × medium is lower than low × low") {
		t.Errorf("Check = %v", err)
	}
	for _, m := range []escalation.Matrix{nil, {{1}, {1}, {1}}, {{4, 4, 3, 0}, {4, 3, 2, 1}, {3, 3, 2, 1}}} {
		if m.Check() == nil {
			t.Errorf("%v passes", m)
		}
	}
}

// More people blocked, more data at risk, or a lost workaround never make an issue less severe.
func TestSeverityIsMonotoneInTheFacts(t *testing.T) {
	severity := func(f escalation.Facts) int {
		impact, urgency := f.Grade()
		n, ok := escalation.DefaultMatrix.Severity(impact, urgency)
		if !ok {
			t.Fatalf("%+v: no severity for %d × %d", f, impact, urgency)
		}
		return n
	}
	rapid.Check(t, func(t *rapid.T) {
		f := escalation.Facts{
			Down: rapid.Bool().Draw(t, "down"), DataAtRisk: rapid.Bool().Draw(t, "risk"), DataExposed: rapid.Bool().Draw(t, "exposed"),
			Blocked: rapid.IntRange(0, 300).Draw(t, "blocked"), Workaround: rapid.Bool().Draw(t, "workaround"),
			Costly: rapid.Bool().Draw(t, "costly"), DaysToDate: rapid.IntRange(-1, 60).Draw(t, "days"),
		}
		worse := f
		switch rapid.IntRange(0, 6).Draw(t, "what") {
		case 0:
			worse.Down = true
		case 1:
			worse.DataAtRisk = true
		case 2:
			worse.DataExposed = true
		case 3:
			worse.Blocked += rapid.IntRange(1, 300).Draw(t, "more")
		case 4:
			worse.Workaround = false
		case 5:
			worse.Costly = true
		case 6:
			if worse.DaysToDate > 0 {
				worse.DaysToDate--
			}
		}
		if severity(worse) > severity(f) {
			t.Fatalf("%+v is severity %d, %+v is %d", f, severity(f), worse, severity(worse))
		}
	})
}

func TestSLAClock(t *testing.T) {
	account := "account: acme\nname: Acme\nsla:\n  hours: 08:00-18:00\n  zone: Europe/Stockholm\n  country: SE\n  terms:\n    2: {answer: 4h, workaround: 2d}\n"
	path := "customer-success/accounts/acme/escalations/ESC-1.md"
	w := ruletest.Workspace(t, map[string]string{"customer-success/accounts/acme/account.yaml": account})
	a, err := w.Account("acme")
	if err != nil {
		t.Fatal(err)
	}
	sla, ok, err := escalation.ReadSLA(a, w.Config)
	if err != nil || !ok {
		t.Fatalf("ReadSLA = %v, %v", ok, err)
	}
	clock, err := sla.Clock()
	if err != nil {
		t.Fatal(err)
	}
	zone, _ := time.LoadLocation("Europe/Stockholm")
	term, _ := clock.ParseTerm("2d")
	friday := time.Date(2026, 10, 9, 16, 0, 0, 0, zone)
	if due, ok := clock.Due(friday, term); !ok || !due.Equal(time.Date(2026, 10, 13, 16, 0, 0, 0, zone)) {
		t.Errorf("two business days from Friday 16:00 = %v; want Tuesday 16:00", due)
	}
	if left := clock.Left(friday.Add(4*time.Hour), friday); left != -2*time.Hour {
		t.Errorf("four hours past Friday 16:00, of which two are business hours: %v", left)
	}
	for line, want := range map[string]string{
		"**Severity 2** · SLA: reported 2026-10-12 09:05, first answer due 13:05, given 11:20":                       "",
		"**Severity 2** · SLA: reported 2026-10-12 16:00, first answer due 2026-10-13 10:00, given 2026-10-13 09:00": "",
		"**Severity 2** · SLA: reported 2026-10-12 16:00, first answer due 20:00":                                    "due 2026-10-13 10:00, not",
		"**Severity 2** · SLA: reported 2026-10-12 09:05, first answer due 13:05, given 14:00":                       "not called one",
		"**Severity 2** · SLA: reported 2026-10-12 09:05, first answer due 13:05, given 14:00, breached by 55 min":   "",
		"**Severity 2** · SLA: reported 2026-10-12 09:05":                                                            "does not say when",
	} {
		pass := ruletest.Pass(w, path, front+"# ESC-1\n\n"+line+"\n", escalation.NewModel)
		var got []string
		for _, r := range escalation.Rules() {
			if r.ID == "ER018" {
				for _, f := range rule.Run(r, r.Severity, pass) {
					got = append(got, f.Message)
				}
			}
		}
		if joined := strings.Join(got, "; "); want == "" && joined != "" || !strings.Contains(joined, want) {
			t.Errorf("%s: %q; want %q", line, joined, want)
		}
	}
}

// The clock runs in business hours of the customer's zone: it stands still on holidays and weekends, and a change of the
// clocks neither gives nor takes an hour of a business day.
func TestSLAClockOverHolidaysAndChangesOfTheClocks(t *testing.T) {
	swedish := escalation.SLA{Hours: "08:00-18:00", Zone: "Europe/Stockholm", Country: "SE"}
	nights := escalation.SLA{Hours: "00:00-24:00", Zone: "Europe/Stockholm", Country: "SE"}
	always := escalation.SLA{Hours: "always", Zone: "Europe/Stockholm"}
	for _, test := range []struct {
		name           string
		sla            escalation.SLA
		from, term, to string
	}{
		{"over the end of summer time", swedish, "2026-10-23T17:00:00+02:00", "4h", "2026-10-26T11:00:00+01:00"},
		{"over its beginning", swedish, "2026-03-27T17:00:00+01:00", "4h", "2026-03-30T11:00:00+02:00"},
		{"two business days over its end", swedish, "2026-10-23T16:00:00+02:00", "2d", "2026-10-27T16:00:00+01:00"},
		{"over Good Friday and Easter Monday", swedish, "2026-04-02T17:00:00+02:00", "4h", "2026-04-07T11:00:00+02:00"},
		{"reported on a holiday", swedish, "2026-05-01T10:00:00+02:00", "4h", "2026-05-04T12:00:00+02:00"},
		{"where nobody works on weekends, day and night", nights, "2026-10-16T22:00:00+02:00", "4h", "2026-10-19T02:00:00+02:00"},
		{"round the clock, over the end of summer time", always, "2026-10-24T22:00:00+02:00", "8h", "2026-10-25T05:00:00+01:00"},
		{"round the clock, over a weekend", always, "2026-10-16T22:00:00+02:00", "2d", "2026-10-18T22:00:00+02:00"},
	} {
		t.Run(test.name, func(t *testing.T) {
			clock, err := test.sla.Clock()
			if err != nil {
				t.Fatal(err)
			}
			term, err := clock.ParseTerm(test.term)
			if err != nil {
				t.Fatal(err)
			}
			from, to := instant(t, test.from), instant(t, test.to)
			due, ok := clock.Due(from, term)
			if !ok || !due.Equal(to) {
				t.Errorf("%s after %s is %v; want %s", test.term, test.from, due, test.to)
			}
			if left := clock.Left(from, due); left != term {
				t.Errorf("%v is left at the start; want %v", left, term)
			}
			if left := clock.Left(due.Add(24*7*time.Hour), due); left >= 0 {
				t.Errorf("a week after it was due, %v is left", left)
			}
		})
	}
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func FuzzRules(f *testing.F) { ruletest.Fuzz(f, escalation.Rules(), front, escalation.NewModel) }

// A workspace's own matrix is taken exactly when it is complete and monotone.
func TestMatrixIsTakenWhenMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := make(escalation.Matrix, len(escalation.Urgencies))
		monotone, sorted := true, rapid.Bool().Draw(t, "sorted")
		for u := range m {
			m[u] = rapid.SliceOfN(rapid.IntRange(1, 4), len(escalation.Impacts), len(escalation.Impacts)).Draw(t, "row")
			for i := range m[u] {
				if sorted && i > 0 {
					m[u][i] = min(m[u][i], m[u][i-1])
				}
				if sorted && u > 0 {
					m[u][i] = min(m[u][i], m[u-1][i])
				}
				severity := m[u][i]
				monotone = monotone && (i == 0 || severity <= m[u][i-1]) && (u == 0 || severity <= m[u-1][i])
			}
		}
		if err := m.Check(); (err == nil) != monotone {
			t.Fatalf("%v is monotone: %v; Check = %v", m, monotone, err)
		}
	})
}

// A sentence that introduces a fence is no property without a value, although it ends in a colon.
func TestIntroductionOfAFenceIsNoProperty(t *testing.T) {
	const table = "# ESC-1\n\n## Environment details\n\n| | Fails |\n|---|---|\n| Product | 4.7.0 |\n\n"
	for text, want := range map[string]int{
		table + "What `upload` printed in acme-production, redacted:\n\n```text\nHTTP/1.1 504\n```\n": 1,
		table + "Recent changes:\n": 2,
		"# ESC-1\n\n## Environment details\n\nProduct: 4.7.0\nThe log:\n\n```text\n504\n```\n": 1,
	} {
		if got := len(escalation.NewModel(markdown.Parse([]byte(front + text))).(*escalation.Report).Grid); got != want {
			t.Errorf("%q has %d rows, want %d", text, got, want)
		}
	}
}
