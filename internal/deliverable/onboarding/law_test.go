package onboarding

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/playbook"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// A world is a workspace held in memory: configuration, one account, one
// playbook.
type world struct {
	root  string
	files map[string][]byte
	now   time.Time
}

func (w world) open(t interface{ Fatal(...any) }) *workspace.Workspace {
	opened, err := workspace.Open(w.root, w.files)
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

const account, book = "customer-success/accounts/acme/account.yaml", "playbooks/mine.yaml"

// days draws a three-point duration.
func days(t *rapid.T, label string) string {
	a := rapid.IntRange(0, 6).Draw(t, label)
	m := a + rapid.IntRange(0, 5).Draw(t, label)
	return fmt.Sprintf("[%d, %d, %d]", a, m, m+rapid.IntRange(0, 9).Draw(t, label))
}

var criteria = []string{"40 users can authenticate via SSO", "{customer}'s staging service sends 100 requests with 0 errors",
	"{records} records are in, 0 rejected without a reason", "2 operators can replay a request without help"}

var proofs = []string{"", "event `sso_login` by >= 40 users", "event `call` >= 100 times a day, 5 working days running", "step `drill` of the guide", "ticket SUP-7 closed"}

// somePlaybook draws a playbook that has what a playbook needs.
func somePlaybook(t *rapid.T) string {
	var b strings.Builder
	b.WriteString("playbook: mine\ntitle: Mine\nparameters: {records: \"500\"}\nroles: {csm: vendor, engineer: vendor, sponsor: customer, admin: customer}\n")
	fmt.Fprintf(&b, "confidence: %d\n", rapid.IntRange(55, 95).Draw(t, "confidence"))
	b.WriteString("environment: [{name: Identity provider, ask: which}]\nprerequisites:\n")
	prerequisites := rapid.IntRange(1, 4).Draw(t, "prerequisites")
	for i := range prerequisites {
		before := rapid.SampledFrom([]string{"", ", before: [\"1.1\"]"}).Draw(t, "before")
		fmt.Fprintf(&b, "  - {id: P%d, text: \"Outbound 443 to service %d\", owner: admin, validate: \"`curl -fsS https://s%d.example` prints ok\"%s}\n", i+1, i, i, before)
	}
	b.WriteString("phases:\n")
	roles := []string{"csm", "engineer", "sponsor", "admin"}
	var ids []string
	for p := range rapid.IntRange(1, 4).Draw(t, "phases") {
		fmt.Fprintf(&b, "  - id: \"%d\"\n    title: \"Phase: %d | one\"\n    milestones:\n", p+1, p+1)
		for m := range rapid.IntRange(1, 5).Draw(t, "milestones") {
			id := fmt.Sprintf("%d.%d", p+1, m+1)
			var after []string
			for _, before := range ids {
				if rapid.IntRange(0, 3).Draw(t, "link") == 0 {
					lag := rapid.IntRange(0, 2).Draw(t, "lag")
					after = append(after, fmt.Sprintf("%q", strings.TrimSuffix(fmt.Sprintf("%s+%d", before, lag), "+0")))
				}
			}
			if rapid.IntRange(0, 2).Draw(t, "needs") == 0 {
				after = append(after, fmt.Sprintf("P%d", rapid.IntRange(1, prerequisites).Draw(t, "which")))
			}
			fmt.Fprintf(&b, "      - {id: %q, title: \"Work %s\", days: %s, owner: %s, load: %d, after: [%s], criterion: %q, proof: %q}\n", id, id, days(t, "days"),
				rapid.SampledFrom(roles).Draw(t, "owner"), rapid.IntRange(1, 100).Draw(t, "load"), strings.Join(after, ", "), rapid.SampledFrom(criteria).Draw(t, "criterion"), rapid.SampledFrom(proofs).Draw(t, "proof"))
			ids = append(ids, id)
		}
	}
	last := fmt.Sprintf("%q", strings.Join(ids, `", "`))
	last = strings.ReplaceAll(last, `\"`, `"`)
	fmt.Fprintf(&b, "  - {id: \"9\", title: End, milestones: [{id: \"9.1\", title: Go-live, days: 0, owner: sponsor, after: [%s], criterion: \"G1 holds\", go_live: true}]}\n", last)
	b.WriteString("go_live: [{id: G1, criterion: \"40 users can authenticate via SSO\", proof: \"event `sso_login` by >= 40 users\"}]\nrisks:\n")
	for i, mode := range playbook.Modes {
		fmt.Fprintf(&b, "  - {id: R%d, risk: \"Something with the %s\", mode: %s, hits: %q, odds: %d, days: %s, mitigation: \"Name a deputy\", fallback: \"Do the rest first\"}\n",
			i+1, mode, mode, rapid.SampledFrom(ids).Draw(t, "hits"), rapid.IntRange(0, 100).Draw(t, "odds"), days(t, "delay"))
	}
	if rapid.Bool().Draw(t, "training") {
		b.WriteString("training: [{audience: Operators, topic: \"Replay | retry\", milestone: \"1.1\", exercise: \"Replay a request\"}]\nfirst_value: {criterion: \"A first call\", proof: \"event `call` >= 1 times\"}\n")
	}
	b.WriteString("cadence:\n  - {meeting: Sync, every: " + rapid.SampledFrom([]string{"week", "2 weeks", "month"}).Draw(t, "every") +
		", day: monday, at: \"09:30\", minutes: 30, who: [csm, admin], for: Progress}\n  - {meeting: Milestone review, every: phase, who: [csm, sponsor], for: Sign-off}\n")
	return b.String()
}

// someCalendar draws a party's calendar as YAML.
func someCalendar(t *rapid.T, year int) string {
	region := string(rapid.SampledFrom(calendar.Regions()).Draw(t, "region"))
	country, _, _ := strings.Cut(region, "-")
	freezes := ""
	if rapid.Bool().Draw(t, "freeze") {
		from := calendar.NewDate(year, time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 28).Draw(t, "day"))
		freezes = fmt.Sprintf("%s..%s", from, from+calendar.Date(rapid.IntRange(0, 25).Draw(t, "long")))
	}
	return fmt.Sprintf("{country: %q, region: %q, freezes: [%s]}", country, region, freezes)
}

