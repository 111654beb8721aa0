package general

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/rule"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

var detector = sync.OnceValues(func() (*privacy.Detector, error) { return privacy.NewDetector("") })

var personalData = &rule.Rule{
	ID:          "GL040",
	Title:       "A shared or public document holds no personal data",
	Requirement: "0.guideline.2",
	Severity:    rule.Error,
	Explain: "Mail addresses, telephone, card and account numbers and IP addresses have a form that can be checked: in what several customers or the public read they are violated. Names of people " +
		"outside the vendor's team and street addresses are a judgement of a small model (see doc/privacy.md for how good it is): they are unverified, and a person decides. An approval in the front " +
		"matter settles names.",
	Bad:  "---\nkind: case-study\naudience: public\n---\n\n# Results\n\nWrite to jo.smith@freight.example for more.\n",
	Good: "---\nkind: case-study\naudience: public\n---\n\n# Results\n\nWrite to our sales team for more.\n",
	Check: func(p *rule.Pass) {
		audience := p.Doc.Front.Value("audience")
		if audience != "shared" && audience != "public" {
			return
		}
		d, err := detector()
		if err != nil {
			p.Unverified(p.Top(), "", "personal data cannot be looked for: %v", err)
			return
		}
		skip := unpublished(p.Doc)
		if p.Doc.Front.Present {
			skip = append(skip, p.Doc.Front.Span)
		}
		for _, e := range d.Exact(string(p.Doc.Source)) {
			span := markdown.Span{Start: e.Start, End: e.End}
			if !within(skip, span) {
				p.Violated(span, "take it out", "%q is personal data (%s)", p.Doc.Slice(span), readable(e.Type))
			}
		}
		if p.Doc.Front.Value("approval") == "" {
			people(p, d)
		}
	},
}

// people reports names of people and addresses in running text that look like some.
func people(p *rule.Pass, d *privacy.Detector) {
	look := func(t markdown.Text) {
		for _, e := range d.Find(t.Plain) {
			found := t.Plain[e.Start:e.End]
			if e.Type != privacy.EntityPerson && e.Type != privacy.EntityAddress || len(strings.Fields(found)) < 2 || privacy.IsPseudonym(found) || ours(p, found) {
				continue
			}
			p.Unverified(t.SourceSpan(markdown.Range{Start: e.Start, End: e.End}), "a person decides; take it out if it names somebody", "%q may be personal data (%s)", found, readable(e.Type))
		}
	}
	p.Doc.Walk(func(b markdown.Block) {
		if para, ok := b.(*markdown.Paragraph); ok {
			look(para.Text)
		}
	})
}

// ours reports whether what was found names nobody but the vendor's people: the document's author, the team, and the owners
// of accounts, who are read only where a name is neither of the others'. The model may take in a word beside a name.
func ours(p *rule.Pass, found string) bool {
	known := []string{p.Doc.Front.Value("author")}
	if p.Workspace != nil {
		for _, m := range p.Workspace.Config.Team {
			known = append(known, m.Name)
		}
	}
	if namesOnly(found, known) {
		return true
	}
	if p.Workspace == nil {
		return false
	}
	owners, err := workspace.Memo(p.Workspace, "owners of accounts", func() ([]string, error) { return owners(p.Workspace) })
	return err == nil && namesOnly(found, owners)
}

// namesOnly reports whether words hold one of the names, whole, and beside names no word with a capital.
func namesOnly(words string, names []string) bool {
	apart := func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune("-'’", r)
	}
	rest := strings.FieldsFunc(words, apart)
	held := false
	for _, name := range names {
		parts := strings.FieldsFunc(name, apart)
		for at := 0; len(parts) > 1 && at+len(parts) <= len(rest); at++ {
			if slices.EqualFunc(rest[at:at+len(parts)], parts, strings.EqualFold) {
				rest, held = slices.Delete(rest, at, at+len(parts)), true
			}
		}
	}
	return held && !slices.ContainsFunc(rest, func(word string) bool { return strings.ToLower(word) != word })
}

func owners(w *workspace.Workspace) ([]string, error) {
	accounts, err := w.Accounts()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, account := range accounts {
		if account.Owner != "" && !slices.Contains(names, account.Owner) {
			names = append(names, account.Owner)
		}
	}
	return names, nil
}

func readable(t privacy.EntityType) string {
	return strings.ToLower(strings.ReplaceAll(string(t), "_", " "))
}
