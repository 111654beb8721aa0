package erase

import (
	"context"
	"os"
	"path"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// Cited are the rows that citations may name, by their reference: "ticket:ZD-48213".
type Cited map[string]bool

// cited are the facts whose rows have a reference of their own, by its scheme and the column of its ID.
var cited = []struct{ fact, scheme, column string }{{"tickets", "ticket", "ticket"}, {"interactions", "interaction", "interaction"}}

// CitedRows gives what citations may name of an account's rows, of the latest snapshot: to be asked before they go.
func CitedRows(ctx context.Context, store *warehouse.Store, reader warehouse.Reader, account string) (Cited, error) {
	out := Cited{}
	snapshot, err := store.Latest()
	if err != nil || snapshot.Number == 0 {
		return out, err
	}
	for _, c := range cited {
		question := warehouse.Question{Fact: c.fact, Columns: []string{c.column}, Where: map[string][]string{"account": {account}}}
		err := reader.Read(ctx, snapshot, question, func(r warehouse.Row) error {
			out[c.scheme+":"+r.Text(0)] = true
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// reference is a citation of a row: of a ticket, an interaction, a piece of feedback.
var reference = pattern.New(`\b((?:ticket|interaction|feedback):(?:item=)?)([^\s\]\)>,;]+)`)

// Citations puts the label in the place of the ID in every citation of what was erased, so that its verdict can say so, and
// returns the documents that changed.
func Citations(root string, gone Cited, label string, skip func(name string) bool) (changed []string, err error) {
	if len(gone) == 0 {
		return nil, nil
	}
	err = eachFile(root, skip, func(place, name string) error {
		clean := rewriter(name)
		if clean == nil {
			return nil
		}
		data, err := os.ReadFile(place)
		if err != nil {
			return err
		}
		text := clean(gone, string(data), label)
		if text == string(data) {
			return nil
		}
		changed = append(changed, name)
		return atomicfile.Write(place, []byte(text), 0o644)
	})
	return changed, err
}

// rewriter is how a file says what it knows of rows; nil for files that know none.
func rewriter(name string) func(gone Cited, text, label string) string {
	switch path.Ext(name) {
	case ".md":
		return Cited.unlabel
	case ".tsv":
		return Cited.unplace
	}
	return nil
}

// unlabel puts the label in the place of the IDs that a document cites.
func (gone Cited) unlabel(text, label string) string {
	return reference.ReplaceAllStringFunc(text, func(s string) string {
		m := reference.FindStringSubmatch(s)
		if !gone[strings.Replace(s, "item=", "", 1)] {
			return s
		}
		return m[1] + label
	})
}

// unplace takes the lines out of a list of assignments whose item, in the first column, is gone.
func (gone Cited) unplace(text, _ string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		item, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !gone["feedback:"+item] {
			b.WriteString(line)
		}
	}
	return b.String()
}
