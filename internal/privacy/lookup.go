package privacy

import (
	"bytes"
	"encoding/binary"
	"iter"
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"
)

// lookup finds the folded texts of many patterns in a text. It is one run of bytes, so that it is used as it is read from a file:
//
//	count of texts | where each text begins, and the end | where its patterns begin, and the end | the texts, sorted | their patterns
//
// A pattern is kept as what it is compiled from.
type lookup struct {
	data            []byte
	count           int
	texts, patterns int     // where the two arrays of places begin
	from            []int32 // the first text that begins with two bytes, by these
}

const place = 4 // bytes of a place

// The marks of a pattern.
const (
	isHint = 1 << iota
	isStem
)

// entry is a pattern on its way into a lookup.
type entry struct {
	text string
	source
}

func newLookup(entries []entry) []byte {
	slices.SortStableFunc(entries, func(a, b entry) int { return strings.Compare(a.text, b.text) })
	var textPlaces, patternPlaces, texts, patterns []byte
	count := 0
	for i, e := range entries {
		if i == 0 || e.text != entries[i-1].text {
			textPlaces = binary.LittleEndian.AppendUint32(textPlaces, uint32(len(texts)))
			patternPlaces = binary.LittleEndian.AppendUint32(patternPlaces, uint32(len(patterns)))
			texts = append(texts, e.text...)
			count++
		}
		patterns = e.append(patterns)
	}
	textPlaces = binary.LittleEndian.AppendUint32(textPlaces, uint32(len(texts)))
	patternPlaces = binary.LittleEndian.AppendUint32(patternPlaces, uint32(len(patterns)))
	head := binary.LittleEndian.AppendUint32(nil, uint32(count))
	return slices.Concat(head, textPlaces, patternPlaces, texts, patterns)
}

func (s source) append(out []byte) []byte {
	for _, field := range []string{s.id.Account, string(s.id.Kind), s.id.Text, s.spelled} {
		out = append(binary.AppendUvarint(out, uint64(len(field))), field...)
	}
	flags := byte(0)
	if s.hint {
		flags |= isHint
	}
	if s.stem {
		flags |= isStem
	}
	return append(out, flags)
}

func readLookup(data []byte) *lookup {
	l := &lookup{data: data, count: int(binary.LittleEndian.Uint32(data)), texts: place}
	l.patterns = l.texts + place*(l.count+1)
	l.from = make([]int32, 1<<16+1)
	i := 0
	for first := range l.from {
		for i < l.count && begins(l.text(i)) < first {
			i++
		}
		l.from[first] = int32(i)
	}
	return l
}

// begins is the first two bytes of a text, which has at least two letters.
func begins[T string | []byte](text T) int { return int(text[0])<<8 | int(text[1]) }

func (l *lookup) placeAt(array, i int) int {
	return int(binary.LittleEndian.Uint32(l.data[array+place*i:]))
}

// text is the i-th text in their order.
func (l *lookup) text(i int) []byte {
	base := l.patterns + place*(l.count+1)
	return l.data[base+l.placeAt(l.texts, i) : base+l.placeAt(l.texts, i+1)]
}

// of gives what the patterns of the i-th text are compiled from.
func (l *lookup) of(i int) iter.Seq[source] {
	base := l.patterns + place*(l.count+1) + l.placeAt(l.texts, l.count)
	rest := l.data[base+l.placeAt(l.patterns, i) : base+l.placeAt(l.patterns, i+1)]
	return func(yield func(source) bool) {
		field := func() string {
			n, size := binary.Uvarint(rest)
			s := string(rest[size : size+int(n)])
			rest = rest[size+int(n):]
			return s
		}
		for len(rest) > 0 {
			account, kind, text, spelled := field(), field(), field(), field()
			s := source{id: Identifier{account, IdentifierKind(kind), text}, spelled: spelled, hint: rest[0]&isHint != 0, stem: rest[0]&isStem != 0}
			if rest = rest[1:]; !yield(s) {
				return
			}
		}
	}
}

// at gives the texts that stand at the beginning of s.
func (l *lookup) at(s string) iter.Seq[int] {
	return func(yield func(int) bool) {
		if len(s) < 2 {
			return
		}
		first := begins(s)
		low, high := int(l.from[first]), int(l.from[first+1])
		for size := 2; low < high; size++ {
			if len(l.text(low)) == size {
				if !yield(low) {
					return
				}
				low++
			}
			if size == len(s) {
				return
			}
			low = l.search(low, high, func(text []byte) bool { return text[size] >= s[size] })
			high = l.search(low, high, func(text []byte) bool { return text[size] > s[size] })
		}
	}
}

// search is the first text between low and high of which is holds, as it does of all behind it.
func (l *lookup) search(low, high int, is func(text []byte) bool) int {
	for low < high {
		if middle := (low + high) / 2; is(l.text(middle)) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// knownMagic begins a written Known: change it with the form of the bytes.
const knownMagic = "TSK1"

// Encode writes the finder, to be read back by DecodeKnown of the same program.
func (k *Known) Encode() []byte {
	head := binary.LittleEndian.AppendUint32([]byte(knownMagic), uint32(len(k.precise.data)))
	body := slices.Concat(head, k.precise.data, k.coarse.data)
	return binary.LittleEndian.AppendUint64(body, xxhash.Sum64(body))
}

// DecodeKnown reads what Encode wrote; false where the bytes are not whole.
func DecodeKnown(data []byte) (*Known, bool) {
	const head, sum = len(knownMagic) + 4, 8
	if len(data) < head+sum || !bytes.HasPrefix(data, []byte(knownMagic)) {
		return nil, false
	}
	body := data[:len(data)-sum]
	if binary.LittleEndian.Uint64(data[len(body):]) != xxhash.Sum64(body) {
		return nil, false
	}
	n := int(binary.LittleEndian.Uint32(body[len(knownMagic):]))
	return &Known{precise: readLookup(body[head : head+n]), coarse: readLookup(body[head+n:])}, true
}
