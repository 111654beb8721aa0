package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Section is a heading with what stands under it.
type Section struct {
	Heading *Heading
	Span    Span    // from the heading to the next heading of the same or a higher level
	Blocks  []Block // its own blocks, up to its first subsection
	Sub     []*Section
	Parent  *Section
}

// Level is that of the heading.
func (s *Section) Level() int { return s.Heading.Level }

// Title is the heading's text.
func (s *Section) Title() string { return s.Heading.Text.Plain }

// Sections returns the outermost sections in order. Under a single title (the first heading, level 1) everything is its
// subsection; see Section.
func (d *Document) Sections() []*Section { return d.sections }

// AllSections returns every section in document order.
func (d *Document) AllSections() []*Section { return d.flat }

// Title is the text of the first heading of level 1, or empty.
func (d *Document) Title() string {
	for _, s := range d.flat {
		if s.Level() == 1 {
			return s.Title()
		}
	}
	return ""
}

// Section returns the first section, at any level, whose normalised title is one of names, else the first of level two whose title is one of
// them with something beside it ("Key milestones"), or nil. Names are written
// normalised (see Normal): "risk signals".
func (d *Document) Section(names ...string) *Section {
	var near *Section
	for _, s := range d.flat {
		title := Normal(s.Title())
		for _, name := range names {
			if title == name {
				return s
			}
			if near == nil && s.Level() == nearLevel && Headed(title, name) {
				near = s
			}
		}
	}
	return near
}

// nearLevel is the level of headings that may be a section by a part of their title: above stands the document's, below its author's topics.
const nearLevel = 2

// Headed reports whether a normalised title is a name with something beside it: what it is about ends an English title ("Key
// milestones", "Project risks"), or begins it before "and", "for" or the like ("Milestones and timeline"). A short name says too little for that.
func Headed(title, name string) bool {
	if len(name) < shortestNear {
		return false
	}
	if before, ok := strings.CutSuffix(title, name); ok && strings.HasSuffix(before, " ") {
		return true
	}
	after, ok := strings.CutPrefix(title, name)
	if !ok || !strings.HasPrefix(after, " ") {
		return false
	}
	switch word, _, _ := strings.Cut(after[1:], " "); word {
	case "and", "or", "for", "with", "at", "in", "to", "by", "per":
		return true
	}
	return false
}

// AllBlocks returns the section's blocks and those of its subsections, in order, without their headings.
func (s *Section) AllBlocks() []Block {
	blocks := append([]Block(nil), s.Blocks...)
	for _, sub := range s.Sub {
		blocks = append(blocks, sub.AllBlocks()...)
	}
	return blocks
}

// Tables returns the tables of the section and its subsections.
func (s *Section) Tables() []*Table {
	var tables []*Table
	for _, block := range s.AllBlocks() {
		if t, ok := block.(*Table); ok {
			tables = append(tables, t)
		}
	}
	return tables
}

// Empty reports whether the section says nothing: no block other than comments and footnote definitions.
func (s *Section) Empty() bool {
	for _, block := range s.AllBlocks() {
		switch b := block.(type) {
		case *Footnote:
		case *HTML:
			if !strings.HasPrefix(strings.TrimSpace(b.Raw), "<!--") {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// Normal folds a title for comparison: lower case, numbering ("1.", "2.3", "Step 4:") and a bracketed remark
// ("(required)") cut, "&" as "and", punctuation as single spaces.
func Normal(title string) string {
	if strings.IndexByte(title, '&') >= 0 {
		title = strings.ReplaceAll(title, "&", " and ")
	}
	if i := strings.IndexByte(title, '('); i > 0 {
		title = title[:i]
	}
	var room [64]byte
	b := room[:0]
	space := false
	for _, r := range title {
		switch {
		case 'a' <= r && r <= 'z' || unicode.IsLetter(r) || unicode.IsDigit(r) || r == '%' || r == '#':
			if space && len(b) > 0 {
				b = append(b, ' ')
			}
			space = false
			b = utf8.AppendRune(b, unicode.ToLower(r))
		case r == '\'' || r == '’':
		default:
			space = true
		}
	}
	return strings.TrimLeft(string(b), "0123456789 ")
}

func (d *Document) buildSections() {
	var open []*Section
	for _, block := range d.Blocks {
		heading, ok := block.(*Heading)
		if !ok {
			if len(open) > 0 {
				top := open[len(open)-1]
				top.Blocks = append(top.Blocks, block)
			}
			continue
		}
		for len(open) > 0 && open[len(open)-1].Level() >= heading.Level {
			open[len(open)-1].Span.End = heading.Start
			open = open[:len(open)-1]
		}
		section := &Section{Heading: heading, Span: Span{heading.Start, len(d.Source)}}
		if len(open) > 0 {
			section.Parent = open[len(open)-1]
			section.Parent.Sub = append(section.Parent.Sub, section)
		} else {
			d.sections = append(d.sections, section)
		}
		d.flat = append(d.flat, section)
		open = append(open, section)
	}
}

// Lean is the document without its blocks: its source, positions, front matter and headings, for whoever keeps many documents to show lines of them.
func (d *Document) Lean() *Document {
	lean := &Document{Source: d.Source, Front: d.Front, lines: d.lines}
	for _, s := range d.flat {
		heading := &Heading{Span: s.Heading.Span, Level: s.Heading.Level, Text: Text{Plain: s.Heading.Text.Plain, Span: s.Heading.Text.Span}}
		lean.flat = append(lean.flat, &Section{Heading: heading, Span: s.Span})
	}
	return lean
}
