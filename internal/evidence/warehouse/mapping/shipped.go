package mapping

import (
	"embed"
	"fmt"
	"path"
	"sort"
	"strings"
)

//go:embed shipped/*.yaml
var shippedFiles embed.FS

// Shipped lists the names of the mappings that come with Touchstone.
func Shipped() []string {
	entries, _ := shippedFiles.ReadDir("shipped") // embedded: it is there
	names := make([]string, 0, len(entries))
	for _, entry := range entries {
		names = append(names, strings.TrimSuffix(entry.Name(), ".yaml"))
	}
	sort.Strings(names)
	return names
}

// ShippedText is the text of a shipped mapping, for init to write into sources/.
func ShippedText(name string) ([]byte, error) {
	data, err := shippedFiles.ReadFile(path.Join("shipped", name+".yaml"))
	if err != nil {
		return nil, fmt.Errorf("no mapping %q is shipped: %s", name, strings.Join(Shipped(), ", "))
	}
	return data, nil
}

// Fitting is the name of the shipped mapping that takes most of these files by their names, two or more, each table that it
// needs among them; "" where none does.
func Fitting(files []string) string {
	best, most := "", 1
	for _, name := range Shipped() {
		text, err := ShippedText(name)
		if err != nil {
			continue
		}
		if m, err := Parse(name, text); err == nil && m.takes(files) > most {
			best, most = name, m.takes(files)
		}
	}
	return best
}

// takes counts the files that a table takes; 0 where a table that is needed gets none.
func (m *Mapping) takes(files []string) int {
	count := 0
	filled := map[string]bool{}
	for _, file := range files {
		if table, ok := m.TableFor(path.Base(file)); ok {
			filled[table.Name] = true
			count++
		}
	}
	for _, table := range m.Tables {
		if !table.Optional && !filled[table.Name] {
			return 0
		}
	}
	return count
}
