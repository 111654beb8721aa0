package demo

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Onboarding is one planted onboarding plan: how it was made and what happened since.
type Onboarding struct {
	Account, Playbook string
	Made, Start       string
	State             string // what the plan shows today
	Roles             []string
	Environment       map[string]string
	Users             int               // who have to sign in before go-live
	Signed            string            // the day on which both signed; empty where they have not
	Done              map[string]string // state by milestone
	Again             string            // the day on which it was generated again; empty where it was not
	SignedAgain       bool              // both signed the new dates on that day
	Front             map[string]string // front matter that people changed
	Refused           string            // why the customer's sponsor refused to sign on the day Signed
	Use               []Use
}

// A Use is what the usage data shows of an onboarding: on each working day from one to another so many people, or a machine
// so many times, did something.
type Use struct {
	Event, From, To string
	People, Times   int
}

// Onboardings lists plans in every state, in the order in which they were made.
func Onboardings() []Onboarding {
	return []Onboarding{
		{Account: "quarry", Playbook: "saas-sso-scim", Made: "2026-05-04", Start: "2026-05-11", State: "live",
			Roles: []string{"sponsor", "admin", "security"}, Users: 6, Environment: map[string]string{"Identity provider": "Okta (SAML 2.0)", "Networks": "no filter", "Directory and groups": "Okta, 28 people", "Environments": "one production tenant"},
			Signed: "2026-05-08", Again: "2026-06-25", Front: map[string]string{"state": "live"},
			Done: map[string]string{"1.1": "done 2026-05-11", "1.2": "done 2026-05-18", "2.1": "done 2026-05-27", "2.2": "done 2026-06-02", "2.3": "done 2026-05-22",
				"3.1": "done 2026-06-04", "3.2": "done 2026-06-18", "4.1": "done 2026-06-24", "4.2": "done 2026-06-24"},
			Use: []Use{{"sso_login", "2026-05-27", "2026-06-23", 5, 0}, {"scim_sync", "2026-06-02", "2026-06-02", 1, 0},
				{"route_planned", "2026-06-11", "2026-06-18", 5, 0}, {"sso_login", "2026-06-24", "2026-07-31", 6, 0}}},
		{Account: "juniper", Playbook: "self-hosted", Made: "2026-06-01", Start: "2026-06-08", State: "late and escalated",
			Roles: []string{"sponsor", "operator", "security"}, Users: 12, Environment: map[string]string{"Platform": "Kubernetes 1.30, Ceph 18", "Database": "PostgreSQL 15", "Networks": "air gap, Harbor 2.10", "Environments": "staging and production"},
			Signed: "2026-06-05", Done: map[string]string{"1.1": "done 2026-06-08", "1.2": "done 2026-06-16", "2.1": "done 2026-07-03"}},
		{Account: "vesta", Playbook: "api-integration", Made: "2026-07-06", Start: "2026-07-13", State: "withdrawn",
			Roles: []string{"sponsor", "developer", "security"}, Users: 10, Environment: map[string]string{"Services": "PHP 8.2", "Networks": "no filter", "Identity provider": "none yet", "Environments": "production only"},
			Front: map[string]string{"status": "withdrawn"}},
		{Account: "lumen", Playbook: "data-migration", Made: "2026-08-24", Start: "2026-08-31", State: "reopened: dates moved after both had signed",
			Roles: []string{"sponsor", "data-owner", "admin"}, Users: 8, Environment: map[string]string{"Source system": "Navision 2018, CSV export, 41 tables", "Data quality": "2% duplicates in customers",
				"Cut-over window": "a weekend, read-only from Friday 18:00", "Environments": "staging and production"},
			Signed: "2026-08-28", Done: map[string]string{"1.1": "done 2026-09-01", "1.3": "done 2026-09-14", "1.2": "done 2026-10-09"}, Again: "2026-10-12"},
		{Account: "fjord", Playbook: "api-integration", Made: "2026-09-21", Start: "2026-09-28", State: "agreed and under way",
			Roles: []string{"sponsor", "developer", "security"}, Users: 8, Environment: map[string]string{"Services": "Java 17, Spring Boot 3.2", "Networks": "proxy Squid 6",
				"Identity provider": "Entra ID (OIDC)", "Environments": "staging and production on Kubernetes 1.29"},
			Signed: "2026-09-25", Done: map[string]string{"1.1": "done 2026-09-28", "1.2": "done 2026-10-02", "2.1": "done 2026-10-12", "3.1": "in progress since 2026-10-19"}, Again: "2026-11-02", SignedAgain: true,
			Use: []Use{{"v3_call", "2026-10-08", "2026-10-30", 0, 40}, {"sso_login", "2026-10-26", "2026-10-30", 1, 0}}},
		{Account: "tundra", Playbook: "data-migration", Made: "2026-10-26", Start: "2026-11-23", State: "refused by the customer",
			Roles: []string{"sponsor", "data-owner", "admin"}, Users: 9, Environment: map[string]string{"Source system": "Visma 2020, SQL dump, 28 tables", "Data quality": "not profiled yet",
				"Cut-over window": "a weekend in winter", "Environments": "staging and production"},
			Signed: "2026-11-02", Refused: "the cut-over falls into the weeks of felling"},
		{Account: "willow", Playbook: "api-integration", Made: "2026-11-02", Start: "2026-11-30", State: "draft: who does what, and where, is not recorded yet", Users: 5},
		{Account: "orchard", Playbook: "saas-sso-scim", Made: "2026-10-26", Start: "2026-11-03", State: "proposed",
			Roles: []string{"sponsor", "admin", "security"}, Users: 25, Environment: map[string]string{"Identity provider": "Keycloak 24 (OIDC)", "Networks": "outbound 443 only",
				"Directory and groups": "OpenLDAP 2.6, 80 people, 3 groups", "Environments": "staging and production tenants in eu-west-3"}},
	}
}

