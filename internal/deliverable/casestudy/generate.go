package casestudy

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/names"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// compared are the metrics that a case study looks at, in the order in which they are shown.
var compared = []string{"active_users", "adoption_rate", "feature_utilization", "api_calls", "events", "tickets_opened", "first_reply", "full_resolution", "reopen_rate", "csat", "nps", "ces"}

// shown is how many outcomes the table has at most.
const shown = 8

type generator struct{ Room }

func (g generator) generate(ctx context.Context, job deliverable.Job, emit func(deliverable.Draft) error) error {
	now, given, err := periods(job)
	if err != nil {
		return err
	}
	accounts, err := subjects(job)
	if err != nil {
		return err
	}
	var pseudonyms *privacy.Pseudonyms
	var made []deliverable.File
	dates, named, err := datesOf(job)
	if err != nil {
		return err
	}
	if !named {
		if pseudonyms, made, err = g.Pseudonyms(job.Workspace); err != nil {
			return err
		}
	}
	known, err := names.Finder(job.Workspace)
	if err != nil {
		return err
	}
	drafts := make([]*draft, len(accounts))
	for i, account := range accounts {
		drafts[i] = &draft{job: job, account: account, now: now, pseudonyms: pseudonyms, dates: dates, known: known, files: made}
		made = nil // once is enough
		if err := drafts[i].read(); err != nil {
			return err
		}
	}
	if err := g.compare(ctx, job.Workspace, drafts, given); err != nil {
		return err
	}
	if err := g.listen(ctx, drafts); err != nil {
		return err
	}
	for _, d := range drafts {
		if err := emit(d.draft()); err != nil {
			return err
		}
	}
	return nil
}

// compare measures every account against the period before its plan began, of the same length, and against given (asked
// for, or the same period a year earlier) where the plan's has no figure or there is no plan.
func (g generator) compare(ctx context.Context, w *workspace.Workspace, drafts []*draft, given baseline) error {
	byBaseline := map[string][]*draft{}
	periods := map[string]baseline{}
	for _, d := range drafts {
		d.baseline = given
		if of, ok := d.plansBaseline(given); ok {
			d.baseline = of
		}
		byBaseline[d.baseline.Name] = append(byBaseline[d.baseline.Name], d)
		periods[d.baseline.Name] = d.baseline
	}
	for _, name := range slices.Sorted(maps.Keys(byBaseline)) {
		if err := g.fill(ctx, w, byBaseline[name], periods[name]); err != nil {
			return err
		}
	}
	var again []*draft
	for _, d := range drafts {
		if len(d.found) == 0 && d.baseline.plans {
			again = append(again, d)
		}
	}
	if len(again) == 0 {
		return nil
	}
	return g.fill(ctx, w, again, given)
}

func (g generator) fill(ctx context.Context, w *workspace.Workspace, drafts []*draft, b baseline) error {
	accounts := make([]*workspace.Account, len(drafts))
	for i, d := range drafts {
		accounts[i] = d.account
	}
	found, err := g.measured(ctx, w, accounts, drafts[0].now, b.Period)
	for _, d := range drafts {
		d.baseline, d.found = b, found[d.account.ID]
	}
	return err
}

// baseline is the period before, and why it is that one.
type baseline struct {
	metric.Period
	plans bool // the last one before the plan began
	asked bool
}

// plansBaseline is the period of the same kind that ended last before the plan began, where the plan began before the period after.
func (d *draft) plansBaseline(given baseline) (baseline, bool) {
	start, err := time.ParseInLocation(time.DateOnly, d.story.start, d.job.Workspace.Zone)
	if given.asked || err != nil || !start.Before(d.now.From) {
		return given, false
	}
	for p := d.now.Prior(); !p.To.Before(start.AddDate(-2, 0, 0)); p = p.Prior() {
		if !p.To.After(start) {
			return baseline{Period: p, plans: true}, unlike(d.now.Name, p.Name) == ""
		}
	}
	return given, false
}

// periods are the two that are compared: the last whole month, or the one asked for, against the same a year earlier.
func periods(job deliverable.Job) (now metric.Period, before baseline, err error) {
	zone := job.Workspace.Zone
	name := job.Period
	if name == "" {
		name = job.Now.In(zone).AddDate(0, 0, 1-job.Now.In(zone).Day()).AddDate(0, -1, 0).Format("2006-01")
	}
	if now, err = metric.ParsePast(name, zone, job.Now); err != nil {
		return now, before, err
	}
	base := job.Flags["baseline"]
	if before.asked = base != ""; !before.asked {
		base = yearBefore(now)
	}
	if before.Period, err = metric.ParsePeriod(base, zone); err != nil {
		return now, before, fmt.Errorf("--baseline: %w", err)
	}
	if why := unlike(now.Name, before.Name); why != "" {
		return now, before, fmt.Errorf("--baseline %s cannot be compared with %s: %s", before.Name, now.Name, why)
	}
	return now, before, nil
}

