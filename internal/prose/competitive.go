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
		prior: map[string]float64{None: 1.6, Factual: 0.3},
		signs: append(append(append([]sign{}, rivalSigns()...), claimSigns...), noRivalSigns...),
	}.ready()
})

// rivalSigns tell that a competitor is spoken of; they leave open how.
func rivalSigns() []sign {
	signs := []sign{
		{name: "brand", weight: 1.0, why: "names a product: %q", in: []string{"RIVALBRAND"}},
		{name: "proper", weight: 0.4, why: "names %q", in: []string{"PROPER"}},
		{name: "two-brands", weight: 0.6, why: "names two products: %q", in: []string{"RIVALBRAND .. and|or|, .. RIVALBRAND", "RIVALBRAND ... RIVALBRAND"}},
		{name: "rival-noun", weight: 1.6, why: "speaks of %q", in: []string{"RIVALNOUN", "OTHER|another|proprietary|competing|commercial|comparable|similar|traditional|source .. THINGNOUN", "rest of|on the market|industry", "on|in|of the|this|our market|industry|segment|niche", "anything|anyone|everything|nothing|nobody else", "switch|move|go|leave|leaving|moving|switching|come from|away|to|for another|PROPER|RIVALBRAND", "no other|comparable !PARTY !department !site !country WORD", "previous|former|current|incumbent|existing provider|vendor|supplier|tool|system|platform , NAME|PROPER", "tender|rfp|shortlist|bid .. vendors|vendor|suppliers", "vendors|suppliers|tools .. shortlist|tender"}},
		{name: "versus", weight: 1.3, why: "compares: %q", in: []string{"compared|relative|comparison to|with .. PROPER|RIVALBRAND|others", "compared|relative|comparison to|with .. other|traditional|alternative .. THINGNOUN|RIVALNOUN", "unlike|versus|vs|than PROPER|RIVALBRAND|others|other|any|anything", "over|instead of PROPER|RIVALBRAND", "while|whereas .. PROPER|RIVALBRAND|other|others|many|most", "RIVALBRAND|PROPER ... ours|us|our", "ours|our .. RIVALBRAND", "RIVALBRAND|PROPER .. than", "ahead|short of PROPER|RIVALBRAND", "beats|beat|outperforms|outclasses|trumps|surpasses .. PROPER|RIVALBRAND|competition", "like|as .. in PROPER|RIVALBRAND", "PROPER|RIVALBRAND .. also SHOW|supports|has|does|offers", "similar|same way|to|as"}},
		{name: "switched", weight: 1.3, why: "a switch or a trial: %q", in: []string{
			"switched|migrated|moved|moving|came|come|coming|left|leaving|transitioned|switching|migrate|switch|leave .. to|off|away|for|from .. PROPER|RIVALBRAND|another", "evaluated|tested|tried|compared|piloted|trialled|trialed|benchmarked|shortlisted|assessed|testing|evaluating .. PROPER|RIVALBRAND|alternatives|both|options|two|NUM", "chose|picked|selected|preferred|bought|prefers|prefer .. over|instead|PROPER|RIVALBRAND", "replaced|replacing|replaces|replace .. with|by .. PROPER|RIVALBRAND", "previously|formerly|already|still .. used|using|uses|on|runs|use|run|ran PROPER|RIVALBRAND", "not|no .. using|longer .. PROPER|RIVALBRAND", "after|from using|PROPER|RIVALBRAND .. for NUM|a|TIME", "experience|background|years .. with|in|using|of .. RIVALBRAND", "does|do|did the|exactly same", "the very? same WORD"}},
		{name: "context-compared", weight: 1.4, about: true, why: "stands under a comparison", in: []string{"compared|comparison|competitive|competitor|competitors|alternatives|versus|vs|competition|rivals|positioning|mentions", "lost|win|won deals|deal|loss", "feature comparison", "which|other alternatives|solutions|products|tools"}},
		{name: "brand-subject", weight: 1.6, why: "speaks of %q", in: []string{
			"^ PUNCT* RIVALBRAND PROPER? ADV* is|are|was|were|has|have|does|do|can|cannot|can't|will|would|must|should|might|could|seems|looks|announced|supports|requires|costs|lacks|allows|charges|seem|look", "^ RIVALBRAND PROPER? PAST", "^ NAME|PROPER PROPER? announced|promised|quoted|offered|launched|acquired|undercut|bid|bids|charges|undercuts", "^ PROPER? RIVALBRAND PLURAL a|an|the|NUM|its|this|these|those|all|same", "^ PROPER PLURAL the|this|these|those|same", "^ in|with|on|under RIVALBRAND PUNCT? one|you|we|i|the|it", "pilot|agreement|subscription|renewal|tab|licence|deal|bid with|of|by|from .. RIVALBRAND", "^ RIVALBRAND PROPER? PLURAL a|an|the|NUM|its|up|to|in|only|PLURAL", "RIVALBRAND free|plan|plans|pricing|price|quote|contract|trial|users|customers|apps|dashboard|roadmap|licence|license|bid|account|support|boards|connectors|deal",
			"trial|users|customers|contract|quote|offer|bid|demo|seats|licences|licenses|fan|price|cost of|with|from|by|for PROPER|RIVALBRAND", "likes|like|love|loves|hate|hates|leave|leaving|use|uses|used|pays|pay|bought|buys|signed|chose|picked|prefer|prefers|names|lists|runs|run|to|in PROPER? RIVALBRAND $|,|;|:|before|in|since|for|after|over|:",
			"!<by !<with !<from everything|mail|data|tickets|documents|notes .. in|with RIVALBRAND",
		}},
		{name: "name-subject", weight: 1.6, why: "speaks of %q", given: []string{"context-compared"}, in: []string{"^ NAME PROPER? ADV* is|are|was|were|has|have|does|do|can|cannot|can't|will|would|must|should|might|could|seems|looks|announced|supports|requires|costs|lacks|allows|charges|PAST", "^ NAME NAME? PLURAL a|an|the|NUM|its", "to|from|with PROPER"}},
	}
	for i := range signs {
		signs[i].speaks, signs[i].also = Factual, []string{Speculative}
	}
	return signs
}

