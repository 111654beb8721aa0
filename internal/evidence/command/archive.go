package command

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/receipt"
	"github.com/touchstone-cs/touchstone/internal/sshsig"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// EvidenceFolder is the folder of receipts in an account's folder.
const EvidenceFolder = "evidence"

// AllowedSigners is the file at the root of a workspace that says whose keys sign receipts.
const AllowedSigners = "allowed_signers"

// Archive reads a workspace's receipts, each at most once. It is safe for concurrent use.
type Archive struct {
	workspace *workspace.Workspace

	mutex   sync.Mutex
	files   map[string]*opened // by path
	lists   map[string][]Kept  // by account
	signers func() (*sshsig.AllowedSigners, error)
}

type opened struct {
	receipt *receipt.Receipt
	err     error // why it cannot be read, or why its signature does not count
}

// NewArchive opens the receipts of a workspace.
func NewArchive(w *workspace.Workspace) *Archive {
	return &Archive{workspace: w, files: make(map[string]*opened), lists: make(map[string][]Kept), signers: sync.OnceValues(func() (*sshsig.AllowedSigners, error) {
		content, err := w.ReadFile(AllowedSigners)
		if errors.Is(err, fs.ErrNotExist) {
			return new(sshsig.AllowedSigners), nil
		}
		if err != nil {
			return nil, err
		}
		return sshsig.ParseAllowedSigners(AllowedSigners, content, w.Zone)
	})}
}

// Folder is where the receipts of an account lie.
func (a *Archive) Folder(account string) string {
	return path.Join(a.workspace.AccountDir(account), EvidenceFolder)
}

// ErrMissing says that there is no such receipt.
var ErrMissing = errors.New("there is no such receipt")

// Open returns one receipt, verified. The error wraps ErrMissing, receipt.ErrFormat, receipt.ErrSignature or
// receipt.ErrKey; with the last two the receipt comes with it.
func (a *Archive) Open(name string) (*receipt.Receipt, error) {
	a.mutex.Lock()
	known := a.files[name]
	a.mutex.Unlock()
	if known == nil {
		known = a.read(name)
		a.mutex.Lock()
		a.files[name] = known
		a.mutex.Unlock()
	}
	return known.receipt, known.err
}

func (a *Archive) read(name string) *opened {
	content, err := a.workspace.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return &opened{err: fmt.Errorf("%w: %s", ErrMissing, name)}
	}
	if err != nil {
		return &opened{err: err}
	}
	r, err := receipt.Open(content)
	if err != nil {
		return &opened{err: fmt.Errorf("%s: %w", name, err)}
	}
	allowed, err := a.signers()
	if err == nil {
		err = r.Verify(allowed)
	}
	return &opened{receipt: r, err: err}
}

// warm opens receipts on all processors, so that opening them one by one afterwards costs nothing: nearly all of it is
// reading signatures and JSON.
func (a *Archive) warm(names []string) {
	if len(names) < 2 {
		return
	}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, name := range names {
		group.Go(func() error {
			a.Open(name) // whoever opens it next gets the error
			return nil
		})
	}
	group.Wait()
}

// Kept is a verified receipt and where it lies.
type Kept struct {
	Path string
	*receipt.Receipt
}

// ID is how a reference names the run.
func (k Kept) ID() string {
	stamp := strings.TrimSuffix(k.Path[strings.LastIndexByte(k.Path, '-')+1:], ".json")
	named, err := time.Parse("20060102T1504Z", stamp)
	if err != nil {
		named = k.Run.Started
	}
	return receipt.ID(k.Run.Environment.Name, named)
}

// All returns an account's receipts that count, oldest first. Those that do not are left out.
func (a *Archive) All(account string) ([]Kept, error) {
	all, err := a.list(account)
	return slices.Clone(all), err
}

// list is All without a copy: nobody changes what it returns.
func (a *Archive) list(account string) ([]Kept, error) {
	a.mutex.Lock()
	all, listed := a.lists[account]
	a.mutex.Unlock()
	if listed {
		return all, nil
	}
	names, err := a.workspace.Files(a.Folder(account), isReceipt)
	if err != nil {
		return nil, err
	}
	a.warm(names)
	for _, name := range names {
		if r, err := a.Open(name); err == nil {
			all = append(all, Kept{name, r})
		}
	}
	slices.SortStableFunc(all, func(x, y Kept) int {
		return cmp.Or(x.Run.Started.Compare(y.Run.Started), cmp.Compare(x.Path, y.Path))
	})
	a.mutex.Lock()
	a.lists[account] = all
	a.mutex.Unlock()
	return all, nil
}

func isReceipt(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, "run-") && strings.HasSuffix(base, ".json")
}

// Latest returns the last receipt of an environment, or nil.
func (a *Archive) Latest(account, environment string) (*Kept, error) {
	all, err := a.list(account)
	for i := range slices.Backward(all) {
		if all[i].Run.Environment.Name == environment {
			return &all[i], err
		}
	}
	return nil, err
}
