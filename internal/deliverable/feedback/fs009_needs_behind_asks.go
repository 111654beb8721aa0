package feedback

import "github.com/touchstone-cs/touchstone/internal/rule"

var needsBehindAsks = &rule.Rule{
	ID:          "FS009",
	Title:       "Each theme says what customers ask for and what they need it for",
	Requirement: "4.bar.4",
	Severity:    rule.Warning,
	Explain: `Ten requests for one export button can hide ten needs. **They ask for** names the wishes, **They need** what customers want to achieve (“so that …”, “in order to …”).
Where nobody has said why, find out: the product is decided on the need.`,
	Bad:  "# Feedback\n\n## Theme analysis\n\n### 1. Uploads fail\n\n**They ask for** a retry button.\n",
	Good: "# Feedback\n\n## Theme analysis\n\n### 1. Uploads fail\n\n**They ask for** a retry button. **They need** to know what is in *so that* the night shift can repeat it.\n",
	Check: rule.On(func(p *rule.Pass, m *Model) {
		for _, t := range m.Themes {
			need := t.Labelled["they need"].Plain()
			switch {
			case need == "":
				p.Lacks(t.Section.Heading.Span, "write **They need** … so that …", "the theme %q does not say what customers need to achieve", t.Title)
			case unknownNeed.MatchString(need) || !purpose.MatchString(need):
				p.Unverified(t.Labelled["they need"].Span(), "ask the customers what it is for, and write it into themes.yaml as need", "the need of %q names no purpose", t.Title)
			}
		}
	}),
}
