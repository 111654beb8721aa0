package general

import (
	"bytes"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

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

// setKey is the safe fix that gives the front matter a key that it lacks, or whose value is empty, on a line of its own kind. Without front
// matter that can be read there is none: where it would go is a person's to say.
func setKey(p *rule.Pass, key, value string) []markdown.Edit {
	front := p.Doc.Front
	scalar, err := yaml.Marshal(value)
	if !front.Present || front.Err != nil || err != nil || bytes.Count(scalar, []byte{'\n'}) != 1 {
		return nil
	}
	line := key + ": " + strings.TrimSuffix(string(scalar), "\n")
	if field := front.Field(key); field != nil {
		at := p.Doc.LineSpan(p.Doc.Position(field.KeySpan.Start).Line)
		if strings.TrimRight(p.Doc.Slice(at), " \t") != key+":" || field.Node != nil && field.Node.Kind != yaml.ScalarNode {
			return nil
		}
		return proven(p, key, value, markdown.Edit{Span: at, New: line})
	}
	end := "\n"
	if strings.HasSuffix(p.Doc.Slice(markdown.Span{End: front.Body.Start}), "\r\n") {
		end = "\r\n"
	}
	at := front.Body.End
	return proven(p, key, value, markdown.Edit{Span: markdown.Span{Start: at, End: at}, New: line + end})
}

// proven is the edit where the front matter then reads well and says value under key: not in a flow mapping, for example.
func proven(p *rule.Pass, key, value string, edit markdown.Edit) []markdown.Edit {
	head, err := markdown.Apply(p.Doc.Source[:p.Doc.Front.Span.End], []markdown.Edit{edit})
	if err != nil {
		return nil
	}
	if front := markdown.Parse(head).Front; front.Err != nil || front.Value(key) != value || len(front.Fields) < len(p.Doc.Front.Fields) {
		return nil
	}
	return []markdown.Edit{edit}
}

// oneOf is the allowed word that value is but for its case, quotation marks or a full stop.
func oneOf(value string, allowed []string) (string, bool) {
	word := strings.ToLower(strings.Trim(value, " .,;!\"'`*_"))
	return word, slices.Contains(allowed, word)
}
