package tagger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// table holds the weights of each feature, by its hash, as they lie in the program: a short-lived process that asks for a few of them unpacks none.
//
//	count of features | their keys, in order, 4 bytes each | their weights, a byte for each class, in units of 1/scale
//
// A text asks for some sixty a word, most of which are in no table. Keys are hashes, spread evenly, so that there is about one that begins as a
// feature's does, and it is found without a search.
type table struct {
	data       []byte
	keys, rows []byte  // its parts
	from       []int32 // the first key that begins with two bytes, by these, and the end
}

// newTable rounds weights towards zero; features of which nothing remains are dropped.
func newTable(weights map[uint64]*[classes]float32) table {
	var keys, rows []byte
	for _, key := range slices.Sorted(maps.Keys(weights)) {
		var row [classes]byte
		for c, v := range weights[key] {
			row[c] = byte(quantum(v))
		}
		if row != [classes]byte{} {
			keys = binary.LittleEndian.AppendUint32(keys, uint32(key))
			rows = append(rows, row[:]...)
		}
	}
	t := table{data: slices.Concat(binary.LittleEndian.AppendUint32(nil, uint32(len(keys)/bytesOfKey)), keys, rows), keys: keys, rows: rows}
	t.from, _ = t.beginnings() // they are in order
	return t
}

const bytesOfKey = 4

// readTable takes a table's data.
func readTable(data []byte) (table, error) {
	if len(data) < bytesOfKey {
		return table{}, errors.New("no table of weights")
	}
	n := int(binary.LittleEndian.Uint32(data))
	if want := bytesOfKey + n*(bytesOfKey+classes); len(data) != want {
		return table{}, fmt.Errorf("a table of %d bytes, %d expected", len(data), want)
	}
	end := bytesOfKey * (1 + n)
	t := table{data: data, keys: data[bytesOfKey:end], rows: data[end:]}
	var err error
	t.from, err = t.beginnings()
	return t, err
}

func (t *table) count() int { return len(t.keys) / bytesOfKey }

func (t *table) key(i int) uint32 { return binary.LittleEndian.Uint32(t.keys[bytesOfKey*i:]) }

// beginnings are what from is. It is an error where keys are not in order.
func (t *table) beginnings() ([]int32, error) {
	from := make([]int32, 1<<16+1)
	first := 0
	for i := range t.count() {
		key := t.key(i)
		if i > 0 && key <= t.key(i-1) {
			return nil, fmt.Errorf("weight %d is out of order", i)
		}
		for ; first <= int(key>>16); first++ {
			from[first] = int32(i)
		}
	}
	for ; first < len(from); first++ {
		from[first] = int32(t.count())
	}
	return from, nil
}

// row returns a feature's weights, or nil.
func (t *table) row(key uint32) *[classes]byte {
	for i, end := int(t.from[key>>16]), int(t.from[key>>16+1]); i < end; i++ {
		if t.key(i) == key {
			return (*[classes]byte)(t.rows[i*classes:])
		}
	}
	return nil
}
