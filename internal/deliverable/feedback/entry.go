package feedback

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// entry is one thing that a section lists outside tables.
type entry struct {
	markdown.Span
	words string // all that is said of it, what stands under it too
}

// entries are the items of a section's lists, of the first numbered one where they are to be ranked; in a section without such a list, the headings in it.
func entries(s *markdown.Section, ranked bool) []entry {
	if s == nil {
		return nil
	}
	var out []entry
	for _, block := range s.Blocks {
		list, ok := block.(*markdown.List)
		if !ok || ranked && !list.Ordered || ranked && len(out) > 0 {
			continue
		}
		for _, item := range list.Items {
			out = append(out, entry{item.Span, words(item.Blocks)})
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, sub := range s.Sub {
		out = append(out, entry{sub.Heading.Span, sub.Title() + " " + words(sub.AllBlocks())})
	}
	return out
}

// words are those of blocks, those of lists, tables and quotes in them too.
func words(blocks []markdown.Block) string {
	var b strings.Builder
	for _, block := range blocks {
		switch block := block.(type) {
		case *markdown.Paragraph:
			b.WriteString(block.Text.Plain + " ")
		case *markdown.List:
			for _, item := range block.Items {
				b.WriteString(words(item.Blocks) + " ")
			}
		case *markdown.Quote:
			b.WriteString(words(block.Blocks) + " ")
		case *markdown.Table:
			block.Texts(func(t markdown.Text) { b.WriteString(t.Plain + " ") })
		}
	}
	return strings.TrimSpace(b.String())
}
