package feedback

import (
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

// smallest is the least count of accounts or people that a shared document gives.
const smallest = 3

var (
	smallCount = pattern.New(`(?i)\b(1|2|one|two)\s+(?:of\s+\d+\s+)?(?:customer )?(accounts?|customers?|people|persons?|companies|company)\b`)
	partOf     = pattern.New(`(?i)\b(\d+)\s+(?:out )?of\s+(?:the\s+)?(\d+)\b`)
	// manyInWords is how a count that would give the rest away is written.
	manyInWords  = pattern.New(`(?i)\b(nearly all|almost all|nearly every|most|all) (?:of the )?(?:accounts|customers)\b`)
	notEstimated = pattern.New(`(?i)\b(not (?:yet )?estimated|unknown|not known)\b`)
	unknownNeed  = pattern.New(`(?i)\b(not (?:yet )?(?:said|known)|unknown)\b`)
	purpose      = pattern.New(`(?i)\b(so that|in order to|to be able to|to|because|so)\b`)
)

var nobodyGivenAway = &rule.Rule{
	ID:          "FS012",
	Title:       "No published count, and no rest of one, is one or two",
	Requirement: "4.bar.3",
	Severity:    rule.Error,
	Explain: `“One account” in a summary that all customers' people may read points at somebody, and so does “22 of 23”: the reader subtracts. Counts of accounts and people are three or more,
and what is left of the whole is none, or three or more; otherwise the count is put in words (“nearly all accounts”, “a few”).`,
	Bad:  "# Feedback\n\n## Theme analysis\n\n### 1. Uploads fail\n\n**Frequency**: 22 of 23 accounts.\n",
	Good: "# Feedback\n\n## Theme analysis\n\n### 1. Uploads fail\n\n**Frequency**: nearly all accounts. Effort: 1–2 person-months.\n",
	Check: rule.On(func(p *rule.Pass, m *Model) {
		for _, s := range []*markdown.Section{m.Summary, m.Analysis, m.Requests, m.Priorities} {
			if s == nil {
				continue
			}
			for _, text := range texts(s) {
				givenAway(p, text)
			}
		}
	}),
}

func givenAway(p *rule.Pass, text markdown.Text) {
	report := func(loc []int, format string, args ...any) {
		p.Violated(text.SourceSpan(markdown.Range{Start: loc[0], End: loc[1]}), "put it in words: nearly all, a few", format, args...)
	}
	for _, loc := range smallCount.FindAllStringIndex(text.Plain, -1) {
		if strings.HasPrefix(text.Plain[loc[1]:], "-") { // person-months
			continue
		}
		report(loc, "%q points at somebody", text.Plain[loc[0]:loc[1]])
	}
	for _, loc := range partOf.FindAllStringSubmatchIndex(text.Plain, -1) {
		part, _ := strconv.Atoi(text.Plain[loc[2]:loc[3]])
		whole, _ := strconv.Atoi(text.Plain[loc[4]:loc[5]])
		switch rest := whole - part; {
		case rest == 1 || rest == 2:
			report(loc[:2], "%q leaves %d over: that points at somebody", text.Plain[loc[0]:loc[1]], rest)
		case part == 1 || part == 2:
			report(loc[:2], "%q points at somebody", text.Plain[loc[0]:loc[1]])
		}
	}
}
