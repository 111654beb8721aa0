package escalation

import (
	"context"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/fault"
	"github.com/touchstone-cs/touchstone/internal/markdown"
)

func reportOf(id, title, summary, log string) filed {
	text := "# " + id + ": " + title + "\n\n## Issue summary\n\n" + summary + "\n\n## Environment details\n\n```text\n" + log + "\n```\n"
	return filed{id: id, issue: issueOf(markdown.Parse([]byte(text)))}
}

func TestSimilarByErrorThenByMeaning(t *testing.T) {
	all := []filed{
		reportOf("ESC-0001", "Invoice shows the wrong VAT", "The invoice of Swedish customers shows 12% instead of 25%.", ""),
		reportOf("ESC-0002", "Uploading many routes at once fails", "The upload of a file with many stops ends in a gateway timeout.", ""),
		reportOf("ESC-0003", "Night planning stops", "The planner stops without a word.", "2026-03-01 02:00:11 ERROR batch 12: deadline exceeded after 60s"),
		reportOf("ESC-0004", "Sign-in loops", "Single sign-on sends people back to the login page.", "redirected 17 times"),
	}
	const text = "Bulk upload of more than 500 stops times out\nPOST /v2/routes/bulk answers 504 for more than 500 stops."
	mine := issue{text: text, words: wordsOf(text), signatures: fault.Signatures("2026-10-12T07:05:00Z ERROR batch 6: deadline exceeded after 58s\n")}
	found, err := similarTo(context.Background(), all, mine, "")
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, r := range found {
		ids = append(ids, r.id)
	}
	if got := strings.Join(ids, " "); got != "ESC-0003 ESC-0002" || !found[0].sameError || found[1].sameError {
		t.Errorf("similar: %s; want the one with the same error, then the paraphrase", got)
	}
	if found, err := similarTo(context.Background(), all[2:3], mine, "ESC-0003"); err != nil || len(found) != 0 {
		t.Errorf("a report is similar to itself: %v, %v", found, err)
	}
}
