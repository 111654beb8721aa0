package backtest

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/touchstone-cs/touchstone/internal/signal/outlook"
)

// Level is how often a backtest may speak of a signal where there is none, both questions together. It was set before any result was seen.
const Level = .01

// questions is how many a backtest asks; each gets its part of Level (Bonferroni), and half of that, for a ranking can be off to either side.
const questions = 2

// Chance compares a ranking with that of a die.
type Chance struct {
	// AUC is the share of right orders among pairs of accounts on the same day: which account, not which quarter. A portfolio whose accounts
	// leave more often from year to year gives every model that follows the level a pooled AUC above one half, and nobody knows more of
	// any account by that.
	AUC float64
	// Range is its 95% interval.
	Range Interval
	// P is the probability, by chance alone, of an AUC as far above one half.
	P float64
}

// Signal says that chance does not explain the ranking.
func (c Chance) Signal() bool { return c.P <= Level/questions/2 }

// fewest is the number of accounts of either outcome below which nothing is said: a handful can be in order by luck, and their variance is not
// known either.
const fewest = 10

// AgainstChance tests the model's ranking within each day. An account's rows resemble each other, so that accounts and not rows are what varies:
// the variance is that of the sums over each account's pairs (the projection of a U-statistic on its clusters; Obuchowski 1997). Student's t has as
// many degrees of freedom as the rarer outcome has accounts, less one. With fewer accounts than fewest P is 1.
func AgainstChance(pairs []Pair) Chance {
	right, compared := map[string]float64{}, map[string]float64{} // pairs in the right order, and all, by account
	hit, miss := map[string]bool{}, map[string]bool{}
	for _, day := range byDay(pairs) {
		inOrder, hits := orders(day)
		for i, p := range day {
			others, seen := hits, miss
			if p.Hit {
				others, seen = float64(len(day))-hits, hit
			}
			if others > 0 {
				seen[p.Cluster] = true
				right[p.Cluster] += inOrder[i]
				compared[p.Cluster] += others
			}
		}
	}
	accounts := slices.Sorted(maps.Keys(compared))
	// Every pair is counted from both of its ends: twice.
	var rights, all float64
	for _, a := range accounts {
		rights, all = rights+right[a]/2, all+compared[a]/2
	}
	c := Chance{AUC: rights / all, Range: Interval{math.NaN(), math.NaN()}, P: 1}
	if min(len(hit), len(miss)) < fewest {
		return c
	}
	variance := 0.0
	for _, a := range accounts {
		beyond := (right[a] - c.AUC*compared[a]) / all
		variance += beyond * beyond
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(min(len(hit), len(miss)) - 1)}
	deviation := math.Sqrt(variance)
	reach := t.Quantile(.975) * deviation
	c.Range = Interval{math.Max(0, c.AUC-reach), math.Min(1, c.AUC+reach)}
	c.P = t.Survival((c.AUC - .5) / deviation)
	return c
}

// byDay groups the rows by day, in the order of days.
func byDay(pairs []Pair) [][]Pair {
	days := map[outlook.Day][]Pair{}
	for _, p := range pairs {
		days[p.At] = append(days[p.At], p)
	}
	out := make([][]Pair, 0, len(days))
	for _, at := range slices.Sorted(maps.Keys(days)) {
		out = append(out, days[at])
	}
	return out
}

// orders counts, for each row, the rows of the other outcome that it is rightly above or below, ties counting half; the rows are sorted on the way.
func orders(rows []Pair) (right []float64, hits float64) {
	slices.SortStableFunc(rows, func(a, b Pair) int { return cmp.Compare(a.Model, b.Model) })
	for _, r := range rows {
		if r.Hit {
			hits++
		}
	}
	right = make([]float64, len(rows))
	hitsBelow, missesBelow := 0.0, 0.0
	for i := 0; i < len(rows); {
		j, h, m := i, 0.0, 0.0
		for ; j < len(rows) && rows[j].Model == rows[i].Model; j++ {
			if rows[j].Hit {
				h++
			} else {
				m++
			}
		}
		for k := i; k < j; k++ {
			if rows[k].Hit {
				right[k] = missesBelow + m/2
			} else {
				right[k] = hits - hitsBelow - h/2
			}
		}
		hitsBelow, missesBelow, i = hitsBelow+h, missesBelow+m, j
	}
	return right, hits
}
