package feedback

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// none is how a section says that it has nothing to list.
var none = pattern.New(`(?i)\b(no|none|nobody|nothing)\b`)

// nothingSaid tells whether a section says in words that there is nothing.
func nothingSaid(s *markdown.Section) bool {
	for _, text := range texts(s) {
		if none.MatchString(text.Plain) {
			return true
		}
	}
	return false
}

// texts gives every run of text in a section, tables' cells and subsections too.
func texts(s *markdown.Section) []markdown.Text {
	var out []markdown.Text
	var visit func(blocks []markdown.Block)
	visit = func(blocks []markdown.Block) {
		for _, block := range blocks {
			switch b := block.(type) {
			case *markdown.Paragraph:
				out = append(out, b.Text)
			case *markdown.Quote:
				visit(b.Blocks)
			case *markdown.List:
				for _, item := range b.Items {
					out = append(out, item.Text)
				}
			case *markdown.Table:
				b.Texts(func(t markdown.Text) { out = append(out, t) })
			}
		}
	}
	visit(s.AllBlocks())
	return out
}

// quoted is what stands between a text's first and last quotation mark; all of
// it where there are none.
func quoted(s string) string {
	from := strings.IndexAny(s, "\"“„«")
	to := strings.LastIndexAny(s, "\"”“»")
	if from < 0 || to <= from {
		return s
	}
	return strings.Trim(s[from:to], "\"“”„«» ")
}

var (
	bracketed    = pattern.New(`\[[^\]]*\]`)
	customerName = pattern.New(`\bCustomer [A-Z][\p{L}]+ [A-Z][\p{L}]+\b`)
)

func hasLetter(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }

// countIn finds the first whole number before one of the words.
func countIn(s, word string) (int, bool) {
	m := regexp.MustCompile(`(?i)(\d[\d,]*)\s+(?:of\s+\d[\d,]*\s+)?` + word).FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	n := 0
	for _, r := range m[1] {
		if r != ',' {
			n = 10*n + int(r-'0')
		}
	}
	return n, true
}
