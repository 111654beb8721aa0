package signal

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// story is what really happens to a simulated account; calm is nothing.
type story string

const (
	calm     story = "calm"
	fell     story = "use falls to half"
	champion story = "the champion is gone"
	flood    story = "four times as many tickets"
	slow     story = "answers take three times as long"
	unhappy  story = "one answer in five is good"
	drawn    story = "a feature is used four times as much"
)

// told says whether a finding tells the story rather than chance.
func (s story) told(k Kind) bool {
	switch s {
	case fell:
		return k == Drop || k == Decline || k == Silence
	case champion:
		return k == ChampionGone
	case flood:
		return k == Surge
	case slow:
		return k == Slower
	case unhappy:
		return k == Dissatisfied
	case drawn:
		return k == FeaturePull
	}
	return false
}

// live draws an account of every sort of figure, restless but with no lasting change, and lets its story happen.
func (s story) live(random *rand.Rand, name string, days Days) Portrait {
	times := func(story story, factor float64) float64 {
		if s == story {
			return factor
		}
		return 1
	}
	series := restless(random, days, 20+random.Float64()*60, .25, .05)
	for i := days.Start; i < days.Count; i++ {
		series[i] = math.Round(series[i] * times(fell, .5))
	}
	p := Portrait{Account: name, Daily: map[string][]float64{"events": series}, Figures: map[string]Figure{}}
	for u := range 4 {
		rate, silent := .2+.7*random.Float64(), 0.
		for random.Float64() > rate {
			silent++
		}
		if s == champion && u == 0 {
			silent = 42
		}
		p.People = append(p.People, Person{ID: fmt.Sprint(u), Role: []string{"champion", "", "", ""}[u], Share: .25, Events: 100, ActiveDays: math.Round(rate * 128), Silent: silent})
	}
	usual := 2 + 6*random.Float64()
	tickets := func(factor float64) float64 { return poisson(random, usual*factor) }
	p.Figures["tickets_opened"] = Figure{Value: tickets(times(flood, 4)), Prior: tickets(1), Earlier: []float64{tickets(1), tickets(1), tickets(1), tickets(1)}}
	p.Figures["full_resolution"] = hours(random, 10+random.IntN(20), 10+random.IntN(20), times(slow, 3))
	p.Figures["csat"] = answers(random, 5+random.IntN(25), .7*times(unhappy, .2/.7))
	for range 5 {
		level := 80 + 200*random.Float64()
		count := func(factor float64) float64 {
			return poisson(random, level*factor*math.Exp(.1*random.NormFloat64()))
		}
		p.Features = append(p.Features, Split{Name: fmt.Sprint(len(p.Features)), Now: count(times(drawn, 4)), Prior: count(1), Users: 8})
	}
	return p
}

// hours are medians and 90th percentiles of two periods' resolutions.
func hours(random *rand.Rand, n, before int, factor float64) Figure {
	draw := func(n int, factor float64) (median, p90 float64) {
		v := make([]float64, n)
		for i := range v {
			v[i] = 12 * factor * math.Exp(.8*random.NormFloat64())
		}
		return quantile(v, .5), quantile(v, .9)
	}
	f := Figure{N: float64(n), PriorN: float64(before)}
	f.Value, f.P90 = draw(n, factor)
	f.Prior, f.PriorP90 = draw(before, 1)
	return f
}

// answers are n of which each is good with probability p, just at the bar where nothing is wrong: the hardest null.
func answers(random *rand.Rand, n int, p float64) Figure {
	good := distuv.Binomial{N: float64(n), P: p, Src: random}.Rand()
	share := good / float64(n)
	const z = 1.96
	m := float64(n)
	middle, half := share+z*z/(2*m), z*math.Sqrt(share*(1-share)/m+z*z/(4*m*m))
	return Figure{Value: share, N: m, Low: (middle - half) / (1 + z*z/m), High: (middle + half) / (1 + z*z/m)}
}

