package escalation

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/expect"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// filed is a report that the workspace has.
type filed struct {
	id, account, ticket, state, fixedIn string
	words                               map[string]bool
}

// reports reads every escalation report of the workspace.
func reports(w *workspace.Workspace) ([]filed, error) {
	names, err := w.Files(w.AccountsDir(), func(name string) bool {
		return strings.HasSuffix(name, ".md") && path.Base(path.Dir(name)) == "escalations"
	})
	if err != nil {
		return nil, err
	}
	var all []filed
	var errs []error
	for _, name := range names {
		doc, err := w.Document(name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if doc.Front.Value("kind") != "escalation-report" {
			continue
		}
		r := filed{
			id: strings.TrimSuffix(path.Base(name), ".md"), account: doc.Front.Value("account"), ticket: doc.Front.Value("ticket"),
			state: doc.Front.Value("state"), fixedIn: doc.Front.Value("fixed_in"), words: map[string]bool{},
		}
		if r.state == "" {
			r.state = doc.Front.Value("status")
		}
		text := doc.Title()
		if section := doc.Section("issue summary", "summary"); section != nil {
			for _, block := range section.AllBlocks() {
				if p, ok := block.(*markdown.Paragraph); ok {
					text += " " + p.Text.Plain
				}
			}
		}
		r.words = wordsOf(text)
		all = append(all, r)
	}
	return all, errors.Join(errs...)
}

var word = pattern.New(`[\p{L}][\p{L}\p{N}_]{2,}|\d{3}`)

var common = map[string]bool{"the": true, "and": true, "for": true, "with": true, "that": true, "this": true, "from": true, "after": true, "when": true, "our": true, "not": true, "are": true, "was": true, "esc": true, "since": true, "has": true, "have": true, "but": true}

func wordsOf(text string) map[string]bool {
	words := map[string]bool{}
	for _, w := range word.FindAllString(strings.ToLower(text), -1) {
		if !common[w] {
			words[strings.TrimSuffix(w, "s")] = true
		}
	}
	return words
}

const (
	similarEnough = .2 // of the rarity of the words that two issues have in common
	similarShown  = 3
)

// similarTo ranks reports by the words that they share with a text, rare words counting more (inverse document frequency,
// weighted Jaccard).
func similarTo(all []filed, text, except string) []filed {
	mine := wordsOf(text)
	frequency := map[string]int{}
	for _, r := range all {
		for w := range r.words {
			frequency[w]++
		}
	}
	weight := func(w string) float64 { return math.Log(1 + float64(len(all)+1)/float64(1+frequency[w])) }
	type scored struct {
		filed
		score float64
	}
	var found []scored
	for _, r := range all {
		if r.id == except {
			continue
		}
		shared, either := sums(mine, r.words, weight)
		if either > 0 && shared/either >= similarEnough {
			found = append(found, scored{r, shared / either})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id)) })
	var similar []filed
	for _, one := range found[:min(len(found), similarShown)] {
		similar = append(similar, one.filed)
	}
	return similar
}

// sums adds weights in the words' order, so that the same sets give the same last digit.
func sums(a, b map[string]bool, weight func(string) float64) (shared, either float64) {
	union := map[string]bool{}
	for w := range a {
		union[w] = true
	}
	for w := range b {
		union[w] = true
	}
	var words []string
	for w := range union {
		words = append(words, w)
	}
	slices.Sort(words)
	for _, w := range words {
		either += weight(w)
		if a[w] && b[w] {
			shared += weight(w)
		}
	}
	return shared, either
}

var idNumber = pattern.New(`^ESC-(\d+)$`)

// freeID is the ID of the ticket's own report, else the one after the highest.
func freeID(all []filed, account, ticket string) string {
	highest := 0
	for _, r := range all {
		if r.account == account && r.ticket == ticket {
			return r.id
		}
		if match := idNumber.FindStringSubmatch(r.id); match != nil {
			n, _ := strconv.Atoi(match[1]) // digits
			highest = max(highest, n)
		}
	}
	return fmt.Sprintf("ESC-%04d", highest+1)
}

// fixed tells whether the version that the customer runs has the fix.
func (w *writer) fixed(version string) string {
	running := ""
	if all, err := w.archive.All(w.account.ID); err == nil {
		for _, k := range all {
			if k.Run.Environment.Where == "customer" && k.Run.Product != "" {
				running = k.Run.Product
			}
		}
	}
	switch {
	case running == "":
		return "fixed in " + version + "; the customer's version is not recorded by any run"
	case expect.CompareVersions(running, version) >= 0:
		return "fixed in " + version + ", the customer runs " + running + ": the fix is there and does not help"
	}
	return "fixed in " + version + ", the customer runs " + running + ": an update would bring the fix"
}
