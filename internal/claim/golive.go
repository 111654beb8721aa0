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

func goLiveRows(t *markdown.Table) []DateAt {
	due := t.Column("due", "date", "completion date", "due date", "actual")
	name := t.Column("milestone", "event", "what")
	var found []DateAt
	if due < 0 || name < 0 {
		return nil
	}
	for _, row := range t.Rows {
		if markdown.Normal(row.Cell(name).Text.Plain) != "go live" {
			continue
		}
		if day, ok := isoDate(row.Cell(due).Text.Plain); ok {
			found = append(found, DateAt{day, row.Cell(due).Text.Span})
		}
	}
	return found
}

// goLiveWords reads "Go-live 3 November 2025", "go-live: 2025-11-03", "went live on 3 November 2025".
func goLiveWords(text markdown.Text) []DateAt {
	if !strings.Contains(text.Plain, "live ") && !strings.Contains(text.Plain, "live: ") {
		return nil
	}
	lower := strings.ToLower(text.Plain)
	var found []DateAt
	for _, lead := range []string{"go-live ", "go-live: ", "go-live on ", "went live on ", "live since "} {
		for at := 0; ; {
			i := strings.Index(lower[at:], lead)
			if i < 0 {
				break
			}
			start := at + i + len(lead)
			at = start
			if len(lower) != len(text.Plain) {
				return found
			}
			if day, size, ok := leadingDate(text.Plain[start:]); ok {
				found = append(found, DateAt{day, text.SourceSpan(markdown.Range{Start: start, End: start + size})})
			}
		}
	}
	return found
}

func isoDate(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if len(s) < 10 {
		return "", false
	}
	_, err := time.Parse(time.DateOnly, s[:10])
	return s[:10], err == nil
}

// leadingDate reads a date at the beginning of s: 2025-11-03, 3 November 2025.
func leadingDate(s string) (day string, size int, ok bool) {
	if day, ok := isoDate(s); ok {
		return day, 10, true
	}
	words := strings.SplitN(s, " ", 4)
	if len(words) < 3 {
		return "", 0, false
	}
	year := strings.TrimRight(words[2], ".,;:)")
	t, err := time.Parse("2 January 2006", words[0]+" "+words[1]+" "+year)
	if err != nil {
		return "", 0, false
	}
	return t.Format(time.DateOnly), len(words[0]) + len(words[1]) + len(year) + 2, true
}
