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
		prior: map[string]float64{Neither: 1.2, Need: -1.2},
		signs: append(append(wishSigns(), goalSigns()...), neitherSigns...),
	}.ready()
})

// wishSigns tell that something is wanted: they speak against "neither", and leave open whether the goal is said.
func wishSigns() []sign {
	signs := []sign{
		{name: "imperative", weight: 2.2, why: "asks for: %q", in: []string{
			"^ PUNCT* please? IMPERATIVE !PAST !by !is WORD|CODE|NUM", "STOP please? IMPERATIVE WORD", "^ PUNCT* please? sort|group|filter|split|order by WORD", "^ PROPER? : IMPERATIVE WORD|CODE", "^ either IMPERATIVE", "^ PUNCT* please? have|email|mail|let|make|send|give|leave the|a|an|our|all|users|us|WORD WORD",
			"^ providing|adding|allowing|supporting WORD"}},
		{name: "wish", weight: 1.8, why: "wishes for: %q", in: []string{
			"would|'d|i'd|we'd|they'd|would've really? like|love|prefer|appreciate|need|want", "wish|wishes|wished|wishing for", "keep|keeps|kept asking|requesting|demanding", "why not WORD", "PARTY|banks|hotels want|request|need|demand", "BENEFACTOR|PARTY|PROPER|accounts ADV* want|wants|need|needs|hope|wish|wished|wanted|require|asked|ask|request|requested",
			"we're|i'm|are|is|am asking|looking|hoping|requesting for|to", "it'd|would|could|might be VAGUEADJ|NICE", "NICE if|to", "would be? NICE", "better if", "feature|enhancement request",
			"looking for", "ask|asks|asked|asking for|about", "insist|insists|insisted on|that", "!<no requests|request|demands|demand|requires|require|wishes|craves a|an|better|more|read|the|PLURAL|WORD PLURAL|NUM", "^ wish|idea|request|suggestion|proposal|ask :", "!<it needs|wants a|an|NUM|WORD|PROPER !money !time", "need|want a|an|NUM|bigger|smaller|more|better|PROPER !money !time",
			"^ with a|an|this .. we|i|they|it could|would", "^ a|an|the .. would !be !have !not WORD PARTY|our|us|me|the|a", "^ a|an .. would have PAST", "is|are missing .. please|add", "we|i am|are|'m|'re? missing|lack|lacking a|an|any|the", "we're|i'm missing a|an|any|the", "^ hope|hoping that|for|you|we", "^ request|ask|asking|requesting !for PROPER|WORD .. to WORD", "could|can ADV* also? use|do with? a|an|some|more|better", "is|are it|there|is any? possible|plans|chance|way to", "need|needs to be", "^ need|needs|want|wants|would", "in need of", "is|are a|an? must|necessity|needed|necessary|required|requirement|desirable|missing|overdue", "^ PUNCT* maybe|perhaps a|an|some|more|COMPARATIVE", "^ PUNCT* some sort|kind|way|form of|to", "lacks|lack a|an|any|the", "propose|suggest|suggestion|requested|requesting", "requests a|an|the|that|for", "would help|let|allow|enable|save|prevent|avoid|reduce|make|mean|solve|keep|cut|spare|halve|lower|shorten|speed|free", "need|needs it|this|that|them to", "going to need", "if ... could|would ... would|could|can",
		}},
		{name: "please", weight: 1.4, why: "asks: %q", in: []string{"please IMPERATIVE", "please $", "^ !why !how !what !when !where !who !which !is !are !does !did !any !can !ok WORD WORD? WORD? ? $", ", please ,|$|.", "please : !STOP", "what|how about a|an", "^ could|can|would|will the|it|there|we|you|i|they WORD", "can|could|would|will you|we IMPERATIVE", "can|could we|i|you get|have|please", "let me|us|users", "^ PUNCT* allow|enable|support for? !PAST WORD", "can|could there|this|it be", "could|can the .. IMPERATIVE|have|be"}},
		{name: "should", weight: 1.5, why: "says what ought to be: %q", in: []string{"should|shouldn't|ought|must ADV* WORD", "needs to WORD", "there should|needs|must|could|ought be", "i|we think .. could|should|add|doable", "we|you should|could IMPERATIVE", "be able to"}},
		{name: "thing-then-goal", weight: 1.8, why: "names what is asked for: %q", in: []string{"^ !i !we !they !it !the !this !as WORD .. , so|otherwise|because|to|then WORD", "^ !i !we !they !it WORD .. so that|PARTY|our|the|nobody|everyone", "^ WORD WORD? WORD? to GOALVERB"}},
		{name: "request-noun", weight: 1.0, why: "names what is asked for: %q", in: []string{"^ PUNCT* REQUESTNOUN for|to", "^ PUNCT* WORD REQUESTNOUN for|to|in", "an? option|ability|way|setting|flag|button|command|shortcut|endpoint|function|toggle to|for|that", "support for|of WORD", "^ PUNCT* better|more|improved|faster|easier WORD", "more|better WORD* would|please", "^ an? .. REQUESTNOUN|endpoint|function|list|view|report|field|filter"}},
		{name: "wanted-thing", weight: 2.2, why: "names what is wanted: %q", test: wantedThing},
		{name: "vote", weight: 2.0, why: "joins a request: %q", in: []string{"^ PUNCT* + DIGITS", "^ PUNCT* +1", "WORD please .|,|!|$", "^ PUNCT* DIGITS for|on|to WORD"}},
		{name: "context-request", weight: 0.8, about: true, why: "stands under a request", in: []string{"feature|enhancement|request|requests|proposal|suggestion|solution|expected|improvements|improve|better|title|idea|ideas|needs|wishes", "would you like|want", "recommend", "how to|could|can|would|might .. make|improve|be", "make ... easier|better|more", "missing|lacking", "additional|further WORD"}},
	}
	for i := range signs {
		signs[i].speaks, signs[i].also = Ask, []string{Need}
	}
	return signs
}

