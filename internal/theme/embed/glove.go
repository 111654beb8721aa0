package embed

import (
	"fmt"
	"math"
	"strings"
	"unicode"

	"github.com/touchstone-cs/touchstone/internal/theme/matrix"
)

// WordVectors are GloVe vectors (Pennington et al. 2014) of the most frequent
// words, the most frequent first. It is safe for concurrent use.
type WordVectors struct {
	index   map[string]int
	vectors Tensor
}

// gloveDims is the length of a word's vector.
const gloveDims = 100

func newWordVectors(f *File) (*WordVectors, error) {
	t, ok := f.Tensors["vectors"]
	if !ok || t.Cols != gloveDims || t.Rows != len(f.Words) {
		return nil, fmt.Errorf("weights: %d words, vectors %d×%d", len(f.Words), t.Rows, t.Cols)
	}
	w := &WordVectors{index: make(map[string]int, len(f.Words)), vectors: t}
	for i, word := range f.Words {
		w.index[word] = i
	}
	return w, nil
}

// Dims is the length of a vector.
func (w *WordVectors) Dims() int { return gloveDims }

// Known tells whether a word has a vector.
func (w *WordVectors) Known(word string) bool { _, ok := w.index[word]; return ok }

// Encode gives each text the average of its words' vectors, frequent words
// counting less: a/(a+p) with a = 1e-3 (Arora et al. 2017, "A simple but
// tough-to-beat baseline"), p from the word's rank by Zipf's law. A text without
// a known word gives zeros.
func (w *WordVectors) Encode(texts []string) []float32 {
	out := make([]float32, len(texts)*gloveDims)
	matrix.Parallel(len(texts), 256, func(from, to int) {
		for i := from; i < to; i++ {
			w.encodeOne(texts[i], out[i*gloveDims:(i+1)*gloveDims])
		}
	})
	return out
}

func (w *WordVectors) encodeOne(text string, out []float32) {
	harmonic := math.Log(float64(len(w.index))) + 0.5772
	for _, word := range Words(clip(text)) {
		i, ok := w.index[word]
		if !ok {
			continue
		}
		p := 1 / (float64(i+1) * harmonic)
		weight := float32(1e-3 / (1e-3 + p))
		for d, v := range w.vectors.Data[i*gloveDims : (i+1)*gloveDims] {
			out[d] += float32(weight * v)
		}
	}
	Normalize(out)
}

// Words splits a text into lower-case words: runs of letters and digits; an
// apostrophe starts a new word that keeps it ("don't" gives "don", "'t"), as the
// vectors' vocabulary was built.
func Words(text string) []string {
	var words []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			words = append(words, b.String())
			b.Reset()
		}
	}
	for _, r := range strings.ToLower(text) {
		switch {
		case r == '\'' || r == '’':
			flush()
			b.WriteByte('\'')
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		default:
			flush()
		}
	}
	flush()
	return words
}
