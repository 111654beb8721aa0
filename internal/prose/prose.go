// Package prose judges English sentences against the language-level parts of a quality bar: is this
// criterion measurable, is this risk evidenced, is this result verifiable.
//
// A judgement weighs signs. A sign is a small grammar over tokens (a party that can do a thing, a quantity
// under a threshold, a hedge before a competitor's name) with a label it speaks for. How much each sign
// weighs starts as its author's guess and is corrected by a regression over labelled sentences (see the
// train folder); what fired, and where, is the reason that a finding shows.
//
// Nothing here reads a file, a clock or a setting, and nothing here knows a document.
package prose

import "sync"

// Span is a half-open range of byte offsets in the judged text.
type Span struct{ Start, End int }

// Judgement is the verdict on one text.
type Judgement struct {
	// Label is one of the set's labels, such as "measurable" or "vague".
	Label string
	// Confidence is the probability that the weighing gives to Label, in (0, 1].
	Confidence float64
	// Why names what decided, in words for the writer: "“set up” has no pass condition".
	Why string
	// Want says what would satisfy the bar. It is empty when the label is the good one.
	Want string
	// Span is the part of the text that Why speaks of; the whole text when it speaks of something missing.
	Span Span
}

// Bad reports whether the label is the one its set looks for.
func (j Judgement) Bad() bool { return j.Want != "" }

// The labels of the seven sets and of Marketing.
const (
	Measurable   = "measurable"
	Vague        = "vague"
	Evidenced    = "evidenced"
	Verifiable   = "verifiable"
	Quantified   = "quantified"
	Unquantified = "unquantified"
	Specific     = "specific"
	Unspecific   = "unspecific"
	Ask          = "ask"
	Need         = "need"
	Neither      = "neither"
	Factual      = "factual"
	Speculative  = "speculative"
	None         = "none"
	Promotional  = "marketing"
	Honest       = "honest"
)

// Criterion judges a success criterion: measurable or vague. context is the nearest heading or column name.
func Criterion(text, context string) Judgement { return judge(criterionSet, text, context) }

// Risk judges a risk signal: evidenced or vague.
func Risk(text, context string) Judgement { return judge(riskSet, text, context) }

// Result judges a stated outcome: verifiable or vague.
func Result(text, context string) Judgement { return judge(resultSet, text, context) }

// Impact judges a stated business impact: quantified or unquantified.
func Impact(text, context string) Judgement { return judge(impactSet, text, context) }

// Environment judges a detail of a technical environment: specific or unspecific.
func Environment(text, context string) Judgement { return judge(environmentSet, text, context) }

// Request judges customer feedback: ask (wants X), need (wants X in order to Y) or neither.
func Request(text, context string) Judgement { return judge(needSet, text, context) }

// Competitive judges a statement: factual or speculative about a competitor, or none mentioned.
func Competitive(text, context string) Judgement { return judge(competitiveSet, text, context) }

// CompetitiveAmong judges like Competitive, and knows the names of the products in question.
func CompetitiveAmong(text, context string, names Names) Judgement {
	compileAll()
	return competitiveSet().judgeAmong(text, context, names)
}

// compileAll compiles every set, once and before any is used: compiling adds words to the lexicon, which judging reads.
var compileAll = sync.OnceFunc(func() {
	for _, set := range []func() *set{criterionSet, riskSet, resultSet, impactSet, environmentSet, needSet, competitiveSet} {
		set()
	}
})

func judge(of func() *set, text, context string) Judgement {
	compileAll()
	return of().judge(text, context)
}
