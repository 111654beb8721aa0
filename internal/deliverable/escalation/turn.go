package escalation

import (
	"cmp"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/evidence/command/expect"
)

// turn is where a variable's value changes the outcome: two runs, next to each other in the order of the values.
type turn struct{ before, after int }

// turnOf finds the turn in runs that varied one variable in one environment. There is none where the values have no order
// as versions, where the outcome turns more than once, and where nothing works or nothing fails.
func turnOf(runs []command.Kept) (turn, bool) {
	type tried struct {
		run     int
		value   string
		outcome outcome
	}
	var name, environment string
	var all []tried
	for i, k := range runs {
		if len(k.Run.Varied) != 1 || outcomeOf(&k.Run) == unclear {
			continue
		}
		for n, value := range k.Run.Varied {
			version, ok := expect.FindVersion(value)
			if name != "" && (n != name || k.Run.Environment.Name != environment) || !ok || version != value {
				return turn{}, false
			}
			name, environment = n, k.Run.Environment.Name
			all = append(all, tried{i, value, outcomeOf(&k.Run)})
		}
	}
	slices.SortStableFunc(all, func(a, b tried) int {
		return cmp.Or(expect.CompareVersions(a.value, b.value), cmp.Compare(a.run, b.run))
	})
	var found turn
	turns := 0
	for i := 1; i < len(all); i++ {
		if all[i].outcome != all[i-1].outcome {
			found = turn{all[i-1].run, all[i].run}
			turns++
		}
	}
	return found, turns == 1 && runs[found.before].Run.Varied[name] != runs[found.after].Run.Varied[name]
}
