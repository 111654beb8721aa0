package review

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// grace is how long after the end of a period its report may take.
const grace = 10 * 24 * time.Hour

// cadence tells what the workspace lacks by the requirement's cadences: a plan an engagement, a health report a month for whoever is live, a
// feedback summary a quarter. What is missing cannot be called wrong by a machine: the verdict is unverified.
func cadence(catalog *Catalog, options CheckOptions) []rule.Finding {
	w := options.Workspace
	accounts, err := w.Accounts()
	if err != nil {
		return nil // checked elsewhere: the accounts' own errors are told when they are opened
	}
	var findings []rule.Finding
	tell := func(at, id, message, suggestion string) {
		r, _ := catalog.Rule(id)
		if r == nil || !wanted(id, options.Rules) {
			return
		}
		severity := severityOf(r, options, at)
		if severity == rule.Off {
			return
		}
		start := markdown.Position{Line: 1, Column: 1}
		findings = append(findings, rule.Finding{Path: at, Start: start, End: start, Rule: id, Severity: severity, Verdict: evidence.Unverified, Message: message,
			Requirement: r.Requirement, Suggestion: suggestion})
	}
	for _, account := range accounts {
		if account.MergedInto == "" {
			accountCadence(w, account, options.Now, tell)
		}
	}
	if len(accounts) > 0 {
		feedbackCadence(w, options.Now, tell)
	}
	return findings
}

type teller func(at, id, message, suggestion string)

func accountCadence(w *workspace.Workspace, account *workspace.Account, now time.Time, tell teller) {
	plans, reports := map[string]bool{}, map[string]bool{}
	engagements := map[string]bool{}
	var live time.Time
	names, err := w.Documents(account.Dir)
	if err != nil {
		return
	}
	for _, name := range names {
		data, err := w.ReadFile(name)
		if err != nil {
			continue
		}
		front := markdown.Parse(data).Front
		dir := path.Dir(name)
		switch front.Value("kind") {
		case "onboarding-plan":
			plans[dir], engagements[dir] = true, true
			if day, err := time.Parse(time.DateOnly, front.Value("go_live")); err == nil && (live.IsZero() || day.Before(live)) {
				live = day
			}
		case "implementation-guide":
			engagements[dir] = true
		case "health-report":
			reports[front.Value("period")] = true
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(engagements)) {
		if !plans[dir] {
			tell(account.Path, "GL030", "the engagement "+path.Base(dir)+" has no onboarding plan", "touchstone new onboarding-plan "+account.ID)
		}
	}
	month := lastMonth(now)
	end := monthStart(now)
	if !live.IsZero() && live.Before(end) && now.Sub(end) > grace && !reports[month] {
		tell(account.Path, "GL031", fmt.Sprintf("there is no health report for %s; the account is live since %s", month, live.Format(time.DateOnly)),
			"touchstone generate health-report "+account.ID+" --period "+month)
	}
}

func feedbackCadence(w *workspace.Workspace, now time.Time, tell teller) {
	start := time.Date(now.Year(), (now.Month()-1)/3*3+1, 1, 0, 0, 0, 0, now.Location())
	last := start.AddDate(0, -3, 0)
	period := fmt.Sprintf("%d-Q%d", last.Year(), (last.Month()-1)/3+1)
	if now.Sub(start) <= grace {
		return
	}
	names, err := w.Documents(path.Join(w.Config.Folders.Deliverables, "feedback"))
	if err != nil || len(names) == 0 {
		return // no feedback summary was ever written: nothing is late
	}
	for _, name := range names {
		if strings.Contains(path.Base(name), period) {
			return
		}
	}
	tell(workspace.ConfigFile, "GL032", "there is no feedback summary for "+period, "touchstone generate feedback-summary --period "+period)
}

func monthStart(now time.Time) time.Time {
	return time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, now.Location())
}

func lastMonth(now time.Time) string { return monthStart(now).AddDate(0, -1, 0).Format("2006-01") }
