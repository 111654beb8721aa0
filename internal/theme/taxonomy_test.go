package theme

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const twoThemes = `# ours
minimum_accounts: 4
themes:
  - id: uploads # the loud one
    title: Uploads that fail half-way
    anchors: [a, b]
    effort: {low: 0.8, high: 1.3, by: engineering, date: 2026-09-29}
  - id: history
    title: Who changed this route?
    pins: [c]
`

func TestTaxonomyReads(t *testing.T) {
	tx, err := ParseTaxonomy("themes.yaml", []byte(twoThemes))
	if err != nil {
		t.Fatal(err)
	}
	if tx.MinimumAccounts != 4 || len(tx.Themes) != 2 || tx.Themes[0].Effort.High != 1.3 {
		t.Errorf("read %+v", tx)
	}
	if id, ok := tx.PinOf("c"); !ok || id != "history" {
		t.Errorf("pin of c: %q", id)
	}
}

func TestTaxonomyErrorsNameThePlace(t *testing.T) {
	for text, want := range map[string]string{
		"themes:\n  - id: a\n    title: A\n  - id: a\n    title: B\n":                               `themes.yaml:4: theme "a" is named already in line 2`,
		"themes:\n  - id: a\n    title: Slow map\n  - id: b\n    title: Slow  map!\n":               `themes.yaml:4: the title "Slow  map!" is another theme's already, in line 2`,
		"themes:\n  - id: a\n    title: A\n    merged: [b]\n  - id: b\n    title: B\n":              `themes.yaml:5: theme "b" is named already in line 2`,
		"themes:\n  - id: a\n    title: A\n    pins: [x]\n  - id: b\n    title: B\n    pins: [x]\n": `themes.yaml:5: item x is pinned already in line 2`,
		"minimum_accounts: 2\n":                               "themes.yaml:1: minimum_accounts is 2",
		"themes:\n  - id: a\n    title: A\n    colour: red\n": "themes.yaml:2: theme",
		"themes:\n  - id: a\n":                                "themes.yaml:2: theme a has no title",
		"themes: 3\n":                                         "themes.yaml:1: themes: want a list",
		"other: 3\n":                                          `themes.yaml:1: unknown key "other"`,
		"themes:\n  - id: a\n    title: A\n    effort: {low: 2, high: 1, by: x}\n": "themes.yaml:2: theme a: effort wants",
	} {
		if _, err := ParseTaxonomy("themes.yaml", []byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s…", text, err, want)
		}
	}
}

