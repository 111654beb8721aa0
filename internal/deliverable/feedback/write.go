package feedback

import (
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/deliverable"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/feedback"
	"github.com/touchstone-cs/touchstone/internal/metric"
	"github.com/touchstone-cs/touchstone/internal/prose"
	"github.com/touchstone-cs/touchstone/internal/theme"
)

// writer writes one summary. Figures that may not be published are put in words.
type writer struct {
	job         deliverable.Job
	placed      *Placed
	view        *feedback.View
	store       *feedback.Store
	anonymous   *Anonymizer
	competitors []Competitor
	names       prose.Names
	chart       string
	period      metric.Period

	b      strings.Builder
	notes  []string
	used   map[string]bool // items quoted already
	spoken map[string]int  // how often each account is quoted
	quoted int             // footnotes of items so far
}

// How much of a summary is written.
const (
	topThemes      = 5
	analysedThemes = 12
	quotesPerTheme = 2
	goalsPerTheme  = 3
	mostRequests   = 10
	mostMentions   = 12
)

func (w *writer) document() string {
	w.used, w.spoken = map[string]bool{}, map[string]int{}
	w.front()
	w.opening()
	w.summary()
	w.analysis()
	w.requests()
	w.competitive()
	w.priorities()
	if len(w.notes) > 0 {
		w.b.WriteString("\n" + strings.Join(w.notes, "\n") + "\n")
	}
	return w.b.String()
}

func (w *writer) line(format string, args ...any) { fmt.Fprintf(&w.b, format+"\n", args...) }

// note adds a footnote and gives its mark.
func (w *writer) note(label string, ref evidence.Ref) string {
	if w.view.Snapshot != "" && ref.Value("item") == "" {
		ref = ref.With("snapshot", w.view.Snapshot)
	}
	w.notes = append(w.notes, fmt.Sprintf("[^%s]: %s", label, ref))
	return "[^" + label + "]"
}

// itemNote is the mark of the words of an item: a token that leads to it only for who may read the accounts.
func (w *writer) itemNote(id string) string {
	w.quoted++
	return w.note(fmt.Sprintf("q%d", w.quoted), evidence.Ref{Scheme: "feedback", Params: []evidence.Param{{Key: "item", Value: w.store.Token(id)}}})
}

func (w *writer) front() {
	accounts := fmt.Sprint(w.view.Accounts)
	if n := w.view.Accounts; n > 0 && n < theme.Smallest {
		accounts = fmt.Sprintf("fewer than %d", theme.Smallest)
	}
	w.line("---\nkind: feedback-summary\naccounts: %s\nengagement: all accounts\nperiod: %s\ndate: %s\nauthor: %s\nstatus: draft\naudience: shared",
		accounts, w.period.Name, w.job.Now.In(w.period.Zone()).Format("2006-01-02"), w.author())
	if w.view.Snapshot != "" {
		w.line("snapshot: %s", w.view.Snapshot)
	}
	w.line("taxonomy: %s\n---\n", w.placed.Taxonomy.Digest())
}

func (w *writer) author() string {
	if w.job.Author != "" {
		return w.job.Author
	}
	if team := w.job.Workspace.Config.Team; len(team) > 0 {
		return team[0].Name
	}
	return "Customer Success"
}

func (w *writer) opening() {
	w.line("# Feedback, %s\n", w.period.Name)
	v := w.view
	if len(v.Items) == 0 {
		w.line("Nobody said anything in this period that is in the warehouse.\n")
		return
	}
	if v.Accounts < theme.Smallest {
		w.line("Too few accounts spoke in this period to publish anything: their words lie in their own folders.\n")
		return
	}
	mark := w.note("all", evidence.Ref{Scheme: "feedback", Params: append([]evidence.Param{{Key: "period", Value: w.period.Name}}, v.Values()...)})
	var sources []string
	for i, n := range v.Shown.Sources {
		if n.Exact && n.N == 0 {
			continue
		}
		sources = append(sources, counted(n, []string{"tickets", "survey comments", "conversations", "reasons for leaving"}[i]))
	}
	w.line("%d items from %d accounts: %s.%s", len(v.Items), v.Accounts, strings.Join(sources, ", "), mark)
	w.line("%s%s Copies of the same words from one account count once.\n", placing(v), mark)
}

