package theme

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/theme/embed"
)

// place assigns texts in a period and fails where one of them vanishes.
func place(t *testing.T, texts []Text, recorded Assignments, taxonomy *Taxonomy, period string) (Assignments, []Theme) {
	t.Helper()
	got, proposals, err := Assign(context.Background(), texts, nil, recorded, taxonomy, period, models())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range texts {
		if _, ok := got[x.ID]; !ok {
			t.Errorf("%s is neither in a theme nor an individual request", x.ID)
		}
	}
	return got, proposals
}

func empty(t *testing.T) *Taxonomy {
	t.Helper()
	taxonomy, err := ParseTaxonomy(TaxonomyFile, nil)
	if err != nil {
		t.Fatal(err)
	}
	return taxonomy
}

func TestOddTextsAreIndividualRequests(t *testing.T) {
	odd := map[string]string{"empty": "", "word": "Slow", "emoji": "🎉🎉🎉", "marks": "?!", "nothing": "n/a", "number": "42",
		"quotation": Clean("> all of it\n> is quoted"), "tags": Clean("<p><br/></p>")}
	texts := spread("q3")
	for _, id := range sortedKeys(odd) {
		texts = append(texts, Text{ID: id, Account: "acme", Body: odd[id]})
	}
	got, _ := place(t, texts, nil, empty(t), "2026-Q3")
	for id := range odd {
		if got[id].Theme != Individual {
			t.Errorf("%s (%q) is in the theme %s", id, odd[id], got[id].Theme)
		}
	}
}

func TestALongMailWithAThreadAndASignature(t *testing.T) {
	mail := "Hello,\n\nThe upload stops half-way and nobody knows which routes are in.\n\nBest regards,\nAnn\n\n" + strings.Repeat("On Mon, 3 Aug 2026 at 10:00, Bob wrote:\n> The invoice is wrong.\n", 20000)
	if len(mail) < 1<<20 {
		t.Fatal("the mail is too short")
	}
	if got := Clean(mail); got != "Hello, The upload stops half-way and nobody knows which routes are in." {
		t.Errorf("%.200q", got)
	}
}

func TestOneAccountWithNinetyPercent(t *testing.T) {
	texts := spread("q3")
	want, _ := place(t, texts, nil, empty(t), "2026-Q3")
	own := []string{"Our coffee machine integration prints labels", "The label printer driver stops", "Printed labels are cut off at the edge", "Labels come out blank on the second printer"}
	loud := texts
	for i := range 9 * len(texts) {
		loud = append(loud, Text{ID: fmt.Sprint("loud-", i), Account: "loud", Body: fmt.Sprintf("%s in hall %s.", own[i%len(own)], strings.Repeat("A", 1+i/len(own)%5))})
	}
	got, proposals := place(t, loud, nil, empty(t), "2026-Q3")
	for _, th := range proposals {
		accounts := map[string]bool{}
		for _, x := range loud {
			if got[x.ID].Theme == th.ID {
				accounts[x.Account] = true
			}
		}
		if len(accounts) < Smallest {
			t.Errorf("the theme %s rests on %d accounts", th.ID, len(accounts))
		}
	}
	var a, b []int
	index := map[string]int{}
	number := func(id string) int {
		if _, ok := index[id]; !ok {
			index[id] = len(index)
		}
		return index[id]
	}
	for _, x := range texts {
		a, b = append(a, number("before "+want[x.ID].Theme)), append(b, number("after "+got[x.ID].Theme))
	}
	if _, ari := Agreement(a, b); ari < .5 {
		t.Errorf("the others' themes change: ARI %.2f", ari)
	}
}

// TestDecisionsKeepTheirIdentityOverThreeQuarters renames, merges and pins, and looks for the same theme two quarters later.
func TestDecisionsKeepTheirIdentityOverThreeQuarters(t *testing.T) {
	first := spread("q1")
	recorded, proposals := place(t, first, nil, empty(t), "2026-Q1")
	if len(proposals) < 3 {
		t.Fatalf("%d themes", len(proposals))
	}
	upload, other := recorded["q1-18"].Theme, ""
	for _, th := range proposals {
		if th.ID != upload {
			other = th.ID
		}
	}
	data, err := empty(t).Edit(func(e *Editor) error {
		for _, th := range proposals {
			if err := e.Add(th); err != nil {
				return err
			}
		}
		return errors.Join(e.Rename(upload, "Uploads that fail half-way"), e.Merge(other, upload), e.Pin("q2-13", upload))
	})
	if err != nil {
		t.Fatal(err)
	}
	taxonomy, err := ParseTaxonomy(TaxonomyFile, data)
	if err != nil {
		t.Fatal(err)
	}
	known := first
	for _, quarter := range []string{"q2", "q3"} {
		texts := spread(quarter)
		got, fresh, err := Assign(context.Background(), texts, known, recorded, taxonomy, "2026-"+strings.ToUpper(quarter), models())
		if err != nil {
			t.Fatal(err)
		}
		if len(fresh) != 0 {
			t.Errorf("%s proposes %v for what is known", quarter, fresh)
		}
		for _, x := range texts {
			if got[x.ID].Theme == other {
				t.Errorf("%s is in %s, which was merged", x.ID, other)
			}
			recorded[x.ID] = got[x.ID]
		}
		if id := got[quarter+"-18"].Theme; id != upload {
			t.Errorf("%s's uploads are in %q, not in %q", quarter, id, upload)
		}
		known = append(known, texts...)
	}
	if recorded["q2-13"].Theme != upload {
		t.Error("what was pinned moved")
	}
	if th, err := taxonomy.Theme(other); err != nil || th.ID != upload || th.Title != "Uploads that fail half-way" {
		t.Errorf("the merged ID leads to %v, %v", th, err)
	}
}

type down struct{}

func (down) Name() string { return "down" }
func (down) Embed(context.Context, []string) ([]float32, int, error) {
	return nil, 0, fmt.Errorf("%w: refused", embed.ErrEndpoint)
}

func TestAnEndpointThatIsDownLosesNothing(t *testing.T) {
	texts := spread("q3")
	recorded := Assignments{texts[0].ID: {Theme: Individual, Confidence: 1}}
	_, _, err := Assign(context.Background(), texts, nil, recorded, empty(t), "2026-Q3", Models{English: []Part{{down{}, 1}}})
	if !errors.Is(err, embed.ErrEndpoint) {
		t.Errorf("error %v", err)
	}
	if len(recorded) != 1 {
		t.Error("what was recorded changed")
	}
}
