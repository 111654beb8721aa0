package measure

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"

	"github.com/touchstone-cs/touchstone/internal/metric"
)

// Answers are remembered in one file a query: of all accounts (KEY), sorted, with an index to find one of
// them; or of a single account (KEY-ACCOUNT). A file that does not read back is as good as none.

// recall finds a remembered answer. Split answers (Query.By) are not remembered.
func (d *Desk) recall(key string, q metric.Query) ([]metric.Value, bool) {
	if d.Cache == "" || q.By != "" {
		return nil, false
	}
	if q.Accounts != nil && len(q.Accounts) <= fewAccounts {
		if out, ok := d.recallFew(key, q); ok {
			return out, true
		}
		f, err := os.Open(d.path(key))
		if err != nil {
			return nil, false
		}
		defer f.Close()
		return recallFrom(fileBytes{f}, q)
	}
	data, err := os.ReadFile(d.path(key))
	if err != nil {
		return nil, false
	}
	return recallFrom(memoryBytes(data), q)
}

func recallFrom(bytes stretch, q metric.Query) ([]metric.Value, bool) {
	table, ok := openTable(bytes)
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
		table, ok := openTable(memoryBytes(data))
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
