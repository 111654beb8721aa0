package casestudy

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// story is what the account's other documents tell.
type story struct {
	engagement string   // the folder of the plan
	plan       *source  // the newest onboarding plan
	guides     []source // implementation guides
	hard       []source // escalations
	milestones []milestone
	risks      []source // health reports with risk signals
	receipts   int
}

// source is a document that the story cites by a link.
type source struct{ path, title string }

type milestone struct{ name, due, state string }

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
		s := source{name, doc.Title()}
		switch doc.Front.Value("kind") {
		case "onboarding-plan":
			d.story.plan, d.story.engagement = &s, path.Base(path.Dir(name))
			d.story.milestones = milestones(doc)
		case "implementation-guide":
			d.story.guides = append(d.story.guides, s)
		case "escalation-report":
			d.story.hard = append(d.story.hard, s)
		case "health-report":
			if section := doc.Section("risk signals", "risks"); section != nil && !section.Empty() {
				d.story.risks = append(d.story.risks, s)
			}
		}
	}
	receipts, err := d.job.Workspace.Files(path.Join(d.account.Dir, "evidence", "receipts"), func(string) bool { return true })
	d.story.receipts = len(receipts)
	return err
}

// milestones reads the plan's table, whatever it calls its columns.
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
			out = append(out, milestone{r.Cell(name).Text.Plain, r.Cell(due).Text.Plain, r.Cell(state).Text.Plain})
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
