package deliverable

import (
	"strings"

	"github.com/touchstone-cs/touchstone/internal/markdown"
)

// BeingPrepared reports whether an escalation report is a draft that nobody has sent yet. A health report that does not
// list it is not wrong: whether it becomes an escalation is a person's decision.
func BeingPrepared(doc *markdown.Document) bool {
	return doc.Front.Value("status") == "draft" && strings.EqualFold(doc.Front.Value("state"), "being prepared")
}
