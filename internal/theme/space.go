package theme

import (
	"context"
	"fmt"

	"github.com/touchstone-cs/touchstone/internal/theme/embed"
)

// Part is one model with its weight in the joined space.
type Part struct {
	embed.Model
	Weight float64
}

// The weights of the parts were set on the labelled sets at hand (doc/quality.md):
// sentence vectors lead, word averages help, shared words settle ties.
const (
	sentenceWeight = 1
	wordWeight     = 0.8
	lexicalWeight  = 0.4
	lexicalDims    = 150
	joinedDims     = 192
)

// EnglishModels are the two models in the binary: sentences, then words.
func EnglishModels() []embed.Model {
	return []embed.Model{embed.SentenceModel{}, embed.WordModel{}}
}

// EnglishParts weighs EnglishModels, or the same behind a cache.
func EnglishParts(models []embed.Model) []Part {
	return []Part{{models[0], sentenceWeight}, {models[1], wordWeight}}
}

// space is texts as unit vectors in one joined space.
type space struct {
	x    []float32
	n, d int
}

func (s space) row(i int) []float32 { return s.x[i*s.d : (i+1)*s.d] }

// newSpace joins the vectors of every part with latent semantic analysis over
// the texts' own words (which knows any language), each part of unit length times
// its weight.
func newSpace(ctx context.Context, texts []string, parts []Part) (space, error) {
	n := len(texts)
	var rows [][]float32
	var dims []int
	var weights []float32
	for _, p := range parts {
		x, d, err := p.Embed(ctx, texts)
		if err != nil {
			return space{}, fmt.Errorf("embed with %s: %w", p.Name(), err)
		}
		if len(x) != n*d {
			return space{}, fmt.Errorf("embed with %s: %d numbers for %d texts of %d", p.Name(), len(x), n, d)
		}
		if n >= centerFrom {
			center(x, n, d)
			removeCommon(x, n, d)
		}
		rows, dims, weights = append(rows, x), append(dims, d), append(weights, float32(p.Weight))
	}
	if x, d := lsa(tfIDF(texts), lexicalDims); d > 0 {
		rows, dims, weights = append(rows, x), append(dims, d), append(weights, lexicalWeight)
	}
	x, d := join(n, rows, dims, weights)
	x, d = compress(x, n, d, joinedDims)
	return space{x, n, d}, nil
}

// centerFrom is the number of texts from which their mean says what they have
// in common rather than what they are.
const centerFrom = 60

func join(n int, rows [][]float32, dims []int, weights []float32) ([]float32, int) {
	d := 0
	for _, k := range dims {
		d += k
	}
	out := make([]float32, n*d)
	for i := range n {
		at := out[i*d : (i+1)*d]
		for p, k := range dims {
			part := at[:k]
			copy(part, rows[p][i*k:(i+1)*k])
			embed.Normalize(part)
			for j := range part {
				part[j] *= weights[p]
			}
			at = at[k:]
		}
		embed.Normalize(out[i*d : (i+1)*d])
	}
	return out, d
}
