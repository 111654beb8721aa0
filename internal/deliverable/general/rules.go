// Package general holds the rules that every kind is subject to: what the requirement's Output Format Guidelines ask of
// all deliverables, and that every claim agrees with its evidence.
package general

import (
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

// Rules lists them. What a rule asks of documents of one sort it reads from what the kinds declare.
func Rules(declared []*deliverable.Kind) []*rule.Rule {
	k := kinds(declared)
	return []*rule.Rule{
		frontMatterReads,
		citationDefined,
		citationResolves,
		figuresAgree,
		dated,
		authored,
		contextual,
		placed,
		statused(k),
		addressed,
		accountKnown,
		written,
		anonymous,
		personalData,
		sameMetrics,
		aggregated(k),
		publicApproved,
		suppressionReasoned,
		goLiveAgrees(k),
		escalationsListed(k),
		figuresShared,
		supersededNamed(k),
		restated,
	}
}

type kinds []*deliverable.Kind

// of is the kind of that name. One that is not known declares nothing.
func (k kinds) of(name string) *deliverable.Kind {
	for _, kind := range k {
		if kind.Name == name {
			return kind
		}
	}
	return &deliverable.Kind{}
}
