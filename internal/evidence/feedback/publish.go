package feedback

import (
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/theme"
)

// What of a view may be published is decided once, for the whole view: references and documents read it from here.
//
//   - No count is 1 or 2.
//   - Parts of a whole (items by source, items by theme and those of no theme, accounts by segment) are withheld
//     together with others, so that no subtraction leaves 1 or 2, or one part alone.
//   - Counts of sets that lie in or over one another (a theme's accounts and all, its accounts now and before; items,
//     people and accounts of one theme; urgent items, those that say why, those that ask for the same) do not differ by 1 or 2
//     where both are published.

// Shown are a period's counts as readers may see them.
type Shown struct {
	Sources            []theme.Published // of Sources
	Themed, Individual theme.Published
	// PriorAccounts is how many accounts said anything in the prior period.
	PriorAccounts theme.Published
	Segments      []Segment // all that spoke; empty where fewer than two are known
}

// Segment is a group of accounts, by the word in their record.
type Segment struct {
	Name     string
	Accounts theme.Published
}

// ShownTheme are a theme's counts as readers may see them.
type ShownTheme struct {
	Accounts, Prior, Items, People, Severe, Needs theme.Published
	Asks                                          []Ask
	Segments                                      []ThemeSegment // those that may be published
}

// ThemeSegment is how many of a segment's accounts speak of a theme.
type ThemeSegment struct {
	Name     string
	Accounts int
	Of       int
	// ARRShare is the share of all accounts' revenue that these stand for; 0 where none is known.
	ARRShare float64
}

// noSegment names the accounts whose record has none.
const noSegment = "no segment"

// publish decides what of the view is shown.
func (v *View) publish(c *Corpus, prior int) {
	v.Shown.Sources = theme.Division(v.SourceCounts())
	v.Shown.PriorAccounts = theme.Published{Exact: prior >= theme.Smallest && !theme.Gives(v.Accounts-prior), N: prior}
	spoke := segmentsOf(c, v.Items)
	names := sortedKeys(spoke)
	sizes := make([]int, len(names))
	for i, name := range names {
		sizes[i] = len(spoke[name])
	}
	counts := theme.Division(sizes)
	if len(names) > 1 {
		for i, name := range names {
			v.Shown.Segments = append(v.Shown.Segments, Segment{name, counts[i]})
		}
	}
	for i := range v.Themes {
		v.Themes[i].publish(v)
		if len(v.Shown.Segments) > 0 && v.Themes[i].Shown.Accounts.Exact {
			v.Themes[i].publishSegments(c, v, sizes)
		}
	}
	v.publishItems()
}

// apart shows a count that is 0 or 3 and more, and so far from those that lie in or over it that no difference is 1 or 2.
// Others that are withheld do not matter.
func apart(n int, from ...theme.Published) theme.Published {
	ok := !theme.Gives(n)
	for _, other := range from {
		ok = ok && !(other.Exact && theme.Gives(n-other.N))
	}
	return theme.Published{Exact: ok, N: n}
}

func (tv *ThemeView) publish(v *View) {
	s := &tv.Shown
	s.Accounts = apart(tv.Accounts, exactly(v.Accounts))
	s.Prior = apart(tv.PriorAccounts, s.Accounts, v.Shown.PriorAccounts)
	s.Prior.Exact = s.Prior.Exact && tv.PriorKnown && s.Accounts.Exact
	s.Items = apart(len(tv.Items), s.Accounts)
	s.People = apart(tv.People, s.Accounts, s.Items)
	within := []theme.Published{exactly(len(tv.Items))}
	inside := func(n int) theme.Published {
		p := apart(n, within...)
		within = append(within, p)
		return p
	}
	s.Severe, s.Needs = inside(tv.Severe), inside(tv.Needs)
	for _, ask := range tv.Asks {
		if inside(ask.Items).Exact {
			s.Asks = append(s.Asks, ask)
		}
	}
}

func exactly(n int) theme.Published { return theme.Published{Exact: true, N: n} }

// publishItems withholds items by theme so that the items of no theme, or of one whose count is withheld, do not follow
// from the sum.
func (v *View) publishItems() {
	parts, without := []int{len(v.Individual)}, []bool{false}
	for i := range v.Themes {
		parts = append(parts, len(v.Themes[i].Items))
		without = append(without, !v.Themes[i].Shown.Items.Exact)
	}
	shown := theme.DivisionWithout(parts, without)
	for i := range v.Themes {
		v.Themes[i].Shown.Items = shown[i+1]
	}
	v.Shown.Individual = shown[0]
	v.Shown.Themed = theme.Published{Exact: shown[0].Exact, N: len(v.Items) - len(v.Individual)}
}

