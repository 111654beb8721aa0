// Package implementation is the Implementation Guide: a technical guide whose steps ran in the customer's environment.
package implementation

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/form"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// Guide is a guide as its rules see it.
type Guide struct {
	Steps    []*step.Step
	StepsErr error // why the steps cannot be read or planned
	Spans    map[string]markdown.Span

	Prerequisites        []Prerequisite
	PrerequisitesSection *markdown.Section
	Examples             []Example
	Troubles             []command.Trouble
	TroubleSection       *markdown.Section
	Sections             map[Part]*markdown.Section
	Labelled             map[string]bool // steps that say whether they are required
	Fenced               []Fenced
}

// Prerequisite is one row of the prerequisites table.
type Prerequisite struct {
	Span                               markdown.Span
	Requirement, Version, Verification markdown.Text
	RawVersion, RawVerification        string
}

// Example is one fence of code in a language.
type Example struct {
	Span     markdown.Span
	Language string
	Content  string
}

// Fenced is a step with the place of its fence and the paragraph after it.
type Fenced struct {
	Span   markdown.Span
	Step   *step.Step
	Heads  []string // the headings above it
	After  string
	Before string // the paragraphs between its heading and the fence
}

// Part is a part that a guide covers.
type Part string

// The parts that the requirement's description names.
const (
	Configuration Part = "configuration"
	Integration   Part = "API integration"
	Migration     Part = "data migration"
	Testing       Part = "testing"
	GoLive        Part = "go-live"
)

// parts in order, with the words by which a heading is one of them.
var parts = []struct {
	part  Part
	words []string
}{
	{Configuration, []string{"configur", "setup", "set up", "install"}},
	{Integration, []string{"integrat", "api", "sdk", "connect"}},
	{Migration, []string{"migrat", "import", "data load", "load the", "backfill", "history"}},
	{Testing, []string{"test", "acceptance"}},
	{GoLive, []string{"go live", "go-live", "golive", "cut over", "cutover", "launch"}},
}

// NewModel reads a guide. What is missing is empty.
func NewModel(doc *markdown.Document) any {
	g := &Guide{Spans: map[string]markdown.Span{}, Sections: map[Part]*markdown.Section{}, Labelled: map[string]bool{}}
	g.Steps, g.StepsErr = command.Steps(doc)
	if g.StepsErr == nil {
		_, g.StepsErr = step.Plan(g.Steps, step.Selection{})
	}
	g.readSections(doc)
	g.readPrerequisites(doc)
	g.Troubles = command.Troubles(doc, g.TroubleSection)
	g.readFences(doc)
	return g
}

func (g *Guide) readSections(doc *markdown.Document) {
	for _, section := range doc.AllSections() {
		if section.Level() < 2 {
			continue
		}
		title := markdown.Normal(section.Title())
		for _, p := range parts {
			if g.Sections[p.part] == nil && containsAny(title, p.words) {
				g.Sections[p.part] = section
			}
		}
	}
	g.PrerequisitesSection = doc.Section("prerequisites", "technical prerequisites", "requirements", "before you begin", "before you start")
	g.TroubleSection = command.TroubleSection(doc)
}

// sections are those that a model found.
func sections(model any) []*markdown.Section {
	g := model.(*Guide)
	found := []*markdown.Section{g.PrerequisitesSection}
	for _, p := range parts {
		found = append(found, g.Sections[p.part])
	}
	return append(found, g.TroubleSection)
}

