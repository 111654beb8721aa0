package schedule

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/calendar"
)

// estimate draws three points in order.
func estimate(t *rapid.T, label string) Estimate {
	a := rapid.Float64Range(0, 10).Draw(t, label+" low")
	m := a + rapid.Float64Range(0, 8).Draw(t, label+" spread")
	return Estimate{a, m, m + rapid.Float64Range(0, 15).Draw(t, label+" tail")}
}

// somePlan draws a plan without actuals over a random calendar.
func somePlan(t *rapid.T) Plan {
	regions := []calendar.Region{"", "DE-BY", "US", "GB-SCT", "SA", "JP", "IL"}
	p := Plan{ID: "plan", Start: calendar.NewDate(2025, 1, rapid.IntRange(1, 365).Draw(t, "start")), Seed: rapid.Uint64().Draw(t, "seed")}
	p.Calendar = &calendar.Calendar{Region: rapid.SampledFrom(regions).Draw(t, "region")}
	if rapid.Bool().Draw(t, "freeze") {
		from := p.Start + calendar.Date(rapid.IntRange(0, 60).Draw(t, "freeze from"))
		p.Calendar.Closed = []calendar.Span{{From: from, To: from + calendar.Date(rapid.IntRange(0, 20).Draw(t, "freeze days"))}}
	}
	n := rapid.IntRange(1, 12).Draw(t, "tasks")
	for i := range n {
		task := Task{ID: fmt.Sprintf("t%02d", i), Days: estimate(t, fmt.Sprint(i)), Owner: rapid.SampledFrom([]string{"", "ana", "ben"}).Draw(t, "owner")}
		for j := range i {
			if rapid.IntRange(0, 3).Draw(t, "link") == 0 {
				task.After = append(task.After, Link{fmt.Sprintf("t%02d", j), float64(rapid.IntRange(0, 3).Draw(t, "lag"))})
			}
		}
		p.Tasks = append(p.Tasks, task)
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "risks") {
		p.Risks = append(p.Risks, Risk{ID: fmt.Sprintf("r%d", i), Task: fmt.Sprintf("t%02d", rapid.IntRange(0, n-1).Draw(t, "risk task")),
			Probability: rapid.Float64Range(0, 1).Draw(t, "odds"), Delay: estimate(t, "delay")})
	}
	return p
}

// inProgress puts a plan's today into its course: some of its work is finished or
// under way, in whatever order.
func inProgress(t *rapid.T, p *Plan) {
	p.Today = p.Start + calendar.Date(rapid.IntRange(0, 60).Draw(t, "today"))
	for i := range p.Tasks {
		begun := p.Start + calendar.Date(rapid.IntRange(0, int(p.Today-p.Start)).Draw(t, "begun"))
		switch rapid.IntRange(0, 2).Draw(t, "state") {
		case 0:
			p.Tasks[i].Started = begun
		case 1:
			p.Tasks[i].Finished = begun
		}
	}
}

var people = map[string]Person{
	"ana": {Calendar: &calendar.Calendar{Weekdays: []time.Weekday{1, 3, 5}}},
	"ben": {},
}

// forecastOf compiles and draws one plan.
func forecastOf(p Plan, draws int) Forecast {
	n, _ := Compile(Portfolio{Plans: []Plan{p}, People: people})
	return n.Forecast(Options{Draws: draws, Drivers: true, Milestones: true})[0]
}
