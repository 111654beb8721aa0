package casestudy

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

// standing judges the approval that the front matter names. ok is false, with the reason, where there is none to judge;
// open says that a person's answer is what is missing.
func standing(p *rule.Pass) (s approval.Standing, why string, open bool) {
	id := p.Doc.Front.Value("approval")
	if id == "" {
		return s, "the front matter names no approval", true
	}
	if p.Workspace == nil || p.Account == nil {
		return s, "approval " + id + " cannot be looked up outside the account's folder", true
	}
	return approval.Of(p.Workspace, p.Account.Dir, id, p.Path, p.Now)
}

// containsFold reports whether text contains words, whatever their case.
func containsFold(text, words string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(words))
}

// lacks reports an approval that is not there: where the front matter names one, its record is missing evidence and the
// rule cannot be decided; where it names none, a person has to get one.
func lacks(p *rule.Pass) func(span markdown.Span, suggestion, format string, args ...any) {
	if p.Doc.Front.Value("approval") != "" {
		return p.Unverified
	}
	return p.Lacks
}
