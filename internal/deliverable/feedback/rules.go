package feedback

import "github.com/touchstone-cs/touchstone/internal/rule"

// Rules lists the rules of a feedback summary.
func Rules() []*rule.Rule {
	return []*rule.Rule{
		summarySection,
		themeParts,
		requestsSection,
		competitiveSection,
		prioritiesSection,
		severalCustomers,
		impactAndEffort,
		anonymousQuotes,
		needsBehindAsks,
		factualOnly,
		figuresCited,
		nobodyGivenAway,
		quotesAreTheirWords,
		requestsNameNobody,
		rankedWithRationale,
	}
}
