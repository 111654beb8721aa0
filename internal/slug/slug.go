// Package slug turns words into what may stand in a file's name, a footnote's label or an ID.
package slug

import (
	"strings"
	"unicode"
)

// Of keeps the letters, marks and digits of any script, in lower case, and joins what stands between them to one hyphen;
// apostrophes go: "Customer's API, with SSO" becomes customers-api-with-sso. Words without a letter or digit have none: "".
func Of(words string) string {
	var b strings.Builder
	apart := false
	for _, r := range words {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r) && b.Len() > 0 && !apart:
			if apart && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(unicode.ToLower(r))
			apart = false
		case r == '\'' || r == '’':
		default:
			apart = true
		}
	}
	return b.String()
}
