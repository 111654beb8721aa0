package calendar

import (
	"fmt"
	"strings"
)

// ParseSpan reads "2026-12-24" or "2026-12-18..2027-01-04".
func ParseSpan(text, why string) (Span, error) {
	from, to, ranged := strings.Cut(text, "..")
	first, err := ParseDate(strings.TrimSpace(from))
	if err != nil {
		return Span{}, err
	}
	last := first
	if ranged {
		if last, err = ParseDate(strings.TrimSpace(to)); err != nil {
			return Span{}, err
		}
	}
	if last < first {
		return Span{}, fmt.Errorf("the range %s ends before it begins", text)
	}
	return Span{From: first, To: last, Why: why}, nil
}
