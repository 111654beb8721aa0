package escalation

import (
	"regexp"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

// blocking are the rules whose findings a developer would have to ask about, with the question.
var blocking = []struct {
	rule     *rule.Rule
	question string
}{
	{issueSummary, "what exactly happens?"},
	{reproductionSteps, "how do I see it?"},
	{reproductionRunnable, "how do I run the steps?"},
	{reproductionVerified, "has anybody seen it happen with these steps?"},
	{environmentDetails, "on which system?"},
	{environmentSpecific, "in which versions?"},
	{attemptedResolutions, "what has been tried?"},
	{attemptsHaveResults, "what came of what was tried?"},
	{businessImpact, "whom does it hurt?"},
	{impactQuantified, "how much does it hurt?"},
	{recommendedPriority, "how urgent is it?"},
}

// Questions are what a developer would have to ask before starting; none means that the report is ready.
func Questions(p *rule.Pass, r *Report) []string {
	var questions []string
	for _, one := range blocking {
		for _, f := range rule.Run(one.rule, one.rule.Severity, *p) {
			if one.rule == reproductionVerified && r.Reproduction != nil && confirmedInWords(r) {
				break // somebody is named, or a count; a developer can ask them
			}
			if f.Verdict != evidence.Pass {
				questions = append(questions, one.question+" ("+f.Message+")")
				break
			}
		}
	}
	if names := unexplained(p, r); len(names) > 0 {
		questions = append(questions, "what do I set "+strings.Join(names, ", ")+" to? (no step sets it, and the report does not speak of it)")
	}
	return questions
}

// unexplained are variables that steps read, that no step sets, and of which neither the report's words nor the account's
// environments tell.
func unexplained(p *rule.Pass, r *Report) []string {
	known := make(map[string]bool)
	if declared, err := command.Environments(p.Account); err == nil {
		for _, e := range declared {
			for name := range e.Variables {
				known[name] = true
			}
			for name := range e.Secrets {
				known[name] = true
			}
		}
	}
	var names []string
	seen := make(map[string]bool)
	for _, s := range r.Steps {
		for _, name := range command.VariablesOf(s) {
			if known[name] || seen[name] {
				continue
			}
			seen[name] = true
			if strings.EqualFold(name, "base") || spokenOf(string(p.Doc.Source), name) || strings.Contains(s.Body, "#") {
				continue
			}
			names = append(names, name)
		}
	}
	return names
}

// spokenOf says whether a text has a variable's name as a word beside its uses: in a comment, a sentence or a table.
func spokenOf(text, name string) bool {
	quoted := regexp.QuoteMeta(name)
	uses := regexp.MustCompile(`\$\{?` + quoted + `\b|\{\{\s*` + quoted + `\s*\}\}`)
	return regexp.MustCompile(`\b` + quoted + `\b`).MatchString(uses.ReplaceAllString(text, ""))
}
