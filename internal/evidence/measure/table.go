package measure

import (
	"bytes"
	"encoding/binary"
	"os"
	"sort"

	"github.com/cespare/xxhash/v2"

	"github.com/touchstone-cs/touchstone/internal/metric"
)

// table is an encoded answer: magic, count, their sum, an offset for each record and the end, and the records in the
// order of their accounts: sum of the rest, length of the account, account, figures. Each record proves itself, so that
// one of them is found without reading the others.
type table struct {
	count int
	bytes stretch
}

const (
	tableMagic = "TSV2"
	tableHead  = len(tableMagic) + 4 + sumSize
	sumSize    = 8
)

// stretch is what a table lies in; at is nil where there are no such bytes.
type stretch interface{ at(from, n int) []byte }

type memoryBytes []byte

func (m memoryBytes) at(from, n int) []byte {
	if from < 0 || n < 0 || from+n > len(m) {
		return nil
	}
	return m[from : from+n]
}

type fileBytes struct{ *os.File }

// maxRecord is the greatest length in bytes that a record may have; longer is damage.
const maxRecord = 1 << 16

func (f fileBytes) at(from, n int) []byte {
	if from < 0 || n < 0 || n > maxRecord {
		return nil
	}
	b := make([]byte, n)
	if read, _ := f.ReadAt(b, int64(from)); read < n {
		return nil
	}
	return b
}

func sum(b []byte) []byte { return binary.LittleEndian.AppendUint64(nil, xxhash.Sum64(b)) }

func writeTable(values []metric.Value) []byte {
	sorted := append([]metric.Value(nil), values...)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].Account < sorted[j].Account })
	out := binary.LittleEndian.AppendUint32([]byte(tableMagic), uint32(len(sorted)))
	out = append(out, sum(out)...)
	var records, record []byte
	for _, v := range sorted {
		out = binary.LittleEndian.AppendUint32(out, uint32(len(records)))
		record = binary.AppendUvarint(record[:0], uint64(len(v.Account)))
		record = v.Append(append(record, v.Account...))
		records = append(append(records, sum(record)...), record...)
	}
	out = binary.LittleEndian.AppendUint32(out, uint32(len(records)))
	return append(out, records...)
}

// openTable reads the head; false where it is none.
func openTable(b stretch) (table, bool) {
	head := b.at(0, tableHead)
	if head == nil || string(head[:len(tableMagic)]) != tableMagic || !bytes.Equal(head[tableHead-sumSize:], sum(head[:tableHead-sumSize])) {
		return table{}, false
	}
	return table{int(binary.LittleEndian.Uint32(head[len(tableMagic):])), b}, true
}

// record gives the i-th account and its figures; false where they are damaged.
func (t table) record(i int) (account string, figures []byte, ok bool) {
	offsets := t.bytes.at(tableHead+4*i, 8)
	if offsets == nil {
		return "", nil, false
	}
	from, to := int(binary.LittleEndian.Uint32(offsets)), int(binary.LittleEndian.Uint32(offsets[4:]))
	rec := t.bytes.at(tableHead+4*(t.count+1)+from, to-from)
	if len(rec) < sumSize || !bytes.Equal(rec[:sumSize], sum(rec[sumSize:])) {
		return "", nil, false
	}
	rec = rec[sumSize:]
	n, k := binary.Uvarint(rec)
	if k <= 0 || n > uint64(len(rec)-k) {
		return "", nil, false
	}
	return string(rec[k : k+int(n)]), rec[k+int(n):], true
}

func (t table) find(account, period string) (metric.Value, bool) {
	sound := true
	i := sort.Search(t.count, func(i int) bool {
		a, _, ok := t.record(i)
		sound = sound && ok
		return a >= account
	})
	if i == t.count || !sound {
		return metric.Value{}, false
	}
	v, ok := t.value(i, period)
	return v, ok && v.Account == account
}

func (t table) value(i int, period string) (metric.Value, bool) {
	a, figures, ok := t.record(i)
	v := metric.Value{Account: a, Period: period}
	return v, ok && v.Read(figures) == nil
}

func (t table) all(period string) ([]metric.Value, bool) {
	if t.bytes.at(tableHead, 4*(t.count+1)) == nil {
		return nil, false
	}
	out := make([]metric.Value, t.count)
	for i := range out {
		var ok bool
		if out[i], ok = t.value(i, period); !ok {
			return nil, false
		}
	}
	return out, true
}