// placing says how many items belong to a theme.
func placing(v *feedback.View) string {
	switch {
	case !v.Shown.Themed.Exact && 4*len(v.Individual) < len(v.Items):
		return "Nearly all belong to a theme, a few are individual requests."
	case !v.Shown.Themed.Exact:
		return "Some belong to a theme, others are individual requests."
	}
	return fmt.Sprintf("%s belong to a theme, %s are individual requests.", upperFirst(amount(v.Shown.Themed)), amount(v.Shown.Individual))
}

// counted writes a count with its noun, or that there are a few.
func counted(n theme.Published, noun string) string {
	if n.Exact {
		return fmt.Sprintf("%d %s", n.N, noun)
	}
	return "a few " + noun
}

func amount(n theme.Published) string {
	switch {
	case !n.Exact:
		return "some"
	case n.N == 0:
		return "none"
	}
	return fmt.Sprint(n.N)
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (w *writer) summary() {
	w.line("## Executive summary\n")
	if len(w.view.Themes) == 0 {
		w.line("No theme was heard from %d accounts or more.\n", w.placed.Taxonomy.MinimumAccounts)
		return
	}
	prior := w.period.Prior().Name
	w.line("| # | Theme | Accounts | ARR concerned | Against %s | Recommended |\n|---|---|---:|---:|---|---|", prior)
	for i, tv := range w.view.Themes[:min(topThemes, len(w.view.Themes))] {
		w.line("| %d | %s | %s%s | %s | %s | %s |", i+1, cell(tv.Title), w.accounts(&tv), w.themeNote(i), atStake(&tv), against(&tv), recommended(&tv, i))
	}
	w.line("\n![Themes by accounts, with the prior period](%s)\n", w.chart)
}

// themeNote is the mark of a theme's figures; its footnote is written once.
func (w *writer) themeNote(i int) string {
	label := fmt.Sprintf("t%d", i+1)
	for _, n := range w.notes {
		if strings.HasPrefix(n, "[^"+label+"]:") {
			return "[^" + label + "]"
		}
	}
	tv := &w.view.Themes[i]
	params := append([]evidence.Param{{Key: "theme", Value: tv.ID}, {Key: "period", Value: w.period.Name}}, tv.Values(w.view)...)
	return w.note(label, evidence.Ref{Scheme: "feedback", Params: params})
}

// accounts writes a theme's accounts of all, unless the rest would be told.
func (w *writer) accounts(tv *feedback.ThemeView) string {
	if !tv.Shown.Accounts.Exact {
		return "nearly all"
	}
	if tv.Accounts == w.view.Accounts {
		return fmt.Sprintf("all %d", tv.Accounts)
	}
	return fmt.Sprintf("%d of %d", tv.Accounts, w.view.Accounts)
}

// atStake is the revenue of a theme's accounts, unless it would tell that of the few others.
func atStake(tv *feedback.ThemeView) string {
	switch {
	case tv.ARRShare <= 0:
		return "—"
	case !tv.Shown.Accounts.Exact:
		return "nearly all"
	}
	return percent(tv.ARRShare)
}

func percent(x float64) string { return fmt.Sprintf("%.0f%%", 100*x) }

// against writes the trend.
func against(tv *feedback.ThemeView) string {
	trend, known := tv.Trend()
	switch {
	case !known:
		return "not compared"
	case trend.Word == "level" || trend.Word == "new":
		return trend.Word
	case !tv.Shown.Prior.Exact && tv.PriorAccounts < theme.Smallest:
		return trend.Word + " from a few"
	case !tv.Shown.Prior.Exact:
		return trend.Word
	}
	return fmt.Sprintf("%s from %d", trend.Word, tv.PriorAccounts)
}

// recommended is a person's decision. Where nobody has decided, an action that somebody named goes by rank; without one
// there is nothing to do yet but to find out.
func recommended(tv *feedback.ThemeView, rank int) string {
	switch {
	case tv.Recommend != "":
		return upperFirst(tv.Recommend)
	case tv.Action == "":
		return "Discover"
	}
	return []string{"Now", "Next", "Later"}[min(rank, 2)]
}

func (w *writer) analysis() {
	w.line("## Theme analysis\n")
	if len(w.view.Themes) == 0 {
		w.line("No themes: what was said is listed under individual requests or lies in the accounts' folders.\n")
		return
	}
	for i := range w.view.Themes[:min(analysedThemes, len(w.view.Themes))] {
		w.theme(i)
	}
	if rest := w.view.Themes[min(analysedThemes, len(w.view.Themes)):]; len(rest) > 0 {
		w.line("### Further themes\n\n| Theme | Accounts | Items |\n|---|---:|---:|")
		for k, tv := range rest {
			w.line("| %s | %s%s | %s |", cell(tv.Title), w.accounts(&tv), w.themeNote(analysedThemes+k), amount(tv.Shown.Items))
		}
		w.line("")
	}
}

func (w *writer) theme(i int) {
	tv := &w.view.Themes[i]
	mark := w.themeNote(i)
	w.line("### %d. %s\n", i+1, tv.Title)
	w.line("**Frequency**: %s.%s **Impact**: %s.%s\n", w.frequency(tv), mark, impact(tv), mark)
	if line := segments(tv); line != "" {
		w.line("**By segment**: %s.%s\n", line, mark)
	}
	for _, q := range w.quotes(tv) {
		w.line("> “%s” (%s)%s\n", q.words, q.who, q.mark)
	}
	w.line("%s %s\n", w.asks(tv, mark), w.need(tv, mark))
	w.line("**Recommended action**: %s. Effort: %s. Confidence: %s.\n", action(tv), effort(tv), certainty(tv))
	for _, a := range tv.Answers {
		w.line("Answered on %s by %s: %s\n", a.Date, a.By, a.Text)
	}
}

// frequency counts items, people and accounts, as far as they may be published, with the interval of the share and the
// change since the prior period.
func (w *writer) frequency(tv *feedback.ThemeView) string {
	var counts []string
	if tv.Shown.Items.Exact {
		counts = append(counts, fmt.Sprintf("%d items", tv.Shown.Items.N))
	}
	if tv.Shown.People.Exact {
		counts = append(counts, fmt.Sprintf("%d people", tv.Shown.People.N))
	}
	counts = append(counts, w.accounts(tv)+" accounts")
	var notes []string
	if tv.Shown.Accounts.Exact {
		notes = append(notes, fmt.Sprintf("95%% interval of the share %.0f–%.0f%%", 100*tv.Low, 100*tv.High))
	}
	return strings.Join(counts, ", ") + " (" + strings.Join(append(notes, w.change(tv)), "; ") + ")"
}

// change says how many accounts spoke of a theme before, and how sure the difference is.
func (w *writer) change(tv *feedback.ThemeView) string {
	prior := w.period.Prior().Name
	trend, known := tv.Trend()
	switch {
	case !known:
		return prior + " not compared"
	case trend.Word == "new":
		return "new since " + prior
	case !tv.Shown.Prior.Exact && trend.Word == "level":
		return "about as many in " + prior
	case !tv.Shown.Prior.Exact:
		return trend.Word + " since " + prior
	}
	before := fmt.Sprintf("%d in %s", tv.PriorAccounts, prior)
	if trend.Word == "level" {
		before = "as many in " + prior
	}
	c, ok := tv.Change(w.view)
	if !ok {
		return before
	}
	s := fmt.Sprintf("%s: 95%% interval of the change %s to %s accounts, %s to %s points of the share", before, signed(c.Low), signed(c.High), signed(c.ShareLow), signed(c.ShareHigh))
	if c.Low <= 0 && c.High >= 0 {
		return s + ", so it may be chance"
	}
	return s
}

// signed writes a number with its sign, a true minus.
func signed(n int) string {
	if n < 0 {
		return fmt.Sprintf("−%d", -n)
	}
	return fmt.Sprintf("+%d", n)
}

func impact(tv *feedback.ThemeView) string {
	var parts []string
	switch {
	case tv.ARRShare > 0 && tv.Shown.Accounts.Exact:
		parts = append(parts, fmt.Sprintf("these accounts stand for %s of annual recurring revenue", percent(tv.ARRShare)))
	case tv.ARRShare > 0:
		parts = append(parts, "these accounts stand for nearly all annual recurring revenue")
	}
	n := tv.Shown.Severe
	switch {
	case n.Exact && tv.Severe > 0 && tv.Severe == len(tv.Items):
		parts = append(parts, "every item is urgent or a reason for leaving")
	case n.Exact && tv.Severe > 0:
		parts = append(parts, fmt.Sprintf("%d items are urgent or reasons for leaving", tv.Severe))
	case tv.Severe == 0:
		parts = append(parts, "no item is urgent or a reason for leaving")
	case 4*tv.Severe > 3*len(tv.Items):
		parts = append(parts, "nearly all items are urgent or reasons for leaving")
	default:
		parts = append(parts, "some items are urgent or reasons for leaving")
	}
	return strings.Join(parts, "; ")
}

// segments lists how many accounts of each segment speak of a theme, and their revenue.
func segments(tv *feedback.ThemeView) string {
	var list []string
	for _, s := range tv.Shown.Segments {
		part := fmt.Sprintf("%s %d of %d accounts", s.Name, s.Accounts, s.Of)
		if s.Accounts > 0 && s.ARRShare > 0 {
			part += fmt.Sprintf(" (%s of revenue)", percent(s.ARRShare))
		}
		list = append(list, part)
	}
	return strings.Join(list, ", ")
}

func (w *writer) asks(tv *feedback.ThemeView, mark string) string {
	var list []string
	for _, a := range tv.Shown.Asks {
		list = append(list, fmt.Sprintf("“%s” (%d items)", a.Word, a.Items))
	}
	if len(list) == 0 {
		return "**They ask for** different things, none of them in more than a few items."
	}
	return "**They ask for** what they call " + strings.Join(list, ", ") + "." + mark
}

// need is a person's words, else what customers gave as their reason.
func (w *writer) need(tv *feedback.ThemeView, mark string) string {
	reasons := ""
	if n := tv.Shown.Needs; n.Exact && n.N > 0 {
		reasons = fmt.Sprintf(" %d items say why.%s", tv.Needs, mark)
	}
	if tv.Need != "" {
		return "**They need** " + strings.TrimSuffix(tv.Need, ".") + "." + reasons
	}
	var goals []string
	for _, g := range tv.Goals {
		words, ok := w.anonymous.Words(g.Text)
		if !ok || telling(words) || len(goals) == goalsPerTheme {
			continue
		}
		goals = append(goals, "“so that "+strings.TrimRight(plain(words), " .!?")+"”"+w.itemNote(g.Item.ID))
	}
	if len(goals) == 0 {
		return "**They need**: not yet said; ask them what it is for." + reasons
	}
	return "**They need** it, as they put it, " + strings.Join(goals, "; ") + "." + reasons
}

func action(tv *feedback.ThemeView) string {
	if tv.Action != "" {
		return strings.TrimSuffix(tv.Action, ".")
	}
	return "find out with customers what would serve the need, then decide"
}

func effort(tv *feedback.ThemeView) string {
	if tv.Effort == nil {
		return "not yet estimated"
	}
	return fmt.Sprintf("%s–%s person-months (%s, %s)", months(tv.Effort.Low), months(tv.Effort.High), tv.Effort.By, tv.Effort.Date)
}

func months(x float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", x), ".0") }

func certainty(tv *feedback.ThemeView) string {
	return map[float64]string{1: "high", .8: "medium", .5: "low"}[certaintyOf(tv)]
}

func certaintyOf(tv *feedback.ThemeView) float64 {
	if tv.Certainty > 0 {
		return tv.Certainty / 100
	}
	return theme.CertaintyOf(tv.Low, tv.High, tv.Confidence)
}
