package onboarding

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var cadenceDefined = &rule.Rule{
	ID:          "OP011",
	Title:       "A communication cadence is defined: regular syncs and milestone reviews",
	Requirement: "1.bar.6",
	Severity:    rule.Error,
	Explain: `People meet regularly (weekly as a rule) to see progress, and at milestones to review and sign off. Each meeting has a
time, people and a purpose.`,
	Bad:  "## Communication\n\n| Meeting | When | Who | For |\n|---|---|---|---|\n| Status | as needed | Dana Ruiz | Progress |\n",
	Good: "## Communication\n\n| Meeting | When | Who | For |\n|---|---|---|---|\n| Status | Tuesdays 10:00, 25 minutes | Dana Ruiz, P. Amadi | Progress |\n| Milestone review | at the end of each phase | and Maria Lindqvist | Sign-off |\n",
	Check: rule.On(func(p *rule.Pass, plan *Plan) {
		at := p.Top()
		if plan.CadenceAt != nil {
			at = plan.CadenceAt.Heading.Span
		}
		if !slices.ContainsFunc(plan.Meetings, isRegular) {
			p.Violated(at, "add a regular sync: weekly, with a day and a time", "no regular sync is defined")
		}
		if !slices.ContainsFunc(plan.Meetings, isReview) {
			p.Violated(at, "add a review at milestones or at the end of each phase", "no milestone review is defined")
		}
		for _, m := range plan.Meetings {
			if strings.Trim(m.When.Text, "–-— ") == "" {
				p.Violated(m.Row, "say when", "%s: it is not said when", m.Name.Text)
			}
		}
	}),
}

var regular = pattern.New(`(?i)\b(weekly|biweekly|fortnightly|daily|monthly|every (week|day|month|second|two weeks|2 weeks|other)|(mon|tues|wednes|thurs|fri|satur|sun)days?)\b`)

func isRegular(m Meeting) bool {
	return regular.MatchString(m.When.Text) || regular.MatchString(m.Name.Text)
}

var review = pattern.New(`(?i)review|phase|milestone|sign-off`)

func isReview(m Meeting) bool { return review.MatchString(m.Name.Text + " " + m.When.Text) }
