package general

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/claim"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var figuresShared = &rule.Rule{
	ID:          "GL022",
	Title:       "Two documents give one figure alike",
	Requirement: "0.guideline.3",
	Severity:    rule.Warning,
	Explain: "A case study's baseline, a plan's starting point and a health report's figure for the same metric, account, period and filter are one figure. Where they differ over one " +
		"snapshot one of them is wrong; over two snapshots the figure was restated and the older document says so or is generated again.",
	Bad: "---\nkind: case-study\naccount: acme\n---\n\n# A\n\nBefore: 10.[^a] Before: 12.[^b]\n\n[^a]: metric:api_calls account=acme period=2026-09 value=10 snapshot=4-aa\n" +
		"[^b]: metric:api_calls account=acme period=2026-09 value=12 snapshot=4-aa\n",
	Good: "---\nkind: case-study\naccount: acme\n---\n\n# A\n\nBefore: 10.[^a] After: 12.[^b]\n\n[^a]: metric:api_calls account=acme period=2026-09 value=10 snapshot=4-aa\n" +
		"[^b]: metric:api_calls account=acme period=2026-10 value=12 snapshot=4-aa\n",
	Check: func(p *rule.Pass) {
		if !standing(p) {
			return
		}
		own := map[string]rule.Citation{}
		for _, c := range p.Citations {
			key, ok := figureKey(c)
			if !ok {
				continue
			}
			first, seen := own[key]
			if seen && differs(first.Ref, c.Ref) {
				p.Violated(c.Note.Body, "", "the footnote %q gives %s for the same figure", first.Label, first.Ref.Value("value"))
			} else if !seen {
				own[key] = c
			}
		}
		if len(own) == 0 {
			return
		}
		for _, n := range neighbours(p) {
			if n.Standing() {
				againstNeighbour(p, n, own)
			}
		}
	},
}

func againstNeighbour(p *rule.Pass, n rule.Neighbour, own map[string]rule.Citation) {
	for _, note := range n.Doc.Notes {
		ref, err := evidence.ParseRef(n.Doc.Slice(note.Body))
		if err != nil {
			continue
		}
		key, ok := figureKey(rule.Citation{Claim: claim.Claim{Ref: ref, Note: note}})
		mine, shared := own[key]
		if !ok || !shared || !differs(mine.Ref, ref) {
			continue
		}
		if mine.Ref.Value("snapshot") == ref.Value("snapshot") {
			p.Violated(mine.Note.Body, "generate both again", "%s gives value=%s for the same figure over the same snapshot", n.Path, ref.Value("value"))
		} else {
			p.Unverified(mine.Note.Body, "the figure was restated: generate the older one again", "%s gives value=%s over snapshot %s", n.Path, ref.Value("value"), ref.Value("snapshot"))
		}
	}
}

func differs(a, b evidence.Ref) bool { return a.Value("value") != b.Value("value") }

// figureKey names what a metric citation measures: the metric, the account, the period and every further condition.
func figureKey(c rule.Citation) (string, bool) {
	if c.Note == nil || c.Err != nil || c.Ref.Scheme != "metric" || c.Ref.Value("value") == "" || c.Ref.Value("period") == "" {
		return "", false
	}
	var b strings.Builder
	b.WriteString(c.Ref.ID)
	for _, key := range []string{"account", "period", "filter", "event", "feature", "per", "stops", "segment"} {
		b.WriteString("\x00" + c.Ref.Value(key))
	}
	return b.String(), true
}
