package command

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
)

// Remedy is what was different in the run in which a step passed, after one in which it failed.
type Remedy struct {
	Text     string `json:"text"`
	Accounts int    `json:"accounts"` // in how many
}

// Failure is one way in which a step failed at one account.
type Failure struct {
	Key, Step, Symptom string // as in Lesson
	Runs               int
	Last               Kept   // the last run that shows it
	Passed             *Kept  // the next run in which the step passed; nil: it has not
	Remedy             string // what was different then
}

// FailuresIn are the failures in an account's runs, oldest first, each once.
func FailuresIn(runs []Kept, clean func(string) string) []*Failure {
	var all []*Failure
	byKey := make(map[string]*Failure)
	for i, k := range runs {
		counted := map[string]bool{}
		for _, s := range k.Run.Steps {
			switch s.Outcome {
			case receipt.Passed:
				for _, f := range all {
					if f.Step == s.Name && f.Passed == nil && f.Last.Receipt != k.Receipt {
						f.Passed, f.Remedy = &runs[i], clean(remedyOf(&f.Last.Run, &k.Run, s.Name))
					}
				}
			case receipt.Failed, receipt.Warned:
				symptom := clean(SymptomOf(s))
				key := LessonKey(s.Name, symptom)
				f := byKey[key]
				if f == nil {
					f = &Failure{Key: key, Step: s.Name, Symptom: symptom}
					byKey[key] = f
					all = append(all, f)
				}
				f.Last, f.Passed, f.Remedy = k, nil, ""
				if !counted[key] {
					f.Runs++
				}
				counted[key] = true
			}
		}
	}
	return all
}

// NoDifference is the remedy where a step passed when it was run again, and no receipt shows why.
const NoDifference = "when run again; no receipt shows what was different"

// ThenPassed begins a resolution that no person wrote: a remedy follows.
const ThenPassed = "then passed "

// remedyOf tells what differs between a run in which a step failed and one in which it passed: the product, the step, the
// environment.
func remedyOf(failed, passed *receipt.Run, name string) string {
	var all []string
	if failed.Product != passed.Product && failed.Product != "" && passed.Product != "" {
		all = append(all, fmt.Sprintf("after product %s → %s", failed.Product, passed.Product))
	}
	was, is := failed.Named(name), passed.Named(name)
	if before, after := was[len(was)-1], is[len(is)-1]; before.Digest != after.Digest {
		all = append(all, editOf(before, after))
	}
	if failed.Environment.Name == passed.Environment.Name {
		for _, property := range slices.Sorted(maps.Keys(passed.Environment.Fingerprint)) {
			before, known := failed.Environment.Fingerprint[property]
			if after := passed.Environment.Fingerprint[property]; known && before != after {
				all = append(all, fmt.Sprintf("after %s %s → %s", property, before, after))
			}
		}
	}
	for _, property := range slices.Sorted(maps.Keys(passed.Varied)) {
		if failed.Varied[property] != passed.Varied[property] {
			all = append(all, "with `"+property+"="+passed.Varied[property]+"`")
		}
	}
	if len(all) == 0 {
		return NoDifference
	}
	return strings.Join(all, ", ")
}

// mostWords is how many words of a command an edit may add or take away to be told word by word.
const mostWords = 8

// editOf tells how a step's command was edited.
func editOf(before, after receipt.Step) string {
	was, is := strings.Fields(before.Command), strings.Fields(after.Command)
	added, removed := without(is, was), without(was, is)
	switch {
	case len(added)+len(removed) == 0:
		return "after what the step expects was edited"
	case len(added)+len(removed) > mostWords:
		return "after the step was edited"
	case len(removed) == 0:
		return "with `" + quotable(added) + "`"
	case len(added) == 0:
		return "without `" + quotable(removed) + "`"
	}
	return "with `" + quotable(added) + "` instead of `" + quotable(removed) + "`"
}

func quotable(words []string) string { return strings.ReplaceAll(strings.Join(words, " "), "`", "'") }

// without are the words of a text that another lacks, as often as it lacks them.
func without(words, others []string) []string {
	there := map[string]int{}
	for _, word := range others {
		there[word]++
	}
	var rest []string
	for _, word := range words {
		if there[word] > 0 {
			there[word]--
			continue
		}
		rest = append(rest, word)
	}
	return rest
}
