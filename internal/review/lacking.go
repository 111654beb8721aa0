package review

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Lack is a section that a kind's template has and a document lacks, with the edit that adds it.
type Lack struct {
	Title string
	Edit  markdown.Edit
}

// Lacking lists the second-level sections that the template of a kind has, the workspace's own where it has one, and the document lacks under every name
// that people give it. Each is added as the template writes it, behind the section that precedes it there. Nil where there is no such kind, or its template
// cannot be read. w is nil outside a workspace.
func Lacking(w *workspace.Workspace, kind *deliverable.Kind, doc *markdown.Document) []Lack {
	if kind == nil {
		return nil
	}
	text, err := start(kind, w, doc)
	if err != nil {
		return nil
	}
	template := markdown.Parse(text)
	find := finder(kind, template, doc)
	var lacks []Lack
	var before *markdown.Section // the last section of the document that the template has, too
	wanted := second(template)
	for i, section := range wanted {
		if has := find(section); has != nil {
			before = has
			continue
		}
		at := len(doc.Source)
		if before != nil {
			at = before.Span.End
		} else if next := following(wanted[i+1:], find); next != nil {
			at = next.Span.Start
		}
		at = beforeNotes(doc, at)
		lacks = append(lacks, Lack{section.Title(), markdown.Edit{Span: markdown.Span{Start: at, End: at}, New: set(doc, at, written(template, section))}})
	}
	return lacks
}

// start is what `new` would write for the document's account, engagement and period.
func start(kind *deliverable.Kind, w *workspace.Workspace, doc *markdown.Document) ([]byte, error) {
	front := doc.Front
	f := NewFields{Kind: kind.Name, Engagement: front.Value("engagement"), Period: front.Value("period"), Pattern: front.Value("pattern"), ID: front.Value("id"),
		Author: front.Value("author"), Date: front.Value("date"), Environments: map[string]any{}}
	if w != nil {
		f.Team, f.Product = w.Config.Team, w.Config.Product
		if account, err := w.Account(front.Value("account")); err == nil {
			f.Account, f.Contacts, f.Contract = *account, account.Contacts, contract(account)
			if err := account.Decode("environments", &f.Environments); err != nil {
				f.Environments = map[string]any{}
			}
		}
	}
	text, err := render(kind, w, f)
	return substitute(text, f), err
}

// finder finds in doc what a section of the template is there: what the kind's model takes it for, else a section of its title.
func finder(kind *deliverable.Kind, template, doc *markdown.Document) func(*markdown.Section) *markdown.Section {
	var there, here []*markdown.Section
	if kind.Sections != nil {
		there, here = kind.Sections(kind.Model(template)), kind.Sections(kind.Model(doc))
	}
	return func(s *markdown.Section) *markdown.Section {
		if i := slices.Index(there, s); i >= 0 {
			return here[i]
		}
		return doc.Section(markdown.Normal(s.Title()))
	}
}

func second(doc *markdown.Document) []*markdown.Section {
	return slices.DeleteFunc(slices.Clone(doc.AllSections()), func(s *markdown.Section) bool { return s.Level() != 2 })
}

func following(wanted []*markdown.Section, find func(*markdown.Section) *markdown.Section) *markdown.Section {
	for _, section := range wanted {
		if has := find(section); has != nil {
			return has
		}
	}
	return nil
}

// beforeNotes moves a place at the end of the document in front of the footnotes that stand there.
func beforeNotes(doc *markdown.Document, at int) int {
	for i := len(doc.Notes) - 1; i >= 0 && doc.Notes[i].Start < at && strings.TrimSpace(string(doc.Source[doc.Notes[i].End:at])) == ""; i-- {
		at = doc.Notes[i].Start
	}
	return at
}

// written is a section of the template without the footnotes that end it.
func written(template *markdown.Document, s *markdown.Section) string {
	return strings.TrimSpace(string(template.Source[s.Span.Start:beforeNotes(template, s.Span.End)]))
}

// set puts empty lines around a text that is put in at a place, and ends lines as the document does.
func set(doc *markdown.Document, at int, text string) string {
	before, after := string(doc.Source[:at]), string(doc.Source[at:])
	lead := "\n\n"
	switch folded := strings.ReplaceAll(before, "\r", ""); {
	case folded == "" || strings.HasSuffix(folded, "\n\n"):
		lead = ""
	case strings.HasSuffix(folded, "\n"):
		lead = "\n"
	}
	text = lead + strings.ReplaceAll(text, "\r\n", "\n") + "\n"
	if strings.TrimSpace(after) != "" {
		text += "\n"
	}
	if strings.Contains(before, "\r\n") {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}
