package theme

import (
	"cmp"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/theme/matrix"
)

// graph is undirected and weighted, in compressed rows; each edge stands in
// both its ends' rows.
type graph struct {
	starts  []int
	to      []int32
	weights []float32
}

type edge struct {
	a, b   int32
	weight float32
}

func newGraph(n int, edges []edge) *graph {
	g := &graph{starts: make([]int, n+1)}
	for _, e := range edges {
		g.starts[e.a+1]++
		g.starts[e.b+1]++
	}
	for i := range n {
		g.starts[i+1] += g.starts[i]
	}
	at := slices.Clone(g.starts)
	g.to, g.weights = make([]int32, 2*len(edges)), make([]float32, 2*len(edges))
	put := func(from, to int32, w float32) {
		g.to[at[from]], g.weights[at[from]] = to, w
		at[from]++
	}
	for _, e := range edges {
		put(e.a, e.b, e.weight)
		put(e.b, e.a, e.weight)
	}
	return g
}

// leastShared is the share of common neighbours below which two texts are not joined.
const leastShared = 1.0 / 15

// sharedNeighbors joins each text to its neighbours; the weight is the share of
// neighbours (themselves included) that two texts have in common (Jarvis &
// Patrick 1973; Jaccard's index).
func sharedNeighbors(near [][]neighbor) *graph {
	sets := make([][]int32, len(near))
	for i, list := range near {
		sets[i] = make([]int32, 1, len(list)+1)
		sets[i][0] = int32(i)
		for _, nb := range list {
			sets[i] = append(sets[i], nb.to)
		}
		slices.Sort(sets[i])
	}
	joined := make([][]edge, len(near))
	matrix.Parallel(len(near), 256, func(from, to int) {
		for i := from; i < to; i++ {
			joined[i] = edgesOf(int32(i), near[i], sets)
		}
	})
	return newGraph(len(near), slices.Concat(joined...))
}

// edgesOf gives the edges of a text to its neighbours, but for those that are
// joined from the other end.
func edgesOf(i int32, near []neighbor, sets [][]int32) []edge {
	var out []edge
	for _, nb := range near {
		if i > nb.to {
			if _, mutual := slices.BinarySearch(sets[nb.to], i); mutual {
				continue
			}
		}
		common := inCommon(sets[i], sets[nb.to])
		share := float32(common) / float32(len(sets[i])+len(sets[nb.to])-common)
		if nb.similarity > 0 && share > leastShared {
			out = append(out, edge{i, nb.to, share})
		}
	}
	return out
}

// inCommon counts what two sorted lists share.
func inCommon[T cmp.Ordered](a, b []T) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return n
}

// orderOf gives the places of keys in an order that depends on each key and the
// seed only: a text keeps its turn when others come or go.
func orderOf(keys []uint64, seed uint64) []int32 {
	type turn struct {
		at  uint64
		who int32
	}
	turns := make([]turn, len(keys))
	for i, k := range keys {
		turns[i] = turn{mix(k, seed), int32(i)}
	}
	slices.SortFunc(turns, func(a, b turn) int {
		switch {
		case a.at < b.at:
			return -1
		case a.at > b.at:
			return 1
		}
		return int(a.who - b.who)
	})
	out := make([]int32, len(keys))
	for i, t := range turns {
		out[i] = t.who
	}
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
