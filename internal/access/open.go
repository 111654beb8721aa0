package access

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Folder holds a workspace's policies, and who its people are.
const (
	Folder     = "policies"
	PeopleFile = "policies/people.yaml"
)

// Tree reads files of a workspace.
type Tree interface {
	ReadFile(name string) ([]byte, error)
	Files(dir string, want func(name string) bool) ([]string, error)
}

// Open loads a workspace's policies/*.cedar; where it has none, the defaults hold. words are the kinds and the accounts that policies
// may name. An error means that everything is refused.
func Open(tree Tree, words []string) (*Policies, error) {
	names, err := tree.Files(Folder, func(name string) bool { return strings.HasSuffix(name, ".cedar") })
	if err != nil {
		return &Policies{err: fmt.Errorf("%w: %w", ErrPolicy, err)}, err
	}
	files := map[string][]byte{}
	for _, name := range names {
		if files[name], err = tree.ReadFile(name); err != nil {
			return &Policies{err: fmt.Errorf("%w: %w", ErrPolicy, err)}, err
		}
	}
	if len(files) == 0 {
		files["the default policy"] = Default
	}
	return Load(files, words)
}

// People reads who is who; a missing file is nobody.
func People(tree Tree) ([]Person, error) {
	data, err := tree.ReadFile(PeopleFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list struct {
		People []Person `yaml:"people"`
	}
	d := yaml.NewDecoder(strings.NewReader(string(data)))
	d.KnownFields(true)
	if err := d.Decode(&list); err != nil {
		return nil, fmt.Errorf("%s: %w", PeopleFile, err)
	}
	return list.People, nil
}

// Find returns the person of an ID or a name.
func Find(people []Person, who string) (Person, bool) {
	for _, p := range people {
		if p.ID == who || strings.EqualFold(p.Name, who) {
			return p, true
		}
	}
	return Person{}, false
}

// DocumentOf says what a file of the workspace is: a document by its front matter; anything else in an account's folder is
// evidence, for its team alone.
func DocumentOf(path, account string, front func(key string) string) Document {
	d := Document{Path: path, Account: account, Kind: front("kind"), Audience: front("audience"), Status: front("status")}
	if d.Kind == "" && account != "" {
		d.Kind = "evidence"
	}
	return d
}
