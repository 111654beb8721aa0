package health

import (
	"fmt"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
)

// notes are a document's footnotes: references by label, in the order of their first use.
type notes struct {
	order []string
	refs  map[string]evidence.Ref
}

func newNotes() *notes { return &notes{refs: map[string]evidence.Ref{}} }

// cite returns the mark of a reference under a label. A second citation of the same thing may add figures to it; another
// thing whose label reads alike gets a number.
func (n *notes) cite(label string, ref evidence.Ref) string {
	name := label
	for k := 2; ; k++ {
		have, taken := n.refs[name]
		if !taken {
			n.order = append(n.order, name)
			n.refs[name] = ref
			break
		}
		if have.Scheme == ref.Scheme && have.ID == ref.ID && agree(have, ref) {
			n.refs[name] = joined(have, ref)
			break
		}
		name = fmt.Sprintf("%s-%d", label, k)
	}
	return "[^" + name + "]"
}

// agree reports whether two references give no parameter two values.
func agree(a, b evidence.Ref) bool {
	return !slices.ContainsFunc(b.Params, func(p evidence.Param) bool {
		have, ok := a.Get(p.Key)
		return ok && have != p.Value
	})
}

// joined adds to a reference what only the other has.
func joined(ref, other evidence.Ref) evidence.Ref {
	for _, p := range other.Params {
		if _, ok := ref.Get(p.Key); !ok {
			ref = ref.With(p.Key, p.Value)
		}
	}
	return ref
}

// definitions writes the footnotes; the snapshot is each reference's last parameter.
func (n *notes) definitions(b *strings.Builder) {
	for _, label := range n.order {
		ref := n.refs[label]
		if snapshot, ok := ref.Get("snapshot"); ok {
			kept := make([]evidence.Param, 0, len(ref.Params))
			for _, p := range ref.Params {
				if p.Key != "snapshot" {
					kept = append(kept, p)
				}
			}
			ref.Params = append(kept, evidence.Param{Key: "snapshot", Value: snapshot})
		}
		b.WriteString("[^" + label + "]: " + ref.String() + "\n")
	}
}

// special are the characters by which imported words could become Markdown, or another column.
var special = strings.NewReplacer("\\", `\\`, "|", `\|`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "*", `\*`, "_", `\_`, "`", "\\`", "\n", " ", "\r", " ", "~", `\~`, "#", `\#`, "!", `\!`)

// plain writes words that somebody else wrote, so that they stay words.
func plain(s string) string { return special.Replace(strings.TrimSpace(s)) }
