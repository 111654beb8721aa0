package command

import (
	"cmp"
	"maps"
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

// Lesson is a way in which implementations of one pattern failed, as an entry of a troubleshooting table: what one sees,
// why, and what helped. Names of customers are taken out of all of it.
type Lesson struct {
	Key        string   `json:"key"` // of step and symptom
	Step       string   `json:"step"`
	Symptom    string   `json:"symptom"` // the line of the redacted output that tells most
	Cause      string   `json:"cause,omitempty"`
	Resolution string   `json:"resolution,omitempty"` // cause and resolution as the guide of an earlier implementation has them
	Passed     []Remedy `json:"passed,omitempty"`     // what was different when the step then passed, the most frequent first
	Accounts   int      `json:"accounts"`             // in how many it was seen
	Runs       int      `json:"runs"`
	Resolved   bool     `json:"resolved"` // the step passed later at every one of these accounts
}

// LessonsOf gathers the lessons of a pattern from runs by account, oldest first, and the entries of these accounts' guides;
// the most frequent first. clean takes names out of a text; nil leaves them.
func LessonsOf(runs map[string][]Kept, written map[string][]Trouble, pattern string, clean func(string) string) (lessons []Lesson, accounts int) {
	if clean == nil {
		clean = func(text string) string { return text }
	}
	byKey := make(map[string]*gathered)
	for _, account := range slices.Sorted(maps.Keys(runs)) {
		own := slices.DeleteFunc(slices.Clone(runs[account]), func(k Kept) bool {
			return k.Run.Pattern != pattern || k.Run.Undo || k.Run.Ending == "interrupted"
		})
		if len(own) == 0 {
			continue
		}
		accounts++
		for _, f := range FailuresIn(own, clean) {
			one := byKey[f.Key]
			if one == nil {
				one = &gathered{Lesson: Lesson{Key: f.Key, Step: f.Step, Symptom: f.Symptom, Resolved: true}, remedies: map[string]int{}, causes: map[string]int{}, resolutions: map[string]int{}}
				byKey[f.Key] = one
			}
			one.Accounts++
			one.Runs += f.Runs
			one.Symptom = min(one.Symptom, f.Symptom) // whatever the accounts are called
			if one.Resolved = one.Resolved && f.Passed != nil; f.Passed != nil {
				one.remedies[f.Remedy]++
			}
		}
		for _, entry := range written[account] {
			if one := byKey[entry.key(own, clean)]; one != nil {
				one.add(entry, clean)
			}
		}
	}
	for _, one := range byKey {
		lessons = append(lessons, one.told())
	}
	slices.SortFunc(lessons, func(a, b Lesson) int {
		return cmp.Or(cmp.Compare(b.Accounts, a.Accounts), cmp.Compare(b.Runs, a.Runs), cmp.Compare(a.Key, b.Key))
	})
	return lessons, accounts
}

// gathered is a lesson while it is counted.
type gathered struct {
	Lesson
	remedies, causes, resolutions map[string]int // in how many accounts
}

func (g *gathered) add(entry Trouble, clean func(string) string) {
	if text := clean(coded(entry.Cause)); text != "" {
		g.causes[text]++
	}
	if text := clean(coded(entry.Resolution)); text != "" && !strings.HasPrefix(text, ThenPassed) {
		g.resolutions[text]++
	}
}

func (g *gathered) told() Lesson {
	one := g.Lesson
	for _, text := range byCount(g.remedies) {
		one.Passed = append(one.Passed, Remedy{text, g.remedies[text]})
	}
	if causes := byCount(g.causes); len(causes) > 0 {
		one.Cause = causes[0]
	}
	if resolutions := byCount(g.resolutions); len(resolutions) > 0 {
		one.Resolution = resolutions[0]
	}
	return one
}

// byCount are the keys of counts, the most frequent first.
func byCount(counts map[string]int) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
}

// SymptomOf is the line of a failed step's error output that tells most, else the reason; long ones are cut.
func SymptomOf(s receipt.Step) string {
	line := s.Reason
	if s.Stderr != nil && s.Sort != string(step.HTTP) {
		if telling := fault.Line(s.Stderr.Text); telling != "" {
			line = telling
		}
	}
	const most = 160
	if long := []rune(strings.Join(strings.Fields(line), " ")); len(long) > most {
		return string(long[:most]) + "…"
	}
	return strings.Join(strings.Fields(line), " ")
}

var (
	keyFiller = wordSet("the and for was has had not are but with from that this its java javax lang util org com thread main")
	// before a number of three digits these say that it is a status; elsewhere it may count anything.
	keyStatus = wordSet("error status code http returned answered answer exit")
	keyNumber = pattern.New(`^[1-5]\d\d$`)
	keyCode   = pattern.New(`^[a-z]*\d[a-z\d]*$`)
)

// LessonKey joins step and the symptom's normal form: failures of one step that are one error are one lesson, whatever
// times, paths and values they name. The codes of errors are part of it.
func LessonKey(name, symptom string) string {
	key, codes, before := []string{slug.Of(name)}, []string{}, ""
	for word := range strings.FieldsFuncSeq(slug.Of(fault.Normal(symptom)), func(r rune) bool { return r == '-' }) {
		switch {
		case keyNumber.MatchString(word) && !keyStatus[before]:
		case keyCode.MatchString(word):
			codes = append(codes, word)
		case len(word) > 2 && len(key) < 5 && !keyFiller[word]:
			key = append(key, word)
		}
		before = word
	}
	return strings.Join(append(key, codes[:min(len(codes), 2)]...), "-")
}

// Lessons gathers the lessons of a pattern over all accounts but one, whose own runs its guide shows itself.
func (a *Archive) Lessons(pattern, except string, clean func(string) string) ([]Lesson, int, error) {
	all, err := a.workspace.Accounts()
	if err != nil && len(all) == 0 {
		return nil, 0, err
	}
	runs, written := make(map[string][]Kept), make(map[string][]Trouble)
	for _, account := range all {
		if account.ID == except {
			continue
		}
		if runs[account.ID], err = a.list(account.ID); err != nil {
			return nil, 0, err
		}
		written[account.ID] = a.troubles(runs[account.ID], pattern)
	}
	lessons, accounts := LessonsOf(runs, written, pattern, clean)
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
		record.Text += key + " " + strconv.Itoa(lesson.Accounts) + " " + lesson.Symptom + "\n" + lesson.Cause + "\n" + lesson.Resolution + "\n"
		for _, remedy := range lesson.Passed {
			record.Text += remedy.Text + "\n"
		}
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
		for _, person := range account.Contacts {
			names = append(names, person.Name, person.Email)
		}
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
