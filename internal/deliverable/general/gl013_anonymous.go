package general

import (
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// anonymous keeps the finder of the last workspace that it saw: it is costly to build and the same for every document.
func anonymous() *rule.Rule {
	known := finderCache{}
	return &rule.Rule{
		ID:          "GL013",
		Title:       "A shared or public document names no customer without consent",
		Requirement: "0.guideline.2",
		Severity:    rule.Error,
		Explain: "What several customers or the public can read says “Customer Amber Finch”, not the customer's name, domain or people. " +
			"Names, aliases, domains and contacts of every account.yaml are looked for. Where the customer has approved the document (`approval:` in the front " +
			"matter), its own name may stand; the approval itself is checked elsewhere.",
		Bad:  "---\nkind: feedback-summary\naudience: shared\n---\n\n# Feedback\n\nAcme Freight asks for a retry button.\n",
		Good: "---\nkind: feedback-summary\naudience: shared\n---\n\n# Feedback\n\nCustomer Amber Finch asks for a retry button.\n",
		Check: func(p *rule.Pass) {
			audience := p.Doc.Front.Value("audience")
			if p.Workspace == nil || audience != "shared" && audience != "public" {
				return
			}
			finder, err := known.of(p.Workspace)
			if err != nil {
				p.Unverified(p.Top(), "", "names cannot be looked for: %v", err)
				return
			}
			own := ""
			if p.Doc.Front.Value("approval") != "" && p.Account != nil {
				own = p.Account.ID
			}
			p.Doc.Walk(func(block markdown.Block) { nameless(p, finder, own, block) })
		},
	}
}

func nameless(p *rule.Pass, finder *privacy.Known, own string, block markdown.Block) {
	look := func(text markdown.Text) {
		for _, m := range finder.Find(text.Plain) {
			if m.Account == own {
				continue
			}
			span := text.SourceSpan(markdown.Range{Start: m.Start, End: m.End})
			if m.Certain {
				p.Violated(span, "write a pseudonym, or get the customer's consent", "%q names a customer (%s)", m.Found, m.Kind)
			} else {
				p.Unverified(span, "a person decides; write a pseudonym if it is the customer", "%q may name a customer (%s)", m.Found, m.Kind)
			}
		}
	}
	switch b := block.(type) {
	case *markdown.Heading:
		look(b.Text)
	case *markdown.Paragraph:
		look(b.Text)
	case *markdown.Table:
		b.Texts(look)
	}
}

// known returns what the workspace's accounts are called.
func knownNames(w *workspace.Workspace) (*privacy.Known, error) {
	accounts, err := w.Accounts()
	if err != nil {
		return nil, err
	}
	var list []privacy.Account
	for _, a := range accounts {
		entry := privacy.Account{ID: a.ID, Names: []string{a.Title()}, Aliases: a.Aliases, Domains: a.Domains}
		for _, c := range a.Contacts {
			if c.Name != "" {
				entry.People = append(entry.People, c.Name)
			}
			if c.Email != "" {
				entry.Mails = append(entry.Mails, c.Email)
			}
		}
		list = append(list, entry)
	}
	return privacy.NewKnown(list)
}
