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
