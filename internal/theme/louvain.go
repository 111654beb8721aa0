package theme

import (
	"sort"
)

// graph is undirected and weighted, in compressed rows; each edge stands in
// both its ends' rows. loops are the weights of edges from a node to itself.
type graph struct {
	starts  []int
	to      []int32
	weights []float64
	loops   []float64
	keys    []uint64 // of each node; they decide in which order nodes are visited
}

func (g *graph) nodes() int { return len(g.starts) - 1 }

type edge struct {
	a, b   int32
	weight float64
}

// newGraph joins edges of the same two nodes; a must be less than b.
func newGraph(n int, edges []edge, keys []uint64) *graph {
	sort.Slice(edges, func(i, j int) bool {
		if edges[i].a != edges[j].a {
			return edges[i].a < edges[j].a
		}
		return edges[i].b < edges[j].b
	})
	joined := edges[:0]
	for _, e := range edges {
		if l := len(joined); l > 0 && joined[l-1].a == e.a && joined[l-1].b == e.b {
			joined[l-1].weight += e.weight
			continue
		}
		joined = append(joined, e)
	}
	g := &graph{starts: make([]int, n+1), loops: make([]float64, n), keys: keys}
	for _, e := range joined {
		g.starts[e.a+1]++
		g.starts[e.b+1]++
	}
	for i := range n {
		g.starts[i+1] += g.starts[i]
	}
	at := append([]int(nil), g.starts...)
	g.to, g.weights = make([]int32, 2*len(joined)), make([]float64, 2*len(joined))
	put := func(from, to int32, w float64) {
		g.to[at[from]], g.weights[at[from]] = to, w
		at[from]++
	}
	for _, e := range joined {
		put(e.a, e.b, e.weight)
		put(e.b, e.a, e.weight)
	}
	return g
}

func (g *graph) degrees() ([]float64, float64) {
	d := make([]float64, g.nodes())
	total := 0.0
	for i := range d {
		d[i] = 2 * g.loops[i]
		for e := g.starts[i]; e < g.starts[i+1]; e++ {
			d[i] += g.weights[e]
		}
		total += d[i]
	}
	return d, total
}

// communities maximises modularity at a resolution (Reichardt & Bornholdt 2006):
// Leiden's phases (Traag et al. 2019), local moving, refinement within each
// community, aggregation, until nothing moves. The order of visits comes from
// the seed. It gives each node a community, numbered by first appearance.
func communities(g *graph, resolution float64, seed uint64) []int {
	membership := identity(g.nodes())
	part := identity(g.nodes())
	for level := g; ; {
		moved := moveNodes(level, part, resolution, seed)
		refined := refine(level, part, resolution, seed)
		if !moved && countOf(part) == level.nodes() {
			break
		}
		next, index := aggregate(level, refined)
		nextPart := make([]int, next.nodes())
		for i, c := range index {
			nextPart[c] = part[i]
		}
		for i, at := range membership {
			membership[i] = index[at]
		}
		if next.nodes() == level.nodes() {
			for i, at := range membership {
				membership[i] = nextPart[at]
			}
			return renumber(membership)
		}
		level, part = next, renumber(nextPart)
	}
	for i, at := range membership {
		membership[i] = part[at]
	}
	return renumber(membership)
}

// order gives the nodes in an order that depends on their keys and the seed
// only: a text keeps its turn when others come or go.
func (g *graph) order(seed uint64) []int {
	turn := make([]uint64, g.nodes())
	for i, k := range g.keys {
		turn[i] = mix(k, seed)
	}
	out := identity(g.nodes())
	sort.SliceStable(out, func(a, b int) bool { return turn[out[a]] < turn[out[b]] })
	return out
}

