package redact

import "strings"

const (
	keyBytes   = 3 // the least length of a form
	filterBits = 18
)

// form is one way in which a value may appear.
type form struct{ text, key string }

// matcher finds forms, ASCII case aside. Forms are looked up by their first bytes behind a small bitmap, which costs
// little to build for one secret's hundred forms and finds 20,000 names in one pass. nil finds nothing.
type matcher struct {
	filter [1 << filterBits / 64]uint64
	byKey  map[uint32][]form
}

func newMatcher(forms []form) *matcher {
	if len(forms) == 0 {
		return nil
	}
	m := &matcher{byKey: make(map[uint32][]form, len(forms))}
	for _, f := range forms {
		f.text = lowerASCII(f.text)
		if len(f.text) < keyBytes {
			continue
		}
		key := keyAt(f.text, 0)
		m.byKey[key] = append(m.byKey[key], f)
		bit := bitOf(key)
		m.filter[bit/64] |= 1 << (bit % 64)
	}
	return m
}

// find returns every occurrence, overlapping ones too.
func (m *matcher) find(text, kind string) []span {
	if m == nil {
		return nil
	}
	lower := lowerASCII(text)
	var spans []span
	for at := 0; at+keyBytes <= len(lower); at++ {
		key := keyAt(lower, at)
		if bit := bitOf(key); m.filter[bit/64]&(1<<(bit%64)) == 0 {
			continue
		}
		for _, f := range m.byKey[key] {
			if strings.HasPrefix(lower[at:], f.text) {
				spans = append(spans, span{start: at, end: at + len(f.text), kind: kind, key: f.key})
			}
		}
	}
	return spans
}

func keyAt(text string, at int) uint32 {
	return uint32(text[at]) | uint32(text[at+1])<<8 | uint32(text[at+2])<<16
}

func bitOf(key uint32) uint32 { return key * 0x9E3779B1 >> (32 - filterBits) }

// lowerASCII keeps every byte's place, which strings.ToLower does not.
func lowerASCII(text string) string {
	lower := []byte(text)
	for i, c := range lower {
		if c >= 'A' && c <= 'Z' {
			lower[i] = c + 'a' - 'A'
		}
	}
	return string(lower)
}
