// Package rollup answers scans over usage events from small columns that are built once a segment: who
// used what on which days of a month, and how often. What it does not cover it hands to the engine below.
package rollup

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"unsafe"

	"github.com/zeebo/xxh3"
	"golang.org/x/sys/unix"
)

// A rollup file holds one segment, cut into the local months of one zone:
//
//	magic, length of the header, header (JSON), columns (8-byte aligned), checksum
//
// For each month the accounts in order; for each account its users by the 128-bit hash of their name,
// sorted; for each user one entry an (event, feature) pair with a bit for every day of the month; and for
// each account the volume by pair and day. Users have no names here: a hash of 128 bits tells them apart
// as surely as a digest tells segments.
const magic = "TSROLL1\n"

type header struct {
	Segment string  `json:"segment"`
	Zone    string  `json:"zone"`
	Pairs   []pair  `json:"pairs"`
	Months  []block `json:"months"`
}

// pair is an event with its feature; nil is null.
type pair struct {
	Event   *string `json:"e"`
	Feature *string `json:"f"`
}

// block describes a month's columns by their place in the file and their lengths.
type block struct {
	First    int64 `json:"first"` // the month's first day, as days since 1970
	Accounts int   `json:"accounts"`
	Names    span  `json:"names"` // account i is Bytes[Names[i]:Names[i+1]]
	Bytes    span  `json:"bytes"`
	Users    span  `json:"users"` // first user of account i; one more entry than accounts
	Hashes   span  `json:"hashes"`
	Entries  span  `json:"entries"` // first entry of user i
	Pairs    span  `json:"pairs"`
	Masks    span  `json:"masks"`
	Volumes  span  `json:"volumes"` // first volume of account i
	VolPairs span  `json:"vol_pairs"`
	VolDays  span  `json:"vol_days"`
	Counts   span  `json:"counts"`
	Sums     span  `json:"sums"` // of quantity in ten-thousandths; empty when it is 1 for every event
}

type span struct {
	At  int64 `json:"at"`
	Len int   `json:"len"` // of elements
}

// month is a block's columns, which share the file's memory.
type month struct {
	file     *file
	first    int64
	accounts int
	names    []uint32
	bytes    []byte
	users    []uint32
	hashes   []xxh3.Uint128
	entries  []uint32
	pairs    []uint16
	masks    []uint32
	volumes  []uint32
	volPairs []uint16
	volDays  []uint8
	counts   []uint32
	sums     []int64
}

func (m *month) account(i int) string {
	b := m.bytes[m.names[i]:m.names[i+1]]
	return unsafe.String(unsafe.SliceData(b), len(b))
}

type file struct {
	header header
	data   []byte
	months []*month
}

// ErrDamaged says that a cache file is not what was written; it is built again.
var ErrDamaged = errors.New("rollup is damaged")

// open maps a file and checks every byte of it.
func open(path string) (*file, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() < int64(len(magic)+16) {
		return nil, ErrDamaged
	}
	data, err := unix.Mmap(int(f.Fd()), 0, int(info.Size()), unix.PROT_READ, unix.MAP_SHARED|unix.MAP_POPULATE)
	if err != nil {
		return nil, fmt.Errorf("map %s: %w", path, err)
	}
	r, err := parse(data)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), unix.Munmap(data))
	}
	return r, nil
}

func (f *file) close() error {
	if f.data == nil {
		return nil
	}
	data := f.data
	f.data, f.months = nil, nil
	return unix.Munmap(data)
}

func parse(data []byte) (*file, error) {
	end := len(data) - 8
	if string(data[:len(magic)]) != magic || binary.LittleEndian.Uint64(data[end:]) != xxh3.Hash(data[:end]) {
		return nil, ErrDamaged
	}
	n := int(binary.LittleEndian.Uint64(data[len(magic):]))
	at := len(magic) + 8
	if n < 0 || at+n > end {
		return nil, ErrDamaged
	}
	f := &file{data: data}
	if err := json.Unmarshal(data[at:at+n], &f.header); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	base := align(at + n)
	for _, b := range f.header.Months {
		f.months = append(f.months, f.month(b, int64(base)))
	}
	return f, nil
}

func align(n int) int { return (n + 15) &^ 15 }

// column views a part of the file as elements, in place: files are written and read on little-endian machines.
func column[T any](data []byte, base int64, s span) []T {
	if s.Len == 0 {
		return nil
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&data[base+s.At])), s.Len)
}

// month makes a block's slices. The checksum vouches for the places.
func (f *file) month(b block, base int64) *month {
	m := &month{file: f, first: b.First, accounts: b.Accounts}
	m.names = column[uint32](f.data, base, b.Names)
	m.bytes = column[byte](f.data, base, b.Bytes)
	m.users = column[uint32](f.data, base, b.Users)
	m.hashes = column[xxh3.Uint128](f.data, base, b.Hashes)
	m.entries = column[uint32](f.data, base, b.Entries)
	m.pairs = column[uint16](f.data, base, b.Pairs)
	m.masks = column[uint32](f.data, base, b.Masks)
	m.volumes = column[uint32](f.data, base, b.Volumes)
	m.volPairs = column[uint16](f.data, base, b.VolPairs)
	m.volDays = column[uint8](f.data, base, b.VolDays)
	m.counts = column[uint32](f.data, base, b.Counts)
	m.sums = column[int64](f.data, base, b.Sums)
	return m
}

// writer collects a file's columns.
type writer struct {
	header header
	body   []byte
}

// put adds a column and returns its place.
func put[T any](w *writer, values []T) span {
	w.body = append(w.body, make([]byte, align(len(w.body))-len(w.body))...)
	s := span{At: int64(len(w.body)), Len: len(values)}
	if len(values) > 0 {
		size := len(values) * int(unsafe.Sizeof(values[0]))
		w.body = append(w.body, unsafe.Slice((*byte)(unsafe.Pointer(&values[0])), size)...)
	}
	return s
}

// write makes the file, whole or not at all. It is not synced: a file that a crash cut short fails its
// checksum and is built again.
func (w *writer) write(path string) error {
	head, err := json.Marshal(w.header)
	if err != nil {
		return err
	}
	var first []byte
	first = append(first, magic...)
	first = binary.LittleEndian.AppendUint64(first, uint64(len(head)))
	first = append(first, head...)
	first = append(first, make([]byte, align(len(first))-len(first))...)
	hash := xxh3.New()
	_, _ = hash.Write(first) // never fails
	_, _ = hash.Write(w.body)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".tmp-*")
	if err != nil {
		return err
	}
	_, err1 := f.Write(first)
	_, err2 := f.Write(w.body)
	_, err3 := f.Write(binary.LittleEndian.AppendUint64(nil, hash.Sum64()))
	if err := errors.Join(err1, err2, err3, f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), path)
}
