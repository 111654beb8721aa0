package implementation

import (
	"maps"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// requirement is a row of the prerequisites table.
type requirement struct {
	name   string // what is required, without what a comma adds
	step   string // that verifies it; "": none
	result int    // where a result may be written; -1: one is there, or there is no place
	tested bool   // it is a row of a table of test cases
}

// requirementsOf reads the rows of the prerequisites table that has a column for results.
func requirementsOf(body string) []requirement {
	doc := markdown.Parse([]byte(body))
	section := doc.Section("prerequisites", "technical prerequisites", "requirements", "before you begin", "before you start")
	if section == nil {
		return nil
	}
	ids := rowSteps(doc)
	var all []requirement
	for _, table := range section.Tables() {
		what := table.Column("requirement", "prerequisite", "what", "component", "item", "name")
		verification := table.Column("verification", "verification command", "validation", "validation step", "check", "verify")
		result := table.Column("result", "outcome", "status")
		if verification < 0 || result < 0 {
			continue
		}
		for _, row := range table.Rows {
			r := requirement{result: resultPlace(doc, table, row, result)}
			r.name, _, _ = strings.Cut(row.Cell(what).Text.Plain, ",")
			if r.step = step.ReferencedStep(doc.Slice(row.Cell(verification).Text.Span)); r.step == "" {
				r.step = ids[doc.Position(row.Start).Line]
			}
			all = append(all, r)
		}
	}
	return all
}

// resultPlace is where the result of a row may be written: an empty last cell, which has no span of its own; -1 otherwise.
func resultPlace(doc *markdown.Document, table *markdown.Table, row markdown.Row, result int) int {
	line := doc.Slice(row.Span)
	if end := strings.LastIndexByte(line, '|'); result == len(table.Header)-1 && strings.TrimSpace(line[end+1:]) == "" && row.Cell(result).Text.Plain == "" {
		return row.Start + end
	}
	return -1
}

// casesOf reads the rows of tables of test cases: those with a column that names a step, and one for results.
func casesOf(body string) []requirement {
	doc := markdown.Parse([]byte(body))
	var all []requirement
	doc.Walk(func(block markdown.Block) {
		table, ok := block.(*markdown.Table)
		if !ok {
			return
		}
		named := table.Column("step", "steps", "test step")
		result := table.Column("result", "outcome", "status")
		if named < 0 || result < 0 {
			return
		}
		for _, row := range table.Rows {
			name := strings.TrimSpace(row.Cell(named).Text.Plain)
			all = append(all, requirement{name: name, step: name, result: resultPlace(doc, table, row, result), tested: true})
		}
	})
	return all
}

// rowSteps are the names of a document's steps by their lines.
func rowSteps(doc *markdown.Document) map[int]string {
	names := make(map[int]string)
	steps, _ := command.Steps(doc) // rules tell what cannot be read
	for _, s := range steps {
		names[s.Line] = s.Name
	}
	return names
}

// addMet writes into the results that nobody has written what the last run found: the version, else that it is met, and
// of a test case that it passed.
func addMet(body string, requirements []requirement, last *command.Kept) (string, error) {
	if last == nil {
		return body, nil
	}
	var edits []markdown.Edit
	for _, r := range requirements {
		ran := last.Run.Named(r.step)
		if r.result < 0 || r.step == "" || len(ran) == 0 || ran[len(ran)-1].Outcome != receipt.Passed {
			continue
		}
		found := last.Run.Environment.Fingerprint[r.step]
		switch {
		case r.tested:
			found = "passed"
		case found == "":
			found = "met"
		}
		edits = append(edits, markdown.Edit{Span: markdown.Span{Start: r.result, End: r.result}, New: cell(found) + "[^run] "})
	}
	text, err := markdown.Apply([]byte(body), edits)
	return string(text), err
}

// fingerprintText tells a person what the environment was: the system first, prerequisites by what they are called.
func fingerprintText(run *receipt.Run, requirements []requirement) string {
	called := map[string]string{"os": "", "arch": ""} // which speak for themselves
	for _, r := range requirements {
		called[r.step] = r.name
	}
	var parts []string
	print := run.Environment.Fingerprint
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(print)), func(name string) bool { return name == "os" || name == "kernel" || name == "arch" })
	for _, name := range append([]string{"os", "kernel", "arch"}, names...) {
		if print[name] == "" || print[name] == "unknown" {
			continue
		}
		title, known := called[name]
		if !known {
			title = name
		}
		parts = append(parts, strings.TrimSpace(title+" "+print[name]))
	}
	return strings.Join(parts, ", ")
}
