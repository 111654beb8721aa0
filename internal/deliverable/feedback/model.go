// Package feedback is the feedback summary: what customers said, by theme, over
// all accounts, with what the product should do.
package feedback

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// Model is a feedback summary as its rules see it. A section that is missing is nil.
type Model struct {
	Doc         *markdown.Document
	Summary     *markdown.Section
	Analysis    *markdown.Section
	Requests    *markdown.Section
	Competitive *markdown.Section
	Priorities  *markdown.Section
	Themes      []Theme
}

// Theme is one theme of the analysis.
type Theme struct {
	Section *markdown.Section
	Title   string // normalised, without its number
	Quotes  []markdown.Text
	// Labelled are the passages by their label, normalised: "frequency", "impact",
	// "they ask for", "they need", "recommended action", "effort".
	Labelled map[string]Passage
}

// Passage is the words after a bold label, up to the next one.
type Passage struct {
	Text  markdown.Text
	Range markdown.Range // of Text.Plain
}

// Plain is the passage's words.
func (p Passage) Plain() string { return strings.TrimSpace(p.Text.Plain[p.Range.Start:p.Range.End]) }

// Span is the passage's place in the source.
func (p Passage) Span() markdown.Span { return p.Text.SourceSpan(p.Range) }

// NewModel reads a document.
func NewModel(d *markdown.Document) any {
	m := &Model{Doc: d,
		Summary:     d.Section("executive summary", "summary"),
		Analysis:    d.Section("theme analysis", "themes"),
		Requests:    d.Section("individual requests", "one off requests"),
		Competitive: d.Section("competitive intelligence", "competition"),
		Priorities:  d.Section("recommended priorities", "priorities"),
	}
	if m.Analysis != nil {
		for _, s := range m.Analysis.Sub {
			if markdown.Normal(s.Title()) != "further themes" {
				m.Themes = append(m.Themes, readTheme(s))
			}
		}
	}
	if m.Analysis != nil && len(m.Themes) == 0 {
		m.Themes = themeTable(m.Analysis)
	}
	if m.Analysis != nil && len(m.Themes) == 0 {
		m.Themes = themeList(m.Analysis)
	}
	return m
}

// themeTable reads an analysis that is one table with a row for each theme.
func themeTable(s *markdown.Section) []Theme {
	table, list := rows(s)
	if table == nil || table.Column("theme") < 0 {
		return nil
	}
	name, quote := table.Column("theme"), table.Column("quote", "quotes", "customer quotes", "in their words")
	var themes []Theme
	for _, row := range list {
		t := Theme{Section: s, Title: markdown.Normal(row.Cell(name).Text.Plain), Labelled: map[string]Passage{}}
		for label, names := range themeColumns {
			if text := row.Cell(table.Column(names...)).Text; text.Plain != "" {
				t.Labelled[label] = Passage{Text: text, Range: markdown.Range{End: len(text.Plain)}}
			}
		}
		if text := row.Cell(quote).Text; text.Plain != "" {
			t.Quotes = append(t.Quotes, text)
		}
		themes = append(themes, t)
	}
	return themes
}

// themeColumns are the columns of such a table by the label of the passage.
var themeColumns = map[string][]string{
	"frequency":          {"frequency", "accounts", "frequency across accounts", "how often"},
	"impact":             {"impact", "business impact", "business impact assessment", "cost"},
	"they ask for":       {"they ask for", "customers ask for", "ask", "asking for", "request"},
	"they need":          {"they need", "customers need", "need", "underlying need", "why"},
	"recommended action": {"recommended action", "recommended product action", "recommendation", "action", "product action"},
	"effort":             {"effort", "estimated effort"},
}

// inline finds a quotation of some length in running text, with who says it.
var inline = pattern.New(`[“"][^”"]{20,}[”"]\s*(?:[—–-]\s+[^.;]{2,60}|\([^()]{2,60}\))`)

