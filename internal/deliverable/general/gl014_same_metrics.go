package general

import (
	"slices"

	"github.com/touchstone-cs/touchstone/internal/evidence/measure"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var sameMetrics = &rule.Rule{
	ID:          "GL014",
	Title:       "Metrics are the workspace's, the same for every account",
	Requirement: "0.guideline.3",
	Severity:    rule.Warning,
	Explain: "There is one set of metric definitions for all accounts (metrics.yaml), so that figures can be compared. `metrics` in a health report's front matter is " +
		"the digest of the set that it was written with, and a `metric:` citation names a metric of that set. A report that is still open and stands on other definitions is " +
		"generated again; a final one of the past keeps its digest and is told apart.",
	Bad:  "---\nkind: health-report\nstatus: draft\n---\n\n# Health report\n\nUse fell.[^a]\n\n[^a]: metric:acme_special_score account=acme period=2026-10 value=3\n",
	Good: "---\nkind: health-report\nstatus: draft\n---\n\n# Health report\n\nAPI calls: 7,440.[^a]\n\n[^a]: metric:api_calls account=acme period=2026-10 value=7440\n",
	Check: func(p *rule.Pass) {
		if p.Workspace == nil {
			return
		}
		digest, span, stands := frontValue(p, "metrics")
		metrics := slices.DeleteFunc(slices.Clone(p.Citations), func(c rule.Citation) bool { return !c.Evidence() || c.Ref.Scheme != "metric" })
		if !stands && len(metrics) == 0 {
			return
		}
		set, err := measure.Definitions(p.Workspace)
		if err != nil {
			p.Unverified(p.Top(), "", "the metric definitions cannot be read: %v", err)
			return
		}
		seen := map[string]bool{}
		for _, c := range metrics {
			if !seen[c.Label] {
				seen[c.Label] = true
				if _, err := set.Get(c.Ref.ID); err != nil {
					p.Violated(c.Note.Body, "`touchstone metric list` shows those that there are; define it in metrics.yaml for all accounts", "%v", firstLine(err))
				}
			}
		}
		if stands && digest != set.Digest() && (p.Draft() || p.Doc.Front.Value("status") == "review") {
			p.Unverified(span, "generate it again", "the report stands on metric definitions %s, the workspace has %s", digest, set.Digest())
		}
	},
}
