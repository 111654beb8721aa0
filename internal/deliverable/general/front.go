package general

import (
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

const violated = evidence.Violated

// frontValue returns a scalar of the front matter with its place; where it is missing or empty, the place to report that.
func frontValue(p *rule.Pass, key string) (value string, span markdown.Span, ok bool) {
	field := p.Doc.Front.Field(key)
	if field == nil {
		return "", p.Top(), false
	}
	value = p.Doc.Front.Value(key)
	return value, field.Span, value != "" || len(p.Doc.Front.List(key)) > 0
}
