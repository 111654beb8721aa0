package workspace

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
	"sync"
	"time"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// Account is account.yaml: what people know of one customer. Rooms that need keys of their own (environments, consents,
// service levels) read them with Decode.
type Account struct {
	ID         string   `yaml:"account"`
	Name       string   `yaml:"name"`
	Aliases    []string `yaml:"aliases"`
	Domains    []string `yaml:"domains"`
	Parent     string   `yaml:"parent"`
	MergedInto string   `yaml:"merged_into"` // the account that bought this one
	Formerly   []string `yaml:"formerly"`    // earlier IDs, whose history is this account's
	Segment    string   `yaml:"segment"`
	Plan       string   `yaml:"plan"`
	Tier       string   `yaml:"tier"`
	Industry   string   `yaml:"industry"`
	Region     string   `yaml:"region"`
	Country    string   `yaml:"country"`
	Owner      string   `yaml:"owner"` // the vendor's person
	Renewal    string   `yaml:"renewal"`
	Seats      int      `yaml:"seats"`
	Language   string   `yaml:"language"` // of code examples: java, python, …
	Engagement string   `yaml:"engagement"`
	Contacts   []Person `yaml:"contacts"`
	Calendar   Calendar `yaml:"calendar"`

	// Path is that of account.yaml; Dir is its folder.
	Path, Dir string `yaml:"-"`
	source    []byte // a tree of nodes takes ten times the memory, and few ask for more keys
}

// Decode reads a top-level key of account.yaml into value; an absent key leaves value as it is.
func (a *Account) Decode(key string, value any) error {
	return decodeKey(a.Path, a.node(key), key, value)
}

// node is the file's mapping, nil where the key cannot be in it.
func (a *Account) node(key string) *yaml.Node {
	var document yaml.Node
	if !bytes.Contains(a.source, []byte(key)) || yaml.Unmarshal(a.source, &document) != nil || len(document.Content) == 0 {
		return nil
	}
	return document.Content[0]
}

// Line is the line of a top-level key in account.yaml, 1 where it is absent.
func (a *Account) Line(key string) int {
	if node := a.node(key); node != nil {
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == key {
				return node.Content[i].Line
			}
		}
	}
	return 1
}

// Title is the name a person would use.
func (a *Account) Title() string {
	if a.Name != "" {
		return a.Name
	}
	return a.ID
}

// ErrNoAccount says that the workspace has no such account.
var ErrNoAccount = errors.New("no such account")

type accountCache struct {
	sync.Mutex
	byDir map[string]*Account
	byID  map[string]*Account // set with all
	all   []*Account
	errs  error
}

// AccountsDir is the restricted folder: one customer's details, one folder.
func (w *Workspace) AccountsDir() string { return path.Join(w.Config.Folders.Deliverables, "accounts") }

// AccountDir is the folder of an account by its ID, whether or not it exists.
func (w *Workspace) AccountDir(id string) string { return path.Join(w.AccountsDir(), Folder(id)) }

// Folder turns an account's ID into the name of its folder: the ID itself where that is a safe name, else its letters
// and digits with a digest, so that two IDs never share a folder.
func Folder(id string) string {
	safe := id != "" && len(id) <= 80 && id[0] != '.' && id[0] != '-'
	var b strings.Builder
	for _, r := range id {
		if unicode.IsLetter(r) && unicode.IsLower(r) || unicode.IsDigit(r) || r == '-' || r == '_' || r == '.' || unicode.IsLetter(r) && !unicode.IsUpper(r) {
			b.WriteRune(r)
			continue
		}
		safe = false
		if unicode.IsLetter(r) {
			b.WriteRune(unicode.ToLower(r))
		} else {
			b.WriteByte('-')
		}
	}
	if safe && !strings.HasSuffix(id, ".") {
		return id
	}
	digest := sha256.Sum256([]byte(id))
	name := strings.Trim(b.String(), "-.")
	for len(name) > 60 {
		_, size := lastRune(name)
		name = name[:len(name)-size]
	}
	return strings.TrimPrefix(name+"-"+hex.EncodeToString(digest[:3]), "-")
}

func lastRune(s string) (rune, int) {
	runes := []rune(s)
	last := runes[len(runes)-1]
	return last, len(string(last))
}

