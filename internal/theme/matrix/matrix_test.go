package matrix

import (
	"math/rand/v2"
	"testing"
)

func random(r *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = r.Float32()*2 - 1
	}
	return x
}

// naive is the definition: products added in the order of the inner index.
func naive(a, b []float32, m, k, n int) []float32 {
	c := make([]float32, m*n)
	for i := range m {
		for j := range n {
			var s float32
			for l := range k {
				s += float32(a[i*k+l] * b[l*n+j])
			}
			c[i*n+j] = s
		}
	}
	return c
}

func TestMulGivesTheSameBitsAsTheDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, size := range [][3]int{{1, 1, 1}, {4, 16, 16}, {5, 7, 17}, {3, 64, 33}, {9, 100, 48}} {
		m, k, n := size[0], size[1], size[2]
		a, b := random(r, m*k), random(r, k*n)
		p := Pack(b, k, n)
		c := make([]float32, m*p.Stride())
		Mul(c, a, m, p)
		want := naive(a, b, m, k, n)
		for i := range m {
			for j := range n {
				if c[i*p.Stride()+j] != want[i*n+j] {
					t.Fatalf("%v: element %d,%d = %v, want %v", size, i, j, c[i*p.Stride()+j], want[i*n+j])
				}
			}
		}
	}
}

func TestKernelsAgreeToTheBit(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const k = 131
	a, b := random(r, 4*k), random(r, 16*k)
	got, want := make([]float32, 64), make([]float32, 64)
	block4x16(k, a, k, b, got, 16)
	block4x16Go(k, a, k, b, want, 16)
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("element %d: %v, want %v", i, got[i], want[i])
		}
	}
}

func TestPackRowsIsTheTranspose(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	const n, k = 19, 11
	rows := random(r, n*k)
	p := PackRows(rows, n, k)
	c := make([]float32, n*p.Stride())
	Mul(c, rows, n, p)
	for i := range n {
		for j := range n {
			if c[i*p.Stride()+j] != c[j*p.Stride()+i] {
				t.Fatalf("inner products %d,%d differ", i, j)
			}
		}
	}
}

func TestParallelCoversEveryIndexOnce(t *testing.T) {
	seen := make([]int, 103)
	Parallel(len(seen), 10, func(from, to int) {
		for i := from; i < to; i++ {
			seen[i]++
		}
	})
	for i, n := range seen {
		if n != 1 {
			t.Fatalf("index %d was visited %d times", i, n)
		}
	}
}

func BenchmarkMul(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 8))
	const m, k, n = 256, 512, 1536
	a := random(r, m*k)
	p := Pack(random(r, k*n), k, n)
	c := make([]float32, m*p.Stride())
	for b.Loop() {
		Mul(c, a, m, p)
	}
	b.ReportMetric(float64(m*k*n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GMAC/s")
}
