package feedback

import (
	"cmp"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/feedback"
	"github.com/touchstone-cs/touchstone/internal/prose"
	"github.com/touchstone-cs/touchstone/internal/theme"
)

// request is one notable wish of one or two customers, without their voice.
type request struct {
	asked, reason string
	weight        int
	id            string
}

func (w *writer) requests() {
	w.line("## Individual requests\n")
	list := w.notable()
	if len(list) == 0 {
		w.line("No individual request stands out.\n")
		return
	}
	w.line("| Request | Their reason | Proposed answer |\n|---|---|---|")
	for _, r := range list {
		w.line("| %s | %s | %s |", cell(r.asked), cell(r.reason), "Watch for more accounts")
	}
	w.line("\nReworded by machine so that nobody is recognised; who asked lies in the accounts' folders.\n")
}

// notable picks requests with a reason before those without, and severe ones
// before others; mere complaints are left to the accounts' folders.
func (w *writer) notable() []request {
	var list []request
	seen := map[string]bool{}
	for _, item := range w.view.Individual {
		r, ok := w.reworded(item)
		if !ok || seen[theme.Fold(r.asked)] {
			continue
		}
		seen[theme.Fold(r.asked)] = true
		list = append(list, r)
	}
	slices.SortStableFunc(list, func(a, b request) int {
		if c := cmp.Compare(b.weight, a.weight); c != 0 {
			return c
		}
		return cmp.Compare(a.id, b.id)
	})
	return list[:min(len(list), mostRequests)]
}

func (w *writer) reworded(item feedback.Item) (request, bool) {
	if lang := theme.Language(item.Body); lang != "en" && lang != "und" || w.mentions(item.Body) {
		return request{}, false
	}
	wish := feedback.WishOf(item.Body)
	if wish.Label == prose.Neither || len(strings.Fields(wish.Ask)) < 2 {
		return request{}, false
	}
	r := request{id: item.ID, weight: 1}
	asked, ok := w.anonymous.Words(wish.Ask)
	if !ok || telling(asked) {
		return request{}, false
	}
	r.asked = upperRune(clip(theirs(asked), 120))
	r.reason = "Not said"
	if reason, ok := w.anonymous.Words(wish.Goal); ok && reason != "" && !telling(reason) {
		r.reason, r.weight = upperRune(clip(theirs(reason), 120)), 2
	}
	if item.Severe {
		r.weight++
	}
	return r, r.asked != ""
}

// telling tells whether words still point at somebody after names were taken out:
// something was taken out, or figures stand in them.
func telling(s string) bool {
	return strings.Contains(s, "[") || strings.Contains(s, "Customer ") || digits(s) > 0
}

func upperRune(s string) string {
	for i, r := range s {
		if i == 0 {
			return strings.ToUpper(string(r)) + s[len(string(r)):]
		}
	}
	return s
}
