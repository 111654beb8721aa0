package escalation

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Desks opens the desk that answers a workspace's metrics.
type Desks func(*workspace.Workspace) (*measure.Desk, error)

// counted are the metrics that bound an impact: whom it could hurt, how often the account asked for help, and until when.
var counted = []struct{ id, label, one, sentence string }{
	{"active_users", "mau", "1 person was active in the account %[2]s", "%[1]s people were active in the account %[2]s"},
	{"tickets_opened", "tickets", "1 ticket was opened by the account %[2]s", "%[1]s tickets were opened by the account %[2]s"},
	{"days_to_renewal", "renewal", "", "A date to keep in mind: the subscription renews %[1]s after %[3]s"},
}

// revenueID is the metric of what is at risk. What the account pays is told as an impact alone; no severity is graded from it.
const revenueID = "annual_revenue"

// figures are what the warehouse counts of an account over a period. Without a snapshot nothing was ever imported.
type figures struct {
	period   metric.Period
	snapshot string
	defs     []*metric.Definition // one for each of counted; nil where the workspace defines no such metric
	values   []metric.Value
	revenue  []revenue // one for each currency in which a contract runs; nil where the workspace defines no such metric
	affected affected
}

// revenue is what an account's contracts in one currency bring in a year. Several currencies have no sum.
type revenue struct {
	def      *metric.Definition
	currency string // "": not recorded
	narrowed bool   // the account has contracts in other currencies too
	value    metric.Value
}

// count asks the desk over the period asked for, else the last month that is over.
func count(ctx context.Context, job deliverable.Job, account string, ticket Ticket, open Desks) (figures, error) {
	f := figures{period: metric.Month(job.Now.In(job.Workspace.Zone)).Prior(), defs: make([]*metric.Definition, len(counted)), values: make([]metric.Value, len(counted))}
	if job.Period != "" {
		var err error
		if f.period, err = metric.ParsePast(job.Period, job.Workspace.Zone, job.Now); err != nil {
			return f, err
		}
	}
	if open == nil {
		return f, nil
	}
	desk, err := open(job.Workspace)
	if err != nil {
		return f, err
	}
	snapshot, err := desk.Snapshot("")
	if err != nil || snapshot.Number == 0 {
		return f, err
	}
	f.snapshot = snapshot.ID()
	var queries []metric.Query
	var places []int
	for i, c := range counted {
		if def, err := desk.Metrics.Get(c.id); err == nil {
			f.defs[i] = def
			queries, places = append(queries, metric.Query{Def: def, Period: f.period, Accounts: []string{account}}), append(places, i)
		}
	}
	answers, err := desk.Values(ctx, snapshot, queries)
	if err != nil {
		return f, err
	}
	for k, i := range places {
		if len(answers[k]) > 0 {
			f.values[i] = answers[k][0]
		}
	}
	if f.revenue, err = countRevenue(ctx, desk, snapshot, account, ticket.Currencies, f.period); err != nil {
		return f, err
	}
	f.affected, err = countAffected(ctx, job, account, ticket, desk, snapshot)
	return f, err
}

// countRevenue asks for each currency; those in which nothing runs are left out.
func countRevenue(ctx context.Context, desk *measure.Desk, snapshot *warehouse.Snapshot, account string, currencies []string, period metric.Period) ([]revenue, error) {
	def, err := desk.Metrics.Get(revenueID)
	if err != nil {
		return nil, nil // the workspace defines no such metric
	}
	asked := []revenue{{def: def}}
	if len(currencies) > 0 {
		asked = asked[:0]
		for _, c := range currencies {
			asked = append(asked, revenue{def: def, currency: c, narrowed: len(currencies) > 1})
		}
	}
	var queries []metric.Query
	for _, r := range asked {
		q := metric.Query{Def: def, Period: period, Accounts: []string{account}}
		if r.narrowed {
			if q.Where, err = metric.ParseFilter(def.BaseFact(), "currency="+r.currency); err != nil {
				return nil, nil // the workspace's own metric of that name knows no currency
			}
		}
		queries = append(queries, q)
	}
	answers, err := desk.Values(ctx, snapshot, queries)
	known := []revenue{}
	for i, values := range answers {
		if len(values) > 0 && values[0].Value.Known() {
			asked[i].value = values[0]
			known = append(known, asked[i])
		}
	}
	return known, err
}