func containsAny(text string, words []string) bool {
	for _, word := range words {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

var prerequisiteSort = &form.Sort{Lead: "requirement", Rest: "verification", Fields: []form.Field{
	{Key: "requirement", Names: []string{"requirement", "prerequisite", "what", "component", "item", "name"}},
	{Key: "version", Names: []string{"version", "version configuration", "version and configuration", "configuration", "value"}},
	{Key: "verification", Names: []string{"verification", "verification command", "validation", "validation step", "check", "verify", "verify with", "check with", "how to verify", "how to check"}},
}}

// aside is an item that asks for nothing one could have or lack: a reading tip, a remark, knowledge. "Read access to the bucket" is none.
var aside = pattern.New(`(?i)^\W*(?:see(?: also)? |(?:read|review) (?:the|our|this|these|about|how|more)\b|note(?: that\b|:)|if |for (?:more|details|a list)\b|in (?:the )?previous\b|this (?:article|guide|tutorial|feature|document)\b|(?:a )?(?:basic |some |good )?(?:familiarity|understanding|knowledge)\b|optional(?:ly)?\b)|\b(?:aren't|isn't|are not|is not|not) supported\b`)

// readPrerequisites reads them. An item that gives no property a name says all three in its words.
func (g *Guide) readPrerequisites(doc *markdown.Document) {
	for _, row := range prerequisiteSort.Rows(doc, g.PrerequisitesSection) {
		if row.Table == nil && aside.MatchString(row.Text.Plain) {
			continue
		}
		p := Prerequisite{Span: row.Span, Requirement: row.Cell("requirement"), Version: row.Cell("version"), Verification: row.Cell("verification")}
		if row.Table == nil && row.Bare {
			p.Requirement, p.Verification = row.Text, row.Text
		}
		p.RawVersion, p.RawVerification = doc.Slice(p.Version.Span), doc.Slice(p.Verification.Span)
		g.Prerequisites = append(g.Prerequisites, p)
	}
}

// readFences finds the code examples and ties each step to its fence by its line.
func (g *Guide) readFences(doc *markdown.Document) {
	byLine := make(map[int]*step.Step)
	for _, s := range g.Steps {
		byLine[s.Line] = s
	}
	var heads []string
	var levels []int
	var last *Fenced
	before := ""
	doc.Walk(func(block markdown.Block) {
		switch block := block.(type) {
		case *markdown.Heading:
			for len(levels) > 0 && levels[len(levels)-1] >= block.Level {
				heads, levels = heads[:len(heads)-1], levels[:len(levels)-1]
			}
			heads, levels = append(heads[:len(heads):len(heads)], block.Text.Plain), append(levels, block.Level)
			last, before = nil, ""
		case *markdown.Paragraph:
			before += block.Text.Plain + "\n"
			if last != nil {
				last.After = block.Text.Plain
			}
			last = nil
		case *markdown.Fence:
			if last = g.addFence(doc, block, byLine, heads); last != nil {
				last.Before = before
			}
		}
	})
}

func (g *Guide) addFence(doc *markdown.Document, fence *markdown.Fence, byLine map[int]*step.Step, heads []string) *Fenced {
	position := doc.Position(fence.Start)
	first := doc.LineSpan(position.Line)
	language, attributes, err := step.ParseInfo(fence.Info)
	if language != "" {
		g.Examples = append(g.Examples, Example{Span: first, Language: strings.ToLower(language), Content: fence.Content})
	}
	s := byLine[position.Line]
	if s == nil || err != nil {
		return nil
	}
	_, required := attributes["required"]
	_, optional := attributes["optional"]
	g.Spans[s.Name] = first
	g.Labelled[s.Name] = required || optional || saysWhether(heads)
	g.Fenced = append(g.Fenced, Fenced{Span: first, Step: s, Heads: heads})
	return &g.Fenced[len(g.Fenced)-1]
}

func saysWhether(heads []string) bool {
	for _, head := range heads {
		head = strings.ToLower(head)
		if strings.Contains(head, "required") || strings.Contains(head, "optional") || strings.Contains(head, "mandatory") {
			return true
		}
	}
	return false
}

// within reports whether a step's fence stands under a part's section.
func (g *Guide) within(f Fenced, part Part) bool {
	section := g.Sections[part]
	return section != nil && section.Span.Contains(f.Span)
}
