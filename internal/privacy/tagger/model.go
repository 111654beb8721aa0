package tagger

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
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

// Model holds the weights. It is immutable, but for what it remembers of words, and safe for concurrent use.
type Model struct {
	weights    table
	transition transitions
	caution    [classes]int32

	memories sync.Pool // of *memory
}

// transitions are the weights from a class (the last row: from the text's beginning) to the next, in units of 1/scale.
type transitions [classes + 1][classes]int32

// Tag marks text. hints may be nil.
func (m *Model) Tag(text string, hints Hints) []Span {
	memory, _ := m.memories.Get().(*memory)
	if memory == nil || memory.full() {
		memory = newMemory(&m.weights)
	}
	defer m.memories.Put(memory)
	memory.see(&memory.sight, text, hints)
	if memory.sight.count() == 0 {
		return nil
	}
	return spansOf(memory.sight.inner(), memory.decode(memory.score(&m.caution), &m.transition))
}

// never is what a class scores that cannot be.
const never = -1 << 40

// decode is Viterbi: the best sequence of classes in which nothing is inside what did not begin.
func (m *memory) decode(seen []scores, transition *transitions) []int8 {
	n := len(seen)
	m.from = slices.Grow(m.from[:0], n)[:n]
	var best [classes]int
	for c := range classes {
		best[c] = int(seen[0][c] + transition[classes][c])
		if isInside(c) {
			best[c] = never
		}
	}
	for i := 1; i < n; i++ {
		var next [classes]int
		from := &m.from[i]
		for c := range classes {
			if isInside(c) {
				begun, inside := best[c-1]+int(transition[c-1][c]), best[c]+int(transition[c][c])
				next[c], from[c] = begun, int8(c-1)
				if inside > begun {
					next[c], from[c] = inside, int8(c)
				}
			} else {
				next[c], from[c] = best[0]+int(transition[0][c]), 0
				for p := 1; p < classes; p++ {
					if s := best[p] + int(transition[p][c]); s > next[c] {
						next[c], from[c] = s, int8(p)
					}
				}
			}
			next[c] += int(seen[i][c])
		}
		best = next
	}
	m.path = slices.Grow(m.path[:0], n)[:n]
	last := 0
	for c := range classes {
		if best[c] > best[last] {
			last = c
		}
	}
	m.path[n-1] = int8(last)
	for i := n - 1; i > 0; i-- {
		m.path[i-1] = m.from[i][m.path[i]]
	}
	return m.path
}

func isInside(c int) bool { return c > 0 && c%2 == 0 }

// caution is what a token must score above "outside" to begin a span of a type: unsupported guesses cost readers more
// than a miss. Chosen by cross-validation over templates.
var caution = [classes]int32{1: 15 * scale, 3: 15 * scale, 5: 18 * scale, 7: 28 * scale}

func spansOf(tokens []token, path []int8) []Span {
	var out []Span
	for i, c := range path {
		switch {
		case c == 0:
		case isInside(int(c)) && len(out) > 0:
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
			head = append(head, byte(v))
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
			m.transition[i][c] = int32(int8(data[i*classes+c]))
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
