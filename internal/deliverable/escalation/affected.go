package escalation

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// affected counts who used the part of the product that the issue is about, before it failed and since. Who used it before
// and has not since cannot be told from who did not want to: the count bounds the people stopped, and stands beside what
// the same part saw in as long a time before.
type affected struct {
	part          part
	def           *metric.Definition
	before, since metric.Value // in as long a time before the failure; since it, with before and since together as prior
	events        *metric.Definition
	volume        metric.Value // of the part since the failure, with as long a time before it as prior; Unknown where nobody measures it
	periods       struct{ before, since, both metric.Period }
	why           string // it is not counted
}

// part is a feature or an event of the product.
type part struct{ column, name string }

const (
	baseline = 28 // days before the failure in which somebody counts as a user of the part
	aWeek    = 7
)

// sinceDay is a day that the customer names.
var sinceDay = pattern.New(`(?i)\bsince\s+(\d{4}-\d{2}-\d{2})\b`)

// failure is the day on which the issue began: the one asked for, else the one that the ticket names, else its own.
func failure(job deliverable.Job, t Ticket) (time.Time, error) {
	zone := job.Workspace.Zone
	if text := job.Flags["since"]; text != "" {
		day, err := time.ParseInLocation(time.DateOnly, text, zone)
		if err != nil {
			return day, fmt.Errorf("--since %q: want a day such as 2026-10-12", text)
		}
		return day, nil
	}
	opened := startOfDay(t.Opened.In(zone))
	if match := sinceDay.FindStringSubmatch(t.Body); match != nil {
		if day, err := time.ParseInLocation(time.DateOnly, match[1], zone); err == nil && !day.After(opened) {
			return day, nil
		}
	}
	return opened, nil
}

func startOfDay(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

// countAffected asks the desk about the part of the product that the flags or the ticket's words name.
func countAffected(ctx context.Context, job deliverable.Job, account string, t Ticket, desk *measure.Desk, snapshot *warehouse.Snapshot) (affected, error) {
	var a affected
	def, err := desk.Metrics.Get("active_users")
	if err != nil {
		a.why = "metrics.yaml defines no active_users"
		return a, nil
	}
	a.def = def
	first, err := failure(job, t)
	if err != nil {
		return a, err
	}
	last := startOfDay(job.Now.In(job.Workspace.Zone))
	if known := startOfDay(snapshot.Created.In(job.Workspace.Zone)); known.Before(last) {
		last = known
	}
	if first.IsZero() || last.Before(first) {
		a.why = "nothing was imported since it began"
		return a, nil
	}
	if err := a.setPeriods(first, last, job.Workspace.Zone); err != nil {
		return a, err
	}
	if a.part, err = partOf(ctx, job, account, t, desk, snapshot, def, a.periods.both); err != nil {
		return a, err
	}
	if a.part.name == "" {
		a.why = "the ticket names no feature and no event that the warehouse knows; --feature or --event names one"
		return a, nil
	}
	return a, a.ask(ctx, account, desk, snapshot)
}

// setPeriods: since is from the first day to the last; before is as many days, on the same weekdays.
func (a *affected) setPeriods(first, last time.Time, zone *time.Location) error {
	span := func(from, to time.Time) (metric.Period, error) {
		return metric.ParsePeriod(from.Format(time.DateOnly)+".."+to.Format(time.DateOnly), zone)
	}
	days := int(last.Sub(first).Hours()/24+.5) + 1
	back := -(days + aWeek - 1) / aWeek * aWeek
	var err error
	if a.periods.since, err = span(first, last); err != nil {
		return err
	}
	if a.periods.both, err = span(first.AddDate(0, 0, -baseline), last); err != nil {
		return err
	}
	a.periods.before, err = span(first.AddDate(0, 0, back), last.AddDate(0, 0, back))
	return err
}

// ask counts. Who used the part in both periods together less who used it since is who used it before alone.
func (a *affected) ask(ctx context.Context, account string, desk *measure.Desk, snapshot *warehouse.Snapshot) error {
	where, err := metric.ParseFilter("events", a.part.column+"="+a.part.name)
	if err != nil {
		return err
	}
	accounts := []string{account}
	queries := []metric.Query{
		{Def: a.def, Period: a.periods.since, Prior: a.periods.both, Accounts: accounts, Where: where},
		{Def: a.def, Period: a.periods.before, Accounts: accounts, Where: where},
		{Def: a.def, Period: a.periods.since, Accounts: accounts},
	}
	if a.events, err = desk.Metrics.Get("events"); err == nil {
		queries = append(queries, metric.Query{Def: a.events, Period: a.periods.since, Prior: a.periods.before, Accounts: accounts, Where: where})
	}
	answers, err := desk.Values(ctx, snapshot, queries)
	if err != nil {
		return err
	}
	if len(answers) > 3 && len(answers[3]) > 0 {
		a.volume = answers[3][0]
	}
	if len(answers[0]) == 0 || !answers[0][0].Prior.Known() || answers[0][0].Prior.Sign() <= 0 {
		a.why = fmt.Sprintf("nobody used %s in the %d days before", a.part.name, baseline)
		return nil
	}
	if len(answers[2]) == 0 || !answers[2][0].Value.Known() || answers[2][0].Value.Sign() <= 0 {
		a.why = "no use of the account at all is known since it began"
		return nil
	}
	a.since, a.before = answers[0][0], answers[1][0]
	return nil
}

// partOf is the part of the product that is asked for, else the one that the ticket's words name: of several the one with
// the most words, a feature before an event, the most used first.
func partOf(ctx context.Context, job deliverable.Job, account string, t Ticket, desk *measure.Desk, snapshot *warehouse.Snapshot, def *metric.Definition, period metric.Period) (part, error) {
	columns := []string{"feature", "event"}
	for _, column := range columns {
		if name := job.Flags[column]; name != "" {
			return part{column, name}, nil
		}
	}
	var queries []metric.Query
	for _, column := range columns {
		queries = append(queries, metric.Query{Def: def, Period: period, Accounts: []string{account}, By: column})
	}
	answers, err := desk.Values(ctx, snapshot, queries)
	if err != nil {
		return part{}, err
	}
	said := wordsOf(t.Subject + " " + t.Body)
	type candidate struct {
		part
		words, order int
		users        metric.Number
	}
	var found []candidate
	for i, values := range answers {
		for _, v := range values {
			words := nameWords(v.By)
			if v.Account == account && len(words) > 0 && allSaid(words, said) {
				found = append(found, candidate{part{columns[i], v.By}, len(words), i, v.Value})
			}
		}
	}
	if len(found) == 0 {
		return part{}, nil
	}
	return slices.MinFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.words, a.words), cmp.Compare(a.order, b.order), b.users.Cmp(a.users), strings.Compare(a.name, b.name))
	}).part, nil
}

