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

	b     strings.Builder
	notes []string
	used  map[string]bool // items quoted already
}

// How much of a summary is written.
const (
	topThemes      = 5
	analysedThemes = 12
	quotesPerTheme = 2
	mostRequests   = 10
	mostMentions   = 12
)

func (w *writer) document() string {
	w.used = map[string]bool{}
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
	for i, n := range theme.Division(v.SourceCounts()) {
		if n.Exact && n.N == 0 {
			continue
		}
		sources = append(sources, counted(n, []string{"tickets", "survey comments", "conversations", "reasons for leaving"}[i]))
	}
	w.line("%d items from %d accounts: %s.%s", len(v.Items), v.Accounts, strings.Join(sources, ", "), mark)
	parts := theme.Division([]int{len(v.Items) - len(v.Individual), len(v.Individual)})
	w.line("%s belong to a theme, %s are individual requests.%s Copies of the same words from one account count once.\n", upperFirst(amount(parts[0])), amount(parts[1]), mark)
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
		w.line("| %d | %s | %s%s | %s | %s | %s |", i+1, cell(tv.Title), w.accounts(&tv), w.themeNote(i), share(tv.ARRShare), against(&tv), recommended(&tv, i))
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
	if n := theme.OfWhole(tv.Accounts, w.view.Accounts); !n.Exact {
		return "nearly all"
	}
	if tv.Accounts == w.view.Accounts {
		return fmt.Sprintf("all %d", tv.Accounts)
	}
	return fmt.Sprintf("%d of %d", tv.Accounts, w.view.Accounts)
}

func share(x float64) string {
	if x <= 0 {
		return "—"
	}
	return fmt.Sprintf("%.0f%%", 100*x)
}

// against writes the trend.
func against(tv *feedback.ThemeView) string {
	trend, known := tv.Trend()
	switch {
	case !known:
		return "not compared"
	case trend.Word == "level" || trend.Word == "new":
		return trend.Word
	case !trend.Prior.Exact:
		return trend.Word + " from a few"
	}
	return fmt.Sprintf("%s from %d", trend.Word, tv.PriorAccounts)
}

// recommended is a person's decision, else by rank: the machine proposes.
func recommended(tv *feedback.ThemeView, rank int) string {
	if tv.Recommend != "" {
		return upperFirst(tv.Recommend)
	}
	if trend, known := tv.Trend(); known && trend.Word == "new" {
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
			w.line("| %s | %s%s | %d |", cell(tv.Title), w.accounts(&tv), w.themeNote(analysedThemes+k), len(tv.Items))
		}
		w.line("")
	}
}

func (w *writer) theme(i int) {
	tv := &w.view.Themes[i]
	mark := w.themeNote(i)
	w.line("### %d. %s\n", i+1, tv.Title)
	w.line("**Frequency**: %d items, %d people, %s.%s **Impact**: %s.%s\n", len(tv.Items), tv.People, w.frequency(tv), mark, impact(tv), mark)
	for _, q := range w.quotes(tv) {
		w.line("> “%s” (%s)%s\n", q.words, q.who, q.mark)
	}
	w.line("%s %s\n", w.asks(tv, mark), w.need(tv, mark))
	w.line("**Recommended action**: %s. Effort: %s. Confidence: %s.\n", action(tv), effort(tv), certainty(tv))
	for _, a := range tv.Answers {
		w.line("Answered on %s by %s: %s\n", a.Date, a.By, a.Text)
	}
}

func (w *writer) frequency(tv *feedback.ThemeView) string {
	prior := w.period.Prior().Name
	var s string
	if n := theme.OfWhole(tv.Accounts, w.view.Accounts); n.Exact {
		s = fmt.Sprintf("%s accounts (95%% interval of the share %.0f–%.0f%%", w.accounts(tv), 100*tv.Low, 100*tv.High)
	} else {
		s = "nearly all accounts ("
	}
	trend, known := tv.Trend()
	var against string
	switch {
	case !known:
		against = prior + " not compared"
	case trend.Word == "new":
		against = "new since " + prior
	case trend.Word == "level" && trend.Prior.Exact:
		against = fmt.Sprintf("as many in %s", prior)
	case trend.Word == "level":
		against = "about as many in " + prior
	case !trend.Prior.Exact:
		against = "a few in " + prior
	default:
		against = fmt.Sprintf("%d in %s", tv.PriorAccounts, prior)
	}
	if strings.HasSuffix(s, "(") {
		return s + against + ")"
	}
	return s + "; " + against + ")"
}

func impact(tv *feedback.ThemeView) string {
	var parts []string
	if tv.ARRShare > 0 {
		parts = append(parts, fmt.Sprintf("these accounts stand for %s of annual recurring revenue", share(tv.ARRShare)))
	}
	switch n := theme.OfWhole(tv.Severe, len(tv.Items)); {
	case n.Exact && n.N > 0:
		parts = append(parts, fmt.Sprintf("%d items are urgent or reasons for leaving", tv.Severe))
	case !n.Exact && tv.Severe >= theme.Smallest:
		parts = append(parts, "nearly all items are urgent or reasons for leaving")
	case tv.Severe > 0:
		parts = append(parts, "a few items are urgent or reasons for leaving")
	default:
		parts = append(parts, "no item is urgent or a reason for leaving")
	}
	return strings.Join(parts, "; ")
}

func (w *writer) asks(tv *feedback.ThemeView, mark string) string {
	var list []string
	for _, a := range tv.PublishedAsks() {
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
	if n := theme.OfWhole(tv.Needs, len(tv.Items)); n.Exact && n.N > 0 {
		reasons = fmt.Sprintf(" %d items say why.%s", tv.Needs, mark)
	}
	if tv.Need != "" {
		return "**They need** " + strings.TrimSuffix(tv.Need, ".") + "." + reasons
	}
	var goals []string
	for _, g := range tv.Goals {
		clean, ok := w.anonymous.Words(g)
		if ok && digits(clean) == 0 && len(goals) < 3 && !strings.Contains(clean, "[") {
			goals = append(goals, "“so that "+theirs(clean)+"”")
		}
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
