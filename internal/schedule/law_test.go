package schedule

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/touchstone-cs/touchstone/internal/calendar"
)

// notEarlier says whether every percentile of a is on or after that of b.
func notEarlier(t *rapid.T, what string, later, sooner Forecast) {
	for k := 1; k <= 20; k++ {
		share := float64(k) / 20
		if later.At(share) < sooner.At(share) {
			t.Fatalf("%s: P%d went from %s to %s", what, 5*k, sooner.At(share), later.At(share))
		}
	}
}

func TestLongerTaskNeverEarlier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := somePlan(t)
		if rapid.Bool().Draw(t, "in progress") {
			inProgress(t, &p)
		}
		before := forecastOf(p, 300)
		days := &p.Tasks[rapid.IntRange(0, len(p.Tasks)-1).Draw(t, "which")].Days
		more := rapid.Float64Range(0, 9).Draw(t, "more")
		switch rapid.IntRange(0, 3).Draw(t, "point") {
		case 0:
			days.Low = math.Min(days.Low+more, days.Mode)
		case 1:
			days.Mode = math.Min(days.Mode+more, days.High)
		case 2:
			days.High += more
		case 3:
			days.Low, days.Mode, days.High = days.Low+more, days.Mode+more, days.High+more
		}
		notEarlier(t, "a longer task", forecastOf(p, 300), before)
	})
}

func TestRemovingARiskNeverLater(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := somePlan(t)
		if len(p.Risks) == 0 {
			return
		}
		if rapid.Bool().Draw(t, "in progress") {
			inProgress(t, &p)
		}
		with := forecastOf(p, 300)
		i := rapid.IntRange(0, len(p.Risks)-1).Draw(t, "which")
		p.Risks = append(append([]Risk{}, p.Risks[:i]...), p.Risks[i+1:]...)
		notEarlier(t, "with the risk", with, forecastOf(p, 300))
	})
}

func TestOrderOfRowsIsIrrelevant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := somePlan(t)
		n, _ := Compile(Portfolio{Plans: []Plan{p}, People: people})
		want, dates := n.Forecast(Options{Draws: 100, Drivers: true, Milestones: true}), n.Timetable()
		r := rand.New(rand.NewPCG(1, rapid.Uint64().Draw(t, "shuffle")))
		r.Shuffle(len(p.Tasks), func(i, j int) { p.Tasks[i], p.Tasks[j] = p.Tasks[j], p.Tasks[i] })
		r.Shuffle(len(p.Risks), func(i, j int) { p.Risks[i], p.Risks[j] = p.Risks[j], p.Risks[i] })
		n, _ = Compile(Portfolio{Plans: []Plan{p}, People: people})
		if d := cmp.Diff(want, n.Forecast(Options{Draws: 100, Drivers: true, Milestones: true})); d != "" {
			t.Fatal(d)
		}
		if d := cmp.Diff(dates, n.Timetable()); d != "" {
			t.Fatal(d)
		}
	})
}

func TestWorkersDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, _ := Compile(Portfolio{Plans: []Plan{somePlan(t)}, People: people})
		one := n.Forecast(Options{Draws: 1000, Workers: 1, Drivers: true, Milestones: true})
		if d := cmp.Diff(one, n.Forecast(Options{Draws: 1000, Workers: 3, Drivers: true, Milestones: true})); d != "" {
			t.Fatal(d)
		}
	})
}

// TestDatesAreWorked: no task ends on a day that its plan or owner rests, and
// none starts before what it waits for is done.
func TestDatesAreWorked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := somePlan(t)
		n, problems := Compile(Portfolio{Plans: []Plan{p}, People: people})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		table := n.Timetable()[0]
		finish := map[string]calendar.Date{}
		for _, d := range table.Tasks {
			finish[d.ID] = d.Finish
		}
		for _, task := range p.Tasks {
			cal := p.Calendar
			if own := people[task.Owner].Calendar; own != nil {
				cal = calendar.Join(cal, own)
			}
			if why := cal.Reason(finish[task.ID]); why != "" {
				t.Fatalf("%s ends on %s: %s", task.ID, finish[task.ID], why)
			}
			for _, l := range task.After {
				if finish[task.ID] < finish[l.Task] {
					t.Fatalf("%s ends before %s", task.ID, l.Task)
				}
			}
		}
		for _, d := range table.Tasks {
			if d.Finish > d.LatestFinish || d.Float < 0 {
				t.Fatalf("%+v", d)
			}
		}
		if len(table.Critical()) == 0 {
			t.Fatal("no critical path")
		}
	})
}

// TestFloatIsWhatItSays: slipping a task by its float leaves the end; by a day
// more moves it.
func TestFloatIsWhatItSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := somePlan(t)
		for i := range p.Tasks {
			d := math.Max(1, math.Ceil(p.Tasks[i].Days.Mode))
			p.Tasks[i].Days = Estimate{d, d, d}
		}
		end := func() calendar.Date {
			n, _ := Compile(Portfolio{Plans: []Plan{p}, People: people})
			return n.Timetable()[0].End
		}
		n, _ := Compile(Portfolio{Plans: []Plan{p}, People: people})
		table := n.Timetable()[0]
		i := rapid.IntRange(0, len(p.Tasks)-1).Draw(t, "which")
		var float float64
		for _, d := range table.Tasks {
			if d.ID == p.Tasks[i].ID {
				float = d.Float
			}
		}
		d := p.Tasks[i].Days.Mode
		p.Tasks[i].Days = Estimate{d + float, d + float, d + float}
		if got := end(); got != table.End {
			t.Fatalf("slipped by its float of %g, the end goes from %s to %s", float, table.End, got)
		}
		p.Tasks[i].Days = Estimate{d + float + 1, d + float + 1, d + float + 1}
		if got := end(); got <= table.End {
			t.Fatalf("slipped by more than its float of %g, the end stays", float)
		}
	})
}

func TestLawHasThePERTMean(t *testing.T) {
	sum := 0.0
	for _, w := range law {
		sum += float64(w) / 65536
	}
	if mean := sum / lawSize; math.Abs(mean-1.0/6) > 1e-4 {
		t.Errorf("mean of w = %g, want 1/6", mean)
	}
	for _, e := range []Estimate{{2, 5, 14}, {5, 5, 5}, {0, 0, 6}, {1, 7, 7}} {
		p := Plan{ID: "p", Start: calendar.NewDate(2025, 1, 1), Tasks: []Task{{ID: "a", Days: e}}, Seed: 7}
		n, _ := Compile(Portfolio{Plans: []Plan{p}})
		const draws = 50_000
		var total, square float64
		for i := range draws {
			q := float64(quantile(n.low[0], n.mode[0], n.high[0], draw(n.key[0], uint64(i))>>(64-lawBits))) / day
			total, square = total+q, square+q*q
		}
		mean := total / draws
		if se := math.Sqrt(max(0, square/draws-mean*mean) / draws); math.Abs(mean-e.Mean()) > 4*se+0.002 {
			t.Errorf("%v: mean %.4f, want %.4f", e, mean, e.Mean())
		}
	}
}
