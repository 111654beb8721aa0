package claim

import (
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// DateAt is a date with its place.
type DateAt struct {
	Day  string // 2025-11-03
	Span markdown.Span
}

// GoLives finds the dates on which a document says that the customer goes, or went, live: go_live and "production since" in the front matter,
// the go-live row of a table, and "go-live 3 November 2025" in running text.
func GoLives(doc *markdown.Document) []DateAt {
	var found []DateAt
	for _, key := range []string{"go_live", "live_since"} {
		if f := doc.Front.Field(key); f != nil {
			if day, ok := isoDate(f.Value); ok {
				found = append(found, DateAt{day, f.Span})
			}
		}
	}
	if f := doc.Front.Field("engagement"); f != nil {
		if _, since, ok := strings.Cut(f.Value, "since "); ok && (strings.Contains(f.Value, "production") || strings.Contains(f.Value, "live")) {
			if day, ok := isoDate(since); ok {
				found = append(found, DateAt{day, f.Span})
			}
		}
	}
	doc.Walk(func(block markdown.Block) {
		switch b := block.(type) {
		case *markdown.Table:
			found = append(found, goLiveRows(b)...)
		case *markdown.Paragraph:
			found = append(found, goLiveWords(b.Text)...)
		}
	})
	return found
}

// goLiveNames are what a row of a table calls the go-live itself: a rehearsal of it, or a pilot's, is another thing.
var goLiveNames = map[string]bool{"go live": true, "go live date": true, "production go live": true, "go live in production": true}

// goLiveRows reads a table of milestones with their dates, and one of two columns that says things of the customer: | Go-live | 2025-11-03 |.
func goLiveRows(t *markdown.Table) []DateAt {
	due := t.Column("due", "date", "completion date", "due date", "target date", "actual")
	name := t.Column("milestone", "event", "what")
	if due < 0 && name < 0 && len(t.Header) == 2 {
		name, due = 0, 1
	}
	var found []DateAt
	if due < 0 || name < 0 {
		return nil
	}
	for _, row := range t.Rows {
		if !goLiveNames[markdown.Normal(row.Cell(name).Text.Plain)] {
			continue
		}
		cell := row.Cell(due).Text
		if day, _, ok := leadingDate(strings.TrimSpace(cell.Plain)); ok {
			found = append(found, DateAt{day, cell.Span})
		}
	}
	return found
}

// What may stand between the words for a go-live and its date. Anything else stands for something else: what happened before it, or what moved it from where.
var (
	liveLeads      = []string{"go-live", "go live", "goes live", "went live", "live since", "live on"}
	liveConnectors = []string{"date", "is", "was", ":", "–", "—", "(", "on", "of", "for", "planned", "scheduled", "due", "now", "moved to", "since", "by"}
)

// goLiveWords reads "Go-live 3 November 2025", "go-live date: 2025-11-03", "went live on November 3, 2025", "2025-11-03: go-live".
func goLiveWords(text markdown.Text) []DateAt {
	if !strings.Contains(text.Plain, "ive") {
		return nil
	}
	lower := strings.ToLower(text.Plain)
	if len(lower) != len(text.Plain) {
		return nil
	}
	var found []DateAt
	for start, end := liveAt(lower, 0); start >= 0; start, end = liveAt(lower, end) {
		if reckonedFrom(lower[:start]) && !strings.HasPrefix(lower[end:], " on ") {
			continue
		}
		date := connected(lower, end)
		if day, size, ok := leadingDate(text.Plain[date:]); ok {
			found = append(found, DateAt{day, text.SourceSpan(markdown.Range{Start: date, End: date + size})})
		}
	}
	if day, size, ok := leadingDate(text.Plain); ok && goLiveNames[markdown.Normal(text.Plain[size:])] {
		found = append(found, DateAt{day, text.SourceSpan(markdown.Range{Start: 0, End: size})})
	}
	return found
}

// liveAt finds the first words for a go-live from an offset on; start is -1 where there are none.
func liveAt(lower string, from int) (start, end int) {
	start = -1
	for _, lead := range liveLeads {
		if i := strings.Index(lower[from:], lead); i >= 0 && (start < 0 || from+i < start) {
			start, end = from+i, from+i+len(lead)
		}
	}
	return start, end
}

// connected skips what may stand between the words and their date.
func connected(lower string, at int) int {
	for {
		rest := strings.TrimLeft(lower[at:], " ")
		at = len(lower) - len(rest)
		skipped := false
		for _, c := range liveConnectors {
			after, ok := strings.CutPrefix(rest, c)
			if letter := c[0] >= 'a' && c[0] <= 'z'; ok && (!letter || after == "" || after[0] < 'a' || after[0] > 'z') {
				at, skipped = at+len(c), true
				break
			}
		}
		if !skipped {
			return at
		}
	}
}

// reckonedFrom reports whether the words before speak of another day, reckoned from the go-live: "two weeks after", "the review before the".
func reckonedFrom(before string) bool {
	words := strings.Fields(before)
	for _, word := range words[max(0, len(words)-2):] {
		if word == "before" || word == "after" || word == "until" {
			return true
		}
	}
	return false
}

func isoDate(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if len(s) < 10 {
		return "", false
	}
	_, err := time.Parse(time.DateOnly, s[:10])
	return s[:10], err == nil
}

// writtenDates are the forms of a date in words.
var writtenDates = []string{"2 January 2006", "2 Jan 2006", "January 2, 2006", "Jan 2, 2006", "January 2 2006"}

// leadingDate reads a date at the beginning of s: 2025-11-03, 3 November 2025, Nov 3, 2025.
func leadingDate(s string) (day string, size int, ok bool) {
	if len(s) < len("2025-11-03") {
		return "", 0, false
	}
	if day, ok := isoDate(s[:10]); ok && s[0] != ' ' {
		return day, 10, true
	}
	words := strings.SplitN(s, " ", 4)
	if len(words) < 3 {
		return "", 0, false
	}
	year := strings.TrimRight(words[2], ".,;:)")
	date := words[0] + " " + words[1] + " " + year
	for _, form := range writtenDates {
		if t, err := time.Parse(form, date); err == nil {
			return t.Format(time.DateOnly), len(date), true
		}
	}
	return "", 0, false
}