// wantedThing finds a wish that is a noun and no sentence: "Larger attachments", "A better overview", "Ability to pin a board".
func wantedThing(r *reading) (Span, bool) {
	l := lexicon()
	from := 0
	for from < len(r.tokens) && (r.tokens[from].class.has(clsPunct) || r.tokens[from].class.has(clsDeterminer)) {
		from++
	}
	if from+1 >= len(r.tokens) {
		return Span{}, false
	}
	first, next := r.tokens[from].class, r.tokens[from+1]
	better := first.has(l.classes["COMPARATIVE"]) && next.word != l.words["than"].word
	place := (first.has(l.classes["REQUESTNOUN"]) || first.has(l.classes["CONTENTNOUN"])) && (next.word == l.words["to"].word || next.word == l.words["where"].word)
	if !better && !place {
		return Span{}, false
	}
	for _, t := range r.tokens[from+1:] {
		if t.class.has(clsStop) || t.word == l.words["that"].word || t.word == l.words["where"].word || t.word == l.words["which"].word {
			break
		}
		if t.class.has(clsBe) || t.class.has(clsPast) || t.class.has(l.classes["MODAL"]) || t.word == l.words["has"].word || t.word == l.words["have"].word {
			return Span{}, false // a sentence: "Faster builds saved us a day"
		}
	}
	return Span{int(r.tokens[from].start), int(next.end)}, true
}

