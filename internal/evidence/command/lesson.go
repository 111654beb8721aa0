package command

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/fault"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/redact"
	"github.com/touchstone-cs/touchstone/internal/slug"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Lesson is a way in which implementations of one pattern failed.
type Lesson struct {
	Key      string // of step and symptom
	Step     string
	Symptom  string // a line of the redacted output, names of customers taken out
	Accounts int    // in how many it was seen
	Runs     int
	Resolved bool // the step passed later at every one of these accounts
}

// LessonsOf gathers the lessons of a pattern from runs by account, the most frequent first. clean takes names out of
// a symptom; it may be nil.
func LessonsOf(runs map[string][]Kept, pattern string, clean func(string) string) (lessons []Lesson, accounts int) {
	type seen struct {
		lesson   Lesson
		accounts map[string]bool
		open     map[string]bool
	}
	byKey := make(map[string]*seen)
	for account, kept := range runs {
		any := false
		for _, k := range kept {
			if k.Run.Pattern != pattern {
				continue
			}
			any = true
			for _, s := range k.Run.Steps {
				if s.Outcome == receipt.Passed {
					for _, other := range byKey {
						if other.lesson.Step == s.Name {
							delete(other.open, account)
						}
					}
				}
				if s.Outcome != receipt.Failed && s.Outcome != receipt.Warned {
					continue
				}
				symptom := symptomOf(s)
				if clean != nil {
					symptom = clean(symptom)
				}
				key := lessonKey(s.Name, symptom)
				one := byKey[key]
				if one == nil {
					one = &seen{Lesson{Key: key, Step: s.Name, Symptom: symptom}, map[string]bool{}, map[string]bool{}}
					byKey[key] = one
				}
				one.accounts[account], one.open[account] = true, true
				one.lesson.Runs++
				one.lesson.Symptom = min(one.lesson.Symptom, symptom) // whatever the order of accounts
			}
		}
		if any {
			accounts++
		}
	}
	for _, one := range byKey {
		one.lesson.Accounts, one.lesson.Resolved = len(one.accounts), len(one.open) == 0
		lessons = append(lessons, one.lesson)
	}
	slices.SortFunc(lessons, func(a, b Lesson) int {
		return cmp.Or(cmp.Compare(b.Accounts, a.Accounts), cmp.Compare(b.Runs, a.Runs), cmp.Compare(a.Key, b.Key))
	})
	return lessons, accounts
}

// symptomOf is the line of the error output that tells most, else the reason.
func symptomOf(s receipt.Step) string {
	if s.Stderr != nil && s.Sort != string(step.HTTP) {
		if line := fault.Line(s.Stderr.Text); line != "" {
			return line
		}
	}
	return s.Reason
}

// lessonKey joins step and the symptom's normal form: failures of one step that are one error are one lesson, whatever
// times, paths and values they name.
func lessonKey(name, symptom string) string {
	words := strings.FieldsFunc(slug.Of(fault.Normal(symptom)), func(r rune) bool { return r == '-' })
	key := []string{slug.Of(name)}
	for _, word := range words {
		if len(word) > 2 && len(key) < 5 {
			key = append(key, word)
		}
	}
	return strings.Join(key, "-")
}

// Lessons gathers the lessons of a pattern over all accounts but one, whose own runs its guide shows itself.
func (a *Archive) Lessons(pattern, except string, clean func(string) string) ([]Lesson, int, error) {
	all, err := a.workspace.Accounts()
	if err != nil && len(all) == 0 {
		return nil, 0, err
	}
	runs := make(map[string][]Kept)
	for _, account := range all {
		if account.ID == except {
			continue
		}
		kept, err := a.All(account.ID)
		if err != nil {
			return nil, 0, err
		}
		runs[account.ID] = kept
	}
	lessons, accounts := LessonsOf(runs, pattern, clean)
	return lessons, accounts, nil
}

// resolveLessons recounts run:pattern=P lessons=KEY:N,… accounts=N.
func (s *Source) resolveLessons(request evidence.Request, pattern string) evidence.Record {
	lessons, accounts, err := s.archive.Lessons(pattern, request.Account, Anonymiser(s.archive.workspace))
	if err != nil {
		return evidence.Missing("%v", err)
	}
	byKey := make(map[string]Lesson)
	for _, lesson := range lessons {
		byKey[lesson.Key] = lesson
	}
	record := evidence.Record{Origin: "receipts of pattern " + pattern}
	var recounted []string
	for cited := range strings.SplitSeq(request.Ref.Value("lessons"), ",") {
		key, _, _ := strings.Cut(cited, ":")
		if key == "" {
			continue
		}
		lesson, known := byKey[key]
		if !known {
			return evidence.Missing("no receipt of the pattern %q shows the lesson %q", pattern, key)
		}
		recounted = append(recounted, key+":"+strconv.Itoa(lesson.Accounts))
		record.Text += key + " " + strconv.Itoa(lesson.Accounts) + " " + lesson.Symptom + "\n"
	}
	record.Values = []evidence.Param{param("lessons", strings.Join(recounted, ",")), param("accounts", strconv.Itoa(accounts))}
	record.Text += "accounts " + strconv.Itoa(accounts) + "\n"
	return record
}

// Anonymiser returns a function that takes the names of all customers out of a text.
func Anonymiser(w *workspace.Workspace) func(string) string {
	all, _ := w.Accounts() // those that can be read
	var names []string
	for _, account := range all {
		names = append(append(append(names, account.Name, account.ID), account.Aliases...), account.Domains...)
	}
	redactor, err := redact.New(redact.Options{Names: names})
	return func(text string) string {
		if err != nil {
			return "[withheld]"
		}
		clean, err := redactor.Text(text)
		if err != nil {
			return "[withheld]"
		}
		return customerNumber.ReplaceAllString(clean, "[customer]")
	}
}

var customerNumber = pattern.New(`\[customer-\d+\]`)
