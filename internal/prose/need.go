package prose

import "sync"

var needSet = sync.OnceValue(func() *set {
	return set{
		name:   "need",
		labels: []string{Ask, Need, Neither},
		bad:    map[string]bool{Ask: true},
		want:   map[string]string{Ask: "say what it is for: “customers need X so that they can Y”, or what it would prevent"},
		missing: map[string]string{
			Ask:     "a wish without the goal behind it",
			Need:    "the wish and its goal are there",
			Neither: "nothing is asked for",
		},
		prior: map[string]float64{Neither: 1.2},
		signs: needSigns,
	}.ready()
})

var needSigns = []sign{
	{name: "imperative", speaks: Ask, weight: 2.2, why: "asks for: %q", in: []string{"^ PUNCT* please? REQUESTVERB !<ing WORD|CODE|NUM", "STOP please? REQUESTVERB WORD", "^ PROPER? : REQUESTVERB WORD|CODE", "^ either REQUESTVERB"}},
	{name: "wish", speaks: Ask, weight: 1.8, why: "wishes for: %q", in: []string{
		"would|'d|i'd|we'd|they'd|would've|really like|love|prefer|appreciate", "i|we|they|customers|users|customer|team|he|she|it|who|admins|accounts want|wants|need|needs|hope|wish|wished|wanted|require|asked|ask|request|requested", "we're|i'm|are|is|am asking|looking|hoping|requesting for|to", "it'd|would|could|might be VAGUEADJ|NICE|NICE", "NICE if|to", "would be NICE", "better if", "feature|enhancement request", "looking for", "is|are it|there? any? possible|plans|chance|way to", "need|needs to be", "^ need|needs|want|wants|would", "in need of", "propose|suggest|suggestion|request",
	}},
	{name: "please", speaks: Ask, weight: 1.4, why: "asks: %q", in: []string{"please REQUESTVERB", "can|could|would|will you|we REQUESTVERB", "let me|us|users", "allow|allows|enable|support for? WORD", "can|could there|this|it be"}},
	{name: "should", speaks: Ask, weight: 1.5, why: "says what ought to be: %q", in: []string{"should|ought|must|needs ADV* have|be|return|support|allow|show|take|accept|pass|use|provide|include|not|also|let|offer|handle|work|make|only|stay|keep|WORD", "there should|needs|must|could|ought be", "i|we think .. could|should|add", "we|you should|could REQUESTVERB"}},
	{name: "request-noun", speaks: Ask, weight: 1.0, why: "names what is asked for: %q", in: []string{"^ PUNCT* REQUESTNOUN for|to", "^ PUNCT* WORD REQUESTNOUN for|to|in", "an? option|ability|way|setting|flag|button|command|shortcut to|for", "support for|of WORD", "^ PUNCT* better|more|improved|faster|easier WORD", "more|better WORD* would|please"}},
	{name: "context-request", speaks: Ask, weight: 0.8, about: true, why: "stands under a request", in: []string{"feature|enhancement|request|proposal|suggestion|solution|expected|improvements|improve|better|title", "would you like|want"}},
	{name: "so-that", speaks: Need, weight: 3.4, why: "gives the goal: %q", in: []string{
		"so that|they|we|you|i|users|customers|it", "in order to|for|that", "so as to", "such that", "so !far|much|many|on|called|long|forth PARTY|WORD .. can|could|do|does|don't|won't|will|would|is|are|stay|know|knows",
	}},
	{name: "enables", speaks: Need, weight: 2.2, why: "gives the goal: %q", in: []string{
		"this|that|which|it would|will|could|can .. help|let|make|allow|enable|save|give|reduce|improve|avoid|prevent|ease|simplify|speed|mean|unlock", "which|that would|will|could|can? ADV* allow|allows|enable|enables|let|lets|help|helps me|us|users|PARTY",
		"would|will help|enable|let|save BENEFACTOR|with|to", "make|making it|this|our|their|my .. easier|simpler|faster|safer|possible", "make|making easier|simpler|faster", "which makes|saves|avoids|prevents|means", "thus|thereby|hence|otherwise",
	}},
	{name: "to-goal", speaks: Need, weight: 1.6, why: "gives the goal: %q", in: []string{"!<CONTENTNOUN to ADV* GOALVERB !<CONTENTVERB WORD"}, test: toGoal},
	{name: "for-goal", speaks: Need, weight: 0.9, why: "gives the use: %q", in: []string{"for GERUND", "for .. purposes|reasons|compliance|audit|audits|auditing|reporting|billing", "useful|helpful|needed|necessary|required|important for|when|to|if"}},
	{name: "because", speaks: Need, weight: 0.7, why: "gives a reason: %q", in: []string{"because|since|as otherwise|we|they|i|it", "due to", "when|where|while|if .. CONTENTVERB"}},
	{name: "prevents", speaks: Need, weight: 1.8, why: "says what it would prevent: %q", in: []string{"instead of having|doing|manually", "without having|needing|breaking|losing|leaving|switching|waiting|asking|copying|having", "no longer|never|not have|need|needs|has to", "to|and avoid|avoids|prevent|prevents|eliminate|stop WORD", "rather than having"}},
	{name: "persona", speaks: Need, weight: 0.8, why: "a user story: %q", in: []string{"as an? WORD", "i|we want .. to .. so"}},
	{name: "past", speaks: Neither, weight: 1.3, why: "tells what happened: %q", in: []string{
		"^ PUNCT* i|we|they|he|she|it ADV* PAST|was|were|had|got|ran|saw|found|tried|have|has", "i|we have|'ve ADV* PAST|been|run|ran|seen|found", "when i|we|you|it|upgrading|using|trying", "BE ADV* failing|failed|broken|crashing|crashes|slow|wrong|missing|happening", "used to be|work",
		"encountered|observed|noticed|experienced|crashed|happened|occurred|failed|reported|struggled|confused",
	}},
	{name: "problem", speaks: Neither, weight: 0.9, why: "reports a problem or an observation: %q", in: []string{
		"doesn't|don't|didn't|isn't|aren't|won't|cannot|can't|does|do|did not? work|seem|show|appear|know|understand|matter|happen|load|open|respond|want", "error|errors|bug|crash|crashes|exception|failure|fails|issue|issues|problem|problems|struggle|frustration|frustrations|frustrating|confusing|unclear|hard|painful|slow|difficulty|difficult",
	}},
	{name: "praise", speaks: Neither, weight: 1.3, why: "praise: %q", in: []string{"thanks|thank|kudos|congrats|appreciate the|you|it|for", "is|are|was|works ADV* good|great|fine|excellent|amazing|awesome|fantastic|well|solid|helpful|perfect|smooth", "i|we love|like|enjoy|loved|liked the|how|using|it|this|that|working", "nothing|no complaints|comes|actionable"}},
	{name: "question", speaks: Neither, weight: 1.4, why: "a question: %q", in: []string{"^ PUNCT* how|why|what|when|where|who|which|does|did|has|is|are|am", "how|why|what .. ?", "can you|anyone|someone guide|explain|tell|clarify|confirm|help", "?"}},
	{name: "statement", speaks: Neither, weight: 0.6, why: "a statement of fact: %q", in: []string{"^ PUNCT* the|this|our|my|these|their|all|everything|most|WORD .. is|are|was|were|has|have|takes|comes|runs|uses"}},
	{name: "learn", speaks: Neither, weight: 1.2, why: "wants to know, not to have: %q", in: []string{"want|like|trying|need|love to know|understand|find|learn|figure|see if|how|why|whether|out", "wondering|curious|not sure"}},
	{name: "does-not-want", speaks: Neither, weight: 1.0, why: "asks for nothing: %q", in: []string{"don't|doesn't|not|didn't want|need|care|mind|like|require"}},
	{name: "how-goal", speaks: Need, weight: 0.5, why: "tells the use: %q", in: []string{"as|when|while|whenever we|i|they|our|my|users", "for my|our|their|production|customers|users|people|the WORD"}},
}

// toGoal finds an infinitive that gives a purpose ("… to reduce errors") and not the content of the wish ("an option to reduce").
func toGoal(r *reading) (Span, bool) {
	l := lexicon()
	goal, noun, verb := l.classes["GOALVERB"], l.classes["CONTENTNOUN"], l.classes["CONTENTVERB"]
	to := l.words["to"].word
	for i := 2; i+1 < len(r.tokens); i++ {
		if r.tokens[i].word != to || r.tokens[i].kind != kindWord {
			continue
		}
		prev, next := r.tokens[i-1].class, i+1
		for next+1 < len(r.tokens) && r.tokens[next].class.has(clsAdverb) {
			next++
		}
		if !prev.has(noun) && !prev.has(verb) && r.tokens[next].class.has(goal) {
			return Span{int(r.tokens[i].start), int(r.tokens[min(next+1, len(r.tokens)-1)].end)}, true
		}
	}
	return Span{}, false
}