// goalSigns tell what a wish is for. Without a wish they tell nothing ("so it remains unpublished").
func goalSigns() []sign {
	signs := []sign{
		{name: "so-that", speaks: Need, weight: 3.4, why: "gives the goal: %q", in: []string{
			"so that|they|we|you|i|users|customers|it|people|our|my|their", "in order to|for|that", "so as to", "such that", "so !far|much|many|on|called|long|forth|i PARTY|WORD .. can|could|do|does|don't|won't|will|would|is|are|stay|know|knows",
		}},
		{name: "so-somebody", speaks: Need, weight: 2.4, why: "gives the goal: %q", in: []string{
			", so !far !much !many !on !long !as WORD .. WORD", "so PARTY WORD? !i WORD", "so WORD PARTY WORD", "so the|our|their|my|his|her|no|nobody|everyone|we|they|i .. WORD", "in order for|to|that", "so !far !much !many !on !long !as i|we|you|they|he|she", "since half|most|all|many|the|our|their|they|we|NUM", "then nobody|everyone|we|they|i|PARTY|our|the .. WORD", ", then .. can|could|will|would", "when we|i|they|you WORD",
		}},
		{name: "reason-follows", speaks: Need, weight: 1.8, why: "gives a reason: %q", in: []string{
			"WORD :|; our|their|we|they|my|i|it|the !following !way WORD ... WORD", "WORD :|; WORD WORD? have|has|must|is|are|need|needs|work|works|read|reads|cannot|can't ... WORD", "WORD . our|their|my|we|they !would !should !could !can ... WORD", "as they|we|he|she|our|the|it WORD", "IMPERATIVE|want|wants|need|needs|would|please|could ... ? WORD WORD", "IMPERATIVE|want|wants|need|needs ... , WORD must|cannot|can't|have|has|are|is", ", our|the|their|my WORD WORD? WORD? asks|asked|needs|wants|requires|demands|expects|insists|turns|has|must|will",
		}, unless: []string{"so-somebody"}},
		{name: "second-clause", speaks: Need, weight: 1.2, why: "goes on to say why: %q", in: []string{
			"IMPERATIVE|WISH|please|would|could ... ,|.|;|—|– !and !or !but !please !e !for !i !as !IMPERATIVE WORD WORD WORD", "IMPERATIVE|WISH|would|could ... while|whenever|until|before|because|since|instead WORD WORD",
		}, unless: []string{"so-somebody", "reason-follows", "so-that"}},
		{name: "for-doing", speaks: Need, weight: 1.8, why: "gives the use: %q", in: []string{
			"!<way|option|ability|method|possibility|api|function|looking|asking|responsible|used|thanks|and for GERUND !:", "when|while|after|before GERUND ... WORD",
		}},
		{name: "enables", speaks: Need, weight: 2.4, why: "gives the goal: %q", in: []string{
			"this|that|which|it would|will|could|can .. help|let|make|allow|enable|save|give|reduce|improve|avoid|prevent|ease|simplify|speed|mean|unlock|meet|cut|spare|stop|free", "which|that would|will|could|can? ADV* allow|allows|enable|enables|let|lets|help|helps me|us|users|PARTY",
			"would have PAST|spared|cut|kept|made", "would|will|could help|enable|let|allow|keep|save|prevent|avoid|reduce|stop|spare|cut|halve|lower|shorten|speed|free WORD", "make|making it|this|our|their|my .. easier|simpler|faster|safer|possible", "make|making easier|simpler|faster", "which makes|saves|avoids|prevents|means", "thus|thereby|hence|otherwise", "that|this way", "if ... would|could ... would|could|can", "^ with a|an|this ... could|would|can", "until|before|during .. so|to|we|our|the",
		}},
		{name: "to-goal", speaks: Need, weight: 2.2, why: "gives the goal: %q", test: toGoal},
		{name: "for-goal", speaks: Need, weight: 1.2, why: "gives the use: %q", in: []string{
			"for .. PURPOSENOUN", "for .. purposes|reasons|compliance|audit|audits|auditing|billing", "needed|necessary|required for|when|to",
		}, unless: []string{"so-that"}},
		{name: "because", speaks: Need, weight: 1.6, why: "gives a reason: %q", in: []string{"because", "by law|regulation|contract|policy", "must|cannot|can't ... ;|so|therefore|hence IMPERATIVE", "otherwise|therefore|hence WORD", "since BENEFACTOR|our|the", "as otherwise|we|they|i", "our|the|their .. requires|require|demands|demand|mandates"}},
		{name: "prevents", speaks: Need, weight: 2.2, why: "says what it would prevent: %q", in: []string{
			"instead of having|doing|manually", "without having|needing|breaking|losing|leaving|switching|waiting|asking|copying|touching|calling", "no longer|never|not have|need|needs|has to", "to|and|will|would avoid|avoids|prevent|prevents|eliminate|stop WORD", "rather than having",
		}},
	}
	for i := range signs {
		signs[i].given = []string{"imperative", "wish", "please", "should", "request-noun", "context-request", "wanted-thing", "vote"}
	}
	return signs
}

