package theme

import (
	"math"

	"github.com/touchstone-cs/touchstone/internal/theme/embed"
	"github.com/touchstone-cs/touchstone/internal/theme/matrix"
	"gonum.org/v1/gonum/mat"
)

// gram gives xᵀx of n×d rows, a few thousand rows at a time.
func gram(x []float32, n, d int) *mat.SymDense {
	const rows, block = 4096, 64
	s := mat.NewSymDense(d, nil)
	for first := 0; first < n; first += rows {
		m := min(rows, n-first)
		columns := transposed(x[first*d:(first+m)*d], m, d)
		matrix.Parallel((d+block-1)/block, 1, func(b, _ int) {
			from, to := b*block, min((b+1)*block, d)
			p := matrix.PackRows(columns[from*m:to*m], to-from, m)
			c := make([]float32, to*p.Stride())
			matrix.Mul(c, columns[:to*m], to, p)
			for j := from; j < to; j++ {
				for i := range j + 1 {
					s.SetSym(i, j, s.At(i, j)+float64(c[i*p.Stride()+j-from]))
				}
			}
		})
	}
	return s
}

// eigen gives eigenvalues in falling order and their vectors as columns, each
// signed so that its largest element is positive. ok is false where the
// factorisation does not converge.
func eigen(s *mat.SymDense) (values []float64, vectors *mat.Dense, ok bool) {
	var e mat.EigenSym
	if !e.Factorize(s, true) {
		return nil, nil, false
	}
	n := s.SymmetricDim()
	rising := e.Values(nil)
	var v mat.Dense
	e.VectorsTo(&v)
	values, vectors = make([]float64, n), mat.NewDense(n, n, nil)
	for j := range n {
		from := n - 1 - j
		values[j] = rising[from]
		largest := 0.0
		for i := range n {
			if x := v.At(i, from); math.Abs(x) > math.Abs(largest)+1e-9 {
				largest = x
			}
		}
		sign := math.Copysign(1, largest)
		for i := range n {
			vectors.Set(i, j, sign*v.At(i, from))
		}
	}
	return values, vectors, true
}

// orthonormal gives columns that span those of x (n×k) and are orthonormal:
// x times an inverse root of its Gram matrix, Cholesky's where that is well
// conditioned (it is the quicker). Directions without length are zero.
func orthonormal(x []float32, n, k int) []float32 {
	g := gram(x, n, k)
	var factor mat.Cholesky
	if factor.Factorize(g) && factor.Cond() < 1e8 {
		var lower, inverse mat.TriDense
		factor.LTo(&lower)
		if inverse.InverseTri(&lower) == nil {
			return project(x, n, k, mat.DenseCopyOf(inverse.T()), k)
		}
	}
	values, vectors, ok := eigen(g)
	if !ok {
		return x
	}
	for j := range k {
		scale := 0.0
		if values[j] > 1e-12*values[0] {
			scale = 1 / math.Sqrt(values[j])
		}
		for i := range k {
			vectors.Set(i, j, scale*vectors.At(i, j))
		}
	}
	return project(x, n, k, vectors, k)
}

// leading rotates the rows of x (n×wide) onto their k leading principal axes
// (without centring).
func leading(x []float32, n, wide, k int) []float32 {
	_, vectors, ok := eigen(gram(x, n, wide))
	if !ok {
		vectors = mat.NewDense(wide, wide, nil)
		for i := range wide {
			vectors.Set(i, i, 1)
		}
	}
	return project(x, n, wide, vectors, k)
}

// project multiplies n×d rows with the first k columns of vectors.
func project(x []float32, n, d int, vectors *mat.Dense, k int) []float32 {
	b := make([]float32, d*k)
	for i := range d {
		for j := range k {
			b[i*k+j] = float32(vectors.At(i, j))
		}
	}
	return multiply(x, n, matrix.Pack(b, d, k))
}

// multiply gives n×p.N, rows without the padding of Mul.
func multiply(x []float32, n int, p matrix.Packed) []float32 {
	out := make([]float32, n*p.N)
	matrix.Parallel(n, 256, func(from, to int) {
		c := make([]float32, (to-from)*p.Stride())
		matrix.Mul(c, x[from*p.K:to*p.K], to-from, p)
		for i := from; i < to; i++ {
			copy(out[i*p.N:(i+1)*p.N], c[(i-from)*p.Stride():])
		}
	})
	return out
}

// center subtracts the mean row.
func center(x []float32, n, d int) {
	mean := make([]float64, d)
	for i := range n {
		for j, v := range x[i*d : (i+1)*d] {
			mean[j] += float64(v)
		}
	}
	for i := range n {
		row := x[i*d : (i+1)*d]
		for j := range row {
			row[j] -= float32(mean[j] / float64(n))
		}
	}
}

// removeCommon takes the strongest principal direction out of centred rows: it
// tells how texts are worded rather than what they are about (Arora et al. 2017).
func removeCommon(x []float32, n, d int) {
	direction := make([]float32, d)
	for j := range direction {
		direction[j] = 1 / float32(j+1)
	}
	g := gram(x, n, d)
	const rounds = 30
	for range rounds {
		next := make([]float32, d)
		for i := range d {
			sum := 0.0
			for j, v := range direction {
				sum += g.At(i, j) * float64(v)
			}
			next[i] = float32(sum)
		}
		direction = next
		embed.Normalize(direction)
	}
	for i := range n {
		row := x[i*d : (i+1)*d]
		s := float32(dot64(row, direction))
		for j := range row {
			row[j] -= float32(s * direction[j])
		}
	}
}

func dot64(a, b []float32) float64 {
	var s float64
	for i, v := range a {
		s += float64(v) * float64(b[i])
	}
	return s
}
