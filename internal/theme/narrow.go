package theme

import (
	"math"
	"slices"

	"github.com/touchstone-cs/touchstone/internal/theme/embed"
)

// How the space is narrowed: over the differences of each text and its
// narrowNeighbors nearest, narrowPairs of them at most.
const (
	narrowNeighbors = 5
	narrowPairs     = 20000
	// narrowDoubt is how many pairs a dimension it takes that the space is half as much narrowed as their scatter asks for.
	narrowDoubt = 10
	// narrowFloor keeps directions in which neighbours hardly differ from being blown up; a share of the mean scatter.
	narrowFloor = 0.1
)

// narrowed shrinks the directions in which neighbours differ: those tell how something was said rather than what
// (whitening by the scatter within neighbourhoods, as Fisher 1936 does by that within classes, where these are known). The
// fewer pairs there are, the less is done; of a few texts only the mean is taken away.
func (s space) narrowed(keys []uint64) space {
	if s.n < centerFrom {
		return s.centered()
	}
	differences := s.differences(keys)
	pairs := len(differences) / s.d
	values, vectors, ok := eigen(gram(differences, pairs, s.d))
	if !ok || values[0] <= 0 {
		return s
	}
	mean := 0.0
	for _, v := range values {
		mean += v / float64(s.d)
	}
	power := float64(pairs) / (float64(pairs) + narrowDoubt*float64(s.d))
	for j, v := range values {
		shrink := math.Pow((max(v, 0)+narrowFloor*mean)/mean, -power/2)
		for i := range s.d {
			vectors.Set(i, j, shrink*vectors.At(i, j))
		}
	}
	x := project(s.x, s.n, s.d, vectors, s.d)
	for i := range s.n {
		embed.Normalize(x[i*s.d : (i+1)*s.d])
	}
	return space{x, s.n, s.d}
}

// centered takes away what all texts have in common.
func (s space) centered() space {
	c := space{slices.Clone(s.x), s.n, s.d}
	if s.n < 3 {
		return c
	}
	center(c.x, c.n, c.d)
	for i := range c.n {
		embed.Normalize(c.row(i))
	}
	return c
}

// differences gives each text less its neighbours, those that come after it, of the texts whose keys are least.
func (s space) differences(keys []uint64) []float32 {
	order := orderOf(keys, 0x6e)
	sample := s.gatherSpace(order[:min(len(order), narrowPairs/narrowNeighbors)])
	var out []float32
	for i, list := range sample.exactNeighbors(narrowNeighbors) {
		for _, nb := range list {
			if nb.to < int32(i) {
				continue
			}
			a, b := sample.row(i), sample.row(int(nb.to))
			for j := range a {
				out = append(out, a[j]-b[j])
			}
		}
	}
	return out
}
