//go:build !amd64

package matrix

func block4x16(k int, a []float32, lda int, b []float32, c []float32, ldc int) {
	block4x16Go(k, a, lda, b, c, ldc)
}