func someWorld(t *rapid.T, root string) world {
	year := rapid.IntRange(2023, 2029).Draw(t, "year")
	zone := rapid.SampledFrom([]string{"UTC", "Asia/Kolkata", "America/St_Johns", "Europe/Stockholm"}).Draw(t, "zone")
	now := time.Date(year, time.Month(rapid.IntRange(1, 12).Draw(t, "now")), rapid.IntRange(1, 29).Draw(t, "today"), 9, 0, 0, 0, time.UTC)
	person := func(name, role string) string {
		away := ""
		if rapid.Bool().Draw(t, "away") {
			from := calendar.DateOf(now) + calendar.Date(rapid.IntRange(-10, 60).Draw(t, "from"))
			away = fmt.Sprintf("%s..%s", from, from+calendar.Date(rapid.IntRange(0, 20).Draw(t, "for")))
		}
		return fmt.Sprintf("  - {name: %s, role: %s, days: %d, away: [%s]}\n", name, role, rapid.IntRange(1, 5).Draw(t, "days"), away)
	}
	w := world{root: root, now: now, files: map[string][]byte{}}
	w.files["touchstone.yaml"] = []byte("name: Vendor\ntime_zone: " + zone + "\ncalendar: " + someCalendar(t, year) + "\nteam:\n" + person("Dana Ruiz", "csm") + person("L. Okafor", "engineer"))
	w.files[account] = []byte("account: acme\nname: \"Acme: Freight\"\nowner: Dana Ruiz\ncalendar: " + someCalendar(t, year) + "\ncontacts:\n" + person("P. Amadi", "admin") + rapid.SampledFrom([]string{"", person("S. Berg", "admin")}).Draw(t, "second") + person("M. Lindqvist", "sponsor") +
		"onboarding:\n  goals: [Plan 3 depots by 22:00]\n  environment: {Identity provider: Keycloak 24 (OIDC)}\n")
	w.files[book] = []byte(somePlaybook(t))
	return w
}

