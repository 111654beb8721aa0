package onboarding

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/merge"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// first generates acme's plan for the first time, with evidence.
func (w world) first(t *testing.T, e Evidence, start string) *Plan {
	ws := w.open(t)
	defer ws.Close()
	var out deliverable.Draft
	job := deliverable.Job{Workspace: ws, Accounts: []string{"acme"}, Now: w.now, Author: "Dana Ruiz", Flags: map[string]string{"playbook": "mine", "start": start}}
	err := Kind(func(*workspace.Workspace) Evidence { return e }).Generate(context.Background(), job, func(d deliverable.Draft) error { out = d; return nil })
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range out.Files {
		w.files[f.Path] = f.Data
	}
	w.files[out.Path] = out.Text
	w.files[merge.MemoryPath(out.Path)] = merge.Fresh(out.Text).Memory.Encode()
	return Read(markdown.Parse(out.Text))
}

// TestEvidenceDecidesTheFirstVersion: what the warehouse shows already is done in
// a plan's first version, with its citation, and the rest is dated after it.
func TestEvidenceDecidesTheFirstVersion(t *testing.T) {
	w := handWorld(t)
	w.now = time.Date(2026, 12, 14, 9, 0, 0, 0, time.UTC)
	called := date(t, "2026-12-02")
	l := &log{events: map[string]map[calendar.Date]int{"api_call": {called: 120}}, steps: map[string]evidence.Verdict{"P1": evidence.Pass}}
	without := handWorld(t)
	without.now = w.now
	open, p := without.first(t, Evidence{}, "2026-11-24"), w.first(t, l.evidence(), "2026-11-24")
	if m := p.Milestone("2.1"); m.State.Text != "done 2026-12-02" || !m.State.Cited || m.Due.Date != called {
		t.Errorf("2.1 is %q, due %s, cited %v", m.State.Text, m.Due.Text, m.State.Cited)
	}
	if x := p.Prerequisites[0]; !x.State.Done() || !x.State.Cited {
		t.Errorf("P1 is %q", x.State.Text)
	}
	if a, b := p.Milestone("2.3").Due.Date, open.Milestone("2.3").Due.Date; a >= b {
		t.Errorf("2.3 waits for 2.1 alone: due %s with 2.1 done, %s without", a, b)
	}
	if a, b := p.Milestone("4.2").Due.Date, open.Milestone("4.2").Due.Date; a > b {
		t.Errorf("go-live %s with 2.1 done, %s without", a, b)
	}
	if fallback := p.Risks[0].Fallback.Text; !strings.HasSuffix(fallback, "2.1 is done: go-live no longer waits for it") {
		t.Errorf("R1 delays 2.1, which is done: %s", fallback)
	}
	if !strings.Contains(string(p.Doc.Source), "First calls :done, t2_1") {
		t.Error("the diagram does not show 2.1 as done")
	}
}

// TestGeneratedTextMovesWithTheDates: the dates by which prerequisites are needed
// and the contingency timelines are of the plan as it is; a person's words beside
// them stay.
func TestGeneratedTextMovesWithTheDates(t *testing.T) {
	w := handWorld(t)
	p := w.first(t, Evidence{}, "2026-11-24")
	at := "customer-success/accounts/acme/onboarding/onboarding-plan.md"
	text := strings.Replace(string(p.Doc.Source), "Load the valid records", "Ask Sam first. Load the valid records", 1)
	text = strings.Replace(text, "| due "+needed(p, "P3")+" |", "| due 2026-12-01 |", 1) // a person's date
	w.files[at] = []byte(text)
	ws := w.open(t)
	defer ws.Close()
	setting, _ := SettingOf(ws, mustAccount(t, ws))
	found := Found{at, Read(markdown.Parse([]byte(text)))}
	draft, err := updated(ws, found, setting, date(t, "2027-01-18"))
	if err != nil {
		t.Fatal(err)
	}
	after := Read(markdown.Parse(draft.Text))
	if was, is := needed(p, "P2"), needed(after, "P2"); is <= was {
		t.Errorf("P2 is needed by %s, as before 2.1 was moved to %s", is, after.Milestone("2.1").Due.Text)
	}
	if is := needed(after, "P3"); is != "2026-12-01" {
		t.Errorf("P3: a person set 2026-12-01, now it is %s", is)
	}
	for i, r := range after.Risks {
		if r.Fallback.Text == found.Plan.Risks[i].Fallback.Text || strings.Contains(r.Fallback.Text, "2026-") {
			t.Errorf("%s still tells the old timeline: %s", r.ID.Text, r.Fallback.Text)
		}
	}
	if !strings.Contains(after.Risks[1].Fallback.Text, "Ask Sam first. Load the valid records") {
		t.Errorf("a person's words are gone: %s", after.Risks[1].Fallback.Text)
	}
	if why := after.Changes[len(after.Changes)-1].Why.Text; why != "1.1 33 working days late (vendor)" {
		t.Errorf("the change log says why: %s", why)
	}
}

func needed(p *Plan, id string) string {
	for _, x := range p.Prerequisites {
		if x.ID.Text == id {
			return strings.TrimPrefix(x.State.Text, "due ")
		}
	}
	return ""
}

// TestAPlanTakenBackStays: a withdrawn plan is not generated again; asked for by
// name, that is said.
func TestAPlanTakenBackStays(t *testing.T) {
	w := handWorld(t)
	p := w.first(t, Evidence{}, "2026-11-24")
	at := "customer-success/accounts/acme/onboarding/onboarding-plan.md"
	w.files[at] = []byte(strings.Replace(string(p.Doc.Source), "status: draft", "status: withdrawn", 1))
	ws := w.open(t)
	defer ws.Close()
	job := deliverable.Job{Workspace: ws, All: true, Now: w.now, Author: "Dana Ruiz", Flags: map[string]string{"playbook": "mine"}}
	refuse := func(d deliverable.Draft) error { return errors.New(d.Path + " was written") }
	if err := Kind(nil).Generate(context.Background(), job, refuse); err != nil {
		t.Error(err)
	}
	job.All, job.Accounts = false, []string{"acme"}
	if err := Kind(nil).Generate(context.Background(), job, refuse); !errors.Is(err, errTakenBack) {
		t.Errorf("%v", err)
	}
}

// TestAPrerequisiteIsShownByItsOwnValidation: the receipt of its command, or
// evidence that names it; anything else leaves it unverified.
func TestAPrerequisiteIsShownByItsOwnValidation(t *testing.T) {
	w := handWorld(t)
	for note, want := range map[string]bool{
		"run:acme-staging/2026-12-01T09:00Z/p1":     true,
		"run:acme-staging/2026-12-01T09:00Z/whoami": false,
	} {
		text := strings.Replace(boundPlan, "| due 2026-12-01 |", "| met 2026-12-01[^p] |", 1) + "\n[^p]: " + note + "\n"
		got := true
		for _, f := range w.findings(t, deliverable.Draft{Path: "customer-success/accounts/acme/onboarding/onboarding-plan.md", Text: []byte(text)}) {
			got = got && !strings.Contains(f.Message, "neither the receipt")
		}
		if got != want {
			t.Errorf("%s: fits %v, want %v", note, got, want)
		}
	}
	x := Prerequisite{ID: Cell{Text: "P1"}, Text: Cell{Text: "Outbound 443"}}
	for text, want := range map[string]bool{"P1 holds.": true, "outbound 443 is open": true, "P10 holds": false, "all is well": false} {
		if got := x.namedIn(text); got != want {
			t.Errorf("%q names P1: %v, want %v", text, got, want)
		}
	}
}