func edit(t *testing.T, text string, change func(*Editor) error) (string, *Taxonomy) {
	t.Helper()
	tx, err := ParseTaxonomy("themes.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	data, err := tx.Edit(change)
	if err != nil {
		t.Fatal(err)
	}
	after, err := ParseTaxonomy("themes.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	return string(data), after
}

func TestEditsKeepWhatTheyDoNotTouch(t *testing.T) {
	text, after := edit(t, twoThemes, func(e *Editor) error { return e.Rename("uploads", "Uploads break") })
	if after.Themes[0].Title != "Uploads break" || !strings.Contains(text, "# ours") || !strings.Contains(text, "# the loud one") {
		t.Errorf("renamed:\n%s", text)
	}
	_, after = edit(t, twoThemes, func(e *Editor) error { return e.Merge("history", "uploads") })
	if len(after.Themes) != 1 || !cmp.Equal(after.Themes[0].Merged, []string{"history"}) || !cmp.Equal(after.Themes[0].Pins, []string{"c"}) {
		t.Errorf("merged: %+v", after.Themes)
	}
	if th, err := after.Theme("history"); err != nil || th.ID != "uploads" {
		t.Errorf("history is now %v (%v)", th, err)
	}
	_, after = edit(t, twoThemes, func(e *Editor) error { return e.Pin("a", "history") })
	if !cmp.Equal(after.Themes[0].Anchors, []string{"b"}) || !cmp.Equal(after.Themes[1].Pins, []string{"c", "a"}) {
		t.Errorf("pinned: %+v", after.Themes)
	}
	_, after = edit(t, "", func(e *Editor) error { return e.Add(Theme{ID: "x", Title: "X"}) })
	if len(after.Themes) != 1 {
		t.Errorf("added: %+v", after.Themes)
	}
}

// spread gives texts of three accounts or more a subject.
func spread(prefix string) []Text {
	var out []Text
	texts, _ := saidTexts()
	for i, s := range texts {
		out = append(out, Text{ID: fmt.Sprintf("%s-%02d", prefix, i), Account: fmt.Sprintf("account-%d", i%5), Body: s})
	}
	return out
}

func models() Models { return Models{English: EnglishParts(EnglishModels())} }

func TestThemesKeepTheirIdentity(t *testing.T) {
	empty, _ := ParseTaxonomy("themes.yaml", nil)
	first := spread("q2")
	assigned, proposals, err := Assign(context.Background(), first, nil, nil, empty, "2026-Q2", models())
	if err != nil {
		t.Fatal(err)
	}
	if len(assigned) != len(first) || len(proposals) == 0 {
		t.Fatalf("%d of %d texts assigned, %d proposals", len(assigned), len(first), len(proposals))
	}
	data, err := empty.Edit(func(e *Editor) error {
		for _, p := range proposals {
			if err := e.Add(p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	known, err := ParseTaxonomy("themes.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	later, more, err := Assign(context.Background(), spread("q3"), first, assigned, known, "2026-Q3", models())
	if err != nil {
		t.Fatal(err)
	}
	same := 0
	for i, x := range first {
		if later[fmt.Sprintf("q3-%02d", i)].Theme == assigned[x.ID].Theme {
			same++
		}
	}
	if same < len(first)*9/10 || len(more) > 0 {
		t.Errorf("%d of %d texts are where they were; new themes: %+v", same, len(first), more)
	}
	again, _, err := Assign(context.Background(), first, nil, assigned, known, "2026-Q2", models())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(assigned, again); diff != "" {
		t.Errorf("assigning again changes what is recorded:\n%s", diff)
	}
}

func TestOneLoudAccountMakesNoTheme(t *testing.T) {
	empty, _ := ParseTaxonomy("themes.yaml", nil)
	texts := spread("a")
	for i := range texts {
		texts[i].Account = "loud"
	}
	assigned, proposals, err := Assign(context.Background(), texts, nil, nil, empty, "2026-Q3", models())
	if err != nil {
		t.Fatal(err)
	}
	if len(proposals) > 0 {
		t.Errorf("one account makes themes: %+v", proposals)
	}
	for _, x := range texts {
		if assigned[x.ID].Theme != Individual {
			t.Errorf("%s is assigned to %q", x.ID, assigned[x.ID].Theme)
		}
	}
}

func TestAssignmentsRoundTrip(t *testing.T) {
	a := Assignments{"f-2": {Theme: "x", Confidence: .75}, "f-1": {Theme: Individual, Confidence: 1}}
	b, err := ParseAssignments("q.tsv", EncodeAssignments(a))
	if err != nil || !cmp.Equal(a, b) {
		t.Errorf("%v, %v", b, err)
	}
	for _, bad := range []string{"a\tb\n", "a\tb\tc\n", "a\tb\t2\n", "a\tb\t1\na\tb\t1\n"} {
		if _, err := ParseAssignments("q.tsv", []byte(bad)); err == nil || !strings.HasPrefix(err.Error(), "q.tsv:") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestRICESurvivesOrDoesNot(t *testing.T) {
	ranks := RICE([]Candidate{
		{Theme: "history", Reach: 6, Impact: 1, Confidence: .5, EffortLow: .5, EffortHigh: 1.5},
		{Theme: "upload", Reach: 9, Impact: 3, Confidence: .8, EffortLow: .8, EffortHigh: 1.3},
		{Theme: "links", Reach: 8, Impact: 2, Confidence: .8, EffortLow: 1, EffortHigh: 2.1},
		{Theme: "unknown", Reach: 20, Impact: 3, Confidence: 1},
	})
	var order []string
	for _, r := range ranks {
		order = append(order, r.Theme)
	}
	if !cmp.Equal(order, []string{"upload", "links", "history", "unknown"}) {
		t.Errorf("order %v", order)
	}
	if len(ranks[0].Passed) > 0 || !cmp.Equal(ranks[1].Tied, []string(nil)) || ranks[3].Estimated {
		t.Errorf("%+v", ranks)
	}
	worse := RICE([]Candidate{{Theme: "a", Reach: 10, Impact: 1, Confidence: 1, EffortLow: 1, EffortHigh: 5}, {Theme: "b", Reach: 10, Impact: 1, Confidence: 1, EffortLow: 3, EffortHigh: 4}})
	if !cmp.Equal(worse[0].Passed, []string{"b"}) {
		t.Errorf("a at its worst (2) stays before b at its best (3.3): %+v", worse)
	}
}
