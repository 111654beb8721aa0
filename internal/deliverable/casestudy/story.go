package casestudy

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// story is what the account's other documents and receipts tell.
type story struct {
	engagement  string      // the folder of the plan
	plan        *source     // the newest onboarding plan
	start       string      // the plan's first day, ISO; "" where it gives none
	goals       string      // what the plan was to reach
	environment [][2]string // what the customer runs, as the plan says
	criteria    []string    // of the plan's go-live definition
	milestones  []milestone
	moves       []move    // of the plan's dates, with their reasons
	guides      []guide   // implementation guides
	runs        []lastRun // the last run of each document in each environment
	failures    []failure // steps that failed on the way
	hard        []source  // escalations
	risks       []risk    // health reports with risk signals
	learned     []lesson  // what plans, guides and escalations say was learned
}

// source is a document that the story cites by a link.
type source struct{ path, title, date string }

type milestone struct{ name, due, state string }

type move struct{ on, what, why string }

type guide struct {
	source
	parts []string // its headings
}

// lesson is what another document learned.
type lesson struct {
	source
	points []string
}

type risk struct {
	source
	signals []string
}

// lastRun counts the last run of one document in one environment.
type lastRun struct {
	id, document, environment, on string
	passed, steps                 int
}

// failure is a step that failed in runs, and whether it passed later.
type failure struct {
	step, reason, id string
	runs             int
	mended           bool
}

// read gathers the story from the account's folder: plan, guides, escalations, health reports and receipts.
func (d *draft) read() error {
	documents, err := d.job.Workspace.Documents(d.account.Dir)
	if err != nil {
		return err
	}
	for _, name := range documents {
		doc, err := d.job.Workspace.Document(name)
		if err != nil {
			return err
		}
		if doc.Front.Value("status") == "withdrawn" {
			continue
		}
		d.story.add(source{name, doc.Title(), doc.Front.Value("date")}, doc)
	}
	kept, err := command.NewArchive(d.job.Workspace).All(d.account.ID)
	d.story.ran(kept)
	return err
}

func (s *story) add(from source, doc *markdown.Document) {
	if points := points(doc.Section("lessons learned", "lessons", "retrospective", "what we learned")); len(points) > 0 && doc.Front.Value("kind") != Name {
		s.learned = append(s.learned, lesson{from, points})
	}
	switch doc.Front.Value("kind") {
	case deliverable.OnboardingPlan:
		s.plan, s.engagement, s.start = &from, path.Base(path.Dir(from.path)), doc.Front.Value("start")
		s.milestones, s.moves = milestones(doc), moves(doc)
		s.facts(doc.Section("customer profile and environment", "customer profile", "environment"))
		s.criteria = column(doc.Section("go live definition", "go live", "definition of go live", "go live criteria"), "criterion", "criteria")
	case deliverable.ImplementationGuide:
		g := guide{source: from}
		for _, section := range doc.AllSections() {
			if title := strings.TrimLeft(section.Heading.Text.Plain, "0123456789. "); section.Heading.Level == 2 && !unsteplike[markdown.Normal(title)] {
				g.parts = append(g.parts, title)
			}
		}
		s.guides = append(s.guides, g)
	case deliverable.EscalationReport:
		s.hard = append(s.hard, from)
	case deliverable.HealthReport:
		if signals := column(doc.Section("risk signals", "risks"), "signal", "risk"); len(signals) > 0 {
			s.risks = append(s.risks, risk{from, signals})
		}
	}
}

// unsteplike are a guide's parts that are no part of the work.
var unsteplike = map[string]bool{"troubleshooting": true, "lessons learned": true, "summary": true, "references": true, "changes": true}

// facts reads the plan's table of facts: goals, and what the customer runs. Rows on people stay where they are.
func (s *story) facts(section *markdown.Section) {
	if section == nil {
		return
	}
	for _, t := range section.Tables() {
		for _, r := range t.Rows {
			name, value := strings.TrimSpace(r.Cell(0).Text.Plain), strings.TrimSpace(r.Cell(1).Text.Plain)
			switch key := markdown.Normal(name); {
			case value == "" || strings.HasPrefix(key, "team") || key == "contacts":
			case key == "goals" || key == "goal":
				s.goals = value
			default:
				s.environment = append(s.environment, [2]string{name, value})
			}
		}
	}
}

