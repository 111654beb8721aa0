package feedback

import (
	"cmp"
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/feedback"
	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/theme"
)

// quote is one customer's words, fit to be read by others.
type quote struct{ words, who, mark string }

// Lengths of a quote in characters.
const (
	shortest = 25
	longest  = 280
)

// quotes picks what represents a theme: of the items nearest to what all of them say, not the loudest, those of the accounts
// that the summary has quoted least; one an account; nobody who does not permit it.
func (w *writer) quotes(tv *feedback.ThemeView) []quote {
	var out []quote
	here, said := map[string]bool{}, map[string]bool{}
	for _, item := range w.representative(tv.Items) {
		if len(out) == quotesPerTheme {
			break
		}
		if item.Permission == feedback.NoQuote || item.Account == "" || here[item.Account] || w.used[item.ID] {
			continue
		}
		words, ok := w.quotable(item.Body)
		if !ok || said[theme.Fold(words)] {
			continue
		}
		here[item.Account], w.used[item.ID], said[theme.Fold(words)] = true, true, true
		w.spoken[item.Account]++
		mark := w.itemNote(item.ID)
		out = append(out, quote{strings.ReplaceAll(plain(words), "”", "’"), w.anonymous.Pseudonyms.Account(item.Account), mark})
	}
	return out
}

// representative orders items: the nearer half to what all of them say before the rest; within a half, accounts quoted less
// before others, then the nearer.
func (w *writer) representative(items []feedback.Item) []feedback.Item {
	bodies := make([]string, len(items))
	for i, item := range items {
		bodies[i] = item.Body
	}
	central := theme.Central(bodies)
	order := make([]int, len(items))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(central[b], central[a]), cmp.Compare(items[a].ID, items[b].ID))
	})
	leastQuoted := func(a, b int) int {
		return cmp.Compare(w.spoken[items[a].Account], w.spoken[items[b].Account])
	}
	half := (len(order) + 1) / 2
	slices.SortStableFunc(order[:half], leastQuoted)
	slices.SortStableFunc(order[half:], leastQuoted)
	out := make([]feedback.Item, len(items))
	for i, k := range order {
		out[i] = items[k]
	}
	return out
}

// quotable gives the sentences of an item that name nobody and nothing telling;
// where all of them do, the whole with names taken out.
func (w *writer) quotable(body string) (string, bool) {
	var kept []string
	cut := false
	for _, s := range feedback.Sentences(excerpt(body)) {
		clean, ok := w.anonymous.Words(s)
		if !ok || telling(clean) && !strings.Contains(s, clean) {
			if !cut {
				kept = append(kept, "…")
			}
			cut = true
			continue
		}
		cut = false
		kept = append(kept, clean)
	}
	words := strings.Join(kept, " ")
	if len([]rune(strings.Trim(words, "… "))) >= shortest {
		return words, true
	}
	words, ok := w.anonymous.Words(excerpt(body))
	return words, ok && len([]rune(words)) >= shortest
}

// plain takes out what Markdown would read as markup.
func plain(s string) string {
	return strings.NewReplacer("*", "", "_", " ", "`", "", "<", "‹", ">", "›", "|", "/", "“", "‘", "\"", "'", "~~", "", "[^", "[").Replace(s)
}

// excerpt is the sentence that asks for something or says why, else the first one;
// what was left out shows as an ellipsis.
func excerpt(body string) string {
	if len([]rune(body)) <= longest {
		return body
	}
	sentences := feedback.Sentences(body)
	best := 0
	for i, s := range sentences {
		if feedback.WishOf(s).Label != "neither" {
			best = i
			break
		}
	}
	s := clip(sentences[best], longest)
	if best > 0 {
		s = "… " + s
	}
	if best < len(sentences)-1 && !strings.HasSuffix(s, "…") {
		s += " …"
	}
	return s
}

// others puts the first person into the third: a request without its voice.
var others = []struct {
	pattern *pattern.Pattern
	with    string
}{
	{pattern.New(`(?i)\b(i'm|i am)\b`), "a user is"},
	{pattern.New(`(?i)\b(we're|we are)\b`), "the team is"},
	{pattern.New(`(?i)\b(i've|i have)\b`), "a user has"},
	{pattern.New(`(?i)\b(we've|we have)\b`), "the team has"},
	{pattern.New(`(?i)\b(we)\b`), "the team"},
	{pattern.New(`\b(I)\b`), "a user"},
	{pattern.New(`(?i)\b(our|my)\b`), "the"},
	{pattern.New(`(?i)\b(us|me)\b`), "the team"},
}

// theirs rewords what somebody said of themselves.
func theirs(s string) string {
	for _, o := range others {
		s = o.pattern.ReplaceAllString(s, o.with)
	}
	return plain(strings.TrimRight(strings.TrimSpace(s), " .!?"))
}
