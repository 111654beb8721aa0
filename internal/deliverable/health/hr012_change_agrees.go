package health

import (
	"math"
	"strconv"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/pattern"
	"github.com/touchstone-cs/touchstone/internal/rule"
)

var changeAgrees = &rule.Rule{
	ID:          "HR012",
	Title:       "The change is the difference of the two periods",
	Requirement: "3.bar.4",
	Severity:    rule.Error,
	Explain:     `The change beside two figures follows from them: in percent of the prior value, in points for percentages, or as a plain difference. Its sign says the direction.`,
	Bad:         "# Health report\n\n## Scorecard\n\n| Metric | Current | Prior | Change |\n|---|---|---|---|\n| API calls | 7,440 | 12,400 | −25% |\n",
	Good:        "# Health report\n\n## Scorecard\n\n| Metric | Current | Prior | Change |\n|---|---|---|---|\n| API calls | 7,440 | 12,400 | −40% |\n| Adoption | 61% | 63% | −2 pt |\n| Resolution | 31 h (92 h) | 18 h (40 h) | +13 h |\n",
	Check: rule.On(func(p *rule.Pass, r *Report) {
		for _, row := range r.Scorecard.Rows {
			if !row.Has("change") {
				continue
			}
			now, ok1 := leading(row.Text("current").Plain)
			prior, ok2 := leading(row.Text("prior").Plain)
			change, ok3 := leading(row.Text("change").Plain)
			if !ok1 || !ok2 || !ok3 || follows(now, prior, change) {
				continue
			}
			cell := row.Text("change")
			p.Violated(cell.Span, "write the difference of the two figures", "%s does not follow from %s and %s", cell.Plain, row.Text("current").Plain, row.Text("prior").Plain)
		}
	}),
}

// figure is a cell's first number, with the step of its last digit.
type figure struct {
	value, step float64
	unit        string
}

var number = pattern.New(`^[≈~<>≤≥]?\s*([+−–-]?)\s*(\d[\d, ]*(?:\.\d+)?)\s*(%|pt|pp|[a-zA-Z]+)?`)

var withoutGrouping = strings.NewReplacer(",", "", " ", "")

func leading(s string) (figure, bool) {
	m := number.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return figure{}, false
	}
	digits := withoutGrouping.Replace(m[2])
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return figure{}, false
	}
	f := figure{value: v, step: 1, unit: m[3]}
	if _, fraction, ok := strings.Cut(digits, "."); ok {
		f.step = math.Pow(10, -float64(len(fraction)))
	}
	if m[1] != "" && m[1] != "+" {
		f.value = -v
	}
	return f, true
}

// follows reports whether the change can come of the two figures, each rounded as it is shown.
func follows(now, prior, change figure) bool {
	loose := (now.step+prior.step)/2 + change.step/2 + 1e-9
	if math.Abs(now.value-prior.value-change.value) <= loose {
		return true
	}
	if change.unit != "%" || prior.value == 0 {
		return change.unit == "x" || change.unit == "min" || strings.HasPrefix(change.unit, "h") && now.unit != change.unit
	}
	low := 100 * ((now.value-now.step/2)/(prior.value+prior.step/2) - 1)
	high := 100 * ((now.value+now.step/2)/(prior.value-prior.step/2) - 1)
	if low > high {
		low, high = high, low
	}
	return change.value >= low-change.step/2-1e-9 && change.value <= high+change.step/2+1e-9
}
