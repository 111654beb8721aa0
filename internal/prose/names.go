package prose

import "strings"

// Names are the products that a workspace knows: one's own, which are no competitors, and those of others, which are.
type Names struct{ Ours, Theirs []string }

// mark gives the tokens of known names what they are: a rival, or nothing in particular.
func (n Names) mark(text string, ts []token) {
	if len(n.Ours) == 0 && len(n.Theirs) == 0 {
		return
	}
	rival := lexicon().classes["RIVALBRAND"]
	lower := strings.ToLower(text)
	for _, name := range n.Theirs {
		within(lower, name, ts, func(t *token) { t.class.set(rival) })
	}
	for _, name := range n.Ours {
		within(lower, name, ts, func(t *token) {
			t.class.clear(rival)
			t.class.clear(clsProper)
			t.class.clear(clsName)
		})
	}
}

// within hands on each token that lies in an occurrence of name; an occurrence begins and ends where words do.
func within(lower, name string, ts []token, give func(*token)) {
	name = strings.ToLower(strings.TrimSpace(name))
	for from := 0; name != "" && from < len(lower); {
		at := strings.Index(lower[from:], name)
		if at < 0 {
			return
		}
		start, end := from+at, from+at+len(name)
		from = end
		if start > 0 && wordByte(lower[start-1]) || end < len(lower) && wordByte(lower[end]) {
			continue
		}
		for i := range ts {
			if int(ts[i].start) >= start && int(ts[i].start) < end {
				give(&ts[i])
			}
		}
	}
}
