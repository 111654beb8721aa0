package review_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/deliverable/general"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/review"
	"github.com/touchstone-cs/touchstone/internal/rule/ruletest"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

const fixedPath = accountDir + "health/2026-10.md"

func fixing(t testing.TB) *workspace.Workspace {
	return ruletest.Workspace(t, map[string]string{accountDir + "account.yaml": "account: acme\nengagement: \"Routing API: production\"\n"})
}

// fixes gives the text with every safe fix, and the edits.
func fixes(t interface{ Fatal(...any) }, w *workspace.Workspace, text string) (string, []markdown.Edit) {
	doc := markdown.Parse([]byte(text))
	report, err := review.Check(context.Background(), &review.Catalog{General: general.Rules(nil)}, review.CheckOptions{Workspace: w, Paths: []string{fixedPath},
		Parsed: map[string]*markdown.Document{fixedPath: doc}, Offline: true, Now: ruletest.Now, Named: map[string]bool{fixedPath: true}, Keep: true})
	if err != nil {
		t.Fatal(err)
	}
	fixed, err := review.Fixes(report)
	if err != nil {
		t.Fatal(err)
	}
	if len(fixed) == 0 {
		return text, nil
	}
	var edits []markdown.Edit
	for _, f := range report.Findings {
		edits = append(edits, f.Fix...)
	}
	return string(fixed[0].Text), edits
}

func TestSafeFixes(t *testing.T) {
	w := fixing(t)
	for name, c := range map[string]struct{ before, after string }{
		"keys that the workspace knows": {
			"---\nkind: health-report\ndate: 2026-11-02\nauthor: Dana Ruiz\n---\n\n# T\n",
			"---\nkind: health-report\ndate: 2026-11-02\nauthor: Dana Ruiz\nengagement: 'Routing API: production'\naccount: acme\nstatus: draft\naudience: internal\n---\n\n# T\n",
		},
		"spellings": {
			"---\nkind: health-report\naccount: ACME\nengagement: x\ndate: 2 November 2026\nauthor: Dana Ruiz\nstatus: Final.\naudience: \"Internal\"\n---\n\n# T\n",
			"---\nkind: health-report\naccount: acme\nengagement: x\ndate: 2026-11-02\nauthor: Dana Ruiz\nstatus: final\naudience: internal\n---\n\n# T\n",
		},
		"what only a person can tell": {
			"---\nkind: health-report\naccount: acme\nengagement: x\ndate: 02.11.2026\nauthor: \nstatus: finished\naudience: everyone\n---\n\n# T\n",
			"---\nkind: health-report\naccount: acme\nengagement: x\ndate: 02.11.2026\nauthor: \nstatus: finished\naudience: everyone\n---\n\n# T\n",
		},
		"a flow mapping": {
			"---\n{kind: health-report, account: acme, engagement: x, date: 2026-11-02, author: Dana Ruiz}\n---\n\n# T\n",
			"---\n{kind: health-report, account: acme, engagement: x, date: 2026-11-02, author: Dana Ruiz}\n---\n\n# T\n",
		},
		"empty values and other line ends": {
			"---\r\nkind: health-report\r\naccount: acme\r\nengagement:\r\ndate: 2026-11-02\r\nauthor: Dana Ruiz\r\nstatus: draft\r\n---\r\n\r\n# T\r\n",
			"---\r\nkind: health-report\r\naccount: acme\r\nengagement: 'Routing API: production'\r\ndate: 2026-11-02\r\nauthor: Dana Ruiz\r\nstatus: draft\r\naudience: internal\r\n---\r\n\r\n# T\r\n",
		},
	} {
		got, _ := fixes(t, w, c.before)
		if diff := cmp.Diff(c.after, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Whatever the front matter and the body: a fix touches nothing outside its edits, the body least of all; after it the same fixes are not
// wanted again.
func TestFixesTouchNothingElse(t *testing.T) {
	w := fixing(t)
	lines := []string{"kind: health-report", "kind: case-study", "account: acme", "account: Acme", "account:", "engagement: x", "engagement:", "date: 2026-11-02", "date: Nov 2, 2026", "date: '2026/11/02'", "date: soon",
		"author: Dana Ruiz", "status: Final", "status: 'DRAFT'", "status:", "status: [a]", "audience: Public!", "audience: internal # ours", "note: |\n  status: Final\n  more", "tags:\n  - a\n  - b", "x: {a: b}", "# a comment", "", "  bad: [", "period: 2026-10"}
	rapid.Check(t, func(t *rapid.T) {
		end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end")
		front := rapid.SliceOfN(rapid.SampledFrom(lines), 0, 9).Draw(t, "front")
		body := rapid.SampledFrom([]string{"", "# T\n", "\n# T\n\nstatus: Final\n\n| a |\n|---|\n| é🚛 |\n", "\n\x00\xff *x* \n", "no title"}).Draw(t, "body")
		text := strings.ReplaceAll("---\n"+strings.Join(append(front, "---"), "\n")+"\n"+body, "\n", end)
		got, edits := fixes(t, w, text)
		if !strings.HasSuffix(got, strings.ReplaceAll(body, "\n", end)) {
			t.Fatalf("%q became %q: the body changed", text, got)
		}
		if !outside([]byte(text), []byte(got), edits) {
			t.Fatalf("%q became %q by %+v", text, got, edits)
		}
		again, _ := fixes(t, w, got)
		if thrice, _ := fixes(t, w, again); thrice != again {
			t.Fatalf("%q, %q, %q: no end", got, again, thrice)
		}
	})
}

// outside reports whether what lies between the edits stands in both texts, in the same order, and nothing else but the edits' words.
func outside(before, after []byte, edits []markdown.Edit) bool {
	slices.SortStableFunc(edits, func(a, b markdown.Edit) int { return a.Start - b.Start })
	at := 0
	for _, e := range edits {
		if e.Start < at {
			continue // clashed with the one before and was left out
		}
		for _, part := range [][]byte{before[at:e.Start], []byte(e.New)} {
			if !bytes.HasPrefix(after, part) {
				return false
			}
			after = after[len(part):]
		}
		at = e.End
	}
	return bytes.Equal(before[at:], after)
}
