package audit

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
)

// PeoplePath is where the mapping from random IDs to people lies. Erasing a person takes them out of it, and what names
// them elsewhere leads nowhere.
const PeoplePath = "audit/people.yaml"

// People maps random IDs to who they are ("Maria Lindqvist <maria@acme.example>").
type People map[string]string

// ReadPeople reads the mapping; a missing one is empty.
func ReadPeople(root fs.FS) (People, error) {
	data, err := fs.ReadFile(root, PeoplePath)
	if errors.Is(err, fs.ErrNotExist) {
		return People{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	return ParsePeople(data)
}

// ParsePeople reads the mapping.
func ParsePeople(data []byte) (People, error) {
	p := People{}
	if err := yaml.Unmarshal(data, &p); err != nil {
		return nil, fmt.Errorf("%s: %w", PeoplePath, err)
	}
	return p, nil
}

// ID returns the random ID of a person, a new one where they have none.
func (p People) ID(person string, random io.Reader) (string, error) {
	person = strings.Join(strings.Fields(person), " ")
	for id, known := range p {
		if strings.EqualFold(known, person) {
			return id, nil
		}
	}
	id, err := NewID(random)
	if err == nil {
		p[id] = person
	}
	return id, err
}

// Erase takes out everybody of whom is says so, and returns their IDs, sorted.
func (p People) Erase(is func(person string) bool) []string {
	var gone []string
	for id, person := range p {
		if is(person) {
			gone = append(gone, id)
			delete(p, id)
		}
	}
	sort.Strings(gone)
	return gone
}

// Write stores the mapping under root, IDs sorted.
func (p People) Write(root string) error {
	ids := make([]string, 0, len(p))
	for id := range p {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	var b bytes.Buffer
	b.WriteString("# Who the random IDs of the audit log and of signed records are. Erasing a line here erases the person there.\n")
	for _, id := range ids {
		fmt.Fprintf(&b, "%s: %q\n", id, p[id])
	}
	name := filepath.Join(root, filepath.FromSlash(PeoplePath))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return atomicfile.Write(name, b.Bytes(), 0o600)
}
