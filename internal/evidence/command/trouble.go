package command

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/form"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// Trouble is one entry of a document's troubleshooting.
type Trouble struct {
	Span                             markdown.Span
	Symptom, Cause, Resolution, Seen markdown.Text
	cited                            []evidence.Ref // the runs that the row cites
}

// TroubleSection is the section of a document that tells of failures, nil where there is none.
func TroubleSection(doc *markdown.Document) *markdown.Section {
	return doc.Section("troubleshooting", "common issues", "common integration issues", "known issues", "common problems", "if something fails")
}

var troubleSort = &form.Sort{Lead: "symptom", Rest: "resolution", Fields: []form.Field{
	{Key: "symptom", Names: []string{"symptom", "problem", "issue", "error", "what you see", "symptoms"}},
	{Key: "cause", Names: []string{"cause", "reason", "why", "causes", "root cause", "likely cause"}},
	{Key: "resolution", Names: []string{"resolution", "solution", "fix", "what to do", "remedy", "resolve"}},
	{Key: "seen", Names: []string{"seen", "evidence", "experience", "seen in", "source"}},
}}

// Troubles are the entries of a section, in whichever form it lists them.
func Troubles(doc *markdown.Document, section *markdown.Section) []Trouble {
	var all []Trouble
	for _, row := range troubleSort.Rows(doc, section) {
		t := Trouble{Span: row.Span, Symptom: row.Cell("symptom"), Cause: row.Cell("cause"), Resolution: row.Cell("resolution"), Seen: row.Cell("seen")}
		t.cited = citedRuns(doc, t.Symptom, t.Cause, t.Resolution, t.Seen)
		all = append(all, t)
	}
	return all
}

func citedRuns(doc *markdown.Document, texts ...markdown.Text) []evidence.Ref {
	var refs []evidence.Ref
	for _, text := range texts {
		for _, cite := range text.Cites {
			note := doc.Note(cite.Label)
			if note == nil {
				continue
			}
			if ref, err := evidence.ParseRef(doc.Slice(note.Body)); err == nil && ref.Scheme == "run" {
				refs = append(refs, ref)
			}
		}
	}
	return refs
}

// key is that of the lesson which an entry tells: of the failed step that it cites, whatever words a person found for the
// symptom, else of the step and the symptom that it names ("migrate: rejected").
func (t Trouble) key(runs []Kept, clean func(string) string) string {
	for _, ref := range t.cited {
		at, err := parseAddress(ref.ID)
		if err != nil || at.step == "" {
			continue
		}
		for _, k := range runs {
			if k.ID() != at.environment+"/"+at.time.Format("2006-01-02T15:04Z") {
				continue
			}
			for _, s := range slices.Backward(k.Run.Named(at.step)) {
				if s.Outcome == receipt.Failed || s.Outcome == receipt.Warned {
					return LessonKey(s.Name, clean(SymptomOf(s)))
				}
			}
		}
	}
	name, symptom, _ := strings.Cut(t.Symptom.Plain, ": ")
	return LessonKey(name, clean(symptom))
}

// troubles are the entries of the documents whose steps an account's runs of a pattern ran.
func (a *Archive) troubles(runs []Kept, pattern string) []Trouble {
	var all []Trouble
	var read []string
	for _, k := range runs {
		if k.Run.Pattern != pattern || slices.Contains(read, k.Run.Document) {
			continue
		}
		read = append(read, k.Run.Document)
		if doc, err := a.workspace.Document(k.Run.Document); err == nil { // one that is gone has no entries
			all = append(all, Troubles(doc, TroubleSection(doc))...)
		}
	}
	return all
}

// coded is a text with its code spans as they are written.
func coded(text markdown.Text) string {
	var b strings.Builder
	end := 0
	for _, code := range text.Codes {
		b.WriteString(text.Plain[end:code.Start] + "`" + text.Plain[code.Start:code.End] + "`")
		end = code.End
	}
	return strings.TrimSpace(b.String() + text.Plain[end:])
}
