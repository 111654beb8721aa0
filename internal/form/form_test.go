package form

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

var milestone = &Sort{Lead: "title", Rest: "criterion", Date: "due", Person: "owner", Fields: []Field{
	{"title", []string{"milestone", "title", "name"}},
	{"owner", []string{"owner", "responsible", "who"}},
	{"due", []string{"due", "date", "target date", "by"}},
	{"criterion", []string{"success criterion", "criterion", "done when"}},
	{"state", []string{"state", "status"}},
}}

// want is what every form below says.
const want = "SSO works|Dana Ruiz|2026-11-14|every user can authenticate via SSO\nHistory is in|S. Berg|2026-12-01|120,000 orders are imported"

// TestFormsSayTheSame: whichever form a person writes, the same is read.
func TestFormsSayTheSame(t *testing.T) {
	for name, text := range map[string]string{
		"table":                "| Milestone | Owner | Due | Success criterion |\n|---|---|---|---|\n| SSO works | Dana Ruiz | 2026-11-14 | every user can authenticate via SSO |\n| History is in | S. Berg | 2026-12-01 | 120,000 orders are imported |\n",
		"columns in any order": "| Due | Milestone owner | Done when | Milestone |\n|---|---|---|---|\n| 2026-11-14 | Dana Ruiz | every user can authenticate via SSO | SSO works |\n| 2026-12-01 | S. Berg | 120,000 orders are imported | History is in |\n",
		"two rows of titles":   "| | Plan | | Result |\n|---|---|---|---|\n| **Milestone** | **Owner** | **Due** | **Success criterion** |\n| SSO works | Dana Ruiz | 2026-11-14 | every user can authenticate via SSO |\n| History is in | S. Berg | 2026-12-01 | 120,000 orders are imported |\n",
		"table on its side":    "| | SSO works | History is in |\n|---|---|---|\n| Owner | Dana Ruiz | S. Berg |\n| Due | 2026-11-14 | 2026-12-01 |\n| Done when | every user can authenticate via SSO | 120,000 orders are imported |\n",
		"table in HTML":        "<table>\n<tr><th>Milestone</th><th>Owner</th>\n<th>Due</th><th>Success criterion</th></tr>\n\n<tr><td>SSO works</td><td>Dana <b>Ruiz</b></td><td>2026-11-14</td><td>every user can authenticate via SSO</td></tr>\n\n<tr><td>History is in<td>S. Berg<td>2026-12-01<td>120,000 orders\n are imported\n</table>\n",
		"a table a heading":    "### SSO works\n\n| | |\n|---|---|\n| Owner | Dana Ruiz |\n| Due | 2026-11-14 |\n| Success criterion | every user can authenticate via SSO |\n\n### History is in\n\n| Field | Value |\n|---|---|\n| Owner | S. Berg |\n| Due | 2026-12-01 |\n| Criterion | 120,000 orders are imported |\n",
		"nested lists":         "1. SSO works\n   - Owner: Dana Ruiz\n   - Due: 2026-11-14\n   - Success criterion: every user can authenticate via SSO\n2. History is in\n   - Owner: S. Berg\n   - Due: 2026-12-01\n   - Success criterion: 120,000 orders are imported\n",
		"nested with bold":     "- **SSO works**\n  - **Owner:** Dana Ruiz\n  - **Due**: 2026-11-14\n  - every user can authenticate via SSO\n- **History is in**\n  * __Owner:__ S. Berg\n  * __Due:__ 2026-12-01\n  * __Done when:__ 120,000 orders are imported\n",
		"one line":             "- SSO works (owner: Dana Ruiz, due: 2026-11-14): every user can authenticate via SSO\n- History is in (S. Berg, 2026-12-01): 120,000 orders are imported\n",
		"one line, no colons":  "- SSO works (owner Dana Ruiz, due 2026-11-14). every user can authenticate via SSO.\n- History is in – S. Berg – by 2026-12-01 – 120,000 orders are imported\n",
		"bold names":           "* **SSO works** — Dana Ruiz — 2026-11-14 — every user can authenticate via SSO\n* **History is in.** Owner: S. Berg. Due: 2026-12-01. Done when: 120,000 orders are imported.\n",
		"day first":            "- 2026-11-14: SSO works (Dana Ruiz): every user can authenticate via SSO\n- **2026-12-01** – History is in – S. Berg – 120,000 orders are imported\n",
		"headings and lists":   "### SSO works\n\n- Owner: Dana Ruiz\n- Due: 2026-11-14\n- Success criterion: every user can authenticate via SSO\n\n### History is in\n\n- Owner: S. Berg\n- Due: 2026-12-01\n- Success criterion: 120,000 orders are imported\n",
		"headings and bold":    "### Milestone 1: SSO works\n\n**Owner:** Dana Ruiz\n**Due:** 2026-11-14\n**Success criterion:** every user can authenticate via SSO\n\n### Milestone 2: History is in\n\n**Owner:** S. Berg  \n**Due:** 2026-12-01  \n**Done when:** 120,000 orders are imported\n",
		"headings and prose":   "### SSO works\n\nevery user can authenticate via SSO\n\nOwner: Dana Ruiz. Due: 2026-11-14.\n\n### History is in\n\nOwner: S. Berg\n\nDue: 2026-12-01\n\nCriterion: 120,000 orders are imported\n",
		"bold and lists":       "**SSO works**\n\n- Owner: Dana Ruiz\n- Due: 2026-11-14\n- Criterion: every user can authenticate via SSO\n\n**History is in**\n\n- Owner: S. Berg\n- Due: 2026-12-01\n- Criterion: 120,000 orders are imported\n",
		"definitions":          "SSO works\n: Owner: Dana Ruiz\n: Due: 2026-11-14\n: Criterion: every user can authenticate via SSO\n\nHistory is in\n: Owner: S. Berg\n: Due: 2026-12-01\n: Criterion: 120,000 orders are imported\n",
		"labels only":          "- Milestone: SSO works\n- Owner: Dana Ruiz\n- Due: 2026-11-14\n- Criterion: every user can authenticate via SSO\n- Milestone: History is in\n- Owner: S. Berg\n- Due: 2026-12-01\n- Criterion: 120,000 orders are imported\n",
		"paragraphs":           "**Milestone:** SSO works. **Owner:** Dana Ruiz. **Due:** 2026-11-14. **Criterion:** every user can authenticate via SSO.\n\n**Milestone:** History is in. **Owner:** S. Berg. **Due:** 2026-12-01. **Criterion:** 120,000 orders are imported.\n",
		"groups":               "### Phase 1\n\n- SSO works: every user can authenticate via SSO (Dana Ruiz, 2026-11-14)\n\n### Phase 2\n\n- History is in: 120,000 orders are imported (S. Berg, due 2026-12-01)\n",
		"groups in a list":     "1. Phase 1\n   - SSO works (Dana Ruiz, 2026-11-14): every user can authenticate via SSO\n2. Phase 2\n   - History is in (S. Berg, 2026-12-01): 120,000 orders are imported\n",
		"with prose beside it": "All dates are working days. Note: the customer has a freeze in December.\n\n- Dates are theirs\n- Owners agreed\n\nThe plan:\n\n1. SSO works (Dana Ruiz, 2026-11-14): every user can authenticate via SSO\n2. History is in (S. Berg, 2026-12-01): 120,000 orders are imported\n",
	} {
		t.Run(name, func(t *testing.T) {
			d := markdown.Parse([]byte("# Plan\n\n## Milestones\n\n" + text + "\n## Next\n\n- no milestone\n"))
			rows := milestone.Rows(d, d.Section("milestones"))
			var got []string
			for _, row := range rows {
				got = append(got, fmt.Sprintf("%s|%s|%s|%s", row.Plain("title"), row.Plain("owner"), row.Plain("due"), strings.TrimSuffix(row.Plain("criterion"), ".")))
				for _, key := range []string{"title", "owner", "due", "criterion"} {
					at := row.Cell(key)
					if first, _, _ := strings.Cut(at.Plain, " "); !strings.HasPrefix(strings.Trim(d.Slice(at.Span), "*"), first) {
						t.Errorf("%s %q has the place of %q", key, at.Plain, d.Slice(at.Span))
					}
				}
			}
			said := strings.ReplaceAll(strings.ReplaceAll(strings.Join(got, "\n"), "Milestone 1: ", ""), "Milestone 2: ", "")
			if diff := cmp.Diff(want, said); diff != "" {
				t.Error(diff)
			}
		})
	}
}
