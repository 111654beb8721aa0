package escalation

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Desks opens the desk that answers a workspace's metrics.
type Desks func(*workspace.Workspace) (*measure.Desk, error)

// counted are the metrics that bound an impact: whom it could hurt, how often the account asked for help, until when, and
// what is at risk. What the account pays is told as an impact alone; no severity is graded from it.
var counted = []struct{ id, label, sentence string }{
	{"active_users", "mau", "%[1]s people were active in the account %[2]s"},
	{"tickets_opened", "tickets", "%[1]s tickets were opened by the account %[2]s"},
	{"days_to_renewal", "renewal", "A date to keep in mind: the subscription renews %[1]s after %[3]s"},
	{"annual_revenue", "revenue", "Revenue at risk: the contracts that ran on %[3]s come to %[1]s a year, which has no say in the severity"},
}

// figures are what the warehouse counts of an account over a period. Without a snapshot nothing was ever imported.
type figures struct {
	period   metric.Period
	snapshot string
	defs     []*metric.Definition // one for each of counted; nil where the workspace defines no such metric
	values   []metric.Value
	affected affected
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
	f.affected, err = countAffected(ctx, job, account, ticket, desk, snapshot)
	return f, err
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
			fmt.Fprintf(b, "- "+c.sentence+"[^%[4]s]\n", f.defs[i].Unit.Text(f.values[i].Value), f.when(), f.lastDay(), c.label)
			w.note(c.label, f.ref(i, w.account.ID).String())
		}
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
	b.WriteString("- Who cannot work because of this issue, and what it costs them, is not counted yet\n\n")
	return nil
}
