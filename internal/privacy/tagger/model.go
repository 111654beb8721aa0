package tagger

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/binary"
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
		scores[i] = o.score(m.caution, m.weights.row)
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

// score adds the weights of what is seen of a token.
func (o *observation) score(caution [classes]float32, row func(uint64) *[classes]float32) (out [classes]float32) {
	for c := range classes {
		out[c] = -caution[c]
	}
	for _, list := range [...][]uint64{o.lexical, o.general} {
		for _, f := range list {
			if w := row(f); w != nil {
				for c := range classes {
					out[c] += w[c]
				}
			}
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

// Write stores the model, smallest weights dropped.
func (m *Model) Write(w io.Writer) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	for _, row := range m.transition {
		for _, v := range row {
			buf.WriteByte(byte(quantum(v)))
		}
	}
	var last uint64
	for _, k := range m.weights.keys() {
		var present uint16
		var values []byte
		for c, v := range m.weights.row(k) {
			if q := quantum(v); q != 0 {
				present |= 1 << c
				values = append(values, byte(q))
			}
		}
		if present == 0 || k == last {
			continue
		}
		buf.Write(binary.AppendUvarint(nil, k-last))
		buf.Write(binary.LittleEndian.AppendUint16(nil, present))
		buf.Write(values)
		last = k
	}
	if _, err := z.Write(buf.Bytes()); err != nil {
		return err
	}
	return z.Close()
}

// mask is how much of a feature's hash is kept.
const mask = 1<<32 - 1

func quantum(v float32) int8 {
	return int8(max(-127, min(127, v*scale)))
}

// Read loads what Write stored.
func Read(r io.Reader) (*Model, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("tagger: %w", err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("tagger: %w", err)
	}
	m := &Model{caution: caution}
	weights := make(map[uint64]*[classes]float32, len(data)/bytesOfRow)
	in := bytes.NewReader(data)
	for i := range m.transition {
		for c := range classes {
			b, err := in.ReadByte()
			if err != nil {
				return nil, fmt.Errorf("tagger: %w", err)
			}
			m.transition[i][c] = float32(int8(b)) / scale
		}
	}
	var key uint64
	for in.Len() > 0 {
		delta, err := binary.ReadUvarint(in)
		if err != nil {
			return nil, fmt.Errorf("tagger: %w", err)
		}
		key += delta
		row, err := readRow(in)
		if err != nil {
			return nil, fmt.Errorf("tagger: %w", err)
		}
		weights[key] = row
	}
	m.weights = newTable(weights)
	return m, nil
}

// bytesOfRow is about how many bytes a feature takes in a stored model.
const bytesOfRow = 9

func readRow(in *bytes.Reader) (*[classes]float32, error) {
	var head [2]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return nil, err
	}
	present := binary.LittleEndian.Uint16(head[:])
	row := &[classes]float32{}
	for c := range classes {
		if present&(1<<c) == 0 {
			continue
		}
		b, err := in.ReadByte()
		if err != nil {
			return nil, err
		}
		row[c] = float32(int8(b)) / scale
	}
	return row, nil
}

// Default is the model that is part of the program.
func Default() (*Model, error) { return shipped() }

//go:embed data/model.gz
var stored []byte

var shipped = sync.OnceValues(func() (*Model, error) { return Read(bytes.NewReader(stored)) })
