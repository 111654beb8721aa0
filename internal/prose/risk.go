package prose

import "sync"

var riskSet = sync.OnceValue(func() *set {
	return set{
		name:    "risk",
		labels:  []string{Evidenced, Vague},
		bad:     map[string]bool{Vague: true},
		want:    map[string]string{Vague: "say how much, from when to when: “API call volume dropped 40% in the last 30 days”"},
		missing: map[string]string{Vague: "no quantity, count, share, date or duration backs this", Evidenced: "a figure backs this"},
		prior:   map[string]float64{Vague: 1.5},
		signs:   riskSigns,
	}.ready()
})

// evidenceSigns are the quantities that back a risk, an impact or a result alike; speaks is filled in by each.
func evidenceSigns(label string, scale float64) []sign {
	signs := []sign{
		{name: "measure", weight: 3.2, why: "measured: %q", in: []string{"QTY|NUM .. UNIT|TIME !<few", "QTY %|percent", "$|€|£ NUM", "QTY MAGNITUDE?"}},
		{name: "share", weight: 1.5, why: "a share: %q", in: []string{"NUM of the? NUM", "NUM %", "NUM percent|pct", "NUM in|out of NUM", "FRACTION of", "by|to a|one|NUM|two FRACTION", "half the|of|our|their", "all NUM"}},
		{name: "count", weight: 1.6, why: "counted: %q", in: []string{"QTY WORD? WORD? PLURAL|COUNTED|PARTY", "only|just|exactly one|NUM", "to just|only one|NUM", "single COUNTED|PARTY", "from|by|to a single WORD"}},
		{name: "fraction", weight: 2.4, why: "a share: %q", in: []string{"FRACTION of all|the|our|their|its|these|WORD", "half|third|quarter|fifth the|our|their|of|less|more|fewer", "down|up|fell|rose|dropped|by|lost|grew|cut a|one|two|three FRACTION", "every|each second|third|fourth|fifth|other|NUM !time WORD", "NUM of|out of NUM|all", "NUM|one per|in NUM|thousand|hundred"}},
		{name: "since-day", weight: 2.8, why: "dated: %q", in: []string{"since|until|from|on|last|this .. monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|easter|christmas", "every|each|once|twice|NUM a|per|every? TIME since|after", "NUM times", "NUM TIME without", "no|zero new|single WORD? PLURAL|PARTY", "not a|one new|single WORD? WORD"}},
		{name: "occurrence", weight: 2.6, why: "an occurrence counted: %q", in: []string{"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|ORD consecutive|straight|successive", "third|fourth|fifth|sixth|seventh|eighth|ninth|tenth time|occurrence|occurence|incident|outage|failure|escalation|crash", "second time|occurrence|occurence|incident|outage|failure|escalation|crash|week|month in|this|since|of", "ORD OCCASION", "twice|thrice"}},
		{name: "from-to", weight: 1.6, why: "before and after: %q", in: []string{"from ... NUM ... to ... NUM", "from ... to ... QTY", "NUM .. to|→|-> .. QTY", "NUM .. compared|against|versus|vs .. NUM"}},
	}
	for i := range signs {
		signs[i].speaks = label
		signs[i].weight *= scale
	}
	return signs
}

var riskSigns = append(evidenceSigns(Evidenced, 1),
	sign{name: "zero", speaks: Evidenced, weight: 3.0, why: "a count of none: %q", in: []string{
		"there was|were|has|have been? no|zero ... WORD", "no|zero WORD* WORD? in|during|since|over|for|this|last the? .. TIME|MONTH|DATE|LABEL", "BE|has|have no|zero WORD* since|this|in|for TIME|MONTH|DATE|the|NUM",
		"nobody|none ... since|in|this", "nobody|none ... for NUM|TIME|the|over", "not a single", "no commits|releases|logins|sessions|replies|activity|events|calls|responses|answers|meetings|users|tickets", "not|hasn't|haven't|no|never ... since .. DATE|MONTH|LABEL|TIME",
	}},
	sign{name: "dated", speaks: Evidenced, weight: 2.2, why: "dated: %q", in: []string{
		"since|on|from|until|by|after|before|due|expires|ends DATE|MONTH", "MONTH LABEL|NUM", "LABEL MONTH", "DATE", "since|in MONTH", "by|on|since|until the LABEL",
	}},
	sign{name: "ratio", speaks: Evidenced, weight: 2.0, why: "a ratio: %q", in: []string{"RATIO", "by half|third", "NUM times"}},
	sign{name: "range-no-evidence", speaks: Vague, weight: 1.4, why: "%q is no figure", in: []string{"handful|few|several|some|many|couple|numerous of?", "COLLECTIVE of", "next|last|past|recent few|couple|several"}},
	sign{name: "status-code", speaks: Vague, weight: 0.8, why: "%q is a code, not a count", in: []string{"CODENUM", "STATUS LABEL", "LABEL STATUS"}},
	sign{name: "direction-only", speaks: Vague, weight: 0.7, why: "%q gives a direction without a figure", in: []string{"declined|declining|decreased|decreasing|dropped|dropping|increased|increasing|fell|falling|slowed|slowing|down|slow|slower|slowly|quiet", "fewer|less|lower|higher|worse"}},
	sign{name: "feeling", speaks: Vague, weight: 0.8, why: "%q is an impression", in: []string{"HEDGE", "lack|lacking|lacks|insufficient|poor|weak|limited|concern|concerns|concerned|challenge|unhappy|frustrated|less engaged|active|interested", "too much|many|high|few|little|low"}},
	sign{name: "question", speaks: Vague, weight: 0.4, why: "%q is a plan or a wish", in: []string{"need|needs to WORD", "should|would|hope|plan|plans"}},
)
