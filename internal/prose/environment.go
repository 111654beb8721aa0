package prose

import "sync"

var environmentSet = sync.OnceValue(func() *set {
	return set{
		name:   "environment",
		labels: []string{Specific, Unspecific},
		bad:    map[string]bool{Unspecific: true},
		want:   map[string]string{Unspecific: "give the version or build, the exact model, the size, or the setting with its value"},
		missing: map[string]string{
			Unspecific: "a product or platform without its version",
			Specific:   "a version, build, model, size or setting is given",
		},
		prior: map[string]float64{Unspecific: 1.3},
		signs: environmentSigns,
	}.ready()
})

var environmentSigns = []sign{
	{name: "version", speaks: Specific, weight: 3.6, why: "a version: %q", in: []string{"VERSION", "PRODUCT ADV* v? DIGITS", "PROPER !PUNCT DIGITS !st|nd|rd|th", "DIGITS or newer|later|higher|above|up", "version|versions|release ... DATE"}},
	{name: "build", speaks: Specific, weight: 3.2, why: "a build: %q", in: []string{"BUILD", "commit|build|revision|rev|sha|tag|hash :|#? CODE|MODEL|DIGITS|NUM|HANDLE", "image|tag ... VERSION"}},
	{name: "codename", speaks: Specific, weight: 2.6, why: "a named release: %q", in: []string{"PRODUCT PUNCT? CODENAME", "CODENAME !<PROPER", "PROPER CODENAME"}},
	{name: "model", speaks: Specific, weight: 2.8, why: "an exact model: %q", in: []string{"MODEL", "core|ryzen|xeon|epyc|rtx|gtx|tesla|quadro|radeon|geforce|iphone|pixel|galaxy|raspberry|macbook|thinkpad|surface|m1|m2|m3|m4 PUNCT? WORD? NUM|MODEL|pro|max|air|ti", "m1|m2|m3|m4"}},
	{name: "size", speaks: Specific, weight: 2.8, why: "a size: %q", in: []string{"QTY UNIT", "QTY WORD? COUNTED|GENERICHW|SYSTEM|PLURAL", "QTY"}},
	{name: "setting", speaks: Specific, weight: 2.4, why: "a setting with its value: %q", in: []string{"ASSIGN", "CODE|PATH is|=|:|to|at|was|set !PRODUCT !RIVALBRAND !PROPER !NAME !LABEL !PUNCT .. CODE|NUM|SETTING|WORD", "CODE|PATH SETTING", "set to CODE|NUM|SETTING", "SETVERB ... to CODE|SETTING", "SETVERB .. to NUM", "CODE tier|sku|edition|plan|mode|channel|class|isolation|profile", "in|into|to|of WORD mode", "WORD mode|flag|option|setting is|enabled|disabled|on|off|set", "WORD = WORD|NUM", "with CODE SETTING|set", ": on|off|enabled|disabled|true|false|yes $", "WORD on|off|enabled|disabled $|,|;|)", "with WORD WORD? enabled|disabled|on|off", "time zone|locale|region|charset|encoding :|=? PROPER|CODE|MODEL", "zone|timezone|locale|region|charset|encoding :|=? PROPER|CODE|MODEL|HANDLE"}},
	{name: "bare-number", speaks: Specific, weight: 1.6, why: "a number in answer to a version: %q", in: []string{"^ v? DIGITS $", "version|versions|release ... DIGITS|VERSION"}},
	{name: "moving", speaks: Unspecific, weight: 2.2, unless: []string{"build"}, why: "%q moves: what was it on that day?", in: []string{
		"MOVINGWORD version|versions|release|releases|build|branch|master|main|code|tag|stable|commit|update|updates|dev|nightly", "latest|newest|recent|current|nightly|head|master|trunk|main", "newer|older !than", "MOVING", ": latest", "branch", "any|all|every version|versions|browser|browsers|os|platform|platforms|device|devices",
	}},
	{name: "architecture", speaks: Unspecific, weight: 0.8, why: "%q is a word size or an architecture alone", in: []string{"ARCH", "ARCHWORD", "DIGITS bit|bits", "LABEL bit"}},
	{name: "platform-only", speaks: Unspecific, weight: 0.8, why: "%q without a version", in: []string{"PRODUCT !VERSION !NUM !CODENAME", "PRODUCT $", "installed|available on|in|locally|and|if|$", "GENERICHW"}},
	{name: "no-answer", speaks: Unspecific, weight: 1.5, why: "not answered", in: []string{"^ NOANSWER $", "^ PUNCT* no response PUNCT* $", "default $", "i|we don't know", "not sure|known|applicable|provided|recorded|specified|relevant"}},
	{name: "vague-size", speaks: Unspecific, weight: 0.8, why: "%q is no size", in: []string{"large|big|small|several|many|few|multiple|some|enough|sufficient|powerful|modern|old|additional WORD", "on-prem|on-premise|cloud|hosted|behind"}},
}
