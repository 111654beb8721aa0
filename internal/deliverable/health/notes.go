package health

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
)

// notes are a document's footnotes: references by label, in the order of their first use.
type notes struct {
	order []string
	refs  map[string]evidence.Ref
}

func newNotes() *notes { return &notes{refs: map[string]evidence.Ref{}} }

// cite returns the mark of a reference under a label. A second citation of the same label may add figures to it.
func (n *notes) cite(label string, ref evidence.Ref) string {
	have, ok := n.refs[label]
	if !ok {
		n.order = append(n.order, label)
		n.refs[label] = ref
		return "[^" + label + "]"
	}
	for _, p := range ref.Params {
		if _, taken := have.Get(p.Key); !taken {
			have = have.With(p.Key, p.Value)
		}
	}
	n.refs[label] = have
	return "[^" + label + "]"
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

// slug makes a footnote label out of an identifier.
func slug(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else if b.Len() > 0 && !strings.HasSuffix(b.String(), "-") {
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

// special are the characters by which imported words could become Markdown, or another column.
var special = strings.NewReplacer("\\", `\\`, "|", `\|`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "*", `\*`, "_", `\_`, "`", "\\`", "\n", " ", "\r", " ", "~", `\~`, "#", `\#`, "!", `\!`)

// plain writes words that somebody else wrote, so that they stay words.
func plain(s string) string { return special.Replace(strings.TrimSpace(s)) }
