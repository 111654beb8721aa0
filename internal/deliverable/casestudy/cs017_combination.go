package casestudy

import (
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

// fewest is how many accounts must share what an anonymous profile says.
const fewest = 3

var combination = &rule.Rule{
	ID:          "CS017",
	Title:       "An anonymous customer cannot be guessed from its profile",
	Requirement: "0.guideline.2",
	Severity:    rule.Warning,
	Explain: "Industry, region and size together often fit one customer only, and an exact figure beside them settles it. Where no approval covers the name, say less: a wider region, a range, a rounded " +
		"figure.",
	Bad:  "---\nkind: case-study\naccount: acme\naudience: shared\nregion: Sweden\nindustry: road freight\n---\n\n## Customer profile\n\nA road freight company in Sweden with exactly 18,412 addresses.\n",
	Good: "---\nkind: case-study\naccount: acme\naudience: shared\n---\n\n## Customer profile\n\nA company with 100–199 planners.\n",
	Check: rule.On(func(p *rule.Pass, s *Study) {
		audience := p.Doc.Front.Value("audience")
		if p.Workspace == nil || s.Profile == nil || audience != "shared" && audience != "public" {
			return
		}
		if _, why, _ := standing(p); why == "" {
			return
		}
		accounts, err := p.Workspace.Accounts()
		if err != nil {
			return // what cannot be read is reported where it is read
		}
		var peers []privacy.Peer
		profile := privacy.Profile{Industry: p.Doc.Front.Value("industry"), Region: p.Doc.Front.Value("region"), Rare: exactFigure.FindAllString(plain(s.Profile), 1)}
		for _, a := range accounts {
			peers = append(peers, privacy.Peer{Industry: a.Industry, Region: a.Region})
			if p.Account != nil && a.ID == p.Account.ID {
				profile.Industry = mentioned(profile.Industry, a.Industry, plain(s.Profile))
				profile.Region = mentioned(profile.Region, a.Region, plain(s.Profile))
			}
		}
		if why := privacy.Combination(profile, peers, fewest); why != "" {
			p.Unverified(s.Profile.Heading.Span, "name a wider region, a range or a rounded figure", "%s", why)
		}
	}),
}

// exactFigure is a number that is not rounded: its last digits are no zeros.
var exactFigure = pattern.New(`\b\d{1,3}(?:,\d{3})*,\d{2}[1-9]\b|\b\d{3,}[1-9]\b`)

// mentioned gives what the text says of a trait: what the front matter has, or the account's own value where it is named.
func mentioned(front, value, text string) string {
	if front != "" {
		return front
	}
	if value != "" && containsFold(text, value) {
		return value
	}
	return ""
}
