package general

import (
	"github.com/touchstone-cs/touchstone/internal/claim"
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
			if seen && first.Ref.Value("value") != c.Ref.Value("value") {
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
	for _, theirs := range n.Figures {
		mine, shared := own[theirs.Key]
		if !shared || mine.Ref.Value("value") == theirs.Value {
			continue
		}
		if mine.Ref.Value("snapshot") == theirs.Snapshot {
			p.Violated(mine.Note.Body, "generate both again", "%s gives value=%s for the same figure over the same snapshot", n.Path, theirs.Value)
		} else {
			p.Unverified(mine.Note.Body, "the figure was restated: generate the older one again", "%s gives value=%s over snapshot %s", n.Path, theirs.Value, theirs.Snapshot)
		}
	}
}

// figureKey names what a citation of a metric measures.
func figureKey(c rule.Citation) (string, bool) {
	if !c.Evidence() {
		return "", false
	}
	return claim.FigureKey(c.Ref)
}
