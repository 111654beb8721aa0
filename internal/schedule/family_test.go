package schedule

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// family makes a network as PSPLIB's generator does (Kolisch and Sprecher 1997):
// n tasks of 1 to 10 days in layers with about complexity arcs a task, each task
// asking for a share factor of four resources, whose capacities lie at strength
// between the largest need of one task (0) and the peak of the earliest schedule
// (1).
func family(r *rand.Rand, n int, complexity, factor, strength float64) *Project {
	p := &Project{days: make([]int32, n), pred: make([][]int32, n), succ: make([][]int32, n), demand: make([][]need, n), capacity: make([]int32, 4)}
	for j := range p.days {
		p.days[j] = 1 + r.Int32N(10)
		for k := range p.capacity {
			if r.Float64() < factor {
				p.demand[j] = append(p.demand[j], need{int32(k), 1 + r.Int32N(10)})
			}
		}
	}
	arc := func(i, j int) {
		for _, known := range p.pred[j] {
			if int(known) == i {
				return
			}
		}
		p.pred[j], p.succ[i] = append(p.pred[j], int32(i)), append(p.succ[i], int32(j))
	}
	for j := 3; j < n; j++ {
		arc(max(0, j-1-r.IntN(8)), j)
	}
	for range int((complexity - 1) * float64(n)) {
		j := 1 + r.IntN(n-1)
		arc(max(0, j-1-r.IntN(12)), j)
	}
	p.limit(strength)
	return p
}

// limit sets the capacities.
func (p *Project) limit(strength float64) {
	early := newSolution(len(p.days))
	peak, least := map[[2]int32]int32{}, make([]int32, len(p.capacity))
	top := make([]int32, len(p.capacity))
	for j := range p.days {
		for _, i := range p.pred[j] {
			early.Start[j] = max(early.Start[j], early.End[i])
		}
		early.End[j] = early.Start[j] + p.days[j]
		for _, n := range p.demand[j] {
			least[n.resource] = max(least[n.resource], n.amount)
			for d := early.Start[j]; d < early.End[j]; d++ {
				peak[[2]int32{d, n.resource}] += n.amount
				top[n.resource] = max(top[n.resource], peak[[2]int32{d, n.resource}])
			}
		}
	}
	for k := range p.capacity {
		p.capacity[k] = least[k] + int32(math.Round(strength*float64(top[k]-least[k])))
	}
}

// TestOtherNetworksOfTheFamily: on networks of other sizes and kinds than those
// published, the schedules are sound, meet the critical path where there are no
// limits to speak of, and ten times the search shortens them by no more than
// 1.5% on average.
func TestOtherNetworksOfTheFamily(t *testing.T) {
	for _, n := range []int{20, 60} {
		t.Run(fmt.Sprint(n, " tasks"), func(t *testing.T) {
			r := rand.New(rand.NewPCG(42, uint64(n)))
			var gap float64
			count := 0
			for _, complexity := range []float64{1.5, 2.1} {
				for _, factor := range []float64{.25, .75} {
					for _, strength := range []float64{.2, .5, 1} {
						p := family(r, n, complexity, factor, strength)
						s := p.Solve(Search{Seed: 1})
						if wrong := checkSolution(p, s); wrong != "" {
							t.Fatal(wrong)
						}
						bound := p.lowerBound(p.tails())
						if s.Makespan < bound {
							t.Fatalf("makespan %d is below the bound %d", s.Makespan, bound)
						}
						if strength == 1 && s.Makespan != bound {
							t.Errorf("makespan %d where the earliest schedule fits, want %d", s.Makespan, bound)
						}
						long := p.Solve(Search{Seed: 2, Schedules: 30_000})
						gap += float64(s.Makespan)/float64(min(long.Makespan, s.Makespan)) - 1
						count++
					}
				}
			}
			if gap /= float64(count); gap > .015 {
				t.Errorf("mean gap %.2f%% to ten times the search", 100*gap)
			} else {
				t.Logf("mean gap %.2f%% to ten times the search, over %d networks", 100*gap, count)
			}
		})
	}
}

// BenchmarkFamily is one network of 60 tasks and tight resources.
func BenchmarkFamily(b *testing.B) {
	p := family(rand.New(rand.NewPCG(7, 7)), 60, 1.8, .75, .2)
	for b.Loop() {
		p.Solve(Search{Seed: 1})
	}
}
