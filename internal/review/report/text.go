package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

// Style colours the text reporter's words; the zero value leaves them plain.
type Style struct{ Colour bool }

func (s Style) paint(code, text string) string {
	if !s.Colour {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// Text writes findings for people: the place, the verdict, the message, the line with the words marked, and what to
// write instead; then one line that counts.
func Text(w io.Writer, report *review.Report, style Style) error {
	out := bufio.NewWriter(w)
	for _, f := range report.Findings {
		fmt.Fprintf(out, "%s:%d:%d: %s %s: %s\n", f.Path, f.Start.Line, f.Start.Column, style.verdict(f), f.Rule, sanitise(strings.ReplaceAll(f.Message, "\n", " ")))
		if f.Frame.Text != "" {
			frame(out, f, style)
		}
		if f.Suggestion != "" {
			fmt.Fprintf(out, "      %s %s\n", style.paint("36", "try:"), sanitise(f.Suggestion))
		}
		if f.Suppressed != "" {
			fmt.Fprintf(out, "      ignored: %s\n", sanitise(f.Suppressed))
		}
	}
	summary := report.Summary()
	fmt.Fprintf(out, "%s: %d rules pass, %d violated, %d unverified\n", count(summary.Documents, "document"), summary.Pass, summary.Violated, summary.Unverified)
	return out.Flush()
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func (s Style) verdict(f rule.Finding) string {
	if f.Verdict == evidence.Unverified {
		return s.paint("35", "unverified")
	}
	switch f.Severity {
	case rule.Error:
		return s.paint("31", "error")
	case rule.Warning:
		return s.paint("33", "warning")
	}
	return s.paint("34", "info")
}

func frame(out io.Writer, f rule.Finding, style Style) {
	fmt.Fprintf(out, "%5d | %s\n      | %s%s\n", f.Start.Line, sanitise(f.Frame.Text), strings.Repeat(" ", f.Frame.From), style.paint("31", strings.Repeat("^", f.Frame.Width)))
}

// sanitise keeps a document from writing control sequences to a terminal.
func sanitise(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0 || r == utf8.RuneError {
			return '·'
		}
		return r
	}, s)
}
