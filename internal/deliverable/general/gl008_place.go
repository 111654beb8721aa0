package general

import (
	"path"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

var placed = &rule.Rule{
	ID:          "GL008",
	Title:       "The document lies in the documentation folder, in its own account's folder",
	Requirement: "0.guideline.1",
	Severity:    rule.Warning,
	Explain: "Deliverables lie under the folder that touchstone.yaml names (customer-success by default), those of one customer in that " +
		"customer's folder: it is the folder that decides who may read them.",
	Bad:  "---\nkind: health-report\naccount: nord\ndate: 2026-11-02\n---\n\n# A document of Nord in the folder of Acme\n",
	Good: "---\nkind: health-report\naccount: acme\ndate: 2026-11-02\n---\n\n# Health report\n",
	Check: func(p *rule.Pass) {
		if p.Workspace == nil || p.Kind == "" {
			return
		}
		folder := p.Workspace.Config.Folders.Deliverables
		if !strings.HasPrefix(p.Path, path.Clean(folder)+"/") {
			p.Violated(p.Top(), "move it under "+folder, "the document lies outside the documentation folder %s", folder)
			return
		}
		id, span, ok := frontValue(p, "account")
		if !ok {
			return
		}
		if owner := p.Workspace.AccountOf(p.Path); owner != nil && owner.ID != id {
			p.Violated(span, "move the file, or mend `account`", "the document is about %q and lies in the folder of %q", id, owner.ID)
		}
	},
}
