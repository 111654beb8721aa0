package prose

import "sync"

var impactSet = sync.OnceValue(func() *set {
	return set{
		name:   "impact",
		labels: []string{Quantified, Unquantified},
		bad:    map[string]bool{Unquantified: true},
		want:   map[string]string{Unquantified: "say how many people, how long, how much money or which share: “Blocking production deployment for 200-person team”"},
		missing: map[string]string{
			Unquantified: "the effect is named, its extent is not",
			Quantified:   "the extent is stated",
		},
		prior: map[string]float64{Unquantified: 1.5},
		signs: impactSigns,
	}.ready()
})

var impactSigns = append(evidenceSigns(Quantified, 1),
	sign{name: "duration", speaks: Quantified, weight: 1.0, why: "a duration: %q", in: []string{"QTY TIME", "for NUM .. TIME", "since .. DATE|MONTH", "half an|a hour|day|month|year", "an hour|day|week|month|year and a half", "an|one entire|whole|full? hour|day|week|month|quarter|year|weekend", "took|takes|taking|lasted|lost|loses|for|over|within an hour|day|week|month", "a day|week|month|year $", "all day|night|week|weekend", "each|every|per .. an|NUM hour|hours|minute|minutes|day|days a|per|every", "costs|loses|takes|spends|spend|lose .. an|NUM TIME"}},
	sign{name: "money", speaks: Quantified, weight: 1.5, why: "an amount: %q", in: []string{"CURRENCY NUM", "QTY CURRENCY", "QTY|NUM .. in|of revenue|arr|mrr|cost|sales"}},
	sign{name: "whole", speaks: Quantified, weight: 0.8, why: "the whole of a named set: %q", in: []string{"no PARTY .. can|could", "none of the PARTY|PLURAL", "entire PROPER", "FRACTION of"}},
	sign{name: "some", unless: []string{"fraction"}, speaks: Unquantified, weight: 1.4, why: "%q: how many, how long?", in: []string{"some|several|many|few|multiple|various|numerous|certain of? WORD? PLURAL|PARTY|TIME", "COLLECTIVE of", "a number|lot|couple|handful|bunch|multitude|variety of", "a|an large|small|huge|growing|significant|high number|portion|amount|share|part|volume", "all|every|other|more .. PLURAL|PARTY"}},
	sign{name: "hedged", speaks: Unquantified, weight: 0.7, why: "%q", in: []string{"HEDGE", "could|might|may WORD", "assumed|possible|possibly"}},
	sign{name: "severity-word", speaks: Unquantified, weight: 0.5, why: "%q is a grade, not an extent", in: []string{"unusable|unacceptable|critical|important|major|severe|serious|significant|huge|massive|annoying|frustrating|slow|slower|tedious|down|broken|affected|impacted|degraded", "very|really|extremely WORD"}},
	sign{name: "one-report", speaks: Unquantified, weight: 0.8, why: "%q is one report, not an extent", in: []string{"a|one|another|single user|customer|person|developer|client|team|colleague|someone reported|reports|said|wrote|complained|called|noticed|mentioned|told", "users|customers|people reported|reports|report|alerted|complained|complain", "we|i am|are|were|was|been told|informed|notified|alerted"}},
	sign{name: "code-clock", speaks: Unquantified, weight: 0.8, unless: []string{"measure", "count", "share", "duration", "money"}, why: "%q is a code or a clock time, not an extent", in: []string{"LABEL", "CLOCK", "CODENUM", "MODEL", "HANDLE"}},
)
