package tagger

import "strings"

// memory is what tagging leaves for the next text: words that were looked up, and weights that were added. Words come again, and so do pairs of
// them; what was seen of the same tokens once is not seen again. It serves one text at a time.
type memory struct {
	begin, end *word // the marks of a text's edges

	words  map[string]*word
	kinds  map[[2]string]uint32
	shapes map[string]uint32
	dicts  map[string]uint32
	pairs  map[pairKey]joined
	marks  map[[3]string]uint32
	sums   map[uint64]sum
	rows   map[[reach + 1 + reach]uint32]sum // by shapes

	sight  sight
	scores []scores
	from   [][classes]int8
	path   []int8
	seen   observation
}

type pairKey struct {
	first, second uint32
	tight         bool
}

// sum is weights added, in units of 1/scale: a group has too few features to go beyond.
type sum [classes]int16

// scores are of the classes, in units of 1/scale.
type scores [classes]int32

// The most that is remembered before a text: then all is forgotten.
const (
	mostWords = 1 << 15
	mostSums  = 1 << 17
)

func newMemory() *memory {
	m := &memory{
		begin: &word{lower: "^", shape: "^"}, end: &word{lower: "$", shape: "$", id: 1},
		words: map[string]*word{}, kinds: map[[2]string]uint32{}, shapes: map[string]uint32{}, dicts: map[string]uint32{},
		pairs: map[pairKey]joined{}, marks: map[[3]string]uint32{{}: 0},
		sums: map[uint64]sum{}, rows: map[[reach + 1 + reach]uint32]sum{},
	}
	m.enrol(m.begin)
	m.enrol(m.end)
	return m
}

// full reports that it is time for a new one.
func (m *memory) full() bool {
	return len(m.words) > mostWords || len(m.sums)+len(m.rows)+len(m.pairs)+len(m.marks) > mostSums
}

// word is one form of a word, with its shape and what the dictionaries say of it.
type word struct {
	text, lower, shape, dict string
	name                     phrase
	opens                    bool // begins a longer name of a place or a country

	id, shapeID, dictID, kind uint32 // numbers in the memory: of it, of its shape and dict, and of both together
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

// number tells a hint between its neighbours from others.
func (m *memory) number(hints [3]string) uint32 { return numberOf(m.marks, hints) }

// numberOf counts what is new from 0 on.
func numberOf[K comparable](known map[K]uint32, key K) uint32 {
	n, ok := known[key]
	if !ok {
		n = uint32(len(known))
		known[key] = n
	}
	return n
}

// pair is what the dictionaries say of two words that follow one another.
func (m *memory) pair(first *word, second *token) joined {
	key := pairKey{first.id, second.id, second.tight}
	j, ok := m.pairs[key]
	if !ok {
		j = join(first.lower, second)
		m.pairs[key] = j
	}
	return j
}

// keys tell what each of groups sees of the i-th token from all else that it sees anywhere.
func (s *sight) keys(i int) [len(groups)]uint64 {
	t, before, after := &s.tokens[i], &s.tokens[i-1], &s.tokens[i+1]
	small, line, tight := bit(s.small), bit(t.line), bit(t.tight)
	phrases := uint64(before.phrase)<<6 | uint64(t.phrase)<<3 | uint64(after.phrase)
	return [...]uint64{
		key(0, uint64(t.id), small<<1|line),
		key(1, uint64(before.id), uint64(t.kind)<<1|tight),
		key(2, uint64(after.id), uint64(t.kind)),
		key(3, uint64(s.tokens[i-2].id), uint64(before.id)),
		key(4, uint64(after.id), uint64(s.tokens[i+2].id)),
		key(5, uint64(t.dictID)<<10|phrases<<1|small, uint64(t.hints)),
	}
}

// key puts a group's number and two of 30 bits into one; there are fewer words in a text than that.
func key(group, a, b uint64) uint64 { return group<<60 | a<<30 | b }

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// score adds up the weights of what is seen of the i-th token.
func (m *memory) score(weights *table, caution *[classes]int32, i int) (out scores) {
	for c := range classes {
		out[c] = -caution[c]
	}
	s := &m.sight
	for g, key := range s.keys(i) {
		row, ok := m.sums[key]
		if !ok {
			row = m.sum(weights, groups[g], i)
			m.sums[key] = row
		}
		out.add(&row)
	}
	var shapes [reach + 1 + reach]uint32
	for k := range shapes {
		shapes[k] = s.tokens[i-reach+k].shapeID
	}
	row, ok := m.rows[shapes]
	if !ok {
		row = m.sum(weights, seenOfShapes, i)
		m.rows[shapes] = row
	}
	out.add(&row)
	return out
}

func (s *scores) add(row *sum) {
	for c := range classes {
		s[c] += int32(row[c])
	}
}

// sum adds the weights of a group.
func (m *memory) sum(weights *table, see group, i int) (out sum) {
	m.seen.lexical, m.seen.general = m.seen.lexical[:0], m.seen.general[:0]
	see(&m.seen, m.sight.tokens, i, m.sight.small)
	for _, list := range [...][]uint64{m.seen.lexical, m.seen.general} {
		for _, feature := range list {
			if row := weights.row(uint32(feature)); row != nil {
				for c := range classes {
					out[c] += int16(int8(row[c]))
				}
			}
		}
	}
	return out
}
