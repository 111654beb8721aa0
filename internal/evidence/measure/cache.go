package measure

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"os"
	"path/filepath"
	"sort"

	"github.com/touchstone-cs/touchstone/internal/metric"
)

// Answers are remembered in one file a query: of all accounts (KEY), sorted, with an index to find one of
// them; or of a single account (KEY-ACCOUNT). A file that does not read back is as good as none.

const cacheMagic = "TSV1"

// recall finds a remembered answer. Split answers (Query.By) are not remembered.
func (d *Desk) recall(key string, q metric.Query) ([]metric.Value, bool) {
	if d.Cache == "" || q.By != "" {
		return nil, false
	}
	if len(q.Accounts) > 0 && len(q.Accounts) <= fewAccounts {
		if out, ok := d.recallFew(key, q); ok {
			return out, true
		}
	}
	data, err := os.ReadFile(d.path(key))
	if err != nil {
		return nil, false
	}
	table, ok := openTable(data)
	if !ok {
		return nil, false
	}
	if q.Accounts == nil {
		return table.all(q.Period.Name)
	}
	out := make([]metric.Value, 0, len(q.Accounts))
	for _, a := range q.Accounts {
		v, ok := table.find(a, q.Period.Name)
		if !ok {
			return nil, false
		}
		out = append(out, v)
	}
	return out, true
}

func (d *Desk) recallFew(key string, q metric.Query) ([]metric.Value, bool) {
	out := make([]metric.Value, 0, len(q.Accounts))
	for _, a := range q.Accounts {
		data, err := os.ReadFile(d.path(key + "-" + shortHash(a)))
		if err != nil {
			return nil, false
		}
		table, ok := openTable(data)
		if !ok {
			return nil, false
		}
		v, ok := table.find(a, q.Period.Name)
		if !ok {
			return nil, false
		}
		out = append(out, v)
	}
	return out, true
}

// remember writes an answer. A cache that cannot be written is no error: it is slower next time.
func (d *Desk) remember(key string, q metric.Query, values []metric.Value) {
	if d.Cache == "" || q.By != "" {
		return
	}
	if q.Accounts == nil {
		d.write(key, values)
		return
	}
	for i, v := range values {
		d.write(key+"-"+shortHash(v.Account), values[i:i+1])
	}
}

func (d *Desk) write(name string, values []metric.Value) {
	path := d.path(name)
	if os.MkdirAll(filepath.Dir(path), 0o755) != nil {
		return
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".tmp-*")
	if err != nil {
		return
	}
	_, err = f.Write(writeTable(values))
	if closed := f.Close(); err != nil || closed != nil || os.Rename(f.Name(), path) != nil {
		_ = os.Remove(f.Name())
	}
}

func (d *Desk) path(name string) string { return filepath.Join(d.Cache, "values", name[:2], name[2:]) }

func shortHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

// table is an encoded answer: magic, digest of the rest, count, an offset for each record and the end,
// and the records: length of the account, account, figures.
type table struct {
	count   int
	offsets []byte
	records []byte
}

func writeTable(values []metric.Value) []byte {
	sorted := append([]metric.Value(nil), values...)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].Account < sorted[j].Account })
	body := binary.LittleEndian.AppendUint32(nil, uint32(len(sorted)))
	var records []byte
	for _, v := range sorted {
		body = binary.LittleEndian.AppendUint32(body, uint32(len(records)))
		records = binary.AppendUvarint(records, uint64(len(v.Account)))
		records = append(records, v.Account...)
		records = v.Append(records)
	}
	body = binary.LittleEndian.AppendUint32(body, uint32(len(records)))
	body = append(body, records...)
	sum := sha256.Sum256(body)
	return append(append([]byte(cacheMagic), sum[:8]...), body...)
}

func openTable(data []byte) (table, bool) {
	const head = len(cacheMagic) + 8
	if len(data) < head+8 || string(data[:len(cacheMagic)]) != cacheMagic {
		return table{}, false
	}
	body := data[head:]
	if sum := sha256.Sum256(body); string(sum[:8]) != string(data[len(cacheMagic):head]) {
		return table{}, false
	}
	count := int(binary.LittleEndian.Uint32(body))
	if len(body) < 4+4*(count+1) {
		return table{}, false
	}
	return table{count, body[4 : 4+4*(count+1)], body[4+4*(count+1):]}, true
}

func (t table) record(i int) (account string, figures []byte) {
	from, to := binary.LittleEndian.Uint32(t.offsets[4*i:]), binary.LittleEndian.Uint32(t.offsets[4*i+4:])
	rec := t.records[from:to]
	n, k := binary.Uvarint(rec)
	return string(rec[k : k+int(n)]), rec[k+int(n):]
}

func (t table) find(account, period string) (metric.Value, bool) {
	i := sort.Search(t.count, func(i int) bool { a, _ := t.record(i); return a >= account })
	if i == t.count {
		return metric.Value{}, false
	}
	return t.value(i, account, period)
}

func (t table) value(i int, account, period string) (metric.Value, bool) {
	a, figures := t.record(i)
	if account != "" && a != account {
		return metric.Value{}, false
	}
	v := metric.Value{Account: a, Period: period}
	return v, v.Read(figures) == nil
}

func (t table) all(period string) ([]metric.Value, bool) {
	out := make([]metric.Value, t.count)
	for i := range out {
		var ok bool
		if out[i], ok = t.value(i, "", period); !ok {
			return nil, false
		}
	}
	return out, true
}
