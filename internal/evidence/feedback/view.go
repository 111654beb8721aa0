package feedback

import (
	"slices"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/prose"
	"github.com/touchstone-cs/touchstone/internal/theme"
)

// View is one period's feedback by theme. Every count is of different words:
// copies of the same from one account count once.
type View struct {
	Snapshot string
	Period   metric.Period
	Items    []Item
	// Accounts is how many accounts said anything in the period.
	Accounts int
	Themes   []ThemeView // the most accounts first; those with enough of them only
	// Individual are the items of no theme, and of themes with too few accounts.
	Individual []Item
	// Unassigned counts items that nobody placed yet.
	Unassigned int
	// Shown is what of the counts may be published.
	Shown Shown
}

// ThemeView is one theme in a period.
type ThemeView struct {
	theme.Theme
	Items    []Item
	People   int
	Accounts int
	// PriorAccounts is meaningful where PriorKnown: the prior period's items are placed.
	PriorAccounts int
	PriorKnown    bool
	// Low and High bound the share of accounts (95%, Wilson).
	Low, High float64
	// ARRShare is the share of the annual recurring revenue of all accounts that
	// these stand for; 0 where no revenue is known.
	ARRShare   float64
	Severe     int
	Confidence float64 // the mean over the items
	Asks       []Ask
	// Needs counts items that say what the wish is for.
	Needs int
	Goals []Goal
	// Doubtful are items that a person should place.
	Doubtful []Item
	// Shown is what of the counts may be published.
	Shown ShownTheme
}

// Goal is what an item says that its wish is for.
type Goal struct {
	Text string
	Item Item
}

// Ask is something that several items ask for, by the word they share.
type Ask struct {
	Word  string
	Items int
}

// NewView counts a period. assignments hold every period's.
func NewView(c *Corpus, t *theme.Taxonomy, assignments theme.Assignments, period metric.Period) *View {
	v := &View{Snapshot: c.Snapshot, Period: period, Items: During(c, period)}
	accounts := map[string]bool{}
	byTheme := map[string][]Item{}
	confidence := map[string]float64{}
	doubtful := map[string][]Item{}
	for _, item := range v.Items {
		if item.Account != "" {
			accounts[item.Account] = true
		}
		id, sure, placed := place(t, assignments, item)
		if !placed {
			v.Unassigned++
		}
		byTheme[id] = append(byTheme[id], item)
		confidence[id] += sure
		if sure < theme.Doubtful && id != theme.Individual {
			doubtful[id] = append(doubtful[id], item)
		}
	}
	v.Accounts = len(accounts)
	prior, priorAll, priorKnown := priorAccounts(c, t, assignments, period.Prior())
	total := totalARR(c)
	for _, th := range t.Themes {
		items := byTheme[th.ID]
		n := len(accountsOf(items))
		if n < t.MinimumAccounts {
			v.Individual = append(v.Individual, items...)
			continue
		}
		tv := ThemeView{Theme: th, Items: items, Accounts: n, People: peopleOf(items), PriorAccounts: prior[th.ID], PriorKnown: priorKnown,
			Confidence: confidence[th.ID] / float64(len(items)), Doubtful: doubtful[th.ID]}
		tv.Low, tv.High = theme.Wilson(n, v.Accounts)
		tv.ARRShare = arrShare(c, items, total)
		for _, item := range items {
			if item.Severe {
				tv.Severe++
			}
		}
		tv.readWishes()
		v.Themes = append(v.Themes, tv)
	}
	v.Individual = append(v.Individual, byTheme[theme.Individual]...)
	slices.SortStableFunc(v.Themes, func(a, b ThemeView) int {
		if a.Accounts != b.Accounts {
			return b.Accounts - a.Accounts
		}
		if len(a.Items) != len(b.Items) {
			return len(b.Items) - len(a.Items)
		}
		return strings.Compare(a.ID, b.ID)
	})
	v.publish(c, priorAll)
	return v
}

