package feedback

import (
	"fmt"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/feedback"
	"github.com/touchstone-cs/touchstone/internal/theme"
)

// Candidates are a period's themes as product actions to be ranked.
func Candidates(v *feedback.View) []theme.Candidate {
	var out []theme.Candidate
	for i := range v.Themes {
		tv := &v.Themes[i]
		c := theme.Candidate{Theme: tv.ID, Reach: float64(tv.Accounts), Impact: tv.Impact, Confidence: certaintyOf(tv), WSJF: tv.WSJF}
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
	w.line("| # | Action | Reach (accounts) | Impact | Confidence | Effort (person-months) | RICE | Holds if effort is at its worst? |\n|---|---|---:|---:|---:|---:|---:|---|")
	rank := map[string]int{}
	for i, r := range ranks {
		rank[r.Theme] = i + 1
	}
	for i, r := range ranks {
		at := place[r.Theme]
		if at >= analysedThemes && !r.Estimated {
			continue
		}
		tv := &w.view.Themes[at]
		name := tv.Action
		if name == "" {
			name = tv.Title
		}
		reach := "nearly all"
		if theme.OfWhole(tv.Accounts, w.view.Accounts).Exact {
			reach = fmt.Sprint(tv.Accounts)
		}
		w.line("| %d | %s | %s | %s | %.0f%% | %s | %s | %s |", i+1, cell(upperRune(strings.TrimSuffix(name, "."))), reach,
			trimmed(r.Impact), 100*r.Confidence, effortRange(r), score(r), holds(r, rank))
	}
	w.line("\nRICE is reach × impact × confidence ÷ effort. Where themes.yaml declares no impact or confidence they are read off the data: revenue concerned and severity, width of the interval.")
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

// holds says which later rows would overtake a row whose effort is at its worst.
func holds(r theme.Rank, rank map[string]int) string {
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
