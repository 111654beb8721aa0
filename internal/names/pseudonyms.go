package names

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
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

// Secret is what a workspace's pseudonyms are made from. Under a secret that is kept a pseudonym is still personal data.
type Secret struct {
	Key   []byte            // 32 bytes
	Names map[string]string // those handed out so far, by account
}

// kept is a Secret as its file holds it.
type kept struct {
	Key   string            `yaml:"key"`
	Names map[string]string `yaml:"names,omitempty"`
}

// PseudonymsPath is the file's path in the workspace.
func PseudonymsPath(w *workspace.Workspace) string { return path.Join(w.AccountsDir(), PseudonymsFile) }

// ReadSecret reads the workspace's secret; ErrNoKey where it has none.
func ReadSecret(w *workspace.Workspace) (Secret, error) {
	name := PseudonymsPath(w)
	data, err := w.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return Secret{}, ErrNoKey
	}
	if err != nil {
		return Secret{}, err
	}
	var k kept
	if err := yaml.Unmarshal(data, &k); err != nil {
		return Secret{}, fmt.Errorf("%s: %w", name, err)
	}
	key, err := hex.DecodeString(k.Key)
	if err != nil || len(key) < 32 {
		return Secret{}, fmt.Errorf("%s: key: want 64 hexadecimal digits", name)
	}
	return Secret{Key: key, Names: k.Names}, nil
}

// NewSecret draws a secret for the workspace; file is the content of its PseudonymsFile.
func NewSecret(w *workspace.Workspace, random io.Reader) (secret Secret, file []byte, err error) {
	secret.Key = make([]byte, 32)
	if _, err := io.ReadFull(random, secret.Key); err != nil {
		return Secret{}, nil, fmt.Errorf("key for pseudonyms: %w", err)
	}
	p, err := secret.Pseudonyms(w)
	if err != nil {
		return Secret{}, nil, err
	}
	secret.Names = p.Assigned()
	file, err = secret.file()
	return secret, file, err
}

func (s Secret) file() ([]byte, error) {
	return yaml.Marshal(kept{Key: hex.EncodeToString(s.Key), Names: s.Names})
}

// Forget gives the content of the PseudonymsFile without what was handed out to an account; nil where nothing was.
func (s Secret) Forget(account string) ([]byte, error) {
	if _, ok := s.Names[account]; !ok {
		return nil, nil
	}
	s.Names = maps.Clone(s.Names)
	delete(s.Names, account)
	return s.file()
}

// Pseudonyms names the workspace's accounts under the secret. No name says a word that a customer is called by.
func (s Secret) Pseudonyms(w *workspace.Workspace) (*privacy.Pseudonyms, error) {
	known, err := Finder(w)
	if err != nil {
		return nil, err
	}
	accounts, err := w.Accounts()
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(accounts))
	for _, a := range accounts {
		ids = append(ids, a.ID)
	}
	p, err := privacy.NewPseudonyms(s.Key, s.Names, ids, known)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", PseudonymsPath(w), err)
	}
	return p, nil
}
