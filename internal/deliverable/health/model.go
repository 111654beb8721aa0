package health

import (
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// Report is the typed health report. What a document lacks is empty; headings and columns go by the names that people write.
type Report struct {
	Doc       *markdown.Document
	Period    string
	Scorecard Scorecard
	Risks, Issues, Interactions,
	Openings, Actions Part
	Summary *markdown.Section
}

// Part is a section of rows: a table, or a list of items.
type Part struct {
	Section *markdown.Section
	Table   *markdown.Table
	Rows    []Row
}

// Row is one table row or list item, its cells by meaning.
type Row struct {
	Span  markdown.Span
	Cells map[string]*markdown.Text // by field; a list item has only "text"
	// Has lists the fields for which the table has a column.
	Has map[string]bool
}

// Text is a field's words; a list item answers every field with its whole text.
func (r Row) Text(field string) markdown.Text {
	if t := r.Cells[field]; t != nil {
		return *t
	}
	if t := r.Cells["text"]; t != nil {
		return *t
	}
	return markdown.Text{}
}

// Empty reports whether a field says nothing.
func (r Row) Empty(field string) bool { return blank(r.Text(field).Plain) }

// Scorecard is the table of metrics.
type Scorecard struct {
	Part
	// Undecided says that no column could be told to be the prior period's.
	NoPrior bool
}

var headings = map[string][]string{
	"scorecard":    {"scorecard", "health scorecard", "health metrics", "metrics", "key metrics", "adoption and usage", "usage metrics", "kpis", "metrics scorecard", "health scorecard and trends"},
	"risks":        {"risk signals", "risks", "risk", "risk signals and evidence", "risks and signals", "churn risks", "risk assessment", "warning signs"},
	"issues":       {"open issues and escalations", "open issues", "escalations", "issues", "issues and escalations", "open issues escalations", "open tickets"},
	"interactions": {"recent interactions", "interactions", "customer interactions", "touchpoints", "recent touchpoints", "engagement"},
	"openings":     {"expansion", "expansion opportunities", "openings", "expansion openings", "growth opportunities", "opportunities"},
	"actions":      {"actions", "action items", "action plan", "recommended actions", "next actions", "recommendations"},
	"summary":      {"summary and outlook", "summary", "outlook", "executive summary", "assessment", "summary and recommendation"},
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

// Read reads a document. It never fails: a document of another shape gives an empty report.
func Read(doc *markdown.Document) *Report {
	r := &Report{Doc: doc, Period: doc.Front.Value("period"), Summary: doc.Section(headings["summary"]...)}
	r.Scorecard = Scorecard{Part: part(doc, "scorecard", "metric", "current", "prior", "change", "target", "basis")}
	r.Scorecard.byPeriod(r.Period)
	r.Risks = part(doc, "risks", "signal", "evidence", "severity", "play")
	r.Issues = part(doc, "issues", "issue", "severity", "status", "next")
	r.Interactions = part(doc, "interactions")
	r.Openings = part(doc, "openings", "opening", "evidence", "conversation", "next")
	r.Actions = part(doc, "actions", "action", "owner", "due", "outcome")
	return r
}

func part(doc *markdown.Document, name string, fields ...string) Part {
	p := Part{Section: doc.Section(headings[name]...)}
	if p.Section == nil {
		return p
	}
	for _, block := range p.Section.AllBlocks() {
		switch b := block.(type) {
		case *markdown.Table:
			if p.Table == nil {
				p.Table = b
			}
			p.Rows = append(p.Rows, rowsOf(b, fields)...)
		case *markdown.List:
			if said := lead(p.Section, b); strings.HasPrefix(said, "not reported") || strings.HasPrefix(said, "not a risk") {
				continue
			}
			for _, item := range b.Items {
				p.Rows = append(p.Rows, Row{Span: item.Span, Cells: map[string]*markdown.Text{"text": &item.Text}})
			}
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

func rowsOf(t *markdown.Table, fields []string) []Row {
	place := map[string]int{}
	taken := map[int]bool{}
	for _, f := range fields {
		for _, name := range columns[f] {
			if i := titled(t, name); i >= 0 && !taken[i] {
				place[f], taken[i] = i, true
				break
			}
		}
	}
	for _, f := range fields {
		if _, ok := place[f]; ok {
			continue
		}
		if i := t.Column(columns[f]...); i >= 0 && !taken[i] {
			place[f], taken[i] = i, true
		}
	}
	out := make([]Row, 0, len(t.Rows))
	for _, row := range t.Rows {
		r := Row{Span: row.Span, Cells: make(map[string]*markdown.Text, len(fields)+len(row.Cells)), Has: make(map[string]bool, len(fields))}
		for i := range row.Cells {
			if !taken[i] && i < len(t.Titles) {
				r.Cells["column "+t.Titles[i]] = &row.Cells[i].Text
			}
		}
		for _, f := range fields {
			if i, ok := place[f]; ok {
				cell := row.Cell(i)
				r.Cells[f], r.Has[f] = &cell.Text, true
			} else {
				r.Cells[f] = &markdown.Text{Span: markdown.Span{Start: row.Start, End: row.Start}}
			}
		}
		out = append(out, r)
	}
	return out
}

// titled is the column of exactly this title, or -1.
func titled(t *markdown.Table, name string) int { return slices.Index(t.Titles, name) }

var months = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

// byPeriod finds current and prior where the columns are named after periods: "October" and "September 2026".
func (s *Scorecard) byPeriod(period string) {
	if s.Table == nil {
		return
	}
	var named []int
	now := -1
	for i, cell := range s.Table.Header {
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
	for k := range s.Rows {
		row := &s.Rows[k]
		if row.Has == nil || k >= len(s.Table.Rows) {
			continue
		}
		cells := s.Table.Rows[k]
		if !row.Has["current"] && now >= 0 {
			cell := cells.Cell(now)
			row.Cells["current"], row.Has["current"] = &cell.Text, true
		}
		for _, i := range named {
			if i != now && !row.Has["prior"] {
				cell := cells.Cell(i)
				row.Cells["prior"], row.Has["prior"] = &cell.Text, true
			}
		}
		s.NoPrior = s.NoPrior || !row.Has["prior"]
	}
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

// deadline reads the date of a cell: 2026-11-07, 7 November 2026, Nov 7, 2026.
func deadline(s string) (time.Time, bool) {
	if m := date.FindString(s); m != "" {
		t, err := time.Parse(time.DateOnly, m)
		return t, err == nil
	}
	s = strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(s, "by "), "on "))
	for _, layout := range []string{"2 January 2006", "2 Jan 2006", "January 2, 2006", "Jan 2, 2006", "02.01.2006", "2/1/2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
