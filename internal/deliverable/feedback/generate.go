package feedback

import (
	"context"
	"fmt"
	"path"
	"sort"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence/feedback"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/theme"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// Period reads a period or the name of a cycle (`cycles:` in touchstone.yaml, a
// name and its days: 2026-08-01..2026-09-30).
func Period(w *workspace.Workspace, name string) (metric.Period, error) {
	var cycles map[string]string
	if err := w.Config.Decode("cycles", &cycles); err != nil {
		return metric.Period{}, err
	}
	if days, ok := cycles[name]; ok {
		p, err := metric.ParsePeriod(days, w.Zone)
		if err != nil {
			return p, fmt.Errorf("touchstone.yaml: cycle %s: %w", name, err)
		}
		return p, nil
	}
	return metric.ParsePeriod(name, w.Zone)
}

// Placed is a period's view with what placing its items changed.
type Placed struct {
	View        *feedback.View
	Corpus      *feedback.Corpus
	Taxonomy    *theme.Taxonomy
	Assignments theme.Assignments
	// Files are the taxonomy and the assignments, where they changed.
	Files []deliverable.File
}

// Place gives every item of a period, and of the one before, its theme: what is
// recorded stays, new themes join the taxonomy.
func Place(ctx context.Context, desk *Desk, w *workspace.Workspace, period metric.Period) (*Placed, error) {
	corpus, err := desk.Store.At(ctx, "")
	if err != nil {
		return nil, err
	}
	taxonomy, err := feedback.Taxonomy(w)
	if err != nil {
		return nil, err
	}
	prior := period.Prior()
	recorded, err := feedback.Assignments(w, prior.Name, period.Name)
	if err != nil {
		return nil, err
	}
	items := map[string][]feedback.Item{prior.Name: feedback.During(corpus, prior), period.Name: feedback.During(corpus, period)}
	anonymizer, err := desk.Anonymizer()
	if err != nil {
		return nil, err
	}
	known := anchored(corpus, taxonomy, anonymizer)
	var texts []theme.Text
	for _, p := range []string{prior.Name, period.Name} {
		for _, item := range items[p] {
			texts = append(texts, textOf(item, anonymizer))
		}
	}
	assigned, proposals, err := theme.Assign(ctx, texts, known, recorded, taxonomy, period.Name, desk.Models)
	if err != nil {
		return nil, err
	}
	out := &Placed{Corpus: corpus, Taxonomy: taxonomy, Assignments: assigned}
	if len(proposals) > 0 {
		data, err := taxonomy.Edit(func(e *theme.Editor) error {
			for _, th := range proposals {
				if err := e.Add(th); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if out.Taxonomy, err = theme.ParseTaxonomy(theme.TaxonomyFile, data); err != nil {
			return nil, err
		}
		out.Files = append(out.Files, deliverable.File{Path: theme.TaxonomyFile, Data: data})
	}
	for _, p := range []string{prior.Name, period.Name} {
		some := theme.Assignments{}
		for _, item := range items[p] {
			a := assigned[item.ID]
			a.Confidence = float64(int(100*a.Confidence+.5)) / 100 // as it is written
			assigned[item.ID], some[item.ID] = a, a
		}
		if len(some) > 0 {
			out.Files = append(out.Files, deliverable.File{Path: feedback.AssignmentsPath(p), Data: theme.EncodeAssignments(some)})
		}
	}
	out.View = feedback.NewView(corpus, out.Taxonomy, assigned, period)
	return out, nil
}

// anchored gives the items, of any period, that stand for themes.
func anchored(c *feedback.Corpus, t *theme.Taxonomy, anonymizer *Anonymizer) []theme.Text {
	wanted := map[string]bool{}
	for _, th := range t.Themes {
		for _, id := range append(append([]string(nil), th.Anchors...), th.Pins...) {
			wanted[id] = true
		}
	}
	var out []theme.Text
	for _, item := range c.Items {
		if wanted[item.ID] {
			out = append(out, textOf(item, anonymizer))
		}
	}
	return out
}

// textOf gives an item's words without the customers' names: they tell who
// speaks, not of what.
func textOf(i feedback.Item, a *Anonymizer) theme.Text {
	return theme.Text{ID: i.ID, Account: i.Account, Language: i.Language, Body: a.Without(i.Body)}
}

func generate(ctx context.Context, desk *Desk, job deliverable.Job, emit func(deliverable.Draft) error) error {
	w := job.Workspace
	period, err := Period(w, job.Period)
	if err != nil {
		return fmt.Errorf("generate feedback-summary: %w", err)
	}
	placed, err := Place(ctx, desk, w, period)
	if err != nil {
		return fmt.Errorf("generate feedback-summary: %w", err)
	}
	anonymizer, err := desk.Anonymizer()
	if err != nil {
		return fmt.Errorf("generate feedback-summary: %w", err)
	}
	competitors, err := Competitors(w)
	if err != nil {
		return err
	}
	for _, c := range competitors {
		anonymizer.Keep = append(anonymizer.Keep, c.names()...)
	}
	if product := w.Config.Product.Name; product != "" {
		anonymizer.Keep = append(anonymizer.Keep, product)
	}
	dir := path.Join(w.Config.Folders.Deliverables, "feedback")
	r := &writer{job: job, placed: placed, view: placed.View, store: desk.Store, anonymous: anonymizer, competitors: competitors, names: productNames(w), chart: period.Name + "-themes.svg", period: period}
	text := r.document()
	files := append(placed.Files, desk.Files...)
	if len(r.view.Themes) > 0 {
		files = append(files, deliverable.File{Path: path.Join(dir, r.chart), Data: chart(r.view)})
	}
	if err := emit(deliverable.Draft{Path: path.Join(dir, period.Name+".md"), Text: []byte(text), Files: files}); err != nil {
		return err
	}
	return details(w, placed, job, emit)
}

// details writes, into each account's restricted folder, what that account said.
func details(w *workspace.Workspace, placed *Placed, job deliverable.Job, emit func(deliverable.Draft) error) error {
	byAccount := map[string][]feedback.Item{}
	for _, item := range placed.View.Items {
		if item.Account != "" {
			byAccount[item.Account] = append(byAccount[item.Account], item)
		}
	}
	ids := make([]string, 0, len(byAccount))
	for id := range byAccount {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	for _, id := range ids {
		if _, err := w.Account(id); err != nil {
			continue // no folder: `touchstone account sync` makes it
		}
		text := detail(id, byAccount[id], placed, job.Now.In(w.Zone).Format("2006-01-02"))
		if err := emit(deliverable.Draft{Path: path.Join(w.AccountDir(id), "feedback", placed.View.Period.Name+".md"), Text: []byte(text)}); err != nil {
			return err
		}
	}
	return nil
}

func detail(account string, items []feedback.Item, placed *Placed, date string) string {
	titles := map[string]string{theme.Individual: "individual request"}
	for _, th := range placed.Taxonomy.Themes {
		titles[th.ID] = th.Title
	}
	var b strings.Builder
	fmt.Fprintf(&b, "---\naccount: %q\nperiod: %s\ndate: %s\naudience: internal\n---\n\n# What %s said, %s\n\n| Item | When | Source | Theme | Words |\n|---|---|---|---|---|\n",
		account, placed.View.Period.Name, date, account, placed.View.Period.Name)
	for _, i := range items {
		title, ok := titles[placed.Assignments[i.ID].Theme]
		if !ok {
			title = titles[theme.Individual]
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", cell(i.ID), i.Time.In(placed.View.Period.Zone()).Format("2006-01-02"), i.Source, cell(title), cell(clip(i.Body, 400)))
	}
	return b.String()
}

// cell escapes what would end a table's cell or begin markup.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;", "[^", `\[^`).Replace(s)
}

func clip(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return strings.TrimSpace(string(runes[:most])) + "…"
}

// Split parts a theme's items of a period into the subjects they are about. It
// gives the new themes, all but the largest subject, and the assignments after.
func Split(ctx context.Context, desk *Desk, w *workspace.Workspace, period metric.Period, id string) ([]theme.Theme, theme.Assignments, error) {
	placed, err := Place(ctx, desk, w, period)
	if err != nil {
		return nil, nil, err
	}
	th, err := placed.Taxonomy.Theme(id)
	if err != nil {
		return nil, nil, err
	}
	anonymizer, err := desk.Anonymizer()
	if err != nil {
		return nil, nil, err
	}
	var texts []theme.Text
	assignments := theme.Assignments{}
	for _, item := range feedback.During(placed.Corpus, period) {
		a := placed.Assignments[item.ID]
		assignments[item.ID] = a
		if a.Theme == th.ID {
			texts = append(texts, textOf(item, anonymizer))
		}
	}
	parts, moved, err := theme.Split(ctx, texts, *th, placed.Taxonomy, period.Name, desk.Models.English)
	if err != nil {
		return nil, nil, err
	}
	for item, a := range moved {
		assignments[item] = a
	}
	return parts, assignments, nil
}
