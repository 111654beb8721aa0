package tagger

import (
	"slices"
	"strings"
)

// memory is what tagging leaves for the next text: words that were looked up, and weights that were added. Words come again, and so do pairs of
// them; what was seen of the same tokens once is not looked up again. It serves one text at a time.
type memory struct {
	weights    *table
	begin, end *word // the marks of a text's edges

	words  map[string]*word
	shapes map[string]uint32
	dicts  map[string]uint32
	kinds  map[[2]string]uint32 // of shape and dict
	hints  map[[3]string]uint32
	pairs  map[pairKey]*pair
	sums   map[sumKey]sum
	rows   map[[reach + 1 + reach]uint32]sum // by shapes

	sight  sight
	beside []*pair // of the sight's tokens: each with the next; the outermost have none
	scores []scores
	from   [][classes]int8
	path   []int8
	seen   observation
}

// sum is weights added, in units of 1/scale: a group has too few features to go beyond.
type sum [classes]int16

// scores are of the classes, in units of 1/scale.
type scores [classes]int32

// The most that is remembered before a text: then all is forgotten.
const (
	mostWords = 1 << 15
	mostSums  = 1 << 16
)

func newMemory(weights *table) *memory {
	m := &memory{
		weights: weights, begin: &word{lower: "^", shape: "^"}, end: &word{lower: "$", shape: "$", id: 1},
		words: map[string]*word{}, shapes: map[string]uint32{}, dicts: map[string]uint32{}, kinds: map[[2]string]uint32{}, hints: map[[3]string]uint32{{}: 0},
		pairs: map[pairKey]*pair{}, sums: map[sumKey]sum{}, rows: map[[reach + 1 + reach]uint32]sum{},
	}
	m.enrol(m.begin)
	m.enrol(m.end)
	return m
}

// full reports that it is time for a new one.
func (m *memory) full() bool {
	return len(m.words) > mostWords || max(len(m.sums), len(m.rows), len(m.pairs), len(m.hints)) > mostSums
}

// word is one form of a word, with its shape and what the dictionaries say of it.
type word struct {
	text, lower, shape, dict string
	name                     phrase
	opens                    bool // begins a longer name of a place or a country

	id, shapeID, dictID, kind uint32 // numbers in the memory: of it, of its shape and dict, and of both together

	sums [4]*sum // of what is seen of it alone: first on its line or not, in a text without capitals or not
}

// edges is how many words are marks of a text's edges.
const edges = 2

// word gives a text's word, looked up once.
func (m *memory) word(text string) *word {
	if w := m.words[text]; w != nil {
		return w
	}
	text = strings.Clone(text) // the document is not kept for it
	w := &word{text: text, lower: strings.ToLower(text), shape: shape(text), id: uint32(len(m.words) + edges)}
	d := loaded()
	w.dict, w.name, w.opens = d.traits(w.lower), d.name(w.lower), d.opens(w.lower)
	m.enrol(w)
	m.words[text] = w
	return w
}

// enrol gives a word's shape and dict their numbers.
func (m *memory) enrol(w *word) {
	w.shapeID, w.dictID, w.kind = numberOf(m.shapes, w.shape), numberOf(m.dicts, w.dict), numberOf(m.kinds, [2]string{w.shape, w.dict})
}

// numberOf counts what is new from 0 on.
func numberOf[K comparable](known map[K]uint32, key K) uint32 {
	n, ok := known[key]
	if !ok {
		n = uint32(len(known))
		known[key] = n
	}
	return n
}

// pair is two words that follow one another, with what the dictionaries and the model said of them when they were asked.
type pair struct {
	said *joined
	sums *pairSums
}

type pairKey struct {
	first, second uint32
	tight         bool
}

// pairSums are of what is seen of a pair by its two tokens, by the one behind them and by the one ahead of them.
type pairSums struct{ first, second, behind, ahead sum }

// pair gives a token's pair with the one before it.
func (m *memory) pair(first *word, second *token) *pair {
	key := pairKey{first.id, second.id, second.tight}
	p := m.pairs[key]
	if p == nil {
		p = &pair{}
		m.pairs[key] = p
	}
	return p
}

