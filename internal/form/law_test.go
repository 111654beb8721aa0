package form

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// TestAnyTextIsRead: whatever stands in a section, reading ends, and every property is words of the document at its place.
func TestAnyTextIsRead(t *testing.T) {
	scraps := []string{"Owner", "Due", ": ", ":", " – ", "(", ")", ", ", ". ", "; ", "**", "__", "2026-11-14", "Nov 14, 2026", "Dana Ruiz", "@dana", "SSO works", "é😀", "`a: b`", "[^1]", "\\|",
		"\n", "\r\n", "\n- ", "\n  - ", "\n1. ", "\n\n", "\n### ", "\n: ", "| Owner | Due |\n|---|---|\n", "| a | b |\n", "<table><tr><td>", "</td></tr>", "</table>", "&amp;", " → ", "| "}
	rapid.Check(t, func(t *rapid.T) {
		text := "## Milestones\n\n" + strings.Join(rapid.SliceOf(rapid.SampledFrom(scraps)).Draw(t, "text"), "")
		d := markdown.Parse([]byte(text))
		s := d.Section("milestones")
		for _, row := range milestone.Rows(d, s) {
			within(t, d, row.Span)
			for _, f := range milestone.Fields {
				cell := row.Cell(f.Key)
				within(t, d, cell.Span)
				for _, c := range cell.Cites {
					if c.At > len(cell.Plain) {
						t.Fatalf("a citation at %d of %q", c.At, cell.Plain)
					}
				}
			}
		}
		for _, pair := range Pairs(d, s) {
			within(t, d, pair.Span)
			within(t, d, pair.Name.Span)
			within(t, d, pair.Value.Span)
		}
	})
}

func within(t *rapid.T, d *markdown.Document, at markdown.Span) {
	if at.Start < 0 || at.End < at.Start || at.End > len(d.Source) {
		t.Fatalf("%v is no place in %d bytes", at, len(d.Source))
	}
}

// TestColonAlone: a line that is only a definition's colon ends where the next begins.
func TestColonAlone(t *testing.T) {
	d := markdown.Parse([]byte("## Milestones\n\n: \n: Owner"))
	for _, row := range milestone.Rows(d, d.Section("milestones")) {
		if got := row.Plain("owner"); got != "" {
			t.Errorf("an owner %q", got)
		}
	}
}

// TestProseStaysProse: words that happen to be names, colons and dates in sentences make no milestone.
func TestProseStaysProse(t *testing.T) {
	for _, text := range []string{
		"Every milestone has an owner: see the table in the contract.\n",
		"The customer asked us to move the date. By 2026-11-14 they will tell us whether it holds.\n",
		"All of it was agreed in the kickoff (Dana Ruiz, 2026-11-03).\n\nNothing else is planned.\n",
	} {
		d := markdown.Parse([]byte("## Milestones\n\n" + text))
		if rows := milestone.Rows(d, d.Section("milestones")); len(rows) > 0 {
			t.Errorf("%q is read as %q by %q", text, rows[0].Plain("title"), rows[0].Plain("owner"))
		}
	}
}
