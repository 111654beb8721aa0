package quality

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// Blocks measures on how many Markdown files our parser finds the headings and blocks that goldmark, CommonMark's reference
// in Go, finds on its own: their kind, order, nesting and, of headings, level and words.
func Blocks() Measure {
	return Measure{Name: "markdown", Folder: ".", Run: func(folder string) (Figures, error) {
		equal, n := 0, 0
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.EqualFold(filepath.Ext(path), ".md") {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			n++
			if BlocksEqual(data) {
				equal++
			}
			return nil
		})
		if err == nil && n == 0 {
			err = ErrNoRows
		}
		return Figures{"blocks_equal": ratio(equal, n), "n": float64(n)}, err
	}}
}

// BlocksEqual reports whether our parser and goldmark find the same blocks. Front matter is ours alone, so goldmark reads what follows it;
// footnote definitions are not CommonMark's and are left out on both sides.
func BlocksEqual(source []byte) bool {
	doc := markdown.Parse(source)
	body := source
	if doc.Front.Present {
		body = source[doc.Front.Span.End:]
	}
	var ours, theirs strings.Builder
	outline(&ours, doc.Blocks)
	parser := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote)).Parser()
	reference(&theirs, body, parser.Parse(text.NewReader(body)))
	return ours.String() == theirs.String()
}

func outline(b *strings.Builder, blocks []markdown.Block) {
	for _, block := range blocks {
		switch n := block.(type) {
		case *markdown.Heading:
			fmt.Fprintf(b, "h%d ", n.Level)
		case *markdown.Paragraph:
			b.WriteString("p ")
		case *markdown.Table:
			fmt.Fprintf(b, "table%dx%d ", len(n.Header), len(n.Rows))
		case *markdown.List:
			fmt.Fprintf(b, "list%t( ", n.Ordered)
			for _, item := range n.Items {
				b.WriteString("item( ")
				outline(b, item.Blocks)
				b.WriteString(") ")
			}
			b.WriteString(") ")
		case *markdown.Fence:
			fmt.Fprintf(b, "code%t ", n.Fenced)
		case *markdown.Quote:
			b.WriteString("quote( ")
			outline(b, n.Blocks)
			b.WriteString(") ")
		case *markdown.HTML:
			b.WriteString("html ")
		case *markdown.Rule:
			b.WriteString("rule ")
		}
	}
}

func reference(b *strings.Builder, source []byte, parent ast.Node) {
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		switch n := node.(type) {
		case *ast.Heading:
			fmt.Fprintf(b, "h%d ", n.Level)
		case *ast.Paragraph, *ast.TextBlock:
			if node.ChildCount() > 0 || node.Lines().Len() > 0 {
				b.WriteString("p ")
			}
		case *extast.Table:
			fmt.Fprintf(b, "table%dx%d ", n.FirstChild().ChildCount(), n.ChildCount()-1)
		case *ast.List:
			fmt.Fprintf(b, "list%t( ", n.IsOrdered())
			for item := n.FirstChild(); item != nil; item = item.NextSibling() {
				b.WriteString("item( ")
				reference(b, source, item)
				b.WriteString(") ")
			}
			b.WriteString(") ")
		case *ast.FencedCodeBlock:
			b.WriteString("codetrue ")
		case *ast.CodeBlock:
			b.WriteString("codefalse ")
		case *ast.Blockquote:
			b.WriteString("quote( ")
			reference(b, source, node)
			b.WriteString(") ")
		case *ast.HTMLBlock:
			b.WriteString("html ")
		case *ast.ThematicBreak:
			b.WriteString("rule ")
		}
	}
}