// generated runs the kind's generation for acme.
func (w world) generated(t interface{ Fatal(...any) }, ws *workspace.Workspace) deliverable.Draft {
	var out deliverable.Draft
	job := deliverable.Job{Workspace: ws, Accounts: []string{"acme"}, Now: w.now, Author: "Dana Ruiz", Flags: map[string]string{"playbook": "mine"}}
	err := Kind(nil).Generate(context.Background(), job, func(d deliverable.Draft) error { out = d; return nil })
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// findings runs all of the kind's rules, with the plan's own files in place.
func (w world) findings(t interface{ Fatal(...any) }, d deliverable.Draft) []rule.Finding {
	for _, f := range append(d.Files, deliverable.File{Path: d.Path, Data: d.Text}) {
		w.files[f.Path] = f.Data
	}
	ws := w.open(t)
	defer ws.Close()
	var out []rule.Finding
	pass := ruletest.Pass(ws, d.Path, string(d.Text), Kind(nil).Model)
	pass.Now = w.now
	for _, r := range Kind(nil).Rules {
		out = append(out, rule.Run(r, r.Severity, pass)...)
	}
	return out
}

// TestGeneratedPlansPass is the law that what is generated passes every rule:
// on 500 random playbooks and calendars. In a draft the signatures alone are
// open, and they are unverified.
func TestGeneratedPlansPass(t *testing.T) {
	root := t.TempDir()
	if err := flag.Set("rapid.checks", "500"); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = flag.Set("rapid.checks", "100") }()
	rapid.Check(t, func(t *rapid.T) {
		w := someWorld(t, root)
		ws := w.open(t)
		draft := w.generated(t, ws)
		ws.Close()
		found := w.findings(t, draft)
		for _, f := range found {
			if f.Verdict == evidence.Violated || f.Rule != "OP010" {
				t.Fatalf("%s:%d %s %s: %s\n%s", f.Path, f.Start.Line, f.Verdict, f.Rule, f.Message, draft.Text)
			}
		}
		if len(found) != 2 {
			t.Fatalf("%d findings, want the two open signatures", len(found))
		}
	})
}

// TestForecastIsRecomputed: what generate cites, the source gives again.
func TestForecastIsRecomputed(t *testing.T) {
	root := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		w := someWorld(t, root)
		ws := w.open(t)
		draft := w.generated(t, ws)
		ws.Close()
		doc := markdown.Parse(draft.Text)
		ref, err := evidence.ParseRef(doc.Slice(doc.Note("forecast").Body))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range draft.Files {
			if strings.HasSuffix(f.Path, ".json") {
				record, err := DecodeRecord(f.Data)
				if err != nil {
					t.Fatal(err)
				}
				for _, v := range forecastValues(record, record.Forecast(draws, 0)) {
					if got := ref.Value(v.Key); got != v.Value {
						t.Fatalf("%s=%s is cited, %s computed", v.Key, got, v.Value)
					}
				}
				if !strings.HasPrefix(digestOf(f.Data), ref.Value("plan")) {
					t.Fatalf("plan=%s is cited, the record's digest is %s", ref.Value("plan"), digestOf(f.Data))
				}
				return
			}
		}
		t.Fatal("no record beside the plan")
	})
}

// TestBytesAreTheSame: the same inputs give the same documents.
func TestBytesAreTheSame(t *testing.T) {
	root := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		w := someWorld(t, root)
		ws := w.open(t)
		defer ws.Close()
		a, b := w.generated(t, ws), w.generated(t, ws)
		if string(a.Text) != string(b.Text) {
			t.Fatal("the text differs")
		}
		for i := range a.Files {
			if string(a.Files[i].Data) != string(b.Files[i].Data) {
				t.Fatalf("%s differs", a.Files[i].Path)
			}
		}
	})
}

func TestShippedPlaybooksGenerate(t *testing.T) {
	for file := range playbook.Shipped() {
		w := world{root: t.TempDir(), now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC), files: map[string][]byte{}}
		var book struct {
			Roles map[string]string `yaml:"roles"`
		}
		data := playbook.Shipped()[file]
		if err := yaml.Unmarshal(data, &book); err != nil {
			t.Fatal(err)
		}
		team, contacts := "", ""
		for role, party := range book.Roles {
			row := fmt.Sprintf("  - {name: The %s, role: %s}\n", role, role)
			if party == "vendor" {
				team += row
			} else {
				contacts += row
			}
		}
		w.files["touchstone.yaml"] = []byte("name: Vendor\ncalendar: {country: SE}\nteam:\n" + team)
		w.files[account] = []byte("account: acme\nname: Acme\ncalendar: {country: DE, region: BE}\ncontacts:\n" + contacts)
		w.files["playbooks/mine.yaml"] = []byte(strings.Replace(string(data), "playbook: ", "playbook: mine #", 1))
		ws := w.open(t)
		draft := w.generated(t, ws)
		ws.Close()
		for _, f := range w.findings(t, draft) {
			if f.Verdict == evidence.Violated {
				t.Errorf("%s: %s %s", file, f.Rule, f.Message)
			}
		}
	}
}