// Facts is what account.yaml knows of the onboarding: the people with their roles, goals, environment.
func (o Onboarding) Facts() string {
	var b strings.Builder
	if len(o.Roles) > 0 {
		b.WriteString("contacts:\n")
	}
	for i, role := range o.Roles {
		days := ""
		if i > 0 {
			days = ", days: 3"
		}
		fmt.Fprintf(&b, "  - {name: %s, role: %s%s}\n", accountOf(o.Account).People[i].Name, role, days)
	}
	fmt.Fprintf(&b, "onboarding:\n  playbook: %s\n  goals: [\"Plan every route by 22:00 (today after midnight) within 3 months\"]\n  parameters: {sign_in: sso_login, call: v3_call, main_task: route_planned, api: https://api.wayfinder.example, app: https://app.wayfinder.example, users: \"%d\"}\n", o.Playbook, o.Users)
	if len(o.Environment) > 0 {
		b.WriteString("  environment:\n")
	}
	for _, name := range slices.Sorted(maps.Keys(o.Environment)) {
		fmt.Fprintf(&b, "    %s: %q\n", name, o.Environment[name])
	}
	return b.String()
}

// OnboardingUse is the export of what onboarded customers did: an import of its own, after the others.
func OnboardingUse() (File, error) {
	var rows [][]string
	add := func(account, user, at, event, feature string, quantity int) {
		rows = append(rows, []string{account, user, at, event, feature, fmt.Sprint(quantity), fmt.Sprintf("%s-onboarding-%04d", account, len(rows)+1)})
	}
	for _, o := range Onboardings() {
		account := accountOf(o.Account)
		for _, u := range o.Use {
			for day := date(u.From); !day.After(date(u.To)); day = day.AddDate(0, 0, 1) {
				if weekend(day) {
					continue
				}
				at := day.Add(9 * time.Hour).Format(time.RFC3339)
				for _, p := range account.People[:u.People] {
					add(o.Account, p.ID, at, u.Event, "sign-in", 1)
				}
				if u.Times > 0 {
					add(o.Account, "", at, u.Event, "api", u.Times)
				}
			}
		}
	}
	return table("events", eventColumns, rows)
}

func accountOf(id string) Account {
	for _, a := range Accounts() {
		if a.ID == id {
			return a
		}
	}
	return Account{}
}

// Signatories are the customer's sponsor and the vendor's manager of customer success, who sign.
func (o Onboarding) Signatories() []string {
	return []string{accountOf(o.Account).People[0].Name, "Dana Ruiz <dana@wayfinder.example>"}
}

// Mark writes states and front matter into a plan, as people do.
func (o Onboarding) Mark(plan string) string {
	lines := strings.Split(plan, "\n")
	for i, line := range lines {
		for id, state := range o.Done {
			if strings.HasPrefix(line, "| "+id+" |") && strings.HasSuffix(line, "| open |") {
				lines[i] = strings.TrimSuffix(line, "open |") + state + " |"
			}
		}
		for key, value := range o.Front {
			if strings.HasPrefix(line, key+": ") && i < 20 {
				lines[i] = key + ": " + value
			}
		}
	}
	return strings.Join(lines, "\n")
}