// simulated makes a portfolio of as many accounts, the first of which have stories.
func simulated(random *rand.Rand, days Days, accounts int, stories []story) ([]Portrait, []story) {
	var out []Portrait
	truth := make([]story, accounts)
	for a := range accounts {
		truth[a] = calm
		if a < len(stories) {
			truth[a] = stories[a]
		}
		out = append(out, truth[a].live(random, fmt.Sprint(a), days))
	}
	return out, truth
}

// TestFalseDiscoveryRate holds the promise of signals.yaml over whole portfolios, all kinds of signal together: of what is reported the share that
// nothing happened behind is at most the rate, in the mean over portfolios; where nothing happened anywhere that is the share of portfolios with
// any report. What did happen is mostly found.
func TestFalseDiscoveryRate(t *testing.T) {
	days, set := sampleDays(), Default()
	all := []story{fell, champion, flood, slow, unhappy, drawn}
	for _, c := range []struct {
		accounts int
		stories  []story
		found    float64
	}{{24, nil, 0}, {24, all, .7}, {24, []story{fell}, .4}, {100, nil, 0}, {100, append(append([]story{}, all...), all...), .7}} {
		const portfolios = 120
		proportion, found, happened := 0., 0., 0.
		for seed := range uint64(portfolios) {
			random := rand.New(rand.NewPCG(seed, 31))
			portfolio, truth := simulated(random, days, c.accounts, c.stories)
			wrong, reported := 0., 0.
			for a, r := range Detect(set, days, portfolio) {
				told := false
				for _, f := range append(append([]Finding{}, r.Risks...), r.Openings...) {
					reported++
					if truth[a].told(f.Definition.Kind) {
						told = true
					} else {
						wrong++
					}
				}
				if truth[a] != calm {
					happened++
				}
				if told {
					found++
				}
			}
			proportion += wrong / math.Max(1, reported) / portfolios
		}
		power := found / math.Max(1, happened)
		t.Logf("%3d accounts, %2d stories: %.1f%% of what is reported is chance, %.0f%% of what happened is found", c.accounts, len(c.stories), 100*proportion, 100*power)
		if rate := float64(set.Rate); proportion > rate {
			t.Errorf("%d accounts, %d stories: the false discovery rate is %.3f, promised %.3f", c.accounts, len(c.stories), proportion, rate)
		}
		if power < c.found {
			t.Errorf("%d accounts, %d stories: only %.2f found, at least %.2f expected", c.accounts, len(c.stories), power, c.found)
		}
	}
}

func quantile(v []float64, q float64) float64 {
	slices.Sort(v)
	return v[int(q*float64(len(v)-1)+.5)]
}

// TestTailsAreHonest: where nothing happens, so small a p comes up no more often than it says, for every kind of signal: a false discovery rate is
// no better than the tails it is made of.
func TestTailsAreHonest(t *testing.T) {
	days, set := sampleDays(), Default()
	const accounts = 6000
	tests, at01, at001 := map[Kind]float64{}, map[Kind]float64{}, map[Kind]float64{}
	for seed := range uint64(accounts) {
		random := rand.New(rand.NewPCG(seed, 33))
		p := calm.live(random, "a", days)
		v := viewOf(&p, days)
		for _, d := range set.Signals {
			look := detectors()[d.Kind].look
			if look == nil {
				continue
			}
			for _, c := range look(d, v) {
				if math.IsNaN(c.p) {
					continue
				}
				tests[d.Kind]++
				if c.p <= .01 {
					at01[d.Kind]++
				}
				if c.p <= .001 {
					at001[d.Kind]++
				}
			}
		}
	}
	for k, n := range tests {
		t.Logf("%-14s %6.0f tests: p ≤ .01 in %.4f, p ≤ .001 in %.4f", k, n, at01[k]/n, at001[k]/n)
		for level, seen := range map[float64]float64{.01: at01[k], .001: at001[k]} {
			if limit := n*level + 3*math.Sqrt(n*level); seen > limit {
				t.Errorf("%s: p ≤ %v came up %.0f times in %.0f, at most %.0f expected", k, level, seen, n, limit)
			}
		}
	}
}
