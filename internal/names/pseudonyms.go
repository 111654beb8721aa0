package names

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"

	"go.yaml.in/yaml/v3"

	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// PseudonymsFile lies in the restricted accounts folder: who may read it may read the customers' names beside it. It
// holds the workspace's key and the names handed out so far, so that they stay.
const PseudonymsFile = "pseudonyms.yaml"

// ErrNoKey says that the workspace has no key for pseudonyms yet.
var ErrNoKey = errors.New("the workspace has no key for pseudonyms\nhint: `touchstone privacy key` makes one")

type kept struct {
	Key   string            `yaml:"key"`
	Names map[string]string `yaml:"names,omitempty"`
}

// PseudonymsPath is the file's path in the workspace.
func PseudonymsPath(w *workspace.Workspace) string { return path.Join(w.AccountsDir(), PseudonymsFile) }

// Pseudonyms returns the workspace's pseudonyms; ErrNoKey where it has no key.
func Pseudonyms(w *workspace.Workspace) (*privacy.Pseudonyms, error) {
	name := PseudonymsPath(w)
	data, err := w.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoKey
	}
	if err != nil {
		return nil, err
	}
	var k kept
	if err := yaml.Unmarshal(data, &k); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	key, err := hex.DecodeString(k.Key)
	if err != nil {
		return nil, fmt.Errorf("%s: key: %w", name, err)
	}
	accounts, err := w.Accounts()
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, a := range accounts {
		ids = append(ids, a.ID)
	}
	p, err := privacy.NewPseudonyms(key, k.Names, ids)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return p, nil
}

// KeyFile gives the content of a new PseudonymsFile for the accounts that exist.
func KeyFile(w *workspace.Workspace, random io.Reader) ([]byte, error) {
	var key [32]byte
	if _, err := io.ReadFull(random, key[:]); err != nil {
		return nil, fmt.Errorf("key for pseudonyms: %w", err)
	}
	accounts, err := w.Accounts()
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, a := range accounts {
		ids = append(ids, a.ID)
	}
	p, err := privacy.NewPseudonyms(key[:], nil, ids)
	if err != nil {
		return nil, err
	}
	return yaml.Marshal(kept{Key: hex.EncodeToString(key[:]), Names: p.Assigned()})
}
