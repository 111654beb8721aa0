package review

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// grace is how long after the end of a period its report may take.
const grace = 10 * 24 * time.Hour

// cadence tells what the workspace lacks by the requirement's cadences: a plan an engagement, a guide an integration pattern, a health report a
// month (or the agreed period) for whoever is live, a feedback summary a cycle or quarter. Case studies and escalations come as they come. What
// is missing cannot be called wrong by a machine: the verdict is unverified.
func cadence(catalog *Catalog, options CheckOptions, found census) []rule.Finding {
	w := options.Workspace
	accounts, err := w.Accounts()
	if err != nil {
		return nil // checked elsewhere: the accounts' own errors are told when they are opened
	}
	var findings []rule.Finding
	tell := func(at string, r *rule.Rule, message, suggestion string) {
		if !wanted(r.ID, options.Rules) {
			return
		}
		severity := severityOf(r, options, at)
		if severity == rule.Off {
			return
		}
		start := markdown.Position{Line: 1, Column: 1}
		findings = append(findings, rule.Finding{Path: at, Start: start, End: start, Rule: r.ID, Severity: severity, Verdict: evidence.Unverified, Message: message,
			Requirement: r.Requirement, Suggestion: suggestion})
	}
	live := false
	for _, account := range accounts {
		if account.MergedInto != "" {
			continue
		}
		h := found[account.Dir]
		if h == nil {
			h = &holdings{}
		}
		c := accountCadence{holdings: h, catalog: catalog, workspace: w, account: account, now: options.Now, tell: tell}
		for _, kind := range catalog.due(deliverable.PerEngagement) {
			c.plans(kind)
		}
		for _, kind := range catalog.due(deliverable.PerPattern) {
			c.guides(kind)
		}
		for _, kind := range catalog.due(deliverable.PerPeriod) {
			c.reports(kind)
		}
		live = live || !h.live.IsZero() && h.live.Before(options.Now)
	}
	if len(accounts) > 0 {
		for _, kind := range catalog.due(deliverable.PerCycle) {
			cycles(kind, w, options.Now, live, tell)
		}
	}
	return findings
}

type teller func(at string, r *rule.Rule, message, suggestion string)

// census is what the documents of each account's folder say of themselves.
type census map[string]*holdings

// holdings are an account's standing documents by kind.
type holdings struct {
	papers map[string][]paper
	live   time.Time // the first go-live of its plans; zero where none tells
}

// paper is a document by what its front matter says.
type paper struct {
	path, period, date, pattern string
	patterns                    []string
}

// add counts a document that lies in an account's folder.
func (c census) add(w *workspace.Workspace, kind *deliverable.Kind, name string, front *markdown.FrontMatter) {
	rest, ok := strings.CutPrefix(name, w.AccountsDir()+"/")
	folder, _, inside := strings.Cut(rest, "/")
	status := front.Value("status")
	if kind == nil || !ok || !inside || status == "superseded" || status == "withdrawn" {
		return
	}
	dir := path.Join(w.AccountsDir(), folder)
	h := c[dir]
	if h == nil {
		h = &holdings{papers: map[string][]paper{}}
		c[dir] = h
	}
	h.papers[kind.Name] = append(h.papers[kind.Name], paper{path: name, period: front.Value("period"), date: front.Value("date"), pattern: patternOf(kind, name, front), patterns: front.List("patterns")})
	if day, err := time.Parse(time.DateOnly, front.Value("go_live")); kind.Due.Per == deliverable.PerEngagement && err == nil && (h.live.IsZero() || day.Before(h.live)) {
		h.live = day
	}
}

// patternOf is a guide's pattern: its front matter's, else what its file's name says after the kind's.
func patternOf(kind *deliverable.Kind, name string, front *markdown.FrontMatter) string {
	if pattern := front.Value("pattern"); pattern != "" {
		return pattern
	}
	_, pattern, _ := strings.Cut(strings.TrimSuffix(path.Base(name), path.Ext(name)), kind.Name+"-")
	return pattern
}