func (tv *ThemeView) publishSegments(c *Corpus, v *View, sizes []int) {
	speak := segmentsOf(c, tv.Items)
	parts, wholes := make([]int, len(sizes)), make([]theme.Published, len(sizes))
	for i, s := range v.Shown.Segments {
		parts[i], wholes[i] = len(speak[s.Name]), s.Accounts
	}
	total := totalARR(c)
	for i, n := range theme.Cross(parts, wholes, sizes) {
		if !n.Exact {
			continue
		}
		name := v.Shown.Segments[i].Name
		part := ThemeSegment{Name: name, Accounts: n.N, Of: sizes[i]}
		if total > 0 {
			for _, id := range sortedKeys(speak[name]) {
				part.ARRShare += c.Accounts[id].ARR / total
			}
		}
		tv.Shown.Segments = append(tv.Shown.Segments, part)
	}
}

// segmentsOf gives the accounts of some items by segment.
func segmentsOf(c *Corpus, items []Item) map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for id := range accountsOf(items) {
		name := strings.TrimSpace(c.Accounts[id].Segment)
		if name == "" {
			name = noSegment
		}
		if out[name] == nil {
			out[name] = map[string]bool{}
		}
		out[name][id] = true
	}
	return out
}

// Values are the figures of a period as a reference writes them. Counts that may
// not be published are left out.
func (v *View) Values() []evidence.Param {
	p := params{}
	p.count("items", exactly(len(v.Items)))
	p.count("accounts", exactly(v.Accounts))
	for i, n := range v.Shown.Sources {
		p.count([]string{"tickets", "surveys", "conversations", "leaving"}[i], n)
	}
	p.count("themed", v.Shown.Themed)
	p.count("individual", v.Shown.Individual)
	return p.list
}

// Values are a theme's figures as a reference writes them. Counts that may not be
// published are left out, and what would tell them.
func (tv *ThemeView) Values(v *View) []evidence.Param {
	p := params{}
	s := tv.Shown
	p.count("items", s.Items)
	p.count("people", s.People)
	if s.Accounts.Exact {
		p.count("accounts", s.Accounts)
		p.count("of", exactly(v.Accounts))
		p.add("low", percent(tv.Low))
		p.add("high", percent(tv.High))
		p.add("level", "95%")
		if tv.ARRShare > 0 {
			p.add("arr", percent(tv.ARRShare))
		}
	}
	p.count("prior_accounts", s.Prior)
	if change, ok := tv.Change(v); ok {
		p.some("prior_of", v.Shown.PriorAccounts)
		p.add("change", signed(tv.Accounts-tv.PriorAccounts))
		p.add("change_low", signed(change.Low))
		p.add("change_high", signed(change.High))
		p.add("share_change_low", signed(change.ShareLow)+"pt")
		p.add("share_change_high", signed(change.ShareHigh)+"pt")
	}
	p.some("severe", s.Severe)
	p.some("needs", s.Needs)
	p.listed("asks", len(s.Asks), func(i int) (string, string) { return s.Asks[i].Word, fmt.Sprint(s.Asks[i].Items) })
	p.listed("segments", len(s.Segments), func(i int) (string, string) { return s.Segments[i].Name, fmt.Sprint(s.Segments[i].Accounts) })
	p.listed("segments_of", len(s.Segments), func(i int) (string, string) { return s.Segments[i].Name, fmt.Sprint(s.Segments[i].Of) })
	if tv.ARRShare > 0 {
		p.listed("segments_arr", len(s.Segments), func(i int) (string, string) { return s.Segments[i].Name, percent(s.Segments[i].ARRShare) })
	}
	return p.list
}

// Change is by how much a theme's accounts are more than in the prior period, bounded with 95%.
type Change struct {
	Low, High           int // accounts
	ShareLow, ShareHigh int // points of percent
}

// Change bounds the change since the prior period; ok is false where a count of the theme is withheld or it is new. Where it
// may not be told how many accounts spoke in the prior period, as many as now are taken.
func (tv *ThemeView) Change(v *View) (c Change, ok bool) {
	if !tv.Shown.Prior.Exact || tv.PriorAccounts == 0 {
		return c, false
	}
	n, of := tv.PriorAccounts, max(v.Accounts, tv.PriorAccounts)
	if v.Shown.PriorAccounts.Exact {
		of = v.Shown.PriorAccounts.N
	}
	low, high := theme.Change(tv.Accounts, v.Accounts, n, of)
	c.Low, c.High = round(low), round(high)
	low, high = theme.ShareChange(tv.Accounts, v.Accounts, n, of)
	c.ShareLow, c.ShareHigh = round(100*low), round(100*high)
	return c, true
}

// Trend compares with the prior period; ok is false where that is unknown.
func (tv *ThemeView) Trend() (theme.Trend, bool) {
	t := theme.Against(tv.Accounts, tv.PriorAccounts)
	t.Prior.Exact = tv.Shown.Prior.Exact
	return t, tv.PriorKnown
}
