package casestudy

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var customerProfile = &rule.Rule{
	ID:          "CS001",
	Title:       "The profile gives industry, size, technical environment and business context",
	Requirement: "5.section.1",
	Severity:    rule.Warning,
	Explain: "A reader decides by the profile whether this is their case. Say what the customer does, how large it is (people, sites, volume: a number or a range), what it runs on, and what " +
		"the product is for. An anonymous customer has a profile too, in ranges.",
	Bad:  "## Customer profile\n\nA well-known customer.\n",
	Good: "## Customer profile\n\nRoad freight, 140 planners in three depots; PostgreSQL, Keycloak, Java services; about 210 routes a night.\n",
	Check: rule.On(func(p *rule.Pass, s *Study) {
		if !said(s.Profile) {
			p.Lacks(p.Top(), "add a section “Customer profile”", "there is no customer profile")
			return
		}
		text := plain(s.Profile)
		var lacks []string
		if !sized.MatchString(text) {
			lacks = append(lacks, "a size (people, sites or volume, as a number or a range)")
		}
		if !technical(text) {
			lacks = append(lacks, "the technical environment (what the product connects to)")
		}
		if len(strings.Fields(text)) < 8 {
			lacks = append(lacks, "the industry and what the business does")
		}
		if len(lacks) > 0 {
			p.Lacks(s.Profile.Heading.Span, "name them, in ranges where the customer stays anonymous", "the profile lacks %s", strings.Join(lacks, "; "))
		}
	}),
}

var sized = pattern.New(`\d|(?i)\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million)\b`)

// technology matches words for what software runs on or talks to, and names that are written as products are (a capital
// inside, an acronym, a version).
var technology = pattern.New(`(?i)\b(?:api|sso|saml|oidc|database|sql|cloud|server|servers|linux|windows|kubernetes|docker|java|python|php|javascript|typescript|node|\.net|go|ruby|rust|scala|kotlin|` +
	`postgres\w*|mysql|oracle|mongodb|redis|kafka|rabbitmq|aws|azure|gcp|erp|crm|sap|salesforce|on-premises?|on-prem|data ?cent(?:er|re)|mainframe|webhooks?|rest|graphql|sftp|csv|jenkins|github|gitlab|` +
	`okta|keycloak|active directory|mobile|ios|android|browser|vpn|etl|warehouse)\b|\b[A-Z][a-z]+[A-Z]\w*\b`)

func technical(text string) bool { return technology.MatchString(text) }
