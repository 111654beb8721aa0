package feedback

import (
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/feedback"
	"github.com/touchstone-cs/touchstone/internal/theme"
)

// Candidates are a period's themes as product actions to be ranked. A reach that may not be published is taken as all
// accounts, so that no score tells it.
func Candidates(v *feedback.View) []theme.Candidate {
	var out []theme.Candidate
	for i := range v.Themes {
		tv := &v.Themes[i]
		trend, _ := tv.Trend()
		wsjf := theme.WSJFOf(tv.WSJF, tv.ARRShare, tv.Severe, len(tv.Items), trend.Word, tv.Effort)
		c := theme.Candidate{Theme: tv.ID, Reach: float64(tv.Accounts), Impact: tv.Impact, Confidence: certaintyOf(tv), WSJF: &wsjf}
		if !tv.Shown.Accounts.Exact {
			c.Reach = float64(v.Accounts)
		}
		if c.Impact == 0 {
			c.Impact = theme.ImpactOf(tv.ARRShare, tv.Severe, len(tv.Items))
		}
		if tv.Effort != nil {
			c.EffortLow, c.EffortHigh = tv.Effort.Low, tv.Effort.High
		}
		out = append(out, c)
	}
	return out
}

func (w *writer) priorities() {
	w.line("## Recommended priorities\n")
	ranks := theme.RICE(Candidates(w.view))
	if len(ranks) == 0 {
		w.line("No theme, so nothing to rank.")
		return
	}
	place := map[string]int{}
	for i, tv := range w.view.Themes {
		place[tv.ID] = i
	}
	shown := func(r theme.Rank) bool { return place[r.Theme] < analysedThemes || r.Estimated }
	w.line("| # | Action | Reach (accounts) | Impact | Confidence | Effort (person-months) | RICE | Holds if effort is at its worst? |\n|---|---|---:|---:|---:|---:|---:|---|")
	rank := Places(ranks)
	for i, r := range ranks {
		if !shown(r) {
			continue
		}
		tv := &w.view.Themes[place[r.Theme]]
		reach := "nearly all"
		if tv.Shown.Accounts.Exact {
			reach = fmt.Sprint(tv.Accounts)
		}
		w.line("| %d | %s | %s | %s | %.0f%% | %s | %s | %s |", i+1, cell(doing(tv)), reach, trimmed(r.Impact), 100*r.Confidence, effortRange(r), score(r), Holds(r, rank))
	}
	w.line("\nRICE is reach × impact × confidence ÷ effort. Impact (3 massive, 2 high, 1 medium, 0.5 low, 0.25 minimal) and confidence are those that themes.yaml declares, else read off the data: revenue concerned and severity; width of the interval.\n")
	w.weighted(place, shown)
}

// weighted ranks by WSJF, whose inputs are declared or read off the data, and says whether it agrees with RICE.
func (w *writer) weighted(place map[string]int, shown func(theme.Rank) bool) {
	ranks := theme.ByWSJF(Candidates(w.view))
	if !ranks[0].Estimated {
		w.line("WSJF, (value + time criticality + risk) ÷ size, needs somebody's estimate of size or effort: none is in themes.yaml yet.")
		return
	}
	w.line("### By weighted shortest job first\n\n| # | Action | Value | Time criticality | Risk or opportunity | Size | WSJF | Holds if size is at its worst? |\n|---|---|---:|---:|---:|---:|---:|---|")
	rank := Places(ranks)
	for i, r := range ranks {
		if !shown(r) {
			continue
		}
		size := "not yet estimated"
		if r.Estimated {
			size = months(r.WSJF.Size)
			if high := max(r.WSJF.SizeHigh, r.WSJF.Size); high > r.WSJF.Size {
				size += "–" + months(high)
			}
		}
		w.line("| %d | %s | %s | %s | %s | %s | %s | %s |", i+1, cell(doing(&w.view.Themes[place[r.Theme]])), trimmed(r.WSJF.Value), trimmed(r.WSJF.Urgency), trimmed(r.WSJF.Risk), size, score(r), Holds(r, rank))
	}
	w.line("\nWSJF is (value + time criticality + risk or opportunity) ÷ size, in points of 1, 3, 5, 8, 13 that themes.yaml declares, else read off the data: revenue concerned, severity, trend; size from the effort.")
}

// doing is what is to be done: a person's action, else the theme.
func doing(tv *feedback.ThemeView) string {
	if tv.Action != "" {
		return upperRune(strings.TrimSuffix(tv.Action, "."))
	}
	return upperRune(tv.Title)
}

// Places gives each theme's place in a ranking, from 1.
func Places(ranks []theme.Rank) map[string]int {
	out := map[string]int{}
	for i, r := range ranks {
		out[r.Theme] = i + 1
	}
	return out
}

func trimmed(x float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", x), "0"), ".")
}

func effortRange(r theme.Rank) string {
	if !r.Estimated {
		return "not yet estimated"
	}
	return months(r.EffortLow) + "–" + months(r.EffortHigh)
}

func score(r theme.Rank) string {
	if !r.Estimated {
		return "—"
	}
	return theme.Score(r.Low) + "–" + theme.Score(r.High)
}

// Holds says which later rows would overtake a row whose effort is at its worst.
func Holds(r theme.Rank, rank map[string]int) string {
	switch {
	case !r.Estimated:
		return "no effort, no rank of its own"
	case len(r.Passed) > 0:
		return "no: " + numbers(r.Passed, rank) + " may pass"
	case len(r.Tied) > 0:
		return "may tie with " + numbers(r.Tied, rank)
	}
	return "yes"
}

func numbers(themes []string, rank map[string]int) string {
	var out []string
	for _, id := range themes {
		out = append(out, fmt.Sprint(rank[id]))
	}
	return strings.Join(out, ", ")
}