var neitherSigns = []sign{
	{name: "past", speaks: Neither, weight: 1.3, why: "tells what happened: %q", unless: []string{"please"}, in: []string{
		"^ PUNCT* i|we|he|she|it ADV* PAST|was|were|had|got|ran|saw|found|tried|have|has", "i|we have|'ve ADV* been|run|ran|seen|found|encountered|noticed", "when i|we|you|it|upgrading|using|trying", "BE ADV* failing|failed|broken|crashing|crashes|slow|wrong|missing|happening|confused",
		"used to be|work", "encountered|observed|noticed|experienced|crashed|happened|occurred|failed|struggled|confused|lost",
	}},
	{name: "problem", speaks: Neither, weight: 0.9, why: "reports a problem or an observation: %q", unless: []string{"wanted-thing"}, in: []string{
		"doesn't|don't|didn't|isn't|aren't|won't|cannot|can't work|seem|show|appear|know|understand|matter|happen|load|open|respond|want", "does|do|did|is not work|seem|show|appear|know|matter|happen|load|open|respond", "error|errors|bug|crash|crashes|exception|failure|fails|issue|issues|problem|problems|struggle|frustration|frustrations|frustrating|confusing|unclear|hard|painful|slow|difficulty|difficult",
	}},
	{name: "praise", speaks: Neither, weight: 1.3, why: "praise: %q", in: []string{
		"thanks|thank|kudos|congrats|appreciate the|you|it|for", "is|are|was|works|they're|it's ADV* all? good|useful|great|fine|excellent|amazing|awesome|fantastic|well|solid|helpful|perfect|smooth", "^ great|excellent|good|amazing|awesome|fantastic|perfect|nice WORD", "i|we|team really? love|like|enjoy|loved|liked|likes the|how|using|it|this|that|working", "nothing|no complaints|comes|actionable|to",
	}},
	{name: "question", speaks: Neither, weight: 1.6, why: "a question: %q", unless: []string{"please"}, in: []string{"^ PUNCT* how|why|what|when|where|who|which|does|did|has|is|are|am", "how|why|what .. ?", "? $"}},
	{name: "help-question", speaks: Neither, weight: 2.0, why: "asks for help, not for a change: %q", in: []string{"can|could|would|please you|anyone|someone guide|explain|tell|clarify|confirm|help|advise", "please guide|explain|tell|clarify|confirm|help|advise"}},
	{name: "statement", speaks: Neither, weight: 0.8, why: "a statement of fact: %q", unless: []string{"imperative", "wish", "please", "should"}, in: []string{"^ PUNCT* WORD* is|are|was|were|has|have|takes|comes|runs|uses|fails|did|does|went", "^ ... is|are|was|were|has|have"}},
	{name: "no-answer", speaks: Neither, weight: 3.0, why: "answers that there is nothing: %q", in: []string{
		"^ PUNCT* nothing|none|nope|n/a|no|not that|come|comes|at|to|in|really|sure|enough|suggestion|suggestions|comment|comments|idea|ideas|opinion|requests|complaints|.|,|$", "not|can't|cannot|couldn't think of", "happy|fine|good|satisfied with|where|as it|where|is",
	}},
	{name: "judged", speaks: Neither, weight: 1.8, why: "a judgement, not a wish: %q", unless: []string{"imperative", "wish", "please", "should"}, in: []string{"looks|look|seems|seem|feels|feel|sounds|is|are a? bit|too|little|rather|quite WORD", "might be !NICE !BE WORD $"}},
	{name: "learn", speaks: Neither, weight: 1.4, why: "wants to know, not to have: %q", in: []string{"want|like|trying|need|love to know|understand|find|learn|figure|see if|how|why|whether|out", "wondering|curious|not sure"}},
	{name: "conditional", speaks: Neither, weight: 1.6, why: "instructs the reader: %q", unless: []string{"please"}, in: []string{"if you|they|we|it need|needs|want|would|have|haven't|are", "who|which|that need|needs|want|wants|require|requires", "than|as we|you|they|i would", "you|they may need|want", "^ you need|have|must to? WORD"}},
	{name: "fails", speaks: Neither, weight: 1.4, why: "reports what fails: %q", in: []string{"^ !i !we !please WORD .. .. does|do|did|is|are|was|were|has|have not|no|never", "^ !i !we WORD .. .. doesn't|don't|didn't|isn't|aren't|wasn't|cannot|can't|won't WORD"}},
	{name: "own-need", speaks: Neither, weight: 2.4, why: "a need of time or money, not of the product: %q", in: []string{"need|needs|needed|want|wants|takes .. about|around|roughly? NUM .. TIME", "want|wants|need|needs more|less money|time|people|staff|budget", "was|were|is asked to|for", "asks|asked me|us|you|for? .. why|whether|if|a? reason"}},
	{name: "does-not-want", speaks: Neither, weight: 1.0, why: "asks for nothing: %q", in: []string{"don't|doesn't|not|didn't want|need|mind|like|require"}},
}

