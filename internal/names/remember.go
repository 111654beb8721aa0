package names

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse"
	"github.com/touchstone-cs/touchstone/internal/privacy"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// A finder over 10,000 accounts takes a second to make, and one document asks for it. What was made is remembered in the warehouse's cache,
// which an erasure deletes, with the accounts' mark: once a file of theirs was written it is made again. The
// mark is taken anew each time; only the names of the folders are remembered, for as long as nothing was added to or taken from the folder that they lie in.

// settled is how long before the remembered file the last account must have been written: two writings within the clock's own grain look alike.
const settled = 2 * time.Second

// remembered gives the finder that make makes, or the one that it made before over the same accounts.
func remembered(w *workspace.Workspace, make func() (*privacy.Known, error)) (*privacy.Known, error) {
	program, err := os.Executable()
	if err != nil {
		return make()
	}
	place := sha256.Sum256([]byte(w.Root))
	name := filepath.Join(w.Warehouse(), warehouse.CacheFolder, "names", hex.EncodeToString(place[:16]))
	kept, written := recall(name, version(program))
	mark, ok := w.AccountsMark(kept.mark)
	if !ok {
		return make()
	}
	if kept.mark.Dir == mark.Dir && kept.mark.Files == mark.Files && written.Sub(mark.Latest) >= settled {
		if known, ok := privacy.DecodeKnown(kept.finder); ok {
			return known, nil
		}
	}
	if mark, ok = w.AccountsMark(workspace.AccountsMark{}); !ok { // with the folders that there are: those remembered may be too young to be trusted
		return make()
	}
	known, err := make()
	if err == nil && os.MkdirAll(filepath.Dir(name), 0o700) == nil {
		_ = atomicfile.Write(name, keepsake{mark, known.Encode()}.encode(version(program)), 0o600) // without it, it is slower next time
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

// keepsake is what the file holds: four lines (the program, both parts of the mark, the folders between slashes), then the finder.
type keepsake struct {
	mark   workspace.AccountsMark
	finder []byte
}

func (k keepsake) encode(version string) []byte {
	head := []string{version, k.mark.Dir, k.mark.Files, strconv.Itoa(len(strings.Join(k.mark.Folders, "/")))}
	return slices.Concat([]byte(strings.Join(head, "\n")+"\n"+strings.Join(k.mark.Folders, "/")+"\n"), k.finder)
}

// recall reads the file, and when it was written. It is empty where that is another program's, damaged or not there.
func recall(name, version string) (keepsake, time.Time) {
	info, err := os.Stat(name)
	if err != nil {
		return keepsake{}, time.Time{}
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return keepsake{}, time.Time{}
	}
	head := bytes.SplitN(data, []byte("\n"), 5)
	if len(head) < 5 || string(head[0]) != version {
		return keepsake{}, time.Time{}
	}
	size, err := strconv.Atoi(string(head[3]))
	if err != nil || size < 0 || size >= len(head[4]) || head[4][size] != '\n' {
		return keepsake{}, time.Time{}
	}
	k := keepsake{mark: workspace.AccountsMark{Dir: string(head[1]), Files: string(head[2])}, finder: head[4][size+1:]}
	if size > 0 {
		k.mark.Folders = strings.Split(string(head[4][:size]), "/")
	}
	return k, info.ModTime()
}
