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
func cadence(catalog *Catalog, options CheckOptions, found census) []rule.Finding {
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
			accountCadence(found[account.Dir], account, options.Now, tell)
		}
	}
	if len(accounts) > 0 {
		feedbackCadence(w, options.Now, tell)
	}
	return findings
}

type teller func(at, id, message, suggestion string)

// census is what the documents of each account's folder say of themselves.
type census map[string]*holdings

type holdings struct {
	engagements map[string]bool // folders, and whether they have a plan
	reports     map[string]bool // periods
	live        time.Time       // the first go-live
}

// add counts a document that lies in an account's folder.
func (c census) add(w *workspace.Workspace, name string, front *markdown.FrontMatter) {
	rest, ok := strings.CutPrefix(name, w.AccountsDir()+"/")
	folder, _, inside := strings.Cut(rest, "/")
	if !ok || !inside {
		return
	}
	h := c[path.Join(w.AccountsDir(), folder)]
	if h == nil {
		h = &holdings{map[string]bool{}, map[string]bool{}, time.Time{}}
		c[path.Join(w.AccountsDir(), folder)] = h
	}
	dir := path.Dir(name)
	switch front.Value("kind") {
	case "onboarding-plan":
		h.engagements[dir] = true
		if day, err := time.Parse(time.DateOnly, front.Value("go_live")); err == nil && (h.live.IsZero() || day.Before(h.live)) {
			h.live = day
		}
	case "implementation-guide":
		h.engagements[dir] = h.engagements[dir]
	case "health-report":
		h.reports[front.Value("period")] = true
	}
}

func accountCadence(h *holdings, account *workspace.Account, now time.Time, tell teller) {
	if h == nil {
		return
	}
	for _, dir := range slices.Sorted(maps.Keys(h.engagements)) {
		if !h.engagements[dir] {
			tell(account.Path, "GL030", "the engagement "+path.Base(dir)+" has no onboarding plan", "touchstone new onboarding-plan "+account.ID)
		}
	}
	month := lastMonth(now)
	end := monthStart(now)
	if !h.live.IsZero() && h.live.Before(end) && now.Sub(end) > grace && !h.reports[month] {
		tell(account.Path, "GL031", fmt.Sprintf("there is no health report for %s; the account is live since %s", month, h.live.Format(time.DateOnly)),
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
