package deliverable

import (
	"path"

	"github.com/touchstone-cs/touchstone/internal/rule"
)

// Need is something about a document that a person says when it is begun: a flag of `new`, a question on a terminal.
type Need struct{ Flag, Question, Example string }

// What documents are told apart by.
var (
	NeedsPeriod  = &Need{Flag: "period", Question: "Period, such as 2026-10 or 2026-Q3", Example: "2026-10"}
	NeedsPattern = &Need{Flag: "pattern", Question: "Integration pattern", Example: "route-upload"}
	NeedsID      = &Need{Flag: "id", Question: "ID, such as ESC-0007", Example: "ESC-0007"}
)

// Due is a kind's cadence. The zero value is that of documents that come as they come.
type Due struct {
	Per Per
	// Rule documents what is found where a document is not there. It has no check: a missing document has no place, so the
	// review looks over the whole workspace. Missing evidence is unverified, never violated.
	Rule *rule.Rule
}

// Per is what there is one document for.
type Per uint8

const (
	AsItComes     Per = iota
	PerEngagement     // the kind whose documents tell the engagement's go-live and its patterns
	PerPattern        // an integration pattern of an account
	PerPeriod         // a month or the period agreed, for an account that is live
	PerCycle          // a product cycle or quarter, over all accounts
)

// InEngagement reports whether documents of the kind lie in their engagement's folder.
func (k *Kind) InEngagement() bool {
	return path.Dir(k.Path(Place{AccountDir: "account", Engagement: "engagement", Period: "period", Pattern: "pattern", ID: "id"})) == "account/engagement"
}
