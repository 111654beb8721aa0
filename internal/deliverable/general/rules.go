// Package general holds the rules that every kind is subject to: what the requirement's Output Format Guidelines ask of
// all deliverables, and that every claim agrees with its evidence.
package general

import "github.com/touchstone-cs/touchstone/internal/rule"

// Rules lists them.
func Rules() []*rule.Rule {
	return []*rule.Rule{
		frontMatterReads,
		citationDefined,
		citationResolves,
		figuresAgree,
		dated,
		authored,
		contextual,
		placed,
		statused,
		addressed,
		accountKnown,
		written,
		anonymous,
		personalData,
		sameMetrics,
		aggregated,
		publicApproved,
		suppressionReasoned,
		goLiveAgrees,
		escalationsListed,
		figuresShared,
		supersededNamed,
		restated,
	}
}
