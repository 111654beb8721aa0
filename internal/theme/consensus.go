package theme

import (
	"github.com/touchstone-cs/touchstone/internal/theme/matrix"
)

// How a consensus is sought: runs of community detection, each over a random
// few of the edges and at a resolution of its own. A single run is at the mercy
// of single texts; what most runs agree on is not.
const (
	consensusRuns   = 32
	lowResolution   = 1.0
	highResolution  = 3.0
	agreementNeeded = 0.3
)

// runsOf gives each run's communities. What a run leaves out depends on the two
// texts of an edge and the run only, not on what other texts there are.
func runsOf(g *graph, runs int, edgesKept float64) [][]int {
	labels := make([][]int, runs)
	matrix.Parallel(runs, 1, func(from, to int) {
		for r := from; r < to; r++ {
			resolution := lowResolution + (highResolution-lowResolution)*float64(r)/float64(max(runs-1, 1))
			labels[r] = communities(g.sample(uint64(r), edgesKept), resolution, uint64(r))
		}
	})
	return labels
}

// sample keeps each edge with a probability.
func (g *graph) sample(run uint64, kept float64) *graph {
	limit := uint64(kept * (1 << 53))
	out := &graph{starts: make([]int, 1, len(g.starts)), loops: g.loops, keys: g.keys}
	for i := range g.nodes() {
		for e := g.starts[i]; e < g.starts[i+1]; e++ {
			if mix(g.keys[i]^g.keys[g.to[e]], run+1)>>11 < limit {
				out.to = append(out.to, g.to[e])
				out.weights = append(out.weights, g.weights[e])
			}
		}
		out.starts = append(out.starts, len(out.to))
	}
	return out
}

// keptOf is the share of edges that a run keeps, so that a text with k
// neighbours keeps about six.
func keptOf(k int) float64 { return min(max(6/float64(k), 0.2), 0.8) }

// weighted gives the graph with each edge's weight the square of the share of
// runs in which its ends are together.
func (g *graph) weighted(runs [][]int) *graph {
	out := *g
	out.weights = make([]float64, len(g.weights))
	for i := range g.nodes() {
		for e := g.starts[i]; e < g.starts[i+1]; e++ {
			together := 0
			for _, labels := range runs {
				if labels[i] == labels[g.to[e]] {
					together++
				}
			}
			share := float64(together) / float64(len(runs))
			out.weights[e] = share * share
		}
	}
	return &out
}

// tally counts, for each group, how many of its texts have which label in which run.
type tally struct {
	runs   [][]int
	offset []int // of a run's labels
	counts [][]int32
	size   []int
	of     []int
}

func newTally(runs [][]int, of []int) *tally {
	t := &tally{runs: runs, offset: make([]int, len(runs)+1), of: renumber(of)}
	for r, labels := range runs {
		t.offset[r+1] = t.offset[r] + countOf(labels)
	}
	t.size = make([]int, countOf(t.of))
	t.counts = make([][]int32, len(t.size))
	for c := range t.counts {
		t.counts[c] = make([]int32, t.offset[len(runs)])
	}
	for i, c := range t.of {
		t.add(i, c, 1)
	}
	return t
}

func (t *tally) add(i, group int, by int32) {
	counts := t.counts[group]
	for r, labels := range t.runs {
		counts[t.offset[r]+labels[i]] += by
	}
	t.size[group] += int(by)
	t.of[i] = group
}

// together is the number of a group's texts that share a run's community with
// text i, averaged over the runs.
func (t *tally) together(i, group int) float64 {
	sum := 0
	counts := t.counts[group]
	for r, labels := range t.runs {
		sum += int(counts[t.offset[r]+labels[i]])
	}
	return float64(sum) / float64(len(t.runs))
}

// between is together over all pairs of two groups, as a share.
func (t *tally) between(a, b int) float64 {
	sum := 0.0
	x, y := t.counts[a], t.counts[b]
	for l, n := range x {
		sum += float64(n) * float64(y[l])
	}
	return sum / float64(len(t.runs)) / (float64(t.size[a]) * float64(t.size[b]))
}

// consensus groups texts so that those in a group are together often
// enough in the runs, on average over pairs, and those apart are not: it climbs
// Σ (together(i,j) − agreementNeeded) over the pairs within groups, by moving single texts and
// joining groups.
func consensus(g *graph, runs [][]int) *tally {
	t := newTally(runs, communities(g.weighted(runs), 2, 0))
	const sweeps = 8
	for range sweeps {
		moved := t.moveTexts(g)
		if !t.joinGroups(g) && !moved {
			break
		}
	}
	return t
}

func (t *tally) moveTexts(g *graph) bool {
	moved := false
	seen := make([]int, len(t.size))
	for _, i := range g.order(0) {
		own := t.of[i]
		best, gain := own, t.together(i, own)-1-agreementNeeded*float64(t.size[own]-1)
		for e := g.starts[i]; e < g.starts[i+1]; e++ {
			c := t.of[g.to[e]]
			if c == own || seen[c] == i+1 {
				continue
			}
			seen[c] = i + 1
			if x := t.together(i, c) - agreementNeeded*float64(t.size[c]); x > gain+1e-9 {
				best, gain = c, x
			}
		}
		if best != own {
			t.add(i, own, -1)
			t.add(i, best, 1)
			moved = true
		}
	}
	return moved
}

// joinGroups joins, one after another, the two neighbouring groups that agree
// most, while enough do.
func (t *tally) joinGroups(g *graph) bool {
	type pair struct{ a, b int }
	shares := map[pair]float64{}
	for i := range t.of {
		for e := g.starts[i]; e < g.starts[i+1]; e++ {
			if p := (pair{t.of[i], t.of[g.to[e]]}); p.a < p.b {
				if _, ok := shares[p]; !ok {
					shares[p] = t.between(p.a, p.b)
				}
			}
		}
	}
	into := identity(len(t.size))
	joined := false
	for {
		best, top := pair{-1, -1}, agreementNeeded+1e-9
		for p, s := range shares {
			if s > top || s == top && (best.a < 0 || p.a < best.a || p.a == best.a && p.b < best.b) {
				best, top = p, s
			}
		}
		if best.a < 0 {
			break
		}
		joined = true
		into[best.b] = best.a
		for l, n := range t.counts[best.b] {
			t.counts[best.a][l] += n
			t.counts[best.b][l] = 0
		}
		t.size[best.a] += t.size[best.b]
		t.size[best.b] = 0
		next := map[pair]float64{}
		for p, s := range shares {
			q := pair{root(into, p.a), root(into, p.b)}
			if q.a > q.b {
				q.a, q.b = q.b, q.a
			}
			if q.a == q.b {
				continue
			}
			if q != p || q.a == best.a || q.b == best.a {
				s = t.between(q.a, q.b)
			}
			next[q] = s
		}
		shares = next
	}
	for i := range t.of {
		t.of[i] = root(into, t.of[i])
	}
	return joined
}

func root(into []int, c int) int {
	for into[c] != c {
		c = into[c]
	}
	return c
}
