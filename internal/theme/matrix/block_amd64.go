package matrix

import "golang.org/x/sys/cpu"

//go:noescape
func block4x16AVX2(k int, a *float32, lda int, b *float32, c *float32, ldc int)

var hasAVX2 = cpu.X86.HasAVX2

// block4x16 computes four rows of a times one panel of b into c.
func block4x16(k int, a []float32, lda int, b []float32, c []float32, ldc int) {
	if !hasAVX2 || k == 0 {
		block4x16Go(k, a, lda, b, c, ldc)
		return
	}
	_ = a[3*lda+k-1]
	_ = b[16*k-1]
	_ = c[3*ldc+15]
	block4x16AVX2(k, &a[0], lda, &b[0], &c[0], ldc)
}
