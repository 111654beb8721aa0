// Package matrix multiplies dense float32 matrices, fast enough for a sentence
// encoder and for nearest neighbours, and with the same bits on every machine:
// each element is the sum of its products in the order of the inner index, each
// step rounded to float32, whichever kernel runs and however work is split.
package matrix

import (
	"runtime"
	"sync"
)

// Panel is the number of columns that the kernel computes at a time.
const Panel = 16

const rowsAtOnce = 4

// Packed is the right-hand side of a product, laid out for the kernel: panels
// of 16 columns, each panel row by row. Columns past N are zero.
type Packed struct {
	K, N int // inner dimension and number of columns
	data []float32
}

// Pack lays out b, a K×N matrix in row-major order.
func Pack(b []float32, k, n int) Packed {
	p := Packed{K: k, N: n, data: make([]float32, panels(n)*k*Panel)}
	for i := 0; i < k; i++ {
		for j, v := range b[i*n : (i+1)*n] {
			p.data[p.at(i, j)] = v
		}
	}
	return p
}

// PackRows lays out the transpose of rows, an N×K matrix in row-major order, so
// that Mul gives the inner products of two sets of rows.
func PackRows(rows []float32, n, k int) Packed {
	p := Packed{K: k, N: n, data: make([]float32, panels(n)*k*Panel)}
	for j := 0; j < n; j++ {
		for i, v := range rows[j*k : (j+1)*k] {
			p.data[p.at(i, j)] = v
		}
	}
	return p
}

func (p Packed) at(i, j int) int {
	return (j/Panel)*p.K*Panel + i*Panel + j%Panel
}

func panels(n int) int { return (n + Panel - 1) / Panel }

// Stride is the length of a row of the product: N rounded up to whole panels.
func (p Packed) Stride() int { return panels(p.N) * Panel }

// Mul computes a (m×K, row-major) times b into c (m rows of b.Stride()).
func Mul(c, a []float32, m int, b Packed) {
	ldc := b.Stride()
	whole := m - m%rowsAtOnce
	for j := 0; j < panels(b.N); j++ {
		panel := b.data[j*b.K*Panel : (j+1)*b.K*Panel]
		for i := 0; i < whole; i += rowsAtOnce {
			block4x16(b.K, a[i*b.K:], b.K, panel, c[i*ldc+j*Panel:], ldc)
		}
	}
	if whole < m {
		mulRest(c[whole*ldc:], a[whole*b.K:m*b.K], m-whole, b)
	}
}

// mulRest handles the last one to three rows over a copy padded to four.
func mulRest(c, a []float32, m int, b Packed) {
	ldc := b.Stride()
	padded := make([]float32, rowsAtOnce*b.K)
	copy(padded, a)
	out := make([]float32, rowsAtOnce*Panel)
	for j := 0; j < panels(b.N); j++ {
		block4x16(b.K, padded, b.K, b.data[j*b.K*Panel:(j+1)*b.K*Panel], out, Panel)
		for i := 0; i < m; i++ {
			copy(c[i*ldc+j*Panel:i*ldc+(j+1)*Panel], out[i*Panel:(i+1)*Panel])
		}
	}
}

// block4x16Go is the kernel in Go. The conversions forbid the compiler to fuse
// the multiplication with the addition.
func block4x16Go(k int, a []float32, lda int, b []float32, c []float32, ldc int) {
	for r := 0; r < rowsAtOnce; r++ {
		var sum [Panel]float32
		row := a[r*lda : r*lda+k]
		for i, x := range row {
			p := b[i*Panel : i*Panel+Panel : i*Panel+Panel]
			for j := range sum {
				sum[j] += float32(x * p[j])
			}
		}
		copy(c[r*ldc:r*ldc+Panel], sum[:])
	}
}

// Parallel calls work over [0, n) in chunks of the given size, on all
// processors. work must write only what belongs to its chunk.
func Parallel(n, chunk int, work func(from, to int)) {
	workers := min(runtime.GOMAXPROCS(0), (n+chunk-1)/chunk)
	if workers <= 1 {
		for from := 0; from < n; from += chunk {
			work(from, min(from+chunk, n))
		}
		return
	}
	next := make(chan int)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for from := range next {
				work(from, min(from+chunk, n))
			}
		})
	}
	for from := 0; from < n; from += chunk {
		next <- from
	}
	close(next)
	wg.Wait()
}
