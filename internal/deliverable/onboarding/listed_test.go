package onboarding

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// listed writes a plan's milestones as people do without a table: phases as headings, labelled items, the ID in front of the
// name in one of its forms.
func listed(text string, form int) string {
	plan := Read(markdown.Parse([]byte(text)))
	lines := strings.Split(text, "\n")
	var out []string
	phase := ""
	for i, line := range lines {
		if !strings.HasPrefix(line, "|") || !within(plan, text, i) {
			out = append(out, line)
			continue
		}
		for k := range plan.Milestones {
			m := &plan.Milestones[k]
			if plan.Doc.Position(m.Row.Start).Line != i+1 {
				continue
			}
			if m.Phase != phase {
				phase = m.Phase
				out = append(out, "", "### "+phase, "")
			}
			out = append(out, "- "+fmt.Sprintf([]string{"%s %s", "**%s** %s", "**%s: %s**", "%s – %s"}[form], m.ID.Text, m.Title.Text))
			for _, label := range []struct {
				name string
				span markdown.Span
			}{{"Owner", m.Owner.Span}, {"Due", m.Due.Span}, {"Success criterion", m.Criterion.Span}, {"After", m.After.Span}, {"Days", m.Days.Span}, {"Proven by", m.Proof.Span}, {"State", m.State.Span}} {
				if words := strings.TrimSpace(plan.Doc.Slice(label.span)); words != "" {
					out = append(out, "  - "+label.name+": "+words)
				}
			}
		}
	}
	return strings.Join(out, "\n")
}

// within reports whether line i lies in the table of milestones.
func within(p *Plan, text string, i int) bool {
	at := 0
	for range i {
		at += strings.IndexByte(text[at:], '\n') + 1
	}
	return at >= p.MilestonesAt.Span.Start && at < p.MilestonesAt.Span.End
}

// TestAListIsPlannedAsItsTable: the same dates, odds and states come out, in the list's places, and every other word stays.
func TestAListIsPlannedAsItsTable(t *testing.T) {
	root := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		w := someWorld(t, root)
		ws := w.open(t)
		first := w.generated(t, ws)
		ws.Close()
		for _, f := range first.Files {
			w.files[f.Path] = f.Data
		}
		w.now = w.now.AddDate(0, 0, rapid.IntRange(1, 90).Draw(t, "later"))
		table := string(first.Text)
		list := listed(table, rapid.IntRange(0, 3).Draw(t, "form"))
		var plans []*Plan
		for _, text := range []string{table, list} {
			w.files[first.Path] = []byte(text)
			ws = w.open(t)
			setting, _ := SettingOf(ws, mustAccount(t, ws))
			draft, err := updated(ws, Found{first.Path, Read(markdown.Parse([]byte(text)))}, setting, dateOf(w, ws))
			ws.Close()
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			plans = append(plans, Read(markdown.Parse(draft.Text)))
		}
		a, b := plans[0], plans[1]
		if len(a.Milestones) != len(b.Milestones) || a.GoLive.Text != b.GoLive.Text {
			t.Fatalf("%d milestones, go-live %s; as a list %d, %s\n%s", len(a.Milestones), a.GoLive.Text, len(b.Milestones), b.GoLive.Text, list)
		}
		for i := range a.Milestones {
			m, n := a.Milestones[i], b.Milestones[i]
			if m.ID.Text != n.ID.Text || m.Title.Text != n.Title.Text || m.Due.Date != n.Due.Date || m.State.Text != n.State.Text || m.Owner.Text != n.Owner.Text ||
				m.Criterion.Text != n.Criterion.Text || m.Phase != n.Phase {
				t.Fatalf("%+v\nas a list\n%+v\n%s", m, n, b.Doc.Source)
			}
		}
	})
}

// TestWithoutIDs: work that cannot be told apart is not planned.
func TestWithoutIDs(t *testing.T) {
	w := handWorld(t)
	ws := w.open(t)
	defer ws.Close()
	setting, _ := SettingOf(ws, mustAccount(t, ws))
	for body, want := range map[string]string{
		"- Data load\n  - Owner: P. Amadi\n  - Due: 2026-12-15\n": `plan.md:14: the milestone "Data load" has no ID`,
		"They follow.\n": "plan.md: no milestone is found",
	} {
		text := "---\nkind: onboarding-plan\naccount: acme\ndate: 2026-11-20\nauthor: Dana Ruiz\nengagement: routing\nstate: proposed\naudience: customer\n---\n\n# Plan\n\n## Milestones\n" + body
		_, err := updated(ws, Found{"plan.md", Read(markdown.Parse([]byte(text)))}, setting, dateOf(w, ws))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\n  error %v; want %s", body, err, want)
		}
	}
}