// ran counts runs, the oldest first: how each ended last, and which steps failed on the way.
func (s *story) ran(kept []command.Kept) {
	last, failed := map[string]int{}, map[string]int{}
	for _, k := range kept {
		if k.Run.Undo {
			continue
		}
		run := lastRun{id: k.ID(), document: k.Run.Document, environment: k.Run.Environment.Name, on: k.Run.Started.Format("2006-01-02"), steps: len(k.Run.Steps)}
		for _, step := range k.Run.Steps {
			at, known := failed[step.Name]
			switch step.Outcome {
			case receipt.Passed:
				run.passed++
				if known {
					s.failures[at].mended = true
				}
			case receipt.Failed, receipt.Warned:
				if !known {
					at = len(s.failures)
					failed[step.Name] = at
					s.failures = append(s.failures, failure{step: step.Name, reason: step.Reason})
				}
				s.failures[at].runs++
				s.failures[at].mended, s.failures[at].id = false, k.ID()
			}
		}
		key := run.document + "\x00" + run.environment
		if at, ok := last[key]; ok {
			s.runs[at] = run
		} else {
			last[key] = len(s.runs)
			s.runs = append(s.runs, run)
		}
	}
}

// milestones reads the plan's table, whatever it calls its columns; phases, which have no date, are left out.
func milestones(doc *markdown.Document) []milestone {
	section := doc.Section("milestones", "milestones and timeline", "timeline")
	if section == nil {
		return nil
	}
	var out []milestone
	for _, t := range section.Tables() {
		name, due := t.Column("milestone", "name", "what"), t.Column("due", "date", "completion date", "completed", "done", "target date")
		if name < 0 || due < 0 {
			continue
		}
		state := t.Column("state", "status")
		for _, r := range t.Rows {
			if date := r.Cell(due).Text.Plain; strings.TrimSpace(date) != "" {
				out = append(out, milestone{r.Cell(name).Text.Plain, date, r.Cell(state).Text.Plain})
			}
		}
	}
	return out
}

// moves reads the plan's table of changes; its first row is the first version.
func moves(doc *markdown.Document) []move {
	section := doc.Section("changes")
	if section == nil {
		return nil
	}
	var out []move
	for _, t := range section.Tables() {
		on, what, why := t.Column("on", "date"), t.Column("what moved", "what", "change"), t.Column("why", "reason")
		if what < 0 {
			continue
		}
		for _, r := range t.Rows {
			first, _, _ := strings.Cut(r.Cell(what).Text.Plain, ";") // the rest follows from it
			if strings.Contains(first, "→") {
				out = append(out, move{r.Cell(on).Text.Plain, strings.TrimSpace(first), r.Cell(why).Text.Plain})
			}
		}
	}
	return out
}

// column gives the cells of the first table column that is called so.
func column(section *markdown.Section, names ...string) []string {
	if section == nil {
		return nil
	}
	var out []string
	for _, t := range section.Tables() {
		if at := t.Column(names...); at >= 0 {
			for _, r := range t.Rows {
				if cell := strings.TrimSpace(r.Cell(at).Text.Plain); cell != "" {
					out = append(out, cell)
				}
			}
		}
	}
	return out
}

// link writes a Markdown link from the draft's folder.
func (d *draft) link(s source) string {
	target, err := filepath.Rel(filepath.FromSlash(path.Dir(d.path())), filepath.FromSlash(s.path))
	if err != nil {
		target = s.path
	}
	title := strings.NewReplacer("[", "", "]", "", "\n", " ").Replace(s.title)
	if title == "" {
		title = path.Base(s.path)
	}
	return "[" + title + "](" + filepath.ToSlash(target) + ")"
}

// points are the items of a section or, where it has none, its paragraphs; what waits for a person is left out.
func points(section *markdown.Section) []string {
	if section == nil {
		return nil
	}
	var items, paragraphs []string
	for _, sn := range blocks(section) {
		switch text := strings.TrimSpace(sn.text); {
		case text == "" || strings.HasPrefix(text, "["):
		case sn.item:
			items = append(items, text)
		default:
			paragraphs = append(paragraphs, text)
		}
	}
	if len(items) > 0 {
		return items
	}
	return paragraphs
}

type block struct {
	text string
	item bool
}

// blocks gives the paragraphs of a section's text and of its lists.
func blocks(section *markdown.Section) []block {
	var out []block
	for _, b := range section.AllBlocks() {
		switch n := b.(type) {
		case *markdown.Paragraph:
			out = append(out, block{n.Text.Plain, false})
		case *markdown.List:
			for _, item := range n.Items {
				for _, inner := range item.Blocks {
					if p, ok := inner.(*markdown.Paragraph); ok {
						out = append(out, block{p.Text.Plain, true})
					}
				}
			}
		}
	}
	return out
}
