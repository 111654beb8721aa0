package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

var engine = goldmark.New(
	goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify, extension.TaskList),
	goldmark.WithParserOptions(
		parser.WithBlockParsers(util.Prioritized(noteBlockParser{}, 999)),
		parser.WithInlineParsers(util.Prioritized(citeParser{}, 101)),
	),
).Parser()

// Parse reads source. It accepts every sequence of bytes: what is no Markdown is a paragraph. The document keeps source
// and the caller must not change it.
func Parse(source []byte) *Document {
	d := &Document{Source: source, lines: lineStarts(source), notes: map[string]*Footnote{}}
	d.Front, d.bodyStart = parseFront(source, d.lines)
	b := builder{document: d, source: source[d.bodyStart:], base: d.bodyStart}
	d.Blocks, d.referenced = b.parse()
	d.collectNotes()
	d.buildSections()
	return d
}

// builder turns goldmark's tree over the body into ours over the file; base is the body's offset in the file.
type builder struct {
	document *Document
	source   []byte
	base     int
}

// parse reads the builder's source; referenced tells that it holds link reference definitions.
func (b *builder) parse() (blocks []Block, referenced bool) {
	context := parser.NewContext()
	root := engine.Parse(text.NewReader(b.source), parser.WithContext(context))
	return b.blocks(root, len(b.source)), len(context.References()) > 0
}

func (b *builder) span(start, end int) Span { return Span{start + b.base, end + b.base} }

// blocks converts the children of parent. A block reaches to the next one's first line, less the blank lines between.
func (b *builder) blocks(parent ast.Node, end int) []Block {
	out := make([]Block, 0, parent.ChildCount())
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		stop := end
		if next := b.nextStart(node); next >= 0 {
			stop = next
		}
		start := b.start(node)
		if start < 0 {
			continue
		}
		stop = b.trimBlank(start, max(start, stop))
		if block := b.block(node, start, stop); block != nil {
			out = append(out, block)
		}
	}
	return out
}

func (b *builder) nextStart(node ast.Node) int {
	for next := node.NextSibling(); next != nil; next = next.NextSibling() {
		if start := b.start(next); start >= 0 {
			return start
		}
	}
	return -1
}

// start is the offset of the line on which node begins, or -1 where nothing tells.
func (b *builder) start(node ast.Node) int {
	at := node.Pos()
	if lines := node.Lines(); lines != nil && lines.Len() > 0 && (at < 0 || lines.At(0).Start < at) {
		at = lines.At(0).Start
	}
	if at < 0 {
		for child := node.FirstChild(); child != nil && at < 0; child = child.NextSibling() {
			at = b.start(child)
		}
	}
	if at < 0 {
		return -1
	}
	return bytes.LastIndexByte(b.source[:min(at, len(b.source))], '\n') + 1
}

func (b *builder) trimBlank(start, end int) int {
	end = min(end, len(b.source))
	for end > start {
		line := bytes.LastIndexByte(b.source[start:end-1], '\n') + 1 + start
		if len(bytes.TrimSpace(b.source[line:end])) > 0 {
			break
		}
		end = line
	}
	return end
}

func (b *builder) block(node ast.Node, start, end int) Block {
	span := b.span(start, end)
	switch n := node.(type) {
	case *ast.Heading:
		return &Heading{Span: span, Level: n.Level, Text: b.text(n)}
	case *ast.Paragraph, *ast.TextBlock:
		return &Paragraph{Span: span, Text: b.text(n)}
	case *ast.FencedCodeBlock:
		return b.fence(n, start, end)
	case *ast.CodeBlock:
		return &Fence{Span: span, Closed: true, Body: span, Content: b.content(n)}
	case *ast.Blockquote:
		return &Quote{Span: span, Blocks: b.blocks(n, end)}
	case *ast.List:
		return b.list(n, start, end)
	case *ast.ThematicBreak:
		return &Rule{Span: span}
	case *ast.HTMLBlock:
		return &HTML{Span: span, Raw: string(b.source[start:end])}
	case *east.Table:
		return b.table(n, start, end)
	case *noteNode:
		return b.note(n, start, end)
	}
	return nil
}

func (b *builder) content(node ast.Node) string {
	var out strings.Builder
	lines := node.Lines()
	for i := range lines.Len() {
		segment := lines.At(i)
		out.Write(segment.Value(b.source))
	}
	return out.String()
}

func (b *builder) fence(n *ast.FencedCodeBlock, start, end int) *Fence {
	if lines := n.Lines(); lines.Len() > 0 {
		end = max(end, lines.At(lines.Len()-1).Stop)
	}
	f := &Fence{Span: b.span(start, end), Fenced: true, Content: b.content(n)}
	if n.Info != nil {
		f.Info = string(n.Info.Segment.Value(b.source))
	}
	first := start + len(lineAt(b.source, start)) + 1
	f.Body = b.span(min(first, end), min(first, end))
	if lines := n.Lines(); lines.Len() > 0 {
		f.Body = b.span(lines.At(0).Start, lines.At(lines.Len()-1).Stop)
	}
	rest := bytes.Trim(b.source[f.Body.End-b.base:end], " \t\r\n>")
	f.Closed = bytes.HasPrefix(rest, []byte("```")) || bytes.HasPrefix(rest, []byte("~~~"))
	return f
}

func (b *builder) list(n *ast.List, start, end int) *List {
	list := &List{Span: b.span(start, end), Ordered: n.IsOrdered()}
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		from := b.start(child)
		if from < 0 {
			from = start
		}
		to := end
		if next := b.nextStart(child); next >= 0 {
			to = next
		}
		to = b.trimBlank(from, max(from, to))
		item := &Item{Span: b.span(from, to), Blocks: b.blocks(child, to)}
		if len(item.Blocks) > 0 {
			if p, ok := item.Blocks[0].(*Paragraph); ok {
				item.Text = p.Text
			}
		}
		if first := child.FirstChild(); first != nil {
			if box, ok := first.FirstChild().(*east.TaskCheckBox); ok {
				item.Checked = &box.IsChecked
			}
		}
		list.Items = append(list.Items, item)
		start = to
	}
	return list
}

func (b *builder) table(n *east.Table, start, end int) *Table {
	table := &Table{Span: b.span(start, end)}
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		at := max(b.start(row), start)
		line := b.span(at, min(at+len(lineAt(b.source, at)), end))
		cells := make([]Cell, 0, row.ChildCount())
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			t := b.text(cell)
			if t.Span.Len() == 0 && cell.Lines().Len() == 0 {
				t.Span = Span{line.End, line.End}
			}
			cells = append(cells, Cell{Text: t})
		}
		if _, ok := row.(*east.TableHeader); ok {
			table.Header, table.Titles = cells, titles(cells)
		} else {
			table.Rows = append(table.Rows, Row{Span: line, Cells: cells})
		}
	}
	return table
}

func titles(header []Cell) []string {
	out := make([]string, len(header))
	for i, cell := range header {
		out[i] = Normal(cell.Text.Plain)
	}
	return out
}

func (b *builder) note(n *noteNode, start, end int) *Footnote {
	note := &Footnote{Span: b.span(start, end), Label: n.label}
	at := bytes.Index(b.source[start:end], []byte("]:")) + start + 2
	body := b.source[at:end]
	from := at + len(body) - len(bytes.TrimLeft(body, " \t\r\n"))
	note.Body = b.span(min(from, end), max(min(from, end), at+len(bytes.TrimRight(body, " \t\r\n"))))
	if first := n.FirstChild(); first != nil {
		note.Text = b.text(first)
	}
	return note
}
