package tagger

import (
	"math/rand/v2"
)

// Example is a text with its true spans.
type Example struct {
	Text  string
	Spans []Span
	Hints Hints
}

// Train fits a model by the averaged structured perceptron (Collins 2002). In each pass a tenth of the tokens is seen
// without its spelling, so that dictionaries and shapes carry unseen names. The same rng state gives the same model.
func Train(examples []Example, passes int, rng *rand.Rand) *Model {
	t := newTrainer(examples)
	order := rng.Perm(len(examples))
	for range passes {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			t.learn(t.prepared[i], rng)
		}
	}
	return t.average()
}

type prepared struct {
	seen []observation
	gold []int8
}

type trainer struct {
	prepared []prepared
	model    *Model
	memory   *memory
	weights  map[uint64]*scores           // in whole numbers
	sums     map[uint64]*[classes]float64 // weight × time of change, so that averages need no pass over all weights
	edges    [classes + 1][classes]float64
	time     float64
}

func newTrainer(examples []Example) *trainer {
	t := &trainer{model: &Model{}, memory: newMemory(nil), weights: map[uint64]*scores{}, sums: map[uint64]*[classes]float64{}, time: 1}
	for _, e := range examples {
		var s sight
		t.memory.see(&s, e.Text, e.Hints)
		t.prepared = append(t.prepared, prepared{s.observations(), goldOf(s.inner(), e.Spans)})
	}
	return t
}

// goldOf gives each token its class; a token belongs to the span that covers its middle.
func goldOf(tokens []token, spans []Span) []int8 {
	gold := make([]int8, len(tokens))
	index := map[string]int8{}
	for i, c := range Classes {
		index[c] = int8(i)
	}
	for _, s := range spans {
		c, ok := index["B-"+s.Type]
		if !ok {
			continue
		}
		for i, tok := range tokens {
			if mid := (tok.start + tok.end) / 2; mid >= s.Start && mid < s.End {
				gold[i] = c
				c = index["I-"+s.Type]
			}
		}
	}
	return gold
}

func (t *trainer) learn(p prepared, rng *rand.Rand) {
	if len(p.seen) == 0 {
		return
	}
	seen := make([]observation, len(p.seen))
	for i, o := range p.seen {
		if rng.IntN(10) == 0 {
			o.lexical = nil
		}
		seen[i] = o
	}
	scores := make([]scores, len(seen))
	for i := range seen {
		scores[i] = t.score(seen[i])
	}
	got := t.memory.decode(scores, &t.model.transition)
	before, guess := int8(classes), int8(classes)
	for i := range seen {
		if got[i] != p.gold[i] {
			t.update(seen[i], p.gold[i], 1)
			t.update(seen[i], got[i], -1)
		}
		if before != guess || p.gold[i] != got[i] {
			t.edge(before, p.gold[i], 1)
			t.edge(guess, got[i], -1)
		}
		before, guess = p.gold[i], got[i]
	}
	t.time++
}

// score adds the weights so far of what is seen of a token.
func (t *trainer) score(o observation) (out scores) {
	for _, list := range [...][]uint64{o.lexical, o.general} {
		for _, feature := range list {
			if w := t.weights[feature]; w != nil {
				for c := range classes {
					out[c] += w[c]
				}
			}
		}
	}
	return out
}

func (t *trainer) update(o observation, c int8, by int32) {
	for _, list := range [][]uint64{o.lexical, o.general} {
		for _, f := range list {
			w := t.weights[f]
			if w == nil {
				w = &scores{}
				t.weights[f] = w
				t.sums[f] = &[classes]float64{}
			}
			w[c] += by
			t.sums[f][c] += float64(by) * t.time
		}
	}
}

func (t *trainer) edge(from, to int8, by int32) {
	t.model.transition[from][to] += by
	t.edges[from][to] += float64(by) * t.time
}

func (t *trainer) average() *Model {
	m := &Model{caution: caution}
	weights := make(map[uint64]*[classes]float32, len(t.weights))
	for f, w := range t.weights {
		row := &[classes]float32{}
		for c := range classes {
			row[c] = float32(w[c]) - float32(t.sums[f][c]/t.time)
		}
		weights[f] = row
	}
	m.weights = newTable(weights)
	for i := range m.transition {
		for c := range classes {
			m.transition[i][c] = int32(quantum(float32(t.model.transition[i][c]) - float32(t.edges[i][c]/t.time)))
		}
	}
	return m
}
