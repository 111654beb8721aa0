package escalation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/fault"
	"github.com/touchstone-cs/touchstone/internal/markdown"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/theme/embed"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// filed is a report that the workspace has.
type filed struct {
	id, account, ticket, state, fixedIn string
	issue
	sameError bool // as the issue that it was compared with
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
		if doc.Front.Value("kind") != deliverable.EscalationReport {
			continue
		}
		r := filed{
			id: strings.TrimSuffix(path.Base(name), ".md"), account: doc.Front.Value("account"), ticket: doc.Front.Value("ticket"),
			state: doc.Front.Value("state"), fixedIn: doc.Front.Value("fixed_in"),
		}
		if r.state == "" {
			r.state = doc.Front.Value("status")
		}
		r.issue = issueOf(doc)
		all = append(all, r)
	}
	return all, errors.Join(errs...)
}

// issueOf reads what a report says of its issue: title and summary, and the errors in them and in its logs.
func issueOf(doc *markdown.Document) issue {
	text := ownID.ReplaceAllString(doc.Title(), "")
	if section := doc.Section("issue summary", "summary"); section != nil {
		for _, block := range section.AllBlocks() {
			if p, ok := block.(*markdown.Paragraph); ok {
				text += "\n" + p.Text.Plain
			}
		}
	}
	logs := ""
	doc.Walk(func(block markdown.Block) {
		if fence, ok := block.(*markdown.Fence); ok && slices.Contains([]string{"text", "log", "console", ""}, fence.Info) {
			logs += "\n" + fence.Content
		}
	})
	return issue{text: text, words: wordsOf(text), signatures: fault.Signatures(text + logs)}
}

var ownID = pattern.New(`^ESC-\d+:?\s*`)

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

// Two issues are alike when they show one error, or when the rarity of the words that they share, or the nearness of what
// they say, is this much of the greatest. Paraphrases of one issue lie above the nearness, other issues of one product
// below it.
const (
	wordsEnough = .2
	nearEnough  = .6
	shown       = 3
)

// issue is what is known of an issue when it is compared with others.
type issue struct {
	text       string
	words      map[string]bool
	signatures []string // of its errors
}

// similarTo ranks reports by the errors that they share with an issue, and then by nearness and shared words, rare words
// counting more (inverse document frequency, weighted Jaccard).
func similarTo(ctx context.Context, all []filed, mine issue, except string) ([]filed, error) {
	others := slices.DeleteFunc(slices.Clone(all), func(r filed) bool { return r.id == except })
	if len(others) == 0 {
		return nil, nil
	}
	near, err := nearness(ctx, mine.text, others)
	if err != nil {
		return nil, err
	}
	frequency := map[string]int{}
	for _, r := range all {
		for w := range r.words {
			frequency[w]++
		}
	}
	weight := func(w string) float64 { return math.Log(1 + float64(len(all)+1)/float64(1+frequency[w])) }
	type scored struct {
		filed
		errors int
		score  float64
	}
	var found []scored
	for i, r := range others {
		one := scored{filed: r, errors: sharedErrors(mine.signatures, r.signatures)}
		overlap := 0.0
		if sharedWeight, either := sums(mine.words, r.words, weight); either > 0 {
			overlap = sharedWeight / either
		}
		one.score = overlap + near[i]
		if one.errors > 0 || overlap >= wordsEnough || near[i] >= nearEnough {
			found = append(found, one)
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.errors, a.errors), cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id))
	})
	var similar []filed
	for _, one := range found[:min(len(found), shown)] {
		one.filed.sameError = one.errors > 0
		similar = append(similar, one.filed)
	}
	return similar, nil
}

// nearness is the cosine of the text's sentence vector with each report's. Vectors have length 1.
func nearness(ctx context.Context, text string, others []filed) ([]float64, error) {
	texts := []string{text}
	for _, r := range others {
		texts = append(texts, r.text)
	}
	vectors, width, err := embed.SentenceModel{}.Embed(ctx, texts)
	if err != nil {
		return nil, err
	}
	near := make([]float64, len(others))
	for i := range others {
		other := vectors[(i+1)*width : (i+2)*width]
		for k := range width {
			near[i] += float64(vectors[k]) * float64(other[k])
		}
	}
	return near, nil
}

func sharedErrors(a, b []string) int {
	n := 0
	for _, signature := range a {
		if slices.Contains(b, signature) {
			n++
		}
	}
	return n
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
