package names

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// A finder over 10,000 accounts takes a second to make, and one document asks for it. What was made is remembered in the warehouse's cache,
// which an erasure deletes, with the accounts' mark: once a file of theirs was written it is made again.

// settled is how long before the remembered file the last account must have been written: two writings within the clock's own grain look alike.
const settled = 2 * time.Second

// remembered gives the finder that make makes, or the one that it made before over the same accounts.
func remembered(w *workspace.Workspace, make func() (*privacy.Known, error)) (*privacy.Known, error) {
	mark, latest := w.AccountsMark()
	program, err := os.Executable()
	if mark == "" || err != nil {
		return make()
	}
	place := sha256.Sum256([]byte(w.Root))
	name := filepath.Join(w.Warehouse(), warehouse.CacheFolder, "names", hex.EncodeToString(place[:16]))
	mark += " " + version(program) + "\n"
	if known, ok := recall(name, mark, latest); ok {
		return known, nil
	}
	known, err := make()
	if err == nil && os.MkdirAll(filepath.Dir(name), 0o700) == nil {
		_ = atomicfile.Write(name, append([]byte(mark), known.Encode()...), 0o600) // without it, it is slower next time
	}
	return known, err
}

// version changes with the program: another one may look for names in another way.
func version(program string) string {
	info, err := os.Stat(program)
	if err != nil {
		return ""
	}
	return strconv.FormatInt(info.Size(), 36) + "-" + strconv.FormatInt(info.ModTime().UnixNano(), 36)
}

func recall(name, mark string, latest time.Time) (*privacy.Known, bool) {
	info, err := os.Stat(name)
	if err != nil || info.ModTime().Sub(latest) < settled {
		return nil, false
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, false
	}
	body, ok := bytes.CutPrefix(data, []byte(mark))
	if !ok {
		return nil, false
	}
	return privacy.DecodeKnown(body)
}
