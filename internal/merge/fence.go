package merge

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// KeepFences puts the code fences that a person changed back into a draft that is the current document with computed
// places rewritten: a fence whose digest was not remembered is not what was generated last.
func KeepFences(current, draft []byte, memory Memory) []byte {
	generated := map[string]bool{}
	for _, entry := range memory {
		generated[entry.Digest] = true
	}
	changed := map[string]unit{}
	for _, u := range units(markdown.Parse(current)) {
		if u.kind == unitBlock && strings.Contains(u.key, " | fence ") && !generated[u.digest] {
			changed[u.key] = u
		}
	}
	if len(changed) == 0 {
		return draft
	}
	var edits []markdown.Edit
	for _, u := range units(markdown.Parse(draft)) {
		if kept, ok := changed[u.key]; ok && kept.digest != u.digest {
			edits = append(edits, markdown.Edit{Span: u.span, New: kept.text})
		}
	}
	out, err := markdown.Apply(draft, edits)
	if err != nil {
		return current
	}
	return out
}
