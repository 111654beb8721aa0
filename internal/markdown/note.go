package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Goldmark's own footnotes are moved to the end of its tree and numbered for rendering. Here a definition stays where
// it was written, and a reference is a citation whether or not its definition exists.

var (
	kindNote = ast.NewNodeKind("Note")
	kindCite = ast.NewNodeKind("Cite")
)

type noteNode struct {
	ast.BaseBlock
	label string
}

func (*noteNode) Kind() ast.NodeKind              { return kindNote }
func (n *noteNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

type citeNode struct {
	ast.BaseInline
	label       string
	start, stop int
}

func (*citeNode) Kind() ast.NodeKind              { return kindCite }
func (n *citeNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

type noteBlockParser struct{}

func (noteBlockParser) Trigger() []byte { return []byte{'['} }

func (noteBlockParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	at := pc.BlockOffset()
	if at < 0 {
		return nil, parser.NoChildren
	}
	label := noteLabel(line[at:])
	if label == "" || !bytes.HasPrefix(line[at+len(label)+3:], []byte(":")) {
		return nil, parser.NoChildren
	}
	node := &noteNode{label: label}
	node.SetPos(segment.Start + at - segment.Padding)
	reader.AdvanceAndSetPadding(at+len(label)+4-segment.Padding, segment.Padding)
	return node, parser.HasChildren
}

func (noteBlockParser) Continue(_ ast.Node, reader text.Reader, _ parser.Context) parser.State {
	line, _ := reader.PeekLine()
	if util.IsBlank(line) {
		return parser.Continue | parser.HasChildren
	}
	at, padding := util.IndentPosition(line, reader.LineOffset(), 4)
	if at < 0 {
		return parser.Close
	}
	reader.AdvanceAndSetPadding(at, padding)
	return parser.Continue | parser.HasChildren
}

func (noteBlockParser) Close(ast.Node, text.Reader, parser.Context) {}
func (noteBlockParser) CanInterruptParagraph() bool                 { return true }
func (noteBlockParser) CanAcceptIndentedLine() bool                 { return false }

type citeParser struct{}

func (citeParser) Trigger() []byte { return []byte{'['} }

func (citeParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	label := noteLabel(line)
	if label == "" {
		return nil
	}
	size := len(label) + 3
	block.Advance(size)
	return &citeNode{label: label, start: segment.Start, stop: segment.Start + size}
}

// noteLabel returns the label of a line that begins with "[^label]", or empty.
func noteLabel(line []byte) string {
	if len(line) < 4 || line[0] != '[' || line[1] != '^' {
		return ""
	}
	end := bytes.IndexAny(line[2:], "[] \t\r\n")
	if end <= 0 || line[2+end] != ']' {
		return ""
	}
	return string(line[2 : 2+end])
}
