package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	summary "github.com/touchstone-cs/touchstone/internal/deliverable/feedback"
	"github.com/touchstone-cs/touchstone/internal/theme"
)

func (a *app) themeRank() *cobra.Command {
	var period string
	var asJSON bool
	c := &cobra.Command{
		Use:   "rank",
		Short: "Rank a period's themes by RICE and by WSJF, and say whether the order survives the ranges of effort",
		Long: `Rank takes impact, confidence, effort and WSJF points from themes.yaml. What nobody declared is read off the data;
effort is not: without somebody's estimate a theme has no score.

Exit status: 0 shown, 2 could not do it.`,
		Example: `  touchstone theme rank --period 2026-Q3
  touchstone theme rank --period 2026-Q3 --json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, _, placed, err := a.placed(c, period)
			if err != nil {
				return err
			}
			candidates := summary.Candidates(placed.View)
			rice, wsjf := rankLines(theme.RICE(candidates)), rankLines(theme.ByWSJF(candidates))
			if asJSON {
				return a.printJSON(map[string][]rankLine{"rice": rice, "wsjf": wsjf})
			}
			return a.showRanks(rice, wsjf)
		},
	}
	themePeriodFlag(c, &period)
	jsonFlag(c, &asJSON)
	return c
}

// rankLine is a theme's place by one score, with its inputs. Low and High bound the score over the range of effort.
type rankLine struct {
	Rank       int         `json:"rank"`
	Theme      string      `json:"theme"`
	Reach      float64     `json:"reach"`
	Impact     float64     `json:"impact"`
	Confidence float64     `json:"confidence"`
	EffortLow  float64     `json:"effort_low,omitempty"`
	EffortHigh float64     `json:"effort_high,omitempty"`
	WSJF       *theme.WSJF `json:"wsjf_inputs"`
	Estimated  bool        `json:"estimated"`
	Low        float64     `json:"low"`
	High       float64     `json:"high"`
	Holds      string      `json:"holds"`
}

func rankLines(ranks []theme.Rank) []rankLine {
	out := []rankLine{}
	places := summary.Places(ranks)
	for i, r := range ranks {
		out = append(out, rankLine{i + 1, r.Theme, r.Reach, r.Impact, r.Confidence, r.EffortLow, r.EffortHigh, r.WSJF, r.Estimated, r.Low, r.High, summary.Holds(r, places)})
	}
	return out
}

func (a *app) showRanks(rice, wsjf []rankLine) error {
	t := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "RICE\tTHEME\tREACH\tIMPACT\tCONFIDENCE\tEFFORT\tSCORE\tHOLDS")
	for _, l := range rice {
		effort := "not yet estimated"
		if l.Estimated {
			effort = fmt.Sprintf("%g–%g", l.EffortLow, l.EffortHigh)
		}
		fmt.Fprintf(t, "%d\t%s\t%g\t%g\t%.0f%%\t%s\t%s\t%s\n", l.Rank, l.Theme, l.Reach, l.Impact, 100*l.Confidence, effort, l.score(), l.Holds)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(t, "\nWSJF\tTHEME\tVALUE\tTIME\tRISK\tSIZE\tSCORE\tHOLDS")
	for _, l := range wsjf {
		size := "not yet estimated"
		if l.Estimated {
			size = fmt.Sprintf("%g–%g", l.WSJF.Size, max(l.WSJF.Size, l.WSJF.SizeHigh))
		}
		fmt.Fprintf(t, "%d\t%s\t%g\t%g\t%g\t%s\t%s\t%s\n", l.Rank, l.Theme, l.WSJF.Value, l.WSJF.Urgency, l.WSJF.Risk, size, l.score(), l.Holds)
	}
	return t.Flush()
}

func (l rankLine) score() string {
	if !l.Estimated {
		return "—"
	}
	return theme.Score(l.Low) + "–" + theme.Score(l.High)
}
