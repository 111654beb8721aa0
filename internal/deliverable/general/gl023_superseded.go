package general

import (
	"path"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

func supersededNamed(k kinds) *rule.Rule {
	return &rule.Rule{
		ID:          "GL023",
		Title:       "A superseded document names its successor, and only one document of a kind and period stands",
		Requirement: "0.guideline.6",
		Severity:    rule.Warning,
		Explain: "`superseded_by` is the path of the document that counts now, relative to this one. Two final documents of one kind for one account and period (one engagement, one pattern) contradict " +
			"each other: one of them is superseded.",
		Bad:  "---\nkind: health-report\naccount: acme\nperiod: 2026-10\nstatus: superseded\n---\n\n# Health report\n",
		Good: "---\nkind: health-report\naccount: acme\nperiod: 2026-10\nstatus: final\n---\n\n# Health report\n",
		Check: func(p *rule.Pass) {
			status, span, _ := frontValue(p, "status")
			switch status {
			case "superseded":
				successor(p)
			case "final":
				for _, n := range neighbours(p) {
					if n.Kind == p.Kind && n.Status == "final" && k.rivals(p, n) {
						p.Violated(span, "set one of them to superseded", "%s is final as well, for the same period", n.Path)
					}
				}
			}
		},
	}
}

func successor(p *rule.Pass) {
	target, span, ok := frontValue(p, "superseded_by")
	if !ok {
		p.Violated(p.Top(), "add `superseded_by: ` and the path of the document that counts now", "the document is superseded and does not say by what")
		return
	}
	if p.Workspace == nil {
		return
	}
	if _, err := p.Workspace.Stat(path.Join(path.Dir(p.Path), target)); err != nil {
		p.Violated(span, "write its path relative to this document", "superseded_by: there is no %s", target)
	}
}

// rivals are two documents of one account and period, of a kind that has one a period. Others may stand side by side:
// their file names tell them apart.
func (k kinds) rivals(p *rule.Pass, n rule.Neighbour) bool {
	kind := k.of(p.Kind)
	return kind.Needs == deliverable.NeedsPeriod && !kind.Across && p.Doc.Front.Value("period") != "" && p.Doc.Front.Value("period") == n.Period
}
