package tagger

import (
	"math/bits"
	"slices"
)

// table holds the weights of each feature, by its hash. A text asks for some sixty a word, most of which are in no table, so that it is made to say no
// quickly: one look at a slot of eight bytes.
type table struct {
	slots []slot // a power of two, at most half of them taken
	shift uint
	rows  [][classes]float32
}

type slot struct{ key, row uint32 } // row counts from 1; 0: free

func newTable(weights map[uint64]*[classes]float32) table {
	size := 1 << bits.Len(uint(2*len(weights)))
	t := table{slots: make([]slot, size), shift: uint(32 - bits.TrailingZeros(uint(size))), rows: make([][classes]float32, 0, len(weights))}
	for key, row := range weights {
		t.rows = append(t.rows, *row)
		i := t.home(uint32(key))
		for t.slots[i].row != 0 {
			i = (i + 1) % len(t.slots)
		}
		t.slots[i] = slot{uint32(key), uint32(len(t.rows))}
	}
	return t
}

// home is where a key's search begins.
func (t *table) home(key uint32) int { return int(key * 0x9E3779B1 >> t.shift) }

// row returns a feature's weights, or nil.
func (t *table) row(key uint64) *[classes]float32 {
	for i := t.home(uint32(key)); ; i = (i + 1) & (len(t.slots) - 1) {
		switch s := t.slots[i]; {
		case s.row == 0:
			return nil
		case s.key == uint32(key):
			return &t.rows[s.row-1]
		}
	}
}

// keys lists the features in order.
func (t *table) keys() []uint64 {
	out := make([]uint64, 0, len(t.rows))
	for _, s := range t.slots {
		if s.row != 0 {
			out = append(out, uint64(s.key))
		}
	}
	slices.Sort(out)
	return out
}
