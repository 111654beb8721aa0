package mapping_test

import (
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/mapping"
)

func layout(name, header string, rows ...string) mapping.Layout {
	l := mapping.Layout{Name: name, Columns: strings.Split(header, ",")}
	l.Values = make([][]string, len(l.Columns))
	for _, row := range rows {
		for i, value := range strings.Split(row, ",") {
			if value != "" {
				l.Values[i] = append(l.Values[i], value)
			}
		}
	}
	return l
}

func TestProposalsCheckAndMeanWhatTheColumnsSay(t *testing.T) {
	db := engine(t)
	for _, c := range []struct {
		layout mapping.Layout
		fact   string
		want   []string
	}{
		{layout("usage-2026-10.csv", "Company ID,userId,occurred_at,action,page", "7,u1,2026-10-01T08:00:00Z,click,home"), "events",
			[]string{`"Company ID" AS account`, `"userId" AS user`, "occurred_at AS time", "action AS event", "page AS feature"}},
		{layout("clicks.csv", "customer,ts,event", "acme,1790812800,login"), "events", []string{"to_timestamp(ts::DOUBLE) AS time", "customer AS account"}},
		{layout("clicks.csv", "customer,ts,event", "acme,1790812800123,login"), "events", []string{"to_timestamp(ts::DOUBLE / 1000) AS time"}},
		{layout("visits.csv", "customer,date,event", "acme,31/12/2025,login"), "events", []string{"strptime(date, '%d/%m/%Y') AS time"}},
		{layout("visits.csv", "customer,date,event", "acme,12/31/2025,login"), "events", []string{"strptime(date, '%m/%d/%Y') AS time"}},
		{layout("support.csv", "ticket_id,organization_id,subject,status,priority,created_at,solved_at", "1,acme,Help,open,high,2026-01-01 10:00:00,"), "tickets",
			[]string{"ticket_id AS ticket", "organization_id AS account", "created_at AS opened"}},
		{layout("nps.csv", "response_id,company,nps_score,responded_at,comment", "1,acme,9,2026-01-01,good"), "surveys", []string{"nps_score AS score", "'nps' AS kind", "10 AS scale_max"}},
		{layout("customers.csv", "id,company_name,industry,arr,seats,csm", "1,Acme,Retail,1000.50,20,Dana"), "accounts", []string{"company_name AS account", "csm AS owner"}},
		{layout("people.csv", "user_id,account_id,email,role", "u1,acme,a@b.example,admin"), "users", []string{"user_id AS user", "account_id AS account"}},
		{layout("contracts.csv", "contract_id,customer_id,start_date,end_date,mrr,seats", "c1,acme,2026-01-01,,100,5"), "subscriptions", []string{"contract_id AS subscription", "start_date AS started"}},
		{layout("export.csv", "customer,login,when,what", "acme,bob@acme.example,2026-10-01 08:00:00,login", "acme,bob@acme.example,2026-10-02 08:00:00,call"), "events",
			[]string{`login AS user`, `what AS event`}},
		{layout("export.csv", "id,client_event_time,crm_account_no,event_time,event_type", "1,2026-10-01T08:00:01Z,acme,2026-10-01T08:00:00Z,login"), "events",
			[]string{"crm_account_no AS account", "event_time AS time", "SELECT crm_account_no AS account, event_time AS time, event_type AS event\n"}},
	} {
		t.Run(c.layout.Name+" "+c.fact, func(t *testing.T) {
			text, err := mapping.Propose("test", []mapping.Layout{c.layout})
			if err != nil {
				t.Fatal(err)
			}
			m, err := mapping.Parse("sources/test.yaml", []byte(text))
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			for _, fact := range m.Facts {
				if _, err := mapping.Check(t.Context(), db, m, fact); err != nil {
					t.Errorf("%v\n%s", err, text)
				}
			}
			if !strings.Contains(text, "  "+c.fact+":\n") {
				t.Errorf("no fact %s in\n%s", c.fact, text)
			}
			for _, want := range c.want {
				if !strings.Contains(text, want) {
					t.Errorf("no %q in\n%s", want, text)
				}
			}
		})
	}
}

func TestAFileThatMeansNothingIsNotProposed(t *testing.T) {
	if text, err := mapping.Propose("test", []mapping.Layout{layout("x.csv", "foo,bar", "1,2")}); err == nil {
		t.Errorf("proposed\n%s", text)
	}
	if text, err := mapping.Propose("test", []mapping.Layout{layout("x.csv", "id,moment", "1,2026-10-01")}); err == nil {
		t.Errorf("proposed\n%s", text)
	}
}

func TestFitting(t *testing.T) {
	for _, c := range []struct {
		want  string
		files []string
	}{
		{"ravenstack", []string{"x/ravenstack_accounts.csv", "ravenstack_churn_events.csv", "ravenstack_feature_usage.csv", "ravenstack_subscriptions.csv", "ravenstack_support_tickets.csv"}},
		{"", []string{"ravenstack_accounts.csv", "other.csv"}},
		{"", []string{"a.csv"}},
	} {
		if got := mapping.Fitting(c.files); got != c.want {
			t.Errorf("%q fits %v, want %q", got, c.files, c.want)
		}
	}
}
