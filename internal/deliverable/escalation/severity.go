package escalation

import (
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Level is a degree of impact or urgency, 0 the least.
type Level int

// Levels of impact. What counts is people blocked, work stopped, data at risk, and whether a workaround exists; a
// customer's size and contract value have no say.
var Impacts = []Grade{
	{"low", "a nuisance; nobody's work stops"},
	{"medium", "work of some people is slower, or a part of the product is of no use to them"},
	{"high", "a critical workflow is blocked for a team, or data is wrong"},
	{"critical", "production is down, or data is being lost or exposed"},
}

// Urgencies are the degrees of urgency.
var Urgencies = []Grade{
	{"low", "a workaround holds without cost, and no date is near"},
	{"medium", "a workaround exists and costs time, or a date is more than a week away"},
	{"high", "there is no workaround, or a date within a week is at risk"},
}

// Grade is a level's name and what it means.
type Grade struct{ Name, Meaning string }

// Matrix gives the severity, 1 the most severe, by urgency (row) and impact (column).
type Matrix [][]int

// DefaultMatrix is complete and monotone: more impact or more urgency never gives a lower severity.
var DefaultMatrix = Matrix{
	//  low, medium, high, critical impact
	{4, 4, 3, 2}, // low urgency
	{4, 3, 2, 1}, // medium
	{3, 3, 2, 1}, // high
}

// Check says where a matrix is not complete or not monotone.
func (m Matrix) Check() error {
	if len(m) != len(Urgencies) {
		return fmt.Errorf("severity matrix: %d rows, want one for each urgency (%d)", len(m), len(Urgencies))
	}
	for u, row := range m {
		if len(row) != len(Impacts) {
			return fmt.Errorf("severity matrix, urgency %s: %d columns, want one for each impact (%d)", Urgencies[u].Name, len(row), len(Impacts))
		}
		for i, severity := range row {
			switch {
			case severity < 1 || severity > 4:
				return fmt.Errorf("severity matrix, %s × %s: %d is not between 1 and 4", Impacts[i].Name, Urgencies[u].Name, severity)
			case i > 0 && severity > row[i-1]:
				return fmt.Errorf("severity matrix: %s × %s is lower than %s × %s", Impacts[i].Name, Urgencies[u].Name, Impacts[i-1].Name, Urgencies[u].Name)
			case u > 0 && severity > m[u-1][i]:
				return fmt.Errorf("severity matrix: %s × %s is lower than %s × %s", Impacts[i].Name, Urgencies[u].Name, Impacts[i].Name, Urgencies[u-1].Name)
			}
		}
	}
	return nil
}

// Severity looks a severity up; false for a level that does not exist.
func (m Matrix) Severity(impact, urgency Level) (int, bool) {
	if urgency < 0 || int(urgency) >= len(m) || impact < 0 || int(impact) >= len(m[urgency]) {
		return 0, false
	}
	return m[urgency][impact], true
}

// FindLevel returns the level with a name.
func FindLevel(grades []Grade, name string) (Level, bool) {
	for i, g := range grades {
		if strings.EqualFold(g.Name, strings.Trim(name, "*_ ")) {
			return Level(i), true
		}
	}
	return 0, false
}

// Facts are what impact and urgency are graded from. None of them is the customer's worth.
type Facts struct {
	Down        bool // production does not work
	DataAtRisk  bool // lost, wrong or exposed
	Blocked     int  // people who cannot do a part of their work
	Workaround  bool
	Costly      bool // the workaround costs time
	DaysToDate  int  // until a date that is at risk; negative: none
	DataExposed bool // lost or exposed, not merely wrong
}

// teamSize is from how many blocked people on a team counts as blocked.
const teamSize = 5

// Grade returns impact and urgency.
func (f Facts) Grade() (impact, urgency Level) {
	switch {
	case f.Down || f.DataExposed:
		impact = 3
	case f.DataAtRisk || f.Blocked >= teamSize:
		impact = 2
	case f.Blocked > 0:
		impact = 1
	}
	switch {
	case !f.Workaround && impact > 0, f.DaysToDate >= 0 && f.DaysToDate <= 7:
		urgency = 2
	case f.Costly, f.DaysToDate > 7:
		urgency = 1
	}
	return impact, urgency
}

// worth finds what has no place in a severity's justification: what the customer pays, and how big or important it is.
//
// They are apart because each is run only over texts that hold its words (pattern), and small enough to be run fast.
var worth = []*pattern.Pattern{
	pattern.New(`(?i)\b(?:contract value|contract size|arr\b|mrr\b|annual recurring|acv|tcv|deal size|lifetime value|spend|` +
		`(?:largest|biggest|top|key|important|strategic|major|valued|vip|flagship|enterprise|premium|platinum|gold)[- ](?:customer|client|account|logo|tier)|` +
		`(?:customer|client|account) (?:is|are) (?:very |too )?(?:important|big|large|strategic|key)|executive (?:attention|pressure|sponsor)|ceo|` +
		`(?:churn|renewal) risk|at risk of churn(?:ing)?|unhappy|angry|complain(?:ed|s|ing)? loudly|loud|shouting)\b`),
	pattern.New(`(?i)\bour (?:\w+ ){0,4}?(?:largest|biggest|oldest|best|top|key|important|strategic|valued|loyal)\b(?:,? \w+){0,4}? (?:customers?|clients?|accounts?|logos?)\b`),
	pattern.New(`(?i)\breference (?:customer|account)\b`),
	// Money is an impact where the customer loses it, and no reason where the customer pays it.
	pattern.New(`(?i)\b(?:pays?|paying|worth|contract|deal|renewal|upsell)\b[^.\n]{0,30}[$€£]\s?\d`),
	pattern.New(`(?i)[$€£]\s?\d[\d.,]*\s?[km]?\b[^.\n]{0,20}\b(?:contract|deal|renewal|account|customer|a year|per year|annual\w*)\b`),
}

// worthIn is the first mention in text of what a customer is worth, or how loud it is: the one that begins first, of those the one listed first. Empty
// for none.
func worthIn(text string) string {
	var first []int
	for _, p := range worth {
		if at := p.FindStringIndex(text); at != nil && (first == nil || at[0] < first[0]) {
			first = at
		}
	}
	if first == nil {
		return ""
	}
	return text[first[0]:first[1]]
}

// ReadMatrix reads a workspace's own matrix, else the default one. The error says where it is not complete or monotone.
func ReadMatrix(config workspace.Config) (Matrix, error) {
	var own struct {
		Matrix Matrix `yaml:"matrix"`
	}
	if err := config.Decode("severity", &own); err != nil {
		return nil, err
	}
	if own.Matrix == nil {
		return DefaultMatrix, nil
	}
	return own.Matrix, own.Matrix.Check()
}
