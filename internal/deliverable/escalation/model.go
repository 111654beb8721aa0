// Package escalation is the Escalation Report: a customer's issue packaged for engineering, with a reproduction that
// ran, an impact that is counted and a severity that follows from both.
package escalation

import (
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/form"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// Report is an escalation as its rules see it.
type Report struct {
	Context, Summary, Impact, Reproduction, Environment, Attempts, Priority *markdown.Section

	Steps    []*step.Step
	StepsErr error

	Facts    map[string]form.Pair // of the context, by their normalised names
	Tried    []Attempt
	Grid     []Row // of the environment table
	Severity Severity
	Ready    markdown.Span // of the words "ready for engineering"; empty where they are absent
	IsReady  bool
	Clock    Stated
	AsOf     string     // the time for which Promises are told, empty where none is named
	Promises []form.Row // of the section SLA clock
}

// Attempt is one row of what was tried.
type Attempt struct {
	Span                  markdown.Span
	Tried, By, ResultText markdown.Text
}

// Row is one property of the environments.
type Row struct {
	Span   markdown.Span
	Name   string
	Values []markdown.Text
}

// Severity is what the report recommends and why.
type Severity struct {
	Number    int // 0: none is stated
	Span      markdown.Span
	Impact    string
	Urgency   string
	Text      string // of the section
	Headline  int    // the severity in the line under the title; 0: none
	HeadSpan  markdown.Span
	HasReason bool
}

// Stated is the SLA clock as the report tells it.
type Stated struct {
	Span                 markdown.Span
	Reported, Due, Given string // date and time, or a time of the same day
	SaysBreach           bool
}

// NewModel reads a report. What is missing is empty.
func NewModel(doc *markdown.Document) any {
	r := &Report{Facts: map[string]form.Pair{}}
	r.Context = doc.Section("customer context", "context", "customer", "account context")
	r.Summary = doc.Section("issue summary", "summary", "issue", "problem", "problem statement")
	r.Impact = doc.Section("business impact", "impact", "customer impact")
	r.Reproduction = doc.Section("reproduction steps", "reproduction", "steps to reproduce", "how to reproduce", "reproducing")
	r.Environment = doc.Section("environment details", "environment", "environments", "technical environment")
	r.Attempts = doc.Section("attempted resolutions", "attempts", "attempted resolution", "what was tried", "troubleshooting so far", "tried")
	r.Priority = doc.Section("recommended priority", "priority", "recommended severity", "severity")
	r.Steps, r.StepsErr = command.Steps(doc)
	if r.StepsErr == nil {
		_, r.StepsErr = step.Plan(r.Steps, step.Selection{})
	}
	for _, fact := range form.Pairs(doc, r.Context) {
		r.Facts[markdown.Normal(fact.Name.Plain)] = fact
	}
	introductions := introductionsIn(r.Environment)
	for _, fact := range form.Pairs(doc, r.Environment) {
		if fact.Value.Plain != "" || !introductions[fact.End] {
			r.Grid = append(r.Grid, rowOf(fact))
		}
	}
	for _, row := range attemptSort.Rows(doc, r.Attempts) {
		r.Tried = append(r.Tried, attemptOf(row))
	}
	r.readPriority(doc)
	r.readHead(doc)
	r.readPromises(doc)
	return r
}

// introductionsIn are the ends of the paragraphs that introduce a fence ("What the step printed:"): no properties, although
// they end in a colon.
func introductionsIn(section *markdown.Section) map[int]bool {
	ends := map[int]bool{}
	if section == nil {
		return ends
	}
	var before *markdown.Paragraph
	for _, block := range section.AllBlocks() {
		if _, isFence := block.(*markdown.Fence); isFence && before != nil && strings.HasSuffix(before.Text.Plain, ":") {
			ends[before.Text.Span.End] = true
		}
		before, _ = block.(*markdown.Paragraph)
	}
	return ends
}

// rowOf is a property of the environment; what has no name is its own value.
func rowOf(fact form.Pair) Row {
	one := Row{Span: fact.Span, Name: fact.Name.Plain, Values: append([]markdown.Text{fact.Value}, fact.More...)}
	if fact.Item && fact.Value.Plain == "" {
		one.Values[0] = fact.Name
	}
	return one
}

var attemptSort = &form.Sort{Lead: "tried", Rest: "result", Fields: []form.Field{
	{Key: "tried", Names: []string{"tried", "attempt", "what", "action", "step", "attempted", "what we tried"}},
	{Key: "by", Names: []string{"by when", "by", "who", "who when", "when", "date", "by and when", "tried by", "time", "timestamp", "date and time", "person"}},
	{Key: "result", Names: []string{"result", "outcome", "effect", "what happened", "results"}},
}}

// attemptOf reads a row of the table, or "Tried X (Dana, 2026-10-12): result": who and when stand somewhere in an item.
func attemptOf(row form.Row) Attempt {
	a := Attempt{Span: row.Span, Tried: row.Cell("tried"), By: row.Cell("by"), ResultText: row.Cell("result")}
	if row.Table != nil {
		return a
	}
	if !row.Has("by") {
		a.By = row.Text
	}
	if !row.Has("result") && strings.ContainsAny(row.Text.Plain, ":→–—;") {
		a.ResultText = row.Text
	}
	return a
}

var (
	severityWords = pattern.New(`(?i)\bsev(?:erity)?[\s:-]*(?:level\s*)?([1-4])\b|\b[PS]([1-4])\b`)
	impactWord    = pattern.New(`(?i)impact[\s:=*_]*(?:is\s+)?[*_]*(low|medium|high|critical)\b`)
	urgencyWord   = pattern.New(`(?i)urgency[\s:=*_]*(?:is\s+)?[*_]*(low|medium|high)\b`)
	timeWords     = `(\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\d\d:\d\d)`
	reportedWords = pattern.New(`(?i)reported\s+(?:on\s+|at\s+)?` + timeWords)
	dueWords      = pattern.New(`(?i)(?:answer|reply|response)\s+(?:is\s+|was\s+)?due\s+(?:on\s+|at\s+|by\s+)?` + timeWords)
	givenWords    = pattern.New(`(?i)(?:given|answered|replied|sent)\s+(?:on\s+|at\s+)?` + timeWords)
	asOfWords     = pattern.New(`(?i)\bas of ` + timeWords)
	breachWords   = pattern.New(`(?i)\b(breach(?:ed)?|late|missed|overdue|exceeded)\b`)
	readyWords    = pattern.New(`(?i)\b(not (?:yet )?)?ready for engineering\b`)
)

var promiseSort = &form.Sort{Lead: "promise", Rest: "standing", Fields: []form.Field{
	{Key: "promise", Names: []string{"promise", "target", "what"}},
	{Key: "due", Names: []string{"due", "until", "by"}},
	{Key: "standing", Names: []string{"as it stands", "standing", "left", "status", "state"}},
}}

// readPromises reads the section SLA clock: a table of what is due when, and the time for which it is told.
func (r *Report) readPromises(doc *markdown.Document) {
	section := doc.Section("sla clock")
	if section == nil {
		return
	}
	r.Promises = promiseSort.Rows(doc, section)
	for _, block := range section.AllBlocks() {
		if p, ok := block.(*markdown.Paragraph); ok && r.AsOf == "" {
			if match := asOfWords.FindStringSubmatch(p.Text.Plain); match != nil {
				r.AsOf = match[1]
			}
		}
	}
}

func findSeverity(text string) int {
	match := severityWords.FindStringSubmatch(text)
	if match == nil {
		return 0
	}
	n, _ := strconv.Atoi(match[1] + match[2]) // the pattern admits digits only
	return n
}

func (r *Report) readPriority(doc *markdown.Document) {
	if r.Priority == nil {
		return
	}
	var text strings.Builder
	for _, block := range r.Priority.AllBlocks() {
		if _, isNote := block.(*markdown.Footnote); !isNote {
			text.WriteString(doc.Slice(block.Range()) + "\n")
			if r.Severity.Span.Len() == 0 {
				r.Severity.Span = block.Range()
			}
		}
	}
	r.Severity.Text = text.String()
	r.Severity.Number = findSeverity(r.Severity.Text)
	if match := impactWord.FindStringSubmatch(r.Severity.Text); match != nil {
		r.Severity.Impact = strings.ToLower(match[1])
	}
	if match := urgencyWord.FindStringSubmatch(r.Severity.Text); match != nil {
		r.Severity.Urgency = strings.ToLower(match[1])
	}
	r.Severity.HasReason = len(strings.Fields(r.Severity.Text)) >= 8
}

// readHead reads the paragraphs above the first section: severity, the SLA clock, the verdict.
func (r *Report) readHead(doc *markdown.Document) {
	for _, block := range doc.Blocks {
		switch block := block.(type) {
		case *markdown.Heading:
			if block.Level > 1 {
				return
			}
		case *markdown.Paragraph:
			r.readHeadLine(block)
		}
	}
}

func (r *Report) readHeadLine(p *markdown.Paragraph) {
	text := p.Text.Plain
	if n := findSeverity(text); n > 0 && r.Severity.Headline == 0 {
		r.Severity.Headline, r.Severity.HeadSpan = n, p.Text.Span
	}
	if match := readyWords.FindStringSubmatch(text); match != nil {
		r.Ready, r.IsReady = p.Text.Span, match[1] == ""
	}
	if match := reportedWords.FindStringSubmatch(text); match != nil {
		r.Clock.Span, r.Clock.Reported = p.Text.Span, match[1]
		r.Clock.SaysBreach = breachWords.MatchString(text)
		if match := dueWords.FindStringSubmatch(text); match != nil {
			r.Clock.Due = match[1]
		}
		if match := givenWords.FindStringSubmatch(text); match != nil {
			r.Clock.Given = match[1]
		}
	}
}

func (r Row) lower() string { return strings.ToLower(r.Name) }