// pairUp finds the pairs of a sight's tokens.
func (m *memory) pairUp(s *sight) {
	m.beside = append(m.beside[:0], nil)
	for k := 1; k < len(s.tokens)-2; k++ {
		m.beside = append(m.beside, m.pair(s.tokens[k].word, &s.tokens[k+1]))
	}
}

// sumsOf gives the sums of the pair of the k-th token and the next.
func (m *memory) sumsOf(k int) *pairSums {
	p := m.beside[k]
	if p.sums == nil {
		first, second := &m.sight.tokens[k], &m.sight.tokens[k+1]
		p.sums = &pairSums{
			second: m.kept(sumKey{keptBefore, first.id, second.kind<<1 | bit(second.tight)}, k+1),
			first:  m.kept(sumKey{keptAfter, second.id, first.kind}, k),
			behind: m.sum(seenTwoBefore, k+2),
			ahead:  m.sum(seenTwoAfter, k-1),
		}
	}
	return p.sums
}

// sumKey tells what a group sees of a token from all else that it sees anywhere.
type sumKey struct{ group, a, b uint32 }

// The groups whose sums are kept by keys.
const (
	keptBefore = iota
	keptAfter
	keptMarks
)

// kept is the sum of a group at the i-th token.
func (m *memory) kept(key sumKey, i int) sum {
	row, ok := m.sums[key]
	if !ok {
		row = m.sum([...]group{keptBefore: seenBefore, keptAfter: seenAfter, keptMarks: seenOfMarks}[key.group], i)
		m.sums[key] = row
	}
	return row
}

// score adds up the weights of what is seen of every token.
func (m *memory) score(caution *[classes]int32) []scores {
	n := m.sight.count()
	m.scores = slices.Grow(m.scores[:0], n)[:n]
	// Of the pairs around a token: of the two before it, of it and the one before, of it and the one behind, of the two behind.
	farBefore, nearBefore, nearAfter, farAfter := (*pairSums)(nil), m.sumsOf(reach-2), m.sumsOf(reach-1), m.sumsOf(reach)
	for i := range n {
		at := reach + i
		farBefore, nearBefore, nearAfter, farAfter = nearBefore, nearAfter, farAfter, m.sumsOf(at+1)
		own, marks, shapes := m.own(at), m.marks(at), m.shapesAround(at)
		for c := range classes {
			m.scores[i][c] = int32(own[c]) + int32(marks[c]) + int32(shapes[c]) - caution[c] +
				int32(farBefore.behind[c]) + int32(nearBefore.second[c]) + int32(nearAfter.first[c]) + int32(farAfter.ahead[c])
		}
	}
	return m.scores
}

// own is of what is seen of the i-th token alone.
func (m *memory) own(i int) *sum {
	t := &m.sight.tokens[i]
	slot := &t.sums[bit(t.line)<<1|bit(m.sight.small)]
	if *slot == nil {
		*slot = new(m.sum(seenOfWord, i))
	}
	return *slot
}

// marks is of the phrases and the hints around the i-th token.
func (m *memory) marks(i int) sum {
	t := &m.sight.tokens[i]
	phrases := uint32(m.sight.tokens[i-1].phrase)<<6 | uint32(t.phrase)<<3 | uint32(m.sight.tokens[i+1].phrase)
	return m.kept(sumKey{keptMarks, t.dictID<<10 | phrases<<1 | bit(m.sight.small), t.hints}, i)
}

func (m *memory) shapesAround(i int) sum {
	var key [reach + 1 + reach]uint32
	for k := range key {
		key[k] = m.sight.tokens[i-reach+k].shapeID
	}
	row, ok := m.rows[key]
	if !ok {
		row = m.sum(seenOfShapes, i)
		m.rows[key] = row
	}
	return row
}

// sum adds the weights of what a group sees of the i-th token.
func (m *memory) sum(see group, i int) (out sum) {
	m.seen.lexical, m.seen.general = m.seen.lexical[:0], m.seen.general[:0]
	see(&m.seen, m.sight.tokens, i, m.sight.small)
	for _, list := range [...][]uint64{m.seen.lexical, m.seen.general} {
		for _, feature := range list {
			if row := m.weights.row(uint32(feature)); row != nil {
				for c := range classes {
					out[c] += int16(int8(row[c]))
				}
			}
		}
	}
	return out
}

func bit(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}
