// Package roster brings the accounts that imports know into account.yaml, where a person's value wins.
package roster

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
)

// Known is what the imports say of one account: values by the keys of account.yaml, "" left out.
type Known struct {
	ID     string
	Values map[string]string
}

// keys are the keys of account.yaml that imports fill, in the order in which they are written.
var keys = []string{"name", "parent", "segment", "plan", "industry", "region", "country", "owner", "seats", "renewal"}

// Read asks a snapshot for its accounts, sorted. The renewal is the latest of the account's running subscriptions.
func Read(ctx context.Context, reader warehouse.Reader, snapshot *warehouse.Snapshot) ([]Known, error) {
	accounts := map[string]*Known{}
	columns := []string{"account", "name", "parent", "segment", "plan", "industry", "region", "country", "owner", "seats"}
	err := reader.Read(ctx, snapshot, warehouse.Question{Fact: "accounts", Columns: columns}, func(row warehouse.Row) error {
		known := &Known{ID: row.Text(0), Values: map[string]string{}}
		for i, column := range columns[1:] {
			if text := strings.TrimSpace(row.Text(i + 1)); text != "" && !(column == "name" && text == known.ID) {
				known.Values[column] = text
			}
		}
		accounts[known.ID] = known
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read accounts: %w", err)
	}
	err = reader.Read(ctx, snapshot, warehouse.Question{Fact: "subscriptions", Columns: []string{"account", "renewal", "ends", "ended"}}, func(row warehouse.Row) error {
		known, ok := accounts[row.Text(0)]
		due := row.Time(1)
		if due.IsZero() {
			due = row.Time(2)
		}
		if day := due.Format("2006-01-02"); ok && row.Null(3) && !due.IsZero() && day > known.Values["renewal"] {
			known.Values["renewal"] = day
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read subscriptions: %w", err)
	}
	list := make([]Known, 0, len(accounts))
	for _, known := range accounts {
		list = append(list, *known)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].ID < list[j].ID })
	return list, nil
}

// Difference is a value of account.yaml that the imports contradict. The file's stands.
type Difference struct {
	Account string `json:"account"`
	Path    string `json:"path"`
	Line    int    `json:"line"`
	Key     string `json:"key"`
	File    string `json:"file"`
	Import  string `json:"import"`
}

func (d Difference) String() string {
	return fmt.Sprintf("%s:%d: %s is %q, the imports say %q", d.Path, d.Line, d.Key, d.File, d.Import)
}

// Update is account.yaml as it should be.
type Update struct {
	Data        []byte
	Differences []Difference
	// Changed are the keys that were written; New says that the file was not there.
	Changed []string
	New     bool
}

// Merge brings what the imports know into an account.yaml; data is nil where there is none. What the last sync wrote is remembered
// under imported:. A key that still has that value follows the imports; one that a person changed stays, and differs; one
// that a person deleted stays deleted. No other byte changes.
func Merge(path string, data []byte, known Known) (Update, error) {
	if data == nil {
		return Update{Data: fresh(known), Changed: present(known), New: true}, nil
	}
	file, err := parse(path, data)
	if err != nil {
		return Update{}, err
	}
	update := Update{}
	for _, key := range keys {
		value, given := known.Values[key]
		last, synced := file.imported[key]
		own, has := file.values[key]
		switch {
		case !given:
			continue
		case !has && !synced, has && synced && own.text == last && value != last, has && own.text == "" && !synced:
			file.set(key, value)
			update.Changed = append(update.Changed, key)
		case has && own.text != value:
			update.Differences = append(update.Differences, Difference{Account: known.ID, Path: path, Line: own.line, Key: key, File: own.text, Import: value})
		}
		file.imported[key] = value
	}
	update.Data = file.bytes()
	return update, nil
}

func present(known Known) []string {
	return slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return known.Values[key] == "" })
}

// fresh writes an account.yaml.
func fresh(known Known) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# What your team knows of this customer. A value that you change stays as you wrote it.\naccount: %s\n", scalar(known.ID))
	for _, key := range present(known) {
		fmt.Fprintf(&b, "%s: %s\n", key, scalar(known.Values[key]))
	}
	b.WriteString(importedBlock(known.Values))
	return []byte(b.String())
}

// Keys lists the keys of account.yaml that imports fill.
func Keys() []string { return slices.Clone(keys) }