// Account returns one account by its ID, reading only its own file. The error is ErrNoAccount where there is none.
func (w *Workspace) Account(id string) (*Account, error) {
	if id == "" {
		return nil, fmt.Errorf("account %q: %w", id, ErrNoAccount)
	}
	account, err := w.accountIn(w.AccountDir(id))
	if err == nil && account.ID == id {
		return account, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	_, err = w.Accounts()
	if account := w.elsewhere(id); account != nil {
		return account, nil
	}
	if err != nil {
		return nil, err
	}
	return nil, fmt.Errorf("account %q: %w", id, ErrNoAccount)
}

// elsewhere finds an account whose folder is not named after its ID, once all have been read.
func (w *Workspace) elsewhere(id string) *Account {
	w.accounts.Lock()
	defer w.accounts.Unlock()
	return w.accounts.byID[id]
}

// AccountOf returns the account in whose folder a path lies, or nil.
func (w *Workspace) AccountOf(name string) *Account {
	rest, ok := strings.CutPrefix(name, w.AccountsDir()+"/")
	if !ok {
		return nil
	}
	folder, _, ok := strings.Cut(rest, "/")
	if !ok {
		return nil
	}
	account, err := w.accountIn(path.Join(w.AccountsDir(), folder))
	if err != nil {
		return nil
	}
	return account
}

// Accounts returns every account, sorted by ID. Those whose file cannot be read are left out and named in the error.
func (w *Workspace) Accounts() ([]*Account, error) {
	w.accounts.Lock()
	if w.accounts.all != nil || w.accounts.errs != nil {
		defer w.accounts.Unlock()
		return w.accounts.all, w.accounts.errs
	}
	w.accounts.Unlock()
	entries, err := w.tree.ReadDir(w.AccountsDir())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list accounts: %w", unwrapPath(err))
	}
	all := []*Account{}
	var errs []error
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		account, err := w.accountIn(path.Join(w.AccountsDir(), entry.Name()))
		switch {
		case err == nil:
			all = append(all, account)
		case !errors.Is(err, fs.ErrNotExist):
			errs = append(errs, err)
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	w.accounts.Lock()
	defer w.accounts.Unlock()
	w.accounts.byID = make(map[string]*Account, len(all))
	for _, account := range all {
		if w.accounts.byID[account.ID] == nil {
			w.accounts.byID[account.ID] = account
		}
	}
	w.accounts.all, w.accounts.errs = all, errors.Join(errs...)
	return w.accounts.all, w.accounts.errs
}

// AccountsMark tells whether any account.yaml was written since another mark was taken: it is made of what the file system says of each of
// them, not of what they hold, which takes a fiftieth of the time.
type AccountsMark struct {
	Dir     string   // what is said of the accounts' folder: as long as it stays, so do the names of the folders in it
	Folders []string // sorted
	Files   string   // a digest of what is said of account.yaml in each of them
	Latest  time.Time
}

// AccountsMark takes the mark; before is an earlier one, or none, which saves listing the folders. It is false where no mark can be taken: on some
// systems, and where an editor has an account.yaml open.
func (w *Workspace) AccountsMark(before AccountsMark) (AccountsMark, bool) {
	for name := range w.buffers {
		if strings.HasPrefix(name, w.AccountsDir()+"/") {
			return AccountsMark{}, false
		}
	}
	dir, err := w.tree.open(w.AccountsDir())
	if err != nil {
		return AccountsMark{}, false
	}
	defer dir.Close()
	return markOf(dir, "account.yaml", before)
}

func (w *Workspace) accountIn(dir string) (*Account, error) {
	w.accounts.Lock()
	account, ok := w.accounts.byDir[dir]
	w.accounts.Unlock()
	if ok {
		return account, nil
	}
	name := path.Join(dir, "account.yaml")
	data, err := w.ReadFile(name)
	if err != nil {
		return nil, err
	}
	account, err = ParseAccount(name, data)
	if err != nil {
		return nil, err
	}
	w.accounts.Lock()
	defer w.accounts.Unlock()
	if w.accounts.byDir == nil {
		w.accounts.byDir = map[string]*Account{}
	}
	w.accounts.byDir[dir] = account
	return account, nil
}

// ParseAccount reads account.yaml; name is its path.
func ParseAccount(name string, data []byte) (*Account, error) {
	account := &Account{Path: name, Dir: path.Dir(name), source: data}
	if readPlain(string(data), account) {
		return account, nil
	}
	if err := yaml.NewDecoder(bytes.NewReader(data)).Decode(account); err != nil {
		return nil, yamlError(name, err)
	}
	if account.ID == "" {
		return nil, fmt.Errorf("%s:1: the key \"account\" is missing: the customer's ID", name)
	}
	return account, nil
}

// People are all whom a document of the account may name as owners: the vendor's team and the account's contacts.
// account may be nil.
func (w *Workspace) People(account *Account) []Person {
	people := append([]Person(nil), w.Config.Team...)
	if account != nil {
		people = append(people, account.Contacts...)
	}
	return people
}