// themeList reads an analysis in which each theme is an item of a list with what belongs to it, or begins with a short paragraph: its name in bold.
func themeList(s *markdown.Section) []Theme {
	var themes []Theme
	begin := func(title string) *Theme {
		if name, _, ok := strings.Cut(title, ":"); ok {
			title = name
		}
		themes = append(themes, Theme{Section: s, Title: markdown.Normal(title), Labelled: map[string]Passage{}})
		return &themes[len(themes)-1]
	}
	for i, block := range s.Blocks {
		switch b := block.(type) {
		case *markdown.List:
			if len(themes) > 0 && len(themes[len(themes)-1].Labelled) == 0 {
				themes[len(themes)-1].read([]markdown.Block{b}) // what the paragraph above introduces
				continue
			}
			for _, item := range b.Items {
				if len(item.Blocks) > 1 || label.MatchString(item.Text.Plain) {
					begin(item.Text.Plain).read(item.Blocks)
				}
			}
		case *markdown.Paragraph:
			if i+1 < len(s.Blocks) && len(strings.Fields(b.Text.Plain)) <= longestTitle && !strings.HasSuffix(b.Text.Plain, ".") && !label.MatchString(b.Text.Plain) {
				begin(b.Text.Plain)
			} else if len(themes) > 0 {
				themes[len(themes)-1].read([]markdown.Block{b})
			}
		default:
			if len(themes) > 0 {
				themes[len(themes)-1].read([]markdown.Block{b})
			}
		}
	}
	return slices.DeleteFunc(themes, func(t Theme) bool { return len(t.Labelled) == 0 && len(t.Quotes) == 0 })
}

// longestTitle is how many words a paragraph may have that is a theme's name.
const longestTitle = 12

func readTheme(s *markdown.Section) Theme {
	t := Theme{Section: s, Title: markdown.Normal(s.Title()), Labelled: map[string]Passage{}}
	t.read(s.AllBlocks())
	return t
}

// read takes the labelled passages and the quotes of blocks, those of lists within lists too.
func (t *Theme) read(blocks []markdown.Block) {
	for _, block := range blocks {
		switch b := block.(type) {
		case *markdown.Paragraph:
			t.readLabels(b.Text)
			t.readInline(b.Text)
		case *markdown.List:
			for _, item := range b.Items {
				t.read(item.Blocks)
			}
		case *markdown.Table: // of two columns: a label and its passage
			for _, row := range b.Rows {
				t.readRow(row)
			}
		case *markdown.Quote:
			for _, inner := range b.Blocks {
				if p, ok := inner.(*markdown.Paragraph); ok {
					t.Quotes = append(t.Quotes, p.Text)
				}
			}
		}
	}
}

func (t *Theme) readRow(row markdown.Row) {
	name := labelName(row.Cell(0).Text.Plain)
	if _, taken := t.Labelled[name]; !taken && label.MatchString(row.Cell(0).Text.Plain) && len(row.Cells) == 2 {
		text := row.Cell(1).Text
		t.Labelled[name] = Passage{Text: text, Range: markdown.Range{End: len(text.Plain)}}
	}
}

// readInline takes the quotations within running text.
func (t *Theme) readInline(text markdown.Text) {
	for _, loc := range inline.FindAllStringIndex(text.Plain, -1) {
		said := markdown.Text{Plain: text.Plain[loc[0]:loc[1]], Span: text.SourceSpan(markdown.Range{Start: loc[0], End: loc[1]})}
		t.Quotes = append(t.Quotes, said)
	}
}

// label finds the names of passages. A document need not print them in bold.
var label = pattern.New(`(?i)\b(frequency|(?:business )?impact|(?:customers |they )ask for|(?:customers |they )need|recommended (?:product )?action|effort|confidence)\b:?`)

// labelNames folds a label's wordings.
func labelName(s string) string {
	s = strings.TrimSuffix(strings.ToLower(s), ":")
	s = strings.NewReplacer("business ", "", "customers ", "they ", "product ", "").Replace(s)
	return s
}

func (t *Theme) readLabels(text markdown.Text) {
	found := label.FindAllStringIndex(text.Plain, -1)
	for i, loc := range found {
		end := len(text.Plain)
		if i+1 < len(found) {
			end = found[i+1][0]
		}
		name := labelName(text.Plain[loc[0]:loc[1]])
		if _, taken := t.Labelled[name]; !taken {
			t.Labelled[name] = Passage{Text: text, Range: markdown.Range{Start: loc[1], End: end}}
		}
	}
}

// rows gives the first table of a section with its rows.
func rows(s *markdown.Section) (*markdown.Table, []markdown.Row) {
	if s == nil || len(s.Tables()) == 0 {
		return nil, nil
	}
	t := s.Tables()[0]
	return t, t.Rows
}