// yearBefore is the same period of the year before.
func yearBefore(p metric.Period) string {
	year, rest, ok := strings.Cut(p.Name, "-")
	var n int
	if _, err := fmt.Sscanf(year, "%d", &n); err != nil || !ok || strings.Contains(p.Name, "..") || strings.HasPrefix(rest, "W") {
		return p.From.AddDate(-1, 0, 0).Format(time.DateOnly) + ".." + p.To.AddDate(-1, 0, -1).Format(time.DateOnly)
	}
	return fmt.Sprintf("%04d-%s", n-1, rest)
}

func subjects(job deliverable.Job) ([]*workspace.Account, error) {
	if job.All {
		return job.Workspace.Accounts()
	}
	if len(job.Accounts) == 0 {
		return nil, errors.New("generate case-study: whose?\nhint: touchstone generate case-study acme")
	}
	var out []*workspace.Account
	for _, id := range job.Accounts {
		a, err := job.Workspace.Account(id)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// outcome is one metric before and after, with its reference.
type outcome struct {
	def    *metric.Definition
	value  metric.Value
	ref    evidence.Ref
	better bool
}

// ranged reports an outcome whose definition gives an interval.
func (o outcome) ranged() bool { return o.value.Low.Known() && o.value.High.Known() && o.value.N > 0 }

// chance reports an outcome whose earlier figure lies within the interval of the later one.
func (o outcome) chance() bool {
	return o.ranged() && o.value.Prior.Cmp(o.value.Low) >= 0 && o.value.Prior.Cmp(o.value.High) <= 0
}

// measured asks every metric for all accounts at once. A metric that is unknown on one side, or rests there on fewer
// observations than its definition asks for, or did not change, is no outcome.
func (g generator) measured(ctx context.Context, w *workspace.Workspace, accounts []*workspace.Account, now, before metric.Period) (map[string][]outcome, error) {
	desk, err := g.Desk(w)
	if err != nil {
		return nil, err
	}
	snapshot, err := desk.Snapshot("")
	if err != nil {
		return nil, err
	}
	out := map[string][]outcome{}
	if snapshot.Number == 0 {
		return out, nil
	}
	var ids []string
	for _, a := range accounts {
		ids = append(ids, a.ID)
	}
	var queries []metric.Query
	for _, id := range compared {
		def, err := desk.Metrics.Get(id)
		if err != nil || def.Kind == metric.Computed {
			continue // not defined in this workspace
		}
		queries = append(queries, metric.Query{Def: def, Period: now, Prior: before, Accounts: ids})
	}
	values, err := desk.Values(ctx, snapshot, queries)
	if err != nil {
		return nil, err
	}
	for i, q := range queries {
		for _, v := range values[i] {
			if !v.Value.Known() || !v.Prior.Known() || v.Value.Cmp(v.Prior) == 0 || v.N < q.Def.Minimum || v.PriorN > 0 && v.PriorN < q.Def.Minimum || len(out[v.Account]) >= shown {
				continue
			}
			out[v.Account] = append(out[v.Account], outcomeOf(q, v, snapshot.ID()))
		}
	}
	return out, nil
}

func outcomeOf(q metric.Query, v metric.Value, snapshot string) outcome {
	ref := evidence.Ref{Scheme: "metric", ID: q.Def.ID, Params: []evidence.Param{{Key: "account", Value: v.Account}, {Key: "period", Value: q.Period.Name}}}
	ref.Params = append(ref.Params, measure.Params(q.Def, v)...)
	ref = ref.With("prior_period", q.Prior.Name)
	if v.Low.Known() && v.High.Known() && v.N > 0 {
		ref = ref.With("low", q.Def.Unit.Key(v.Low)).With("high", q.Def.Unit.Key(v.High)).With("level", "95%")
	}
	ref = ref.With("snapshot", snapshot)
	sign := v.Value.Cmp(v.Prior)
	return outcome{q.Def, v, ref, sign > 0 && q.Def.Polarity == metric.HigherIsBetter || sign < 0 && q.Def.Polarity == metric.LowerIsBetter}
}

func (d *draft) path() string {
	engagement := d.job.Flags["engagement"]
	if engagement == "" {
		engagement = d.story.engagement
	}
	if engagement == "" {
		engagement = "onboarding"
	}
	return path.Join(d.account.Dir, workspace.Folder(engagement), "case-study.md")
}
