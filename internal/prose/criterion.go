package prose

import "sync"

var criterionSet = sync.OnceValue(func() *set {
	return set{
		name:   "criterion",
		labels: []string{Measurable, Vague},
		bad:    map[string]bool{Vague: true},
		want: map[string]string{Vague: "say who can do what (“Customer can authenticate via SSO”), a threshold with its unit, a named record that exists, " +
			"or the command or screen that shows it"},
		missing: map[string]string{
			Vague:      "nothing here lets an observer decide pass or fail",
			Measurable: "an observer can decide pass or fail",
		},
		prior:   map[string]float64{Vague: 0.2},
		charged: true,
		signs:   criterionSigns,
	}.ready()
})

var criterionSigns = []sign{
	{name: "party-can", speaks: Measurable, weight: 2.5, why: "names who can do what: %q", in: []string{
		"PARTY .. can|could ADV* !VAGUEVERB !CHECK !be WORD",
		"SYSTEM .. can|could ADV* !VAGUEVERB !CHECK !be WORD",
		"PROPER can|could ADV* !VAGUEVERB !CHECK !be WORD",
		"PARTY .. able to ADV* !VAGUEVERB WORD",
		"SYSTEM .. able to ADV* !VAGUEVERB WORD", "ability to ADV* !VAGUEVERB !<no WORD",
		"make|makes sure|certain .. PARTY .. can WORD", "should be able to ADV* !VAGUEVERB WORD",
		"PARTY .. cannot|can't ADV* !VAGUEVERB WORD", "PARTY who|whose|that|with ... can|cannot|can't ADV* !VAGUEVERB !CHECK !be WORD",
	}},
	{name: "party-does", speaks: Measurable, weight: 1.2, why: "names who has done what: %q", in: []string{
		"PARTY have|has|had ADV* !VAGUEADJ !DONE PAST",
		"NUM .. PARTY .. PAST|have|has|can",
		"PARTY ADV* RECORD|MIGRATED",
	}},
	{name: "acts", speaks: Measurable, weight: 1.6, why: "somebody does a named thing: %q", in: []string{
		"PARTY|SYSTEM !FUNCTION !VAGUEVERB !INNERVERB !CHECK !DONE WORD a|an|the|their|its|his|her|each|every|NUM|PROPER|CODE|EMPH|\" !VAGUEADJ !VAGUENOUN !PARTY WORD",
		"PARTY|SYSTEM|PROPER EVENTVERB|SHOW|MIGRATED !VAGUEADJ WORD .. in|to|into|from|on|at|by|within|with|over !VAGUENOUN WORD", "PARTY who|that ... gets|sees|receives|reads",
		"gets|get|got|sees|receives a|an|the \"|“|!VAGUEADJ WORD", "gets|sees|reads|says \"|“", "WORD names|lists|reaches|contains|carries the|a|an|all|every|each|its", "the|a .. WORD opens|closes|changes|turns|stops|appears|disappears|arrives|starts|prints $|,|;|within|after|when|green|red",
	}},
	{name: "milestone-thing", speaks: Measurable, weight: 1.4, why: "a thing that happens once: %q", in: []string{
		"^ first|second|third|last .. PARTY|EVENTNOUN|order|invoice|payment|shipment|release|login|transaction|booking|claim|patient|shipment on|in|with|from|through|via|to|live|PAST", "is|are|was|were ADV* switched|turned|shut|taken off|down|out",
		"has|have ADV* released|approved|accepted|signed|granted|confirmed|rejected|decided|named|appointed|ordered the|a|an|all|its|their|in|on",
	}},
	{name: "state-check", speaks: Measurable, weight: 1.6, why: "a state that is there or not: %q", in: []string{
		"CHECK if|that|whether .. .. running|registered|reachable|listed|enabled|disabled|open|closed|present|attached|mounted|signed|updated|off|on|empty", "CHECK .. .. .. has|have|was|were been? updated|created|deleted|removed|added|renamed|registered|attached|mounted", "remains|remain|stays|stay off|on|closed|open|empty|locked|enabled|disabled",
	}},
	{name: "written", speaks: Measurable, weight: 1.6, why: "leaves a record: %q", in: []string{"in writing", "RECORD and RECORD", "PAST|RECORD in|into|to the|a|our|their? .. room|folder|drive|repository|repo|wiki|sharepoint|portal|register|system|vault|bucket|ticket|channel", "written|signed consent|approval|agreement|confirmation|minutes|protocol", "same|next business|working? day|morning|evening|week $|."}},
	{name: "quantity", speaks: Measurable, weight: 2.2, why: "gives a figure: %q", in: []string{
		"at least|most NUM", "within|under|below|over|above QTY|NUM", "QTY", "≥|≤|<|> NUM", "no more|less|fewer than NUM", "DATE", "before|by|until|at|after CLOCK", "MONTH LABEL", "LABEL MONTH", "by|before|until MONTH", "at least|most once|twice",
	}},
	{name: "none-left", speaks: Measurable, weight: 1.4, why: "a limit of none: %q", in: []string{
		"no|zero|without !longer|need WORD WORD? WORD? in|on|between|during|for|at|after|remain|remains|open|left",
		"must|shall|should not|never !cause !affect !disrupt !impact !disturb !hinder !slow !bother WORD", "^ PUNCT? not have|be|use|contain|take|exceed", "none of the", "SHOW|EVENTVERB no WORD", "and no other",
	}},
	{name: "event", speaks: Measurable, weight: 1.4, why: "an event somebody sees: %q", in: []string{"EVENTVERB a|an|the|no|its EVENTNOUN", "EVENTVERB .. HANDLE|CODE|LINK|CLOCK|EMPH", "is|are|was|were switched|turned|redirected|retired|decommissioned|deleted|removed|closed|restored", "EVENTNOUN .. is|are EVENTVERB|RECORD", "is|are there|present|gone|empty"}},
	{name: "defined-when", speaks: Measurable, weight: 1.6, why: "says when it counts as done: %q", in: []string{"when|once|if|as ... WORD appears|appear|shows|show|sees|see|reads|reaches|reach|is|are|has|have NUM|CODE|EMPH|in|on|one|all", "considered|counts|ready|complete|completed|done|onboarded .. when|once|if .. WORD", "so that|they|it PARTY can !CHECK WORD"}},
	{name: "named-literal", speaks: Measurable, weight: 0.8, why: "names %q", in: []string{"CODE", "HANDLE"}},
	{name: "command", speaks: Measurable, weight: 2.4, why: "names the command or query that shows it: %q", in: []string{
		"CHECK ... CODE", "CODE COMMAND", "CODE .. SHOW|CHECK", "COMMAND .. SHOW|CHECK", "run|running|using|via|by .. COMMAND !line", "COMMAND .. to CHECK",
		"output|response|result .. SHOW", "CHECK|CHECKABLE ... by|using|via|with ... visiting|running|checking|opening|calling|querying|CODE|COMMAND|LINK",
		"indicates|indicate that",
	}},
	{name: "shown", speaks: Measurable, weight: 1.8, why: "names the screen or state that shows it: %q", in: []string{
		"SCREEN .. SHOW", "PROPER SHOW", "should|will|must|can see|read|show", "state|status|flag|phase|value is|of|= CODE|EMPH|PROPER|NUM", "SHOW a|an|the|that ... SCREEN|CODE|EMPH",
		"in|on|under|from|to the ... EMPH|PROPER|CODE SCREEN", "listed|visible|displayed|shown|appears|appear|green in|on|under|at",
	}},
	{name: "literal", speaks: Measurable, weight: 1.6, why: "compares with a named value: %q", in: []string{
		"prefixed|equal|equals|match|matches|matched|start|starts|begin|begins|end|ends .. CODE|NUM|LINK|EMPH", "set to CODE|NUM|WORD", "CODE|EMPH .. is|are|be enabled|disabled|defined|set|present|true|false|empty|steady",
		"is|are|be|has|have .. enabled|disabled|indented|encrypted|empty|identical|equal|unchanged", "should|must have|be|use|contain|end|start ... CODE|EMPH|PROPER", "returns|return|answers|responds .. NUM|CODE|WORD",
	}},
	{name: "release", speaks: Measurable, weight: 2.5, why: "names a release: %q", in: []string{
		"VERSION", "release|released|releases|publish|published|tag|tagged|ship|shipped .. CODE|VERSION|PROPER", "PRODUCT NUM", "or later|newer|above|higher",
	}},
	{name: "record", speaks: Measurable, weight: 1.6, why: "a record that exists or does not: %q", in: []string{
		"PROPER|EMPH|CODE|HANDLE|LINK ... is|are|was|were|been|be|has ADV* RECORD|created",
		"RECORD|created .. to|by|in|on|from|at|of .. the? ... PROPER|HANDLE|LINK|CODE|EMPH|SCREEN",
		"is|are|was|were|been|be ADV* signed|countersigned|sent|published|filed|posted|merged|submitted|delivered|archived|approved",
		"WORD signed|countersigned|sent|published|filed|posted|merged|submitted|delivered|archived|approved by|to|in|on|at",
		"^ archive|publish|release|merge|post|tag|sign|send .. PROPER|CODE|EMPH|VERSION|LINK",
		"PROPER updated|signed|sent|published|approved|closed", "signed|approved by", "signed|approved $",
	}},
	{name: "has-thing", speaks: Measurable, weight: 1.1, why: "a thing somebody has or has not: %q", in: []string{
		"^ have|has a|an|the ...", "^ PARTY has|have|holds|owns a|an|the|its|their", "has|have been created|added|assigned|removed|deleted|granted|revoked|named", "exists|exist",
	}},
	{name: "all-counted", speaks: Measurable, weight: 1.5, why: "every one of a countable set: %q", in: []string{
		"all|every|each|both .. .. PLURAL|COUNTED|SYSTEM .. MIGRATED|RECORD|running|created|listed|assigned|named",
		"all|every|each|both .. PLURAL .. in|on|to PROPER|the",
	}},
	{name: "person-signs", speaks: Measurable, weight: 1.2, why: "somebody signs or confirms it: %q", in: []string{
		"PARTY|PROPER .. signs|signed|confirms|confirmed|approves|approved|accepts|accepted .. in|on|the|by|that",
		"signed|approved|accepted|agreed|countersigned|confirmed in? writing? by|off",
	}},
	{name: "vague-adjective", speaks: Vague, weight: 1.6, why: "%q has no pass condition", in: []string{
		"BE ADV* VAGUEADJ", "VAGUEADJ and VAGUEADJ", "more|most|very|as VAGUEADJ", "a|an|of|the|and ADV* VAGUEADJ !CODE WORD", "VAGUEADJ PAST", "PAST VAGUEADJ", "VAGUEADJ $", "performs|perform|performing|runs|run|work|works|working|function|functions VAGUEADJ",
	}},
	{name: "soft", speaks: Vague, weight: 1.6, why: "%q: by whose judgement?", in: []string{"SOFTADJ !CODE !than !NUM !PARTY WORD", "BE ADV* SOFTADJ !than", "CHECK .. enough"}},
	{name: "soft-state", speaks: Vague, weight: 1.5, why: "%q does not say what somebody would see", in: []string{"BE ADV* SOFTSTATE $|for|to|by|with|and|,", "WORD SOFTSTATE $|and", "PAST up|out|over|through $|.|,", "taken|takes into account|consideration", "without|with minimal|no? .. disruption|problems|issues|trouble|loss|hitch|friction", "WORD work|works|flow|flows|function|functions|run|runs $|between|well|fine|smoothly|as"}},
	{name: "inner", speaks: Vague, weight: 1.4, why: "%q happens inside heads", in: []string{"knows|know|understand|understands|learn|learns what|how|why|when|the|where", "what|whatever he|she|they|we|it|you needs|need|wants|want", "^ PUNCT? finish|complete|perform|carry|prepare|refine|clarify", "feels|feel|trusts|trust|likes|like|accepts|accept the|with|it|their|a", "to refine|improve|learn|understand"}},
	{name: "binary", speaks: Measurable, weight: 1.8, why: "a state that is there or not: %q", in: []string{"is|are|was|were|been|be ADV* STATEPAST", "STATEPAST $"}},
	{name: "works", speaks: Vague, weight: 2.0, why: "%q: how would an observer see it?", in: []string{
		"as expected|intended|planned|designed|needed|required|necessary|appropriate|possible", "works|functioning|functions|functional|operating|operational !<not", "working !day !days !hours !hour !week !weeks !time !group", "as|like it|they|he|she|one should|ought|must", "up and|& running", "it|everything|system .. works|work", "live and", "in place", "good|healthy|successful|working|stable state|shape|condition|order",
	}},
	{name: "set-up", speaks: Vague, weight: 1.8, why: "%q does not say what then works for whom", in: []string{
		"set up", "SYSTEM|PROPER|WORD is|are|been|was|were|be ADV* DONE !by !in !with !against", "DONE and DONE", "!<as configured|installed|deployed|provisioned|trained|onboarded|implemented|completed|finalised|finalized|established|prepared|integrated|migrated|addressed|resolved|monitored|maintained|reviewed|managed|set|setup|finished|place $", "BE done", "PROPER|SYSTEM DONE for .. all|everyone|PARTY $", "you|we have|'ve? successfully PAST", "have|has ADV* VAGUEADJ PAST", "successfully WORD",
	}},
	{name: "direction", speaks: Vague, weight: 1.7, why: "%q names a direction without a target", in: []string{
		"VAGUEVERB", "^ VAGUENOUN in|of", "VAGUENOUN", "!<or COMPARATIVE !than !CLAUSE", "!<or COMPARATIVE $",
	}},
	{name: "process", speaks: Vague, weight: 1.2, unless: []string{"vague-adjective", "set-up"}, why: "%q is an activity without an end", in: []string{
		"will continue|keep to|WORD", "^ PUNCT? conduct|develop|determine|discuss|consider|plan|manage|work|continue|begin|start|define|identify|explore|investigate|coordinate", "work|working with|closely|on|towards",
		"monitored|monitor|maintained|maintain|managed|manage|ongoing|closely|continuously|being",
		"familiar|familiarise|familiarize|comfortable|understand|understands|aware|knowledge|training|trained|onboarded",
		"needs|demands|requirements|criteria|goals|expectations|objectives of|are|is|were|for|met", "meet|meets|met|satisfy|satisfies|fulfil|fulfils|match|matches .. expectations|needs|requirements|demands|goals|objectives|expectation",
	}},
	{name: "you-can", speaks: Vague, weight: 1.0, why: "%q tells the reader of an option", in: []string{"^ .. you|we can !see !ping !log WORD", "^ .. allows|enables|lets you|us to? WORD"}},
	{name: "goal", speaks: Vague, weight: 1.0, why: "%q is an aim", in: []string{"focus|goal|aim|objective|push|idea was|is|will to|be", "want|wanted|need|needed|hope to|a|an"}},
	{name: "hoped", speaks: Vague, weight: 2.0, why: "%q: a hope, not a state", in: []string{"hope|hopes|hoping|hopefully|ideally"}},
	{name: "counted-own", speaks: Vague, weight: 2.6, why: "%q counts what there is, not what must come true", in: []string{"use|usage|value|benefit|advantage|best|most|potential|utilisation|utilization .. of .. NUM", "out of all NUM WORD"}},
	{name: "can-vaguely", speaks: Vague, weight: 2.2, why: "%q: done how well, by whose judgement?", in: []string{"can|able ... VAGUEADJ $", "actively|regularly|fully|properly use|uses|used|using|engage|adopt|adopts|participate", "can|able .. handle|cope|deal|manage|benefit|profit|rely|focus", "service|tool|platform|product|solution|design|documentation|training can help|support|enable|guide"}},
	{name: "feeling", speaks: Vague, weight: 1.3, why: "%q is a feeling", in: []string{
		"happy|satisfied|confident|comfortable|pleased|excited|engaged|aligned|positive|ready|wellbeing|morale",
	}},
	{name: "state-verified", speaks: Measurable, weight: 0.8, why: "says how it is checked: %q", in: []string{"verified|validated|tested|measured|checked|proven|shown|confirmed by|with|using|in|on|via|against"}},
	{name: "decided", speaks: Measurable, weight: 1.2, given: []string{"quantity", "command", "party-can", "release", "shown", "record"}},
	{name: "twice-decided", speaks: Measurable, weight: 0.8, given: []string{"quantity", "release"}, in: []string{"PARTY|SYSTEM|SCREEN .. MODAL|SHOW|EVENTVERB|RECORD|PAST", "have|has|are|is .. WORD"}},
	{name: "context-criteria", speaks: Measurable, weight: 0.2, about: true, why: "stands under acceptance criteria", in: []string{"acceptance|verify|verification|validate"}},
	{name: "context-done", speaks: Vague, weight: 0.2, about: true, why: "a conclusion, not a check", in: []string{"conclusion|overview|summary|next|goals|benefits"}},
}