func nameWords(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return strings.ContainsRune(" _-./:", r) })
}

// allSaid reports whether every word of a name stands in a text, in any of its forms: upload, uploads, uploaded.
func allSaid(words []string, said map[string]bool) bool {
	for _, w := range words {
		any := false
		for s := range said {
			any = any || sameStem(w, s)
		}
		if !any {
			return false
		}
	}
	return true
}

// sameStem: the same but for an ending, of words long enough to have one.
func sameStem(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return a == b || n >= 4 && len(a)-n <= 3 && len(b)-n <= 3
}

// lines writes what is counted, with its citations.
func (a *affected) lines(b *strings.Builder, w *writer) {
	if a.why != "" {
		fmt.Fprintf(b, "- Not measured: who cannot work (%s)\n", a.why)
		return
	}
	count := func(n metric.Number) string { return a.def.Unit.Text(n) }
	stopped := a.since.Prior.Sub(a.since.Value)
	fmt.Fprintf(b, "- Up to %s cannot use the %s `%s`: %s used it since %s, and of them %s since %s[^affected]\n", people(count(stopped)), a.part.column, a.part.name,
		count(a.since.Prior), a.periods.both.From.Format(time.DateOnly), count(a.since.Value), a.periods.since.From.Format(time.DateOnly))
	w.note("affected", a.ref(w, a.def, a.periods.since, a.since, a.periods.both.Name))
	if a.before.Value.Known() {
		fmt.Fprintf(b, "- In as many days before it began, %s, %s used it[^usual]\n", a.periods.before.Name, people(count(a.before.Value)))
		w.note("usual", a.ref(w, a.def, a.periods.before, a.before, ""))
	}
	if a.volume.Value.Known() && a.volume.Prior.Known() {
		fmt.Fprintf(b, "- %s events since it began, against %s in those days before[^volume]\n", a.events.Unit.Text(a.volume.Value), a.events.Unit.Text(a.volume.Prior))
		w.note("volume", a.ref(w, a.events, a.periods.since, a.volume, a.periods.before.Name))
	}
}

func people(count string) string {
	if count == "1" {
		return "1 person"
	}
	return count + " people"
}

func (a *affected) ref(w *writer, def *metric.Definition, period metric.Period, v metric.Value, prior string) string {
	ref := evidence.Ref{Scheme: "metric", ID: def.ID, Params: []evidence.Param{{Key: "account", Value: w.account.ID}, {Key: "period", Value: period.Name}, {Key: a.part.column, Value: a.part.name}}}
	if prior != "" {
		ref.Params = append(ref.Params, evidence.Param{Key: "prior_period", Value: prior})
	}
	ref.Params = append(ref.Params, measure.Params(def, v)...)
	return ref.With("snapshot", w.figures.snapshot).String()
}
