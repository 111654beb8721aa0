package escalation

import (
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

// Rules is the list of the report's rules.
func Rules() []*rule.Rule {
	return []*rule.Rule{
		customerContext,
		issueSummary,
		businessImpact,
		reproductionSteps,
		environmentDetails,
		attemptedResolutions,
		recommendedPriority,
		reproductionVerified,
		reproductionRunnable,
		impactQuantified,
		impactEvidenced,
		environmentSpecific,
		logsShown,
		attemptsHaveResults,
		attemptsEvidenced,
		severityFollows,
		severityJust,
		slaClock,
		readyForEngineering,
		reproducedWhere,
	}
}

// missing reports a section that is absent or empty; true where it is.
func missing(p *rule.Pass, section *markdown.Section, title, suggestion string) bool {
	switch {
	case section == nil:
		p.Violated(p.Top(), "## "+title, "there is no section %s", title)
		return true
	case section.Empty() && len(section.Sub) == 0:
		p.Lacks(lineOf(p, section), suggestion, "the section %s is empty", title)
		return true
	}
	return false
}

func lineOf(p *rule.Pass, section *markdown.Section) markdown.Span {
	return p.Doc.LineSpan(p.Doc.Position(section.Span.Start).Line)
}