// when names the period in a sentence.
func (f figures) when() string {
	if f.period.IsMonth() {
		return "in " + f.period.From.Format("January 2006")
	}
	return "from " + f.period.From.Format(time.DateOnly) + " to " + f.lastDay()
}

func (f figures) lastDay() string { return f.period.To.AddDate(0, 0, -1).Format(time.DateOnly) }

func (f figures) ref(i int, account string) evidence.Ref {
	ref := evidence.Ref{Scheme: "metric", ID: f.defs[i].ID, Params: []evidence.Param{{Key: "account", Value: account}, {Key: "period", Value: f.period.Name}}}
	ref.Params = append(ref.Params, measure.Params(f.defs[i], f.values[i])...)
	return ref.With("snapshot", f.snapshot)
}

// impact writes what can be counted, each figure cited, and leaves open what only a person knows: which of these people the
// issue stops, and what that costs them.
func (w *writer) impact(b *strings.Builder) error {
	b.WriteString("## Business impact\n\n<!-- How many people cannot do what, what stands still, by when; the workaround and its cost. Cite metric:, interaction: or ticket:. -->\n\n")
	f := w.figures
	if f.snapshot != "" {
		f.affected.lines(b, w)
	}
	var unknown []string
	for i, c := range counted {
		switch {
		case f.defs[i] == nil && f.snapshot != "":
		case f.defs[i] == nil || !f.values[i].Value.Known():
			unknown = append(unknown, strings.ReplaceAll(c.id, "_", " "))
		default:
			figure, sentence := f.defs[i].Unit.Text(f.values[i].Value), c.sentence
			if figure == "1" && c.one != "" {
				sentence = c.one
			}
			fmt.Fprintf(b, "- "+sentence+"[^%[4]s]\n", figure, f.when(), f.lastDay(), c.label)
			w.note(c.label, f.ref(i, w.account.ID).String())
		}
	}
	if w.revenue(b); len(f.revenue) == 0 && (f.revenue != nil || f.snapshot == "") {
		unknown = append(unknown, strings.ReplaceAll(revenueID, "_", " "))
	}
	if len(unknown) > 0 {
		why := "the warehouse has nothing to count"
		if f.snapshot == "" {
			why = "nothing was imported yet"
		}
		fmt.Fprintf(b, "- Not measured: %s (%s)\n", strings.Join(unknown, ", "), why)
	}
	if err := w.workaround(b); err != nil {
		return err
	}
	w.elsewhere(b)
	b.WriteString("- Who cannot work because of this issue, and what it costs them, is not counted yet\n\n")
	return nil
}

// revenue writes what is at risk, a currency at a time.
func (w *writer) revenue(b *strings.Builder) {
	f := w.figures
	for i, r := range f.revenue {
		if i == 0 {
			fmt.Fprintf(b, "- Revenue at risk, which has no say in the severity: the contracts that ran on %s come to ", f.lastDay())
		} else {
			b.WriteString(" and ")
		}
		ref := evidence.Ref{Scheme: "metric", ID: r.def.ID, Params: []evidence.Param{{Key: "account", Value: w.account.ID}, {Key: "period", Value: f.period.Name}}}
		label := "revenue"
		if r.narrowed {
			label += "-" + strings.ToLower(r.currency)
			ref.Params = append(ref.Params, evidence.Param{Key: "filter", Value: "currency=" + r.currency})
		}
		ref.Params = append(ref.Params, measure.Params(r.def, r.value)...)
		fmt.Fprintf(b, "%s a year[^%s]", strings.TrimSpace(r.def.Unit.Text(r.value.Value)+" "+r.currency), label)
		w.note(label, ref.With("snapshot", f.snapshot).String())
	}
	if len(f.revenue) > 0 {
		b.WriteString("\n")
	}
}

// elsewhere points to other accounts' reports of the same error. What it costs them is counted there: this report names no
// other customer, and a figure of theirs could not be cited without naming them.
func (w *writer) elsewhere(b *strings.Builder) {
	var ids []string
	for _, r := range w.similar {
		if r.sameError && r.account != w.account.ID {
			ids = append(ids, r.id)
		}
	}
	if len(ids) > 0 {
		fmt.Fprintf(b, "- Other accounts report the same error (%s); what it costs them is told there\n", strings.Join(ids, ", "))
	}
}