var claimSigns = []sign{
	{name: "attributed", speaks: Factual, weight: 1.2, why: "attributed: %q", in: []string{"ATTRIBUTED", "in a|the|their .. review|call|interview|survey|meeting|rfp|document|email|quote|tender|demo", "LINK", "documentation|docs|pricing|page|website|notes says|lists|states|shows"}},
	{name: "figure", speaks: Factual, weight: 1.2, why: "a figure that can be checked: %q", in: []string{"QTY", "CURRENCY NUM", "DATE", "MONTH NUM|LABEL", "NUM %", "in MONTH", "NUM .. and .. NUM"}},
	{name: "capability", speaks: Factual, weight: 0.8, why: "a capability that can be checked: %q", in: []string{"supports|support|provides|offers|includes|lacks|requires|stores|holds|charges|costs|has|imports|exports", "does|do|did|is|are not ADV* support|have|offer|include|provide|open|available|allow|WORD", "doesn't|don't|didn't|isn't support|have|offer|include|allow", "is|are an? .. THINGNOUN|project|store|service|database"}},
	{name: "did", speaks: Factual, weight: 1.0, why: "something that took place: %q", in: []string{"PARTY|PROPER|we|they|i|customer|account|accounts ADV* PAST|ran|chose|left|found|bought|came|used", "ran|runs|run|using|used|use|uses|tested|testing|found|tried|evaluated .. PROPER|RIVALBRAND", "am|are|was|were not? using|testing|running|evaluating"}},
	{name: "condemned", speaks: Speculative, weight: 2.2, why: "%q: a judgement, not an observation", in: []string{
		"RIVALBRAND|PROPER|NAME|it|they|tools|suites|vendors|products PROPER? .. is|are|was|looks|look|feels|has|have ADV* a|no|not|way|just|an|too? WORD? EVALUATIVE", "cannot|can't|can not be trusted", "no|without future", "nothing as|like WORD", "cannot|can't keep|compete|match|follow|cope|scale|deliver|handle", "like|as we|ours do|can|does", "nobody|everyone|everybody|no-one .. likes|loves|wants|uses|leaves|leaving|leave|hates|needs .. PROPER|RIVALBRAND", "an? option for anyone|nobody|anybody", "tend|tends|bound|destined to", "our|we .. superior|leader|best|unbeatable|unmatched|better", "any day|time|moment", "worst|best .. market|industry|world",
	}},
	{name: "opinion", speaks: Speculative, weight: 2.2, why: "%q: a belief, not an observation", in: []string{"OPINION", "HEDGE", "word is", "there is|are|'s talk|rumours|rumors|speculation|gossip", "talk|rumour|rumor of|about|that", "in my|our|their opinion|view|experience", "as far as|far i|we can|know|see|tell|understand", "sounds|looks|seems|feels like", "everyone|everybody|people knows|know|says|say|thinks", "we're|i'm|i|we am|are|is? sure|certain|convinced|afraid", "well|widely|commonly? known to|for", "generally|widely|commonly|often|usually|mostly|largely considered|regarded|seen|perceived|viewed|said|deemed", "looks|look|seems|seem|feels|sounds as if|though", "i|we|have had? the|an impression|feeling", "said|reputed|rumoured to be", "reputation"}},
	{name: "future", speaks: Speculative, weight: 1.3, why: "%q: an intent or a prediction", in: []string{"FUTURE", "going to", "PARTY plans|considering|thinking|wants|intends", "about|planning|considering|threatening to", "if we|they"}},
	{name: "sweeping", speaks: Speculative, weight: 2.0, why: "%q: a sweeping claim", in: []string{
		"most|many|any|every|no|all|competing .. RIVALNOUN", "no|not|none|nothing|aren't|isn't really? other|else|many|comparable|alternative|comes|match|close|like !PARTY !department !site !country !in", "nothing|none|no|nobody ... compares|compare|matches|match|close|anything", "ABSOLUTE .. RIVALNOUN", "ABSOLUTE .. OTHER !PARTY !department !site !country",
		"than anything|any|everything|all|everyone|other|others|else", "compared|relative with|to .. RIVALNOUN|others|mainline", "the only WORD", "the competition|competitors|rivals is|are ADV* !PAST !NAME !PROPER !NUM WORD", "market|industry leader|leading", "competitors|rivals|alternatives can't|cannot|don't|lack|fail|are|never|simply",
	}},
	{name: "others", speaks: Speculative, weight: 0.8, why: "%q: whom, exactly?", in: []string{"big|established|legacy|large|older vendors|suites|tools|players|platforms|providers",
		"!<our OTHER|most|many|any|every|no|all|competing|traditional|legacy .. tools|products|solutions|providers|platforms|frameworks", "!<our OTHER|most|many|any|every|no|all|competing|traditional|legacy .. vendors|systems|packages|options|projects|alternatives",
	}},
	{name: "others-are", speaks: Speculative, weight: 1.6, given: []string{"others"}, why: "%q: a sweeping claim", in: []string{
		"tools|products|solutions|providers|platforms|frameworks|vendors|systems|packages|options|projects|alternatives|RIVALBRAND ... EVALUATIVE|NEGATION|only|die|fail|break|struggle|promise|lag|seem|seemed|tend|mess|just|simply|always|never|either|either", "EVALUATIVE|SUPERLATIVE|only ... OTHER|others", "NEGATION ... other|others", "not many",
	}},
	{name: "evaluative", speaks: Speculative, weight: 1.5, why: "%q: an unmeasured comparison", in: []string{"beats|beat|outperforms|outclasses|trumps|surpasses", "RIVALBRAND has|is|was|offers a? more|less WORD", "EVALUATIVE", "SUPERLATIVE", "COMPARATIVE than", "much|far|way|so COMPARATIVE", "too !many !much !few WORD for|to", "easily|effectively|quite|very|really", "a lot of"}},
	{name: "name-judged", speaks: Speculative, weight: 1.8, given: []string{"opinion", "future", "condemned"}, why: "%q: a judgement on a name", in: []string{"^ NAME is|are|was|will|has|would|might|could|may|seems|seem|looks"}},
	{name: "measured", speaks: Factual, weight: 1.2, given: []string{"figure", "attributed"}, unless: []string{"future"}},
	{name: "experienced", speaks: Factual, weight: 1.0, given: []string{"did"}, unless: []string{"future", "sweeping", "others-are"}, in: []string{"i|we|they|our|customer|PARTY|PROPER"}},
}

