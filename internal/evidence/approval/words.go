// Package approval keeps what customers have allowed: standing consents for a use of their data, and approvals of exact
// words, each with the proof that it was given.
package approval

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// bookkeeping are the keys of front matter that change without a word changing.
var bookkeeping = map[string]bool{"status": true, "approval": true, "approvals": true, "snapshot": true, "date": true}

// Words renders a document canonically: what an approval of it binds. It gives one line for each block, with the block's
// sort and its source, runs of white space collapsed to one blank. Nothing else is folded: strike-through, targets of
// links and images, table structure, HTML, footnotes and what stands between blocks are words. Left out are the front
// matter's bookkeeping (status, date, approval, snapshot) and the definitions of footnotes that cite an approval.
func Words(d *markdown.Document) string {
	w := writer{d: d}
	w.front()
	start := 0
	if d.Front.Present {
		start = d.Front.Span.End
	}
	w.blocks(d.Blocks, markdown.Span{Start: start, End: len(d.Source)})
	return w.b.String()
}

// Quotes returns the block quotes of a document as Words has them: what a person may refuse by itself.
func Quotes(d *markdown.Document) []string {
	var out []string
	var open []string
	depth := 0
	for line := range strings.Lines(Words(d)) {
		sort, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch {
		case sort == "quote":
			depth++
		case sort == "end" && text == "quote":
			if depth--; depth == 0 && len(open) == 1 {
				out = append(out, open[0])
			}
			if depth == 0 {
				open = nil
			}
		case depth > 0:
			open = append(open, text)
		}
	}
	return out
}

// Digest is the digest of canonical words, "sha256:" and hexadecimal.
func Digest(words string) string {
	sum := sha256.Sum256([]byte(words))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// front writes the front matter, comments too, without the lines of its bookkeeping.
func (w *writer) front() {
	if !w.d.Front.Present {
		return
	}
	at := w.d.Front.Body.Start
	for _, f := range w.d.Front.Fields {
		if bookkeeping[f.Key] {
			w.frontLines(at, f.KeySpan.Start)
			at = max(f.Span.End, f.KeySpan.End)
		}
	}
	w.frontLines(at, w.d.Front.Body.End)
}

func (w *writer) frontLines(start, end int) {
	for line := range strings.Lines(string(w.d.Source[start:max(start, end)])) {
		if strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), ":")) != "" {
			w.line("front", line)
		}
	}
}

type writer struct {
	d *markdown.Document
	b strings.Builder
}

func (w *writer) line(sort, source string) {
	w.b.WriteString(sort)
	w.b.WriteByte(' ')
	w.b.WriteString(strings.Join(strings.Fields(source), " "))
	w.b.WriteByte('\n')
}

// blocks writes the blocks of a span and everything of the span that is in none of them.
func (w *writer) blocks(blocks []markdown.Block, span markdown.Span) {
	at := span.Start
	for _, block := range blocks {
		r := block.Range()
		if r.End <= at {
			continue
		}
		w.rest(at, r.Start)
		w.block(block, markdown.Span{Start: max(r.Start, at), End: r.End})
		at = r.End
	}
	w.rest(at, span.End)
}

// rest writes what stands between blocks: marks of lists and quotes, definitions of links.
func (w *writer) rest(start, end int) {
	if start < end {
		if s := string(w.d.Source[start:end]); strings.TrimSpace(s) != "" {
			w.line("mark", s)
		}
	}
}

func (w *writer) block(block markdown.Block, span markdown.Span) {
	switch n := block.(type) {
	case *markdown.Heading:
		w.line(fmt.Sprintf("h%d", n.Level), w.d.Slice(span))
	case *markdown.Table:
		w.lines("row", span)
	case *markdown.Fence:
		w.lines("code", span)
	case *markdown.List:
		w.line("list", fmt.Sprint(n.Ordered, len(n.Items)))
		at := span.Start
		for _, item := range n.Items {
			w.rest(at, item.Start)
			w.line("item", "")
			w.blocks(item.Blocks, markdown.Span{Start: max(at, item.Start), End: item.End})
			at = max(at, item.End)
		}
		w.rest(at, span.End)
		w.line("end", "list")
	case *markdown.Quote:
		w.line("quote", "")
		w.blocks(n.Blocks, span)
		w.line("end", "quote")
	case *markdown.Footnote:
		if ref, err := evidence.ParseRef(w.d.Slice(n.Body)); err == nil && ref.Scheme == "approval" && !strings.Contains(strings.TrimSpace(w.d.Slice(n.Body)), "\n") && len(leftover(ref, w.d.Slice(n.Body))) == 0 {
			w.line("approval", "")
			return
		}
		w.line("note", w.d.Slice(span))
	case *markdown.HTML:
		w.line("html", w.d.Slice(span))
	case *markdown.Rule:
		w.line("rule", w.d.Slice(span))
	default:
		w.line("text", w.d.Slice(span))
	}
}

// leftover is what a person wrote behind a reference: words, which count.
func leftover(ref evidence.Ref, body string) string {
	body = strings.TrimSpace(body)
	for _, p := range ref.Params {
		body = strings.Replace(body, p.Key+"="+p.Value, "", 1)
	}
	return strings.TrimSpace(strings.TrimPrefix(body, ref.Scheme+":"+ref.ID))
}

func (w *writer) lines(sort string, span markdown.Span) {
	for line := range strings.Lines(w.d.Slice(span)) {
		if strings.TrimSpace(line) != "" {
			w.line(sort, line)
		}
	}
	w.line("end", sort)
}

// Changed says which words differ, for a person; "" where none do.
func Changed(approved, now string) string {
	if approved == now {
		return ""
	}
	a, b := strings.Fields(approved), strings.Fields(now)
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	j := 0
	for j < len(a)-i && j < len(b)-i && a[len(a)-1-j] == b[len(b)-1-j] {
		j++
	}
	was, is := excerpt(a[i:len(a)-j]), excerpt(b[i:len(b)-j])
	near := strings.Join(a[max(0, i-4):i], " ")
	switch {
	case was == "" && is == "":
		return "the structure changed (a line, a list or a table)"
	case was == "":
		return fmt.Sprintf("%q was added after %q", is, near)
	case is == "":
		return fmt.Sprintf("%q was taken out after %q", was, near)
	}
	return fmt.Sprintf("%q was approved, %q stands there now", was, is)
}

func excerpt(words []string) string {
	if len(words) > 12 {
		return strings.Join(words[:6], " ") + " … " + strings.Join(words[len(words)-5:], " ")
	}
	return strings.Join(words, " ")
}
