package health

import (
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/form"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// Report is the typed health report. What a document lacks is empty; headings and columns go by the names that people write.
type Report struct {
	Doc       *markdown.Document
	Period    string
	Scorecard Scorecard
	Risks, Issues,
	Openings, Actions Part
	Summary *markdown.Section
}

// Part is a section of rows: a table, or a list of items.
type Part struct {
	Section *markdown.Section
	Table   *markdown.Table
	Rows    []Row
}

// Row is one thing of a part: an action, a risk, a metric.
type Row struct{ form.Row }

// Text is a field's words; an item without labels answers every field with its whole text.
func (r Row) Text(field string) markdown.Text {
	if r.prose() {
		return r.Row.Text
	}
	return r.Cell(field)
}

// prose reports whether the row is an item that gives none of its properties a name.
func (r Row) prose() bool { return r.Table == nil && r.Bare }

// Empty reports whether a field says nothing.
func (r Row) Empty(field string) bool { return blank(r.Text(field).Plain) }

// Scorecard is the table of metrics.
type Scorecard struct {
	Part
	// Undecided says that no column could be told to be the prior period's.
	NoPrior bool
}

var headings = map[string][]string{
	"scorecard": {"scorecard", "health scorecard", "health metrics", "metrics", "key metrics", "adoption and usage", "usage metrics", "kpis", "metrics scorecard", "health scorecard and trends"},
	"risks":     {"risk signals", "risks", "risk", "risk signals and evidence", "risks and signals", "churn risks", "risk assessment", "warning signs"},
	"issues":    {"open issues and escalations", "open issues", "escalations", "issues", "issues and escalations", "open issues escalations", "open tickets"},
	"openings":  {"expansion", "expansion opportunities", "openings", "expansion openings", "growth opportunities", "opportunities"},
	"actions":   {"actions", "action items", "action plan", "recommended actions", "next actions", "recommendations"},
	"summary":   {"summary and outlook", "summary", "outlook", "executive summary", "assessment", "summary and recommendation"},
}

var columns = map[string][]string{
	"metric":       {"metric", "measure", "kpi", "indicator", "health metric", "what"},
	"current":      {"current", "now", "value", "this period", "this month", "this quarter", "current period", "actual"},
	"prior":        {"prior", "previous", "last period", "last month", "last quarter", "before", "prior period", "previous period", "baseline"},
	"change":       {"change", "delta", "difference", "trend", "change vs prior", "change %"},
	"target":       {"target", "goal"},
	"basis":        {"basis", "n", "source", "note", "notes"},
	"signal":       {"signal", "risk", "risk signal", "name", "issue"},
	"evidence":     {"evidence", "data", "detail", "details", "description", "observation", "evidence in use", "usage", "usage data", "evidence from usage"},
	"severity":     {"severity", "level", "impact", "priority"},
	"play":         {"play", "response", "mitigation"},
	"issue":        {"issue", "ticket", "escalation", "item", "title", "issue or escalation", "description"},
	"status":       {"status", "state", "current status"},
	"next":         {"next step", "next steps", "next", "action", "follow up", "plan"},
	"opening":      {"opening", "opportunity", "expansion", "expansion opportunity", "expansion opening"},
	"conversation": {"conversation", "customer conversation", "said", "customer said", "from the customer", "conversations", "source"},
	"action":       {"action", "action item", "what", "item", "task", "recommendation"},
	"owner":        {"owner", "who", "responsible", "assignee", "owned by"},
	"due":          {"due", "due date", "deadline", "by", "by when", "date", "when", "target date"},
	"outcome":      {"expected outcome", "outcome", "expected result", "result", "success", "measure of success", "success criterion"},
}

// sorts are what the parts list. Fields are looked for in this order: a column serves one of them.
var sorts = map[string]*form.Sort{
	"scorecard": {Lead: "metric", Rest: "current", Fields: fields("metric", "current", "prior", "change", "target", "basis")},
	"risks":     {Lead: "signal", Rest: "evidence", Fields: fields("signal", "evidence", "severity", "play")},
	"issues":    {Lead: "issue", Rest: "status", Fields: fields("issue", "severity", "status", "next")},
	"openings":  {Lead: "opening", Rest: "evidence", Fields: fields("opening", "evidence", "conversation", "next")},
	"actions":   {Lead: "action", Rest: "outcome", Date: "due", Person: "owner", Fields: fields("action", "owner", "due", "outcome")},
}

func fields(keys ...string) []form.Field {
	out := make([]form.Field, len(keys))
	for i, key := range keys {
		out[i] = form.Field{Key: key, Names: columns[key]}
	}
	return out
}

// Read reads a document. It never fails: a document of another shape gives an empty report.
func Read(doc *markdown.Document) *Report {
	r := &Report{Doc: doc, Period: doc.Front.Value("period"), Summary: doc.Section(headings["summary"]...)}
	r.Scorecard = Scorecard{Part: part(doc, "scorecard")}
	r.Scorecard.byPeriod(r.Period)
	r.Risks, r.Issues = part(doc, "risks"), part(doc, "issues")
	r.Openings, r.Actions = part(doc, "openings"), part(doc, "actions")
	return r
}

func (r *Report) sections() []*markdown.Section {
	return []*markdown.Section{r.Scorecard.Section, r.Risks.Section, r.Issues.Section, r.Openings.Section, r.Actions.Section, r.Summary}
}

func part(doc *markdown.Document, name string) Part {
	p := Part{Section: doc.Section(headings[name]...)}
	if p.Section == nil {
		return p
	}
	if tables := p.Section.Tables(); len(tables) > 0 {
		p.Table = tables[0]
	}
	var lists []*markdown.List // that say what is not reported
	for _, block := range p.Section.AllBlocks() {
		if b, ok := block.(*markdown.List); ok {
			if said := lead(p.Section, b); strings.HasPrefix(said, "not reported") || strings.HasPrefix(said, "not a risk") {
				lists = append(lists, b)
			}
		}
	}
	for _, row := range sorts[name].Rows(doc, p.Section) {
		if !slices.ContainsFunc(lists, func(l *markdown.List) bool { return l.Contains(row.Span) }) {
			p.Rows = append(p.Rows, Row{row})
		}
	}
	return p
}

// lead is the paragraph before a list, in lower case.
func lead(s *markdown.Section, list *markdown.List) string {
	said := ""
	for _, block := range s.AllBlocks() {
		if block.Range() == list.Range() {
			break
		}
		if p, ok := block.(*markdown.Paragraph); ok {
			said = strings.ToLower(p.Text.Plain)
		}
	}
	return said
}

var months = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

// byPeriod finds current and prior where the columns are named after periods: "October" and "September 2026".
func (s *Scorecard) byPeriod(period string) {
	var named []int
	now := -1
	if s.Table != nil {
		named, now = periods(s.Table, period)
	}
	for k := range s.Rows {
		row := &s.Rows[k]
		if row.Table != nil && row.Table == s.Table {
			cells := s.Table.Rows[row.Index]
			if !row.Has("current") && now >= 0 {
				row.Set("current", cells.Cell(now).Text)
			}
			for _, i := range named {
				if i != now && !row.Has("prior") {
					row.Set("prior", cells.Cell(i).Text)
				}
			}
		}
		s.NoPrior = s.NoPrior || !row.Has("prior") && !(row.Table == nil && compares.MatchString(row.Row.Text.Plain))
	}
}

// compares finds the words by which an item sets a figure beside an earlier one: "85 (September: 88)", "up from 61%".
var compares = pattern.New(`(?i)\d.*\b(prior|previous|last|before|from|vs|against|was|were|up|down|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*|q[1-4])\b.*\d|unknown`)

// periods are the columns that are named after one, and which of them is the report's: the first, unless one has its name.
func periods(t *markdown.Table, period string) (named []int, now int) {
	now = -1
	for i, cell := range t.Header {
		title := strings.ToLower(cell.Text.Plain)
		if periodName(title) {
			named = append(named, i)
			if sameMonth(title, period) {
				now = i
			}
		}
	}
	if len(named) > 0 && now < 0 {
		now = named[0]
	}
	return named, now
}

var yearly = pattern.New(`^(q[1-4]\b|[12]\d{3}\b|w\d{1,2}\b|week \d|fy)`)

func periodName(title string) bool {
	for _, m := range months {
		if title == m || strings.HasPrefix(title, m+" ") || title == m[:3] || strings.HasPrefix(title, m[:3]+" ") {
			return true
		}
	}
	return yearly.MatchString(title)
}

func sameMonth(title, period string) bool {
	if title == strings.ToLower(period) {
		return true
	}
	t, err := time.Parse("2006-01", period)
	return err == nil && strings.HasPrefix(title, months[t.Month()-1][:3])
}

// blank reports whether a cell says nothing.
func blank(s string) bool {
	switch strings.ToLower(strings.Trim(strings.TrimSpace(s), ".")) {
	case "", "-", "–", "—", "n/a", "na", "none", "tbd", "tbc", "todo", "?", "unassigned":
		return true
	}
	return false
}

// unknown reports whether a cell says that nobody measured: that is an answer.
func unknown(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s))
	return strings.HasPrefix(s, "unknown") || strings.HasPrefix(s, "not measured") || strings.HasPrefix(s, "no data") || strings.HasPrefix(s, "no answer")
}

// none reports whether a section says in words that there is nothing to report.
func none(s *markdown.Section) bool {
	for _, block := range s.AllBlocks() {
		if p, ok := block.(*markdown.Paragraph); ok {
			said := strings.ToLower(strings.TrimSpace(p.Text.Plain))
			for _, begin := range []string{"none", "no ", "nothing", "unknown", "there is no", "there are no"} {
				if strings.HasPrefix(said, begin) {
					return true
				}
			}
		}
	}
	return false
}

var digit = pattern.New(`\d`)

// proposed reports whether nobody has made it theirs yet.
func proposed(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s))
	return strings.HasPrefix(s, "proposed") || strings.HasSuffix(s, "(proposed)")
}

var date = pattern.New(`\b(\d{4})-(\d{2})-(\d{2})\b`)

// deadline reads the date of a cell: "by 2026-11-07", 7 November 2026.
func deadline(s string) (calendar.Date, bool) {
	if m := date.FindString(s); m != "" {
		s = m
	}
	day, err := calendar.ReadDate(strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(s), "by "), "on ")))
	return day, err == nil
}
