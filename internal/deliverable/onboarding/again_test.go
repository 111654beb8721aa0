package onboarding

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/merge"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// edited makes random edits as a person would: sentences between paragraphs,
// words in cells, states, a new row, a date set by hand. It returns the words
// that must survive.
func edited(t *rapid.T, text string, now time.Time) (string, []string) {
	var words []string
	word := func() string {
		w := fmt.Sprintf("Zqx%dword", len(words))
		words = append(words, w)
		return w
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if !strings.HasPrefix(line, "| ") || rapid.IntRange(0, 3).Draw(t, "edit") > 0 {
			continue
		}
		switch {
		case strings.HasSuffix(line, "| open |") && rapid.Bool().Draw(t, "done"):
			lines[i] = strings.TrimSuffix(line, "open |") + "done " + now.Format(time.DateOnly) + " |"
		case strings.Count(line, "|") > 8 && strings.Contains(line, "Work "):
			lines[i] = strings.Replace(line, "Work ", "Work "+word()+" ", 1)
		case strings.Contains(line, "Something with"):
			lines[i] = strings.Replace(line, "Something with", "Something "+word()+" with", 1)
		}
	}
	text = strings.Join(lines, "\n")
	for _, heading := range []string{"## Go-live definition\n", "## Communication\n", "## Prerequisites\n", "## Changes\n"} {
		if rapid.Bool().Draw(t, "sentence") {
			text = strings.Replace(text, heading, "A sentence with "+word()+".\n\n"+heading, 1)
		}
	}
	return text, words
}

// updated generates a plan again on a day, with no other plan.
func updated(ws *workspace.Workspace, found Found, setting Setting, on calendar.Date) (deliverable.Draft, error) {
	d := &desk{job: deliverable.Job{Workspace: ws}, on: on, shelf: newShelf(ws)}
	u, err := d.update(context.Background(), found, setting)
	if err != nil {
		return deliverable.Draft{}, err
	}
	return u.draft()
}

// TestEveryWordStays is law 2 for plans that are generated again after time has
// passed and people have edited them; what comes out still passes the bar, but
// for what a person has to decide.
func TestEveryWordStays(t *testing.T) {
	root := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		w := someWorld(t, root)
		ws := w.open(t)
		first := w.generated(t, ws)
		ws.Close()
		w.now = w.now.AddDate(0, 0, rapid.IntRange(0, 90).Draw(t, "later"))
		text, words := edited(t, string(first.Text), w.now)
		for _, f := range first.Files {
			w.files[f.Path] = f.Data
		}
		w.files[first.Path] = []byte(text)
		w.files[merge.MemoryPath(first.Path)] = merge.Fresh(first.Text).Memory.Encode()
		ws = w.open(t)
		defer ws.Close()
		setting, _ := SettingOf(ws, mustAccount(t, ws))
		found := Found{first.Path, Read(markdown.Parse([]byte(text)))}
		on := dateOf(w, ws)
		draft, err := updated(ws, found, setting, on)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range words {
			if !strings.Contains(string(draft.Text), word) {
				t.Fatalf("%s is gone from\n%s", word, draft.Text)
			}
		}
		unmoved(t, found.Plan, Read(markdown.Parse(draft.Text)))
		for _, f := range w.findings(t, draft) {
			if f.Verdict == evidence.Violated && f.Rule != "OP022" && f.Rule != "OP025" {
				t.Fatalf("%d %s: %s\n%s", f.Start.Line, f.Rule, f.Message, draft.Text)
			}
		}
	})
}

// unmoved: the dates of finished work stay, and so does everything that is no
// date.
func unmoved(t *rapid.T, before, after *Plan) {
	if len(before.Milestones) != len(after.Milestones) {
		t.Fatalf("%d milestones became %d", len(before.Milestones), len(after.Milestones))
	}
	for i, m := range before.Milestones {
		n := after.Milestones[i]
		if m.State.Done() && n.Due.Date != m.Due.Date {
			t.Fatalf("%s is done and moved from %s to %s", m.ID.Text, m.Due.Text, n.Due.Text)
		}
		if m.Title.Text != n.Title.Text || m.Criterion.Text != n.Criterion.Text || m.Owner.Text != n.Owner.Text || m.State.Text != n.State.Text {
			t.Fatalf("row %s changed beyond its date", m.ID.Text)
		}
	}
}

func TestADateSetByHandStays(t *testing.T) {
	w := handWorld(t)
	ws := w.open(t)
	first := w.generated(t, ws)
	ws.Close()
	p := Read(markdown.Parse(first.Text))
	m := p.Milestones[1]
	row := p.Doc.Slice(m.Row)
	text := strings.Replace(string(first.Text), row, strings.Replace(row, m.Due.Text, "2027-06-18", 1), 1)
	for _, f := range first.Files {
		w.files[f.Path] = f.Data
	}
	w.files[first.Path] = []byte(text)
	ws = w.open(t)
	defer ws.Close()
	setting, _ := SettingOf(ws, mustAccount(t, ws))
	draft, err := updated(ws, Found{first.Path, Read(markdown.Parse([]byte(text)))}, setting, dateOf(w, ws)+60)
	if err != nil {
		t.Fatal(err)
	}
	after := Read(markdown.Parse(draft.Text))
	if got := after.Milestones[1].Due.Text; got != "2027-06-18" {
		t.Errorf("set by hand to 2027-06-18, it reads %s", got)
	}
	if why := after.Changes[len(after.Changes)-1].Why.Text; !strings.Contains(why, "kept as a person set them: "+m.ID.Text) {
		t.Errorf("the change log does not say so: %q", why)
	}
}
