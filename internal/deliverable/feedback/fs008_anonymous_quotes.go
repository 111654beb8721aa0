package feedback

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

// attribution is what follows a quote: (Customer Amber Finch, dispatcher), or a dash and the speaker.
var attribution = pattern.New(`(?:\(([^()]*)\)|["”»]?\s*(?:—|–|--|[-])\s+([^"“”]{2,80}))\s*$|["”»][\s,]+([^"“”]{2,80})$`)

// speaker is who a quote says it is by; empty where it does not say.
func speaker(quote string) string {
	m := attribution.FindStringSubmatch(quote)
	if m == nil {
		return ""
	}
	return strings.Trim(m[1]+m[2]+m[3], " ().")
}

// named reports whether a speaker may be known by what is written: two words with capitals that are no pseudonym, no role and no segment.
func named(who string) bool {
	if pseudonym.MatchString(who) {
		return false
	}
	for part := range strings.FieldsFuncSeq(who, func(r rune) bool { return r == ',' || r == ';' || r == '/' }) {
		capitals := 0
		for word := range strings.FieldsSeq(part) {
			if r, _ := utf8.DecodeRuneInString(word); unicode.IsUpper(r) && len(word) > 1 && !roleWords.MatchString(word) {
				capitals++
			}
		}
		if capitals > 1 || capitals == 1 && len(strings.Fields(part)) == 1 && who != part {
			return true // “Maria Lindqvist”, or “dispatcher, Fjordline”
		}
	}
	return false
}

var roleWords = pattern.New(`(?i)^(head|chief|vice|president|vp|svp|director|manager|lead|leader|engineer|engineering|analyst|architect|admin|administrator|officer|c[a-z]o|owner|operator|operations|ops|it|hr|qa|sre|devops|product|support|security|platform|data|billing|finance|financial|sales|marketing|success|customer|account|anonymous|senior|junior|principal|staff|team|enterprise|scale|plus|mid-market|smb|saas|b2b|company|customers|user|developer|consultant|specialist|coordinator|planner|controller|accountant|clerk|buyer|nurse|teacher|retail|retailer|bank|banking|insurance|insurer|logistics|healthcare|hospital|utility|manufacturing|manufacturer|fintech|europe|emea|apac|us|uk|north|south|east|west|america|asia)$`)

// pseudonym is how an anonymised speaker is named.
var pseudonym = pattern.New(`^(Customer [A-Z][\p{L}]+ [A-Z][\p{L}]+|[Aa] customer|[Aa]nonymous|[Cc]ustomer [A-Z0-9]{1,3})\b`)

var anonymousQuotes = &rule.Rule{
	ID:          "FS008",
	Title:       "Quotes are anonymised unless the customer permits its name",
	Requirement: "4.bar.3",
	Severity:    rule.Error,
	Needs:       []string{"feedback"},
	Explain: `A quote may end with its speaker, in brackets or behind a dash: a pseudonym (“Customer Amber Finch”), a role, or both. A real name needs the permission on record: the quote's
citation resolves to an item whose permission is “named”. An item whose permission is “none” is not quoted at all.`,
	Bad:  "# Feedback\n\n## Theme analysis\n\n### 1. Uploads fail\n\n> “It dies.” (Maria Lindqvist, Acme Freight)\n",
	Good: "# Feedback\n\n## Theme analysis\n\n### 1. Uploads fail\n\n> “It dies.” (Customer Amber Finch, dispatcher)\n",
	Check: rule.On(func(p *rule.Pass, m *Model) {
		for _, t := range m.Themes {
			for _, quote := range t.Quotes {
				permission := ""
				for _, c := range p.Cited(quote.Span) {
					if c.Resolved {
						permission, _ = c.Record.Value("permission")
					}
				}
				who := speaker(quote.Plain)
				switch {
				case permission == "none":
					p.Violated(quote.Span, "leave the quote out; the item still counts", "the customer does not permit to be quoted")
				case permission != "named" && named(who):
					p.Violated(quote.Span, "write the customer's pseudonym or the role alone, or get the permission on record", "%q is no pseudonym, and no permission is on record", who)
				}
			}
		}
	}),
}
