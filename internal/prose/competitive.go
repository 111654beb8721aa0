package prose

import "sync"

var competitiveSet = sync.OnceValue(func() *set {
	return set{
		name:   "competitive",
		labels: []string{Factual, Speculative, None},
		bad:    map[string]bool{Speculative: true},
		want:   map[string]string{Speculative: "say who observed what and when (“they ran both for a week in August”), or leave it out"},
		missing: map[string]string{
			Factual:     "an observed or attributable statement about a competitor",
			Speculative: "a belief or a sweeping claim about a competitor",
			None:        "no competitor is mentioned",
		},
		prior: map[string]float64{None: 0.4},
		signs: competitiveSigns,
	}.ready()
})

var competitiveSigns = []sign{
	{name: "brand", speaks: Factual, weight: 1.2, why: "names a product: %q", in: []string{"RIVALBRAND", "PROPER PROPER"}},
	{name: "brand-verb", speaks: Factual, weight: 1.2, why: "observed of a product: %q", in: []string{"RIVALBRAND|PROPER ADV* OBSERVED", "OBSERVED .. RIVALBRAND", "OBSERVED|SWITCHVERB to|from|with|on|in|at|against|over? the? PROPER", "RIVALBRAND|PROPER|competitor|vendor is|are|was ADV* an? WORD"}},
	{name: "switched", speaks: Factual, weight: 1.4, why: "a switch or a trial that took place: %q", in: []string{
		"switched|migrated|moved|moving|came|come|left|transitioned from|to|off|away .. PROPER|RIVALBRAND|CAP|another|competitor", "evaluated|tested|tried|compared|piloted|trialled|trialed|benchmarked|shortlisted|assessed .. PROPER|RIVALBRAND|alternatives|both|competitor|options|two|NUM", "chose|picked|selected|preferred|bought|signed|renewed .. over|with|instead|PROPER|RIVALBRAND", "replaced|replacing|replaces .. with|by|PROPER|RIVALBRAND", "previously|formerly|currently|already|still used|using|uses|on|runs|use|run", "not|no using|longer .. anymore|PROPER",
	}},
	{name: "attributed", speaks: Factual, weight: 1.4, why: "attributed: %q", in: []string{"ATTRIBUTED", "according to", "in a|the|their .. review|call|interview|survey|meeting|rfp|document|email|quote", "LINK", "documentation|docs|pricing|page|website|notes says|lists|states|shows"}},
	{name: "figure", speaks: Factual, weight: 1.0, why: "a figure that can be checked: %q", in: []string{"QTY", "CURRENCY NUM", "DATE", "MONTH NUM|LABEL", "NUM %", "LABEL"}},
	{name: "capability", speaks: Factual, weight: 1.0, why: "a capability that can be checked: %q", in: []string{"supports|support|provides|offers|includes|lacks|requires|stores|holds|charges|costs|has", "does|do|did|is|are not ADV* support|have|offer|include|provide|open|available|allow|WORD", "doesn't|don't|didn't|isn't support|have|offer|include|allow|WORD"}},
	{name: "opinion", speaks: Speculative, weight: 2.0, why: "%q: a belief, not an observation", in: []string{"OPINION", "HEDGE", "word is", "in my|our|their opinion|view", "sounds|looks|seems|feels like", "everyone|everybody|people knows|know|says|say|thinks", "i|we|they|he|she am|are|is|'m sure|certain|convinced|afraid|told?"}},
	{name: "future", speaks: Speculative, weight: 1.4, why: "%q: an intent or a prediction", in: []string{"FUTURE", "going to", "PARTY plans|considering|thinking|wants|intends", "likely|about|planning to"}},
	{name: "sweeping", speaks: Speculative, weight: 2.0, why: "%q: a sweeping claim", in: []string{
		"OTHER|all|most|many|any|every|no|proprietary|competing|traditional|legacy|existing .. THINGNOUN|RIVALNOUN", "no|not|none|nothing|aren't|isn't other|else|one|real|really|comparable|alternative|comes|match|close", "ABSOLUTE .. RIVALNOUN|OTHER", "than anything|any|everything|all|everyone|other|others|else", "compared|relative with|to .. RIVALNOUN|OTHER|others", "the only WORD", "market|industry leader|leading",
	}},
	{name: "evaluative", speaks: Speculative, weight: 1.3, why: "%q: an unmeasured comparison", in: []string{"EVALUATIVE", "SUPERLATIVE", "COMPARATIVE than", "much|far|way|so COMPARATIVE", "easily|effectively|quite|very|really"}},
	{name: "generic-rival", speaks: Speculative, weight: 0.7, why: "%q is not named", in: []string{"RIVALNOUN", "OTHER THINGNOUN", "others|rivals"}},
	{name: "partner", speaks: None, weight: 1.8, why: "%q: a companion, not a competitor", in: []string{"PARTNERWORD", "works|used|use|together|along with", "for|on|in|with|from PROPER|RIVALBRAND $", "create|build|install|configure|set|deploy|compile|compiled an? ..", "perfect|great tool"}},
	{name: "own-part", speaks: None, weight: 1.6, why: "%q: about own parts", in: []string{"instead of|a|the !PROPER !RIVALBRAND WORD", "alternative|alternatives to|between !PROPER !RIVALBRAND WORD", "an|as alternative !PROPER to", "replaced|replace|replacing|switched|switch|migrated|moved .. CODE|our|old|manual|setting|config|protocol|version|with? our"}},
	{name: "own-past", speaks: None, weight: 1.8, why: "%q: compared with an earlier time", in: []string{"compared|versus|vs|relative with|to? last|previous|prior|the|q1|q2|q3|q4|MONTH|our|this|TIME", "than last|previous|before|the|in|q1|q2|q3|q4|expected|planned|ours|we", "against last|previous|the|our|target|plan"}},
	{name: "compete-for", speaks: None, weight: 2.2, why: "%q: no product competes", in: []string{"compete|competes|competing|competition for|with|between", "competing priorities|demands|interests|projects|deadlines|requests|commitments", "competitive pricing|salary|advantage|process|bid"}},
	{name: "no-brand", speaks: None, weight: 1.6, why: "no product but one's own is named", test: noBrand},
	{name: "context-compared", speaks: Factual, weight: 0.6, about: true, why: "stands under a comparison", in: []string{"compared|comparison|competitive|competitor|competitors|alternatives|versus|vs"}},
	{name: "context-compared-s", speaks: Speculative, weight: 0.6, about: true, why: "stands under a comparison", in: []string{"compared|comparison|competitive|competitor|competitors|alternatives|versus|vs"}},
}

// noBrand holds when the text names no other product and no rival in general.
func noBrand(r *reading) (Span, bool) {
	l := lexicon()
	brand, rival, thing, other := l.classes["RIVALBRAND"], l.classes["RIVALNOUN"], l.classes["THINGNOUN"], l.classes["OTHER"]
	for i := range r.tokens {
		c := r.tokens[i].class
		if c.has(clsProper) || c.has(brand) || c.has(rival) {
			return Span{}, false
		}
		if c.has(other) && i+1 < len(r.tokens) && r.tokens[i+1].class.has(thing) {
			return Span{}, false
		}
	}
	return Span{0, len(r.text)}, true
}
