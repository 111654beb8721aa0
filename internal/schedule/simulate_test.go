package schedule

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/calendar"
)

func on(t testing.TB, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func sure(days float64) Estimate { return Estimate{days, days, days} }

func week() *calendar.Calendar { return &calendar.Calendar{} }

func TestDatesByHand(t *testing.T) {
	p := Plan{ID: "p", Start: on(t, "2025-09-05"), Calendar: week(), Tasks: []Task{ // a Friday
		{ID: "a", Days: sure(2)},                                    // Fri 5, Mon 8
		{ID: "b", Days: sure(1), After: []Link{{"a", 0}}},           // Tue 9
		{ID: "c", Days: sure(3), After: []Link{{"a", 2}}},           // 9, 10 lag; 11, 12, 15
		{ID: "m", Days: sure(0), After: []Link{{"b", 0}, {"c", 0}}}, // with c
	}}
	n, problems := Compile(Portfolio{Plans: []Plan{p}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	table := n.Timetable()[0]
	var got []string
	for _, d := range table.Tasks {
		got = append(got, fmt.Sprintf("%s %s–%s float %g", d.ID, d.Start.String()[8:], d.Finish.String()[8:], d.Float))
	}
	want := []string{"a 05–08 float 0", "b 09–09 float 4", "c 11–15 float 0", "m 15–15 float 0"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if table.End != on(t, "2025-09-15") || table.Days != 7 {
		t.Errorf("end %s after %d days, want 2025-09-15 after 7", table.End, table.Days)
	}
}

func TestMilestoneWithoutWorkFallsOnAWorkingDay(t *testing.T) {
	p := Plan{ID: "p", Start: on(t, "2025-09-06"), Calendar: week(), Tasks: []Task{{ID: "kickoff"}}} // a Saturday
	n, _ := Compile(Portfolio{Plans: []Plan{p}})
	if got := n.Timetable()[0].End; got != on(t, "2025-09-08") {
		t.Errorf("kickoff on %s, want Monday 2025-09-08", got)
	}
	if f := n.Forecast(Options{Draws: 10})[0]; f.P50 != on(t, "2025-09-08") {
		t.Errorf("forecast %s, want Monday 2025-09-08", f.P50)
	}
}

func TestActualsAreFixed(t *testing.T) {
	p := Plan{ID: "p", Start: on(t, "2025-09-01"), Today: on(t, "2025-09-17"), Calendar: week(), Tasks: []Task{
		{ID: "a", Days: Estimate{1, 2, 30}, Started: on(t, "2025-09-01"), Finished: on(t, "2025-09-04")},
		{ID: "b", Days: sure(3), After: []Link{{"a", 0}}, Started: on(t, "2025-09-15")}, // under way: today is its third day
		{ID: "c", Days: sure(1), After: []Link{{"a", 0}}},                               // open: today at the earliest
		{ID: "d", Days: sure(2), After: []Link{{"b", 0}, {"c", 0}}},
	}}
	n, _ := Compile(Portfolio{Plans: []Plan{p}})
	f := n.Forecast(Options{Draws: 50, Milestones: true})[0]
	want := map[string]string{"a": "2025-09-04", "b": "2025-09-17", "c": "2025-09-17", "d": "2025-09-19"}
	for _, o := range f.Tasks {
		if o.P50.String() != want[o.ID] || o.P95 != o.P50 {
			t.Errorf("%s: P50 %s, P95 %s, want %s", o.ID, o.P50, o.P95, want[o.ID])
		}
	}
	if f.P95 != on(t, "2025-09-19") {
		t.Errorf("go-live %s", f.P95)
	}
}

func TestMergingPathsAreLaterThanTheCriticalPath(t *testing.T) {
	p := Plan{ID: "p", Start: on(t, "2025-01-06"), Calendar: week(), Seed: 7, Tasks: []Task{{ID: "end"}}}
	for i := range 10 {
		id := fmt.Sprint("path", i)
		p.Tasks = append(p.Tasks, Task{ID: id, Days: Estimate{5, 10, 20}})
		p.Tasks[0].After = append(p.Tasks[0].After, Link{id, 0})
	}
	n, _ := Compile(Portfolio{Plans: []Plan{p}})
	if cpm, f := n.Timetable()[0].End, n.Forecast(Options{})[0]; f.P50 <= cpm {
		t.Errorf("P50 %s is not after the critical path's %s", f.P50, cpm)
	}
}

func TestRiskStrikesAsOftenAsItsOdds(t *testing.T) {
	p := Plan{ID: "p", Start: on(t, "2025-01-06"), Promise: on(t, "2025-01-06"), Calendar: week(), Seed: 3,
		Tasks: []Task{{ID: "a", Days: sure(1)}}, Risks: []Risk{{ID: "r", Task: "a", Probability: .35, Delay: sure(5)}}}
	f := forecastOf(p, 100_000)
	if math.Abs(f.Promise-.65) > .006 {
		t.Errorf("on time in %.3f of draws, want .65", f.Promise)
	}
	if len(f.Drivers) != 1 || f.Drivers[0].ID != "r" || !f.Drivers[0].Risk || f.Drivers[0].Share < .999 {
		t.Errorf("drivers %+v, want the risk alone", f.Drivers)
	}
}

func TestDriversShareTheVariance(t *testing.T) {
	// Two tasks in a row with deviations 2:1 share the variance 4:1.
	p := Plan{ID: "p", Start: on(t, "2025-01-06"), Seed: 1, Tasks: []Task{
		{ID: "a", Days: Estimate{10, 30, 50}}, {ID: "b", Days: Estimate{20, 30, 40}, After: []Link{{"a", 0}}}}}
	d := forecastOf(p, 100_000).Drivers
	if len(d) != 2 || d[0].ID != "a" || math.Abs(d[0].Share-.8) > .01 || math.Abs(d[1].Share-.2) > .01 {
		t.Errorf("drivers %+v, want a .8 and b .2", d)
	}
}

func TestProblemsAreNamedAndTheRestWorks(t *testing.T) {
	p := Plan{ID: "p", Start: on(t, "2025-09-01"), Calendar: week(), Tasks: []Task{
		{ID: "1", Days: sure(1), After: []Link{{"3", 0}}},
		{ID: "2", Days: sure(1), After: []Link{{"1", 0}}},
		{ID: "3", Days: sure(1), After: []Link{{"2", 0}, {"9", 0}}},
		{ID: "0", Days: sure(1), After: []Link{{"2", 0}}}, // behind the cycle, not in it
		{ID: "4", Days: Estimate{8, 3, 5}},
		{ID: "4", Days: sure(2)},
		{ID: "5", Days: sure(1), Owner: "idle"},
	}, Risks: []Risk{{ID: "r", Task: "nowhere", Probability: .5}, {ID: "s", Task: "1", Probability: 1.5}}}
	nobody := &calendar.Calendar{Closed: []calendar.Span{{From: 0, To: 1 << 20, Why: "left"}}}
	n, problems := Compile(Portfolio{Plans: []Plan{p}, People: map[string]Person{"idle": {Calendar: nobody}}})
	var got []string
	for _, x := range problems {
		got = append(got, string(x.Kind)+": "+x.Message)
	}
	all := strings.Join(got, "\n")
	for _, want := range []string{"cycle: milestones wait for each other: 1 → 2 → 3 → 1", "unknown-task: milestone 3 waits for 9", "duplicate-id: milestone 4",
		"bad-duration: milestone 4: durations 8–3–5", "unknown-task: risk r delays nowhere", "bad-risk: risk s: odds of 150%", "zero-capacity: milestone 5: idle has no working day"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
	table := n.Timetable()[0]
	finish := map[string]string{}
	for _, d := range table.Tasks {
		finish[d.ID] = d.Finish.String()
	}
	if finish["0"] != "2025-09-03" || finish["3"] != "2025-09-03" || finish["4"] != "2025-09-05" {
		t.Errorf("the rest does not work: %v", finish)
	}
}

func TestTwoThousandMilestones(t *testing.T) {
	p := Plan{ID: "p", Start: on(t, "2025-01-06"), Calendar: &calendar.Calendar{Region: "US"}}
	for i := range 2000 {
		task := Task{ID: fmt.Sprintf("%04d", i), Days: Estimate{1, 2, 9}}
		if i > 0 {
			task.After = []Link{{fmt.Sprintf("%04d", i-1), 0}}
		}
		p.Tasks = append(p.Tasks, task)
	}
	n, _ := Compile(Portfolio{Plans: []Plan{p}})
	if f := n.Forecast(Options{Draws: 1000})[0]; f.P50 < on(t, "2040-01-01") || f.P95 < f.P50 {
		t.Errorf("P50 %s, P95 %s", f.P50, f.P95)
	}
	if got := len(n.Timetable()[0].Critical()); got != 2000 {
		t.Errorf("%d critical milestones, want 2000", got)
	}
}

func benchPlan(id string, tasks int) Plan {
	p := Plan{ID: id, Start: calendar.NewDate(2025, 9, 1), Calendar: &calendar.Calendar{Region: "US"}, Seed: 7}
	for i := range tasks {
		t := Task{ID: fmt.Sprintf("%d.%d", i/6+1, i%6+1), Days: Estimate{2, 4, 9}, Owner: fmt.Sprint("owner", i%5)}
		for _, back := range []int{1, 3, 7} {
			if i >= back && (i+back)%3 != 0 {
				t.After = append(t.After, Link{p.Tasks[i-back].ID, 0})
			}
		}
		p.Tasks = append(p.Tasks, t)
	}
	for i := range 5 {
		p.Risks = append(p.Risks, Risk{fmt.Sprint("r", i), p.Tasks[i*tasks/5].ID, .3, Estimate{2, 5, 10}})
	}
	return p
}

// BenchmarkForecast is 100,000 draws of a 60-milestone plan on one core, and
// its floor: the same count of counted random numbers alone.
func BenchmarkForecast(b *testing.B) {
	n, _ := Compile(Portfolio{Plans: []Plan{benchPlan("p", 60)}})
	b.Run("draws", func(b *testing.B) {
		for b.Loop() {
			n.Forecast(Options{Draws: 100_000, Workers: 1})
		}
	})
	b.Run("drivers", func(b *testing.B) {
		for b.Loop() {
			n.Forecast(Options{Draws: 100_000, Workers: 1, Drivers: true, Milestones: true})
		}
	})
	b.Run("floor", func(b *testing.B) {
		sum := uint64(0)
		for b.Loop() {
			for i := range uint64(60 * 100_000) {
				sum += draw(7, i)
			}
		}
		sink = sum
	})
}

var sink uint64

// TestKickoffOnAWeekendCostsNoTime: a milestone without duration on an unworked
// day must not push what follows by a tick, and so by a day.
func TestKickoffOnAWeekendCostsNoTime(t *testing.T) {
	p := Plan{ID: "p", Start: on(t, "2025-09-06"), Calendar: week(), Tasks: []Task{ // a Saturday
		{ID: "kickoff"}, {ID: "work", Days: sure(2), After: []Link{{"kickoff", 0}}}}}
	n, _ := Compile(Portfolio{Plans: []Plan{p}})
	f := n.Forecast(Options{Draws: 10, Milestones: true})[0]
	if got := n.Timetable()[0].End; got != on(t, "2025-09-09") || f.P95 != got {
		t.Errorf("done on %s, forecast %s, want Tuesday 2025-09-09", got, f.P95)
	}
	if f.Tasks[0].P50 != on(t, "2025-09-08") {
		t.Errorf("kickoff on %s, want Monday 2025-09-08", f.Tasks[0].P50)
	}
}
