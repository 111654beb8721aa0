package backtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/signal/outlook"
)

// panel draws the rows of a backtest: accounts with a lasting risk of their own, seen on several days, the risk of all rising from day to day.
// The score knows `knows` of what makes an account's risk; beside that it has a lasting opinion of the account, and follows the calendar.
func panel(random *rand.Rand, accounts, days int, rate, knows float64) []Pair {
	var out []Pair
	for a := range accounts {
		risk, opinion := random.NormFloat64(), random.NormFloat64()
		first := random.IntN(days)
		for d := first; d < min(days, first+1+random.IntN(days)); d++ {
			level := math.Log(rate/(1-rate)) + 1.5*float64(d)/float64(days)
			hit := random.Float64() < 1/(1+math.Exp(-level-risk))
			score := knows*risk + opinion + .3*random.NormFloat64() + level
			out = append(out, Pair{fmt.Sprint(a), outlook.Day(91 * d), score, random.Float64(), hit})
		}
	}
	return out
}

// TestNoSignalWhereThereIsNone: over many portfolios in which the score knows nothing of any account, a signal is seen at most as often as the level
// says; by twice the standard error more at the most.
func TestNoSignalWhereThereIsNone(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 1))
	for _, shape := range []struct {
		accounts, days int
		rate           float64
	}{{60, 20, .08}, {60, 8, .3}, {300, 6, .05}, {25, 40, .3}} {
		const n = 1000
		alarms, pooled := 0, 0.0
		for range n {
			pairs := panel(random, shape.accounts, shape.days, shape.rate, 0)
			if AgainstChance(pairs).Signal() {
				alarms++
			}
			var rows []Row
			for _, p := range pairs {
				rows = append(rows, Row{p.Model, p.Hit})
			}
			if auc := AUC(rows); !math.IsNaN(auc) {
				pooled += auc / n
			}
		}
		level := Level / questions / 2
		if limit := n*level + 2*math.Sqrt(n*level); float64(alarms) > limit {
			t.Errorf("%+v: %d of %d alarms, at most %.0f", shape, alarms, n, limit)
		}
		t.Logf("%+v: %d of %d alarms, %.1f expected at the level; pooled AUC %.3f", shape, alarms, n, n*level, pooled)
	}
}

// TestSignalWhereThereIsOne: what a score knows is seen.
func TestSignalWhereThereIsOne(t *testing.T) {
	random := rand.New(rand.NewPCG(12, 1))
	for _, shape := range []struct {
		accounts, days int
		rate, knows    float64
		least          int
	}{{300, 8, .08, 1, 95}, {100, 20, .08, 1.5, 90}, {60, 20, .3, 2, 95}} {
		found, auc := 0, 0.0
		for range 100 {
			c := AgainstChance(panel(random, shape.accounts, shape.days, shape.rate, shape.knows))
			auc += c.AUC / 100
			if c.Signal() {
				found++
			}
		}
		if found < shape.least {
			t.Errorf("%+v: seen in %d of 100", shape, found)
		}
		t.Logf("%+v: AUC within a day %.3f, seen in %d of 100", shape, auc, found)
	}
}

// TestWithinADayByHand compares with the definition.
func TestWithinADayByHand(t *testing.T) {
	pairs := []Pair{{"a", 0, .9, 0, true}, {"b", 0, .1, 0, false}, {"c", 0, .9, 0, false}, {"a", 1, .2, 0, false}, {"b", 1, .1, 0, true}, {"c", 2, 1, 0, true}}
	// Day 0: right and tied; day 1: wrong; day 2: nothing to compare.
	if got := AgainstChance(pairs); got.AUC != 1.5/3 || got.P != 1 {
		t.Errorf("got %+v, want an AUC of 1.5 in 3 and nothing said", got)
	}
}
