package general

import (
	"errors"
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

var accountKnown = &rule.Rule{
	ID:          "GL011",
	Title:       "The account exists",
	Requirement: "0.guideline.6",
	Severity:    rule.Error,
	Explain: "`account` in the front matter is the ID of a customer that has an account.yaml. A misspelt ID ties the document to no data at all; " +
		"that of an account which another one bought is told.",
	Bad:  "---\nkind: health-report\naccount: acmee\n---\n\n# Health report\n",
	Good: "---\nkind: health-report\naccount: acme\n---\n\n# Health report\n",
	Check: func(p *rule.Pass) {
		id, span, ok := frontValue(p, "account")
		if !ok || p.Workspace == nil {
			return
		}
		account, err := p.Workspace.Account(id)
		switch {
		case errors.Is(err, workspace.ErrNoAccount):
			f := rule.Finding{Span: span, Verdict: violated, Message: fmt.Sprintf("there is no account %q", id), Suggestion: "`touchstone account list` shows those that there are"}
			if known, err := p.Workspace.Account(strings.ToLower(strings.Trim(id, " ."))); err == nil && known.MergedInto == "" {
				f.Suggestion, f.Fix = "write `"+known.ID+"`", []markdown.Edit{{Span: span, New: known.ID}}
			}
			p.Report(f)
		case err != nil:
			p.Unverified(span, "", "the account cannot be read: %v", err)
		case account.MergedInto != "":
			p.Unverified(span, "write `account: "+account.MergedInto+"` for what is new", "account %q became part of %q", id, account.MergedInto)
		}
	},
}
