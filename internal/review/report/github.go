package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// GitHub writes workflow commands that annotate the lines of a pull request. Suppressed findings are left out: an annotation cannot say
// that it does not count.
func GitHub(w io.Writer, r *review.Report) error {
	out := bufio.NewWriter(w)
	for _, f := range r.Findings {
		if f.Suppressed != "" {
			continue
		}
		fmt.Fprintf(out, "::%s file=%s,line=%d,endLine=%d,col=%d,endColumn=%d,title=%s::%s\n", githubLevel(f), githubProperty.Replace(f.Path),
			f.Start.Line, f.End.Line, f.Start.Column, f.End.Column, githubProperty.Replace("Touchstone "+f.Rule), githubData.Replace(withSuggestion(f)))
	}
	return out.Flush()
}

func githubLevel(f rule.Finding) string {
	switch {
	case f.Verdict == evidence.Unverified || f.Severity == rule.Info:
		return "notice"
	case f.Severity == rule.Warning:
		return "warning"
	}
	return "error"
}