// accountCadence is one account with what it holds.
type accountCadence struct {
	*holdings
	catalog   *Catalog
	workspace *workspace.Workspace
	account   *workspace.Account
	now       time.Time
	tell      teller
}

// plans: every engagement has one plan.
func (c *accountCadence) plans(kind *deliverable.Kind) {
	plans, engagements := map[string]int{}, map[string]bool{}
	for _, p := range c.papers[kind.Name] {
		plans[path.Dir(p.path)]++
	}
	for _, other := range c.catalog.Kinds {
		if other == kind || !other.InEngagement() {
			continue
		}
		for _, p := range c.papers[other.Name] {
			engagements[path.Dir(p.path)] = true
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(engagements)) {
		if plans[dir] == 0 {
			c.tell(c.account.Path, kind.Due.Rule, "the engagement "+path.Base(dir)+" has no "+kind.Noun(), "touchstone new "+kind.Name+" "+c.account.ID)
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(plans)) {
		if plans[dir] > 1 {
			c.tell(c.account.Path, kind.Due.Rule, fmt.Sprintf("the engagement %s has %d %ss that stand", path.Base(dir), plans[dir], kind.Noun()), "set status: superseded in the one that no longer holds")
		}
	}
}

// guides: every integration pattern that the account or a plan names has one guide.
func (c *accountCadence) guides(kind *deliverable.Kind) {
	guides := map[string]int{}
	for _, p := range c.papers[kind.Name] {
		guides[p.pattern]++
	}
	var wanted []string
	if err := c.account.Decode("patterns", &wanted); err != nil {
		wanted = nil // account show tells what is wrong with the file
	}
	for _, plan := range c.catalog.due(deliverable.PerEngagement) {
		for _, p := range c.papers[plan.Name] {
			wanted = append(wanted, p.patterns...)
		}
	}
	slices.Sort(wanted)
	for _, pattern := range slices.Compact(wanted) {
		if guides[pattern] == 0 {
			c.tell(c.account.Path, kind.Due.Rule, "the integration pattern "+pattern+" has no "+kind.Noun(), "touchstone new "+kind.Name+" "+c.account.ID+" --pattern "+pattern)
		}
	}
	for _, pattern := range slices.Sorted(maps.Keys(guides)) {
		if pattern != "" && guides[pattern] > 1 {
			c.tell(c.account.Path, kind.Due.Rule, fmt.Sprintf("the integration pattern %s has %d %ss that stand", pattern, guides[pattern], kind.Noun()), "set status: superseded in the one that no longer holds")
		}
	}
}

// reports: whoever is live has the report of the last period, in time.
func (c *accountCadence) reports(kind *deliverable.Kind) {
	last, ok := c.lastPeriod()
	if !ok || c.live.IsZero() || !c.live.Before(last.To) || c.now.Sub(last.To) <= grace {
		return
	}
	for _, p := range c.papers[kind.Name] {
		if p.period != last.Name {
			continue
		}
		if day, err := time.ParseInLocation(time.DateOnly, p.date, c.now.Location()); err == nil && day.Sub(last.To) > grace {
			c.tell(p.path, kind.Due.Rule, late(kind, last, p.date), "")
		}
		return
	}
	c.tell(c.account.Path, kind.Due.Rule, fmt.Sprintf("there is no %s for %s; the account is live since %s", kind.Noun(), last.Name, c.live.Format(time.DateOnly)),
		"touchstone generate "+kind.Name+" "+c.account.ID+" --period "+last.Name)
}

func late(kind *deliverable.Kind, last metric.Period, date string) string {
	return fmt.Sprintf("the %s for %s is of %s: later than %d days after the period", kind.Noun(), last.Name, date, int(grace.Hours()/24))
}

// lastPeriod is the last whole period by which the account is reported: `reporting: weekly|monthly|quarterly` of account.yaml, else of touchstone.yaml, else
// monthly. It is false where the account is not to be reported at all (`none`).
func (c *accountCadence) lastPeriod() (metric.Period, bool) {
	agreed := "monthly"
	for _, decode := range []func(string, any) error{c.workspace.Config.Decode, c.account.Decode} {
		if said := ""; decode("reporting", &said) == nil && said != "" {
			agreed = said
		}
	}
	switch agreed {
	case "none":
		return metric.Period{}, false
	case "quarterly":
		return lastQuarter(c.now), true
	case "weekly":
		year, week := c.now.AddDate(0, 0, -7).ISOWeek()
		last, err := metric.ParsePeriod(fmt.Sprintf("%d-W%02d", year, week), c.now.Location())
		// Its report may take until the next week has passed, so the week before it is the last that is due.
		if err == nil && c.now.Sub(last.To) <= grace {
			year, week = c.now.AddDate(0, 0, -14).ISOWeek()
			last, err = metric.ParsePeriod(fmt.Sprintf("%d-W%02d", year, week), c.now.Location())
		}
		return last, err == nil
	}
	return metric.Month(c.now).Prior(), true
}

// cycles asks for the document of the last cycle that touchstone.yaml names (`cycles:`) or, without cycles, of the last quarter: of a
// workspace where somebody is live or summaries are written.
func cycles(kind *deliverable.Kind, w *workspace.Workspace, now time.Time, live bool, tell teller) {
	last, cycle := lastCycle(w, now)
	if !cycle {
		last = lastQuarter(now)
	}
	if last.Name == "" || now.Sub(last.To) <= grace {
		return
	}
	names, err := w.Documents(path.Join(w.Config.Folders.Deliverables, path.Dir(kind.Path(deliverable.Place{Period: last.Name}))))
	if err != nil || len(names) == 0 && !live && !cycle {
		return
	}
	standing := 0
	for _, name := range names {
		data, err := w.ReadFile(name)
		if err != nil {
			continue
		}
		front := markdown.Parse(data).Front
		if status := front.Value("status"); status == "superseded" || status == "withdrawn" || front.Value("period") != last.Name && !strings.Contains(path.Base(name), last.Name) {
			continue
		}
		standing++
		if day, err := time.ParseInLocation(time.DateOnly, front.Value("date"), now.Location()); err == nil && day.Sub(last.To) > grace {
			tell(name, kind.Due.Rule, late(kind, last, front.Value("date")), "")
		}
	}
	if standing > 1 {
		tell(workspace.ConfigFile, kind.Due.Rule, fmt.Sprintf("more than one %s for %s stands: %d", kind.Noun(), last.Name, standing), "set status: superseded in the one that no longer holds")
	}
	if standing > 0 {
		return
	}
	tell(workspace.ConfigFile, kind.Due.Rule, "there is no "+kind.Noun()+" for "+last.Name, "touchstone generate "+kind.Name+" --period "+last.Name)
}

// lastCycle is the named cycle that ended last before now, under its name. It is false where no cycles are named.
func lastCycle(w *workspace.Workspace, now time.Time) (last metric.Period, named bool) {
	var cycles map[string]string
	if err := w.Config.Decode("cycles", &cycles); err != nil || len(cycles) == 0 {
		return last, false
	}
	for _, name := range slices.Sorted(maps.Keys(cycles)) {
		p, err := metric.ParsePeriod(cycles[name], now.Location())
		if err == nil && !p.To.After(now) && p.To.After(last.To) {
			last = p
			last.Name = name
		}
	}
	return last, true
}

func lastQuarter(now time.Time) metric.Period {
	start := time.Date(now.Year(), (now.Month()-1)/3*3+1, 1, 0, 0, 0, 0, now.Location())
	before := start.AddDate(0, -3, 0)
	return metric.Period{Name: fmt.Sprintf("%d-Q%d", before.Year(), (before.Month()-1)/3+1), From: before, To: start}
}
