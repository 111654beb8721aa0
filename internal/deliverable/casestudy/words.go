package casestudy

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
	"github.com/touchstone-cs/touchstone/internal/evidence/feedback"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// endorsement is what a customer said that may be quoted.
type endorsement struct {
	words, id, permission string
}

// listen looks, for every draft, for the customer's words that endorse the outcome and that a consent covers.
func (g generator) listen(ctx context.Context, drafts []*draft) error {
	if g.Said == nil || len(drafts) == 0 {
		return nil
	}
	corpus, err := g.Said(ctx, drafts[0].job.Workspace)
	if err != nil {
		return fmt.Errorf("what customers said: %w", err)
	}
	for _, d := range drafts {
		d.heard = corpus.Snapshot
		register, err := approval.ReadRegister(d.job.Workspace, d.account.Dir)
		if err != nil {
			return err
		}
		consent, why := register.Covers("quote", "customer", "", d.job.Now)
		d.unheard = why
		for _, item := range corpus.Items {
			permission := ""
			switch {
			case item.Account != d.account.ID || item.Permission == feedback.NoQuote || item.Severe || !quotable(item.Body):
				continue
			case item.Permission == feedback.Named || item.Permission != "" && d.pseudonyms != nil:
				permission = "the customer's own permission for these words: " + item.Permission
			case why == "":
				permission = "consent " + consent.ID
			default:
				continue
			}
			if d.quote == nil || !item.Time.Before(d.baseline.To) { // the items run by time: the latest since the baseline
				d.quote = &endorsement{strings.TrimSpace(item.Body), item.ID, permission}
			}
		}
	}
	return nil
}

// quotable reports words that say how it is now: neither a wish nor a complaint, and of a length to be read.
func quotable(words string) bool {
	n := utf8.RuneCountInString(words)
	return n >= 20 && n <= 300 && !strings.Contains(words, "?") && praise.MatchString(words) && !complaint.MatchString(words)
}

var (
	praise = pattern.New(`(?i)\b(?:now|no longer|any ?more|saves?|saved|faster|quick(?:er|ly)?|easier|easy|better|great|good|excellent|love|helps?|helped|works?|reliabl[ey]|happy|glad|thanks?|thank you|recommend\w*|finally|` +
		`before midnight|on time|earlier|less|fewer|twice as|smooth\w*)\b`)
	complaint = pattern.New(`(?i)\b(?:please|could you|can you|would (?:like|settle|help)|need(?:s|ed)?|wish|want(?:s|ed)?|should|missing|misses|cannot|can't|can not|does not|doesn't|don't|do not|did not|didn't|won't|fail\w*|` +
		`broken?|breaks?|bug|slow\w*|late|error\w*|wrong|lost|loses?|dies?|crash\w*|times? out|unless|but|however|until|problem\w*|by hand|hard to|difficult|nobody|waiting|old system)\b`)
)

// quotation writes the words that may stand there, or says why none do.
func (d *draft) quotation() {
	d.printf("## Customer quote\n\n")
	switch {
	case d.quote != nil:
		d.printf("> \"%s\" [enter name and role, as the customer allows]%s\n\n", d.clean(strings.Join(strings.Fields(d.quote.words), " ")), "[^quote]")
		d.note("quote", "feedback:item="+d.quote.id+" snapshot="+d.heard)
		d.printf("[check that the words endorse this outcome (%s), then ask for their approval: `touchstone approve request`]\n", plainText.Replace(d.quote.permission))
	case d.unheard != "":
		d.printf("[add a block quote in the customer's words, with name and role; none was chosen: %s. `touchstone consent grant` records one, `touchstone approve request` asks for these words]\n", plainText.Replace(d.unheard))
	default:
		d.printf("[add a block quote in the customer's words, with name and role; nothing on record endorses the outcome. `touchstone approve request` asks for its approval]\n")
	}
}
