package ticket

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/fault"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/theme"
)

var (
	causeWords      = pattern.New(`(?i)(?:\b(?:because|caused by|causes? (?:is|was)|root cause|(?:the )?reason (?:is|was|for)|due to|turned out|comes? from|happens when|stems from)\b|^cause:)`)
	resolutionWords = pattern.New(`(?i)(?:\b(?:fixed (?:by|in|with)|resolved by|solved by|the (?:solution|resolution|fix) (?:is|was)|to (?:fix|solve|resolve) (?:this|it|that)|works? (?:again )?(?:after|with|once|when)|` +
		`please (?:set|use|add|change|update|upgrade|enable|disable|remove|rotate|run|switch|increase|raise|lower|install|replace|reset|renew|split|try)|` +
		`(?:setting|using|adding|changing|updating|upgrading|enabling|disabling|removing|rotating|increasing|renewing|passing|installing) .{2,80} (?:helps|helped|fixes|fixed|solves|solved|resolves|resolved))\b|^(?:resolution|solution|fix):)`)
	// address is how a message begins that speaks to somebody.
	address     = pattern.New(`(?i)^(?:(?:hello|hi|dear|thanks|thank you),?\s+)?(?:\[[a-z ]+\][,:]?\s+)+`)
	sentenceEnd = pattern.New(`[.!?](?:\s+|$)|\n+`)
	label       = pattern.New(`(?i)^(?:root )?(?:cause|resolution|solution|fix):\s*`)
)

// sentenceIn is the first sentence of the texts in which words occur, without a label before it.
func sentenceIn(texts []string, words *pattern.Pattern) string {
	for _, text := range texts {
		start := 0
		for _, end := range append(sentenceEnd.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
			if sentence := strings.TrimSpace(text[start:end[1]]); words.MatchString(sentence) {
				return label.ReplaceAllString(sentence, "")
			}
			start = end[1]
		}
	}
	return ""
}

// votes are texts by their normal form, with the accounts that gave them.
type votes map[string]*vote

type vote struct {
	text     string // the shortest, of equals the first
	accounts map[string]bool
}

func (v votes) add(text, account string) {
	if text == "" {
		return
	}
	key := fault.Normal(text)
	if v[key] == nil {
		v[key] = &vote{text, map[string]bool{}}
	}
	if one := v[key]; cmp.Or(cmp.Compare(len(text), len(one.text)), cmp.Compare(text, one.text)) < 0 {
		one.text = text
	}
	v[key].accounts[account] = true
}

// most is the text that most accounts gave, of equals the first by its normal form; empty for none.
func (v votes) most() string {
	best := ""
	for _, key := range slices.Sorted(maps.Keys(v)) {
		if best == "" || len(v[key].accounts) > len(v[best].accounts) {
			best = key
		}
	}
	if best == "" {
		return ""
	}
	return v[best].text
}

// sharedWords are the words that so many accounts use that none is known by them, and those of the pattern itself.
func sharedWords(group []solved, own string) map[string]bool {
	by := map[string]map[string]bool{}
	for _, t := range group {
		for word := range strings.FieldsSeq(strings.Join(append([]string{t.text()}, t.answers...), "\n")) {
			word = bare(word)
			if by[word] == nil {
				by[word] = map[string]bool{}
			}
			by[word][t.account] = true
		}
	}
	shared := map[string]bool{}
	for word, accounts := range by {
		shared[word] = len(accounts) >= theme.Smallest
	}
	for word := range strings.FieldsSeq(own) {
		shared[bare(word)] = true
	}
	return shared
}

// withheld stands for what only one or two accounts say.
const withheld = "[…]"

var (
	version     = pattern.New(`^v?\d+\.\d+(?:\.\d+)?$`)
	placeholder = pattern.New(`\[[^\]\s]+\]`)
)

// withhold takes out of a text the figures, names and identifiers that are not shared. A word that begins a sentence is a
// name only where somebody knows it for one, which Clean does; the versions of a product tell of nobody.
func withhold(text string, shared map[string]bool) string {
	var out []string
	first := true
	for word := range strings.FieldsSeq(text) {
		core := bare(word)
		if !shared[core] && telling(core, first) && !version.MatchString(core) && !placeholder.MatchString(word) {
			word = strings.Replace(word, core, withheld, 1)
		}
		if n := len(out); n == 0 || out[n-1] != withheld || word != withheld {
			out = append(out, word)
		}
		first = strings.ContainsAny(word[len(word)-1:], ".!?:")
	}
	return strings.Join(out, " ")
}

// telling says whether a word could be somebody's: one with a figure, an address, or a capital that no sentence's begin explains.
func telling(word string, first bool) bool {
	for i, r := range word {
		if unicode.IsDigit(r) || r == '@' || unicode.IsUpper(r) && (i > 0 || !first) && word != "I" {
			return true
		}
	}
	return false
}

// bare is a word without the punctuation about it.
func bare(word string) string { return strings.Trim(word, ".,;:!?()[]{}\"'`“”‘’*_<>") }
