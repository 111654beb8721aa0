package bench

import (
	"context"
	"fmt"

	"github.com/touchstone-cs/touchstone/internal/calendar"
	"github.com/touchstone-cs/touchstone/internal/schedule"
)

const (
	forecastTasks = 60
	forecastDraws = 100_000
	fleetPlans    = 1_000
	fleetTasks    = 24
	fleetDraws    = 10_000
)

// Schedule measures 100,000 draws of a 60-milestone plan on one core beside its floor, the same number of draws of a bare
// sum; and 1,000 plans of 24 milestones that share 40 people, levelled and forecast with 10,000 draws each, on all cores.
func Schedule(_ context.Context, _ string, _ int64, repeat int) (Figures, error) {
	one, problems := schedule.Compile(schedule.Portfolio{Plans: []schedule.Plan{benchPlan("plan", forecastTasks, 0)}})
	if len(problems) > 0 {
		return nil, fmt.Errorf("bench plan: %s", problems[0].Message)
	}
	fleet := fleetOf()
	out := Figures{}
	for _, m := range []struct {
		name string
		runs int
		work func()
	}{
		{"draws_60x100000", max(5, repeat), func() { one.Forecast(schedule.Options{Draws: forecastDraws, Workers: 1}) }},
		{"drivers_60x100000", repeat, func() {
			one.Forecast(schedule.Options{Draws: forecastDraws, Workers: 1, Drivers: true, Milestones: true})
		}},
		{"floor", max(5, repeat), func() { addUp(forecastTasks * forecastDraws) }},
		{"portfolio_1000", 1, func() {
			n, _ := schedule.Compile(fleet)
			n.Level(schedule.Search{}).Forecast(schedule.Options{Draws: fleetDraws})
		}},
	} {
		c, err := median(m.runs, func() error { m.work(); return nil })
		if err != nil {
			return nil, err
		}
		out.cost("schedule", m.name, c)
	}
	out.against("schedule", "draws_60x100000", "floor")
	return out, nil
}

var sum uint64

// addUp mixes and adds n numbers: what any Monte Carlo of that size does at the least.
func addUp(n int) {
	s := uint64(1)
	for i := range uint64(n) {
		z := i * 0x9e3779b97f4a7c15
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		s += z ^ z>>31
	}
	sum = s
}

func benchPlan(id string, tasks, shift int) schedule.Plan {
	p := schedule.Plan{ID: id, Start: calendar.NewDate(2025, 9, 1) + calendar.Date(shift), Calendar: &calendar.Calendar{Region: "US"}, Seed: 7}
	p.Promise = p.Start + 120
	for i := range tasks {
		t := schedule.Task{ID: fmt.Sprintf("%d.%d", i/6+1, i%6+1), Days: schedule.Estimate{Low: 2, Mode: 4, High: 9}, Load: 20}
		for _, back := range []int{1, 3, 7} {
			if i >= back && (i+back)%3 != 0 {
				t.After = append(t.After, schedule.Link{Task: p.Tasks[i-back].ID})
			}
		}
		p.Tasks = append(p.Tasks, t)
	}
	for i := range 5 {
		p.Risks = append(p.Risks, schedule.Risk{ID: fmt.Sprint("r", i), Task: p.Tasks[i*tasks/5].ID, Probability: .3, Delay: schedule.Estimate{Low: 2, Mode: 5, High: 10}})
	}
	return p
}

func fleetOf() schedule.Portfolio {
	p := schedule.Portfolio{People: map[string]schedule.Person{}}
	for i := range fleetPlans {
		plan := benchPlan(fmt.Sprintf("account%04d", i), fleetTasks, i/3)
		for k := range plan.Tasks {
			plan.Tasks[k].Owner = fmt.Sprintf("person%02d", (i*7+k*3)%40)
			p.People[plan.Tasks[k].Owner] = schedule.Person{}
		}
		p.Plans = append(p.Plans, plan)
	}
	return p
}
