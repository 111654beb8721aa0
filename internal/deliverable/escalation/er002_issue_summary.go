package escalation

import (
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var issueSummary = &rule.Rule{
	ID:          "ER002",
	Title:       "The issue summary describes the problem in technical terms",
	Requirement: "6.section.2",
	Severity:    rule.Error,
	Explain:     "What is called, what comes back, since when: an endpoint, a status or an error, a number, a version. \"Uploads do not work\" makes a developer ask.",
	Bad:         "# ESC-1\n\n## Issue summary\n\nUploads do not work well for the customer.\n",
	Good:        "# ESC-1\n\n## Issue summary\n\n`POST /v2/routes/bulk` answers 504 after 60 s above 500 stops, since version 4.7.0.\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		if missing(p, r.Summary, "Issue summary", "what is called, what comes back, since when") {
			return
		}
		signs, text := 0, ""
		for _, block := range r.Summary.AllBlocks() {
			if paragraph, ok := block.(*markdown.Paragraph); ok {
				text += paragraph.Text.Plain + " "
				signs += len(paragraph.Text.Codes)
			}
			if fence, ok := block.(*markdown.Fence); ok {
				text += fence.Content
				signs++
			}
		}
		if signs += len(technical.FindAllString(text, 3)); signs < 2 {
			p.Lacks(lineOf(p, r.Summary), "an endpoint, an error, a number, a version", "the summary has too little that is technical")
		}
	}),
}

var technical = pattern.New(`(?i)\b(?:[45]\d\d|\d+(?:\.\d+)+|\d+ ?(?:ms|s|MB|GB|kB|requests?|rows?|stops?|seconds|minutes)|exception|timeout|times? out|stack|null|error \w+|E[A-Z]{4,}|(?:GET|POST|PUT|PATCH|DELETE) /)`)
