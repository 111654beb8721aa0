package casestudy

import (
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var sameMeasure = &rule.Rule{
	ID:          "CS009",
	Title:       "Before and after are measured alike",
	Requirement: "5.section.4",
	Severity:    rule.Error,
	Needs:       []string{"metric"},
	Explain: "A comparison holds when both sides have the same definition and the same kind of period, and no period is measured twice: a month against a month, best the same month of the year. The " +
		"reference names both (`period=2026-09 prior_period=2025-09`).",
	Bad: "## Results\n\n| Metric | Before (2025-Q3) | After (2026-09) |\n|---|---|---|\n| API calls | 100 | 150[^a] |\n\n" +
		"[^a]: metric:api_calls account=acme period=2026-09 value=150 prior=100 prior_period=2025-Q3\n",
	Good: "## Results\n\n| Metric | Before (2025-09) | After (2026-09) |\n|---|---|---|\n| API calls | 100 | 150[^a] |\n\n" +
		"[^a]: metric:api_calls account=acme period=2026-09 value=150 prior=100 prior_period=2025-09\n",
	Check: rule.On(func(p *rule.Pass, s *Study) {
		if s.Results == nil {
			return
		}
		for _, c := range evidenceIn(p, s.Results.Span) {
			if c.Ref.Scheme != "metric" || c.Ref.Value("prior") == "" {
				continue
			}
			now, before := c.Ref.Value("period"), c.Ref.Value("prior_period")
			if before == "" {
				continue // the period before, of the same kind by definition
			}
			if why := unlike(now, before); why != "" {
				p.Violated(c.Cite, "compare the same kind of period, best the same month of the year", "%s and %s cannot be compared: %s", before, now, why)
			}
		}
	}),
}

// unlike says why two periods cannot be compared.
func unlike(now, before string) string {
	a, err := metric.ParsePeriod(now, time.UTC)
	if err != nil {
		return err.Error()
	}
	b, err := metric.ParsePeriod(before, time.UTC)
	if err != nil {
		return err.Error()
	}
	switch {
	case a.Days() > b.Days()+4 || b.Days() > a.Days()+4:
		return "they are of different length"
	case strings.Contains(now, "W") != strings.Contains(before, "W"):
		return "they are of different kinds"
	case b.To.After(a.From):
		return "the earlier one reaches into the later"
	}
	return ""
}
