package implementation

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/evidence/ticket"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// addTroubles appends entries to the troubleshooting table: failures of this guide's runs, each once, with what earlier
// implementations know of them, then what these met and this one has not.
func (w *writer) addTroubles(body string, runs []command.Kept) (string, error) {
	anonymous := command.Anonymiser(w.job.Workspace)
	lessons, accounts, err := w.archive.Lessons(w.pattern, w.account.ID, anonymous)
	if err != nil {
		return "", err
	}
	var rows, cited []string
	for _, own := range w.ownFailures(runs) {
		key := command.LessonKey(own.step, anonymous(own.symptom))
		at := slices.IndexFunc(lessons, func(l command.Lesson) bool { return l.Key == key })
		if at >= 0 {
			own.cause, own.seen = lessons[at].Cause, own.seen+" "+earlier(lessons[at])
			if own.resolution == "" {
				own.resolution = resolution(lessons[at])
			}
			cited = append(cited, fmt.Sprintf("%s:%d", key, lessons[at].Accounts))
			lessons = slices.Delete(lessons, at, at+1)
		}
		rows = append(rows, own.row())
	}
	for _, lesson := range lessons {
		rows = append(rows, entry{step: lesson.Step, symptom: lesson.Symptom, cause: lesson.Cause, resolution: resolution(lesson), seen: earlier(lesson)}.row())
		cited = append(cited, fmt.Sprintf("%s:%d", lesson.Key, lesson.Accounts))
	}
	if len(cited) > 0 {
		w.notes = append(w.notes, fmt.Sprintf("[^lessons]: run:pattern=%s lessons=%s accounts=%d", w.pattern, strings.Join(cited, ","), accounts))
	}
	rows = append(rows, w.ticketRows()...)
	if len(rows) == 0 {
		return body, nil
	}
	return insertRows(body, rows), nil
}

// ticketRows are entries of what tickets of several other accounts tell.
func (w *writer) ticketRows() (rows []string) {
	for _, lesson := range w.lessons {
		seen := fmt.Sprintf("tickets of %d other customers[^tickets]", lesson.Accounts)
		rows = append(rows, entry{symptom: lesson.Symptom, cause: lesson.Cause, resolution: lesson.Resolution, seen: seen}.row())
	}
	if len(rows) > 0 {
		w.notes = append(w.notes, "[^tickets]: "+ticket.Cite(w.pattern, w.snapshot, w.lessons).String())
	}
	return rows
}

// entry is a row of the troubleshooting table; a ticket's names no step. seen is Markdown, step and symptom are text, cause and resolution are text
// with code spans.
type entry struct{ step, symptom, cause, resolution, seen string }

func (e entry) row() string {
	if e.step == "" {
		return fmt.Sprintf("| %s | %s | %s | %s |", cell(e.symptom), told(e.cause), told(e.resolution), e.seen)
	}
	return fmt.Sprintf("| `%s`: %s | %s | %s | %s |", e.step, cell(e.symptom), told(e.cause), told(e.resolution), e.seen)
}

// told writes a text with code spans as it may stand in a table.
func told(text string) string {
	if strings.Count(text, "`")%2 == 1 {
		return cell(text)
	}
	return strings.ReplaceAll(cell(text), "\\`", "`")
}

func earlier(lesson command.Lesson) string {
	if lesson.Accounts == 1 {
		return "1 earlier implementation[^lessons]"
	}
	return fmt.Sprintf("%d earlier implementations[^lessons]", lesson.Accounts)
}

// resolution is what a person wrote, else what was different when the step then passed.
func resolution(lesson command.Lesson) string {
	if lesson.Resolution != "" || len(lesson.Passed) == 0 {
		return lesson.Resolution
	}
	return passedAfter(lesson.Passed[0].Text)
}

func passedAfter(remedy string) string {
	if remedy == "" || remedy == command.NoDifference {
		return "" // what helped is a person's to say
	}
	return command.ThenPassed + remedy
}

// ownFailures are the ways in which steps failed here, with the last run that shows each and, where the step has passed
// since, what was different.
func (w *writer) ownFailures(runs []command.Kept) []entry {
	var all []entry
	taken := make(map[string]int)
	whole := slices.DeleteFunc(slices.Clone(runs), func(k command.Kept) bool { return k.Run.Ending == "interrupted" || k.Run.Undo })
	for _, f := range command.FailuresIn(whole, func(text string) string { return text }) {
		failed := f.Last.Run.Named(f.Step)
		s := failed[len(failed)-1]
		if s.Outcome != receipt.Failed {
			continue
		}
		label := "fail-" + f.Step
		if taken[label]++; taken[label] > 1 {
			label = fmt.Sprintf("%s-%d", label, taken[label])
		}
		seen := fmt.Sprintf("here %s[^%s]", w.day(f.Last), label)
		w.notes = append(w.notes, fmt.Sprintf("[^%s]: run:%s/%s exit=%d receipt=sha256:%s", label, f.Last.ID(), f.Step, s.Exit, f.Last.Digest[:12]))
		if f.Passed != nil {
			seen += fmt.Sprintf(", passed %s[^%s]", w.day(*f.Passed), "then-"+label)
			w.notes = append(w.notes, fmt.Sprintf("[^then-%s]: run:%s/%s receipt=sha256:%s", label, f.Passed.ID(), f.Step, f.Passed.Digest[:12]))
		}
		all = append(all, entry{step: f.Step, symptom: f.Symptom, resolution: passedAfter(f.Remedy), seen: seen})
	}
	return all
}

func (w *writer) day(k command.Kept) string {
	return k.Run.Started.In(w.job.Workspace.Zone).Format(time.DateOnly)
}

// cell writes a text as it may stand in a table, without Markdown of its own.
func cell(text string) string {
	return plainSigns.Replace(strings.Join(strings.Fields(text), " "))
}

// insertRows puts rows at the end of the troubleshooting table, or a section with such a table at the end.
func insertRows(body string, rows []string) string {
	added := strings.Join(rows, "\n") + "\n"
	doc := markdown.Parse([]byte(body))
	if section := doc.Section("troubleshooting", "common issues", "known issues"); section != nil {
		if tables := section.Tables(); len(tables) > 0 {
			at := tables[0].Span.End
			return strings.TrimRight(body[:at], "\n") + "\n" + added + body[at:]
		}
	}
	return strings.TrimRight(body, "\n") + "\n\n## Troubleshooting\n\n| Symptom | Cause | Resolution | Seen |\n|---|---|---|---|\n" + added
}
