package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// text gathers the inline children of node.
func (b *builder) text(node ast.Node) Text {
	g := gatherer{builder: b}
	if lines := node.Lines(); lines != nil && lines.Len() > 0 {
		first, last := lines.At(0), lines.At(lines.Len()-1)
		start, stop := first.Start, last.Stop
		raw := b.source[start:stop]
		start += len(raw) - len(bytes.TrimLeft(raw, " \t\r\n"))
		stop = max(start, stop-(len(raw)-len(bytes.TrimRight(raw, " \t\r\n"))))
		g.text.Span = b.span(start, stop)
		g.plain = make([]byte, 0, stop-start)
	}
	g.children(node)
	g.text.Plain = string(bytes.TrimRight(g.plain, " "))
	g.clamp(len(g.text.Plain))
	return g.text
}

// clamp keeps what stands behind the last word within the text: a citation after a space.
func (g *gatherer) clamp(end int) {
	for i := range g.text.Cites {
		g.text.Cites[i].At = min(g.text.Cites[i].At, end)
	}
	for i := range g.text.Links {
		g.text.Links[i].Range = Range{min(g.text.Links[i].Start, end), min(g.text.Links[i].End, end)}
	}
	for i := range g.text.Codes {
		g.text.Codes[i] = Range{min(g.text.Codes[i].Start, end), min(g.text.Codes[i].End, end)}
	}
}

type gatherer struct {
	builder *builder
	text    Text
	plain   []byte
}

func (g *gatherer) children(node ast.Node) {
	for child := node.FirstChild(); child != nil; child = child.NextSibling() {
		g.inline(child)
	}
}

func (g *gatherer) inline(node ast.Node) {
	switch n := node.(type) {
	case *ast.Text:
		g.segment(n)
	case *ast.String:
		g.plain = append(g.plain, n.Value...)
	case *ast.CodeSpan:
		start := len(g.plain)
		g.children(n)
		g.text.Codes = append(g.text.Codes, Range{start, len(g.plain)})
	case *ast.Link:
		g.link(n, Link{Destination: string(n.Destination), Title: string(n.Title)})
	case *ast.Image:
		g.link(n, Link{Destination: string(n.Destination), Title: string(n.Title), Image: true})
	case *ast.AutoLink:
		g.autoLink(n)
	case *ast.RawHTML:
		g.rawHTML(n)
	case *citeNode:
		g.text.Cites = append(g.text.Cites, Cite{Label: n.label, At: len(g.plain), Span: g.builder.span(n.start, n.stop)})
	default:
		g.children(n)
	}
}

func (g *gatherer) segment(n *ast.Text) {
	g.mark(n.Segment.Start)
	value := n.Segment.Value(g.builder.source)
	if !n.IsRaw() && bytes.IndexByte(value, '\\') >= 0 {
		value = g.unescape(value, n.Segment.Start)
	}
	if !n.IsRaw() && bytes.IndexByte(value, '&') >= 0 {
		value = util.ResolveEntityNames(util.ResolveNumericReferences(value))
	}
	g.plain = append(g.plain, value...)
	if n.SoftLineBreak() || n.HardLineBreak() {
		g.mark(n.Segment.Stop)
		g.plain = append(g.plain, ' ')
	}
}

// unescape writes value up to its last backslash escape and returns the rest, so that offsets stay exact.
func (g *gatherer) unescape(value []byte, source int) []byte {
	for {
		i := bytes.IndexByte(value, '\\')
		if i < 0 || i+1 >= len(value) {
			return value
		}
		keep := i
		if !util.IsPunct(value[i+1]) {
			keep = i + 1
		}
		g.plain = append(g.plain, value[:keep]...)
		if keep == i {
			g.mark(source + i + 1)
			g.plain = append(g.plain, value[i+1])
			value, source = value[i+2:], source+i+2
		} else {
			value, source = value[i+1:], source+i+1
		}
		g.mark(source)
	}
}

func (g *gatherer) mark(source int) {
	g.text.pieces = append(g.text.pieces, piece{plain: len(g.plain), source: source + g.builder.base})
}

func (g *gatherer) link(n ast.Node, link Link) {
	start, piece := len(g.plain), len(g.text.pieces)
	g.children(n)
	link.Range = Range{start, len(g.plain)}
	if piece < len(g.text.pieces) {
		from := g.text.pieces[piece].source
		link.Span = Span{from, from + len(g.plain) - start}
	} else {
		link.Span = g.text.Span
	}
	g.text.Links = append(g.text.Links, link)
}

func (g *gatherer) autoLink(n *ast.AutoLink) {
	start := len(g.plain)
	if at := n.Pos(); at >= 0 {
		if at < len(g.builder.source) && g.builder.source[at] == '<' {
			at++
		}
		g.mark(at)
	}
	g.plain = append(g.plain, n.Label(g.builder.source)...)
	link := Link{Range: Range{start, len(g.plain)}, Destination: string(n.URL(g.builder.source))}
	link.Span = g.text.SourceSpan(link.Range)
	g.text.Links = append(g.text.Links, link)
}

func (g *gatherer) rawHTML(n *ast.RawHTML) {
	if n.Segments.Len() == 0 {
		return
	}
	first, last := n.Segments.At(0), n.Segments.At(n.Segments.Len()-1)
	g.text.HTML = append(g.text.HTML, g.builder.span(first.Start, last.Stop))
}
