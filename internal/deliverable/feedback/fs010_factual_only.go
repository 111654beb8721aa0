package feedback

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/prose"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var factualOnly = &rule.Rule{
	ID:          "FS010",
	Title:       "Competitive intelligence is factual, not speculative",
	Requirement: "4.bar.5",
	Severity:    rule.Warning,
	Explain: `What somebody saw, did, or can be asked about; not what is believed, rumoured or predicted. A statement without an observer, or of belief, stays out
(how many were left out may be said).

The products that touchstone.yaml names (product, competitors) and that the row itself names are known to be one's own and others'.

It reads tables, lists, quotes and running text. On sentences that it has not seen, the judgement behind it finds speculation with a precision and a recall of about .9
(doc/quality.md).`,
	Bad: "# Feedback\n\n## Competitive intelligence\n\n| Product | What was said, by whom | When |\n|---|---|---|\n" +
		"| MapHaul | “I guess MapHaul will probably be much better than everything else soon.” A customer | August 2026 |\n",
	Good: "# Feedback\n\n## Competitive intelligence\n\n| Product | What was said, by whom | When |\n|---|---|---|\n" +
		"| RouteWright | “RouteWright imports our carrier file as it is; we ran both for a week.” A customer, in a review | August 2026 |\n",
	Check: rule.On(func(p *rule.Pass, m *Model) {
		names := productNames(p.Workspace)
		for _, s := range statements(m.Competitive) {
			known := names
			if s.product != "" {
				known.Theirs = append(known.Theirs[:len(known.Theirs):len(known.Theirs)], s.product)
			}
			if j := prose.CompetitiveAmong(quoted(s.plain()), "competitor", known); j.Label == prose.Speculative {
				p.Violated(s.text.SourceSpan(s.at), "keep what was observed, or leave it out", "this reads as speculation: %s", j.Why)
			}
		}
	}),
}

// statement is one thing said about another product; product is empty where no column names it.
type statement struct {
	text    markdown.Text
	at      markdown.Range
	product string
}

func (s statement) plain() string { return s.text.Plain[s.at.Start:s.at.End] }

// statements are the sentences of a section: of each table the column that says what was said, else the cells that are sentences.
func statements(s *markdown.Section) []statement {
	var out []statement
	add := func(text markdown.Text, product string) {
		for _, at := range sentenceRanges(text.Plain) {
			out = append(out, statement{text, at, product})
		}
	}
	if s == nil {
		return nil
	}
	for _, block := range running(s.AllBlocks()) {
		switch b := block.(type) {
		case *markdown.Paragraph:
			add(b.Text, "")
		case *markdown.Table:
			said, product := b.Column("what was said by whom", "what was said", "statement", "mention", "observation", "evidence", "what we know", "detail", "details", "notes"), b.Column("product", "competitor", "vendor")
			for _, row := range b.Rows {
				for i, cell := range row.Cells {
					if i == said || said < 0 && i != product && strings.Count(cell.Text.Plain, " ") >= fewestGaps {
						add(cell.Text, row.Cell(product).Text.Plain)
					}
				}
			}
		}
	}
	return out
}

// fewestGaps: a cell with fewer spaces is a name, a date or a label, no statement.
const fewestGaps = 3

// running flattens lists and quotes into their paragraphs.
func running(blocks []markdown.Block) []markdown.Block {
	var out []markdown.Block
	for _, block := range blocks {
		switch b := block.(type) {
		case *markdown.List:
			for _, item := range b.Items {
				out = append(out, running(item.Blocks)...)
			}
		case *markdown.Quote:
			out = append(out, running(b.Blocks)...)
		default:
			out = append(out, block)
		}
	}
	return out
}

// sentenceRanges cuts a text at the ends of its sentences; what introduces a list, and what was left out, says nothing of a product.
func sentenceRanges(plain string) []markdown.Range {
	var out []markdown.Range
	for start := 0; start < len(plain); {
		end := len(plain)
		if loc := sentenceStop.FindStringIndex(plain[start:]); loc != nil {
			end = start + loc[1]
		}
		said := strings.TrimSpace(plain[start:end])
		if said != "" && !strings.HasSuffix(said, ":") && !aboutTheReport.MatchString(said) {
			out = append(out, markdown.Range{Start: start, End: start + len(strings.TrimRight(plain[start:end], " "))})
		}
		start = end
	}
	return out
}

var (
	sentenceStop = pattern.New(`[.!?]+["”')]*\s+`)
	// aboutTheReport: what was left out, or that there was nothing.
	aboutTheReport = pattern.New(`(?i)^left out\b|^(?:no|none|nothing|nobody)\b.*\b(?:listed|observed|looked for|mentioned|named|heard|recorded|reported|said)\b`)
)
