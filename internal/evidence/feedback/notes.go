package feedback

import (
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/note"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/theme"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// notePrefix begins the IDs of items that were written down in git.
const notePrefix = "note-"

// Notes reads the notes and interviews in the accounts' folders as items: each block quote is something that the customer
// said; where a note has none, all of it is. Words whose permission is not recorded are counted and never quoted.
func Notes(w *workspace.Workspace) ([]Item, error) {
	accounts, err := w.Accounts()
	if err != nil {
		return nil, err
	}
	var items []Item
	for _, account := range accounts {
		notes, err := note.List(w, account)
		if err != nil {
			return nil, fmt.Errorf("notes of %s: %w", account.ID, err)
		}
		for _, n := range notes {
			items = append(items, itemsOf(n, account.ID)...)
		}
	}
	return items, nil
}

func itemsOf(n note.Note, account string) []Item {
	base := Item{Account: account, Source: Conversation, Time: n.Time, Permission: n.Permission}
	if base.Permission == "" {
		base.Permission = NoQuote
	}
	if len(n.With) > 0 {
		base.Person = n.With[0]
	}
	var items []Item
	for i, words := range saidIn(markdown.Parse([]byte(n.Text))) {
		item := base
		item.ID = notePrefix + n.ID
		if i > 0 {
			item.ID = fmt.Sprintf("%s%s-%d", notePrefix, n.ID, i+1)
		}
		item.Body = theme.Clean(words)
		if item.Body != "" && !item.Time.IsZero() {
			items = append(items, item)
		}
	}
	return items
}

// saidIn gives the block quotes of a note, or all its words where it has none.
func saidIn(d *markdown.Document) []string {
	var quotes, words []string
	for _, block := range d.Blocks {
		text := wordsOf(block)
		if _, ok := block.(*markdown.Quote); ok {
			quotes = append(quotes, text)
		}
		words = append(words, text)
	}
	if len(quotes) > 0 {
		return quotes
	}
	return []string{strings.Join(words, "\n")}
}

func wordsOf(b markdown.Block) string {
	var out []string
	switch b := b.(type) {
	case *markdown.Paragraph:
		out = append(out, b.Text.Plain)
	case *markdown.Quote:
		for _, inner := range b.Blocks {
			out = append(out, wordsOf(inner))
		}
	case *markdown.List:
		for _, item := range b.Items {
			out = append(out, item.Text.Plain)
		}
	}
	return strings.Join(out, "\n")
}
