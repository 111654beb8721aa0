package tagger

import (
	_ "embed"
	"fmt"
	"io"
	"sync"
)

// Classes are what the model tells apart, in the order of its weights: outside, then beginning and inside of each type.
var Classes = []string{"O", "B-PERSON", "I-PERSON", "B-ADDRESS", "I-ADDRESS", "B-LOCATION", "I-LOCATION", "B-ORGANIZATION", "I-ORGANIZATION", "B-PHONE_NUMBER", "I-PHONE_NUMBER"}

const classes = 11

// Span is a marked stretch of text, in bytes.
type Span struct {
	Type       string
	Start, End int
}

// Model holds the weights. It is immutable and safe for concurrent use.
type Model struct {
	weights    table
	transition [classes + 1][classes]float32 // from (the last row: the text's beginning) to
	caution    [classes]float32
}

// Tag marks text. hints may be nil.
func (m *Model) Tag(text string, hints Hints) []Span {
	tokens := tokenize(text)
	if len(tokens) == 0 {
		return nil
	}
	scores := make([][classes]float32, len(tokens))
	sight := see(text, tokens, hints)
	var o observation
	for i := range tokens {
		sight.observe(&o, i)
		scores[i] = o.score(m.caution, m.weights.add)
	}
	return spansOf(tokens, m.decode(scores))
}

// decode is Viterbi: the best sequence of classes in which nothing is inside what did not begin.
func (m *Model) decode(scores [][classes]float32) []int {
	n := len(scores)
	best := make([][classes]float32, n)
	from := make([][classes]int8, n)
	for i, score := range scores {
		for c := range classes {
			if i == 0 {
				best[0][c] = score[c] + m.transition[classes][c]
				if isInside(c) {
					best[0][c] = -1e9
				}
				continue
			}
			top, arg := float32(-1e30), 0
			for p := range classes {
				if isInside(c) && p != c && p != c-1 {
					continue
				}
				if s := best[i-1][p] + m.transition[p][c]; s > top {
					top, arg = s, p
				}
			}
			best[i][c], from[i][c] = top+score[c], int8(arg)
		}
	}
	path := make([]int, n)
	for c := range classes {
		if best[n-1][c] > best[n-1][path[n-1]] {
			path[n-1] = c
		}
	}
	for i := n - 1; i > 0; i-- {
		path[i-1] = int(from[i][path[i]])
	}
	return path
}

func isInside(c int) bool { return c > 0 && c%2 == 0 }

// caution is what a token must score above "outside" to begin a span of a type: unsupported guesses cost readers more
// than a miss. Chosen by cross-validation over templates.
var caution = [classes]float32{1: 15, 3: 15, 5: 18, 7: 28}

// score adds the weights of what is seen of a token; add adds a feature's to the scores.
func (o *observation) score(caution [classes]float32, add func(feature uint64, scores *[classes]float32)) (out [classes]float32) {
	for c := range classes {
		out[c] = -caution[c]
	}
	for _, list := range [...][]uint64{o.lexical, o.general} {
		for _, f := range list {
			add(f, &out)
		}
	}
	return out
}

func spansOf(tokens []token, path []int) []Span {
	var out []Span
	for i, c := range path {
		switch {
		case c == 0:
		case isInside(c) && len(out) > 0:
			out[len(out)-1].End = tokens[i].end
		default:
			out = append(out, Span{Classes[c][2:], tokens[i].start, tokens[i].end})
		}
	}
	return out
}

// scale is how finely weights are kept: whole multiples of 1/scale, within ±127/scale.
const scale = 8

// Write stores the model as it is used: the transitions, then the table of weights.
func (m *Model) Write(w io.Writer) error {
	var head []byte
	for _, row := range m.transition {
		for _, v := range row {
			head = append(head, byte(quantum(v)))
		}
	}
	_, err := w.Write(append(head, m.weights.data...))
	return err
}

// mask is how much of a feature's hash is kept.
const mask = 1<<32 - 1

func quantum(v float32) int8 {
	return int8(max(-127, min(127, v*scale)))
}

// Read takes what Write stored. Nothing is unpacked: the model looks weights up in data, which must stay as it is.
func Read(data []byte) (*Model, error) {
	m := &Model{caution: caution}
	const head = (classes + 1) * classes
	if len(data) < head {
		return nil, fmt.Errorf("tagger: read model: %d bytes, %d expected at least", len(data), head)
	}
	for i := range m.transition {
		for c := range classes {
			m.transition[i][c] = float32(int8(data[i*classes+c])) / scale
		}
	}
	var err error
	if m.weights, err = readTable(data[head:]); err != nil {
		return nil, fmt.Errorf("tagger: read model: %w", err)
	}
	return m, nil
}

// Default is the model that is part of the program.
func Default() (*Model, error) { return shipped() }

//go:embed data/model.bin
var stored []byte

var shipped = sync.OnceValues(func() (*Model, error) { return Read(stored) })