var noRivalSigns = []sign{
	{name: "partner", speaks: None, weight: 1.8, why: "%q: a companion, not a competitor", in: []string{"PARTNERWORD", "RIVALBRAND channel|channels|consumer|producer|topic|topics|workspace|ticket|tickets|login|cluster|container|containers|image|images|deployment|pod|operator|exporter|format|template|manifest|chart|message|messages|button|account|runner|job|jobs|pipeline|pipelines|plugin|plugins", "works|together|along with", "sign|signs|signed|login|log in|on .. through|via|with", "flows|flow|data|embedded|embed|synced|sync|exported|imported|stored from|in|into|to|through|via|with .. PROPER|RIVALBRAND", "our partner", "connected|embedded|synced|linked through|via|by our", "connected|connects|exports|exported|imports|reads|writes .. through|to|from|via|into .. RIVALBRAND", "RIVALBRAND .. through|via our", "create|build|install|configure|set|deploy|compile|compiled|implemented an? ..", "^ install|use|create|configure|run|open WORD", "perfect|great tool"}},
	{name: "own-part", speaks: None, weight: 1.6, why: "%q: about own parts", in: []string{"instead of|a|the !PROPER !RIVALBRAND WORD", "instead of the", "alternative|alternatives to|between !PROPER !RIVALBRAND WORD", "an|as alternative !PROPER to|,", "WORD as alternative to !RIVALBRAND WORD", "replaced|replace|replacing|switched|switch|migrated|moved .. CODE|old|manual|setting|config|protocol|version|job|batch|spreadsheet|spreadsheets|paper"}},
	{name: "procurement", speaks: None, weight: 2.4, why: "%q: suppliers, not competitors", in: []string{"vendor|supplier management|risk|onboarding|portal|invoice|invoices|payment|payments|master|list|number|data"}},
	{name: "their-rival", speaks: None, weight: 2.4, why: "%q: a competitor of the customer", in: []string{"their|his|her|customer's|own .. competitor|competitors|rival|rivals|competition"}},
	{name: "own-choice", speaks: None, weight: 1.8, why: "%q: a choice among own things", in: []string{"alternatives|alternative|options|option for|plan|route|order|layout|site|date|solution", "^ an|the alternative", "than|as the? PROPER? app|version|release|old|site|one|previous", "nobody|noone|no-one else .. in|at|on|knows|has", "other|another departments|department|teams|team|sites|site|people|users|countries|projects", "best|worst quarter|month|week|year|day|result"}},
	{name: "context-own", speaks: None, weight: 1.2, about: true, unless: []string{"versus", "switched", "condemned", "opinion", "future"}, why: "stands under our own environment", in: []string{"environment|integration|cadence|guide|plan|risks|solution|setup|architecture|prerequisites|health|summary|configuration"}},
	{name: "own-past", speaks: None, weight: 2.4, why: "%q: compared with an earlier time", in: []string{"compared|versus|vs|relative|comparison with|to? the? last|previous|prior|before|earlier|q1|q2|q3|q4|MONTH|our|this|TIME|old|target|plan|budget", "than last|previous|before|the|q1|q2|q3|q4|expected|planned|ours|in WORD? old|previous|last|year|month|quarter|week?", "than before|expected|planned", "against|versus|vs the? last|previous|our|target|plan|budget", "than the old|previous|last|first"}},
	{name: "compete-for", speaks: None, weight: 3.2, why: "%q: no product competes", in: []string{"compete|competes|competing|competition .. for|between attention|time|resources|priority|budget|memory|cpu|WORD", "competing priorities|demands|interests|projects|deadlines|requests|commitments|with", "competitive pricing|salary|advantage|process|bid"}},
	{name: "no-brand", speaks: None, weight: 1.6, why: "no product but one's own is named", test: noBrand, unless: []string{"rival-noun"}},
	{name: "integration-with", speaks: None, weight: 1.2, why: "%q: a companion, not a competitor", in: []string{"integration|integrates|integrated|integrate|connector|connects|interoperability|compatible|plugin|plugins with|to|for"}, unless: []string{"versus", "switched"}},
	{name: "context-only", speaks: None, weight: 0.8, why: "the sentence itself compares nothing", given: []string{"context-compared"}, unless: []string{"brand", "rival-noun", "versus", "switched"}},
	{name: "no-comparison", speaks: None, weight: 1.4, why: "nothing is compared", in: []string{"WORD"}, unless: []string{"rival-noun", "versus", "switched", "context-compared"}},
}

// noBrand holds when the text names no other product and no rival in general.
func noBrand(r *reading) (Span, bool) {
	l := lexicon()
	brand, rival := l.classes["RIVALBRAND"], l.classes["RIVALNOUN"]
	if ts := r.tokens; len(ts) > 2 && ts[0].class.has(clsName) && (ts[1].class.has(clsBe) || ts[1].class.has(clsPlural) && ts[2].class.has(clsDeterminer)) {
		return Span{}, false // “Bitwarden offers the same”: an unknown name that does something
	}
	for i := range r.tokens {
		c := r.tokens[i].class
		if c.has(clsProper) || c.has(brand) || c.has(rival) {
			return Span{}, false
		}
	}
	return Span{0, len(r.text)}, true
}
