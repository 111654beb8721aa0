package health

import (
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/evidence"
)

// TestLabelsThatReadAlikeStayApart: what two marks cite stays two things, and a mark of the same thing stays one.
func TestLabelsThatReadAlikeStayApart(t *testing.T) {
	ticket := func(id string) evidence.Ref { return evidence.Ref{Scheme: "ticket", ID: id} }
	feature := func(name, users string) evidence.Ref {
		return evidence.Ref{Scheme: "metric", ID: "feature_users", Params: []evidence.Param{{Key: "feature", Value: name}, {Key: "value", Value: users}}}
	}
	n := newNotes()
	for _, c := range []struct {
		label string
		ref   evidence.Ref
		want  string
	}{
		{"t-4", ticket("T 4"), "[^t-4]"},
		{"t-4", ticket("T/4"), "[^t-4-2]"},
		{"t-4", ticket("T 4"), "[^t-4]"},
		{"t-4", ticket("T/4").With("at", "2026-10-01"), "[^t-4-2]"},
		{"f-x", feature("X", "3"), "[^f-x]"},
		{"f-x", feature("x!", "4"), "[^f-x-2]"},
	} {
		if got := n.cite(c.label, c.ref); got != c.want {
			t.Errorf("cite(%s, %s) = %s, want %s", c.label, c.ref, got, c.want)
		}
	}
	var b strings.Builder
	n.definitions(&b)
	want := "[^t-4]: ticket:\"T 4\"\n[^t-4-2]: ticket:T/4 at=2026-10-01\n[^f-x]: metric:feature_users feature=X value=3\n[^f-x-2]: metric:feature_users feature=x! value=4\n"
	if got := b.String(); got != want {
		t.Errorf("footnotes:\n%s\nwant:\n%s", got, want)
	}
}
