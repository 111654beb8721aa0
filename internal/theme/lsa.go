package theme

import (
	"math/rand/v2"

	"github.com/touchstone-cs/touchstone/internal/theme/embed"
	"github.com/touchstone-cs/touchstone/internal/theme/matrix"
)

// lsa projects the rows of s on its leading right singular vectors (Deerwester
// et al. 1990), found by randomised subspace iteration (Halko et al. 2011) from
// a fixed seed. It gives rows×k, k ≤ dims.
func lsa(s *sparse, dims int) ([]float32, int) {
	k := min(dims, s.cols, s.rows())
	if k == 0 {
		return nil, 0
	}
	const extra, rounds = 10, 3
	wide := min(k+extra, s.cols, s.rows())
	basis := gaussian(s.keys, wide)
	t := s.transpose()
	for range rounds {
		basis = t.times(s.times(basis, wide), wide)
		basis = orthonormal(basis, s.cols, wide)
	}
	return leading(s.times(basis, wide), s.rows(), wide, k), k
}

// compress projects n×d rows on about their k leading principal axes (without
// centring), found by subspace iteration over the rows' Gram matrix, and
// normalises them. Rows of no more than k columns stay.
func compress(x []float32, n, d, k int) ([]float32, int) {
	if d <= k || n <= k {
		return x, d
	}
	const rounds = 8
	g := gram(x, n, d)
	square := make([]float32, d*d)
	for i := range d {
		for j := range d {
			square[i*d+j] = float32(g.At(i, j))
		}
	}
	basis := gaussian(make([]uint64, d), k)
	for range rounds {
		basis = orthonormal(multiply(square, d, matrix.Pack(basis, d, k)), d, k)
	}
	out := multiply(x, n, matrix.Pack(basis, d, k))
	for i := range n {
		embed.Normalize(out[i*k : (i+1)*k])
	}
	return out, k
}

// gaussian gives a row of k random numbers for each key: equal keys at different places differ by their place among their equals.
func gaussian(keys []uint64, k int) []float32 {
	x := make([]float32, 0, len(keys)*k)
	seen := map[uint64]uint64{}
	for _, key := range keys {
		r := rand.New(rand.NewPCG(key, 0x15a+seen[key]))
		seen[key]++
		for range k {
			x = append(x, float32(r.NormFloat64()))
		}
	}
	return x
}

func transposed(x []float32, n, d int) []float32 {
	out := make([]float32, len(x))
	for i := range n {
		for j, v := range x[i*d : (i+1)*d] {
			out[j*n+i] = v
		}
	}
	return out
}
