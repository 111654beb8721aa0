package command

import (
	"errors"
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/slug"
)

// ErrFence says that a document's fence never closes: what belongs to the step cannot be known.
var ErrFence = errors.New("the fence never closes")

// Steps returns the steps of a document in its order: marked fences, rows of prerequisites tables and Verification
// sentences. In a document that marks none, every shell fence and every transcript is a step.
func Steps(doc *markdown.Document) ([]*step.Step, error) {
	r := reader{doc: doc}
	doc.Walk(r.visit)
	if len(r.errs) > 0 {
		return nil, errors.Join(r.errs...)
	}
	steps, headings := r.steps, r.headings
	if r.marksAny() {
		steps, headings = nil, nil
		for i, s := range r.steps {
			if s.Marked {
				steps, headings = append(steps, s), append(headings, r.headings[i])
			}
		}
	}
	if shell := doc.Front.Value("shell"); shell != "" { // runme's
		for _, s := range steps {
			if s.Sort == step.Shell && s.Interpreter == "" {
				s.Interpreter = shell
			}
		}
	}
	step.NameAll(steps, headings)
	return step.SplitAll(steps), nil
}

type reader struct {
	doc      *markdown.Document
	heading  string
	section  string // normalised
	steps    []*step.Step
	headings []string
	errs     []error
}

func (r *reader) marksAny() bool {
	for _, s := range r.steps {
		if s.Marked {
			return true
		}
	}
	return false
}

func (r *reader) visit(block markdown.Block) {
	switch block := block.(type) {
	case *markdown.Heading:
		r.heading, r.section = block.Text.Plain, markdown.Normal(block.Text.Plain)
	case *markdown.Fence:
		r.visitFence(block)
	case *markdown.Table:
		r.visitTable(block)
	case *markdown.Paragraph:
		r.visitParagraph(block)
	}
}

func (r *reader) visitFence(fence *markdown.Fence) {
	line := r.doc.Position(fence.Start).Line
	info := fence.Info
	if !fence.Fenced {
		if !step.IsTranscript(fence.Content) {
			return
		}
		info = "sh"
	}
	s, err := step.FromFence(info, fence.Content, line)
	if err == nil && s != nil && fence.Fenced && !fence.Closed {
		err = fmt.Errorf("line %d: %w", line, ErrFence)
	}
	r.add(s, err)
}

func (r *reader) add(s *step.Step, err error) {
	if err != nil {
		r.errs = append(r.errs, err)
		return
	}
	if s != nil {
		r.steps = append(r.steps, s)
		r.headings = append(r.headings, r.heading)
	}
}

// visitTable reads the rows of a prerequisites table: a column that says how each is verified.
func (r *reader) visitTable(table *markdown.Table) {
	if !strings.Contains(r.section, "prerequisite") && !strings.Contains(r.section, "requirement") {
		return
	}
	verification := table.Column("verification", "validation", "validation step", "verification command", "check")
	if verification < 0 {
		return
	}
	number := table.Column("#", "no", "id", "")
	version := table.Column("version", "version configuration", "version and configuration", "configuration")
	if version < 0 {
		version = table.Column("requirement", "prerequisite")
	}
	for i, row := range table.Rows {
		line := r.doc.Position(row.Start).Line
		s, err := step.FromVerification(r.source(row.Cell(verification)), r.source(row.Cell(version)), line)
		if s != nil {
			s.Name = slug.Of(row.Cell(number).Text.Plain)
			if s.Name == "" || number < 0 {
				s.Name = fmt.Sprintf("prerequisite-%d", i+1)
			}
			s.Named = true
		}
		r.add(s, err)
	}
}

func (r *reader) source(cell markdown.Cell) string { return r.doc.Slice(cell.Text.Span) }

func (r *reader) visitParagraph(paragraph *markdown.Paragraph) {
	text := r.doc.Slice(paragraph.Text.Span)
	lower := strings.ToLower(strings.TrimLeft(text, "*_ "))
	if !strings.HasPrefix(lower, "verification:") && !strings.HasPrefix(lower, "verify:") &&
		!strings.HasPrefix(lower, "verification**:") && !strings.HasPrefix(lower, "verification:**") {
		return
	}
	s, err := step.FromVerification(text, "", r.doc.Position(paragraph.Start).Line)
	if s != nil {
		s.Prerequisite = false
		r.heading, s.Named = r.heading+" verification", false
	}
	r.add(s, err)
	r.heading = strings.TrimSuffix(r.heading, " verification")
}
