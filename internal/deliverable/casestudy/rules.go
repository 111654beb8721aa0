package casestudy

import "github.com/touchstone-cs/touchstone/internal/rule"

// rules lists what a case study must hold.
var rules = []*rule.Rule{
	customerProfile,
	challengeTold,
	challengeCosts,
	solutionTold,
	solutionRepeats,
	resultsCompare,
	resultsVerifiable,
	resultsCited,
	sameMeasure,
	confounders,
	lessonsLearned,
	honest,
	customerQuote,
	quoteApproved,
	detailsApproved,
	publicationApproved,
	combination,
	datesHidden,
}