// toGoal finds an infinitive that gives a purpose ("… to reduce errors") and not the content of the wish ("an option to reduce").
func toGoal(r *reading) (Span, bool) {
	to := lexicon().words["to"].word
	for i := 2; i+1 < len(r.tokens); i++ {
		if r.tokens[i].kind != kindWord || r.tokens[i].word != to {
			continue
		}
		next := i + 1
		for next+1 < len(r.tokens) && r.tokens[next].class.has(clsAdverb) {
			next++
		}
		if (!leadsToContent(r.tokens, i) || prevents(r.tokens, i, next)) && opensPurpose(r.tokens, next) {
			return Span{int(r.tokens[i].start), int(r.tokens[min(next+1, len(r.tokens)-1)].end)}, true
		}
	}
	return Span{}, false
}

// leadsToContent reports whether what stands before "to" makes the infinitive the thing that is wanted: "an option to", "allow users to".
func leadsToContent(ts []token, to int) bool {
	l := lexicon()
	noun, verb, wish := l.classes["CONTENTNOUN"], l.classes["CONTENTVERB"], l.classes["WISH"]
	prev := ts[to-1].class
	if prev.has(noun) || prev.has(verb) || prev.has(wish) {
		return true
	}
	for i := max(0, to-5); i < to-1; i++ {
		if ts[i].class.has(l.classes["CAUSATIVE"]) && ts[i+1].class.has(clsDeterminer) && ts[i+1].word != l.words["a"].word && ts[i+1].word != l.words["an"].word {
			return true
		}
	}
	if !prev.has(clsParty) {
		return false
	}
	for i := max(0, to-4); i < to-1; i++ {
		if w := ts[i].word; w != 0 && (w == l.words["for"].word || w == l.words["allow"].word || w == l.words["let"].word || w == l.words["enable"].word || ts[i].class.has(wish)) {
			return true
		}
	}
	return false
}

// prevents reports whether a thing, not a way or an ability, is wanted in order to be rid of something: "a button to avoid double orders".
func prevents(ts []token, to, verb int) bool {
	l := lexicon()
	return ts[verb].class.has(l.classes["PREVENTVERB"]) && ts[to-1].class.has(l.classes["REQUESTNOUN"]) && !ts[to-1].class.has(l.classes["WAYNOUN"])
}

// opensPurpose reports whether a verb of purpose follows "to": one of the known ones, or any word with an object of its own.
func opensPurpose(ts []token, verb int) bool {
	t := ts[verb].class
	if t.has(lexicon().classes["GOALVERB"]) {
		return true
	}
	if t.has(lexicon().classes["SHOW"]) || t.has(lexicon().classes["INNERVERB"]) {
		return false
	}
	if !t.has(clsWord) || t.has(clsFunction) || t.has(clsProper) || t.has(clsNumber) || t.has(clsGerund) || t.has(clsPast) || verb+1 >= len(ts) {
		return false
	}
	object := ts[verb+1].class
	if object.has(clsPlural) && !object.has(clsCap) || object.has(clsDeterminer) || object.has(lexicon().classes["QUESTION"]) {
		return true
	}
	return verb+2 < len(ts) && object.has(clsWord) && !object.has(clsFunction) && !object.has(clsProper) && ts[verb+2].class.has(clsFunction)
}