// mix hashes two words to one (the finaliser of SplitMix64).
func mix(a, b uint64) uint64 {
	x := a ^ (b+0x9e3779b97f4a7c15)*0xbf58476d1ce4e5b9
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func identity(n int) []int {
	x := make([]int, n)
	for i := range x {
		x[i] = i
	}
	return x
}

func countOf(part []int) int {
	n := 0
	for _, c := range part {
		n = max(n, c+1)
	}
	return n
}

// renumber names communities 0, 1, … by first appearance.
func renumber(part []int) []int {
	names := map[int]int{}
	out := make([]int, len(part))
	for i, c := range part {
		name, ok := names[c]
		if !ok {
			name = len(names)
			names[c] = name
		}
		out[i] = name
	}
	return out
}

// moveNodes moves each node to the neighbouring community that gains most, and
// visits again whom a move concerns, until nobody gains.
func moveNodes(g *graph, part []int, resolution float64, seed uint64) bool {
	n := g.nodes()
	degrees, total := g.degrees()
	if total == 0 {
		return false
	}
	sums := make([]float64, n)
	for i, c := range part {
		sums[c] += degrees[i]
	}
	queue := g.order(seed)
	queued := make([]bool, n)
	for i := range queued {
		queued[i] = true
	}
	links := make([]float64, n)
	var touched []int
	moved := false
	for head := 0; head < len(queue); head++ {
		i := queue[head]
		queued[i] = false
		touched = touched[:0]
		for e := g.starts[i]; e < g.starts[i+1]; e++ {
			c := part[g.to[e]]
			if links[c] == 0 {
				touched = append(touched, c)
			}
			links[c] += g.weights[e]
		}
		own := part[i]
		sums[own] -= degrees[i]
		best, bestGain := own, links[own]-resolution*degrees[i]*sums[own]/total
		for _, c := range touched {
			gain := links[c] - resolution*degrees[i]*sums[c]/total
			if gain > bestGain+1e-12 || gain > bestGain-1e-12 && c < best && best != own {
				best, bestGain = c, gain
			}
		}
		for _, c := range touched {
			links[c] = 0
		}
		sums[best] += degrees[i]
		if best == own {
			continue
		}
		part[i], moved = best, true
		for e := g.starts[i]; e < g.starts[i+1]; e++ {
			if j := int(g.to[e]); !queued[j] && part[j] != best {
				queued[j] = true
				queue = append(queue, j)
			}
		}
	}
	return moved
}

// refine splits each community into well-connected parts: single nodes join
// the part, within their community, that gains most.
func refine(g *graph, part []int, resolution float64, seed uint64) []int {
	n := g.nodes()
	degrees, total := g.degrees()
	fine := identity(n)
	if total == 0 {
		return fine
	}
	sums := append([]float64(nil), degrees...)
	alone := make([]bool, n)
	for i := range alone {
		alone[i] = true
	}
	links := make([]float64, n)
	var touched []int
	for _, i := range g.order(seed) {
		if !alone[fine[i]] || fine[i] != i {
			continue
		}
		touched = touched[:0]
		for e := g.starts[i]; e < g.starts[i+1]; e++ {
			j := int(g.to[e])
			if part[j] != part[i] {
				continue
			}
			if c := fine[j]; c != i {
				if links[c] == 0 {
					touched = append(touched, c)
				}
				links[c] += g.weights[e]
			}
		}
		best, bestGain := i, 0.0
		for _, c := range touched {
			gain := links[c] - resolution*degrees[i]*sums[c]/total
			if gain > bestGain+1e-12 || gain > bestGain-1e-12 && best != i && c < best {
				best, bestGain = c, gain
			}
			links[c] = 0
		}
		if best != i {
			sums[best] += degrees[i]
			sums[i] = 0
			fine[i] = best
			alone[best] = false
		}
	}
	return fine
}

// aggregate makes each part of a graph one node. index says which.
func aggregate(g *graph, part []int) (*graph, []int) {
	index := renumber(part)
	n := countOf(index)
	loops := make([]float64, n)
	var edges []edge
	for i := range g.nodes() {
		loops[index[i]] += g.loops[i]
		for e := g.starts[i]; e < g.starts[i+1]; e++ {
			a, b := index[i], index[g.to[e]]
			switch {
			case a == b:
				loops[a] += g.weights[e] / 2
			case a < b:
				edges = append(edges, edge{int32(a), int32(b), g.weights[e]})
			}
		}
	}
	keys := make([]uint64, n)
	for i, c := range index {
		if k := g.keys[i]; keys[c] == 0 || k < keys[c] {
			keys[c] = k
		}
	}
	out := newGraph(n, edges, keys)
	out.loops = loops
	return out, index
}