// During gives a period's items, copies of what the same account said before (in
// the period) left out.
func During(c *Corpus, period metric.Period) []Item {
	var inside []Item
	byAccount := map[string][]int{}
	for _, item := range c.Items {
		if period.Contains(item.Time) {
			byAccount[item.Account] = append(byAccount[item.Account], len(inside))
			inside = append(inside, item)
		}
	}
	copied := make([]bool, len(inside))
	for _, places := range byAccount {
		bodies := make([]string, len(places))
		for k, i := range places {
			bodies[k] = inside[i].Body
		}
		for k, first := range theme.Copies(bodies) {
			copied[places[k]] = first != k
		}
	}
	var out []Item
	for i, item := range inside {
		if !copied[i] {
			out = append(out, item)
		}
	}
	return out
}

// place gives an item's theme: a person's pin, else what is recorded.
func place(t *theme.Taxonomy, assignments theme.Assignments, item Item) (id string, confidence float64, placed bool) {
	if id, ok := t.PinOf(item.ID); ok {
		return id, 1, true
	}
	a, ok := assignments[item.ID]
	if !ok {
		return theme.Individual, 0, false
	}
	if a.Theme == theme.Individual {
		return theme.Individual, a.Confidence, true
	}
	th, err := t.Theme(a.Theme)
	if err != nil {
		return theme.Individual, 0, true
	}
	return th.ID, a.Confidence, true
}

func accountsOf(items []Item) map[string]bool {
	out := map[string]bool{}
	for _, i := range items {
		if i.Account != "" {
			out[i.Account] = true
		}
	}
	return out
}

// peopleOf counts persons; items without one count as one person an account.
func peopleOf(items []Item) int {
	seen := map[string]bool{}
	for _, i := range items {
		seen[i.Account+"\x00"+strings.ToLower(i.Person)] = true
	}
	return len(seen)
}

// priorAccounts counts accounts by theme and all of them in the prior period. It is
// unknown where that period has items and none of them is placed.
func priorAccounts(c *Corpus, t *theme.Taxonomy, assignments theme.Assignments, period metric.Period) (byID map[string]int, all int, known bool) {
	byTheme := map[string][]Item{}
	items := During(c, period)
	placedAny := false
	for _, item := range items {
		id, _, placed := place(t, assignments, item)
		placedAny = placedAny || placed
		byTheme[id] = append(byTheme[id], item)
	}
	out := map[string]int{}
	for id, list := range byTheme {
		out[id] = len(accountsOf(list))
	}
	return out, len(accountsOf(items)), placedAny
}

func totalARR(c *Corpus) float64 {
	sum := 0.0
	for _, id := range sortedKeys(c.Accounts) {
		sum += c.Accounts[id].ARR
	}
	return sum
}

func arrShare(c *Corpus, items []Item, total float64) float64 {
	if total <= 0 {
		return 0
	}
	sum := 0.0
	for _, id := range sortedKeys(accountsOf(items)) {
		sum += c.Accounts[id].ARR
	}
	return sum / total
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// readWishes splits what is asked for from what it is for.
func (tv *ThemeView) readWishes() {
	var asking []string
	seen := map[string]bool{}
	for _, item := range tv.Items {
		w := WishOf(item.Body)
		switch w.Label {
		case prose.Need:
			tv.Needs++
			if w.Goal != "" && !seen[theme.Fold(w.Goal)] && item.Permission != NoQuote {
				seen[theme.Fold(w.Goal)] = true
				tv.Goals = append(tv.Goals, Goal{w.Goal, item})
			}
			asking = append(asking, w.Ask)
		case prose.Ask:
			asking = append(asking, w.Ask)
		}
	}
	tv.Asks = asksOf(asking)
}

// mostAsks is how many asks of a theme are shown.
const mostAsks = 3

// asksOf counts the words that wishes share; those of fewer than three items are left out.
func asksOf(asking []string) []Ask {
	count := map[string]int{}
	for _, text := range asking {
		for _, w := range theme.Terms(text) {
			count[w]++
		}
	}
	var out []Ask
	for _, w := range sortedKeys(count) {
		if count[w] >= theme.Smallest {
			out = append(out, Ask{w, count[w]})
		}
	}
	slices.SortStableFunc(out, func(a, b Ask) int { return b.Items - a.Items })
	return out[:min(len(out), mostAsks)]
}

// SourceCounts gives how many items came from each of Sources.
func (v *View) SourceCounts() []int {
	out := make([]int, len(Sources))
	for _, item := range v.Items {
		out[slices.Index(Sources, item.Source)]++
	}
	return out
}
