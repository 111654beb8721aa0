package feedback

import (
	"fmt"
	"html"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/feedback"
)

// chart draws the themes by accounts, with a mark where the prior period was, as
// an SVG that says everything in words too. Withheld counts are drawn as ranges of
// words, never as lengths that could be measured.
func chart(v *feedback.View) []byte {
	const left, width, row = 320, 360, 34
	themes := v.Themes[:min(analysedThemes, len(v.Themes))]
	most := 1
	for _, tv := range themes {
		if tv.Shown.Accounts.Exact {
			most = max(most, tv.Accounts)
		}
		if tv.Shown.Prior.Exact {
			most = max(most, tv.PriorAccounts)
		}
	}
	height := 60 + row*len(themes)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-labelledby="title" font-family="system-ui, sans-serif" font-size="14">`+"\n", left+width+120, height, left+width+120, height)
	fmt.Fprintf(&b, "<title id=\"title\">Accounts by theme, %s</title>\n<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n", html.EscapeString(v.Period.Name))
	fmt.Fprintf(&b, "<text x=\"12\" y=\"24\" font-weight=\"600\" fill=\"#1f2933\">Accounts by theme, %s (line: %s)</text>\n", html.EscapeString(v.Period.Name), html.EscapeString(v.Period.Prior().Name))
	for i, tv := range themes {
		y := 44 + row*i
		fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#1f2933\">%s</text>\n", left-10, y+16, html.EscapeString(clip(tv.Title, 38)))
		if !tv.Shown.Accounts.Exact {
			fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\" fill=\"#52606d\">nearly all accounts</text>\n", left, y+16)
			continue
		}
		long := tv.Accounts * width / most
		fmt.Fprintf(&b, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"20\" rx=\"3\" fill=\"#2f6f8f\"/>\n<text x=\"%d\" y=\"%d\" fill=\"#1f2933\">%d</text>\n", left, y+2, long, left+long+8, y+16, tv.Accounts)
		if tv.Shown.Prior.Exact && tv.PriorAccounts > 0 {
			x := left + tv.PriorAccounts*width/most
			fmt.Fprintf(&b, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#d9822b\" stroke-width=\"3\"/>\n", x, y-2, x, y+26)
		}
	}
	b.WriteString("</svg>\n")
	return []byte(b.String())
}
