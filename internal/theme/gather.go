package theme

import (
	"math"

	"github.com/touchstone-cs/touchstone/internal/theme/embed"
	"github.com/touchstone-cs/touchstone/internal/theme/matrix"
)

// How groups are gathered. All of it is chosen so that a tenth of the texts may
// go without the rest moving: averages over many texts decide, not single ones.
const (
	// smoothRounds times a text becomes the mean of itself and its neighbours, itself with the weight ownWeight of theirs.
	smoothRounds = 4
	ownWeight    = 0.2
	// fineGroups is how many groups there are at most before the first are joined.
	fineGroups = 600
	fineRounds = 5
	// likeEnough is the mean cosine over the pairs of two groups' smoothed texts from which they are one.
	likeEnough = 0.7
	// settleRounds is how often texts may move to the nearest mean in the end.
	settleRounds = 15
)

// gathered groups the texts of a space along the graph: each is drawn to where
// its neighbours are (smoothed), many fine groups are made (k-means), the likest
// are joined as long as they are like enough (average linkage), and each text
// goes to the nearest mean. It gives each text's group and the number of groups.
func (s space) gathered(g *graph, keys []uint64) ([]int, int) {
	s = s.smoothed(g)
	of, groups := identity(s.n), s.n
	if s.n > fineGroups {
		of = s.nearestCenter(s.gatherSpace(orderOf(keys, 0x5e)[:fineGroups]))
		of, groups = s.settled(of, fineGroups, fineRounds)
	}
	of, groups = s.joined(of, groups)
	return s.settled(of, groups, settleRounds)
}

// smoothed gives each text the mean of itself and its neighbours, again and
// again: texts of one subject come together, whatever sets each of them apart.
func (s space) smoothed(g *graph) space {
	for range smoothRounds {
		next := space{make([]float32, len(s.x)), s.n, s.d}
		matrix.Parallel(s.n, 256, func(from, to int) {
			for i := from; i < to; i++ {
				s.smoothOne(g, i, next.row(i))
			}
		})
		s = next
	}
	return s
}

func (s space) smoothOne(g *graph, i int, out []float32) {
	var degree float32
	for e := g.starts[i]; e < g.starts[i+1]; e++ {
		degree += g.weights[e]
		addScaled(out, g.weights[e], s.row(int(g.to[e])))
	}
	if degree == 0 {
		degree = 1
	}
	addScaled(out, ownWeight*degree, s.row(i))
	embed.Normalize(out)
}

// addScaled adds w·x to out. The conversion forbids the compiler to fuse.
func addScaled(out []float32, w float32, x []float32) {
	for j, v := range x[:len(out)] {
		out[j] += float32(w * v)
	}
}

// settled moves each text to the nearest mean, until nobody moves or the rounds
// are over, and leaves out groups that are empty then.
func (s space) settled(of []int, groups, rounds int) ([]int, int) {
	for range rounds {
		moved := false
		next := s.nearestCenter(s.means(of, groups))
		for i, c := range next {
			moved = moved || c != of[i]
		}
		of = next
		if !moved {
			break
		}
	}
	return renumber(of)
}

// renumber names groups 0, 1, … by first appearance, and counts them.
func renumber(of []int) ([]int, int) {
	names := map[int]int{}
	out := make([]int, len(of))
	for i, c := range of {
		name, ok := names[c]
		if !ok {
			name = len(names)
			names[c] = name
		}
		out[i] = name
	}
	return out, len(names)
}

// joined joins the two groups whose texts' mean cosine over all pairs is
// greatest, as long as it is likeEnough (average linkage, Sokal & Michener 1958).
func (s space) joined(of []int, groups int) ([]int, int) {
	sums := make([]float32, groups*s.d)
	size := make([]float64, groups)
	for i, c := range of {
		size[c]++
		addScaled(sums[c*s.d:(c+1)*s.d], 1, s.row(i))
	}
	like := multiply(sums, groups, matrix.PackRows(sums, groups, s.d)) // sums of cosines
	into := identity(groups)
	best := make([]int, groups) // of each group that is left: the likest one after it
	alike := func(a, b int) float64 { return float64(like[a*groups+b]) / (size[a] * size[b]) }
	seek := func(a int) {
		best[a] = -1
		for b := a + 1; b < groups; b++ {
			if into[b] == b && (best[a] < 0 || alike(a, b) > alike(a, best[a])) {
				best[a] = b
			}
		}
	}
	for a := range groups {
		seek(a)
	}
	for {
		from, to, top := -1, -1, math.Inf(-1)
		for a := range groups {
			if into[a] == a && best[a] >= 0 && alike(a, best[a]) > top {
				to, from, top = a, best[a], alike(a, best[a])
			}
		}
		if from < 0 || top < likeEnough {
			break
		}
		into[from] = to
		size[to] += size[from]
		for c := range groups {
			like[to*groups+c] += like[from*groups+c]
			like[c*groups+to] = like[to*groups+c]
		}
		for a := range groups {
			if into[a] != a {
				continue
			}
			if a == to || best[a] == from || best[a] == to {
				seek(a)
			} else if a < to && best[a] >= 0 && alike(a, to) > alike(a, best[a]) {
				best[a] = to
			}
		}
	}
	out := make([]int, len(of))
	for i, c := range of {
		for into[c] != c {
			c = into[c]
		}
		out[i] = c
	}
	return renumber(out)
}
